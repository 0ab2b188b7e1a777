/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_START_H
#define SERIES_FIT_START_H

#include "series/fit/solve.h"

/*
 * Starts of a search: the best places of a coarse grid in which the parameters that
 * enter linearly are solved for (variable projection, Golub & Pereyra 1973).
 */
enum { START_MOST = 4 };

/** At most START_MOST places, the best first, each of another place on the first axis;
 *  returns how many. */
size_t start_find(const struct solve_data *d, struct solve_place out[START_MOST]);

#endif
