/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_SCHEMA_H
#define SERIES_STORE_SCHEMA_H

#include "series/store.h"
#include "series/store_db.h"

/*
 * The tables and views of a store, all of them written from obs_columns, and how an
 * older file becomes one of today.
 *
 *	call     one document: what its observations share, its content's hash, what read it
 *	subject  what a value is about and who says it how: once for all alike
 *	word     speakers and rules: once each
 *	obs      the rest of an observation; dates as days since 1970-01-01
 */
enum store_schema_home {
	STORE_SCHEMA_CALL,
	STORE_SCHEMA_SUBJECT, /* which also has the call's company */
	STORE_SCHEMA_WORD,
	STORE_SCHEMA_ROW
};

/** The table that a column of observations is kept in. */
enum store_schema_home store_schema_home(const struct obs_column *c);

/*
 * What a call has beside those columns of its observations that are the call's own.
 * The first STORE_SCHEMA_CONTENT of them say whether a call differs; the others tell
 * what read it.
 */
enum { STORE_SCHEMA_CONTENT = 4, STORE_SCHEMA_EXTRAS = 7 };

/* SQL for rows of obs that no series takes in, though they may have a period. */
#define STORE_SCHEMA_WITHOUT_VALUE "(event <> '' OR (low IS NULL AND high IS NULL))"

/* For store_db_prepare.  Parameters are in the order of the columns. */
void store_schema_make(sqlite3_str *sql);
void store_schema_put_call(sqlite3_str *sql);
void store_schema_put_subject(sqlite3_str *sql);
void store_schema_find_subject(sqlite3_str *sql);
void store_schema_put_row(sqlite3_str *sql);
/** All columns of observations, the checksum, the call's id; the joins, from calls on
 *  or from subjects on.  A WHERE may follow: c is call, k subject, o obs. */
void store_schema_rows_by_call(sqlite3_str *sql);
void store_schema_rows_by_subject(sqlite3_str *sql);

/** Bring a connected store of an older version to this one, in one transaction; when
 *  another program has done so meanwhile, nothing. */
MUST_CHECK int store_schema_migrate(struct store *s, struct err *e);

/** -1 with *e (78) when a store of this version is newer than this program. */
MUST_CHECK int store_schema_known(const char *path, int64_t version, struct err *e);

/** -1 with *e when the store is newer than this program (78), damaged (65). */
MUST_CHECK int store_schema_check(
    const struct store *s, int64_t *version, struct err *e);

#endif
