/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PANELS_H
#define PLOT_PANELS_H

#include "plot/layout.h"

/*
 * Small multiples: where each of several panels of one size stands, row by row.
 */

/** How many there is room for on a canvas (0: 1600x900), from 1 to CHART_PANELS. */
size_t panels_most(int wide, int high);

/** Where the k-th of the panels of a layout stands whose heads are laid out. */
struct layout_panel panels_at(const struct layout *heads, size_t k);

#endif
