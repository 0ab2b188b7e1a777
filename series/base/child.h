/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_CHILD_H
#define SERIES_BASE_CHILD_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * Another program, run without trust: found by PATH and started without a shell, with
 * an environment of our own; input and output go through memory, no name on a disk is
 * used; its time, its memory, its output and (by seccomp) its starting of other programs and its
 * opening of sockets are limited.
 */
enum { CHILD_SAID = 4096, CHILD_MOST = 64 << 20 };

enum child_end {
	CHILD_ENDED,   /* see status */
	CHILD_LATE,    /* was killed when the time was up */
	CHILD_MISSING, /* there is no such program */
	CHILD_ENDS
};

struct child_result {
	enum child_end end;
	int status;            /* of waitpid */
	char said[CHILD_SAID]; /* the beginning of its standard error; terminated */
	char *output;          /* its standard output, in the arena; NULL when empty */
	size_t n;
};

struct child_limits {
	int seconds;
	size_t output; /* bytes; what goes beyond ends it by SIGXFSZ */
	size_t memory; /* bytes of address space; 0: no limit of ours */
};

/** Run argv (NULL at its end) with that input.  0 with *out set, however it ended; -1
 *  with *e: 69 it could not be started or limited, 71 no memory. */
MUST_CHECK int child_run(char *const *argv, struct str input,
    const struct child_limits *limits, struct arena *a, struct child_result *out,
    struct err *e);

#endif
