/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_PERIOD_H
#define SERIES_PERIOD_H

#include "series/date.h"

/* A period is two dates, both inside; "by the end of 2017" is a single day. */
struct period {
	int32_t start, end; /* DATE_NONE, DATE_NONE: no time is known */
};
#define PERIOD_NONE ((struct period){DATE_NONE, DATE_NONE})

enum period_grain {
	PERIOD_UNKNOWN,
	PERIOD_DAY,
	PERIOD_MONTH,
	PERIOD_QUARTER,
	PERIOD_HALF,
	PERIOD_YEAR,
	PERIOD_SPAN, /* of any other length */
	PERIOD_GRAINS
};

/** From the first day of a month to the last day of the n-th month after it. */
struct period period_months(int year, int month, int n);
struct period period_day(int32_t date);
static inline bool
period_known(struct period p)
{
	return p.end != DATE_NONE;
}
static inline bool
period_same(struct period a, struct period b)
{
	return a.start == b.start && a.end == b.end;
}
/** The same quarter, half or year up to a week, as fiscal calendars are known; or the same
 *  days. */
bool period_near(struct period a, struct period b);
/** What kind of time this is, by its length: a quarter has 12 to 14 weeks. */
enum period_grain period_grain(struct period p);
const char *period_grain_name(enum period_grain g);

/** A short label for people: "2017-Q3", "2017", "2017-08", "2017-12-31", "2017-H1",
 *  or "start..end"; quarters and halves by the calendar where they end (the
 *  quarter that holds the middle of the period).  Terminated. */
void period_label(struct period p, char out[2 * DATE_TEXT + 2]);

#endif
