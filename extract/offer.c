/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/offer.h"

#include "extract/marks.h"
#include "extract/number.h"

static void
offer(struct job *j, struct offers *o, struct offer x)
{
	/* A balance holds at a moment: the last day. */
	if (period_known(x.p) && j->m->type == CATALOG_BALANCE
	    && j->o->kind == OBS_LEVEL)
		x.p.start = x.p.end;
	if (o->n < OFFERS && (period_known(x.p) || x.source == OFFER_NOTHING))
		o->v[o->n++] = x;
}

/* What stands in tokens [from, to). */
static void
count_between(const struct job *j, size_t from, size_t to, struct offer *x)
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
offer_lined(struct job *j, struct offers *o, struct offer x)
{
	const struct fiscal *f = &j->x->clock->fiscal;
	struct period at = spoken_of(j), reported = j->x->clock->reported;
	int y, q, y2, q2;
	if (f->quarter == 0 || !period_known(at) || !period_known(reported))
		return;
	x.source = OFFER_LINED;
	if (x.w->base && x.w->shift_year) {
		if (period_same(at, reported))
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
	if (!period_same(at, reported)) {
		fiscal_locate(f, reported.end, &y2, &q2);
		x.p = fiscal_shift(f, reported, 4 * (y - y2));
		offer(j, o, x);
	}
}

/* "June through September", "from 2020 to 2024": with the time that stands before. */
static void
offer_span(struct job *j, struct offers *o, struct offer x)
{
	const struct when *w = x.w, *v = w - 1;
	const struct reading *r = j->r;
	if (w == &r->w[j->s->w] || w->base || !period_known(w->period)
	    || !period_known(v->period) || v->period.start >= w->period.end
	    || w->a < v->b || w->a - v->b > 3)
		return;
	/* "between now and the end of the year" */
	if (v->now && !(v->a > 0 && number_among(&r->t[v->a - 1], "between|from")))
		return;
	for (size_t i = v->b; i < w->a; i++)
		if (r->t[i].kind != LEXER_DASH && r->t[i].kind != LEXER_COMMA
		    && !number_among(&r->t[i], "to|through|and|the|until|or|into|early|"
					       "late|in|by|mid|maybe"))
			return;
	x.p = (struct period){v->period.start, w->period.end};
	x.source = OFFER_SPAN;
	offer(j, o, x);
}

static void
offer_when(struct job *j, struct offers *o, struct offer x, size_t from, size_t to)
{
	const struct when *w = x.w;
	const struct fiscal *f = &j->x->clock->fiscal;
	x.p = w->period;
	if (w->base && w->shift_year)
		x.p = j->x->times.year_before;
	else if (w->base && w->shift_quarter)
		x.p = j->x->times.quarter_before;
	if (w->base)
		x.source = OFFER_COMPARED;
	count_between(j, from, to, &x);
	offer(j, o, x);
	if (x.said) {
		offer_lined(j, o, x);
		offer_span(j, o, x);
	}
	if (j->m->type == CATALOG_RATE && !w->point && period_known(w->period)
	    && x.source != OFFER_COMPARED) {
		x.p = period_day(w->period.end);
		x.source = OFFER_END;
		offer(j, o, x);
	}
	if (period_known(w->other) && !period_same(w->other, w->period)) {
		x.p = w->other;
		x.source = OFFER_OTHER;
		offer(j, o, x);
	}
	if (period_known(w->whole)) {
		x.p = w->whole;
		x.source = OFFER_WHOLE;
		offer(j, o, x);
	}
	if (w->guessed && f->quarter && period_known(w->period)) {
		x.p = fiscal_shift(
		    f, w->period, w->period.end < j->x->clock->as_of ? 4 : -4);
		x.source = OFFER_SHIFTED;
		offer(j, o, x);
	}
}

static void
offer_said(struct job *j, struct offers *o)
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
		    (struct offer){.source = before ? OFFER_BEFORE : OFFER_BEHIND,
			.w = w,
			.distance = to - from,
			.said = true},
		    from, to);
	}
	for (size_t i = j->s->w, k = 0; i-- > 0 && k < 4; k++)
		if (here - r->s_of[r->w[i].a] <= 8 && !r->w[i].base)
			offer_when(j, o,
			    (struct offer){.source = OFFER_EARLIER,
				.w = &r->w[i],
				.distance = here - r->s_of[r->w[i].a]},
			    0, 0);
	if (r->question >= 0) {
		const struct reading *q = &j->x->all[r->question];
		for (size_t i = q->n_w, k = 0; i-- > 0 && k < 3; k++)
			if (!q->w[i].base)
				offer_when(j, o,
				    (struct offer){.source = OFFER_QUESTION,
					.w = &q->w[i],
					.distance = q->n_s - q->s_of[q->w[i].a]},
				    0, 0);
	}
}

static void
offer_known(struct job *j, struct offers *o)
{
	const struct when_clock *c = j->x->clock;
	const struct bind_state *st = j->x->state;
	offer(j, o, (struct offer){.p = PERIOD_NONE, .source = OFFER_NOTHING});
	if (c->as_of != DATE_NONE)
		offer(j, o,
		    (struct offer){.p = period_day(c->as_of), .source = OFFER_AS_OF});
	if (c->fiscal.quarter) {
		const struct resolve_times *t = &j->x->times;
		const struct {
			struct period p;
			enum offer_source source;
		} known[] = {
		    {c->reported, OFFER_REPORTED},
		    {t->year, OFFER_REPORTED_YEAR},
		    {t->next_year, OFFER_NEXT_YEAR},
		    {t->next_quarter, OFFER_NEXT_QUARTER},
		    {t->year_before, OFFER_YEAR_BEFORE},
		    {t->quarter_before, OFFER_QUARTER_BEFORE},
		    {t->year_to_date, OFFER_YEAR_TO_DATE},
		};
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			offer(j, o,
			    (struct offer){.p = known[i].p, .source = known[i].source});
	}
	bool last = false;
	for (size_t i = st->n_memory, n = 0;
	     i-- > 0 && n < JOB_REMEMBERED && st->turn - st->memory[i].turn <= 2; n++) {
		const struct bind_memory *m = &st->memory[i];
		size_t back =
		    m->turn == st->turn ? j->r->s_of[j->q->a] - m->sentence : 9;
		if (!last)
			offer(j, o,
			    (struct offer){.p = m->period,
				.source = OFFER_LAST,
				.distance = back});
		last = true;
		if (m->metric != j->b->metric)
			continue;
		offer(j, o,
		    (struct offer){
			.p = m->period, .source = OFFER_SAME, .distance = back});
		break;
	}
}

static void
offer_before(struct job *j, struct offers *o)
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
			    (struct offer){.p = m->period,
				.source = OFFER_VALUE,
				.distance = back});
		else if (told++ < 4)
			offer(j, o,
			    (struct offer){.p = m->period,
				.source = OFFER_METRIC,
				.distance = back});
	}
}

void
offer_all(struct job *j, struct period ruled, struct offers *out)
{
	out->n = 0;
	offer_known(j, out);
	offer_said(j, out);
	offer_before(j, out);
	offer(j, out, (struct offer){.p = ruled, .source = OFFER_RULES});
}
