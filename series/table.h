/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_TABLE_H
#define SERIES_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * Rows of texts, written for people (aligned, cut to a width, control characters
 * shown) or for machines (CSV, JSON, NDJSON: whole and unchanged).
 */
enum table_form { TABLE_PLAIN, TABLE_CSV, TABLE_JSON, TABLE_NDJSON, TABLE_FORMS };

/* Who sees a column; 0 is everybody. */
enum table_view { TABLE_BOTH, TABLE_PEOPLE, TABLE_MACHINES, TABLE_NOBODY };

struct table_column {
	const char *name;
	bool number; /* to the right; in JSON a number, null when empty */
	enum table_view view;
	size_t most; /* columns of the screen for people; 0: as wide as its texts */
};

struct table {
	const struct table_column *columns;
	size_t n_columns;
	struct str *cells; /* by row */
	size_t n, cap;     /* rows */
	struct arena *arena;
};

/** "table" (or NULL), "csv", "json", "ndjson".  -1 with *e (64) for others. */
MUST_CHECK int table_form(const char *name, enum table_form *form, struct err *e);

/** A new row of n_columns empty cells, to be filled with texts that last as long as
 *  the table; NULL when memory is out.  Earlier rows may move. */
struct str *table_row(struct table *t);

/** Write all rows with their header.  width: of the screen; the last column that
 *  people see is cut to what is left of it (but not below 24).  -1 with *e when
 *  memory is out; write errors stay in f. */
MUST_CHECK int table_write(
    const struct table *t, enum table_form form, size_t width, FILE *f, struct err *e);

/** The width of the terminal that f is; 160 when it is none. */
size_t table_width(FILE *f);

/** A cell's text, in a: a number, empty of NaN; a whole number; a date. */
struct str table_number(struct arena *a, double v);
struct str table_count(struct arena *a, uint64_t v);
struct str table_date(struct arena *a, int32_t d);

#endif
