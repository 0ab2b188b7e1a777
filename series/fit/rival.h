/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_RIVAL_H
#define SERIES_FIT_RIVAL_H

#include "series/fit/task.h"

/*
 * Is a curve better than simpler ones, which its family tends to where the data do not
 * hold it: a constant, an exponential, a straight line?
 */
/** *doubt set when one of them fits as well as t->base, which is without a prior; else
 *  untouched.  -1 with *e (71). */
MUST_CHECK int rival_doubt(const struct task *t, enum fit_doubt *doubt, struct err *e);

#endif
