/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_REFS_H
#define SERIES_REFS_H

#include "series/actions.h"
#include "series/calendars.h"
#include "series/obs.h"
#include "series/segments.h"

/*
 * The reference tables that a user keeps beside the store (docs/reference.md), and what
 * they make of observations when these are read.  The store stays as it was stated.
 */
struct options;
struct load;

struct refs {
	struct segments segments;
	struct calendars calendars;
	struct actions actions;
	struct str segments_file, fiscal_file, actions_file; /* empty: there is none */
};

/** Read the tables that the options name, else segments.ini, fiscal.csv and actions.csv
 *  in the store's folder where they are; in a.  -1 with *e naming file, line and key or
 *  column: 65, 78, a file that was named and is not there (66), and --adjusted without
 *  a table of actions (64). */
MUST_CHECK int refs_open(
    const struct options *o, struct arena *a, struct refs *out, struct err *e);

/* What was changed: for messages, and for the foot of a chart. */
struct refs_done {
	size_t adjusted; /* values brought to the shares of today */
	size_t
	    undated; /* of shares, left as stated: the day they were said is unknown */
	size_t calendarized, moved; /* values made; balances taken at a quarter's end */
	size_t no_amounts,
	    no_quarter;     /* left out: ratios, rates, prices, changes; spans, ... */
	size_t uncovered;   /* calendar quarters, years of which days are missing */
	size_t broken;      /* those within which the segment changes */
	size_t overlapping; /* fiscal ones that begin before the one before has ended */
	size_t far;         /* balances more than 31 days from a quarter's end */
};

/** Bring what was loaded to the tables: periods near a company's own quarters to their
 *  days, aliases to their segments, with --adjusted values of shares to today's (the day
 *  of --as-of).  What is known beside that is in their notes, in a; l->done counts. */
MUST_CHECK int refs_apply(const struct refs *r, const struct options *o, struct load *l,
    struct arena *a, struct err *e);

/** What refs_apply does to what an observation is about, and nothing else: its period, base
 *  and segment. */
void refs_place(const struct refs *r, struct obs *o);

/** The label of a period of a company, as obs_label has it of what was brought to the
 *  tables. */
void refs_label(
    const struct refs *r, struct str company, struct period p, char out[OBS_LABEL]);

/** What was done, a line "tseries: ..." for each; nothing where nothing was. */
void refs_tell(const struct refs_done *d, const struct refs *r, FILE *to);

/** The same in a few words for the foot of a chart: "Adjusted for splits. Calendarized."
 *  or empty. */
const char *refs_foot(const struct refs_done *d);

#endif
