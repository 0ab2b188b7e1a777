/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_STATED_H
#define EXTRACT_STATED_H

#include "extract/offer.h"

/*
 * The times about which language leaves no choice: "$45 million a year ago", "for the first
 * half, revenue was $90 million, compared with $81 million last year".
 */

/** The time that the value is about; PERIOD_NONE when something is left to be chosen. */
struct period stated_period(const struct job *j);

/** Takes from the offers what the value cannot be about: what is over, of what is promised;
 *  the day of the call, of what came in; all, of a promise whose time is left open; of two values of one metric that are held against each other, the other's time. */
void stated_drop(const struct job *j, struct offers *o);

/** The value that a change says once more: "$3.2 billion, representing growth of 8%"; of its
 *  stance and time.  NULL. */
const struct bind_memory *stated_again(const struct job *j);

/** The time that the value's sentence leaves open, and no other is said: "over the long term",
 *  "our long-range plan"; NULL.  (Not that of "long-term debt".) */
const struct when *stated_open(const struct job *j);

/** The reported value that a promise is looked back on beside: "revenue was $228 million, above
 *  our guidance of $220 million", with no other time said; NULL. */
const struct bind_memory *stated_held(const struct job *j);

#endif
