/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/term.h"

#include <assert.h>
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

/* ---- the scatter: normal, or Student's t with 4 degrees of freedom ---- */

static_assert(FIT_TAILS == 4, "whose distribution has a closed form");

static double
log_density(double z, bool tailed)
{
	return tailed ? log(3.0 / 8) - 2.5 * log1p(z * z / 4)
		      : -z * z / 2 - LN_SQRT_2PI;
}

/* log of what lies below z; of the t it is (1 + u)^2 (2 - u) / 4, u = z / sqrt(4 + z^2). */
static double
log_below(double z, bool tailed)
{
	if (!tailed)
		return gsl_sf_log_erfc(-z / M_SQRT2) - M_LN2;
	double root = hypot(2, z), u = z / root;
	double more = z < 0 ? 4 / (root * (root - z)) : 1 + u;
	return 2 * log(more) + log((2 - u) / 4);
}

/* log of what lies between a < b: from the side where both are small. */
static double
log_between(double a, double b, bool tailed)
{
	double lo = a > 0 ? -b : a, hi = a > 0 ? -a : b;
	double most = log_below(hi, tailed);
	return most + log1p(-exp(log_below(lo, tailed) - most));
}

/* ---- residuals ---- */

/* To the nearest value that keeps what was said. */
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
tailed_residual(double z, double sd, double sigma, double *slope)
{
	const double nu = FIT_TAILS;
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
	double s = sigma * p->sd, half = (p->high - p->low) / (2 * s), nu = FIT_TAILS;
	bool tailed = p->tailed;
	double a = (p->low - f) / s, b = (p->high - f) / s;
	double logp = log_between(a, b, tailed),
	       most = log_between(-half, half, tailed);
	double deviance = 2 * (most - logp), off = f - term_value(p);
	/* Near the middle both go to zero: the curvature there. */
	if (!(deviance > 1e-9)) {
		double bend = tailed ? (nu + 1) / (nu + half * half) : 1;
		*slope =
		    sigma / s
		    * sqrt(2 * half * bend * exp(log_density(half, tailed) - most));
		return *slope * off;
	}
	double root = sqrt(deviance), way = off < 0 ? -1 : 1;
	double by =
	    (exp(log_density(a, tailed) - logp) - exp(log_density(b, tailed) - logp))
	    / s;
	*slope = -way * sigma * by / root;
	return way * sigma * root;
}

static double
residual(const struct fit_point *p, double f, double sigma, double *slope)
{
	bool flat = !(sigma > 0);
	if (flat && p->soft) {
		*slope = 0;
		return 0;
	}
	if (term_exact(p) && (flat || !p->tailed)) {
		*slope = 1 / p->sd;
		return (f - p->low) / p->sd;
	}
	bool open = isnan(p->high) || isnan(p->low);
	if (flat || (open && !p->tailed))
		return distance(p, f, slope);
	if (!open && !term_exact(p))
		return range_residual(p, f, sigma, slope);
	double z = distance(p, f, slope) / sigma;
	if (open && z == 0)
		return 0;
	return tailed_residual(z, p->sd, sigma, slope);
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

/* The curvature of -log P, of a range at its middle, times the variance. */
double
term_says(const struct fit_point *p, double f, double sigma)
{
	double s = sigma * p->sd;
	if (term_exact(p) || !(s > 0))
		return 1;
	if (isnan(p->low) || isnan(p->high)) {
		double z = isnan(p->high) ? (f - p->low) / s : (p->high - f) / s;
		double steep = exp(log_density(z, p->tailed) - log_below(z, p->tailed));
		return fmin(fmax(steep * (steep + z), 0), 1);
	}
	double half = (p->high - p->low) / (2 * s);
	double most = log_between(-half, half, p->tailed);
	return fmin(2 * half * exp(log_density(half, p->tailed) - most), 1);
}

double
term_logl(const struct fit_point *p, double f, double sigma)
{
	double s = sigma * p->sd;
	bool tailed = p->tailed;
	if (term_exact(p))
		return log_density((f - p->low) / s, tailed) - log(s);
	if (isnan(p->high))
		return log_below((f - p->low) / s, tailed);
	if (isnan(p->low))
		return log_below((p->high - f) / s, tailed);
	return log_between((p->low - f) / s, (p->high - f) / s, tailed);
}
