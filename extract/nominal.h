/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_NOMINAL_H
#define EXTRACT_NOMINAL_H

#include "extract/lexer.h"

/*
 * Noun phrases that may name a part of a business, whatever their case, told by what
 * stands around them: "instrument sales", "our outdoor business", "growth in attachment
 * tools", "while food was down".  No grammar: a walk along the tokens.
 */
enum nominal_before {  /* what stands before it, articles and adjectives passed over */
	NOMINAL_BEGIN, /* the sentence begins */
	NOMINAL_JOIN,  /* a comma, "and", "while" */
	NOMINAL_PREPOSITION, /* "in", "for", "of": of what something is */
	NOMINAL_CAUSE,       /* "from", "by", "to", "with" */
	NOMINAL_ASIDE,       /* "excluding", "than": what it is not */
	NOMINAL_OWN,         /* "our", "its" */
	NOMINAL_ELSE,
	NOMINAL_BEFORES
};
enum nominal_after {      /* what stands behind it, times and adjectives passed over */
	NOMINAL_METRIC,   /* "revenue", "volumes" */
	NOMINAL_BUSINESS, /* "segment", "region" */
	NOMINAL_VERB,     /* "was", "grew", "up" */
	NOMINAL_STOP,     /* a comma, the sentence's end */
	NOMINAL_OTHER,
	NOMINAL_AFTERS
};
struct nominal {
	size_t a, b; /* tokens */
	enum nominal_before before;
	enum nominal_after after;
};

/** What stands around the tokens [a, b). */
struct nominal nominal_around(const struct token *t, size_t n, size_t a, size_t b);

/** May a name be made of the word? */
bool nominal_word(const struct token *t);

/** May a phrase begin with the word, whatever follows? */
bool nominal_begins(const struct token *t);

/** Are the words of [a, b) all such as name nothing by themselves: "excess", "mix"? */
bool nominal_bare(const struct token *t, size_t a, size_t b);

/** Is it a participle in small letters, "rebounding", "operated", that no business goes by? */
bool nominal_participle(const struct token *t);

/** Is the word at i one that ends in "-ing" and has a verb: "warehousing declined"? */
bool nominal_gerund(const struct token *t, size_t n, size_t i);

/** Is the word what a part of a business has or is: "revenue", "segment"? */
bool nominal_head(const struct token *t);

/** Is the word at i what somebody does: "we project"? */
bool nominal_does(const struct token *t, size_t i);

/** The phrase that begins at i, if what stands around it lets it be a name; false for
 *  none. */
bool nominal_at(const struct token *t, size_t n, size_t i, struct nominal *out);

/** The same of the words at i, which go on with what stands before them ("Acme | sensors
 *  revenue"): a metric or a word for a part of a business has to follow. */
bool nominal_behind(const struct token *t, size_t n, size_t i, struct nominal *out);

#endif
