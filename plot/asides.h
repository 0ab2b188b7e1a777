/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_ASIDES_H
#define PLOT_ASIDES_H

#include "plot/chart.h"
#include "series/fit/pick.h"
#include "series/fit/points.h"

/*
 * What stands beside the values of a chart without being one of them: what was filed of
 * what was said, what analysts say, and what is only supposed.
 */
struct asides_ask {
	const struct pick *pick;
	struct str unit;
	enum period_grain grain; /* of the values beside which they stand */
};

/* What of it does not stand there. */
struct asides_rest {
	size_t times, units; /* points of another length of time, of another unit */
};

/** The points of one kind that are about the chosen series' subject, by time, all in a;
 *  filed ones of one basis, as gaps tell to be joined.  What is left out is added to
 *  *rest.  -1 with *e: no memory. */
MUST_CHECK int asides_take(const struct asides_ask *ask, enum chart_aside which,
    struct arena *a, struct chart_line *out, struct asides_rest *rest, struct err *e);

/** A point of a series as a chart has it, its mark, gap and what stands before it
 *  included: of the k-th of n by time. */
struct chart_point asides_point(
    const struct series_point *const *at, size_t k, struct str unit);

#endif
