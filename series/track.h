/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_TRACK_H
#define SERIES_TRACK_H

#include "series/series.h"

/*
 * Promises and what came of them.  A promise is what a company itself says to expect,
 * under one full key (company, metric, kind, segment, basis, variant, measure; units
 * that convert into one another) and of one target, followed from call to call:
 *
 *  - a value for a fixed period (the margin of a quarter): said again it is raised,
 *    cut, narrowed, widened or reaffirmed;
 *  - a milestone, a level that is to be reached by a day (5,000 a week by the end of
 *    the year): where the measure is exit, peak or capability, or the period a single
 *    day of a rate, a ratio, a price or a cumulative amount.  The same value with
 *    another day is delayed or advanced.
 *
 * Repeats, recalls and what outsiders say are no promises; what is said of a period
 * whose result is out is none either.
 */
enum track_move {
	TRACK_ISSUED,
	TRACK_REAFFIRMED,
	TRACK_RAISED,
	TRACK_CUT,
	TRACK_NARROWED,
	TRACK_WIDENED,
	TRACK_DELAYED,
	TRACK_ADVANCED,
	TRACK_WITHDRAWN,
	TRACK_REISSUED, /* said again after it was withdrawn */
	TRACK_MOVES
};

/* One call's word on a promise. */
struct track_step {
	enum track_move move;
	const struct obs *obs; /* the statement, or the event without a value */
	double low, high;      /* in the promise's unit; of an event those before it */
	struct period period;  /* the target as of this call */
	double
	    shift; /* of the value that stands for it, against the step before; NaN */
	int32_t days; /* of delayed and advanced: how far the target's end moved */
	size_t n;     /* statements of the call on this target */
};

enum track_outcome {
	TRACK_OPEN, /* the period is not over, or no later call is known */
	TRACK_ABOVE,
	TRACK_WITHIN,
	TRACK_ROUNDING, /* outside by no more than the rounding of what was said */
	TRACK_BELOW,
	TRACK_UNCLEAR, /* "over 100" came where 110 was promised; a milestone holds "now",
			* behind its day, and nothing says since when */
	TRACK_EARLY,   /* milestones: before the first target */
	TRACK_IN_TIME,
	TRACK_LATE,        /* than the first target: a value behind that fell short */
	TRACK_NOT_REACHED, /* the target's day is over, later values fall short */
	TRACK_ENDED,       /* withdrawn, and not said again */
	TRACK_NO_ACTUAL,   /* nothing of this key and period was found */
	TRACK_OUTCOMES
};

enum { TRACK_OTHERS = 4 };
struct track_promise {
	struct series_key key;
	bool part; /* of a part of the segment only */
	struct str unit;
	bool milestone;
	struct track_step *steps; /* in order of the calls; the first is issued */
	size_t n, cap;
	/* What came, against the last step: of a milestone the first value that reached
	 * it, or the last that did not. */
	enum track_outcome outcome;
	const struct obs *actual; /* NULL: none */
	double actual_low, actual_high;
	int32_t actual_day; /* of a milestone: first known on this day; DATE_NONE */
	double position;    /* against the middle, in the unit; NaN: no middle */
	double position_percent; /* the same in percent of the middle; NaN in percent */
	int32_t late_first, late_last; /* days behind the first and the last target */
	/* When none was found: actuals of this period under other keys, the best of each,
	 * the better first; of more only these. */
	const struct obs *others[TRACK_OTHERS];
	size_t n_others;
	/* What was filed for a value's period, whatever the basis unless one of the two is
	 * adjusted: told beside what came.  Where nothing of the promise's own key came it is
	 * the actual, too, of a promise whose basis is unsaid only if the company speaks of
	 * no adjusted values of this.  NULL: nothing. */
	const struct obs *filed;
	double filed_low, filed_high;
	enum track_outcome filed_outcome;
};

/* A target without a time, "25% in the long term": each value its own row. */
struct track_undated {
	struct series_key key;
	bool part;
	struct str unit;
	double low, high;
	const struct obs *first, *last;
	size_t n;
};

/* Of one company: n promises, each counted once. */
struct track_summary {
	struct str company;
	size_t n, kept, missed, late, open, withdrawn, no_actual, unclear;
	double mean_points, mean_percent; /* of the positions; NaN: none */
	size_t n_points, n_percent;
};

struct track {
	struct track_promise *promises; /* by key, then the end of the last target */
	size_t n;
	struct track_undated *undated; /* by key, then first said */
	size_t n_undated;
	const struct obs **events; /* of the metric, or of all guidance; as they came */
	size_t n_events;
	struct track_summary *summaries; /* by company, of those with promises */
	size_t n_summaries;
};

struct track_query {
	const struct obs *obs; /* in the order of store_obs; of every metric, since they
				* also tell how far the calls reach */
	size_t n;
	const struct catalog_metric *metric;
	/* Its stance is not looked at; its source is that of promises (NULL: what the company
	 * said), what came may be of any. */
	struct series_filter filter;
	int32_t from, to; /* promises whose target meets this; DATE_NONE */
	bool part;        /* also what holds for a part only */
	bool latest;      /* of several actuals the latest, not the first print */
};

/** All in a; observations are borrowed.  -1 with *e only when memory is out. */
MUST_CHECK int track_run(
    const struct track_query *q, struct arena *a, struct track *out, struct err *e);

const char *track_move_name(enum track_move m);
const char *track_outcome_name(enum track_outcome o);

#endif
