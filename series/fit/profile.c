/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/profile.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "series/fit/start.h"
#include "series/fit/task.h"

enum { WALKS = 60, HALVES = 30 };
static const double CLOSE = 1e-3;     /* of the allowance: near enough to the limit */
static const double BETTER = 1e-4;    /* of the allowance: a better curve */
static const double NO_CEILING = 1e3; /* times the largest value */

/* clang-format off */
static const struct { const char *name, *text; } verdicts[] = {
	[PROFILE_DETERMINED]     = {"determined",     "determined"},
	[PROFILE_BOUNDED_BELOW]  = {"bounded-below",  "bounded below only"},
	[PROFILE_BOUNDED_ABOVE]  = {"bounded-above",  "bounded above only"},
	[PROFILE_NOT_DETERMINED] = {"not-determined", "not determined"},
	[PROFILE_HELD]           = {"held",           "as given"},
};
/* clang-format on */
static_assert(sizeof verdicts / sizeof *verdicts == PROFILE_VERDICTS, "a text each");

/* A walk along one coordinate. */
struct walk {
	struct task *task;
	size_t k;
	double best, allowance;   /* the least sum of squares, and what may be added */
	struct solve_place place; /* the last one: where the next search begins */
	bool better;
};

/* The least sum of squares with coordinate k at x, above the best one, as a part of the
 * allowance.  From the last place; with `sure` from the grid's as well. */
static int
excess(struct walk *w, double x, bool sure, double *out, struct err *e)
{
	struct solve_data d = w->task->data;
	struct solve_place starts[START_MOST + 1], at;
	double p[FIT_MAX_PARAMS];
	size_t n = 0;
	starts[n++] = w->place;
	starts[0].x[w->k] = x;
	model_natural(d.model, starts[0].x, p);
	d.held |= 1U << w->k;
	d.hold[w->k] = p[w->k];
	if (sure)
		n += start_find(&d, starts + 1);
	if (solve_run(&d, starts, n, &at, e) != 0)
		return -1;
	if (isfinite(at.rss)) {
		w->place = at;
		w->place.x[w->k] = x;
	}
	*out = isfinite(at.rss) ? (at.rss - w->best) / w->allowance : (double)INFINITY;
	if (*out < -BETTER)
		w->better = true;
	return 0;
}

/* Between a, inside, and b, outside: where the limit is reached. */
static int
close_in(struct walk *w, double a, double b, double *limit, struct err *e)
{
	double at_a = 0, at_b = (double)INFINITY, v;
	for (int i = 0; i < HALVES; i++) {
		/* The excess goes with the square of the distance. */
		double mid = (a + b) / 2, ra = sqrt(fmax(at_a, 0)), rb = sqrt(at_b);
		if (i > 0 && isfinite(rb) && rb > ra && i % 4 != 3)
			mid = a + (b - a) * (1 - ra) / (rb - ra);
		if (excess(w, mid, false, &v, e) != 0)
			return -1;
		if (fabs(v - 1) < CLOSE || fabs(b - a) < 1e-12) {
			*limit = mid;
			return 0;
		}
		if (v < 1) {
			a = mid;
			at_a = v;
		} else {
			b = mid;
			at_b = v;
		}
	}
	*limit = (a + b) / 2;
	return 0;
}

/* From the best place by growing steps to the limit, or to the end of the range: then
 * *open. */
static int
walk_to(
    struct walk *w, double step, double end, double *limit, bool *open, struct err *e)
{
	const struct solve_place from = w->task->best;
	double a = from.x[w->k], v;
	w->place = from;
	*open = false;
	for (int i = 0; i < WALKS; i++) {
		double b = a + step;
		step *= 1.6;
		bool last = step < 0 ? b <= end : b >= end;
		if (last)
			b = end;
		struct solve_place inside = w->place;
		if (excess(w, b, false, &v, e) != 0
		    || (v >= 1 && excess(w, b, true, &v, e) != 0))
			return -1;
		if (v >= 1) {
			w->place = inside;
			return close_in(w, a, b, limit, e);
		}
		if (last)
			break;
		a = b;
	}
	*open = true;
	return 0;
}

/* The parameter's value in the caller's units. */
static double
natural(const struct task *t, size_t k, double x)
{
	struct solve_place at = {.rss = 0};
	double p[FIT_MAX_PARAMS];
	at.x[k] = x;
	model_natural(t->data.model, at.x, p);
	return frame_origin(&t->frame, t->data.model, k)
	       + frame_unit(&t->frame, t->data.model, k) * p[k];
}

static struct profile
closed(const struct task *t, size_t k, const double x[2], const bool open[2])
{
	const struct model_param *p = &t->data.model->params[k];
	double unit = frame_unit(&t->frame, t->data.model, k);
	/* Does the parameter fall where the coordinate rises? */
	bool turned = (unit < 0) != (p->scale == MODEL_BEFORE);
	double v[2] = {natural(t, k, x[0]), natural(t, k, x[1])};
	double zero = frame_origin(&t->frame, t->data.model, k);
	if (open[0])
		v[0] = p->scale == MODEL_DIRECT ? -(double)INFINITY : zero;
	if (open[1])
		v[1] = (double)INFINITY;
	if (turned && open[0] && p->scale == MODEL_DIRECT)
		v[0] = (double)INFINITY;
	if (turned && open[1])
		v[1] = -(double)INFINITY;
	bool no_low = open[turned], no_high = open[!turned];
	struct profile out = {.low = v[turned], .high = v[!turned]};
	if (no_low && no_high)
		out.verdict = PROFILE_NOT_DETERMINED;
	else if (no_high)
		out.verdict = PROFILE_BOUNDED_BELOW;
	else if (no_low)
		out.verdict = PROFILE_BOUNDED_ABOVE;
	return out;
}

static int
profile_one(struct task *t, size_t k, double f, struct profile *out, bool *better,
    struct err *e)
{
	const struct model_param *p = &t->data.model->params[k];
	const struct solve_place *at = &t->best;
	double sigma = t->data.sigma, hi = p->hi, x[2] = {0, 0};
	bool open[2];
	struct walk w = {.task = t, .k = k, .best = at->rss};
	w.allowance = fmax(f * sigma * sigma, 1e-30 * t->data.sum2);
	if (k == 0 && t->data.model->ceiling)
		hi = fmin(hi, log(NO_CEILING * t->frame.top / t->frame.size));
	double step = at->full ? sigma * sqrt(at->cov[k][k]) : 0.1;
	step = fmin(fmax(step, 1e-9), (hi - p->lo) / 8);
	if (walk_to(&w, -step, p->lo, &x[0], &open[0], e) != 0
	    || walk_to(&w, step, hi, &x[1], &open[1], e) != 0)
		return -1;
	*out = closed(t, k, x, open);
	*better |= w.better;
	return 0;
}

static int
profile_all(
    struct task *t, double level, struct profile out[], bool *better, struct err *e)
{
	double left = t->values;
	if (isfinite(t->best.rss))
		left = task_freedom(t, &t->best, t->data.sigma);
	double f = gsl_cdf_fdist_Pinv(level, 1, left);
	for (size_t k = 0; k < t->data.model->np; k++) {
		double held = t->setup.hold[k];
		if (t->data.held >> k & 1)
			out[k] = (struct profile){held, held, PROFILE_HELD};
		else if (!isfinite(t->best.rss))
			out[k] = (struct profile){-(double)INFINITY, (double)INFINITY,
			    PROFILE_NOT_DETERMINED};
		else if (profile_one(t, k, f, &out[k], better, e) != 0)
			return -1;
	}
	return 0;
}

int
profile_run(const struct fit_setup *s, const struct fit_point *p, size_t n,
    double level, struct profiles *out, struct err *e)
{
	struct task t;
	struct profiles r = {.better = false};
	int rc = task_open(&t, s, p, n, e);
	if (rc == 0)
		rc = profile_all(&t, level, r.prior, &r.better, e);
	memcpy(r.data, r.prior, sizeof r.data);
	if (rc == 0 && t.data.n_priors) {
		task_drop_prior(&t);
		rc = profile_all(&t, level, r.data, &r.better, e);
	}
	task_close(&t);
	if (rc == 0)
		*out = r;
	return rc;
}

void
profile_none(const struct fit *f, struct profiles *out)
{
	*out = (struct profiles){.better = false};
	for (size_t k = 0; k < f->np; k++) {
		out->data[k] = (struct profile){
		    -(double)INFINITY, (double)INFINITY, PROFILE_NOT_DETERMINED};
		if (f->held >> k & 1)
			out->data[k] = (struct profile){f->p[k], f->p[k], PROFILE_HELD};
		out->prior[k] = out->data[k];
	}
}

const char *
profile_verdict_text(enum profile_verdict v)
{
	return verdicts[v].text;
}

const char *
profile_verdict_name(enum profile_verdict v)
{
	return verdicts[v].name;
}
