/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PARALLEL_H
#define EXTRACT_PARALLEL_H

#include "extract/reading.h"

/*
 * Rows that belong together: "8, 11 and 14% in January, February and March", "for the
 * fourth quarter and the full year it was 6% and 5%, respectively".  The first of the
 * values goes with the first of the times.
 */

/** The time of quantity k of the turn, which is one of a row of values in whose sentence
 *  there is one row of as many times; PERIOD_NONE: there are no such rows. */
struct period parallel_period(const struct reading *r, size_t k);

/** The same of a row of as many parts of the business: "in coatings, adhesives and resins ...
 *  was $4 million, $3 million and $1 million"; NULL. */
const struct segment *parallel_segment(const struct reading *r, size_t k);

/** The same of a row of as many metrics: "revenue and net income were $410 million and $23
 *  million"; the metric's words, NULL.  Not all of them are one metric's. */
const struct cue *parallel_cue(const struct reading *r, size_t k);

/** The same of "GAAP and adjusted EPS were $1.20 and $1.35". */
enum obs_basis parallel_basis(const struct reading *r, size_t k);

#endif
