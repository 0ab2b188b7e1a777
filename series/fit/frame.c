/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/frame.h"

#include <math.h>
#include <stdlib.h>

#include "series/fit/term.h"

static const double BIGGEST = 1e100; /* squares of sizes up to here stay finite */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Of n sorted times: how many different ones, and the middle of their steps. */
static size_t
distinct(double *t, size_t n, double *step)
{
	size_t k = n > 0;
	qsort(t, n, sizeof *t, compare);
	for (size_t i = 1; i < n; i++)
		if (t[i] != t[i - 1])
			k++;
	for (size_t i = 0; i + 1 < n; i++)
		t[i] = t[i + 1] - t[i];
	qsort(t, n > 0 ? n - 1 : 0, sizeof *t, compare);
	*step = n > 1 ? t[(n - 1) / 2] : 0;
	return k;
}

static int
check_point(const struct fit_point *p, size_t i, size_t n, struct err *e)
{
	bool none = isnan(p->low) && isnan(p->high);
	if (!isfinite(p->t) || none || isinf(p->low) || isinf(p->high))
		return err_set(e, ERR_EMPTY, "point %zu of %zu has no finite %s", i + 1,
		    n, isfinite(p->t) ? "value" : "time");
	if (p->low > p->high || !(p->sd > 0) || !isfinite(p->sd))
		return err_set(e, ERR_EMPTY,
		    "point %zu of %zu: its low is above its high, or its sd not above "
		    "zero",
		    i + 1, n);
	return 0;
}

static int
check_sizes(const struct frame *fr, bool any_sign, struct err *e)
{
	if (!(fr->top > 0) && !any_sign)
		return err_set(e, ERR_EMPTY,
		    "no value is above zero, as a growth curve's must be");
	if (fr->size > BIGGEST || fr->size < 1 / BIGGEST || fr->span > BIGGEST
	    || (fr->span > 0 && fr->span < 1 / BIGGEST))
		return err_set(e, ERR_EMPTY,
		    "sizes beyond 1e-100 to 1e100 are not fitted;"
		    " choose another unit");
	return 0;
}

static size_t
free_params(const struct fit_setup *s)
{
	struct solve_data d = {.model = model_get(s->model), .held = s->held};
	return solve_free(&d);
}

static int
check_times(const struct fit_setup *s, const struct fit_point *p, size_t n,
    double *step, struct err *e)
{
	double *t = calloc(n + 1, sizeof *t);
	size_t hard = 0;
	const char *name = fit_model_name(s->model);
	if (!t)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (!p[i].soft)
			t[hard++] = p[i].t;
	size_t times = distinct(t, hard, step), least = free_params(s) + 1;
	free(t);
	if (times < least)
		return err_set(e, ERR_EMPTY,
		    "%zu points at %zu time%s: a %s curve needs at least %zu", n, times,
		    times == 1 ? "" : "s", name, least);
	return 0;
}

double
frame_values(const struct fit_point *p, size_t n)
{
	double values = 0;
	for (size_t i = 0; i < n; i++)
		values += term_share(&p[i]);
	return round(values);
}

int
frame_measure(const struct fit_setup *s, const struct fit_point *p, size_t n,
    struct frame *fr, struct err *e)
{
	size_t least = free_params(s) + 1;
	double lo = (double)INFINITY, hi = -lo, total = 0;
	double values = frame_values(p, n);
	*fr = (struct frame){.top = -lo};
	if (values < (double)least)
		return err_set(e, ERR_EMPTY,
		    "%.0f point%s: a %s curve needs at least %zu", values,
		    values == 1 ? "" : "s", fit_model_name(s->model), least);
	for (size_t i = 0; i < n; i++) {
		if (check_point(&p[i], i, n, e) != 0)
			return -1;
		lo = fmin(lo, p[i].t);
		hi = fmax(hi, p[i].t);
		fr->size = fmax(fr->size, fabs(term_value(&p[i])));
		if (p[i].span > 0)
			total += term_value(&p[i]) * term_share(&p[i]);
		else if (!p[i].soft)
			fr->top = fmax(fr->top, term_value(&p[i]));
	}
	/* Amounts say at least what they come to. */
	if (total > 0) {
		fr->top = fmax(fr->top, total);
		fr->size = fmax(fr->size, total);
	}
	fr->at = lo;
	fr->span = hi - lo;
	if (check_sizes(fr, s->model == FIT_LINEAR, e) != 0)
		return -1;
	return check_times(s, p, n, &fr->step, e);
}

double
frame_unit(const struct frame *fr, const struct model *m, size_t k)
{
	double way = fr->falls ? -1 : 1;
	switch (m->params[k].dim) {
	case MODEL_Y:
		return fr->size;
	case MODEL_PER_T:
		return way / fr->span;
	case MODEL_T:
		return way * fr->span;
	case MODEL_Y_PER_T:
		return way * fr->size / fr->span;
	case MODEL_NONE:
		return 1;
	}
	return (double)NAN;
}

double
frame_origin(const struct frame *fr, const struct model *m, size_t k)
{
	if (m->params[k].dim != MODEL_T)
		return 0;
	return fr->falls ? fr->at + fr->span : fr->at;
}

void
frame_normalise(struct solve_data *d, const struct fit_setup *s,
    const struct fit_point *p, const struct frame *fr)
{
	d->sum2 = 0;
	for (size_t i = 0; i < d->n; i++) {
		double t = (p[i].t - fr->at) / fr->span;
		d->points[i] = (struct fit_point){.t = fr->falls ? 1 - t : t,
		    .low = p[i].low / fr->size,
		    .high = p[i].high / fr->size,
		    .sd = p[i].sd,
		    .span = p[i].span / fr->span,
		    .share = p[i].share,
		    .tailed = s->robust || p[i].tailed,
		    .soft = p[i].soft};
		double y = term_value(&d->points[i]);
		d->sum2 += y * y * term_weight(&d->points[i]);
	}
	d->width = (s->width > 0 ? s->width : fr->step) / fr->span;
	d->held = s->held;
	for (size_t k = 0; k < d->model->np; k++)
		if (s->held >> k & 1)
			d->hold[k] = (s->hold[k] - frame_origin(fr, d->model, k))
				     / frame_unit(fr, d->model, k);
}
