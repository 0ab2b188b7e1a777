/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/csv.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistr.h>

/* One file while it is read.  libcsv does not count lines, so it is fed one line at
 * a time, and its callbacks find here which. */
struct reading {
	int (*take)(void *data, const struct csv_row *row, struct err *e);
	void *data;
	/* The row that is being read, in memory of the heap that all rows use: its bytes
	 * one field after the other, and its fields, whose places are known when it ends. */
	char *bytes;
	size_t n_bytes, cap_bytes;
	struct str *fields;
	size_t n_fields, cap_fields;
	size_t n_header; /* fields of the first row; 0 before it */
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

/* Room for n more items of a size behind the first `used` ones. */
static int
reserve(void **items, size_t used, size_t n, size_t *cap, size_t size)
{
	if (used + n <= *cap)
		return 0;
	size_t more = 2 * (used + n) + 64;
	void *p = realloc(*items, more * size);
	if (!p)
		return -1;
	*items = p;
	*cap = more;
	return 0;
}

static void
on_field(void *bytes, size_t n, void *data)
{
	struct reading *r = data;
	void *all = r->bytes, *fields = r->fields;
	if (r->e->code)
		return;
	if (reserve(&all, r->n_bytes, n + 1, &r->cap_bytes, 1) == 0)
		r->bytes = all;
	else
		(void)err_nomem(r->e);
	if (reserve(&fields, r->n_fields, 1, &r->cap_fields, sizeof *r->fields) == 0)
		r->fields = fields;
	else
		(void)err_nomem(r->e);
	if (r->e->code)
		return;
	if (n)
		memcpy(r->bytes + r->n_bytes, bytes, n);
	r->bytes[r->n_bytes + n] = '\0';
	r->n_bytes += n + 1;
	r->fields[r->n_fields++] = (struct str){NULL, n};
}

static void
on_row(int end, void *data)
{
	(void)end;
	struct reading *r = data;
	if (r->e->code)
		return;
	if (r->n_header && r->n_fields != r->n_header) {
		(void)err_set(r->e, ERR_DATA,
		    "line %zu has %zu fields, the header has %zu", r->row_line,
		    r->n_fields, r->n_header);
		r->e->line = r->row_line;
		return;
	}
	const char *p = r->bytes;
	for (size_t i = 0; i < r->n_fields; i++) {
		r->fields[i].p = p;
		p += r->fields[i].n + 1;
	}
	const struct csv_row row = {r->fields, r->n_fields, r->row_line};
	if (r->take(r->data, &row, r->e) != 0 && r->e->code == ERR_NONE)
		(void)err_set(r->e, ERR_INTERNAL, "a row was not taken");
	r->n_header = r->n_fields;
	r->n_fields = r->n_bytes = 0;
	r->row_line = 0;
}

/* Up to and with the next CR LF, LF or CR. */
static struct str
next_line(struct str *rest)
{
	const char *lf = memchr(rest->p, '\n', rest->n);
	size_t n = lf ? (size_t)(lf - rest->p) : rest->n;
	const char *cr = memchr(rest->p, '\r', n);
	if (cr)
		n = (size_t)(cr - rest->p);
	bool crlf = cr && n + 1 < rest->n && rest->p[n + 1] == '\n';
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

static int
read_all(struct reading *r, struct str bytes, char separator, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	struct csv_parser p;
	if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
		bytes = str_sub(bytes, 3, bytes.n);
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return err_nomem(e);
	csv_set_space_func(&p, no_space);
	csv_set_delim(&p, (unsigned char)separator);
	r->e = &own;
	int rc = feed(r, &p, bytes);
	csv_free(&p);
	free(r->bytes);
	free(r->fields);
	r->e = NULL;
	if (rc != 0 && e && e->code == ERR_NONE)
		*e = own;
	return rc;
}

int
csv_each(struct str bytes,
    int (*take)(void *data, const struct csv_row *row, struct err *e), void *data,
    struct err *e)
{
	struct reading r = {.take = take, .data = data};
	return read_all(&r, bytes, ',', e);
}

/* What parts the fields of the header. */
static char
separator_of(struct str bytes)
{
	static const char marks[] = {',', ';', '\t', '|'};
	size_t count[sizeof marks] = {0}, best = 0;
	struct str rest = bytes, line = bytes.n ? next_line(&rest) : bytes;
	bool quoted = false;
	for (size_t i = 0; i < line.n; i++) {
		quoted ^= line.p[i] == '"';
		for (size_t k = 0; k < sizeof marks && !quoted; k++)
			count[k] += line.p[i] == marks[k];
	}
	for (size_t k = 1; k < sizeof marks; k++)
		if (count[k] > count[best])
			best = k;
	return marks[best];
}

/* All rows, kept. */
struct rows {
	struct arena *a;
	struct csv_row *rows;
	size_t n, cap;
};

static int
keep(void *data, const struct csv_row *row, struct err *e)
{
	struct rows *r = data;
	struct csv_row *rows = arena_grow(r->a, r->rows, r->n, &r->cap, sizeof *rows);
	struct str *fields = ARENA_NEW(r->a, row->n, struct str);
	if (!rows || !fields)
		return err_nomem(e);
	for (size_t i = 0; i < row->n; i++) {
		fields[i] = arena_str(r->a, row->fields[i]);
		if (!fields[i].p)
			return err_nomem(e);
	}
	r->rows = rows;
	r->rows[r->n++] = (struct csv_row){fields, row->n, row->line};
	return 0;
}

static int
read_kept(struct str bytes, char separator, struct rows *kept, struct err *e)
{
	struct reading r = {.take = keep, .data = kept};
	return read_all(&r, bytes, separator, e);
}

int
csv_read(
    struct str bytes, struct arena *a, struct csv_row **rows, size_t *n, struct err *e)
{
	struct rows r = {.a = a};
	if (read_kept(bytes, ',', &r, e) != 0)
		return -1;
	*rows = r.rows;
	*n = r.n;
	return 0;
}

int
csv_read_any(
    struct str bytes, struct arena *a, struct csv_row **rows, size_t *n, struct err *e)
{
	struct rows r = {.a = a};
	if (read_kept(bytes, separator_of(bytes), &r, e) != 0)
		return -1;
	*rows = r.rows;
	*n = r.n;
	return 0;
}

/* Nobody else writes to f meanwhile, so its lock is not taken for every byte. */
static void
write_quoted(FILE *f, struct str field)
{
	(void)putc_unlocked('"', f);
	while (field.n) {
		const char *quote = memchr(field.p, '"', field.n);
		size_t n = quote ? (size_t)(quote - field.p) + 1 : field.n;
		(void)fwrite_unlocked(field.p, 1, n, f);
		if (quote)
			(void)putc_unlocked('"', f);
		field = str_sub(field, n, field.n);
	}
	(void)putc_unlocked('"', f);
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
		write_quoted(f, field);
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

/* What other programs save, and is no text. */
static const struct {
	struct str begin;
	const char *what;
} strangers[] = {
    {STR_INIT("SQLite format 3"),
	"a SQLite file, not a table; export it first (tseries export)"},
    {STR_INIT("PK\x03\x04"), "a workbook or a ZIP archive; save it as CSV (UTF-8)"},
    {STR_INIT("\x1f\x8b"), "packed by gzip; unpack it"},
    {STR_INIT("\xff\xfe"), "UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
    {STR_INIT("\xfe\xff"), "UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
};

int
csv_is_text(struct str bytes, struct err *e)
{
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (str_starts(bytes, strangers[i].begin))
			return err_set(e, ERR_DATA, "%s", strangers[i].what);
	if (bytes.n == 0 || !bytes.p)
		return 0;
	if (memchr(bytes.p, '\0', bytes.n))
		return err_set(
		    e, ERR_DATA, "binary data, not text; give a table in UTF-8");
	const uint8_t *p = (const uint8_t *)bytes.p, *bad = u8_check(p, bytes.n);
	if (!bad)
		return 0;
	size_t line = 1;
	for (; p < bad; p++)
		line += *p == '\n';
	(void)err_set(
	    e, ERR_DATA, "not UTF-8; make it UTF-8 (iconv -f WINDOWS-1252 -t UTF-8)");
	if (e && e->line == 0)
		e->line = line;
	return -1;
}
