/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_MODEL_H
#define EXTRACT_MODEL_H

#include <stdint.h>

#include "extract/lexer.h"

/*
 * Choices by a log-linear model (conditional logit: D. McFadden, 1974): of several
 * candidates the one whose features weigh most.  Where language fixes nothing (which
 * cue, which time, which product a number belongs to), the candidates are all put on a
 * ballot and a table of weights, trained on labelled calls (scripts/train.c), decides.
 *
 * A feature is a name from the list below and two arguments, numbers or words.  Those of
 * the context are shared by all candidates, and weigh by the classes of each; a
 * candidate's own weigh by themselves.
 */
#define MODEL_TASKS(X)                                                                 \
	X(bind)                                                                        \
	X(kind)                                                                        \
	X(sign)                                                                        \
	X(stance)                                                                      \
	X(act) X(period) X(segment) X(measure) X(basis) X(variant) X(base) X(scope)
/* clang-format off */
#define MODEL_FEATURES(X) \
	X(bias) X(before) X(after) X(near) X(clause) X(unit) X(size) X(digits) X(place) X(mark) X(rule) \
	X(score) X(fired) X(kind_words) X(type) X(gap) X(rank) X(cue) X(cue_last) X(between) \
	X(same) X(topic) X(memory) X(back) X(first) X(when) X(when_word) X(prior) X(verb) X(subject) \
	X(question) X(length) X(list) X(role) X(turn) X(metric) X(stance_is) X(kind_is) X(grain) \
	X(distance) X(order) X(source) X(nearest) X(count) X(said) X(agrees) X(rules) X(behind) X(named) X(share) X(basis) \
	X(head) X(head_word) X(mood) X(chain)
/* clang-format on */
#define MODEL_TASK(t) MODEL_##t,
#define MODEL_FEATURE(f) F_##f,
enum model_task { MODEL_TASKS(MODEL_TASK) MODEL_N_TASKS };
enum model_feature { MODEL_FEATURES(MODEL_FEATURE) MODEL_N_FEATURES };

const char *model_task_name(enum model_task t);
const char *model_feature_name(enum model_feature f);

/*
 * The weights as they are used: plain tables, so that the program's own are made when it
 * is built (scripts/weights.c) and nothing is read at its start.  A feature's weights
 * stand together; each says its class by its place among the classes (0: the candidate
 * itself) and its value by its place among the values, of which there are few.
 */
struct model_weight {
	uint16_t cls, value;
};
/* A feature: the top of its key, and its weights: n from a place on, or one value. */
struct model_slot {
	uint32_t tag;
	uint32_t is; /* 0: free */
};
enum {
	MODEL_FROM_BITS = 20,
	MODEL_ONE = 1 << 30, /* of a candidate's own features, most of which have one */
	MODEL_MOST = 60000   /* classes and values */
};
struct model_table {
	const struct model_slot *slots;
	uint32_t mask; /* two thirds of the slots in use at most */
};
struct model {
	const struct model_weight *weights;
	struct model_table all, own; /* own: what may be a candidate's own; few */
	const int64_t *classes;
	const uint16_t
	    *class_slots; /* class_mask + 1: place among the classes, 0: free */
	const double *values;
	uint32_t n_weights, n_keys, n_classes, class_mask, n_values;
};

/** From lines "task feature a b class weight" (a word argument begins with '); a line
 *  that is none is an error with its number.  NULL with *e.  Free with model_free. */
struct model *model_new(struct str name, struct str text, struct err *e);
void model_free(struct model *m);

/** A word as an argument; a token as one: numbers are all alike. */
int64_t model_word(struct str low);
int64_t model_token(const struct token *t);

/** The key of a feature of a task with its arguments: what does not depend on the task,
 *  and what is made of that. */
static inline uint64_t
model_half(enum model_feature f, int64_t a, int64_t b)
{
	return ((uint64_t)a * 0x9e3779b97f4a7c15ULL + (uint64_t)b)
		   * 0xff51afd7ed558ccdULL
	       + (uint64_t)f * 0xc4ceb9fe1a85ec53ULL;
}
static inline uint64_t
model_whole(enum model_task t, uint64_t half)
{
	uint64_t x = half + ((uint64_t)t << 8) * 0xc4ceb9fe1a85ec53ULL;
	x = (x ^ x >> 29) * 0xbf58476d1ce4e5b9ULL;
	return x ^ x >> 32;
}
static inline uint64_t
model_key(enum model_task t, enum model_feature f, int64_t a, int64_t b)
{
	return model_whole(t, model_half(f, a, b));
}

/** What is known of a key's weights; 0 when it has none.  (Keys are told apart by all
 *  their bits that count: model_new refuses features that it could not.) */
static inline uint32_t
model_find(const struct model_table *t, uint64_t key)
{
	uint32_t tag = (uint32_t)(key >> 32);
	for (uint32_t at = (uint32_t)key & t->mask; t->slots[at].is;
	     at = (at + 1) & t->mask)
		if (t->slots[at].tag == tag)
			return t->slots[at].is;
	return 0;
}

/** The weights of it, and how many. */
static inline const struct model_weight *
model_weights(const struct model *m, uint32_t is)
{
	return &m->weights[is & ((1U << MODEL_FROM_BITS) - 1)];
}
static inline uint32_t
model_count(uint32_t is)
{
	return is >> MODEL_FROM_BITS;
}

static inline uint32_t
model_class_slot(const struct model *m, int64_t cls)
{
	return (uint32_t)((uint64_t)cls * 0x9e3779b97f4a7c15ULL >> 40) & m->class_mask;
}

/** The place of a class of candidates; 0 when nothing weighs by it. */
static inline uint16_t
model_class(const struct model *m, int64_t cls)
{
	for (uint32_t at = model_class_slot(m, cls); m->class_slots[at];
	     at = (at + 1) & m->class_mask)
		if (m->classes[m->class_slots[at]] == cls)
			return m->class_slots[at];
	return 0;
}

#endif
