/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/parallel.h"

#include "series/date.h"

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

/* A row in which something stands: how many there are, and which of them it is.  Nobody
 * says longer ones than MOST with as many times. */
enum { MOST = 24 };
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
	while (a > s->q && k - a < MOST && values_join(r, a - 1))
		a--;
	while (b < s->q_end && b - a <= MOST && values_join(r, b - 1))
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

/* "Versus the third quarter and the year before", "up 5% and 6% over ...": what the values
 * are compared with. */
static bool
compared(const struct reading *r, const struct sentence *s, size_t i, bool percent)
{
	size_t from = r->w[i].a > s->a + 2 ? r->w[i].a - 2 : s->a;
	for (size_t k = from; k < r->w[i].a; k++)
		if (number_among(&r->t[k], "versus|vs|from|to|than|against|with|since")
		    || (percent && number_word(&r->t[k], "over")))
			return true;
	return false;
}

/* How many times one expression is: "2025 and 2026" is a span, but two years in a row. */
static size_t
members(const struct reading *r, const struct when *w)
{
	for (size_t i = w->a + 1; period_known(w->period) && i + 1 < w->b; i++)
		if (number_word(&r->t[i], "and")
		    && date_add_months(w->period.start, 24) - 1 == w->period.end)
			return 2;
	return 1;
}

static struct period
member(struct period p, size_t of, size_t at)
{
	int32_t second = date_add_months(p.start, 12);
	return of == 1   ? p
	       : at == 0 ? (struct period){p.start, second - 1}
			 : (struct period){second, p.end};
}

struct period
parallel_period(const struct reading *r, size_t k)
{
	const struct sentence *s = &r->s[r->s_of[r->q[k].a]];
	struct period found = PERIOD_NONE;
	struct row values = row_of_values(r, s, k);
	if (values.n < 2 || values.n > MOST)
		return found;
	for (size_t i = s->w, j; i < s->w_end; i = j) {
		size_t n = 0;
		struct period mine = PERIOD_NONE;
		for (j = i; j < s->w_end && (j == i || times_join(r, j - 1)); j++) {
			size_t of = members(r, &r->w[j]);
			if (values.at >= n && values.at < n + of)
				mine = member(r->w[j].period, of, values.at - n);
			n += of;
		}
		if (n != values.n
		    || compared(r, s, i, r->q[k].type == QUANTITY_PERCENT))
			continue;
		if (period_known(found))
			return PERIOD_NONE; /* which of the rows? */
		found = mine;
	}
	return found;
}
