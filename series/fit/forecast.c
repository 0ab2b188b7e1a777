/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/forecast.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/fit/holt.h"
#include "series/fit/rank.h"
#include "series/fit/term.h"

enum { LEAST = 4, RICHARDS_LEAST = 10, MOST_STEPS = 5000 };

/* clang-format off */
static const char *const names[] = {
	[FORECAST_COMBINED]  = "combined",
	[FORECAST_CURVES]    = "s-curves",
	[FORECAST_HOLT]      = "damped-holt",
	[FORECAST_DRIFT]     = "drift",
	[FORECAST_NAIVE]     = "naive",
	[FORECAST_LOGLINEAR] = "log-linear",
};

/* Quantiles of log(actual / forecast) by relative horizon, by the stretch: made by
 * tests/forecasts (docs/forecasting.md). */
static const struct forecast_errors table[] = {
	{0.000, {0.000, 0.000, 0.000, 0.000}},
	{0.036, {-0.023, -0.019, 0.029, 0.033}},
	{0.086, {-0.078, -0.034, 0.047, 0.103}},
	{0.190, {-0.182, -0.069, 0.102, 0.205}},
	{0.333, {-0.302, -0.117, 0.157, 0.408}},
	{0.488, {-0.485, -0.135, 0.240, 0.666}},
	{0.729, {-0.485, -0.184, 0.330, 1.336}},
	{1.025, {-0.682, -0.306, 0.530, 1.563}},
};
/* clang-format on */
static_assert(sizeof names / sizeof *names == FORECAST_METHODS, "a name each");
enum { TABLE = sizeof table / sizeof *table };

const char *
forecast_method_name(enum forecast_method m)
{
	return names[m];
}

double
forecast_error(
    const struct forecast_errors *rows, size_t n, size_t quantile, double horizon)
{
	size_t i = 1;
	while (i + 1 < n && horizon > rows[i].horizon)
		i++;
	double from = rows[i - 1].horizon, to = rows[i].horizon;
	double part = (horizon - from) / (to - from);
	double a = rows[i - 1].q[quantile], b = rows[i].q[quantile];
	/* Beyond the last row errors grow on with the root of the horizon. */
	if (part > 1)
		return b * sqrt(horizon / to);
	return a + (b - a) * fmax(part, 0);
}

double
forecast_table(size_t quantile, double horizon)
{
	return forecast_error(table, TABLE, quantile, horizon);
}

double
forecast_stretch(double forecast, double last, double horizon)
{
	enum { LEAST_PART = 20 }; /* nearer than that rates say nothing */
	double rate = log(forecast / last) / fmax(horizon, 1.0 / LEAST_PART);
	return isfinite(rate) ? 1 + fmax(rate, 0) : 1;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The middle of the steps between the points' times: a forecast's step. */
static double
middle_step(const struct fit_point *p, size_t n)
{
	double *steps = calloc(n + 1, sizeof *steps), step = (double)NAN;
	size_t k = 0;
	if (!steps)
		return step;
	for (size_t i = 1; i < n; i++)
		if (p[i].t > p[i - 1].t)
			steps[k++] = p[i].t - p[i - 1].t;
	qsort(steps, k, sizeof *steps, compare);
	if (k)
		step = steps[k / 2];
	free(steps);
	return step;
}

/* ---- the methods ---- */

/* The points as a series of even steps, straight lines between them. */
static double *
even(const struct fit_point *p, size_t n, double step, size_t *n_out)
{
	double steps = round((p[n - 1].t - p[0].t) / step);
	size_t m = (size_t)fmin(steps, MOST_STEPS) + 1, i = 0;
	double *y = calloc(m, sizeof *y);
	for (size_t k = 0; y && k < m; k++) {
		double t = p[0].t + (p[n - 1].t - p[0].t) * (double)k / (double)(m - 1);
		while (i + 2 < n && p[i + 1].t < t)
			i++;
		double gap = p[i + 1].t - p[i].t,
		       part = gap > 0 ? (t - p[i].t) / gap : 1;
		double a = term_value(&p[i]), b = term_value(&p[i + 1]);
		y[k] = a + (b - a) * fmin(fmax(part, 0), 1);
	}
	*n_out = m;
	return y;
}

static int
by_holt(const struct fit_point *p, size_t n, struct forecast_row *rows, size_t n_rows,
    struct err *e)
{
	struct holt h;
	struct err why = {.code = ERR_NONE};
	size_t m;
	double step = middle_step(p, n);
	double *y = even(p, n, step, &m);
	if (!y)
		return err_nomem(e);
	int rc = holt_fit(y, m, &h, &why);
	free(y);
	if (rc != 0 && why.code != ERR_EMPTY) {
		*e = why;
		return -1;
	}
	for (size_t i = 0; rc == 0 && i < n_rows; i++)
		rows[i].by[FORECAST_HOLT] =
		    holt_forecast(&h, (rows[i].t - p[n - 1].t) / step);
	return 0;
}

/* The simple ones. */
static void
by_lines(const struct fit_point *p, size_t n, struct forecast_row *rows, size_t n_rows)
{
	double last = term_value(&p[n - 1]), first = term_value(&p[0]);
	double mt = 0, my = 0, tt = 0, ty = 0;
	for (size_t i = 0; i < n; i++) {
		mt += p[i].t / (double)n;
		my += log(term_value(&p[i])) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		tt += (p[i].t - mt) * (p[i].t - mt);
		ty += (p[i].t - mt) * (log(term_value(&p[i])) - my);
	}
	for (size_t i = 0; i < n_rows; i++) {
		double ahead = rows[i].t - p[n - 1].t;
		double v = exp(my + ty / tt * (rows[i].t - mt));
		rows[i].by[FORECAST_NAIVE] = last;
		rows[i].by[FORECAST_DRIFT] =
		    last + (last - first) / (p[n - 1].t - p[0].t) * ahead;
		rows[i].by[FORECAST_LOGLINEAR] = isfinite(v) ? v : (double)NAN;
	}
}

/* One family's curve, moved to begin at the last value, added to the rows. */
static int
add_curve(const struct forecast_ask *ask, enum fit_model m, const struct fit_point *p,
    size_t n, struct forecast *out)
{
	struct fit_setup s = {.model = m, .prior = ask->prior};
	struct fit f;
	struct err why = {.code = ERR_NONE};
	double launch = p[0].t - middle_step(p, n);
	rank_hold(&s, isfinite(ask->launch) ? ask->launch : launch, ask->ceiling);
	if (fit_points(&s, p, n, &f, &why) != 0)
		return why.code == ERR_EMPTY ? 0 : -1;
	double last = p[n - 1].t;
	double move = term_value(&p[n - 1]) - fit_eval(&f, last, 0.5, NULL);
	for (size_t i = 0; i < out->n; i++)
		if (!isfinite(fit_eval(&f, out->rows[i].t, 0.5, NULL)))
			return 0;
	for (size_t i = 0; i < out->n; i++)
		out->rows[i].by[FORECAST_CURVES] +=
		    fit_eval(&f, out->rows[i].t, 0.5, NULL) + move;
	return 1;
}

static int
by_curves(const struct forecast_ask *ask, const struct fit_point *p, size_t n,
    struct forecast *out)
{
	static const enum fit_model families[] = {
	    FIT_LOGISTIC, FIT_GOMPERTZ, FIT_BASS, FIT_WEIBULL, FIT_RICHARDS};
	struct forecast_row *rows = out->rows;
	for (size_t i = 0; i < out->n; i++)
		rows[i].by[FORECAST_CURVES] = 0;
	for (size_t k = 0; k < sizeof families / sizeof *families && !ask->line; k++) {
		if (families[k] == FIT_RICHARDS && n < RICHARDS_LEAST)
			continue;
		int took = add_curve(ask, families[k], p, n, out);
		if (took < 0)
			return -1;
		out->curves += (size_t)took;
	}
	for (size_t i = 0; i < out->n; i++) {
		double *v = &rows[i].by[FORECAST_CURVES];
		*v = out->curves ? *v / (double)out->curves : (double)NAN;
	}
	return 0;
}

/* ---- together ---- */

/* off: the errors of the row before, which do not shrink with the horizon. */
static void
set_bands(
    struct forecast_row *r, double last, double horizon, double off[FORECAST_QUANTILES])
{
	double *const ends[] = {&r->low95, &r->low80, &r->high80, &r->high95};
	double v = r->by[FORECAST_COMBINED], s = forecast_stretch(v, last, horizon);
	for (size_t k = 0; k < 4; k++) {
		double q = s * forecast_table(k, horizon);
		off[k] = k < 2 ? fmin(q, off[k]) : fmax(q, off[k]);
		*ends[k] = v + fabs(v) * expm1(off[k]) * (v < 0 ? -1 : 1);
	}
	for (size_t k = 0; v < 0 && k < 2; k++) {
		double low = *ends[3 - k];
		*ends[3 - k] = *ends[k];
		*ends[k] = low;
	}
}

/* The middle of the curves, Holt, the mean of these two, drift and the last value: where
 * curves and Holt run away from all that is simple, in the same direction or in
 * opposite ones, the simple ones hold them. */
static double
middle(const struct forecast_row *r)
{
	double a = r->by[FORECAST_CURVES], b = r->by[FORECAST_HOLT];
	const double all[] = {
	    a, b, (a + b) / 2, r->by[FORECAST_DRIFT], r->by[FORECAST_NAIVE]};
	double v[sizeof all / sizeof *all] = {0};
	size_t n = 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (isfinite(all[i]))
			v[n++] = all[i];
	if (n == 0)
		return (double)NAN;
	qsort(v, n, sizeof *v, compare);
	return (v[(n - 1) / 2] + v[n / 2]) / 2;
}

/* That, within what can be. */
static void
combine(const struct forecast_ask *ask, bool positive, struct forecast_row *r)
{
	double *v = &r->by[FORECAST_COMBINED];
	*v = middle(r);
	/* What never was below zero does not go there, nor above its ceiling. */
	if (positive)
		*v = fmax(*v, 0);
	if (isfinite(ask->ceiling))
		*v = fmin(*v, ask->ceiling);
}

int
forecast_run(const struct forecast_ask *ask, const struct fit_point *p, size_t n,
    struct forecast *out, struct err *e)
{
	struct forecast_row *rows = out->rows;
	double off[FORECAST_QUANTILES] = {0};
	bool positive = true;
	out->curves = 0;
	if (n < LEAST || !(p[n - 1].t > p[0].t))
		return err_set(e, ERR_EMPTY,
		    "%zu point%s: a forecast needs at least %d, at different times", n,
		    n == 1 ? "" : "s", LEAST);
	for (size_t i = 0; i < n; i++)
		positive &= term_value(&p[i]) >= 0;
	for (size_t i = 0; i < out->n; i++)
		for (size_t k = 0; k < FORECAST_METHODS; k++)
			rows[i].by[k] = (double)NAN;
	by_lines(p, n, rows, out->n);
	if (by_holt(p, n, rows, out->n, e) != 0)
		return -1;
	if (by_curves(ask, p, n, out) != 0)
		return err_nomem(e);
	for (size_t i = 0; i < out->n; i++) {
		combine(ask, positive, &rows[i]);
		set_bands(&rows[i], term_value(&p[n - 1]),
		    (rows[i].t - p[n - 1].t) / (p[n - 1].t - p[0].t), off);
	}
	return 0;
}
