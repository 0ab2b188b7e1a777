/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

#include "extract/mood.h"

/* The verbs before the last value of a sentence, the nearest first, each with its tense
 * (! denied), ">" and the one behind it. */
static const struct row {
	const char *label, *text, *want;
} rows[] = {
    {"past", "We sold 500 units.", "past make >"},
    {"what is expected", "We expect to deliver 500 units.",
	"to reach, present expect >"},
    {"what was possible", "We were able to reach 500 units.", "to reach, past be >"},
    {"to come", "We are going to make 500 units.", "future make >"},
    {"helped, with an adverb between", "We will probably ship 500 units.",
	"future make >"},
    {"perfect", "We have already sold 500 units.", "perfect make >"},
    {"before the past", "We had planned 500 units.", "before aim >"},
    {"passive", "Output was expected to be 500 units.", "to be, past expect >"},
    {"would like", "We would like to have 500 orders.", "to have, would aim >"},
    {"denied", "We did not reach 500 units.", "past! reach >"},
    {"asked", "Do you expect 500 units?", "present expect >"},
    {"a noun is no verb", "The plan of 500 units stands.", "> present report"},
    {"behind the value", "Some 500 units were built.", "> past make"},
    {"a possessive is no verb", "The line's 500 units came.", "> past report"},
    {"it is", "It's 500 units.", "present be >"},
    {"computed", "I calculate that it must be 500 units.",
	"should be, present compute >"},
    {"supposed", "Assuming we could get 500 units.", "could reach, gerund suppose >"},
};

static const char *const tenses[MOOD_TENSES] = {"none", "present", "past", "perfect",
    "before", "future", "would", "could", "can", "should", "to", "gerund", "bare",
    "either"};
static const char *const classes[MOOD_VERBS] = {"", "be", "have", "do", "will", "would",
    "could", "can", "should", "expect", "aim", "reach", "enable", "say", "think",
    "compute", "suppose", "report", "make", "spend", "change", "hold", "need", "miss",
    "compare", "ask"};

static void
show(char *out, size_t most, const struct mood *m)
{
	for (size_t i = 0; i < m->n; i++)
		(void)snprintf(out + strlen(out), most - strlen(out), "%s%s%s %s",
		    i ? ", " : "", tenses[m->v[i].tense], m->v[i].negated ? "!" : "",
		    classes[m->v[i].verb]);
	(void)snprintf(out + strlen(out), most - strlen(out), "%s>", m->n ? " " : "");
	if (m->behind.tense != MOOD_NONE)
		(void)snprintf(out + strlen(out), most - strlen(out), " %s %s",
		    tenses[m->behind.tense], classes[m->behind.verb]);
}

Test(mood, verbs_that_a_value_hangs_on)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		char low[200], got[300] = "";
		size_t n = strlen(rows[i].text);
		for (size_t k = 0; k <= n; k++)
			low[k] = (char)tolower((unsigned char)rows[i].text[k]);
		struct catalog *c = catalog_new(NULL, 0, &e);
		struct cue_index *cues = cue_index_new(c, &e);
		struct segment_book book = {.n = 0};
		struct when_clock clock = {.as_of = DATE_NONE};
		struct turn turn = {.start = 0, .end = n};
		struct reading r = {.turn = &turn};
		cr_assert_eq(lexer_run(rows[i].text, low, 0, n, &a, &r.t, &r.n, &e), 0);
		const struct reading_context x = {rows[i].text, cues, &book, &clock};
		cr_assert_eq(reading_run(&r, &x, &a, &e), 0);
		cr_assert_gt(r.n_q, 0, "%s", rows[i].label);
		struct mood m = mood_of(&r, &r.q[r.n_q - 1]);
		show(got, sizeof got, &m);
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].label, got);
		cue_index_free(cues);
		catalog_free(c);
		arena_release(&a);
	}
}
