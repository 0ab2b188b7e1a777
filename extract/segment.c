/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/segment.h"

#include "extract/number.h"

/* clang-format off */
static const struct line {
	const char *words, *name;
	enum segment_type type;
} lines[] = { /* longest first where one begins another; a capital asks for one */
	{"energy storage", "Energy storage", SEGMENT_LINE},
	{"stationary storage", "Energy storage", SEGMENT_LINE},
	{"storage business", "Energy storage", SEGMENT_LINE},
	{"Storage", "Energy storage", SEGMENT_LINE},
	{"Services", "Services", SEGMENT_LINE},
	{"Service", "Services", SEGMENT_LINE},
	{"Automotives", "Automotive", SEGMENT_LINE},
	{"storage side", "Energy storage", SEGMENT_LINE},
	{"energy business", "Energy", SEGMENT_LINE},
	{"automotive", "Automotive", SEGMENT_LINE},
	{"auto business", "Automotive", SEGMENT_LINE},
	{"auto gross", "Automotive", SEGMENT_LINE},
	{"solar", "Solar", SEGMENT_LINE},
	{"regulatory credits", "Regulatory credits", SEGMENT_LINE},
	{"regulatory credit", "Regulatory credits", SEGMENT_LINE},
	{"services and other", "Services", SEGMENT_LINE},
	{"services business", "Services", SEGMENT_LINE},
	{"services revenue", "Services", SEGMENT_LINE},
	{"services gross", "Services", SEGMENT_LINE},
	{"services margin", "Services", SEGMENT_LINE},
	{"outdoor apparel", "Outdoor apparel", SEGMENT_LINE},
	{"footwear", "Footwear", SEGMENT_LINE},
	{"apparel", "Apparel", SEGMENT_LINE},
	{"accessories", "Accessories", SEGMENT_LINE},
	{"wholesale", "Wholesale", SEGMENT_LINE},
	{"direct to consumer", "DTC", SEGMENT_LINE},
	{"dtc", "DTC", SEGMENT_LINE},
	{"e commerce", "E-commerce", SEGMENT_LINE},
	{"ecommerce", "E-commerce", SEGMENT_LINE},
	{"licensing", "Licensing", SEGMENT_LINE},
	{"battery pack", "Battery", SEGMENT_LINE},
	{"battery cell", "Battery", SEGMENT_LINE},
	{"north american", "North America", SEGMENT_PLACE},
	{"north america", "North America", SEGMENT_PLACE},
	{"latin america", "Latin America", SEGMENT_PLACE},
	{"asia pacific", "Asia Pacific", SEGMENT_PLACE},
	{"emea", "EMEA", SEGMENT_PLACE},
	{"apac", "Asia Pacific", SEGMENT_PLACE},
	{"international", "International", SEGMENT_PLACE},
	{"europe", "Europe", SEGMENT_PLACE},
	{"european", "Europe", SEGMENT_PLACE},
	{"china", "China", SEGMENT_PLACE},
	{"americas", "Americas", SEGMENT_PLACE},
};
/* Words that make the name before them a segment's. */
static const char heads[] = "segment|segments|division|business|businesses|brand|banner|revenue|revenues"
	"|sales|margin|margins|gross|operating|net|organic|production|volumes|backlog|deliveries|orders|franchise";
/* Capitalised words that name no segment. */
static const char stop[] = "gaap|non|adjusted|total|net|gross|operating|ebitda|eps|sg&a|capex|opex|r&d"
	"|us|u.s.|ir|ceo|cfo|coo|cto|i|we|our|the|in|and|on|for|as|at|covid|board|street|year|quarter|q1|q2"
	"|q3|q4|sec|q&a|company|first|second|third|fourth|full|fiscal|this|that|these|those|these|it|so|but|if"
	"|our|their|your|total|consolidated|comparable|same|store|organic|reported|core|free|capital|cash"
	"|annual|average|model|models|strong|new|higher|lower|overall|turning|looking|moving|now|with|while"
	"|a|an|to|of|by|from|its|his|her|my|when|what|how|you|they|he|she|is|was|are|were|will|would|can"
	"|could|do|does|did|have|has|had|not|no|yes|yeah|okay|ok|well|and|or|mr|ms|dr|q|fx|ltm|ytd|h1|h2|ev"
	"|evs|usd|eur|rmb|gwh|mwh|kwh|mw|ai|it|esg|m&a|roi|ebit|roe|roic|npv|kpi|kpis|gm|oem|oems|gigafactory|product|products";
/* clang-format on */

static struct str
written(const char *text, const struct token *t, size_t a, size_t b)
{
	return (struct str){text + t[a].start, t[b - 1].end - t[a].start};
}

/* "C", and the plural "Cs". */
static bool
letter(const struct token *t)
{
	bool one = t->low.n == 1 || (t->low.n == 2 && t->low.p[1] == 's');
	return t->kind == LEXER_WORD && one && t->capital && t->low.p[0] != 'i'
	       && t->low.p[0] != 'a';
}

static bool
digit(const struct token *t)
{
	return t->kind == LEXER_NUMBER && t->value < 10 && t->decimals == 0
	       && t->end - t->start == 1;
}

/* The family's word: "Model", with a capital inside a sentence. */
static bool
family(const struct token *t)
{
	return t->kind == LEXER_WORD && t->capital && number_among(t, "model|models");
}

/* Candidate names before a head: one to three capitalised words. */
static size_t
name_before(const struct token *t, size_t i)
{
	size_t k = i;
	while (k > 0 && i - k < 4 && t[k - 1].kind == LEXER_WORD && t[k - 1].capital
	       && !t[k - 1].word && t[k - 1].low.n >= 2
	       && !number_among(&t[k - 1], stop))
		k--;
	return i - k;
}

static void
note(struct segment_book *book, struct str name, size_t words)
{
	for (size_t i = 0; i < book->n; i++)
		if (str_eq_nocase(book->v[i].name, name)) {
			book->v[i].count++;
			return;
		}
	if (book->n == SEGMENT_NAMES)
		return;
	book->v[book->n].name = name;
	book->v[book->n].words = words;
	book->v[book->n].count = 1;
	book->n++;
}

void
segment_learn(
    struct segment_book *book, const struct segment_text *x, struct str company)
{
	const struct token *t = x->t;
	const char *text = x->text;
	size_t n = x->n;
	struct str rest = company, first = str_cut(&rest, ' ');
	for (size_t i = 0; i < n; i++) {
		if (family(&t[i]) && i + 1 < n && letter(&t[i + 1])) {
			book->letters[t[i + 1].low.p[0] - 'a'] = true;
			if (book->family.n == 0)
				book->family = (struct str){text + t[i].start, 5};
		} else if (family(&t[i]) && i + 1 < n && digit(&t[i + 1])) {
			if (book->family.n == 0)
				book->family = (struct str){text + t[i].start, 5};
		}
		if (i == 0 || !number_among(&t[i], heads))
			continue;
		/* "R&D Solutions fourth quarter revenue": the name stands before the time. */
		size_t head = i;
		while (head > 1 && !t[head - 1].capital
		       && number_among(&t[head - 1],
			   "first|second|third|fourth|quarter|full|year|annual|total"))
			head--;
		size_t words = name_before(t, head);
		/* A sentence's first word has its capital from there, unless all are. */
		if (words
		    && (head == words || t[head - words - 1].kind == LEXER_STOP
			|| t[head - words - 1].kind == LEXER_BREAK)) {
			const struct token *w = &t[head - words];
			bool all = w->end - w->start > 1 && text[w->start + 1] >= 'A'
				   && text[w->start + 1] <= 'Z';
			words -= !all && words == 1;
		}
		if (words == 0)
			continue;
		struct str name = written(text, t, head - words, head);
		if (first.n && name.n >= first.n
		    && str_eq_nocase(str_sub(name, 0, first.n), first))
			continue;
		note(book, name, words);
	}
}

/* Model C | Model L and U | Model L and Model U | L and U : tokens, name. */
static size_t
product_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct arena *a, struct str *name)
{
	const struct token *t = x->t;
	const char *text = x->text;
	size_t n = x->n;
	size_t j = i;
	bool named = family(&t[j]);
	if (named)
		j++;
	if (j >= n || !(letter(&t[j]) || digit(&t[j])))
		return 0;
	if (!named && !(letter(&t[j]) && book->letters[t[j].low.p[0] - 'a']))
		return 0;
	struct str one = str_sub(written(text, t, j, j + 1), 0, 1);
	size_t k = j + 1;
	/* the second of a pair */
	bool joined =
	    k < n
	    && (number_among(&t[k], "and|or")
		|| (t[k].kind == LEXER_OTHER && strchr("&/+", t[k].low.p[0])));
	if (joined) {
		size_t m = k + 1;
		if (m < n && number_among(&t[m], "the"))
			m++;
		bool again = m < n && family(&t[m]);
		if (again)
			m++;
		bool fits = m < n
			    && ((letter(&t[m]) && book->letters[t[m].low.p[0] - 'a'])
				|| (digit(&t[m]) && again));
		bool counts = m + 1 < n && t[m + 1].start == t[m].end
			      && t[m + 1].kind == LEXER_NUMBER;
		if (fits && !counts) {
			struct str two = str_sub(written(text, t, m, m + 1), 0, 1);
			bool order = str_cmp(one, two) < 0;
			*name = arena_printf(a, "%.*s %.*s+%.*s", STR_FMT(book->family),
			    STR_FMT(order ? one : two), STR_FMT(order ? two : one));
			return m + 1 - i;
		}
	}
	if (!named)
		return 0;
	*name = arena_printf(a, "%.*s %.*s", STR_FMT(book->family), STR_FMT(one));
	return j + 1 - i;
}

static size_t
line_at(const struct token *t, size_t n, size_t i, const struct line **found)
{
	for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
		bool capital = lines[k].words[0] >= 'A' && lines[k].words[0] <= 'Z';
		if (str_lower(lines[k].words[0]) != t[i].low.p[0]
		    || (capital && !t[i].capital))
			continue;
		struct str rest = str_from(lines[k].words);
		size_t j = i;
		while (rest.n) {
			struct str w = str_cut(&rest, ' ');
			if (j > i && j < n && t[j].kind == LEXER_DASH)
				j++;
			if (j >= n || t[j].kind != LEXER_WORD
			    || !str_eq_nocase(t[j].low, w))
				break;
			j++;
			if (rest.n == 0) {
				*found = &lines[k];
				return j - i;
			}
		}
	}
	return 0;
}

/* "ADAS": said once before "revenues", it is a segment's name. */
static bool
is_acronym(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n >= 3;
}

static size_t
learned_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct str *name)
{
	const struct token *t = x->t;
	const char *text = x->text;
	size_t n = x->n;
	if (!t[i].capital)
		return 0;
	for (size_t k = 0; k < book->n; k++) {
		size_t b = i + book->v[k].words;
		if ((book->v[k].count < 2 && !is_acronym(book->v[k].name)) || b > n)
			continue;
		if (str_eq_nocase(written(text, t, i, b), book->v[k].name)) {
			*name = book->v[k].name;
			return book->v[k].words;
		}
	}
	return 0;
}

/* The segment that begins at i; the tokens it takes, 0 for none. */
static size_t
one_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct arena *a, struct segment *s)
{
	const struct line *l = NULL;
	if (x->t[i].kind != LEXER_WORD)
		return 0;
	size_t used = product_at(book, x, i, a, &s->name);
	s->type = SEGMENT_PRODUCT;
	if (used == 0 && (used = line_at(x->t, x->n, i, &l)) != 0) {
		s->type = l->type;
		s->name = str_from(l->name);
	}
	if (used == 0) {
		used = learned_at(book, x, i, &s->name);
		s->type = SEGMENT_LEARNED;
	}
	return used;
}

int
segment_find(const struct segment_book *book, const struct segment_text *x,
    struct arena *a, struct segments *out, struct err *e)
{
	size_t cap = 0;
	*out = (struct segments){NULL, 0};
	for (size_t i = 0; i < x->n;) {
		struct segment s = {.a = i};
		size_t used = one_at(book, x, i, a, &s);
		if (used == 0) {
			i++;
			continue;
		}
		s.b = i + used;
		struct segment *grown =
		    arena_grow(a, out->v, out->n, &cap, sizeof *grown);
		if (!grown || !s.name.p)
			return err_nomem(e);
		out->v = grown;
		out->v[out->n++] = s;
		i += used;
	}
	return 0;
}
