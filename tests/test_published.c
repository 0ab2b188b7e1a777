/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "extract/published.h"

#define LONG                                                                           \
	"Ann Lee: this is a call of more than a few words, which is to say that it "   \
	"may well be one."

/* clang-format off */
Test(published, decoded)
{
	static const struct {
		const char *label;
		struct str in;
		size_t n;
		const char *text; /* of the last */
	} rows[] = {
		{"two sections and participants", STR_INIT(
		    "{\"participants\": [\"Ann Lee--CFO\", \"Carl Dow -- Big Bank -- Analyst\"],"
		    "\"prepared_remarks\": [{\"speaker\": \"Ann Lee\", \"speech\": \"One.\\nTwo.\"}],"
		    "\"q_and_a\": [{\"speaker\": \"Carl Dow:\", \"speech\": \"And?\"}]}"), 1,
		    "\nPrepared Remarks:\n\nAnn Lee\nOne.\nTwo.\n\nQuestions and Answers:\n\nCarl Dow\nAnd?\n"
		    "\nCall participants:\n\nAnn Lee -- CFO\nCarl Dow -- Big Bank -- Analyst\n"},
		{"a headline, a date in words, speakers that are objects", STR_INIT(
		    "{\"title\": \"Acme\\n Q3\", \"date\": \"Oct 21, 2020\", \"transcript\": {\"a\": ["
		    "{\"speaker\": {\"name\": \"Ann\\tLee\", \"role\": \"CFO\"}, \"paragraphs\": [\"One.\", {\"text\": \"Two.\"}]}]}}"),
		    1, "Acme Q3\nOct 21, 2020\n\nPrepared Remarks:\n\nAnn Lee -- CFO\nOne.\nTwo.\n"
		    "\nCall participants:\n\nAnn Lee -- CFO\n"},
		{"sections", STR_INIT("{\"sections\": [{\"title\": \"Q&A\", \"talk\": [{\"name\": \"Ann Lee\", \"text\": \"A.\"}]}]}"),
		    1, "\nPrepared Remarks:\n\nAnn Lee\nA.\n\nCall participants:\n\nAnn Lee\n"},
		{"an array of speeches, nobody named", STR_INIT("[{\"speaker\": null, \"text\": \"A.\"}]"), 1,
		    "\nPrepared Remarks:\n\nUnknown Speaker\nA.\n"},
		{"no list of the operator, of names with a colon", STR_INIT(
		    "[{\"speaker\": \"Operator\", \"text\": \"A.\"},{\"speaker\": \"Length: 60\", \"text\": \"\"}]"), 1,
		    "\nPrepared Remarks:\n\nOperator\nA.\n\nLength: 60\n"},
		{"one string", STR_INIT("{\"content\": \"" LONG "\"}"), 1, LONG "\n"},
		{"NULs are blanks", STR_INIT("[{\"speaker\": \"A\\u0000B\", \"text\": \"C\\u0000D\"}]"), 1,
		    "\nPrepared Remarks:\n\nA B\nC D\n\nCall participants:\n\nA B\n"},
		{"the last of equal keys", STR_INIT("[{\"speaker\": \"A\", \"text\": \"B\", \"text\": \"C\"}]"), 1,
		    "\nPrepared Remarks:\n\nA\nC\n\nCall participants:\n\nA\n"},
		{"lines", STR_INIT("[{\"speaker\": \"A\", \"text\": \"B\"}]\r\n\r\n[{\"speaker\": \"C\", \"text\": \"D\"}]\n"), 2,
		    "\nPrepared Remarks:\n\nC\nD\n\nCall participants:\n\nC\n"},
		{"an array of calls", STR_INIT(
		    "[{\"t\": [{\"speaker\": \"A\", \"text\": \"B\"}]}, 1, {\"data\": [{\"content\": \"" LONG "\"}]}]"), 2, LONG "\n"},
		{"a byte-order mark", STR_INIT("\xef\xbb\xbf[{\"speaker\": \"A\", \"text\": \"B\"}]"), 1,
		    "\nPrepared Remarks:\n\nA\nB\n\nCall participants:\n\nA\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t n;
		err_clear(&e);
		cr_assert(published_is(rows[i].in), "%s", rows[i].label);
		cr_assert_eq(published_read(rows[i].in, 1 << 20, &a, &calls, &n, &e), 0, "%s: %s",
		    rows[i].label, e.text);
		cr_assert_eq(n, rows[i].n, "%s: %zu calls", rows[i].label, n);
		cr_expect(str_eq(calls[n - 1].text, str_from(rows[i].text)), "%s: got\n%.*s",
		    rows[i].label, STR_FMT(calls[n - 1].text));
		arena_release(&a);
	}
}

Test(published, what_the_call_is)
{
	static const struct {
		const char *members, *company, *ticker, *period, *as_of;
	} rows[] = {
		{"\"company\": \"Acme\", \"ticker\": \"ACM\", \"year\": 2020, \"quarter\": 3, \"date\": \"2020-10-21 18:00:05\"",
		    "Acme", "ACM", "2020-Q3", "2020-10-21"},
		{"\"symbol\": \"ACM\", \"Fiscal-Year\": \"2020\", \"fiscal_quarter\": \"Q3\"", "ACM", "ACM", "2020-Q3", ""},
		{"\"company\": {\"name\": \"Acme\", \"ticker\": \"ACM\"}, \"quarter\": \"2020Q3\"", "Acme", "ACM", "2020-Q3", ""},
		{"\"symbol\": \"ACM\", \"period\": \"Q3\", \"year\": 2020, \"date\": 1603303205", "ACM", "ACM", "2020-Q3", "2020-10-21"},
		{"\"ticker\": \"NASDAQ: ACM\", \"q\": \"2020-Q3\", \"date\": 1603303205000", "ACM", "ACM", "2020-Q3", "2020-10-21"},
		{"\"quarter\": \"Q3 FY2020\", \"metadata\": {\"symbol\": \"ACM\", \"date\": \"2020-10-21\"}", "ACM", "ACM", "2020-Q3", "2020-10-21"},
		{"\"period\": \"the third quarter\", \"year\": 2020, \"quarter\": \"3\", \"date\": -1", "", "", "2020-Q3", ""},
		{"\"year\": 2020, \"quarter\": 5, \"date\": \"2020-13-01\"", "", "", "", ""},
		{"\"year\": 1e300, \"quarter\": -1, \"company\": 7, \"date\": 20201021", "", "", "", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t n;
		char text[500], date[DATE_TEXT];
		err_clear(&e);
		(void)snprintf(text, sizeof text, "{%s, \"t\": [{\"speaker\": \"A\", \"text\": \"B\"}]}", rows[i].members);
		cr_assert_eq(published_read(str_from(text), 1 << 20, &a, &calls, &n, &e), 0, "%s: %s", text, e.text);
		const struct callinfo *c = &calls[0].call;
		date_format(c->as_of, date);
		cr_expect(str_eq(c->company, str_from(rows[i].company)), "%s: '%.*s'", text, STR_FMT(c->company));
		cr_expect(str_eq(c->ticker, str_from(rows[i].ticker)), "%s: '%.*s'", text, STR_FMT(c->ticker));
		cr_expect(str_eq(c->fiscal_period, str_from(rows[i].period)), "%s: '%.*s'", text,
		    STR_FMT(c->fiscal_period));
		cr_expect_str_eq(date, rows[i].as_of, "%s", text);
		arena_release(&a);
	}
}

/* What stands around several calls says whose they are; a mere name does not. */
Test(published, whose_calls)
{
	static const struct { const char *in, *company[2], *ticker[2]; } rows[] = {
		{"{\"company\": \"Acme\", \"symbol\": \"ACM\", \"calls\": [{\"t\": [{\"speaker\": \"A\", \"text\": \"B\"}]},"
		 "{\"symbol\": \"XYZ\", \"t\": [{\"speaker\": \"A\", \"text\": \"B\"}]}]}", {"Acme", "XYZ"}, {"ACM", "XYZ"}},
		{"[{\"ticker\": \"ACM\", \"calls\": {\"a\": 1, \"b\": [{\"content\": \"" LONG "\"}]}}, {\"content\": \"" LONG "\"}]",
		    {"ACM", ""}, {"ACM", ""}},
		{"{\"name\": \"my data\", \"calls\": [{\"content\": \"" LONG "\"}, {\"content\": \"" LONG "\"}]}", {"", ""}, {"", ""}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t n;
		err_clear(&e);
		cr_assert_eq(published_read(str_from(rows[i].in), 1 << 20, &a, &calls, &n, &e), 0, "%zu: %s", i, e.text);
		cr_assert_eq(n, 2, "%zu: %zu calls", i, n);
		for (size_t k = 0; k < n; k++) {
			cr_expect(str_eq(calls[k].call.company, str_from(rows[i].company[k])), "%zu, %zu: '%.*s'", i, k,
			    STR_FMT(calls[k].call.company));
			cr_expect(str_eq(calls[k].call.ticker, str_from(rows[i].ticker[k])), "%zu, %zu: '%.*s'", i, k,
			    STR_FMT(calls[k].call.ticker));
		}
		arena_release(&a);
	}
}

Test(published, told_by_content)
{
	static const struct { const char *in; bool is; } rows[] = {
		{" \n{\"a\"", true}, {"[ {", true}, {"[[", true}, {"[\"a\"]", true}, {"[]", true},
		{"[Operator Instructions] Welcome.", false}, {"Operator: {", false}, {"", false}, {"[", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(published_is(str_from(rows[i].in)), rows[i].is, "%s", rows[i].in);
}

Test(published, refused)
{
	static const struct {
		const char *label;
		struct str in;
		size_t line;
		const char *says;
	} rows[] = {
		{"a word", STR_INIT("{\"a\":\n\n  oops}"), 3, "column 6"},
		{"cut", STR_INIT("[{\"speaker\": \"A\""), 1, "column"},
		{"the second line", STR_INIT("{\"a\": 1}\n{\"a\": 2,}\n"), 2, "column"},
		{"behind a value", STR_INIT("{\"a\": 1} }\n"), 1, "column 10"},
		{"no UTF-8", STR_INIT("[\"\xff\"]"), 1, "0xff"},
		{"half a surrogate pair", STR_INIT("[\"\\ud83d\"]"), 1, "column"},
		{"no call", STR_INIT("{\"a\": [1, {\"b\": []}]}"), 0, "without a call"},
		{"a NUL", STR_INIT("[\0]"), 1, "column"},
		{"nothing", STR_INIT(" \n"), 0, "without a call"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t n;
		err_clear(&e);
		cr_expect_eq(published_read(rows[i].in, 1 << 20, &a, &calls, &n, &e), -1, "%s", rows[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s: %d", rows[i].label, (int)e.code);
		cr_expect_eq(e.line, rows[i].line, "%s: line %zu", rows[i].label, e.line);
		cr_expect(strstr(e.text, rows[i].says), "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
}
/* clang-format on */

/* Every prefix of a good file: read or refused. */
Test(published, cut_anywhere)
{
	static const char whole[] =
	    "{\"title\": \"A\\u00e9\", \"t\": [{\"speaker\": {\"name\": \"A--B\"}, "
	    "\"text\": [\"B\", [\"C\"]]}], \"participants\": [{\"name\": \"A\"}, 1]}";
	for (size_t n = 0; n < sizeof whole; n++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t k;
		err_clear(&e);
		int rc =
		    published_read((struct str){whole, n}, 1 << 20, &a, &calls, &k, &e);
		cr_expect_eq(rc, n + 1 < sizeof whole ? -1 : 0, "%zu: %s", n, e.text);
		arena_release(&a);
	}
}

Test(published, deep_and_large, .timeout = 60)
{
	enum { SIZE = 4000000 };
	static const char *const parts[] = {
	    "[", "{\"a\":", "[{\"speaker\":\"A\",\"text\":\"", "[{\"a\":[", "[[],"};
	char *raw = malloc(SIZE);
	cr_assert_not_null(raw);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct arena a = {NULL};
		struct published_call *calls;
		struct err e;
		size_t n, len = strlen(parts[i]);
		err_clear(&e);
		for (size_t k = 0; k < SIZE; k++)
			raw[k] = parts[i][k % len];
		cr_expect_eq(
		    published_read((struct str){raw, SIZE}, SIZE, &a, &calls, &n, &e),
		    -1, "%s", parts[i]);
		arena_release(&a);
	}
	free(raw);
}
