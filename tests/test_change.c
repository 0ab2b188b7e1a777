/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

#include "extract/change.h"

/* The sets of words found around the last value of a sentence, by their numbers in
 * extract/change.c, each with its place: b before, a behind, B and A further off. */
static const struct row {
	const char *label, *text, *want;
} rows[] = {
    {"a driver adds", "Currency added 3%.", "0b 5b 11b"},
    {"a driver behind its part", "We had 3% from acquisitions.", "1a 9a"},
    {"a change by an amount", "Margins improved by 3%.", "8b"},
    {"a level that was reached", "Margins reached 3%.", "9b"},
    {"debt that was paid back", "We repaid $300 million.", "11b"},
    {"the nearest counts", "Prices were fine, and of all the goods we price 3%.",
	"2b 9B"},
    {"another clause says nothing", "Prices fell because our costs were 3%.",
	"3b 5b 9b"},
    {"nothing", "Here it is, 3%.", "9b"},
    {"no word at all", "About 3%.", ""},
};

Test(change, finds_the_words_of_change)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		char low[200], got[200] = "";
		size_t n = strlen(rows[i].text);
		for (size_t k = 0; k <= n; k++)
			low[k] = (char)tolower((unsigned char)rows[i].text[k]);
		struct catalog *c = catalog_new(NULL, 0, &e);
		struct cue_index *cues = cue_index_new(c, &e);
		struct segment_book book = {.n = 0};
		struct when_clock clock = {.as_of = DATE_NONE};
		struct turn turn = {.start = 0, .end = n};
		struct reading r = {.turn = &turn};
		cr_assert_eq(lexer_run(rows[i].text, low, 0, n, &a, &r.t, &r.n, &e), 0);
		const struct reading_context x = {rows[i].text, cues, &book, &clock};
		cr_assert_eq(reading_run(&r, &x, &a, &e), 0);
		cr_assert_gt(r.n_q, 0, "%s", rows[i].label);
		struct change found = change_find(&r, &r.q[r.n_q - 1]);
		for (int k = 0; k < CHANGE_SETS; k++)
			if (found.at[k])
				(void)snprintf(got + strlen(got),
				    sizeof got - strlen(got), "%s%d%c", *got ? " " : "",
				    k, "-baBA"[found.at[k]]);
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].label, got);
		cue_index_free(cues);
		catalog_free(c);
		arena_release(&a);
	}
}
