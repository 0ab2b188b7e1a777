/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries segments: what segments.ini says and what the store has. */
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/load.h"
#include "series/options.h"
#include "series/series.h"
#include "series/table.h"

enum column {
	COMPANY,
	SEGMENT,
	NAMED,
	OBSERVATIONS,
	AXIS,
	PARENT,
	FROM,
	TO,
	RECASTS,
	STATED,
	COLUMNS
};
static const struct table_column columns[COLUMNS] = {
    [COMPANY] = {.name = "company", .most = 24},
    [SEGMENT] = {.name = "segment", .most = 32},
    [NAMED] = {.name = "named"},
    [OBSERVATIONS] = {.name = "observations", .number = true},
    [AXIS] = {.name = "axis"},
    [PARENT] = {.name = "parent", .most = 24},
    [FROM] = {.name = "from"},
    [TO] = {.name = "to"},
    [RECASTS] = {.name = "recasts"},
    [STATED] = {.name = "stated"},
};

/* An observation's segment, or several alike. */
struct group {
	struct str company, segment, stated;
	const struct segments_row *row; /* NULL: no row names it */
	size_t n;
};

static int
cmp_row(const struct segments_row *a, const struct segments_row *b)
{
	if (!a || !b)
		return !a - !b;
	return (a->line > b->line) - (a->line < b->line);
}

/* One segment's together, those that a row names first, in the file's order. */
static int
by_segment(const void *x, const void *y)
{
	const struct group *a = x, *b = y;
	int c = str_cmp(a->company, b->company);
	c = c ? c : cmp_row(a->row, b->row);
	c = c ? c : str_cmp(a->segment, b->segment);
	return c ? c : str_cmp(a->stated, b->stated);
}

/* The same, but those that no row names by their number. */
static int
by_number(const void *x, const void *y)
{
	const struct group *a = x, *b = y;
	int c = str_cmp(a->company, b->company);
	c = c ? c : cmp_row(a->row, b->row);
	if (c == 0 && !a->row)
		c = (a->n < b->n) - (a->n > b->n);
	return c ? c : str_cmp(a->segment, b->segment);
}

static bool
same(const struct group *a, const struct group *b)
{
	return str_eq(a->company, b->company) && a->row == b->row
	       && str_eq(a->segment, b->segment);
}

/* A group for each observation of a segment. */
static size_t
collect(const struct load *l, const struct series_filter *f, struct group *g)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct obs *o = &l->obs[i];
		int32_t day = period_known(o->period) ? o->period.end : o->as_of;
		if (o->segment.n == 0 || !series_passes(f, o))
			continue;
		struct group *to = &g[n++];
		*to = (struct group){.company = o->company,
		    .segment = o->segment,
		    .stated = o->note && o->note->segment_stated.n
				  ? o->note->segment_stated
				  : o->segment,
		    .row =
			segments_find(&l->refs.segments, o->company, o->segment, day),
		    .n = 1};
	}
	return n;
}

/* Those alike made one; the names as stated joined, with their numbers. */
static size_t
merge(struct group *g, size_t n, struct arena *a)
{
	size_t kept = 0;
	qsort(g, n, sizeof *g, by_segment);
	for (size_t i = 0, j; i < n; i = j) {
		struct group sum = g[i];
		sum.n = 0;
		sum.stated = STR("");
		for (j = i; j < n && same(&g[i], &g[j]);) {
			size_t k = j;
			while (k < n && same(&g[i], &g[k])
			       && str_eq(g[j].stated, g[k].stated))
				k++;
			if (!str_eq(g[j].stated, g[j].segment))
				sum.stated = arena_printf(a, "%.*s%s%.*s (%zu)",
				    STR_FMT(sum.stated), sum.stated.n ? "; " : "",
				    STR_FMT(g[j].stated), k - j);
			sum.n += k - j;
			j = k;
		}
		g[kept++] = sum;
	}
	qsort(g, kept, sizeof *g, by_number);
	return kept;
}

static struct series_filter
filter_of(const struct options *o)
{
	return (struct series_filter){.segment = o->segment,
	    .stance = o->stance,
	    .kind = o->kind,
	    .basis = o->basis,
	    .variant = o->variant,
	    .measure = o->measure};
}

/* ---- rows ---- */

static struct str
recasts(const struct segments_row *r, struct arena *a)
{
	struct str text = STR("");
	for (size_t i = 0; i < r->n_recasts; i++) {
		char day[DATE_TEXT];
		date_format(r->recasts[i], day);
		text = arena_printf(a, "%.*s%s%s", STR_FMT(text), i ? "; " : "", day);
	}
	return text;
}

static int
add_row(struct table *t, const struct group *g, struct err *e)
{
	struct str *row = table_row(t);
	if (!row)
		return err_nomem(e);
	row[COMPANY] = g->company;
	row[SEGMENT] = g->segment;
	row[NAMED] = g->row ? STR("yes") : STR("no");
	row[OBSERVATIONS] = arena_printf(t->arena, "%zu", g->n);
	row[STATED] = g->stated;
	if (g->row) {
		row[AXIS] = str_from(segments_axis_name(g->row->axis));
		row[PARENT] = g->row->parent;
		row[FROM] = table_date(t->arena, g->row->valid.start);
		row[TO] = table_date(t->arena, g->row->valid.end);
		row[RECASTS] = recasts(g->row, t->arena);
	}
	return row[OBSERVATIONS].p ? 0 : err_nomem(e);
}

/* A row of the file that no observation is of. */
static bool
is_unused(const struct segments_row *r, const struct group *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (g[i].row == r)
			return false;
	return true;
}

static int
fill(struct table *t, const struct load *l, const struct options *o, struct err *e)
{
	const struct series_filter f = filter_of(o);
	struct group *g = ARENA_NEW(t->arena, l->n, struct group);
	if (!g)
		return err_nomem(e);
	size_t n = merge(g, collect(l, &f, g), t->arena);
	for (size_t i = 0; i < n; i++)
		if (add_row(t, &g[i], e) != 0)
			return -1;
	for (size_t i = 0; i < l->refs.segments.n; i++) {
		const struct segments_row *r = &l->refs.segments.rows[i];
		struct group none = {r->company, r->name, STR(""), r, 0};
		bool asked = !o->company || str_eq_nocase(l->company, r->company);
		if (asked && is_unused(r, g, n) && add_row(t, &none, e) != 0)
			return -1;
	}
	return 0;
}

static int
list(const struct options *o, struct arena *a, struct err *e)
{
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = a};
	const struct series_filter f = filter_of(o);
	struct load load;
	struct out out;
	enum table_form form;
	if (table_form(o->format, &form, e) != 0 || series_check(&f, e) != 0
	    || load_obs(o, STR(""), LOAD_ALL, a, &load, e) != 0
	    || fill(&t, &load, o, e) != 0)
		return -1;
	if (t.n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no segment in %.200s fits these options", o->store);
	if (out_open(&out, o->output, e) != 0)
		return -1;
	if (table_write(&t, form, table_width(out.f), out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

/* ---- the command line ---- */

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
		    "'%.80s' is too much: segments takes no arguments (--company NAME "
		    "shows one company's)",
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
	    {&options_select_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse, "",
	    "List the segments: those that segments.ini names, and those of the store "
	    "that it does not (named: no), with the number of observations.\v"
	    "What stated a segment under another name is listed with its number.  "
	    "FORMAT "
	    "is table, csv, json or ndjson.\n\n"
	    "  tseries segments\n"
	    "  tseries segments --company Acme --format csv",
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

const struct cmd cmd_segments = {"segments", "",
    "the segments in the store, and what segments.ini makes of them", run};
