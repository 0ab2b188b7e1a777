/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_EVENT_H
#define EXTRACT_EVENT_H

#include "extract/reading.h"
#include "series/catalog.h"
#include "series/obs.h"

/*
 * Guidance that is spoken of without a number: "we reaffirm our outlook for the year",
 * "we continue to suspend our guidance", "we're not giving guidance on margins".  Only
 * what the company itself does by saying so; a table of phrases about the language, none
 * about a document.  Where the words around the noun name something that is neither a
 * known metric nor a time ("our tax guidance"), nothing is found.
 *
 *	phrase = subject verb noun | noun verb
 *	noun   = {"our" | "the" | "full" | ... | TIME | METRIC} ("guidance" | "outlook" | ...)
 *	         [("for" | "on") (TIME | METRIC)]
 */
struct event {
	size_t a, b; /* tokens: the words that say it */
	enum obs_event event;
	enum obs_act act;     /* issue; recall of what was done in the past */
	int metric;           /* -1: all guidance */
	struct period period; /* unknown when none is named */
	double confidence;
};

/* What is the same for all turns of a call. */
struct event_context {
	const struct reading *all; /* every turn */
	const struct catalog *catalog;
	const struct when_clock *clock;
};

/** All events of a turn of the company, in order of place, in a; of other turns none.
 *  An answer's metric may be named in the question. */
MUST_CHECK int event_find(const struct event_context *x, size_t turn, struct arena *a,
    struct event **out, size_t *n, struct err *e);

#endif
