/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/parallel.h"

/* Does nothing stand in tokens [a, b) but what joins the members of a row? */
static bool
joins(const struct token *t, size_t a, size_t b)
{
	bool joined = false;
	for (size_t i = a; i < b; i++) {
		bool joint = t[i].kind == LEXER_COMMA || number_word(&t[i], "and");
		if (!joint && !(joined && number_among(&t[i], "the|for|in|about|of")))
			return false;
		joined = joined || joint;
	}
	return joined;
}

/* A row in which something stands: how many there are, and which of them it is. */
struct row {
	size_t n, at;
};

static bool
values_join(const struct reading *r, size_t k)
{
	const struct quantity *x = &r->q[k], *y = x + 1;
	return x->type == y->type && x->from == y->from && x->to == y->to
	       && joins(r->t, x->ub, y->ua);
}

static struct row
row_of_values(const struct reading *r, const struct sentence *s, size_t k)
{
	size_t a = k, b = k + 1;
	while (a > s->q && values_join(r, a - 1))
		a--;
	while (b < s->q_end && values_join(r, b - 1))
		b++;
	return (struct row){b - a, k - a};
}

static bool
times_join(const struct reading *r, size_t i)
{
	return !r->w[i].base && !r->w[i + 1].base && !r->w[i].undated
	       && period_known(r->w[i].period) && period_known(r->w[i + 1].period)
	       && !period_same(r->w[i].period, r->w[i + 1].period)
	       && joins(r->t, r->w[i].b, r->w[i + 1].a);
}

/* "Versus the third quarter and the year before": what is compared with. */
static bool
compared(const struct reading *r, const struct sentence *s, size_t i)
{
	size_t from = r->w[i].a > s->a + 2 ? r->w[i].a - 2 : s->a;
	for (size_t k = from; k < r->w[i].a; k++)
		if (number_among(
			&r->t[k], "versus|vs|from|over|to|than|against|with|since"))
			return true;
	return false;
}

const struct when *
parallel_when(const struct reading *r, size_t k)
{
	const struct sentence *s = &r->s[r->s_of[r->q[k].a]];
	const struct when *found = NULL;
	struct row values = row_of_values(r, s, k);
	if (values.n < 2)
		return NULL;
	for (size_t i = s->w, j; i < s->w_end; i = j) {
		for (j = i + 1; j < s->w_end && times_join(r, j - 1);)
			j++;
		if (j - i != values.n || compared(r, s, i))
			continue;
		if (found)
			return NULL; /* which of the rows? */
		found = &r->w[i + values.at];
	}
	return found;
}
