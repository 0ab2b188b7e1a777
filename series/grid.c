/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/grid.h"

#include "series/rows.h"
#include "series/table.h"
#include "series/vintage.h"

enum { GAP = 2, DAY_WIDTH = DATE_TEXT - 1 };

struct grid {
	const struct series *s;
	struct str *text; /* of each point */
	size_t *day_of;   /* of each point: which of the days */
	int32_t *days;
	size_t *width;        /* of each day's column */
	size_t n_days, label; /* how wide the periods' labels are */
	struct arena *a;
};

static size_t
find_day(const struct grid *g, int32_t day)
{
	size_t from = 0, to = g->n_days;
	while (from + 1 < to) {
		size_t mid = from + (to - from) / 2;
		if (g->days[mid] <= day)
			from = mid;
		else
			to = mid;
	}
	return from;
}

/* Texts, days and widths of all cells. */
static int
measure(struct grid *g, struct err *e)
{
	size_t n = g->s->n;
	if (vintage_days(g->s, g->a, &g->days, &g->n_days, e) != 0)
		return -1;
	g->text = ARENA_NEW(g->a, n, struct str);
	g->day_of = ARENA_NEW(g->a, n, size_t);
	g->width = ARENA_NEW(g->a, g->n_days, size_t);
	if (!g->text || !g->day_of || !g->width)
		return err_nomem(e);
	for (size_t i = 0; i < g->n_days; i++)
		g->width[i] = DAY_WIDTH;
	for (size_t i = 0; i < n; i++) {
		const struct series_point *p = &g->s->points[i];
		char label[OBS_LABEL];
		obs_label(p->obs, label);
		size_t d = g->day_of[i] = find_day(g, p->obs->as_of);
		g->text[i] = rows_value(p, g->s->unit, g->a);
		if (!g->text[i].p)
			return err_nomem(e);
		if (g->text[i].n > g->width[d])
			g->width[d] = g->text[i].n;
		if (strlen(label) > g->label)
			g->label = strlen(label);
	}
	return 0;
}

/* One period's row in the block of days [from, to): its vintages are [i, j). */
static int
add_row(struct table *t, const struct grid *g, const size_t at[2], const size_t days[2])
{
	size_t i = at[0], first = i;
	while (first < at[1] && g->day_of[first] < days[0])
		first++;
	if (first == at[1] || g->day_of[first] >= days[1])
		return 0;
	char label[OBS_LABEL];
	struct str *row = table_row(t);
	if (!row)
		return -1;
	obs_label(g->s->points[i].obs, label);
	row[0] = arena_str(t->arena, str_from(label));
	bool known = first > i;
	for (size_t d = days[0], k = first; d < days[1]; d++) {
		struct str *cell = &row[1 + d - days[0]];
		if (k < at[1] && g->day_of[k] == d) {
			*cell = g->text[k++];
			known = true;
		} else if (known) {
			*cell = STR("\"");
		}
	}
	return row[0].p ? 0 : -1;
}

static int
write_block(const struct grid *g, const size_t days[2], FILE *f, struct err *e)
{
	size_t n = days[1] - days[0];
	struct table_column *columns = ARENA_NEW(g->a, n + 1, struct table_column);
	struct table t = {.columns = columns, .n_columns = n + 1, .arena = g->a};
	if (!columns)
		return err_nomem(e);
	columns[0].name = "period";
	for (size_t d = 0; d < n; d++) {
		char day[DATE_TEXT];
		date_format(g->days[days[0] + d], day);
		columns[1 + d].name = arena_str(g->a, str_from(day)).p;
		columns[1 + d].number = true;
		if (!columns[1 + d].name)
			return err_nomem(e);
	}
	for (size_t i = 0, j; i < g->s->n; i = j) {
		for (j = i + 1; j < g->s->n
				&& series_cmp_period(
				       g->s->points[i].period, g->s->points[j].period)
				       == 0;)
			j++;
		if (add_row(&t, g, (size_t[2]){i, j}, days) != 0)
			return err_nomem(e);
	}
	return table_write(&t, TABLE_PLAIN, 0, f, e);
}

int
grid_write(const struct series *vintages, size_t width, FILE *f, struct arena *a,
    struct err *e)
{
	struct grid g = {.s = vintages, .a = a};
	if (measure(&g, e) != 0)
		return -1;
	for (size_t from = 0, to; from < g.n_days; from = to) {
		size_t used = g.label + GAP + g.width[from];
		for (to = from + 1; to < g.n_days && used + GAP + g.width[to] <= width;
		     to++)
			used += GAP + g.width[to];
		if (from)
			(void)fputc('\n', f);
		if (write_block(&g, (size_t[2]){from, to}, f, e) != 0)
			return -1;
	}
	return 0;
}
