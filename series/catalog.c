/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/catalog.h"

#include <assert.h>
#include <stdlib.h>

#include "series/file.h"
#include "series/ini.h"
#include "series/options.h"

extern const char catalog_builtin[]; /* extract/catalogs/metrics.ini, by the Makefile */

enum { MOST_BYTES = 4 << 20 }; /* of a catalog file */

/* clang-format off */
static const char *const type_names[] = {
	[CATALOG_FLOW] = "flow", [CATALOG_BALANCE] = "balance", [CATALOG_RATE] = "rate",
	[CATALOG_RATIO] = "ratio", [CATALOG_PRICE] = "price",
};
static const char *const period_names[] = {
	[CATALOG_QUARTER] = "quarter", [CATALOG_QUARTER_END] = "quarter-end", [CATALOG_CALL] = "call",
};
static const enum catalog_period periods[] = { /* of each type, where none is said */
	[CATALOG_FLOW] = CATALOG_QUARTER, [CATALOG_BALANCE] = CATALOG_QUARTER_END, [CATALOG_RATE] = CATALOG_CALL,
	[CATALOG_RATIO] = CATALOG_QUARTER, [CATALOG_PRICE] = CATALOG_CALL,
};
static const struct {
	const char *name;
	enum catalog_unit unit;
} unit_rows[] = {
	{"percent",    CATALOG_PERCENT},
	{"money",      CATALOG_MONEY},
	{"count",      CATALOG_COUNT},
	{"count-rate", CATALOG_COUNT_RATE},
	{"money-rate", CATALOG_MONEY_RATE},
	{"money-per",  CATALOG_MONEY_PER},
	{"energy",     CATALOG_ENERGY},
};
/* clang-format on */
static_assert(
    sizeof period_names / sizeof *period_names == CATALOG_PERIODS, "a name each");
static_assert(sizeof periods / sizeof *periods == CATALOG_TYPES, "a period each");
static_assert(sizeof type_names / sizeof *type_names == CATALOG_TYPES, "a name each");

const char *
catalog_type_name(enum catalog_type t)
{
	return type_names[t];
}

const char *
catalog_period_name(enum catalog_period p)
{
	return period_names[p];
}

const char *
catalog_unit_name(enum catalog_unit u)
{
	for (size_t i = 0; i < sizeof unit_rows / sizeof *unit_rows; i++)
		if (unit_rows[i].unit == u)
			return unit_rows[i].name;
	return "";
}

/* One file while it is read: where we are, and what it says so far. */
struct reading {
	struct catalog *c;
	struct str file;  /* "built in" or its name */
	struct str bytes; /* all of it */
	size_t line;      /* of the key at hand */
	struct err *e;
	size_t cap_metrics;
};

static int
fail(struct reading *r, const char *key, const char *why)
{
	(void)err_set(r->e, ERR_CONFIG, "%s: %s", key, why);
	return err_at(r->e, r->file, r->line);
}

static struct catalog_metric *
metric_of(struct reading *r, struct str section)
{
	struct catalog *c = r->c;
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->metrics[i].name, section))
			return &c->metrics[i];
	struct catalog_metric *grown =
	    arena_grow(&c->arena, c->metrics, c->n, &r->cap_metrics, sizeof *grown);
	if (!grown)
		return NULL;
	c->metrics = grown;
	struct catalog_metric *m = &c->metrics[c->n];
	*m = (struct catalog_metric){
	    .name = arena_str(&c->arena, section), .source = r->file};
	m->title = m->name;
	if (!m->name.p)
		return NULL;
	c->n++;
	return m;
}

/* As phrases are compared: letters of either case are the same, hyphens part words. */
static struct str
folded(struct arena *a, const char *text)
{
	size_t n = strlen(text);
	char *p = ARENA_NEW(a, n + 1, char);
	for (size_t i = 0; p && i <= n; i++) {
		p[i] = str_lower(text[i]);
		if (p[i] == '-')
			p[i] = ' ';
	}
	return (struct str){p, n};
}

/* "units on order*" to words; a phrase has at most eight. */
static int
add_cue(struct reading *r, struct catalog_cue **cues, size_t *n, const char *value,
    int strength)
{
	enum { MOST = 8 };
	struct arena *a = &r->c->arena;
	struct str words[MOST], rest = folded(a, value);
	size_t k = 0;
	if (!rest.p)
		return err_nomem(r->e);
	while (rest.n && k < MOST) {
		struct str w = str_cut(&rest, ' ');
		if (w.n)
			words[k++] = w;
	}
	if (k == 0)
		return 0;
	if (rest.n)
		return fail(r, "cue", "more than 8 words");
	/* There is room for the next power of two. */
	bool full = (*n & (*n - 1)) == 0;
	struct catalog_cue *list =
	    full ? ARENA_NEW(a, *n ? 2 * *n : 1, struct catalog_cue) : *cues;
	struct str *kept = ARENA_NEW(a, k, struct str);
	if (!list || !kept)
		return err_nomem(r->e);
	memcpy(kept, words, k * sizeof *kept);
	if (full && *n)
		memcpy(list, *cues, *n * sizeof *list);
	list[(*n)++] = (struct catalog_cue){kept, k, strength};
	*cues = list;
	return 0;
}

static int
set_units(struct reading *r, struct catalog_metric *m, const char *value)
{
	struct str rest = str_from(value);
	m->units = 0;
	while (rest.n) {
		struct str w = str_cut(&rest, ' ');
		size_t i = 0;
		while (i < sizeof unit_rows / sizeof *unit_rows
		       && !str_eq(w, str_from(unit_rows[i].name)))
			i++;
		if (w.n && i == sizeof unit_rows / sizeof *unit_rows)
			return fail(r, "units",
			    "not among percent, money, count, count-rate, "
			    "money-rate, money-per, energy");
		if (w.n)
			m->units |= unit_rows[i].unit;
	}
	return 0;
}

static int
set_type(struct reading *r, struct catalog_metric *m, const char *value)
{
	for (size_t i = 0; i < CATALOG_TYPES; i++)
		if (strcmp(value, type_names[i]) == 0) {
			m->type = (enum catalog_type)i;
			if (!m->period_said)
				m->period = periods[i];
			return 0;
		}
	return fail(r, "type", "not among flow, balance, rate, ratio, price");
}

static int
set_period(struct reading *r, struct catalog_metric *m, const char *value)
{
	for (size_t i = 0; i < CATALOG_PERIODS; i++)
		if (strcmp(value, period_names[i]) == 0) {
			m->period = (enum catalog_period)i;
			m->period_said = true;
			return 0;
		}
	return fail(r, "period", "not among quarter, quarter-end, call");
}

static int
add_aliases(struct reading *r, struct catalog_metric *m, const char *value)
{
	struct str rest = arena_str(&r->c->arena, str_from(value));
	while (rest.n) {
		struct str w = str_cut(&rest, ' ');
		struct str *list =
		    ARENA_NEW(&r->c->arena, m->n_aliases + 1, struct str);
		if (!list)
			return err_nomem(r->e);
		if (m->n_aliases)
			memcpy(list, m->aliases, m->n_aliases * sizeof *list);
		if (w.n) {
			list[m->n_aliases] = w;
			m->aliases = list;
			m->n_aliases++;
		}
	}
	return 0;
}

static int
set_text(struct reading *r, struct str *to, const char *value)
{
	*to = arena_str(&r->c->arena, str_from(value));
	return to->p ? 0 : err_nomem(r->e);
}

static int
set_better(struct reading *r, struct catalog_metric *m, const char *value)
{
	m->less_is_better = strcmp(value, "less") == 0;
	if (!m->less_is_better && strcmp(value, "more") != 0)
		return fail(r, "better", "not among more, less");
	return 0;
}

static int
set_key(struct reading *r, struct catalog_metric *m, const char *key, const char *value)
{
	if (strcmp(key, "cue") == 0)
		return add_cue(r, &m->cues, &m->n_cues, value, 2);
	if (strcmp(key, "weak") == 0)
		return add_cue(r, &m->cues, &m->n_cues, value, 1);
	if (strcmp(key, "not") == 0)
		return add_cue(r, &m->nots, &m->n_nots, value, 0);
	if (strcmp(key, "units") == 0)
		return set_units(r, m, value);
	if (strcmp(key, "type") == 0)
		return set_type(r, m, value);
	if (strcmp(key, "period") == 0)
		return set_period(r, m, value);
	if (strcmp(key, "better") == 0)
		return set_better(r, m, value);
	if (strcmp(key, "aliases") == 0)
		return add_aliases(r, m, value);
	if (strcmp(key, "title") == 0)
		return set_text(r, &m->title, value);
	if (strcmp(key, "what") == 0)
		return set_text(r, &m->what, value);
	if (strcmp(key, "noun") == 0)
		return set_text(r, &m->noun, value);
	static const char *const keys[] = {"cue", "weak", "not", "units", "type",
	    "period", "aliases", "title", "what", "noun", "better"};
	const char *near = options_nearest(key, keys, sizeof keys / sizeof *keys);
	char why[80];
	(void)snprintf(why, sizeof why,
	    near ? "no such key; did you mean '%s'?" : "no such key", near);
	return fail(r, key, why);
}

static int
take(struct reading *r, const struct ini_entry *x)
{
	r->line = x->line;
	if (str_eq(x->section, STR("catalog"))) {
		if (!str_eq(x->key, STR("replace")))
			return fail(
			    r, x->key.p, "no such key; [catalog] knows 'replace'");
		if (str_eq(x->value, STR("yes")))
			r->c->n = 0;
		return 0;
	}
	if (x->section.n == 0)
		return fail(r, x->key.p, "stands before the first [metric]");
	struct catalog_metric *m = metric_of(r, x->section);
	return m ? set_key(r, m, x->key.p, x->value.p) : err_nomem(r->e);
}

static int
read_one(struct reading *r)
{
	struct ini_entry *entries;
	size_t n;
	int rc = ini_file_read(r->bytes, r->file, &r->c->arena, &entries, &n, r->e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = take(r, &entries[i]);
	return rc;
}

/* What a metric cannot do without. */
static int
complete(const struct catalog *c, struct err *e)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct catalog_metric *m = &c->metrics[i];
		const char *lack = m->units == 0    ? "units"
				   : m->n_cues == 0 ? "cue"
						    : NULL;
		if (lack) {
			(void)err_set(e, ERR_CONFIG, "[%.*s] has no '%s'",
			    STR_FMT(m->name), lack);
			return err_at(e, m->source, 0);
		}
	}
	return 0;
}

struct catalog *
catalog_new(const char *const *files, size_t n, struct err *e)
{
	struct catalog *c = calloc(1, sizeof *c);
	if (!c) {
		(void)err_nomem(e);
		return NULL;
	}
	struct reading r = {.c = c, .e = e, .file = STR("built in")};
	r.bytes = str_from(catalog_builtin);
	int rc = read_one(&r);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		r.file = arena_str(&c->arena, str_from(files[i]));
		rc = r.file.p ? file_read(files[i], MOST_BYTES, &c->arena, &r.bytes, e)
			      : err_nomem(e);
		if (rc != 0)
			(void)err_at(e, r.file, 0);
		if (rc == 0)
			rc = read_one(&r);
	}
	if (rc != 0 || complete(c, e) != 0) {
		catalog_free(c);
		return NULL;
	}
	return c;
}

void
catalog_free(struct catalog *c)
{
	if (!c)
		return;
	arena_release(&c->arena);
	free(c);
}

bool
catalog_is_none(const struct catalog_metric *m)
{
	return str_starts(m->name, STR("none"));
}

const struct catalog_metric *
catalog_find(const struct catalog *c, struct str name)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct catalog_metric *m = &c->metrics[i];
		if (catalog_is_none(m))
			continue;
		if (str_eq_nocase(m->name, name))
			return m;
		for (size_t k = 0; k < m->n_aliases; k++)
			if (str_eq_nocase(m->aliases[k], name))
				return m;
	}
	return NULL;
}

const struct catalog_metric *
catalog_need(const struct catalog *c, const char *name, struct err *e)
{
	enum { MOST = 512 };
	const struct catalog_metric *m = catalog_find(c, str_from(name));
	if (m)
		return m;
	const char *names[MOST];
	size_t n = 0;
	/* Names and aliases lie in the arena, each terminated or followed by a blank
	 * that ends it; copy what has to end. */
	char text[MOST][40];
	for (size_t i = 0; i < c->n; i++) {
		const struct catalog_metric *x = &c->metrics[i];
		for (size_t k = 0; k <= x->n_aliases && n < MOST; k++) {
			struct str s = k ? x->aliases[k - 1] : x->name;
			if (catalog_is_none(x))
				break;
			(void)snprintf(text[n], sizeof text[n], "%.*s", STR_FMT(s));
			names[n] = text[n];
			n++;
		}
	}
	const char *near = options_nearest(name, names, n);
	if (near)
		(void)err_set(e, ERR_USAGE, "unknown metric '%s'; did you mean '%s'?",
		    name, near);
	else
		(void)err_set(e, ERR_USAGE,
		    "unknown metric '%s' (tseries metrics lists them)", name);
	return NULL;
}
