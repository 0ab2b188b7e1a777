/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_DERIVE_H
#define SERIES_DERIVE_H

#include "series/series.h"

/*
 * Levels that nobody stated, from a stated change and the level that it is held
 * against: 120 from 100 and growth of 20%.
 */

/**
 * The level series among n, and with them the levels that growth and deltas give: only
 * from an actual level of the same company, metric, segment, basis, variant and measure
 * about exactly the base period, stated as one value, for growth a positive one; only
 * where no level of that key and period is stated; of several changes the delta, then
 * the one that was said last.  A derived point has `base` set: its obs is the change,
 * its base the level.  Guidance of a change makes guidance of a level; contributions
 * make nothing.  The series of other kinds follow as they are.  Ordered by key; in a.
 */
MUST_CHECK int derive_levels(const struct series *all, size_t n, struct arena *a,
    struct series **out, size_t *n_out, struct err *e);

#endif
