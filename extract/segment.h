/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_SEGMENT_H
#define EXTRACT_SEGMENT_H

#include "extract/lexer.h"

/*
 * Products and business lines as the text names them: product families with a letter
 * or number ("Model C", "Model L and U" is "Model L+U"), the common lines, regions
 * and channels of business (a table), and the names that a document itself uses
 * before words such as "segment", "revenue" or "margin".
 */
enum segment_type { SEGMENT_PRODUCT, SEGMENT_LINE, SEGMENT_PLACE, SEGMENT_LEARNED };

struct segment {
	size_t a, b; /* tokens */
	enum segment_type type;
	struct str name;
};

enum { SEGMENT_NAMES = 64 };
struct segment_book {
	struct {
		struct str name; /* as written first */
		size_t words, count;
	} v[SEGMENT_NAMES];
	size_t n;
	bool letters[26];  /* "Model C" was seen: "C and L" can be read */
	struct str family; /* "Model" */
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

/** The segments named in the tokens, in order of place, in a. */
MUST_CHECK int segment_find(const struct segment_book *book,
    const struct segment_text *x, struct arena *a, struct segments *out, struct err *e);

#endif
