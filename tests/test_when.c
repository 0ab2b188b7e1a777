/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "extract/when.h"

static int32_t
day(const char *iso)
{
	int32_t d = DATE_NONE;
	cr_assert(date_parse(str_from(iso), &d), "%s", iso);
	return d;
}

static struct when_clock
clock_of(const char *as_of, const char *label, const char *start, const char *end)
{
	struct when_clock c = {.as_of = day(as_of)};
	c.reported = (struct period){day(start), day(end)};
	cr_assert(fiscal_set(&c.fiscal, str_from(label), c.reported));
	return c;
}

struct read {
	struct arena a;
	struct when *v;
	size_t n, n_t;
};

static void
find(const char *text, enum when_tense tense, const struct when_clock *clock,
    struct read *r)
{
	struct err e;
	struct token *t;
	err_clear(&e);
	*r = (struct read){.a = {NULL}};
	struct str s = arena_str(&r->a, str_from(text));
	char *low = arena_alloc(&r->a, s.n + 1, 1);
	cr_assert_not_null(low);
	for (size_t i = 0; i < s.n; i++)
		low[i] = str_lower(s.p[i]);
	cr_assert_eq(lexer_run(s.p, low, 0, s.n, &r->a, &t, &r->n_t, &e), 0);
	unsigned char *tenses = arena_alloc(&r->a, r->n_t + 1, 1);
	memset(tenses, (int)tense, r->n_t + 1);
	cr_assert_eq(when_find(t, r->n_t, tenses, clock, &r->a, &r->v, &r->n, &e), 0);
}

/* "2017-07-01..2017-09-30", a point as its day, "?" where the clock cannot tell; then
 * what else is known. */
static void
describe(FILE *f, const struct when *w)
{
	char a[DATE_TEXT], b[DATE_TEXT];
	date_format(w->period.start, a);
	date_format(w->period.end, b);
	if (!period_known(w->period))
		(void)fputs("?", f);
	else if (w->period.start == w->period.end)
		(void)fprintf(f, "%s%s", a, w->point ? "" : " no point");
	else
		(void)fprintf(f, "%s..%s%s", a, b, w->point ? " point" : "");
	static const char *const names[] = {
	    " now", " base", " yoy", " qoq", " rep", " undated"};
	const bool is[] = {
	    w->now, w->base, w->shift_year, w->shift_quarter, w->reported, w->undated};
	for (size_t i = 0; i < sizeof is / sizeof *is; i++)
		(void)fputs(is[i] ? names[i] : "", f);
}

struct row {
	const char *text;
	enum when_tense tense;
	const char *want;
};

static void
check(const struct when_clock *clock, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct read r;
		char got[400] = "";
		find(rows[i].text, rows[i].tense, clock, &r);
		FILE *f = fmemopen(got, sizeof got, "w");
		cr_assert_not_null(f);
		for (size_t k = 0; k < r.n; k++) {
			(void)fputs(k ? "; " : "", f);
			describe(f, &r.v[k]);
		}
		(void)fclose(f);
		cr_expect_str_eq(got, rows[i].want,
		    "\"%s\" (tense %d): got \"%s\", want \"%s\"", rows[i].text,
		    (int)rows[i].tense, got, rows[i].want);
		arena_release(&r.a);
	}
}

/* clang-format off */
#define ANY WHEN_ANY
#define PAST WHEN_PAST
#define FUT WHEN_FUTURE
#define Q1 "2017-01-01..2017-03-31"
#define Q2 "2017-04-01..2017-06-30"
#define Q3 "2017-07-01..2017-09-30"
#define Q4 "2017-10-01..2017-12-31"
#define Y17 "2017-01-01..2017-12-31"
#define Y18 "2018-01-01..2018-12-31"

/* A call of 2 August 2017, a Wednesday, that reports the second quarter. */
Test(when, calendar_year)
{
	static const struct row rows[] = {
		/* quarters */
		{"in Q3", ANY, Q3},
		{"in Q4", FUT, Q4},
		{"in Q4", PAST, "2016-10-01..2016-12-31"},
		{"in Q1", PAST, Q1},
		{"in Q1", FUT, "2018-01-01..2018-03-31"},
		{"the second quarter", PAST, Q2},
		{"third-quarter", FUT, Q3},
		{"the fourth quarter of 2016", PAST, "2016-10-01..2016-12-31"},
		{"Q2 2018", FUT, "2018-04-01..2018-06-30"},
		{"Q2 of 2018", FUT, "2018-04-01..2018-06-30"},
		{"2Q18", FUT, "2018-04-01..2018-06-30"},
		{"1Q18", FUT, "2018-01-01..2018-03-31"},
		{"Q218", FUT, "2018-04-01..2018-06-30"},
		{"Q2 '18", FUT, "2018-04-01..2018-06-30"},
		{"Q2 FY18", FUT, "2018-04-01..2018-06-30"},
		{"3Q", ANY, Q3},
		{"2018 second quarter", FUT, "2018-04-01..2018-06-30"},
		{"the first quarter of next year", FUT, "2018-01-01..2018-03-31"},
		{"Q4 of last year", PAST, "2016-10-01..2016-12-31"},
		{"Q3 of this year", FUT, Q3},
		{"the last quarter of 2018", FUT, "2018-10-01..2018-12-31"},
		{"the final quarter", FUT, Q4},
		{"the September quarter", FUT, Q3},
		{"the March quarter", PAST, Q1},
		{"Q3 and Q4", FUT, Q3 "; " Q4},
		{"the quarter", PAST, Q2 " rep"},
		{"during the quarter", FUT, Q3 " rep"},
		/* halves */
		{"the second half", FUT, "2017-07-01..2017-12-31"},
		{"the first half of 2018", FUT, "2018-01-01..2018-06-30"},
		{"the back half of the year", FUT, "2017-07-01..2017-12-31"},
		{"H2", FUT, "2017-07-01..2017-12-31"},
		{"H1 2018", FUT, "2018-01-01..2018-06-30"},
		{"2H", FUT, "2017-07-01..2017-12-31"},
		{"2H18", FUT, "2018-07-01..2018-12-31"},
		{"1H 2018", FUT, "2018-01-01..2018-06-30"},
		{"the first half of next year", FUT, "2018-01-01..2018-06-30"},
		/* years */
		{"in 2018", FUT, Y18},
		{"fiscal 2018", FUT, Y18},
		{"fiscal year 2018", FUT, Y18},
		{"FY18", FUT, Y18},
		{"FY2018", FUT, Y18},
		{"CY18", FUT, Y18},
		{"calendar 2018", FUT, Y18},
		{"in '18", FUT, Y18},
		{"full year 2018", FUT, Y18},
		{"the full year", FUT, Y17},
		{"for the year", FUT, Y17},
		{"this year", FUT, Y17},
		{"next year", FUT, Y18},
		{"last year", PAST, "2016-01-01..2016-12-31"},
		{"2018 and 2019", FUT, "2018-01-01..2019-12-31"},
		{"2018, 2020", FUT, Y18 "; 2020-01-01..2020-12-31"},
		{"by 2018", FUT, Y18},
		{"in early 2018", FUT, Y18},
		{"by mid-2018", FUT, Y18},
		{"year to date", ANY, "2017-01-01..2017-06-30"},
		/* parts of them */
		{"in the middle of 2018", FUT, "2018-06-30"},
		{"by the middle of next year", FUT, "2018-06-30"},
		{"by mid-year", FUT, "2017-06-30"},
		{"in the middle of October", FUT, "2017-10-01..2017-10-31"},
		{"for the rest of the year", FUT, "2017-07-01..2017-12-31"},
		{"the balance of 2017", FUT, "2017-07-01..2017-12-31"},
		{"the remainder of next year", FUT, Y18},
		{"at the beginning of the year", PAST, "2017-01-01"},
		{"since the start of the year", PAST, "2017-01-01..2017-08-02"},
		{"at the beginning of Q2", PAST, "2017-04-01"},
		{"in the first three weeks of July", PAST, "2017-07-01..2017-07-21"},
		{"the first two months of the year", PAST, "2017-01-01..2017-02-28"},
		{"in the first 19 days of July", PAST, "2017-07-01..2017-07-19"},
		{"so far this quarter", PAST, "2017-07-01..2017-08-02"},
		{"the third quarter to date", PAST, "2017-07-01..2017-08-02"},
		{"quarter-to-date", PAST, "2017-07-01..2017-08-02"},
		{"month to date", PAST, "2017-08-01..2017-08-02"},
		{"ending the year at", FUT, "2017-12-31"},
		{"the second, third and fourth quarters of 2018", FUT,
			"2018-04-01..2018-06-30; 2018-07-01..2018-09-30; 2018-10-01..2018-12-31"},
		{"the second and third quarters of 2018", FUT,
			"2018-04-01..2018-06-30; 2018-07-01..2018-09-30"},
		{"in the third and fourth quarter", FUT, Q3 "; " Q4},
		/* seasons and decades */
		{"in the spring of 2018", FUT, "2018-03-01..2018-05-31"},
		{"by the end of the summer of '18", FUT, "2018-08-31"},
		{"last fall", PAST, "2016-09-01..2016-11-30"},
		{"the fall in prices", PAST, ""},
		{"Winter Park", PAST, ""},
		{"by the end of the decade", FUT, "2019-12-31"},
		{"in the last decade", PAST, "2000-01-01..2009-12-31"},
		/* that have ended */
		{"for the quarter ended September 30, 2016", PAST, "2016-07-01..2016-09-30"},
		{"for the fiscal quarter ended September 30, 2016", PAST, "2016-07-01..2016-09-30"},
		{"for the thirteen weeks ended October 1, 2016", PAST, "2016-07-01..2016-09-30"},
		{"the 26 weeks ended July 1, 2017", PAST, "2017-01-01..2017-06-30"},
		{"a 52-week high", PAST, ""},
		{"in the last quarter of the year", FUT, "2017-10-01..2017-12-31"},
		{"the fourth quarter of our fiscal year", FUT, "2017-10-01..2017-12-31"},
		{"for the full fiscal year", FUT, "2017-01-01..2017-12-31"},
		{"our third quarter ended September 30, 2016", PAST, "2016-07-01..2016-09-30"},
		{"the third quarter, which ended on September 30", PAST,
		    "2016-07-01..2016-09-30"},
		{"fiscal year 2015, ended December 31, 2015", PAST, "2015-01-01..2015-12-31"},
		{"the year ended December 31, 2016", PAST, "2016-01-01..2016-12-31"},
		{"the six months ended June 30, 2017", PAST, "2017-01-01..2017-06-30"},
		{"for the six months", PAST, "2017-01-01..2017-06-30"},
		{"each of the last four quarters", PAST, "2016-08-02..2017-08-02"},
		{"a three-year CAGR", PAST, "2014-01-01..2016-12-31"},
		{"a five-year compound annual growth rate", FUT, "2017-01-01..2021-12-31"},
		{"a five-year warranty", ANY, ""},
		{"in less than five years", FUT, "2022-08-02"},
		{"over the long run", FUT, "? undated"},
		{"years to come", FUT, "? undated"},
		/* months and days */
		{"in August", FUT, "2017-08-01..2017-08-31"},
		{"in December", FUT, "2017-12-01..2017-12-31"},
		{"in December", PAST, "2016-12-01..2016-12-31"},
		{"2017-12-31", ANY, "2017-12-31"},
		{"on 12/31/2017.", ANY, "2017-12-31"},
		{"31/12/2017", ANY, "2017-12-31"},
		{"4/4/2017", ANY, "2017-04-04"},
		{"3/4/2017", ANY, "?"},
		{"2017-13-31", ANY, "2017-01-01..2017-12-31"},
		{"24/7", ANY, ""},
		{"December 2018", FUT, "2018-12-01..2018-12-31"},
		{"in March", FUT, "2018-03-01..2018-03-31"},
		{"in May", PAST, "2017-05-01..2017-05-31"},
		{"August 2", ANY, "2017-08-02"},
		{"August 2, 2018", ANY, "2018-08-02"},
		{"as of June 30", PAST, "2017-06-30"},
		{"June 30th", PAST, "2017-06-30"},
		{"Sept. 30, 2017", ANY, "2017-09-30"},
		{"on 30 June 2017", PAST, "2017-06-30"},
		{"was 30 June 2017", PAST, "2017-06-30"},
		{"Friday 30 June", PAST, "2017-06-30"},
		{"our Model 3 June 2017", PAST, "2017-06-01..2017-06-30"},
		{"June the 30th", PAST, "2017-06-30"},
		{"the 30th of June", PAST, "2017-06-30"},
		{"next month", FUT, "2017-09-01..2017-09-30"},
		{"this month", ANY, "2017-08-01..2017-08-31"},
		{"last month", PAST, "2017-07-01..2017-07-31"},
		{"next quarter", FUT, Q4},
		{"in the next quarter", FUT, Q4},
		{"this quarter", FUT, Q3},
		{"this quarter", PAST, Q2 " rep"},
		{"last quarter", PAST, Q2},
		{"this week", ANY, "2017-07-31..2017-08-06"},
		{"next week", FUT, "2017-08-07..2017-08-13"},
		{"last week", PAST, "2017-07-24..2017-07-30"},
		/* edges */
		{"by the end of 2017", FUT, "2017-12-31"},
		{"by the end of the year", FUT, "2017-12-31"},
		{"by end of year", FUT, "2017-12-31"},
		{"by the end of next year", FUT, "2018-12-31"},
		{"at the end of Q3", FUT, "2017-09-30"},
		{"by the end of the third quarter", FUT, "2017-09-30"},
		{"towards the end of 2018", FUT, "2018-12-31"},
		{"at the very end of the quarter", PAST, "2017-06-30 rep"},
		{"at year-end", FUT, "2017-12-31"},
		{"by year end", FUT, "2017-12-31"},
		{"by year-end 2018", FUT, "2018-12-31"},
		{"2018 year-end", FUT, "2018-12-31"},
		{"at quarter end", PAST, "2017-06-30 rep"},
		{"by late 2018", FUT, "2018-12-31"},
		{"late Q1", FUT, "2018-03-31"},
		{"late next year", FUT, "2018-12-31"},
		{"exiting 2018", FUT, "2018-12-31"},
		{"exiting the year", FUT, "2017-12-31"},
		{"exit Q4", FUT, "2017-12-31"},
		{"we ended the quarter with", PAST, "2017-06-30 rep"},
		{"at the end of June", PAST, "2017-06-30"},
		{"by the end of this month", FUT, "2017-08-31"},
		{"by the end of the month", FUT, "2017-08-31"},
		{"at the end of the first half", PAST, "2017-06-30"},
		/* distances */
		{"in 3 months", FUT, "2017-11-02"},
		{"in three months", FUT, "2017-11-02"},
		{"within six months", FUT, "2018-02-02"},
		{"in six to nine months", FUT, "2018-05-02"},
		{"in about two years", FUT, "2019-08-02"},
		{"in a year", FUT, "2018-08-02"},
		{"in a year or two", FUT, "2019-08-02"},
		{"in 2 weeks", FUT, "2017-08-16"},
		{"in 10 days", FUT, "2017-08-12"},
		{"in the next two quarters", FUT, "2018-02-02"},
		{"over the next year", FUT, "2018-08-02"},
		{"over the next 12 months", FUT, "2018-08-02"},
		{"over the next 12 to 18 months", FUT, "2019-02-02"},
		{"within a few weeks", FUT, "2017-08-26"},
		{"three months from now", FUT, "2017-11-02"},
		{"a year from now", FUT, "2018-08-02"},
		{"over the last 12 months", PAST, "2016-08-02..2017-08-02"},
		{"in the past two quarters", PAST, "2017-02-02..2017-08-02"},
		{"two years ago", PAST, "2015-01-01..2015-12-31"},
		{"two quarters ago", PAST, Q1},
		{"three months ago", PAST, "2017-05-01..2017-05-31"},
		{"over the next few years", FUT, "? undated"},
		{"in the coming years", FUT, "? undated"},
		{"over the coming quarters", FUT, "? undated"},
		/* the call's day, no day */
		{"now", ANY, "2017-08-02 now"},
		{"today", ANY, "2017-08-02 now"},
		{"right now", ANY, "2017-08-02 now"},
		{"currently", ANY, "2017-08-02 now"},
		{"already", ANY, "2017-08-02 now"},
		{"as of today", ANY, "2017-08-02 now"},
		{"to date", ANY, "2017-08-02 now"},
		{"Now, let me turn to cash", ANY, ""},
		{"Now let's talk", ANY, ""},
		{"it is now 5,000", ANY, "2017-08-02 now"},
		{"long-term", FUT, "? undated"},
		{"over time", FUT, "? undated"},
		/* bases */
		{"year over year", PAST, "? base yoy"},
		{"year-over-year", PAST, "? base yoy"},
		{"YoY", PAST, "? base yoy"},
		{"y/y", PAST, "? base yoy"},
		{"from a year ago", PAST, "? base yoy"},
		{"compared to last year", PAST, "? base yoy"},
		{"sequentially", PAST, "? base qoq"},
		{"quarter-over-quarter", PAST, "? base qoq"},
		{"q/q", PAST, "? base qoq"},
		{"from last quarter", PAST, "? base qoq"},
		{"versus Q1", PAST, Q1 " base"},
		{"compared to the first quarter", PAST, Q1 " base"},
		{"compared to 2016", PAST, "2016-01-01..2016-12-31 base"},
		{"up 5% over 2016", PAST, "2016-01-01..2016-12-31 base"},
		/* none */
		{"May I ask", ANY, ""},
		{"we may see", ANY, ""},
		{"the march of progress", ANY, ""},
		{"2018 vehicles", ANY, ""},
		{"2,018", ANY, ""},
		{"$2018", ANY, ""},
		{"2018 a week", ANY, ""},
		{"the second point", ANY, ""},
		{"half of them", ANY, ""},
		{"5 quarters", ANY, ""},
		{"1,500 in the factory", ANY, ""},
		{"for the first six months of 2016", ANY, "2016-01-01..2016-06-30"},
		{"the nine months ended", ANY, "2016-10-01..2017-06-30"},
		{"trailing twelve months", ANY, "2016-07-01..2017-06-30"},
		{"trailing 12-month", ANY, "2016-07-01..2017-06-30"},
	};
	struct when_clock c = clock_of("2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30");
	check(&c, rows, sizeof rows / sizeof *rows);
}

/* A call in January for a year that ends in December. */
Test(when, fourth_quarter_call)
{
	static const struct row rows[] = {
		{"the full year", PAST, Y17},
		{"for the year", FUT, Y18},
		{"at year-end", PAST, "2017-12-31"},
		{"by year-end", FUT, "2018-12-31"},
		{"last year", PAST, Y17},
		{"this year", FUT, Y18},
		{"in Q1", FUT, "2018-01-01..2018-03-31"},
		{"in Q4", PAST, Q4},
		{"this quarter", FUT, "2018-01-01..2018-03-31"},
		{"in November", PAST, "2017-11-01..2017-11-30"},
	};
	struct when_clock c = clock_of("2018-01-24", "2017-Q4", "2017-10-01", "2017-12-31");
	check(&c, rows, sizeof rows / sizeof *rows);
}

/* A year of 52 or 53 weeks: 29 January 2019, the first quarter of fiscal 2019. */
Test(when, year_of_weeks)
{
	static const struct row rows[] = {
		{"in Q1", PAST, "2018-09-30..2018-12-29"},
		{"in Q2", FUT, "2018-12-30..2019-03-30"},
		{"fiscal 2019", FUT, "2018-09-30..2019-09-28"},
		{"FY19", FUT, "2018-09-30..2019-09-28"},
		{"the quarter", PAST, "2018-09-30..2018-12-29 rep"},
		{"this quarter", FUT, "2018-12-30..2019-03-30"},
		{"next quarter", FUT, "2019-03-31..2019-06-29"},
		{"last quarter", PAST, "2018-09-30..2018-12-29"},
		{"Q4 of last year", PAST, "2018-07-01..2018-09-29"},
		{"the first half", FUT, "2018-09-30..2019-03-30"},
		{"the second half of fiscal 2019", FUT, "2019-03-31..2019-09-28"},
		{"by the end of Q3", FUT, "2019-06-29"},
		{"by the end of the year", FUT, "2019-09-28"},
		{"exiting Q2", FUT, "2019-03-30"},
		{"next year", FUT, "2019-09-29..2020-10-03"},
		{"year to date", PAST, "2018-09-30..2018-12-29"},
		{"the March quarter", FUT, "2018-12-30..2019-03-30"},
		{"the December quarter", PAST, "2018-09-30..2018-12-29"},
		{"in December", PAST, "2018-12-01..2018-12-31"},
		{"3Q19", FUT, "2019-03-31..2019-06-29"},
		{"year over year", PAST, "? base yoy"},
		{"in two months", FUT, "2019-03-29"},
	};
	struct when_clock c = clock_of("2019-01-29", "2019-Q1", "2018-09-30", "2018-12-29");
	check(&c, rows, sizeof rows / sizeof *rows);
}

/* Neither date nor quarter: what is absolute is kept, the rest stays open. */
Test(when, unknown_call)
{
	static const struct row rows[] = {
		{"in 2018", FUT, Y18},
		{"by the end of 2018", FUT, "2018-12-31"},
		{"Q3 2018", FUT, "2018-07-01..2018-09-30"},
		{"the first half of 2018", FUT, "2018-01-01..2018-06-30"},
		{"December 2018", FUT, "2018-12-01..2018-12-31"},
		{"August 2, 2018", FUT, "2018-08-02"},
		{"in Q3", FUT, "?"},
		{"next quarter", FUT, "?"},
		{"this year", FUT, "?"},
		{"in August", FUT, "?"},
		{"in 3 months", FUT, "?"},
		{"the second half", FUT, "?"},
		{"the March quarter", FUT, "?"},
		{"two years ago", PAST, "?"},
		{"three months from now", FUT, "?"},
		{"now", FUT, "? now"},
		{"the quarter", PAST, "? rep"},
		{"year-end", FUT, "?"},
		{"over the last 12 months", PAST, "?"},
	};
	struct when_clock c = {.as_of = DATE_NONE, .reported = PERIOD_NONE};
	check(&c, rows, sizeof rows / sizeof *rows);
}

/* What is said in other words, and what it is compared with. */
Test(when, other_words)
{
	static const struct row rows[] = {
		{"so far this year", PAST, "2017-01-01..2017-08-02"},
		{"this year so far", PAST, "2017-01-01..2017-08-02"},
		{"last year's third quarter", PAST, "2016-07-01..2016-09-30"},
		{"the second quarter a year ago", PAST, "2016-04-01..2016-06-30"},
		{"the second quarter of a year ago", PAST, "2016-04-01..2016-06-30"},
		{"in 2016's fourth quarter", PAST, "2016-10-01..2016-12-31"},
		{"the first two quarters of the year", PAST, "2017-01-01..2017-06-30"},
		{"the last day of June", PAST, "2017-06-30"},
		{"the prior-year quarter", PAST, "2016-04-01..2016-06-30"},
		{"orders closed March well", PAST, "2017-03-31"},
		{"the March order book", ANY, "2017-03-01..2017-03-31"},
		{"we march on", ANY, ""},
		{"a year earlier", PAST, "? base yoy"},
		{"above last year", PAST, "? base yoy"},
		{"versus the comparable period of 2016", PAST, "2016-01-01..2016-12-31 base"},
		{"below last quarter", PAST, "? base qoq"},
		{"against the previous quarter", PAST, Q1 " base"},
	};
	struct when_clock c = clock_of("2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30");
	check(&c, rows, sizeof rows / sizeof *rows);
}

/* How it can be read as well. */
Test(when, other_reading)
{
	static const struct {
		const char *text;
		enum when_tense tense;
		const char *start, *end;
	} rows[] = {
		{"this quarter", FUT, "2017-04-01", "2017-06-30"},
		{"the quarter", PAST, "2017-07-01", "2017-09-30"},
		{"last quarter", PAST, "2017-01-01", "2017-03-31"},
		{"since 2016", PAST, "2016-01-01", "2017-08-02"},
		{"year to date", PAST, "2017-01-01", "2017-08-02"},
		{"at the end of the quarter", PAST, "2017-09-30", "2017-09-30"},
		{"over the next six quarters", FUT, "2017-07-01", "2018-12-31"},
		{"over the next three years", FUT, "2018-01-01", "2020-12-31"},
		{"over the last three quarters", PAST, "2016-10-01", "2017-06-30"},
	};
	struct when_clock c = clock_of("2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read r;
		find(rows[i].text, rows[i].tense, &c, &r);
		cr_assert_eq(r.n, 1u, "%s: %zu", rows[i].text, r.n);
		cr_expect(r.v[0].other.start == day(rows[i].start)
			      && r.v[0].other.end == day(rows[i].end),
		    "%s", rows[i].text);
		arena_release(&r.a);
	}
}
/* clang-format on */

Test(when, the_whole_of_an_edge_is_kept)
{
	struct when_clock c =
	    clock_of("2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30");
	struct read r;
	find("it is 5,000 by the end of 2018 or so", WHEN_FUTURE, &c, &r);
	cr_assert_eq(r.n, 1u);
	cr_expect_eq(r.v[0].whole.start, day("2018-01-01"));
	cr_expect_eq(r.v[0].whole.end, day("2018-12-31"));
	cr_expect(
	    r.v[0].a == 3 && r.v[0].b == 8, "tokens %zu..%zu", r.v[0].a, r.v[0].b);
	arena_release(&r.a);
	find("in Q3 2018", WHEN_FUTURE, &c, &r);
	cr_assert_eq(r.n, 1u);
	cr_expect_not(r.v[0].guessed);
	arena_release(&r.a);
	find("in Q3", WHEN_FUTURE, &c, &r);
	cr_assert_eq(r.n, 1u);
	cr_expect(r.v[0].guessed);
	arena_release(&r.a);
}

Test(when, linear, .timeout = 60)
{
	static const char *const texts[] = {"the ", "the quarter ", "the year ",
	    "2017 ", "in the ", "in the in the Q3 ", "end of the end of ", "year over ",
	    "over the next ", "in 5 to ", "Q1 ", "May ", "May 1, ", "in one million ",
	    "compared to the the the Q1 ", "late ", "1Q", "'17 ", "first half of the ",
	    "of ", "in a ", "from now ", "2 years ago "};
	enum { SIZE = 2000000 };
	struct when_clock c =
	    clock_of("2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30");
	char *text = malloc(SIZE + 1);
	cr_assert_not_null(text);
	text[SIZE] = '\0';
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct read r;
		for (size_t k = 0, n = strlen(texts[i]); k < SIZE; k++)
			text[k] = texts[i][k % n];
		find(text, WHEN_ANY, &c, &r);
		for (size_t k = 0; k < r.n; k++)
			cr_assert(
			    r.v[k].a < r.v[k].b && r.v[k].b <= r.n_t, "%s", texts[i]);
		arena_release(&r.a);
	}
	free(text);
}
