/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_PROFILE_H
#define SERIES_FIT_PROFILE_H

#include "series/fit/fit.h"

/*
 * Intervals by the profile of the likelihood (Bates & Watts 1988; Venzon & Moolgavkar
 * 1988): all values of a parameter for which the best curve through the points is no
 * worse than F(1, df) allows.  They are as lopsided as the data make them, and they
 * say when the data set no limit.
 */
enum profile_verdict {
	PROFILE_DETERMINED,
	PROFILE_BOUNDED_BELOW, /* at least `low`, no upper limit */
	PROFILE_BOUNDED_ABOVE,
	PROFILE_NOT_DETERMINED,
	PROFILE_HELD, /* it was given, not searched for */
	PROFILE_VERDICTS
};

struct profile {
	double low, high; /* in the parameter's units; +-INFINITY: no limit */
	enum profile_verdict verdict;
};

struct profiles {
	struct profile
	    data[FIT_MAX_PARAMS]; /* by the data alone: theirs is the verdict */
	struct profile prior[FIT_MAX_PARAMS]; /* with the prior; the same without one */
	bool better; /* a curve was met that fits better: the fit is no minimum */
};

const char *profile_verdict_text(enum profile_verdict v);
const char *profile_verdict_name(enum profile_verdict v); /* "bounded-below" */

/** The intervals of all parameters at a level.  A ceiling of a thousand times the largest
 *  value counts as none.  -1 with *e as of fit_points. */
MUST_CHECK int profile_run(const struct fit_setup *s, const struct fit_point *p,
    size_t n, double level, struct profiles *out, struct err *e);

/** What they are where nothing is determined. */
void profile_none(const struct fit *f, struct profiles *out);

#endif
