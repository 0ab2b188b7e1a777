/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/extent.h"

#include <stdlib.h>

#include "series/group.h"
#include "series/load.h"
#include "series/options.h"
#include "series/store_sum.h"

/* ---- from all observations ---- */

static int
label_of(const struct series_point *p, struct arena *a, struct str *out, struct err *e)
{
	char text[OBS_LABEL];
	obs_label(p->obs, text);
	*out = arena_str(a, str_from(text));
	return out->p ? 0 : err_nomem(e);
}

int
extent_rows(const struct options *o, struct arena *a, struct extent **out, size_t *n,
    struct err *e)
{
	struct series_filter f = series_filter_of(o);
	struct load load;
	struct series *all;
	*n = 0;
	if (series_check(&f, e) != 0
	    || load_obs(o, STR(""), LOAD_ALL, a, &load, e) != 0)
		return -1;
	f.aliases = &load.refs.segments;
	if (series_build(load.obs, load.n, &f, a, &all, n, e) != 0)
		return -1;
	*out = ARENA_NEW(a, *n, struct extent);
	if (!*out)
		return err_nomem(e);
	for (size_t i = 0; i < *n; i++) {
		const struct series *s = &all[i];
		struct extent *x = &(*out)[i];
		*x = (struct extent){.key = s->key, .unit = s->unit, .n = s->n};
		if (label_of(&s->points[0], a, &x->first, e) != 0
		    || label_of(&s->points[s->n - 1], a, &x->last, e) != 0)
			return -1;
	}
	return 0;
}

/* ---- from sums ---- */

/* What tells one point of a series from another. */
struct place {
	struct period period;
	double low, high; /* of contributions, else 0 */
};

/* Statements of one subject that are of one key, after the reference tables: one
 * observation that stands for all of them, and their times. */
struct member {
	const struct obs *obs;
	size_t weight;
	struct place *places;
	size_t n;
	uint64_t series; /* which (group.h) */
	double factor;   /* from its own unit to that of the series */
};

struct members {
	struct member *v;
	size_t n, cap;
};

static struct member *
new_member(
    struct members *all, const struct obs *o, struct place *places, struct arena *a)
{
	struct member *more = arena_grow(a, all->v, all->n, &all->cap, sizeof *more);
	struct obs *copy = ARENA_NEW(a, 1, struct obs);
	if (!more || !copy)
		return NULL;
	*copy = *o;
	all->v = more;
	more[all->n] = (struct member){.obs = copy, .places = places};
	return &more[all->n++];
}

/* The members of a subject: a new one wherever the segment or the lag is another than at
 * the time before. */
static int
add_subject(struct members *all, const struct store_sum_subject *x,
    const struct refs *r, struct arena *a, struct err *e)
{
	struct place *places = ARENA_NEW(a, x->n_times, struct place);
	struct member *m = NULL;
	struct lag lag = {.said = false};
	if (!places)
		return err_nomem(e);
	struct obs now = *x->about;
	now.low = now.high = 0; /* it has a value, and is as sure as is asked */
	now.confidence = 1;
	for (size_t i = 0; i < x->n_times; i++) {
		const struct store_sum_time *t = &x->times[i];
		now.segment = x->about->segment;
		now.period = t->period;
		now.base = t->base;
		refs_place(r, &now);
		struct lag l = lag_of(&now);
		if (!m || lag_cmp(l, lag) != 0 || !str_eq(now.segment, m->obs->segment))
			m = new_member(all, &now, places + i, a);
		if (!m)
			return err_nomem(e);
		lag = l;
		m->weight += t->n;
		m->places[m->n++] = (struct place){now.period, t->low, t->high};
	}
	return 0;
}

/* Only those that the filter takes in. */
static void
keep_wanted(struct members *all, const struct series_filter *f)
{
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++)
		if (!series_left_out_of(f, all->v[i].obs)
		    && series_passes(f, all->v[i].obs))
			all->v[n++] = all->v[i];
	all->n = n;
}

static int
number(struct members *all, struct group *g, struct arena *a, struct err *e)
{
	const struct obs **obs = ARENA_NEW(a, all->n, const struct obs *);
	size_t *weights = ARENA_NEW(a, all->n, size_t);
	if (!obs || !weights)
		return err_nomem(e);
	for (size_t i = 0; i < all->n; i++) {
		obs[i] = all->v[i].obs;
		weights[i] = all->v[i].weight;
	}
	if (group_make(obs, weights, all->n, a, g, e) != 0)
		return -1;
	for (size_t i = 0; i < all->n; i++) {
		all->v[i].series = group_series(g, i, all->v[i].obs->stance);
		all->v[i].factor = g->classes[g->class_of[i]].factor;
	}
	return 0;
}

static int
by_series(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;
	return ((*x)->series > (*y)->series) - ((*x)->series < (*y)->series);
}

static int
cmp_num(double a, double b)
{
	if (a != a || b != b) /* NaN: open */
		return (a != a) - (b != b);
	return (a > b) - (a < b);
}

static int
by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int c = series_cmp_period(x->period, y->period);
	c = c ? c : cmp_num(x->low, y->low);
	return c ? c : cmp_num(x->high, y->high);
}

/* The places of n members, in order, each once. */
static int
gather(const struct member *const *m, size_t n, struct arena *a, struct place **out,
    size_t *n_out, struct err *e)
{
	size_t most = 0, count = 0, different = 0;
	bool sorted = true;
	for (size_t i = 0; i < n; i++)
		most += m[i]->n;
	struct place *all = ARENA_NEW(a, most, struct place);
	if (!all)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m[i]->n; k++) {
			struct place p = m[i]->places[k];
			p.low *= m[i]->factor;
			p.high *= m[i]->factor;
			sorted = sorted
				 && (count == 0 || by_place(&all[count - 1], &p) <= 0);
			all[count++] = p;
		}
	if (!sorted)
		qsort(all, count, sizeof *all, by_place);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || by_place(&all[different - 1], &all[i]) != 0)
			all[different++] = all[i];
	*out = all;
	*n_out = different;
	return 0;
}

/* Sums on their way to series. */
struct sums {
	struct refs refs;
	struct members members;
	struct group group;
	struct arena *a;
};

static int
fill(const struct sums *j, struct extent *x, const struct member *const *m, size_t n,
    struct err *e)
{
	struct place *places = NULL;
	char first[OBS_LABEL], last[OBS_LABEL];
	struct arena own = {NULL};
	struct str company = m[0]->obs->company;
	int rc = gather(m, n, &own, &places, &x->n, e);
	if (rc == 0 && places && x->n) {
		refs_label(&j->refs, company, places[0].period, first);
		refs_label(&j->refs, company, places[x->n - 1].period, last);
		x->first = arena_str(j->a, str_from(first));
		x->last = arena_str(j->a, str_from(last));
		rc = x->first.p && x->last.p ? 0 : err_nomem(e);
	}
	arena_release(&own);
	return rc;
}

static int
make_all(const struct sums *j, struct extent **out, size_t *n_out, struct err *e)
{
	const struct members *all = &j->members;
	const struct member **m = ARENA_NEW(j->a, all->n, const struct member *);
	*out = ARENA_NEW(j->a, all->n, struct extent);
	if (!m || !*out)
		return err_nomem(e);
	for (size_t i = 0; i < all->n; i++)
		m[i] = &all->v[i];
	if (all->n)
		qsort(m, all->n, sizeof(const struct member *), by_series);
	for (size_t i = 0, k; i < all->n; i = k) {
		struct extent *x = &(*out)[(*n_out)++];
		uint64_t series = m[i]->series;
		for (k = i + 1; k < all->n && m[k]->series == series;)
			k++;
		*x = (struct extent){.key = series_key_of(m[i]->obs),
		    .unit = j->group.classes[group_unit_class(series)].unit};
		if (fill(j, x, m + i, k - i, e) != 0)
			return -1;
	}
	return 0;
}

int
extent_sums(const struct options *o, struct store *s, struct arena *a,
    struct extent **out, size_t *n, struct err *e)
{
	struct series_filter f = series_filter_of(o);
	struct sums j = {.a = a};
	struct store_sum_subjects x;
	struct load_whose who;
	size_t theirs = 0;
	*n = 0;
	if (series_check(&f, e) != 0 || load_whose(o, s, a, &who, e) != 0)
		return -1;
	const struct store_query q = {
	    who.company, STR(""), o->from, o->to, o->as_of, false};
	if (store_sum_subjects(s, &q, f.min_confidence, a, &x, e) != 0)
		return -1;
	for (size_t i = 0; i < x.n; i++)
		if (load_is_of(&who, x.v[i].about->company, x.v[i].about->doc))
			x.v[theirs++] = x.v[i];
	if (theirs == 0 && who.unknown.code) {
		*e = who.unknown;
		return -1;
	}
	if (refs_open(o, a, &j.refs, e) != 0)
		return -1;
	for (size_t i = 0; i < theirs; i++)
		if (add_subject(&j.members, &x.v[i], &j.refs, a, e) != 0)
			return -1;
	f.aliases = &j.refs.segments;
	keep_wanted(&j.members, &f);
	if (number(&j.members, &j.group, a, e) != 0)
		return -1;
	return make_all(&j, out, n, e);
}

int
extent_list(const struct options *o, struct store *s, struct arena *a,
    struct extent **out, size_t *n, struct err *e)
{
	return o->adjusted || o->calendarize ? extent_rows(o, a, out, n, e)
					     : extent_sums(o, s, a, out, n, e);
}
