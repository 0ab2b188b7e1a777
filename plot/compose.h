/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_COMPOSE_H
#define PLOT_COMPOSE_H

#include "plot/chart.h"
#include "series/fit/pick.h"
#include "series/fit/report.h"

/*
 * From the series that were chosen to a chart: which points, which words.
 */
struct compose {
	const struct pick *pick;
	const char *title;        /* NULL: a neutral one */
	const struct report *fit; /* a curve that converged, or NULL */
	const char *no_fit;       /* why there is none that was asked for, or NULL */
	bool vintages;            /* what was guided before, too */
	bool headline;            /* a title that says something (headline.h) */
	const char *exhibit;      /* before the title, or NULL */
	const char *source;       /* in the foot, or NULL */
	bool bare;                /* the plot alone, for a page */
};

/** The chart, all in a.  -1 with *e when memory is out. */
MUST_CHECK int compose_chart(
    const struct compose *c, struct arena *a, struct chart *out, struct err *e);

/** "Q4 2024", "Aug 2017", "30 Jun 2018": what a period of an observation, or a day, is
 *  called in pictures; in a. */
struct str compose_period(const struct obs *o, struct period p, struct arena *a);
struct str compose_day(int32_t day, struct arena *a);

#endif
