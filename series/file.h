/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FILE_H
#define SERIES_FILE_H

#include "series/base/arena.h"
#include "series/base/err.h"

/** All bytes of a file, or of standard input for "-", in a.  -1 with *e: missing (66),
 *  a folder or larger than most bytes (65), unreadable (74, 77); the text does not
 *  repeat the name, which err_at adds. */
MUST_CHECK int file_read(
    const char *path, size_t most, struct arena *a, struct str *out, struct err *e);

/** The same without a limit, and without the copy that an arena keeps; a file that
 *  somebody writes meanwhile is refused (65).  file_give gives it back. */
struct file_bytes {
	struct str bytes;
	char *own;
};
MUST_CHECK int file_take(const char *path, struct file_bytes *out, struct err *e);
void file_give(struct file_bytes *b);

/** The files below a folder whose names end in one of the suffixes (".txt", ..., NULL),
 *  sorted; hidden ones, pipes, sockets and devices are left out; paths begin with the
 *  folder.  In a.  -1 with *e: a folder cannot be read (66, 74, 77), or is one of more
 *  than 32 in each other (65). */
MUST_CHECK int file_list(const char *folder, const char *const *suffixes,
    struct arena *a, struct str **out, size_t *n, struct err *e);

/** Is it a folder? */
bool file_is_folder(const char *path);

#endif
