/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/rival.h"

#include <math.h>

static double
mean(const double *v, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i] / (double)n;
	return sum;
}

double
rival_constant(const double *y, size_t n)
{
	double m = mean(y, n), rss = 0;
	for (size_t i = 0; i < n; i++)
		rss += (y[i] - m) * (y[i] - m);
	return rss;
}

double
rival_line(const double *t, const double *y, size_t n)
{
	double mt = mean(t, n), my = mean(y, n), tt = 0, ty = 0, rss = 0;
	for (size_t i = 0; i < n; i++) {
		tt += (t[i] - mt) * (t[i] - mt);
		ty += (t[i] - mt) * (y[i] - my);
	}
	for (size_t i = 0; i < n; i++) {
		double r = y[i] - my - ty / tt * (t[i] - mt);
		rss += r * r;
	}
	return rss;
}

/* With the best A for this c. */
static double
exponential(double c, const double *t, const double *y, size_t n)
{
	double gg = 0, gy = 0, rss = 0;
	for (size_t i = 0; i < n; i++) {
		double g = exp(c * (t[i] - 1));
		gg += g * g;
		gy += g * y[i];
	}
	for (size_t i = 0; i < n; i++) {
		double r = y[i] - gy / gg * exp(c * (t[i] - 1));
		rss += r * r;
	}
	return rss;
}

double
rival_exponential(const double *t, const double *y, size_t n)
{
	/* A grid, then golden sections about its best. */
	enum { GRID = 80, SECTIONS = 60 };
	static const double STEP = 0.5, GOLDEN = 0.6180339887498949;
	double best = (double)INFINITY, at = 0;
	for (int k = 0; k <= GRID; k++) {
		double rss = exponential(k * STEP, t, y, n);
		if (rss < best) {
			best = rss;
			at = k * STEP;
		}
	}
	double lo = at - STEP, hi = at + STEP;
	double a = hi - GOLDEN * (hi - lo), b = lo + GOLDEN * (hi - lo);
	double fa = exponential(a, t, y, n), fb = exponential(b, t, y, n);
	for (int i = 0; i < SECTIONS; i++) {
		if (fa < fb) {
			hi = b, b = a, fb = fa;
			a = hi - GOLDEN * (hi - lo);
			fa = exponential(a, t, y, n);
		} else {
			lo = a, a = b, fa = fb;
			b = lo + GOLDEN * (hi - lo);
			fb = exponential(b, t, y, n);
		}
	}
	return fmin(best, fmin(fa, fb));
}
