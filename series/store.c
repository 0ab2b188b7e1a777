/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 0x54534552, /* "TSER" */
	BUSY_MS = 30000,
	HEADER = 100, /* bytes of SQLite's file header, and what stands where in it */
	HEADER_APPLICATION_ID = 68
};

struct store {
	sqlite3 *db;
	char *path;
};

/*
 * What a call has beside those columns of its observations that are the call's own.
 * The first CALL_CONTENT of them say whether a call differs; the others tell what
 * read it.
 */
enum { CALL_CONTENT = 4, CALL_EXTRAS = 6 };
/* clang-format off */
static const struct {
	const char *name, *type;
} call_extras[CALL_EXTRAS] = {
	{"sha256",        "TEXT NOT NULL CHECK (length(sha256) = 64)"},
	{"ticker",        "TEXT NOT NULL"},
	{"quarter_start", "TEXT NOT NULL"},
	{"quarter_end",   "TEXT NOT NULL"},
	{"program",       "TEXT NOT NULL"},
	{"catalog",       "TEXT NOT NULL"},
};
/* clang-format on */

struct call_texts {
	struct str text[CALL_EXTRAS];
	char start[DATE_TEXT], end[DATE_TEXT];
};

static void
call_texts(const struct store_call *c, struct call_texts *t)
{
	date_format(c->quarter.start, t->start);
	date_format(c->quarter.end, t->end);
	t->text[0] = c->sha256;
	t->text[1] = c->ticker;
	t->text[2] = str_from(t->start);
	t->text[3] = str_from(t->end);
	t->text[4] = STR(VERSION);
	t->text[5] = c->catalog;
}

/* Columns that all observations of a call share live in its row. */
static bool
of_call(const struct obs_column *c)
{
	static const char *const names[] = {
	    "doc", "company", "as_of", "as_of_estimated", "fiscal_period"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(c->name, names[i]) == 0)
			return true;
	return false;
}

static void
take_call(struct obs *o, const struct store_call *c)
{
	o->doc = c->doc;
	o->company = c->company;
	o->as_of = c->as_of;
	o->as_of_estimated = c->as_of_estimated;
	o->fiscal_period = c->fiscal_period;
}

/* ---- errors ---- */

static const struct {
	int sqlite;
	enum err_code code;
	const char *text;
} causes[] = {
    {SQLITE_BUSY, ERR_BUSY, "another program has been writing for 30 s; try again"},
    {SQLITE_LOCKED, ERR_BUSY, "another program is writing; try again"},
    {SQLITE_FULL, ERR_IO, "the disk is full"},
    {SQLITE_IOERR, ERR_IO, "the disk failed"},
    {SQLITE_NOMEM, ERR_NOMEM, "out of memory"},
    {SQLITE_NOTADB, ERR_DATA, "not a tseries store"},
    {SQLITE_CORRUPT, ERR_DATA, "the store is damaged"},
    {SQLITE_SCHEMA, ERR_DATA, "the store is damaged"},
    {SQLITE_READONLY, ERR_PERM, "it is read-only"},
    {SQLITE_PERM, ERR_PERM, "not permitted"},
    {SQLITE_CANTOPEN, ERR_PERM, "it or its folder cannot be opened"},
    {SQLITE_AUTH, ERR_PERM, "not permitted"},
    {SQLITE_CONSTRAINT, ERR_DATA, "a value that the store does not take"},
    {SQLITE_TOOBIG, ERR_DATA, "a text is too long"},
    {SQLITE_ERROR, ERR_DATA, "the store is damaged"},
};

/* What SQLite's last failure on this connection means.  Always -1. */
static int
fail(const struct store *s, const char *doing, struct err *e)
{
	int rc = s->db ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
	int primary = rc == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : rc & 0xff;
	const char *why = s->db ? sqlite3_errmsg(s->db) : "out of memory";
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (causes[i].sqlite == primary)
			return err_set(e, causes[i].code, "cannot %s %s: %s (%s)",
			    doing, s->path, causes[i].text, why);
	return err_set(e, ERR_INTERNAL, "cannot %s %s: %s", doing, s->path, why);
}

static int
damaged(const struct store *s, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA,
	    "the store %s is damaged (%s); extract into a new one, or restore a backup",
	    s->path, what);
}

/* ---- SQL text, from the table of columns ---- */

static void
declare(sqlite3_str *sql, const struct obs_column *c)
{
	sqlite3_str_appendf(sql, "\"%w\" ", c->name);
	switch (c->type) {
	case OBS_T_STR:
		sqlite3_str_appendall(sql, "TEXT NOT NULL");
		break;
	case OBS_T_UINT:
		sqlite3_str_appendf(
		    sql, "INTEGER NOT NULL CHECK (\"%w\" >= 0)", c->name);
		break;
	case OBS_T_NUM:
		sqlite3_str_appendall(sql, "REAL");
		break;
	case OBS_T_DATE:
		sqlite3_str_appendf(sql,
		    "TEXT CHECK (\"%w\" GLOB "
		    "'[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')",
		    c->name);
		break;
	case OBS_T_BOOL:
		sqlite3_str_appendf(
		    sql, "INTEGER NOT NULL CHECK (\"%w\" IN (0, 1))", c->name);
		break;
	case OBS_T_ENUM:
		sqlite3_str_appendf(sql, "TEXT NOT NULL CHECK (\"%w\" IN (", c->name);
		for (size_t k = 0; k < c->n_names; k++)
			sqlite3_str_appendf(sql, "%s%Q", k ? ", " : "", c->names[k]);
		sqlite3_str_appendall(sql, "))");
		break;
	case OBS_TYPES:
		break;
	}
}

static void
schema_sql(sqlite3_str *sql)
{
	sqlite3_str_appendf(sql,
	    "PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID,
	    STORE_VERSION);
	sqlite3_str_appendall(sql, "CREATE TABLE call (id INTEGER PRIMARY KEY");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of_call(&obs_columns[i])) {
			sqlite3_str_appendall(sql, ", ");
			declare(sql, &obs_columns[i]);
		}
	for (size_t i = 0; i < CALL_EXTRAS; i++)
		sqlite3_str_appendf(
		    sql, ", %s %s", call_extras[i].name, call_extras[i].type);
	sqlite3_str_appendall(sql,
	    ", UNIQUE (doc)) STRICT;"
	    "CREATE TABLE obs (id INTEGER PRIMARY KEY, call INTEGER NOT NULL"
	    " REFERENCES call (id) ON DELETE CASCADE");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (!of_call(&obs_columns[i])) {
			sqlite3_str_appendall(sql, ", ");
			declare(sql, &obs_columns[i]);
		}
	sqlite3_str_appendall(sql, ", checksum INTEGER NOT NULL"
				   ", CHECK (start <= \"end\"), CHECK (low <= high)"
				   ", CHECK (period_start <= period_end)"
				   ", CHECK (confidence BETWEEN 0 AND 1)) STRICT;"
				   "CREATE INDEX obs_of_call ON obs (call);"
				   "CREATE INDEX obs_of_metric ON obs (metric);"
				   "CREATE VIEW v_obs AS SELECT o.id");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		sqlite3_str_appendf(sql, ", %c.\"%w\"",
		    of_call(&obs_columns[i]) ? 'c' : 'o', obs_columns[i].name);
	sqlite3_str_appendall(sql, ", c.ticker, c.sha256 AS doc_sha256"
				   " FROM obs AS o JOIN call AS c ON c.id = o.call;");
}

static void
insert_call_sql(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "INSERT INTO call (");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of_call(&obs_columns[i]))
			sqlite3_str_appendf(sql, "\"%w\", ", obs_columns[i].name);
	for (size_t i = 0; i < CALL_EXTRAS; i++)
		sqlite3_str_appendf(sql, "%s%s", i ? ", " : "", call_extras[i].name);
	sqlite3_str_appendall(sql, ") VALUES (");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of_call(&obs_columns[i]))
			sqlite3_str_appendall(sql, "?, ");
	for (size_t i = 0; i < CALL_EXTRAS; i++)
		sqlite3_str_appendall(sql, i ? ", ?" : "?");
	sqlite3_str_appendall(sql, ") ON CONFLICT (doc) DO UPDATE SET ");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of_call(&obs_columns[i]))
			sqlite3_str_appendf(sql, "\"%w\" = excluded.\"%w\", ",
			    obs_columns[i].name, obs_columns[i].name);
	for (size_t i = 0; i < CALL_EXTRAS; i++)
		sqlite3_str_appendf(sql, "%s%s = excluded.%s", i ? ", " : "",
		    call_extras[i].name, call_extras[i].name);
	sqlite3_str_appendall(sql, " RETURNING id");
}

static void
insert_obs_sql(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "INSERT INTO obs (call");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (!of_call(&obs_columns[i]))
			sqlite3_str_appendf(sql, ", \"%w\"", obs_columns[i].name);
	sqlite3_str_appendall(sql, ", checksum) VALUES (?");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (!of_call(&obs_columns[i]))
			sqlite3_str_appendall(sql, ", ?");
	sqlite3_str_appendall(sql, ", ?)");
}

static void
select_obs_sql(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "SELECT ");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		sqlite3_str_appendf(sql, "%c.\"%w\", ",
		    of_call(&obs_columns[i]) ? 'c' : 'o', obs_columns[i].name);
	sqlite3_str_appendall(
	    sql, "o.checksum FROM obs AS o JOIN call AS c ON c.id = o.call");
}

/* The statement that write makes, and then more; NULL with *e set. */
static sqlite3_stmt *
prepare(const struct store *s, void (*write)(sqlite3_str *), const char *more,
    struct err *e)
{
	sqlite3_stmt *q = NULL;
	sqlite3_str *sql = sqlite3_str_new(s->db);
	if (write)
		write(sql);
	sqlite3_str_appendall(sql, more);
	char *text = sqlite3_str_finish(sql);
	if (!text)
		(void)err_nomem(e);
	else if (sqlite3_prepare_v2(s->db, text, -1, &q, NULL) != SQLITE_OK)
		(void)fail(s, "use", e);
	sqlite3_free(text);
	return q;
}

static int
run(const struct store *s, const char *sql, const char *doing, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK
		   ? 0
		   : fail(s, doing, e);
}

/* ---- a row: what it adds up to, in and out ---- */

static uint64_t
fnv(uint64_t h, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++)
		h = (h ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
	return h;
}

/* The same for a number, the low byte first on every machine. */
static uint64_t
fnv_word(uint64_t h, uint64_t v)
{
	for (int i = 0; i < 64; i += 8)
		h = (h ^ (v >> i & 0xff)) * 0x100000001b3u;
	return h;
}

/* FNV-1a (Fowler, Noll, Vo) of all columns with their lengths: a page that the disk
 * changed behind SQLite's back must not become a value. */
static int64_t
checksum(const struct obs *o)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		char buf[OBS_FIELD_TEXT];
		const struct obs_column *c = &obs_columns[i];
		if (c->type == OBS_T_NUM) {
			uint64_t bits;
			double v = *(
			    const double *)(const void *)((const char *)o + c->offset);
			memcpy(&bits, &v, sizeof bits);
			/* SQLite knows one NaN (NULL) and one zero. */
			h = fnv_word(h, isnan(v) ? UINT64_MAX : v == 0 ? 0 : bits);
		} else {
			struct str text = obs_get(o, c, buf);
			h = fnv(fnv_word(h, text.n), text);
		}
	}
	int64_t sum;
	memcpy(&sum, &h, sizeof sum);
	return sum;
}

static int
bind_str(sqlite3_stmt *q, int at, struct str text)
{
	return sqlite3_bind_text64(
	    q, at, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* Texts that are not o's own are put into buf, which must last until the step. */
static int
bind_column(sqlite3_stmt *q, int at, const struct obs *o, const struct obs_column *c,
    char buf[OBS_FIELD_TEXT])
{
	const char *member = (const char *)o + c->offset;
	struct str text = obs_get(o, c, buf);
	switch (c->type) {
	case OBS_T_UINT: {
		uint64_t v = *(const uint64_t *)(const void *)member;
		return v > INT64_MAX ? SQLITE_TOOBIG
				     : sqlite3_bind_int64(q, at, (int64_t)v);
	}
	case OBS_T_NUM: {
		double v = *(const double *)(const void *)member;
		return isnan(v) ? sqlite3_bind_null(q, at)
				: sqlite3_bind_double(q, at, v);
	}
	case OBS_T_BOOL:
		return sqlite3_bind_int(q, at, str_eq(text, STR("1")));
	case OBS_T_DATE:
		return text.n ? bind_str(q, at, text) : sqlite3_bind_null(q, at);
	case OBS_T_STR:
	case OBS_T_ENUM:
	case OBS_TYPES:
		break;
	}
	return bind_str(q, at, text);
}

static int
bind_columns(sqlite3_stmt *q, int at, const struct obs *o, bool calls,
    char bufs[OBS_COLUMNS][OBS_FIELD_TEXT])
{
	int rc = SQLITE_OK;
	for (size_t i = 0; i < OBS_COLUMNS && rc == SQLITE_OK; i++)
		if (of_call(&obs_columns[i]) == calls)
			rc = bind_column(q, at++, o, &obs_columns[i], bufs[i]);
	return rc;
}

static struct str
column_str(sqlite3_stmt *q, int at)
{
	const unsigned char *p = sqlite3_column_text(q, at);
	return (struct str){(const char *)p, (size_t)sqlite3_column_bytes(q, at)};
}

/* One row of select_obs_sql into *o.  Equal texts of neighbours are kept once. */
static int
read_row(const struct store *s, sqlite3_stmt *q, const struct obs *before,
    struct arena *a, struct obs *o, struct err *e)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = &obs_columns[i];
		struct str text = {NULL, 0};
		char buf[OBS_FIELD_TEXT];
		struct err bad = {.code = ERR_NONE};
		if (c->type == OBS_T_NUM) {
			bool none = sqlite3_column_type(q, (int)i) == SQLITE_NULL;
			double v =
			    none ? (double)NAN : sqlite3_column_double(q, (int)i);
			memcpy((char *)o + c->offset, &v, sizeof v);
			continue;
		}
		text = column_str(q, (int)i);
		if (c->type == OBS_T_STR) {
			struct str last =
			    before ? obs_get(before, c, buf) : (struct str){NULL, 0};
			text = last.p && str_eq(text, last) ? last : arena_str(a, text);
			if (!text.p)
				return err_nomem(e);
		}
		if (obs_set(o, c, text, &bad) != 0)
			return damaged(s, bad.text, e);
	}
	if (sqlite3_column_int64(q, OBS_COLUMNS) != checksum(o))
		return damaged(s, "a row's checksum is wrong", e);
	return 0;
}

/* All rows of a bound select_obs_sql. */
static int
read_rows(const struct store *s, sqlite3_stmt *q, struct arena *a, struct obs **out,
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
		if (read_row(s, q, count ? &all[count - 1] : NULL, a, &all[count], e)
		    != 0)
			return -1;
		count++;
	}
	if (rc != SQLITE_DONE)
		return fail(s, "read", e);
	*out = all;
	*n = count;
	return 0;
}

/* ---- open ---- */

/* "file:" and the path, every byte that could mean something to a URI encoded; "./"
 * keeps ":memory:" a file.  To be freed with sqlite3_free. */
static char *
uri_of(const char *path, const char *query)
{
	sqlite3_str *uri = sqlite3_str_new(NULL);
	sqlite3_str_appendall(uri, path[0] == '/' ? "file://" : "file:./");
	for (const char *p = path; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')
			     || (*p >= '0' && *p <= '9') || strchr("/._-", *p);
		if (plain)
			sqlite3_str_appendchar(uri, 1, *p);
		else
			sqlite3_str_appendf(uri, "%%%02x", (unsigned)(unsigned char)*p);
	}
	sqlite3_str_appendall(uri, query);
	return sqlite3_str_finish(uri);
}

static int
connect(struct store *s, const char *path, const char *query, struct err *e)
{
	char *uri = uri_of(path, query);
	if (!uri)
		return err_nomem(e);
	int rc = sqlite3_open_v2(uri, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_free(uri);
	if (rc != SQLITE_OK)
		return fail(s, "open", e);
	(void)sqlite3_extended_result_codes(s->db, 1);
	(void)sqlite3_busy_timeout(s->db, BUSY_MS);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return run(s,
	    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	    " PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL",
	    "open", e);
}

static void
disconnect(struct store *s)
{
	(void)sqlite3_close(s->db);
	s->db = NULL;
}

/* Put the tables into the empty file at path. */
static int
fill(const char *path, struct err *e)
{
	struct store s = {.db = NULL, .path = strdup(path)};
	int rc = -1;
	char *schema = NULL;
	if (!s.path) {
		(void)err_nomem(e);
		goto done;
	}
	if (connect(&s, path, "", e) != 0
	    || run(&s, "PRAGMA journal_mode = WAL", "make", e) != 0)
		goto done;
	sqlite3_str *sql = sqlite3_str_new(s.db);
	sqlite3_str_appendall(sql, "BEGIN;");
	schema_sql(sql);
	sqlite3_str_appendall(sql, "COMMIT");
	schema = sqlite3_str_finish(sql);
	rc = schema ? run(&s, schema, "make", e) : err_nomem(e);
done:
	sqlite3_free(schema);
	disconnect(&s);
	free(s.path);
	return rc;
}

/* A new store is made under another name and linked into place when it is whole:
 * who opens it never sees half of it, and whoever comes first wins. */
static int
make(const char *path, struct err *e)
{
	static const char *const parts[] = {"", "-journal", "-wal", "-shm"};
	char *temp = sqlite3_mprintf("%s.new.XXXXXX", path);
	if (!temp)
		return err_nomem(e);
	int rc = -1, fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		(void)err_errno(e, ERR_CANTCREAT, "cannot make the store %s", path);
		goto done;
	}
	mode_t mask = umask(0);
	(void)umask(mask);
	(void)fchmod(fd, 0666 & ~mask);
	(void)close(fd);
	rc = fill(temp, e);
	if (rc == 0 && link(temp, path) != 0 && errno != EEXIST
	    && rename(temp, path) != 0)
		rc = err_errno(e, ERR_CANTCREAT, "cannot make the store %s", path);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *part = sqlite3_mprintf("%s%s", temp, parts[i]);
		if (part)
			(void)unlink(part);
		sqlite3_free(part);
	}
done:
	sqlite3_free(temp);
	return rc;
}

/* Whether the file is ours, by its first bytes alone: nothing that belongs to
 * another program is opened in earnest. */
static int
look(const char *path, struct err *e)
{
	struct stat st;
	unsigned char head[HEADER];
	if (stat(path, &st) != 0)
		return err_errno(e, ERR_NOINPUT, "cannot open the store %s", path);
	if (S_ISDIR(st.st_mode))
		return err_set(
		    e, ERR_DATA, "%s is a folder, not a tseries store", path);
	if (!S_ISREG(st.st_mode))
		return err_set(
		    e, ERR_DATA, "%s is no file, so not a tseries store", path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, ERR_NOINPUT, "cannot read the store %s", path);
	ssize_t n = pread(fd, head, sizeof head, 0);
	int rc = n < 0 ? err_errno(e, ERR_IO, "cannot read the store %s", path) : 0;
	(void)close(fd);
	if (rc != 0)
		return rc;
	if (n == 0)
		return err_set(e, ERR_DATA, "%s is empty, not a tseries store", path);
	if (n < HEADER || memcmp(head, "SQLite format 3", 16) != 0)
		return err_set(e, ERR_DATA, "%s is not a tseries store", path);
	uint32_t id = 0;
	for (size_t i = 0; i < 4; i++)
		id = id << 8 | head[HEADER_APPLICATION_ID + i];
	if (id != APPLICATION_ID)
		return err_set(e, ERR_DATA,
		    "%s is a SQLite file of another program, not a tseries store",
		    path);
	return 0;
}

static int
one_number(const struct store *s, const char *sql, int *v, struct err *e)
{
	sqlite3_stmt *q = prepare(s, NULL, sql, e);
	if (!q)
		return -1;
	int rc = sqlite3_step(q) == SQLITE_ROW ? 0 : fail(s, "read", e);
	*v = sqlite3_column_int(q, 0);
	(void)sqlite3_finalize(q);
	return rc;
}

static int
check_version(const struct store *s, struct err *e)
{
	int version = 0, tables = 0;
	if (one_number(s, "PRAGMA user_version", &version, e) != 0)
		return -1;
	if (version > STORE_VERSION)
		return err_set(e, ERR_CONFIG,
		    "the store %s was made by a newer tseries (its version is %d, this "
		    "program's"
		    " %d); use that one",
		    s->path, version, STORE_VERSION);
	if (version < 1)
		return damaged(s, "it has no version", e);
	if (one_number(s,
		"SELECT count(*) FROM sqlite_schema WHERE name IN ('call', 'obs')"
		" AND type = 'table'",
		&tables, e)
	    != 0)
		return -1;
	return tables == 2 ? 0 : damaged(s, "a table is missing", e);
}

/* Whether changes wait in a write-ahead log beside the file. */
static bool
has_log(const char *path)
{
	struct stat st;
	char *log = sqlite3_mprintf("%s-wal", path);
	if (!log)
		return true;
	bool has = stat(log, &st) == 0 && st.st_size > 0;
	sqlite3_free(log);
	return has;
}

static int
open_read(struct store *s, struct err *e)
{
	struct err why = {.code = ERR_NONE};
	if (connect(s, s->path, "", &why) == 0 && check_version(s, &why) == 0)
		return run(s, "PRAGMA query_only = ON", "open", e);
	/* In a folder that we cannot write there is no room for the shared index of the
	 * write-ahead log; without a log, the file alone is the whole store. */
	if (why.code == ERR_PERM && !has_log(s->path)) {
		disconnect(s);
		if (connect(s, s->path, "?mode=ro&immutable=1", e) == 0)
			return check_version(s, e);
		return -1;
	}
	if (e && e->code == ERR_NONE)
		*e = why;
	return -1;
}

static int
open_write(struct store *s, struct err *e)
{
	if (eaccess(s->path, W_OK) != 0)
		return err_errno(e, ERR_PERM, "cannot write the store %s", s->path);
	if (connect(s, s->path, "", e) != 0 || check_version(s, e) != 0)
		return -1;
	if (sqlite3_db_readonly(s->db, "main") == 1)
		return err_set(
		    e, ERR_PERM, "cannot write the store %s: it is read-only", s->path);
	return run(s, "PRAGMA journal_mode = WAL", "write", e);
}

struct store *
store_open(const char *path, enum store_mode mode, struct err *e)
{
	struct stat st;
	if (stat(path, &st) != 0 && errno == ENOENT) {
		if (mode == STORE_READ) {
			(void)err_set(e, ERR_NOINPUT,
			    "there is no store %s: run tseries extract first, or name "
			    "one with --store",
			    path);
			return NULL;
		}
		if (make(path, e) != 0)
			return NULL;
	}
	if (look(path, e) != 0)
		return NULL;
	struct store *s = calloc(1, sizeof *s);
	if (s)
		s->path = strdup(path);
	if (!s || !s->path) {
		free(s);
		(void)err_nomem(e);
		return NULL;
	}
	int rc = mode == STORE_READ ? open_read(s, e) : open_write(s, e);
	if (rc != 0) {
		store_close(s);
		return NULL;
	}
	return s;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	disconnect(s);
	free(s->path);
	free(s);
}

/* ---- put ---- */

/* Whether the call's row says what c says. */
static int
same_call(const struct store *s, const struct store_call *c, bool *same, struct err *e)
{
	struct obs want = {.low = 0}, have = {.low = 0};
	struct call_texts t;
	char buf[OBS_FIELD_TEXT], buf2[OBS_FIELD_TEXT];
	*same = false;
	sqlite3_stmt *q = prepare(s, NULL, "SELECT * FROM call WHERE doc = ?", e);
	if (!q)
		return -1;
	int rc = bind_str(q, 1, c->doc) == SQLITE_OK ? sqlite3_step(q) : SQLITE_NOMEM;
	if (rc == SQLITE_ROW) {
		take_call(&want, c);
		call_texts(c, &t);
		int at = 1; /* after the id */
		*same = true;
		for (size_t i = 0; i < OBS_COLUMNS && *same; i++) {
			const struct obs_column *col = &obs_columns[i];
			if (of_call(col))
				*same =
				    obs_set(&have, col, column_str(q, at++), NULL) == 0
				    && str_eq(obs_get(&want, col, buf),
					obs_get(&have, col, buf2));
		}
		for (size_t i = 0; i < CALL_CONTENT && *same; i++)
			*same = str_eq(column_str(q, at++), t.text[i]);
	} else if (rc != SQLITE_DONE) {
		(void)fail(s, "read", e);
	}
	(void)sqlite3_finalize(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

/* Another call by the same name is not replaced: one of another company, or of
 * another day.  The same text may be corrected in what is said of it.
 * 1 with *e then. */
static int
refuse_another(const struct store *s, const struct store_call *c, struct err *e)
{
	/* clang-format off */
	static const char sql[] =
	    "SELECT company, as_of FROM call WHERE doc = ?1 AND sha256 <> ?2"
	    " AND (('' NOT IN (company, ?3) AND company <> ?3)"
	    "   OR ('' NOT IN (as_of, ?4) AND as_of <> ?4 AND NOT as_of_estimated))";
	/* clang-format on */
	char day[DATE_TEXT];
	date_format(c->as_of_estimated ? DATE_NONE : c->as_of, day);
	const struct str values[] = {c->doc, c->sha256, c->company, str_from(day)};
	sqlite3_stmt *q = prepare(s, NULL, sql, e);
	if (!q)
		return -1;
	int rc = SQLITE_OK;
	for (int i = 0; i < 4 && rc == SQLITE_OK; i++)
		rc = bind_str(q, i + 1, values[i]);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc == SQLITE_ROW) {
		(void)err_set(e, ERR_DATA,
		    "the store has another call by this name, of %.*s on %.*s; it is"
		    " kept: rename this one, or extract the folder above, so that their"
		    " names differ",
		    STR_FMT(column_str(q, 0)), STR_FMT(column_str(q, 1)));
		(void)err_at(e, c->doc, 0);
		rc = 1;
	} else {
		rc = rc == SQLITE_DONE ? 0 : fail(s, "read", e);
	}
	(void)sqlite3_finalize(q);
	return rc;
}

/* Whether the rows of the call are these n.  Rows that cannot be read are not. */
static int
same_rows(const struct store *s, const struct store_call *c, const struct obs *obs,
    size_t n, bool *same, struct err *e)
{
	struct arena a = {NULL};
	struct err bad = {.code = ERR_NONE};
	struct obs *have = NULL;
	size_t n_have = 0;
	*same = false;
	sqlite3_stmt *q =
	    prepare(s, select_obs_sql, " WHERE c.doc = ? ORDER BY o.id", e);
	if (!q)
		return -1;
	int rc = bind_str(q, 1, c->doc) == SQLITE_OK ? 0 : err_nomem(&bad);
	if (rc == 0)
		rc = read_rows(s, q, &a, &have, &n_have, &bad);
	if (rc == 0 && n_have == n) {
		*same = true;
		for (size_t i = 0; i < n && *same; i++) {
			struct obs o = obs[i];
			take_call(&o, c);
			*same = checksum(&o) == checksum(&have[i]);
		}
	} else if (rc != 0 && bad.code == ERR_DATA) {
		rc = 0;
	} else if (rc != 0 && e && e->code == ERR_NONE) {
		*e = bad;
	}
	(void)sqlite3_finalize(q);
	arena_release(&a);
	return rc;
}

static int
put_call(
    const struct store *s, const struct store_call *c, sqlite3_int64 *id, struct err *e)
{
	struct obs own = {.low = 0};
	struct call_texts t;
	char bufs[OBS_COLUMNS][OBS_FIELD_TEXT];
	sqlite3_stmt *q = prepare(s, insert_call_sql, "", e);
	if (!q)
		return -1;
	take_call(&own, c);
	call_texts(c, &t);
	int rc = bind_columns(q, 1, &own, true, bufs);
	int at = sqlite3_bind_parameter_count(q) - CALL_EXTRAS + 1;
	for (size_t i = 0; i < CALL_EXTRAS && rc == SQLITE_OK; i++)
		rc = bind_str(q, at++, t.text[i]);
	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		*id = sqlite3_column_int64(q, 0);
		rc = sqlite3_step(q);
	}
	if (rc != SQLITE_DONE) {
		(void)fail(s, "write", e);
		(void)err_at(e, c->doc, 0);
	}
	(void)sqlite3_finalize(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

static int
put_row(const struct store *s, sqlite3_stmt *q, sqlite3_int64 id, const struct obs *o,
    struct err *e)
{
	char bufs[OBS_COLUMNS][OBS_FIELD_TEXT];
	int rc = sqlite3_bind_int64(q, 1, id);
	if (rc == SQLITE_OK)
		rc = bind_columns(q, 2, o, false, bufs);
	if (rc == SQLITE_OK)
		rc =
		    sqlite3_bind_int64(q, sqlite3_bind_parameter_count(q), checksum(o));
	if (rc == SQLITE_TOOBIG)
		return err_set(
		    e, ERR_DATA, "a place in the document is beyond 2^63 bytes");
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc != SQLITE_DONE)
		(void)fail(s, "write", e);
	(void)sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

static int
put_rows(const struct store *s, const struct store_call *c, const struct obs *obs,
    size_t n, struct err *e)
{
	sqlite3_int64 id = 0;
	if (put_call(s, c, &id, e) != 0)
		return -1;
	int rc = -1;
	sqlite3_stmt *insert = NULL,
		     *q = prepare(s, NULL, "DELETE FROM obs WHERE call = ?", e);
	if (!q)
		return -1;
	if (sqlite3_bind_int64(q, 1, id) != SQLITE_OK
	    || sqlite3_step(q) != SQLITE_DONE) {
		(void)fail(s, "write", e);
		goto done;
	}
	insert = prepare(s, insert_obs_sql, "", e);
	rc = insert ? 0 : -1;
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct obs o = obs[i];
		take_call(&o, c);
		rc = put_row(s, insert, id, &o, e);
		if (rc != 0)
			(void)err_at(e, c->doc, o.line);
	}
done:
	(void)sqlite3_finalize(q);
	(void)sqlite3_finalize(insert);
	return rc;
}

int
store_put(struct store *s, const struct store_call *call, const struct obs *obs,
    size_t n, bool *changed, struct err *e)
{
	bool same = false;
	for (size_t i = 0; i < n; i++)
		if (obs[i].doc.n && !str_eq(obs[i].doc, call->doc))
			return err_set(e, ERR_INTERNAL,
			    "an observation of %.*s came with the call %.*s",
			    STR_FMT(obs[i].doc), STR_FMT(call->doc));
	*changed = false;
	if (run(s, "BEGIN IMMEDIATE", "write", e) != 0)
		return -1;
	int rc = refuse_another(s, call, e);
	if (rc == 0)
		rc = same_call(s, call, &same, e);
	if (rc == 0 && same)
		rc = same_rows(s, call, obs, n, &same, e);
	if (rc == 0 && !same)
		rc = put_rows(s, call, obs, n, e);
	if (rc == 0 && !same)
		rc = run(s, "COMMIT", "write", e);
	/* After a failure SQLite may have rolled back already; nothing is lost by asking. */
	if (!sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	*changed = rc == 0 && !same;
	return rc;
}

/* ---- read ---- */

int
store_obs(struct store *s, const struct store_query *query, struct arena *a,
    struct obs **out, size_t *n, struct err *e)
{
	char from[DATE_TEXT], to[DATE_TEXT], as_of[DATE_TEXT];
	date_format(query->from, from);
	date_format(query->to, to);
	date_format(query->as_of, as_of);
	const struct {
		const char *sql;
		struct str value;
	} terms[] = {
	    {" AND c.company = ? COLLATE NOCASE", query->company},
	    {" AND o.metric = ?", query->metric},
	    {" AND o.period_end >= ?", str_from(from)},
	    {" AND o.period_start <= ?", str_from(to)},
	    {" AND c.as_of <= ?", str_from(as_of)},
	};
	enum { TERMS = sizeof terms / sizeof *terms };
	sqlite3_str *sql = sqlite3_str_new(s->db);
	sqlite3_str_appendall(sql, " WHERE 1");
	for (size_t i = 0; i < TERMS; i++)
		if (terms[i].value.n)
			sqlite3_str_appendall(sql, terms[i].sql);
	sqlite3_str_appendall(
	    sql, " ORDER BY c.as_of, c.doc, o.start, o.\"end\", o.id");
	char *where = sqlite3_str_finish(sql);
	if (!where)
		return err_nomem(e);
	sqlite3_stmt *q = prepare(s, select_obs_sql, where, e);
	sqlite3_free(where);
	if (!q)
		return -1;
	int rc = SQLITE_OK, at = 1;
	for (size_t i = 0; i < TERMS && rc == SQLITE_OK; i++)
		if (terms[i].value.n)
			rc = bind_str(q, at++, terms[i].value);
	rc = rc == SQLITE_OK ? read_rows(s, q, a, out, n, e) : fail(s, "read", e);
	(void)sqlite3_finalize(q);
	return rc;
}

int
store_companies(
    struct store *s, struct arena *a, struct str **out, size_t *n, struct err *e)
{
	struct str *all = NULL;
	size_t count = 0, cap = 0;
	sqlite3_stmt *q = prepare(s, NULL,
	    "SELECT DISTINCT company FROM call AS c WHERE EXISTS"
	    " (SELECT 1 FROM obs AS o WHERE o.call = c.id) ORDER BY company",
	    e);
	if (!q)
		return -1;
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str *more = arena_grow(a, all, count, &cap, sizeof *all);
		struct str name = arena_str(a, column_str(q, 0));
		if (!more || !name.p) {
			rc = SQLITE_NOMEM;
			break;
		}
		all = more;
		all[count++] = name;
	}
	if (rc == SQLITE_NOMEM)
		(void)err_nomem(e);
	else if (rc != SQLITE_DONE)
		(void)fail(s, "read", e);
	(void)sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return -1;
	*out = all;
	*n = count;
	return 0;
}

/* One row of the calls; texts in a.  1 done, 0 not a row of ours, -1 no memory. */
static int
read_call(sqlite3_stmt *q, struct arena *a, struct store_call *c)
{
	struct str *const texts[] = {&c->doc, &c->sha256, &c->company, &c->ticker,
	    &c->fiscal_period, &c->catalog};
	int32_t *const days[] = {&c->as_of, &c->quarter.start, &c->quarter.end};
	int at = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(a, column_str(q, at++));
		if (!texts[i]->p)
			return -1;
	}
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		struct str text = column_str(q, at++);
		*days[i] = DATE_NONE;
		if (text.n && !date_parse(text, days[i]))
			return 0;
	}
	c->as_of_estimated = sqlite3_column_int(q, at) != 0;
	return 1;
}

int
store_calls(
    struct store *s, struct arena *a, struct store_call **out, size_t *n, struct err *e)
{
	struct store_call *all = NULL;
	size_t count = 0, cap = 0;
	sqlite3_stmt *q = prepare(s, NULL,
	    "SELECT doc, sha256, company, ticker, fiscal_period, catalog, as_of,"
	    " quarter_start, quarter_end, as_of_estimated FROM call ORDER BY doc",
	    e);
	if (!q)
		return -1;
	int rc, read = 1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW && read > 0) {
		struct store_call *more = arena_grow(a, all, count, &cap, sizeof *all);
		read = more ? read_call(q, a, &more[count]) : -1;
		all = more;
		count++;
	}
	if (read < 0)
		(void)err_nomem(e);
	else if (read == 0)
		(void)damaged(s, "a call's date is none", e);
	else if (rc != SQLITE_DONE)
		(void)fail(s, "read", e);
	(void)sqlite3_finalize(q);
	if (read <= 0 || rc != SQLITE_DONE)
		return -1;
	*out = all;
	*n = count;
	return 0;
}
