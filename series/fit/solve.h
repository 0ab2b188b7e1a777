/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_SOLVE_H
#define SERIES_FIT_SOLVE_H

#include "series/fit/model.h"

/*
 * The search for the best parameters of a model, on normalised points:
 * Levenberg-Marquardt with geodesic acceleration from several starts; a Gauss-Newton
 * polish; then acceptance by own tests, since GSL's verdict is not to be trusted: it
 * takes NaN residuals for success, and a step rejected for being tiny for convergence.
 */
struct solve_prior { /* coordinate k is normal */
	size_t k;
	double mean, sd;
};

struct solve_data {
	const struct model *model;
	struct fit_point *points; /* t within 0..1, values of at most 1 */
	size_t n;
	double sum2;  /* of their values squared, weighted */
	double width; /* of a value's time */
	double
	    sigma; /* the scatter that censored terms and priors are weighed by; 0: none */
	struct solve_prior priors[FIT_MOST_PRIORS];
	size_t n_priors;
	unsigned held;               /* bit k: parameter k stays at hold[k] */
	double hold[FIT_MAX_PARAMS]; /* as normalised, natural */
};

/* A place in the space of the coordinates. */
struct solve_place {
	double x[FIT_MAX_PARAMS]; /* of held parameters nothing */
	double rss;               /* with the priors; INFINITY: nowhere */
	int steps, starts;
	bool ok;       /* a minimum: passed the relative offset test */
	bool full;     /* cov is set: the parameters can be told apart */
	unsigned edge; /* bit k: coordinate k went to where its search ends */
	double cov[FIT_MAX_PARAMS][FIT_MAX_PARAMS]; /* (J'J)^-1, of held ones 0 */
};

enum { SOLVE_MOST_STEPS = 1000 };
/* Of sum2: what is left when nothing is left. */
#define SOLVE_EXACT 1e-20

/** How many parameters are searched for. */
size_t solve_free(const struct solve_data *d);

/** The parameters of a place, natural, on normalised points. */
void solve_params(const struct solve_data *d, const struct solve_place *at, double *p);

/** What the curve through them says of a normalised point, of its level or amount; the
 *  derivatives by the parameters unless grad is NULL. */
double solve_value(const struct solve_data *d, const double *p,
    const struct fit_point *at, double *grad);

/** The sum of squares at a place, without the priors. */
double solve_rss(const struct solve_data *d, const struct solve_place *at);

/** The best place that any of n starts leads to, its covariance set.  -1 with *e when
 *  memory is out. */
MUST_CHECK int solve_run(struct solve_data *d, const struct solve_place *starts,
    size_t n, struct solve_place *best, struct err *e);

#endif
