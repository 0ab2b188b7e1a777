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

/* "On organic growth of 8%": of sales. */
static bool
organic_growth(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 3 };
	size_t from = q->ua > NEAR ? q->ua - NEAR : 0;
	return (is(m, "eps") || is(m, "net_income")) && q->type == QUANTITY_PERCENT
	       && AMONG(r, from, q->ua, "organic") && AMONG(r, from, q->ua, "growth");
}

/* "Makes up 28% of the total", "accounted for 28% of our business": a share. */
static bool
of_total(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { BEFORE = 4, BEHIND = 4 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = q->ua > s->a + BEFORE ? q->ua - BEFORE : s->a;
	size_t to = q->ub + BEHIND < s->b ? q->ub + BEHIND : s->b;
	return q->type == QUANTITY_PERCENT && !q->points && !is(m, "market_share")
	       && q->ub < s->b && number_among(&r->t[q->ub], "of")
	       && AMONG(r, from, q->ua,
		   "make|makes|made|making|account|accounts|accounted|accounting|"
		   "represent|represents|represented|representing|comprise|comprises|"
		   "comprised|comprising")
	       && AMONG(r, q->ub + 1, to, "total|business|mix|portfolio");
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
	size_t per = q->ub < s->b && number_among(&r->t[q->ub], "per|a|each")
			 ? q->ub + 2
			 : q->ub;
	if (per > 0 && per <= s->b && number_among(&r->t[per - 1], "share|shares"))
		return true;
	return AMONG(r, s->a, q->ua,
		   "repurchased|repurchase|repurchases|buyback|buybacks|atm|tender")
	       && AMONG(r, s->a, s->b, "share|shares|stock|units");
}

/* What is earned, spent or owed, and not sold. */
static bool
no_sales(const struct catalog_metric *m)
{
	static const char *const of[] = {"operating_margin", "gross_margin", "ebitda",
	    "eps", "net_income", "opex", "capex", "free_cash_flow",
	    "operating_cash_flow", "debt", "cash"};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (is(m, of[i]))
			return true;
	return false;
}

/* Does a cue of the metric stand in tokens [from, to)? */
static bool
cued(const struct reading *r, const struct sentence *s, size_t from, size_t to, int m)
{
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].metric == m && r->c[i].a < to && r->c[i].b > from)
			return true;
	return false;
}

/* The phrase is named by what is no metric of ours, or what is not sold where sales are
 * looked for. */
static bool
of_another(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q, const struct phrase *h,
    bool moved)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	bool other = false;
	bool income = q->type == QUANTITY_MONEY && q->per_noun == NULL && !is(m, "eps");
	bool earned = q->type == QUANTITY_PERCENT
		      && (is(m, "eps") || is(m, "ebitda") || is(m, "net_income"))
		      && !AMONG(r, s->a, s->b, "each|both|respectively");
	if (cued(r, s, h->a, h->b, (int)(m - c->metrics)))
		return false;
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *u = &r->c[i];
		const struct catalog_metric *n = &c->metrics[u->metric];
		if (u->a >= h->b || u->b < h->b)
			continue;
		if (catalog_is_none(n))
			other |= moved || u->strength > 1;
		else
			other |=
			    ((is(m, "revenue") || (moved && earned)) && no_sales(n))
			    || (income && is(n, "operating_margin"));
	}
	return other;
}

/* "Premiums in force": words of one cue stand before the phrase. */
static bool
begun(const struct reading *r, const struct sentence *s, const struct phrase *h)
{
	for (size_t i = s->c; i < s->c_end; i++)
		if (r->c[i].a < h->a && r->c[i].b >= h->b
		    && r->t[r->c[i].a].kind == LEXER_WORD
		    && !number_among(&r->t[r->c[i].a], "of|percent|percentage"))
			return true;
	return false;
}

/* Is the phrase before the value what it hangs on, and not on m's own words? */
static bool
hangs(const struct catalog_metric *m, const struct reading *r, const struct quantity *q,
    const struct phrase *h, int own)
{
	enum { NEAR = 3, BEHIND = 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	bool direct = h->b < q->ua && number_among(&r->t[h->b], "of|for|at")
		      && q->ua - h->b < NEAR;
	bool said = cued(r, s, begins(r, q), h->a, own);
	if (h->pronoun || h->clause)
		return false;
	/* "Should land between": a verb; "or 9.4% of sales": in other words. */
	if ((h->a > s->a
		&& number_among(
		    &r->t[h->a - 1], "should|will|would|could|may|might|to"))
	    || (q->ua > s->a && number_among(&r->t[q->ua - 1], "or")))
		return false;
	if (!is(m, "eps") && cued(r, s, q->ub, q->ub + BEHIND, own))
		return false;
	if (h->link == PHRASE_OF || h->link == PHRASE_PREPOSITION)
		return (direct && !said) || begun(r, s, h);
	return h->link == PHRASE_BARE || !said;
}

/* "With traffic up 0.6%", "loans grew $1.2 billion", "$5 million of deposits". */
static bool
of_none(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q, const struct phrases *p)
{
	enum { NEAR = 3 };
	static const char driving[] =
	    "headwind|headwinds|tailwind|tailwinds|offset|"
	    "offsetting|impact|impacted|drag|hurt|helped|weighed|"
	    "benefit|benefited|contributed|contribution|"
	    "contributing|driven|drove|mix|added|"
	    "adding";
	static const char moves[] =
	    "up|down|grew|grow|grown|growing|increased|increase|"
	    "declined|decreased|rose|fell|improved|dropped";
	const struct sentence *s = &r->s[r->s_of[q->a]];
	const struct phrase *h = &p->before[0], *o = &p->after[0];
	int own = (int)(m - c->metrics);
	bool rate = q->type == QUANTITY_PERCENT || q->type == QUANTITY_MULTIPLE
		    || (q->type == QUANTITY_NUMBER && q->vague);
	/* Costs have their parts in a margin. */
	if ((q->type != QUANTITY_MONEY && !rate) || AMONG(r, s->a, s->b, driving)
	    || (q->points && (is(m, "gross_margin") || is(m, "operating_margin"))))
		return false;
	if (p->n_after && q->type == QUANTITY_MONEY && o->link == PHRASE_OF
	    && o->a - q->ub < NEAR && !cued(r, s, s->a, s->b, own)
	    && !AMONG(r, s->a, q->ua, "recognize|recognized|recognizing")
	    && of_another(c, m, r, q, o, false))
		return true;
	/* "A 25% take rate", "a $20 billion addressable market" */
	if (p->n_after && !q->points && o->link == PHRASE_BARE && o->a == q->ub
	    && !number_among(&r->t[o->a], "after|before|following|beyond|until|during|"
					  "prior|worth|above|below|gain|loss")
	    && of_another(c, m, r, q, o, false))
		return true;
	return p->n_before && hangs(m, r, q, h, own)
	       && of_another(c, m, r, q, h, AMONG(r, h->b, q->ua, moves));
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

/* "Down 120 basis points" is no change of an amount, but where something has its part in
 * its growth. */
static bool
in_points(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	bool money = is(m, "revenue") || is(m, "opex") || is(m, "capex")
		     || is(m, "ebitda") || is(m, "eps") || is(m, "net_income")
		     || is(m, "cash") || is(m, "debt");
	return money && q->points
	       && !(q->ua > s->a && number_among(&r->t[q->ua - 1], "which"))
	       && !AMONG(r, s->a, s->b,
		   "growth|grow|grew|growing|comp|comps|contributed|contribution|"
		   "contributing|contribute|headwind|headwinds|tailwind|tailwinds|"
		   "benefit|benefits|benefited|impact|impacted|impacting|added|adding|"
		   "add|currency|fx|foreign|acquisitions|acquisition|drag|offset|price|"
		   "pricing|volume|mix|accelerated|acceleration|decelerated|slowed|"
		   "sequential|effect|weighed|favorability|unfavorability|favorable|"
		   "unfavorable|lift|cycling|lapping|dollar");
}

/* "29 million visits", "double the number of clients", "4 times the rate of": counted, or
 * of what is counted. */
static bool
counted(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	size_t i = q->ub;
	if (!is(m, "revenue") && !is(m, "eps") && !is(m, "cash") && !is(m, "debt")
	    && !is(m, "capex") && !is(m, "opex") && !is(m, "net_income"))
		return false;
	if (q->type == QUANTITY_MULTIPLE)
		return i + 2 < r->n && number_among(&r->t[i], "the|our")
		       && number_among(&r->t[i + 1], "number|rate|pace|speed|count")
		       && number_among(&r->t[i + 2], "of");
	return (q->type == QUANTITY_COUNT || q->type == QUANTITY_NUMBER)
	       && AMONG(r, q->b, i < r->n ? i + 1 : i,
		   "visits|visitors|users|customers|subscribers|members|downloads|"
		   "transactions|people|employees|stores|locations|policies|accounts|"
		   "clients|patients|guests|passengers|miles|acres|wells|beds|rooms|"
		   "units|vehicles|shares|drivers|merchants|households|orders");
}

/* "Returned $749 million in cash to shareholders" */
static bool
returned(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 4, BEHIND = 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q);
	if (q->ua - from > NEAR)
		from = q->ua - NEAR;
	return q->type == QUANTITY_MONEY && !is(m, "eps")
	       && AMONG(r, from, q->ua, "return|returned|returning|distributed")
	       && AMONG(r, q->ub, q->ub + BEHIND < s->b ? q->ub + BEHIND : s->b,
		   "shareholders|stockholders|shareowners|unitholders|investors");
}

/* "Down from 7.6 times": a ratio, no growth; "we have said several times": how often. */
static bool
ratio(const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 4 };
	size_t a = r->s[r->s_of[q->a]].a;
	size_t from = q->ua > a + NEAR ? q->ua - NEAR : a;
	if (q->type != QUANTITY_MULTIPLE || q->ua == a
	    || !number_among(&r->t[q->ub - 1], "times|x"))
		return false;
	bool held = q->ub < r->n
		    && number_among(&r->t[q->ub], "the|what|as|more|higher|larger|last|"
						  "greater|our|that|its|where|bigger");
	bool of = number_among(
	    &r->t[q->ua - 1], "from|of|at|to|was|is|below|under|above|versus");
	bool often = number_among(&r->t[q->ub - 1], "times")
		     && AMONG(r, from, q->ua,
			 "said|say|mentioned|asked|told|tried|been|talked|stated|heard|"
			 "oversubscribed|subscribed");
	return often || (of && !held);
}

/* "For every $1 change in" */
static bool
per_change(const struct reading *r, const struct quantity *q)
{
	size_t a = r->s[r->s_of[q->a]].a;
	if (q->ua == a || q->ub + 1 >= r->n)
		return false;
	/* "a 10% change in volume" */
	if (number_among(&r->t[q->ua - 1], "a")
	    && number_among(&r->t[q->ub], "change|move|movement|swing"))
		return number_among(&r->t[q->ub + 1], "in|of");
	return number_among(&r->t[q->ua - 1], "every|each")
	       && number_among(&r->t[q->ub], "change|increase|decrease|move|movement|"
					     "reduction|rise|drop|decline|swing|point");
}

/* "The industry shipped 1.1 million units": somebody else did. */
static bool
of_others(const struct reading *r, const struct quantity *q)
{
	enum { MOST = 4 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = s->a;
	while (
	    i < q->ua && i < s->a + MOST
	    && number_among(&r->t[i], "the|our|a|an|and|but|overall|total|global|u.s.|"
				      "largest|main|one|of|european|chinese"))
		i++;
	return i > s->a && i + 1 < q->ua && !r->t[i].capital
	       && number_among(&r->t[i],
		   "industry|market|competitor|competitors|peers|fed|"
		   "government|economy|competition")
	       && number_among(&r->t[i + 1],
		   "was|is|were|are|grew|grows|shipped|cut|declined|fell|rose|"
		   "increased|"
		   "has|had|sold|will|raised|produced|expects|expanded|contracted|ran");
}

/* "Acquired the business for $300 million", "a gain of $12 million": no sales. */
static bool
one_off(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { FAR = 10 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ua, from = i > s->a + FAR ? i - FAR : s->a;
	if (!is(m, "revenue") || q->type != QUANTITY_MONEY)
		return false;
	while (
	    i > s->a
	    && number_among(&r->t[i - 1], "about|approximately|roughly|nearly|a|total|"
					  "around|over|almost|of|just|some"))
		i--;
	if (i == s->a)
		return false;
	if (number_among(&r->t[i - 1], "for"))
		return AMONG(r, from, i,
		    "acquired|bought|purchased|sold|divested|acquire|buy|sell|"
		    "purchase");
	return i < q->ua
	       && number_among(&r->t[i - 1], "gain|gains|charge|charges|impairment|"
					     "settlement|writedown|write-down");
}

/* "Invested $60 million in the joint venture": not in plants. */
static bool
invested_elsewhere(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { BEFORE = 4, BEHIND = 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = q->ua > s->a + BEFORE ? q->ua - BEFORE : s->a, to = q->ub;
	while (to < s->b && to < q->ub + BEHIND && r->t[to].kind != LEXER_COMMA)
		to++;
	return is(m, "capex")
	       && !AMONG(r, q->ub, to,
		   "capital|capex|plant|plants|equipment|facility|facilities|factory|"
		   "factories|machinery")
	       && AMONG(r, from, q->ua, "invested|invest|investing|investment")
	       && AMONG(r, q->ub, to,
		   "venture|ventures|company|companies|stake|startup|startups|fund|"
		   "funds|"
		   "securities|bonds|treasuries|people|talent|marketing|advertising|"
		   "research|inventory|acquisition|acquisitions|corp|inc");
}

/* "Used $14 million of cash in operations": what goes in or out is no balance. */
static bool
cash_moved(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { BEFORE = 3, BEHIND = 3 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = q->ua > s->a + BEFORE ? q->ua - BEFORE : s->a;
	size_t to = q->ub + BEHIND < s->b ? q->ub + BEHIND : s->b;
	return is(m, "cash")
	       && AMONG(r, from, q->ua,
		   "used|use|using|consumed|consume|generated|generate|generating|"
		   "burned|"
		   "burnt|produced")
	       && AMONG(r, q->ub, to, "cash");
}

/* "$582 million of investments, of which $333 million was for sustaining": a part. */
static bool
part_of(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	return is(m, "capex") && q->type == QUANTITY_MONEY && q->ub + 1 < s->b
	       && ((q->ua > s->a && number_among(&r->t[q->ua - 1], "which"))
		   || q->ua == s->a)
	       && number_among(&r->t[q->ub], "was|is|were|will")
	       && AMONG(r, q->ub + 1, q->ub + 3, "for|related|allocated");
}

/* "Operating expenses were up 39%": of one product only where that is said ("per ton"). */
static bool
all_costs(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	bool all = false;
	if (!is(m, "unit_cost") || q->per_noun)
		return false;
	for (size_t i = s->c; i < s->c_end; i++)
		if (&c->metrics[r->c[i].metric] == m) {
			if (!number_among(&r->t[r->c[i].a], "operating")
			    || AMONG(r, r->c[i].a, r->c[i].b + 1, "per"))
				return false;
			all = true;
		}
	return all;
}

/* "Selling 5,000 a week": nothing is made in the sentence; "demand of 5,000 a year": and
 * nothing delivered. */
static bool
sold_rate(
    const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 8, BEHIND = 5 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = begins(r, q), to = q->ub + BEHIND < s->b ? q->ub + BEHIND : s->b;
	if (q->ua - from > NEAR)
		from = q->ua - NEAR;
	if ((!is(m, "production_rate") && !is(m, "deliveries"))
	    || q->per == UNIT_NOT_A_RATE || q->type == QUANTITY_MONEY
	    || AMONG(r, s->a, s->b,
		"produce|produces|produced|producing|production|output|make|makes|made|"
		"making|build|builds|built|building|manufacture|manufacturing|"
		"manufactured|capacity|capability|capable|throughput|line|lines|plant|"
		"plants|factory|factories|facility|ramp|ramping|ramped|run|assemble|"
		"assembled|process|processed|mill|mills|pack|packs|shift|supply|mine|"
		"mines|mined"))
		return false;
	bool delivered = AMONG(r, from, to,
	    "sold|sell|selling|sales|deliver|delivers|delivering|delivered|deliveries|"
	    "ship|ships|shipping|shipped|shipments");
	bool wanted = AMONG(r, from, to, "demand|orders|bookings");
	return is(m, "deliveries") ? wanted && !delivered : wanted || delivered;
}

/* What an amount of anything may be called: it says nothing of what it is an amount of. */
static const char amounts[] =
    "total|average|level|range|loss|losses|gains|profit|rate|record|amount|sum|"
    "guidance|midpoint|"
    "target|"
    "expectation|expectations|increase|improvement|decrease|decline|reduction|change|"
    "use|"
    "usage|outflow|inflow|spend|spending|generation|burn|result|results|number|figure|"
    "run|"
    "range|outlook|balance|position|benefit|benefits|headwind|headwinds|tailwind|"
    "tailwinds|impact|effect|drag|hit|contribution|savings|synergies|growth|cut|rise|"
    "budget|program|plan|investment|investments|neighborhood|excess|ballpark|order|"
    "minimum|maximum|cash|liquidity|value|base|goal|forecast|estimate|drop|swing|delta|"
    "pressure|upside|downside|efficiencies|productivity|leverage|portion|share|part|"
    "half|"
    "money|dollars|capital|funds|consensus|assumption|end|low|high|pace|remainder|rest|"
    "balance|bulk|majority|offset|variance|difference";

/* "Free cash flow was $800 million, including tax refunds of $37 million", "... $37 million of
 * tax refunds": a part of what is earned, spent or held is none of it. */
static bool
of_part(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q, const struct phrases *p)
{
	enum { NEAR = 3, HEAD = 5 }; /* "mark-to-market losses" */
	static const char *const of[] = {"operating_cash_flow", "free_cash_flow",
	    "opex", "capex", "net_income", "ebitda", "cash"};
	const struct sentence *s = &r->s[r->s_of[q->a]];
	const struct phrase *h = &p->before[0], *o = &p->after[0];
	int own = (int)(m - c->metrics);
	bool whole = false;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		whole |= is(m, of[i]);
	if (!whole || q->type != QUANTITY_MONEY || q->per_noun)
		return false;
	if (p->n_before && !h->pronoun && !h->clause && h->b < q->ua
	    && q->ua - h->b < NEAR && number_among(&r->t[h->b], "of")
	    && !AMONG(r, h->b - 1, h->b, amounts)
	    && !cued(r, s, begins(r, q), q->ua, own)
	    && !cued(r, s, q->ub, q->ub + NEAR, own))
		return true;
	return p->n_after && o->link == PHRASE_OF && o->a - q->ub < NEAR && !o->pronoun
	       && !AMONG(r, o->a, o->b + HEAD < s->b ? o->b + HEAD : s->b, amounts)
	       && !cued(r, s, o->a, o->b, own);
}

bool
barred(const struct catalog *c, const struct catalog_metric *m, const struct reading *r,
    const struct quantity *q, const struct phrases *p)
{
	if (catalog_is_none(m) || !str_eq(m->source, STR("built in")))
		return false;
	return of_sales(m, r, q) || income_change(m, r, q) || spent_on(c, m, r, q)
	       || other_verb(m, r, q) || of_shares(m, r, q) || on_more(m, r, q)
	       || of_none(c, m, r, q, p) || achieved(c, m, r, q) || in_points(m, r, q)
	       || counted(m, r, q) || returned(m, r, q) || ratio(r, q)
	       || per_change(r, q) || part_of(m, r, q) || of_others(r, q)
	       || one_off(m, r, q) || all_costs(c, m, r, q) || of_part(c, m, r, q, p)
	       || sold_rate(m, r, q) || invested_elsewhere(m, r, q)
	       || cash_moved(m, r, q) || of_total(m, r, q) || organic_growth(m, r, q);
}
