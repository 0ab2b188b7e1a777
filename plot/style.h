/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_STYLE_H
#define PLOT_STYLE_H

#include "plot/gnuplot.h"

/*
 * The house style: Okabe & Ito's colours, which the colour-blind tell apart; places in
 * pixels of a canvas of 1600x900 (others keep the distances to their edges); sizes of
 * type in points.
 */
enum style_theme { STYLE_LIGHT, STYLE_DARK, STYLE_THEMES };

/* What a colour is for. */
enum style_ink {
	STYLE_BLUE,  /* values, curve */
	STYLE_VERM,  /* guidance */
	STYLE_INK,   /* titles; values beside a curve */
	STYLE_MUTE,  /* ticks, notes */
	STYLE_RULE,  /* grid */
	STYLE_FRAME, /* axis, marks of a time */
	STYLE_PALE,  /* the ceiling */
	STYLE_PAPER, /* what all stands on */
	STYLE_INKS
};
#define STYLE_FONT "Inter"

/** "light", "dark"; false for other words. */
bool style_theme_find(const char *word, enum style_theme *out);

/** "#0072B2"; and its name, "blue", which is also the class of what a page draws in it. */
const char *style_colour(enum style_theme t, enum style_ink i);
const char *style_name(enum style_ink i);

enum { STYLE_WIDE = GNUPLOT_WIDTH, STYLE_HIGH = GNUPLOT_HEIGHT };

/* clang-format off */
enum { /* type, in points */
	STYLE_TITLE = 30, STYLE_TITLE_LEAST = 22, /* a long title is set smaller */
	STYLE_SUBTITLE = 20, STYLE_FOOTER = 15,
	STYLE_TICK = 19, STYLE_QUARTER = 15,
	STYLE_NAME = 18, STYLE_NOTE = 16,         /* of the labels beside the marks */
};
enum { /* places, in pixels; the first four from the upper edge */
	STYLE_AT_TITLE = 45, STYLE_AT_SUBTITLE = 96,
	STYLE_TOP = 148, STYLE_TOP_CURVE = 172,   /* of the plot; a time is marked above */
	STYLE_TOP_BARE = 24,                      /* without title and subtitle */
	STYLE_EDGE = 35, STYLE_EDGE_BARE = 4,
	STYLE_AT_FOOTER = 26, STYLE_FOOTER_LINE = 26, STYLE_SUBTITLE_LINE = 34, STYLE_TITLE_LINE = 40,
	STYLE_LABEL_GAP = 14, STYLE_LABEL_MOST = 300,
	STYLE_LINE_NAME = 28, STYLE_LINE_NOTE = 26,
	STYLE_RADIUS = 14, STYLE_ARROW = 44, STYLE_BOX_LEAST = 11,
	STYLE_QUARTER_LEAST = 36,                 /* narrower: years are named */
};
/* clang-format on */
#define STYLE_BOX_SHARE 0.55   /* of a period's width */
#define STYLE_LABEL_SHARE 0.32 /* of the canvas, at most */

#endif
