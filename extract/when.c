/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/when.h"

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

static bool
says(const struct scan *s, size_t i, const char *words)
{
	return i < s->n && number_among(&s->t[i], words);
}

/* A phrase at i, dashes between its words allowed: tokens used. */
static size_t
phrase(const struct scan *s, size_t i, const char *words)
{
	struct str rest = str_from(words);
	size_t j = i;
	while (rest.n) {
		if (j > i && j < s->n && s->t[j].kind == LEXER_DASH)
			j++;
		struct str w = str_cut(&rest, ' ');
		bool word = j < s->n && (s->t[j].kind == LEXER_WORD || s->t[j].kind == LEXER_TAIL);
		if (!word || !str_eq(s->t[j].low, w))
			return 0;
		j++;
	}
	return j - i;
}

/* ----- years ---------------------------------------------------------------- */

/* 2017, '17, FY18, fiscal 2018, fiscal year 2018: the year and the tokens. */
static size_t
year_at(const struct scan *s, size_t i, int *year)
{
	size_t j = i;
	if (says(s, j, "calendar|fiscal|fy")) {
		j++;
		if (says(s, j, "year"))
			j++;
	}
	if (j >= s->n)
		return 0;
	const struct token *t = &s->t[j];
	if (t->kind == LEXER_NUMBER && !t->grouped && t->decimals == 0) {
		/* "2018-Q3" and "2018 vehicles" are looked at by the callers. */
		if (t->value >= 1990 && t->value < 2100) {
			*year = (int)t->value;
			return j + 1 - i;
		}
		if (j > i && t->value >= 10 && t->value < 60) {
			*year = 2000 + (int)t->value;
			return j + 1 - i;
		}
		/* '17 : an apostrophe before two digits */
		if (j > 0 && t->value >= 10 && t->value < 60 && s->t[j - 1].kind == LEXER_OTHER
		    && s->t[j - 1].low.p[0] == '\'' && s->t[j - 1].end == t->start) {
			*year = 2000 + (int)t->value;
			return j + 1 - i;
		}
	}
	if (t->kind == LEXER_OTHER && t->low.p[0] == '\'' && j + 1 < s->n
	    && s->t[j + 1].kind == LEXER_NUMBER && s->t[j + 1].start == t->end
	    && s->t[j + 1].value >= 10 && s->t[j + 1].value < 60 && s->t[j + 1].decimals == 0) {
		*year = 2000 + (int)s->t[j + 1].value;
		return j + 2 - i;
	}
	/* "fy18" is one word */
	if (t->kind == LEXER_WORD && t->low.n == 4 && t->low.p[0] == 'f' && t->low.p[1] == 'y'
	    && t->low.p[2] >= '1' && t->low.p[2] <= '5' && t->low.p[3] >= '0' && t->low.p[3] <= '9') {
		*year = 2000 + (t->low.p[2] - '0') * 10 + (t->low.p[3] - '0');
		return j + 1 - i;
	}
	return 0;
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
	if (says(s, j, "the") && says(s, j + 1, "year"))
		return 0;
	size_t used = year_at(s, j, year);
	if (used == 0)
		used = relative_year(s, j, year);
	return used ? j + used - i : 0;
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

/* "Q3", "3Q", "Q317", "1Q18", "third quarter": number and maybe year. */
static size_t
quarter_name(const struct scan *s, size_t i, int *q, int *year)
{
	const struct token *t = &s->t[i];
	*year = 0;
	if (t->kind == LEXER_WORD && (t->low.n == 2 || t->low.n == 4) && t->low.p[0] == 'q'
	    && t->low.p[1] >= '1' && t->low.p[1] <= '4') {
		*q = t->low.p[1] - '0';
		if (t->low.n == 4)
			*year = 2000 + (t->low.p[2] - '0') * 10 + (t->low.p[3] - '0');
		return t->low.n == 2 || (*year > 2000 && *year < 2060) ? 1 : 0;
	}
	if (t->kind == LEXER_NUMBER && t->decimals == 0 && t->value >= 1 && t->value <= 4
	    && i + 1 < s->n && s->t[i + 1].start == t->end && s->t[i + 1].low.n
	    && s->t[i + 1].low.p[0] == 'q') {
		struct str w = s->t[i + 1].low;
		*q = (int)t->value;
		if (w.n == 1)
			return 2;
		if (w.n == 3 && w.p[1] >= '1' && w.p[1] <= '5') {
			*year = 2000 + (w.p[1] - '0') * 10 + (w.p[2] - '0');
			return 2;
		}
		return 0;
	}
	int ordinal = is(s, i, WORDS_ORDINAL) ? (int)t->word->value : says(s, i, "third") ? 3 : 0;
	size_t j = i + 1;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	if (says(s, j, "fiscal|calendar"))
		j++;
	if (ordinal >= 1 && ordinal <= 4 && says(s, j, "quarter|quarters")) {
		*q = ordinal;
		return j + 1 - i;
	}
	if ((says(s, i, "final") || says(s, i, "fourth")) && says(s, j, "quarter")) {
		*q = 4;
		return j + 1 - i;
	}
	return 0;
}

static size_t
quarter_at(const struct scan *s, size_t i, struct when *w)
{
	int q, year;
	size_t used = quarter_name(s, i, &q, &year);
	if (used == 0)
		return 0;
	if (year == 0) {
		size_t more = of_year(s, i + used, &year);
		if (more == 0 && i > 0 && s->t[i - 1].kind == LEXER_NUMBER) {
			int before;
			if (year_at(s, i - 1, &before) == 1)
				year = before; /* "2019 third quarter" */
		}
		used += more;
	}
	if (s->clock->fiscal.quarter == 0)
		return year || s->clock->as_of == DATE_NONE ? used : used;
	w->guessed = year == 0;
	if (year == 0)
		year = guess_year(s, i, q);
	w->period = fiscal_quarter(&s->clock->fiscal, year, q);
	return used;
}

static size_t
half_at(const struct scan *s, size_t i, struct when *w)
{
	int half = 0, year = 0, q;
	size_t j = i;
	if (says(s, i, "first|1st|front"))
		half = 1;
	else if (says(s, i, "second|2nd|back|latter|last"))
		half = 2;
	if (half) {
		j = i + 1;
		if (j < s->n && s->t[j].kind == LEXER_DASH)
			j++;
		if (!says(s, j, "half"))
			return 0;
		j++;
	} else if (says(s, i, "h1|h2")) {
		half = s->t[i].low.p[1] - '0';
		j = i + 1;
	} else {
		return 0;
	}
	if (says(s, j, "of") && says(s, j + 1, "the") && says(s, j + 2, "year"))
		j += 3;
	else
		j += of_year(s, j, &year);
	if (!known(s) && !(s->clock->fiscal.quarter && year))
		return j - i;
	if (year == 0)
		today(s, &year, &q);
	w->period = fiscal_quarters(&s->clock->fiscal, year, half == 1 ? 1 : 3, 2);
	return j - i;
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

static size_t
month_at(const struct scan *s, size_t i, struct when *w)
{
	if (!is(s, i, WORDS_MONTH) || !s->t[i].capital)
		return 0;
	int m = (int)s->t[i].word->value, year = 0, day = 0;
	/* "May I ask", "March forward": the months that are words need company. */
	if (number_among(&s->t[i], "may|march|mar") && !(i > 0
	    && (says(s, i - 1, "in|by|of|since|until|late|early|mid|this|next|last|from|to|through|and|on|end|for|during|or")
	        || s->t[i - 1].kind == LEXER_DASH))
	    && !(i + 1 < s->n && s->t[i + 1].kind == LEXER_NUMBER))
		return 0;
	size_t j = i + 1;
	if (j < s->n && s->t[j].kind == LEXER_STOP && s->t[i].low.n <= 4 && s->t[j].end - s->t[j].start == 1
	    && j + 1 < s->n && s->t[j + 1].kind == LEXER_NUMBER)
		j++; /* "Sept. 30" */
	if (j < s->n && s->t[j].kind == LEXER_NUMBER && s->t[j].decimals == 0 && s->t[j].value >= 1
	    && s->t[j].value <= 31 && !s->t[j].grouped
	    && !(j + 1 < s->n && (s->t[j + 1].kind == LEXER_PERCENT || is(s, j + 1, WORDS_MAGNITUDE)))) {
		day = (int)s->t[j].value;
		j++;
		if (says(s, j, "st|nd|rd|th") && s->t[j].start == s->t[j - 1].end)
			j++;
	}
	j += of_year(s, j, &year);
	if (year == 0 && s->clock->as_of == DATE_NONE)
		return j - i;
	w->guessed = year == 0;
	if (year == 0)
		year = guess_month_year(s, i, m);
	if (day && day <= date_days_in_month(year, m)) {
		w->period = period_day(date_from_civil(year, m, day));
		w->point = true;
	} else {
		w->period = period_months(year, m, 1);
	}
	return j - i;
}

/* ----- relative ------------------------------------------------------------------ */

static struct period
calendar_month(int32_t date, int off)
{
	int y, m, d;
	date_to_civil(date_add_months(date, off), &y, &m, &d);
	return period_months(y, m, 1);
}

/* this | next | last | coming ... month | quarter | year | week */
static size_t
relative_at(const struct scan *s, size_t i, struct when *w)
{
	int off, y, q;
	if (says(s, i, "this|current"))
		off = 0;
	else if (says(s, i, "next|coming|following|upcoming"))
		off = 1;
	else if (says(s, i, "last|prior|previous|preceding|past"))
		off = -1;
	else
		return 0;
	size_t j = i + 1;
	if (says(s, j, "fiscal|calendar|full"))
		j++;
	if (says(s, j, "coming"))
		j++;
	if (!is(s, j, WORDS_TIME) || s->t[j].word->value != 0)
		return 0;
	const char *unit = s->t[j].word->text;
	size_t used = j + 1 - i;
	if (!known(s))
		return used;
	today(s, &y, &q);
	int32_t now = s->clock->as_of;
	if (strcmp(unit, "year") == 0)
		w->period = fiscal_year(&s->clock->fiscal, y + off);
	else if (strcmp(unit, "quarter") == 0)
		w->period = fiscal_quarter(&s->clock->fiscal, y, q + off);
	else if (strcmp(unit, "month") == 0)
		w->period = calendar_month(now, off);
	else if (strcmp(unit, "week") == 0)
		w->period = (struct period){now - (now + 3) % 7 + 7 * off, now - (now + 3) % 7 + 7 * off + 6};
	else
		return 0;
	/* "this quarter" of what is being reported. */
	if (strcmp(unit, "quarter") == 0 && off == 0 && s->tense[i] == WHEN_PAST
	    && period_known(s->clock->reported)) {
		w->period = s->clock->reported;
		w->reported = true;
	}
	if (strcmp(unit, "year") == 0 && off < 0 && says(s, i, "past"))
		w->period = (struct period){date_add_months(now, -12), now};
	return used;
}

/* over | in | during the last N weeks | months | quarters | years: up to the call */
static size_t
span_at(const struct scan *s, size_t i, struct when *w)
{
	size_t j = i;
	if (!says(s, j, "over|in|during|for") || !says(s, j + 1, "the") || !says(s, j + 2, "last|past"))
		return 0;
	j += 3;
	struct number x;
	size_t used = j < s->n ? number_at(s->t, s->n, j, &x) : 0;
	if (used == 0 || !is(s, j + used, WORDS_TIME) || x.high >= 1000)
		return 0;
	const char *unit = s->t[j + used].word->text;
	int months = strcmp(unit, "month") == 0 ? 1 : strcmp(unit, "quarter") == 0 ? 3 : strcmp(unit, "year") == 0 ? 12 : 0;
	int32_t now = s->clock->as_of;
	if (now != DATE_NONE && (months || strcmp(unit, "week") == 0))
		w->period = (struct period){months ? date_add_months(now, -(int)x.high * months) : now - (int32_t)x.high * 7, now};
	return j + used + 1 - i;
}

/* in | within | over the next N weeks | months | quarters | years */
static size_t
distance_at(const struct scan *s, size_t i, struct when *w)
{
	size_t j = i;
	bool over = false;
	if (says(s, j, "in|within")) {
		j++;
		over = says(s, j, "the") && says(s, j + 1, "next|coming");
		if (over)
			j += 2;
	} else if (says(s, j, "over|during|for") && says(s, j + 1, "the") && says(s, j + 2, "next|coming")) {
		j += 3;
		over = true;
	} else if (says(s, j, "over") && says(s, j + 1, "next|coming")) {
		j += 2;
		over = true;
	} else {
		return 0;
	}
	if (says(s, j, "about|roughly|approximately|like|probably|around"))
		j++;
	struct number x = {.low = 1, .high = 1};
	size_t used = j < s->n ? number_at(s->t, s->n, j, &x) : 0;
	if (used == 0)
		x = (struct number){.low = 1, .high = 1};
	if (used == 0 && says(s, j, "a|an"))
		used = 1;
	if (used == 0 && !over)
		return 0;
	j += used;
	if (j < s->n && s->t[j].kind == LEXER_DASH)
		j++;
	if (says(s, j, "to|or")) { /* "in six to nine months": the later */
		struct number y;
		used = j + 1 < s->n ? number_at(s->t, s->n, j + 1, &y) : 0;
		if (used && y.low > x.low && y.low < 100) {
			x = y;
			j += 1 + used;
		}
	}
	if (says(s, j, "of"))
		j++;
	if (!is(s, j, WORDS_TIME) || x.high >= 1000)
		return 0;
	const char *unit = s->t[j].word->text;
	int months = strcmp(unit, "month") == 0 ? 1 : strcmp(unit, "quarter") == 0 ? 3
	    : strcmp(unit, "year") == 0 ? 12 : strcmp(unit, "decade") == 0 ? 120 : 0;
	double count = x.vague ? (x.low + x.high) / 2 : x.high;
	if (s->clock->as_of != DATE_NONE) {
		int32_t at = months ? date_add_months(s->clock->as_of, (int)(count * months + 0.5))
		    : s->clock->as_of + (int32_t)(count * (strcmp(unit, "week") == 0 ? 7 : 1));
		if (!months && strcmp(unit, "week") != 0 && strcmp(unit, "day") != 0)
			return 0;
		w->period = period_day(at);
		w->point = true;
		/* "in the next few years" fixes no time. */
		if (x.vague && months >= 12) {
			w->period = PERIOD_NONE;
			w->undated = true;
		}
	}
	return j + 1 - i;
}

/* clang-format off */
static const struct fixed {
	const char *words;
	enum { NOW, REPORTED, YEAR_SAID, UNDATED, YOY, QOQ, BASE_YEAR, BASE_QUARTER, YTD, YEAR_END, QUARTER_END } what;
} fixed[] = { /* longest first where one begins another */
	{"as of today", NOW}, {"right now", NOW}, {"at the moment", NOW}, {"at this point", NOW},
	{"these days", NOW}, {"at present", NOW}, {"to date", NOW}, {"so far", NOW}, {"as we speak", NOW},
	{"now", NOW}, {"today", NOW}, {"currently", NOW}, {"presently", NOW}, {"already", NOW},
	{"year to date", YTD}, {"first nine months", YTD}, {"through nine months", YTD},
	{"year over year", YOY}, {"year on year", YOY}, {"yoy", YOY}, {"from a year ago", YOY},
	{"versus a year ago", YOY}, {"compared to a year ago", YOY}, {"from the year ago quarter", YOY},
	{"year ago quarter", YOY}, {"a year ago", YOY}, {"over the prior year", YOY},
	{"from the prior year", YOY}, {"versus prior year", YOY}, {"versus the prior year", YOY},
	{"compared to the prior year", YOY}, {"compared to prior year", YOY}, {"from prior year", YOY},
	{"over last year", YOY}, {"from last year", YOY}, {"versus last year", YOY},
	{"compared to last year", YOY}, {"than last year", YOY}, {"compared with last year", YOY},
	{"compared with the prior year", YOY}, {"same quarter last year", YOY}, {"relative to last year", YOY},
	{"over the prior year quarter", YOY}, {"on last year", YOY}, {"against last year", YOY},
	{"over the same period last year", YOY}, {"same period last year", YOY},
	{"sequentially", QOQ}, {"quarter over quarter", QOQ}, {"quarter on quarter", QOQ},
	{"sequential", QOQ}, {"from last quarter", QOQ}, {"versus last quarter", QOQ},
	{"compared to last quarter", QOQ}, {"from the prior quarter", QOQ}, {"versus the prior quarter", QOQ},
	{"from the previous quarter", QOQ}, {"than last quarter", QOQ}, {"qoq", QOQ},
	{"compared to the prior quarter", QOQ}, {"over last quarter", QOQ}, {"over the prior quarter", QOQ},
	{"year end", YEAR_END}, {"year 's end", YEAR_END}, {"quarter 's end", QUARTER_END},
	{"quarter end", QUARTER_END},
	{"long term", UNDATED}, {"longer term", UNDATED}, {"over time", UNDATED}, {"eventually", UNDATED},
	{"ultimately", UNDATED}, {"in the long run", UNDATED}, {"at some point", UNDATED},
	{"in the future", UNDATED}, {"at maturity", UNDATED}, {"steady state", UNDATED},
	{"the quarter", REPORTED}, {"the full year", YEAR_SAID}, {"full year", YEAR_SAID}, {"the year", YEAR_SAID},
	{"the whole year", YEAR_SAID},
};
/* clang-format on */

static void
set_fixed(const struct scan *s, size_t i, const struct fixed *x, struct when *w)
{
	int y = 0, q = 0;
	const struct fiscal *f = &s->clock->fiscal;
	bool past = s->tense[i] == WHEN_PAST;
	if (known(s))
		today(s, &y, &q);
	switch (x->what) {
	case NOW:
		if (s->clock->as_of != DATE_NONE)
			w->period = period_day(s->clock->as_of);
		w->point = w->now = true;
		break;
	case REPORTED:
		w->period = s->clock->reported;
		w->reported = true;
		if (s->tense[i] == WHEN_FUTURE && known(s))
			w->period = fiscal_quarter(f, y, q);
		break;
	case YEAR_SAID:
		/* A fourth quarter's call reports a year as well. */
		if (known(s))
			w->period = fiscal_year(f, past && f->quarter == 4 ? f->year : y);
		break;
	case YTD:
		if (known(s))
			w->period = (struct period){fiscal_year(f, f->year).start, s->clock->reported.end};
		break;
	case YEAR_END:
		if (known(s))
			w->period = period_day(fiscal_year(f, past && f->quarter == 4 ? f->year : y).end);
		w->point = true;
		break;
	case QUARTER_END:
		w->period = period_known(s->clock->reported) ? period_day(s->clock->reported.end) : PERIOD_NONE;
		if (s->tense[i] == WHEN_FUTURE && known(s))
			w->period = period_day(fiscal_quarter(f, y, q).end);
		w->point = w->reported = true;
		break;
	case UNDATED:
		w->undated = true;
		break;
	case YOY:
	case BASE_YEAR:
		w->base = w->shift_year = true;
		break;
	case QOQ:
	case BASE_QUARTER:
		w->base = w->shift_quarter = true;
		break;
	}
}

static size_t
fixed_at(const struct scan *s, size_t i, struct when *w)
{
	if (s->t[i].kind != LEXER_WORD)
		return 0;
	for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++) {
		size_t used = phrase(s, i, fixed[k].words);
		if (used == 0)
			continue;
		/* "the year ago quarter", "the quarter of 2018" are other things. */
		if (fixed[k].what == YEAR_SAID && says(s, i + used, "ago|over|on|end"))
			return 0;
		if (fixed[k].what == UNDATED && says(s, i + used, "in|during|next|this"))
			return 0;
		if (fixed[k].what == YEAR_SAID) {
			int year;
			size_t more = of_year(s, i + used, &year);
			if (more && known(s)) {
				w->period = fiscal_year(&s->clock->fiscal, year);
				return used + more;
			}
		}
		set_fixed(s, i, &fixed[k], w);
		return used;
	}
	return 0;
}

static size_t
plain_year_at(const struct scan *s, size_t i, struct when *w)
{
	int year;
	/* A bare number is a year where nothing counts with it. */
	size_t used = year_at(s, i, &year);
	if (used == 0)
		return 0;
	size_t j = i + used;
	bool bare = used == 1 && s->t[i].kind == LEXER_NUMBER;
	if (bare && j < s->n && (s->t[j].kind == LEXER_PERCENT || is(s, j, WORDS_NOUN) || is(s, j, WORDS_MAGNITUDE)
	    || is(s, j, WORDS_TIME) || (says(s, j, "a|per") && is(s, j + 1, WORDS_TIME))))
		return 0;
	if (bare && i > 0 && (s->t[i - 1].kind == LEXER_CURRENCY || s->t[i - 1].kind == LEXER_PERCENT))
		return 0;
	if (s->clock->fiscal.quarter == 0)
		w->period = period_months(year, 1, 12);
	else
		w->period = fiscal_year(&s->clock->fiscal, year);
	/* "2021 and 2022", "2021 to 2022" */
	int to;
	if (j + 1 < s->n && (says(s, j, "and|to|through") || s->t[j].kind == LEXER_DASH)) {
		size_t more = year_at(s, j + 1, &to);
		if (more && to == year + 1) {
			w->period.end = s->clock->fiscal.quarter == 0 ? period_months(to, 1, 12).end
			    : fiscal_year(&s->clock->fiscal, to).end;
			used += 1 + more;
		}
	}
	return used;
}

/* ----- edges ---------------------------------------------------------------------- */

/* Does what stands before token i ask for the last day? Where it begins. */
static bool
edge_before(const struct scan *s, size_t i, size_t *from)
{
	size_t k = i;
	if (k > 0 && says(s, k - 1, "the"))
		k--;
	if (k > 1 && says(s, k - 1, "of") && says(s, k - 2, "end|close|ends|conclusion")) {
		k -= 2;
		while (k > 0 && says(s, k - 1, "the|very|tail|at|by|towards|toward|near|until|through|before|around|from"))
			k--;
		*from = k;
		return true;
	}
	if (k > 0 && says(s, k - 1, "exiting|exit|exited|leaving|leave|left")) {
		*from = k - 1;
		return true;
	}
	if (k > 0 && says(s, k - 1, "late")) {
		*from = k - 1;
		return true;
	}
	/* "ended the quarter with", "close the year with", "we finished 2018 with" */
	if (k > 0 && says(s, k - 1, "ended|end|ending|close|closed|finish|finished|finishing|closing|concluded|conclude")
	    && !says(s, k - 1, "closing|ending")) {
		*from = k - 1;
		return true;
	}
	return false;
}

static bool
base_before(const struct scan *s, size_t i)
{
	size_t k = i;
	while (k > 0 && says(s, k - 1, "the|in|our|same|of|quarter|period|full|year"))
		k--;
	if (k == 0)
		return false;
	if (says(s, k - 1, "versus|vs|than|against"))
		return true;
	if (says(s, k - 1, "to|with") && k > 1 && says(s, k - 2, "compared|relative|comparison"))
		return true;
	/* "up 5% over 2019", "an increase from Q2" */
	return says(s, k - 1, "from|over") && k > 1
	    && (s->t[k - 2].kind == LEXER_PERCENT || says(s, k - 2, "points|point|percent|increase|decrease|million|billion|improvement|up|down"));
}

static size_t
one_at(const struct scan *s, size_t i, struct when *w)
{
	static size_t (*const tries[])(const struct scan *, size_t, struct when *) = {
	    quarter_at,
	    half_at,
	    month_at,
	    distance_at,
	    span_at,
	    fixed_at,
	    relative_at,
	    plain_year_at,
	};
	for (size_t k = 0; k < sizeof tries / sizeof *tries; k++) {
		*w = (struct when){.period = PERIOD_NONE, .whole = PERIOD_NONE};
		size_t used = tries[k](s, i, w);
		if (used)
			return used;
	}
	return 0;
}

int
when_find(const struct token *t, size_t n, const unsigned char *tense,
    const struct when_clock *clock, struct arena *a, struct when **out, size_t *n_out,
    struct err *e)
{
	const struct scan s = {t, n, tense, clock};
	size_t cap = 0, m = 0;
	struct when *v = NULL;
	for (size_t i = 0; i < n;) {
		struct when w;
		size_t used = one_at(&s, i, &w), from = i;
		if (used == 0) {
			i++;
			continue;
		}
		w.a = i;
		w.b = i + used;
		if (!w.now && !w.base && !w.undated && base_before(&s, i))
			w.base = true;
		else if (period_known(w.period) && edge_before(&s, i, &from)) {
			w.whole = w.period;
			w.period = period_day(w.period.end);
			w.point = true;
			w.a = from;
		} else if (period_known(w.period) && says(&s, w.b, "ends|ended|closes|closed")
		    && !says(&s, w.b + 1, "with|at|up")) {
			w.period = period_day(w.period.end); /* "when the year ends" */
			w.point = true;
			used++;
			w.b++;
		}
		/* "year end 2018", "2018 year end" */
		struct when *grown = arena_grow(a, v, m, &cap, sizeof *v);
		if (!grown)
			return err_nomem(e);
		v = grown;
		v[m++] = w;
		i += used;
	}
	*out = v;
	*n_out = m;
	return 0;
}
