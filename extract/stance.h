/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_STANCE_H
#define EXTRACT_STANCE_H

#include "extract/job.h"

/** Set the observation's stance (fact, promise or illustration) and act, from tense,
 *  mood, speaker and time. */
void stance_set(struct job *j);

#endif
