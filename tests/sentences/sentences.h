/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SENTENCES_H
#define TESTS_SENTENCES_H

#include "extract/callinfo.h"
#include "series/obs.h"

/*
 * Labelled sentences (fixtures/sentences/sentences.csv), each made into a small call of
 * its own: an operator's greeting, a question where one was asked, the words before and
 * the sentence.
 */
struct sentence_row {
	struct str name, phenomenon;
	struct str doc;      /* the whole call */
	uint64_t start, end; /* of the marked value in it */
	bool none;           /* the value is no observation */
	struct obs gold;
};

/** The call that each of them is made into: Marlowe Works, 2024-Q1, 2024-05-02. */
struct callinfo sentences_call(void);

/** All rows of the file, in a.  -1 with *e naming file and line. */
MUST_CHECK int sentences_read(const char *file, struct arena *a,
    struct sentence_row **rows, size_t *n, struct err *e);

#endif
