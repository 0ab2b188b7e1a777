/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_LAYOUT_H
#define PLOT_LAYOUT_H

#include "plot/axis.h"
#include "plot/chart.h"
#include "plot/place.h"
#include "plot/style.h"

/*
 * Where everything of a chart stands, in pixels from the lower left: worked out before
 * gnuplot draws it, so that labels neither collide nor are cut.
 */
enum {
	LAYOUT_TEXTS = 24,
	LAYOUT_TITLES = 3,
	LAYOUT_SUBTITLES = 3,
	LAYOUT_FOOTERS = 6,
	LAYOUT_NOTES = 2
};

struct layout_text {
	struct str s;
	double x, y, points;
	bool bold;
	enum style_ink ink;
	const char *align; /* "left", "center" */
};

enum layout_group { LAYOUT_POINTS, LAYOUT_GUIDES, LAYOUT_CURVE, LAYOUT_GROUPS };

/* A label of a group as it is being placed: the middle of its box. */
struct layout_tag {
	const struct chart_label *label;
	enum style_ink ink;
	struct str name, notes[LAYOUT_NOTES]; /* in lines that fit */
	size_t n_notes;
	double anchor_x, anchor_y;
	double w, h;
	bool shown, right; /* right: in the margin */
	double x, y;       /* its left edge, its middle */
};

/* Of the time axis: where a year (level 1) or a quarter (2) begins, or what stands in
 * the middle of one (0): "Q1", with its year on a second line, or "2020". */
struct layout_tick {
	double t;
	int level;
	char label[32];
};

struct layout {
	const struct chart *c;
	struct arena arena;
	double wide, high; /* the canvas */
	struct axis axis;
	struct axis_time time;
	double x0, x1, y0, y1; /* the plot's edges */
	struct place place;
	struct layout_tag tags[LAYOUT_GROUPS];
	struct layout_tick *ticks;
	size_t n_ticks;
	int tick_points; /* their size of type */
	struct layout_text texts[LAYOUT_TEXTS];
	size_t n_texts;
	struct str title[LAYOUT_TITLES], subtitle[LAYOUT_SUBTITLES],
	    footer[LAYOUT_FOOTERS]; /* by lines */
	size_t n_title, n_subtitle, n_footer;
	double title_points, title_more; /* its size; pixels of its further lines */
};

/** Work it out; -1 with *e: 1 nothing to draw, 64 a logarithmic
 *  axis for values that are not above zero, 71 no memory.  l begins zeroed but for c,
 *  and is released by layout_release either way. */
MUST_CHECK int layout_make(struct layout *l, struct err *e);
void layout_release(struct layout *l);

/** From days and values to pixels; a value cut to the axis. */
double layout_x(const struct layout *l, double t);
double layout_y(const struct layout *l, double v);
double layout_value(const struct layout *l, double y); /* and back */
double layout_clamp(const struct layout *l, double v);

/** Half of a guide's width in pixels; what kind it is; its middle or its bound. */
double layout_guide_half(const struct layout *l, const struct chart_guide *g);
bool layout_is_range(const struct chart_guide *g);
bool layout_is_open(const struct chart_guide *g);
double layout_middle(const struct chart_guide *g);

#endif
