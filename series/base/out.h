/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_OUT_H
#define SERIES_BASE_OUT_H

#include <stdio.h>

#include "series/base/err.h"

/*
 * Output that appears whole or not at all: a file is written beside its final
 * name and renamed when everything reached the disk; standard output is checked
 * at the end, so that a full disk is never taken for success.
 */
struct out {
	FILE *f;
	char *path; /* NULL for standard output */
	char *temp; /* the other name, or what it would be; NULL for devices */
	bool named; /* has it that name?  Else none: nothing is left of it if we end */
};

/** Open path for writing, or standard output when path is NULL or "-". */
MUST_CHECK int out_open(struct out *o, const char *path, struct err *e);

/** Flush, sync, rename.  -1 with *e set (ERR_PIPE when the reader has gone) and
 *  the old file, if any, untouched.  o is closed either way. */
MUST_CHECK int out_commit(struct out *o, struct err *e);

/** Forget what was written; the old file stays.  Fine after out_commit. */
void out_abort(struct out *o);

/** A stream into memory, as open_memstream's: *bytes (n of them, and a NUL behind) are
 *  there once it is flushed or closed, and the caller's to free, however that ends.  One
 *  of open_memstream forgets where it could not grow; this one has an error then.  NULL:
 *  no memory, and nothing to free. */
FILE *out_memory_open(char **bytes, size_t *n);
/** Close it: 0 when all that was written is there, else -1 (memory is out). */
MUST_CHECK int out_memory_close(FILE *f);

/** Put bytes at path, whole or not at all. */
MUST_CHECK int out_write_file(const char *path, struct str bytes, struct err *e);

#endif
