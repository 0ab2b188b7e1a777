/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/period.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct period
period_months(int year, int month, int n)
{
	int last = year * 12 + (month - 1) + n - 1;
	int y = last / 12, m = last % 12 + 1;
	return (struct period){date_from_civil(year, month, 1),
	    date_from_civil(y, m, date_days_in_month(y, m))};
}

struct period
period_day(int32_t date)
{
	return (struct period){date, date};
}

enum period_grain
period_grain(struct period p)
{
	static const struct {
		int least, most;
		enum period_grain grain;
	} rows[] = {
	    {1, 1, PERIOD_DAY},
	    {28, 35, PERIOD_MONTH},
	    {84, 98, PERIOD_QUARTER},
	    {175, 190, PERIOD_HALF},
	    {357, 378, PERIOD_YEAR},
	};
	if (!period_known(p))
		return PERIOD_UNKNOWN;
	if (p.start == DATE_NONE)
		return PERIOD_SPAN;
	int days = p.end - p.start + 1;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (days >= rows[i].least && days <= rows[i].most)
			return rows[i].grain;
	return PERIOD_SPAN;
}

bool
period_near(struct period a, struct period b)
{
	enum { SLACK = 7 }; /* days: fiscal calendars are known to a week or so */
	if (period_same(a, b))
		return true;
	enum period_grain g = period_grain(a);
	return g == period_grain(b)
	       && (g == PERIOD_QUARTER || g == PERIOD_HALF || g == PERIOD_YEAR)
	       && abs(a.start - b.start) <= SLACK && abs(a.end - b.end) <= SLACK;
}

const char *
period_grain_name(enum period_grain g)
{
	static const char *const names[] = {
	    [PERIOD_UNKNOWN] = "none",
	    [PERIOD_DAY] = "day",
	    [PERIOD_MONTH] = "month",
	    [PERIOD_QUARTER] = "quarter",
	    [PERIOD_HALF] = "half",
	    [PERIOD_YEAR] = "year",
	    [PERIOD_SPAN] = "span",
	};
	static_assert(sizeof names / sizeof *names == PERIOD_GRAINS, "one name each");
	return names[g];
}

void
period_label(struct period p, char out[2 * DATE_TEXT + 2])
{
	enum { SIZE = 2 * DATE_TEXT + 2 };
	char a[DATE_TEXT], b[DATE_TEXT];
	int y = 0, m = 0, d = 0;
	out[0] = '\0';
	if (!period_known(p))
		return;
	if (p.start != DATE_NONE)
		date_to_civil(p.start + (p.end - p.start) / 2, &y, &m, &d);
	date_format(p.start, a);
	date_format(p.end, b);
	switch (period_grain(p)) {
	case PERIOD_UNKNOWN:
	case PERIOD_GRAINS:
		break;
	case PERIOD_DAY:
		(void)snprintf(out, SIZE, "%s", b);
		break;
	case PERIOD_MONTH:
		(void)snprintf(out, SIZE, "%04d-%02d", y, m);
		break;
	case PERIOD_QUARTER:
		(void)snprintf(out, SIZE, "%04d-Q%d", y, (m + 2) / 3);
		break;
	case PERIOD_HALF:
		(void)snprintf(out, SIZE, "%04d-H%d", y, m <= 6 ? 1 : 2);
		break;
	case PERIOD_YEAR:
		(void)snprintf(out, SIZE, "%04d", y);
		break;
	case PERIOD_SPAN:
		(void)snprintf(out, SIZE, "%s..%s", a, b);
		break;
	}
}
