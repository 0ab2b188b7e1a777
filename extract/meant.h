/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_MEANT_H
#define EXTRACT_MEANT_H

#include "extract/job.h"
#include "extract/mood.h"

/*
 * How a value is meant where its sentence leaves no choice: "we were able to reach 5,000"
 * is a fact, "5,000 is very achievable" a promise, "suppose that we reach 5,000" neither.
 */

/** Sets *out and tells so; m is the value's own mood. */
bool meant(const struct job *j, const struct mood *m, enum obs_stance *out);

#endif
