/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/start.h"

#include <math.h>
#include <stdlib.h>

#include "series/fit/term.h"

/* Into the list of the best; a place that is worse than all of a full one falls out. */
static size_t
keep(struct solve_place out[START_MOST], size_t n, const struct solve_place *p)
{
	if (!isfinite(p->rss))
		return n;
	size_t at = n < START_MOST ? n++ : START_MOST;
	for (; at > 0 && p->rss < out[at - 1].rss; at--)
		if (at < START_MOST)
			out[at] = out[at - 1];
	if (at < START_MOST)
		out[at] = *p;
	return n;
}

/* What only bounds the value tells little of where to begin. */
static bool
counts(const struct solve_data *d, const struct fit_point *p)
{
	size_t closed = 0;
	if (p->soft)
		return false;
	if (!isnan(p->low) && !isnan(p->high))
		return true;
	for (size_t i = 0; i < d->n; i++)
		closed += !isnan(d->points[i].low) && !isnan(d->points[i].high);
	return closed <= solve_free(d);
}

/* ---- a grid of shapes ---- */

/* Normal equations of at most two linear parameters. */
struct normal {
	double g[2][2], b[2], yy;
};

static void
add_point(const struct solve_data *d, const double *p, const size_t *lin, size_t n,
    const struct fit_point *at, struct normal *s)
{
	const struct model *m = d->model;
	double q[FIT_MAX_PARAMS], basis[2], w = term_weight(at);
	double y = term_value(at);
	memcpy(q, p, sizeof q);
	if (n < m->n_linear)
		y -= solve_value(d, q, at, NULL);
	for (size_t k = 0; k < n; k++) {
		q[lin[k]] = 1;
		basis[k] = solve_value(d, q, at, NULL);
		q[lin[k]] = 0;
		if (n < m->n_linear)
			basis[k] -= term_value(at) - y;
	}
	s->yy += w * y * y;
	for (size_t k = 0; k < n; k++) {
		s->b[k] += w * basis[k] * y;
		for (size_t l = 0; l < n; l++)
			s->g[k][l] += w * basis[k] * basis[l];
	}
}

/* The same of all points where one parameter is linear and none held: the shape times
 * it. */
static void
add_shape(const struct solve_data *d, double *p, size_t lin, struct normal *s)
{
	p[lin] = 1;
	for (size_t i = 0; i < d->n; i++) {
		const struct fit_point *at = &d->points[i];
		if (!counts(d, at))
			continue;
		double w = term_weight(at), y = term_value(at);
		double g = solve_value(d, p, at, NULL);
		s->yy += w * y * y;
		s->b[0] += w * g * y;
		s->g[0][0] += w * g * g;
	}
}

/* The linear parameters' best values, and the sum of squares that is left. */
static bool
solve_linear(const struct normal *s, size_t n, double v[2], double *rss)
{
	double det = s->g[0][0] * s->g[1][1] - s->g[0][1] * s->g[1][0];
	*rss = s->yy;
	if (n == 0)
		return true;
	if (n == 1) {
		v[0] = s->b[0] / s->g[0][0];
		*rss = s->yy - s->b[0] * v[0];
		return s->g[0][0] > 1e-200;
	}
	if (!(fabs(det) > 1e-12 * s->g[0][0] * s->g[1][1]))
		return false;
	v[0] = (s->b[0] * s->g[1][1] - s->b[1] * s->g[0][1]) / det;
	v[1] = (s->b[1] * s->g[0][0] - s->b[0] * s->g[1][0]) / det;
	*rss = s->yy - s->b[0] * v[0] - s->b[1] * v[1];
	return true;
}

/* The place of a cell: its x has the axes' coordinates. */
static struct solve_place
cell(const struct solve_data *d, struct solve_place at)
{
	const struct model *m = d->model;
	struct normal s = {.yy = 0};
	double p[FIT_MAX_PARAMS] = {0}, v[2] = {0};
	size_t lin[2], n = 0;
	solve_params(d, &at, p);
	for (size_t k = 0; k < m->n_linear; k++)
		if (!(d->held >> m->linear[k] & 1)) {
			lin[n++] = m->linear[k];
			p[m->linear[k]] = 0;
		}
	if (n == 1 && m->n_linear == 1)
		add_shape(d, p, lin[0], &s);
	for (size_t i = 0; i < d->n && !(n == 1 && m->n_linear == 1); i++)
		if (counts(d, &d->points[i]))
			add_point(d, p, lin, n, &d->points[i], &s);
	at.rss = (double)INFINITY;
	double rss;
	if (!solve_linear(&s, n, v, &rss))
		return at;
	for (size_t k = 0; k < n; k++) {
		at.x[lin[k]] = model_coordinate(m, lin[k], v[k]);
		if (!isfinite(at.x[lin[k]]))
			return at;
	}
	at.rss = fmax(rss, 0);
	return at;
}

static size_t
cells_of(const struct solve_data *d, size_t axis)
{
	const struct model *m = d->model;
	if (axis >= m->n_axes || d->held >> m->axes[axis].param & 1)
		return 1;
	return (size_t)m->axes[axis].n;
}

static void
set_axis(const struct solve_data *d, size_t axis, size_t i, struct solve_place *at)
{
	const struct model_axis *a = &d->model->axes[axis];
	if (axis < d->model->n_axes)
		at->x[a->param] = a->from + a->step * (double)i;
}

/* ---- the same of shapes: what the cells of a rate share is worked out once ---- */

/* The points that count, by time, and their sums from each of them on. */
struct quick {
	size_t n;
	double *t, *w, *wy, *e; /* e: exp(-rate * t) */
	double *more_w, *more_wy;
	double yy;
};

/* Whether the points are what shapes can be summed over; their order is put right. */
static bool
quick_fill(struct quick *q, const struct solve_data *d)
{
	bool back = d->n > 1 && d->points[0].t > d->points[d->n - 1].t;
	for (size_t i = 0; i < d->n; i++) {
		const struct fit_point *p = &d->points[back ? d->n - 1 - i : i];
		double w = term_weight(p), y = term_value(p);
		if (p->span > 0)
			return false;
		if (!counts(d, p))
			continue;
		if (q->n > 0 && p->t < q->t[q->n - 1])
			return false;
		q->t[q->n] = p->t;
		q->w[q->n] = w;
		q->wy[q->n++] = w * y;
		q->yy += w * y * y;
	}
	q->more_w[q->n] = q->more_wy[q->n] = 0;
	for (size_t i = q->n; i-- > 0;) {
		q->more_w[i] = q->more_w[i + 1] + q->w[i];
		q->more_wy[i] = q->more_wy[i + 1] + q->wy[i];
	}
	return true;
}

/* Free q->t. */
static bool
quick_open(struct quick *q, const struct solve_data *d)
{
	size_t n = d->n + 1;
	*q = (struct quick){.n = 0};
	if (!d->model->shape || d->held & ~1U)
		return false;
	q->t = calloc(6 * n, sizeof *q->t);
	if (!q->t)
		return false;
	q->w = q->t + n;
	q->wy = q->w + n;
	q->e = q->wy + n;
	q->more_w = q->e + n;
	q->more_wy = q->more_w + n;
	return quick_fill(q, d);
}

static void
quick_place(const struct solve_data *d, const struct quick *q, double b, double g,
    struct solve_place *at)
{
	double k = d->hold[0];
	at->rss = (double)INFINITY;
	if (d->held & 1) {
		at->rss = fmax(q->yy - 2 * k * b + k * k * g, 0);
	} else if (g > 1e-200 && b > 0) {
		at->x[0] = log(b / g);
		at->rss = fmax(q->yy - b * b / g, 0);
	}
}

/* A cell; q->e is of its rate. */
static void
quick_cell(const struct solve_data *d, const struct quick *q, struct solve_place *at)
{
	double p[FIT_MAX_PARAMS] = {0}, b = 0, gg = 0;
	solve_params(d, at, p);
	double by = exp(p[1] * p[2]);
	for (size_t i = 0; i < q->n; i++) {
		double g = d->model->shape(p, fmin(q->e[i] * by, 1e290));
		b += g * q->wy[i];
		gg += g * g * q->w[i];
	}
	quick_place(d, q, b, gg, at);
}

/* A steep curve: 0 before and 1 behind but near its midpoint, point i. */
static void
quick_steep(
    const struct solve_data *d, const struct quick *q, size_t i, struct solve_place *at)
{
	static const double FAR = 14;
	double p[FIT_MAX_PARAMS] = {0}, b, gg;
	size_t from = i + 1, to = from;
	solve_params(d, at, p);
	while (from > 0 && p[1] * (p[2] - q->t[from - 1]) < FAR)
		from--;
	while (to < q->n && p[1] * (q->t[to] - p[2]) < FAR)
		to++;
	b = q->more_wy[to];
	gg = q->more_w[to];
	for (size_t k = from; k < to; k++) {
		double g = d->model->shape(p, exp(-p[1] * (q->t[k] - p[2])));
		b += g * q->wy[k];
		gg += g * g * q->w[k];
	}
	quick_place(d, q, b, gg, at);
}

/* ---- the grid ---- */

static struct solve_place
best_of_rate(const struct solve_data *d, const struct quick *q, struct solve_place at)
{
	struct solve_place best = {.rss = (double)INFINITY};
	for (size_t i = 0; q && i < q->n; i++)
		q->e[i] = exp(-exp(at.x[1]) * q->t[i]);
	for (size_t k = 0; k < cells_of(d, 1); k++) {
		set_axis(d, 1, k, &at);
		for (size_t l = 0; l < cells_of(d, 2); l++) {
			set_axis(d, 2, l, &at);
			if (q)
				quick_cell(d, q, &at);
			else
				at = cell(d, at);
			if (at.rss < best.rss)
				best = at;
		}
	}
	return best;
}

static bool
is_valley(const struct solve_place *all, size_t n, size_t i)
{
	return (i == 0 || all[i].rss <= all[i - 1].rss)
	       && (i + 1 == n || all[i].rss <= all[i + 1].rss);
}

/* The best places of the first axis' cells: those that are better than their neighbours
 * first, so that one wide valley does not crowd out another. */
static size_t
grid(const struct solve_data *d, const struct quick *q,
    struct solve_place out[START_MOST])
{
	enum { MOST_CELLS = 40 };
	struct solve_place all[MOST_CELLS];
	size_t cells = cells_of(d, 0), found = 0;
	if (cells > MOST_CELLS)
		cells = MOST_CELLS;
	for (size_t i = 0; i < cells; i++) {
		struct solve_place at = {.rss = (double)INFINITY};
		set_axis(d, 0, i, &at);
		all[i] = best_of_rate(d, q, at);
	}
	for (size_t i = 0; i < cells; i++)
		if (is_valley(all, cells, i))
			found = keep(out, found, &all[i]);
	for (size_t i = 0; i < cells; i++)
		if (found < START_MOST && !is_valley(all, cells, i))
			found = keep(out, found, &all[i]);
	return found;
}

/* Curves so steep that they rise between two neighbours, which no grid of midpoints
 * meets: the best of one in each gap, in at most MOST_GAPS. */
static struct solve_place
steepest(const struct solve_data *d, const struct quick *q)
{
	enum { MOST_GAPS = 40 };
	/* Rates per gap, and where in it the midpoint is. */
	static const struct {
		double rate, at;
	} cells[] = {{3, 0.5}, {10, 0}, {10, 0.25}, {10, 0.5}, {10, 0.75}, {20, 0.05},
	    {20, 0.95}};
	struct solve_place best = {.rss = (double)INFINITY}, at = best;
	size_t points = q ? q->n : d->n, every = points / MOST_GAPS + 1;
	for (size_t i = 0; i + 1 < points; i += every) {
		double t = q ? q->t[i] : d->points[i].t;
		double gap = (q ? q->t[i + 1] : d->points[i + 1].t) - t;
		size_t n = gap > 0 ? sizeof cells / sizeof *cells : 0;
		for (size_t k = 0; k < n; k++) {
			at.x[1] = log(cells[k].rate / gap);
			at.x[2] = t + cells[k].at * gap;
			if (q)
				quick_steep(d, q, i, &at);
			else
				at = cell(d, at);
			if (at.rss < best.rss)
				best = at;
		}
	}
	return best;
}

/* ---- sums of logistics: all sets of curves from a list ---- */

enum { RATES = 6, MIDPOINTS = 9, CURVES = RATES * MIDPOINTS };
struct list {
	double rate[CURVES], midpoint[CURVES];
	double g[CURVES][CURVES], b[CURVES], yy;
};

static void
fill(struct list *l, const struct solve_data *d)
{
	const struct model *one = model_get(FIT_LOGISTIC);
	*l = (struct list){.yy = 0};
	for (size_t k = 0; k < CURVES; k++) {
		l->rate[k] = 2.5 * pow(2, (double)(k % RATES));
		l->midpoint[k] = -0.1 + 0.15 * floor((double)k / RATES);
	}
	for (size_t i = 0; i < d->n; i++) {
		const struct fit_point *p = &d->points[i];
		double v[CURVES], w = term_weight(p), y = term_value(p);
		if (!counts(d, p))
			continue;
		for (size_t k = 0; k < CURVES; k++)
			v[k] = model_of(one, (double[]){1, l->rate[k], l->midpoint[k]},
			    (struct model_at){p->t, 1, 0}, p->span, NULL);
		for (size_t k = 0; k < CURVES; k++) {
			l->b[k] += w * v[k] * y;
			for (size_t m = 0; m <= k; m++)
				l->g[k][m] += w * v[k] * v[m];
		}
		l->yy += w * y * y;
	}
}

/* The heights of n curves of the list by elimination; false when one is not above
 * zero. */
static bool
heights(const struct list *l, const size_t *at, size_t n, double h[3], double *rss)
{
	double a[3][4] = {{0}};
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++)
			a[i][k] =
			    at[i] >= at[k] ? l->g[at[i]][at[k]] : l->g[at[k]][at[i]];
		a[i][n] = l->b[at[i]];
	}
	for (size_t i = 0; i < n; i++) {
		if (!(a[i][i] > 1e-9))
			return false;
		for (size_t k = i + 1; k < n; k++)
			for (size_t j = n + 1; j-- > i;)
				a[k][j] -= a[k][i] / a[i][i] * a[i][j];
	}
	*rss = l->yy;
	for (size_t i = n; i-- > 0;) {
		h[i] = a[i][n];
		for (size_t k = i + 1; k < n; k++)
			h[i] -= a[i][k] * h[k];
		h[i] /= a[i][i];
		*rss -= h[i] * l->b[at[i]];
		if (!(h[i] > 0))
			return false;
	}
	return true;
}

static struct solve_place
phases_place(const struct list *l, const size_t *at, size_t n)
{
	struct solve_place p = {.rss = (double)INFINITY};
	double h[3], rss, sum = 0;
	if (!heights(l, at, n, h, &rss))
		return p;
	for (size_t k = 0; k < n; k++)
		sum += h[k];
	p.x[0] = log(sum);
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			p.x[3 * k] = fmin(fmax(h[k] / sum, 0.02), 0.95);
		p.x[3 * k + 1] = log(l->rate[at[k]]);
		p.x[3 * k + 2] = l->midpoint[at[k]];
	}
	p.rss = fmax(rss, 0);
	return p;
}

static void
better(struct solve_place *best, const struct list *l, const size_t *at, size_t n)
{
	struct solve_place p = phases_place(l, at, n);
	if (p.rss < best->rss)
		*best = p;
}

static size_t
phases(const struct solve_data *d, struct solve_place out[START_MOST])
{
	struct list l;
	size_t found = 0, at[3];
	fill(&l, d);
	for (size_t m = 0; m < MIDPOINTS; m++) { /* of the first phase */
		struct solve_place best = {.rss = (double)INFINITY};
		for (at[0] = m * RATES; at[0] < (m + 1) * RATES; at[0]++)
			for (at[1] = (m + 1) * RATES; at[1] < CURVES; at[1]++) {
				if (d->model->phases == 2)
					better(&best, &l, at, 2);
				size_t next = (at[1] / RATES + 1) * RATES;
				for (at[2] = next;
				     d->model->phases == 3 && at[2] < CURVES; at[2]++)
					better(&best, &l, at, 3);
			}
		found = keep(out, found, &best);
	}
	return found;
}

/* The steepest one, where one is near enough: in the last's place, where the grid's are
 * many. */
static size_t
add_steepest(const struct solve_data *d, const struct quick *q, size_t n,
    struct solve_place out[START_MOST])
{
	if (d->held & 2) /* as steep as it is */
		return n;
	struct solve_place steep = steepest(d, q);
	if (!isfinite(steep.rss))
		return n;
	size_t at = n < START_MOST ? n++ : START_MOST - 1;
	out[at] = steep;
	for (; at > 0 && out[at].rss < out[at - 1].rss; at--) {
		struct solve_place p = out[at];
		out[at] = out[at - 1];
		out[at - 1] = p;
	}
	return n;
}

size_t
start_find(const struct solve_data *d, struct solve_place out[START_MOST])
{
	struct quick room, *q = NULL;
	if (d->model->phases > 1)
		return phases(d, out);
	if (quick_open(&room, d))
		q = &room;
	size_t n = grid(d, q, out);
	if (d->model->mirrors)
		n = add_steepest(d, q, n, out);
	free(room.t);
	return n;
}
