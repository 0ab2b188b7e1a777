/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_ARENA_H
#define SERIES_BASE_ARENA_H

#include <stdalign.h>

#include "series/base/str.h"

/*
 * Memory of one lifetime: many small allocations, freed together.  Nothing in an
 * arena is freed singly.  A zeroed struct arena is an empty arena.
 */
struct arena_block;
struct arena {
	struct arena_block *top;
};

/** count*size zeroed bytes, aligned for any type; NULL when memory is out or the
 *  product overflows. */
void *arena_alloc(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(a, count, type) ((type *)arena_alloc((a), (count), sizeof(type)))

/** The same, not zeroed: for those who write all of it that they read. */
void *arena_room(struct arena *a, size_t count, size_t size);

/**
 * Room for one more element in an array of *n elements of the given size that
 * lives in a: returns the (possibly moved) array with *cap grown, or NULL.  What was
 * allocated last grows in its place; else the old storage stays until the arena is
 * released.
 */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size);

/** The same, but what is behind the n elements is not zeroed: for those who write whole
 *  elements there. */
void *arena_more(struct arena *a, void *items, size_t n, size_t *cap, size_t size);

/** Give back what is behind the n elements of an array with room for cap, where nothing
 *  was allocated after it. */
void arena_trim(struct arena *a, const void *items, size_t n, size_t cap, size_t size);

/** A terminated copy of s; .p is NULL when memory is out. */
struct str arena_str(struct arena *a, struct str s);

/** s as it can be printed by "%.*s", which a NUL ends: with U+FFFD for each; s itself where
 *  there is none.  .p is NULL when memory is out. */
struct str arena_no_nul(struct arena *a, struct str s);

/** Formatted text; .p is NULL when memory is out. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/** Nothing is allocated any more, but the largest block is kept for what comes. */
void arena_clear(struct arena *a);

/** Free everything; the arena is empty again. */
void arena_release(struct arena *a);

#endif
