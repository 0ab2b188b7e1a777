/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_DB_H
#define SERIES_STORE_DB_H

#include <sqlite3.h>

#include "series/base/lookup.h"
#include "series/obs.h"

/*
 * The connection to a store's file; what the files of the store (series/store*.c)
 * share and nobody else includes.
 */

/* Statements that are prepared once and used for every call or row. */
enum store_db_kept {
	STORE_DB_SAME_CALL,
	STORE_DB_ANOTHER,
	STORE_DB_PUT_CALL,
	STORE_DB_READ_BY,
	STORE_DB_DROP_ROWS,
	STORE_DB_PUT_ROW,
	STORE_DB_FIND_KEY,
	STORE_DB_PUT_KEY,
	STORE_DB_FIND_WORD,
	STORE_DB_PUT_WORD,
	STORE_DB_ROWS_OF,
	STORE_DB_VERSION,
	STORE_DB_KEPT
};

struct store {
	sqlite3 *db;
	char *path;
	bool force, batch;
	unsigned char home[OBS_COLUMNS]; /* of enum store_schema_home */
	sqlite3_stmt *kept[STORE_DB_KEPT];
	/* The ids of keys and words that this connection has met, and the state of the
	 * file (PRAGMA data_version) that they are of. */
	struct lookup keys, words;
	int data_version;
	char *scratch; /* of the heap */
	size_t scratch_size;
};

/** Connect to an existing file; query is "" or more of its URI ("?mode=ro").  s->path
 *  is what messages name. */
MUST_CHECK int store_db_connect(
    struct store *s, const char *path, const char *query, struct err *e);
void store_db_disconnect(struct store *s);

/** The write-ahead log into the file, which is then the whole store: closing does that too,
 *  and says nothing when it fails.  must: also wait for whoever reads. */
MUST_CHECK int store_db_settle(
    struct store *s, bool must, const char *doing, struct err *e);

/** What SQLite's last failure on this connection means: "cannot DOING PATH: why".
 *  Always -1. */
int store_db_fail(const struct store *s, const char *doing, struct err *e);

/** The store is not what was written (65).  Always -1. */
int store_db_damaged(const struct store *s, const char *what, struct err *e);

/** Statements without results. */
MUST_CHECK int store_db_run(
    const struct store *s, const char *sql, const char *doing, struct err *e);

/** The statement that write (or NULL) makes, and then more; NULL with *e set.  To be
 *  finalized. */
sqlite3_stmt *store_db_prepare(const struct store *s, void (*write)(sqlite3_str *),
    const char *more, struct err *e);

/** The same, prepared once, and reset; belongs to the connection. */
sqlite3_stmt *store_db_keep(struct store *s, enum store_db_kept which,
    void (*write)(sqlite3_str *), const char *more, struct err *e);

/** The first column of the first row. */
MUST_CHECK int store_db_number(
    const struct store *s, const char *sql, int64_t *v, struct err *e);

/** Texts are the caller's until the statement is reset. */
int store_db_bind_str(sqlite3_stmt *q, int at, struct str text);
/** NULL for DATE_NONE. */
int store_db_bind_date(sqlite3_stmt *q, int at, int32_t date);
/** Borrowed from the row; empty also when memory is out (store_db_ran_out). */
struct str store_db_text(sqlite3_stmt *q, int at);
/** Has a text of this row been lost for want of memory? */
bool store_db_ran_out(const struct store *s);

/** Begin writing; what was known of the file and may have changed is forgotten. */
MUST_CHECK int store_db_begin(struct store *s, struct err *e);
MUST_CHECK int store_db_commit(struct store *s, struct err *e);
/** Undo; fine when there is nothing to undo. */
void store_db_rollback(struct store *s);

#endif
