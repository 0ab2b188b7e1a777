/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries verify: what the store says of documents, held against the documents. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "extract/given.h"
#include "extract/input.h"
#include "extract/reread.h"
#include "series/base/hash.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/import.h"
#include "series/options.h"
#include "series/store.h"
#include "series/table.h"

struct settings {
	struct options common;
	struct given given;
	char **paths;
	int n_paths;
};

/* A document that the store tells of. */
struct told {
	const struct store_call *call;
	const struct obs *const *obs; /* in order of place */
	size_t n;
	bool spoken; /* not imported: there is a text to read */
	bool seen;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct arena arena;
	struct told *told; /* in the order of doc */
	size_t n_told;
	size_t checked, values, wrong, changed, missing, imported;
	enum err_code worst; /* of inputs that could not be read */
	enum table_form form;
	struct table table; /* what differs, unless it is told on standard error */
};

enum { COL_DOC, COL_LINE, COL_START, COL_END, COL_METRIC, COL_PROBLEM, COLUMNS };

/* clang-format off */
static const struct table_column columns[COLUMNS] = {
	[COL_DOC]     = {.name = "doc"},
	[COL_LINE]    = {.name = "line", .number = true},
	[COL_START]   = {.name = "start", .number = true},
	[COL_END]     = {.name = "end", .number = true},
	[COL_METRIC]  = {.name = "metric"},
	[COL_PROBLEM] = {.name = "problem"},
};
/* clang-format on */

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

/* ----- what the store tells ------------------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
	const struct obs *x = *(const struct obs *const *)a,
			 *y = *(const struct obs *const *)b;
	return obs_cmp_place(x, y);
}

/* Each call with its observations. */
static int
group(struct job *j, const struct store_call *calls, size_t n_calls,
    const struct obs *obs, size_t n, struct err *e)
{
	const struct obs **sorted = ARENA_NEW(&j->arena, n + 1, const struct obs *);
	j->told = ARENA_NEW(&j->arena, n_calls + 1, struct told);
	if (!sorted || !j->told)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &obs[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_place);
	size_t at = 0;
	for (size_t i = 0; i < n_calls; i++) {
		struct told *t = &j->told[j->n_told++];
		*t = (struct told){.call = &calls[i], .obs = sorted + at};
		for (; at < n && str_eq(sorted[at]->doc, calls[i].doc); at++, t->n++)
			t->spoken |= str_eq(sorted[at]->source, STR("spoken"));
		t->spoken |= t->n == 0;
	}
	return 0;
}

static int
read_store(struct job *j, struct err *e)
{
	const struct store_query all = {.from = DATE_NONE,
	    .to = DATE_NONE,
	    .as_of = DATE_NONE,
	    .company = str_from(j->set->common.company)};
	struct store_call *calls;
	struct obs *obs;
	size_t n_calls, n;
	struct store *s = store_open(j->set->common.store, STORE_READ, e);
	if (!s)
		return -1;
	int rc = store_calls(s, &j->arena, &calls, &n_calls, e);
	if (rc == 0)
		rc = store_obs(s, &all, &j->arena, &obs, &n, e);
	store_close(s);
	return rc == 0 ? group(j, calls, n_calls, obs, n, e) : -1;
}

/* The first told document that is not before doc. */
static size_t
told_from(const struct job *j, struct str doc)
{
	size_t lo = 0, hi = j->n_told;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (str_cmp(j->told[mid].call->doc, doc) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct told *
told_of(const struct job *j, struct str doc)
{
	size_t i = told_from(j, doc);
	return i < j->n_told && str_eq(j->told[i].call->doc, doc) ? &j->told[i] : NULL;
}

/* May a file by this name hold what the store tells of: it, or file#n? */
static bool
is_told(const struct job *j, struct str doc)
{
	size_t i = told_from(j, doc);
	for (; i < j->n_told && str_starts(j->told[i].call->doc, doc); i++) {
		struct str rest =
		    str_sub(j->told[i].call->doc, doc.n, j->told[i].call->doc.n);
		if (rest.n == 0 || rest.p[0] == '#')
			return true;
		if (rest.p[0] > '#')
			break;
	}
	return false;
}

/* ----- one document ----------------------------------------------------------------------- */

static void
say(struct str doc, size_t line, const char *text)
{
	struct err e;
	err_clear(&e);
	(void)err_set(&e, ERR_EMPTY, "%s", text);
	(void)err_at(&e, doc, line);
	err_print(stderr, &e);
}

/* A row of what differs: of an observation, or of a whole document (o NULL). */
static int
add_row(struct job *j, struct str doc, const struct obs *o, const char *problem,
    struct err *e)
{
	struct arena *a = &j->arena;
	struct str *row = table_row(&j->table);
	if (!row)
		return err_nomem(e);
	row[COL_DOC] = doc;
	row[COL_PROBLEM] = arena_str(a, str_from(problem));
	bool all = row[COL_PROBLEM].p != NULL;
	if (o) {
		row[COL_LINE] = arena_printf(a, "%zu", o->line);
		row[COL_START] = arena_printf(a, "%zu", (size_t)o->start);
		row[COL_END] = arena_printf(a, "%zu", (size_t)o->end);
		row[COL_METRIC] = o->metric;
		all &= row[COL_LINE].p && row[COL_START].p && row[COL_END].p;
	}
	return all ? 0 : err_nomem(e);
}

/* What is to be said of a whole document. */
static int
tell(struct job *j, struct str doc, const char *problem, struct err *e)
{
	if (j->form != TABLE_PLAIN)
		return add_row(j, doc, NULL, problem, e);
	say(doc, 0, problem);
	return 0;
}

static const char *const verdicts[REREAD_VERDICTS] = {
    [REREAD_OUTSIDE] = "is beyond its end",
    [REREAD_OTHER_TEXT] = "stands elsewhere or no more: other bytes are there",
    [REREAD_NO_VALUE] = "reads as no value",
    [REREAD_OTHER_VALUE] = "reads as another value",
    [REREAD_OTHER_UNIT] = "reads as another unit",
};

static int
report(struct job *j, const struct obs *o, enum reread_verdict verdict,
    const char *found, struct err *e)
{
	char text[400], low[OBS_FIELD_TEXT], high[OBS_FIELD_TEXT];
	obs_number(o->low, low);
	obs_number(o->high, high);
	(void)snprintf(text, sizeof text,
	    "%.*s of bytes %zu to %zu, stored as '%.*s', %s..%s %.*s, %s%s%s",
	    STR_FMT(str_sub(o->metric, 0, 60)), (size_t)o->start, (size_t)o->end,
	    STR_FMT(str_sub(o->text, 0, 60)), low, high,
	    STR_FMT(str_sub(o->unit, 0, 40)), verdicts[verdict], found[0] ? ": " : "",
	    found);
	j->wrong++;
	if (j->form != TABLE_PLAIN)
		return add_row(j, o->doc, o, text, e);
	say(o->doc, o->line, text);
	return 0;
}

/* Is it the text whose hash is stored?  Rows that were imported without one have that of
 * the rows, which says nothing of the text. */
static int
compare(const struct told *t, struct str text, bool *other, struct err *e)
{
	char sha256[65];
	hash_sha256(text, sha256);
	*other = !str_eq(t->call->sha256, str_from(sha256));
	if (!*other)
		return 0;
	if (import_hash(t->obs, t->n, sha256, e) != 0)
		return -1;
	*other = !str_eq(t->call->sha256, str_from(sha256));
	return 0;
}

static int
check(struct job *j, struct told *t, const struct input_text *text, struct err *e)
{
	struct arena a = {NULL};
	struct reread r;
	char found[REREAD_TEXT];
	bool other;
	int rc = compare(t, text->bytes, &other, e);
	t->seen = true;
	if (rc == 0 && other) {
		rc = tell(j, t->call->doc,
		    "the document is not the one that was extracted (its sha256 "
		    "differs): extract it again",
		    e);
		j->changed++;
	}
	if (rc == 0)
		rc =
		    reread_init(&r, t->call->doc, text->bytes, t->call->company, &a, e);
	for (size_t i = 0; rc == 0 && i < t->n; i++) {
		enum reread_verdict verdict = reread_judge(&r, t->obs[i], found);
		if (verdict != REREAD_SAME)
			rc = report(j, t->obs[i], verdict, found, e);
		j->values++;
	}
	j->checked++;
	arena_release(&a);
	return rc;
}

/* ----- the documents ------------------------------------------------------------------------ */

/* A failure of one input: said at once, the others go on; but not without memory. */
static int
failed(struct job *j, struct str path, struct err *e)
{
	if (e->code == ERR_NOMEM)
		return -1;
	(void)err_at(e, path, e->line);
	err_print(stderr, e);
	j->worst = j->worst == ERR_NONE ? e->code : j->worst;
	err_clear(e);
	return 0;
}

/* What the store tells of the texts of a file. */
static int
check_file(struct job *j, const struct input_file *f, struct err *e)
{
	struct arena a = {NULL};
	struct input texts;
	int rc = 0;
	if (input_read(f, j->set->given.most, &a, &texts, e) != 0)
		rc = failed(j, f->path, e);
	for (size_t i = 0; rc == 0 && i < texts.n; i++) {
		struct told *t = told_of(j, texts.v[i].doc);
		if (t && t->spoken && !t->seen && check(j, t, &texts.v[i], e) != 0)
			rc = failed(j, texts.v[i].place, e);
	}
	arena_release(&a);
	return rc;
}

static int
check_path(struct job *j, const char *path, struct err *e)
{
	struct input_file *files;
	size_t n;
	int rc = 0;
	bool listed = input_list(path, &j->arena, &files, &n, e) == 0;
	/* What is not in the store is passed over; what is not there at all is not. */
	if (listed && n == 1 && strcmp(path, "-") != 0
	    && access(files[0].path.p, F_OK) != 0)
		listed = err_errno(e, ERR_NOINPUT, "cannot be read") == 0;
	if (!listed)
		rc = failed(j, str_from(path), e);
	for (size_t i = 0; listed && rc == 0 && i < n; i++)
		if (is_told(j, files[i].doc))
			rc = check_file(j, &files[i], e);
	return rc;
}

/* The document by its own name from here: the file, or that before "#n". */
static int
check_here(struct job *j, const struct told *t, struct err *e)
{
	struct str doc = arena_str(&j->arena, t->call->doc), path = doc;
	if (!doc.p)
		return err_nomem(e);
	if (access(doc.p, F_OK) != 0) {
		while (path.n && path.p[path.n - 1] != '#')
			path.n--;
		path = arena_str(&j->arena, str_sub(path, 0, path.n ? path.n - 1 : 0));
		if (!path.p)
			return err_nomem(e);
	}
	if (path.n == 0 || access(path.p, F_OK) != 0)
		return 0;
	return check_file(j, &(struct input_file){path, path}, e);
}

static int
check_all(struct job *j, struct err *e)
{
	for (int i = 0; i < j->set->n_paths; i++)
		if (check_path(j, j->set->paths[i], e) != 0)
			return -1;
	for (size_t i = 0; i < j->n_told; i++) {
		struct told *t = &j->told[i];
		j->imported += !t->spoken;
		if (t->seen || !t->spoken)
			continue;
		if (j->set->n_paths == 0 && check_here(j, t, e) != 0)
			return -1;
		if (t->seen)
			continue;
		j->missing++;
		if (tell(j, t->call->doc,
			"not found: name the file, or the folder that it was extracted "
			"from",
			e)
		    != 0)
			return -1;
	}
	return 0;
}

static void
summarise(const struct job *j, FILE *f)
{
	if (j->set->common.quiet)
		return;
	(void)fprintf(f,
	    "%zu document%s and %zu value%s read again: %zu document%s "
	    "changed, %zu missing, %zu value%s",
	    j->checked, j->checked == 1 ? "" : "s", j->values,
	    j->values == 1 ? "" : "s", j->changed, j->changed == 1 ? "" : "s",
	    j->missing, j->wrong, j->wrong == 1 ? " differs" : "s differ");
	if (j->imported)
		(void)fprintf(f, "; %zu imported left out", j->imported);
	(void)fputc('\n', f);
}

/* The summary; for machines what differs, and the summary beside it. */
static int
conclude(const struct job *j, struct err *e)
{
	struct out out;
	if (out_open(&out, j->set->common.output, e) != 0)
		return -1;
	summarise(j, j->form == TABLE_PLAIN ? out.f : stderr);
	if (j->form != TABLE_PLAIN
	    && table_write(&j->table, j->form, 0, out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

static int
verify(const struct settings *s, struct err *e)
{
	struct job j = {.set = s};
	j.table =
	    (struct table){.columns = columns, .n_columns = COLUMNS, .arena = &j.arena};
	int rc = table_form(s->common.format, &j.form, e);
	if (rc == 0)
		rc = read_store(&j, e);
	if (rc == 0)
		rc = check_all(&j, e);
	if (rc == 0)
		rc = conclude(&j, e);
	if (rc == 0 && (j.worst != ERR_NONE || j.wrong || j.changed || j.missing)) {
		/* What it is has been printed. */
		e->code = j.worst != ERR_NONE ? j.worst : ERR_EMPTY;
		rc = -1;
	}
	arena_release(&j.arena);
	return rc;
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {{&given_most_argp, 0, NULL, 0},
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse, "[PATH...]",
	    "Read every stored span again and compare: the document's sha256, the "
	    "bytes "
	    "of the span, the value and unit that they read as.\v"
	    "PATH is what was extracted: files, folders or - for standard input.  "
	    "Without, the documents are looked for by their names from the current "
	    "folder.  Whatever differs, and each document that is not found, is "
	    "reported, and the exit status is 1.  With --format csv, json or ndjson "
	    "that is "
	    "one row each, with the columns doc, line, start, end, metric, problem.\n\n"
	    "  tseries verify calls/\n"
	    "  cd calls && tseries verify --store ../tseries.db",
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
	return verify(&s, e);
}

const struct cmd cmd_verify = {
    "verify", "[PATH...]", "read every stored span again and compare", run};
