/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries list: the series in the store. */
#include <math.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/catalog_id.h"
#include "series/cmd.h"
#include "series/cover.h"
#include "series/load.h"
#include "series/options.h"
#include "series/series.h"
#include "series/store_sum.h"
#include "series/table.h"

enum { KEY_COVERAGE = 0x2000, KEY_LEAST };

static const double LEAST_CONFIDENCE = 0.5;

struct settings {
	struct options common;
	bool coverage;
	double least; /* confidence; NaN: not given */
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
    [SAID] = {.name = "basis, variant, measure", .view = TABLE_PEOPLE},
    [UNIT] = {.name = "unit"},
    [POINTS] = {.name = "points", .number = true},
    [FIRST] = {.name = "first"},
    [LAST] = {.name = "last"},
};

static struct str
label(struct period p, struct arena *a)
{
	char text[2 * DATE_TEXT + 2];
	period_label(p, text);
	return arena_str(a, str_from(text));
}

static int
by_end(const void *a, const void *b)
{
	const struct period *x = a, *y = b;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

/* ---- whose ---- */

/* Whom --company means: a company; the calls of no known company, or one of them by
 * its name; or all. */
struct whose {
	struct str company; /* empty: any */
	const char *asked;  /* --company */
	struct err unknown; /* no company of this name: perhaps a document */
};

static int
ask_whose(const struct options *o, struct store *s, struct arena *a, struct whose *w,
    struct err *e)
{
	*w = (struct whose){.asked = o->company};
	if (load_company(o, s, LOAD_ALL, a, &w->company, &w->unknown) == 0)
		return 0;
	if (o->company && w->unknown.code == ERR_EMPTY)
		return 0;
	*e = w->unknown;
	return -1;
}

static bool
is_of(const struct whose *w, struct str company, struct str doc)
{
	if (!w->asked || w->company.n)
		return true;
	return company.n == 0
	       && (w->unknown.code == ERR_NONE || str_eq(doc, str_from(w->asked)));
}

/* ---- series ---- */

/* "gaap ex-credits", "exit": what is said of the three, for people. */
static struct str
said(const struct series_key *k, struct arena *a)
{
	const char *basis = obs_basis_name(k->basis),
		   *measure = obs_measure_name(k->measure);
	return arena_printf(a, "%s%s%.*s%s%s", basis, *basis && k->variant.n ? " " : "",
	    STR_FMT(k->variant), *measure && (*basis || k->variant.n) ? " " : "",
	    measure);
}

/* The periods of a series: those of all the subjects that its points stand for. */
static int
periods(const struct series *s, const struct store_sum_subject *all, struct arena *a,
    struct period **out, size_t *n, struct err *e)
{
	size_t most = 0, count = 0;
	for (size_t i = 0; i < s->n; i++)
		most += all[s->points[i].obs->start].n_periods;
	struct period *p = ARENA_NEW(a, most, struct period);
	if (!p) {
		(void)err_nomem(e);
		return -1;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct store_sum_subject *x = &all[s->points[i].obs->start];
		if (x->n_periods)
			memcpy(p + count, x->periods, x->n_periods * sizeof *p);
		count += x->n_periods;
	}
	if (s->n > 1)
		qsort(p, count, sizeof *p, by_end);
	*n = 0;
	for (size_t i = 0; i < count; i++)
		if (*n == 0 || by_end(&p[*n - 1], &p[i]) != 0)
			p[(*n)++] = p[i];
	*out = p;
	return 0;
}

static int
add_row(struct table *t, const struct series *s, const struct store_sum_subject *all,
    struct err *e)
{
	struct str *row = table_row(t);
	struct period *p = NULL;
	size_t n = 0;
	if (!row)
		return err_nomem(e);
	if (periods(s, all, t->arena, &p, &n, e) != 0)
		return -1;
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
	row[POINTS] = arena_printf(t->arena, "%zu", n);
	row[FIRST] = label(p[0], t->arena);
	row[LAST] = label(p[n - 1], t->arena);
	return row[SAID].p && row[POINTS].p && row[FIRST].p && row[LAST].p
		   ? 0
		   : err_nomem(e);
}

struct subjects {
	struct store_sum_subject *all;
	size_t n;
};

/*
 * What subjects are one series, and in which unit, series_build says; it is shown each
 * subject at a time of its own, as often as there are statements: the unit of most of
 * them is the series'.  Of a large store it sees a sample, in their proportion.
 */
static int
build(const struct subjects *x, const struct series_filter *f, struct arena *a,
    struct series **out, size_t *n_out, struct err *e)
{
	enum { MOST = 20000 };
	size_t total = 0, n = 0;
	for (size_t i = 0; i < x->n; i++)
		total += x->all[i].n;
	struct obs *shown =
	    ARENA_NEW(a, (total < MOST ? total : MOST) + x->n, struct obs);
	if (!shown)
		return err_nomem(e);
	for (size_t i = 0; i < x->n; i++) {
		size_t times = x->all[i].n;
		if (total >= MOST)
			times = times * MOST / total + 1;
		for (size_t k = 0; k < times; k++) {
			struct obs *o = &shown[n++];
			*o = x->all[i].obs;
			o->start = i;
			o->period = period_day((int32_t)i);
		}
	}
	return series_build(shown, n, f, a, out, n_out, e);
}

/* Extracted by another tseries, or with another catalog. */
static int
say_stale(const struct options *o, struct store *s, struct arena *a, struct err *e)
{
	struct str *docs;
	size_t n;
	char id[CATALOG_ID_TEXT];
	if (o->quiet)
		return 0;
	struct catalog *c = catalog_new(o->catalogs, o->n_catalogs, e);
	int rc = c ? catalog_id(c, id, e) : -1;
	catalog_free(c);
	if (rc != 0 || store_stale(s, str_from(id), a, &docs, &n, e) != 0)
		return -1;
	if (n == 0)
		return 0;
	(void)fprintf(stderr,
	    "tseries: %zu call%s read by another version of tseries "
	    "or with another catalog; extract again: ",
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
list(const struct settings *set, struct store *s, enum table_form form, struct arena *a,
    struct err *e)
{
	const struct options *o = &set->common;
	const struct series_filter f = {
	    o->segment, o->stance, o->kind, o->basis, o->variant, o->measure};
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = a};
	struct subjects x = {NULL, 0};
	struct series *series = NULL;
	size_t n = 0, n_series = 0;
	struct whose who;
	if (series_check(&f, e) != 0 || ask_whose(o, s, a, &who, e) != 0)
		return -1;
	const struct store_query q = {who.company, STR(""), o->from, o->to, o->as_of};
	if (store_sum_subjects(s, &q, a, &x.all, &n, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (is_of(&who, x.all[i].obs.company, x.all[i].obs.doc))
			x.all[x.n++] = x.all[i];
	if (x.n == 0 && who.unknown.code) {
		*e = who.unknown;
		return -1;
	}
	if (build(&x, &f, a, &series, &n_series, e) != 0)
		return -1;
	if (n_series == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no series in %.200s fits these options", o->store);
	for (size_t i = 0; i < n_series; i++)
		if (add_row(&t, &series[i], x.all, e) != 0)
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
coverage(const struct settings *set, struct store *s, enum table_form form,
    struct arena *a, struct err *e)
{
	const struct options *o = &set->common;
	struct table t = {
	    .columns = cover_columns, .n_columns = COVER_COLUMNS, .arena = a};
	struct cover_table all;
	size_t kept = 0;
	struct whose who;
	if (o->segment || o->stance || o->kind || o->basis || o->variant || o->measure)
		return err_set(e, ERR_USAGE,
		    "--coverage counts whatever is said of a metric; of the options "
		    "that select it takes --company, --from, --to and --as-of");
	if (ask_whose(o, s, a, &who, e) != 0)
		return -1;
	const struct store_query q = {who.company, STR(""), o->from, o->to, o->as_of};
	double least = isnan(set->least) ? LEAST_CONFIDENCE : set->least;
	if (cover_build(s, &q, least, a, &all, e) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct cover *c = &all.covers[i];
		if (who.asked && who.company.n == 0
		    && !str_eq(c->company, str_from(who.asked)))
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
	if (!set->coverage && !isnan(set->least))
		return err_set(
		    e, ERR_USAGE, "--min-confidence goes with --coverage here");
	struct store *s = store_open(o->store, STORE_READ, e);
	if (!s)
		return -1;
	int rc = (set->coverage ? coverage : list)(set, s, form, a, e);
	if (rc == 0)
		rc = say_stale(o, s, a, e);
	store_close(s);
	return rc;
}

static error_t
set_least(struct settings *s, const char *arg)
{
	char *end;
	s->least = strtod(arg, &end);
	if (end != arg && *end == '\0' && s->least >= 0 && s->least <= 1)
		return 0;
	(void)err_set(&s->common.err, ERR_USAGE,
	    "--min-confidence '%.40s' is no number from 0 to 1", arg);
	return EINVAL;
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
	case KEY_LEAST:
		return set_least(s, arg);
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
	/* clang-format off */
	static const struct argp_option own[] = {
		{"coverage", KEY_COVERAGE, NULL, 0, "what is said in which quarter, and what is not", 0},
		{"min-confidence", KEY_LEAST, "P", 0, "with --coverage: rows below P are of low confidence (0.5)", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "",
	    "List the series in the store: what each is about and how far it reaches.\v"
	    "FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries list\n"
	    "  tseries list --company Acme --stance guidance\n"
	    "  tseries list --coverage\n"
	    "  tseries list --format csv -o series.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(), .least = (double)NAN};
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

const struct cmd cmd_list = {"list", "", "the series in the store", run};
