/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "series/fit/rival.h"
#include "series/fit/solve.h"

static const double BIGGEST = 1e100; /* squares of sizes up to here stay finite */

/* clang-format off */
static const char *const statuses[] = {
	[FIT_CONVERGED]    = "converged",
	[FIT_STALLED]      = "did not converge: no step makes it better",
	[FIT_OUT_OF_STEPS] = "did not converge: out of steps",
	[FIT_UNDETERMINED] = "the data do not fix the curve",
};
static const char *const doubts[] = {
	[FIT_NO_DOUBT]       = "",
	[FIT_AS_CONSTANT]    = "a constant fits as well",
	[FIT_AS_EXPONENTIAL] = "an exponential fits as well, so the ceiling is not in sight",
	[FIT_AS_LINE]        = "a straight line fits as well",
	[FIT_SINGULAR]       = "many sets of parameters give the same curve",
	[FIT_WIDE_CEILING]   = "the ceiling's standard error exceeds the ceiling",
	[FIT_WIDE_RATE]      = "the rate's standard error exceeds the rate",
};
/* clang-format on */
static_assert(sizeof statuses / sizeof *statuses == FIT_STATUSES, "a text each");
static_assert(sizeof doubts / sizeof *doubts == FIT_DOUBTS, "a text each");

/* ---- is the curve better than simpler ones? ---- */

/* Is the curve no better than a rival of np parameters, by an F test at 5%? */
static bool
no_better(const struct solve_data *d, double rss, double rival, size_t np)
{
	double more = (double)(d->model->np - np), left = (double)(d->n - d->model->np);
	if (rival <= SOLVE_EXACT * d->sum2)
		return true;
	return (rival - rss) / more
	       <= gsl_cdf_fdist_Pinv(0.95, more, left) * rss / left;
}

static enum fit_doubt
rivals(const struct solve_data *d, double rss)
{
	double line = rival_line(d->t, d->y, d->n);
	if (no_better(d, rss, rival_constant(d->y, d->n), 1))
		return FIT_AS_CONSTANT;
	/* The limit of a ceiling that goes to infinity: the end of its profile. */
	if (no_better(d, rss, rival_exponential(d->t, d->y, d->n), 2))
		return FIT_AS_EXPONENTIAL;
	if (line <= SOLVE_EXACT * d->sum2
	    || line / (double)(d->n - 2) <= rss / (double)(d->n - d->model->np))
		return FIT_AS_LINE;
	return FIT_NO_DOUBT;
}

/* How the points were normalised: t = at + span * t', or end - span * t' when they
 * fall; y = size * y'. */
struct frame {
	double at, span, size;
	bool falls;
};

/* What a parameter as normalised is multiplied by. */
static double
unit_of(enum model_dimension dim, const struct frame *fr)
{
	double way = fr->falls ? -1 : 1;
	switch (dim) {
	case MODEL_Y:
		return fr->size;
	case MODEL_PER_T:
		return way / fr->span;
	case MODEL_T:
		return way * fr->span;
	}
	return (double)NAN;
}

static void
set_params(const struct frame *fr, const struct solve_place *at, double variance,
    struct fit *f)
{
	const struct model *m = model_get(f->model);
	double p[FIT_MAX_PARAMS], by[FIT_MAX_PARAMS];
	solve_natural(m, at->x, p);
	for (size_t k = 0; k < m->np; k++) {
		double unit = unit_of(m->params[k].dim, fr), origin = 0;
		if (m->params[k].dim == MODEL_T)
			origin = fr->falls ? fr->at + fr->span : fr->at;
		f->p[k] = origin + unit * p[k];
		/* The delta method: d exp(x)/dx = exp(x). */
		by[k] = m->params[k].log ? unit * p[k] : unit;
	}
	for (size_t i = 0; i < m->np; i++) {
		for (size_t k = 0; k < m->np; k++) {
			double v = at->cov[i][k] * variance * by[i] * by[k];
			f->cov[i][k] = at->full ? v : (double)INFINITY;
		}
		f->se[i] = sqrt(f->cov[i][i]);
	}
}

static enum fit_doubt
doubt_of(const struct solve_data *d, const struct solve_place *at, const struct fit *f)
{
	enum fit_doubt doubt = rivals(d, at->rss);
	if (doubt)
		return doubt;
	if (!at->full)
		return FIT_SINGULAR;
	if (!(f->se[0] <= fabs(f->p[0])))
		return FIT_WIDE_CEILING;
	return f->se[1] <= fabs(f->p[1]) ? FIT_NO_DOUBT : FIT_WIDE_RATE;
}

static void
finish(const struct solve_data *d, const struct frame *fr, const struct solve_place *at,
    struct fit *f)
{
	double variance = at->rss / (double)(d->n - f->np);
	f->rss = at->rss * fr->size * fr->size;
	f->sigma = sqrt(variance) * fr->size;
	f->steps = at->steps;
	f->status = FIT_STALLED;
	if (!isfinite(at->rss)) {
		f->rss = f->sigma = (double)NAN;
		for (size_t k = 0; k < f->np; k++)
			f->p[k] = f->se[k] = (double)NAN;
		return;
	}
	set_params(fr, at, variance, f);
	f->doubt = doubt_of(d, at, f);
	if (f->doubt)
		f->status = FIT_UNDETERMINED;
	else if (at->ok)
		f->status = FIT_CONVERGED;
	else if (at->steps >= SOLVE_MOST_STEPS)
		f->status = FIT_OUT_OF_STEPS;
}

/* ---- from the caller's points and back ---- */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* How many different numbers: sorts them. */
static size_t
distinct(double *t, size_t n)
{
	size_t k = n > 0;
	qsort(t, n, sizeof *t, compare);
	for (size_t i = 1; i < n; i++)
		k += t[i] != t[i - 1];
	return k;
}

/* Refuse what no curve can be put through; else say how to normalise it. */
static int
measure(const double *t, const double *y, size_t n, struct frame *fr, struct err *e)
{
	double lo = (double)INFINITY, hi = -lo, most = 0, top = -lo;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(t[i]) || !isfinite(y[i]))
			return err_set(e, ERR_EMPTY,
			    "point %zu of %zu has no finite %s", i + 1, n,
			    isfinite(t[i]) ? "value" : "time");
		lo = fmin(lo, t[i]);
		hi = fmax(hi, t[i]);
		most = fmax(most, fabs(y[i]));
		top = fmax(top, y[i]);
	}
	*fr = (struct frame){.at = lo, .span = hi - lo, .size = most};
	if (!(top > 0))
		return err_set(e, ERR_EMPTY,
		    "no value is above zero, as a growth curve's must be");
	if (most > BIGGEST || most < 1 / BIGGEST || fr->span > BIGGEST
	    || (fr->span > 0 && fr->span < 1 / BIGGEST))
		return err_set(e, ERR_EMPTY,
		    "sizes beyond 1e-100 to 1e100 are not fitted;"
		    " choose another unit");
	return 0;
}

static void
normalise(
    struct solve_data *d, const double *t, const double *y, const struct frame *fr)
{
	d->sum2 = 0;
	for (size_t i = 0; i < d->n; i++) {
		double s = (t[i] - fr->at) / fr->span;
		d->t[i] = fr->falls ? 1 - s : s;
		d->y[i] = y[i] / fr->size;
		d->sum2 += d->y[i] * d->y[i];
	}
}

/* Once as growth and once mirrored, as decline: what fits better. */
static int
run_both(struct solve_data *d, const double *t, const double *y, struct frame *fr,
    struct fit *f, struct err *e)
{
	struct solve_place up, down;
	normalise(d, t, y, fr);
	if (solve_run(d, &up, e) != 0)
		return -1;
	fr->falls = true;
	normalise(d, t, y, fr);
	if (solve_run(d, &down, e) != 0)
		return -1;
	if (up.rss <= down.rss) {
		fr->falls = false;
		normalise(d, t, y, fr);
	}
	finish(d, fr, fr->falls ? &down : &up, f);
	return 0;
}

int
fit_run(enum fit_model m, const double *t, const double *y, size_t n, struct fit *out,
    struct err *e)
{
	const struct model *model = model_get(m);
	struct frame fr = {.span = 1};
	if (n < FIT_MIN_POINTS)
		return err_set(e, ERR_EMPTY,
		    "%zu point%s: a %s curve needs at least %d", n, n == 1 ? "" : "s",
		    model->name, FIT_MIN_POINTS);
	if (measure(t, y, n, &fr, e) != 0)
		return -1;
	int rc = -1;
	struct solve_data d = {.model = model, .n = n};
	struct fit f = {.model = m, .n = n, .np = model->np};
	d.t = calloc(n, sizeof *d.t);
	d.y = calloc(n, sizeof *d.y);
	if (!d.t || !d.y) {
		(void)err_nomem(e);
		goto done;
	}
	memcpy(d.t, t, n * sizeof *t);
	size_t times = distinct(d.t, n);
	if (times < FIT_MIN_POINTS) {
		(void)err_set(e, ERR_EMPTY,
		    "%zu points at %zu time%s: a %s curve needs at least %d", n, times,
		    times == 1 ? "" : "s", model->name, FIT_MIN_POINTS);
		goto done;
	}
	rc = run_both(&d, t, y, &fr, &f, e);
	if (rc == 0)
		*out = f;
done:
	free(d.t);
	free(d.y);
	return rc;
}

double
fit_t_quantile(const struct fit *f, double level)
{
	return gsl_cdf_tdist_Pinv(0.5 + level / 2, (double)(f->n - f->np));
}

double
fit_eval(const struct fit *f, double t, double level, double *half)
{
	double grad[FIT_MAX_PARAMS], variance = f->sigma * f->sigma;
	double y = model_get(f->model)->value(f->p, t, grad);
	for (size_t i = 0; i < f->np; i++)
		for (size_t k = 0; k < f->np; k++)
			variance += grad[i] * f->cov[i][k] * grad[k];
	if (half)
		*half = fit_t_quantile(f, level) * sqrt(variance);
	return y;
}

void
fit_interval(const struct fit *f, size_t k, double level, double *low, double *high)
{
	double half = fit_t_quantile(f, level) * f->se[k], p = f->p[k];
	*low = p - half;
	*high = p + half;
	if (!model_get(f->model)->params[k].log || p == 0)
		return;
	double by = exp(half / fabs(p));
	*low = p > 0 ? p / by : p * by;
	*high = p > 0 ? p * by : p / by;
}

double
fit_round(double v, double error)
{
	double size = isfinite(error) && error != 0 ? fabs(error) : fabs(v) / 100;
	if (!(size > 0) || !isfinite(v))
		return v;
	/* Digits on either side of the point: scaling by a whole power of ten is exact
	 * where dividing by its inverse would not be. */
	double digit = floor(log10(size)) - 1;
	double by = pow(10, fabs(digit));
	return digit < 0 ? round(v * by) / by : round(v / by) * by;
}

const char *
fit_model_name(enum fit_model m)
{
	return model_get(m)->name;
}

bool
fit_model_find(const char *name, enum fit_model *m)
{
	for (size_t i = 0; i < FIT_MODELS; i++)
		if (strcmp(name, model_get((enum fit_model)i)->name) == 0) {
			*m = (enum fit_model)i;
			return true;
		}
	return false;
}

const char *
fit_param_name(enum fit_model m, size_t k)
{
	return model_get(m)->params[k].name;
}

const char *
fit_status_text(enum fit_status s)
{
	return statuses[s];
}

const char *
fit_doubt_text(enum fit_doubt d)
{
	return doubts[d];
}

void
fit_init(void)
{
	(void)gsl_set_error_handler_off();
}
