/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>

#include "extract/per.h"

/* The time and the thing that the last value of a text is per; 35 of each metric was said
 * to be a month's before. */
static const struct row {
	const char *label, *text, *metric, *time, *thing;
} rows[] = {
    {"said", "We make 5,000 cars a week.", "production_rate", "week", ""},
    {"a large rate", "Our capacity is 90,000 cars.", "production_rate", "year", ""},
    {"a small one, as the last", "Our rate is 60 cars.", "production_rate", "month",
	""},
    {"a factory's year", "The plant makes 50 GWh of cells.", "energy", "year", ""},
    {"output without a factory", "We will produce 50 GWh of cells.", "energy", "year",
	""},
    {"what was deployed is counted", "We deployed 2 GWh of cells.", "energy", "", ""},
    {"what was said of the value before", "It was 35 GWh.", "energy", "month", ""},
    {"demand is a year's", "We see demand for 70,000 cars.", "orders", "year", ""},
    {"orders are counted", "We took 70,000 orders.", "orders", "", ""},
    {"the same count again", "We can sell those 35 cars.", "deliveries", "month", ""},
    {"but not in a named time", "We sold 35 cars in 2016.", "deliveries", "", ""},
    {"a subscription", "The subscription costs $99.", "price", "month", ""},
    {"a thing", "The car costs $40,000.", "price", "", ""},
    {"the cost of a kilowatt hour", "Cost per kilowatt-hour falls below $200.",
	"unit_cost", "", "kWh"},
    {"and of a mile", "Our cost per mile is $0.40.", "unit_cost", "", "mile"},
    {"said with the value", "Cost per car was high at $150 per kWh.", "unit_cost", "",
	"kWh"},
    {"a year's sales", "It brings $60 million in annual sales.", "revenue", "year", ""},
    {"a run rate before its value", "Sales got to a run rate of around $75 million.",
	"revenue", "year", ""},
    {"money of a year", "We spend $75 million annualized.", "capex", "year", ""},
};

static void
check(const struct row *row, const struct catalog *c, const struct cue_index *cues)
{
	struct arena a = {NULL};
	struct err e = {0};
	char low[200];
	size_t n = strlen(row->text);
	int metric = 0;
	for (size_t k = 0; k <= n; k++)
		low[k] = (char)tolower((unsigned char)row->text[k]);
	while (!str_eq(c->metrics[metric].name, str_from(row->metric)))
		metric++;
	struct segment_book book = {.n = 0};
	struct when_clock clock = {.as_of = DATE_NONE};
	struct turn turn = {.start = 0, .end = n};
	struct reading r = {.turn = &turn};
	cr_assert_eq(lexer_run(row->text, low, 0, n, &a, &r.t, &r.n, &e), 0);
	const struct reading_context rx = {row->text, cues, &book, &clock};
	cr_assert_eq(reading_run(&r, &rx, &a, &e), 0);
	size_t k = r.n_q;
	while (k > 0 && r.q[k - 1].type == QUANTITY_NONE)
		k--;
	cr_assert_gt(k, 0, "%s", row->label);
	struct bind_memory memory = {
	    .metric = metric, .low = 35, .high = 35, .per = UNIT_MONTH, .turn = 9};
	struct bind_state st = {
	    .catalog = c, .memory = &memory, .n_memory = 1, .turn = 10};
	struct resolve_context x = {.catalog = c, .all = &r, .state = &st};
	struct binding b = {.metric = metric};
	struct obs o = {.low = r.q[k - 1].low, .high = r.q[k - 1].high};
	struct job j = {.x = &x,
	    .r = &r,
	    .q = &r.q[k - 1],
	    .b = &b,
	    .m = &c->metrics[metric],
	    .s = &r.s[0],
	    .cb = r.s[0].b,
	    .o = &o};
	enum unit_per per = per_time(&j);
	const char *thing = per_thing(&j);
	cr_expect_str_eq(per == UNIT_NOT_A_RATE ? "" : unit_per_name(per), row->time,
	    "%s", row->label);
	cr_expect_str_eq(
	    thing ? thing : "", row->thing, "%s: %s", row->label, thing ? thing : "");
	arena_release(&a);
}

Test(per, times_and_things)
{
	struct err e = {0};
	struct catalog *c = catalog_new(NULL, 0, &e);
	struct cue_index *cues = c ? cue_index_new(c, &e) : NULL;
	cr_assert(cues);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i], c, cues);
	cue_index_free(cues);
	catalog_free(c);
}
