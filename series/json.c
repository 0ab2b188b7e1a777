/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/json.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

/* The length of the well-formed UTF-8 sequence at s (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF); 0 when there is none. */
static size_t
sequence(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	if (c < 0x80)
		return 1;
	size_t n = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (n == 0 || n > s.n)
		return 0;
	unsigned char d = (unsigned char)s.p[1];
	unsigned least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	unsigned most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
	if (d < least || d > most)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* A JSON string of text that need not be UTF-8 (a file's name): bytes that are not
 * become U+FFFD.  NULL when memory is out. */
static json_t *
repaired(struct str s)
{
	char *copy = s.n < SIZE_MAX / 3 ? malloc(3 * s.n + 1) : NULL;
	if (!copy)
		return NULL;
	size_t n = 0;
	while (s.n) {
		size_t len = sequence(s);
		memcpy(copy + n, len ? s.p : "\xef\xbf\xbd", len ? len : 3);
		n += len ? len : 3;
		s = str_sub(s, len ? len : 1, s.n);
	}
	json_t *j = json_stringn(copy, n);
	free(copy);
	return j;
}

int
json_write_str(FILE *f, struct str s, struct err *e)
{
	json_t *j = json_stringn(s.n ? s.p : "", s.n);
	if (!j)
		j = repaired(s);
	if (!j)
		return err_nomem(e);
	int rc = json_dumpf(j, f, JSON_ENCODE_ANY);
	json_decref(j);
	return rc != 0 && !ferror(f) ? err_nomem(e) : 0;
}

void
json_write_number(FILE *f, double v)
{
	char digits[OBS_FIELD_TEXT];
	obs_number(v, digits);
	(void)fputs(isfinite(v) ? digits : "null", f);
}

static int
write_column(FILE *f, const struct obs *o, const struct obs_column *c, struct err *e)
{
	char buf[OBS_FIELD_TEXT];
	struct str text = obs_get(o, c, buf);
	if (c->type == OBS_T_BOOL) {
		(void)fputs(str_eq(text, STR("1")) ? "true" : "false", f);
		return 0;
	}
	if (text.n == 0) {
		(void)fputs("null", f);
		return 0;
	}
	if (c->type == OBS_T_UINT || c->type == OBS_T_NUM) {
		(void)fwrite(text.p, 1, text.n, f);
		return 0;
	}
	return json_write_str(f, text, e);
}

int
json_write_obs(FILE *f, const struct obs *o, struct str doc_sha256, struct err *e)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		(void)fprintf(f, "%c\"%s\":", i ? ',' : '{', obs_columns[i].name);
		if (write_column(f, o, &obs_columns[i], e) != 0)
			return -1;
	}
	(void)fputs(",\"doc_sha256\":", f);
	if (doc_sha256.n == 0)
		(void)fputs("null", f);
	else if (json_write_str(f, doc_sha256, e) != 0)
		return -1;
	(void)fputs("}\n", f);
	return 0;
}

/* ----- reading ---------------------------------------------------------------------- */

/* jansson counts lines and columns from where it began: in whole lines of the text. */
static int
not_json(struct str text, size_t from, const json_error_t *why, struct err *e)
{
	size_t line = why->line > 0 ? (size_t)why->line : 1;
	size_t column = why->column > 0 ? (size_t)why->column : 1, start = from;
	for (size_t i = 0; i < from; i++)
		line += text.p[i] == '\n';
	while (start > 0 && text.p[start - 1] != '\n')
		start--;
	if (why->line <= 1)
		column += from - start;
	(void)err_set(
	    e, ERR_DATA, "no valid JSON at column %zu: %s", column, why->text);
	if (e && e->line == 0)
		e->line = line;
	return -1;
}

/* What jansson cannot keep of a text for want of memory it leaves out, or calls wrong, and
 * says nothing of it: whoever reads looks whether anything was refused. */
static _Thread_local bool refused;

static void *
allocate(size_t n)
{
	void *p = malloc(n);
	refused |= !p;
	return p;
}

void
json_init(void)
{
	json_set_alloc_funcs(allocate, free);
}

/* NULL with *why and, when memory was out, *nomem. */
static json_t *
load(struct str text, json_error_t *why, bool *nomem)
{
	const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL
			     | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY;
	refused = false;
	json_t *v = json_loadb(text.p, text.n, flags, why);
	*nomem = refused || (!v && json_error_code(why) == json_error_out_of_memory);
	if (!refused)
		return v;
	json_decref(v);
	return NULL;
}

int
json_read(struct str text, size_t *at, struct json_value **out, struct err *e)
{
	json_error_t why;
	size_t from = *at;
	*out = NULL;
	while (from < text.n && str_isspace(text.p[from]))
		from++;
	*at = from;
	if (!text.p || from == text.n)
		return 0;
	if (text.n > INT_MAX) /* in which jansson counts */
		return err_set(e, ERR_DATA, "more than 2 GB of JSON");
	bool nomem;
	json_t *v = load(str_sub(text, from, text.n), &why, &nomem);
	if (nomem)
		return err_nomem(e);
	if (!v)
		return not_json(text, from, &why, e);
	*at = from + (size_t)why.position;
	*out = (struct json_value *)v;
	return 1;
}

void
json_free(struct json_value *v)
{
	json_decref((json_t *)v);
}

static const json_t *
inner(const struct json_value *v)
{
	return (const json_t *)v;
}

enum json_kind
json_kind(const struct json_value *v)
{
	if (!v)
		return JSON_KIND_NULL;
	switch (json_typeof(inner(v))) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_STRING;
	case JSON_INTEGER:
	case JSON_REAL:
		return JSON_KIND_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		return JSON_KIND_NULL;
	}
	return JSON_KIND_NULL;
}

size_t
json_count(const struct json_value *v)
{
	return json_array_size(inner(v));
}

const struct json_value *
json_at(const struct json_value *v, size_t i)
{
	return (const struct json_value *)json_array_get(inner(v), i);
}

struct str
json_text(const struct json_value *v)
{
	if (json_kind(v) != JSON_KIND_STRING)
		return (struct str){NULL, 0};
	return (struct str){json_string_value(inner(v)), json_string_length(inner(v))};
}

bool
json_bool(const struct json_value *v)
{
	return json_is_true(inner(v));
}

double
json_number(const struct json_value *v)
{
	return json_number_value(inner(v));
}

bool
json_next(const struct json_value *v, void **step, struct str *key,
    const struct json_value **member)
{
	if (json_kind(v) != JSON_KIND_OBJECT)
		return false;
	/* jansson's iterators want an object that could be changed; none is. */
	union {
		const struct json_value *read;
		json_t *object;
	} u = {.read = v};
	*step =
	    *step ? json_object_iter_next(u.object, *step) : json_object_iter(u.object);
	if (!*step)
		return false;
	*key = str_from(json_object_iter_key(*step));
	*member = (const struct json_value *)json_object_iter_value(*step);
	return true;
}
