/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/rival.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "series/fit/start.h"
#include "series/fit/term.h"

static bool
only_amounts(const struct solve_data *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (!(d->points[i].span > 0))
			return false;
	return true;
}

/* The least sum of squares of a simpler family on the same points. */
static int
rival_rss(
    const struct task *t, enum fit_model m, unsigned held, double *rss, struct err *e)
{
	struct solve_data d = t->data;
	struct solve_place starts[START_MOST], at;
	d.model = model_get(m);
	d.n_priors = 0;
	d.sigma = t->censored ? t->base_sigma : 0;
	d.held = held;
	memset(d.hold, 0, sizeof d.hold);
	if (d.model->offset && only_amounts(&d))
		d.held |= 1U << (d.model->offset - 1);
	/* Of so simple a family the best start is near enough. */
	size_t n = start_find(&d, starts);
	if (m == FIT_LINEAR && !t->censored && n) { /* solved already */
		solve_params(&d, &starts[0], d.hold);
		d.held = 3;
	}
	if (solve_run(&d, starts, n ? 1 : 0, &at, e) != 0)
		return -1;
	*rss = at.rss;
	return 0;
}

/* Is the curve no better than a rival of np parameters, by an F test at 5%? */
static bool
no_better(const struct task *t, double rival, size_t np)
{
	size_t nf = solve_free(&t->data);
	double more = (double)nf - (double)np;
	double left = task_freedom(t, &t->base, t->base_sigma);
	double rss = t->base.rss;
	if (more <= 0)
		return false;
	if (rival <= SOLVE_EXACT * t->data.sum2 || rival <= rss)
		return true;
	return gsl_cdf_fdist_Q((rival - rss) / more * left / rss, more, left) >= 0.05;
}

static bool
line_as_good(const struct task *t, double line)
{
	size_t nf = solve_free(&t->data);
	double n = t->values;
	if (nf <= 2)
		return false;
	return line <= SOLVE_EXACT * t->data.sum2
	       || line / (n - 2) <= t->base.rss / (n - (double)nf);
}

/* Does the line take more from what a constant leaves than chance does, by an F test at
 * 5%?  It has one parameter more where the curve has two or three: of few values it may
 * show that they grow where the curve cannot. */
static bool
line_shows(const struct task *t, double constant, double line)
{
	double left = t->values - 2;
	return left > 0 && line < constant
	       && (line <= SOLVE_EXACT * t->data.sum2
		   || gsl_cdf_fdist_Q((constant - line) * left / line, 1, left) < 0.05);
}

/* ---- exponentials that need not be searched ---- */

/* What exponentials of one rate leave: e has those of the points. */
static double
left_by(const struct solve_data *d, const double *e)
{
	double b = 0, g = 0;
	for (size_t i = 0; i < d->n; i++) {
		double w = term_weight(&d->points[i]);
		b += w * e[i] * d->points[i].low;
		g += w * e[i] * e[i];
	}
	return g > 0 ? d->sum2 - b * b / g : d->sum2;
}

/* Less than any exponential leaves of plain values: the least of a grid of rates, less
 * what it may lie beside it.  On times from 0 to 1 an exponential is at an angle of at
 * most asin((e^h - 1) / 2) to one whose rate is h away, and no longer than the values
 * are (Popoviciu's inequality).  0: not known. */
static double
exponentials_leave(const struct solve_data *d)
{
	enum { CELLS = 209, STEEP = 15 }; /* rates to 184 */
	static const double FIRST = -26, STEP = 0.25, STEEPER = 1.15;
	double *e = calloc(2 * d->n, sizeof *e), *by;
	double least = d->sum2, beside = expm1(STEP / 2) / 2 * sqrt(d->sum2);
	if (!e)
		return 0;
	by = e + d->n;
	for (size_t i = 0; i < d->n; i++) {
		e[i] = exp(FIRST * (d->points[i].t - 1));
		by[i] = exp(STEP * (d->points[i].t - 1));
	}
	for (int k = 0; k < CELLS; k++) {
		least = fmin(least, left_by(d, e));
		for (size_t i = 0; i < d->n; i++)
			e[i] *= by[i];
	}
	/* Those so steep are of the first or the last points alone. */
	for (int k = 0; k < 2 * STEEP; k++) {
		double rate = -FIRST * pow(STEEPER, floor(k / 2.0));
		for (size_t i = 0; i < d->n; i++) {
			double t = d->points[i].t;
			e[i] = exp(k % 2 ? -rate * t : rate * (t - 1));
		}
		least = fmin(least, left_by(d, e));
	}
	free(e);
	double root = sqrt(fmax(least, 0)) - beside;
	return root > 0 ? root * root : 0;
}

static bool
all_plain(const struct task *t)
{
	for (size_t i = 0; i < t->data.n; i++)
		if (t->data.points[i].span > 0)
			return false;
	return !t->censored;
}

static int
exponential_as_good(const struct task *t, bool *as_good, struct err *e)
{
	double rss;
	*as_good = false;
	if (all_plain(t) && !no_better(t, exponentials_leave(&t->data), 2))
		return 0;
	if (rival_rss(t, FIT_EXPONENTIAL, 0, &rss, e) != 0)
		return -1;
	*as_good = no_better(t, rss, 2);
	return 0;
}

int
rival_doubt(const struct task *t, enum fit_doubt *doubt, struct err *e)
{
	enum { SLOPE = 1 << 1 };
	unsigned limits = t->data.model->limits;
	double constant, line = 0;
	bool exponential = false;
	if (rival_rss(t, FIT_LINEAR, SLOPE, &constant, e) != 0)
		return -1;
	if (no_better(t, constant, 1)) {
		if (rival_rss(t, FIT_LINEAR, 0, &line, e) != 0)
			return -1;
		*doubt = line_shows(t, constant, line) ? FIT_AS_LINE : FIT_AS_CONSTANT;
		return 0;
	}
	/* The limit of a ceiling that goes to infinity: the end of its profile. */
	if (limits & MODEL_LIMIT_EXPONENTIAL
	    && exponential_as_good(t, &exponential, e) != 0)
		return -1;
	if (limits & MODEL_LIMIT_LINE && rival_rss(t, FIT_LINEAR, 0, &line, e) != 0)
		return -1;
	if (exponential)
		*doubt = FIT_AS_EXPONENTIAL;
	else if (limits & MODEL_LIMIT_LINE && line_as_good(t, line))
		*doubt = FIT_AS_LINE;
	return 0;
}
