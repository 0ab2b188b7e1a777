/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/fit/saved.h"
#include "series/obs.h"
#include "series/options.h"
#include "series/table.h"

enum { KEY_AT = 0x3100, KEY_FROM, KEY_UNTIL, KEY_STEP };
enum { MOST_ROWS = 20000, MOST_AT = 64 };
static const double YEAR = 365.25, MOST_DAY = 3e6; /* years -6000 to 10,000 */

struct settings {
	struct options common;
	const char *file;
	int32_t at[MOST_AT], from, until;
	size_t n_at;
	int months; /* of --step; 0: days */
	bool step;  /* it was given */
	enum table_form form;
};

/* ---- options ---- */

static error_t
take_day(struct settings *s, const char *option, struct str text, int32_t *out)
{
	if (date_parse(text, out))
		return 0;
	(void)err_set(&s->common.err, ERR_USAGE, "%s '%.*s' is not a date (YYYY-MM-DD)",
	    option, STR_FMT(text));
	return EINVAL;
}

static error_t
take_days(struct settings *s, const char *arg)
{
	struct str rest = str_from(arg);
	while (rest.n) {
		if (s->n_at == MOST_AT) {
			(void)err_set(&s->common.err, ERR_USAGE,
			    "--at takes %d days (--from, --until and --step give more)",
			    MOST_AT);
			return EINVAL;
		}
		if (take_day(s, "--at", str_cut(&rest, ','), &s->at[s->n_at]) != 0)
			return EINVAL;
		s->n_at++;
	}
	return 0;
}

static error_t
take_step(struct settings *s, const char *arg)
{
	static const struct {
		const char *name;
		int months;
	} steps[] = {
	    {"day", 0}, {"month", 1}, {"quarter", 3}, {"half", 6}, {"year", 12}};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (strcmp(arg, steps[i].name) == 0) {
			s->months = steps[i].months;
			s->step = true;
			return 0;
		}
	(void)err_set(&s->common.err, ERR_USAGE,
	    "--step '%s' is not among day, month, quarter, half, year", arg);
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
	case KEY_AT:
		return take_days(s, arg);
	case KEY_FROM:
		return take_day(s, "--from", str_from(arg), &s->from);
	case KEY_UNTIL:
		return take_day(s, "--until", str_from(arg), &s->until);
	case KEY_STEP:
		return take_step(s, arg);
	case ARGP_KEY_ARG:
		if (s->file) {
			(void)err_set(&s->common.err, ERR_USAGE,
			    "one saved fit at a time, not '%s' too", arg);
			return EINVAL;
		}
		s->file = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* ---- rows ---- */

static const struct table_column columns[] = {{"date", false, TABLE_BOTH, 0},
    {"value", true, TABLE_BOTH, 0}, {"per_year", true, TABLE_BOTH, 0},
    {"low80", true, TABLE_BOTH, 0}, {"high80", true, TABLE_BOTH, 0},
    {"low95", true, TABLE_BOTH, 0}, {"high95", true, TABLE_BOTH, 0},
    {"amount", true, TABLE_BOTH, 0}};
/* The last one only where the curve is of totals. */
enum { COLUMNS = sizeof columns / sizeof *columns, AMOUNT = COLUMNS - 2 };

/* For people four digits say enough. */
static struct str
number(const struct table *t, double v, bool people)
{
	char text[OBS_FIELD_TEXT];
	if (!isfinite(v))
		return STR("");
	obs_number(people ? fit_round(v, v / 100) : v, text);
	return arena_str(t->arena, str_from(text));
}

/* before: the day of the row before, DATE_NONE in the first one. */
static int
add_row(const struct settings *s, const struct saved *fit, const int32_t day[2],
    struct table *t, struct err *e)
{
	bool people = s->form == TABLE_PLAIN;
	double v[COLUMNS - 1], none = (double)NAN;
	char date[DATE_TEXT];
	struct str *row = table_row(t);
	v[0] = saved_value(fit, day[1]);
	v[1] = saved_slope(fit, day[1]) * YEAR;
	for (size_t k = 2; k < COLUMNS - 1; k++)
		v[k] = none;
	if (fit->draws.n
	    && (saved_band(fit, day[1], 0.80, &v[2], &v[3], e) != 0
		|| saved_band(fit, day[1], 0.95, &v[4], &v[5], e) != 0))
		return -1;
	if (day[0] != DATE_NONE)
		v[AMOUNT] = saved_amount(fit, day[0], day[1]);
	if (!row)
		return err_nomem(e);
	date_format(day[1], date);
	row[0] = arena_str(t->arena, str_from(date));
	for (size_t k = 0; k + 1 < t->n_columns; k++) {
		row[k + 1] = number(t, v[k], people);
		if (!row[k + 1].p)
			return err_nomem(e);
	}
	return row[0].p ? 0 : err_nomem(e);
}

static int32_t
day_of(const struct settings *s, int32_t from, int i)
{
	return s->months ? date_add_months(from, i * s->months) : from + i;
}

static int
add_range(
    const struct settings *s, const struct saved *fit, struct table *t, struct err *e)
{
	double first = fit->fit.first, last = fit->fit.last;
	if (!(fabs(first) < MOST_DAY && fabs(last) < MOST_DAY))
		return err_set(
		    e, ERR_DATA, "no saved fit of the calendar: its times are no days");
	int32_t from = s->from, until = s->until;
	if (from == DATE_NONE)
		from = (int32_t)floor(first);
	if (until == DATE_NONE)
		until = (int32_t)ceil(last + fmax(YEAR / 2, (last - first) / 4));
	if (until < from)
		return err_set(e, ERR_USAGE, "--until lies before --from");
	for (int i = 0; day_of(s, from, i) <= until; i++) {
		if (i == MOST_ROWS)
			return err_set(e, ERR_USAGE,
			    "more than %d days; a longer --step or a shorter time",
			    MOST_ROWS);
		int32_t day[] = {
		    i ? day_of(s, from, i - 1) : DATE_NONE, day_of(s, from, i)};
		if (add_row(s, fit, day, t, e) != 0)
			return -1;
	}
	return 0;
}

static int
write_rows(const struct settings *s, const struct saved *fit, const struct table *t,
    struct err *e)
{
	struct out out;
	if (out_open(&out, s->common.output, e) != 0)
		return -1;
	if (s->form == TABLE_PLAIN) {
		(void)fprintf(out.f, "%s curve, ", fit_model_name(fit->fit.model));
		err_print_safe(out.f, fit->company);
		(void)fputs(" ", out.f);
		err_print_safe(out.f, fit->metric);
		(void)fputs(", ", out.f);
		err_print_safe(out.f, fit->unit);
		if (fit->cumulative)
			(void)fputs(", what all came to", out.f);
		if (fit->fit.robust)
			(void)fputs(", scatter by Student's t", out.f);
		(void)fputc('\n', out.f);
	}
	if (table_write(t, s->form, table_width(out.f), out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

static int
evaluate(const struct settings *s, struct err *e)
{
	struct saved fit;
	struct arena a = {NULL};
	struct table t = {.columns = columns, .n_columns = COLUMNS - 1, .arena = &a};
	int rc = saved_load(s->file, &fit, e);
	if (rc == 0 && fit.cumulative)
		t.n_columns = COLUMNS;
	for (size_t i = 0; rc == 0 && i < s->n_at; i++)
		rc = add_row(s, &fit,
		    (int32_t[]){i ? s->at[i - 1] : DATE_NONE, s->at[i]}, &t, e);
	if (rc == 0 && s->n_at == 0 && add_range(s, &fit, &t, e) != 0)
		rc = err_at(e, str_from(s->file), 0);
	if (rc == 0)
		rc = write_rows(s, &fit, &t, e);
	saved_free(&fit);
	arena_release(&a);
	return rc;
}

static int
run(int argc, char **argv, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
	    {"at", KEY_AT, "DATE,...", 0, "on these days", 0},
	    {"from", KEY_FROM, "DATE", 0, "from this day on (else the first value's)", 0},
	    {"until", KEY_UNTIL, "DATE", 0, "until this day (else a quarter of the fitted time behind the last value)", 0},
	    {"step", KEY_STEP, "STEP", 0, "day, month, quarter (else), half, year", 0},
	    {NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "FILE",
	    "Evaluate a fit that `tseries fit METRIC --format json` saved.\v"
	    "FILE may be -. --format is table, csv, json or ndjson.\n\n"
	    "  tseries fit rate --format json -o fit.json\n"
	    "  tseries curve fit.json --until 2027-12-31 --format csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(),
	    .from = DATE_NONE,
	    .until = DATE_NONE,
	    .months = 3};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (!s.file)
		return err_set(e, ERR_USAGE,
		    "evaluate what? Name a file that fit --format json wrote");
	if (s.n_at && (s.from != DATE_NONE || s.until != DATE_NONE || s.step))
		return err_set(e, ERR_USAGE,
		    "--at names the days: --from, --until and --step do not fit");
	if (table_form(s.common.format, &s.form, e) != 0)
		return -1;
	return evaluate(&s, e);
}

const struct cmd cmd_curve = {"curve", "FILE", "evaluate a fit that was saved", run};
