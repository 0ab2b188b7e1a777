/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/solve.h"

#include <math.h>
#include <stdint.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>

#include "series/fit/term.h"

enum { POLISH_STEPS = 20, FIRST_STEPS = 300 };
static const double XTOL = 1e-12, FIRST_XTOL = 1e-7;
static const double ROUNDING = 1e-9;       /* of steps: no longer of the search */
static const double HUGE_RESIDUAL = 1e100; /* instead of NaN: the step is rejected */
static const double OFFSET = 1e-6;         /* relative offset: Bates & Watts (1981) */
static const double DEFICIENT = 1e-7;      /* of a column scaled to length one */
static const double AGREE = 1e-7;          /* of the sums of squares of one minimum */
static const double ABOVE = 4; /* times a minimum: where starts lead to no other */
static const double NEAR_EDGE = 0.02; /* of a coordinate's range */

/* ---- the least-squares problem, in the coordinates that are free ---- */

static bool
is_free(const struct solve_data *d, size_t k)
{
	return !(d->held >> k & 1);
}

size_t
solve_free(const struct solve_data *d)
{
	size_t n = 0;
	for (size_t k = 0; k < d->model->np; k++)
		n += is_free(d, k);
	return n;
}

void
solve_params(const struct solve_data *d, const struct solve_place *at, double *p)
{
	model_natural(d->model, at->x, p);
	for (size_t k = 0; k < d->model->np; k++)
		if (!is_free(d, k))
			p[k] = d->hold[k];
}

double
solve_value(const struct solve_data *d, const double *p, const struct fit_point *at,
    double *grad)
{
	struct model_at where = {at->t, 1, d->width};
	if (!(at->span > 0))
		return d->model->value(p, where, grad);
	return model_of(d->model, p, where, at->span, grad);
}

/* All coordinates from the free ones; false beyond the ends of the search. */
static bool
spread(const struct solve_data *d, const double *free, struct solve_place *at)
{
	bool inside = true;
	for (size_t k = 0; k < d->model->np; k++) {
		if (!is_free(d, k))
			continue;
		double v = *free++;
		at->x[k] = v;
		if (!(v >= d->model->params[k].lo && v <= d->model->params[k].hi))
			inside = false;
	}
	return inside;
}

static void
gather(const struct solve_data *d, const struct solve_place *at, double *free)
{
	for (size_t k = 0; k < d->model->np; k++)
		if (is_free(d, k))
			*free++ = at->x[k];
}

static int
residuals(const gsl_vector *x, void *ctx, gsl_vector *f)
{
	const struct solve_data *d = ctx;
	struct solve_place at = {.rss = 0};
	double p[FIT_MAX_PARAMS] = {0};
	bool inside = spread(d, x->data, &at);
	solve_params(d, &at, p);
	for (size_t i = 0; i < d->n; i++) {
		double r = HUGE_RESIDUAL;
		if (inside)
			r = term_residual(&d->points[i],
			    solve_value(d, p, &d->points[i], NULL), d->sigma, NULL);
		gsl_vector_set(f, i, fabs(r) < HUGE_RESIDUAL ? r : HUGE_RESIDUAL);
	}
	for (size_t i = 0; i < d->n_priors; i++) {
		const struct solve_prior *q = &d->priors[i];
		double v = is_free(d, q->k)
			       ? at.x[q->k]
			       : model_coordinate(d->model, q->k, d->hold[q->k]);
		gsl_vector_set(f, d->n + i, d->sigma * (v - q->mean) / q->sd);
	}
	return GSL_SUCCESS;
}

static int
jacobian(const gsl_vector *x, void *ctx, gsl_matrix *j)
{
	const struct solve_data *d = ctx;
	const struct model *m = d->model;
	struct solve_place at = {.rss = 0};
	double p[FIT_MAX_PARAMS], grad[FIT_MAX_PARAMS], slope;
	(void)spread(d, x->data, &at);
	solve_params(d, &at, p);
	gsl_matrix_set_zero(j);
	for (size_t i = 0; i < d->n; i++) {
		double f = solve_value(d, p, &d->points[i], grad);
		(void)term_residual(&d->points[i], f, d->sigma, &slope);
		for (size_t k = 0, c = 0; k < m->np; k++) {
			if (!is_free(d, k))
				continue;
			double v = slope * grad[k] * model_slope(m, k, p[k]);
			gsl_matrix_set(j, i, c++, isfinite(v) ? v : 0);
		}
	}
	for (size_t i = 0; i < d->n_priors; i++)
		for (size_t k = 0, c = 0; k < m->np; k++) {
			if (!is_free(d, k))
				continue;
			if (k == d->priors[i].k)
				gsl_matrix_set(
				    j, d->n + i, c, d->sigma / d->priors[i].sd);
			c++;
		}
	return GSL_SUCCESS;
}

static double
sum_of_squares(const gsl_vector *v)
{
	double norm = gsl_blas_dnrm2(v);
	return norm * norm;
}

/* ---- the search ---- */

/* What one search needs: all sized for the data. */
struct bench {
	struct solve_data *d;
	size_t nf;     /* free coordinates */
	gsl_matrix *j; /* after factorise() its QR, columns scaled */
	gsl_vector *tau, *f;
	gsl_vector *step, *rest;
	double length[FIT_MAX_PARAMS]; /* of the columns before they were scaled */
};

static void
bench_release(struct bench *b)
{
	gsl_matrix_free(b->j);
	gsl_vector_free(b->tau);
	gsl_vector_free(b->f);
	gsl_vector_free(b->step);
	gsl_vector_free(b->rest);
}

static int
bench_init(struct bench *b, struct solve_data *d, struct err *e)
{
	size_t rows = d->n + d->n_priors, nf = solve_free(d);
	*b = (struct bench){.d = d, .nf = nf};
	if (nf == 0)
		return 0;
	b->j = gsl_matrix_alloc(rows, nf);
	b->tau = gsl_vector_alloc(nf);
	b->f = gsl_vector_alloc(rows);
	b->step = gsl_vector_alloc(nf);
	b->rest = gsl_vector_alloc(rows);
	if (b->j && b->tau && b->f && b->step && b->rest)
		return 0;
	bench_release(b);
	return err_nomem(e);
}

/* The Jacobian at x as QR with its columns scaled to length one; the residuals in
 * b->f.  False when a column is (all but) zero. */
static bool
factorise(struct bench *b, const gsl_vector *x)
{
	bool full = true;
	double least = DEFICIENT * sqrt(b->d->sum2);
	(void)residuals(x, b->d, b->f);
	(void)jacobian(x, b->d, b->j);
	for (size_t k = 0; k < b->nf; k++) {
		gsl_vector_view col = gsl_matrix_column(b->j, k);
		b->length[k] = gsl_blas_dnrm2(&col.vector);
		if (!(b->length[k] > least))
			full = false;
		else
			gsl_vector_scale(&col.vector, 1 / b->length[k]);
	}
	return full && gsl_linalg_QR_decomp(b->j, b->tau) == GSL_SUCCESS;
}

/* Go by -step unless that makes anything worse than rounding does; the length of the
 * step, or 0 when it was not taken. */
static double
take(struct bench *b, const double *step, double *x, double *rss)
{
	gsl_vector_view v = gsl_vector_view_array(x, b->nf);
	double old[FIT_MAX_PARAMS] = {0}, size = 0;
	for (size_t k = 0; k < b->nf; k++) {
		old[k] = x[k];
		x[k] -= step[k];
		size = fmax(size, isfinite(step[k]) ? fabs(step[k]) : HUGE_RESIDUAL);
	}
	(void)residuals(&v.vector, b->d, b->f);
	double now = sum_of_squares(b->f);
	if (size < HUGE_RESIDUAL
	    && now <= *rss * (1 + 1e-9) + SOLVE_EXACT * SOLVE_EXACT * b->d->sum2) {
		*rss = now;
		return size;
	}
	memcpy(x, old, b->nf * sizeof *old);
	return 0;
}

/* Full Gauss-Newton steps until they are as small as rounding. */
static void
polish(struct bench *b, double *x, double *rss)
{
	gsl_vector_view v = gsl_vector_view_array(x, b->nf);
	double before = (double)INFINITY;
	for (int i = 0; i < POLISH_STEPS; i++) {
		double step[FIT_MAX_PARAMS] = {0};
		if (!factorise(b, &v.vector)
		    || gsl_linalg_QR_lssolve(b->j, b->tau, b->f, b->step, b->rest)
			   != GSL_SUCCESS)
			return;
		for (size_t k = 0; k < b->nf; k++)
			step[k] = gsl_vector_get(b->step, k) / b->length[k];
		double size = take(b, step, x, rss);
		/* Steps of rounding shrink no more. */
		if (size < 1e-15 || (size < ROUNDING && size > before / 2))
			return;
		before = size;
	}
}

/* J'r, half the gradient of the sum of squares, at x with its k-th moved by h. */
static void
gradient(struct bench *b, const double *at, size_t k, double h, double *g)
{
	double x[FIT_MAX_PARAMS];
	for (size_t i = 0; i < b->nf; i++)
		x[i] = at[i] + (i == k ? h : 0);
	gsl_vector_view xv = gsl_vector_view_array(x, b->nf);
	gsl_vector_view gv = gsl_vector_view_array(g, b->nf);
	(void)residuals(&xv.vector, b->d, b->f);
	(void)jacobian(&xv.vector, b->d, b->j);
	(void)gsl_blas_dgemv(CblasTrans, 1, b->j, b->f, 0, &gv.vector);
}

/* Newton's steps, the second derivatives by differences: where the residuals are large,
 * Gauss-Newton's creep. */
static void
polish_newton(struct bench *b, double *x, double *rss)
{
	static const double H = 1e-4;
	size_t nf = b->nf;
	for (int i = 0; i < POLISH_STEPS; i++) {
		double g[FIT_MAX_PARAMS], up[FIT_MAX_PARAMS], down[FIT_MAX_PARAMS];
		double hess[FIT_MAX_PARAMS * FIT_MAX_PARAMS], step[FIT_MAX_PARAMS];
		for (size_t k = 0; k < nf; k++) {
			gradient(b, x, k, H, up);
			gradient(b, x, k, -H, down);
			for (size_t l = 0; l < nf; l++)
				hess[k * nf + l] = (up[l] - down[l]) / (2 * H);
		}
		gradient(b, x, 0, 0, g);
		gsl_matrix_view hv = gsl_matrix_view_array(hess, nf, nf);
		gsl_vector_view gv = gsl_vector_view_array(g, nf);
		gsl_vector_view sv = gsl_vector_view_array(step, nf);
		/* Only the lower half is read. */
		if (gsl_linalg_cholesky_decomp1(&hv.matrix) != GSL_SUCCESS
		    || gsl_linalg_cholesky_solve(&hv.matrix, &gv.vector, &sv.vector)
			   != GSL_SUCCESS
		    || take(b, step, x, rss) < 1e-15)
			return;
	}
}

/* Is this a minimum: are the residuals at right angles to the curve's directions? */
static bool
at_minimum(struct bench *b, const double *at, double rss)
{
	double x[FIT_MAX_PARAMS], along = 0;
	memcpy(x, at, b->nf * sizeof *x);
	gsl_vector_view xv = gsl_vector_view_array(x, b->nf);
	if (!isfinite(rss) || !factorise(b, &xv.vector))
		return false;
	if (rss <= SOLVE_EXACT * b->d->sum2)
		return true;
	if (gsl_linalg_QR_QTvec(b->j, b->tau, b->f) != GSL_SUCCESS)
		return false;
	for (size_t k = 0; k < b->nf; k++)
		along = hypot(along, gsl_vector_get(b->f, k));
	double n = (double)(b->d->n + b->d->n_priors), np = (double)b->nf;
	return along / sqrt(rss) * sqrt(fmax(n - np, 1) / np) < OFFSET;
}

/* One run of GSL's search.  Its verdict is not asked for: at_minimum() decides. */
static int
descend(struct bench *b, const gsl_multifit_nlinear_scale *scale, bool first,
    struct solve_place *at, double *x)
{
	struct solve_data *d = b->d;
	gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
	how.trs = gsl_multifit_nlinear_trs_lmaccel;
	how.scale = scale;
	how.solver = gsl_multifit_nlinear_solver_qr;
	gsl_multifit_nlinear_fdf fdf = {
	    .f = residuals,
	    .df = jacobian,
	    .n = d->n + d->n_priors,
	    .p = b->nf,
	    .params = d,
	};
	gsl_multifit_nlinear_workspace *w =
	    gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, fdf.n, fdf.p);
	if (!w)
		return -1;
	gsl_vector_view v = gsl_vector_view_array(x, b->nf);
	int info = 0;
	if (gsl_multifit_nlinear_init(&v.vector, &fdf, w) == GSL_SUCCESS) {
		(void)gsl_multifit_nlinear_driver(
		    first ? FIRST_STEPS : SOLVE_MOST_STEPS, first ? FIRST_XTOL : XTOL,
		    0, 0, NULL, NULL, &info, w);
		at->steps += (int)gsl_multifit_nlinear_niter(w);
		gsl_vector_memcpy(&v.vector, gsl_multifit_nlinear_position(w));
	}
	gsl_multifit_nlinear_free(w);
	(void)residuals(&v.vector, d, b->f);
	at->rss = sum_of_squares(b->f);
	for (size_t k = 0; k < b->nf; k++)
		if (!isfinite(x[k]))
			at->rss = (double)INFINITY;
	return 0;
}

static void
finish_search(struct bench *b, struct solve_place *at, double *x)
{
	if (!isfinite(at->rss))
		return;
	polish(b, x, &at->rss);
	at->ok = at_minimum(b, x, at->rss);
	if (!at->ok) {
		polish_newton(b, x, &at->rss);
		at->ok = at_minimum(b, x, at->rss);
	}
}

/* Has a search come to a minimum that is known, as near as it goes at first? */
static bool
same_place(const struct solve_place *at, const struct solve_place *known)
{
	return known->ok && fabs(at->rss - known->rss) <= AGREE * known->rss;
}

/* From one start to where it leads, among the coordinates that are free. */
static int
search(struct solve_data *d, const struct solve_place *known, struct solve_place *at,
    struct err *e)
{
	struct bench b;
	double x[FIT_MAX_PARAMS] = {0}, again[FIT_MAX_PARAMS] = {0};
	if (bench_init(&b, d, e) != 0)
		return -1;
	gather(d, at, x);
	int rc = descend(&b, gsl_multifit_nlinear_scale_more, true, at, x);
	if (rc == 0 && same_place(at, known)) {
		int steps = at->steps;
		*at = *known;
		at->steps = steps;
		bench_release(&b);
		return 0;
	}
	if (rc == 0)
		finish_search(&b, at, x);
	if (rc == 0 && !at->ok) { /* what the other scaling makes of it */
		struct solve_place other = *at;
		gather(d, at, again);
		rc = descend(
		    &b, gsl_multifit_nlinear_scale_levenberg, false, &other, again);
		if (rc == 0)
			finish_search(&b, &other, again);
		bool level = other.ok && other.rss <= at->rss * (1 + 1e-9);
		if (rc == 0 && (other.rss < at->rss || level)) {
			*at = other;
			memcpy(x, again, sizeof x);
		}
	}
	(void)spread(d, x, at);
	bench_release(&b);
	return rc == 0 ? 0 : err_nomem(e);
}

/* The coordinate that lies next to the end of its range, SIZE_MAX: none. */
static size_t
at_edge(const struct solve_data *d, const struct solve_place *at, double *end)
{
	for (size_t k = 0; k < d->model->np; k++) {
		const struct model_param *p = &d->model->params[k];
		double near = NEAR_EDGE * (p->hi - p->lo);
		if (!is_free(d, k) || fabs(p->lo) >= 1e3)
			continue;
		*end = at->x[k] < p->lo + near ? p->lo : p->hi;
		if (fabs(at->x[k] - *end) <= near)
			return k;
	}
	return SIZE_MAX;
}

/* The same; what runs into an end of its range is held there and the rest searched
 * again. */
static int
search_within(struct solve_data *d, const struct solve_place *start,
    const struct solve_place *known, struct solve_place *at, struct err *e)
{
	const unsigned held = d->held;
	double end = 0;
	int rc;
	*at = *start;
	at->steps = 0;
	at->edge = 0;
	at->ok = false;
	for (;;) {
		rc = search(d, known, at, e);
		size_t k = rc == 0 && !at->ok ? at_edge(d, at, &end) : SIZE_MAX;
		if (k == SIZE_MAX || solve_free(d) == 1)
			break;
		at->edge |= 1U << k;
		at->x[k] = end;
		d->held |= 1U << k;
		double p[FIT_MAX_PARAMS] = {0};
		model_natural(d->model, at->x, p);
		d->hold[k] = p[k];
	}
	d->held = held;
	return rc;
}

/* ---- what is known of the place ---- */

/* R's inverse by columns, from below. */
static void
invert(const gsl_matrix *r, size_t n, double inv[FIT_MAX_PARAMS][FIT_MAX_PARAMS])
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = k + 1; i-- > 0;) {
			double sum = i == k;
			for (size_t l = i + 1; l <= k; l++)
				sum -= gsl_matrix_get(r, i, l) * inv[l][k];
			inv[i][k] = sum / gsl_matrix_get(r, i, i);
		}
}

/* The inverse of (J'J) for the coordinates; false when it has none. */
static bool
covariance(struct bench *b, struct solve_place *at)
{
	const struct solve_data *d = b->d;
	double x[FIT_MAX_PARAMS], inv[FIT_MAX_PARAMS][FIT_MAX_PARAMS] = {{0}};
	size_t index[FIT_MAX_PARAMS], n = 0;
	gather(d, at, x);
	gsl_vector_view xv = gsl_vector_view_array(x, b->nf);
	if (!factorise(b, &xv.vector))
		return false;
	for (size_t k = 0; k < d->model->np; k++)
		if (is_free(d, k))
			index[n++] = k;
	for (size_t k = 0; k < n; k++)
		if (!(fabs(gsl_matrix_get(b->j, k, k)) > DEFICIENT))
			return false;
	invert(b->j, n, inv);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			double sum = 0;
			for (size_t l = 0; l < n; l++)
				sum += inv[i][l] * inv[k][l];
			at->cov[index[i]][index[k]] =
			    sum / (b->length[i] * b->length[k]);
		}
	return true;
}

static int
fill_covariance(struct solve_data *d, struct solve_place *at, struct err *e)
{
	struct bench b;
	memset(at->cov, 0, sizeof at->cov);
	if (bench_init(&b, d, e) != 0)
		return -1;
	at->full = !at->edge && covariance(&b, at);
	bench_release(&b);
	return 0;
}

double
solve_rss(const struct solve_data *d, const struct solve_place *at)
{
	double p[FIT_MAX_PARAMS] = {0}, sum = 0;
	solve_params(d, at, p);
	for (size_t i = 0; i < d->n; i++) {
		const struct fit_point *q = &d->points[i];
		double r = term_residual(q, solve_value(d, p, q, NULL), d->sigma, NULL);
		sum += r * r;
	}
	return sum;
}

/* Nothing is searched for: all is held. */
static void
only_place(struct solve_data *d, struct solve_place *best)
{
	*best = (struct solve_place){.ok = true, .full = true, .starts = 1};
	best->rss = solve_rss(d, best);
}

/* Two starts came to the same minimum, and another is far above it.  A sum of curves has
 * minima whose ways cross: there every start is followed. */
static bool
enough(const struct solve_data *d, const struct solve_place *best,
    const struct solve_place *start)
{
	return d->model->np <= 4 && best->ok && best->starts >= 2
	       && start->rss > ABOVE * best->rss;
}

int
solve_run(struct solve_data *d, const struct solve_place *starts, size_t n,
    struct solve_place *best, struct err *e)
{
	*best = (struct solve_place){.rss = (double)INFINITY};
	if (solve_free(d) == 0) {
		only_place(d, best);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct solve_place p;
		if (enough(d, best, &starts[i]))
			continue;
		if (search_within(d, &starts[i], best, &p, e) != 0)
			return -1;
		/* Among equals, one that is known to be a minimum. */
		bool equal = fabs(p.rss - best->rss) <= best->rss * 1e-9;
		int came = equal ? best->starts + 1 : 1;
		if (p.rss < best->rss * (1 - 1e-9) || (equal && p.ok && !best->ok)) {
			*best = p;
			best->starts = came;
		} else if (equal) {
			best->starts = came;
		}
	}
	return isfinite(best->rss) ? fill_covariance(d, best, e) : 0;
}
