/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/panels.h"

#include <math.h>

#include "plot/notes.h"

enum { LEAST_WIDE = 300, LEAST_HIGH = 165, HEADS_HIGH = 230 };

/* As square as reads well: 2x2, 3x2, 3x3, 4x3. */
static size_t
columns_of(double wide, size_t n)
{
	static const size_t usual[CHART_PANELS + 1] = {
	    1, 1, 2, 3, 2, 3, 3, 4, 4, 3, 4, 4, 4};
	size_t room = (size_t)fmax(1, wide / LEAST_WIDE);
	return usual[n] < room ? usual[n] : room;
}

size_t
panels_most(int wide, int high)
{
	double w = wide ? wide : STYLE_WIDE, h = high ? high : STYLE_HIGH;
	double rows = fmax(1, floor((h - HEADS_HIGH) / LEAST_HIGH));
	double n = fmax(1, floor(w / LEAST_WIDE)) * rows;
	return n < CHART_PANELS ? (size_t)n : CHART_PANELS;
}

struct layout_panel
panels_at(const struct layout *heads, size_t k)
{
	enum { GAP = 30, BETWEEN = 16 };
	const struct chart *all = heads->c;
	size_t n = all->n_panels, columns = columns_of(heads->wide, n);
	size_t rows = (n + columns - 1) / columns, row = k / columns, at = k % columns;
	double gutter = heads->gutter, foot = heads->time.years ? 30 : 52;
	double own = all->free ? gutter : 0, first = gutter - own;
	double wide = heads->x1 - heads->x0 - first;
	double cell = (wide - GAP * (double)(columns - 1)) / (double)columns;
	double high = heads->y1 - heads->y0 - foot;
	double step = (high + BETWEEN) / (double)rows;
	double left = heads->x0 + first + (cell + GAP) * (double)at + own;
	double top = heads->y1 - step * (double)row - STYLE_PANEL_HEAD
		     - (heads->n_events ? NOTES_NUMBERS : 0);
	double bottom = heads->y1 - step * (double)(row + 1) + BETWEEN;
	return (struct layout_panel){.all = all,
	    .plot = {left, bottom, left + cell - own, top},
	    .values = all->free || at == 0,
	    .times = k + columns >= n,
	    .events = heads->events,
	    .n_events = heads->n_events};
}
