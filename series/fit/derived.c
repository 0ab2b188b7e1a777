/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/derived.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const double YEAR = 365.25;

static const char *const names[] = {
    [DERIVED_INFLECTION] = "inflection",
    [DERIVED_DURATION] = "days_10_to_90",
    [DERIVED_NOW] = "now",
    [DERIVED_GROWTH] = "growth_per_year",
    [DERIVED_SHARE] = "share_of_ceiling",
    [DERIVED_REACH] = "reach",
};
static_assert(sizeof names / sizeof *names == DERIVED_KINDS, "a name each");

static double
at(const struct fit *f, double t)
{
	return fit_eval(f, t, 0.5, NULL);
}

/* By differences of a thousandth of the time seen. */
static double
slope(const struct fit *f, double t)
{
	double h = (f->last - f->first) / 1000;
	return (at(f, t + h) - at(f, t - h)) / (2 * h);
}

/* The steepest place: the best of a grid, and golden sections about it. */
static double
inflection(const struct fit *f)
{
	enum { STEPS = 300, SECTIONS = 40 };
	static const double GOLDEN = 0.6180339887498949;
	double span = f->last - f->first, from = f->first - span, best = from;
	double step = 5 * span / STEPS;
	if (!fit_model_has_ceiling(f->model) || fit_model_is_flow(f->model))
		return (double)NAN;
	for (int i = 0; i <= STEPS; i++) {
		double t = from + step * i;
		if (fabs(slope(f, t)) > fabs(slope(f, best)))
			best = t;
	}
	double lo = best - step, hi = best + step;
	for (int i = 0; i < SECTIONS; i++) {
		double a = hi - GOLDEN * (hi - lo), b = lo + GOLDEN * (hi - lo);
		if (fabs(slope(f, a)) > fabs(slope(f, b)))
			hi = b;
		else
			lo = a;
	}
	return (lo + hi) / 2;
}

double
derived_of(const struct fit *f, enum derived_kind k, double reach)
{
	bool ceiling = fit_model_has_ceiling(f->model) && !fit_model_is_flow(f->model);
	switch (k) {
	case DERIVED_INFLECTION:
		return inflection(f);
	case DERIVED_DURATION:
		return ceiling ? fabs(
			   fit_when(f, 0.9 * f->p[0]) - fit_when(f, 0.1 * f->p[0]))
			       : (double)NAN;
	case DERIVED_NOW:
		return at(f, f->last);
	case DERIVED_GROWTH:
		return slope(f, f->last) / at(f, f->last) * YEAR;
	case DERIVED_SHARE:
		return ceiling ? at(f, f->last) / f->p[0] : (double)NAN;
	case DERIVED_REACH:
		return isfinite(reach) ? fit_when(f, reach) : (double)NAN;
	case DERIVED_KINDS:
		break;
	}
	return (double)NAN;
}

int
derived_run(const struct draws *d, enum derived_kind k, double reach, double level,
    struct derived *out, struct err *e)
{
	double *v = calloc(d->n, sizeof *v);
	double none = (double)NAN;
	if (!v)
		return err_nomem(e);
	*out = (struct derived){derived_of(&d->fit, k, reach), none, none};
	bool wanted = k != DERIVED_REACH || isfinite(reach);
	for (size_t i = 0; i < d->n; i++) {
		struct fit f = draws_at(d, i);
		v[i] = derived_of(&f, k, reach);
	}
	if (wanted && (isfinite(out->value) || k == DERIVED_REACH))
		draws_interval(v, d->n, level, &out->low, &out->high);
	free(v);
	return 0;
}

const char *
derived_name(enum derived_kind k)
{
	return names[k];
}
