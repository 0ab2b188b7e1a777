/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_TICKS_H
#define PLOT_TICKS_H

#include "plot/layout.h"

/** The ticks of a layout's time axis, once its edges are known: quarters, or years where
 *  these are too narrow.  -1 with *e when memory is out. */
MUST_CHECK int ticks_set(struct layout *l, struct err *e);

/** Whether quarters of so many pixels are too narrow for names. */
bool ticks_years(const struct layout *l, double quarter);

#endif
