/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CONFLICT_H
#define SERIES_CONFLICT_H

#include "series/series.h"

/*
 * Statements of one key and period that contradict each other: whose values do not
 * agree within what was said.
 *
 * A said value reaches half a step of its last said digit to either side: "18.7%"
 * 0.05, "19%" 0.5, "$3.4 billion" 0.05 billion.  Of a whole number of a thousand and
 * more, zeros at the end are not said beyond the second digit: "5,000" reaches 50.
 * Hedged values reach at least a twentieth of themselves, and up to a tenth where they
 * end in zeros ("nearly 50" reaches 5); vague ones at least a tenth.  Two agree when one
 * lies within the other, widened by the larger reach; when one is open or vague, it is
 * enough that they meet.  Rates of different times agree within a thirtieth: people
 * convert with months of 30 days.
 *
 * Never a contradiction: guidance of different days (a new vintage), filed or
 * forecast figures of one source and different days (a restatement), hypothetical
 * values, and contributions (other drivers).
 */

/** How far a value of an observation reaches to either side, in the observation's
 *  unit: v is its low or its high. */
double conflict_reach(const struct obs *o, double v);

/** Whether two statements, of one key and period, contradict each other.  Units are
 *  converted; what does not convert never contradicts. */
bool conflict_between(const struct obs *a, const struct obs *b);

/** How many of a point's statements contradict the one that stands for it; 0 of a point
 *  that does not keep them (a vintage). */
size_t conflict_rivals(const struct series_point *p);

/** Of an achieved value that was corrected: the last statement of an earlier day, a call's
 *  or a filing's, that does not agree with the one that stands for it, where nobody had
 *  said by then what stands now; NULL when there is none.  The square of
 *  the point's statements where they differ. */
const struct obs *conflict_before(const struct series_point *p);

/** conflict_rivals without those that were corrected. */
size_t conflict_unsettled(const struct series_point *p);

/** Whether any two of a point's statements contradict each other; n^2 where none do and not
 *  all say the same. */
bool conflict_in(const struct series_point *p);

#endif
