/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_STORE_CARE_H
#define SERIES_STORE_CARE_H

#include "series/store.h"

/*
 * Keeping a store in order.
 */

/** Look at all of it: the file's pages and indexes, what rows refer to, every row's
 *  checksum.  *problems are sentences, none when it is whole; in a.  -1 with *e only
 *  when looking is impossible (memory, a disk that fails). */
MUST_CHECK int store_care_check(
    struct store *s, struct arena *a, struct str **problems, size_t *n, struct err *e);

/** Drop what nothing refers to, and give unused pages back to the disk: the file's
 *  bytes before and after, its log counted.  Needs room for a second file. */
MUST_CHECK int store_care_compact(
    struct store *s, uint64_t *before, uint64_t *after, struct err *e);

/** Remove a call and its observations; *found: there was one, of *n observations. */
MUST_CHECK int store_care_forget(
    struct store *s, struct str doc, bool *found, size_t *n, struct err *e);

/** Copy the store into a new file, whole or not at all, while others read and write
 *  it.  -1 with *e (73) when there is a file at path. */
MUST_CHECK int store_care_backup(struct store *s, const char *path, struct err *e);

#endif
