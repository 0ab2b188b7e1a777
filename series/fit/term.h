/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_TERM_H
#define SERIES_FIT_TERM_H

#include "series/fit/fit.h"

/*
 * One point's term of the likelihood, as a residual whose square is summed: of a value
 * its distance; of a range or an open bound sigma * sqrt(-2 log P), where P is the
 * probability of what was said relative to the most that any curve could give it.
 */
/** Is it a plain value? */
bool term_exact(const struct fit_point *p);
/** The value that stands for the point: the middle of a range, the bound of an open one. */
double term_value(const struct fit_point *p);

/** What its square counts for: of unsure ones, parts of a measurement less. */
double term_weight(const struct fit_point *p);
/** How much of a measurement it is: of a target nothing. */
double term_share(const struct fit_point *p);

/** The residual where the curve is at f, and its derivative by f (NULL: not asked for).
 *  sigma 0: as its scatter were none, a distance to what was said; of a target none. */
double term_residual(const struct fit_point *p, double f, double sigma, double *slope);

/** The log likelihood of the point, as if it were all of its measurement. */
double term_logl(const struct fit_point *p, double f, double sigma);

#endif
