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
	STYLE_GREEN, /* of several lines the third, and so on; blue and vermilion first */
	STYLE_PURPLE,
	STYLE_ORANGE,
	STYLE_SKY,
	STYLE_INKS
};
#define STYLE_FONT "Inter"

/** "light", "dark"; false for other words. */
bool style_theme_find(const char *word, enum style_theme *out);

/* What a file may change of it. */
enum { STYLE_COLOUR = 8, STYLE_FONT_NAME = 48 };
struct style {
	char colours[STYLE_INKS][STYLE_COLOUR]; /* "#0072B2" */
	char font[STYLE_FONT_NAME];
	double letters;      /* how wide the font's letters are to Inter's */
	double lines, marks; /* how thick and large they are to the house's */
};

/** The house's own. */
void style_default(enum style_theme t, struct style *out);

/** The colour of a text in an ink: that of the ink, where needed mixed with that of titles
 *  until it is three times as bright or dark as the paper (WCAG 2, large type). */
void style_text(const struct style *s, enum style_ink i, char out[STYLE_COLOUR]);

/** Change what the bytes of an INI file say: [colours] (of both themes), [light] and
 *  [dark] with names of inks and #rrggbb; [font] family and letters; [widths] lines and
 *  marks.  `name` is the file's.  -1 with *e (78) naming file, line and key of what is
 *  unknown or no such value; no value can hold more than a colour, a number or the
 *  letters, digits, blanks and hyphens of a font's name. */
MUST_CHECK int style_read(struct str bytes, struct str name, enum style_theme t,
    struct style *out, struct err *e);

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
	STYLE_NAME_LEAST = 9,                     /* where there are many */
	STYLE_PANEL_NAME = 16, STYLE_PANEL_NOTE = 14, STYLE_PANEL_TICK = 13,
	STYLE_NUMBER = 11,                        /* of events above panels */
};
enum { /* places, in pixels; the first four from the upper edge */
	STYLE_AT_TITLE = 45, STYLE_AT_SUBTITLE = 96,
	STYLE_TOP = 148, STYLE_TOP_CURVE = 172,   /* of the plot; a time is marked above */
	STYLE_TOP_BARE = 24,                      /* without title and subtitle */
	STYLE_EDGE = 35, STYLE_EDGE_BARE = 4,
	STYLE_AT_FOOTER = 26, STYLE_FOOTER_LINE = 26, STYLE_SUBTITLE_LINE = 34, STYLE_TITLE_LINE = 38,
	STYLE_LABEL_GAP = 14, STYLE_LABEL_MOST = 300,
	STYLE_LINE_NAME = 28, STYLE_LINE_NOTE = 26,
	STYLE_RADIUS = 14, STYLE_RADIUS_RING = 23, STYLE_ARROW = 44, STYLE_BOX_LEAST = 11,
	STYLE_QUARTER_LEAST = 36,                 /* narrower: years are named */
	STYLE_TWO = 66,                           /* above the plot, for names of axes */
	STYLE_LOWER = 560,                        /* one with a title of one line */
	STYLE_LOW = 640,                          /* a canvas with few lines of text */
	STYLE_PANEL_HEAD = 52,                    /* above a panel's plot */
};
/* clang-format on */
#define STYLE_PANEL_SHARE 0.75 /* lines and marks of small multiples */
#define STYLE_BOX_SHARE 0.55   /* of a period's width */
#define STYLE_PLOT_SHARE 0.42  /* of the canvas, at least */
#define STYLE_LABEL_SHARE 0.32 /* of the canvas, at most */

#endif
