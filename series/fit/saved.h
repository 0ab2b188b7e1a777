/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_SAVED_H
#define SERIES_FIT_SAVED_H

#include "series/base/arena.h"
#include "series/fit/draws.h"

/*
 * A fit that `tseries fit --format json` wrote, to be evaluated without its data:
 *
 *	struct saved s;
 *	struct err e = {0};
 *	double low, high;
 *	if (saved_load("fit.json", &s, &e) != 0)
 *		...e.text says what is wrong, e.file where...
 *	double v = saved_value(&s, t);          (t: days since 1970-01-01)
 *	if (saved_band(&s, t, 0.95, &low, &high, &e) != 0)
 *		...
 *	saved_free(&s);
 *
 * Numbers are written in the shortest digits that read back as the same double: values
 * and bands are those of the fit that was saved, to the last bit.
 */
struct saved {
	struct fit
	    fit; /* its robust: bands are of Student's t; parameters, standard errors, covariance, scatter, constants */
	struct draws draws; /* n is 0 when none were saved */
	struct str company, metric, segment, unit;
	int version;     /* of the file */
	bool cumulative; /* the curve is what all came to; see saved_amount */
	struct arena arena;
};

/**
 * From the bytes of one JSON object (version 1 or 2; keys that it does not know are left
 * alone).  0; -1 with *e and *out empty: 65, no such JSON, with the key that is wrong
 * and why; 1, the fit did not converge, so there is no curve; 71.  Nothing in the text
 * is trusted: families, counts and numbers are checked.  Free with saved_free.
 */
MUST_CHECK int saved_read(struct str json, struct saved *out, struct err *e);

/** The same of a file, "-" being standard input; *e names it.  Also -1 with what
 *  file_read says; files above 64 MB are refused. */
MUST_CHECK int saved_load(const char *path, struct saved *out, struct err *e);
void saved_free(struct saved *s);

/** The curve at t, in the unit; and how fast it grows there, in the unit per day. */
double saved_value(const struct saved *s, double t);
double saved_slope(const struct saved *s, double t);

/** What the curve rises by from one time to another: of a cumulative fit the amount that
 *  came between them, as the values are that it was fitted to. */
double saved_amount(const struct saved *s, double from, double to);

/** The interval of a new value at t at a level (0.95), from the draws: each one's curve
 *  and scatter.  -1 with *e: 1, no draws were saved; 71. */
MUST_CHECK int saved_band(const struct saved *s, double t, double level, double *low,
    double *high, struct err *e);

#endif
