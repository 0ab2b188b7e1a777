/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of words and tables of phrases, asked for by the words of tokens. */
#include <criterion/criterion.h>

#include "extract/lexer.h"

static const struct phrase {
	const char *words;
	int value;
} phrases[] = {
    {"in excess of", 1},
    {"more than", 2},
    {"in the range of", 3},
    {"of", 4},
};
static const struct pattern {
	int value;
	const char *words;
} patterns[] = {
    {1, "we|i expect"},
    {2, "you|we guide"},
    {3, "they"},
};
LEXICON_NAMED(colours, "red|green|blue");

static const struct lexicon_entry *
find(const struct lexicon *x, const char *word)
{
	struct str s = str_from(word);
	return lexicon_find(x, s, lexicon_hash(s));
}

Test(lexicon, a_word_knows_its_lists)
{
	struct arena a = {NULL};
	const struct lexicon *x = lexicon_new(&a);
	lexicon_list *fruit = LEXICON_LIST("apple|pear");
	cr_assert(x);
	cr_expect(lexicon_has(find(x, "pear"), fruit));
	cr_expect(lexicon_has(find(x, "apple"), fruit));
	cr_expect_not(lexicon_has(find(x, "pea"), fruit));
	cr_expect_not(lexicon_has(find(x, "red"), fruit));
	cr_expect(lexicon_has(find(x, "red"), &colours));
	cr_expect_not(lexicon_has(find(x, "quince"), fruit));
	cr_expect_eq(find(x, "quince"), find(x, "another that nobody asks for"));
	cr_expect(find(x, "million")->row, "the grammar's words are there too");
	cr_expect_null(find(x, "pear")->row);
	arena_release(&a);
}

Test(lexicon, phrases_are_met_by_an_edge_in_their_order)
{
	struct arena a = {NULL};
	const struct lexicon *x = lexicon_new(&a);
	lexicon_list *first = LEXICON_FIRST(phrases), *last = LEXICON_LAST(phrases);
	cr_assert(x);
	const struct lexicon_entry *w = find(x, "in");
	size_t row = lexicon_row(w, first);
	cr_expect_eq(row, 1);
	row = lexicon_next(w, first, row);
	cr_expect_eq(row, 3);
	cr_expect_eq(lexicon_next(w, first, row), 0);
	cr_expect_eq(lexicon_row(find(x, "than"), first), 0);
	cr_expect_eq(lexicon_row(find(x, "than"), last), 2);
	w = find(x, "of");
	cr_expect_eq(lexicon_row(w, first), 4);
	row = lexicon_row(w, last);
	cr_expect_eq(row, 1);
	row = lexicon_next(w, last, row);
	cr_expect_eq(row, 3);
	cr_expect_eq(lexicon_next(w, last, row), 4);
	arena_release(&a);
}

Test(lexicon, sets_are_bits_of_rows)
{
	struct arena a = {NULL};
	const struct lexicon *x = lexicon_new(&a);
	lexicon_list *sets = LEXICON_SETS(patterns, words);
	cr_assert(x);
	cr_expect_eq(lexicon_set(find(x, "we"), sets), 3);
	cr_expect_eq(lexicon_set(find(x, "i"), sets), 1);
	cr_expect_eq(lexicon_set(find(x, "they"), sets), 4);
	cr_expect_eq(lexicon_set(find(x, "expect"), sets), 0);
	cr_expect_eq(lexicon_set(find(x, "nobody's"), sets), 0);
	arena_release(&a);
}
