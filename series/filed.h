/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FILED_H
#define SERIES_FILED_H

#include "series/obs.h"

/*
 * What was said held against what was filed.  A filed value is flagged beside the
 * spoken one and never put in its place.
 */
enum filed_verdict { FILED_NOTHING, FILED_AGREES, FILED_CONTRADICTS, FILED_VERDICTS };

struct filed_match {
	enum filed_verdict verdict;
	const struct obs *filed; /* NULL when nothing was filed */
};

/* The filed figures among observations, ready to be looked up. */
struct filed_table {
	const struct obs **rows;
	size_t n;
};

/** "", "agrees", "contradicts". */
const char *filed_verdict_name(enum filed_verdict v);

/** Was it said, rather than filed or forecast by somebody? */
bool filed_is_spoken(const struct obs *o);

/** Move before all else what is of one source, each in the order it had: what was said;
 *  where nothing of it passes the filter, what was filed; else the first by name of the
 *  others, which are never joined.  How many those are; all where nothing passes. */
struct series_filter;
MUST_CHECK int filed_line(struct obs *obs, size_t n, const struct series_filter *f,
    struct arena *a, size_t *n_line, struct err *e);

/** "tseries: of other sources: 12 values with --source filed, ..." of those that stand
 *  behind a line; nothing where there are none. */
void filed_tell_sources(const struct obs *others, size_t n, FILE *to);

/** The filed figures (source `filed`, actual levels) among n observations, which are
 *  borrowed.  n log n; in a. */
MUST_CHECK int filed_collect(const struct obs *obs, size_t n, struct arena *a,
    struct filed_table *out, struct err *e);

/**
 * Half a unit of the last digit that was said, in o's unit: 50e6 for "$3.4 billion",
 * 0.05 for "18.9%".  Of whole numbers zeros at the end were not said, but two digits
 * always were: 500 for "25,000", 0.5 for "20%".  Of a value put together, what its note
 * says.
 */
double filed_rounding(const struct obs *o);

/**
 * What was filed of what o says: an actual level of the whole, spoken, and a figure of
 * the same company, metric, segment, variant and measure; neither of them adjusted; of
 * the same period up to a week (a balance: of its day).  It agrees when any vintage lies
 * within the rounding of the words, twice that where they hedge; that one is returned,
 * the first of such, else the latest.
 */
struct filed_match filed_match(const struct filed_table *t, const struct obs *o);

/** For tables: the verdict, the filed value as digits of a unit, and both for people
 *  ("contradicts $3.37 billion"); all empty when nothing was filed or the units do not
 *  convert.  -1 with *e when memory is out. */
struct filed_cells {
	struct str verdict, value, text;
};
MUST_CHECK int filed_tell(const struct filed_table *t, const struct obs *o,
    struct str unit, struct arena *a, struct filed_cells *out, struct err *e);

#endif
