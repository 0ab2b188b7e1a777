/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CALLINFO_H
#define EXTRACT_CALLINFO_H

#include "extract/document.h"
#include "series/fiscal.h"

struct token;

/*
 * What a call is: whose, when it was held, which quarter it reports.  From options,
 * else from calls.csv, else from the text's own head.
 */
struct callinfo {
	struct str company, ticker, fiscal_period;
	int32_t as_of;         /* DATE_NONE: unknown */
	bool as_of_estimated;  /* only the quarter was named: its end plus 30 days */
	struct period quarter; /* the reported one */
	int year_end_month;    /* 1..12; 0: not given */
	bool fiscal_said; /* the text speaks of a fiscal year; its end is not given */
	int32_t doubtful; /* a date in the text that does not fit its quarter */
	int32_t rival;    /* a date at the text's head that is not as_of, a week away */
};

#define CALLINFO_NONE                                                                  \
	((struct callinfo){.as_of = DATE_NONE,                                         \
	    .quarter = {DATE_NONE, DATE_NONE},                                         \
	    .doubtful = DATE_NONE,                                                     \
	    .rival = DATE_NONE})

struct callinfo_row {
	struct str doc;
	struct callinfo call;
};
struct callinfo_table {
	struct callinfo_row *rows;
	size_t n;
};

/**
 * Read calls.csv: doc,company,ticker,call_date,fiscal_period,quarter_start,quarter_end in
 * any order, others ignored.  Texts are in a.  -1 with *e naming file and line of a
 * missing column, a date that is none, an end before its start, a doc without a name.
 */
MUST_CHECK int callinfo_read_table(struct str file, struct str bytes, struct arena *a,
    struct callinfo_table *out, struct err *e);

/** The row of a document, by its name or the last part of it; NULL. */
const struct callinfo *callinfo_lookup(const struct callinfo_table *t, struct str doc);

/** Fill what c lacks from the text, whose n tokens are t (in a), then derive what follows:
 *  the quarter and its dates from what is said of it (calendar.h), the label from the
 *  date, the date from the quarter. */
void callinfo_complete(struct callinfo *c, const struct document *d,
    const struct token *t, size_t n, struct arena *a);

/** Is the call's day one on which nobody reports that quarter: more than two weeks before
 *  its end, or more than MOST_AFTER days behind it? */
bool callinfo_is_odd(const struct callinfo *c);

/** The calendar of the call; quarter 0 when neither label nor date is known. */
struct fiscal callinfo_fiscal(const struct callinfo *c);

#endif
