/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store_schema.h"

enum { APPLICATION_ID = 0x54534552 }; /* "TSER" */

/* Where columns are kept; in the row unless they are here. */
static const struct {
	const char *name;
	enum store_schema_home home;
} homes[] = {
    {"doc", STORE_SCHEMA_CALL},
    {"company", STORE_SCHEMA_CALL},
    {"as_of", STORE_SCHEMA_CALL},
    {"as_of_estimated", STORE_SCHEMA_CALL},
    {"fiscal_period", STORE_SCHEMA_CALL},
    {"metric", STORE_SCHEMA_SUBJECT},
    {"kind", STORE_SCHEMA_SUBJECT},
    {"segment", STORE_SCHEMA_SUBJECT},
    {"stance", STORE_SCHEMA_SUBJECT},
    {"role", STORE_SCHEMA_SUBJECT},
    {"unit", STORE_SCHEMA_SUBJECT},
    {"basis", STORE_SCHEMA_SUBJECT},
    {"variant", STORE_SCHEMA_SUBJECT},
    {"measure", STORE_SCHEMA_SUBJECT},
    {"scope", STORE_SCHEMA_SUBJECT},
    {"act", STORE_SCHEMA_SUBJECT},
    {"source", STORE_SCHEMA_SUBJECT},
    {"speaker", STORE_SCHEMA_WORD},
    {"rule", STORE_SCHEMA_WORD},
};

/* clang-format off */
static const struct {
	const char *name, *type;
} extras[STORE_SCHEMA_EXTRAS] = {
	{"sha256",        "TEXT NOT NULL CHECK (length(sha256) = 64)"},
	{"ticker",        "TEXT NOT NULL"},
	{"quarter_start", "TEXT NOT NULL"},
	{"quarter_end",   "TEXT NOT NULL"},
	{"program",       "TEXT NOT NULL"},
	{"catalog",       "TEXT NOT NULL"},
	{"model",         "TEXT NOT NULL"},
};
/* clang-format on */

enum store_schema_home
store_schema_home(const struct obs_column *c)
{
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		if (strcmp(homes[i].name, c->name) == 0)
			return homes[i].home;
	return STORE_SCHEMA_ROW;
}

static bool
in(enum store_schema_home home, const struct obs_column *c)
{
	return store_schema_home(c) == home;
}

/* Columns of the table obs. */
static bool
in_row(const struct obs_column *c)
{
	return in(STORE_SCHEMA_ROW, c) || in(STORE_SCHEMA_WORD, c);
}

static bool
in_call(const struct obs_column *c)
{
	return in(STORE_SCHEMA_CALL, c);
}

static bool
in_subject(const struct obs_column *c)
{
	return in(STORE_SCHEMA_SUBJECT, c);
}

/* ---- tables ---- */

static void
declare_date(sqlite3_str *sql, const struct obs_column *c)
{
	if (in_call(c))
		sqlite3_str_appendf(sql,
		    "TEXT CHECK (\"%w\" GLOB "
		    "'[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')",
		    c->name);
	else
		sqlite3_str_appendf(
		    sql, "INTEGER CHECK (\"%w\" BETWEEN -719528 AND 2932896)", c->name);
}

static void
declare(sqlite3_str *sql, const struct obs_column *c)
{
	sqlite3_str_appendf(sql, ", \"%w\" ", c->name);
	if (in(STORE_SCHEMA_WORD, c)) {
		sqlite3_str_appendall(sql, "INTEGER NOT NULL REFERENCES word (id)");
		return;
	}
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
		declare_date(sql, c);
		break;
	case OBS_T_BOOL:
		sqlite3_str_appendf(
		    sql, "INTEGER NOT NULL CHECK (\"%w\" IN (0, 1))", c->name);
		break;
	case OBS_T_ENUM:
		/* Not IN: SQLite would build a table of the words for each row. */
		sqlite3_str_appendall(sql, "TEXT NOT NULL CHECK (");
		for (size_t k = 0; k < c->n_names; k++)
			sqlite3_str_appendf(sql, "%s\"%w\" = %Q", k ? " OR " : "",
			    c->name, c->names[k]);
		sqlite3_str_appendall(sql, ")");
		break;
	case OBS_TYPES:
		break;
	}
}

static void
declare_all(sqlite3_str *sql, bool (*of)(const struct obs_column *))
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of(&obs_columns[i]))
			declare(sql, &obs_columns[i]);
}

/* The name of each of them between a and b. */
static void
name_all(sqlite3_str *sql, bool (*of)(const struct obs_column *), const char *a,
    const char *b)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of(&obs_columns[i]))
			sqlite3_str_appendf(
			    sql, "%s\"%w\"%s", a, obs_columns[i].name, b);
}

static void
marks(sqlite3_str *sql, bool (*of)(const struct obs_column *))
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (of(&obs_columns[i]))
			sqlite3_str_appendall(sql, ", ?");
}

static void
make_call(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "CREATE TABLE call (id INTEGER PRIMARY KEY");
	declare_all(sql, in_call);
	for (size_t i = 0; i < STORE_SCHEMA_EXTRAS; i++)
		sqlite3_str_appendf(sql, ", %s %s", extras[i].name, extras[i].type);
	sqlite3_str_appendall(sql, ", UNIQUE (doc)) STRICT;");
}

/* obs_of_subject answers what a series' periods are without a look at the rows, but for
 * subjects that obs_without_value names. */
static void
make_rest(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql,
	    "CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)"
	    " STRICT;"
	    "CREATE TABLE subject (id INTEGER PRIMARY KEY, company TEXT NOT NULL");
	declare_all(sql, in_subject);
	sqlite3_str_appendall(sql, ", UNIQUE (company");
	name_all(sql, in_subject, ", ", "");
	sqlite3_str_appendall(sql,
	    ")) STRICT;"
	    "CREATE TABLE obs (id INTEGER PRIMARY KEY, call INTEGER NOT NULL"
	    " REFERENCES call (id) ON DELETE CASCADE,"
	    " subject INTEGER NOT NULL REFERENCES subject (id)");
	declare_all(sql, in_row);
	sqlite3_str_appendall(sql,
	    ", checksum INTEGER NOT NULL"
	    ", CHECK (start <= \"end\"), CHECK (low <= high)"
	    ", CHECK (period_start <= period_end)"
	    ", CHECK (confidence BETWEEN 0 AND 1)) STRICT;"
	    "CREATE INDEX obs_of_call ON obs (call);"
	    "CREATE INDEX obs_of_subject"
	    " ON obs (subject, period_end, period_start, base_end, base_start, call);"
	    "CREATE INDEX obs_without_value ON obs (subject)"
	    " WHERE " STORE_SCHEMA_WITHOUT_VALUE ";");
}

/* ---- views ---- */

/* One column as people and other programs read it. */
static void
show(sqlite3_str *sql, const struct obs_column *c)
{
	switch (store_schema_home(c)) {
	case STORE_SCHEMA_CALL:
		sqlite3_str_appendf(sql, ", c.\"%w\"", c->name);
		break;
	case STORE_SCHEMA_SUBJECT:
		sqlite3_str_appendf(sql, ", k.\"%w\"", c->name);
		break;
	case STORE_SCHEMA_WORD:
		sqlite3_str_appendf(sql, ", w_%s.word AS \"%w\"", c->name, c->name);
		break;
	case STORE_SCHEMA_ROW:
		sqlite3_str_appendf(sql,
		    c->type == OBS_T_DATE ? ", date(o.\"%w\" * 86400, 'unixepoch')"
					    " AS \"%w\""
					  : ", o.\"%w\" AS \"%w\"",
		    c->name, c->name);
		break;
	}
}

static void
join_words(sqlite3_str *sql)
{
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (in(STORE_SCHEMA_WORD, &obs_columns[i]))
			sqlite3_str_appendf(sql,
			    " JOIN word AS w_%s ON w_%s.id = o.\"%w\"",
			    obs_columns[i].name, obs_columns[i].name,
			    obs_columns[i].name);
}

static void
make_views(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "CREATE VIEW v_obs AS SELECT o.id");
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		show(sql, &obs_columns[i]);
	sqlite3_str_appendall(sql, ", c.ticker, c.sha256 AS doc_sha256"
				   " FROM obs AS o JOIN call AS c ON c.id = o.call"
				   " JOIN subject AS k ON k.id = o.subject");
	join_words(sql);
	sqlite3_str_appendall(sql,
	    ";CREATE VIEW v_guidance AS SELECT * FROM v_obs WHERE stance = 'guidance';"
	    "CREATE VIEW v_calls AS SELECT c.doc, c.sha256 AS doc_sha256, c.company,"
	    " c.ticker, c.as_of, c.as_of_estimated, c.fiscal_period, c.quarter_start,"
	    " c.quarter_end, c.program, c.catalog, c.model,"
	    " (SELECT count(*) FROM obs AS o WHERE o.call = c.id) AS observations"
	    " FROM call AS c;"
	    "CREATE VIEW v_series AS SELECT"
	    " CASE k.company WHEN '' THEN c.doc ELSE k.company END AS company,"
	    " k.metric, k.kind, k.segment, k.basis, k.variant, k.measure, k.stance,"
	    " k.unit, count(*) AS statements,"
	    " count(DISTINCT (o.period_start + 719528) * 3652426 + o.period_end)"
	    " AS points,"
	    " date(min(o.period_end) * 86400, 'unixepoch') AS first_end,"
	    " date(max(o.period_end) * 86400, 'unixepoch') AS last_end"
	    " FROM subject AS k CROSS JOIN obs AS o ON o.subject = k.id"
	    " JOIN call AS c ON c.id = o.call"
	    " WHERE o.period_end IS NOT NULL AND NOT " STORE_SCHEMA_WITHOUT_VALUE
	    " AND k.scope <> 'part'"
	    " AND k.act NOT IN ('recall', 'repeat') AND k.role <> 'analyst'"
	    " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;");
}

void
store_schema_make(sqlite3_str *sql)
{
	sqlite3_str_appendf(sql,
	    "BEGIN; PRAGMA application_id = %d; PRAGMA user_version = %d;",
	    APPLICATION_ID, STORE_VERSION);
	make_call(sql);
	make_rest(sql);
	make_views(sql);
	sqlite3_str_appendall(sql, "COMMIT");
}

/* ---- statements ---- */

void
store_schema_put_call(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "INSERT INTO call (id");
	name_all(sql, in_call, ", ", "");
	for (size_t i = 0; i < STORE_SCHEMA_EXTRAS; i++)
		sqlite3_str_appendf(sql, ", %s", extras[i].name);
	sqlite3_str_appendall(sql, ") VALUES (NULL");
	marks(sql, in_call);
	for (size_t i = 0; i < STORE_SCHEMA_EXTRAS; i++)
		sqlite3_str_appendall(sql, ", ?");
	sqlite3_str_appendall(sql, ") ON CONFLICT (doc) DO UPDATE SET ");
	for (size_t i = 0; i < STORE_SCHEMA_EXTRAS; i++)
		sqlite3_str_appendf(
		    sql, "%s = excluded.%s, ", extras[i].name, extras[i].name);
	for (size_t i = 0, n = 0; i < OBS_COLUMNS; i++)
		if (in_call(&obs_columns[i]))
			sqlite3_str_appendf(sql, "%s\"%w\" = excluded.\"%w\"",
			    n++ ? ", " : "", obs_columns[i].name, obs_columns[i].name);
	sqlite3_str_appendall(sql, " RETURNING id");
}

void
store_schema_put_subject(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "INSERT INTO subject (company");
	name_all(sql, in_subject, ", ", "");
	sqlite3_str_appendall(sql, ") VALUES (?");
	marks(sql, in_subject);
	sqlite3_str_appendall(sql, ")");
}

void
store_schema_find_subject(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "SELECT id FROM subject WHERE company = ?");
	name_all(sql, in_subject, " AND ", " = ?");
}

void
store_schema_put_row(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "INSERT INTO obs (call, subject");
	name_all(sql, in_row, ", ", "");
	sqlite3_str_appendall(sql, ", checksum) VALUES (?, ?");
	marks(sql, in_row);
	sqlite3_str_appendall(sql, ", ?)");
}

static void
select_rows(sqlite3_str *sql)
{
	sqlite3_str_appendall(sql, "SELECT ");
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = &obs_columns[i];
		if (in(STORE_SCHEMA_WORD, c))
			sqlite3_str_appendf(sql, "w_%s.word, ", c->name);
		else
			sqlite3_str_appendf(sql, "%c.\"%w\", ",
			    in_call(c)  ? 'c'
			    : in_row(c) ? 'o'
					: 'k',
			    c->name);
	}
	sqlite3_str_appendall(sql, "o.checksum, o.call FROM ");
}

/* CROSS JOIN is SQLite's word for "in this order". */
void
store_schema_rows_by_call(sqlite3_str *sql)
{
	select_rows(sql);
	sqlite3_str_appendall(sql, "call AS c CROSS JOIN obs AS o ON o.call = c.id"
				   " JOIN subject AS k ON k.id = o.subject");
	join_words(sql);
}

void
store_schema_rows_by_subject(sqlite3_str *sql)
{
	select_rows(sql);
	sqlite3_str_appendall(sql,
	    "subject AS k CROSS JOIN obs AS o ON o.subject = k.id"
	    " JOIN call AS c ON c.id = o.call");
	join_words(sql);
}

/* ---- versions ---- */

int
store_schema_known(const char *path, int64_t version, struct err *e)
{
	if (version <= STORE_VERSION)
		return 0;
	return err_set(e, ERR_CONFIG,
	    "the store %s was made by a newer tseries (its version is %lld, this "
	    "program's %d); use that one",
	    path, (long long)version, STORE_VERSION);
}

int
store_schema_check(const struct store *s, int64_t *version, struct err *e)
{
	static const struct {
		int tables;
		const char *sql;
	} has[STORE_VERSION + 1] = {
	    [1] = {2, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
		      " AND name IN ('call', 'obs')"},
	    [2] = {4, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
		      " AND name IN ('call', 'obs', 'subject', 'word')"},
	};
	int64_t tables = 0;
	if (store_db_number(s, "PRAGMA user_version", version, e) != 0)
		return -1;
	if (store_schema_known(s->path, *version, e) != 0)
		return -1;
	if (*version < 1)
		return store_db_damaged(s, "it has no version", e);
	if (store_db_number(s, has[*version].sql, &tables, e) != 0)
		return -1;
	return tables == has[*version].tables
		   ? 0
		   : store_db_damaged(s, "a table is missing", e);
}

/* Version 1 had all of an observation in one row, and dates as text. */
static void
rows_of_1(sqlite3_str *sql, bool has_event)
{
	sqlite3_str_appendall(sql, "INSERT INTO obs (id, call, subject");
	name_all(sql, in_row, ", ", "");
	sqlite3_str_appendall(sql, ", checksum) SELECT o.id, o.call, k.id");
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = &obs_columns[i];
		if (in(STORE_SCHEMA_WORD, c))
			sqlite3_str_appendf(sql, ", w_%s.id", c->name);
		else if (in_row(c) && strcmp(c->name, "event") == 0 && !has_event)
			sqlite3_str_appendall(sql, ", ''");
		else if (in_row(c))
			sqlite3_str_appendf(sql,
			    c->type == OBS_T_DATE
				? ", CAST(julianday(o.\"%w\") - 2440587.5 AS INTEGER)"
				: ", o.\"%w\"",
			    c->name);
	}
	sqlite3_str_appendall(sql,
	    ", o.checksum FROM obs_1 AS o JOIN call AS c ON c.id = o.call"
	    " JOIN subject AS k ON k.company = c.company");
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const char *name = obs_columns[i].name;
		if (in_subject(&obs_columns[i]))
			sqlite3_str_appendf(
			    sql, " AND k.\"%w\" = o.\"%w\"", name, name);
	}
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const char *name = obs_columns[i].name;
		if (in(STORE_SCHEMA_WORD, &obs_columns[i]))
			sqlite3_str_appendf(sql,
			    " JOIN word AS w_%s ON w_%s.word = o.\"%w\"", name, name,
			    name);
	}
	sqlite3_str_appendall(sql, " ORDER BY o.id;");
}

static void
from_1(sqlite3_str *sql, bool has_event)
{
	sqlite3_str_appendall(sql,
	    "DROP VIEW IF EXISTS v_obs; DROP INDEX IF EXISTS obs_of_call;"
	    "DROP INDEX IF EXISTS obs_of_metric; ALTER TABLE obs RENAME TO obs_1;"
	    "ALTER TABLE call ADD COLUMN model TEXT NOT NULL DEFAULT '';");
	make_rest(sql);
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		if (in(STORE_SCHEMA_WORD, &obs_columns[i]))
			sqlite3_str_appendf(sql,
			    "INSERT OR IGNORE INTO word (word) SELECT DISTINCT \"%w\""
			    " FROM obs_1 ORDER BY 1;",
			    obs_columns[i].name);
	sqlite3_str_appendall(sql, "INSERT INTO subject (company");
	name_all(sql, in_subject, ", ", "");
	sqlite3_str_appendall(sql, ") SELECT DISTINCT c.company");
	name_all(sql, in_subject, ", o.", "");
	sqlite3_str_appendall(sql, " FROM obs_1 AS o JOIN call AS c ON c.id = o.call;");
	rows_of_1(sql, has_event);
	sqlite3_str_appendall(sql, "DROP TABLE obs_1;");
	make_views(sql);
	sqlite3_str_appendf(sql, "PRAGMA user_version = %d", STORE_VERSION);
}

int
store_schema_migrate(struct store *s, struct err *e)
{
	int64_t version, events, before, after;
	char *text = NULL;
	int rc = -1;
	if (store_db_begin(s, e) != 0)
		return -1;
	if (store_schema_check(s, &version, e) != 0)
		goto done;
	if (version == STORE_VERSION) {
		rc = 0;
		goto done;
	}
	if (store_db_number(s,
		"SELECT count(*) FROM pragma_table_info('obs') WHERE name = 'event'",
		&events, e)
		!= 0
	    || store_db_number(s, "SELECT count(*) FROM obs", &before, e) != 0)
		goto done;
	sqlite3_str *sql = sqlite3_str_new(s->db);
	from_1(sql, events > 0);
	text = sqlite3_str_finish(sql);
	rc = text ? store_db_run(s, text, "bring to this version", e) : err_nomem(e);
	if (rc == 0)
		rc = store_db_number(s, "SELECT count(*) FROM obs", &after, e);
	if (rc == 0 && after != before)
		rc = store_db_damaged(s, "rows without their call", e);
	if (rc == 0)
		rc = store_db_commit(s, e);
done:
	sqlite3_free(text);
	store_db_rollback(s);
	return rc;
}
