/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/load.h"

#include "series/options.h"
#include "series/store.h"

struct names {
	struct str *name;
	size_t n;
};

/* "Brandreth; Calder Motors"; what does not fit is counted. */
static void
join(const struct names *all, char *out, size_t size)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < all->n; i++) {
		struct str s = all->name[i].n ? all->name[i] : STR("''");
		if (at + s.n + sizeof ", and 1000000 more" > size) {
			(void)snprintf(
			    out + at, size - at, " and %zu more", all->n - i);
			return;
		}
		at += (size_t)snprintf(
		    out + at, size - at, "%s%.*s", i ? "; " : "", STR_FMT(s));
	}
}

/* The company that the options mean, as the store spells it. */
static int
choose(const struct options *o, const struct names *all, enum load_scope scope,
    struct str *company, struct err *e)
{
	char list[320];
	join(all, list, sizeof list);
	if (all->n == 0)
		return err_set(e, ERR_EMPTY,
		    "the store %s holds no observations: run tseries extract first",
		    o->store);
	if (!o->company) {
		if (scope == LOAD_ONE && all->n > 1)
			return err_set(e, ERR_USAGE,
			    "the store has several companies; name one with --company: "
			    "%s",
			    list);
		*company = scope == LOAD_ONE ? all->name[0] : STR("");
		return 0;
	}
	struct str want = str_from(o->company);
	for (size_t i = 0; i < all->n; i++)
		if (str_eq_nocase(all->name[i], want)) {
			*company = all->name[i];
			return 0;
		}
	return err_set(e, ERR_EMPTY, "no company '%.80s' in %.100s; it has: %s",
	    o->company, o->store, list);
}

/* The calls of no known company are asked for by --company ''; for the store an
 * empty name is no restriction. */
static void
keep_nameless(struct load *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (l->obs[i].company.n == 0)
			l->obs[n++] = l->obs[i];
	l->n = n;
}

/* A call of no known company goes by its document's name, as lists show it. */
static bool
keep_document(struct load *l, struct str doc)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (l->obs[i].company.n == 0 && str_eq(l->obs[i].doc, doc))
			l->obs[n++] = l->obs[i];
	l->n = n;
	return n > 0;
}

int
load_company(const struct options *o, struct store *s, enum load_scope scope,
    struct arena *a, struct str *company, struct err *e)
{
	struct names all = {NULL, 0};
	return store_companies(s, a, &all.name, &all.n, e) == 0
		   ? choose(o, &all, scope, company, e)
		   : -1;
}

int
load_obs(const struct options *o, struct str metric, enum load_scope scope,
    struct arena *a, struct load *out, struct err *e)
{
	struct names all = {NULL, 0};
	*out = (struct load){{NULL, 0}, NULL, 0};
	struct store *s = store_open(o->store, STORE_READ, e);
	if (!s)
		return -1;
	int rc = store_companies(s, a, &all.name, &all.n, e);
	struct err unknown;
	err_clear(&unknown);
	if (rc == 0 && choose(o, &all, scope, &out->company, &unknown) != 0) {
		const struct store_query q = {
		    STR(""), metric, o->from, o->to, o->as_of};
		rc = o->company ? store_obs(s, &q, a, &out->obs, &out->n, e) : -1;
		if (rc == 0 && keep_document(out, str_from(o->company))) {
			store_close(s);
			return 0;
		}
		if (e->code == ERR_NONE)
			*e = unknown;
		rc = -1;
	}
	if (rc == 0) {
		struct store_query q = {out->company, metric, o->from, o->to, o->as_of};
		rc = store_obs(s, &q, a, &out->obs, &out->n, e);
		if (out->company.n == 0 && (o->company || scope == LOAD_ONE))
			keep_nameless(out);
	}
	store_close(s);
	return rc;
}
