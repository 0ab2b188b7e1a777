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
	X(bind) X(kind) X(sign) X(stance) X(act) X(period) X(segment) X(measure) X(basis) X(variant)  \
	    X(base)
/* clang-format off */
#define MODEL_FEATURES(X) \
	X(bias) X(before) X(after) X(near) X(clause) X(unit) X(size) X(digits) X(place) X(mark) X(rule) \
	X(score) X(margin) X(fired) X(kind_words) X(type) X(gap) X(rank) X(cue) X(cue_last) X(between) \
	X(same) X(topic) X(memory) X(back) X(first) X(when) X(when_word) X(prior) X(verb) X(subject) \
	X(question) X(length) X(list) X(role) X(turn) X(metric) X(stance_is) X(kind_is) X(grain) \
	X(distance) X(order) X(source) X(nearest) X(count) X(said) X(agrees) X(rules) X(behind) X(named) X(share) X(basis)
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

enum { BALLOT_CANDIDATES = 64, BALLOT_CLASSES = 3, BALLOT_FEATURES = 8192 };

struct ballot_feature {
	uint64_t key;
	int64_t a, b;
	double value;
	int candidate; /* -1: shared */
	enum model_feature f;
};

struct ballot_candidate {
	int64_t cls[BALLOT_CLASSES]; /* what the shared features weigh by; 0: none */
	bool right;                  /* the labels say so: known only while learning */
	double z;                    /* the sum of its weights */
};

/* Who learns: sees every ballot with its right candidates marked, and every word. */
struct ballot;
struct model_learner {
	void *data;
	bool free; /* goes on from the model's own choices, not from the right ones */
	void (*see)(void *data, const struct ballot *b);
	void (*word)(void *data, int64_t code, struct str word);
};

struct ballot {
	const struct model *model;
	const struct model_learner *learner; /* NULL: in use */
	enum model_task task;
	struct ballot_feature v[BALLOT_FEATURES];
	size_t n;
	struct ballot_candidate c[BALLOT_CANDIDATES];
	size_t n_c;
	double most, sum; /* of the decided: the largest z, the sum of exp(z - most) */
};

/** Begin one choice. */
void ballot_open(struct ballot *b, enum model_task t);
/** Add a candidate with up to three classes (0: none); its index, or -1 when there is no room. */
int ballot_add(struct ballot *b, int64_t c0, int64_t c1, int64_t c2, bool right);
/** A feature of the context; of the candidate added last.  What has no room is left out. */
void ballot_shared(struct ballot *b, enum model_feature f, int64_t x, int64_t y);
void ballot_own(
    struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value);
/** The chosen candidate (while learning: a right one, if any) and the model's
 *  probability of it in *p. */
size_t ballot_decide(struct ballot *b, double *p);
/** After that: the probability of a candidate. */
double ballot_probability(const struct ballot *b, size_t candidate);

#endif
