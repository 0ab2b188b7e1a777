/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_WIDTH_H
#define PLOT_WIDTH_H

#include "series/base/arena.h"

/*
 * How wide a text will be, before it is drawn: gnuplot cannot tell.  The widths are
 * Inter's (DejaVu, where Inter is missing, is about an eighth wider); letters beyond
 * ASCII are taken as 0.62 of the size, ideographs as the size.  In pixels of a chart
 * of 96 to the inch, so a size of 18 points is 24 of them.
 */
double width_of(struct str s, double points, bool bold);

struct width_type {
	double points;
	bool bold;
};

/** s, or as much of it as is no wider than most, at a word's end if there is one near,
 *  and an ellipsis; in a, or s itself.  .p is NULL when memory is out. */
struct str width_fit(
    struct str s, double points, bool bold, double most, struct arena *a);

/** s in lines no wider than most, at the words' ends; at most n of them, the last cut with
 *  an ellipsis.  How many; they are s's own or in a; 0 of an empty text, or when memory is
 *  out. */
size_t width_wrap(struct str s, struct width_type type, double most, struct str *lines,
    size_t n, struct arena *a);

/** A value and its time, "$1.4 billion to $1.8 billion, Q3 2022", in one line or, where it
 *  is wider than most, in two: parted at the last comma, else as width_wrap. */
size_t width_note(struct str s, struct width_type type, double most,
    struct str lines[2], struct arena *a);

#endif
