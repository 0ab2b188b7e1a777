/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PAPER_H
#define PLOT_PAPER_H

#include "series/base/err.h"

/*
 * How large a picture is.  Type keeps its size in points, so that charts of any size
 * look alike beside each other on a page: a canvas has 246 pixels to the inch, by which
 * 1600 are the 6.5 inches of a page's text.
 */
enum { PAPER_DPI = 246, PAPER_LEAST = 480, PAPER_MOST = 8000 };

struct paper {
	int wide, high; /* pixels of the canvas */
	double scale;   /* pixels of a PNG to one of these */
};

/** "page" (6.5 x 3.66 inches), "column" (3.5 x 2.75), "4x3in", "120x80mm", "12x8cm" or
 *  "1200x675" (pixels); NULL: page.  dpi of a PNG: 0 for 246; sizes in pixels stay.  -1
 *  with *e (64) for what is none, or too small or large to be drawn. */
MUST_CHECK int paper_of(const char *size, double dpi, struct paper *out, struct err *e);

#endif
