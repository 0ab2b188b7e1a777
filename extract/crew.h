/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CREW_H
#define EXTRACT_CREW_H

#include "series/base/err.h"

/*
 * Work that is done by several threads and comes out in order.  The calling thread
 * brings the items and takes the results, one after the other; in between any thread
 * works on them.  A few items are under way at a time, so that memory does not grow with
 * their number.
 */
struct crew_work {
	void *data;
	size_t item_size; /* items begin zeroed and are used again */
	/* Fill the next item: 1; 0 when there is none; -1 with *e ends everything. */
	int (*next)(void *data, void *item, struct err *e);
	/* In any thread, several at once; reads data only. */
	void (*run)(const void *data, void *item);
	/* In the order in which they were filled; -1 with *e ends everything. */
	int (*done)(void *data, void *item, struct err *e);
	void (*release)(void *item); /* at last */
};

/** Do all work with so many threads, the calling one included.  0, or -1 with *e: what
 *  next or done said, or no memory.  Where no thread can be started, fewer work. */
MUST_CHECK int crew_run(const struct crew_work *w, size_t jobs, struct err *e);

/** As many threads as there are processors for us. */
size_t crew_processors(void);

#endif
