/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_LOOKUP_H
#define SERIES_BASE_LOOKUP_H

#include <stdint.h>

#include "series/base/arena.h"

/*
 * Texts and a number for each: what has been met, and where.  A zeroed struct lookup
 * is an empty one.  Looking up and adding take constant time on average.
 */
struct lookup_entry {
	struct str text; /* the lookup's own copy, terminated */
	uint64_t hash;
	int64_t number; /* the caller's; 0 at first */
};
struct lookup {
	struct arena arena;
	struct lookup_entry *slots; /* of the heap; free ones have no text.p */
	size_t n, cap;
};

/** The entry of a text, added when it is missing (*added then).  It stays where it is
 *  until the next one is added; its text stays until the release.  NULL when memory is
 *  out. */
struct lookup_entry *lookup_add(struct lookup *l, struct str text, bool *added);

/** Free everything; the lookup is empty again. */
void lookup_release(struct lookup *l);

#endif
