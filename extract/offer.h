/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_OFFER_H
#define EXTRACT_OFFER_H

#include "extract/job.h"

/*
 * The times that a value may be about: the known ones (the reported quarter, today, ...),
 * those that its sentence, the ones before it and the question say, those of the values
 * before it.  One time may be offered more than once, each time for another reason.
 */
enum offer_source {
	OFFER_NOTHING,
	OFFER_AS_OF,
	OFFER_REPORTED,
	OFFER_REPORTED_YEAR,
	OFFER_NEXT_YEAR,
	OFFER_NEXT_QUARTER,
	OFFER_YEAR_BEFORE,
	OFFER_QUARTER_BEFORE,
	OFFER_YEAR_TO_DATE,
	OFFER_BEFORE, /* an expression of the sentence before the value */
	OFFER_BEHIND,
	OFFER_COMPARED, /* one that a change is held against */
	OFFER_EARLIER,  /* of a sentence before */
	OFFER_QUESTION,
	OFFER_LAST,    /* the value before it */
	OFFER_SAME,    /* the value of this metric before it */
	OFFER_WHOLE,   /* "ended 2018 with": 2018 */
	OFFER_SHIFTED, /* its year was guessed: the other one */
	OFFER_RULES,
	OFFER_VALUE,  /* the same value said before */
	OFFER_METRIC, /* another value of this metric said before */
	OFFER_OTHER,  /* how the expression can be read as well */
	OFFER_LINED,  /* "last year", said of a quarter: that one of last year */
	OFFER_END,    /* a rate's: the last day */
	OFFER_SPAN    /* "June through September", "Q3 and Q4" */
};

enum { OFFERS = 64 };
struct offer {
	struct period p;
	enum offer_source source;
	const struct when *w; /* the expression that says it; NULL */
	size_t distance;      /* from there to the value: tokens, sentences or turns */
	int others, whens, clauses; /* values, times, clauses between */
	bool said;                  /* in the value's sentence */
};

struct offers {
	struct offer v[OFFERS];
	size_t n;
};

/** All times that may be the value's; `ruled` is what the rules take. */
void offer_all(struct job *j, struct period ruled, struct offers *out);

#endif
