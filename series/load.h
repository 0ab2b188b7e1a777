/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_LOAD_H
#define SERIES_LOAD_H

#include "series/obs.h"
#include "series/refs.h"

/*
 * What the commands that read the store begin with: whose observations they are
 * about, and these.
 */
struct options;
struct store;

struct load {
	struct str
	    company; /* as the store spells it; empty when all of them are asked for */
	struct obs *obs; /* in the order of store_obs */
	size_t n;
	struct obs *stated; /* the same as they were stated, where a table (and none
			     * that makes values, --calendarize) is applied; else NULL */
	struct obs *events; /* what withdrew guidance; obs->withdrawn points to these */
	size_t n_events;
	struct refs refs;      /* the reference tables, applied to them */
	struct refs_done done; /* what these changed */
};

enum load_scope {
	LOAD_ONE, /* one company: --company, or the only one that speaks of it */
	LOAD_ALL  /* --company, or all */
};

/* Whom --company means, for what is read otherwise than by load_obs: a company; the calls
 * of no known company, or one of them by its name; or all. */
struct load_whose {
	struct str company; /* for store_query; empty: any */
	const char *asked;  /* --company, or NULL */
	struct err unknown; /* no company of that name: perhaps a document */
};

/** What o's --company means; -1 with *e as load_obs. */
MUST_CHECK int load_whose(const struct options *o, struct store *s, struct arena *a,
    struct load_whose *out, struct err *e);

/** Whether what a company (or a document of no known one) said is asked for. */
bool load_is_of(const struct load_whose *w, struct str company, struct str doc);

/** Read the store that o names and apply the reference tables to it, restricted by its --company (whatever the case of the
 *  letters), --from, --to and --as-of and by metric unless that is empty.  In a.  -1
 *  with *e: several companies and none named (64), an empty store or no such company
 *  (1), and as store_open and refs_open fail.  What the tables changed is said on
 *  o->notes unless o->quiet.  A NUL in a text of the key or in doc comes as U+FFFD.  No matching observation is no failure: n is 0. */
MUST_CHECK int load_obs(const struct options *o, struct str metric,
    enum load_scope scope, struct arena *a, struct load *out, struct err *e);

#endif
