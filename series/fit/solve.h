/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_SOLVE_H
#define SERIES_FIT_SOLVE_H

#include "series/fit/model.h"

/*
 * The search for the least squares of a model, on normalised points: starts from a
 * grid in which the linear parameter is solved for (variable projection, Golub &
 * Pereyra 1973); Levenberg-Marquardt with geodesic acceleration; a Gauss-Newton
 * polish; then acceptance by own tests, since GSL's verdict is not to be trusted: it
 * takes NaN residuals for success, and a step rejected for being tiny for convergence.
 */
struct solve_data {
	const struct model *model;
	double *t, *y; /* t within 0..1, |y| at most 1 */
	size_t n;
	double sum2; /* of y squared */
};

/* A place in the space of the parameters as they are searched for (some by their
 * logarithm). */
struct solve_place {
	double x[FIT_MAX_PARAMS];
	double rss; /* INFINITY: nowhere */
	int steps;
	bool ok;   /* a minimum: passed the relative offset test */
	bool full; /* cov is set: the parameters can be told apart */
	double cov[FIT_MAX_PARAMS][FIT_MAX_PARAMS]; /* (J'J)^-1 */
};

enum { SOLVE_MOST_STEPS = 1000 };
/* Of sum2: what is left when nothing is left. */
#define SOLVE_EXACT 1e-20

/** The parameters themselves. */
void solve_natural(const struct model *m, const double *x, double *p);

/** The best place that any start leads to.  -1 with *e when memory is out. */
MUST_CHECK int solve_run(struct solve_data *d, struct solve_place *best, struct err *e);

#endif
