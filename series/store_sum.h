/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_SUM_H
#define SERIES_STORE_SUM_H

#include "series/store.h"

/*
 * What a store holds, without most of its rows' columns: which times are spoken of under
 * which subject, read from an index, so that a million observations take a fraction of a
 * second; and what the calls of a quarter state, quarter by quarter.
 */

/** How often a time is spoken of. */
struct store_sum_time {
	struct period period, base; /* no base of levels */
	double low,
	    high; /* of contributions, which only their values tell apart; else 0 */
	size_t n;
};

/** What values are about and who said them how, once for all alike. */
struct store_sum_subject {
	const struct obs
	    *about; /* company (else doc), metric, kind, segment, stance, role,
			     unit, basis, variant, measure, scope, act, source */
	struct store_sum_time *times; /* of its rows that have a period and a value, by
					 period end, period start and base */
	size_t n_times;
};

/** All subjects that have rows with a period and a value that the query lets through (its
 *  metric and company, --from, --to and as_of); with least_confidence above 0 only rows
 *  that are at least as sure.  Rows are looked at where that is asked for, for
 *  contributions, and for subjects that have rows without a value; all else is read from
 *  an index, and row's checksums are not.  In a. */
struct store_sum_subjects {
	struct store_sum_subject *v;
	size_t n;
};
MUST_CHECK int store_sum_subjects(struct store *s, const struct store_query *q,
    double least_confidence, struct arena *a, struct store_sum_subjects *out,
    struct err *e);

/** The calls of one quarter of a company, and their observations: what says what they are
 *  and what contradicts what, not who said it where (section, speaker, line, rule and
 *  quote stay empty). */
struct store_sum_quarter {
	struct str company; /* the document where it is not known */
	bool known;
	struct str fiscal_period;
	size_t n_calls;
	struct obs *obs;
	size_t n;
};

/** Hand each quarter to take, by company, then fiscal_period; what it holds lasts until
 *  take returns.  When take returns -1 with *e set, so does this. */
MUST_CHECK int store_sum_quarters(struct store *s, const struct store_query *q,
    int (*take)(void *data, struct store_sum_quarter *quarter, struct err *e),
    void *data, struct err *e);

#endif
