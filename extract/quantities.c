/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/quantities.h"

#include <assert.h>
#include <math.h>

#include "extract/number.h"
#include "extract/reading.h"

static const char *const type_names[] = {
    [QUANTITIES_NUMBER] = "number",
    [QUANTITIES_ORDINAL] = "ordinal",
    [QUANTITIES_PERCENT] = "percent",
    [QUANTITIES_MONEY] = "money",
    [QUANTITIES_RATE] = "rate",
    [QUANTITIES_MEASURE] = "measure",
    [QUANTITIES_COUNT] = "count",
    [QUANTITIES_MULTIPLE] = "multiple",
    [QUANTITIES_DATE] = "date",
    [QUANTITIES_PERIOD] = "period",
    [QUANTITIES_DURATION] = "duration",
};
static_assert(
    sizeof type_names / sizeof *type_names == QUANTITIES_TYPES, "a name each");

const char *
quantities_type_name(enum quantities_type t)
{
	return type_names[t];
}

/* One document while it is read. */
struct finder {
	struct document d;
	struct lexer_tokens tokens;
	struct reading_context context;
	struct arena *a;
	struct quantities *out;
	size_t cap;
};

/* What a range of tokens is; each token belongs to one claim at most. */
struct claim {
	size_t a, b;
	enum quantities_type type;
	double low, high;
	struct period period;
	const char *unit, *per_noun; /* NULL: none */
	enum unit_per per;
};

/* A piece of the text: whole paragraphs. */
struct piece {
	struct reading r;
	struct claim *claims;
	size_t n;
	size_t *first; /* of each token: 1 + the claim that begins there; 0 */
	bool *taken;
};

#define says(p, i, words) ((i) < (p)->r.n && number_among(&(p)->r.t[i], words))

static bool
is(const struct piece *p, size_t i, enum words_class cls)
{
	return i < p->r.n && p->r.t[i].word && p->r.t[i].word->cls == cls;
}

static bool
is_dash(const struct piece *p, size_t i)
{
	return i < p->r.n && p->r.t[i].kind == LEXER_DASH;
}

static bool
is_free(const struct piece *p, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (p->taken[i])
			return false;
	return a < b && b <= p->r.n;
}

static bool
claim(struct piece *p, const struct claim *c)
{
	if (!is_free(p, c->a, c->b))
		return false;
	for (size_t i = c->a; i < c->b; i++)
		p->taken[i] = true;
	p->claims[p->n++] = *c;
	p->first[c->a] = p->n;
	return true;
}

/* ----- fractions and ordinals ------------------------------------------------- */

/* half | one half | a third | two thirds | a quarter | three quarters: tokens used */
static size_t
part_at(const struct piece *p, size_t i, double *v)
{
	double times = 1;
	size_t j = i;
	if (says(p, j, "a|an"))
		j++;
	else if (is(p, j, WORDS_DIGIT) && p->r.t[j].word->value < 20) {
		times = p->r.t[j].word->value;
		j++;
	}
	if (j > i && is_dash(p, j))
		j++;
	if (says(p, j, "quarter|quarters") && j > i)
		*v = times / 4;
	else if (says(p, j, "tenths|fifths") && times > 1)
		*v = times / (says(p, j, "tenths") ? 10 : 5);
	else if (is(p, j, WORDS_FRACTION) && (j > i || says(p, j, "half")))
		*v = times * p->r.t[j].word->value;
	else
		return 0;
	return *v < 1 ? j + 1 - i : 0;
}

/* "3/4": tokens used */
static size_t
figures_at(const struct piece *p, size_t i, double *v)
{
	const struct token *t = &p->r.t[i];
	if (i + 2 >= p->r.n || t->kind != LEXER_NUMBER || t[1].low.p[0] != '/'
	    || t[2].kind != LEXER_NUMBER || t[1].start != t->end
	    || t[2].start != t[1].end)
		return 0;
	bool whole = t->decimals == 0 && t[2].decimals == 0 && t->value > 0;
	*v = t->value / t[2].value;
	return whole && t->value < t[2].value && t[2].value <= 10 ? 3 : 0;
}

/* A fraction of something: "two thirds of sales", "half the stores".  A quarter of the
 * year is a time; "half of a million" is the number grammar's. */
static void
find_fractions(struct piece *p)
{
	for (size_t i = 0; i < p->r.n; i++) {
		double v = 0;
		size_t used = part_at(p, i, &v), j = i + used;
		bool quarter = used && says(p, j - 1, "quarter|quarters");
		bool thirds = used && says(p, j - 1, "thirds|tenths|fifths");
		bool half = used && says(p, j - 1, "half");
		size_t figures = figures_at(p, i, &v);
		if (figures && says(p, i + figures, "of|the|a")) {
			(void)claim(
			    p, &(struct claim){
				   .a = i, .b = i + figures, .low = v, .high = v});
			continue;
		}
		/* "half a year" */
		if (used == 1 && half && says(p, j, "a|an")
		    && is(p, j + 1, WORDS_TIME)) {
			(void)claim(p, &(struct claim){.a = i,
					   .b = j + 2,
					   .type = QUANTITIES_DURATION,
					   .low = v,
					   .high = v,
					   .unit = p->r.t[j + 1].word->text});
			continue;
		}
		if (used == 0
		    || (used == 1 && i > 0
			&& (is(p, i - 1, WORDS_ORDINAL)
			    || says(p, i - 1, "back|latter|front|last|and|a"))))
			continue;
		if (says(p, j, "of") && says(p, j + 1, "a|an|growth|data|results"))
			continue;
		bool of = says(p, j, "of");
		if (quarter
		    && (!of || says(p, j + 1, "fiscal|calendar|this|next|last")
			|| (is(p, j + 1, WORDS_TIME)) || is(p, j + 2, WORDS_TIME)
			|| (j + 1 < p->r.n && p->r.t[j + 1].kind == LEXER_NUMBER)))
			continue;
		if (half && used == 1 && says(p, j, "as"))
			continue;
		bool whole =
		    of || thirds
		    || (half && says(p, j, "the|our|its|their|those|these|all|that"));
		if (whole && !says(p, j + 1, "year|quarter|month"))
			(void)claim(
			    p, &(struct claim){.a = i, .b = j, .low = v, .high = v});
	}
}

/* "third", "2nd", "twenty-first", "7-millionth": tokens used */
static size_t
ordinal_at(const struct piece *p, size_t i, double *v)
{
	const struct token *t = &p->r.t[i];
	size_t j = is_dash(p, i + 1) ? i + 2 : i + 1;
	bool third = says(p, j, "third");
	size_t large = number_ordinal(p->r.t, p->r.n, i, v);
	if (large)
		return large;
	if (is(p, i, WORDS_TEN) && (third || is(p, j, WORDS_ORDINAL))) {
		*v = t->word->value + (third ? 3 : p->r.t[j].word->value);
		return third || p->r.t[j].word->value < 10 ? j + 1 - i : 0;
	}
	if (t->kind == LEXER_NUMBER && t->decimals == 0 && says(p, i + 1, "st|nd|rd|th")
	    && t[1].start == t->end) {
		*v = t->value;
		return 2;
	}
	*v = says(p, i, "third") ? 3 : is(p, i, WORDS_ORDINAL) ? t->word->value : 0;
	/* "per second" is a time. */
	bool second =
	    *v == 2 && i > 0
	    && (says(p, i - 1, "per|each|every|split")
		|| p->r.t[i - 1].kind == LEXER_NUMBER || p->r.t[i - 1].low.p[0] == '/');
	return *v > 0 && !second ? 1 : 0;
}

/* Those that begin with a number, which is not one then; or all. */
static void
find_ordinals(struct piece *p, bool compound)
{
	for (size_t i = 0; i < p->r.n; i++) {
		double v, large;
		size_t used = ordinal_at(p, i, &v);
		bool begins = is(p, i, WORDS_TEN)
			      || number_ordinal(p->r.t, p->r.n, i, &large) > 1;
		if (used && (!compound || begins))
			(void)claim(p, &(struct claim){.a = i,
					   .b = i + used,
					   .type = QUANTITIES_ORDINAL,
					   .low = v,
					   .high = v});
	}
}

/* ----- lists ------------------------------------------------------------------ */

/* The magnitude that is said in [a, b): 1e6 of "1.2 million"; 1. */
static double
magnitude_of(const struct piece *p, size_t a, size_t b)
{
	double by = 1;
	for (size_t i = a; i < b; i++)
		if ((is(p, i, WORDS_MAGNITUDE) || is(p, i, WORDS_LETTER_MAGNITUDE))
		    && p->r.t[i].word->value > by)
			by = p->r.t[i].word->value;
	return by;
}

static bool
is_bare(const struct quantity *q)
{
	return q->type == QUANTITY_NUMBER && !q->unit && q->per == UNIT_NOT_A_RATE
	       && !q->level;
}

static bool
has_unit(const struct quantity *q)
{
	return q->type != QUANTITY_NONE && q->type != QUANTITY_MULTIPLE && !q->level
	       && (q->unit || q->per != UNIT_NOT_A_RATE
		   || q->type == QUANTITY_DURATION);
}

/* The unit of a duration: the last unit of time in it. */
static const char *
time_unit(const struct piece *p, const struct quantity *q)
{
	for (size_t i = q->ub; i-- > q->a;)
		if (is(p, i, WORDS_TIME))
			return p->r.t[i].word->text;
	return q->unit ? q->unit : "";
}

static void
take_unit(const struct piece *p, struct quantity *to, const struct quantity *from)
{
	double by = magnitude_of(p, from->a, from->b);
	to->type = from->type;
	to->unit = from->type == QUANTITY_DURATION ? time_unit(p, from) : from->unit;
	to->per = from->per;
	to->per_noun = from->per_noun;
	if (by > 1 && !to->magnitude && to->high < 1000) {
		to->low *= by;
		to->high *= by;
	}
	if (from->points && from->type == QUANTITY_PERCENT) {
		bool basis = false;
		for (size_t i = from->a; i < from->b; i++)
			basis |= is(p, i, WORDS_BASIS);
		to->low /= basis ? 100 : 1;
		to->high /= basis ? 100 : 1;
	}
}

/* What stands between two members of a list: commas, "and", times. */
struct gap {
	bool list;   /* nothing else does */
	bool joined; /* a comma or "and" or the like */
	bool timed;  /* a time */
};

static struct gap
gap_of(const struct piece *p, size_t from, size_t to, size_t *w)
{
	enum { MOST = 14 };
	struct gap g = {.list = to >= from && to - from <= MOST};
	const struct reading *r = &p->r;
	while (g.list && *w < r->n_w && r->w[*w].b <= from)
		(*w)++;
	size_t k = *w;
	for (size_t i = from; g.list && i < to; i++) {
		while (k < r->n_w && r->w[k].b <= i)
			k++;
		bool in_time = k < r->n_w && r->w[k].a <= i;
		bool joins = r->t[i].kind == LEXER_COMMA || says(p, i, "and|or|then");
		g.timed |= in_time;
		g.joined |= joins;
		g.list = joins || in_time
			 || says(p, i,
			     "in|for|by|at|on|during|about|around|roughly|nearly|almost"
			     "|approximately|over|the|to|another|finally|followed|up");
	}
	return g;
}

/* Does "in August" follow token i? */
static bool
time_behind(const struct piece *p, size_t i, size_t w)
{
	const struct reading *r = &p->r;
	while (w < r->n_w && r->w[w].b <= i)
		w++;
	return w < r->n_w && r->w[w].a <= i + 2
	       && (r->w[w].a <= i || says(p, i, "in|for|by|at|on|during|the"));
}

/* "1,000 a week in July, 2,000 in August and 4,000 in September": the unit of the first
 * is that of the others. */
static void
share_forward(struct piece *p)
{
	struct quantity *last = NULL,
			*first = NULL; /* the one before; whose unit it is */
	size_t w = 0;
	for (size_t k = 0; k < p->r.n_q; k++) {
		struct quantity *q = &p->r.q[k];
		if (q->type == QUANTITY_NONE && !q->plain)
			continue;
		if (q->type == QUANTITY_NONE && q->low >= 1900 && q->low < 2100)
			continue; /* a year */
		bool open = last && first && is_bare(q) && q->a >= last->ub
			    && !(q->words && q->high < 2);
		struct gap g = {.list = false};
		if (open)
			g = gap_of(p, last->ub, q->a, &w);
		if (g.list && g.joined
		    && (g.timed ? time_behind(p, q->ub, w) : q->a - last->ub <= 2))
			take_unit(p, q, first);
		else
			first = has_unit(q) ? q : NULL;
		last = q;
	}
}

/* "5, 10 and 15 percent", "1, 2 and 3 million cars": the unit of the last is that of
 * the others; but a sign before it says nothing of them. */
static void
share_back(struct piece *p)
{
	const struct quantity *from = NULL; /* whose unit it is */
	for (size_t k = p->r.n_q; k-- > 1;) {
		struct quantity *a = &p->r.q[k - 1], *b = &p->r.q[k];
		size_t w = 0;
		if (!from || is_bare(b))
			from = has_unit(b) && b->type != QUANTITY_MONEY ? b : NULL;
		bool open = from && is_bare(a) && b->a >= a->ub && b->a - a->ub <= 2
			    && a->words == from->words && a->bound == a->a;
		if (!open) {
			from = NULL;
			continue;
		}
		struct gap g = gap_of(p, a->ub, b->a, &w);
		bool grows = a->high < b->high || from->magnitude;
		if (g.list && g.joined && grows)
			take_unit(p, a, from);
		else
			from = NULL;
	}
}

/* ----- quantities ------------------------------------------------------------------ */

static bool
says_units(const struct piece *p, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (says(p, i, "unit|units"))
			return true;
	return false;
}

static enum quantities_type
type_of(const struct quantity *q)
{
	bool rate = q->per != UNIT_NOT_A_RATE;
	switch (q->type) {
	case QUANTITY_PERCENT:
		return QUANTITIES_PERCENT;
	case QUANTITY_MULTIPLE:
		return QUANTITIES_MULTIPLE;
	case QUANTITY_DURATION:
		return QUANTITIES_DURATION;
	case QUANTITY_MONEY:
		return rate ? QUANTITIES_RATE : QUANTITIES_MONEY;
	case QUANTITY_MEASURE:
		return rate ? QUANTITIES_RATE : QUANTITIES_MEASURE;
	case QUANTITY_COUNT:
		if (rate)
			return QUANTITIES_RATE;
		return q->unit && unit_dim(str_from(q->unit)) != UNIT_NO_DIM
			   ? QUANTITIES_MEASURE
			   : QUANTITIES_COUNT;
	case QUANTITY_NUMBER:
	case QUANTITY_NONE:
	case QUANTITY_TYPES:
		break;
	}
	return rate ? QUANTITIES_RATE : QUANTITIES_NUMBER;
}

/* A number without separators counts when it is no year and nobody dials it. */
static bool
is_number(const struct piece *p, const struct quantity *q)
{
	const double most = 1e6;
	/* "in '18", "FY'18": a year with its first digits left out. */
	const struct token *t = &p->r.t[q->a];
	if (q->a > 0 && t[-1].low.n == 1 && t[-1].low.p[0] == '\''
	    && t[-1].end == t->start && t->end - t->start == 2 && q->b == q->a + 1)
		return false;
	if (q->type != QUANTITY_NONE)
		return true;
	bool year = q->low >= 1900 && q->low < 2100;
	return q->plain && !year && q->low < most
	       && !(q->a > 0
		    && says(p, q->a - 1,
			"passcode|id|code|pin|number|no|dial|extension|ext|iso|asc|"
			"model|route"));
}

/* How many times as much a growth in percent is, without what the way there and back adds
 * to what was said: 0.001x, -99.9%, 0.001. */
static double
factor_of(double growth)
{
	const double digits = 1e9;
	return round((1 + growth / 100) * digits) / digits;
}

static struct claim
claim_of(const struct piece *p, const struct quantity *q)
{
	struct claim c = {.a = q->bound < q->a ? q->bound : q->a,
	    .b = q->ub > q->b ? q->ub : q->b,
	    .type = type_of(q),
	    .low = q->low,
	    .high = q->high,
	    .unit = q->unit,
	    .per_noun = q->per_noun,
	    .per = q->per};
	if (q->type == QUANTITY_COUNT && says_units(p, q->b, q->ub))
		c.unit = "units"; /* of whatever is sold */
	if (c.type == QUANTITIES_DURATION) {
		c.unit = time_unit(p, q);
		c.per = UNIT_NOT_A_RATE;
	}
	bool times = c.type == QUANTITIES_NUMBER && says(p, c.b, "times");
	if (c.type == QUANTITIES_MULTIPLE) {
		c.low = factor_of(c.low);
		c.high = factor_of(c.high);
	}
	if (times) {
		c.type = QUANTITIES_MULTIPLE;
		c.b++;
	}
	if (c.type == QUANTITIES_MULTIPLE)
		c.unit = "times";
	if (c.type == QUANTITIES_PERCENT || c.type == QUANTITIES_MULTIPLE)
		c.per = UNIT_NOT_A_RATE;
	return c;
}

/* Claim what is still free of it: with its bound and unit, else the value alone. */
static void
claim_most(struct piece *p, struct claim c, const struct quantity *q)
{
	if (claim(p, &c))
		return;
	c.a = q->a;
	if (claim(p, &c))
		return;
	c.b = q->b;
	(void)claim(p, &c);
}

static bool
is_listed(const struct piece *p, const struct quantity *q)
{
	/* "One of them" counts nothing. */
	bool pronoun = q->type == QUANTITY_NUMBER && q->words && q->low == 1
		       && q->high == 1 && q->per == UNIT_NOT_A_RATE && !q->unit;
	/* "One point is that ..." measures nothing. */
	bool remark = q->type == QUANTITY_PERCENT && q->words && q->low == 1
		      && q->high == 1 && q->b == q->a + 2 && says(p, q->b - 1, "point")
		      && !says(p, q->ub, "of|higher|lower|better|worse|up|down");
	return !q->slip && !remark && !(pronoun && !says(p, q->ub, "times"))
	       && is_number(p, q);
}

static void
find_quantities(struct piece *p, bool durations)
{
	const struct reading *r = &p->r;
	for (size_t k = 0; k < r->n_q; k++) {
		const struct quantity *q = &r->q[k];
		const struct quantity *next = k + 1 < r->n_q ? q + 1 : NULL;
		if ((q->type == QUANTITY_DURATION) != durations || !is_listed(p, q)
		    || p->taken[q->a])
			continue;
		struct claim c = claim_of(p, q);
		size_t own = quantity_tolerance(r->t, q);
		if (own != SIZE_MAX && !isnan(q->low) && !isnan(q->high)) {
			c.a = own; /* "plus or minus 2 points", of nothing said */
			c.high = fmax(fabs(q->low), fabs(q->high));
			c.low = -c.high;
		}
		if (next && next->a >= q->b && next->a < c.b)
			c.b = next->a;
		claim_most(p, c, q);
	}
}

/* ----- times ------------------------------------------------------------------------ */

static void
claim_time(struct piece *p, const struct finder *f, const struct when *w, size_t off)
{
	struct period d = w->period;
	/* "Over the next two years" begins today. */
	int32_t now = f->context.clock->as_of;
	if (w->point && period_known(d) && now < d.end
	    && says(p, off + w->a, "over|during"))
		d.start = now;
	bool day = period_known(d) ? d.start == d.end : w->point || w->day;
	(void)claim(p, &(struct claim){.a = off + w->a,
			   .b = off + w->b,
			   .type = day ? QUANTITIES_DATE : QUANTITIES_PERIOD,
			   .low = (double)NAN,
			   .high = (double)NAN,
			   .period = d,
			   .unit = "date"});
}

/* "compared to last year" says which year all the same. */
static int
find_base(struct piece *p, const struct finder *f, const struct when *w,
    struct arena *scratch, struct err *e)
{
	size_t i = w->a;
	while (i < w->b && !says(p, i, "last|prior|previous"))
		i++;
	if (i + 2 > w->b)
		return 0;
	struct when *v;
	size_t n;
	unsigned char tense[16] = {WHEN_ANY};
	size_t most = w->b - i < sizeof tense ? w->b - i : sizeof tense;
	if (when_find(p->r.t + i, most, tense, f->context.clock, scratch, &v, &n, e)
	    != 0)
		return -1;
	if (n && !v[0].shift_year && !v[0].shift_quarter)
		claim_time(p, f, &v[0], i);
	return 0;
}

static int
find_times(struct piece *p, const struct finder *f, bool resolved,
    struct arena *scratch, struct err *e)
{
	for (size_t k = 0; k < p->r.n_w; k++) {
		const struct when *w = &p->r.w[k];
		/* "Currently" is a tense; "over time" is no time. */
		bool vague = w->undated || (w->now && !says(p, w->b - 1, "today"));
		if (w->shift_year || w->shift_quarter) {
			if (resolved && find_base(p, f, w, scratch, e) != 0)
				return -1;
		} else if (!vague && period_known(w->period) == resolved) {
			claim_time(p, f, w, 0);
		}
	}
	return 0;
}

/* ----- the list ------------------------------------------------------------------------ */

/* "vehicle" of "vehicles", "property" of "properties", "square foot" of "square feet". */
static struct str
singular(struct str noun, struct arena *a)
{
	if (noun.n > 4 && str_eq(str_sub(noun, noun.n - 3, noun.n), STR("ies")))
		return arena_printf(a, "%.*sy", STR_FMT(str_sub(noun, 0, noun.n - 3)));
	if (noun.n > 4 && str_eq(str_sub(noun, noun.n - 4, noun.n), STR("feet")))
		return arena_printf(
		    a, "%.*sfoot", STR_FMT(str_sub(noun, 0, noun.n - 4)));
	bool s = noun.n > 2 && noun.p[noun.n - 1] == 's';
	return str_sub(noun, 0, noun.n - s);
}

static struct str
unit_text(const struct claim *c, struct arena *a)
{
	struct str unit = str_from(c->unit ? c->unit : "");
	if (c->type == QUANTITIES_DURATION)
		return arena_printf(a, "%ss", c->unit);
	if (c->per_noun)
		unit = arena_printf(a, "%.*s/%.*s", STR_FMT(unit),
		    STR_FMT(singular(str_from(c->per_noun), a)));
	if (c->per != UNIT_NOT_A_RATE)
		unit = arena_printf(a, "%.*s/%s", STR_FMT(unit), unit_per_name(c->per));
	return unit;
}

static int
add(struct finder *f, const struct piece *p, const struct claim *c, struct err *e)
{
	struct quantities *out = f->out;
	size_t start, end;
	document_map(&f->d, p->r.t[c->a].start, p->r.t[c->b - 1].end, &start, &end);
	/* Two that were made of one character of the file. */
	if (out->n && start < out->v[out->n - 1].end)
		return 0;
	struct quantities_item *grown =
	    arena_grow(f->a, out->v, out->n, &f->cap, sizeof *grown);
	struct str unit = unit_text(c, f->a);
	if (!grown || !unit.p)
		return err_nomem(e);
	bool time = c->type == QUANTITIES_DATE || c->type == QUANTITIES_PERIOD;
	out->v = grown;
	out->v[out->n++] = (struct quantities_item){.start = start,
	    .end = end,
	    .type = c->type,
	    .low = number_decimal(c->low),
	    .high = number_decimal(c->high),
	    .period = time ? c->period : PERIOD_NONE,
	    .unit = unit,
	    .text = str_sub(f->d.raw, start, end)};
	/* "3/4/2017" stays open, whatever the text's day is. */
	bool words = false;
	for (size_t i = c->a; i < c->b; i++)
		words |= p->r.t[i].kind == LEXER_WORD || p->r.t[i].kind == LEXER_TAIL;
	out->unresolved += time && !period_known(c->period) && words;
	return 0;
}

/* What is read first has its tokens: fractions and numbers, then times that are known,
 * durations, times that are not, and ordinals of what is left. */
static int
read_piece(
    struct finder *f, size_t from, size_t to, struct arena *scratch, struct err *e)
{
	struct piece p = {.n = 0};
	struct reading *r = &p.r;
	r->t = lexer_piece(&f->tokens, f->d.text, from, to, &r->n);
	if (reading_run(r, &f->context, scratch, e) != 0)
		return -1;
	p.claims = ARENA_NEW(scratch, r->n + 1, struct claim);
	p.first = ARENA_NEW(scratch, r->n + 1, size_t);
	p.taken = ARENA_NEW(scratch, r->n + 1, bool);
	if (!p.claims || !p.first || !p.taken)
		return err_nomem(e);
	share_forward(&p);
	share_back(&p);
	find_fractions(&p);
	find_ordinals(&p, true);
	find_quantities(&p, false);
	if (find_times(&p, f, true, scratch, e) != 0)
		return -1;
	find_quantities(&p, true);
	if (find_times(&p, f, false, scratch, e) != 0)
		return -1;
	find_ordinals(&p, false);
	for (size_t i = 0; i < r->n; i++)
		if (p.first[i] && add(f, &p, &p.claims[p.first[i] - 1], e) != 0)
			return -1;
	return 0;
}

/* A long line that ends no sentence was wrapped: its break is a blank. */
static void
join_lines(struct document *d)
{
	enum { LONG = 50 };
	size_t start = 0;
	for (size_t i = 0; i < d->n; i++) {
		if (d->text[i] != '\n')
			continue;
		size_t end = i;
		while (end > start && str_isspace(d->text[end - 1]))
			end--;
		bool wrapped = end - start >= LONG && !strchr(".?!:;", d->text[end - 1])
			       && i + 1 < d->n && !str_isspace(d->text[i + 1]);
		if (wrapped)
			d->text[i] = d->low[i] = ' ';
		start = i + 1;
	}
}

/* Nothing is read across a paragraph's end, so that some of them at a time will do. */
static int
read_pieces(struct finder *f, struct err *e)
{
	enum { PIECE = 1 << 16 };
	const struct document *d = &f->d;
	for (size_t from = 0, to; from < d->n; from = to) {
		struct arena scratch = {NULL};
		to = d->n;
		if (d->n - from > PIECE) {
			const char *at =
			    memchr(d->text + from + PIECE, '\n', d->n - from - PIECE);
			to = at ? (size_t)(at - d->text) + 1 : d->n;
		}
		int rc = read_piece(f, from, to, &scratch, e);
		arena_release(&scratch);
		if (rc != 0)
			return -1;
	}
	return 0;
}

int
quantities_find(const struct lexicon *words, struct str bytes, struct callinfo *call,
    struct arena *a, struct quantities *out, struct err *e)
{
	struct finder f = {.a = a, .out = out};
	*out = (struct quantities){NULL, 0, 0, 0};
	if (document_init(&f.d, STR(""), bytes, a, e) != 0
	    || lexer_read(
		   words, f.d.text, f.d.low, 0, f.d.n, a, &f.tokens.t, &f.tokens.n, e)
		   != 0)
		return -1;
	callinfo_complete(call, &f.d, f.tokens.t, f.tokens.n, a);
	out->bad_utf8 = f.d.bad_utf8;
	join_lines(&f.d);
	const struct when_clock clock = {
	    call->as_of, callinfo_fiscal(call), call->quarter};
	f.context = (struct reading_context){.text = f.d.text, .clock = &clock};
	return read_pieces(&f, e);
}
