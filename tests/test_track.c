/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/base/arena.h"
#include "series/cmd.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/json.h"
#include "series/store.h"
#include "series/track.h"
#include "series/track_words.h"

#define NONE ((double)NAN)

extern const struct cmd cmd_track;

static const struct catalog_metric margin = {.name = STR_INIT("gross_margin"),
    .title = STR_INIT("Gross margin"),
    .type = CATALOG_RATIO};
static const struct catalog_metric rate = {.name = STR_INIT("production_rate"),
    .title = STR_INIT("Production rate"),
    .type = CATALOG_RATE};

/* ---- observations ---- */

/* Of the metric, said in the month that a call is named by: 1708 is August 2017. */
static struct obs
an_obs(const struct catalog_metric *m, int call, double low, double high)
{
	static uint64_t place;
	static const char *const docs[] = {
	    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"};
	place += 100;
	bool percent = m == &margin;
	return (struct obs){.doc = str_from(docs[call % 100 - 1]),
	    .start = place,
	    .end = place + 5,
	    .metric = m->name,
	    .stance = OBS_GUIDANCE,
	    .role = OBS_COMPANY,
	    .act = OBS_ISSUE,
	    .low = low,
	    .high = high,
	    .unit = percent ? STR("percent") : STR("vehicles/week"),
	    .period = period_months(2018, 1, 3),
	    .base = PERIOD_NONE,
	    .measure = percent ? OBS_NOMEASURE : OBS_EXIT,
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2000 + call / 100, call % 100, 2),
	    .source = STR("spoken"),
	    .speaker = STR("Ann Ames"),
	    .line = place / 100,
	    .precision = OBS_EXACT,
	    .confidence = 1,
	    .quote = STR("It \x1b[2J will.")};
}

static struct obs
came(struct obs o)
{
	o.stance = OBS_ACTUAL;
	o.act = OBS_NOACT;
	return o;
}

static struct obs
by_day(struct obs o, int year, int month, int day)
{
	o.period = period_day(date_from_civil(year, month, day));
	return o;
}

static struct obs
event(const struct catalog_metric *m, int call, enum obs_event v)
{
	struct obs o = an_obs(m ? m : &margin, call, NONE, NONE);
	if (!m)
		o.metric = STR("");
	o.unit = STR("");
	o.measure = OBS_NOMEASURE;
	o.period = PERIOD_NONE;
	o.event = v;
	return o;
}

static struct track
run(const struct catalog_metric *m, const struct obs *o, size_t n, struct arena *a)
{
	const struct track_query q = {
	    .obs = o, .n = n, .metric = m, .from = DATE_NONE, .to = DATE_NONE};
	struct track t;
	struct err e = {0};
	cr_assert_eq(track_run(&q, a, &t, &e), 0, "%s", e.text);
	return t;
}

/* ---- how promises move ---- */

Test(track, how_a_value_moves)
{
	static const struct {
		const char *label;
		double from[2], to[2];
		enum track_move move;
		double shift;
	} rows[] = {
	    {"again", {24, 26}, {24, 26}, TRACK_REAFFIRMED, 0},
	    {"up", {25, 25}, {26, 26}, TRACK_RAISED, 1},
	    {"down", {24, 26}, {23, 25}, TRACK_CUT, -1},
	    {"apart", {24, 26}, {18, 19}, TRACK_CUT, -6.5},
	    {"into its upper half", {24, 26}, {25, 26}, TRACK_NARROWED, 0.5},
	    {"to one value", {24, 26}, {25, 25}, TRACK_NARROWED, 0},
	    {"out of one value", {25, 25}, {24, 26}, TRACK_WIDENED, 0},
	    {"at least more", {20, NONE}, {22, NONE}, TRACK_RAISED, 2},
	    {"at most less", {NONE, 20}, {NONE, 18}, TRACK_CUT, -2},
	    {"at least, again", {20, NONE}, {20, NONE}, TRACK_REAFFIRMED, 0},
	    {"at least, then exactly", {20, NONE}, {21, 21}, TRACK_NARROWED, 1},
	    {"exactly, then at least", {20, 20}, {20, NONE}, TRACK_WIDENED, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {
		    an_obs(&margin, 1711, rows[i].from[0], rows[i].from[1]),
		    an_obs(&margin, 1802, rows[i].to[0], rows[i].to[1])};
		struct track t = run(&margin, o, 2, &a);
		cr_assert_eq(t.n, 1, "%s: %zu promises", rows[i].label, t.n);
		cr_assert_eq(t.promises[0].n, 2, "%s", rows[i].label);
		const struct track_step *s = t.promises[0].steps;
		cr_expect_eq(s[0].move, TRACK_ISSUED, "%s", rows[i].label);
		cr_expect_eq(s[1].move, rows[i].move, "%s: %s", rows[i].label,
		    track_move_name(s[1].move));
		cr_expect(fabs(s[1].shift - rows[i].shift) < 1e-9, "%s: %g",
		    rows[i].label, s[1].shift);
		cr_expect_eq(t.promises[0].outcome, TRACK_OPEN, "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(track, a_milestone_slips)
{
	struct arena a = {NULL};
	struct obs o[] = {
	    by_day(an_obs(&rate, 1702, 5000, 5000), 2017, 12, 31),
	    by_day(an_obs(&rate, 1708, 5000, NONE), 2017, 12, 31),
	    by_day(an_obs(&rate, 1708, 10000, 10000), 2018, 12, 31),
	    /* Another value for the day that the goal has left is a promise of its own,
	     * and one year is no finer than a day in it. */
	    by_day(an_obs(&rate, 1711, 1000, 1000), 2017, 12, 31),
	    by_day(an_obs(&rate, 1711, 5000, 5000), 2018, 3, 31),
	    an_obs(&rate, 1711, 5000, 5000),
	    by_day(an_obs(&rate, 1805, 5000 * 365.25 / 7, NONE), 2018, 6, 30),
	    by_day(came(an_obs(&rate, 1805, 3000, NONE)), 2018, 5, 2),
	    by_day(came(an_obs(&rate, 1808, 5100, 5100)), 2018, 7, 15),
	    by_day(came(an_obs(&rate, 1810, 7000, 7000)), 2018, 10, 2),
	};
	o[5].period = period_months(2018, 1, 12);
	o[6].unit = STR("vehicles/year");
	struct track t = run(&rate, o, sizeof o / sizeof *o, &a);
	cr_assert_eq(t.n, 3, "%zu promises", t.n);
	const struct track_promise *p = &t.promises[1];
	cr_assert_eq(p->n, 4, "%zu steps", p->n);
	static const enum track_move moves[] = {
	    TRACK_ISSUED, TRACK_REAFFIRMED, TRACK_DELAYED, TRACK_DELAYED};
	static const int days[] = {0, 0, 90, 91};
	for (size_t i = 0; i < 4; i++) {
		cr_expect_eq(p->steps[i].move, moves[i], "step %zu: %s", i,
		    track_move_name(p->steps[i].move));
		cr_expect_eq(p->steps[i].days, days[i], "step %zu: %d days", i,
		    p->steps[i].days);
	}
	cr_expect(p->milestone);
	cr_expect_eq(p->outcome, TRACK_LATE, "%s", track_outcome_name(p->outcome));
	cr_expect_eq(p->late_first, 196, "%d", p->late_first);
	cr_expect_eq(p->late_last, 15, "%d", p->late_last);
	cr_expect_eq(
	    t.promises[0].outcome, TRACK_UNCLEAR); /* 3,000 holds in May, since when? */
	cr_expect_eq(t.promises[2].outcome, TRACK_OPEN);
	arena_release(&a);
}

Test(track, a_milestone_comes)
{
	static const struct {
		const char *label;
		double goal[2], before, value; /* NaN: none */
		int call, month, day;          /* of the value, in 2018 */
		enum track_outcome outcome;
		int late;
	} rows[] = {
	    {"on its day", {100, 100}, NONE, 100, 1808, 3, 31, TRACK_IN_TIME, 0},
	    {"before", {100, 100}, NONE, 120, 1802, 2, 2, TRACK_EARLY, -57},
	    {"behind, on a day of its own", {100, 100}, NONE, 101, 1808, 4, 10,
		TRACK_LATE, 10},
	    {"holds now, since when is not said", {100, 100}, NONE, 101, 1808, 8, 2,
		TRACK_UNCLEAR, 124},
	    {"never", {100, 100}, NONE, 90, 1808, 8, 2, TRACK_NOT_REACHED, 0},
	    {"at most", {NONE, 100}, NONE, 95, 1808, 4, 1, TRACK_LATE, 1},
	    {"down from more", {100, 100}, 150, 99, 1808, 4, 1, TRACK_LATE, 1},
	    {"not yet down", {100, 100}, 150, 110, 1808, 8, 2, TRACK_NOT_REACHED, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[3];
		size_t n = 0;
		if (!isnan(rows[i].before))
			o[n++] = by_day(
			    came(an_obs(&rate, 1708, rows[i].before, rows[i].before)),
			    2017, 8, 2);
		o[n++] = by_day(
		    an_obs(&rate, 1711, rows[i].goal[0], rows[i].goal[1]), 2018, 3, 31);
		o[n++] = by_day(
		    came(an_obs(&rate, rows[i].call, rows[i].value, rows[i].value)),
		    2018, rows[i].month, rows[i].day);
		struct track t = run(&rate, o, n, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		cr_expect_eq(t.promises[0].outcome, rows[i].outcome, "%s: %s",
		    rows[i].label, track_outcome_name(t.promises[0].outcome));
		cr_expect_eq(t.promises[0].late_first, rows[i].late, "%s: %d",
		    rows[i].label, t.promises[0].late_first);
		arena_release(&a);
	}
}

/* A value of years later settles nothing, unless those between them keep telling. */
Test(track, a_milestone_of_long_ago)
{
	static const struct {
		const char *label;
		double value[3]; /* of 2018-08-02, 2019-08-02, 2020-09-02; NaN: none */
		enum track_outcome outcome;
	} rows[] = {
	    {"told of a year after", {NONE, 120, NONE}, TRACK_NO_ACTUAL},
	    {"within a year", {120, NONE, NONE}, TRACK_UNCLEAR},
	    {"each year short, then there", {90, 95, 120}, TRACK_LATE},
	    {"short, then silence", {90, NONE, 120}, TRACK_NOT_REACHED},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[4];
		size_t n = 0;
		o[n++] = by_day(an_obs(&rate, 1711, 100, 100), 2018, 3, 31);
		for (int k = 0; k < 3; k++)
			if (!isnan(rows[i].value[k]))
				o[n++] = by_day(
				    came(an_obs(&rate, k == 2 ? 2009 : 1808 + 100 * k,
					rows[i].value[k], rows[i].value[k])),
				    2018 + k, k == 2 ? 9 : 8, 2);
		struct track t = run(&rate, o, n, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		cr_expect_eq(t.promises[0].outcome, rows[i].outcome, "%s: %s",
		    rows[i].label, track_outcome_name(t.promises[0].outcome));
		arena_release(&a);
	}
}

/* A filing settles what says no basis, but not where that may mean an adjusted value. */
Test(track, what_was_filed)
{
	static const struct {
		const char *label;
		enum obs_basis promised, filed, also;
		enum track_outcome outcome, beside;
	} rows[] = {
	    {"unsaid", OBS_NOBASIS, OBS_GAAP, OBS_NOBASIS, TRACK_WITHIN, TRACK_WITHIN},
	    {"unsaid, adjusted in other words", OBS_NOBASIS, OBS_GAAP, OBS_ADJUSTED,
		TRACK_NO_ACTUAL, TRACK_WITHIN},
	    {"adjusted", OBS_ADJUSTED, OBS_GAAP, OBS_NOBASIS, TRACK_NO_ACTUAL,
		TRACK_OPEN},
	    {"unsaid, filed adjusted", OBS_NOBASIS, OBS_ADJUSTED, OBS_NOBASIS,
		TRACK_NO_ACTUAL, TRACK_OPEN},
	    {"GAAP", OBS_GAAP, OBS_GAAP, OBS_ADJUSTED, TRACK_WITHIN, TRACK_WITHIN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {an_obs(&margin, 1711, 24, 26),
		    came(an_obs(&margin, 1801, 27, 27)),
		    came(an_obs(&margin, 1805, 25, 25))};
		o[0].basis = rows[i].promised;
		o[1].basis = rows[i].also; /* of another quarter */
		o[1].period = period_months(2017, 10, 3);
		o[2].basis = rows[i].filed;
		o[2].source = STR("filed");
		struct track t = run(&margin, o, 3, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		const struct track_promise *p = &t.promises[0];
		cr_expect_eq(p->outcome, rows[i].outcome, "%s: %s", rows[i].label,
		    track_outcome_name(p->outcome));
		cr_expect_eq(p->filed != NULL, rows[i].beside == TRACK_WITHIN, "%s",
		    rows[i].label);
		arena_release(&a);
	}
}

/* What is reached and what is counted: of each metric's type, by a day. */
Test(track, what_is_a_milestone)
{
	static const struct {
		enum catalog_type type;
		enum obs_measure measure;
		const char *variant;
		bool milestone;
	} rows[] = {
	    {CATALOG_RATE, OBS_AVERAGE, "", true},
	    {CATALOG_RATIO, OBS_NOMEASURE, "", true},
	    {CATALOG_PRICE, OBS_NOMEASURE, "", true},
	    {CATALOG_FLOW, OBS_NOMEASURE, "", false},
	    {CATALOG_FLOW, OBS_NOMEASURE, "cumulative", true},
	    {CATALOG_FLOW, OBS_EXIT, "", true},
	    {CATALOG_BALANCE, OBS_NOMEASURE, "", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct catalog_metric m = rate;
		m.type = rows[i].type;
		struct obs o = by_day(an_obs(&rate, 1708, 500, 500), 2017, 12, 31);
		o.measure = rows[i].measure;
		o.variant = str_from(rows[i].variant);
		struct track t = run(&m, &o, 1, &a);
		cr_assert_eq(t.n, 1, "row %zu", i);
		cr_expect_eq(t.promises[0].milestone, rows[i].milestone, "row %zu", i);
		arena_release(&a);
	}
}

/* ---- what came ---- */

Test(track, what_came)
{
	static const struct {
		const char *label;
		double low, high;
		const char *said;
		double came_low, came_high;
		const char *came;
		enum track_outcome outcome;
		double position; /* NaN: none */
	} rows[] = {
	    {"above", 24, 26, "24% to 26%", 26.7, 26.7, "26.7%", TRACK_ABOVE, 1.7},
	    {"at the edge", 24, 26, "24% to 26%", 26, 26, "26.0%", TRACK_WITHIN, 1},
	    {"the ends of a range are meant", 24, 26, "24% to 26%", 23.6, 23.6, "23.6%",
		TRACK_BELOW, -1.4},
	    {"rounds to a range's end", 24, 26, "24% to 26%", 26.4, 26.4, "26%",
		TRACK_ROUNDING, 1.4},
	    {"rounds to it", 25, 25, "25%", 25.4, 25.4, "25.4%", TRACK_ROUNDING, 0.4},
	    {"does not round to it", 25, 25, "25%", 25.6, 25.6, "25.6%", TRACK_ABOVE,
		0.6},
	    {"the actual is rounded", 25.4, 25.4, "25.4%", 25, 25, "25%",
		TRACK_ROUNDING, -0.4},
	    {"a decimal counts", 25, 25, "25.0%", 25.4, 25.4, "25.4%", TRACK_ABOVE,
		0.4},
	    {"no digits, no rounding", 25, 25, "a quarter", 25.4, 25.4, "", TRACK_ABOVE,
		0.4},
	    {"below", 24, 26, "24% to 26%", 22, 22, "22%", TRACK_BELOW, -3},
	    {"at least", 20, NONE, "20%", 23, 23, "23%", TRACK_WITHIN, NONE},
	    {"less than at least", 20, NONE, "20%", 18, 18, "18%", TRACK_BELOW, NONE},
	    {"at most", NONE, 20, "20%", 23, 23, "23%", TRACK_ABOVE, NONE},
	    {"over what was promised", 20, 20, "20%", 20, NONE, "20%", TRACK_ABOVE,
		NONE},
	    {"over less than that", 20, 22, "20% to 22%", 18, NONE, "18%",
		TRACK_UNCLEAR, NONE},
	    {"under it", 20, 22, "20% to 22%", NONE, 20, "20%", TRACK_BELOW, NONE},
	    {"a range within", 20, 24, "20% to 24%", 21, 22, "21% to 22%", TRACK_WITHIN,
		-0.5},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {an_obs(&margin, 1711, rows[i].low, rows[i].high),
		    came(an_obs(&margin, 1805, rows[i].came_low, rows[i].came_high))};
		o[0].text = str_from(rows[i].said);
		o[1].text = str_from(rows[i].came);
		struct track t = run(&margin, o, 2, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		const struct track_promise *p = &t.promises[0];
		cr_expect_eq(p->outcome, rows[i].outcome, "%s: %s", rows[i].label,
		    track_outcome_name(p->outcome));
		cr_expect(isnan(rows[i].position)
			      ? isnan(p->position)
			      : fabs(p->position - rows[i].position) < 1e-9,
		    "%s: %g", rows[i].label, p->position);
		cr_expect(isnan(p->position_percent), "%s", rows[i].label);
		arena_release(&a);
	}
}

/* An amount's rounding has a bound: "$2 billion" is not kept by 2.4. */
Test(track, amounts)
{
	static const struct {
		double came;
		enum track_outcome outcome;
		double percent;
	} rows[] = {{2.04e9, TRACK_ROUNDING, 2}, {2.4e9, TRACK_ABOVE, 20}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {an_obs(&margin, 1711, 2e9, 2e9),
		    came(an_obs(&margin, 1805, rows[i].came, rows[i].came))};
		o[0].unit = o[1].unit = STR("USD");
		o[0].text = STR("$2 billion");
		struct track t = run(&margin, o, 2, &a);
		cr_expect_eq(
		    t.promises[0].outcome, rows[i].outcome, "%g", rows[i].came);
		cr_expect(
		    fabs(t.promises[0].position_percent - rows[i].percent) < 1e-9);
		arena_release(&a);
	}
}

/* Nothing is put in the place of an actual that was not said of this key. */
Test(track, what_does_not_count)
{
	enum { ROWS = 11 };
	static const struct {
		const char *label;
		size_t promises;
		enum track_outcome outcome;
		bool other;
	} rows[ROWS] = {
	    {"as it is", 1, TRACK_WITHIN, false},
	    {"an actual of another basis", 1, TRACK_NO_ACTUAL, true},
	    {"an actual of another segment", 1, TRACK_NO_ACTUAL, false},
	    {"an analyst's actual", 1, TRACK_NO_ACTUAL, false},
	    {"an actual said before the end", 1, TRACK_OPEN, false},
	    {"a recall", 0, 0, false},
	    {"a repeat", 0, 0, false},
	    {"an analyst's guess", 0, 0, false},
	    {"a supposition", 0, 0, false},
	    {"of a part", 0, 0, false},
	    {"said when the result is out", 0, 0, false},
	};
	for (size_t i = 0; i < ROWS; i++) {
		struct arena a = {NULL};
		struct obs o[] = {
		    an_obs(&margin, 1711, 25, 25), came(an_obs(&margin, 1805, 25, 25))};
		switch (i) {
		case 1:
			o[1].basis = OBS_GAAP;
			break;
		case 2:
			o[1].segment = STR("Model C");
			break;
		case 3:
			o[1].role = OBS_ANALYST;
			break;
		case 4:
			o[1].as_of = date_from_civil(2018, 3, 1);
			break;
		case 5:
			o[0].act = OBS_RECALL;
			break;
		case 6:
			o[0].act = OBS_REPEAT;
			break;
		case 7:
			o[0].role = OBS_ANALYST;
			break;
		case 8:
			o[0].stance = OBS_HYPOTHETICAL;
			break;
		case 9:
			o[0].scope = OBS_PART;
			break;
		case 10:
			o[0].as_of = o[1].as_of;
			break;
		}
		struct track t = run(&margin, o, 2, &a);
		cr_expect_eq(t.n, rows[i].promises, "%s: %zu", rows[i].label, t.n);
		if (t.n == 1 && rows[i].promises == 1) {
			cr_expect_eq(t.promises[0].outcome, rows[i].outcome, "%s: %s",
			    rows[i].label, track_outcome_name(t.promises[0].outcome));
			cr_expect_eq(t.promises[0].n_others > 0, rows[i].other, "%s",
			    rows[i].label);
		}
		arena_release(&a);
	}
}

/* All that could be meant are named, each once, the better first. */
Test(track, others_by_rank)
{
	static const struct {
		const char *label;
		const char *variants; /* of actuals, by increasing confidence */
		const char *want;
	} rows[] = {
	    {"one", "a", "--variant a"},
	    {"two", "ab", "--variant b; --variant a"},
	    {"one twice", "aba", "--variant a; --variant b"},
	    {"one twice, later worse", "abba", "--variant a; --variant b"},
	    {"more than are named", "abcdef",
		"--variant f; --variant e; --variant d; --variant c"},
	    {"the first once more", "abcdea",
		"--variant a; --variant e; --variant d; --variant c"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[8] = {an_obs(&margin, 1711, 25, 25)};
		size_t n = strlen(rows[i].variants);
		for (size_t k = 0; k < n; k++) {
			o[k + 1] = came(an_obs(&margin, 1805, 25, 25));
			o[k + 1].variant = (struct str){rows[i].variants + k, 1};
			o[k + 1].confidence = 0.1 * (double)(k + 1);
		}
		struct track t = run(&margin, o, n + 1, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		struct str got = track_words_others(&t.promises[0], &a);
		cr_expect(str_eq(got, str_from(rows[i].want)), "%s: %.*s",
		    rows[i].label, STR_FMT(got));
		arena_release(&a);
	}
}

Test(track, first_print_or_latest)
{
	struct arena a = {NULL};
	struct obs o[] = {an_obs(&margin, 1711, 25, 25),
	    came(an_obs(&margin, 1805, 24, 24)), came(an_obs(&margin, 1809, 25, 25))};
	o[1].source = STR("filed");
	o[1].role = OBS_NOROLE;
	struct track_query q = {
	    .obs = o, .n = 3, .metric = &margin, .from = DATE_NONE, .to = DATE_NONE};
	for (int latest = 0; latest < 2; latest++) {
		struct track t;
		struct err e = {0};
		q.latest = latest;
		cr_assert_eq(track_run(&q, &a, &t, &e), 0);
		cr_expect_eq(t.promises[0].actual, &o[1 + latest]);
		cr_expect_eq(
		    t.promises[0].outcome, latest ? TRACK_WITHIN : TRACK_BELOW);
	}
	/* A period restricts the promises, and nothing else. */
	q.from = date_from_civil(2018, 4, 1);
	struct track t;
	struct err e = {0};
	cr_assert_eq(track_run(&q, &a, &t, &e), 0);
	cr_expect_eq(t.n, 0);
	q.from = date_from_civil(2018, 3, 31);
	cr_assert_eq(track_run(&q, &a, &t, &e), 0);
	cr_expect_eq(t.n, 1);
	arena_release(&a);
}

/* Two values of one day: the one that is said again came. */
Test(track, said_again)
{
	struct arena a = {NULL};
	struct obs o[] = {an_obs(&margin, 1711, 21, 22),
	    came(an_obs(&margin, 1805, 11.5, 11.5)),
	    came(an_obs(&margin, 1805, 20, 20)), came(an_obs(&margin, 1809, 20, 20))};
	o[2].confidence = 0.1;
	struct track t = run(&margin, o, 3, &a);
	cr_expect_eq(t.promises[0].actual, &o[1]);
	t = run(&margin, o, 4, &a);
	cr_expect_eq(t.promises[0].actual, &o[2]);
	arena_release(&a);
}

/* ---- events ---- */

Test(track, events)
{
	static const struct {
		const char *label;
		enum obs_event event;
		int of;   /* 0: all guidance, 1: margin, 2: another metric */
		int year; /* 0: no period */
		const char *moves;
	} rows[] = {
	    {"all is withdrawn", OBS_WITHDRAWN, 0, 0,
		"issued, withdrawn, issued again"},
	    {"of the metric", OBS_WITHDRAWN, 1, 0, "issued, withdrawn, issued again"},
	    {"of another metric", OBS_WITHDRAWN, 2, 0, "issued, raised"},
	    {"of the year", OBS_WITHDRAWN, 0, 2018, "issued, withdrawn, issued again"},
	    {"of another year", OBS_WITHDRAWN, 0, 2019, "issued, raised"},
	    {"carried", OBS_REAFFIRMED, 0, 0, "issued, reaffirmed, raised"},
	    {"declined", OBS_DECLINED, 0, 0, "issued, raised"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {an_obs(&margin, 1711, 25, 25),
		    event(rows[i].of ? &margin : NULL, 1802, rows[i].event),
		    an_obs(&margin, 1803, 26, 26)};
		char moves[80] = "";
		if (rows[i].of == 2)
			o[1].metric = STR("capex");
		if (rows[i].year)
			o[1].period = period_months(rows[i].year, 1, 12);
		struct track t = run(&margin, o, 3, &a);
		cr_assert_eq(t.n, 1, "%s", rows[i].label);
		for (size_t k = 0; k < t.promises[0].n; k++) {
			size_t at = strlen(moves);
			(void)snprintf(moves + at, sizeof moves - at, "%s%s",
			    k ? ", " : "",
			    track_move_name(t.promises[0].steps[k].move));
		}
		cr_expect_str_eq(moves, rows[i].moves, "%s: %s", rows[i].label, moves);
		cr_expect_eq(t.n_events, rows[i].of != 2, "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(track, what_ends_with_an_event)
{
	struct arena a = {NULL};
	/* What a call says in numbers stands, whatever its other words; a period that is
	 * over is not withdrawn; a recall withdraws nothing. */
	struct obs o[] = {an_obs(&margin, 1711, 25, 25), an_obs(&margin, 1802, 26, 26),
	    event(NULL, 1802, OBS_WITHDRAWN), event(NULL, 1805, OBS_WITHDRAWN)};
	struct track t = run(&margin, o, 4, &a);
	cr_expect_eq(t.promises[0].n, 2, "%zu", t.promises[0].n);
	cr_expect_eq(t.promises[0].outcome, TRACK_NO_ACTUAL);
	struct obs p[] = {an_obs(&margin, 1711, 25, 25),
	    event(NULL, 1802, OBS_WITHDRAWN), came(an_obs(&margin, 1805, 25, 25))};
	t = run(&margin, p, 3, &a);
	cr_expect_eq(t.promises[0].outcome, TRACK_ENDED);
	cr_expect_eq(t.summaries[0].withdrawn, 1);
	p[1].act = OBS_RECALL;
	t = run(&margin, p, 3, &a);
	cr_expect_eq(t.promises[0].outcome, TRACK_WITHIN);
	cr_expect_eq(t.n_events, 0);
	cr_expect_str_eq(series_left_out(&o[2]), "event");
	arena_release(&a);
}

/* A filing of another time tells nothing of this one, however late it is filed. */
Test(track, what_is_filed_again_ends_no_promise)
{
	static const struct {
		int year; /* of which revenue is filed in 2019 */
		enum track_outcome outcome;
	} rows[] = {{2017, TRACK_OPEN}, {2018, TRACK_NO_ACTUAL}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct obs o[] = {
		    an_obs(&margin, 1711, 25, 25), came(an_obs(&margin, 1905, 9, 9))};
		o[1].metric = STR("revenue");
		o[1].source = STR("filed");
		o[1].period = period_months(rows[i].year, 4, 3);
		struct track t = run(&margin, o, 2, &a);
		cr_expect_eq(t.promises[0].outcome, rows[i].outcome, "%d: %s",
		    rows[i].year, track_outcome_name(t.promises[0].outcome));
		arena_release(&a);
	}
}

/* ---- undated, and sums ---- */

Test(track, undated_and_sums)
{
	struct arena a = {NULL};
	struct catalog_metric cost = margin;
	cost.less_is_better = true;
	struct obs o[] = {an_obs(&margin, 1702, 25, 25),
	    an_obs(&margin, 1708, 30, NONE), an_obs(&margin, 1711, 25, 25),
	    an_obs(&margin, 1711, 20, 20), came(an_obs(&margin, 1805, 22, 22)),
	    came(an_obs(&margin, 1805, 18, 18)), an_obs(&margin, 1711, 20, 20)};
	o[0].period = o[1].period = o[2].period = PERIOD_NONE;
	o[5].segment = o[6].segment = STR("Model C");
	struct track t = run(&margin, o, 7, &a);
	cr_assert_eq(t.n_undated, 2);
	cr_expect_eq(t.undated[0].n, 2);
	cr_expect_eq(t.undated[0].first, &o[0]);
	cr_expect_eq(t.undated[0].last, &o[2]);
	cr_expect_eq(t.undated[1].n, 1);
	cr_assert_eq(t.n_summaries, 1);
	cr_expect_eq(t.summaries[0].n, 2);
	cr_expect_eq(t.summaries[0].kept, 1);
	cr_expect_eq(t.summaries[0].missed, 1);
	cr_expect_eq(t.summaries[0].n_points, 2);
	cr_expect(fabs(t.summaries[0].mean_points) < 1e-9);
	t = run(&cost, o, 7, &a); /* the other one is missed now */
	cr_expect_eq(t.summaries[0].kept, 1);
	cr_expect_eq(t.promises[0].outcome, TRACK_ABOVE);
	arena_release(&a);
}

/* ---- labelled calls ---- */

enum { MOST_BYTES = 64 << 20 };

struct calls {
	struct csv_row *rows;
	size_t n;
};

static size_t
field(const struct csv_row *header, const char *name)
{
	size_t i = 0;
	while (i < header->n && !str_eq(header->fields[i], str_from(name)))
		i++;
	cr_assert_lt(i, header->n, "no column %s", name);
	return i;
}

static struct calls
read_rows(const char *path, struct arena *a)
{
	struct err e = {0};
	struct str bytes;
	struct calls c;
	cr_assert_eq(file_read(path, MOST_BYTES, a, &bytes, &e), 0, "%s", e.text);
	cr_assert_eq(csv_read(bytes, a, &c.rows, &c.n, &e), 0, "%s", e.text);
	return c;
}

static int
by_call(const void *a, const void *b)
{
	const struct obs *x = a, *y = b;
	if (x->as_of != y->as_of)
		return x->as_of < y->as_of ? -1 : 1;
	return obs_cmp_place(x, y);
}

/* The labels as observations: perfect extraction. */
static struct obs *
read_labels(const char *labels, const char *calls, struct arena *a, size_t *n)
{
	struct calls l = read_rows(labels, a), c = read_rows(calls, a);
	struct obs *o = ARENA_NEW(a, l.n, struct obs);
	size_t doc = field(&c.rows[0], "doc"), company = field(&c.rows[0], "company");
	size_t day = field(&c.rows[0], "call_date");
	*n = 0;
	for (size_t i = 1; i < l.n; i++) {
		struct obs *x = &o[(*n)++];
		struct err e = {0};
		*x = (struct obs){.period = PERIOD_NONE,
		    .base = PERIOD_NONE,
		    .as_of = DATE_NONE,
		    .confidence = 1};
		for (size_t k = 0; k < l.rows[i].n; k++) {
			const struct obs_column *col = obs_column(l.rows[0].fields[k]);
			cr_assert(col);
			cr_assert_eq(
			    obs_set(x, col, l.rows[i].fields[k], &e), 0, "%s", e.text);
		}
		for (size_t k = 1; k < c.n; k++)
			if (str_eq(c.rows[k].fields[doc], x->doc)) {
				x->company = c.rows[k].fields[company];
				cr_assert(date_parse(c.rows[k].fields[day], &x->as_of));
			}
	}
	qsort(o, *n, sizeof *o, by_call);
	return o;
}

/* What holds of every promise, on all metrics of the labels that lie in the project. */
Test(track, labels_keep_the_rules)
{
	struct arena a = {NULL};
	struct err e = {0};
	size_t n, promises = 0, judged = 0;
	struct obs *o =
	    read_labels("tests/labels/labels.csv", "tests/labels/calls.csv", &a, &n);
	struct catalog *c = catalog_new(NULL, 0, &e);
	cr_assert(c, "%s", e.text);
	for (size_t m = 0; m < c->n; m++) {
		struct track t = run(&c->metrics[m], o, n, &a);
		for (size_t i = 0; i < t.n; i++) {
			const struct track_promise *p = &t.promises[i];
			cr_expect_eq(p->steps[0].move, TRACK_ISSUED);
			for (size_t k = 0; k < p->n; k++) {
				const struct obs *s = p->steps[k].obs;
				cr_expect_eq(s->act, OBS_ISSUE);
				cr_expect_eq(s->role, OBS_COMPANY);
				cr_expect(
				    k == 0 || s->as_of > p->steps[k - 1].obs->as_of);
			}
			if (p->actual) {
				struct series_key k = series_key_of(p->actual);
				cr_expect_eq(series_cmp_subject(&k, &p->key), 0);
				judged++;
			}
		}
		promises += t.n;
	}
	cr_expect_gt(promises, 150, "%zu", promises);
	cr_expect_gt(judged, 5, "%zu", judged);
	catalog_free(c);
	arena_release(&a);
}

/* The goal of 5,000 a week, as it was labelled: for December 2017 in February and
 * August, for March 2018 in November. */
Test(track, labels_tell_the_slip)
{
	static const char labels[] = "../shared/gold/dev.csv";
	static const char calls[] = "../shared/calls/calls.csv";
	if (access(labels, R_OK) != 0 || access(calls, R_OK) != 0)
		cr_skip_test("no %s with %s", labels, calls);
	static const struct {
		const char *as_of, *target;
		enum track_move move;
		int days;
	} rows[] = {{"2017-02-22", "2017-12-31", TRACK_ISSUED, 0},
	    {"2017-08-02", "2017-12-31", TRACK_REAFFIRMED, 0},
	    {"2017-11-01", "2018-03-31", TRACK_DELAYED, 90}};
	struct arena a = {NULL};
	size_t n, found = 0;
	struct obs *o = read_labels(labels, calls, &a, &n);
	struct track t = run(&rate, o, n, &a);
	for (size_t i = 0; i < t.n; i++) {
		const struct track_promise *p = &t.promises[i];
		if (!str_eq(p->key.segment, STR("Model 3")) || p->steps[0].low != 5000
		    || p->key.measure != OBS_EXIT)
			continue;
		found++;
		cr_assert_eq(p->n, 3, "%zu steps", p->n);
		for (size_t k = 0; k < 3; k++) {
			char as_of[DATE_TEXT], target[DATE_TEXT];
			date_format(p->steps[k].obs->as_of, as_of);
			date_format(p->steps[k].period.end, target);
			cr_expect_str_eq(as_of, rows[k].as_of);
			cr_expect_str_eq(target, rows[k].target);
			cr_expect_eq(p->steps[k].move, rows[k].move);
			cr_expect_eq(p->steps[k].days, rows[k].days);
		}
	}
	cr_expect_eq(found, 1, "%zu", found);
	arena_release(&a);
}

/* ---- the command ---- */

/* A store with two companies in dir/s.db. */
static void
enter(char dir[32])
{
	(void)snprintf(dir, 32, "/tmp/test_track.XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	(void)unsetenv("TSERIES_STORE");
	struct obs o[] = {an_obs(&margin, 1711, 25, 25), an_obs(&margin, 1802, 24, 26),
	    event(NULL, 1803, OBS_REAFFIRMED), came(an_obs(&margin, 1805, 26.7, 26.7)),
	    an_obs(&margin, 1711, 30, NONE), an_obs(&margin, 1711, 25, 25)};
	o[4].period = PERIOD_NONE;
	o[5].scope = OBS_PART;
	struct err e = {0};
	struct store *s = store_open("s.db", STORE_WRITE, &e);
	cr_assert_not_null(s, "%s", e.text);
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = {"a", "b", "c", "d", "e"};
		struct obs two[2] = {o[i], o[5]};
		two[0].doc = two[1].doc = str_from(names[i]);
		struct store_call c = {.doc = str_from(names[i]),
		    .sha256 = STR("0123456789abcdef0123456789abcdef"
				  "0123456789abcdef0123456789abcdef"),
		    .company = i == 4 ? STR("Brandreth") : STR("Calder Motors"),
		    .as_of = o[i].as_of,
		    .quarter = PERIOD_NONE};
		bool changed;
		cr_assert_eq(
		    store_put(s, &c, two, 1 + (i == 0), &changed, &e), 0, "%s", e.text);
	}
	store_close(s);
}

/* Run a command line (its words parted by '|'); what it wrote, in a. */
static int
command(const char *line, struct arena *a, struct str *out, struct err *e)
{
	char words[300], *argv[24];
	int argc = 0;
	(void)snprintf(words, sizeof words, "track|--store|s.db|-o|out|%s", line);
	for (char *p = words, *next; p; p = next) {
		next = strchr(p, '|');
		if (next)
			*next++ = '\0';
		argv[argc++] = p;
	}
	argv[argc] = NULL;
	*out = STR("");
	*e = (struct err){.code = ERR_NONE};
	(void)unlink("out");
	int rc = cmd_track.run(argc, argv, e);
	if (rc == 0)
		cr_assert_eq(file_read("out", 1 << 20, a, out, e), 0, "%s", e->text);
	return rc;
}

static void
leave(const char *dir)
{
	char cmd[64];
	(void)snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	cr_expect_eq(system(cmd), 0);
}

Test(cmd_track, what_is_written)
{
	static const struct {
		const char *line;
		size_t lines;
		const char *has[4];
	} rows[] = {
	    /* Title, header, three steps, outcome, a line; undated; events; sums. */
	    {"margin", 14,
		{"Calder Motors \xc2\xb7 gross margin\n",
		    "2018-Q1  24% to 26%  2018-02-02  widened",
		    "came above, +1.7 points",
		    "Calder Motors: 1 promise: 1 kept; +1.7 points from the middle on "
		    "average (n=1)\n"}},
	    {"margin", 14, {"all guidance", "reaffirmed", "over 30%", "Brandreth"}},
	    {"margin|--all", 20, {"gross margin \xc2\xb7 part\n", "no actual found"}},
	    {"margin|--company|calder motors|--as-of|2018-03-01", 7,
		{"widened", "open", "1 promise: 1 open\n"}},
	    {"margin|--format|csv", 8,
		{"\nstep,1,Calder "
		 "Motors,gross_margin,,level,,,,,value,2018-Q1,2018-01-01,"
		 "2018-03-31,25,25,percent,25%,2017-11-02,2017-11-02,issued,",
		    ",above,26.7,26.7,26.7%,2018-01-01,2018-03-31,,2018-05-02,spoken,"
		    "d,",
		    "\nsummary,,Calder Motors,gross_margin,"}},
	    {"margin|--format|ndjson", 7,
		{"\"row\":\"promise\",\"promise\":1,", "\"position\":1.7",
		    "\"move\":\"widened\"", "\"row\":\"undated\""}},
	    {"margin|--format|json", 9, {"[\n {\"row\":\"step\""}},
	    {"margin|--segment|Model C", 3, {"all guidance"}},
	};
	char dir[32];
	enter(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		size_t lines = 0;
		cr_assert_eq(command(rows[i].line, &a, &out, &e), 0, "%s: %s",
		    rows[i].line, e.text);
		for (size_t k = 0; k < out.n; k++)
			lines += out.p[k] == '\n';
		cr_expect_eq(lines, rows[i].lines, "%s: %zu lines\n%.*s", rows[i].line,
		    lines, STR_FMT(out));
		for (size_t k = 0; k < 4 && rows[i].has[k]; k++)
			cr_expect(memmem(out.p, out.n, rows[i].has[k],
				      strlen(rows[i].has[k])),
			    "%s: no '%s' in\n%.*s", rows[i].line, rows[i].has[k],
			    STR_FMT(out));
		cr_expect(strstr(rows[i].line, "csv") || !memchr(out.p, '\x1b', out.n),
		    "%s: an escape", rows[i].line);
		arena_release(&a);
	}
	leave(dir);
}

/* Every line of NDJSON is one value. */
Test(cmd_track, lines_of_json)
{
	char dir[32];
	struct arena a = {NULL};
	struct err e;
	struct str out;
	size_t at = 0, n = 0;
	enter(dir);
	cr_assert_eq(command("margin|--format|ndjson", &a, &out, &e), 0, "%s", e.text);
	for (struct json_value *v; json_read(out, &at, &v, &e) == 1; n++) {
		cr_expect_eq(json_kind(v), JSON_KIND_OBJECT);
		json_free(v);
	}
	cr_expect_eq(n, 7, "%zu: %s", n, e.text);
	arena_release(&a);
	leave(dir);
}

Test(cmd_track, what_is_refused)
{
	static const struct {
		const char *line;
		enum err_code code;
		const char *text;
	} rows[] = {
	    {"margin|--stance|actual", ERR_USAGE, "--stance does not fit"},
	    {"margin|--actual|last", ERR_USAGE, "neither first nor latest"},
	    {"margin|capex", ERR_USAGE, "one metric at a time"},
	    {"--quiet", ERR_USAGE, "which metric?"},
	    {"marginn", ERR_USAGE, "did you mean"},
	    {"margin|--format|xml", ERR_USAGE, "table, csv, json, ndjson"},
	    {"margin|--company|Acme", ERR_EMPTY, "no company"},
	    {"margin|--company|Brandreth|--from|2018-01-01", ERR_EMPTY,
		"no promise about"},
	};
	char dir[32];
	enter(dir);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		cr_expect_eq(
		    command(rows[i].line, &a, &out, &e), -1, "%s", rows[i].line);
		cr_expect_eq(e.code, rows[i].code, "%s: %d", rows[i].line, (int)e.code);
		cr_expect(strstr(e.text, rows[i].text), "%s: %s", rows[i].line, e.text);
		arena_release(&a);
	}
	leave(dir);
}
