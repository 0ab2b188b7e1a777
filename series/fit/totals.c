/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/totals.h"

#include <math.h>
#include <stdlib.h>

#include "series/fit/evidence.h"

enum { DRIFT = 7 }; /* days that fiscal quarters may begin early or late */

/* ---- amounts that do not overlap ---- */

static int
days_of(const struct series_point *p)
{
	return p->period.end - p->period.start + 1;
}

/* Totals first, then the shorter the earlier. */
static int
by_length(const void *x, const void *y)
{
	const struct series_point *a = *(const struct series_point *const *)x;
	const struct series_point *b = *(const struct series_point *const *)y;
	bool s = evidence_is_total(a), t = evidence_is_total(b);
	int length = days_of(a) - days_of(b);
	if (s != t)
		return s ? -1 : 1;
	if (length != 0 && !s)
		return length;
	return (a->period.start > b->period.start)
	       - (a->period.start < b->period.start);
}

static int
by_time(const void *x, const void *y)
{
	const struct series_point *a = *(const struct series_point *const *)x;
	const struct series_point *b = *(const struct series_point *const *)y;
	double s = points_time(a), t = points_time(b);
	return (s > t) - (s < t);
}

/* What of a period is not told, as one piece, and what the told parts come to. */
struct rest {
	struct period period;
	double low, high; /* of the told parts */
	int gaps;
	size_t parts;
};

static bool
lies_in(const struct series_point *a, const struct series_point *b)
{
	return a->period.start >= b->period.start && a->period.end <= b->period.end;
}

static void
note_gap(struct rest *r, int32_t from, int32_t until)
{
	if (until - from < DRIFT)
		return;
	r->period = (struct period){.start = from, .end = until};
	r->gaps++;
}

/* parts: by time, n amounts that do not overlap. */
static struct rest
rest_of(const struct series_point *whole, const struct series_point *const *parts,
    size_t n, double top)
{
	struct rest r = {.gaps = 0};
	int32_t from = whole->period.start;
	for (size_t i = 0; i < n; i++) {
		const struct series_point *p = parts[i];
		if (evidence_is_total(p) || !lies_in(p, whole)
		    || p->period.start < from)
			continue;
		struct fit_point q = evidence_point(p, top, true);
		note_gap(&r, from, p->period.start - 1);
		from = p->period.end + 1;
		r.low += q.low;
		r.high += q.high;
		r.parts++;
	}
	note_gap(&r, from, whole->period.end);
	return r;
}

/* The rest as a point that was stated as the whole was. */
static const struct series_point *
rest_point(
    const struct series_point *whole, const struct rest *r, double top, struct arena *a)
{
	struct series_point *p = ARENA_NEW(a, 1, struct series_point);
	struct obs *o = ARENA_NEW(a, 1, struct obs);
	struct fit_point q = evidence_point(whole, top, true);
	if (!p || !o)
		return NULL;
	*o = *whole->obs;
	o->period = r->period;
	o->note = NULL;
	/* Its rounding is in its ends. */
	o->precision = o->precision == OBS_ROUNDED ? OBS_EXACT : o->precision;
	*p = (struct series_point){.period = r->period,
	    .low = q.low - r->high,
	    .high = q.high - r->low,
	    .obs = o,
	    .n_statements = 1};
	o->low = p->low;
	o->high = p->high;
	return p;
}

/* One amount into the points, which are its shorter ones: whole, its rest, or not. */
static int
add_amount(const struct series_point *p, double top, struct totals *t, struct arena *a,
    struct err *e)
{
	struct points *all = &t->points;
	struct rest r;
	qsort(all->at, all->n, sizeof *all->at, by_time);
	r = rest_of(p, all->at, all->n, top);
	if (r.parts == 0) {
		all->at[all->n++] = p;
		return 0;
	}
	if (r.gaps != 1) {
		*(r.gaps ? &t->torn : &t->covered) += 1;
		return 0;
	}
	p = rest_point(p, &r, top, a);
	if (!p)
		return err_nomem(e);
	if (p->high <= 0 || !isfinite(series_value(p))) {
		t->torn++;
		return 0;
	}
	t->rests++;
	all->at[all->n++] = p;
	return 0;
}

/* All amounts and totals, whatever kind of time they are about. */
static int
gather(const struct series *amounts, const struct series *const *stated, size_t n,
    struct arena *a, struct points *out, struct err *e)
{
	struct series both = *amounts;
	for (size_t i = 0; i < n; i++)
		both.n += stated[i]->n;
	both.points = ARENA_NEW(a, both.n, struct series_point);
	if (!both.points)
		return err_nomem(e);
	size_t k = amounts->n;
	memcpy(both.points, amounts->points, k * sizeof *both.points);
	for (size_t i = 0; i < n; i++) {
		memcpy(both.points + k, stated[i]->points,
		    stated[i]->n * sizeof *both.points);
		k += stated[i]->n;
	}
	/* As of a rate: whatever the kind of time. */
	return points_take(&both, CATALOG_RATE, PERIOD_UNKNOWN, a, out, e);
}

int
totals_take(const struct series *amounts, const struct series *const *stated, size_t n,
    struct arena *a, struct totals *out, struct err *e)
{
	struct totals t = {.covered = 0};
	struct points all = {.n = 0};
	double top = 0;
	if (gather(amounts, stated, n, a, &all, e) != 0)
		return -1;
	t.points = all;
	t.points.n = 0;
	t.points.at = ARENA_NEW(a, all.n + 1, const struct series_point *);
	if (!all.at || !t.points.at)
		return err_nomem(e);
	for (size_t i = 0; i < all.n; i++)
		top = fmax(top, fabs(series_value(all.at[i])));
	qsort(all.at, all.n, sizeof *all.at, by_length);
	for (size_t i = 0; i < all.n; i++)
		if (evidence_is_total(all.at[i]))
			t.points.at[t.points.n++] = all.at[i];
		else if (add_amount(all.at[i], top, &t, a, e) != 0)
			return -1;
	qsort(t.points.at, t.points.n, sizeof *t.points.at, by_time);
	*out = t;
	return 0;
}

/* ---- added up ---- */

/* One of the points, by its end. */
struct item {
	struct fit_point q;
	struct period period;
};

static int
by_end(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	if (a->period.end != b->period.end)
		return a->period.end < b->period.end ? -1 : 1;
	/* What brought it there first, then what it is. */
	return (a->q.span > 0 ? 0 : 1) - (b->q.span > 0 ? 0 : 1);
}

/* A run of amounts without a gap: from first on its totals are right but for what was
 * there before, until a stated one says that. */
struct run {
	size_t first;
	bool open, based; /* it has begun; what was before is known */
	int32_t end;
	double low, high;
};

static void
put(struct totals_line *out, const struct run *r, double sd)
{
	struct fit_point q = {.t = r->end, .low = r->low, .high = r->high, .sd = sd};
	/* Of the same day: what was said. */
	if (out->n > r->first && r->end - out->at[out->n - 1].t <= DRIFT)
		out->n--;
	out->at[out->n++] = q;
}

/* The amount in whose period a day lies. */
static const struct item *
around(const struct item *items, size_t n, int32_t day)
{
	for (size_t i = 0; i < n; i++) {
		struct period p = items[i].period;
		if (items[i].q.span > 0 && p.start <= day && p.end - day > DRIFT)
			return &items[i];
	}
	return NULL;
}

/* A stated total: what was there before the run began is the difference.  Where it is of
 * a day within a period, what that one had brought by then is taken for its share of the
 * days. */
static void
add_total(
    struct totals_line *out, struct run *r, struct item i, const struct item *within)
{
	int32_t day = i.period.end;
	if (within) {
		double share = (day - within->period.start + 1) / within->q.span;
		day = within->period.start - 1;
		i.q.low -= share * within->q.high;
		i.q.high -= share * within->q.low;
	}
	double value = (i.q.low + i.q.high) / 2;
	bool meets = r->open && abs(day - r->end) <= DRIFT;
	if (!isfinite(value))
		return;
	if (!r->based && meets) {
		double before = value - (r->low + r->high) / 2;
		for (size_t k = r->first; k < out->n; k++) {
			out->at[k].low += before;
			out->at[k].high += before;
		}
	} else if (!r->based) { /* nothing says what those before came to */
		out->n = r->first;
	}
	if (!meets && r->open)
		r->first = out->n;
	r->open = r->based = true;
	r->end = day;
	r->low = i.q.low;
	r->high = i.q.high;
	out->since = DATE_NONE;
	put(out, r, i.q.sd);
}

static int
add_period(struct totals_line *out, struct run *r, const struct item *i, struct err *e)
{
	char from[DATE_TEXT], until[DATE_TEXT];
	if (r->open && r->based && abs(i->period.start - 1 - r->end) > DRIFT
	    && i->period.start <= r->end)
		return 0; /* it overlaps what a total has told */
	if (r->open && i->period.start - 1 - r->end > DRIFT) {
		date_format(r->end + 1, from);
		date_format(i->period.start - 1, until);
		return err_set(e, ERR_EMPTY,
		    "what %s to %s brought is not known, so that totals do not add up "
		    "(--from leaves out what is before)",
		    from, until);
	}
	if (!r->open)
		out->since = i->period.start;
	r->open = true;
	r->end = i->period.end;
	r->low += i->q.low;
	r->high += i->q.high;
	put(out, r, i->q.sd);
	return 0;
}

static int
months_of(struct period p)
{
	static const int months[PERIOD_GRAINS] = {[PERIOD_MONTH] = 1,
	    [PERIOD_QUARTER] = 3,
	    [PERIOD_HALF] = 6,
	    [PERIOD_YEAR] = 12};
	return months[period_grain(p)];
}

int
totals_add_up(const struct points *p, const struct fit_point *stated, struct arena *a,
    struct totals_line *out, struct err *e)
{
	struct item *items = ARENA_NEW(a, p->n, struct item);
	struct run r = {.open = false};
	*out = (struct totals_line){
	    .at = ARENA_NEW(a, p->n, struct fit_point), .since = DATE_NONE};
	if (!items || !out->at)
		return err_nomem(e);
	for (size_t i = 0; i < p->n; i++) {
		items[i] = (struct item){stated[i], p->at[i]->period};
		int months = stated[i].span > 0 ? months_of(items[i].period) : 0;
		if (months && (out->months == 0 || months < out->months))
			out->months = months;
	}
	qsort(items, p->n, sizeof *items, by_end);
	for (size_t i = 0; i < p->n; i++) {
		if (!(items[i].q.span > 0))
			add_total(out, &r, items[i],
			    around(items, p->n, items[i].period.end));
		else if (add_period(out, &r, &items[i], e) != 0)
			return -1;
	}
	out->end = r.end;
	return 0;
}
