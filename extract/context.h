/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTEXT_H
#define EXTRACT_CONTEXT_H

#include "extract/ballot.h"
#include "extract/reading.h"

/** Put what stands around quantity q on the ballot: the words beside it, those of its
 *  sentence that say tense and mood, its unit, its speaker. */
void context_share(struct ballot *b, const struct reading *r, const struct quantity *q);

/** The same but for the words that stand further away: what they say is learnt by heart
 *  where tense and mood decide. */
void context_share_close(
    struct ballot *b, const struct reading *r, const struct quantity *q);

/** A distance as a small number: 0 1 2 3 4 6 9 13 20. */
int context_bucket(size_t n);

#endif
