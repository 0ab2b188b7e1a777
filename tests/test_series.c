/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/series.h"

#define NONE ((double)NAN)

static struct catalog_metric margin = {
    .name = STR_INIT("gross_margin"), .title = STR_INIT("Gross margin")};

/* The third quarter of 2017 at 18.7 percent, said on 1 November 2017. */
static struct obs
an_obs(double v)
{
	static uint64_t place; /* each later than the one before */
	place += 100;
	return (struct obs){.doc = STR("a.txt"),
	    .start = place,
	    .end = place + 5,
	    .metric = STR("gross_margin"),
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = STR("percent"),
	    .period = period_months(2017, 7, 3),
	    .base = PERIOD_NONE,
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2017, 11, 1),
	    .precision = OBS_EXACT,
	    .confidence = 1};
}

static struct obs
in_quarter(double v, int year, int quarter)
{
	struct obs o = an_obs(v);
	o.period = period_months(year, 3 * quarter - 2, 3);
	return o;
}

static const struct series_filter any;

static struct series *
build(const struct obs *o, size_t n, const struct series_filter *f, struct arena *a,
    size_t *count)
{
	struct series *all = NULL;
	struct err e = {0};
	cr_assert_eq(series_build(o, n, f, a, &all, count, &e), 0, "%s", e.text);
	return all;
}

/* Which of two statements of one point wins: always the first of a row, in
 * whatever order they come. */
Test(series, the_better_statement_wins)
{
	enum { ROWS = 10 };
	static const char *const labels[ROWS] = {"company before nobody",
	    "company before operator", "precise before vague", "later before earlier",
	    "known date before unknown", "exact before rounded in one call",
	    "rounded before hedged in one call", "a later call before exactness",
	    "a later place", "company before a later operator"};
	for (size_t i = 0; i < ROWS; i++) {
		struct obs win = an_obs(1), lose = an_obs(2);
		struct arena a = {NULL};
		size_t n;
		if (i == 0)
			lose.role = OBS_NOROLE;
		if (i == 1 || i == 9)
			lose.role = OBS_OPERATOR;
		if (i == 2)
			lose.vague = true;
		if (i == 3)
			lose.as_of--;
		if (i == 4)
			lose.as_of = DATE_NONE;
		if (i == 5)
			lose.precision = OBS_ROUNDED;
		if (i == 6) {
			win.precision = OBS_ROUNDED;
			lose.precision = OBS_HEDGED;
		}
		if (i == 7) {
			win.precision = OBS_HEDGED;
			lose.as_of--;
		}
		if (i == 8)
			lose.start = win.start - 1;
		if (i == 9)
			lose.as_of++;
		struct obs forth[2] = {win, lose}, back[2] = {lose, win};
		const struct series *s = build(forth, 2, &any, &a, &n);
		cr_assert(n == 1 && s->n == 1, "%s", labels[i]);
		cr_expect(s->points[0].obs == &forth[0] && s->points[0].low == 1, "%s",
		    labels[i]);
		cr_expect_eq(s->points[0].n_statements, 2, "%s", labels[i]);
		cr_expect_eq(s->points[0].spread, 1, "%s", labels[i]);
		s = build(back, 2, &any, &a, &n);
		cr_expect(
		    s->points[0].obs == &back[1], "%s, the other way round", labels[i]);
		arena_release(&a);
	}
}

Test(series, what_stays_out)
{
	static const struct {
		const char *label, *why;
		enum obs_role role;
		enum obs_stance stance;
		enum obs_act act;
		enum obs_scope scope;
		bool timeless;
	} rows[] = {
	    {"a result", NULL, OBS_COMPANY, OBS_ACTUAL, OBS_NOACT, OBS_WHOLE, false},
	    {"a guide", NULL, OBS_COMPANY, OBS_GUIDANCE, OBS_ISSUE, OBS_WHOLE, false},
	    {"a guide of no act", NULL, OBS_COMPANY, OBS_GUIDANCE, OBS_NOACT, OBS_WHOLE,
		false},
	    {"a result that an analyst quotes", "analyst", OBS_ANALYST, OBS_ACTUAL,
		OBS_NOACT, OBS_WHOLE, false},
	    {"what if", NULL, OBS_COMPANY, OBS_HYPOTHETICAL, OBS_NOACT, OBS_WHOLE,
		false},
	    {"no period", "no period", OBS_COMPANY, OBS_ACTUAL, OBS_NOACT, OBS_WHOLE,
		true},
	    {"a part", "part", OBS_COMPANY, OBS_ACTUAL, OBS_NOACT, OBS_PART, false},
	    {"told as history", "recall", OBS_COMPANY, OBS_GUIDANCE, OBS_RECALL,
		OBS_WHOLE, false},
	    {"said by an outsider", "repeat", OBS_ANALYST, OBS_GUIDANCE, OBS_REPEAT,
		OBS_WHOLE, false},
	    {"an analyst's estimate", "analyst", OBS_ANALYST, OBS_HYPOTHETICAL,
		OBS_NOACT, OBS_WHOLE, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o = an_obs(1);
		struct arena a = {NULL};
		size_t n = 9;
		o.role = rows[i].role;
		o.stance = rows[i].stance;
		o.act = rows[i].act;
		o.scope = rows[i].scope;
		if (rows[i].timeless)
			o.period = PERIOD_NONE;
		const char *why = series_left_out(&o);
		cr_expect_eq(why == NULL, rows[i].why == NULL, "%s", rows[i].label);
		if (why && rows[i].why)
			cr_expect_str_eq(why, rows[i].why, "%s", rows[i].label);
		(void)build(&o, 1, &any, &a, &n);
		cr_expect_eq(n, why ? 0 : 1, "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(series, every_part_of_the_key_parts)
{
	enum { PARTS = 9 };
	struct obs o[1 + PARTS];
	struct arena a = {NULL};
	size_t n;
	for (size_t i = 0; i <= PARTS; i++)
		o[i] = an_obs((double)i);
	o[1].company = STR("Brandreth");
	o[2].metric = STR("operating_margin");
	o[3].kind = OBS_GROWTH;
	o[4].segment = STR("Automotive");
	o[5].basis = OBS_GAAP;
	o[6].variant = STR("ex-credits");
	o[7].measure = OBS_EXIT;
	o[8].stance = OBS_GUIDANCE;
	o[9].unit = STR("EUR");
	const struct series *s = build(o, 1 + PARTS, &any, &a, &n);
	cr_assert_eq(n, 1 + PARTS, "%zu", n);
	for (size_t i = 0; i < n; i++)
		cr_expect_eq(s[i].n, 1);
	cr_expect(str_eq(s[0].key.company, STR("Brandreth")), "by company first");
	cr_expect(series_holds(&s[0].key, &o[1]) && !series_holds(&s[0].key, &o[0]));
	/* The order of the input does not matter. */
	struct obs turned[1 + PARTS];
	for (size_t i = 0; i <= PARTS; i++)
		turned[i] = o[PARTS - i];
	size_t m;
	const struct series *t = build(turned, 1 + PARTS, &any, &a, &m);
	cr_assert_eq(m, n);
	for (size_t i = 0; i < n; i++)
		cr_expect(t[i].points[0].low == s[i].points[0].low
			      && str_eq(t[i].unit, s[i].unit),
		    "series %zu", i);
	arena_release(&a);
}

Test(series, points_are_in_order_and_keep_their_periods)
{
	struct obs o[] = {in_quarter(3, 2017, 3), in_quarter(1, 2017, 1),
	    in_quarter(4, 2017, 4), an_obs(10), in_quarter(2, 2017, 2)};
	o[3].period = period_months(2017, 1, 12);
	struct arena a = {NULL};
	size_t n;
	const struct series *s = build(o, 5, &any, &a, &n);
	cr_assert(n == 1 && s->n == 5);
	static const double want[] = {
	    1, 2, 3, 10, 4}; /* the year begins before its quarter */
	for (size_t i = 0; i < 5; i++)
		cr_expect_eq(s->points[i].low, want[i], "point %zu", i);
	cr_expect_eq(period_grain(s->points[3].period), PERIOD_YEAR);
	arena_release(&a);
}

Test(series, rates_are_brought_to_one_unit)
{
	struct obs o[] = {in_quarter(5000, 2017, 1), in_quarter(6000, 2017, 2),
	    in_quarter(365250, 2017, 3), in_quarter(730500, 2017, 4),
	    in_quarter(3, 2017, 4), in_quarter(100, 2017, 4)};
	static const char *const units[] = {"vehicles/week", "vehicles/week",
	    "vehicles/year", "vehicles/year", "MW/year", "vehicles"};
	for (size_t i = 0; i < 6; i++)
		o[i].unit = str_from(units[i]);
	o[2].high = NONE;
	o[3].stance = OBS_GUIDANCE;
	o[1].start = 1; /* found in any order */
	struct arena a = {NULL};
	size_t n;
	const struct series *s = build(o, 6, &any, &a, &n);
	cr_assert_eq(n, 4, "%zu", n);
	cr_expect(str_eq(s[0].unit, STR("MW/year")));
	cr_expect(str_eq(s[1].unit, STR("vehicles")));
	/* Two each: the unit that sorts first among the equal. */
	cr_expect(str_eq(s[2].unit, STR("vehicles/week")));
	cr_assert_eq(s[2].n, 3);
	cr_expect_eq(s[2].points[0].low, 5000, "untouched");
	cr_expect_float_eq(s[2].points[2].low, 7000, 1e-9);
	cr_expect(isnan(s[2].points[2].high), "open stays open");
	cr_expect_eq(s[2].points[2].obs->low, 365250, "the statement is as it was");
	cr_expect(str_eq(s[3].unit, STR("vehicles/week")), "guidance in the same unit");
	cr_expect_float_eq(s[3].points[0].low, 14000, 1e-9);

	o[0].unit = STR("vehicles/year");
	s = build(o, 6, &any, &a, &n);
	cr_expect(str_eq(s[2].unit, STR("vehicles/year")), "most say so now");
	arena_release(&a);
}

Test(series, currencies_never_meet)
{
	struct obs o[] = {
	    in_quarter(1, 2017, 1), in_quarter(2, 2017, 1), in_quarter(3, 2017, 2)};
	o[0].unit = STR("USD");
	o[1].unit = STR("EUR");
	o[2].unit = STR("USD");
	struct arena a = {NULL};
	size_t n;
	const struct series *s = build(o, 3, &any, &a, &n);
	cr_assert_eq(n, 2);
	cr_expect(str_eq(s[0].unit, STR("EUR")) && s[0].n == 1);
	cr_expect(str_eq(s[1].unit, STR("USD")) && s[1].n == 2);
	arena_release(&a);
}

Test(series, spread_and_ranges)
{
	struct obs o[] = {an_obs(17), an_obs(18), an_obs(NONE), an_obs(20)};
	o[0].high = 19; /* 17 to 19 stands for 18 */
	o[3].low = NONE;
	o[2].role = o[3].role = OBS_OPERATOR;
	struct arena a = {NULL};
	size_t n;
	const struct series *s = build(o, 2, &any, &a, &n);
	cr_expect_eq(s->points[0].spread, 0);
	s = build(o, 1, &any, &a, &n);
	cr_expect_eq(s->points[0].spread, 0, "one statement, however wide");
	cr_expect_eq(series_value(&s->points[0]), 18);
	s = build(o, 4, &any, &a, &n);
	cr_expect_eq(s->points[0].spread, 2, "%g", s->points[0].spread);
	s = build(o + 2, 1, &any, &a, &n);
	cr_expect_eq(n, 0, "what has no value makes no point");
	cr_expect_str_eq(series_left_out(&o[2]), "no value");
	s = build(o + 3, 1, &any, &a, &n);
	cr_expect_eq(series_value(&s->points[0]), 20, "the bound of an open one");
	cr_assert_eq(n, 1);
	s = build(o, 0, &any, &a, &n);
	cr_expect_eq(n, 0, "of nothing comes nothing");
	arena_release(&a);
}

Test(series, filters)
{
	static const struct {
		const char *label;
		struct series_filter f;
		size_t n;
	} rows[] = {
	    {"none", {.segment = NULL}, 5},
	    {"the total", {.segment = ""}, 4},
	    {"a segment", {.segment = "model c"}, 1},
	    {"a stance", {.stance = "guidance"}, 1},
	    {"a kind", {.kind = "Growth"}, 1},
	    {"no basis", {.basis = ""}, 4},
	    {"a basis", {.basis = "gaap"}, 1},
	    {"a variant that is none", {.variant = "organic"}, 0},
	    {"two", {.segment = "", .kind = "level"}, 3},
	    {"no measure", {.measure = ""}, 5},
	    {"segments by a pattern", {.segment = "mod*"}, 1},
	    {"any word of a kind", {.kind = "*"}, 5},
	    {"? is one letter", {.stance = "g?idance"}, 1},
	    {"[ is a letter", {.segment = "[a-z]*"}, 0},
	    {"a pattern of nothing", {.segment = "*C*D*"}, 0},
	    {"no base said", {.base = ""}, 5},
	    {"a role that said nothing", {.role = "operator"}, 0},
	    {"a role", {.role = "comp*"}, 5},
	    {"a source", {.source = "filed"}, 0},
	    {"sure enough", {.min_confidence = 0.5}, 4},
	};
	struct obs o[] = {an_obs(1), an_obs(1), an_obs(1), an_obs(1), an_obs(1)};
	o[1].segment = STR("Model C");
	o[2].stance = OBS_GUIDANCE;
	o[3].kind = OBS_GROWTH;
	o[4].basis = OBS_GAAP;
	o[4].confidence = 0.4;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		size_t n = 9, passed = 0;
		cr_expect_eq(
		    series_check(&rows[i].f, &e), 0, "%s: %s", rows[i].label, e.text);
		(void)build(o, 5, &rows[i].f, &a, &n);
		for (size_t k = 0; k < 5; k++)
			passed += series_passes(&rows[i].f, &o[k]);
		cr_expect_eq(n, rows[i].n, "%s: %zu", rows[i].label, n);
		cr_expect_eq(passed, rows[i].n, "%s", rows[i].label);
		arena_release(&a);
	}
}

/* Who asks for analysts or parts gets them, and nothing else. */
Test(series, asked_for)
{
	static const struct {
		const char *label;
		struct series_filter f;
		size_t points;
		double value;
	} rows[] = {
	    {"neither", {.role = NULL}, 1, 1},
	    {"analysts", {.role = "analyst"}, 1, 2},
	    {"all roles: company first", {.role = "*"}, 1, 1},
	    {"parts", {.scope = "part"}, 1, 3},
	    {"a part said by analysts", {.scope = "part", .role = "analyst"}, 0, 0},
	};
	struct obs o[] = {an_obs(1), an_obs(2), an_obs(3)};
	o[1].role = OBS_ANALYST;
	o[2].scope = OBS_PART;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		size_t n;
		const struct series *s = build(o, 3, &rows[i].f, &a, &n);
		cr_assert_eq(n, rows[i].points, "%s: %zu", rows[i].label, n);
		if (n)
			cr_expect_eq(
			    s[0].points[0].low, rows[i].value, "%s", rows[i].label);
		arena_release(&a);
	}
}

/* What a change is held against is of its key; whose a contribution is, nobody says. */
Test(series, changes)
{
	struct obs o[7];
	struct arena a = {NULL};
	size_t n;
	for (size_t i = 0; i < 7; i++) {
		o[i] = an_obs((double)(10 + i));
		o[i].kind = i < 4 ? OBS_GROWTH : OBS_CONTRIBUTION;
		o[i].base = period_months(2016, 7, 3);
	}
	o[1].base = period_months(2017, 4, 3);
	o[2].base = PERIOD_NONE;
	o[3].base = period_months(2016, 1, 12);
	o[6].low = o[6].high = 15; /* the second driver again */
	const struct series *s = build(o, 7, &any, &a, &n);
	static const char *const bases[] = {"", "qoq", "yoy", "9m-uneven", "yoy"};
	cr_assert_eq(n, 5, "%zu", n);
	for (size_t i = 0; i < n; i++) {
		char text[LAG_TEXT];
		lag_name(s[i].key.lag, text);
		cr_expect_str_eq(text, bases[i]);
		cr_expect_eq(s[i].n, i < 4 ? 1 : 2, "%zu: %zu", i, s[i].n);
	}
	cr_expect_eq(s[4].points[1].n_statements, 2);
	cr_expect(s[4].points[1].all[1] == &o[5] && s[4].points[1].all[0] == &o[6]);
	cr_expect_str_eq(
	    series_options(&s[1].key, &a).p, "--kind growth --base qoq", "to type");
	s = build(
	    o, 7, &(struct series_filter){.base = "YOY", .kind = "growth"}, &a, &n);
	cr_expect(n == 1 && s[0].points[0].low == 10);
	o[0].kind = OBS_LEVEL;
	s = build(o, 1, &any, &a, &n);
	cr_expect_not(s[0].key.lag.said, "a level has no base");
	arena_release(&a);
}

Test(series, unknown_words_are_refused)
{
	static const struct {
		const char *label;
		struct series_filter f;
		const char *text;
	} rows[] = {
	    {"stance", {.stance = "actuals"}, "did you mean 'actual'?"},
	    {"empty stance", {.stance = ""}, "actual, guidance, hypothetical"},
	    {"kind", {.kind = "percent"}, "level, delta, growth, contribution"},
	    {"basis", {.basis = "gap"},
		"--basis 'gap' is none of gaap, adjusted; did you mean"},
	    {"measure", {.measure = "exits"}, "did you mean 'exit'?"},
	    {"a pattern of none", {.kind = "x*"}, "--kind 'x*' is none of level"},
	    {"role", {.role = "analysts"}, "did you mean 'analyst'?"},
	    {"scope", {.scope = "parts"}, "did you mean 'part'?"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		cr_expect_eq(series_check(&rows[i].f, &e), -1, "%s", rows[i].label);
		cr_expect_eq(e.code, ERR_USAGE, "%s", rows[i].label);
		cr_expect(
		    strstr(e.text, rows[i].text), "%s: %s", rows[i].label, e.text);
	}
}

/* Choices: from rows of (subject, stance, points), which row's subject is shown. */
struct made {
	const char *segment;
	enum obs_basis basis;
	const char *variant;
	enum obs_measure measure;
	enum obs_kind kind;
	enum obs_stance stance;
	int points;
};
static const struct choice {
	const char *label;
	struct made made[4];
	int actual, guidance; /* rows; -1: none */
} choices[] = {
    {"the only one", {{.points = 1}}, 0, -1},
    {"guidance of the same key", {{.points = 1}, {.points = 3, .stance = OBS_GUIDANCE}},
	0, 1},
    {"guidance alone", {{.points = 3, .stance = OBS_GUIDANCE}}, -1, 0},
    {"the total, though a segment has more",
	{{.segment = "Model C", .points = 5}, {.points = 1}}, 1, -1},
    {"else the segment with most",
	{{.segment = "A", .points = 2}, {.segment = "B", .points = 3},
	    {.segment = "C", .points = 1}},
	1, -1},
    {"guidance counts for a segment",
	{{.segment = "A", .points = 2}, {.segment = "B", .points = 1},
	    {.segment = "B", .points = 4, .stance = OBS_GUIDANCE}},
	1, 2},
    {"the first of equals",
	{{.segment = "B", .points = 2}, {.segment = "A", .points = 2}}, 1, -1},
    {"levels, though growth has more",
	{{.kind = OBS_GROWTH, .points = 5}, {.points = 1}}, 1, -1},
    {"growth when there is nothing else", {{.kind = OBS_GROWTH, .points = 5}}, 0, -1},
    {"the basis with most", {{.points = 2}, {.basis = OBS_ADJUSTED, .points = 3}}, 1,
	-1},
    {"the variant with most", {{.points = 2}, {.variant = "ex-credits", .points = 3}},
	1, -1},
    {"what is not said, of equals", {{.basis = OBS_GAAP, .points = 2}, {.points = 2}},
	1, -1},
    {"the measure with most actual points, not guided ones",
	{{.measure = OBS_AVERAGE, .points = 2},
	    {.measure = OBS_EXIT, .points = 5, .stance = OBS_GUIDANCE},
	    {.measure = OBS_EXIT, .points = 1}},
	0, -1},
    {"achieved, though capability has more",
	{{.measure = OBS_CAPABILITY, .points = 5}, {.measure = OBS_PEAK, .points = 1}},
	1, -1},
    {"achieved by a segment, though the total has a capability",
	{{.measure = OBS_CAPABILITY, .points = 5},
	    {.segment = "A", .measure = OBS_EXIT, .points = 1}},
	1, -1},
    {"capability when nothing was achieved",
	{{.measure = OBS_CAPABILITY, .points = 2},
	    {.measure = OBS_EXIT, .points = 5, .stance = OBS_GUIDANCE}},
	0, -1},
    {"no hypothesis", {{.points = 1}, {.points = 9, .stance = OBS_HYPOTHETICAL}}, 0,
	-1},
};

static size_t
make(const struct made *m, struct obs *o)
{
	size_t n = 0;
	for (size_t i = 0; i < 4; i++)
		for (int k = 0; k < m[i].points; k++) {
			o[n] = in_quarter((double)(100 * i), 2010 + k, 1);
			o[n].segment = str_from(m[i].segment);
			o[n].basis = m[i].basis;
			o[n].variant = str_from(m[i].variant);
			o[n].measure = m[i].measure;
			o[n].kind = m[i].kind;
			o[n++].stance = m[i].stance;
		}
	return n;
}

Test(series, choices)
{
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		const struct choice *c = &choices[i];
		struct obs o[40];
		struct arena a = {NULL};
		struct err e = {0};
		struct series_choice got;
		size_t n;
		const struct series *s = build(o, make(c->made, o), &any, &a, &n);
		cr_assert_eq(series_choose(s, n, &margin, &a, &got, &e), 0, "%s: %s",
		    c->label, e.text);
		int actual = got.actual ? (int)(got.actual->points[0].low / 100) : -1;
		int guidance =
		    got.guidance ? (int)(got.guidance->points[0].low / 100) : -1;
		cr_expect_eq(actual, c->actual, "%s: actual %d", c->label, actual);
		cr_expect_eq(
		    guidance, c->guidance, "%s: guidance %d", c->label, guidance);
		size_t same_kind = 0;
		const struct series *shown = got.actual ? got.actual : got.guidance;
		for (size_t k = 0; k < n; k++)
			same_kind += s[k].key.kind == shown->key.kind;
		cr_expect_eq(
		    got.n_others + (got.actual != NULL) + (got.guidance != NULL),
		    same_kind, "%s: %zu others", c->label, got.n_others);
		arena_release(&a);
	}
}

Test(series, nothing_to_choose)
{
	struct arena a = {NULL};
	struct series_choice got;
	struct err e = {0};
	size_t n;
	struct obs o = an_obs(1);
	cr_expect_eq(series_choose(NULL, 0, &margin, &a, &got, &e), -1);
	cr_expect(e.code == ERR_EMPTY && strstr(e.text, "gross_margin"), "%s", e.text);
	err_clear(&e);
	o.stance = OBS_HYPOTHETICAL;
	const struct series *s = build(&o, 1, &any, &a, &n);
	cr_expect_eq(series_choose(s, n, &margin, &a, &got, &e), -1);
	cr_expect(strstr(e.text, "--stance hypothetical"), "%s", e.text);
	err_clear(&e);
	o.stance = OBS_ACTUAL;
	o.metric = STR("cash");
	s = build(&o, 1, &any, &a, &n);
	cr_expect_eq(series_choose(s, n, &margin, &a, &got, &e), -1, "another metric");
	arena_release(&a);
}

Test(series, two_units_one_choice)
{
	struct obs o[] = {
	    in_quarter(1, 2017, 1), in_quarter(2, 2017, 2), in_quarter(3, 2017, 2)};
	o[0].unit = STR("EUR");
	o[1].unit = o[2].unit = STR("USD");
	o[2].period.end++;
	struct arena a = {NULL};
	struct series_choice got;
	struct err e = {0};
	size_t n;
	const struct series *s = build(o, 3, &any, &a, &n);
	cr_assert_eq(series_choose(s, n, &margin, &a, &got, &e), 0);
	cr_expect(str_eq(got.actual->unit, STR("USD")));
	cr_assert_eq(got.n_others, 1);
	cr_expect(str_eq(got.others[0]->unit, STR("EUR")));
	arena_release(&a);
}

Test(series, options_and_titles)
{
	static const struct {
		struct series_key k;
		const char *options, *title;
	} rows[] = {
	    {{.segment = STR_INIT("Model C"), .measure = OBS_EXIT},
		"--segment 'Model C' --measure exit",
		"Calder Motors \xc2\xb7 gross margin \xc2\xb7 Model C \xc2\xb7 exit"},
	    {{.segment = STR_INIT("Automotive"), .basis = OBS_ADJUSTED},
		"--segment Automotive --basis adjusted",
		"Calder Motors \xc2\xb7 gross margin \xc2\xb7 Automotive \xc2\xb7 "
		"adjusted"},
	    {{.basis = OBS_GAAP,
		 .variant = STR_INIT("ex-credits;net"),
		 .stance = OBS_GUIDANCE},
		"--basis gaap --variant 'ex-credits;net' --stance guidance",
		"Calder Motors \xc2\xb7 gross margin \xc2\xb7 GAAP \xc2\xb7 ex-credits "
		"\xc2\xb7 net"
		" \xc2\xb7 guidance"},
	    {{.kind = OBS_GROWTH, .segment = STR_INIT("S+X")},
		"--segment S+X --kind growth",
		"Calder Motors \xc2\xb7 gross margin \xc2\xb7 S+X \xc2\xb7 growth"},
	    {{.segment = STR_INIT("Bob's; rm -rf $HOME")},
		"--segment 'Bob'\\''s; rm -rf $HOME'",
		"Calder Motors \xc2\xb7 gross margin \xc2\xb7 Bob's; rm -rf $HOME"},
	    {{.kind = OBS_LEVEL}, "--segment '' --basis '' --variant '' --measure ''",
		"Calder Motors \xc2\xb7 gross margin"},
	};
	struct arena a = {NULL};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct series_key k = rows[i].k;
		k.company = STR("Calder Motors");
		k.metric = STR("gross_margin");
		cr_expect_str_eq(series_options(&k, &a).p, rows[i].options);
		cr_expect_str_eq(series_title(&k, &margin, &a).p, rows[i].title);
		cr_expect_str_eq(
		    series_title(&k, NULL, &a).p, rows[i].title, "without a catalog");
	}
	struct catalog_metric ebitda = {.name = STR("ebitda"), .title = STR("EBITDA")};
	struct series_key k = {.metric = STR("ebitda")};
	cr_expect_str_eq(series_title(&k, &ebitda, &a).p, "EBITDA");
	arena_release(&a);
}

Test(series, values_as_text)
{
	static const struct {
		double low, high;
		const char *unit, *want;
	} rows[] = {
	    {18.7, 18.7, "percent", "18.7%"},
	    {-3, -3, "percent", "-3%"},
	    {17, 19, "percent", "17% to 19%"},
	    {3.4e9, 3.4e9, "USD", "$3.4 billion"},
	    {1397000000, 1397000000, "USD", "$1.397 billion"},
	    {-1.4e9, -1.4e9, "USD", "-$1.4 billion"},
	    {2e9, 2.5e9, "USD", "$2 billion to $2.5 billion"},
	    {1e9, (double)NAN, "USD", "over $1 billion"},
	    {(double)NAN, 50, "percent", "under 50%"},
	    {(double)NAN, (double)NAN, "USD", "no value"},
	    {0, 0, "USD", "$0"},
	    {1.85, 1.85, "USD", "$1.85"},
	    {35000, 35000, "USD/vehicle", "$35,000/vehicle"},
	    {1.5e6, 1.5e6, "USD/week", "$1.5 million/week"},
	    {3.4, 3.4, "USD million", "$3.4 million"},
	    {3400, 3500, "USD million", "$3,400 million to $3,500 million"},
	    {3400, 3400, "USD million/week", "$3,400 million/week"},
	    {2.4, 2.4, "USD", "$2.40"},
	    {2.4, 2.5, "EUR/kWh",
		"\xe2\x82\xac"
		"2.40 to \xe2\x82\xac"
		"2.50/kWh"},
	    {0.125, 0.125, "USD", "$0.125"},
	    {2.5e12, 2.5e12, "USD", "$2.5 trillion"},
	    {1e6, 1e6, "EUR",
		"\xe2\x82\xac"
		"1 million"},
	    {5e6, 5e6, "CHF", "CHF 5 million"},
	    {5000, 5000, "vehicles/week", "5,000 vehicles/week"},
	    {4000, 5000, "vehicles/week", "4,000 to 5,000 vehicles/week"},
	    {12e5, 12e5, "vehicles", "1.2 million vehicles"},
	    {365250 / (365.25 / 7) / 3, 365250 / (365.25 / 7) / 3, "vehicles/week",
		"2,333.33 vehicles/week"},
	    {999999.9999, 999999.9999, "USD", "$1 million"},
	    {999999, 999999, "USD", "$999,999"},
	    {1.5, 1.5, "GWh", "1.5 GWh"},
	    {20.0 / 3, 20.0 / 3, "percent", "6.667%"},
	    {12, 12, "", "12"},
	    {100, 100, "US", "100 US"},
	    {100, 100, "USDX", "100 USDX"},
	};
	struct arena a = {NULL};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got =
		    series_text(rows[i].low, rows[i].high, str_from(rows[i].unit), &a);
		cr_expect(str_eq(got, str_from(rows[i].want)), "%s: %.*s", rows[i].want,
		    STR_FMT(got));
	}
	struct str huge = series_text(-1.7e308, 1.7e308, STR("vehicles/week"), &a);
	cr_expect_gt(huge.n, 0);
	arena_release(&a);
}

/* A thousand random sets: shuffled, they give the same series and points. */
Test(series, the_order_of_input_does_not_matter)
{
	enum { N = 40 };
	srand(1);
	for (int round = 0; round < 1000; round++) {
		struct obs o[N], shuffled[N];
		struct arena a = {NULL};
		size_t n, m;
		for (size_t i = 0; i < N; i++) {
			o[i] = in_quarter(rand() % 5, 2017, 1 + rand() % 4);
			o[i].stance = (enum obs_stance)(rand() % 3);
			o[i].role = (enum obs_role)(rand() % 4);
			o[i].as_of += rand() % 3;
			o[i].vague = rand() % 4 == 0;
			o[i].segment = rand() % 2 ? STR("A") : STR("");
			o[i].unit = rand() % 2 ? STR("USD/week") : STR("USD/year");
			shuffled[i] = o[i];
		}
		for (size_t i = N - 1; i > 0; i--) {
			size_t k = (size_t)rand() % (i + 1);
			struct obs x = shuffled[i];
			shuffled[i] = shuffled[k];
			shuffled[k] = x;
		}
		const struct series *s = build(o, N, &any, &a, &n);
		const struct series *t = build(shuffled, N, &any, &a, &m);
		cr_assert_eq(n, m);
		for (size_t i = 0; i < n; i++) {
			cr_assert(str_eq(s[i].unit, t[i].unit) && s[i].n == t[i].n);
			for (size_t k = 0; k < s[i].n; k++)
				cr_assert(s[i].points[k].low == t[i].points[k].low
					      && s[i].points[k].obs->start
						     == t[i].points[k].obs->start
					      && s[i].points[k].n_statements
						     == t[i].points[k].n_statements
					      && s[i].points[k].spread
						     == t[i].points[k].spread,
				    "round %d, series %zu, point %zu", round, i, k);
		}
		arena_release(&a);
	}
}

/* What a metric of one company may have in a large store; units of every kind. */
Test(series, twenty_five_thousand)
{
	enum { N = 25000 };
	static const char *const segments[] = {"", "Automotive", "Energy", "Model C"};
	struct obs *o = calloc(N, sizeof *o);
	cr_assert(o);
	for (size_t i = 0; i < N; i++) {
		o[i] = in_quarter(rand() % 50, 2000 + rand() % 25, 1 + rand() % 4);
		o[i].segment = str_from(segments[rand() % 4]);
		o[i].basis = (enum obs_basis)(rand() % 3);
		o[i].stance = (enum obs_stance)(rand() % 2);
		o[i].as_of += rand() % 3000;
	}
	for (int units = 0; units < 2; units++) {
		struct arena a = {NULL};
		size_t n;
		(void)build(o, N, &any, &a, &n);
		cr_expect_eq(n, units ? N : 24, "%zu", n);
		arena_release(&a);
		/* Each its own unit: nothing of it is compared pair by pair. */
		for (size_t i = 0; units == 0 && i < N; i++) {
			char unit[16];
			(void)snprintf(unit, sizeof unit, "things %zu", i);
			o[i].unit = str_from(strdup(unit));
		}
	}
	for (size_t i = 0; i < N; i++)
		free((void *)(uintptr_t)o[i].unit.p);
	free(o);
}
