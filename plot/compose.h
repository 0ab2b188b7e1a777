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
};

/** The chart, all in a.  -1 with *e when memory is out. */
MUST_CHECK int compose_chart(
    const struct compose *c, struct arena *a, struct chart *out, struct err *e);

#endif
