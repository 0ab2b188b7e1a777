/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FIT_JSON_H
#define SERIES_FIT_FIT_JSON_H

#include <stdio.h>

#include "series/fit/report.h"

/**
 * A fit as one object of JSON.  Version 1 has the keys
 *
 *	version, company, metric, kind, segment, basis, variant, measure, unit
 *	model, status, reason    "logistic"; "converged", "undetermined", "stalled" or "out
 *	                         of steps"; null or why it is not "converged"
 *	n, bounds_left_out, other_times_left_out
 *	ceiling, rate_per_year   objects of value, se, low, high (95%)
 *	midpoint                 the same with days since 1970-01-01, and date
 *	years_10_to_90, sigma, rss, degrees_of_freedom
 *	points                   objects of start, end, value, fitted
 *
 * Without convergence all that was fitted is null.  Keys are only added, at the end.
 * -1 with *e when memory is out; write errors stay in f.
 */
MUST_CHECK int fit_json_write(FILE *f, const struct report *r, struct err *e);

#endif
