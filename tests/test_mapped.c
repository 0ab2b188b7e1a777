/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "series/catalog.h"
#include "series/mapped.h"

Test(mapped, periods)
{
	static const struct {
		const char *in;
		int year_end;
		char order;
		const char *want; /* empty: none */
	} rows[] = {
	    {"2019-09-30", 12, 0, "2019-09-30..2019-09-30"},
	    {"2019/9/30", 12, 0, "2019-09-30..2019-09-30"},
	    {"20190930", 12, 0, "2019-09-30..2019-09-30"},
	    {"Sep 30, 2019", 12, 0, "2019-09-30..2019-09-30"},
	    {"30 September 2019", 12, 0, "2019-09-30..2019-09-30"},
	    {"9/30/2019", 12, 'm', "2019-09-30..2019-09-30"},
	    {"30.9.2019", 12, 'd', "2019-09-30..2019-09-30"},
	    {"9/30/2019", 12, 0, ""},
	    {"30/9/2019", 12, 'm', ""},
	    {"2019-02-29", 12, 0, ""},
	    {"2019-Q3", 12, 0, "2019-07-01..2019-09-30"},
	    {"2019Q3", 12, 0, "2019-07-01..2019-09-30"},
	    {"Q3 2019", 12, 0, "2019-07-01..2019-09-30"},
	    {"Q3 '19", 12, 0, "2019-07-01..2019-09-30"},
	    {"3Q19", 12, 0, "2019-07-01..2019-09-30"},
	    {"Q3 FY2019", 12, 0, "2019-07-01..2019-09-30"},
	    {"FY19Q3", 12, 0, "2019-07-01..2019-09-30"},
	    {"q5 2019", 12, 0, ""},
	    {"Q3 2019", 9, 0, "2019-04-01..2019-06-30"},
	    {"Q1 2019", 9, 0, "2018-10-01..2018-12-31"},
	    {"FY2019", 9, 0, "2018-10-01..2019-09-30"},
	    {"FY2019", 1, 0, "2018-02-01..2019-01-31"},
	    {"FY2019", 12, 0, "2019-01-01..2019-12-31"},
	    {"2019", 12, 0, "2019-01-01..2019-12-31"},
	    {"2019FY", 12, 0, "2019-01-01..2019-12-31"},
	    {"FY98", 12, 0, "1998-01-01..1998-12-31"},
	    {"H2 2019", 12, 0, "2019-07-01..2019-12-31"},
	    {"1H19", 12, 0, "2019-01-01..2019-06-30"},
	    {"Sep 2019", 12, 0, "2019-09-01..2019-09-30"},
	    {"2019-02", 12, 0, "2019-02-01..2019-02-28"},
	    {"Smarch 2019", 12, 0, ""},
	    {"2019-13", 12, 0, ""},
	    {"soon", 12, 0, ""},
	    {"", 12, 0, ""},
	    {"2019 2019 2019 2019 2019 2019 2019 2019", 12, 0, ""},
	    {"123456789012345678901234567890", 12, 0, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct period p = PERIOD_NONE;
		char got[40] = "", x[DATE_TEXT], y[DATE_TEXT];
		if (mapped_period(
			str_from(rows[i].in), rows[i].year_end, rows[i].order, &p)) {
			date_format(p.start, x);
			date_format(p.end, y);
			(void)snprintf(got, sizeof got, "%s..%s", x, y);
		}
		cr_expect_str_eq(got, rows[i].want, "%s", rows[i].in);
	}
}

/* `want`: "doc company as_of|metric segment|start..end|low high unit|source|text\n", or
 * "!file:line text". */
static const struct row {
	const char *label, *map, *in, *want;
} rows[] = {
    {"long",
	"[constants]\ncompany = Acme\nsource = filed\nbasis = gaap\n"
	"[columns]\nperiod = q\nmetric = m\nvalue = v\nunit = u\n",
	"q,m,v,u\n2018Q1,revenue,\"1,234.5\",USD million\n2018Q2,revenue,,USD\n"
	"Q2 2018,gross_margin,(3)%,%\n",
	"d.csv Acme |revenue |2018-01-01..2018-03-31|1234500000 1234500000 "
	"USD|filed|1,234.5\n"
	"d.csv Acme |gross_margin |2018-04-01..2018-06-30|-3 -3 percent|filed|(3)%\n"},
    {"wide, with the as-of day of each row",
	"[constants]\ncompany = Acme\nsource = consensus\nstance = guidance\n"
	"[columns]\nperiod = quarter\nas_of = day\n"
	"[value Sales]\nmetric = revenue\nunit = EUR\nscale = billion\n"
	"[value GM]\nmetric = margin\nunit = percent\n",
	"quarter,day,Sales,GM\n2019-Q1,2018-12-01,3.367,20%\n"
	"2019-Q1,2019-03-01,3.4,NA\n",
	"d.csv#2018-12-01 Acme 2018-12-01|revenue |2019-01-01..2019-03-31|3367000000 "
	"3367000000 EUR|consensus|3.367\n"
	"d.csv#2018-12-01 Acme 2018-12-01|gross_margin |2019-01-01..2019-03-31|20 20 "
	"percent|consensus|20%\n"
	"d.csv#2019-03-01 Acme 2019-03-01|revenue |2019-01-01..2019-03-31|3400000000 "
	"3400000000 EUR|consensus|3.4\n"},
    {"words, rows left out, a balance of a quarter is of its last day",
	"[constants]\ncompany = Acme\nunit = USD\nperiod = 2018Q1\n"
	"[columns]\nmetric = m\nsegment = s\nvalue = v\n"
	"[words metric]\ncash_eq = cash\ncost = -\nnet = cash | variant = net\n"
	"[words segment]\ntotal =\n",
	"m,s,v\ncash_eq,total,5\ncost,total,6\nnet,Cars,7e3\n",
	"d.csv Acme |cash |2018-03-31..2018-03-31|5 5 USD|own|5\n"
	"d.csv Acme |cash Cars|2018-03-31..2018-03-31|7000 7000 USD|own|7e3\n"},
    {"low and high, a decimal comma",
	"[constants]\ncompany = A\nmetric = capex\nunit = USD\ndecimal = comma\n"
	"[columns]\nlow = l\nhigh = h\nperiod = p\n",
	"p;x,l,h\n2018,\"1.000,5\",\n",
	"!m.ini:9 [columns] period: d.csv has no column 'p'; it has 'p;x', 'l', 'h'"},
    {"open to one side",
	"[constants]\ncompany = A\nmetric = capex\nunit = USD\ndecimal = comma\n"
	"[columns]\nlow = l\nhigh = h\nperiod = p\n",
	"p,l,h\n2018,\"1.000,5\",\n2019,3,2\n",
	"!d.csv:3 column 'l': '3' is above 'high'"},
    {"no number",
	"[constants]\ncompany = A\nmetric = capex\nunit = USD\n[columns]\nperiod = "
	"p\nvalue = v\n",
	"p,v\n2018,1\n2019,12 apples\n",
	"!d.csv:3 column 'v': '12 apples' is not a number"},
    {"badly grouped",
	"[constants]\ncompany = A\nmetric = capex\nunit = USD\n[columns]\nperiod = "
	"p\nvalue = v\n",
	"p,v\n2018,\"1,23\"\n", "!d.csv:2 column 'v': '1,23' is not a number"},
    {"no time",
	"[constants]\ncompany = A\nmetric = capex\nunit = USD\n[columns]\nperiod = "
	"p\nvalue = v\n",
	"p,v\n9/30/2018,1\n",
	"!d.csv:2 column 'p': '9/30/2018' is not a time (2019-Q3, FY2019, Sep 2019, "
	"2019-09-30; 9/30/2019 with dates = mdy, 30.9.2019 with dates = dmy)"},
    {"no metric of the catalog",
	"[constants]\ncompany = A\n[columns]\nperiod = p\nvalue = v\nmetric = m\n",
	"p,v,m\n2018,1,profitz\n",
	"!d.csv:2 column 'm': 'profitz' is no metric (tseries metrics lists them; "
	"[words metric] translates)"},
    {"no such field", "[columns]\nmetrik = m\n", "m\n",
	"!m.ini:2 [columns] metrik: 'metrik' is no field; did you mean 'metric'?"},
    {"no such section", "[colums]\nmetric = m\n", "m\n",
	"!m.ini:2 [colums] metric: no such section; a map has [constants], [columns], "
	"[words FIELD] and [value COLUMN]"},
    {"a bad constant",
	"[constants]\ncompany = A\nmetric = capex\nstance = filed\n[columns]\nvalue = "
	"v\n",
	"v\n1\n",
	"!m.ini:4 stance 'filed' is not one of actual, guidance, hypothetical"},
    {"no company", "[constants]\nmetric = capex\n[columns]\nvalue = v\n", "v\n1\n",
	"!m.ini:0 the map does not say the company: [constants] company = NAME, or "
	"[columns] company = COLUMN"},
    {"an open quote", "[columns]\nvalue = v\n", "v\n\"1\n",
	"!d.csv:2 a quoted field of the row at line 2 is never closed"},
};

static void
list(const struct import_set *s, char *to, size_t size)
{
	size_t at = 0;
	for (size_t i = 0; i < s->n && at < size; i++) {
		const struct obs *o = &s->obs[i];
		char d[3][DATE_TEXT], v[2][OBS_FIELD_TEXT];
		date_format(o->as_of, d[0]);
		date_format(o->period.start, d[1]);
		date_format(o->period.end, d[2]);
		obs_number(o->low, v[0]);
		obs_number(o->high, v[1]);
		at += (size_t)snprintf(to + at, size - at,
		    "%.*s %.*s %s|%.*s %.*s|%s..%s|%s %s %.*s|%.*s|%.*s\n",
		    STR_FMT(o->doc), STR_FMT(o->company), d[0], STR_FMT(o->metric),
		    STR_FMT(o->segment), d[1], d[2], v[0], v[1], STR_FMT(o->unit),
		    STR_FMT(o->source), STR_FMT(o->text));
	}
}

Test(mapped, rows)
{
	struct err ce = {.code = ERR_NONE};
	struct catalog *c = catalog_new(NULL, 0, &ce);
	cr_assert_not_null(c);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct ini_entry *map;
		struct import_set set = {.n = 0};
		size_t n;
		char got[2048] = "";
		cr_assert_eq(ini_file_read(
				 str_from(rows[i].map), STR("m.ini"), &a, &map, &n, &e),
		    0);
		struct mapped_options o = {map, n, STR("m.ini"), c};
		if (mapped_read(str_from(rows[i].in), STR("d.csv"), &o, &a, &set, &e)
		    == 0)
			list(&set, got, sizeof got);
		else
			(void)snprintf(
			    got, sizeof got, "!%s:%zu %s", e.file, e.line, e.text);
		cr_expect_str_eq(got, rows[i].want, "%s:\n%s", rows[i].label, got);
		arena_release(&a);
	}
	catalog_free(c);
}

Test(mapped, options_make_a_map_without_a_file)
{
	static const char *const columns[] = {"period=Date", "value = Sales"};
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct ini_entry map[5];
	struct import_set set;
	for (size_t i = 0; i < 2; i++)
		cr_assert_eq(mapped_option("columns", columns[i], &map[i], &e), 0);
	cr_assert_eq(mapped_option("constants", "metric=revenue", &map[2], &e), 0);
	cr_assert_eq(mapped_option("constants", "company=A = B", &map[3], &e), 0);
	cr_assert_eq(mapped_option("constants", "unit=USD", &map[4], &e), 0);
	struct mapped_options o = {map, 5, STR("--column"), NULL};
	cr_assert_eq(
	    mapped_read(STR("Date,Sales\n2018,4\n"), STR("d.csv"), &o, &a, &set, &e), 0,
	    "%s", e.text);
	cr_assert_eq(set.n, 1);
	cr_expect(str_eq(set.obs[0].company, STR("A = B")));
	cr_expect_eq(mapped_option("columns", "Sales", &map[0], &e), -1);
	cr_expect_str_eq(e.text, "'Sales' is not FIELD=TEXT, as in date=Date");
	arena_release(&a);
}

Test(mapped, a_document_is_of_one_company_and_day)
{
	static const char map_text[] =
	    "[constants]\nmetric = revenue\nunit = USD\n"
	    "[columns]\ndoc = d\ncompany = c\nas_of = a\nvalue = v\nperiod = p\n";
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct ini_entry *map;
	struct import_set set;
	size_t n;
	cr_assert_eq(
	    ini_file_read(str_from(map_text), STR("m.ini"), &a, &map, &n, &e), 0);
	struct mapped_options o = {map, n, STR("m.ini"), NULL};
	cr_assert_eq(
	    mapped_read(STR("d,c,a,v,p\nx,A,2018-01-02,1,2018\ny,A,2018-01-03,2,"
			    "2018\nx,A,2018-01-02,3,2019\n"),
		STR("d.csv"), &o, &a, &set, &e),
	    0, "%s", e.text);
	cr_expect_eq(set.n_calls, 2);
	cr_expect(set.obs[0].start == 0 && set.obs[1].start == 0
		  && set.obs[2].start == 1 && str_eq(set.obs[2].doc, STR("x")));
	cr_expect_eq(
	    mapped_read(STR("d,c,a,v,p\nx,A,2018-01-02,1,2018\nx,B,2018-01-02,2,"
			    "2018\n"),
		STR("d.csv"), &o, &a, &set, &e),
	    -1);
	cr_expect_eq(e.line, 3);
	cr_expect_str_eq(e.text,
	    "document 'x' has another company, as_of or "
	    "fiscal_period in an earlier row; without a column for doc each has a "
	    "document of its own");
	arena_release(&a);
}
