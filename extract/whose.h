/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_WHOSE_H
#define EXTRACT_WHOSE_H

#include "extract/job.h"

/** The part of the business that the value is of, where the words of its sentence leave no
 *  choice: what is named beside the words of its metric ("Lighting revenue was", "gross
 *  margin in Lighting"), the subject of its verb of change ("Lighting grew 8%"), what
 *  growth is led by ("by Lighting, up 8%") or in what it is ("8% growth in Lighting"), or
 *  the sentence's subject ("Lighting was a bright spot, with revenue of"); NULL. */
const struct segment *whose(const struct job *j);

/** May a mention be a part of the business?  It is no person, no metric's name and not the
 *  whole. */
bool whose_names(const struct reading *r, const struct segment *g);

#endif
