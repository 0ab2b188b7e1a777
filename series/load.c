/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/load.h"

#include <stdlib.h>

#include "series/calendarize.h"
#include "series/options.h"
#include "series/select.h"
#include "series/series.h"
#include "series/store_sum.h"
#include "series/withdrawn.h"

struct names {
	struct str *name;
	size_t n;
};

/* At most so many bytes of a name, whole letters. */
static struct str
head_of(struct str name)
{
	size_t n = 80;
	if (name.n <= n)
		return name;
	while (n && ((unsigned char)name.p[n] & 0xc0) == 0x80)
		n--;
	return str_sub(name, 0, n);
}

/* "Brandreth; Calder Motors"; what does not fit is counted. */
static void
join(const struct names *all, char *out, size_t size)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < all->n; i++) {
		struct str s = all->name[i].n ? head_of(all->name[i]) : STR("''");
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
			    "several companies speak of it; name one with --company: "
			    "%s",
			    list);
		*company = scope == LOAD_ONE ? all->name[0] : STR("");
		return 0;
	}
	size_t fit = 0;
	*company = STR("");
	for (size_t i = 0; i < all->n; i++)
		if (select_match(o->company, all->name[i]) && fit++ == 0)
			*company = all->name[i];
	if (fit > 1 && scope == LOAD_ONE)
		return err_set(e, ERR_USAGE,
		    "--company '%.80s' fits %zu companies, and one is wanted: %s",
		    o->company, fit, list);
	if (fit > 1 && select_is_pattern(o->company)) /* read all, and keep those */
		*company = STR("");
	if (fit)
		return 0;
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

/* What several companies said, of whom a pattern asks for some; what is not known to
 * have been said by a day was not known on that day. */
static void
keep_wanted(struct load *l, const struct options *o)
{
	size_t n = 0;
	bool pattern = o->company && select_is_pattern(o->company);
	for (size_t i = 0; i < l->n; i++)
		if ((!pattern || select_match(o->company, l->obs[i].company))
		    && (o->as_of == DATE_NONE || l->obs[i].as_of != DATE_NONE))
			l->obs[n++] = l->obs[i];
	l->n = n;
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Of several companies, in the order of their names, those that speak of the metric as
 * it is asked for; all of them when none does.  Calls of no known company go first. */
static int
keep_speaking(const struct options *o, struct str metric, struct store *s,
    struct arena *a, struct names *all, struct err *e)
{
	const struct store_query q = {STR(""), metric, o->from, o->to, o->as_of, false};
	struct series_filter f = series_filter_of(o);
	struct store_sum_subjects x;
	size_t kept = 0;
	f.base = NULL; /* not of a subject */
	double least = f.min_confidence;
	f.min_confidence = 0; /* of the rows, not of a subject */
	if (store_sum_subjects(s, &q, least, a, &x, e) != 0)
		return -1;
	bool *speaks = ARENA_NEW(a, all->n, bool);
	if (!speaks)
		return err_nomem(e);
	memset(speaks, 0, all->n * sizeof *speaks);
	for (size_t i = 0; i < x.n; i++) {
		const struct obs *about = x.v[i].about;
		const struct str *at =
		    bsearch(&about->company, all->name, all->n, sizeof *at, by_name);
		if (series_passes(&f, about) && (f.role || about->role != OBS_ANALYST))
			speaks[at ? at - all->name : 0] = true;
	}
	for (size_t i = 0; i < all->n; i++)
		if (speaks[i])
			all->name[kept++] = all->name[i];
	all->n = kept ? kept : all->n;
	return 0;
}

int
load_whose(const struct options *o, struct store *s, struct arena *a,
    struct load_whose *out, struct err *e)
{
	struct names all = {NULL, 0};
	*out = (struct load_whose){.asked = o->company};
	err_clear(&out->unknown);
	if (store_companies(s, a, &all.name, &all.n, &out->unknown) == 0
	    && choose(o, &all, LOAD_ALL, &out->company, &out->unknown) == 0)
		return 0;
	if (o->company && out->unknown.code == ERR_EMPTY)
		return 0;
	*e = out->unknown;
	return -1;
}

bool
load_is_of(const struct load_whose *w, struct str company, struct str doc)
{
	if (!w->asked)
		return true;
	if (w->unknown.code == ERR_NONE)
		return select_match(w->asked, company);
	return company.n == 0 && str_eq(doc, str_from(w->asked));
}

/* What was withdrawn by the day asked for, whatever time is asked for. */
static int
read_withdrawals(struct store *s, const struct options *o, struct str metric,
    struct arena *a, struct load *l, struct err *e)
{
	const struct store_query q = {.company = l->company,
	    .metric = metric,
	    .from = DATE_NONE,
	    .to = DATE_NONE,
	    .as_of = o->as_of,
	    .withdrawn = true};
	size_t i = 0;
	while (i < l->n && l->obs[i].stance != OBS_GUIDANCE)
		i++;
	return i < l->n ? store_obs(s, &q, a, &l->events, &l->n_events, e) : 0;
}

/* As the store has them. */
static int
load_stored(const struct options *o, struct str metric, enum load_scope scope,
    struct arena *a, struct load *out, struct err *e)
{
	struct names all = {NULL, 0};
	struct store *s = store_open(o->store, STORE_READ, e);
	if (!s)
		return -1;
	int rc = store_companies(s, a, &all.name, &all.n, e);
	if (rc == 0 && scope == LOAD_ONE && !o->company && all.n > 1 && metric.n)
		rc = keep_speaking(o, metric, s, a, &all, e);
	struct err unknown;
	err_clear(&unknown);
	if (rc == 0 && choose(o, &all, scope, &out->company, &unknown) != 0) {
		const struct store_query q = {
		    STR(""), metric, o->from, o->to, o->as_of, false};
		rc = o->company ? store_obs(s, &q, a, &out->obs, &out->n, e) : -1;
		if (rc == 0 && keep_document(out, str_from(o->company))) {
			keep_wanted(out, o);
			rc = read_withdrawals(s, o, metric, a, out, e);
			store_close(s);
			return rc;
		}
		if (e->code == ERR_NONE)
			*e = unknown;
		rc = -1;
	}
	if (rc == 0) {
		struct store_query q = {
		    out->company, metric, o->from, o->to, o->as_of, false};
		rc = store_obs(s, &q, a, &out->obs, &out->n, e);
		if (out->company.n == 0
		    && (scope == LOAD_ONE
			|| (o->company && !select_is_pattern(o->company))))
			keep_nameless(out);
		keep_wanted(out, o);
		if (rc == 0)
			rc = read_withdrawals(s, o, metric, a, out, e);
	}
	store_close(s);
	return rc;
}

/* Calendar quarters that reach into the time asked for are made of fiscal ones around
 * it: read with a margin, what then is not about it left out. */
enum { MARGIN = 100 };

static void
keep_asked(const struct options *o, struct load *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct period p = l->obs[i].period;
		if ((o->from == DATE_NONE || p.end >= o->from)
		    && (o->to == DATE_NONE || p.start <= o->to))
			l->obs[n++] = l->obs[i];
	}
	l->n = n;
}

static int
calendarize(const struct options *o, struct arena *a, struct load *l, struct err *e)
{
	struct catalog *c = catalog_new(o->catalogs, o->n_catalogs, e);
	int rc = c ? calendarize_load(c, a, l, e) : -1;
	catalog_free(c);
	keep_asked(o, l);
	return rc;
}

static int
keep_stated(const struct options *o, struct arena *a, struct load *l, struct err *e)
{
	const struct refs *r = &l->refs;
	if (o->calendarize || !(r->segments_file.n || r->fiscal_file.n || o->adjusted))
		return 0;
	l->stated = ARENA_NEW(a, l->n, struct obs);
	if (!l->stated)
		return err_nomem(e);
	if (l->n)
		memcpy(l->stated, l->obs, l->n * sizeof *l->obs);
	return 0;
}

/* As the tables name what is guided, and as it was stated. */
static void
mark_withdrawn(struct load *l)
{
	for (size_t i = 0; i < l->n_events; i++)
		refs_place(&l->refs, &l->events[i]);
	withdrawn_mark(l->obs, l->n, l->events, l->n_events);
	for (size_t i = 0; i < l->n && l->stated; i++)
		l->stated[i].withdrawn = l->obs[i].withdrawn;
}

/* Texts that become parts of others: a NUL would end these. */
static int
without_nul(struct obs *obs, size_t n, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct obs *o = &obs[i];
		struct str *const texts[] = {&o->doc, &o->company, &o->segment,
		    &o->variant, &o->unit, &o->source};
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
			struct str s = arena_no_nul(a, *texts[k]);
			if (texts[k]->n && !s.p)
				return err_nomem(e);
			*texts[k] = s;
		}
	}
	return 0;
}

int
load_obs(const struct options *o, struct str metric, enum load_scope scope,
    struct arena *a, struct load *out, struct err *e)
{
	struct options wide = *o;
	*out = (struct load){.n = 0};
	if (o->calendarize && o->from != DATE_NONE)
		wide.from -= MARGIN;
	if (o->calendarize && o->to != DATE_NONE)
		wide.to += MARGIN;
	if (load_stored(&wide, metric, scope, a, out, e) != 0
	    || without_nul(out->obs, out->n, a, e) != 0
	    || without_nul(out->events, out->n_events, a, e) != 0
	    || refs_open(o, a, &out->refs, e) != 0 || keep_stated(o, a, out, e) != 0
	    || refs_apply(&out->refs, o, out, a, e) != 0)
		return -1;
	out->company = arena_no_nul(a, out->company);
	mark_withdrawn(out);
	if (o->calendarize && calendarize(o, a, out, e) != 0)
		return -1;
	if (o->notes && !o->quiet)
		refs_tell(&out->done, &out->refs, o->notes);
	return 0;
}
