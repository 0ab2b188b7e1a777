/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_SVG_H
#define PLOT_SVG_H

#include "plot/chart.h"

/*
 * A chart as SVG to stand inside a page, with the same layout as a picture, whose marks
 * can be opened.  Colours and weights are the page's: what is drawn has classes (text
 * and areas "f-blue", lines "s-blue" and so on by style_name; "b" bold; "band95",
 * "band80", "range"; "m" a mark, "a" an actual and "g" a guided one, "hit" what can be
 * touched of it).  It has no style attributes, so that a strict policy can stand.
 */
struct svg {
	const struct chart *chart;
	const char *class; /* of the svg element */
	struct str label;  /* what it shows, for who does not see it */
	/* Writes "<a href=...><title>...</title>" of a mark; its "</a>" comes by itself. */
	void (*open)(void *with, const struct series_point *p, FILE *f);
	void *with;
};

/** -1 with *e: 1 nothing to draw, 71 no memory. */
MUST_CHECK int svg_write(const struct svg *s, FILE *f, struct err *e);

/** Text for HTML and SVG, in elements and in quoted attributes: & < > " ' escaped, what
 *  is not UTF-8 and control characters (but newline and tab) as U+FFFD. */
void svg_text(FILE *f, struct str s);

#endif
