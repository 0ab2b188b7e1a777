/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/csv.h"
#include "series/import.h"
#include "series/json.h"

enum { ROWS = 300, DOCS = 7 };
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Observations that use every column and every word, rows of a document apart. */
static void
invent(struct obs o[ROWS], char text[DOCS][16])
{
	static const char *const quotes[] = {
	    "plain", "a, \"b\"", "two\nlines", " blanks ", "=1+1", "caf\xc3\xa9", ""};
	for (int d = 0; d < DOCS; d++)
		(void)snprintf(text[d], 16, "call %d.txt", d);
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned d = i % DOCS;
		o[i] = (struct obs){.doc = str_from(text[d]),
		    .start = 10 * i,
		    .end = 10 * i + i % 3,
		    .metric = i % 2 ? STR("cash") : STR("gross_margin"),
		    .kind = (enum obs_kind)(i % OBS_KINDS),
		    .segment = i % 5 ? STR("") : STR("Model C"),
		    .stance = (enum obs_stance)(i % OBS_STANCES),
		    .role = (enum obs_role)(i % OBS_ROLES),
		    .low = i % 4 ? 0.1 * i : (double)NAN,
		    .high = i % 6 ? 0.1 * i + i % 2 : (double)NAN,
		    .unit = STR("percent"),
		    .period =
			i % 8 ? period_months(2017, 1 + (int)(i % 12), 3) : PERIOD_NONE,
		    .vague = i % 9 == 0,
		    .basis = (enum obs_basis)(i % OBS_BASES),
		    .variant = i % 7 ? STR("") : STR("ex-credits;organic"),
		    .measure = (enum obs_measure)(i % OBS_MEASURES),
		    .scope = (enum obs_scope)(i % OBS_SCOPES),
		    .act = (enum obs_act)(i % OBS_ACTS),
		    .base = i % 3 ? PERIOD_NONE : period_months(2016, 1, 12),
		    .company = d % 2 ? STR("Calder, Motors") : STR(""),
		    .as_of = d == 3 ? DATE_NONE : 17380 + (int)d,
		    .as_of_estimated = d == 2,
		    .fiscal_period = STR("2017-Q2"),
		    .source = STR("spoken"),
		    .section = (enum obs_section)(i % OBS_SECTIONS),
		    .speaker = STR("A. 'B' C"),
		    .line = i,
		    .precision = (enum obs_precision)(i % OBS_PRECISIONS),
		    .confidence = i % 10 ? i / 1000.0 : (double)NAN,
		    .rule = STR("cue-before"),
		    .text = STR("18.7%"),
		    .quote = str_from(quotes[i % 7]),
		    .event = (enum obs_event)(i % OBS_EVENTS)};
	}
}

/* As CSV or as lines of JSON; to be freed. */
static struct str
written(const struct obs *o, size_t n, bool json)
{
	char *text = NULL;
	size_t size = 0;
	struct err e = {0};
	FILE *f = open_memstream(&text, &size);
	if (!json)
		csv_write_header(f);
	for (size_t i = 0; i < n; i++)
		if (json)
			cr_assert_eq(json_write_obs(f, &o[i], STR(SHA), &e), 0);
		else
			csv_write_obs(f, &o[i]);
	cr_assert_eq(fclose(f), 0);
	return (struct str){text, size};
}

static void
give(struct str s)
{
	union {
		const char *read;
		char *give;
	} u = {.read = s.p};
	free(u.give);
}

Test(import, reads_what_is_written)
{
	static struct obs o[ROWS];
	static char names[DOCS][16];
	invent(o, names);
	for (int json = 0; json < 2; json++) {
		struct str text = written(o, ROWS, json);
		struct arena a = {NULL};
		struct import_set set;
		struct err e = {0};
		cr_assert_eq(
		    import_read(text, STR("x"), &a, &set, &e), 0, "%s", e.text);
		cr_assert_eq(set.n, ROWS);
		cr_assert_eq(set.n_calls, DOCS);
		for (size_t i = 0; i < ROWS; i++)
			cr_expect_eq(obs_checksum(&set.obs[i]), obs_checksum(&o[i]),
			    "%s, row %zu", json ? "json" : "csv", i);
		for (size_t d = 0; d < DOCS; d++) {
			const struct store_call *c = &set.calls[d];
			cr_expect(str_eq(c->doc, o[d].doc)
				  && str_eq(c->company, o[d].company)
				  && str_eq(c->fiscal_period, o[d].fiscal_period)
				  && c->as_of == o[d].as_of
				  && c->as_of_estimated == o[d].as_of_estimated
				  && str_eq(c->sha256, json ? STR(SHA) : STR("")));
		}
		give(text);
		arena_release(&a);
	}
}

static void
enter(char dir[40])
{
	(void)snprintf(dir, 40, "/tmp/test_import.XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
}

static void
leave(const char *dir)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	cr_expect_eq(system(cmd), 0);
}

Test(import, stores_what_was_read)
{
	static struct obs o[ROWS];
	static char names[DOCS][16];
	char dir[40];
	enter(dir);
	invent(o, names);
	struct str text = written(o, ROWS, false);
	struct arena a = {NULL};
	struct import_set set;
	struct import_result r;
	struct err e = {0};
	struct obs *out = NULL;
	size_t n = 0;
	const struct store_query all = {
	    .from = DATE_NONE, .to = DATE_NONE, .as_of = DATE_NONE};
	cr_assert_eq(import_read(text, STR("x"), &a, &set, &e), 0, "%s", e.text);
	struct store *s = store_open("a.db", STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	for (int again = 0; again < 2; again++) {
		cr_assert_eq(
		    import_store(s, &set, "import csv", &r, &e), 0, "%s", e.text);
		cr_expect_eq(r.calls, DOCS);
		cr_expect_eq(r.changed, again ? 0 : DOCS);
		cr_expect_eq(r.observations, ROWS);
		cr_assert_eq(store_obs(s, &all, &a, &out, &n, &e), 0, "%s", e.text);
		cr_assert_eq(n, ROWS);
	}
	/* Rows tell by their place which they were. */
	for (size_t i = 0; i < n; i++)
		cr_expect_eq(obs_checksum(&out[i]), obs_checksum(&o[out[i].start / 10]),
		    "row %zu", i);
	set.obs[5].high = 1000;
	cr_assert_eq(import_store(s, &set, "import csv", &r, &e), 0, "%s", e.text);
	cr_expect_eq(r.changed, 1, "one document has another row");
	cr_assert_eq(store_stale(s, &(struct store_reader){STR("other"), STR("m")}, &a,
			 &(struct str *){NULL}, &n, &e),
	    0);
	cr_expect_eq(n, 0, "what was imported is not stale");
	store_close(s);
	give(text);
	arena_release(&a);
	leave(dir);
}

/* One document that is refused keeps all out. */
Test(import, all_or_none)
{
	char dir[40];
	enter(dir);
	struct store_call calls[2] = {{.doc = STR("a"),
					  .company = STR("Acme"),
					  .as_of = 17000,
					  .quarter = PERIOD_NONE},
	    {.doc = STR("b"),
		.company = STR("Acme"),
		.as_of = 17000,
		.quarter = PERIOD_NONE}};
	struct obs o[2] = {{.doc = STR("b"),
			       .metric = STR("cash"),
			       .as_of = 17000,
			       .company = STR("Acme")},
	    {.doc = STR("a"),
		.metric = STR("cash"),
		.as_of = 17000,
		.company = STR("Acme")}};
	const struct import_set first = {calls + 1, 1, o, 1}, both = {calls, 2, o, 2};
	struct import_result r;
	struct err e = {0};
	struct arena a = {NULL};
	struct str *docs;
	size_t n;
	struct store *s = store_open("a.db", STORE_WRITE, &e);
	cr_assert_eq(import_store(s, &first, "import csv", &r, &e), 0, "%s", e.text);
	calls[1].company = o[0].company = STR("Ajax");
	cr_expect_neq(import_store(s, &both, "import csv", &r, &e), 0);
	cr_expect_eq(e.code, ERR_DATA, "%s", e.text);
	cr_expect_eq(r.calls, 0);
	cr_assert_eq(store_docs(s, &a, &docs, &n, &(struct err){0}), 0);
	cr_expect_eq(n, 1, "the other was not put in");
	store_force(s);
	e = (struct err){0};
	cr_expect_eq(import_store(s, &both, "import csv", &r, &e), 0, "%s", e.text);
	cr_expect_eq(r.changed, 2);
	store_close(s);
	arena_release(&a);
	leave(dir);
}

Test(import, what_it_is)
{
	static const struct {
		const char *label, *bytes, *format;
	} rows[] = {
	    {"a header", "doc,metric\n", "csv"},
	    {"an object", "  {\"doc\":1}", "ndjson"},
	    {"company facts",
		"{\"cik\":1,\"entityName\":\"Acme\",\"facts\":{\"us-gaap\":{}}}",
		"companyfacts"},
	    {"a sentence", "Good morning.\nWell, hello.", NULL},
	    {"nothing", "", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		const struct import_input in = {.bytes = str_from(rows[i].bytes)};
		const struct import_format *f = import_format(NULL, &in, &e);
		cr_expect(rows[i].format ? f && strcmp(f->name, rows[i].format) == 0
					 : !f && e.code == ERR_DATA,
		    "%s: %s", rows[i].label, f ? f->name : e.text);
	}
}

/* What is no text is told by what it is, and where. */
Test(import, no_text)
{
	static const struct {
		const char *label;
		struct str bytes;
		size_t line;
		const char *what;
	} rows[] = {
	    {"nothing", STR_INIT(" \n\n"), 0, "is empty"},
	    {"UTF-16",
		STR_INIT("\xff\xfe"
			 "d\0o\0c\0"),
		0, "UTF-16"},
	    {"a NUL", STR_INIT("doc,metric\na\0,cash\n"), 0, "binary"},
	    {"Latin-1", STR_INIT("doc,metric\ncaf\xe9,cash\n"), 2, "not UTF-8"},
	    {"cut off", STR_INIT("doc,metric\na,cash\n\xc3"), 3, "not UTF-8"},
	    {"a store", STR_INIT("SQLite format 3\0"), 0, "SQLite"},
	    {"a workbook", STR_INIT("PK\x03\x04\x14"), 0, "workbook"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		cr_expect_eq(import_is_text(rows[i].bytes, STR("x.csv"), &e), -1);
		cr_expect(e.code == ERR_DATA && strstr(e.text, rows[i].what), "%s: %s",
		    rows[i].label, e.text);
		cr_expect_eq(e.line, rows[i].line, "%s: %zu", rows[i].label, e.line);
	}
	struct err e = {0};
	cr_expect_eq(import_is_text(STR("\xef\xbb\xbf"
					"doc\ncaf\xc3\xa9\n"),
			 STR("x"), &e),
	    0);
}

/* Guidance may be reaffirmed or withdrawn as a whole: extract writes such rows. */
Test(import, an_event_needs_no_metric)
{
	static const struct {
		const char *label, *bytes;
		bool good;
	} rows[] = {
	    {"withdrawn", "doc,metric,event\na,,withdrawn\n", true},
	    {"in JSON", "{\"doc\":\"a\",\"metric\":\"\",\"event\":\"reaffirmed\"}\n",
		true},
	    {"a value", "doc,metric,low,event\na,,1,\n", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {0};
		struct err e = {0};
		struct import_set set;
		int rc = import_read(str_from(rows[i].bytes), STR("x"), &a, &set, &e);
		cr_expect_eq(rc == 0, rows[i].good, "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
}
