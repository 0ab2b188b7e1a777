/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that filings and their export are for: series, restated, export. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/base/arena.h"
#include "series/cmd.h"
#include "series/companyfacts.h"
#include "series/file.h"
#include "series/fit/pick.h"

extern const struct cmd cmd_series, cmd_restated, cmd_export;

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FACT(val, accn, fy, filed)                                                     \
	"{\"start\":\"2018-01-01\",\"end\":\"2018-03-31\",\"val\":" val                \
	",\"accn\":\"" accn "\",\"fy\":" fy                                            \
	",\"fp\":\"Q1\",\"form\":\"10-Q\",\"filed\":\"" filed "\"}"

/* A quarter's capex, filed as 656 million and a year later as 600; what was said of it. */
static const char facts[] =
    "{\"entityName\":\"Acme\",\"facts\":{\"us-gaap\":{"
    "\"PaymentsToAcquirePropertyPlantAndEquipment\":{\"units\":{\"USD\":[" FACT(
	"656000000", "a-1", "2018", "2018-05-07") "," FACT("600000000", "a-2", "2019",
	"2019-05-06") "]}}}}}";

static void
put_spoken(struct store *s, const char *doc, int day, const char *text, double v)
{
	struct store_call c = {.doc = str_from(doc),
	    .sha256 = STR(SHA),
	    .company = STR("Acme"),
	    .as_of = date_from_civil(2018, 5, day),
	    .quarter = PERIOD_NONE};
	struct obs o = {.metric = STR("capex"),
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = STR("USD"),
	    .period = period_months(2018, 1, 3),
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .confidence = 1,
	    .text = str_from(text)};
	struct err e = {0};
	bool changed;
	cr_assert_eq(store_put(s, &c, &o, 1, &changed, &e), 0, "%s", e.text);
}

static void
put_filed(struct store *s, struct arena *a)
{
	struct companyfacts_options o = {.ticker = STR("")};
	struct import_set set;
	struct err e = {0};
	bool changed;
	cr_assert_eq(companyfacts_read(str_from(facts), STR("f.json"), &o, a, &set, &e),
	    0, "%s", e.text);
	cr_assert_eq(set.n_calls, 2);
	for (size_t i = 0; i < 2; i++) {
		set.calls[i].sha256 = STR(SHA);
		cr_assert_eq(store_put(s, &set.calls[i], &set.obs[i], 1, &changed, &e),
		    0, "%s", e.text);
	}
}

static void
enter(char dir[32])
{
	struct arena a = {NULL};
	struct err e = {0};
	(void)snprintf(dir, 32, "/tmp/test_filed.XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	(void)unsetenv("TSERIES_STORE");
	struct store *s = store_open("tseries.db", STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	put_spoken(s, "one.txt", 2, "$656 million", 656e6);
	put_filed(s, &a);
	store_close(s);
	arena_release(&a);
}

static void
leave(const char *dir)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(system(cmd), 0);
}

/* Run a command whose output goes to a file; its status, and what the file holds. */
static enum err_code
run(const struct cmd *c, struct arena *a, struct str *out, char **argv)
{
	struct err e = {0}, lost = {0};
	int argc = 0;
	while (argv[argc])
		argc++;
	(void)c->run(argc, argv, &e);
	*out = STR("");
	if (e.code == 0)
		cr_assert_eq(file_read("out", 1 << 20, a, out, &lost), 0);
	else
		*out = arena_str(a, str_from(e.text));
	return e.code;
}
#define RUN(c, ...) run(c, &a, &out, (char *[]){__VA_ARGS__, NULL})

static bool
holds(struct str s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

Test(cmd_filed, a_filed_value_stands_beside_the_spoken_one)
{
	char dir[32];
	struct arena a = {NULL};
	struct str out;
	enter(dir);
	cr_assert_eq(
	    RUN(&cmd_series, "series", "capex", "--format", "ndjson", "-o", "out"), 0);
	cr_expect(holds(out, "\"value\":656000000,"), "%.*s", STR_FMT(out));
	cr_expect(holds(out, "\"n_statements\":1,"), "the filed one is no rival");
	cr_expect(holds(out, "\"filed\":\"agrees\",\"filed_value\":656000000"), "%.*s",
	    STR_FMT(out));
	/* Said otherwise: flagged, and not corrected. */
	struct err e = {0};
	struct store *s = store_open("tseries.db", STORE_WRITE, &e);
	put_spoken(s, "two.txt", 3, "$700 million", 700e6);
	store_close(s);
	cr_assert_eq(
	    RUN(&cmd_series, "series", "capex", "--format", "ndjson", "-o", "out"), 0);
	cr_expect(holds(out, "\"value\":700000000,"));
	cr_expect(holds(out, "\"filed\":\"contradicts\",\"filed_value\":600000000"),
	    "%.*s", STR_FMT(out));
	cr_assert_eq(RUN(&cmd_series, "series", "capex", "-o", "out"), 0);
	cr_expect(holds(out, "contradicts $600 million"), "%.*s", STR_FMT(out));
	/* Before the first filing there was nothing to hold it against. */
	cr_assert_eq(RUN(&cmd_series, "series", "capex", "--as-of", "2018-05-05",
			 "--format", "ndjson", "-o", "out"),
	    0);
	cr_expect(
	    holds(out, "\"filed\":null,\"filed_value\":null"), "%.*s", STR_FMT(out));
	arena_release(&a);
	leave(dir);
}

Test(cmd_filed, restated)
{
	char dir[32];
	struct arena a = {NULL};
	struct str out;
	enter(dir);
	cr_assert_eq(RUN(&cmd_restated, "restated", "--format", "csv", "-o", "out"), 0);
	cr_expect(
	    str_eq(out, STR("company,metric,segment,variant,period,period_start,"
			    "period_end,unit,first_value,first_as_of,first_doc,"
			    "first_quote,later_value,later_as_of,later_doc,later_quote,"
			    "change_percent,rule,change_points\n"
			    "Acme,capex,,,2018-Q1,2018-01-01,2018-03-31,USD,656000000,"
			    "2018-05-07,a-1,\"us-gaap:"
			    "PaymentsToAcquirePropertyPlantAndEquipment, 10-Q, a-1\","
			    "600000000,2019-05-06,a-2,\"us-gaap:"
			    "PaymentsToAcquirePropertyPlantAndEquipment, 10-Q, a-2\","
			    "-8.54,filed,\n")),
	    "%.*s", STR_FMT(out));
	cr_expect_eq(RUN(&cmd_restated, "restated", "capex", "--as-of", "2019-01-01"),
	    ERR_EMPTY);
	cr_expect_eq(RUN(&cmd_restated, "restated", "cash"), ERR_EMPTY);
	cr_expect_eq(RUN(&cmd_restated, "restated", "cashh"), ERR_USAGE);
	arena_release(&a);
	leave(dir);
}

Test(cmd_filed, export)
{
	char dir[32];
	struct arena a = {NULL};
	struct str out;
	enter(dir);
	cr_assert_eq(RUN(&cmd_export, "export", "capex", "--format", "nixtla", "-q",
			 "-o", "out"),
	    0);
	cr_expect(
	    str_eq(out, STR("unique_id,ds,y\nAcme/capex/actual,2018-03-31,656000000\n"
			    "Acme/capex/gaap/actual/filed,2018-03-31,600000000\n")),
	    "%.*s", STR_FMT(out));
	cr_assert_eq(RUN(&cmd_export, "export", "capex", "--basis", "gaap", "--format",
			 "alfred", "-q", "-o", "out"),
	    0);
	cr_expect(str_eq(out, STR("date,realtime_start,realtime_end,value\n"
				  "2018-01-01,2018-05-07,2019-05-05,656000000\n"
				  "2018-01-01,2019-05-06,9999-12-31,600000000\n")),
	    "%.*s", STR_FMT(out));
	/* Of a bare metric what was said, as series shows it. */
	cr_assert_eq(RUN(&cmd_export, "export", "capex", "--format", "prophet", "-q",
			 "-o", "out"),
	    0);
	cr_expect(
	    str_eq(out, STR("ds,y\n2018-03-31,656000000\n")), "%.*s", STR_FMT(out));
	arena_release(&a);
	leave(dir);
}

Test(cmd_filed, export_of_a_store)
{
	char dir[32];
	struct arena a = {NULL};
	struct str out, again;
	enter(dir);
	cr_assert_eq(
	    RUN(&cmd_export, "export", "--format", "csv", "-q", "-o", "out"), 0);
	again = out;
	cr_assert_eq(
	    RUN(&cmd_export, "export", "--format", "sqlite", "-q", "-o", "copy.db"), 0);
	cr_assert_eq(RUN(&cmd_export, "export", "--store", "copy.db", "--format", "csv",
			 "-q", "-o", "out"),
	    0);
	cr_expect(str_eq(out, again) && out.n > 0);
	cr_expect_eq(
	    RUN(&cmd_export, "export", "--format", "sqlite", "-o", "tseries.db"),
	    ERR_USAGE);
	cr_expect(str_eq(out, STR("-o tseries.db: that is the store itself")));
	cr_expect_eq(RUN(&cmd_export, "export", "--format", "sqlite"), ERR_USAGE);
	cr_expect_eq(RUN(&cmd_export, "export", "--format", "sqllite"), ERR_USAGE);
	cr_expect(holds(out, "did you mean 'sqlite'?"), "%.*s", STR_FMT(out));
	cr_expect_eq(
	    RUN(&cmd_export, "export", "--format", "json", "--spreadsheet"), ERR_USAGE);
	cr_expect_eq(
	    RUN(&cmd_export, "export", "--format", "csv", "--cap", "3"), ERR_USAGE);
	cr_expect_eq(RUN(&cmd_export, "export", "--format", "prophet", "--cap", "many"),
	    ERR_USAGE);
	cr_expect_eq(
	    RUN(&cmd_export, "export", "--format", "frictionless", "-o", "x.zip"),
	    ERR_USAGE);
	cr_expect_eq(RUN(&cmd_export, "export", "margin"), ERR_EMPTY);
	cr_expect_eq(RUN(&cmd_export, "export", "capex", "--format", "prophet",
			 "--kind", "level"),
	    ERR_USAGE, "two fit");
	cr_expect(holds(out, "Acme/capex/actual; Acme/capex/gaap/actual/filed"), "%.*s",
	    STR_FMT(out));
	arena_release(&a);
	leave(dir);
}

Test(cmd_filed, a_package_is_two_files)
{
	char dir[32];
	struct arena a = {NULL};
	struct str out, csv;
	struct err e = {0};
	enter(dir);
	(void)RUN(&cmd_export, "export", "--format", "tidy", "-q", "-o", "out");
	struct err why = {0};
	char *argv[] = {
	    "export", "--format", "frictionless", "-q", "-o", "p.json", NULL};
	cr_assert_eq(cmd_export.run(6, argv, &why), 0, "%s", why.text);
	cr_assert_eq(file_read("p.csv", 1 << 20, &a, &csv, &e), 0);
	cr_expect(str_eq(csv, out));
	cr_assert_eq(file_read("p.json", 1 << 20, &a, &csv, &e), 0);
	cr_expect(holds(csv, "\"path\": \"p.csv\""));
	arena_release(&a);
	leave(dir);
}

static void
put_source(struct store *s, const char *source, double v, size_t n)
{
	struct obs o[4];
	struct err e = {0};
	bool changed;
	struct store_call c = {.doc = str_from(source),
	    .sha256 = STR(SHA),
	    .company = STR("Acme"),
	    .as_of = date_from_civil(2019, 2, 20),
	    .quarter = PERIOD_NONE};
	for (size_t i = 0; i < n; i++)
		o[i] = (struct obs){.metric = STR("cash"),
		    .low = v,
		    .high = v,
		    .unit = STR("USD"),
		    .period = period_day(date_from_civil(2018, 3, 31) + (int)i),
		    .base = PERIOD_NONE,
		    .source = str_from(source)};
	cr_assert_eq(store_put(s, &c, o, n, &changed, &e), 0, "%s", e.text);
}

/* What fit and plot are handed is of one source. */
Test(cmd_filed, a_line_is_of_one_source)
{
	static const struct {
		const char *store, *source;
		size_t points, statements; /* of the first point */
		double value;              /* ditto; 0: any */
	} rows[] = {
	    {"all.db", NULL, 1, 1, 5},
	    {"all.db", "filed", 2, 1, 6},
	    {"all.db", "own", 4, 1, 8},
	    {"all.db", "*", 1, 1,
		5}, /* sources stay apart; what was said comes first */
	    {"filed.db", NULL, 2, 1, 6},
	    {"none.db", NULL, 3, 1, 7},
	};
	char dir[32];
	enter(dir);
	for (int k = 0; k < 3; k++) {
		static const char *const names[] = {"all.db", "filed.db", "none.db"};
		struct err e = {0};
		struct store *s = store_open(names[k], STORE_WRITE, &e);
		cr_assert_not_null(s, "%s", e.text);
		if (k == 0)
			put_source(s, "spoken", 5, 1);
		if (k < 2)
			put_source(s, "filed", 6, 2);
		put_source(s, "consensus", 7, 3);
		put_source(s, "own", 8, 4);
		store_close(s);
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct options o = options_default();
		struct pick p;
		struct err e = {0};
		o.store = rows[i].store;
		o.source = rows[i].source;
		o.notes = NULL;
		cr_assert_eq(pick_open(&p, &o, "cash", &e), 0, "%zu: %s", i, e.text);
		const struct series *s = p.choice.actual;
		cr_assert_not_null(s);
		cr_expect_eq(s->n, rows[i].points, "%zu: %zu", i, s->n);
		cr_expect_eq(s->points[0].n_statements, rows[i].statements, "%zu: %zu",
		    i, s->points[0].n_statements);
		cr_expect(rows[i].value == 0 || s->points[0].low == rows[i].value,
		    "%zu: %g", i, s->points[0].low);
		pick_close(&p);
	}
	leave(dir);
}
