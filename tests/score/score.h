/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SCORE_SCORE_H
#define TESTS_SCORE_SCORE_H

#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/date.h"

/*
 * How well found observations agree with labelled ones, by the rules of
 * gold/score.py, whose every figure this repeats.  Rows are compared as they are
 * written: a kind, stance or basis may be any word, since other programs' output is
 * scored too; offsets, numbers and dates must be what obs_set takes.
 */

/* The columns that count, by their names in the file format. */
enum score_column {
	SCORE_C_DOC,
	SCORE_C_START,
	SCORE_C_END,
	SCORE_C_METRIC, /* from here on shown with an error, up to SCORE_C_BASE_END */
	SCORE_C_KIND,
	SCORE_C_SEGMENT,
	SCORE_C_STANCE,
	SCORE_C_ROLE,
	SCORE_C_LOW,
	SCORE_C_HIGH,
	SCORE_C_UNIT,
	SCORE_C_PERIOD_START,
	SCORE_C_PERIOD_END,
	SCORE_C_BASIS, /* basis to act: sets of words */
	SCORE_C_VARIANT,
	SCORE_C_MEASURE,
	SCORE_C_SCOPE,
	SCORE_C_ACT,
	SCORE_C_BASE_START,
	SCORE_C_BASE_END,
	SCORE_C_VAGUE,
	SCORE_C_CONFIDENCE,
	SCORE_COLUMNS
};
enum { SCORE_WORDS = SCORE_C_ACT - SCORE_C_BASIS + 1 };

struct score_row {
	struct str doc;                 /* the file's name, without folders */
	int64_t start, end;             /* bytes, end exclusive */
	struct str text[SCORE_COLUMNS]; /* as written, trimmed; absent: empty */
	/* What is compared, made of the texts: */
	double low, high; /* a rate's are per year; NaN: none */
	struct str unit;  /* a rate's without its "/week" */
	bool rate;        /* so much per year */
	bool vague;       /* "mid-twenties": any reading of it that overlaps is right */
	struct str segment;            /* in one spelling */
	struct str words[SCORE_WORDS]; /* sorted, each once, joined by ';' */
	int32_t period_start, period_end, base_end; /* DATE_NONE: none */
	double confidence;                          /* NaN: none */
};
struct score_list {
	const struct score_row **row;
	size_t n;
};

/** The rows of a CSV of observations, in its order.  A column that is not known is
 *  passed over, one that is missing is empty; but -1 with *e (65) naming them when
 *  columns from doc to period_end are missing, and confidence where calibrated asks
 *  for it; the line's number when a row holds no offset, number, date or (where
 *  calibrated) confidence from 0 to 1.  In a, and borrowing from bytes. */
MUST_CHECK int score_parse(struct str bytes, bool calibrated, struct arena *a,
    struct score_list *out, struct err *e);

/* A stretch that was not labelled: a row found on it is neither right nor wrong. */
struct score_span {
	struct str doc;
	int64_t start, end;
};
struct score_spans {
	struct score_span *span;
	size_t n;
};
/** The columns doc, start and end of a CSV; fails as score_parse. */
MUST_CHECK int score_parse_spans(
    struct str bytes, struct arena *a, struct score_spans *out, struct err *e);

/** The rows whose document is one of gold's. */
MUST_CHECK int score_of_docs(const struct score_list *all,
    const struct score_list *gold, struct arena *a, struct score_list *out,
    struct err *e);
/** The rows of these metrics. */
MUST_CHECK int score_of_metrics(const struct score_list *all, const struct str *metrics,
    size_t n, struct arena *a, struct score_list *out, struct err *e);
/** The metrics of the rows, sorted, each once. */
MUST_CHECK int score_metrics(const struct score_list *all, struct arena *a,
    struct str **metrics, size_t *n, struct err *e);

enum score_attr {
	SCORE_VALUE,
	SCORE_UNIT,
	SCORE_STANCE,
	SCORE_ROLE,
	SCORE_SEGMENT,
	SCORE_PERIOD,
	SCORE_BASIS,
	SCORE_VARIANT,
	SCORE_MEASURE,
	SCORE_SCOPE,
	SCORE_ACT,
	SCORE_BASE,
	SCORE_ATTRS
};
const char *score_attr_name(enum score_attr a);

/* Silent: neither row says anything, which earns nothing and costs nothing. */
enum score_verdict { SCORE_DIFFERS, SCORE_AGREES, SCORE_SILENT };
enum score_verdict score_agree(
    enum score_attr attr, const struct score_row *gold, const struct score_row *found);

struct score_pair {
	const struct score_row *gold, *found;
	enum score_verdict agree[SCORE_ATTRS];
};
struct score_match {
	struct score_pair *pairs; /* best agreement first */
	size_t n_pairs;
	struct score_list missed, extra; /* of gold, of found; in their order */
};

/** Pair rows one to one, the best agreement first: both of one document, metric and
 *  kind ("" is level), overlapping, the found one at most twice as long as the gold
 *  one and 30 bytes.  A found row without a pair is left out when it lies on a span to
 *  ignore, one for each span.  In a; time and memory go with the overlaps, time with
 *  gold x found too, by a small factor.  -1: no memory. */
MUST_CHECK int score_match(const struct score_list *gold,
    const struct score_list *found, const struct score_spans *ignore, struct arena *a,
    struct score_match *out, struct err *e);

/** Do all attributes agree that make a pair right: value, unit, stance, segment,
 *  period (strict); and basis, variant, measure, scope, act as well (key)? */
bool score_is_strict(const struct score_pair *p);
bool score_is_key(const struct score_pair *p);

struct score_rates {
	double precision, recall, f1; /* 0..1 */
};
struct score_figures {
	size_t gold, found;
	struct score_rates detect, strict, key;
	double share[SCORE_ATTRS]; /* of the pairs not silent; NaN: there are none */
};
struct score_figures score_count(const struct score_match *m);

/** A figure by its name: detect_f1, strict_f1, key_f1 or an attribute's share; false
 *  when there is none. */
bool score_figure(const struct score_figures *f, struct str name, double *out);

/* The counted rows by confidence: bin k from k/10 up to (k+1)/10, the last with 1. */
enum { SCORE_BINS = 10 };
struct score_calibration {
	struct score_bin {
		size_t n, right; /* right: score_is_key */
	} bin[SCORE_BINS], without;
};
struct score_calibration score_calibrate(const struct score_match *m);

#endif
