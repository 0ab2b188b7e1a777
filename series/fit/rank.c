/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/rank.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/fit/frame.h"
#include "series/fit/term.h"

enum { PER_PHASE = 8 };

/* clang-format off */
static const char *const reasons[] = {
	[RANK_COMPARED] = "",
	[RANK_FEW]      = "too few points",
	[RANK_NO_FIT]   = "no minimum found",
	[RANK_PHASES]   = "another phase is not called for",
	[RANK_SAME]     = "the curves of logistic4 unless --launch is given",
	[RANK_OTHER]    = "not for such values",
};
/* clang-format on */
static_assert(sizeof reasons / sizeof *reasons == RANK_REASONS, "a text each");

const char *
rank_reason_text(enum rank_reason r)
{
	return reasons[r];
}

void
rank_hold(struct fit_setup *s, double launch, double ceiling)
{
	for (size_t k = 0; k < fit_param_count(s->model); k++) {
		if (isfinite(launch)
		    && strcmp(fit_param_name(s->model, k), "launch") == 0) {
			s->held |= 1U << k;
			s->hold[k] = launch;
		}
	}
	if (isfinite(ceiling) && fit_model_has_ceiling(s->model)) {
		s->held |= 1;
		s->hold[0] = ceiling;
	}
}

static size_t
phases_of(enum fit_model m)
{
	return m == FIT_LOGISTICS3 ? 3 : m == FIT_LOGISTICS2 ? 2 : 1;
}

static enum rank_reason
excluded(const struct rank_ask *ask, enum fit_model m, size_t n)
{
	if (fit_model_is_flow(m) && !ask->flow)
		return RANK_OTHER;
	if (m == FIT_BASS && !isfinite(ask->launch))
		return RANK_SAME;
	if (phases_of(m) > 1 && n < PER_PHASE * phases_of(m))
		return RANK_PHASES;
	return RANK_COMPARED;
}

/* What the points deviate from the curve, in their own order of time. */
static double
deviation(const struct fit *f, const struct fit_point *p)
{
	return (term_value(p) - fit_at(f, p)) * sqrt(term_weight(p));
}

/* The lag-one autocorrelation, and AICc when the scatter follows it. */
static double
ar1_aicc(const struct fit *f, const struct fit_point *p, size_t n, double *rho)
{
	double both = 0, before = 0, sum = 0;
	for (size_t i = 1; i < n; i++) {
		both += deviation(f, &p[i]) * deviation(f, &p[i - 1]);
		before += deviation(f, &p[i - 1]) * deviation(f, &p[i - 1]);
	}
	*rho = before > 0 ? fmax(fmin(both / before, 0.95), -0.95) : 0;
	for (size_t i = 0; i < n; i++) {
		double r = deviation(f, &p[i]);
		double u =
		    i ? r - *rho * deviation(f, &p[i - 1]) : r * sqrt(1 - *rho * *rho);
		sum += u * u;
	}
	double k = (double)f->free + 2, left = (double)n - k - 1;
	if (left <= 0)
		return (double)INFINITY;
	return (double)n * log(sum / (double)n) - log(1 - *rho * *rho) + 2 * k
	       + 2 * k * (k + 1) / left;
}

static int
fit_one(const struct rank_ask *ask, const struct fit_point *p, size_t n,
    struct rank_row *r, struct err *e)
{
	struct fit_setup s = {
	    .model = r->model, .width = ask->width, .robust = ask->robust};
	struct err why = {.code = ERR_NONE};
	r->delta = (double)NAN;
	r->reason = excluded(ask, r->model, (size_t)frame_values(p, n));
	if (r->reason)
		return 0;
	rank_hold(&s, ask->launch, ask->ceiling);
	if (fit_points(&s, p, n, &r->fit, &why) != 0) {
		r->reason = strstr(why.text, "at least") ? RANK_FEW : RANK_NO_FIT;
		if (why.code != ERR_EMPTY)
			*e = why;
		return why.code == ERR_EMPTY ? 0 : -1;
	}
	if (!isfinite(r->fit.aicc))
		r->reason = isfinite(r->fit.logl) ? RANK_FEW : RANK_NO_FIT;
	else if (r->fit.status != FIT_CONVERGED && r->fit.status != FIT_UNDETERMINED)
		r->reason = RANK_NO_FIT;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct rank_row *x = a, *y = b;
	if ((x->reason == RANK_COMPARED) != (y->reason == RANK_COMPARED))
		return x->reason == RANK_COMPARED ? -1 : 1;
	if (x->reason != RANK_COMPARED || x->fit.aicc == y->fit.aicc)
		return (x->model > y->model) - (x->model < y->model);
	return x->fit.aicc < y->fit.aicc ? -1 : 1;
}

/* Another phase only where it is better with AR(1) scatter too, which a single curve's
 * waves look like. */
static void
judge_phases(struct rank *r, const struct fit_point *p, size_t n)
{
	double one = (double)INFINITY, at[FIT_MODELS];
	for (size_t i = 0; i < FIT_MODELS; i++) {
		struct rank_row *row = &r->rows[i];
		if (row->reason != RANK_COMPARED)
			continue;
		at[i] = ar1_aicc(&row->fit, p, n, &row->ar1);
		if (phases_of(row->model) == 1)
			one = fmin(one, at[i]);
	}
	for (size_t phases = 2; phases <= 3; phases++)
		for (size_t i = 0; i < FIT_MODELS; i++) {
			struct rank_row *row = &r->rows[i];
			if (row->reason || phases_of(row->model) != phases)
				continue;
			if (at[i] < one)
				one = at[i];
			else
				row->reason = RANK_PHASES;
		}
}

int
rank_run(const struct rank_ask *ask, const struct fit_point *p, size_t n,
    struct rank *out, struct err *e)
{
	double sum = 0;
	*out = (struct rank){.n = 0};
	for (size_t i = 0; i < FIT_MODELS; i++) {
		out->rows[i].model = (enum fit_model)i;
		if (fit_one(ask, p, n, &out->rows[i], e) != 0)
			return -1;
	}
	judge_phases(out, p, n);
	qsort(out->rows, FIT_MODELS, sizeof *out->rows, compare);
	for (; out->n < FIT_MODELS && !out->rows[out->n].reason; out->n++) {
		struct rank_row *r = &out->rows[out->n];
		r->delta = r->fit.aicc - out->rows[0].fit.aicc;
		r->weight = exp(-r->delta / 2);
		sum += r->weight;
		out->tied += r->delta < RANK_TIE;
	}
	for (size_t i = 0; i < out->n; i++)
		out->rows[i].weight /= sum;
	double values = frame_values(p, n);
	if (out->n == 0)
		return err_set(e, ERR_EMPTY,
		    "%.0f point%s: too few to compare curves (a line needs 5, at "
		    "different times)",
		    values, values == 1 ? "" : "s");
	return 0;
}
