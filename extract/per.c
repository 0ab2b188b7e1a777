/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/per.h"

#include "extract/number.h"

/* The "per" of the rate spoken of last, for one that has none. */
static enum unit_per
last_per(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	/* "818,000 a day, including 483,000 from ..." */
	if (last && last->metric == j->b->metric && last->turn == st->turn
	    && last->per != UNIT_NOT_A_RATE
	    && j->r->s_of[j->q->a] - last->sentence <= 1)
		return last->per;
	if (j->o->low >= 20000)
		return UNIT_YEAR;
	for (size_t i = last ? st->n_memory : 0, tries = 0;
	     i-- > 0 && tries < JOB_REMEMBERED; tries++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].per != UNIT_NOT_A_RATE)
			return st->memory[i].per;
	return UNIT_WEEK;
}

/* Money that is said of a year's time: "$75 million annualized", "a run rate of $5
 * million". */
static bool
annualized(const struct job *j)
{
	const struct reading *r = j->r;
	size_t to = j->q->ub;
	if (j->q->type != QUANTITY_MONEY || j->m->type != CATALOG_FLOW
	    || j->o->kind == OBS_CONTRIBUTION)
		return false;
	while (to < j->s->b && to - j->q->ub < 5 && r->t[to].kind != LEXER_COMMA
	       && r->t[to].kind != LEXER_NUMBER)
		to++;
	if (job_says(r, j->q->ub, to, "annualized|annually|annualised|annual"))
		return true;
	if (job_is(j, "eps"))
		return false;
	size_t from = j->q->ua > j->s->a + 5 ? j->q->ua - 5 : j->s->a;
	return job_says_two(r, j->q->ub, to, "run", "rate|rates")
	       || (job_says_two(r, from, j->q->a, "run", "rate|rates")
		   && !job_says(r, from, j->q->a, "or|and|in"));
}

/* The time that the same value of the metric had when it was said before. */
static enum unit_per
same_per(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < JOB_REMEMBERED; k++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].low == j->o->low
		    && st->memory[i].kind == j->o->kind)
			return st->memory[i].per;
	return UNIT_NOT_A_RATE;
}

/* What a factory makes, it makes in a year; what was deployed or shipped is counted. */
static enum unit_per
energy_per(const struct job *j)
{
	enum { BACK = 25 };
	size_t from = j->s->a > BACK ? j->s->a - BACK : 0;
	if (job_says(j->r, j->s->a, j->s->b,
		"capacity|gigafactory|factory|factories|plant|level|rate|run|"
		"annualized|"
		"annual|line|lines|ramp"))
		return UNIT_YEAR;
	if (job_says(j->r, j->s->a, j->s->b,
		"deploy|deployed|deploying|deployment|deployments|ship|shipped|"
		"shipping|"
		"deliver|delivered|sold|installed|backlog|quarter|total|project"))
		return UNIT_NOT_A_RATE;
	return job_says(j->r, from, j->s->b,
		   "cell|cells|pack|packs|production|produce|producing|capacity")
		   ? UNIT_YEAR
		   : UNIT_NOT_A_RATE;
}

/* "Demand of 500,000" is a year's. */
static bool
demand(const struct job *j)
{
	return job_is(j, "orders") && j->q->type != QUANTITY_MONEY && j->o->low >= 1000
	       && job_says(j->r, j->ca, j->cb, "demand");
}

static bool
subscription(const struct job *j)
{
	return job_is(j, "price") && j->q->type != QUANTITY_PERCENT && j->o->high < 1000
	       && !j->q->per_noun
	       && job_says(j->r, j->s->a, j->s->b,
		   "subscription|subscriptions|subscribe|monthly|subscribers");
}

/* "20,000 units in 2013" are counted, whatever 20,000 a year were before. */
static bool
of_a_period(const struct job *j)
{
	enum { NEAR = 10 };
	for (size_t k = j->s->w; k < j->s->w_end; k++) {
		const struct when *w = &j->r->w[k];
		size_t gap = w->b <= j->q->ua  ? j->q->ua - w->b
			     : w->a >= j->q->b ? w->a - j->q->b
					       : 0;
		if (gap <= NEAR && !w->point && !w->now && !w->base && !w->undated)
			return true;
	}
	return false;
}

enum unit_per
per_time(const struct job *j)
{
	const struct quantity *q = j->q;
	enum unit_per per = q->per;
	bool level = j->o->kind == OBS_LEVEL || j->o->kind == OBS_DELTA;
	bool energy =
	    q->type == QUANTITY_MEASURE
	    || (j->m->units & CATALOG_ENERGY && !(j->m->units & CATALOG_COUNT));
	if (j->b->recalled && j->o->kind != OBS_GROWTH)
		per = j->b->recalled->per;
	if (per != UNIT_NOT_A_RATE || j->o->kind == OBS_GROWTH)
		return per;
	if (j->m->type == CATALOG_RATE)
		return last_per(j);
	if (level && !(j->m->units & CATALOG_COUNT && of_a_period(j))
	    && (energy || j->m->type == CATALOG_PRICE
		|| j->m->units & CATALOG_COUNT_RATE))
		per = same_per(j);
	if (per == UNIT_NOT_A_RATE && energy && job_is(j, "energy"))
		per = energy_per(j);
	if (per == UNIT_NOT_A_RATE && level && demand(j))
		per = UNIT_YEAR;
	if (per == UNIT_NOT_A_RATE && level && subscription(j))
		per = UNIT_MONTH;
	return per == UNIT_NOT_A_RATE && annualized(j) ? UNIT_YEAR : per;
}

const char *
per_thing(const struct job *j)
{
	const struct token *t = j->r->t;
	if (j->q->per_noun)
		return j->q->per_noun;
	for (size_t i = j->q->ua; i-- > j->s->a;) {
		if (!number_word(&t[i], "per") || i + 1 >= j->s->b || i == j->s->a
		    || !number_among(&t[i - 1],
			"cost|costs|cogs|price|prices|pricing|revenue|expense"))
			continue;
		if (number_word(&t[i + 1], "mile"))
			return "mile";
		const struct words_row *w = t[i + 1].word;
		if (!w || (w->cls != WORDS_PHYSICAL && w->cls != WORDS_NOUN)
		    || number_among(&t[i + 1], "share|shares"))
			continue;
		size_t k = i + 2 + (i + 2 < j->s->b && t[i + 2].kind == LEXER_DASH);
		bool hour = k < j->s->b && number_among(&t[k], "hour|hours");
		if (hour && number_word(&t[i + 1], "kilowatt"))
			return "kWh";
		if (hour && number_word(&t[i + 1], "megawatt"))
			return "MWh";
		return w->text;
	}
	return NULL;
}
