/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/solve.h"

#include <math.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>

enum { STARTS = 3, POLISH_STEPS = 20, RATES = 13, MIDPOINTS = 29 };
static const double XTOL = 1e-12, GTOL = 1e-15;
static const double HUGE_RESIDUAL = 1e100; /* instead of NaN: the step is rejected */
static const double OFFSET = 1e-6;         /* relative offset: Bates & Watts (1981) */
static const double DEFICIENT = 1e-7;      /* of a column scaled to length one */

/* ---- the least-squares problem ---- */

void
solve_natural(const struct model *m, const double *x, double *p)
{
	for (size_t k = 0; k < m->np; k++)
		p[k] = m->params[k].log ? exp(x[k]) : x[k];
}

static int
residuals(const gsl_vector *x, void *ctx, gsl_vector *f)
{
	const struct solve_data *d = ctx;
	double p[FIT_MAX_PARAMS];
	solve_natural(d->model, x->data, p);
	for (size_t i = 0; i < d->n; i++) {
		double r = d->model->value(p, d->t[i], NULL) - d->y[i];
		gsl_vector_set(f, i, isfinite(r) ? r : HUGE_RESIDUAL);
	}
	return GSL_SUCCESS;
}

static int
jacobian(const gsl_vector *x, void *ctx, gsl_matrix *j)
{
	const struct solve_data *d = ctx;
	const struct model *m = d->model;
	double p[FIT_MAX_PARAMS], grad[FIT_MAX_PARAMS];
	solve_natural(m, x->data, p);
	for (size_t i = 0; i < d->n; i++) {
		(void)m->value(p, d->t[i], grad);
		for (size_t k = 0; k < m->np; k++) {
			double v = m->params[k].log ? grad[k] * p[k] : grad[k];
			gsl_matrix_set(j, i, k, isfinite(v) ? v : 0);
		}
	}
	return GSL_SUCCESS;
}

static double
sum_of_squares(const gsl_vector *v)
{
	double norm = gsl_blas_dnrm2(v);
	return norm * norm;
}

/* ---- starts ---- */

/* The best midpoint for a rate, with the linear parameter solved for. */
static struct solve_place
best_midpoint(const struct solve_data *d, double rate)
{
	struct solve_place best = {.rss = (double)INFINITY};
	for (int k = 0; k < MIDPOINTS; k++) { /* from -1 to 2.5 */
		double mid = -1 + k / 8.0, gg = 0, gy = 0;
		for (size_t i = 0; i < d->n; i++) {
			double g = d->model->shape(rate, mid, d->t[i]);
			gg += g * g;
			gy += g * d->y[i];
		}
		/* gy^2/gg is what the shape explains. */
		if (!(gy > 0) || !(gg > 1e-200))
			continue;
		double rss = d->sum2 - gy * gy / gg;
		if (rss < best.rss)
			best = (struct solve_place){
			    .x = {log(gy / gg), log(rate), mid}, .rss = rss};
	}
	return best;
}

/* The best places of different rates, the best first; returns how many there are. */
static size_t
find_starts(const struct solve_data *d, struct solve_place starts[STARTS])
{
	size_t n = 0;
	for (int k = 0; k < RATES; k++) { /* from 0.5 to 400 in the span */
		struct solve_place p = best_midpoint(d, 0.5 * pow(1.7, k));
		if (!isfinite(p.rss))
			continue;
		size_t at = n < STARTS ? n++ : STARTS;
		for (; at > 0 && p.rss < starts[at - 1].rss; at--)
			if (at < STARTS)
				starts[at] = starts[at - 1];
		if (at < STARTS)
			starts[at] = p;
	}
	return n;
}

/* ---- the search ---- */

/* What the polish and the tests of the end share: all sized for the data. */
struct bench {
	gsl_multifit_nlinear_workspace *w;
	gsl_matrix *j;           /* n x np; after factorise() its QR, columns scaled */
	gsl_vector *tau, *f;     /* np; n */
	gsl_vector *step, *rest; /* np; n */
	double length[FIT_MAX_PARAMS]; /* of the columns before they were scaled */
};

static void
bench_release(struct bench *b)
{
	if (b->w)
		gsl_multifit_nlinear_free(b->w);
	gsl_matrix_free(b->j);
	gsl_vector_free(b->tau);
	gsl_vector_free(b->f);
	gsl_vector_free(b->step);
	gsl_vector_free(b->rest);
}

static int
bench_init(struct bench *b, size_t n, size_t np, struct err *e)
{
	gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
	how.trs = gsl_multifit_nlinear_trs_lmaccel;
	how.scale = gsl_multifit_nlinear_scale_levenberg;
	how.solver = gsl_multifit_nlinear_solver_qr;
	*b = (struct bench){
	    .w = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, n, np),
	    .j = gsl_matrix_alloc(n, np),
	    .tau = gsl_vector_alloc(np),
	    .f = gsl_vector_alloc(n),
	    .step = gsl_vector_alloc(np),
	    .rest = gsl_vector_alloc(n),
	};
	if (b->w && b->j && b->tau && b->f && b->step && b->rest)
		return 0;
	bench_release(b);
	*b = (struct bench){.w = NULL};
	return err_nomem(e);
}

/* The Jacobian at x as QR with its columns scaled to length one; the residuals in
 * b->f.  False when a column is (all but) zero. */
static bool
factorise(struct bench *b, struct solve_data *d, const gsl_vector *x)
{
	bool full = true;
	(void)residuals(x, d, b->f);
	(void)jacobian(x, d, b->j);
	for (size_t k = 0; k < d->model->np; k++) {
		gsl_vector_view col = gsl_matrix_column(b->j, k);
		b->length[k] = gsl_blas_dnrm2(&col.vector);
		if (!(b->length[k] > DEFICIENT * b->length[0]))
			full = false;
		else
			gsl_vector_scale(&col.vector, 1 / b->length[k]);
	}
	return full && gsl_linalg_QR_decomp(b->j, b->tau) == GSL_SUCCESS;
}

/* Go by -step unless that makes anything worse than rounding does; the length of the
 * step, or 0 when it was not taken. */
static double
take(struct bench *b, struct solve_data *d, const double *step, struct solve_place *at)
{
	size_t np = d->model->np;
	gsl_vector_view x = gsl_vector_view_array(at->x, np);
	double old[FIT_MAX_PARAMS], size = 0;
	for (size_t k = 0; k < np; k++) {
		old[k] = at->x[k];
		at->x[k] -= step[k];
		size = fmax(size, isfinite(step[k]) ? fabs(step[k]) : HUGE_RESIDUAL);
	}
	(void)residuals(&x.vector, d, b->f);
	double rss = sum_of_squares(b->f);
	if (size < HUGE_RESIDUAL
	    && rss <= at->rss * (1 + 1e-9) + SOLVE_EXACT * SOLVE_EXACT * d->sum2) {
		at->rss = rss;
		return size;
	}
	memcpy(at->x, old, np * sizeof *old);
	return 0;
}

/* Full Gauss-Newton steps until they are as small as rounding. */
static void
polish(struct bench *b, struct solve_data *d, struct solve_place *at)
{
	gsl_vector_view x = gsl_vector_view_array(at->x, d->model->np);
	for (int i = 0; i < POLISH_STEPS; i++) {
		double step[FIT_MAX_PARAMS];
		if (!factorise(b, d, &x.vector)
		    || gsl_linalg_QR_lssolve(b->j, b->tau, b->f, b->step, b->rest)
			   != GSL_SUCCESS)
			return;
		for (size_t k = 0; k < d->model->np; k++)
			step[k] = gsl_vector_get(b->step, k) / b->length[k];
		if (take(b, d, step, at) < 1e-15)
			return;
	}
}

/* J'r, half the gradient of the sum of squares, at x with its k-th moved by h. */
static void
gradient(struct bench *b, struct solve_data *d, const double *at, size_t k, double h,
    double *g)
{
	double x[FIT_MAX_PARAMS];
	memcpy(x, at, sizeof x);
	x[k] += h;
	gsl_vector_view xv = gsl_vector_view_array(x, d->model->np);
	gsl_vector_view gv = gsl_vector_view_array(g, d->model->np);
	(void)residuals(&xv.vector, d, b->f);
	(void)jacobian(&xv.vector, d, b->j);
	(void)gsl_blas_dgemv(CblasTrans, 1, b->j, b->f, 0, &gv.vector);
}

/* Newton's steps, the second derivatives by differences: where the residuals are large,
 * Gauss-Newton's creep. */
static void
polish_newton(struct bench *b, struct solve_data *d, struct solve_place *at)
{
	static const double H = 1e-4;
	size_t np = d->model->np;
	for (int i = 0; i < POLISH_STEPS; i++) {
		double g[FIT_MAX_PARAMS], up[FIT_MAX_PARAMS], down[FIT_MAX_PARAMS];
		double hess[FIT_MAX_PARAMS * FIT_MAX_PARAMS], step[FIT_MAX_PARAMS];
		for (size_t k = 0; k < np; k++) {
			gradient(b, d, at->x, k, H, up);
			gradient(b, d, at->x, k, -H, down);
			for (size_t l = 0; l < np; l++)
				hess[k * np + l] = (up[l] - down[l]) / (2 * H);
		}
		gradient(b, d, at->x, 0, 0, g);
		gsl_matrix_view hv = gsl_matrix_view_array(hess, np, np);
		gsl_vector_view gv = gsl_vector_view_array(g, np);
		gsl_vector_view sv = gsl_vector_view_array(step, np);
		/* Only the lower half is read. */
		if (gsl_linalg_cholesky_decomp1(&hv.matrix) != GSL_SUCCESS
		    || gsl_linalg_cholesky_solve(&hv.matrix, &gv.vector, &sv.vector)
			   != GSL_SUCCESS
		    || take(b, d, step, at) < 1e-15)
			return;
	}
}

/* Is this a minimum: are the residuals at right angles to the curve's directions? */
static bool
at_minimum(struct bench *b, struct solve_data *d, const struct solve_place *at)
{
	size_t np = d->model->np;
	double x[FIT_MAX_PARAMS], along = 0;
	memcpy(x, at->x, sizeof x);
	gsl_vector_view xv = gsl_vector_view_array(x, np);
	if (!isfinite(at->rss) || !factorise(b, d, &xv.vector))
		return false;
	if (at->rss <= SOLVE_EXACT * d->sum2)
		return true;
	if (gsl_linalg_QR_QTvec(b->j, b->tau, b->f) != GSL_SUCCESS)
		return false;
	for (size_t k = 0; k < np; k++)
		along = hypot(along, gsl_vector_get(b->f, k));
	return along / sqrt(at->rss) * sqrt((double)(d->n - np) / (double)np) < OFFSET;
}

/* From one start to where it leads. */
static struct solve_place
search(struct bench *b, struct solve_data *d, const struct solve_place *start)
{
	size_t np = d->model->np;
	struct solve_place at = *start;
	gsl_multifit_nlinear_fdf fdf = {
	    .f = residuals,
	    .df = jacobian,
	    .n = d->n,
	    .p = np,
	    .params = d,
	};
	gsl_vector_view x = gsl_vector_view_array(at.x, np);
	int info = 0;
	at.rss = (double)INFINITY;
	if (gsl_multifit_nlinear_init(&x.vector, &fdf, b->w) != GSL_SUCCESS)
		return at;
	/* Its verdict is not asked for: at_minimum() decides. */
	(void)gsl_multifit_nlinear_driver(
	    SOLVE_MOST_STEPS, XTOL, GTOL, 0, NULL, NULL, &info, b->w);
	at.steps = (int)gsl_multifit_nlinear_niter(b->w);
	gsl_vector_memcpy(&x.vector, gsl_multifit_nlinear_position(b->w));
	(void)residuals(&x.vector, d, b->f);
	at.rss = sum_of_squares(b->f);
	for (size_t k = 0; k < np; k++)
		if (!isfinite(at.x[k]))
			at.rss = (double)INFINITY;
	if (!isfinite(at.rss))
		return at;
	polish(b, d, &at);
	at.ok = at_minimum(b, d, &at);
	if (!at.ok) {
		polish_newton(b, d, &at);
		at.ok = at_minimum(b, d, &at);
	}
	return at;
}

/* The inverse of (J'J) for the searched parameters; false when it has none. */
static bool
covariance(struct bench *b, struct solve_data *d, struct solve_place *at)
{
	size_t np = d->model->np;
	double x[FIT_MAX_PARAMS], inv[FIT_MAX_PARAMS][FIT_MAX_PARAMS] = {{0}};
	memcpy(x, at->x, sizeof x);
	gsl_vector_view xv = gsl_vector_view_array(x, np);
	if (!factorise(b, d, &xv.vector))
		return false;
	for (size_t k = 0; k < np; k++)
		if (!(fabs(gsl_matrix_get(b->j, k, k)) > DEFICIENT))
			return false;
	for (size_t k = 0; k < np; k++) { /* column k of R's inverse, from below */
		for (size_t i = k + 1; i-- > 0;) {
			double sum = i == k;
			for (size_t l = i + 1; l <= k; l++)
				sum -= gsl_matrix_get(b->j, i, l) * inv[l][k];
			inv[i][k] = sum / gsl_matrix_get(b->j, i, i);
		}
	}
	for (size_t i = 0; i < np; i++)
		for (size_t k = 0; k < np; k++) {
			at->cov[i][k] = 0;
			for (size_t l = 0; l < np; l++)
				at->cov[i][k] += inv[i][l] * inv[k][l];
			at->cov[i][k] /= b->length[i] * b->length[k];
		}
	return true;
}

int
solve_run(struct solve_data *d, struct solve_place *best, struct err *e)
{
	struct bench b;
	struct solve_place starts[STARTS];
	*best = (struct solve_place){.rss = (double)INFINITY};
	if (bench_init(&b, d->n, d->model->np, e) != 0)
		return -1;
	size_t n = find_starts(d, starts);
	for (size_t i = 0; i < n; i++) {
		struct solve_place p = search(&b, d, &starts[i]);
		/* Among equals, one that is known to be a minimum. */
		bool equal = p.rss <= best->rss * (1 + 1e-9) && p.ok && !best->ok;
		if (p.rss < best->rss * (1 - 1e-9) || equal)
			*best = p;
	}
	if (isfinite(best->rss))
		best->full = covariance(&b, d, best);
	bench_release(&b);
	return 0;
}
