/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_SEGMENT_H
#define EXTRACT_SEGMENT_H

#include "extract/nominal.h"

/*
 * Products and business lines as the text names them: product families with a letter
 * or number ("Model C", "Model L and U" is "Model L+U"), the common lines, regions
 * and channels of business (a table), and the names that a document itself uses
 * before words such as "segment", "revenue" or "margin".
 */
enum segment_type {
	SEGMENT_PRODUCT, /* Model C */
	SEGMENT_LINE,    /* of the table of lines */
	SEGMENT_PLACE,
	SEGMENT_LEARNED, /* this document names it before "revenue" and the like */
	SEGMENT_NAME,    /* other capitalised words */
	SEGMENT_SUBJECT, /* what a sentence begins with: "Virtual card was up" */
	SEGMENT_PHRASE /* words in lower case whose place lets them be one (nominal.h) */
};

struct segment {
	size_t a, b; /* tokens */
	enum segment_type type;
	struct str name;
	unsigned count; /* how often the document named it before such a word */
	enum nominal_before before;
	enum nominal_after after;
	uint32_t hash; /* of the name (segment_hash): by tally_run, too */
	/* How often the call has the name, and before a word that makes it a segment's;
	 * whether it is a speaker's, or else no part of the business (tally.h). */
	unsigned seen, headed;
	bool person;
};

enum { SEGMENT_NAMES = 256, SEGMENT_PLACES = 256, SEGMENT_NUMBERS = 16 };
struct segment_book {
	struct {
		struct str name; /* as written first */
		size_t words, count;
		bool capital;
		short usual; /* the name that it is another form of, + 1; 0 for none */
		short other; /* of acronyms: the next one, + 1 */
		size_t said; /* of acronyms: how often, before whatever */
	} v[SEGMENT_NAMES];
	size_t n;
	short acronyms;    /* the first one, + 1 */
	uint32_t initials; /* that acronyms begin with: a bit for each */
	/* The names that count, by their first two letters: their number + 1. */
	short first[SEGMENT_PLACES], next[SEGMENT_NAMES];
	bool letters[26];  /* "Model C" was seen: "C and L" can be read */
	struct str family; /* "Model" */
	/* Numbers that are names: "the 4680 line". */
	struct {
		unsigned number, count;
	} numbers[SEGMENT_NUMBERS];
	size_t n_numbers;
};

/* Tokens with the clean text that they point into. */
struct segment_text {
	const char *text;
	const struct token *t;
	size_t n;
};

struct segments {
	struct segment *v;
	size_t n;
};

/** Note what the tokens name, but for the company itself. */
void segment_learn(
    struct segment_book *book, const struct segment_text *x, struct str company);

/** All has been learnt: of a name's forms, its plural and its initials, one stands for all. */
void segment_settle(struct segment_book *book);

/** The segments named in the tokens, in order of place, in a. */
MUST_CHECK int segment_find(const struct segment_book *book,
    const struct segment_text *x, struct arena *a, struct segments *out, struct err *e);

/** Is it a place, as it is named here: "Europe", "U.S."? */
bool segment_is_place(struct str name);

/** Names are the same however they join and space their words. */
uint32_t segment_hash(struct str name);
bool segment_same_words(struct str a, struct str b);
static inline bool
segment_same(struct str a, struct str b)
{
	char one = str_lower(*(a.n ? a.p : "a")), two = str_lower(*(b.n ? b.p : "a"));
	/* Most differ in their first letter; not so "and", which is a sign as well. */
	if (one != two && one > 'a' && one <= 'z' && two > 'a' && two <= 'z')
		return false;
	return segment_same_words(a, b);
}

#endif
