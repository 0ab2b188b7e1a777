/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_ACTIONS_H
#define SERIES_ACTIONS_H

#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/date.h"

/*
 * What happened to a company's shares, from actions.csv: company,date,action,ratio.
 * The action is `split` (ratio 5:1, five new shares for an old one) or `reverse split`
 * (1:10, one new for ten old).  What was said before the day is about old shares.
 */
struct actions_row {
	struct str company; /* found whatever the case of its (ASCII) letters */
	int32_t date;       /* the first day of the new shares */
	double factor;      /* new shares for an old one: 5, 0.1 */
	struct str ratio;   /* as it is written: "5:1" */
	size_t line;
};
struct actions {
	struct actions_row *rows; /* by company and date */
	size_t n;
};

/** Read a file's bytes, in a; `name` is the file's, for messages.  -1 with *e (65)
 *  naming file, line and column: a column that is missing, a date that is none, an
 *  unknown action, a ratio that is none or goes the other way, a day given twice. */
MUST_CHECK int actions_read(struct str bytes, struct str name, struct arena *a,
    struct actions *out, struct err *e);

/** What one share of the day `said` has become by the day `now` (DATE_NONE: by all
 *  that the file tells): the product of the factors between; 1 where there is none. */
double actions_factor(
    const struct actions *t, struct str company, int32_t said, int32_t now);

/** Which values change with the number of shares.  Money per share: the unit says so
 *  ("USD/share"), or the metric is `eps` or ends in `_per_share` and the unit is money.
 *  Shares: the unit is "shares". */
enum actions_what { ACTIONS_NEITHER, ACTIONS_PER_SHARE, ACTIONS_SHARES };
enum actions_what actions_what(struct str metric, struct str unit);

#endif
