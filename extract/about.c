/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/about.h"

#include <math.h>

#include "extract/marks.h"
#include "extract/number.h"

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

static bool
usable(const struct job *j, const struct segment *g)
{
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
