/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TIMING_H
#define EXTRACT_TIMING_H

#include "extract/job.h"

/** How a time expression lies to the call: 0 none, 1 over, 2 holds the call's day or
 *  touches it, 3 to come; 4 more when it is a point, 8 when it is "now". */
int timing_relation(const struct job *j, const struct when *w);

/** Choose the period, then of changes the base, with what the rules set as one voice. */
void timing_choose(struct job *j);

#endif
