/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "series/file.h"
#include "series/store_care.h"
#include "series/store_page.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A folder of the test's own, which is also the working directory. */
static void
enter(char dir[32])
{
	(void)snprintf(dir, 32, "/tmp/test_store.XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
}

static void
leave(const char *dir)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	cr_expect_eq(system(cmd), 0);
}

static void
write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");
	cr_assert_not_null(f);
	cr_assert_eq(fwrite(bytes, 1, n, f), n);
	cr_assert_eq(fclose(f), 0);
}

/* Pages keep their sums, so that what is in them can be wrong. */
static void
sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	char *why = NULL;
	cr_assert_eq(sqlite3_open_v2(path, &db,
			 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, store_page_vfs()),
	    SQLITE_OK);
	cr_assert_eq(
	    sqlite3_exec(db, text, NULL, NULL, &why), SQLITE_OK, "%s: %s", text, why);
	(void)sqlite3_close(db);
}

static int
number(const char *path, const char *query)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, query, -1, &q, NULL), SQLITE_OK, "%s: %s",
	    query, sqlite3_errmsg(db));
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW, "%s", query);
	int v = sqlite3_column_int(q, 0);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return v;
}

static struct store_call
a_call(const char *doc, int32_t as_of)
{
	return (struct store_call){.doc = str_from(doc),
	    .sha256 = STR(SHA),
	    .company = STR("Calder Motors"),
	    .ticker = STR("CLDR"),
	    .fiscal_period = STR("2017-Q2"),
	    .as_of = as_of,
	    .quarter = period_months(2017, 4, 3)};
}

static struct obs
an_obs(uint64_t start, double low, double high)
{
	return (struct obs){.start = start,
	    .end = start + 5,
	    .metric = STR("gross_margin"),
	    .role = OBS_COMPANY,
	    .low = low,
	    .high = high,
	    .unit = STR("percent"),
	    .period = period_months(2017, 4, 3),
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .line = start / 10 + 1,
	    .confidence = 0.9,
	    .text = STR("18.7%"),
	    .quote = STR("It was 18.7%.")};
}

static struct store *
opened(const char *path, enum store_mode mode)
{
	struct err e = {0};
	struct store *s = store_open(path, mode, &e);
	cr_assert_not_null(s, "%s", e.text);
	return s;
}

static bool
put(struct store *s, const struct store_call *c, const struct obs *o, size_t n)
{
	struct err e = {0};
	bool changed = false;
	cr_assert_eq(store_put(s, c, o, n, &changed, &e), 0, "%s", e.text);
	return changed;
}

static const struct store_query everything = {
    .from = DATE_NONE, .to = DATE_NONE, .as_of = DATE_NONE};

static size_t
count(struct store *s, const struct store_query *q)
{
	struct arena a = {NULL};
	struct obs *out = NULL;
	size_t n = 0;
	struct err e = {0};
	cr_assert_eq(store_obs(s, q, &a, &out, &n, &e), 0, "%s", e.text);
	arena_release(&a);
	return n;
}

/* Open path, expecting it to fail with code and a message that holds word. */
static void
refused(const char *path, enum store_mode mode, enum err_code code, const char *word)
{
	struct err e = {0};
	struct store *s = store_open(path, mode, &e);
	cr_expect_null(s, "%s", path);
	cr_expect_eq(e.code, code, "%s: %d, %s", path, (int)e.code, e.text);
	cr_expect(strstr(e.text, word) && strstr(e.text, path), "%s: %s", path, e.text);
	store_close(s);
}

Test(store, every_column_comes_back)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("calls/caf\xc3\xa9's \"1\".txt", 17380);
	c.as_of_estimated = true;
	struct obs o[2] = {
	    an_obs(10, 18.7, 0.1 + 0.2), an_obs(20, (double)NAN, -1e300)};
	o[0].low = 0.1;
	o[0].kind = OBS_GROWTH;
	o[0].segment = STR("Model C");
	o[0].stance = OBS_GUIDANCE;
	o[0].vague = true;
	o[0].basis = OBS_ADJUSTED;
	o[0].variant = STR("ex-credits;organic");
	o[0].measure = OBS_CAPABILITY;
	o[0].scope = OBS_PART;
	o[0].act = OBS_RECALL;
	o[0].base = period_day(-1);
	o[0].section = OBS_QA;
	o[0].speaker = STR("A. 'B' C");
	o[0].precision = OBS_HEDGED;
	o[0].rule = STR("a\0b"); /* a NUL is a byte like others */
	o[0].start = 0;
	o[1].end = INT64_MAX;
	o[1].period = PERIOD_NONE;
	o[1].high = -0.0;
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, o, 2));
	store_close(s);

	s = opened("a.db", STORE_READ);
	struct arena a = {NULL};
	struct obs *out = NULL;
	size_t n = 0;
	struct err e = {0};
	cr_assert_eq(store_obs(s, &everything, &a, &out, &n, &e), 0, "%s", e.text);
	cr_assert_eq(n, 2);
	o[1].high = 0;
	for (size_t k = 0; k < 2; k++) {
		o[k].doc = c.doc;
		o[k].company = c.company;
		o[k].as_of = c.as_of;
		o[k].as_of_estimated = true;
		o[k].fiscal_period = c.fiscal_period;
		for (size_t i = 0; i < OBS_COLUMNS; i++) {
			char x[OBS_FIELD_TEXT], y[OBS_FIELD_TEXT];
			struct str want = obs_get(&o[k], &obs_columns[i], x);
			struct str got = obs_get(&out[k], &obs_columns[i], y);
			cr_expect(str_eq(got, want), "%zu %s: '%.*s'", k,
			    obs_columns[i].name, STR_FMT(got));
		}
	}
	cr_expect_eq(out[0].high, 0.1 + 0.2, "every bit");
	arena_release(&a);
	store_close(s);
	cr_expect_neq(access("a.db-wal", F_OK), 0, "no log is left behind");
	leave(dir);
}

Test(store, putting_again_changes_nothing)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o[3] = {an_obs(10, 1, 1), an_obs(20, 2, 2), an_obs(30, 3, 3)};
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, o, 3));
	store_close(s);
	struct stat before, after;
	cr_assert_eq(stat("a.db", &before), 0);
	s = opened("a.db", STORE_WRITE);
	cr_expect_not(put(s, &c, o, 3), "the same");
	store_close(s);
	cr_assert_eq(stat("a.db", &after), 0);
	cr_expect(before.st_mtim.tv_sec == after.st_mtim.tv_sec
		      && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec,
	    "the file was written");

	s = opened("a.db", STORE_WRITE);
	o[1].high = 2.5;
	cr_expect(put(s, &c, o, 3), "another value");
	cr_expect_not(put(s, &c, o, 3));
	cr_expect(put(s, &c, o, 2), "one less");
	cr_expect_eq(count(s, &everything), 2);
	cr_expect(put(s, &c, o, 0), "none");
	cr_expect_not(put(s, &c, o, 0), "none, again");
	c.ticker = STR("CLD");
	cr_expect(put(s, &c, o, 0), "another ticker");
	c.as_of = DATE_NONE;
	cr_expect(put(s, &c, o, 0), "no date");
	cr_expect_not(put(s, &c, o, 0), "no date, again");
	store_close(s);
	cr_expect_eq(number("a.db", "SELECT count(*) FROM call"), 1);
	leave(dir);
}

Test(store, other_calls_stay)
{
	char dir[32];
	enter(dir);
	struct store_call a = a_call("a.txt", 17380), b = a_call("b.txt", 17480);
	struct obs o[2] = {an_obs(10, 1, 1), an_obs(20, 2, 2)};
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &a, o, 2));
	cr_expect(put(s, &b, o, 2));
	cr_expect(put(s, &a, o, 1));
	cr_expect_eq(count(s, &everything), 3);
	store_close(s);
	cr_expect_eq(
	    number("a.db", "SELECT count(*) FROM v_obs WHERE doc = 'b.txt'"), 2);
	cr_expect_eq(number("a.db", "SELECT count(*) FROM v_obs WHERE ticker = 'CLDR'"
				    " AND company = 'Calder Motors' AND low = high"),
	    3);
	cr_expect_eq(
	    number("a.db", "SELECT count(*) FROM call WHERE program <> ''"), 2);
	leave(dir);
}

Test(store, a_bad_row_undoes_the_whole_call)
{
	char dir[32];
	enter(dir);
	static const struct {
		const char *label, *word;
	} rows[] = {{"low above high", "CHECK"}, {"end before start", "CHECK"},
	    {"confidence of 2", "CHECK"}, {"period backwards", "CHECK"},
	    {"place beyond 2^63", "2^63"}};
	struct store_call c = a_call("a.txt", 17380), other = a_call("b.txt", 17380);
	struct obs good[2] = {an_obs(10, 1, 1), an_obs(20, 2, 2)};
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, good, 2));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o[3] = {an_obs(5, 7, 7), an_obs(50, 2, 2), an_obs(60, 8, 8)};
		struct err e = {0};
		bool changed = true;
		if (i == 0)
			o[1].high = 1;
		if (i == 1)
			o[1].end = 49;
		if (i == 2)
			o[1].confidence = 2;
		if (i == 3)
			o[1].period.end = o[1].period.start - 1;
		if (i == 4)
			o[1].end = UINT64_MAX;
		cr_expect_eq(
		    store_put(s, &c, o, 3, &changed, &e), -1, "%s", rows[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s: %d", rows[i].label, (int)e.code);
		cr_expect(
		    strstr(e.text, rows[i].word), "%s: %s", rows[i].label, e.text);
		cr_expect_str_eq(e.file, "a.txt", "%s", rows[i].label);
		cr_expect_eq(e.line, 6, "%s", rows[i].label);
		cr_expect_not(changed, "%s", rows[i].label);
		e = (struct err){0};
		cr_expect_eq(
		    store_put(s, &other, o, 3, &changed, &e), -1, "%s", rows[i].label);
		cr_expect_not(
		    put(s, &c, good, 2), "%s: the old rows are there", rows[i].label);
		cr_expect_eq(count(s, &everything), 2, "%s", rows[i].label);
	}
	struct obs strange = an_obs(1, 1, 1);
	struct err e = {0};
	bool changed;
	strange.doc = STR("b.txt");
	cr_expect_eq(store_put(s, &c, &strange, 1, &changed, &e), -1);
	cr_expect_eq(e.code, ERR_INTERNAL, "an observation of another document");
	store_close(s);
	cr_expect_eq(number("a.db", "SELECT count(*) FROM call"), 1);
	leave(dir);
}

Test(store, queries)
{
	char dir[32];
	enter(dir);
	static const struct {
		const char *label, *company, *metric;
		int from, to, as_of; /* months of 2017; 0: none */
		size_t n;
	} rows[] = {
	    {"all", NULL, NULL, 0, 0, 0, 6},
	    {"a company", "Calder Motors", NULL, 0, 0, 0, 4},
	    {"in other letters", "calder MOTORS", NULL, 0, 0, 0, 4},
	    {"a part of its name", "Calder", NULL, 0, 0, 0, 0},
	    {"no SQL", "' OR 1=1 --", NULL, 0, 0, 0, 0},
	    {"a metric", NULL, "cash", 0, 0, 0, 3},
	    {"both", "Calder Motors", "cash", 0, 0, 0, 2},
	    {"from July: periods that end later", NULL, NULL, 7, 0, 0, 3},
	    {"to July: periods that begin before", NULL, NULL, 0, 7, 0, 5},
	    {"a window", NULL, NULL, 5, 5, 0, 3},
	    {"known in August", NULL, NULL, 0, 0, 8, 2},
	    {"known in June", NULL, NULL, 0, 0, 6, 0},
	};
	struct store_call a = a_call("a.txt", date_from_civil(2017, 7, 20));
	struct store_call b = a_call("b.txt", date_from_civil(2017, 10, 20));
	struct store_call c = a_call("c.txt", DATE_NONE); /* known when? */
	c.company = STR("Brandreth");
	struct obs o[2] = {an_obs(20, 2, 2), an_obs(10, 1, 1)};
	o[1].metric = STR("cash");
	o[1].period = period_day(date_from_civil(2017, 6, 30));
	struct obs later[2] = {an_obs(20, 2, 2), an_obs(10, 1, 1)};
	later[0].period = period_months(2017, 7, 3);
	later[1].metric = STR("cash");
	later[1].period = period_day(date_from_civil(2017, 9, 30));
	struct obs open[2] = {an_obs(20, 2, 2), an_obs(10, 1, 1)};
	open[0].period = period_months(2017, 1, 12);
	open[1].metric = STR("cash");
	open[1].period = period_months(2017, 4, 2);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &b, later, 2));
	cr_expect(put(s, &a, o, 2));
	cr_expect(put(s, &c, open, 2));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_query q = everything;
		q.company = str_from(rows[i].company);
		q.metric = str_from(rows[i].metric);
		if (rows[i].from)
			q.from = date_from_civil(2017, rows[i].from, 1);
		if (rows[i].to)
			q.to = date_from_civil(2017, rows[i].to, 1);
		if (rows[i].as_of)
			q.as_of = date_from_civil(2017, rows[i].as_of, 1);
		size_t n = count(s, &q);
		cr_expect_eq(n, rows[i].n, "%s: %zu", rows[i].label, n);
	}
	struct arena mem = {NULL};
	struct obs *out = NULL;
	size_t n = 0;
	struct err e = {0};
	cr_assert_eq(store_obs(s, &everything, &mem, &out, &n, &e), 0);
	for (size_t i = 1; i < n; i++) {
		const struct obs *x = &out[i - 1], *y = &out[i];
		cr_expect(x->as_of < y->as_of
			      || (x->as_of == y->as_of && x->start <= y->start),
		    "row %zu is out of order", i);
	}
	struct str *names = NULL;
	cr_assert_eq(store_companies(s, &mem, &names, &n, &e), 0);
	cr_assert_eq(n, 2);
	cr_expect(str_eq(names[0], STR("Brandreth"))
		  && str_eq(names[1], STR("Calder Motors")));
	cr_expect(put(s, &c, open, 0));
	cr_assert_eq(store_companies(s, &mem, &names, &n, &e), 0);
	cr_expect_eq(n, 1, "a company without observations is none");
	arena_release(&mem);
	store_close(s);
	leave(dir);
}

Test(store, what_is_no_store)
{
	char dir[32];
	enter(dir);
	static const char text[] = "doc,start,end\na.txt,1,2\n";
	static const enum store_mode modes[] = {STORE_READ, STORE_WRITE};
	write_file("text.db", text, sizeof text - 1);
	write_file("empty.db", "", 0);
	write_file("magic.db", "SQLite format 3", 16);
	sql("foreign.db",
	    "CREATE TABLE call (id); CREATE TABLE obs (id); PRAGMA user_version = 1");
	sql("none.db", "PRAGMA application_id = 1414743378; CREATE TABLE x (id)");
	sql("version.db", "PRAGMA application_id = 1414743378; PRAGMA user_version = 1;"
			  " CREATE TABLE x (id)");
	sql("newer.db", "PRAGMA application_id = 1414743378; PRAGMA user_version = 3;"
			" CREATE TABLE x (id)");
	cr_assert_eq(mkdir("folder", 0777), 0);
	cr_assert_eq(mkfifo("fifo", 0666), 0);
	refused("missing.db", STORE_READ, ERR_NOINPUT, "run tseries extract first");
	refused("text.db/x.db", STORE_READ, ERR_NOINPUT, "Not a directory");
	refused("nowhere/new.db", STORE_WRITE, ERR_CANTCREAT, "cannot make");
	for (size_t i = 0; i < 2; i++) {
		refused("text.db", modes[i], ERR_DATA, "not a tseries store");
		refused(
		    "empty.db", modes[i], ERR_DATA, "is empty, not a tseries store");
		refused("magic.db", modes[i], ERR_DATA, "not a tseries store");
		refused("foreign.db", modes[i], ERR_DATA, "another program");
		refused("folder", modes[i], ERR_DATA, "is a folder");
		refused("fifo", modes[i], ERR_DATA, "no file");
		refused("none.db", modes[i], ERR_DATA, "no version");
		refused("version.db", modes[i], ERR_DATA, "a table is missing");
		refused("newer.db", modes[i], ERR_CONFIG, "newer tseries");
	}
	cr_expect_neq(access("missing.db", F_OK), 0, "reading makes nothing");
	leave(dir);
}

Test(store, names_are_only_names)
{
	static const char *const names[] = {":memory:", "file:x?mode=memory",
	    "a b%20#c.db", "?immutable=1", "caf\xc3\xa9.db", "bad\xff.db"};
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct store *s = opened(names[i], STORE_WRITE);
		cr_expect(put(s, &c, &o, 1), "%s", names[i]);
		store_close(s);
		cr_expect_eq(access(names[i], R_OK), 0, "%s", names[i]);
		s = opened(names[i], STORE_READ);
		cr_expect_eq(count(s, &everything), 1, "%s", names[i]);
		store_close(s);
	}
	char path[64];
	(void)snprintf(path, sizeof path, "%s/?immutable=1", dir);
	struct store *s = opened(path, STORE_READ);
	cr_expect_eq(count(s, &everything), 1, "an absolute path");
	store_close(s);
	leave(dir);
}

/* Become somebody whom permissions bind. */
static void
be_nobody(const char *dir)
{
	if (geteuid() == 0) {
		cr_assert_eq(chown(dir, 65534, 65534), 0);
		cr_assert_eq(seteuid(65534), 0);
	}
}

Test(store, permissions)
{
	char dir[32];
	enter(dir);
	be_nobody(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, &o, 1));
	store_close(s);

	cr_assert_eq(chmod("a.db", 0444), 0);
	refused("a.db", STORE_WRITE, ERR_PERM, "cannot write");
	s = opened("a.db", STORE_READ);
	cr_expect_eq(count(s, &everything), 1, "a read-only file");
	store_close(s);
	(void)unlink("a.db-shm"); /* a reader that may not write the file leaves them */
	(void)unlink("a.db-wal");

	cr_assert_eq(chmod(".", 0555), 0);
	s = opened("a.db", STORE_READ);
	cr_expect_eq(
	    count(s, &everything), 1, "a read-only file in a read-only folder");
	store_close(s);
	cr_assert_eq(chmod("a.db", 0644), 0);
	s = opened("a.db", STORE_READ);
	cr_expect_eq(count(s, &everything), 1, "a read-only folder");
	store_close(s);
	refused("a.db", STORE_WRITE, ERR_PERM, "a.db");
	refused("new.db", STORE_WRITE, ERR_PERM, "cannot make");

	cr_assert_eq(chmod(".", 0755), 0);
	cr_assert_eq(chmod("a.db", 0), 0);
	refused("a.db", STORE_READ, ERR_PERM, "cannot read");
	cr_expect_eq(seteuid(getuid()), 0);
	leave(dir);
}

/* Flip single bits all over the file: either it is seen, or the answer is right. */
Test(store, damage_never_becomes_a_value)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	enum { ROWS = 20 };
	struct obs o[ROWS];
	for (size_t i = 0; i < ROWS; i++)
		o[i] = an_obs(10 * i, 1.5 * (double)i, 1.5 * (double)i);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, o, ROWS));
	store_close(s);
	struct stat st;
	cr_assert_eq(stat("a.db", &st), 0);
	size_t size = (size_t)st.st_size, seen = 0;
	unsigned char *bytes = malloc(size);
	FILE *f = fopen("a.db", "rb");
	cr_assert_eq(fread(bytes, 1, size, f), size);
	(void)fclose(f);
	for (size_t at = 0; at < size; at += 41) {
		struct err e = {0};
		struct arena a = {NULL};
		struct obs *out = NULL;
		size_t n = 0;
		unsigned char flip = (unsigned char)(1u << at % 8);
		bytes[at] ^= flip;
		write_file("b.db", bytes, size);
		bytes[at] ^= flip;
		s = store_open("b.db", STORE_READ, &e);
		int rc = s ? store_obs(s, &everything, &a, &out, &n, &e) : -1;
		if (rc != 0) {
			seen++;
			cr_expect(e.code == ERR_DATA || e.code == ERR_CONFIG,
			    "byte %zu: %d %s", at, (int)e.code, e.text);
		}
		for (size_t i = 0; rc == 0 && i < n; i++)
			cr_expect(out[i].low == 0.15 * (double)out[i].start
				      && str_eq(out[i].quote, o[0].quote)
				      && str_eq(out[i].doc, c.doc)
				      && out[i].as_of == c.as_of,
			    "byte %zu: a wrong value", at);
		store_close(s);
		arena_release(&a);
		(void)unlink("b.db-wal");
		(void)unlink("b.db-shm");
	}
	cr_expect_gt(seen, 0, "no damage was seen at all");
	free(bytes);
	leave(dir);
}

Test(store, damaged_rows_are_replaced)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, &o, 1));
	store_close(s);
	sql("a.db", "UPDATE obs SET low = 0.5");
	s = opened("a.db", STORE_READ);
	struct arena a = {NULL};
	struct obs *out = NULL;
	size_t n = 0;
	struct err e = {0};
	cr_expect_eq(store_obs(s, &everything, &a, &out, &n, &e), -1);
	cr_expect(e.code == ERR_DATA && strstr(e.text, "checksum"), "%s", e.text);
	store_close(s);
	s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, &o, 1), "extracting again mends it");
	cr_expect_eq(count(s, &everything), 1);
	store_close(s);
	arena_release(&a);
	leave(dir);
}

/* A bit of each page, and each page in the place of the next: no other answer is given. */
Test(store, damaged_pages)
{
	enum { PAGE = 4096, ROWS = 400 };
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o[ROWS];
	for (size_t i = 0; i < ROWS; i++)
		o[i] = an_obs(10 * i, 1 + (double)i, 1 + (double)i);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, o, ROWS));
	store_close(s);
	struct err e = {0};
	struct arena files = {NULL};
	struct str whole;
	cr_assert_eq(file_read("a.db", 1 << 30, &files, &whole, &e), 0, "%s", e.text);
	cr_assert(whole.n > 20 * PAGE);
	char *bytes = arena_alloc(&files, whole.n, 1);
	struct store_query cash = everything;
	cash.metric = o[0].metric;
	size_t told = 0;
	for (size_t at = PAGE; at + PAGE < whole.n; at += PAGE / 2) {
		struct arena a = {NULL};
		struct obs *out = NULL;
		size_t n = 0;
		memcpy(bytes, whole.p, whole.n);
		if (at % PAGE) {
			bytes[at + at / PAGE % (PAGE / 2)] ^= 1;
		} else {
			memcpy(bytes + at, whole.p + at + PAGE, PAGE);
			memcpy(bytes + at + PAGE, whole.p + at, PAGE);
		}
		write_file("b.db", bytes, whole.n);
		e.code = ERR_NONE;
		s = store_open("b.db", STORE_READ, &e);
		if (s && store_obs(s, &cash, &a, &out, &n, &e) == 0)
			cr_expect_eq(n, ROWS, "byte %zu", at);
		else
			cr_expect_eq(e.code, ERR_DATA, "byte %zu: %s", at, e.text);
		told += e.code == ERR_DATA;
		store_close(s);
		arena_release(&a);
		(void)unlink("b.db");
	}
	cr_expect(told > 10);
	arena_release(&files);
	leave(dir);
}

/* A copy has the sums of its original; what another program writes has none. */
Test(store, written_by_another_program)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, &o, 1));
	cr_expect_eq(store_care_backup(s, "b.db", NULL), 0);
	store_close(s);
	cr_expect_eq(number("b.db", "SELECT count(*) FROM v_obs"), 1);
	/* No page is right, until it is said that they are. */
	sqlite3 *db = NULL;
	cr_assert_eq(sqlite3_open("b.db", &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "VACUUM", NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
	struct err e = {0};
	cr_expect_null(store_open("b.db", STORE_READ, &e));
	cr_expect_eq(e.code, ERR_DATA);
	s = opened("b.db", STORE_MEND);
	uint64_t before, after;
	cr_expect_eq(store_care_compact(s, &before, &after, &e), 0);
	store_close(s);
	s = opened("b.db", STORE_READ);
	cr_expect_eq(count(s, &everything), 1);
	store_close(s);
	leave(dir);
}

Test(store, truncated)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, &o, 1));
	store_close(s);
	struct stat st;
	cr_assert_eq(stat("a.db", &st), 0);
	for (off_t size = 0; size < st.st_size; size += 1000) {
		struct err e = {0};
		struct arena a = {NULL};
		struct obs *out = NULL;
		size_t n = 0;
		char cmd[64];
		(void)snprintf(cmd, sizeof cmd, "head -c %ld a.db > b.db", (long)size);
		cr_assert_eq(system(cmd), 0);
		s = store_open("b.db", STORE_READ, &e);
		int rc = s ? store_obs(s, &everything, &a, &out, &n, &e) : -1;
		/* The last page is an index that this question does not need. */
		bool right =
		    rc == 0 && n == 1 && out[0].low == 1 && size > st.st_size - 4096;
		cr_expect(right || (rc == -1 && e.code == ERR_DATA), "%ld bytes: %d %s",
		    (long)size, (int)e.code, e.text);
		store_close(s);
		arena_release(&a);
		(void)unlink("b.db-wal");
		(void)unlink("b.db-shm");
	}
	leave(dir);
}

static void *
hold(void *arg)
{
	sqlite3 *db = arg;
	(void)usleep(300000);
	(void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	return NULL;
}

Test(store, waits_for_another_writer)
{
	char dir[32];
	enter(dir);
	struct store_call c = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	store_close(opened("a.db", STORE_WRITE));
	sqlite3 *db = NULL;
	pthread_t t;
	cr_assert_eq(sqlite3_open("a.db", &db), SQLITE_OK);
	cr_assert_eq(
	    sqlite3_exec(db, "BEGIN IMMEDIATE; DELETE FROM call", NULL, NULL, NULL),
	    SQLITE_OK);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect_eq(count(s, &everything), 0, "readers do not wait");
	cr_assert_eq(pthread_create(&t, NULL, hold, db), 0);
	cr_expect(put(s, &c, &o, 1));
	(void)pthread_join(t, NULL);
	(void)sqlite3_close(db);
	store_close(s);
	leave(dir);
}

Test(store, makers_meet)
{
	enum { MAKERS = 8 };
	char dir[32];
	enter(dir);
	pid_t pid[MAKERS];
	for (int k = 0; k < MAKERS; k++) {
		pid[k] = fork();
		if (pid[k] == 0) {
			char doc[16];
			struct err e = {0};
			bool changed = false;
			(void)snprintf(doc, sizeof doc, "%d.txt", k);
			struct store_call c = a_call(doc, 17380);
			struct obs o = an_obs(10, k, k);
			struct store *s = store_open("a.db", STORE_WRITE, &e);
			int rc = s ? store_put(s, &c, &o, 1, &changed, &e) : -1;
			store_close(s);
			_exit(rc == 0 && changed ? 0 : 1);
		}
	}
	for (int k = 0; k < MAKERS; k++) {
		int status = -1;
		(void)waitpid(pid[k], &status, 0);
		cr_expect_eq(status, 0, "maker %d", k);
	}
	struct store *s = opened("a.db", STORE_READ);
	cr_expect_eq(count(s, &everything), MAKERS);
	store_close(s);
	cr_expect_eq(system("test \"$(ls)\" = a.db"), 0, "nothing else is left");
	leave(dir);
}

Test(store, a_full_disk)
{
	char dir[32];
	enter(dir);
	enum { ROWS = 2000 };
	struct store_call c = a_call("a.txt", 17380), d = a_call("b.txt", 17380);
	struct obs *o = calloc(ROWS, sizeof *o);
	for (size_t i = 0; i < ROWS; i++)
		o[i] = an_obs(10 * i, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	cr_expect(put(s, &c, o, 1));
	struct rlimit old, small;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 100000; /* the log would outgrow it */
	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct err e = {0};
	bool changed = true;
	cr_expect_eq(store_put(s, &d, o, ROWS, &changed, &e), -1);
	cr_expect_eq(e.code, ERR_IO, "%d %s", (int)e.code, e.text);
	cr_expect_not(changed);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	cr_expect_eq(count(s, &everything), 1, "nothing of it is there");
	cr_expect(put(s, &d, o, ROWS), "with room it goes on");
	store_close(s);
	free(o);
	leave(dir);
}

/* A call is whole or absent, whenever the writer is killed. */
Test(store, a_killed_writer_leaves_whole_calls)
{
	enum { ROUNDS = 20, ROWS = 50 };
	char dir[32];
	enter(dir);
	struct obs o[ROWS];
	for (size_t i = 0; i < ROWS; i++)
		o[i] = an_obs(10 * i, 1, 1);
	store_close(opened("a.db", STORE_WRITE));
	for (int round = 0; round < ROUNDS; round++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct err e = {0};
			bool changed;
			struct store *s = store_open("a.db", STORE_WRITE, &e);
			for (int k = 0; s; k++) {
				char doc[32];
				(void)snprintf(doc, sizeof doc, "%d-%d.txt", round, k);
				struct store_call c = a_call(doc, 17380);
				if (store_put(s, &c, o, ROWS, &changed, &e) != 0)
					break;
			}
			_exit(1);
		}
		(void)usleep((useconds_t)(8000 * round));
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		struct store *s = opened("a.db", STORE_READ);
		size_t n = count(s, &everything);
		cr_expect_eq(n % ROWS, 0, "round %d: %zu rows", round, n);
		store_close(s);
	}
	cr_expect_gt(number("a.db", "SELECT count(*) FROM call"), 0,
	    "nothing was written at all");
	cr_expect_eq(number("a.db", "SELECT count(*) FROM pragma_integrity_check"
				    " WHERE integrity_check <> 'ok'"),
	    0);
	leave(dir);
}

/* A store of version 1, as tests/golden has it. */
static void
make_version_1(const char *path, const char *project)
{
	char cmd[PATH_MAX + 100];
	static char text[100000];
	(void)snprintf(
	    cmd, sizeof cmd, "%s/tests/golden/store_of_version_1/store.sql", project);
	FILE *f = fopen(cmd, "r");
	cr_assert_not_null(f, "%s", cmd);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	(void)fclose(f);
	sql(path, text);
}

Test(store, version_1_is_brought_along)
{
	char dir[32], project[PATH_MAX];
	cr_assert_not_null(getcwd(project, sizeof project));
	enter(dir);
	static const enum store_mode modes[] = {STORE_READ, STORE_WRITE};
	for (size_t i = 0; i < 2; i++) {
		make_version_1("a.db", project);
		struct store *s = opened("a.db", modes[i]);
		cr_expect_eq(count(s, &everything), 3);
		store_close(s);
		cr_expect_eq(number("a.db", "PRAGMA user_version"), STORE_VERSION);
		cr_expect_eq(number("a.db", "SELECT sum(low = 18.7) FROM v_obs"), 1);
		(void)unlink("a.db");
	}
	/* A row that was changed before is still seen. */
	make_version_1("a.db", project);
	sql("a.db", "UPDATE obs SET high = 99 WHERE id = 2");
	struct store *s = opened("a.db", STORE_WRITE);
	struct arena a = {NULL};
	struct str *problems;
	struct err e = {0};
	size_t n = 0;
	cr_assert_eq(store_care_check(s, &a, &problems, &n, &e), 0, "%s", e.text);
	cr_assert_eq(n, 1);
	cr_expect(strstr(problems[0].p, "1 of the 3 observations of acme.txt"), "%s",
	    problems[0].p);
	store_close(s);
	arena_release(&a);
	(void)unlink("a.db");

	make_version_1("a.db", project);
	be_nobody(dir);
	refused("a.db", STORE_READ, ERR_PERM, "older tseries and cannot be written");
	refused("a.db", STORE_WRITE, ERR_PERM, "cannot write");
	cr_expect_eq(seteuid(getuid()), 0);
	cr_expect_eq(number("a.db", "PRAGMA user_version"), 1);
	leave(dir);
}

/* Half of a migration is none. */
Test(store, a_killed_migration)
{
	char dir[32], project[PATH_MAX];
	cr_assert_not_null(getcwd(project, sizeof project));
	enter(dir);
	for (int round = 0; round < 10; round++) {
		make_version_1("a.db", project);
		pid_t pid = fork();
		if (pid == 0) {
			struct err e = {0};
			store_close(store_open("a.db", STORE_WRITE, &e));
			_exit(0);
		}
		(void)usleep((useconds_t)(300 * round));
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		struct store *s = opened("a.db", STORE_READ);
		cr_expect_eq(count(s, &everything), 3, "round %d", round);
		store_close(s);
		cr_expect_eq(system("rm -f a.db*"), 0);
	}
	leave(dir);
}

Test(store, several_calls_in_one_transaction)
{
	char dir[32];
	enter(dir);
	struct store_call a = a_call("a.txt", 17380), b = a_call("b.txt", 17480);
	struct obs o[2] = {an_obs(10, 1, 1), an_obs(20, 2, 2)};
	struct err e = {0};
	struct store *s = opened("a.db", STORE_WRITE);
	for (int end = 0; end < 2; end++) {
		cr_assert_eq(store_begin(s, &e), 0, "%s", e.text);
		cr_expect(put(s, &a, o, 2));
		cr_expect(put(s, &b, o, 1));
		cr_expect_not(put(s, &b, o, 1));
		cr_expect_eq(number("a.db", "SELECT count(*) FROM v_obs"), 0);
		if (end == 0)
			store_rollback(s);
		else
			cr_assert_eq(store_commit(s, &e), 0, "%s", e.text);
		cr_expect_eq(number("a.db", "SELECT count(*) FROM v_obs"), end ? 3 : 0);
	}
	cr_expect(put(s, &b, o, 2), "and then one at a time again");
	store_close(s);
	cr_expect_eq(number("a.db", "SELECT count(*) FROM v_obs"), 4);
	leave(dir);
}

Test(store, what_read_a_call)
{
	char dir[32];
	enter(dir);
	static const struct {
		const char *label, *program, *catalog, *model;
		size_t stale;
	} rows[] = {
	    {"this program, this catalog, this model", "", "abc", "m1", 0},
	    {"another catalog", "", "def", "m1", 1},
	    {"another model", "", "abc", "m2", 1},
	    {"a model that was not told", "", "abc", "", 1},
	    {"neither was told", "", "", "", 0},
	    {"another program", "0.0.1", "abc", "m1", 1},
	    {"no program", "import csv", "", "", 0},
	    {"this program again", "", "abc", "m1", 0},
	};
	const struct store_reader now = {STR("abc"), STR("m1")};
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE);
	struct arena a = {NULL};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_call c = a_call("a.txt", 17380);
		struct str *docs;
		size_t n;
		struct err e = {0};
		c.program = str_from(rows[i].program);
		c.catalog = str_from(rows[i].catalog);
		c.model = str_from(rows[i].model);
		cr_expect_eq(put(s, &c, &o, 1), i == 0, "%s: the call did not change",
		    rows[i].label);
		cr_assert_eq(store_stale(s, &now, &a, &docs, &n, &e), 0, "%s", e.text);
		cr_expect_eq(n, rows[i].stale, "%s: %zu", rows[i].label, n);
	}
	store_force(s);
	struct store_call c = a_call("a.txt", 17380);
	cr_expect(put(s, &c, &o, 1), "force puts the same again");
	arena_release(&a);
	store_close(s);
	leave(dir);
}

/* Another connection drops what this one has an id for. */
Test(store, ids_are_not_remembered_too_long)
{
	char dir[32];
	enter(dir);
	struct store_call a = a_call("a.txt", 17380);
	struct obs o = an_obs(10, 1, 1);
	struct store *s = opened("a.db", STORE_WRITE),
		     *other = opened("a.db", STORE_WRITE);
	struct err e = {0};
	uint64_t before, after;
	size_t n;
	bool found;
	cr_expect(put(s, &a, &o, 1));
	cr_assert_eq(store_care_forget(other, a.doc, &found, &n, &e), 0, "%s", e.text);
	cr_expect(found && n == 1);
	cr_assert_eq(store_care_compact(other, &before, &after, &e), 0, "%s", e.text);
	o.metric = STR("cash");
	cr_expect(put(other, &a, &o, 1), "which takes the ids");
	o.metric = STR("gross_margin");
	cr_expect(put(s, &a, &o, 1));
	store_close(s);
	store_close(other);
	cr_expect_eq(
	    number("a.db", "SELECT count(*) FROM v_obs WHERE metric = 'gross_margin'"),
	    1);
	cr_expect_eq(
	    number("a.db", "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	leave(dir);
}
