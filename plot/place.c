/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/place.h"

#include <math.h>

void
place_take(struct place *p, struct place_rect r)
{
	struct place_rect *all =
	    arena_grow(p->arena, p->taken, p->n, &p->cap, sizeof *p->taken);
	if (!all) {
		p->nomem = true;
		return;
	}
	p->taken = all;
	p->taken[p->n++] = r;
}

void
place_take_line(struct place *p, struct place_rect ends, double half)
{
	enum { MOST = 400 };
	double dx = ends.x1 - ends.x0, dy = ends.y1 - ends.y0;
	double pieces = ceil(hypot(dx, dy) / (2 * half));
	int n = pieces < 1 ? 1 : pieces > MOST ? MOST : (int)pieces;
	for (int k = 0; k <= n; k++) {
		double x = ends.x0 + dx * k / n, y = ends.y0 + dy * k / n;
		place_take(
		    p, (struct place_rect){x - half, y - half, x + half, y + half});
	}
}

bool
place_is_free(const struct place *p, struct place_rect r)
{
	if (r.x0 < p->bounds.x0 || r.x1 > p->bounds.x1 || r.y0 < p->bounds.y0
	    || r.y1 > p->bounds.y1)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		const struct place_rect *t = &p->taken[i];
		if (r.x0 < t->x1 && t->x0 < r.x1 && r.y0 < t->y1 && t->y0 < r.y1)
			return false;
	}
	return true;
}

bool
place_beside(const struct place *p, struct place_rect mark, double w, double h,
    struct place_rect *out)
{
	/* The label's left edge and its lower one, in its own widths and heights from
	 * the mark's middle, and in the mark's halves. */
	static const struct {
		double w, rx, h, ry;
	} rows[] = {
	    {0, 1, -0.5, 0},      /* right */
	    {-0.5, 0, 0, 1},      /* above */
	    {-0.5, 0, -1, -1},    /* below */
	    {0, 0.7, 0, 0.7},     /* above right */
	    {0, 0.7, -1, -0.7},   /* below right */
	    {-1, -0.7, 0, 0.7},   /* above left */
	    {-1, -0.7, -1, -0.7}, /* below left */
	    {-1, -1, -0.5, 0},    /* left */
	};
	enum { ROWS = sizeof rows / sizeof *rows, DISTANCES = 3 };
	static const double FURTHER = 26; /* pixels */
	double x = (mark.x0 + mark.x1) / 2, rx = mark.x1 - x;
	double y = (mark.y0 + mark.y1) / 2, ry = mark.y1 - y;
	for (int far = 0; far < DISTANCES; far++) {
		for (size_t k = 0; k < ROWS; k++) {
			double left = x + rows[k].w * w + rows[k].rx * rx;
			double low = y + rows[k].h * h + rows[k].ry * ry;
			struct place_rect at = {left, low, left + w, low + h};
			if (place_is_free(p, at)) {
				*out = at;
				return true;
			}
		}
		rx += FURTHER;
		ry += FURTHER;
	}
	return false;
}

void
place_spread(double *y, const double *h, size_t n, double lo, double hi)
{
	size_t order[PLACE_MOST];
	if (n > PLACE_MOST)
		n = PLACE_MOST;
	for (size_t i = 0; i < n; i++) { /* from the highest */
		size_t k = i;
		for (; k > 0 && y[order[k - 1]] < y[i]; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	double top = hi;
	for (size_t i = 0; i < n; i++) { /* push down */
		size_t k = order[i];
		y[k] = fmin(y[k], top - h[k] / 2);
		top = y[k] - h[k] / 2;
	}
	double bottom = lo;
	for (size_t i = n; i-- > 0;) { /* and up again where that went too far */
		size_t k = order[i];
		y[k] = fmax(y[k], bottom + h[k] / 2);
		bottom = y[k] + h[k] / 2;
	}
}
