/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_DRAWS_H
#define SERIES_FIT_DRAWS_H

#include "series/fit/fit.h"

/*
 * Curves that could as well be the true one, for intervals of whatever follows from a
 * curve: the points are drawn anew about the best curve, with its scatter and the
 * autocorrelation of what they deviate, the prior's centre is drawn from the prior, and
 * each time the family is fitted again.  The same seed gives the same draws.
 */
struct draws {
	size_t n, np;
	double *p;      /* n sets of np parameters, in the caller's units */
	double *sigma;  /* the scatter of each */
	double rho;     /* the lag-one autocorrelation that was drawn with */
	struct fit fit; /* whose constants they are evaluated with */
};

struct draws_ask {
	size_t n;
	unsigned long seed;
};

/* What fit and plot ask for where nothing else is asked. */
#define DRAWS_ASK ((struct draws_ask){500, 1})

/** So many draws of the fit f that fit_points(s, p, f->n) gave.  -1 with *e: none could
 *  be made (1), no memory.  Free with draws_free. */
MUST_CHECK int draws_make(const struct fit_setup *s, const struct fit_point *p,
    const struct fit *f, struct draws_ask ask, struct draws *out, struct err *e);
void draws_free(struct draws *d);

/** The i-th draw as a fit: for fit_eval and fit_when. */
struct fit draws_at(const struct draws *d, size_t i);

/** The two-sided interval of n values (sorted by it; those that are NAN count as
 *  beyond the high end: INFINITY) at a level. */
void draws_interval(double *v, size_t n, double level, double *low, double *high);

/** The bands of a new value at t: of each draw's curve and scatter.  Seeded like the
 *  draws; v: room for n numbers. */
void draws_band(const struct draws *d, double t, double *v);

#endif
