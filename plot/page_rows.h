/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PAGE_ROWS_H
#define PLOT_PAGE_ROWS_H

#include "plot/page_data.h"

/*
 * The parts of a report's page that there are many of: the overview's rows, an article
 * for each series with several values, and the rows of what was stated once.
 */
struct page_rows {
	const struct subjects *s;
	struct page_data data;
	struct arena *a;
	FILE *f;
	const char *title; /* NULL: the companies */
	size_t companies;
	double first, last; /* days: of the time axis that the overview shares */
	size_t at;          /* the subject being written */
	struct err *e;      /* where the first error is noted, and that */
	bool failed;        /* there is one */
};

void page_rows_overview_head(struct page_rows *w);
void page_rows_overview(struct page_rows *w);
void page_rows_articles(struct page_rows *w);
void page_rows_once_head(struct page_rows *w);
void page_rows_once(struct page_rows *w);

#endif
