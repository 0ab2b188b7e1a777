/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/quantity.h"

#include <math.h>

#include "extract/number.h"

/* A number with its unit, before ranges and bounds are seen. */
struct amount {
	struct number x;
	const char *currency;
	bool percent, points;
	const char *noun, *physical;
	bool multiple, negative, duration, plus;
	bool cents;       /* of the currency, not whole ones */
	bool daily;       /* the unit says it: "boepd" */
	size_t value_end; /* tokens: behind the number and its own sign or '%' */
	size_t end;       /* behind the unit */
};

static bool
is(const struct token *t, size_t n, size_t i, enum words_class cls)
{
	return i < n && t[i].word && t[i].word->cls == cls;
}

static bool
is_plus(const struct token *t)
{
	return t->kind == LEXER_OTHER && t->low.p[0] == '+';
}

static bool
touches(const struct token *t, size_t n, size_t i)
{
	return i > 0 && i < n && t[i].start == t[i - 1].end;
}

/* clang-format off */
static const struct {
	const char *sign, *code;
} signs[] = {
	{"$", "USD"}, {"us$", "USD"}, {"usd$", "USD"}, {"c$", "CAD"}, {"ca$", "CAD"},
	{"cad$", "CAD"}, {"a$", "AUD"}, {"au$", "AUD"}, {"hk$", "HKD"}, {"nt$", "TWD"},
	{"s$", "SGD"}, {"nz$", "NZD"}, {"r$", "BRL"}, {"mx$", "MXN"},
	{"\xe2\x82\xac", "EUR"}, {"\xc2\xa3", "GBP"}, {"\xc2\xa5", "JPY"},
	{"\xe2\x82\xb9", "INR"}, {"\xe2\x82\xa9", "KRW"}, {"\xe2\x82\xaa", "ILS"},
	{"\xe2\x82\xbd", "RUB"},
};
/* Whose dollars, francs, pesos: the words, the code that the noun has alone (NULL: it is
 * among the words), and what both mean; NULL: what the noun means. */
static const struct whose {
	const char *words, *noun, *code;
} whose[] = {
	{"us", "USD", NULL}, {"u.s.", "USD", NULL}, {"american", "USD", NULL},
	{"canadian", "USD", "CAD"}, {"australian", "USD", "AUD"}, {"hong kong", "USD", "HKD"},
	{"singapore", "USD", "SGD"}, {"new zealand", "USD", "NZD"}, {"taiwan", "USD", "TWD"},
	{"swiss", "CHF", NULL}, {"british", "GBP", NULL}, {"danish", "DKK", NULL},
	{"norwegian", "DKK", "NOK"}, {"swedish", "SEK", NULL}, {"mexican", "MXN", NULL},
	{"brazilian", "BRL", NULL}, {"japanese", "JPY", NULL}, {"chinese", "CNY", NULL},
	{"indian", "INR", NULL}, {"russian", "RUB", NULL},
	/* Alone it is the verb. */
	{"korean won", NULL, "KRW"}, {"south korean won", NULL, "KRW"},
};
/* clang-format on */

static const char *
currency_of(const struct token *t)
{
	if (t->kind == LEXER_CURRENCY) {
		for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
			if (str_eq(t->low, str_from(signs[i].sign)))
				return signs[i].code;
		return "USD";
	}
	/* "RMB 281 million", "USD 5": a code or name before the number. */
	if (t->word && t->word->cls == WORDS_CURRENCY && t->word->value == 0)
		return t->word->text;
	return NULL;
}

/* Words that may stand between a count and its noun: "5,000 Model 3 vehicles". */
static bool
between_noun(const struct token *t, size_t n, size_t i)
{
	if (t[i].kind == LEXER_DASH)
		return true;
	if (t[i].kind == LEXER_NUMBER)
		return t[i].value < 100 && !t[i].grouped && t[i].decimals == 0
		       && t[i - 1].capital;
	if (t[i].kind != LEXER_WORD || is(t, n, i, WORDS_MONTH))
		return false;
	return t[i].capital
	       || number_among(&t[i],
		   "new|total|additional|electric|full|time|production|more|of|net|and"
		   "|finished|completed|incremental|customer|or|so");
}

/* The noun of a count at or shortly behind i; its end in *end. */
static const char *
noun_at(const struct token *t, size_t n, size_t i, size_t *end)
{
	for (size_t k = i; k < n && k < i + 6; k++) {
		if (is(t, n, k, WORDS_NOUN)) {
			*end = k + 1;
			return t[k].word->text;
		}
		if (!between_noun(t, n, k))
			return NULL;
	}
	return NULL;
}

static size_t
words_at(const struct token *t, size_t n, size_t i, const char *words)
{
	return lexer_phrase(t, n, i, words);
}

/* percent, %, per cent, percentage points: where it ends, i when there is none */
static size_t
percent_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	size_t j = i + 1;
	size_t cent = j < n && t[j].kind == LEXER_DASH ? j + 1 : j; /* "per-cent" */
	if (is(t, n, cent, WORDS_CENT) && number_word(&t[i], "per") && !m->currency)
		j = cent + 1;
	else if (t[i].kind != LEXER_PERCENT && !is(t, n, i, WORDS_PERCENT))
		return i;
	size_t k = j < n && t[j].kind == LEXER_DASH ? j + 1 : j;
	m->percent = true;
	m->points = is(t, n, k, WORDS_POINT);
	return m->points ? k + 1 : j;
}

/* points, basis points, bps */
static size_t
points_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	size_t end = i + 1;
	if (is(t, n, i, WORDS_BASIS)) {
		bool word = t[i].word->value == 0;
		if (word && end < n && t[end].kind == LEXER_DASH)
			end++;
		if (word && !is(t, n, end, WORDS_POINT))
			return i;
		end += word;
		m->x.low /= 100;
		m->x.high /= 100;
	} else if (!is(t, n, i, WORDS_POINT) || m->currency) {
		return i;
	} else if (number_and_a_half(t, n, end)) {
		m->x.low += 0.5;
		m->x.high += 0.5;
		end += 3;
	}
	m->percent = m->points = true;
	return end;
}

/* cents, dollars, of dollars, Swiss francs, Canadian dollars */
static size_t
money_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	if (is(t, n, i, WORDS_CENT)) {
		m->currency = t[i].word->text;
		m->cents = true;
		m->x.low *= t[i].word->value;
		m->x.high *= t[i].word->value;
		return i + 1;
	}
	/* "hundreds of millions of dollars" */
	size_t j = m->x.vague && number_word(&t[i], "of") ? i + 1 : i;
	if (is(t, n, j, WORDS_CURRENCY)) {
		m->currency = t[j].word->text;
		return j + 1 + words_at(t, n, j + 1, "sterling");
	}
	lexicon_list *table = LEXICON_FIRST(whose);
	for (size_t k = j < n ? lexicon_row(t[j].known, table) : 0; k;
	     k = lexicon_next(t[j].known, table, k)) {
		const struct whose *w = &whose[k - 1];
		size_t end = j + words_at(t, n, j, w->words);
		if (end == j
		    || (w->noun
			&& (!is(t, n, end, WORDS_CURRENCY)
			    || strcmp(t[end].word->text, w->noun) != 0)))
			continue;
		m->currency = w->code ? w->code : w->noun;
		return end + (w->noun != NULL);
	}
	return i;
}

/* What is weighed: pounds of these are no money. */
static const char weighed[] =
    "copper|ore|steel|iron|uranium|u3o8|lithium|nickel|zinc|lead|aluminum|aluminium|tin"
    "|gold|silver|platinum|palladium|cobalt|molybdenum|metal|metals|coal|concentrate"
    "|scrap|alloy|beef|pork|chicken|poultry|turkey|meat|cheese|milk|coffee|sugar|cocoa"
    "|cotton|wheat|corn|flour|food|resin|polymer|chemicals|freight|cargo|payload|weight"
    "|weighs|weighed|weighing|heavier|lighter|thrust";

/* "2 million pounds of copper", "copper sales were 300 million pounds", "$4 a pound" */
static bool
is_weight(const struct token *t, size_t n, size_t i)
{
	enum { FAR = 14 };
	if (!number_among(&t[i], "pound|pounds"))
		return false;
	if (i + 1 < n && number_among(&t[i + 1], "sterling"))
		return false;
	if (i + 2 < n && number_word(&t[i + 1], "of"))
		return number_among(&t[i + 2], weighed)
		       || (i + 3 < n && number_among(&t[i + 3], weighed));
	for (size_t k = 1; k <= FAR && k <= i; k++) {
		const struct token *w = &t[i - k];
		if (w->kind == LEXER_STOP || w->kind == LEXER_BREAK)
			return false;
		if (number_among(w, weighed))
			return true;
	}
	return false;
}

/* A multiple: "3x", "3-fold", "three times as many", "two times last year's". */
static size_t
times_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	bool x = touches(t, n, i) && number_word(&t[i], "x");
	bool times = i + 1 < n && number_word(&t[i], "times")
		     && number_among(&t[i + 1],
			 "as|the|that|what|last|more|higher|greater|larger|bigger|our");
	/* "three times or four times as many" */
	bool either = i + 3 < n && number_word(&t[i], "times")
		      && number_among(&t[i + 1], "or|to")
		      && number_word(&t[i + 3], "times");
	if (!x && !times && !either && !number_word(&t[i], "fold"))
		return i;
	m->multiple = true;
	return i + 1;
}

/* A physical unit of more than one word, or one: where it ends, i when there is none. */
static size_t
physical_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	/* clang-format off */
	static const struct {
		const char *words, *unit;
	} phrases[] = {
		{"square feet", "square feet"}, {"square foot", "square feet"},
		{"sq ft", "square feet"}, {"sq feet", "square feet"},
		{"square miles", "square miles"}, {"square mile", "square miles"},
		{"square meters", "square meters"}, {"square metres", "square meters"},
		{"square meter", "square meters"}, {"square metre", "square meters"},
		{"square kilometers", "square kilometers"},
		{"square kilometres", "square kilometers"},
		{"cubic feet", "cf"}, {"cubic foot", "cf"},
		{"cubic meters", "cubic meters"}, {"cubic metres", "cubic meters"},
		{"metric tons", "tonnes"}, {"metric ton", "tonnes"},
		{"metric tonnes", "tonnes"}, {"short tons", "short tons"},
		{"short ton", "short tons"}, {"long tons", "long tons"},
		{"troy ounces", "troy ounces"}, {"troy ounce", "troy ounces"},
		{"barrels of oil equivalent", "boe"}, {"barrel of oil equivalent", "boe"},
		{"barrels oil equivalent", "boe"}, {"barrels equivalent", "boe"},
		{"barrel equivalent", "boe"},
	};
	/* clang-format on */
	lexicon_list *table = LEXICON_FIRST(phrases);
	for (size_t k = lexicon_row(t[i].known, table); k;
	     k = lexicon_next(t[i].known, table, k)) {
		size_t used = words_at(t, n, i, phrases[k - 1].words);
		if (used) {
			m->physical = phrases[k - 1].unit;
			return i + used;
		}
	}
	/* "sq. ft." */
	if (i + 2 < n && number_word(&t[i], "sq") && t[i + 1].kind == LEXER_STOP
	    && number_among(&t[i + 2], "ft|feet")) {
		m->physical = "square feet";
		return i + 3;
	}
	if (is_weight(t, n, i)) {
		m->physical = "lb";
		return i + 1;
	}
	if (!is(t, n, i, WORDS_PHYSICAL))
		return i;
	m->physical = t[i].word->text;
	m->daily = t[i].word->value != 0;
	return i + 1;
}

/* "plus or minus", "plus/minus", "+/-": no bound, but how near the value is. */
static bool
plus_or_minus(const struct token *t, size_t n, size_t j)
{
	if (j + 2 >= n || !(number_word(&t[j], "plus") || is_plus(&t[j])))
		return false;
	bool joined = number_word(&t[j + 1], "or") || t[j + 1].low.p[0] == '/'
		      || t[j + 1].kind == LEXER_DASH;
	return joined
	       && (number_word(&t[j + 2], "minus") || t[j + 2].kind == LEXER_DASH);
}

/* The unit behind a number: where it ends, i when there is none. */
static size_t
unit_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	static size_t (*const tries[])(
	    const struct token *, size_t, size_t, struct amount *) = {
	    percent_at,
	    points_at,
	    money_at,
	    times_at,
	};
	size_t j = i;
	bool adds = j + 1 < n && t[j + 1].kind == LEXER_NUMBER && touches(t, n, j + 1);
	if (j < n && is_plus(&t[j]) && touches(t, n, j) && !adds
	    && !plus_or_minus(t, n, j)) {
		m->plus = true; /* "50,000+ vehicles" */
		i = ++j;
	}
	if (j + 1 < n && t[j].kind == LEXER_DASH && (t[j + 1].kind == LEXER_WORD))
		j++;
	if (j >= n)
		return i;
	/* Before money: pounds are either. */
	size_t behind = m->currency ? j : physical_at(t, n, j, m);
	if (behind > j)
		return behind;
	for (size_t k = 0; k < sizeof tries / sizeof *tries; k++) {
		size_t end = tries[k](t, n, j, m);
		if (end > j) {
			m->value_end = end;
			return end;
		}
	}
	if (m->currency)
		return i;
	size_t end = i;
	m->noun = noun_at(t, n, j, &end);
	return m->noun ? end : i;
}

/* GW + hour = GWh: "gigawatt-hours" and "gigawatt hour" are two or three tokens. */
static size_t
hours(const struct token *t, size_t n, size_t j, struct amount *m)
{
	static const struct {
		const char *power, *energy;
	} rows[] = {
	    {"GW", "GWh"}, {"MW", "MWh"}, {"kW", "kWh"}, {"TW", "TWh"}, {"W", "Wh"}};
	size_t k = j < n && t[j].kind == LEXER_DASH ? j + 1 : j;
	if (!m->physical || !is(t, n, k, WORDS_TIME)
	    || strcmp(t[k].word->text, "hour") != 0)
		return j;
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
		if (strcmp(m->physical, rows[r].power) == 0) {
			m->physical = rows[r].energy;
			return k + 1;
		}
	return j;
}

/* "minus 5", "-5", but not "10 - 5" or "10-5" */
static bool
is_minus(const struct token *t, size_t n, size_t i)
{
	if (i + 1 >= n)
		return false;
	return number_among(&t[i], "minus|negative")
	       || (t[i].kind == LEXER_DASH && t[i + 1].start == t[i].end
		   && (i == 0 || t[i].start > t[i - 1].end
		       || t[i - 1].kind == LEXER_OPEN));
}

/* "three months", "15-year", "a couple of years": where it ends, j when it is none. */
static size_t
duration_at(const struct token *t, size_t n, size_t j, const struct number *x)
{
	bool joins =
	    j < n
	    && (t[j].kind == LEXER_DASH || (x->vague && number_word(&t[j], "of")));
	size_t k = joins ? j + 1 : j;
	return is(t, n, k, WORDS_TIME) ? k + 1 : j;
}

/* Is the bracket at j an accountant's minus: "(2.5)%", "$(12) million", "was ($0.45)",
 * "of (4%)"?  Other amounts in brackets are asides. */
static bool
is_bracket(const struct token *t, size_t n, size_t j)
{
	enum { FAR = 3 };
	size_t close = j + 1;
	/* "300 million EUR (280 million)": the currency is of what stands before it. */
	bool over = j > 1
		    && (t[j - 2].kind == LEXER_NUMBER
			|| (t[j - 2].word && t[j - 2].word->cls == WORDS_MAGNITUDE));
	bool before = j > 0 && !over && currency_of(&t[j - 1]), money = before;
	if (j + 2 >= n || t[j].kind != LEXER_OPEN || *t[j].low.p != '(')
		return false;
	money |= currency_of(&t[close]) != NULL;
	close += currency_of(&t[close]) != NULL;
	if (close >= n || t[close].kind != LEXER_NUMBER)
		return false;
	bool year = t[close].decimals == 0 && !t[close].grouped
		    && t[close].value >= 1900 && t[close].value < 2100;
	if (year && before && t[j - 1].kind == LEXER_WORD)
		return false;
	close++;
	for (size_t k = 1;
	     k < FAR && close < n
	     && (t[close].kind == LEXER_PERCENT
		 || (t[close].word && t[close].word->cls == WORDS_MAGNITUDE));
	     k++)
		close++;
	if (close >= n || t[close].kind != LEXER_CLOSE)
		return false;
	bool percent = close + 1 < n && t[close + 1].kind == LEXER_PERCENT,
	     large = money && close + 1 < n && t[close + 1].word
		     && t[close + 1].word->cls == WORDS_MAGNITUDE;
	if (percent || large || before)
		return true;
	/* "between ($0.45) and ($0.40)", "($0.45)-($0.40)" */
	bool goes_on =
	    j > 1 && t[j - 2].kind == LEXER_CLOSE
	    && (t[j - 1].kind == LEXER_DASH || number_word(&t[j - 1], "and"));
	return (money || t[close - 1].kind == LEXER_PERCENT) && j > 0
	       && (goes_on
		   || number_among(&t[j - 1], "was|were|is|are|of|or|at|to|be|been|by|"
					      "versus|vs|from|with|between"));
}

/* [sign] [currency] [sign] number [unit] at i; false when there is none. */
static bool
amount_at(const struct token *t, size_t n, size_t i, struct amount *m)
{
	*m = (struct amount){.currency = NULL};
	size_t j = i;
	bool bracket = is_bracket(t, n, j);
	if (bracket || is_minus(t, n, j)) {
		m->negative = true;
		j++;
	}
	if (j + 1 < n && (m->currency = currency_of(&t[j]))) {
		j++;
		/* "CAD $5 million", "Rs. 500 crore" */
		bool rs = t[j].kind == LEXER_STOP && number_word(&t[j - 1], "rs");
		if (rs || (t[j - 1].kind == LEXER_WORD && t[j].kind == LEXER_CURRENCY))
			j++;
	}
	if (m->currency && j + 1 < n && t[j].kind == LEXER_DASH && touches(t, n, j)
	    && touches(t, n, j + 1)) {
		m->negative = true; /* "$-5 million" */
		j++;
	} else if (m->currency && !bracket && is_bracket(t, n, j)) {
		m->negative = bracket = true;
		j++;
	}
	size_t used = j < n ? number_at(t, n, j, &m->x) : 0;
	if (used == 0)
		return false;
	j += used;
	if (bracket && j < n && t[j].kind == LEXER_CLOSE) {
		j++;
		j += number_magnitudes(t, n, j, &m->x);
	}
	m->value_end = j;
	m->percent = m->x.percent;
	m->end = unit_at(t, n, j, m);
	m->end = hours(t, n, m->end, m);
	if (bracket && m->end < n && t[m->end].kind == LEXER_CLOSE)
		m->value_end = ++m->end; /* "(2.5%)" */
	if (m->physical)
		m->value_end = j; /* the unit is said, the value is the number */
	if (m->end == j && !m->currency && !m->percent) {
		m->end = duration_at(t, n, j, &m->x);
		m->duration = m->end > j;
	}
	return true;
}

/* A dash that joins digits: "344-7529". */
static bool
joins(const struct token *t, size_t n, size_t i)
{
	return i > 0 && i + 1 < n && t[i].kind == LEXER_DASH && touches(t, n, i)
	       && touches(t, n, i + 1) && t[i - 1].kind == LEXER_NUMBER
	       && t[i + 1].kind == LEXER_NUMBER;
}

/* Is digits[i] one piece of a date, a time, a telephone or part number? */
static bool
is_piece(const struct token *t, size_t n, size_t i)
{
	const struct token *next = i + 1 < n ? &t[i + 1] : NULL;
	if (i > 0 && touches(t, n, i)) {
		const struct token *p = &t[i - 1];
		/* "5:30", "Q3" "x64"; the code of "RMB5" is money. */
		if (p->kind == LEXER_SEMICOLON || p->kind == LEXER_WORD)
			return true;
		/* "12/31", "344-7529", "COVID-19" */
		if (i > 1 && touches(t, n, i - 1)
		    && (p->low.p[0] == '/' || p->kind == LEXER_DASH)
		    && (t[i - 2].kind == LEXER_NUMBER || t[i - 2].capital))
			return true;
	}
	/* "(877) 344-7529" */
	if (i > 0 && t[i - 1].kind == LEXER_OPEN && next && next->kind == LEXER_CLOSE
	    && i + 3 < n && t[i + 2].kind == LEXER_NUMBER && joins(t, n, i + 3))
		return true;
	if (!next)
		return false;
	if (number_among(next, "a.m.|p.m.|am|pm|o'clock"))
		return true;
	if (next->start > t[i].end)
		return false;
	/* 3D, 5G, 4th, 24x7 */
	if (next->kind == LEXER_WORD && !next->word && !str_eq(next->low, STR("x")))
		return true;
	if (!touches(t, n, i + 2))
		return false;
	/* "10-K"; "5:30", "12/31" */
	if (next->kind == LEXER_DASH)
		return t[i + 2].kind == LEXER_WORD && t[i + 2].low.n == 1
		       && !number_word(&t[i + 2], "a");
	return t[i + 2].kind == LEXER_NUMBER
	       && (next->kind == LEXER_SEMICOLON || next->low.p[0] == '/');
}

/* Numbers that count nothing: years, times, names, dates, ordinals, labels. */
static bool
is_label(const struct token *t, size_t n, size_t i, const struct amount *m)
{
	const struct token *p = i > 0 ? &t[i - 1] : NULL;
	bool bare = !m->currency && !m->percent && !m->x.magnitude && !m->x.level;
	double ordinal;
	if (bare && number_ordinal(t, n, i, &ordinal))
		return true;
	if (!bare || t[i].kind != LEXER_NUMBER)
		return false;
	bool whole = t[i].decimals == 0 && !t[i].grouped;
	if (p && is(t, n, i - 1, WORDS_MONTH) && whole && t[i].value <= 31
	    && p->capital)
		return true;
	/* "4680 cells" are of that form; 8000 of them are counted. */
	if (is_piece(t, n, i)
	    || (whole && t[i].value >= 1000 && fmod(t[i].value, 100) != 0 && i + 1 < n
		&& number_among(&t[i + 1], "cell|cells|battery|batteries")))
		return true;
	if (!p || p->kind != LEXER_WORD)
		return false;
	if (number_among(p,
		"page|slide|question|number|phase|note|item|step|section|chapter|"
		"version"
		"|level|tier|generation|gen|type|class|form|series|room|unit|line|pin"
		"|option|code|model|fiscal|calendar|rule|topic|exhibit|table|figure"
		"|suite|day|week|covid|press|dial"))
		return !t[i].grouped && t[i].value < 1000;
	/* "Model 3", "Gigafactory 1", "Autopilot 2.0": a capitalised word inside a
	 * sentence. */
	bool version =
	    t[i].decimals == 1 && t[i].value < 20 && t[i].value == (int)t[i].value;
	return p->capital && i > 1 && t[i - 2].kind != LEXER_STOP
	       && t[i - 2].kind != LEXER_BREAK && (whole || version)
	       && t[i].value < 10000 && !p->word && !m->noun;
}

/* Years, part numbers: counts are said with their separators. */
static bool
is_plain(const struct token *t, size_t i, const struct amount *m)
{
	return t[i].kind == LEXER_NUMBER && !m->currency && !m->percent
	       && !m->x.magnitude && !m->x.level && t[i].decimals == 0 && !t[i].grouped
	       && t[i].value >= 1000 && !m->noun && !m->physical;
}

/* ----- bounds ------------------------------------------------------------- */

enum { PASSED = 9 };
/* clang-format off */
static const struct bound {
	const char *words;
	int open; /* +1 no high, -1 no low, 0 only a hedge, PASSED nothing by itself */
} before[] = {
	{"in excess of", 1}, {"north of", 1}, {"more than", 1}, {"greater than", 1},
	{"better than", 1}, {"higher than", 1}, {"no less than", 1}, {"not less than", 1}, {"well over", 1}, {"at least", 1},
	{"as much as", -1}, {"as many as", -1}, {"upwards of", 1}, {"upward of", 1}, {"minimum of", 1}, {"well above", 1},
	{"well in excess of", 1}, {"exceeding", 1}, {"exceeded", 1}, {"exceeds", 1}, {"exceed", 1},
	{"surpassed", 1}, {"surpass", 1}, {"topped", 1}, {"beyond", 1}, {"past", 1}, {"over", 1}, {"above", 1},
	{"less than", -1}, {"lower than", -1}, {"fewer than", -1}, {"south of", -1}, {"just under", -1},
	{"at most", -1}, {"just shy of", -1}, {"shy of", -1}, {"just short of", -1}, {"no more than", -1}, {"not more than", -1}, {"maximum of", -1},
	{"well below", -1}, {"below", -1}, {"under", -1},
	{"something like", 0}, {"kind of", 0}, {"sort of", 0}, {"on the order of", 0},
	{"in the order of", 0}, {"close to", 0}, {"in the range of", 0}, {"in the neighborhood of", 0},
	{"about", 0}, {"roughly", 0}, {"approximately", 0}, {"around", 0}, {"almost", 0}, {"nearly", 0},
	{"circa", 0}, {"some", 0}, {"like", 0}, {"probably", 0}, {"maybe", 0}, {"approaching", 0},
	{"just", 0}, {"a", 0}, {"an", 0}, {"the", 0}, {"slightly", 0}, {"well", 0}, {"range of", 0},
	{"target of", PASSED}, {"level of", PASSED}, {"goal of", PASSED}, {"rate of", PASSED},
}, after[] = {
	{"or more", 1}, {"or higher", 1}, {"or better", 1}, {"or greater", 1}, {"or above", 1}, {"plus", 1}, {"and better", 1}, {"and higher", 1}, {"and more", 1},
	{"and beyond", 1}, {"and above", 1}, {"and up", 1}, {"or over", 1},
	{"or less", -1}, {"or lower", -1}, {"or below", -1}, {"or fewer", -1}, {"or under", -1},
	{"or so", 0}, {"ish", 0}, {"give or take", 0}, {"or thereabouts", 0}, {"thereabouts", 0},
};
/* clang-format on */

/* Do the words stand right before token i (end-aligned)? How many. */
static size_t
words_before(const struct token *t, size_t i, const char *words)
{
	size_t k = 1;
	for (const char *p = words; *p; p++)
		k += *p == ' ';
	return k <= i && lexer_phrase(t, i, i - k, words) == k ? k : 0;
}

/* "up to": a bound, unless what moves or is measured stands before it ("ramp up to
 * 5,000", "production is up to 2,000"). */
static bool
up_to(const struct token *t, size_t i)
{
	return words_before(t, i, "up to")
	       && !(i > 2
		    && number_among(&t[i - 3], "ramp|ramping|ramped|go|going|goes|went|"
					       "get|getting|got|move|moving"
					       "|moved|step|stepped|bring|brought|take|"
					       "taking|took|come|coming|came"
					       "|scale|scaling|ratchet|grow|growing|"
					       "grew|back|way|it|that|production"
					       "|rate|is|was|are|were|capacity"));
}

static void
apply(struct quantity *q, int open)
{
	if (open == 0)
		q->hedged = true;
	else if (open > 0)
		q->high = (double)NAN;
	else
		q->low = (double)NAN;
}

/* "wouldn't be above $3 billion" bounds from the other side. */
static bool
negated(const struct token *t, size_t i)
{
	for (size_t k = 1; k <= 4 && k <= i && t[i - k].kind != LEXER_STOP; k++)
		if (number_among(&t[i - k], "not|'t|never"))
			return true;
	return false;
}

/* One bound or hedge that ends before token i: how many tokens it takes. */
static size_t
bound_before(const struct token *t, size_t i, struct quantity *q, bool *open)
{
	if (!*open && up_to(t, i)) {
		apply(q, -1);
		*open = true;
		return 2;
	}
	const struct bound *best = NULL;
	size_t most = 0;
	lexicon_list *table = LEXICON_LAST(before);
	for (size_t k = lexicon_row(t[i - 1].known, table); k;
	     k = lexicon_next(t[i - 1].known, table, k)) {
		size_t used = words_before(t, i, before[k - 1].words);
		if (used > most) {
			most = used;
			best = &before[k - 1];
		}
	}
	/* "Handed over 5,000": the verb's own. */
	if (best && i > 1 && strcmp(best->words, "over") == 0
	    && number_among(&t[i - 2],
		"hand|hands|handed|handing|turn|turns|turned|turning|roll|rolls"
		"|rolled|rolling|carry|carries|carried|carrying|spill|spilled"))
		return 0;
	/* "The past few weeks", "over the twelve months" are times gone by. */
	bool past = best && strcmp(best->words, "past") == 0;
	if (past && i > 1 && number_among(&t[i - 2], "the|this|these|our|over|last"))
		return 0;
	if (best && q->type == QUANTITY_DURATION
	    && (past
		|| (strcmp(best->words, "over") == 0 && number_word(&t[i], "the"))))
		return 0;
	/* "was higher than $22 million in the same quarter" compares. */
	if (best && best->open && best->open != PASSED && i > most
	    && (strcmp(best->words, "higher than") == 0
		|| strcmp(best->words, "lower than") == 0)
	    && number_among(&t[i - most - 1], "was|were|is|are|slightly|significantly"))
		return 0;
	if (best && best->open && best->open != PASSED && !*open) {
		apply(q, negated(t, i - most) ? -best->open : best->open);
		*open = true;
	} else if (best && best->open == 0 && strlen(best->words) > 4) {
		q->hedged = true;
	}
	return most;
}

static void
bound_behind(const struct token *t, size_t n, struct quantity *q, bool open)
{
	size_t j = q->ub;
	if (j + 1 < n && t[j].kind == LEXER_DASH && number_word(&t[j + 1], "plus"))
		j++;
	if (plus_or_minus(t, n, j))
		return;
	bool adds = j + 1 < n && t[j + 1].kind == LEXER_NUMBER && touches(t, n, j + 1);
	if (j < n && is_plus(&t[j]) && !open && !adds) {
		apply(q, 1);
		q->ub = j + 1;
		return;
	}
	lexicon_list *table = LEXICON_FIRST(after);
	for (size_t k = j < n ? lexicon_row(t[j].known, table) : 0; k;
	     k = lexicon_next(t[j].known, table, k)) {
		const struct bound *b = &after[k - 1];
		size_t used = words_at(t, n, j, b->words);
		if (used == 0 || (b->open && open))
			continue;
		/* "1 million plus 30" adds. */
		if (used == 1 && b->open > 0 && j + used < n
		    && (t[j + used].kind == LEXER_NUMBER
			|| t[j + used].kind == LEXER_CURRENCY))
			return;
		apply(q, b->open);
		q->ub = j + used;
		return;
	}
}

static void
bounds(const struct token *t, size_t n, struct quantity *q)
{
	size_t i = q->ua;
	bool open = isnan(q->high);
	q->bound = i;
	for (size_t turn = 0; turn < 4 && i > 0; turn++) {
		bool was = open;
		size_t used = bound_before(t, i, q, &open);
		if (used == 0)
			break;
		i -= used;
		if (open && !was)
			q->bound = i;
	}
	q->ua = i;
	bound_behind(t, n, q, open);
}

/* ----- rates -------------------------------------------------------------- */

static enum unit_per
per_of(const char *name)
{
	for (int p = UNIT_DAY; p < UNIT_PERS; p++)
		if (strcmp(name, unit_per_name((enum unit_per)p)) == 0)
			return (enum unit_per)p;
	return UNIT_NOT_A_RATE;
}

static bool
is_count(const struct quantity *q)
{
	return q->type == QUANTITY_COUNT || q->type == QUANTITY_NUMBER;
}

/* Is token i a single unit of time: "week", not "weeks"? */
static bool
is_time(const struct token *t, size_t n, size_t i)
{
	return is(t, n, i, WORDS_TIME) && t[i].word->value == 0;
}

/* "5,000 unit week", "10,000 unit production week" */
static bool
rate_noun(const struct token *t, size_t n, struct quantity *q)
{
	size_t k = q->ub;
	if (k < n && number_word(&t[k], "production"))
		k++;
	enum unit_per p = is_time(t, n, k) ? per_of(t[k].word->text) : UNIT_NOT_A_RATE;
	if (q->type != QUANTITY_COUNT || p == UNIT_NOT_A_RATE)
		return false;
	q->per = p;
	q->ub = k + 1;
	return true;
}

/* Where "per week" may stand: behind ", ", "range," and a noun that is not known. */
static size_t
rate_from(const struct token *t, size_t n, const struct quantity *q)
{
	enum { MOST = 4 };
	size_t j = q->ub, skip = 0;
	if (j < n && (t[j].kind == LEXER_COMMA || t[j].kind == LEXER_DASH))
		j++;
	/* "1,600 to 1,800 vehicles range, per week range" */
	if (j + 1 < n && number_word(&t[j], "range")) {
		j++;
		if (t[j].kind == LEXER_COMMA)
			j++;
	}
	/* "50 million pounds of copper per year" */
	if (j < n && number_word(&t[j], "of")) {
		size_t k = j + 1;
		while (k < n && k <= j + MOST && t[k].kind == LEXER_WORD
		       && !number_among(&t[k], "a|an|per|each|every"))
			k++;
		if (k > j + 1 && k + 1 < n && number_among(&t[k], "a|per|each|every")
		    && is_time(t, n, k + 1))
			return k;
	}
	/* "50,000 widgets per year", "5,000 Model 3s per week" */
	while (q->type == QUANTITY_NUMBER && skip < MOST && j + skip < n) {
		const struct token *w = &t[j + skip];
		bool noun = w->kind == LEXER_WORD
			    && (!w->word || w->word->cls == WORDS_NOUN)
			    && !number_among(w,
				"a|an|per|each|every|in|by|to|of|and|or|for|at|is"
				"|was|as");
		bool model = w->kind == LEXER_NUMBER && w->value < 100 && skip
			     && t[j + skip - 1].capital;
		if (!noun && !model)
			break;
		skip++;
	}
	bool per =
	    skip && j + skip < n && number_among(&t[j + skip], "a|per|each|every");
	return per ? j + skip : j;
}

/* "/d", "/yr" */
static enum unit_per
short_per(const struct token *t)
{
	static const struct {
		const char *word;
		enum unit_per per;
	} rows[] = {{"d", UNIT_DAY}, {"wk", UNIT_WEEK}, {"mo", UNIT_MONTH},
	    {"qtr", UNIT_QUARTER}, {"yr", UNIT_YEAR}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (number_is(t, rows[i].word))
			return rows[i].per;
	return UNIT_NOT_A_RATE;
}

/* The thing that money is per, at k behind "per" or the like at j: a vehicle, a pound,
 * a square foot. */
static bool
price_per(const struct token *t, size_t n, size_t j, size_t k, struct quantity *q)
{
	struct amount m = {.physical = NULL};
	size_t end = physical_at(t, n, k, &m);
	if (end == k && number_among(&t[k], "pound|pounds")) {
		m.physical = "lb";
		end = k + 1;
	}
	/* "Per share" is what is measured, earnings or dividends, no unit of it. */
	bool noun = is(t, n, k, WORDS_NOUN) && !number_among(&t[k], "share|shares");
	if (!(end > k || noun)
	    || (number_word(&t[j], "an") && !number_among(&t[k], "ounce|acre")))
		return false;
	q->ub = hours(t, n, end > k ? end : k + 1, &m);
	q->per_noun = m.physical ? m.physical : t[k].word->text;
	return true;
}

/* "a week", "per day", "/year", "each month", "-per-week", "per vehicle", "a watt" */
static bool
rate_per(const struct token *t, size_t n, struct quantity *q)
{
	size_t j = rate_from(t, n, q), k = j + 1;
	if (k >= n
	    || !(t[j].low.p[0] == '/' || number_among(&t[j], "a|an|per|each|every")))
		return false;
	if (t[k].kind == LEXER_DASH && k + 1 < n)
		k++;
	if (t[j].low.p[0] == '/' && short_per(&t[k]) != UNIT_NOT_A_RATE) {
		q->per = short_per(&t[k]);
		q->ub = k + 1;
		return true;
	}
	if (is_time(t, n, k) && per_of(t[k].word->text) != UNIT_NOT_A_RATE
	    && !(k + 1 < n && number_among(&t[k + 1], "ago|earlier|later")
		 && !(k + 2 < n && number_among(&t[k + 1], "earlier|later")
		      && number_among(&t[k + 2], "this|next")))) {
		/* "35,000 autonomous vehicles a week" */
		if (q->type == QUANTITY_NUMBER && j > q->ub
		    && is(t, n, j - 1, WORDS_NOUN)) {
			q->type = QUANTITY_COUNT;
			q->unit = t[j - 1].word->text;
		}
		q->per = per_of(t[k].word->text);
		q->ub = k + 1;
		/* "per day -- sorry, per week" */
		for (size_t i = k + 1; i + 2 < n && i < k + 4; i++)
			if (number_among(&t[i], "sorry|correction")
			    && t[i].kind == LEXER_WORD) {
				size_t p = i + 1 + (t[i + 1].kind == LEXER_COMMA);
				if (p + 1 < n && number_among(&t[p], "per|a")
				    && is_time(t, n, p + 1)
				    && per_of(t[p + 1].word->text) != UNIT_NOT_A_RATE)
					q->per = per_of(t[p + 1].word->text);
			}
		return true;
	}
	if (q->type != QUANTITY_MONEY)
		return false;
	return price_per(t, n, j, k, q);
}

/* "weekly", "on an annualized basis", "at an annual rate" behind it */
static void
rate_behind(const struct token *t, size_t n, struct quantity *q)
{
	enum { MOST = 7 };
	if (rate_noun(t, n, q) || rate_per(t, n, q) || !is_count(q))
		return;
	if (is(t, n, q->ub, WORDS_RATELY) && !number_word(&t[q->ub], "annual")) {
		q->per = per_of(t[q->ub].word->text);
		q->ub++;
		return;
	}
	for (size_t k = q->ub; k + 1 < n && k < q->ub + MOST; k++) {
		if (t[k].kind != LEXER_WORD && t[k].kind != LEXER_DASH
		    && t[k].kind != LEXER_NUMBER)
			return;
		if (number_among(&t[k], "annualized|annualised|annual|yearly")
		    && number_among(&t[k + 1], "basis|run|rate|capacity|pace")) {
			q->per = UNIT_YEAR;
			return;
		}
	}
}

static bool
rate_unless_long(struct quantity *q, const struct token *time)
{
	enum unit_per p = per_of(time->word->text);
	if (p == UNIT_DAY || p == UNIT_WEEK)
		q->per = p;
	return true;
}

/* "700 cars on an ordinary day", "1,500 in a week" */
static bool
rate_of_one_behind(const struct token *t, size_t n, struct quantity *q)
{
	enum { MOST = 5 };
	for (size_t k = q->ub; k + 1 < n && k < q->ub + MOST; k++) {
		if (t[k].kind != LEXER_WORD)
			return false;
		if (!is_time(t, n, k + 1) || k == 0
		    || !number_among(&t[k],
			"a|one|single|best|record|peak|average|ordinary"
			"|typical|normal|good|each"))
			continue;
		bool in = number_among(&t[k - 1], "in|on|per");
		if (in || (k > 1 && number_among(&t[k - 2], "in|on|per")))
			return rate_unless_long(q, &t[k + 1]);
	}
	return false;
}

/* "our best week gave 5,300 cars" */
static void
rate_of_one_before(const struct token *t, size_t n, struct quantity *q)
{
	enum { MOST = 9 };
	for (size_t k = 1; k <= MOST && k < q->ua; k++) {
		size_t i = q->ua - k;
		if (t[i].kind != LEXER_WORD)
			return;
		if (is_time(t, n, i)
		    && number_among(&t[i - 1],
			"single|best|record|peak|average|ordinary"
			"|typical|normal|good")) {
			(void)rate_unless_long(q, &t[i]);
			return;
		}
	}
}

static void
rate_of_one(const struct token *t, size_t n, struct quantity *q)
{
	bool small = q->type == QUANTITY_NUMBER && (q->high < 100 || q->level);
	if (q->per == UNIT_NOT_A_RATE && is_count(q) && !small
	    && !rate_of_one_behind(t, n, q))
		rate_of_one_before(t, n, q);
}

/* "weekly production rate of 5,000", "annualized rate of 250,000" before it: only
 * where the words between speak of a rate or of output. */
static void
rate_before(const struct token *t, size_t n, struct quantity *q)
{
	enum { MOST = 7 };
	bool output = false;
	if (q->per != UNIT_NOT_A_RATE || !is_count(q) || q->words)
		return;
	for (size_t k = 1; k <= MOST && k <= q->a; k++) {
		const struct token *w = &t[q->a - k];
		if (w->kind != LEXER_WORD)
			return;
		if (is(t, n, q->a - k, WORDS_RATELY) && !number_word(w, "quarterly")) {
			if (output)
				q->per = per_of(w->word->text);
			return;
		}
		output |= number_among(w, "rate|rates|production|output|pace|volume|run"
					  "|capacity|build|builds");
	}
}

/* ----- ranges ------------------------------------------------------------- */

static enum quantity_type
type_of(const struct amount *m)
{
	if (m->duration)
		return QUANTITY_DURATION;
	if (m->multiple)
		return QUANTITY_MULTIPLE;
	if (m->percent)
		return QUANTITY_PERCENT;
	if (m->currency)
		return QUANTITY_MONEY;
	if (m->physical)
		return QUANTITY_MEASURE;
	return m->noun ? QUANTITY_COUNT : QUANTITY_NUMBER;
}

/* May a and b be the two ends of one range? */
static bool
matches(const struct amount *a, const struct amount *b)
{
	enum quantity_type x = type_of(a), y = type_of(b);
	if (a->currency && b->currency && strcmp(a->currency, b->currency) != 0)
		return false;
	if (a->points != b->points && a->percent)
		return false;
	return x == y || (x == QUANTITY_NUMBER && !a->x.level)
	       || (y == QUANTITY_NUMBER && x == QUANTITY_MONEY)
	       || (y == QUANTITY_NUMBER && x == QUANTITY_COUNT)
	       || (a->x.level && b->x.level);
}

/* Times apart, two ends are of different magnitudes. */
enum { FAR_ENDS = 20 };

/* Give a the unit and magnitude that only b has: "2 to 2.5 billion". */
static void
inherit(struct amount *a, struct amount *b)
{
	if (!a->currency && b->cents && b->x.raw > 0) { /* "85 to 95 cents" */
		a->x.low *= b->x.low / b->x.raw;
		a->x.high *= b->x.low / b->x.raw;
	}
	if (!a->currency)
		a->currency = b->currency;
	if (!b->currency)
		b->currency = a->currency;
	if (!a->percent && !a->currency && b->percent) {
		if (b->points && b->x.raw > 0
		    && b->x.low < b->x.raw * 0.5) { /* basis points */
			a->x.low /= 100;
			a->x.high /= 100;
		}
		a->points = b->points;
	}
	a->percent |= b->percent;
	b->percent |= a->percent;
	if (!b->noun && !b->physical) {
		b->noun = a->noun;
		b->physical = a->physical;
	}
	if (!a->x.magnitude && b->x.magnitude && b->x.raw > 0 && !a->x.level) {
		double scale = b->x.low / b->x.raw;
		if (a->x.low > b->x.raw * FAR_ENDS && scale >= 1e6)
			scale /= 1000; /* "950 to 1.1 billion" */
		if (a->x.low < 1000) {
			a->x.low *= scale;
			a->x.high *= scale;
		}
	}
}

static double
signed_of(const struct amount *m, double v)
{
	return m->negative ? -v : v;
}

/* Does "-" at j join two ends, and not the pieces of a telephone or part number? */
static bool
dash_range(const struct token *t, size_t n, size_t j, const struct amount *first,
    const struct amount *b)
{
	if (b->x.high > first->x.low * 20)
		return false;
	if (t[j].start > t[j - 1].end && t[j].end == t[j + 1].start)
		return false; /* "5 -3" */
	bool bare = type_of(b) == QUANTITY_NUMBER && !b->x.magnitude && !b->x.level;
	bool long_digits = b->x.high >= 1000 && !t[j + 1].grouped;
	return !bare || !(long_digits || joins(t, n, b->value_end));
}

static bool
after_between(const struct token *t, size_t start)
{
	for (size_t k = 1; k <= 3 && k <= start; k++)
		if (number_word(&t[start - k], "between"))
			return true;
	return false;
}

/* "increased by $14 million to $62 million", "up 2% to 23%": by how much, to what. */
static bool
changed_by(const struct token *t, size_t start, enum quantity_type type, double low,
    double high)
{
	size_t k = start;
	while (
	    k > 0
	    && number_among(&t[k - 1],
		"about|roughly|approximately|around|nearly|almost|a|an|further|another"
		"|over|just|more|than"))
		k--;
	if (k == 0
	    || !number_among(&t[k - 1], "by|increased|decreased|grew|rose|fell|"
					"declined|up|down|improved|dropped"
					"|increase|decrease|climbed|jumped|expanded"))
		return false;
	return high > low * (type == QUANTITY_PERCENT ? 2.5 : 1.6);
}

/* "7.7% or 8.5% on a constant currency basis": two ways to count. */
static bool
other_way(const struct token *t, size_t n, size_t i)
{
	return i < n
	       && (number_among(&t[i], "excluding|organically|adjusted|including")
		   || (i + 1 < n && number_among(&t[i], "on|in|at")
		       && number_among(&t[i + 1], "a|an|constant|local")));
}

/* The second end b of a range whose first end a begins at token start: "5,000 to
 * 10,000", "between 840,000 and one million", "6,000 or 7,000".  *first is a with what
 * it takes over from b. */
static bool
range_at(const struct token *t, size_t n, size_t start, const struct amount *a,
    struct amount *b, struct amount *first)
{
	size_t j = a->end;
	/* "1,600 vehicles per week to 1,800 vehicles per week" */
	if (j + 2 < n && number_among(&t[j], "a|per") && is(t, n, j + 1, WORDS_TIME)
	    && number_word(&t[j + 2], "to"))
		j += 2;
	/* "$10.20 up to $10.45" */
	if (j + 2 < n && number_word(&t[j], "up") && number_word(&t[j + 1], "to"))
		j++;
	if (j + 1 >= n)
		return false;
	bool to = number_among(&t[j], "to|through|til|till");
	bool dash = t[j].kind == LEXER_DASH, or = number_word(&t[j], "or");
	bool and = number_word(&t[j], "and") && (a->x.level || after_between(t, start));
	if (!to && !dash && ! or &&!and)
		return false;
	size_t k = j + 1;
	if ((to || or) && k + 1 < n
	    && number_among(
		&t[k], "about|roughly|around|approximately|a|maybe|perhaps"))
		k++;
	/* "negative 3% to positive 2%" */
	k += a->negative && k + 1 < n
	     && (number_among(&t[k], "positive|plus") || is_plus(&t[k]));
	/* "down 3% to down 5%" */
	k += start > 0 && k + 1 < n && number_among(&t[k], "up|down")
	     && str_eq(t[k].low, t[start - 1].low);
	if (!amount_at(t, n, k, b) || (b->negative && !a->negative) || !matches(a, b))
		return false;
	*first = *a;
	inherit(first, b);
	if (type_of(a) == QUANTITY_NUMBER)
		first->duration = b->duration; /* "6 to 9 months" */
	double low = signed_of(first, first->x.low), high = signed_of(b, b->x.high);
	bool falls = a->negative && b->negative && high < low; /* "-3% to -5%" */
	if (!(low < high || falls) || b->duration != first->duration
	    || a->x.level != b->x.level)
		return false;
	if ((or &&high > low * 2.5) || (or &&other_way(t, n, b->end)))
		return false;
	if (to && changed_by(t, start, type_of(b), low, high))
		return false;
	return !dash || dash_range(t, n, j, first, b);
}

/* "(tightening) to 110 to 115 million from 105 to 115": do tokens [.., k) end in a value
 * that something goes to? */
static bool
goes_to_before(const struct token *t, size_t k)
{
	enum { MOST = 10 };
	size_t i = k;
	bool number = false;
	while (i > 0 && k - i < MOST && !number_word(&t[i - 1], "a|an")
	       && (number_begins(&t[i - 1]) || t[i - 1].kind == LEXER_CURRENCY
		   || t[i - 1].kind == LEXER_PERCENT || t[i - 1].kind == LEXER_DASH
		   || number_word(&t[i - 1], "to"))) {
		i--;
		number |= t[i].kind == LEXER_NUMBER;
	}
	return number && number_word(&t[i], "to");
}

/* Is "from A to B" a change, not a range? */
static bool
from_before(const struct token *t, size_t i)
{
	size_t k = i;
	for (size_t s = 0; s < 3 && k > 0
			   && number_among(&t[k - 1],
			       "about|roughly|around|like|a|approximately|just|the");
	     s++)
		k--;
	if (k == 0 || !number_word(&t[k - 1], "from"))
		return false;
	return !goes_to_before(t, k - 1)
	       && !(k > 1
		    && number_among(
			&t[k - 2], "anywhere|range|ranging|ranges|ranged|somewhere"));
}

/* "30% to 31% this year, down from 31% to 32%": what a range was before is a range, not a
 * change.  last: the quantity before the amount at i, or NULL. */
static bool
range_before(const struct token *t, size_t i, const struct quantity *last,
    const struct amount *a)
{
	enum { MOST = 12 };
	size_t k = i;
	if (!last || !(last->low < last->high) || last->ub > i || i - last->ub > MOST
	    || (last->type != type_of(a) && type_of(a) != QUANTITY_NUMBER))
		return false;
	while (k > last->ub && !number_word(&t[k - 1], "from"))
		k--;
	if (k < last->ub + 1)
		return false;
	for (size_t j = last->ub; j < k; j++)
		if (t[j].kind == LEXER_STOP)
			return false;
	k--;
	return k == last->ub || t[k - 1].kind == LEXER_COMMA
	       || (t[k - 1].word && t[k - 1].word->cls == WORDS_TIME)
	       || number_among(&t[k - 1],
		   "up|down|higher|lower|raised|lowered|increased|reduced|revised|"
		   "updated|narrowed|tightened|widened|improved|changed|increase|"
		   "decrease|reduction|improvement|change");
}

static void
set_unit(struct quantity *q, const struct amount *m)
{
	q->type = type_of(m);
	q->points = m->points;
	q->unit = m->percent    ? "percent"
		  : m->currency ? m->currency
		  : m->physical ? m->physical
				: m->noun;
	if (q->type == QUANTITY_MULTIPLE)
		q->unit = "percent";
	if (m->daily)
		q->per = UNIT_DAY;
}

/* "up by a factor of 3": the words belong to the value.  A fall by one is left alone. */
static bool
factor_of(const struct token *t, const struct quantity *q)
{
	enum { BACK = 8 };
	if (q->type != QUANTITY_NUMBER || q->a < 2 || !(q->low > 1)
	    || !number_word(&t[q->a - 1], "of") || !number_word(&t[q->a - 2], "factor"))
		return false;
	for (size_t k = 3; k <= BACK && k <= q->a; k++)
		if (number_among(&t[q->a - k],
			"drop|drops|dropped|dropping|fall|falls|fell|fallen|reduce|"
			"reduced|reduces|reducing|reduction|cut|cuts|cutting|decrease|"
			"decreased|decreasing|decline|declined|down|lower|lowered|"
			"shrink|shrank|less|divided"))
			return false;
	return true;
}

/* 3x is 200 percent more; so is a factor of 3. */
static void
as_change(const struct token *t, struct quantity *q)
{
	if (factor_of(t, q)) {
		q->type = QUANTITY_MULTIPLE;
		q->unit = "percent";
		q->a -= 2;
		q->ua = q->a;
	}
	if (q->type != QUANTITY_MULTIPLE)
		return;
	q->low = (q->low - 1) * 100;
	q->high = (q->high - 1) * 100;
}

static struct quantity
single(const struct amount *m, size_t i)
{
	struct quantity q = {.a = i,
	    .b = m->value_end,
	    .bound = i,
	    .ua = i,
	    .ub = m->end,
	    .low = m->x.low,
	    .high = m->x.high,
	    .vague = m->x.vague,
	    .words = m->x.words,
	    .magnitude = m->x.magnitude,
	    .level = m->x.level,
	    .digits = m->x.digits,
	    .scale =
		(m->x.magnitude || m->cents) && m->x.raw > 0 ? m->x.low / m->x.raw : 1};
	set_unit(&q, m);
	if (m->negative) {
		double low = q.low;
		q.low = -q.high;
		q.high = -low;
	}
	if (m->plus)
		q.high = (double)NAN;
	return q;
}

/* "down 1% to up 1%": from a fall to a rise. */
static bool
fall_to_rise(
    const struct token *t, size_t n, size_t i, struct amount *a, struct amount *b)
{
	size_t j = a->end;
	return i > 0 && number_among(&t[i - 1], "down|negative") && j + 2 < n
	       && number_word(&t[j], "to")
	       && (number_among(&t[j + 1], "up|positive") || is_plus(&t[j + 1]))
	       && amount_at(t, n, j + 2, b) && matches(a, b) && !a->currency;
}

/* "flat to up 2%", "down 1% to flat": from no change to one, or back.  The signs are the
 * words' own. */
static bool
to_or_from_flat(
    const struct token *t, size_t n, const struct amount *a, struct quantity *q)
{
	enum { WORDS = 3 };
	static const char flat[] = "flat|flattish|unchanged";
	static const char falls[] = "down|lower|minus|negative";
	size_t i = q->a, j = a->value_end;
	bool falling = q->low < 0;
	if (q->unit == NULL || strcmp(q->unit, "percent") != 0 || q->low != q->high)
		return false;
	for (size_t k = 0; k < WORDS && i > 0
			   && number_among(&t[i - 1],
			       "up|down|slightly|modestly|about|roughly|"
			       "approximately|plus|minus|lower|higher|negative");
	     k++)
		falling |= number_among(&t[--i], falls);
	bool ahead =
	    i > 1 && number_word(&t[i - 1], "to") && number_among(&t[i - 2], flat);
	bool behind =
	    j + 1 < n && number_word(&t[j], "to") && number_among(&t[j + 1], flat);
	if (!ahead && !behind)
		return false;
	double most = fabs(q->high);
	q->low = falling ? -most : 0;
	q->high = falling ? 0 : most;
	if (ahead)
		q->a = q->ua = i - 2;
	else
		q->b = q->ub = j + 2;
	return true;
}

/* "17000 to 19000 vehicles": what the range counts is said at its end; a year is none. */
static bool
counts_to(const struct token *t, size_t n, size_t i, const struct amount *a)
{
	struct amount b, first;
	bool year = t[i].value >= 1900 && t[i].value < 2100;
	return !year && range_at(t, n, i, a, &b, &first) && (b.noun || b.physical);
}

/* "from 5% to 6% to 7% to 8%", "from $4 to $5 to a range of": the first two are a range. */
static bool
goes_on_to(const struct token *t, size_t n, size_t i, const struct amount *a)
{
	enum { WORDS = 4 };
	struct amount b, first, next;
	size_t k;
	if (!range_at(t, n, i, a, &b, &first) || b.end >= n
	    || !number_word(&t[b.end], "to"))
		return false;
	for (k = b.end + 1; k < n && k < b.end + 1 + WORDS
			    && number_among(&t[k], "a|the|new|range|of|between|our");
	     k++)
		;
	return k < n && amount_at(t, n, k, &next) && matches(&b, &next);
}

/* One quantity at i, range and rate included, behind another or NULL; where the next may
 * begin. */
static size_t
quantity_at(const struct token *t, size_t n, size_t i, const struct quantity *last,
    struct quantity *q)
{
	struct amount a, b, first;
	if (!amount_at(t, n, i, &a))
		return 0;
	bool label = is_label(t, n, i, &a);
	if (label || (is_plain(t, i, &a) && !counts_to(t, n, i, &a))) {
		*q = single(&a, i);
		q->type = QUANTITY_NONE;
		q->plain = !label;
		return a.value_end;
	}
	bool from = from_before(t, i) && !range_before(t, i, last, &a);
	bool change = from && !goes_on_to(t, n, i, &a);
	if (fall_to_rise(t, n, i, &a, &b)) {
		*q = single(&b, i);
		q->low = -a.x.high;
		q->b = b.value_end;
	} else if (!change && range_at(t, n, i, &a, &b, &first)) {
		*q = single(&first, i);
		q->from = from;
		q->high = signed_of(&b, b.x.high);
		if (q->high < q->low) {
			double low = q->high;
			q->high = q->low;
			q->low = low;
		}
		if (b.plus)
			q->high = (double)NAN;
		q->vague |= b.x.vague;
		q->magnitude |= b.x.magnitude;
		q->b = b.value_end;
		q->ub = b.end;
		q->digits = b.x.digits;
		q->scale = b.x.magnitude && b.x.raw > 0 ? b.x.low / b.x.raw : 1;
		set_unit(q, &b);
	} else {
		*q = single(&a, i);
		q->from = from;
		if (joins(t, n, a.value_end) && a.end == a.value_end && !a.currency)
			q->type = QUANTITY_NONE; /* "18-650" */
		else if (to_or_from_flat(t, n, &a, q) && q->b > a.value_end)
			return q->b;
	}
	as_change(t, q);
	rate_behind(t, n, q);
	bounds(t, n, q);
	rate_before(t, n, q);
	rate_of_one(t, n, q);
	q->anchor = q->ua;
	return q->ub > q->b ? q->b : q->ub;
}

/* A multiple said as a word: doubled, twice, tripled, half as much. */
static bool
multiple_at(const struct token *t, size_t n, size_t i, struct quantity *q)
{
	double v;
	size_t from = i, end = i + 1;
	if (is(t, n, i, WORDS_MULTIPLE)) {
		v = t[i].word->value;
		/* "double-digit", "double down", "double check" */
		if (i + 1 < n
		    && (t[i + 1].kind == LEXER_DASH
			|| number_among(&t[i + 1], "down|digit|digits|click|check|a")))
			return false;
		if (number_word(&t[i], "twice")
		    && !(i + 1 < n && number_among(&t[i + 1], "as|the|what|that")))
			return false;
	} else if (number_word(&t[i], "half") && i > 0
		   && number_among(&t[i - 1], "by|in")
		   && !(i + 1 < n
			&& (t[i + 1].kind == LEXER_DASH
			    || number_among(&t[i + 1],
				"a|an|the|of|and|to|its|their|our|time|year|order|"
				"point|percent|that|this|million|billion|day|hour")))) {
		v = -50; /* "cut in half", "dropped by half": "in" and "by" make it one */
		from = i - 1;
	} else if (number_word(&t[i], "half") && i + 2 < n
		   && number_word(&t[i + 1], "as")
		   && number_among(&t[i + 2], "much|many")) {
		v = -50;
		end = i + 3;
	} else {
		return false;
	}
	*q = (struct quantity){.a = from,
	    .b = end,
	    .ua = from,
	    .ub = end,
	    .type = QUANTITY_MULTIPLE,
	    .low = v,
	    .high = v,
	    .unit = "percent",
	    .words = true};
	bounds(t, n, q);
	q->anchor = q->ua;
	return true;
}

/* By what a value's number was multiplied, basis points among it. */
static double
scale_said(const struct token *t, const struct quantity *q)
{
	for (size_t i = q->a; q->points && i < q->ub; i++)
		if (is(t, q->ub, i, WORDS_BASIS))
			return 0.01;
	return q->scale > 0 ? q->scale : 1;
}

/* "from A ... to B": mark B, and give a bare A or B what only the other has. */
static void
pair(const struct token *t, struct quantity *q, size_t k)
{
	struct quantity *a = &q[k - 1], *b = &q[k];
	if (!a->from || b->ua < a->ub || b->ua - a->ub > 6)
		return;
	bool to = false;
	for (size_t i = a->ub; i < b->a; i++) {
		to |= number_word(&t[i], "to");
		if (t[i].kind == LEXER_STOP)
			return;
	}
	if (!to)
		return;
	b->to = true;
	bool bare = a->type == QUANTITY_NUMBER && b->type != QUANTITY_DURATION
		    && b->type != QUANTITY_NONE,
	     money = a->type == QUANTITY_MONEY && b->type == QUANTITY_MONEY
		     && strcmp(a->unit, b->unit) == 0;
	/* "from 5 to 6 cents", "from $2 to $3 million" */
	double scale = scale_said(t, b), raw = fabs(b->low / scale);
	if ((bare || (money && scale > 1)) && !a->magnitude && !a->level
	    && a->high < raw * FAR_ENDS && a->high > raw / FAR_ENDS) {
		a->points |= b->points;
		a->low *= scale;
		a->high *= scale;
		a->scale = b->scale;
	}
	if (bare) {
		a->type = b->type;
		a->unit = b->unit;
	} else if (b->type == QUANTITY_NUMBER && a->type != QUANTITY_DURATION) {
		b->type = a->type;
		b->unit = a->unit;
	}
	if (a->per == UNIT_NOT_A_RATE)
		a->per = b->per;
	else if (b->per == UNIT_NOT_A_RATE)
		b->per = a->per;
}

/* Is there nothing but commas, "and" and "or" between two values? */
static bool
listed(const struct token *t, const struct quantity *a, const struct quantity *b)
{
	if (b->a <= a->b || b->a - a->b > 3)
		return false;
	for (size_t i = a->b; i < b->a; i++)
		if (t[i].kind != LEXER_COMMA && !number_among(&t[i], "and|or")
		    && t[i].kind != LEXER_CURRENCY)
			return false;
	return true;
}

/* "19, 20 and 21%", "31, 34 and 38 thousand", "$400, $450 and $500 million": what the
 * last of a list says holds for those before it. */
static void
share_unit(const struct token *t, struct quantity *q, size_t k)
{
	struct quantity *last = &q[k];
	double scale = scale_said(t, last);
	if ((last->type == QUANTITY_NUMBER && scale < 1000) || last->low != last->high
	    || last->type == QUANTITY_NONE || last->type == QUANTITY_DURATION)
		return;
	for (size_t i = k; i-- > 0 && listed(t, &q[i], &q[i + 1]);) {
		struct quantity *x = &q[i];
		bool bare =
		    x->type == QUANTITY_NUMBER && t[last->a].kind != LEXER_CURRENCY;
		bool money = x->type == QUANTITY_MONEY && last->type == QUANTITY_MONEY
			     && strcmp(x->unit, last->unit) == 0;
		if (!(bare || money) || x->magnitude || x->level || x->low != x->high
		    || x->high >= 1000 || x->high * scale > last->high * 3
		    || x->high * scale < last->high / 3)
			return;
		x->type = last->type;
		x->unit = last->unit;
		x->points = last->points;
		x->low *= scale;
		x->high *= scale;
		x->magnitude = last->magnitude;
		if (x->per == UNIT_NOT_A_RATE)
			x->per = last->per;
	}
}

/* "$100,000, sorry, 100,000 vehicles": the first is a slip. */
static void
slip(const struct token *t, struct quantity *q, size_t k)
{
	struct quantity *a = &q[k - 1], *b = &q[k];
	if (b->a < a->b || b->a - a->b > 10 || a->type == QUANTITY_NONE
	    || b->type == QUANTITY_NONE || b->type == QUANTITY_DURATION)
		return;
	/* "$50 million -- $50 billion" */
	if (b->a == a->b + 1 && t[a->b].kind == LEXER_LONG_DASH && a->type == b->type
	    && a->magnitude)
		a->slip = true;
	for (size_t i = a->b; i < b->a; i++) {
		bool than = i + 1 < b->a && number_word(&t[i + 1], "than");
		if (number_among(&t[i], "sorry|correction|pardon|misspoke")
		    || (number_word(&t[i], "rather") && !than))
			a->slip = true;
		if (i + 1 < b->a
		    && ((number_word(&t[i], "excuse") && number_word(&t[i + 1], "me"))
			|| (number_word(&t[i], "i") && number_word(&t[i + 1], "mean"))
			|| (number_word(&t[i], "make")
			    && number_word(&t[i + 1], "that"))))
			a->slip = true;
	}
	if (a->slip)
		b->anchor = a->anchor;
}

/* "plus or minus" | "plus/minus" | "+/-" | "give or take" that ends before i: tokens */
static size_t
tolerance_before(const struct token *t, size_t i)
{
	if (i >= 1 && t[i - 1].low.n == 2 && memcmp(t[i - 1].low.p, "\xc2\xb1", 2) == 0)
		return 1;
	if (i < 3)
		return 0;
	bool give = number_word(&t[i - 1], "take") && number_word(&t[i - 2], "or")
		    && number_word(&t[i - 3], "give");
	bool slash = t[i - 2].low.p[0] == '/' || t[i - 2].kind == LEXER_DASH;
	bool plus = number_word(&t[i - 3], "plus") || t[i - 3].low.p[0] == '+';
	bool minus = number_word(&t[i - 1], "minus") || t[i - 1].kind == LEXER_DASH;
	return give || (plus && minus && (slash || number_word(&t[i - 2], "or"))) ? 3
										  : 0;
}

size_t
quantity_tolerance(const struct token *t, const struct quantity *q)
{
	size_t i = q->a;
	if (number_word(&t[i], "minus"))
		i++;
	for (int k = 0;
	     k < 2 && i > 0 && number_among(&t[i - 1], "a|an|about|maybe|perhaps"); k++)
		i--;
	size_t used = tolerance_before(t, i);
	return used ? i - used : SIZE_MAX;
}

/* "$1.8 billion, plus or minus $50 million": the second is how far around the first the
 * value may lie.  False when it is not, or they do not measure the same. */
static bool
widen(const struct token *t, struct quantity *x, const struct quantity *q)
{
	enum { MOST = 4 };
	size_t phrase = quantity_tolerance(t, q);
	double d = fmax(fabs(q->low), fabs(q->high));
	bool bare = q->type == QUANTITY_NUMBER && !q->unit && q->per == UNIT_NOT_A_RATE
		    && !q->level;
	if (phrase == SIZE_MAX || phrase < x->b || phrase > x->ub + MOST || isnan(d)
	    || isnan(x->low) || isnan(x->high) || x->type == QUANTITY_NONE)
		return false;
	for (size_t i = x->b; i < phrase; i++)
		if (t[i].kind == LEXER_STOP || t[i].kind == LEXER_BREAK)
			return false;
	if (q->type == QUANTITY_PERCENT && !q->points && x->type != QUANTITY_PERCENT)
		d *= fmax(fabs(x->low), fabs(x->high)) / 100;
	else if (bare && !q->magnitude && d < 1000)
		d *= x->type == QUANTITY_DURATION || !x->magnitude ? 1 : x->scale;
	else if (q->type != x->type && !bare)
		return false;
	x->low -= d;
	x->high += d;
	x->b = q->b;
	x->ub = q->ub > x->ub ? q->ub : x->ub;
	return true;
}

static bool
may_begin(const struct token *t)
{
	return number_begins(t) || t->kind == LEXER_CURRENCY || t->kind == LEXER_DASH
	       || t->kind == LEXER_OPEN || (t->word && t->word->cls == WORDS_CURRENCY)
	       || number_among(t, "minus|negative");
}

static uint32_t
word_begins(const struct lexicon_entry *w)
{
	struct token t = lexer_of(w);
	return may_begin(&t);
}
LEXICON_TELL(LEXICON_QUANTITY, word_begins);

/* May a quantity begin with the token: with its number, sign or currency? */
static bool
begins(const struct token *t)
{
	return t->kind == LEXER_WORD ? t->known->told[LEXICON_QUANTITY] : may_begin(t);
}

int
quantity_find(const struct token *t, size_t n, struct arena *a, struct quantity **out,
    size_t *n_out, struct err *e)
{
	size_t cap = 0, m = 0;
	struct quantity *q = NULL;
	for (size_t i = 0; i < n;) {
		struct quantity one;
		if (!begins(&t[i])) {
			i++;
			continue;
		}
		size_t next =
		    multiple_at(t, n, i, &one)
			? i + 1
			: quantity_at(t, n, i, m > 0 ? &q[m - 1] : NULL, &one);
		if (next == 0) {
			i++;
			continue;
		}
		if (m > 0 && widen(t, &q[m - 1], &one)) {
			i = next > i ? next : i + 1;
			continue;
		}
		struct quantity *grown = arena_grow(a, q, m, &cap, sizeof *q);
		if (!grown)
			return err_nomem(e);
		q = grown;
		q[m] = one;
		if (m > 0) {
			pair(t, q, m);
			slip(t, q, m);
			share_unit(t, q, m);
		}
		m++;
		i = next > i ? next : i + 1;
	}
	arena_trim(a, q, m, cap, sizeof *q);
	*out = q;
	*n_out = m;
	return 0;
}
