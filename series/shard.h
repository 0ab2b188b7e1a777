/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_SHARD_H
#define SERIES_SHARD_H

#include <stdio.h>

#include "series/import.h"

/*
 * A part of a corpus that one machine reads: shard I of N, I from 0.  A document's name
 * says which it belongs to, so that no shard depends on what else there is: the first 64
 * bits of the SHA-256 of the name, modulo N.
 *
 * What a shard's run writes is proof of its own wholeness, in lines of JSON: a head that
 * says which shard it is and what read it; the rows; and a trailer that names every
 * document (those without a row, too), counts the rows, and ends in the SHA-256 of all
 * bytes before it.  Whatever is cut off, doubled or changed shows.  docs/scale.md has
 * the lines.
 */
struct shard_id {
	size_t i, n;
};

/** "I/N" with I < N <= 1,000,000. */
bool shard_parse(struct str text, struct shard_id *out);

/** Does the document of that name belong to it? */
bool shard_has(struct shard_id id, struct str name);

/* What read the documents: all shards of a corpus must have been read by the same. */
struct shard_maker {
	struct str program, catalog, weights;
};

/* ----- writing ----------------------------------------------------------------------- */

struct shard_writer;

/** Write the head to f, and hash what comes.  NULL with *e when memory is out; write
 *  errors stay in f.  Free with shard_free, trailer or not. */
struct shard_writer *shard_begin(
    FILE *f, struct shard_id id, const struct shard_maker *m, struct err *e);
void shard_free(struct shard_writer *w);

/** A document with its rows, which are whole lines.  -1 with *e when memory is out. */
MUST_CHECK int shard_put(struct shard_writer *w, const struct store_call *call,
    struct str rows, size_t n_rows, struct err *e);

/** A document that cannot be read, now or ever, and why.  -1 with *e: no memory. */
MUST_CHECK int shard_refuse(
    struct shard_writer *w, struct str doc, const char *why, struct err *e);

/** Write the trailer.  -1 with *e when memory is out. */
MUST_CHECK int shard_end(struct shard_writer *w, struct err *e);

/* ----- reading ----------------------------------------------------------------------- */

/* A shard that was proved whole; texts are in the arena. */
struct shard {
	struct shard_id id;
	struct shard_maker maker;
	struct str sha256;     /* of its bytes, which tells it from all others */
	struct import_set set; /* its calls have what read them */
	size_t refused;        /* documents that could not be read */
};

/** Does it begin as shards do? */
bool shard_is(struct str bytes);

/**
 * The shard that begins at byte *at of one or several, one behind the other; *at is
 * then where the next begins, whatever comes.  1; 0 at the end; -1 with *e (65): cut
 * off, changed, not one of ours; the message names the shard.  From *e->code 71 on
 * (no memory) nothing helps.
 */
MUST_CHECK int shard_next(
    struct str bytes, size_t *at, struct arena *a, struct shard *out, struct err *e);

/* The shards of one corpus as they come. */
struct shard_count {
	size_t n;                 /* 0: none has come */
	struct shard_maker maker; /* what they have to be read by */
	char (*sha256)[65];       /* by number; empty: has not come */
};

/** Take note of one that is whole: 1 when it is new, 0 when it has come before; -1 with
 *  *e (65): read by something else, of another number of shards, or not the same as one
 *  of its number that came before. */
MUST_CHECK int shard_note(struct shard_count *c, const struct shard *s, struct err *e);
/** The first that has not come, from number i on; n when all have. */
size_t shard_missing(const struct shard_count *c, size_t i);
void shard_count_release(struct shard_count *c);

#endif
