/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CALENDARS_H
#define SERIES_CALENDARS_H

#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/period.h"

/*
 * The companies' own quarters, from fiscal.csv: company,label,start,end and, where the
 * year has 52 or 53 weeks, weeks.  A label is a quarter's (2019-Q3) or the name of a
 * transition period.  A company's rows follow each other without a gap.
 */
struct calendars_row {
	struct str company, label;
	struct period period;
	int year, quarter; /* of the label; quarter 0: a transition period */
	size_t line;
};
struct calendars {
	struct calendars_row *rows; /* by company (whatever the case) and time */
	size_t n;
};

enum {
	CALENDARS_NEAR = 7,  /* days by which what was worked out may miss a row */
	CALENDARS_LABEL = 24 /* room for a label; as of period_label */
};

/** Read a file's bytes, in a; `name` is the file's, for messages.  -1 with *e (65)
 *  naming file, line and column: a column that is missing (all but weeks), a date that
 *  is none, an end before its start, weeks that are not those between the dates, a
 *  quarter of another length than a quarter's, a row of a week or less, rows that
 *  overlap or leave days out, a label given twice or out of order. */
MUST_CHECK int calendars_read(struct str bytes, struct str name, struct arena *a,
    struct calendars *out, struct err *e);

/** Only the company's rows, borrowed: looking up in them takes less time. */
struct calendars calendars_of(const struct calendars *t, struct str company);

/** Has the company rows? */
bool calendars_know(const struct calendars *t, struct str company);

/** The period by the company's rows: where both of its days are within CALENDARS_NEAR of
 *  those of a row, or of those of a half-year or a year, it is brought to them.  Days,
 *  months that are no transition period and what no rows fit stay as they are. */
struct period calendars_snap(
    const struct calendars *t, struct str company, struct period p);

/** As period_label, by the company's own quarters: "2019-Q3", "2019-H1", "2019" or the
 *  transition period's name.  Before and after the rows, quarters are counted on from
 *  the nearest one (fiscal.h).  What fits none is "start..end".  Of a company without
 *  rows period_label's, by calendar months. */
void calendars_label(const struct calendars *t, struct str company, struct period p,
    char out[CALENDARS_LABEL]);

/** The row whose days are within CALENDARS_NEAR of the period's, as of calendars_snap;
 *  NULL. */
const struct calendars_row *calendars_match(
    const struct calendars *t, struct str company, struct period p);

/** The company's quarter of that label ("2019-Q3"), or the last one that ended before a
 *  day; NULL. */
const struct calendars_row *calendars_quarter(
    const struct calendars *t, struct str company, struct str label);
const struct calendars_row *calendars_before(
    const struct calendars *t, struct str company, int32_t day);

#endif
