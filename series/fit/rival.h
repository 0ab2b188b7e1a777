/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_RIVAL_H
#define SERIES_FIT_RIVAL_H

#include <stddef.h>

/*
 * The simpler curves that a growth curve has to beat: the residual sum of squares of
 * their least-squares fits to n >= 2 points, t within [0,1] and not all equal.
 */
double rival_constant(const double *y, size_t n);
double rival_line(const double *t, const double *y, size_t n);

/** A exp(ct), c in 0..40: what an S-curve is long before its midpoint. */
double rival_exponential(const double *t, const double *y, size_t n);

#endif
