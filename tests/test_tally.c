/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "extract/tally.h"

/* The mentions of a call, in two turns, and what is known of them then. */
static const struct row {
	const char *label;
	struct segment in;
	const char *name;
	unsigned seen, headed;
	bool person;
} rows[] = {
    {"named as one twice",
	{.name = STR("Pumps"), .type = SEGMENT_NAME, .after = NOMINAL_METRIC}, "Pumps",
	3, 2, false},
    {"the same in other letters",
	{.name = STR("PUMPS"), .type = SEGMENT_NAME, .after = NOMINAL_BUSINESS},
	"PUMPS", 3, 2, false},
    {"in passing", {.name = STR("pumps"), .type = SEGMENT_NAME, .after = NOMINAL_OTHER},
	"pumps", 3, 2, false},
    {"singular before what it has",
	{.name = STR("Pump"), .type = SEGMENT_PHRASE, .after = NOMINAL_METRIC}, "Pumps",
	3, 2, false},
    {"singular before what it is",
	{.name = STR("Tubular"), .type = SEGMENT_PHRASE, .after = NOMINAL_BUSINESS},
	"Tubular", 1, 1, false},
    {"though it has a plural",
	{.name = STR("Tubulars"), .type = SEGMENT_PHRASE, .after = NOMINAL_STOP},
	"Tubulars", 1, 0, false},
    {"no plural is known",
	{.name = STR("Valve"), .type = SEGMENT_PHRASE, .after = NOMINAL_METRIC},
	"Valve", 1, 1, false},
    {"a speaker", {.name = STR("Dana"), .type = SEGMENT_NAME, .after = NOMINAL_STOP},
	"Dana", 1, 0, true},
    {"a speaker's name that has revenue",
	{.name = STR("Whitlock"), .type = SEGMENT_NAME, .after = NOMINAL_METRIC},
	"Whitlock", 1, 1, false},
    {"the company",
	{.name = STR("Calder"), .type = SEGMENT_NAME, .after = NOMINAL_VERB}, "Calder",
	1, 0, true},
    {"the company, whatever it has",
	{.name = STR("Calder Motors"),
	    .type = SEGMENT_LEARNED,
	    .after = NOMINAL_METRIC},
	"Calder Motors", 1, 1, true},
    {"of two names the short one, where it is said",
	{.name = STR("Asia Pacific"), .type = SEGMENT_PLACE, .after = NOMINAL_VERB},
	"APAC", 1, 0, false},
    {"that short one",
	{.name = STR("APAC"), .type = SEGMENT_PLACE, .after = NOMINAL_VERB}, "APAC", 1,
	0, false},
    {"two that are joined by a sign",
	{.name = STR("Tools & Storage"), .type = SEGMENT_NAME, .after = NOMINAL_VERB},
	"Tools & Storage", 2, 0, false},
    {"or a word",
	{.name = STR("Tools and Storage"), .type = SEGMENT_NAME, .after = NOMINAL_VERB},
	"Tools and Storage", 2, 0, false},
    {"its words are cut short",
	{.name = STR("Temp Control"), .type = SEGMENT_NAME, .after = NOMINAL_VERB},
	"Temperature Control", 1, 1, false},
    {"and written out",
	{.name = STR("Temperature Control"),
	    .type = SEGMENT_NAME,
	    .after = NOMINAL_METRIC},
	"Temperature Control", 1, 1, false},
};
enum { ROWS = sizeof rows / sizeof *rows };

Test(tally, counts_and_forms)
{
	struct arena a = {NULL};
	struct err e = {0};
	struct segment g[ROWS];
	const struct turn turn = {.speaker = STR("Dana Whitlock")};
	for (size_t i = 0; i < ROWS; i++)
		g[i] = rows[i].in;
	struct token t = {.kind = LEXER_WORD};
	struct reading all[2] = {
	    {.turn = &turn, .t = &t, .g = g, .n_g = 3},
	    {.turn = &turn, .t = &t, .g = g + 3, .n_g = ROWS - 3},
	};
	cr_assert_eq(tally_run(all, 2, STR("Calder Motors"), &a, &e), 0);
	for (size_t i = 0; i < ROWS; i++) {
		cr_expect(str_eq(g[i].name, str_from(rows[i].name)), "%s: %.*s",
		    rows[i].label, STR_FMT(g[i].name));
		cr_expect_eq(
		    g[i].seen, rows[i].seen, "%s: seen %u", rows[i].label, g[i].seen);
		cr_expect_eq(g[i].headed, rows[i].headed, "%s: headed %u",
		    rows[i].label, g[i].headed);
		cr_expect_eq(g[i].person, rows[i].person, "%s", rows[i].label);
	}
	arena_release(&a);
}
