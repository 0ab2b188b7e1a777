/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fiscal.h"

enum { QUARTER_DAYS = 91 };

static int
floor_div(int a, int b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Quarters by months: from the first of a month to the last of one. */
static bool
by_months(const struct fiscal *f)
{
	int y, m, d, y2, m2, d2;
	date_to_civil(f->anchor.start, &y, &m, &d);
	date_to_civil(f->anchor.end, &y2, &m2, &d2);
	return d == 1 && d2 == date_days_in_month(y2, m2);
}

/* The last day of a year of weeks. */
static int32_t
year_end(const struct fiscal *f, int year)
{
	/* The anchor's middle tells the calendar year: quarters end early or late. */
	int y, m, d, m_end = f->year_end_month;
	date_to_civil(
	    f->anchor.start + QUARTER_DAYS / 2 + (4 - f->quarter) * QUARTER_DAYS, &y,
	    &m, &d);
	y += year - f->year + (m > m_end);
	int32_t last = date_from_civil(y, m_end, date_days_in_month(y, m_end));
	int32_t over = last - f->anchor.end - 7 * floor_div(last - f->anchor.end, 7);
	return last - over + (f->ends == FISCAL_NEAREST && over > 3 ? 7 : 0);
}

/* The first day of a quarter, by weeks: `i` is 4 * its year + its number - 1. */
static int32_t
first_day(const struct fiscal *f, int i)
{
	if (f->ends == FISCAL_STEPS)
		return f->anchor.start
		       + (i - (f->year * 4 + f->quarter - 1)) * QUARTER_DAYS;
	int y = floor_div(i, 4);
	return year_end(f, y - 1) + 1 + (i - 4 * y) * QUARTER_DAYS;
}

struct fiscal
fiscal_calendar_year(int32_t date)
{
	int y, m, d;
	date_to_civil(date, &y, &m, &d);
	int q = (m + 2) / 3;
	return (struct fiscal){y, q, period_months(y, 3 * q - 2, 3), 12, FISCAL_STEPS};
}

bool
fiscal_parse_label(struct str label, int *year, int *quarter)
{
	struct str s = str_trim(label);
	if (str_starts(s, STR("FY")))
		s = str_sub(s, 2, s.n);
	if (s.n < 6)
		return false;
	int y = 0;
	for (size_t i = 0; i < 4; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		y = y * 10 + (s.p[i] - '0');
	}
	s = str_sub(s, 4, s.n);
	if (s.p[0] == '-')
		s = str_sub(s, 1, s.n);
	if (y < 1900 || y > 2200 || s.n != 2 || str_lower(s.p[0]) != 'q' || s.p[1] < '1'
	    || s.p[1] > '4')
		return false;
	*year = y;
	*quarter = s.p[1] - '0';
	return true;
}

bool
fiscal_set(struct fiscal *f, struct str label, struct period quarter)
{
	int y, q;
	if (!fiscal_parse_label(label, &y, &q)
	    || period_grain(quarter) != PERIOD_QUARTER)
		return false;
	struct fiscal made = {y, q, quarter, 12, FISCAL_STEPS};
	int cy, m, d;
	/* The middle of the last month, so that "the Saturday nearest" does not matter. */
	date_to_civil(fiscal_quarter(&made, y, 4).end - 14, &cy, &m, &d);
	made.year_end_month = m;
	static const enum fiscal_ends ways[] = {FISCAL_NEAREST, FISCAL_LAST};
	for (size_t i = 0; !by_months(&made) && made.ends == FISCAL_STEPS && i < 2;
	     i++) {
		struct fiscal way = made;
		way.ends = ways[i];
		struct period p = fiscal_quarter(&way, y, q);
		if (p.start == quarter.start && p.end == quarter.end)
			made = way;
	}
	*f = made;
	return true;
}

struct period
fiscal_quarters(const struct fiscal *f, int year, int quarter, int n)
{
	int i = year * 4 + quarter - 1;
	if (by_months(f)) {
		int y, m, d;
		date_to_civil(f->anchor.start, &y, &m, &d);
		int months =
		    y * 12 + (m - 1) + 3 * (i - (f->year * 4 + f->quarter - 1));
		return period_months(floor_div(months, 12),
		    months - 12 * floor_div(months, 12) + 1, 3 * n);
	}
	return (struct period){first_day(f, i), first_day(f, i + n) - 1};
}

void
fiscal_locate(const struct fiscal *f, int32_t date, int *year, int *quarter)
{
	int off;
	if (by_months(f)) {
		int y0, m0, d0, y, m, d;
		date_to_civil(f->anchor.start, &y0, &m0, &d0);
		date_to_civil(date, &y, &m, &d);
		off = floor_div((y - y0) * 12 + (m - m0), 3);
	} else {
		off = floor_div(date - f->anchor.start, QUARTER_DAYS);
	}
	int q = f->year * 4 + (f->quarter - 1) + off;
	if (!by_months(f)) {
		/* 53rd weeks between put it off by a quarter at most in 90 years. */
		while (date < first_day(f, q))
			q--;
		while (date >= first_day(f, q + 1))
			q++;
	}
	*year = floor_div(q, 4);
	*quarter = q - 4 * *year + 1;
}

struct period
fiscal_shift(const struct fiscal *f, struct period p, int quarters)
{
	if (!period_known(p))
		return p;
	int y1, q1, y2, q2;
	fiscal_locate(f, p.start, &y1, &q1);
	fiscal_locate(f, p.end, &y2, &q2);
	int n = (y2 - y1) * 4 + (q2 - q1) + 1;
	struct period whole = fiscal_quarters(f, y1, q1, n);
	if (whole.start == p.start && whole.end == p.end)
		return fiscal_quarters(f, y1, q1 + quarters, n);
	struct period moved = {date_add_months(p.start, 3 * quarters),
	    date_add_months(p.end, 3 * quarters)};
	int y, m, d, y3, m3, d3;
	/* The end of a month stays one: 30 Sep a quarter on is 31 Dec. */
	date_to_civil(p.end, &y, &m, &d);
	if (d == date_days_in_month(y, m)) {
		date_to_civil(moved.end, &y3, &m3, &d3);
		moved.end = date_from_civil(y3, m3, date_days_in_month(y3, m3));
		if (p.start == p.end)
			moved.start = moved.end;
	}
	return moved;
}
