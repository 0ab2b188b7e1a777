/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that read the store: list and series. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/base/arena.h"
#include "series/cmd.h"
#include "series/file.h"
#include "series/store.h"

extern const struct cmd cmd_list, cmd_series;

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
put(struct store *s, const char *doc, const char *company, const struct obs *o,
    size_t n)
{
	struct store_call c = {.doc = str_from(doc),
	    .sha256 = STR(SHA),
	    .company = str_from(company),
	    .as_of = date_from_civil(2017, 11, 1),
	    .quarter = PERIOD_NONE};
	struct err e = {0};
	bool changed;
	cr_assert_eq(store_put(s, &c, o, n, &changed, &e), 0, "%s", e.text);
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

Test(cmd_series, what_is_written)
{
	static const struct {
		const struct cmd *cmd;
		const char *line;
		size_t lines;
		const char *has[3];
	} rows[] = {
	    {&cmd_list, "--store|one.db", 4, {"Calder Motors  gross_margin  Model C"}},
	    {&cmd_list, "--store|two.db", 5, {"Brandreth "}},
	    {&cmd_list, "--store|two.db|--company|calder motors", 4,
		{"2017-Q2  2017-Q3"}},
	    {&cmd_list, "--store|one.db|--stance|guidance|--format|csv", 2,
		{"Calder "
		 "Motors,gross_margin,,guidance,level,,,,percent,1,2017-Q4,2017-Q4,"
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
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		cr_expect_eq(run(rows[i].cmd, rows[i].line, &a, &out, &e), 0, "%s: %s",
		    rows[i].line, e.text);
		size_t lines = 0;
		for (size_t k = 0; k < out.n; k++)
			lines += out.p[k] == '\n';
		cr_expect_eq(lines, rows[i].lines, "%s: %zu lines\n%.*s", rows[i].line,
		    lines, STR_FMT(out));
		for (size_t k = 0; k < 3 && rows[i].has[k]; k++)
			cr_expect(out.n
				      && memmem(out.p, out.n, rows[i].has[k],
					  strlen(rows[i].has[k])),
			    "%s: no '%s' in\n%.*s", rows[i].line, rows[i].has[k],
			    STR_FMT(out));
		bool plain = !strstr(rows[i].line, "csv");
		cr_expect(!plain || !memchr(out.p, '\x1b', out.n), "%s: an escape",
		    rows[i].line);
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
	    {&cmd_list, "--store|one.db|--from|2017", ERR_USAGE, "not a date"},
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
