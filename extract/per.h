/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PER_H
#define EXTRACT_PER_H

#include "extract/job.h"

/*
 * What a value is per where its own words do not say it: a year of output, a month of a
 * subscription, a kilowatt-hour of cost.
 */

/** The time that the value is of; UNIT_NOT_A_RATE where it is of none.  Its kind is set,
 *  its period is not. */
enum unit_per per_time(const struct job *j);

/** The thing that a price is of, when it or its sentence says one ("cost per kilowatt
 *  hour"): as in units, in the plural; NULL. */
const char *per_thing(const struct job *j);

#endif
