/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CHOOSE_H
#define EXTRACT_CHOOSE_H

#include "extract/job.h"

/** Open a ballot on something about the job's value, with what every such choice looks
 *  at: the words around, the metric, its kind, the rules' time expression. */
void choose_open(struct job *j, enum model_task t);

/** The same without the words around: where candidates say enough themselves, words are
 *  only learnt by heart. */
void choose_open_bare(struct job *j, enum model_task t);

/** Stance, then act; each with what the rules would say as one voice among others. */
/** A promise after all, and what kind of one. */
void choose_promise(struct job *j);
void choose_stance(struct job *j);
/** Is the value a fall, a loss, an outflow?  The rules say `ruled`. */
bool choose_sign(struct job *j, bool ruled);
void choose_measure(struct job *j);
void choose_scope(struct job *j);
void choose_basis(struct job *j);

#endif
