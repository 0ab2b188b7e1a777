/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PAGE_DATA_H
#define PLOT_PAGE_DATA_H

#include <stdint.h>

#include "plot/subject.h"

/*
 * The points and statements of a report, numbered as its page names them, and as the
 * JSON that its script reads:
 *
 *  {"columns": [names], "statements": [[values in that order]...],
 *   "points": [{"subject", "title", "value", "period", "stance", "statements": [numbers,
 *    the one that stands for it first], "against": [0 or 1 for each], "derived"}...]}
 */
struct page_data {
	const struct subjects *s;
	struct arena *a;
	size_t (*first)[OBS_STANCES]; /* of each subject's series: its first point */
	uint32_t *number;             /* of each observation loaded, from 1; 0: none */
	const struct obs **statements;
	size_t n_statements;
};

/** Number the points of all subjects, and what they and the promises come from; in a. */
MUST_CHECK int page_data_make(
    const struct subjects *s, struct arena *a, struct page_data *out, struct err *e);

/** The number of a point of a subject, and of a statement that was numbered. */
size_t page_data_point(
    const struct page_data *d, size_t subject, const struct series_point *p);
size_t page_data_statement(const struct page_data *d, const struct obs *o);

/** The JSON for a script element: no '<', '>', '&' nor U+2028, U+2029 stands in it but
 *  escaped. */
MUST_CHECK int page_data_write(const struct page_data *d, FILE *f, struct err *e);

#endif
