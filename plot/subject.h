/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_SUBJECT_H
#define PLOT_SUBJECT_H

#include "plot/chart.h"
#include "series/load.h"
#include "series/track.h"

/*
 * What a report is about, one by one: a series' key without its stance (what was said and
 * what was filed are two subjects), with the values
 * of each stance, the chart, what was promised, and a curve.
 */
struct subject {
	const struct series *series[OBS_STANCES]; /* NULL: nothing of that stance */
	size_t n;                                 /* points, of all stances */
	const struct series *any;                 /* one of them */
	const struct catalog_metric *metric;
	struct str title; /* without the company */
	struct str unit;
	struct chart chart; /* bare; actual and guided values */
	bool drawn;         /* there are two marks or more */
	struct str ceiling; /* of a curve that is drawn: what it says; else empty */
	struct str no_fit;  /* why none is drawn that could be; or empty */
	const struct track_promise **promises;
	size_t n_promises;
};

struct subjects {
	struct load load;
	struct subject *all; /* the metrics with most values of a company first */
	size_t n;
	size_t n_points;
};

/* By what a reader looks for one: texts of its key, and the metric's title. */
enum subject_field { SUBJECT_COMPANY, SUBJECT_METRIC, SUBJECT_SEGMENT };
struct str subject_field(const struct subject *s, enum subject_field k);

struct options;
/** In a, but for the texts of the catalog, which has to last as long.  -1 with *e as of
 *  load_obs and series_build; 1 when no series fits the options. */
MUST_CHECK int subject_all(const struct options *o, const struct catalog *c,
    struct arena *a, struct subjects *out, struct err *e);

#endif
