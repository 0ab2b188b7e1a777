/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CALENDAR_H
#define EXTRACT_CALENDAR_H

#include "extract/document.h"
#include "extract/lexer.h"
#include "series/period.h"

/*
 * Which quarter a call reports, and in which months its fiscal year has that quarter,
 * from all that is said in it: "the fiscal year ended June 30", "quarter ended
 * May 29", "as of July 26, 2021", "the remainder of 2020", the months that are named.
 */
struct calendar_known {
	int year, quarter; /* of the label; 0: not known */
	bool fiscal;       /* the label was said with "fiscal" */
	int32_t as_of;     /* the day of the call; DATE_NONE: not known */
	int32_t header; /* the same of a header, which may be mistyped: counts for the
	                   months only that quarters or years are said to end in */
	int year_end_month; /* 1..12; 0: not known */
};

struct calendar_found {
	int year, quarter; /* 0: not found */
	struct period quarter_dates;
	bool fiscal_said; /* a fiscal year is spoken of, nothing says when it ends */
};

/** What the tokens of a whole text say; what is known is kept.  Pure, linear. */
struct calendar_found calendar_find(
    const struct token *t, size_t n, const struct calendar_known *known);

/** A date at token i ("August 2, 2017", "2 August 2017", "2017-08-02");
 *  DATE_NONE. */
int32_t calendar_date(const struct token *t, size_t n, size_t i);

/** "Q2", "second quarter", "third fiscal quarter" at token i: tokens used, 0 for none. */
size_t calendar_quarter_name(const struct token *t, size_t n, size_t i, int *quarter);

/** "Q2 2017", "fiscal 2021 third quarter" at token i: its year and quarter. */
bool calendar_quarter(
    const struct token *t, size_t n, size_t i, int *year, int *quarter);

enum { CALENDAR_LEAST = 1990, CALENDAR_MOST = 2100 };

/** Is token i a whole number in a range?  A year: CALENDAR_LEAST..CALENDAR_MOST. */
bool calendar_whole(const struct token *t, size_t n, size_t i, int from, int to);

/** The dates of a quarter of the fiscal year that ends in a month (1..12) and is named
 *  after the calendar year in which it ends. */
struct period calendar_dates(int year, int quarter, int year_end_month);

#endif
