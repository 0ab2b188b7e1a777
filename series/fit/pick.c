/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/pick.h"

#include <stdlib.h>

#include "series/derive.h"
#include "series/filed.h"
#include "series/select.h"
#include "series/unit.h"

const struct series *
pick_shown(const struct pick *p)
{
	const struct series_choice *c = &p->choice;
	return c->actual ? c->actual : c->guidance ? c->guidance : c->hypothetical;
}

/* A chosen series as the view has it; NULL when nothing of it is left. */
static int
look(const struct series **s, const struct view *v, struct arena *a, struct err *e)
{
	struct series *seen = ARENA_NEW(a, 1, struct series);
	if (!seen)
		return err_nomem(e);
	if (!*s)
		return 0;
	*seen = **s;
	if (v->grain != PERIOD_UNKNOWN && view_take(*s, v->grain, a, seen, e) != 0)
		return -1;
	if (view_convert(seen, v->unit, a, seen, e) != 0)
		return -1;
	*s = seen->n ? seen : NULL;
	return 0;
}

static int
look_both(struct pick *p, const struct view *v, struct err *e)
{
	const struct series *any = pick_shown(p);
	if (v->all && !view_alike(p->metric->type, any->key.kind))
		return err_set(e, ERR_USAGE,
		    "--grain all would put different kinds of time on one line "
		    "(tseries "
		    "series lists them)");
	if (look(&p->choice.actual, v, &p->arena, e) != 0
	    || look(&p->choice.guidance, v, &p->arena, e) != 0
	    || look(&p->choice.hypothetical, v, &p->arena, e) != 0)
		return -1;
	if (pick_shown(p))
		return 0;
	return err_set(e, ERR_EMPTY, "nothing found: no %.*s by %s",
	    STR_FMT(p->metric->name), period_grain_name(v->grain));
}

/* One line is of one source, unless more are asked for. */
static int
take_line(struct pick *p, const struct options *o, struct err *e)
{
	size_t n;
	if (o->source)
		return 0;
	if (filed_line(p->load.obs, p->load.n, &p->filter, &p->arena, &n, e) != 0)
		return -1;
	if (o->notes && !o->quiet && !o->beside)
		filed_tell_sources(p->load.obs + n, p->load.n - n, o->notes);
	p->n_behind = p->load.n - n;
	p->load.n = n;
	return 0;
}

/* Everything but the choice. */
static int
open_all(struct pick *p, const struct options *o, const char *metric,
    enum load_scope scope, struct err *e)
{
	*p = (struct pick){.filter = series_filter_of(o)};
	if (series_check(&p->filter, e) != 0 || view_of(o, &p->view, e) != 0)
		return -1;
	p->catalog = catalog_new(o->catalogs, o->n_catalogs, e);
	if (!p->catalog)
		return -1;
	p->metric = catalog_need(p->catalog, metric, e);
	if (!p->metric)
		return -1;
	if (load_obs(o, p->metric->name, scope, &p->arena, &p->load, e) != 0)
		return -1;
	p->filter.aliases = &p->load.refs.segments;
	if (take_line(p, o, e) != 0
	    || series_build(
		   p->load.obs, p->load.n, &p->filter, &p->arena, &p->all, &p->n_all, e)
		   != 0)
		return -1;
	return o->derive
		   ? derive_levels(p->all, p->n_all, &p->arena, &p->all, &p->n_all, e)
		   : 0;
}

/* What is all hypothetical is shown to those who ask for it. */
static int
choose(struct pick *p, const struct options *o, struct err *e)
{
	if (series_choose(p->all, p->n_all, p->metric, &p->arena, &p->choice, e) == 0)
		return 0;
	if (!o->hypothetical || e->code != ERR_EMPTY || p->choice.n_others == 0)
		return -1;
	err_clear(e);
	return series_choose_hypothetical(
	    p->all, p->n_all, p->metric, &p->arena, &p->choice, e);
}

/* The key that is shown, with what the options' patterns leave open taken from k.  False
 * where there is no pattern. */
static bool
opened(const struct series_filter *f, const struct series_key *shown,
    const struct series_key *k, struct series_key *out)
{
	bool any = false;
	*out = *shown;
#define OPEN(option, field)                                                            \
	if (f->option && select_is_pattern(f->option)) {                               \
		out->field = k->field;                                                 \
		any = true;                                                            \
	}
	OPEN(segment, segment)
	OPEN(kind, kind)
	OPEN(basis, basis)
	OPEN(variant, variant)
	OPEN(measure, measure)
	OPEN(base, lag)
#undef OPEN
	return any;
}

/* Where several were asked for by a pattern: those that are not chosen. */
static void
tell_left(struct pick *p, FILE *to)
{
	const struct series_key *shown = &pick_shown(p)->key, *last = shown;
	const char *between = "tseries: one of several series that fit is taken; the "
			      "others: ";
	for (size_t i = 0; i < p->n_all; i++) {
		struct series_key k = p->all[i].key, open;
		if (k.stance == OBS_HYPOTHETICAL
		    || !opened(&p->filter, shown, &k, &open)
		    || series_cmp_subject(&k, &open) != 0
		    || series_cmp_subject(&k, shown) == 0
		    || series_cmp_subject(&k, last) == 0)
			continue;
		last = &p->all[i].key;
		k.stance = OBS_ACTUAL;
		k.source = STR("");
		(void)fputs(between, to);
		err_print_safe(to, series_options(&k, &p->arena));
		between = "; ";
	}
	if (last != shown)
		(void)fputc('\n', to);
}

int
pick_open(struct pick *p, const struct options *o, const char *metric, struct err *e)
{
	if (open_all(p, o, metric, LOAD_ONE, e) != 0 || choose(p, o, e) != 0)
		return -1;
	if (o->notes && !o->quiet)
		tell_left(p, o->notes);
	return look_both(p, &p->view, e);
}

/* ---- one after the other ---- */

static struct str
part_of(const struct series *s, enum pick_by by)
{
	return by == PICK_SEGMENT ? s->key.segment : s->key.company;
}

static int
by_segment(const void *x, const void *y)
{
	const struct series *a = x, *b = y;
	int c = str_cmp(a->key.segment, b->key.segment);
	return c ? c : series_cmp_key(&a->key, &b->key);
}

static bool
is_like(const struct series_key *a, const struct series_key *b)
{
	return a->kind == b->kind && a->basis == b->basis
	       && str_eq(a->variant, b->variant) && a->measure == b->measure
	       && lag_cmp(a->lag, b->lag) == 0;
}

/* Those of n series that are like a key; all of them where none is. */
static int
alike(struct pick *p, const struct series *all, size_t n, const struct series_key *k,
    struct err *e)
{
	p->n_all = 0;
	p->all = ARENA_NEW(&p->arena, n, struct series);
	if (!p->all)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (is_like(&all[i].key, k))
			p->all[p->n_all++] = all[i];
	if (p->n_all == 0) {
		memcpy(p->all, all, n * sizeof *all);
		p->n_all = n;
	}
	return 0;
}

/* What is chosen of n series of one part; 1 when that is nothing. */
static int
choose_part(struct pick *w, const struct options *o, const struct series *all, size_t n,
    const struct series_key *like, struct err *e)
{
	struct err why = {.code = ERR_NONE};
	struct view v = w->view;
	if (alike(w, all, n, like, e) != 0)
		return -1;
	int rc = choose(w, o, &why);
	if (rc == 0) {
		const struct series *any = pick_shown(w);
		double factor;
		if (v.unit.n && !unit_factor(any->unit, v.unit, &factor))
			v.unit = STR("");
		rc = look_both(w, &v, &why);
	}
	if (rc == 0)
		return 0;
	if (why.code == ERR_EMPTY)
		return 1;
	*e = why;
	return -1;
}

int
pick_apart(struct pick_parts *p, const struct options *o, const char *metric,
    enum pick_by by, struct err *e)
{
	struct pick *w = &p->whole;
	*p = (struct pick_parts){.n = 0};
	if (open_all(w, o, metric, by == PICK_COMPANY ? LOAD_ALL : LOAD_ONE, e) != 0
	    || choose(w, o, e) != 0)
		return -1;
	struct series *all = w->all;
	size_t n = w->n_all;
	const struct series *first = pick_shown(w);
	struct series_key like = first->key;
	if (w->view.unit.n == 0)
		w->view.unit = first->unit;
	p->parts = ARENA_NEW(&w->arena, n, struct pick);
	if (!p->parts)
		return err_nomem(e);
	if (by == PICK_SEGMENT)
		qsort(all, n, sizeof *all, by_segment);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i;
		     end < n && str_eq(part_of(&all[i], by), part_of(&all[end], by));
		     end++)
			;
		int rc = choose_part(w, o, all + i, end - i, &like, e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			continue;
		p->parts[p->n] = *w;
		p->parts[p->n].arena = (struct arena){NULL};
		p->parts[p->n++].catalog = NULL;
	}
	return p->n ? 0
		    : err_set(e, ERR_EMPTY, "nothing found: no %.*s fits these options",
			STR_FMT(w->metric->name));
}

void
pick_parts_close(struct pick_parts *p)
{
	pick_close(&p->whole);
	p->n = 0;
}

int
pick_unbroken(const struct pick *p, struct err *e)
{
	const struct series *s = p->choice.actual;
	char before[OBS_LABEL], after[OBS_LABEL];
	for (size_t i = 1; s && i < s->n; i++) {
		if (!obs_is_break(s->points[i - 1].obs, s->points[i].obs))
			continue;
		obs_label(s->points[i - 1].obs, before);
		obs_label(s->points[i].obs, after);
		return err_set(e, ERR_EMPTY,
		    "the segment '%.*s' is another one in %s than in %s, by %.*s: "
		    "--from or "
		    "--to keeps to one of them",
		    STR_FMT(s->key.segment), after, before,
		    STR_FMT(p->load.refs.segments_file));
	}
	return 0;
}

void
pick_close(struct pick *p)
{
	arena_release(&p->arena);
	catalog_free(p->catalog);
	*p = (struct pick){.catalog = NULL};
}
