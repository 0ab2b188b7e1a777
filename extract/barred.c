/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/barred.h"

#include "extract/number.h"

static bool
is(const struct catalog_metric *m, const char *name)
{
	return str_eq(m->name, str_from(name));
}

/* Does one of the words stand in tokens [from, to)? */
static bool
among(const struct reading *r, size_t from, size_t to, lexicon_list *words)
{
	for (size_t i = from; i < to; i++)
		if (lexicon_has(r->t[i].known, words))
			return true;
	return false;
}
#define AMONG(r, from, to, words) among(r, from, to, LEXICON_LIST(words))

/* Where what is said before q begins: behind the value before it in its sentence. */
static size_t
begins(const struct reading *r, const struct quantity *q)
{
	size_t from = r->s[r->s_of[q->a]].a;
	for (const struct quantity *o = q; o-- > r->q && o->a >= from;)
		if (o->type != QUANTITY_NONE && o->type != QUANTITY_DURATION)
			return o->ub < q->ua ? o->ub : q->ua;
	return from;
}

/* "30% of revenue", "8.4% of net sales": a share of sales is the margin of what was said
 * before it, or of no metric here. */
static bool
of_sales(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { MOST = 4, SHORT = 10 };
	size_t a = r->s[r->s_of[q->a]].a, i = q->ub;
	if (q->type != QUANTITY_PERCENT || q->points || i >= r->n
	    || !number_among(&r->t[i], "of"))
		return false;
	while (++i < r->n && i < q->ub + MOST
	       && number_among(&r->t[i], "our|total|net|the|company|consolidated|group|"
					 "overall|annual|quarterly|group's|company's"))
		;
	if (i >= r->n || !number_among(&r->t[i], "sales|revenue|revenues")
	    || AMONG(
		r, a, q->ua, "worth|impact|impacted|contributed|contribution|cost"))
		return false;
	if (is(m, "operating_margin"))
		return q->ua - a > SHORT
		       && !(AMONG(r, a, q->ua, "operating|segment|ebit")
			    && AMONG(r, a, q->ua,
				"income|profit|earnings|margin|margins|loss|ebit|"
				"profits"));
	if (is(m, "gross_margin"))
		return !AMONG(r, a, q->ua, "gross|margin|margins");
	return true;
}

/* "Operating income rose 32%" is no margin. */
static bool
income_change(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 3, BEHIND = 5 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q), head = SIZE_MAX;
	if (!is(m, "operating_margin") || q->type != QUANTITY_PERCENT || q->points
	    || number_among(&r->t[q->ub], "of|margin|margins"))
		return false;
	for (size_t i = s->a + 1; i < q->ua; i++)
		if (number_among(&r->t[i], "income|profit|profits|earnings")
		    && number_among(&r->t[i - 1], "operating"))
			head = i;
	size_t behind = q->ub + BEHIND < s->b ? q->ub + BEHIND : s->b;
	if (head == SIZE_MAX || AMONG(r, head, behind, "margin|margins|sales|revenues"))
		return false;
	if (from < head)
		from = head;
	size_t near = q->ua > from + NEAR ? q->ua - NEAR : from;
	return AMONG(r, near, q->ua,
		   "up|down|increased|increase|grew|grow|growth|rose|rise|fell|"
		   "declined|"
		   "decline|decreased|decrease|improved|jumped|climbed|dropped|higher|"
		   "lower")
	       || AMONG(r, head, q->ua, "grow|increase|decline|decrease");
}

/* What money goes to or comes from that no metric here counts. */
static const char things[] =
    "acquisition|acquisitions|dividend|dividends|repurchase|repurchases|repurchased|"
    "buyback|"
    "buybacks|shareholders|stockholders|shareowners|unitholders|m&a|depreciation|"
    "amortization";

/* "$85 million on acquisitions", "and share repurchases were $120 million" */
static bool
spent_on(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	enum { MOST = 5 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q);
	bool before = false, behind = false;
	if (q->type != QUANTITY_MONEY || is(m, "equity_raise") || is(m, "eps"))
		return false;
	for (size_t i = from; i < q->ua; i++)
		if (r->t[i].kind == LEXER_COMMA
		    || number_among(&r->t[i], "and|while|but"))
			from = i + 1;
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].a >= from && r->c[i].b <= q->ua
		    && !catalog_is_none(&c->metrics[r->c[i].metric]))
			return false;
	before = from > s->a && q->ua - from <= MOST && !is(m, "debt")
		 && AMONG(r, from, q->ua, things)
		 && !AMONG(r, from, q->ua, "including|excluding|before");
	bool links =
	    q->ub < s->b && number_among(&r->t[q->ub], "on|in|to|of|for|through");
	for (size_t k = q->ub + 1; links && k < s->b && k < q->ub + MOST; k++) {
		behind = number_among(&r->t[k], things);
		if (behind
		    || !number_among(&r->t[k], "our|the|share|common|stock|quarterly|"
					       "regular|bolt-on|cash|strategic|open"))
			break;
	}
	return before || behind;
}

/* "On 4% higher capacity", "a 1.2% increase in transactions", "volumes that were up 1%": of
 * what sales depend on, no growth of theirs. */
static bool
on_more(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { WORDS = 4 };
	static const char of[] =
	    "capacity|traffic|transactions|shares|stores|locations|"
	    "headcount|employees|miles|seats|rooms|flights|people|"
	    "visits|ticket|customers|shipments|volumes";
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ub;
	if (!is(m, "revenue") || q->type != QUANTITY_PERCENT || q->points)
		return false;
	if (i + 1 < s->b
	    && number_among(&r->t[i], "higher|lower|more|fewer|greater|less"))
		return number_among(&r->t[i + 1], of);
	bool change = i + 1 < s->b
		      && number_among(&r->t[i], "increase|decrease|growth|decline|rise|"
						"drop|gain|reduction")
		      && number_among(&r->t[i + 1], "in|of");
	size_t most = i + 2 + WORDS < s->b ? i + 2 + WORDS : s->b;
	for (size_t k = i + 2; change && k < most && r->t[k].kind == LEXER_WORD; k++)
		if (number_among(&r->t[k], of))
			return true;
	/* "... on volumes that were up 1%" */
	for (size_t k = q->ua; k > s->a + 1 && q->ua - k < WORDS; k--) {
		if (number_among(&r->t[k - 1], of))
			return true;
		if (!number_among(&r->t[k - 1], "that|which|were|was|are|up|down|by"))
			break;
	}
	return false;
}

/* "produced 17,541 vehicles and delivered 13,972": the verb right before says which. */
static bool
other_verb(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	size_t i = q->ua, from = r->s[r->s_of[q->a]].a;
	if (q->per != UNIT_NOT_A_RATE || q->type == QUANTITY_MONEY
	    || q->type == QUANTITY_PERCENT)
		return false;
	while (i > from
	       && number_among(&r->t[i - 1], "about|approximately|roughly|around|over|"
					     "nearly|almost|a|total|of|some|just|only"))
		i--;
	if (i == from)
		return false;
	if (is(m, "production") || is(m, "production_rate"))
		return number_among(&r->t[i - 1], "delivered|shipped|sold");
	return is(m, "deliveries")
	       && number_among(
		   &r->t[i - 1], "produced|built|manufactured|assembled|made");
}

/* "At an average price of $50 per share": no product's. */
static bool
of_shares(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	if ((!is(m, "price") && !is(m, "unit_cost")) || q->type != QUANTITY_MONEY)
		return false;
	if (q->ub > 0 && number_among(&r->t[q->ub - 1], "share|shares"))
		return true;
	return AMONG(r, s->a, q->ua,
		   "repurchased|repurchase|repurchases|buyback|buybacks|atm|tender")
	       && AMONG(r, s->a, s->b, "share|shares|stock|units");
}

/* "With traffic up 0.6%": what is no metric of ours is named right before the value, and
 * nothing else. */
static bool
of_none(const struct catalog *c, const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 3, FAR = 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q), last = SIZE_MAX;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *u = &r->c[i];
		if (u->a < from || u->a >= q->ub + FAR)
			continue;
		if (!catalog_is_none(&c->metrics[u->metric]))
			return false;
		last = u->b <= q->ua ? u->b : last;
	}
	if (last == SIZE_MAX || q->ua - last > NEAR || q->type != QUANTITY_PERCENT
	    || q->points
	    || AMONG(r, s->a, s->b,
		"headwind|headwinds|tailwind|tailwinds|offset|offsetting|impact|"
		"impacted|"
		"drag|benefit|contributed|contribution|contributing|driven|drove|mix"))
		return false;
	bool moved = false;
	for (size_t i = last; i < q->ua; i++) {
		moved |= number_among(&r->t[i], "up|down|grew|increased|declined|"
						"decreased|rose|fell");
		if (!moved
		    && !number_among(&r->t[i], "was|were|is|are|about|roughly|by"))
			return false;
	}
	return moved;
}

/* "We delivered 8% growth": achieved, where nothing else in the sentence is delivered. */
static bool
achieved(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q);
	bool verb = false;
	if (!is(m, "deliveries") || q->type != QUANTITY_PERCENT)
		return false;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *u = &r->c[i];
		if (&c->metrics[u->metric] != m)
			continue;
		if (u->b != u->a + 1
		    || !number_among(&r->t[u->a], "deliver|delivered|delivering"))
			return false;
		verb |= u->a >= from && u->a < q->ua;
	}
	return verb;
}

bool
barred(const struct catalog *c, const struct catalog_metric *m, const struct reading *r,
    const struct quantity *q)
{
	if (catalog_is_none(m) || !str_eq(m->source, STR("built in")))
		return false;
	return of_sales(m, r, q) || income_change(m, r, q) || spent_on(c, m, r, q)
	       || other_verb(m, r, q) || of_shares(m, r, q) || on_more(m, r, q)
	       || of_none(c, r, q) || achieved(c, m, r, q);
}
