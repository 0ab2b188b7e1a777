/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts: what they are combined of, and their bands. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/fit/forecast.h"

TestSuite(forecast, .init = fit_init, .timeout = 120);

enum { SEEN = 16, AHEAD = 8 };

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
logistic(double t)
{
	return 5000 / (1 + exp(-0.3 * (t - 12))) + 40 * sin(7 * t * t);
}
static double
line(double t)
{
	return 100 + 3 * t + 5 * sin(7 * t * t);
}
static double
runaway(double t)
{
	return 10 * exp(0.35 * t) * (1 + 0.05 * sin(7 * t * t));
}
static double
level(double t)
{
	return 1000 + 30 * sin(7 * t * t + 1);
}

static const struct row {
	const char *label;
	double (*y)(double);
} rows[] = {{"logistic", logistic}, {"line", line}, {"exponential", runaway},
    {"no growth", level}};

Test(forecast, is_the_median_of_five)
{
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
		for (int no_curve = 0; no_curve < 2; no_curve++) {
			struct fit_point p[SEEN];
			struct forecast_row ahead[AHEAD];
			struct forecast f = {ahead, AHEAD, 0};
			struct forecast_ask ask = {
			    (double)NAN, (double)NAN, true, no_curve};
			struct err e = {0};
			for (size_t i = 0; i < SEEN; i++) {
				double y = rows[r].y((double)i);
				p[i] = (struct fit_point){.t = 91.0 * (double)i,
				    .low = y,
				    .high = y,
				    .sd = 1};
			}
			for (size_t i = 0; i < AHEAD; i++)
				ahead[i].t = 91.0 * (double)(SEEN + i);
			cr_assert_eq(forecast_run(&ask, p, SEEN, &f, &e), 0, "%s: %s",
			    rows[r].label, e.text);
			cr_expect_eq(f.curves, no_curve ? 0U : 5U, "%s: %zu curves",
			    rows[r].label, f.curves);
			for (size_t i = 0; i < AHEAD; i++) {
				const double *by = ahead[i].by;
				double v[5] = {by[FORECAST_HOLT], by[FORECAST_DRIFT],
				    by[FORECAST_NAIVE], by[FORECAST_CURVES],
				    (by[FORECAST_CURVES] + by[FORECAST_HOLT]) / 2};
				size_t n = no_curve ? 3 : 5;
				qsort(v, n, sizeof *v, compare);
				double want = fmax(v[n / 2], 0);
				cr_expect(
				    fabs(by[FORECAST_COMBINED] / want - 1) < 1e-12,
				    "%s, %zu ahead: %g, not %g", rows[r].label, i + 1,
				    by[FORECAST_COMBINED], want);
				cr_expect(ahead[i].low95 <= ahead[i].low80
					      && ahead[i].low80 <= want
					      && want <= ahead[i].high80
					      && ahead[i].high80 <= ahead[i].high95,
				    "%s: bands", rows[r].label);
				if (i > 0 && want > 0)
					cr_expect(
					    ahead[i].high95 / want
						>= ahead[i - 1].high95
						       / ahead[i - 1]
							     .by[FORECAST_COMBINED],
					    "%s: narrower further on", rows[r].label);
			}
		}
}

Test(forecast, errors_between_the_rows)
{
	static const struct forecast_errors table[] = {
	    {0, {0, 0, 0, 0}},
	    {0.5, {-0.2, -0.1, 0.1, 0.4}},
	    {1, {-0.3, -0.2, 0.3, 0.8}},
	};
	static const struct {
		const char *label;
		size_t quantile;
		double horizon, want;
	} at[] = {
	    {"the last value", 3, 0, 0},
	    {"before it", 3, -1, 0},
	    {"half way to the first row", 1, 0.25, -0.05},
	    {"a row", 0, 0.5, -0.2},
	    {"between rows", 3, 0.75, 0.6},
	    {"beyond the last", 2, 4, 0.6},
	};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		double v = forecast_error(table, 3, at[i].quantile, at[i].horizon);
		cr_expect(fabs(v - at[i].want) < 1e-12, "%s: %g", at[i].label, v);
	}
	/* The shipped one: wider bands outside, and none narrower further on. */
	for (double h = 0.02; h < 3; h += 0.02) {
		double q[FORECAST_QUANTILES];
		for (size_t k = 0; k < FORECAST_QUANTILES; k++)
			q[k] = forecast_table(k, h);
		cr_expect(
		    q[0] < q[1] && q[1] < 0 && 0 < q[2] && q[2] < q[3], "at %g", h);
		cr_expect(forecast_table(0, h - 0.01) >= q[0]
			      && forecast_table(3, h - 0.01) <= q[3],
		    "at %g", h);
	}
}

Test(forecast, growth_stretches_the_bands)
{
	static const struct {
		const char *label;
		double forecast, last, horizon, want;
	} at[] = {
	    {"as it is", 100, 100, 0.5, 1},
	    {"doubled in half the time seen", 200, 100, 0.5, 1 + 2 * M_LN2},
	    {"halved: no growth", 50, 100, 0.5, 1},
	    {"so near that rates say nothing", 110, 100, 0.001, 1 + 20 * 0.0953101798},
	    {"no logarithm: below zero", -5, 100, 0.5, 1},
	    {"no logarithm: from nothing", 100, 0, 0.5, 1},
	};
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		double v = forecast_stretch(at[i].forecast, at[i].last, at[i].horizon);
		cr_expect(fabs(v - at[i].want) < 1e-9, "%s: %g", at[i].label, v);
	}
}
