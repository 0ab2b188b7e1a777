/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/pick.h"

int
pick_open(struct pick *p, const struct options *o, const char *metric, struct err *e)
{
	struct series *all = NULL;
	size_t n = 0;
	const struct series_filter f = {.segment = o->segment,
	    .stance = o->stance,
	    .kind = o->kind,
	    .basis = o->basis,
	    .variant = o->variant,
	    .measure = o->measure};
	*p = (struct pick){.catalog = NULL};
	if (series_check(&f, e) != 0)
		return -1;
	p->catalog = catalog_new(o->catalogs, o->n_catalogs, e);
	if (!p->catalog)
		return -1;
	p->metric = catalog_need(p->catalog, metric, e);
	if (!p->metric)
		return -1;
	if (load_obs(o, p->metric->name, LOAD_ONE, &p->arena, &p->load, e) != 0
	    || series_build(p->load.obs, p->load.n, &f, &p->arena, &all, &n, e) != 0)
		return -1;
	return series_choose(all, n, p->metric, &p->arena, &p->choice, e);
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
