/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_LOGIT_H
#define SERIES_FIT_LOGIT_H

#include <stdint.h>

#include "series/base/err.h"

/*
 * The conditional logit (D. McFadden, 1974): of the candidates of a choice, c is taken
 * with probability exp(w.x_c) / sum over all candidates.  Where several are right, their
 * sum counts.  Fitted by maximum likelihood with a normal prior on the weights.
 */
struct logit_term {
	uint32_t feature;
	float value;
};

struct logit_data {
	const struct logit_term *terms;
	const size_t *candidates; /* n_candidates + 1: where each one's terms begin */
	const unsigned char *right;
	const size_t *choices; /* n_choices + 1: where each one's candidates begin */
	size_t n_choices, n_features;
	double lambda;         /* of the prior */
	const double *penalty; /* n_features: how much more lambda weighs; NULL: 1 */
};

/**
 * Weights w[n_features] that minimise -log likelihood + lambda/2 sum(penalty w^2) over the choices
 * with a right candidate, each counted use[i] times (NULL: once), from w as it is, in at
 * most `steps` steps of GSL's BFGS.  The objective reached in *f.  -1 with *e: no memory.
 */
MUST_CHECK int logit_fit(const struct logit_data *d, const unsigned char *use,
    int steps, double *w, double *f, struct err *e);

#endif
