/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PUBLISHED_H
#define EXTRACT_PUBLISHED_H

#include "extract/callinfo.h"

/*
 * Calls that were published as JSON, decoded into the text that is then read as any
 * transcript: offsets of what is found in it are those of this text.
 *
 * An object is one call when it holds an array of speeches, itself or in an object
 * within: objects with a speaker (speaker, name) and words (speech, text, content,
 * paragraphs).  An object whose words are one string (transcript, content, text, body)
 * is a call too.  An array of speeches is a call without a heading.  All other arrays
 * and objects are searched for calls.  docs/formats.md says how the text is made.
 */
struct published_call {
	struct str text; /* decoded, UTF-8 */
	struct str name; /* its member doc; empty */
	struct callinfo
	    call; /* company, ticker, date, quarter where the JSON has them */
};

/** Does it begin as JSON does: "{", or "[" and a value?  "[Music] Welcome" does not. */
bool published_is(struct str bytes);

/**
 * All calls of one or several JSON values (lines of JSON), in their order, in a.  Pure:
 * equal bytes make equal texts.  -1 with *e: no valid JSON (with its line), no call in
 * it, a decoded text of more than most bytes (65), no memory.
 */
MUST_CHECK int published_read(struct str bytes, size_t most, struct arena *a,
    struct published_call **out, size_t *n, struct err *e);

#endif
