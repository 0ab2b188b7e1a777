/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was known on each day, and the grid that shows it. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/grid.h"
#include "series/vintage.h"
#include "series/withdrawn.h"

#define NONE ((double)NAN)

/* Guidance of a quarter of 2018, said so many days after 2018-01-31. */
static struct obs
an_obs(double low, double high, int quarter, int day)
{
	static uint64_t place;
	place += 100;
	return (struct obs){.doc = STR("a.txt"),
	    .start = place,
	    .end = place + 5,
	    .metric = STR("capex"),
	    .stance = OBS_GUIDANCE,
	    .act = OBS_ISSUE,
	    .role = OBS_COMPANY,
	    .low = low,
	    .high = high,
	    .unit = STR("USD"),
	    .period = period_months(2018, 3 * quarter - 2, 3),
	    .base = PERIOD_NONE,
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2018, 1, 31) + day,
	    .confidence = 1};
}

static struct series
vintages_of(const struct obs *o, size_t n, struct arena *a)
{
	struct series *all, out;
	struct err e = {0};
	size_t m;
	cr_assert_eq(
	    series_build(o, n, &(struct series_filter){.role = NULL}, a, &all, &m, &e),
	    0);
	cr_assert_eq(m, 1, "one key");
	cr_assert_eq(vintage_build(all, a, &out, &e), 0, "%s", e.text);
	return out;
}

/* Withdrawn on day 60: what is said later stands, be it vague; a statement of that day is
 * no gap. */
Test(vintage, what_was_withdrawn_stands_no_longer)
{
	struct obs event = an_obs(NONE, NONE, 1, 60);
	event.event = OBS_WITHDRAWN;
	event.metric = STR("");
	event.period = PERIOD_NONE;
	static const struct {
		int day; /* of the second statement, which is vague */
		size_t n;
		int days[3];
	} rows[] = {
	    {30, 2, {0, 60}}, /* before: both end */
	    {60, 2, {0, 60}},
	    {90, 3, {0, 60, 90}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {an_obs(5, 5, 4, 0), an_obs(1, 9, 4, rows[i].day)};
		o[1].vague = true;
		withdrawn_mark(o, 2, &event, 1);
		cr_expect_eq(o[0].withdrawn, &event, "%zu", i);
		cr_expect_eq(o[1].withdrawn != NULL, rows[i].day < 60, "%zu", i);
		struct series v = vintages_of(o, 2, &a);
		cr_assert_eq(v.n, rows[i].n, "%zu: %zu", i, v.n);
		for (size_t k = 0; k < v.n; k++) {
			const struct obs *at = v.points[k].obs;
			cr_expect_eq(at->as_of, an_obs(0, 0, 1, rows[i].days[k]).as_of,
			    "%zu, %zu", i, k);
			cr_expect_eq(isnan(v.points[k].low), at->event == OBS_WITHDRAWN,
			    "%zu, %zu", i, k);
			cr_expect_str_eq(at->metric.p, "capex");
		}
		arena_release(&a);
	}
}

/* What a row withdraws, and what it does not. */
Test(vintage, what_is_withdrawn)
{
	static const struct {
		const char *what, *metric, *segment, *company;
		int quarter, day; /* 0: of all times */
		enum obs_act act;
		enum obs_role role;
		bool ends;
	} rows[] = {
	    {"all", "", "", "Calder Motors", 0, 60, OBS_ISSUE, OBS_COMPANY, true},
	    {"it", "capex", "", "Calder Motors", 4, 60, OBS_ISSUE, OBS_COMPANY, true},
	    {"metric", "eps", "", "Calder Motors", 0, 60, OBS_ISSUE, OBS_COMPANY,
		false},
	    {"segment", "", "B", "Calder Motors", 0, 60, OBS_ISSUE, OBS_COMPANY, false},
	    {"company", "", "", "Delta", 0, 60, OBS_ISSUE, OBS_COMPANY, false},
	    {"time", "", "", "Calder Motors", 3, 60, OBS_ISSUE, OBS_COMPANY, false},
	    {"same day", "", "", "Calder Motors", 0, 0, OBS_ISSUE, OBS_COMPANY, false},
	    {"over", "", "", "Calder Motors", 0, 400, OBS_ISSUE, OBS_COMPANY, false},
	    {"recall", "", "", "Calder Motors", 0, 60, OBS_RECALL, OBS_COMPANY, false},
	    {"analyst", "", "", "Calder Motors", 0, 60, OBS_ISSUE, OBS_ANALYST, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o = an_obs(5, 5, 4, 0),
			   event = an_obs(NONE, NONE, rows[i].quarter, rows[i].day);
		event.event = OBS_WITHDRAWN;
		event.metric = str_from(rows[i].metric);
		event.segment = str_from(rows[i].segment);
		event.company = str_from(rows[i].company);
		event.act = rows[i].act;
		event.role = rows[i].role;
		if (rows[i].quarter == 0)
			event.period = PERIOD_NONE;
		withdrawn_mark(&o, 1, &event, 1);
		cr_expect_eq(o.withdrawn != NULL, rows[i].ends, "%s", rows[i].what);
	}
}

Test(vintage, each_day_that_changed_it)
{
	struct obs o[] = {
	    an_obs(5, 5, 1, 0),
	    an_obs(6, 6, 1, 0), /* the later place of the day stands */
	    an_obs(7, 8, 1, 90),
	    an_obs(1, 9, 1, 180), /* vague: 7 to 8 still stands */
	    an_obs(4, 4, 2, 90),
	    an_obs(3, 3, 2, 0),
	};
	struct arena a = {NULL};
	o[3].vague = true;
	struct series v = vintages_of(o, 6, &a);
	static const struct {
		int quarter, day;
		double low, high, spread;
		size_t n;
	} want[] = {
	    {1, 0, 6, 6, 1, 2},
	    {1, 90, 7, 8, 2.5, 3},
	    {2, 0, 3, 3, 0, 1},
	    {2, 90, 4, 4, 1, 2},
	};
	cr_assert_eq(v.n, 4, "%zu", v.n);
	for (size_t i = 0; i < 4; i++) {
		const struct series_point *p = &v.points[i];
		cr_expect_eq(p->period.start,
		    period_months(2018, 3 * want[i].quarter - 2, 3).start, "%zu", i);
		cr_expect_eq(p->obs->as_of, date_from_civil(2018, 1, 31) + want[i].day);
		cr_expect(p->low == want[i].low && p->high == want[i].high, "%zu: %g",
		    i, p->low);
		cr_expect_eq(p->spread, want[i].spread, "%zu: %g", i, p->spread);
		cr_expect_eq(p->n_statements, want[i].n, "%zu", i);
	}
	int32_t *days;
	size_t n;
	struct err e = {0};
	cr_assert_eq(vintage_days(&v, &a, &days, &n, &e), 0);
	cr_expect(n == 2 && days[0] == o[0].as_of && days[1] == o[2].as_of);
	arena_release(&a);
}

/* Each vintage is the point that a series of what had been said by then has. */
Test(vintage, agrees_with_as_of)
{
	enum { N = 60 };
	srand(2);
	for (int round = 0; round < 200; round++) {
		struct obs o[N], by_then[N];
		struct arena a = {NULL};
		for (size_t i = 0; i < N; i++) {
			double v = rand() % 9;
			o[i] = an_obs(v, v, 1 + rand() % 4, 30 * (rand() % 6));
			o[i].vague = rand() % 4 == 0;
			o[i].role = rand() % 5 ? OBS_COMPANY : OBS_OPERATOR;
		}
		struct series v = vintages_of(o, N, &a);
		for (int day = 0; day < 180; day += 30) {
			size_t n = 0, m, k = 0;
			struct series *s;
			struct err e = {0};
			for (size_t i = 0; i < N; i++)
				if (o[i].as_of <= date_from_civil(2018, 1, 31) + day)
					by_then[n++] = o[i];
			cr_assert_eq(
			    series_build(by_then, n,
				&(struct series_filter){.role = NULL}, &a, &s, &m, &e),
			    0);
			for (size_t i = 0; m && i < s->n; i++) {
				const struct series_point *last = NULL;
				while (k < v.n
				       && series_cmp_period(
					      v.points[k].period, s->points[i].period)
					      < 0)
					k++; /* nothing was known of it yet */
				for (; k < v.n
				       && series_cmp_period(
					      v.points[k].period, s->points[i].period)
					      == 0;
				     k++)
					if (v.points[k].obs->as_of
					    <= date_from_civil(2018, 1, 31) + day)
						last = &v.points[k];
				cr_assert(
				    last && last->low == s->points[i].low
					&& last->obs->start == s->points[i].obs->start,
				    "round %d, day %d", round, day);
			}
		}
		arena_release(&a);
	}
}

Test(vintage, units_and_unknown_days)
{
	struct obs o[] = {an_obs(5, NONE, 1, 0), an_obs(6e6, 6e6, 1, 90),
	    an_obs(7, 7, 1, 0), an_obs(3, 3, 1, 0)};
	struct arena a = {NULL};
	o[0].unit = o[2].unit = o[3].unit = STR("USD million");
	o[2].as_of = DATE_NONE;
	o[3].as_of -= 90;
	struct series v = vintages_of(o, 4, &a);
	cr_assert_eq(v.n, 3, "%zu", v.n);
	cr_expect(str_eq(v.unit, STR("USD million")));
	cr_expect(v.points[1].low == 5 && isnan(v.points[1].high));
	cr_expect_float_eq(v.points[2].low, 6, 1e-9, "%g", v.points[2].low);
	cr_expect_eq(v.points[2].n_statements, 3, "not that of an unknown day");
	arena_release(&a);
}

static void
expect_grid(const struct series *v, size_t width, const char *want, struct arena *a)
{
	char *text = NULL;
	size_t n = 0;
	struct err e = {0};
	FILE *f = open_memstream(&text, &n);
	cr_assert(f);
	cr_assert_eq(grid_write(v, width, f, a, &e), 0, "%s", e.text);
	cr_assert_eq(fclose(f), 0);
	cr_expect_str_eq(text, want, "width %zu:\n%s", width, text);
	free(text);
}

Test(vintage, grid)
{
	struct obs o[] = {an_obs(5, 5, 1, 0), an_obs(6, 7, 1, 90), an_obs(8, 8, 2, 90),
	    an_obs(9, 9, 2, 180)};
	struct arena a = {NULL};
	struct series v = vintages_of(o, 4, &a);
	expect_grid(&v, 80,
	    "period   2018-01-31  2018-05-01  2018-07-30\n"
	    "2018-Q1          $5    $6 to $7           \"\n"
	    "2018-Q2           -          $8          $9\n",
	    &a);
	/* Folded: each block has the rows that change in it. */
	expect_grid(&v, 32,
	    "period   2018-01-31  2018-05-01\n"
	    "2018-Q1          $5    $6 to $7\n"
	    "2018-Q2           -          $8\n"
	    "\n"
	    "period   2018-07-30\n"
	    "2018-Q2          $9\n",
	    &a);
	arena_release(&a);
}
