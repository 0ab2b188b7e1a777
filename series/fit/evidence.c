/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/evidence.h"

#include <math.h>

#include "series/conflict.h"
#include "series/unit.h"

static const double COARSE = 0.01; /* of the largest value: rounding that matters */
static const double TARGET = 2;    /* times the scatter of an achieved value */

/* How much less sure than others a value is, by how it was said. */
static double
sureness(const struct obs *o)
{
	static const double by_precision[OBS_PRECISIONS] = {
	    [OBS_NOPRECISION] = 1,
	    [OBS_EXACT] = 1,
	    [OBS_ROUNDED] = 1,
	    [OBS_HEDGED] = 1.5,
	    [OBS_VAGUE] = 3,
	};
	return o->vague ? by_precision[OBS_VAGUE] : by_precision[o->precision];
}

/* A coarsely rounded value ("about 20,000" among 25,000) is a range of its rounding.
 * factor: from the statement's unit to the series'. */
static void
widen(struct fit_point *q, const struct obs *o, double factor, double top)
{
	double reach = conflict_reach(o, o->low) * fabs(factor);
	bool hedged = o->precision == OBS_HEDGED || o->precision == OBS_VAGUE;
	if (q->low == q->high && o->precision == OBS_ROUNDED && !hedged
	    && reach > COARSE * top) {
		q->low -= reach;
		q->high += reach;
	}
}

bool
evidence_is_total(const struct series_point *p)
{
	struct str v = p->obs->variant;
	return period_grain(p->period) == PERIOD_DAY
	       || (v.n && memmem(v.p, v.n, "cumulative", 10));
}

struct fit_point
evidence_point(const struct series_point *p, double top, bool cumulative)
{
	const struct obs *o = p->obs;
	struct fit_point q = {
	    .t = points_time(p), .low = p->low, .high = p->high, .sd = sureness(o)};
	widen(&q, o, o->low != 0 ? p->low / o->low : 0, top);
	if (cumulative && evidence_is_total(p))
		q.t = p->period.end;
	else if (cumulative)
		q.span = p->period.end - p->period.start + 1;
	return q;
}

/* ---- several statements of one period ---- */

/* What both say, where they meet; a NaN is an open side. */
static void
narrow(struct fit_point *q, double low, double high)
{
	double lo = fmax(q->low, low), hi = fmin(q->high, high);
	if (q->low == q->high || lo > hi)
		return;
	q->low = lo;
	q->high = hi;
}

static bool
same_bound(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* Behind the terms of this measurement, which begin at `first`, unless it is among
 * them. */
static void
add_rival(struct evidence *out, size_t first, struct fit_point q, const struct obs *o)
{
	for (size_t i = first; i < out->n; i++)
		if (same_bound(out->at[i].low, q.low)
		    && same_bound(out->at[i].high, q.high))
			return;
	out->from[out->n] = o;
	out->at[out->n++] = q;
}

static void
share(struct fit_point *q, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += 1 / (q[i].sd * q[i].sd);
	for (size_t i = 0; i < n && n > 1; i++)
		q[i].share = 1 / (q[i].sd * q[i].sd * sum);
}

static void
add_point(
    const struct evidence_ask *ask, const struct series_point *p, struct evidence *out)
{
	size_t first = out->n;
	out->from[out->n] = p->obs;
	out->at[out->n++] = evidence_point(p, ask->top, ask->cumulative);
	for (size_t i = 0; p->all && !p->base && i < p->n_statements; i++) {
		const struct obs *o = p->all[i];
		double factor;
		if (o == p->obs || !unit_factor(o->unit, ask->unit, &factor))
			continue;
		struct fit_point q = out->at[first];
		if (!conflict_between(p->obs, o)) {
			narrow(&out->at[first], o->low * factor, o->high * factor);
			continue;
		}
		q.low = o->low * factor;
		q.high = o->high * factor;
		q.sd = sureness(o);
		widen(&q, o, factor, ask->top);
		add_rival(out, first, q, o);
	}
	share(out->at + first, out->n - first);
	out->shared += out->n - first > 1;
}

/* Errors of what periods brought add up in a total: with the root of their number. */
static void
spread_totals(const struct evidence_ask *ask, struct evidence *out)
{
	double first = (double)INFINITY, width = 0;
	for (size_t i = 0; i < out->n; i++)
		if (out->at[i].span > 0) {
			first = fmin(first, out->at[i].t - out->at[i].span / 2);
			width =
			    width > 0 ? fmin(width, out->at[i].span) : out->at[i].span;
		}
	if (!ask->cumulative || !(width > 0))
		return;
	out->first = first;
	out->step = width;
	for (size_t i = 0; i < out->n; i++) {
		struct fit_point *q = &out->at[i];
		double periods = q->span > 0 ? q->span : q->t - first;
		q->sd *= sqrt(fmax(periods / width, 1));
	}
}

/* ---- guidance ---- */

static bool
achieved(const struct points *all, struct period p)
{
	for (size_t i = 0; i < all->n; i++) {
		struct period q = all->at[i]->period;
		if (series_cmp_period(q, p) == 0)
			return true;
	}
	return false;
}

static void
add_targets(const struct evidence_ask *ask, struct evidence *out)
{
	const struct series *g = ask->guidance;
	size_t first = out->n, hard = ask->achieved->n;
	for (size_t i = 0; g && i < g->n; i++) {
		const struct series_point *p = &g->points[i];
		enum period_grain grain = ask->achieved->grain;
		bool other =
		    grain != PERIOD_UNKNOWN && period_grain(p->period) != grain;
		if (!isfinite(series_value(p)) || !period_known(p->period)
		    || p->obs->withdrawn || (other && !ask->cumulative)
		    || achieved(ask->achieved, p->period))
			continue;
		struct fit_point q = evidence_point(p, ask->top, ask->cumulative);
		q.sd *= TARGET;
		q.tailed = true;
		q.soft = true;
		out->from[out->n] = p->obs;
		out->at[out->n++] = q;
	}
	out->targets = out->n - first;
	for (size_t i = first; i < out->n; i++)
		out->at[i].share = fmin(1, 0.5 * (double)hard / (double)out->targets);
}

int
evidence_take(const struct evidence_ask *ask, struct arena *a, struct evidence *out,
    struct err *e)
{
	size_t most = ask->guidance ? ask->guidance->n : 0;
	for (size_t i = 0; i < ask->achieved->n; i++) {
		const struct series_point *p = ask->achieved->at[i];
		most += p->n_statements > 1 ? p->n_statements : 1;
	}
	*out = (struct evidence){.at = ARENA_NEW(a, most + 1, struct fit_point),
	    .from = ARENA_NEW(a, most + 1, const struct obs *)};
	if (!out->at || !out->from)
		return err_nomem(e);
	for (size_t i = 0; i < ask->achieved->n; i++)
		add_point(ask, ask->achieved->at[i], out);
	spread_totals(ask, out);
	add_targets(ask, out);
	return 0;
}
