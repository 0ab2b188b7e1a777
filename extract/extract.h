/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "extract/ballot.h"
#include "extract/callinfo.h"
#include "series/catalog.h"
#include "series/obs.h"

/*
 * A transcript to observations.  An extractor holds what is the same for every
 * document (the catalog and its index); it is read only while documents are read.
 */
struct extract;

/** NULL with *e when memory is out.  Borrows the catalog.  Free with extract_free. */
struct extract *extract_new(const struct catalog *c, struct err *e);
/** The same with other weights than the built-in ones (model_new's format). */
struct extract *extract_new_with(
    const struct catalog *c, struct str weights, struct err *e);
void extract_free(struct extract *x);

/* What the labels say of a document, for who learns from it: observations, and spans
 * of which they say nothing. */
struct extract_lesson {
	const struct obs *gold;
	size_t n_gold;
	const struct obs *skip; /* only start and end */
	size_t n_skip;
	struct model_learner learner;
	void (*lost)(void *data, const struct obs *gold); /* no quantity is there */
};

/* A document to read, and what is known of the call. */
struct extract_input {
	struct str name, bytes;
	struct callinfo call;                /* completed from the text */
	const struct extract_lesson *lesson; /* NULL but in training */
};

struct extract_result {
	struct obs *obs;
	size_t n;
	size_t bad_utf8; /* offset + 1 of the first byte that is no UTF-8; 0: none */
};

/**
 * All observations of one document, in order of place; everything in a.  -1 with *e:
 * empty or binary (65), no memory.
 */
MUST_CHECK int extract_run(const struct extract *x, struct extract_input *in,
    struct arena *a, struct extract_result *out, struct err *e);

#endif
