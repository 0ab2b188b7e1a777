/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_STYLE_H
#define PLOT_STYLE_H

#include "plot/gnuplot.h"

/*
 * The house style: Okabe & Ito's colours, which the colour-blind tell apart; places in
 * pixels of 1600x900 from the lower left; sizes of type in points.
 */

#define STYLE_BLUE "#0072B2"  /* values, curve */
#define STYLE_VERM "#D55E00"  /* guidance */
#define STYLE_INK "#1f2328"   /* titles; values beside a curve */
#define STYLE_MUTE "#6b7280"  /* ticks, notes */
#define STYLE_RULE "#e3e6ea"  /* grid */
#define STYLE_FRAME "#9aa1ab" /* axis, marks of a time */
#define STYLE_PALE "#7fb3d5"  /* the ceiling */
#define STYLE_FONT "Inter"

enum { STYLE_WIDE = GNUPLOT_WIDTH, STYLE_HIGH = GNUPLOT_HEIGHT };

/* clang-format off */
enum { /* type, in points */
	STYLE_TITLE = 30, STYLE_TITLE_LEAST = 22, /* a long title is set smaller */
	STYLE_SUBTITLE = 20, STYLE_FOOTER = 15,
	STYLE_TICK = 19, STYLE_QUARTER = 15,
	STYLE_NAME = 18, STYLE_NOTE = 16,         /* of the labels beside the marks */
};
enum { /* places, in pixels */
	STYLE_EDGE = 35,
	STYLE_AT_TITLE = 855, STYLE_AT_SUBTITLE = 804,
	STYLE_AT_FOOTER = 26, STYLE_FOOTER_LINE = 26,
	STYLE_TOP = 752, STYLE_TOP_CURVE = 728,   /* of the plot; a time is marked above */
	STYLE_LABEL_GAP = 14, STYLE_LABEL_MOST = 300,
	STYLE_LINE_NAME = 28, STYLE_LINE_NOTE = 26,
	STYLE_RADIUS = 14, STYLE_ARROW = 44, STYLE_BOX_LEAST = 11,
};
/* clang-format on */
#define STYLE_BOX_SHARE 0.55 /* of a period's width */

#endif
