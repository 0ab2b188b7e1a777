/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/pick.h"

#include "series/filed.h"
#include "series/view.h"

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
	const struct series *any =
	    p->choice.actual ? p->choice.actual : p->choice.guidance;
	if (v->all && !view_alike(p->metric->type, any->key.kind))
		return err_set(e, ERR_USAGE,
		    "--grain all would put different kinds of time on one line "
		    "(tseries "
		    "series lists them)");
	if (look(&p->choice.actual, v, &p->arena, e) != 0
	    || look(&p->choice.guidance, v, &p->arena, e) != 0)
		return -1;
	if (p->choice.actual || p->choice.guidance)
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
	if (o->notes && !o->quiet)
		filed_tell_sources(p->load.obs + n, p->load.n - n, o->notes);
	p->load.n = n;
	return 0;
}

int
pick_open(struct pick *p, const struct options *o, const char *metric, struct err *e)
{
	struct series *all = NULL;
	size_t n = 0;
	struct view v;
	*p = (struct pick){.filter = series_filter_of(o)};
	if (series_check(&p->filter, e) != 0 || view_of(o, &v, e) != 0)
		return -1;
	p->catalog = catalog_new(o->catalogs, o->n_catalogs, e);
	if (!p->catalog)
		return -1;
	p->metric = catalog_need(p->catalog, metric, e);
	if (!p->metric)
		return -1;
	if (load_obs(o, p->metric->name, LOAD_ONE, &p->arena, &p->load, e) != 0)
		return -1;
	p->filter.aliases = &p->load.refs.segments;
	if (take_line(p, o, e) != 0
	    || series_build(p->load.obs, p->load.n, &p->filter, &p->arena, &all, &n, e)
		   != 0
	    || series_choose(all, n, p->metric, &p->arena, &p->choice, e) != 0)
		return -1;
	return look_both(p, &v, e);
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
