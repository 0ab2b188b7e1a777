/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries restated: filed values that were changed later. */
#include <math.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/load.h"
#include "series/options.h"
#include "series/series.h"
#include "series/table.h"

enum column {
	COMPANY,
	METRIC,
	SEGMENT,
	VARIANT,
	PERIOD,
	START,
	END,
	UNIT,
	FIRST_TEXT,
	FIRST,
	FIRST_AS_OF,
	FIRST_DOC,
	FIRST_QUOTE,
	LATER_TEXT,
	LATER,
	LATER_AS_OF,
	LATER_DOC,
	LATER_QUOTE,
	CHANGE_TEXT,
	CHANGE_PERCENT,
	RULE,
	CHANGE_POINTS,
	COLUMNS
};
/* clang-format off */
static const struct table_column columns[COLUMNS] = {
	[COMPANY]     = {.name = "company",      .most = 24},
	[METRIC]      = {.name = "metric"},
	[SEGMENT]     = {.name = "segment",      .most = 20},
	[VARIANT]     = {.name = "variant",      .view = TABLE_MACHINES},
	[PERIOD]      = {.name = "period"},
	[START]       = {.name = "period_start", .view = TABLE_MACHINES},
	[END]         = {.name = "period_end",   .view = TABLE_MACHINES},
	[UNIT]        = {.name = "unit",         .view = TABLE_MACHINES},
	[FIRST_TEXT]  = {.name = "first",        .view = TABLE_PEOPLE},
	[FIRST]       = {.name = "first_value",  .view = TABLE_MACHINES, .number = true},
	[FIRST_AS_OF] = {.name = "first_as_of"},
	[FIRST_DOC]   = {.name = "first_doc",    .most = 24},
	[FIRST_QUOTE] = {.name = "first_quote",  .view = TABLE_MACHINES},
	[LATER_TEXT]  = {.name = "later",        .view = TABLE_PEOPLE},
	[LATER]       = {.name = "later_value",  .view = TABLE_MACHINES, .number = true},
	[LATER_AS_OF] = {.name = "later_as_of"},
	[LATER_DOC]   = {.name = "later_doc",    .most = 24},
	[LATER_QUOTE] = {.name = "later_quote",  .view = TABLE_MACHINES},
	[CHANGE_TEXT]    = {.name = "change",         .view = TABLE_PEOPLE, .number = true},
	[CHANGE_PERCENT] = {.name = "change_percent", .view = TABLE_MACHINES, .number = true},
	[CHANGE_POINTS]  = {.name = "change_points",  .view = TABLE_MACHINES, .number = true},
	[RULE]        = {.name = "rule"},
};
/* clang-format on */

struct settings {
	struct options common;
	const char *metric;
};

static int
cmp_size(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* By all that makes two figures the same one. */
static int
cmp_figure(const struct obs *a, const struct obs *b)
{
	int c = str_cmp(a->company, b->company);
	c = c ? c : str_cmp(a->metric, b->metric);
	c = c ? c : str_cmp(a->segment, b->segment);
	c = c ? c : cmp_size(a->kind, b->kind);
	c = c ? c : cmp_size(a->basis, b->basis);
	c = c ? c : str_cmp(a->variant, b->variant);
	c = c ? c : cmp_size(a->measure, b->measure);
	c = c ? c : str_cmp(a->unit, b->unit);
	c = c ? c : (a->period.end > b->period.end) - (a->period.end < b->period.end);
	return c ? c
		 : (a->period.start > b->period.start)
		       - (a->period.start < b->period.start);
}

static int
by_figure_and_day(const void *a, const void *b)
{
	const struct obs *x = *(const struct obs *const *)a,
			 *y = *(const struct obs *const *)b;
	int c = cmp_figure(x, y);
	c = c ? c : (x->as_of > y->as_of) - (x->as_of < y->as_of);
	return c ? c : obs_cmp_place(x, y);
}

static bool
is_filed(const struct obs *o)
{
	return str_eq(o->source, STR("filed")) && o->stance == OBS_ACTUAL
	       && o->kind == OBS_LEVEL && o->as_of != DATE_NONE && !isnan(o->low);
}

/* ---- rows ---- */

/* "-1.44"; no change is "0.00". */
static struct str
two_decimals(double v, struct arena *a)
{
	return arena_printf(a, "%.2f", fabs(v) < 0.005 ? 0 : v);
}

/* In percent, where there is something to divide by; of percentages in points, too,
 * which people are shown. */
static void
set_change(
    struct str *row, const struct obs *first, const struct obs *later, struct arena *a)
{
	bool points = str_eq(first->unit, STR("percent"));
	double by = later->low - first->low;
	row[CHANGE_PERCENT] = row[CHANGE_POINTS] = row[CHANGE_TEXT] = STR("");
	if (first->low != 0)
		row[CHANGE_PERCENT] = two_decimals(100 * by / fabs(first->low), a);
	if (points)
		row[CHANGE_POINTS] = two_decimals(by, a);
	struct str told = row[points ? CHANGE_POINTS : CHANGE_PERCENT];
	if (told.n)
		row[CHANGE_TEXT] =
		    arena_printf(a, points ? "%.*s points" : "%.*s%%", STR_FMT(told));
}

static int
add(struct table *t, const struct obs *first, const struct obs *later, struct err *e)
{
	struct arena *a = t->arena;
	struct str *row = table_row(t);
	char period[2 * DATE_TEXT + 2];
	if (!row)
		return err_nomem(e);
	period_label(first->period, period);
	row[COMPANY] = first->company;
	row[METRIC] = first->metric;
	row[SEGMENT] = first->segment;
	row[VARIANT] = first->variant;
	row[PERIOD] = arena_str(a, str_from(period));
	row[START] = table_date(a, first->period.start);
	row[END] = table_date(a, first->period.end);
	row[UNIT] = first->unit;
	row[FIRST_TEXT] = series_text(first->low, first->low, first->unit, a);
	row[FIRST] = table_number(a, first->low);
	row[FIRST_AS_OF] = table_date(a, first->as_of);
	row[FIRST_DOC] = first->doc;
	row[FIRST_QUOTE] = first->quote;
	row[LATER_TEXT] = series_text(later->low, later->low, later->unit, a);
	row[LATER] = table_number(a, later->low);
	row[LATER_AS_OF] = table_date(a, later->as_of);
	row[LATER_DOC] = later->doc;
	row[LATER_QUOTE] = later->quote;
	set_change(row, first, later, a);
	row[RULE] = later->rule;
	static const enum column made[] = {PERIOD, START, END, FIRST_TEXT, FIRST,
	    FIRST_AS_OF, LATER_TEXT, LATER, LATER_AS_OF, CHANGE_TEXT, CHANGE_PERCENT,
	    CHANGE_POINTS};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (!row[made[i]].p)
			return err_nomem(e);
	return 0;
}

/* Of each figure the first value, and every later day that told another than the day
 * before it. */
static int
collect(struct table *t, const struct load *l, const struct series_filter *filter,
    struct err *e)
{
	const struct obs **v = ARENA_NEW(t->arena, l->n, const struct obs *);
	size_t n = 0;
	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < l->n; i++)
		if (is_filed(&l->obs[i]) && series_passes(filter, &l->obs[i]))
			v[n++] = &l->obs[i];
	if (n)
		qsort(v, n, sizeof *v, by_figure_and_day);
	for (size_t i = 0, first = 0; i < n; i++) {
		if (i == 0 || cmp_figure(v[i], v[first]) != 0)
			first = i;
		else if (v[i]->as_of > v[i - 1]->as_of && v[i]->low != v[i - 1]->low
			 && add(t, v[first], v[i], e) != 0)
			return -1;
	}
	return 0;
}

static int
find(const struct settings *set, struct table *t, enum table_form *form, struct err *e)
{
	const struct options *o = &set->common;
	struct series_filter f = series_filter_of(o);
	struct catalog *c = catalog_new(o->catalogs, o->n_catalogs, e);
	struct load load;
	struct str metric = STR("");
	int rc = c ? 0 : -1;
	if (c && set->metric) {
		const struct catalog_metric *m = catalog_need(c, set->metric, e);
		rc = m ? 0 : -1;
		metric = m ? arena_str(t->arena, m->name) : metric;
	}
	catalog_free(c);
	if (rc != 0 || table_form(o->format, form, e) != 0 || series_check(&f, e) != 0
	    || load_obs(o, metric, LOAD_ALL, t->arena, &load, e) != 0)
		return -1;
	f.aliases = &load.refs.segments;
	if (collect(t, &load, &f, e) != 0)
		return -1;
	size_t filed = 0;
	for (size_t i = 0; i < load.n; i++)
		filed += is_filed(&load.obs[i]) && series_passes(&f, &load.obs[i]);
	if (t->n)
		return 0;
	return err_set(e, ERR_EMPTY,
	    filed
		? "nothing found: no filed value of these was changed by a later filing"
		: "nothing found: no filed values of these are in the store (tseries "
		  "import --format companyfacts brings them)");
}

static int
show(const struct settings *set, struct err *e)
{
	struct arena a = {NULL};
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = &a};
	enum table_form form;
	struct out out;
	int rc = find(set, &t, &form, e);
	if (rc == 0)
		rc = out_open(&out, set->common.output, e);
	if (rc == 0) {
		rc = table_write(&t, form, table_width(out.f), out.f, e);
		if (rc == 0)
			rc = out_commit(&out, e);
		else
			out_abort(&out);
	}
	arena_release(&a);
	return rc;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case ARGP_KEY_ARG:
		return options_metric(&s->common, &s->metric, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_select_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse, "[METRIC]",
	    "Print the filed values that a later filing changed.\v"
	    "Of each figure the first value with its day and filing, and each later "
	    "one "
	    "that differs from what stood before; change is against the first, of "
	    "percentages in points.  "
	    "A quarter that was worked out moves when its year is filed again, and "
	    "says "
	    "so in rule.  "
	    "FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries restated\n"
	    "  tseries restated revenue --company 'Calder Motors' --format csv",
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

const struct cmd cmd_restated = {
    "restated", "[METRIC]", "filed values that were changed later", run};
