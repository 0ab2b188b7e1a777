/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scorer's rules, and that its program prints what gold/score.py prints. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/score/score.h"

#define HEAD                                                                           \
	"doc,start,end,metric,kind,segment,stance,role,low,high,unit,period_start,"    \
	"period_end,vague,basis,variant,measure,scope,act,base_start,base_end,"        \
	"confidence\n"

static struct score_list
parse(const char *csv, struct arena *a)
{
	struct score_list l = {NULL, 0};
	struct err e = {0};
	cr_assert_eq(
	    score_parse(str_from(csv), true, a, &l, &e), 0, "%s: %s", csv, e.text);
	return l;
}

/* A row that says "<low>,<high>,<unit>,...": what stands before is always the same. */
static struct score_list
parse_one(const char *before, const char *cell, const char *after, struct arena *a)
{
	struct str text =
	    arena_printf(a, HEAD "d.txt,10,20,%s%s%s\n", before, cell, after);
	return parse(text.p, a);
}

Test(score, agrees)
{
	/* Where in a row the cells of both stand. */
	enum where { VALUE, SEGMENT, PERIOD, BASIS, VARIANT, BASE, WHERES };
	static const char *const around[WHERES][2] = {
	    [VALUE] = {"cash,,,,,", ",,,,,,,,"},
	    [SEGMENT] = {"cash,,", ",,,,,,,,,,,,,,,,"},
	    [PERIOD] = {"cash,,,,,,,,", ",,,,,,,,,"},
	    [BASIS] = {"cash,,,,,,,,,,,", ",,,,,,,"},
	    [VARIANT] = {"cash,,,,,,,,,,,,", ",,,,,,"},
	    [BASE] = {"cash,,,,,,,,,,,,,,,,", ","},
	};
	static const struct {
		const char *label;
		enum where where;
		const char *gold, *found;
		enum score_attr attr;
		enum score_verdict want;
	} rows[] = {
	    /* clang-format off */
	    {"half a percent off", VALUE, "100,100,USD,,,0", "100.5,100.5,USD,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"more than that", VALUE, "100,100,USD,,,0", "100.6,100.6,USD,,,0", SCORE_VALUE, SCORE_DIFFERS},
	    {"open on the same side", VALUE, "100,,USD,,,0", "100,,USD,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"open on one alone", VALUE, "100,,USD,,,0", "100,100,USD,,,0", SCORE_VALUE, SCORE_DIFFERS},
	    {"no value at all", VALUE, ",,USD,,,0", ",,USD,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"noughts", VALUE, "0,0,USD,,,0", "0,0,USD,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"a rate by year and by week", VALUE, "100000,100000,vehicles/year,,,0", "1916.5,1916.5,cars/week,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"and its unit", VALUE, "100000,100000,vehicles/year,,,0", "1916.5,1916.5,cars/week,,,0", SCORE_UNIT, SCORE_AGREES},
	    {"a month's twelfth", VALUE, "12,12,GW/year,,,0", "1,1,GW/month,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"a rate is no number", VALUE, "1,1,vehicles/year,,,0", "1,1,vehicles,,,0", SCORE_UNIT, SCORE_DIFFERS},
	    {"a slash and nothing before", VALUE, "7,7,/week,,,0", "7,7,/week,,,0", SCORE_UNIT, SCORE_AGREES},
	    {"which is no rate", VALUE, "365.25,365.25,/year,,,0", "7,7,/week,,,0", SCORE_VALUE, SCORE_DIFFERS},
	    {"of what per what", VALUE, "1,1,$/kWh,,,0", "1,1,USD/kWh,,,0", SCORE_UNIT, SCORE_DIFFERS},
	    {"percent", VALUE, "1,1,%,,,0", "1,1,pct,,,0", SCORE_UNIT, SCORE_AGREES},
	    {"vague: overlaps", VALUE, "20,30,percent,,,1", "24,26,percent,,,1", SCORE_VALUE, SCORE_AGREES},
	    {"vague: touches", VALUE, "20,30,percent,,,1", "30,40,percent,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"vague: just as wide as may be", VALUE, "20,30,percent,,,1", "10,41.5,percent,,,0", SCORE_VALUE, SCORE_AGREES},
	    {"vague: too wide", VALUE, "20,30,percent,,,1", "10,41.6,percent,,,0", SCORE_VALUE, SCORE_DIFFERS},
	    {"vague: beside", VALUE, "20,30,percent,,,1", "31,32,percent,,,1", SCORE_VALUE, SCORE_DIFFERS},
	    {"vague: found open", VALUE, "20,30,percent,,,1", "25,,percent,,,1", SCORE_VALUE, SCORE_DIFFERS},
	    {"vague and open: as others", VALUE, "20,,percent,,,1", "20.1,,percent,,,1", SCORE_VALUE, SCORE_AGREES},
	    {"vague in what is found alone", VALUE, "25,25,percent,,,0", "20,30,percent,,,1", SCORE_VALUE, SCORE_DIFFERS},
	    {"the whole company", SEGMENT, "", "Total", SCORE_SEGMENT, SCORE_AGREES},
	    {"the company", SEGMENT, "Company", "", SCORE_SEGMENT, SCORE_AGREES},
	    {"S and X", SEGMENT, "Model S and Model X", "S+X", SCORE_SEGMENT, SCORE_AGREES},
	    {"S & X", SEGMENT, "Model S & X", "model s+x", SCORE_SEGMENT, SCORE_AGREES},
	    {"another", SEGMENT, "Model S", "Model X", SCORE_SEGMENT, SCORE_DIFFERS},
	    {"other letters", SEGMENT, "\xc3\x89nergie", "\xc3\xa9nergie", SCORE_SEGMENT, SCORE_AGREES},
	    {"both without a period", PERIOD, ",", ",", SCORE_PERIOD, SCORE_AGREES},
	    {"one without", PERIOD, "2020-01-01,2020-03-31", ",", SCORE_PERIOD, SCORE_DIFFERS},
	    {"a day, ten off", PERIOD, "2020-01-11,2020-01-11", ",2020-01-01", SCORE_PERIOD, SCORE_AGREES},
	    {"a day, eleven off", PERIOD, "2020-01-12,2020-01-12", ",2020-01-01", SCORE_PERIOD, SCORE_DIFFERS},
	    {"a day and eight", PERIOD, "2020-01-12,2020-01-12", "2020-01-04,2020-01-12", SCORE_PERIOD, SCORE_DIFFERS},
	    {"a month, twelve days longer", PERIOD, "2020-01-01,2020-01-31", "2019-12-20,2020-01-31", SCORE_PERIOD, SCORE_AGREES},
	    {"a month, thirteen", PERIOD, "2020-01-01,2020-01-31", "2019-12-19,2020-01-31", SCORE_PERIOD, SCORE_DIFFERS},
	    {"a quarter, sixteen off", PERIOD, "2020-01-01,2020-03-31", "2020-01-17,2020-04-16", SCORE_PERIOD, SCORE_AGREES},
	    {"a quarter, seventeen", PERIOD, "2020-01-01,2020-03-31", "2020-01-18,2020-04-17", SCORE_PERIOD, SCORE_DIFFERS},
	    {"a half, a month off", PERIOD, "2020-01-01,2020-06-30", "2020-02-01,2020-07-31", SCORE_PERIOD, SCORE_AGREES},
	    {"a year, 46 days off", PERIOD, "2020-01-01,2020-12-31", "2020-02-16,2021-02-15", SCORE_PERIOD, SCORE_AGREES},
	    {"a year, 47", PERIOD, "2020-01-01,2020-12-31", "2020-02-17,2021-02-16", SCORE_PERIOD, SCORE_DIFFERS},
	    {"both silent", BASIS, "", "", SCORE_BASIS, SCORE_SILENT},
	    {"one silent", BASIS, "gaap", "", SCORE_BASIS, SCORE_DIFFERS},
	    {"non-GAAP", BASIS, "non-GAAP", "adjusted", SCORE_BASIS, SCORE_AGREES},
	    {"in any order, and twice", VARIANT, "organic; ex-fx", "Ex-fx;organic;organic;", SCORE_VARIANT, SCORE_AGREES},
	    {"fewer words", VARIANT, "organic;ex-fx", "organic", SCORE_VARIANT, SCORE_DIFFERS},
	    {"nothing but separators", VARIANT, " ; ", "", SCORE_VARIANT, SCORE_SILENT},
	    {"no base", BASE, ",", "2020-01-01,", SCORE_BASE, SCORE_SILENT},
	    {"one base", BASE, ",2020-01-01", ",", SCORE_BASE, SCORE_DIFFERS},
	    {"a base 46 days off", BASE, ",2020-01-01", ",2020-02-16", SCORE_BASE, SCORE_AGREES},
	    {"a base 47 days off", BASE, ",2020-01-01", ",2020-02-17", SCORE_BASE, SCORE_DIFFERS},
	    /* clang-format on */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		const char *const *at = around[rows[i].where];
		struct score_list g = parse_one(at[0], rows[i].gold, at[1], &a);
		struct score_list o = parse_one(at[0], rows[i].found, at[1], &a);
		cr_expect_eq(score_agree(rows[i].attr, g.row[0], o.row[0]),
		    rows[i].want, "%s", rows[i].label);
		arena_release(&a);
	}
}

/* Rows of "doc start end kind low confidence" as CSV. */
struct little {
	const char *doc;
	int start, end;
	const char *kind;
	int low;
};
enum { LITTLE = 4 };

static struct score_list
parse_little(const struct little rows[LITTLE], struct arena *a)
{
	struct str csv = STR(HEAD);
	for (size_t i = 0; i < LITTLE && rows[i].doc; i++)
		csv = arena_printf(a, "%.*s%s,%d,%d,cash,%s,,actual,,%d,%d,USD,,%s\n",
		    STR_FMT(csv), rows[i].doc, rows[i].start, rows[i].end, rows[i].kind,
		    rows[i].low, rows[i].low, ",,,,,,,,,0.5");
	return parse(csv.p, a);
}

Test(score, pairs)
{
	static const struct {
		const char *label;
		struct little gold[LITTLE], found[LITTLE];
		const char *ignore; /* rows of doc,start,end */
		const char *want; /* pairs as GOLD=FOUND, missed -GOLD, extra +FOUND */
	} rows[] = {
	    /* clang-format off */
	    {"the same bytes", {{"d", 10, 20, "level", 1}}, {{"d", 10, 20, "level", 1}}, "", "10=10 "},
	    {"folders count for nothing", {{"d", 10, 20, "level", 1}}, {{"x/y/d", 10, 20, "level", 1}}, "", "10=10 "},
	    {"no kind is a level", {{"d", 10, 20, "", 1}}, {{"d", 10, 20, "level", 1}}, "", "10=10 "},
	    {"another kind", {{"d", 10, 20, "", 1}}, {{"d", 10, 20, "growth", 1}}, "", "-10 +10 "},
	    {"another document", {{"d", 10, 20, "", 1}, {"c", 1, 2, "", 1}}, {{"c", 10, 20, "", 1}}, "", "-10 -1 +10 "},
	    {"spans that only touch", {{"d", 10, 20, "", 1}}, {{"d", 20, 30, "", 1}}, "", "-10 +20 "},
	    {"as long as may be", {{"d", 60, 70, "", 1}}, {{"d", 20, 70, "", 1}}, "", "60=20 "},
	    {"a byte too long", {{"d", 60, 70, "", 1}}, {{"d", 19, 70, "", 1}}, "", "-60 +19 "},
	    {"the right value before the nearer", {{"d", 10, 20, "", 5}},
		{{"d", 10, 20, "", 1}, {"d", 12, 22, "", 5}}, "", "10=12 +10 "},
	    {"then the nearer", {{"d", 10, 20, "", 5}},
		{{"d", 13, 20, "", 5}, {"d", 8, 20, "", 5}}, "", "10=8 +13 "},
	    {"then the first", {{"d", 10, 20, "", 5}},
		{{"d", 12, 20, "", 5}, {"d", 8, 20, "", 5}}, "", "10=12 +8 "},
	    {"each once, best first", {{"d", 10, 20, "", 5}, {"d", 14, 24, "", 6}},
		{{"d", 12, 22, "", 6}, {"d", 15, 25, "", 7}}, "", "14=12 10=15 "},
	    {"ignored", {{"d", 10, 20, "", 5}}, {{"d", 50, 60, "", 6}}, "d,55,56\n", "-10 "},
	    {"one for each span", {{"d", 10, 20, "", 5}},
		{{"d", 50, 60, "", 6}, {"d", 51, 60, "", 6}, {"d", 52, 60, "", 6}}, "d,55,56\nd,55,57\n", "-10 +52 "},
	    {"the same span twice is one", {{"d", 10, 20, "", 5}},
		{{"d", 50, 60, "", 6}, {"d", 51, 60, "", 6}}, "d,55,56\nd,55,56\n", "-10 +51 "},
	    {"a pair takes no span", {{"d", 10, 20, "", 5}},
		{{"d", 10, 20, "", 5}, {"d", 11, 20, "", 6}}, "d,10,20\n", "10=10 "},
	    {"a span in another document", {{"d", 10, 20, "", 5}}, {{"d", 50, 60, "", 6}}, "c,50,60\n", "-10 +50 "},
	    {"too long for the span", {{"d", 10, 20, "", 5}}, {{"d", 50, 90, "", 6}}, "d,50,54\n", "-10 +50 "},
	    /* clang-format on */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct score_list g = parse_little(rows[i].gold, &a), o;
		struct score_list all = parse_little(rows[i].found, &a);
		struct score_spans spans = {NULL, 0};
		struct score_match m;
		struct str text = arena_printf(&a, "doc,start,end\n%s", rows[i].ignore);
		cr_assert_eq(score_parse_spans(text, &a, &spans, &e), 0, "%s", e.text);
		cr_assert_eq(score_of_docs(&all, &g, &a, &o, &e), 0);
		cr_assert_eq(score_match(&g, &o, &spans, &a, &m, &e), 0);
		text = STR("");
		for (size_t k = 0; k < m.n_pairs; k++)
			text = arena_printf(&a, "%.*s%d=%d ", STR_FMT(text),
			    (int)m.pairs[k].gold->start, (int)m.pairs[k].found->start);
		for (size_t k = 0; k < m.missed.n; k++)
			text = arena_printf(
			    &a, "%.*s-%d ", STR_FMT(text), (int)m.missed.row[k]->start);
		for (size_t k = 0; k < m.extra.n; k++)
			text = arena_printf(
			    &a, "%.*s+%d ", STR_FMT(text), (int)m.extra.row[k]->start);
		cr_expect_str_eq(text.p, rows[i].want, "%s: %s", rows[i].label, text.p);
		arena_release(&a);
	}
}

Test(score, counts)
{
	struct arena a = {NULL};
	struct err e = {0};
	/* Of three: one right, one of another value, one missed; and one invented. */
	struct score_list g = parse(HEAD "d,10,20,cash,,,,,1,1,USD,,,,,,,,,,,\n"
					 "d,30,40,cash,,,,,2,2,USD,,,,,,,,,,,\n"
					 "d,50,60,cash,,,,,3,3,USD,,,,,,,,,,,\n",
	    &a);
	struct score_list o = parse(HEAD "d,10,20,cash,,,,,1,1,$,,,,,,,,,,,0.3\n"
					 "d,30,40,cash,,,,,9,9,USD,,,,,,,,,,,1\n"
					 "d,70,80,cash,,,,,3,3,USD,,,,,,,,,,,0.29\n"
					 "d,90,95,cash,,,,,3,3,USD,,,,,,,,,,,\n",
	    &a);
	struct score_match m;
	double v = 0;
	cr_assert_eq(
	    score_match(&g, &o, &(struct score_spans){NULL, 0}, &a, &m, &e), 0);
	struct score_figures f = score_count(&m);
	cr_expect_eq(f.gold, 3);
	cr_expect_eq(f.found, 4);
	cr_expect_float_eq(f.detect.precision, 2 / 4.0, 1e-15);
	cr_expect_float_eq(f.detect.recall, 2 / 3.0, 1e-15);
	cr_expect_float_eq(f.detect.f1, 4 / 7.0, 1e-15);
	cr_expect_float_eq(f.strict.f1, 2 / 7.0, 1e-15);
	cr_expect(score_figure(&f, STR("key_f1"), &v));
	cr_expect_float_eq(v, 2 / 7.0, 1e-15);
	cr_expect(score_figure(&f, STR("value"), &v));
	cr_expect_float_eq(v, 0.5, 1e-15);
	cr_expect(score_figure(&f, STR("basis"), &v));
	cr_expect(isnan(v), "nobody says anything of the basis");
	cr_expect_not(score_figure(&f, STR("doc"), &v));
	struct score_calibration c = score_calibrate(&m);
	for (int k = 0; k < SCORE_BINS; k++) {
		cr_expect_eq(
		    c.bin[k].n, (size_t)(k == 2 || k == 3 || k == 9), "bin %d", k);
		cr_expect_eq(c.bin[k].right, (size_t)(k == 3), "bin %d", k);
	}
	cr_expect_eq(c.without.n, 1);
	cr_expect_eq(c.without.right, 0);
	arena_release(&a);
}

Test(score, refuses)
{
	static const struct {
		const char *label, *in;
		bool calibrated;
		const char *text;
		size_t line;
	} rows[] = {
	    /* clang-format off */
	    {"nothing", "", false, "no column doc, start, end, metric, kind, segment, stance, role, low, high, unit, period_start, period_end", 0},
	    {"two are missing", "doc,start,end,metric,kind,segment,stance,low,high,period_start,period_end\n", false, "no column role, unit", 0},
	    {"no confidence", "doc,start,end,metric,kind,segment,stance,role,low,high,unit,period_start,period_end\n", true, "no column confidence", 0},
	    {"no start", HEAD "d,,2,cash,,,,,,,,,,,,,,,,,,\n", false, "no start", 2},
	    {"no number", HEAD "\nd,1,2,cash,,,,,1.2.3,,,,,,,,,,,,,\n", false, "low '1.2.3'", 3},
	    {"no date", HEAD "d,1,2,cash,,,,,,,,,2021-02-29,,,,,,,,,\n", false, "period_end '2021-02-29'", 2},
	    {"an offset beyond all files", HEAD "d,1,9223372036854775807,cash,,,,,,,,,,,,,,,,,,\n", false, "too large", 2},
	    {"more than sure", HEAD "d,1,2,cash,,,,,,,,,,,,,,,,,,1.01\n", true, "confidence", 2},
	    {"a broken quote", HEAD "\"d\n", false, "never closed", 2},
	    /* clang-format on */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct score_list l;
		cr_expect_eq(
		    score_parse(str_from(rows[i].in), rows[i].calibrated, &a, &l, &e),
		    -1, "%s", rows[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s", rows[i].label);
		cr_expect_eq(e.line, rows[i].line, "%s: %zu", rows[i].label, e.line);
		cr_expect(
		    strstr(e.text, rows[i].text), "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
}

/* Run by sh in a new folder $W, with the programs of the environment; its status. */
static int
shell(const char *script)
{
	char dir[] = "/tmp/test_score.XXXXXX";
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(setenv("W", dir, 1), 0);
	int status = system(script);
	cr_expect_eq(system("rm -rf \"$W\""), 0);
	return status;
}

#define SCORER "../shared/gold/score.py"
#define EXPECTED "fixtures/calls/expected.csv"

Test(score, prints_what_the_other_scorer_prints)
{
	if (!getenv("TSERIES") || !getenv("ACCURACY"))
		cr_skip_test("TSERIES and ACCURACY name no programs");
	if (access(SCORER, R_OK) != 0 || system("python3 -c '' 2>/dev/null") != 0)
		cr_skip_test("no python3, or no " SCORER);
	/* Both statuses are 1: no extractor is that good. */
	cr_expect_eq(
	    shell("$TSERIES extract --quiet --format csv -o $W/found fixtures/calls &&"
		  "printf 'doc,start,end\\ncalder_2017q1.txt,0,90000\\n' >$W/ignore\n"
		  "for more in '' \"--ignore $W/ignore\" '--metrics cash,capex'; do\n"
		  "  set -- " EXPECTED
		  " $W/found --per-metric --show --min strict_f1=1 $more\n"
		  "  python3 " SCORER " \"$@\" >$W/a; a=$?\n"
		  "  $ACCURACY \"$@\" >$W/b; b=$?\n"
		  "  diff $W/a $W/b && [ $a = 1 ] && [ $b = 1 ] || exit 1\n"
		  "done"),
	    0);
}

Test(score, statuses)
{
	if (!getenv("ACCURACY"))
		cr_skip_test("ACCURACY names no program");
	static const struct {
		const char *label, *args;
		int status;
		const char *says;
	} rows[] = {
	    {"all is well", EXPECTED " " EXPECTED " --min key_f1=1 --min all.value=1",
		0, "key F1 1.000"},
	    {"nothing said is below", EXPECTED " " EXPECTED " --min all.nope=1", 1,
		"no figure all.nope"},
	    {"no such metric", EXPECTED " " EXPECTED " --metrics nope", 1, "labelled"},
	    {"one file", EXPECTED, 64, "usage"},
	    {"no number", EXPECTED " " EXPECTED " --min key_f1", 64, "NAME=VALUE"},
	    {"columns are missing", EXPECTED " fixtures/calls/calls.csv", 65,
		"fixtures/calls/calls.csv: no column start, end, metric"},
	    {"no confidence", EXPECTED " " EXPECTED " --calibration", 65,
		EXPECTED ": no column confidence"},
	    {"no file", EXPECTED " nope.csv", 66, "nope.csv"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char script[600];
		(void)snprintf(script, sizeof script,
		    "$ACCURACY %s >$W/out 2>&1; [ $? = %d ] && grep -qF '%s' $W/out",
		    rows[i].args, rows[i].status, rows[i].says);
		cr_expect_eq(shell(script), 0, "%s", rows[i].label);
	}
}
