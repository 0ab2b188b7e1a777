/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_EVENTS_H
#define PLOT_EVENTS_H

#include "plot/chart.h"

/*
 * Notes of days: a CSV file with the columns date (YYYY-MM-DD) and text, in any order,
 * others beside them.
 */

/** The events of a file's bytes, by day, those of one day in their order; in a.  -1 with
 *  *e (65) naming file and line: not CSV, a column missing, no date, no text. */
MUST_CHECK int events_read(struct str bytes, struct str name, struct arena *a,
    struct chart_event **out, size_t *n, struct err *e);

#endif
