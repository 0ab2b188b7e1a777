/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "extract/lexer.h"

struct lexed {
	struct arena a;
	char *text, *low;
	struct token *t;
	size_t n;
};

static void
lex(const char *text, size_t from, size_t to, struct lexed *x)
{
	size_t n = strlen(text);
	struct err e;
	err_clear(&e);
	*x = (struct lexed){.a = {NULL}};
	x->text = arena_alloc(&x->a, n + 1, 1);
	x->low = arena_alloc(&x->a, n + 1, 1);
	cr_assert(x->text && x->low);
	memcpy(x->text, text, n);
	for (size_t i = 0; i < n; i++)
		x->low[i] = str_lower(text[i]);
	cr_assert_eq(lexer_run(x->text, x->low, from, to, &x->a, &x->t, &x->n, &e), 0);
}

/* clang-format off */
static const char letters[LEXER_KINDS + 1] = {
	[LEXER_WORD] = 'w', [LEXER_TAIL] = '\'', [LEXER_NUMBER] = '1', [LEXER_CURRENCY] = '$',
	[LEXER_PERCENT] = '%', [LEXER_DASH] = '-', [LEXER_LONG_DASH] = '=', [LEXER_DOTS] = '~',
	[LEXER_STOP] = '.', [LEXER_COMMA] = ',', [LEXER_SEMICOLON] = ';', [LEXER_OPEN] = '(',
	[LEXER_CLOSE] = ')', [LEXER_BREAK] = '/', [LEXER_OTHER] = '?',
};

/* One letter for each token, as above. */
Test(lexer, kinds)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"nothing", "", ""},
		{"blanks", " \t ", ""},
		{"words", "gross margin", "ww"},
		{"a paragraph's end", "one\ntwo", "w/w"},
		{"digits", "5 50 5,000 1,234,567", "1111"},
		{"decimals", "18.7 .5 1,234.5", "111"},
		{"no group of three", "1,2 12,34", "1,11,1"},
		{"the stop behind a number", "in 2017.", "w1."},
		{"the comma behind a number", "5,000, or", "1,w"},
		{"currency signs", "$5 US$5 \xe2\x82\xac" "5 \xc2\xa3" "5 \xc2\xa5" "5", "$1$1$1$1$1"},
		{"a code close to its number", "RMB281.3 CHF20", "w1w1"},
		{"a code by itself", "RMB 281.3", "w1"},
		{"names with digits are words", "Q3 18B H2", "w1ww"},
		{"percent", "25%", "1%"},
		{"a range", "28-30%", "1-1%"},
		{"long dashes", "well -- yes --- no", "w=w=w"},
		{"dots", "and... so", "w~w"},
		{"stops", "a. b? c!", "w.w.w."},
		{"initials", "the U.S. market", "www"},
		{"an ampersand in a word", "SG&A", "w"},
		{"a shop's address", "on shop.com. It", "ww.w"},
		{"no address", "rose.This is.company", "w.ww.w"},
		{"tails", "we'll don't Tesla's", "w'w'w'"},
		{"a year's apostrophe", "'17", "?1"},
		{"brackets", "([x])", "((w))"},
		{"signs", "a/b + \xc2\xb1 \xe2\x84\xa2", "w?w???"},
		{"letters of other scripts", "caf\xc3\xa9 \xe5\x8c\x97\xe4\xba\xac", "ww"},
		{"colon and semicolon", "a: b; c", "w;w;w"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lexed x;
		char got[64] = "";
		lex(rows[i].text, 0, strlen(rows[i].text), &x);
		cr_assert_lt(x.n, sizeof got);
		for (size_t k = 0; k < x.n; k++)
			got[k] = letters[x.t[k].kind];
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].label, got);
		arena_release(&x.a);
	}
}

Test(lexer, numbers)
{
	static const struct {
		const char *text;
		double value;
		bool grouped;
		int decimals;
	} rows[] = {
		{"5,000", 5000, true, 0},
		{"18.70", 18.7, false, 2},
		{".5", 0.5, false, 1},
		{"1,234,567.891", 1234567.891, true, 3},
		{"0", 0, false, 0},
		{"2017", 2017, false, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lexed x;
		lex(rows[i].text, 0, strlen(rows[i].text), &x);
		cr_assert_eq(x.n, 1u, "%s", rows[i].text);
		cr_expect_eq(x.t[0].value, rows[i].value, "%s", rows[i].text);
		cr_expect_eq(x.t[0].grouped, rows[i].grouped, "%s", rows[i].text);
		cr_expect_eq(x.t[0].decimals, rows[i].decimals, "%s", rows[i].text);
		arena_release(&x.a);
	}
}
/* clang-format on */

Test(lexer, words_know_case_and_class)
{
	struct lexed x;
	lex("May million Zephyr", 0, 18, &x);
	cr_assert_eq(x.n, 3u);
	cr_expect(x.t[0].capital && x.t[0].word && x.t[0].word->cls == WORDS_MONTH);
	cr_expect(!x.t[1].capital && x.t[1].word->cls == WORDS_MAGNITUDE);
	cr_expect(x.t[2].capital && !x.t[2].word);
	cr_expect(str_eq(x.t[2].low, STR("zephyr")));
	arena_release(&x.a);
}

/* A part of a text: no token leaves it, offsets are the whole text's. */
Test(lexer, parts)
{
	struct lexed x;
	lex("one 5,000 three", 4, 7, &x);
	cr_assert_eq(x.n, 1u);
	cr_expect(x.t[0].start == 4 && x.t[0].end == 7);
	arena_release(&x.a);
	lex("one two", 4, 4, &x);
	cr_expect_eq(x.n, 0u);
	arena_release(&x.a);
}

/* Whatever the bytes: tokens are in order, not empty, inside. */
Test(lexer, any_bytes)
{
	static const char piece[] =
	    "5,.$%-'\"()[]aQ&;: \n\t\xe2\x82\xac\xc3\xa9\x80\xff/+R";
	char text[400];
	srand(7);
	for (int round = 0; round < 2000; round++) {
		size_t n = (size_t)(rand() % 399);
		for (size_t i = 0; i < n; i++)
			text[i] = piece[rand() % (int)(sizeof piece - 1)];
		text[n] = '\0';
		struct lexed x;
		lex(text, 0, n, &x);
		for (size_t k = 0, at = 0; k < x.n; at = x.t[k++].end)
			cr_assert(x.t[k].start >= at && x.t[k].end > x.t[k].start
				      && x.t[k].end <= n,
			    "round %d, token %zu", round, k);
		arena_release(&x.a);
	}
}

/* Two million digits, letters, signs: one pass each. */
Test(lexer, linear, .timeout = 30)
{
	static const char *const pieces[] = {"9", "1,000", ",", ".", "a", "A.", "&",
	    "a&", "'a", "-", "$", "RMB", "(", "\n"};
	enum { SIZE = 2000000 };
	char *text = malloc(SIZE + 1);
	cr_assert_not_null(text);
	text[SIZE] = '\0';
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct lexed x;
		for (size_t k = 0, n = strlen(pieces[i]); k < SIZE; k++)
			text[k] = pieces[i][k % n];
		lex(text, 0, SIZE, &x);
		cr_expect_gt(x.n, 0u, "%s", pieces[i]);
		arena_release(&x.a);
	}
	free(text);
}
