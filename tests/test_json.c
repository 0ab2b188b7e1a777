/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "series/json.h"
#include "tests/sanitized.h"

Test(json, strings)
{
	static const struct {
		const char *label;
		struct str in;
		const char *want;
	} rows[] = {
	    {"plain", STR_INIT("a b"), "\"a b\""},
	    {"empty", STR_INIT(""), "\"\""},
	    {"no bytes at all", {NULL, 0}, "\"\""},
	    {"quotes and controls", STR_INIT("\"\\\n\x1b"), "\"\\\"\\\\\\n\\u001B\""},
	    {"a NUL", STR_INIT("a\0b"), "\"a\\u0000b\""},
	    {"UTF-8 stays", STR_INIT("\xc3\xa9\xf0\x9f\x9a\x97"),
		"\"\xc3\xa9\xf0\x9f\x9a\x97\""},
	    {"a lone byte",
		STR_INIT("a\xff"
			 "b"),
		"\"a\xef\xbf\xbd"
		"b\""},
	    {"a cut sequence", STR_INIT("a\xe2\x82"), "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"an overlong form", STR_INIT("\xc0\xaf\xe0\x80\xaf"),
		"\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"a surrogate", STR_INIT("\xed\xa0\x80"),
		"\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"above U+10FFFF", STR_INIT("\xf4\x90\x80\x80"),
		"\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buf[128] = "";
		struct err e = {0};
		FILE *f = fmemopen(buf, sizeof buf, "w");
		cr_expect_eq(json_write_str(f, rows[i].in, &e), 0, "%s: %s",
		    rows[i].label, e.text);
		(void)fclose(f);
		cr_expect_str_eq(buf, rows[i].want, "%s: %s", rows[i].label, buf);
	}
}

Test(json, numbers)
{
	static const struct {
		double v;
		const char *want;
	} rows[] = {
	    {0.1, "0.1"},
	    {1397000000, "1397000000"},
	    {-18.7, "-18.7"},
	    {0, "0"},
	    {1e22, "1e+22"},
	    {(double)NAN, "null"},
	    {(double)INFINITY, "null"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buf[64] = "";
		FILE *f = fmemopen(buf, sizeof buf, "w");
		json_write_number(f, rows[i].v);
		(void)fclose(f);
		cr_expect_str_eq(buf, rows[i].want);
	}
}

Test(json, an_observation_is_one_valid_line)
{
	struct obs o = {
	    .doc = STR("caf\xe9.txt"), /* Latin-1, as a file's name may be */
	    .start = 0,
	    .end = 5,
	    .metric = STR("gross_margin"),
	    .kind = OBS_GROWTH,
	    .low = 0.1,
	    .high = (double)NAN,
	    .period = period_months(2017, 7, 3),
	    .base = PERIOD_NONE,
	    .as_of = DATE_NONE,
	    .vague = true,
	    .quote = STR("He said \"18.7%\"\nand left.")};
	char *bytes = NULL;
	size_t size = 0;
	struct err e = {0};
	FILE *f = open_memstream(&bytes, &size);
	cr_assert_eq(json_write_obs(f, &o, STR("abc"), &e), 0, "%s", e.text);
	(void)fclose(f);
	cr_expect_eq(strchr(bytes, '\n'), bytes + size - 1, "one line: %s", bytes);
	json_error_t why;
	json_t *j = json_loads(bytes, JSON_REJECT_DUPLICATES, &why);
	cr_assert_not_null(j, "%s in %s", why.text, bytes);
	cr_expect_eq(json_object_size(j), OBS_COLUMNS + 1);
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		cr_expect_not_null(
		    json_object_get(j, obs_columns[i].name), "%s", obs_columns[i].name);
	cr_expect_str_eq(
	    json_string_value(json_object_get(j, "doc")), "caf\xef\xbf\xbd.txt");
	cr_expect_str_eq(json_string_value(json_object_get(j, "kind")), "growth");
	cr_expect_str_eq(
	    json_string_value(json_object_get(j, "period_end")), "2017-09-30");
	cr_expect_str_eq(json_string_value(json_object_get(j, "doc_sha256")), "abc");
	cr_expect_str_eq(json_string_value(json_object_get(j, "quote")),
	    "He said \"18.7%\"\nand left.");
	cr_expect(json_is_integer(json_object_get(j, "start")), "0 is a place");
	cr_expect_float_eq(json_real_value(json_object_get(j, "low")), 0.1, 0);
	cr_expect(strstr(bytes, "\"low\":0.1,"), "shortest digits: %s", bytes);
	cr_expect(json_is_null(json_object_get(j, "high")));
	cr_expect(json_is_null(json_object_get(j, "as_of")));
	cr_expect(json_is_null(json_object_get(j, "basis")));
	cr_expect(json_is_null(json_object_get(j, "line")));
	cr_expect(json_is_true(json_object_get(j, "vague")));
	cr_expect(json_is_false(json_object_get(j, "as_of_estimated")));
	json_decref(j);
	free(bytes);
}

#ifndef SANITIZED

/* Names and values that do not fit in memory are not read cut off. */
Test(json, without_memory_nothing_is_read)
{
	enum { LONG = 72 << 20 }; /* so that it never finds room among what was freed */
	char *text = malloc(LONG);
	const struct rlimit least = {1, 1};
	int status = 0;
	cr_assert(text);
	memset(text, 'a', LONG);
	memcpy(text, "{\"", 2);
	memcpy(text + LONG - 5, "\": 1}", 5);
	pid_t child = fork();
	if (child == 0) {
		json_init();
		struct json_value *v = NULL;
		struct err e = {0};
		size_t at = 0;
		if (setrlimit(RLIMIT_AS, &least) != 0)
			_exit(1);
		int rc = json_read((struct str){text, LONG}, &at, &v, &e);
		_exit(rc == -1 && e.code == ERR_NOMEM ? 0 : 2);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0, "%x", (unsigned)status);
	free(text);
}
#endif
