/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_TERMINAL_H
#define PLOT_TERMINAL_H

#include "plot/chart.h"

/*
 * A chart in characters, for a screen of text: the same axes as a picture has, a disc for
 * a value (o below what was guided, a square filed, a triangle derived), a bar for a
 * guided range, a diamond for one guided value, dots for lines and curves.
 */
enum { TERMINAL_LEAST = 40, TERMINAL_MOST = 160, TERMINAL_ROWS = 18 };

/** In so many columns (brought to TERMINAL_LEAST..TERMINAL_MOST); with colours by SGR
 *  when colour.  Control characters of texts are shown as \xNN.  -1 with *e: 1 nothing to
 *  draw, 71 no memory; write errors stay in f. */
MUST_CHECK int terminal_write(
    const struct chart *c, size_t columns, bool colour, FILE *f, struct err *e);

/** Whether colours are wanted there: f is a terminal, NO_COLOR is not set or empty, and
 *  TERM is not dumb. */
bool terminal_has_colour(FILE *f);

#endif
