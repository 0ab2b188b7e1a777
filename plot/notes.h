/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_NOTES_H
#define PLOT_NOTES_H

#include "plot/layout.h"

/*
 * A layout's events: texts in rows above the plot, each beside a line that goes down to
 * the axis of time, where no text covers another or another's line.
 */

/** Choose those that have room, once x0 and x1 are known.  -1 with *e when memory is out. */
MUST_CHECK int notes_choose(struct layout *l, struct err *e);

/** Those of a chart with panels, once these know how wide they are (panels.h): numbers where
 *  they have room, and in event_words what they stand for, in at most so many lines of the
 *  foot's type.  -1 with *e when memory is out. */
MUST_CHECK int notes_number(
    struct layout *heads, double panel_wide, size_t lines, struct err *e);

/** How high the rows are; where the line of one ends. */
double notes_height(const struct layout *l);
double notes_top(const struct layout *l, const struct layout_event *v);

enum { NOTES_NUMBERS = 20 }; /* how high the row of numbers above a panel is */

/** Their texts, once y1 is known. */
void notes_put(struct layout *l);

#endif
