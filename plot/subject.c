/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/subject.h"

#include <math.h>
#include <stdlib.h>

#include "plot/compose.h"
#include "series/options.h"

struct work {
	const struct options *o;
	const struct catalog *catalog;
	struct series_filter filter;
	struct arena *a;
	struct subjects *out;
	struct series *series;
	size_t n_series;
};

struct str
subject_field(const struct subject *s, enum subject_field k)
{
	const struct series_key *key = &s->any->key;
	return k == SUBJECT_COMPANY  ? key->company
	       : k == SUBJECT_METRIC ? s->metric->title
				     : key->segment;
}

/* ---- which there are ---- */

/* A metric that the catalog does not know stands for itself. */
static const struct catalog_metric *
metric_of(struct work *w, struct str name, struct err *e)
{
	const struct catalog_metric *m = catalog_find(w->catalog, name);
	if (m)
		return m;
	struct catalog_metric *made = ARENA_NEW(w->a, 1, struct catalog_metric);
	if (!made) {
		(void)err_nomem(e);
		return NULL;
	}
	made->name = made->title = name;
	made->type = CATALOG_RATE; /* all that is said stands on one line */
	return made;
}

/* The subject of a series among those of its key, which are the last ones. */
static struct subject *
find(struct work *w, const struct series *s)
{
	for (size_t i = w->out->n; i-- > 0;) {
		struct subject *at = &w->out->all[i];
		if (series_cmp_subject(&at->any->key, &s->key) != 0
		    || !str_eq(at->any->key.source, s->key.source))
			break;
		if (str_eq(at->unit, s->unit) && !at->series[s->key.stance])
			return at;
	}
	return &w->out->all[w->out->n++];
}

static int
group(struct work *w, struct err *e)
{
	w->out->all = ARENA_NEW(w->a, w->n_series, struct subject);
	if (!w->out->all)
		return err_nomem(e);
	for (size_t i = 0; i < w->n_series; i++) {
		const struct series *s = &w->series[i];
		struct subject *at = find(w, s);
		if (!at->any) {
			struct series_key k = s->key;
			k.stance = OBS_ACTUAL;
			k.company = STR("");
			at->any = s;
			at->unit = s->unit;
			at->metric = metric_of(w, k.metric, e);
			if (!at->metric)
				return -1;
			at->title = series_title(&k, at->metric, w->a);
			if (!at->title.p)
				return err_nomem(e);
		}
		at->series[s->key.stance] = s;
		at->n += s->n;
		w->out->n_points += s->n;
	}
	return 0;
}

static bool
same_metric(const struct subject *a, const struct subject *b)
{
	return str_eq(a->any->key.company, b->any->key.company)
	       && str_eq(a->any->key.metric, b->any->key.metric);
}

/* In the order of the reader: by company, what is spoken of most first. */
struct place {
	struct subject subject;
	size_t metric; /* values of its company and metric */
	size_t at;
};

static int
cmp_place(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int c = str_cmp(a->subject.any->key.company, b->subject.any->key.company);
	if (c == 0 && a->metric != b->metric)
		return a->metric > b->metric ? -1 : 1;
	c = c ? c : str_cmp(a->subject.any->key.metric, b->subject.any->key.metric);
	if (c == 0 && a->subject.n != b->subject.n)
		return a->subject.n > b->subject.n ? -1 : 1;
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static int
sort(struct subjects *s, struct err *e)
{
	struct place *p = calloc(s->n + 1, sizeof *p);
	if (!p)
		return err_nomem(e);
	for (size_t i = 0, end; i < s->n; i = end) {
		size_t values = 0;
		for (end = i; end < s->n && same_metric(&s->all[i], &s->all[end]);
		     end++)
			values += s->all[end].n;
		for (size_t k = i; k < end; k++)
			p[k] = (struct place){s->all[k], values, k};
	}
	qsort(p, s->n, sizeof *p, cmp_place);
	for (size_t i = 0; i < s->n; i++)
		s->all[i] = p[i].subject;
	free(p);
	return 0;
}

/* ---- the curve ---- */

static bool
is_broken(const struct series *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (obs_is_break(s->points[i - 1].obs, s->points[i].obs))
			return true;
	return false;
}

/* A report in *r when a curve may be drawn; why it may not, where one might look for it,
 * is in no_fit. */
static int
fit(struct subject *s, struct report *r, bool *fits, struct arena *a, struct err *e)
{
	const struct series *actual = s->series[OBS_ACTUAL];
	enum catalog_type t = s->metric->type;
	struct err why;
	char reason[REPORT_TEXT] = "";
	struct report_ask ask = REPORT_ASK;
	ask.model = FIT_LOGISTIC;
	*fits = false;
	s->no_fit = s->ceiling = STR("");
	if (!actual || actual->n < fit_least_points(FIT_LOGISTIC)
	    || actual->key.kind != OBS_LEVEL || (t != CATALOG_FLOW && t != CATALOG_RATE)
	    || is_broken(actual))
		return 0;
	err_clear(&why);
	if (report_make(actual, s->metric, &ask, a, r, &why) == 0)
		report_reason(r, reason);
	else if (why.code == ERR_EMPTY || why.code == ERR_USAGE)
		return 0;
	else {
		*e = why;
		return -1;
	}
	*fits = !reason[0];
	s->no_fit = arena_str(a, str_from(reason));
	return s->no_fit.p ? 0 : err_nomem(e);
}

/* ---- charts ---- */

static int
draw(struct work *w, struct subject *s, const struct load *load, struct err *e)
{
	struct report r;
	bool fits;
	struct pick p = {.metric = s->metric,
	    .load = *load,
	    .filter = w->filter,
	    .choice = {
		.actual = s->series[OBS_ACTUAL], .guidance = s->series[OBS_GUIDANCE]}};
	if (!p.choice.actual && !p.choice.guidance)
		return 0;
	if (fit(s, &r, &fits, w->a, e) != 0)
		return -1;
	struct compose c = {.pick = &p, .fit = fits ? &r : NULL, .bare = true};
	if (compose_chart(&c, w->a, &s->chart, e) != 0)
		return -1;
	s->ceiling = s->chart.ceiling_text;
	if (s->ceiling.n && s->chart.turn_text.n)
		s->ceiling = arena_printf(w->a, "%.*s; %.*s", STR_FMT(s->ceiling),
		    STR_FMT(s->chart.turn_text));
	if (s->chart.ceiling_text.n && !s->ceiling.p)
		return err_nomem(e);
	s->drawn = s->chart.n_points + s->chart.n_guides > 1;
	return 0;
}

/* ---- promises ---- */

/* Promises are the company's own. */
static bool
is_about(const struct subject *s, const struct track_promise *p)
{
	return s->any->key.source.n == 0 && str_eq(s->unit, p->unit)
	       && series_cmp_subject(&s->any->key, &p->key) == 0;
}

static int
share_out(struct work *w, struct subject *s, const struct track *t, struct err *e)
{
	s->promises = ARENA_NEW(w->a, t->n, const struct track_promise *);
	if (!s->promises)
		return err_nomem(e);
	for (size_t i = 0; i < t->n; i++)
		if (is_about(s, &t->promises[i]))
			s->promises[s->n_promises++] = &t->promises[i];
	return 0;
}

/* All of one metric, whichever company's. */
static int
of_metric(struct work *w, const struct catalog_metric *m, struct err *e)
{
	struct subjects *out = w->out;
	struct load some = out->load;
	struct track t;
	struct track_query q = {.obs = out->load.obs,
	    .n = out->load.n,
	    .metric = m,
	    .filter = w->filter,
	    .from = DATE_NONE,
	    .to = DATE_NONE};
	if (track_run(&q, w->a, &t, e) != 0)
		return -1;
	some.n = 0;
	for (size_t i = 0; i < out->load.n; i++)
		some.n += str_eq(out->load.obs[i].metric, m->name);
	some.obs = ARENA_NEW(w->a, some.n, struct obs);
	if (!some.obs)
		return err_nomem(e);
	for (size_t i = 0, n = 0; n < some.n; i++)
		if (str_eq(out->load.obs[i].metric, m->name))
			some.obs[n++] = out->load.obs[i];
	for (size_t i = 0; i < out->n; i++) {
		struct subject *s = &out->all[i];
		if (str_eq(s->metric->name, m->name)
		    && (share_out(w, s, &t, e) != 0 || draw(w, s, &some, e) != 0))
			return -1;
	}
	return 0;
}

/* Each metric once, at its first subject. */
static int
fill(struct work *w, struct err *e)
{
	const struct subjects *s = w->out;
	for (size_t i = 0; i < s->n; i++) {
		size_t k = 0;
		while (!str_eq(s->all[k].metric->name, s->all[i].metric->name))
			k++;
		if (k == i && of_metric(w, s->all[i].metric, e) != 0)
			return -1;
	}
	return 0;
}

int
subject_all(const struct options *o, const struct catalog *c, struct arena *a,
    struct subjects *out, struct err *e)
{
	*out = (struct subjects){.n = 0};
	struct work w = {
	    .o = o, .catalog = c, .filter = series_filter_of(o), .a = a, .out = out};
	if (series_check(&w.filter, e) != 0
	    || load_obs(o, STR(""), LOAD_ALL, a, &out->load, e) != 0)
		return -1;
	w.filter.aliases = &out->load.refs.segments;
	if (series_build(
		out->load.obs, out->load.n, &w.filter, a, &w.series, &w.n_series, e)
	    != 0)
		return -1;
	if (w.n_series == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no series in %.200s fits these options", o->store);
	if (group(&w, e) != 0 || sort(out, e) != 0)
		return -1;
	return fill(&w, e);
}
