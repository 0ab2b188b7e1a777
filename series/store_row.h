/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_ROW_H
#define SERIES_STORE_ROW_H

#include "series/store_db.h"

/*
 * One observation into the file and out of it.
 */

/** Bind the columns of an observation's call to q, from parameter at on: how many they
 *  are is added to *at.  bufs must last until the step. */
int store_row_bind_call(sqlite3_stmt *q, int *at, const struct obs *o,
    char bufs[OBS_COLUMNS][OBS_FIELD_TEXT]);

/** Insert o as a row of a call; inside a transaction. */
MUST_CHECK int store_row_put(
    struct store *s, int64_t call, const struct obs *o, struct err *e);

/** The row that q (one of store_schema_rows_...) stands on, its texts in a; those that
 *  equal the row before (or NULL) are shared with it.  -1 with *e (65) when it is not
 *  what was written. */
MUST_CHECK int store_row_get(const struct store *s, sqlite3_stmt *q,
    const struct obs *before, struct arena *a, struct obs *o, struct err *e);

/** All rows of a bound q; in a. */
MUST_CHECK int store_row_all(const struct store *s, sqlite3_stmt *q, struct arena *a,
    struct obs **out, size_t *n, struct err *e);

#endif
