/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_RESOLVE_H
#define EXTRACT_RESOLVE_H

#include "extract/bind.h"

/*
 * What a bound quantity still needs: its value with sign, segment, stance, period,
 * and the finer columns (basis, variant, measure, scope, act, base).
 */
struct resolve_times {
	struct period year, next_year, next_quarter, year_before, quarter_before,
	    year_to_date;
};

struct resolve_context {
	const struct catalog *catalog;
	const struct when_clock *clock;
	struct resolve_times times; /* about the reported quarter, when it is known */
	const char *text;           /* the clean text that the tokens point into */
	const struct reading *all;  /* every turn of the call */
	size_t n_turns;
	size_t turn;                    /* which of them is being resolved */
	const struct bind_state *state; /* what was said before */
	enum basing_lies announced;     /* what all changes are compared with */
	const char *currency;           /* that the call speaks of most */
	const char *noun;               /* that the call counts most: "vehicles" */
	bool vehicles; /* the call speaks of vehicles, so that "units" are some */
	struct resolve_product {
		struct str name;
		uint32_t hash; /* segment_hash */
		size_t n;
	} products[8]; /* that the call names most, in order */
	size_t n_products;
	struct arena *arena;
};

/** A year means the one of the clock's quarter. */
struct resolve_times resolve_times_of(const struct when_clock *clock);

/** Fill o's value, unit, segment, stance, role, period, vague, basis, variant, measure,
 *  scope, act, base and precision for quantity k of the turn, bound as b.  -1 with *e
 *  only when memory is out. */
MUST_CHECK int resolve_run(const struct resolve_context *x, size_t k,
    const struct binding *b, struct obs *o, struct err *e);

#endif
