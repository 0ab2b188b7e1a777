/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FIT_H
#define SERIES_FIT_FIT_H

#include "series/base/err.h"

/*
 * Least-squares fits of growth curves (GSL's gsl_multifit_nlinear).  Times are days
 * since 1970-01-01, values in the series' unit; inside, both are normalised.
 */
enum fit_model { FIT_LOGISTIC, FIT_MODELS };
enum { FIT_MAX_PARAMS = 3, FIT_MIN_POINTS = 4 };
enum fit_status {
	FIT_CONVERGED,
	FIT_STALLED, /* no step makes it better, and it is no minimum */
	FIT_OUT_OF_STEPS,
	FIT_UNDETERMINED, /* the data do not fix the parameters: see doubt */
	FIT_STATUSES
};

/* Why a fit is FIT_UNDETERMINED.  A rival with fewer parameters "fits as well" when
 * the curve is not better than it by an F test at the 5% level (the line: when it
 * leaves no larger scatter per degree of freedom). */
enum fit_doubt {
	FIT_NO_DOUBT,
	FIT_AS_CONSTANT, /* a constant fits as well: there is no growth */
	FIT_AS_EXPONENTIAL, /* an exponential fits as well: no end of the growth is in sight */
	FIT_AS_LINE,        /* a straight line fits as well */
	FIT_SINGULAR,     /* many sets of parameters give the same curve */
	FIT_WIDE_CEILING, /* the ceiling's standard error exceeds the ceiling */
	FIT_WIDE_RATE,    /* the same of the rate */
	FIT_DOUBTS
};

struct fit {
	enum fit_model model;
	enum fit_status status; /* only FIT_CONVERGED may be reported as a fit */
	enum fit_doubt doubt;
	double p
	    [FIT_MAX_PARAMS]; /* logistic: ceiling (unit), rate (1/day), midpoint (day) */
	double se
	    [FIT_MAX_PARAMS]; /* standard errors, same units; INFINITY: not determined */
	double cov[FIT_MAX_PARAMS][FIT_MAX_PARAMS];
	double rss;   /* residual sum of squares, unit squared */
	double sigma; /* sqrt(rss / (n - np)) */
	size_t n, np;
	int steps;
};

const char *fit_model_name(enum fit_model m);
/** The model of that name in *m; false when there is none. */
bool fit_model_find(const char *name, enum fit_model *m);
const char *fit_param_name(
    enum fit_model m, size_t k); /* "ceiling", "rate", "midpoint" */
const char *fit_status_text(enum fit_status s);
/** What the doubt says, as half a sentence: "a straight line fits as well". */
const char *fit_doubt_text(enum fit_doubt d);

/**
 * Fit n points (t: days; y: values) from the model's own starts.  0 with *out set,
 * its status included; -1 with *e (1: fewer than FIT_MIN_POINTS points or times, a
 * number that is not finite, no value above zero, sizes beyond 1e+-100; 71: no
 * memory) and *out untouched.  fit_init() must have been called.
 *
 * Logistic y = K/(1+exp(-r(t-m))): Verhulst (1838).  K > 0.  A decline is the same
 * curve mirrored: rate < 0, and K is the level that it falls from.
 */
MUST_CHECK int fit_run(enum fit_model m, const double *t, const double *y, size_t n,
    struct fit *out, struct err *e);

/** The fitted curve at t, and the half-width of its prediction interval at the
 *  given level (0.95): Student's t with n - np degrees of freedom on the delta
 *  method's variance plus sigma squared.  half may be NULL. */
double fit_eval(const struct fit *f, double t, double level, double *half);

/** Student's t quantile for a two-sided interval of the given level. */
double fit_t_quantile(const struct fit *f, double level);

/** The interval of a parameter at that level by Student's t; of one that has a sign
 *  (ceiling, rate) on the scale of its logarithm, so that it keeps it. */
void fit_interval(
    const struct fit *f, size_t k, double level, double *low, double *high);

/** v to the second significant digit of its error, to four digits when that is none:
 *  10348.06 with 183 is 10350. */
double fit_round(double v, double error);

/** Turn GSL's aborting error handler off; main calls it once. */
void fit_init(void);

#endif
