/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guidance that is spoken of without a number; all sentences are invented. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "extract/extract.h"
#include "series/store.h"

struct corpus {
	struct catalog *catalog;
	struct extract *x;
	struct arena arena;
};

static struct corpus
open_corpus(void)
{
	struct err e = {0};
	struct corpus c = {.catalog = catalog_new(NULL, 0, &e), .arena = {NULL}};
	cr_assert(c.catalog, "%s", e.text);
	c.x = extract_new(c.catalog, &e);
	cr_assert(c.x, "%s", e.text);
	return c;
}

static void
close_corpus(struct corpus *c)
{
	extract_free(c->x);
	catalog_free(c->catalog);
	arena_release(&c->arena);
}

/* A call of August 2018 with one question and its answer. */
static struct extract_result
read_text(struct corpus *c, const char *remark, const char *question,
    const char *answer, struct str *bytes)
{
	struct extract_result r;
	struct err e = {0};
	*bytes = arena_printf(&c->arena,
	    "Calder Motors (CALD) Q2 2018 Earnings Call\nAugust 1, 2018\n\n"
	    "Prepared Remarks:\n\nAnn Ames -- Chief Financial Officer\n\n"
	    "Good afternoon. %s\n\nQuestions and Answers:\n\n"
	    "Bob Byers -- Northgate Securities -- Analyst\n\n"
	    "Thank you for taking my question. %s\n\n"
	    "Ann Ames -- Chief Financial Officer\n\nThanks. %s\n\n"
	    "Call participants:\n\nAnn Ames -- Chief Financial Officer\n\n"
	    "Bob Byers -- Northgate Securities -- Analyst\n",
	    remark, question, answer);
	struct extract_input in = {
	    .name = STR("c.txt"), .bytes = *bytes, .call = CALLINFO_NONE};
	in.call.company = STR("Calder Motors");
	in.call.as_of = date_from_civil(2018, 8, 1);
	in.call.fiscal_period = STR("2018-Q2");
	in.call.quarter = period_months(2018, 4, 3);
	cr_assert_eq(extract_run(c->x, &in, &c->arena, &r, &e), 0, "%s", e.text);
	return r;
}

static const struct obs *
next_event(const struct extract_result *r, size_t *i)
{
	while (*i < r->n && r->obs[*i].event == OBS_NOEVENT)
		++*i;
	return *i < r->n ? &r->obs[(*i)++] : NULL;
}

/* What one sentence of the company's says; event OBS_NOEVENT: nothing. */
Test(event, sentences)
{
	static const struct {
		const char *text;
		enum obs_event event;
		enum obs_act act;
		const char *metric, *from, *span;
	} rows[] = {
	    {"We reaffirm our outlook for the year.", OBS_REAFFIRMED, OBS_ISSUE, "",
		"2018-01-01", "We reaffirm our outlook"},
	    {"Today we are reiterating our full year 2018 guidance.", OBS_REAFFIRMED,
		OBS_ISSUE, "", "2018-01-01",
		"we are reiterating our full year 2018 guidance"},
	    {"That allows us to maintain our revenue guidance.", OBS_REAFFIRMED,
		OBS_ISSUE, "revenue", "", "us to maintain our revenue guidance"},
	    {"Our capex guidance for 2018 remains unchanged.", OBS_REAFFIRMED,
		OBS_ISSUE, "capex", "2018-01-01",
		"Our capex guidance for 2018 remains unchanged"},
	    {"We've left our guidance unchanged.", OBS_REAFFIRMED, OBS_ISSUE, "", "",
		"We've left our guidance unchanged"},
	    {"We left our guidance unchanged.", OBS_REAFFIRMED, OBS_ISSUE, "", "",
		"We left our guidance unchanged"},
	    {"With the plant closed we continue to suspend our guidance.",
		OBS_WITHDRAWN, OBS_ISSUE, "", "",
		"we continue to suspend our guidance"},
	    {"We have therefore withdrawn our previously issued 2018 guidance.",
		OBS_WITHDRAWN, OBS_ISSUE, "", "2018-01-01",
		"We have therefore withdrawn our previously issued 2018 guidance"},
	    {"In light of the strike we withdrew our full-year guidance.",
		OBS_WITHDRAWN, OBS_ISSUE, "", "2018-01-01",
		"we withdrew our full-year guidance"},
	    {"In March of 2017 we withdrew our guidance.", OBS_WITHDRAWN, OBS_RECALL,
		"", "", "we withdrew our guidance"},
	    {"This compares with the guidance that we withdrew last year.",
		OBS_WITHDRAWN, OBS_RECALL, "", "", "the guidance that we withdrew"},
	    {"We're not providing guidance on gross margin.", OBS_DECLINED, OBS_ISSUE,
		"gross_margin", "", "We're not providing guidance"},
	    {"We don't give quarterly guidance.", OBS_DECLINED, OBS_ISSUE, "", "",
		"We don't give quarterly guidance"},
	    {"We are not going to issue formal guidance today.", OBS_DECLINED,
		OBS_ISSUE, "", "", "We are not going to issue formal guidance"},
	    {"We will not be issuing 2019 guidance yet.", OBS_DECLINED, OBS_ISSUE, "",
		"2019-01-01", "We will not be issuing 2019 guidance"},
	    {"We haven't given out any guidance.", OBS_DECLINED, OBS_ISSUE, "", "",
		"We haven't given out any guidance"},
	    {"We don't guide to capex.", OBS_DECLINED, OBS_ISSUE, "capex", "",
		"We don't guide"},
	    /* Guidance for what nobody here knows. */
	    {"We reaffirm our tax rate guidance.", OBS_NOEVENT, 0, "", "", ""},
	    {"We reaffirm our guidance for same-property occupancy.", OBS_NOEVENT, 0,
		"", "", ""},
	    {"We have maintained our original acquisition outlook.", OBS_NOEVENT, 0, "",
		"", ""},
	    /* Nobody does anything by saying so. */
	    {"If we withdraw our guidance, we will tell you.", OBS_NOEVENT, 0, "", "",
		""},
	    {"We would suspend our guidance only then.", OBS_NOEVENT, 0, "", "", ""},
	    {"They reaffirmed their guidance.", OBS_NOEVENT, 0, "", "", ""},
	    {"Our guidance assumes no further strikes.", OBS_NOEVENT, 0, "", "", ""},
	    {"We are pleased with our outlook.", OBS_NOEVENT, 0, "", "", ""},
	    {"Are we withdrawing our guidance?", OBS_NOEVENT, 0, "", "", ""},
	    {"We don't give up on our customers.", OBS_NOEVENT, 0, "", "", ""},
	    {"We undertake no obligation to update our outlook.", OBS_NOEVENT, 0, "",
		"", ""},
	};
	struct corpus c = open_corpus();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str bytes;
		size_t at = 0;
		struct extract_result r = read_text(&c, rows[i].text,
		    "How was the launch?", "It went very well.", &bytes);
		const struct obs *o = next_event(&r, &at);
		cr_expect_eq(o != NULL, rows[i].event != OBS_NOEVENT, "%s: %s",
		    rows[i].text, o ? obs_event_name(o->event) : "nothing");
		if (!o || rows[i].event == OBS_NOEVENT)
			continue;
		char from[DATE_TEXT];
		date_format(o->period.start, from);
		cr_expect_eq(o->event, rows[i].event, "%s", rows[i].text);
		cr_expect_eq(o->act, rows[i].act, "%s", rows[i].text);
		cr_expect(str_eq(o->metric, str_from(rows[i].metric)), "%s: %.*s",
		    rows[i].text, STR_FMT(o->metric));
		cr_expect_str_eq(from, rows[i].from, "%s: %s", rows[i].text, from);
		cr_expect(str_eq(o->text, str_from(rows[i].span)), "%s: '%.*s'",
		    rows[i].text, STR_FMT(o->text));
		cr_expect(str_eq(str_sub(bytes, o->start, o->end), o->text));
		cr_expect(isnan(o->low) && isnan(o->high) && o->unit.n == 0);
		cr_expect_eq(o->stance, OBS_GUIDANCE);
		cr_expect_eq(o->role, OBS_COMPANY);
		cr_expect(!next_event(&r, &at), "%s: more than one", rows[i].text);
	}
	close_corpus(&c);
}

/* What an answer declines to give is what was asked about. */
Test(event, answers)
{
	static const struct {
		const char *question, *answer, *metric;
	} rows[] = {
	    {"What do you expect for capex next year?", "We don't give that number.",
		"capex"},
	    {"What do you expect for capex next year?",
		"We're not giving guidance on that.", "capex"},
	    {"What do you expect for gross margin?", "We'd rather not give a number.",
		"gross_margin"},
	    /* Two metrics, none, or none that is known: a number of nobody knows what. */
	    {"Where will capex and revenue come in?", "We don't give that number.",
		NULL},
	    {"How many dealers will there be?", "We don't give that number.", NULL},
	    {"What is the run rate of that?", "We don't give that number.", NULL},
	    {"How many dealers will there be?", "We're not giving guidance on that.",
		NULL},
	    {"What do you expect for capex?", "We're not providing guidance for 2019.",
		""},
	};
	struct corpus c = open_corpus();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str bytes;
		size_t at = 0;
		struct extract_result r = read_text(&c, "It was a good quarter.",
		    rows[i].question, rows[i].answer, &bytes);
		const struct obs *o = next_event(&r, &at);
		cr_expect_eq(o != NULL, rows[i].metric != NULL, "%s %s",
		    rows[i].question, rows[i].answer);
		if (!o || !rows[i].metric)
			continue;
		cr_expect_eq(o->event, OBS_DECLINED);
		cr_expect_eq(o->section, OBS_QA);
		cr_expect(str_eq(o->metric, str_from(rows[i].metric)), "%s: %.*s",
		    rows[i].question, STR_FMT(o->metric));
	}
	/* An analyst declines nothing. */
	struct str bytes;
	size_t at = 0;
	struct extract_result r = read_text(&c, "It was a good quarter.",
	    "I know you're not giving guidance. We reaffirm our outlook.", "Right.",
	    &bytes);
	cr_expect(!next_event(&r, &at));
	close_corpus(&c);
}

/* Each once, in order of place among the values, and as they were through a store. */
Test(event, in_order_and_stored)
{
	struct corpus c = open_corpus();
	struct str bytes;
	struct err e = {0};
	struct extract_result r = read_text(&c,
	    "Gross margin was 18.2% in the quarter. We reaffirm our outlook. Again, we "
	    "reaffirm our outlook.",
	    "And capex?", "We expect capex of $200 million in 2018.", &bytes);
	size_t events = 0;
	for (size_t i = 0; i < r.n; i++) {
		events += r.obs[i].event != OBS_NOEVENT;
		cr_expect(i == 0 || r.obs[i - 1].start <= r.obs[i].start, "row %zu", i);
	}
	cr_expect_eq(events, 1, "%zu", events);
	char path[] = "/tmp/test_event.XXXXXX";
	cr_assert(mkdtemp(path));
	struct str db = arena_printf(&c.arena, "%s/s.db", path);
	struct store *s = store_open(db.p, STORE_WRITE, &e);
	cr_assert(s, "%s", e.text);
	const struct store_call call = {.doc = STR("c.txt"),
	    .sha256 =
		STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
	    .company = STR("Calder Motors"),
	    .as_of = date_from_civil(2018, 8, 1),
	    .quarter = PERIOD_NONE};
	bool changed;
	cr_assert_eq(store_put(s, &call, r.obs, r.n, &changed, &e), 0, "%s", e.text);
	struct obs *back;
	size_t n, at = 0;
	cr_assert_eq(store_obs(s,
			 &(struct store_query){
			     .from = DATE_NONE, .to = DATE_NONE, .as_of = DATE_NONE},
			 &c.arena, &back, &n, &e),
	    0, "%s", e.text);
	struct extract_result stored = {.obs = back, .n = n};
	const struct obs *o = next_event(&stored, &at);
	cr_assert(o);
	cr_expect_eq(o->event, OBS_REAFFIRMED);
	cr_expect(isnan(o->low) && isnan(o->high));
	cr_expect(str_eq(o->rule, STR("event")));
	store_close(s);
	struct str rm = arena_printf(&c.arena, "rm -rf '%s'", path);
	cr_expect_eq(system(rm.p), 0);
	close_corpus(&c);
}
