/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CHARTS_DIFFERENCE_H
#define TESTS_CHARTS_DIFFERENCE_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * Whether an eye would tell two pictures apart.  Both are looked at in squares of 4x4
 * pixels, a tenth of a line of text, each brought to one colour of CIE L*a*b* (1976): by
 * that, what a rasterizer does a little otherwise at edges goes under, and a mark that was
 * moved by half of its size does not.
 */
enum { DIFFERENCE_SIDE = 4 };

/* Squares that differ by more than this are seen to: ten times the least difference. */
#define DIFFERENCE_SEEN 23.0
/* No more of them, of a million, in charts that are the same. */
#define DIFFERENCE_MOST 60.0

struct difference {
	size_t squares, seen; /* all; those that differ */
	double most;          /* the largest difference */
	unsigned x, y;        /* the pixel where it is */
};

/** Of two PNGs.  -1 with *e: 65 one of them cannot be read, 1 their sizes differ. */
MUST_CHECK int difference_of(
    struct str a, struct str b, struct difference *out, struct err *e);

/** Whether that is more than charts that are the same may differ by. */
bool difference_is_seen(const struct difference *d);

#endif
