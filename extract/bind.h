/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_BIND_H
#define EXTRACT_BIND_H

#include "extract/reading.h"
#include "series/catalog.h"

/*
 * Which metric a quantity is a value of.  Every cue in its sentence, and those that
 * reach it from before, is a candidate with a score; the best one wins when it is
 * good enough.
 */

/* A rate that was bound earlier in the document: bare numbers may repeat it. */
struct bind_memory {
	double low, high;
	int metric;
	enum unit_per per;
	const char *unit;
	struct str segment;
	enum obs_stance stance;
	struct period period;
};

struct bind_state {
	const struct catalog *catalog;
	int none, rate;       /* the catalog's [none] and production_rate; -1 */
	struct bind_memory *memory;
	size_t n_memory, cap_memory;
};

struct binding {
	int metric;           /* -1: bound to nothing */
	enum obs_kind kind;
	double score;         /* of the winner */
	double margin;        /* how much better it is than the second metric */
	const char *rule;     /* what decided */
	size_t cue_a, cue_b;  /* tokens of the cue, when it stands in this turn; else equal */
	const struct bind_memory *recalled;
};

/** Bind quantity k of r; before is the turn it may answer, or NULL.  last is what the
 *  quantity before it in the turn was bound to (-1: nothing). */
struct binding bind_quantity(const struct bind_state *st, const struct reading *r, size_t k,
    const struct reading *before, int last, size_t last_sentence);

#endif
