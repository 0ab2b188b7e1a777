/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "extract/words.h"

/* The search halves a table that has to be sorted: a word out of its place is not
 * found, nor is one of its neighbours. */
Test(words, every_word_is_found)
{
	const struct words_row *row = words_find(STR("acre")), *last = row;
	cr_assert_not_null(row, "the first word of the table");
	size_t n = 0;
	for (; strcmp(row->word, "zero") != 0; row++) {
		const struct words_row *got = words_find(str_from(row->word));
		cr_expect(got == row, "%s is not found at its place", row->word);
		cr_expect(n == 0 || strcmp(last->word, row->word) < 0,
		    "%s stands before %s", last->word, row->word);
		cr_expect_lt((int)row->cls, (int)WORDS_CLASSES, "%s", row->word);
		last = row;
		cr_assert_lt(++n, 10000u, "no last word");
	}
	cr_expect_gt(n, 300u);
}

Test(words, texts_and_values)
{
	static const struct {
		const char *word;
		enum words_class cls;
		double value;
		const char *text;
	} rows[] = {
	    {"nineteen", WORDS_DIGIT, 19, NULL},
	    {"forty", WORDS_TEN, 40, NULL},
	    {"billion", WORDS_MAGNITUDE, 1e9, NULL},
	    {"bn", WORDS_LETTER_MAGNITUDE, 1e9, NULL},
	    {"september", WORDS_MONTH, 9, NULL},
	    {"sept", WORDS_MONTH, 9, NULL},
	    {"quarter", WORDS_TIME, 0, "quarter"},
	    {"annualized", WORDS_RATELY, 0, "year"},
	    {"renminbi", WORDS_CURRENCY, 0, "CNY"},
	    {"kroner", WORDS_CURRENCY, 1, "DKK"},
	    {"cents", WORDS_CENT, 0.01, "USD"},
	    {"cars", WORDS_NOUN, 0, "vehicles"},
	    {"employees", WORDS_NOUN, 0, "people"},
	    {"gwh", WORDS_PHYSICAL, 0, "GWh"},
	    {"tripled", WORDS_MULTIPLE, 200, NULL},
	    {"teens", WORDS_LEVELISH, 10, NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct words_row *w = words_find(str_from(rows[i].word));
		cr_assert_not_null(w, "%s", rows[i].word);
		cr_expect_eq(w->cls, rows[i].cls, "%s", rows[i].word);
		cr_expect_eq(w->value, rows[i].value, "%s", rows[i].word);
		if (rows[i].text)
			cr_expect_str_eq(w->text, rows[i].text, "%s", rows[i].word);
	}
}

Test(words, others_are_none)
{
	static const char *const words[] = {
	    "", "a", "aaa", "zzz", "the", "Million", "millio", "millions!", "\xc3\xa9"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		cr_expect_null(words_find(str_from(words[i])), "%s", words[i]);
}
