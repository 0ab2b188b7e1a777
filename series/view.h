/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_VIEW_H
#define SERIES_VIEW_H

#include "series/series.h"

/*
 * How a series is looked at: about one kind of time, in one unit.  What a quarter
 * brought does not stand on one line with what a year brought; rates and balances,
 * whatever the time, are alike.
 */
struct view {
	enum period_grain grain; /* PERIOD_UNKNOWN: the commonest, where it matters */
	bool all;                /* every grain, on request */
	struct str unit;         /* empty: the series' own */
};

/** From --grain and --unit.  -1 with *e (64) for a word that is no grain. */
struct options;
MUST_CHECK int view_of(const struct options *o, struct view *v, struct err *e);

/** Whether a metric's values about different kinds of time are alike. */
bool view_alike(enum catalog_type type, enum obs_kind kind);

/** The grain that most points with a value have; of equals quarters, then years. */
enum period_grain view_commonest(const struct series *s);

/** The points of s that are of a grain, as a series, its points in a; out may be s. */
MUST_CHECK int view_take(const struct series *s, enum period_grain g, struct arena *a,
    struct series *out, struct err *e);

/** s in another unit, its points in a; out may be s.  -1 with *e (64), naming both dimensions, where it does
 *  not convert.  An empty unit, or its own, is no change. */
MUST_CHECK int view_convert(const struct series *s, struct str unit, struct arena *a,
    struct series *out, struct err *e);

#endif
