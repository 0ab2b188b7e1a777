/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_FIT_H
#define SERIES_FIT_FIT_H

#include "series/base/err.h"

/*
 * Growth curves by maximum likelihood with normal errors (GSL's gsl_multifit_nlinear):
 * least squares where every point is a plain value.  Times are days since 1970-01-01,
 * values in the series' unit; inside, both are normalised.
 */
/* clang-format off */
enum fit_model {
	FIT_LOGISTIC, FIT_LOGISTIC4, FIT_GOMPERTZ, FIT_RICHARDS,
	FIT_SATURATION, FIT_WEIBULL, FIT_LOGLOGISTIC, FIT_BASS, FIT_BASS_FLOW,
	FIT_LOGISTICS2, FIT_LOGISTICS3,
	FIT_POWER, FIT_EXPONENTIAL, FIT_LINEAR,
	FIT_MODELS
};
/* clang-format on */
enum { FIT_MAX_PARAMS = 9 };
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
	FIT_AS_CONSTANT, /* so does a constant, and no line shows growth */
	FIT_AS_EXPONENTIAL, /* an exponential fits as well: no end of the growth is in sight */
	FIT_AS_LINE,        /* a straight line fits as well */
	FIT_SINGULAR,     /* many sets of parameters give the same curve */
	FIT_WIDE_CEILING, /* the ceiling's standard error exceeds the ceiling */
	FIT_WIDE_RATE,    /* the same of the rate */
	FIT_AT_EDGE,      /* the best curve lies where the search ends */
	FIT_DOUBTS
};

/* A point as it was stated: low = high is a value, low < high a range, a NaN an open
 * side ("at least": no high). */
struct fit_point {
	double t, low, high;
	double sd;   /* how much less sure than others: 1, 2, ... times their scatter */
	double span; /* days that it is an amount of, t their middle; 0: a level at t */
	double
	    share; /* of several statements of one measurement, which stand side by side:
			 its part of it, in all 1; 0: it is all of it */
	bool tailed; /* scattered by Student's t with FIT_TAILS degrees of freedom */
	bool soft;   /* a target: pulls at the curve, and counts for nothing else */
};
/* Of the scatter of a robust fit. */
enum { FIT_TAILS = 4 };

/* What is asked of a fit beside its points.  {.model = m} asks for nothing else. */
struct fit_setup {
	enum fit_model model;
	unsigned held; /* bit k: parameter k is not searched for, it is hold[k] */
	double hold[FIT_MAX_PARAMS];
	bool prior; /* the weak prior on the ceiling, where the family has one */
	bool
	    robust; /* scatter by Student's t with FIT_TAILS, whatever the points say */
	double
	    width; /* days that one value is about, of flows; 0: the commonest step */
};

/* A weak prior: the logarithm of a parameter is normal. */
struct fit_prior {
	size_t param;
	double mean, sd; /* of the natural logarithm, the parameter in its unit */
};
enum { FIT_MOST_PRIORS = 2 };

struct fit {
	enum fit_model model;
	enum fit_status status; /* only FIT_CONVERGED may be reported as a fit */
	enum fit_doubt doubt;
	/* In the order of fit_param_name; of the families with a ceiling it is the
	 * first: a value; rates per day; times in days; shapes without unit. */
	double p[FIT_MAX_PARAMS];
	/* Standard errors, same units; INFINITY: not determined; 0: it was held. */
	double se[FIT_MAX_PARAMS];
	double cov[FIT_MAX_PARAMS][FIT_MAX_PARAMS];
	double
	    rss; /* (weighted) sum of squares of what the points deviate, unit squared */
	double sigma; /* the scatter of a point with sd 1 */
	double logl;  /* log likelihood of the points at its own best scatter */
	double
	    aicc; /* of it, the scatter counted as a parameter; INFINITY: too few points */
	size_t n, np, free; /* points, parameters, those of them that are not held */
	size_t values;      /* measurements: points without targets and repeats */
	size_t
	    df; /* degrees of freedom: of what the values are worth, ranges and bounds
		      counting for less than one */
	double first, last, width; /* the constants of the formula: days */
	double amounts_from,
	    amounts_step; /* of a curve of totals, days: the scatter of a
		total is that of an amount of a step times the root of the steps from
		there on; step 0: of none */
	unsigned held;
	bool prior;                               /* the priors took part */
	struct fit_prior priors[FIT_MOST_PRIORS]; /* of this family and these points */
	size_t n_priors;
	bool robust;
	int steps, starts; /* of the search; how many starts came to this place */
};

const char *fit_model_name(enum fit_model m);
/** What it is, its formula, whose it is. */
const char *fit_model_what(enum fit_model m);
const char *fit_model_formula(enum fit_model m);
const char *fit_model_source(enum fit_model m);
/** The model of that name in *m; false when there is none. */
bool fit_model_find(const char *name, enum fit_model *m);
/** Does it tend to a ceiling (its parameter 0)?  Is it about amounts per period? */
bool fit_model_has_ceiling(enum fit_model m);
bool fit_model_is_flow(enum fit_model m);
size_t fit_param_count(enum fit_model m);
const char *fit_param_name(
    enum fit_model m, size_t k); /* "ceiling", "rate", "midpoint" */
/* What a parameter is: a value, one per day, a day, a value per day, a number. */
enum fit_unit { FIT_VALUE, FIT_PER_DAY, FIT_DAY, FIT_VALUE_PER_DAY, FIT_NUMBER };
enum fit_unit fit_param_unit(enum fit_model m, size_t k);
const char *fit_status_text(enum fit_status s);
/** What the doubt says, as half a sentence: "a straight line fits as well". */
const char *fit_doubt_text(enum fit_doubt d);

/** How many points, at different times, a family needs: one more than parameters. */
size_t fit_least_points(enum fit_model m);

/**
 * Fit n points (t: days; y: values) from the model's own starts.  0 with *out set,
 * its status included; -1 with *e (1: fewer than fit_least_points points or times, a
 * number that is not finite, no value above zero, sizes beyond 1e+-100; 71: no
 * memory) and *out untouched.  fit_init() must have been called.
 *
 * Of the families that can, a decline is the same curve mirrored: rate < 0, and the
 * ceiling is the level that it falls from.
 */
MUST_CHECK int fit_run(enum fit_model m, const double *t, const double *y, size_t n,
    struct fit *out, struct err *e);

/** The same of points as they were stated.  Amounts and levels of a cumulative curve may
 *  be mixed; scatter and degrees of freedom are those of the measurements.  Ranges and open bounds enter as such: their
 *  terms are the probabilities of what was said under the curve and its scatter, which
 *  is estimated with it.
 *  The prior: log(ceiling / largest value) is normal with mean log 1.5 and standard
 *  deviation 0.7, and log asymmetry with mean 0 and 1.5. */
MUST_CHECK int fit_points(const struct fit_setup *s, const struct fit_point *p,
    size_t n, struct fit *out, struct err *e);

/** The fitted curve at t, and the half-width of its prediction interval at the
 *  given level (0.95): Student's t with n - np degrees of freedom on the delta
 *  method's variance plus sigma squared.  half may be NULL. */
double fit_eval(const struct fit *f, double t, double level, double *half);

/** What the curve says of a point: its level there, or the amount over its span. */
double fit_at(const struct fit *f, const struct fit_point *p);

/** When the curve has the value v: days; NAN: never. */
double fit_when(const struct fit *f, double v);

/** Student's t quantile for a two-sided interval of the given level. */
double fit_t_quantile(const struct fit *f, double level);

/** v to the second significant digit of its error, to four digits when that is none:
 *  10348.06 with 183 is 10350. */
double fit_round(double v, double error);

/** Turn GSL's aborting error handler off; main calls it once. */
void fit_init(void);

#endif
