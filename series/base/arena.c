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

void *
arena_alloc(struct arena *a, size_t count, size_t size)
{
	enum { ALIGN = alignof(max_align_t) };
	if (size && count > (SIZE_MAX - ALIGN) / size)
		return NULL;
	size_t need = (count * size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (need == 0)
		need = ALIGN;
	struct arena_block *b = a->top;
	if (!b || b->size - b->used < need) {
		b = add_block(a, need);
		if (!b)
			return NULL;
	}
	void *p = b->bytes + b->used;
	b->used += need;
	memset(p, 0, need);
	return p;
}

void *
arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	size_t more = *cap ? *cap * 2 : 16;
	char *p = arena_alloc(a, more, size);
	if (!p)
		return NULL;
	if (n)
		memcpy(p, items, n * size);
	*cap = more;
	return p;
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
arena_release(struct arena *a)
{
	while (a->top) {
		struct arena_block *b = a->top;
		a->top = b->next;
		free(b);
	}
}
