/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_HTML_H
#define EXTRACT_HTML_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * The text of a web page, by libxml2's forgiving parser.  The only module that knows
 * libxml2.  Nothing but the bytes is read: no network, no entities from outside.
 * docs/formats.md says how the text is made.
 */
enum { HTML_DEEPEST = 512 };

/** Do the bytes begin as a web page, or a piece of one, does? */
bool html_is(struct str bytes);

/**
 * Its text in a, UTF-8; bytes that are none are read as Windows-1252.  Pure: equal
 * bytes make equal texts.  -1 with *e (65): a character set that is neither of these,
 * elements nested deeper than HTML_DEEPEST, no text in it, text of more than most
 * bytes; no memory.
 */
MUST_CHECK int html_text(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e);

#endif
