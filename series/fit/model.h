/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_MODEL_H
#define SERIES_FIT_MODEL_H

#include "series/fit/fit.h"

/*
 * The table of the families: all that search, profiles and reports have to know of one.
 * A curve is written in its own parameters p, whatever the units of times and values;
 * the search goes through coordinates x on normalised points: times from 0 (the first)
 * to 1 (the last), values of at most 1.
 */
/* How a parameter's unit is made of those of the values (Y) and the times (T). */
enum model_dimension { MODEL_Y, MODEL_PER_T, MODEL_T, MODEL_Y_PER_T, MODEL_NONE };

enum model_scale {
	MODEL_DIRECT, /* p = x */
	MODEL_LOG,    /* p = exp(x): stays above zero */
	MODEL_BEFORE  /* p = -exp(x): a time before the first point */
};

/* What a family tends to when its data do not hold it: the rivals of its doubts. */
enum model_limit {
	MODEL_LIMIT_CONSTANT = 1,
	MODEL_LIMIT_EXPONENTIAL = 2,
	MODEL_LIMIT_LINE = 4
};

struct model_param {
	const char *name;
	enum model_dimension dim;
	enum model_scale scale;
	double lo, hi; /* of x: where the search ends */
};

/* Where a curve is asked for: the constants that are no parameters with it. */
struct model_at {
	double t;
	double last;  /* the last point's time: the level of some families is there */
	double width; /* of the period of one value, for families per period */
};

/* One axis of the grid of starts, in x. */
struct model_axis {
	size_t param;
	double from, step;
	int n;
};

struct model {
	const char *name, *what, *formula, *source;
	size_t np;
	struct model_param params[FIT_MAX_PARAMS];
	/** The curve; its derivatives by the parameters unless grad is NULL. */
	double (*value)(const double *p, struct model_at at, double *grad);
	/** Of those with a midpoint: the share of the ceiling where exp(-rate*(t - midpoint))
	 *  is u; NULL: not that simple. */
	double (*shape)(const double *p, double u);
	/** The time at which it has the value y, NAN: never; NULL: found by bisection. */
	double (*inverse)(const double *p, double y, double last);
	size_t linear[2], n_linear; /* parameters that enter linearly: solved for */
	struct model_axis axes[3];
	size_t n_axes;
	/* Narrower families that it holds at a place of its last coordinate, as starts. */
	struct {
		enum fit_model model;
		double x;
	} kin[2];
	size_t n_kin;
	size_t
	    offset; /* 1 more than the parameter that amounts say nothing of; 0: none */
	size_t asymmetry; /* the parameter that a weak prior holds near 1; 0: none */
	unsigned limits;
	bool ceiling;  /* parameter 0 is what it tends to */
	bool mirrors;  /* a negative rate (parameter 1) is a decline */
	bool flow;     /* values are amounts of their periods, not levels */
	size_t phases; /* a sum of so many logistics; 1 for all else */
};

const struct model *model_get(enum fit_model m);

/** The curve at a place; with a span the amount that it rises by about it, half of the
 *  span to either side. */
double model_of(const struct model *m, const double *p, struct model_at at, double span,
    double *grad);

/** The parameters of coordinates, and what x counts for p: dp/dx. */
void model_natural(const struct model *m, const double *x, double *p);
double model_slope(const struct model *m, size_t k, double p);
/** The coordinate of a parameter; NAN when it cannot be (a ceiling below zero). */
double model_coordinate(const struct model *m, size_t k, double p);

#endif
