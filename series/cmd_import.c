/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries import: observations that somebody else made, into the store. */
#include <stdlib.h>

#include "series/catalog.h"
#include "series/catalog_id.h"
#include "series/cmd_import.h"
#include "series/companyfacts.h"
#include "series/file.h"
#include "series/import.h"
#include "series/mapped.h"
#include "series/options.h"
#include "series/shard.h"

enum {
	KEY_IGNORE = 0x2000,
	KEY_FORCE,
	KEY_MAP,
	KEY_COLUMN,
	KEY_CONSTANT,
	KEY_CONCEPTS,
	KEY_COMPANY,
	KEY_TICKER,
	KEY_CHECK
};
enum { MOST_TABLE = 16 << 20 };

struct settings {
	struct options common;
	bool ignore_columns, force, check;
	const char *map, *concepts, *company, *ticker;
	struct ini_entry *said; /* --column and --constant */
	size_t n_said;
	char **paths;
	int n_paths;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct arena arena; /* of the tables */
	struct catalog *catalog;
	struct companyfacts_options facts;
	struct mapped_options map;
	struct store *store;
	struct shard_count shards;
	char catalog_id[CATALOG_ID_TEXT];
	struct str model; /* of extraction's weights */
	struct import_result all;
	size_t files;
	enum err_code worst;
};

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_IGNORE:
		s->ignore_columns = true;
		return 0;
	case KEY_FORCE:
		s->force = true;
		return 0;
	case KEY_CHECK:
		s->check = true;
		return 0;
	case KEY_MAP:
		s->map = arg;
		return 0;
	case KEY_COLUMN:
	case KEY_CONSTANT:
		return mapped_option(key == KEY_COLUMN ? "columns" : "constants", arg,
			   &s->said[s->n_said++], &s->common.err)
			       == 0
			   ? 0
			   : EINVAL;
	case KEY_CONCEPTS:
		s->concepts = arg;
		return 0;
	case KEY_COMPANY:
		s->company = arg;
		return 0;
	case KEY_TICKER:
		s->ticker = arg;
		return 0;
	case ARGP_KEY_ARG:
		s->paths[s->n_paths++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void
count(struct job *j, const struct import_result *r)
{
	j->all.calls += r->calls;
	j->all.changed += r->changed;
	j->all.observations += r->observations;
}

/* A failure of one input is said at once, and the others go on: 0 unless none of them
 * can. */
static int
failed(struct job *j, struct str name, struct err *own, struct err *e)
{
	if (own->code != ERR_DATA && own->code != ERR_NOINPUT
	    && own->code != ERR_PERM) {
		*e = *own;
		return -1;
	}
	(void)err_at(own, name, own->line);
	err_print(stderr, own);
	if (j->worst == ERR_NONE)
		j->worst = own->code;
	return 0;
}

/* What is stored all the same, but no METRIC of series and plot names. */
static int
tell_unknown(
    struct job *j, struct str name, const struct import_set *set, struct err *e)
{
	const struct options *o = &j->set->common;
	if (!j->catalog)
		j->catalog = catalog_new(o->catalogs, o->n_catalogs, e);
	if (!j->catalog)
		return -1;
	for (size_t i = 0; i < set->n; i++) {
		struct str metric = set->obs[i].metric;
		const struct catalog_metric *m = catalog_find(j->catalog, metric);
		struct err own = {.code = ERR_NONE};
		bool all = set->obs[i].event != OBS_NOEVENT && metric.n == 0;
		if (all || (m && str_eq(m->name, metric)))
			continue;
		if (m)
			(void)err_set(&own, ERR_DATA,
			    "the catalog calls '%.*s' %.*s, and series and plot do not "
			    "find it by another name",
			    STR_FMT(str_sub(metric, 0, 40)), STR_FMT(m->name));
		else
			(void)err_set(&own, ERR_DATA,
			    "'%.*s' is no metric of the catalog, and series and plot "
			    "do not find it (--catalog FILE adds metrics)",
			    STR_FMT(str_sub(metric, 0, 40)));
		(void)err_at(&own, name, 0);
		err_print(stderr, &own);
		return 0;
	}
	return 0;
}

static int
read_and_store(struct job *j, struct str name, struct str bytes, struct err *e)
{
	struct arena a = {NULL};
	struct import_set set;
	struct import_result r = {0, 0, 0};
	char program[64];
	const struct import_input in = {bytes, name, j->set->ignore_columns, &j->facts,
	    j->map.n_map ? &j->map : NULL};
	if (import_is_text(bytes, name, e) != 0)
		return -1;
	const struct import_format *f = import_format(j->set->common.format, &in, e);
	int rc = f ? f->read(&in, &a, &set, e) : -1;
	if (rc == 0) {
		(void)snprintf(program, sizeof program, "import %s", f->name);
		rc = import_store(j->store, &set, program, &r, e);
	}
	if (rc == 0 && !j->set->common.quiet)
		rc = tell_unknown(j, name, &set, e);
	count(j, &r);
	j->files += rc == 0;
	arena_release(&a);
	return rc;
}

/* A shard is what extract would have stored of its documents. */
static int
store_shard(struct job *j, const struct shard *s, struct err *e)
{
	struct import_result r = {0, 0, 0};
	int rc = shard_note(&j->shards, s, e);
	if (rc < 0)
		return -1;
	if (rc > 0 && s->refused && !j->set->common.quiet)
		(void)fprintf(stderr,
		    "tseries: shard %zu/%zu: %zu document%s could not be read; the "
		    "shard's trailer says why\n",
		    s->id.i, s->id.n, s->refused, s->refused == 1 ? "" : "s");
	if (rc > 0 && !j->set->check)
		rc = import_store(j->store, &s->set, "", &r, e);
	count(j, &r);
	return rc < 0 ? -1 : 0;
}

/* What shards must have been read by: this program. */
static int
know_maker(struct job *j, struct err *e)
{
	const struct options *o = &j->set->common;
	if (!j->catalog)
		j->catalog = catalog_new(o->catalogs, o->n_catalogs, e);
	if (!j->catalog || catalog_id(j->catalog, j->catalog_id, e) != 0)
		return -1;
	j->shards.maker = (struct shard_maker){
	    STR("tseries " VERSION), str_from(j->catalog_id), j->model};
	return 0;
}

/* One shard or several, one behind the other; what is wrong with one is said, and the
 * others are stored. */
static int
take_shards(struct job *j, struct str name, struct str bytes, struct err *e)
{
	size_t at = 0;
	int more = 1, rc = 0;
	if (know_maker(j, e) != 0)
		return -1;
	while (more != 0 && rc == 0) {
		struct arena a = {NULL};
		struct shard s;
		struct err own = {.code = ERR_NONE};
		more = shard_next(bytes, &at, &a, &s, &own);
		if (more > 0 && store_shard(j, &s, &own) != 0)
			more = -1;
		if (more < 0)
			rc = failed(j, name, &own, e);
		arena_release(&a);
	}
	j->files++;
	return rc;
}

static bool
are_shards(const struct job *j, struct str bytes)
{
	const char *format = j->set->common.format;
	return (!format || strcmp(format, "ndjson") == 0) && shard_is(bytes);
}

static int
one(struct job *j, const char *path, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	struct file_bytes file;
	struct str name = str_from(path);
	int rc = file_take(path, &file, &own);
	if (rc == 0) {
		if (are_shards(j, file.bytes))
			rc = take_shards(j, name, file.bytes, &own);
		else if (j->set->check || (j->shards.n && file.bytes.n == 0))
			rc =
			    err_set(&own, ERR_DATA, "is no shard: its head is missing");
		else
			rc = read_and_store(j, name, file.bytes, &own);
		file_give(&file);
	}
	return rc == 0 ? 0 : failed(j, name, &own, e);
}

/* The shards that did not come, or not whole. */
static void
tell_missing(struct job *j)
{
	const struct shard_count *c = &j->shards;
	for (size_t i = shard_missing(c, 0); i < c->n; i = shard_missing(c, i + 1)) {
		if (j->set->check)
			(void)printf("%zu\n", i);
		(void)fprintf(stderr,
		    "tseries: shard %zu/%zu is missing; extract it (--shard %zu/%zu) "
		    "and "
		    "import all again\n",
		    i, c->n, i, c->n);
		if (j->worst == ERR_NONE)
			j->worst = ERR_DATA;
	}
}

/* The map: a file's entries, and those of the options behind them, which win. */
static int
read_map(struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	struct ini_entry *file = NULL;
	struct str bytes;
	size_t n = 0;
	if (s->map) {
		j->map.map_name = str_from(s->map);
		if (file_read(s->map, MOST_TABLE, &j->arena, &bytes, e) != 0)
			return err_at(e, j->map.map_name, 0);
		if (ini_file_read(bytes, j->map.map_name, &j->arena, &file, &n, e) != 0)
			return -1;
		if (n == 0) {
			(void)err_set(e, ERR_CONFIG, "the map says nothing of columns");
			return err_at(e, j->map.map_name, 0);
		}
	}
	struct ini_entry *v = ARENA_NEW(&j->arena, n + s->n_said + 1, struct ini_entry);
	if (!v)
		return err_nomem(e);
	if (n)
		memcpy(v, file, n * sizeof *v);
	if (s->n_said)
		memcpy(v + n, s->said, s->n_said * sizeof *v);
	j->map.map = v;
	j->map.n_map = n + s->n_said;
	j->catalog = catalog_new(s->common.catalogs, s->common.n_catalogs, e);
	j->map.catalog = j->catalog;
	return j->catalog ? 0 : -1;
}

static int
read_tables(struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	if (s->company)
		j->facts.company = str_from(s->company);
	if (s->ticker)
		j->facts.ticker = str_from(s->ticker);
	if (s->concepts) {
		j->facts.concepts_name = str_from(s->concepts);
		if (file_read(s->concepts, MOST_TABLE, &j->arena, &j->facts.concepts, e)
		    != 0)
			return err_at(e, j->facts.concepts_name, 0);
	}
	return s->map || s->n_said ? read_map(j, e) : 0;
}

static int
all(struct job *j, struct err *e)
{
	const struct import_input nothing = {.bytes = {NULL, 0}};
	const struct settings *s = j->set;
	if (s->n_paths == 0)
		return err_set(e, ERR_USAGE,
		    "import what? Name files of observations or - (tseries import "
		    "--help)");
	if (s->common.output)
		return err_set(
		    e, ERR_USAGE, "import writes to the store, which --store names");
	if (s->common.format && !import_format(s->common.format, &nothing, e))
		return -1;
	if (read_tables(j, e) != 0)
		return -1;
	j->store = s->check ? NULL : store_open(s->common.store, STORE_WRITE, e);
	if (!j->store && !s->check)
		return -1;
	if (s->force && j->store)
		store_force(j->store);
	for (int i = 0; i < s->n_paths; i++)
		if (one(j, s->paths[i], e) != 0)
			return -1;
	tell_missing(j);
	if (j->files && !s->common.quiet && !s->check)
		(void)printf("%zu file%s read: %zu document%s, %zu changed; %zu "
			     "observation%s; store %s\n",
		    j->files, j->files == 1 ? "" : "s", j->all.calls,
		    j->all.calls == 1 ? "" : "s", j->all.changed, j->all.observations,
		    j->all.observations == 1 ? "" : "s", s->common.store);
	if (j->worst != ERR_NONE) {
		e->code = j->worst; /* its message has been printed */
		return -1;
	}
	if (j->all.observations == 0 && j->shards.n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no observation in what "
		    "was read");
	return 0;
}

int
cmd_import_run(int argc, char **argv, struct str model, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
		{"ignore-columns", KEY_IGNORE, NULL, 0, "pass over columns that observations do not have", 0},
		{"force", KEY_FORCE, NULL, 0, "store again what is there; replace other documents of the same name", 0},
		{"map", KEY_MAP, "FILE", 0, "what the columns of any CSV are (docs/formats.md)", 0},
		{"column", KEY_COLUMN, "FIELD=NAME", 0, "a field is the column of that name", 0},
		{"constant", KEY_CONSTANT, "FIELD=TEXT", 0, "a field is TEXT in every row", 0},
		{"concepts", KEY_CONCEPTS, "FILE", 0, "of company facts, which concept is which metric", 0},
		{"company", KEY_COMPANY, "NAME", 0, "of company facts, the company's name in the store", 0},
		{"ticker", KEY_TICKER, "NAME", 0, "of company facts, the ticker", 0},
		{"check", KEY_CHECK, NULL, 0, "of shards: say which are missing or not whole, store nothing", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "FILE...",
	    "Add observations from files to the store: CSV or lines of JSON as extract "
	    "writes them, shards of a corpus (extract --shard), the SEC's company "
	    "facts, told apart by content; or any CSV "
	    "with a map of its columns.\v"
	    "FORMAT is csv, ndjson, companyfacts or mapped.  A file that is wrong "
	    "somewhere adds nothing; the others are done.\n\n"
	    "  tseries import observations.csv\n"
	    "  tseries import --company Acme CIK0000000001.json\n"
	    "  tseries import --map consensus.ini consensus.csv\n"
	    "  tseries extract --format ndjson calls/ | tseries import -",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(),
	    .paths = calloc((size_t)argc, sizeof(char *)),
	    .said = calloc((size_t)argc, sizeof(struct ini_entry))};
	struct job j = {.set = &s, .model = model};
	if (!s.paths || !s.said) {
		free(s.paths);
		free(s.said);
		return err_nomem(e);
	}
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code)
		*e = s.common.err;
	if (e->code)
		rc = -1;
	else if (rc == 0)
		rc = all(&j, e);
	store_close(j.store);
	catalog_free(j.catalog);
	shard_count_release(&j.shards);
	arena_release(&j.arena);
	free(s.paths);
	free(s.said);
	return rc < 0 ? -1 : 0;
}
