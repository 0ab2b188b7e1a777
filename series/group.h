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
	size_t n;       /* observations */
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
 *  most observations is what all are brought to (of equals the first by name).  In a;
 *  keys and units are borrowed.  n log n.  -1 with *e when memory is out or for more
 *  than 2^32 - 1 observations. */
MUST_CHECK int group_make(const struct obs *const *obs, size_t n, struct arena *a,
    struct group *out, struct err *e);

#endif
