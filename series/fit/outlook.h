/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_OUTLOOK_H
#define SERIES_FIT_OUTLOOK_H

#include "series/fit/forecast.h"
#include "series/fit/report.h"

/*
 * The forecast of a series by the calendar, and what such forecasts of it were worth.
 */
struct outlook {
	struct forecast f;
	struct str *labels; /* "2020-Q1", or a day */
	size_t n;           /* values that it is from */
	bool total; /* of what all came to by the ends of periods, r being cumulative */
	int32_t since; /* of totals: they count from this day on; DATE_NONE: from the
			  begin */
};

/** "8q", "2y", "18m" as months; -1 with *e (64). */
MUST_CHECK int outlook_horizon(const char *text, int *months, struct err *e);

/** Forecast r's points for so many months behind the last, or until a day (DATE_NONE:
 *  not), in steps of the series' own kind of time; of a cumulative report the totals.
 *  In a.  -1 with *e: 1, too few points, or totals that do not add up; 64; 71. */
MUST_CHECK int outlook_make(const struct report *r, int months, int32_t until,
    struct arena *a, struct outlook *out, struct err *e);

/* Of each method, over all cuts: the forecast values that later were stated. */
struct backtest {
	size_t cuts, n;
	double error[FORECAST_METHODS]; /* mean absolute, in the unit; NAN: none */
	double bias[FORECAST_METHODS];  /* mean of forecast less actual */
	double covered80, covered95;    /* of the combined one: shares */
	enum forecast_method best; /* of combined, s-curves, holt: the least error */
};

/** Cut the series at the days on which something was said, refit on what had been said
 *  by then (points as they stood), and hold the forecasts against what was said later.
 *  out->cuts is 0 when there is no cut with 4 points before and one behind it. */
MUST_CHECK int outlook_backtest(
    const struct report *r, struct arena *a, struct backtest *out, struct err *e);

#endif
