/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/holt.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

enum { PARAMS = 5, MOST = 4000, LEAST = 4 };

struct problem {
	const double *y; /* of at most 1 */
	size_t n;
};

/* Between two bounds whatever x is. */
static double
within(double x, double lo, double hi)
{
	return lo + (hi - lo) / (1 + exp(-x));
}

static double
inverse(double v, double lo, double hi)
{
	double part = (v - lo) / (hi - lo);
	return log(part / (1 - part));
}

static void
read_params(const gsl_vector *x, struct holt *h)
{
	h->alpha = within(gsl_vector_get(x, 0), 1e-4, 0.9999);
	h->beta = h->alpha * within(gsl_vector_get(x, 1), 1e-4, 0.9999);
	h->phi = within(gsl_vector_get(x, 2), 0.8, 0.98);
	h->first_level = gsl_vector_get(x, 3);
	h->first_trend = gsl_vector_get(x, 4);
}

void
holt_run(const double *y, size_t n, struct holt *h)
{
	h->level = h->first_level;
	h->trend = h->first_trend;
	h->sse = 0;
	for (size_t i = 0; i < n; i++) {
		double base = h->level + h->phi * h->trend, error = y[i] - base;
		h->level = base + h->alpha * error;
		h->trend = h->phi * h->trend + h->beta * error;
		h->sse += error * error;
	}
}

static double
squared_errors(const gsl_vector *x, void *ctx)
{
	const struct problem *p = ctx;
	struct holt h;
	read_params(x, &h);
	holt_run(p->y, p->n, &h);
	return isfinite(h.sse) ? h.sse : 1e100;
}

/* The first states: the line through the first values. */
static void
first_states(const double *y, size_t n, gsl_vector *x)
{
	size_t m = n < 10 ? n : 10;
	double mt = (double)(m + 1) / 2, my = 0, tt = 0, ty = 0;
	for (size_t i = 0; i < m; i++)
		my += y[i] / (double)m;
	for (size_t i = 0; i < m; i++) {
		double t = (double)(i + 1) - mt;
		tt += t * t;
		ty += t * (y[i] - my);
	}
	gsl_vector_set(x, 3, my - ty / tt * mt);
	gsl_vector_set(x, 4, ty / tt);
}

/* Nelder and Mead from where x is to where that ends; again until it stays. */
static double
descend(gsl_multimin_fminimizer *s, gsl_vector *x, struct problem *p)
{
	gsl_multimin_function f = {squared_errors, PARAMS, p};
	double best = (double)INFINITY;
	for (int again = 0; again < 4; again++) {
		double sizes[PARAMS] = {0.7, 0.7, 0.7, 0.1, 0.05};
		gsl_vector_view step = gsl_vector_view_array(sizes, PARAMS);
		if (gsl_multimin_fminimizer_set(s, &f, x, &step.vector) != GSL_SUCCESS)
			return best;
		for (int i = 0; i < MOST; i++) {
			if (gsl_multimin_fminimizer_iterate(s) != GSL_SUCCESS
			    || gsl_multimin_fminimizer_size(s) < 1e-9)
				break;
		}
		gsl_vector_memcpy(x, gsl_multimin_fminimizer_x(s));
		double now = gsl_multimin_fminimizer_minimum(s);
		if (!(now < best * (1 - 1e-9)))
			break;
		best = now;
	}
	return squared_errors(x, p);
}

static void
search(gsl_multimin_fminimizer *s, gsl_vector *x, struct problem *p, struct holt *out)
{
	static const double starts[][3] = {
	    {0.9, 0.3, 0.95}, {0.5, 0.1, 0.9}, {0.2, 0.1, 0.97}, {0.98, 0.9, 0.9}};
	double least = (double)INFINITY;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		gsl_vector_set(x, 0, inverse(starts[i][0], 1e-4, 0.9999));
		gsl_vector_set(x, 1, inverse(starts[i][1], 1e-4, 0.9999));
		gsl_vector_set(x, 2, inverse(starts[i][2], 0.8, 0.98));
		first_states(p->y, p->n, x);
		double sse = descend(s, x, p);
		if (sse < least) {
			least = sse;
			read_params(x, out);
		}
	}
	holt_run(p->y, p->n, out);
}

int
holt_fit(const double *y, size_t n, struct holt *out, struct err *e)
{
	double size = 0;
	for (size_t i = 0; i < n; i++)
		size = isfinite(y[i]) ? fmax(size, fabs(y[i])) : (double)INFINITY;
	if (n < LEAST || !isfinite(size))
		return err_set(e, ERR_EMPTY,
		    "%zu value%s: damped Holt needs at least %d finite ones", n,
		    n == 1 ? "" : "s", LEAST);
	double *scaled = calloc(n, sizeof *scaled);
	gsl_vector *x = gsl_vector_calloc(PARAMS);
	gsl_multimin_fminimizer *s =
	    gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, PARAMS);
	int rc = -1;
	*out = (struct holt){.n = n};
	if (!scaled || !x || !s) {
		(void)err_nomem(e);
		goto done;
	}
	size = size > 0 ? size : 1;
	for (size_t i = 0; i < n; i++)
		scaled[i] = y[i] / size;
	search(s, x, &(struct problem){scaled, n}, out);
	out->level *= size;
	out->trend *= size;
	out->first_level *= size;
	out->first_trend *= size;
	out->sse *= size * size;
	rc = 0;
done:
	free(scaled);
	gsl_vector_free(x);
	if (s)
		gsl_multimin_fminimizer_free(s);
	return rc;
}

double
holt_forecast(const struct holt *h, double steps)
{
	/* phi + ... + phi^steps, for parts of a step as well. */
	double sum = h->phi * (1 - pow(h->phi, steps)) / (1 - h->phi);
	return h->level + sum * h->trend;
}
