/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_REPORT_H
#define SERIES_FIT_REPORT_H

#include "series/fit/evidence.h"
#include "series/fit/fit.h"
#include "series/fit/points.h"
#include "series/fit/profile.h"
#include "series/fit/rank.h"
#include "series/fit/totals.h"

/*
 * A fit to the achieved values of one series, and what went into it.
 */
struct report_ask {
	enum fit_model model;
	bool automatic;  /* the family that AICc ranks first, instead */
	bool force;      /* also what does not grow along such a curve by its nature */
	bool prior;      /* the weak prior on the ceiling */
	bool robust;     /* scatter by Student's t */
	bool cumulative; /* the curve is of totals, of which the values are amounts */
	bool as_guided;  /* the ceiling is one that was guided */
	const struct series *guidance; /* as soft targets; NULL: not */
	const struct series *const
	    *totals; /* stated totals beside a cumulative curve's amounts */
	size_t n_totals;
	double ceiling, floor, launch; /* known: in the unit, a day; NAN: not */
};
#define REPORT_ASK                                                                     \
	((struct report_ask){.prior = true,                                            \
	    .ceiling = (double)NAN,                                                    \
	    .floor = (double)NAN,                                                      \
	    .launch = (double)NAN})

struct report {
	const struct series *series;
	const struct catalog_metric *metric;
	struct report_ask ask;
	struct points points;     /* those used */
	double *t, *y;            /* their times and the values that stand for them */
	struct fit_point *stated; /* by their best statements, with their sureness */
	struct evidence evidence; /* all that was stated: what the fit is of */
	struct totals totals;  /* of a cumulative curve: what became of the amounts */
	size_t bounds, ranges; /* of them: open bounds, ranges */
	struct fit_setup setup;
	struct fit fit;
	struct profiles profiles; /* at 95% */
	struct rank *rank;        /* of an automatic choice; else NULL */
};

enum { REPORT_TEXT = 240 };

/** Fit the series.  In a.  0 with *out set, whatever fit.status says; -1 with
 *  *e: 1 nothing achieved or too few points, 64 a kind of
 *  metric that grows along no such curve (unless forced), 71. */
MUST_CHECK int report_make(const struct series *s, const struct catalog_metric *m,
    const struct report_ask *ask, struct arena *a, struct report *out, struct err *e);

/** Why it may not be shown as a fit; "" when it may. */
void report_reason(const struct report *r, char out[REPORT_TEXT]);

/** The years that the curve takes from a tenth to nine tenths of its ceiling; NAN: it
 *  has none. */
double report_years(const struct report *r);

/** A value and its interval as people read it, rounded to its error: "10,350
 *  vehicles/week"; in a. */
struct str report_value(
    const struct report *r, double v, double error, struct arena *a);

/** A day in the text "2022-05-03"; in years before 0 or after 9999, "day N". */
struct str report_day(double t, struct arena *a);

/** The curve's last day: a quarter of the fitted time on, at least half a year. */
double report_end(const struct report *r);

#endif
