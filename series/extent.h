/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_EXTENT_H
#define SERIES_EXTENT_H

#include "series/series.h"

/*
 * Which series there are and how far they reach, without their points.
 */
struct options;
struct store;

struct extent {
	struct series_key key;
	struct str unit;
	size_t n;               /* points */
	struct str first, last; /* the labels of their periods; terminated */
};

/** The series that fit the options, in the order of series_build.  Read from sums
 *  (series/store_sum.h) where these tell the same, which is all but --adjusted and
 *  --calendarize; s is the store that o names.  In a.  -1 with *e as load_obs and
 *  series_check; none that fits is no failure. */
MUST_CHECK int extent_list(const struct options *o, struct store *s, struct arena *a,
    struct extent **out, size_t *n, struct err *e);

/** The same from all observations, and from sums.  extent_sums is for options without
 *  --adjusted and --calendarize. */
MUST_CHECK int extent_rows(const struct options *o, struct arena *a,
    struct extent **out, size_t *n, struct err *e);
MUST_CHECK int extent_sums(const struct options *o, struct store *s, struct arena *a,
    struct extent **out, size_t *n, struct err *e);

#endif
