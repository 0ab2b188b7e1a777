/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PLACE_H
#define PLOT_PLACE_H

#include "series/base/arena.h"

/*
 * Where a label may stand without covering anything: rectangles in pixels, y upwards.
 */
struct place_rect {
	double x0, y0, x1, y1;
};
struct place {
	struct place_rect bounds; /* labels stay within */
	struct place_rect *taken;
	size_t n, cap;
	struct arena *arena;
	bool nomem; /* something was not noted: the caller reports it */
};

void place_take(struct place *p, struct place_rect r);

/** A line of that half-width, in pieces. */
void place_take_line(struct place *p, struct place_rect ends, double half);

bool place_is_free(const struct place *p, struct place_rect r);

/** A free place for a label of that size beside a mark: to its right, above, below,
 *  ..., near it or a little further; false when there is none. */
bool place_beside(const struct place *p, struct place_rect mark, double w, double h,
    struct place_rect *out);

/** Move the middles y of n labels of heights h apart so that none overlap, in their
 *  order of height, within lo..hi as far as there is room. */
enum { PLACE_MOST = 16 };
void place_spread(double *y, const double *h, size_t n, double lo, double hi);

#endif
