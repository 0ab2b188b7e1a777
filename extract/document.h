/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_DOCUMENT_H
#define EXTRACT_DOCUMENT_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * A transcript's bytes made into clean text, with a map back.  Cleaning repairs
 * mojibake (UTF-8 that was read as Windows-1252), turns typographic quotes, dashes
 * and spaces into ASCII, resolves HTML entities and backslash escapes, and drops
 * tags, time marks such as "(6:02)" and the lines that page breaks leave.
 */
struct document_run {
	size_t at;  /* first byte in the clean text */
	size_t raw; /* first byte in the file */
	size_t
	    raw_n; /* how many file bytes a replacement stands for; 0: copied one to one */
};

struct document {
	struct str name; /* as the caller calls it */
	struct str raw;  /* the file's bytes, borrowed */
	char *text;      /* clean UTF-8, n bytes and a NUL */
	char *low;       /* the same with ASCII letters in lower case, same offsets */
	size_t n;
	struct document_run *runs;
	size_t n_runs;
	size_t
	    bad_utf8; /* offset + 1 of the first byte that is no UTF-8; 0 when all is */
};

/**
 * Clean raw into d (in a).  Bytes that are no UTF-8 are read as Windows-1252 and the
 * first one noted.  -1 with *e: empty (65), binary data (65: NUL bytes or mostly
 * control and invalid bytes), no memory.
 */
MUST_CHECK int document_init(struct document *d, struct str name, struct str raw,
    struct arena *a, struct err *e);

/** Is it UTF-8 from end to end? */
bool document_is_utf8(struct str raw);

/** A copy in a, *n bytes and a NUL, in which bytes that are no UTF-8 are read as
 *  Windows-1252; NULL when memory is out. */
char *document_utf8(struct str raw, struct arena *a, size_t *n);

/** File offsets of clean bytes [from, to), to > from: the end is that of the last
 *  clean byte, so nothing dropped behind it is included. */
void document_map(
    const struct document *d, size_t from, size_t to, size_t *start, size_t *end);

/** The line (from 1) of a file offset. */
size_t document_line(const struct document *d, size_t offset);

#endif
