/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FIT_JSON_H
#define SERIES_FIT_FIT_JSON_H

#include <stdio.h>

#include "series/fit/derived.h"
#include "series/fit/outlook.h"
#include "series/fit/report.h"

/**
 * A fit as one object of JSON.  Version 2 has the keys
 *
 *	version, company, metric, kind, segment, basis, variant, measure, unit
 *	model, status, reason    "logistic"; "converged", "undetermined", "stalled" or "out
 *	                         of steps"; null or why it is not "converged"
 *	n, bounds_left_out, other_times_left_out
 *	ceiling, rate_per_year   objects of value, se, low, high (95%)
 *	midpoint                 the same with days since 1970-01-01, and date
 *	years_10_to_90, sigma, rss, degrees_of_freedom
 *	points                   objects of start, end, value, fitted; low, high, sd as they
 *	                         entered; as_of, doc, line of the statement
 *	formula, source          of the family
 *	constants                what the formula has beside parameters: first, last (days),
 *	                         width (days that one value is about)
 *	parameters               objects of name, unit ("value", "per day", "day", "value
 *	                         per day", "number"), value, se, low, high (profile, 95%,
 *	                         null: no limit), verdict; low_data, high_data: without the
 *	                         prior
 *	covariance               rows, in the order of parameters
 *	prior                    null or a sentence
 *	log_likelihood, aicc, starts_agreeing, steps, ranges, open_bounds
 *	rank                     null or objects of model, aicc, delta, weight, ar1, reason
 *	derived                  objects of value, low, high by name
 *	seed, draws              rows of parameters
 *	curve                    objects of date, fitted, low80, high80, low95, high95
 *	forecast                 null or objects of date, period, forecast, the same bands,
 *	                         and each method
 *	backtest                 null or cuts, n, covered80, covered95, best, methods
 *	bounds                   [low, high] of each parameter: where its search ends; null:
 *	                         it was held
 *	diagnostics              r_squared, largest_deviation (of a value, in scatters),
 *	                         autocorrelation (what the draws' scatter has)
 *	draw_scatter             the scatter of each draw
 *	priors                   (since 2) objects of parameter, unit, scale ("log"),
 *	                         distribution ("normal"), mean, sd (of the natural
 *	                         logarithm), median (in the unit), applied
 *	totals                   (since 2) of a cumulative curve: metrics (of stated totals),
 *	                         rests, covered, torn (of amounts, as in totals.h);
 *	                         amounts_from, amounts_step (days; as in struct fit);
 *	                         forecast_of null, "values" or "totals", forecast_since a
 *	                         date or null
 *
 * Without convergence all that was fitted is null but the limits and verdicts of the
 * parameters.  Keys are only added, at the end.  Version 2 says that a reader has to know
 * loss and cumulative: what it evaluates is of them.  -1 with *e when memory is out; write
 * errors stay in f.
 */
struct fit_json {
	const struct report *report;
	const struct draws *draws; /* NULL: none could be made */
	unsigned long seed;
	double reach;
	const struct outlook *outlook;   /* NULL: not asked for */
	const struct backtest *backtest; /* NULL: not asked for */
};
MUST_CHECK int fit_json_write(FILE *f, const struct fit_json *j, struct err *e);

#endif
