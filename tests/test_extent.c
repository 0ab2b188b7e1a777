/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which series there are: from sums and from all observations it is the same. */
#include <criterion/criterion.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/extent.h"
#include "series/file.h"
#include "series/import.h"
#include "series/options.h"
#include "series/store.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct site {
	char old[PATH_MAX], dir[40];
	struct arena a;
};

static void
enter(struct site *s)
{
	*s = (struct site){.a = {NULL}};
	cr_assert_not_null(getcwd(s->old, sizeof s->old));
	strcpy(s->dir, "/tmp/test_extent.XXXXXX");
	cr_assert_not_null(mkdtemp(s->dir));
	cr_assert_eq(chdir(s->dir), 0);
	(void)unsetenv("TSERIES_STORE");
}

static void
leave(struct site *s)
{
	char cmd[80];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", s->dir);
	cr_expect_eq(system(cmd), 0);
	cr_assert_eq(chdir(s->old), 0);
	arena_release(&s->a);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	cr_assert_not_null(f);
	cr_assert_geq(fputs(text, f), 0);
	cr_assert_eq(fclose(f), 0);
}

/* ---- random observations ---- */

/* Park and Miller (1988): the same everywhere. */
static unsigned
random_below(uint64_t *seed, unsigned n)
{
	*seed = *seed * 16807 % 2147483647;
	return (unsigned)(*seed % n);
}

#define PICK(seed, list) (list)[random_below(seed, sizeof(list) / sizeof *(list))]

/* A quarter, off by days as fiscal ones are; a year, a month, a day; half of a time; none. */
static struct period
a_period(uint64_t *seed)
{
	int year = 2016 + (int)random_below(seed, 4),
	    quarter = (int)random_below(seed, 4);
	struct period p = period_months(year, 1 + 3 * quarter, 3);
	int32_t off = (int32_t)random_below(seed, 11) - 5;
	switch (random_below(seed, 12)) {
	case 0:
		return period_months(year, 1, 12);
	case 1:
		return period_months(year, 1 + 3 * quarter, 1);
	case 2:
		return period_day(p.end);
	case 3:
		return PERIOD_NONE;
	case 4:
		return (struct period){DATE_NONE, p.end};
	case 5:
		return (struct period){p.start + off, p.end + off};
	default:
		return p;
	}
}

static struct period
a_base(uint64_t *seed, struct period p)
{
	if (p.start == DATE_NONE)
		return PERIOD_NONE;
	switch (random_below(seed, 6)) {
	case 0:
		return (struct period){p.start - 91, p.end - 91};
	case 1:
		return period_months(2015, 1, 12);
	case 2:
		return a_period(seed);
	case 3:
		return PERIOD_NONE;
	default:
		return (struct period){p.start - 365, p.end - 365};
	}
}

static void
set_value(struct obs *o, uint64_t *seed)
{
	static const double values[] = {1, 2, 3, 1000, 2000};
	o->low = o->high = PICK(seed, values);
	switch (random_below(seed, 12)) {
	case 0:
		o->high = (double)NAN;
		break;
	case 1:
		o->low = (double)NAN;
		break;
	case 2:
		o->high += 1;
		break;
	case 3:
		o->low = o->high = (double)NAN;
		o->event = random_below(seed, 2) ? OBS_WITHDRAWN : OBS_NOEVENT;
		break;
	case 4:
		if (random_below(seed, 4) == 0) /* which nobody writes, and may */
			o->event = OBS_REAFFIRMED;
		break;
	default:
		break;
	}
}

static struct obs
an_obs(uint64_t *seed, uint64_t at)
{
	static const char *const metrics[] = {"revenue", "production_rate"},
				 *const segments[] = {"", "", "Shoes", "shoes",
				     "Footwear", "Model C"},
				 *const units[] = {"USD", "USD", "USD million", "EUR",
				     "percent", "vehicles/week", "vehicles/week",
				     "vehicles/month", "vehicles/day", "MWh", "GWh",
				     ""},
				 *const variants[] = {"", "", "", "ex-credits"},
				 *const sources[] = {"spoken", "spoken", "filed", ""};
	static const double sure[] = {1, 1, 0.9, 0.5, 0.25, (double)NAN};
	struct period p = a_period(seed);
	struct obs o = {.start = at,
	    .end = at + 5,
	    .metric = str_from(PICK(seed, metrics)),
	    .kind = (enum obs_kind)(
		random_below(seed, 3) ? 0 : random_below(seed, OBS_KINDS)),
	    .segment = str_from(PICK(seed, segments)),
	    .stance = (enum obs_stance)random_below(seed, OBS_STANCES),
	    .role = random_below(seed, 4)
			? OBS_COMPANY
			: (enum obs_role)random_below(seed, OBS_ROLES),
	    .unit = str_from(PICK(seed, units)),
	    .period = p,
	    .basis = (enum obs_basis)(
		random_below(seed, 3) ? 0 : random_below(seed, OBS_BASES)),
	    .variant = str_from(PICK(seed, variants)),
	    .measure = (enum obs_measure)(
		random_below(seed, 3) ? 0 : random_below(seed, OBS_MEASURES)),
	    .scope = random_below(seed, 8) ? OBS_WHOLE : OBS_PART,
	    .act = random_below(seed, 4) ? OBS_NOACT
					 : (enum obs_act)random_below(seed, OBS_ACTS),
	    .base = a_base(seed, p),
	    .source = str_from(PICK(seed, sources)),
	    .confidence = PICK(seed, sure),
	    .text = STR("x"),
	    .quote = STR("It was x.")};
	set_value(&o, seed);
	if (o.kind == OBS_CONTRIBUTION) { /* 1 GWh and 1000 MWh are one driver's */
		o.unit = random_below(seed, 2) ? STR("MWh") : STR("GWh");
		o.segment = o.variant = STR("");
		o.basis = OBS_NOBASIS;
		o.measure = OBS_NOMEASURE;
		o.base = PERIOD_NONE;
	}
	return o;
}

enum { DOCS = 24, ROWS = 150 };

static void
make_store(const char *path, uint64_t seed)
{
	static const char *const companies[] = {
	    "Acme", "Acme", "ACME", "Bolt & Co", "Ajax", "", ""};
	struct err e = {0};
	struct store *s = store_open(path, STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	for (int d = 0; d < DOCS; d++) {
		struct obs o[ROWS];
		char doc[32];
		bool changed;
		(void)snprintf(doc, sizeof doc, "call-%02d.txt", d);
		for (size_t i = 0; i < ROWS; i++)
			o[i] = an_obs(&seed, 100 * i);
		struct store_call c = {.doc = str_from(doc),
		    .sha256 = STR(SHA),
		    .company = str_from(PICK(&seed, companies)),
		    .as_of = random_below(&seed, 8)
				 ? date_from_civil(2016, 1, 1) + 60 * d
				 : DATE_NONE,
		    .quarter = PERIOD_NONE};
		cr_assert_eq(store_put(s, &c, o, ROWS, &changed, &e), 0, "%s", e.text);
	}
	store_close(s);
}

/* ---- both ways ---- */

static void
expect_same(const char *label, const struct extent *x, const struct extent *y)
{
	cr_expect_eq(series_cmp_key(&x->key, &y->key), 0, "%s: %.*s, %.*s", label,
	    STR_FMT(x->key.company), STR_FMT(y->key.company));
	cr_expect(str_eq(x->unit, y->unit), "%s: %.*s, %.*s", label, STR_FMT(x->unit),
	    STR_FMT(y->unit));
	cr_expect_eq(
	    x->n, y->n, "%s: %.*s %zu, %zu", label, STR_FMT(x->key.metric), x->n, y->n);
	cr_expect(str_eq(x->first, y->first), "%s: %.*s, %.*s", label,
	    STR_FMT(x->first), STR_FMT(y->first));
	cr_expect(str_eq(x->last, y->last), "%s: %.*s, %.*s", label, STR_FMT(x->last),
	    STR_FMT(y->last));
}

/* How many series both find. */
static size_t
compare(const char *label, const struct options *o)
{
	struct arena a = {NULL};
	struct err e = {0}, f = {0};
	struct extent *x = NULL, *y = NULL;
	size_t n = 0, m = 0;
	struct store *s = store_open(o->store, STORE_READ, &e);
	cr_assert_not_null(s, "%s", e.text);
	int rc = extent_rows(o, &a, &x, &n, &e);
	int quick = extent_sums(o, s, &a, &y, &m, &f);
	cr_expect_eq(rc, quick, "%s: %s; %s", label, e.text, f.text);
	cr_expect_eq(e.code, f.code, "%s: %s; %s", label, e.text, f.text);
	if (rc == 0 && quick == 0) {
		cr_expect_eq(n, m, "%s: %zu series, %zu from sums", label, n, m);
		for (size_t i = 0; i < n && n == m; i++)
			expect_same(label, &x[i], &y[i]);
	}
	store_close(s);
	arena_release(&a);
	return rc == 0 ? n : 0;
}

/* What is asked for; at least so many series are found over all seeds (0: an error in
 * both ways, or nothing). */
static const struct row {
	const char *label;
	struct options o;
	bool some;
} rows[] = {
    {"all", {.store = NULL}, true},
    {"a company", {.company = "Bolt & Co"}, true},
    {"two spellings", {.company = "acme"}, true},
    {"a pattern", {.company = "a*"}, true},
    {"no company", {.company = ""}, true},
    {"any", {.company = "*"}, true},
    {"nobody", {.company = "Zeta"}, false},
    {"a document", {.company = "call-03.txt"}, false},
    {"the total", {.segment = ""}, true},
    {"a segment", {.segment = "footwear"}, true},
    {"segments", {.segment = "*o*"}, true},
    {"guidance", {.stance = "guidance"}, true},
    {"changes", {.kind = "growth"}, true},
    {"contributions", {.kind = "contribution"}, true},
    {"on the year before", {.base = "yoy"}, true},
    {"on anything", {.base = "*m*"}, true},
    {"on nothing", {.base = ""}, true},
    {"analysts", {.role = "analyst"}, true},
    {"anybody", {.role = "*"}, true},
    {"parts", {.scope = "part"}, true},
    {"filed", {.source = "filed"}, true},
    {"sure", {.min_confidence = 0.5}, true},
    {"very sure", {.min_confidence = 1}, true},
    {"sure contributions", {.kind = "contribution", .min_confidence = 0.9}, true},
    {"known early", {.as_of = 17200}, true},
    {"known early of no company", {.as_of = 17200, .company = ""}, true},
    {"known early, sure", {.as_of = 17200, .min_confidence = 0.9}, true},
    {"late", {.from = 17500}, true},
    {"early", {.to = 17000}, true},
    {"between", {.from = 17000, .to = 17500, .variant = "*credits"}, true},
    {"much at once",
	{.company = "?cme", .basis = "", .measure = "", .as_of = 17400, .source = "s*"},
	true},
};
enum { N_ROWS = sizeof rows / sizeof *rows, SEEDS = 4 };

static struct options
options_of(const struct row *r, const char *store)
{
	struct options o = r->o;
	o.store = store;
	o.from = o.from ? o.from : DATE_NONE;
	o.to = o.to ? o.to : DATE_NONE;
	o.as_of = o.as_of ? o.as_of : DATE_NONE;
	return o;
}

static void
compare_all(const char *tables)
{
	size_t found[N_ROWS] = {0};
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		char store[32];
		(void)snprintf(store, sizeof store, "%d.db", (int)seed);
		if (access(store, F_OK) != 0)
			make_store(store, seed * 7919);
		for (size_t i = 0; i < N_ROWS; i++) {
			char label[120];
			struct options o = options_of(&rows[i], store);
			(void)snprintf(label, sizeof label, "seed %d, %s, %s",
			    (int)seed, tables, rows[i].label);
			found[i] += compare(label, &o);
		}
	}
	for (size_t i = 0; i < N_ROWS; i++)
		cr_expect(
		    found[i] > 0 || !rows[i].some, "%s: nothing found", rows[i].label);
}

Test(extent, random_observations)
{
	struct site s;
	enter(&s);
	compare_all("without tables");
	leave(&s);
}

/* Aliases that hold for a time, fiscal quarters off the calendar's by days, a transition
 * period. */
Test(extent, random_observations_with_reference_tables)
{
	struct site s;
	enter(&s);
	write_file("segments.ini", "[Acme]\nsegment = Footwear\nalias = Shoes\n"
				   "to = 2017-12-31\nsegment = Boots\nalias = Shoes\n"
				   "from = 2018-01-01\nrecast = 2018-07-01\n"
				   "[*]\nsegment = Cars\nalias = Model C\n");
	write_file("fiscal.csv", "company,label,start,end\n"
				 "acme,2017-Q1,2016-10-02,2016-12-31\n"
				 "acme,2017-Q2,2017-01-01,2017-04-01\n"
				 "acme,2017-Q3,2017-04-02,2017-07-01\n"
				 "acme,2017-Q4,2017-07-02,2017-09-30\n"
				 "acme,2018-Q1,2017-10-01,2017-12-30\n"
				 "Bolt & Co,2018-Q1,2018-01-03,2018-04-01\n"
				 "Bolt & Co,T,2018-04-02,2018-04-30\n"
				 "Bolt & Co,2018-Q2,2018-05-01,2018-07-31\n");
	compare_all("with tables");
	leave(&s);
}

/* ---- fixtures ---- */

static void
import(const char *file, const char *store, struct arena *a)
{
	struct str bytes;
	struct import_set set;
	struct import_result r;
	struct err e = {0};
	cr_assert_eq(file_read(file, 64 << 20, a, &bytes, &e), 0, "%s", e.text);
	cr_assert_eq(import_read(bytes, str_from(file), a, &set, &e), 0, "%s", e.text);
	struct store *s = store_open(store, STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	cr_assert_eq(import_store(s, &set, "import csv", &r, &e), 0, "%s", e.text);
	store_close(s);
}

Test(extent, fixtures)
{
	struct site s;
	char file[PATH_MAX + 64], copy[PATH_MAX + 80];
	static const char *const tables[] = {"segments.ini", "fiscal.csv"};
	enter(&s);
	(void)snprintf(
	    file, sizeof file, "%s/fixtures/reference/observations.csv", s.old);
	import(file, "tseries.db", &s.a);
	for (int with = 0; with < 2; with++)
		for (size_t i = 0; i < N_ROWS; i++) {
			struct options o = options_of(&rows[i], "tseries.db");
			for (size_t k = 0; k < 2 && with && i == 0; k++) {
				(void)snprintf(copy, sizeof copy,
				    "cp '%s/fixtures/reference/%s' .", s.old,
				    tables[k]);
				cr_assert_eq(system(copy), 0);
			}
			size_t n = compare(rows[i].label, &o);
			cr_expect(i > 0 || n > 2, "%zu series", n);
		}
	leave(&s);
}

/* What the calls of the fixtures state, whatever that is. */
Test(extent, calls)
{
	struct site s;
	const char *program = getenv("TSERIES");
	char path[PATH_MAX], cmd[3 * PATH_MAX];
	if (!program)
		cr_skip_test("TSERIES does not name the program");
	cr_assert_not_null(realpath(program, path));
	enter(&s);
	(void)snprintf(
	    cmd, sizeof cmd, "'%s' extract -q '%s/fixtures/calls'", path, s.old);
	cr_assert_eq(system(cmd), 0);
	for (size_t i = 0; i < N_ROWS; i++) {
		struct options o = options_of(&rows[i], "tseries.db");
		size_t n = compare(rows[i].label, &o);
		cr_expect(i > 0 || n > 2, "%zu series", n);
	}
	leave(&s);
}
