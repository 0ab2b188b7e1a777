/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/ticks.h"

#include <math.h>
#include <stdio.h>

enum { FEW = 12 }; /* quarters, whose names are larger */

static void
tick(struct layout *l, double t, int level, const char *label)
{
	struct layout_tick *k = &l->ticks[l->n_ticks++];
	k->t = t;
	k->level = level;
	(void)snprintf(k->label, sizeof k->label, "%s", label);
}

/* The year, fiscal where the names are, that quarter k of the span is of, and its place in
 * it. */
static int
year_of(const struct axis_time *t, int k, int *quarter)
{
	int all = t->year * 4 + t->quarter - 1 + k + t->ahead;
	*quarter = all % 4 + 1;
	return all / 4;
}

/* A name in the middle of what of the year is seen, if that is half of it. */
static void
name_years(struct layout *l)
{
	double room = layout_wide(l, STR("2000"), l->tick_points, false) + 8;
	const struct axis_time *t = &l->time;
	double year = (l->x1 - l->x0) / t->n * 4;
	int first, last, every = 1;
	static const int steps[] = {1, 2, 5, 10, 20, 50, 100};
	for (size_t i = 0; i < sizeof steps / sizeof *steps && year * every < room; i++)
		every = steps[i];
	int from = year_of(t, 0, &first), to = year_of(t, t->n - 1, &last);
	for (int y = from; y <= to; y++) {
		int begin = y == from ? 0 : (y - from) * 4 - first + 1;
		int end = y == to ? t->n : (y - from + 1) * 4 - first + 1;
		double least = every == 1 ? room : year; /* of a part of a year */
		char label[16];
		if (y % every != 0 || year * (end - begin) / 4 < least)
			continue;
		(void)snprintf(label, sizeof label, "%d", y);
		/* Half a day off the quarters, whose ticks it would replace. */
		tick(l, (axis_quarter(t, begin) + axis_quarter(t, end)) / 2.0 + 0.5, 0,
		    label);
	}
}

/* "Q1" with the year below it, or "1Q20" where every so many have room. */
static void
name_quarters(struct layout *l)
{
	const struct axis_time *t = &l->time;
	char name[LANG_QUARTER], label[32];
	double wide = layout_wide(l, STR("1Q20 "), l->tick_points, false);
	double quarter_wide = (l->x1 - l->x0) / t->n;
	int every = quarter_wide >= wide ? 1 : 2 * quarter_wide >= wide ? 2 : 4;
	for (int k = 0; k < t->n; k++) {
		int quarter, year = year_of(t, k, &quarter);
		bool named = quarter == 1 || (k == 0 && quarter < 4);
		lang_quarter(l->look->lang, quarter, name);
		if (l->look->short_quarters)
			(void)snprintf(label, sizeof label, "%d%c%02d", quarter,
			    name[0], year % 100);
		else if (named)
			(void)snprintf(label, sizeof label, "%s\n%d", name, year);
		else
			(void)snprintf(label, sizeof label, "%s", name);
		if (!l->look->short_quarters || (quarter - 1) % every == 0)
			tick(l, (axis_quarter(t, k) + axis_quarter(t, k + 1)) / 2.0, 0,
			    label);
	}
}

/* Of quarters' names. */
static int
quarter_points(const struct layout *l)
{
	if (l->panel || l->c->n_panels)
		return STYLE_PANEL_TICK;
	return l->time.n <= FEW ? STYLE_QUARTER + 2 : STYLE_QUARTER;
}

bool
ticks_years(const struct layout *l, double quarter)
{
	static const double APART = 6;
	int points = quarter_points(l);
	double least = l->look->short_quarters
			   ? layout_wide(l, STR("1Q20 "), points, false) / 4
			   : layout_wide(l, STR("Q4"), points, false) + APART;
	return l->time.n > AXIS_MOST_QUARTERS || quarter < least;
}

int
ticks_set(struct layout *l, struct err *e)
{
	enum { MOST_TICKS = 64 };
	const struct axis_time *t = &l->time;
	l->ticks = ARENA_NEW(&l->arena, 2 * (size_t)t->n + 2, struct layout_tick);
	if (!l->ticks)
		return err_nomem(e);
	l->tick_points = t->years && !l->panel ? STYLE_TICK : quarter_points(l);
	double each = (l->x1 - l->x0) / t->n;
	bool crowded = t->n > MOST_TICKS || each < 5;
	int every = each * 4 >= 9 ? 1 : 10; /* years */
	for (int k = 0; k <= t->n; k++) {
		int quarter, year = year_of(t, k, &quarter);
		if (!crowded || (quarter == 1 && year % every == 0))
			tick(l, axis_quarter(t, k), quarter == 1 ? 1 : 2, "");
	}
	if (l->panel && !l->panel->times)
		return 0;
	if (t->years)
		name_years(l);
	else
		name_quarters(l);
	return 0;
}
