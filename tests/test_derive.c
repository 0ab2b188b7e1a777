/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels from changes: only of the same key and exactly the base period. */
#include <criterion/criterion.h>
#include <math.h>

#include "series/derive.h"

#define NONE ((double)NAN)

/* Of the second quarter of 2018, against the year before. */
static struct obs
an_obs(enum obs_kind kind, double v, const char *unit)
{
	static uint64_t place;
	place += 100;
	return (struct obs){.doc = STR("a.txt"),
	    .start = place,
	    .end = place + 5,
	    .metric = STR("revenue"),
	    .kind = kind,
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = str_from(unit),
	    .period = period_months(2018, 4, 3),
	    .base = kind == OBS_LEVEL ? PERIOD_NONE : period_months(2017, 4, 3),
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2018, 8, 1),
	    .confidence = 1};
}

/* Levels of guidance and actual that derive_levels makes of n observations. */
struct found {
	size_t n; /* derived points */
	const struct series *s;
	const struct series_point *p; /* the last of them */
	size_t series;
};

static struct found
derive(const struct obs *o, size_t n, struct arena *a)
{
	struct series *all, *out;
	struct found f = {0, NULL, NULL, 0};
	struct err e = {0};
	size_t m;
	cr_assert_eq(
	    series_build(o, n, &(struct series_filter){.role = NULL}, a, &all, &m, &e),
	    0);
	cr_assert_eq(derive_levels(all, m, a, &out, &f.series, &e), 0, "%s", e.text);
	for (size_t i = 0; i < f.series; i++) {
		cr_expect(i == 0 || series_cmp_key(&out[i - 1].key, &out[i].key) <= 0,
		    "in order");
		for (size_t k = 0; k < out[i].n; k++)
			if (out[i].points[k].base) {
				cr_expect_eq(out[i].key.kind, OBS_LEVEL);
				f.n++;
				f.s = &out[i];
				f.p = &out[i].points[k];
			}
	}
	return f;
}

/* The base, and the change that is told of it; what differs is set by `spoil`. */
enum spoil {
	NOTHING,
	BASIS,
	VARIANT,
	SEGMENT,
	MEASURE,
	OTHER_QUARTER,
	YEAR_BASE,
	NO_BASE,
	STATED,
	STATED_GUIDANCE,
	GUIDED_BASE,
	NEGATIVE_BASE,
	RANGE_BASE,
	CURRENCY,
	CONTRIBUTION,
	GUIDANCE
};
Test(derive, only_from_the_same)
{
	static const struct {
		const char *label;
		enum spoil spoil;
		double low; /* NaN: nothing is derived */
		enum obs_stance stance;
	} rows[] = {
	    {"growth", NOTHING, 120, OBS_ACTUAL},
	    {"guided growth of an actual level", GUIDANCE, 120, OBS_GUIDANCE},
	    {"guided growth, though an actual level is stated", STATED_GUIDANCE, 120,
		OBS_GUIDANCE},
	    {"another basis", BASIS, NONE, OBS_ACTUAL},
	    {"another variant", VARIANT, NONE, OBS_ACTUAL},
	    {"another segment", SEGMENT, NONE, OBS_ACTUAL},
	    {"another measure", MEASURE, NONE, OBS_ACTUAL},
	    {"the quarter before", OTHER_QUARTER, NONE, OBS_ACTUAL},
	    {"against the year", YEAR_BASE, NONE, OBS_ACTUAL},
	    {"against what is not said", NO_BASE, NONE, OBS_ACTUAL},
	    {"a stated level wins", STATED, NONE, OBS_ACTUAL},
	    {"from what was only guided", GUIDED_BASE, NONE, OBS_ACTUAL},
	    {"growth of a loss", NEGATIVE_BASE, NONE, OBS_ACTUAL},
	    {"from a range", RANGE_BASE, NONE, OBS_ACTUAL},
	    {"a driver's part", CONTRIBUTION, NONE, OBS_ACTUAL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o[3] = {an_obs(OBS_LEVEL, 100, "USD"),
		    an_obs(OBS_GROWTH, 20, "percent"), an_obs(OBS_LEVEL, 119, "USD")};
		enum spoil s = rows[i].spoil;
		struct arena a = {NULL};
		o[0].period = period_months(2017, 4, 3);
		if (s == OTHER_QUARTER)
			o[0].period = period_months(2018, 1, 3);
		if (s == YEAR_BASE)
			o[0].period = o[1].base = period_months(2017, 1, 12);
		if (s == NO_BASE)
			o[1].base = PERIOD_NONE;
		if (s == NEGATIVE_BASE)
			o[0].low = o[0].high = -100;
		if (s == RANGE_BASE)
			o[0].high = 101;
		o[0].basis = s == BASIS ? OBS_GAAP : OBS_NOBASIS;
		o[0].variant = s == VARIANT ? STR("organic") : STR("");
		o[0].segment = s == SEGMENT ? STR("Model C") : STR("");
		o[0].measure = s == MEASURE ? OBS_EXIT : OBS_NOMEASURE;
		o[0].stance = s == GUIDED_BASE ? OBS_GUIDANCE : OBS_ACTUAL;
		if (s == CONTRIBUTION)
			o[1].kind = OBS_CONTRIBUTION;
		if (s == GUIDANCE || s == STATED_GUIDANCE)
			o[1].stance = OBS_GUIDANCE;
		struct found f =
		    derive(o, s == STATED || s == STATED_GUIDANCE ? 3 : 2, &a);
		cr_assert_eq(
		    f.n, isnan(rows[i].low) ? 0 : 1, "%s: %zu", rows[i].label, f.n);
		if (f.n) {
			cr_expect_eq(
			    f.p->low, rows[i].low, "%s: %g", rows[i].label, f.p->low);
			cr_expect_eq(
			    f.s->key.stance, rows[i].stance, "%s", rows[i].label);
			cr_expect(f.p->base == &o[0] && f.p->obs == &o[1], "%s",
			    rows[i].label);
			cr_expect(str_eq(f.s->unit, STR("USD")));
		}
		arena_release(&a);
	}
}

Test(derive, deltas_ranges_and_rivals)
{
	struct arena a = {NULL};
	struct obs o[] = {an_obs(OBS_LEVEL, 18, "percent"),
	    an_obs(OBS_DELTA, 200, "bps"), an_obs(OBS_GROWTH, 10, "percent"),
	    an_obs(OBS_LEVEL, 5, "percent")};
	o[0].period = o[1].base;
	o[3].period = period_months(2019, 1, 3);
	struct found f = derive(o, 4, &a);
	cr_assert_eq(f.n, 1, "one level of two changes: %zu", f.n);
	cr_expect_float_eq(f.p->low, 20, 1e-9, "the delta: %g", f.p->low);
	cr_assert_eq(f.s->n, 3, "among the stated levels");
	cr_expect(f.s->points[0].low == 18 && f.s->points[2].low == 5, "by period");
	o[1].high = NONE; /* up at least 200 basis points */
	f = derive(o, 2, &a);
	cr_assert_eq(f.n, 1);
	cr_expect(isnan(f.p->high) && f.p->low == 20, "open stays open");
	o[2].low = -10;
	f = derive((struct obs[]){o[0], o[2]}, 2, &a);
	cr_assert_eq(f.n, 1);
	cr_expect_float_eq(f.p->low, 16.2, 1e-9);
	cr_expect_float_eq(f.p->high, 19.8, 1e-9);
	f = derive(o, 0, &a);
	cr_expect(f.n == 0 && f.series == 0, "of nothing comes nothing");
	arena_release(&a);
}

/* A level in each currency, and a delta in one: it goes to its own. */
Test(derive, currencies_never_meet)
{
	struct arena a = {NULL};
	struct obs o[] = {an_obs(OBS_LEVEL, 100, "USD"), an_obs(OBS_LEVEL, 90, "EUR"),
	    an_obs(OBS_DELTA, 5, "EUR million")};
	o[0].period = o[1].period = o[2].base;
	struct found f = derive(o, 3, &a);
	cr_assert_eq(f.n, 1, "%zu", f.n);
	cr_expect(str_eq(f.s->unit, STR("EUR")), "%.*s", STR_FMT(f.s->unit));
	cr_expect_float_eq(f.p->low, 5000090, 1e-6, "%g", f.p->low);
	arena_release(&a);
}
