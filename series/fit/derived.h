/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_DERIVED_H
#define SERIES_FIT_DERIVED_H

#include "series/fit/draws.h"

/*
 * What follows from a curve, with intervals from its draws.
 */
enum derived_kind {
	DERIVED_INFLECTION, /* the day of the fastest growth */
	DERIVED_DURATION,   /* days from 10% to 90% of the ceiling */
	DERIVED_NOW,        /* the curve at the last point */
	DERIVED_GROWTH,     /* its growth there, as a part of itself per year */
	DERIVED_SHARE,      /* how much of the ceiling it is */
	DERIVED_REACH,      /* the day on which it reaches a value */
	DERIVED_KINDS
};
struct derived {
	double value, low, high; /* NAN: it has none (never, no ceiling) */
};

/** Of a fit alone: its value; NAN where the family has no such thing.  reach: the value
 *  of DERIVED_REACH. */
double derived_of(const struct fit *f, enum derived_kind k, double reach);

/** With its interval at a level from draws.  -1 with *e: no memory. */
MUST_CHECK int derived_run(const struct draws *d, enum derived_kind k, double reach,
    double level, struct derived *out, struct err *e);

const char *derived_name(enum derived_kind k); /* "inflection" */

#endif
