/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_SUM_H
#define SERIES_STORE_SUM_H

#include "series/store.h"

/*
 * What a store holds, without its rows: read from an index, so that a million
 * observations take a fraction of a second.
 */

/** What values are about and who said them how, once for all alike. */
struct store_sum_subject {
	struct obs
	    obs;  /* company (else doc), metric, kind, segment, stance, role, unit,
			   basis, variant, measure, scope, act, source; no value */
	size_t n; /* observations with a period */
	struct period *periods; /* that they are about, each once, by end, then start */
	size_t n_periods;
};

/** All that have observations with a period that the query lets through (its metric
 *  and company, --from, --to and as_of).  In a. */
MUST_CHECK int store_sum_subjects(struct store *s, const struct store_query *q,
    struct arena *a, struct store_sum_subject **out, size_t *n, struct err *e);

/** What the calls of one quarter of a company say of a metric. */
struct store_sum_cell {
	struct str company; /* the document where it is not known */
	struct str fiscal_period, metric;
	size_t n; /* observations */
	size_t
	    sure; /* of these, with the confidence that is asked for, or none given */
	size_t clashes; /* of these: series and periods that have two values that cannot
			   both be: no number is in all of their intervals */
};

struct store_sum_table {
	struct store_sum_cell *cells;
	size_t n;
};

/** All that there are, by company, quarter and metric.  Reads all rows.  In a. */
MUST_CHECK int store_sum_cells(struct store *s, const struct store_query *q,
    double least_confidence, struct arena *a, struct store_sum_table *out,
    struct err *e);

/** The quarters that a company has calls of, with their number; by company, quarter.
 *  Only company, fiscal_period and n are set.  In a. */
MUST_CHECK int store_sum_calls(struct store *s, const struct store_query *q,
    struct arena *a, struct store_sum_table *out, struct err *e);

#endif
