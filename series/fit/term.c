/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/term.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>

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

double
term_share(const struct fit_point *p)
{
	if (p->soft)
		return 0;
	return p->share > 0 ? p->share : 1;
}

double
term_weight(const struct fit_point *p)
{
	return (p->share > 0 ? p->share : 1) / (p->sd * p->sd);
}

/* ---- the scatter: normal, or Student's t with nu degrees of freedom ---- */

static double
log_density(double z, double nu)
{
	if (!(nu > 0))
		return -z * z / 2 - LN_SQRT_2PI;
	return gsl_sf_lngamma((nu + 1) / 2) - gsl_sf_lngamma(nu / 2)
	       - log(nu * M_PI) / 2 - (nu + 1) / 2 * log1p(z * z / nu);
}

/* log of what lies below z. */
static double
log_below(double z, double nu)
{
	if (!(nu > 0))
		return gsl_sf_log_erfc(-z / M_SQRT2) - M_LN2;
	return log(fmax(gsl_cdf_tdist_P(z, nu), 1e-300));
}

/* log of what lies between a < b: from the side where both are small. */
static double
log_between(double a, double b, double nu)
{
	double lo = a > 0 ? -b : a, hi = a > 0 ? -a : b;
	double most = log_below(hi, nu);
	return most + log1p(-exp(log_below(lo, nu) - most));
}

/* ---- residuals ---- */

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

/* Of a value under Student's t: far off it grows with the root of a logarithm. */
static double
tailed_residual(double z, double sd, double nu, double sigma, double *slope)
{
	double steep = sqrt((nu + 1) / nu) / sd;
	double root = sqrt((nu + 1) * log1p(z * z / nu));
	if (!(fabs(z) > 1e-6)) {
		*slope = steep;
		return steep * sd * sigma * z;
	}
	*slope = (nu + 1) * fabs(z) / ((nu + z * z) * sd * root);
	return sigma * (z < 0 ? -root : root);
}

static double
range_residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	double s = sigma * p->sd, half = (p->high - p->low) / (2 * s), nu = p->tails;
	double a = (p->low - f) / s, b = (p->high - f) / s;
	double logp = log_between(a, b, nu), most = log_between(-half, half, nu);
	double deviance = 2 * (most - logp), off = f - term_value(p);
	/* Near the middle both go to zero: the curvature there. */
	if (!(deviance > 1e-9)) {
		double bend = nu > 0 ? (nu + 1) / (nu + half * half) : 1;
		*slope = sigma / s
			 * sqrt(2 * half * bend * exp(log_density(half, nu) - most));
		return *slope * off;
	}
	double root = sqrt(deviance), way = off < 0 ? -1 : 1;
	double by =
	    (exp(log_density(a, nu) - logp) - exp(log_density(b, nu) - logp)) / s;
	*slope = -way * sigma * by / root;
	return way * sigma * root;
}

/* "At least": z is how far above the bound the curve is; way turns "at most" round. */
static double
open_residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	double way = isnan(p->high) ? 1 : -1, s = sigma * p->sd;
	double z = way > 0 ? (f - p->low) / s : (p->high - f) / s;
	double logp = log_below(z, p->tails), deviance = -2 * logp;
	if (!(deviance > 1e-200)) {
		*slope = 0;
		return 0;
	}
	double root = sqrt(deviance);
	*slope = sigma * exp(log_density(z, p->tails) - logp) / (s * root);
	return -way * sigma * root;
}

static double
residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	bool flat = !(sigma > 0);
	if (term_exact(p) && (flat || !(p->tails > 0))) {
		*slope = 1 / p->sd;
		return (f - p->low) / p->sd;
	}
	if (flat)
		return distance(p, f, slope);
	if (term_exact(p))
		return tailed_residual(
		    (f - p->low) / (sigma * p->sd), p->sd, p->tails, sigma, slope);
	if (isnan(p->high) || isnan(p->low))
		return open_residual(p, f, sigma, slope);
	return range_residual(p, f, sigma, slope);
}

double
term_residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	double none, *by = slope ? slope : &none;
	double r = residual(p, f, sigma, by);
	if (!(p->share > 0))
		return r;
	double part = sqrt(p->share);
	*by *= part;
	return r * part;
}

double
term_logl(const struct fit_point *p, double f, double sigma)
{
	double s = sigma * p->sd, nu = p->tails;
	if (term_exact(p))
		return log_density((f - p->low) / s, nu) - log(s);
	if (isnan(p->high))
		return log_below((f - p->low) / s, nu);
	if (isnan(p->low))
		return log_below((p->high - f) / s, nu);
	return log_between((p->low - f) / s, (p->high - f) / s, nu);
}
