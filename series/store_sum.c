/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_sum.h"

#include <math.h>

#include "series/store_db.h"
#include "series/store_schema.h"

/* ---- the query's terms ---- */

struct term {
	const char *sql;
	struct str text;
	int32_t date;
};
enum { COMPANY, METRIC, AS_OF, FROM, TO, TERMS };

static void
terms_of(const struct store_query *q, char as_of[DATE_TEXT], struct term t[TERMS])
{
	date_format(q->as_of, as_of);
	t[COMPANY] =
	    (struct term){" AND c.company = ? COLLATE NOCASE", q->company, DATE_NONE};
	t[METRIC] = (struct term){" AND k.metric = ?", q->metric, DATE_NONE};
	t[AS_OF] = (struct term){" AND c.as_of <= ?", str_from(as_of), DATE_NONE};
	t[FROM] = (struct term){" AND o.period_end >= ?", STR(""), q->from};
	t[TO] = (struct term){" AND o.period_start <= ?", STR(""), q->to};
}

static bool
said(const struct term *t)
{
	return t->text.n || t->date != DATE_NONE;
}

/* sql, the terms from one to before another, and more. */
static sqlite3_stmt *
ask(const struct store *s, const char *sql, const struct term *t, size_t n,
    const char *more, struct err *e)
{
	sqlite3_str *all = sqlite3_str_new(s->db);
	sqlite3_str_appendall(all, sql);
	for (size_t i = 0; i < n; i++)
		if (said(&t[i]))
			sqlite3_str_appendall(all, t[i].sql);
	sqlite3_str_appendall(all, more);
	char *text = sqlite3_str_finish(all);
	sqlite3_stmt *q = text ? store_db_prepare(s, NULL, text, e) : NULL;
	if (!text)
		(void)err_nomem(e);
	sqlite3_free(text);
	return q;
}

static int
bind_terms(sqlite3_stmt *q, int at, const struct term *t, size_t n)
{
	int rc = SQLITE_OK;
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
		if (t[i].text.n)
			rc = store_db_bind_str(q, at++, t[i].text);
		else if (t[i].date != DATE_NONE)
			rc = store_db_bind_date(q, at++, t[i].date);
	return rc;
}

/* ---- subjects ---- */

struct subjects {
	struct store *s;
	struct arena *a;
	struct term terms[TERMS];
	struct store_sum_subject *all;
	size_t n, cap, cap_periods;
	/* The periods of one subject: from the index alone; with the calls' names and
	 * days; these by call. */
	sqlite3_stmt *bare, *joined, *by_call;
};

static int
new_subject(struct subjects *j, const struct obs *about, struct err *e)
{
	struct store_sum_subject *more =
	    arena_grow(j->a, j->all, j->n, &j->cap, sizeof *more);
	if (!more)
		return err_nomem(e);
	j->all = more;
	j->all[j->n++] = (struct store_sum_subject){.obs = *about};
	j->cap_periods = 0;
	return 0;
}

static int
add_period(struct subjects *j, struct period p, struct err *e)
{
	struct store_sum_subject *x = &j->all[j->n - 1];
	const struct period *last = x->n_periods ? &x->periods[x->n_periods - 1] : NULL;
	x->n++;
	if (last && last->end == p.end && last->start == p.start)
		return 0;
	struct period *more =
	    arena_grow(j->a, x->periods, x->n_periods, &j->cap_periods, sizeof *more);
	if (!more)
		return err_nomem(e);
	x->periods = more;
	x->periods[x->n_periods++] = p;
	return 0;
}

static int
add_periods(struct subjects *j, int64_t id, struct obs *about, struct err *e)
{
	bool nameless = about->company.n == 0;
	sqlite3_stmt *q = nameless                 ? j->by_call
			  : said(&j->terms[AS_OF]) ? j->joined
						   : j->bare;
	const struct term *t = q == j->bare ? j->terms + FROM : j->terms + AS_OF;
	size_t before = j->n, n = (size_t)(j->terms + TERMS - t);
	int64_t call = -1;
	int rc = sqlite3_bind_int64(q, 1, id);
	if (rc == SQLITE_OK)
		rc = bind_terms(q, 2, t, n);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t now = sqlite3_column_int64(q, 2);
		bool none = sqlite3_column_type(q, 0) == SQLITE_NULL;
		struct period p = {none ? DATE_NONE : sqlite3_column_int(q, 0),
		    sqlite3_column_int(q, 1)};
		rc = SQLITE_OK;
		if (nameless && now != call)
			about->doc = arena_str(j->a, store_db_text(q, 3));
		if ((j->n == before || (nameless && now != call))
		    && new_subject(j, about, e) != 0)
			break;
		call = now;
		if (add_period(j, p, e) != 0)
			break;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_OK)
		(void)store_db_fail(j->s, "read", e);
	(void)sqlite3_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

/* A subject's columns, from the first of q on. */
static int
get_about(const struct subjects *j, sqlite3_stmt *q, struct obs *about, struct err *e)
{
	*about = (struct obs){.low = (double)NAN,
	    .high = (double)NAN,
	    .confidence = (double)NAN,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE,
	    .as_of = DATE_NONE};
	int at = 1;
	about->company = arena_str(j->a, store_db_text(q, at++));
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		struct err bad = {.code = ERR_NONE};
		const struct obs_column *c = &obs_columns[i];
		if (j->s->home[i] != STORE_SCHEMA_SUBJECT)
			continue;
		struct str text = store_db_text(q, at++);
		if (c->type == OBS_T_STR && !(text = arena_str(j->a, text)).p)
			return err_nomem(e);
		if (obs_set(about, c, text, &bad) != 0)
			return store_db_damaged(j->s, bad.text, e);
	}
	return about->company.p ? 0 : err_nomem(e);
}

static int
each_subject(struct subjects *j, sqlite3_stmt *q, struct err *e)
{
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct obs about;
		if (get_about(j, q, &about, e) != 0
		    || add_periods(j, sqlite3_column_int64(q, 0), &about, e) != 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : store_db_fail(j->s, "read", e);
}

int
store_sum_subjects(struct store *s, const struct store_query *query, struct arena *a,
    struct store_sum_subject **out, size_t *n, struct err *e)
{
	static const char bare[] = "SELECT o.period_start, o.period_end, o.call"
				   " FROM obs AS o WHERE o.subject = ?",
			  joined[] =
			      "SELECT o.period_start, o.period_end, o.call, c.doc"
			      " FROM obs AS o JOIN call AS c ON c.id = o.call"
			      " WHERE o.subject = ?",
			  order[] = " AND o.period_end IS NOT NULL"
				    " ORDER BY o.period_end, o.period_start",
			  by_call[] = " AND o.period_end IS NOT NULL"
				      " ORDER BY o.call, o.period_end, o.period_start";
	char as_of[DATE_TEXT];
	struct subjects j = {.s = s, .a = a};
	struct term *t = j.terms;
	terms_of(query, as_of, t);
	t[COMPANY].sql = " AND k.company = ? COLLATE NOCASE";
	int rc = -1;
	sqlite3_stmt *q =
	    ask(s, "SELECT * FROM subject AS k WHERE 1", t, AS_OF, " ORDER BY id", e);
	j.bare = ask(s, bare, t + FROM, TERMS - FROM, order, e);
	j.joined = ask(s, joined, t + AS_OF, TERMS - AS_OF, order, e);
	j.by_call = ask(s, joined, t + AS_OF, TERMS - AS_OF, by_call, e);
	if (q && j.bare && j.joined && j.by_call) {
		rc = bind_terms(q, 1, t, AS_OF) == SQLITE_OK ? each_subject(&j, q, e)
							     : err_nomem(e);
	}
	(void)sqlite3_finalize(q);
	(void)sqlite3_finalize(j.bare);
	(void)sqlite3_finalize(j.joined);
	(void)sqlite3_finalize(j.by_call);
	*out = j.all;
	*n = j.n;
	return rc;
}

/* ---- cells ---- */

/* The rows of q, whose first columns are company, quarter and metric, and then n, sure
 * and clashes; those of one cell follow each other and are added up. */
static int
cells(const struct store *s, sqlite3_stmt *q, struct arena *a,
    struct store_sum_table *out, struct err *e)
{
	struct store_sum_cell *all = NULL;
	size_t count = 0, cap = 0;
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str name[3];
		bool same = count > 0;
		for (int i = 0; i < 3; i++)
			name[i] = store_db_text(q, i);
		if (same)
			same = str_eq(all[count - 1].company, name[0])
			       && str_eq(all[count - 1].fiscal_period, name[1])
			       && str_eq(all[count - 1].metric, name[2]);
		if (!same) {
			struct store_sum_cell *more =
			    arena_grow(a, all, count, &cap, sizeof *more);
			for (int i = 0; i < 3; i++)
				name[i] = arena_str(a, name[i]);
			if (!more || !name[0].p || !name[1].p || !name[2].p)
				return err_nomem(e);
			all = more;
			all[count++] = (struct store_sum_cell){.company = name[0],
			    .fiscal_period = name[1],
			    .metric = name[2]};
		}
		all[count - 1].n += (size_t)sqlite3_column_int64(q, 3);
		all[count - 1].sure += (size_t)sqlite3_column_int64(q, 4);
		all[count - 1].clashes += (size_t)sqlite3_column_int64(q, 5);
	}
	*out = (struct store_sum_table){all, count};
	return rc == SQLITE_DONE ? 0 : store_db_fail(s, "read", e);
}

/* Intervals of a line have a number in common when each two of them have (Helly), so
 * when the greatest low is not above the least high. */
int
store_sum_cells(struct store *s, const struct store_query *query, double least,
    struct arena *a, struct store_sum_table *out, struct err *e)
{
	static const char sql[] =
	    "WITH said AS (SELECT"
	    " CASE c.company WHEN '' THEN c.doc ELSE c.company END AS company,"
	    " c.fiscal_period, k.metric, k.kind, k.segment, k.basis, k.variant,"
	    " k.measure, k.stance, k.unit, o.period_start, o.period_end, o.low, o.high,"
	    " coalesce(o.confidence, 1) >= ?1 AS sure, o.period_end IS NOT NULL"
	    " AND k.scope <> 'part' AND k.act NOT IN ('recall', 'repeat')"
	    " AND k.role <> 'analyst' AS series"
	    " FROM obs AS o JOIN call AS c ON c.id = o.call"
	    " JOIN subject AS k ON k.id = o.subject WHERE 1",
			  group[] =
			      ") SELECT company, fiscal_period, metric, count(*),"
			      " sum(sure), series AND max(low) FILTER (WHERE sure)"
			      " > min(high) FILTER (WHERE sure)"
			      " FROM said GROUP BY company, fiscal_period, metric, "
			      "kind,"
			      " segment, basis, variant, measure, stance, unit, series,"
			      " period_start, period_end ORDER BY 1, 2, 3";
	char as_of[DATE_TEXT];
	struct term t[TERMS];
	terms_of(query, as_of, t);
	sqlite3_stmt *q = ask(s, sql, t, TERMS, group, e);
	if (!q)
		return -1;
	int rc = sqlite3_bind_double(q, 1, least) == SQLITE_OK
			 && bind_terms(q, 2, t, TERMS) == SQLITE_OK
		     ? cells(s, q, a, out, e)
		     : err_nomem(e);
	(void)sqlite3_finalize(q);
	return rc;
}

int
store_sum_calls(struct store *s, const struct store_query *query, struct arena *a,
    struct store_sum_table *out, struct err *e)
{
	static const char sql[] =
	    "SELECT CASE c.company WHEN '' THEN c.doc ELSE c.company END,"
	    " c.fiscal_period, '', count(*), 0, 0 FROM call AS c WHERE 1";
	char as_of[DATE_TEXT];
	struct term t[TERMS];
	terms_of(query, as_of, t);
	t[METRIC].text = STR("");
	sqlite3_stmt *q = ask(s, sql, t, FROM, " GROUP BY 1, 2 ORDER BY 1, 2", e);
	if (!q)
		return -1;
	int rc = bind_terms(q, 1, t, FROM) == SQLITE_OK ? cells(s, q, a, out, e)
							: err_nomem(e);
	(void)sqlite3_finalize(q);
	return rc;
}
