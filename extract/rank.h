/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_RANK_H
#define EXTRACT_RANK_H

#include "extract/bind.h"
#include "extract/change.h"
#include "extract/phrase.h"

/*
 * The candidates that the rules of binding bring, ranked by the model: each with the
 * kinds that its unit allows, and "none of these".
 */
enum { RANK_ENTRIES = 56, RANK_RULES = 12 };

struct rank_entry {
	struct binding b; /* the best that speaks for this metric */
	enum bind_rule rules[RANK_RULES];
	size_t n_rules;
};

struct rank_context {
	const struct bind_state *st;
	const struct reading *all;
	const struct quantity *q;
	bool delta, driver, share, another, alone;
	struct phrases phrases;
	struct change change;
	/* By rank_binding: */
	struct bind_repeat same; /* where its value was said before */
	int64_t size;            /* of what order it is, and its type */
	uint64_t spoken; /* a bit for each metric, cut, that something near speaks of */
};

/** The candidate that the model takes; .metric is -1 for none. */
struct binding rank_binding(
    struct rank_context *x, const struct rank_entry *v, size_t n);

#endif
