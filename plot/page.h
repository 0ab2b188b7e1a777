/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PAGE_H
#define PLOT_PAGE_H

#include "plot/subject.h"

/*
 * A report as one HTML page that needs nothing else: plot/templates/report.html with its
 * {{slots}} filled.  Its script and style are allowed by their hashes, all else by
 * nothing (Content-Security-Policy); every text goes through svg_text or page_data_write.
 */
struct page {
	const struct subjects *subjects;
	const char *title; /* NULL: the companies */
};

/** -1 with *e when memory is out; write errors stay in f. */
MUST_CHECK int page_write(
    const struct page *p, struct arena *a, FILE *f, struct err *e);

#endif
