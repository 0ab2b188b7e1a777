/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_HEADING_H
#define EXTRACT_HEADING_H

#include "extract/document.h"
#include "extract/lexer.h"

/** The company that the lines at a transcript's head name: a line of its own above "Q3 2023
 *  Earnings Call", what stands before or behind the quarter there, "Company: ...".  A name
 *  in capitals is written in small letters with capitals, in a.  Empty when there is none.
 *  Borrows the text. */
struct str heading_company(
    const struct document *d, const struct token *t, size_t n, struct arena *a);

#endif
