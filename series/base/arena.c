/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

enum { FIRST_BLOCK = 1 << 14 };

static struct arena_block *
add_block(struct arena *a, size_t need)
{
	size_t size = a->top ? a->top->size * 2 : FIRST_BLOCK;
	if (size > (size_t)1 << 24)
		size = (size_t)1 << 24;
	if (size < need)
		size = need;
	if (size > SIZE_MAX - sizeof(struct arena_block))
		return NULL;
	struct arena_block *b = malloc(sizeof *b + size);
	if (!b)
		return NULL;
	b->next = a->top;
	b->used = 0;
	b->size = size;
	a->top = b;
	return b;
}

/* The bytes that an array takes; 0 when there are too many. */
static size_t
bytes_of(size_t count, size_t size)
{
	enum { ALIGN = alignof(max_align_t) };
	if (size && count > (SIZE_MAX - ALIGN) / size)
		return 0;
	size_t need = (count * size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	return need ? need : ALIGN;
}

void *
arena_room(struct arena *a, size_t count, size_t size)
{
	size_t need = bytes_of(count, size);
	struct arena_block *b = a->top;
	if (need == 0)
		return NULL;
	if (!b || b->size - b->used < need) {
		b = add_block(a, need);
		if (!b)
			return NULL;
	}
	void *p = b->bytes + b->used;
	b->used += need;
	return p;
}

void *
arena_alloc(struct arena *a, size_t count, size_t size)
{
	void *p = arena_room(a, count, size);
	if (p)
		memset(p, 0, count * size);
	return p;
}

/* Is it what was allocated last, and has its block so much more to give? */
static bool
extends(struct arena *a, const void *items, size_t had, size_t need)
{
	struct arena_block *b = a->top;
	if (!b || !items || need == 0 || had > b->used
	    || items != b->bytes + (b->used - had) || need - had > b->size - b->used)
		return false;
	b->used += need - had;
	return true;
}

void *
arena_more(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	size_t more = *cap ? *cap * 2 : 16;
	if (more < *cap)
		return NULL;
	if (*cap && extends(a, items, bytes_of(*cap, size), bytes_of(more, size))) {
		*cap = more;
		return items;
	}
	char *p = arena_room(a, more, size);
	if (!p)
		return NULL;
	if (n)
		memcpy(p, items, n * size);
	*cap = more;
	return p;
}

void *
arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	size_t had = *cap;
	char *p = arena_more(a, items, n, cap, size);
	if (p && *cap > had)
		memset(p + n * size, 0, (*cap - n) * size);
	return p;
}

void
arena_trim(struct arena *a, const void *items, size_t n, size_t cap, size_t size)
{
	struct arena_block *b = a->top;
	size_t had = bytes_of(cap, size);
	if (b && items && cap && had <= b->used && items == b->bytes + (b->used - had))
		b->used -= had - bytes_of(n, size);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1, 1);
	if (!p)
		return (struct str){NULL, 0};
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

struct str
arena_no_nul(struct arena *a, struct str s)
{
	static const char mark[] = "\xef\xbf\xbd";
	size_t n = 0, more = sizeof mark - 2;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\0';
	if (n == 0)
		return s;
	char *p = arena_alloc(a, s.n + n * more + 1, 1), *to = p;
	if (!p)
		return (struct str){NULL, 0};
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0') {
			memcpy(to, mark, sizeof mark - 1);
			to += sizeof mark - 1;
		} else {
			*to++ = s.p[i];
		}
	return (struct str){p, (size_t)(to - p)};
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1, 1);
	if (!p)
		return (struct str){NULL, 0};
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){p, (size_t)n};
}

void
arena_clear(struct arena *a)
{
	struct arena_block *largest = NULL, *next;
	for (struct arena_block *b = a->top; b; b = b->next)
		if (!largest || b->size > largest->size)
			largest = b;
	for (struct arena_block *b = a->top; b; b = next) {
		next = b->next;
		if (b != largest)
			free(b);
	}
	a->top = largest;
	if (largest) {
		largest->next = NULL;
		largest->used = 0;
	}
}

void
arena_release(struct arena *a)
{
	while (a->top) {
		struct arena_block *b = a->top;
		a->top = b->next;
		free(b);
	}
}
