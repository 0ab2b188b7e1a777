/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "series/ini.h"

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* `want`: entries as "line|section|key|value\n", or "!line text" of the error. */
static const struct row {
	const char *label, *in, *want;
} rows[] = {
    {"empty", "", ""},
    {"order, repeated keys", "[a]\nk = 1\nk = 2\n[b]\nk=3",
	"2|a|k|1\n3|a|k|2\n5|b|k|3\n"},
    {"before any section", "k = v\n", "1||k|v\n"},
    {"comments", "; no\n# no\n[a] ; x\nk = v ; why\n", "4|a|k|v\n"},
    {"value with = and :", "k = a=b:c\n", "1||k|a=b:c\n"},
    {"colon", "k: v\n", "1||k|v\n"},
    {"no value", "k =\n", "1||k|\n"},
    {"mark, CR LF", "\xef\xbb\xbf[a]\r\n\r\nk = v\r\n", "3|a|k|v\n"},
    {"an indented key is a key", "[a]\nk = v\n  l = w\n", "2|a|k|v\n3|a|l|w\n"},
    {"a section of 49 bytes", "[" X40 "123456789]\nk = v\n",
	"2|" X40 "123456789|k|v\n"},
    {"a section of 50 bytes", "\n[" X40 "1234567890]\nk = v\n",
	"!2 section name longer than 49 bytes"},
    {"a long line", "[a]\nk = " X40 X40 X40 X40 X40 "\n",
	"!2 line too long; split it into several of the same key"},
    {"neither", "[a]\nk = v\nnonsense\n",
	"!3 line: neither 'key = value' nor '[section]'"},
    {"never closed", "[a\n", "!1 line: neither 'key = value' nor '[section]'"},
    {"nothing goes on", "[a]\nk = v\n  more\n",
	"!3 line: neither 'key = value' nor '[section]'"},
};

Test(ini, rows)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct ini_entry *x = NULL;
		size_t n = 0, at = 0;
		char got[1024] = "";
		if (ini_file_read(str_from(r->in), STR("f.ini"), &a, &x, &n, &e) != 0) {
			cr_assert_eq(e.code, ERR_CONFIG, "%s", r->label);
			cr_assert_str_eq(e.file, "f.ini", "%s", r->label);
			(void)snprintf(got, sizeof got, "!%zu %s", e.line, e.text);
		}
		for (size_t k = 0; k < n && at < sizeof got; k++)
			at += (size_t)snprintf(got + at, sizeof got - at,
			    "%zu|%.*s|%.*s|%.*s\n", x[k].line, STR_FMT(x[k].section),
			    STR_FMT(x[k].key), STR_FMT(x[k].value));
		cr_expect_str_eq(got, r->want, "%s", r->label);
		arena_release(&a);
	}
}

Test(ini, a_nul_is_not_the_end)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct ini_entry *x;
	size_t n;
	cr_assert_eq(
	    ini_file_read((struct str){"k = v\0w\n", 8}, STR("f"), &a, &x, &n, &e), -1);
	cr_assert_str_eq(e.text, "holds a NUL byte");
	cr_assert_eq(e.line, 1);
	arena_release(&a);
}
