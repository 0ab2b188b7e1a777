/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_VINTAGE_H
#define SERIES_VINTAGE_H

#include "series/series.h"

/*
 * A series by both of its clocks, as ALFRED keeps them: what was known of each period
 * on each day that changed it.
 */

/**
 * The vintages of s, as a series whose points come by period and then by the day they
 * were said (obs->as_of): one for each day on which another statement came to stand for
 * the period, and one for the day on which guidance was withdrawn: it has no value (both NaN), and its obs is
 * what withdrew it, with the key and the period of what it withdrew.  n_statements and spread are of those that had been made by then, all is
 * NULL; a statement of an unknown day is in none.  In a.
 */
MUST_CHECK int vintage_build(
    const struct series *s, struct arena *a, struct series *out, struct err *e);

/** The days on which a series of vintages changed, in order, each once; in a. */
MUST_CHECK int vintage_days(const struct series *vintages, struct arena *a,
    int32_t **days, size_t *n, struct err *e);

#endif
