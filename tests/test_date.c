/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <time.h>

#include "series/fiscal.h"

static int32_t
day(const char *iso)
{
	int32_t d = DATE_NONE;
	cr_assert(date_parse(str_from(iso), &d), "%s", iso);
	return d;
}

/* Every 23rd day of 230,000 from 1690 on: 10,000 days held against libc. */
Test(date, agrees_with_libc)
{
	int32_t from = date_from_civil(1690, 1, 1);
	for (int i = 0; i < 10000; i++) {
		int32_t date = from + 23 * i;
		time_t t = (time_t)date * 86400;
		struct tm tm;
		int y, m, d;
		cr_assert_not_null(gmtime_r(&t, &tm));
		date_to_civil(date, &y, &m, &d);
		cr_expect(
		    y == tm.tm_year + 1900 && m == tm.tm_mon + 1 && d == tm.tm_mday,
		    "day %d: %d-%d-%d", date, y, m, d);
		cr_expect_eq(timegm(&tm), (time_t)date_from_civil(y, m, d) * 86400,
		    "day %d", date);
		char text[DATE_TEXT], want[32];
		int32_t back = DATE_NONE;
		date_format(date, text);
		(void)strftime(want, sizeof want, "%Y-%m-%d", &tm);
		cr_expect_str_eq(text, want);
		cr_expect(
		    date_parse(str_from(text), &back) && back == date, "%s", text);
	}
}

Test(date, parse_takes_real_dates_only)
{
	static const struct {
		const char *in;
		bool ok;
	} rows[] = {
	    {"2017-12-31", true},
	    {"2016-02-29", true},
	    {"2000-02-29", true},
	    {"1900-02-29", false},
	    {"2017-02-29", false},
	    {"2017-13-01", false},
	    {"2017-00-10", false},
	    {"2017-04-31", false},
	    {"2017-4-3", false},
	    {"2017-12-311", false},
	    {"2017/12/31", false},
	    {"", false},
	    {"2o17-12-31", false},
	    {" 2017-12-3", false},
	    {"2017-01-00", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int32_t d = 12345;
		cr_expect_eq(
		    date_parse(str_from(rows[i].in), &d), rows[i].ok, "%s", rows[i].in);
		if (!rows[i].ok)
			cr_expect_eq(d, 12345, "%s: touched", rows[i].in);
	}
	char text[DATE_TEXT] = "x";
	date_format(DATE_NONE, text);
	cr_expect_str_eq(text, "");
}

Test(date, months_are_added)
{
	static const struct {
		const char *from;
		int n;
		const char *to;
	} rows[] = {
	    {"2017-01-31", 1, "2017-02-28"},
	    {"2016-01-31", 1, "2016-02-29"},
	    {"2017-12-15", 1, "2018-01-15"},
	    {"2017-03-31", -1, "2017-02-28"},
	    {"2017-01-10", -12, "2016-01-10"},
	    {"2017-10-31", 3, "2018-01-31"},
	    {"2017-01-31", 0, "2017-01-31"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char got[DATE_TEXT];
		date_format(date_add_months(day(rows[i].from), rows[i].n), got);
		cr_expect_str_eq(got, rows[i].to, "%s + %d", rows[i].from, rows[i].n);
	}
}

Test(period, labels_and_grains)
{
	static const struct {
		const char *start, *end, *label;
		enum period_grain grain;
	} rows[] = {
	    {"2017-07-01", "2017-09-30", "2017-Q3", PERIOD_QUARTER},
	    {"2017-01-01", "2017-12-31", "2017", PERIOD_YEAR},
	    {"2016-01-01", "2016-06-30", "2016-H1", PERIOD_HALF},
	    {"2016-07-01", "2016-12-31", "2016-H2", PERIOD_HALF},
	    {"2017-02-01", "2017-02-28", "2017-02", PERIOD_MONTH},
	    {"2017-12-31", "2017-12-31", "2017-12-31", PERIOD_DAY},
	    {"2017-10-01", "2017-12-30", "2017-Q4", PERIOD_QUARTER},
	    {"2018-04-01", "2018-05-31", "2018-04-01..2018-05-31", PERIOD_SPAN},
	    {"2015-01-01", "2017-12-31", "2015-01-01..2017-12-31", PERIOD_SPAN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct period p = {day(rows[i].start), day(rows[i].end)};
		char label[2 * DATE_TEXT + 2];
		period_label(p, label);
		cr_expect_str_eq(label, rows[i].label);
		cr_expect_eq(period_grain(p), rows[i].grain, "%s is %s", rows[i].label,
		    period_grain_name(period_grain(p)));
	}
	char label[2 * DATE_TEXT + 2] = "x";
	period_label(PERIOD_NONE, label);
	cr_expect_str_eq(label, "");
	cr_expect_not(period_known(PERIOD_NONE));
}

static void
expect_period(struct period got, const char *start, const char *end, const char *label)
{
	char a[DATE_TEXT], b[DATE_TEXT];
	date_format(got.start, a);
	date_format(got.end, b);
	cr_expect(
	    strcmp(a, start) == 0 && strcmp(b, end) == 0, "%s: %s..%s", label, a, b);
}

Test(fiscal, quarters_by_month)
{
	/* A fiscal year that ends in June: its first quarter is July to September. */
	struct fiscal f;
	cr_assert(fiscal_set(
	    &f, STR("2018-Q1"), (struct period){day("2017-07-01"), day("2017-09-30")}));
	cr_expect_eq(f.year_end_month, 6);
	expect_period(
	    fiscal_quarter(&f, 2018, 1), "2017-07-01", "2017-09-30", "itself");
	expect_period(
	    fiscal_quarter(&f, 2018, 4), "2018-04-01", "2018-06-30", "the last");
	expect_period(
	    fiscal_quarter(&f, 2018, 0), "2017-04-01", "2017-06-30", "the one before");
	expect_period(
	    fiscal_quarter(&f, 2020, 3), "2020-01-01", "2020-03-31", "a leap year's");
	expect_period(fiscal_year(&f, 2018), "2017-07-01", "2018-06-30", "the year");
	expect_period(
	    fiscal_quarters(&f, 2018, 3, 2), "2018-01-01", "2018-06-30", "a half");
	for (int k = -40; k < 40; k++) {
		int y, q;
		struct period p = fiscal_quarter(&f, 2018, k);
		fiscal_locate(&f, p.start, &y, &q);
		cr_expect_eq(y * 4 + q, 2018 * 4 + k, "start of quarter %d", k);
		fiscal_locate(&f, p.end, &y, &q);
		cr_expect_eq(y * 4 + q, 2018 * 4 + k, "end of quarter %d", k);
		cr_expect_eq(p.end + 1, fiscal_quarter(&f, 2018, k + 1).start,
		    "gap after %d", k);
	}
}

Test(fiscal, quarters_by_weeks)
{
	struct fiscal f;
	cr_assert(fiscal_set(&f, STR("FY2019Q2"),
	    (struct period){day("2018-12-30"), day("2019-03-30")}));
	cr_expect_eq(f.year_end_month, 9);
	expect_period(
	    fiscal_quarter(&f, 2019, 3), "2019-03-31", "2019-06-29", "the next");
	expect_period(
	    fiscal_quarter(&f, 2019, 1), "2018-09-30", "2018-12-29", "the one before");
	expect_period(fiscal_year(&f, 2019), "2018-09-30", "2019-09-28", "52 weeks");
	for (int k = -200; k < 200; k++) {
		struct period p = fiscal_quarter(&f, 2019, k);
		int weeks = (p.end - p.start + 1) / 7, y, q;
		cr_expect(weeks == 13 || (weeks == 14 && (k + 400) % 4 == 0),
		    "quarter %d has %d weeks", k, weeks);
		cr_expect_eq(p.end + 1, fiscal_quarter(&f, 2019, k + 1).start,
		    "gap after %d", k);
		fiscal_locate(&f, p.start, &y, &q);
		cr_expect_eq(y * 4 + q, 2019 * 4 + k, "start of quarter %d", k);
		fiscal_locate(&f, p.end, &y, &q);
		cr_expect_eq(y * 4 + q, 2019 * 4 + k, "end of quarter %d", k);
	}
}

Test(fiscal, years_of_53_weeks)
{
	static const struct {
		const char *label, *start, *end;
		int year, quarter;
		const char *start2, *end2;
	} rows[] = {
	    /* The Saturday nearest to 31 December: 2020 had 53 weeks. */
	    {"2021-Q2", "2021-04-04", "2021-07-03", 2020, 2, "2020-03-29",
		"2020-06-27"},
	    {"2021-Q2", "2021-04-04", "2021-07-03", 2020, 4, "2020-09-27",
		"2021-01-02"},
	    {"2021-Q2", "2021-04-04", "2021-07-03", 2019, 2, "2019-03-31",
		"2019-06-29"},
	    {"2020-Q2", "2020-03-29", "2020-06-27", 2021, 2, "2021-04-04",
		"2021-07-03"},
	    /* To 31 January, as shops have it; the year is called by where it begins. */
	    {"2021-Q3", "2021-08-01", "2021-10-30", 2020, 3, "2020-08-02",
		"2020-10-31"},
	    {"2021-Q3", "2021-08-01", "2021-10-30", 2019, 3, "2019-08-04",
		"2019-11-02"},
	    {"2021-Q3", "2021-08-01", "2021-10-30", 2023, 4, "2023-10-29",
		"2024-02-03"},
	    /* The last Saturday of September. */
	    {"2021-Q4", "2021-06-27", "2021-09-25", 2020, 4, "2020-06-28",
		"2020-09-26"},
	    {"2021-Q4", "2021-06-27", "2021-09-25", 2022, 1, "2021-09-26",
		"2021-12-25"},
	    {"2021-Q4", "2021-06-27", "2021-09-25", 2023, 4, "2023-06-25",
		"2023-09-30"},
	    /* By neither rule: 13 weeks each. */
	    {"2021-Q2", "2021-04-12", "2021-07-11", 2020, 2, "2020-04-13",
		"2020-07-12"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fiscal f;
		cr_assert(fiscal_set(&f, str_from(rows[i].label),
		    (struct period){day(rows[i].start), day(rows[i].end)}));
		expect_period(fiscal_quarter(&f, rows[i].year, rows[i].quarter),
		    rows[i].start2, rows[i].end2, rows[i].start2);
	}
}

Test(fiscal, labels)
{
	static const struct {
		const char *in;
		int year, quarter; /* 0: none */
	} rows[] = {
	    {"2018-Q3", 2018, 3},
	    {"FY2018Q3", 2018, 3},
	    {"2018Q3", 2018, 3},
	    {" 2018-q1 ", 2018, 1},
	    {"2018-Q5", 0, 0},
	    {"2018-Q0", 0, 0},
	    {"2018", 0, 0},
	    {"Q3 2018", 0, 0},
	    {"", 0, 0},
	    {"2018-Q33", 0, 0},
	    {"FY18Q3", 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int y = 0, q = 0;
		bool ok = fiscal_parse_label(str_from(rows[i].in), &y, &q);
		cr_expect_eq(ok, rows[i].quarter != 0, "'%s'", rows[i].in);
		cr_expect(y == rows[i].year && q == rows[i].quarter, "'%s': %d Q%d",
		    rows[i].in, y, q);
	}
	struct fiscal f = {.year = 1};
	cr_expect_not(fiscal_set(&f, STR("2018-Q1"),
			  (struct period){day("2017-07-01"), day("2017-12-31")}),
	    "a half is no quarter");
	cr_expect_eq(f.year, 1, "untouched");
}

Test(fiscal, shifts)
{
	static const struct {
		const char *label, *start, *end;
		int n;
		const char *start2, *end2;
	} rows[] = {
	    {"quarter, a year back", "2017-07-01", "2017-09-30", -4, "2016-07-01",
		"2016-09-30"},
	    {"quarter, one on", "2017-10-01", "2017-12-31", 1, "2018-01-01",
		"2018-03-31"},
	    {"year, one back", "2017-01-01", "2017-12-31", -4, "2016-01-01",
		"2016-12-31"},
	    {"end of a month, one quarter on", "2017-09-30", "2017-09-30", 1,
		"2017-12-31", "2017-12-31"},
	    {"a day", "2017-08-02", "2017-08-02", -4, "2016-08-02", "2016-08-02"},
	    {"February, a leap year on", "2015-02-01", "2015-02-28", 4, "2016-02-01",
		"2016-02-29"},
	};
	struct fiscal f = fiscal_calendar_year(day("2017-08-02"));
	cr_expect(f.year == 2017 && f.quarter == 3);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_period(fiscal_shift(&f,
				  (struct period){day(rows[i].start), day(rows[i].end)},
				  rows[i].n),
		    rows[i].start2, rows[i].end2, rows[i].label);
	cr_expect_not(period_known(fiscal_shift(&f, PERIOD_NONE, 1)));
}
