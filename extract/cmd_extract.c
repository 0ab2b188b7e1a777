/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "extract/extract.h"
#include "extract/given.h"
#include "extract/input.h"
#include "series/base/hash.h"
#include "series/base/out.h"
#include "series/calendars.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/json.h"
#include "series/options.h"
#include "series/store.h"

enum { KEY_COMPANY = 0x2000, KEY_CALLS, KEY_OWN_QUARTERS };
enum format { FORMAT_STORE, FORMAT_CSV, FORMAT_NDJSON };

struct settings {
	struct options common;
	struct given given;
	char *calls;
	const char *fiscal;
	char **paths;
	int n_paths;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct extract *x;
	struct callinfo_table table;  /* of --calls */
	struct calendars calendars;   /* of --fiscal */
	struct callinfo_table beside; /* of the calls.csv in the folder being read */
	struct str beside_folder;
	bool beside_wrong;      /* that calls.csv cannot be used, nor its transcripts */
	struct arena arena;     /* of the tables and paths */
	struct arena file, own; /* of one file and one call at a time */
	enum format format;
	struct store *store;
	struct out out;
	enum err_code worst;
	size_t calls, observations, changed;
};

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->given;
		state->child_inputs[1] = &s->common;
		return 0;
	case KEY_COMPANY:
		s->common.company = arg;
		return 0;
	case KEY_CALLS:
		s->calls = arg;
		return 0;
	case KEY_OWN_QUARTERS:
		s->fiscal = arg;
		return 0;
	case ARGP_KEY_ARGS:
		s->paths = state->argv + state->next;
		s->n_paths = state->argc - state->next;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* A failure of one input: said at once, the others go on. */
static void
report(struct job *j, struct err *e, struct str file)
{
	(void)err_at(e, file, e->line);
	err_print(stderr, e);
	if (j->worst == ERR_NONE || e->code == ERR_NOMEM)
		j->worst = e->code;
	err_clear(e);
}

static void
warn(const struct job *j, struct str file, size_t line, const char *text)
{
	if (j->set->common.quiet)
		return;
	struct err e;
	err_clear(&e);
	(void)err_set(&e, ERR_DATA, "%s", text);
	(void)err_at(&e, file, line);
	err_print(stderr, &e);
}

/* The calls.csv that lies beside a transcript; read once per folder. */
static int
read_beside(struct job *j, struct str path, struct err *e)
{
	size_t n = path.n;
	while (n > 0 && path.p[n - 1] != '/')
		n--;
	struct str folder = str_sub(path, 0, n);
	if (j->beside_folder.p && str_eq(folder, j->beside_folder))
		return 0;
	j->beside = (struct callinfo_table){NULL, 0};
	j->beside_folder = arena_printf(&j->arena, "%.*s", STR_FMT(folder));
	struct str name = arena_printf(&j->arena, "%.*scalls.csv", STR_FMT(folder)),
		   bytes;
	if (!name.p)
		return err_nomem(e);
	j->beside_wrong = false;
	if (access(name.p, F_OK) != 0)
		return 0;
	j->beside_wrong =
	    file_read(name.p, 64 << 20, &j->arena, &bytes, e) != 0
	    || callinfo_read_table(name, bytes, &j->arena, &j->beside, e) != 0;
	if (!j->beside_wrong)
		return 0;
	report(j, e, name);
	warn(j, name, 0, "the transcripts beside it are not read until it is mended");
	return 0;
}

/* The row of a document: of --calls, else of the calls.csv beside it; NULL. */
static const struct callinfo *
row_of(const struct job *j, struct str doc)
{
	const struct callinfo *row = callinfo_lookup(&j->table, doc);
	return row || j->set->calls ? row : callinfo_lookup(&j->beside, doc);
}

/* The days of the quarter that a call reports, by the company's own calendar: that of
 * its label, else the last one before the call. */
static void
own_quarter(const struct job *j, struct callinfo *c)
{
	enum { LATEST = 120 }; /* days after its end that a quarter is spoken of */
	const struct calendars_row *row = NULL;
	if (period_known(c->quarter) || c->company.n == 0)
		return;
	if (c->fiscal_period.n)
		row = calendars_quarter(&j->calendars, c->company, c->fiscal_period);
	else if (c->as_of != DATE_NONE)
		row = calendars_before(&j->calendars, c->company, c->as_of);
	if (!row || (c->as_of != DATE_NONE && c->as_of - row->period.end > LATEST))
		return;
	c->fiscal_period = row->label;
	c->quarter = row->period;
}

/* Options, then calls.csv, then what the JSON says; what is left the text itself must
 * tell. */
static struct callinfo
what_call(const struct job *j, struct str doc, const struct callinfo *said)
{
	const struct settings *s = j->set;
	const struct callinfo *row = row_of(j, doc);
	struct callinfo c = row ? *row : CALLINFO_NONE;
	if (c.company.n == 0)
		c.company = said->company;
	if (c.ticker.n == 0)
		c.ticker = said->ticker;
	if (c.as_of == DATE_NONE)
		c.as_of = said->as_of;
	if (c.fiscal_period.n == 0)
		c.fiscal_period = said->fiscal_period;
	if (s->common.company)
		c.company = str_from(s->common.company);
	const struct callinfo *given = &s->given.call;
	if (given->as_of != DATE_NONE)
		c.as_of = given->as_of;
	if (given->fiscal_period.n) {
		c.fiscal_period = given->fiscal_period;
		c.quarter = PERIOD_NONE;
	}
	c.year_end_month = given->year_end_month;
	if (s->fiscal)
		own_quarter(j, &c);
	return c;
}

static int
emit(struct job *j, const struct extract_input *in, const struct extract_result *r,
    struct err *e)
{
	bool changed = false;
	char sha256[65];
	const struct callinfo *c = &in->call;
	hash_sha256(in->bytes, sha256);
	switch (j->format) {
	case FORMAT_STORE: {
		const struct store_call call = {.doc = in->name,
		    .sha256 = str_from(sha256),
		    .company = c->company,
		    .ticker = c->ticker,
		    .fiscal_period = c->fiscal_period,
		    .as_of = c->as_of,
		    .as_of_estimated = c->as_of_estimated,
		    .quarter = c->quarter};
		int rc = store_put(j->store, &call, r->obs, r->n, &changed, e);
		if (rc == 0)
			break;
		if (rc > 0)
			report(j, e, in->name);
		return rc > 0 ? 0 : -1;
	}
	case FORMAT_CSV:
		for (size_t i = 0; i < r->n; i++)
			csv_write_obs(j->out.f, &r->obs[i]);
		break;
	case FORMAT_NDJSON:
		for (size_t i = 0; i < r->n; i++)
			if (json_write_obs(j->out.f, &r->obs[i], str_from(sha256), e)
			    != 0)
				return -1;
		break;
	}
	j->calls++;
	j->changed += changed;
	j->observations += r->n;
	return 0;
}

/* What is wrong with the day of a call: not known, not said, or contradicted. */
static void
warn_about_day(const struct job *j, struct str path, const struct callinfo *c)
{
	char text[300], date[DATE_TEXT], other[DATE_TEXT], from[DATE_TEXT],
	    to[DATE_TEXT];
	date_format(c->as_of, date);
	date_format(c->quarter.start, from);
	date_format(c->quarter.end, to);
	if (c->as_of == DATE_NONE) {
		warn(j, path, 0,
		    "the call's date is unknown, so relative times stay empty;"
		    " give --date and --fiscal-period, or a calls.csv");
	} else if (c->doubtful != DATE_NONE) {
		date_format(c->doubtful, other);
		(void)snprintf(text, sizeof text,
		    "the date in the text, %s, does not fit its quarter %.*s; 30 days "
		    "after"
		    " the quarter is used (--date says it)",
		    other, STR_FMT(c->fiscal_period));
		warn(j, path, 0, text);
	} else if (c->as_of_estimated) {
		warn(j, path, 0,
		    "the call's date is not given; estimated as 30 days after its"
		    " quarter (--date or a calls.csv says it)");
	} else if (callinfo_is_odd(c)) {
		(void)snprintf(text, sizeof text,
		    "the call's date, %s, does not fit its quarter %.*s, %s to %s;"
		    " --date, --fiscal-period and --fiscal-year-end say what is right",
		    date, STR_FMT(c->fiscal_period), from, to);
		warn(j, path, 0, text);
	}
	if (c->rival != DATE_NONE) {
		date_format(c->rival, other);
		(void)snprintf(text, sizeof text,
		    "the call's date is %s, but its head says %s too; the first is used"
		    " (--date says it)",
		    date, other);
		warn(j, path, 0, text);
	}
}

/* What a reader of the result should know about one document. */
static void
warn_about(const struct job *j, struct str path, const struct extract_input *in,
    const struct extract_result *r)
{
	if (r->bad_utf8) {
		size_t line = 1;
		for (size_t i = 0; i + 1 < r->bad_utf8; i++)
			line += in->bytes.p[i] == '\n';
		warn(j, path, line,
		    "not UTF-8 here; such bytes were read as Windows-1252");
	}
	const struct callinfo *c = &in->call;
	warn_about_day(j, path, c);
	if (c->fiscal_said)
		warn(j, path, 0,
		    "the text speaks of a fiscal year, which was taken to end in "
		    "December;"
		    " --fiscal-year-end says otherwise");
	if (j->set->calls && !callinfo_lookup(&j->table, in->name))
		warn(j, path, 0,
		    "not in the --calls table; what the call is comes from its text");
}

/* One text.  -1 only for what concerns all inputs: the store, the output, memory. */
static int
document(struct job *j, struct str path, struct extract_input *in,
    const struct callinfo *said, struct arena *a, struct err *e)
{
	struct extract_result r;
	in->call = what_call(j, in->name, said);
	if (extract_run(j->x, in, a, &r, e) != 0) {
		report(j, e, path);
		return j->worst == ERR_NOMEM ? -1 : 0;
	}
	warn_about(j, path, in, &r);
	return emit(j, in, &r, e);
}

/* The texts of a file.  -1 as document. */
static int
one(struct job *j, const struct input_file *f, struct err *e)
{
	struct input texts;
	int rc = 0;
	if (input_read(f, j->set->given.most, &j->file, &texts, e) != 0
	    || (!j->set->calls && read_beside(j, f->path, e) != 0)) {
		report(j, e, f->path);
		rc = j->worst == ERR_NOMEM ? -1 : 0;
		goto done;
	}
	if (!j->set->calls && j->beside_wrong)
		goto done;
	for (size_t i = 0; i < texts.n && rc == 0; i++) {
		/* Each call's own memory, used again for the next. */
		const struct input_text *t = &texts.v[i];
		struct extract_input in = {.name = t->doc, .bytes = t->bytes};
		rc = document(j, t->place, &in, &t->call, &j->own, e);
		arena_clear(&j->own);
	}
done:
	arena_clear(&j->file);
	return rc;
}

static int
all(struct job *j, struct err *e)
{
	for (int i = 0; i < j->set->n_paths; i++) {
		struct input_file *files;
		size_t n;
		if (input_list(j->set->paths[i], &j->arena, &files, &n, e) != 0)
			report(j, e, str_from(j->set->paths[i]));
		for (size_t k = 0; k < n; k++)
			if (one(j, &files[k], e) != 0)
				return -1;
	}
	return 0;
}

/* The tables that options name. */
static int
read_tables(struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	struct str bytes;
	if (s->calls) {
		if (file_read(s->calls, 64 << 20, &j->arena, &bytes, e) != 0)
			return err_at(e, str_from(s->calls), 0);
		if (callinfo_read_table(
			str_from(s->calls), bytes, &j->arena, &j->table, e)
		    != 0)
			return -1;
	}
	if (!s->fiscal)
		return 0;
	if (file_read(s->fiscal, 64 << 20, &j->arena, &bytes, e) != 0)
		return err_at(e, str_from(s->fiscal), 0);
	return calendars_read(bytes, str_from(s->fiscal), &j->arena, &j->calendars, e);
}

static int
set_up(struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	const char *format = s->common.format;
	if (format && strcmp(format, "csv") == 0)
		j->format = FORMAT_CSV;
	else if (format && strcmp(format, "ndjson") == 0)
		j->format = FORMAT_NDJSON;
	else if (format)
		return err_set(
		    e, ERR_USAGE, "--format '%s' is not among csv, ndjson", format);
	if (s->common.output && j->format == FORMAT_STORE)
		return err_set(e, ERR_USAGE,
		    "-o goes with --format csv or ndjson; the store is named by "
		    "--store");
	if ((s->given.call.as_of != DATE_NONE || s->given.call.fiscal_period.n)
	    && (s->n_paths > 1 || (s->n_paths == 1 && file_is_folder(s->paths[0]))))
		return err_set(e, ERR_USAGE,
		    "--date and --fiscal-period are those of one call; for several use "
		    "a calls.csv");
	if (s->n_paths == 0)
		return err_set(e, ERR_USAGE,
		    "extract what? Name files, folders or - (tseries extract --help)");
	if (read_tables(j, e) != 0)
		return -1;
	if (j->format == FORMAT_STORE) {
		j->store = store_open(s->common.store, STORE_WRITE, e);
		return j->store ? 0 : -1;
	}
	if (out_open(&j->out, s->common.output, e) != 0)
		return -1;
	if (j->format == FORMAT_CSV)
		csv_write_header(j->out.f);
	return 0;
}

static int
finish(struct job *j, int rc, struct err *e)
{
	if (j->format != FORMAT_STORE && j->out.f) {
		if (rc == 0)
			rc = out_commit(&j->out, e);
		else
			out_abort(&j->out);
	}
	if (rc == 0 && j->format == FORMAT_STORE && j->calls && !j->set->common.quiet)
		(void)printf(
		    "%zu call%s read, %zu changed; %zu observations; store %s\n",
		    j->calls, j->calls == 1 ? "" : "s", j->changed, j->observations,
		    j->set->common.store);
	if (rc != 0)
		return rc;
	if (j->worst != ERR_NONE) {
		e->code = j->worst; /* its message has been printed */
		return -1;
	}
	if (j->observations == 0)
		return err_set(
		    e, ERR_EMPTY, "nothing found: no stated quantity in what was read");
	return 0;
}

static int
run(int argc, char **argv, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
		{"calls", KEY_CALLS, "FILE", 0, "what each call is: doc,company,ticker,call_date,fiscal_period,"
		    "quarter_start,quarter_end (else the calls.csv beside the transcripts)", 0},
		{"company", KEY_COMPANY, "NAME", 0, "whose call it is", 0},
		{"fiscal", KEY_OWN_QUARTERS, "FILE", 0, "the companies' own quarters: company,label,start,end,weeks", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {{&given_argp, 0, NULL, 0},
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "PATH...",
	    "Read transcripts and add what they state to the store.\v"
	    "PATH is a file, a folder (read recursively for .txt, .json, .ndjson, "
	    ".html, .htm, .pdf and their .gz) or - for standard input.  What a file "
	    "is, plain text, calls as JSON or lines of JSON, a web page, a PDF or one "
	    "of these packed by gzip, is told by its content."
	    "  With --format csv or ndjson the observations are written out and the "
	    "store is left alone.\n\n"
	    "  tseries extract calls/\n"
	    "  tseries extract --company Acme --date 2017-08-02 --fiscal-period "
	    "2017-Q2 call.txt\n"
	    "  tseries extract --format csv - < call.txt",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	s.given = given_default(&s.common.err);
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code)
		return *e = s.common.err, -1;
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	struct job j = {.set = &s};
	struct catalog *c = catalog_new(s.common.catalogs, s.common.n_catalogs, e);
	j.x = c ? extract_new(c, e) : NULL;
	rc = j.x ? set_up(&j, e) : -1;
	if (rc == 0)
		rc = all(&j, e);
	if (j.x && (rc == 0 || j.out.f))
		rc = finish(&j, rc, e);
	store_close(j.store);
	extract_free(j.x);
	catalog_free(c);
	arena_release(&j.own);
	arena_release(&j.file);
	arena_release(&j.arena);
	return rc;
}

const struct cmd cmd_extract = {
    "extract", "PATH...", "read transcripts; add what they state to the store", run};
