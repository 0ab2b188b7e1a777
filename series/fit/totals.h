/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_TOTALS_H
#define SERIES_FIT_TOTALS_H

#include "series/fit/points.h"

/*
 * What a cumulative curve is fitted to: amounts of periods that do not overlap, and
 * totals.  An amount whose period shorter ones tell all of is left out.  Where they tell
 * a part of it, it says the rest: the year less its first two quarters is what the second
 * half brought; a rest with something told in its middle says nothing of either side.
 */
struct totals {
	struct points points; /* by their time */
	size_t covered;       /* left out: shorter periods tell all of them */
	size_t rests;         /* of them a rest stands in the points */
	size_t torn; /* left out: the rest is in pieces, or less than nothing */
};

/** From a series of amounts and n series of totals, all in its unit; in a. */
MUST_CHECK int totals_take(const struct series *amounts,
    const struct series *const *stated, size_t n, struct arena *a, struct totals *out,
    struct err *e);

/** What the totals were at the end of each period: stated, or added up. */
struct totals_line {
	struct fit_point *at; /* by time, the ends of periods; in the arena */
	size_t n;
	int32_t since; /* they count from this day on; DATE_NONE: from the begin, as a
			  total that was stated says */
	int months;    /* of the shortest period; 0: of no regular one */
	int32_t end;   /* of the last one */
};

/** Add up points of totals_take, as evidence has them (stated).  In a.  -1 with *e: 1,
 *  with the gap that they do not add up across; 71. */
MUST_CHECK int totals_add_up(const struct points *p, const struct fit_point *stated,
    struct arena *a, struct totals_line *out, struct err *e);

#endif
