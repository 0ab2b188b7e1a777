/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

#include "extract/phrase.h"

/* The phrases of the last value of a sentence: before it from the nearest, "|", behind it;
 * each with its link (- bare, o of, p preposition, & joined), v when a verb was passed. */
static const struct row {
	const char *label, *text, *want;
} rows[] = {
    {"a subject and its verb", "Net loans grew 24% last year.", "net loans-v |"},
    {"over a region to the subject",
	"Our deliveries fell 8% in the southern region to 1,169 homes.",
	"southern regionp deliveries-v |"},
    {"what is behind", "We plan $7 billion in total returns to owners.",
	"plan- we- | returnsp ownersp"},
    {"a pronoun", "It was 15% in May.", "it-v |"},
    {"joined", "Sales and margins were up 5%.", "margins&v sales- |"},
    {"times and values are passed over",
	"Revenue of $3 million in the first quarter rose 4%.", "revenue-v |"},
    {"what is put in before the verb", "Sales, including gains on swaps, rose 4%.",
	"sales-v |"},
    {"without commas", "Earnings before charges and other items were $5 million.",
	"earnings-v |"},
    {"what stands before all of it", "Excluding fuel, costs rose 3%.",
	"costs-v fuelp |"},
    {"nothing", "About 5%.", "|"},
};

static void
show(char *out, size_t most, const struct reading *r, const struct phrase *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = v[i].a; k < v[i].b; k++)
			(void)snprintf(out + strlen(out), most - strlen(out), "%s%.*s",
			    k > v[i].a ? " " : "", STR_FMT(r->t[k].low));
		(void)snprintf(out + strlen(out), most - strlen(out), "%c%s ",
		    "-op&"[v[i].link], v[i].verb ? "v" : "");
	}
}

Test(phrase, walks_to_what_a_value_hangs_on)
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
		struct phrases p = phrase_find(&r, &r.q[r.n_q - 1]);
		show(got, sizeof got, &r, p.before, p.n_before);
		(void)strcat(got, "|");
		if (p.n_after)
			(void)strcat(got, " ");
		show(got, sizeof got, &r, p.after, p.n_after);
		size_t m = strlen(got);
		if (m && got[m - 1] == ' ')
			got[m - 1] = '\0';
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].label, got);
		cue_index_free(cues);
		catalog_free(c);
		arena_release(&a);
	}
}
