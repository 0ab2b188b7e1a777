/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference tables: segments.ini, fiscal.csv, actions.csv, and what they make of
 * the store. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/base/out.h"
#include "series/conflict.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/filed.h"
#include "series/load.h"
#include "series/options.h"
#include "series/store.h"

static int32_t
day(const char *text)
{
	int32_t d = DATE_NONE;
	cr_assert(date_parse(str_from(text), &d), "%s", text);
	return d;
}

static struct period
from_to(const char *from, const char *to)
{
	return (struct period){day(from), day(to)};
}

/* What is wrong with a file: its line, and words of the message; NULL: nothing. */
struct fault {
	const char *label, *bytes;
	size_t line;
	const char *says;
};

static void
expect_fault(const struct fault *f, int rc, const struct err *e, int code)
{
	if (!f->says) {
		cr_expect_eq(rc, 0, "%s: %s", f->label, e->text);
		return;
	}
	cr_assert_eq(rc, -1, "%s: no error", f->label);
	cr_expect_eq((int)e->code, code, "%s: code %d", f->label, (int)e->code);
	cr_expect_eq(e->line, f->line, "%s: line %zu: %s", f->label, e->line, e->text);
	cr_expect(strstr(e->text, f->says), "%s: %s", f->label, e->text);
	cr_expect_str_eq(e->file, "the file", "%s", f->label);
}

/* ---- actions.csv ---- */

#define ACTIONS_HEAD "company,date,action,ratio\n"

Test(refs, faults_of_actions)
{
	static const struct fault rows[] = {
	    {"fine", ACTIONS_HEAD "A,2020-08-31,split,5:1\nA,2022-08-25,SPLIT,3:1\n", 0,
		NULL},
	    {"reverse", ACTIONS_HEAD "A,2020-08-31,reverse split,1:10\n", 0, NULL},
	    {"other order", "ratio,x,action,date,company\n1.5:1,,split,2020-01-01,A\n",
		0, NULL},
	    {"empty", "", 1, "empty"},
	    {"a column is missing", "company,date,action\n", 1, "no column 'ratio'"},
	    {"no company", ACTIONS_HEAD ",2020-08-31,split,5:1\n", 2, "company"},
	    {"no day", ACTIONS_HEAD "A,2020-02-30,split,5:1\n", 2, "date '2020-02-30'"},
	    {"unknown action", ACTIONS_HEAD "A,2020-01-01,dividend,5:1\n", 2,
		"action 'dividend'"},
	    {"no ratio", ACTIONS_HEAD "\nA,2020-01-01,split,five\n", 3, "ratio 'five'"},
	    {"ratio of nothing", ACTIONS_HEAD "A,2020-01-01,split,5:0\n", 2, "ratio"},
	    {"the other way", ACTIONS_HEAD "A,2020-01-01,split,1:5\n", 2,
		"does not fit a split"},
	    {"the other way", ACTIONS_HEAD "A,2020-01-01,reverse split,5:1\n", 2,
		"does not fit a reverse split"},
	    {"twice",
		ACTIONS_HEAD "A,2020-01-01,split,5:1\nB,2020-01-01,split,2:1\n"
			     "a,2020-01-01,split,2:1\n",
		4, "line 2"},
	    {"a field too many", ACTIONS_HEAD "A,2020-01-01,split,5:1,\n", 2, "fields"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct actions t;
		expect_fault(&rows[i],
		    actions_read(str_from(rows[i].bytes), STR("the file"), &a, &t, &e),
		    &e, ERR_DATA);
		arena_release(&a);
	}
}

Test(refs, shares_of_a_day)
{
	static const struct row {
		const char *company, *said, *now;
		double factor;
	} rows[] = {
	    {"Acme", "2020-08-30", NULL, 15},
	    {"acme", "2020-08-31", NULL, 3}, /* said on the day: of new shares */
	    {"Acme", "2022-08-25", NULL, 1},
	    {"Acme", "2020-08-30", "2021-01-01", 5},
	    {"Acme", "2020-08-30", "2020-08-30", 1},
	    {"Other", "2019-01-01", NULL, 0.1},
	    {"None", "2019-01-01", NULL, 1},
	};
	struct arena a = {NULL};
	struct err e = {0};
	struct actions t;
	cr_assert_eq(
	    actions_read(
		STR(ACTIONS_HEAD
		    "Acme,2022-08-25,split,3:1\nOther,2020-01-01,reverse split,1:10\n"
		    "Acme,2020-08-31,split,5:1\n"),
		STR("f"), &a, &t, &e),
	    0, "%s", e.text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_float_eq(
		    actions_factor(&t, str_from(rows[i].company), day(rows[i].said),
			rows[i].now ? day(rows[i].now) : DATE_NONE),
		    rows[i].factor, 1e-12, "row %zu", i);
	arena_release(&a);
}

Test(refs, what_changes_with_shares)
{
	static const struct {
		const char *metric, *unit;
		enum actions_what what;
	} rows[] = {
	    {"eps", "USD", ACTIONS_PER_SHARE},
	    {"eps", "USD/share", ACTIONS_PER_SHARE},
	    {"book_value", "EUR/shares", ACTIONS_PER_SHARE},
	    {"dividends_per_share", "USD", ACTIONS_PER_SHARE},
	    {"eps", "percent", ACTIONS_NEITHER},
	    {"shares_outstanding", "shares", ACTIONS_SHARES},
	    {"shares_outstanding", "shares/year", ACTIONS_NEITHER},
	    {"price", "USD/vehicle", ACTIONS_NEITHER},
	    {"revenue", "USD", ACTIONS_NEITHER},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(
		    (int)actions_what(str_from(rows[i].metric), str_from(rows[i].unit)),
		    (int)rows[i].what, "%s %s", rows[i].metric, rows[i].unit);
}

/* ---- fiscal.csv ---- */

#define FISCAL_HEAD "company,label,start,end,weeks\n"

Test(refs, faults_of_calendars)
{
	static const struct fault rows[] = {
	    {"a year of 53 weeks",
		FISCAL_HEAD "A,2020-Q3,2020-03-29,2020-06-27,13\n"
			    "A,2020-Q4,2020-06-28,2020-10-03,14\n"
			    "A,2021-Q1,2020-10-04,2021-01-02,13\n",
		0, NULL},
	    {"months, no weeks, any order",
		"label,company,start,end\n2020-Q2,A,2020-04-01,2020-06-30\n"
		"2020-Q1,A,2020-01-01,2020-03-31\n",
		0, NULL},
	    {"a transition period",
		FISCAL_HEAD "A,2019-Q4,2019-10-01,2019-12-31,\n"
			    "A,2020-T,2020-01-01,2020-01-31,\n"
			    "A,2021-Q1,2020-02-01,2020-04-30,\n",
		0, NULL},
	    {"two companies",
		FISCAL_HEAD "A,2019-Q4,2019-10-01,2019-12-31,\n"
			    "B,2019-Q4,2019-07-01,2019-09-30,\n",
		0, NULL},
	    {"empty", "", 1, "empty"},
	    {"a column is missing", "company,label,start\n", 1, "no column 'end'"},
	    {"no company", FISCAL_HEAD ",2019-Q4,2019-10-01,2019-12-31,\n", 2,
		"company"},
	    {"no label", FISCAL_HEAD "A,,2019-10-01,2019-12-31,\n", 2, "label"},
	    {"no day", FISCAL_HEAD "A,2019-Q4,2019-10-32,2019-12-31,\n", 2,
		"start '2019-10-32'"},
	    {"no day", FISCAL_HEAD "A,2019-Q4,2019-10-01,December,\n", 2,
		"end 'December'"},
	    {"backwards", FISCAL_HEAD "A,2019-Q4,2019-12-31,2019-10-01,\n", 2,
		"end is before start"},
	    {"weeks", FISCAL_HEAD "A,2020-Q4,2020-06-28,2020-10-03,13\n", 2,
		"weeks is 13, but from start to end there are 98 days"},
	    {"weeks", FISCAL_HEAD "A,2020-Q4,2020-06-28,2020-10-03,x\n", 2,
		"weeks 'x'"},
	    {"half a year", FISCAL_HEAD "A,2019-Q4,2019-07-01,2019-12-31,\n", 2,
		"is a quarter's, but"},
	    {"too long", FISCAL_HEAD "A,T,2019-07-01,2020-12-31,\n", 2, "at most 378"},
	    {"too short", FISCAL_HEAD "A,T,2019-07-01,2019-07-07,1\n", 2,
		"there are 7 days; a period has more than 7"},
	    {"overlap",
		FISCAL_HEAD "A,2020-Q2,2020-03-30,2020-06-30,\n"
			    "A,2020-Q1,2020-01-01,2020-03-31,\n",
		2, "overlaps '2020-Q1' of line 3 by 2 days"},
	    {"gap",
		FISCAL_HEAD "A,2020-Q1,2020-01-01,2020-03-31,\n"
			    "a,2020-Q2,2020-04-02,2020-06-30,\n",
		3, "1 day is missing after '2020-Q1' of line 2"},
	    {"labels",
		FISCAL_HEAD "A,2020-Q1,2020-01-01,2020-03-31,\n"
			    "A,2020-Q3,2020-04-01,2020-06-30,\n",
		3, "label '2020-Q3' does not follow '2020-Q1'"},
	    {"twice",
		FISCAL_HEAD "A,T,2020-01-01,2020-03-31,\nA,Q,2020-04-01,2020-06-30,\n"
			    "A,t,2020-07-01,2020-09-30,\n",
		4, "label 't' stands at line 2 already"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct calendars t;
		expect_fault(&rows[i],
		    calendars_read(
			str_from(rows[i].bytes), STR("the file"), &a, &t, &e),
		    &e, ERR_DATA);
		arena_release(&a);
	}
}

/* Years that end in September, one of 53 weeks, and a transition to calendar years. */
static const char years[] = FISCAL_HEAD
    "Acme,2019-Q1,2018-09-30,2018-12-29,13\nAcme,2019-Q2,2018-12-30,2019-03-30,13\n"
    "Acme,2019-Q3,2019-03-31,2019-06-29,13\nAcme,2019-Q4,2019-06-30,2019-09-28,13\n"
    "Acme,2020-Q1,2019-09-29,2019-12-28,13\nAcme,2020-Q2,2019-12-29,2020-03-28,13\n"
    "Acme,2020-Q3,2020-03-29,2020-06-27,13\nAcme,2020-Q4,2020-06-28,2020-10-03,14\n"
    "Acme,2020-T,2020-10-04,2020-12-31,\nAcme,2021-Q1,2021-01-01,2021-03-31,\n"
    "Beta,2020-Q4,2020-04-01,2020-06-30,\nBeta,2020-T,2020-07-01,2020-07-31,\n";

Test(refs, labels_and_days)
{
	static const struct {
		const char *company, *from, *to, *label;
		const char *start, *end; /* NULL: as they are */
	} rows[] = {
	    {"Acme", "2019-06-30", "2019-09-28", "2019-Q4", NULL, NULL},
	    {"ACME", "2019-07-01", "2019-09-30", "2019-Q4", "2019-06-30", "2019-09-28"},
	    {"Acme", "2020-06-28", "2020-09-26", "2020-Q4", "2020-06-28", "2020-10-03"},
	    {"Acme", "2018-09-30", "2019-03-30", "2019-H1", NULL, NULL},
	    {"Acme", "2018-10-01", "2019-09-30", "2019", "2018-09-30", "2019-09-28"},
	    {"Acme", "2019-09-29", "2020-10-03", "2020", NULL, NULL},
	    {"Acme", "2020-10-04", "2020-12-31", "2020-T", NULL, NULL},
	    {"Acme", "2019-01-01", "2019-12-31", "2019-01-01..2019-12-31", NULL, NULL},
	    {"Acme", "2018-12-30", "2019-09-28", "2018-12-30..2019-09-28", NULL, NULL},
	    {"Acme", "2019-05-01", "2019-07-31", "2019-05-01..2019-07-31", NULL, NULL},
	    {"Acme", "2021-04-01", "2021-06-30", "2021-Q2", NULL, NULL},
	    {"Acme", "2021-01-01", "2021-12-31", "2021", NULL, NULL},
	    {"Acme", "2017-10-01", "2017-12-30", "2018-Q1", NULL, NULL},
	    {"Acme", "2016-10-02", "2017-09-30", "2017", NULL, NULL},
	    {"Acme", "2021-05-01", "2021-07-31", "2021-05-01..2021-07-31", NULL, NULL},
	    {"Acme", "2019-09-28", "2019-09-28", "2019-09-28", NULL, NULL},
	    {"Acme", "2019-09-01", "2019-09-30", "2019-09", NULL, NULL},
	    {"Beta", "2020-07-01", "2020-07-31", "2020-T", NULL, NULL},
	    {"Beta", "2020-06-01", "2020-06-30", "2020-06", NULL, NULL},
	    {"Beta", "2020-01-01", "2020-03-31", "2020-Q3", NULL, NULL},
	    {"Other", "2019-07-01", "2019-09-30", "2019-Q3", NULL, NULL},
	};
	struct arena a = {NULL};
	struct err e = {0};
	struct calendars t;
	cr_assert_eq(calendars_read(str_from(years), STR("f"), &a, &t, &e), 0, "%zu %s",
	    e.line, e.text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char label[CALENDARS_LABEL];
		struct period p = from_to(rows[i].from, rows[i].to);
		struct period want =
		    from_to(rows[i].start ? rows[i].start : rows[i].from,
			rows[i].end ? rows[i].end : rows[i].to);
		struct str company = str_from(rows[i].company);
		struct period q = calendars_snap(&t, company, p);
		cr_expect(q.start == want.start && q.end == want.end, "%s %s snapped",
		    rows[i].from, rows[i].to);
		calendars_label(&t, company, p, label);
		cr_expect_str_eq(
		    label, rows[i].label, "%s %s: %s", rows[i].from, rows[i].to, label);
	}
	const struct calendars_row *r =
	    calendars_quarter(&t, STR("acme"), STR("2020-Q4"));
	cr_expect(r && r->period.end == day("2020-10-03"));
	r = calendars_before(&t, STR("Acme"), day("2020-12-01"));
	cr_expect(r && r->quarter == 4 && r->year == 2020);
	cr_expect_null(calendars_quarter(&t, STR("Acme"), STR("2030-Q1")));
	cr_expect_null(calendars_before(&t, STR("Other"), day("2020-12-01")));
	char label[CALENDARS_LABEL];
	calendars_label(&t, STR("Acme"), PERIOD_NONE, label);
	cr_expect_str_eq(label, "");
	arena_release(&a);
}

/* ---- segments.ini ---- */

Test(refs, faults_of_segments)
{
	static const struct fault rows[] = {
	    {"fine",
		"# a comment\n[A]\nsegment = X\n  alias = Y\n  axis = End Market\n"
		"segment = Z\n  parent = y\n[B]\nsegment = Y\n",
		0, NULL},
	    {"one name, two times",
		"[A]\nsegment = X\nalias = Old\nto = 2018-12-31\nsegment = Z\n"
		"alias = Old\nfrom = 2019-01-01\n",
		0, NULL},
	    {"empty", "", 0, NULL},
	    {"before a section", "segment = X\n", 1, "before the first [company]"},
	    {"before a segment", "[A]\nalias = X\n", 2, "first 'segment'"},
	    {"unknown key", "[A]\nsegment = X\naliases = Y\n", 3,
		"aliases: no such key; did you mean 'alias'?"},
	    {"unknown axis", "[A]\nsegment = X\naxis = region\n", 3,
		"axis: 'region' is not among product"},
	    {"no date", "[A]\nsegment = X\nrecast = 2019\n", 3, "recast: '2019'"},
	    {"no date", "[A]\nsegment = X\nfrom = 2019-13-01\n", 3, "from: "},
	    {"backwards", "[A]\nsegment = X\nfrom = 2019-02-01\nto = 2019-01-01\n", 4,
		"to: 'to' is before 'from'"},
	    {"twice", "[A]\nsegment = X\naxis = product\naxis = channel\n", 4,
		"axis: stands here already"},
	    {"empty value", "[A]\nsegment =\n", 2, "segment: is empty"},
	    {"alias twice", "[A]\nsegment = X\nalias = Y\nsegment = Z\nalias = y\n", 5,
		"alias: 'y' stands for 'X' already, at line 3"},
	    {"segment twice", "[A]\nsegment = X\n[B]\nsegment = X\n[A]\nsegment = x\n",
		6, "segment: 'x' stands for 'X' already, at line 2"},
	    {"one alias, times that meet",
		"[A]\nsegment = X\nalias = Old\nto = 2019-01-01\nsegment = Z\n"
		"alias = Old\nfrom = 2019-01-01\n",
		6, "alias: 'Old'"},
	    {"no such parent", "[A]\nsegment = X\nparent = Y\n[B]\nsegment = Y\n", 2,
		"parent: 'Y' of 'X' is no segment of A"},
	    {"its own parent", "[A]\nsegment = X\nparent = x\n", 2, "circle"},
	    {"a circle",
		"[A]\nsegment = W\nparent = X\nsegment = X\nparent = Y\nsegment = Y\n"
		"parent = X\n",
		2, "parent: those of 'W' go in a circle"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct segments t;
		expect_fault(&rows[i],
		    segments_read(str_from(rows[i].bytes), STR("the file"), &a, &t, &e),
		    &e, ERR_CONFIG);
		arena_release(&a);
	}
}

static const char cuts[] =
    "[Acme]\nsegment = Autos\n axis = product\n alias = Automotive\n"
    "segment = Model C\n parent = Automotive\n axis = product\n"
    "segment = Model U\n parent = Autos\n axis = product\n"
    "segment = Europe\n parent = Autos\n axis = geography\n recast = 2019-01-01\n"
    " recast = 2017-07-01\n"
    "segment = Energy\n alias = Solar\n to = 2018-12-31\n"
    "segment = Power\n alias = Solar\n from = 2019-01-01\n"
    "[*]\nsegment = EMEA\n alias = Europe\n alias = Mideast\n axis = geography\n"
    " recast = 2018-04-01\n";

Test(refs, names_of_segments)
{
	static const struct {
		const char *company, *name, *day, *is;
	} rows[] = {
	    {"Acme", "automotive", NULL, "Autos"},
	    {"ACME", "AUTOS", "2019-01-01", "Autos"},
	    {"Acme", "Solar", "2018-12-31", "Energy"},
	    {"Acme", "Solar", "2019-01-01", "Power"},
	    {"Acme", "Power", "2018-01-01", NULL},
	    {"Acme", "Europe", NULL, "Europe"}, /* its own go before [*] */
	    {"Beta", "Europe", NULL, "EMEA"},
	    {"", "Mideast", NULL, "EMEA"},
	    {"Beta", "Autos", NULL, NULL},
	    {"Acme", "Autos ", NULL, NULL},
	};
	struct arena a = {NULL};
	struct err e = {0};
	struct segments t;
	cr_assert_eq(
	    segments_read(str_from(cuts), STR("f"), &a, &t, &e), 0, "%s", e.text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct segments_row *r =
		    segments_find(&t, str_from(rows[i].company), str_from(rows[i].name),
			rows[i].day ? day(rows[i].day) : DATE_NONE);
		cr_expect(rows[i].is ? r && str_eq(r->name, str_from(rows[i].is)) : !r,
		    "%s %s is %.*s", rows[i].company, rows[i].name,
		    r ? (int)r->name.n : 4, r ? r->name.p : "none");
	}
	arena_release(&a);
}

Test(refs, breaks_of_segments)
{
	static const struct {
		const char *company, *segment, *a, *b; /* ends of quarters */
		bool breaks;
	} rows[] = {
	    {"Acme", "Europe", "2018-12-31", "2019-03-31", true},
	    {"Acme", "Europe", "2019-03-31", "2018-12-31", true},
	    {"Acme", "Europe", "2018-12-30", "2018-12-31", false},
	    {"Acme", "Europe", "2018-12-31", "2019-01-01", true}, /* the day itself */
	    {"Acme", "Europe", "2019-01-01", "2019-03-31", false},
	    {"Acme", "Europe", "2016-12-31", "2020-12-31", true},
	    {"Acme", "europe", "2018-03-31", "2018-06-30", false}, /* not [*]'s */
	    {"Beta", "EMEA", "2018-03-31", "2018-06-30", true},
	    {"Acme", "Autos", "2016-12-31", "2020-12-31", false},
	    {"Acme", "Power", "2018-12-31", "2019-03-31", true},
	    {"Acme", "Nothing", "2016-12-31", "2020-12-31", false},
	    {"Acme", "", "2016-12-31", "2020-12-31", false},
	};
	struct arena a = {NULL};
	struct err e = {0};
	struct segments t;
	cr_assert_eq(segments_read(str_from(cuts), STR("f"), &a, &t, &e), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str company = str_from(rows[i].company);
		struct str segment = str_from(rows[i].segment);
		size_t x = segments_definition(&t, company, segment, day(rows[i].a));
		size_t y = segments_definition(&t, company, segment, day(rows[i].b));
		cr_expect_eq(x != y, rows[i].breaks, "%s, %s to %s", rows[i].segment,
		    rows[i].a, rows[i].b);
	}
	cr_expect_eq(segments_definition(&t, STR("Acme"), STR("Europe"), DATE_NONE), 0);
	arena_release(&a);
}

/* ---- from a store ---- */

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A folder with the reference tables and a store of the invented observations. */
struct site {
	char old[512], dir[40];
	struct arena a;
};

static void
put_file(const char *path, struct str bytes)
{
	struct err e = {0};
	cr_assert_eq(out_write_file(path, bytes, &e), 0, "%s", e.text);
}

static struct obs *
read_observations(struct arena *a, size_t *n)
{
	struct str bytes;
	struct csv_row *rows;
	struct err e = {0};
	cr_assert_eq(
	    file_read("fixtures/reference/observations.csv", 1 << 20, a, &bytes, &e), 0,
	    "%s", e.text);
	cr_assert_eq(csv_read(bytes, a, &rows, n, &e), 0, "%s", e.text);
	struct obs *obs = ARENA_NEW(a, *n, struct obs);
	--*n;
	for (size_t i = 0; i < *n; i++)
		for (size_t k = 0; k < rows[0].n; k++)
			cr_assert_eq(obs_set(&obs[i], obs_column(rows[0].fields[k]),
					 rows[i + 1].fields[k], &e),
			    0, "%s", e.text);
	return obs;
}

/* Those of a document stand together. */
static void
put_observations(const struct obs *obs, size_t n)
{
	struct err e = {0};
	struct store *s = store_open("tseries.db", STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	for (size_t i = 0, j; i < n; i = j) {
		bool changed;
		const struct store_call call = {.doc = obs[i].doc,
		    .sha256 = STR(SHA),
		    .company = obs[i].company,
		    .fiscal_period = obs[i].fiscal_period,
		    .as_of = obs[i].as_of,
		    .quarter = PERIOD_NONE};
		for (j = i; j < n && str_eq(obs[i].doc, obs[j].doc);)
			j++;
		cr_assert_eq(
		    store_put(s, &call, obs + i, j - i, &changed, &e), 0, "%s", e.text);
	}
	store_close(s);
}

static void
enter(struct site *s)
{
	static const char *const files[] = {
	    "segments.ini", "fiscal.csv", "actions.csv"};
	struct str bytes[3];
	struct err e = {0};
	size_t n;
	*s = (struct site){.a = {NULL}};
	strcpy(s->dir, "/tmp/test-refs.XXXXXX");
	cr_assert_not_null(getcwd(s->old, sizeof s->old));
	struct obs *obs = read_observations(&s->a, &n);
	for (int i = 0; i < 3; i++) {
		char path[64];
		(void)snprintf(path, sizeof path, "fixtures/reference/%s", files[i]);
		cr_assert_eq(
		    file_read(path, 1 << 20, &s->a, &bytes[i], &e), 0, "%s", e.text);
	}
	cr_assert(mkdtemp(s->dir) && chdir(s->dir) == 0);
	for (int i = 0; i < 3; i++)
		put_file(files[i], bytes[i]);
	put_observations(obs, n);
	(void)unsetenv("TSERIES_STORE");
}

static void
leave(struct site *s)
{
	char command[80];
	cr_assert_eq(chdir(s->old), 0);
	(void)snprintf(command, sizeof command, "rm -r '%s'", s->dir);
	cr_expect_eq(system(command), 0);
	arena_release(&s->a);
}

/* The observation of a metric, segment and end of period; NULL. */
static const struct obs *
find(const struct load *l, const char *metric, const char *segment, const char *end)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->obs[i].metric, str_from(metric))
		    && str_eq(l->obs[i].segment, str_from(segment))
		    && l->obs[i].period.end == day(end))
			return &l->obs[i];
	return NULL;
}

static void
expect_value(const struct load *l, const char *metric, const char *segment,
    const char *end, double v)
{
	const struct obs *o = find(l, metric, segment, end);
	cr_assert_not_null(o, "no %s %s %s", metric, segment, end);
	cr_expect_float_eq(o->low, v, 1e-6 * v, "%s %s is %.10g", metric, end, o->low);
	cr_expect_float_eq(o->high, v, 1e-6 * v);
}

static void
load(struct site *s, const struct options *o, struct load *l)
{
	struct err e = {0};
	cr_assert_eq(load_obs(o, STR(""), LOAD_ALL, &s->a, l, &e), 0, "%s", e.text);
}

Test(refs, as_the_store_has_them)
{
	struct site s;
	struct load l;
	enter(&s);
	struct options o = options_default();
	load(&s, &o, &l);
	cr_expect_eq(l.n, 34);
	expect_value(&l, "eps", "", "2018-12-29", 2.4);
	const struct obs *eps = find(&l, "eps", "", "2018-12-29");
	cr_assert(eps && eps->note && eps->note->words.n == 0);
	cr_expect(str_eq(eps->note->label, STR("2019-Q1")));
	/* Aliases are not in the way of one series, and what was stated is kept. */
	const struct obs *dtc = find(&l, "revenue", "Direct to consumer", "2018-12-29");
	cr_assert(dtc && dtc->note);
	cr_expect(str_eq(dtc->note->segment_stated, STR("DTC")));
	cr_expect_null(find(&l, "revenue", "DTC", "2018-12-29"));
	cr_expect_eq(unlink("segments.ini"), 0);
	load(&s, &o, &l);
	cr_expect_not_null(find(&l, "revenue", "DTC", "2018-12-29"));
	leave(&s);
}

Test(refs, adjusted_for_splits)
{
	struct site s;
	struct load l;
	struct err e = {0};
	enter(&s);
	struct options o = options_default();
	o.notes = NULL;
	o.adjusted = true;
	load(&s, &o, &l);
	expect_value(&l, "eps", "", "2018-12-29", 1.2);
	expect_value(&l, "eps", "", "2019-03-30", 0.55);
	expect_value(&l, "eps", "", "2019-06-29", 0.61); /* said after it */
	expect_value(&l, "revenue", "", "2018-12-29", 455e6);
	cr_expect_eq(l.done.adjusted, 2);
	const struct obs *eps = find(&l, "eps", "", "2018-12-29");
	cr_expect(str_eq(eps->note->words, STR("as stated 2.4: split 2:1")));
	cr_expect_str_eq(refs_foot(&l.done), "Adjusted for splits.");
	o.as_of = day("2019-05-01"); /* what was known that day */
	load(&s, &o, &l);
	expect_value(&l, "eps", "", "2018-12-29", 2.4);
	cr_expect_eq(unlink("actions.csv"), 0);
	cr_expect_eq(load_obs(&o, STR(""), LOAD_ALL, &s.a, &l, &e), -1);
	cr_expect_eq((int)e.code, ERR_USAGE);
	cr_expect(strstr(e.text, "--actions"));
	leave(&s);
}

Test(refs, calendarized)
{
	struct site s;
	struct load l;
	enter(&s);
	struct options o = options_default();
	o.notes = NULL;
	o.calendarize = true;
	load(&s, &o, &l);
	/* 89 days of a quarter of 91 and one of the next; its days are 30 Dec to 30 Mar. */
	expect_value(&l, "revenue", "", "2019-03-31", 364e6 * 89 / 91 + 373.1e6 / 91);
	expect_value(&l, "revenue", "", "2019-06-30", 373.1e6 * 90 / 91 + 409.5e6 / 91);
	expect_value(
	    &l, "revenue", "", "2019-09-30", 409.5e6 * 90 / 91 + 473.2e6 * 2 / 91);
	expect_value(&l, "revenue", "", "2018-12-31", 455e6 * 90 / 91 + 364e6 * 2 / 91);
	/* Days are missing of the last. */
	cr_expect_null(find(&l, "revenue", "", "2019-12-31"));
	cr_expect_null(find(&l, "gross_margin", "", "2019-03-30"));
	expect_value(&l, "cash", "", "2018-12-31", 210e6);
	expect_value(&l, "cash", "", "2019-12-31", 228e6);
	const struct obs *made = find(&l, "revenue", "", "2019-03-31");
	cr_expect(
	    str_eq(made->note->words,
		STR("calendarized: 89/91 days of 2019-Q2 + 1/91 days of 2019-Q3")),
	    "%.*s", STR_FMT(made->note->words));
	cr_expect(str_eq(made->rule, STR("calendarized")));
	cr_expect_eq(made->as_of, day("2019-07-25"));
	cr_expect_eq(made->period.start, day("2019-01-01"));
	cr_expect_eq(l.done.moved, 5);
	cr_expect_eq(l.done.no_amounts, 5);
	char label[OBS_LABEL];
	obs_label(made, label);
	cr_expect_str_eq(
	    label, "2019-Q1"); /* of the calendar, though Q2 is the company's */
	for (size_t i = 0; i < l.n; i++)
		cr_expect_not_null(l.obs[i].note, "%zu is not marked", i);
	o.from = day("2019-04-01"), o.to = day("2019-06-30");
	load(&s, &o, &l); /* made of what lies around the time asked for */
	expect_value(&l, "revenue", "", "2019-06-30", 373.1e6 * 90 / 91 + 409.5e6 / 91);
	cr_expect_null(find(&l, "revenue", "", "2019-03-31"));
	leave(&s);
}

/* What is about calendar quarters stays as it is, and open values stay open. */
Test(refs, calendarized_from_calendar_quarters)
{
	struct site s;
	struct load l;
	enter(&s);
	struct obs plain = {.doc = STR("acme.txt"),
	    .metric = STR("revenue"),
	    .company = STR("Acme"),
	    .role = OBS_COMPANY,
	    .unit = STR("USD"),
	    .low = 100,
	    .high = 100,
	    .text = STR("100"), /* give or take 5 */
	    .period = period_months(2019, 1, 3),
	    .base = PERIOD_NONE,
	    .as_of = day("2019-05-01")};
	struct obs obs[6] = {plain, plain, plain, plain, plain, plain};
	for (size_t i = 0; i < 6; i++)
		obs[i].start = 10 * i, obs[i].end = 10 * i + 3;
	obs[1].period = period_months(2019, 5, 3); /* months off: May to July, ... */
	obs[1].high = (double)NAN;
	obs[2].period = period_months(2019, 8, 3);
	obs[2].precision = OBS_HEDGED;
	obs[3].period = period_months(2019, 1, 12);
	obs[4].metric = STR("cash");
	obs[4].period = period_day(day("2019-08-02")); /* 33 days after June */
	obs[5].metric = STR("cash");
	obs[5].period = period_day(day("2019-10-31")); /* 31 days after September */
	put_observations(obs, 6);
	struct options o = options_default();
	o.notes = NULL;
	o.calendarize = true;
	o.company = "acme";
	load(&s, &o, &l);
	cr_expect_eq(l.n, 4);
	expect_value(&l, "revenue", "", "2019-12-31", 100); /* a calendar year */
	expect_value(&l, "revenue", "", "2019-03-31", 100);
	cr_expect_null(find(&l, "revenue", "", "2019-03-31")->note);
	const struct obs *open = find(&l, "revenue", "", "2019-09-30");
	cr_assert_not_null(open);
	cr_expect_float_eq(open->low, 100 * 31.0 / 92 + 100 * 61.0 / 92, 1e-9);
	cr_expect(isnan(open->high));
	/* What the parts were rounded by is kept, a hedged one's twice. */
	cr_expect_float_eq(filed_rounding(open), 5 * 31.0 / 92 + 10 * 61.0 / 92, 1e-9);
	cr_expect_float_eq(conflict_reach(open, open->low), filed_rounding(open), 1e-9);
	expect_value(&l, "cash", "", "2019-09-30", 100);
	cr_expect_float_eq(filed_rounding(find(&l, "cash", "", "2019-09-30")), 5, 1e-9);
	cr_expect_eq(l.done.far, 1);
	cr_expect_eq(l.done.no_quarter, 0);
	cr_expect_eq(l.done.uncovered, 2);
	leave(&s);
}

/* In the unit of the sum, whatever the parts' are; what is vague is not doubled here. */
Test(refs, calendarized_rounding)
{
	static const struct {
		const char *label, *text, *unit;
		double v;
		enum obs_precision precision;
		bool vague;
		double want; /* beside 50 MWh of the other part, in MWh */
	} rows[] = {
	    {"the same unit", "1,700", "MWh", 1700, OBS_EXACT, false, 50},
	    {"another unit", "1.7", "GWh", 1.7, OBS_EXACT, false, 50},
	    {"hedged", "1.7", "GWh", 1.7, OBS_HEDGED, false, 100},
	    {"vague", "1.7", "GWh", 1.7, OBS_VAGUE, true, 50},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct site s;
		struct load l;
		enter(&s);
		struct obs plain = {.doc = STR("acme.txt"),
		    .metric = STR("energy"),
		    .company = STR("Acme"),
		    .role = OBS_COMPANY,
		    .unit = STR("MWh"),
		    .low = 1800,
		    .high = 1800,
		    .text = STR("1,800"),
		    .period = period_months(2019, 2, 3),
		    .base = PERIOD_NONE,
		    .as_of = day("2019-09-01")};
		struct obs obs[2] = {plain, plain};
		obs[0].end = 5, obs[1].start = 10, obs[1].end = 15;
		obs[1].period = period_months(2019, 5, 3);
		obs[1].text = str_from(rows[i].text);
		obs[1].unit = str_from(rows[i].unit);
		obs[1].low = obs[1].high = rows[i].v;
		obs[1].precision = rows[i].precision;
		obs[1].vague = rows[i].vague;
		put_observations(obs, 2);
		struct options o = options_default();
		o.notes = NULL;
		o.calendarize = true;
		load(&s, &o, &l);
		const struct obs *made = find(&l, "energy", "", "2019-06-30");
		cr_assert_not_null(made, "%s", rows[i].label);
		bool giga = str_eq(made->unit, STR("GWh"));
		double want = 50 * 30.0 / 89 + rows[i].want * 61.0 / 92;
		cr_expect_float_eq(filed_rounding(made), giga ? want / 1000 : want,
		    1e-6, "%s: %g %.*s", rows[i].label, filed_rounding(made),
		    STR_FMT(made->unit));
		leave(&s);
	}
}

/* Years are made of years, and of what is no quarter, half or year nothing. */
Test(refs, calendarized_from_fiscal_years)
{
	struct site s;
	struct load l;
	enter(&s);
	struct obs plain = {.doc = STR("acme.txt"),
	    .metric = STR("revenue"),
	    .company = STR("Acme"),
	    .role = OBS_COMPANY,
	    .unit = STR("USD"),
	    .low = 365,
	    .high = 365,
	    .base = PERIOD_NONE};
	struct obs obs[4] = {plain, plain, plain, plain};
	for (size_t i = 0; i < 4; i++) {
		obs[i].start = 10 * i, obs[i].end = 10 * i + 3;
		obs[i].period = period_months(2016 + (int)i, 7, 12); /* to June */
		obs[i].as_of = obs[i].period.end + 40;
	}
	obs[1].low = obs[1].high = 730; /* July 2017 to June 2018 */
	obs[3].period = period_months(2019, 7, 9);
	put_observations(obs, 4);
	struct options o = options_default();
	o.notes = NULL;
	o.calendarize = true;
	o.company = "acme";
	load(&s, &o, &l);
	cr_expect_eq(l.n, 2);
	expect_value(&l, "revenue", "", "2017-12-31", 181.0 + 2 * 184.0);
	expect_value(&l, "revenue", "", "2018-12-31", 2 * 181.0 + 184.0);
	const struct obs *made = find(&l, "revenue", "", "2018-12-31");
	cr_assert_not_null(made);
	cr_expect_eq(made->period.start, day("2018-01-01"));
	cr_expect_eq(l.done.no_quarter, 1);
	cr_expect_eq(l.done.uncovered, 2); /* 2016 and 2019 */
	leave(&s);
}

/* The files and examples of docs/reference.md are those of fixtures/reference, and do
 * what is said there.  REFERENCE=FILE writes the examples as they should read. */
Test(refs, the_page_is_true)
{
	static const char script[] =
	    "page=$OLD/docs/reference.md bad=0\n"
	    "tseries() { \"$PROGRAM\" \"$@\"; }\n"
	    "for f in segments.ini fiscal.csv actions.csv; do\n"
	    "  sed -n \"/^<!-- file $f -->/,/^<!-- end/p\" $page | sed '1d;$d;s/^    "
	    "//' |\n"
	    "    diff - $f >&2 || bad=1\n"
	    "done\n"
	    "sed -n '/^<!-- run -->/,/^<!-- end/p' $page | grep '^    ' >said\n"
	    "sed -n 's/^    \\$ //p' said | while IFS= read -r line; do\n"
	    "  printf '    $ %s\\n' \"$line\"\n"
	    "  eval \"$line\" 2>&1 </dev/null | sed 's/^/    /;s/ *$//'\n"
	    "done >ran\n"
	    "[ -z \"${REFERENCE:-}\" ] || cp ran \"$REFERENCE\"\n"
	    "test -s ran && diff said ran >&2 && exit $bad\n";
	struct site s;
	char program[600];
	const char *given = getenv("TSERIES");
	if (!given)
		cr_skip_test("TSERIES names no program");
	enter(&s);
	(void)snprintf(
	    program, sizeof program, "%s/%s", given[0] == '/' ? "" : s.old, given);
	cr_assert_eq(setenv("PROGRAM", program, 1), 0);
	cr_assert_eq(setenv("OLD", s.old, 1), 0);
	cr_expect_eq(system(script), 0);
	leave(&s);
}
