/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/bind.h"

#include <math.h>
#include <string.h>

#include "extract/barred.h"
#include "extract/marks.h"
#include "extract/number.h"
#include "extract/rank.h"

enum { REMEMBERED = 1000 }; /* how many bindings back a number may refer */

#define NAME(id, name) name,
static const char *const rule_names[] = {BIND_RULES(NAME)};

const char *
bind_rule_name(enum bind_rule rule)
{
	return rule_names[rule];
}

int
bind_words_init(struct bind_words *out, const struct catalog *c, struct arena *a)
{
	out->metrics = ARENA_NEW(a, c->n, int64_t);
	if (!out->metrics)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		out->metrics[i] = model_word(c->metrics[i].name);
	for (size_t i = 0; i < BIND_N_RULES; i++)
		out->rules[i] = model_word(str_from(rule_names[i]));
	return 0;
}

/* ----- units: can this number be a value of that metric, and of which kind? ----- */

/* "Short tons" are tons. */
static bool
noun_fits(const struct catalog_metric *m, const char *unit)
{
	struct str rest = m->noun;
	const char *last = unit ? strrchr(unit, ' ') : NULL;
	struct str noun = str_from(last ? last + 1 : unit ? unit : "");
	while (noun.n && rest.n)
		if (str_eq(str_cut(&rest, ' '), noun))
			return true;
	return false;
}

static double
size_of(const struct quantity *q)
{
	return isnan(q->high)  ? fabs(q->low)
	       : isnan(q->low) ? fabs(q->high)
			       : fmax(fabs(q->low), fabs(q->high));
}

static bool
growth_near(const struct reading *r, const struct quantity *q)
{
	size_t from = q->ua > 12 ? q->ua - 12 : 0,
	       to = q->ub + 6 < r->n ? q->ub + 6 : r->n;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	if (from < s->a)
		from = s->a;
	if (to > s->b)
		to = s->b;
	/* "a margin of 21%": a ratio of what was spoken of. */
	if (q->ua > s->a + 1 && number_among(&r->t[q->ua - 1], "of")
	    && number_among(&r->t[q->ua - 2], "margin|margins|share|rate"))
		return false;
	return (marks_over(r->marks, from, to) & (MARKS_DELTA | MARKS_UP | MARKS_DOWN))
	       != 0;
}

static bool
money_fits(const struct catalog_metric *m, const struct quantity *q)
{
	double v = size_of(q);
	if (catalog_is_none(m))
		return (m->units & CATALOG_MONEY) != 0;
	if (q->per_noun)
		return (m->units & CATALOG_MONEY_PER) && m->type == CATALOG_PRICE;
	if (q->per != UNIT_NOT_A_RATE)
		return (m->units & CATALOG_MONEY_RATE) != 0
		       && (m->type != CATALOG_PRICE || (!q->magnitude && v < 1e5));
	if (m->type == CATALOG_PRICE)
		return !q->magnitude && v < 1e6 && v > 0;
	if (m->units & CATALOG_MONEY_PER) /* per share */
		return !q->magnitude && v < 1000;
	/* A company's amounts are said with their magnitude. */
	return (m->units & CATALOG_MONEY) && (q->magnitude || v >= 1e5) && v < 1e12;
}

/* A percentage without its sign: with decimals, or a range. */
static bool
plain_percent(const struct quantity *q)
{
	double v = size_of(q);
	return v > 1 && v < 100 && !q->magnitude && !q->words
	       && q->per == UNIT_NOT_A_RATE && (q->digits >= 3 || q->low != q->high);
}

/* Tons, gallons, GWh: made, sold or stored; of a capacity when they are many. */
static bool
measure_fits(const struct catalog_metric *m, const struct quantity *q)
{
	enum { MANY = 20000 };
	if (!noun_fits(m, q->unit))
		return false;
	if (q->per != UNIT_NOT_A_RATE)
		return (m->units & (CATALOG_COUNT_RATE | CATALOG_ENERGY)) != 0;
	return (m->units & (CATALOG_ENERGY | CATALOG_COUNT)) != 0
	       || ((m->units & CATALOG_COUNT_RATE) && size_of(q) >= MANY);
}

/* 0 when it fits as a level, 1 as a growth, -1 not at all. */
static int
fits(const struct catalog_metric *m, const struct reading *r, const struct quantity *q)
{
	switch (q->type) {
	case QUANTITY_PERCENT:
		if (m->units & CATALOG_PERCENT)
			return 0;
		return !q->points && m->type != CATALOG_RATIO && growth_near(r, q) ? 1
										   : -1;
	case QUANTITY_MULTIPLE:
		return m->units & CATALOG_PERCENT ? -1 : 1;
	case QUANTITY_MONEY:
		return money_fits(m, q) ? 0 : -1;
	case QUANTITY_COUNT:
		if (q->per != UNIT_NOT_A_RATE || m->type == CATALOG_RATE)
			return (m->units & CATALOG_COUNT_RATE) && noun_fits(m, q->unit)
				       && size_of(q) >= 2
				       && (q->per != UNIT_NOT_A_RATE
					   || size_of(q) >= 20000)
				   ? 0
				   : -1;
		/* "those two cars" count no period's output. */
		return (m->units & CATALOG_COUNT) && noun_fits(m, q->unit)
			       && size_of(q) >= 20
			   ? 0
			   : -1;
	case QUANTITY_NUMBER:
		if (q->level) /* "mid-20s" is a ratio's */
			return m->units & CATALOG_PERCENT ? 0
			       : growth_near(r, q)        ? 1
							  : -1;
		/* "earnings per share of 7.23" */
		if ((m->units & CATALOG_MONEY_PER) && m->type == CATALOG_FLOW)
			return plain_percent(q) && q->low != floor(q->low) ? 0 : -1;
		/* "gross margin was 48.6", "4 billion of cash": the unit goes without saying. */
		if (m->units == CATALOG_PERCENT)
			return plain_percent(q) ? 0 : -1;
		if ((m->units & CATALOG_MONEY) && q->magnitude && size_of(q) >= 1e6
		    && size_of(q) < 1e12
		    && (q->per == UNIT_NOT_A_RATE || m->units & CATALOG_MONEY_RATE)
		    && !(m->units & CATALOG_COUNT))
			return 0;
		if (q->per != UNIT_NOT_A_RATE)
			return m->units & CATALOG_COUNT_RATE ? 0 : -1;
		return (m->units & CATALOG_COUNT) && size_of(q) >= 100
			       && !(q->words && !q->magnitude)
			   ? 0
			   : -1;
	case QUANTITY_MEASURE:
		return measure_fits(m, q) ? 0 : -1;
	case QUANTITY_DURATION:
	case QUANTITY_NONE:
	case QUANTITY_TYPES:
		break;
	}
	return -1;
}

/* ----- distance ------------------------------------------------------------------ */

/* Words that a value and the cue behind it may have between them: "$2 billion of
 * annual capex", "25% target gross margin". */
static bool
glue(const struct token *t)
{
	return t->kind == LEXER_DASH
	       || number_among(t,
		   "of|in|a|an|the|our|total|annual|quarterly|gross|net|adjusted|gaap|"
		   "non"
		   "|automotive|overall|consolidated|record|new|for|on|target|company|"
		   "vehicle|positive|negative"
		   "|per|model|s|x|y|reported|diluted|year|level|worth|plus|organic|"
		   "improvement|increase|decline"
		   "|growth|reduction|improvements|decrease|expansion|margin|minimum|"
		   "desired|additional|incremental|free|unrestricted|unsecured|senior|"
		   "committed|existing|revolving");
}

static double
crossing(const struct reading *r, size_t from, size_t to, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	double cost = 0;
	/* Other numbers between take the cue for themselves, unless they are alike. */
	size_t taken = to;
	for (size_t k = s->q; k < s->q_end; k++) {
		const struct quantity *o = &r->q[k];
		if (o == q || o->a < from || o->b > to || o->type == QUANTITY_NONE
		    || o->type == QUANTITY_DURATION)
			continue;
		cost += o->type == q->type ? 0.35 : 0.25;
		if (o->a < taken)
			taken = o->a;
	}
	/* Nothing wins at a cost of four: a long sentence is not read to its end. */
	for (size_t i = from; i < to && cost < 4; i++) {
		if (r->marks[i] & MARKS_CLAUSE)
			cost += 0.5;
		else if (r->t[i].kind == LEXER_COMMA)
			cost += 0.2;
		/* "$2.4 billion, including a $600 million benefit" */
		if (i > taken && number_among(&r->t[i], "including|includes|offset"))
			cost += 1.2;
		else if (number_among(&r->t[i], "excluding|related|associated|from|"
						"despite|spent|spend|spending"))
			cost += 0.35;
	}
	return cost;
}

static double
cue_score(const struct reading *r, const struct quantity *q, const struct cue *c)
{
	double score = c->strength == 2 ? 2.4 : 1.2;
	if (c->b <= q->anchor) {
		size_t gap = q->anchor - c->b, near = gap < 12 ? gap : 12;
		return score + 0.2 - 0.06 * (double)near - 0.03 * (double)(gap - near)
		       - crossing(r, c->b, q->anchor, q);
	}
	if (c->a >= q->b) {
		size_t from = c->a >= q->ub ? q->ub : q->b, glued = from;
		while (glued < c->a && glue(&r->t[glued]))
			glued++;
		size_t gap = c->a - from;
		if (glued == c->a && gap <= 7)
			return score + 1.0 - 0.1 * (double)gap;
		return score - 0.5 - 0.13 * (double)gap - crossing(r, from, c->a, q);
	}
	return score + 0.5; /* inside: "weekly rate" within the unit */
}

/* ----- candidates ------------------------------------------------------------------ */

/* Every metric that anything speaks for. */
struct race {
	struct rank_entry v[RANK_ENTRIES];
	size_t n;
};

static void
note(struct race *x, const struct binding *b)
{
	size_t i = 0;
	while (i < x->n && x->v[i].b.metric != b->metric)
		i++;
	if (i == RANK_ENTRIES)
		return;
	struct rank_entry *en = &x->v[i];
	if (i == x->n) {
		en->b = *b;
		en->n_rules = 0;
		x->n++;
	}
	if (en->n_rules < RANK_RULES)
		en->rules[en->n_rules++] = b->rule;
	if (b->score > en->b.score)
		en->b = *b;
}

/* Does the value stand alone: is what follows no noun that it would count? */
static bool
stands_alone(const struct reading *r, const struct quantity *q)
{
	size_t j = q->ub;
	if (j >= r->n || r->t[j].kind != LEXER_WORD)
		return true;
	return number_among(&r->t[j],
	    "in|by|at|for|to|or|and|when|before|on|then|but|is|was|as|a|with|from|"
	    "towards"
	    "|through|now|next|this|last|again|already|today|maybe|of|even|still|over|"
	    "until|so|if|rather|after|during|level|line"
	    "|early|late|right|yeah|yes|probably|around|about|i|we|you|it|that|because|"
	    "which|would|will|should|target|number|range|run|sort|kind|roughly|pace|"
	    "ultimately|potentially|possibly|versus|without|between|than|given|like|"
	    "where|while|plus|there|here|they|just|really|actually|basically|obviously|"
	    "certainly|mark|figure|goal|milestone|guidance|guide|potential|into|above|"
	    "below|eventually|hopefully|currently|since|per|either|though|how|what");
}

/* Is what follows "of" or "in" something else: "$700 million of funding"? */
static bool
of_another(const struct reading *r, const struct quantity *q)
{
	size_t j = q->ub;
	if (q->points)
		return false; /* "400 basis points of pricing" */
	if (q->type == QUANTITY_PERCENT && j < r->n && number_among(&r->t[j], "of"))
		return true;
	return j + 1 < r->n && number_among(&r->t[j], "of|in")
	       && r->t[j + 1].kind == LEXER_WORD && !r->t[j + 1].word
	       && !number_among(&r->t[j + 1],
		   "the|our|that|which|it|this|total|fiscal|q1|q2|q3|q4|last");
}

/* "11% of net sales" is a share, no growth. */
static bool
is_share(const struct reading *r, const struct quantity *q)
{
	size_t j = q->ub;
	return j + 1 < r->n && number_among(&r->t[j], "of")
	       && !number_among(
		   &r->t[j + 1], "growth|increase|decline|decrease|organic");
}

static void
by_sentence(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	for (size_t i = s->c; i < s->c_end; i++) {
		const struct cue *c = &r->c[i];
		const struct catalog_metric *m = &st->catalog->metrics[c->metric];
		int how = fits(m, r, q);
		if (how < 0 || (how == 1 && is_share(r, q)))
			continue;
		struct binding b = {.metric = c->metric,
		    .kind = how ? OBS_GROWTH : OBS_LEVEL,
		    .score = cue_score(r, q, c),
		    .cue_a = c->a,
		    .cue_b = c->b,
		    .rule = c->b <= q->anchor ? BIND_CUE_BEFORE : BIND_CUE_AFTER};
		if (how && c->strength < 2)
			b.score -= 0.6;
		/* A yearly rate without "a year" only beside "capacity" or the like. */
		if (m->type == CATALOG_RATE && q->per == UNIT_NOT_A_RATE)
			b.score -= c->strength == 2 ? 0.2 : 9;
		/* "all the 7 million vehicles" goes back to what is known. */
		if (q->type == QUANTITY_COUNT && q->per == UNIT_NOT_A_RATE
		    && q->anchor > 0
		    && number_among(&r->t[q->anchor - 1], "the|those|these")
		    && c->b <= q->anchor)
			b.score -= 0.6;
		if (q->type == QUANTITY_MULTIPLE && c->b + 8 < q->a)
			b.score -= 1;
		/* A bare number needs its cue close by. */
		if (q->type == QUANTITY_NUMBER && q->per == UNIT_NOT_A_RATE
		    && !q->level)
			b.score -= c->b <= q->anchor && !stands_alone(r, q) ? 2.2
				   : q->magnitude                           ? 0.3
									    : 0.7;
		note(x, &b);
	}
}

/* Does the sentence speak of us and ours?  "8 billion people" are nobody's staff. */
static bool
ours(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	if (size_of(q) > 5e6)
		return false;
	for (size_t i = s->a; i < s->b; i++)
		if (number_among(&r->t[i], "we|our|us|company|team|employ|employs|"
					   "staff|workforce|you|your"))
			return true;
	return false;
}

/* A rate of vehicles, a number of people: the unit says the metric. */
static void
by_unit(const struct bind_state *st, const struct reading *r, const struct quantity *q,
    struct race *x)
{
	if (q->type != QUANTITY_COUNT && q->type != QUANTITY_NUMBER
	    && q->type != QUANTITY_MEASURE)
		return;
	for (size_t i = 0; i < st->catalog->n; i++) {
		const struct catalog_metric *m = &st->catalog->metrics[i];
		struct str rest = m->noun, first = str_cut(&rest, ' ');
		bool rate = q->per != UNIT_NOT_A_RATE && m->type == CATALOG_RATE;
		bool named = q->unit && q->per == UNIT_NOT_A_RATE
			     && str_eq(first, str_from(q->unit))
			     && !str_eq(first, STR("vehicles"))
			     && m->type != CATALOG_RATE;
		if (!rate && !named)
			continue;
		if (named && !ours(r, q))
			continue;
		if (fits(m, r, q) != 0)
			continue;
		/* Bare numbers per year are too many things. */
		double score = q->type != QUANTITY_NUMBER ? 1.6
			       : q->per == UNIT_WEEK      ? 1.5
							  : 0.6;
		struct binding b = {.metric = (int)i,
		    .kind = OBS_LEVEL,
		    .score = named ? 1.2 : score,
		    .rule = BIND_UNIT};
		note(x, &b);
	}
}

/* What v has to be multiplied by to be of the order of what was said last: 1, or 1,000
 * where thousands go without saying ("from 5 to 10"); else 0. */
static double
of_order(double v, double last, double span)
{
	if (v > last / span && v < last * span)
		return 1;
	v *= 1000;
	return v < 1e6 && v > last / 4 && v < last * 4 ? 1000 : 0;
}

/* How large the metric was when it was spoken of last, in this exchange; 0. */
static double
recent(const struct bind_state *st, const struct catalog_metric *m)
{
	enum { TURNS = 6 };
	const struct bind_size *z = &st->sizes[m - st->catalog->metrics];
	return z->size > 0 && st->turn - z->turn <= TURNS ? z->size : 0;
}

/* Does a strong cue of the metric stand in the sentence or the one before? */
static bool
is_named(const struct bind_state *st, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	size_t here = r->s_of[q->a];
	for (size_t i = r->s[here].c_end; i-- > 0 && here - r->s_of[r->c[i].a] <= 1;)
		if (&st->catalog->metrics[r->c[i].metric] == m && r->c[i].strength == 2)
			return true;
	return false;
}

/* The same of a count, a rate, a price or energy: "the 5,000 line", "we got to 52", "it
 * starts at 42,900". */
static double
elliptic_count(const struct bind_state *st, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	double v = size_of(q), last = recent(st, m);
	if (m->type == CATALOG_RATE && !q->vague && v >= 100
	    && (!q->words || q->magnitude)
	    && (of_order(v, st->sizes[m - st->catalog->metrics].size, 30) == 1
		|| is_named(st, m, r, q)))
		return 1;
	if (m->type == CATALOG_PRICE && v >= 1000 && v < 1e6 && !q->words
	    && is_named(st, m, r, q))
		return 1;
	if (last <= 0 || v <= 0)
		return 0;
	if (m->units & CATALOG_ENERGY && !(m->units & CATALOG_COUNT))
		return of_order(v, last, 10) == 1 ? 1 : 0;
	return of_order(v, last, 5);
}

/* A number with no unit that goes on with what was spoken of: what it has to be
 * multiplied by, 0 when it does not.  It has to be of the same order. */
static double
elliptic(const struct bind_state *st, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	double v = size_of(q), topic = st->topic.size;
	bool brief = s->b - s->a < 16, range = q->low != q->high;
	if (q->type != QUANTITY_NUMBER || q->level || !stands_alone(r, q))
		return 0;
	if (m->units != CATALOG_PERCENT
	    && (m->type == CATALOG_RATE || m->type == CATALOG_PRICE
		|| m->units & (CATALOG_COUNT | CATALOG_ENERGY)))
		return elliptic_count(st, m, r, q);
	if (q->vague)
		return 0;
	if (m->units == CATALOG_PERCENT)
		return (brief || plain_percent(q)) && v > 1 && v < 100 && !q->magnitude
			       && v > topic / 3 && v < topic * 3
			   ? 1
			   : 0;
	if (!(m->units & CATALOG_MONEY) || topic < 1e6 || v <= 0)
		return 0;
	if (q->magnitude)
		return v >= 1e6 && v > topic / 50 && v < topic * 50 ? 1 : 0;
	static const double scales[] = {1e6, 1e9};
	for (size_t i = 0; i < 2 && (brief || range); i++)
		if (v * scales[i] > topic / 4 && v * scales[i] < topic * 4 && v < 1000)
			return scales[i];
	return 0;
}

/* "Footwear was up 10%", "a 4% decline in e-commerce": what grows is its revenue. */
static void
by_segment(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	bool percent = (q->type == QUANTITY_PERCENT && !q->points)
		       || (q->type == QUANTITY_NUMBER && q->level);
	if (!percent || st->revenue < 0 || !growth_near(r, q)
	    || fits(&st->catalog->metrics[st->revenue], r, q) != 1)
		return;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	for (size_t i = s->g; i < s->g_end; i++) {
		const struct segment *g = &r->g[i];
		bool before = g->b <= q->anchor && q->anchor - g->b <= 12;
		bool after = g->a >= q->ub && g->a - q->ub <= 7;
		if (g->type == SEGMENT_PRODUCT || g->type > SEGMENT_LEARNED
		    || (!before && !after))
			continue;
		size_t from = before ? g->b : q->ub, to = before ? q->anchor : g->a;
		double cost = crossing(r, from, to, q) + 0.03 * (double)(to - from);
		struct binding b = {.metric = st->revenue,
		    .kind = OBS_GROWTH,
		    .score = 1.6 - cost - (after ? 0.2 : 0),
		    .rule = BIND_SEGMENT};
		note(x, &b);
	}
}

/* Does the sentence go on with what was spoken of: is it brief, or does it speak of
 * "it", or of us only as those who are or expect? */
static bool
goes_on(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	if (s->b - s->a < 13)
		return true;
	for (size_t i = s->a; i < q->anchor; i++) {
		if (number_among(&r->t[i], "it|that|this|there"))
			return true;
		if (number_among(&r->t[i], "we|you|i") && i + 1 < q->anchor
		    && number_among(&r->t[i + 1],
			"were|are|'re|'d|expect|see|think|had|have|'ve|said|guided|"
			"told|get|got|look|want|would|will|'ll|now"))
			return true;
	}
	return false;
}

/* The metric spoken of last, in this turn or, at its beginning, in the one before. */
static void
by_topic(const struct bind_state *st, const struct reading *r, const struct quantity *q,
    struct race *x)
{
	size_t here = r->s_of[q->a];
	const struct bind_topic *p = &st->topic;
	if (p->metric < 0 || catalog_is_none(&st->catalog->metrics[p->metric])
	    || st->turn - p->turn > 2 || of_another(r, q))
		return;
	bool same = p->turn == st->turn;
	size_t back = same ? here - p->sentence : here + (st->turn - p->turn);
	if (back > 3)
		return;
	const struct catalog_metric *m = &st->catalog->metrics[p->metric];
	double scale = 1, score = 1.75 - 0.25 * (double)back - (same ? 0 : 0.15);
	int how = fits(m, r, q);
	if (q->type == QUANTITY_NUMBER && q->per == UNIT_NOT_A_RATE && !q->level) {
		scale = elliptic(st, m, r, q);
		score -= 0.3;
	} else if (how < 0 || (how == 1 && p->kind != OBS_GROWTH)) {
		return;
	}
	if (scale == 0 || (back > 0 && !goes_on(r, q)))
		return;
	/* "..., including a $600 million benefit": a part, no further value. */
	for (size_t i = q->ua;
	     back == 0 && i-- > r->s[here].a && r->t[i].kind != LEXER_NUMBER;)
		if (number_among(&r->t[i],
			"including|includes|offset|which|related|despite|spent"))
			score -= 0.8;
		else if (r->marks[i] & MARKS_CLAUSE)
			score -= 0.3;
	struct binding b = {.metric = p->metric,
	    .kind = how == 1 ? OBS_GROWTH : OBS_LEVEL,
	    .score = score,
	    .scale = scale,
	    .rule = back == 0 ? BIND_LIST
		    : same    ? BIND_TOPIC
			      : BIND_TURN_BEFORE};
	note(x, &b);
}

/* A cue of the sentences before, that no number has taken. */
static void
by_heading(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	size_t here = r->s_of[q->a];
	if ((q->type != QUANTITY_PERCENT && q->type != QUANTITY_MONEY)
	    || of_another(r, q)
	    || (q->type == QUANTITY_MONEY && r->s[here].b - r->s[here].a > 18))
		return;
	for (size_t i = r->s[here].c; i-- > 0;) {
		const struct cue *c = &r->c[i];
		size_t back = here - r->s_of[c->a];
		if (r->s_of[c->a] >= here)
			continue;
		if (back > 2)
			break;
		if (c->strength < 2 || catalog_is_none(&st->catalog->metrics[c->metric])
		    || fits(&st->catalog->metrics[c->metric], r, q) != 0)
			continue;
		struct binding b = {.metric = c->metric,
		    .kind = OBS_LEVEL,
		    .score = 1.5 - 0.3 * (double)back,
		    .rule = BIND_SENTENCE_BEFORE};
		note(x, &b);
	}
}

/* May a bare number that stands alone in an answer be what was asked for? */
static bool
bare_answer(const struct catalog_metric *m, const struct quantity *q)
{
	enum { FEWEST = 20 };
	double v = size_of(q);
	if (m->units == CATALOG_PERCENT)
		return v > 1 && v < 100;
	return m->units & (CATALOG_COUNT | CATALOG_COUNT_RATE) && v >= FEWEST;
}

/* What the exchange spoke of last, back to the question: for the first sentences of
 * an answer. */
static void
by_question(const struct bind_state *st, const struct reading *all,
    const struct quantity *q, struct race *x)
{
	const struct reading *r = &all[st->turn];
	size_t here = r->s_of[q->a], length = r->s[here].b - r->s[here].a;
	if (r->question < 0 || here > 2 || of_another(r, q))
		return;
	if (q->type == QUANTITY_MONEY && length > 14)
		return;
	bool bare =
	    q->type == QUANTITY_NUMBER && q->per == UNIT_NOT_A_RATE && !q->level;
	for (size_t t = st->turn; t-- > (size_t)r->question;)
		for (size_t i = all[t].n_c; i-- > 0;) {
			const struct cue *c = &all[t].c[i];
			size_t back = all[t].n_s - all[t].s_of[c->a];
			if (back > 4)
				break;
			if (catalog_is_none(&st->catalog->metrics[c->metric]))
				continue;
			const struct catalog_metric *m =
			    &st->catalog->metrics[c->metric];
			bool answer = bare && length < 9 && bare_answer(m, q)
				      && stands_alone(r, q);
			if (!answer && (bare || fits(m, r, q) != 0))
				continue;
			struct binding b = {.metric = c->metric,
			    .kind = OBS_LEVEL,
			    .rule = BIND_QUESTION,
			    .score = (c->strength == 2 ? 1.6 : 0.9)
				     - 0.12 * (double)(back + st->turn - t - 1)
				     - 0.15 * (double)here - (length > 30 ? 0.3 : 0)};
			note(x, &b);
		}
}

/* "We'll be at 6,000": of the order of the call's rates, and said as one. */
static void
like_a_rate(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	double v = size_of(q);
	if (q->type != QUANTITY_NUMBER || v < 1000 || !stands_alone(r, q)
	    || q->anchor == 0
	    || !number_among(&r->t[q->anchor - 1],
		"at|to|was|is|reach|hit|hitting|reached|do|does|"
		"did|make|makes|making|doing|from"))
		return;
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED;
	     tries++) {
		const struct bind_memory *m = &st->memory[i];
		if (m->metric != st->rate || m->kind != OBS_LEVEL)
			continue;
		if (v > m->low / 5 && v < m->low * 5) {
			struct binding b = {.metric = m->metric,
			    .kind = OBS_LEVEL,
			    .rule = BIND_LIKE_A_RATE,
			    .score = 1.15};
			note(x, &b);
		}
		return;
	}
}

/* A bare number that repeats a rate of this call: "get to 5,000", "the 5". */
static void
by_memory(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	bool bare = (q->type == QUANTITY_NUMBER || q->type == QUANTITY_COUNT)
		    && !q->level && q->per == UNIT_NOT_A_RATE && !q->vague;
	double v = isnan(q->low) ? q->high : q->low;
	if (!bare || (q->unit && strcmp(q->unit, "vehicles") != 0) || v < 1)
		return;
	/* In thousands only while rates are being spoken of. */
	bool thousands = v <= 20 && q->type == QUANTITY_NUMBER && !q->magnitude
			 && stands_alone(r, q) && st->topic.metric == st->rate
			 && st->turn - st->topic.turn <= 1 && q->anchor > 0
			 && number_among(&r->t[q->anchor - 1],
			     "the|to|at|from|or|hit|reach|first|second|held|about");
	if (v < 100 && !thousands)
		return;
	for (size_t i = st->n_memory, tries = 0; i-- > 0 && tries < REMEMBERED;
	     tries++) {
		const struct bind_memory *m = &st->memory[i];
		double scale = v >= 100 ? 1 : 1000;
		bool rate = m->metric == st->rate && m->kind == OBS_LEVEL && !m->vague
			    && !m->recalled;
		if (!rate || v * scale != (isnan(m->low) ? m->high : m->low))
			continue;
		struct binding b = {.metric = m->metric,
		    .kind = OBS_LEVEL,
		    .rule = BIND_MEMORY,
		    .scale = scale,
		    .score = q->type == QUANTITY_NUMBER ? 2.2 : 1.5,
		    .recalled = m};
		note(x, &b);
		return;
	}
	like_a_rate(st, r, q, x);
}

/* A bare number that is written as a value was that was said a little before: "the 1.5"
 * goes back to $1.5 billion. */
static void
by_repeat(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, struct race *x)
{
	enum { TURNS = 4 };
	if (q->type != QUANTITY_NUMBER || q->level || q->vague || q->magnitude
	    || q->per != UNIT_NOT_A_RATE || !stands_alone(r, q))
		return;
	const struct bind_seen *o = bind_said_before(st, q).last;
	if (!o || o->metric < 0 || st->turn - o->turn > TURNS || size_of(q) <= 0)
		return;
	const struct catalog_metric *m = &st->catalog->metrics[o->metric];
	if (o->type == QUANTITY_MULTIPLE
	    || (o->type == QUANTITY_PERCENT && m->units != CATALOG_PERCENT))
		return;
	struct binding b = {.metric = o->metric,
	    .kind = OBS_LEVEL,
	    .rule = BIND_MEMORY,
	    .scale = o->size / size_of(q),
	    .score = q->digits > 1 ? 1.4 : 0.4};
	note(x, &b);
}

/* ----- kinds -------------------------------------------------------------------------- */

/* Where hedges before the value end: "by about $2 billion" begins at "by". */
static size_t
before_hedges(const struct reading *r, size_t i)
{
	while (i > 0
	       && number_among(&r->t[i - 1],
		   "about|roughly|approximately|around|over|nearly|almost|just|a|an"
		   "|another|some|the|at|least|more|than|another"))
		i--;
	return i;
}

static bool
is_delta(const struct reading *r, const struct quantity *q)
{
	size_t i = before_hedges(r, q->ua);
	if (number_among(
		&r->t[q->ua ? q->ua - 1 : 0], "another|additional|incremental|extra")
	    && q->ua)
		return true;
	if (i > 0
	    && number_among(&r->t[i - 1],
		"by|up|down|additional|incremental|extra|improved|declined|increased"
		"|decreased|increasing|decreasing|rose|fell|dropped|grew|higher|lower|"
		"expanded|contracted|gained|lost")) {
		/* "increased to", "by the end": the number itself must follow. */
		return !(number_among(&r->t[i - 1], "by") && q->ua > i + 4);
	}
	if (i > 1 && number_among(&r->t[i - 1], "of|in")
	    && number_among(&r->t[i - 2],
		"increase|decrease|decline|improvement|reduction|drop|"
		"rise|growth|cut|gain|expansion"))
		return true;
	size_t j = q->ub;
	while (
	    j < r->n && j < q->ub + 2
	    && number_among(&r->t[j], "sequential|additional|further|annual|year|net"))
		j++;
	return j < r->n
	       && number_among(&r->t[j],
		   "increase|decrease|decline|improvement|reduction|higher|lower|more|"
		   "less"
		   "|drop|rise|expansion|better|worse|decrement|gain");
}

static bool
is_driver(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t from = q->ua > s->a + 6 ? q->ua - 6 : s->a,
	       to = q->ub + 7 < s->b ? q->ub + 7 : s->b;
	if (marks_over(r->marks, from, q->ua) & MARKS_DRIVER)
		return true;
	for (size_t i = q->ub; i < to; i++) {
		if (r->marks[i] & MARKS_DRIVER)
			return !number_among(&r->t[i], "driven|due");
		if (r->t[i].kind == LEXER_COMMA || r->t[i].kind == LEXER_NUMBER)
			break;
		if (i == q->ub && number_among(&r->t[i], "of|from") && i + 1 < to
		    && !number_among(&r->t[i + 1],
			"improvement|expansion|decline|the|last|a|revenue|revenues|"
			"gross|margin|increase|decrease"))
			return true;
	}
	return false;
}

/* "44%, plus or minus 50 basis points", "give or take a point": how near a value is. */
static bool
is_spread(const struct reading *r, const struct quantity *q)
{
	return quantity_tolerance(r->t, q) != SIZE_MAX;
}

/* ----- what the model may choose from ------------------------------------------------ */

/* Energy has a metric of its own. */
static bool
is_energy(const struct quantity *q)
{
	enum unit_dim dim = q->type == QUANTITY_MEASURE && q->unit
				? unit_dim(str_from(q->unit))
				: UNIT_NO_DIM;
	return dim == UNIT_ENERGY || dim == UNIT_POWER;
}

/* May it be a value of the metric at all?  The scale in *scale. */
static bool
possible(const struct bind_state *st, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q, double *scale)
{
	double v = size_of(q);
	*scale = 1;
	if (catalog_is_none(m))
		return false;
	switch (q->type) {
	case QUANTITY_PERCENT:
		return !q->points || m->units & CATALOG_PERCENT
		       || m->type == CATALOG_FLOW;
	case QUANTITY_MULTIPLE:
		return !(m->units & CATALOG_PERCENT);
	case QUANTITY_MONEY:
		return money_fits(m, q);
	case QUANTITY_NUMBER:
		if (q->level)
			return true;
		if (fits(m, r, q) == 0)
			return true;
		*scale = elliptic(st, m, r, q);
		return *scale > 0;
	case QUANTITY_COUNT:
	case QUANTITY_MEASURE:
		if (fits(m, r, q) == 0)
			return true;
		if (q->per != UNIT_NOT_A_RATE || !noun_fits(m, q->unit))
			return false;
		/* "the 3,000 units" of a ramp, a "capacity of 50 million gallons" */
		if (m->type == CATALOG_RATE)
			return !is_energy(q)
			       && (of_order(v, recent(st, m), 10) == 1
				   || (q->type == QUANTITY_MEASURE
				       && is_named(st, m, r, q)));
		return q->type == QUANTITY_COUNT && v >= 2 && m->type == CATALOG_FLOW
		       && m->units & CATALOG_COUNT;
	case QUANTITY_DURATION:
	case QUANTITY_NONE:
	case QUANTITY_TYPES:
		break;
	}
	return false;
}

/* "The margin": of what was called operating or net interest margin last, it is no gross
 * margin. */
static bool
other_margin(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, int metric)
{
	enum { TURNS = 2, FAR = 40, WORDS = 80 };
	const struct catalog_metric *m = st->catalog->metrics;
	const struct sentence *s = &r->s[r->s_of[q->a]];
	bool bare = false;
	if (!str_eq(m[metric].name, STR("gross_margin")) || q->type != QUANTITY_PERCENT)
		return false;
	for (size_t i = s->a; i < s->b; i++) {
		if (number_among(&r->t[i], "gross"))
			return false;
		bare |= number_among(&r->t[i], "margin|margins");
	}
	for (size_t i = q->ua; bare && i-- > 1 && q->ua - i < WORDS;)
		if (number_among(&r->t[i], "margin|margins")) {
			if (number_among(&r->t[i - 1], "gross"))
				return false;
			if (number_among(&r->t[i - 1], "operating|interest|ebitda"))
				return true;
		}
	for (size_t i = st->n_memory, k = 0; bare && i-- > 0 && k < FAR; k++) {
		const struct bind_memory *o = &st->memory[i];
		struct str name = m[o->metric].name;
		if (st->turn - o->turn > TURNS || str_eq(name, STR("gross_margin")))
			return false;
		if (str_eq(name, STR("operating_margin")))
			return true;
	}
	return false;
}

static void
drop_barred(const struct bind_state *st, const struct reading *r,
    const struct quantity *q, const struct phrases *p, struct race *x)
{
	const struct catalog *c = st->catalog;
	size_t kept = 0;
	for (size_t i = 0; i < x->n; i++) {
		int metric = x->v[i].b.metric;
		if (!barred(c, &c->metrics[metric], r, q, p)
		    && !other_margin(st, r, q, metric))
			x->v[kept++] = x->v[i];
	}
	x->n = kept;
}

/* Is there any metric of ours among them? */
static bool
any_metric(const struct catalog *c, const struct race *x)
{
	for (size_t i = 0; i < x->n; i++)
		if (!catalog_is_none(&c->metrics[x->v[i].b.metric]))
			return true;
	return false;
}

/* ----- what values of a shape were bound to ------------------------------------------- */

enum bind_shape
bind_shape(const struct quantity *q)
{
	switch (q->type) {
	case QUANTITY_PERCENT:
	case QUANTITY_MULTIPLE:
		return q->points ? BIND_POINTS : BIND_PERCENT;
	case QUANTITY_MONEY:
		return q->magnitude || size_of(q) >= 1e5 ? BIND_AMOUNT : BIND_PER;
	case QUANTITY_COUNT:
	case QUANTITY_MEASURE:
		return BIND_COUNT;
	case QUANTITY_NUMBER:
		return q->level ? BIND_PERCENT : BIND_NUMBER;
	case QUANTITY_DURATION:
	case QUANTITY_NONE:
	case QUANTITY_TYPES:
		break;
	}
	return BIND_NUMBER;
}

void
bind_remember(struct bind_state *st, const struct quantity *q, size_t sentence,
    const struct binding *b)
{
	if (st->unlabelled)
		return;
	st->alike[bind_shape(q)] =
	    (struct bind_alike){st->turn, sentence, b->metric, b->kind, true};
	st->seen[st->n_seen++] =
	    (struct bind_seen){size_of(q), size_of(q) / (q->scale > 0 ? q->scale : 1),
		q->type, b->metric, b->kind, st->turn};
}

struct bind_repeat
bind_said_before(const struct bind_state *st, const struct quantity *q)
{
	enum { FAR = 400 };
	struct bind_repeat x = {NULL, 0};
	double size = size_of(q);
	bool bare = q->type == QUANTITY_NUMBER && !q->magnitude;
	for (size_t i = st->n_seen, k = 0; i-- > 0 && k < FAR; k++) {
		const struct bind_seen *o = &st->seen[i];
		if ((o->type != q->type || o->size != size)
		    && !(bare && (o->size == size || o->bare == size)))
			continue;
		if (!x.last)
			x.last = o;
		if (o->metric >= 0)
			x.metrics |= (uint64_t)1 << (unsigned)o->metric % 64;
	}
	return x;
}

struct binding
bind_quantity(const struct bind_state *st, const struct reading *all, size_t k)
{
	const struct reading *r = &all[st->turn];
	const struct quantity *q = &r->q[k];
	struct race x;
	x.n = 0; /* the entries are written as they come */
	if (q->type == QUANTITY_NONE || q->type == QUANTITY_DURATION || q->slip
	    || is_spread(r, q))
		return (struct binding){.metric = -1};
	by_sentence(st, r, q, &x);
	by_unit(st, r, q, &x);
	by_segment(st, r, q, &x);
	by_memory(st, r, q, &x);
	by_repeat(st, r, q, &x);
	by_topic(st, r, q, &x);
	by_heading(st, r, q, &x);
	by_question(st, all, q, &x);
	for (size_t i = 0; i < st->catalog->n; i++) {
		struct binding b = {
		    .metric = (int)i, .score = -1, .rule = BIND_WORDS, .scale = 1};
		if (!possible(st, &st->catalog->metrics[i], r, q, &b.scale))
			continue;
		if (b.scale > 1)
			b.rule = BIND_SCALED;
		note(&x, &b);
	}
	struct phrases phrases = phrase_find(r, q);
	drop_barred(st, r, q, &phrases, &x);
	if (!any_metric(st->catalog, &x))
		return (struct binding){.metric = -1};
	struct rank_context rank = {.st = st,
	    .all = all,
	    .q = q,
	    .delta = is_delta(r, q),
	    .driver = is_driver(r, q),
	    .share = is_share(r, q),
	    .another = of_another(r, q),
	    .alone = stands_alone(r, q),
	    .phrases = phrases,
	    .change = change_find(r, q)};
	struct binding b = rank_binding(&rank, x.v, x.n);
	if (b.scale == 0)
		b.scale = 1;
	return b;
}
