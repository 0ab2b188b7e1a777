/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_INI_H
#define SERIES_INI_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * INI files, by libinih: `[section]`, `key = value` (or `key: value`), comments from
 * `;` or `#` at the start of a line and from ` ;` within one.  Keys may stand several
 * times and before the first section.  The only module that knows libinih, and the one
 * that keeps its limits from being silent.
 */
struct ini_entry {
	struct str section;    /* empty before the first */
	struct str key, value; /* without the blanks around them */
	size_t line;           /* from 1 */
};

/**
 * The entries of a file's bytes in their order, in a; `name` is the file's, for
 * messages.  A byte-order mark, CR LF and blanks before a key are passed over; a line
 * goes on nowhere.  -1 with *e (78) naming file and line: neither section nor entry, a
 * line longer than libinih's 197 bytes, a section's name longer than 49, a NUL.
 */
MUST_CHECK int ini_file_read(struct str bytes, struct str name, struct arena *a,
    struct ini_entry **out, size_t *n, struct err *e);

#endif
