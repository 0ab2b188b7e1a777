/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/when.h"

#include <stdlib.h>

#include "extract/number.h"

struct scan {
	const struct token *t;
	size_t n;
	const unsigned char *tense;
	const struct when_clock *clock;
};

static bool
is(const struct scan *s, size_t i, enum words_class cls)
{
	return i < s->n && s->t[i].word && s->t[i].word->cls == cls;
}

#define says(s, i, words) ((i) < (s)->n && number_among(&(s)->t[i], words))

/* A phrase at i, dashes and slashes between its words allowed: tokens used.  The tokens
 * from i to from are its own already, words what is left of it. */
static size_t
phrase_on(const struct scan *s, size_t i, size_t from, const char *words)
{
	for (size_t j = from; j < s->n; j++) {
		if (j > i && j + 1 < s->n
		    && (s->t[j].kind == LEXER_DASH || s->t[j].low.p[0] == '/'))
			j++;
		size_t used = lexer_spells(&s->t[j], words);
		if (used == 0)
			return 0;
		if (words[used] == '\0')
			return j + 1 - i;
		words += used + 1;
	}
	return 0;
}

static size_t
phrase(const struct scan *s, size_t i, const char *words)
{
	return phrase_on(s, i, i, words);
}

/* The first letter of the word behind token i, where a phrase may go on there; NUL. */
static char
second_letter(const struct scan *s, size_t i)
{
	size_t j = i + 1;
	if (j + 1 < s->n && (s->t[j].kind == LEXER_DASH || s->t[j].low.p[0] == '/'))
		j++;
	return *(j < s->n ? s->t[j].low.p : "");
}

/* The same of one whose first word is token i's; second is the letter behind that. */
static size_t
phrase_by_first(const struct scan *s, size_t i, char second, const char *words)
{
	words += s->t[i].low.n;
	if (*words == '\0')
		return 1;
	return words[1] == second ? phrase_on(s, i, i + 1, words + 1) : 0;
}

/* The months of a unit of time; 0 for days and weeks. */
static int
months_of(const char *unit)
{
	static const struct {
		const char *unit;
		int months;
	} rows[] = {{"month", 1}, {"quarter", 3}, {"year", 12}, {"decade", 120}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(unit, rows[i].unit) == 0)
			return rows[i].months;
	return 0;
}

/* The days of a day or a week; 0 for others. */
static int
days_of(const char *unit)
{
	return strcmp(unit, "week") == 0 ? 7 : strcmp(unit, "day") == 0 ? 1 : 0;
}

/* ----- years ---------------------------------------------------------------- */

/* Two digits as a year of this century; 0 when they are none. */
static int
short_year(struct str w)
{
	bool digits = w.p && w.n == 2 && w.p[0] >= '1' && w.p[0] <= '5' && w.p[1] >= '0'
		      && w.p[1] <= '9';
	return digits ? 2000 + (w.p[0] - '0') * 10 + (w.p[1] - '0') : 0;
}

/* "fy18", "fy2018", "cy18": one word; 0 when it is none. */
static int
joined_year(const struct token *t)
{
	bool prefix = t->kind == LEXER_WORD && t->low.n >= 4
		      && (t->low.p[0] == 'f' || t->low.p[0] == 'c')
		      && t->low.p[1] == 'y';
	if (!prefix)
		return 0;
	struct str w = str_sub(t->low, 2, t->low.n);
	if (w.n == 4 && str_starts(w, STR("20")))
		w = str_sub(w, 2, w.n);
	return short_year(w);
}

static bool
is_apostrophe(const struct token *t)
{
	return t->kind == LEXER_OTHER && t->low.p[0] == '\'';
}

/* 2017, '17, FY18, fiscal 2018, fiscal year 2018: the year and the tokens. */
static size_t
year_at(const struct scan *s, size_t i, int *year)
{
	size_t j = i;
	if (says(s, j, "calendar|fiscal|fy|cy")) {
		j++;
		if (says(s, j, "year"))
			j++;
	}
	if (j >= s->n)
		return 0;
	const struct token *t = &s->t[j];
	bool named = j > i,
	     marked = j > 0 && is_apostrophe(t - 1) && t[-1].end == t->start;
	if (is_apostrophe(t) && j + 1 < s->n && t[1].start == t->end) {
		marked = true;
		j++;
		t++;
	}
	if (t->kind == LEXER_NUMBER && !t->grouped && t->decimals == 0) {
		/* "2018-Q3" and "2018 vehicles" are looked at by the callers. */
		if (!is_apostrophe(&s->t[j > i ? j - 1 : j]) && t->value >= 1990
		    && t->value < 2100) {
			*year = (int)t->value;
			return j + 1 - i;
		}
		if ((named || marked) && t->value >= 10 && t->value < 60) {
			*year = 2000 + (int)t->value;
			return j + 1 - i;
		}
	}
	*year = joined_year(t);
	return *year && !marked ? j + 1 - i : 0;
}

static bool
known(const struct scan *s)
{
	return s->clock->as_of != DATE_NONE && s->clock->fiscal.quarter > 0;
}

/* The fiscal year and quarter of the call's own day. */
static void
today(const struct scan *s, int *year, int *quarter)
{
	fiscal_locate(&s->clock->fiscal, s->clock->as_of, year, quarter);
}

/* "this year", "of next year", "last year" as a fiscal year: tokens used. */
static size_t
relative_year(const struct scan *s, size_t i, int *year)
{
	size_t j = i;
	int y, q, off = 0;
	if (says(s, j, "the"))
		j++;
	if (says(s, j, "this|current"))
		off = 0;
	else if (says(s, j, "next|coming|following"))
		off = 1;
	else if (says(s, j, "last|prior|previous"))
		off = -1;
	else
		return 0;
	j++;
	if (says(s, j, "calendar|fiscal"))
		j++;
	if (!says(s, j, "year") || !known(s))
		return 0;
	today(s, &y, &q);
	*year = y + off;
	return j + 1 - i;
}

/* [","] ["of" | "in" | "for"] year, behind a quarter, half or month. */
static size_t
of_year(const struct scan *s, size_t i, int *year)
{
	size_t j = i;
	if (j < s->n && (s->t[j].kind == LEXER_COMMA || s->t[j].kind == LEXER_DASH))
		j++;
	if (says(s, j, "of|in|for"))
		j++;
	/* "of our fiscal year 2019" */
	if (says(s, j, "the|our")) {
		size_t k = j + 1 + (size_t)says(s, j + 1, "fiscal|calendar");
		size_t named = says(s, k, "year") ? year_at(s, k + 1, year) : 0;
		if (named)
			return k + 1 + named - i;
	}
	if (says(s, j, "the") && says(s, j + 1, "year"))
		return 0;
	size_t used = year_at(s, j, year);
	if (used == 0)
		used = relative_year(s, j, year);
	return used ? j + used - i : 0;
}

/* "of the year", "of our fiscal year": tokens used */
static size_t
of_the_year(const struct scan *s, size_t i)
{
	size_t j = i + 2;
	int said;
	if (!says(s, i, "of") || !says(s, i + 1, "the|our"))
		return 0;
	if (says(s, j, "fiscal|calendar"))
		j++;
	return says(s, j, "year") && !year_at(s, j + 1, &said) ? j + 1 - i : 0;
}

/* ----- quarters and halves ---------------------------------------------------- */

/* Which year's quarter q is meant, when none is said: the clause's tense decides,
 * else the nearest to the reported one, the later of two as near. */
static int
guess_year(const struct scan *s, size_t i, int q)
{
	const struct fiscal *f = &s->clock->fiscal;
	int best = f->year, least = 99;
	for (int y = f->year - 1; y <= f->year + 1; y++) {
		struct period p = fiscal_quarter(f, y, q);
		int away = (y - f->year) * 4 + (q - f->quarter);
		int cost = (away < 0 ? -away : away) * 2 - (away > 0);
		if (s->tense[i] == WHEN_PAST && p.start > s->clock->as_of)
			cost += 20;
		if (s->tense[i] == WHEN_FUTURE && p.end < s->clock->as_of)
			cost += 5;
		if (s->tense[i] == WHEN_PAST && away > 0)
			cost += 3;
		if (cost < least) {
			least = cost;
			best = y;
		}
	}
	return best;
}

/* "q3", "q317" as one word: tokens used */
static size_t
quarter_word(const struct token *t, int *q, int *year)
{
	if (t->kind != LEXER_WORD || (t->low.n != 2 && t->low.n != 4)
	    || t->low.p[0] != 'q' || t->low.p[1] < '1' || t->low.p[1] > '4')
		return 0;
	*q = t->low.p[1] - '0';
	if (t->low.n == 4)
		*year = short_year(str_sub(t->low, 2, 4));
	return t->low.n == 2 || *year ? 1 : 0;
}

/* "3Q", "1Q18", "2H18": a number up to most and a letter close to it: tokens used */
static size_t
numbered(const struct scan *s, size_t i, char letter, int most, int *k, int *year)
{
	const struct token *t = &s->t[i];
	if (t->kind != LEXER_NUMBER || t->decimals || t->value < 1 || t->value > most
	    || i + 1 >= s->n || t[1].start != t->end || t[1].low.p[0] != letter)
		return 0;
	*k = (int)t->value;
	struct str rest = str_sub(t[1].low, 1, t[1].low.n);
	*year = short_year(rest);
	return rest.n == 0 || *year ? 2 : 0;
}

static int
ordinal_at(const struct scan *s, size_t i)
{
	int n = is(s, i, WORDS_ORDINAL) ? (int)s->t[i].word->value
		: says(s, i, "third")   ? 3
		: says(s, i, "final")   ? 4
					: 0;
	return n >= 1 && n <= 4 ? n : 0;
}

/* The "second" of "second, third and fourth quarter of 2024": its number, and the year. */
static bool
shared_quarter(const struct scan *s, size_t i, int *q, int *year)
{
	size_t j = i + 1;
	int last = ordinal_at(s, i);
	*q = last;
	for (bool more = last != 0; more; more = !says(s, j, "quarter|quarters")) {
		bool comma = j < s->n && s->t[j].kind == LEXER_COMMA;
		j += comma;
		bool joined = says(s, j, "and|or|through|to")
			      || (!comma && j < s->n && s->t[j].kind == LEXER_DASH);
		j += joined;
		j += (comma || joined) && says(s, j, "the");
		int next = j < s->n ? ordinal_at(s, j) : 0;
		if (!(comma || joined) || next <= last)
			return false;
		last = next;
		j++;
		j += says(s, j, "fiscal|calendar");
	}
	if (last == 0)
		return false;
	(void)of_year(s, j + 1, year);
	return last > *q;
}

/* "40% in the second quarter and 41% in the third." */
static bool
bare_ordinal(const struct scan *s, size_t i)
{
	enum { BACK = 25 };
	size_t j = i + 1;
	bool ends = j >= s->n || s->t[j].kind == LEXER_STOP
		    || s->t[j].kind == LEXER_COMMA || s->t[j].kind == LEXER_BREAK
		    || says(s, j, "and|but");
	if (!ends || i < 2 || !says(s, i, "first|second|third|fourth")
	    || !says(s, i - 1, "the") || !says(s, i - 2, "in|for")
	    || (i > 2 && says(s, i - 3, "not")))
		return false;
	for (size_t k = i - 2; k-- > 0 && i - k < BACK && s->t[k].kind != LEXER_STOP;)
		if (says(s, k, "quarter"))
			return true;
	return false;
}

/* "Q3", "3Q", "Q317", "1Q18", "third quarter": number and maybe year. */
static size_t
quarter_name(const struct scan *s, size_t i, int *q, int *year)
{
	*year = 0;
	size_t used = quarter_word(&s->t[i], q, year);
	if (used == 0)
		used = numbered(s, i, 'q', 4, q, year);
	if (used)
		return used;
	if (shared_quarter(s, i, q, year))
		return 1;
	int ordinal = ordinal_at(s, i);
	size_t j = i + 1;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	if (says(s, j, "fiscal|calendar"))
		j++;
	if (!says(s, j, "quarter|quarters")) {
		*q = ordinal;
		return bare_ordinal(s, i);
	}
	/* "the last quarter of 2018", not the last quarter. */
	if (says(s, i, "last") && (of_the_year(s, j + 1) || of_year(s, j + 1, year))) {
		*year = 0;
		ordinal = 4;
	}
	*q = ordinal;
	return ordinal >= 1 && ordinal <= 4 ? j + 1 - i : 0;
}

/* n quarters of a year; by the calendar where the company's is not known. */
static struct period
quarters(const struct scan *s, int year, int quarter, int n)
{
	if (s->clock->fiscal.quarter == 0)
		return period_months(year, 3 * quarter - 2, 3 * n);
	return fiscal_quarters(&s->clock->fiscal, year, quarter, n);
}

/* "the second quarter a year ago" is a year before the one that is meant without. */
static size_t
year_ago(const struct scan *s, size_t i)
{
	size_t of = says(s, i, "of"), used = phrase(s, i + of, "a year ago");
	used = used ? used : phrase(s, i + of, "one year ago");
	used = used ? used : phrase(s, i + of, "a year earlier");
	return used ? used + of : 0;
}

/* [year] quarter [year] */
static size_t
quarter_at(const struct scan *s, size_t i, struct when *w)
{
	int q, year, first = 0;
	size_t before = year_at(s, i, &first);
	if (before == 0)
		before = relative_year(s, i, &first);
	if (before && says(s, i + before, "'s"))
		before++; /* "last year's third quarter" */
	if (i + before >= s->n)
		return 0;
	size_t used = quarter_name(s, i + before, &q, &year);
	if (used == 0)
		return 0;
	used += before;
	if (before)
		year = first; /* "2019 third quarter" */
	if (year == 0)
		used += of_year(s, i + used, &year);
	if (year == 0)
		used += of_the_year(s, i + used);
	if (year == 0 && s->clock->fiscal.quarter == 0)
		return used;
	size_t ago = year ? 0 : year_ago(s, i + used);
	w->guessed = year == 0 && ago == 0;
	if (year == 0)
		year = guess_year(s, i, q) - (ago > 0);
	w->period = quarters(s, year, q, 1);
	return used + ago;
}

/* "first half", "H2", "2H18": tokens used */
static size_t
half_name(const struct scan *s, size_t i, int *half, int *year)
{
	*year = 0;
	if (says(s, i, "h1|h2")) {
		*half = s->t[i].low.p[1] - '0';
		return 1;
	}
	size_t used = numbered(s, i, 'h', 2, half, year);
	if (used)
		return used;
	if (says(s, i, "first|1st|front"))
		*half = 1;
	else if (says(s, i, "second|2nd|back|latter|last"))
		*half = 2;
	else
		return 0;
	size_t j = i + 1;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	return says(s, j, "half") ? j + 1 - i : 0;
}

static size_t
half_at(const struct scan *s, size_t i, struct when *w)
{
	int half = 0, year = 0, q;
	size_t used = half_name(s, i, &half, &year);
	if (used == 0)
		return 0;
	size_t of = year == 0 ? of_year(s, i + used, &year) : 0;
	if (of == 0)
		of = of_the_year(s, i + used);
	if (!known(s) && year == 0)
		return used + of;
	if (year == 0)
		today(s, &year, &q);
	w->period = quarters(s, year, half == 1 ? 1 : 3, 2);
	return used + of;
}

/* ----- months and days ---------------------------------------------------------- */

/* The year of month m, when none is said. */
static int
guess_month_year(const struct scan *s, size_t i, int m)
{
	int y, cm, d, best = 0, least = 99;
	date_to_civil(s->clock->as_of, &y, &cm, &d);
	for (int k = y - 1; k <= y + 1; k++) {
		int away = (k - y) * 12 + (m - cm);
		int cost = away < 0 ? -away : away;
		if (s->tense[i] == WHEN_PAST && away > 0)
			cost += 12;
		if (s->tense[i] == WHEN_FUTURE && away < 0)
			cost += 8;
		if (cost < least) {
			least = cost;
			best = k;
		}
	}
	return best;
}

/* "May I ask", "March forward": the months that are words need company. */
static bool
is_month(const struct scan *s, size_t i)
{
	if (!is(s, i, WORDS_MONTH) || !s->t[i].capital)
		return false;
	if (!number_among(&s->t[i], "may|march|mar"))
		return true;
	bool first =
	    i == 0 || s->t[i - 1].kind == LEXER_STOP || s->t[i - 1].kind == LEXER_BREAK;
	/* Within a sentence, a capital speaks for a month. */
	if (!first && number_among(&s->t[i], "march"))
		return true;
	bool before =
	    i > 0
	    && (says(s, i - 1,
		    "in|by|of|since|until|late|early|mid|this|next|last|from|to|through"
		    "|and|on|end|for|during|or|ended|ending|before|after|at|closed|"
		    "versus|than|around")
		|| s->t[i - 1].kind == LEXER_DASH);
	size_t j = i + (says(s, i + 1, "the") ? 2 : 1);
	return before
	       || says(s, i + 1,
		   "quarter|was|is|were|came|ran|sales|revenue|revenues|comps|results|"
		   "orders|production|deliveries")
	       || (j < s->n && s->t[j].kind == LEXER_NUMBER
		   && (j == i + 1 || says(s, j + 1, "st|nd|rd|th")));
}

/* "30", "30th": the day of a month, tokens used */
static size_t
day_at(const struct scan *s, size_t i, int *day)
{
	const struct token *t = i < s->n ? &s->t[i] : NULL;
	if (!t || t->kind != LEXER_NUMBER || t->decimals || t->grouped || t->value < 1
	    || t->value > 31)
		return 0;
	if (i + 1 < s->n
	    && (t[1].kind == LEXER_PERCENT || is(s, i + 1, WORDS_MAGNITUDE)))
		return 0;
	*day = (int)t->value;
	return says(s, i + 1, "st|nd|rd|th") && t[1].start == t->end ? 2 : 1;
}

/* The stop of "Sept.", "Thu.": a word of at most so many letters, and more behind it? */
static bool
is_short(const struct scan *s, size_t i, size_t most)
{
	return i > 0 && i + 1 < s->n && s->t[i].kind == LEXER_STOP
	       && s->t[i - 1].low.n <= most && s->t[i].end - s->t[i].start == 1;
}

static bool
is_comma(const struct scan *s, size_t i)
{
	return i < s->n && s->t[i].kind == LEXER_COMMA;
}

static bool
is_weekday(const struct scan *s, size_t i)
{
	return says(s, i,
		   "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
		   "|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun")
	       && s->t[i].capital;
}

/* "Thursday, April 19", "Thu. 19 April", "Thursday, the 19th of April": where the name
 * of the day at i begins; i, when it has none. */
static size_t
weekday_before(const struct scan *s, size_t i)
{
	size_t k = i;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (k > 0 && is_comma(s, k - 1))
		k--;
	if (k > 0 && is_short(s, k - 1, 5))
		k--;
	return k > 0 && is_weekday(s, k - 1) ? k - 1 : i;
}

/* "April 19, 2018 (Thursday)", "19 April, Thursday": tokens behind the day, 0 when
 * the name is of the day that comes next. */
static size_t
weekday_behind(const struct scan *s, size_t i)
{
	bool open = i < s->n && s->t[i].kind == LEXER_OPEN;
	size_t j = i + (open || is_comma(s, i));
	if (!is_weekday(s, j))
		return 0;
	j++;
	if (open)
		return j < s->n && s->t[j].kind == LEXER_CLOSE ? j + 1 - i : 0;
	size_t k = j + is_comma(s, j);
	bool next = k < s->n && (s->t[k].kind == LEXER_NUMBER || is(s, k, WORDS_MONTH));
	return is_comma(s, i) && !next && !says(s, k, "the|'s") ? j - i : 0;
}

/* "Model 3 June" is no date: what stands before a day says so, or the year behind its
 * month at j. */
static bool
is_day_of_month(const struct scan *s, size_t i, size_t j)
{
	int year;
	if (i > 0 && says(s, i - 1, "on|by|of|at|until|through|before|since|to|from"))
		return true;
	if (weekday_before(s, i) < i)
		return true;
	bool first =
	    i < 2 || s->t[i - 2].kind == LEXER_STOP || s->t[i - 2].kind == LEXER_BREAK;
	bool name = i > 0 && s->t[i - 1].capital && !first;
	bool dash = j + 1 < s->n && s->t[j + 1].kind == LEXER_DASH;
	size_t k = j + 1 + (dash || is_comma(s, j + 1));
	return !name && k < s->n && s->t[k].kind == LEXER_NUMBER
	       && year_at(s, k, &year);
}

/* "30 June", "30-Jun", "the 30th of June" */
static size_t
day_and_month(const struct scan *s, size_t i, int *month, int *day)
{
	size_t used = day_at(s, i, day), j = i + used;
	if (used == 0)
		return 0;
	bool dash = j < s->n && s->t[j].kind == LEXER_DASH;
	if (used > 1 ? says(s, j, "of") : dash)
		j++;
	if (!is(s, j, WORDS_MONTH) || !s->t[j].capital
	    || (used == 1 && !is_day_of_month(s, i, j)))
		return 0;
	*month = (int)s->t[j].word->value;
	return j + 1 - i;
}

/* "June 30", "30 June", "June the 30th", "June": month, day (0) and tokens */
static size_t
month_and_day(const struct scan *s, size_t i, int *month, int *day)
{
	*day = 0;
	if (s->t[i].kind == LEXER_NUMBER)
		return day_and_month(s, i, month, day);
	if (!is_month(s, i))
		return 0;
	*month = (int)s->t[i].word->value;
	size_t j = i + 1;
	if (is_short(s, j, 4) && s->t[j + 1].kind == LEXER_NUMBER
	    && !says(s, i, "may|june|july"))
		j++; /* "Sept. 30" */
	if (says(s, j, "the") && day_at(s, j + 1, day) == 2)
		return j + 3 - i;
	*day = 0;
	return j + day_at(s, j, day) - i;
}

/* A whole number from least to most that touches the token before it: its value; 0. */
static int
piece_of_date(const struct scan *s, size_t i, int least, int most)
{
	const struct token *t = i < s->n ? &s->t[i] : NULL;
	bool whole = t && t->kind == LEXER_NUMBER && !t->grouped && t->decimals == 0
		     && t->value >= least && t->value <= most;
	return whole && (i == 0 || t->start == t[-1].end) ? (int)t->value : 0;
}

/* 2017-12-31, 12/31/2017, 31/12/2017; 3/4/2017 is a day that nobody can tell. */
static size_t
numeric_at(const struct scan *s, size_t i, struct when *w)
{
	enum { USED = 5, FIRST = 1900, LAST = 2099 };
	const struct token *t = &s->t[i];
	if (t->kind != LEXER_NUMBER || i + USED > s->n || t[1].start != t->end
	    || t[3].start != t[2].end || t[1].low.p[0] != t[3].low.p[0]
	    || (i > 0 && t[-1].end == t->start && t[-1].kind != LEXER_OPEN))
		return 0;
	int a = t->grouped || t->decimals || t->value > LAST ? 0 : (int)t->value;
	int b = piece_of_date(s, i + 2, 1, 31);
	int y = piece_of_date(s, i + 4, FIRST, LAST), m = a, d = b;
	bool tells = true;
	if (t[1].kind == LEXER_DASH && a >= FIRST) {
		y = a;
		m = b;
		d = piece_of_date(s, i + 4, 1, 31);
	} else if (t[1].low.p[0] != '/') {
		return 0;
	} else if (a > 12) {
		m = b;
		d = a;
	} else {
		tells = b > 12 || a == b;
	}
	if (y == 0 || m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m))
		return 0;
	w->point = w->day = true;
	if (tells)
		w->period = period_day(date_from_civil(y, m, d));
	return USED;
}

static size_t
month_at(const struct scan *s, size_t i, struct when *w)
{
	int m, year = 0, day = 0;
	size_t used = month_and_day(s, i, &m, &day);
	if (used == 0)
		return 0;
	/* "the March quarter" is the one that ends with it. */
	bool quarter = day == 0 && says(s, i + used, "quarter");
	used += quarter;
	used += of_year(s, i + used, &year);
	w->day = day > 0;
	if (year == 0 && s->clock->as_of == DATE_NONE)
		return used;
	w->guessed = year == 0;
	if (year == 0)
		year = guess_month_year(s, i, m);
	if (quarter && s->clock->fiscal.quarter) {
		int y, q;
		fiscal_locate(&s->clock->fiscal, date_from_civil(year, m, 15), &y, &q);
		w->period = quarters(s, y, q, 1);
	} else if (quarter) {
		w->period = quarters(s, year, (m + 2) / 3, 1);
	} else if (day && day <= date_days_in_month(year, m)) {
		w->period = period_day(date_from_civil(year, m, day));
		w->point = true;
	} else {
		w->period = period_months(year, m, 1);
	}
	return used;
}

/* "in the spring of 2025", "this summer", "last fall" */
static size_t
season_at(const struct scan *s, size_t i, struct when *w)
{
	static const struct {
		const char *name;
		int month; /* its first one */
	} seasons[] = {
	    {"spring", 3}, {"summer", 6}, {"autumn", 9}, {"fall", 9}, {"winter", 12}};
	int month = 0, year = 0;
	for (size_t k = 0; k < sizeof seasons / sizeof *seasons; k++)
		if (str_eq(s->t[i].low, str_from(seasons[k].name)))
			month = seasons[k].month;
	bool the = i > 0 && says(s, i - 1, "the"), this = false;
	if (i > 0)
		this = says(s, i - 1, "this|next|last|past|coming|by|late|early|mid");
	if (the && i > 1)
		this = says(s, i - 2, "in|by|during|over|since|of|until|through");
	size_t used = of_year(s, i + 1, &year);
	if (month == 0 || s->t[i].capital || !(this || (the && used))
	    || (used == 0 && says(s, i + 1, "in|of|off|season")))
		return 0;
	if (year == 0 && s->clock->as_of == DATE_NONE)
		return 1;
	w->guessed = year == 0;
	if (year == 0)
		year = guess_month_year(s, i, month);
	w->period = period_months(year, month, 3);
	return used + 1;
}

/* ----- relative ------------------------------------------------------------------ */

static struct period
calendar_month(int32_t date, int off)
{
	int y, m, d;
	date_to_civil(date_add_months(date, off), &y, &m, &d);
	return period_months(y, m, 1);
}

static struct period
calendar_week(int32_t date, int off)
{
	int32_t monday = date - (date + 3) % 7 + 7 * off;
	return (struct period){monday, monday + 6};
}

/* The quarter or year that is off from the reported one; unknown for others. */
static struct period
reported_off(const struct scan *s, const char *unit, int off)
{
	const struct fiscal *f = &s->clock->fiscal;
	if (!known(s) || !period_known(s->clock->reported))
		return PERIOD_NONE;
	if (strcmp(unit, "year") == 0)
		return fiscal_year(f, f->year + off);
	if (strcmp(unit, "quarter") == 0)
		return fiscal_quarter(f, f->year, f->quarter + off);
	return PERIOD_NONE;
}

/* The month, quarter, year or week that is off from the call's own; unknown for others. */
static struct period
unit_off(const struct scan *s, const char *unit, int off)
{
	int y, q;
	int32_t now = s->clock->as_of;
	if (!known(s))
		return PERIOD_NONE;
	today(s, &y, &q);
	if (strcmp(unit, "year") == 0)
		return fiscal_year(&s->clock->fiscal, y + off);
	if (strcmp(unit, "quarter") == 0)
		return fiscal_quarter(&s->clock->fiscal, y, q + off);
	if (strcmp(unit, "month") == 0)
		return calendar_month(now, off);
	if (strcmp(unit, "week") == 0)
		return calendar_week(now, off);
	return PERIOD_NONE;
}

/* This fiscal year so far, or the last four quarters. */
static struct period
up_to_reported(const struct scan *s, bool year)
{
	const struct fiscal *f = &s->clock->fiscal;
	if (!known(s))
		return PERIOD_NONE;
	int32_t start = year ? fiscal_year(f, f->year).start
			     : fiscal_shift(f, s->clock->reported, -3).start;
	return (struct period){start, s->clock->reported.end};
}

/* this | next | last | coming ... month | quarter | year | week */
static size_t
relative_at(const struct scan *s, size_t i, struct when *w)
{
	int off;
	if (says(s, i, "this|current"))
		off = 0;
	else if (says(s, i, "next|coming|following|upcoming"))
		off = 1;
	else if (says(s, i, "last|prior|previous|preceding|past"))
		off = -1;
	else
		return 0;
	size_t j = i + 1;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++; /* "the prior-year period" */
	if (says(s, j, "fiscal|calendar|full"))
		j++;
	if (says(s, j, "coming"))
		j++;
	if (!is(s, j, WORDS_TIME) || s->t[j].word->value != 0)
		return 0;
	const char *unit = s->t[j].word->text;
	size_t used = j + 1 - i;
	/* "The last week of June" is one of June. */
	if (says(s, i, "last") && says(s, j + 1, "of") && j + 2 < s->n
	    && s->t[j + 2].kind == LEXER_WORD
	    && (days_of(unit) > 1 || months_of(unit) == 1))
		return 0;
	w->period = unit_off(s, unit, off);
	/* "The previous quarter" is the one before the quarter being spoken of. */
	if (says(s, i, "prior|previous|preceding") && known(s)
	    && period_known(s->clock->reported)) {
		struct fiscal f = s->clock->fiscal;
		if (strcmp(unit, "quarter") == 0)
			w->period = fiscal_quarter(&f, f.year, f.quarter - 1);
		else if (strcmp(unit, "year") == 0
			 && says(s, j + 1 + (size_t)says(s, j + 1, "'s"),
			     "quarter|period")) {
			w->period = fiscal_quarter(&f, f.year - 1, f.quarter);
			used += 1 + (size_t)says(s, j + 1, "'s");
		} else if (strcmp(unit, "year") == 0)
			w->period = fiscal_year(&f, f.year - 1);
	}
	if (!period_known(w->period))
		return known(s) ? 0 : used;
	w->other = reported_off(s, unit, off);
	/* "this quarter" of what is being reported. */
	if (strcmp(unit, "quarter") == 0 && off == 0 && s->tense[i] == WHEN_PAST
	    && period_known(s->clock->reported)) {
		w->other = w->period;
		w->period = s->clock->reported;
		w->reported = true;
	}
	if (strcmp(unit, "year") == 0 && off < 0 && says(s, i, "past")) {
		w->period = (struct period){
		    date_add_months(s->clock->as_of, -12), s->clock->as_of};
		w->other = up_to_reported(s, false);
	}
	return used;
}

/* A count of units of time, as far as it goes. */
struct count {
	struct number x;
	const char *unit;
	bool plural;
};

/* N | a | nothing, then a unit: tokens used; "six to nine months", "a year or two":
 * the later. */
static size_t
count_at(const struct scan *s, size_t i, bool bare, struct count *c)
{
	enum { MOST = 1000 };
	size_t j = i;
	struct number y;
	c->x = (struct number){.low = 1, .high = 1};
	if (says(s, j, "about|roughly|approximately|like|probably|around"))
		j++;
	else if (says(s, j, "less|under|maybe") && s->n > j + 1)
		j += 1 + (size_t)says(s, j + 1, "than");
	size_t used = j < s->n ? number_at(s->t, s->n, j, &c->x) : 0;
	if (used == 0)
		c->x = (struct number){.low = 1, .high = 1};
	if (used == 0 && says(s, j, "a|an"))
		used = 1;
	if (used == 0 && !bare)
		return 0;
	j += used;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	if (says(s, j, "to|or") && j + 1 < s->n) {
		used = number_at(s->t, s->n, j + 1, &y);
		if (used && y.low > c->x.low && y.low < 100) {
			c->x = y;
			j += 1 + used;
		}
	}
	if (says(s, j, "of"))
		j++;
	if (!is(s, j, WORDS_TIME) || c->x.high >= MOST)
		return 0;
	c->unit = s->t[j].word->text;
	c->plural = s->t[j].word->value != 0;
	j++;
	if (!c->plural && says(s, j, "or") && says(s, j + 1, "two|three")) {
		c->x.low = c->x.high = s->t[j + 1].word->value;
		j += 2;
	}
	return j - i;
}

/* ("ended" | "ending") ["on"] date behind a count of quarters: tokens used */
static size_t
ended_at(const struct scan *s, size_t i, int quarters_ended, struct when *w)
{
	enum { WEEKS = 20 }; /* a quarter of weeks ends near its month's end */
	struct when d = {.period = PERIOD_NONE};
	size_t j = i + 1 + (size_t)says(s, i + 1, "on");
	int y, q;
	if (!says(s, i, "ended|ending") || !known(s) || j >= s->n)
		return 0;
	size_t used = month_at(s, j, &d);
	if (used == 0 || !period_known(d.period))
		return 0;
	fiscal_locate(&s->clock->fiscal, d.period.end - WEEKS, &y, &q);
	w->period = quarters(s, y, q + 1 - quarters_ended, quarters_ended);
	return j + used - i;
}

/* first N months | quarters ["of" year] | N months ended: from the fiscal year's beginning; twelve
 * months, and "trailing N months", up to the reported quarter's end */
static size_t
months_at(const struct scan *s, size_t i, struct when *w)
{
	struct number x;
	const struct fiscal *f = &s->clock->fiscal;
	bool first = says(s, i, "first"), trailing = says(s, i, "trailing|last|past");
	size_t j = i + (first || trailing);
	size_t used = j < s->n ? number_at(s->t, s->n, j, &x) : 0;
	if (used == 0 || !known(s) || x.low != x.high || x.low < 2 || x.low > 53)
		return 0;
	j += used;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	bool by_quarters = first && x.low < 4 && says(s, j, "quarters"),
	     by_weeks = says(s, j, "weeks|week");
	if (!(says(s, j, "months|month") && x.low <= 12) && !by_quarters && !by_weeks)
		return 0;
	j++;
	int n = (int)x.low * (by_quarters ? 3 : 1);
	if (by_weeks) { /* of a retailer's quarters: 13, 26, 39, 52 or 53, or one off */
		n = ((int)x.low + 1) / 13 * 3;
		if (n == 0 || abs((int)x.low - n / 3 * 13) > 1)
			return 0;
	}
	if (by_weeks && says(s, j, "period|quarter") && says(s, j + 1, "ended|ending"))
		j++;
	bool ended = says(s, j, "ended|ending") || (says(s, j, "period") && !by_weeks)
		     || (says(s, j, "that") && says(s, j + 1, "ended"));
	/* "$65 million for the nine months" */
	bool alone = !first && !trailing && !ended && n > 3 && i > 1
		     && says(s, i - 1, "the") && says(s, i - 2, "for|in|over");
	ended |= alone;
	if ((trailing && n != 12) || (!first && !ended && !trailing) || n % 3 != 0)
		return 0;
	if (first) {
		int said;
		used = of_year(s, j, &said);
		w->period = quarters(s, used ? said : f->year, 1, n / 3);
		if (used == 0)
			used = of_the_year(s, j);
		/* "the first 12 weeks of the third quarter" */
		return used == 0 && says(s, j, "of") ? 0 : j + used - i;
	}
	used = ended_at(s, j, n / 3, w);
	if (used)
		return j + used - i;
	w->period =
	    (struct period){fiscal_shift(f, s->clock->reported, 1 - n / 3).start,
		s->clock->reported.end};
	return j + (ended && !alone ? 1 + (size_t)says(s, j, "that") : 0) - i;
}

/* ["over" | "in" | "during" ["the"]] "last" N weeks | months | quarters | years: up to
 * the call */
static size_t
span_at(const struct scan *s, size_t i, struct when *w)
{
	struct number x;
	size_t j = i;
	if (says(s, j, "over|in|during|for"))
		j++;
	if (j > i && says(s, j, "the|these|our"))
		j++;
	if (!says(s, j, "last|past|previous|trailing|preceding"))
		return 0;
	j++;
	size_t used = j < s->n ? number_at(s->t, s->n, j, &x) : 0;
	if (used && says(s, j + used, "of|fiscal|full|consecutive|calendar"))
		used++;
	if (used == 0 || !is(s, j + used, WORDS_TIME) || x.high >= 1000)
		return 0;
	const char *unit = s->t[j + used].word->text;
	int32_t now = s->clock->as_of;
	int n = (int)x.high, months = months_of(unit);
	bool bare = j == i + 1; /* "the past 12 weeks": how long */
	if (bare && (months == 0 || x.vague))
		return 0;
	if (now != DATE_NONE && (months || days_of(unit)))
		w->period = (struct period){months ? date_add_months(now, -n * months)
						   : now - n * days_of(unit),
		    now};
	/* Those that have been reported, as well. */
	if (known(s) && n * months >= 3 && n * months % 3 == 0
	    && period_known(s->clock->reported))
		w->other = (struct period){fiscal_shift(&s->clock->fiscal,
					       s->clock->reported, 1 - n * months / 3)
					       .start,
		    s->clock->reported.end};
	return j + used + 1 - i;
}

/* N "-" "year" ["compound" ...] "growth" | "cagr": the last N years that have been
 * reported, or those to come */
static size_t
growth_at(const struct scan *s, size_t i, struct when *w)
{
	enum { FAR = 4, MOST = 10 };
	struct number x;
	const struct fiscal *f = &s->clock->fiscal;
	size_t used = number_at(s->t, s->n, i, &x), j = i + used;
	if (used == 0 || !known(s) || x.low != x.high || x.low < 2 || x.low > MOST)
		return 0;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	if (!says(s, j, "year|years"))
		return 0;
	size_t k = j + 1;
	while (
	    k < j + FAR && says(s, k, "compound|compounded|annual|average|annualized"))
		k++;
	if (!says(s, k, "cagr") && !(k > j + 1 && says(s, k, "growth|return|rate"))
	    && !says(s, j + 1, "growth"))
		return 0;
	int n = (int)x.low, last = f->year - (f->quarter < 4), y, q;
	today(s, &y, &q);
	w->period = quarters(s, last - n + 1, 1, 4 * n);
	w->other = quarters(s, y, 1, 4 * n);
	if (s->tense[i] == WHEN_FUTURE) {
		struct period past = w->period;
		w->period = w->other;
		w->other = past;
	}
	return j + 1 - i;
}

/* The day that is so far from the call's; false for hours and the like. */
static bool
set_distance(const struct scan *s, const struct count *c, struct when *w)
{
	double n = c->x.vague ? (c->x.low + c->x.high) / 2 : c->x.high;
	int months = months_of(c->unit), days = days_of(c->unit);
	int32_t now = s->clock->as_of;
	if (months == 0 && days == 0)
		return false;
	if (now == DATE_NONE)
		return true;
	/* "in the next few years" fixes no time, nor does "in a thousand years". */
	w->undated =
	    (c->x.vague && months >= 12) || n * months > 60 * 12 || n * days > 60 * 366;
	if (w->undated)
		return true;
	w->period = period_day(months ? date_add_months(now, (int)(n * months + 0.5))
				      : now + (int32_t)(n * days));
	w->point = true;
	return true;
}

/* "over the next six quarters", all of them: from the one that runs; "the next three
 * years": those that have not begun. */
static struct period
to_come(const struct scan *s, const struct count *c)
{
	int y, q, n = (int)c->x.high;
	if (!known(s) || c->x.vague || n < 1 || n > 40)
		return PERIOD_NONE;
	today(s, &y, &q);
	if (strcmp(c->unit, "quarter") == 0)
		return fiscal_quarters(&s->clock->fiscal, y, q, n);
	if (strcmp(c->unit, "year") == 0)
		return fiscal_quarters(&s->clock->fiscal, y + 1, 1, 4 * n);
	return PERIOD_NONE;
}

/* in | within | over the next N weeks | months | quarters | years */
static size_t
distance_at(const struct scan *s, size_t i, struct when *w)
{
	size_t j = i + 1;
	if (!says(s, i, "in|within|over|during|for"))
		return 0;
	bool over = says(s, j, "the") && says(s, j + 1, "next|coming");
	if (over)
		j += 2;
	else if (says(s, i, "over") && says(s, j, "next|coming"))
		over = ++j;
	else if (!says(s, i, "in|within"))
		return 0;
	struct count c;
	size_t used = count_at(s, j, over, &c);
	if (used == 0)
		return 0;
	if (used == 1 && c.plural) { /* "in the coming years" */
		w->undated = true;
		return j + 1 - i;
	}
	/* "in the next quarter" is next quarter. */
	if (used == 1 && !says(s, i, "over|within") && strcmp(c.unit, "quarter") == 0)
		return 0;
	if (over)
		w->other = to_come(s, &c);
	return set_distance(s, &c, w) ? j + used - i : 0;
}

/* three months from now | two years ago */
static size_t
away_at(const struct scan *s, size_t i, struct when *w)
{
	struct count c;
	if (!says(s, i, "a|an") && s->t[i].kind != LEXER_NUMBER && !s->t[i].word)
		return 0;
	size_t used = count_at(s, i, false, &c), j = i + used;
	if (used == 0)
		return 0;
	size_t from = phrase(s, j, "from now");
	if (from == 0)
		from = phrase(s, j, "from today");
	if (from)
		return set_distance(s, &c, w) ? used + from : 0;
	if (!says(s, j, "ago") || c.x.vague || c.x.high > 100
	    || phrase(s, i, "a year ago"))
		return 0;
	w->period = unit_off(s, c.unit, -(int)c.x.high);
	int months = months_of(c.unit);
	if (months && s->clock->as_of != DATE_NONE)
		w->other = period_day(
		    date_add_months(s->clock->as_of, -(int)c.x.high * months));
	return used + 1;
}

/* clang-format off */
static const struct fixed {
	const char *words;
	enum { NOW, REPORTED, YEAR_SAID, UNDATED, YOY, QOQ, YTD, SO_FAR, LTM,
		YEAR_END, QUARTER_END, MONTH_END, MID_YEAR, QUARTER_SO_FAR, MONTH_SO_FAR, DECADE,
		LAST_DECADE } what;
} fixed[] = { /* longest first where one begins another */
	{"as of today", NOW}, {"right now", NOW}, {"at the moment", NOW}, {"at this point", NOW},
	{"these days", NOW}, {"at present", NOW}, {"to date", NOW},
	{"so far this year", SO_FAR}, {"this year so far", SO_FAR}, {"thus far this year", SO_FAR}, {"so far in the year", SO_FAR}, {"as we speak", NOW},
	{"now", NOW}, {"today", NOW}, {"currently", NOW}, {"presently", NOW}, {"already", NOW},
	{"quarter to date", QUARTER_SO_FAR}, {"so far this quarter", QUARTER_SO_FAR},
	{"thus far this quarter", QUARTER_SO_FAR}, {"this quarter so far", QUARTER_SO_FAR},
	{"so far in the quarter", QUARTER_SO_FAR}, {"quarter so far", QUARTER_SO_FAR},
	{"month to date", MONTH_SO_FAR}, {"so far this month", MONTH_SO_FAR}, {"this month so far", MONTH_SO_FAR},
	{"so far", NOW},
	{"year to date", YTD}, {"through nine months", YTD},
	{"trailing twelve month", LTM}, {"trailing twelve months", LTM}, {"last twelve months", LTM},
	{"trailing four quarter", LTM}, {"trailing four quarters", LTM}, {"ltm", LTM}, {"ttm", LTM},
	{"year over year", YOY}, {"year on year", YOY}, {"year to year", YOY}, {"yoy", YOY}, {"y y", YOY}, {"y o y", YOY}, {"from a year ago", YOY},
	{"versus a year ago", YOY}, {"compared to a year ago", YOY}, {"from the year ago quarter", YOY},
	{"year ago quarter", YOY}, {"year ago period", YOY}, {"a year ago", YOY}, {"over the prior year", YOY},
	{"from the prior year", YOY}, {"versus prior year", YOY}, {"versus the prior year", YOY},
	{"compared to the prior year", YOY}, {"compared to prior year", YOY}, {"from prior year", YOY},
	{"over last year", YOY}, {"from last year", YOY}, {"versus last year", YOY},
	{"compared to last year", YOY}, {"than last year", YOY}, {"compared with last year", YOY},
	{"compared with the prior year", YOY}, {"same quarter last year", YOY}, {"relative to last year", YOY},
	{"over the prior year quarter", YOY}, {"on last year", YOY}, {"against last year", YOY},
	{"over the same period last year", YOY}, {"same period last year", YOY},
	{"year ago quarter", YOY}, {"a year earlier", YOY}, {"a year before", YOY}, {"the year before", YOY},
	{"same period a year ago", YOY}, {"same quarter a year ago", YOY}, {"same time last year", YOY},
	{"versus the year ago quarter", YOY}, {"over the year ago quarter", YOY}, {"year ago levels", YOY},
	{"from the prior year quarter", YOY}, {"from the prior year period", YOY}, {"versus the prior year quarter", YOY},
	{"versus the prior year period", YOY}, {"compared to the prior year quarter", YOY}, {"compared to the prior year period", YOY},
	{"compared with the prior year quarter", YOY}, {"compared with the prior year period", YOY},
	{"compared with prior year", YOY}, {"over prior year", YOY}, {"against the prior year", YOY}, {"against prior year", YOY},
	{"relative to the prior year", YOY}, {"in comparison to last year", YOY}, {"in comparison with last year", YOY},
	{"vs last year", YOY}, {"vs prior year", YOY}, {"vs a year ago", YOY}, {"than a year ago", YOY}, {"above last year", YOY},
	{"year ago", YOY}, {"this time last year", YOY}, {"year earlier", YOY}, {"prior year 's", YOY},
	{"below last year", YOY}, {"above prior year", YOY}, {"below prior year", YOY}, {"than the prior year", YOY},
	{"than in the prior year", YOY}, {"compared with a year ago", YOY}, {"on a year ago", YOY}, {"over a year ago", YOY},
	{"sequentially", QOQ}, {"quarter over quarter", QOQ}, {"quarter on quarter", QOQ},
	{"sequential", QOQ}, {"from last quarter", QOQ}, {"versus last quarter", QOQ},
	{"compared to last quarter", QOQ}, {"from the prior quarter", QOQ}, {"versus the prior quarter", QOQ},
	{"from the previous quarter", QOQ}, {"than last quarter", QOQ}, {"linked quarter", QOQ}, {"trailing quarter", QOQ}, {"qoq", QOQ}, {"q q", QOQ},
	{"above last quarter", QOQ}, {"below last quarter", QOQ}, {"versus prior quarter", QOQ}, {"from prior quarter", QOQ},
	{"on last quarter", QOQ}, {"on the previous quarter", QOQ}, {"over the previous quarter", QOQ}, {"than the prior quarter", QOQ},
	{"than the previous quarter", QOQ}, {"versus the previous quarter", QOQ}, {"relative to last quarter", QOQ}, {"relative to the prior quarter", QOQ},
	{"compared with last quarter", QOQ}, {"compared with the prior quarter", QOQ}, {"compared to the previous quarter", QOQ}, {"the quarter before", QOQ},
	{"compared to the prior quarter", QOQ}, {"over last quarter", QOQ}, {"over the prior quarter", QOQ},
	{"mid year", MID_YEAR}, {"midyear", MID_YEAR}, {"the middle of the year", MID_YEAR},
	{"this decade", DECADE}, {"the decade", DECADE}, {"last decade", LAST_DECADE}, {"past decade", LAST_DECADE},
	{"previous decade", LAST_DECADE}, {"year end", YEAR_END}, {"year 's end", YEAR_END}, {"quarter 's end", QUARTER_END},
	{"quarter end", QUARTER_END}, {"end of year", YEAR_END}, {"end of quarter", QUARTER_END},
	{"end of month", MONTH_END}, {"end of the month", MONTH_END},
	{"long term", UNDATED}, {"longer term", UNDATED}, {"over time", UNDATED}, {"eventually", UNDATED},
	{"ultimately", UNDATED}, {"in the long run", UNDATED}, {"at some point", UNDATED},
	{"in the future", UNDATED}, {"at maturity", UNDATED}, {"steady state", UNDATED},
	{"long run", UNDATED}, {"longer run", UNDATED}, {"down the road", UNDATED}, {"at scale", UNDATED},
	{"through the cycle", UNDATED}, {"mid cycle", UNDATED}, {"someday", UNDATED}, {"one day", UNDATED},
	{"years to come", UNDATED}, {"in due course", UNDATED}, {"long range", UNDATED}, {"longer range", UNDATED},
	{"the quarter", REPORTED}, {"the fiscal quarter", REPORTED}, {"the fiscal year", YEAR_SAID}, {"the full fiscal year", YEAR_SAID}, {"full fiscal year", YEAR_SAID}, {"our fiscal year", YEAR_SAID}, {"the calendar year", YEAR_SAID}, {"the full year", YEAR_SAID}, {"full year", YEAR_SAID}, {"the year", YEAR_SAID},
	{"the whole year", YEAR_SAID},
	{"compared to last", YOY}, {"compared with last", YOY}, {"versus last", YOY},
};
/* clang-format on */

/* This fiscal year until today. */
static struct period
so_far(const struct scan *s)
{
	int y, q;
	if (!known(s))
		return PERIOD_NONE;
	today(s, &y, &q);
	return (struct period){
	    fiscal_year(&s->clock->fiscal, y).start, s->clock->as_of};
}

/* A time becomes its last day. */
static void
last_day(struct when *w)
{
	w->whole = w->period;
	if (period_known(w->period))
		w->period = period_day(w->period.end);
	if (period_known(w->other))
		w->other = period_day(w->other.end);
	w->point = true;
}

/* "the quarter": the reported one, in promises the one that runs; the other may be meant
 * as well. */
static void
set_quarter(const struct scan *s, size_t i, struct when *w)
{
	int y, q;
	w->reported = true;
	w->period = s->clock->reported;
	if (!known(s))
		return;
	today(s, &y, &q);
	w->other = fiscal_quarter(&s->clock->fiscal, y, q);
	if (s->tense[i] == WHEN_FUTURE) {
		w->period = w->other;
		w->other = s->clock->reported;
	}
}

/* "the year": a fourth quarter's call reports one as well. */
static void
set_year(const struct scan *s, size_t i, struct when *w)
{
	int y, q;
	const struct fiscal *f = &s->clock->fiscal;
	bool over = s->tense[i] == WHEN_PAST && f->quarter == 4;
	if (!known(s))
		return;
	today(s, &y, &q);
	w->period = fiscal_year(f, over ? f->year : y);
	w->other = fiscal_year(f, over ? y : f->year);
}

/* The month or quarter that runs, until today. */
static struct period
running(const struct scan *s, const char *unit)
{
	struct period p = unit_off(s, unit, 0);
	return period_known(p) ? (struct period){p.start, s->clock->as_of} : p;
}

/* The ten years that hold the call's day, or those before. */
static struct period
decade(const struct scan *s, int off)
{
	int y, m, d;
	if (s->clock->as_of == DATE_NONE)
		return PERIOD_NONE;
	date_to_civil(s->clock->as_of, &y, &m, &d);
	return period_months(y - y % 10 + 10 * off, 1, 120);
}

/* The middle of a year: the last day of its first half. */
static void
middle_day(struct when *w)
{
	w->other = w->period;
	if (period_known(w->period))
		w->period = period_day(date_add_months(w->period.start, 6) - 1);
	w->point = true;
}

static void
set_fixed(const struct scan *s, size_t i, const struct fixed *x, struct when *w)
{
	switch (x->what) {
	case MID_YEAR:
		set_year(s, i, w);
		middle_day(w);
		break;
	case QUARTER_SO_FAR:
	case MONTH_SO_FAR:
		w->period = running(s, x->what == MONTH_SO_FAR ? "month" : "quarter");
		break;
	case DECADE:
	case LAST_DECADE:
		w->period = decade(s, x->what == DECADE ? 0 : -1);
		break;
	case NOW:
		if (s->clock->as_of != DATE_NONE)
			w->period = period_day(s->clock->as_of);
		w->point = w->now = true;
		break;
	case REPORTED:
		set_quarter(s, i, w);
		break;
	case YEAR_SAID:
		set_year(s, i, w);
		break;
	case YEAR_END:
		set_year(s, i, w);
		last_day(w);
		break;
	case YTD:
		w->period = up_to_reported(s, true);
		w->other = so_far(s);
		break;
	case SO_FAR:
		w->period = so_far(s);
		w->other = up_to_reported(s, true);
		break;
	case LTM:
		w->period = up_to_reported(s, false);
		break;
	case QUARTER_END:
		set_quarter(s, i, w);
		last_day(w);
		break;
	case UNDATED:
		w->undated = true;
		break;
	case MONTH_END:
		if (s->clock->as_of != DATE_NONE)
			w->period = period_day(calendar_month(s->clock->as_of, 0).end);
		w->point = true;
		break;
	case YOY:
		w->base = w->shift_year = true;
		break;
	case QOQ:
		w->base = w->shift_quarter = true;
		break;
	}
}

/* "Now, let me turn to ...": a sentence's opening, no time. */
static bool
opens(const struct scan *s, size_t i)
{
	bool first =
	    i == 0 || s->t[i - 1].kind == LEXER_STOP || s->t[i - 1].kind == LEXER_BREAK;
	return first && says(s, i, "now") && i + 1 < s->n
	       && (s->t[i + 1].kind == LEXER_COMMA
		   || says(s, i + 1,
		       "let|turning|moving|looking|if|as|for|on|with|i|to|regarding"));
}

/* A said year behind "full year", "year end": tokens used, 0 when none counts. */
static size_t
fixed_year(const struct scan *s, size_t i, const struct fixed *x, struct when *w)
{
	int year;
	size_t used =
	    x->what == YEAR_SAID || x->what == YEAR_END ? of_year(s, i, &year) : 0;
	if (used == 0)
		return 0;
	w->period = quarters(s, year, 1, 4);
	if (x->what == YEAR_END) {
		w->period = period_day(w->period.end);
		w->point = true;
	}
	return used;
}

/* The hyphen of "year-ago", no dash between words: 1 when it is there. */
static size_t
hyphen(const struct scan *s, size_t i)
{
	return i > 0 && i + 1 < s->n && s->t[i].kind == LEXER_DASH
	       && s->t[i].start == s->t[i - 1].end && s->t[i].end == s->t[i + 1].start;
}

static size_t
fixed_at(const struct scan *s, size_t i, struct when *w)
{
	const struct fixed *x = NULL;
	lexicon_list *table = LEXICON_FIRST(fixed);
	char second = second_letter(s, i);
	size_t used = 0;
	for (size_t k = lexicon_row(s->t[i].known, table); k && used == 0;
	     k = lexicon_next(s->t[i].known, table, k)) {
		x = &fixed[k - 1];
		used = phrase_by_first(s, i, second, x->words);
	}
	if (used == 0 || s->t[i].kind != LEXER_WORD || opens(s, i))
		return 0;
	/* "the year ago quarter", "the quarter of 2018" are other things. */
	size_t next = i + used + hyphen(s, i + used);
	if (x->what == YEAR_SAID
	    && (says(s, next, "ago|over|on|end|earlier")
		|| (says(s, next, "before")
		    && (next + 1 == s->n || s->t[next + 1].kind != LEXER_WORD))))
		return 0;
	if (x->what == UNDATED && says(s, i + used, "in|during|next|this"))
		return 0;
	size_t more = fixed_year(s, i + used, x, w);
	if (more == 0 && (x->what == REPORTED || x->what == YEAR_SAID))
		more = ended_at(s, i + used, x->what == REPORTED ? 1 : 4, w);
	if (more == 0)
		set_fixed(s, i, x, w);
	return used + more;
}

/* Does what stands around a bare number count with it? */
static bool
counts(const struct scan *s, size_t i, size_t j)
{
	if (i > 0
	    && (s->t[i - 1].kind == LEXER_CURRENCY
		|| s->t[i - 1].kind == LEXER_PERCENT))
		return true;
	if (j >= s->n)
		return false;
	return s->t[j].kind == LEXER_PERCENT || is(s, j, WORDS_NOUN)
	       || is(s, j, WORDS_MAGNITUDE)
	       || (is(s, j, WORDS_TIME) && !phrase(s, j, "year end"))
	       || (says(s, j, "a|per") && is(s, j + 1, WORDS_TIME));
}

static size_t
plain_year_at(const struct scan *s, size_t i, struct when *w)
{
	int year, to;
	size_t used = year_at(s, i, &year), j = i + used;
	if (used == 0)
		return 0;
	if (used == 1 && s->t[i].kind == LEXER_NUMBER && counts(s, i, j))
		return 0;
	w->period = quarters(s, year, 1, 4);
	size_t end = phrase(s, j, "year end");
	if (end) { /* "2018 year-end" */
		w->period = period_day(w->period.end);
		w->point = true;
		return used + end;
	}
	/* "2021 and 2022", "2021 to 2022" */
	if (j + 1 < s->n
	    && (says(s, j, "and|to|through") || s->t[j].kind == LEXER_DASH)) {
		size_t more = year_at(s, j + 1, &to);
		if (more && to == year + 1) {
			w->period.end = quarters(s, to, 1, 4).end;
			used += 1 + more;
		}
	}
	return used;
}

/* ----- edges ---------------------------------------------------------------------- */

/* How far an edge or a base is looked for before a period, in words. */
enum { FAR = 10 };

/* "to date", "so far": tokens used */
static size_t
phrase_far(const struct scan *s, size_t i)
{
	static const char *const phrases[] = {"to date", "so far", "thus far"};
	for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++) {
		size_t used = i < s->n ? phrase(s, i, phrases[k]) : 0;
		if (used)
			return used;
	}
	return 0;
}

/* Does what stands before token i ask for the last day? Where it begins. */
static bool
edge_before(const struct scan *s, size_t i, size_t *from)
{
	size_t k = i, least = i > FAR ? i - FAR : 0;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (k > 1 && says(s, k - 1, "of")
	    && (says(s, k - 2, "end|close|ends|conclusion")
		|| (k > 2 && says(s, k - 2, "day") && says(s, k - 3, "last")))) {
		k -= 2;
		while (
		    k > least
		    && says(s, k - 1,
			"the|very|tail|at|by|towards|toward|near|until|through|before"
			"|around|from|last|on"))
			k--;
		*from = k;
		return true;
	}
	/* "ended the quarter with", "close the year with", "we finished 2018 with" */
	*from = k - 1;
	return k > 0
	       && says(s, k - 1,
		   "exiting|exit|exited|leaving|leave|left|late|ended|end|close|closed|"
		   "finish|finished|finishing|finishes|concluded|conclude|ending|ends|"
		   "closing|exits");
}

/* The "first three weeks", "last week" or "second month" of a time that begins with "of"
 * [the] at i: where it begins, and the days of p that it is in *part; i when there is none. */
static size_t
units_of(const struct scan *s, size_t i, struct period p, struct period *part)
{
	enum { MOST = 3 };
	static const char which[] =
	    "first|last|final|closing|opening|second|third|fourth";
	struct number x = {.high = 1};
	size_t k = i - 1;
	if (i < 2 || !is(s, i - 1, WORDS_TIME))
		return i;
	const char *unit = s->t[i - 1].word->text;
	int days = days_of(unit), months = months_of(unit);
	while (k > 1 && k + MOST > i && !says(s, k - 1, which))
		k--;
	if (!says(s, k - 1, which) || months > 1 || (!days && !months))
		return i;
	if (k < i - 1 && (number_at(s->t, s->n, k, &x) != i - 1 - k || x.high > 100))
		return i;
	int n = (int)x.high;
	if (n * days == 1) /* "the last day of June" is a day of its own */
		return i;
	bool last = says(s, k - 1, "last|final|closing");
	int from = says(s, k - 1, "second")   ? 1
		   : says(s, k - 1, "third")  ? 2
		   : says(s, k - 1, "fourth") ? 3
					      : 0;
	*part = p;
	if (last)
		part->start =
		    months ? date_add_months(p.end + 1, -n) : p.end - n * days + 1;
	else
		part->start =
		    months ? date_add_months(p.start, from) : p.start + from * days;
	if (!last)
		part->end =
		    (months ? date_add_months(part->start, n) : part->start + n * days)
		    - 1;
	bool inside = part->start >= p.start && part->end <= p.end
		      && part->end - part->start < p.end - p.start;
	return inside ? k - 1 : i;
}

/* What stands before a time takes a part of it: "the rest of the year", "the middle of
 * 2025", "the beginning of", "the first three weeks of". */
static bool
part_before(const struct scan *s, struct when *w)
{
	size_t k = w->a;
	int32_t reported = s->clock->reported.end;
	struct period p = w->period, part;
	enum period_grain grain = period_grain(p);
	if (k > 0 && s->t[k - 1].kind == LEXER_DASH)
		k--;
	if (k > 0 && says(s, k - 1, "mid") && grain == PERIOD_YEAR) {
		w->other = period_day(date_add_months(p.start, 6) - 1);
		w->a = k - 1;
		return true;
	}
	k = w->a;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (k < 2 || !says(s, k - 1, "of|in"))
		return false;
	k--;
	size_t from = says(s, k, "of") ? units_of(s, k, p, &part) : k;
	if (from < k) {
		w->other = p;
		w->period = part;
		w->a = from;
		return true;
	}
	if (says(s, k - 1, "rest|remainder|balance") && grain >= PERIOD_QUARTER
	    && period_known(s->clock->reported) && p.start <= reported
	    && reported < p.end) {
		w->period.start = reported + 1;
	} else if (says(s, k - 1, "middle") && grain == PERIOD_YEAR) {
		middle_day(w);
	} else if (says(s, k - 1, "beginning|start|outset")) {
		w->other = p;
		w->period = period_day(p.start);
		w->point = true;
	} else {
		return false;
	}
	w->a = k - 1;
	return true;
}

/* "the second quarter to date", "so far in April": until today. */
static bool
so_far_around(const struct scan *s, struct when *w)
{
	size_t k = w->a, used = phrase_far(s, w->b);
	struct period p = period_known(w->other) && w->reported ? w->other : w->period;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (k > 0 && says(s, k - 1, "in|during|into"))
		k--;
	bool before = k > 1 && says(s, k - 1, "far") && says(s, k - 2, "so|thus");
	if ((used == 0 && !before) || p.start > s->clock->as_of
	    || p.end < s->clock->as_of)
		return false;
	w->other = w->period;
	w->period = (struct period){p.start, s->clock->as_of};
	w->b += used;
	return true;
}

static bool
base_before(const struct scan *s, size_t i)
{
	size_t k = i, least = i > FAR ? i - FAR : 0;
	while (
	    k > least
	    && says(s, k - 1,
		"the|in|our|same|of|quarter|period|full|year|comparable|corresponding|"
		"periods"))
		k--;
	if (k == 0)
		return false;
	if (says(s, k - 1, "versus|vs|than|against"))
		return true;
	if (says(s, k - 1, "to|with") && k > 1
	    && says(s, k - 2, "compared|relative|comparison|compare|compares"))
		return true;
	/* "up 5% over 2019", "an increase from Q2" */
	return says(s, k - 1, "from|over") && k > 1
	       && (s->t[k - 2].kind == LEXER_PERCENT
		   || says(s, k - 2,
		       "points|point|percent|increase|decrease|million|billion|"
		       "improvement|up"
		       "|down"));
}

/* "The best quarter since": is the "since" at i one of a record? */
static bool
record_before(const struct scan *s, size_t i)
{
	enum { RECORD = 5 };
	size_t least = i > RECORD ? i - RECORD : 0;
	while (i-- > least && s->t[i].kind != LEXER_COMMA)
		if (says(s, i,
			"best|strongest|highest|largest|biggest|fastest|record|worst|"
			"weakest"
			"|lowest|smallest|slowest"))
			return true;
	return false;
}

enum form {
	NUMERIC,
	QUARTER,
	HALF,
	MONTH,
	AWAY,
	GROWTH,
	DISTANCE,
	MONTHS,
	SPAN,
	SEASON,
	FIXED,
	RELATIVE,
	PLAIN_YEAR
};

/* The forms that a time may have that begins with the token, one bit for each. */
static unsigned
forms_of(const struct token *t)
{
	enum {
		YEARS = 1 << QUARTER | 1 << PLAIN_YEAR,
		COUNTS = 1 << AWAY | 1 << MONTHS | 1 << GROWTH,
		NUMBERS = YEARS | COUNTS | 1 << NUMERIC | 1 << HALF | 1 << MONTH
	};
	if (t->kind == LEXER_NUMBER)
		return NUMBERS;
	if (is_apostrophe(t))
		return YEARS;
	if (t->kind != LEXER_WORD && t->kind != LEXER_TAIL)
		return 0;
	unsigned forms = number_begins(t) ? COUNTS : 0;
	char a = t->low.p[0], b = ' ';
	if (t->low.n > 1)
		b = t->low.p[1];
	if ((b == 'y' && (a == 'f' || a == 'c'))
	    || number_among(t, "calendar|fiscal|fy|cy"))
		forms |= YEARS;
	if (t->word && t->word->cls == WORDS_MONTH)
		forms |= 1 << MONTH;
	if ((a == 'q' && b >= '1' && b <= '4')
	    || (t->word && t->word->cls == WORDS_ORDINAL)
	    || number_among(t, "third|final|last"))
		forms |= 1 << QUARTER;
	if (number_among(t, "h1|h2|first|1st|front|second|2nd|back|latter|last"))
		forms |= 1 << HALF;
	if (number_among(t, "in|within|over|during|for"))
		forms |= 1 << DISTANCE | 1 << SPAN;
	if (number_among(t, "first|trailing|last|past"))
		forms |= 1 << MONTHS;
	if (number_among(t, "last|past|previous|trailing|preceding"))
		forms |= 1 << SPAN;
	if (number_among(t, "spring|summer|autumn|fall|winter"))
		forms |= 1 << SEASON;
	if (lexicon_row(t->known, LEXICON_FIRST(fixed)))
		forms |= 1 << FIXED;
	if (number_among(t, "this|current|next|coming|following|upcoming|last|prior|"
			    "previous|preceding|past"))
		forms |= 1 << RELATIVE | 1 << QUARTER;
	return forms;
}

static uint32_t
word_forms(const struct lexicon_entry *w)
{
	struct token t = lexer_of(w);
	return forms_of(&t);
}
LEXICON_TELL(LEXICON_WHEN, word_forms);

/* The same: most tokens begin none. */
static unsigned
forms_at(const struct token *t)
{
	if (t->kind == LEXER_WORD && t->known->id)
		return t->known->told[LEXICON_WHEN];
	if (t->kind == LEXER_WORD && t->low.p[0] != 'f' && t->low.p[0] != 'c'
	    && t->low.p[0] != 'q')
		return 0; /* no "fy21", no "q3" */
	return forms_of(t);
}

static size_t
one_at(const struct scan *s, size_t i, struct when *w)
{
	static size_t (*const tries[])(const struct scan *, size_t, struct when *) = {
	    [NUMERIC] = numeric_at,
	    [QUARTER] = quarter_at,
	    [HALF] = half_at,
	    [MONTH] = month_at,
	    [AWAY] = away_at,
	    [GROWTH] = growth_at,
	    [DISTANCE] = distance_at,
	    [MONTHS] = months_at,
	    [SPAN] = span_at,
	    [SEASON] = season_at,
	    [FIXED] = fixed_at,
	    [RELATIVE] = relative_at,
	    [PLAIN_YEAR] = plain_year_at,
	};
	for (unsigned left = forms_at(&s->t[i]); left; left &= left - 1) {
		*w = (struct when){
		    .period = PERIOD_NONE, .whole = PERIOD_NONE, .other = PERIOD_NONE};
		size_t used = tries[__builtin_ctz(left)](s, i, w);
		if (used)
			return used;
	}
	return 0;
}

/* "since the beginning of the year": until today. */
static void
since_then(const struct scan *s, struct when *w)
{
	size_t k = w->a;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (w->point && k > 0 && says(s, k - 1, "since")
	    && w->period.start < s->clock->as_of) {
		w->period.end = s->clock->as_of;
		w->point = false;
	}
}

/* A month or quarter that runs may be meant until today. */
static void
running_so_far(const struct scan *s, struct when *w)
{
	int32_t now = s->clock->as_of;
	enum period_grain grain = period_grain(w->period);
	if ((grain == PERIOD_MONTH || grain == PERIOD_QUARTER)
	    && !period_known(w->other) && w->period.start < now && now < w->period.end)
		w->other = (struct period){w->period.start, now};
}

/* [","] ["which" | "that"] "ended" date behind quarters or a year: their own end, said again */
static bool
own_end(const struct scan *s, struct when *w)
{
	enum { A_QUARTER = 91 };
	struct when d = *w;
	int n = (w->period.end - w->period.start + A_QUARTER / 2) / A_QUARTER;
	size_t i = w->b + (size_t)is_comma(s, w->b);
	i += (size_t)says(s, i, "which|that");
	size_t used = n > 0 ? ended_at(s, i, n, &d) : 0;
	if (used == 0)
		return false;
	w->period = d.period;
	w->b = i + used;
	return true;
}

/* What stands around a period of tokens [w->a, w->b) makes it a base or a day. */
static void
look_around(const struct scan *s, struct when *w)
{
	size_t from;
	if (w->day) {
		w->a = weekday_before(s, w->a);
		w->b += weekday_behind(s, w->b);
	}
	bool held = !w->now && !w->base && !w->undated,
	     dated = held && period_known(w->period) && w->period.start < w->period.end;
	if (dated && (so_far_around(s, w) || part_before(s, w))) {
		since_then(s, w);
		w->base = base_before(s, w->a);
	} else if (held && base_before(s, w->a)) {
		w->base = true;
	} else if (period_known(w->period) && edge_before(s, w->a, &from)) {
		last_day(w);
		w->a = from;
	} else if (dated && own_end(s, w)) {
		w->guessed = false; /* "the third quarter ended September 30, 2023" */
	} else if (period_known(w->period) && says(s, w->b, "ends|ended|closes|closed")
		   && !says(s, w->b + 1, "with|at|up")) {
		last_day(w); /* "when the year ends" */
		w->b++;
	} else if (period_known(w->period) && w->a > 0 && says(s, w->a - 1, "since")
		   && s->clock->as_of > w->period.start) {
		w->other = (struct period){w->period.start, s->clock->as_of};
		w->record = record_before(s, w->a - 1);
	}
	running_so_far(s, w);
}

/* "Q3 or Q4", "the third and fourth quarters": where both years are guessed, the second
 * is not before the first. */
static void
follow_on(const struct scan *s, const struct when *before, struct when *w)
{
	enum { NEAR = 3 };
	if (before->guessed && w->guessed && w->a <= before->b + NEAR
	    && period_known(w->period) && period_known(before->period)
	    && period_grain(w->period) == PERIOD_QUARTER
	    && period_grain(before->period) == PERIOD_QUARTER
	    && w->period.end < before->period.start && s->clock->fiscal.quarter
	    && (says(s, before->b, "and|or|through|to|into")
		|| s->t[before->b].kind == LEXER_DASH))
		w->period = fiscal_shift(&s->clock->fiscal, w->period, 4);
}

int
when_find(const struct token *t, size_t n, /* NOLINT(readability-function-size) */
    const unsigned char *tense, const struct when_clock *clock, struct arena *a,
    struct when **out, size_t *n_out, struct err *e)
{
	struct scan s = {.t = t, .n = n, .tense = tense, .clock = clock};
	size_t cap = 0, m = 0;
	struct when *v = NULL;
	for (size_t i = 0; i < n;) {
		struct when w;
		size_t used = one_at(&s, i, &w);
		if (used == 0) {
			i++;
			continue;
		}
		w.a = i;
		w.b = i + used;
		look_around(&s, &w);
		if (m > 0) {
			/* "a year end of Q4": what the one before took stays its own. */
			if (w.a < v[m - 1].b)
				w.a = v[m - 1].b;
			follow_on(&s, &v[m - 1], &w);
		}
		struct when *grown = arena_grow(a, v, m, &cap, sizeof *v);
		if (!grown)
			return err_nomem(e);
		v = grown;
		v[m++] = w;
		i = w.b;
	}
	arena_trim(a, v, m, cap, sizeof *v);
	*out = v;
	*n_out = m;
	return 0;
}
