/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FRAME_H
#define SERIES_FIT_FRAME_H

#include "series/fit/solve.h"

/*
 * Points as they are searched in: t = at + span * t', or at + span * (1 - t') for a
 * decline, mirrored; y = size * y'.
 */
struct frame {
	double at, span, size, top; /* top: the largest value */
	double step;                /* the commonest one between times */
	bool falls;
};

/** Refuse what no curve can be put through; else say how to normalise it.  least:
 *  points and times needed. */
MUST_CHECK int frame_measure(const struct fit_setup *s, const struct fit_point *p,
    size_t n, struct frame *fr, struct err *e);

/** How many measurements n points are, targets left out. */
double frame_values(const struct fit_point *p, size_t n);

/** Normalise: d->points, of which there is room for n, d->sum2, width, and what is
 *  held.  fr->falls counts. */
void frame_normalise(struct solve_data *d, const struct fit_setup *s,
    const struct fit_point *p, const struct frame *fr);

/** What parameter k as normalised is multiplied by, and added to. */
double frame_unit(const struct frame *fr, const struct model *m, size_t k);
double frame_origin(const struct frame *fr, const struct model *m, size_t k);

#endif
