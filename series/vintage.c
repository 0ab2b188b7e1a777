/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/vintage.h"

#include <math.h>
#include <stdlib.h>

#include "series/unit.h"

/* A statement of a point, with its place among the better and the worse. */
struct said {
	const struct obs *o;
	size_t rank;
};

static int
by_day(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	if (x->o->as_of != y->o->as_of)
		return x->o->as_of < y->o->as_of ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* A statement's value in the unit of the series. */
static struct series_point
value_of(const struct series *s, const struct obs *o)
{
	double f = 1;
	(void)unit_factor(o->unit, s->unit, &f);
	return (struct series_point){.low = o->low * f, .high = o->high * f};
}

/* What withdrew a point's guidance, as a statement about that point. */
static int
withdraw(struct series_point *now, struct arena *a)
{
	struct obs *o = ARENA_NEW(a, 1, struct obs);
	if (!o)
		return -1;
	const struct obs *was = now->obs;
	*o = *was->withdrawn;
	o->metric = was->metric;
	o->kind = was->kind;
	o->segment = was->segment;
	o->stance = was->stance;
	o->unit = was->unit;
	o->period = was->period;
	o->basis = was->basis;
	o->variant = was->variant;
	o->measure = was->measure;
	o->scope = was->scope;
	o->base = was->base;
	o->company = was->company;
	o->note = was->note;
	now->obs = o;
	now->low = now->high = (double)NAN;
	return 0;
}

/* All vintages of one point. */
static int
add_point(struct series *out, const struct series *s, const struct series_point *p,
    struct arena *a)
{
	struct said *x = ARENA_NEW(a, p->n_statements, struct said);
	struct series_point now = {.period = p->period, .all = NULL};
	double least = (double)NAN, most = (double)NAN;
	size_t best = p->n_statements, m = 0;
	if (!x)
		return -1;
	for (size_t i = 0; i < p->n_statements; i++)
		if (p->all[i]->as_of != DATE_NONE)
			x[m++] = (struct said){p->all[i], i};
	qsort(x, m, sizeof *x, by_day);
	for (size_t i = 0; i < m; i++) {
		struct series_point said = value_of(s, x[i].o);
		least = fmin(least, series_value(&said));
		most = fmax(most, series_value(&said));
		now.n_statements++;
		now.spread = isnan(least) ? 0 : most - least;
		if (x[i].rank < best) {
			best = x[i].rank;
			now.obs = x[i].o;
			now.low = said.low;
			now.high = said.high;
		}
		bool last = i + 1 == m || x[i + 1].o->as_of != x[i].o->as_of;
		if (!last || !now.obs)
			continue;
		if (now.obs->as_of == x[i].o->as_of)
			out->points[out->n++] = now;
		const struct obs *end = now.obs->withdrawn;
		if (!end || (i + 1 < m && x[i + 1].o->as_of < end->as_of))
			continue;
		best = p->n_statements; /* whatever comes now stands */
		if (i + 1 < m && x[i + 1].o->as_of == end->as_of)
			continue;
		if (withdraw(&now, a) != 0)
			return -1;
		out->points[out->n++] = now;
	}
	return 0;
}

int
vintage_build(
    const struct series *s, struct arena *a, struct series *out, struct err *e)
{
	size_t n = 0;
	*out = *s;
	for (size_t i = 0; i < s->n; i++)
		n += 2 * s->points[i].n_statements;
	out->n = 0;
	out->points = ARENA_NEW(a, n, struct series_point);
	if (!out->points)
		return err_nomem(e);
	for (size_t i = 0; i < s->n; i++)
		if (add_point(out, s, &s->points[i], a) != 0)
			return err_nomem(e);
	return 0;
}

static int
cmp_date(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

int
vintage_days(const struct series *vintages, struct arena *a, int32_t **days, size_t *n,
    struct err *e)
{
	int32_t *all = ARENA_NEW(a, vintages->n, int32_t);
	if (!all)
		return err_nomem(e);
	for (size_t i = 0; i < vintages->n; i++)
		all[i] = vintages->points[i].obs->as_of;
	qsort(all, vintages->n, sizeof *all, cmp_date);
	*n = 0;
	for (size_t i = 0; i < vintages->n; i++)
		if (i == 0 || all[i] != all[i - 1])
			all[(*n)++] = all[i];
	*days = all;
	return 0;
}
