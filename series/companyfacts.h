/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_COMPANYFACTS_H
#define SERIES_COMPANYFACTS_H

#include "series/import.h"

/*
 * The SEC's "companyfacts" JSON: every figure that a company filed as XBRL, as
 * observations of source `filed`.  What concept is which metric says a table
 * (extract/catalogs/concepts.csv, docs/formats.md).
 *
 * A filing is a document: its accession number, as_of the day it was filed.  Of each
 * metric and period only news are observations: the first value, and a later one that
 * differs (a restatement); a comparative that repeats what is known, be it rounded to
 * thousands or millions, adds nothing.  An amount from the beginning of the year becomes
 * its last quarter (less the amount up to the quarter before, of the same filing or as
 * known then), unless that quarter was filed itself; where nothing is known to take it
 * from, it stays.  What was worked out says so in `rule` ("derived:...") and shows the
 * filed values in `text`.  The hashes of documents are left empty.
 */
struct companyfacts_options {
	struct str concepts, concepts_name; /* a table's bytes, held before the built-in
	                                       one, and its file's name; or empty */
	struct str company, ticker; /* company instead of entityName; or empty */
};

/**
 * Read bytes, `name` being the file's.  All in a.  -1 with *e: no JSON or not of that
 * shape (65) naming concept and fact, a bad table (78) naming its line, no memory.  A
 * file without any concept of the table is an empty set.
 */
MUST_CHECK int companyfacts_read(struct str bytes, struct str name,
    const struct companyfacts_options *o, struct arena *a, struct import_set *out,
    struct err *e);

/** Do bytes look like such a file? */
bool companyfacts_is(struct str bytes);

#endif
