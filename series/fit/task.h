/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_TASK_H
#define SERIES_FIT_TASK_H

#include "series/fit/frame.h"

/*
 * One family's likelihood of some points, and where it is greatest: what a fit, its
 * profiles and its draws begin with.
 */
struct task {
	struct fit_setup setup;
	const struct fit_point *points;
	struct frame frame;
	struct solve_data data;  /* with the scatter and priors of `best` */
	struct solve_place base; /* without a prior */
	double base_sigma;       /* the scatter there; data.sigma is best's */
	struct solve_place best; /* with it, where one is asked for; else base */
	double *fitted;          /* room for what a curve says of the points */
	double values;           /* measurements: points without targets and repeats */
	bool
	    censored; /* terms that depend on the scatter: ranges, bounds, targets, tails */
};

/** -1 with *e as of fit_points.  Close it either way. */
MUST_CHECK int task_open(struct task *t, const struct fit_setup *s,
    const struct fit_point *p, size_t n, struct err *e);
void task_close(struct task *t);

/** The scatter at a place: corrected for the parameters, or (best) the likeliest. */
double task_scatter(const struct task *t, const struct solve_place *at, bool best);

/** Degrees of freedom: of how many plain values the points are worth at a place (of
 *  ranges and bounds less than their number) what the parameters leave; at least 1. */
double task_freedom(const struct task *t, const struct solve_place *at, double sigma);

/** The log likelihood at a place, of normalised values. */
double task_logl(const struct task *t, const struct solve_place *at, double sigma);

/** The sum of squares without the priors and targets. */
double task_rss(const struct task *t, const struct solve_place *at);

/** The family's priors for these points, asked for or not; returns how many. */
size_t task_priors(const struct task *t, struct solve_prior out[FIT_MOST_PRIORS]);

/** Take the priors away again, and with them the scatter that goes with them. */
void task_drop_prior(struct task *t);

#endif
