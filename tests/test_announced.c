/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>

#include "extract/announced.h"

/* What is said once for all changes of a call of the first quarter of 2024. */
static const struct row {
	const char *label, *text;
	enum basing_lies want;
} rows[] = {
    {"a quarter of the year before",
	"Unless otherwise stated, comparisons are with the first quarter of 2023.",
	BASING_YEAR},
    {"two years before",
	"All comparisons are to the first quarter of 2022, unless noted.",
	BASING_TWO_YEARS},
    {"year over year", "Growth rates are year over year unless specified otherwise.",
	BASING_YEAR},
    {"a later sentence",
	"Good morning. Unless I say otherwise, changes are sequential compared to the "
	"fourth quarter of 2023.",
	BASING_QUARTER},
    {"a condition", "Unless demand grows against the first quarter of 2023, we wait.",
	BASING_NONE},
    {"nothing compared", "Unless otherwise stated, amounts are in dollars.",
	BASING_NONE},
    {"one comparison", "Revenue grew 5% compared to the first quarter of 2023.",
	BASING_NONE},
};

Test(announced, says_what_changes_are_compared_with)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		char low[200];
		size_t n = strlen(rows[i].text);
		for (size_t k = 0; k <= n; k++)
			low[k] = (char)tolower((unsigned char)rows[i].text[k]);
		struct segment_book book = {.n = 0};
		struct when_clock clock = {.as_of = date_from_civil(2024, 5, 2),
		    .reported = period_months(2024, 1, 3)};
		cr_assert(fiscal_set(&clock.fiscal, STR("2024-Q1"), clock.reported));
		struct turn turn = {.start = 0, .end = n};
		struct reading r = {.turn = &turn};
		cr_assert_eq(lexer_run(rows[i].text, low, 0, n, &a, &r.t, &r.n, &e), 0);
		const struct reading_context x = {rows[i].text, NULL, &book, &clock};
		cr_assert_eq(reading_run(&r, &x, &a, &e), 0);
		enum basing_lies lies = announced_base(&r, 1, &clock);
		cr_expect_eq(lies, rows[i].want, "%s: %d", rows[i].label, (int)lies);
		arena_release(&a);
	}
}
