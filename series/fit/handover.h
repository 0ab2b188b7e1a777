/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_HANDOVER_H
#define SERIES_FIT_HANDOVER_H

#include <stdio.h>

#include "series/fit/report.h"

/*
 * A fitted series as other forecasting programs take it: the values on their regular
 * grid of time (that of export), and behind them steps to come, each row with what the
 * curve says of it: its ceiling, or its value as an exogenous variable.  Of a gap and of
 * what is to come no value is written.  docs/formats.md has the columns.
 */
enum handover_form {
	HANDOVER_PROPHET, /* ds,y,cap */
	HANDOVER_NIXTLA,  /* unique_id,ds,y,curve */
	HANDOVER_PANDAS,  /* series,period,...,value,curve */
	HANDOVER_R,       /* series,period,year,cycle,frequency,value,curve */
	HANDOVER_FORMS
};
enum handover_rows { HANDOVER_ALL, HANDOVER_HISTORY, HANDOVER_FUTURE, HANDOVER_ROWS };

/** By name; false when there is none. */
bool handover_form_find(const char *name, enum handover_form *form);
bool handover_rows_find(const char *name, enum handover_rows *rows);

struct handover_ask {
	enum handover_form form;
	enum handover_rows rows;
	int months;    /* how far behind the last value; 0: two years */
	int32_t until; /* or until this day; DATE_NONE: not */
};

/** Write r, whose fit may be shown (report_reason).  -1 with *e: 64, prophet is asked
 *  for of a curve without a ceiling of its values; 1, the curve is not finite there;
 *  71.  Write errors stay in f. */
MUST_CHECK int handover_write(FILE *f, const struct report *r,
    const struct handover_ask *ask, struct arena *a, struct err *e);

#endif
