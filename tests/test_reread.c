/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "extract/reread.h"

static const char text[] =
    "Ann Lee: Gross margin was 18.7% in the quarter, and cash was $1.2 billion.\n"
    "Ann Lee: We made 5,000 cars a week; capex will be $2 billion to $2.5 billion.\n"
    "Ann Lee: We burned 300 million dollars and revenue was down 5%, from 4 to 3.\n";

/* clang-format off */
static const struct row {
	const char *label, *span; /* of the text, the first one */
	double low, high;
	const char *unit, *stored; /* stored NULL: the span */
	enum obs_kind kind;
	enum reread_verdict want;
	const char *found;
} rows[] = {
	{"as written", "18.7%", 18.7, 18.7, "percent", NULL, OBS_LEVEL, REREAD_SAME, ""},
	{"another value", "18.7%", 18.9, 18.9, "percent", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "18.7 percent"},
	{"another unit", "18.7%", 18.7, 18.7, "USD", NULL, OBS_LEVEL, REREAD_OTHER_UNIT, "18.7 percent"},
	{"other bytes", "18.7%", 18.7, 18.7, "percent", "18.8%", OBS_LEVEL, REREAD_OTHER_TEXT, ""},
	{"words", "Gross margin", 18.7, 18.7, "percent", NULL, OBS_LEVEL, REREAD_NO_VALUE, ""},
	{"a magnitude", "$1.2 billion", 1.2e9, 1.2e9, "USD", NULL, OBS_LEVEL, REREAD_SAME, ""},
	{"one that was lost", "$1.2 billion", 1.2, 1.2, "USD", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "1200000000 USD"},
	{"one too many", "$1.2 billion", 1.2e12, 1.2e12, "USD", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "1200000000 USD"},
	{"a rate", "5,000", 5000, 5000, "vehicles/week", NULL, OBS_LEVEL, REREAD_SAME, ""},
	{"a range", "$2 billion to $2.5 billion", 2e9, 2.5e9, "USD", NULL, OBS_LEVEL, REREAD_SAME, ""},
	{"half of it", "$2 billion to $2.5 billion", 2e9, 2e9, "USD", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "2000000000..2500000000 USD"},
	{"an open end", "$2 billion to $2.5 billion", 2e9, NAN, "USD", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "2000000000..2500000000 USD"},
	{"a sign from elsewhere", "5%", -5, -5, "percent", NULL, OBS_GROWTH, REREAD_SAME, ""},
	{"a scale from elsewhere", "4", 4e9, 4e9, "USD", NULL, OBS_LEVEL, REREAD_SAME, ""},
	{"no such scale", "4", 4e4, 4e4, "USD", NULL, OBS_LEVEL, REREAD_OTHER_VALUE, "4 "},
	{"no value was stored", "We made", NAN, NAN, "", NULL, OBS_LEVEL, REREAD_SAME, ""},
};
/* clang-format on */

Test(reread, judged)
{
	struct arena a = {NULL};
	struct reread r;
	struct err e;
	err_clear(&e);
	cr_assert_eq(reread_init(&r, STR("a.txt"), str_from(text), STR(""), &a, &e), 0,
	    "%s", e.text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *x = &rows[i];
		const char *at = strstr(text, x->span);
		char found[REREAD_TEXT];
		cr_assert(at, "%s", x->label);
		struct obs o = {.start = (uint64_t)(at - text),
		    .end = (uint64_t)(at - text) + strlen(x->span),
		    .kind = x->kind,
		    .low = x->low,
		    .high = x->high,
		    .unit = str_from(x->unit),
		    .text = str_from(x->stored ? x->stored : x->span)};
		cr_expect_eq(reread_judge(&r, &o, found), x->want, "%s: %d, '%s'",
		    x->label, (int)reread_judge(&r, &o, found), found);
		cr_expect_str_eq(found, x->found, "%s", x->label);
	}
	arena_release(&a);
}

/* Offsets that no document has. */
Test(reread, outside)
{
	static const uint64_t spans[][2] = {
	    {0, sizeof text}, {5, 4}, {UINT64_MAX, UINT64_MAX}, {0, UINT64_MAX}};
	struct arena a = {NULL};
	struct reread r;
	struct err e;
	char found[REREAD_TEXT];
	err_clear(&e);
	cr_assert_eq(reread_init(&r, STR("a.txt"), str_from(text), STR(""), &a, &e), 0);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		struct obs o = {
		    .start = spans[i][0], .end = spans[i][1], .low = 1, .high = 1};
		cr_expect_eq(reread_judge(&r, &o, found), REREAD_OUTSIDE, "%zu", i);
	}
	cr_expect_eq(reread_init(&r, STR("a"), STR(" \n"), STR(""), &a, &e), -1);
	cr_expect_eq(e.code, ERR_DATA);
	arena_release(&a);
}
