/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_READING_H
#define EXTRACT_READING_H

#include "extract/cue.h"
#include "extract/number.h"
#include "extract/quantity.h"
#include "extract/segment.h"
#include "extract/turns.h"
#include "extract/when.h"

/*
 * A turn as it is read: its tokens and everything found in them.  Sentences are
 * ranges of tokens; everything else is in order of place.
 */
struct sentence {
	size_t a, b;
	bool guides, asks; /* a word of guidance, a question mark is in it */
	bool bases;        /* a word of an accounting basis */
	/* The first of each kind in it and the first behind it. */
	size_t q, q_end, w, w_end, c, c_end, g, g_end;
};

struct reading {
	const struct turn *turn;
	struct token *t;
	size_t n;
	unsigned *marks;
	struct sentence *s;
	size_t n_s;
	size_t *s_of; /* the sentence of each token */
	struct quantity *q;
	size_t n_q;
	struct when *w;
	size_t n_w;
	struct cue *c;
	size_t n_c;
	struct segment *g;
	size_t n_g;
	int question; /* index of the turn that this one answers; -1 */
};

/* What is the same for all turns of a call. */
struct reading_context {
	const char *text;                /* clean */
	const struct cue_index *cues;    /* NULL: no metric is looked for */
	const struct segment_book *book; /* NULL: no segment is */
	const struct when_clock *clock;
};

/** Does the token name an accounting basis? */
static inline bool
reading_basis(const struct token *t)
{
	return number_among(t, "adjusted|core|non-gaap|gaap");
}

/** Which basis token i names; OBS_NOBASIS. */
enum obs_basis reading_basis_at(const struct reading *r, size_t i);

/** Read one turn whose tokens are there; all in a. */
MUST_CHECK int reading_run(
    struct reading *r, const struct reading_context *x, struct arena *a, struct err *e);

#endif
