/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/export.h"

/* A statement by its parts; what is not named is empty. */
static struct obs
stated(const char *metric, struct period p, double v, int month)
{
	static uint64_t place;
	place += 10;
	return (struct obs){.doc = STR("a.txt"),
	    .start = place,
	    .end = place + 4,
	    .metric = str_from(metric),
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = STR("percent"),
	    .period = p,
	    .base = PERIOD_NONE,
	    .company = STR("Acme"),
	    .as_of = date_from_civil(2019, month, 1),
	    .source = STR("spoken"),
	    .confidence = 0.5,
	    .text = STR("said"),
	    .quote = STR("So it was.")};
}

static struct period
quarter(int n)
{
	return period_months(2018 + (n - 1) / 4, 3 * ((n - 1) % 4) + 1, 3);
}

static void
prepare(struct export_data *d, struct obs *o, size_t n, struct arena *a)
{
	struct err e = {.code = ERR_NONE};
	struct export_piece *p;
	cr_assert_eq(export_pieces_build(o, n, a, &p, &d->n_pieces, &e), 0);
	d->obs = o;
	d->n = n;
	d->pieces = p;
	d->arena = a;
}

static void
expect_refused(const struct export_data *data, const char *why)
{
	struct err e = {.code = ERR_NONE};
	struct export_data d = *data;
	cr_expect_eq(export_write(&d, EXPORT_PROPHET, stdout, &e), -1);
	cr_expect_str_eq(e.text, why);
}

/* What export writes of n observations. */
static char *
written(struct export_data *d, enum export_form form, struct obs *o, size_t n,
    struct arena *a)
{
	struct err e = {.code = ERR_NONE};
	char *text = NULL;
	size_t size;
	prepare(d, o, n, a);
	FILE *f = open_memstream(&text, &size);
	cr_assert_eq(export_write(d, form, f, &e), 0, "%s", e.text);
	(void)fclose(f);
	return text;
}

/* Three quarters with a gap, a year among them, one restated; a balance at fiscal
 * quarters' ends, once a few days late. */
static size_t
two_series(struct obs o[8])
{
	o[0] = stated("gross_margin", quarter(1), 18.5, 2);
	o[1] = stated("gross_margin", quarter(2), 19, 3);
	o[2] = stated("gross_margin", quarter(4), 20.25, 4);
	o[3] = stated("gross_margin", quarter(2), 19.5, 5);
	o[4] = stated("gross_margin", period_months(2018, 1, 12), 19.25, 5);
	o[5] = stated("cash", period_day(date_from_civil(2018, 3, 31)), 5, 2);
	o[6] = stated("cash", period_day(date_from_civil(2018, 7, 1)), 7, 3);
	o[7] = stated("cash", period_day(date_from_civil(2018, 9, 29)), 6, 4);
	return 8;
}

static const struct row {
	enum export_form form;
	size_t from, to; /* of two_series */
	const char *want;
} rows[] = {
    {EXPORT_PROPHET, 0, 5,
	"ds,y\n2018-03-31,18.5\n2018-06-30,19.5\n2018-12-31,20.25\n"},
    {EXPORT_NIXTLA, 0, 8,
	"unique_id,ds,y\n"
	"Acme/cash/actual,2018-03-31,5\nAcme/cash/actual,2018-06-30,7\n"
	"Acme/cash/actual,2018-09-30,6\n"
	"Acme/gross_margin/actual,2018-03-31,18.5\n"
	"Acme/gross_margin/actual,2018-06-30,19.5\n"
	"Acme/gross_margin/actual,2018-12-31,20.25\n"},
    {EXPORT_GLUONTS, 0, 8,
	"{\"item_id\":\"Acme/cash/actual\",\"start\":\"2018-01-01\",\"freq\":\"Q\","
	"\"target\":[5,7,6]}\n"
	"{\"item_id\":\"Acme/gross_margin/actual\",\"start\":\"2018-01-01\",\"freq\":"
	"\"Q\",\"target\":[18.5,19.5,null,20.25]}\n"},
    {EXPORT_ALFRED, 0, 5,
	"date,realtime_start,realtime_end,value\n"
	"2018-01-01,2019-02-01,9999-12-31,18.5\n"
	"2018-04-01,2019-03-01,2019-04-30,19\n"
	"2018-04-01,2019-05-01,9999-12-31,19.5\n"
	"2018-10-01,2019-04-01,9999-12-31,20.25\n"},
    {EXPORT_PANDAS, 5, 8,
	"series,period,period_start,period_end,value,low,high,unit,as_of\n"
	"Acme/cash/actual,2018-Q1,2018-03-31,2018-03-31,5,5,5,percent,2019-02-01\n"
	"Acme/cash/actual,2018-Q2,2018-07-01,2018-07-01,7,7,7,percent,2019-03-01\n"
	"Acme/cash/actual,2018-Q3,2018-09-29,2018-09-29,6,6,6,percent,2019-04-01\n"},
    {EXPORT_R, 0, 5,
	"series,period,year,cycle,frequency,value,unit\n"
	"Acme/gross_margin/actual,2018-Q1,2018,1,4,18.5,percent\n"
	"Acme/gross_margin/actual,2018-Q2,2018,2,4,19.5,percent\n"
	"Acme/gross_margin/actual,2018-Q3,2018,3,4,NA,percent\n"
	"Acme/gross_margin/actual,2018-Q4,2018,4,4,20.25,percent\n"},
};

Test(export, forms)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct arena a = {NULL};
		struct export_data d = {.cap = NAN, .floor = NAN};
		struct obs o[8];
		(void)two_series(o);
		char *got = written(&d, r->form, o + r->from, r->to - r->from, &a);
		cr_expect_str_eq(
		    got, r->want, "%s:\n%s", export_traits[r->form].name, got);
		cr_expect_eq(d.left_out, r->from == 0 ? 1 : 0, "the year");
		free(got);
		arena_release(&a);
	}
}

Test(export, prophets_cap_is_on_every_row)
{
	struct arena a = {NULL};
	struct export_data d = {.cap = 30, .floor = -1.5};
	struct obs o[8];
	(void)two_series(o);
	char *got = written(&d, EXPORT_PROPHET, o, 2, &a);
	cr_expect_str_eq(
	    got, "ds,y,cap,floor\n2018-03-31,18.5,30,-1.5\n2018-06-30,19,30,-1.5\n");
	free(got);
	arena_release(&a);
}

Test(export, prophets_cap_and_floor_are_around_every_value)
{
	struct arena a = {NULL};
	struct obs o[8];
	struct export_data d = {.cap = 18.75, .floor = NAN};
	(void)two_series(o);
	prepare(&d, o, 2, &a);
	expect_refused(&d, "--cap 18.75 is below 19, the value of 2018-06-30");
	d.cap = NAN;
	d.floor = 18.75;
	expect_refused(&d, "--floor 18.75 is above 18.5, the value of 2018-03-31");
	arena_release(&a);
}

Test(export, tidy)
{
	struct arena a = {NULL};
	struct export_data d = {.cap = NAN};
	struct obs o = stated("production_rate", quarter(1), 5000, 2);
	struct store_call call = {.doc = o.doc, .sha256 = STR("abc")};
	o.start = 7;
	o.end = 12;
	o.unit = STR("vehicles/week");
	o.segment = STR("Model, 3");
	o.measure = OBS_EXIT;
	o.stance = OBS_GUIDANCE;
	o.section = OBS_QA;
	d.calls = &call;
	d.n_calls = 1;
	char *got = written(&d, EXPORT_TIDY, &o, 1, &a);
	cr_expect_str_eq(got,
	    "series,entity,metric,period,period_start,period_end,value,value_text,low,"
	    "high,unit,per,kind,basis,as_of,doc,doc_sha256,byte_start,byte_end,speaker,"
	    "section,quote,confidence,rule,segment,change,variant,measure,source,role,"
	    "fiscal_period,n_statements,spread\n"
	    "\"Acme/production_rate/Model, 3/exit/guidance\",Acme,production_rate,"
	    "2018-Q1,2018-01-01,2018-03-31,5000,said,5000,5000,vehicles,week,guidance,,"
	    "2019-02-01,a.txt,abc,7,12,,qa,So it was.,0.5,,\"Model, 3\",level,,exit,"
	    "spoken,company,,1,0\n");
	free(got);
	arena_release(&a);
}

Test(export, sources_and_units_are_series_of_their_own)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct export_piece *p;
	size_t n;
	struct obs o[4] = {stated("cash", quarter(1), 1, 2),
	    stated("cash", quarter(2), 2, 2), stated("cash", quarter(1), 3, 2),
	    stated("cash", quarter(1), 4, 2)};
	o[0].unit = STR("USD");
	o[1].unit = STR("EUR");
	o[2].unit = o[3].unit = STR("USD");
	o[2].source = STR("filed");
	o[2].basis = OBS_GAAP;
	o[3].source = STR("");
	cr_assert_eq(export_pieces_build(o, 4, &a, &p, &n, &e), 0);
	static const char *const want[] = {"Acme/cash/actual/EUR",
	    "Acme/cash/actual/USD", "Acme/cash/gaap/actual/filed"};
	cr_assert_eq(n, 3);
	/* In the order of the names before the units. */
	for (size_t i = 0; i < 3; i++) {
		size_t k = 0;
		while (k < 3 && !str_eq(p[k].id, str_from(want[i])))
			k++;
		cr_expect_lt(k, 3, "%s", want[i]);
	}
	arena_release(&a);
}

Test(export, spreadsheets)
{
	static const struct {
		const char *in, *want;
	} cells[] = {
	    {"=1+1", "'=1+1"},
	    {"+1", "'+1"},
	    {"-1", "'-1"},
	    {"@SUM(A1)", "'@SUM(A1)"},
	    {"\tx", "'\tx"},
	    {"\rx", "'\rx"},
	    {"\xef\xbc\x9d"
	     "1",
		"'\xef\xbc\x9d"
		"1"},
	    {"a=1", "a=1"},
	    {" =1", " =1"},
	    {"", ""},
	};
	struct arena a = {NULL};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		cr_expect(str_eq(export_harmless(str_from(cells[i].in), &a),
		    str_from(cells[i].want)));
	struct obs o = stated("cash", quarter(1), -5, 2);
	o.quote = STR("=cmd|' /C calc'!A0");
	o.segment = STR("@x");
	for (int safe = 0; safe < 2; safe++)
		for (int k = 0; k < 2; k++) {
			struct export_data d = {.spreadsheet = safe, .cap = NAN};
			char *got =
			    written(&d, k ? EXPORT_CSV : EXPORT_TIDY, &o, 1, &a);
			cr_expect_eq(strstr(got, ",'=cmd|") != NULL, safe, "%s", got);
			cr_expect_eq(strstr(got, ",=cmd|") != NULL, !safe, "%s", got);
			cr_expect_eq(strstr(got, ",'@x") != NULL, safe, "%s", got);
			cr_expect_not_null(strstr(got, ",-5,"), "numbers stay");
			free(got);
		}
	arena_release(&a);
}

Test(export, statements_are_exact)
{
	struct arena a = {NULL};
	struct export_data d = {.cap = NAN};
	struct obs o[2] = {stated("cash", quarter(1), 0.1 + 0.2, 2),
	    stated("cash", PERIOD_NONE, 1e22, 2)};
	struct store_call call = {.doc = o[0].doc, .sha256 = STR("abc")};
	o[0].quote = STR("a \"b\",\r\n c ");
	d.calls = &call;
	d.n_calls = 1;
	char *csv = written(&d, EXPORT_CSV, o, 2, &a);
	cr_expect_not_null(strstr(csv, "0.30000000000000004"));
	cr_expect_not_null(strstr(csv, "\"a \"\"b\"\",\r\n c \""));
	cr_expect_not_null(strstr(csv, "1e+22"));
	free(csv);
	d.rows = 0;
	char *json = written(&d, EXPORT_JSON, o, 2, &a);
	cr_expect_eq(json[0], '[');
	cr_expect_not_null(strstr(json, "\"doc_sha256\":\"abc\"}\n,{"), "%s", json);
	cr_expect_str_eq(json + strlen(json) - 3, "\n]\n");
	free(json);
	arena_release(&a);
}

/* Whose words they are was chosen before: what is handed in makes points. */
Test(export, analysts_and_parts)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct export_piece *p;
	size_t n;
	struct obs o[2] = {
	    stated("cash", quarter(1), 5, 2), stated("cash", quarter(2), 6, 2)};
	o[0].role = OBS_ANALYST;
	o[1].scope = OBS_PART;
	cr_assert_eq(export_pieces_build(o, 2, &a, &p, &n, &e), 0);
	cr_assert_eq(n, 1);
	cr_expect_eq(p[0].s->n, 2);
	arena_release(&a);
}

Test(export, one_series_or_none)
{
	struct arena a = {NULL};
	struct obs o[8];
	struct export_data d = {.cap = NAN, .floor = NAN};
	(void)two_series(o);
	prepare(&d, o, 8, &a);
	expect_refused(&d, "--format prophet holds one series, not 2");
	arena_release(&a);
}
