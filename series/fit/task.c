/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/task.h"

#include <math.h>
#include <stdlib.h>

#include "series/fit/start.h"
#include "series/fit/term.h"

enum { ROUNDS = 30, STARTS = START_MOST + 3 };
static const double LEAST_SCATTER = 1e-9; /* of the largest value */
static const double SETTLED = 1e-5;

double
task_rss(const struct task *t, const struct solve_place *at)
{
	const struct solve_data *d = &t->data;
	double p[FIT_MAX_PARAMS], sum = 0;
	solve_params(d, at, p);
	for (size_t i = 0; i < d->n; i++) {
		const struct fit_point *q = &d->points[i];
		double f = q->soft ? 0 : solve_value(d, p, q, NULL);
		double r = q->soft ? 0 : term_residual(q, f, d->sigma, NULL);
		sum += r * r;
	}
	return sum;
}

/* What the curve at a place says of each point. */
static void
fill_fitted(const struct task *t, const struct solve_place *at)
{
	double p[FIT_MAX_PARAMS];
	solve_params(&t->data, at, p);
	for (size_t i = 0; i < t->data.n; i++)
		t->fitted[i] = solve_value(&t->data, p, &t->data.points[i], NULL);
}

/* What each point adds, summed by its share; t->fitted is the curve. */
static double
sum_of_fitted(const struct task *t, double sigma,
    double (*of)(const struct fit_point *, double, double))
{
	double sum = 0;
	for (size_t i = 0; i < t->data.n; i++) {
		const struct fit_point *q = &t->data.points[i];
		double share = term_share(q);
		if (share > 0)
			sum += share * of(q, t->fitted[i], sigma);
	}
	return sum;
}

static double
logl_of_fitted(const struct task *t, double sigma)
{
	return sum_of_fitted(t, sigma, term_logl);
}

double
task_logl(const struct task *t, const struct solve_place *at, double sigma)
{
	fill_fitted(t, at);
	return logl_of_fitted(t, sigma);
}

/* How many values the points are worth to a curve that t->fitted is of. */
static double
worth_of_fitted(const struct task *t, double sigma)
{
	return sum_of_fitted(t, sigma, term_says);
}

double
task_freedom(const struct task *t, const struct solve_place *at, double sigma)
{
	double nf = (double)solve_free(&t->data), worth = t->values;
	if (t->censored) {
		fill_fitted(t, at);
		worth = worth_of_fitted(t, sigma);
	}
	return fmax(worth - nf, 1);
}

/* The likelihood of a scatter; adjusted (Cox & Reid 1987): for what the parameters take
 * of it, the less of which the ranges pay, the narrower the scatter. */
static double
adjusted(const struct task *t, double x, bool best)
{
	double nf = (double)solve_free(&t->data), sigma = exp(x);
	double logl = logl_of_fitted(t, sigma);
	if (best)
		return logl;
	return logl + nf * x - nf / 2 * log(fmax(worth_of_fitted(t, sigma), nf));
}

/* Of ranges and open bounds: by golden sections. */
static double
likeliest(const struct task *t, const struct solve_place *at, bool best)
{
	static const double GOLDEN = 0.6180339887498949, FIRST = -18, LAST = 0.5,
			    NARROW = 1e-8;
	double lo = FIRST, hi = LAST, x[2], v[2];
	fill_fitted(t, at);
	for (int k = 0; k < 2; k++) {
		x[k] = k ? lo + GOLDEN * (hi - lo) : hi - GOLDEN * (hi - lo);
		v[k] = adjusted(t, x[k], best);
	}
	while (hi - lo > NARROW) {
		int k = v[0] > v[1] ? 0 : 1; /* the one that stays, between new ends */
		*(k ? &lo : &hi) = x[1 - k];
		x[1 - k] = x[k];
		v[1 - k] = v[k];
		x[k] = k ? lo + GOLDEN * (hi - lo) : hi - GOLDEN * (hi - lo);
		v[k] = adjusted(t, x[k], best);
	}
	return exp((lo + hi) / 2);
}

/* Half of what the adjusted scatter is without its adjustment. */
static double
least_scatter(const struct task *t, const struct solve_place *at)
{
	double nf = (double)solve_free(&t->data), sigma = likeliest(t, at, false);
	double worth = fmax(worth_of_fitted(t, sigma), nf + 1);
	return sigma * sqrt((worth - nf) / worth) / 2;
}

double
task_scatter(const struct task *t, const struct solve_place *at, bool best)
{
	double n = t->values, np = (double)solve_free(&t->data);
	if (t->censored) {
		double sigma = likeliest(t, at, best);
		/* A curve through all values but ranges has no likeliest scatter. */
		if (best)
			sigma = fmax(sigma, least_scatter(t, at));
		return fmax(sigma, LEAST_SCATTER);
	}
	return fmax(sqrt(task_rss(t, at) / (best ? n : n - np)), LEAST_SCATTER);
}

/* ---- starts ---- */

/* The narrower families that this one holds: their best places. */
static int
add_kin(struct task *t, struct solve_place *starts, size_t *n, struct err *e)
{
	const struct model *m = t->data.model;
	for (size_t i = 0; i < m->n_kin; i++) {
		struct solve_data d = t->data;
		struct solve_place from[START_MOST], at;
		d.model = model_get(m->kin[i].model);
		d.held &= (1U << d.model->np) - 1;
		size_t k = start_find(&d, from);
		if (solve_run(&d, from, k ? 1 : 0, &at, e) != 0)
			return -1;
		if (!isfinite(at.rss))
			continue;
		at.x[m->np - 1] = m->kin[i].x;
		starts[(*n)++] = at;
	}
	return 0;
}

/* The best of some curves whose ceiling is where its search ends, and which are where the
 * known one is at the last point. */
static struct solve_place
far_place(const struct task *t, const struct solve_place *known)
{
	enum { CELLS = 16 };
	static const double FIRST = -2, STEP = 0.5; /* rates of 0.14 to 245 */
	const struct solve_data *d = &t->data;
	const struct model *m = d->model;
	struct solve_place out = {.rss = (double)INFINITY}, at = *known;
	double p[FIT_MAX_PARAMS];
	solve_params(d, known, p);
	double last = m->value(p, (struct model_at){1, 1, d->width}, NULL);
	at.x[0] = m->params[0].hi;
	for (int i = 0; i < CELLS; i++) {
		at.x[1] = FIRST + STEP * i;
		at.x[2] = 0;
		model_natural(m, at.x, p);
		at.x[2] = 1 - m->inverse(p, last, 1);
		if (!(fabs(at.x[2]) < m->params[2].hi))
			continue;
		at.rss = solve_rss(d, &at);
		if (at.rss < out.rss)
			out = at;
	}
	return out;
}

/* Between a ceiling in sight and one out of it there may lie a ridge that no search
 * crosses: is there a better curve behind it? */
static int
seek_far(struct task *t, struct solve_place *best, struct err *e)
{
	static const double NEAR = 4; /* times the least sum of squares */
	const struct model *m = t->data.model;
	struct solve_data d = t->data;
	struct solve_place far, at;
	if (!m->shape || d.held || d.n_priors || !isfinite(best->rss)
	    || best->rss <= SOLVE_EXACT * d.sum2)
		return 0;
	far = far_place(t, best);
	if (!(far.rss < NEAR * best->rss))
		return 0;
	d.held = 1;
	d.hold[0] = exp(far.x[0]);
	if (solve_run(&d, &far, 1, &at, e) != 0)
		return -1;
	if (at.rss < best->rss * (1 - 1e-9)) {
		at.x[0] = far.x[0];
		at.edge |= 1;
		at.full = false;
		at.steps += best->steps;
		*best = at;
	}
	return 0;
}

static int
seek(struct task *t, const struct solve_place *warm, struct solve_place *best,
    struct err *e)
{
	struct solve_place starts[STARTS];
	size_t n = start_find(&t->data, starts);
	if (add_kin(t, starts, &n, e) != 0)
		return -1;
	if (warm)
		starts[n++] = *warm;
	if (solve_run(&t->data, starts, n, best, e) != 0)
		return -1;
	return seek_far(t, best, e);
}

/* ---- the scatter, which terms and priors are weighed by, and the place depend on each
 * other ---- */

static int
settle(struct task *t, struct solve_place *at, struct err *e)
{
	for (int i = 0; i < ROUNDS; i++) {
		double sigma = task_scatter(t, at, false);
		bool same = fabs(sigma - t->data.sigma) <= SETTLED * sigma;
		t->data.sigma = sigma;
		struct solve_place next;
		int rc = i == 0 ? seek(t, at, &next, e)
				: solve_run(&t->data, at, 1, &next, e);
		if (rc != 0)
			return -1;
		if (!isfinite(next.rss))
			return 0;
		if (i > 0) /* those that came to it at first */
			next.starts = at->starts;
		*at = next;
		if (same)
			return 0;
	}
	return 0;
}

/* Does the rising curve leave less than half of the variance?  A falling one about its
 * mean has no positive product with it (Chebyshev), so that values within 45 degrees of
 * the one are not within 45 degrees of the other: no falling curve leaves as little. */
static bool
cannot_fall(const struct task *t)
{
	double w = 0, wy = 0, wyy = 0;
	for (size_t i = 0; i < t->data.n; i++) {
		const struct fit_point *p = &t->data.points[i];
		double by = term_weight(p), y = term_value(p);
		if (p->span > 0) /* amounts of a fall are below zero */
			return true;
		w += by;
		wy += by * y;
		wyy += by * y * y;
	}
	return !t->censored && t->base.rss < 0.5 * (wyy - wy * wy / w);
}

/* Once as growth and, of families that can, once mirrored, as decline: what fits
 * better. */
static int
seek_both(struct task *t, struct err *e)
{
	struct solve_place down;
	frame_normalise(&t->data, &t->setup, t->points, &t->frame);
	if (seek(t, NULL, &t->base, e) != 0)
		return -1;
	if (!t->data.model->mirrors || cannot_fall(t))
		return 0;
	t->frame.falls = true;
	frame_normalise(&t->data, &t->setup, t->points, &t->frame);
	/* What the grid finds is at most a few times what the search makes of it. */
	struct solve_place starts[START_MOST];
	size_t n = start_find(&t->data, starts);
	down.rss = (double)INFINITY;
	if (n > 0 && !(starts[0].rss > 25 * t->base.rss)
	    && seek(t, NULL, &down, e) != 0)
		return -1;
	t->frame.falls = down.rss < t->base.rss;
	if (t->frame.falls)
		t->base = down;
	frame_normalise(&t->data, &t->setup, t->points, &t->frame);
	return 0;
}

/* log(ceiling / largest value) ~ N(log 1.5, 0.7); log asymmetry ~ N(0, 1.5). */
size_t
task_priors(const struct task *t, struct solve_prior out[FIT_MOST_PRIORS])
{
	const struct solve_data *d = &t->data;
	double top = t->frame.top / t->frame.size;
	size_t n = 0;
	if (!d->model->ceiling || d->held & 1)
		return 0;
	/* Of flows the ceiling is not what the largest is near to. */
	if (!d->model->flow)
		out[n++] = (struct solve_prior){0, log(1.5 * top), 0.7};
	size_t k = d->model->asymmetry;
	if (k && !(d->held >> k & 1))
		out[n++] = (struct solve_prior){k, 0, 1.5};
	return n;
}

/* Amounts per period do not say when all began, for a later launch is a smaller ceiling:
 * unless it is given, it is the begin of the first period. */
static size_t
assumed_launch(const struct fit_setup *s)
{
	const struct model *m = model_get(s->model);
	for (size_t k = 0; m->flow && k < m->np; k++)
		if (m->params[k].scale == MODEL_BEFORE && !(s->held >> k & 1))
			return k;
	return FIT_MAX_PARAMS;
}

/* A parameter that amounts alone say nothing of: 0. */
static void
hold_offset(struct task *t, const struct fit_point *p, size_t n)
{
	size_t k = model_get(t->setup.model)->offset;
	for (size_t i = 0; i < n; i++)
		if (!(p[i].span > 0))
			return;
	if (k == 0 || t->setup.held >> (k - 1) & 1)
		return;
	t->setup.held |= 1U << (k - 1);
	t->setup.hold[k - 1] = 0;
}

int
task_open(struct task *t, const struct fit_setup *s, const struct fit_point *p,
    size_t n, struct err *e)
{
	*t = (struct task){.setup = *s, .points = p};
	size_t launch = assumed_launch(s);
	if (launch < FIT_MAX_PARAMS)
		t->setup.held |= 1U << launch;
	hold_offset(t, p, n);
	if (frame_measure(&t->setup, p, n, &t->frame, e) != 0)
		return -1;
	if (launch < FIT_MAX_PARAMS)
		t->setup.hold[launch] =
		    t->frame.at - (s->width > 0 ? s->width : t->frame.step) / 2;
	t->data = (struct solve_data){.model = model_get(s->model), .n = n};
	t->data.points = calloc(n, sizeof *t->data.points);
	t->fitted = calloc(n, sizeof *t->fitted);
	if (!t->data.points || !t->fitted)
		return err_nomem(e);
	t->values = frame_values(p, n);
	for (size_t i = 0; i < n; i++)
		t->censored |= !term_exact(&p[i]) || s->robust || p[i].tailed;
	if (seek_both(t, e) != 0)
		return -1;
	t->best = t->base;
	if (!isfinite(t->base.rss))
		return 0;
	if (t->censored && settle(t, &t->base, e) != 0)
		return -1;
	t->best = t->base;
	/* Settled: the one that base's sum is of. */
	t->base_sigma = t->censored ? t->data.sigma : task_scatter(t, &t->base, false);
	if (!t->censored)
		t->data.sigma = t->base_sigma;
	if (!s->prior)
		return 0;
	t->data.n_priors = task_priors(t, t->data.priors);
	t->data.sigma = 0;
	if (t->data.n_priors)
		return settle(t, &t->best, e);
	t->data.sigma = t->base_sigma;
	return 0;
}

void
task_close(struct task *t)
{
	free(t->data.points);
	free(t->fitted);
	t->data.points = NULL;
	t->fitted = NULL;
}

void
task_drop_prior(struct task *t)
{
	t->data.n_priors = 0;
	t->data.sigma = t->base_sigma;
	t->best = t->base;
}
