/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_care.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "series/base/spare.h"
#include "series/store_page.h"
#include "series/store_row.h"
#include "series/store_schema.h"

static uint64_t
bytes_of(const struct store *s)
{
	static const char *const parts[] = {"", "-wal"};
	uint64_t n = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct stat st;
		char *path = sqlite3_mprintf("%s%s", s->path, parts[i]);
		if (path && stat(path, &st) == 0)
			n += (uint64_t)st.st_size;
		sqlite3_free(path);
	}
	return n;
}

/* ---- check ---- */

enum { MOST_PROBLEMS = 100 }; /* of each sort */

struct problems {
	struct arena *a;
	struct str *all;
	size_t n, cap;
};

static int
add(struct problems *p, struct str text, struct err *e)
{
	struct str *more = arena_grow(p->a, p->all, p->n, &p->cap, sizeof *more);
	if (!more || !text.p)
		return err_nomem(e);
	p->all = more;
	p->all[p->n++] = text;
	return 0;
}

/* A statement that SQLite could not finish over a damaged file is a problem, no
 * failure. */
static int
add_failure(const struct store *s, struct problems *p, struct err *e)
{
	struct err why = {.code = ERR_NONE};
	(void)store_db_fail(s, "read", &why);
	if (why.code != ERR_DATA) {
		if (e && e->code == ERR_NONE)
			*e = why;
		return -1;
	}
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->all[i], str_from(why.text)))
			return 0; /* the same page, met again */
	return add(p, arena_str(p->a, str_from(why.text)), e);
}

static int
check_pages(struct store *s, struct problems *p, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL, "PRAGMA integrity_check(100)", e);
	if (!q)
		return -1;
	int rc, bad = 0;
	while (bad == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str text = store_db_text(q, 0);
		if (!str_eq(text, STR("ok")))
			bad = add(p, arena_str(p->a, text), e);
	}
	if (bad == 0 && rc != SQLITE_DONE)
		bad = add_failure(s, p, e);
	(void)sqlite3_finalize(q);
	return bad;
}

static int
check_references(struct store *s, struct problems *p, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL, "PRAGMA foreign_key_check", e);
	if (!q)
		return -1;
	int rc, bad = 0;
	for (int n = 0; bad == 0 && n < MOST_PROBLEMS; n++) {
		rc = sqlite3_step(q);
		if (rc == SQLITE_DONE)
			break;
		if (rc != SQLITE_ROW) {
			bad = add_failure(s, p, e);
			break;
		}
		bad = add(p,
		    arena_printf(p->a, "row %lld of %.*s refers to no row of %.*s",
			(long long)sqlite3_column_int64(q, 1),
			STR_FMT(store_db_text(q, 0)), STR_FMT(store_db_text(q, 2))),
		    e);
	}
	(void)sqlite3_finalize(q);
	return bad;
}

/* One call's rows: how many are not what was written, if any. */
static int
check_call(struct store *s, sqlite3_stmt *rows, int64_t id, struct str doc,
    struct problems *p, struct err *e)
{
	size_t n = 0, wrong = 0;
	int rc, bad = 0;
	if (sqlite3_bind_int64(rows, 1, id) != SQLITE_OK)
		return err_nomem(e);
	while (bad == 0 && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
		struct arena a = {NULL};
		struct err why = {.code = ERR_NONE};
		struct obs o;
		n++;
		if (store_row_get(s, rows, NULL, &a, &o, &why) != 0)
			wrong++;
		arena_release(&a);
		if (why.code && why.code != ERR_DATA)
			bad = err_nomem(e);
	}
	if (bad == 0 && rc != SQLITE_DONE)
		bad = add_failure(s, p, e);
	(void)sqlite3_reset(rows);
	if (bad != 0 || wrong == 0)
		return bad;
	return add(p,
	    arena_printf(p->a,
		"%zu of the %zu observations of %.*s are not what was written; read it "
		"again",
		wrong, n, STR_FMT(doc)),
	    e);
}

static int
check_rows(struct store *s, struct problems *p, struct err *e)
{
	sqlite3_stmt *calls =
	    store_db_prepare(s, NULL, "SELECT id, doc FROM call ORDER BY id", e);
	sqlite3_stmt *rows = store_db_prepare(
	    s, store_schema_rows_by_call, " WHERE c.id = ? ORDER BY o.id", e);
	int rc, bad = calls && rows ? 0 : -1;
	size_t before = p->n;
	while (bad == 0 && p->n - before < MOST_PROBLEMS) {
		rc = sqlite3_step(calls);
		if (rc == SQLITE_DONE)
			break;
		bad = rc == SQLITE_ROW ? check_call(s, rows,
			  sqlite3_column_int64(calls, 0), store_db_text(calls, 1), p, e)
				       : add_failure(s, p, e);
		if (rc != SQLITE_ROW)
			break;
	}
	(void)sqlite3_finalize(calls);
	(void)sqlite3_finalize(rows);
	return bad;
}

/* A damaged table may lead in circles: SQLite asks now and then whether to go on.  Whole
 * stores take a tenth of what is given. */
enum { STEPS_AT_ONCE = 10000, STEPS_PER_BYTE = 16, STEPS_LEAST = 1 << 22 };

static int
out_of_patience(void *data)
{
	uint64_t *left = data;
	*left -= *left > 0;
	return *left == 0;
}

int
store_care_check(
    struct store *s, struct arena *a, struct str **problems, size_t *n, struct err *e)
{
	struct problems p = {.a = a};
	uint64_t left = (STEPS_LEAST + STEPS_PER_BYTE * bytes_of(s)) / STEPS_AT_ONCE;
	sqlite3_progress_handler(s->db, STEPS_AT_ONCE, out_of_patience, &left);
	int rc = check_pages(s, &p, e);
	if (rc == 0)
		rc = check_references(s, &p, e);
	if (rc == 0)
		rc = check_rows(s, &p, e);
	sqlite3_progress_handler(s->db, 0, NULL, NULL);
	if (left == 0) {
		err_clear(e);
		rc = add(
		    &p, STR("reading it does not end: its pages lead in circles"), e);
	}
	*problems = p.all;
	*n = p.n;
	return rc;
}

/* ---- compact ---- */

/* What rows refer to is sought once here, and not again for each word that goes. */
static int
drop_unused(struct store *s, struct err *e)
{
	static const char unused[] =
	    "DELETE FROM subject WHERE id NOT IN (SELECT subject FROM obs);"
	    "DELETE FROM word WHERE id NOT IN"
	    " (SELECT speaker FROM obs UNION SELECT rule FROM obs)";
	if (store_db_run(s, "PRAGMA foreign_keys = OFF", "write", e) != 0)
		return -1;
	int rc = store_db_begin(s, e);
	if (rc == 0)
		rc = store_db_run(s, unused, "write", e);
	if (rc == 0)
		rc = store_db_commit(s, e);
	store_db_rollback(s); /* and what was known of ids is forgotten */
	if (store_db_run(s, "PRAGMA foreign_keys = ON", "write", e) != 0)
		return -1;
	return rc;
}

int
store_care_compact(struct store *s, uint64_t *before, uint64_t *after, struct err *e)
{
	*before = bytes_of(s);
	store_page_sum(s->db);
	if (drop_unused(s, e) != 0 || store_db_run(s, "VACUUM", "compact", e) != 0
	    || store_db_settle(s, false, "compact", e) != 0)
		return -1;
	*after = bytes_of(s);
	return 0;
}

/* ---- forget ---- */

int
store_care_forget(
    struct store *s, struct str doc, bool *found, size_t *n, struct err *e)
{
	static const char *const sql[] = {
	    "DELETE FROM obs WHERE call = (SELECT id FROM call WHERE doc = ?)",
	    "DELETE FROM call WHERE doc = ?"};
	int gone[2] = {0, 0};
	*found = false;
	if (store_db_begin(s, e) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *q = store_db_prepare(s, NULL, sql[i], e);
		int rc = q ? store_db_bind_str(q, 1, doc) : SQLITE_NOMEM;
		if (rc == SQLITE_OK)
			rc = sqlite3_step(q);
		if (q && rc != SQLITE_DONE)
			(void)store_db_fail(s, "write", e);
		gone[i] = sqlite3_changes(s->db);
		(void)sqlite3_finalize(q);
		if (rc != SQLITE_DONE) {
			store_db_rollback(s);
			return -1;
		}
	}
	*found = gone[1] > 0;
	*n = (size_t)gone[0];
	return store_db_commit(s, e);
}

/* ---- backup ---- */

static int
copy(struct store *s, const char *temp, const char *path, struct err *e)
{
	enum { WAIT_MS = 50, MOST_WAITS = 600 };
	struct store to = {.path = strdup(path)};
	int rc = -1, waits = 0;
	if (!to.path)
		return err_nomem(e);
	if (store_db_connect(&to, temp, "", e) != 0)
		goto done;
	/* A first page says that pages have sums before they come. */
	if (store_page_summed(s->db)) {
		store_page_sum(to.db);
		if (store_db_run(&to, "PRAGMA user_version = 1", "write", e) != 0)
			goto done;
	}
	sqlite3_backup *b = sqlite3_backup_init(to.db, "main", s->db, "main");
	if (!b) {
		rc = store_db_fail(&to, "write", e);
		goto done;
	}
	/* One step: the copy is of one moment, and a writer cannot make it begin anew. */
	while (
	    (rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		if (++waits > MOST_WAITS)
			break;
		(void)sqlite3_sleep(WAIT_MS);
	}
	(void)sqlite3_backup_finish(b);
	rc = rc == SQLITE_DONE ? 0 : store_db_fail(&to, "write", e);
done:
	store_db_disconnect(&to);
	free(to.path);
	return rc;
}

static int
sync_file(const char *temp, const char *path, struct err *e)
{
	int fd = open(temp, O_RDWR | O_CLOEXEC);
	int rc = fd >= 0 && fsync(fd) == 0
		     ? 0
		     : err_errno(e, ERR_IO, "cannot write %s", path);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

int
store_care_backup(struct store *s, const char *path, struct err *e)
{
	struct spare temp;
	if (access(path, F_OK) == 0)
		return err_set(e, ERR_CANTCREAT,
		    "cannot write %s: there is a file by this name; move it, or name "
		    "another",
		    path);
	if (spare_make(&temp, path, "write", e) != 0)
		return -1;
	int rc = copy(s, temp.part[0], path, e);
	if (rc == 0)
		rc = sync_file(temp.part[0], path, e);
	if (rc == 0)
		rc = spare_keep(&temp, false, e);
	spare_drop(&temp);
	return rc;
}
