/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_JSON_H
#define SERIES_JSON_H

#include <stdio.h>

#include "series/obs.h"

/*
 * JSON, written and read.  The only module that knows jansson; it encodes the strings,
 * while numbers are written here, since jansson prints 0.1 with 17 digits.
 */

/** Text as a JSON string; bytes that are not UTF-8 become U+FFFD.  -1 with *e when
 *  memory is out; write errors stay in f, as everywhere here. */
MUST_CHECK int json_write_str(FILE *f, struct str s, struct err *e);

/** A number in its shortest digits; null when it is not finite. */
void json_write_number(FILE *f, double v);

/** One observation as one line of JSON: the names of the CSV columns plus
 *  doc_sha256; numbers as numbers (shortest digits), booleans as such, what CSV
 *  leaves empty as null.
 *  -1 with *e when memory is out. */
MUST_CHECK int json_write_obs(
    FILE *f, const struct obs *o, struct str doc_sha256, struct err *e);

/** Once, before anything is read and before there are threads: without it a text that
 *  memory cannot hold may be read with parts left out. */
void json_init(void);

/*
 * A value that was read.  The one of json_read is the caller's until json_free; what
 * is found inside it is borrowed from it.  All readers take NULL (a member that is
 * missing) as null.
 */
struct json_value;
enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_NUMBER,
	JSON_KIND_STRING,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
	JSON_KINDS
};

/**
 * The next value of text from byte *at on (RFC 8259; the last of equal keys counts,
 * strings may hold NULs), *at then behind it.  1; 0 when only blanks are left; -1 with
 * *e: no JSON (65), naming line and column in text, nested deeper than 2048, no memory.
 */
MUST_CHECK int json_read(
    struct str text, size_t *at, struct json_value **out, struct err *e);
void json_free(struct json_value *v);

enum json_kind json_kind(const struct json_value *v);
/** Elements of an array; 0 for all else. */
size_t json_count(const struct json_value *v);
/** An element of an array; NULL beyond its end. */
const struct json_value *json_at(const struct json_value *v, size_t i);
/** The UTF-8 of a string; empty for all else. */
struct str json_text(const struct json_value *v);
/** Whether it is the literal true. */
bool json_bool(const struct json_value *v);
/** A number; 0 for all else. */
double json_number(const struct json_value *v);

/** The members of an object in the order of the text: *step is NULL at first. */
bool json_next(const struct json_value *v, void **step, struct str *key,
    const struct json_value **member);

#endif
