/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

#include "extract/nominal.h"

/* The phrases that a text offers, each with what stands before and behind it. */
struct row {
	const char *name, *text, *found;
};

static const struct row rows[] = {
    {"before what a part has", "We saw pump sales rise.", "pump ELSE METRIC"},
    {"past what qualifies it", "Our garden third quarter net sales were up.",
	"garden OWN METRIC"},
    {"before what a part is", "This is our outdoor business today.",
	"outdoor OWN BUSINESS"},
    {"two that go together", "Our mortgage and title operations did well.",
	"mortgage and title OWN BUSINESS; title JOIN BUSINESS"},
    {"of its verb", "Prices held while food was down 2%.", "food JOIN VERB"},
    {"past a time", "Rental fees in the quarter totaled $3 million.",
	"Rental fees BEGIN VERB"},
    {"of an amount", "Account fees of $161 million helped.", "Account fees BEGIN VERB"},
    {"behind the value", "There was 16% growth in attachment tools, again.",
	"attachment tools PREPOSITION STOP"},
    {"a cause", "The gain came from hydraulic pumps.", "hydraulic pumps CAUSE STOP"},
    {"what is left out is no subject", "That is 4% excluding hydraulic pumps.", ""},
    {"but has its place", "That is 4% excluding pump sales.", "pump ASIDE METRIC"},
    {"a side with its region", "Volumes in the northern region fell.",
	"northern region PREPOSITION VERB"},
    {"the new", "New products represented a third.", "New products BEGIN VERB"},
    {"a business in the name", "In business insurance, income rose.",
	"business insurance PREPOSITION STOP"},
    {"a hyphen is inside", "In our flat-rolled segment we earned more.",
	"flat-rolled PREPOSITION BUSINESS"},
    {"no verb", "We plan to exceed 5% and to deliver.", ""},
    {"no participle", "It fell, reflecting that.", ""},
    {"what somebody does", "We project pump sales to rise.", "pump ELSE METRIC"},
    {"what a name does", "As Harriet outlined, it fell.", "Harriet JOIN OTHER"},
    {"what names nothing by itself", "Our excess liquidity grew, and the mix was up.",
	""},
    {"but may be of a name", "Our original equipment sales rose.",
	"original equipment OWN METRIC"},
    {"and has a capital", "We saw Stage sales rise.", "Stage ELSE METRIC"},
    {"nothing but small words", "We had strong results in the first quarter.", ""},
};

static void
describe(const char *text, const struct nominal *p, const struct token *t, char *out,
    size_t size)
{
	static const char *const before[] = {
	    "BEGIN", "JOIN", "PREPOSITION", "CAUSE", "ASIDE", "OWN", "ELSE"};
	static const char *const after[] = {
	    "METRIC", "BUSINESS", "VERB", "STOP", "OTHER"};
	size_t n = strlen(out), from = t[p->a].start, to = t[p->b - 1].end;
	(void)snprintf(out + n, size - n, "%s%.*s %s %s", n ? "; " : "",
	    (int)(to - from), text + from, before[p->before], after[p->after]);
}

Test(nominal, phrases_and_what_stands_around)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct token *t = NULL;
		char low[200] = "", got[400] = "";
		size_t n = strlen(rows[i].text), n_t;
		for (size_t k = 0; k < n; k++)
			low[k] = (char)tolower((unsigned char)rows[i].text[k]);
		cr_assert_eq(lexer_run(rows[i].text, low, 0, n, &a, &t, &n_t, &e), 0);
		for (size_t k = 0; k < n_t; k++) {
			struct nominal p;
			if (nominal_at(t, n_t, k, &p))
				describe(rows[i].text, &p, t, got, sizeof got);
		}
		cr_expect_str_eq(got, rows[i].found, "%s: \"%s\"", rows[i].name, got);
		arena_release(&a);
	}
}
