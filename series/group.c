/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/group.h"

#include <stdlib.h>

#include "series/unit.h"

/* ---- which classes there are ---- */

/* Classes by what they are, with open addressing; 0 is a free place. */
struct classes {
	struct group_class *c;
	size_t n, cap;
	uint32_t *place; /* index + 1 */
	size_t places;   /* a power of 2, more than twice n */
	struct arena *a;
};

/* FNV-1a (Fowler, Noll, Vo), with the length so that texts do not run together. */
static uint64_t
mix(uint64_t h, uint64_t v)
{
	return (h ^ v) * 0x100000001b3;
}

static uint64_t
hash(const struct series_key *k, struct str unit)
{
	const struct str texts[] = {
	    k->company, k->metric, k->segment, k->variant, k->source, unit};
	uint64_t h = 0xcbf29ce484222325;
	h = mix(h, k->kind);
	h = mix(h, k->basis);
	h = mix(h, k->measure);
	h = mix(h, k->lag.said);
	h = mix(h, (uint64_t)k->lag.months);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		h = mix(h, texts[i].n);
		for (size_t j = 0; texts[i].p && j < texts[i].n; j++)
			h = mix(h, (unsigned char)texts[i].p[j]);
	}
	return h ^ h >> 32;
}

static int
cmp_class(const struct group_class *a, const struct group_class *b)
{
	int c = series_cmp_key(&a->key, &b->key);
	return c ? c : str_cmp(a->unit, b->unit);
}

/* The place of a class, or the free one where it belongs. */
static size_t
find(const struct classes *t, const struct group_class *c)
{
	size_t i = (size_t)hash(&c->key, c->unit) & (t->places - 1);
	while (t->place[i] && cmp_class(&t->c[t->place[i] - 1], c) != 0)
		i = (i + 1) & (t->places - 1);
	return i;
}

static int
widen(struct classes *t)
{
	t->places = t->places ? 4 * t->places : 256;
	t->place = ARENA_NEW(t->a, t->places, uint32_t);
	for (size_t i = 0; t->place && i < t->n; i++)
		t->place[find(t, &t->c[i])] = (uint32_t)(i + 1);
	return t->place ? 0 : -1;
}

static int
add(struct classes *t, const struct obs *o, size_t weight, uint32_t *class_of)
{
	struct group_class c = {.key = series_key_of(o), .unit = o->unit, .factor = 1};
	c.key.stance = OBS_ACTUAL;
	if (2 * t->n >= t->places && widen(t) != 0)
		return -1;
	uint32_t *place = &t->place[find(t, &c)];
	if (!*place) {
		struct group_class *more =
		    arena_grow(t->a, t->c, t->n, &t->cap, sizeof *more);
		if (!more)
			return -1;
		t->c = more;
		t->c[t->n++] = c;
		*place = (uint32_t)t->n;
	}
	t->c[*place - 1].n += weight;
	*class_of = *place - 1;
	return 0;
}

/* ---- their order, and their units ---- */

struct sorted {
	const struct group_class *c;
	struct str family; /* units with one family convert */
	size_t index;
};

static int
by_class(const void *a, const void *b)
{
	return cmp_class(((const struct sorted *)a)->c, ((const struct sorted *)b)->c);
}

static int
by_family(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int c = str_cmp(x->family, y->family);
	return c ? c : (x->index > y->index) - (x->index < y->index);
}

/* The classes in order, and the observations' numbers with them. */
static int
sort(struct classes *t, uint32_t *class_of, size_t n, struct group *out)
{
	struct sorted *s = ARENA_NEW(t->a, t->n, struct sorted);
	uint32_t *now = ARENA_NEW(t->a, t->n, uint32_t);
	out->classes = ARENA_NEW(t->a, t->n, struct group_class);
	if (!s || !now || !out->classes)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		s[i].c = &t->c[i];
	if (t->n)
		qsort(s, t->n, sizeof *s, by_class);
	for (size_t i = 0; i < t->n; i++) {
		struct group_class *c = &out->classes[i];
		*c = *s[i].c;
		now[s[i].c - t->c] = (uint32_t)i;
		c->to = i;
		c->subject =
		    i == 0 ? 0
			   : c[-1].subject + (series_cmp_key(&c[-1].key, &c->key) != 0);
	}
	for (size_t i = 0; i < n; i++)
		class_of[i] = now[class_of[i]];
	out->n = t->n;
	out->class_of = class_of;
	return 0;
}

/* Classes [from, to) are of one key: each unit to the commonest of its family. */
static int
convert(struct group *g, size_t from, size_t to, struct arena *a)
{
	struct sorted *s = ARENA_NEW(a, to - from, struct sorted);
	if (!s)
		return -1;
	for (size_t i = from; i < to; i++) {
		struct str family = unit_family(g->classes[i].unit, a);
		if (!family.p)
			return -1;
		s[i - from] = (struct sorted){&g->classes[i], family, i};
	}
	qsort(s, to - from, sizeof *s, by_family);
	for (size_t i = 0, j; i < to - from; i = j) {
		size_t most = s[i].index;
		for (j = i; j < to - from && str_eq(s[j].family, s[i].family); j++)
			if (s[j].c->n > g->classes[most].n)
				most = s[j].index;
		for (size_t k = i; k < j; k++) {
			struct group_class *c = &g->classes[s[k].index];
			if (unit_factor(c->unit, g->classes[most].unit, &c->factor))
				c->to = most;
		}
	}
	return 0;
}

int
group_make(const struct obs *const *obs, const size_t *weights, size_t n,
    struct arena *a, struct group *out, struct err *e)
{
	struct classes t = {.a = a};
	uint32_t *class_of = ARENA_NEW(a, n, uint32_t);
	if (!class_of || n >= UINT32_MAX)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (add(&t, obs[i], weights ? weights[i] : 1, &class_of[i]) != 0)
			return err_nomem(e);
	if (sort(&t, class_of, n, out) != 0)
		return err_nomem(e);
	for (size_t i = 0, j; i < out->n; i = j) {
		for (j = i + 1;
		     j < out->n && out->classes[j].subject == out->classes[i].subject;)
			j++;
		if (j - i > 1 && convert(out, i, j, a) != 0)
			return err_nomem(e);
	}
	return 0;
}

/* Room in the number of a series: which key, stance and class. */
enum { CLASS_BITS = 32, STANCE_BITS = 2 };

uint64_t
group_series(const struct group *g, size_t i, enum obs_stance stance)
{
	const struct group_class *c = &g->classes[g->class_of[i]];
	uint64_t key = (uint64_t)c->subject << STANCE_BITS | stance;
	return key << CLASS_BITS | c->to;
}

size_t
group_unit_class(uint64_t series)
{
	return (size_t)(series & UINT32_MAX);
}
