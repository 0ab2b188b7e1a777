/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_HOLT_H
#define SERIES_FIT_HOLT_H

#include "series/base/err.h"

/*
 * Damped Holt (Gardner & McKenzie 1985): exponential smoothing with a trend that fades,
 * the innovations form ETS(A,Ad,N) of Hyndman et al. (2002), parameters and first
 * states by least squares within R forecast's bounds (alpha, beta* = beta/alpha below
 * alpha, phi from 0.8 to 0.98).  With the same parameters it is R's holt(damped =
 * TRUE); its search goes on where R's ends early, so its squared errors are no larger.
 */
struct holt {
	double alpha, beta, phi; /* beta as R reports it: of the level's error */
	double level, trend;     /* after the last value */
	double first_level, first_trend;
	double sse;
	size_t n;
};

/** Of n >= 4 evenly spaced values.  -1 with *e (1) for fewer or ones that are not
 *  finite, 71. */
MUST_CHECK int holt_fit(const double *y, size_t n, struct holt *out, struct err *e);

/** Through n values with h's parameters and first states: level, trend and sse. */
void holt_run(const double *y, size_t n, struct holt *h);

/** h steps after the last value. */
double holt_forecast(const struct holt *h, double steps);

#endif
