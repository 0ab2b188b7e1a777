/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "series/companyfacts.h"

/* A fact of a filing: f(START, END, VALUE, ACCESSION, FY, FP, FORM, FILED). */
#define F(s, e, v, a, fy, fp, form, filed)                                             \
	"{\"start\":\"" s "\",\"end\":\"" e "\",\"val\":" v ",\"accn\":\"" a           \
	"\",\"fy\":" fy ",\"fp\":\"" fp "\",\"form\":\"" form "\",\"filed\":\"" filed  \
	"\"}"
/* A balance's. */
#define B(e, v, a, fy, fp, form, filed)                                                \
	"{\"end\":\"" e "\",\"val\":" v ",\"accn\":\"" a "\",\"fy\":" fy               \
	",\"fp\":\"" fp "\",\"form\":\"" form "\",\"filed\":\"" filed "\"}"
#define UNIT(concept, unit, facts)                                                     \
	"\"" concept "\":{\"label\":\"x\",\"units\":{\"" unit "\":[" facts "]}}"
#define FILE_OF(concepts)                                                              \
	"{\"cik\":1,\"entityName\":\"Calder "                                          \
	"Motors\",\"facts\":{\"us-gaap\":{" concepts "}}}"

#define CAPEX "PaymentsToAcquirePropertyPlantAndEquipment"
#define CASH "CashAndCashEquivalentsAtCarryingValue"
/* The four reports of 2018. */
#define Q1 "2018", "Q1", "10-Q", "2018-05-01"
#define Q2 "2018", "Q2", "10-Q", "2018-08-01"
#define Q3 "2018", "Q3", "10-Q", "2018-11-01"
#define Q4 "2018", "FY", "10-K", "2019-02-01"
#define N1 "2019", "Q1", "10-Q", "2019-05-01"
#define N4 "2019", "FY", "10-K", "2020-02-01"
/* FX expands a report's macro before F counts its arguments. */
#define FX(s, e, v, a, ...) F_(s, e, v, a, __VA_ARGS__)
#define F_(...) F(__VA_ARGS__)
#define BX(e, v, a, ...) B_(e, v, a, __VA_ARGS__)
#define B_(...) B(__VA_ARGS__)

/* `want`: "doc metric period value rule" by line. */
static const struct row {
	const char *label, *in, *want;
} rows[] = {
    {"no concept that is wanted",
	FILE_OF(UNIT("Assets", "USD", BX("2018-03-31", "5", "a1", Q1))), ""},
    {"year to date becomes quarters",
	FILE_OF(UNIT(CAPEX, "USD",
	    FX("2018-01-01", "2018-03-31", "600", "a1", Q1) "," FX(
		"2018-01-01", "2018-06-30", "1400", "a2", Q2) "," FX("2018-01-01",
		"2018-09-30", "1900", "a3",
		Q3) "," FX("2018-01-01", "2018-12-31", "2300", "a4", Q4))),
	"a1 capex 2018-Q1 600 filed\n"
	"a2 capex 2018-Q2 800 derived:ytd\n"
	"a3 capex 2018-Q3 500 derived:ytd\n"
	"a4 capex 2018 2300 filed\n"
	"a4 capex 2018-Q4 400 derived:ytd\n"},
    {"the quarter itself, where it is filed, makes one row",
	FILE_OF(UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-03-31", "600", "a1", Q1) "," FX("2018-04-01",
		"2018-06-30", "810", "a2",
		Q2) "," FX("2018-01-01", "2018-06-30", "1400", "a2", Q2))),
	"a1 revenue 2018-Q1 600 filed\na2 revenue 2018-Q2 810 filed\n"},
    {"Q4 from three quarters where nine months were not filed",
	FILE_OF(UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-03-31", "1", "a1", Q1) "," FX("2018-04-01",
		"2018-06-30", "2", "a2", Q2) "," FX("2018-07-01", "2018-09-30", "3",
		"a3", Q3) "," FX("2018-01-01", "2018-12-31", "10", "a4", Q4))),
	"a1 revenue 2018-Q1 1 filed\na2 revenue 2018-Q2 2 filed\n"
	"a3 revenue 2018-Q3 3 filed\na4 revenue 2018 10 filed\n"
	"a4 revenue 2018-Q4 4 derived:quarters\n"},
    {"half a year with nothing to take from it stays",
	FILE_OF(UNIT(CAPEX, "USD", FX("2018-01-01", "2018-06-30", "1400", "a2", Q2))),
	"a2 capex 2018-H1 1400 filed\n"},
    {"52 and 53 weeks",
	FILE_OF(UNIT(CAPEX, "USD",
	    FX("2017-10-01", "2017-12-30", "10", "a1", Q1) "," FX("2017-10-01",
		"2018-03-31", "30", "a2", Q2) "," FX("2017-10-01", "2018-06-30", "60",
		"a3", Q3) "," FX("2017-10-01", "2018-10-06", "100", "a4", Q4))),
	"a1 capex 2017-Q4 10 filed\na2 capex 2018-Q1 20 derived:ytd\n"
	"a3 capex 2018-Q2 30 derived:ytd\na4 capex 2018 100 filed\n"
	"a4 capex 2018-Q3 40 derived:ytd\n"},
    {"a comparative that repeats adds nothing, a restatement is a later vintage",
	FILE_OF(UNIT(CASH, "USD",
	    BX("2018-03-31", "500", "a1", Q1) "," BX(
		"2018-03-31", "500", "a2", Q2) "," BX("2018-06-30", "700", "a2",
		Q2) "," BX("2018-06-30", "650", "a3", Q3))),
	"a1 cash 2018-03-31 500 filed\na2 cash 2018-06-30 700 filed\n"
	"a3 cash 2018-06-30 650 filed\n"},
    {"thousands told again in millions are no restatement, as are derived ones one off",
	FILE_OF(UNIT(CAPEX, "USD",
	    FX("2018-01-01", "2018-03-31", "655662000", "a1", Q1) "," FX(
		"2018-01-01", "2018-06-30", "1265376000", "a2", Q2) "," FX("2018-01-01",
		"2018-03-31", "656000000", "b1",
		N1) "," FX("2018-01-01", "2018-06-30", "1265000000", "b1", N1))),
	"a1 capex 2018-Q1 655662000 filed\na2 capex 2018-Q2 609714000 derived:ytd\n"},
    {"a restated year moves the quarter worked out from it",
	FILE_OF(UNIT(CAPEX, "USD",
	    FX("2018-01-01", "2018-09-30", "1900", "a3", Q3) "," FX("2018-01-01",
		"2018-12-31", "2300", "a4",
		Q4) "," FX("2018-01-01", "2018-12-31", "2350", "b4", N4))),
	"a3 capex 2018-01-01..2018-09-30 1900 filed\na4 capex 2018 2300 filed\n"
	"a4 capex 2018-Q4 400 derived:ytd\nb4 capex 2018 2350 filed\n"
	"b4 capex 2018-Q4 450 derived:ytd\n"},
    {"of two concepts in one filing the first of the table, of two values the finer",
	FILE_OF(UNIT("RevenueFromContractWithCustomerExcludingAssessedTax", "USD",
	    FX("2018-01-01", "2018-03-31", "550", "a1", Q1)) "," UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-03-31", "600", "a1", Q1) "," FX(
		"2018-01-01", "2018-03-31", "603", "a1", Q1))),
	"a1 revenue 2018-Q1 603 filed\n"},
    {"another concept later says so",
	FILE_OF(UNIT("SalesRevenueNet", "USD",
	    FX("2018-01-01", "2018-03-31", "600", "a1",
		Q1)) "," UNIT("RevenueFromContractWithCustomerExcludingAssessedTax",
	    "USD", FX("2018-01-01", "2018-03-31", "550", "b1", N1))),
	"a1 revenue 2018-Q1 600 filed\nb1 revenue 2018-Q1 550 filed:other-concept\n"},
    {"a margin from its parts, of the quarter and of the fourth",
	FILE_OF(UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-09-30", "900", "a3", Q3) "," FX(
		"2018-07-01", "2018-09-30", "400", "a3", Q3) "," FX("2018-01-01",
		"2018-12-31", "1400", "a4", Q4)) "," UNIT("GrossProfit", "USD",
	    FX("2018-01-01", "2018-09-30", "90", "a3", Q3) "," FX("2018-07-01",
		"2018-09-30", "60", "a3",
		Q3) "," FX("2018-01-01", "2018-12-31", "190", "a4", Q4))),
	"a3 revenue 2018-Q3 400 filed\n"
	"a3 revenue 2018-01-01..2018-09-30 900 filed\n"
	"a3 gross_margin 2018-Q3 15 derived:ratio\n"
	"a4 revenue 2018 1400 filed\na4 revenue 2018-Q4 500 derived:ytd\n"
	"a4 gross_margin 2018 13.571428571428571 derived:ratio\n"
	"a4 gross_margin 2018-Q4 20 derived:ratio\n"},
    {"a margin is of one filing's parts: with one of two restated there is none anew",
	FILE_OF(UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-03-31", "400", "a1", Q1) "," FX(
		"2018-01-01", "2018-03-31", "380", "b1", N1) "," FX("2018-01-01",
		"2018-03-31", "380", "b4", N4)) "," UNIT("GrossProfit", "USD",
	    FX("2018-01-01", "2018-03-31", "60", "a1", Q1) "," FX(
		"2018-01-01", "2018-03-31", "60", "b4", N4))),
	"a1 revenue 2018-Q1 400 filed\na1 gross_margin 2018-Q1 15 derived:ratio\n"
	"b1 revenue 2018-Q1 380 filed\n"
	"b4 gross_margin 2018-Q1 15.789473684210526 derived:ratio\n"},
    {"nor is there one of a quarter whose nine months are of two filings",
	FILE_OF(UNIT("Revenues", "USD",
	    FX("2018-01-01", "2018-09-30", "300", "a3", Q3) "," FX(
		"2018-01-01", "2018-12-31", "400", "a4", Q4) "," FX("2018-01-01",
		"2018-09-30", "270", "b1", N1) "," FX("2018-01-01", "2018-12-31", "400",
		"b4", N4)) "," UNIT("GrossProfit", "USD",
	    FX("2018-01-01", "2018-09-30", "60", "a3", Q3) "," FX("2018-01-01",
		"2018-12-31", "80", "a4",
		Q4) "," FX("2018-01-01", "2018-12-31", "80", "b4", N4))),
	"a3 revenue 2018-01-01..2018-09-30 300 filed\n"
	"a4 revenue 2018 400 filed\na4 revenue 2018-Q4 100 derived:ytd\n"
	"a4 gross_margin 2018 20 derived:ratio\n"
	"a4 gross_margin 2018-Q4 20 derived:ratio\n"
	"b1 revenue 2018-01-01..2018-09-30 270 filed\n"
	"b4 revenue 2018-Q4 130 derived:ytd\n"},
    {"nine months restated move no fourth quarter until the year is filed again",
	FILE_OF(UNIT(CAPEX, "USD",
	    FX("2018-01-01", "2018-09-30", "1900", "a3", Q3) "," FX(
		"2018-01-01", "2018-12-31", "2300", "a4", Q4) "," FX("2018-01-01",
		"2018-09-30", "1800", "b1",
		N1) "," FX("2018-01-01", "2018-12-31", "2300", "b4", N4))),
	"a3 capex 2018-01-01..2018-09-30 1900 filed\na4 capex 2018 2300 filed\n"
	"a4 capex 2018-Q4 400 derived:ytd\n"
	"b1 capex 2018-01-01..2018-09-30 1800 filed\n"
	"b4 capex 2018-Q4 500 derived:ytd\n"},
    {"earnings per share are not taken apart",
	FILE_OF(UNIT("EarningsPerShareDiluted", "USD/shares",
	    FX("2018-01-01", "2018-03-31", "-4.19", "a1", Q1) "," FX("2018-01-01",
		"2018-06-30", "-8.42", "a2",
		Q2) "," FX("2018-01-01", "2018-12-31", "-5.72", "a4", Q4))),
	"a1 eps 2018-Q1 -4.19 filed\na4 eps 2018 -5.72 filed\n"},
    {"in another unit it is something else",
	FILE_OF(UNIT(
	    "Revenues", "USD/shares", FX("2018-01-01", "2018-03-31", "4", "a1", Q1))),
	""},
};

static void
list(const struct import_set *s, char *to, size_t size)
{
	size_t at = 0;
	to[0] = '\0';
	for (size_t i = 0; i < s->n && at < size; i++) {
		const struct obs *o = &s->obs[i];
		char period[2 * DATE_TEXT + 2], v[OBS_FIELD_TEXT];
		period_label(o->period, period);
		obs_number(o->low, v);
		at += (size_t)snprintf(to + at, size - at, "%.*s %.*s %s %s %.*s\n",
		    STR_FMT(o->doc), STR_FMT(o->metric), period, v, STR_FMT(o->rule));
	}
}

Test(companyfacts, rows)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct import_set set = {.n = 0};
		struct companyfacts_options o = {.ticker = STR("CLDR")};
		char got[2048];
		cr_assert_eq(companyfacts_read(
				 str_from(rows[i].in), STR("f.json"), &o, &a, &set, &e),
		    0, "%s: %s", rows[i].label, e.text);
		list(&set, got, sizeof got);
		cr_expect_str_eq(got, rows[i].want, "%s:\n%s", rows[i].label, got);
		arena_release(&a);
	}
}

Test(companyfacts, what_an_observation_and_its_document_hold)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct import_set set;
	struct companyfacts_options o = {.ticker = STR("CLDR")};
	cr_assert_eq(
	    companyfacts_read(str_from(rows[1].in), STR("f.json"), &o, &a, &set, &e),
	    0);
	cr_assert_eq(set.n_calls, 4);
	const struct store_call *c = &set.calls[1];
	cr_expect(str_eq(c->doc, STR("a2")) && str_eq(c->company, STR("Calder Motors"))
		  && str_eq(c->ticker, STR("CLDR"))
		  && str_eq(c->fiscal_period, STR("2018-Q2")));
	cr_expect_eq(c->as_of, date_from_civil(2018, 8, 1));
	cr_expect_eq(c->quarter.start, date_from_civil(2018, 4, 1));
	cr_expect(str_eq(set.calls[3].fiscal_period, STR("2018-Q4")));
	const struct obs *x = &set.obs[1];
	cr_expect(str_eq(x->unit, STR("USD")) && str_eq(x->source, STR("filed")));
	cr_expect(str_eq(x->text, STR("1400 - 600")), "%.*s", STR_FMT(x->text));
	cr_expect(str_eq(x->quote, STR("us-gaap:" CAPEX ", 10-Q, a2")));
	cr_expect(x->basis == OBS_GAAP && x->stance == OBS_ACTUAL
		  && x->precision == OBS_EXACT && x->confidence == 1
		  && x->low == x->high && x->as_of == c->as_of && x->segment.n == 0);
	cr_expect(str_eq(set.obs[0].text, STR("600")));
	arena_release(&a);
}

Test(companyfacts, a_table_of_the_users_goes_before)
{
	static const char table[] = "concept,metric,kind,unit,sign,variant,of\n"
				    "us-gaap:Assets,assets,balance,money,1,,\n"
				    "us-gaap:" CASH ",,,,,,\n";
	static const char in[] =
	    FILE_OF(UNIT("Assets", "USD", BX("2018-03-31", "5", "a1", Q1)) "," UNIT(
		CASH, "USD", BX("2018-03-31", "7", "a1", Q1)));
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct import_set set;
	struct companyfacts_options o = {
	    .concepts = str_from(table), .company = STR("Other")};
	char got[256];
	cr_assert_eq(companyfacts_read(str_from(in), STR("f.json"), &o, &a, &set, &e),
	    0, "%s", e.text);
	list(&set, got, sizeof got);
	cr_expect_str_eq(got, "a1 assets 2018-03-31 5 filed\n");
	cr_expect(str_eq(set.calls[0].company, STR("Other")));
	arena_release(&a);
}

Test(companyfacts, errors)
{
	static const struct {
		const char *in, *table, *want;
		enum err_code code;
	} bad[] = {
	    {"[]", "",
		"no company facts: a JSON object with 'entityName' and 'facts' "
		"is wanted",
		ERR_DATA},
	    {"{\"facts\":1}", "",
		"no company facts: a JSON object with 'entityName' "
		"and 'facts' is wanted",
		ERR_DATA},
	    {FILE_OF(UNIT(CASH, "USD", "{\"end\":\"2018-03-31\",\"val\":1}")), "",
		"us-gaap:" CASH ", fact 1: no 'accn'", ERR_DATA},
	    {FILE_OF(UNIT(CASH, "USD",
		 BX("2018-03-31", "1", "a", Q1) "," BX("2018-02-31", "1", "a", Q1))),
		"", "us-gaap:" CASH ", fact 2: 'end' is no date", ERR_DATA},
	    {FILE_OF(UNIT(CASH, "USD",
		 BX("2018-03-31", "1", "a", Q1) "," BX("2017-12-31", "1", "a", Q2))),
		"", "filing a: 'filed' is both 2018-05-01 and 2018-08-01", ERR_DATA},
	    {FILE_OF(UNIT(CASH, "USD", BX("2018-03-31", "\"1\"", "a", Q1))), "",
		"us-gaap:" CASH ", fact 1: 'val' is no number", ERR_DATA},
	    {"{}", "concept,metric\n",
		"the header is not "
		"concept,metric,kind,unit,sign,variant,of",
		ERR_CONFIG},
	    {"{}",
		"concept,metric,kind,unit,sign,variant,of\nus-gaap:A,a,flux,money,1,,"
		"\n",
		"kind: not among flow, balance, per-share, ratio", ERR_CONFIG},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct import_set set;
		struct companyfacts_options o = {.concepts = str_from(bad[i].table),
		    .concepts_name = STR("mine.csv")};
		cr_assert_eq(companyfacts_read(
				 str_from(bad[i].in), STR("f.json"), &o, &a, &set, &e),
		    -1, "%s", bad[i].want);
		cr_expect_str_eq(e.text, bad[i].want);
		cr_expect_eq(e.code, bad[i].code, "%s", bad[i].want);
		cr_expect_str_eq(e.file, bad[i].table[0] ? "mine.csv" : "f.json");
		arena_release(&a);
	}
}

Test(companyfacts, told_by_content)
{
	cr_expect(companyfacts_is(str_from(rows[0].in)));
	cr_expect_not(companyfacts_is(STR("{\"doc\":\"a\"}")));
	cr_expect_not(companyfacts_is(STR("entityName,\"entityName\"")));
	cr_expect_not(companyfacts_is(STR("")));
}
