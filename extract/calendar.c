/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/calendar.h"

#include "extract/number.h"

bool
calendar_whole(const struct token *t, size_t n, size_t i, int from, int to)
{
	return i < n && t[i].kind == LEXER_NUMBER && t[i].decimals == 0 && !t[i].grouped
	       && t[i].value >= from && t[i].value <= to;
}

static bool
is_month(const struct token *t, size_t n, size_t i)
{
	return i < n && t[i].word && t[i].word->cls == WORDS_MONTH && t[i].capital;
}

static int32_t
date_of(int y, int m, int d)
{
	return d <= date_days_in_month(y, m) ? date_from_civil(y, m, d) : DATE_NONE;
}

static bool
is_slash(const struct token *t, size_t n, size_t i)
{
	return i < n && t[i].low.n == 1 && t[i].low.p[0] == '/';
}

/* "8/22/2017", "22/8/2017"; not "3/4/2017", a day that nobody can tell. */
static int32_t
date_with_slashes(const struct token *t, size_t n, size_t i)
{
	if (!calendar_whole(t, n, i, 1, 31) || !is_slash(t, n, i + 1)
	    || !calendar_whole(t, n, i + 2, 1, 31) || !is_slash(t, n, i + 3)
	    || !calendar_whole(t, n, i + 4, CALENDAR_LEAST, CALENDAR_MOST))
		return DATE_NONE;
	int a = (int)t[i].value, b = (int)t[i + 2].value, y = (int)t[i + 4].value;
	int month = a > 12 ? b : a, day = a > 12 ? a : b;
	bool unclear = day <= 12 && day != month;
	return unclear || month > 12 ? DATE_NONE : date_of(y, month, day);
}

/* "August 2, 2017", "2 August 2017", "2-Aug-2017", "2017-08-02", "8/22/2017" */
int32_t
calendar_date(const struct token *t, size_t n, size_t i)
{
	size_t j = i + 1;
	if (calendar_whole(t, n, i, CALENDAR_LEAST, CALENDAR_MOST) && i + 4 < n
	    && t[j].kind == LEXER_DASH && calendar_whole(t, n, i + 2, 1, 12)
	    && t[i + 3].kind == LEXER_DASH && calendar_whole(t, n, i + 4, 1, 31)
	    && t[i + 4].end == t[i].start + STR("2017-08-02").n)
		return date_of(
		    (int)t[i].value, (int)t[i + 2].value, (int)t[i + 4].value);
	int32_t slashes = date_with_slashes(t, n, i);
	if (slashes != DATE_NONE)
		return slashes;
	/* With a dash on both sides of the month, or on none. */
	size_t dash = j < n && t[j].kind == LEXER_DASH, year = j + 2 * dash + 1;
	if (calendar_whole(t, n, i, 1, 31) && is_month(t, n, j + dash)
	    && (!dash || (year < n && t[year - 1].kind == LEXER_DASH))
	    && calendar_whole(t, n, year, CALENDAR_LEAST, CALENDAR_MOST))
		return date_of(
		    (int)t[year].value, (int)t[j + dash].word->value, (int)t[i].value);
	if (!is_month(t, n, i))
		return DATE_NONE;
	if (j < n && t[j].kind == LEXER_STOP)
		j++;
	if (!calendar_whole(t, n, j, 1, 31))
		return DATE_NONE;
	int day = (int)t[j].value;
	j++;
	if (j < n && number_among(&t[j], "st|nd|rd|th"))
		j++;
	if (j < n && t[j].kind == LEXER_COMMA)
		j++;
	if (!calendar_whole(t, n, j, CALENDAR_LEAST, CALENDAR_MOST))
		return DATE_NONE;
	return date_of((int)t[j].value, (int)t[i].word->value, day);
}

static int
year_near(const struct token *t, size_t n, size_t i)
{
	enum { FAR = 5 };
	for (size_t j = i; j < n && j < i + FAR && t[j].kind != LEXER_STOP; j++)
		if (calendar_whole(t, n, j, CALENDAR_LEAST, CALENDAR_MOST))
			return (int)t[j].value;
	return 0;
}

static const char quarter_names[] = "first|second|third|fourth|q1|q2|q3|q4";

/* "Q2", "second quarter", "third fiscal quarter": tokens used */
size_t
calendar_quarter_name(const struct token *t, size_t n, size_t i, int *quarter)
{
	static const char *const ordinals[] = {"first", "second", "third", "fourth"};
	if (t[i].kind != LEXER_WORD || !number_among(&t[i], quarter_names))
		return 0;
	struct str w = t[i].low;
	if (w.n == 2 && w.p[0] == 'q' && w.p[1] >= '1' && w.p[1] <= '4') {
		*quarter = w.p[1] - '0';
		return 1;
	}
	*quarter = 0;
	for (int k = 0; k < 4; k++)
		if (str_eq(w, str_from(ordinals[k])))
			*quarter = k + 1;
	size_t j = i + 1;
	if (j < n && t[j].kind == LEXER_DASH)
		j++;
	if (j < n && number_among(&t[j], "fiscal"))
		j++;
	return *quarter && j < n && number_among(&t[j], "quarter") ? j + 1 - i : 0;
}

/* "Q2 2017", "second quarter 2017", "2017 second quarter", "fiscal 2021 third quarter" */
bool
calendar_quarter(const struct token *t, size_t n, size_t i, int *year, int *quarter)
{
	size_t used = calendar_quarter_name(t, n, i, quarter);
	if (used == 0)
		return false;
	*year = year_near(t, n, i + used);
	for (size_t back = 1; *year == 0 && back <= 3 && back <= i; back++)
		if (calendar_whole(t, n, i - back, CALENDAR_LEAST, CALENDAR_MOST))
			*year = (int)t[i - back].value;
	return *year != 0;
}

struct period
calendar_dates(int year, int quarter, int year_end_month)
{
	int months = year * 12 + year_end_month - 12
		     + 3 * (quarter - 1); /* of the first, from 0 */
	return period_months(months / 12, months % 12 + 1, 3);
}

/* ----- what is said ----------------------------------------------------------------- */

enum { MONTHS = 12, DATES_MOST = 64, YEARS = CALENDAR_MOST - CALENDAR_LEAST + 1 };

/* What a text says of its calendar; months from 1, years from CALENDAR_LEAST. */
struct said {
	size_t months[MONTHS + 1]; /* named */
	size_t n_months;
	size_t year_end[MONTHS + 1]; /* "the year ended June 30" */
	size_t part_end[MONTHS + 1]; /* "the quarter ended March 31" */
	size_t results[MONTHS + 1];  /* "report our full-year results in July" */
	size_t years[YEARS], n_years;
	int32_t dates[DATES_MOST]; /* whole ones, but those that end a year */
	size_t n_dates;
	int32_t year_ended; /* "the year ended June 30, 2020"; DATE_NONE */
	size_t quarters[5], first_quarter;
	size_t fiscal, fiscal_quarters; /* "fiscal"; beside a quarter's name */
	size_t comparable;              /* "comps", "comparable sales" */
};

/* Does one of the words stand among the few tokens before i, in its sentence? */
#define before(t, i, far, words) stands_before(t, i, far, LEXICON_LIST(words))
static bool
stands_before(const struct token *t, size_t i, size_t far, lexicon_list *words)
{
	for (size_t k = 1; k <= far && k <= i; k++) {
		if (t[i - k].kind == LEXER_STOP || t[i - k].kind == LEXER_BREAK)
			return false;
		if (lexicon_has(t[i - k].known, words))
			return true;
	}
	return false;
}

#define after(t, n, i, far, words) stands_after(t, n, i, far, LEXICON_LIST(words))
static bool
stands_after(const struct token *t, size_t n, size_t i, size_t far, lexicon_list *words)
{
	for (size_t k = i + 1; k <= i + far && k < n; k++) {
		if (t[k].kind == LEXER_STOP || t[k].kind == LEXER_BREAK)
			return false;
		if (lexicon_has(t[k].known, words))
			return true;
	}
	return false;
}

/* "May" is a month, and a word that begins a question. */
static bool
names_month(const struct token *t, size_t n, size_t i)
{
	return is_month(t, n, i)
	       && (t[i].word->value != 5 || calendar_whole(t, n, i + 1, 1, 31)
		   || before(t, i, 1, "in|of|through|by|since|for|ended|and|to|mid"));
}

/* "our fiscal year ends on the last Sunday in" */
static bool
year_ends(const struct token *t, size_t i)
{
	enum { FAR = 8 };
	for (size_t k = 2; k <= FAR && k < i; k++) {
		if (t[i - k].kind == LEXER_STOP || t[i - k].kind == LEXER_BREAK)
			return false;
		if (number_among(&t[i - k], "ends|closes|concludes"))
			return number_among(&t[i - k - 1], "year|years");
	}
	return false;
}

static void
hear_month(struct said *s, const struct token *t, size_t n, size_t i)
{
	enum { WEEK = 7, FAR = 12 };
	size_t m = (size_t)t[i].word->value;
	int32_t date = calendar_date(t, n, i);
	if (before(t, i, 2, "ended|ending")) {
		/* A year of weeks ends in the first days of the next month. */
		if (calendar_whole(t, n, i + 1, 1, WEEK))
			m = m == 1 ? MONTHS : m - 1;
		if (before(t, i, 4, "year") || before(t, i, 4, "years")) {
			s->year_end[m]++;
			if (s->year_ended == DATE_NONE || date > s->year_ended)
				s->year_ended = date;
			return;
		}
		s->part_end[m]++;
	} else if (year_ends(t, i)) {
		s->year_end[m]++;
		return;
	}
	if (before(t, i, 1, "in") && before(t, i, FAR, "results")
	    && before(t, i, FAR, "fourth|full|full-year|year|year-end"))
		s->results[m]++;
	s->months[m]++;
	s->n_months++;
	if (date != DATE_NONE && s->n_dates < DATES_MOST)
		s->dates[s->n_dates++] = date;
}

static void
hear_quarter(struct said *s, const struct token *t, size_t n, size_t i)
{
	int q;
	size_t used = calendar_quarter_name(t, n, i, &q);
	if (used == 0)
		return;
	if (s->first_quarter == 0 && !before(t, i, 2, "last|prior|year's"))
		s->first_quarter = (size_t)q;
	s->quarters[q]++;
	for (size_t k = i; k < i + used; k++)
		s->fiscal_quarters += number_among(&t[k], "fiscal");
	s->fiscal_quarters +=
	    before(t, i, 2, "fiscal") || after(t, n, i + used - 1, 2, "fiscal");
}

/* Does the word say anything of a calendar? */
static uint32_t
tells(const struct lexicon_entry *w)
{
	struct token t = lexer_of(w);
	return (w->row && w->row->cls == WORDS_MONTH) || number_among(&t, quarter_names)
	       || number_among(&t, "fiscal|comps|comparable");
}
LEXICON_TELL(LEXICON_CALENDAR, tells);

/* The next token from i on that is a number or such a word: most are neither. */
static size_t
next_of(const struct token *t, size_t n, size_t i)
{
	while (
	    i < n && t[i].kind != LEXER_NUMBER && !t[i].known->told[LEXICON_CALENDAR])
		i++;
	return i;
}

static void
listen(struct said *s, const struct token *t, size_t n)
{
	for (size_t i = 0; (i = next_of(t, n, i)) < n; i++) {
		if (calendar_whole(t, n, i, CALENDAR_LEAST, CALENDAR_MOST)) {
			s->years[(int)t[i].value - CALENDAR_LEAST]++;
			s->n_years++;
		}
		if (names_month(t, n, i))
			hear_month(s, t, n, i);
		else
			hear_quarter(s, t, n, i);
		s->fiscal += number_among(&t[i], "fiscal");
		s->comparable += number_among(&t[i], "comps")
				 || (number_among(&t[i], "comparable")
				     && after(t, n, i, 1, "sales|store|stores"));
	}
}

/* The quarter that is spoken of: the first that is named, unless another is named twice
 * as often; 0 when quarters are hardly named. */
static int
quarter_of(const struct said *s)
{
	enum { LEAST = 4 };
	int best = (int)s->first_quarter;
	for (int q = 1; q <= 4; q++)
		if (s->quarters[q] > 2 * s->quarters[best])
			best = q;
	return s->quarters[best] >= LEAST ? best : 0;
}

/* ----- which year of the label ------------------------------------------------------ */

struct votes {
	double of[YEARS];
	double all;
	int newest; /* of the years that are said with the quarter; 0 */
};

static void
vote(struct votes *v, int year, double weight)
{
	if (year < CALENDAR_LEAST || year > CALENDAR_MOST)
		return;
	v->of[year - CALENDAR_LEAST] += weight;
	v->all += weight;
}

/* Where a label has no year: "compared to the third quarter of 2019" is said a year
 * later, "the remainder of 2020" in that year. */
static void
vote_years(struct votes *v, const struct token *t, size_t n, int quarter)
{
	enum { FAR = 12 };
	static const char to_come[] = "through|until|by|into|before|expect|will";
	static const char compared[] = "compared|versus|vs|from|than|against|over";
	for (size_t i = 0; (i = next_of(t, n, i)) < n; i++) {
		int y, q;
		if (calendar_quarter(t, n, i, &y, &q) && q == quarter) {
			bool held = before(t, i, FAR, compared),
			     ahead = before(t, i, 4, to_come);
			vote(v, held ? y + 1 : y, ahead ? 0 : 1);
			if (y > v->newest && !held && !ahead)
				v->newest = y;
		}
		if (!calendar_whole(t, n, i, CALENDAR_LEAST, CALENDAR_MOST))
			continue;
		y = (int)t[i].value;
		if (quarter < 4
		    && (before(t, i, 3, "remainder|rest|balance")
			|| after(t, n, i, 3, "outlook|guidance")))
			vote(v, y, 1);
		if (before(t, i, 2, "full|full-year|year-end"))
			vote(v, y, quarter == 4 ? 1 : 0.5);
	}
	if (v->newest)
		vote(v, v->newest, 2);
}

/* ----- which calendar --------------------------------------------------------------- */

/* A reading of the label: its fiscal year ends in this month. */
struct reading_of_label {
	int year, quarter, month;
	bool
	    by_start; /* named after the year in which it begins, as many retailers do */
};

static int
month_of(int32_t date)
{
	int y, m, d;
	date_to_civil(date, &y, &m, &d);
	return m;
}

static int
year_of(int32_t date)
{
	int y, m, d;
	date_to_civil(date, &y, &m, &d);
	return y;
}

static struct period
dates_of(const struct reading_of_label *r)
{
	return calendar_dates(r->year + r->by_start, r->quarter, r->month);
}

/* How well the months that are named suit a quarter that ended in this one: a call
 * speaks of its quarter's months and of the one that runs. */
static double
suits_months(const struct said *s, int end)
{
	static const double weights[MONTHS] = {[0] = 1,
	    [1] = 0.9,
	    [2] = 0.3,
	    [10] = 0.6,
	    [11] = 0.8}; /* months after the quarter's last, modulo 12 */
	enum { ENOUGH = 6 };
	double sum = 0;
	for (int m = 1; m <= MONTHS; m++)
		sum += (double)s->months[m] * weights[(m - end + MONTHS) % MONTHS];
	if (s->n_months == 0)
		return 0;
	return 4 * sum / (double)(s->n_months < ENOUGH ? ENOUGH : s->n_months);
}

/* The same for years: the quarter's own, the one before, the one to come. */
static double
suits_years(const struct said *s, int32_t end)
{
	int y = year_of(end) - CALENDAR_LEAST;
	bool late = month_of(end) >= 10;
	if (s->n_years == 0 || y < 1 || y + 1 >= YEARS)
		return 0;
	double sum = (double)s->years[y] * (late ? 0.8 : 1)
		     + (double)s->years[y + 1] * (late ? 0.9 : 0.3)
		     + (double)s->years[y - 1] * (late ? 0.4 : 0.6);
	return 2 * sum / (double)s->n_years;
}

static double
suits_dates(const struct said *s, int32_t end)
{
	enum { BEFORE = 95, AFTER = 95, MOST = 3 };
	double sum = 0;
	for (size_t i = 0; i < s->n_dates; i++)
		sum += s->dates[i] >= end - BEFORE && s->dates[i] <= end + AFTER;
	return sum < MOST ? sum : MOST;
}

static double
suits_ends(const struct said *s, const struct reading_of_label *r, int end)
{
	double sum = 0;
	sum += s->year_end[r->month] ? 6 : 0;
	for (int m = 1; m <= MONTHS; m++)
		if (s->part_end[m] && (m - end + MONTHS) % 3 == 0)
			sum += m == end ? 3 : 1;
	/* A year's results come one or two months after its end. */
	if (s->results[r->month % MONTHS + 1]
	    || s->results[(r->month + 1) % MONTHS + 1])
		sum += 2;
	/* The year that has ended is the one before, but for a fourth quarter's call. */
	if (s->year_ended != DATE_NONE && r->quarter < 4) {
		struct reading_of_label last = {r->year - 1, 4, r->month, r->by_start};
		int32_t off = dates_of(&last).end - s->year_ended;
		sum += off > -10 && off < 10 ? 3 : 0;
	}
	return sum;
}

/* What is likely before a word is said. */
static double
usual(const struct said *s, const struct reading_of_label *r, bool fiscal)
{
	enum { RETAILER = 5 };
	bool retailer = s->fiscal && s->comparable >= RETAILER;
	double sum = 0;
	if (r->month == 12)
		sum = fiscal || retailer ? 0.8 : 5;
	else if (r->month == 6 || r->month == 9)
		sum = 0.3;
	if (r->month == 1 && retailer)
		sum += 2;
	if (r->by_start)
		sum += fiscal ? -0.5 : 0.5;
	return sum;
}

static double
suits_call(const struct said *s, const struct calendar_known *k,
    const struct reading_of_label *r, int32_t end)
{
	enum { SOONEST = 3, LATEST = 120 };
	int32_t day = k->as_of;
	if (day == DATE_NONE && (s->part_end[month_of(end)] || s->year_end[r->month]))
		day = k->header;
	if (day == DATE_NONE)
		return 0;
	return day >= end + SOONEST && day <= end + LATEST ? 8 : 0;
}

static double
score(const struct said *s, const struct votes *v, const struct calendar_known *k,
    const struct reading_of_label *r, bool fiscal)
{
	int32_t end = dates_of(r).end;
	int m = month_of(end);
	double sum = usual(s, r, fiscal) + suits_ends(s, r, m) + suits_months(s, m)
		     + suits_years(s, end) + suits_dates(s, end)
		     + suits_call(s, k, r, end);
	if (v->all > 0)
		sum += 4 * v->of[r->year - CALENDAR_LEAST] / v->all;
	return sum;
}

static bool
allowed(const struct calendar_known *k, const struct reading_of_label *r)
{
	return k->year_end_month == 0
	       || (k->year_end_month == r->month && !r->by_start);
}

/* Does the text say anything of when its fiscal year ends? */
static bool
speaks_of_months(const struct said *s, const struct calendar_known *k)
{
	bool ends = k->as_of != DATE_NONE || s->n_months >= 2;
	for (int m = 1; m <= MONTHS; m++)
		ends |= s->year_end[m] || s->part_end[m] || s->results[m];
	return ends;
}

struct calendar_found
calendar_find(const struct token *t, size_t n, const struct calendar_known *known)
{
	enum { FISCAL = 2, STARTS = 2, SURE = 1 };
	struct said s = {.year_ended = DATE_NONE};
	struct votes v = {.newest = 0};
	struct calendar_found out = {.quarter_dates = PERIOD_NONE};
	listen(&s, t, n);
	struct reading_of_label r = {
	    .quarter = known->quarter ? known->quarter : quarter_of(&s)};
	if (r.quarter == 0)
		return out;
	if (known->year == 0)
		vote_years(&v, t, n, r.quarter);
	/* Where no sentence names the quarter, a year has to be well supported. */
	if (known->year == 0 && s.n_dates == 0
	    && (known->quarter ? v.all <= 0 : v.all < SURE))
		return out;
	bool fiscal = known->fiscal || s.fiscal_quarters >= FISCAL;
	double best = -1;
	for (r.year = CALENDAR_LEAST; r.year <= CALENDAR_MOST; r.year++) {
		size_t i = (size_t)(r.year - CALENDAR_LEAST);
		if (known->year ? known->year != r.year
				: s.years[i] == 0 && v.of[i] <= 0)
			continue;
		for (int m = 0; m < MONTHS + STARTS; m++) {
			/* December first: it stays where nothing is better. */
			r.by_start = m >= MONTHS;
			r.month = r.by_start ? m - MONTHS + 1 : m == 0 ? 12 : m;
			double x = score(&s, &v, known, &r, fiscal);
			if (x <= best || !allowed(known, &r))
				continue;
			best = x;
			out.year = r.year;
			out.quarter = r.quarter;
			out.quarter_dates = dates_of(&r);
		}
	}
	out.fiscal_said = fiscal && !speaks_of_months(&s, known);
	return out;
}
