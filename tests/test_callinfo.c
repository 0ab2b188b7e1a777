/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "extract/callinfo.h"
#include "extract/lexer.h"

#define HEAD "doc,company,ticker,call_date,fiscal_period,quarter_start,quarter_end\n"
#define GOOD "a.txt,Acme,ACM,2017-08-02,2017-Q2,2017-04-01,2017-06-30\n"

static void
expect_date(int32_t got, const char *want, const char *label)
{
	char text[DATE_TEXT];
	date_format(got, text);
	cr_expect_str_eq(text, want, "%s: %s", label, text);
}

Test(callinfo, tables_that_are_read)
{
	static const struct {
		const char *label, *bytes;
		size_t n;
		const char *as_of, *start, *end;
	} rows[] = {
	    {"plain", HEAD GOOD, 1, "2017-08-02", "2017-04-01", "2017-06-30"},
	    {"a byte-order mark", "\xef\xbb\xbf" HEAD GOOD, 1, "2017-08-02",
		"2017-04-01", "2017-06-30"},
	    {"CRLF",
		"doc,company,ticker,call_date,fiscal_period,quarter_start,quarter_"
		"end\r\n"
		"a.txt,Acme,ACM,2017-08-02,2017-Q2,2017-04-01,2017-06-30\r\n",
		1, "2017-08-02", "2017-04-01", "2017-06-30"},
	    {"another order, more columns",
		"note,quarter_end,quarter_start,fiscal_period,call_date,ticker,company,"
		"doc\n"
		"x,2017-06-30,2017-04-01,2017-Q2,2017-08-02,ACM,Acme,a.txt\n",
		1, "2017-08-02", "2017-04-01", "2017-06-30"},
	    {"blanks around", HEAD " a.txt , Acme,ACM, 2017-08-02 ,2017-Q2,,\n", 1,
		"2017-08-02", "", ""},
	    {"nothing but the doc", HEAD "a.txt,,,,,,\n", 1, "", "", ""},
	    {"a week year's quarter",
		HEAD "a.txt,Acme,,,2019-Q1,2018-09-30,2018-12-29\n", 1, "",
		"2018-09-30", "2018-12-29"},
	    {"no rows", HEAD, 0, NULL, NULL, NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct callinfo_table t;
		err_clear(&e);
		int rc = callinfo_read_table(
		    STR("calls.csv"), str_from(rows[i].bytes), &a, &t, &e);
		cr_assert_eq(rc, 0, "%s: %s", rows[i].label, e.text);
		cr_assert_eq(t.n, rows[i].n, "%s: %zu rows", rows[i].label, t.n);
		const struct callinfo *c = callinfo_lookup(&t, STR("a.txt"));
		cr_assert_eq(c != NULL, rows[i].n > 0, "%s", rows[i].label);
		if (c) {
			expect_date(c->as_of, rows[i].as_of, rows[i].label);
			expect_date(c->quarter.start, rows[i].start, rows[i].label);
			expect_date(c->quarter.end, rows[i].end, rows[i].label);
		}
		arena_release(&a);
	}
}

Test(callinfo, tables_that_are_refused)
{
	static const struct {
		const char *label, *bytes;
		size_t line;
		const char *says;
	} rows[] = {
	    {"empty", "", 1, "empty"},
	    {"a missing column",
		"doc,company,ticker,fiscal_period,quarter_start,quarter_end\n", 1,
		"call_date"},
	    {"another missing column",
		"company,ticker,call_date,fiscal_period,quarter_start,quarter_end\n", 1,
		"'doc'"},
	    {"a wrong date", HEAD GOOD "b.txt,Acme,ACM,02.08.2017,2017-Q2,,\n", 3,
		"'02.08.2017' is not a date"},
	    {"a day that is none", HEAD "b.txt,Acme,ACM,2017-02-29,2017-Q2,,\n", 2,
		"call_date"},
	    {"a wrong quarter_start", HEAD "b.txt,Acme,ACM,,2017-Q2,x,2017-06-30\n", 2,
		"quarter_start"},
	    {"the end before the start",
		HEAD "b.txt,Acme,ACM,,2017-Q2,2017-06-30,2017-04-01\n", 2, "before"},
	    {"a start without an end", HEAD "b.txt,Acme,ACM,,2017-Q2,2017-04-01,\n", 2,
		"together"},
	    {"a year is no quarter",
		HEAD "b.txt,Acme,ACM,,2017-Q2,2017-01-01,2017-12-31\n", 2,
		"quarter apart"},
	    {"a label that is none", HEAD "b.txt,Acme,ACM,,Q2 2017,,\n", 2, "2017-Q2"},
	    {"a doc without a name", HEAD ",Acme,ACM,,2017-Q2,,\n", 2, "doc"},
	    {"a field too few", HEAD "b.txt,Acme\n", 2, "line 2"},
	    {"a broken quote", HEAD "\"b.txt,Acme,ACM,,2017-Q2,,\n", 2, "line "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct callinfo_table t;
		err_clear(&e);
		int rc = callinfo_read_table(
		    STR("calls.csv"), str_from(rows[i].bytes), &a, &t, &e);
		cr_expect_eq(rc, -1, "%s", rows[i].label);
		cr_expect_eq(
		    e.code, ERR_DATA, "%s: code %d", rows[i].label, (int)e.code);
		cr_expect_eq(
		    e.line, rows[i].line, "%s: line %zu", rows[i].label, e.line);
		cr_expect_str_eq(e.file, "calls.csv", "%s", rows[i].label);
		cr_expect(
		    strstr(e.text, rows[i].says), "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
}

Test(callinfo, lookup)
{
	struct arena a = {NULL};
	struct err e;
	struct callinfo_table t;
	err_clear(&e);
	cr_assert_eq(
	    callinfo_read_table(STR("c"),
		STR(HEAD "a.txt,Short,,,,,\nx/a.txt,Whole,,,,,\n"), &a, &t, &e),
	    0);
	static const struct {
		const char *doc, *company; /* NULL: none */
	} rows[] = {
	    {"a.txt", "Short"},
	    {"x/a.txt", "Whole"},
	    {"/y/z/a.txt", "Short"},
	    {"b.txt", NULL},
	    {"aa.txt", NULL},
	    {"", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct callinfo *c = callinfo_lookup(&t, str_from(rows[i].doc));
		cr_expect_eq(c != NULL, rows[i].company != NULL, "%s", rows[i].doc);
		if (c && rows[i].company)
			cr_expect(str_eq(c->company, str_from(rows[i].company)), "%s",
			    rows[i].doc);
	}
	arena_release(&a);
}

/* clang-format off */
Test(callinfo, from_the_text)
{
	static const struct {
		const char *label, *text;
		const char *label_in, *date_in; /* given by options; NULL: not */
		int year_end;
		const char *company, *ticker, *as_of, *period, *start, *end;
		bool estimated;
	} rows[] = {
		{"a header", "Acme Corporation (NYSE: ACM)\nQ2 2017 Earnings Call\nAugust 2, 2017\n",
		    NULL, NULL, 0, "Acme", "ACM", "2017-08-02", "2017-Q2",
		    "2017-04-01", "2017-06-30", false},
		{"only the quarter: the date is estimated",
		    "Good day and welcome to the Acme second quarter 2017 conference call.\n",
		    NULL, NULL, 0, "Acme", "", "2017-07-30", "2017-Q2", "2017-04-01", "2017-06-30",
		    true},
		{"only the date: the quarter before it", "Acme call\nAugust 2, 2017\n", NULL, NULL, 0,
		    "", "", "2017-08-02", "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"a ticker alone", "Acme Motors, Inc. (ACME)\nQ2 2017 Earnings Call\n2 August 2017\n", NULL, NULL, 0, "Acme Motors", "ACME", "2017-08-02",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"the day first", "Acme call\n2 August 2017\n", NULL, NULL, 0, "", "", "2017-08-02",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"the day first, with dashes", "Acme call\n2-Aug-2017\n", NULL, NULL, 0, "", "", "2017-08-02",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"with slashes, the month first", "Acme call\n8/22/2017\n", NULL, NULL, 0, "", "", "2017-08-22",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"with slashes, the day first", "Acme call\n22/8/2017\n", NULL, NULL, 0, "", "", "2017-08-22",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"as ISO has it", "Acme call, 2017-08-02\n", NULL, NULL, 0, "", "", "2017-08-02",
		    "2017-Q2", "2017-04-01", "2017-06-30", false},
		{"a short month", "Aug. 2nd, 2017\n", NULL, NULL, 0, "", "", "2017-08-02", "2017-Q2",
		    "2017-04-01", "2017-06-30", false},
		{"in January: last year's fourth", "January 24, 2018\n", NULL, NULL, 0, "", "",
		    "2018-01-24", "2017-Q4", "2017-10-01", "2017-12-31", false},
		{"no such day", "February 30, 2017\n", NULL, NULL, 0, "", "", "", "", "", "", false},
		{"nothing", "Hello there.\n", NULL, NULL, 0, "", "", "", "", "", "", false},
		{"the year first", "welcome to Acme's fiscal 2021 third quarter call\n", NULL, NULL, 0,
		    "Acme", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"the quarter of an option", "Acme\n", "2018-Q1", NULL, 0, "", "", "2018-04-30",
		    "2018-Q1", "2018-01-01", "2018-03-31", true},
		{"a year that ends in June", "Acme\n", "2018-Q1", NULL, 6, "", "", "2017-10-30",
		    "2018-Q1", "2017-07-01", "2017-09-30", true},
		{"a year that ends in January", "Acme\n", "2018-Q4", NULL, 1, "", "", "2018-03-02",
		    "2018-Q4", "2017-11-01", "2018-01-31", true},
		{"a date and a year that ends in June", "Acme\n", NULL, "2017-10-25", 6, "", "",
		    "2017-10-25", "2018-Q1", "2017-07-01", "2017-09-30", false},
		{"a date and a year that ends in January", "Acme\n", NULL, "2018-02-20", 1, "", "",
		    "2018-02-20", "2018-Q4", "2017-11-01", "2018-01-31", false},
		{"a header with a mistyped year", "Acme (NYSE: ACM)\nQ4 2011 Earnings Call\nFebruary 15, 2011\n",
		    NULL, NULL, 0, "Acme", "ACM", "2012-01-30", "2011-Q4", "2011-10-01", "2011-12-31", true},
		{"a quarter that is not the call's", "Acme call\nWe fell from our peak in the second quarter of 2009.\n",
		    NULL, NULL, 0, "", "", "", "", "", "", false},
		{"a name with initials", "Welcome to the A. O. Acme First Quarter 2017 conference call.\n",
		    NULL, NULL, 0, "A. O. Acme", "", "2017-04-30", "2017-Q1", "2017-01-01", "2017-03-31", true},
		{"a name behind the quarter", "Welcome to the Third Quarter 2021 Acme Black & Sons Earnings Conference Call.\n",
		    NULL, NULL, 0, "Acme Black & Sons", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: a line of its own", "Acme Widgets, Inc.\nQ3 2021 Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: a line in capitals", "ACME WIDGETS\nQ3 2021 EARNINGS CALL\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: a bar", "Acme Widgets | Q3 2021 Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: a comma", "Acme Widgets, Third Quarter 2021 Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: a dash", "Acme Widgets - Q3 2021 Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: behind the quarter", "Event: Q3 2021 Acme Widgets Inc Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: below the quarter", "Third Quarter 2021 Earnings Call\nAcme Widgets, Inc.\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: told", "Company: Acme Widgets\nQ3 2021 Earnings Call\n\n",
		    NULL, NULL, 0, "Acme Widgets", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"heading: none", "Q3 2021 Earnings Call\nCorporate Participants\n\n",
		    NULL, NULL, 0, "", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"a name with a number", "Welcome to the Third Quarter 2021 Acme 66 Earnings Conference Call.\n",
		    NULL, NULL, 0, "Acme 66", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"the quarter that ended tells the months",
		    "Welcome to the Acme fiscal 2021 second quarter conference call.\n"
		    "Our sales for the three months ended March 31 rose. In March and April they rose, too.\n",
		    NULL, NULL, 0, "Acme", "", "2021-04-30", "2021-Q2", "2021-01-01", "2021-03-31", true},
		{"the year that ended tells the months",
		    "Welcome to the Acme fiscal 2021 second-quarter conference call.\n"
		    "See our Form 10-K for the fiscal year ended February 29, 2020. July was good, August better.\n",
		    NULL, NULL, 0, "Acme", "", "2020-09-30", "2021-Q2", "2020-06-01", "2020-08-31", true},
		{"when a year's results come tells the months",
		    "Welcome to the Acme conference call for the fiscal 2022 third quarter.\n"
		    "December and January were hard; February was better than January. "
		    "We will report our full-year results in July.\n",
		    NULL, NULL, 0, "Acme", "", "2022-03-30", "2022-Q3", "2021-12-01", "2022-02-28", true},
		{"a year of weeks ends in the next month's first days",
		    "Welcome to the Acme fiscal 2021 second quarter conference call.\n"
		    "See our 10-K for the fiscal year ended October 3, 2020.\n",
		    NULL, NULL, 0, "Acme", "", "2021-04-30", "2021-Q2", "2021-01-01", "2021-03-31", true},
		{"a retailer whose year is named after its start",
		    "Welcome to the Acme Third Quarter Conference Call.\n"
		    "Comps rose, comps in October most. Comps rose in the third quarter of fiscal 2021. November comps rose.\n"
		    "Comps will rise in 2022, in 2022 we think comps grow.\n"
		    "It is fiscal prudence. In the fiscal fourth quarter of 2022 comps may rise; and 2022 is new.\n",
		    NULL, NULL, 0, "Acme", "", "2021-11-30", "2021-Q3", "2021-08-01", "2021-10-31", true},
		{"a quarter without a year: that of a comparison is the one before",
		    "Welcome to the Acme Third Quarter Earnings Conference Call.\n"
		    "Revenue was $9 million, compared with $8 million in 2020 third quarter.\n",
		    NULL, NULL, 0, "Acme", "", "2021-10-30", "2021-Q3", "2021-07-01", "2021-09-30", true},
		{"no quarter of the call is named, but always the same",
		    "Good day. In the third quarter we grew. Third quarter margin rose, third quarter cash, too.\n"
		    "The third quarter was good. For the remainder of 2020 we see the same. Our 2020 outlook stays.\n",
		    NULL, NULL, 0, "", "", "2020-10-30", "2020-Q3", "2020-07-01", "2020-09-30", true},
		{"the day of the recording",
		    "Welcome to the Acme Fourth Quarter 2019 Earnings Conference Call. Please mute your lines, and do so now "
		    "and not later, since noise of any kind disturbs those who listen and those who speak, as you know well; "
		    "we have said so before, we say so again, and there are some who never learn it, whatever we say to them "
		    "here and elsewhere, so that we say it once more and hope. This conference is being recorded today, "
		    "February 14, 2020.\n",
		    NULL, NULL, 0, "Acme", "", "2020-02-14", "2019-Q4", "2019-10-01", "2019-12-31", false},
		{"the day of the statements",
		    "Welcome to Acme's third quarter fiscal 2021 call. Our statements reflect our view as of November 2, 2021.\n",
		    NULL, NULL, 0, "Acme", "", "2021-11-02", "2021-Q3", "2021-07-01", "2021-09-30", false},
		{"a year that ended is no day of the call",
		    "Acme Q2 2020 call. See our 10-K for the year ended December 31, 2019.\n",
		    NULL, NULL, 0, "Acme", "", "2020-07-30", "2020-Q2", "2020-04-01", "2020-06-30", true},
		{"a title", "Acme Widgets (ACM) Q3 2020 Earnings Call Transcript\nWelcome.\n",
		    NULL, NULL, 0, "Acme Widgets", "ACM", "2020-10-30", "2020-Q3", "2020-07-01", "2020-09-30", true},
		{"a name with a question mark", "Welcome to the Acme? First Quarter 2017 conference call.\n",
		    NULL, NULL, 0, "Acme?", "", "2017-04-30", "2017-Q1", "2017-01-01", "2017-03-31", true},
		{"a name of two with a comma", "Welcome to the Acme, Widget Earnings call for the first quarter of 2017.\n",
		    NULL, NULL, 0, "Acme, Widget", "", "2017-04-30", "2017-Q1", "2017-01-01", "2017-03-31", true},
		{"a name that only a title gives", "Good day. Here is Ann Lee, executive chairman of Acme Widgets. Begin.\n",
		    NULL, NULL, 0, "Acme Widgets", "", "", "", "", "", false},
		{"a title that somebody had", "Good day. Ann Lee, the former CEO of Acme Widgets, has joined us. Begin.\n",
		    NULL, NULL, 0, "", "", "", "", "", "", false},
		{"a fiscal year whose end is said", "Acme plc (ACM) Q1 2023 Earnings Call\nFebruary 2, 2023\n\n"
		    "Our fiscal year ends on the last Saturday in September.\n",
		    NULL, NULL, 0, "Acme", "ACM", "2023-02-02", "2023-Q1", "2022-10-01", "2022-12-31", false},
		{"a quarter whose end suits the header's day", "Acme & Co. (ACM) Q1 2023 Earnings Call\nFebruary 2, 2023\n\n"
		    "For the quarter ended December 31, all went well.\n",
		    NULL, NULL, 0, "Acme", "ACM", "2023-02-02", "2023-Q1", "2022-10-01", "2022-12-31", false},
		{"a header's day that nothing agrees with", "Acme SE (ACM) Q1 2023 Earnings Call\nFebruary 2, 2023\n\n"
		    "All went well.\n",
		    NULL, NULL, 0, "Acme", "ACM", "2023-04-30", "2023-Q1", "2023-01-01", "2023-03-31", true},
		{"a place is no company", "Hello. We flew to the Moon did we not, Bob.\n",
		    NULL, NULL, 0, "", "", "", "", "", "", false},
		{"an option goes before the text", "Q3 2018\nAugust 2, 2017\n", "2017-Q2", "2017-08-03", 0,
		    "", "", "2017-08-03", "2017-Q2", "2017-04-01", "2017-06-30", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct document d;
		struct callinfo c = CALLINFO_NONE;
		err_clear(&e);
		cr_assert_eq(document_init(&d, STR("x"), str_from(rows[i].text), &a, &e), 0);
		if (rows[i].label_in)
			c.fiscal_period = str_from(rows[i].label_in);
		if (rows[i].date_in)
			cr_assert(date_parse(str_from(rows[i].date_in), &c.as_of));
		c.year_end_month = rows[i].year_end;
		struct token *t;
		size_t n;
		cr_assert_eq(lexer_run(d.text, d.low, 0, d.n, &a, &t, &n, &e), 0);
		callinfo_complete(&c, &d, t, n, &a);
		const char *label = rows[i].label;
		cr_expect(str_eq(c.company, str_from(rows[i].company)), "%s: company '%.*s'", label,
		    STR_FMT(c.company));
		cr_expect(str_eq(c.ticker, str_from(rows[i].ticker)), "%s: ticker '%.*s'", label,
		    STR_FMT(c.ticker));
		cr_expect(str_eq(c.fiscal_period, str_from(rows[i].period)), "%s: period '%.*s'",
		    label, STR_FMT(c.fiscal_period));
		expect_date(c.as_of, rows[i].as_of, label);
		expect_date(c.quarter.start, rows[i].start, label);
		expect_date(c.quarter.end, rows[i].end, label);
		cr_expect_eq(c.as_of_estimated, rows[i].estimated, "%s", label);
		arena_release(&a);
	}
}
/* clang-format on */

Test(callinfo, calendar_of_a_call)
{
	struct callinfo c = CALLINFO_NONE;
	cr_expect_eq(callinfo_fiscal(&c).quarter, 0);
	c.fiscal_period = STR("2019-Q1");
	cr_assert(date_parse(STR("2018-09-30"), &c.quarter.start));
	cr_assert(date_parse(STR("2018-12-29"), &c.quarter.end));
	struct fiscal f = callinfo_fiscal(&c);
	cr_expect(f.year == 2019 && f.quarter == 1 && f.year_end_month == 9);
	c.fiscal_period = STR("");
	f = callinfo_fiscal(&c);
	cr_expect(f.year == 2018 && f.quarter == 4, "without a label the calendar's");
}
