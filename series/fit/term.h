/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_TERM_H
#define SERIES_FIT_TERM_H

#include "series/fit/fit.h"

/*
 * One point's term of the likelihood, as a residual whose square is summed: of a value
 * its distance; of a range sigma * sqrt(-2 log P), where P is the probability of what was
 * said relative to the most that any curve could give it.
 *
 * An open bound is picked from the value ("over 5,000" is said when it is 5,031, and
 * nothing when it is below): P, which takes it for picked before, would push the curve up
 * from what it does not contradict.  Its residual is of the likeliest value that keeps it:
 * the distance of a curve below it, else nothing.
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

/** How much it says of the curve where that is at f, as a part of what a value would that
 *  is as sure: of a range less the wider it is, of a bound that is kept next to nothing. */
double term_says(const struct fit_point *p, double f, double sigma);

/** The log likelihood of the point, as if it were all of its measurement. */
double term_logl(const struct fit_point *p, double f, double sigma);

#endif
