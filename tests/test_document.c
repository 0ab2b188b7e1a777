/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "extract/document.h"

static struct document
clean(struct str raw, struct arena *a)
{
	struct err e;
	struct document d;
	err_clear(&e);
	cr_assert_eq(document_init(&d, STR("x"), raw, a, &e), 0, "%s", e.text);
	cr_assert_eq(strlen(d.text), d.n);
	cr_assert_eq(strlen(d.low), d.n);
	for (size_t i = 0; i < d.n; i++)
		cr_assert_eq(d.low[i], str_lower(d.text[i]));
	return d;
}

/* clang-format off */
static const struct row {
	const char *label, *raw, *want;
} rows[] = {
	{"plain", "Gross margin was 25%.", "Gross margin was 25%."},
	{"typography", "\xe2\x80\x9cIt\xe2\x80\x99s 5\xe2\x80\x93" "6 \xe2\x80\x94 or\xe2\x80\xa6\xe2\x80\x9d",
	    "\"It's 5-6 -- or...\""},
	{"spaces that do not break", "5\xc2\xa0" "000\xe2\x80\xafkm", "5 000 km"},
	{"what has no width", "Mo\xc2\xad" "del\xe2\x80\x8b 3", "Model 3"},
	{"a minus sign", "\xe2\x88\x92" "5%", "-5%"},
	{"halves", "2\xc2\xbd million", "2 1/2 million"},
	{"currencies are kept", "\xe2\x82\xac" "5 \xc2\xa3" "6", "\xe2\x82\xac" "5 \xc2\xa3" "6"},
	{"letters are kept", "S\xc3\xa3o Paulo, \xe5\x8c\x97\xe4\xba\xac", "S\xc3\xa3o Paulo, \xe5\x8c\x97\xe4\xba\xac"},
	{"full width", "\xef\xbc\x84" "5 \xef\xbc\x85", "$5 %"},
	{"a byte-order mark", "\xef\xbb\xbfHello", "Hello"},
	/* UTF-8 read as Windows-1252: E2 80 99 became U+00E2 U+20AC U+2122 */
	{"mojibake: an apostrophe", "It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s", "It's"},
	{"mojibake: an opening quote", "\xc3\xa2\xe2\x82\xac\xc5\x93yes", "\"yes"},
	{"mojibake: a closing quote, C1", "yes\xc3\xa2\xe2\x82\xac\xc2\x9d.", "yes\"."},
	{"mojibake: a closing quote, lost", "yes\xc3\xa2\xe2\x82\xac.", "yes\"."},
	{"mojibake: the same at the end", "yes\xc3\xa2\xe2\x82\xac", "yes\""},
	{"mojibake: a dash", "5\xc3\xa2\xe2\x82\xac\xe2\x80\x9c" "6", "5-6"},
	{"mojibake: a long dash", "a\xc3\xa2\xe2\x82\xac\xe2\x80\x9d" "b", "a--b"},
	{"mojibake: dots", "so\xc3\xa2\xe2\x82\xac\xc2\xa6", "so..."},
	{"mojibake: a letter", "caf\xc3\x83\xc2\xa9", "caf\xc3\xa9"},
	{"mojibake: a blank", "5\xc3\x82\xc2\xa0" "million", "5 million"},
	{"mojibake: a pound", "\xc3\x82\xc2\xa3" "5", "\xc2\xa3" "5"},
	{"mojibake: a euro", "\xc3\xa2\xe2\x80\x9a\xc2\xac" "5", "\xe2\x82\xac" "5"},
	/* and as ISO 8859-1: E2 80 99 became U+00E2 U+0080 U+0099 */
	{"C1: an apostrophe", "It\xc3\xa2\xc2\x80\xc2\x99s", "It's"},
	{"C1: quotes", "\xc3\xa2\xc2\x80\xc2\x9cyes\xc3\xa2\xc2\x80\xc2\x9d", "\"yes\""},
	{"C1: a dash", "5\xc3\xa2\xc2\x80\xc2\x93" "6", "5-6"},
	{"C1: a euro", "\xc3\xa2\xc2\x82\xc2\xac" "5", "\xe2\x82\xac" "5"},
	{"no mojibake: letters side by side", "\xc3\xa9\xc3\xa8", "\xc3\xa9\xc3\xa8"},
	{"no mojibake: a letter and a quote", "\xc3\xa9\xe2\x80\x9d", "\xc3\xa9\""},
	{"a C1 control alone", "a\xc2\x85" "b", "a b"},
	/* escapes */
	{"a dollar", "\\$5 million", "$5 million"},
	{"two dollars", "\\$5 to \\$6", "$5 to $6"},
	{"other signs", "\\*a\\_b\\#\\[c\\]\\.", "*a_b#[c]."},
	{"a backslash of its own", "C:\\dir", "C:\\dir"},
	{"at the end", "a\\", "a\\"},
	/* entities */
	{"names", "R&amp;D &lt;5 &gt;4 &quot;x&quot; &apos;", "R&D <5 >4 \"x\" '"},
	{"signs by name", "&euro;5 &pound;6 &ndash; &mdash;", "\xe2\x82\xac" "5 \xc2\xa3" "6 - --"},
	{"numbers", "&#36;5 &#8217; &#x27; &#X20AC;", "$5 ' ' \xe2\x82\xac"},
	{"a number of Windows-1252", "it&#146;s", "it's"},
	{"a blank", "5&nbsp;million", "5 million"},
	{"none: a name", "S&P; AT&T", "S&P; AT&T"},
	{"none: too much", "&#1114112; &#xx; &#;", "&#1114112; &#xx; &#;"},
	{"none: no end", "&amp", "&amp"},
	{"a control", "a&#7;b", "a b"},
	/* tags */
	{"inside a line", "<b>5</b> <i class=\"x\">cars</i>", "5 cars"},
	{"ends of lines", "<p>a</p>b<br>c<br/>d", "\na\nb\nc\nd"},
	{"in capitals", "a<BR>b", "a\nb"},
	{"none: less than", "5 < 6 and a <5> b", "5 < 6 and a <5> b"},
	{"none: no end", "a <b", "a <b"},
	/* time marks */
	{"minutes", "Elon Musk (6:02)", "Elon Musk "},
	{"hours", "(1:06:02) so", " so"},
	{"none: a ratio", "a (16:9) b (1:1)", "a (16:9) b (1:1)"},
	{"none: no bracket", "at 6:02", "at 6:02"},
	{"none: words", "(6:02 pm)", "(6:02 pm)"},
	/* ends of lines */
	{"CRLF", "a\r\nb\r\n", "a\nb\n"},
	{"CR", "a\rb", "a\nb"},
	{"form feed", "a\fb", "a\nb"},
	{"line separators", "a\xe2\x80\xa8" "b\xe2\x80\xa9" "c", "a\nb\nc"},
	{"a tab and a bell", "enough of a text\tb\ac for one", "enough of a text b c for one"},
};
/* clang-format on */

Test(document, cleaning)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct document d = clean(str_from(rows[i].raw), &a);
		cr_expect_str_eq(
		    d.text, rows[i].want, "%s: \"%s\"", rows[i].label, d.text);
		cr_expect_eq(d.bad_utf8, 0u, "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(document, invalid_utf8_is_windows_1252)
{
	/* clang-format off */
	static const struct {
		const char *label, *raw, *want;
		size_t bad;
	} bad[] = {
		{"an apostrophe", "It\x92s", "It's", 3},
		{"quotes and dashes", "\x93" "a\x94 \x96 \x97", "\"a\" - --", 1},
		{"a euro", "cost \x80" "5", "cost \xe2\x82\xac" "5", 6},
		{"a letter", "caf\xe9!", "caf\xc3\xa9!", 4},
		{"a half", "2\xbd m", "2 1/2 m", 2},
		{"cut off", "a\xe2\x82", "a\xc3\xa2'", 2},
		{"too long", "a\xc0\xaf" "b", "a\xc3\x80\xc2\xaf" "b", 2},
		{"a surrogate", "a\xed\xa0\x80", "a\xc3\xad \xe2\x82\xac", 2},
		{"a hole", "a\x81" "b", "a b", 2},
		{"in a tag that is dropped", "one <b \xe9>two", "one two", 8},
		{"behind good ones", "\xc3\xa9\xff", "\xc3\xa9\xc3\xbf", 3},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = {NULL};
		struct document d = clean(str_from(bad[i].raw), &a);
		cr_expect_str_eq(
		    d.text, bad[i].want, "%s: \"%s\"", bad[i].label, d.text);
		cr_expect_eq(
		    d.bad_utf8, bad[i].bad, "%s: %zu", bad[i].label, d.bad_utf8);
		arena_release(&a);
	}
}

Test(document, what_is_no_text_is_refused)
{
	static const struct {
		const char *label;
		struct str raw;
		const char *says;
	} bad[] = {
	    {"nothing", STR_INIT(""), "empty"},
	    {"blanks", STR_INIT(" \n\t\r\n "), "empty"},
	    {"a NUL", STR_INIT("Hello\0there"), "binary"},
	    {"UTF-16", STR_INIT("H\0e\0l\0l\0o\0"), "binary"},
	    {"controls", STR_INIT("ab\x01\x02\x03 cd\x04\x05"), "binary"},
	    {"a PNG's head", STR_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "binary"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = {NULL};
		struct document d;
		struct err e;
		err_clear(&e);
		cr_expect_eq(document_init(&d, STR("x"), bad[i].raw, &a, &e), -1, "%s",
		    bad[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s", bad[i].label);
		cr_expect(strstr(e.text, bad[i].says), "%s: %s", bad[i].label, e.text);
		arena_release(&a);
	}
}

/* What the file has, what becomes of it; one: each byte stands for itself. */
/* clang-format off */
static const struct piece {
	struct str raw, text;
	bool one;
} pieces[] = {
#define ONE(s) {STR_INIT(s), STR_INIT(s), true}
#define MADE(s, t) {STR_INIT(s), STR_INIT(t), false}
	ONE("margin was 25%, "), ONE("a"), ONE("\n"), ONE(" caf\xc3\xa9 "), ONE("\xe5\x8c\x97"), ONE(". "),
	MADE("\xe2\x80\x99", "'"), MADE("\xe2\x80\xa6", "..."), MADE("\xc2\xbd", " 1/2"),
	MADE("\xc3\xa2\xe2\x82\xac\xe2\x84\xa2", "'"), MADE("\xc3\xa2\xc2\x80\xc2\x93", "-"),
	MADE("\xc3\x82\xc2\xa3", "\xc2\xa3"), MADE("&amp;", "&"), MADE("&euro;", "\xe2\x82\xac"),
	MADE("<br>", "\n"), MADE("<b>", ""), MADE("(6:02)", ""), MADE("\r\n", "\n"), MADE("\f", "\n"),
	MADE("\\", ""), ONE("$"), MADE("\x97", "--"), MADE("\x80", "\xe2\x82\xac"), MADE("\xc2\xad", ""),
	MADE("\x07", " "),
#undef ONE
#undef MADE
};
/* clang-format on */

/* Any mixture of pieces: the text is that of the pieces, and every clean byte maps
 * back to the piece that it came from. */
Test(document, every_byte_maps_back)
{
	enum { PIECES = sizeof pieces / sizeof *pieces, MOST = 60, SIZE = MOST * 20 };
	srand(11);
	for (int round = 0; round < 3000; round++) {
		char raw[SIZE] = "x ", text[SIZE] = "x ";
		size_t from[SIZE] = {0, 1}, to[SIZE] = {1, 2}, n = 2, m = 2;
		for (int k = rand() % MOST; k >= 0; k--) {
			const struct piece *p = &pieces[rand() % PIECES];
			/* An escape needs what it escapes, a bell among enough text. */
			bool dollar = n > 0 && raw[n - 1] == '\\';
			if (dollar)
				p = &pieces[20];
			if (p->raw.p[0] == '\\' && k == 0)
				continue;
			if (p->raw.p[0] == '\a' && n < (size_t)(40 * (k + 1)))
				continue;
			memcpy(raw + n, p->raw.p, p->raw.n);
			memcpy(text + m, p->text.p, p->text.n);
			for (size_t i = 0; i < p->text.n; i++) {
				from[m + i] = p->one ? n + i : n;
				to[m + i] = p->one ? n + i + 1 : n + p->raw.n;
			}
			/* "\r\n": the newline is a byte of its own. */
			if (p->raw.n == 2 && p->raw.p[0] == '\r')
				from[m] = n + 1;
			n += p->raw.n;
			m += p->text.n;
		}
		struct arena a = {NULL};
		struct document d = clean((struct str){raw, n}, &a);
		cr_assert_str_eq(d.text, text, "round %d", round);
		for (size_t i = 0; i < m; i++) {
			size_t start, end;
			document_map(&d, i, i + 1, &start, &end);
			cr_assert(start == from[i] && end == to[i],
			    "round %d, byte %zu: %zu..%zu, not %zu..%zu", round, i,
			    start, end, from[i], to[i]);
			size_t j = i + (size_t)rand() % (m - i);
			document_map(&d, i, j + 1, &start, &end);
			cr_assert(start == from[i] && end == to[j],
			    "round %d: %zu..%zu", round, i, j + 1);
		}
		arena_release(&a);
	}
}

Test(document, lines)
{
	struct arena a = {NULL};
	struct document d = clean(STR("one\r\ntwo\n\nfour"), &a);
	static const size_t at[][2] = {
	    {0, 1}, {3, 1}, {4, 1}, {5, 2}, {8, 2}, {9, 3}, {10, 4}, {13, 4}};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		cr_expect_eq(
		    document_line(&d, at[i][0]), at[i][1], "offset %zu", at[i][0]);
	arena_release(&a);
}

/* Any bytes: no crash, no more than their room, offsets inside the file. */
Test(document, any_bytes)
{
	static const char some[] =
	    "&#x;<b>/p(6:02)\\$ \r\n\xc3\xa2\xe2\x82\xac\x99\x80\xbd\xf0\x9f\xff"
	    "a5";
	srand(5);
	for (int round = 0; round < 5000; round++) {
		char raw[200] = "Hello ";
		size_t n = 6 + (size_t)rand() % 190;
		for (size_t i = 6; i < n; i++)
			raw[i] = some[rand() % (int)(sizeof some - 1)];
		struct arena a = {NULL};
		struct document d = clean((struct str){raw, n}, &a);
		for (size_t i = 0, last = 0; i < d.n; i++) {
			size_t start, end;
			document_map(&d, i, i + 1, &start, &end);
			cr_assert(start >= last && start < end && end <= n, "round %d",
			    round);
			last = start;
		}
		arena_release(&a);
	}
}

Test(document, linear, .timeout = 60)
{
	static const char *const texts[] = {"<a ", "<", "&", "&#", "(1:", "(", "\\",
	    "\xc3\xa2", "\xc3\xa2\xe2\x82\xac", "\x97", "\xe2\x80\xa6", "\r", "a",
	    "&amp;", "<b>", "\xf0"};
	enum { SIZE = 2000000 };
	char *raw = malloc(SIZE);
	cr_assert_not_null(raw);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (size_t k = 0, n = strlen(texts[i]); k < SIZE; k++)
			raw[k] = texts[i][k % n];
		struct arena a = {NULL};
		struct document d;
		struct err e;
		err_clear(&e);
		if (document_init(&d, STR("x"), (struct str){raw, SIZE}, &a, &e) == 0)
			cr_expect_gt(d.n, 0u, "%s", texts[i]);
		arena_release(&a);
	}
	free(raw);
}
