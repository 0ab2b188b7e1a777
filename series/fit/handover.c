/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/handover.h"

#include <assert.h>
#include <math.h>

#include "series/export_pieces.h"
#include "series/table.h"

enum { MOST_AHEAD = 4000, TWO_YEARS = 24 };

static const char *const row_names[] = {
    [HANDOVER_ALL] = "all",
    [HANDOVER_HISTORY] = "history",
    [HANDOVER_FUTURE] = "future",
};
static_assert(sizeof row_names / sizeof *row_names == HANDOVER_ROWS, "a name each");

bool
handover_rows_find(const char *name, enum handover_rows *rows)
{
	for (size_t i = 0; i < HANDOVER_ROWS; i++)
		if (strcmp(name, row_names[i]) == 0) {
			*rows = (enum handover_rows)i;
			return true;
		}
	return false;
}

/* ---- the grid ---- */

struct work {
	const struct report *r;
	const struct handover_ask *ask;
	struct export_grid grid;
	struct str id;
	double shift; /* days from the middle of a step to the time of its value */
	bool floor;
	struct arena *arena;
};

/* One step of the grid. */
struct step {
	long slot;
	struct period period;
	const struct series_point *point; /* NULL: a gap, or to come */
	bool future;
	double curve;
};

static double
middle(struct period p)
{
	return ((double)p.start + (double)p.end) / 2;
}

static int
open_grid(struct work *w, struct err *e)
{
	struct export_grid *g = &w->grid;
	if (export_pieces_grid(w->r->series, w->arena, g, e) != 0)
		return -1;
	if (g->n == 0)
		return err_set(
		    e, ERR_EMPTY, "no values that lie on a regular grid of time");
	/* Where the last value lies within its step: a fiscal quarter, a quarter's end. */
	struct period last = export_pieces_slot(g->step, g->slots[g->n - 1]);
	w->shift = points_time(g->points[g->n - 1]) - middle(last);
	return 0;
}

/* How many steps are to come. */
static size_t
ahead(const struct work *w)
{
	const struct export_grid *g = &w->grid;
	long last = g->slots[g->n - 1];
	int32_t until = w->ask->until;
	if (until == DATE_NONE) {
		int32_t end = export_pieces_slot(g->step, last).end;
		until = date_add_months(
			    end + 1, w->ask->months ? w->ask->months : TWO_YEARS)
			- 1;
	}
	size_t n = 0;
	while (n < MOST_AHEAD
	       && export_pieces_slot(g->step, last + (long)n + 1).end <= until)
		n++;
	return n;
}

/* ---- cells ---- */

static struct str
number(struct arena *a, double v)
{
	char text[OBS_FIELD_TEXT];
	if (!isfinite(v))
		return STR("");
	obs_number(v, text);
	return arena_str(a, str_from(text));
}

static struct str
day(struct arena *a, int32_t date)
{
	char text[DATE_TEXT];
	date_format(date, text);
	return arena_str(a, str_from(text));
}

static struct str
value(const struct work *w, const struct step *s)
{
	return number(w->arena, s->point ? series_value(s->point) : (double)NAN);
}

static struct str
label(const struct work *w, const struct step *s)
{
	char text[DATE_TEXT];
	export_pieces_label(w->grid.step, s->slot, text);
	return arena_str(w->arena, str_from(text));
}

/* ---- the forms ---- */

static const struct table_column prophet[] = {{"ds", false, TABLE_BOTH, 0},
    {"y", true, TABLE_BOTH, 0}, {"cap", true, TABLE_BOTH, 0},
    {"floor", true, TABLE_BOTH, 0}};
static const struct table_column nixtla[] = {{"unique_id", false, TABLE_BOTH, 0},
    {"ds", false, TABLE_BOTH, 0}, {"y", true, TABLE_BOTH, 0},
    {"curve", true, TABLE_BOTH, 0}};
static const struct table_column pandas[] = {{"series", false, TABLE_BOTH, 0},
    {"period", false, TABLE_BOTH, 0}, {"period_start", false, TABLE_BOTH, 0},
    {"period_end", false, TABLE_BOTH, 0}, {"value", true, TABLE_BOTH, 0},
    {"curve", true, TABLE_BOTH, 0}, {"part", false, TABLE_BOTH, 0}};
static const struct table_column r_columns[] = {{"series", false, TABLE_BOTH, 0},
    {"period", false, TABLE_BOTH, 0}, {"year", true, TABLE_BOTH, 0},
    {"cycle", true, TABLE_BOTH, 0}, {"frequency", true, TABLE_BOTH, 0},
    {"value", true, TABLE_BOTH, 0}, {"curve", true, TABLE_BOTH, 0},
    {"part", false, TABLE_BOTH, 0}};

static void
add_prophet(const struct work *w, const struct step *s, struct str *row)
{
	row[0] = day(w->arena, s->period.end);
	row[1] = value(w, s);
	row[2] = number(w->arena, w->r->fit.p[0]);
	if (w->floor)
		row[3] = number(w->arena, w->r->fit.p[3]);
}

static void
add_nixtla(const struct work *w, const struct step *s, struct str *row)
{
	row[0] = w->id;
	row[1] = day(w->arena, s->period.end);
	row[2] = value(w, s);
	row[3] = number(w->arena, s->curve);
}

static struct str
part(const struct step *s)
{
	return s->future ? STR("future") : STR("history");
}

static void
add_pandas(const struct work *w, const struct step *s, struct str *row)
{
	row[0] = w->id;
	row[1] = label(w, s);
	row[2] = day(w->arena, s->period.start);
	row[3] = day(w->arena, s->period.end);
	row[4] = value(w, s);
	row[5] = number(w->arena, s->curve);
	row[6] = part(s);
}

static void
add_r(const struct work *w, const struct step *s, struct str *row)
{
	int frequency = export_pieces_frequency(w->grid.step), year, month, dom;
	date_to_civil(s->period.start, &year, &month, &dom);
	int32_t first = date_from_civil(year, 1, 1);
	int cycle = frequency > 12 ? s->period.start - first + 1
				   : (month - 1) / (12 / frequency) + 1;
	row[0] = w->id;
	row[1] = label(w, s);
	row[2] = arena_printf(w->arena, "%d", year);
	row[3] = arena_printf(w->arena, "%d", cycle);
	row[4] = arena_printf(w->arena, "%d", frequency);
	row[5] = s->point ? value(w, s) : STR("NA");
	row[6] = number(w->arena, s->curve);
	row[7] = part(s);
}

/* clang-format off */
static const struct {
	const char *name;
	const struct table_column *columns;
	size_t n;
	void (*add)(const struct work *, const struct step *, struct str *row);
	bool gaps; /* a gap has a row */
} forms[] = {
	[HANDOVER_PROPHET] = {"prophet", prophet, sizeof prophet / sizeof *prophet, add_prophet, false},
	[HANDOVER_NIXTLA]  = {"nixtla", nixtla, sizeof nixtla / sizeof *nixtla, add_nixtla, false},
	[HANDOVER_PANDAS]  = {"pandas", pandas, sizeof pandas / sizeof *pandas, add_pandas, true},
	[HANDOVER_R]       = {"r", r_columns, sizeof r_columns / sizeof *r_columns, add_r, true},
};
/* clang-format on */
static_assert(sizeof forms / sizeof *forms == HANDOVER_FORMS, "a row each");

bool
handover_form_find(const char *name, enum handover_form *form)
{
	for (size_t i = 0; i < HANDOVER_FORMS; i++)
		if (strcmp(name, forms[i].name) == 0) {
			*form = (enum handover_form)i;
			return true;
		}
	return false;
}

/* ---- together ---- */

/* Where the curve is of totals its rise over the step is what the values are. */
static double
span(const struct work *w, const struct step *s)
{
	struct period p = s->point ? s->point->period : s->period;
	return w->r->ask.cumulative ? p.end - p.start + 1 : 0;
}

static int
add_step(const struct work *w, long slot, const struct series_point *point,
    struct table *t, struct err *e)
{
	struct step s = {.slot = slot,
	    .period = export_pieces_slot(w->grid.step, slot),
	    .point = point,
	    .future = slot > w->grid.slots[w->grid.n - 1]};
	enum handover_rows rows = w->ask->rows;
	if ((rows == HANDOVER_HISTORY && s.future)
	    || (rows == HANDOVER_FUTURE && !s.future)
	    || (!point && !s.future && !forms[w->ask->form].gaps))
		return 0;
	double at = point ? points_time(point) : middle(s.period) + w->shift;
	s.curve = fit_at(&w->r->fit, &(struct fit_point){.t = at, .span = span(w, &s)});
	if (!isfinite(s.curve))
		return err_set(e, ERR_EMPTY,
		    "the %s curve has no finite value so far ahead; a nearer --until",
		    fit_model_name(w->r->fit.model));
	struct str *row = table_row(t);
	if (!row)
		return err_nomem(e);
	forms[w->ask->form].add(w, &s, row);
	for (size_t i = 0; i < t->n_columns; i++)
		if (!row[i].p)
			return err_nomem(e);
	return 0;
}

static int
add_steps(const struct work *w, struct table *t, struct err *e)
{
	const struct export_grid *g = &w->grid;
	long last = g->slots[g->n - 1];
	size_t more = ahead(w);
	for (size_t k = 0; k < g->n; k++) {
		long slot = k ? g->slots[k - 1] + 1 : g->slots[k];
		for (; slot <= g->slots[k]; slot++)
			if (add_step(w, slot, slot == g->slots[k] ? g->points[k] : NULL,
				t, e)
			    != 0)
				return -1;
	}
	for (size_t i = 1; i <= more; i++)
		if (add_step(w, last + (long)i, NULL, t, e) != 0)
			return -1;
	return 0;
}

static int
check_cap(const struct report *r, struct err *e)
{
	enum fit_model m = r->fit.model;
	if (r->ask.cumulative)
		return err_set(e, ERR_USAGE,
		    "--format prophet needs a cap of the values, and --cumulative's is "
		    "of their total (--format nixtla, pandas, r need none)");
	if (fit_model_has_ceiling(m) && !fit_model_is_flow(m))
		return 0;
	return err_set(e, ERR_USAGE,
	    "--format prophet needs a cap, and the family %s has no ceiling of the "
	    "values (--model logistic has; --format nixtla, pandas, r need none)",
	    fit_model_name(m));
}

static struct str
source_of(const struct report *r)
{
	struct str source = STR("");
	if (r->series->n)
		source = r->series->points[0].obs->source;
	return source.n ? source : STR("spoken");
}

int
handover_write(FILE *f, const struct report *r, const struct handover_ask *ask,
    struct arena *a, struct err *e)
{
	struct work w = {.r = r,
	    .ask = ask,
	    .id = export_pieces_id(r->series, source_of(r), a),
	    .floor = r->fit.model == FIT_LOGISTIC4,
	    .arena = a};
	struct table t = {.columns = forms[ask->form].columns,
	    .n_columns = forms[ask->form].n,
	    .arena = a};
	if (ask->form == HANDOVER_PROPHET) {
		if (check_cap(r, e) != 0)
			return -1;
		t.n_columns -= !w.floor;
	}
	if (!w.id.p)
		return err_nomem(e);
	if (open_grid(&w, e) != 0 || add_steps(&w, &t, e) != 0)
		return -1;
	return table_write(&t, TABLE_CSV, 0, f, e);
}
