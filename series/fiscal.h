/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FISCAL_H
#define SERIES_FISCAL_H

#include "series/period.h"

/*
 * A company's fiscal calendar, anchored on one quarter whose dates are known (the
 * one that a call reports).  Quarters that begin on the first and end on the last
 * day of a month are counted in months; all others in weeks.  A year of 52 or 53
 * weeks ends always on one day of the week, the one nearest to the end of a month or
 * the last one in it (U.S. Internal Revenue Code, section 441(f)(1)); its fourth
 * quarter has the 53rd week.  An anchor that fits both is taken for the nearest, which
 * may be off by a week in other years; one that fits neither is counted on from in
 * steps of 13 weeks.
 */
enum fiscal_ends { FISCAL_STEPS, FISCAL_NEAREST, FISCAL_LAST };
struct fiscal {
	int year, quarter;     /* the anchor's label: 2018, 3; quarter 0: not known */
	struct period anchor;  /* its dates */
	int year_end_month;    /* 1..12: the month in which the fiscal year ends */
	enum fiscal_ends ends; /* of years of weeks: on which day of that month */
};

/** The calendar year, anchored on the calendar quarter that holds date. */
struct fiscal fiscal_calendar_year(int32_t date);

/** From a label ("2018-Q3", "FY2018Q3", "2018Q3") and the quarter's dates; false
 *  when the label is none or the dates are no quarter. */
bool fiscal_set(struct fiscal *f, struct str label, struct period quarter);

/** Read "YYYY-Qn" (also "YYYYQn", "FYyyyyQn"). */
bool fiscal_parse_label(struct str label, int *year, int *quarter);

/** The dates of a quarter (any integer: 0 is the fourth of the year before), of
 *  n quarters from there, of a fiscal year. */
struct period fiscal_quarters(const struct fiscal *f, int year, int quarter, int n);
static inline struct period
fiscal_quarter(const struct fiscal *f, int year, int quarter)
{
	return fiscal_quarters(f, year, quarter, 1);
}
static inline struct period
fiscal_year(const struct fiscal *f, int year)
{
	return fiscal_quarters(f, year, 1, 4);
}

/** The fiscal year and quarter that hold a date. */
void fiscal_locate(const struct fiscal *f, int32_t date, int *year, int *quarter);

/** The same period one year earlier (n = -1), a quarter earlier, ...: moved by n
 *  quarters in this calendar when it is made of whole quarters, else by months. */
struct period fiscal_shift(const struct fiscal *f, struct period p, int quarters);

#endif
