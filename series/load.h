/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_LOAD_H
#define SERIES_LOAD_H

#include "series/obs.h"

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
};

enum load_scope {
	LOAD_ONE, /* one company: --company, or the only one there is */
	LOAD_ALL  /* --company, or all */
};

/** Whose observations o's --company means: a name as the store spells it; empty for all
 *  of them, and for calls of no known company (--company '').  -1 as load_obs. */
MUST_CHECK int load_company(const struct options *o, struct store *s,
    enum load_scope scope, struct arena *a, struct str *company, struct err *e);

/** Read the store that o names, restricted by its --company (whatever the case of the
 *  letters), --from, --to and --as-of and by metric unless that is empty.  In a.  -1
 *  with *e: several companies and none named (64), an empty store or no such company
 *  (1), and as store_open fails.  No matching observation is no failure: n is 0. */
MUST_CHECK int load_obs(const struct options *o, struct str metric,
    enum load_scope scope, struct arena *a, struct load *out, struct err *e);

#endif
