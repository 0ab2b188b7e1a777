/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "extract/crew.h"
#include "extract/extract.h"
#include "extract/given.h"
#include "extract/input.h"
#include "extract/progress.h"
#include "extract/weights_id.h"
#include "series/base/hash.h"
#include "series/base/out.h"
#include "series/calendars.h"
#include "series/catalog_id.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/json.h"
#include "series/options.h"
#include "series/shard.h"
#include "series/store.h"

enum {
	KEY_COMPANY = 0x2000,
	KEY_CALLS,
	KEY_OWN_QUARTERS,
	KEY_FORCE,
	KEY_SHARD,
	KEY_FILES_FROM,
	KEY_LINES,
	KEY_JOBS = 'j'
};
enum format { FORMAT_STORE, FORMAT_CSV, FORMAT_NDJSON };

struct settings {
	struct options common;
	struct given given;
	char *calls;
	const char *fiscal;
	bool force;
	bool lines;            /* each line of what is read is a document */
	size_t jobs;           /* threads; 0: one for each processor */
	struct shard_id shard; /* of 0: all documents */
	const char *files_from;
	char **paths;
	int n_paths;
};

enum { MOST_LIST = 1 << 30 }; /* bytes of a list of files */

/* A file that is read, or why what a path names cannot be. */
struct listed {
	struct input_file file;
	const struct err *err; /* NULL: it can */
	uint64_t bytes;
	dev_t device;
	ino_t number; /* with the device: which file it is; 0: not known */
	bool again;   /* it has been named before */
};

/* The texts of a file, which lives until the last of them is done. */
struct source {
	struct arena arena;
	struct input texts;
	size_t next, left; /* texts: to be begun, to be done */
	uint64_t bytes;    /* of the file */
};

/* A file that is read line by line. */
struct lines {
	FILE *f; /* NULL: none */
	struct str path;
	char *line;
	size_t cap, number;
};

/* A text and what is found in it, or a failure that is reported in its place. */
struct item {
	struct source *source; /* NULL: none, a failure */
	struct str place;      /* for messages */
	const char *note;      /* what else is to be said of a failure; NULL */
	struct err err;
	struct extract_input in;
	struct extract_result found;
	struct arena arena;
	char sha256[65];
	char *rows; /* as they are written, but for the store */
	size_t rows_n;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct extract *x;
	struct callinfo_table table;  /* of --calls */
	struct calendars calendars;   /* of --fiscal */
	struct callinfo_table beside; /* of the calls.csv in the folder being read */
	struct str beside_folder;
	bool beside_wrong;  /* that calls.csv cannot be used, nor its transcripts */
	struct arena arena; /* of the tables and paths */
	struct listed *files;
	size_t n_files, next_file, cap_files;
	uint64_t bytes;        /* of them all */
	struct source *source; /* of the next text */
	struct lines lines;
	enum format format;
	char catalog[CATALOG_ID_TEXT];
	struct store *store;
	struct out out;
	struct shard_writer *shard; /* NULL: rows alone */
	struct progress progress;
	enum err_code worst;
	size_t calls, observations, changed;
};

static error_t
set_jobs(struct settings *s, const char *arg)
{
	enum { MOST = 256 };
	char *end;
	unsigned long n = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || n > MOST) {
		(void)err_set(&s->common.err, ERR_USAGE,
		    "--jobs '%s' is not a number of threads from 0 to %d", arg, MOST);
		return EINVAL;
	}
	s->jobs = n;
	return 0;
}

static error_t
set_shard(struct settings *s, const char *arg)
{
	if (shard_parse(str_from(arg), &s->shard))
		return 0;
	(void)err_set(&s->common.err, ERR_USAGE,
	    "--shard '%.60s' is not I/N, shard I (from 0) of N", arg);
	return EINVAL;
}

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
	case KEY_FORCE:
		s->force = true;
		return 0;
	case KEY_SHARD:
		return set_shard(s, arg);
	case KEY_LINES:
		s->lines = true;
		return 0;
	case KEY_FILES_FROM:
		s->files_from = arg;
		return 0;
	case KEY_JOBS:
		return set_jobs(s, arg);
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
	progress_clear(&j->progress);
	err_print(stderr, e);
	if (j->worst == ERR_NONE || e->code == ERR_NOMEM)
		j->worst = e->code;
	err_clear(e);
}

static void
warn(struct job *j, struct str file, size_t line, const char *text)
{
	if (j->set->common.quiet)
		return;
	struct err e;
	err_clear(&e);
	(void)err_set(&e, ERR_DATA, "%s", text);
	(void)err_at(&e, file, line);
	progress_clear(&j->progress);
	err_print(stderr, &e);
}

/* The calls.csv that lies beside a transcript; read once per folder.  1 when it cannot
 * be used, which makes a failed item. */
static int
read_beside(struct job *j, struct str path, struct item *failed, struct err *e)
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
	failed->place = name;
	failed->note = "the transcripts beside it are not read until it is mended";
	failed->err = *e;
	err_clear(e);
	return 1;
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

/* What is wrong with the day of a call: not known, not said, or contradicted. */
static void
warn_about_day(struct job *j, struct str path, const struct callinfo *c)
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
		    "after the quarter is used (--date says it, or --fiscal-year-end "
		    "the month in which its years end)",
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
warn_about(struct job *j, struct str path, const struct extract_input *in,
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

/* ----- one text after the other ------------------------------------------------------ */

static void
end_source(struct source *s)
{
	arena_release(&s->arena);
	free(s);
}

/* With --lines: the documents of the next line, 1 with a failed item; at the end of the
 * file it is closed. */
static int
open_line(struct job *j, struct item *it, struct err *e)
{
	struct lines *l = &j->lines;
	errno = 0;
	ssize_t got = getline(&l->line, &l->cap, l->f);
	bool bad = got < 0 && (ferror(l->f) || errno == ENOMEM);
	struct str line = str_trim((struct str){l->line, got < 0 ? 0 : (size_t)got});
	l->number++;
	if (bad) {
		(void)err_errno(e, ERR_IO, "cannot be read");
		return err_at(e, l->path, l->number);
	}
	if (got < 0) {
		if (l->f != stdin)
			(void)fclose(l->f);
		l->f = NULL;
		progress_add(&j->progress, 1, 0);
	}
	if (line.n == 0)
		return 0;
	struct source *s = calloc(1, sizeof *s);
	if (!s)
		return err_nomem(e);
	it->place = it->in.name = l->path;
	it->note = NULL;
	if (input_line(
		line, l->path, j->set->given.most, &s->arena, &s->texts, &it->err)
	    == 0) {
		s->left = s->texts.n;
		j->source = s;
		return 0;
	}
	it->err.line = l->number;
	end_source(s);
	return 1;
}

static int
open_lines(struct job *j, struct item *it)
{
	struct listed *l = &j->files[j->next_file++];
	bool in = strcmp(l->file.path.p, "-") == 0;
	it->place = it->in.name = l->file.path;
	if (l->err)
		it->err = *l->err;
	it->note = NULL;
	if (it->err.code != ERR_NONE)
		return 1;
	if (file_is_folder(l->file.path.p)) {
		(void)err_set(&it->err, ERR_DATA, "is a folder, not lines of JSON");
		return 1;
	}
	j->lines.f = in ? stdin : fopen(l->file.path.p, "re");
	j->lines.path = l->file.path;
	j->lines.number = 0;
	if (j->lines.f)
		return 0;
	(void)err_errno(&it->err, ERR_NOINPUT, "cannot be read");
	return 1;
}

/* Open the next file: 1 with a failed item, 0 with its texts to be read or with nothing.
 * -1 only for what concerns all inputs. */
static int
open_file(struct job *j, struct item *it, struct err *e)
{
	struct listed *l = &j->files[j->next_file++];
	struct source *s = calloc(1, sizeof *s);
	if (!s)
		return err_nomem(e);
	it->place = l->file.path;
	if (l->err)
		it->err = *l->err;
	it->note = NULL;
	it->in.name = l->file.doc;
	s->bytes = l->bytes;
	int rc = it->err.code != ERR_NONE;
	if (rc == 0)
		rc = input_read(
			 &l->file, j->set->given.most, &s->arena, &s->texts, &it->err)
		     != 0;
	if (rc == 0 && !j->set->calls)
		rc = read_beside(j, l->file.path, it, e);
	s->left = s->texts.n;
	bool read = rc == 0 && s->left && (j->set->calls || !j->beside_wrong);
	if (read) {
		j->source = s;
		return rc;
	}
	progress_add(&j->progress, rc == 0, s->bytes);
	end_source(s);
	return rc;
}

/* The next text with what is known of its call, or the next failure. */
static int
next_item(void *job, void *item, struct err *e)
{
	struct job *j = job;
	struct item *it = item;
	int rc = 0;
	it->source = NULL;
	err_clear(&it->err);
	while (rc == 0 && !j->source && (j->lines.f || j->next_file < j->n_files))
		rc = j->lines.f      ? open_line(j, it, e)
		     : j->set->lines ? open_lines(j, it)
				     : open_file(j, it, e);
	if (rc != 0 || !j->source)
		return rc;
	struct source *s = j->source;
	const struct input_text *t = &s->texts.v[s->next++];
	it->source = s;
	it->place = t->place;
	it->in = (struct extract_input){.name = t->doc, .bytes = t->bytes};
	it->in.call = what_call(j, t->doc, &t->call);
	err_clear(&it->err);
	if (s->next == s->texts.n)
		j->source = NULL;
	return 1;
}

static int
write_rows(const struct job *j, struct item *it, FILE *f)
{
	const struct str sha256 = str_from(it->sha256);
	for (size_t i = 0; i < it->found.n; i++)
		if (j->format == FORMAT_CSV)
			csv_write_obs(f, &it->found.obs[i]);
		else if (json_write_obs(f, &it->found.obs[i], sha256, &it->err) != 0)
			return -1;
	return 0;
}

/* In any thread: read the text, and put what is found into its form. */
static void
read_item(const void *job, void *item)
{
	const struct job *j = job;
	struct item *it = item;
	it->rows = NULL;
	if (!it->source
	    || extract_run(j->x, &it->in, &it->arena, &it->found, &it->err) != 0)
		return;
	hash_sha256(it->in.bytes, it->sha256);
	if (j->format == FORMAT_STORE)
		return;
	FILE *f = out_memory_open(&it->rows, &it->rows_n);
	if (!f) {
		(void)err_nomem(&it->err);
		return;
	}
	(void)write_rows(j, it, f);
	if (out_memory_close(f) != 0)
		(void)err_nomem(&it->err);
}

static struct store_call
call_of(const struct job *j, const struct item *it)
{
	const struct callinfo *c = &it->in.call;
	return (struct store_call){.doc = it->in.name,
	    .sha256 = str_from(it->sha256),
	    .company = c->company,
	    .ticker = c->ticker,
	    .fiscal_period = c->fiscal_period,
	    .as_of = c->as_of,
	    .as_of_estimated = c->as_of_estimated,
	    .quarter = c->quarter,
	    .catalog = str_from(j->catalog),
	    .model = str_from(weights_id)};
}

static int
store_item(struct job *j, struct item *it, struct err *e)
{
	bool changed = false;
	const struct store_call call = call_of(j, it);
	int rc = store_put(j->store, &call, it->found.obs, it->found.n, &changed, e);
	if (rc > 0)
		report(j, e, it->in.name);
	j->changed += changed;
	return rc;
}

static int
write_item(struct job *j, struct item *it, struct err *e)
{
	if (!j->shard) {
		if (it->rows_n)
			(void)fwrite(it->rows, 1, it->rows_n, j->out.f);
		return 0;
	}
	const struct store_call call = call_of(j, it);
	return shard_put(
	    j->shard, &call, (struct str){it->rows, it->rows_n}, it->found.n, e);
}

/* What is wrong with a document stays so and is part of the shard; whatever else fails
 * may go well another time, and then no shard is made. */
static int
refuse_item(struct job *j, const struct item *it, struct err *e)
{
	if (it->err.code == ERR_DATA && !it->note)
		return shard_refuse(j->shard, it->in.name, it->err.text, e);
	*e = it->err;
	return err_at(e, it->place, it->err.line);
}

/* -1 only for what concerns all inputs: the store, the output, memory. */
static int
emit(struct job *j, struct item *it, struct err *e)
{
	int rc = 0;
	if (it->err.code != ERR_NONE) {
		if (j->shard && refuse_item(j, it, e) != 0)
			return -1;
		report(j, &it->err, it->place);
		if (it->note)
			warn(j, it->place, 0, it->note);
		return j->worst == ERR_NOMEM ? -1 : 0;
	}
	warn_about(j, it->place, &it->in, &it->found);
	if (j->format == FORMAT_STORE)
		rc = store_item(j, it, e);
	else
		rc = write_item(j, it, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	j->calls++;
	j->observations += it->found.n;
	return 0;
}

static int
end_item(void *job, void *item, struct err *e)
{
	struct job *j = job;
	struct item *it = item;
	struct source *s = it->source;
	int rc = emit(j, it, e);
	free(it->rows);
	it->rows = NULL;
	it->rows_n = 0;
	arena_clear(&it->arena);
	if (s) {
		uint64_t bytes = s->bytes / s->left;
		s->bytes -= bytes;
		s->left--;
		progress_add(&j->progress, s->left == 0, bytes);
		if (s->left == 0)
			end_source(s);
	} else {
		progress_add(&j->progress, 1, 0);
	}
	return rc;
}

static void
release_item(void *item)
{
	struct item *it = item;
	free(it->rows);
	arena_release(&it->arena);
}

/* How long a file is, and which: whatever its path. */
static void
identify(struct listed *l)
{
	struct stat st;
	const char *path = l->file.path.p;
	if (l->err || strcmp(path, "-") == 0 || stat(path, &st) != 0)
		return;
	l->bytes = st.st_size > 0 ? (uint64_t)st.st_size : 0;
	l->device = st.st_dev;
	l->number = st.st_ino;
}

static int
add_file(struct job *j, struct input_file file, const struct err *failed, struct err *e)
{
	if (j->set->shard.n && !failed && !shard_has(j->set->shard, file.doc))
		return 0;
	struct listed *grown =
	    arena_grow(&j->arena, j->files, j->n_files, &j->cap_files, sizeof *grown);
	struct err *why = failed ? ARENA_NEW(&j->arena, 1, struct err) : NULL;
	if (!grown || (failed && !why))
		return err_nomem(e);
	if (why)
		*why = *failed;
	j->files = grown;
	grown[j->n_files] = (struct listed){.file = file, .err = why};
	identify(&grown[j->n_files]);
	j->bytes += grown[j->n_files++].bytes;
	return 0;
}

static int
list_path(struct job *j, const char *path, struct err *e)
{
	struct input_file *files = NULL, none = {str_from(path), {NULL, 0}};
	struct err failed = {0};
	size_t n;
	if (input_list(path, &j->arena, &files, &n, &failed) != 0)
		return add_file(j, none, &failed, e);
	for (size_t i = 0; i < n; i++)
		if (add_file(j, files[i], NULL, e) != 0)
			return -1;
	return 0;
}

/* Paths, one on a line.  A file has its whole path as its name there, as far as it is not
 * "./", so that files of equal names in many folders stay apart. */
static int
list_named(struct job *j, const char *list, struct err *e)
{
	struct str bytes;
	if (file_read(list, MOST_LIST, &j->arena, &bytes, e) != 0)
		return err_at(e, str_from(list), 0);
	while (bytes.n) {
		struct str line = str_cut(&bytes, '\n');
		struct str path = arena_str(&j->arena, line);
		if (!path.p)
			return err_nomem(e);
		if (path.n == 0)
			continue;
		bool folder = file_is_folder(path.p);
		struct input_file file = {path, path};
		while (str_starts(file.doc, STR("./")))
			file.doc = str_sub(file.doc, 2, file.doc.n);
		if ((folder ? list_path(j, path.p, e) : add_file(j, file, NULL, e))
		    != 0)
			return -1;
	}
	return 0;
}

static int
cmp_file(const struct listed *x, const struct listed *y)
{
	int c = (x->device > y->device) - (x->device < y->device);
	c = c ? c : (x->number > y->number) - (x->number < y->number);
	if (c == 0 && x->number == 0)
		c = str_cmp(x->file.path, y->file.path);
	return c ? c : str_cmp(x->file.doc, y->file.doc);
}

static int
by_file(const void *a, const void *b)
{
	const struct listed *x = *(struct listed *const *)a,
			    *y = *(struct listed *const *)b;
	int c = cmp_file(x, y);
	return c ? c : (x > y) - (x < y);
}

/* What is named twice, or by its folder too, is read once: where it came first. */
static int
drop_again(struct job *j, struct err *e)
{
	size_t n = 0;
	struct listed **at = ARENA_NEW(&j->arena, j->n_files, struct listed *);
	if (!at)
		return err_nomem(e);
	for (size_t i = 0; i < j->n_files; i++)
		at[i] = &j->files[i];
	if (j->n_files)
		qsort(at, j->n_files, sizeof(struct listed *), by_file);
	for (size_t i = 1, first = 0; i < j->n_files; i++) {
		if (cmp_file(at[i], at[first]) == 0)
			at[i]->again = true;
		else
			first = i;
	}
	for (size_t i = 0; i < j->n_files; i++) {
		if (j->files[i].again)
			j->bytes -= j->files[i].bytes;
		else
			j->files[n++] = j->files[i];
	}
	j->n_files = n;
	return 0;
}

static int
all(struct job *j, struct err *e)
{
	const struct crew_work work = {
	    j, sizeof(struct item), next_item, read_item, end_item, release_item};
	for (int i = 0; i < j->set->n_paths; i++)
		if (list_path(j, j->set->paths[i], e) != 0)
			return -1;
	if ((j->set->files_from && list_named(j, j->set->files_from, e) != 0)
	    || drop_again(j, e) != 0)
		return -1;
	/* Rows that go to a terminal are progress enough. */
	bool seen = j->out.f == stdout && isatty(STDOUT_FILENO) == 1;
	progress_start(
	    &j->progress, !j->set->common.quiet && !seen, j->n_files, j->bytes);
	size_t jobs = j->set->jobs ? j->set->jobs : crew_processors();
	int rc = crew_run(&work, jobs, e);
	if (j->source)
		end_source(j->source);
	if (j->lines.f && j->lines.f != stdin)
		(void)fclose(j->lines.f);
	free(j->lines.line);
	progress_clear(&j->progress);
	return rc;
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

/* What options do not go with one another. */
static int
check_options(const struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	if (s->common.output && j->format == FORMAT_STORE)
		return err_set(e, ERR_USAGE,
		    "-o goes with --format csv or ndjson; the store is named by "
		    "--store");
	if (s->shard.n && s->lines)
		return err_set(e, ERR_USAGE,
		    "--shard parts files, not lines; part lines with split -n l/N");
	if (s->shard.n && j->format != FORMAT_NDJSON)
		return err_set(e, ERR_USAGE,
		    "--shard goes with --format ndjson; tseries import reads it");
	if ((s->given.call.as_of != DATE_NONE || s->given.call.fiscal_period.n)
	    && (s->files_from || s->n_paths > 1
		|| (s->n_paths == 1 && file_is_folder(s->paths[0]))))
		return err_set(e, ERR_USAGE,
		    "--date and --fiscal-period are those of one call; for several use "
		    "a calls.csv");
	if (s->n_paths == 0 && !s->files_from)
		return err_set(e, ERR_USAGE,
		    "extract what? Name files, folders or - (tseries extract --help)");
	return 0;
}

static int
begin_shard(struct job *j, struct err *e)
{
	const struct shard_maker m = {
	    STR("tseries " VERSION), str_from(j->catalog), str_from(weights_id)};
	j->shard = shard_begin(j->out.f, j->set->shard, &m, e);
	return j->shard ? 0 : -1;
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
	if (check_options(j, e) != 0)
		return -1;
	if (read_tables(j, e) != 0)
		return -1;
	if (j->format == FORMAT_STORE) {
		j->store = store_open(s->common.store, STORE_WRITE, e);
		if (j->store && s->force)
			store_force(j->store);
		return j->store ? 0 : -1;
	}
	if (out_open(&j->out, s->common.output, e) != 0)
		return -1;
	if (j->format == FORMAT_CSV)
		csv_write_header(j->out.f);
	return s->shard.n ? begin_shard(j, e) : 0;
}

static int
finish(struct job *j, int rc, struct err *e)
{
	if (j->format != FORMAT_STORE && j->out.f) {
		if (rc == 0 && j->shard)
			rc = shard_end(j->shard, e);
		if (rc == 0)
			rc = out_commit(&j->out, e);
		else
			out_abort(&j->out);
	}
	if (rc == 0 && j->format == FORMAT_STORE && j->calls && !j->set->common.quiet)
		(void)printf(
		    "%zu call%s read, %zu changed; %zu observation%s; store %s\n",
		    j->calls, j->calls == 1 ? "" : "s", j->changed, j->observations,
		    j->observations == 1 ? "" : "s", j->set->common.store);
	if (e->code == ERR_NONE && j->worst != ERR_NONE) {
		e->code = j->worst; /* its message has been printed */
		return -1;
	}
	if (rc != 0)
		return rc;
	if (j->observations == 0 && !j->shard && !j->set->lines)
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
		{"jobs", KEY_JOBS, "N", 0, "read with N threads, 0 for one on each processor (1)", 0},
		{"fiscal", KEY_OWN_QUARTERS, "FILE", 0, "the companies' own quarters: company,label,start,end,weeks", 0},
		{"force", KEY_FORCE, NULL, 0, "store again what is there; replace other calls of the same name", 0},
		{"shard", KEY_SHARD, "I/N", 0, "only the documents of shard I (from 0) of N, with a trailer that proves it whole", 0},
		{"files-from", KEY_FILES_FROM, "FILE", 0, "read what FILE names, a path on each line ('-' is standard input)", 0},
		{"lines", KEY_LINES, NULL, 0, "each line of what is read is a document of JSON, read by itself", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {{&given_argp, 0, NULL, 0},
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "PATH...",
	    "Read transcripts and add what they state to the store.\v"
	    "PATH is a file, a folder (read recursively for .txt, .json, .ndjson, "
	    ".html, .htm, .pdf, .vtt, .srt and their .gz) or - for standard input.  "
	    "What a file is, plain text, calls as JSON or lines of JSON, a web page, a "
	    "PDF, captions or one of these packed by gzip, is told by its content."
	    "  With --format csv or ndjson the observations are written out and the "
	    "store is left alone.\n\n"
	    "  tseries extract calls/\n"
	    "  tseries extract --company Acme --date 2017-08-02 call.txt\n"
	    "  tseries extract --format csv - < call.txt\n"
	    "  tseries extract --format ndjson --shard 0/8 -o 0.ndjson calls/",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(), .jobs = 1};
	s.given = given_default(&s.common.err);
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code)
		return *e = s.common.err, -1;
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	struct job j = {.set = &s};
	struct catalog *c = catalog_new(s.common.catalogs, s.common.n_catalogs, e);
	j.x = c && catalog_id(c, j.catalog, e) == 0 ? extract_new(c, e) : NULL;
	rc = j.x ? set_up(&j, e) : -1;
	if (rc == 0)
		rc = all(&j, e);
	if (j.x && (rc == 0 || j.out.f))
		rc = finish(&j, rc, e);
	shard_free(j.shard);
	store_close(j.store);
	extract_free(j.x);
	catalog_free(c);
	arena_release(&j.arena);
	return rc;
}

const struct cmd cmd_extract = {
    "extract", "PATH...", "read transcripts; add what they state to the store", run};
