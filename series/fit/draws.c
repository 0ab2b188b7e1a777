/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/draws.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "series/fit/task.h"
#include "series/fit/term.h"

/* The autocorrelation of what the points deviate, none below zero: of few points it is
 * a poor guess, and waves make intervals wider, not narrower. */
static double
autocorrelation(const struct fit *f, const struct fit_point *p)
{
	double both = 0, all = 0, before = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (p[i].soft)
			continue;
		double r = term_value(&p[i]) - fit_at(f, &p[i]);
		both += r * before;
		all += r * r;
		before = r;
	}
	return all > 0 ? fmin(fmax(both / all, 0), 0.9) : 0;
}

/* Are these statements of one measurement? */
static bool
same_measurement(const struct fit_point *a, const struct fit_point *b)
{
	return a->share > 0 && b->share > 0 && a->t == b->t && a->span == b->span
	       && !a->soft && !b->soft;
}

/* What the statements of point i's measurement say together. */
static double
shared_value(const struct task *t, const struct fit_point *p, size_t i)
{
	double sum = 0, all = 0;
	for (size_t k = 0; k < t->data.n; k++)
		if (same_measurement(&p[k], &p[i])) {
			sum += p[k].share * term_value(&p[k]);
			all += p[k].share;
		}
	return sum / all;
}

/* The points anew about the curve; a range or bound keeps its width and moves. */
static void
scatter(
    struct task *t, const struct fit_point *p, const double *at, double rho, gsl_rng *r)
{
	double wave = 0;
	for (size_t i = 0; i < t->data.n; i++) {
		struct fit_point *q = &t->data.points[i];
		double by =
		    q->tailed ? gsl_ran_tdist(r, FIT_TAILS) : gsl_ran_ugaussian(r);
		if (!q->soft && !(i && same_measurement(q, q - 1)))
			wave = i ? rho * wave + sqrt(1 - rho * rho) * by : by;
		/* Statements of one measurement go together; a target is drawn about
		 * itself. */
		double shift = t->data.sigma * q->sd * (q->soft ? by : wave);
		if (!q->soft && !(q->share > 0))
			shift += solve_value(&t->data, at, q, NULL) - term_value(&p[i]);
		else if (!q->soft)
			shift +=
			    solve_value(&t->data, at, q, NULL) - shared_value(t, p, i);
		if (!isnan(p[i].low) && !isnan(p[i].high)) {
			q->low = p[i].low + shift;
			q->high = p[i].high + shift;
		}
	}
}

static void
store(const struct task *t, const struct solve_place *at, struct draws *out)
{
	double p[FIT_MAX_PARAMS] = {0};
	const struct model *m = t->data.model;
	solve_params(&t->data, at, p);
	for (size_t k = 0; k < m->np; k++)
		out->p[out->n * m->np + k] =
		    frame_origin(&t->frame, m, k) + frame_unit(&t->frame, m, k) * p[k];
	out->sigma[out->n++] = task_scatter(t, at, false) * t->frame.size;
}

static int
draw_all(struct task *t, size_t n, struct fit_point *kept, gsl_rng *r,
    struct draws *out, struct err *e)
{
	double p[FIT_MAX_PARAMS] = {0}, mean[2] = {0};
	solve_params(&t->data, &t->best, p);
	memcpy(kept, t->data.points, t->data.n * sizeof *kept);
	for (size_t k = 0; k < t->data.n_priors; k++)
		mean[k] = t->data.priors[k].mean;
	for (size_t i = 0; i < n; i++) {
		struct solve_place at;
		scatter(t, kept, p, out->rho, r);
		for (size_t k = 0; k < t->data.n_priors; k++)
			t->data.priors[k].mean =
			    mean[k] + gsl_ran_gaussian(r, t->data.priors[k].sd);
		if (solve_run(&t->data, &t->best, 1, &at, e) != 0)
			return -1;
		if (isfinite(at.rss))
			store(t, &at, out);
	}
	return 0;
}

static int
draws_of(struct task *t, size_t n, unsigned long seed, struct draws *out, struct err *e)
{
	struct fit_point *kept = calloc(t->data.n, sizeof *kept);
	gsl_rng *r = gsl_rng_alloc(gsl_rng_mt19937);
	out->np = t->data.model->np;
	out->p = calloc(n * out->np, sizeof *out->p);
	out->sigma = calloc(n, sizeof *out->sigma);
	int rc = -1;
	if (!kept || !r || !out->p || !out->sigma) {
		(void)err_nomem(e);
	} else {
		gsl_rng_set(r, seed);
		rc = draw_all(t, n, kept, r, out, e);
	}
	free(kept);
	if (r)
		gsl_rng_free(r);
	return rc;
}

int
draws_make(const struct fit_setup *s, const struct fit_point *p, const struct fit *f,
    struct draws_ask ask, struct draws *out, struct err *e)
{
	struct task t;
	*out = (struct draws){.fit = *f, .rho = autocorrelation(f, p)};
	int rc = task_open(&t, s, p, f->n, e);
	if (rc == 0 && isfinite(t.best.rss))
		rc = draws_of(&t, ask.n, ask.seed, out, e);
	task_close(&t);
	if (rc == 0 && out->n == 0)
		rc = err_set(e, ERR_EMPTY, "no curve could be drawn");
	if (rc != 0)
		draws_free(out);
	return rc;
}

void
draws_free(struct draws *d)
{
	free(d->p);
	free(d->sigma);
	*d = (struct draws){.n = 0};
}

struct fit
draws_at(const struct draws *d, size_t i)
{
	struct fit f = d->fit;
	memcpy(f.p, d->p + i * d->np, d->np * sizeof *f.p);
	return f;
}

void
draws_interval(double *v, size_t n, double level, double *low, double *high)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(v[i]))
			v[i] = 1e300;
	gsl_sort(v, 1, n);
	*low = gsl_stats_quantile_from_sorted_data(v, 1, n, (1 - level) / 2);
	*high = gsl_stats_quantile_from_sorted_data(v, 1, n, (1 + level) / 2);
	if (*low >= 1e299)
		*low = (double)INFINITY;
	if (*high >= 1e299)
		*high = (double)INFINITY;
}

void
draws_band(const struct draws *d, double t, double *v)
{
	struct fit f = d->fit;
	double sd = 1;
	if (f.amounts_step > 0)
		sd = sqrt(fmax((t - f.amounts_from) / f.amounts_step, 1));
	for (size_t i = 0; i < d->n; i++) {
		memcpy(f.p, d->p + i * d->np, d->np * sizeof *f.p);
		/* Evenly spread parts of the scatter, in an order that has nothing to do
		 * with the draws': the golden ratio's multiples. */
		double u = fmod(0.5 + 0.6180339887498949 * (double)i, 1);
		u = fmin(fmax(u, 1e-4), 1 - 1e-4);
		double z = f.robust ? gsl_cdf_tdist_Pinv(u, FIT_TAILS)
				    : gsl_cdf_ugaussian_Pinv(u);
		v[i] = fit_eval(&f, t, 0.5, NULL) + d->sigma[i] * sd * z;
	}
}
