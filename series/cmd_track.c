/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries track: what was promised, how it moved from call to call, and what came. */
#include <math.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/filed.h"
#include "series/load.h"
#include "series/options.h"
#include "series/rows.h"
#include "series/select.h"
#include "series/table.h"
#include "series/track.h"
#include "series/track_words.h"

enum { KEY_ALL = 0x2000, KEY_ACTUAL };

/* ---- columns ---- */

/* For machines: rows of several kinds in one table, `row` says which. */
enum column {
	ROW,
	PROMISE,
	COMPANY,
	METRIC,
	SEGMENT,
	KIND,
	BASIS,
	VARIANT,
	MEASURE,
	SCOPE,
	SHAPE,
	PERIOD,
	START,
	END,
	LOW,
	HIGH,
	UNIT,
	VALUE_TEXT,
	FIRST_AS_OF,
	AS_OF,
	MOVE,
	SHIFT,
	DAYS,
	N,
	OUTCOME,
	ACTUAL_LOW,
	ACTUAL_HIGH,
	ACTUAL_TEXT,
	ACTUAL_START,
	ACTUAL_END,
	ACTUAL_DAY,
	ACTUAL_AS_OF,
	ACTUAL_SOURCE,
	ACTUAL_DOC,
	ACTUAL_LINE,
	POSITION,
	POSITION_PERCENT,
	LATE_DAYS,
	LATE_DAYS_LAST,
	OTHER,
	KEPT,
	MISSED,
	LATE,
	OPEN,
	WITHDRAWN,
	NO_ACTUAL,
	UNCLEAR,
	MEAN_POINTS,
	N_POINTS,
	MEAN_PERCENT,
	N_PERCENT,
	SPEAKER,
	DOC,
	LINE,
	BYTE_START,
	BYTE_END,
	QUOTE,
	FILED,
	FILED_VALUE,
	ACTUAL_BASIS,
	COLUMNS
};
/* clang-format off */
static const struct table_column columns[COLUMNS] = {
	[ROW]              = {.name = "row"},
	[PROMISE]          = {.name = "promise", .number = true},
	[COMPANY]          = {.name = "company"},
	[METRIC]           = {.name = "metric"},
	[SEGMENT]          = {.name = "segment"},
	[KIND]             = {.name = "kind"},
	[BASIS]            = {.name = "basis"},
	[VARIANT]          = {.name = "variant"},
	[MEASURE]          = {.name = "measure"},
	[SCOPE]            = {.name = "scope"},
	[SHAPE]            = {.name = "shape"},
	[PERIOD]           = {.name = "period"},
	[START]            = {.name = "period_start"},
	[END]              = {.name = "period_end"},
	[LOW]              = {.name = "low", .number = true},
	[HIGH]             = {.name = "high", .number = true},
	[UNIT]             = {.name = "unit"},
	[VALUE_TEXT]       = {.name = "value_text"},
	[FIRST_AS_OF]      = {.name = "first_as_of"},
	[AS_OF]            = {.name = "as_of"},
	[MOVE]             = {.name = "move"},
	[SHIFT]            = {.name = "shift", .number = true},
	[DAYS]             = {.name = "days", .number = true},
	[N]                = {.name = "n", .number = true},
	[OUTCOME]          = {.name = "outcome"},
	[ACTUAL_LOW]       = {.name = "actual_low", .number = true},
	[ACTUAL_HIGH]      = {.name = "actual_high", .number = true},
	[ACTUAL_TEXT]      = {.name = "actual_text"},
	[ACTUAL_START]     = {.name = "actual_start"},
	[ACTUAL_END]       = {.name = "actual_end"},
	[ACTUAL_DAY]       = {.name = "actual_day"},
	[ACTUAL_AS_OF]     = {.name = "actual_as_of"},
	[ACTUAL_SOURCE]    = {.name = "actual_source"},
	[ACTUAL_DOC]       = {.name = "actual_doc"},
	[ACTUAL_LINE]      = {.name = "actual_line", .number = true},
	[POSITION]         = {.name = "position", .number = true},
	[POSITION_PERCENT] = {.name = "position_percent", .number = true},
	[LATE_DAYS]        = {.name = "late_days", .number = true},
	[LATE_DAYS_LAST]   = {.name = "late_days_last", .number = true},
	[OTHER]            = {.name = "other_actual"},
	[KEPT]             = {.name = "n_kept", .number = true},
	[MISSED]           = {.name = "n_missed", .number = true},
	[LATE]             = {.name = "n_late", .number = true},
	[OPEN]             = {.name = "n_open", .number = true},
	[WITHDRAWN]        = {.name = "n_withdrawn", .number = true},
	[NO_ACTUAL]        = {.name = "n_no_actual", .number = true},
	[UNCLEAR]          = {.name = "n_unclear", .number = true},
	[MEAN_POINTS]      = {.name = "mean_points", .number = true},
	[N_POINTS]         = {.name = "n_points", .number = true},
	[MEAN_PERCENT]     = {.name = "mean_percent", .number = true},
	[N_PERCENT]        = {.name = "n_percent", .number = true},
	[SPEAKER]          = {.name = "speaker"},
	[DOC]              = {.name = "doc"},
	[LINE]             = {.name = "line", .number = true},
	[BYTE_START]       = {.name = "start", .number = true},
	[BYTE_END]         = {.name = "end", .number = true},
	[QUOTE]            = {.name = "quote"},
	[FILED]            = {.name = "filed"},
	[FILED_VALUE]      = {.name = "filed_value", .number = true},
	[ACTUAL_BASIS]     = {.name = "actual_basis"},
};

/* For people: a table for each key, then the undated targets, then the events. */
enum { P_NUMBER, P_FOR, P_VALUE, P_SAID, P_WHAT, P_SOURCE, P_QUOTE, P_COLUMNS };
static const struct table_column step_columns[P_COLUMNS] = {
	[P_NUMBER] = {.name = "#", .number = true},
	[P_FOR]    = {.name = "for"},
	[P_VALUE]  = {.name = "value"},
	[P_SAID]   = {.name = "said"},
	[P_WHAT]   = {.name = "what"},
	[P_SOURCE] = {.name = "source", .most = 40},
	[P_QUOTE]  = {.name = "quote", .most = 400},
};
enum { U_WHAT, U_VALUE, U_FIRST, U_LAST, U_N, U_SOURCE, U_QUOTE, U_COLUMNS };
static const struct table_column undated_columns[U_COLUMNS] = {
	[U_WHAT]   = {.name = "without a date", .most = 60},
	[U_VALUE]  = {.name = "value"},
	[U_FIRST]  = {.name = "first said"},
	[U_LAST]   = {.name = "last said"},
	[U_N]      = {.name = "n", .number = true},
	[U_SOURCE] = {.name = "source", .most = 40},
	[U_QUOTE]  = {.name = "wording now", .most = 400},
};
enum { E_SAID, E_COMPANY, E_EVENT, E_OF, E_FOR, E_SOURCE, E_QUOTE, E_COLUMNS };
static const struct table_column event_columns[E_COLUMNS] = {
	[E_SAID]   = {.name = "said"},
	[E_COMPANY] = {.name = "company", .most = 30},
	[E_EVENT]  = {.name = "without a value"},
	[E_OF]     = {.name = "of"},
	[E_FOR]    = {.name = "for"},
	[E_SOURCE] = {.name = "source", .most = 40},
	[E_QUOTE]  = {.name = "quote", .most = 400},
};
/* clang-format on */

struct settings {
	struct options common;
	const char *metric, *actual;
	bool all;
};

struct job {
	const struct settings *set;
	enum table_form form;
	const struct catalog_metric *metric;
	struct arena *arena;
	struct track track;
	bool nomem; /* a cell could not be made */
};

/* ---- cells ---- */

static struct str
made(struct job *j, struct str s)
{
	j->nomem |= !s.p;
	return s;
}

static struct str
number(struct job *j, double v)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	return made(j, arena_str(j->arena, str_from(text)));
}

/* What was worked out, without the last digits that come of working it out. */
static struct str
worked_out(struct job *j, double v)
{
	char text[OBS_FIELD_TEXT];
	if (isnan(v))
		return STR("");
	(void)snprintf(text, sizeof text, "%.12g", v);
	return number(j, strtod(text, NULL));
}

static struct str
count(struct job *j, uint64_t v)
{
	return made(j, arena_printf(j->arena, "%llu", (unsigned long long)v));
}

static struct str
days(struct job *j, int32_t v)
{
	return made(j, arena_printf(j->arena, "%ld", (long)v));
}

static struct str
date(struct job *j, int32_t d)
{
	char text[DATE_TEXT];
	date_format(d, text);
	return made(j, arena_str(j->arena, str_from(text)));
}

static struct str
label(struct job *j, const struct obs *o, struct period p)
{
	char text[OBS_LABEL];
	if (p.start == o->period.start && p.end == o->period.end)
		obs_label(o, text);
	else
		period_label(p, text);
	return made(j, arena_str(j->arena, str_from(text)));
}

static struct str
value(struct job *j, double low, double high, struct str unit)
{
	return made(j, series_text(low, high, unit, j->arena));
}

static struct str
place(struct job *j, const struct obs *o)
{
	return made(j, rows_place(o, j->arena));
}

static struct str *
row_of(struct table *t, struct job *j)
{
	struct str *row = table_row(t);
	j->nomem |= !row;
	return row;
}

/* ---- for machines ---- */

static void
fill_key(struct str *row, struct job *j, const struct series_key *k, bool part)
{
	row[COMPANY] = k->company;
	row[METRIC] = j->metric->name;
	row[SEGMENT] = k->segment;
	row[KIND] = str_from(obs_kind_name(k->kind));
	row[BASIS] = str_from(obs_basis_name(k->basis));
	row[VARIANT] = k->variant;
	row[MEASURE] = str_from(obs_measure_name(k->measure));
	row[SCOPE] = part ? STR("part") : STR("");
}

static void
fill_value(struct str *row, struct job *j, double low, double high, struct str unit)
{
	row[LOW] = number(j, low);
	row[HIGH] = number(j, high);
	row[UNIT] = unit;
	row[VALUE_TEXT] = value(j, low, high, unit);
}

static void
fill_period(struct str *row, struct job *j, const struct obs *o, struct period p)
{
	row[PERIOD] = label(j, o, p);
	row[START] = date(j, p.start);
	row[END] = date(j, p.end);
}

static void
fill_place(struct str *row, struct job *j, const struct obs *o)
{
	row[AS_OF] = date(j, o->as_of);
	row[SPEAKER] = o->speaker;
	row[DOC] = o->doc;
	row[LINE] = count(j, o->line);
	row[BYTE_START] = count(j, o->start);
	row[BYTE_END] = count(j, o->end);
	row[QUOTE] = o->quote;
}

static double
filed_value(const struct track_promise *p)
{
	struct series_point x = {.low = p->filed_low, .high = p->filed_high};
	return series_value(&x);
}

static void
fill_outcome(struct str *row, struct job *j, const struct track_promise *p)
{
	const struct obs *o = p->actual;
	row[OUTCOME] = str_from(track_outcome_name(p->outcome));
	if (p->n_others)
		row[OTHER] = made(j, track_words_others(p, j->arena));
	if (p->filed) {
		row[FILED] = str_from(track_outcome_name(p->filed_outcome));
		row[FILED_VALUE] = worked_out(j, filed_value(p));
	}
	if (!o)
		return;
	row[ACTUAL_LOW] = number(j, p->actual_low);
	row[ACTUAL_HIGH] = number(j, p->actual_high);
	row[ACTUAL_TEXT] = value(j, p->actual_low, p->actual_high, p->unit);
	row[ACTUAL_START] = date(j, o->period.start);
	row[ACTUAL_END] = date(j, o->period.end);
	row[ACTUAL_DAY] = date(j, p->actual_day);
	row[ACTUAL_AS_OF] = date(j, o->as_of);
	row[ACTUAL_SOURCE] = o->source;
	row[ACTUAL_BASIS] = str_from(obs_basis_name(o->basis));
	row[ACTUAL_DOC] = o->doc;
	row[ACTUAL_LINE] = count(j, o->line);
	row[POSITION] = worked_out(j, p->position);
	row[POSITION_PERCENT] = worked_out(j, p->position_percent);
	if (p->milestone && p->outcome != TRACK_NOT_REACHED) {
		row[LATE_DAYS] = days(j, p->late_first);
		row[LATE_DAYS_LAST] = days(j, p->late_last);
	}
}

static void
add_promise(struct table *t, struct job *j, const struct track_promise *p)
{
	uint64_t id = (uint64_t)(p - j->track.promises) + 1;
	struct str shape = p->milestone ? STR("date") : STR("value");
	for (size_t i = 0; i <= p->n; i++) { /* the steps, then what they come to */
		const struct track_step *s = &p->steps[i < p->n ? i : p->n - 1];
		struct str *row = row_of(t, j);
		if (!row)
			return;
		fill_key(row, j, &p->key, p->part);
		fill_period(row, j, s->obs, s->period);
		fill_value(row, j, s->low, s->high, p->unit);
		fill_place(row, j, s->obs);
		row[PROMISE] = count(j, id);
		row[SHAPE] = shape;
		row[FIRST_AS_OF] = date(j, p->steps[0].obs->as_of);
		row[ROW] = i < p->n ? STR("step") : STR("promise");
		row[N] = count(j, i < p->n ? s->n : p->n);
		if (i == p->n) {
			fill_outcome(row, j, p);
			continue;
		}
		row[MOVE] = str_from(track_move_name(s->move));
		row[SHIFT] = worked_out(j, s->shift);
		if (s->move == TRACK_DELAYED || s->move == TRACK_ADVANCED)
			row[DAYS] = days(j, s->days);
	}
}

static void
add_undated(struct table *t, struct job *j, const struct track_undated *u)
{
	struct str *row = row_of(t, j);
	if (!row)
		return;
	row[ROW] = STR("undated");
	fill_key(row, j, &u->key, u->part);
	fill_value(row, j, u->low, u->high, u->unit);
	fill_place(row, j, u->last);
	row[FIRST_AS_OF] = date(j, u->first->as_of);
	row[N] = count(j, u->n);
}

static void
add_event(struct table *t, struct job *j, const struct obs *o)
{
	struct series_key k = series_key_of(o);
	struct str *row = row_of(t, j);
	if (!row)
		return;
	row[ROW] = STR("event");
	fill_key(row, j, &k, false);
	row[METRIC] = o->metric;
	row[KIND] = STR("");
	row[MOVE] = str_from(obs_event_name(o->event));
	fill_period(row, j, o, o->period);
	fill_place(row, j, o);
}

static void
add_summary(struct table *t, struct job *j, const struct track_summary *s)
{
	struct str *row = row_of(t, j);
	if (!row)
		return;
	row[ROW] = STR("summary");
	row[COMPANY] = s->company;
	row[METRIC] = j->metric->name;
	row[N] = count(j, s->n);
	row[KEPT] = count(j, s->kept);
	row[MISSED] = count(j, s->missed);
	row[LATE] = count(j, s->late);
	row[OPEN] = count(j, s->open);
	row[WITHDRAWN] = count(j, s->withdrawn);
	row[NO_ACTUAL] = count(j, s->no_actual);
	row[UNCLEAR] = count(j, s->unclear);
	row[MEAN_POINTS] = worked_out(j, s->mean_points);
	row[N_POINTS] = count(j, s->n_points);
	row[MEAN_PERCENT] = worked_out(j, s->mean_percent);
	row[N_PERCENT] = count(j, s->n_percent);
}

static int
write_machines(struct job *j, FILE *f, struct err *e)
{
	const struct track *k = &j->track;
	struct table t = {.columns = columns, .n_columns = COLUMNS, .arena = j->arena};
	for (size_t i = 0; i < k->n; i++)
		add_promise(&t, j, &k->promises[i]);
	for (size_t i = 0; i < k->n_undated; i++)
		add_undated(&t, j, &k->undated[i]);
	for (size_t i = 0; i < k->n_events; i++)
		add_event(&t, j, k->events[i]);
	for (size_t i = 0; i < k->n_summaries; i++)
		add_summary(&t, j, &k->summaries[i]);
	return j->nomem ? err_nomem(e) : table_write(&t, j->form, 0, f, e);
}

/* ---- for people ---- */

static void
show_promise(struct table *t, struct job *j, const struct track_promise *p)
{
	struct str *row, id = count(j, (uint64_t)(p - j->track.promises) + 1);
	for (size_t i = 0; i < p->n; i++) {
		const struct track_step *s = &p->steps[i];
		if (!(row = row_of(t, j)))
			return;
		row[P_NUMBER] = id;
		row[P_FOR] = label(j, s->obs, s->period);
		row[P_VALUE] = value(j, s->low, s->high, p->unit);
		row[P_SAID] = date(j, s->obs->as_of);
		row[P_WHAT] = made(j, track_words_move(p, s, j->arena));
		row[P_SOURCE] = place(j, s->obs);
		row[P_QUOTE] = s->obs->quote;
	}
	if (p->outcome == TRACK_ENDED || !(row = row_of(t, j)))
		return;
	row[P_NUMBER] = id;
	row[P_WHAT] = made(j, track_words_outcome(p, j->arena));
	if (!p->actual)
		return;
	row[P_FOR] = p->milestone ? date(j, p->actual_day)
				  : label(j, p->actual, p->actual->period);
	row[P_VALUE] = value(j, p->actual_low, p->actual_high, p->unit);
	row[P_SAID] = date(j, p->actual->as_of);
	row[P_SOURCE] = place(j, p->actual);
	row[P_QUOTE] = p->actual->quote;
}

/* The title of a key, "(part)" where it is of a part only. */
static struct str
title(struct job *j, const struct series_key *key, bool part)
{
	struct series_key k = *key;
	k.stance = OBS_ACTUAL; /* that they are promises is plain */
	struct str text = made(j, series_title(&k, j->metric, j->arena));
	if (part)
		text = made(
		    j, arena_printf(j->arena, "%.*s \xc2\xb7 part", STR_FMT(text)));
	if (j->set->common.source)
		text = made(j, arena_printf(j->arena, "%.*s \xc2\xb7 %s", STR_FMT(text),
				   j->set->common.source));
	return text;
}

static int
show_table(
    struct job *j, const struct table *t, struct str head, FILE *f, struct err *e)
{
	if (j->nomem)
		return err_nomem(e);
	if (t->n == 0)
		return 0;
	err_print_safe(f, head);
	if (head.n)
		(void)fputc('\n', f);
	if (table_write(t, TABLE_PLAIN, table_width(f), f, e) != 0)
		return -1;
	(void)fputc('\n', f);
	return 0;
}

static int
show_promises(struct job *j, FILE *f, struct err *e)
{
	const struct track *k = &j->track;
	for (size_t i = 0, n; i < k->n; i = n) {
		const struct track_promise *p = &k->promises[i];
		struct table t = {
		    .columns = step_columns, .n_columns = P_COLUMNS, .arena = j->arena};
		for (n = i; n < k->n && k->promises[n].part == p->part
			    && series_cmp_subject(&k->promises[n].key, &p->key) == 0;
		     n++)
			show_promise(&t, j, &k->promises[n]);
		if (show_table(j, &t, title(j, &p->key, p->part), f, e) != 0)
			return -1;
	}
	return 0;
}

static int
show_undated(struct job *j, FILE *f, struct err *e)
{
	struct table t = {
	    .columns = undated_columns, .n_columns = U_COLUMNS, .arena = j->arena};
	for (size_t i = 0; i < j->track.n_undated; i++) {
		const struct track_undated *u = &j->track.undated[i];
		struct str *row = row_of(&t, j);
		if (!row)
			break;
		row[U_WHAT] = title(j, &u->key, u->part);
		row[U_VALUE] = value(j, u->low, u->high, u->unit);
		row[U_FIRST] = date(j, u->first->as_of);
		row[U_LAST] = date(j, u->last->as_of);
		row[U_N] = count(j, u->n);
		row[U_SOURCE] = place(j, u->last);
		row[U_QUOTE] = u->last->quote;
	}
	return show_table(j, &t, STR(""), f, e);
}

static int
show_events(struct job *j, FILE *f, struct err *e)
{
	struct table t = {
	    .columns = event_columns, .n_columns = E_COLUMNS, .arena = j->arena};
	for (size_t i = 0; i < j->track.n_events; i++) {
		const struct obs *o = j->track.events[i];
		struct str *row = row_of(&t, j);
		if (!row)
			break;
		row[E_SAID] = date(j, o->as_of);
		row[E_COMPANY] = o->company.n ? o->company : o->doc;
		row[E_EVENT] = str_from(obs_event_name(o->event));
		row[E_OF] = o->metric.n ? o->metric : STR("all guidance");
		row[E_FOR] = label(j, o, o->period);
		row[E_SOURCE] = place(j, o);
		row[E_QUOTE] = o->quote;
	}
	return show_table(j, &t, STR(""), f, e);
}

/* "Calder Motors: 6 promises: 3 kept, 1 missed, ...; mean position +1.2% (n=4)". */
static void
show_summary(const struct track_summary *s, FILE *f)
{
	const struct {
		size_t n;
		const char *name;
	} counts[] = {{s->kept, "kept"}, {s->missed, "missed"}, {s->late, "late"},
	    {s->open, "open"}, {s->withdrawn, "withdrawn"}, {s->unclear, "unclear"},
	    {s->no_actual, "without an actual"}};
	const char *before = ": ";
	err_print_safe(f, s->company);
	(void)fprintf(f, ": %zu promise%s", s->n, s->n == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i].n) {
			(void)fprintf(
			    f, "%s%zu %s", before, counts[i].n, counts[i].name);
			before = ", ";
		}
	char mean[TRACK_WORDS_NUMBER];
	track_words_number(s->mean_points, 2, mean);
	if (s->n_points)
		(void)fprintf(f, "; %s points from the middle on average (n=%zu)", mean,
		    s->n_points);
	track_words_number(s->mean_percent, 2, mean);
	if (s->n_percent)
		(void)fprintf(
		    f, "; %s%% from the middle on average (n=%zu)", mean, s->n_percent);
	(void)fputc('\n', f);
}

static int
write_people(struct job *j, FILE *f, struct err *e)
{
	if (show_promises(j, f, e) != 0 || show_undated(j, f, e) != 0
	    || show_events(j, f, e) != 0)
		return -1;
	for (size_t i = 0; i < j->track.n_summaries; i++)
		show_summary(&j->track.summaries[i], f);
	return 0;
}

/* ---- the command ---- */

/* Promises are the company's, or of the source that is asked for: a forecaster's are none.
 * What came is what was said or filed, or of that source. */
static void
keep_sources(struct load *l, const char *source)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct obs *o = &l->obs[i];
		bool own = filed_is_spoken(o) || str_eq(o->source, STR("filed"));
		bool asked = source && select_match(source, o->source);
		if (asked || (own && !(source && o->stance == OBS_GUIDANCE)))
			l->obs[n++] = *o;
	}
	l->n = n;
}

/* What others than the company expect, and who the first of them is. */
struct others {
	struct str source;
	size_t n;
};

static struct others
count_others(const struct job *j, const struct load *l, struct series_filter f)
{
	struct others x = {STR(""), 0};
	f.stance = "guidance";
	for (size_t i = 0; i < l->n && !f.source; i++) {
		const struct obs *o = &l->obs[i];
		if (filed_is_spoken(o) || !str_eq(o->metric, j->metric->name)
		    || !series_passes(&f, o))
			continue;
		if (x.n++ == 0)
			x.source = str_sub(o->source, 0, 60);
	}
	return x;
}

static int
nothing(const struct job *j, const struct others *x, struct err *e)
{
	if (x->n)
		return err_set(e, ERR_EMPTY,
		    "nothing found: the company promises nothing about %.*s; of others "
		    "there %s %zu expectation%s (--source %.*s)",
		    STR_FMT(j->metric->name), x->n == 1 ? "is" : "are", x->n,
		    x->n == 1 ? "" : "s", STR_FMT(x->source));
	return err_set(e, ERR_EMPTY,
	    "nothing found: no promise about %.*s in %.200s fits these options",
	    STR_FMT(j->metric->name), j->set->common.store);
}

static int
find(struct job *j, const struct catalog *c, struct err *e)
{
	const struct options *o = &j->set->common;
	const char *actual = j->set->actual;
	struct options all = *o;
	struct load load;
	bool latest = actual && strcmp(actual, "latest") == 0;
	if (o->stance || o->role)
		return err_set(e, ERR_USAGE,
		    "track looks at what the company guides and at what came: --%s "
		    "does not fit",
		    o->stance ? "stance" : "role");
	if (actual && !latest && strcmp(actual, "first") != 0)
		return err_set(e, ERR_USAGE,
		    "--actual '%.40s' is neither first nor latest", actual);
	/* What a promise was moved from, and what came, may lie outside of them. */
	all.from = all.to = DATE_NONE;
	j->metric = catalog_need(c, j->set->metric, e);
	struct track_query q = {.metric = j->metric,
	    .filter = series_filter_of(o),
	    .from = o->from,
	    .to = o->to,
	    .part = j->set->all || o->scope,
	    .latest = latest};
	if (!j->metric || table_form(o->format, &j->form, e) != 0
	    || series_check(&q.filter, e) != 0
	    || load_obs(&all, STR(""), LOAD_ALL, j->arena, &load, e) != 0)
		return -1;
	q.filter.aliases = &load.refs.segments;
	const struct others others = count_others(j, &load, q.filter);
	keep_sources(&load, o->source);
	q.obs = load.obs;
	q.n = load.n;
	if (track_run(&q, j->arena, &j->track, e) != 0)
		return -1;
	if (j->track.n || j->track.n_undated || j->track.n_events)
		return 0;
	return nothing(j, &others, e);
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
		rc = j.form == TABLE_PLAIN ? write_people(&j, out.f, e)
					   : write_machines(&j, out.f, e);
		if (rc == 0)
			rc = out_commit(&out, e);
		else
			out_abort(&out);
	}
	catalog_free(c);
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
	case KEY_ALL:
		s->all = true;
		return 0;
	case KEY_ACTUAL:
		s->actual = arg;
		return 0;
	case ARGP_KEY_ARG:
		return options_metric(&s->common, &s->metric, arg);
	case ARGP_KEY_NO_ARGS:
		(void)err_set(&s->common.err, ERR_USAGE,
		    "which metric? (tseries metrics lists them, tseries track --help "
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
	    {"actual", KEY_ACTUAL, "WHICH", 0,
		"of several actuals of a period: first (print; the default) or latest",
		0},
	    {"all", KEY_ALL, NULL, 0, "also promises about a part of a segment", 0},
	    {NULL, 0, NULL, 0, NULL, 0}};
	static const struct argp_child children[] = {
	    {&options_select_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Print what a company promised, how it moved from call to call, and what "
	    "came.\v"
	    "A promise is followed under one full key: a value for a period is raised, "
	    "cut, narrowed, widened, reaffirmed or withdrawn; a level to be reached by "
	    "a day is delayed or advanced.  Actuals are those of the same key alone.  "
	    "FORMAT is table, csv, json or ndjson.\n\n"
	    "  tseries track margin\n"
	    "  tseries track production_rate --segment 'Model C' --measure exit\n"
	    "  tseries track capex --actual latest --format csv -o capex.csv",
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

const struct cmd cmd_track = {
    "track", "METRIC", "what was promised, how it moved, and what came", run};
