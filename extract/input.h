/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_INPUT_H
#define EXTRACT_INPUT_H

#include "extract/callinfo.h"

/*
 * What is read: files, folders and standard input, made into texts.  What a file is, its
 * first bytes tell: plain text, calls as JSON, a web page, a PDF, or one of these packed
 * by gzip.  Offsets of what is found in a text are those of its bytes: plain text is as
 * it is on disk, all else is decoded.  Pure but for pdftotext: equal bytes make equal
 * texts.
 */
struct input_file {
	struct str path; /* terminated; "-" is standard input */
	struct str doc; /* the name that its text has; file#n where there are several */
};

struct input_text {
	struct str doc, place; /* its name; the same by path, for messages */
	struct str bytes;
	struct callinfo call; /* what JSON says that the call is, else CALLINFO_NONE */
	struct str named;     /* what JSON calls it; empty */
};

struct input {
	struct input_text *v;
	size_t n;
};

/** The files that a path means, in a: itself, under the last part of its name; or, of a
 *  folder, those below it with the endings of what can be read, sorted, under their
 *  names from there.  -1 with *e: no such folder or no such file in it (66). */
MUST_CHECK int input_list(const char *path, struct arena *a, struct input_file **out,
    size_t *n, struct err *e);

/** All texts of a file, one or more, in a.  -1 with *e: as file_read; a program that is
 *  missing (69); larger than most bytes, before or after decoding, broken, or none of
 *  what can be read (65). */
MUST_CHECK int input_read(const struct input_file *f, size_t most, struct arena *a,
    struct input *out, struct err *e);

/** The same of bytes that are there; f names them. */
MUST_CHECK int input_decode(const struct input_file *f, struct str bytes, size_t most,
    struct arena *a, struct input *out, struct err *e);

/** The calls of one line of JSON, whatever stands in other lines: named as their member
 *  doc says, else by the first 16 digits of the line's SHA-256 (and #n where the line has
 *  several).  place is for messages.  -1 with *e: as input_decode. */
MUST_CHECK int input_line(struct str line, struct str place, size_t most,
    struct arena *a, struct input *out, struct err *e);

#endif
