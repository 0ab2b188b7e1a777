/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One grain and a unit; words that select; how far back a base lies. */
#include <criterion/criterion.h>
#include <math.h>

#include "series/options.h"
#include "series/select.h"
#include "series/view.h"

static struct series
a_series(struct series_point *points, size_t n, const char *unit)
{
	return (struct series){.key = {.metric = STR("deliveries")},
	    .unit = str_from(unit),
	    .points = points,
	    .n = n};
}

Test(view, grains)
{
	struct series_point p[] = {
	    {.period = period_months(2017, 1, 3), .low = 1, .high = 1},
	    {.period = period_months(2017, 1, 9), .low = 2, .high = 2},
	    {.period = period_months(2017, 1, 12), .low = 3, .high = 3},
	    {.period = period_months(2018, 1, 12), .low = 4, .high = 4},
	    {.period = period_months(2017, 7, 3), .low = 5, .high = 5},
	    {.period = period_day(17500), .low = NAN, .high = NAN},
	    {.period = period_day(17501), .low = NAN, .high = NAN},
	    {.period = period_day(17502), .low = NAN, .high = NAN},
	};
	struct arena a = {NULL};
	struct err e = {0};
	struct series s = a_series(p, 8, "vehicles"), out;
	cr_expect_eq(
	    view_commonest(&s), PERIOD_QUARTER, "of equals quarters; what has a value");
	cr_assert_eq(view_take(&s, PERIOD_YEAR, &a, &out, &e), 0);
	cr_expect(out.n == 2 && out.points[0].low == 3 && out.points[1].low == 4);
	cr_assert_eq(view_take(&s, PERIOD_SPAN, &a, &out, &e), 0);
	cr_expect(out.n == 1 && out.points[0].low == 2, "nine months are no year");
	cr_assert_eq(view_take(&s, PERIOD_HALF, &a, &out, &e), 0);
	cr_expect_eq(out.n, 0);
	cr_expect(view_alike(CATALOG_RATE, OBS_LEVEL));
	cr_expect(view_alike(CATALOG_BALANCE, OBS_LEVEL));
	cr_expect_not(view_alike(CATALOG_FLOW, OBS_LEVEL));
	cr_expect_not(view_alike(CATALOG_RATIO, OBS_LEVEL));
	cr_expect_not(view_alike(CATALOG_RATE, OBS_GROWTH));
	arena_release(&a);
}

Test(view, words)
{
	static const struct {
		const char *grain, *text; /* NULL: it is one */
		enum period_grain is;
		bool all;
	} rows[] = {
	    {NULL, NULL, PERIOD_UNKNOWN, false},
	    {"quarter", NULL, PERIOD_QUARTER, false},
	    {"YEAR", NULL, PERIOD_YEAR, false},
	    {"half", NULL, PERIOD_HALF, false},
	    {"month", NULL, PERIOD_MONTH, false},
	    {"day", NULL, PERIOD_DAY, false},
	    {"span", NULL, PERIOD_SPAN, false},
	    {"all", NULL, PERIOD_UNKNOWN, true},
	    {"quarters", "did you mean 'quarter'?", PERIOD_UNKNOWN, false},
	    {"", "is none of quarter", PERIOD_UNKNOWN, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct options o = options_default();
		struct err e = {0};
		struct view v;
		o.grain = rows[i].grain;
		cr_expect_eq(view_of(&o, &v, &e), rows[i].text ? -1 : 0, "%zu", i);
		cr_expect(v.grain == rows[i].is && v.all == rows[i].all, "%zu", i);
		if (rows[i].text)
			cr_expect(e.code == ERR_USAGE && strstr(e.text, rows[i].text),
			    "%s", e.text);
	}
}

Test(view, units)
{
	static const struct {
		const char *from, *to;
		double factor;    /* 0: refused */
		const char *text; /* of the refusal */
	} rows[] = {
	    {"vehicles/week", "vehicles/year", 365.25 / 7, NULL},
	    {"USD", "USD million", 1e-6, NULL},
	    {"GWh", "MWh", 1e3, NULL},
	    {"USD", "", 1, NULL},
	    {"USD", "USD/year", 0,
		"money (USD)) cannot be shown in 'USD/year' (money (USD) per time)"},
	    {"USD", "EUR", 0, "(money (EUR))"},
	    {"vehicles/week", "USD", 0, "(a count of vehicles per time)"},
	    {"percent", "USD", 0, "(a percentage)"},
	    {"GWh", "MW", 0, "(energy in Wh) cannot be shown in 'MW' (power in W)"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct series_point p = {.low = 10, .high = NAN, .spread = 2};
		struct arena a = {NULL};
		struct err e = {0};
		struct series s = a_series(&p, 1, rows[i].from), out;
		int rc = view_convert(&s, str_from(rows[i].to), &a, &out, &e);
		cr_assert_eq(rc, rows[i].factor > 0 ? 0 : -1, "%s", rows[i].to);
		if (rc == 0) {
			cr_expect_float_eq(
			    out.points[0].low, 10 * rows[i].factor, 1e-9);
			cr_expect_float_eq(
			    out.points[0].spread, 2 * rows[i].factor, 1e-9);
			cr_expect(isnan(out.points[0].high));
			cr_expect_eq(p.low, 10, "the series is as it was");
			cr_assert_eq(
			    view_convert(&s, str_from(rows[i].to), &a, &s, &e), 0);
			cr_expect_eq(s.points[0].low, out.points[0].low, "in place");
		} else {
			cr_expect(e.code == ERR_USAGE && strstr(e.text, rows[i].text),
			    "%s", e.text);
		}
		arena_release(&a);
	}
}

Test(view, words_that_select)
{
	static const struct {
		const char *word, *text;
		bool fits;
	} rows[] = {
	    {"Model C", "model c", true},
	    {"Model", "Model C", false},
	    {"Model *", "Model C", true},
	    {"*c", "Model C", true},
	    {"Model ?", "Model C", true},
	    {"Model ?", "Model CD", false},
	    {"?", "", false},
	    {"*", "", true},
	    {"", "", true},
	    {"", "a", false},
	    {"[a-z]*", "b", false},
	    {"[a-z]*", "[a-z]b", true},
	    {"a\\*", "a\\b", true},
	    {"**", "anything", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(select_match(rows[i].word, str_from(rows[i].text)),
		    rows[i].fits, "'%s' of '%s'", rows[i].word, rows[i].text);
	char text[5000], word[3000];
	memset(text, 'a', sizeof text);
	memset(word, '*', sizeof word);
	word[sizeof word - 1] = '\0';
	cr_expect(select_match(word, (struct str){text, sizeof text}), "many stars");
	memset(word, '?', sizeof word - 1);
	cr_expect_not(select_match(word, (struct str){text, sizeof text}), "too long");
}

Test(view, lags)
{
	static const struct {
		struct period period, base;
		enum obs_kind kind;
		const char *name;
	} rows[] = {
	    {{17532, 17621}, {17167, 17256}, OBS_GROWTH, "yoy"},
	    {{17532, 17621}, {17440, 17531}, OBS_DELTA, "qoq"},
	    {{17532, 17621}, {17440, 17531}, OBS_LEVEL, ""},
	    {{17532, 17621}, {INT32_MIN, INT32_MIN}, OBS_GROWTH, ""},
	    {{17532, 17896}, {17167, 17531}, OBS_GROWTH, "yoy"},
	    {{17532, 17902}, {17161, 17531}, OBS_GROWTH, "yoy"}, /* 53 weeks */
	    {{17621, 17621}, {17531, 17531}, OBS_DELTA, "qoq"},
	    {{17532, 17621}, {16801, 16891}, OBS_GROWTH, "24m"},
	    {{17532, 17621}, {17167, 17531}, OBS_GROWTH, "3m-uneven"},
	    {{17532, 17562}, {17501, 17531}, OBS_CONTRIBUTION, "1m"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char name[LAG_TEXT];
		struct obs o = {.kind = rows[i].kind,
		    .period = rows[i].period,
		    .base = rows[i].base};
		lag_name(lag_of(&o), name);
		cr_expect_str_eq(name, rows[i].name, "%zu: %s", i, name);
	}
	char name[LAG_TEXT];
	struct obs o = {.kind = OBS_GROWTH,
	    .period = period_day(date_from_civil(9999, 12, 31)),
	    .base = period_day(date_from_civil(1, 1, 1))};
	lag_name(lag_of(&o), name);
	cr_expect_str_eq(name, "119985m", "the farthest that dates reach: %s", name);
}
