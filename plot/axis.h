/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_AXIS_H
#define PLOT_AXIS_H

#include <stdint.h>

#include "plot/lang.h"
#include "series/base/str.h"

/*
 * What stands along the edges of a chart: round values with their unit, and quarters
 * or years.
 */
enum { AXIS_TEXT = 48, AXIS_MOST_QUARTERS = 24 };

struct axis {
	double min, max, step; /* min is a tick; max need not be */
	double unit;           /* what a printed 1 stands for: 1, 1e6, 1e9 */
	int decimals;
	bool log; /* equal steps are equal factors, */
	int fine; /* with ticks at powers of ten (0), at 1, 2, 5 (1) or finer (2) */
	char before[16], after[16]; /* "$"; "%", " bn" */
	struct str name;            /* the unit, where each tick chooses its own */
	const struct lang *lang;    /* of the labels; NULL: English */
};

/** An axis for values in lo..hi of a unit.  With zero it begins at 0 (or holds it, for
 *  negative values); without, it begins at a tick below lo. */
struct axis axis_of(double lo, double hi, bool zero, struct str unit);

/** A logarithmic one, for values above zero. */
struct axis axis_of_log(double lo, double hi, struct str unit);

/** Give two that are not logarithmic as many steps, so that their ticks are level. */
void axis_level(struct axis *a, struct axis *b);

/** Where a value stands on the axis: 0 at its beginning, 1 at its end; and back. */
double axis_share(const struct axis *a, double value);
double axis_value(const struct axis *a, double share);

/** "15%", "$2 bn", "5,000": terminated; plain ASCII but for signs of currencies, the
 *  minus and what the language has. */
void axis_label(const struct axis *a, double value, char out[AXIS_TEXT]);

/** How many ticks there are, and the k-th. */
size_t axis_ticks(const struct axis *a);
double axis_tick(const struct axis *a, size_t k);

/* A span of whole calendar quarters; when they are more than 24, years are named. */
struct axis_time {
	int32_t start, end; /* the first day, and the day after the last */
	int year, quarter;  /* the first */
	int n;              /* quarters */
	bool years;
	int ahead; /* quarters by which the names are ahead of the calendar's */
};

/** The span that holds the days lo..hi; at least four quarters. */
struct axis_time axis_time_of(double lo, double hi);

/** The first day of the k-th quarter of the span; k = n is the day after its last. */
int32_t axis_quarter(const struct axis_time *t, int k);

#endif
