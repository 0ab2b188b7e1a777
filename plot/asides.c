/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/asides.h"

#include <stdlib.h>

#include "series/conflict.h"
#include "series/filed.h"
#include "series/unit.h"
#include "series/view.h"

/* What was not said on a call comes from a filing or another table. */
static enum chart_mark
mark_of(const struct series_point *p)
{
	return p->base                   ? CHART_DERIVED
	       : filed_is_spoken(p->obs) ? CHART_SPOKEN
					 : CHART_FILED;
}

/* Contributions are of one driver each, those of one time too. */
static bool
is_joined(const struct series_point *before, const struct series_point *p)
{
	return p->obs->kind != OBS_CONTRIBUTION && !points_gap(before, p)
	       && !obs_is_break(before->obs, p->obs);
}

struct chart_point
asides_point(const struct series_point *const *at, size_t k, struct str unit)
{
	const struct series_point *p = at[k];
	const struct obs *before = p->base ? NULL : conflict_before(p);
	double f = 1;
	struct chart_point out = {.t = points_time(p),
	    .y = series_value(p),
	    .gap = k > 0 && !is_joined(at[k - 1], p),
	    .mark = mark_of(p),
	    .rivals = conflict_unsettled(p) > 0,
	    .from = p};
	if (before && unit_factor(before->unit, unit, &f)) {
		const struct series_point was = {
		    .low = f * before->low, .high = f * before->high};
		out.was = series_value(&was);
		out.changed = out.was != out.y;
	}
	return out;
}

/* ---- which series ---- */

static struct series_filter
filter_of(const struct pick *p, enum chart_aside which)
{
	struct series_filter f = p->filter;
	if (which == CHART_FILINGS) {
		f.source = "filed";
		f.stance = "actual";
		f.basis = NULL;
	} else if (which == CHART_ANALYSTS) {
		f.role = "analyst";
	} else {
		f.stance = "hypothetical";
	}
	return f;
}

/* Of the same subject; of filed values, whose basis is said more often, none is adjusted
 * where the other is not. */
static bool
is_about(
    const struct series_key *k, const struct series_key *shown, enum chart_aside which)
{
	struct series_key like = *k;
	if (which == CHART_FILINGS) {
		if ((k->basis == OBS_ADJUSTED) != (shown->basis == OBS_ADJUSTED))
			return false;
		like.basis = shown->basis;
	} else if ((k->stance == OBS_HYPOTHETICAL) != (which == CHART_HYPOTHETICAL)) {
		return false;
	}
	return series_cmp_subject(&like, shown) == 0;
}

/* Of filed series that which says the same basis, else the one with most points. */
static bool
is_better(const struct series *s, const struct series *best, const struct series_key *k)
{
	bool same = s->key.basis == k->basis;
	if (!best || same != (best->key.basis == k->basis))
		return !best || same;
	return s->n > best->n;
}

/* ---- their points ---- */

struct work {
	const struct asides_ask *ask;
	struct arena *a;
	struct chart_point *to;
	struct chart_line *out;
	struct asides_rest *rest;
};

static int
by_time(const void *x, const void *y)
{
	const struct chart_point *a = x, *b = y;
	int c = (a->t > b->t) - (a->t < b->t);
	return c ? c : (a->y > b->y) - (a->y < b->y);
}

static int
add(struct work *w, const struct series *s, struct err *e)
{
	const struct asides_ask *q = w->ask;
	struct series in;
	struct points one;
	double factor;
	if (!unit_factor(s->unit, q->unit, &factor)) {
		w->rest->units += s->n;
		return 0;
	}
	if (view_convert(s, q->unit, w->a, &in, e) != 0
	    || points_take(&in, q->pick->metric->type, q->grain, w->a, &one, e) != 0)
		return -1;
	w->rest->times += one.other_times;
	for (size_t k = 0; k < one.n; k++)
		w->to[w->out->n++] = asides_point(one.at, k, q->unit);
	return 0;
}

int
asides_take(const struct asides_ask *ask, enum chart_aside which, struct arena *a,
    struct chart_line *out, struct asides_rest *rest, struct err *e)
{
	const struct pick *p = ask->pick;
	const struct series_key *key = &pick_shown(p)->key;
	bool filed = which == CHART_FILINGS;
	const struct series_filter f = filter_of(p, which);
	const struct series *best = NULL;
	struct series *all = NULL;
	size_t n = 0, count = 0;
	*out = (struct chart_line){.n = 0};
	if (filed && key->source.n)
		return 0;
	if (series_build(filed ? p->load.obs + p->load.n : p->load.obs,
		filed ? p->n_behind : p->load.n, &f, a, &all, &n, e)
	    != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		count += all[i].n;
	struct work w = {ask, a, ARENA_NEW(a, count, struct chart_point), out, rest};
	if (!w.to)
		return err_nomem(e);
	out->points = w.to;
	for (size_t i = 0; i < n; i++) {
		if (!is_about(&all[i].key, key, which))
			continue;
		if (filed)
			best = is_better(&all[i], best, key) ? &all[i] : best;
		else if (add(&w, &all[i], e) != 0)
			return -1;
	}
	if (best && add(&w, best, e) != 0)
		return -1;
	if (out->n && !filed)
		qsort(w.to, out->n, sizeof *w.to, by_time);
	return 0;
}
