/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_IMPORT_H
#define SERIES_IMPORT_H

#include "series/store.h"

/*
 * What a file of observations or of filed figures is read into: documents (a call, a
 * filing, a forecaster's sheet) and their observations, each naming its document.
 */
struct import_set {
	struct store_call *calls; /* each doc once, in the order of the file; a sha256
				     that is empty is made of the document's rows */
	size_t n_calls;
	struct obs *obs; /* in the order of the file */
	size_t n;
};

struct companyfacts_options;
struct mapped_options;

/* A file that is to be read. */
struct import_input {
	struct str bytes, name; /* the name for messages */
	bool ignore_columns;    /* columns that nobody knows are no error */
	const struct companyfacts_options *facts; /* NULL: the defaults */
	const struct mapped_options *map; /* NULL: observations as written here */
};

/* A form of files, told by its content. */
struct import_format {
	const char *name; /* as --format has it */
	bool (*is)(struct str bytes);
	/** In a; texts may point into in->bytes.  -1 with *e (65) naming file and
	 *  line, *set then undefined. */
	int (*read)(const struct import_input *in, struct arena *a,
	    struct import_set *set, struct err *e);
};

/** -1 with *e (65) and its place when the bytes are no text in UTF-8, or none at all. */
MUST_CHECK int import_is_text(struct str bytes, struct str name, struct err *e);

/** The format of that name; when name is NULL the one that the bytes of in look like, or
 *  "mapped" where in has a map.  NULL with *e: no such name (64), or nothing that can be
 *  imported (65). */
const struct import_format *import_format(
    const char *name, const struct import_input *in, struct err *e);

/** Read observations as this program writes them: CSV with a header or lines of JSON,
 *  told apart by content. */
MUST_CHECK int import_read(struct str bytes, struct str name, struct arena *a,
    struct import_set *set, struct err *e);

/** What an observation says must hold together (start <= end, low <= high, ...): -1
 *  with *e (65) naming the column.  For readers, who add the place. */
MUST_CHECK int import_check(const struct obs *o, struct err *e);

/** What stands for the content of a document that names none: the hash of the checksums
 *  of its rows in the order of the file, by which the store compares rows, each with its
 *  low byte first.  -1 with *e: no memory. */
MUST_CHECK int import_hash(
    const struct obs *const *rows, size_t n, char hex[65], struct err *e);

/* What came of it. */
struct import_result {
	size_t calls, changed, observations;
};

/**
 * Put a set into the store, several calls in a transaction.  All are looked at before
 * the first is written: when one is refused (65: another document of its name), none
 * is.  program says what made the set and is kept with each call ("import csv").  When
 * writing fails half-way (disk full) those calls stay that result counts.
 */
MUST_CHECK int import_store(struct store *s, const struct import_set *set,
    const char *program, struct import_result *result, struct err *e);

#endif
