/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/lookup.h"

#include <stdlib.h>

enum { FIRST = 64 };

/* Eight bytes at a time, multiplied and folded (after C. Doty-Humphrey's and Wang Yi's
 * mixers); nothing outside depends on what it gives. */
static uint64_t
hash_of(struct str s)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ s.n, word = 0;
	for (; s.n >= 8; s = str_sub(s, 8, s.n)) {
		memcpy(&word, s.p, 8);
		h = (h ^ word) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	word = 0;
	if (s.n)
		memcpy(&word, s.p, s.n);
	h = (h ^ word) * 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 29;
}

/* Where an entry of this hash and text is, or would go. */
static struct lookup_entry *
slot(struct lookup_entry *slots, size_t cap, uint64_t hash, struct str text)
{
	size_t at = (size_t)hash & (cap - 1);
	while (slots[at].text.p
	       && (slots[at].hash != hash || !str_eq(slots[at].text, text)))
		at = (at + 1) & (cap - 1);
	return &slots[at];
}

static int
grow(struct lookup *l)
{
	size_t cap = l->cap ? 2 * l->cap : FIRST;
	struct lookup_entry *slots = calloc(cap, sizeof *slots);
	if (!slots)
		return -1;
	for (size_t i = 0; i < l->cap; i++)
		if (l->slots[i].text.p)
			*slot(slots, cap, l->slots[i].hash, l->slots[i].text) =
			    l->slots[i];
	free(l->slots);
	l->slots = slots;
	l->cap = cap;
	return 0;
}

struct lookup_entry *
lookup_add(struct lookup *l, struct str text, bool *added)
{
	*added = false;
	if (2 * l->n >= l->cap && grow(l) != 0)
		return NULL;
	uint64_t hash = hash_of(text);
	struct lookup_entry *x = slot(l->slots, l->cap, hash, text);
	if (x->text.p)
		return x;
	struct str copy = arena_str(&l->arena, text);
	if (!copy.p)
		return NULL;
	*x = (struct lookup_entry){.text = copy, .hash = hash};
	l->n++;
	*added = true;
	return x;
}

void
lookup_release(struct lookup *l)
{
	free(l->slots);
	arena_release(&l->arena);
	*l = (struct lookup){.slots = NULL};
}
