/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/table.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "series/base/out.h"
#include "series/csv.h"
#include "series/json.h"
#include "series/obs.h"
#include "series/options.h"

enum { GAP = 2, LEAST_LAST = 24, NO_SCREEN = 160 };

static const char *const forms[] = {[TABLE_PLAIN] = "table",
    [TABLE_CSV] = "csv",
    [TABLE_JSON] = "json",
    [TABLE_NDJSON] = "ndjson"};
static_assert(sizeof forms / sizeof *forms == TABLE_FORMS, "a name each");

int
table_form(const char *name, enum table_form *form, struct err *e)
{
	*form = TABLE_PLAIN;
	if (!name)
		return 0;
	for (unsigned k = 0; k < TABLE_FORMS; k++)
		if (strcmp(name, forms[k]) == 0) {
			*form = (enum table_form)k;
			return 0;
		}
	const char *near = options_nearest(name, forms, TABLE_FORMS);
	return err_set(e, ERR_USAGE,
	    "--format '%.40s' is none of table, csv, json, ndjson%s%s%s", name,
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

struct str *
table_row(struct table *t)
{
	struct str *cells =
	    arena_grow(t->arena, t->cells, t->n, &t->cap, t->n_columns * sizeof *cells);
	if (!cells)
		return NULL;
	t->cells = cells;
	struct str *row = cells + t->n++ * t->n_columns;
	memset(row, 0, t->n_columns * sizeof *row);
	return row;
}

size_t
table_width(FILE *f)
{
	struct winsize w;
	int fd = fileno(f);
	if (fd < 0 || !isatty(fd) || ioctl(fd, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
		return NO_SCREEN;
	return w.ws_col;
}

static bool
for_people(const struct table_column *c)
{
	return c->view == TABLE_BOTH || c->view == TABLE_PEOPLE;
}

static bool
for_machines(const struct table_column *c)
{
	return c->view == TABLE_BOTH || c->view == TABLE_MACHINES;
}

/* ---- for people ---- */

/* Code points: bytes that do not go on with one. */
static size_t
width_of(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* The text as it appears on one line: white space is one space each, control
 * characters are shown; cut to most code points, the last of them an ellipsis. */
static struct str
shown(struct str s, size_t most, struct arena *a)
{
	char *flat = arena_alloc(a, s.n + 1, 1), *safe = NULL;
	size_t n = 0, size = 0;
	if (!flat)
		return (struct str){NULL, 0};
	for (size_t i = 0; i < s.n; i++) {
		bool space = str_isspace(s.p[i]);
		if (!space || (n && flat[n - 1] != ' '))
			flat[n++] = s.p[i];
		if (space && n)
			flat[n - 1] = ' ';
	}
	FILE *f = out_memory_open(&safe, &size);
	if (!f)
		return (struct str){NULL, 0};
	err_print_safe(f, str_trim((struct str){flat, n}));
	if (out_memory_close(f) != 0) {
		free(safe);
		return (struct str){NULL, 0};
	}
	struct str out = arena_str(a, (struct str){safe, size});
	free(safe);
	if (!most || !out.p || width_of(out) <= most)
		return out;
	size_t points = 0, end = 0;
	while (points < most) /* up to the code point that the ellipsis replaces */
		points += ((unsigned char)out.p[end++] & 0xc0) != 0x80;
	return arena_printf(
	    a, "%.*s\xe2\x80\xa6", STR_FMT(str_trim(str_sub(out, 0, end - 1))));
}

static void
put_padded(FILE *f, struct str s, size_t width, bool right, bool last)
{
	size_t n = width_of(s);
	int pad = n < width ? (int)(width - n) : 0;
	(void)fprintf(f, "%*s%.*s", right ? pad : 0, "", STR_FMT(s));
	if (!last)
		(void)fprintf(f, "%*s", (right ? 0 : pad) + GAP, "");
}

/* What is drawn: the columns that people see, and their cells as shown. */
struct drawing {
	const struct table *t;
	size_t *columns, *width, n;
	struct str *cells; /* of row r and drawn column k: r * n + k */
	struct arena *a;
};

/* Fill column k, at most `most` wide. */
static int
draw_column(struct drawing *d, size_t k, size_t most)
{
	const struct table *t = d->t;
	size_t c = d->columns[k];
	d->width[k] = strlen(t->columns[c].name);
	for (size_t r = 0; r < t->n; r++) {
		struct str s = t->cells[r * t->n_columns + c];
		s = s.n ? shown(s, most, d->a) : STR("-");
		if (!s.p)
			return -1;
		d->cells[r * d->n + k] = s;
		if (width_of(s) > d->width[k])
			d->width[k] = width_of(s);
	}
	return 0;
}

static int
draw(struct drawing *d, size_t width)
{
	size_t used = 0;
	for (size_t k = 0; k < d->n; k++) {
		size_t most = d->t->columns[d->columns[k]].most;
		if (k + 1 == d->n && most) {
			size_t left = width > used ? width - used : 0;
			most = left < LEAST_LAST ? LEAST_LAST
			       : left < most     ? left
						 : most;
		}
		if (draw_column(d, k, most) != 0)
			return -1;
		used += d->width[k] + GAP;
	}
	return 0;
}

static int
write_plain(const struct table *t, size_t width, FILE *f, struct err *e)
{
	struct arena a = {NULL};
	struct drawing d = {.t = t, .a = &a};
	int rc = -1;
	d.columns = ARENA_NEW(&a, t->n_columns, size_t);
	d.width = ARENA_NEW(&a, t->n_columns, size_t);
	for (size_t c = 0; d.columns && c < t->n_columns; c++)
		if (for_people(&t->columns[c]))
			d.columns[d.n++] = c;
	d.cells = ARENA_NEW(&a, d.n * t->n, struct str);
	if (!d.columns || !d.width || !d.cells || draw(&d, width) != 0) {
		(void)err_nomem(e);
		goto done;
	}
	for (size_t k = 0; k < d.n; k++) {
		const struct table_column *c = &t->columns[d.columns[k]];
		put_padded(f, str_from(c->name), d.width[k], c->number, k + 1 == d.n);
	}
	(void)fputc('\n', f);
	for (size_t i = 0; i < t->n * d.n; i++) {
		size_t k = i % d.n;
		put_padded(f, d.cells[i], d.width[k], t->columns[d.columns[k]].number,
		    k + 1 == d.n);
		if (k + 1 == d.n)
			(void)fputc('\n', f);
	}
	rc = 0;
done:
	arena_release(&a);
	return rc;
}

/* ---- for machines ---- */

static void
write_csv(const struct table *t, FILE *f)
{
	size_t last = 0;
	for (size_t c = 0; c < t->n_columns; c++)
		if (for_machines(&t->columns[c]))
			last = c;
	for (size_t c = 0; c <= last; c++)
		if (for_machines(&t->columns[c]))
			csv_write_field(f, str_from(t->columns[c].name), c == last);
	for (size_t r = 0; r < t->n; r++)
		for (size_t c = 0; c <= last; c++)
			if (for_machines(&t->columns[c]))
				csv_write_field(
				    f, t->cells[r * t->n_columns + c], c == last);
}

static int
write_object(const struct table *t, const struct str *row, FILE *f, struct err *e)
{
	char before = '{';
	for (size_t c = 0; c < t->n_columns; c++) {
		if (!for_machines(&t->columns[c]))
			continue;
		(void)fprintf(f, "%c\"%s\":", before, t->columns[c].name);
		before = ',';
		if (row[c].n == 0)
			(void)fputs("null", f);
		else if (t->columns[c].number)
			(void)fwrite(row[c].p, 1, row[c].n, f);
		else if (json_write_str(f, row[c], e) != 0)
			return -1;
	}
	(void)fputc('}', f);
	return 0;
}

static int
write_json(const struct table *t, bool lines, FILE *f, struct err *e)
{
	if (!lines)
		(void)fputs("[", f);
	for (size_t r = 0; r < t->n; r++) {
		if (!lines)
			(void)fputs(r ? ",\n " : "\n ", f);
		if (write_object(t, t->cells + r * t->n_columns, f, e) != 0)
			return -1;
		if (lines)
			(void)fputc('\n', f);
	}
	if (!lines)
		(void)fputs("\n]\n", f);
	return 0;
}

int
table_write(
    const struct table *t, enum table_form form, size_t width, FILE *f, struct err *e)
{
	switch (form) {
	case TABLE_PLAIN:
		return write_plain(t, width, f, e);
	case TABLE_CSV:
		write_csv(t, f);
		return 0;
	case TABLE_JSON:
		return write_json(t, false, f, e);
	case TABLE_NDJSON:
		return write_json(t, true, f, e);
	case TABLE_FORMS:
		break;
	}
	return err_set(e, ERR_INTERNAL, "a table has no such form");
}

struct str
table_number(struct arena *a, double v)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	return arena_str(a, str_from(text));
}

struct str
table_count(struct arena *a, uint64_t v)
{
	return arena_printf(a, "%llu", (unsigned long long)v);
}

struct str
table_date(struct arena *a, int32_t d)
{
	char text[DATE_TEXT];
	date_format(d, text);
	return arena_str(a, str_from(text));
}
