/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_SEVERAL_H
#define PLOT_SEVERAL_H

#include "plot/compose.h"

/*
 * Several series in one picture: lines on one axis (or two), or small multiples.
 * `base` says what all have in common; its pick, fit and headline are not used.
 */

/** Lines of n picks (2 to CHART_MORE + 1) of one company, without their guidance, which the
 *  foot counts; units that convert are brought to the first's; with two the second of two
 *  picks has an axis of its own.  All in a.  -1 with *e: 64 when units do not agree, 1
 *  when a pick has no actual values of the first's kind of time. */
struct several_picks {
	const struct pick *all;
	size_t n;
	bool two;
};
MUST_CHECK int several_lines(const struct compose *base, const struct several_picks *p,
    struct arena *a, struct chart *out, struct err *e);

/** At most `most` panels, those with most points, the total first and then by name; the
 *  foot names the rest, and counts those in another unit.  In a. */
struct several_grid {
	const struct pick_parts *parts;
	enum pick_by by;
	size_t most;
	bool free;
};
MUST_CHECK int several_panels(const struct compose *base, const struct several_grid *g,
    struct arena *a, struct chart *out, struct err *e);

#endif
