/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PDF_H
#define EXTRACT_PDF_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * The text of a PDF, by pdftotext (poppler-utils) in its reading order, run as
 * series/base/child.h has it.  Lines that stand at the top or the bottom of more than
 * half of the pages, and at least three, digits apart, are running heads: they are left
 * out, so that a turn goes on over a page's end.
 */
enum { PDF_SECONDS = 60 };

/** Do the bytes begin as a PDF does? */
bool pdf_is(struct str bytes);

/** Its text in a, UTF-8, pages begun by a form feed.  -1 with *e: no pdftotext, or it
 *  failed (69); encrypted, broken, without text, text of more than most bytes (65). */
MUST_CHECK int pdf_text(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e);

/** What pdftotext wrote without the running heads; in a.  -1 when memory is out. */
MUST_CHECK int pdf_without_heads(
    struct str pages, struct arena *a, struct str *out, struct err *e);

#endif
