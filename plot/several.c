/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/several.h"

#include <math.h>
#include <stdlib.h>

#include "plot/asides.h"
#include "series/unit.h"
#include "series/view.h"

/* ---- words ---- */

static void
add(struct str *text, struct arena *a, const char *between, struct str part)
{
	*text = arena_printf(
	    a, "%.*s%s%.*s", STR_FMT(*text), text->n ? between : "", STR_FMT(part));
}

static const struct series *
shown(const struct pick *p)
{
	return pick_shown(p);
}

/* The foot: what is special about the marks, then the sources of all. */
static int
set_foot(const struct compose *base, const struct compose_drawn *d, struct chart *out,
    struct arena *a, struct err *e)
{
	struct str text = out->footer[0], marks = compose_marks(d->charts, d->n, a);
	const char *changed = refs_foot(&d->picks[0]->load.done);
	bool broken = false;
	for (size_t k = 0; k < d->n; k++)
		for (size_t i = 1; i < d->charts[k].n_points; i++) {
			const struct chart_point *p = &d->charts[k].points[i];
			broken |= obs_is_break(p[-1].from->obs, p->from->obs);
		}
	if (marks.n)
		add(&text, a, " ", marks);
	if (broken)
		add(&text, a, " ", STR("Gap: the segment was defined anew."));
	if (*changed)
		add(&text, a, " ", str_from(changed));
	out->footer[0] = text;
	return compose_foot(base, d, out, a, e);
}

static void
set_title(const struct compose *base, struct chart *out, struct arena *a)
{
	if (base->title)
		out->title = str_from(base->title);
	if (base->exhibit)
		out->title =
		    arena_printf(a, "%s: %.*s", base->exhibit, STR_FMT(out->title));
}

static struct chart
blank(const struct compose *base)
{
	return (struct chart){.ceiling = (double)NAN,
	    .lang = base->lang,
	    .short_quarters = base->short_quarters};
}

/* A chart of one of them. */
static struct compose
one_of(const struct compose *base, const struct pick *p)
{
	struct compose c = *base;
	c.pick = p;
	c.fit = NULL;
	c.no_fit = c.title = c.exhibit = NULL;
	c.headline = false;
	return c;
}

/* ---- lines ---- */

struct lines {
	const struct compose *base;
	struct pick *picks; /* in one unit */
	const struct pick **each;
	struct chart *charts;
	size_t n;
	bool two;
	struct arena *a;
};

/* The series of a pick in a unit, as far as it converts. */
static int
bring(struct pick *p, struct str unit, struct arena *a, struct err *e)
{
	const struct series **both[] = {
	    &p->choice.actual, &p->choice.guidance, &p->choice.hypothetical};
	for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
		struct series *s = ARENA_NEW(a, 1, struct series);
		if (!s)
			return err_nomem(e);
		if (!*both[i])
			continue;
		if (view_convert(*both[i], unit, a, s, e) != 0)
			return -1;
		*both[i] = s;
	}
	return 0;
}

static int
check_unit(struct lines *w, size_t k, struct err *e)
{
	struct str first = shown(&w->picks[0])->unit, own = shown(&w->picks[k])->unit;
	double factor;
	if (w->two || str_eq(first, own))
		return 0;
	if (unit_factor(own, first, &factor))
		return bring(&w->picks[k], first, w->a, e);
	return err_set(e, ERR_USAGE,
	    "%.*s is in %.*s, %.*s in %.*s: one axis does not hold both%s",
	    STR_FMT(w->picks[0].metric->name), STR_FMT(first),
	    STR_FMT(w->picks[k].metric->name), STR_FMT(own),
	    w->n == 2 ? " (--two-axes gives each its own)" : "");
}

static int
draw_line(struct lines *w, size_t k, struct err *e)
{
	struct compose c = one_of(w->base, &w->picks[k]);
	const struct catalog_metric *m = w->picks[k].metric;
	c.plain = true;
	c.analysts = c.hypothetical = c.vintages = false;
	if (k > 0 && m->type == CATALOG_FLOW)
		c.grain = compose_grain(&w->charts[0]);
	if (compose_chart(&c, w->a, &w->charts[k], e) != 0)
		return -1;
	if (w->charts[k].n_points)
		return 0;
	return err_set(e, ERR_EMPTY,
	    "nothing found: %.*s has no actual values%s%s that could stand beside %.*s",
	    STR_FMT(m->name), c.grain ? " by " : "",
	    c.grain ? period_grain_name(c.grain) : "",
	    STR_FMT(w->picks[0].metric->name));
}

/* What tells a line from the others: its metric, and what of its key they do not share. */
static struct str
line_name(const struct lines *w, size_t k)
{
	struct series_key key = shown(&w->picks[k])->key;
	bool same = true;
	for (size_t i = 0; i < w->n; i++)
		same &= str_eq(shown(&w->picks[i])->key.segment, key.segment);
	if (same)
		key.segment = STR("");
	return compose_subject(&key, w->picks[k].metric, w->a);
}

/* "gross margin" */
static struct str
metric_words(const struct lines *w, size_t k)
{
	const struct catalog_metric *m = w->picks[k].metric;
	struct series_key key = {
	    .company = STR(""), .metric = m->name, .stance = OBS_ACTUAL};
	return series_title(&key, m, w->a);
}

/* "Acme · gross margin, operating margin · Automotive" */
static struct str
lines_title(const struct lines *w)
{
	enum { NAMED = 3 };
	struct series_key key = shown(&w->picks[0])->key;
	struct str company = key.company, segment = key.segment, text = STR("");
	for (size_t k = 0; k < w->n; k++) {
		if (k < 2 || w->n <= NAMED)
			add(&text, w->a, ", ", metric_words(w, k));
		if (!str_eq(shown(&w->picks[k])->key.segment, segment))
			segment = STR("");
	}
	if (w->n > NAMED)
		text = arena_printf(w->a, "%.*s and %zu more", STR_FMT(text), w->n - 2);
	return arena_printf(w->a, "%.*s%s%.*s%s%.*s", STR_FMT(company),
	    company.n ? " \xc2\xb7 " : "", STR_FMT(text), segment.n ? " \xc2\xb7 " : "",
	    STR_FMT(segment));
}

/* Which axis is whose. */
static struct str
axes_words(const struct lines *w, struct str text)
{
	struct str names[2];
	for (size_t k = 0; k < 2; k++)
		names[k] = arena_printf(w->a, "%.*s (%.*s)",
		    STR_FMT(metric_words(w, k)), STR_FMT(shown(&w->picks[k])->unit));
	return arena_printf(w->a, "Left: %.*s, right: %.*s; %.*s", STR_FMT(names[0]),
	    STR_FMT(names[1]), STR_FMT(text));
}

/* "3 guided values not drawn." */
static void
add_left_out(struct chart *out, struct arena *a, size_t n, const char *what)
{
	if (n)
		add(&out->footer[0], a, " ",
		    arena_printf(
			a, "%zu %s value%s not drawn.", n, what, n == 1 ? "" : "s"));
}

static int
join_lines(struct lines *w, struct chart *out, struct err *e)
{
	const struct chart *first = &w->charts[0];
	struct chart_line *more = ARENA_NEW(w->a, w->n - 1, struct chart_line);
	size_t guided = 0, filed = 0;
	if (!more)
		return err_nomem(e);
	*out = *first;
	out->more = more;
	out->n_more = w->n - 1;
	out->two = w->two;
	out->points_label.name = line_name(w, 0);
	for (size_t k = 0; k < w->n; k++) {
		const struct chart *c = &w->charts[k];
		const struct series *s = w->picks[k].choice.guidance;
		guided += s ? s->n : 0;
		if (k > 0 && !w->two)
			out->zero |= c->zero;
		if (k > 0)
			more[k - 1] = (struct chart_line){.points = c->points,
			    .n = c->n_points,
			    .label = {line_name(w, k), c->points_label.note}};
	}
	out->unit2 = w->charts[w->n - 1].unit;
	out->zero2 = w->charts[w->n - 1].zero;
	struct str none = STR(""), unit = w->two ? none : out->unit;
	out->title = lines_title(w);
	out->ahead = compose_ahead(w->charts, w->n);
	out->subtitle = compose_subtitle(w->charts, w->n, unit, w->a);
	if (w->two)
		out->subtitle = axes_words(w, out->subtitle);
	out->footer[0] = out->footer[1] = none;
	for (size_t k = 0; k < w->n; k++) {
		const struct asides_ask ask = {&w->picks[k], shown(&w->picks[k])->unit,
		    compose_grain(&w->charts[k])};
		struct asides_rest rest = {0, 0};
		struct chart_line line;
		if (asides_take(&ask, CHART_FILINGS, w->a, &line, &rest, e) != 0)
			return -1;
		filed += line.n;
	}
	add_left_out(out, w->a, guided, "guided");
	add_left_out(out, w->a, filed, "filed");
	set_title(w->base, out, w->a);
	if (!out->title.p || !out->subtitle.p || !out->footer[0].p)
		return err_nomem(e);
	return set_foot(
	    w->base, &(struct compose_drawn){w->each, w->charts, w->n}, out, w->a, e);
}

int
several_lines(const struct compose *base, const struct several_picks *p,
    struct arena *a, struct chart *out, struct err *e)
{
	size_t n = p->n;
	struct lines w = {.base = base,
	    .picks = ARENA_NEW(a, n, struct pick),
	    .each = ARENA_NEW(a, n, const struct pick *),
	    .charts = ARENA_NEW(a, n, struct chart),
	    .n = n,
	    .two = p->two,
	    .a = a};
	if (!w.picks || !w.each || !w.charts)
		return err_nomem(e);
	for (size_t k = 0; k < n; k++) {
		w.picks[k] = p->all[k];
		w.each[k] = &w.picks[k];
		if (check_unit(&w, k, e) != 0 || draw_line(&w, k, e) != 0)
			return -1;
	}
	return join_lines(&w, out, e);
}

/* ---- small multiples ---- */

struct grid {
	const struct compose *base;
	const struct several_grid *ask;
	const struct pick **picks; /* those drawn */
	struct chart *charts;
	size_t n;
	bool one_segment;       /* all panels are about one */
	struct str rest;        /* the names of those that are not */
	size_t n_rest, n_other; /* how many; how many more in another unit */
	size_t n_kinds;         /* and of another kind: a change is no level */
	struct arena *a;
};

static struct str
part_name(const struct grid *w, const struct pick *p)
{
	const struct series_key *k = &shown(p)->key;
	if (w->ask->by == PICK_COMPANY)
		return k->company;
	return k->segment.n ? k->segment : STR("Total");
}

static size_t
weight(const struct pick *p)
{
	const struct series_choice *c = &p->choice;
	return (c->actual ? c->actual->n : 0) + (c->guidance ? c->guidance->n : 0)
	       + (c->hypothetical ? c->hypothetical->n : 0);
}

static int
by_weight(const void *x, const void *y)
{
	const struct pick *a = *(const struct pick *const *)x,
			  *b = *(const struct pick *const *)y;
	bool total[] = {shown(a)->key.segment.n == 0, shown(b)->key.segment.n == 0};
	if (total[0] != total[1])
		return total[0] ? -1 : 1;
	if (weight(a) != weight(b))
		return weight(a) > weight(b) ? -1 : 1;
	return a < b ? -1 : a > b; /* they stand in one array, by name */
}

static int
by_place(const void *x, const void *y)
{
	const struct pick *a = *(const struct pick *const *)x,
			  *b = *(const struct pick *const *)y;
	return a < b ? -1 : a > b;
}

static void
leave_out(struct grid *w, const struct pick *p)
{
	enum { NAMED = 8 };
	if (w->n_rest++ < NAMED)
		add(&w->rest, w->a, ", ", part_name(w, p));
}

/* Whose unit and kind the panels have: of a level where there is one. */
static const struct series *
leader(const struct grid *w, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (shown(w->picks[k])->key.kind == OBS_LEVEL)
			return shown(w->picks[k]);
	return shown(w->picks[0]);
}

/* Those that are drawn, in their order. */
static int
choose_parts(struct grid *w, struct err *e)
{
	const struct pick_parts *all = w->ask->parts;
	size_t n = 0;
	w->picks = ARENA_NEW(w->a, all->n, const struct pick *);
	w->charts = ARENA_NEW(w->a, all->n, struct chart);
	if (!w->picks || !w->charts)
		return err_nomem(e);
	for (size_t k = 0; k < all->n; k++)
		w->picks[n++] = &all->parts[k];
	qsort(w->picks, n, sizeof(const struct pick *), by_weight);
	const struct series *first = leader(w, n);
	for (size_t k = 0; k < n; k++) {
		const struct pick *p = w->picks[k];
		if (shown(p)->key.kind != first->key.kind)
			w->n_kinds++;
		else if (!str_eq(shown(p)->unit, first->unit))
			w->n_other++;
		else if (w->n < w->ask->most)
			w->picks[w->n++] = p;
		else
			leave_out(w, p);
	}
	qsort(w->picks, w->n, sizeof(const struct pick *), by_place);
	return 0;
}

/* The part, and how its key differs from that of the first. */
static struct str
panel_title(const struct grid *w, size_t k)
{
	struct series_key key = shown(w->picks[k])->key,
			  first = shown(w->picks[0])->key;
	struct str name = part_name(w, w->picks[k]);
	if (w->ask->by == PICK_SEGMENT || w->one_segment)
		key.segment = STR("");
	if (key.basis == first.basis)
		key.basis = OBS_NOBASIS;
	if (str_eq(key.variant, first.variant))
		key.variant = STR("");
	if (key.measure == first.measure)
		key.measure = OBS_NOMEASURE;
	if (lag_cmp(key.lag, first.lag) == 0)
		key.lag = (struct lag){.said = false};
	key.kind = OBS_LEVEL; /* that of all, which the title of the chart has */
	struct str more = compose_subject(&key, w->picks[k]->metric, w->a);
	const char *at = more.n ? memchr(more.p, '(', more.n) : NULL;
	return at ? arena_printf(
		   w->a, "%.*s %.*s", STR_FMT(name), (int)(more.p + more.n - at), at)
		  : name;
}

static int
draw_panels(struct grid *w, struct err *e)
{
	enum period_grain grain = w->base->grain;
	size_t n = 0;
	for (size_t k = 0; k < w->n; k++) {
		struct compose c = one_of(w->base, w->picks[k]);
		struct chart *to = &w->charts[n];
		c.grain = grain;
		if (compose_chart(&c, w->a, to, e) != 0)
			return -1;
		if (compose_count(to) == 0) {
			leave_out(w, w->picks[k]);
			continue;
		}
		if (w->picks[k]->metric->type == CATALOG_FLOW
		    && grain == PERIOD_UNKNOWN)
			grain = compose_grain(to);
		w->picks[n++] = w->picks[k];
		to->footer[0] = to->footer[1] = to->subtitle = to->sources = STR("");
	}
	w->n = n;
	w->one_segment = true;
	for (size_t k = 1; k < n; k++)
		w->one_segment &= str_eq(
		    shown(w->picks[k])->key.segment, shown(w->picks[0])->key.segment);
	for (size_t k = 0; k < n; k++) {
		w->charts[k].title = panel_title(w, k);
		if (!w->charts[k].title.p)
			return err_nomem(e);
	}
	return n ? 0 : err_set(e, ERR_EMPTY, "there is nothing to draw");
}

/* "Not drawn: A, B and 3 more; 2 in another unit." */
static struct str
rest_words(const struct grid *w)
{
	enum { NAMED = 8 };
	struct str text = STR("");
	if (w->n_rest > NAMED)
		text = arena_printf(
		    w->a, "%.*s and %zu more", STR_FMT(w->rest), w->n_rest - NAMED);
	else if (w->n_rest)
		text = w->rest;
	if (w->n_other)
		add(&text, w->a, "; ",
		    arena_printf(w->a, "%zu in another unit", w->n_other));
	if (w->n_kinds)
		add(&text, w->a, "; ",
		    arena_printf(w->a, "%zu of another kind", w->n_kinds));
	return text.n ? arena_printf(w->a, "Not drawn: %.*s.", STR_FMT(text)) : text;
}

int
several_panels(const struct compose *base, const struct several_grid *g,
    struct arena *a, struct chart *out, struct err *e)
{
	struct grid w = {.base = base, .ask = g, .rest = STR(""), .a = a};
	if (choose_parts(&w, e) != 0 || draw_panels(&w, e) != 0)
		return -1;
	struct series_key key = shown(w.picks[0])->key;
	if (g->by == PICK_COMPANY)
		key.company = STR("");
	if (g->by == PICK_SEGMENT || !w.one_segment)
		key.segment = STR("");
	*out = blank(base);
	out->panels = w.charts;
	out->n_panels = w.n;
	out->free = g->free;
	out->unit = w.charts[0].unit;
	out->zero = w.charts[0].zero;
	struct str whole = series_title(&key, w.picks[0]->metric, a);
	if (g->by == PICK_COMPANY && whole.n && whole.p[0] >= 'a' && whole.p[0] <= 'z')
		whole = arena_printf(
		    a, "%c%.*s", whole.p[0] - 'a' + 'A', (int)whole.n - 1, whole.p + 1);
	out->title = arena_printf(a, "%.*s by %s", STR_FMT(whole),
	    g->by == PICK_SEGMENT ? "segment" : "company");
	out->ahead = compose_ahead(w.charts, w.n);
	out->subtitle = compose_subtitle(w.charts, w.n, out->unit, a);
	out->footer[0] = STR("");
	out->footer[1] = rest_words(&w);
	set_title(base, out, a);
	if (!out->title.p || !out->subtitle.p || !out->footer[1].p)
		return err_nomem(e);
	return set_foot(
	    base, &(struct compose_drawn){w.picks, w.charts, w.n}, out, a, e);
}
