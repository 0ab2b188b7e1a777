/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_JOB_H
#define EXTRACT_JOB_H

#include "extract/resolve.h"

/*
 * One bound quantity while it is resolved: what resolve, dating, stance and about
 * share.  Everything is borrowed.
 */
enum { JOB_REMEMBERED = 1000 }; /* how many bindings back a value may repeat */

struct job {
	const struct resolve_context *x;
	const struct reading *r;
	const struct quantity *q;
	const struct binding *b;
	const struct catalog_metric *m;
	int64_t name; /* the metric's, as features take it */
	const struct sentence *s;
	size_t ca, cb;        /* its clause */
	const struct when *w; /* the time expression that was chosen, or NULL */
	struct obs *o;
	const struct obs *gold; /* while learning: what the labels say of it; NULL */
	double p, p_key; /* probabilities: of metric to period, of the finer columns */
	double p_stance; /* of the stance that was chosen */
};

/** Is it a value of this metric? */
static inline bool
job_is(const struct job *j, const char *metric)
{
	return str_eq(j->m->name, str_from(metric));
}

/** Does one of the words (separated by '|') stand in tokens [from, to)? */
#define job_says(r, from, to, words) job_says_list(r, from, to, LEXICON_LIST(words))
bool job_says_list(
    const struct reading *r, size_t from, size_t to, lexicon_list *words);

/** Does one of the first words stand right before one of the second there? */
#define job_says_two(r, from, to, first, second)                                       \
	job_says_lists(r, from, to, LEXICON_LIST(first), LEXICON_LIST(second))
bool job_says_lists(const struct reading *r, size_t from, size_t to,
    lexicon_list *first, lexicon_list *second);

/** Where what is said behind the value begins to be about the next one: the "and" of
 *  "was $12 million and GAAP net loss was $18 million"; else the sentence's end. */
size_t job_behind(const struct job *j);

/** The tokens in which what is said is about this value and no other: of its clause,
 *  from the value before it to the next. */
void job_own_words(const struct job *j, size_t *from, size_t *to);

#endif
