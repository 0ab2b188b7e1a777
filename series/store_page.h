/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_PAGE_H
#define SERIES_STORE_PAGE_H

#include <sqlite3.h>

/*
 * Pages that know whether they are what was written.  A store that is made, or
 * compacted, keeps eight bytes at the end of each page: a sum over the page and its
 * number.  They are written with the page and compared when it is read, so that a
 * damaged file is an error (SQLITE_IOERR_DATA) and not another answer.  Other programs
 * read such a file as any other; who writes it with them breaks its sums.
 */

/* A parameter of a file's URI: 1 takes pages as they are. */
#define STORE_PAGE_TRUST "trust"

/** The name of the VFS to open stores with, which is SQLite's own but for the sums; NULL
 *  when memory is out. */
const char *store_page_vfs(void);

/** Pages that db makes from now on have sums: all of a new file, or of one that is
 *  compacted.  A transaction is not open. */
void store_page_sum(sqlite3 *db);

/** Have those of db? */
int store_page_summed(sqlite3 *db);

#endif
