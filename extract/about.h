/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_ABOUT_H
#define EXTRACT_ABOUT_H

#include "extract/job.h"

/** Set the observation's segment: the product or line of its own words, else the one
 *  that is being spoken of; empty for the whole company. */
void about_set(struct job *j);

/** Choose it by the model, with what about_set found as one voice. */
void about_choose(struct job *j);

#endif
