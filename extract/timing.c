/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/timing.h"

#include <stdlib.h>
#include <string.h>

#include "extract/basing.h"
#include "extract/choose.h"
#include "extract/context.h"
#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/offer.h"
#include "extract/stated.h"

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
	struct ballot_group where, when, rules, stands;
	const struct bind_memory *last; /* the value before it in the turn; NULL */
	int compared; /* it is what another is held against: 2 right behind such a word */
	int tense; /* of the nearest verb before it: 0 none, 1 past, 2 present, 3 to come,
		      4 would; 4 more where it stands in another clause */
	/* The last value of the metric with its kind, stance and segment (NULL), and how many
	 * turns ago; the last time that the turn said before the sentence, and how many
	 * sentences ago; the question's last one. */
	const struct bind_memory *kin;
	int kin_turns;
	struct period topic, asked;
	int topic_back;
	int undated; /* "over time": 1 in its clause, 2 its sentence, 3 shortly before; 0 */
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

/* What was said before: of the same thing, in the turn, in the question. */
static void
look_around(const struct job *j, struct whole *h)
{
	enum { FAR = 80, BACK = 8 };
	const struct bind_state *st = j->x->state;
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	h->kin = NULL;
	h->kin_turns = 0;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < FAR && !h->kin; k++) {
		const struct bind_memory *m = &st->memory[i];
		size_t back = st->turn - m->turn;
		if (m->metric != j->b->metric || m->kind != j->o->kind
		    || m->stance != j->o->stance
		    || !segment_same(m->segment, j->o->segment))
			continue;
		h->kin = m;
		h->kin_turns = back > 3 ? 4 : 1 + (int)back;
	}
	h->undated = 0;
	for (size_t i = j->s->w_end; i-- > 0 && here - r->s_of[r->w[i].a] <= 2;) {
		const struct when *w = &r->w[i];
		if (w->undated && w->a >= j->ca && w->b <= j->cb)
			h->undated = 1;
		else if (w->undated && !h->undated)
			h->undated = w->a >= j->s->a ? 2 : 3;
	}
	h->topic = h->asked = PERIOD_NONE;
	h->topic_back = 0;
	for (size_t i = j->s->w; i-- > 0 && !h->topic_back;) {
		const struct when *w = &r->w[i];
		size_t back = here - r->s_of[w->a];
		if (back > BACK)
			break;
		if (w->base || w->now || !period_known(w->period))
			continue;
		h->topic = w->period;
		h->topic_back = back > 4 ? 5 : back > 2 ? 4 : (int)back + 1;
	}
	if (r->question >= 0) {
		const struct reading *q = &j->x->all[r->question];
		for (size_t i = q->n_w; i-- > 0 && !period_known(h->asked);)
			if (!q->w[i].base && !q->w[i].now)
				h->asked = q->w[i].period;
	}
}

static void
look_back(const struct job *j, struct whole *h)
{
	enum { FAR = 300 };
	const struct bind_state *st = j->x->state;
	h->same = NULL;
	h->n_said = 0;
	h->where.n = h->when.n = h->rules.n = h->stands.n = 0;
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

/* What a day is to the call: 1 to 4; 0 of no time. */
static int
moment(const struct when_clock *c, struct period p)
{
	if (!period_known(p))
		return 0;
	return p.end == c->as_of          ? 1
	       : p.end == c->reported.end ? 2
	       : p.end < c->as_of         ? 3
					  : 4;
}

/* What a time is to the call: a small number. */
static int
standing(const struct job *j, struct period p)
{
	const struct when_clock *c = j->x->clock;
	const struct fiscal *f = &c->fiscal;
	if (p.start == p.end || !period_known(p))
		return moment(c, p);
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

/* The same, told apart less finely. */
static int
roughly(const struct job *j, struct period p)
{
	const struct when_clock *c = j->x->clock;
	if (p.start == p.end || !period_known(p))
		return moment(c, p);
	if (period_same(p, c->reported))
		return 5;
	enum period_grain g = period_grain(p);
	int grain = g == PERIOD_QUARTER ? 0 : g == PERIOD_YEAR ? 1 : 2;
	return 6 + grain * 4
	       + (p.end == c->reported.end ? 0
		   : p.end < c->as_of      ? 1
		   : p.start <= c->as_of   ? 2
					   : 3);
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

/* Where it comes from, and what stands between. */
static void
own_where(struct job *j, const struct offer *x, struct whole *h)
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
own_when(struct job *j, const struct offer *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int type = (int)j->m->type, grain = (int)period_grain(x->p),
	    rel = relation(j, x->p), stance = (int)j->o->stance,
	    place = grain * 8 + rel;
	bool ruled = period_same(x->p, h->ruled);
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

/* What stands for it: the same of all times that lie alike. */
static void
own_standing(struct job *j, const struct offer *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance, kind = (int)j->o->kind, type = (int)j->m->type,
	    stands = standing(j, x->p), section = (int)j->r->turn->section;
	const struct bind_memory *last = h->last;
	if (ballot_again(b, &h->stands, (uint64_t)stands))
		return;
	ballot_own(b, F_head, stands, type * 16 + stance * 4 + kind, 1);
	ballot_own(b, F_head, 100 + stands, j->name, 1);
	ballot_own(b, F_head, 200 + stands, section * 4 + stance, 1);
	ballot_own(b, F_head, 300 + stands, h->tense * 4 + stance, 1);
	ballot_own(b, F_head, 400 + stands, h->whens, 1);
	ballot_own(
	    b, F_head, 500 + stands, h->compared + 3 * j->q->from + 6 * j->q->to, 1);
	ballot_own(b, F_head, 600 + stands, (int64_t)j->q->per, 1);
	ballot_own(
	    b, F_head, 700 + stands, last ? 1 + standing(j, last->period) : 0, 1);
	ballot_own(b, F_role, stands, (int)j->r->turn->role * 4 + stance, 1);
	ballot_keep(b, &h->stands);
}

/* How the value, its sentence and what was said before agree with the time. */
static void
own_dense(struct job *j, const struct offer *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance;
	int64_t source = (int64_t)x->source;
	const struct bind_memory *last = h->last;
	bool is_last = last && period_same(last->period, x->p),
	     ruled = period_same(x->p, h->ruled);
	size_t back = last ? j->r->s_of[j->q->a] - last->sentence : 9;
	int near = !last ? 0 : back > 2 ? 1 : back > 0 ? 2 : 3;
	bool like = last && last->metric == j->b->metric,
	     alike = like && last->kind == j->o->kind;
	/* Who offers it, and what else is there. */
	ballot_own(b, F_named, source, h->whens, 1);
	ballot_own(b, F_named, 100 + source, h->whens * 4 + stance, 1);
	ballot_own(
	    b, F_named, 200 + source, h->compared + 3 * j->q->from + 6 * j->q->to, 1);
	ballot_own(b, F_named, 300 + source, h->tense, 1);
	ballot_own(b, F_named, 400 + source, is_last * 8 + near * 2 + like, 1);
	size_t agree = 0, at = j->r->s_of[j->q->a];
	for (size_t i = 0; i < h->n_turn; i++)
		agree += period_same(h->turn[i], x->p);
	ballot_own(b, F_topic, h->n_turn == 0 ? 9 : (int64_t)(agree * 3 / h->n_turn),
	    (int64_t)context_bucket(h->n_turn) * 8 + h->whens, 1);
	ballot_own(b, F_turn, source,
	    (int64_t)(at > 3 ? 3 : at) + (j->r->question >= 0 ? 4 : 0), 1);
	/* It is that of the value before. */
	ballot_own(b, F_memory, is_last, near * 4 + like * 2 + alike, 1);
	ballot_own(b, F_memory, 10 + is_last, h->whens * 4 + near, 1);
	if (last)
		ballot_own(b, F_memory, 20 + is_last,
		    ((int)last->stance * 4 + stance) * 2 + like, 1);
	ballot_own(b, F_order, ruled + 2 * is_last, h->whens * 4 + stance, 1);
}

/* How the time agrees with what was said before of the same thing. */
static void
own_before(struct job *j, const struct offer *x, const struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	int stance = (int)j->o->stance;
	size_t at = j->r->s_of[j->q->a];
	int64_t first = at > 3 ? 3 : (int64_t)at;
	bool kin = h->kin && period_same(h->kin->period, x->p),
	     topic = period_known(h->topic) && period_same(h->topic, x->p),
	     asked = period_known(h->asked) && period_same(h->asked, x->p);
	ballot_own(b, F_same, kin, h->kin_turns * 6 + h->whens, 1);
	ballot_own(b, F_same, 10 + kin, h->kin_turns * 4 + stance, 1);
	ballot_own(b, F_topic, 20 + topic, h->topic_back * 6 + h->whens, 1);
	ballot_own(b, F_topic, 30 + topic, h->topic_back * 4 + stance, 1);
	if (h->undated)
		ballot_own(b, F_near, roughly(j, x->p), h->undated * 4 + stance, 1);
	if (!period_known(h->asked))
		return;
	ballot_own(b, F_question, asked, first * 6 + h->whens, 1);
	ballot_own(b, F_question, 10 + asked, first * 4 + stance, 1);
}

static void
own(struct job *j, const struct offer *x, struct whole *h)
{
	struct ballot *b = j->x->state->ballot;
	const struct offers *o = h->o;
	int type = (int)j->m->type, stance = (int)j->o->stance;
	int64_t source = (int64_t)x->source;
	own_where(j, x, h);
	own_when(j, x, h);
	if (h->same)
		ballot_own(b, F_agrees, period_same(h->same->period, x->p),
		    period_known(x->p) * 8 + stance, 1);
	own_standing(j, x, h);
	own_dense(j, x, h);
	own_before(j, x, h);
	if (x->said)
		own_beside(j, x, h);
	size_t all = h->n_said, alike = 0;
	for (size_t i = 0; i < all; i++)
		alike += period_same(h->said[i], x->p);
	ballot_own(b, F_share,
	    all == 0     ? 9
	    : alike == 0 ? 0
			 : 1 + (int64_t)(alike * 3 / all),
	    (all > 4) * 16 + stance * 4 + period_known(x->p), 1);
	int votes = 0;
	for (size_t i = 0; i < o->n; i++)
		votes += period_same(o->v[i].p, x->p);
	ballot_own(b, F_said, votes > 4 ? 4 : votes, 0, 1);
	if (!x->w)
		return;
	ballot_own(b, F_kind_is, source,
	    x->w->point + 2 * x->w->now + 4 * x->w->reported + 8 * x->w->guessed
		+ 16 * x->w->undated,
	    1);
	ballot_own(b, F_type, x->w->point + 2 * x->w->now, type * 4 + stance, 1);
	if (x->source == OFFER_BEFORE || x->source == OFFER_BEHIND
	    || x->source == OFFER_COMPARED) {
		const struct token *t = j->r->t;
		ballot_own(b, F_when_word, 0, model_token(&t[x->w->a]), 1);
		ballot_own(b, F_when_word, 1, model_token(&t[x->w->b - 1]), 1);
		if (x->w->a > j->s->a)
			ballot_own(b, F_when_word, 2, model_token(&t[x->w->a - 1]), 1);
	}
}

/* An amount that came in is not of the day that its quarter ended on: "as of June 30, cash
 * was $20 million. Capital expenditures were $4 million". */
static void
quarter_of_day(struct job *j)
{
	enum { NEAR = 4 };
	const struct fiscal *f = &j->x->clock->fiscal;
	int32_t day = j->o->period.end;
	int y, q;
	if (!period_known(j->o->period) || j->o->period.start != day || f->quarter == 0
	    || j->m->type != CATALOG_FLOW || j->o->kind != OBS_LEVEL
	    || j->o->stance != OBS_ACTUAL || j->q->type != QUANTITY_MONEY
	    || memchr(j->o->unit.p, '/', j->o->unit.n))
		return;
	fiscal_locate(f, day - NEAR, &y, &q);
	struct period quarter = fiscal_quarter(f, y, q);
	if (abs(quarter.end - day) <= NEAR)
		j->o->period = quarter;
}

/* What is reported is over on the day of the call.  A time that is not makes a promise of
 * the value, or another time is the likelier mistake: the candidate that is taken instead. */
static size_t
settle_future(struct job *j, const struct offers *o, size_t chosen, double *p)
{
	const struct ballot *b = j->x->state->ballot;
	int32_t now = j->x->clock->as_of;
	double future = 0, most = -1;
	size_t best = chosen;
	if (now == DATE_NONE || j->o->stance != OBS_ACTUAL || j->gold
	    || o->v[chosen].p.end <= now)
		return chosen;
	for (size_t i = 0; i < o->n; i++) {
		double of = ballot_probability(b, i);
		if (period_known(o->v[i].p) && o->v[i].p.end > now) {
			future += of;
		} else if (of > most) {
			most = of;
			best = i;
		}
	}
	if ((1 - j->p_stance) * future > j->p_stance * (1 - future)) {
		choose_promise(j);
		return chosen;
	}
	*p = most > 0 ? most : 0;
	return best;
}

static void
choose_period(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	struct period ruled = j->o->period;
	struct offers o;
	double p;
	struct period stated = stated_period(j);
	if (period_known(stated)) { /* language leaves nothing open */
		j->o->period = stated;
		return;
	}
	offer_all(j, ruled, &o);
	stated_drop(j, &o);
	struct whole h = {.o = &o, .ruled = ruled};
	look_back(j, &h);
	look_around(j, &h);
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
		own(j, &o.v[i], &h);
	}
	size_t c = ballot_decide(b, &p);
	c = settle_future(j, &o, c, &p);
	j->p *= p;
	j->o->period = o.v[c].p;
	const struct when *w = o.v[c].w;
	if (!(w && w->a >= j->ca && w->b <= j->cb))
		quarter_of_day(j);
}

void
timing_choose(struct job *j)
{
	choose_period(j);
	basing_choose(j);
}
