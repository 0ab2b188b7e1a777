/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_BASING_H
#define EXTRACT_BASING_H

#include "extract/job.h"

/** How a base lies to its period; near enough is enough. */
enum basing_lies basing_lies(
    const struct fiscal *f, struct period base, struct period at);

/** Choose the period that a change is compared with, with what the rules set as one
 *  voice; its own period has to be known.  A level has none. */
void basing_choose(struct job *j);

#endif
