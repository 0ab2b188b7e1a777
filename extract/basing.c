/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/basing.h"

#include <stdlib.h>

#include "extract/choose.h"
#include "extract/context.h"
#include "extract/marks.h"
#include "extract/number.h"

enum source {
	BASE_NONE,
	BASE_YEAR,
	BASE_QUARTER,
	BASE_RULED,
	BASE_LAST,
	BASE_TWO_YEARS,
	BASE_SAID,    /* a time of the sentence */
	BASE_PART,    /* "2019" of a part of a year: the same part of that one */
	BASE_BEFORE,  /* a time of a sentence before */
	BASE_YEAR_END /* of what is held at a day: the last day of the year before */
};

enum { BASES = 32, LOOKED_BACK = 80 };
struct base {
	struct period p;
	enum source source;
	const struct when *w;
	enum basing_lies lies;
};

/* The periods a year, two years and a quarter before one; none for none. */
struct steps {
	struct period year, two_years, quarter;
};

/* What one choice knows. */
struct known {
	struct base v[BASES];
	size_t n;
	struct period at; /* the value's own */
	struct steps before;
	/* "Year over year", "sequentially": how far away (or NOWHERE), how many values are
	 * between; whether behind the value; whether in its sentence at all. */
	size_t near[2], others[2];
	bool behind[2], sentence[2];
	int stack; /* "on a two-year basis": 0 no, 1 far, 2 another value's, 3 its own */
	const struct when *own; /* what the value itself is held against; NULL */
	int said;               /* bases with a time in the sentence: 0, 1, 2 */
	const struct when
	    *only; /* the one time that the sentence compares with; NULL */
	int place; /* of that one: 0 before all values, 1 among them, 2 behind all */
	/* How the change before it in the turn was compared, the metric's last one, most
	 * of the call's (BASING_LIES: there is none). */
	enum basing_lies last, metric, call;
	int last_near;  /* 0 none, 1 of the turn, 2 near, 3 of the sentence */
	bool last_like; /* of the same metric */
	size_t share; /* in quarters, of the call's changes that have a base; 9: none */
};
enum { NOWHERE = 99 };

static bool
near_to(struct period a, struct period b)
{
	enum { DAYS = 46 };
	return period_known(a) && period_known(b) && abs(a.end - b.end) <= DAYS;
}

static struct steps
steps_of(const struct fiscal *f, struct period at)
{
	return (struct steps){
	    fiscal_shift(f, at, -4), fiscal_shift(f, at, -8), fiscal_shift(f, at, -1)};
}

static enum basing_lies
lies_of(struct period base, const struct steps *s)
{
	if (!period_known(base))
		return BASING_NONE;
	return near_to(base, s->year)        ? BASING_YEAR
	       : near_to(base, s->two_years) ? BASING_TWO_YEARS
	       : near_to(base, s->quarter)   ? BASING_QUARTER
					     : BASING_ELSE;
}

enum basing_lies
basing_lies(const struct fiscal *f, struct period base, struct period at)
{
	if (!period_known(base))
		return BASING_NONE;
	const struct steps s = steps_of(f, at);
	return lies_of(base, &s);
}

static void
put(struct known *k, struct period p, enum source source, const struct when *w)
{
	if (k->n < BASES && (period_known(p) || source == BASE_NONE))
		k->v[k->n++] = (struct base){p, source, w, lies_of(p, &k->before)};
}

/* A time that is said, and where it is a year, its part that answers to the value's. */
static void
put_said(const struct job *j, struct known *k, const struct when *w, enum source source)
{
	const struct fiscal *f = &j->x->clock->fiscal;
	int y, q, y2, q2;
	if (!period_known(w->period) || w->undated || period_same(w->period, k->at))
		return;
	put(k, w->period, source, w);
	if (!period_known(k->at) || period_grain(w->period) != PERIOD_YEAR
	    || period_grain(k->at) == PERIOD_YEAR)
		return;
	fiscal_locate(f, w->period.end, &y, &q);
	fiscal_locate(f, k->at.end, &y2, &q2);
	if (y != y2)
		put(k, fiscal_shift(f, k->at, 4 * (y - y2)),
		    source == BASE_SAID ? BASE_PART : source, w);
}

static void
offer(const struct job *j, struct known *k)
{
	enum { BACK = 4 };
	const struct fiscal *f = &j->x->clock->fiscal;
	const struct bind_state *st = j->x->state;
	put(k, PERIOD_NONE, BASE_NONE, NULL);
	if (period_known(k->at)) {
		put(k, k->before.year, BASE_YEAR, NULL);
		put(k, k->before.quarter, BASE_QUARTER, NULL);
		put(k, k->before.two_years, BASE_TWO_YEARS, NULL);
	}
	put(k, j->o->base, BASE_RULED, NULL);
	for (size_t i = st->n_memory, n = 0;
	     i-- > 0 && n < JOB_REMEMBERED && st->memory[i].turn == st->turn; n++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->kind == OBS_LEVEL)
			continue;
		if (period_same(m->period, k->at))
			put(k, m->base, BASE_LAST, NULL);
		break;
	}
	for (size_t i = j->s->w; i < j->s->w_end; i++)
		put_said(j, k, &j->r->w[i], BASE_SAID);
	for (size_t i = j->s->w, n = 0; i-- > 0 && n < BACK; n++)
		if (j->r->w[i].base)
			put_said(j, k, &j->r->w[i], BASE_BEFORE);
	if (period_known(k->at) && k->at.start == k->at.end) {
		int y, q;
		fiscal_locate(f, k->at.end, &y, &q);
		put(k, period_day(fiscal_year(f, y - 1).end), BASE_YEAR_END, NULL);
	}
}

static size_t
values_between(const struct job *j, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = j->s->q; i < j->s->q_end; i++)
		n += j->r->q[i].a >= from && j->r->q[i].b <= to
		     && j->r->q[i].type != QUANTITY_NONE
		     && j->r->q[i].type != QUANTITY_DURATION;
	return n > 2 ? 2 : n;
}

/* Is the time one that something is held against? */
static int
compares(const struct job *j, const struct when *w)
{
	enum { FAR = 4 };
	const struct token *t = j->r->t;
	for (size_t i = w->a; i-- > j->s->a && w->a - i <= FAR;) {
		if (number_among(&t[i], "versus|vs|than|against|compared|over"))
			return 1;
		if (number_among(&t[i], "from|on|above|below|relative"))
			return 2;
		if (number_among(&t[i], "since"))
			return 3;
	}
	return 0;
}

/* What the value itself is held against: the first behind it with no other value
 * between, else the last such before it; NULL. */
static const struct when *
own_base(const struct job *j)
{
	enum { FAR = 14 };
	const struct when *before = NULL;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		bool behind = w->a >= j->q->ub;
		if (!w->base && (!period_known(w->period) || !compares(j, w)))
			continue;
		if (w->a < j->q->b && w->b > j->q->a)
			continue;
		size_t from = behind ? j->q->ub : w->b, to = behind ? w->a : j->q->ua;
		if (to > from + FAR || values_between(j, from, to))
			continue;
		if (behind)
			return w;
		before = w;
	}
	return before;
}

/* What the sentence as a whole may be held against. */
static void
look_for_one(const struct job *j, struct known *k)
{
	size_t n = 0;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (!period_known(w->period) || (!w->base && compares(j, w) != 1))
			continue;
		k->only = w;
		n++;
	}
	if (n != 1)
		k->only = NULL;
	if (k->only)
		k->place = values_between(j, j->s->a, k->only->a) == 0   ? 0
			   : values_between(j, k->only->b, j->s->b) == 0 ? 2
									 : 1;
}

/* How the sentence speaks of comparing. */
static void
look_here(const struct job *j, struct known *k)
{
	const struct reading *r = j->r;
	k->near[0] = k->near[1] = NOWHERE;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &r->w[i];
		if (w->base && period_known(w->period) && k->said < 2)
			k->said++;
		if (!w->base || !(w->shift_year || w->shift_quarter))
			continue;
		int c = w->shift_year ? 0 : 1;
		bool behind = w->a >= j->q->ub;
		size_t from = behind ? j->q->ub : w->b, to = behind ? w->a : j->q->ua;
		size_t gap = to > from ? to - from : 0;
		k->sentence[c] = true;
		if (gap >= k->near[c])
			continue;
		k->near[c] = gap;
		k->behind[c] = behind;
		k->others[c] = values_between(j, from, to);
	}
	k->own = own_base(j);
	look_for_one(j, k);
	for (size_t i = j->s->a; i + 1 < j->s->b; i++) {
		enum { NEAR = 6 };
		size_t n = i + 1 + (r->t[i + 1].kind == LEXER_DASH);
		bool two = number_among(&r->t[i], "two|2") && n < j->s->b
			   && number_among(&r->t[n], "year|years");
		/* "on a two-year basis", not "two years". */
		bool basis = two && n + 1 < j->s->b
			     && number_among(&r->t[n + 1],
				 "basis|stack|stacked|comp|comps|comparable|ago");
		if (!basis && !number_among(&r->t[i], "stack|stacked|pre-pandemic"))
			continue;
		bool behind = i >= j->q->ub;
		size_t from = behind ? j->q->ub : i, to = behind ? i : j->q->ua;
		int near = values_between(j, from, to)     ? 2
			   : to > from && to - from > NEAR ? 1
							   : 3;
		if (k->stack != 3)
			k->stack = near;
	}
}

/* How it was compared before. */
static void
look_back(const struct job *j, struct known *k)
{
	const struct bind_state *st = j->x->state;
	size_t n[BASING_LIES] = {0}, all = 0, here = j->r->s_of[j->q->a];
	bool last = false, metric = false;
	for (size_t i = st->n_memory, c = 0; i-- > 0 && c < LOOKED_BACK; c++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->kind == OBS_LEVEL)
			continue;
		enum basing_lies lies = m->lies;
		if (!last && m->turn == st->turn) {
			k->last = lies;
			k->last_near = here == m->sentence       ? 3
				       : here - m->sentence <= 2 ? 2
								 : 1;
			k->last_like =
			    m->metric == j->b->metric && m->kind == j->o->kind;
		}
		last = true;
		if (!metric && m->metric == j->b->metric && m->kind == j->o->kind) {
			k->metric = lies;
			metric = true;
		}
		if (m->stance == j->o->stance) {
			n[lies]++;
			all++;
		}
	}
	if (!metric)
		k->metric = BASING_LIES;
	k->call = BASING_LIES;
	for (int c = 0; c < BASING_LIES; c++)
		if (n[c] * 2 > all)
			k->call = (enum basing_lies)c;
	k->share = all == 0 ? 9 : (all - n[BASING_NONE]) * 4 / all;
}

static void
own_said(const struct job *j, const struct base *x)
{
	struct ballot *b = j->x->state->ballot;
	const struct when *w = x->w;
	int64_t source = (int64_t)x->source;
	if (x->source == BASE_BEFORE) {
		size_t back = j->r->s_of[j->q->a] - j->r->s_of[w->a];
		ballot_own(b, F_back, context_bucket(back), 0, 1);
		return;
	}
	bool behind = w->a >= j->q->ub;
	size_t from = behind ? j->q->ub : w->b, to = behind ? w->a : j->q->ua;
	size_t gap = to > from ? to - from : 0;
	int compare = compares(j, w);
	int64_t others = (int64_t)values_between(j, from, to);
	ballot_own(b, F_distance, source * 2 + behind, context_bucket(gap), 1);
	ballot_own(b, F_gap, source * 2 + behind, compare * 2 + w->base, 1);
	ballot_own(b, F_gap, 100 + source * 2 + behind, others * 2 + w->base, 1);
	ballot_own(
	    b, F_gap, 200 + source, compare * 16 + (int)period_grain(w->period), 1);
}

/* The one time that the sentence compares with; like: how what was said last lies. */
static void
own_one(const struct job *j, const struct known *k, const struct base *x, int64_t like)
{
	struct ballot *b = j->x->state->ballot;
	const struct when *w = k->only;
	if (!w)
		return;
	bool is = w->shift_year      ? x->lies == BASING_YEAR
		  : w->shift_quarter ? x->lies == BASING_QUARTER
				     : period_same(w->period, x->p) || w == x->w;
	int64_t place = k->place, side = is * 2 + (w->a >= j->q->ub);
	ballot_own(b, F_same, side, place, 1);
	ballot_own(b, F_same, 10 + side, (int64_t)x->lies, 1);
	ballot_own(b, F_same, 30 + side, place * 8 + like, 1);
}

/* What the call said of all its comparisons; here: what the sentence says. */
static void
own_announced(const struct job *j, const struct base *x, int64_t here)
{
	struct ballot *b = j->x->state->ballot;
	bool is = x->lies == j->x->announced;
	if (j->x->announced == BASING_NONE)
		return;
	ballot_own(b, F_topic, is, here, 1);
	ballot_own(
	    b, F_topic, 10 + is, (int64_t)j->o->kind * 4 + (int64_t)j->o->stance, 1);
	ballot_own(b, F_topic, 20 + is, (int64_t)x->source, 1);
}

static void
own(const struct job *j, const struct known *k, const struct base *x)
{
	struct ballot *b = j->x->state->ballot;
	int lies = (int)x->lies;
	int64_t source = (int64_t)x->source;
	int kind = (int)j->o->kind, stance = (int)j->o->stance, type = (int)j->m->type;
	int64_t grain = (int64_t)period_grain(k->at), said = k->said,
		like = (int64_t)k->last_near * 2 + k->last_like,
		here = (int64_t)k->sentence[0] + (k->sentence[1] ? 2 : 0);
	bool later = period_known(x->p) && period_known(k->at) && x->p.end > k->at.end;
	ballot_own(b, F_rules, period_same(x->p, j->o->base), source, 1);
	ballot_own(b, F_source, source, stance, 1);
	ballot_own(b, F_source, 10 + source, type, 1);
	ballot_own(b, F_source, 100 + source * 8 + lies, kind, 1);
	ballot_own(b, F_head, lies, kind * 16 + stance * 4 + later, 1);
	ballot_own(b, F_head, 10 + lies, j->name, 1);
	ballot_own(b, F_head, 100 + lies, grain * 8 + type, 1);
	ballot_own(b, F_head, 200 + lies, (int64_t)j->r->turn->section * 4 + kind, 1);
	/* What the sentence says. */
	for (int c = 0; c < 2; c++) {
		int near = context_bucket(k->near[c]);
		ballot_own(
		    b, F_near, (int64_t)100 * c + lies, near * 2 + k->behind[c], 1);
		ballot_own(b, F_near, 200 + (int64_t)100 * c + lies,
		    k->sentence[c] ? 1 + (int64_t)k->others[c] * 2 + k->behind[c] : 0,
		    1);
	}
	ballot_own(b, F_named, lies, here + 4 * said, 1);
	ballot_own(b, F_named, 10 + source, here + 4 * said, 1);
	ballot_own(b, F_named, 100 + lies, k->stack, 1);
	int kind_of_own = !k->own                 ? 0
			  : k->own->shift_year    ? 1
			  : k->own->shift_quarter ? 2
			  : k->own->base          ? 3
						  : 4;
	ballot_own(b, F_order, lies, kind_of_own * 4 + (k->own && k->own == x->w), 1);
	ballot_own(b, F_order, 10 + (k->own && k->own == x->w), kind_of_own, 1);
	/* What was said before. */
	ballot_own(b, F_memory, lies, (int64_t)k->last * 8 + like, 1);
	ballot_own(b, F_memory, 10 + (x->lies == k->last), like, 1);
	ballot_own(b, F_memory, 20 + lies, k->metric, 1);
	ballot_own(b, F_memory, 30 + lies, k->call, 1);
	ballot_own(b, F_memory, 40 + lies, (int64_t)k->share * 4 + stance, 1);
	ballot_own(b, F_memory, 100 + lies,
	    (int64_t)k->share * 8 + here + (k->last_near == 3 ? 4 : 0), 1);
	own_one(j, k, x, like);
	own_announced(j, x, here + 4 * said);
	if (x->w)
		own_said(j, x);
}

static bool
is_right(const struct job *j, struct period p)
{
	struct period g = j->gold ? j->gold->base : PERIOD_NONE;
	if (!j->gold || !period_known(g))
		return j->gold && !period_known(p);
	return near_to(g, p);
}

void
basing_choose(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	struct known k = {.n = 0, .at = j->o->period};
	double p;
	if (j->o->kind == OBS_LEVEL || j->x->clock->fiscal.quarter == 0) {
		j->o->base = PERIOD_NONE;
		return;
	}
	k.before = steps_of(&j->x->clock->fiscal, k.at);
	offer(j, &k);
	look_here(j, &k);
	look_back(j, &k);
	choose_open_bare(j, MODEL_base);
	for (size_t i = 0; i < k.n; i++) {
		(void)ballot_add(
		    b, 1 + (int64_t)k.v[i].lies, 0, 0, is_right(j, k.v[i].p));
		size_t first = 0;
		while (!period_same(k.v[first].p, k.v[i].p))
			first++;
		ballot_same(b, first);
		own(j, &k, &k.v[i]);
	}
	j->o->base = k.v[ballot_decide(b, &p)].p;
}
