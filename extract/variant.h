/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_VARIANT_H
#define EXTRACT_VARIANT_H

#include "extract/job.h"

/*
 * What a number includes, excludes or holds constant: ex-credits, ex-items, organic,
 * constant-currency, comparable, pro-forma, net, gross, cumulative, ...
 */

/** Do the words leave no choice: is it said of some parts only ("in certain regions")? */
bool variant_of_part(const struct job *j);

/** Set the job's variants, joined by ';'.  -1 with *e: no memory. */
MUST_CHECK int variant_choose(struct job *j, struct err *e);

#endif
