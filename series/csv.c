/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/csv.h"

#include <csv.h>
#include <stdint.h>

/* One file while it is read.  libcsv does not count lines, so it is fed one line at
 * a time, and its callbacks find here which. */
struct reading {
	struct arena *a;
	struct csv_row *rows;
	size_t n, cap;
	struct str *fields; /* of the row that is being read; reused */
	size_t n_fields, cap_fields;
	size_t line;     /* that is being fed */
	size_t row_line; /* where the row began; 0 between rows */
	struct err *e;
};

/* By RFC 4180 spaces are part of a field; libcsv would trim them. */
static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
on_field(void *bytes, size_t n, void *data)
{
	struct reading *r = data;
	if (r->e->code)
		return;
	struct str *more =
	    arena_grow(r->a, r->fields, r->n_fields, &r->cap_fields, sizeof *more);
	struct str copy = arena_str(r->a, (struct str){bytes, n});
	if (!more || !copy.p) {
		(void)err_nomem(r->e);
		return;
	}
	r->fields = more;
	r->fields[r->n_fields++] = copy;
}

static void
on_row(int end, void *data)
{
	(void)end;
	struct reading *r = data;
	if (r->e->code)
		return;
	struct csv_row *rows = arena_grow(r->a, r->rows, r->n, &r->cap, sizeof *rows);
	struct str *fields = ARENA_NEW(r->a, r->n_fields, struct str);
	if (!rows || !fields) {
		(void)err_nomem(r->e);
		return;
	}
	if (r->n && r->n_fields != rows[0].n) {
		(void)err_set(r->e, ERR_DATA,
		    "line %zu has %zu fields, the header has %zu", r->row_line,
		    r->n_fields, rows[0].n);
		r->e->line = r->row_line;
		return;
	}
	if (r->n_fields)
		memcpy(fields, r->fields, r->n_fields * sizeof *fields);
	r->rows = rows;
	r->rows[r->n++] = (struct csv_row){fields, r->n_fields, r->row_line};
	r->n_fields = 0;
	r->row_line = 0;
}

/* Up to and with the next CR LF, LF or CR. */
static struct str
next_line(struct str *rest)
{
	size_t n = 0;
	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	bool crlf = n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n';
	n += crlf ? 2 : 1;
	struct str line = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return line;
}

static int
broken(struct reading *r, int status, bool at_end)
{
	if (r->e->code)
		return -1;
	if (status == CSV_ENOMEM)
		return err_nomem(r->e);
	if (at_end)
		(void)err_set(r->e, ERR_DATA,
		    "a quoted field of the row at line %zu is never closed",
		    r->row_line);
	else
		(void)err_set(r->e, ERR_DATA,
		    "line %zu has a quote inside a field (double it, and quote the "
		    "field)",
		    r->line);
	r->e->line = at_end ? r->row_line : r->line;
	return -1;
}

static int
feed(struct reading *r, struct csv_parser *p, struct str rest)
{
	while (rest.n) {
		struct str line = next_line(&rest);
		r->line++;
		bool blank = line.p[0] == '\n' || line.p[0] == '\r';
		if (r->row_line == 0 && !blank)
			r->row_line = r->line;
		size_t n = csv_parse(p, line.p, line.n, on_field, on_row, r);
		if (n != line.n || r->e->code)
			return broken(r, csv_error(p), false);
	}
	if (csv_fini(p, on_field, on_row, r) != 0 || r->e->code)
		return broken(r, csv_error(p), true);
	return 0;
}

int
csv_read(
    struct str bytes, struct arena *a, struct csv_row **rows, size_t *n, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	struct reading r = {.a = a, .e = &own};
	struct csv_parser p;
	if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
		bytes = str_sub(bytes, 3, bytes.n);
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return err_nomem(e);
	csv_set_space_func(&p, no_space);
	int rc = feed(&r, &p, bytes);
	csv_free(&p);
	if (rc == 0) {
		*rows = r.rows;
		*n = r.n;
	} else if (e && e->code == ERR_NONE) {
		*e = own;
	}
	return rc;
}

int
csv_columns(const struct csv_row *header, const char *const *names, size_t n,
    size_t needed, size_t *at, struct err *e)
{
	char all[160] = "";
	for (size_t k = 0, used = 0; k < n && used < sizeof all; k++)
		used += (size_t)snprintf(
		    all + used, sizeof all - used, "%s%s", k ? "," : "", names[k]);
	for (size_t k = 0; k < n; k++) {
		at[k] = 0;
		while (at[k] < header->n
		       && !str_eq(str_trim(header->fields[at[k]]), str_from(names[k])))
			at[k]++;
		if (at[k] < header->n)
			continue;
		at[k] = SIZE_MAX;
		if (k >= needed)
			continue;
		(void)err_set(e, ERR_DATA, "no column '%s'; the header has to name %s",
		    names[k], all);
		e->line = header->line;
		return -1;
	}
	return 0;
}

void
csv_write_field(FILE *f, struct str field, bool last)
{
	bool quote = field.n
		     && (field.p[0] == ' ' || field.p[field.n - 1] == ' '
			 || field.p[0] == '\t' || field.p[field.n - 1] == '\t');
	for (size_t i = 0; i < field.n && !quote; i++)
		quote = field.p[i] == ',' || field.p[i] == '"' || field.p[i] == '\n'
			|| field.p[i] == '\r';
	if (quote)
		(void)csv_fwrite(f, field.p, field.n);
	else if (field.n)
		(void)fwrite_unlocked(field.p, 1, field.n, f);
	(void)putc_unlocked(last ? '\n' : ',', f);
}

void
csv_write_header(FILE *f)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		csv_write_field(f, str_from(obs_columns[i].name), i + 1 == OBS_COLUMNS);
}

void
csv_write_obs(FILE *f, const struct obs *o)
{
	char buf[OBS_FIELD_TEXT];
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		csv_write_field(
		    f, obs_get(o, &obs_columns[i], buf), i + 1 == OBS_COLUMNS);
}
