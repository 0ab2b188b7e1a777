/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "series/table.h"

static const struct table_column columns[] = {
    {.name = "name", .most = 8},
    {.name = "n", .number = true},
    {.name = "byte", .number = true, .view = TABLE_MACHINES},
    {.name = "place", .view = TABLE_PEOPLE},
    {.name = "none", .view = TABLE_NOBODY},
    {.name = "quote", .most = 200},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static char *
written(const struct str *cells, size_t n, enum table_form form, size_t width)
{
	struct arena a = {NULL};
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = &a};
	char *text = NULL;
	size_t size = 0;
	struct err e = {0};
	for (size_t i = 0; i < n; i++) {
		struct str *row = table_row(&t);
		cr_assert_not_null(row);
		memcpy(row, cells + i * COLUMNS, COLUMNS * sizeof *row);
	}
	FILE *f = open_memstream(&text, &size);
	cr_expect_eq(table_write(&t, form, width, f, &e), 0, "%s", e.text);
	(void)fclose(f);
	arena_release(&a);
	return text;
}

static const struct str rows[] = {
    STR_INIT("Caf\xc3\xa9"),
    STR_INIT("5"),
    STR_INIT("10"),
    STR_INIT("a:1"),
    STR_INIT("x"),
    STR_INIT("He said\n  \"no\", \x1b[31mtwice."),
    STR_INIT("A much longer name"),
    STR_INIT("12.5"),
    STR_INIT(""),
    STR_INIT("b:22"),
    STR_INIT("y"),
    STR_INIT(""),
};

Test(table, forms)
{
	static const struct {
		const char *label;
		enum table_form form;
		const char *want;
	} cases[] = {
	    {"table", TABLE_PLAIN,
		"name        n  place  quote\n"
		"Caf\xc3\xa9        5  a:1    He said \"no\", \\x1b[31mtwice.\n"
		"A much\xe2\x80\xa6  12.5  b:22   -\n"},
	    {"csv", TABLE_CSV,
		"name,n,byte,quote\n"
		"Caf\xc3\xa9,5,10,\"He said\n  \"\"no\"\", \x1b[31mtwice.\"\n"
		"A much longer name,12.5,,\n"},
	    {"json", TABLE_JSON,
		"[\n"
		" {\"name\":\"Caf\xc3\xa9\",\"n\":5,\"byte\":10,"
		"\"quote\":\"He said\\n  \\\"no\\\", \\u001B[31mtwice.\"},\n"
		" {\"name\":\"A much longer "
		"name\",\"n\":12.5,\"byte\":null,\"quote\":null}\n]\n"},
	    {"ndjson", TABLE_NDJSON,
		"{\"name\":\"Caf\xc3\xa9\",\"n\":5,\"byte\":10,"
		"\"quote\":\"He said\\n  \\\"no\\\", \\u001B[31mtwice.\"}\n"
		"{\"name\":\"A much longer "
		"name\",\"n\":12.5,\"byte\":null,\"quote\":null}\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum table_form form;
		struct err e = {0};
		cr_expect_eq(table_form(cases[i].label, &form, &e), 0);
		cr_expect_eq(form, cases[i].form, "%s", cases[i].label);
		char *text = written(rows, 2, form, 100);
		cr_expect_str_eq(text, cases[i].want, "%s:\n%s", cases[i].label, text);
		free(text);
	}
}

Test(table, the_last_column_takes_what_is_left)
{
	struct str row[COLUMNS] = {STR_INIT("a"), STR_INIT("1"), STR_INIT(""),
	    STR_INIT("p"), STR_INIT(""), {NULL, 0}};
	char quote[500];
	memset(quote, 'q', sizeof quote);
	row[COLUMNS - 1] = (struct str){quote, sizeof quote};
	static const struct {
		size_t width, line; /* code points of the row */
	} cases[] = {{80, 80}, {40, 40}, {20, 16 + 24}, {1000, 16 + 200}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = written(row, 1, TABLE_PLAIN, cases[i].width);
		const char *line = strchr(text, '\n') + 1;
		size_t n = 0;
		for (const char *p = line; *p && *p != '\n'; p++)
			n += (*p & 0xc0) != 0x80;
		cr_expect_eq(
		    n, cases[i].line, "width %zu: %zu\n%s", cases[i].width, n, text);
		free(text);
	}
}

Test(table, no_rows)
{
	char *text = written(NULL, 0, TABLE_PLAIN, 80);
	cr_expect_str_eq(text, "name  n  place  quote\n");
	free(text);
	text = written(NULL, 0, TABLE_JSON, 80);
	cr_expect_str_eq(text, "[\n]\n");
	free(text);
	text = written(NULL, 0, TABLE_NDJSON, 80);
	cr_expect_str_eq(text, "");
	free(text);
}

Test(table, unknown_forms)
{
	enum table_form form;
	struct err e = {0};
	cr_expect_eq(table_form(NULL, &form, &e), 0);
	cr_expect_eq(form, TABLE_PLAIN);
	cr_expect_eq(table_form("jsn", &form, &e), -1);
	cr_expect(e.code == ERR_USAGE && strstr(e.text, "did you mean 'json'?"), "%s",
	    e.text);
}
