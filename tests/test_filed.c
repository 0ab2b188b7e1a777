/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "series/filed.h"
#include "series/series.h"

static struct obs
said(const char *text, double low, double high, const char *unit)
{
	return (struct obs){.company = STR("Acme"),
	    .metric = STR("cash"),
	    .low = low,
	    .high = high,
	    .unit = str_from(unit),
	    .period = period_day(date_from_civil(2018, 3, 31)),
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .role = OBS_COMPANY,
	    .precision = OBS_EXACT,
	    .text = str_from(text)};
}

Test(filed, rounding)
{
	static const struct {
		const char *text;
		double low, high, want;
	} rows[] = {
	    {"$3.4 billion", 3.4e9, 3.4e9, 0.05e9},
	    {"$3.40 billion", 3.4e9, 3.4e9, 0.005e9},
	    {"$3,367 million", 3.367e9, 3.367e9, 0.5e6},
	    {"$3 billion", 3e9, 3e9, 0.5e9},
	    {"18.9%", 18.9, 18.9, 0.05},
	    {"20%", 20, 20, 0.5},
	    {"25,000", 25000, 25000, 500},
	    {"5,000", 5000, 5000, 50},
	    {"83,500", 83500, 83500, 50},
	    {"97,186", 97186, 97186, 0.5},
	    {"a loss of $702 million", -702e6, -702e6, 0.5e6},
	    {"17 to 19%", 17, 19, 0.5},
	    {"$2 to $2.5 billion", 2e9, 2.5e9, 0.5e9},
	    {"over $30 billion", 30e9, NAN, 0.5e9},
	    {"twenty percent", 20, 20, 0.5},
	    {"five thousand", 5000, 5000, 50},
	    {"two and a half billion", 2.5e9, 2.5e9, 0.05e9},
	    {"zero", 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o = said(rows[i].text, rows[i].low, rows[i].high, "USD");
		double got = filed_rounding(&o);
		cr_expect_float_eq(got, rows[i].want, 1e-9 * (1 + rows[i].want),
		    "%s: %g", rows[i].text, got);
	}
}

/* What differs in a row from cash of $3.4 billion on 2018-03-31. */
enum twist {
	NONE,
	HEDGED,
	ADJUSTED,
	GAAP,
	SEGMENT,
	VARIANT,
	GUIDED,
	DELTA,
	PART,
	OTHER_DAY,
	WEEK_LATER,
	QUARTER,
	OTHER_COMPANY,
	LOWER_CASE,
	CONSENSUS
};

static void
twist(struct obs *o, enum twist t)
{
	switch (t) {
	case NONE:
		break;
	case HEDGED:
		o->precision = OBS_HEDGED;
		break;
	case ADJUSTED:
		o->basis = OBS_ADJUSTED;
		break;
	case GAAP:
		o->basis = OBS_GAAP;
		break;
	case SEGMENT:
		o->segment = STR("Cars");
		break;
	case VARIANT:
		o->variant = STR("net");
		break;
	case GUIDED:
		o->stance = OBS_GUIDANCE;
		break;
	case DELTA:
		o->kind = OBS_DELTA;
		break;
	case PART:
		o->scope = OBS_PART;
		break;
	case OTHER_DAY:
		o->period = period_day(date_from_civil(2018, 5, 2));
		break;
	case WEEK_LATER:
		o->period = period_day(date_from_civil(2018, 4, 1));
		break;
	case QUARTER:
		o->period = period_months(2018, 1, 3);
		break;
	case OTHER_COMPANY:
		o->company = STR("Bcme");
		break;
	case LOWER_CASE:
		o->company = STR("ACME");
		break;
	case CONSENSUS:
		o->source = STR("consensus");
		break;
	}
}

Test(filed, verdicts)
{
	static const struct {
		const char *label;
		double filed;
		const char *unit;
		enum twist twist;
		enum filed_verdict want;
	} rows[] = {
	    {"within rounding", 3.367e9, "USD", NONE, FILED_AGREES},
	    {"just outside", 3.349e9, "USD", NONE, FILED_CONTRADICTS},
	    {"at the edge", 3.45e9, "USD", NONE, FILED_AGREES},
	    {"a hedge is wider", 3.32e9, "USD", HEDGED, FILED_AGREES},
	    {"but not that wide", 3.29e9, "USD", HEDGED, FILED_CONTRADICTS},
	    {"in millions", 3367, "USD million", NONE, FILED_AGREES},
	    {"another currency", 3.4e9, "EUR", NONE, FILED_NOTHING},
	    {"said to be GAAP", 9e9, "USD", GAAP, FILED_CONTRADICTS},
	    {"adjusted", 9e9, "USD", ADJUSTED, FILED_NOTHING},
	    {"of a segment", 9e9, "USD", SEGMENT, FILED_NOTHING},
	    {"a variant", 9e9, "USD", VARIANT, FILED_NOTHING},
	    {"guidance", 9e9, "USD", GUIDED, FILED_NOTHING},
	    {"a change", 9e9, "USD", DELTA, FILED_NOTHING},
	    {"of a part", 9e9, "USD", PART, FILED_NOTHING},
	    {"another day", 9e9, "USD", OTHER_DAY, FILED_NOTHING},
	    {"a day of difference", 9e9, "USD", WEEK_LATER, FILED_CONTRADICTS},
	    {"a balance said of the quarter", 9e9, "USD", QUARTER, FILED_CONTRADICTS},
	    {"another company", 9e9, "USD", OTHER_COMPANY, FILED_NOTHING},
	    {"the company's letters", 9e9, "USD", LOWER_CASE, FILED_CONTRADICTS},
	    {"not spoken", 9e9, "USD", CONSENSUS, FILED_NOTHING},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct filed_table t;
		struct filed_cells c;
		struct obs o[] = {said("$3.4 billion", 3.4e9, 3.4e9, "USD"),
		    said("x", rows[i].filed, rows[i].filed, rows[i].unit),
		    said("y", 1, 1, "USD")};
		o[1].source = STR("filed");
		o[1].basis = OBS_GAAP;
		o[2].source = STR("filed");
		o[2].metric = STR("debt");
		twist(&o[0], rows[i].twist);
		cr_assert_eq(filed_collect(o, 3, &a, &t, &e), 0);
		cr_assert_eq(t.n, 2);
		struct filed_match m = filed_match(&t, &o[0]);
		cr_expect_eq(m.verdict, rows[i].want, "%s", rows[i].label);
		cr_expect_eq(m.filed, m.verdict ? &o[1] : NULL, "%s", rows[i].label);
		cr_assert_eq(filed_tell(&t, &o[0], STR("USD million"), &a, &c, &e), 0);
		cr_expect(str_eq(c.verdict, str_from(filed_verdict_name(m.verdict))),
		    "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(filed, any_vintage_will_do_and_flows_have_both_ends)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct filed_table t;
	struct obs o[] = {said("$3.4 billion", 3.4e9, 3.4e9, "USD"),
	    said("", 3.0e9, 3.0e9, "USD"), said("", 3.41e9, 3.41e9, "USD"),
	    said("", 9e9, 9e9, "USD")};
	for (size_t i = 0; i < 4; i++) {
		o[i].metric = STR("capex");
		o[i].period = period_months(2018, 1, 3);
		o[i].as_of = date_from_civil(2018, 5, (int)i + 1);
		o[i].source = i ? STR("filed") : STR("spoken");
	}
	o[3].period = period_months(2017, 4, 12); /* a year that ends that day */
	cr_assert_eq(filed_collect(o, 4, &a, &t, &e), 0);
	struct filed_match m = filed_match(&t, &o[0]);
	cr_expect(m.verdict == FILED_AGREES && m.filed == &o[2]);
	o[2].low = o[2].high = 3.1e9;
	m = filed_match(&t, &o[0]);
	cr_expect(m.verdict == FILED_CONTRADICTS && m.filed == &o[2], "the latest");
	arena_release(&a);
}

Test(filed, a_line_is_of_one_source)
{
	static const struct {
		const char *label, *sources[4];
		double least; /* confidence; the i-th has (i + 1) / 4 */
		size_t n;
		double order[4]; /* the i-th's value is i + 1 */
	} rows[] = {
	    {"said", {"filed", "spoken", "consensus", ""}, 0, 2, {2, 4, 1, 3}},
	    {"filed", {"own", "filed", "consensus", "filed"}, 0, 2, {2, 4, 1, 3}},
	    {"by name", {"own", "consensus", "own", "own"}, 0, 1, {2, 1, 3, 4}},
	    {"said, but not for sure", {"spoken", "filed", "own", "filed"}, 0.5, 2,
		{2, 4, 1, 3}},
	    {"of one source", {"own", "own", "own", "own"}, 0, 4, {1, 2, 3, 4}},
	    {"nothing passes", {"own", "filed", "spoken", ""}, 2, 4, {1, 2, 3, 4}},
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct arena a = {NULL};
		struct err e = {.code = ERR_NONE};
		struct obs o[4];
		const struct series_filter f = {.min_confidence = rows[r].least};
		size_t n;
		for (size_t i = 0; i < 4; i++) {
			o[i] = said("x", (double)i + 1, (double)i + 1, "USD");
			o[i].source = str_from(rows[r].sources[i]);
			o[i].confidence = (double)(i + 1) / 4;
		}
		cr_assert_eq(filed_line(o, 4, &f, &a, &n, &e), 0);
		cr_expect_eq(n, rows[r].n, "%s: %zu", rows[r].label, n);
		for (size_t i = 0; i < 4; i++)
			cr_expect_eq(o[i].low, rows[r].order[i], "%s: %zu is %g",
			    rows[r].label, i, o[i].low);
		arena_release(&a);
	}
}
