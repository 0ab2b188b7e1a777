/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CSV_H
#define SERIES_CSV_H

#include <stdio.h>

#include "series/obs.h"

/*
 * CSV as RFC 4180 has it, by libcsv in its strict mode.  The only module that
 * knows libcsv.
 */
struct csv_row {
	struct str *fields;
	size_t n;
	size_t line; /* where the row begins, from 1 */
};

/**
 * All rows of a file's bytes, a byte-order mark left out, blank lines skipped; the
 * first row is the header.  In a.  -1 with *e (65) naming the line of a broken
 * quote or of a row with another number of fields than the header.
 */
MUST_CHECK int csv_read(
    struct str bytes, struct arena *a, struct csv_row **rows, size_t *n, struct err *e);

/** The same where fields may be parted otherwise: by what parts the header most often,
 *  outside of quotes, of comma, semicolon, tab and bar. */
MUST_CHECK int csv_read_any(
    struct str bytes, struct arena *a, struct csv_row **rows, size_t *n, struct err *e);

/** Where the n columns of those names stand in a header, blanks around them aside: at[k]
 *  is the field, SIZE_MAX where there is none.  -1 with *e (65) at the header's line
 *  naming the first of the `needed` leading names that is missing, and all names. */
MUST_CHECK int csv_columns(const struct csv_row *header, const char *const *names,
    size_t n, size_t needed, size_t *at, struct err *e);
/**
 * The same without keeping them: each row is handed to take, with what it holds valid
 * until take returns, and terminated.  When take returns -1 with *e set, so does this;
 * memory is that of the longest row.
 */
MUST_CHECK int csv_each(struct str bytes,
    int (*take)(void *data, const struct csv_row *row, struct err *e), void *data,
    struct err *e);

/** Are they text in UTF-8, as tables are?  -1 with *e (65), and its line where there is
 *  one, saying what they are and what to do; the text does not repeat the file's name. */
MUST_CHECK int csv_is_text(struct str bytes, struct err *e);

/** The header and the rows of observations, in the columns of obs_columns.  Write
 *  errors stay in f (ferror), for out_commit to find. */
void csv_write_header(FILE *f);
void csv_write_obs(FILE *f, const struct obs *o);

/** One field, quoted where it must be; then a comma, or with last a newline. */
void csv_write_field(FILE *f, struct str field, bool last);

#endif
