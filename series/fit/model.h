/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_MODEL_H
#define SERIES_FIT_MODEL_H

#include "series/fit/fit.h"

/*
 * The table of the models: all that the search has to know of one.
 */
/* How a parameter's unit is made of those of the values (Y) and the times (T). */
enum model_dimension { MODEL_Y, MODEL_PER_T, MODEL_T };

struct model_param {
	const char *name;
	enum model_dimension dim;
	bool log; /* searched for by its logarithm, so it stays above zero */
};

struct model {
	const char *name;
	size_t np;
	struct model_param params[FIT_MAX_PARAMS];
	/** The curve at t; its derivatives by the parameters unless grad is NULL. */
	double (*value)(const double *p, double t, double *grad);
	/** The shape that the first parameter multiplies, for the grid of starts. */
	double (*shape)(double rate, double midpoint, double t);
};

const struct model *model_get(enum fit_model m);

#endif
