/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_POINTS_H
#define SERIES_FIT_POINTS_H

#include "series/series.h"

/*
 * The points of a series that may stand on one line.  What a quarter brought is not
 * held against what a year brought: of amounts, ratios and prices those about the
 * commonest kind of time stay; rates and balances, whatever the time, are alike.
 */
struct points {
	const struct series_point **at; /* by their time */
	size_t n;
	enum period_grain grain; /* of all of them; PERIOD_UNKNOWN: of several kinds */
	size_t other_times;      /* how many of another kind of time are left out */
	size_t no_value;         /* how many state none */
};

/** From s; a grain other than PERIOD_UNKNOWN asks for that one instead of the
 *  commonest.  In a. */
MUST_CHECK int points_take(const struct series *s, enum catalog_type type,
    enum period_grain grain, struct arena *a, struct points *out, struct err *e);

/** The middle of a point's period in days; a single day is that day. */
double points_time(const struct series_point *p);

/** Does a value only bound the true one ("over 5,000")? */
bool points_open(const struct series_point *p);

/** Is something missing between two neighbours: more than half as long as the first
 *  is, or between single days and the like more than a quarter and a half? */
bool points_gap(const struct series_point *before, const struct series_point *after);

#endif
