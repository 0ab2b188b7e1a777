/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/derive.h"

#include <math.h>
#include <stdlib.h>

#include "series/unit.h"

/* Series with room for what is derived. */
struct work {
	struct arena *a;
	const struct series *all; /* as they were, by key */
	size_t n;
	struct series *out;
	size_t n_out;
	struct series *fresh; /* derived points, one each; by key after sorting */
	size_t n_fresh, cap;
};

static struct series_key
level_key(const struct series_key *k, enum obs_stance stance)
{
	struct series_key level = *k;
	level.kind = OBS_LEVEL;
	level.lag = (struct lag){.said = false};
	level.stance = stance;
	return level;
}

/* The first of the series with this key (one per unit); n when there is none. */
static size_t
find_key(const struct series *all, size_t n, const struct series_key *k)
{
	size_t from = 0, to = n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (series_cmp_key(&all[mid].key, k) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from < n && series_cmp_key(&all[from].key, k) == 0 ? from : n;
}

static const struct series_point *
find_point(const struct series *s, struct period p)
{
	size_t from = 0, to = s->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (series_cmp_period(s->points[mid].period, p) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from < s->n && series_cmp_period(s->points[from].period, p) == 0
		   ? &s->points[from]
		   : NULL;
}

/* Whether a level of this key is stated about a period, in whatever unit. */
static bool
is_stated(const struct work *w, const struct series_key *k, struct period p)
{
	size_t i = find_key(w->all, w->n, k);
	for (; i < w->n && series_cmp_key(&w->all[i].key, k) == 0; i++)
		if (find_point(&w->all[i], p))
			return true;
	return false;
}

/* The level that a change makes of its base; false where it makes none. */
static bool
apply(const struct series_point *change, enum obs_kind kind, struct str unit,
    const struct series_point *base, struct str base_unit, struct series_point *out)
{
	double f = 1, v = base->low;
	if (base->low != base->high || !isfinite(v))
		return false;
	if (kind == OBS_GROWTH ? v <= 0 || !str_eq(unit, STR("percent"))
			       : !unit_factor(unit, base_unit, &f))
		return false;
	*out = *change;
	if (kind == OBS_GROWTH) {
		out->low = v + v * change->low / 100;
		out->high = v + v * change->high / 100;
	} else {
		out->low = v + change->low * f;
		out->high = v + change->high * f;
	}
	out->base = base->obs;
	out->n_statements = 1;
	out->spread = 0;
	return true;
}

/* What one point of a change gives. */
static int
derive_point(struct work *w, const struct series *s, const struct series_point *p)
{
	struct series_key key = level_key(&s->key, s->key.stance),
			  from = level_key(&s->key, OBS_ACTUAL);
	if (!period_known(p->obs->base) || s->key.lag.uneven
	    || is_stated(w, &key, p->period))
		return 0;
	size_t i = find_key(w->all, w->n, &from);
	for (; i < w->n && series_cmp_key(&w->all[i].key, &from) == 0; i++) {
		const struct series *level = &w->all[i];
		const struct series_point *base = find_point(level, p->obs->base);
		struct series_point made;
		if (!base || !apply(p, s->key.kind, s->unit, base, level->unit, &made))
			continue;
		struct series *more =
		    arena_grow(w->a, w->fresh, w->n_fresh, &w->cap, sizeof *more);
		struct series_point *point = ARENA_NEW(w->a, 1, struct series_point);
		if (!more || !point)
			return -1;
		*point = made;
		w->fresh = more;
		w->fresh[w->n_fresh++] = (struct series){key, level->unit, point, 1};
	}
	return 0;
}

/* By key, unit and period; of one period the better first. */
static int
by_key(const void *a, const void *b)
{
	const struct series *x = a, *y = b;
	const struct series_point *p = x->points, *q = y->points;
	int c = series_cmp_key(&x->key, &y->key);
	c = c ? c : str_cmp(x->unit, y->unit);
	c = c ? c : series_cmp_period(p->period, q->period);
	if (c == 0 && p->obs->kind != q->obs->kind)
		c = p->obs->kind == OBS_DELTA ? -1 : 1;
	return c ? c : series_cmp_rank(p->obs, q->obs);
}

static bool
same_series(const struct series *a, const struct series *b)
{
	return series_cmp_key(&a->key, &b->key) == 0 && str_eq(a->unit, b->unit);
}

static int
by_period(const void *a, const void *b)
{
	const struct series_point *p = a, *q = b;
	return series_cmp_period(p->period, q->period);
}

/* A series with n derived points of its key and unit; *s is new when it is empty. */
static int
merge(struct series *s, const struct series *fresh, size_t n, struct arena *a)
{
	struct series_point *points = ARENA_NEW(a, s->n + n, struct series_point);
	if (!points)
		return -1;
	if (s->n)
		memcpy(points, s->points, s->n * sizeof *points);
	for (size_t i = 0; i < n; i++)
		if (i == 0
		    || series_cmp_period(
			   fresh[i].points->period, fresh[i - 1].points->period)
			   != 0)
			points[s->n++] = *fresh[i].points;
	qsort(points, s->n, sizeof *points, by_period);
	s->points = points;
	return 0;
}

/* Both lists are sorted: one walk joins them. */
static int
join(struct work *w)
{
	size_t i = 0;
	for (size_t k = 0, to; k < w->n_fresh; k = to) {
		const struct series *f = &w->fresh[k];
		for (to = k + 1; to < w->n_fresh && same_series(f, &w->fresh[to]);)
			to++;
		while (i < w->n && series_cmp_key(&w->all[i].key, &f->key) < 0)
			w->out[w->n_out++] = w->all[i++];
		while (i < w->n && series_cmp_key(&w->all[i].key, &f->key) == 0
		       && str_cmp(w->all[i].unit, f->unit) < 0)
			w->out[w->n_out++] = w->all[i++];
		bool there = i < w->n && same_series(&w->all[i], f);
		struct series *s = &w->out[w->n_out++];
		*s = there ? w->all[i++] : (struct series){f->key, f->unit, NULL, 0};
		if (merge(s, f, to - k, w->a) != 0)
			return -1;
	}
	while (i < w->n)
		w->out[w->n_out++] = w->all[i++];
	return 0;
}

int
derive_levels(const struct series *all, size_t n, struct arena *a, struct series **out,
    size_t *n_out, struct err *e)
{
	struct work w = {.a = a, .all = all, .n = n};
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n; k++)
			if ((all[i].key.kind == OBS_GROWTH
				|| all[i].key.kind == OBS_DELTA)
			    && derive_point(&w, &all[i], &all[i].points[k]) != 0)
				return err_nomem(e);
	w.out = ARENA_NEW(a, n + w.n_fresh, struct series);
	if (!w.out)
		return err_nomem(e);
	if (w.n_fresh)
		qsort(w.fresh, w.n_fresh, sizeof *w.fresh, by_key);
	if (join(&w) != 0)
		return err_nomem(e);
	*out = w.out;
	*n_out = w.n_out;
	return 0;
}
