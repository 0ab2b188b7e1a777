/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_JSON_H
#define SERIES_JSON_H

#include <stdio.h>

#include "series/obs.h"

/* The only module that knows jansson. */

/** One observation as one line of JSON: the names of the CSV columns plus
 *  doc_sha256; numbers as numbers (shortest digits), absent values as null.
 *  -1 with *e when memory is out. */
MUST_CHECK int json_write_obs(FILE *f, const struct obs *o, struct str doc_sha256,
    struct err *e);

#endif
