/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_WORDS_H
#define EXTRACT_WORDS_H

#include "series/base/str.h"

/*
 * The closed classes of English that number, time and unit grammars stand on: one
 * sorted table.
 */
enum words_class {
	WORDS_DIGIT, /* one .. nineteen: value */
	WORDS_TEN,   /* twenty .. ninety */
	WORDS_HUNDRED,
	WORDS_MAGNITUDE,        /* thousand, million, billion: value */
	WORDS_LETTER_MAGNITUDE, /* k, m, mm, b, bn: only next to a number */
	WORDS_SOME,             /* several, few, couple: low..high in value, more */
	WORDS_FRACTION,         /* half, third, quarter */
	WORDS_ORDINAL,          /* first, second, ... : value */
	WORDS_MONTH,            /* value 1..12 */
	WORDS_TIME, /* day, week, month, quarter, year, hour: text is the singular */
	WORDS_RATELY, /* daily, weekly, monthly, quarterly, yearly, annually, annualized */
	WORDS_CURRENCY, /* dollar, euro: text is the ISO code */
	WORDS_CENT,     /* cent: text is the code, value 0.01 */
	WORDS_PERCENT,
	WORDS_POINT,    /* point: percentage points */
	WORDS_BASIS,    /* basis (points), bps */
	WORDS_NOUN,     /* vehicles, orders: text is the plural that units use */
	WORDS_PHYSICAL, /* gwh, mw: text is the unit */
	WORDS_MULTIPLE, /* doubled, tripled, twice, threefold: value in percent */
	WORDS_LEVELISH, /* low, mid, high, single, double, teens */
	WORDS_CLASSES
};

struct words_row {
	const char *word;
	enum words_class cls;
	double value, more;
	const char *text;
};

/** All rows. */
const struct words_row *words_all(size_t *n);
/** The row of a lower-case word; NULL when the table has none. */
const struct words_row *words_find(struct str low);

#endif
