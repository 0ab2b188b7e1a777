/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries series: the points of a metric, with their sources. */
#include <math.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/filed.h"
#include "series/load.h"
#include "series/options.h"
#include "series/series.h"
#include "series/table.h"

enum { MOST_NAMED = 6, KEY_ALL = 0x2000 };

enum column {
	COMPANY,
	METRIC,
	SEGMENT,
	STANCE,
	KIND,
	BASIS,
	VARIANT,
	MEASURE,
	PERIOD,
	START,
	END,
	VALUE,
	LOW,
	HIGH,
	UNIT,
	VALUE_TEXT,
	AS_OF,
	SPEAKER,
	ROLE,
	USED,
	STATEMENTS,
	STATEMENTS_TEXT,
	SPREAD,
	SPREAD_TEXT,
	DOC,
	LINE,
	BYTE_START,
	BYTE_END,
	SOURCE,
	FILED_TEXT,
	QUOTE,
	FILED,
	FILED_VALUE,
	COLUMNS
};
/* clang-format off */
static const struct table_column columns[COLUMNS] = {
	[COMPANY]     = {.name = "company",      .view = TABLE_MACHINES},
	[METRIC]      = {.name = "metric",       .view = TABLE_MACHINES},
	[SEGMENT]     = {.name = "segment",      .view = TABLE_MACHINES, .most = 20},
	[STANCE]      = {.name = "stance",       .view = TABLE_MACHINES},
	[KIND]        = {.name = "kind",         .view = TABLE_MACHINES},
	[BASIS]       = {.name = "basis",        .view = TABLE_MACHINES},
	[VARIANT]     = {.name = "variant",      .view = TABLE_MACHINES},
	[MEASURE]     = {.name = "measure",      .view = TABLE_MACHINES},
	[PERIOD]      = {.name = "period"},
	[START]       = {.name = "period_start", .view = TABLE_MACHINES},
	[END]         = {.name = "period_end",   .view = TABLE_MACHINES},
	[VALUE]       = {.name = "value",        .view = TABLE_MACHINES, .number = true},
	[LOW]         = {.name = "low",          .view = TABLE_MACHINES, .number = true},
	[HIGH]        = {.name = "high",         .view = TABLE_MACHINES, .number = true},
	[UNIT]        = {.name = "unit",         .view = TABLE_MACHINES},
	[VALUE_TEXT]  = {.name = "value_text"},
	[AS_OF]       = {.name = "as_of"},
	[SPEAKER]     = {.name = "speaker",      .most = 20},
	[ROLE]        = {.name = "role",         .view = TABLE_MACHINES},
	[USED]        = {.name = "used"},
	[STATEMENTS]  = {.name = "n_statements", .view = TABLE_MACHINES, .number = true},
	[STATEMENTS_TEXT] = {.name = "n",        .view = TABLE_PEOPLE, .number = true},
	[SPREAD]      = {.name = "spread",       .view = TABLE_MACHINES, .number = true},
	[SPREAD_TEXT] = {.name = "spread",       .view = TABLE_PEOPLE},
	[DOC]         = {.name = "doc",          .view = TABLE_MACHINES},
	[LINE]        = {.name = "line",         .view = TABLE_MACHINES, .number = true},
	[BYTE_START]  = {.name = "start",        .view = TABLE_MACHINES, .number = true},
	[BYTE_END]    = {.name = "end",          .view = TABLE_MACHINES, .number = true},
	[SOURCE]      = {.name = "source",       .view = TABLE_PEOPLE, .most = 40},
	[FILED_TEXT]  = {.name = "filed",        .view = TABLE_NOBODY, .most = 30},
	[QUOTE]       = {.name = "quote",        .most = 400},
	[FILED]       = {.name = "filed",        .view = TABLE_MACHINES},
	[FILED_VALUE] = {.name = "filed_value",  .view = TABLE_MACHINES, .number = true},
};
/* Which of them --all changes: statements say what became of them instead. */
static const struct {
	enum column column;
	enum table_view points, statements;
} views[] = {
	{SEGMENT,     TABLE_MACHINES, TABLE_BOTH},
	{STANCE,      TABLE_MACHINES, TABLE_BOTH},
	{KIND,        TABLE_MACHINES, TABLE_BOTH},
	{USED,        TABLE_NOBODY,   TABLE_BOTH},
	{STATEMENTS,  TABLE_MACHINES, TABLE_NOBODY},
	{STATEMENTS_TEXT, TABLE_PEOPLE, TABLE_NOBODY},
	{SPREAD,      TABLE_MACHINES, TABLE_NOBODY},
	{SPREAD_TEXT, TABLE_PEOPLE,   TABLE_NOBODY},
};
/* clang-format on */

struct settings {
	struct options common;
	const char *metric;
	bool all;
};

/* What the command found. */
struct job {
	const struct settings *set;
	struct series_filter filter;
	bool filtered; /* a series was asked for: show all that fit */
	enum table_form form;
	const struct catalog_metric *metric;
	struct arena *arena;
	struct load load;
	struct filed_table filed; /* of the same load, held against what is shown */
	struct series *all;
	size_t n_all;
	const struct series **shown;
	size_t n_shown;
	struct table_column columns[COLUMNS];
};

/* ---- rows ---- */

static struct str
number(struct arena *a, double v)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	return arena_str(a, str_from(text));
}

static struct str
count(struct arena *a, uint64_t v)
{
	return arena_printf(a, "%llu", (unsigned long long)v);
}

static struct str
date(struct arena *a, int32_t d)
{
	char text[DATE_TEXT];
	date_format(d, text);
	return arena_str(a, str_from(text));
}

/* All that a statement itself tells, its numbers in its own unit. */
static void
fill_statement(struct str *row, const struct obs *o, struct arena *a)
{
	char period[2 * DATE_TEXT + 2];
	period_label(o->period, period);
	row[COMPANY] = o->company;
	row[METRIC] = o->metric;
	row[SEGMENT] = o->segment;
	row[STANCE] = str_from(obs_stance_name(o->stance));
	row[KIND] = str_from(obs_kind_name(o->kind));
	row[BASIS] = str_from(obs_basis_name(o->basis));
	row[VARIANT] = o->variant;
	row[MEASURE] = str_from(obs_measure_name(o->measure));
	row[PERIOD] = arena_str(a, str_from(period));
	row[START] = date(a, o->period.start);
	row[END] = date(a, o->period.end);
	row[AS_OF] = date(a, o->as_of);
	row[SPEAKER] = o->speaker;
	row[ROLE] = str_from(obs_role_name(o->role));
	row[DOC] = o->doc;
	row[LINE] = count(a, o->line);
	row[BYTE_START] = count(a, o->start);
	row[BYTE_END] = count(a, o->end);
	row[SOURCE] =
	    arena_printf(a, "%.*s:%llu", STR_FMT(o->doc), (unsigned long long)o->line);
	row[QUOTE] = o->quote;
}

static void
fill_value(
    struct str *row, const struct series_point *p, struct str unit, struct arena *a)
{
	row[VALUE] = number(a, series_value(p));
	row[LOW] = number(a, p->low);
	row[HIGH] = number(a, p->high);
	row[UNIT] = unit;
	row[VALUE_TEXT] = series_text(p->low, p->high, unit, a);
}

static int
fill_filed(struct str *row, const struct job *j, const struct obs *o, struct err *e)
{
	struct filed_cells c;
	if (filed_tell(&j->filed, o, row[UNIT], j->arena, &c, e) != 0)
		return -1;
	row[FILED] = c.verdict;
	row[FILED_VALUE] = c.value;
	row[FILED_TEXT] = c.text;
	return 0;
}

/* Whether memory was there for the cells that were made. */
static int
complete(const struct str *row, struct err *e)
{
	static const enum column made[] = {PERIOD, START, END, VALUE, LOW, HIGH,
	    VALUE_TEXT, AS_OF, LINE, BYTE_START, BYTE_END, SOURCE};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (!row[made[i]].p)
			return err_nomem(e);
	return 0;
}

static int
add_point(struct table *t, const struct job *j, const struct series *s,
    const struct series_point *p, struct err *e)
{
	struct str *row = table_row(t);
	if (!row)
		return err_nomem(e);
	fill_statement(row, p->obs, t->arena);
	fill_value(row, p, s->unit, t->arena);
	if (fill_filed(row, j, p->obs, e) != 0)
		return -1;
	row[STATEMENTS] = row[STATEMENTS_TEXT] = count(t->arena, p->n_statements);
	row[SPREAD] = number(t->arena, p->spread);
	if (p->spread > 0)
		row[SPREAD_TEXT] = series_text(p->spread, p->spread, s->unit, t->arena);
	return row[STATEMENTS].p && row[SPREAD].p ? complete(row, e) : err_nomem(e);
}

/* What became of a statement: "point", "rival", or why it was left out. */
static const char *
used(const struct job *j, const struct obs *o)
{
	const char *why = series_left_out(o);
	if (why)
		return why;
	for (size_t i = 0; i < j->n_all; i++)
		for (size_t k = 0; k < j->all[i].n; k++)
			if (j->all[i].points[k].obs == o)
				return "point";
	return "rival";
}

static bool
wanted(const struct job *j, const struct obs *o)
{
	if (j->filtered || j->n_shown == 0)
		return series_passes(&j->filter, o);
	for (size_t i = 0; i < j->n_shown; i++)
		if (series_holds(&j->shown[i]->key, o))
			return true;
	return false;
}

static int
add_statements(struct table *t, const struct job *j, struct err *e)
{
	for (size_t i = 0; i < j->load.n; i++) {
		const struct obs *o = &j->load.obs[i];
		if (!wanted(j, o))
			continue;
		struct series_point p = {.low = o->low, .high = o->high};
		struct str *row = table_row(t);
		if (!row)
			return err_nomem(e);
		fill_statement(row, o, t->arena);
		fill_value(row, &p, o->unit, t->arena);
		row[USED] = str_from(used(j, o));
		if (complete(row, e) != 0 || fill_filed(row, j, o, e) != 0)
			return -1;
	}
	return 0;
}

/* ---- output ---- */

/* Points for people: each series under its title. */
static int
write_titled(const struct job *j, FILE *f, struct err *e)
{
	for (size_t i = 0; i < j->n_shown; i++) {
		const struct series *s = j->shown[i];
		struct table t = {
		    .columns = j->columns, .n_columns = COLUMNS, .arena = j->arena};
		for (size_t k = 0; k < s->n; k++)
			if (add_point(&t, j, s, &s->points[k], e) != 0)
				return -1;
		if (i)
			(void)fputc('\n', f);
		err_print_safe(f, series_title(&s->key, j->metric, j->arena));
		(void)fputc('\n', f);
		if (table_write(&t, TABLE_PLAIN, table_width(f), f, e) != 0)
			return -1;
	}
	return 0;
}

static int
write_table(const struct job *j, FILE *f, struct err *e)
{
	struct table t = {
	    .columns = j->columns, .n_columns = COLUMNS, .arena = j->arena};
	if (j->set->all && add_statements(&t, j, e) != 0)
		return -1;
	for (size_t i = 0; i < j->n_shown && !j->set->all; i++)
		for (size_t k = 0; k < j->shown[i]->n; k++)
			if (add_point(&t, j, j->shown[i], &j->shown[i]->points[k], e)
			    != 0)
				return -1;
	return table_write(&t, j->form, table_width(f), f, e);
}

static bool
is_shown(const struct job *j, const struct series *s)
{
	for (size_t i = 0; i < j->n_shown; i++)
		if (j->shown[i] == s)
			return true;
	return false;
}

/* The last line: what else there is, and how to see it. */
static void
tell_others(const struct job *j)
{
	size_t n = 0, named = 0;
	for (size_t i = 0; i < j->n_all; i++)
		n += !is_shown(j, &j->all[i]);
	if (n == 0 || j->set->common.quiet)
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

/* ---- what to show ---- */

static int
nothing(const struct job *j, struct err *e)
{
	size_t out = 0;
	char more[96] = "";
	for (size_t i = 0; i < j->load.n; i++)
		out += series_passes(&j->filter, &j->load.obs[i]);
	if (out)
		(void)snprintf(more, sizeof more,
		    "; %zu statements make no point (--all lists them and says why)",
		    out);
	return err_set(e, ERR_EMPTY,
	    "nothing found: no %.*s of %.*s fits these options%s",
	    STR_FMT(j->metric->name), STR_FMT(j->load.company), more);
}

static int
choose(struct job *j, struct err *e)
{
	struct series_choice c;
	j->shown = ARENA_NEW(j->arena, j->n_all + 2, const struct series *);
	if (!j->shown)
		return err_nomem(e);
	for (size_t i = 0; i < j->n_all && j->filtered; i++)
		if (series_passes(&j->filter, j->all[i].points[0].obs))
			j->shown[j->n_shown++] = &j->all[i];
	if (j->n_all && !j->filtered) {
		struct err why = {.code = ERR_NONE};
		int rc = series_choose(j->all, j->n_all, j->metric, j->arena, &c, &why);
		if (rc != 0 && (why.code != ERR_EMPTY || !j->set->all)) {
			*e = why;
			return -1;
		}
		if (rc == 0 && c.actual)
			j->shown[j->n_shown++] = c.actual;
		if (rc == 0 && c.guidance)
			j->shown[j->n_shown++] = c.guidance;
	}
	if (j->n_shown || j->set->all)
		return 0;
	return nothing(j, e);
}

/* What was said is shown, and what was filed beside it; where nothing was said, all. */
static int
hold_filed(struct job *j, struct err *e)
{
	size_t n_spoken;
	if (filed_apart(j->load.obs, j->load.n, j->arena, &n_spoken, e) != 0
	    || filed_collect(j->load.obs, j->load.n, j->arena, &j->filed, e) != 0)
		return -1;
	if (n_spoken)
		j->load.n = n_spoken;
	return 0;
}

static int
find(struct job *j, const struct catalog *c, struct err *e)
{
	const struct options *o = &j->set->common;
	j->filter = (struct series_filter){
	    o->segment, o->stance, o->kind, o->basis, o->variant, o->measure};
	j->filtered =
	    o->segment || o->stance || o->kind || o->basis || o->variant || o->measure;
	j->metric = catalog_need(c, j->set->metric, e);
	if (!j->metric || table_form(o->format, &j->form, e) != 0
	    || series_check(&j->filter, e) != 0
	    || load_obs(o, j->metric->name, LOAD_ONE, j->arena, &j->load, e) != 0
	    || hold_filed(j, e) != 0
	    || series_build(j->load.obs, j->load.n, &(struct series_filter){0},
		   j->arena, &j->all, &j->n_all, e)
		   != 0
	    || choose(j, e) != 0)
		return -1;
	memcpy(j->columns, columns, sizeof columns);
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		j->columns[views[i].column].view =
		    j->set->all ? views[i].statements : views[i].points;
	if (j->filed.n)
		j->columns[FILED_TEXT].view = TABLE_PEOPLE;
	size_t n = 0;
	for (size_t i = 0; i < j->load.n; i++)
		n += wanted(j, &j->load.obs[i]);
	return n ? 0 : nothing(j, e);
}

static int
show(const struct settings *set, struct err *e)
{
	struct arena a = {NULL};
	struct job j = {.set = set, .arena = &a};
	struct out out;
	struct catalog *c =
	    catalog_new(set->common.catalogs, set->common.n_catalogs, e);
	int rc = c ? find(&j, c, e) : -1;
	if (rc == 0)
		rc = out_open(&out, set->common.output, e);
	if (rc == 0) {
		rc = set->all || j.form != TABLE_PLAIN ? write_table(&j, out.f, e)
						       : write_titled(&j, out.f, e);
		if (rc == 0)
			rc = out_commit(&out, e);
		else
			out_abort(&out);
	}
	if (rc == 0)
		tell_others(&j);
	catalog_free(c);
	arena_release(&a);
	return rc;
}

/* ---- the command line ---- */

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_ALL:
		s->all = true;
		return 0;
	case ARGP_KEY_ARG:
		if (s->metric) {
			(void)err_set(&s->common.err, ERR_USAGE,
			    "'%.80s' is one metric too many: series shows one", arg);
			return EINVAL;
		}
		s->metric = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		(void)err_set(&s->common.err, ERR_USAGE,
		    "which metric? (tseries metrics lists them, tseries series --help "
		    "explains)");
		return EINVAL;
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
	    {NULL, 0, NULL, 0, NULL, 0}};
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Print the points of a metric with their sources.\v"
	    "Of a bare METRIC: the company's total, what came and what was guided.  "
	    "With"
	    " --segment, --stance, --kind, --basis, --variant or --measure: all series "
	    "that fit."
	    "  FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries series margin\n"
	    "  tseries series production_rate --segment 'Model 3' --from 2017-07-01\n"
	    "  tseries series capex --stance guidance --all --format csv -o capex.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	return show(&s, e);
}

const struct cmd cmd_series = {
    "series", "METRIC", "the points of a metric, with their sources", run};
