/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_ERR_H
#define SERIES_BASE_ERR_H

#include <stddef.h>
#include <stdio.h>

#include "series/base/str.h"

/*
 * What went wrong, where, and what to do about it.  A function that can fail
 * returns 0 or -1 and takes a struct err last; the first error wins.  The codes
 * are the exit statuses of sysexits.h, so that main has nothing to translate.
 */
enum err_code {
	ERR_NONE = 0,
	ERR_EMPTY = 1, /* nothing found, a check failed, no convergence */
	ERR_USAGE = 64,
	ERR_DATA = 65,
	ERR_NOINPUT = 66,
	ERR_UNAVAILABLE = 69, /* a program that is needed is missing or failed */
	ERR_INTERNAL = 70,
	ERR_NOMEM = 71,
	ERR_CANTCREAT = 73,
	ERR_IO = 74,
	ERR_BUSY = 75,
	ERR_PERM = 77,
	ERR_CONFIG = 78,
	ERR_PIPE = 141 /* the reader of our output has gone: end quietly */
};

struct err {
	enum err_code code;
	char file[256]; /* empty when the failure is not about an input */
	size_t line;    /* from 1; 0 when there is none */
	char text[512]; /* one sentence, no full stop, no newline */
};

/** Note an error unless e already holds one.  Always -1; e may be NULL. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/** The same for a failed system call: code by errno, "fmt: strerror". Always -1. */
int err_errno(struct err *e, enum err_code otherwise, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/** Out of memory.  Always -1. */
int err_nomem(struct err *e);

/** Add the place to an error that has none yet.  Always -1. */
int err_at(struct err *e, struct str file, size_t line);

/** Make e hold nothing. */
void err_clear(struct err *e);

/** Print "tseries: FILE:LINE: text" with control bytes made visible; nothing for
 *  ERR_NONE and ERR_PIPE. */
void err_print(FILE *to, const struct err *e);

/** Print text on one line: line breaks and tabs as blanks, other C0, DEL, C1 and
 *  bidirectional controls as \xNN or \uNNNN, so that a document cannot steer a terminal. */
void err_print_safe(FILE *to, struct str text);

#endif
