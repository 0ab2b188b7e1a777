/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_MARKS_H
#define EXTRACT_MARKS_H

#include "extract/lexer.h"

/*
 * What the words of a sentence say about time and commitment: one set of bits per
 * token, from a table of phrases.
 */
enum {
	MARKS_FUTURE = 1,  /* will, expect, guide, target, by ... */
	MARKS_PAST = 2,    /* was, grew, ended, reported */
	MARKS_PRESENT = 4, /* is, are, now */
	MARKS_HYPO = 8,    /* if, suppose, let's say */
	MARKS_RECALL = 16, /* previously, had guided, original */
	MARKS_GUIDE = 32,  /* guidance, target, outlook: nouns of promise */
	MARKS_DOWN = 64,   /* down, decline, decrease, loss */
	MARKS_UP = 128,
	MARKS_DELTA = 256,   /* increase, improvement, by */
	MARKS_CLAUSE = 512,  /* a new clause begins here */
	MARKS_DRIVER = 1024, /* benefit, headwind, impact, driven by */
	MARKS_NEGATION = 2048,
	MARKS_ADVERSE = 4096, /* headwind, negative impact, pressure */
	MARKS_WOULD =
	    8192, /* would, could, might: a company's promise, an outsider's guess */
	MARKS_SAID = 16384 /* told you, had said, planned: what was promised before */
};

/** bits[i] for each of n tokens, in a; NULL when memory is out. */
unsigned *marks_find(const struct token *t, size_t n, struct arena *a);

/** The union over tokens [from, to). */
unsigned marks_over(const unsigned *bits, size_t from, size_t to);

#endif
