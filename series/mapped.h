/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_MAPPED_H
#define SERIES_MAPPED_H

#include "series/import.h"
#include "series/ini.h"

/*
 * Any CSV whose columns are mapped to the fields of observations.  A map is made of INI
 * entries (a file's, options', or both; later ones win):
 *
 *	[constants]      field = text, for every row
 *	[columns]        field = the column that holds it
 *	[words FIELD]    text in the file = text meant | other_field = text ... ; - leaves
 *	                 the row out
 *	[value COLUMN]   field = text, for the values of that column: a column per metric
 *
 * Fields are the columns of observations and: value (low and high), period ("2019-Q3",
 * "Q3 2019", "FY2019", "Sep 2019", a date), ticker, scale (thousand ... or a number),
 * fiscal_year_end (1 to 12), dates (mdy or dmy), decimal (comma).  docs/formats.md tells.
 */
struct mapped_options {
	const struct ini_entry *map;
	size_t n_map;
	struct str map_name; /* its file's, for messages */
	/* Whose metrics are known, and which are balances (of a quarter: of its last
	 * day); NULL: any name will do. */
	const struct catalog *catalog;
};
struct catalog;

/** "date=Date", as an option has it, as an entry of a section ("columns"); texts point
 *  into arg.  -1 with *e (64) when it is not of that form. */
MUST_CHECK int mapped_option(
    const char *section, const char *arg, struct ini_entry *out, struct err *e);

/** The time that a text names, by a fiscal year that ends in month year_end (12: the
 *  calendar's); order: 'm' or 'd' for 9/30/2019 or 30/9/2019, else 0.  False when it
 *  names none, or a day whose order is not given. */
bool mapped_period(struct str text, int year_end, char order, struct period *out);

/**
 * The rows of bytes, `name` being the file's.  A document is the file, or where as_of,
 * company or fiscal_period come from columns "file#2019-05-02#Calder Motors", or what
 * `doc` says.  Cells without a value (empty, -, NA, n/a, null, .) make no observation.
 * Hashes are left empty.  All in a.  -1 with *e: the map is wrong (78, naming its line), a cell is (65, naming
 * line and column), the file is no CSV (65), no memory.
 */
MUST_CHECK int mapped_read(struct str bytes, struct str name,
    const struct mapped_options *o, struct arena *a, struct import_set *out,
    struct err *e);

#endif
