/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/logit.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>

struct problem {
	const struct logit_data *d;
	const unsigned char *use;
	double *z; /* of the candidates of one choice */
};

/* -log likelihood of one choice; its gradient is added to g unless that is NULL. */
static double
one_choice(const struct problem *p, size_t i, double times, const double *w, double *g)
{
	const struct logit_data *d = p->d;
	size_t from = d->choices[i], to = d->choices[i + 1];
	double most = -HUGE_VAL, all = 0, right = 0;
	for (size_t c = from; c < to; c++) {
		double z = 0;
		for (size_t k = d->candidates[c]; k < d->candidates[c + 1]; k++)
			z += w[d->terms[k].feature] * (double)d->terms[k].value;
		p->z[c - from] = z;
		most = fmax(most, z);
	}
	for (size_t c = from; c < to; c++) {
		double x = p->z[c - from] = exp(p->z[c - from] - most);
		all += x;
		right += d->right[c] ? x : 0;
	}
	if (right <= 0)
		return 0;
	for (size_t c = from; g && c < to; c++) {
		double x = p->z[c - from];
		double slope = x / all - (d->right[c] ? x / right : 0);
		if (fabs(slope) < 1e-9)
			continue;
		for (size_t k = d->candidates[c]; k < d->candidates[c + 1]; k++)
			g[d->terms[k].feature] +=
			    times * slope * (double)d->terms[k].value;
	}
	return times * log(all / right);
}

static double
objective(const struct problem *p, const gsl_vector *x, gsl_vector *gradient)
{
	const double *w = gsl_vector_const_ptr(x, 0);
	double *g = gradient ? gsl_vector_ptr(gradient, 0) : NULL, f = 0;
	for (size_t k = 0; k < p->d->n_features; k++) {
		double l = p->d->lambda * (p->d->penalty ? p->d->penalty[k] : 1);
		f += l / 2 * w[k] * w[k];
		if (g)
			g[k] = l * w[k];
	}
	for (size_t i = 0; i < p->d->n_choices; i++)
		if (!p->use || p->use[i])
			f += one_choice(p, i, p->use ? p->use[i] : 1, w, g);
	return f;
}

static double
on_f(const gsl_vector *x, void *data)
{
	return objective(data, x, NULL);
}

static void
on_df(const gsl_vector *x, void *data, gsl_vector *g)
{
	(void)objective(data, x, g);
}

static void
on_fdf(const gsl_vector *x, void *data, double *f, gsl_vector *g)
{
	*f = objective(data, x, g);
}

static size_t
most_candidates(const struct logit_data *d)
{
	size_t most = 1;
	for (size_t i = 0; i < d->n_choices; i++)
		if (d->choices[i + 1] - d->choices[i] > most)
			most = d->choices[i + 1] - d->choices[i];
	return most;
}

static void
minimise(gsl_multimin_fdfminimizer *s, struct problem *p, gsl_vector *x, int steps)
{
	gsl_multimin_function_fdf fdf = {on_f, on_df, on_fdf, x->size, p};
	gsl_multimin_fdfminimizer_set(s, &fdf, x, 0.01, 0.1);
	for (int i = 0; i < steps; i++)
		if (gsl_multimin_fdfminimizer_iterate(s) != GSL_SUCCESS
		    || gsl_multimin_test_gradient(s->gradient, 0.05) == GSL_SUCCESS)
			break;
}

int
logit_fit(const struct logit_data *d, const unsigned char *use, int steps, double *w,
    double *f, struct err *e)
{
	size_t n = d->n_features ? d->n_features : 1;
	struct problem p = {d, use, calloc(most_candidates(d), sizeof(double))};
	gsl_vector *x = gsl_vector_calloc(n);
	gsl_multimin_fdfminimizer *s =
	    gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, n);
	int rc = -1;
	if (!p.z || !x || !s) {
		(void)err_nomem(e);
		goto out;
	}
	for (size_t k = 0; k < d->n_features; k++)
		gsl_vector_set(x, k, w[k]);
	minimise(s, &p, x, steps);
	for (size_t k = 0; k < d->n_features; k++)
		w[k] = gsl_vector_get(s->x, k);
	*f = s->f;
	rc = 0;
out:
	gsl_multimin_fdfminimizer_free(s);
	gsl_vector_free(x);
	free(p.z);
	return rc;
}
