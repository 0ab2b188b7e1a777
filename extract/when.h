/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_WHEN_H
#define EXTRACT_WHEN_H

#include "extract/lexer.h"
#include "series/fiscal.h"

/*
 * Time expressions, resolved against the call's date and the company's calendar.
 *
 *	when     = [edge | part] period ["to" "date" | "so" "far"] | base period
 *	edge     = "by" "the" "end" "of" | "late" | "exiting" | ...   (the last day)
 *	part     = ("middle" | "beginning" | "rest" | "first" count) "of" | "so" "far" "in"
 *	base     = "versus" | "compared" "to" | ...
 *	period   = [year] quarter [year] | half [year] | month ["quarter" | day] [year]
 *	         | [weekday] date [weekday] | year ["and" year] | year "year" "end"
 *	         | ("this" | "next" | "last") ("week" | "month" | "quarter" | "year")
 *	         | ("in" | "within" | "over" "the" "next") count | count ("from" "now" | "ago")
 *	         | ["over" "the"] "last" count | count "ended" date | season ["of" year]
 *	         | N "year" ("cagr" | "compound" ...) | a fixed phrase: "now", "the decade"
 *	date     = month ["the"] day [year] | day ["of"] month [year] | Y-M-D | M/D/Y | D/M/Y
 *	count    = N ["to" N] ("days" | "weeks" | "months" | "quarters" | "years")
 */
enum when_tense { WHEN_ANY, WHEN_PAST, WHEN_FUTURE };

struct when_clock {
	int32_t as_of;          /* DATE_NONE: relative expressions stay unresolved */
	struct fiscal fiscal;   /* quarter 0: not known */
	struct period reported; /* the quarter that the call reports */
};

struct when {
	size_t a, b;          /* tokens */
	struct period period; /* unknown when the clock cannot tell */
	struct period whole;  /* of "the end of 2018": 2018; else unknown */
	bool day;             /* named by its month and number: "April 19" */
	struct period other; /* how it can be read as well; else unknown: "this quarter"
				 of the one that is reported, "since 2016" until today */
	bool point;          /* a day: the end of something, now, in N months */
	bool now;            /* now, today, currently */
	bool base;           /* what a change is compared with: "from a year ago" */
	bool shift_year;     /* "year over year": the same period a year before */
	bool shift_quarter;  /* "sequentially": the one before */
	bool reported; /* "the quarter", "in the quarter": what is being reported */
	bool guessed;  /* its year is not said */
	bool record;   /* since when a record stands ("the best quarter since 2021") */
	bool undated;  /* "long term", "over time": no period, and none to inherit */
};

/** All time expressions of the tokens, in order, in a.  tense[i] is that of the
 *  clause of token i (it decides which "Q4" is meant). */
MUST_CHECK int when_find(const struct token *t, size_t n, const unsigned char *tense,
    const struct when_clock *clock, struct arena *a, struct when **out, size_t *n_out,
    struct err *e);

#endif
