/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_row.h"

#include <math.h>
#include <stdlib.h>

#include "series/store_schema.h"

static double
number(const struct obs *o, const struct obs_column *c)
{
	return *(const double *)(const void *)((const char *)o + c->offset);
}

/* ---- in ---- */

/* As text, but numbers, booleans and days as such. */
static int
bind_plain(sqlite3_stmt *q, int at, const struct obs *o, const struct obs_column *c,
    char buf[OBS_FIELD_TEXT])
{
	const char *member = (const char *)o + c->offset;
	switch (c->type) {
	case OBS_T_UINT: {
		uint64_t v = *(const uint64_t *)(const void *)member;
		return v > INT64_MAX ? SQLITE_TOOBIG
				     : sqlite3_bind_int64(q, at, (int64_t)v);
	}
	case OBS_T_NUM: {
		double v = number(o, c);
		return isnan(v) ? sqlite3_bind_null(q, at)
				: sqlite3_bind_double(q, at, v);
	}
	case OBS_T_BOOL:
		return sqlite3_bind_int(q, at, *(const bool *)member);
	case OBS_T_DATE:
		return store_db_bind_date(
		    q, at, *(const int32_t *)(const void *)member);
	case OBS_T_STR:
	case OBS_T_ENUM:
	case OBS_TYPES:
		break;
	}
	return store_db_bind_str(q, at, obs_get(o, c, buf));
}

int
store_row_bind_call(sqlite3_stmt *q, int *at, const struct obs *o,
    char bufs[OBS_COLUMNS][OBS_FIELD_TEXT])
{
	int rc = SQLITE_OK;
	for (size_t i = 0; i < OBS_COLUMNS && rc == SQLITE_OK; i++) {
		const struct obs_column *c = &obs_columns[i];
		if (store_schema_home(c) != STORE_SCHEMA_CALL)
			continue;
		if (c->type != OBS_T_DATE) {
			rc = bind_plain(q, (*at)++, o, c, bufs[i]);
			continue;
		}
		struct str day = obs_get(o, c, bufs[i]);
		rc = day.n ? store_db_bind_str(q, *at, day) : sqlite3_bind_null(q, *at);
		(*at)++;
	}
	return rc;
}

static int
bind_subject(sqlite3_stmt *q, const struct store *s, const struct obs *o)
{
	char buf[OBS_FIELD_TEXT]; /* neither texts nor names of enums are put there */
	int rc = store_db_bind_str(q, 1, o->company), at = 2;
	for (size_t i = 0; i < OBS_COLUMNS && rc == SQLITE_OK; i++)
		if (s->home[i] == STORE_SCHEMA_SUBJECT)
			rc = bind_plain(q, at++, o, &obs_columns[i], buf);
	return rc;
}

/* The id that find gives, else that of the row that put makes. */
static int
find_or_put(struct store *s, sqlite3_stmt *find, sqlite3_stmt *put, int bound,
    int64_t *id, struct err *e)
{
	int rc = bound == SQLITE_OK ? sqlite3_step(find) : bound;
	if (rc == SQLITE_ROW) {
		*id = sqlite3_column_int64(find, 0);
	} else if (rc == SQLITE_DONE && sqlite3_step(put) == SQLITE_DONE) {
		*id = sqlite3_last_insert_rowid(s->db);
		rc = SQLITE_ROW;
	} else {
		rc = store_db_fail(s, "write", e);
	}
	(void)sqlite3_reset(find);
	(void)sqlite3_reset(put);
	return rc == SQLITE_ROW ? 0 : -1;
}

static int
room(struct store *s, size_t n)
{
	if (n <= s->scratch_size)
		return 0;
	char *p = realloc(s->scratch, 2 * n);
	if (!p)
		return -1;
	s->scratch = p;
	s->scratch_size = 2 * n;
	return 0;
}

/* All of a subject as one text, each part with its length. */
static struct str
subject_text(struct store *s, const struct obs *o)
{
	size_t n = 0;
	char buf[OBS_FIELD_TEXT];
	for (size_t i = 0; i <= OBS_COLUMNS; i++) {
		if (i < OBS_COLUMNS && s->home[i] != STORE_SCHEMA_SUBJECT)
			continue;
		struct str part =
		    i < OBS_COLUMNS ? obs_get(o, &obs_columns[i], buf) : o->company;
		if (room(s, n + sizeof part.n + part.n) != 0)
			return (struct str){NULL, 0};
		memcpy(s->scratch + n, &part.n, sizeof part.n);
		n += sizeof part.n;
		if (part.n)
			memcpy(s->scratch + n, part.p, part.n);
		n += part.n;
	}
	return (struct str){s->scratch, n};
}

static int
subject_id(struct store *s, const struct obs *o, int64_t *id, struct err *e)
{
	bool added;
	struct str text = subject_text(s, o);
	struct lookup_entry *x = text.p ? lookup_add(&s->keys, text, &added) : NULL;
	if (!x)
		return err_nomem(e);
	if (x->number == 0) {
		sqlite3_stmt *find = store_db_keep(
		    s, STORE_DB_FIND_KEY, store_schema_find_subject, "", e);
		sqlite3_stmt *put =
		    store_db_keep(s, STORE_DB_PUT_KEY, store_schema_put_subject, "", e);
		if (!find || !put)
			return -1;
		int bound = bind_subject(find, s, o);
		bound = bound == SQLITE_OK ? bind_subject(put, s, o) : bound;
		if (find_or_put(s, find, put, bound, &x->number, e) != 0)
			return -1;
	}
	*id = x->number;
	return 0;
}

static int
word_id(struct store *s, struct str word, int64_t *id, struct err *e)
{
	bool added;
	struct lookup_entry *x = lookup_add(&s->words, word, &added);
	if (!x)
		return err_nomem(e);
	if (x->number == 0) {
		sqlite3_stmt *find = store_db_keep(s, STORE_DB_FIND_WORD, NULL,
		    "SELECT id FROM word WHERE word = ?", e);
		sqlite3_stmt *put = store_db_keep(s, STORE_DB_PUT_WORD, NULL,
		    "INSERT INTO word (word) VALUES (?)", e);
		if (!find || !put)
			return -1;
		int bound = store_db_bind_str(find, 1, word);
		bound = bound == SQLITE_OK ? store_db_bind_str(put, 1, word) : bound;
		if (find_or_put(s, find, put, bound, &x->number, e) != 0)
			return -1;
	}
	*id = x->number;
	return 0;
}

/* The words of o, from parameter at on where their columns are. */
static int
bind_row(struct store *s, sqlite3_stmt *q, int at, const struct obs *o, struct err *e)
{
	char buf[OBS_FIELD_TEXT];
	int rc = SQLITE_OK;
	for (size_t i = 0; i < OBS_COLUMNS && rc == SQLITE_OK; i++) {
		int64_t id = 0;
		const struct obs_column *c = &obs_columns[i];
		if (s->home[i] == STORE_SCHEMA_WORD) {
			if (word_id(s, obs_get(o, c, buf), &id, e) != 0)
				return -1;
			rc = sqlite3_bind_int64(q, at++, id);
		} else if (s->home[i] == STORE_SCHEMA_ROW) {
			rc = bind_plain(q, at++, o, c, buf);
		}
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, at, obs_checksum(o));
	if (rc == SQLITE_TOOBIG)
		return err_set(
		    e, ERR_DATA, "a place in the document is beyond 2^63 bytes");
	return rc == SQLITE_OK ? 0 : store_db_fail(s, "write", e);
}

int
store_row_put(struct store *s, int64_t call, const struct obs *o, struct err *e)
{
	int64_t subject = 0;
	if (subject_id(s, o, &subject, e) != 0)
		return -1;
	sqlite3_stmt *q =
	    store_db_keep(s, STORE_DB_PUT_ROW, store_schema_put_row, "", e);
	if (!q)
		return -1;
	if (sqlite3_bind_int64(q, 1, call) != SQLITE_OK
	    || sqlite3_bind_int64(q, 2, subject) != SQLITE_OK)
		return store_db_fail(s, "write", e);
	if (bind_row(s, q, 3, o, e) != 0)
		return -1;
	int rc = sqlite3_step(q) == SQLITE_DONE ? 0 : store_db_fail(s, "write", e);
	(void)sqlite3_reset(q);
	return rc;
}

/* ---- out ---- */

/* A text column; -1 when memory is out. */
static int
get_text(struct str *to, struct str text, const struct str *before, struct arena *a)
{
	*to =
	    before && before->p && str_eq(text, *before) ? *before : arena_str(a, text);
	return to->p ? 0 : -1;
}

int
store_row_get(const struct store *s, sqlite3_stmt *q, const struct obs *before,
    struct arena *a, struct obs *o, struct err *e)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = &obs_columns[i];
		char *to = (char *)o + c->offset;
		bool none = sqlite3_column_type(q, (int)i) == SQLITE_NULL;
		struct err bad = {.code = ERR_NONE};
		if (c->type == OBS_T_NUM) {
			double v =
			    none ? (double)NAN : sqlite3_column_double(q, (int)i);
			memcpy(to, &v, sizeof v);
		} else if (c->type == OBS_T_DATE && s->home[i] == STORE_SCHEMA_ROW) {
			int32_t day = none ? DATE_NONE : sqlite3_column_int(q, (int)i);
			memcpy(to, &day, sizeof day);
		} else if (c->type == OBS_T_STR) {
			const void *last =
			    before ? (const char *)before + c->offset : NULL;
			if (get_text((struct str *)(void *)to, store_db_text(q, (int)i),
				last, a)
			    != 0)
				return err_nomem(e);
		} else if (obs_set(o, c, store_db_text(q, (int)i), &bad) != 0) {
			return store_db_ran_out(s) ? err_nomem(e)
						   : store_db_damaged(s, bad.text, e);
		}
	}
	if (store_db_ran_out(s))
		return err_nomem(e);
	if (sqlite3_column_int64(q, OBS_COLUMNS) != obs_checksum(o))
		return store_db_damaged(s, "a row's checksum is wrong", e);
	return 0;
}

int
store_row_all(const struct store *s, sqlite3_stmt *q, struct arena *a, struct obs **out,
    size_t *n, struct err *e)
{
	struct obs *all = NULL;
	size_t count = 0, cap = 0;
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct obs *more = arena_grow(a, all, count, &cap, sizeof *all);
		if (!more)
			return err_nomem(e);
		all = more;
		if (store_row_get(
			s, q, count ? &all[count - 1] : NULL, a, &all[count], e)
		    != 0)
			return -1;
		count++;
	}
	if (rc != SQLITE_DONE)
		return store_db_fail(s, "read", e);
	*out = all;
	*n = count;
	return 0;
}
