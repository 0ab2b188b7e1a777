/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_JSON_H
#define SERIES_JSON_H

#include <stdio.h>

#include "series/obs.h"

/*
 * Writing JSON.  The only module that knows jansson; it encodes the strings, while
 * numbers are written here, since jansson prints 0.1 with 17 digits.
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

#endif
