/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_SERIES_H
#define SERIES_SERIES_H

#include "series/catalog.h"
#include "series/lag.h"
#include "series/obs.h"

/*
 * Observations made into series: one series per key, one point per period.  What is
 * not said (an empty basis, measure, ...) is its own value of the key.  What was said and
 * what was filed are two series, even where all else is the same.
 */
struct series_key {
	struct str company; /* the document where it is not known */
	struct str metric;
	enum obs_kind kind;
	struct str segment;
	enum obs_basis basis;
	struct str variant;
	enum obs_measure measure;
	enum obs_stance stance;
	struct lag lag; /* of changes: growth on the year before is not that on 2019 */
	struct str source; /* "filed", "consensus", ...; empty: it was said on a call */
};

struct series_point {
	struct period period;
	double low, high;      /* in the series' unit; NaN: open */
	const struct obs *obs; /* the statement that won */
	size_t n_statements;   /* all of this key and period, the winner among them */
	double spread; /* between the lowest and the highest value stated; 0 when one */
	const struct obs *const *all; /* the n_statements, the better first */
	const struct obs *base; /* of a derived level (series/derive.h), else NULL */
};

struct series {
	struct series_key key;
	struct str unit; /* rates are brought to the unit most statements use */
	struct series_point *points; /* by period end, then start */
	size_t n;
};

/*
 * Which observations enter: analysts' numbers, scope=part, recalls and repeats
 * of guidance, and what has no period or no value stay out.  A NULL text does not
 * restrict; an empty one asks for the empty value (--segment '' is the total); others
 * are words or patterns (series/select.h).
 */
struct segments;
struct series_filter {
	const char *segment, *stance, *kind, *basis, *variant, *measure;
	const char *base; /* a lag_name: "yoy" */
	/* Not of the key.  Asking for a role or a scope brings in what else stays out. */
	const char *role, *scope, *source;
	double min_confidence; /* 0: all */
	/* By whose other names a segment may be asked for, too; NULL: by its own alone. */
	const struct segments *aliases;
};

/** What the options of a command say: all of it, or only what is not of the key. */
struct options;
struct series_filter series_filter_of(const struct options *o);
struct series_filter series_filter_statements(const struct options *o);

/** Whether the filter restricts the key. */
bool series_filter_has_key(const struct series_filter *f);

/** Whether the filter lets an observation through, whatever series_left_out says. */
bool series_passes(const struct series_filter *f, const struct obs *o);

/** Whether a key is what the filter asks for, as far as it is about keys. */
bool series_selected(const struct series_filter *f, const struct series_key *k);

/** Why no series takes an observation in: "event" (of guidance, without a value), "no
 *  period", "no value", "part", "recall", "repeat" or "analyst" (what an outsider says);
 *  NULL when one does. */
const char *series_left_out(const struct obs *o);
/** The same where a filter may have asked for parts or a role. */
const char *series_left_out_of(const struct series_filter *f, const struct obs *o);

/** Check the words of a filter: -1 with *e (64) naming a stance, kind, basis or
 *  measure (role, scope) that does not exist and suggesting the nearest. */
MUST_CHECK int series_check(const struct series_filter *f, struct err *e);

/**
 * Group n observations into series, ordered by key.  Points are reduced: company
 * before analyst, issue before recall, what stands before what was withdrawn, precise before vague, later before earlier
 * as_of, surer before less sure (in fifths), exact before rounded before hedged, then the later place.  Money of
 * different currencies never meets: a currency is a series of its own, as is every
 * unit that does not convert into the others.  Actual and guidance of one key have
 * the same unit.  Of contributions, whose drivers have no column, only equal values
 * make one point.  n log n.  All in a; observations are borrowed.
 */
MUST_CHECK int series_build(const struct obs *obs, size_t n,
    const struct series_filter *f, struct arena *a, struct series **out, size_t *n_out,
    struct err *e);

/** Of two statements of one point: <0 when a is the better one. */
int series_cmp_rank(const struct obs *a, const struct obs *b);

/** What series an observation belongs to; of a call whose company is not known the
 *  document stands for it. */
struct series_key series_key_of(const struct obs *o);

/** Order by all of the key but source and stance; by all of it; of periods by end, then
 *  start. */
int series_cmp_subject(const struct series_key *a, const struct series_key *b);
int series_cmp_key(const struct series_key *a, const struct series_key *b);
int series_cmp_period(struct period a, struct period b);

/** Whether what a source says of the time to come is guidance: what the company said,
 *  filed, or the user wrote down ("own"), and not what others expect ("consensus"). */
bool series_is_own(struct str source);

/** Whether an observation has this key, whatever its unit, left out or not. */
bool series_holds(const struct series_key *k, const struct obs *o);

/*
 * What a bare metric shows: of one company, the total (else the segment with most
 * points), kind level (else the next kind that there is), of the basis and variant
 * with most points and the measure with most actual ones, but no capability when
 * something was achieved; the actual series and the issued guidance of the same
 * key.  Of several sources what was said, else what was filed, else the first by name.  `actual` or `guidance` may be NULL, not both.
 */
struct series_choice {
	const struct series *actual, *guidance;
	const struct series
	    *hypothetical;            /* by series_choose_hypothetical, else NULL */
	const struct series **others; /* the company's, of the same metric and kind */
	size_t n_others;
};

/** -1 with *e (1) when there is nothing to show. */
MUST_CHECK int series_choose(const struct series *all, size_t n,
    const struct catalog_metric *m, struct arena *a, struct series_choice *out,
    struct err *e);

/** The same of the hypothetical series alone, for those who ask for them. */
MUST_CHECK int series_choose_hypothetical(const struct series *all, size_t n,
    const struct catalog_metric *m, struct arena *a, struct series_choice *out,
    struct err *e);

/** The options that select this series, as one would type them after the metric:
 *  "--segment 'Model C' --measure exit"; of a key that says nothing, that it does:
 *  "--segment '' --basis '' ...".  Terminated; in a. */
struct str series_options(const struct series_key *k, struct arena *a);

/** "Calder Motors · gross margin · Automotive · adjusted": for titles; in a. */
struct str series_title(
    const struct series_key *k, const struct catalog_metric *m, struct arena *a);

/** The one value that stands for a point: the middle of a range, the bound of an
 *  open one; NaN when it has none. */
double series_value(const struct series_point *p);

/** A value as people read it, with its unit: "18.7%", "$3.4 billion", "5,000
 *  vehicles/week", "17% to 19%", "over $1 billion"; in a. */
struct str series_text(double low, double high, struct str unit, struct arena *a);

#endif
