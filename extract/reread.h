/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_REREAD_H
#define EXTRACT_REREAD_H

#include "extract/document.h"
#include "series/obs.h"

/*
 * A document's quantities, read anew to check what was stored of them: the span must
 * hold the stored text, and its words, read in their turn, must give the stored value.
 *
 * Read are number, magnitude and unit as they are written.  The direction of a change
 * ("down 5%" is -5) and what other sentences lend to a bare number ("5" after "$4
 * billion") come from elsewhere, so the sign is left open, and so is a scale of a
 * thousand, a million or a billion of a plain number below 1,000 without a magnitude,
 * and the unit of a number that has none.
 */
enum reread_verdict {
	REREAD_SAME,
	REREAD_OUTSIDE,    /* the span is not in the document */
	REREAD_OTHER_TEXT, /* other bytes stand there */
	REREAD_NO_VALUE,   /* no quantity is read there */
	REREAD_OTHER_VALUE,
	REREAD_OTHER_UNIT,
	REREAD_VERDICTS
};

struct reread_item;
struct reread {
	struct str bytes;
	const struct reread_item *items; /* in order of place */
	size_t n;
};

/** Read a document, all in a; company as in turns_find.  -1 with *e: empty or binary
 *  (65), no memory. */
MUST_CHECK int reread_init(struct reread *r, struct str name, struct str bytes,
    struct str company, struct arena *a, struct err *e);

/** What is to be said of one stored observation; for a value or unit that differs, what
 *  is read in its place is written into found ("18.9 percent"). */
enum { REREAD_TEXT = 120 };
enum reread_verdict reread_judge(
    const struct reread *r, const struct obs *o, char found[REREAD_TEXT]);

#endif
