/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/context.h"

#include <math.h>

#include "extract/marks.h"
#include "extract/number.h"

int
context_bucket(size_t n)
{
	static const unsigned char ends[] = {0, 1, 2, 3, 4, 6, 9, 13, 20};
	int k = 0;
	while (k < 9 && n > ends[k])
		k++;
	return k;
}

/* The token beside, 0 outside the sentence. */
static int64_t
code_at(const struct reading *r, const struct sentence *s, size_t i)
{
	return i >= s->a && i < s->b ? model_token(&r->t[i]) : 0;
}

/* The words right before and behind. */
static void
share_beside(struct ballot *b, const struct reading *r, const struct quantity *q,
    const struct sentence *s, size_t beside)
{
	for (size_t k = 1; k <= beside; k++) {
		ballot_shared(b, F_before, (int64_t)k, code_at(r, s, q->ua - k));
		ballot_shared(b, F_after, (int64_t)k, code_at(r, s, q->ub + k - 1));
	}
	ballot_shared(b, F_between, code_at(r, s, q->ua - 2), code_at(r, s, q->ua - 1));
	ballot_shared(b, F_behind, code_at(r, s, q->ub), code_at(r, s, q->ub + 1));
}

static void
share_words(struct ballot *b, const struct reading *r, const struct quantity *q,
    const struct sentence *s)
{
	enum { BESIDE = 4, NEAR = 10 };
	share_beside(b, r, q, s, BESIDE);
	size_t from = q->ua > s->a + NEAR ? q->ua - NEAR : s->a;
	size_t to = q->ub + NEAR < s->b ? q->ub + NEAR : s->b;
	for (size_t i = from; i < q->ua; i++)
		if (r->t[i].kind == LEXER_WORD || r->t[i].kind == LEXER_TAIL)
			ballot_shared(b, F_near, 0, model_token(&r->t[i]));
	for (size_t i = q->ub; i < to; i++)
		if (r->t[i].kind == LEXER_WORD || r->t[i].kind == LEXER_TAIL)
			ballot_shared(b, F_near, 1, model_token(&r->t[i]));
	for (size_t i = s->a; i < s->b && i < s->a + 2; i++)
		ballot_shared(b, F_first, (int64_t)(i - s->a), model_token(&r->t[i]));
}

static void
share_marks(struct ballot *b, const struct reading *r, const struct quantity *q,
    const struct sentence *s)
{
	enum { BITS = 15, FAR = 40 };
	unsigned all = marks_over(r->marks, s->a, s->b), before = 0, behind = 0;
	size_t from = q->ua > s->a + FAR ? q->ua - FAR : s->a;
	size_t to = q->ub + FAR < s->b ? q->ub + FAR : s->b;
	unsigned verbs =
	    MARKS_FUTURE | MARKS_PAST | MARKS_PRESENT | MARKS_WOULD | MARKS_HYPO;
	int found = 0;
	unsigned nearest = 0;
	int64_t who = 0;
	for (size_t i = q->ua; i-- > from && !(r->marks[i] & MARKS_CLAUSE);) {
		before |= r->marks[i];
		if (r->marks[i] & verbs && found < 2) {
			if (found == 0)
				nearest = r->marks[i] & verbs;
			ballot_shared(
			    b, F_verb, (int64_t)2 * found, r->marks[i] & verbs);
			ballot_shared(
			    b, F_verb, (int64_t)2 * found + 1, model_token(&r->t[i]));
			found++;
		}
		if (!who
		    && number_among(&r->t[i],
			"we|our|us|you|your|i|my|it|they|their|that|"
			"this|there|people|street|consensus"))
			who = model_token(&r->t[i]);
	}
	bool asks = s->b > s->a && r->t[s->b - 1].kind != LEXER_WORD
		    && r->t[s->b - 1].low.n && r->t[s->b - 1].low.p[0] == '?';
	for (size_t i = s->b; i-- > s->a && i + 3 > s->b;)
		asks |= r->t[i].kind == LEXER_STOP && r->t[i].low.p[0] == '?';
	ballot_shared(b, F_subject, 0, who);
	ballot_shared(b, F_subject, 1 + (int64_t)nearest, who);
	ballot_shared(b, F_verb, 100 + (int64_t)nearest,
	    (int64_t)r->turn->section * 8 + (int64_t)r->turn->role);
	ballot_shared(b, F_role, asks, (int64_t)r->turn->role);
	ballot_shared(b, F_role, 10 + asks, (int64_t)nearest);
	for (size_t i = q->ub; i < to && !(r->marks[i] & MARKS_CLAUSE); i++)
		behind |= r->marks[i];
	for (int k = 0; k < BITS; k++) {
		if (all >> k & 1)
			ballot_shared(b, F_mark, 0, k);
		if (before >> k & 1)
			ballot_shared(b, F_mark, 1, k);
		if (behind >> k & 1)
			ballot_shared(b, F_mark, 2, k);
	}
}

/* What the quantity is, and where it stands. */
static void
share_quantity(struct ballot *b, const struct reading *r, const struct quantity *q,
    const struct sentence *s)
{
	double v = isnan(q->high) ? fabs(q->low) : fabs(q->high);
	int size = v > 0 ? (int)floor(log10(v)) : -9;
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(b, F_unit, (int64_t)q->type,
	    (int64_t)q->per + (q->points ? 100 : 0) + (q->level ? 200 : 0));
	if (q->unit)
		ballot_shared(b, F_unit, 99, model_word(str_from(q->unit)));
	if (q->per_noun)
		ballot_shared(b, F_unit, 98, model_word(str_from(q->per_noun)));
	ballot_shared(b, F_size, (int64_t)q->type, size);
	ballot_shared(b, F_digits, q->digits, q->magnitude);
	if (q->low != q->high)
		ballot_shared(b, F_list, 0, isnan(q->low) ? 1 : isnan(q->high) ? 2 : 3);
	if (q->from || q->to)
		ballot_shared(b, F_list, 1, q->from ? 1 : 2);
	if (q->vague)
		ballot_shared(b, F_list, 2, 0);
	ballot_shared(b, F_place, (int64_t)r->turn->section, (int64_t)r->turn->role);
	ballot_shared(b, F_length, 0, context_bucket(s->b - s->a));
	ballot_shared(b, F_length, 1, context_bucket(r->s_of[q->a]));
}

void
context_share(struct ballot *b, const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	if (ballot_repeat(b, q))
		return;
	share_quantity(b, r, q, s);
	share_words(b, r, q, s);
	share_marks(b, r, q, s);
	ballot_remember(b, q);
}

void
context_share_close(struct ballot *b, const struct reading *r, const struct quantity *q)
{
	enum { BESIDE = 3 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	share_quantity(b, r, q, s);
	share_beside(b, r, q, s, BESIDE);
	share_marks(b, r, q, s);
}
