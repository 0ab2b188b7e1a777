/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_SELECT_H
#define SERIES_SELECT_H

#include "series/base/str.h"

/*
 * Words that select: a plain word is itself, whatever the case of its (ASCII) letters;
 * with * (any letters) and ? (any one) it is a pattern.
 */

/** Whether a word has a * or a ?. */
bool select_is_pattern(const char *word);

/** Whether a text is what the word asks for.  Texts are compared in their first 1023
 *  bytes by a pattern, whole by a plain word. */
bool select_match(const char *word, struct str text);

#endif
