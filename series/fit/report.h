/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_REPORT_H
#define SERIES_FIT_REPORT_H

#include "series/fit/fit.h"
#include "series/fit/points.h"

/*
 * A fit to the achieved values of one series, and what went into it.
 */
struct report {
	const struct series *series;
	const struct catalog_metric *metric;
	struct points points; /* those used */
	double *t, *y;        /* their times and values */
	size_t bounds;        /* left out: they only bound the value ("over 5,000") */
	struct fit fit;
};

enum { REPORT_TEXT = 200 };

/** Fit the series; force: also a ratio or a balance, which do not grow along such a
 *  curve by their nature.  In a.  0 with *out set, whatever fit.status says; -1 with
 *  *e: 1 nothing achieved or too few points, 64 a ratio or a balance, 71. */
MUST_CHECK int report_make(const struct series *s, const struct catalog_metric *m,
    bool force, struct arena *a, struct report *out, struct err *e);

/** Why it may not be shown as a fit; "" when it may. */
void report_reason(const struct report *r, char out[REPORT_TEXT]);

/** The years that the curve takes from a tenth to nine tenths of its ceiling. */
double report_years(const struct report *r);

/** A value and its interval as people read it, rounded to its error: "10,350
 *  vehicles/week"; in a. */
struct str report_value(
    const struct report *r, double v, double error, struct arena *a);

/** A day in the text "2022-05-03"; in years before 0 or after 9999, "day N". */
struct str report_day(double t, struct arena *a);

/** The curve's last day: a quarter of the fitted time on, at least half a year. */
double report_end(const struct report *r);

#endif
