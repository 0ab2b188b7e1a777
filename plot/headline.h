/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_HEADLINE_H
#define PLOT_HEADLINE_H

#include "plot/chart.h"
#include "series/catalog.h"
#include "series/period.h"

/*
 * A title that says something, worked out from what is drawn.  Each claim is a rule with
 * a least number of values and a definition, which the chart prints in its foot; the
 * first that holds is taken, and where none does the title stays neutral.
 */
struct headline {
	struct str text;       /* empty: none */
	struct str definition; /* what that means; a sentence */
};

/** Of a chart whose points are about one kind of time (or PERIOD_UNKNOWN); `level` words
 *  its ceiling.  In a; -1 with *e when memory is out. */
struct headline_of {
	const struct chart *chart;
	const struct catalog_metric *metric;
	struct str subject; /* "Gross margin" */
	enum period_grain grain;
	struct str level; /* "6,580 vehicles/week"; empty: there is no curve */
};
MUST_CHECK int headline_make(
    const struct headline_of *h, struct arena *a, struct headline *out, struct err *e);

#endif
