/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/export.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/base/spare.h"
#include "series/csv.h"
#include "series/json.h"
#include "series/options.h"
#include "series/table.h"
#include "series/unit.h"

/* clang-format off */
const struct export_trait export_traits[EXPORT_FORMS] = {
	[EXPORT_TIDY]         = {.name = "tidy", .csv = true},
	[EXPORT_PROPHET]      = {.name = "prophet", .one = true, .regular = true, .csv = true},
	[EXPORT_NIXTLA]       = {.name = "nixtla", .regular = true, .csv = true},
	[EXPORT_GLUONTS]      = {.name = "gluonts", .regular = true},
	[EXPORT_ALFRED]       = {.name = "alfred", .one = true, .csv = true},
	[EXPORT_PANDAS]       = {.name = "pandas", .regular = true, .csv = true},
	[EXPORT_R]            = {.name = "r", .regular = true, .csv = true},
	[EXPORT_FRICTIONLESS] = {.name = "frictionless", .csv = true, .file = true},
	[EXPORT_NDJSON]       = {.name = "ndjson", .statements = true},
	[EXPORT_JSON]         = {.name = "json", .statements = true},
	[EXPORT_CSV]          = {.name = "csv", .statements = true, .csv = true},
	[EXPORT_SQLITE]       = {.name = "sqlite", .statements = true, .file = true},
};
/* clang-format on */

int
export_named(const char *name, enum export_form *form, struct err *e)
{
	const char *names[EXPORT_FORMS];
	*form = EXPORT_TIDY;
	for (unsigned i = 0; i < EXPORT_FORMS; i++) {
		names[i] = export_traits[i].name;
		if (name && strcmp(name, names[i]) == 0)
			*form = (enum export_form)i;
	}
	if (!name || strcmp(name, names[*form]) == 0)
		return 0;
	const char *near = options_nearest(name, names, EXPORT_FORMS);
	return err_set(e, ERR_USAGE,
	    "--format '%.40s' is none of tidy, prophet, nixtla, gluonts, alfred, "
	    "pandas, "
	    "r, frictionless, ndjson, json, csv, sqlite%s%s%s",
	    name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* ---- cells ---- */

struct str
export_harmless(struct str text, struct arena *a)
{
	static const char *const formulas[] = {"=", "+", "-", "@", "\t", "\r",
	    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
		if (str_starts(text, str_from(formulas[i])))
			return arena_printf(a, "'%.*s", STR_FMT(text));
	return text;
}

/* ---- every statement ---- */

static int
by_doc(const void *doc, const void *call)
{
	return str_cmp(
	    *(const struct str *)doc, ((const struct store_call *)call)->doc);
}

static const struct store_call *
call_of(const struct export_data *d, struct str doc)
{
	return d->n_calls
		   ? bsearch(&doc, d->calls, d->n_calls, sizeof *d->calls, by_doc)
		   : NULL;
}

static struct str
sha256_of(const struct export_data *d, struct str doc)
{
	const struct store_call *c = call_of(d, doc);
	return c ? c->sha256 : STR("");
}

static int
write_csv(struct export_data *d, FILE *f, struct err *e)
{
	char buf[OBS_FIELD_TEXT];
	csv_write_header(f);
	for (; d->rows < d->n; d->rows++) {
		const struct obs *o = &d->obs[d->rows];
		if (!d->spreadsheet) {
			csv_write_obs(f, o);
			continue;
		}
		struct arena row = {NULL};
		bool lost = false;
		for (size_t c = 0; c < OBS_COLUMNS; c++) {
			struct str cell = obs_get(o, &obs_columns[c], buf);
			if (obs_columns[c].type == OBS_T_STR)
				cell = export_harmless(cell, &row);
			lost = lost || (cell.n && !cell.p);
			csv_write_field(f, cell, c + 1 == OBS_COLUMNS);
		}
		arena_release(&row);
		if (lost)
			return err_nomem(e);
	}
	return 0;
}

static int
write_ndjson(struct export_data *d, FILE *f, struct err *e)
{
	for (; d->rows < d->n; d->rows++) {
		const struct obs *o = &d->obs[d->rows];
		if (json_write_obs(f, o, sha256_of(d, o->doc), e) != 0)
			return -1;
	}
	return 0;
}

static int
write_json(struct export_data *d, FILE *f, struct err *e)
{
	(void)fputc('[', f);
	for (; d->rows < d->n; d->rows++) {
		const struct obs *o = &d->obs[d->rows];
		if (d->rows)
			(void)fputc(',', f);
		if (json_write_obs(f, o, sha256_of(d, o->doc), e) != 0)
			return -1;
	}
	(void)fputs("]\n", f);
	return 0;
}

int
export_store(struct export_data *d, const char *path, struct err *e)
{
	struct store *s = store_open(path, STORE_WRITE, e);
	bool changed;
	int rc = s ? 0 : -1;
	/* Observations come by day and document: those of a call are together. */
	for (size_t i = 0, j; rc == 0 && i < d->n; i = j) {
		const struct store_call *c = call_of(d, d->obs[i].doc);
		for (j = i + 1; j < d->n && str_eq(d->obs[j].doc, d->obs[i].doc);)
			j++;
		rc = c ? store_put(s, c, d->obs + i, j - i, &changed, e)
		       : err_set(e, ERR_INTERNAL, "an observation without its call");
		if (rc == 0) /* the caller holds signals, and drops what is made */
			rc = spare_asked(e);
		d->rows = j;
	}
	if (rc == 0) /* who makes it gives it its name alone, without a log */
		rc = store_settle(s, e);
	store_close(s);
	return rc;
}

/* ---- points ---- */

enum tidy {
	SERIES,
	ENTITY,
	METRIC,
	PERIOD,
	START,
	END,
	VALUE,
	VALUE_TEXT,
	LOW,
	HIGH,
	UNIT,
	PER,
	KIND,
	BASIS,
	AS_OF,
	DOC,
	SHA256,
	BYTE_START,
	BYTE_END,
	SPEAKER,
	SECTION,
	QUOTE,
	CONFIDENCE,
	RULE,
	SEGMENT,
	CHANGE,
	VARIANT,
	MEASURE,
	SOURCE,
	ROLE,
	FISCAL_PERIOD,
	STATEMENTS,
	SPREAD,
	TIDY
};
/* clang-format off */
/* And as what a package describes them; those that are no strings are numbers. */
static const struct table_column tidy[TIDY] = {
	[SERIES]     = {.name = "series"},
	[ENTITY]     = {.name = "entity"},
	[METRIC]     = {.name = "metric"},
	[PERIOD]     = {.name = "period"},
	[START]      = {.name = "period_start"},
	[END]        = {.name = "period_end"},
	[VALUE]      = {.name = "value", .number = true},
	[VALUE_TEXT] = {.name = "value_text"},
	[LOW]        = {.name = "low", .number = true},
	[HIGH]       = {.name = "high", .number = true},
	[UNIT]       = {.name = "unit"},
	[PER]        = {.name = "per"},
	[KIND]       = {.name = "kind"},
	[BASIS]      = {.name = "basis"},
	[AS_OF]      = {.name = "as_of"},
	[DOC]        = {.name = "doc"},
	[SHA256]     = {.name = "doc_sha256"},
	[BYTE_START] = {.name = "byte_start", .number = true},
	[BYTE_END]   = {.name = "byte_end", .number = true},
	[SPEAKER]    = {.name = "speaker"},
	[SECTION]    = {.name = "section"},
	[QUOTE]      = {.name = "quote"},
	[CONFIDENCE] = {.name = "confidence", .number = true},
	[RULE]       = {.name = "rule"},
	[SEGMENT]    = {.name = "segment"},
	[CHANGE]     = {.name = "change"},
	[VARIANT]    = {.name = "variant"},
	[MEASURE]    = {.name = "measure"},
	[SOURCE]     = {.name = "source"},
	[ROLE]       = {.name = "role"},
	[FISCAL_PERIOD] = {.name = "fiscal_period"},
	[STATEMENTS] = {.name = "n_statements", .number = true},
	[SPREAD]     = {.name = "spread", .number = true},
};
/* clang-format on */

static int
add_tidy(struct table *t, const struct export_data *d, const struct export_piece *x,
    const struct series_point *p, struct err *e)
{
	struct arena *a = t->arena;
	const struct obs *o = p->obs;
	const struct series_key *k = &x->s->key;
	struct str *row = table_row(t), noun;
	char label[OBS_LABEL], section[OBS_FIELD_TEXT];
	if (!row)
		return err_nomem(e);
	obs_label(o, label);
	row[SERIES] = x->id;
	row[ENTITY] = k->company;
	row[METRIC] = k->metric;
	row[PERIOD] = arena_str(a, str_from(label));
	row[START] = table_date(a, p->period.start);
	row[END] = table_date(a, p->period.end);
	row[VALUE] = table_number(a, series_value(p));
	row[VALUE_TEXT] = o->note && o->note->words.n
			      ? series_text(p->low, p->high, x->s->unit, a)
			      : o->text;
	row[LOW] = table_number(a, p->low);
	row[HIGH] = table_number(a, p->high);
	row[PER] = str_from(unit_per_name(unit_split(x->s->unit, &noun)));
	row[UNIT] = noun;
	row[KIND] = str_from(obs_stance_name(k->stance));
	row[BASIS] = str_from(obs_basis_name(k->basis));
	row[AS_OF] = table_date(a, o->as_of);
	row[DOC] = o->doc;
	row[SHA256] = sha256_of(d, o->doc);
	row[BYTE_START] = table_count(a, o->start);
	row[BYTE_END] = table_count(a, o->end);
	row[SPEAKER] = o->speaker;
	row[SECTION] = obs_get(o, obs_column(STR("section")), section);
	row[QUOTE] = o->quote;
	row[CONFIDENCE] = table_number(a, o->confidence);
	row[RULE] = o->rule;
	row[SEGMENT] = k->segment;
	row[CHANGE] = str_from(obs_kind_name(k->kind));
	row[VARIANT] = k->variant;
	row[MEASURE] = str_from(obs_measure_name(k->measure));
	row[SOURCE] = x->source;
	row[ROLE] = str_from(obs_role_name(o->role));
	row[FISCAL_PERIOD] = o->fiscal_period;
	row[STATEMENTS] = table_count(a, p->n_statements);
	row[SPREAD] = table_number(a, p->spread);
	return 0;
}

static int
fill_tidy(struct table *t, struct export_data *d, struct err *e)
{
	for (size_t i = 0; i < d->n_pieces; i++)
		for (size_t k = 0; k < d->pieces[i].s->n; k++)
			if (add_tidy(t, d, &d->pieces[i], &d->pieces[i].s->points[k], e)
			    != 0)
				return -1;
	return 0;
}

/* ---- points on a grid ---- */

/* A slot of a series; p is NULL in a gap. */
struct slot {
	const struct export_piece *x;
	enum export_step step;
	long slot;
	const struct series_point *p;
};

static int
add_prophet(
    struct table *t, const struct export_data *d, const struct slot *s, struct str *row)
{
	row[0] = table_date(t->arena, export_pieces_slot(s->step, s->slot).end);
	row[1] = table_number(t->arena, series_value(s->p));
	row[2] = table_number(t->arena, d->cap);
	row[3] = table_number(t->arena, d->floor);
	return 0;
}

static int
add_nixtla(
    struct table *t, const struct export_data *d, const struct slot *s, struct str *row)
{
	(void)d;
	row[0] = s->x->id;
	row[1] = table_date(t->arena, export_pieces_slot(s->step, s->slot).end);
	row[2] = table_number(t->arena, series_value(s->p));
	return 0;
}

static int
add_pandas(
    struct table *t, const struct export_data *d, const struct slot *s, struct str *row)
{
	(void)d;
	char label[DATE_TEXT];
	export_pieces_label(s->step, s->slot, label);
	row[0] = s->x->id;
	row[1] = arena_str(t->arena, str_from(label));
	row[2] = table_date(t->arena, s->p->period.start);
	row[3] = table_date(t->arena, s->p->period.end);
	row[4] = table_number(t->arena, series_value(s->p));
	row[5] = table_number(t->arena, s->p->low);
	row[6] = table_number(t->arena, s->p->high);
	row[7] = s->x->s->unit;
	row[8] = table_date(t->arena, s->p->obs->as_of);
	return 0;
}

static int
add_r(
    struct table *t, const struct export_data *d, const struct slot *s, struct str *row)
{
	(void)d;
	int y, m, day, per_year = export_pieces_frequency(s->step);
	char label[DATE_TEXT];
	struct period p = export_pieces_slot(s->step, s->slot);
	export_pieces_label(s->step, s->slot, label);
	date_to_civil(p.start, &y, &m, &day);
	int cycle = s->step == EXPORT_DAY ? p.start - date_from_civil(y, 1, 1) + 1
					  : (m - 1) / (12 / per_year) + 1;
	row[0] = s->x->id;
	row[1] = arena_str(t->arena, str_from(label));
	row[2] = table_count(t->arena, (uint64_t)y);
	row[3] = table_count(t->arena, (uint64_t)cycle);
	row[4] = table_count(t->arena, (uint64_t)per_year);
	row[5] = s->p ? table_number(t->arena, series_value(s->p)) : STR("NA");
	row[6] = s->x->s->unit;
	return 0;
}

/* clang-format off */
static const struct table_column prophet_columns[] = {
	{.name = "ds"}, {.name = "y", .number = true},
	{.name = "cap", .number = true}, {.name = "floor", .number = true}};
static const struct table_column nixtla_columns[] = {
	{.name = "unique_id"}, {.name = "ds"}, {.name = "y", .number = true}};
static const struct table_column pandas_columns[] = {
	{.name = "series"}, {.name = "period"}, {.name = "period_start"}, {.name = "period_end"},
	{.name = "value", .number = true}, {.name = "low", .number = true},
	{.name = "high", .number = true}, {.name = "unit"}, {.name = "as_of"}};
static const struct table_column r_columns[] = {
	{.name = "series"}, {.name = "period"}, {.name = "year", .number = true},
	{.name = "cycle", .number = true}, {.name = "frequency", .number = true},
	{.name = "value", .number = true}, {.name = "unit"}};
static const struct table_column alfred_columns[] = {
	{.name = "date"}, {.name = "realtime_start"}, {.name = "realtime_end"},
	{.name = "value", .number = true}};

#define COLUMNS_OF(c) c, sizeof(c) / sizeof *(c)
static const struct layout {
	const struct table_column *columns;
	size_t n_columns;
	int (*add)(struct table *, const struct export_data *, const struct slot *, struct str *row);
	bool gaps; /* with a row for every gap */
} layouts[EXPORT_FORMS] = {
	[EXPORT_TIDY]         = {tidy, TIDY, NULL, false},
	[EXPORT_FRICTIONLESS] = {tidy, TIDY, NULL, false},
	[EXPORT_ALFRED]       = {COLUMNS_OF(alfred_columns), NULL, false},
	[EXPORT_PROPHET]      = {COLUMNS_OF(prophet_columns), add_prophet, false},
	[EXPORT_NIXTLA]       = {COLUMNS_OF(nixtla_columns), add_nixtla, false},
	[EXPORT_PANDAS]       = {COLUMNS_OF(pandas_columns), add_pandas, false},
	[EXPORT_R]            = {COLUMNS_OF(r_columns), add_r, true},
};
/* clang-format on */

/* Whether a value is between the ceiling and the floor that prophet is given. */
static int
within(const struct export_data *d, const struct series_point *p, struct err *e)
{
	char day[DATE_TEXT];
	double v = series_value(p);
	if (!(v > d->cap) && !(v < d->floor))
		return 0;
	date_format(p->period.end, day);
	return err_set(e, ERR_USAGE, "--%s %g is %s %g, the value of %s",
	    v > d->cap ? "cap" : "floor", v > d->cap ? d->cap : d->floor,
	    v > d->cap ? "below" : "above", v, day);
}

static int
fill_grid(struct table *t, struct export_data *d, const struct layout *l, struct err *e)
{
	for (size_t i = 0; i < d->n_pieces; i++) {
		struct export_grid g;
		if (export_pieces_grid(d->pieces[i].s, d->arena, &g, e) != 0)
			return -1;
		d->left_out += g.left_out;
		for (size_t k = 0; k < g.n; k++) {
			struct slot s = {&d->pieces[i], g.step, g.slots[k], NULL};
			if (l->gaps && k)
				s.slot = g.slots[k - 1] + 1;
			for (; s.slot <= g.slots[k]; s.slot++) {
				struct str *row = table_row(t);
				s.p = s.slot == g.slots[k] ? g.points[k] : NULL;
				if (s.p && l->add == add_prophet
				    && within(d, s.p, e) != 0)
					return -1;
				if (!row || l->add(t, d, &s, row) != 0)
					return err_nomem(e);
			}
		}
	}
	return 0;
}

static int
fill_alfred(struct table *t, struct export_data *d, struct err *e)
{
	const struct export_piece *x = &d->pieces[0];
	struct export_grid g;
	struct export_vintages all;
	if (export_pieces_grid(x->s, d->arena, &g, e) != 0
	    || export_pieces_vintages(x->s, d->arena, &all, e) != 0)
		return -1;
	enum period_grain grain =
	    g.n ? period_grain(g.points[0]->period) : PERIOD_UNKNOWN;
	for (size_t i = 0; i < all.n; i++) {
		const struct export_vintage *v = &all.v[i];
		if (period_grain(v->period) != grain) {
			d->left_out++;
			continue;
		}
		struct str *row = table_row(t);
		if (!row)
			return err_nomem(e);
		row[0] = table_date(t->arena, v->period.start);
		row[1] = table_date(t->arena, v->from);
		row[2] = v->to == DATE_NONE ? STR("9999-12-31")
					    : table_date(t->arena, v->to);
		row[3] = table_number(t->arena, v->value);
	}
	if (t->n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no statement of %.*s has a known day",
		    STR_FMT(x->id));
	return 0;
}

/* GluonTS has lines of JSON: an array with every step from the first to the last. */
static int
write_gluonts(struct export_data *d, FILE *f, struct err *e)
{
	for (size_t i = 0; i < d->n_pieces; i++) {
		char day[DATE_TEXT];
		struct export_grid g;
		if (export_pieces_grid(d->pieces[i].s, d->arena, &g, e) != 0)
			return -1;
		d->left_out += g.left_out;
		if (g.n == 0)
			continue;
		date_format(export_pieces_slot(g.step, g.slots[0]).start, day);
		(void)fputs("{\"item_id\":", f);
		if (json_write_str(f, d->pieces[i].id, e) != 0)
			return -1;
		(void)fprintf(f, ",\"start\":\"%s\",\"freq\":\"%c\",\"target\":[", day,
		    "DMQHA"[g.step]);
		for (size_t k = 0; k < g.n; k++) {
			for (long s = k ? g.slots[k - 1] + 1 : g.slots[k];
			     s < g.slots[k]; s++)
				(void)fputs("null,", f);
			json_write_number(f, series_value(g.points[k]));
			(void)fputc(k + 1 < g.n ? ',' : ']', f);
		}
		(void)fputs("}\n", f);
		d->rows++;
	}
	return 0;
}

/* ---- all forms ---- */

static int
make_harmless(struct table *t, struct err *e)
{
	for (size_t i = 0; i < t->n * t->n_columns; i++) {
		if (t->columns[i % t->n_columns].number)
			continue;
		t->cells[i] = export_harmless(t->cells[i], t->arena);
		if (t->cells[i].n && !t->cells[i].p)
			return err_nomem(e);
	}
	return 0;
}

static int
write_table(struct export_data *d, enum export_form form, FILE *f, struct err *e)
{
	const struct layout *l = &layouts[form];
	struct table_column columns[TIDY];
	struct table t = {
	    .columns = columns, .n_columns = l->n_columns, .arena = d->arena};
	memcpy(columns, l->columns, l->n_columns * sizeof *columns);
	if (form == EXPORT_PROPHET && isnan(d->cap))
		columns[2].view = TABLE_NOBODY;
	if (form == EXPORT_PROPHET && isnan(d->floor))
		columns[3].view = TABLE_NOBODY;
	int rc = l->add                  ? fill_grid(&t, d, l, e)
		 : form == EXPORT_ALFRED ? fill_alfred(&t, d, e)
					 : fill_tidy(&t, d, e);
	for (size_t i = 0; rc == 0 && i < t.n * t.n_columns; i++)
		if (t.cells[i].n && !t.cells[i].p)
			rc = err_nomem(e);
	if (rc == 0 && d->spreadsheet)
		rc = make_harmless(&t, e);
	d->rows = t.n;
	return rc == 0 ? table_write(&t, TABLE_CSV, 0, f, e) : -1;
}

int
export_write(struct export_data *d, enum export_form form, FILE *f, struct err *e)
{
	if (export_traits[form].one && d->n_pieces != 1)
		return err_set(e, ERR_USAGE, "--format %s holds one series, not %zu",
		    export_traits[form].name, d->n_pieces);
	switch (form) {
	case EXPORT_NDJSON:
		return write_ndjson(d, f, e);
	case EXPORT_JSON:
		return write_json(d, f, e);
	case EXPORT_CSV:
		return write_csv(d, f, e);
	case EXPORT_GLUONTS:
		return write_gluonts(d, f, e);
	case EXPORT_TIDY:
	case EXPORT_PROPHET:
	case EXPORT_NIXTLA:
	case EXPORT_ALFRED:
	case EXPORT_PANDAS:
	case EXPORT_R:
	case EXPORT_FRICTIONLESS:
		return write_table(d, form, f, e);
	case EXPORT_SQLITE:
	case EXPORT_FORMS:
		break;
	}
	return err_set(e, ERR_INTERNAL, "no stream of this form");
}

/* ---- the package ---- */

static const char *
type_of(enum tidy c)
{
	if (c == BYTE_START || c == BYTE_END || c == STATEMENTS)
		return "integer";
	if (c == START || c == END || c == AS_OF)
		return "date";
	return tidy[c].number ? "number" : "string";
}

int
export_package(struct str csv_name, FILE *f, struct err *e)
{
	(void)fputs(
	    "{\n \"name\": \"tseries\",\n \"profile\": \"tabular-data-package\","
	    "\n \"resources\": [{\n  \"name\": \"points\",\n"
	    "  \"profile\": \"tabular-data-resource\",\n  \"path\": ",
	    f);
	if (json_write_str(f, csv_name, e) != 0)
		return -1;
	(void)fputs(",\n  \"format\": \"csv\",\n  \"mediatype\": \"text/csv\",\n"
		    "  \"encoding\": \"utf-8\",\n  \"schema\": {\n   \"fields\": [",
	    f);
	for (unsigned c = 0; c < TIDY; c++)
		(void)fprintf(f, "%s\n    {\"name\": \"%s\", \"type\": \"%s\"}",
		    c ? "," : "", tidy[c].name, type_of((enum tidy)c));
	(void)fputs("\n   ],\n   \"missingValues\": [\"\"]\n  }\n }]\n}\n", f);
	return 0;
}
