/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/calendarize.h"

#include <math.h>
#include <stdlib.h>

#include "series/filed.h"
#include "series/series.h"
#include "series/unit.h"

enum { FAR = 31 }; /* days of a balance from a quarter's end */

struct work {
	const struct catalog *c;
	struct arena *a;
	struct obs *out;
	size_t n, cap;
	struct refs_done *done;
};

static struct obs *
emit(struct work *w, const struct obs *o)
{
	struct obs *grown = arena_grow(w->a, w->out, w->n, &w->cap, sizeof *grown);
	if (!grown)
		return NULL;
	w->out = grown;
	w->out[w->n] = *o;
	return &w->out[w->n++];
}

enum { QUARTER = 3, HALF = 6, YEAR = 12 }; /* months */

/* The calendar's quarter, half or year that holds a day. */
static struct period
calendar_of(int32_t day, int months)
{
	int y, m, d;
	date_to_civil(day, &y, &m, &d);
	return period_months(y, (m - 1) / months * months + 1, months);
}

/* How long a period is, where the calendar has one of its kind; 0. */
static int
months_of(struct period p)
{
	enum period_grain g = period_grain(p);
	return g == PERIOD_QUARTER ? QUARTER
	       : g == PERIOD_HALF  ? HALF
	       : g == PERIOD_YEAR  ? YEAR
				   : 0;
}

static bool
is_calendar(struct period p, enum catalog_type type)
{
	if (!period_known(p))
		return false;
	int months = type == CATALOG_BALANCE ? QUARTER : months_of(p);
	if (months == 0)
		return false;
	struct period q = calendar_of(p.end, months);
	return p.end == q.end && (type == CATALOG_BALANCE || p.start == q.start);
}

/* How a value is treated; CATALOG_TYPES: it is no amount. */
static enum catalog_type
type_of(const struct work *w, struct str metric, enum obs_kind kind)
{
	const struct catalog_metric *m = catalog_find(w->c, metric);
	if (!m || kind != OBS_LEVEL
	    || (m->type != CATALOG_FLOW && m->type != CATALOG_BALANCE))
		return CATALOG_TYPES;
	return m->type;
}

static bool
has_value(const struct series_point *p)
{
	return isfinite(series_value(p));
}

/* What a part may be off by, in a unit; what is filed stands in full.  That it is vague is
 * told of the sum, too. */
static double
rounding_of(const struct obs *o, struct str unit)
{
	bool hedged = o->precision == OBS_HEDGED || o->precision == OBS_VAGUE;
	double factor;
	if (!filed_is_spoken(o) || !unit_factor(o->unit, unit, &factor))
		return 0;
	return factor * (hedged && !o->vague ? 2 : 1) * filed_rounding(o);
}

/* What nobody said in so many words: the parts are named where the sentence stood. */
static int
mark(struct work *w, struct obs *o, struct str words, double rounding)
{
	struct obs_note *note = ARENA_NEW(w->a, 1, struct obs_note);
	if (!note || !words.p)
		return -1;
	if (o->note)
		*note = *o->note;
	note->words = note->words.n ? arena_printf(
			  w->a, "%.*s; %.*s", STR_FMT(words), STR_FMT(note->words))
				    : words;
	note->label = STR("");
	note->rounding = rounding;
	o->note = note;
	o->rule = STR("calendarized");
	o->quote = note->words;
	o->text = o->speaker = STR("");
	o->section = OBS_NOSECTION;
	o->precision = OBS_NOPRECISION;
	return note->words.p ? 0 : -1;
}

/* ---- flows ---- */

/* One calendar quarter, half or year while it is put together. */
struct sum {
	struct period q;
	struct obs made; /* begins as the part with most days */
	int covered, most;
	double low, high, rounding;
	struct str unit, words;
	const struct obs *last; /* part */
	bool broken; /* the segment is another one in a later part than in an earlier */
	const struct obs *withdrawn; /* what first withdrew a part; or NULL */
};

static int
overlap_days(struct period a, struct period b)
{
	int32_t from = a.start > b.start ? a.start : b.start;
	int32_t to = a.end < b.end ? a.end : b.end;
	return to >= from ? to - from + 1 : 0;
}

static void
add_part(struct work *w, struct sum *s, const struct series_point *p)
{
	char label[OBS_LABEL];
	int days = overlap_days(s->q, p->period);
	int length = p->period.end - p->period.start + 1;
	if (days == 0)
		return;
	s->broken = s->broken || (s->last && obs_is_break(s->last, p->obs));
	s->last = p->obs;
	const struct obs *end = p->obs->withdrawn;
	if (end && (!s->withdrawn || end->as_of < s->withdrawn->as_of))
		s->withdrawn = end;
	struct obs last = s->made;
	if (days > s->most) {
		s->made = *p->obs;
		s->most = days;
	}
	if (s->covered) {
		const struct obs *o = p->obs;
		bool unknown = last.as_of == DATE_NONE || o->as_of == DATE_NONE;
		s->made.as_of = unknown                 ? DATE_NONE
				: last.as_of > o->as_of ? last.as_of
							: o->as_of;
		s->made.as_of_estimated = last.as_of_estimated || o->as_of_estimated;
		s->made.vague = last.vague || o->vague;
		s->made.confidence = fmin(last.confidence, o->confidence);
	}
	s->low += p->low * days / length;
	s->high += p->high * days / length;
	s->rounding += rounding_of(p->obs, s->unit) * days / length;
	obs_label(p->obs, label);
	s->words = arena_printf(w->a, "%.*s%s%d/%d days of %s", STR_FMT(s->words),
	    s->covered ? " + " : "calendarized: ", days, length, label);
	s->covered += days;
}

static int
make_span(struct work *w, const struct series *s, const struct series_point *const *at,
    size_t n, struct period q)
{
	struct sum sum = {.q = q, .unit = s->unit, .words = STR("")};
	for (size_t i = 0; i < n; i++) {
		if (is_calendar(at[i]->period, CATALOG_FLOW)
		    && at[i]->period.start == q.start)
			return 0; /* it was said */
		add_part(w, &sum, at[i]);
	}
	/* Nor does a part that was withdrawn add up with one that was said after that. */
	bool torn = sum.withdrawn && sum.made.as_of >= sum.withdrawn->as_of;
	if (sum.covered < q.end - q.start + 1 || torn) {
		w->done->uncovered += sum.covered > 0;
		return 0;
	}
	if (sum.broken) {
		w->done->broken++;
		return 0;
	}
	if (isnan(sum.low) && isnan(sum.high))
		return 0;
	struct obs *o = emit(w, &sum.made);
	if (!o)
		return -1;
	o->withdrawn = sum.withdrawn;
	o->period = q;
	o->low = sum.low;
	o->high = sum.high;
	o->unit = s->unit;
	w->done->calendarized++;
	return mark(w, o, sum.words, sum.rounding);
}

/* Calendar quarters of fiscal quarters, years of years: of values of one length. */
static int
flow_of(
    struct work *w, const struct series *s, int months, const struct series_point **at)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct series_point *p = &s->points[i];
		if (!has_value(p) || months_of(p->period) != months)
			continue;
		if (n && p->period.start <= at[n - 1]->period.end)
			w->done->overlapping++;
		else
			at[n++] = p;
	}
	if (n == 0)
		return 0;
	struct period q = calendar_of(at[0]->period.start, months);
	for (; q.start <= at[n - 1]->period.end; q = calendar_of(q.end + 1, months))
		if (make_span(w, s, at, n, q) != 0)
			return -1;
	return 0;
}

static int
flow(struct work *w, const struct series *s)
{
	const struct series_point **at =
	    ARENA_NEW(w->a, s->n, const struct series_point *);
	if (!at)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (has_value(&s->points[i]) && months_of(s->points[i].period) == 0)
			w->done->no_quarter++;
	for (int months = QUARTER; months <= YEAR; months *= 2)
		if (flow_of(w, s, months, at) != 0)
			return -1;
	return 0;
}

/* ---- balances ---- */

/* The quarter's end that is nearest to a day. */
static int32_t
nearest_end(int32_t day)
{
	struct period q = calendar_of(day, QUARTER);
	return day - (q.start - 1) < q.end - day ? q.start - 1 : q.end;
}

static int
balance(struct work *w, const struct series *s)
{
	for (size_t i = 0, j; i < s->n; i = j) {
		int32_t end = nearest_end(s->points[i].period.end);
		const struct series_point *best = NULL;
		for (j = i; j < s->n && nearest_end(s->points[j].period.end) == end;
		     j++) {
			const struct series_point *p = &s->points[j];
			if (has_value(p)
			    && (!best
				|| abs(p->period.end - end)
				       <= abs(best->period.end - end)))
				best = p;
		}
		bool said = best && best->period.end == end;
		bool near = best && abs(best->period.end - end) <= FAR;
		w->done->far += j - i - near;
		if (said || !near)
			continue;
		char day[DATE_TEXT];
		struct obs *o = emit(w, best->obs);
		if (!o)
			return -1;
		date_format(best->period.end, day);
		o->period = period_day(end);
		o->low = best->low;
		o->high = best->high;
		o->unit = s->unit;
		w->done->moved++;
		struct str words = arena_printf(w->a, "calendarized: as of %s", day);
		if (mark(w, o, words, rounding_of(best->obs, s->unit)) != 0)
			return -1;
	}
	return 0;
}

/* ---- all ---- */

/* What is about the calendar's own times, by the calendar's label. */
static int
keep(struct work *w, const struct obs *o)
{
	struct obs *kept = emit(w, o);
	if (!kept || !o->note || o->note->label.n == 0)
		return kept ? 0 : -1;
	struct obs_note *note = ARENA_NEW(w->a, 1, struct obs_note);
	if (!note)
		return -1;
	*note = *o->note;
	note->label = STR("");
	kept->note = note;
	return 0;
}

/* As the store gives them. */
static int
by_time(const void *x, const void *y)
{
	const struct obs *a = x, *b = y;
	if (a->as_of != b->as_of)
		return a->as_of < b->as_of ? -1 : 1;
	int c = obs_cmp_place(a, b);
	return c ? c
		 : (a->period.end > b->period.end) - (a->period.end < b->period.end);
}

static int
run(struct work *w, const struct series *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct series *s = &all[i];
		enum catalog_type type = type_of(w, s->key.metric, s->key.kind);
		if (type == CATALOG_TYPES)
			w->done->no_amounts += s->n;
		else if ((type == CATALOG_FLOW ? flow : balance)(w, s) != 0)
			return -1;
	}
	return 0;
}

int
calendarize_load(
    const struct catalog *c, struct arena *a, struct load *l, struct err *e)
{
	struct work w = {.c = c, .a = a, .done = &l->done};
	struct series *all = NULL;
	size_t n = 0;
	if (series_build(l->obs, l->n, &(struct series_filter){0}, a, &all, &n, e) != 0)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		const struct obs *o = &l->obs[i];
		enum catalog_type type = type_of(&w, o->metric, o->kind);
		if (type != CATALOG_TYPES && is_calendar(o->period, type)
		    && keep(&w, o) != 0)
			return err_nomem(e);
	}
	if (run(&w, all, n) != 0)
		return err_nomem(e);
	if (w.n)
		qsort(w.out, w.n, sizeof *w.out, by_time);
	l->obs = w.out;
	l->n = w.n;
	return 0;
}
