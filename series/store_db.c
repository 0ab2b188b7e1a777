/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_db.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "series/store_page.h"

enum { BUSY_MS = 30000 };

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

int
store_db_fail(const struct store *s, const char *doing, struct err *e)
{
	int rc = s->db ? sqlite3_extended_errcode(s->db) : SQLITE_NOMEM;
	int primary = rc == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : rc & 0xff;
	const char *why = s->db ? sqlite3_errmsg(s->db) : "out of memory";
	struct rlimit most;
	if (rc == SQLITE_IOERR_DATA)
		return err_set(e, ERR_DATA,
		    "the store %s is damaged (a page is not what tseries wrote); "
		    "restore a "
		    "backup or extract into a new one; where another program wrote to "
		    "it, "
		    "tseries store mend",
		    s->path);
	if (primary == SQLITE_IOERR && getrlimit(RLIMIT_FSIZE, &most) == 0
	    && most.rlim_cur != RLIM_INFINITY)
		why = "or a file may grow no further, by ulimit -f";
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (causes[i].sqlite == primary)
			return err_set(e, causes[i].code, "cannot %s %s: %s (%s)",
			    doing, s->path, causes[i].text, why);
	return err_set(e, ERR_INTERNAL, "cannot %s %s: %s", doing, s->path, why);
}

int
store_db_damaged(const struct store *s, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA,
	    "the store %s is damaged (%s); extract into a new one, or restore a backup",
	    s->path, what);
}

/* ---- connection ---- */

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

int
store_db_connect(struct store *s, const char *path, const char *query, struct err *e)
{
	const char *vfs = store_page_vfs();
	char *uri = vfs ? uri_of(path, query) : NULL;
	if (!uri)
		return err_nomem(e);
	int rc = sqlite3_open_v2(uri, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, vfs);
	sqlite3_free(uri);
	if (rc != SQLITE_OK)
		return store_db_fail(s, "open", e);
	(void)sqlite3_extended_result_codes(s->db, 1);
	(void)sqlite3_busy_timeout(s->db, BUSY_MS);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* 64 MB of pages: the indexes of a million rows, which are written all over. */
	return store_db_run(s,
	    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	    " PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
	    " PRAGMA cache_size = -65536",
	    "open", e);
}

static void
forget_ids(struct store *s)
{
	lookup_release(&s->keys);
	lookup_release(&s->words);
}

void
store_db_disconnect(struct store *s)
{
	for (size_t i = 0; i < STORE_DB_KEPT; i++) {
		(void)sqlite3_finalize(s->kept[i]);
		s->kept[i] = NULL;
	}
	forget_ids(s);
	free(s->scratch);
	s->scratch = NULL;
	s->scratch_size = 0;
	(void)sqlite3_close(s->db);
	s->db = NULL;
}

int
store_db_settle(struct store *s, bool must, const char *doing, struct err *e)
{
	int rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	/* Readers may still need the log: it goes when they do. */
	return rc == SQLITE_OK || (rc == SQLITE_BUSY && !must)
		   ? 0
		   : store_db_fail(s, doing, e);
}

/* ---- statements ---- */

int
store_db_run(const struct store *s, const char *sql, const char *doing, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK
		   ? 0
		   : store_db_fail(s, doing, e);
}

static sqlite3_stmt *
prepare(const struct store *s, void (*write)(sqlite3_str *), const char *more,
    unsigned flags, struct err *e)
{
	sqlite3_stmt *q = NULL;
	sqlite3_str *sql = sqlite3_str_new(s->db);
	if (write)
		write(sql);
	sqlite3_str_appendall(sql, more);
	char *text = sqlite3_str_finish(sql);
	if (!text)
		(void)err_nomem(e);
	else if (sqlite3_prepare_v3(s->db, text, -1, flags, &q, NULL) != SQLITE_OK)
		(void)store_db_fail(s, "use", e);
	sqlite3_free(text);
	return q;
}

sqlite3_stmt *
store_db_prepare(const struct store *s, void (*write)(sqlite3_str *), const char *more,
    struct err *e)
{
	return prepare(s, write, more, 0, e);
}

sqlite3_stmt *
store_db_keep(struct store *s, enum store_db_kept which, void (*write)(sqlite3_str *),
    const char *more, struct err *e)
{
	if (s->kept[which])
		(void)sqlite3_reset(s->kept[which]);
	else
		s->kept[which] = prepare(s, write, more, SQLITE_PREPARE_PERSISTENT, e);
	return s->kept[which];
}

int
store_db_number(const struct store *s, const char *sql, int64_t *v, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL, sql, e);
	if (!q)
		return -1;
	int rc = sqlite3_step(q) == SQLITE_ROW ? 0 : store_db_fail(s, "read", e);
	*v = sqlite3_column_int64(q, 0);
	(void)sqlite3_finalize(q);
	return rc;
}

int
store_db_bind_str(sqlite3_stmt *q, int at, struct str text)
{
	return sqlite3_bind_text64(
	    q, at, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

int
store_db_bind_date(sqlite3_stmt *q, int at, int32_t date)
{
	return date == DATE_NONE ? sqlite3_bind_null(q, at)
				 : sqlite3_bind_int(q, at, date);
}

struct str
store_db_text(sqlite3_stmt *q, int at)
{
	const unsigned char *p = sqlite3_column_text(q, at);
	return (struct str){(const char *)p, (size_t)sqlite3_column_bytes(q, at)};
}

bool
store_db_ran_out(const struct store *s)
{
	return sqlite3_errcode(s->db) == SQLITE_NOMEM;
}

/* ---- transactions ---- */

int
store_db_begin(struct store *s, struct err *e)
{
	if (store_db_run(s, "BEGIN IMMEDIATE", "write", e) != 0)
		return -1;
	sqlite3_stmt *q =
	    store_db_keep(s, STORE_DB_VERSION, NULL, "PRAGMA data_version", e);
	if (!q || sqlite3_step(q) != SQLITE_ROW) {
		if (q)
			(void)store_db_fail(s, "read", e);
		store_db_rollback(s);
		return -1;
	}
	int now = sqlite3_column_int(q, 0);
	(void)sqlite3_reset(q);
	if (now != s->data_version)
		forget_ids(s);
	s->data_version = now;
	return 0;
}

int
store_db_commit(struct store *s, struct err *e)
{
	if (store_db_run(s, "COMMIT", "write", e) == 0)
		return 0;
	store_db_rollback(s);
	return -1;
}

void
store_db_rollback(struct store *s)
{
	/* After a failure SQLite may have rolled back already. */
	for (size_t i = 0; i < STORE_DB_KEPT; i++)
		(void)sqlite3_reset(s->kept[i]);
	if (s->db && !sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	forget_ids(s);
}
