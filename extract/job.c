/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/job.h"

#include "extract/number.h"

bool
job_says_list(const struct reading *r, size_t from, size_t to, lexicon_list *words)
{
	for (size_t i = from; i < to && i < r->n; i++)
		if (lexicon_has(r->t[i].known, words))
			return true;
	return false;
}

bool
job_says_lists(const struct reading *r, size_t from, size_t to, lexicon_list *first,
    lexicon_list *second)
{
	for (size_t i = from; i + 1 < to && i + 1 < r->n; i++) {
		size_t k = r->t[i + 1].kind == LEXER_DASH ? i + 2 : i + 1;
		if (k < to && lexicon_has(r->t[i].known, first)
		    && lexicon_has(r->t[k].known, second))
			return true;
	}
	return false;
}

size_t
job_behind(const struct job *j)
{
	const struct reading *r = j->r;
	size_t next = j->s->b, cue = 0;
	for (size_t k = j->s->q; k < j->s->q_end; k++)
		if (r->q[k].a >= j->q->b && r->q[k].a < next
		    && r->q[k].type != QUANTITY_NONE
		    && r->q[k].type != QUANTITY_DURATION)
			next = r->q[k].a;
	if (next == j->s->b)
		return next;
	for (size_t i = j->s->c; i < j->s->c_end; i++)
		if (r->c[i].a >= j->q->ub && r->c[i].b <= next)
			cue = r->c[i].a;
	for (size_t i = j->q->ub; i < cue; i++)
		if (number_among(&r->t[i], "and|while|but|whereas"))
			return i;
	return j->s->b;
}

void
job_own_words(const struct job *j, size_t *from, size_t *to)
{
	size_t behind = job_behind(j);
	*from = j->ca;
	*to = j->cb < behind ? j->cb : behind;
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
