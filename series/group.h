/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_GROUP_H
#define SERIES_GROUP_H

#include <stdint.h>

#include "series/series.h"

/*
 * Observations sorted into classes: one for each key (whatever the stance) and unit.
 * What is decided for a class, its series' unit above all, is then known of all of its
 * observations without another look at their texts.
 */
struct group_class {
	struct series_key key; /* the stance says nothing */
	struct str unit;
	size_t n;       /* observations, by their weights */
	size_t subject; /* classes of one key have one number; by key */
	size_t to;      /* the class whose unit its values are brought to */
	double factor;  /* ... by this */
};

struct group {
	struct group_class *classes; /* by key, then unit */
	size_t n;
	uint32_t *class_of; /* of each observation */
};

/** Group n observations: of the units of one key that convert into each other, that of
 *  most observations is what all are brought to (of equals the first by name).  An
 *  observation may stand for several of its key and unit: weights say how many; NULL is
 *  one each.  In a; keys and units are borrowed.  n log n.  -1 with *e when memory is out
 *  or for more than 2^32 - 1 observations. */
MUST_CHECK int group_make(const struct obs *const *obs, const size_t *weights, size_t n,
    struct arena *a, struct group *out, struct err *e);

/** A number for the series of the i-th observation: by key, stance and unit, in the order
 *  of series; and the class whose unit that series has. */
uint64_t group_series(const struct group *g, size_t i, enum obs_stance stance);
size_t group_unit_class(uint64_t series);

#endif
