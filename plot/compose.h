/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_COMPOSE_H
#define PLOT_COMPOSE_H

#include "plot/chart.h"
#include "series/fit/pick.h"
#include "series/fit/report.h"

/*
 * From the series that were chosen to a chart: which points, which words.
 */
struct compose {
	const struct pick *pick;
	const char *title;        /* NULL: a neutral one */
	const struct report *fit; /* a curve that converged, or NULL */
	const char *no_fit;       /* why there is none that was asked for, or NULL */
	bool vintages;            /* what was guided before, too */
	bool headline;            /* a title that says something (headline.h) */
	const char *exhibit;      /* before the title, or NULL */
	const char *source;       /* in the foot, or NULL */
	bool bare;                /* the plot alone, for a page */
	bool plain;               /* without guidance */
	bool analysts;            /* what they say, too */
	bool hypothetical;        /* what is only supposed, too */
	enum period_grain grain;  /* of amounts; PERIOD_UNKNOWN: the commonest */
	const struct lang *lang;  /* of numbers and days; NULL: English */
	bool short_quarters;      /* "4Q24" for "Q4 2024" */
};

/** The chart, all in a.  -1 with *e when memory is out. */
MUST_CHECK int compose_chart(
    const struct compose *c, struct arena *a, struct chart *out, struct err *e);

/** What is drawn and how, of one or more charts with values in a unit: "Percent: actual
 *  values by quarter and guidance (box: range)"; .p is NULL when memory is out. */
struct str compose_subtitle(
    const struct chart *charts, size_t n, struct str unit, struct arena *a);

/** How many marks a chart has: points, guides and what stands beside them. */
size_t compose_count(const struct chart *c);
/** By how many quarters the fiscal ones of all of them are ahead of the calendar's; 0 where
 *  they differ. */
int compose_ahead(const struct chart *charts, size_t n);
/** What is the kind of time of all points of a chart; PERIOD_UNKNOWN: of several. */
enum period_grain compose_grain(const struct chart *c);

/* The charts whose marks and sources a foot is about, a pick each. */
struct compose_drawn {
	const struct pick *const *picks;
	const struct chart *charts;
	size_t n;
};

/** What the foot of `to` says of them: what is not drawn is added to its first text,
 *  statements and calls of all, counted once, are its sources.  -1 with *e when memory is
 *  out. */
MUST_CHECK int compose_foot(const struct compose *c, const struct compose_drawn *d,
    struct chart *to, struct arena *a, struct err *e);

/** "Ringed: 2 values that other statements contradict. Crossed out: ...": what the foot
 *  says of the marks of n charts; empty when there is nothing. */
struct str compose_marks(const struct chart *charts, size_t n, struct arena *a);

/** "Gross margin (Automotive, adjusted)": a key without its company as the subject of a
 *  sentence; in a. */
struct str compose_subject(
    const struct series_key *key, const struct catalog_metric *m, struct arena *a);

/** "Q4 2024", "Aug 2017", "30 Jun 2018": what a period of an observation, or a day, is
 *  called in pictures; in a. */
struct str compose_period(const struct obs *o, struct period p, struct arena *a);
struct str compose_day(int32_t day, struct arena *a);

#endif
