/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries quantities: every quantity of a text, metric or not. */
#include <stdio.h>

#include "extract/given.h"
#include "extract/input.h"
#include "extract/lexicon.h"
#include "extract/quantities.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/json.h"
#include "series/options.h"

struct settings {
	struct options common;
	struct given given;
	bool ndjson;
	char **paths;
	int n_paths;
};

static error_t
parse(int key, __attribute__((unused)) char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->given;
		state->child_inputs[1] = &s->common;
		return 0;
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
	const bool number[COLUMNS] = {true, true, [LOW] = !time, [HIGH] = !time};
	for (size_t i = 0; i < COLUMNS; i++) {
		r->v[i] = v[i];
		r->number[i] = number[i];
	}
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
warn_about(const struct settings *s, struct str path, const struct quantities *q)
{
	struct err e;
	err_clear(&e);
	if (s->common.quiet)
		return;
	if (q->bad_utf8) {
		(void)err_set(&e, ERR_DATA,
		    "not UTF-8 at byte %zu; such bytes were read as Windows-1252",
		    q->bad_utf8 - 1);
		(void)err_at(&e, path, 0);
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
		(void)err_at(&e, path, 0);
		err_print(stderr, &e);
	}
}

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct arena arena; /* of paths and words */
	const struct lexicon *words;
	struct out out;
	bool begun, several; /* the first text was there; a column names the text */
	size_t n;
	enum err_code worst;
};

/* What the options say of a text, else its JSON. */
static struct callinfo
what_call(const struct settings *s, const struct callinfo *said)
{
	struct callinfo c = *said;
	if (s->given.call.as_of != DATE_NONE)
		c.as_of = s->given.call.as_of;
	if (s->given.call.fiscal_period.n)
		c.fiscal_period = s->given.call.fiscal_period;
	c.year_end_month = s->given.call.year_end_month;
	return c;
}

/* The quantities of one text, written. */
static int
text(struct job *j, const struct input_text *t, struct err *e)
{
	struct arena a = {NULL};
	struct quantities q;
	struct callinfo call = what_call(j->set, &t->call);
	FILE *f = j->out.f;
	int rc = quantities_find(j->words, t->bytes, &call, &a, &q, e);
	if (rc == 0) {
		warn_about(j->set, t->place, &q);
		j->n += q.n;
	}
	for (size_t i = 0; rc == 0 && i < q.n; i++) {
		struct row r;
		fill(&r, &q.v[i]);
		if (j->set->ndjson) {
			rc = write_json(f, &r, j->several ? &t->place : NULL, e);
			continue;
		}
		if (j->several)
			csv_write_field(f, t->place, false);
		write_csv(f, &r);
	}
	arena_release(&a);
	return rc;
}

/* A failure of one input: said at once, the others go on; but not without memory. */
static int
report(struct job *j, struct str path, struct err *e)
{
	if (e->code == ERR_NOMEM)
		return -1;
	(void)err_at(e, path, e->line);
	err_print(stderr, e);
	j->worst = j->worst == ERR_NONE ? e->code : j->worst;
	err_clear(e);
	return 0;
}

/* The header, which names the text when there are several. */
static void
begin(struct job *j, bool several)
{
	if (j->begun)
		return;
	j->begun = true;
	j->several = several;
	if (!j->set->ndjson)
		write_header(j->out.f, several);
}

static int
file(struct job *j, const struct input_file *f, bool several, struct err *e)
{
	struct arena a = {NULL};
	struct input texts;
	int rc = 0;
	if (input_read(f, j->set->given.most, &a, &texts, e) != 0)
		rc = report(j, f->path, e);
	begin(j, several || texts.n > 1);
	for (size_t i = 0; rc == 0 && i < texts.n; i++)
		if (text(j, &texts.v[i], e) != 0)
			rc = report(j, texts.v[i].place, e);
	arena_release(&a);
	return rc;
}

static int
path(struct job *j, const char *p, struct err *e)
{
	struct input_file *files;
	size_t n;
	int rc = 0;
	if (input_list(p, &j->arena, &files, &n, e) != 0)
		rc = report(j, str_from(p), e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = file(j, &files[i], n > 1 || j->set->n_paths > 1, e);
	return rc;
}

static int
all(const struct settings *s, struct err *e)
{
	struct job j = {.set = s};
	if (out_open(&j.out, s->common.output, e) != 0)
		return -1;
	j.words = lexicon_new(&j.arena);
	int rc = j.words ? 0 : err_nomem(e);
	for (int i = 0; rc == 0 && i < s->n_paths; i++)
		rc = path(&j, s->paths[i], e);
	begin(&j, s->n_paths > 1);
	if (rc == 0)
		rc = out_commit(&j.out, e);
	else
		out_abort(&j.out);
	arena_release(&j.arena);
	if (rc != 0)
		return -1;
	e->code = j.worst; /* its message has been printed */
	if (j.worst != ERR_NONE)
		return -1;
	return j.n ? 0
		   : err_set(
		       e, ERR_EMPTY, "nothing found: no quantity in what was read");
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
	static const struct argp_child children[] = {{&given_argp, 0, NULL, 0},
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse, "PATH...",
	    "List every quantity of a text, metric or not: numbers, money, percent, "
	    "rates, measures, dates.\v"
	    "PATH is a file, a folder or - for standard input, as extract reads them.  "
	    "The columns are start, end, type, low, high, unit and text; start and end "
	    "are bytes of the file, or of the text that JSON, a web page, a PDF or "
	    "captions are decoded to.  "
	    "FORMAT is csv or ndjson.\n\n"
	    "  tseries quantities call.txt\n"
	    "  tseries quantities --date 2017-08-02 --format ndjson - < call.txt\n"
	    "  tseries quantities calls/*.txt -o quantities.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	s.given = given_default(&s.common.err);
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
