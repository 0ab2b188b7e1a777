/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries import: observations that somebody else made, into the store. */
#include <stdlib.h>

#include "series/cmd.h"
#include "series/file.h"
#include "series/import.h"
#include "series/options.h"

enum { KEY_IGNORE = 0x2000, KEY_FORCE };

struct settings {
	struct options common;
	bool ignore_columns, force;
	char **paths;
	int n_paths;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	struct store *store;
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
	case ARGP_KEY_ARG:
		s->paths[s->n_paths++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
read_and_store(struct job *j, struct str name, struct str bytes, struct err *e)
{
	struct arena a = {NULL};
	struct import_set set;
	struct import_result r = {0, 0, 0};
	char program[64];
	const struct import_input in = {bytes, name, j->set->ignore_columns};
	const struct import_format *f = import_format(j->set->common.format, bytes, e);
	int rc = f ? f->read(&in, &a, &set, e) : -1;
	if (rc == 0) {
		(void)snprintf(program, sizeof program, "import %s", f->name);
		rc = import_store(j->store, &set, program, &r, e);
	}
	j->all.calls += r.calls;
	j->all.changed += r.changed;
	j->all.observations += r.observations;
	j->files += rc == 0;
	arena_release(&a);
	return rc;
}

/* A failure of one file is said at once, the others go on; 0 unless none of them can. */
static int
one(struct job *j, const char *path, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	struct file_map map;
	int rc = file_map(path, &map, &own);
	if (rc == 0) {
		rc = read_and_store(j, str_from(path), map.bytes, &own);
		file_unmap(&map);
	}
	if (rc == 0)
		return 0;
	if (own.code != ERR_DATA && own.code != ERR_NOINPUT && own.code != ERR_PERM) {
		*e = own;
		return -1;
	}
	(void)err_at(&own, str_from(path), own.line);
	err_print(stderr, &own);
	if (j->worst == ERR_NONE)
		j->worst = own.code;
	return 0;
}

static int
all(struct job *j, struct err *e)
{
	const struct settings *s = j->set;
	if (s->n_paths == 0)
		return err_set(e, ERR_USAGE,
		    "import what? Name files of observations or - (tseries import "
		    "--help)");
	if (s->common.output)
		return err_set(
		    e, ERR_USAGE, "import writes to the store, which --store names");
	if (s->common.format && !import_format(s->common.format, STR(""), e))
		return -1;
	j->store = store_open(s->common.store, STORE_WRITE, e);
	if (!j->store)
		return -1;
	if (s->force)
		store_force(j->store);
	for (int i = 0; i < s->n_paths; i++)
		if (one(j, s->paths[i], e) != 0)
			return -1;
	if (j->files && !s->common.quiet)
		(void)printf("%zu file%s read: %zu document%s, %zu changed; %zu "
			     "observations; store %s\n",
		    j->files, j->files == 1 ? "" : "s", j->all.calls,
		    j->all.calls == 1 ? "" : "s", j->all.changed, j->all.observations,
		    s->common.store);
	if (j->worst != ERR_NONE) {
		e->code = j->worst; /* its message has been printed */
		return -1;
	}
	if (j->all.observations == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no observation in what "
		    "was read");
	return 0;
}

static int
run(int argc, char **argv, struct err *e)
{
	/* clang-format off */
	static const struct argp_option own[] = {
		{"ignore-columns", KEY_IGNORE, NULL, 0, "pass over columns that observations do not have", 0},
		{"force", KEY_FORCE, NULL, 0, "store again what is there; replace other documents of the same name", 0},
		{NULL, 0, NULL, 0, NULL, 0},
	};
	/* clang-format on */
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "FILE...",
	    "Add observations from files to the store: CSV or lines of JSON as extract "
	    "writes them, told apart by content.\v"
	    "FORMAT is csv or ndjson.  A file that is wrong somewhere adds nothing; "
	    "the "
	    "others are done."
	    "\n\n"
	    "  tseries import observations.csv\n"
	    "  tseries extract --format ndjson calls/ | tseries import -",
	    children, NULL, NULL};
	struct settings s = {
	    .common = options_default(), .paths = calloc((size_t)argc, sizeof(char *))};
	struct job j = {.set = &s};
	if (!s.paths)
		return err_nomem(e);
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code)
		*e = s.common.err;
	if (e->code)
		rc = -1;
	else if (rc == 0)
		rc = all(&j, e);
	store_close(j.store);
	free(s.paths);
	return rc < 0 ? -1 : 0;
}

const struct cmd cmd_import = {"import", "FILE...", "add observations from files", run};
