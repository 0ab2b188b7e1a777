/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries store: look after the store. */
#include <stdio.h>

#include "series/cmd.h"
#include "series/options.h"
#include "series/store_care.h"

struct settings {
	struct options common;
	char *words[2]; /* the action and its argument */
	int n_words;    /* that were given */
};

static int
check(const struct settings *set, struct store *s, struct err *e)
{
	struct arena a = {NULL};
	struct str *problems;
	size_t n;
	int rc = store_care_check(s, &a, &problems, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		err_print_safe(stdout, problems[i]);
		(void)putchar('\n');
	}
	arena_release(&a);
	if (rc == 0 && n > 0)
		rc = err_set(e, ERR_EMPTY, "%s has %zu problem%s", set->common.store, n,
		    n == 1 ? "" : "s");
	if (rc == 0 && !set->common.quiet)
		(void)printf("%s is whole\n", set->common.store);
	return rc;
}

static int
compact(const struct settings *set, struct store *s, struct err *e)
{
	uint64_t before, after;
	if (store_care_compact(s, &before, &after, e) != 0)
		return -1;
	if (!set->common.quiet)
		(void)printf("%s: %llu bytes before, %llu after\n", set->common.store,
		    (unsigned long long)before, (unsigned long long)after);
	return 0;
}

/* Another program may have written to it, whose pages have no sums; rows have their own. */
static int
mend(const struct settings *set, struct store *s, struct err *e)
{
	return compact(set, s, e) == 0 ? check(set, s, e) : -1;
}

/* The name of a call nearest to one that is none; in a, or NULL. */
static const char *
nearest(struct store *s, const char *doc, struct arena *a)
{
	struct str *docs;
	size_t n;
	if (store_docs(s, a, &docs, &n, NULL) != 0)
		return NULL;
	const char **names = ARENA_NEW(a, n, const char *);
	for (size_t i = 0; names && i < n; i++)
		names[i] = docs[i].p;
	return names ? options_nearest(doc, names, n) : NULL;
}

static int
forget(const struct settings *set, struct store *s, struct err *e)
{
	const char *doc = set->words[1];
	bool found;
	size_t n;
	if (store_care_forget(s, str_from(doc), &found, &n, e) != 0)
		return -1;
	if (found) {
		if (set->common.quiet)
			return 0;
		err_print_safe(stdout, str_from(doc));
		(void)printf(
		    " and its %zu observation%s are forgotten\n", n, n == 1 ? "" : "s");
		return 0;
	}
	struct arena a = {NULL};
	const char *near = nearest(s, doc, &a);
	(void)err_set(e, ERR_EMPTY, "no call '%.100s' in %.100s%s%.100s%s", doc,
	    set->common.store, near ? "; did you mean '" : "", near ? near : "",
	    near ? "'?" : "");
	arena_release(&a);
	return -1;
}

static int
backup(const struct settings *set, struct store *s, struct err *e)
{
	if (store_care_backup(s, set->words[1], e) != 0)
		return -1;
	if (!set->common.quiet)
		(void)printf("%s is copied to %s\n", set->common.store, set->words[1]);
	return 0;
}

static const struct action {
	const char *name, *argument;
	enum store_mode mode;
	int (*run)(const struct settings *set, struct store *s, struct err *e);
} actions[] = {
    {"check", NULL, STORE_READ, check},
    {"compact", NULL, STORE_WRITE, compact},
    {"mend", NULL, STORE_MEND, mend},
    {"forget", "DOC", STORE_WRITE, forget},
    {"backup", "FILE", STORE_READ, backup},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

static const struct action *
find(const char *name, struct err *e)
{
	const char *names[ACTIONS];
	for (size_t i = 0; i < ACTIONS; i++) {
		names[i] = actions[i].name;
		if (strcmp(name, names[i]) == 0)
			return &actions[i];
	}
	const char *near = options_nearest(name, names, ACTIONS);
	(void)err_set(e, ERR_USAGE,
	    "store cannot '%.40s'; it can check, compact, mend, forget and "
	    "backup%s%s%s",
	    name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return NULL;
}

static int
go(const struct settings *set, struct err *e)
{
	if (set->n_words == 0)
		return err_set(e, ERR_USAGE,
		    "do what with the store? check, compact, mend, forget DOC or "
		    "backup "
		    "FILE "
		    "(tseries store --help)");
	const struct action *x = find(set->words[0], e);
	if (!x)
		return -1;
	if (set->n_words != 1 + (x->argument != NULL))
		return err_set(e, ERR_USAGE, "it is tseries store %s%s%s", x->name,
		    x->argument ? " " : "", x->argument ? x->argument : "");
	if (set->common.output || set->common.format)
		return err_set(e, ERR_USAGE, "store takes neither --format nor -o");
	/* Making a store in order to look after it would hide a wrong name. */
	struct store *s = store_open(
	    set->common.store, x->mode == STORE_MEND ? STORE_MEND : STORE_READ, e);
	if (s && x->mode == STORE_WRITE) {
		store_close(s);
		s = store_open(set->common.store, STORE_WRITE, e);
	}
	if (!s)
		return -1;
	int rc = x->run(set, s, e);
	store_close(s);
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
	case ARGP_KEY_ARG:
		if (s->n_words < 2)
			s->words[s->n_words] = arg;
		s->n_words++;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_plain_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {NULL, parse,
	    "check\ncompact\nmend\nforget DOC\nbackup FILE",
	    "Look after the store: is it whole, give unused room back, remove a call, "
	    "copy it.\v"
	    "check looks at every page, reference and row and names each problem; its "
	    "status is then 1.  mend takes pages as they are, where another program "
	    "has "
	    "written to it, sums them anew and checks.  backup makes a new file, while "
	    "others may write.\n\n"
	    "  tseries store check\n"
	    "  tseries store forget calls/2017-q2.txt\n"
	    "  tseries store backup tseries-2017.db",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code)
		return *e = s.common.err, -1;
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	return go(&s, e);
}

const struct cmd cmd_store = {
    "store", "ACTION", "check, compact, mend, forget DOC or backup FILE", run};
