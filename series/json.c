/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/json.h"

#include <jansson.h>
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
