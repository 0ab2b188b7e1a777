/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store.h"

#include <stdlib.h>

#include "series/store_row.h"
#include "series/store_schema.h"

struct call_texts {
	struct str text[STORE_SCHEMA_EXTRAS];
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
	t->text[4] = c->program.n ? c->program : STR(VERSION);
	t->text[5] = c->catalog;
	t->text[6] = c->model;
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

void
store_close(struct store *s)
{
	if (!s)
		return;
	store_db_disconnect(s);
	free(s->path);
	free(s);
}

int
store_settle(struct store *s, struct err *e)
{
	return store_db_settle(s, true, "write", e);
}

/* ---- put ---- */

/* How a call is to what is stored by its name. */
struct match {
	bool content; /* its row says the same */
	bool reader;  /* and that the same program read it with the same means */
};

static int
same_call(
    struct store *s, const struct store_call *c, struct match *same, struct err *e)
{
	struct obs want = {.low = 0}, have = {.low = 0};
	struct call_texts t;
	char buf[OBS_FIELD_TEXT], buf2[OBS_FIELD_TEXT];
	*same = (struct match){false, false};
	sqlite3_stmt *q = store_db_keep(
	    s, STORE_DB_SAME_CALL, NULL, "SELECT * FROM call WHERE doc = ?", e);
	if (!q)
		return -1;
	int rc = store_db_bind_str(q, 1, c->doc) == SQLITE_OK ? sqlite3_step(q)
							      : SQLITE_NOMEM;
	if (rc == SQLITE_ROW) {
		take_call(&want, c);
		call_texts(c, &t);
		int at = 1; /* after the id */
		same->content = true;
		for (size_t i = 0; i < OBS_COLUMNS && same->content; i++) {
			const struct obs_column *col = &obs_columns[i];
			if (s->home[i] == STORE_SCHEMA_CALL)
				same->content =
				    obs_set(&have, col, store_db_text(q, at++), NULL)
					== 0
				    && str_eq(obs_get(&want, col, buf),
					obs_get(&have, col, buf2));
		}
		for (size_t i = 0; i < STORE_SCHEMA_CONTENT && same->content; i++)
			same->content = str_eq(store_db_text(q, at++), t.text[i]);
		same->reader = same->content;
		for (size_t i = STORE_SCHEMA_CONTENT;
		     i < STORE_SCHEMA_EXTRAS && same->reader; i++)
			same->reader = str_eq(store_db_text(q, at++), t.text[i]);
	} else if (rc != SQLITE_DONE) {
		(void)store_db_fail(s, "read", e);
	}
	(void)sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

/* Another call by the same name is not replaced: one of another company, or of
 * another day.  The same text may be corrected in what is said of it.
 * 1 with *e then. */
static int
refuse_another(struct store *s, const struct store_call *c, struct err *e)
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
	sqlite3_stmt *q = store_db_keep(s, STORE_DB_ANOTHER, NULL, sql, e);
	if (!q)
		return -1;
	int rc = SQLITE_OK;
	for (int i = 0; i < 4 && rc == SQLITE_OK; i++)
		rc = store_db_bind_str(q, i + 1, values[i]);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc == SQLITE_ROW) {
		(void)err_set(e, ERR_DATA,
		    "the store has another call by this name, of %.*s on %.*s; it is"
		    " kept: rename this one, or extract the folder above, so that their"
		    " names differ (--force replaces it)",
		    STR_FMT(store_db_text(q, 0)), STR_FMT(store_db_text(q, 1)));
		(void)err_at(e, c->doc, 0);
		rc = 1;
	} else {
		rc = rc == SQLITE_DONE ? 0 : store_db_fail(s, "read", e);
	}
	(void)sqlite3_reset(q);
	return rc;
}

/* Whether the rows of the call are these n.  Rows that cannot be read are not. */
static int
same_rows(struct store *s, const struct store_call *c, const struct obs *obs, size_t n,
    bool *same, struct err *e)
{
	struct arena a = {NULL};
	struct err bad = {.code = ERR_NONE};
	struct obs *have = NULL;
	size_t n_have = 0;
	*same = false;
	sqlite3_stmt *q = store_db_keep(s, STORE_DB_ROWS_OF, store_schema_rows_by_call,
	    " WHERE c.doc = ? ORDER BY o.id", e);
	if (!q)
		return -1;
	int rc = store_db_bind_str(q, 1, c->doc) == SQLITE_OK ? 0 : err_nomem(&bad);
	if (rc == 0)
		rc = store_row_all(s, q, &a, &have, &n_have, &bad);
	if (rc == 0 && n_have == n) {
		*same = true;
		for (size_t i = 0; i < n && *same; i++) {
			struct obs o = obs[i];
			take_call(&o, c);
			*same = obs_checksum(&o) == obs_checksum(&have[i]);
		}
	} else if (rc != 0 && bad.code == ERR_DATA) {
		rc = 0;
	} else if (rc != 0 && e && e->code == ERR_NONE) {
		*e = bad;
	}
	(void)sqlite3_reset(q);
	arena_release(&a);
	return rc;
}

static int
put_call(struct store *s, const struct store_call *c, int64_t *id, struct err *e)
{
	struct obs own = {.low = 0};
	struct call_texts t;
	char bufs[OBS_COLUMNS][OBS_FIELD_TEXT];
	sqlite3_stmt *q =
	    store_db_keep(s, STORE_DB_PUT_CALL, store_schema_put_call, "", e);
	if (!q)
		return -1;
	take_call(&own, c);
	call_texts(c, &t);
	int at = 1, rc = store_row_bind_call(q, &at, &own, bufs);
	for (size_t i = 0; i < STORE_SCHEMA_EXTRAS && rc == SQLITE_OK; i++)
		rc = store_db_bind_str(q, at++, t.text[i]);
	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		*id = sqlite3_column_int64(q, 0);
		rc = sqlite3_step(q);
	}
	if (rc != SQLITE_DONE) {
		(void)store_db_fail(s, "write", e);
		(void)err_at(e, c->doc, 0);
	}
	(void)sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

static int
put_rows(struct store *s, const struct store_call *c, const struct obs *obs, size_t n,
    struct err *e)
{
	int64_t id = 0;
	if (put_call(s, c, &id, e) != 0)
		return -1;
	sqlite3_stmt *drop = store_db_keep(
	    s, STORE_DB_DROP_ROWS, NULL, "DELETE FROM obs WHERE call = ?", e);
	if (!drop)
		return -1;
	int rc = sqlite3_bind_int64(drop, 1, id) == SQLITE_OK
			 && sqlite3_step(drop) == SQLITE_DONE
		     ? 0
		     : store_db_fail(s, "write", e);
	(void)sqlite3_reset(drop);
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct obs o = obs[i];
		take_call(&o, c);
		rc = store_row_put(s, id, &o, e);
		if (rc != 0)
			(void)err_at(e, c->doc, o.line);
	}
	return rc;
}

/* The same was found there by another program, catalog or model: it is no longer stale. */
static int
put_reader(struct store *s, const struct store_call *c, struct err *e)
{
	struct call_texts t;
	sqlite3_stmt *q = store_db_keep(s, STORE_DB_READ_BY, NULL,
	    "UPDATE call SET program = ?, catalog = ?, model = ? WHERE doc = ?", e);
	if (!q)
		return -1;
	call_texts(c, &t);
	int rc = SQLITE_OK, at = 1;
	for (size_t i = STORE_SCHEMA_CONTENT;
	     i < STORE_SCHEMA_EXTRAS && rc == SQLITE_OK; i++)
		rc = store_db_bind_str(q, at++, t.text[i]);
	if (rc == SQLITE_OK)
		rc = store_db_bind_str(q, at, c->doc);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc != SQLITE_DONE)
		(void)store_db_fail(s, "write", e);
	(void)sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

struct outcome {
	bool changed; /* the call's content or rows */
	bool wrote;   /* that, or only what read it: there is something to commit */
};

/* Inside a transaction. */
static int
put(struct store *s, const struct store_call *call, const struct obs *obs, size_t n,
    struct outcome *out, struct err *e)
{
	struct match same = {false, false};
	*out = (struct outcome){false, false};
	int rc = s->force ? 0 : refuse_another(s, call, e);
	if (rc == 0 && !s->force)
		rc = same_call(s, call, &same, e);
	if (rc == 0 && same.content)
		rc = same_rows(s, call, obs, n, &same.content, e);
	if (rc != 0)
		return rc;
	out->changed = !same.content;
	out->wrote = out->changed || !same.reader;
	if (out->changed)
		return put_rows(s, call, obs, n, e);
	return out->wrote ? put_reader(s, call, e) : 0;
}

int
store_put(struct store *s, const struct store_call *call, const struct obs *obs,
    size_t n, bool *changed, struct err *e)
{
	struct outcome out;
	*changed = false;
	for (size_t i = 0; i < n; i++)
		if (obs[i].doc.n && !str_eq(obs[i].doc, call->doc))
			return err_set(e, ERR_INTERNAL,
			    "an observation of %.*s came with the call %.*s",
			    STR_FMT(obs[i].doc), STR_FMT(call->doc));
	if (!s->batch && store_db_begin(s, e) != 0)
		return -1;
	int rc = put(s, call, obs, n, &out, e);
	if (!s->batch && rc == 0 && out.wrote)
		rc = store_db_commit(s, e);
	else if (!s->batch)
		store_db_rollback(s);
	*changed = rc == 0 && out.changed;
	return rc;
}

void
store_force(struct store *s)
{
	s->force = true;
}

int
store_begin(struct store *s, struct err *e)
{
	int rc = store_db_begin(s, e);
	s->batch = rc == 0;
	return rc;
}

int
store_commit(struct store *s, struct err *e)
{
	s->batch = false;
	return store_db_commit(s, e);
}

void
store_rollback(struct store *s)
{
	s->batch = false;
	store_db_rollback(s);
}

int
store_would_refuse(struct store *s, const struct store_call *call, struct err *e)
{
	return s->force ? 0 : refuse_another(s, call, e);
}

/* ---- read ---- */

/* Rows are found by indexes: a damaged one may hide some, which the table itself has. */
static int
check_all(const struct store *s, size_t n, struct err *e)
{
	int64_t all;
	if (store_db_number(s, "SELECT count(*) FROM obs NOT INDEXED", &all, e) != 0)
		return -1;
	return (size_t)all == n ? 0
				: store_db_damaged(s, "an index hides rows of it", e);
}

/* Rows of a company or a metric are found by their subjects, all others by their
 * calls. */
static int
select_rows(struct store *s, const struct store_query *query, struct arena *a,
    struct obs **out, size_t *n, struct err *e)
{
	char as_of[DATE_TEXT];
	date_format(query->as_of, as_of);
	const struct {
		const char *sql;
		struct str text;
		int32_t date;
	} terms[] = {
	    {" AND k.company = ? COLLATE NOCASE", query->company, DATE_NONE},
	    {query->withdrawn ? " AND k.metric IN (?, '')" : " AND k.metric = ?",
		query->metric, DATE_NONE},
	    {" AND c.as_of <= ?", str_from(as_of), DATE_NONE},
	    {" AND o.period_end >= ?", STR(""), query->from},
	    {" AND o.period_start <= ?", STR(""), query->to},
	};
	enum { TERMS = sizeof terms / sizeof *terms };
	sqlite3_str *sql = sqlite3_str_new(s->db);
	sqlite3_str_appendall(
	    sql, query->withdrawn ? " WHERE o.event = 'withdrawn'" : " WHERE 1");
	for (size_t i = 0; i < TERMS; i++)
		if (terms[i].text.n || terms[i].date != DATE_NONE)
			sqlite3_str_appendall(sql, terms[i].sql);
	sqlite3_str_appendall(
	    sql, " ORDER BY c.as_of, c.doc, o.start, o.\"end\", o.id");
	char *where = sqlite3_str_finish(sql);
	if (!where)
		return err_nomem(e);
	sqlite3_stmt *q = store_db_prepare(s,
	    query->company.n || query->metric.n ? store_schema_rows_by_subject
						: store_schema_rows_by_call,
	    where, e);
	sqlite3_free(where);
	if (!q)
		return -1;
	int rc = SQLITE_OK, at = 1;
	for (size_t i = 0; i < TERMS && rc == SQLITE_OK; i++)
		if (terms[i].text.n)
			rc = store_db_bind_str(q, at++, terms[i].text);
		else if (terms[i].date != DATE_NONE)
			rc = store_db_bind_date(q, at++, terms[i].date);
	rc = rc == SQLITE_OK ? store_row_all(s, q, a, out, n, e)
			     : store_db_fail(s, "read", e);
	(void)sqlite3_finalize(q);
	return rc;
}

int
store_obs(struct store *s, const struct store_query *query, struct arena *a,
    struct obs **out, size_t *n, struct err *e)
{
	bool all = query->company.n + query->metric.n == 0 && query->from == DATE_NONE
		   && query->to == DATE_NONE && query->as_of == DATE_NONE
		   && !query->withdrawn;
	/* Both statements see one state of the store. */
	bool own = sqlite3_get_autocommit(s->db) != 0;
	if (own && store_db_run(s, "BEGIN", "read", e) != 0)
		return -1;
	int rc = select_rows(s, query, a, out, n, e);
	if (rc == 0 && all)
		rc = check_all(s, *n, e);
	if (own)
		(void)sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
	return rc;
}

/* The first column of all rows of q, which is finalized. */
static int
texts(const struct store *s, sqlite3_stmt *q, struct arena *a, struct str **out,
    size_t *n, struct err *e)
{
	struct str *all = NULL;
	size_t count = 0, cap = 0;
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str *more = arena_grow(a, all, count, &cap, sizeof *all);
		struct str name = arena_str(a, store_db_text(q, 0));
		if (!more || !name.p || store_db_ran_out(s)) {
			rc = SQLITE_NOMEM;
			break;
		}
		all = more;
		all[count++] = name;
	}
	if (rc == SQLITE_NOMEM)
		(void)err_nomem(e);
	else if (rc != SQLITE_DONE)
		(void)store_db_fail(s, "read", e);
	(void)sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return -1;
	*out = all;
	*n = count;
	return 0;
}

int
store_companies(
    struct store *s, struct arena *a, struct str **out, size_t *n, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL,
	    "SELECT DISTINCT company FROM call AS c WHERE EXISTS"
	    " (SELECT 1 FROM obs AS o WHERE o.call = c.id) ORDER BY company",
	    e);
	return q ? texts(s, q, a, out, n, e) : -1;
}

int
store_docs(struct store *s, struct arena *a, struct str **out, size_t *n, struct err *e)
{
	sqlite3_stmt *q =
	    store_db_prepare(s, NULL, "SELECT doc FROM call ORDER BY doc", e);
	return q ? texts(s, q, a, out, n, e) : -1;
}

int
store_stale(struct store *s, const struct store_reader *now, struct arena *a,
    struct str **out, size_t *n, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL,
	    "SELECT doc FROM call WHERE program NOT LIKE 'import %' AND (program <> ?1"
	    " OR (catalog || model <> '' AND (catalog <> ?2 OR model <> ?3)))"
	    " ORDER BY doc",
	    e);
	if (!q)
		return -1;
	if (store_db_bind_str(q, 1, STR(VERSION)) != SQLITE_OK
	    || store_db_bind_str(q, 2, now->catalog) != SQLITE_OK
	    || store_db_bind_str(q, 3, now->model) != SQLITE_OK) {
		(void)sqlite3_finalize(q);
		return err_nomem(e);
	}
	return texts(s, q, a, out, n, e);
}

/* One row of the calls; texts in a.  1 done, 0 not a row of ours, -1 no memory. */
static int
read_call(sqlite3_stmt *q, struct arena *a, struct store_call *c)
{
	struct str *const texts[] = {&c->doc, &c->sha256, &c->company, &c->ticker,
	    &c->fiscal_period, &c->catalog, &c->model};
	int32_t *const days[] = {&c->as_of, &c->quarter.start, &c->quarter.end};
	int at = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(a, store_db_text(q, at++));
		if (!texts[i]->p)
			return -1;
	}
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		struct str text = store_db_text(q, at++);
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
	sqlite3_stmt *q = store_db_prepare(s, NULL,
	    "SELECT doc, sha256, company, ticker, fiscal_period, catalog, model, as_of,"
	    " quarter_start, quarter_end, as_of_estimated FROM call ORDER BY doc",
	    e);
	if (!q)
		return -1;
	int rc, read = 1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW && read > 0) {
		struct store_call *more = arena_grow(a, all, count, &cap, sizeof *all);
		read = more ? read_call(q, a, &more[count]) : -1;
		if (read > 0 && store_db_ran_out(s))
			read = -1;
		all = more;
		count++;
	}
	if (read < 0 || (read == 0 && store_db_ran_out(s)))
		(void)err_nomem(e);
	else if (read == 0)
		(void)store_db_damaged(s, "a call's date is none", e);
	else if (rc != SQLITE_DONE)
		(void)store_db_fail(s, "read", e);
	(void)sqlite3_finalize(q);
	if (read <= 0 || rc != SQLITE_DONE)
		return -1;
	*out = all;
	*n = count;
	return 0;
}
