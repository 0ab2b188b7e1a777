/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_COVER_H
#define SERIES_COVER_H

#include "series/refs.h"
#include "series/store_sum.h"

/*
 * What a store covers: of every company, each quarter from its first call to its last,
 * and of every metric that the company ever states, whether that call states it.
 */
enum cover_state {
	COVER_SAID,
	COVER_CONFLICTING, /* a series and period with values that contradict each other
			      (series/conflict.h) */
	COVER_UNSURE,      /* only rows below the least confidence */
	COVER_NOT_SAID,    /* there is a call, and no row */
	COVER_NO_CALL,
	COVER_STATES
};

struct cover_cell {
	struct str quarter; /* "2017-Q2" */
	enum cover_state state;
	size_t n, sure; /* statements; with the least confidence */
};

/** A metric of a company, quarter by quarter. */
struct cover {
	struct str company; /* the document where it is not known */
	bool known;
	struct str metric;
	struct cover_cell *cells;
	size_t n;
};

struct cover_table {
	struct cover *covers; /* by company and metric */
	size_t n;
	size_t unplaced; /* calls that do not say their quarter */
};

/** What is asked: which calls and periods, from what confidence on a row is sure, and the
 *  reference tables, by which segments and periods go. */
struct cover_query {
	struct store_query what;
	double least_confidence;
	const struct refs *refs;
};

/** In a. */
MUST_CHECK int cover_build(struct store *s, const struct cover_query *q,
    struct arena *a, struct cover_table *out, struct err *e);

/** "said", "conflicting", "low confidence", "not said", "call missing". */
const char *cover_state_name(enum cover_state s);

#endif
