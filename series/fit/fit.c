/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "series/fit/rival.h"
#include "series/fit/task.h"
#include "series/fit/term.h"

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
	[FIT_AT_EDGE]        = "a parameter runs to the end of its range",
};
/* clang-format on */
static_assert(sizeof statuses / sizeof *statuses == FIT_STATUSES, "a text each");
static_assert(sizeof doubts / sizeof *doubts == FIT_DOUBTS, "a text each");

/* ---- from the search to the units of the caller ---- */

static void
set_params(const struct task *t, double variance, struct fit *f)
{
	const struct model *m = t->data.model;
	const struct frame *fr = &t->frame;
	const struct solve_place *at = &t->best;
	double p[FIT_MAX_PARAMS], by[FIT_MAX_PARAMS];
	solve_params(&t->data, at, p);
	for (size_t k = 0; k < m->np; k++) {
		double unit = frame_unit(fr, m, k);
		f->p[k] = frame_origin(fr, m, k) + unit * p[k];
		by[k] = unit * model_slope(m, k, p[k]); /* the delta method */
		if (f->held >> k & 1)
			f->p[k] = t->setup.hold[k];
	}
	for (size_t i = 0; i < m->np; i++) {
		for (size_t k = 0; k < m->np; k++) {
			bool held = (f->held >> i & 1) || (f->held >> k & 1);
			double v = at->cov[i][k] * variance * by[i] * by[k];
			f->cov[i][k] = at->full ? v : (double)INFINITY;
			if (held)
				f->cov[i][k] = 0;
		}
		f->se[i] = sqrt(f->cov[i][i]);
	}
}

/* Whether the standard errors leave anything of ceiling and rate. */
static enum fit_doubt
wide(const struct task *t, const struct fit *f)
{
	const struct model *m = t->data.model;
	if (t->best.edge)
		return FIT_AT_EDGE;
	if (!t->best.full)
		return FIT_SINGULAR;
	if (m->ceiling && !(f->se[0] <= fabs(f->p[0])))
		return FIT_WIDE_CEILING;
	bool rate = m->params[1].dim == MODEL_PER_T && m->params[1].scale == MODEL_LOG;
	bool paired = m->params[2].dim == MODEL_PER_T; /* of two that make one rate */
	if (rate && !paired && !(f->se[1] <= fabs(f->p[1])))
		return FIT_WIDE_RATE;
	return FIT_NO_DOUBT;
}

/* With the scatter counted; infinite where there are too few points for it. */
static double
aicc(double logl, size_t n, size_t np)
{
	double k = (double)np + 1, left = (double)n - k - 1;
	if (left <= 0)
		return (double)INFINITY;
	return -2 * logl + 2 * k + 2 * k * (k + 1) / left;
}

static void
set_likelihood(const struct task *t, struct fit *f)
{
	double size = t->frame.size, exact = 0;
	for (size_t i = 0; i < f->n; i++)
		if (term_exact(&t->points[i]))
			exact += term_share(&t->points[i]);
	double sigma = task_scatter(t, &t->best, true);
	f->logl = task_logl(t, &t->best, sigma) - exact * log(size);
	f->aicc = aicc(f->logl, f->values, f->free);
	f->rss = task_rss(t, &t->best) * size * size;
	f->sigma = t->data.sigma * size;
	/* The least that a scatter is said to be has no part in what is reported. */
	if (!t->censored)
		f->sigma = sqrt(f->rss / (double)f->df);
}

/* The priors in the caller's units. */
static void
set_priors(const struct task *t, struct fit *f)
{
	struct solve_prior p[FIT_MOST_PRIORS] = {{0}};
	size_t n = task_priors(t, p);
	f->prior = t->data.n_priors > 0;
	f->n_priors = n;
	for (size_t i = 0; i < n && i < FIT_MOST_PRIORS; i++) {
		double unit = fabs(frame_unit(&t->frame, t->data.model, p[i].k));
		f->priors[i] =
		    (struct fit_prior){p[i].k, p[i].mean + log(unit), p[i].sd};
	}
}

static int
finish(const struct task *t, struct fit *f, struct err *e)
{
	f->steps = t->best.steps;
	f->starts = t->best.starts;
	f->status = FIT_STALLED;
	set_priors(t, f);
	if (!isfinite(t->best.rss)) {
		f->rss = f->sigma = f->logl = (double)NAN;
		f->aicc = (double)INFINITY;
		for (size_t k = 0; k < f->np; k++)
			f->p[k] = f->se[k] = (double)NAN;
		return 0;
	}
	f->df = (size_t)round(task_freedom(t, &t->best, t->data.sigma));
	set_likelihood(t, f);
	double sigma = f->sigma / t->frame.size;
	set_params(t, sigma * sigma, f);
	if (rival_doubt(t, &f->doubt, e) != 0)
		return -1;
	if (!f->doubt)
		f->doubt = wide(t, f);
	if (f->doubt)
		f->status = FIT_UNDETERMINED;
	else if (t->best.ok)
		f->status = FIT_CONVERGED;
	else if (t->best.steps >= SOLVE_MOST_STEPS)
		f->status = FIT_OUT_OF_STEPS;
	return 0;
}

int
fit_points(const struct fit_setup *s, const struct fit_point *p, size_t n,
    struct fit *out, struct err *e)
{
	struct task t;
	int rc = task_open(&t, s, p, n, e);
	if (rc == 0) {
		size_t nf = solve_free(&t.data);
		struct fit f = {.model = s->model,
		    .n = n,
		    .np = t.data.model->np,
		    .values = (size_t)t.values,
		    .free = nf,
		    .df = (size_t)t.values - nf,
		    .robust = s->robust,
		    .first = t.frame.at,
		    .last = t.frame.at + t.frame.span,
		    .width = t.data.width * t.frame.span,
		    .held = t.setup.held};
		rc = finish(&t, &f, e);
		if (rc == 0)
			*out = f;
	}
	task_close(&t);
	return rc;
}

int
fit_run(enum fit_model m, const double *t, const double *y, size_t n, struct fit *out,
    struct err *e)
{
	struct fit_point *p = calloc(n + 1, sizeof *p);
	if (!p)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		p[i] =
		    (struct fit_point){.t = t[i], .low = y[i], .high = y[i], .sd = 1};
	int rc = fit_points(&(struct fit_setup){.model = m}, p, n, out, e);
	free(p);
	return rc;
}

/* ---- what a fit says ---- */

static struct model_at
place(const struct fit *f, double t)
{
	return (struct model_at){t, f->last, f->width};
}

double
fit_t_quantile(const struct fit *f, double level)
{
	return gsl_cdf_tdist_Pinv(0.5 + level / 2, (double)f->df);
}

double
fit_eval(const struct fit *f, double t, double level, double *half)
{
	double grad[FIT_MAX_PARAMS] = {0}, variance = f->sigma * f->sigma;
	double y = model_get(f->model)->value(f->p, place(f, t), grad);
	for (size_t i = 0; i < f->np; i++)
		for (size_t k = 0; k < f->np; k++)
			variance += grad[i] * f->cov[i][k] * grad[k];
	if (half)
		*half = isfinite(variance) ? fit_t_quantile(f, level) * sqrt(variance)
					   : (double)INFINITY;
	return y;
}

double
fit_at(const struct fit *f, const struct fit_point *p)
{
	return model_of(model_get(f->model), f->p, place(f, p->t), p->span, NULL);
}

/* By bisection from the first time that it lies on the other side of v. */
static double
crossing(const struct fit *f, double v)
{
	enum { STEPS = 4000, HALVES = 60 };
	const struct model *m = model_get(f->model);
	double span = fmax(f->last - f->first, 1), a = f->first - 10 * span;
	double step = 60 * span / STEPS;
	bool below = m->value(f->p, place(f, a), NULL) < v;
	for (int i = 0; i < STEPS; i++) {
		a = f->first - 10 * span + i * step;
		if ((m->value(f->p, place(f, a + step), NULL) < v) == below)
			continue;
		double lo = a, hi = a + step;
		for (int k = 0; k < HALVES; k++) {
			double mid = (lo + hi) / 2;
			bool under = m->value(f->p, place(f, mid), NULL) < v;
			*(under == below ? &lo : &hi) = mid;
		}
		return (lo + hi) / 2;
	}
	return (double)NAN;
}

double
fit_when(const struct fit *f, double v)
{
	const struct model *m = model_get(f->model);
	double t = m->inverse ? m->inverse(f->p, v, f->last) : crossing(f, v);
	return isfinite(t) ? t : (double)NAN;
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

size_t
fit_param_count(enum fit_model m)
{
	return model_get(m)->np;
}

size_t
fit_least_points(enum fit_model m)
{
	return model_get(m)->np + 1;
}

bool
fit_model_has_ceiling(enum fit_model m)
{
	return model_get(m)->ceiling;
}

bool
fit_model_is_flow(enum fit_model m)
{
	return model_get(m)->flow;
}

const char *
fit_model_what(enum fit_model m)
{
	return model_get(m)->what;
}

const char *
fit_model_formula(enum fit_model m)
{
	return model_get(m)->formula;
}

const char *
fit_model_source(enum fit_model m)
{
	return model_get(m)->source;
}

enum fit_unit
fit_param_unit(enum fit_model m, size_t k)
{
	static const enum fit_unit units[] = {
	    [MODEL_Y] = FIT_VALUE,
	    [MODEL_PER_T] = FIT_PER_DAY,
	    [MODEL_T] = FIT_DAY,
	    [MODEL_Y_PER_T] = FIT_VALUE_PER_DAY,
	    [MODEL_NONE] = FIT_NUMBER,
	};
	return units[model_get(m)->params[k].dim];
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
