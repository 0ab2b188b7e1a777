/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/resolve.h"

#include <math.h>

#include "extract/marks.h"
#include "extract/number.h"

enum { REMEMBERED = 1000 }; /* how many bindings back a value may repeat */

/* One quantity while it is resolved. */
struct job {
	const struct resolve_context *x;
	const struct reading *r;
	const struct quantity *q;
	const struct binding *b;
	const struct catalog_metric *m;
	const struct sentence *s;
	size_t ca, cb;        /* its clause */
	const struct when *w; /* the time expression that was chosen, or NULL */
	struct obs *o;
};

static bool
metric_is(const struct job *j, const char *name)
{
	return str_eq(j->m->name, str_from(name));
}

/* Is one of the words (or two-word phrases by their second word) in [from, to)? */
static bool
any(const struct reading *r, size_t from, size_t to, const char *words)
{
	for (size_t i = from; i < to && i < r->n; i++)
		if (number_among(&r->t[i], words))
			return true;
	return false;
}

static bool
two(const struct reading *r, size_t from, size_t to, const char *first,
    const char *second)
{
	for (size_t i = from; i + 1 < to && i + 1 < r->n; i++) {
		size_t k = r->t[i + 1].kind == LEXER_DASH ? i + 2 : i + 1;
		if (k < to && number_among(&r->t[i], first)
		    && number_among(&r->t[k], second))
			return true;
	}
	return false;
}

/* ----- value ------------------------------------------------------------------- */

static bool
is_negative(const struct job *j)
{
	const struct reading *r = j->r;
	size_t from = j->q->ua > j->s->a + 7 ? j->q->ua - 7 : j->s->a;
	size_t to = j->q->ub + 5 < j->s->b ? j->q->ub + 5 : j->s->b;
	unsigned near = marks_over(r->marks, from, j->q->ua);
	if (j->o->kind == OBS_LEVEL) {
		if (metric_is(j, "free_cash_flow")
		    || metric_is(j, "operating_cash_flow"))
			return any(
			    r, from, to, "burn|burned|negative|consumed|outflow|used");
		if (metric_is(j, "net_income") || metric_is(j, "eps"))
			return any(r, from, to, "loss|losses|lost");
		return any(r, from, j->q->ua, "negative")
		       && (j->m->units & CATALOG_PERCENT);
	}
	if (metric_is(j, "debt"))
		return any(r, j->ca, j->cb,
			   "repay|repaid|repayment|repayments|paydown|paydowns|retire|"
			   "retired|redeem|redeemed"
			   "|extinguishment|extinguished|reduced|reduce|decrease|lower")
		       || two(r, j->ca, j->cb, "paid|pay|paying", "down|off|back");
	if (metric_is(j, "headcount"))
		return any(r, j->ca, j->cb,
		    "laid|layoff|layoffs|reduction|reduced|reduce|cut|cuts|fewer|let|"
		    "eliminated|eliminate");
	/* "A decrease of 11%, or 7% in constant currency": one direction. */
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	bool or = j->q->ua > 0 && number_among(&r->t[j->q->ua - 1], "or");
	if (or &&last && strcmp(j->b->rule, "list") == 0 && last->kind == j->o->kind)
		return last->high < 0 || (isnan(last->high) && last->low < 0);
	/* The nearest sign wins, what stands before it first. */
	for (size_t i = j->q->ua; i-- > from;) {
		if (r->marks[i] & (MARKS_DOWN | MARKS_ADVERSE)
		    && !number_among(&r->t[i], "less|cut"))
			return true;
		if (r->marks[i] & MARKS_UP)
			return false;
	}
	for (size_t i = j->q->ub; i < to; i++) {
		if (r->marks[i] & (MARKS_DOWN | MARKS_ADVERSE))
			return true;
		if (r->marks[i] & MARKS_UP || r->t[i].kind == LEXER_NUMBER
		    || r->t[i].kind == LEXER_COMMA)
			return false;
		if (number_among(&r->t[i], "below"))
			return true;
	}
	(void)near;
	return false;
}

/* The "per" of the rate spoken of last, for one that has none. */
static enum unit_per
last_per(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	if (j->o->low >= 20000)
		return UNIT_YEAR;
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED; tries++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].per != UNIT_NOT_A_RATE)
			return st->memory[i].per;
	return UNIT_WEEK;
}

/* What is counted when no noun says it: the call's own, if the metric can count it. */
static struct str
own_noun(const struct job *j)
{
	struct str rest = j->m->noun, first = str_cut(&rest, ' '), all = j->m->noun;
	if (str_eq(first, j->m->name))
		return first; /* orders are counted in orders */
	while (all.n)
		if (str_eq(str_cut(&all, ' '), str_from(j->x->noun)))
			return str_from(j->x->noun);
	return first;
}

/* A number's money unit: per thing for prices. */
static int
set_unit(struct job *j, struct err *e)
{
	const struct quantity *q = j->q;
	const char *unit = q->unit;
	bool count = j->m->units & (CATALOG_COUNT | CATALOG_COUNT_RATE);
	if (j->o->kind == OBS_GROWTH || j->m->units == CATALOG_PERCENT)
		unit = "percent";
	struct str base = unit                          ? str_from(unit)
			  : count                       ? own_noun(j)
			  : j->m->units & CATALOG_MONEY ? str_from(j->x->currency)
							: str_from("percent");
	enum unit_per per = q->per;
	if (j->b->recalled && j->o->kind != OBS_GROWTH) {
		per = j->b->recalled->per;
		if (!unit && j->b->recalled->unit)
			base = str_from(j->b->recalled->unit);
	}
	if (count && q->type == QUANTITY_COUNT && str_eq(base, j->m->name))
		base = own_noun(j); /* "500,000 deliveries" are vehicles */
	if (j->m->type == CATALOG_RATE && per == UNIT_NOT_A_RATE
	    && j->o->kind != OBS_GROWTH)
		per = last_per(j);
	j->o->unit = base;
	if (per != UNIT_NOT_A_RATE && j->o->kind != OBS_GROWTH
	    && j->m->units != CATALOG_PERCENT)
		j->o->unit = arena_printf(
		    j->x->arena, "%.*s/%s", STR_FMT(base), unit_per_name(per));
	else if (j->m->type == CATALOG_PRICE && q->type == QUANTITY_MONEY) {
		struct str per_noun = str_from(q->per_noun ? q->per_noun : j->x->noun);
		/* A noun stands in the singular behind the slash; units do not change. */
		if (per_noun.n > 2 && per_noun.p[per_noun.n - 1] == 's')
			per_noun.n--;
		j->o->unit = arena_printf(
		    j->x->arena, "%.*s/%.*s", STR_FMT(base), STR_FMT(per_noun));
	}
	return j->o->unit.p ? 0 : err_nomem(e);
}

static int
set_value(struct job *j, struct err *e)
{
	const struct quantity *q = j->q;
	j->o->low = q->low * j->b->scale;
	j->o->high = q->high * j->b->scale;
	j->o->vague = q->vague;
	if (is_negative(j) && !(q->low < 0)) {
		double low = j->o->low;
		j->o->low = -j->o->high;
		j->o->high = -low;
	}
	j->o->precision = q->vague                                       ? OBS_VAGUE
			  : q->hedged || isnan(q->low) || isnan(q->high) ? OBS_HEDGED
			  : q->digits > 0 && q->digits < 3               ? OBS_ROUNDED
									 : OBS_EXACT;
	return set_unit(j, e);
}

/* ----- clause ---------------------------------------------------------------------- */

static void
set_clause(struct job *j)
{
	j->ca = j->s->a;
	j->cb = j->s->b;
	for (size_t i = j->q->ua; i-- > j->s->a;)
		if (j->r->marks[i] & MARKS_CLAUSE
		    && !number_among(&j->r->t[i], "with|compared|versus")) {
			j->ca = i;
			break;
		}
	for (size_t i = j->q->ub; i < j->s->b; i++)
		if (j->r->marks[i] & MARKS_CLAUSE) {
			j->cb = i;
			break;
		}
}

/* ----- period ------------------------------------------------------------------------ */

/* How far a time expression is from the value; large when it is another's. */
static double
when_cost(const struct job *j, const struct when *w)
{
	const struct reading *r = j->r;
	const struct quantity *q = j->q;
	size_t from, to;
	double cost;
	if (w->a >= q->b) {
		from = q->ub < w->a ? q->ub : w->a;
		to = w->a;
		cost = (double)(to - from);
	} else {
		from = w->b;
		to = q->ua > w->b ? q->ua : w->b;
		cost = 1.5 + (double)(to - from) * 1.1;
	}
	for (size_t i = from; i < to; i++) {
		if (r->marks[i] & MARKS_CLAUSE)
			cost += 4;
		else if (r->t[i].kind == LEXER_COMMA)
			cost += w->a >= q->b ? 3 : 0.5;
	}
	/* Another value nearer to the expression. */
	for (size_t k = j->s->q; k < j->s->q_end; k++) {
		const struct quantity *o = &r->q[k];
		if (o == q || o->type == QUANTITY_NONE || o->type == QUANTITY_DURATION)
			continue;
		if (o->a >= from && o->b <= to)
			cost += w->a >= q->b ? 9 : 2;
	}
	if (w->reported || w->now)
		cost += 2;
	/* What opens a sentence holds for all of it. */
	if (w->a <= j->s->a + 3 && cost > 3)
		cost = 3 + (cost - 3) / 2;
	return cost;
}

static const struct when *
nearest(const struct job *j, bool base)
{
	const struct when *best = NULL;
	double least = base ? 45 : 18;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (w->a < j->s->a || w->a >= j->s->b || w->base != base)
			continue;
		if (!w->undated && !base && !period_known(w->period))
			continue;
		/* "I told you in November": when it was said, not what it is about. */
		if (!base
		    && any(j->r, w->a > j->s->a + 4 ? w->a - 4 : j->s->a, w->a,
			"told|said|guided|gave|given|mentioned|promised|announced|"
			"talked|call|letter|heard|spoke|told"))
			continue;
		/* The value's own tokens are no time ("mid-20s", "2018"). */
		if (w->a < j->q->b && w->b > j->q->a)
			continue;
		double cost = when_cost(j, w);
		if (cost < least) {
			least = cost;
			best = w;
		}
	}
	return best;
}

/* The last dated expression before the sentence: of this turn (at most two sentences
 * back), else of the question that an early sentence answers. */
static const struct when *
earlier(const struct job *j)
{
	size_t here = j->r->s_of[j->q->a];
	for (size_t i = j->s->w; i-- > 0;) {
		const struct when *w = &j->r->w[i];
		if (w->a >= j->s->a || w->base || w->now || w->reported
		    || !period_known(w->period))
			continue;
		return here - j->r->s_of[w->a] <= 2 ? w : NULL;
	}
	return NULL;
}

static const struct when *
asked(const struct job *j)
{
	int before = j->r->question;
	if (before < 0 || j->r->s_of[j->q->a] > 1)
		return NULL;
	const struct reading *q = &j->x->all[before];
	for (size_t i = q->n_w; i-- > 0;) {
		const struct when *w = &q->w[i];
		if (!w->base && !w->now && period_known(w->period)
		    && q->n_s - q->s_of[w->a] <= 3)
			return w;
	}
	return NULL;
}

static struct period
default_period(const struct job *j)
{
	const struct when_clock *c = j->x->clock;
	if (j->o->stance != OBS_ACTUAL)
		return PERIOD_NONE;
	bool present = false;
	for (size_t i = j->q->ua; i-- > j->ca;) {
		if (j->r->marks[i] & (MARKS_PRESENT | MARKS_PAST)) {
			present = (j->r->marks[i] & MARKS_PRESENT)
				  && !any(j->r, i, j->q->ua, "been|had");
			break;
		}
	}
	/* In conversation only a verb in the past, or the question's, reports a quarter. */
	bool past = marks_over(j->r->marks, j->ca, j->cb) & MARKS_PAST;
	bool answer = j->b->rule
		      && (strcmp(j->b->rule, "question") == 0
			  || strcmp(j->b->rule, "turn-before") == 0);
	bool loose = j->r->turn->section == OBS_QA && !past && !answer;
	switch (j->m->type) {
	case CATALOG_RATE:
		if (!present && (marks_over(j->r->marks, j->ca, j->cb) & MARKS_PAST))
			return PERIOD_NONE;
		return c->as_of != DATE_NONE ? period_day(c->as_of) : PERIOD_NONE;
	case CATALOG_PRICE:
		return c->as_of != DATE_NONE ? period_day(c->as_of) : PERIOD_NONE;
	case CATALOG_BALANCE:
		if (present && !metric_is(j, "cash") && !metric_is(j, "debt")
		    && c->as_of != DATE_NONE)
			return period_day(c->as_of);
		return period_known(c->reported) ? period_day(c->reported.end)
						 : PERIOD_NONE;
	case CATALOG_FLOW:
		/* "all the cars we have made": since the beginning, not in a quarter. */
		if (j->q->type == QUANTITY_COUNT && j->r->turn->section == OBS_QA
		    && any(j->r, j->ca, j->q->ua, "'ve|have|has"))
			return PERIOD_NONE;
		if (loose)
			return PERIOD_NONE;
		if (present && j->q->per != UNIT_NOT_A_RATE && c->as_of != DATE_NONE)
			return period_day(c->as_of);
		return c->reported;
	case CATALOG_RATIO:
		if (loose && j->o->kind == OBS_LEVEL)
			return present && c->as_of != DATE_NONE ? period_day(c->as_of)
								: PERIOD_NONE;
		return loose ? PERIOD_NONE : c->reported;
	case CATALOG_TYPES:
		break;
	}
	return PERIOD_NONE;
}

static void
set_period(struct job *j)
{
	struct period p = PERIOD_NONE;
	const struct when *w = j->w;
	if (w && !w->undated) {
		/* "We are now on track to": the promise has another date. */
		p = w->now && j->o->stance == OBS_GUIDANCE ? PERIOD_NONE : w->period;
		/* A promise without a year is about the next such time, a report the last. */
		int32_t now = j->x->clock->as_of;
		if (w->guessed && j->o->stance == OBS_GUIDANCE
		    && j->o->act != OBS_RECALL && p.end < now)
			p = fiscal_shift(&j->x->clock->fiscal, p, 4);
		else if (w->guessed && j->o->stance == OBS_ACTUAL && p.start > now)
			p = fiscal_shift(&j->x->clock->fiscal, p, -4);
	} else if (!w) {
		const struct when *e = earlier(j), *q = e ? NULL : asked(j);
		bool carried = j->b->rule
			       && (strcmp(j->b->rule, "topic") == 0
				   || strcmp(j->b->rule, "question") == 0
				   || strcmp(j->b->rule, "list") == 0
				   || strcmp(j->b->rule, "turn-before") == 0);
		p = default_period(j);
		int32_t now = j->x->clock->as_of;
		const struct when *use = e ? e : q;
		/* A rate's promise has a date of its own or none. */
		bool rate = j->m->type == CATALOG_RATE && !carried;
		/* "In 2022 we ... While doing so we generated": a year that has just ended. */
		if (e && !e->guessed && j->o->stance == OBS_ACTUAL
		    && j->m->type != CATALOG_BALANCE && j->m->type != CATALOG_RATE
		    && period_grain(e->period) == PERIOD_YEAR
		    && e->period.end == j->x->clock->reported.end && period_known(p))
			p = e->period;
		if (use && !rate && (carried || q || j->o->stance == OBS_GUIDANCE)
		    && (j->o->stance == OBS_GUIDANCE ? use->period.end > now
						     : use->period.start <= now))
			p = use->period;
	}
	/* A balance holds at a moment: the last day. */
	if (period_known(p) && j->m->type == CATALOG_BALANCE && j->o->kind == OBS_LEVEL)
		p.start = p.end;
	/* A quarter's or year's flow is not one of a day, but for a point in time. */
	if (w && w->now && (j->m->type == CATALOG_FLOW || j->m->type == CATALOG_RATIO)
	    && j->o->stance == OBS_ACTUAL && j->o->kind != OBS_LEVEL)
		p = j->x->clock->reported;
	/* "ended 2018 with revenue of": a flow's whole period. */
	if (w && w->point && period_known(w->whole) && j->m->type == CATALOG_FLOW
	    && period_known(p))
		p = w->whole;
	j->o->period = p;
}

/* ----- stance -------------------------------------------------------------------------- */

/* What is said about this value and no other: from the value before it to the next. */
static void
own_words(const struct job *j, size_t *from, size_t *to)
{
	*from = j->ca;
	*to = j->cb;
	for (size_t k = j->s->q; k < j->s->q_end; k++) {
		const struct quantity *o = &j->r->q[k];
		if (o->type == QUANTITY_NONE || o->type == QUANTITY_DURATION
		    || o == j->q)
			continue;
		/* "from A to B" shares what is said before and behind. */
		if ((o->from && j->q->to) || (o->to && j->q->from))
			continue;
		if (o->b <= j->q->a && o->b > *from)
			*from = o->b;
		if (o->a >= j->q->b && o->a < *to)
			*to = o->a;
	}
}

/* Where the value's own words of commitment end: at the next comma or clause. */
static size_t
own_end(const struct job *j)
{
	size_t i = j->q->ub;
	while (i < j->cb && j->r->t[i].kind != LEXER_COMMA)
		i++;
	return i;
}

/* Is there "guidance", "target" before the value in its clause, or right behind it? */
static bool
spoken_of_as_guided(const struct job *j)
{
	size_t to = j->q->ub + 4 < j->cb ? j->q->ub + 4 : j->cb;
	if (marks_over(j->r->marks, j->ca, j->q->ua) & MARKS_GUIDE)
		return true;
	/* "$194 million, below our guidance" was what came. */
	return (marks_over(j->r->marks, j->q->ub, to) & MARKS_GUIDE)
	       && !any(j->r, j->q->ub, to,
		   "within|below|above|exceeding|ahead|against|versus");
}

/* What the nearest verb before the value says of it, else the words right behind it;
 * OBS_STANCES when they say nothing. */
static enum obs_stance
stance_by_words(const struct job *j, unsigned clause, unsigned sentence)
{
	bool analyst = j->r->turn->role == OBS_ANALYST,
	     supposed = sentence & MARKS_HYPO;
	size_t from, to;
	own_words(j, &from, &to);
	unsigned own = marks_over(j->r->marks, from, to);
	bool guided = spoken_of_as_guided(j) || (own & MARKS_SAID)
		      || (analyst && clause & MARKS_RECALL);
	/* "I would say", "it could be": supposed, or an outsider's; else it is expected. */
	enum obs_stance would = analyst || supposed ? OBS_HYPOTHETICAL : OBS_GUIDANCE;
	for (size_t i = j->q->ua; i-- > j->ca;) {
		unsigned m = j->r->marks[i];
		if (m & MARKS_HYPO && !guided)
			return OBS_HYPOTHETICAL;
		if (m & MARKS_WOULD && !guided)
			return would;
		if (m & MARKS_FUTURE)
			return supposed && analyst && !guided ? OBS_HYPOTHETICAL
							      : OBS_GUIDANCE;
		if (m & MARKS_PAST && !guided)
			return OBS_ACTUAL;
		if (m & MARKS_PRESENT && !guided
		    && !(clause & (MARKS_FUTURE | MARKS_WOULD)))
			return OBS_ACTUAL;
	}
	unsigned behind = marks_over(j->r->marks, j->q->ub, own_end(j));
	if (guided || behind & MARKS_FUTURE)
		return OBS_GUIDANCE;
	if (behind & MARKS_WOULD)
		return would;
	return behind & MARKS_HYPO ? OBS_HYPOTHETICAL : OBS_STANCES;
}

/* Of a list the one before it, of an answer what the question asks for. */
static enum obs_stance
stance_by_context(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const char *rule = j->b->rule;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	if (last && strcmp(rule, "list") == 0)
		return last->stance;
	/* "This reflects a high-20s increase in ...": of what was guided just before. */
	if (last && last->turn == st->turn && j->r->s_of[j->q->a] - last->sentence <= 1
	    && last->stance == OBS_GUIDANCE && last->metric == j->b->metric
	    && !(marks_over(j->r->marks, j->s->a, j->s->b) & MARKS_PAST))
		return OBS_GUIDANCE;
	if ((strcmp(rule, "question") == 0 || strcmp(rule, "turn-before") == 0)
	    && j->r->question >= 0) {
		const struct reading *q = &j->x->all[j->r->question];
		size_t from = q->n_s > 2 ? q->s[q->n_s - 2].a : 0;
		unsigned m = marks_over(q->marks, from, q->n);
		if (m & (MARKS_FUTURE | MARKS_GUIDE))
			return OBS_GUIDANCE;
	}
	return OBS_STANCES;
}

/* Was this very value guided earlier in the call? */
static bool
promised(const struct job *j)
{
	const struct bind_state *m = j->x->state;
	for (size_t i = m->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED;
	     tries++) {
		const struct bind_memory *o = &m->memory[i];
		if (o->metric != j->b->metric || o->kind != j->b->kind)
			continue;
		bool same =
		    (o->low == j->o->low || (isnan(o->low) && isnan(j->o->low)))
		    && (o->high == j->o->high || (isnan(o->high) && isnan(j->o->high)));
		if (same)
			return o->stance == OBS_GUIDANCE;
	}
	return false;
}

/* A range in the present tense is what is expected: nobody reports a range. */
static bool
expected_range(const struct job *j, unsigned clause)
{
	return j->q->low < j->q->high && !j->q->vague && !(clause & MARKS_PAST)
	       && j->m->type != CATALOG_PRICE && j->m->type != CATALOG_RATE;
}

static enum obs_act
act_of(const struct job *j, unsigned clause, bool behind)
{
	if (j->o->stance != OBS_GUIDANCE)
		return OBS_NOACT;
	if ((clause & MARKS_RECALL) || (behind && clause & MARKS_GUIDE))
		return OBS_RECALL;
	return j->r->turn->role == OBS_ANALYST ? OBS_REPEAT : OBS_ISSUE;
}

static void
set_stance(struct job *j)
{
	unsigned clause = marks_over(j->r->marks, j->ca, j->cb);
	unsigned sentence = marks_over(j->r->marks, j->s->a, j->s->b);
	enum obs_stance st = stance_by_words(j, clause, sentence);
	int32_t now = j->x->clock->as_of;
	const struct when *w = j->w ? j->w : asked(j);
	bool dated = w && period_known(w->period) && now != DATE_NONE && !w->base;
	bool ahead = dated && w->period.end > now;
	bool behind = dated && j->w && w->period.end <= now;
	if (st == OBS_STANCES && j->b->recalled)
		st = j->b->recalled->stance;
	if (st == OBS_STANCES)
		st = stance_by_context(j);
	/* A value that was promised before is still the promise, unless it came true. */
	bool open = st == OBS_STANCES || (st == OBS_ACTUAL && !(clause & MARKS_PAST));
	if (open
	    && ((promised(j) && !(j->w && j->w->reported))
		|| expected_range(j, clause)))
		st = OBS_GUIDANCE;
	if (metric_is(j, "cash")
	    && any(j->r, j->s->a, j->s->b, "minimum|floor|comfortable|comfort|cushion")
	    && !j->w)
		st = OBS_GUIDANCE;
	if (st == OBS_STANCES)
		st = sentence & MARKS_GUIDE ? OBS_GUIDANCE : OBS_ACTUAL;
	/* What is about a time to come is no fact; what is over was one, unless guided. */
	if (ahead && st == OBS_ACTUAL)
		st = OBS_GUIDANCE;
	if (behind && st == OBS_GUIDANCE && !(clause & (MARKS_GUIDE | MARKS_RECALL))
	    && (sentence & MARKS_PAST))
		st = OBS_ACTUAL;
	j->o->stance = st;
	j->o->act = act_of(j, clause, behind);
}

/* ----- segment ---------------------------------------------------------------------------- */

/* Metrics that follow the product being talked about; the others are the company's
 * unless the words beside them say otherwise. */
static bool
follows(const struct job *j)
{
	static const char *const names[] = {"production_rate", "production",
	    "deliveries", "orders", "reservations", "gross_margin", "price",
	    "unit_cost"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (metric_is(j, names[i]))
			return true;
	return false;
}

static bool
usable(const struct job *j, const struct segment *g)
{
	if (g->type == SEGMENT_PLACE)
		return metric_is(j, "revenue") || metric_is(j, "orders")
		       || metric_is(j, "operating_margin");
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
		return true;
	return g->a >= b && g->a - b <= 4 && any(j->r, b, g->a, "on|for|of|in|at")
	       && !any(j->r, b, g->a, "and|due|from|by|with");
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
		if (any(j->r, g->a > j->s->a + 4 ? g->a - 4 : j->s->a, g->a,
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
	if (metric_is(j, "gross_margin") || metric_is(j, "operating_margin")) {
		if (j->o->kind == OBS_CONTRIBUTION)
			return cost <= 0.5;
		return g->type == SEGMENT_PRODUCT ? cost < 30 : cost < 12;
	}
	if (follows(j))
		return cost < (g->a >= j->q->ub ? 16 : 40);
	if (metric_is(j, "revenue") || metric_is(j, "energy"))
		return cost < 14;
	return cost <= 0.5;
}

/* The segment of the same metric a moment ago: in this turn, or in the exchange. */
static const struct bind_memory *
said_before(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	size_t here = j->r->s_of[j->q->a];
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED;
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
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED; tries++)
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

static void
set_segment(struct job *j)
{
	static const char whole[] =
	    "company|total|overall|consolidated|combined|corporate|companywide";
	double cost = 0;
	const struct segment *g = segment_here(j, &cost);
	j->o->segment = (struct str){NULL, 0};
	/* "company", "total" beside the cue: the whole. */
	size_t a = j->b->cue_a > 2 ? j->b->cue_a - 2 : 0;
	if (cost > 0.5 && j->b->cue_b > j->b->cue_a
	    && any(j->r, a, j->b->cue_b + 3, whole))
		return;
	if (g && reaches(j, g, cost)) {
		j->o->segment = g->name;
		return;
	}
	if (any(j->r, j->s->a, j->s->b, whole))
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

/* ----- the finer columns ---------------------------------------------------------------------- */

static void
set_basis(struct job *j)
{
	size_t from, to;
	own_words(j, &from, &to);
	if (j->b->cue_b > j->b->cue_a && j->b->cue_a < from && j->b->cue_a >= j->ca)
		from = j->b->cue_a > j->ca + 3 ? j->b->cue_a - 3 : j->ca;
	for (size_t i = from; i < to; i++) {
		const struct token *t = &j->r->t[i];
		if (number_among(t, "gaap")) {
			bool non = (i > 0 && number_among(&j->r->t[i - 1], "non"))
				   || (i > 1 && j->r->t[i - 1].kind == LEXER_DASH
				       && number_among(&j->r->t[i - 2], "non"));
			j->o->basis = non ? OBS_ADJUSTED : OBS_GAAP;
		} else if (number_among(t, "adjusted|underlying")) {
			j->o->basis = OBS_ADJUSTED;
		} else {
			continue;
		}
		if (i > j->q->a)
			break; /* what stands before the value goes first, then the first behind */
	}
}

static const struct variant_row {
	const char *first, *second, *name;
} variants[] = {
    {"excluding|without|ex|exclude|excludes", "regulatory|credits|credit|zev",
	"ex-credits"},
    {"including|includes|with", "regulatory|credits|credit", "incl-credits"},
    {"constant", "currency", "constant-currency"},
    {"currency", "neutral", "constant-currency"},
    {"pro", "forma", "pro-forma"},
    {"same", "store", "comparable"},
};

static int
set_variant(struct job *j, struct err *e)
{
	const struct reading *r = j->r;
	struct str v = {NULL, 0};
	bool credits = false;
	size_t own_a, own_b;
	own_words(j, &own_a, &own_b);
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
		if (two(r, own_a, own_b, variants[i].first, variants[i].second)) {
			v = str_from(variants[i].name);
			credits = i == 0;
			break;
		}
	if (v.n == 0 && any(r, own_a, own_b, "organic|organically"))
		v = STR("organic");
	else if (v.n == 0 && any(r, own_a, own_b, "comparable"))
		v = STR("comparable");
	else if (v.n == 0 && !credits
		 && (two(r, own_a, own_b, "without|exclude|strip",
			 "it|that|this|those|them|these|all|out")
		     || two(r, own_a, own_b, "take|taking", "out"))
		 && j->o->kind == OBS_LEVEL)
		v = STR("ex-items");
	else if (v.n == 0 && !credits && any(r, own_a, own_b, "excluding")
		 && j->o->kind == OBS_LEVEL)
		v = STR("ex-items");
	size_t from = j->b->cue_a > 2 ? j->b->cue_a - 2 : 0;
	bool balance =
	    metric_is(j, "debt") || metric_is(j, "cash") || metric_is(j, "orders");
	if (v.n == 0 && balance && any(r, from, j->b->cue_b, "net"))
		v = STR("net");
	else if (v.n == 0 && balance && any(r, from, j->b->cue_b, "gross"))
		v = STR("gross");
	if (v.n == 0 && j->m->type == CATALOG_FLOW && j->q->type == QUANTITY_COUNT
	    && (any(r, j->ca, j->cb, "cumulative|cumulatively")
		|| two(r, j->ca, j->cb, "to", "date")))
		v = STR("cumulative");
	j->o->variant = v.n ? arena_str(j->x->arena, v) : v;
	return v.n && !j->o->variant.p ? err_nomem(e) : 0;
}

static void
set_measure(struct job *j)
{
	if (j->m->type != CATALOG_RATE
	    && !(metric_is(j, "orders") && j->q->per != UNIT_NOT_A_RATE))
		return;
	const struct reading *r = j->r;
	size_t from = j->q->ua > j->s->a + 12 ? j->q->ua - 12 : j->s->a;
	size_t to = j->q->ub + 6 < j->s->b ? j->q->ub + 6 : j->s->b;
	enum unit_per per = j->b->recalled ? j->b->recalled->per : j->q->per;
	if (any(r, from, to,
		"capability|capable|capacity|designed|meant|sized|support|supports|"
		"nameplate|capabilities|installed")
	    || two(
		r, from, to, "can|could", "do|make|support|handle|build|run|produce"))
		j->o->measure = OBS_CAPABILITY;
	else if (any(r, from, to, "peak|peaked|burst|best|record"))
		j->o->measure = OBS_PEAK;
	else if (any(r, from, to, "average|averaged|averaging|averages")
		 || (per == UNIT_YEAR && !(j->w && j->w->point)
		     && !any(r, from, to, "rate|annualized|run")))
		j->o->measure = OBS_AVERAGE;
	else
		j->o->measure = OBS_EXIT;
}

static void
set_scope(struct job *j)
{
	size_t from = j->q->ua > j->s->a + 14 ? j->q->ua - 14 : j->s->a;
	if (two(j->r, from, j->cb, "some|certain|one|parts|part|portion",
		"of|parts|regions|markets|areas|lines"))
		if (!two(j->r, from, j->cb, "one", "thing|more"))
			j->o->scope = any(j->r, from, j->cb,
					  "lines|programs|regions|parts|areas|markets|"
					  "line|models|shops|sections|zones")
					  ? OBS_PART
					  : OBS_WHOLE;
}

static void
set_base(struct job *j)
{
	j->o->base = PERIOD_NONE;
	if (j->o->kind == OBS_LEVEL)
		return;
	const struct when *w = nearest(j, true);
	if (!w || j->x->clock->fiscal.quarter == 0)
		return;
	if (w->shift_year)
		j->o->base = fiscal_shift(&j->x->clock->fiscal, j->o->period, -4);
	else if (w->shift_quarter)
		j->o->base = fiscal_shift(&j->x->clock->fiscal, j->o->period, -1);
	else if (period_known(w->period)) {
		j->o->base = w->period;
		/* A quarter "versus 2019" is held against that year's quarter. */
		if (period_grain(w->period) == PERIOD_YEAR
		    && period_grain(j->o->period) == PERIOD_QUARTER) {
			int y, q, y2, q2;
			fiscal_locate(&j->x->clock->fiscal, j->o->period.end, &y, &q);
			fiscal_locate(&j->x->clock->fiscal, w->period.end, &y2, &q2);
			j->o->base = fiscal_quarter(&j->x->clock->fiscal, y2, q);
		}
	}
}

/* Is the value only what another is held against: "compared with $3.4 billion"? */
static bool
held_against(const struct job *j)
{
	const struct token *t = j->r->t;
	size_t i = j->q->ua;
	while (
	    i > j->s->a
	    && number_among(&t[i - 1], "about|roughly|around|just|a|an|the|only|some"))
		i--;
	if (i == j->s->a)
		return false;
	if (number_among(&t[i - 1], "versus|vs|against|after"))
		return true;
	return i > j->s->a + 1
	       && ((number_among(&t[i - 1], "to|with")
		       && number_among(&t[i - 2], "compared|comparison|relative"))
		   || (number_among(&t[i - 1], "from")
		       && number_among(&t[i - 2], "up|down")));
}

/* Such a value is of the time that is said right behind it, or of none that we know. */
static void
set_compared(struct job *j)
{
	const struct when *best = NULL;
	if (j->o->stance != OBS_ACTUAL || !held_against(j))
		return;
	for (size_t i = j->s->w; i < j->s->w_end && !best; i++) {
		const struct when *w = &j->r->w[i];
		if (w->a >= j->q->b && w->a <= j->q->ub + 7)
			best = w;
	}
	const struct fiscal *f = &j->x->clock->fiscal;
	struct period p = best ? best->period : PERIOD_NONE;
	if (best && best->shift_year && f->quarter)
		p = fiscal_shift(f, j->x->clock->reported, -4);
	else if (best && best->shift_quarter && f->quarter)
		p = fiscal_shift(f, j->x->clock->reported, -1);
	if (period_known(p) && j->m->type == CATALOG_BALANCE)
		p.start = p.end;
	j->o->period = p;
}

/* Held against a whole year without another time, a fourth quarter's call speaks of its
 * own year: "net sales rose 6% versus 2018". */
static void
set_year(struct job *j)
{
	const struct fiscal *f = &j->x->clock->fiscal;
	if (f->quarter != 4 || j->w || j->o->kind == OBS_LEVEL
	    || j->o->period.end != j->x->clock->reported.end)
		return;
	struct period before = fiscal_year(f, f->year - 1);
	const struct when *w = nearest(j, true);
	if (w && w->period.start == before.start && w->period.end == before.end) {
		j->o->period = fiscal_year(f, f->year);
		j->o->base = before;
	}
}

/* "from A to B": A is the value before B's period. */
static void
set_pair(struct job *j)
{
	if (!j->q->from || j->o->stance != OBS_ACTUAL
	    || j->x->clock->fiscal.quarter == 0)
		return;
	bool own = j->w && j->w->a >= j->q->ub && j->w->a <= j->q->ub + 4;
	if (own)
		return;
	if (j->m->type == CATALOG_RATE) {
		j->o->period = PERIOD_NONE;
	} else if (period_known(j->o->period)) {
		const struct when *w = nearest(j, true);
		j->o->period = fiscal_shift(
		    &j->x->clock->fiscal, j->o->period, w && w->shift_year ? -4 : -1);
	}
}

int
resolve_run(const struct resolve_context *x, size_t k, const struct binding *b,
    struct obs *o, struct err *e)
{
	const struct reading *r = &x->all[x->turn];
	struct job j = {.x = x,
	    .r = r,
	    .q = &r->q[k],
	    .b = b,
	    .m = &x->catalog->metrics[b->metric],
	    .o = o};
	j.s = &r->s[r->s_of[j.q->a]];
	o->metric = j.m->name;
	o->kind = b->kind;
	o->role = r->turn->role;
	set_clause(&j);
	j.w = nearest(&j, false);
	if (set_value(&j, e) != 0)
		return -1;
	set_stance(&j);
	set_segment(&j);
	set_period(&j);
	set_pair(&j);
	set_compared(&j);
	set_basis(&j);
	set_measure(&j);
	set_scope(&j);
	set_base(&j);
	set_year(&j);
	return set_variant(&j, e);
}
