/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/segments.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "series/ini.h"
#include "series/options.h"
#include "series/select.h"

static const char *const axes[] = {
    [SEGMENTS_NOAXIS] = "",
    [SEGMENTS_PRODUCT] = "product",
    [SEGMENTS_GEOGRAPHY] = "geography",
    [SEGMENTS_CHANNEL] = "channel",
    [SEGMENTS_END_MARKET] = "end market",
};
static_assert(sizeof axes / sizeof *axes == SEGMENTS_AXES, "a name each");

const char *
segments_axis_name(enum segments_axis x)
{
	return axes[x];
}

/* A name or an alias and the row that it stands for; ordered by company and name. */
struct segments_name {
	struct str company, name;
	const struct segments_row *row;
	size_t line;
};

/* One file while it is read. */
struct reading {
	struct segments *t;
	struct arena *a;
	struct str file;
	struct segments_row *row; /* the one that is open; NULL */
	size_t cap_rows, cap_names;
	struct err *e;
};

static int
fail(const struct reading *r, size_t line)
{
	return err_at(r->e, r->file, line);
}

/* ---- keys ---- */

static int
add_name(struct reading *r, struct str name, size_t line)
{
	struct segments *t = r->t;
	struct segments_name *grown =
	    arena_grow(r->a, t->names, t->n_names, &r->cap_names, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	t->names = grown;
	/* Rows may still move: their place for now, made an address at the end. */
	t->names[t->n_names++] =
	    (struct segments_name){r->row->company, name, NULL, line};
	return 0;
}

/* `segment` opens a row. */
static int
open_row(struct reading *r, const struct ini_entry *x)
{
	struct segments *t = r->t;
	struct segments_row *grown =
	    arena_grow(r->a, t->rows, t->n, &r->cap_rows, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	t->rows = grown;
	r->row = &t->rows[t->n++];
	*r->row = (struct segments_row){.name = x->value,
	    .company = str_eq(x->section, STR("*")) ? STR("") : x->section,
	    .valid = PERIOD_NONE,
	    .line = x->line};
	return 0;
}

static int
set_alias(struct reading *r, const struct ini_entry *x)
{
	struct segments_row *row = r->row;
	struct str *list = ARENA_NEW(r->a, row->n_aliases + 1, struct str);
	if (!list)
		return err_nomem(r->e);
	if (row->n_aliases)
		memcpy(list, row->aliases, row->n_aliases * sizeof *list);
	list[row->n_aliases++] = x->value;
	row->aliases = list;
	return 0;
}

static int
set_parent(struct reading *r, const struct ini_entry *x)
{
	r->row->parent = x->value;
	return 0;
}

static int
set_axis(struct reading *r, const struct ini_entry *x)
{
	for (int k = SEGMENTS_NOAXIS + 1; k < SEGMENTS_AXES; k++)
		if (str_eq_nocase(x->value, str_from(axes[k]))) {
			r->row->axis = (enum segments_axis)k;
			return 0;
		}
	(void)err_set(r->e, ERR_CONFIG,
	    "axis: '%.*s' is not among product, geography, channel, end market",
	    STR_FMT(x->value));
	return fail(r, x->line);
}

static int
set_day(struct reading *r, const struct ini_entry *x, int32_t *day)
{
	if (date_parse(x->value, day))
		return 0;
	(void)err_set(r->e, ERR_CONFIG, "%.*s: '%.*s' is not a date (YYYY-MM-DD)",
	    STR_FMT(x->key), STR_FMT(x->value));
	return fail(r, x->line);
}

static int
check_valid(struct reading *r, const struct ini_entry *x)
{
	struct period v = r->row->valid;
	if (v.start == DATE_NONE || v.end == DATE_NONE || v.start <= v.end)
		return 0;
	(void)err_set(r->e, ERR_CONFIG, "%.*s: 'to' is before 'from'", STR_FMT(x->key));
	return fail(r, x->line);
}

static int
set_from(struct reading *r, const struct ini_entry *x)
{
	return set_day(r, x, &r->row->valid.start) != 0 ? -1 : check_valid(r, x);
}

static int
set_to(struct reading *r, const struct ini_entry *x)
{
	return set_day(r, x, &r->row->valid.end) != 0 ? -1 : check_valid(r, x);
}

static int
set_recast(struct reading *r, const struct ini_entry *x)
{
	struct segments_row *row = r->row;
	int32_t *list = ARENA_NEW(r->a, row->n_recasts + 1, int32_t);
	if (!list)
		return err_nomem(r->e);
	if (row->n_recasts)
		memcpy(list, row->recasts, row->n_recasts * sizeof *list);
	row->recasts = list;
	return set_day(r, x, &list[row->n_recasts++]);
}

static const struct {
	const char *name;
	int (*set)(struct reading *, const struct ini_entry *);
	bool once;
} keys[] = {
    {"segment", open_row, false},
    {"alias", set_alias, false},
    {"parent", set_parent, true},
    {"axis", set_axis, true},
    {"from", set_from, true},
    {"to", set_to, true},
    {"recast", set_recast, false},
};
enum { KEYS = sizeof keys / sizeof *keys };

static int
wrong(const struct reading *r, const struct ini_entry *x, const char *why)
{
	(void)err_set(r->e, ERR_CONFIG, "%.*s: %s", STR_FMT(x->key), why);
	return fail(r, x->line);
}

static int
unknown_key(const struct reading *r, const struct ini_entry *x)
{
	const char *names[KEYS];
	char word[64], why[96];
	for (size_t k = 0; k < KEYS; k++)
		names[k] = keys[k].name;
	(void)snprintf(word, sizeof word, "%.*s", STR_FMT(x->key));
	const char *near = options_nearest(word, names, KEYS);
	(void)snprintf(why, sizeof why,
	    near ? "no such key; did you mean '%s'?"
		 : "no such key (segment, alias, parent, axis, from, to, recast)",
	    near);
	return wrong(r, x, why);
}

static int
read_entry(struct reading *r, const struct ini_entry *x, unsigned *seen)
{
	size_t k = 0;
	while (k < KEYS && !str_eq(x->key, str_from(keys[k].name)))
		k++;
	if (k == KEYS)
		return unknown_key(r, x);
	if (x->section.n == 0)
		return wrong(
		    r, x, "stands before the first [company] ([*] is every one)");
	if (x->value.n == 0)
		return wrong(r, x, "is empty");
	if (k == 0)
		*seen = 0;
	if (k > 0 && !r->row)
		return wrong(r, x, "stands before the section's first 'segment'");
	if (keys[k].once && *seen & 1u << k)
		return wrong(r, x, "stands here already");
	*seen |= 1u << k;
	if (keys[k].set(r, x) != 0)
		return -1;
	return k <= 1 ? add_name(r, x->value, x->line) : 0;
}

/* ---- names ---- */

static int
by_company_and_name(const void *x, const void *y)
{
	const struct segments_name *a = x, *b = y;
	int c = str_cmp_nocase(a->company, b->company);
	c = c ? c : str_cmp_nocase(a->name, b->name);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static bool
overlap(struct period a, struct period b)
{
	return (a.end == DATE_NONE || b.start == DATE_NONE || b.start <= a.end)
	       && (b.end == DATE_NONE || a.start == DATE_NONE || a.start <= b.end);
}

static bool
holds(struct period valid, int32_t day)
{
	return day == DATE_NONE
	       || ((valid.start == DATE_NONE || valid.start <= day)
		   && (valid.end == DATE_NONE || day <= valid.end));
}

/* The names with their rows, in order; none stands for two rows at one time. */
static int
index_names(struct reading *r)
{
	struct segments *t = r->t;
	for (size_t i = 0, row = 0; i < t->n_names; i++) {
		while (row + 1 < t->n && t->rows[row + 1].line <= t->names[i].line)
			row++;
		t->names[i].row = &t->rows[row];
	}
	if (t->n_names)
		qsort(t->names, t->n_names, sizeof *t->names, by_company_and_name);
	for (size_t i = 1; i < t->n_names; i++)
		for (size_t k = i; k-- > 0;) {
			const struct segments_name *a = &t->names[k], *b = &t->names[i];
			if (!str_eq_nocase(a->company, b->company)
			    || !str_eq_nocase(a->name, b->name))
				break;
			if (!overlap(a->row->valid, b->row->valid))
				continue;
			(void)err_set(r->e, ERR_CONFIG,
			    "%s: '%.*s' stands for '%.*s' already, at line %zu",
			    b->line == b->row->line ? "segment" : "alias",
			    STR_FMT(b->name), STR_FMT(a->row->name), a->line);
			return fail(r, b->line);
		}
	return 0;
}

/* The first of the names that are this one: of the company's own when there are any. */
static size_t
first_name(const struct segments *t, struct str company, struct str name)
{
	const struct segments_name want = {company, name, NULL, 0};
	size_t low = 0, high = t->n_names;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (by_company_and_name(&t->names[mid], &want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct segments_row *
find_among(const struct segments *t, struct str company, struct str name, int32_t day)
{
	for (size_t i = first_name(t, company, name);
	     i < t->n_names && str_eq_nocase(t->names[i].company, company)
	     && str_eq_nocase(t->names[i].name, name);
	     i++)
		if (holds(t->names[i].row->valid, day))
			return t->names[i].row;
	return NULL;
}

const struct segments_row *
segments_find(
    const struct segments *t, struct str company, struct str name, int32_t day)
{
	const struct segments_row *own =
	    company.n ? find_among(t, company, name, day) : NULL;
	return own ? own : find_among(t, STR(""), name, day);
}

/* ---- parents ---- */

static int
check_parents(struct reading *r)
{
	struct segments *t = r->t;
	for (size_t i = 0; i < t->n; i++) {
		struct segments_row *row = &t->rows[i];
		const struct segments_row *up = row;
		for (size_t steps = 0; up && up->parent.n; steps++) {
			struct str name = up->parent;
			up = segments_find(t, row->company, name, DATE_NONE);
			if (!up)
				(void)err_set(r->e, ERR_CONFIG,
				    "parent: '%.*s' of '%.*s' is no segment of %s%.*s",
				    STR_FMT(name), STR_FMT(row->name),
				    row->company.n ? "" : "[*]", STR_FMT(row->company));
			else if (steps > t->n || up == row)
				(void)err_set(r->e, ERR_CONFIG,
				    "parent: those of '%.*s' go in a circle",
				    STR_FMT(row->name));
			else {
				if (steps == 0)
					row->parent = up->name; /* not an alias */
				continue;
			}
			return fail(r, row->line);
		}
	}
	return 0;
}

int
segments_read(struct str bytes, struct str name, struct arena *a, struct segments *out,
    struct err *e)
{
	struct reading r = {.t = out, .a = a, .file = name, .e = e};
	struct ini_entry *x;
	size_t n;
	unsigned seen = 0;
	*out = (struct segments){.rows = NULL};
	if (ini_file_read(bytes, name, a, &x, &n, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (i && !str_eq(x[i].section, x[i - 1].section))
			r.row = NULL;
		if (read_entry(&r, &x[i], &seen) != 0)
			return -1;
	}
	return index_names(&r) != 0 ? -1 : check_parents(&r);
}

bool
segments_alias_fits(
    const struct segments *t, struct str company, struct str segment, const char *word)
{
	for (size_t i = 0; i < t->n && segment.n; i++) {
		const struct segments_row *r = &t->rows[i];
		if (!str_eq(r->name, segment)
		    || (r->company.n && !str_eq_nocase(r->company, company)))
			continue;
		for (size_t k = 0; k < r->n_aliases; k++)
			if (select_match(word, r->aliases[k]))
				return true;
	}
	return false;
}

/* ---- definitions ---- */

static size_t
begun(const struct segments_row *r, int32_t day)
{
	size_t n = r->valid.start != DATE_NONE && r->valid.start <= day;
	n += r->valid.end != DATE_NONE && r->valid.end < day;
	for (size_t i = 0; i < r->n_recasts; i++)
		n += r->recasts[i] <= day;
	return n;
}

/* Those of the company's own rows; false when there are none. */
static bool
count_definitions(const struct segments *t, struct str company, struct str segment,
    int32_t day, size_t *n)
{
	bool any = false;
	*n = 0;
	for (size_t i = first_name(t, company, segment);
	     i < t->n_names && str_eq_nocase(t->names[i].company, company)
	     && str_eq_nocase(t->names[i].name, segment);
	     i++) {
		*n += begun(t->names[i].row, day);
		any = true;
	}
	return any;
}

size_t
segments_definition(
    const struct segments *t, struct str company, struct str segment, int32_t day)
{
	size_t n = 0;
	if (day != DATE_NONE && !count_definitions(t, company, segment, day, &n))
		(void)count_definitions(t, STR(""), segment, day, &n);
	return n;
}
