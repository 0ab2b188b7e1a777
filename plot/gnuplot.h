/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_GNUPLOT_H
#define PLOT_GNUPLOT_H

#include <stdio.h>

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * gnuplot as a child that is not trusted: not to be there, to finish, to say when it
 * failed, nor to leave alone what a script might ask of it (child.h).  Exit status and
 * messages are read, and so is the picture.
 */
enum gnuplot_form { GNUPLOT_PNG, GNUPLOT_SVG, GNUPLOT_PDF, GNUPLOT_FORMS };
enum { GNUPLOT_SECONDS = 30, GNUPLOT_WIDTH = 1600, GNUPLOT_HEIGHT = 900 };

/** "png" and so on; the form that a file's name ends in: false when none does. */
const char *gnuplot_form_name(enum gnuplot_form f);
bool gnuplot_form_of(const char *path, enum gnuplot_form *f);

/* What is drawn on.  1600 pixels are as wide as the text of a page, 6.5 inches; other
 * forms have the same shape. */
struct gnuplot_page {
	enum gnuplot_form form;
	int wide, high;    /* pixels; both 0: 1600x900 */
	double scale;      /* of a PNG: its pixels to one of these; 0: 1 */
	const char *font;  /* "Inter,19" */
	const char *paper; /* "#ffffff"; NULL: that */
};

/**
 * The script's beginning: encoding and terminal; `pointsize 2*dot` is as large in each
 * form.  The picture goes to standard output: a script sets no output.
 */
void gnuplot_begin(FILE *script, const struct gnuplot_page *page);

/**
 * Texts as $T of the script, t(1) being the first: the only way for any text that is
 * not ours to come into a script.  Lines are prefixed, the end mark is a hash of the
 * texts; control characters become spaces, NUL and invalid UTF-8 U+FFFD; 0, or -1 with
 * *e when memory is out.  Use as `set label t(1) ... noenhanced`.
 */
MUST_CHECK int gnuplot_texts(
    FILE *script, const struct str *texts, size_t n, struct err *e);

/**
 * Run a script; the picture in *bytes, in a.  -1 with *e: 69 gnuplot is
 * missing (how to install it), failed (its first message) or took longer than that
 * many seconds; 74 what it wrote is not a whole PNG of the page's size, SVG or PDF.
 */
MUST_CHECK int gnuplot_run(struct str script, const struct gnuplot_page *page,
    int seconds, struct arena *a, struct str *bytes, struct err *e);

#endif
