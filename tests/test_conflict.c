/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which statements of one point contradict each other, and how often labelled calls do. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/conflict.h"
#include "series/csv.h"
#include "series/file.h"

#define NONE ((double)NAN)

static struct obs
an_obs(double low, double high, const char *unit, const char *text)
{
	return (struct obs){.doc = STR("a.txt"),
	    .metric = STR("cash"),
	    .role = OBS_COMPANY,
	    .low = low,
	    .high = high,
	    .unit = str_from(unit),
	    .text = str_from(text),
	    .period = period_months(2017, 7, 3),
	    .base = PERIOD_NONE,
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2017, 11, 1),
	    .source = STR("spoken"),
	    .precision = OBS_EXACT,
	    .confidence = 1};
}

/* What a value reaches to either side, by how it was said. */
Test(conflict, reach)
{
	static const struct {
		double low, high;
		const char *text;
		enum obs_precision precision;
		double reach;
	} rows[] = {
	    {18.7, 18.7, "18.7%", OBS_EXACT, 0.05},
	    {19, 19, "19%", OBS_ROUNDED, 0.5},
	    {20, 20, "20 percent", OBS_ROUNDED, 0.5},
	    {20, 20, "20.0%", OBS_EXACT, 0.05},
	    {3.4e9, 3.4e9, "$3.4 billion", OBS_ROUNDED, 0.05e9},
	    {3.38e9, 3.38e9, "$3.38 billion", OBS_EXACT, 0.005e9},
	    {3e9, 3e9, "$3 billion", OBS_ROUNDED, 0.5e9},
	    {110e6, 110e6, "$110 million", OBS_EXACT, 0.5e6},
	    {-110e6, -110e6, "$110 million", OBS_EXACT, 0.5e6},
	    {5000, 5000, "5,000", OBS_ROUNDED, 50},
	    {5031, 5031, "5,031", OBS_EXACT, 0.5},
	    {250000, 250000, "250,000", OBS_ROUNDED, 5000},
	    {2, 2, "200 basis points", OBS_EXACT, 0.005},
	    {25, 25, "twenty-five percent", OBS_ROUNDED, 0.5},
	    {1397000000, 1397000000, "", OBS_NOPRECISION, 0.5e6},
	    {1e9, 1e9, "a billion", OBS_ROUNDED, 0.05e9},
	    {100, 100, "doubled 3 times", OBS_EXACT, 0.5},
	    {0, 0, "0", OBS_EXACT, 0.5},
	    {19, 19, "about 19%", OBS_HEDGED, 0.95},
	    {50, 50, "nearly 50%", OBS_HEDGED, 5},
	    {3e9, 3e9, "about $3 billion", OBS_HEDGED, 0.5e9},
	    {270e6, 270e6, "almost $270 million", OBS_HEDGED, 13.5e6},
	    {5000, 5000, "about 5,000", OBS_HEDGED, 500},
	    {300, 900, "several hundred", OBS_VAGUE, 30},
	    {17, 19, "17 to 19", OBS_ROUNDED, 0.5},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o = an_obs(rows[i].low, rows[i].high, "USD", rows[i].text);
		o.precision = rows[i].precision;
		double r = conflict_reach(&o, o.low);
		cr_expect_float_eq(r, rows[i].reach, 1e-9 * fmax(1, rows[i].reach),
		    "%zu '%s': %g", i, rows[i].text, r);
	}
	struct obs o = an_obs(NONE, 5, "USD", "under 5");
	cr_expect_eq(conflict_reach(&o, o.low), 0);
	/* What is filed in full is not rounded, and what is in millions may be. */
	o = an_obs(2.7e9, 2.7e9, "USD", "2700000000");
	cr_expect_gt(conflict_reach(&o, o.low), 0);
	o.source = STR("filed");
	cr_expect_eq(conflict_reach(&o, o.low), 0);
	o.text = STR("2,700 million");
	cr_expect_gt(conflict_reach(&o, o.low), 0);
}

Test(conflict, of_two)
{
	static const struct {
		const char *label;
		double low, high;
		const char *text;
		double low2, high2;
		const char *text2;
		bool contradict;
	} rows[] = {
	    {"rounding", 18.7, 18.7, "18.7%", 19, 19, "19%", false},
	    {"half rounds up", 18.5, 18.5, "18.5%", 19, 19, "19%", false},
	    {"no rounding", 18.4, 18.4, "18.4%", 19, 19, "19%", true},
	    {"a digit apart", 18, 18, "18%", 19, 19, "19%", true},
	    {"billions", 3.4e9, 3.4e9, "$3.4 billion", 3.38e9, 3.38e9, "$3.38 billion",
		false},
	    {"billions apart", 3.4e9, 3.4e9, "$3.4 billion", 3.3e9, 3.3e9,
		"$3.3 billion", true},
	    {"the same", 5, 5, "5", 5, 5, "five", false},
	    {"inside a range", 17, 19, "17 to 19", 18.2, 18.2, "18.2", false},
	    {"at its rounded edge", 17, 19, "17 to 19", 19.4, 19.4, "19.4", false},
	    {"beyond it", 17, 19, "17 to 19", 20, 20, "20", true},
	    {"a range in a range", 17, 19, "17 to 19", 15, 20, "15 to 20", false},
	    {"ranges that overlap", 17, 19, "17 to 19", 18, 22, "18 to 22", true},
	    {"over a bound", 250000, NONE, "over 250,000", 251600, 251600, "251,600",
		false},
	    {"below that bound", 250000, NONE, "over 250,000", 240000, 240000,
		"240,000", true},
	    {"two bounds that meet", 5, NONE, "over 5", NONE, 10, "under 10", false},
	    {"two that do not", 12, NONE, "over 12", NONE, 10, "under 10", true},
	    {"a sign", 1e6, 1e6, "1 million", -1e6, -1e6, "1 million", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs a = an_obs(rows[i].low, rows[i].high, "USD", rows[i].text),
			   b = an_obs(
			       rows[i].low2, rows[i].high2, "USD", rows[i].text2);
		cr_expect_eq(
		    conflict_between(&a, &b), rows[i].contradict, "%s", rows[i].label);
		cr_expect_eq(conflict_between(&b, &a), rows[i].contradict,
		    "%s, the other way round", rows[i].label);
	}
}

Test(conflict, who_contradicts)
{
	static const struct {
		const char *label;
		enum obs_stance stance;
		enum obs_kind kind;
		int days_later;
		const char *source, *unit;
		bool vague, contradict;
	} rows[] = {
	    {"two in one call", OBS_ACTUAL, OBS_LEVEL, 0, "spoken", "USD", false, true},
	    {"restated later", OBS_ACTUAL, OBS_LEVEL, 90, "spoken", "USD", false, true},
	    {"issued twice in one call", OBS_GUIDANCE, OBS_LEVEL, 0, "spoken", "USD",
		false, true},
	    {"revised later", OBS_GUIDANCE, OBS_LEVEL, 90, "spoken", "USD", false,
		false},
	    {"nobody commits to it", OBS_HYPOTHETICAL, OBS_LEVEL, 0, "spoken", "USD",
		false, false},
	    {"two drivers", OBS_ACTUAL, OBS_CONTRIBUTION, 0, "spoken", "USD", false,
		false},
	    {"filed anew", OBS_ACTUAL, OBS_LEVEL, 90, "filed", "USD", false, false},
	    {"filed twice in one", OBS_ACTUAL, OBS_LEVEL, 0, "filed", "USD", false,
		true},
	    {"in another unit", OBS_ACTUAL, OBS_LEVEL, 0, "spoken", "USD million",
		false, true},
	    {"a rate by another time", OBS_ACTUAL, OBS_LEVEL, 0, "spoken", "USD/day",
		false, false},
	    {"another currency", OBS_ACTUAL, OBS_LEVEL, 0, "spoken", "EUR", false,
		false},
	    {"vague, a tenth off", OBS_ACTUAL, OBS_LEVEL, 0, "spoken", "USD", true,
		false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs a = an_obs(100e6, 100e6, "USD", "100 million"),
			   b = an_obs(108e6, 108e6, "USD", "108 million");
		if (strcmp(rows[i].unit, "USD million") == 0)
			b.low = b.high = 108;
		a.stance = b.stance = rows[i].stance;
		a.kind = b.kind = rows[i].kind;
		a.source = b.source = str_from(rows[i].source);
		b.as_of += rows[i].days_later;
		b.unit = str_from(rows[i].unit);
		a.vague = rows[i].vague;
		if (strcmp(rows[i].unit, "USD/day") == 0) {
			a.unit = STR("USD/month");
			b.low = b.high = 100e6 / 30;
			b.text = STR("3.33 million");
		}
		cr_expect_eq(
		    conflict_between(&a, &b), rows[i].contradict, "%s", rows[i].label);
	}
}

/* ---- labelled calls taken as perfect extraction ---- */

enum { MOST = 64 << 20 };
struct labels {
	struct obs *v;
	size_t n;
};

static struct str
read_all(const char *path, struct arena *a)
{
	struct str bytes;
	struct err e = {0};
	cr_assert_eq(file_read(path, MOST, a, &bytes, &e), 0, "%s: %s", path, e.text);
	return bytes;
}

static void
set_rows(struct labels *l, const struct csv_row *rows, size_t n)
{
	for (size_t r = 1; r < n; r++) {
		struct obs *o = &l->v[l->n++];
		*o = (struct obs){.confidence = 1, .source = STR("spoken")};
		for (size_t c = 0; c < rows[0].n; c++) {
			const struct obs_column *col = obs_column(rows[0].fields[c]);
			struct err e = {0};
			cr_assert(col, "column %.*s", STR_FMT(rows[0].fields[c]));
			cr_assert_eq(
			    obs_set(o, col, rows[r].fields[c], &e), 0, "%s", e.text);
		}
	}
}

/* Company and day of each, from columns 1 and 3 of a table of calls. */
static void
set_calls(struct labels *l, const struct csv_row *rows, size_t n)
{
	for (size_t i = 0; i < l->n; i++)
		for (size_t r = 1; r < n; r++)
			if (str_eq(l->v[i].doc, rows[r].fields[0])) {
				l->v[i].company = rows[r].fields[1];
				cr_assert(
				    date_parse(rows[r].fields[3], &l->v[i].as_of));
			}
}

/* Does a word before a value, up to two away, take its exactness? */
static bool
is_hedged(struct str bytes, size_t start)
{
	static const char *const words[] = {
	    "about ", "almost ", "nearly ", "approximately ", "roughly ", "around "};
	struct str before = str_sub(bytes, start > 15 ? start - 15 : 0, start);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (before.n && memmem(before.p, before.n, words[i], strlen(words[i])))
			return true;
	return false;
}

/* The value as written, where the transcript lies there and needs no decoding. */
static void
set_texts(struct labels *l, struct arena *a)
{
	static const char *const folders[] = {
	    "../shared/calls", "../shared/calls/more"};
	struct str bytes = STR(""), doc = STR("");
	for (size_t i = 0; i < l->n; i++) {
		struct obs *o = &l->v[i];
		for (size_t k = 0; k < 2 && !str_eq(o->doc, doc); k++) {
			char path[300];
			(void)snprintf(
			    path, sizeof path, "%s/%.*s", folders[k], STR_FMT(o->doc));
			if (access(path, R_OK) == 0 && !strstr(path, ".json"))
				bytes = read_all(path, a);
			else if (k == 0)
				bytes = STR("");
		}
		doc = o->doc;
		o->text = str_sub(bytes, o->start, o->end);
		o->precision = is_hedged(bytes, o->start) ? OBS_HEDGED : OBS_EXACT;
	}
}

static struct labels
read_labels(const char *labels, const char *calls, struct arena *a)
{
	struct labels l = {NULL, 0};
	struct csv_row *rows, *about;
	size_t n, m;
	struct err e = {0};
	cr_assert_eq(csv_read(read_all(labels, a), a, &rows, &n, &e), 0, "%s", e.text);
	cr_assert_eq(csv_read(read_all(calls, a), a, &about, &m, &e), 0, "%s", e.text);
	l.v = ARENA_NEW(a, n, struct obs);
	cr_assert(l.v);
	set_rows(&l, rows, n);
	set_calls(&l, about, m);
	set_texts(&l, a);
	return l;
}

struct count {
	size_t points, different, contradicted;
};

static bool
differs(const struct series_point *p)
{
	for (size_t i = 1; i < p->n_statements; i++)
		if (p->all[i]->low != p->all[0]->low
		    || p->all[i]->high != p->all[0]->high)
			return true;
	return false;
}

static struct count
count(const struct labels *l, bool print, struct arena *a)
{
	struct series *s;
	struct count c = {0, 0, 0};
	struct err e = {0};
	size_t n;
	cr_assert_eq(series_build(l->v, l->n, &(struct series_filter){.role = NULL}, a,
			 &s, &n, &e),
	    0, "%s", e.text);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i].n; k++) {
			const struct series_point *p = &s[i].points[k];
			char label[2 * DATE_TEXT + 2];
			c.points++;
			c.different += p->n_statements > 1 && differs(p);
			if (!conflict_in(p))
				continue;
			c.contradicted++;
			period_label(p->period, label);
			for (size_t m = 0; m < p->n_statements && print; m++)
				printf("%s %s: %.*s %llu: %s '%.*s'\n",
				    series_title(&s[i].key, NULL, a).p, label,
				    STR_FMT(p->all[m]->doc),
				    (unsigned long long)p->all[m]->start,
				    series_text(p->all[m]->low, p->all[m]->high,
					p->all[m]->unit, a)
					.p,
				    STR_FMT(p->all[m]->text));
		}
	return c;
}

/* The same statements by company, metric, kind, segment, stance and period alone. */
/* A value that an earlier day had otherwise was corrected; all else that contradicts it is
 * unsettled. */
Test(conflict, corrected)
{
	static const struct {
		const char *label;
		double low;
		int days; /* after the one that stands */
		const char *source;
		enum obs_stance stance;
		double before; /* NONE: nothing */
		size_t unsettled;
	} rows[] = {
	    {"a call before", 18, -90, "spoken", OBS_ACTUAL, 18, 0},
	    {"a filing before", 18, -90, "filed", OBS_ACTUAL, 18, 0},
	    {"the same value", 20, -90, "spoken", OBS_ACTUAL, NONE, 0},
	    {"a rounded one", 20.3, -90, "spoken", OBS_ACTUAL, NONE, 0},
	    {"the same day", 18, 0, "spoken", OBS_ACTUAL, NONE, 1},
	    {"a later one that lost", 18, 30, "spoken", OBS_ACTUAL, NONE, 1},
	    {"guidance", 18, -90, "spoken", OBS_GUIDANCE, NONE, 0},
	    {"supposed", 18, -90, "spoken", OBS_HYPOTHETICAL, NONE, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs now = an_obs(20, 20, "percent", "20%");
		struct obs other = an_obs(rows[i].low, rows[i].low, "percent", "");
		now.stance = other.stance = rows[i].stance;
		now.source = other.source = str_from(rows[i].source);
		other.as_of = now.as_of + rows[i].days;
		const struct obs *all[] = {&now, &other};
		const struct series_point p = {
		    .obs = &now, .low = 20, .high = 20, .n_statements = 2, .all = all};
		const struct obs *before = conflict_before(&p);
		cr_expect((before != NULL) == !isnan(rows[i].before)
			      && (!before || before->low == rows[i].before),
		    "%s", rows[i].label);
		cr_expect_eq(conflict_unsettled(&p), rows[i].unsettled, "%s: %zu",
		    rows[i].label, conflict_unsettled(&p));
	}
	/* Of several the last one; and one of no known day is not before. */
	struct obs now = an_obs(20, 20, "percent", "20%"), a = now, b = now, c = now;
	a.low = a.high = 10;
	b.low = b.high = 12;
	c.low = c.high = 14;
	a.as_of = now.as_of - 200;
	b.as_of = now.as_of - 100;
	c.as_of = DATE_NONE;
	const struct obs *all[] = {&now, &a, &b, &c};
	struct series_point p = {.obs = &now, .n_statements = 4, .all = all};
	cr_expect_eq(conflict_before(&p), &b);
	cr_expect_eq(conflict_unsettled(&p), 1);
	/* On the day of the first of them it had been said already what stands now. */
	struct obs same = now;
	same.as_of = a.as_of;
	const struct obs *known[] = {&now, &a, &b, &same};
	p.all = known;
	cr_expect(conflict_before(&p) == NULL);
	cr_expect_eq(conflict_unsettled(&p), 2);
	p.all = NULL;
	cr_expect(conflict_before(&p) == NULL && conflict_unsettled(&p) == 0);
}

static struct labels
coarse(const struct labels *l, struct arena *a)
{
	struct labels out = {ARENA_NEW(a, l->n, struct obs), l->n};
	cr_assert(out.v);
	for (size_t i = 0; i < l->n; i++) {
		out.v[i] = l->v[i];
		out.v[i].basis = OBS_NOBASIS;
		out.v[i].measure = OBS_NOMEASURE;
		out.v[i].variant = STR("");
		out.v[i].base = PERIOD_NONE;
		out.v[i].scope = OBS_WHOLE;
		out.v[i].act = OBS_NOACT;
		out.v[i].role = OBS_COMPANY;
	}
	return out;
}

/* How often labels contradict each other, taken as all that was said: by the coarse
 * key, and by the full one.  CONFLICTS=1 lists what is left. */
static struct count
compare(const char *labels, const char *calls, double least)
{
	struct arena a = {NULL};
	struct labels l = read_labels(labels, calls, &a), joined = coarse(&l, &a);
	struct count full = count(&l, getenv("CONFLICTS") != NULL, &a),
		     rough = count(&joined, false, &a);
	cr_log_info("%s: coarse key: %zu of %zu points differ; full key: %zu of %zu "
		    "differ, %zu contradict",
	    labels, rough.different, rough.points, full.different, full.points,
	    full.contradicted);
	cr_expect_geq((double)rough.different / (double)rough.points, least,
	    "the coarse key holds what differs: %zu of %zu", rough.different,
	    rough.points);
	arena_release(&a);
	return full;
}

/* What is left: a limit and what of it is undrawn, two lines of credit, and a price now
 * and one for those who come later; the labels have no word that tells these apart. */
Test(conflict, of_labelled_calls)
{
	if (!file_is_folder("../shared/gold"))
		cr_skip_test("the shared labels are not here");
	struct count c =
	    compare("../shared/gold/dev.csv", "../shared/calls/calls.csv", 0.17);
	cr_expect_eq(c.contradicted, 3, "%zu", c.contradicted);
}

/* Without the transcripts beside the project the values alone tell how they were said,
 * and no word that hedges is known. */
Test(conflict, of_further_labels)
{
	bool texts = file_is_folder("../shared/calls/more");
	struct count c =
	    compare("tests/labels/labels.csv", "tests/labels/calls.csv", 0.15);
	/* A fiftieth of the points, a few more where the words are not known. */
	cr_expect_leq(c.contradicted * 50, c.points + (texts ? 0 : 250), "%zu of %zu",
	    c.contradicted, c.points);
}
