/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_LAYOUT_H
#define PLOT_LAYOUT_H

#include "plot/axis.h"
#include "plot/chart.h"
#include "plot/place.h"
#include "plot/style.h"
#include "plot/width.h"

/*
 * Where everything of a chart stands, in pixels from the lower left: worked out before
 * gnuplot draws it, so that labels neither collide nor are cut.
 */
enum {
	LAYOUT_TEXTS = 64,
	LAYOUT_SUBTITLES = 3,
	LAYOUT_FOOTERS = 12,
	LAYOUT_TITLES = 3,
	LAYOUT_NAMES = 2,
	LAYOUT_NOTES = 2
};

struct layout_text {
	struct str s;
	double x, y, points;
	bool bold;
	enum style_ink ink;
	const char *align; /* "left", "center" */
};

/* What a label may name; the further lines follow. */
enum layout_group {
	LAYOUT_POINTS,
	LAYOUT_GUIDES,
	LAYOUT_CURVE,
	LAYOUT_ASIDES,
	LAYOUT_GROUPS = LAYOUT_ASIDES + CHART_ASIDES,
	LAYOUT_TAGS = LAYOUT_GROUPS + CHART_MORE
};

/* A label of a group as it is being placed: the middle of its box. */
struct layout_tag {
	const struct chart_label *label;
	enum style_ink ink;
	struct str name[LAYOUT_NAMES], notes[LAYOUT_NOTES]; /* by lines; shortened */
	size_t n_names, n_notes;
	double anchor_x, anchor_y;
	bool second; /* anchor_y is of the axis at the right */
	bool ringed; /* its last mark */
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

/* An event that is drawn: the row of its text above the plot, from 0, and its side.  Of
 * small multiples it is a number above each plot, and its text is in the foot. */
struct layout_event {
	const struct chart_event *event;
	struct str text; /* shortened; the number */
	size_t row;
	bool left;
};

/* Of small multiples: where a panel's plot stands, and what is said at its edges. */
struct layout_panel {
	const struct chart *all; /* the chart that it is a panel of */
	struct place_rect plot;
	bool values, times; /* labels of the axes */
	const struct layout_event *events;
	size_t n_events;
};

/* Texts of a curve that stand in the foot where the plot has no room for them. */
enum layout_note { LAYOUT_CEILING, LAYOUT_TURN, LAYOUT_LAST, LAYOUT_CURVE_NOTES };

struct layout {
	const struct chart *c;
	const struct layout_panel *panel; /* NULL: a chart by itself */
	const struct chart *look; /* what size, style and language are of: c, or all */
	struct style style;
	struct arena arena;
	double wide, high;        /* the canvas */
	struct axis axis, second; /* the values', and that at the right */
	struct axis_time time;
	double x0, x1, y0, y1; /* the plot's edges */
	size_t tick_every;     /* of the values' ticks, so many have room */
	struct place place;
	struct layout_tag tags[LAYOUT_TAGS];
	double name_points;             /* the size of type of tags' names */
	bool inside;                    /* they all stand inside the plot */
	bool below[LAYOUT_CURVE_NOTES]; /* those in the foot */
	struct layout_event events[CHART_EVENTS];
	size_t n_events, event_rows;
	struct str event_words; /* of small multiples: what their numbers stand for */
	double dot;             /* how large marks are, less where they are many */
	struct layout_tick *ticks;
	size_t n_ticks;
	int tick_points, value_points; /* the size of type of times and of values */
	struct layout_text texts[LAYOUT_TEXTS];
	size_t n_texts;
	double gutter; /* of a chart with panels: what labels of values take */
	int title_points;
	struct str title[LAYOUT_TITLES];
	size_t n_title;
	struct str subtitle[LAYOUT_SUBTITLES], footer[LAYOUT_FOOTERS]; /* by lines */
	size_t n_subtitle, n_footer;
};

/** Work it out; -1 with *e: 1 nothing to draw, 64 a logarithmic
 *  axis for values that are not above zero, 71 no memory.  l begins zeroed but for c,
 *  and is released by layout_release either way. */
MUST_CHECK int layout_make(struct layout *l, struct err *e);
void layout_release(struct layout *l);

/** Of a chart with panels, whose marks they have: title, subtitle and footer, the axes that
 *  the panels share, and in x0..y1 the room for them (panels.h says where each stands).
 *  -1 with *e as above. */
MUST_CHECK int layout_heads(struct layout *l, struct err *e);

/** The colour of the k-th line of several, the points' being the 0-th; of what stands
 *  beside them. */
enum style_ink layout_ink(size_t k);
enum style_ink layout_aside_ink(enum chart_aside k);

/** One more text, at a place; empty ones are left out. */
void layout_put(struct layout *l, struct layout_text t);

/** How wide a text of the layout's font is; as much of it as fits (width.h). */
double layout_wide(const struct layout *l, struct str s, double points, bool bold);
struct str layout_fit(struct layout *l, struct str s, struct width_type t, double most);

/** From days and values to pixels; a value cut to the axis. */
double layout_x(const struct layout *l, double t);
double layout_y(const struct layout *l, double v);
double layout_value(const struct layout *l, double y); /* and back */
double layout_clamp(const struct layout *l, double v);
double layout_y2(const struct layout *l, double v); /* of the axis at the right */

/** Half of a guide's width in pixels; what kind it is; its middle or its bound. */
double layout_guide_half(const struct layout *l, const struct chart_guide *g);
bool layout_is_range(const struct chart_guide *g);
bool layout_is_open(const struct chart_guide *g);
double layout_middle(const struct chart_guide *g);

#endif
