/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries list: the series in the store. */
#include "series/cmd_list.h"

#include <stdlib.h>

#include "series/base/out.h"
#include "series/catalog_id.h"
#include "series/cover.h"
#include "series/extent.h"
#include "series/load.h"
#include "series/options.h"
#include "series/store.h"
#include "series/table.h"

enum { KEY_COVERAGE = 0x2000 };

static const double LEAST_CONFIDENCE = 0.5;

struct settings {
	struct options common;
	bool coverage;
	struct str model; /* what extract would take choices by now */
};

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
	SOURCE,
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
    [SAID] = {.name = "basis, variant, measure, base, source", .view = TABLE_PEOPLE},
    [UNIT] = {.name = "unit"},
    [POINTS] = {.name = "points", .number = true},
    [FIRST] = {.name = "first"},
    [LAST] = {.name = "last"},
    [BASE] = {.name = "base", .view = TABLE_MACHINES},
    [SOURCE] = {.name = "source", .view = TABLE_MACHINES},
};

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
	    str_from(obs_measure_name(k->measure)), lag(k, a), k->source};
	struct str text = STR("");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].n)
			text = arena_printf(a, "%.*s%s%.*s", STR_FMT(text),
			    text.n ? " " : "", STR_FMT(words[i]));
	return text;
}

static int
add_row(struct table *t, const struct extent *s, struct err *e)
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
	row[FIRST] = s->first;
	row[LAST] = s->last;
	row[BASE] = lag(&s->key, t->arena);
	row[SOURCE] = s->key.source.n ? s->key.source : STR("spoken");
	return row[SAID].p && row[BASE].p && row[POINTS].p ? 0 : err_nomem(e);
}

/* Extracted by another tseries, or with another catalog or model. */
static int
say_stale(const struct settings *set, struct store *s, struct arena *a, struct err *e)
{
	const struct options *o = &set->common;
	struct str *docs;
	size_t n;
	char id[CATALOG_ID_TEXT] = "";
	if (o->quiet)
		return 0;
	struct catalog *c = catalog_new(o->catalogs, o->n_catalogs, e);
	int rc = c ? catalog_id(c, id, e) : -1;
	catalog_free(c);
	const struct store_reader now = {str_from(id), set->model};
	if (rc != 0 || store_stale(s, &now, a, &docs, &n, e) != 0)
		return -1;
	if (n == 0)
		return 0;
	(void)fprintf(stderr,
	    "tseries: %zu call%s read by another version of tseries "
	    "or with another catalog or model; extract again: ",
	    n, n == 1 ? " was" : "s were");
	for (size_t i = 0; i < n && i < 3; i++) {
		(void)fputs(i ? ", " : "", stderr);
		err_print_safe(stderr, docs[i]);
	}
	(void)fputs(n > 3 ? ", ...\n" : "\n", stderr);
	return 0;
}

static int
write(
    const struct options *o, const struct table *t, enum table_form form, struct err *e)
{
	struct out out;
	if (out_open(&out, o->output, e) != 0)
		return -1;
	if (table_write(t, form, table_width(out.f), out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

static int
list(const struct options *o, struct store *s, enum table_form form, struct arena *a,
    struct err *e)
{
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = a};
	struct extent *all;
	size_t n;
	if (extent_list(o, s, a, &all, &n, e) != 0)
		return -1;
	if (n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no statement in %.200s that fits these options has "
		    "a "
		    "value and a time (series METRIC --all lists what has not)",
		    o->store);
	for (size_t i = 0; i < n; i++)
		if (add_row(&t, &all[i], e) != 0)
			return -1;
	return write(o, &t, form, e);
}

/* ---- coverage ---- */

enum cover_column {
	OF_COMPANY,
	OF_METRIC,
	QUARTER,
	STATE,
	STATEMENTS,
	SURE,
	FROM,
	TO,
	MAP,
	COVER_COLUMNS
};
static const struct table_column cover_columns[COVER_COLUMNS] = {
    [OF_COMPANY] = {.name = "company", .most = 24},
    [OF_METRIC] = {.name = "metric"},
    [QUARTER] = {.name = "quarter", .view = TABLE_MACHINES},
    [STATE] = {.name = "state", .view = TABLE_MACHINES},
    [STATEMENTS] = {.name = "statements", .number = true, .view = TABLE_MACHINES},
    [SURE] = {.name = "sure", .number = true, .view = TABLE_MACHINES},
    [FROM] = {.name = "from", .view = TABLE_PEOPLE},
    [TO] = {.name = "to", .view = TABLE_PEOPLE},
    [MAP] = {.name = "quarters", .view = TABLE_PEOPLE},
};

/* A quarter as people see it: one character. */
static char
mark(const struct cover_cell *c)
{
	static const char marks[COVER_STATES] = {
	    [COVER_CONFLICTING] = '!',
	    [COVER_UNSURE] = '?',
	    [COVER_NOT_SAID] = '.',
	    [COVER_NO_CALL] = '_',
	};
	if (c->state != COVER_SAID)
		return marks[c->state];
	return "0123456789+"[c->sure < 10 ? c->sure : 10];
}

static int
add_map(struct table *t, const struct cover *c, struct err *e)
{
	struct str *row = table_row(t);
	char *map = arena_alloc(t->arena, c->n + 1, 1);
	if (!row || !map)
		return err_nomem(e);
	for (size_t i = 0; i < c->n; i++)
		map[i] = mark(&c->cells[i]);
	row[OF_COMPANY] = c->company;
	row[OF_METRIC] = c->metric;
	row[FROM] = c->cells[0].quarter;
	row[TO] = c->cells[c->n - 1].quarter;
	row[MAP] = (struct str){map, c->n};
	return 0;
}

static int
add_cells(struct table *t, const struct cover *c, struct err *e)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct cover_cell *x = &c->cells[i];
		struct str *row = table_row(t);
		if (!row)
			return err_nomem(e);
		row[OF_COMPANY] = c->company;
		row[OF_METRIC] = c->metric;
		row[QUARTER] = x->quarter;
		row[STATE] = str_from(cover_state_name(x->state));
		row[STATEMENTS] = arena_printf(t->arena, "%zu", x->n);
		row[SURE] = arena_printf(t->arena, "%zu", x->sure);
		if (!row[STATEMENTS].p || !row[SURE].p)
			return err_nomem(e);
	}
	return 0;
}

static int
coverage(const struct options *o, struct store *s, enum table_form form,
    struct arena *a, struct err *e)
{
	struct table t = {
	    .columns = cover_columns, .n_columns = COVER_COLUMNS, .arena = a};
	struct cover_table all;
	size_t kept = 0;
	struct load_whose who;
	const struct series_filter f = series_filter_of(o);
	if (series_filter_has_key(&f) || o->role || o->scope || o->source)
		return err_set(e, ERR_USAGE,
		    "--coverage counts whatever is said of a metric; of the options "
		    "that select it takes --company, --from, --to, --as-of and "
		    "--min-confidence");
	struct refs refs;
	if (load_whose(o, s, a, &who, e) != 0 || refs_open(o, a, &refs, e) != 0)
		return -1;
	const struct cover_query q = {
	    .what = {who.company, STR(""), o->from, o->to, o->as_of, false},
	    .least_confidence =
		o->min_confidence > 0 ? o->min_confidence : LEAST_CONFIDENCE,
	    .refs = &refs};
	if (cover_build(s, &q, a, &all, e) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct cover *c = &all.covers[i];
		if (!load_is_of(&who, c->known ? c->company : STR(""), c->company))
			continue;
		kept++;
		if ((form == TABLE_PLAIN ? add_map : add_cells)(&t, c, e) != 0)
			return -1;
	}
	if (all.unplaced && !o->quiet)
		(void)fprintf(stderr,
		    "tseries: %zu call%s no fiscal quarter and %s not shown\n",
		    all.unplaced, all.unplaced == 1 ? " has" : "s have",
		    all.unplaced == 1 ? "is" : "are");
	if (kept == 0 && who.unknown.code != ERR_NONE) {
		*e = who.unknown;
		return -1;
	}
	if (kept == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no call in %.200s that says its quarter fits these "
		    "options",
		    o->store);
	if (form == TABLE_PLAIN && !o->quiet)
		(void)fputs("tseries: 1-9 statements, + more, ! conflicting, ? only of "
			    "low confidence, . not said, _ call missing\n",
		    stderr);
	return write(o, &t, form, e);
}

/* ---- the command ---- */

static int
go(const struct settings *set, struct arena *a, struct err *e)
{
	const struct options *o = &set->common;
	enum table_form form;
	if (table_form(o->format, &form, e) != 0)
		return -1;
	struct store *s = store_open(o->store, STORE_READ, e);
	if (!s)
		return -1;
	int rc = (set->coverage ? coverage : list)(o, s, form, a, e);
	if (rc == 0)
		rc = say_stale(set, s, a, e);
	store_close(s);
	return rc;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	struct options *o = &s->common;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = o;
		return 0;
	case KEY_COVERAGE:
		s->coverage = true;
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

int
cmd_list_run(int argc, char **argv, struct str model, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
		{"coverage", KEY_COVERAGE, NULL, 0, "what is said in which quarter, and what is not (below --min-confidence, else 0.5, is unsure)", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_select_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "",
	    "List the series in the store: what each is about and how far it reaches.\v"
	    "FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries list\n"
	    "  tseries list --company Acme --stance guidance\n"
	    "  tseries list --coverage\n"
	    "  tseries list --format csv -o series.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(), .model = model};
	struct arena a = {NULL};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	rc = go(&s, &a, e);
	arena_release(&a);
	return rc;
}
