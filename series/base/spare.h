/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_SPARE_H
#define SERIES_BASE_SPARE_H

#include <signal.h>

#include "series/base/err.h"

/*
 * A second name beside a file's own, for what has to have a name while it is made (a
 * database): nothing is left of it, whatever fails.  While there is one, SIGINT, SIGTERM
 * and SIGHUP wait; who works for long asks spare_asked() and gives up.
 */
enum { SPARE_PARTS = 4 };
struct spare {
	char *path;              /* its own name; of a link what it leads to */
	const char *doing;       /* for messages: "write" */
	char *part[SPARE_PARTS]; /* the second name; its -journal, -wal and -shm */
	sigset_t before;         /* the signals that were held already */
};

/** Make an empty file beside path, and hold the signals.  -1 with *e ("cannot DOING PATH:
 *  why"): nothing is held. */
MUST_CHECK int spare_make(
    struct spare *s, const char *path, const char *doing, struct err *e);

/** Give it its own name.  replace: also where there is a file of that name.  -1 with *e
 *  set (errno as the system left it) and the old file, if any, untouched. */
MUST_CHECK int spare_keep(struct spare *s, bool replace, struct err *e);

/** The second name and its parts are gone, signals held back are delivered.  Does not need
 *  memory; fine after spare_keep, and must follow it. */
void spare_drop(struct spare *s);

/** Has somebody asked the program to end?  -1 with *e then. */
MUST_CHECK int spare_asked(struct err *e);

/** Hold SIGINT, SIGTERM and SIGHUP; what was held before is in *before. */
void spare_hold(sigset_t *before);

#endif
