/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/term.h"

#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_erf.h>

static const double LN_SQRT_2PI = 0.91893853320467274178;

bool
term_exact(const struct fit_point *p)
{
	return p->low == p->high;
}

double
term_value(const struct fit_point *p)
{
	if (isnan(p->low))
		return p->high;
	return isnan(p->high) ? p->low : p->low + (p->high - p->low) / 2;
}

/* log of the normal distribution's density and of what lies below z. */
static double
log_density(double z)
{
	return -z * z / 2 - LN_SQRT_2PI;
}

static double
log_below(double z)
{
	return gsl_sf_log_erfc(-z / M_SQRT2) - M_LN2;
}

/* log of what lies between a < b: from the side where both are small. */
static double
log_between(double a, double b)
{
	double lo = a > 0 ? -b : a, hi = a > 0 ? -a : b;
	double most = log_below(hi);
	return most + log1p(-exp(log_below(lo) - most));
}

static double
distance(const struct fit_point *p, double f, double *slope)
{
	double gap = 0;
	if (f < p->low)
		gap = f - p->low;
	else if (f > p->high)
		gap = f - p->high;
	*slope = gap == 0 ? 0 : 1 / p->sd;
	return gap / p->sd;
}

static double
range_residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	double s = sigma * p->sd, half = (p->high - p->low) / (2 * s);
	double a = (p->low - f) / s, b = (p->high - f) / s;
	double logp = log_between(a, b), most = log_between(-half, half);
	double deviance = 2 * (most - logp), off = f - term_value(p);
	/* Near the middle both go to zero: the curvature there. */
	if (!(deviance > 1e-9)) {
		*slope = sigma / s * sqrt(2 * half * exp(log_density(half) - most));
		return *slope * off;
	}
	double root = sqrt(deviance), way = off < 0 ? -1 : 1;
	double by = (exp(log_density(a) - logp) - exp(log_density(b) - logp)) / s;
	*slope = -way * sigma * by / root;
	return way * sigma * root;
}

/* "At least": z is how far above the bound the curve is; way turns "at most" round. */
static double
open_residual(double z, double s, double sigma, double way, double *slope)
{
	double logp = log_below(z), deviance = -2 * logp;
	if (!(deviance > 1e-200)) {
		*slope = 0;
		return 0;
	}
	double root = sqrt(deviance);
	*slope = sigma * exp(log_density(z) - logp) / (s * root);
	return -way * sigma * root;
}

double
term_residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	double none, *by = slope ? slope : &none, s = sigma * p->sd;
	if (term_exact(p)) {
		*by = 1 / p->sd;
		return (f - p->low) / p->sd;
	}
	if (!(sigma > 0))
		return distance(p, f, by);
	if (isnan(p->high))
		return open_residual((f - p->low) / s, s, sigma, 1, by);
	if (isnan(p->low))
		return open_residual((p->high - f) / s, s, sigma, -1, by);
	return range_residual(p, f, sigma, by);
}

double
term_logl(const struct fit_point *p, double f, double sigma)
{
	double s = sigma * p->sd;
	if (term_exact(p))
		return log_density((f - p->low) / s) - log(s);
	if (isnan(p->high))
		return log_below((f - p->low) / s);
	if (isnan(p->low))
		return log_below((p->high - f) / s);
	return log_between((p->low - f) / s, (p->high - f) / s);
}
