/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/rows.h"

#include "series/conflict.h"
#include "series/unit.h"

/* clang-format off */
static const struct table_column columns[ROWS_COLUMNS] = {
	[ROWS_COMPANY]     = {.name = "company",      .view = TABLE_MACHINES},
	[ROWS_METRIC]      = {.name = "metric",       .view = TABLE_MACHINES},
	[ROWS_SEGMENT]     = {.name = "segment",      .view = TABLE_MACHINES, .most = 20},
	[ROWS_STANCE]      = {.name = "stance",       .view = TABLE_MACHINES},
	[ROWS_KIND]        = {.name = "kind",         .view = TABLE_MACHINES},
	[ROWS_BASIS]       = {.name = "basis",        .view = TABLE_MACHINES},
	[ROWS_VARIANT]     = {.name = "variant",      .view = TABLE_MACHINES},
	[ROWS_MEASURE]     = {.name = "measure",      .view = TABLE_MACHINES},
	[ROWS_PERIOD]      = {.name = "period"},
	[ROWS_START]       = {.name = "period_start", .view = TABLE_MACHINES},
	[ROWS_END]         = {.name = "period_end",   .view = TABLE_MACHINES},
	[ROWS_VALUE]       = {.name = "value",        .view = TABLE_MACHINES, .number = true},
	[ROWS_LOW]         = {.name = "low",          .view = TABLE_MACHINES, .number = true},
	[ROWS_HIGH]        = {.name = "high",         .view = TABLE_MACHINES, .number = true},
	[ROWS_UNIT]        = {.name = "unit",         .view = TABLE_MACHINES},
	[ROWS_VALUE_TEXT]  = {.name = "value_text"},
	[ROWS_AS_OF]       = {.name = "as_of"},
	[ROWS_SPEAKER]     = {.name = "speaker",      .most = 20},
	[ROWS_ROLE]        = {.name = "role",         .view = TABLE_MACHINES},
	[ROWS_USED]        = {.name = "used"},
	[ROWS_STATEMENTS]  = {.name = "n_statements", .view = TABLE_MACHINES, .number = true},
	[ROWS_STATEMENTS_TEXT] = {.name = "n",        .view = TABLE_PEOPLE, .number = true},
	[ROWS_SPREAD]      = {.name = "spread",       .view = TABLE_MACHINES, .number = true},
	[ROWS_SPREAD_TEXT] = {.name = "spread",       .view = TABLE_PEOPLE},
	[ROWS_DOC]         = {.name = "doc",          .view = TABLE_MACHINES},
	[ROWS_LINE]        = {.name = "line",         .view = TABLE_MACHINES, .number = true},
	[ROWS_BYTE_START]  = {.name = "start",        .view = TABLE_MACHINES, .number = true},
	[ROWS_BYTE_END]    = {.name = "end",          .view = TABLE_MACHINES, .number = true},
	[ROWS_DERIVED_TEXT] = {.name = "derived from", .view = TABLE_PEOPLE, .most = 60},
	[ROWS_NOTE_TEXT]   = {.name = "note",         .view = TABLE_NOBODY, .most = 44},
	[ROWS_PLACE]       = {.name = "source",       .view = TABLE_PEOPLE, .most = 40},
	[ROWS_FILED_TEXT]  = {.name = "filed",        .view = TABLE_NOBODY, .most = 30},
	[ROWS_QUOTE]       = {.name = "quote",        .most = 400},
	[ROWS_BASE]        = {.name = "base",         .view = TABLE_MACHINES},
	[ROWS_SOURCE]      = {.name = "source",       .view = TABLE_MACHINES},
	[ROWS_TEXT]        = {.name = "text",         .view = TABLE_MACHINES},
	[ROWS_CONFLICTS]   = {.name = "conflicts",    .view = TABLE_MACHINES, .number = true},
	[ROWS_DERIVED]     = {.name = "derived_from", .view = TABLE_MACHINES},
	[ROWS_GROUP]       = {.name = "point",        .view = TABLE_MACHINES, .number = true},
	[ROWS_SEGMENT_STATED] = {.name = "segment_stated", .view = TABLE_MACHINES},
	[ROWS_NOTE]        = {.name = "note",         .view = TABLE_MACHINES},
	[ROWS_FILED]       = {.name = "filed",        .view = TABLE_MACHINES},
	[ROWS_FILED_VALUE] = {.name = "filed_value",  .view = TABLE_MACHINES, .number = true},
};
/* Which of them a mode shows to others than the list says. */
static const struct {
	enum rows_column column;
	enum table_view view[ROWS_MODES]; /* points, deriving, all, rivals */
} views[] = {
	{ROWS_SEGMENT,    {TABLE_MACHINES, TABLE_MACHINES, TABLE_BOTH,     TABLE_MACHINES}},
	{ROWS_STANCE,     {TABLE_MACHINES, TABLE_MACHINES, TABLE_BOTH,     TABLE_MACHINES}},
	{ROWS_KIND,       {TABLE_MACHINES, TABLE_MACHINES, TABLE_BOTH,     TABLE_MACHINES}},
	{ROWS_PERIOD,     {TABLE_BOTH,     TABLE_BOTH,     TABLE_BOTH,     TABLE_MACHINES}},
	{ROWS_USED,       {TABLE_NOBODY,   TABLE_NOBODY,   TABLE_BOTH,     TABLE_BOTH}},
	{ROWS_STATEMENTS, {TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY,   TABLE_MACHINES}},
	{ROWS_STATEMENTS_TEXT, {TABLE_PEOPLE, TABLE_PEOPLE, TABLE_NOBODY,  TABLE_NOBODY}},
	{ROWS_SPREAD,     {TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY,   TABLE_MACHINES}},
	{ROWS_SPREAD_TEXT, {TABLE_PEOPLE,  TABLE_PEOPLE,   TABLE_NOBODY,   TABLE_NOBODY}},
	{ROWS_DERIVED_TEXT, {TABLE_NOBODY, TABLE_PEOPLE,   TABLE_NOBODY,   TABLE_NOBODY}},
	{ROWS_CONFLICTS,  {TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY,   TABLE_NOBODY}},
	{ROWS_DERIVED,    {TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY,   TABLE_NOBODY}},
	{ROWS_GROUP,      {TABLE_NOBODY,   TABLE_NOBODY,   TABLE_NOBODY,   TABLE_MACHINES}},
	{ROWS_FILED,      {TABLE_MACHINES, TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY}},
	{ROWS_FILED_VALUE, {TABLE_MACHINES, TABLE_MACHINES, TABLE_MACHINES, TABLE_NOBODY}},
};
/* clang-format on */

void
rows_columns(enum rows_mode mode, struct table_column out[ROWS_COLUMNS])
{
	memcpy(out, columns, sizeof columns);
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		out[views[i].column].view = views[i].view[mode];
}

/* ---- cells ---- */

struct str
rows_place(const struct obs *o, struct arena *a)
{
	return o->line ? arena_printf(
		   a, "%.*s:%llu", STR_FMT(o->doc), (unsigned long long)o->line)
		       : arena_str(a, o->doc);
}

/* Two notes as one; without memory .p is NULL. */
static struct str
both(struct str was, struct str more, struct arena *a)
{
	return was.n && more.n
		   ? arena_printf(a, "%.*s; %.*s", STR_FMT(was), STR_FMT(more))
	       : was.n ? was
		       : more;
}

struct str
rows_note(const struct obs *o, struct arena *a)
{
	char day[DATE_TEXT];
	struct str words = o->note && o->note->words.p ? o->note->words : STR("");
	if (!o->withdrawn)
		return words;
	date_format(o->withdrawn->as_of, day);
	return both(words, arena_printf(a, "withdrawn %s", day), a);
}

/* All that a statement itself tells but its numbers. */
static void
fill_statement(struct str *row, const struct obs *o, struct arena *a)
{
	char period[OBS_LABEL], lag[LAG_TEXT];
	obs_label(o, period);
	lag_name(lag_of(o), lag);
	row[ROWS_COMPANY] = o->company.n ? o->company : o->doc;
	row[ROWS_METRIC] = o->metric;
	row[ROWS_SEGMENT] = o->segment;
	row[ROWS_STANCE] = str_from(obs_stance_name(o->stance));
	row[ROWS_KIND] = str_from(obs_kind_name(o->kind));
	row[ROWS_BASIS] = str_from(obs_basis_name(o->basis));
	row[ROWS_VARIANT] = o->variant;
	row[ROWS_MEASURE] = str_from(obs_measure_name(o->measure));
	row[ROWS_BASE] = arena_str(a, str_from(lag));
	row[ROWS_PERIOD] = arena_str(a, str_from(period));
	row[ROWS_START] = table_date(a, o->period.start);
	row[ROWS_END] = table_date(a, o->period.end);
	row[ROWS_AS_OF] = table_date(a, o->as_of);
	row[ROWS_SPEAKER] = o->speaker;
	row[ROWS_ROLE] = str_from(obs_role_name(o->role));
	row[ROWS_SOURCE] = o->source;
	row[ROWS_DOC] = o->doc;
	row[ROWS_LINE] = table_count(a, o->line);
	row[ROWS_BYTE_START] = table_count(a, o->start);
	row[ROWS_BYTE_END] = table_count(a, o->end);
	row[ROWS_PLACE] = rows_place(o, a);
	row[ROWS_TEXT] = o->text;
	row[ROWS_QUOTE] = o->quote;
	row[ROWS_SEGMENT_STATED] = o->note ? o->note->segment_stated : STR("");
	row[ROWS_NOTE] = row[ROWS_NOTE_TEXT] = rows_note(o, a);
}

struct str
rows_value(const struct series_point *p, struct str unit, struct arena *a)
{
	return p->obs && p->obs->event == OBS_WITHDRAWN
		   ? STR("withdrawn")
		   : series_text(p->low, p->high, unit, a);
}

static void
fill_value(
    struct str *row, const struct series_point *p, struct str unit, struct arena *a)
{
	row[ROWS_VALUE] = table_number(a, series_value(p));
	row[ROWS_LOW] = table_number(a, p->low);
	row[ROWS_HIGH] = table_number(a, p->high);
	row[ROWS_UNIT] = unit;
	row[ROWS_VALUE_TEXT] = rows_value(p, unit, a);
}

/* Whether memory was there for the cells that were made. */
static bool
complete(const struct str *row)
{
	static const enum rows_column made[] = {ROWS_PERIOD, ROWS_START, ROWS_END,
	    ROWS_BASE, ROWS_VALUE, ROWS_LOW, ROWS_HIGH, ROWS_VALUE_TEXT, ROWS_AS_OF,
	    ROWS_LINE, ROWS_BYTE_START, ROWS_BYTE_END, ROWS_PLACE, ROWS_NOTE};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (!row[made[i]].p)
			return false;
	return true;
}

/* Two statements made this level; it was known when the later of them was said. */
static int
fill_derived(struct str *row, const struct series_point *p, struct arena *a)
{
	struct str change = rows_place(p->obs, a), base = rows_place(p->base, a);
	row[ROWS_KIND] = str_from(obs_kind_name(OBS_LEVEL));
	row[ROWS_BASE] = STR("");
	row[ROWS_TEXT] = STR("");
	if (p->base->as_of == DATE_NONE || p->base->as_of > p->obs->as_of)
		row[ROWS_AS_OF] = table_date(a, p->base->as_of);
	row[ROWS_DERIVED] =
	    arena_printf(a, "%.*s %.*s", STR_FMT(change), STR_FMT(base));
	struct str level = series_text(p->base->low, p->base->high, p->base->unit, a),
		   by = series_text(p->obs->low, p->obs->high, p->obs->unit, a);
	row[ROWS_DERIVED_TEXT] = arena_printf(a, "%.*s of %.*s and %s of %.*s",
	    STR_FMT(level), STR_FMT(base), obs_kind_name(p->obs->kind), STR_FMT(by));
	return row[ROWS_DERIVED].p && row[ROWS_DERIVED_TEXT].p ? 0 : -1;
}

int
rows_add_point(struct table *t, const struct series *s, const struct series_point *p,
    struct err *e)
{
	struct str *row = table_row(t);
	struct arena *a = t->arena;
	if (!row)
		return err_nomem(e);
	size_t rivals = p->all ? conflict_rivals(p) : 0;
	fill_statement(row, p->obs, a);
	if (p > s->points && obs_is_break(p[-1].obs, p->obs))
		row[ROWS_NOTE] = row[ROWS_NOTE_TEXT] =
		    both(row[ROWS_NOTE], STR(OBS_BREAK), a);
	fill_value(row, p, s->unit, a);
	row[ROWS_STATEMENTS] = row[ROWS_STATEMENTS_TEXT] =
	    table_count(a, p->n_statements);
	row[ROWS_SPREAD] = table_number(a, p->spread);
	row[ROWS_CONFLICTS] = p->all ? table_count(a, rivals) : STR("");
	if (p->spread > 0 || rivals) {
		struct str apart = series_text(p->spread, p->spread, s->unit, a);
		row[ROWS_SPREAD_TEXT] =
		    rivals ? arena_printf(a, "%.*s, %zu contradict%s", STR_FMT(apart),
			rivals, rivals == 1 ? "s" : "")
			   : apart;
	}
	if (p->base && fill_derived(row, p, a) != 0)
		return err_nomem(e);
	return row[ROWS_STATEMENTS].p && row[ROWS_SPREAD].p && row[ROWS_CONFLICTS].p
		       && complete(row)
		   ? 0
		   : err_nomem(e);
}

struct str *
rows_add_statement(struct table *t, const struct obs *o, struct str unit,
    const char *used, struct err *e)
{
	double f = 1;
	struct str *row = table_row(t);
	if (!row) {
		(void)err_nomem(e);
		return NULL;
	}
	if (unit.n == 0 || !unit_factor(o->unit, unit, &f))
		unit = o->unit;
	struct series_point p = {.low = o->low * f, .high = o->high * f, .obs = o};
	fill_statement(row, o, t->arena);
	fill_value(row, &p, unit, t->arena);
	row[ROWS_USED] = str_from(used);
	if (complete(row))
		return row;
	(void)err_nomem(e);
	return NULL;
}

int
rows_tell_filed(struct table *t, const struct filed_table *filed, const struct obs *o,
    struct err *e)
{
	struct str *row = t->cells + (t->n - 1) * t->n_columns;
	struct filed_cells c;
	if (filed_tell(filed, o, row[ROWS_UNIT], t->arena, &c, e) != 0)
		return -1;
	row[ROWS_FILED] = c.verdict;
	row[ROWS_FILED_VALUE] = c.value;
	row[ROWS_FILED_TEXT] = c.text;
	return 0;
}
