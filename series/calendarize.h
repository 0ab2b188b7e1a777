/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CALENDARIZE_H
#define SERIES_CALENDARIZE_H

#include "series/catalog.h"
#include "series/load.h"

/*
 * Fiscal quarters made into calendar quarters, halves into halves and years into years.
 * Of a flow, each calendar quarter is the
 * sum of the fiscal quarters' values weighted by the days that lie in it, and only where
 * they cover all of its days.  Of a balance, the value nearest to the quarter's end is
 * taken, if within 31 days.  All else (ratios, rates, prices; changes; years and other
 * lengths of time) is left out and counted.
 */

/**
 * Put in place of what was loaded the observations that are about calendar quarters, as
 * they are, and one for each quarter that is made: its rule is "calendarized", its note
 * and quote say of what, its as-of day is the latest of its parts', its place that of the
 * part with most days.  In a, which l may share; l->done is counted on, labels become the
 * calendar's.  Strings of c are not kept.
 */
MUST_CHECK int calendarize_load(
    const struct catalog *c, struct arena *a, struct load *l, struct err *e);

#endif
