/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_GRID_H
#define SERIES_GRID_H

#include <stdio.h>

#include "series/series.h"

/**
 * Write a series of vintages (series/vintage.h) for people: a row for each period, a
 * column for each day on which something changed; `"` where what had been said before
 * still stood, - where nothing was known.  What is wider than the screen is folded into
 * blocks of columns, each with the rows that change in it.  -1 with *e when memory is
 * out.
 */
MUST_CHECK int grid_write(const struct series *vintages, size_t width, FILE *f,
    struct arena *a, struct err *e);

#endif
