/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_UNIT_H
#define SERIES_UNIT_H

#include "series/base/arena.h"

/*
 * Units as text: an ISO 4217 code ("USD"), "percent", a plural noun ("vehicles"),
 * a physical unit ("GWh"), and any of these per something: "vehicles/week",
 * "USD/vehicle".  Per day, week, month, quarter or year is a rate.
 */
enum unit_per {
	UNIT_NOT_A_RATE,
	UNIT_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNIT_QUARTER,
	UNIT_YEAR,
	UNIT_PERS
};

/** The part before "/day" ... "/year" and which of them; UNIT_NOT_A_RATE and the
 *  whole unit when there is none. */
enum unit_per unit_split(struct str unit, struct str *noun);
const char *unit_per_name(enum unit_per p);

/** The factor from one unit to another of the same noun: 52.18 from vehicles/week to
 *  vehicles/year.  False when they do not measure the same (money of different
 *  currencies never does).  "USD" to "USD million" is 1e-6. */
bool unit_factor(struct str from, struct str to, double *factor);

/** A text that units have in common exactly when unit_factor converts them; in a.  .p is
 *  NULL when memory is out. */
struct str unit_family(struct str unit, struct arena *a);

/** What a physical unit measures: UNIT_ENERGY of "GWh"; UNIT_NO_DIM of money, counts,
 *  rates and words that are not known.  Units of one dimension need not convert: "tons"
 *  may be short or metric, "boe" is oil's heat by convention; unit_factor tells. */
enum unit_dim {
	UNIT_NO_DIM,
	UNIT_ENERGY,
	UNIT_POWER,
	UNIT_MASS,
	UNIT_VOLUME,
	UNIT_LENGTH,
	UNIT_AREA,
	UNIT_DIMS
};
enum unit_dim unit_dim(struct str unit);

/** What a unit measures, in words: "money (USD) per time", "energy", "a count of
 *  vehicles", "a percentage".  Terminated, cut to its size. */
enum { UNIT_WORDS = 128 };
void unit_describe(struct str unit, char out[UNIT_WORDS]);

/** ISO 4217 by code: the sign that people write before it ("$"), or NULL. */
bool unit_is_currency(struct str unit);
const char *unit_currency_sign(struct str unit);

#endif
