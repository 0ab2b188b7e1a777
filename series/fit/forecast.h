/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FORECAST_H
#define SERIES_FIT_FORECAST_H

#include "series/fit/fit.h"

/*
 * Where a series goes on to: the median of five forecasts, which are the mean of
 * S-curves (logistic, Gompertz, Bass, Weibull, from ten points on Richards; each with
 * the weak prior on its ceiling, equally weighted, moved so that it begins at the last
 * value), damped Holt, the mean of these two, drift, and the last value.  The bands come
 * from a table of how far such forecasts were off (log of actual by forecast, by how far
 * ahead they went relative to the time seen), which the growth that is forecast
 * stretches: what is to double is off by more than what is to stay.
 */
/* Also each method alone, to be held against. */
enum forecast_method {
	FORECAST_COMBINED,
	FORECAST_CURVES,
	FORECAST_HOLT,
	FORECAST_DRIFT, /* the line from the first to the last value, on */
	FORECAST_NAIVE, /* the last value */
	FORECAST_LOGLINEAR,
	FORECAST_METHODS
};
const char *forecast_method_name(enum forecast_method m);

struct forecast_ask {
	double ceiling; /* known; NAN: not */
	double launch;  /* known; NAN: not */
	bool prior;     /* the weak prior on the ceiling */
	bool
	    line; /* no S-curve: it would be the wrong kind; the median of the others */
};

struct forecast_row {
	double t;
	double by[FORECAST_METHODS];         /* NAN: that method has none */
	double low80, high80, low95, high95; /* of FORECAST_COMBINED */
};

struct forecast {
	struct forecast_row *rows; /* the caller's, t set: all behind the last point */
	size_t n;
	size_t curves; /* families that took part */
};

/** Forecasts of n points for the times of out->rows.  -1 with *e (1): fewer than 4
 *  points, 71. */
MUST_CHECK int forecast_run(const struct forecast_ask *ask, const struct fit_point *p,
    size_t n, struct forecast *out, struct err *e);

/* Quantiles (2.5%, 10%, 90%, 97.5%) of log(actual / forecast) / forecast_stretch() at a
 * relative horizon: (t - last) / (last - first). */
enum { FORECAST_QUANTILES = 4 };
struct forecast_errors {
	double horizon, q[FORECAST_QUANTILES];
};

/** One of them at any horizon from a table of n >= 2 rows, the first at 0: straight
 *  lines between the rows, beyond the last grown with the root of the horizon. */
double forecast_error(
    const struct forecast_errors *table, size_t n, size_t quantile, double horizon);

/** The same of the shipped table. */
double forecast_table(size_t quantile, double horizon);

/** One and the rate of growth that is forecast: log(forecast / last) by the relative
 *  horizon.  One where it falls, or a logarithm is none. */
double forecast_stretch(double forecast, double last, double horizon);

#endif
