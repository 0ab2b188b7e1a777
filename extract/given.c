/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/given.h"

#include <stdlib.h>

enum { KEY_DATE = 0x2800, KEY_PERIOD, KEY_YEAR_END, KEY_MOST, MOST_MB = 64 };
enum { ROW_MOST = 3 }; /* of --max-document, the last one */

/* clang-format off */
static const struct argp_option rows[] = {
	{"date", KEY_DATE, "DATE", 0, "the day of the call, by which relative times are resolved", 0},
	{"fiscal-period", KEY_PERIOD, "YYYY-Qn", 0, "the quarter that the call reports", 0},
	{"fiscal-year-end", KEY_YEAR_END, "MONTH", 0, "the month in which the fiscal year ends", 0},
	{"max-document", KEY_MOST, "MB", 0, "refuse larger documents (64)", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};
/* clang-format on */

static error_t
bad(struct given *g, const char *option, const char *arg, const char *is_not)
{
	(void)err_set(g->err, ERR_USAGE, "--%s '%.80s' is %s", option, arg, is_not);
	return EINVAL;
}

static error_t
set_month(struct given *g, const char *arg)
{
	static const char *const months[] = {"january", "february", "march", "april",
	    "may", "june", "july", "august", "september", "october", "november",
	    "december"};
	char *end;
	long number = strtol(arg, &end, 10);
	if (*end == '\0' && number >= 1 && number <= 12)
		g->call.year_end_month = (int)number;
	for (int m = 0; m < 12; m++)
		if (str_eq_nocase(str_from(arg), str_from(months[m])))
			g->call.year_end_month = m + 1;
	if (g->call.year_end_month)
		return 0;
	return bad(g, "fiscal-year-end", arg, "no month (1..12 or its name)");
}

static error_t
set_most(struct given *g, const char *arg)
{
	char *end;
	long megabytes = strtol(arg, &end, 10);
	if (*end != '\0' || megabytes < 1 || megabytes > 1 << 20)
		return bad(
		    g, "max-document", arg, "no number of megabytes from 1 to 1048576");
	g->most = (size_t)megabytes << 20;
	return 0;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct given *g = state->input;
	int y, q;
	if (!g)
		return ARGP_ERR_UNKNOWN;
	switch (key) {
	case KEY_DATE:
		return date_parse(str_from(arg), &g->call.as_of)
			   ? 0
			   : bad(g, "date", arg, "not a date (YYYY-MM-DD)");
	case KEY_PERIOD:
		g->call.fiscal_period = str_from(arg);
		return fiscal_parse_label(str_from(arg), &y, &q)
			   ? 0
			   : bad(g, "fiscal-period", arg, "not like 2017-Q2");
	case KEY_YEAR_END:
		return set_month(g, arg);
	case KEY_MOST:
		return set_most(g, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp given_argp = {rows, parse, NULL, NULL, NULL, NULL, NULL};
const struct argp given_most_argp = {
    rows + ROW_MOST, parse, NULL, NULL, NULL, NULL, NULL};

struct given
given_default(struct err *err)
{
	return (struct given){
	    .call = CALLINFO_NONE, .most = (size_t)MOST_MB << 20, .err = err};
}
