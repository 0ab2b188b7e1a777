/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_EXPORT_H
#define SERIES_EXPORT_H

#include <stdio.h>

#include "series/export_pieces.h"
#include "series/store.h"

/*
 * Observations and series in the files that other programs take as they are.  Nothing
 * is filled in: a gap is a row that is missing, or says that it has no value where the
 * reader wants every step (r: NA; gluonts: null).  docs/formats.md has the columns.
 */
enum export_form {
	EXPORT_TIDY,
	EXPORT_PROPHET,
	EXPORT_NIXTLA,
	EXPORT_GLUONTS,
	EXPORT_ALFRED,
	EXPORT_PANDAS,
	EXPORT_R,
	EXPORT_FRICTIONLESS,
	EXPORT_NDJSON,
	EXPORT_JSON,
	EXPORT_CSV,
	EXPORT_SQLITE,
	EXPORT_FORMS
};

/* What a form is. */
struct export_trait {
	const char *name;
	bool statements; /* every observation, exactly; else points of series */
	bool one;        /* holds one series */
	bool regular;    /* points on a grid of time */
	bool csv;        /* its text cells can be made harmless */
	bool file;       /* makes a file of its own, never a stream */
};
extern const struct export_trait export_traits[EXPORT_FORMS];

/** By name; "tidy" for NULL.  -1 with *e (64). */
MUST_CHECK int export_named(const char *name, enum export_form *form, struct err *e);

struct export_data {
	const struct obs *obs; /* in the order of the store */
	size_t n;
	const struct export_piece *pieces; /* of them */
	size_t n_pieces;
	const struct store_call *calls; /* by doc */
	size_t n_calls;
	bool spreadsheet;  /* text cells that a spreadsheet would run get a ' before */
	double cap, floor; /* prophet's, on every row; NaN: none */
	struct arena *arena;
	/* What was written, for the message. */
	size_t rows, left_out;
};

/** Write all forms but those that make files of their own.  -1 with *e when memory is
 *  out or a form of one series got another number (64); write errors stay in f. */
MUST_CHECK int export_write(
    struct export_data *d, enum export_form form, FILE *f, struct err *e);

/** Write frictionless's datapackage.json for the tidy CSV of that name. */
MUST_CHECK int export_package(struct str csv_name, FILE *f, struct err *e);

/** Put calls and observations into an empty file that is to become a store. */
MUST_CHECK int export_store(struct export_data *d, const char *path, struct err *e);

/** A text cell as --spreadsheet has it: with a ' before what a spreadsheet takes for a
 *  formula (= + - @, their wide forms, tab, carriage return).  .p NULL: no memory. */
struct str export_harmless(struct str text, struct arena *a);

#endif
