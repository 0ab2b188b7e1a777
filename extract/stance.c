/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/stance.h"

#include <math.h>

#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/number.h"

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
	       && !job_says(j->r, j->q->ub, to,
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
	job_own_words(j, &from, &to);
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
	enum bind_rule rule = j->b->rule;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	if (last && rule == BIND_LIST)
		return last->stance;
	/* "This reflects a high-20s increase in ...": of what was guided just before. */
	if (last && last->turn == st->turn && j->r->s_of[j->q->a] - last->sentence <= 1
	    && last->stance == OBS_GUIDANCE && last->metric == j->b->metric
	    && !(marks_over(j->r->marks, j->s->a, j->s->b) & MARKS_PAST))
		return OBS_GUIDANCE;
	if ((rule == BIND_QUESTION || rule == BIND_TURN_BEFORE)
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
	for (size_t i = m->n_memory, tries = 0; i-- > 0 && tries < JOB_REMEMBERED;
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
	/* "$200 million, down from our prior estimate of $230 million": the second's. */
	size_t from, to;
	job_own_words(j, &from, &to);
	for (size_t i = j->q->ub; i < to; i++)
		if (number_among(&j->r->t[i], "from|versus|than|compared"))
			to = i;
	if ((marks_over(j->r->marks, from, to) & MARKS_RECALL)
	    || (behind && clause & MARKS_GUIDE))
		return OBS_RECALL;
	return j->r->turn->role == OBS_ANALYST ? OBS_REPEAT : OBS_ISSUE;
}

void
stance_set(struct job *j)
{
	unsigned clause = marks_over(j->r->marks, j->ca, j->cb);
	unsigned sentence = marks_over(j->r->marks, j->s->a, j->s->b);
	enum obs_stance st = stance_by_words(j, clause, sentence);
	int32_t now = j->x->clock->as_of;
	const struct when *w = j->w ? j->w : dating_asked(j);
	bool dated = w && period_known(w->period) && now != DATE_NONE && !w->base;
	/* "This year we have generated": a time that is not over has its facts. */
	bool begun =
	    dated && w->period.start < now && st == OBS_ACTUAL && (clause & MARKS_PAST);
	bool ahead = dated && w->period.end > now && !begun;
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
	if (job_is(j, "cash")
	    && job_says(
		j->r, j->s->a, j->s->b, "minimum|floor|comfortable|comfort|cushion")
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
