/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/parallel.h"

#include "extract/whose.h"
#include "series/date.h"

/* Does nothing stand in tokens [a, b) but what joins the members of a row? */
static bool
joins(const struct token *t, size_t a, size_t b)
{
	bool joined = false;
	for (size_t i = a; i < b; i++) {
		bool joint = t[i].kind == LEXER_COMMA || number_word(&t[i], "and");
		if (!joint
		    && !(joined && number_among(&t[i], "the|our|for|in|about|of")))
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
values_join(const struct reading *r, size_t k, bool alike)
{
	const struct quantity *x = &r->q[k], *y = x + 1;
	return (!alike || x->type == y->type) && x->from == y->from && x->to == y->to
	       && joins(r->t, x->ub, y->ua);
}

/* The row that quantity k is in; alike: all are of its type. */
static struct row
row_of_values(const struct reading *r, const struct sentence *s, size_t k, bool alike)
{
	size_t a = k, b = k + 1;
	while (a > s->q && k - a < MOST && values_join(r, a - 1, alike))
		a--;
	while (b < s->q_end && b - a <= MOST && values_join(r, b - 1, alike))
		b++;
	struct row row = {b - a, k - a};
	return row.n > MOST ? (struct row){0, 0} : row;
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
	struct row values = row_of_values(r, s, k, true);
	if (values.n < 2)
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

/* The longest name at token a in which nothing joins two. */
static const struct segment *
name_at(const struct reading *r, const struct sentence *s, size_t a)
{
	const struct segment *best = NULL;
	for (size_t i = s->g; i < s->g_end; i++) {
		const struct segment *g = &r->g[i];
		bool two = false;
		for (size_t k = g->a; g->type > SEGMENT_LEARNED && k < g->b; k++)
			two |=
			    r->t[k].kind == LEXER_COMMA || number_word(&r->t[k], "and");
		if (g->a == a && !two && whose_names(r, g) && (!best || g->b > best->b))
			best = g;
	}
	return best;
}

const struct segment *
parallel_segment(const struct reading *r, size_t k)
{
	const struct sentence *s = &r->s[r->s_of[r->q[k].a]];
	const struct segment *found = NULL;
	struct row values = row_of_values(r, s, k, true);
	if (values.n < 2)
		return NULL;
	for (size_t a = s->a, next; a < s->b; a = next) {
		const struct segment *g = name_at(r, s, a), *mine = NULL;
		size_t n = 0;
		next = a + 1;
		while (g) {
			mine = n++ == values.at ? g : mine;
			next = g->b;
			size_t from = g->b;
			while (from < s->b && from < g->b + 3
			       && (r->t[from].kind == LEXER_COMMA
				   || number_among(&r->t[from], "and|the|our|in|for")))
				from++;
			g = from > g->b && joins(r->t, g->b, from) ? name_at(r, s, from)
								   : NULL;
		}
		if (n != values.n)
			continue;
		if (found)
			return NULL; /* which of the rows? */
		found = mine;
	}
	return found;
}

/* The longest words of a metric at token a. */
static const struct cue *
cue_at(const struct reading *r, const struct sentence *s, size_t a)
{
	const struct cue *best = NULL;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *c = &r->c[i];
		if (c->a == a
		    && (!best || c->b > best->b
			|| (c->b == best->b && c->strength > best->strength)))
			best = c;
	}
	return best;
}

/* The next of a row of metrics behind one that ends before token a. */
static const struct cue *
cue_behind(const struct reading *r, const struct sentence *s, size_t a)
{
	enum { FAR = 5 };
	bool joined = false;
	const struct cue *c = NULL;
	for (size_t i = a; i < s->b && i < a + FAR && !c; i++) {
		c = joined ? cue_at(r, s, i) : NULL;
		bool joint =
		    r->t[i].kind == LEXER_COMMA || number_word(&r->t[i], "and");
		if (!joint && !c
		    && !(joined
			 && (r->t[i].kind == LEXER_DASH
			     || number_among(&r->t[i],
				 "our|the|adjusted|gaap|non|diluted|basic|total|net"))))
			return NULL;
		joined |= joint;
	}
	return c;
}

const struct cue *
parallel_cue(const struct reading *r, size_t k)
{
	enum { FAR = 10 };
	const struct sentence *s = &r->s[r->s_of[r->q[k].a]];
	struct row values = row_of_values(r, s, k, false);
	size_t from = r->q[k - values.at].ua;
	if (values.n < 2)
		return NULL;
	for (size_t a = s->a, end; a < from; a = end) {
		const struct cue *c = cue_at(r, s, a), *mine = NULL;
		size_t n = 0;
		bool differ = false;
		end = a + 1;
		for (const struct cue *first = c; c; c = cue_behind(r, s, end)) {
			mine = n++ == values.at ? c : mine;
			differ |= c->metric != first->metric;
			end = c->b;
		}
		bool near = end <= from && from - end <= FAR;
		for (size_t i = s->c; near && i < s->c_end; i++)
			near = r->c[i].b <= end || r->c[i].a >= from;
		for (size_t i = s->q; near && i < s->q_end; i++)
			near = r->q[i].ub <= end || r->q[i].ua >= from;
		if (differ && near && n == values.n)
			return mine;
	}
	return NULL;
}

enum obs_basis
parallel_basis(const struct reading *r, size_t k)
{
	const struct sentence *s = &r->s[r->s_of[r->q[k].a]];
	struct row values = row_of_values(r, s, k, true);
	enum obs_basis first = OBS_NOBASIS;
	if (values.n != 2 || !s->bases)
		return OBS_NOBASIS;
	for (size_t i = s->a; i < s->b; i++) {
		enum obs_basis b = reading_basis_at(r, i);
		if (!b)
			continue;
		size_t to = i + 1;
		bool joined = false;
		for (const struct cue *c; to < s->b && !reading_basis_at(r, to);
		     to = c ? c->b : to + 1) {
			c = cue_at(r, s, to);
			joined |= number_word(&r->t[to], "and");
			if (!c && r->t[to].kind != LEXER_DASH
			    && !number_among(&r->t[to], "and|non"))
				break;
		}
		enum obs_basis second =
		    joined && to < s->b ? reading_basis_at(r, to) : OBS_NOBASIS;
		if (first || (second && second == b))
			return OBS_NOBASIS; /* which of them? */
		if (second)
			first = values.at ? second : b;
		i = second ? to : i;
	}
	return first;
}
