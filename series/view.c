/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/view.h"

#include <math.h>

#include "series/options.h"
#include "series/unit.h"

/* Ties go to what companies report most. */
static const enum period_grain preferred[] = {
    PERIOD_QUARTER, PERIOD_YEAR, PERIOD_MONTH, PERIOD_DAY, PERIOD_HALF, PERIOD_SPAN};
enum { PREFERRED = sizeof preferred / sizeof *preferred };

int
view_of(const struct options *o, struct view *v, struct err *e)
{
	const char *names[PREFERRED + 1];
	*v = (struct view){.unit = o->unit ? str_from(o->unit) : STR("")};
	if (!o->grain)
		return 0;
	struct str want = str_from(o->grain);
	for (size_t i = 0; i < PREFERRED; i++) {
		names[i] = period_grain_name(preferred[i]);
		if (str_eq_nocase(want, str_from(names[i])))
			v->grain = preferred[i];
	}
	names[PREFERRED] = "all";
	v->all = str_eq_nocase(want, STR("all"));
	if (v->all || v->grain != PERIOD_UNKNOWN)
		return 0;
	const char *near = options_nearest(o->grain, names, PREFERRED + 1);
	return err_set(e, ERR_USAGE,
	    "--grain '%.80s' is none of quarter, year, month, day, half, span, "
	    "all%s%s%s",
	    o->grain, near ? "; did you mean '" : "", near ? near : "",
	    near ? "'?" : "");
}

bool
view_alike(enum catalog_type type, enum obs_kind kind)
{
	return kind == OBS_LEVEL && (type == CATALOG_RATE || type == CATALOG_BALANCE);
}

enum period_grain
view_commonest(const struct series *s)
{
	size_t count[PERIOD_GRAINS] = {0};
	enum period_grain best = preferred[0];
	for (size_t i = 0; i < s->n; i++)
		if (isfinite(series_value(&s->points[i])))
			count[period_grain(s->points[i].period)]++;
	for (size_t i = 1; i < PREFERRED; i++)
		if (count[preferred[i]] > count[best])
			best = preferred[i];
	return best;
}

int
view_take(const struct series *s, enum period_grain g, struct arena *a,
    struct series *out, struct err *e)
{
	const struct series whole = *s; /* out may be s */
	*out = whole;
	out->points = ARENA_NEW(a, whole.n, struct series_point);
	out->n = 0;
	if (!out->points)
		return err_nomem(e);
	for (size_t i = 0; i < whole.n; i++)
		if (period_grain(whole.points[i].period) == g)
			out->points[out->n++] = whole.points[i];
	return 0;
}

int
view_convert(const struct series *s, struct str unit, struct arena *a,
    struct series *out, struct err *e)
{
	double f;
	const struct series_point *points = s->points; /* out may be s */
	*out = *s;
	if (unit.n == 0 || str_eq(unit, s->unit))
		return 0;
	if (!unit_factor(s->unit, unit, &f)) {
		char from[UNIT_WORDS], to[UNIT_WORDS];
		unit_describe(s->unit, from);
		unit_describe(unit, to);
		return err_set(e, ERR_USAGE,
		    "%.*s in %.*s (%s) cannot be shown in '%.*s' (%s)",
		    STR_FMT(s->key.metric), STR_FMT(s->unit), from,
		    STR_FMT(str_sub(unit, 0, 80)), to);
	}
	out->unit = unit;
	out->points = ARENA_NEW(a, out->n, struct series_point);
	if (!out->points)
		return err_nomem(e);
	for (size_t i = 0; i < out->n; i++) {
		out->points[i] = points[i];
		out->points[i].low *= f;
		out->points[i].high *= f;
		out->points[i].spread *= f;
	}
	return 0;
}
