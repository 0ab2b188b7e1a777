/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/timing.h"

#include <stdlib.h>

#include "extract/basing.h"
#include "extract/choose.h"
#include "extract/context.h"
#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/number.h"

enum source {
	FROM_NOTHING,
	FROM_AS_OF,
	FROM_REPORTED,
	FROM_REPORTED_YEAR,
	FROM_NEXT_YEAR,
	FROM_NEXT_QUARTER,
	FROM_YEAR_BEFORE,
	FROM_QUARTER_BEFORE,
	FROM_YEAR_TO_DATE,
	FROM_BEFORE, /* an expression of the sentence before the value */
	FROM_BEHIND,
	FROM_COMPARED, /* one that a change is held against */
	FROM_EARLIER,  /* of a sentence before */
	FROM_QUESTION,
	FROM_LAST,    /* the value before it */
	FROM_SAME,    /* the value of this metric before it */
	FROM_WHOLE,   /* "ended 2018 with": 2018 */
	FROM_SHIFTED, /* its year was guessed: the other one */
	FROM_RULES,
	FROM_VALUE,  /* the same value said before */
	FROM_METRIC, /* another value of this metric said before */
	FROM_OTHER,  /* how the expression can be read as well */
	FROM_LINED,  /* "last year", said of a quarter: that one of last year */
	FROM_END,    /* a rate's: the last day */
	FROM_SPAN    /* "June through September", "Q3 and Q4" */
};

enum { OPTIONS = 64 };
struct option {
	struct period p;
	enum source source;
	const struct when *w;
	size_t distance;
	int others, whens, clauses;
	bool said; /* in the value's sentence */
};

struct options {
	struct option v[OPTIONS];
	size_t n;
};

static int
relation(const struct job *j, struct period p)
{
	int32_t now = j->x->clock->as_of;
	if (!period_known(p) || now == DATE_NONE)
		return 0;
	return p.end < now ? 1 : p.start <= now ? 2 : 3;
}

int
timing_relation(const struct job *j, const struct when *w)
{
	return w ? relation(j, w->period) + 4 * w->point + 8 * w->now : 0;
}

static bool
same(struct period a, struct period b)
{
	return a.start == b.start && a.end == b.end;
}

static void
offer(struct job *j, struct options *o, struct option x)
{
	/* A balance holds at a moment: the last day. */
	if (period_known(x.p) && j->m->type == CATALOG_BALANCE
	    && j->o->kind == OBS_LEVEL)
		x.p.start = x.p.end;
	if (o->n < OPTIONS && (period_known(x.p) || x.source == FROM_NOTHING))
		o->v[o->n++] = x;
}

/* What stands in tokens [from, to). */
static void
count_between(const struct job *j, size_t from, size_t to, struct option *x)
{
	for (size_t i = from; i < to; i++)
		x->clauses += (j->r->marks[i] & MARKS_CLAUSE) != 0;
	for (size_t k = j->s->q; k < j->s->q_end; k++)
		x->others += j->r->q[k].a >= from && j->r->q[k].b <= to
			     && j->r->q[k].type != QUANTITY_NONE
			     && j->r->q[k].type != QUANTITY_DURATION;
	for (size_t k = j->s->w; k < j->s->w_end; k++)
		x->whens += j->r->w[k].a >= from && j->r->w[k].b <= to;
}

/* The time that is being spoken of: the last value's of the turn, else the reported. */
static struct period
spoken_of(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	bool here = last && last->turn == st->turn && period_known(last->period)
		    && last->period.start < last->period.end;
	return here ? last->period : j->x->clock->reported;
}

/* "Last year", "2019" of a part of a year: the same part of that one. */
static void
offer_lined(struct job *j, struct options *o, struct option x)
{
	const struct fiscal *f = &j->x->clock->fiscal;
	struct period at = spoken_of(j), reported = j->x->clock->reported;
	int y, q, y2, q2;
	if (f->quarter == 0 || !period_known(at) || !period_known(reported))
		return;
	x.source = FROM_LINED;
	if (x.w->base && x.w->shift_year) {
		if (same(at, reported))
			return; /* which has been offered */
		x.p = fiscal_shift(f, at, -4);
		offer(j, o, x);
		return;
	}
	if (period_grain(x.w->period) != PERIOD_YEAR || period_grain(at) == PERIOD_YEAR)
		return;
	fiscal_locate(f, x.w->period.end, &y, &q);
	fiscal_locate(f, at.end, &y2, &q2);
	x.p = fiscal_shift(f, at, 4 * (y - y2));
	offer(j, o, x);
	if (!same(at, reported)) {
		fiscal_locate(f, reported.end, &y2, &q2);
		x.p = fiscal_shift(f, reported, 4 * (y - y2));
		offer(j, o, x);
	}
}

/* "June through September", "from 2020 to 2024": with the time that stands before. */
static void
offer_span(struct job *j, struct options *o, struct option x)
{
	const struct when *w = x.w, *v = w - 1;
	const struct reading *r = j->r;
	if (w == &r->w[j->s->w] || w->base || v->now || !period_known(w->period)
	    || !period_known(v->period) || v->period.start >= w->period.end
	    || w->a < v->b || w->a - v->b > 2)
		return;
	for (size_t i = v->b; i < w->a; i++)
		if (r->t[i].kind != LEXER_DASH && r->t[i].kind != LEXER_COMMA
		    && !number_among(&r->t[i], "to|through|and|the|until"))
			return;
	x.p = (struct period){v->period.start, w->period.end};
	x.source = FROM_SPAN;
	offer(j, o, x);
}

static void
offer_when(struct job *j, struct options *o, struct option x, size_t from, size_t to)
{
	const struct when *w = x.w;
	const struct fiscal *f = &j->x->clock->fiscal;
	struct period reported = j->x->clock->reported;
	x.p = w->period;
	if (w->base && w->shift_year)
		x.p = fiscal_shift(f, reported, -4);
	else if (w->base && w->shift_quarter)
		x.p = fiscal_shift(f, reported, -1);
	if (w->base)
		x.source = FROM_COMPARED;
	count_between(j, from, to, &x);
	offer(j, o, x);
	if (x.said) {
		offer_lined(j, o, x);
		offer_span(j, o, x);
	}
	if (j->m->type == CATALOG_RATE && !w->point && period_known(w->period)
	    && x.source != FROM_COMPARED) {
		x.p = period_day(w->period.end);
		x.source = FROM_END;
		offer(j, o, x);
	}
	if (period_known(w->other) && !same(w->other, w->period)) {
		x.p = w->other;
		x.source = FROM_OTHER;
		offer(j, o, x);
	}
	if (period_known(w->whole)) {
		x.p = w->whole;
		x.source = FROM_WHOLE;
		offer(j, o, x);
	}
	if (w->guessed && f->quarter && period_known(w->period)) {
		x.p = fiscal_shift(
		    f, w->period, w->period.end < j->x->clock->as_of ? 4 : -4);
		x.source = FROM_SHIFTED;
		offer(j, o, x);
	}
}

static void
offer_said(struct job *j, struct options *o)
{
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &r->w[i];
		if (w->a < j->q->b && w->b > j->q->a)
			continue;
		bool before = w->b <= j->q->ua;
		size_t from = before ? w->b : j->q->ub, to = before ? j->q->ua : w->a;
		if (from > to)
			to = from;
		offer_when(j, o,
		    (struct option){.source = before ? FROM_BEFORE : FROM_BEHIND,
			.w = w,
			.distance = to - from,
			.said = true},
		    from, to);
	}
	for (size_t i = j->s->w, k = 0; i-- > 0 && k < 4; k++)
		if (here - r->s_of[r->w[i].a] <= 8 && !r->w[i].base)
			offer_when(j, o,
			    (struct option){.source = FROM_EARLIER,
				.w = &r->w[i],
				.distance = here - r->s_of[r->w[i].a]},
			    0, 0);
	if (r->question >= 0) {
		const struct reading *q = &j->x->all[r->question];
		for (size_t i = q->n_w, k = 0; i-- > 0 && k < 3; k++)
			if (!q->w[i].base)
				offer_when(j, o,
				    (struct option){.source = FROM_QUESTION,
					.w = &q->w[i],
					.distance = q->n_s - q->s_of[q->w[i].a]},
				    0, 0);
	}
}

static void
offer_known(struct job *j, struct options *o)
{
	const struct when_clock *c = j->x->clock;
	const struct fiscal *f = &c->fiscal;
	const struct bind_state *st = j->x->state;
	offer(j, o, (struct option){.p = PERIOD_NONE, .source = FROM_NOTHING});
	if (c->as_of != DATE_NONE)
		offer(j, o,
		    (struct option){.p = period_day(c->as_of), .source = FROM_AS_OF});
	if (f->quarter) {
		const struct {
			struct period p;
			enum source source;
		} known[] = {
		    {c->reported, FROM_REPORTED},
		    {fiscal_year(f, f->year), FROM_REPORTED_YEAR},
		    {fiscal_year(f, f->year + 1), FROM_NEXT_YEAR},
		    {fiscal_shift(f, c->reported, 1), FROM_NEXT_QUARTER},
		    {fiscal_shift(f, c->reported, -4), FROM_YEAR_BEFORE},
		    {fiscal_shift(f, c->reported, -1), FROM_QUARTER_BEFORE},
		    {{fiscal_year(f, f->year).start, c->reported.end},
			FROM_YEAR_TO_DATE},
		};
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			offer(j, o,
			    (struct option){
				.p = known[i].p, .source = known[i].source});
	}
	bool last = false;
	for (size_t i = st->n_memory; i-- > 0 && st->turn - st->memory[i].turn <= 2;) {
		const struct bind_memory *m = &st->memory[i];
		size_t back =
		    m->turn == st->turn ? j->r->s_of[j->q->a] - m->sentence : 9;
		if (!last)
			offer(j, o,
			    (struct option){
				.p = m->period, .source = FROM_LAST, .distance = back});
		last = true;
		if (m->metric != j->b->metric)
			continue;
		offer(j, o,
		    (struct option){
			.p = m->period, .source = FROM_SAME, .distance = back});
		break;
	}
}

static void
offer_before(struct job *j, struct options *o)
{
	const struct bind_state *st = j->x->state;
	size_t told = 0;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < 100; k++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->metric != j->b->metric)
			continue;
		size_t back = st->turn - m->turn;
		if (m->low == j->o->low && m->high == j->o->high)
			offer(j, o,
			    (struct option){.p = m->period,
				.source = FROM_VALUE,
				.distance = back});
		else if (told++ < 4)
			offer(j, o,
			    (struct option){.p = m->period,
				.source = FROM_METRIC,
				.distance = back});
	}
}

/* What is the same for all options of one choice. */
enum { SAID_MOST = 60, TURN_MOST = 6 };
struct whole {
	const struct options *o;
	struct period ruled;
	const struct bind_memory *same; /* the value was said before; NULL */
	/* The times of the metric's values of this stance, the last ones. */
	struct period said[SAID_MOST];
	size_t n_said;
	struct period turn[TURN_MOST]; /* those of the turn, of any metric */
	size_t n_turn;
	struct ballot_group where, when, rules;
	const struct bind_memory *last; /* the value before it in the turn; NULL */
	int compared; /* it is what another is held against: 2 right behind such a word */
	int tense; /* of the nearest verb before it: 0 none, 1 past, 2 present, 3 to come,
		      4 would; 4 more where it stands in another clause */
	int whens; /* times of its sentence: none, behind, before, both, 3 times as many
		      where its clause has none */
};

/* Is the value held against another: "compared with net income of X or Y per share"?
 * 2 when it stands right behind such a word. */
static int
held_against(const struct job *j)
{
	const struct token *t = j->r->t;
	size_t from = j->s->a;
	if (dating_compared(j))
		return 2;
	bool either = j->q->ua > from && number_among(&t[j->q->ua - 1], "or");
	for (size_t i = j->s->q; i < j->s->q_end; i++) {
		const struct quantity *o = &j->r->q[i];
		if (o->type == QUANTITY_NONE || o->type == QUANTITY_DURATION
		    || o->b > j->q->a)
			continue;
		/* "X or Y per share": both, if X is. */
		if (!either || o->b + 6 < j->q->a)
			from = o->b;
	}
	for (size_t i = j->q->ua; i-- > from;)
		if (number_among(&t[i], "compared|compares|comparing|versus|vs|against|"
					"comparison"))
			return 1;
	return 0;
}

static void
look_back(const struct job *j, struct whole *h)
{
	enum { FAR = 300 };
	const struct bind_state *st = j->x->state;
	h->same = NULL;
	h->n_said = 0;
	h->where.n = h->when.n = h->rules.n = 0;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	h->last = last && last->turn == st->turn ? last : NULL;
	h->compared = held_against(j);
	h->tense = 0;
	for (size_t i = j->q->ua; i-- > j->s->a && !h->tense;) {
		unsigned m = j->r->marks[i];
		h->tense = m & MARKS_PAST      ? 1
			   : m & MARKS_PRESENT ? 2
			   : m & MARKS_WOULD   ? 4
			   : m & MARKS_FUTURE  ? 3
					       : 0;
		h->tense += h->tense && i < j->ca ? 4 : 0;
	}
	h->n_turn = 0;
	for (size_t i = st->n_memory;
	     i-- > 0 && st->memory[i].turn == st->turn && h->n_turn < TURN_MOST;)
		if (st->memory[i].stance == j->o->stance)
			h->turn[h->n_turn++] = st->memory[i].period;
	h->whens = 0;
	bool clause = false;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (w->base || w->undated || (w->a < j->q->b && w->b > j->q->a))
			continue;
		h->whens |= w->a >= j->q->ub ? 1 : 2;
		clause |= w->a >= j->ca && w->b <= j->cb;
	}
	h->whens += 3 * (h->whens && !clause);
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < FAR; k++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->metric != j->b->metric)
			continue;
		if (k < SAID_MOST && m->stance == j->o->stance)
			h->said[h->n_said++] = m->period;
		if (!h->same && m->low == j->o->low && m->high == j->o->high)
			h->same = m;
		if (h->same && k >= SAID_MOST)
			break;
	}
}

/* What a time is to the call: a small number. */
static int
standing(const struct job *j, struct period p)
{
	const struct when_clock *c = j->x->clock;
	const struct fiscal *f = &c->fiscal;
	if (!period_known(p))
		return 0;
	if (p.start == p.end)
		return p.end == c->as_of          ? 1
		       : p.end == c->reported.end ? 2
		       : p.end < c->as_of         ? 3
						  : 4;
	int rel = relation(j, p), grain = (int)period_grain(p);
	if (f->quarter == 0 || grain < PERIOD_QUARTER)
		return 5 + rel;
	if (grain == PERIOD_SPAN)
		return 9 + rel + 4 * (p.end == c->reported.end);
	int y, q;
	fiscal_locate(f, p.end, &y, &q);
	int off = (y - f->year) * 4 + q - f->quarter;
	if (grain != PERIOD_QUARTER)
		off = y - f->year;
	off = off < -4 ? -6 : off > 4 ? 6 : off;
	return 20 + (grain - PERIOD_QUARTER) * 16 + off + 6;
}

/* What is between the value and the time: words that compare, verbs, commas. */
static int
between(const struct job *j, const struct option *x)
{
	const struct reading *r = j->r;
	size_t from = x->w->b <= j->q->ua ? x->w->b : j->q->ub,
	       to = x->w->b <= j->q->ua ? j->q->ua : x->w->a;
	int compare = 0, verbs = 0, commas = 0;
	for (size_t i = from; i < to; i++) {
		compare |= number_among(&r->t[i], "versus|vs|compared|against|from|"
						  "than|over|comparison|relative|above|"
						  "below|after");
		commas |= r->t[i].kind == LEXER_COMMA;
		verbs |=
		    (r->marks[i] & (MARKS_PAST | MARKS_FUTURE | MARKS_PRESENT)) != 0;
	}
	return compare + 2 * verbs + 4 * commas;
}

/* Is another value of the sentence nearer to the time? 1 before this one, 2 behind it;
 * 4 more: there are as many times as values, and it has the value's place. */
static int
rivals(const struct job *j, const struct when *w)
{
	size_t mine = 0, gap, k = 0, n = 0, place = 0, at = 0;
	int nearer = 0;
	mine = w->a >= j->q->ub ? w->a - j->q->ub : j->q->ua - w->b;
	for (size_t i = j->s->q; i < j->s->q_end; i++) {
		const struct quantity *o = &j->r->q[i];
		if (o->type == QUANTITY_NONE || o->type == QUANTITY_DURATION)
			continue;
		if (o == j->q)
			place = n;
		n++;
		if (o == j->q || (o->a < w->b && o->b > w->a))
			continue;
		gap = w->a >= o->ub ? w->a - o->ub : o->ua >= w->b ? o->ua - w->b : 0;
		if (gap < mine)
			nearer |= o->a < j->q->a ? 1 : 2;
	}
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		if (&j->r->w[i] == w)
			at = k;
		k++;
	}
	return nearer + 4 * (k == n && k > 1 && at == place);
}

/* The word before the time, as a class. */
static int
led_by(const struct job *j, const struct when *w)
{
	size_t i = w->a;
	for (size_t k = 1; k <= 4 && i >= j->s->a + k; k++)
		if (number_among(&j->r->t[i - k], "same|comparable|corresponding"))
			return 9;
	if (i > j->s->a && number_among(&j->r->t[i - 1], "the|our|this"))
		i--;
	if (i == j->s->a)
		return 7;
	const struct token *t = &j->r->t[i - 1];
	if (t->kind == LEXER_COMMA)
		return 8;
	return number_among(t, "for")                                         ? 1
	       : number_among(t, "in|during|within")                          ? 2
	       : number_among(t, "of|'s")                                     ? 3
	       : number_among(t, "by")                                        ? 4
	       : number_among(t, "from|since|versus|vs|than|over|against|to") ? 5
	       : number_among(t, "at|on|through|until")                       ? 6
									      : 0;
}

/* Where it comes from, and what stands between. */
static void
own_where(struct job *j, const struct option *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int64_t source = (int64_t)x->source, distance = context_bucket(x->distance),
		clauses = x->clauses > 3 ? 3 : x->clauses,
		others = x->others > 3 ? 3 : x->others,
		whens = x->whens > 3 ? 3 : x->whens, stance = (int64_t)j->o->stance;
	uint64_t between = (uint64_t)((clauses * 4 + others) * 4 + whens);
	if (ballot_again(b, &h->where,
		((uint64_t)source * 16 + (uint64_t)distance) * 64 + between))
		return;
	ballot_own(b, F_source, source, stance, 1);
	ballot_own(b, F_source, 100 + source, (int)j->m->type * 4 + (int)j->o->kind, 1);
	ballot_own(
	    b, F_source, 200 + source, (int)j->r->turn->section * 4 + (int)stance, 1);
	ballot_own(b, F_distance, source, distance, 1);
	ballot_own(b, F_clause, source, clauses, 1);
	ballot_own(b, F_count, source, others, 1);
	ballot_own(b, F_rank, source, whens, 1);
	ballot_keep(b, &h->where);
}

/* Which time it is. */
static void
own_when(struct job *j, const struct option *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int type = (int)j->m->type, grain = (int)period_grain(x->p),
	    rel = relation(j, x->p), stance = (int)j->o->stance,
	    place = grain * 8 + rel;
	bool ruled = same(x->p, h->ruled);
	if (!ballot_again(b, &h->when, (uint64_t)place)) {
		ballot_own(
		    b, F_grain, grain * 8 + type, (int)j->o->kind * 4 + stance, 1);
		ballot_own(b, F_grain, 1000 + grain, (int64_t)j->q->per, 1);
		ballot_own(b, F_when, rel * 4 + stance, (int64_t)j->o->act, 1);
		ballot_own(b, F_when, 100 + rel * 4 + stance, grain, 1);
		ballot_keep(b, &h->when);
	}
	if (!ballot_again(b, &h->rules, (uint64_t)x->source * 2 + ruled)) {
		ballot_own(b, F_rules, ruled, (int64_t)x->source, 1);
		ballot_own(b, F_rules, 50 + ruled, 0, 1);
		ballot_keep(b, &h->rules);
	}
}

/* How the value, its sentence and what was said before agree with the time. */
static void
own_dense(struct job *j, const struct option *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance, kind = (int)j->o->kind, type = (int)j->m->type,
	    stands = standing(j, x->p), section = (int)j->r->turn->section;
	int64_t source = (int64_t)x->source;
	const struct bind_memory *last = h->last;
	bool is_last = last && same(last->period, x->p), ruled = same(x->p, h->ruled);
	size_t back = last ? j->r->s_of[j->q->a] - last->sentence : 9;
	int near = !last ? 0 : back > 2 ? 1 : back > 0 ? 2 : 3;
	bool like = last && last->metric == j->b->metric,
	     alike = like && last->kind == j->o->kind;
	/* What stands for it. */
	ballot_own(b, F_head, stands, type * 16 + stance * 4 + kind, 1);
	ballot_own(b, F_head, 100 + stands, model_word(j->m->name), 1);
	ballot_own(b, F_head, 200 + stands, section * 4 + stance, 1);
	ballot_own(b, F_head, 300 + stands, h->tense * 4 + stance, 1);
	ballot_own(b, F_head, 400 + stands, h->whens, 1);
	ballot_own(
	    b, F_head, 500 + stands, h->compared + 3 * j->q->from + 6 * j->q->to, 1);
	ballot_own(b, F_head, 600 + stands, (int64_t)j->q->per, 1);
	ballot_own(
	    b, F_head, 700 + stands, last ? 1 + standing(j, last->period) : 0, 1);
	/* Who offers it, and what else is there. */
	ballot_own(b, F_named, source, h->whens, 1);
	ballot_own(b, F_named, 100 + source, h->whens * 4 + stance, 1);
	ballot_own(
	    b, F_named, 200 + source, h->compared + 3 * j->q->from + 6 * j->q->to, 1);
	ballot_own(b, F_named, 300 + source, h->tense, 1);
	ballot_own(b, F_named, 400 + source, is_last * 8 + near * 2 + like, 1);
	size_t agree = 0, at = j->r->s_of[j->q->a];
	for (size_t i = 0; i < h->n_turn; i++)
		agree += same(h->turn[i], x->p);
	ballot_own(b, F_topic, h->n_turn == 0 ? 9 : (int64_t)(agree * 3 / h->n_turn),
	    (int64_t)context_bucket(h->n_turn) * 8 + h->whens, 1);
	ballot_own(b, F_turn, source,
	    (int64_t)(at > 3 ? 3 : at) + 4 * (j->r->question >= 0), 1);
	ballot_own(b, F_role, stands, (int)j->r->turn->role * 4 + stance, 1);
	/* It is that of the value before. */
	ballot_own(b, F_memory, is_last, near * 4 + like * 2 + alike, 1);
	ballot_own(b, F_memory, 10 + is_last, h->whens * 4 + near, 1);
	if (last)
		ballot_own(b, F_memory, 20 + is_last,
		    ((int)last->stance * 4 + stance) * 2 + like, 1);
	ballot_own(b, F_order, ruled + 2 * is_last, h->whens * 4 + stance, 1);
	if (!x->said)
		return;
	int b0 = between(j, x), r0 = rivals(j, x->w), led = led_by(j, x->w);
	bool before = x->w->b <= j->q->ua, opens = x->w->a <= j->s->a + 3;
	int clauses = x->clauses > 2 ? 2 : x->clauses,
	    others = x->others > 2 ? 2 : x->others;
	ballot_own(b, F_gap, source * 8 + b0, before, 1);
	ballot_own(b, F_gap, 1000 + source * 8 + r0, before, 1);
	ballot_own(b, F_gap, 2000 + source, led, 1);
	ballot_own(b, F_gap, 3000 + source, (r0 * 3 + clauses) * 3 + others, 1);
	ballot_own(b, F_gap, 4000 + source, opens * 8 + r0, 1);
	ballot_own(b, F_gap, 5000 + led, before * 32 + h->compared * 8 + r0, 1);
	ballot_own(b, F_gap, 6000 + source, (h->compared * 2 + before) * 8 + b0, 1);
	ballot_own(b, F_gap, 7000 + relation(j, x->p), h->tense * 4 + stance, 1);
}

static void
own(struct job *j, const struct option *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	const struct options *o = h->o;
	int type = (int)j->m->type, stance = (int)j->o->stance;
	int64_t source = (int64_t)x->source;
	own_where(j, x, h);
	own_when(j, x, h);
	if (h->same)
		ballot_own(b, F_agrees, same(h->same->period, x->p),
		    period_known(x->p) * 8 + stance, 1);
	own_dense(j, x, h);
	size_t all = h->n_said, alike = 0;
	for (size_t i = 0; i < all; i++)
		alike += same(h->said[i], x->p);
	ballot_own(b, F_share,
	    all == 0     ? 9
	    : alike == 0 ? 0
			 : 1 + (int64_t)(alike * 3 / all),
	    (all > 4) * 16 + stance * 4 + period_known(x->p), 1);
	int votes = 0;
	for (size_t i = 0; i < o->n; i++)
		votes += same(o->v[i].p, x->p);
	ballot_own(b, F_said, votes > 4 ? 4 : votes, 0, 1);
	if (!x->w)
		return;
	ballot_own(b, F_kind_is, source,
	    x->w->point + 2 * x->w->now + 4 * x->w->reported + 8 * x->w->guessed
		+ 16 * x->w->undated,
	    1);
	ballot_own(b, F_type, x->w->point + 2 * x->w->now, type * 4 + stance, 1);
	if (x->source == FROM_BEFORE || x->source == FROM_BEHIND
	    || x->source == FROM_COMPARED) {
		const struct token *t = j->r->t;
		ballot_own(b, F_when_word, 0, model_token(&t[x->w->a]), 1);
		ballot_own(b, F_when_word, 1, model_token(&t[x->w->b - 1]), 1);
		if (x->w->a > j->s->a)
			ballot_own(b, F_when_word, 2, model_token(&t[x->w->a - 1]), 1);
	}
}

static void
choose_period(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	struct period ruled = j->o->period;
	struct options o;
	o.n = 0;
	double p;
	offer_known(j, &o);
	offer_said(j, &o);
	offer_before(j, &o);
	offer(j, &o, (struct option){.p = ruled, .source = FROM_RULES});
	struct whole h = {.o = &o, .ruled = ruled};
	look_back(j, &h);
	choose_open_bare(j, MODEL_period);
	for (size_t i = 0; i < o.n; i++) {
		/* As near as makes no difference: the scorer's way with a day or two. */
		struct period g = j->gold ? j->gold->period : PERIOD_NONE;
		bool right = j->gold
			     && (same(g, o.v[i].p)
				 || (period_known(g) && period_known(o.v[i].p)
				     && abs(g.end - o.v[i].p.end) <= 4
				     && abs(g.start - o.v[i].p.start) <= 4));
		(void)ballot_add(b, 1 + (int64_t)o.v[i].source,
		    100 + relation(j, o.v[i].p), 0, right);
		size_t first = 0;
		while (!same(o.v[first].p, o.v[i].p))
			first++;
		ballot_same(b, first);
		own(j, &o.v[i], &h);
	}
	size_t c = ballot_decide(b, &p);
	j->p *= p;
	j->o->period = o.v[c].p;
}

void
timing_choose(struct job *j)
{
	choose_period(j);
	basing_choose(j);
}
