/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_CHART_H
#define PLOT_CHART_H

#include "plot/lang.h"
#include "plot/style.h"

/*
 * A chart in the house style as a gnuplot script: values over time with a line, the
 * guidance beside them, or a fitted curve with its bands.  No document text stands in
 * the script but through gnuplot_texts.  Times are days since 1970-01-01.
 */
enum chart_mark {
	CHART_SPOKEN,  /* a disc */
	CHART_FILED,   /* a square: from a filing or another table */
	CHART_DERIVED, /* a triangle: nobody stated it */
	CHART_MARKS
};

/* Against what was guided for the same period: its lower bound, or its one value. */
enum chart_guided { CHART_UNGUIDED, CHART_MET, CHART_SHORT };

struct series_point;
struct chart_point {
	double t, y;
	bool hollow; /* below what was guided for the same period */
	bool gap;    /* something is missing before it: the line is broken */
	enum chart_mark mark;
	enum chart_guided guided;
	bool rivals;  /* a ring: other statements contradict it */
	bool changed; /* a cross at `was`: an earlier call or filing had that value */
	double was;
	const struct series_point *from; /* what it stands for, or NULL */
};

/* low < high: a range, drawn as a box; low == high: one value, a diamond; one of them
 * NaN: open on that side, a bar with an arrow.  half is half of its period's length. */
struct chart_guide {
	double t, half;
	double low, high;
	bool rivals; /* a ring about its middle, as of a point */
	const struct series_point *from;
};

/* A corner of a line that leads from the day of a guidance, in steps, to its target. */
struct chart_step {
	double t, y;
	bool first; /* a new line begins */
	bool said;  /* what was said on that day: a dot */
	bool ended; /* withdrawn on that day: a ring */
};

struct chart_curve {
	double t, y;
	double low80, high80, low95, high95; /* the bands' edges */
};

/* Beside the marks, in their colour: a name, and smaller what the last of them says. */
struct chart_label {
	struct str name, note;
};

/* A further series: its values joined, in a colour of its own. */
struct chart_line {
	const struct chart_point *points; /* by time */
	size_t n;
	struct chart_label label;
};

/* What stands beside the values, each kind with a mark and a label of its own. */
enum chart_aside {
	CHART_FILINGS, /* what was filed of what was said: frames, joined by a thin line */
	CHART_ANALYSTS,     /* what analysts say: circles */
	CHART_HYPOTHETICAL, /* what is only supposed: triangles that point down */
	CHART_ASIDES
};

/* A note of a day, above the plot. */
struct chart_event {
	double t;
	struct str text;
	size_t line; /* of its file; 0: none */
};

enum { CHART_MORE = 7, CHART_PANELS = 12, CHART_EVENTS = 12 };

struct chart {
	int wide, high; /* the canvas in pixels; 0: 1600x900 */
	bool bare;      /* the plot alone, without title, subtitle and footer */
	double scale;   /* of the PNG: its pixels to one of the canvas; 0: 1 */
	enum style_theme theme;
	const struct style *style; /* NULL: the theme's own */
	const struct lang *lang;   /* of numbers, days and quarters; NULL: English */
	struct str title, subtitle, footer[2]; /* shortened where they do not fit, */
	struct str sources;                    /* which is never: it ends footer[0] */
	struct str unit;                       /* of the values: for the ticks */
	struct str source;                     /* whose values they are */
	bool zero;                             /* the axis begins at 0 */
	bool log;                              /* it is logarithmic */
	bool yearly; /* of whole years: no quarters are named */
	int ahead; /* quarters by which the fiscal ones are ahead of the calendar's: the
	                time's axis names them; 0: those of the calendar */
	bool two;  /* the first of `more` has the axis at the right for itself, */
	bool zero2;                       /* which begins at 0 */
	bool free;                        /* each panel has its own axis of values */
	bool short_quarters;              /* "1Q20" for "Q1 2020" */
	const struct chart_point *points; /* by time */
	size_t n_points;
	struct chart_label points_label;
	const struct chart_guide *guides; /* by time */
	size_t n_guides;
	struct chart_label guides_label;
	size_t n_withdrawn; /* targets that are not drawn: they stand no longer */
	const struct chart_step *steps;
	size_t n_steps;
	const struct chart_curve *curve; /* by time; when there is one, the points */
	size_t n_curve;                  /* are not joined */
	struct chart_label curve_label;
	double last;          /* of the curve: dashed after this time */
	struct str last_text; /* "last actual, 15 Aug 2024" */
	double ceiling;       /* a dashed level; NaN: none */
	struct str ceiling_text;
	double turn,
	    turn_y; /* where the curve grows fastest, if turn_text says so: a */
		    /* line down from it */
	struct str turn_text;
	const struct chart_line *more; /* at most CHART_MORE, beside the points */
	size_t n_more;
	struct str unit2; /* of the first of them, where there are two axes */
	struct chart_line asides[CHART_ASIDES];
	const struct chart_event *events; /* by time; as many as have room are drawn */
	size_t n_events;
	/* Small multiples: at most CHART_PANELS charts with title, marks and points_label
	 * beneath the title of this one, which has no marks of its own.  The time is that
	 * of all of them, and the values' axis, too, unless they are free. */
	const struct chart *panels;
	size_t n_panels;
};

/** The whole script to f.  -1 with *e as of layout_make. */
MUST_CHECK int chart_script(
    const struct chart *c, enum gnuplot_form form, FILE *f, struct err *e);

/** The picture's bytes, in a.  -1 with *e as of chart_script and gnuplot_run. */
MUST_CHECK int chart_draw(const struct chart *c, enum gnuplot_form form,
    struct arena *a, struct str *bytes, struct err *e);

#endif
