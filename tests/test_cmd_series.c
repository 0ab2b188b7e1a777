/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that read the store: list and series. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/base/arena.h"
#include "series/cmd.h"
#include "series/cmd_list.h"
#include "series/file.h"
#include "series/fit/pick.h"
#include "series/store.h"

extern const struct cmd cmd_series;

static int
list(int argc, char **argv, struct err *e)
{
	return cmd_list_run(argc, argv, STR("a model"), e);
}
static const struct cmd cmd_list = {"list", "", "", list};

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct obs
an_obs(double v, int quarter)
{
	static uint64_t place;
	place += 100;
	return (struct obs){.start = place,
	    .end = place + 5,
	    .metric = STR("gross_margin"),
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = STR("percent"),
	    .period = period_months(2017, 3 * quarter - 2, 3),
	    .base = PERIOD_NONE,
	    .speaker = STR("Ann Ames"),
	    .line = place / 100,
	    .confidence = 1,
	    .quote = STR("It came to \x1b[2J that.")};
}

static void
put_on(struct store *s, const char *doc, const char *company, int32_t as_of,
    const struct obs *o, size_t n)
{
	struct store_call c = {.doc = str_from(doc),
	    .sha256 = STR(SHA),
	    .company = str_from(company),
	    .as_of = as_of,
	    .quarter = PERIOD_NONE};
	struct err e = {0};
	bool changed;
	cr_assert_eq(store_put(s, &c, o, n, &changed, &e), 0, "%s", e.text);
}

static void
put(struct store *s, const char *doc, const char *company, const struct obs *o,
    size_t n)
{
	put_on(s, doc, company, date_from_civil(2017, 11, 1), o, n);
}

/* Two companies in two.db; Calder alone in one.db; nothing in none.db. */
static void
enter(char dir[32])
{
	(void)snprintf(dir, 32, "/tmp/test_cmds.XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	(void)unsetenv("TSERIES_STORE");
	struct obs o[] = {an_obs(18, 2), an_obs(19.5, 2), an_obs(20, 3), an_obs(22, 4),
	    an_obs(25, 2), an_obs(30, 2)};
	o[3].stance = OBS_GUIDANCE;
	o[3].act = OBS_ISSUE;
	o[4].segment = STR("Model C");
	o[5].period = PERIOD_NONE;
	struct err e = {0};
	static const char *const names[] = {"one.db", "two.db", "none.db"};
	for (size_t i = 0; i < 3; i++) {
		struct store *s = store_open(names[i], STORE_WRITE, &e);
		cr_assert_not_null(s, "%s", e.text);
		if (i < 2)
			put(s, "calder.txt", "Calder Motors", o, 6);
		if (i == 1)
			put(s, "brandreth.txt", "Brandreth", o, 1);
		store_close(s);
	}
}

static void
leave(const char *dir)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	cr_expect_eq(system(cmd), 0);
}

/* Run a command line (its words parted by '|') with -o out; what it wrote, in a. */
static int
run(const struct cmd *c, const char *line, struct arena *a, struct str *out,
    struct err *e)
{
	char words[300], *argv[24];
	int argc = 0;
	(void)snprintf(words, sizeof words, "%s|%s|--quiet|-o|out", c->name, line);
	for (char *p = words, *next; p; p = next) {
		next = strchr(p, '|');
		if (next)
			*next++ = '\0';
		if (*p || argc > 1) /* a command may have no words of its own */
			argv[argc++] = p;
	}
	argv[argc] = NULL;
	*out = STR("");
	*e = (struct err){.code = ERR_NONE};
	(void)unlink("out");
	int rc = c->run(argc, argv, e);
	if (rc == 0)
		cr_assert_eq(file_read("out", 1 << 20, a, out, e), 0, "%s", e->text);
	else
		cr_expect_neq(access("out", F_OK), 0, "%s: failed, and wrote", line);
	return rc;
}

/* A command line, how many lines it writes, and what must be among them. */
struct expected {
	const struct cmd *cmd;
	const char *line;
	size_t lines;
	const char *has[3];
};

static void
expect(const struct expected *x)
{
	struct arena a = {NULL};
	struct err e;
	struct str out;
	cr_expect_eq(run(x->cmd, x->line, &a, &out, &e), 0, "%s: %s", x->line, e.text);
	size_t lines = 0;
	for (size_t k = 0; k < out.n; k++)
		lines += out.p[k] == '\n';
	cr_expect_eq(
	    lines, x->lines, "%s: %zu lines\n%.*s", x->line, lines, STR_FMT(out));
	for (size_t k = 0; k < 3 && x->has[k]; k++)
		cr_expect(out.n && memmem(out.p, out.n, x->has[k], strlen(x->has[k])),
		    "%s: no '%s' in\n%.*s", x->line, x->has[k], STR_FMT(out));
	bool plain = !strstr(x->line, "csv");
	cr_expect(!plain || !memchr(out.p, '\x1b', out.n), "%s: an escape", x->line);
	arena_release(&a);
}

Test(cmd_series, what_is_written)
{
	static const struct expected rows[] = {
	    {&cmd_list, "--store|one.db", 4, {"Calder Motors  gross_margin  Model C"}},
	    {&cmd_list, "--store|two.db", 5, {"Brandreth "}},
	    {&cmd_list, "--store|two.db|--company|calder motors", 4,
		{"2017-Q2  2017-Q3"}},
	    {&cmd_list, "--store|one.db|--stance|guidance|--format|csv", 2,
		{"Calder "
		 "Motors,gross_margin,,guidance,level,,,,percent,1,2017-Q4,2017-Q4,,"
		 "spoken"
		 "\n"}},
	    {&cmd_list, "--store|one.db|--format|ndjson", 3, {"\"points\":2,"}},
	    /* The actual points, an empty line and the guidance; the later of two wins. */
	    {&cmd_series, "margin|--store|one.db", 8,
		{"Calder Motors \xc2\xb7 gross margin\n",
		    "gross margin \xc2\xb7 guidance\n", "19.5%"}},
	    {&cmd_series, "margin|--store|one.db|--stance|guidance", 3,
		{"22%", "calder.txt:4"}},
	    {&cmd_series, "margin|--store|one.db|--segment|model c", 3, {"25%"}},
	    {&cmd_series, "margin|--store|one.db|--to|2017-06-30|--segment|", 3,
		{"1.5%"}},
	    {&cmd_series, "margin|--store|two.db|--company|BRANDRETH", 3, {"18%"}},
	    {&cmd_series, "margin|--store|one.db|--format|csv", 4,
		{",19.5,19.5,19.5,percent,19.5%,2017-11-01,Ann "
		 "Ames,company,2,1.5,calder.txt,2,"}},
	    {&cmd_series, "margin|--store|one.db|--format|ndjson", 3,
		{"\"n_statements\":2,\"spread\":1.5,"}},
	    {&cmd_series, "margin|--store|one.db|--format|json", 5,
		{"[\n {", "}\n]\n"}},
	    {&cmd_series, "margin|--store|one.db|--all|--format|csv", 6,
		{",rival,", ",point,", ",no period,"}},
	    {&cmd_series, "margin|--store|one.db|--all|--segment|Model C", 2,
		{"point"}},
	};
	char dir[32];
	enter(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
	leave(dir);
}

static struct obs
delivered(double v, int year, int month, int months)
{
	struct obs o = an_obs(v, 1);
	o.metric = STR("deliveries");
	o.unit = STR("vehicles");
	o.period = period_months(year, month, months);
	return o;
}

/* deep.db: quarters and years, said in August and November of 2017 and on a day that
 * nobody knows; a revision, a contradiction, an analyst, a part, a change. */
static void
enter_deep(char dir[32])
{
	enter(dir);
	struct obs august[] = {delivered(25000, 2017, 1, 3),
	    delivered(22000, 2017, 4, 3), delivered(100000, 2017, 1, 12),
	    delivered(26000, 2017, 7, 3), delivered(24000, 2017, 4, 3),
	    delivered(5000, 2017, 4, 3), delivered(20, 2017, 10, 3)};
	struct obs november[] = {delivered(26150, 2017, 7, 3),
	    delivered(103000, 2017, 1, 12), delivered(23500, 2017, 4, 3),
	    delivered(76000, 2016, 1, 12), delivered(22200, 2016, 10, 3)};
	struct obs undated = delivered(31000, 2016, 7, 3);
	august[2].stance = august[3].stance = august[6].stance = november[1].stance =
	    OBS_GUIDANCE;
	august[2].act = august[3].act = august[6].act = november[1].act = OBS_ISSUE;
	august[4].role = OBS_ANALYST;
	august[5].scope = OBS_PART;
	august[6].kind = OBS_GROWTH;
	august[6].unit = STR("percent");
	august[6].base = period_months(2016, 10, 3);
	november[3].confidence = 0.3;
	struct err e = {0};
	struct store *s = store_open("deep.db", STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	put_on(s, "a.txt", "Calder Motors", date_from_civil(2017, 8, 2), august, 7);
	put_on(s, "b.txt", "Calder Motors", date_from_civil(2017, 11, 1), november, 5);
	put_on(s, "c.txt", "Calder Motors", DATE_NONE, &undated, 1);
	store_close(s);
}

#define DELIVERIES "deliveries|--store|deep.db|"
Test(cmd_series, ways_to_look)
{
	static const struct expected rows[] = {
	    /* Quarters, actual and guided; what was restated says so. */
	    {&cmd_series, "deliveries|--store|deep.db", 11,
		{"23,500 vehicles", "1,500 vehicles, 1 contradicts",
		    "2017-Q3  26,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--grain|year", 7,
		{"2016    76,000 vehicles", "2017    103,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--grain|all|--format|csv", 9,
		{",2016-01-01,2016-12-31,76000,", ",2017-01-01,2017-12-31,103000,"}},
	    {&cmd_series, DELIVERIES "--grain|year|--min-confidence|.5", 3,
		{"103,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--unit|vehicles thousand|--stance|actual", 7,
		{"23.5 vehicles thousand"}},
	    /* As it was known: neither what came later nor what nobody can date. */
	    {&cmd_series, DELIVERIES "--as-of|2017-10-31|--format|csv", 4,
		{",22000,22000,22000,", ",26000,26000,26000,"}},
	    {&cmd_series, DELIVERIES "--stance|guid*|--grain|year|--as-of|2017-08-02",
		3, {"100,000"}},
	    {&cmd_series, DELIVERIES "--stance|guidance|--grain|year|--vintages", 3,
		{"period        2017-08-02        2017-11-01\n",
		    "2017    100,000 vehicles  103,000 vehicles\n"}},
	    {&cmd_series, DELIVERIES "--vintages|--stance|actual|--format|csv", 6,
		{",22000,22000,22000,vehicles,\"22,000 vehicles\",2017-08-02,",
		    ",23500,23500,23500,vehicles,\"23,500 vehicles\",2017-11-01,"}},
	    {&cmd_series, DELIVERIES "--conflicts", 4,
		{"deliveries \xc2\xb7 2017-Q2: 2 statements, 1,500 vehicles apart",
		    "point", "rival"}},
	    {&cmd_series, "--store|deep.db|--conflicts|--format|csv", 3,
		{",b.txt,", ",a.txt,"}},
	    {&cmd_series, "--store|deep.db|--conflicts|--format|ndjson", 2,
		{"\"n_statements\":2,\"spread\":1500,", "\"point\":1,"}},
	    {&cmd_series, "margin|--store|two.db|--conflicts|--company|*", 4,
		{"Calder Motors"}},
	    {&cmd_series, DELIVERIES "--derive|--stance|guidance", 8,
		{"26,640 vehicles", "22,200 vehicles of b.txt:", "growth of 20%"}},
	    {&cmd_series, DELIVERIES "--derive|--stance|guidance|--format|ndjson", 3,
		{"\"kind\":\"level\"",
		    "\"derived_from\":\"a.txt:", "\"as_of\":\"2017-11-01\""}},
	    {&cmd_series, DELIVERIES "--stance|guidance|--kind|level", 3,
		{"26,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--role|analyst", 3, {"24,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--scope|part", 3, {"5,000 vehicles"}},
	    {&cmd_series, DELIVERIES "--all|--role|*|--format|csv", 13,
		{",analyst,rival,"}},
	    {&cmd_series, DELIVERIES "--kind|growth|--base|yoy", 3, {"20%"}},
	    {&cmd_list, "--store|deep.db|--format|csv|--base|y*", 2,
		{",growth,,,,percent,1,2017-Q4,2017-Q4,yoy,spoken\n"}},
	};
	char dir[32];
	enter_deep(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
	leave(dir);
}

Test(cmd_series, ways_that_are_none)
{
	static const struct {
		const struct cmd *cmd;
		const char *line;
		enum err_code code;
		const char *text;
	} rows[] = {
	    {&cmd_series, DELIVERIES "--unit|USD", ERR_USAGE,
		"deliveries in vehicles (a count of vehicles) cannot be shown in 'USD' "
		"(money (USD))"},
	    {&cmd_series, DELIVERIES "--grain|years", ERR_USAGE,
		"did you mean 'year'?"},
	    {&cmd_series, DELIVERIES "--grain|month", ERR_EMPTY, "nothing found"},
	    {&cmd_series, DELIVERIES "--min-confidence|2", ERR_USAGE,
		"not a number from 0 to 1"},
	    {&cmd_series, DELIVERIES "--min-confidence|", ERR_USAGE,
		"not a number from 0 to 1"},
	    {&cmd_series, DELIVERIES "--all|--conflicts", ERR_USAGE,
		"--all or --conflicts, not both"},
	    {&cmd_series, DELIVERIES "--as-of|2017-08-01", ERR_EMPTY, "nothing found"},
	    {&cmd_series, DELIVERIES "--conflicts|--stance|guidance", ERR_EMPTY,
		"no contradiction in 3 points"},
	    {&cmd_series, DELIVERIES "--role|analysts", ERR_USAGE,
		"did you mean 'analyst'?"},
	    {&cmd_series, DELIVERIES "--kind|growths*", ERR_USAGE, "is none of level"},
	    {&cmd_series, "margin|--store|two.db|--company|*", ERR_USAGE,
		"fits 2 companies, and one is wanted: Brandreth; Calder Motors"},
	    {&cmd_series, "--store|deep.db|--vintages", ERR_USAGE, "which metric?"},
	};
	char dir[32];
	enter_deep(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		cr_expect_eq(run(rows[i].cmd, rows[i].line, &a, &out, &e), -1, "%s",
		    rows[i].line);
		cr_expect_eq(e.code, rows[i].code, "%s: %d", rows[i].line, (int)e.code);
		cr_expect(strstr(e.text, rows[i].text), "%s: %s", rows[i].line, e.text);
		arena_release(&a);
	}
	leave(dir);
}

Test(cmd_series, what_is_refused)
{
	static const struct {
		const struct cmd *cmd;
		const char *line;
		enum err_code code;
		const char *text;
	} rows[] = {
	    {&cmd_list, "--store|nope.db", ERR_NOINPUT, "run tseries extract first"},
	    {&cmd_list, "--store|none.db", ERR_EMPTY, "holds no observations"},
	    {&cmd_list, "--store|one.db|--segment|Model X", ERR_EMPTY, "nothing found"},
	    {&cmd_list, "--store|one.db|--company|Acme", ERR_EMPTY,
		"it has: Calder Motors"},
	    {&cmd_list, "--store|one.db|extra", ERR_USAGE, "'extra' is too much"},
	    {&cmd_list, "--store|one.db|--kind|levels", ERR_USAGE,
		"did you mean 'level'?"},
	    {&cmd_list, "--store|one.db|--format|xml", ERR_USAGE,
		"table, csv, json, ndjson"},
	    {&cmd_list, "--store|one.db|--from|2017-Q5", ERR_USAGE, "not a date"},
	    {&cmd_series, "--store|one.db", ERR_USAGE, "which metric?"},
	    {&cmd_series, "margin|capex|--store|one.db", ERR_USAGE,
		"one metric too many"},
	    {&cmd_series, "marginn|--store|one.db", ERR_USAGE, "did you mean"},
	    {&cmd_series, "margin|--store|two.db", ERR_USAGE,
		"name one with --company: Brandreth; Calder Motors"},
	    {&cmd_series, "capex|--store|one.db", ERR_EMPTY,
		"no capex of Calder Motors"},
	    {&cmd_series, "margin|--store|one.db|--basis|gaap", ERR_EMPTY,
		"nothing found"},
	    {&cmd_series, "margin|--store|one.db|--as-of|2017-10-31", ERR_EMPTY,
		"nothing found"},
	    {&cmd_series, "margin|--store|one.db|--as-of|2017-10-31|--all", ERR_EMPTY,
		"nothing"},
	    {&cmd_series, "margin|--store|one.db|--from|2018-01-01", ERR_EMPTY,
		"nothing found"},
	};
	char dir[32];
	enter(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		cr_expect_eq(run(rows[i].cmd, rows[i].line, &a, &out, &e), -1, "%s",
		    rows[i].line);
		cr_expect_eq(e.code, rows[i].code, "%s: %d", rows[i].line, (int)e.code);
		cr_expect(strstr(e.text, rows[i].text), "%s: %s", rows[i].line, e.text);
		arena_release(&a);
	}
	leave(dir);
}

/* What fit and plot are handed: of one grain, in the unit asked for. */
Test(cmd_series, what_is_picked)
{
	static const struct {
		const char *grain, *unit, *stance;
		size_t actual, guided; /* points */
		double last;           /* of the actual ones, else of the guided ones */
		const char *text;      /* of the refusal */
	} rows[] = {
	    {"quarter", NULL, NULL, 5, 1, 26150, NULL},
	    {"year", NULL, NULL, 1, 1, 76000, NULL},
	    {"year", "vehicles thousand", "guidance", 0, 1, 103, NULL},
	    {NULL, NULL, "g*", 0, 2, 103000, NULL},
	    {"all", NULL, NULL, 0, 0, 0, "different kinds of time on one line"},
	    {"month", NULL, NULL, 0, 0, 0, "no deliveries by month"},
	    {NULL, "vehicles/week", NULL, 0, 0, 0, "a count of vehicles per time"},
	};
	char dir[32];
	enter_deep(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct options o = options_default();
		struct pick p;
		struct err e = {.code = ERR_NONE};
		o.store = "deep.db";
		o.grain = rows[i].grain;
		o.unit = rows[i].unit;
		o.stance = rows[i].stance;
		int rc = pick_open(&p, &o, "deliveries", &e);
		cr_expect_eq(rc, rows[i].text ? -1 : 0, "%zu: %s", i, e.text);
		if (rc != 0)
			cr_expect(strstr(e.text, rows[i].text), "%zu: %s", i, e.text);
		if (rc == 0) {
			const struct series *a = p.choice.actual,
					    *g = p.choice.guidance;
			const struct series *s = a ? a : g;
			cr_expect_eq(a ? a->n : 0, rows[i].actual, "%zu", i);
			cr_expect_eq(g ? g->n : 0, rows[i].guided, "%zu", i);
			cr_expect_float_eq(s->points[s->n - 1].low, rows[i].last, 1e-9,
			    "%zu: %g", i, s->points[s->n - 1].low);
		}
		pick_close(&p);
	}
	leave(dir);
}
