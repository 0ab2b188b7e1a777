/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_TRACK_WORDS_H
#define SERIES_TRACK_WORDS_H

#include "series/track.h"

/*
 * What a promise's steps and its end are called, for people.  All in a; .p is NULL when
 * memory is out.
 */

/** "raised by 1.5 points", "narrowed, higher by 0.5 points", "delayed by 90 days". */
struct str track_words_move(
    const struct track_promise *p, const struct track_step *s, struct arena *a);

/** What came, and where it lies: "came above, +0.7 points", "came late by 30 days". */
struct str track_words_outcome(const struct track_promise *p, struct arena *a);

/** What an actual was found under instead: "--basis gaap; --basis adjusted". */
struct str track_words_others(const struct track_promise *p, struct arena *a);

/** "+0.71", "-2200": so many digits with their sign, and no exponent where they are more. */
enum { TRACK_WORDS_NUMBER = 328 };
void track_words_number(double v, int digits, char out[TRACK_WORDS_NUMBER]);

#endif
