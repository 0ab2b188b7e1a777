/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PHRASE_H
#define EXTRACT_PHRASE_H

#include "extract/reading.h"

/*
 * The noun phrases that a value hangs on: before it "deliveries ... in the southern
 * region to 1,169" the region, then the deliveries; behind it "5% of sales" the sales.
 * Words that only link (verbs of change, prepositions, hedges, times, other values) are
 * passed over.  No grammar: a walk along the tokens of the sentence.
 */
enum phrase_link {
	PHRASE_BARE,
	PHRASE_OF,
	PHRASE_PREPOSITION,
	PHRASE_JOINED,
	PHRASE_LINKS
};
struct phrase {
	size_t a, b; /* tokens; the last is the head */
	enum phrase_link
	    link; /* what stands before it, going to the value or from it */
	bool pronoun,
	    verb;    /* "we", "it"; a verb stands between it and the one nearer */
	bool clause; /* a clause began between */
};

enum { PHRASE_BEFORE = 3, PHRASE_AFTER = 2 };
struct phrases {
	struct phrase before[PHRASE_BEFORE],
	    after[PHRASE_AFTER]; /* the nearest first */
	size_t n_before, n_after;
};

/** The phrases around quantity q of r. */
struct phrases phrase_find(const struct reading *r, const struct quantity *q);

#endif
