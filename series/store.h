/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_H
#define SERIES_STORE_H

#include "series/obs.h"

/*
 * The store: one SQLite file (WAL, STRICT tables, a version in user_version).  Only
 * series/store*.c know SQLite.  A call is stored in one transaction: its old
 * observations are replaced, nothing else changes.
 */
struct store;

enum { STORE_VERSION = 2 };
enum store_mode {
	STORE_READ,
	STORE_WRITE, /* makes the file when it is missing */
	STORE_MEND   /* to write, and its pages are taken as they are */
};

/* A call as it is kept beside its observations. */
struct store_call {
	struct str doc, sha256; /* the document's name and content */
	struct str company, ticker, fiscal_period;
	int32_t as_of;
	bool as_of_estimated;
	struct period quarter; /* the reported one; unknown when not given */
	struct str catalog;    /* of what metrics it was read with; may be empty */
	struct str program;    /* what read it; empty: this program */
	struct str model;      /* by what weights choices were taken; may be empty */
};

/** NULL with *e set: no such store (66; says how to make one), not a store (65), a
 *  store of a newer tseries (78), read-only (77), busy for 30 s (75).  A store of an
 *  older version is brought to this one in one transaction, whatever the mode; where
 *  it cannot be written it is refused (77). */
struct store *store_open(const char *path, enum store_mode mode, struct err *e);
void store_close(struct store *s);

/** All of the store into its one file, and none beside it needed: before the file is moved
 *  or copied as a file. */
MUST_CHECK int store_settle(struct store *s, struct err *e);

/** Put a call with its n observations, in place of what the same doc had.  One
 *  transaction.  *changed says whether anything differs from what was there; when
 *  nothing does, no row is touched.  doc, company, as_of, as_of_estimated and
 *  fiscal_period are the call's, whatever the observations say.  1 with *e (65), and
 *  the store as it was, when doc is the name of another call there: other content,
 *  of another company or day. */
MUST_CHECK int store_put(struct store *s, const struct store_call *call,
    const struct obs *obs, size_t n, bool *changed, struct err *e);

/** 1 with *e (65) when store_put would refuse the call, else 0. */
MUST_CHECK int store_would_refuse(
    struct store *s, const struct store_call *call, struct err *e);

/** From now on store_put writes calls that are there already, and in place of others
 *  of their name. */
void store_force(struct store *s);

/** Several calls in one transaction: what store_put does between them lasts from the
 *  commit on.  After a failure (-1) of store_put nothing but the rollback is left;
 *  after that of the commit not even that. */
MUST_CHECK int store_begin(struct store *s, struct err *e);
MUST_CHECK int store_commit(struct store *s, struct err *e);
void store_rollback(struct store *s);

/* What to read: empty texts and DATE_NONE do not restrict.  A company is found
 * whatever the case of its (ASCII) letters. */
struct store_query {
	struct str company, metric;
	int32_t from, to; /* of the period: it ends at or after, starts at or before */
	int32_t as_of;    /* said on or before this day */
	bool withdrawn;   /* only rows that withdraw guidance: the metric's, or all */
};

/** Matching observations in the order of as_of, doc, start; in a.  -1 with *e (65)
 *  when a row is not what was written: each has a checksum. */
MUST_CHECK int store_obs(struct store *s, const struct store_query *q, struct arena *a,
    struct obs **out, size_t *n, struct err *e);

/** The calls, in the order of doc; in a. */
MUST_CHECK int store_calls(struct store *s, struct arena *a, struct store_call **out,
    size_t *n, struct err *e);

/** The companies that have observations, in order of name; in a. */
MUST_CHECK int store_companies(
    struct store *s, struct arena *a, struct str **out, size_t *n, struct err *e);

/** The names of all calls, in order; in a. */
MUST_CHECK int store_docs(
    struct store *s, struct arena *a, struct str **out, size_t *n, struct err *e);

/* What this program would read calls with. */
struct store_reader {
	struct str catalog, model;
};

/** The names of the calls that another version of the program read, or this one with
 *  another catalog or model; not those that were imported, nor those that were stored
 *  without a word of either.  In a. */
MUST_CHECK int store_stale(struct store *s, const struct store_reader *now,
    struct arena *a, struct str **out, size_t *n, struct err *e);

#endif
