/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/dating.h"

#include "extract/marks.h"
#include "extract/number.h"

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
		cost = cost < 27 ? 3 + (cost - 3) / 2 : 15;
	return cost;
}

const struct when *
dating_nearest(const struct job *j, bool base)
{
	const struct when *best = NULL;
	double least = base ? 45 : 18;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (w->a < j->s->a || w->a >= j->s->b || w->base != base)
			continue;
		if (!w->undated && !base && !period_known(w->period))
			continue;
		/* "1,500 in a week", "from 800 to 6,000 in twelve months": how fast, not when. */
		if (!base && job_says(j->r, w->a, w->a + 1, "in") && w->point
		    && (j->q->from || j->q->to
			|| (j->m->type == CATALOG_RATE
			    && job_says(j->r, w->a + 1, w->a + 2, "a|one"))))
			continue;
		/* "I told you in November": when it was said, not what it is about. */
		if (!base
		    && job_says(j->r, w->a > j->s->a + 4 ? w->a - 4 : j->s->a, w->a,
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

const struct when *
dating_asked(const struct job *j)
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

/* It goes on with what the turn before spoke of. */
static bool
answers(const struct job *j)
{
	return j->b->rule == BIND_QUESTION || j->b->rule == BIND_TURN_BEFORE;
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
				  && !job_says(j->r, i, j->q->ua, "been|had");
			break;
		}
	}
	/* In conversation only a verb in the past, or the question's, reports a quarter. */
	bool past = marks_over(j->r->marks, j->ca, j->cb) & MARKS_PAST;
	bool answer = answers(j);
	bool loose = j->r->turn->section == OBS_QA && !past && !answer;
	/* What the catalog says of the metric comes before what its type would. */
	enum catalog_type type = !j->m->period_said                ? j->m->type
				 : j->m->period == CATALOG_CALL    ? CATALOG_PRICE
				 : j->m->period == CATALOG_QUARTER ? CATALOG_FLOW
								   : CATALOG_BALANCE;
	switch (type) {
	case CATALOG_RATE:
		if (!present && (marks_over(j->r->marks, j->ca, j->cb) & MARKS_PAST))
			return PERIOD_NONE;
		return c->as_of != DATE_NONE ? period_day(c->as_of) : PERIOD_NONE;
	case CATALOG_PRICE:
		return c->as_of != DATE_NONE ? period_day(c->as_of) : PERIOD_NONE;
	case CATALOG_BALANCE:
		if (present && !job_is(j, "cash") && !job_is(j, "debt")
		    && c->as_of != DATE_NONE)
			return period_day(c->as_of);
		return period_known(c->reported) ? period_day(c->reported.end)
						 : PERIOD_NONE;
	case CATALOG_FLOW:
		/* "all the cars we have made": since the beginning, not in a quarter. */
		if (j->q->type == QUANTITY_COUNT && j->r->turn->section == OBS_QA
		    && job_says(j->r, j->ca, j->q->ua, "'ve|have|has"))
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

/* "A year ago we were at 800 a week when the year closed": all of it a year before. */
static bool
a_year_ago(const struct job *j)
{
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (w->a > j->s->a + 1)
			return false;
		if (w->base && w->shift_year)
			return true;
	}
	return false;
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
		const struct when *e = earlier(j), *q = e ? NULL : dating_asked(j);
		bool carried =
		    answers(j) || j->b->rule == BIND_TOPIC || j->b->rule == BIND_LIST;
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
	if (j->o->kind == OBS_LEVEL && j->o->stance == OBS_ACTUAL && period_known(p)
	    && j->x->clock->fiscal.quarter && a_year_ago(j))
		p = fiscal_shift(&j->x->clock->fiscal, p, -4);
	j->o->period = p;
}

static void
set_base(struct job *j)
{
	j->o->base = PERIOD_NONE;
	if (j->o->kind == OBS_LEVEL)
		return;
	const struct when *w = dating_nearest(j, true);
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

bool
dating_compared(const struct job *j)
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
	if (j->o->stance != OBS_ACTUAL || !dating_compared(j))
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
	const struct when *w = dating_nearest(j, true);
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
		const struct when *w = dating_nearest(j, true);
		j->o->period = fiscal_shift(
		    &j->x->clock->fiscal, j->o->period, w && w->shift_year ? -4 : -1);
	}
}

void
dating_set(struct job *j)
{
	set_period(j);
	set_pair(j);
	set_compared(j);
	set_base(j);
	set_year(j);
}
