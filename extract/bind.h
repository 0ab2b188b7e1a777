/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_BIND_H
#define EXTRACT_BIND_H

#include "extract/ballot.h"
#include "extract/reading.h"
#include "series/catalog.h"
#include "series/obs.h"

/*
 * Which metric a quantity is a value of.  Every cue in its sentence, and those that
 * reach it from before, is a candidate with a score; the best one wins when it is
 * good enough.
 */

/* What was bound earlier in the document: later words repeat it or go on with it. */
struct bind_memory {
	double low, high;
	int metric;
	enum obs_kind kind;
	bool vague, recalled;
	enum unit_per per;
	const char *unit;
	struct str segment, variant;
	enum obs_stance stance;
	struct period period, base;
	enum obs_basis basis;
	enum obs_measure measure;
	enum obs_scope scope;
	size_t turn, sentence, token;
};

/* What was bound last: what a number without words of its own goes on with. */
struct bind_topic {
	int metric; /* -1: nothing yet */
	size_t turn, sentence;
	enum obs_kind kind;
	double size; /* of its value, in canonical scale */
};

/* How large a metric's level was that was spoken of last. */
struct bind_size {
	double size; /* in canonical scale; 0: nothing yet */
	size_t turn;
};

struct bind_state {
	const struct catalog *catalog;
	int rate, revenue; /* the catalog's production_rate and revenue; -1 */
	size_t turn;       /* the one being read */
	struct bind_topic topic;
	struct bind_memory *memory;
	size_t n_memory, cap_memory;
	size_t *said;            /* of each metric: how often it is in the memory */
	struct bind_size *sizes; /* of each metric: its level spoken of last */
	struct {
		size_t turn, q; /* the quantity read before this one */
		int metric;     /* -1: it is bound to nothing */
	} before;
	struct ballot *ballot;
	const struct obs
	    *gold; /* while learning: what the labels say of the quantity */
	size_t n_gold;
	bool unlabelled; /* while learning: nothing is known of it */
};

struct binding {
	int metric; /* -1: bound to nothing */
	enum obs_kind kind;
	double p;         /* the probability that the model gives it */
	double score;     /* how strongly the rule speaks */
	const char *rule; /* what decided */
	size_t cue_a,
	    cue_b;    /* tokens of the cue, when it stands in this turn; else equal */
	double scale; /* what the value is to be multiplied by: "the 5" of thousands */
	const struct bind_memory *recalled;
};

/** Bind quantity k of turn st->turn; all are the call's turns. */
struct binding bind_quantity(
    const struct bind_state *st, const struct reading *all, size_t k);

#endif
