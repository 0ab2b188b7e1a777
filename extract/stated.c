/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/stated.h"

#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/parallel.h"

enum { NEAR = 4 }; /* words between a value and its time */

/* By how many quarters a time is before what is spoken of: "a year ago", "the prior
 * quarter"; 0 where it is no such time ("over a year ago"). */
static int
shift_of(const struct job *j, const struct when *w)
{
	const struct token *t = j->r->t;
	bool over = w->b > w->a + 1 && number_among(&t[w->a + 1], "over|on|to");
	if (!w->base || over)
		return 0;
	if (w->shift_year && number_among(&t[w->a], "a|year|same|this"))
		return -4;
	return 0;
}

/* Is only that in tokens [from, to) what may stand between a time and its value, or
 * before a time that begins a sentence? */
static bool
only_leads(const struct job *j, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!number_among(&j->r->t[i], "in|for|during|the|of|at|and|but"))
			return false;
	return from <= to;
}

/* Where what is said of the value's time may begin: behind "$45 million, or $0.66 per
 * share,". */
static size_t
end_of_value(const struct job *j)
{
	const struct token *t = j->r->t;
	const struct quantity *o = j->q + 1;
	size_t i = j->q->ub;
	if (o >= &j->r->q[j->s->q_end] || o->type != QUANTITY_MONEY
	    || j->q->type != QUANTITY_MONEY)
		return i;
	i += t[i].kind == LEXER_COMMA;
	if (!number_among(&t[i], "or") || o->a != i + 1
	    || !job_says(j->r, o->b, o->b + NEAR, "share"))
		return j->q->ub;
	for (i = o->b; !number_among(&t[i], "share"); i++) {
	}
	return i + 1 + (i + 1 < j->s->b && t[i + 1].kind == LEXER_COMMA);
}

/* The time that is said right behind the value: "39% in the year-ago quarter"; NULL. */
static const struct when *
behind(const struct job *j)
{
	size_t i = j->s->w, end = end_of_value(j);
	while (i < j->s->w_end && j->r->w[i].a < end)
		i++;
	if (i == j->s->w_end)
		return NULL;
	const struct when *w = &j->r->w[i];
	return w->a <= end + NEAR && only_leads(j, end, w->a) ? w : NULL;
}

/* "In the year-ago quarter, revenue was $95 million and gross margin 31%": the time begins
 * the sentence, no other one is said, and nothing has gone on to today; NULL. */
static const struct when *
begins(const struct job *j)
{
	if (j->s->w + 1 != j->s->w_end)
		return NULL;
	const struct when *w = &j->r->w[j->s->w];
	return w->a <= j->s->a + NEAR && w->b < j->q->a
		       && (j->r->t[w->b].kind == LEXER_COMMA
			   || (w->base
			       && number_among(&j->r->t[w->b], "we|i|it|they|the|our")))
		       && only_leads(j, j->s->a, w->a)
		       && !(marks_over(j->r->marks, w->b, j->q->a) & MARKS_PRESENT)
		       && !job_says(
			   j->r, w->b, j->q->a, "to|from|versus|compared|against|since")
		   ? w
		   : NULL;
}

/* Is the value from token b on held against the one that ends before token a: "$4 million,
 * compared with $3 million", "to 31% from 28%", "from $3 million last year to $4 million"? */
static bool
joined(const struct job *j, size_t a, const struct quantity *b)
{
	enum { FAR = 16 };
	static const char against[] = "versus|vs|against|compared|compares|from";
	const struct token *t = j->r->t;
	if (b->ua < a || b->ua - a > FAR)
		return false;
	if (job_says(j->r, a, b->ua, against))
		return !job_says(j->r, a, b->ua, "gaap|adjusted|reported|and|but");
	/* "up from $3 million a year ago and $4 million last quarter" */
	const struct when *w = behind(j);
	if (w && b > j->r->q + j->s->q + 1 && number_among(&t[b->ua - 1], "and")
	    && job_says(j->r, (b - 2)->ub, (b - 1)->ua, against))
		return true;
	/* "from $3 million last year to $4 million": not the time that is said of the first */
	bool to = b > j->r->q && (b - 1)->from && (b - 1)->ub == a
		  && number_among(&t[b->ua - 1], "to");
	for (size_t i = j->s->w; to && i < j->s->w_end; i++)
		if (j->r->w[i].a >= a && j->r->w[i].b < b->ua)
			return true;
	return false;
}

/* "Net income of $45 million, or $0.66 per share": two ways to say one thing. */
static bool
of_one(const struct job *j, const struct bind_memory *m)
{
	struct str name = j->x->catalog->metrics[m->metric].name;
	return (job_is(j, "eps") && str_eq(name, STR("net_income")))
	       || (job_is(j, "net_income") && str_eq(name, STR("eps")));
}

/* The level of the same metric and segment that this one is held against, said before it,
 * with no more than its changes and what it is per share between; NULL. */
static const struct bind_memory *
rival(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct quantity *q = j->q;
	for (size_t i = st->n_memory; i-- > 0 && q > j->r->q;) {
		const struct bind_memory *m = &st->memory[i];
		if (m->turn != st->turn || m->sentence != j->r->s_of[q->a])
			return NULL;
		if (of_one(j, m))
			continue;
		if (m->metric != j->b->metric || m->stance != OBS_ACTUAL
		    || m->segment_hash != segment_hash(j->o->segment))
			return NULL;
		if (m->kind == OBS_LEVEL)
			return period_known(m->period) && joined(j, (q - 1)->ub, q)
				   ? m
				   : NULL;
	}
	return NULL;
}

/* What the amount is about that this is the same per share of: "..., or $0.66 per share". */
static struct period
of_amount(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	const struct quantity *q = j->q;
	if (!m || q == j->r->q || m->turn != st->turn || m->sentence != j->r->s_of[q->a]
	    || !job_is(j, "eps") || !of_one(j, m) || m->kind != j->o->kind
	    || m->stance != j->o->stance || m->token < (q - 1)->a)
		return PERIOD_NONE;
	for (size_t i = (q - 1)->ub; i < q->ua; i++)
		if (j->r->t[i].kind != LEXER_COMMA
		    && !number_among(&j->r->t[i], "or|a|an"))
			return PERIOD_NONE;
	return m->period;
}

/* What a time that is some quarters ago is counted from: what the sentence's latest value
 * of the metric is about, of two of one time's end the nearest. */
static struct period
counted_from(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	size_t here = j->r->s_of[j->q->a];
	struct period of = PERIOD_NONE;
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < JOB_REMEMBERED;
	     tries++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->turn != st->turn || m->sentence != here)
			break;
		bool whole = period_known(m->period)
			     && (m->period.start < m->period.end
				 || j->m->type == CATALOG_BALANCE);
		if (m->metric == j->b->metric && whole
		    && (!period_known(of) || m->period.end > of.end))
			of = m->period;
	}
	return period_known(of) ? of : j->x->clock->reported;
}

/* "Last year", "the prior year": the one before what is spoken of. */
static bool
year_before(const struct token *t, const struct when *w)
{
	return period_known(w->period) && period_grain(w->period) == PERIOD_YEAR
	       && number_among(&t[w->a], "last|prior|previous|preceding");
}

/* What a value that is held against another is about, when the time is said right behind
 * it or, of a year, with the metric before it ("compared to last year's $95 million"). */
static struct period
compared(const struct job *j)
{
	const struct fiscal *f = &j->x->clock->fiscal;
	const struct token *t = j->r->t;
	const struct when *w = behind(j);
	struct period of = counted_from(j);
	for (size_t i = j->s->w; !w && i < j->s->w_end; i++)
		if (j->r->w[i].a >= (j->q - 1)->ub && j->r->w[i].b <= j->q->ua)
			w = &j->r->w[i];
	if (!w || w->undated || w->now || !period_known(of))
		return PERIOD_NONE;
	if (w->base)
		return w->shift_year      ? fiscal_shift(f, of, -4)
		       : w->shift_quarter ? fiscal_shift(f, of, -1)
					  : PERIOD_NONE;
	if (year_before(t, w))
		return fiscal_shift(f, of, -4);
	/* "Last quarter" is the one before, where it is held against this one. */
	if (number_among(&t[w->a], "last") && period_same(w->period, of)
	    && period_grain(of) == PERIOD_QUARTER)
		return fiscal_shift(f, of, -1);
	/* "31% in the first quarter" */
	bool own = w->a >= j->q->ub && period_known(w->period) && !w->point
		   && period_grain(w->period) != PERIOD_YEAR && w->period.end < of.end;
	return own && j->m->type != CATALOG_RATE && j->m->type != CATALOG_BALANCE
		   ? w->period
		   : PERIOD_NONE;
}

/* "Fourth quarter revenue was $310 million": the time that stands before the metric's words
 * is the value's, unless another is said of it. */
static struct period
attributive(const struct job *j)
{
	enum { WORDS = 3 };
	static const char verbs[] =
	    "in|of|for|at|by|to|from|and|or|was|were|is|are|be|we|it|"
	    "will|our|than|versus|on|with|month|months";
	int32_t now = j->x->clock->as_of;
	const struct binding *b = j->b;
	const struct when *w = NULL;
	if (b->cue_b <= b->cue_a || b->cue_b > j->q->ua || now == DATE_NONE
	    || j->m->type == CATALOG_RATE || j->m->type == CATALOG_BALANCE
	    || dating_compared(j) || rival(j))
		return PERIOD_NONE;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *o = &j->r->w[i];
		/* "First quarter sales are now", "will be the high point of the year" */
		bool aside =
		    o->b <= j->q->ua
		    && (o->now
			|| (o->a > j->s->a + 1
			    && job_says_two(j->r, o->a - 2, o->a + 1,
				"point|quarter|level|peak|trough|low|high", "of|in")));
		bool own =
		    o->a >= b->cue_b && !o->base && !aside
		    && (o->b <= j->q->ua
			|| (o->a <= j->q->ub + NEAR && only_leads(j, j->q->ub, o->a)
			    && !job_says(j->r, j->q->ub, o->a, "and|but")));
		if (own)
			return PERIOD_NONE;
		if (o->b <= b->cue_a && b->cue_a - o->b <= WORDS)
			w = o;
	}
	if (!w || w->base || w->point || w->now || w->undated
	    || !period_known(w->period) || period_known(w->whole)
	    || number_among(&j->r->t[w->a], "next|this|last|current")
	    || job_says(j->r, b->cue_b, j->q->ua, "from|versus|compared|against"))
		return PERIOD_NONE;
	if (w->a > j->s->a
	    && number_among(&j->r->t[w->a - 1],
		"in|during|since|by|until|on|at|through|from|before|after|of"))
		return PERIOD_NONE;
	for (size_t i = w->b; i < b->cue_a; i++)
		if ((j->r->t[i].kind != LEXER_WORD && j->r->t[i].kind != LEXER_DASH)
		    || number_among(&j->r->t[i], verbs))
			return PERIOD_NONE;
	struct period p = w->period;
	if (w->guessed && j->o->stance == OBS_ACTUAL && p.start > now)
		p = fiscal_shift(&j->x->clock->fiscal, p, -4);
	bool promised = j->o->stance == OBS_GUIDANCE && j->o->act != OBS_RECALL;
	if ((promised && p.end < now) || (j->o->stance == OBS_ACTUAL && p.end > now))
		return PERIOD_NONE;
	return p;
}

/* "We started the quarter with $2.2 billion", "at the beginning of the year, cash was": the
 * day before. */
static struct period
opening(const struct job *j)
{
	enum { WITH = 3 };
	static const char begins[] = "started|start|starting|began|begin|beginning|"
				     "entered|enter|entering|opened";
	const struct token *t = j->r->t;
	if (j->m->type != CATALOG_BALANCE || j->o->stance != OBS_ACTUAL)
		return PERIOD_NONE;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		struct period p = period_known(w->whole) ? w->whole : w->period;
		if (w->base || w->now || w->undated || !period_known(p))
			continue;
		size_t from = w->a > j->s->a + WITH ? w->a - WITH : j->s->a;
		bool opens = job_says(j->r, from, w->a + 1, begins)
			     && !job_says(j->r, from, w->a, "since|from|ended|end");
		bool of = w->a > j->s->a
			  && number_among(
			      &t[w->b > w->a + 2 ? w->a : w->a - 1], "of|the|our|at");
		for (size_t k = w->a; k < w->b; k++)
			opens |= number_among(&t[k], "beginning|start");
		/* "... with $500 million and had $400 million at the end" */
		const struct when *later = behind(j);
		bool other = later && later > w;
		for (size_t k = j->s->q; k < j->s->q_end && !other; k++)
			if (j->r->q[k].a >= w->b && j->r->q[k].b <= j->q->a)
				other = job_says(j->r, j->r->q[k].ub, j->q->ua,
				    "had|have|has|is|are|was|were");
		if (other)
			continue;
		bool with = w->b < j->q->ua
			    && job_says(j->r, w->b, j->q->ua, "with|at|was|had|of")
			    && !job_says(j->r, w->b, j->q->ua,
				"ended|end|ending|finished|closed|now|to");
		if (opens && (with || (of && w->a >= j->q->ub)))
			return period_day(p.start - 1);
	}
	return PERIOD_NONE;
}

/* Where the longest name that begins at token i ends; i: none does. */
static size_t
name_end(const struct job *j, size_t i)
{
	size_t end = i;
	for (size_t k = j->s->g; k < j->s->g_end; k++) {
		const struct segment *g = &j->r->g[k];
		if (g->a == i && !g->person && g->b > end && g->b <= j->q->ua)
			end = g->b;
	}
	return end;
}

const struct bind_memory *
stated_again(const struct job *j)
{
	static const char links[] =
	    "or|representing|represents|represent|reflecting|reflects|implying|implies|"
	    "equating|equates|equal|equivalent|translates|translating|which|that|this|"
	    "is|"
	    "would|be|reported|growth|of|an|a|increase|decrease|decline|up|down|about|"
	    "approximately|roughly|nearly|organic|organically|year|over|on|constant|"
	    "currency|basis|to|the|and|revenue|sales|in|core|total|at|terms|adjusted";
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	const struct quantity *q = j->q;
	const struct token *t = j->r->t;
	size_t here = j->r->s_of[q->a], from;
	if (!m || q == j->r->q || m->turn != st->turn || m->metric != j->b->metric
	    || (j->o->kind != OBS_GROWTH && j->o->kind != OBS_DELTA)
	    || m->token < (q - 1)->a || m->token >= q->ua)
		return NULL;
	if (m->sentence == here)
		from = (q - 1)->ub;
	else if (m->sentence + 1 == here
		 && number_among(&t[j->s->a], "this|that|it|which"))
		from = j->s->a;
	else
		return NULL;
	/* "..., compared with $2.53, down 11%": of the first, not of the second. */
	const struct bind_memory *first = st->n_memory > 1 ? m - 1 : NULL;
	if (first && first->turn == st->turn && first->sentence == m->sentence
	    && first->metric == m->metric && first->kind == OBS_LEVEL
	    && m->kind == OBS_LEVEL)
		return NULL;
	if (m->sentence == here && m->kind == OBS_LEVEL
	    && !job_says(j->r, from, q->ua,
		"or|representing|represents|reflecting|implying|implies|equating|"
		"equivalent|increase|decrease|decline|growth|up|down"))
		return NULL;
	for (size_t i = from; i < q->ua; i++) {
		size_t named = m->kind == j->o->kind ? name_end(j, i) : i;
		if (named > i)
			i = named - 1; /* "Water up 10%, Aerospace up 15%" */
		else if (t[i].kind != LEXER_COMMA && t[i].kind != LEXER_DASH
			 && !number_among(&t[i], links))
			return NULL;
	}
	/* Another time is said: "..., up 9%, or 4% in the first quarter". */
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (w->a >= from && w->a <= q->ub + NEAR && !w->base)
			return NULL;
	}
	return m;
}

/* "Even with last year's 4.3%": of the year before what is spoken of. */
static struct period
possessed(const struct job *j)
{
	struct period of = counted_from(j);
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		bool right_before = w->b <= j->q->ua && w->b + 1 >= j->q->ua
				    && j->r->t[j->q->ua - 1].kind == LEXER_TAIL;
		if (right_before && year_before(j->r->t, w) && period_known(of)
		    && period_grain(of) == PERIOD_QUARTER)
			return fiscal_shift(&j->x->clock->fiscal, of, -4);
	}
	return PERIOD_NONE;
}

/* "Growth was 5.4% in 2017": of what is over, the time that is said right behind. */
static struct period
of_behind(const struct job *j)
{
	const struct token *t = j->r->t;
	const struct when *w = behind(j);
	int32_t now = j->x->clock->as_of;
	bool in = w && w->a > j->q->ub && number_among(&t[j->q->ub], "in|for|during");
	int shift = in ? shift_of(j, w) : 0;
	struct period of = shift ? counted_from(j) : PERIOD_NONE;
	if (period_known(of) && j->m->type != CATALOG_BALANCE)
		return fiscal_shift(&j->x->clock->fiscal, of, shift);
	if (!in || w->base || w->undated || w->now || w->point || w->guessed
	    || w->reported || !period_known(w->period) || w->period.end >= now
	    || now == DATE_NONE || j->m->type == CATALOG_BALANCE
	    || j->m->type == CATALOG_RATE
	    || job_says(j->r, j->q->ub, w->a, "and|but|to"))
		return PERIOD_NONE;
	/* "Down 11% in the fourth quarter of 2018": what it is held against; not "2%, on top
	 * of 11% in the fourth quarter of 2018". */
	bool base = j->o->kind != OBS_LEVEL
		    && !(j->q->ua > j->s->a + 1
			 && job_says_two(j->r, j->q->ua - 2, j->q->ua, "top", "of"))
		    && period_same(w->period,
			fiscal_shift(&j->x->clock->fiscal, j->x->clock->reported, -4));
	return base ? PERIOD_NONE : w->period;
}

const struct bind_memory *
stated_held(const struct job *j)
{
	static const char promise[] = "guidance|outlook|forecast|range|guide|guided|"
				      "expectation|expectations|target|plan";
	static const char links[] =
	    "above|below|exceeded|exceeding|exceeds|beat|beating|versus|vs|compared|"
	    "surpassed|surpassing|within|topped|missed|than|ahead|toward|towards";
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m = NULL;
	const struct quantity *q = j->q;
	for (size_t i = st->n_memory; i-- > 0 && st->memory[i].turn == st->turn
				      && st->memory[i].sentence == j->r->s_of[q->a];)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].kind == OBS_LEVEL) {
			m = &st->memory[i];
			break;
		}
	if (!m || q == j->r->q || j->o->kind != OBS_LEVEL || m->stance != OBS_ACTUAL
	    || !period_known(m->period))
		return NULL;
	size_t from = m->token;
	if (!job_says(j->r, from, q->ua, promise) || !job_says(j->r, from, q->ua, links)
	    || job_says(j->r, from, q->ua,
		"raising|raised|raise|increasing|increase|lowering|lowered|reducing|"
		"now|"
		"new|next|full|year|updated|updating|will|are|is|expect|maintaining|"
		"reiterating|narrowing"))
		return NULL;
	/* Another time is said. */
	for (size_t i = j->s->w; i < j->s->w_end; i++)
		if (j->r->w[i].a >= from && j->r->w[i].a <= q->ub + NEAR)
			return NULL;
	return m;
}

/* "Gross margin was 26%, up from 23% in Q4; excluding credits it was 25%": what goes on with
 * "it" is of the first value's time, not of what that was held against. */
static struct period
of_first(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory > 1 ? &st->memory[st->n_memory - 1] : NULL;
	const struct bind_memory *first = last ? last - 1 : NULL;
	const struct quantity *q = j->q;
	if (!first || first->turn != st->turn || first->sentence != last->sentence
	    || last->sentence != j->r->s_of[q->a] || first->metric != j->b->metric
	    || last->metric != first->metric || first->kind != OBS_LEVEL
	    || last->kind != OBS_LEVEL || j->o->kind != OBS_LEVEL
	    || first->stance != OBS_ACTUAL || j->o->stance != OBS_ACTUAL
	    || !period_known(first->period) || !period_known(last->period)
	    || last->period.end >= first->period.end)
		return PERIOD_NONE;
	size_t from = last->token;
	if (!job_says_two(j->r, from, q->ua, "it|that", "was|is|were")
	    || job_says(j->r, from, q->ua, "versus|vs|compared|against|from|when"))
		return PERIOD_NONE;
	bool breaks = false;
	for (size_t i = from; i < q->ua; i++)
		breaks |= j->r->t[i].kind == LEXER_SEMICOLON
			  || j->r->t[i].kind == LEXER_COMMA
			  || number_among(&j->r->t[i], "and|but|excluding");
	for (size_t i = j->s->w; i < j->s->w_end; i++)
		if (j->r->w[i].a >= q->ub && j->r->w[i].a <= q->ub + NEAR)
			return PERIOD_NONE;
	return breaks ? first->period : PERIOD_NONE;
}

/* "May was up about 3% and June 4%": a time that is its clause's subject. */
static struct period
of_subject_time(const struct job *j)
{
	static const char verbs[] = "was|were|is|will|should|came|grew|rose|fell|"
				    "increased|declined|decreased|ran|ended",
			  fill[] =
			      "be|in|at|up|down|about|approximately|around|roughly|"
			      "nearly|over|closer|to|more|than|like|by|a|an|also|"
			      "probably|just|again|another|only|actually";
	const struct token *t = j->r->t;
	for (size_t i = j->s->w_end; i-- > j->s->w;) {
		const struct when *w = &j->r->w[i];
		if (w->b > j->q->ua)
			continue;
		size_t k = w->b;
		bool verb = k < j->q->ua && number_among(&t[k], verbs);
		bool leads = w->a == j->s->a || t[w->a - 1].kind == LEXER_COMMA
			     || t[w->a - 1].kind == LEXER_SEMICOLON
			     || number_among(&t[w->a - 1], "and|but|then|while");
		for (k++; verb && k < j->q->ua; k++)
			verb = number_among(&t[k], fill) || number_among(&t[k], verbs);
		if (!verb || !leads || w->base || w->now || w->undated || w->point
		    || !period_known(w->period) || j->m->type == CATALOG_BALANCE)
			return PERIOD_NONE;
		struct period p = w->period;
		bool actual = j->o->stance == OBS_ACTUAL;
		if (actual && w->guessed && p.start > j->x->clock->as_of)
			p = fiscal_shift(&j->x->clock->fiscal, p, -4);
		bool off =
		    actual ? p.start > j->x->clock->as_of : p.end < j->x->clock->as_of;
		return off ? PERIOD_NONE : p;
	}
	return PERIOD_NONE;
}

/* "Looking out to 2025, we see gross margin exiting the year at 35%": the year that the
 * sentence began with. */
static struct period
of_framing_year(const struct job *j)
{
	enum { LEAD = 4, QUARTERS = 4, MOST = 10 };
	const struct sentence *s = j->s;
	const struct token *t = j->r->t;
	if (s->w + 2 != s->w_end || j->o->stance != OBS_GUIDANCE)
		return PERIOD_NONE;
	const struct when *frame = &j->r->w[s->w], *w = frame + 1;
	if (frame->a > s->a + LEAD || frame->base || !period_known(frame->period)
	    || period_grain(frame->period) != PERIOD_YEAR
	    || t[frame->b].kind != LEXER_COMMA || w->base || !period_known(w->period)
	    || !job_says_two(j->r, w->a > 0 ? w->a - 1 : 0, w->b, "the", "year")
	    || w->period.end >= frame->period.start)
		return PERIOD_NONE;
	struct period p = w->period;
	for (int n = 0; n < MOST && p.end < frame->period.start; n++)
		p = fiscal_shift(&j->x->clock->fiscal, p, QUARTERS);
	return p.end <= frame->period.end ? p : PERIOD_NONE;
}

struct period
stated_period(const struct job *j)
{
	struct period p = parallel_period(j->r, (size_t)(j->q - j->r->q));
	if (period_known(p) || j->x->clock->fiscal.quarter == 0)
		return p;
	p = of_amount(j);
	if (!period_known(p))
		p = opening(j);
	if (!period_known(p))
		p = of_framing_year(j);
	if (!period_known(p))
		p = of_subject_time(j);
	if (!period_known(p))
		p = of_first(j);
	const struct bind_memory *held =
	    period_known(p) || j->o->stance != OBS_GUIDANCE ? NULL : stated_held(j);
	if (held)
		return held->period;
	const struct bind_memory *again = period_known(p) ? NULL : stated_again(j);
	if (again && again->stance == j->o->stance)
		p = again->period;
	if (!period_known(p))
		p = attributive(j);
	if (!period_known(p) && j->o->stance == OBS_ACTUAL)
		p = possessed(j);
	if (!period_known(p) && j->o->stance == OBS_ACTUAL && !rival(j))
		p = of_behind(j);
	if (period_known(p) || j->o->kind != OBS_LEVEL || j->o->stance != OBS_ACTUAL)
		return p;
	if (rival(j))
		p = compared(j);
	if (period_known(p))
		return p;
	const struct when *w = behind(j);
	int shift = w ? shift_of(j, w) : 0;
	if (shift == 0 && (w = begins(j)) != NULL)
		shift = shift_of(j, w);
	struct period of = counted_from(j);
	if (shift == 0 || !period_known(of))
		return PERIOD_NONE;
	if (j->m->type == CATALOG_BALANCE)
		of.start = of.end;
	return fiscal_shift(&j->x->clock->fiscal, of, shift);
}

const struct when *
stated_open(const struct job *j)
{
	enum { FAR = 2 };
	static const char things[] =
	    "debt|contract|contracts|agreement|agreements|liabilities|loan|loans|notes|"
	    "borrowings|lease|leases|financing|interest|rate|rates|investment|"
	    "investments|investor|investors|shareholders|care|incentive|supply|"
	    "customer|customers|partner|partners|assets|receivables|relationship|"
	    "relationships|capital";
	const struct when *open = NULL;
	for (size_t i = j->s->w; i < j->s->w_end; i++) {
		const struct when *w = &j->r->w[i];
		if (!w->undated) {
			if (!w->base && !w->now && period_known(w->period))
				return NULL;
		} else if (!job_says(j->r, w->b, w->b + FAR, things)) {
			open = w;
		}
	}
	return open;
}

/* What is promised for a time that is left open has none that was said before. */
static void
drop_dated(const struct job *j, struct offers *o)
{
	size_t n = 0;
	if (j->o->stance == OBS_ACTUAL || !stated_open(j))
		return;
	for (size_t i = 0; i < o->n; i++)
		if (!period_known(o->v[i].p))
			o->v[n++] = o->v[i];
	if (n)
		o->n = n;
}

/* What is promised is not over on the day of the call. */
static void
drop_over(const struct job *j, struct offers *o)
{
	int32_t now = j->x->clock->as_of;
	size_t n = 0;
	if (now == DATE_NONE || j->o->stance != OBS_GUIDANCE || j->o->act != OBS_ISSUE)
		return;
	for (size_t i = 0; i < o->n; i++)
		if (!period_known(o->v[i].p) || o->v[i].p.end >= now)
			o->v[n++] = o->v[i];
	o->n = n;
}

/* What came in is of a time, not of the day of the call, unless the sentence says "today"
 * or what something amounts to ("is about $1.1 billion"). */
static void
drop_today(const struct job *j, struct offers *o)
{
	int32_t now = j->x->clock->as_of;
	size_t n = 0, from = j->q->ua > j->s->a + NEAR ? j->q->ua - NEAR : j->s->a;
	if (now == DATE_NONE || j->m->type != CATALOG_FLOW || j->o->kind != OBS_LEVEL
	    || j->o->stance != OBS_ACTUAL || j->q->type != QUANTITY_MONEY
	    || j->q->per != UNIT_NOT_A_RATE
	    || job_says(j->r, from, j->q->ua, "is|are|'s|'re|have|running|range|end")
	    || job_says(j->r, j->s->a, j->s->b, "annual|annually|annualized"))
		return;
	for (size_t i = j->s->w; i < j->s->w_end; i++)
		if (j->r->w[i].now)
			return;
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].p.start != now || o->v[i].p.end != now)
			o->v[n++] = o->v[i];
	o->n = n;
}

void
stated_drop(const struct job *j, struct offers *o)
{
	drop_dated(j, o);
	drop_over(j, o);
	drop_today(j, o);
	const struct quantity *q = j->q, *end = &j->r->q[j->s->q_end];
	struct period other = PERIOD_NONE, reported = j->x->clock->reported;
	if (j->o->kind != OBS_LEVEL || j->o->stance != OBS_ACTUAL)
		return;
	const struct bind_memory *m = rival(j);
	if (m) {
		other = m->period;
	} else if (q + 1 < end && q[1].type == q->type && joined(j, q->ub, &q[1])) {
		size_t i = j->s->w;
		while (i < j->s->w_end && j->r->w[i].a < q->ub)
			i++;
		const struct when *w = i < j->s->w_end ? &j->r->w[i] : NULL;
		if (w && w->a >= q[1].ub && w->a <= q[1].ub + NEAR
		    && period_known(w->period) && period_known(reported)
		    && !year_before(j->r->t, w) && w->period.end < reported.end)
			other = w->period;
	} else if (q->from && q + 1 < end && q[1].to && q[1].type == q->type
		   && dating_nearest(j, false) == NULL) {
		/* "from $488 million to $512 million": the second is what is reported */
		other = reported;
	}
	if (!period_known(other))
		return;
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++) {
		struct offer x = o->v[i];
		bool same = j->m->type == CATALOG_BALANCE ? x.p.end == other.end
							  : period_same(x.p, other);
		/* "$4 million, compared with $3 million last quarter": the one before */
		if (same && m && x.source == OFFER_BEHIND && x.distance <= NEAR
		    && number_among(&j->r->t[x.w->a], "last")
		    && number_among(&j->r->t[x.w->b - 1], "quarter")
		    && j->x->clock->fiscal.quarter) {
			x.p = fiscal_shift(&j->x->clock->fiscal, other, -1);
			o->v[0] = x;
			o->n = 1;
			return;
		}
		if (!same)
			o->v[n++] = x;
	}
	o->n = n;
}
