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

/* The rules that bring candidates; their names are written with the values. */
#define BIND_RULES(X)                                                                  \
	X(CUE_BEFORE, "cue-before")                                                    \
	X(CUE_AFTER, "cue-after")                                                      \
	X(UNIT, "unit")                                                                \
	X(SEGMENT, "segment")                                                          \
	X(LIST, "list")                                                                \
	X(TOPIC, "topic")                                                              \
	X(TURN_BEFORE, "turn-before")                                                  \
	X(SENTENCE_BEFORE, "sentence-before")                                          \
	X(QUESTION, "question")                                                        \
	X(LIKE_A_RATE, "like-a-rate")                                                  \
	X(MEMORY, "memory")                                                            \
	X(WORDS, "words")                                                              \
	X(SCALED, "scaled")
#define BIND_RULE(id, name) BIND_##id,
enum bind_rule { BIND_RULES(BIND_RULE) BIND_N_RULES };
const char *bind_rule_name(enum bind_rule rule);

/* The names of the catalog's metrics and of the rules as features take them
 * (model_word): made once. */
struct bind_words {
	int64_t *metrics;
	int64_t rules[BIND_N_RULES];
};
/** In a; -1: no memory. */
MUST_CHECK int bind_words_init(
    struct bind_words *out, const struct catalog *c, struct arena *a);

/* How the period that a change is compared with lies to its own (basing.h). */
enum basing_lies {
	BASING_NONE,
	BASING_YEAR,
	BASING_QUARTER,
	BASING_TWO_YEARS,
	BASING_ELSE,
	BASING_LIES
};

/* What was bound earlier in the document: later words repeat it or go on with it. */
struct bind_memory {
	double low, high;
	int metric;
	enum obs_kind kind;
	bool vague, recalled;
	enum unit_per per;
	const char *unit;
	struct str noun; /* what it counts, whether a table knows it or not */
	struct str segment, variant;
	uint32_t segment_hash;
	enum obs_stance stance;
	struct period period, base;
	enum basing_lies lies; /* of its base to its period */
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

/* What the last value of one shape was bound to: in "$3 million or 5 cents a share, from
 * $2 million or 4 cents" each goes on with its own. */
enum bind_shape {
	BIND_PERCENT,
	BIND_POINTS,
	BIND_AMOUNT, /* money, large */
	BIND_PER,    /* money, small or of one thing */
	BIND_COUNT,
	BIND_NUMBER,
	BIND_SHAPES
};
struct bind_alike {
	size_t turn, sentence;
	int metric; /* -1: none */
	enum obs_kind kind;
	bool known;
};

/* Every value that was read, and what it was bound to: whoever repeats it means the same. */
struct bind_seen {
	double size, bare; /* the same as it is written, without its magnitude */
	enum quantity_type type;
	int metric; /* -1: none */
	enum obs_kind kind;
	size_t turn;
};

struct bind_state {
	const struct catalog *catalog;
	const struct bind_words *words;
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
	struct bind_alike alike[BIND_SHAPES];
	struct bind_seen *seen; /* room for all quantities of the call */
	size_t n_seen;
	struct ballot *ballot;
	const struct obs
	    *gold; /* while learning: what the labels say of the quantity */
	size_t n_gold;
	bool unlabelled; /* while learning: nothing is known of it */
};

struct binding {
	int metric; /* -1: bound to nothing */
	enum obs_kind kind;
	double p;            /* the probability that the model gives it */
	double score;        /* how strongly the rule speaks */
	enum bind_rule rule; /* what decided */
	size_t cue_a,
	    cue_b;    /* tokens of the cue, when it stands in this turn; else equal */
	double scale; /* what the value is to be multiplied by: "the 5" of thousands */
	const struct bind_memory *recalled;
};

/** Bind quantity k of turn st->turn; all are the call's turns. */
struct binding bind_quantity(
    const struct bind_state *st, const struct reading *all, size_t k);

enum bind_shape bind_shape(const struct quantity *q);
/* The times that a value was said before, as large and of its type, or a bare number as
 * it is written. */
struct bind_repeat {
	const struct bind_seen *last; /* NULL: never */
	uint64_t metrics; /* a bit for each metric, cut, that it was bound to */
};
/** Looks at no more than 400 values. */
struct bind_repeat bind_said_before(
    const struct bind_state *st, const struct quantity *q);
/** Remember what a quantity of a sentence was bound to. */
void bind_remember(struct bind_state *st, const struct quantity *q, size_t sentence,
    const struct binding *b);

#endif
