/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/about.h"

#include <math.h>

#include "extract/choose.h"
#include "extract/context.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/parallel.h"
#include "extract/topic.h"
#include "extract/whose.h"

/* Metrics that follow the product being talked about; the others are the company's
 * unless the words beside them say otherwise. */
static bool
follows(const struct job *j)
{
	static const char *const names[] = {"production_rate", "production",
	    "deliveries", "orders", "reservations", "gross_margin", "price",
	    "unit_cost"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (job_is(j, names[i]))
			return true;
	return false;
}

/* Credits are sold, and have neither margins nor deliveries; what is made at a place is no
 * part of the business for that. */
static bool
has(const struct job *j, struct str name)
{
	if ((job_is(j, "production_rate") || job_is(j, "production"))
	    && segment_is_place(name))
		return false;
	struct str end = STR("credits");
	bool credits =
	    name.n > end.n && str_eq(str_sub(name, name.n - end.n, name.n), end);
	return !credits || job_is(j, "revenue");
}

static bool
usable(const struct job *j, const struct segment *g)
{
	if (g->type > SEGMENT_LEARNED || !has(j, g->name))
		return false;
	if (g->type == SEGMENT_PLACE)
		return job_is(j, "revenue") || job_is(j, "orders")
		       || job_is(j, "operating_margin");
	return true;
}

/* Is it beside the metric's words: "PES gross margin", "gross margin on the X"? */
static bool
beside_cue(const struct job *j, const struct segment *g)
{
	size_t a = j->b->cue_a, b = j->b->cue_b;
	if (b == a)
		return false;
	if (g->a >= a && g->b <= b)
		return true;
	if (g->b <= a && a - g->b <= 2)
		return a == g->b || j->r->t[g->b].kind != LEXER_LONG_DASH;
	return g->a >= b && g->a - b <= 4 && job_says(j->r, b, g->a, "on|for|of|in|at")
	       && !job_says(j->r, b, g->a, "and|due|from|by|with");
}

/* What of the sentence the value is about; how far away it stands in *cost. */
static const struct segment *
segment_here(const struct job *j, double *cost_out)
{
	const struct segment *best = NULL;
	size_t mid_a = j->q->ua, mid_b = j->q->ub;
	double least = 1e9;
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *g = &j->r->g[i];
		if (g->a < j->s->a || g->a >= j->s->b || !usable(j, g))
			continue;
		/* "including regulatory credits" qualifies, "comparable to" compares: no subject. */
		if (g->a > 0
		    && number_among(&j->r->t[g->a - 1],
			"including|excluding|without|ex|versus|than|from|unlike"))
			continue;
		if (job_says(j->r, g->a > j->s->a + 4 ? g->a - 4 : j->s->a, g->a,
			"comparable|similar|compared|unlike|opposed"))
			continue;
		double cost;
		size_t from = g->b, to = mid_a;
		if (g->b <= mid_a) {
			cost = (double)(to - from);
		} else if (g->a >= mid_b) {
			from = mid_b;
			to = g->a;
			cost = (double)(to - from) * 1.5 + 1;
		} else {
			from = to = 0;
			cost = 0; /* between the number and its noun */
		}
		for (size_t k = from; k < to; k++)
			if (j->r->marks[k] & MARKS_CLAUSE)
				cost += 6;
			else if (j->r->t[k].kind == LEXER_COMMA)
				cost += 2;
		/* The sentence's subject: "Footwear had its best quarter, and its margin was". */
		if (g->a <= j->s->a + 2 && cost > 8)
			cost = 8;
		if (beside_cue(j, g))
			cost = 0.5;
		if (cost < least) {
			least = cost;
			best = g;
		}
	}
	*cost_out = least;
	return best;
}

/* May a segment at this distance in the sentence be the value's? */
static bool
reaches(const struct job *j, const struct segment *g, double cost)
{
	if (job_is(j, "gross_margin") || job_is(j, "operating_margin")) {
		if (j->o->kind == OBS_CONTRIBUTION)
			return cost <= 0.5;
		return g->type == SEGMENT_PRODUCT ? cost < 30 : cost < 12;
	}
	if (follows(j))
		return cost < (g->a >= j->q->ub ? 16 : 40);
	if (job_is(j, "revenue") || job_is(j, "energy"))
		return cost < 14;
	return cost <= 0.5;
}

/* The segment of the same metric a moment ago: in this turn, or in the exchange. */
static const struct bind_memory *
said_before(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	size_t here = j->r->s_of[j->q->a];
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < JOB_REMEMBERED;
	     tries++) {
		const struct bind_memory *m = &st->memory[i];
		if (st->turn - m->turn > 6)
			return NULL;
		if (m->metric != j->b->metric)
			continue;
		if (m->turn == st->turn)
			return here - m->sentence <= 3 ? m : NULL;
		for (size_t t = m->turn + 1; t <= st->turn; t++)
			if (j->x->all[t].turn->role == OBS_OPERATOR)
				return NULL; /* another question began */
		return m;
	}
	return NULL;
}

/* The value of the same metric before this one in its sentence; NULL. */
static const struct bind_memory *
same_sentence(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	return m && m->turn == st->turn && m->metric == j->b->metric
		       && m->sentence == j->r->s_of[j->q->a]
		   ? m
		   : NULL;
}

/* The same rate earlier in the call: 5,000 a week is always that of one product. */
static const struct bind_memory *
same_rate(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	if (j->m->type != CATALOG_RATE || j->o->vague)
		return NULL;
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < JOB_REMEMBERED;
	     tries++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].low == j->o->low && st->memory[i].segment.n)
			return &st->memory[i];
	return NULL;
}

/* The product last named: in this turn, or in the question that it answers. */
static const struct segment *
named_before(const struct job *j)
{
	size_t here = j->r->s_of[j->q->a];
	bool rate = j->m->type == CATALOG_RATE, qa = j->r->turn->section == OBS_QA;
	size_t reach = rate ? 8 : qa ? 3 : 1;
	for (size_t i = j->s->g; i-- > 0;) {
		const struct segment *g = &j->r->g[i];
		if (g->a >= j->s->a || !usable(j, g)
		    || (!qa && g->type != SEGMENT_PRODUCT))
			continue;
		if (here - j->r->s_of[g->a] <= reach)
			return g;
		break;
	}
	for (size_t back = 1; qa && back <= (rate ? 4u : 2u) && back <= j->x->turn;
	     back++) {
		const struct reading *p = &j->x->all[j->x->turn - back];
		if (p->turn->role == OBS_OPERATOR)
			break; /* another question began */
		for (size_t i = p->n_g; i-- > 0;) {
			const struct segment *g = &p->g[i];
			if (usable(j, g)
			    && (rate ? g->type == SEGMENT_PRODUCT
				     : p->n_s - p->s_of[g->a] <= 4))
				return g;
		}
	}
	return NULL;
}

/* A product named in this turn after what was said before: the talk has moved on. */
static const struct segment *
named_since(const struct job *j, const struct bind_memory *m)
{
	if (!m || m->turn != j->x->state->turn || j->b->recalled)
		return NULL;
	for (size_t i = j->s->g; i-- > 0;) {
		const struct segment *g = &j->r->g[i];
		if (j->r->s_of[g->a] <= m->sentence)
			return NULL;
		if (usable(j, g) && g->type == SEGMENT_PRODUCT)
			return g;
	}
	return NULL;
}

void
about_set(struct job *j)
{
	static const char whole[] =
	    "company|total|overall|consolidated|combined|corporate|companywide";
	double cost = 0;
	const struct segment *g = segment_here(j, &cost);
	j->o->segment = (struct str){NULL, 0};
	/* "company", "total" beside the cue: the whole. */
	size_t a = j->b->cue_a > 2 ? j->b->cue_a - 2 : 0;
	if (cost > 0.5 && j->b->cue_b > j->b->cue_a
	    && job_says(j->r, a, j->b->cue_b + 3, whole))
		return;
	if (g && reaches(j, g, cost)) {
		j->o->segment = g->name;
		return;
	}
	if (job_says(j->r, j->s->a, j->s->b, whole))
		return;
	/* "ACS net sales were $317 million, an increase of 8%": one subject, two values. */
	const struct bind_memory *same = same_sentence(j);
	if (!follows(j)) {
		if (same && !g)
			j->o->segment = same->segment;
		return;
	}
	const struct bind_memory *m = j->b->recalled ? j->b->recalled : same_rate(j);
	if (!m || m->segment.n == 0)
		m = said_before(j);
	/* A margin that names itself anew is the company's in prepared words. */
	bool fresh = j->b->cue_b > j->b->cue_a && j->r->turn->section != OBS_QA
		     && j->m->type == CATALOG_RATIO;
	const struct segment *named = named_since(j, m);
	if (named && !fresh && j->o->kind != OBS_CONTRIBUTION) {
		j->o->segment = named->name;
		return;
	}
	if (m && m->segment.n && !fresh)
		j->o->segment = m->segment;
	if (m && (m->segment.n || j->m->type == CATALOG_RATIO))
		return;
	g = fresh ? NULL : named_before(j);
	if (g && j->o->kind != OBS_CONTRIBUTION)
		j->o->segment = g->name;
}

/* ----- the model's choice -------------------------------------------------------------- */

enum source {
	FROM_NOTHING,
	FROM_SENTENCE,
	FROM_EARLIER,
	FROM_QUESTION,
	FROM_LAST,
	FROM_SAME,
	FROM_DOCUMENT,
	FROM_TOPIC,
	FROM_NUMBER
};
enum { OPTIONS = 40 };
struct option {
	struct str name;
	uint32_t hash; /* of the name: most differ in that */
	enum source source;
	const struct segment *g; /* NULL: from what was said */
	const struct reading *r; /* where g stands */
	size_t back;             /* sentences */
};

static bool
is_it(const struct option *o, struct str name, uint32_t hash)
{
	return o->hash == hash && segment_same(o->name, name);
}

static size_t
offer(struct option *v, size_t n, struct option o)
{
	for (size_t i = 0; i < n; i++)
		if (is_it(&v[i], o.name, o.hash)) {
			/* What is said in words beats what was said before. */
			if (!v[i].g && o.g)
				v[i].g = o.g, v[i].r = o.r, v[i].back = o.back,
				v[i].source = o.source;
			return n;
		}
	if (n < OPTIONS)
		v[n++] = o;
	return n;
}

/* Phrases of the sentences before that are parts of a business: "Our mortgage and title
 * operations earned more. Revenue rose 8%." */
static size_t
offer_phrases(const struct job *j, struct option *v, size_t n)
{
	enum { BACK = 3, PHRASES = 4 };
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	for (size_t i = j->s->g, k = 0; i-- > 0 && k < PHRASES;) {
		const struct segment *g = &r->g[i];
		if (here - r->s_of[g->a] > BACK)
			break;
		if (g->type != SEGMENT_PHRASE || g->person || g->after > NOMINAL_VERB
		    || (g->after == NOMINAL_VERB && g->before != NOMINAL_BEGIN
			&& g->before != NOMINAL_OWN))
			continue;
		n = offer(v, n,
		    (struct option){
			g->name, g->hash, FROM_EARLIER, g, r, here - r->s_of[g->a]});
		k++;
	}
	return n;
}

/* A share as a small number: none, a few, half, most, all. */
static int64_t
share(size_t part, size_t all)
{
	return all == 0      ? 9
	       : part == 0   ? 0
	       : part == all ? 4
			     : 1 + (int64_t)(part * 3 / all);
}

/* What is the same for all options of one choice. */
enum { FAR_BACK = 200, RUN = 6 };
struct known {
	/* The segments of the last values of the metric, and how often each. */
	struct {
		struct str name;
		uint32_t hash;
		size_t n;
	} said[FAR_BACK];
	size_t n_said, all_said;
	/* The value before it, the metric's and the last of the same number; NULL. */
	const struct bind_memory *last, *metric, *number;
	size_t n_turn; /* values of its turn before it, RUN at most */
	struct topic topic;
	int64_t whole, part; /* says_whole, says_part */
};

static void
count_said(const struct job *j, struct known *k)
{
	const struct bind_state *st = j->x->state;
	k->n_said = k->all_said = 0;
	for (size_t i = st->n_memory, n = 0; i-- > 0 && n < FAR_BACK; n++) {
		const struct bind_memory *m = &st->memory[i];
		size_t at = 0;
		if (m->metric != j->b->metric)
			continue;
		while (at < k->n_said && !str_eq(k->said[at].name, m->segment))
			at++;
		if (at == k->n_said) {
			k->said[at].name = m->segment;
			k->said[at].hash = m->segment_hash;
			k->said[k->n_said++].n = 0;
		}
		k->said[at].n++;
		k->all_said++;
	}
}

static void
look_back(const struct job *j, struct known *k)
{
	enum { METRIC = 100, NUMBER = 300 };
	const struct bind_state *st = j->x->state;
	k->last = st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	k->metric = k->number = NULL;
	k->n_turn = 0;
	while (k->n_turn < st->n_memory && k->n_turn < RUN
	       && st->memory[st->n_memory - 1 - k->n_turn].turn == st->turn)
		k->n_turn++;
	for (size_t i = st->n_memory, n = 0; i-- > 0 && n < NUMBER && !k->number; n++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->metric != j->b->metric)
			continue;
		if (!k->metric && n < METRIC)
			k->metric = m;
		if (m->low == j->o->low && m->high == j->o->high)
			k->number = m;
	}
	count_said(j, k);
}

/* What its sentence names, the nearest mention first: of those behind the value and those
 * before it. */
static size_t
offer_sentence(const struct job *j, struct option *v, size_t n)
{
	enum { PHRASES = 8 };
	const struct reading *r = j->r;
	size_t lo = j->s->g, hi = lo, phrases = 0;
	while (hi < j->s->g_end && r->g[hi].a < j->q->ua)
		hi++;
	for (size_t i = hi, k = hi; i > lo || k < j->s->g_end;) {
		size_t before = i > lo ? j->q->ua - r->g[i - 1].a : SIZE_MAX;
		size_t after = k < j->s->g_end ? r->g[k].a - j->q->ua : SIZE_MAX;
		const struct segment *g = before <= after ? &r->g[--i] : &r->g[k++];
		if (g->person || (g->type == SEGMENT_PHRASE && phrases++ >= PHRASES))
			continue;
		n = offer(
		    v, n, (struct option){g->name, g->hash, FROM_SENTENCE, g, r, 0});
	}
	return n;
}

/* What a reading names before its mention i, the last first; the sentences back from
 * `here`. */
static size_t
offer_before(const struct reading *r, size_t i, size_t here, enum source source,
    struct option *v, size_t n)
{
	enum { NEAR = 8, FAR = 6 };
	size_t most = source == FROM_EARLIER ? NEAR : FAR;
	for (size_t k = 0; i-- > 0 && k < most;) {
		const struct segment *g = &r->g[i];
		if (g->type == SEGMENT_PHRASE || g->person)
			continue;
		n = offer(v, n,
		    (struct option){
			g->name, g->hash, source, g, r, here - r->s_of[g->a]});
		k++;
	}
	return n;
}

/* What the values before it were about. */
static size_t
offer_last(const struct job *j, struct option *v, size_t n)
{
	enum { FAR = 6 };
	const struct bind_state *st = j->x->state;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < FAR; k++) {
		const struct bind_memory *m = &st->memory[i];
		if (st->turn - m->turn > 3)
			break;
		n = offer(v, n,
		    (struct option){m->segment, m->segment_hash,
			m->metric == j->b->metric ? FROM_SAME : FROM_LAST, NULL, NULL,
			0});
	}
	return n;
}

static size_t
offers(const struct job *j, const struct known *known, struct option *v)
{
	const struct reading *r = j->r;
	const struct topic *topic = &known->topic;
	size_t n = offer(v, 0,
	    (struct option){.hash = segment_hash(STR("")), .source = FROM_NOTHING});
	n = offer_sentence(j, v, n);
	n = offer_last(j, v, n);
	n = offer_before(r, j->s->g, r->s_of[j->q->a], FROM_EARLIER, v, n);
	n = offer_phrases(j, v, n);
	if (r->question >= 0) {
		const struct reading *q = &j->x->all[r->question];
		n = offer_before(q, q->n_g, q->n_s, FROM_QUESTION, v, n);
	}
	if (known->number)
		n = offer(v, n,
		    (struct option){known->number->segment, known->number->segment_hash,
			FROM_NUMBER, NULL, NULL, 0});
	if (topic->g)
		n = offer(v, n,
		    (struct option){topic->g->name, topic->g->hash, FROM_TOPIC,
			topic->g, topic->r, topic->back});
	for (size_t i = 0; i < j->x->n_products && i < 2; i++)
		n = offer(v, n,
		    (struct option){j->x->products[i].name, j->x->products[i].hash,
			FROM_DOCUMENT, NULL, NULL, 0});
	size_t kept = 1;
	for (size_t i = 1; i < n; i++)
		if (has(j, v[i].name))
			v[kept++] = v[i];
	return kept;
}

/* How often the document speaks of it, and how often of it with this metric. */
static void
own_document(const struct job *j, const struct option *o, const struct known *k)
{
	struct ballot *b = j->x->state->ballot;
	size_t rank = 0, same = 0;
	while (rank < j->x->n_products
	       && !is_it(o, j->x->products[rank].name, j->x->products[rank].hash))
		rank++;
	bool found = rank < j->x->n_products;
	ballot_own(b, F_share, found ? (rank < 3 ? (int64_t)rank : 3) : 9, j->name, 1);
	if (found && j->x->n_products)
		ballot_own(b, F_share,
		    100 + share(j->x->products[rank].n, j->x->products[0].n), rank == 0,
		    1);
	for (size_t i = 0; i < k->n_said; i++)
		if (is_it(o, k->said[i].name, k->said[i].hash))
			same += k->said[i].n;
	ballot_own(b, F_share, 200 + share(same, k->all_said),
	    (k->all_said > 6      ? 3
		: k->all_said > 2 ? 2
				  : k->all_said > 0)
		    * 2
		+ (o->name.n > 0),
	    1);
}

/* How a mention in the sentence hangs together with the value. */
enum tie {
	TIE_NONE, /* another sentence */
	TIE_SENTENCE,
	TIE_CLAUSE,
	TIE_NEXT,    /* in its clause, none nearer */
	TIE_BEHIND,  /* "10% in Europe" */
	TIE_SUBJECT, /* the clause begins with it, none nearer */
	TIE_METRIC   /* "footwear gross margin" */
};

/* "10% in Europe", "5,000 from the mill": nothing else is between. */
static bool
behind(const struct reading *r, const struct segment *g, const struct quantity *q)
{
	enum { NEAR = 4 };
	return g->a >= q->ub && g->a - q->ub <= NEAR
	       && (g->before == NOMINAL_PREPOSITION || g->before == NOMINAL_CAUSE)
	       && !job_says(r, q->ub, g->a, "by|with|through|via|up|down");
}

/* It stands behind another value, which it belongs to: "10% in Europe and 5%". */
static bool
taken(const struct job *j, const struct segment *g)
{
	for (size_t i = j->s->q; i < j->s->q_end; i++) {
		const struct quantity *q = &j->r->q[i];
		if (q != j->q && q->type != QUANTITY_NONE
		    && q->type != QUANTITY_DURATION && behind(j->r, g, q))
			return true;
	}
	return false;
}

static enum tie
tie_of(const struct job *j, const struct segment *g)
{
	const struct reading *r = j->r;
	const struct sentence *s = j->s;
	if (j->b->cue_b > j->b->cue_a && g->b <= j->b->cue_a && j->b->cue_a - g->b <= 7
	    && g->after == NOMINAL_METRIC)
		return TIE_METRIC;
	if (beside_cue(j, g))
		return TIE_METRIC;
	bool before = g->b <= j->q->ua;
	size_t from = before ? g->b : j->q->ub, to = before ? j->q->ua : g->a;
	bool clause = false, nearer = false;
	for (size_t i = from; i < to; i++)
		clause |= (r->marks[i] & MARKS_CLAUSE) != 0;
	for (size_t i = s->g; i < s->g_end; i++)
		nearer |= &r->g[i] != g && topic_good(&r->g[i]) && r->g[i].a >= from
			  && r->g[i].b <= to;
	if (clause)
		return TIE_SENTENCE;
	if (nearer)
		return TIE_CLAUSE;
	if (before)
		return g->before <= NOMINAL_JOIN || g->before == NOMINAL_OWN
			   ? TIE_SUBJECT
			   : TIE_NEXT;
	return behind(r, g, j->q) ? TIE_BEHIND : TIE_NEXT;
}

/* "Total revenue", "the company's margin": 2 beside the value's words, 1 in its sentence. */
static int64_t
says_whole(const struct job *j)
{
	static const char words[] = "company|total|overall|consolidated|combined|"
				    "corporate|companywide|company-wide|enterprise";
	size_t a = j->b->cue_b > j->b->cue_a ? j->b->cue_a : j->q->ua;
	size_t b = j->b->cue_b > j->b->cue_a ? j->b->cue_b : j->q->ub;
	if (job_says(j->r, a > j->s->a + 3 ? a - 3 : j->s->a, b + 3, words))
		return 2;
	return job_says(j->r, j->s->a, j->s->b, words);
}

/* "This segment", "the business", "its": it goes on with a part that was named. */
static int64_t
says_part(const struct job *j)
{
	static const char parts[] = "segment|business|division|group|brand|region|"
				    "category|unit|market|channel|platform|product";
	if (job_says_two(j->r, j->s->a, j->s->b, "this|that|the|these|those", parts))
		return 2;
	if (job_says(j->r, j->s->a, j->s->b, "segment|division"))
		return 3;
	return job_says(j->r, j->s->a, j->q->ua, "it|its|they|there|that");
}

/* What of the sentence is tied to the value best. */
static void
share_ties(const struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	int64_t best[2] = {0, 0};
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *g = &j->r->g[i];
		int64_t tie = g->person ? 0 : (int64_t)tie_of(j, g);
		if (tie > best[topic_good(g)])
			best[topic_good(g)] = tie;
	}
	ballot_shared(b, F_head, best[0], best[1]);
	ballot_shared(b, F_head, 100 + best[1], (int64_t)j->m->type);
}

/* The candidate and the topic. */
static void
own_topic(const struct job *j, const struct option *o, const struct known *known)
{
	struct ballot *b = j->x->state->ballot;
	const struct topic *topic = &known->topic;
	int64_t is = o->name.n == 0                                      ? 2
		     : topic->g && segment_same(topic->g->name, o->name) ? 1
									 : 0;
	if (!topic->g)
		return;
	ballot_own(b, F_topic, 400 + is, known->part * 2 + topic->whole, 1);
}

/* How often an option is named in its turn up to the value and in the question, and how
 * many others were named since it last was. */
struct named {
	unsigned turn, question, order; /* order: from 1; 0: not named in the turn */
};

static void
count_named(const struct reading *r, size_t i, const struct option *v, size_t n,
    struct named *out, bool question)
{
	enum { FAR = 60 };
	unsigned order = 0;
	for (size_t far = 0; i-- > 0 && far < FAR; far++) {
		const struct segment *g = &r->g[i];
		size_t k = 1;
		while (k < n && v[k].hash != g->hash)
			k++;
		if (k == n || g->person)
			continue;
		out[k].question += question;
		out[k].turn += !question;
		if (!question && out[k].order == 0
		    && (topic_good(g) || g->type != SEGMENT_PHRASE))
			out[k].order = ++order;
	}
}

static void
own_named(const struct job *j, const struct option *o, const struct named *is)
{
	struct ballot *b = j->x->state->ballot;
	int64_t turn = is->turn > 3 ? 3 : (int64_t)is->turn,
		question = is->question > 2 ? 2 : (int64_t)is->question;
	int64_t order = is->order > 3 ? 3 : (int64_t)is->order;
	if (o->name.n == 0)
		return;
	ballot_own(b, F_topic, 500 + turn * 4 + question, (int64_t)o->source, 1);
	ballot_own(b, F_topic, 600 + order * 4 + question, j->r->turn->section, 1);
}

/* How a value compares with the last one of its metric and kind that was the whole
 * company's: a part is smaller. */
static void
share_size(const struct job *j)
{
	enum { FAR = 400 };
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	double size = fabs(isfinite(j->o->low) ? j->o->low : j->o->high);
	for (size_t i = st->n_memory, n = 0; i-- > 0 && n < FAR; n++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->metric != j->b->metric || m->kind != j->o->kind
		    || m->per != j->q->per || m->segment.n)
			continue;
		double other = fabs(isfinite(m->low) ? m->low : m->high);
		double ratio = size > 0 && other > 0 ? log(size / other) : 9;
		int64_t at = ratio > 8       ? 9
			     : ratio < -2    ? 0
			     : ratio < -0.7  ? 1
			     : ratio < -0.15 ? 2
			     : ratio < 0.15  ? 3
			     : ratio < 0.7   ? 4
					     : 5;
		ballot_shared(
		    b, F_agrees, 300 + at, (int64_t)j->m->type * 4 + j->o->kind);
		return;
	}
}

/* What most calls tell of the whole company only: how a part is tied to it weighs by that,
 * as few calls tell more of one metric. */
static bool
whole_only(const struct job *j)
{
	static const char *const names[] = {"net_income", "ebitda", "eps", "capex",
	    "opex", "headcount", "debt", "cash", "free_cash_flow",
	    "operating_cash_flow", "operating_margin"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (job_is(j, names[i]))
			return true;
	return false;
}

static void
own_place(const struct job *j, const struct option *o, const struct known *known)
{
	struct ballot *b = j->x->state->ballot;
	const struct segment *g = o->g;
	int64_t type = (int64_t)g->type, before = (int64_t)g->before,
		after = (int64_t)g->after;
	int64_t tie = o->source == FROM_SENTENCE ? (int64_t)tie_of(j, g) : 0;
	int64_t seen = context_bucket(g->seen), headed = context_bucket(g->headed);
	ballot_own(b, F_head, 200 + before * 8 + after, o->source == FROM_SENTENCE, 1);
	ballot_own(b, F_head, 1000 + tie * 2 + topic_good(g),
	    known->part * 4 + known->whole, 1);
	ballot_own(
	    b, F_head, 1100 + tie * 2 + topic_good(g), (int64_t)whole_only(j), 1);
	ballot_own(b, F_head, 300 + after, type, 1);
	ballot_own(b, F_head, 400 + tie, type, 1);
	ballot_own(b, F_head, 500 + tie, (int64_t)j->m->type, 1);
	ballot_own(b, F_head, 600 + tie, headed, 1);
	ballot_own(b, F_score, seen, type, 1);
	ballot_own(b, F_score, 100 + headed, type, 1);
	ballot_own(b, F_score, 200 + headed, seen, 1);
}

/* What its last word ends with: adjectives and participles name less than nouns do. */
static int64_t
ending(struct str name)
{
	static const char *const ends[] = {"ing", "ed", "ly", "ive", "able", "ible",
	    "al", "ful", "ic", "ous", "ity", "ment", "ion", "ance", "ness", "ary", "er",
	    "s"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str e = str_from(ends[i]);
		if (name.n > e.n + 1 && str_eq(str_sub(name, name.n - e.n, name.n), e))
			return (int64_t)i + 1;
	}
	return 0;
}

static void
own_mention(const struct job *j, const struct option *o)
{
	struct ballot *b = j->x->state->ballot;
	const struct segment *g = o->g;
	const struct reading *r = o->r;
	const struct sentence *s = &r->s[r->s_of[g->a]];
	int64_t type = (int64_t)g->type;
	ballot_own(b, F_named, 0, g->a > s->a ? model_token(&r->t[g->a - 1]) : 0, 1);
	ballot_own(b, F_named, 1, g->b < s->b ? model_token(&r->t[g->b]) : 0, 1);
	ballot_own(b, F_subject, type, g->a - s->a <= 2, 1);
	ballot_own(b, F_length, (int64_t)(g->b - g->a), type, 1);
	ballot_own(b, F_length, 100 + ending(o->name), g->b - g->a > 1, 1);
	ballot_own(b, F_count, 10 + (g->count > 5 ? 5 : (int64_t)g->count), type, 1);
	if (o->source != FROM_SENTENCE) {
		ballot_own(b, F_back, (int64_t)o->source, context_bucket(o->back), 1);
		ballot_own(b, F_back, 100 + type, context_bucket(o->back), 1);
		/* Is it the last one named before? */
		size_t later = 0;
		for (size_t i = (size_t)(g - r->g) + 1; i < r->n_g && later < 4; i++) {
			if (r == j->r && r->g[i].a >= j->s->a)
				break;
			later++;
		}
		ballot_own(
		    b, F_rank, (int64_t)o->source, later > 3 ? 3 : (int64_t)later, 1);
		return;
	}
	bool before = g->b <= j->q->ua, after = g->a >= j->q->ub;
	size_t from = before ? g->b : j->q->ub, to = before ? j->q->ua : g->a;
	int side = before ? 0 : after ? 1 : 2;
	size_t clauses = 0, others = 0, between = 0;
	for (size_t i = from; side < 2 && i < to; i++)
		clauses += (r->marks[i] & MARKS_CLAUSE) != 0;
	for (size_t k = s->q; side < 2 && k < s->q_end; k++)
		others += r->q[k].a >= from && r->q[k].b <= to
			  && r->q[k].type != QUANTITY_NONE
			  && r->q[k].type != QUANTITY_DURATION;
	for (size_t i = s->g; side < 2 && i < s->g_end; i++)
		between += r->g[i].a >= from && r->g[i].b <= to;
	ballot_own(b, F_distance, (int64_t)side * 8 + type,
	    side < 2 ? context_bucket(to - from) : 0, 1);
	ballot_own(b, F_clause, side, clauses > 2 ? 2 : (int64_t)clauses, 1);
	ballot_own(b, F_count, side, others > 3 ? 3 : (int64_t)others, 1);
	ballot_own(b, F_order, side, between > 2 ? 2 : (int64_t)between, 1);
	ballot_own(b, F_near, 0, beside_cue(j, g), 1);
	ballot_own(b, F_near, 1 + side, taken(j, g), 1);
	if (j->b->cue_b > j->b->cue_a) {
		size_t gap = g->b <= j->b->cue_a   ? j->b->cue_a - g->b
			     : g->a >= j->b->cue_b ? 20 + g->a - j->b->cue_b
						   : 50;
		ballot_own(b, F_gap,
		    gap < 12   ? (int64_t)gap
		    : gap < 20 ? 12
		    : gap < 32 ? (int64_t)gap
			       : 33,
		    type, 1);
	}
	if (side < 2 && to - from <= 5)
		for (size_t i = from; i < to; i++)
			ballot_own(b, F_between, side, model_token(&r->t[i]), 1);
}

/* How near a value before this one is: 0, 1, 2 sentences or more, 3 in another turn. */
static int
nearness(const struct job *j, const struct bind_memory *m)
{
	size_t back = j->r->s_of[j->q->a] - m->sentence;
	if (m->turn != j->x->state->turn)
		return 3;
	return back >= 2 ? 2 : (int)back;
}

/* "The 28%", "that 5,000 number": it was said before. */
static bool
again(const struct job *j)
{
	size_t a = j->q->a;
	return a > j->s->a && number_among(&j->r->t[a - 1], "the|that|this|those|your");
}

static void
own_memory(const struct job *j, const struct option *o, const struct known *k)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	int named = o->name.n > 0;
	if (k->last)
		ballot_own(b, F_memory,
		    is_it(o, k->last->segment, k->last->segment_hash) * 8
			+ nearness(j, k->last),
		    (k->last->metric == j->b->metric) * 2 + named, 1);
	/* How many of the turn's last values were of it. */
	int64_t run = 0, turn = (int64_t)k->n_turn;
	while (
	    run < turn && is_it(o, k->last[-run].segment, k->last[-run].segment_hash))
		run++;
	run = run > 3 ? 3 : run;
	ballot_own(b, F_topic, run * 8 + turn, named, 1);
	ballot_own(b, F_topic, 100 + run * 4 + k->part, named, 1);
	ballot_own(b, F_topic, 200 + run * 4 + k->whole, named, 1);
	if (k->metric)
		ballot_own(b, F_same,
		    is_it(o, k->metric->segment, k->metric->segment_hash) * 8
			+ nearness(j, k->metric) + (st->turn - k->metric->turn > 2),
		    (int64_t)j->m->type * 2 + named, 1);
	if (k->number) {
		int64_t agrees = is_it(o, k->number->segment, k->number->segment_hash);
		ballot_own(b, F_agrees, agrees, (int64_t)j->m->type, 1);
		ballot_own(
		    b, F_agrees, 10 + agrees, again(j) * 8 + nearness(j, k->number), 1);
	}
}

/* What the ballot's candidates share.  The words around the value are left out: they say
 * what the calls that were learnt from speak of, and little of others. */
static void
open_segment(struct job *j, const struct known *k)
{
	struct ballot *b = j->x->state->ballot;
	bool any = false;
	for (size_t i = j->s->g; i < j->s->g_end; i++)
		any |= j->r->g[i].type != SEGMENT_PHRASE;
	ballot_open(b, MODEL_segment);
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(b, F_metric, j->name, 0);
	ballot_shared(b, F_type, (int64_t)j->m->type, (int64_t)j->o->kind);
	ballot_shared(
	    b, F_place, (int64_t)j->r->turn->section, (int64_t)j->r->turn->role);
	ballot_shared(b, F_length, 0, context_bucket(j->s->b - j->s->a));
	ballot_shared(b, F_length, 1, context_bucket(j->r->s_of[j->q->a]));
	ballot_shared(b, F_unit, (int64_t)j->q->type, (int64_t)j->q->per);
	ballot_shared(b, F_named, any, 0);
	ballot_shared(b, F_turn, j->r->n_g > 0, (int64_t)j->r->turn->section);
	ballot_shared(b, F_said, k->whole, k->part);
	share_ties(j);
	share_size(j);
}

/* What balances and cash flows are mostly of, whatever is being spoken of. */
static bool
of_the_whole(const struct job *j)
{
	static const char *const names[] = {"cash", "debt", "eps", "credit_facility",
	    "equity_raise", "financing_cash_flow", "free_cash_flow",
	    "operating_cash_flow"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (job_is(j, names[i]))
			return true;
	return false;
}

/* Language leaves nothing open: the value is of what was announced, and its sentence
 * names nothing else. */
static bool
announced(struct job *j)
{
	enum { NEAR = 8 };
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	const struct segment *g = of_the_whole(j) ? NULL : topic_announced(j);
	if (!g || !has(j, g->name))
		return false;
	/* What was said last has gone on to another. */
	if (last && last->turn == st->turn && last->token > g->a && last->segment.n
	    && last->segment_hash != g->hash && last->metric == j->b->metric)
		return false;
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *o = &j->r->g[i];
		bool names = o->type <= SEGMENT_NAME || o->headed > 0
			     || o->after <= NOMINAL_BUSINESS
			     || (o->before == NOMINAL_PREPOSITION && o->b <= j->q->ua
				 && j->q->ua - o->b <= NEAR)
			     /* "Municipal grew mid-teens" */
			     || (o->after == NOMINAL_VERB && o->before == NOMINAL_BEGIN
				 && j->o->kind == OBS_GROWTH && whose(j) == o);
		bool same = o->hash == g->hash || (o->a < g->b && g->a < o->b);
		if (names && !same && !o->person)
			return false;
	}
	j->o->segment = g->name;
	return true;
}

/* What is named right before the words of a metric: "finance" of "finance revenue"; the
 * longest, NULL. */
static const struct segment *
qualifier_of(const struct job *j, size_t cue)
{
	const struct segment *best = NULL;
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *g = &j->r->g[i];
		bool aside = g->before == NOMINAL_ASIDE
			     && !(g->a > 0
				  && number_among(&j->r->t[g->a - 1],
				      "including|includes|include"));
		if (g->b == cue && !g->person && !aside
		    && !nominal_bare(j->r->t, g->a, g->b) && (!best || g->a < best->a))
			best = g;
	}
	return best;
}

/* "Technology revenue was $410 million and finance revenue was $520 million", "revenue was
 * $310 million, including hardware revenue of $40 million": the metric is named again, of
 * another part or of all, so what stands before its words says of which this one is. */
static bool
listed(struct job *j)
{
	const struct binding *b = j->b;
	const struct segment *g = b->cue_b > b->cue_a && b->cue_b <= j->q->ua
				      ? qualifier_of(j, b->cue_a)
				      : NULL;
	bool again = false;
	bool sold = job_is(j, "revenue") || job_is(j, "gross_margin")
		    || job_is(j, "operating_margin");
	if (!g || !sold || !has(j, g->name))
		return false;
	for (size_t i = j->s->c; i < j->s->c_end; i++) {
		const struct cue *c = &j->r->c[i];
		if (c->metric != b->metric || (c->a < b->cue_b && b->cue_a < c->b))
			continue;
		/* Between the two there is a value, or this one's is behind both. */
		const struct segment *o = qualifier_of(j, c->a);
		again |= o ? o->hash != g->hash
			   : c->b < b->cue_a
				 && job_says(j->r, c->b, b->cue_a,
				     "including|includes|with|and|while|comprised");
	}
	if (again)
		j->o->segment = g->name;
	return again;
}

/* "$41 million, up 9%", "41.5%, compared to 40.3%": what a value is held against is of the
 * same as the value. */
static bool
held_against(struct job *j)
{
	enum { FAR = 12 };
	const struct bind_memory *m = same_sentence(j);
	const struct reading *r = j->r;
	if (!m || j->o->kind == OBS_CONTRIBUTION || m->kind == OBS_CONTRIBUTION
	    || m->token >= j->q->ua || j->q->ua - m->token > FAR)
		return false;
	for (size_t i = j->s->g; i < j->s->g_end; i++)
		if (r->g[i].a >= m->token && r->g[i].a < j->q->ub + 2
		    && r->g[i].after <= NOMINAL_STOP)
			return false;
	size_t i = m->token;
	while (i < j->q->ua && r->t[i].kind != LEXER_COMMA)
		i++;
	i++;
	i += i < j->q->ua && number_among(&r->t[i], "an|a|which|is|was|or|and|as");
	i += i < j->q->ua && number_among(&r->t[i], "is|was");
	if (i >= j->q->ua
	    || !number_among(&r->t[i], "up|down|increase|decrease|improvement|decline|"
				       "compared|versus|expansion|growth"))
		return false;
	j->o->segment = m->segment;
	return true;
}

/* What the value's own sentence says it is of. */
static bool
said(struct job *j)
{
	const struct segment *g = parallel_segment(j->r, (size_t)(j->q - j->r->q));
	if (!g)
		g = whose(j);
	if (!g || !has(j, g->name))
		return false;
	j->o->segment = g->name;
	return true;
}

/* "The segment's margin was 12%" */
static bool
referred(struct job *j)
{
	struct str name = of_the_whole(j) ? STR("") : topic_referred(j);
	if (!name.n || !has(j, name))
		return false;
	j->o->segment = name;
	return true;
}

/* "Coatings had a record quarter. Revenue grew 8%." */
static bool
continued(struct job *j)
{
	const struct segment *g =
	    whole_only(j) && !job_is(j, "operating_margin") && !job_is(j, "ebitda")
		? NULL
		: topic_continued(j);
	if (!g || !has(j, g->name))
		return false;
	j->o->segment = g->name;
	return true;
}

/* "Total revenue was", "consolidated gross margin": of all, where no part is named. */
static bool
total(struct job *j)
{
	const struct binding *b = j->b;
	if (b->cue_b <= b->cue_a || b->cue_b > j->q->ua
	    || !job_says(j->r, b->cue_a > j->s->a + 2 ? b->cue_a - 2 : j->s->a,
		b->cue_b, "total|consolidated|companywide|company-wide|company")
	    || !has(j, STR("")) || says_part(j) >= 2)
		return false;
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *g = &j->r->g[i];
		if (!g->person
		    && (topic_good(g) || g->type <= SEGMENT_NAME
			|| g->after <= NOMINAL_METRIC))
			return false;
	}
	j->o->segment = STR("");
	return true;
}

void
about_choose(struct job *j)
{
	if (announced(j) || listed(j) || said(j) || held_against(j) || referred(j)
	    || continued(j) || total(j))
		return;
	struct ballot *b = j->x->state->ballot;
	struct option v[OPTIONS];
	struct str ruled = j->o->segment;
	struct known known = {.topic = topic_of(j)};
	double p;
	look_back(j, &known);
	known.whole = says_whole(j);
	known.part = says_part(j);
	size_t n = offers(j, &known, v);
	struct named named[OPTIONS] = {{0}};
	count_named(j->r, j->s->g_end, v, n, named, false);
	if (j->r->question >= 0) {
		const struct reading *q = &j->x->all[j->r->question];
		count_named(q, q->n_g, v, n, named, true);
	}
	open_segment(j, &known);
	for (size_t i = 0; i < n; i++) {
		const struct option *o = &v[i];
		bool none = o->name.n == 0;
		int64_t source = (int64_t)o->source,
			type = o->g ? (int64_t)o->g->type : 9;
		(void)ballot_add(b, none ? 1 : 2, none ? 0 : 10 + source, 0,
		    j->gold && segment_same(j->gold->segment, o->name));
		ballot_own(b, F_source, source, (int64_t)whole_only(j), 1);
		ballot_own(b, F_type, source * 16 + type, (int64_t)j->m->type, 1);
		ballot_own(b, F_metric, (int64_t)whole_only(j), type, 1);
		ballot_own(
		    b, F_rules, segment_same(ruled, o->name), none ? 20 : type, 1);
		if (o->g) {
			own_mention(j, o);
			own_place(j, o, &known);
		}
		own_memory(j, o, &known);
		own_topic(j, o, &known);
		own_named(j, o, &named[i]);
		own_document(j, o, &known);
	}
	size_t c = ballot_decide(b, &p);
	j->o->segment = v[c].name;
	j->p *= p;
}
