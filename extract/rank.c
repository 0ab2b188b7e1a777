/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/rank.h"

#include <math.h>

#include "extract/context.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/parallel.h"

enum { CLASS_NONE = 9, CLASS_SOME = 8, CLASS_TYPE = 20 };

static const struct catalog_metric *
metric_of(const struct rank_context *x, const struct rank_entry *en)
{
	return &x->st->catalog->metrics[en->b.metric];
}

/* What a metric has of a value's type. */
static unsigned
kinds_of_type(const struct quantity *q, const struct catalog_metric *m)
{
	unsigned change = 1U << OBS_DELTA | 1U << OBS_CONTRIBUTION;
	bool ratio = m->type == CATALOG_RATIO;
	bool relative = q->type == QUANTITY_PERCENT || q->type == QUANTITY_MULTIPLE
			|| (q->type == QUANTITY_NUMBER && q->level);
	if (!relative)
		return change | 1U << OBS_LEVEL;
	if (ratio || m->units & CATALOG_PERCENT)
		return change | (q->points ? 0 : 1U << OBS_LEVEL)
		       | (ratio ? 0 : 1U << OBS_GROWTH);
	return 1U << OBS_GROWTH | 1U << OBS_CONTRIBUTION
	       | (q->points ? 1U << OBS_DELTA : 0);
}

static unsigned
kinds_of(const struct rank_context *x, const struct catalog_metric *m)
{
	unsigned kinds = kinds_of_type(x->q, m);
	unsigned open = kinds & change_kinds(&x->all[x->st->turn], x->q);
	return open ? open : kinds;
}

/* What candidates have in common, for one ballot. */
struct groups {
	struct ballot_group silent, phrases, around, list, same, memory, alike, fresh;
};

/* ----- features --------------------------------------------------------------------- */

static void
own_cue(struct ballot *b, const struct rank_context *x, const struct rank_entry *v)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct quantity *q = x->q;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	const struct cue *best = NULL;
	size_t nearest = SIZE_MAX;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *c = &r->c[i];
		size_t gap = c->b <= q->ua   ? q->ua - c->b
			     : c->a >= q->ub ? c->a - q->ub
					     : 0;
		if (c->metric != v->b.metric || gap >= nearest)
			continue;
		nearest = gap;
		best = c;
	}
	if (!best) {
		ballot_own(b, F_cue, 0, 0, 1);
		return;
	}
	bool before = best->b <= q->ua, inside = !before && best->a < q->ub;
	int side = inside ? 2 : before ? 0 : 1;
	size_t from = before ? best->b : q->ub, to = before ? q->ua : best->a;
	size_t clauses = 0, commas = 0, others = 0, nearer = 0;
	for (size_t i = from; !inside && i < to; i++) {
		clauses += (r->marks[i] & MARKS_CLAUSE) != 0;
		commas += r->t[i].kind == LEXER_COMMA;
	}
	for (size_t k = s->q; !inside && k < s->q_end; k++)
		if (&r->q[k] != q && r->q[k].a >= from && r->q[k].b <= to
		    && r->q[k].type != QUANTITY_NONE
		    && r->q[k].type != QUANTITY_DURATION)
			others++;
	/* Cues of others that stand between. */
	for (size_t i = s->c; !inside && i < s->c_end; i++)
		if (r->c[i].metric != v->b.metric && r->c[i].a >= from
		    && r->c[i].b <= to)
			nearer++;
	int strength = best->strength, bucket = context_bucket(nearest);
	ballot_own(b, F_gap, side * 10 + strength, bucket, 1);
	ballot_own(b, F_rank, side, nearer > 3 ? 3 : (int64_t)nearer, 1);
	ballot_own(b, F_count, side, others > 4 ? 4 : (int64_t)others, 1);
	ballot_own(b, F_clause, side * 10 + (clauses > 3 ? 3 : (int)clauses),
	    commas > 3 ? 3 : (int64_t)commas, 1);
	ballot_own(b, F_cue, side, model_token(&r->t[best->a]), 1);
	ballot_own(b, F_cue_last, side, model_token(&r->t[best->b - 1]), 1);
	if (!inside && to - from <= 6)
		for (size_t i = from; i < to; i++)
			ballot_own(b, F_between, side, model_token(&r->t[i]), 1);
	if (!inside && to > from) {
		ballot_own(b, F_behind, side, model_token(&r->t[from]), 1);
		ballot_own(b, F_named, side,
		    best->a > s->a ? model_token(&r->t[best->a - 1]) : 0, 1);
	}
}

/* What a phrase says of a metric. */
enum named {
	NAMED_NOT, /* there is no phrase */
	NAMED_IT,
	NAMED_WEAKLY,
	NAMED_DOUBTED, /* weakly, and something else strongly */
	NAMED_BESIDE,  /* its words stand before the head, which says something else */
	NAMED_ANOTHER,
	NAMED_ANOTHER_WEAKLY,
	NAMED_NONE, /* what is no metric of ours */
	NAMED_NONE_WEAKLY,
	NAMED_SEGMENT, /* a product or a line of business, by its name or as one */
	NAMED_UNKNOWN,
	NAMED_WHO, /* "we", "it" */
	NAMED = 16
};

/* Does a product or a line of business stand in tokens [a, b)? */
static bool
names_segment(const struct reading *r, const struct sentence *s, size_t a, size_t b)
{
	for (size_t i = s->g; i < s->g_end && r->g[i].a < b; i++)
		if (r->g[i].b > a && !r->g[i].person
		    && (r->g[i].type <= SEGMENT_LEARNED || r->g[i].headed > 0))
			return true;
	return false;
}

/* What a phrase says of a metric; of its cues, the last is its head. */
static enum named
named_by(const struct rank_context *x, const struct phrase *p, int metric)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct sentence *s = &r->s[r->s_of[x->q->a]];
	size_t head = 0;
	int mine = 0, none = 0, other = 0;
	bool beside = false;
	for (size_t i = s->c; i < s->c_end && r->c[i].a < p->b; i++) {
		const struct cue *c = &r->c[i];
		if (c->b <= p->a)
			continue;
		if (c->b > head) {
			head = c->b;
			beside |= mine > 0;
			mine = none = other = 0;
		}
		int *of = c->metric == metric ? &mine
			  : catalog_is_none(&x->st->catalog->metrics[c->metric])
			      ? &none
			      : &other;
		if (c->b < head)
			beside |= of == &mine;
		else if (c->strength > *of)
			*of = c->strength;
	}
	if (mine == 2)
		return NAMED_IT;
	if (mine)
		return none == 2 || other == 2 ? NAMED_DOUBTED : NAMED_WEAKLY;
	if (beside)
		return NAMED_BESIDE;
	if (none)
		return none == 2 ? NAMED_NONE : NAMED_NONE_WEAKLY;
	if (other)
		return other == 2 ? NAMED_ANOTHER : NAMED_ANOTHER_WEAKLY;
	if (p->pronoun)
		return NAMED_WHO;
	bool business = number_among(&r->t[p->b - 1],
	    "business|businesses|segment|segments|division|divisions|category|"
	    "categories|brand|brands|channel|channels|commerce|ecommerce|online|"
	    "digital|"
	    "wholesale|services|products|product|region|regions|geography|geographies|"
	    "portfolio|platform|vertical|verticals|offerings|solutions|software|"
	    "hardware|equipment|accessories|apparel|footwear|subscriptions");
	return business || names_segment(r, s, p->a, p->b) ? NAMED_SEGMENT
							   : NAMED_UNKNOWN;
}

/* Which of the phrases that the value hangs on name the metric. */
static void
own_phrases(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct phrases *all = &x->phrases;
	int64_t before[PHRASE_BEFORE] = {0}, after[PHRASE_AFTER] = {0};
	uint64_t sign = 0;
	for (size_t k = 0; k < all->n_before; k++) {
		before[k] = (int64_t)named_by(x, &all->before[k], v->b.metric);
		sign = sign * NAMED + (uint64_t)before[k];
	}
	for (size_t k = 0; k < all->n_after; k++) {
		after[k] = (int64_t)named_by(x, &all->after[k], v->b.metric);
		sign = sign * NAMED + (uint64_t)after[k];
	}
	if (ballot_again(b, &g->phrases, sign))
		return;
	for (size_t k = 0; k < all->n_before; k++) {
		const struct phrase *p = &all->before[k];
		ballot_own(b, F_head, (int64_t)k,
		    before[k] * 32 + (int64_t)p->link * 4 + (p->verb ? 2 : 0)
			+ p->clause,
		    1);
	}
	for (size_t k = 0; k < all->n_after; k++) {
		const struct phrase *p = &all->after[k];
		ballot_own(b, F_head, 10 + (int64_t)k,
		    after[k] * 32 + (int64_t)p->link * 4 + (p->verb ? 2 : 0)
			+ p->clause,
		    1);
	}
	ballot_own(b, F_head, 20, before[0] * NAMED + before[1], 1);
	ballot_own(b, F_head, 21, before[0] * NAMED + after[0], 1);
	ballot_own(
	    b, F_head, 22, (before[0] * NAMED + before[1]) * NAMED + after[0], 1);
	ballot_own(
	    b, F_head, 30 + (int64_t)x->q->type, before[0] * NAMED + after[0], 1);
	ballot_keep(b, &g->phrases);
}

/* Their words. */
static void
share_phrases(struct ballot *b, const struct rank_context *x)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct phrases *all = &x->phrases;
	for (size_t k = 0; k < all->n_before; k++) {
		const struct phrase *p = &all->before[k];
		ballot_shared(b, F_head_word, (int64_t)k, model_token(&r->t[p->b - 1]));
		if (p->b - p->a > 1)
			ballot_shared(b, F_head_word, 10 + (int64_t)k,
			    model_token(&r->t[p->b - 2]));
	}
	for (size_t k = 0; k < all->n_after; k++)
		ballot_shared(b, F_head_word, 20 + (int64_t)k,
		    model_token(&r->t[all->after[k].b - 1]));
}

/* Tokens from a value to a cue that ends behind it. */
static size_t
behind(const struct cue *c, const struct quantity *q)
{
	return c->a > q->ub ? c->a - q->ub : 0;
}

/* Cues that say "no metric of ours" near by. */
static void
share_none(struct ballot *b, const struct rank_context *x)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct quantity *q = x->q;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t before = 99, after = 99;
	const struct cue *first = NULL, *last = NULL;
	bool none_before = false, none_after = false;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *c = &r->c[i];
		const struct catalog_metric *m = &x->st->catalog->metrics[c->metric];
		bool none =
		    catalog_is_none(m)
		    && (m->units & CATALOG_PERCENT || q->type == QUANTITY_MONEY);
		if (c->b <= q->ua && q->ua - c->b <= before) {
			bool as_near = last && q->ua - c->b == before;
			none_before = none || (none_before && as_near);
			if (!as_near || none)
				last = c;
			before = q->ua - c->b;
		} else if (c->b > q->ub && behind(c, q) < after) {
			after = behind(c, q); /* "% of the total" begins inside */
			none_after = none;
			first = c;
		}
	}
	ballot_shared(b, F_nearest,
	    !last || !none_before ? 0
	    : last->strength == 2 ? 1
				  : 4,
	    last ? context_bucket(before) : 99);
	ballot_shared(b, F_nearest,
	    !first || !none_after  ? 2
	    : first->strength == 2 ? 3
				   : 5,
	    first ? context_bucket(after) : 99);
	if (none_before)
		ballot_shared(b, F_nearest, 10, model_token(&r->t[last->a]));
	if (none_after)
		ballot_shared(b, F_nearest, 11, model_token(&r->t[first->a]));
	/* "a dividend of $0.20": nothing but small words between it and the value. */
	bool said = none_before && last->strength == 2 && before <= 4;
	for (size_t k = said ? last->b : q->ua; k < q->ua; k++)
		said &= number_among(&r->t[k],
		    "of|was|were|is|are|at|to|by|about|the|a|around|for|came|in|"
		    "roughly|approximately|up|down|totaled|charge|rose|fell");
	ballot_shared(b, F_nearest, 60 + said, (int64_t)q->type);
	if (said)
		ballot_shared(b, F_nearest, 62, model_token(&r->t[last->b - 1]));
	ballot_shared(
	    b, F_said, x->share + 2 * x->another + 4 * x->alone, (int64_t)x->q->type);
	ballot_shared(b, F_said, 50 + x->delta, x->driver);
	bool product = false, other = false;
	for (size_t i = s->g; i < s->g_end; i++) {
		product |= r->g[i].type == SEGMENT_PRODUCT;
		other |=
		    r->g[i].type != SEGMENT_PRODUCT && r->g[i].type != SEGMENT_PHRASE;
	}
	ballot_shared(b, F_named, product, other);
}

/* The words of change around. */
static void
share_change(struct ballot *b, const struct rank_context *x, int64_t type)
{
	const unsigned char *at = x->change.at;
	for (int k = 0; k < CHANGE_SETS; k++) {
		ballot_shared(b, F_kind_words, 20 + k, at[k]);
		if (at[k])
			ballot_shared(
			    b, F_kind_words, 40 + k * CHANGE_PLACES + at[k], type);
	}
}

/* The set of the nearest word from i on, in steps of by, that is no hedge; *i behind it. */
static int64_t
set_at(const struct rank_context *x, size_t *i, int by)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct sentence *s = &r->s[r->s_of[x->q->a]];
	for (size_t k = 0; k < 4 && *i >= s->a && *i < s->b; k++) {
		const struct token *t = &r->t[*i];
		*i += (size_t)by;
		if (r->marks[*i - (size_t)by] & MARKS_CLAUSE)
			return CHANGE_SETS + 1;
		if (number_among(t, "about|approximately|roughly|around|nearly|almost|"
				    "over|some|a|an|"
				    "the|another|only|just"))
			continue;
		return t->kind == LEXER_WORD    ? (int64_t)change_set(t)
		       : t->kind == LEXER_COMMA ? CHANGE_SETS + 2
						: CHANGE_SETS + 3;
	}
	return CHANGE_SETS + 4;
}

/* What kinds of words stand right beside it, and head the phrases it hangs on. */
static void
share_beside(struct ballot *b, const struct rank_context *x, int64_t type)
{
	enum { SETS = CHANGE_SETS + 5 };
	const struct reading *r = &x->all[x->st->turn];
	const struct phrases *p = &x->phrases;
	size_t back = x->q->ua - 1, on = x->q->ub;
	int64_t last = set_at(x, &back, -1), before = set_at(x, &back, -1),
		next = set_at(x, &on, 1), after = set_at(x, &on, 1);
	ballot_shared(b, F_gap, last, type);
	ballot_shared(b, F_gap, 100 + last * SETS + before, (int64_t)x->q->type);
	ballot_shared(b, F_gap, 500 + next, type);
	ballot_shared(b, F_gap, 600 + next * SETS + after, (int64_t)x->q->type);
	ballot_shared(b, F_gap, 1000 + last * SETS + next, (int64_t)x->q->type);
	for (size_t k = 0; k < p->n_before && k < 2; k++)
		ballot_shared(b, F_head,
		    (int64_t)k * 100 + change_set(&r->t[p->before[k].b - 1]), last);
	if (p->n_after)
		ballot_shared(b, F_head, 200 + change_set(&r->t[p->after[0].b - 1]),
		    (int64_t)p->after[0].link);
}

/* What was bound before in the document. */
static void
own_memory(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct bind_state *st = x->st;
	const struct reading *r = &x->all[st->turn];
	size_t here = r->s_of[x->q->a];
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	bool in_sentence = last && last->turn == st->turn && last->sentence == here;
	int same = !last ? 0 : last->metric == v->b.metric ? 2 : 1;
	int back = !last || st->turn - last->turn > 2 ? 9
		   : last->turn != st->turn           ? 7
					    : context_bucket(here - last->sentence);
	int said = 0;
	size_t same_metric = st->said[v->b.metric];
	for (size_t i = last && same_metric ? st->n_memory : 0, tries = 0;
	     i-- > 0 && tries < 12; tries++)
		if (st->memory[i].metric == v->b.metric
		    && st->turn - st->memory[i].turn <= 3)
			said++;
	said = said > 3 ? 3 : said;
	int64_t part = st->n_memory == 0 ? 9
		       : same_metric == 0
			   ? 0
			   : 1 + (int64_t)(same_metric * 4 / st->n_memory);
	int64_t type = (int64_t)metric_of(x, v)->type;
	if (ballot_again(b, &g->memory,
		((uint64_t)same * 4 + (uint64_t)said) * 256 + (uint64_t)part * 16
		    + (uint64_t)type))
		return;
	ballot_own(b, F_topic, same * 10 + back, in_sentence, 1);
	ballot_own(b, F_topic, 1000 + same * 10 + back, (int64_t)x->q->type, 1);
	ballot_own(b, F_memory, said, 0, 1);
	ballot_own(b, F_share, part, st->n_memory > 8, 1);
	ballot_own(b, F_share, 10 + part, (int64_t)x->q->type * 8 + type, 1);
	ballot_keep(b, &g->memory);
}

/* The number before it in its sentence. */
static void
own_list(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct bind_state *st = x->st;
	const struct reading *r = &x->all[st->turn];
	const struct quantity *q = x->q, *o = st->before.turn == st->turn
						  ? &r->q[st->before.q]
						  : NULL;
	int is = st->before.metric < 0 ? 0 : st->before.metric == v->b.metric ? 2 : 1;
	if (ballot_again(b, &g->list, (uint64_t)is))
		return;
	if (o && r->s_of[o->a] == r->s_of[q->a] && o->ub <= q->ua) {
		bool alike = o->type == q->type && o->magnitude == q->magnitude;
		size_t gap = q->ua - o->ub, clauses = 0;
		for (size_t i = o->ub; i < q->ua; i++)
			clauses += (r->marks[i] & MARKS_CLAUSE) != 0;
		ballot_own(b, F_list, is * 2 + alike, context_bucket(gap), 1);
		ballot_own(b, F_list, 100 + is * 2 + alike,
		    clauses > 2 ? 2 : (int64_t)clauses, 1);
		if (gap <= 6)
			for (size_t i = o->ub; i < q->ua; i++)
				ballot_own(b, F_list, 200 + is * 2 + alike,
				    model_token(&r->t[i]), 1);
	} else {
		ballot_own(b, F_list, 300, 0, 1);
	}
	ballot_keep(b, &g->list);
}

/* The last value of its shape: where it stands, in sentences back. */
static int64_t
alike_back(const struct rank_context *x, const struct bind_alike *a)
{
	const struct reading *r = &x->all[x->st->turn];
	if (!a->known || x->st->turn - a->turn > 1)
		return 5;
	if (a->turn != x->st->turn)
		return 4;
	size_t back = r->s_of[x->q->a] - a->sentence;
	return back < 3 ? (int64_t)back : 3;
}

static void
own_alike(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct reading *r = &x->all[x->st->turn];
	enum bind_shape shape = bind_shape(x->q);
	const struct bind_alike *a = &x->st->alike[shape];
	int64_t back = alike_back(x, a);
	int64_t is = back == 5                  ? 0
		     : a->metric < 0            ? 1
		     : a->metric == v->b.metric ? 2
						: 3;
	if (ballot_again(b, &g->alike, (uint64_t)is))
		return;
	ballot_own(b, F_list, 400 + is, back, 1);
	ballot_own(b, F_list, 410 + is, back * 8 + (int64_t)shape, 1);
	if (back <= 1 && x->q->ua > 0)
		ballot_own(b, F_list, 420 + is * 2 + back,
		    model_token(&r->t[x->q->ua - 1]), 1);
	ballot_keep(b, &g->alike);
}

static void
share_alike(struct ballot *b, const struct rank_context *x)
{
	enum bind_shape shape = bind_shape(x->q);
	const struct bind_alike *a = &x->st->alike[shape];
	int64_t back = alike_back(x, a), is = back == 5 ? 0 : a->metric < 0 ? 1 : 2;
	ballot_shared(b, F_list, 430 + is, back);
	ballot_shared(b, F_list, 440 + is, back * 8 + (int64_t)shape);
}

/* What is named between the value before and this one, and between this one and the next:
 * of whom is the nearest, and how strongly is each named? */
struct fresh {
	int mine, other, none; /* 0 not, 1 weakly, 2 strongly */
	bool nearest;          /* the nearest is mine */
};

static struct fresh
fresh_between(
    const struct rank_context *x, int metric, size_t from, size_t to, bool last)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct sentence *s = &r->s[r->s_of[x->q->a]];
	struct fresh f = {0, 0, 0, false};
	bool found = false;
	for (size_t i = s->c; i < s->c_end && r->c[i].a < to; i++) {
		const struct cue *c = &r->c[i];
		if (c->a < from || c->b > to)
			continue;
		bool mine = c->metric == metric;
		int *of = mine ? &f.mine
			  : catalog_is_none(&x->st->catalog->metrics[c->metric])
			      ? &f.none
			      : &f.other;
		*of = c->strength > *of ? c->strength : *of;
		f.nearest = last || !found ? mine : f.nearest;
		found = true;
	}
	return f;
}

static void
own_fresh(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct quantity *q = x->q;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = s->a, to = s->b;
	for (size_t k = s->q; k < s->q_end; k++) {
		const struct quantity *o = &r->q[k];
		if (o == q || o->type == QUANTITY_NONE || o->type == QUANTITY_DURATION)
			continue;
		if (o->b <= q->ua)
			from = o->b;
		else if (o->a >= q->ub && o->a < to)
			to = o->a;
	}
	struct fresh before = fresh_between(x, v->b.metric, from, q->ua, true),
		     behind = fresh_between(x, v->b.metric, q->ub, to, false);
	const struct bind_alike *a = &x->st->alike[bind_shape(q)];
	int64_t back = alike_back(x, a);
	int64_t is = x->st->before.metric < 0              ? 0
		     : x->st->before.metric == v->b.metric ? 2
							   : 1;
	int64_t like = back == 5                  ? 0
		       : a->metric < 0            ? 1
		       : a->metric == v->b.metric ? 2
						  : 3;
	int64_t named = ((before.mine * 3 + before.other) * 3 + before.none) * 2
			+ before.nearest,
		after = ((behind.mine * 3 + behind.other) * 3 + behind.none) * 2
			+ behind.nearest;
	bool first = from == s->a;
	if (ballot_again(b, &g->fresh,
		(((uint64_t)named * 64 + (uint64_t)after) * 4 + (uint64_t)is) * 4
		    + (uint64_t)like))
		return;
	int64_t mine = before.mine * 2 + before.nearest,
		theirs = behind.mine * 2 + behind.nearest;
	ballot_own(b, F_agrees, named, first, 1);
	ballot_own(b, F_agrees, 100 + named, is * 2 + first, 1);
	ballot_own(b, F_agrees, 200 + named, like * 8 + back, 1);
	ballot_own(b, F_agrees, 300 + after, mine * 2 + first, 1);
	ballot_own(b, F_agrees, 400 + mine * 6 + theirs, like * 4 + is, 1);
	ballot_own(b, F_agrees, 500 + named, (int64_t)q->type, 1);
	ballot_keep(b, &g->fresh);
}

static uint64_t
bit_of(int metric)
{
	return (uint64_t)1 << (unsigned)metric % 64;
}

/* The same value said before. */
static void
own_same(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct bind_state *st = x->st;
	const struct quantity *q = x->q;
	const struct bind_seen *last = x->same.last;
	if (!last)
		return;
	int64_t is = last->metric == v->b.metric             ? 1
		     : x->same.metrics & bit_of(v->b.metric) ? 3
		     : last->metric < 0                      ? 0
							     : 2;
	if (ballot_again(b, &g->same, (uint64_t)is))
		return;
	int64_t digits = q->digits < 3 ? q->digits : 3, type = (int64_t)q->type;
	size_t back = st->turn - last->turn;
	int64_t far = back > 3 ? 4 : (int64_t)back;
	const struct token *before = &x->all[st->turn].t[q->ua ? q->ua - 1 : 0];
	bool definite =
	    q->ua && number_among(before, "the|that|this|those|your|our|these|its");
	ballot_own(b, F_same, is, type * 4 + digits, 1);
	ballot_own(b, F_same, 10 + is, far, 1);
	ballot_own(b, F_same, 20 + is, far * 4 + digits, 1);
	ballot_own(b, F_same, 30 + is, definite, 1);
	ballot_keep(b, &g->same);
}

/* Of what order the value is, and its type. */
static int64_t
size_of(const struct quantity *q)
{
	double size = isnan(q->high) ? fabs(q->low) : fabs(q->high);
	return size > 0 ? (int64_t)floor(log10(size)) * 16 + (int64_t)q->type : -999;
}

/* Cues of the metric in the sentences around and in the question. */
static void
own_around(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct reading *r = &x->all[x->st->turn];
	size_t here = r->s_of[x->q->a];
	const struct sentence *s = &r->s[here];
	int back = 9, last = 0, ahead = 9, asked = 9;
	for (size_t i = s->c; i-- > 0 && here - r->s_of[r->c[i].a] <= 3;) {
		last += last < 9;
		if (r->c[i].metric == v->b.metric) {
			back = (int)(here - r->s_of[r->c[i].a]);
			break;
		}
	}
	for (size_t i = s->c_end; i < r->n_c && r->s_of[r->c[i].a] - here <= 1; i++)
		if (r->c[i].metric == v->b.metric) {
			ahead = 1;
			break;
		}
	last = back == 9 ? 0 : last > 3 ? 3 : last;
	const struct reading *q = r->question >= 0 ? &x->all[r->question] : NULL;
	for (size_t i = q ? q->n_c : 0, k = 0; i-- > 0; k++)
		if (q->c[i].metric == v->b.metric) {
			asked = k > 3 ? 3 : (int)k;
			break;
		}
	int all = ((back * 4 + last) * 10 + ahead) * 10 + asked;
	if (ballot_again(b, &g->around, (uint64_t)all))
		return;
	ballot_own(b, F_back, back, last, 1);
	ballot_own(b, F_order, ahead, 0, 1);
	if (q)
		ballot_own(b, F_question, asked, here > 3 ? 4 : (int64_t)here, 1);
	ballot_keep(b, &g->around);
}

/* The metrics that anything speaks of which own_around and the like look at. */
static uint64_t
spoken_of(const struct rank_context *x)
{
	const struct bind_state *st = x->st;
	const struct reading *r = &x->all[st->turn],
			     *q = r->question >= 0 ? &x->all[r->question] : NULL;
	size_t here = r->s_of[x->q->a];
	const struct sentence *s = &r->s[here];
	uint64_t bits = 0;
	for (size_t i = s->c_end; i-- > 0 && here - r->s_of[r->c[i].a] <= 3;)
		bits |= bit_of(r->c[i].metric);
	for (size_t i = s->c_end; i < r->n_c && r->s_of[r->c[i].a] - here <= 1; i++)
		bits |= bit_of(r->c[i].metric);
	for (size_t i = 0; q && i < q->n_c; i++)
		bits |= bit_of(q->c[i].metric);
	if (st->before.metric >= 0)
		bits |= bit_of(st->before.metric);
	return bits | x->same.metrics;
}

/* What speaks for a metric. */
static void
own_signs(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	for (size_t i = 0; i < v->n_rules; i++)
		ballot_own(b, F_fired, x->st->words->rules[v->rules[i]],
		    (int64_t)x->q->type, 1);
	ballot_own(b, F_score, 0, 0, v->b.score > -1 ? v->b.score : -1);
	ballot_own(b, F_rule, (int64_t)floor(v->b.score * 2), 0, 1);
	own_cue(b, x, v);
	own_phrases(b, x, v, g);
	own_around(b, x, v, g);
	own_list(b, x, v, g);
	own_same(b, x, v, g);
}

static void
own(struct ballot *b, const struct rank_context *x, const struct rank_entry *v,
    struct groups *g)
{
	const struct catalog_metric *m = metric_of(x, v);
	int64_t name = x->st->words->metrics[v->b.metric];
	ballot_own(b, F_metric, name, (int64_t)x->q->type, 1);
	ballot_own(
	    b, F_type, (int64_t)m->type * 16 + (int64_t)x->q->type, x->q->points, 1);
	ballot_own(b, F_size, name, x->size, 1);
	/* Most metrics are named nowhere near: what is known of them is the same. */
	bool silent = v->n_rules == 1 && v->rules[0] == BIND_WORDS
		      && !(x->spoken & bit_of(v->b.metric));
	if (!silent) {
		own_signs(b, x, v, g);
	} else if (!ballot_again(b, &g->silent, 0)) {
		own_signs(b, x, v, g);
		ballot_keep(b, &g->silent);
	}
	own_alike(b, x, v, g);
	own_fresh(b, x, v, g);
	own_memory(b, x, v, g);
}

/* ----- kind ------------------------------------------------------------------------- */

static void
choose_kind(const struct rank_context *x, struct binding *out)
{
	struct ballot *b = x->st->ballot;
	const struct catalog_metric *m = &x->st->catalog->metrics[out->metric];
	const struct bind_state *st = x->st;
	unsigned kinds = kinds_of(x, m);
	enum obs_kind list[OBS_KINDS];
	size_t n = 0;
	double p;
	const struct reading *r = &x->all[st->turn];
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	bool near = last && last->turn == st->turn && last->metric == out->metric
		    && r->s_of[x->q->a] - last->sentence <= 1;
	ballot_open(b, MODEL_kind);
	context_share_close(b, r, x->q);
	ballot_shared(
	    b, F_metric, st->words->metrics[out->metric], (int64_t)x->q->type);
	ballot_shared(b, F_type, (int64_t)m->type,
	    (int64_t)x->q->type + (x->q->points ? 100 : 0));
	ballot_shared(b, F_kind_words,
	    x->delta + 2 * x->driver + 4 * x->q->points + 8 * (x->q->from || x->q->to),
	    (int64_t)x->q->type);
	ballot_shared(b, F_said, x->delta, x->driver);
	share_phrases(b, x);
	share_change(b, x, (int64_t)m->type * 32 + (int64_t)x->q->type);
	share_beside(b, x, (int64_t)m->type * 32 + (int64_t)x->q->type);
	ballot_shared(b, F_kind_is, near ? 1 + (int64_t)last->kind : 0,
	    near && r->s_of[x->q->a] == last->sentence);
	const struct bind_alike *alike = &st->alike[bind_shape(x->q)];
	ballot_shared(b, F_kind_is,
	    10
		+ (alike->known && alike->metric == out->metric ? (int64_t)alike->kind
								: 9),
	    alike_back(x, alike));
	const struct bind_seen *same = x->same.last;
	if (same && same->metric == out->metric)
		ballot_shared(b, F_kind_is, 30 + (int64_t)same->kind,
		    x->q->digits < 3 ? x->q->digits : 3);
	if (out->cue_b > out->cue_a)
		ballot_shared(b, F_place, out->cue_b <= x->q->ua ? 11 : 12,
		    out->cue_b <= x->q->ua ? context_bucket(x->q->ua - out->cue_b)
					   : context_bucket(out->cue_a - x->q->ub));
	for (int kind = 0; kind < OBS_KINDS; kind++) {
		bool right = false;
		if (!(kinds >> kind & 1))
			continue;
		for (size_t i = 0; i < st->n_gold; i++)
			right |= str_eq(st->gold[i].metric, m->name)
				 && st->gold[i].kind == (enum obs_kind)kind;
		(void)ballot_add(b, 1 + kind, 0, 0, right);
		list[n++] = (enum obs_kind)kind;
	}
	out->kind = list[ballot_decide(b, &p)];
	out->p *= p;
}

/* Are the words of a cue those of the metric, too?  They may be of more than one. */
static bool
words_of(const struct reading *r, const struct cue *c, int metric)
{
	const struct sentence *s = &r->s[r->s_of[c->a]];
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].a == c->a && r->c[i].b == c->b && r->c[i].metric == metric)
			return true;
	return false;
}

/* "Deliveries of 3,900": the words of a metric right before the value; the longest. */
static const struct cue *
cue_right_before(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	const struct cue *best = NULL;
	size_t end = q->ua;
	end -= end > s->a
	       && number_among(&r->t[end - 1], "about|approximately|nearly|over");
	if (end <= s->a || !number_among(&r->t[end - 1], "of|was|were|is"))
		return NULL;
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].b == end - 1 && r->c[i].strength == 2
		    && (!best || r->c[i].a < best->a))
			best = &r->c[i];
	return best;
}

/* Does the value's sentence name a metric, of ours or none of ours? */
static bool
says(const struct rank_context *x, const struct reading *r, bool ours)
{
	const struct sentence *s = &r->s[r->s_of[x->q->a]];
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].strength == 2
		    && catalog_is_none(&x->st->catalog->metrics[r->c[i].metric])
			   != ours)
			return true;
	return false;
}

/* "Revenue and net income were $410 million and $23 million", "deliveries of 3,900": language
 * leaves no choice. */
static bool
stated(const struct rank_context *x, const struct rank_entry *v, size_t n,
    struct binding *out)
{
	const struct reading *r = &x->all[x->st->turn];
	const struct cue *c = parallel_cue(r, (size_t)(x->q - r->q));
	bool row = c;
	/* "Loan and deposit growth": neither is ours. */
	if (row && c->strength < 2 && says(x, r, false))
		return true;
	if (!c)
		c = cue_right_before(r, x->q);
	if (!c)
		return false;
	if (catalog_is_none(&x->st->catalog->metrics[c->metric]))
		return row || (!x->q->points && !says(x, r, true));
	const struct rank_entry *only = NULL;
	for (size_t i = 0; i < n; i++)
		if (words_of(r, c, v[i].b.metric)
		    && (row || x->q->points
			|| kinds_of(x, metric_of(x, &v[i])) >> OBS_LEVEL & 1)) {
			if (only)
				return false; /* which? */
			only = &v[i];
		}
	if (!only)
		return false;
	*out = only->b;
	out->cue_a = c->a;
	out->cue_b = c->b;
	out->p = 1;
	choose_kind(x, out);
	return true;
}

struct binding
rank_binding(struct rank_context *x, const struct rank_entry *v, size_t n)
{
	struct groups g;
	g.silent.n = g.phrases.n = g.around.n = g.list.n = g.same.n = g.memory.n =
	    g.alike.n = g.fresh.n = 0;
	struct ballot *b = x->st->ballot;
	const struct rank_entry *entries[BALLOT_CANDIDATES];
	size_t k = 0;
	double p;
	struct binding out = {.metric = -1};
	x->same = bind_said_before(x->st, x->q);
	x->size = size_of(x->q);
	x->spoken = spoken_of(x);
	if (stated(x, v, n, &out))
		return out;
	ballot_open(b, MODEL_bind);
	context_share(b, &x->all[x->st->turn], x->q);
	share_none(b, x);
	share_phrases(b, x);
	share_change(b, x, (int64_t)x->q->type * 2 + x->q->points);
	share_beside(b, x, (int64_t)x->q->type * 2 + x->q->points);
	share_alike(b, x);
	(void)ballot_add(b, CLASS_NONE, 0, 0, x->st->n_gold == 0 && !x->st->unlabelled);
	for (size_t i = 0; i < n; i++) {
		const struct catalog_metric *m = metric_of(x, &v[i]);
		bool right = false;
		if (catalog_is_none(m))
			continue;
		for (size_t label = 0; label < x->st->n_gold; label++)
			right |= str_eq(x->st->gold[label].metric, m->name);
		if (ballot_add(b, CLASS_SOME, x->st->words->metrics[v[i].b.metric],
			CLASS_TYPE + (int64_t)m->type, right)
		    < 0)
			break;
		entries[++k] = &v[i];
		own(b, x, &v[i], &g);
	}
	size_t c = ballot_decide(b, &p);
	if (c == 0)
		return out;
	out = entries[c]->b;
	out.p = p;
	choose_kind(x, &out);
	return out;
}
