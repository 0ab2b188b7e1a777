/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_RANK_H
#define SERIES_FIT_RANK_H

#include "series/fit/fit.h"

/*
 * All families that the points allow, compared by AICc (Hurvich & Tsai 1989): the
 * distance to the first says how much worse the others tell these points.
 */
enum rank_reason {
	RANK_COMPARED,
	RANK_FEW,    /* fewer points than AICc needs: parameters + 3 */
	RANK_NO_FIT, /* its search did not end in a minimum */
	RANK_PHASES, /* fewer than 8 points per phase, or no better with AR(1) scatter */
	RANK_SAME,   /* without a known launch the same curves as another family's */
	RANK_OTHER,  /* of amounts per period, where the values are none */
	RANK_REASONS
};

struct rank_row {
	enum fit_model model;
	enum rank_reason reason;
	struct fit fit; /* without the prior; set when RANK_COMPARED or RANK_PHASES */
	double delta;   /* AICc above the first's; NAN: not compared */
	double weight;  /* Akaike's, among those compared */
	double ar1;     /* lag-one autocorrelation of what the points deviate */
};

struct rank {
	struct rank_row rows[FIT_MODELS]; /* the best first, then those not compared */
	size_t n;                         /* compared */
	size_t
	    tied; /* so many of the first are not to be told apart: within RANK_TIE */
};
#define RANK_TIE 2.0

const char *rank_reason_text(enum rank_reason r);

/** Fit and rank.  launch: a day, or NAN; ceiling: known, or NAN; flow: the values are
 *  amounts of their periods.  -1 with *e (1) when no family fits, as of fit_points, 71. */
struct rank_ask {
	double launch, ceiling, width;
	bool flow, robust;
};
MUST_CHECK int rank_run(const struct rank_ask *ask, const struct fit_point *p, size_t n,
    struct rank *out, struct err *e);

/** What is held of a family when launch and ceiling (NAN: not) are known. */
void rank_hold(struct fit_setup *s, double launch, double ceiling);

#endif
