/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/export_pieces.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "series/vintage.h"

/* ---- series of each source ---- */

static struct str
source_of(const struct obs *o)
{
	return o->source.n ? o->source : STR("spoken");
}

static struct str
add_part(struct str id, struct str part, struct arena *a)
{
	if (part.n == 0)
		return id;
	return arena_printf(
	    a, "%.*s%s%.*s", STR_FMT(id), id.n ? "/" : "", STR_FMT(part));
}

struct str
export_pieces_id(const struct series *s, struct str source, struct arena *a)
{
	const struct series_key *k = &s->key;
	struct str id = add_part(STR(""), k->company, a);
	char lag[LAG_TEXT];
	lag_name(k->lag, lag);
	id = add_part(id, k->metric, a);
	id = add_part(id, k->segment, a);
	if (k->kind != OBS_LEVEL)
		id = add_part(id, str_from(obs_kind_name(k->kind)), a);
	id = add_part(id, arena_str(a, str_from(lag)), a);
	id = add_part(id, str_from(obs_basis_name(k->basis)), a);
	id = add_part(id, k->variant, a);
	id = add_part(id, str_from(obs_measure_name(k->measure)), a);
	id = add_part(id, str_from(obs_stance_name(k->stance)), a);
	return str_eq(source, STR("spoken")) ? id : add_part(id, source, a);
}

static int
by_id(const void *a, const void *b)
{
	return str_cmp(
	    ((const struct export_piece *)a)->id, ((const struct export_piece *)b)->id);
}

/* Names that two series share (one key in two units, words of one in a segment of the
 * other) get their unit, and then a number. */
static int
make_unique(struct export_piece *p, size_t n, struct arena *a, struct err *e)
{
	if (n)
		qsort(p, n, sizeof *p, by_id);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0, j; i < n; i = j) {
			for (j = i + 1; j < n && str_eq(p[j].id, p[i].id);)
				j++;
			struct str shared = p[i].id;
			for (size_t k = i; j - i > 1 && k < j; k++)
				p[k].id = pass == 0 ? add_part(shared, p[k].s->unit, a)
						    : arena_printf(a, "%.*s/%zu",
							STR_FMT(shared), k - i + 1);
		}
	for (size_t i = 0; i < n; i++)
		if (!p[i].id.p)
			return err_nomem(e);
	return 0;
}

/* Observations of one source, next to each other and in the order they had. */
static size_t
take_source(const struct obs *obs, size_t n, struct str source, struct obs *to)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (str_eq(source_of(&obs[i]), source))
			to[k++] = obs[i];
	return k;
}

static int
sources(const struct obs *obs, size_t n, struct arena *a, struct str **out,
    size_t *n_out, struct err *e)
{
	struct str *v = NULL;
	size_t k = 0, cap = 0;
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;
		struct str s = source_of(&obs[i]);
		while (at < k && !str_eq(v[at], s))
			at++;
		if (at < k)
			continue;
		v = arena_grow(a, v, k, &cap, sizeof *v);
		if (!v)
			return err_nomem(e);
		v[k++] = s;
	}
	*out = v;
	*n_out = k;
	return 0;
}

/* Roles and scopes were chosen before. */
static const struct series_filter all_of = {.role = "*", .scope = "*"};

int
export_pieces_build(const struct obs *obs, size_t n, struct arena *a,
    struct export_piece **out, size_t *n_out, struct err *e)
{
	struct str *names = NULL;
	size_t n_names = 0, count = 0, cap = 0;
	struct export_piece *p = NULL;
	if (sources(obs, n, a, &names, &n_names, e) != 0)
		return -1;
	for (size_t i = 0; i < n_names; i++) {
		struct obs *own = ARENA_NEW(a, n, struct obs);
		struct series *s;
		size_t n_s;
		if (!own)
			return err_nomem(e);
		if (series_build(own, take_source(obs, n, names[i], own), &all_of, a,
			&s, &n_s, e)
		    != 0)
			return -1;
		for (size_t k = 0; k < n_s; k++) {
			p = arena_grow(a, p, count, &cap, sizeof *p);
			if (!p)
				return err_nomem(e);
			p[count++] = (struct export_piece){
			    &s[k], names[i], export_pieces_id(&s[k], names[i], a)};
		}
	}
	*out = p;
	*n_out = count;
	return make_unique(p, count, a, e);
}

/* ---- the grid ---- */

static const struct {
	enum period_grain grain;
	int months, per_year;
} steps[] = {
    [EXPORT_DAY] = {PERIOD_DAY, 0, 365},
    [EXPORT_MONTH] = {PERIOD_MONTH, 1, 12},
    [EXPORT_QUARTER] = {PERIOD_QUARTER, 3, 4},
    [EXPORT_HALF] = {PERIOD_HALF, 6, 2},
    [EXPORT_YEAR] = {PERIOD_YEAR, 12, 1},
};
static_assert(sizeof steps / sizeof *steps == EXPORT_STEPS, "a row each");

static long
floor_div(long a, long b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* The slot that holds a day: days, or months over their number, since 1970. */
static long
slot_of(enum export_step step, int32_t day)
{
	int y, m, d;
	if (step == EXPORT_DAY)
		return day;
	date_to_civil(day, &y, &m, &d);
	return floor_div(((long)y - 1970) * 12 + m - 1, steps[step].months);
}

struct period
export_pieces_slot(enum export_step step, long slot)
{
	if (step == EXPORT_DAY)
		return period_day((int32_t)slot);
	long months = 1970L * 12 + slot * steps[step].months;
	return period_months((int)floor_div(months, 12),
	    (int)(months - 12 * floor_div(months, 12)) + 1, steps[step].months);
}

void
export_pieces_label(enum export_step step, long slot, char out[DATE_TEXT])
{
	char text[2 * DATE_TEXT + 2];
	period_label(export_pieces_slot(step, slot), text);
	(void)snprintf(out, DATE_TEXT, "%.10s", text);
}

int
export_pieces_frequency(enum export_step step)
{
	return steps[step].per_year;
}

/* Whether a day ends a month (or a quarter), give or take some days. */
static bool
ends(int32_t day, int months, int slack)
{
	int y, m, d;
	date_to_civil(day - slack, &y, &m, &d);
	m = (m + months - 1) / months * months;
	int32_t end = date_from_civil(y, m, date_days_in_month(y, m));
	return end >= day - slack && end <= day + slack;
}

/* A day on a grid of quarters counts for the quarter it ends, be it a week late. */
static int32_t
day_for(enum export_step step, struct period p)
{
	if (period_grain(p) != PERIOD_DAY)
		return p.start + (p.end - p.start) / 2;
	return step == EXPORT_QUARTER ? p.end - 7
				      : p.end - (step == EXPORT_MONTH ? 3 : 0);
}

static enum export_step
step_of_days(const struct series *s)
{
	bool quarters = true, months = true;
	for (size_t i = 0; i < s->n; i++) {
		int32_t day = s->points[i].period.end;
		if (period_grain(s->points[i].period) != PERIOD_DAY)
			continue;
		quarters = quarters && ends(day, 3, 7);
		months = months && ends(day, 1, 3);
	}
	return quarters ? EXPORT_QUARTER : months ? EXPORT_MONTH : EXPORT_DAY;
}

int
export_pieces_grid(
    const struct series *s, struct arena *a, struct export_grid *out, struct err *e)
{
	size_t count[PERIOD_GRAINS] = {0};
	enum export_step step = EXPORT_DAY;
	for (size_t i = 0; i < s->n; i++)
		if (!isnan(series_value(&s->points[i])))
			count[period_grain(s->points[i].period)]++;
	for (unsigned k = EXPORT_MONTH; k < EXPORT_STEPS; k++)
		if (count[steps[k].grain] > count[steps[step].grain])
			step = (enum export_step)k;
	enum period_grain grain = steps[step].grain;
	if (step == EXPORT_DAY)
		step = step_of_days(s);
	*out = (struct export_grid){.step = step,
	    .points = ARENA_NEW(a, s->n, const struct series_point *),
	    .slots = ARENA_NEW(a, s->n, long)};
	if (!out->points || !out->slots)
		return err_nomem(e);
	for (size_t i = 0; i < s->n; i++) {
		const struct series_point *p = &s->points[i];
		if (period_grain(p->period) != grain || isnan(series_value(p))) {
			out->left_out++;
			continue;
		}
		long slot = slot_of(step, day_for(step, p->period));
		bool again = out->n && out->slots[out->n - 1] == slot;
		out->left_out += again;
		out->n -= again; /* the later stands */
		out->points[out->n] = p;
		out->slots[out->n++] = slot;
	}
	return 0;
}

/* ---- vintages ---- */

static int
by_period_and_day(const void *a, const void *b)
{
	const struct series_point *x = a, *y = b;
	int c = series_cmp_period(x->period, y->period);
	return c ? c
		 : (x->obs->as_of > y->obs->as_of) - (x->obs->as_of < y->obs->as_of);
}

/* What a point is known to be from a day on: ends what it was before, when it differs. */
static void
add_vintage(struct export_vintages *all, const struct series_point *p)
{
	struct export_vintage *last = all->n ? &all->v[all->n - 1] : NULL;
	double value = series_value(p);
	if (last && last->to == DATE_NONE && period_same(last->period, p->period)) {
		if (last->value == value)
			return;
		last->to = p->obs->as_of - 1;
		all->n -= last->to < last->from; /* two of one day */
	}
	if (!isnan(value))
		all->v[all->n++] =
		    (struct export_vintage){p->period, value, p->obs->as_of, DATE_NONE};
}

int
export_pieces_vintages(
    const struct series *s, struct arena *a, struct export_vintages *out, struct err *e)
{
	struct series v;
	if (vintage_build(s, a, &v, e) != 0)
		return -1;
	*out = (struct export_vintages){ARENA_NEW(a, v.n, struct export_vintage), 0};
	if (!out->v)
		return err_nomem(e);
	if (v.n)
		qsort(v.points, v.n, sizeof *v.points, by_period_and_day);
	for (size_t i = 0; i < v.n; i++)
		add_vintage(out, &v.points[i]);
	return 0;
}
