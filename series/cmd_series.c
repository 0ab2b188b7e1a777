/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries series: the points of a metric, with their sources. */
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/conflict.h"
#include "series/derive.h"
#include "series/grid.h"
#include "series/load.h"
#include "series/options.h"
#include "series/rows.h"
#include "series/select.h"
#include "series/view.h"
#include "series/vintage.h"

enum { MOST_NAMED = 6 };
enum { KEY_ALL = 0x2000, KEY_CONFLICTS, KEY_VINTAGES, KEY_DERIVE };

/* What is shown: one at a time. */
enum mode { POINTS, ALL, CONFLICTS, VINTAGES, DERIVE, MODES };
static const struct {
	const char *option;
	enum rows_mode rows;
} modes[MODES] = {
    [POINTS] = {"", ROWS_POINTS},
    [ALL] = {"all", ROWS_ALL},
    [CONFLICTS] = {"conflicts", ROWS_RIVALS},
    [VINTAGES] = {"vintages", ROWS_POINTS},
    [DERIVE] = {"derive", ROWS_DERIVING},
};

struct settings {
	struct options common;
	const char *metric;
	enum mode mode;
};

/* A series that is shown. */
struct shown {
	const struct series *whole; /* as it is among all */
	struct series s; /* its points that are shown, in the unit asked for */
	bool other_unit; /* it does not convert to that: not shown */
};

/* What the command found. */
struct job {
	const struct settings *set;
	struct series_filter filter;
	bool filtered; /* a series was asked for: show all that fit */
	enum table_form form;
	struct view view;
	const struct catalog *catalog;
	const struct catalog_metric *metric; /* NULL: all */
	struct arena *arena;
	struct load load;
	struct filed_table filed; /* of the same load, held against what is shown */
	size_t n_beside;          /* of other sources: behind load.n, not shown */
	struct series *all;
	size_t n_all;
	struct shown *shown;
	size_t n_shown;
	size_t left[PERIOD_GRAINS]; /* points about kinds of time that are not shown */
	const struct obs **winners; /* --all: the statements of points, by address */
	size_t n_winners;
	struct table_column columns[ROWS_COLUMNS];
};

/* ---- every statement ---- */

static int
by_address(const void *a, const void *b)
{
	const struct obs *x = *(const struct obs *const *)a,
			 *y = *(const struct obs *const *)b;
	return (x > y) - (x < y);
}

static int
find_winners(struct job *j, struct err *e)
{
	for (size_t i = 0; i < j->n_all; i++)
		j->n_winners += j->all[i].n;
	j->winners = ARENA_NEW(j->arena, j->n_winners, const struct obs *);
	if (!j->winners)
		return err_nomem(e);
	size_t n = 0;
	for (size_t i = 0; i < j->n_all; i++)
		for (size_t k = 0; k < j->all[i].n; k++)
			j->winners[n++] = j->all[i].points[k].obs;
	if (n) /* observations lie in one array, so that their addresses compare */
		qsort(j->winners, n, sizeof(const struct obs *), by_address);
	return 0;
}

/* What became of a statement: "point", "rival", or why it was left out. */
static const char *
used(const struct job *j, const struct obs *o)
{
	const char *why = series_left_out_of(&j->filter, o);
	if (why)
		return why;
	return j->n_winners
		       && bsearch(&o, j->winners, j->n_winners,
			   sizeof(const struct obs *), by_address)
		   ? "point"
		   : "rival";
}

static bool
wanted(const struct job *j, const struct obs *o)
{
	if (j->filtered || j->n_shown == 0)
		return series_passes(&j->filter, o);
	struct series_filter f = series_filter_statements(&j->set->common);
	if (!series_passes(&f, o))
		return false;
	for (size_t i = 0; i < j->n_shown; i++)
		if (series_holds(&j->shown[i].whole->key, o))
			return true;
	return false;
}

static int
add_statements(struct table *t, struct job *j, struct err *e)
{
	if (find_winners(j, e) != 0)
		return -1;
	for (size_t i = 0; i < j->load.n; i++) {
		const struct obs *o = &j->load.obs[i];
		if (wanted(j, o)
		    && (!rows_add_statement(t, o, j->view.unit, used(j, o), e)
			|| rows_tell_filed(t, &j->filed, o, e) != 0))
			return -1;
	}
	return 0;
}

/* ---- contradictions ---- */

static size_t
count_conflicts(const struct job *j, size_t *points)
{
	size_t n = 0;
	*points = 0;
	for (size_t i = 0; i < j->n_shown; i++)
		for (size_t k = 0; k < j->shown[i].s.n; k++, ++*points)
			n += conflict_in(&j->shown[i].s.points[k]);
	return n;
}

/* What the i-th statement of a contradicted point is. */
static const char *
part_of(const struct series_point *p, size_t i)
{
	for (size_t k = 0; k < p->n_statements && i; k++)
		if (conflict_between(p->all[i], p->all[k]))
			return "rival";
	return i ? "agrees" : "point";
}

/* The statements of one contradicted point. */
static int
add_rivals(struct table *t, const struct series *s, const struct series_point *p,
    size_t group, struct err *e)
{
	for (size_t i = 0; i < p->n_statements; i++) {
		char spread[OBS_FIELD_TEXT];
		struct str *row =
		    rows_add_statement(t, p->all[i], s->unit, part_of(p, i), e);
		if (!row)
			return -1;
		obs_number(p->spread, spread);
		row[ROWS_GROUP] = arena_printf(t->arena, "%zu", group);
		row[ROWS_STATEMENTS] = arena_printf(t->arena, "%zu", p->n_statements);
		row[ROWS_SPREAD] = arena_str(t->arena, str_from(spread));
		if (!row[ROWS_GROUP].p || !row[ROWS_STATEMENTS].p
		    || !row[ROWS_SPREAD].p)
			return err_nomem(e);
	}
	return 0;
}

static void
title_conflict(const struct job *j, const struct series *s,
    const struct series_point *p, size_t group, FILE *f)
{
	char period[2 * DATE_TEXT + 2];
	const struct catalog_metric *m = catalog_find(j->catalog, s->key.metric);
	period_label(p->period, period);
	if (group > 1)
		(void)fputc('\n', f);
	err_print_safe(f, series_title(&s->key, m, j->arena));
	(void)fprintf(f, " \xc2\xb7 %s: %zu statements, ", period, p->n_statements);
	err_print_safe(f, series_text(p->spread, p->spread, s->unit, j->arena));
	(void)fputs(" apart\n", f);
}

static int
write_conflicts(const struct job *j, FILE *f, struct err *e)
{
	bool plain = j->form == TABLE_PLAIN;
	struct table all = {
	    .columns = j->columns, .n_columns = ROWS_COLUMNS, .arena = j->arena};
	size_t group = 0;
	for (size_t i = 0; i < j->n_shown; i++) {
		const struct series *s = &j->shown[i].s;
		for (size_t k = 0; k < s->n; k++) {
			const struct series_point *p = &s->points[k];
			struct table one = all;
			if (!conflict_in(p))
				continue;
			group++;
			if (plain) {
				one.cells = NULL;
				one.n = one.cap = 0;
				title_conflict(j, s, p, group, f);
			}
			if (add_rivals(plain ? &one : &all, s, p, group, e) != 0
			    || (plain
				&& table_write(&one, j->form, table_width(f), f, e)
				       != 0))
				return -1;
		}
	}
	return plain ? 0 : table_write(&all, j->form, 0, f, e);
}

/* ---- points ---- */

static void
write_title(const struct job *j, size_t i, bool first, FILE *f)
{
	if (!first)
		(void)fputc('\n', f);
	err_print_safe(f, series_title(&j->shown[i].s.key, j->metric, j->arena));
	(void)fputc('\n', f);
}

/* Points for people: each series under its title. */
static int
write_titled(const struct job *j, FILE *f, struct err *e)
{
	bool first = true;
	for (size_t i = 0; i < j->n_shown; i++) {
		const struct series *s = &j->shown[i].s;
		struct table t = {.columns = j->columns,
		    .n_columns = ROWS_COLUMNS,
		    .arena = j->arena};
		if (s->n == 0)
			continue;
		write_title(j, i, first, f);
		first = false;
		if (j->set->mode == VINTAGES) {
			if (grid_write(s, table_width(f), f, j->arena, e) != 0)
				return -1;
			continue;
		}
		for (size_t k = 0; k < s->n; k++)
			if (rows_add_point(&t, s, &s->points[k], e) != 0
			    || rows_tell_filed(&t, &j->filed, s->points[k].obs, e) != 0)
				return -1;
		if (table_write(&t, TABLE_PLAIN, table_width(f), f, e) != 0)
			return -1;
	}
	return 0;
}

static int
write_table(struct job *j, FILE *f, struct err *e)
{
	struct table t = {
	    .columns = j->columns, .n_columns = ROWS_COLUMNS, .arena = j->arena};
	bool all = j->set->mode == ALL;
	if (all && add_statements(&t, j, e) != 0)
		return -1;
	for (size_t i = 0; i < j->n_shown && !all; i++)
		for (size_t k = 0; k < j->shown[i].s.n; k++)
			if (rows_add_point(
				&t, &j->shown[i].s, &j->shown[i].s.points[k], e)
				!= 0
			    || rows_tell_filed(
				   &t, &j->filed, j->shown[i].s.points[k].obs, e)
				   != 0)
				return -1;
	return table_write(&t, j->form, table_width(f), f, e);
}

static int
write_all(struct job *j, FILE *f, struct err *e)
{
	if (j->set->mode == CONFLICTS)
		return write_conflicts(j, f, e);
	if (j->set->mode == ALL || j->form != TABLE_PLAIN)
		return write_table(j, f, e);
	return write_titled(j, f, e);
}

/* ---- what else there is ---- */

static bool
is_shown(const struct job *j, const struct series *s)
{
	for (size_t i = 0; i < j->n_shown; i++)
		if (j->shown[i].whole == s && !j->shown[i].other_unit)
			return true;
	return false;
}

/* The other series, and how to see them. */
static void
tell_others(const struct job *j)
{
	size_t n = 0, named = 0;
	for (size_t i = 0; i < j->n_all; i++)
		n += !is_shown(j, &j->all[i]);
	if (n == 0)
		return;
	(void)fprintf(
	    stderr, "tseries: %zu other series of %.*s:", n, STR_FMT(j->metric->name));
	struct str last = {NULL, 0};
	for (size_t i = 0; i < j->n_all && named < MOST_NAMED; i++) {
		struct str options = series_options(&j->all[i].key, j->arena);
		/* Two units of one key have the same options, which show both. */
		if (is_shown(j, &j->all[i]) || str_eq(options, last))
			continue;
		(void)fputs(named++ ? "; " : " ", stderr);
		err_print_safe(stderr, options);
		last = options;
	}
	(void)fputs(
	    named == MOST_NAMED ? "; ... (tseries list names all)\n" : "\n", stderr);
}

/* The points about other kinds of time, and how to see them. */
static void
tell_grains(const struct job *j)
{
	const size_t *left = j->left;
	size_t n = 0;
	for (size_t g = 0; g < PERIOD_GRAINS; g++)
		n += left[g];
	if (n == 0)
		return;
	(void)fprintf(stderr, "tseries: %zu point%s about other kinds of time:", n,
	    n == 1 ? "" : "s");
	const char *between = " ";
	for (size_t g = 0; g < PERIOD_GRAINS; g++)
		if (left[g]) {
			(void)fprintf(stderr, "%s%zu with --grain %s", between, left[g],
			    period_grain_name((enum period_grain)g));
			between = ", ";
		}
	(void)fputs(" (--grain all shows all)\n", stderr);
}

static void
tell(const struct job *j)
{
	size_t points;
	if (j->set->common.quiet)
		return;
	if (j->set->mode == CONFLICTS) {
		size_t n = count_conflicts(j, &points);
		(void)fprintf(
		    stderr, "tseries: %zu of %zu points contradicted\n", n, points);
		return;
	}
	if (j->set->mode != ALL)
		tell_grains(j);
	tell_others(j);
	filed_tell_sources(j->load.obs + j->load.n, j->n_beside, stderr);
}

/* ---- what to show ---- */

static int
nothing(const struct job *j, struct err *e)
{
	size_t out = 0, most = 0;
	char more[128] = "";
	const char *word = j->set->common.segment;
	const struct segments_row *segment =
	    word ? segments_find(
		&j->load.refs.segments, j->load.company, str_from(word), DATE_NONE)
		 : NULL;
	for (size_t i = 0; i < j->load.n; i++)
		out += series_passes(&j->filter, &j->load.obs[i])
		       && series_left_out_of(&j->filter, &j->load.obs[i]);
	for (size_t g = 0; g < PERIOD_GRAINS; g++)
		if (j->left[g] > j->left[most])
			most = g;
	if (segment && !select_match(word, segment->name))
		(void)snprintf(more, sizeof more, "; that segment is called '%.*s'",
		    STR_FMT(str_sub(segment->name, 0, 80)));
	else if (j->left[most])
		(void)snprintf(more, sizeof more, "; %zu with --grain %s",
		    j->left[most], period_grain_name((enum period_grain)most));
	else if (out)
		(void)snprintf(more, sizeof more,
		    "; %zu statement%s no point (--all lists and says why)", out,
		    out == 1 ? " makes" : "s make");
	if (!j->metric)
		return err_set(e, ERR_EMPTY, "nothing found that fits these options");
	struct str company = str_sub(j->load.company, 0, 120);
	return err_set(e, ERR_EMPTY,
	    "nothing found: no %.*s%s%.*s fits these options%s",
	    STR_FMT(j->metric->name), company.n ? " of " : "", STR_FMT(company), more);
}

static void
add_shown(struct job *j, const struct series *s)
{
	if (s)
		j->shown[j->n_shown++] = (struct shown){s, *s, false};
}

/* What was chosen, and the same of other sources where these are asked for. */
static void
show_choice(struct job *j, const struct series_choice *c)
{
	const struct series *any = c->actual ? c->actual : c->guidance;
	add_shown(j, c->actual);
	add_shown(j, c->guidance);
	for (size_t i = 0; i < c->n_others && j->set->common.source; i++)
		if (c->others[i]->key.stance != OBS_HYPOTHETICAL
		    && str_eq(c->others[i]->unit, any->unit)
		    && series_cmp_subject(&c->others[i]->key, &any->key) == 0)
			add_shown(j, c->others[i]);
}

static int
choose(struct job *j, struct err *e)
{
	struct series_choice c;
	bool every = j->filtered || j->set->mode == CONFLICTS;
	j->shown = ARENA_NEW(j->arena, j->n_all + 2, struct shown);
	if (!j->shown)
		return err_nomem(e);
	for (size_t i = 0; i < j->n_all && every; i++)
		if (series_selected(&j->filter, &j->all[i].key))
			add_shown(j, &j->all[i]);
	if (j->n_all && !every) {
		struct err why = {.code = ERR_NONE};
		int rc = series_choose(j->all, j->n_all, j->metric, j->arena, &c, &why);
		if (rc != 0 && (why.code != ERR_EMPTY || j->set->mode != ALL)) {
			*e = why;
			return -1;
		}
		if (rc == 0)
			show_choice(j, &c);
	}
	return j->n_shown || j->set->mode == ALL ? 0 : nothing(j, e);
}

/* One grain of what is shown, where grains are not alike. */
static int
take_grain(struct job *j, struct series *s, struct err *e)
{
	enum period_grain g = j->view.grain;
	bool every = j->view.all || j->set->mode == CONFLICTS;
	if (g == PERIOD_UNKNOWN
	    && (every || !j->metric || view_alike(j->metric->type, s->key.kind)))
		return 0;
	if (g == PERIOD_UNKNOWN)
		g = view_commonest(s);
	struct series whole = *s;
	for (size_t i = 0; i < s->n; i++)
		if (period_grain(s->points[i].period) != g)
			j->left[period_grain(s->points[i].period)]++;
	return view_take(&whole, g, j->arena, s, e);
}

/* One series as it was asked for: in a unit, of a grain, its vintages.  With
 * s->other_unit set, *why says why it cannot be. */
static int
look_at(struct job *j, struct shown *s, struct err *why, struct err *e)
{
	struct series before = s->s;
	if (view_convert(&before, j->view.unit, j->arena, &s->s, why) != 0) {
		s->other_unit = true;
		s->s.n = 0;
		return why->code == ERR_USAGE ? 0 : err_nomem(e);
	}
	if (take_grain(j, &s->s, e) != 0)
		return -1;
	before = s->s;
	return j->set->mode == VINTAGES ? vintage_build(&before, j->arena, &s->s, e)
					: 0;
}

/* Do people need the notes?  What is calendarized says it in its quote, the grid of
 * vintages withdrawals in their cells. */
static bool
has_notes(const struct job *j)
{
	for (size_t i = 0; i < j->n_shown; i++) {
		const struct series *s = &j->shown[i].s;
		for (size_t k = 0; k < s->n; k++)
			if (s->points[k].obs->withdrawn
			    || (k
				&& obs_is_break(
				    s->points[k - 1].obs, s->points[k].obs)))
				return true;
	}
	for (size_t i = 0; i < j->load.n && j->set->mode == ALL; i++)
		if (j->load.obs[i].withdrawn && wanted(j, &j->load.obs[i]))
			return true;
	return j->load.done.adjusted > 0;
}

/* Was anything filed about what is shown? */
static bool
has_filed(const struct job *j)
{
	for (size_t i = 0; i < j->load.n && j->set->mode == ALL; i++)
		if (wanted(j, &j->load.obs[i])
		    && filed_match(&j->filed, &j->load.obs[i]).filed)
			return true;
	for (size_t i = 0; i < j->n_shown && j->filed.n; i++)
		for (size_t k = 0; k < j->shown[i].s.n; k++)
			if (filed_match(&j->filed, j->shown[i].s.points[k].obs).filed)
				return true;
	return false;
}

static int
look(struct job *j, struct err *e)
{
	size_t points = 0, in_unit = 0;
	struct err why;
	err_clear(&why);
	for (size_t i = 0; i < j->n_shown; i++) {
		if (look_at(j, &j->shown[i], &why, e) != 0)
			return -1;
		in_unit += !j->shown[i].other_unit;
		points += j->shown[i].s.n;
	}
	if (j->n_shown && in_unit == 0) {
		*e = why;
		return -1;
	}
	return points || j->set->mode == ALL ? 0 : nothing(j, e);
}

/* What one source says is shown, what was filed is held against it, and the rest told;
 * where sources are asked for, these. */
static int
hold_filed(struct job *j, struct err *e)
{
	size_t all = j->load.n, n = all;
	if (!j->set->common.source
	    && filed_line(j->load.obs, all, &j->filter, j->arena, &n, e) != 0)
		return -1;
	j->load.n = n;
	j->n_beside = all - n;
	return filed_collect(j->load.obs, all, j->arena, &j->filed, e);
}

/* The store's observations of the metric, as series. */
static int
build(struct job *j, struct err *e)
{
	const struct options *o = &j->set->common;
	struct series_filter statements = series_filter_statements(o);
	struct str metric = j->metric ? j->metric->name : STR("");
	enum load_scope scope = j->set->mode == CONFLICTS ? LOAD_ALL : LOAD_ONE;
	if (load_obs(o, metric, scope, j->arena, &j->load, e) != 0)
		return -1;
	j->filter.aliases = &j->load.refs.segments;
	if (hold_filed(j, e) != 0
	    || series_build(
		   j->load.obs, j->load.n, &statements, j->arena, &j->all, &j->n_all, e)
		   != 0)
		return -1;
	return j->set->mode == DERIVE
		   ? derive_levels(j->all, j->n_all, j->arena, &j->all, &j->n_all, e)
		   : 0;
}

static int
find(struct job *j, struct err *e)
{
	const struct options *o = &j->set->common;
	j->filter = series_filter_of(o);
	j->filtered = series_filter_has_key(&j->filter);
	if (j->set->metric) {
		j->metric = catalog_need(j->catalog, j->set->metric, e);
		if (!j->metric)
			return -1;
	}
	if (table_form(o->format, &j->form, e) != 0 || series_check(&j->filter, e) != 0
	    || view_of(o, &j->view, e) != 0 || build(j, e) != 0 || choose(j, e) != 0
	    || look(j, e) != 0)
		return -1;
	rows_columns(modes[j->set->mode].rows, j->columns);
	if (has_filed(j) && j->set->mode != CONFLICTS)
		j->columns[ROWS_FILED_TEXT].view = TABLE_PEOPLE;
	if (has_notes(j))
		j->columns[ROWS_NOTE_TEXT].view = TABLE_PEOPLE;
	size_t n = 0, points;
	for (size_t i = 0; i < j->load.n; i++)
		n += wanted(j, &j->load.obs[i]);
	if (n == 0)
		return nothing(j, e);
	if (j->set->mode == CONFLICTS && count_conflicts(j, &points) == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no contradiction in %zu point%s", points,
		    points == 1 ? "" : "s");
	return 0;
}

static int
show(const struct settings *set, struct err *e)
{
	struct arena a = {NULL};
	struct job j = {.set = set, .arena = &a};
	struct out out;
	struct catalog *c =
	    catalog_new(set->common.catalogs, set->common.n_catalogs, e);
	j.catalog = c;
	int rc = c ? find(&j, e) : -1;
	if (rc == 0)
		rc = out_open(&out, set->common.output, e);
	if (rc == 0) {
		rc = write_all(&j, out.f, e);
		if (rc == 0)
			rc = out_commit(&out, e);
		else
			out_abort(&out);
	}
	if (rc == 0)
		tell(&j);
	catalog_free(c);
	arena_release(&a);
	return rc;
}

/* ---- the command line ---- */

static error_t
set_mode(struct settings *s, enum mode mode)
{
	if (s->mode == POINTS || s->mode == mode) {
		s->mode = mode;
		return 0;
	}
	(void)err_set(&s->common.err, ERR_USAGE, "--%s or --%s, not both",
	    modes[s->mode].option, modes[mode].option);
	return EINVAL;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_ALL:
		return set_mode(s, ALL);
	case KEY_CONFLICTS:
		return set_mode(s, CONFLICTS);
	case KEY_VINTAGES:
		return set_mode(s, VINTAGES);
	case KEY_DERIVE:
		return set_mode(s, DERIVE);
	case ARGP_KEY_ARG:
		if (s->metric) {
			(void)err_set(&s->common.err, ERR_USAGE,
			    "'%.80s' is one metric too many: series shows one", arg);
			return EINVAL;
		}
		s->metric = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_option own[] = {
	    {"all", KEY_ALL, NULL, 0,
		"every statement rather than one point per period, and what became of "
		"it",
		0},
	    {"conflicts", KEY_CONFLICTS, NULL, 0,
		"the points whose statements contradict each other, with all of them; "
		"without METRIC of all metrics",
		0},
	    {"vintages", KEY_VINTAGES, NULL, 0,
		"what was known on each day: periods by days", 0},
	    {"derive", KEY_DERIVE, NULL, 0,
		"levels from growth and deltas too, where their base is stated", 0},
	    {NULL, 0, NULL, 0, NULL, 0}};
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Print the points of a metric with their sources.\v"
	    "Of a bare METRIC: the company's total, what came and what was guided.  "
	    "With"
	    " --segment, --stance, --kind, --basis, --variant, --measure or --base: "
	    "all series"
	    " that fit; * and ? in a word stand for any letters and any letter."
	    "  Amounts, ratios and prices are shown for one kind of time (--grain)."
	    "  FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries series margin\n"
	    "  tseries series production_rate --segment 'Model 3' --unit "
	    "vehicles/year\n"
	    "  tseries series capex --stance guidance --vintages\n"
	    "  tseries series --conflicts --format csv -o conflicts.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (!s.metric && s.mode != CONFLICTS)
		return err_set(e, ERR_USAGE,
		    "which metric? (tseries metrics lists them, tseries series --help "
		    "explains)");
	return show(&s, e);
}

const struct cmd cmd_series = {
    "series", "METRIC", "the points of a metric, with their sources", run};
