/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/timing.h"

#include <stdlib.h>

#include "extract/basing.h"
#include "extract/choose.h"
#include "extract/context.h"
#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/offer.h"

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

/* What is the same for all options of one choice. */
enum { SAID_MOST = 60, TURN_MOST = 6 };
struct whole {
	const struct offers *o;
	struct period ruled;
	const struct bind_memory *same; /* the value was said before; NULL */
	/* The times of the metric's values of this stance, the last ones. */
	struct period said[SAID_MOST];
	size_t n_said;
	struct period turn[TURN_MOST]; /* those of the turn, of any metric */
	size_t n_turn;
	struct ballot_group sources,
	    times;                      /* what offers of one source, one time share */
	const struct bind_memory *last; /* the value before it in the turn; NULL */
	int near;        /* to that: 0 none, 1 of the turn, 2 near, 3 of the sentence */
	int last_stands; /* 1 and what its time is to the call; 0: there is none */
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
	h->times.n = 0;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	h->last = last && last->turn == st->turn ? last : NULL;
	size_t back = h->last ? j->r->s_of[j->q->a] - last->sentence : 0;
	h->near = !h->last ? 0 : back > 2 ? 1 : back > 0 ? 2 : 3;
	h->last_stands = h->last ? 1 + standing(j, last->period) : 0;
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
	for (size_t i = last ? st->n_memory : 0;
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

/* What is between the value and the time: words that compare, verbs, commas. */
static int
between(const struct job *j, const struct offer *x)
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

/* Who offers it, and what stands between. */
static void
own_source(struct job *j, const struct offer *x, bool ruled, const struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int64_t source = (int64_t)x->source;
	int stance = (int)j->o->stance,
	    compared = h->compared + 3 * j->q->from + 6 * j->q->to;
	size_t at = j->r->s_of[j->q->a];
	ballot_own(b, F_distance, source, context_bucket(x->distance), 1);
	ballot_own(b, F_clause, source, x->clauses > 3 ? 3 : x->clauses, 1);
	ballot_own(b, F_count, source, x->others > 3 ? 3 : x->others, 1);
	ballot_own(b, F_rank, source, x->whens > 3 ? 3 : x->whens, 1);
	ballot_own(b, F_rules, ruled, source, 1);
	ballot_own(b, F_source, source, stance, 1);
	ballot_own(b, F_source, 100 + source, (int)j->m->type * 4 + (int)j->o->kind, 1);
	ballot_own(b, F_source, 200 + source, (int)j->r->turn->section * 4 + stance, 1);
	ballot_own(b, F_named, source, h->whens, 1);
	ballot_own(b, F_named, 100 + source, h->whens * 4 + stance, 1);
	ballot_own(b, F_named, 200 + source, compared, 1);
	ballot_own(b, F_named, 300 + source, h->tense, 1);
	ballot_own(b, F_turn, source,
	    (int64_t)(at > 3 ? 3 : at) + (j->r->question >= 0 ? 4 : 0), 1);
}

/* Where an expression of the sentence stands to the value. */
static void
own_beside(struct job *j, const struct offer *x, const struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance;
	int64_t source = (int64_t)x->source;
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

/* How often a time is among some. */
static size_t
count_same(const struct period *v, size_t n, struct period p)
{
	size_t same = 0;
	for (size_t i = 0; i < n; i++)
		same += period_same(v[i], p);
	return same;
}

/* What stands for a time. */
static void
own_standing(struct job *j, struct period p, const struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance, kind = (int)j->o->kind, type = (int)j->m->type,
	    stands = standing(j, p), section = (int)j->r->turn->section,
	    grain = (int)period_grain(p), rel = relation(j, p);
	ballot_own(b, F_grain, grain * 8 + type, kind * 4 + stance, 1);
	ballot_own(b, F_grain, 1000 + grain, (int64_t)j->q->per, 1);
	ballot_own(b, F_when, rel * 4 + stance, (int64_t)j->o->act, 1);
	ballot_own(b, F_when, 100 + rel * 4 + stance, grain, 1);
	ballot_own(b, F_head, stands, type * 16 + stance * 4 + kind, 1);
	ballot_own(b, F_head, 100 + stands, j->name, 1);
	ballot_own(b, F_head, 200 + stands, section * 4 + stance, 1);
	ballot_own(b, F_head, 300 + stands, h->tense * 4 + stance, 1);
	ballot_own(b, F_head, 400 + stands, h->whens, 1);
	ballot_own(
	    b, F_head, 500 + stands, h->compared + 3 * j->q->from + 6 * j->q->to, 1);
	ballot_own(b, F_head, 600 + stands, (int64_t)j->q->per, 1);
	ballot_own(b, F_head, 700 + stands, h->last_stands, 1);
	ballot_own(b, F_role, stands, (int)j->r->turn->role * 4 + stance, 1);
}

/* How what was said before agrees with a time. */
static void
own_before(struct job *j, struct period p, bool ruled, const struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_memory *last = h->last;
	int stance = (int)j->o->stance, known = period_known(p),
	    is_last = last && period_same(last->period, p),
	    like = last && last->metric == j->b->metric,
	    alike = like && last->kind == j->o->kind;
	size_t said = count_same(h->said, h->n_said, p),
	       turn = count_same(h->turn, h->n_turn, p), votes = 0;
	for (size_t i = 0; i < h->o->n; i++)
		votes += period_same(h->o->v[i].p, p);
	ballot_own(b, F_rules, 50 + ruled, 0, 1);
	if (h->same)
		ballot_own(b, F_agrees, period_same(h->same->period, p),
		    known * 8 + stance, 1);
	ballot_own(b, F_topic, h->n_turn == 0 ? 9 : (int64_t)(turn * 3 / h->n_turn),
	    (int64_t)context_bucket(h->n_turn) * 8 + h->whens, 1);
	ballot_own(b, F_memory, is_last, h->near * 4 + like * 2 + alike, 1);
	ballot_own(b, F_memory, 10 + is_last, h->whens * 4 + h->near, 1);
	if (last)
		ballot_own(b, F_memory, 20 + is_last,
		    ((int)last->stance * 4 + stance) * 2 + like, 1);
	ballot_own(b, F_order, ruled + 2 * is_last, h->whens * 4 + stance, 1);
	ballot_own(b, F_share,
	    h->n_said == 0 ? 9
	    : said == 0    ? 0
			   : 1 + (int64_t)(said * 3 / h->n_said),
	    (h->n_said > 4) * 16 + stance * 4 + known, 1);
	ballot_own(b, F_said, votes > 4 ? 4 : (int64_t)votes, 0, 1);
}

/* The words of the expression that says it. */
static void
own_words(struct job *j, const struct offer *x)
{
	struct ballot *b = j->x->state->ballot;
	const struct when *w = x->w;
	const struct token *t = j->r->t;
	ballot_own(b, F_kind_is, (int64_t)x->source,
	    w->point + 2 * w->now + 4 * w->reported + 8 * w->guessed + 16 * w->undated,
	    1);
	ballot_own(b, F_type, w->point + 2 * w->now,
	    (int)j->m->type * 4 + (int)j->o->stance, 1);
	if (x->source != OFFER_BEFORE && x->source != OFFER_BEHIND
	    && x->source != OFFER_COMPARED)
		return;
	ballot_own(b, F_when_word, 0, model_token(&t[w->a]), 1);
	ballot_own(b, F_when_word, 1, model_token(&t[w->b - 1]), 1);
	if (w->a > j->s->a)
		ballot_own(b, F_when_word, 2, model_token(&t[w->a - 1]), 1);
}

/* The features of offer i, whose time is offered first by another or by itself. */
static void
own(struct job *j, size_t i, size_t first, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	const struct offer *x = &h->o->v[i];
	const struct bind_memory *last = h->last;
	bool ruled = period_same(x->p, h->ruled),
	     is_last = last && period_same(last->period, x->p),
	     like = last && last->metric == j->b->metric;
	own_source(j, x, ruled, h);
	if (!ballot_again(b, &h->times, first)) {
		own_standing(j, x->p, h);
		own_before(j, x->p, ruled, h);
		ballot_keep(b, &h->times);
	}
	ballot_own(
	    b, F_named, 400 + (int64_t)x->source, is_last * 8 + h->near * 2 + like, 1);
	if (x->said)
		own_beside(j, x, h);
	if (x->w)
		own_words(j, x);
}

static void
choose_period(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	struct period ruled = j->o->period;
	struct offers o;
	double p;
	offer_all(j, ruled, &o);
	struct whole h = {.o = &o, .ruled = ruled};
	look_back(j, &h);
	choose_open_bare(j, MODEL_period);
	for (size_t i = 0; i < o.n; i++) {
		/* As near as makes no difference: the scorer's way with a day or two. */
		struct period g = j->gold ? j->gold->period : PERIOD_NONE;
		bool right = j->gold
			     && (period_same(g, o.v[i].p)
				 || (period_known(g) && period_known(o.v[i].p)
				     && abs(g.end - o.v[i].p.end) <= 4
				     && abs(g.start - o.v[i].p.start) <= 4));
		(void)ballot_add(b, 1 + (int64_t)o.v[i].source,
		    100 + relation(j, o.v[i].p), 0, right);
		size_t first = 0;
		while (!period_same(o.v[first].p, o.v[i].p))
			first++;
		ballot_same(b, first);
		own(j, i, first, &h);
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
