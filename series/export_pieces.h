/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_EXPORT_PIECES_H
#define SERIES_EXPORT_PIECES_H

#include "series/series.h"

/*
 * What is exported: the series of some observations, those of each source (spoken,
 * filed, consensus, ...) apart, each with a name of its own; and the regular grid of
 * time that forecasting tools want one to lie on.
 */
struct export_piece {
	const struct series *s;
	struct str source;
	struct str
	    id; /* "Calder Motors/gross_margin/actual", "... /filed": of no other */
};

/** The pieces of n observations, whatever their role and scope (what stays out unless it
 *  is asked for is not handed in), ordered by source and key.  In a. */
MUST_CHECK int export_pieces_build(const struct obs *obs, size_t n, struct arena *a,
    struct export_piece **out, size_t *n_out, struct err *e);

/** The name of a series of that source, in a; .p is NULL when memory is out.  Two of one
 *  name are told apart only by export_pieces_build. */
struct str export_pieces_id(const struct series *s, struct str source, struct arena *a);

/* Steps of time, all of the calendar: a fiscal quarter is the calendar quarter that
 * holds its middle, as its label says. */
enum export_step {
	EXPORT_DAY,
	EXPORT_MONTH,
	EXPORT_QUARTER,
	EXPORT_HALF,
	EXPORT_YEAR,
	EXPORT_STEPS
};

struct export_grid {
	enum export_step step;
	const struct series_point **points; /* with a value, by slot, each slot once */
	long *slots;                        /* the number of each point's step */
	size_t n;
	size_t
	    left_out; /* points of other lengths, or that share a slot with a later */
};

/** The grid of the points of a series: of the length (quarters, days, ...) that most of
 *  them have, the shorter of equals.  Days that all end quarters (give or take a week) or
 *  months (three days) make quarters or months: balances.  In a. */
MUST_CHECK int export_pieces_grid(
    const struct series *s, struct arena *a, struct export_grid *out, struct err *e);

/** The dates of a slot, and how people write it ("2018-Q3"). */
struct period export_pieces_slot(enum export_step step, long slot);
void export_pieces_label(enum export_step step, long slot, char out[DATE_TEXT]);

/** How many steps a year has: 365, 12, 4, 2, 1. */
int export_pieces_frequency(enum export_step step);

/* A value of a period as it stood from one day to another, both inside. */
struct export_vintage {
	struct period period;
	double value;     /* in the series' unit */
	int32_t from, to; /* DATE_NONE: until now */
};

struct export_vintages {
	struct export_vintage *v; /* by period, then day */
	size_t n;
};

/** What was known of each point of the series, day by day (series/vintage.h); of guidance
 *  that is withdrawn nothing, from that day on.  In a. */
MUST_CHECK int export_pieces_vintages(const struct series *s, struct arena *a,
    struct export_vintages *out, struct err *e);

#endif
