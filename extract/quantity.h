/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_QUANTITY_H
#define EXTRACT_QUANTITY_H

#include "extract/lexer.h"
#include "series/unit.h"

/*
 * Quantities: numbers with their unit and interval.
 *
 *	quantity = [bound] [sign] [currency] number [unit] [range] [rate] [bound]
 *	range    = ("to" | "-" | "or" | "and" after "between") [currency] number [unit]
 *	rate     = ("a" | "per" | "each" | "every" | "/") time | "weekly" | noun "week"
 */
enum quantity_type {
	QUANTITY_NUMBER, /* no unit */
	QUANTITY_PERCENT,
	QUANTITY_MONEY,
	QUANTITY_COUNT,    /* with a noun: vehicles */
	QUANTITY_MEASURE,  /* a physical unit */
	QUANTITY_MULTIPLE, /* doubled, 3x: in percent of change */
	QUANTITY_DURATION, /* three months */
	QUANTITY_NONE,     /* a year, a date, a name: no quantity */
	QUANTITY_TYPES
};

struct quantity {
	size_t a, b;   /* tokens of the value: what the observation's span covers */
	size_t ua, ub; /* with bounds, units and rate */
	size_t bound;  /* with the words before it that leave it open; else a */
	size_t anchor; /* where what it belongs to is looked for from: ua, or that of
	                          the slip that it corrects */
	enum quantity_type type;
	double low, high; /* NaN: open */
	bool vague, hedged, words, magnitude, level;
	bool points;   /* percentage points or basis points */
	bool from, to; /* one of "from X to Y"; the other is the quantity beside it */
	bool slip;     /* corrected by the next one */
	bool plain;    /* NONE for want of separators alone: 2018, 1500 */
	int digits;    /* significant, as written; 0 unknown */
	double
	    scale; /* of its magnitude: 1e6 of "millions", 0.01 of "cents"; 1 when none
			  is said */
	const char *unit;     /* currency code, plural noun, physical unit; NULL */
	enum unit_per per;    /* per unit of time */
	const char *per_noun; /* per thing: "vehicle", "kWh", "W"; NULL */
};

/** Every quantity of the tokens, in order, in a.  Years, dates, times of day, names
 *  with numbers and ordinals are none.  O(n). */
MUST_CHECK int quantity_find(const struct token *t, size_t n, struct arena *a,
    struct quantity **out, size_t *n_out, struct err *e);

/** Where the phrase begins that makes q a tolerance ("plus or minus 2 points"); SIZE_MAX:
 *  it is none.  What q is around is widened by it and goes to its end, where both measure
 *  the same; then q is none of the quantities that are found. */
size_t quantity_tolerance(const struct token *t, const struct quantity *q);

#endif
