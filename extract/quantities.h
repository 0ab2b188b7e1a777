/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_QUANTITIES_H
#define EXTRACT_QUANTITIES_H

#include "extract/callinfo.h"
#include "extract/lexicon.h"

/*
 * Every quantity of a text, metric or not: what quantity.c and when.c read, made one
 * list in order of place whose spans do not overlap, with canonical values.
 */
enum quantities_type {
	QUANTITIES_NUMBER,   /* 42, two thirds: no unit */
	QUANTITIES_ORDINAL,  /* third, 2nd */
	QUANTITIES_PERCENT,  /* 25 for 25%; points and basis points too */
	QUANTITIES_MONEY,    /* unit "USD", "USD/kWh" */
	QUANTITIES_RATE,     /* per time: "vehicles/week", "/week" of nothing named */
	QUANTITIES_MEASURE,  /* a physical unit (unit_dim) */
	QUANTITIES_COUNT,    /* with a noun */
	QUANTITIES_MULTIPLE, /* 3 for tripled, 0.5 for half as much; unit "times" */
	QUANTITIES_DATE,     /* one day */
	QUANTITIES_PERIOD,   /* several */
	QUANTITIES_DURATION, /* unit "days" ... "years", as said */
	QUANTITIES_TYPES
};
const char *quantities_type_name(enum quantities_type t);

struct quantities_item {
	size_t start, end; /* bytes of the file */
	enum quantities_type type;
	double low, high; /* NaN: open; both NaN of dates and periods */
	struct period
	    period;      /* of dates and periods; unknown where it is not resolved */
	struct str unit; /* "" when there is none; "date" of dates and periods */
	struct str text; /* the file's bytes */
};

struct quantities {
	struct quantities_item *v;
	size_t n;
	size_t
	    unresolved;  /* dates and periods without days: the text's own is unknown */
	size_t bad_utf8; /* offset + 1 of the first byte that is no UTF-8; 0: none */
};

/**
 * All quantities of a document, everything in a; texts borrow bytes.  Words are looked
 * up as by lexer_read.  What `call` does
 * not say is completed from the text's head; relative dates are resolved by it.
 * A value that its speaker corrects at once ("$100,000, sorry, 100,000 cars") is left
 * out.  -1 with *e: empty or binary (65), no memory.  O(n).
 */
MUST_CHECK int quantities_find(const struct lexicon *words, struct str bytes,
    struct callinfo *call, struct arena *a, struct quantities *out, struct err *e);

#endif
