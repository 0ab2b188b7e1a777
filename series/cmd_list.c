/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries list: the series in the store. */
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
	STANCE,
	KIND,
	BASIS,
	VARIANT,
	MEASURE,
	SAID,
	UNIT,
	POINTS,
	FIRST,
	LAST,
	BASE,
	COLUMNS
};
static const struct table_column columns[COLUMNS] = {
    [COMPANY] = {.name = "company", .most = 24},
    [METRIC] = {.name = "metric"},
    [SEGMENT] = {.name = "segment", .most = 24},
    [STANCE] = {.name = "stance"},
    [KIND] = {.name = "kind"},
    [BASIS] = {.name = "basis", .view = TABLE_MACHINES},
    [VARIANT] = {.name = "variant", .view = TABLE_MACHINES},
    [MEASURE] = {.name = "measure", .view = TABLE_MACHINES},
    [SAID] = {.name = "basis, variant, measure, base", .view = TABLE_PEOPLE},
    [UNIT] = {.name = "unit"},
    [POINTS] = {.name = "points", .number = true},
    [FIRST] = {.name = "first"},
    [LAST] = {.name = "last"},
    [BASE] = {.name = "base", .view = TABLE_MACHINES},
};

static struct str
label(const struct series_point *p, struct arena *a)
{
	char text[OBS_LABEL];
	obs_label(p->obs, text);
	return arena_str(a, str_from(text));
}

static struct str
lag(const struct series_key *k, struct arena *a)
{
	char text[LAG_TEXT];
	lag_name(k->lag, text);
	return arena_str(a, str_from(text));
}

/* "gaap ex-credits", "exit", "yoy": what is said of them, for people. */
static struct str
said(const struct series_key *k, struct arena *a)
{
	const struct str words[] = {str_from(obs_basis_name(k->basis)), k->variant,
	    str_from(obs_measure_name(k->measure)), lag(k, a)};
	struct str text = STR("");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].n)
			text = arena_printf(a, "%.*s%s%.*s", STR_FMT(text),
			    text.n ? " " : "", STR_FMT(words[i]));
	return text;
}

static int
add_row(struct table *t, const struct series *s, struct err *e)
{
	struct str *row = table_row(t);
	if (!row)
		return err_nomem(e);
	row[COMPANY] = s->key.company;
	row[METRIC] = s->key.metric;
	row[SEGMENT] = s->key.segment;
	row[STANCE] = str_from(obs_stance_name(s->key.stance));
	row[KIND] = str_from(obs_kind_name(s->key.kind));
	row[BASIS] = str_from(obs_basis_name(s->key.basis));
	row[VARIANT] = s->key.variant;
	row[MEASURE] = str_from(obs_measure_name(s->key.measure));
	row[SAID] = said(&s->key, t->arena);
	row[UNIT] = s->unit;
	row[POINTS] = arena_printf(t->arena, "%zu", s->n);
	row[FIRST] = label(&s->points[0], t->arena);
	row[BASE] = lag(&s->key, t->arena);
	row[LAST] = label(&s->points[s->n - 1], t->arena);
	return row[SAID].p && row[BASE].p && row[POINTS].p && row[FIRST].p
		       && row[LAST].p
		   ? 0
		   : err_nomem(e);
}

static int
list(const struct options *o, struct arena *a, struct err *e)
{
	const struct series_filter f = series_filter_of(o);
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = a};
	struct load load;
	struct series *all;
	size_t n;
	struct out out;
	enum table_form form;
	if (table_form(o->format, &form, e) != 0 || series_check(&f, e) != 0
	    || load_obs(o, STR(""), LOAD_ALL, a, &load, e) != 0
	    || series_build(load.obs, load.n, &f, a, &all, &n, e) != 0)
		return -1;
	if (n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no series in %.200s fits these options", o->store);
	for (size_t i = 0; i < n; i++)
		if (add_row(&t, &all[i], e) != 0)
			return -1;
	if (out_open(&out, o->output, e) != 0)
		return -1;
	if (table_write(&t, form, table_width(out.f), out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = o;
		return 0;
	case ARGP_KEY_ARG:
		(void)err_set(&o->err, ERR_USAGE,
		    "'%.80s' is too much: list takes no arguments (tseries series "
		    "METRIC shows points)",
		    arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse, "",
	    "List the series in the store: what each is about and how far it reaches.\v"
	    "FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries list\n"
	    "  tseries list --company Acme --stance guidance\n"
	    "  tseries list --format csv -o series.csv",
	    children, NULL, NULL};
	struct options o = options_default();
	struct arena a = {NULL};
	int rc = options_parse(&argp, argc, argv, &o, e);
	if (o.err.code) {
		*e = o.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	rc = list(&o, &a, e);
	arena_release(&a);
	return rc;
}

const struct cmd cmd_list = {"list", "", "the series in the store", run};
