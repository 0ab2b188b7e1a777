/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_open, of series/store.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "series/base/spare.h"
#include "series/store_page.h"
#include "series/store_schema.h"

enum {
	APPLICATION_ID = 0x54534552, /* "TSER" */
	HEADER = 100, /* bytes of SQLite's file header, and what stands where in it */
	HEADER_VERSION = 60,
	HEADER_APPLICATION_ID = 68
};

static uint32_t
number_at(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Put the tables into the empty file temp, which is to be the store at path. */
static int
fill(const char *temp, const char *path, struct err *e)
{
	struct store s = {.db = NULL, .path = strdup(path)};
	int rc = -1;
	char *schema = NULL;
	if (!s.path) {
		(void)err_nomem(e);
		goto done;
	}
	if (store_db_connect(&s, temp, "", e) != 0)
		goto done;
	store_page_sum(s.db);
	if (store_db_run(&s, "PRAGMA journal_mode = WAL", "make", e) != 0)
		goto done;
	sqlite3_str *sql = sqlite3_str_new(s.db);
	store_schema_make(sql);
	schema = sqlite3_str_finish(sql);
	rc = schema ? store_db_run(&s, schema, "make", e) : err_nomem(e);
	if (rc == 0)
		rc = store_db_settle(&s, true, "make", e);
done:
	sqlite3_free(schema);
	store_db_disconnect(&s);
	free(s.path);
	return rc;
}

/* A new store is made under another name and linked into place when it is whole:
 * who opens it never sees half of it, and whoever comes first wins. */
static int
make(const char *path, struct err *e)
{
	struct spare temp;
	struct err why = {.code = ERR_NONE};
	if (spare_make(&temp, path, "make the store", e) != 0)
		return -1;
	int rc = fill(temp.part[0], path, e);
	if (rc == 0 && spare_keep(&temp, false, &why) != 0 && errno != EEXIST) {
		rc = -1;
		if (e && e->code == ERR_NONE)
			*e = why;
	}
	spare_drop(&temp);
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
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_errno(e, ERR_NOINPUT, "cannot read the store %s", path);
	size_t n = fread(head, 1, sizeof head, f);
	int rc = ferror(f) ? err_errno(e, ERR_IO, "cannot read the store %s", path) : 0;
	(void)fclose(f);
	if (rc != 0)
		return rc;
	if (n == 0)
		return err_set(e, ERR_DATA, "%s is empty, not a tseries store", path);
	if (n < HEADER || memcmp(head, "SQLite format 3", 16) != 0)
		return err_set(e, ERR_DATA, "%s is not a tseries store", path);
	if (number_at(head + HEADER_APPLICATION_ID) != APPLICATION_ID)
		return err_set(e, ERR_DATA,
		    "%s is a SQLite file of another program, not a tseries store",
		    path);
	/* Before a page of it is looked at: its pages may be others. */
	return store_schema_known(path, (int32_t)number_at(head + HEADER_VERSION), e);
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

/* A store of an older version is brought to this one, by readers too. */
static int
update(struct store *s, struct err *e)
{
	int64_t version;
	if (store_schema_check(s, &version, e) != 0)
		return -1;
	if (version == STORE_VERSION)
		return 0;
	if (eaccess(s->path, W_OK) != 0 || sqlite3_db_readonly(s->db, "main") == 1)
		return err_set(e, ERR_PERM,
		    "the store %s was made by an older tseries and cannot be written; "
		    "open it once, or a copy of it, where it can (tseries list)",
		    s->path);
	return store_schema_migrate(s, e);
}

static int
open_read(struct store *s, struct err *e)
{
	struct err why = {.code = ERR_NONE};
	if (store_db_connect(s, s->path, "", &why) == 0 && update(s, &why) == 0)
		return store_db_run(s, "PRAGMA query_only = ON", "open", e);
	/* In a folder that we cannot write there is no room for the shared index of the
	 * write-ahead log; without a log, the file alone is the whole store. */
	if (why.code == ERR_PERM && !has_log(s->path)) {
		store_db_disconnect(s);
		if (store_db_connect(s, s->path, "?mode=ro&immutable=1", e) == 0)
			return update(s, e);
		return -1;
	}
	if (e && e->code == ERR_NONE)
		*e = why;
	return -1;
}

static int
open_write(struct store *s, const char *query, struct err *e)
{
	if (eaccess(s->path, W_OK) != 0)
		return err_errno(e, ERR_PERM, "cannot write the store %s", s->path);
	if (store_db_connect(s, s->path, query, e) != 0 || update(s, e) != 0)
		return -1;
	if (sqlite3_db_readonly(s->db, "main") == 1)
		return err_set(
		    e, ERR_PERM, "cannot write the store %s: it is read-only", s->path);
	return store_db_run(s, "PRAGMA journal_mode = WAL", "write", e);
}

struct store *
store_open(const char *path, enum store_mode mode, struct err *e)
{
	struct stat st;
	if (path[0] == '\0') {
		(void)err_set(
		    e, ERR_NOINPUT, "the store's name is empty; name one with --store");
		return NULL;
	}
	if (stat(path, &st) != 0 && errno == ENOENT) {
		if (mode != STORE_WRITE) {
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
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		s->home[i] = (unsigned char)store_schema_home(&obs_columns[i]);
	int rc =
	    mode == STORE_READ
		? open_read(s, e)
		: open_write(s, mode == STORE_MEND ? "?" STORE_PAGE_TRUST "=1" : "", e);
	if (rc != 0) {
		store_close(s);
		return NULL;
	}
	return s;
}
