/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * One entry for each parser: fuzz_NAME reads any bytes, and fuzz_broken ends it when what
 * came of them is not what the parser's header promises; the sanitizers see to the rest.
 * scripts/fuzz feeds them by libFuzzer, tests/test_fuzz.c with their seeds (seeds/NAME/)
 * and with all that ever broke one (crashes/NAME-...).
 */
#define FUZZ_ENTRIES(X)                                                                \
	X(actions)                                                                     \
	X(calls)                                                                       \
	X(captions)                                                                    \
	X(catalog)                                                                     \
	X(companyfacts)                                                                \
	X(csv)                                                                         \
	X(document)                                                                    \
	X(extract)                                                                     \
	X(fiscal)                                                                      \
	X(gz)                                                                          \
	X(html)                                                                        \
	X(import)                                                                      \
	X(input)                                                                       \
	X(json)                                                                        \
	X(mapped)                                                                      \
	X(pages)                                                                       \
	X(png)                                                                         \
	X(published)                                                                   \
	X(quantities)                                                                  \
	X(quantity)                                                                    \
	X(quoting)                                                                     \
	X(reread)                                                                      \
	X(segments)                                                                    \
	X(store)                                                                       \
	X(weights)                                                                     \
	X(when)

/** What is made of the bytes goes into a. */
#define FUZZ_DECLARE(name) void fuzz_##name(struct str in, struct arena *a);
FUZZ_ENTRIES(FUZZ_DECLARE)
#undef FUZZ_DECLARE

enum { FUZZ_MOST = 1 << 20 }; /* bytes that may be decoded of an input */

/* What has to be so, whatever the bytes. */
#define FUZZ_HOLDS(what) ((what) ? (void)0 : fuzz_broken(#what, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *what, const char *file, int line);

/** rc, after it was seen that who failed said why. */
int fuzz_said(int rc, const struct err *e);

/** The bytes as a file; its path lasts until the next one is asked for. */
const char *fuzz_file(struct str bytes);

/** A part of a whole, or empty. */
void fuzz_within(struct str part, struct str whole);

/** What was read to be stored: documents once each, observations that hold together. */
struct import_set;
void fuzz_set(const struct import_set *set);

/** The words that the rules ask for, made once. */
struct lexicon;
const struct lexicon *fuzz_lexicon(void);

/** The extractor of the built-in catalog, made once. */
struct extract;
const struct extract *fuzz_extractor(void);

#endif
