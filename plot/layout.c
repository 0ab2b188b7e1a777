/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <assert.h>
#include <math.h>

#include "plot/style.h"
#include "plot/width.h"

/* ---- what there is to show ---- */

struct range {
	double lo, hi;
};

static void
widen(struct range *r, double v)
{
	if (isfinite(v)) {
		r->lo = fmin(r->lo, v);
		r->hi = fmax(r->hi, v);
	}
}

bool
layout_is_range(const struct chart_guide *g)
{
	return g->low < g->high;
}

bool
layout_is_open(const struct chart_guide *g)
{
	return isnan(g->low) != isnan(g->high);
}

double
layout_middle(const struct chart_guide *g)
{
	if (layout_is_open(g))
		return isnan(g->low) ? g->high : g->low;
	return g->low + (g->high - g->low) / 2;
}

/* Values: bands and arrows count only so far as they do not dwarf the rest. */
static struct range
values_of(const struct chart *c)
{
	struct range r = {(double)INFINITY, -(double)INFINITY}, all;
	for (size_t i = 0; i < c->n_points; i++)
		widen(&r, c->points[i].y);
	for (size_t i = 0; i < c->n_guides; i++) {
		widen(&r, c->guides[i].low);
		widen(&r, c->guides[i].high);
	}
	for (size_t i = 0; i < c->n_steps; i++)
		widen(&r, c->steps[i].y);
	for (size_t i = 0; i < c->n_curve; i++)
		widen(&r, c->curve[i].y);
	if (!(r.lo <= r.hi) || c->log)
		return r;
	double span = c->zero ? fmax(r.hi, 0) - fmin(r.lo, 0) : r.hi - r.lo;
	all = r;
	for (size_t i = 0; i < c->n_curve; i++) {
		widen(&all, c->curve[i].low95);
		widen(&all, c->curve[i].high95);
	}
	for (size_t i = 0; i < c->n_guides; i++) {
		const struct chart_guide *g = &c->guides[i];
		if (layout_is_open(g))
			widen(&all,
			    layout_middle(g) + (isnan(g->low) ? -0.12 : 0.12) * span);
	}
	all.hi = fmin(all.hi, r.hi + 0.3 * span);
	all.lo = fmax(all.lo, r.lo - 0.3 * span);
	if (c->zero && r.lo >= 0)
		all.lo = fmax(all.lo, 0);
	return all;
}

/* Times, with room for marks at the edges. */
static struct range
times_of(const struct chart *c)
{
	static const double ROOM = 12; /* days */
	struct range r = {(double)INFINITY, -(double)INFINITY};
	for (size_t i = 0; i < c->n_points; i++) {
		widen(&r, c->points[i].t - ROOM);
		widen(&r, c->points[i].t + ROOM);
	}
	for (size_t i = 0; i < c->n_guides; i++) {
		double half = fmax(ROOM, c->guides[i].half * STYLE_BOX_SHARE);
		widen(&r, c->guides[i].t - half);
		widen(&r, c->guides[i].t + half);
	}
	for (size_t i = 0; i < c->n_steps; i++)
		widen(&r, c->steps[i].t);
	for (size_t i = 0; i < c->n_curve; i++)
		widen(&r, c->curve[i].t);
	return r;
}

/* ---- where things are ---- */

double
layout_x(const struct layout *l, double t)
{
	double span = l->time.end - l->time.start;
	return l->x0 + (t - l->time.start) / span * (l->x1 - l->x0);
}

double
layout_y(const struct layout *l, double v)
{
	return l->y0 + axis_share(&l->axis, v) * (l->y1 - l->y0);
}

double
layout_value(const struct layout *l, double y)
{
	return axis_value(&l->axis, (y - l->y0) / (l->y1 - l->y0));
}

/* Half of a guide's width in pixels. */
double
layout_guide_half(const struct layout *l, const struct chart_guide *g)
{
	return fmax(
	    STYLE_BOX_LEAST, STYLE_BOX_SHARE * (layout_x(l, g->half) - layout_x(l, 0)));
}

static double
clamp(double v, double lo, double hi)
{
	return fmin(fmax(v, lo), hi);
}

double
layout_clamp(const struct layout *l, double v)
{
	return clamp(v, l->axis.min, l->axis.max);
}

/* What a guide covers. */
static struct place_rect
guide_rect(const struct layout *l, const struct chart_guide *g)
{
	bool one = !layout_is_range(g) && !layout_is_open(g); /* a diamond */
	double x = layout_x(l, g->t),
	       half = one ? STYLE_RADIUS : layout_guide_half(l, g) + 3;
	double lo = layout_y(l, layout_middle(g)), hi = lo;
	if (layout_is_range(g)) {
		lo = layout_y(l, g->low);
		hi = layout_y(l, g->high);
	} else if (layout_is_open(g)) {
		lo -= isnan(g->low) ? STYLE_ARROW : 0;
		hi += isnan(g->high) ? STYLE_ARROW : 0;
	}
	return (struct place_rect){x - half, lo - 9, x + half, hi + 9};
}

/* From one place to another, in days and values. */
static void
take_segment(struct layout *l, struct place_rect r, double half)
{
	place_take_line(&l->place,
	    (struct place_rect){layout_x(l, r.x0), layout_y(l, layout_clamp(l, r.y0)),
		layout_x(l, r.x1), layout_y(l, layout_clamp(l, r.y1))},
	    half);
}

/* Note all that a label must not cover. */
static void
take_marks(struct layout *l)
{
	enum { DOT = 9 };
	const struct chart *c = l->c;
	struct place *p = &l->place;
	p->n = 0;
	p->bounds = (struct place_rect){l->x0 + 4, l->y0 + 4, l->x1 - 4, l->y1};
	for (size_t i = 0; i < c->n_points; i++) {
		const struct chart_point *at = &c->points[i];
		double x = layout_x(l, at->t), y = layout_y(l, at->y);
		place_take(p, (struct place_rect){x - DOT, y - DOT, x + DOT, y + DOT});
		if (i > 0 && c->n_curve == 0 && !at->gap)
			take_segment(l,
			    (struct place_rect){at[-1].t, at[-1].y, at->t, at->y}, 5);
	}
	for (size_t i = 0; i < c->n_guides; i++)
		place_take(p, guide_rect(l, &c->guides[i]));
	for (size_t i = 1; i < c->n_steps; i++) {
		const struct chart_step *at = &c->steps[i];
		if (!at->first)
			take_segment(l,
			    (struct place_rect){at[-1].t, at[-1].y, at->t, at->y}, 4);
	}
	for (size_t i = 1; i < c->n_curve; i++) {
		const struct chart_curve *at = &c->curve[i];
		take_segment(
		    l, (struct place_rect){at[-1].t, at[-1].y, at->t, at->y}, 6);
	}
	if (c->n_curve == 0)
		return;
	take_segment(
	    l, (struct place_rect){c->last, l->axis.min, c->last, l->axis.max}, 3);
	if (c->ceiling >= l->axis.min && c->ceiling <= l->axis.max)
		take_segment(l,
		    (struct place_rect){l->time.start, c->ceiling, c->last, c->ceiling},
		    3);
}

/* ---- the time axis ---- */

static void
tick(struct layout *l, double t, int level, const char *label)
{
	struct layout_tick *k = &l->ticks[l->n_ticks++];
	k->t = t;
	k->level = level;
	(void)snprintf(k->label, sizeof k->label, "%s", label);
}

/* The year that quarter k of the span is of, and its place in it. */
static int
year_of(const struct axis_time *t, int k, int *quarter)
{
	*quarter = (t->quarter - 1 + k) % 4 + 1;
	return t->year + (t->quarter - 1 + k) / 4;
}

/* A name in the middle of what of the year is seen, if that is half of it. */
static void
name_years(struct layout *l)
{
	static const double ROOM = 64; /* pixels that a name takes */
	const struct axis_time *t = &l->time;
	double year = (l->x1 - l->x0) / t->n * 4;
	int first, last, every = year >= ROOM ? 1 : year >= ROOM / 2 ? 2 : 5;
	int from = year_of(t, 0, &first), to = year_of(t, t->n - 1, &last);
	for (int y = from; y <= to; y++) {
		int begin = y == from ? 0 : (y - from) * 4 - first + 1;
		int end = y == to ? t->n : (y - from + 1) * 4 - first + 1;
		double least = every == 1 ? ROOM : year; /* of a part of a year */
		char label[16];
		if (y % every != 0 || year * (end - begin) / 4 < least)
			continue;
		(void)snprintf(label, sizeof label, "%d", y);
		/* Half a day off the quarters, whose ticks it would replace. */
		tick(l, (axis_quarter(t, begin) + axis_quarter(t, end)) / 2.0 + 0.5, 0,
		    label);
	}
}

static void
name_quarters(struct layout *l)
{
	const struct axis_time *t = &l->time;
	for (int k = 0; k < t->n; k++) {
		int quarter, year = year_of(t, k, &quarter);
		bool named = quarter == 1 || (k == 0 && quarter < 4);
		char label[32];
		(void)snprintf(
		    label, sizeof label, named ? "Q%d\n%d" : "Q%d", quarter, year);
		tick(l, (axis_quarter(t, k) + axis_quarter(t, k + 1)) / 2.0, 0, label);
	}
}

static int
set_ticks(struct layout *l, struct err *e)
{
	enum { MOST_TICKS = 64, FEW = 12 };
	const struct axis_time *t = &l->time;
	l->ticks = ARENA_NEW(&l->arena, 2 * (size_t)t->n + 2, struct layout_tick);
	if (!l->ticks)
		return err_nomem(e);
	l->tick_points = t->years      ? STYLE_TICK
			 : t->n <= FEW ? STYLE_QUARTER + 2
				       : STYLE_QUARTER;
	for (int k = 0; k <= t->n; k++) {
		int quarter;
		(void)year_of(t, k, &quarter);
		if (t->n <= MOST_TICKS || quarter == 1)
			tick(l, axis_quarter(t, k), quarter == 1 ? 1 : 2, "");
	}
	if (t->years)
		name_years(l);
	else
		name_quarters(l);
	return 0;
}

/* ---- texts ---- */

static void
put(struct layout *l, struct layout_text t)
{
	assert(l->n_texts < LAYOUT_TEXTS);
	if (t.s.n)
		l->texts[l->n_texts++] = t;
}

static int
measure_tags(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	struct layout_tag *tags = l->tags;
	const struct width_type note = {STYLE_NOTE, false};
	double most = fmin(STYLE_LABEL_MOST, l->wide * STYLE_LABEL_SHARE);
	if (c->n_points) {
		const struct chart_point *p = &c->points[c->n_points - 1];
		tags[LAYOUT_POINTS] = (struct layout_tag){.label = &c->points_label,
		    .ink = c->n_curve ? STYLE_INK : STYLE_BLUE,
		    .anchor_x = p->t,
		    .anchor_y = p->y};
	}
	if (c->n_guides) {
		const struct chart_guide *g = &c->guides[c->n_guides - 1];
		tags[LAYOUT_GUIDES] = (struct layout_tag){.label = &c->guides_label,
		    .ink = STYLE_VERM,
		    .anchor_x = g->t,
		    .anchor_y = layout_middle(g)};
	}
	if (c->n_curve) {
		const struct chart_curve *p = &c->curve[c->n_curve - 1];
		tags[LAYOUT_CURVE] = (struct layout_tag){.label = &c->curve_label,
		    .ink = STYLE_BLUE,
		    .anchor_x = p->t,
		    .anchor_y = p->y};
	}
	for (size_t i = 0; i < LAYOUT_GROUPS; i++) {
		struct layout_tag *t = &tags[i];
		if (!t->label || t->label->name.n == 0)
			continue;
		t->shown = true;
		t->name = width_fit(t->label->name, STYLE_NAME, true, most, &l->arena);
		t->n_notes =
		    width_note(t->label->note, note, most, t->notes, &l->arena);
		if (!t->name.p || (t->label->note.n && !t->n_notes))
			return err_nomem(e);
		t->w = width_of(t->name, STYLE_NAME, true);
		for (size_t k = 0; k < t->n_notes; k++)
			t->w = fmax(t->w, width_of(t->notes[k], STYLE_NOTE, false));
		t->h = STYLE_LINE_NAME + (double)t->n_notes * STYLE_LINE_NOTE;
	}
	return 0;
}

/* The margins, with or without labels in the right one. */
static void
set_margins(struct layout *l, bool labels)
{
	double left = 60, right = 0;
	for (size_t k = 0; k < axis_ticks(&l->axis); k++) {
		char label[AXIS_TEXT];
		axis_label(&l->axis, axis_tick(&l->axis, k), label);
		left = fmax(left, width_of(str_from(label), STYLE_TICK, false));
	}
	for (size_t i = 0; labels && i < LAYOUT_GROUPS; i++)
		if (l->tags[i].shown)
			right = fmax(right, l->tags[i].w + STYLE_LABEL_GAP);
	double edge = l->c->bare ? STYLE_EDGE_BARE : STYLE_EDGE;
	l->x0 = edge + left + 22;
	l->x1 = l->wide - edge - right;
	if (l->c->bare) { /* a time is marked above the plot */
		l->y1 = l->high - STYLE_TOP_BARE * (l->c->n_curve ? 2 : 1);
		l->y0 = l->time.years ? 48 : 74;
		return;
	}
	l->y1 = l->high - (l->c->n_curve ? STYLE_TOP_CURVE : STYLE_TOP) - l->title_more;
	l->y0 = l->time.years ? 118 : 144;
	if (l->n_subtitle > 1)
		l->y1 -= (double)(l->n_subtitle - 1) * STYLE_SUBTITLE_LINE;
	if (l->n_footer > 1)
		l->y0 += 18 + (double)(l->n_footer - 2) * STYLE_FOOTER_LINE;
}

/* The last mark of a group, and a little around it. */
static struct place_rect
last_mark(const struct layout *l, enum layout_group group)
{
	const struct chart *c = l->c;
	const struct layout_tag *t = &l->tags[group];
	double r = STYLE_RADIUS, x = layout_x(l, t->anchor_x);
	double y = layout_y(l, layout_clamp(l, t->anchor_y));
	if (group != LAYOUT_GUIDES)
		return (struct place_rect){x - r, y - r, x + r, y + r};
	struct place_rect g = guide_rect(l, &c->guides[c->n_guides - 1]);
	return (struct place_rect){g.x0 - 6, g.y0 - 1, g.x1 + 6, g.y1 + 1};
}

/* Beside its marks where there is room, else in the margin; a label whose last mark is
 * at the right edge belongs there.  How many are in the margin. */
static size_t
place_tags(struct layout *l)
{
	static const double NEAR = 0.09; /* of the plot's width */
	size_t right = 0;
	take_marks(l);
	for (size_t i = 0; i < LAYOUT_GROUPS; i++) {
		struct layout_tag *t = &l->tags[i];
		struct place_rect at, mark;
		if (!t->shown)
			continue;
		mark = last_mark(l, (enum layout_group)i);
		t->right = i == LAYOUT_CURVE || mark.x1 > l->x1 - NEAR * (l->x1 - l->x0)
			   || !place_beside(&l->place, mark, t->w, t->h, &at);
		if (t->right) {
			t->x = l->x1 + STYLE_LABEL_GAP;
			t->y = (mark.y0 + mark.y1) / 2;
			right++;
			continue;
		}
		t->x = at.x0;
		t->y = (at.y0 + at.y1) / 2;
		place_take(&l->place, at);
	}
	return right;
}

static void
spread_tags(struct layout *l)
{
	double y[LAYOUT_GROUPS], h[LAYOUT_GROUPS];
	size_t which[LAYOUT_GROUPS], n = 0;
	for (size_t i = 0; i < LAYOUT_GROUPS; i++)
		if (l->tags[i].shown && l->tags[i].right) {
			which[n] = i;
			y[n] = l->tags[i].y;
			h[n++] = l->tags[i].h + 8;
		}
	place_spread(y, h, n, l->y0, l->y1 + 30);
	for (size_t k = 0; k < n; k++)
		l->tags[which[k]].y = y[k];
}

static void
lay_out(struct layout *l)
{
	set_margins(l, true);
	if (place_tags(l) > 0) {
		spread_tags(l);
		return;
	}
	/* The margin is not needed; unless the labels do not fit without it. */
	set_margins(l, false);
	if (place_tags(l) > 0) {
		set_margins(l, true);
		(void)place_tags(l);
		spread_tags(l);
	}
}

static void
put_tags(struct layout *l)
{
	for (size_t i = 0; i < LAYOUT_GROUPS; i++) {
		const struct layout_tag *t = &l->tags[i];
		if (!t->shown)
			continue;
		double y = t->y + (t->h - STYLE_LINE_NAME) / 2;
		put(l, (struct layout_text){
			   t->name, t->x, y, STYLE_NAME, true, t->ink, "left"});
		y -= (STYLE_LINE_NAME + STYLE_LINE_NOTE) / 2.0;
		for (size_t k = 0; k < t->n_notes; k++)
			put(l, (struct layout_text){t->notes[k], t->x,
				   y - (double)k * STYLE_LINE_NOTE, STYLE_NOTE, false,
				   t->ink, "left"});
	}
}

/* The level's text above its line, where nothing else is. */
static void
put_ceiling(struct layout *l)
{
	const struct chart *c = l->c;
	if (!(c->ceiling <= l->axis.max) || c->ceiling_text.n == 0)
		return;
	double w = width_of(c->ceiling_text, STYLE_NOTE, false),
	       y = layout_y(l, c->ceiling);
	enum { TRIES = 40, STEP = 24 };
	for (int side = 0; side < 2; side++)
		for (int k = 0; k < TRIES; k++) {
			double x = l->x0 + 12 + k * STEP, low = side ? y - 34 : y + 4;
			struct place_rect r = {x, low, x + w, low + 30};
			if (r.x1 > layout_x(l, c->last) || !place_is_free(&l->place, r))
				continue;
			place_take(&l->place, r);
			put(l, (struct layout_text){c->ceiling_text, x, low + 15,
				   STYLE_NOTE, false, STYLE_BLUE, "left"});
			return;
		}
}

/* Above and below the plot. */
static void
put_heads(struct layout *l)
{
	for (size_t i = 0; i < l->n_title; i++) {
		double y = l->high - STYLE_AT_TITLE - (double)i * STYLE_TITLE_LINE;
		put(l, (struct layout_text){l->title[i], STYLE_EDGE, y, l->title_points,
			   true, STYLE_INK, "left"});
	}
	for (size_t i = 0; i < l->n_subtitle; i++) {
		double y = l->high - STYLE_AT_SUBTITLE - l->title_more
			   - (double)i * STYLE_SUBTITLE_LINE;
		put(l, (struct layout_text){l->subtitle[i], STYLE_EDGE, y,
			   STYLE_SUBTITLE, false, STYLE_MUTE, "left"});
	}
	for (size_t i = 0; i < l->n_footer; i++) {
		double y =
		    STYLE_AT_FOOTER + (double)(l->n_footer - 1 - i) * STYLE_FOOTER_LINE;
		put(l, (struct layout_text){l->footer[i], STYLE_EDGE, y, STYLE_FOOTER,
			   false, STYLE_MUTE, "left"});
	}
}

static int
put_texts(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	if (!c->bare)
		put_heads(l);
	put_tags(l);
	if (c->n_curve) {
		put_ceiling(l);
		double w = width_of(c->last_text, STYLE_NOTE, false) / 2;
		double x =
		    clamp(layout_x(l, c->last), l->x0 + w, l->wide - STYLE_EDGE - w);
		put(l, (struct layout_text){c->last_text, x, l->y1 + 16, STYLE_NOTE,
			   false, STYLE_MUTE, "center"});
	}
	return l->place.nomem ? err_nomem(e) : 0;
}

/* A long title is set smaller, then in lines: what it is about stands at its end. */
static int
set_title(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	struct width_type type = {STYLE_TITLE, true};
	double most = l->wide - 2 * STYLE_EDGE;
	while (type.points > STYLE_TITLE_LEAST
	       && width_of(c->title, type.points, true) > most)
		type.points--;
	l->title_points = type.points;
	l->n_title =
	    width_wrap(c->title, type, most, l->title, LAYOUT_TITLES, &l->arena);
	if (l->n_title > 1)
		l->title_more = (double)(l->n_title - 1) * STYLE_TITLE_LINE;
	return c->title.n && !l->n_title ? err_nomem(e) : 0;
}

/* The lines of subtitle and footer; an axis that does not begin at zero is said to. */
static int
set_lines(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	const struct width_type sub = {STYLE_SUBTITLE, false},
				foot = {STYLE_FOOTER, false};
	double most = l->wide - 2 * STYLE_EDGE;
	struct str first = c->footer[0];
	char from[AXIS_TEXT];
	if (l->axis.log) {
		first =
		    arena_printf(&l->arena, "Logarithmic axis. %.*s", STR_FMT(first));
	} else if (l->axis.min > 0) {
		axis_label(&l->axis, l->axis.min, from);
		first = arena_printf(
		    &l->arena, "Axis starts at %s. %.*s", from, STR_FMT(first));
	}
	l->n_subtitle = width_wrap(
	    c->subtitle, sub, most, l->subtitle, LAYOUT_SUBTITLES, &l->arena);
	l->n_footer =
	    width_wrap(first, foot, most, l->footer, LAYOUT_FOOTERS / 2, &l->arena);
	if ((c->subtitle.n && !l->n_subtitle) || (first.n && !l->n_footer))
		return err_nomem(e);
	size_t more = width_wrap(c->footer[1], foot, most, l->footer + l->n_footer,
	    LAYOUT_FOOTERS / 2, &l->arena);
	l->n_footer += more;
	return c->footer[1].n && !more ? err_nomem(e) : 0;
}

int
layout_make(struct layout *l, struct err *e)
{
	struct range v = values_of(l->c), t = times_of(l->c);
	if (!(v.lo <= v.hi) || !(t.lo <= t.hi))
		return err_set(e, ERR_EMPTY, "there is nothing to draw");
	if (l->c->log && !(v.lo > 0))
		return err_set(e, ERR_USAGE,
		    "a logarithmic axis has no place for values that are not above "
		    "zero");
	l->axis = l->c->log ? axis_of_log(v.lo, v.hi, l->c->unit)
			    : axis_of(v.lo, v.hi, l->c->zero, l->c->unit);
	l->wide = l->c->wide ? l->c->wide : STYLE_WIDE;
	l->high = l->c->high ? l->c->high : STYLE_HIGH;
	l->time = axis_time_of(t.lo, t.hi);
	l->time.years |=
	    l->c->yearly || l->time.n * STYLE_QUARTER_LEAST > l->wide * 0.8;
	l->place.arena = &l->arena;
	if (measure_tags(l, e) != 0 || set_title(l, e) != 0 || set_lines(l, e) != 0)
		return -1;
	lay_out(l);
	return set_ticks(l, e) != 0 ? -1 : put_texts(l, e);
}

void
layout_release(struct layout *l)
{
	arena_release(&l->arena);
}
