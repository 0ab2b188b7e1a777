/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_BALLOT_H
#define EXTRACT_BALLOT_H

#include "extract/model.h"

/*
 * One choice: candidates with their features, weighed by a model.  Opened anew for each
 * choice; while learning, somebody looks on and says which candidates are right.
 */
enum { BALLOT_CANDIDATES = 64, BALLOT_CLASSES = 3, BALLOT_FEATURES = 8192 };

struct ballot_feature {
	uint64_t key;
	int64_t a, b;
	double value;
	int candidate; /* -1: shared */
	enum model_feature f;
};

struct ballot_candidate {
	int64_t cls[BALLOT_CLASSES];    /* what the shared features weigh by; 0: none */
	uint16_t place[BALLOT_CLASSES]; /* those among the model's */
	uint16_t answer; /* the first candidate that gives the same answer: itself */
	bool right;      /* the labels say so: known only while learning */
	size_t own;      /* the first of its own features that have weights */
	double z;        /* the sum of its weights */
	double e; /* of the decided: exp of how much less that is than the most */
};

/* Who learns: sees every ballot with its right candidates marked, and every word. */
struct ballot;
struct model_learner {
	void *data;
	bool free; /* goes on from the model's own choices, not from the right ones */
	void (*see)(void *data, const struct ballot *b);
	void (*word)(void *data, int64_t code, struct str word);
};

/* One of the candidate added last that has not been looked up. */
struct ballot_asked {
	uint64_t key;
	double value;
};

/* A feature that has weights (model_find) and the number that it comes with. */
struct ballot_hit {
	uint32_t is;
	double value;
};

struct ballot {
	const struct model *model;
	const struct model_learner *learner; /* NULL: in use */
	enum model_task task;
	size_t n, n_c, n_halves, n_shared, n_own, n_asked;
	struct ballot_feature *v; /* BALLOT_FEATURES, while learning; else NULL */
	double sum;               /* of the decided: of all e */
	/* What the shared features add to the candidates of each class. */
	double *classes;
	struct ballot_candidate c[BALLOT_CANDIDATES];
	const void *of;            /* whose features were kept last; NULL: nobody's */
	size_t n_kept, n_repeated; /* of them; those that this choice has, too */
	uint64_t kept[BALLOT_FEATURES];   /* halves of their keys */
	uint64_t halves[BALLOT_FEATURES]; /* of the other shared features */
	uint32_t shared[BALLOT_FEATURES]; /* those that have weights */
	struct ballot_asked asked[BALLOT_FEATURES];
	struct ballot_hit own[BALLOT_FEATURES]; /* one candidate's after the other's */
};

/** An empty ballot in a; NULL when memory is out.  Borrows both; the learner may be
 *  NULL. */
struct ballot *ballot_new(
    const struct model *m, const struct model_learner *learner, struct arena *a);

/*
 * Features that one candidate after the other has: what is made once for some sign (a
 * number that says all that they depend on) is taken again for the next candidate of
 * that sign.
 *
 *	if (!ballot_again(b, group, sign)) {
 *		ballot_own(b, ...);
 *		ballot_keep(b, group);
 *	}
 */
enum { BALLOT_SIGNS = 24 };
struct ballot_group {
	struct ballot_part {
		uint64_t sign;
		size_t from, to, own_from, own_to;
	} v[BALLOT_SIGNS], *last;
	size_t n;
};
bool ballot_again(struct ballot *b, struct ballot_group *g, uint64_t sign);
void ballot_keep(struct ballot *b, struct ballot_group *g);

/** Begin one choice. */
void ballot_open(struct ballot *b, enum model_task t);
/** Add a candidate with up to three classes (0: none); its index, or -1 when there is no room. */
int ballot_add(struct ballot *b, int64_t c0, int64_t c1, int64_t c2, bool right);
/** The candidate added last gives the same answer as an earlier one: together they are
 *  as probable as both, and one of them is chosen or none. */
void ballot_same(struct ballot *b, size_t candidate);
/** For who learns: every feature, with weights or without; of candidate -1: shared. */
void ballot_note(struct ballot *b, enum model_feature f, int64_t x, int64_t y,
    double value, int candidate);
/** A feature of the context; of the candidate added last.  What has no room is left out. */
static inline void
ballot_shared(struct ballot *b, enum model_feature f, int64_t x, int64_t y)
{
	if (b->n == BALLOT_FEATURES)
		return;
	b->n++;
	if (b->learner)
		ballot_note(b, f, x, y, 1, -1);
	b->halves[b->n_halves++] = model_half(f, x, y);
}
static inline void
ballot_own(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value)
{
	if (b->n == BALLOT_FEATURES)
		return;
	b->n++;
	if (b->learner)
		ballot_note(b, f, x, y, value, (int)b->n_c - 1);
	b->asked[b->n_asked++] =
	    (struct ballot_asked){model_key(b->task, f, x, y), value};
}
/** What is the same in every choice about one thing: true when the last thing that was
 *  kept is the same, and its features are shared again.  Else they are shared anew, the
 *  first ones of the choice, and kept.
 *
 *	if (!ballot_repeat(b, q)) {
 *		ballot_shared(b, ...);
 *		ballot_remember(b, q);
 *	}
 */
bool ballot_repeat(struct ballot *b, const void *thing);
void ballot_remember(struct ballot *b, const void *thing);
/** The chosen candidate (while learning: a right one, if any): the best one of the most
 *  probable answer; the model's probability of that answer in *p. */
size_t ballot_decide(struct ballot *b, double *p);
/** After that: the probability of a candidate, without those of the same answer. */
double ballot_probability(const struct ballot *b, size_t candidate);

#endif
