/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/csv.h"

/* Rows joined for comparing: "LINE:a|b;LINE:c|d;". */
static void
flat(const struct csv_row *rows, size_t n, char *out, size_t size)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		at += (size_t)snprintf(out + at, size - at, "%zu:", rows[i].line);
		for (size_t k = 0; k < rows[i].n; k++)
			at += (size_t)snprintf(out + at, size - at, "%.*s%s",
			    STR_FMT(rows[i].fields[k]), k + 1 < rows[i].n ? "|" : ";");
	}
}

Test(csv, reads)
{
	static const struct {
		const char *label, *in, *want;
	} rows[] = {
	    {"nothing", "", ""},
	    {"a byte-order mark alone", "\xef\xbb\xbf", ""},
	    {"header only, no newline", "a,b", "1:a|b;"},
	    {"two rows", "a,b\n1,2\n", "1:a|b;2:1|2;"},
	    {"byte-order mark",
		"\xef\xbb\xbf"
		"a,b\n1,2\n",
		"1:a|b;2:1|2;"},
	    {"a mark before a quote", "\xef\xbb\xbf\"a\",b\n", "1:a|b;"},
	    {"CR LF", "a,b\r\n1,2\r\n", "1:a|b;2:1|2;"},
	    {"CR alone", "a,b\r1,2\r", "1:a|b;2:1|2;"},
	    {"blank lines are skipped and counted", "\na,b\n\n\n1,2\n\n",
		"2:a|b;5:1|2;"},
	    {"blank lines with CR LF", "a,b\r\n\r\n1,2", "1:a|b;3:1|2;"},
	    {"empty fields", "a,b,c\n,,\n", "1:a|b|c;2:||;"},
	    {"quotes", "a,b\n\"x, y\",\"say \"\"no\"\"\"\n",
		"1:a|b;2:x, y|say \"no\";"},
	    {"a quoted line end, and the line after it", "a\n\"x\n\ny\"\nz\n",
		"1:a;2:x\n\ny;5:z;"},
	    {"spaces belong to the field", "a,b\n  x , y\n", "1:a|b;2:  x | y;"},
	    {"spaces alone are a field", "a\n  \n", "1:a;2:  ;"},
	    {"other letters", "a\n\xc3\xa9\n", "1:a;2:\xc3\xa9;"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct csv_row *got = NULL;
		size_t n = 0;
		struct err e = {0};
		char text[200];
		cr_expect_eq(csv_read(str_from(rows[i].in), &a, &got, &n, &e), 0,
		    "%s: %s", rows[i].label, e.text);
		flat(got, n, text, sizeof text);
		cr_expect_str_eq(text, rows[i].want, "%s: %s", rows[i].label, text);
		arena_release(&a);
	}
}

Test(csv, refuses)
{
	static const struct {
		const char *label, *in, *text;
		size_t line;
	} rows[] = {
	    {"never closed", "a,b\n1,\"2\n3,4\n", "never closed", 2},
	    {"never closed, in a later row", "a\nb\n\"c\n\n",
		"at line 3 is never closed", 3},
	    {"a quote inside a field", "a,b\n1,2\nb\"c,d\n", "line 3 has a quote", 3},
	    {"text after a closing quote", "a,b\n\"b\"c,d\n", "line 2 has a quote", 2},
	    {"too few fields", "a,b\n1,2\n3\n", "line 3 has 1 fields, the header has 2",
		3},
	    {"too many fields", "a,b\n\n\"1\n\",2,3\n", "line 3 has 3 fields", 3},
	    {"too few at the end", "a,b\n1", "line 2 has 1 fields", 2},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct csv_row *got = NULL;
		size_t n = 0;
		struct err e = {0};
		cr_expect_eq(csv_read(str_from(rows[i].in), &a, &got, &n, &e), -1, "%s",
		    rows[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s", rows[i].label);
		cr_expect_eq(
		    e.line, rows[i].line, "%s: line %zu", rows[i].label, e.line);
		cr_expect(
		    strstr(e.text, rows[i].text), "%s: %s", rows[i].label, e.text);
		cr_expect_null(got, "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(csv, long_inputs_end)
{
	enum { N = 200000 };
	static const struct {
		const char *label;
		char c;
		int rc;
	} rows[] = {{"commas", ',', 0}, {"quotes", '"', 0}, {"newlines", '\n', 0},
	    {"letters", 'x', 0}};
	char *text = malloc(N);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct csv_row *got = NULL;
		size_t n = 0;
		struct err e = {0};
		memset(text, rows[i].c, N);
		cr_expect_eq(csv_read((struct str){text, N}, &a, &got, &n, &e),
		    rows[i].rc, "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
	free(text);
}

Test(csv, fields_are_quoted_where_they_must_be)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
	    {"plain", "plain,"},
	    {"", ","},
	    {"a, b", "\"a, b\","},
	    {"say \"no\"", "\"say \"\"no\"\"\","},
	    {"two\nlines", "\"two\nlines\","},
	    {"a\rb", "\"a\rb\","},
	    {" lead", "\" lead\","},
	    {"trail\t", "\"trail\t\","},
	    {"in side", "in side,"},
	    {"-5", "-5,"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buf[64] = "";
		FILE *f = fmemopen(buf, sizeof buf, "w");
		csv_write_field(f, str_from(rows[i].in), false);
		(void)fclose(f);
		cr_expect_str_eq(buf, rows[i].want, "%s", rows[i].in);
	}
}

Test(csv, observations_come_back)
{
	struct obs o = {.doc = STR("a,b.txt"),
	    .start = 12,
	    .end = 17,
	    .metric = STR("gross_margin"),
	    .segment = STR("Model \"S\""),
	    .stance = OBS_GUIDANCE,
	    .role = OBS_COMPANY,
	    .low = 18.7,
	    .high = (double)NAN,
	    .unit = STR("percent"),
	    .period = period_months(2017, 7, 3),
	    .base = PERIOD_NONE,
	    .act = OBS_ISSUE,
	    .company = STR("Calder\nMotors"),
	    .as_of = DATE_NONE,
	    .as_of_estimated = true,
	    .line = 3,
	    .confidence = 0.1,
	    .quote = STR(" Over 18.7%. ")};
	char *bytes = NULL, buf[OBS_FIELD_TEXT], buf2[OBS_FIELD_TEXT];
	size_t size = 0, n = 0;
	struct arena a = {NULL};
	struct csv_row *rows = NULL;
	struct err e = {0};
	FILE *f = open_memstream(&bytes, &size);
	csv_write_header(f);
	csv_write_obs(f, &o);
	(void)fclose(f);
	cr_assert_eq(
	    csv_read((struct str){bytes, size}, &a, &rows, &n, &e), 0, "%s", e.text);
	cr_assert_eq(n, 2);
	cr_assert_eq(rows[1].n, OBS_COLUMNS);
	struct obs back = {.doc = {NULL, 0}};
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = obs_column(rows[0].fields[i]);
		cr_assert_not_null(c);
		cr_assert_eq(obs_set(&back, c, rows[1].fields[i], &e), 0, "%s", e.text);
		cr_expect(str_eq(obs_get(&o, c, buf), obs_get(&back, c, buf2)), "%s",
		    c->name);
	}
	arena_release(&a);
	free(bytes);
}

/* A header says what parts the fields. */
Test(csv, any_separator)
{
	static const struct {
		const char *label, *in, *second; /* field of the second row */
	} rows[] = {
	    {"commas", "a,b\n1,2\n", "2"},
	    {"semicolons, and commas for points", "a;b\n1,5;2,5\n", "2,5"},
	    {"tabs", "a\tb\n1\t2;3\n", "2;3"},
	    {"bars", "a|b\n1|2\n", "2"},
	    {"a quoted name with a semicolon", "a,\"b;c;d\"\n1,2\n", "2"},
	    {"a mark",
		"\xef\xbb\xbf"
		"a;b\n1;\"x;y\"\n",
		"x;y"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct csv_row *got;
		size_t n;
		cr_assert_eq(csv_read_any(str_from(rows[i].in), &a, &got, &n, &e), 0,
		    "%s: %s", rows[i].label, e.text);
		cr_assert(n == 2 && got[1].n == 2, "%s", rows[i].label);
		cr_expect(str_eq(got[1].fields[1], str_from(rows[i].second)),
		    "%s: %.*s", rows[i].label, STR_FMT(got[1].fields[1]));
		arena_release(&a);
	}
}
