/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CUE_H
#define EXTRACT_CUE_H

#include "extract/lexer.h"
#include "series/catalog.h"

/*
 * Where the catalog's phrases stand in the tokens.  The longest phrase at a place
 * wins; a metric's `not` phrase hides its shorter cues there.
 */
struct cue {
	size_t a, b;  /* tokens */
	int metric;   /* index in the catalog */
	int strength; /* 2 cue, 1 weak */
};

/* The catalog's phrases by their first letters; built once, read only. */
struct cue_index;
struct cue_index *cue_index_new(const struct catalog *c, struct err *e);
void cue_index_free(struct cue_index *x);

/** All cues of the tokens, in order of place, in a. */
MUST_CHECK int cue_find(const struct cue_index *x, const struct token *t, size_t n,
    struct arena *a, struct cue **out, size_t *n_out, struct err *e);

#endif
