/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <math.h>

#include "extract/number.h"

static size_t
read_number(const char *text, struct arena *a, struct number *x, size_t *n)
{
	struct err e;
	struct token *t;
	err_clear(&e);
	struct str low = arena_str(a, str_from(text));
	char *p = arena_alloc(a, low.n + 1, 1);
	cr_assert_not_null(p);
	for (size_t i = 0; i < low.n; i++)
		p[i] = str_lower(low.p[i]);
	cr_assert_eq(lexer_run(text, p, 0, low.n, a, &t, n, &e), 0);
	return *n ? number_at(t, *n, 0, x) : 0;
}

/* clang-format off */
Test(number, grammar)
{
	static const struct {
		const char *text;
		size_t used; /* tokens; 0: no number */
		double low, high;
	} rows[] = {
		{"5,000", 1, 5000, 5000},
		{"5000.5", 1, 5000.5, 5000.5},
		{"0.25 million", 2, 250000, 250000},
		{"0.5-million", 3, 500000, 500000},
		{"10k", 2, 10000, 10000},
		{"10 k", 1, 10, 10},
		{"10-K", 1, 10, 10},
		{"3 billions", 2, 3e9, 3e9},
		{"5 hundred thousand", 3, 500000, 500000},
		{"2 and a half million", 5, 2500000, 2500000},
		{"2 1/2 million", 5, 2500000, 2500000},
		{"1/2 million", 4, 500000, 500000},
		{"3 1/3", 4, 3 + 1.0 / 3, 3 + 1.0 / 3},
		{"3 5/2", 1, 3, 3},
		{"1 million and a half", 5, 1500000, 1500000},
		{"1 and a half of them", 1, 1, 1},
		{"five", 1, 5, 5},
		{"zero", 1, 0, 0},
		{"nineteen", 1, 19, 19},
		{"twenty", 1, 20, 20},
		{"twenty-five", 3, 25, 25},
		{"twenty five", 2, 25, 25},
		{"twenty zero", 1, 20, 20},
		{"five hundred", 2, 500, 500},
		{"five hundred and twenty-one", 6, 521, 521},
		{"five hundred twenty", 3, 520, 520},
		{"twenty-five hundred", 4, 2500, 2500},
		{"a hundred", 2, 100, 100},
		{"a hundred thousand", 3, 100000, 100000},
		{"a million", 2, 1e6, 1e6},
		{"a millionaire", 0, 0, 0},
		{"a", 0, 0, 0},
		{"one thousand two hundred", 4, 1200, 1200},
		{"five thousand two hundred and six", 6, 5206, 5206},
		{"one million five hundred thousand", 5, 1500000, 1500000},
		{"two million three hundred thousand forty-one", 8, 2300041, 2300041},
		{"one thousand two thousand", 2, 1000, 1000},
		{"one thousand five million", 2, 1000, 1000},
		{"two point five", 3, 2.5, 2.5},
		{"two point seven five billion", 5, 2.75e9, 2.75e9},
		{"one and a half", 4, 1.5, 1.5},
		{"half a million", 3, 500000, 500000},
		{"a half million", 3, 500000, 500000},
		{"half of a million", 4, 500000, 500000},
		{"half the cars", 0, 0, 0},
		{"half a year", 0, 0, 0},
		{"a tenth of a percent", 4, 0.1, 0.1},
		{"two-tenths of a point", 5, 0.2, 0.2},
		{"seven quarters of a million", 1, 7, 7},
		{"half a percent", 2, 0.5, 0.5},
		{"a quarter of a billion", 5, 250e6, 250e6},
		{"a quarter of the year", 0, 0, 0},
		{"three quarters of a million", 5, 750000, 750000},
		{"three quarters", 1, 3, 3},
		{"a few", 2, 2, 5},
		{"several hundred", 2, 300, 900},
		{"a couple of million", 4, 2e6, 2e6},
		{"a couple of cars", 2, 2, 2},
		{"a few hundred thousand", 4, 200000, 500000},
		{"tens of thousands", 3, 10000, 99999},
		{"hundreds of millions", 3, 1e8, 999999999},
		{"hundreds of people", 2, 100, 999},
		{"hundreds of ways", 0, 0, 0},
		{"thousands", 0, 0, 0},
		{"mid-20s", 4, 24, 26},
		{"low 20s", 3, 20, 23},
		{"low 20%s", 4, 20, 23},
		{"high-30s", 4, 37, 39},
		{"mid-20%", 4, 24, 26},
		{"20s", 2, 20, 29},
		{"3s", 1, 3, 3},
		{"mid-teens", 3, 14, 16},
		{"high twenties", 2, 27, 29},
		{"low to mid-20s", 6, 20, 26},
		{"low- to mid- 20s", 7, 20, 26},
		{"mid-to-high teens", 6, 14, 19},
		{"single digit", 2, 1, 9},
		{"high-single-digit", 5, 7, 9},
		{"low double digits", 3, 10, 13},
		{"double-digit", 3, 10, 99},
		{"double digits", 2, 10, 99},
		{"low price", 0, 0, 0},
		{"high end of", 0, 0, 0},
		{"million", 0, 0, 0},
		{"vehicles", 0, 0, 0},
		{"", 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct number x = {.low = -1};
		size_t n, used = read_number(rows[i].text, &a, &x, &n);
		cr_expect_eq(used, rows[i].used, "\"%s\" takes %zu tokens, not %zu", rows[i].text,
		    used, rows[i].used);
		cr_expect_leq(used, n, "%s", rows[i].text);
		if (used && used == rows[i].used)
			cr_expect(x.low - rows[i].low < 1e-6 && rows[i].low - x.low < 1e-6
			    && x.high - rows[i].high < 1e-6 && rows[i].high - x.high < 1e-6,
			    "\"%s\" is %.10g..%.10g", rows[i].text, x.low, x.high);
		arena_release(&a);
	}
}

Test(number, what_is_known_of_it)
{
	static const struct {
		const char *text;
		bool vague, magnitude, words, level, percent;
		int digits;
	} rows[] = {
		{"5,000", false, false, false, false, false, 1},
		{"25,708", false, false, false, false, false, 5},
		{"18.7", false, false, false, false, false, 3},
		{"0.25", false, false, false, false, false, 2},
		{"2.50 billion", false, true, false, false, false, 3},
		{"100", false, false, false, false, false, 1},
		{"five", false, false, true, false, false, 0},
		{"five thousand", false, true, true, false, false, 0},
		{"a few hundred", true, true, true, false, false, 0},
		{"mid-20s", true, false, true, true, false, 0},
		{"low 20%s", true, false, true, true, true, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct number x;
		size_t n;
		cr_assert_gt(read_number(rows[i].text, &a, &x, &n), 0u, "%s", rows[i].text);
		cr_expect_eq(x.vague, rows[i].vague, "%s: vague", rows[i].text);
		cr_expect_eq(x.magnitude, rows[i].magnitude, "%s: magnitude", rows[i].text);
		cr_expect_eq(x.words, rows[i].words, "%s: words", rows[i].text);
		cr_expect_eq(x.level, rows[i].level, "%s: level", rows[i].text);
		cr_expect_eq(x.percent, rows[i].percent, "%s: percent", rows[i].text);
		cr_expect_eq(x.digits, rows[i].digits, "%s: %d digits", rows[i].text, x.digits);
		arena_release(&a);
	}
}
/* clang-format on */

Test(number, lists_of_words)
{
	struct arena a = {NULL};
	struct err e;
	struct token *t;
	size_t n;
	err_clear(&e);
	cr_assert_eq(lexer_run("about 'll 5", "about 'll 5", 0, 11, &a, &t, &n, &e), 0);
	cr_assert_eq(n, 3u);
	cr_expect(number_among(&t[0], "around|about"));
	cr_expect(number_among(&t[1], "'ll"));
	cr_expect_not(number_among(&t[0], "abou|bout|aboutt"));
	cr_expect_not(number_among(&t[0], ""));
	cr_expect_not(number_among(&t[2], "5"), "a number is no word");
	arena_release(&a);
}

Test(number, decimals_without_binary_dust)
{
	cr_assert_eq(number_decimal(4.1 * 1e9), 4100000000.0);
	cr_assert_eq(number_decimal(16.4 * 1e6), 16400000.0);
	cr_assert_eq(number_decimal(-0.0), 0.0);
	cr_assert_eq(number_decimal(1.0 / 3), 0.33333333333333);
	cr_assert(isnan(number_decimal((double)NAN)));
}
