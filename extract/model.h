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
	X(stance) X(act) X(period) X(segment) X(measure) X(basis) X(variant) X(base)
/* clang-format off */
#define MODEL_FEATURES(X) \
	X(bias) X(before) X(after) X(near) X(clause) X(unit) X(size) X(digits) X(place) X(mark) X(rule) \
	X(score) X(fired) X(kind_words) X(type) X(gap) X(rank) X(cue) X(cue_last) X(between) \
	X(same) X(topic) X(memory) X(back) X(first) X(when) X(when_word) X(prior) X(verb) X(subject) \
	X(question) X(length) X(list) X(role) X(turn) X(metric) X(stance_is) X(kind_is) X(grain) \
	X(distance) X(order) X(source) X(nearest) X(count) X(said) X(agrees) X(rules) X(behind) X(named) X(share) X(basis) \
	X(head) X(head_word)
/* clang-format on */
#define MODEL_TASK(t) MODEL_##t,
#define MODEL_FEATURE(f) F_##f,
enum model_task { MODEL_TASKS(MODEL_TASK) MODEL_N_TASKS };
enum model_feature { MODEL_FEATURES(MODEL_FEATURE) MODEL_N_FEATURES };

const char *model_task_name(enum model_task t);
const char *model_feature_name(enum model_feature f);

struct model;

/** From lines "task feature a b class weight" (a word argument begins with '); a line
 *  that is none is an error with its number.  NULL with *e.  Free with model_free. */
struct model *model_new(struct str name, struct str text, struct err *e);
void model_free(struct model *m);

/** A word as an argument; a token as one: numbers are all alike. */
int64_t model_word(struct str low);
int64_t model_token(const struct token *t);

/* One weight: of a feature, by its key, for a class of candidates. */
struct model_weight {
	uint64_t key;
	int64_t cls;
	double w;
};

/** The key of a feature of a task with its arguments. */
uint64_t model_key(enum model_task t, enum model_feature f, int64_t a, int64_t b);

/** The weights of a key, one after the other up to *end; NULL when it has none. */
const struct model_weight *model_find(
    const struct model *m, uint64_t key, const struct model_weight **end);

#endif
