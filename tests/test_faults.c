/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program killed, short of disk, and beside others of itself.  TSERIES names it;
 * KILLS says how many stores kills have to leave: of extract, and of import (12). */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 6, DOCS = 30, ARGS = 12 };

struct place {
	char dir[40], program[PATH_MAX], calls[PATH_MAX];
};

/* A folder of the test's own; the program and the transcripts by their whole names. */
static void
enter(struct place *p)
{
	const char *program = getenv("TSERIES");
	if (!program)
		cr_skip_test("TSERIES does not name the program");
	cr_assert_not_null(realpath(program, p->program));
	cr_assert_not_null(realpath("fixtures/calls", p->calls));
	(void)unsetenv("TSERIES_STORE");
	(void)snprintf(p->dir, sizeof p->dir, "/tmp/test_faults.XXXXXX");
	cr_assert_not_null(mkdtemp(p->dir));
	cr_assert_eq(chdir(p->dir), 0);
}

static void
leave(const struct place *p)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", p->dir);
	cr_expect_eq(system(cmd), 0);
}

static size_t
rows_of(int doc, int edition)
{
	return (size_t)(1 + doc * 7 % 40 + (edition == 2 ? 5 : 0));
}

/* FILES files of DOCS documents each.  How many rows a document has, its name and the
 * edition tell; every row's rule is its edition. */
static void
write_files(int edition)
{
	for (int k = 0; k < FILES; k++) {
		char name[32];
		(void)snprintf(name, sizeof name, "%d-%d.csv", edition, k);
		FILE *f = fopen(name, "w");
		cr_assert_not_null(f);
		(void)fputs(
		    "doc,start,end,metric,low,high,unit,period_start,period_end,"
		    "company,as_of,rule,quote\n",
		    f);
		for (int d = k * DOCS; d < (k + 1) * DOCS; d++)
			for (size_t i = 0; i < rows_of(d, edition); i++)
				(void)fprintf(f,
				    "d%d.txt,%zu,%zu,m%zu,%d,%d,USD,2017-01-01,"
				    "2017-03-31,C %d,2017-04-20,e%d,\"And, well, it "
				    "came to %d in the end, as we had said it "
				    "would.\"\n",
				    d, 10 * i, 10 * i + 4, i % 9, edition, edition,
				    d % 5, edition, edition);
		cr_assert_eq(fclose(f), 0);
	}
}

static void
list_files(const char *argv[ARGS], const char *program, const char *store, int edition,
    char names[FILES][32])
{
	int n = 0;
	argv[n++] = program;
	argv[n++] = "import";
	argv[n++] = "--store";
	argv[n++] = store;
	for (int k = 0; k < FILES; k++) {
		(void)snprintf(names[k], 32, "%d-%d.csv", edition, k);
		argv[n++] = names[k];
	}
	argv[n] = NULL;
}

/* Start it; what it says goes to a file. */
static pid_t
start(const char *const *argv, const char *says)
{
	pid_t pid = fork();
	if (pid == 0) {
		union {
			const char *const *read;
			char *const *give;
		} u = {.read = argv};
		int fd = open(says, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		(void)dup2(fd, 1);
		(void)dup2(fd, 2);
		(void)execv(argv[0], u.give);
		_exit(127);
	}
	cr_assert_gt(pid, 0);
	return pid;
}

static int
finish(pid_t pid)
{
	int status = -1;
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static double
now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t
number(const char *path, const char *query)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, query, -1, &q, NULL), SQLITE_OK, "%s: %s",
	    query, sqlite3_errmsg(db));
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW, "%s", query);
	int64_t v = sqlite3_column_int64(q, 0);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return v;
}

/* That all rows are what was written, as the program itself says. */
static void
expect_whole(const struct place *p, const char *store, const char *label, int round)
{
	const char *const argv[] = {
	    p->program, "store", "check", "--store", store, NULL};
	int status = finish(start(argv, "check.txt"));
	cr_expect_eq(
	    status, 0, "%s, round %d: store check ends with %d", label, round, status);
}

/* That every imported document is there with all rows of one edition, or not at all. */
static void
expect_documents(const char *store, const char *label, int round)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	cr_assert_eq(sqlite3_open(store, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db,
			 "SELECT substr(doc, 2), count(*), count(DISTINCT rule),"
			 " substr(min(rule), 2) FROM v_obs GROUP BY doc",
			 -1, &q, NULL),
	    SQLITE_OK, "%s", sqlite3_errmsg(db));
	while (sqlite3_step(q) == SQLITE_ROW) {
		int doc = sqlite3_column_int(q, 0);
		size_t want = rows_of(doc, sqlite3_column_int(q, 3));
		cr_expect_eq(sqlite3_column_int(q, 2), 1,
		    "%s, round %d: two editions of document %d", label, round, doc);
		cr_expect_eq((size_t)sqlite3_column_int64(q, 1), want,
		    "%s, round %d: %lld rows of document %d", label, round,
		    (long long)sqlite3_column_int64(q, 1), doc);
	}
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	cr_expect_eq(
	    number(store, "SELECT count(*) FROM v_calls WHERE observations = 0"), 0,
	    "%s, round %d: a document without its rows", label, round);
}

/* That every call that is there has the rows that it has in a whole store. */
static void
expect_calls(const char *store, const char *whole, const char *label, int round)
{
	char query[512];
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	(void)snprintf(query, sizeof query, "ATTACH '%s' AS whole", whole);
	cr_assert_eq(sqlite3_open(store, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, query, NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db,
			 "SELECT a.doc FROM v_calls AS a LEFT JOIN whole.v_calls AS b"
			 " ON b.doc = a.doc WHERE a.observations IS NOT b.observations",
			 -1, &q, NULL),
	    SQLITE_OK, "%s", sqlite3_errmsg(db));
	while (sqlite3_step(q) == SQLITE_ROW)
		cr_expect_fail("%s, round %d: half of %s", label, round,
		    (const char *)sqlite3_column_text(q, 0));
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
}

static void
drop(const char *store)
{
	char cmd[128];
	(void)snprintf(cmd, sizeof cmd, "rm -f %s*", store);
	cr_assert_eq(system(cmd), 0);
}

static int
kills(void)
{
	const char *n = getenv("KILLS");
	return n && atoi(n) > 0 ? atoi(n) : 12;
}

/* Run and kill at a random moment of the time that a whole run takes.  Whether it was
 * killed before it was done. */
static bool
kill_once(const char *const *argv, double whole, unsigned *seed)
{
	double wait = whole * 1.1 * rand_r(seed) / RAND_MAX;
	pid_t pid = start(argv, "killed.txt");
	(void)usleep((useconds_t)(wait * 1e6));
	(void)kill(pid, SIGKILL);
	return finish(pid) == 1000 + SIGKILL;
}

/* The ways to be killed: transcripts, into a new store, over documents of another
 * edition. */
struct way {
	const char *label, *store;
	const char *const *argv, *const *before; /* what is run first; NULL */
	double seconds;                          /* that a whole run takes */
	int stores;                              /* that are to be left by kills */
};

/* Kill until so many stores were left; each is whole.  A kill that came before there was
 * a store, or after the end, does not count. */
static int
kill_often(const struct place *p, const struct way *w, unsigned *seed)
{
	enum { TRIES = 60 };
	int kept = 0, tries = 0;
	for (; kept < w->stores && tries < TRIES * w->stores; tries++) {
		drop(w->store);
		if (w->before)
			cr_assert_eq(finish(start(w->before, "out.txt")), 0);
		bool killed = kill_once(w->argv, w->seconds, seed);
		if (!killed || access(w->store, F_OK) != 0)
			continue;
		kept++;
		expect_whole(p, w->store, w->label, tries);
		if (w->store[0] == 'x')
			expect_calls(w->store, "whole.db", w->label, tries);
		else
			expect_documents(w->store, w->label, tries);
	}
	cr_expect_eq(kept, w->stores, "%s: %d kills left %d stores, not %d", w->label,
	    tries, kept, w->stores);
	cr_log_info(
	    "killed %s: %d stores of %d kills, all whole\n", w->label, kept, tries);
	return kept;
}

/* KILLS stores that extract leaves, and as many that import leaves. */
Test(faults, killed_at_any_moment, .timeout = 3600)
{
	struct place p;
	enter(&p);
	write_files(1);
	write_files(2);
	char names[2][FILES][32];
	const char *first[ARGS], *second[ARGS];
	list_files(first, p.program, "a.db", 1, names[0]);
	list_files(second, p.program, "a.db", 2, names[1]);
	const char *const extract[] = {
	    p.program, "extract", "--store", "x.db", p.calls, NULL};
	const char *const whole[] = {
	    p.program, "extract", "--store", "whole.db", p.calls, NULL};
	double t0 = now();
	cr_assert_eq(finish(start(first, "out.txt")), 0);
	double t1 = now();
	cr_assert_eq(finish(start(whole, "out.txt")), 0);
	double t2 = now();
	unsigned seed = 20171231;
	const struct way ways[] = {
	    {"extract", "x.db", extract, NULL, t2 - t1, kills()},
	    {"import", "a.db", first, NULL, t1 - t0, kills() / 2},
	    {"import over", "a.db", second, first, t1 - t0, kills() - kills() / 2},
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		(void)kill_often(&p, &ways[i], &seed);
	leave(&p);
}

/* And the next run goes on from there. */
Test(faults, goes_on_after_a_kill)
{
	struct place p;
	enter(&p);
	write_files(1);
	char names[FILES][32];
	const char *argv[ARGS];
	unsigned seed = 1;
	list_files(argv, p.program, "a.db", 1, names);
	for (int i = 0; i < 5; i++)
		(void)kill_once(argv, 0.1, &seed);
	cr_expect_eq(finish(start(argv, "out.txt")), 0);
	expect_whole(&p, "a.db", "after kills", 0);
	expect_documents("a.db", "after kills", 0);
	cr_expect_eq(number("a.db", "SELECT count(*) FROM v_calls"), FILES * DOCS);
	leave(&p);
}

Test(faults, writers_and_readers_at_once)
{
	enum { READERS = 3 };
	struct place p;
	enter(&p);
	write_files(1);
	char names[FILES][32];
	const char *imports[ARGS];
	list_files(imports, p.program, "a.db", 1, names);
	const char *const extract[] = {
	    p.program, "extract", "--store", "a.db", p.calls, NULL};
	const char *const again[] = {
	    p.program, "import", "--force", "--store", "a.db", "1-3.csv", NULL};
	const char *const read[] = {p.program, "list", "--store", "a.db", NULL};
	cr_assert_eq(finish(start(again, "out.txt")), 0, "there is something to read");
	pid_t writer[3] = {
	    start(imports, "w0.txt"), start(extract, "w1.txt"), start(again, "w2.txt")};
	for (int round = 0; round < 5; round++) {
		pid_t reader[READERS];
		for (int k = 0; k < READERS; k++)
			reader[k] = start(read, "r.txt");
		for (int k = 0; k < READERS; k++) {
			int status = finish(reader[k]);
			cr_expect_eq(status, 0, "a reader ends with %d", status);
		}
	}
	for (int k = 0; k < 3; k++) {
		int status = finish(writer[k]);
		cr_expect_eq(status, 0, "writer %d ends with %d", k, status);
	}
	expect_whole(&p, "a.db", "together", 0);
	cr_expect_eq(
	    number("a.db", "SELECT count(*) FROM v_calls WHERE program = 'import csv'"),
	    FILES * DOCS);
	cr_expect_gt(number("a.db",
			 "SELECT count(*) FROM v_calls WHERE program <> 'import csv'"),
	    0);
	leave(&p);
}

/* The second edition does not fit: message, status, and the first as it was. */
static void
expect_full(const struct place *p, const char *const *argv, const char *store)
{
	struct stat st;
	char says[600] = "";
	int64_t before = number(store, "SELECT sum(checksum % 1000003) FROM obs");
	int status = finish(start(argv, "out.txt"));
	cr_expect_eq(status, 74, "it ends with %d", status);
	FILE *f = fopen("out.txt", "r");
	cr_assert_not_null(f);
	says[fread(says, 1, sizeof says - 1, f)] = '\0';
	(void)fclose(f);
	cr_expect(strstr(says, store) && (strstr(says, "disk")), "it says: %s", says);
	cr_expect_eq(stat(store, &st), 0);
	expect_whole(p, store, "full", 0);
	expect_documents(store, "full", 0);
	cr_expect_eq(number(store, "SELECT sum(checksum % 1000003) FROM obs"), before);
}

Test(faults, a_file_may_not_grow)
{
	struct place p;
	enter(&p);
	write_files(1);
	write_files(2);
	char names[2][FILES][32];
	const char *argv[ARGS], *more[ARGS];
	list_files(argv, p.program, "a.db", 1, names[0]);
	list_files(more, p.program, "a.db", 2, names[1]);
	cr_assert_eq(finish(start(argv, "out.txt")), 0);
	struct rlimit old, small;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 60000;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	/* The log is what grows; readers need none. */
	const char *const forced[] = {
	    p.program, "import", "--store", "a.db", "2-0.csv", NULL};
	expect_full(&p, forced, "a.db");
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	cr_expect_eq(finish(start(more, "out.txt")), 0, "with room it goes on");
	expect_documents("a.db", "with room", 0);
	leave(&p);
}

/* A file that somebody shortens while it is read: an error of that file, or none. */
Test(faults, a_file_is_shortened)
{
	enum { TRIES = 10, STEP_NS = 3000000 };
	struct place p;
	enter(&p);
	const char *const argv[] = {
	    p.program, "import", "--store", "a.db", "big.csv", NULL};
	for (int k = 0; k < TRIES; k++) {
		const struct timespec pause = {0, k * STEP_NS};
		FILE *f = fopen("big.csv", "w");
		cr_assert_not_null(f);
		(void)fputs("doc,metric,low,high,period_end,period_start\n", f);
		for (int i = 0; i < 80000; i++)
			(void)fprintf(
			    f, "%d.txt,cash,%d,%d,2017-12-31,2017-12-31\n", k, i, i);
		cr_assert_eq(fclose(f), 0);
		pid_t pid = start(argv, "out.txt");
		(void)nanosleep(&pause, NULL);
		cr_assert_eq(truncate("big.csv", k % 2 ? 0 : 4096), 0);
		int status = finish(pid);
		cr_expect(status == 0 || status == 65, "it ends with %d", status);
	}
	leave(&p);
}

Test(faults, a_full_disk)
{
	struct place p;
	enter(&p);
	write_files(1);
	write_files(2);
	cr_assert_eq(mkdir("disk", 0777), 0);
	if (mount("tmpfs", "disk", "tmpfs", 0, "size=1m") != 0) {
		leave(&p);
		cr_skip_test("a small disk cannot be mounted here");
	}
	char names[2][FILES][32];
	const char *argv[ARGS], *more[ARGS];
	list_files(argv, p.program, "disk/a.db", 1, names[0]);
	list_files(more, p.program, "disk/a.db", 2, names[1]);
	argv[5] = NULL; /* one file of six has room */
	int status = finish(start(argv, "out.txt"));
	cr_expect_eq(system("dd if=/dev/zero of=disk/fill bs=4096 2>dd.txt;"
			    " truncate -s -60000 disk/fill"),
	    0);
	const char *const forced[] = {
	    p.program, "import", "--store", "disk/a.db", "2-0.csv", NULL};
	if (status == 0)
		expect_full(&p, forced, "disk/a.db");
	(void)unlink("disk/fill");
	int again = finish(start(forced, "out.txt"));
	(void)umount("disk");
	cr_expect_eq(status, 0, "the first ends with %d", status);
	cr_expect_eq(again, 0, "with room it ends with %d", again);
	leave(&p);
}
