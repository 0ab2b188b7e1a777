/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries quantities: every quantity of a text, metric or not. */
#include <stdio.h>
#include <stdlib.h>

#include "extract/quantities.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/json.h"
#include "series/options.h"

enum { KEY_DATE = 0x2100, KEY_PERIOD, KEY_YEAR_END, KEY_MOST };

struct settings {
	struct options common;
	struct callinfo call;
	size_t most; /* bytes of a document */
	bool ndjson;
	char **paths;
	int n_paths;
};

static error_t
bad(struct settings *s, const char *option, const char *arg, const char *wanted)
{
	(void)err_set(
	    &s->common.err, ERR_USAGE, "--%s '%.80s' is no %s", option, arg, wanted);
	return EINVAL;
}

static error_t
set_month(struct settings *s, const char *arg)
{
	static const char *const months[] = {"january", "february", "march", "april",
	    "may", "june", "july", "august", "september", "october", "november",
	    "december"};
	char *end;
	long number = strtol(arg, &end, 10);
	if (*end == '\0' && number >= 1 && number <= 12)
		s->call.year_end_month = (int)number;
	for (int m = 0; m < 12; m++)
		if (str_eq_nocase(str_from(arg), str_from(months[m])))
			s->call.year_end_month = m + 1;
	return s->call.year_end_month
		   ? 0
		   : bad(s, "fiscal-year-end", arg, "month (1..12 or its name)");
}

static error_t
set_most(struct settings *s, const char *arg)
{
	char *end;
	long megabytes = strtol(arg, &end, 10);
	if (*end != '\0' || megabytes < 1 || megabytes > 1 << 20)
		return bad(
		    s, "max-document", arg, "number of megabytes from 1 to 1048576");
	s->most = (size_t)megabytes << 20;
	return 0;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	int y, q;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_DATE:
		return date_parse(str_from(arg), &s->call.as_of)
			   ? 0
			   : bad(s, "date", arg, "date (YYYY-MM-DD)");
	case KEY_PERIOD:
		s->call.fiscal_period = str_from(arg);
		return fiscal_parse_label(str_from(arg), &y, &q)
			   ? 0
			   : bad(s, "fiscal-period", arg, "quarter like 2017-Q2");
	case KEY_YEAR_END:
		return set_month(s, arg);
	case KEY_MOST:
		return set_most(s, arg);
	case ARGP_KEY_ARGS:
		s->paths = state->argv + state->next;
		s->n_paths = state->argc - state->next;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The columns, doc apart; low and high are numbers but of dates and periods. */
enum { LOW = 3, HIGH, UNIT, TEXT, COLUMNS };
static const char *const columns[COLUMNS] = {
    "start", "end", "type", "low", "high", "unit", "text"};

struct row {
	char digits[4][OBS_FIELD_TEXT]; /* start, end, low, high */
	struct str v[COLUMNS];
	bool number[COLUMNS];
};

static void
fill(struct row *r, const struct quantities_item *x)
{
	bool time = x->type == QUANTITIES_DATE || x->type == QUANTITIES_PERIOD;
	obs_number((double)x->start, r->digits[0]);
	obs_number((double)x->end, r->digits[1]);
	if (time) {
		date_format(x->period.start, r->digits[2]);
		date_format(x->period.end, r->digits[3]);
	} else {
		obs_number(x->low, r->digits[2]);
		obs_number(x->high, r->digits[3]);
	}
	const struct str v[COLUMNS] = {str_from(r->digits[0]), str_from(r->digits[1]),
	    str_from(quantities_type_name(x->type)), str_from(r->digits[2]),
	    str_from(r->digits[3]), x->unit, x->text};
	memcpy(r->v, v, sizeof v);
	const bool number[COLUMNS] = {true, true, [LOW] = !time, [HIGH] = !time};
	memcpy(r->number, number, sizeof number);
}

static void
write_csv(FILE *f, const struct row *r)
{
	for (size_t i = 0; i < COLUMNS; i++)
		csv_write_field(f, r->v[i], i + 1 == COLUMNS);
}

static int
write_json(FILE *f, const struct row *r, const struct str *doc, struct err *e)
{
	const char *sep = "{";
	if (doc) {
		(void)fputs("{\"doc\":", f);
		if (json_write_str(f, *doc, e) != 0)
			return -1;
		sep = ",";
	}
	for (size_t i = 0; i < COLUMNS; i++) {
		(void)fprintf(f, "%s\"%s\":", sep, columns[i]);
		sep = ",";
		if (r->v[i].n == 0)
			(void)fputs("null", f);
		else if (r->number[i])
			(void)fwrite(r->v[i].p, 1, r->v[i].n, f);
		else if (json_write_str(f, r->v[i], e) != 0)
			return -1;
	}
	(void)fputs("}\n", f);
	return 0;
}

static void
write_header(FILE *f, bool doc)
{
	if (doc)
		csv_write_field(f, STR("doc"), false);
	for (size_t i = 0; i < COLUMNS; i++)
		csv_write_field(f, str_from(columns[i]), i + 1 == COLUMNS);
}

/* What a reader of the list should know about one text. */
static void
warn_about(const struct settings *s, const char *path, const struct quantities *q)
{
	struct err e;
	err_clear(&e);
	if (s->common.quiet)
		return;
	if (q->bad_utf8) {
		(void)err_set(&e, ERR_DATA,
		    "not UTF-8 at byte %zu; such bytes were read as Windows-1252",
		    q->bad_utf8 - 1);
		(void)err_at(&e, str_from(path), 0);
		err_print(stderr, &e);
		err_clear(&e);
	}
	if (q->unresolved) {
		(void)err_set(&e, ERR_DATA,
		    "%zu relative date%s stay%s empty, for the text's own is not "
		    "known; "
		    "give --date",
		    q->unresolved, q->unresolved == 1 ? "" : "s",
		    q->unresolved == 1 ? "s" : "");
		(void)err_at(&e, str_from(path), 0);
		err_print(stderr, &e);
	}
}

/* The quantities of one text, written; how many in *n. */
static int
one(const struct settings *s, const char *path, FILE *f, size_t *n, struct err *e)
{
	struct arena a = {NULL};
	struct str bytes, doc = str_from(path);
	struct quantities q;
	struct callinfo call = s->call;
	bool several = s->n_paths > 1;
	int rc = -1;
	if (file_read(path, s->most, &a, &bytes, e) != 0
	    || quantities_find(doc, bytes, &call, &a, &q, e) != 0)
		goto done;
	warn_about(s, path, &q);
	*n += q.n;
	rc = 0;
	for (size_t i = 0; i < q.n && rc == 0; i++) {
		struct row r;
		fill(&r, &q.v[i]);
		if (s->ndjson) {
			rc = write_json(f, &r, several ? &doc : NULL, e);
			continue;
		}
		if (several)
			csv_write_field(f, doc, false);
		write_csv(f, &r);
	}
done:
	arena_release(&a);
	return rc;
}

/* A text that cannot be read is said at once, the others go on. */
static int
all(const struct settings *s, struct err *e)
{
	struct out out;
	size_t n = 0;
	enum err_code worst = ERR_NONE;
	if (out_open(&out, s->common.output, e) != 0)
		return -1;
	if (!s->ndjson)
		write_header(out.f, s->n_paths > 1);
	for (int i = 0; i < s->n_paths; i++) {
		if (one(s, s->paths[i], out.f, &n, e) == 0)
			continue;
		if (e->code == ERR_NOMEM) {
			out_abort(&out);
			return -1;
		}
		(void)err_at(e, str_from(s->paths[i]), 0);
		err_print(stderr, e);
		worst = worst == ERR_NONE ? e->code : worst;
		err_clear(e);
	}
	if (out_commit(&out, e) != 0)
		return -1;
	e->code = worst; /* its message has been printed */
	if (worst != ERR_NONE)
		return -1;
	return n ? 0
		 : err_set(e, ERR_EMPTY, "nothing found: no quantity in what was read");
}

static int
check(struct settings *s, struct err *e)
{
	const char *format = s->common.format;
	s->ndjson = format && strcmp(format, "ndjson") == 0;
	if (format && !s->ndjson && strcmp(format, "csv") != 0)
		return err_set(
		    e, ERR_USAGE, "--format '%s' is not among csv, ndjson", format);
	if (s->n_paths == 0)
		return err_set(e, ERR_USAGE,
		    "quantities of what? Name files or - (tseries quantities --help)");
	return 0;
}

static int
run(int argc, char **argv, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
		{"date", KEY_DATE, "DATE", 0, "the day of the text, by which relative dates are resolved", 0},
		{"fiscal-period", KEY_PERIOD, "YYYY-Qn", 0, "the quarter that it reports", 0},
		{"fiscal-year-end", KEY_YEAR_END, "MONTH", 0, "the month in which the fiscal year ends", 0},
		{"max-document", KEY_MOST, "MB", 0, "refuse larger documents (64)", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "PATH...",
	    "List every quantity of a text, metric or not: numbers, money, percent, "
	    "rates, measures, dates.\v"
	    "PATH is a text file or - for standard input.  The columns are start, end, "
	    "type, low, high, unit and text; start and end are bytes of the file.  "
	    "FORMAT is csv or ndjson.\n\n"
	    "  tseries quantities call.txt\n"
	    "  tseries quantities --date 2017-08-02 --format ndjson - < call.txt\n"
	    "  tseries quantities calls/*.txt -o quantities.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(),
	    .call = CALLINFO_NONE,
	    .most = (size_t)64 << 20};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	return check(&s, e) == 0 ? all(&s, e) : -1;
}

const struct cmd cmd_quantities = {
    "quantities", "PATH...", "every quantity of a text, metric or not", run};
