/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_FIT_PICK_H
#define SERIES_FIT_PICK_H

#include "series/load.h"
#include "series/options.h"
#include "series/series.h"
#include "series/view.h"

/*
 * From a metric's name and the common options to the series that are meant.  They are of
 * one source, filed_line's, unless --source asks; what is left out is said on o->notes,
 * unless o->beside, and where an option is a pattern what else it fits.
 */
struct pick {
	struct catalog *catalog;
	const struct catalog_metric *metric;
	struct arena arena;
	struct load load;
	struct series_filter filter;
	struct series_choice choice; /* of the grain and in the unit asked for */
	struct view view;
	struct series *all; /* what was chosen from */
	size_t n_all;
	size_t n_behind; /* behind the load's n: those of other sources */
};

/** The series that is shown first: actual values, else guidance, else hypothetical ones. */
const struct series *pick_shown(const struct pick *p);

/** -1 with *e as of catalog_new, catalog_need, series_check, view_of, load_obs,
 *  series_choose and view_convert.  Close it either way.  What is all hypothetical is
 *  chosen only where o->hypothetical asks for it. */
MUST_CHECK int pick_open(
    struct pick *p, const struct options *o, const char *metric, struct err *e);

/* The same metric of one segment, or one company, after the other. */
enum pick_by { PICK_SEGMENT, PICK_COMPANY };
struct pick_parts {
	struct pick whole; /* holds all memory */
	struct pick
	    *parts; /* by segment, the total first, or company; not to be closed */
	size_t n;
};

/** For each of them what pick_open would choose of it alone, of the basis, variant and
 *  measure chosen for all where it has them, in one unit where units convert.  -1 with *e
 *  as of pick_open.  Close it either way. */
MUST_CHECK int pick_apart(struct pick_parts *p, const struct options *o,
    const char *metric, enum pick_by by, struct err *e);
void pick_parts_close(struct pick_parts *p);

/** -1 with *e (1) when the segment of the chosen actual series is another one after some
 *  of its points (obs_is_break): one curve through all would join what is not one. */
MUST_CHECK int pick_unbroken(const struct pick *p, struct err *e);
void pick_close(struct pick *p);

#endif
