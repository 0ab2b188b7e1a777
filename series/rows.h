/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_ROWS_H
#define SERIES_ROWS_H

#include "series/filed.h"
#include "series/series.h"
#include "series/table.h"

/*
 * Points and statements as rows of a table: one list of columns, of which each mode
 * shows its own.
 */
enum rows_column {
	ROWS_COMPANY,
	ROWS_METRIC,
	ROWS_SEGMENT,
	ROWS_STANCE,
	ROWS_KIND,
	ROWS_BASIS,
	ROWS_VARIANT,
	ROWS_MEASURE,
	ROWS_PERIOD,
	ROWS_START,
	ROWS_END,
	ROWS_VALUE,
	ROWS_LOW,
	ROWS_HIGH,
	ROWS_UNIT,
	ROWS_VALUE_TEXT,
	ROWS_AS_OF,
	ROWS_SPEAKER,
	ROWS_ROLE,
	ROWS_USED,
	ROWS_STATEMENTS,
	ROWS_STATEMENTS_TEXT,
	ROWS_SPREAD,
	ROWS_SPREAD_TEXT,
	ROWS_DOC,
	ROWS_LINE,
	ROWS_BYTE_START,
	ROWS_BYTE_END,
	ROWS_DERIVED_TEXT,
	ROWS_NOTE_TEXT,
	ROWS_PLACE,
	ROWS_FILED_TEXT,
	ROWS_QUOTE,
	ROWS_BASE,
	ROWS_SOURCE,
	ROWS_TEXT,
	ROWS_CONFLICTS,
	ROWS_DERIVED,
	ROWS_GROUP,
	ROWS_SEGMENT_STATED,
	ROWS_NOTE,
	ROWS_FILED,
	ROWS_FILED_VALUE,
	ROWS_COLUMNS
};

enum rows_mode {
	ROWS_POINTS,
	ROWS_DERIVING, /* points, some of them derived */
	ROWS_ALL,      /* statements, and what became of them */
	ROWS_RIVALS,   /* statements that contradict each other */
	ROWS_MODES
};

/** The columns of a mode. */
void rows_columns(enum rows_mode mode, struct table_column out[ROWS_COLUMNS]);

/** A value as people read it; of what withdrew it "withdrawn".  In a. */
struct str rows_value(const struct series_point *p, struct str unit, struct arena *a);

/** What is to be noted of a statement: what tables made of it, until when it stood.  In a;
 *  .p is NULL when memory is out. */
struct str rows_note(const struct obs *o, struct arena *a);

/** Where a statement stands, for people: "call.txt:12", or the document alone where no
 *  line is known.  In a; .p is NULL when memory is out. */
struct str rows_place(const struct obs *o, struct arena *a);

/** Add a point of a series.  -1 with *e when memory is out. */
MUST_CHECK int rows_add_point(struct table *t, const struct series *s,
    const struct series_point *p, struct err *e);

/** Add a statement, its numbers in a unit that its own converts to (else in its own),
 *  and return its row for what else is to be told; NULL with *e when memory is out.
 *  used: "point", "rival", "agrees", or why it was left out. */
struct str *rows_add_statement(struct table *t, const struct obs *o, struct str unit,
    const char *used, struct err *e);

/** Tell in the row added last what was filed about its statement (series/filed.h). */
MUST_CHECK int rows_tell_filed(struct table *t, const struct filed_table *filed,
    const struct obs *o, struct err *e);

#endif
