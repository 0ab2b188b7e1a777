/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/points.h"

#include <math.h>

#include "series/view.h"

static bool
has_value(const struct series_point *p)
{
	return isfinite(series_value(p)) && period_known(p->period);
}

/* That of all, when it is one. */
static enum period_grain
shared_grain(const struct points *p)
{
	if (p->n == 0)
		return PERIOD_UNKNOWN;
	enum period_grain g = period_grain(p->at[0]->period);
	for (size_t i = 1; i < p->n; i++)
		if (period_grain(p->at[i]->period) != g)
			return PERIOD_UNKNOWN;
	return g;
}

/* Into its place by time; later ones come last. */
static void
insert(struct points *out, const struct series_point *p)
{
	size_t k = out->n++;
	for (; k > 0 && points_time(out->at[k - 1]) > points_time(p); k--)
		out->at[k] = out->at[k - 1];
	out->at[k] = p;
}

int
points_take(const struct series *s, enum catalog_type type, enum period_grain grain,
    struct arena *a, struct points *out, struct err *e)
{
	*out = (struct points){.at = ARENA_NEW(a, s->n, const struct series_point *)};
	if (!out->at)
		return err_nomem(e);
	bool alike = view_alike(type, s->key.kind);
	if (!alike && grain == PERIOD_UNKNOWN)
		grain = view_commonest(s);
	for (size_t i = 0; i < s->n; i++) {
		const struct series_point *p = &s->points[i];
		if (!has_value(p))
			out->no_value++;
		else if (!alike && period_grain(p->period) != grain)
			out->other_times++;
		else
			insert(out, p);
	}
	out->grain = shared_grain(out);
	return 0;
}

double
points_time(const struct series_point *p)
{
	return ((double)p->period.start + (double)p->period.end) / 2;
}

bool
points_open(const struct series_point *p)
{
	return isnan(p->low) != isnan(p->high);
}

bool
points_gap(const struct series_point *before, const struct series_point *after)
{
	static const double QUARTER_AND_A_HALF = 137;
	enum period_grain g = period_grain(before->period);
	int length = before->period.end - before->period.start + 1;
	if (g == PERIOD_DAY || g == PERIOD_SPAN || g != period_grain(after->period))
		return points_time(after) - points_time(before) > QUARTER_AND_A_HALF;
	return after->period.start - before->period.end - 1 > length / 2;
}
