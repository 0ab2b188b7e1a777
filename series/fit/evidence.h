/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_EVIDENCE_H
#define SERIES_FIT_EVIDENCE_H

#include "series/fit/fit.h"
#include "series/fit/points.h"

/*
 * What a fit is made from: the points of a series as terms of its likelihood.
 *
 * All statements of one period are of one measurement.  Those that agree make it
 * narrower ("over 5,000" and "4,800 to 5,300" are 5,000 to 5,300); those that contradict
 * each other share it, the surer the more, a repeated claim counting once.  A coarsely
 * rounded value is a range.  Guidance enters as targets: for periods of which nothing was
 * achieved, half as sure as a value, by Student's t, so that what is far off has no
 * pull; in all they count for at most an eighth of what was achieved.
 */
struct evidence_ask {
	const struct points *achieved;
	const struct series *guidance; /* NULL: none */
	struct str unit;               /* of the achieved values' series */
	bool
	    cumulative; /* the curve is of totals: what a period brought is an amount */
	double top;     /* the largest value: what rounding is held against */
};

struct evidence {
	struct fit_point *at;    /* by time, targets behind */
	const struct obs **from; /* who said it */
	double first,
	    step; /* of cumulative ones: the begin of the first amount, the days
			       of the shortest; step 0: no amounts */
	size_t n, shared, targets; /* terms; periods with contradictions; of guidance */
};

/** Room and terms in a; -1 with *e (71). */
MUST_CHECK int evidence_take(const struct evidence_ask *ask, struct arena *a,
    struct evidence *out, struct err *e);

/** One point as its best statement says it; its span where the curve is cumulative. */
struct fit_point evidence_point(
    const struct series_point *p, double top, bool cumulative);

/** Is it what all came to by its day (a single day, or "cumulative"), not what its period
 *  brought? */
bool evidence_is_total(const struct series_point *p);

#endif
