/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_NUMBER_H
#define EXTRACT_NUMBER_H

#include "extract/lexer.h"

/*
 * The number grammar, without units:
 *
 *	number    = DIGITS tail magnitudes | words tail magnitudes [smaller words ...]
 *	          | "a" magnitudes | some (hundred | magnitude)
 *	          | ("half" | "a" fraction) ["of"] "a" (magnitude | percent)
 *	          | ("tens" | "hundreds" | "thousands" ...) ["of" magnitude]
 *	tail      = "and" "a" "half" | "1/2" | "point" digit ...
 *	words     = ten ["-" digit] | digit ["hundred" ["and"] words] | "a" hundred
 *	some      = ["a"] ("few" | "several" | "couple" ["of"])
 *	levelish  = level ["to" level] (DIGITS "s" | "teens" | "twenties"
 *	          | ("single" | "double") "digit" ["s"])
 */
struct number {
	double low, high; /* the same unless vague */
	double raw;       /* before the magnitude */
	bool vague;
	bool magnitude; /* a magnitude was said */
	bool words;     /* begins with a word, not with digits */
	bool level;     /* levelish: 24..26 for "mid-20s" */
	bool percent;   /* levelish with its own '%' */
	int digits;     /* significant digits as written, of DIGITS */
};

/** The number that begins at token i (n tokens in all): how many tokens it takes, 0
 *  when there is none. */
size_t number_at(const struct token *t, size_t n, size_t i, struct number *out);

/** May a number begin with the token?  Most tokens are told off here. */
static inline bool
number_begins(const struct token *t)
{
	enum {
		CLASSES = 1 << WORDS_DIGIT | 1 << WORDS_TEN | 1 << WORDS_HUNDRED
			  | 1 << WORDS_MAGNITUDE | 1 << WORDS_SOME | 1 << WORDS_FRACTION
			  | 1 << WORDS_MULTIPLE | 1 << WORDS_LEVELISH
	};
	return t->kind == LEXER_NUMBER
	       || (t->word ? CLASSES >> t->word->cls & 1
			   : lexicon_has(t->known, LEXICON_LIST("a|an|another|tens")));
}

/** Does "and a half" begin at token i, and no "of" follow? */
bool number_and_a_half(const struct token *t, size_t n, size_t i);

/** Is the token this lower-case word? */
static inline bool
number_is(const struct token *t, const char *low)
{
	return (t->kind == LEXER_WORD || t->kind == LEXER_TAIL)
	       && str_eq(t->low, str_from(low));
}

/** The same of a literal; is the token one of these words ("a|b|c")? */
#define number_word(t, low) number_among(t, low)
#define number_among(t, words) lexicon_has((t)->known, LEXICON_LIST(words))

/** "7-millionth", "10 millionth", "hundredth": how many tokens such an ordinal takes from i
 *  on, and its value; 0 when there is none.  "A hundredth of", "3 hundredths" are parts. */
size_t number_ordinal(const struct token *t, size_t n, size_t i, double *v);

/** Is it one of the words of a list of that many bytes, separated by '|'? */
bool number_in(struct str low, const char *words, size_t length);

/** Magnitudes behind a number, "million", "hundred thousand", adjacent "k", "bn": tokens
 *  used from i on; x is multiplied by them. */
size_t number_magnitudes(const struct token *t, size_t n, size_t i, struct number *x);

/** v to 14 significant digits: 281.3 million is 281300000, whatever binary fractions
 *  make of it.  NaN stays. */
double number_decimal(double v);

#endif
