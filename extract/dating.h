/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_DATING_H
#define EXTRACT_DATING_H

#include "extract/job.h"

/* What time a value is about. */

/** The time expression of its sentence that is the value's own, or with base the one
 *  that it is compared with; NULL when there is none. */
const struct when *dating_nearest(const struct job *j, bool base);

/** The last dated expression of the question that an early sentence answers; NULL. */
const struct when *dating_asked(const struct job *j);

/** Is the value only what another is held against: "compared with $3.4 billion"? */
bool dating_compared(const struct job *j);

/** Set the observation's period and base; its stance has to be known. */
void dating_set(struct job *j);

#endif
