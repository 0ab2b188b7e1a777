/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_sum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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
	    (struct term){" AND k.company = ? COLLATE NOCASE", q->company, DATE_NONE};
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

static int32_t
day(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? DATE_NONE
							 : sqlite3_column_int(q, at);
}

static double
number(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? (double)NAN
							 : sqlite3_column_double(q, at);
}

/* Many statements see one state of the store, and lock it once. */
static int
begin(const struct store *s, struct err *e)
{
	return store_db_run(s, "BEGIN", "read", e);
}

static void
end(struct store *s)
{
	(void)sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
}

/* ---- what a subject is about ---- */

/* The subjects' columns, from the second of q on; the first is the id. */
static int
get_about(const struct store *s, sqlite3_stmt *q, struct arena *a, struct obs *o,
    struct err *e)
{
	*o = (struct obs){.low = (double)NAN,
	    .high = (double)NAN,
	    .confidence = (double)NAN,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE,
	    .as_of = DATE_NONE};
	int at = 1;
	o->company = arena_str(a, store_db_text(q, at++));
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		struct err bad = {.code = ERR_NONE};
		const struct obs_column *c = &obs_columns[i];
		if (s->home[i] != STORE_SCHEMA_SUBJECT)
			continue;
		struct str text = store_db_text(q, at++);
		if (c->type == OBS_T_STR && !(text = arena_str(a, text)).p)
			return err_nomem(e);
		if (obs_set(o, c, text, &bad) != 0 && !store_db_ran_out(s))
			return store_db_damaged(s, bad.text, e);
	}
	return o->company.p && !store_db_ran_out(s) ? 0 : err_nomem(e);
}

struct about {
	int64_t id;
	struct obs *obs;
	bool valueless; /* there are rows without a value */
};

struct abouts {
	struct about *v; /* by id */
	size_t n, cap;
};

static int
by_id(const void *a, const void *b)
{
	const struct about *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static struct about *
find_about(const struct abouts *all, int64_t id)
{
	const struct about key = {.id = id};
	return all->n ? bsearch(&key, all->v, all->n, sizeof *all->v, by_id) : NULL;
}

static int
read_abouts(const struct store *s, const struct term *t, struct arena *a,
    struct abouts *all, struct err *e)
{
	sqlite3_stmt *q =
	    ask(s, "SELECT * FROM subject AS k WHERE 1", t, AS_OF, " ORDER BY id", e);
	if (!q)
		return -1;
	int rc = bind_terms(q, 1, t, AS_OF), bad = 0;
	while (rc == SQLITE_OK && bad == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct about *more =
		    arena_grow(a, all->v, all->n, &all->cap, sizeof *more);
		rc = SQLITE_OK;
		if (!more) {
			bad = err_nomem(e);
			break;
		}
		all->v = more;
		more[all->n].id = sqlite3_column_int64(q, 0);
		more[all->n].obs = ARENA_NEW(a, 1, struct obs);
		more[all->n].valueless = false;
		bad = more[all->n].obs ? get_about(s, q, a, more[all->n].obs, e)
				       : err_nomem(e);
		all->n++;
	}
	if (bad == 0 && rc != SQLITE_DONE)
		bad = store_db_fail(s, "read", e);
	(void)sqlite3_finalize(q);
	return bad;
}

/* Which of them have rows that the index of periods cannot tell from others. */
static int
mark_valueless(const struct store *s, const struct abouts *all, struct err *e)
{
	sqlite3_stmt *q = store_db_prepare(s, NULL,
	    "SELECT DISTINCT subject FROM obs WHERE " STORE_SCHEMA_WITHOUT_VALUE, e);
	int rc;
	if (!q)
		return -1;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct about *x = find_about(all, sqlite3_column_int64(q, 0));
		if (x)
			x->valueless = true;
	}
	rc = rc == SQLITE_DONE ? 0 : store_db_fail(s, "read", e);
	(void)sqlite3_finalize(q);
	return rc;
}

/* ---- their times ---- */

/* How the rows of a subject are read: from the index alone, with the days of their calls,
 * or call by call; and the same with a look at each row. */
enum way { BARE, JOINED, BY_CALL, WAYS };

struct subjects {
	struct store *s;
	struct arena *a;
	struct term terms[TERMS];
	double least;
	struct store_sum_subject *all;
	size_t n, cap, cap_times;
	sqlite3_stmt *kept[WAYS][2];
};

enum { PERIOD_START, PERIOD_END, BASE_START, BASE_END, CALL, LOW, HIGH, DOC };

static sqlite3_stmt *
statement(struct subjects *j, enum way way, bool look, struct err *e)
{
	static const char join[] = " JOIN call AS c ON c.id = o.call",
			  without[] = " AND NOT " STORE_SCHEMA_WITHOUT_VALUE;
	char head[256], tail[320];
	sqlite3_stmt **q = &j->kept[way][look];
	if (*q)
		return *q;
	(void)snprintf(head, sizeof head,
	    "SELECT o.period_start, o.period_end, o.base_start, o.base_end, o.call,"
	    " %s, %s FROM obs AS o%s WHERE o.subject = ?",
	    look ? "o.low, o.high" : "NULL, NULL", way == BY_CALL ? "c.doc" : "NULL",
	    way == BARE ? "" : join);
	(void)snprintf(tail, sizeof tail,
	    " AND o.period_end IS NOT NULL%s%s ORDER BY%s o.period_end, o.period_start,"
	    " o.base_end, o.base_start",
	    look ? without : "",
	    j->least > 0 ? " AND ifnull(o.confidence, 1) >= ?" : "",
	    way == BY_CALL ? " o.call," : "");
	const struct term *t = j->terms + (way == BARE ? FROM : AS_OF);
	return *q = ask(j->s, head, t, (size_t)(j->terms + TERMS - t), tail, e);
}

static int
bind(const struct subjects *j, sqlite3_stmt *q, enum way way, int64_t id)
{
	const struct term *t = j->terms + (way == BARE ? FROM : AS_OF);
	int rc = sqlite3_bind_int64(q, 1, id);
	if (rc == SQLITE_OK)
		rc = bind_terms(q, 2, t, (size_t)(j->terms + TERMS - t));
	if (rc == SQLITE_OK && j->least > 0)
		rc = sqlite3_bind_double(q, sqlite3_bind_parameter_count(q), j->least);
	return rc;
}

static int
new_subject(struct subjects *j, const struct obs *about, struct err *e)
{
	struct store_sum_subject *more =
	    arena_grow(j->a, j->all, j->n, &j->cap, sizeof *more);
	if (!more)
		return err_nomem(e);
	j->all = more;
	j->all[j->n++] = (struct store_sum_subject){.about = about};
	j->cap_times = 0;
	return 0;
}

static bool
same_time(const struct store_sum_time *a, const struct store_sum_time *b)
{
	return a->period.end == b->period.end && a->period.start == b->period.start
	       && a->base.end == b->base.end && a->base.start == b->base.start;
}

/* One row, of the last subject. */
static int
add_row(struct subjects *j, sqlite3_stmt *q, struct err *e)
{
	struct store_sum_subject *x = &j->all[j->n - 1];
	struct store_sum_time *last = x->n_times ? &x->times[x->n_times - 1] : NULL;
	struct store_sum_time t = {
	    {day(q, PERIOD_START), sqlite3_column_int(q, PERIOD_END)}, PERIOD_NONE, 0,
	    0, 1};
	bool values = x->about->kind == OBS_CONTRIBUTION;
	if (x->about->kind != OBS_LEVEL)
		t.base = (struct period){day(q, BASE_START), day(q, BASE_END)};
	if (last && !values && same_time(last, &t)) {
		last->n++;
		return 0;
	}
	if (values) {
		t.low = number(q, LOW);
		t.high = number(q, HIGH);
	}
	struct store_sum_time *more =
	    arena_grow(j->a, x->times, x->n_times, &j->cap_times, sizeof *more);
	if (!more)
		return err_nomem(e);
	x->times = more;
	x->times[x->n_times++] = t;
	return 0;
}

static struct obs *
of_document(const struct subjects *j, const struct obs *about, struct str doc)
{
	struct obs *o = ARENA_NEW(j->a, 1, struct obs);
	if (!o)
		return NULL;
	*o = *about;
	o->doc = arena_str(j->a, doc);
	return o->doc.p ? o : NULL;
}

/* The rows of one subject; of calls whose company is not known each call has its own. */
static int
add_rows(struct subjects *j, const struct about *x, struct err *e)
{
	struct obs *about = x->obs;
	bool nameless = about->company.n == 0, first = true;
	bool look = x->valueless || about->kind == OBS_CONTRIBUTION || j->least > 0;
	enum way way = nameless ? BY_CALL : said(&j->terms[AS_OF]) ? JOINED : BARE;
	int64_t call = -1;
	int rc, bad = 0;
	sqlite3_stmt *q = statement(j, way, look, e);
	if (!q)
		return -1;
	rc = bind(j, q, way, x->id);
	while (rc == SQLITE_OK && bad == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t now = sqlite3_column_int64(q, CALL);
		if (nameless && now != call)
			about = of_document(j, x->obs, store_db_text(q, DOC));
		if (!about)
			bad = err_nomem(e);
		else if (first || (nameless && now != call))
			bad = new_subject(j, about, e);
		if (bad == 0)
			bad = add_row(j, q, e);
		first = false;
		call = now;
		rc = SQLITE_OK;
	}
	if (bad == 0 && rc != SQLITE_DONE)
		bad = store_db_fail(j->s, "read", e);
	(void)sqlite3_reset(q);
	return bad;
}

int
store_sum_subjects(struct store *s, const struct store_query *query, double least,
    struct arena *a, struct store_sum_subjects *out, struct err *e)
{
	char as_of[DATE_TEXT];
	struct subjects j = {.s = s, .a = a, .least = least};
	struct abouts abouts = {NULL, 0, 0};
	terms_of(query, as_of, j.terms);
	if (begin(s, e) != 0)
		return -1;
	int rc = read_abouts(s, j.terms, a, &abouts, e);
	if (rc == 0)
		rc = mark_valueless(s, &abouts, e);
	for (size_t i = 0; i < abouts.n && rc == 0; i++)
		rc = add_rows(&j, &abouts.v[i], e);
	for (size_t w = 0; w < WAYS; w++)
		for (size_t look = 0; look < 2; look++)
			(void)sqlite3_finalize(j.kept[w][look]);
	end(s);
	*out = (struct store_sum_subjects){j.all, j.n};
	return rc;
}

/* ---- quarters ---- */

struct quarters {
	struct store *s;
	struct abouts abouts;
	struct term terms[TERMS];
	sqlite3_stmt *rows;
	struct arena own; /* of the quarter at hand */
	struct store_sum_quarter now;
	size_t cap;
};

/* What a row says, from a column on. */
static int
get_row(const struct store *s, sqlite3_stmt *q, struct arena *a, struct obs *o,
    struct err *e)
{
	int at = 1;
	struct err bad = {.code = ERR_NONE};
	o->start = (uint64_t)sqlite3_column_int64(q, at++);
	o->end = (uint64_t)sqlite3_column_int64(q, at++);
	o->low = number(q, at++);
	o->high = number(q, at++);
	o->period.start = day(q, at++);
	o->period.end = day(q, at++);
	o->base.start = day(q, at++);
	o->base.end = day(q, at++);
	o->confidence = number(q, at++);
	o->vague = sqlite3_column_int(q, at++) != 0;
	if (obs_set(o, obs_column(STR("precision")), store_db_text(q, at++), &bad) != 0
	    || obs_set(o, obs_column(STR("event")), store_db_text(q, at++), &bad) != 0)
		return store_db_damaged(s, bad.text, e);
	o->text = arena_str(a, store_db_text(q, at++));
	return o->text.p ? 0 : err_nomem(e);
}

/* What one call states, behind what is there. */
static int
add_call(struct quarters *j, int64_t id, struct str doc, int32_t as_of, struct err *e)
{
	struct store_sum_quarter *x = &j->now;
	sqlite3_stmt *q = j->rows;
	int bad = 0, rc = sqlite3_bind_int64(q, 1, id);
	if (rc == SQLITE_OK)
		rc = bind_terms(q, 2, j->terms + FROM, TERMS - FROM);
	while (rc == SQLITE_OK && bad == 0 && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		const struct about *about =
		    find_about(&j->abouts, sqlite3_column_int64(q, 0));
		struct obs *more =
		    arena_grow(&j->own, x->obs, x->n, &j->cap, sizeof *more);
		rc = SQLITE_OK;
		if (!more) {
			bad = err_nomem(e);
			break;
		}
		x->obs = more;
		if (!about) /* of another metric */
			continue;
		struct obs *o = &x->obs[x->n++];
		*o = *about->obs;
		o->doc = doc;
		o->as_of = as_of;
		bad = get_row(j->s, q, &j->own, o, e);
	}
	if (bad == 0 && rc != SQLITE_DONE)
		bad = store_db_fail(j->s, "read", e);
	(void)sqlite3_reset(q);
	return bad;
}

static void
next_quarter(struct quarters *j)
{
	arena_release(&j->own);
	j->now = (struct store_sum_quarter){.n = 0};
	j->cap = 0;
}

/* The calls of q in order. */
static int
each_call(struct quarters *j, sqlite3_stmt *q,
    int (*take)(void *, struct store_sum_quarter *, struct err *), void *data,
    struct err *e)
{
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct str company = store_db_text(q, 1), quarter = store_db_text(q, 2);
		struct store_sum_quarter *x = &j->now;
		int32_t as_of = DATE_NONE;
		if (x->n_calls
		    && !(str_eq(company, x->company)
			 && str_eq(quarter, x->fiscal_period))) {
			if (take(data, x, e) != 0)
				return -1;
			next_quarter(j);
		}
		struct str doc = arena_str(&j->own, store_db_text(q, 3));
		if (x->n_calls++ == 0) {
			x->known = sqlite3_column_int(q, 5) != 0;
			x->company = arena_str(&j->own, company);
			x->fiscal_period = arena_str(&j->own, quarter);
		}
		if (!doc.p || !x->company.p || !x->fiscal_period.p)
			return err_nomem(e);
		(void)date_parse(store_db_text(q, 4), &as_of);
		if (add_call(j, sqlite3_column_int64(q, 0), doc, as_of, e) != 0)
			return -1;
	}
	if (rc != SQLITE_DONE)
		return store_db_fail(j->s, "read", e);
	return j->now.n_calls ? take(data, &j->now, e) : 0;
}

int
store_sum_quarters(struct store *s, const struct store_query *query,
    int (*take)(void *data, struct store_sum_quarter *quarter, struct err *e),
    void *data, struct err *e)
{
	static const char calls[] =
	    "SELECT c.id, CASE c.company WHEN '' THEN c.doc ELSE c.company END,"
	    " c.fiscal_period, c.doc, c.as_of, c.company <> '' FROM call AS c WHERE 1",
			  rows[] =
			      "SELECT o.subject, o.start, o.\"end\", o.low, o.high,"
			      " o.period_start, o.period_end, o.base_start, o.base_end,"
			      " o.confidence, o.vague, o.precision, o.event, o.text"
			      " FROM obs AS o WHERE o.call = ?";
	char as_of[DATE_TEXT];
	struct arena a = {NULL};
	struct quarters j = {.s = s};
	struct term own[2]; /* of calls */
	terms_of(query, as_of, j.terms);
	own[0] = j.terms[COMPANY];
	own[0].sql = " AND c.company = ? COLLATE NOCASE";
	own[1] = j.terms[AS_OF];
	if (begin(s, e) != 0)
		return -1;
	int rc = read_abouts(s, j.terms, &a, &j.abouts, e);
	j.rows = ask(s, rows, j.terms + FROM, TERMS - FROM, "", e);
	sqlite3_stmt *q = ask(s, calls, own, 2, " ORDER BY 2, 3, 1", e);
	if (!q || !j.rows)
		rc = -1;
	else if (rc == 0)
		rc = bind_terms(q, 1, own, 2) == SQLITE_OK
			 ? each_call(&j, q, take, data, e)
			 : err_nomem(e);
	(void)sqlite3_finalize(q);
	(void)sqlite3_finalize(j.rows);
	end(s);
	arena_release(&j.own);
	arena_release(&a);
	return rc;
}
