/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <assert.h>
#include <math.h>

#include "plot/notes.h"
#include "plot/panels.h"
#include "plot/ticks.h"

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

static const struct range nothing = {(double)INFINITY, -(double)INFINITY};

static void
widen_points(struct range *r, const struct chart_point *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		widen(r, p[i].y);
		if (p[i].changed)
			widen(r, p[i].was);
	}
}

/* The values of further lines, on the one axis or on that at the right. */
static struct range
more_of(const struct chart *c, bool second)
{
	struct range r = nothing;
	for (size_t k = 0; k < c->n_more; k++)
		if ((c->two && k == 0) == second)
			widen_points(&r, c->more[k].points, c->more[k].n);
	return r;
}

/* Values: bands and arrows count only so far as they do not dwarf the rest. */
static struct range
values_of(const struct chart *c)
{
	struct range r = more_of(c, false), all;
	widen_points(&r, c->points, c->n_points);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		widen_points(&r, c->asides[k].points, c->asides[k].n);
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

static const double ROOM = 12; /* days */

static void
widen_times(struct range *r, const struct chart_point *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		widen(r, p[i].t - ROOM);
		widen(r, p[i].t + ROOM);
	}
}

/* Times, with room for marks at the edges. */
static struct range
times_of(const struct chart *c)
{
	struct range r = nothing;
	widen_times(&r, c->points, c->n_points);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		widen_times(&r, c->asides[k].points, c->asides[k].n);
	for (size_t k = 0; k < c->n_more; k++)
		widen_times(&r, c->more[k].points, c->more[k].n);
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

/* Of a chart with panels, all that they show. */
static struct range
all_of(const struct chart *c, struct range (*of)(const struct chart *))
{
	struct range r = of(c);
	for (size_t k = 0; k < c->n_panels; k++) {
		struct range one = of(&c->panels[k]);
		widen(&r, one.lo);
		widen(&r, one.hi);
	}
	return r;
}

/* ---- texts ---- */

double
layout_wide(const struct layout *l, struct str s, double points, bool bold)
{
	return width_of(s, points, bold) * l->style.letters;
}

struct str
layout_fit(struct layout *l, struct str s, struct width_type t, double most)
{
	return width_fit(s, t.points, t.bold, most / l->style.letters, &l->arena);
}

void
layout_put(struct layout *l, struct layout_text t)
{
	assert(l->n_texts < LAYOUT_TEXTS);
	if (t.s.n)
		l->texts[l->n_texts++] = t;
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
layout_y2(const struct layout *l, double v)
{
	return l->y0 + axis_share(&l->second, v) * (l->y1 - l->y0);
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
	double above = 9;
	if (g->rivals) {
		above = STYLE_RADIUS_RING;
		half = fmax(half, above);
	}
	return (struct place_rect){x - half, lo - above, x + half, hi + above};
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

/* The marks of a line, and the line between them. */
static void
take_points(struct layout *l, const struct chart_line *line, bool joined, bool second)
{
	enum { DOT = 9, RING = 16 };
	double before = 0;
	for (size_t i = 0; i < line->n; i++) {
		const struct chart_point *at = &line->points[i];
		double x = layout_x(l, at->t),
		       y = second ? layout_y2(l, at->y) : layout_y(l, at->y);
		double half = at->rivals ? RING : DOT;
		if (at->changed && !second) {
			double was = layout_y(l, at->was);
			place_take(&l->place, (struct place_rect){x - DOT, was - DOT,
						  x + DOT, was + DOT});
			place_take_line(
			    &l->place, (struct place_rect){x, was, x, y}, 3);
		}
		place_take(&l->place,
		    (struct place_rect){x - half, y - half, x + half, y + half});
		if (i > 0 && joined && !at->gap)
			place_take_line(&l->place,
			    (struct place_rect){layout_x(l, at[-1].t), before, x, y},
			    5);
		before = y;
	}
}

/* Note all that a label must not cover. */
static void
take_marks(struct layout *l)
{
	const struct chart *c = l->c;
	struct place *p = &l->place;
	p->n = 0;
	p->bounds = (struct place_rect){l->x0 + 4, l->y0 + 4, l->x1 - 4, l->y1};
	take_points(l, &(struct chart_line){.points = c->points, .n = c->n_points},
	    c->n_curve == 0, false);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		take_points(
		    l, &c->asides[k], k == CHART_FILINGS && c->n_curve == 0, false);
	for (size_t k = 0; k < c->n_more; k++)
		take_points(l, &c->more[k], true, c->two && k == 0);
	for (size_t i = 0; i < c->n_guides; i++)
		place_take(p, guide_rect(l, &c->guides[i]));
	for (size_t i = 0; i < l->n_events; i++) {
		double x = layout_x(l, l->events[i].event->t);
		place_take(p, (struct place_rect){x - 3, l->y0, x + 3, l->y1});
	}
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
	if (c->turn_text.n)
		take_segment(l,
		    (struct place_rect){c->turn, l->axis.min, c->turn, c->turn_y}, 3);
	take_segment(
	    l, (struct place_rect){c->last, l->axis.min, c->last, l->axis.max}, 3);
	if (c->ceiling >= l->axis.min && c->ceiling <= l->axis.max)
		take_segment(l,
		    (struct place_rect){l->time.start, c->ceiling, c->last, c->ceiling},
		    3);
}

/* ---- labels beside the marks ---- */

enum style_ink
layout_ink(size_t k)
{
	static const enum style_ink inks[CHART_MORE + 1] = {STYLE_BLUE, STYLE_VERM,
	    STYLE_GREEN, STYLE_PURPLE, STYLE_ORANGE, STYLE_SKY, STYLE_INK, STYLE_MUTE};
	return inks[k];
}

enum style_ink
layout_aside_ink(enum chart_aside k)
{
	static const enum style_ink inks[CHART_ASIDES] = {
	    STYLE_GREEN, STYLE_PURPLE, STYLE_MUTE};
	return inks[k];
}

/* The label of a line, at its last mark. */
static struct layout_tag
tag_of(
    const struct chart_line *line, const struct chart_label *label, enum style_ink ink)
{
	const struct chart_point *p = &line->points[line->n - 1];
	return (struct layout_tag){.label = label,
	    .ink = ink,
	    .anchor_x = p->t,
	    .anchor_y = p->y,
	    .ringed = p->rivals};
}

static void
set_tags(struct layout *l)
{
	const struct chart *c = l->c;
	struct layout_tag *tags = l->tags;
	const struct chart_line points = {.points = c->points, .n = c->n_points};
	if (points.n)
		tags[LAYOUT_POINTS] = tag_of(
		    &points, &c->points_label, c->n_curve ? STYLE_INK : STYLE_BLUE);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		if (c->asides[k].n)
			tags[LAYOUT_ASIDES + k] = tag_of(&c->asides[k],
			    &c->asides[k].label, layout_aside_ink((enum chart_aside)k));
	for (size_t k = 0; k < c->n_more; k++)
		if (c->more[k].n) {
			tags[LAYOUT_GROUPS + k] =
			    tag_of(&c->more[k], &c->more[k].label, layout_ink(k + 1));
			tags[LAYOUT_GROUPS + k].second = c->two && k == 0;
		}
	if (c->n_guides) {
		const struct chart_guide *g = &c->guides[c->n_guides - 1];
		tags[LAYOUT_GUIDES] = (struct layout_tag){.label = &c->guides_label,
		    .ink = STYLE_VERM,
		    .anchor_x = g->t,
		    .anchor_y = layout_middle(g),
		    .ringed = g->rivals};
	}
	if (c->n_curve) {
		const struct chart_curve *p = &c->curve[c->n_curve - 1];
		tags[LAYOUT_CURVE] = (struct layout_tag){.label = &c->curve_label,
		    .ink = STYLE_BLUE,
		    .anchor_x = p->t,
		    .anchor_y = p->y};
	}
}

/* What the labels of an axis of values take. */
static double
labels_wide(const struct layout *l, const struct axis *a, double least)
{
	for (size_t k = 0; k < axis_ticks(a); k++) {
		char label[AXIS_TEXT];
		axis_label(a, axis_tick(a, k), label);
		least = fmax(
		    least, layout_wide(l, str_from(label), l->value_points, false));
	}
	return least;
}

/* Between two labels, one above the other. */
enum { APART = 8 };

/* Their texts and sizes; so many that they would not stand one above the other lose their
 * notes, then their size. */
/* How wide a label is at most; and in the margin, where the plot keeps its share of a
 * narrow canvas. */
static double
most_wide(const struct layout *l)
{
	return fmin(STYLE_LABEL_MOST, l->wide * STYLE_LABEL_SHARE);
}

static double
margin_wide(const struct layout *l)
{
	static const double LEAST = 92; /* a short name */
	double room = l->wide * (1 - STYLE_PLOT_SHARE) - 2.0 * STYLE_EDGE
		      - STYLE_LABEL_GAP - 22 - labels_wide(l, &l->axis, 60);
	return fmax(room, LEAST);
}

/* A line of a name. */
static double
name_high(const struct layout *l)
{
	return STYLE_LINE_NAME * l->name_points / STYLE_NAME;
}

/* Its note, in lines; in a narrow margin none that is cut: half a value says nothing.  -1
 * without memory. */
static int
set_note(struct layout *l, struct layout_tag *t, double most)
{
	const struct width_type type = {STYLE_NOTE, false};
	struct str note = t->label->note;
	size_t shown = 0;
	if (l->c->two) {
		t->notes[0] = layout_fit(l, note, type, most);
		t->n_notes = t->notes[0].n > 0;
	} else {
		t->n_notes = width_note(
		    note, type, most / l->style.letters, t->notes, &l->arena);
	}
	for (size_t k = 0; k < t->n_notes; k++)
		shown += t->notes[k].n + (k > 0);
	if (note.n && t->n_notes == 0)
		return -1;
	if (most < most_wide(l) && shown < note.n)
		t->n_notes = 0;
	return 0;
}

static int
size_tags(struct layout *l, bool notes, struct err *e)
{
	double most = most_wide(l);
	if (l->c->two)
		most = (l->wide - 2.0 * STYLE_EDGE - 30) / 2;
	else if (!l->inside)
		most = fmin(most, margin_wide(l));
	const struct width_type name = {l->name_points, true};
	for (size_t i = 0; i < LAYOUT_TAGS; i++) {
		struct layout_tag *t = &l->tags[i];
		t->n_notes = 0;
		t->shown = t->label && t->label->name.n > 0;
		if (!t->shown)
			continue;
		t->n_names = width_wrap(t->label->name, name, most / l->style.letters,
		    t->name, notes && !l->c->two ? LAYOUT_NAMES : 1, &l->arena);
		t->w = 0;
		if (t->n_names == 0 || (notes && set_note(l, t, most) != 0))
			return err_nomem(e);
		for (size_t k = 0; k < t->n_notes; k++)
			t->w =
			    fmax(t->w, layout_wide(l, t->notes[k], STYLE_NOTE, false));
		for (size_t k = 0; k < t->n_names; k++)
			t->w = fmax(
			    t->w, layout_wide(l, t->name[k], l->name_points, true));
		t->h = (double)t->n_names * name_high(l)
		       + (double)t->n_notes * STYLE_LINE_NOTE;
	}
	return 0;
}

static double
height_of_tags(const struct layout *l)
{
	double h = 0;
	for (size_t i = 0; i < LAYOUT_TAGS; i++)
		h += l->tags[i].shown ? l->tags[i].h + APART : 0;
	return h;
}

static int
measure_tags(struct layout *l, double room, struct err *e)
{
	if (size_tags(l, true, e) != 0)
		return -1;
	bool many = height_of_tags(l) > room;
	if (many && size_tags(l, false, e) != 0)
		return -1;
	while (many && height_of_tags(l) > room && l->name_points > STYLE_NAME_LEAST) {
		l->name_points--;
		if (size_tags(l, false, e) != 0)
			return -1;
	}
	return 0;
}

/* A title too wide for the least type goes on in a second line. */
static int
set_title(struct layout *l, struct err *e)
{
	struct str title = l->c->title;
	double most = l->wide - 2 * STYLE_EDGE;
	l->title_points = STYLE_TITLE;
	while (l->title_points > STYLE_TITLE_LEAST
	       && layout_wide(l, title, l->title_points, true) > most)
		l->title_points--;
	const struct width_type type = {l->title_points, true};
	l->n_title = width_wrap(title, type, most / l->style.letters, l->title,
	    l->high < STYLE_LOWER ? 1 : LAYOUT_TITLES, &l->arena);
	return title.n && !l->n_title ? err_nomem(e) : 0;
}

static int
first_up(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* What has no room beside the curve, before the rest of the foot. */
static struct str
with_notes(struct layout *l, struct str foot)
{
	const struct chart *c = l->c;
	const struct str texts[LAYOUT_CURVE_NOTES] = {
	    c->ceiling_text, c->turn_text, c->last_text};
	for (size_t k = LAYOUT_CURVE_NOTES; k-- > 0;)
		if (l->below[k] && texts[k].n)
			foot = arena_printf(&l->arena, "%c%.*s%s. %.*s",
			    first_up(texts[k].p[0]), (int)texts[k].n - 1,
			    texts[k].p + 1,
			    k == LAYOUT_CEILING && c->ceiling > l->axis.max
				? ", above the axis"
				: "",
			    STR_FMT(foot));
	return foot;
}

/* Of a paragraph of the foot. */
static size_t
lines_of(const struct layout *l)
{
	return l->high < STYLE_LOW ? 1 : LAYOUT_FOOTERS / 4;
}

/* One more paragraph of the foot, in at most so many lines. */
static int
add_paragraph(struct layout *l, struct str s, size_t lines, struct err *e)
{
	const struct width_type type = {STYLE_FOOTER, false};
	double most = (l->wide - 2 * STYLE_EDGE) / l->style.letters;
	size_t n = width_wrap(s, type, most, l->footer + l->n_footer, lines, &l->arena);
	l->n_footer += n;
	return s.n && !n ? err_nomem(e) : 0;
}

/* What is said of the marks and where they come from; where that is too long it is cut,
 * but the sources are not. */
static int
set_footer(struct layout *l, struct str first, struct err *e)
{
	const struct chart *c = l->c;
	size_t few = lines_of(l), lines = few == 1 && !c->two ? 2 : few;
	first = str_trim(first);
	struct str whole = first, wrapped[LAYOUT_FOOTERS];
	if (c->sources.n)
		whole = arena_printf(&l->arena, "%.*s%s%.*s", STR_FMT(first),
		    first.n ? " " : "", STR_FMT(c->sources));
	const struct width_type type = {STYLE_FOOTER, false};
	double most = (l->wide - 2 * STYLE_EDGE) / l->style.letters;
	bool cut = width_wrap(whole, type, most, wrapped, lines + 1, &l->arena) > lines;
	l->n_footer = 0;
	if (cut && few == 1)
		lines--;
	if (add_paragraph(l, cut ? first : whole, lines ? lines : 1, e) != 0
	    || (cut && add_paragraph(l, c->sources, few == 1 ? 1 : 2, e) != 0))
		return -1;
	/* A low plot beside a curve's texts has no room for the names of others. */
	if (few == 1 && c->n_curve && l->n_footer > 1)
		return 0;
	return add_paragraph(l, c->footer[1], few, e) != 0
		   ? -1
		   : add_paragraph(l, l->event_words, few, e);
}

/* The lines of subtitle and footer; an axis that does not begin at zero is said to, and
 * how many events have no room. */
static int
set_lines(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	const struct width_type sub = {STYLE_SUBTITLE, false};
	double most = (l->wide - 2 * STYLE_EDGE) / l->style.letters;
	size_t few = lines_of(l);
	struct str first = with_notes(l, c->footer[0]);
	char from[AXIS_TEXT];
	if (c->n_events > l->n_events)
		first = arena_printf(&l->arena, "%zu event%s not drawn. %.*s",
		    c->n_events - l->n_events,
		    c->n_events - l->n_events == 1 ? "" : "s", STR_FMT(first));
	if (c->n_panels && c->free) {
		first = arena_printf(
		    &l->arena, "Each panel has its own axis. %.*s", STR_FMT(first));
	} else if (l->axis.log) {
		first =
		    arena_printf(&l->arena, "Logarithmic axis. %.*s", STR_FMT(first));
	} else if (l->axis.min > 0) {
		axis_label(&l->axis, l->axis.min, from);
		first = arena_printf(&l->arena, "%s at %s. %.*s",
		    c->two ? "The left axis starts" : "Axis starts", from,
		    STR_FMT(first));
	}
	l->n_subtitle = width_wrap(c->subtitle, sub, most, l->subtitle,
	    few > 1  ? LAYOUT_SUBTITLES
	    : c->two ? 1
		     : 2,
	    &l->arena);
	if (c->subtitle.n && !l->n_subtitle)
		return err_nomem(e);
	return set_footer(l, first, e) != 0 ? -1 : set_title(l, e);
}

/* Above and below the plot. */
static void
set_heights(struct layout *l)
{
	double notes = notes_height(l) + (l->c->two ? STYLE_TWO : 0);
	if (l->c->bare) { /* a time is marked above the plot */
		l->y1 = l->high - STYLE_TOP_BARE * (l->c->n_curve ? 2 : 1) - notes;
		l->y0 = l->time.years ? 48 : 74;
		return;
	}
	l->y1 = l->high - (l->c->n_curve ? STYLE_TOP_CURVE : STYLE_TOP) - notes;
	l->y0 = l->time.years || l->look->short_quarters ? 118 : 144;
	if (l->n_title > 1)
		l->y1 -= (double)(l->n_title - 1) * STYLE_TITLE_LINE;
	if (l->n_subtitle > 1)
		l->y1 -= (double)(l->n_subtitle - 1) * STYLE_SUBTITLE_LINE;
	if (l->n_footer > 1)
		l->y0 += 18 + (double)(l->n_footer - 2) * STYLE_FOOTER_LINE;
}

/* The margins, with or without labels in the right one, and what stands in them. */
static int
set_margins(struct layout *l, bool labels, struct err *e)
{
	double left = labels_wide(l, &l->axis, 60), right = 0, second = 0;
	if (l->panel) {
		struct place_rect r = l->panel->plot;
		l->x0 = r.x0;
		l->x1 = r.x1;
		l->y0 = r.y0;
		l->y1 = r.y1;
		l->time.years =
		    l->look->yearly || ticks_years(l, (r.x1 - r.x0) / l->time.n);
		l->n_events = l->panel->n_events;
		for (size_t i = 0; i < l->n_events; i++)
			l->events[i] = l->panel->events[i];
		return 0;
	}
	if (l->c->two)
		second = labels_wide(l, &l->second, 60) + 22;
	for (size_t i = 0; labels && !l->c->two && i < LAYOUT_TAGS; i++)
		if (l->tags[i].shown)
			right = fmax(right, l->tags[i].w + STYLE_LABEL_GAP);
	double edge = l->c->bare ? STYLE_EDGE_BARE : STYLE_EDGE;
	l->x0 = edge + left + 22;
	l->x1 = l->wide - edge - right - second;
	l->time.years = l->look->yearly || ticks_years(l, (l->x1 - l->x0) / l->time.n);
	if (notes_choose(l, e) != 0 || set_lines(l, e) != 0)
		return -1;
	set_heights(l);
	return 0;
}

/* The last mark of a group, and a little around it. */
static struct place_rect
last_mark(const struct layout *l, enum layout_group group)
{
	const struct chart *c = l->c;
	const struct layout_tag *t = &l->tags[group];
	double r = t->ringed ? STYLE_RADIUS_RING : STYLE_RADIUS;
	double x = layout_x(l, t->anchor_x);
	double y = t->second ? layout_y2(l, t->anchor_y)
			     : layout_y(l, layout_clamp(l, t->anchor_y));
	if (group != LAYOUT_GUIDES)
		return (struct place_rect){x - r, y - r, x + r, y + r};
	struct place_rect g = guide_rect(l, &c->guides[c->n_guides - 1]);
	return (struct place_rect){g.x0 - 6, g.y0 - 1, g.x1 + 6, g.y1 + 1};
}

/* Of several lines those that end together have their labels one above the other in the
 * margin, in the order of the lines: beside a mark one would stand nearer to another's. */
static bool
in_a_stack(const struct layout *l, size_t i)
{
	size_t n = 0;
	double last = -(double)INFINITY;
	if (l->c->n_more == 0 || l->inside)
		return false;
	for (size_t k = 0; k < LAYOUT_TAGS; k++)
		if (l->tags[k].shown)
			last = fmax(last, l->tags[k].anchor_x);
	for (size_t k = 0; k < LAYOUT_TAGS; k++)
		n += l->tags[k].shown && l->tags[k].anchor_x > last - ROOM;
	return n > 1 && l->tags[i].anchor_x > last - ROOM;
}

/* Beside its marks where there is room, else in the margin; a label whose last mark is
 * at the right edge belongs there.  How many are in the margin. */
static size_t
place_tags(struct layout *l)
{
	static const double NEAR = 0.09; /* of the plot's width */
	size_t right = 0;
	take_marks(l);
	for (size_t i = 0; i < LAYOUT_TAGS; i++) {
		struct layout_tag *t = &l->tags[i];
		struct place_rect at, mark;
		if (!t->shown)
			continue;
		mark = last_mark(l, (enum layout_group)i);
		bool near =
		    i == LAYOUT_CURVE || mark.x1 > l->x1 - NEAR * (l->x1 - l->x0);
		t->right = (near && !l->inside) || in_a_stack(l, i)
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

/* How far labels in the margin may stand above the plot, where nothing else does. */
static double
above_plot(const struct layout *l)
{
	return l->event_rows || l->c->n_curve ? 0 : 30;
}

static void
spread_tags(struct layout *l)
{
	double y[LAYOUT_TAGS], h[LAYOUT_TAGS];
	size_t which[LAYOUT_TAGS], n = 0;
	for (size_t i = 0; i < LAYOUT_TAGS; i++)
		if (l->tags[i].shown && l->tags[i].right) {
			which[n] = i;
			y[n] = l->tags[i].y;
			h[n++] = l->tags[i].h + APART;
		}
	place_spread(y, h, n, l->y0, l->y1 + above_plot(l));
	for (size_t k = 0; k < n; k++)
		l->tags[which[k]].y = y[k];
}

/* Of two axes each has its line's label above it. */
static void
put_two(struct layout *l)
{
	const size_t which[] = {LAYOUT_POINTS, LAYOUT_GROUPS};
	double y = l->y1 + notes_height(l) + STYLE_TWO - 4, edge = STYLE_EDGE;
	for (size_t i = 0; i < 2; i++) {
		const struct layout_tag *t = &l->tags[which[i]];
		double x = i ? l->wide - edge : edge;
		const char *align = i ? "right" : "left";
		layout_put(l, (struct layout_text){t->name[0], x, y, l->name_points,
				  true, t->ink, align});
		layout_put(
		    l, (struct layout_text){t->n_notes ? t->notes[0] : STR(""), x,
			   y - STYLE_LINE_NOTE, STYLE_NOTE, false, t->ink, align});
	}
}

static int
lay_out(struct layout *l, struct err *e)
{
	l->name_points = STYLE_NAME;
	set_tags(l);
	if (l->c->two)
		return measure_tags(l, (double)INFINITY, e) != 0
			       || set_margins(l, false, e) != 0
			   ? -1
			   : 0;
	if (margin_wide(l) < most_wide(l) && l->c->n_more < 2) {
		l->inside = true;
		if (measure_tags(l, (double)INFINITY, e) != 0
		    || set_margins(l, false, e) != 0)
			return -1;
		if (place_tags(l) == 0)
			return 0;
		l->inside = false;
	}
	if (measure_tags(l, (double)INFINITY, e) != 0 || set_margins(l, true, e) != 0
	    || measure_tags(l, l->y1 - l->y0 + above_plot(l), e) != 0
	    || set_margins(l, true, e) != 0)
		return -1;
	if (place_tags(l) > 0) {
		spread_tags(l);
		return 0;
	}
	/* The margin is not needed; unless the labels do not fit without it. */
	if (set_margins(l, false, e) != 0)
		return -1;
	if (place_tags(l) > 0) {
		if (set_margins(l, true, e) != 0)
			return -1;
		(void)place_tags(l);
		spread_tags(l);
	}
	return 0;
}

static void
put_tags(struct layout *l)
{
	for (size_t i = 0; i < LAYOUT_TAGS; i++) {
		const struct layout_tag *t = &l->tags[i];
		if (!t->shown)
			continue;
		double line = name_high(l), top = t->y + t->h / 2;
		for (size_t k = 0; k < t->n_names; k++)
			layout_put(l, (struct layout_text){t->name[k], t->x,
					  top - ((double)k + 0.5) * line,
					  l->name_points, true, t->ink, "left"});
		top -= (double)t->n_names * line;
		for (size_t k = 0; k < t->n_notes; k++)
			layout_put(l, (struct layout_text){t->notes[k], t->x,
					  top - ((double)k + 0.5) * STYLE_LINE_NOTE,
					  STYLE_NOTE, false, t->ink, "left"});
	}
}

/* A free place on either side of the level's line, up to some x; false: there is none. */
static bool
find_beside(const struct layout *l, double w, double most, struct place_rect *out)
{
	enum { STEP = 24, HIGH = 30, PLACES = 4 };
	static const double from[PLACES] = {4, -4 - HIGH, 12, -12 - HIGH};
	double y = layout_y(l, l->c->ceiling);
	for (size_t side = 0; side < PLACES; side++)
		for (int k = 0; l->x0 + 12 + k * STEP + w <= most; k++) {
			double x = l->x0 + 12 + k * STEP, low = y + from[side];
			*out = (struct place_rect){x, low, x + w, low + HIGH};
			if (place_is_free(&l->place, *out))
				return true;
		}
	return false;
}

/* A text beside the curve; one without room belongs to the foot. */
static void
put_note(struct layout *l, enum layout_note k, struct str s, const struct place_rect *r)
{
	l->below[k] = r == NULL;
	if (!r)
		return;
	place_take(&l->place, *r);
	layout_put(l, (struct layout_text){s, r->x0, (r->y0 + r->y1) / 2, STYLE_NOTE,
			  false, STYLE_BLUE, "left"});
}

/* The level's text beside its line, where nothing else is; rather before the last value. */
static void
put_ceiling(struct layout *l)
{
	const struct chart *c = l->c;
	struct place_rect r;
	double w = layout_wide(l, c->ceiling_text, STYLE_NOTE, false);
	bool room = c->ceiling <= l->axis.max
		    && (find_beside(l, w, layout_x(l, c->last), &r)
			|| find_beside(l, w, l->x1, &r));
	if (c->ceiling_text.n && !l->below[LAYOUT_CEILING])
		put_note(l, LAYOUT_CEILING, c->ceiling_text, room ? &r : NULL);
}

/* A free place on either side of the line from where the curve turns down to the axis. */
static bool
find_along(const struct layout *l, double w, struct place_rect *out)
{
	enum { STEP = 12, HIGH = 30, BESIDE = 6 };
	double x = layout_x(l, l->c->turn), top = layout_y(l, l->c->turn_y);
	for (int k = 1; l->y0 + k * STEP + HIGH < top; k++)
		for (int left = 0; left < 2; left++) {
			double low = l->y0 + k * STEP;
			double at = left ? x - BESIDE - w : x + BESIDE;
			*out = (struct place_rect){at, low, at + w, low + HIGH};
			if (place_is_free(&l->place, *out))
				return true;
		}
	return false;
}

static void
put_turn(struct layout *l)
{
	struct str s = l->c->turn_text;
	struct place_rect r;
	if (s.n && !l->below[LAYOUT_TURN])
		put_note(l, LAYOUT_TURN, s,
		    find_along(l, layout_wide(l, s, STYLE_NOTE, false) + 4, &r) ? &r
										: NULL);
}

/* What stands above the line of the last value: about it or on a side of it, so that no
 * event's line goes through. */
static void
put_last(struct layout *l)
{
	enum { BESIDE = 6, NEAR = 4 };
	struct str s = l->c->last_text;
	double w = layout_wide(l, s, STYLE_NOTE, false), x = layout_x(l, l->c->last);
	const double lefts[] = {clamp(x - w / 2, l->x0, l->wide - STYLE_EDGE - w),
	    x + BESIDE, x - BESIDE - w};
	if (l->below[LAYOUT_LAST])
		return;
	for (size_t k = 0; k < sizeof lefts / sizeof *lefts; k++) {
		double left = lefts[k], right = left + w;
		bool room = left >= l->x0 && right <= l->wide - STYLE_EDGE;
		for (size_t i = 0; i < l->n_events; i++) {
			double at = layout_x(l, l->events[i].event->t);
			room &= at < left - NEAR || at > right + NEAR;
		}
		if (!room)
			continue;
		layout_put(l, (struct layout_text){s, left, l->y1 + 16, STYLE_NOTE,
				  false, STYLE_MUTE, "left"});
		return;
	}
	l->below[LAYOUT_LAST] = true;
}

/* Above and below the plot. */
static void
put_heads(struct layout *l)
{
	double below = 0;
	for (size_t i = 0; i < l->n_title; i++) {
		below = (double)i * STYLE_TITLE_LINE;
		layout_put(l, (struct layout_text){l->title[i], STYLE_EDGE,
				  l->high - STYLE_AT_TITLE - below, l->title_points,
				  true, STYLE_INK, "left"});
	}
	for (size_t i = 0; i < l->n_subtitle; i++) {
		double y = l->high - STYLE_AT_SUBTITLE - below
			   - (double)i * STYLE_SUBTITLE_LINE;
		layout_put(l, (struct layout_text){l->subtitle[i], STYLE_EDGE, y,
				  STYLE_SUBTITLE, false, STYLE_MUTE, "left"});
	}
	for (size_t i = 0; i < l->n_footer; i++) {
		double y =
		    STYLE_AT_FOOTER + (double)(l->n_footer - 1 - i) * STYLE_FOOTER_LINE;
		layout_put(l, (struct layout_text){l->footer[i], STYLE_EDGE, y,
				  STYLE_FOOTER, false, STYLE_MUTE, "left"});
	}
}

/* Above a panel's plot: its name, and what its last value is. */
static int
put_panel(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	const struct width_type name = {STYLE_PANEL_NAME, true},
				note = {STYLE_PANEL_NOTE, false};
	double most = l->x1 - l->x0, y = l->y1 + STYLE_PANEL_HEAD - 14;
	y += l->n_events ? NOTES_NUMBERS : 0;
	const struct chart_label *label =
	    c->n_points ? &c->points_label : &c->guides_label;
	for (size_t k = 0; k < CHART_ASIDES && c->n_points + c->n_guides == 0; k++)
		label = c->asides[k].n ? &c->asides[k].label : label;
	struct str title = layout_fit(l, c->title, name, most);
	struct str last = layout_fit(l, label->note, note, most);
	layout_put(l, (struct layout_text){
			  title, l->x0, y, name.points, true, STYLE_INK, "left"});
	notes_put(l);
	layout_put(l, (struct layout_text){last, l->x0, y - 23, note.points, false,
			  c->n_points ? STYLE_BLUE : STYLE_VERM, "left"});
	return (c->title.n && !title.p) || (label->note.n && !last.p) ? err_nomem(e)
								      : 0;
}

static int
put_texts(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	if (l->panel)
		return put_panel(l, e);
	if (!c->bare)
		put_heads(l);
	if (c->two)
		put_two(l);
	else
		put_tags(l);
	notes_put(l);
	if (c->n_curve) {
		put_ceiling(l);
		put_turn(l);
		put_last(l);
	}
	return l->place.nomem ? err_nomem(e) : 0;
}

/* Pixels to a point of the line that has most, to what a mark takes: many are smaller. */
static double
dot_of(const struct layout *l)
{
	static const double MARK = 26, LEAST = 0.3;
	size_t most = l->c->n_points;
	for (size_t k = 0; k < l->c->n_more; k++)
		most = l->c->more[k].n > most ? l->c->more[k].n : most;
	double each = (l->x1 - l->x0) / (most ? (double)most : 1);
	return clamp(each / MARK, LEAST, 1);
}

/* So that labels of values, one above the other, do not touch. */
static size_t
tick_every(const struct layout *l)
{
	double need = l->value_points * 96 / 72.0 * 1.15, least = (double)INFINITY;
	for (size_t k = 1; k < axis_ticks(&l->axis); k++)
		least = fmin(least, layout_y(l, axis_tick(&l->axis, k))
					- layout_y(l, axis_tick(&l->axis, k - 1)));
	return least >= need ? 1 : (size_t)ceil(need / least);
}

/* The axes, of all panels where there are some. */
static int
set_axes(struct layout *l, struct err *e)
{
	const struct chart *c = l->c, *all = l->panel ? l->panel->all : c;
	struct range v = all_of(l->panel && all->free ? c : all, values_of);
	struct range t = all_of(all, times_of), w = more_of(c, true);
	if (!(v.lo <= v.hi) || !(t.lo <= t.hi) || (c->two && !(w.lo <= w.hi)))
		return err_set(e, ERR_EMPTY, "there is nothing to draw");
	if (all->log && !(v.lo > 0))
		return err_set(e, ERR_USAGE,
		    "a logarithmic axis has no place for values that are not above "
		    "zero");
	l->axis = all->log ? axis_of_log(v.lo, v.hi, all->unit)
			   : axis_of(v.lo, v.hi, all->zero, all->unit);
	if (c->two) {
		l->second = axis_of(w.lo, w.hi, c->zero2, c->unit2);
		axis_level(&l->axis, &l->second);
	}
	l->axis.lang = l->second.lang = l->look->lang;
	l->time = axis_time_of(t.lo, t.hi);
	l->time.years = all->yearly;
	l->time.ahead = all->ahead;
	return 0;
}

static void
begin(struct layout *l)
{
	const struct chart *c = l->panel ? l->panel->all : l->c;
	l->look = c;
	l->wide = c->wide ? c->wide : STYLE_WIDE;
	l->high = c->high ? c->high : STYLE_HIGH;
	if (c->style)
		l->style = *c->style;
	else
		style_default(c->theme, &l->style);
	if (l->panel) {
		l->style.lines *= STYLE_PANEL_SHARE;
		l->style.marks *= STYLE_PANEL_SHARE;
	}
	l->value_points = l->panel || c->n_panels ? STYLE_PANEL_TICK : STYLE_TICK;
	l->place.arena = &l->arena;
	l->tick_every = 1;
}

static int
make_once(struct layout *l, struct err *e)
{
	l->n_texts = l->n_ticks = 0;
	l->inside = false;
	if (l->panel ? set_margins(l, false, e) != 0 : lay_out(l, e) != 0)
		return -1;
	l->dot = dot_of(l);
	l->tick_every = tick_every(l);
	return ticks_set(l, e) != 0 ? -1 : put_texts(l, e);
}

static size_t
count_below(const struct layout *l)
{
	size_t n = 0;
	for (size_t k = 0; k < LAYOUT_CURVE_NOTES; k++)
		n += l->below[k];
	return n;
}

/* A text that has no room beside the curve is one more of the foot, which is then higher. */
int
layout_make(struct layout *l, struct err *e)
{
	size_t below;
	begin(l);
	if (set_axes(l, e) != 0)
		return -1;
	do {
		below = count_below(l);
		if (make_once(l, e) != 0)
			return -1;
	} while (count_below(l) > below);
	return 0;
}

int
layout_heads(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	begin(l);
	if (set_axes(l, e) != 0)
		return -1;
	l->gutter = labels_wide(l, &l->axis, 0);
	for (size_t k = 0; k < c->n_panels && c->free; k++) {
		struct layout one = {
		    .c = &c->panels[k], .panel = &(struct layout_panel){.all = c}};
		begin(&one);
		if (set_axes(&one, e) != 0)
			return -1;
		l->gutter = fmax(l->gutter, labels_wide(&one, &one.axis, 0));
	}
	l->gutter += 16;
	l->x0 = STYLE_EDGE;
	l->x1 = l->wide - STYLE_EDGE;
	l->time.years = true;
	struct layout_panel first = panels_at(l, 0); /* how wide it is */
	double wide = first.plot.x1 - first.plot.x0;
	if (notes_number(l, wide, lines_of(l), e) != 0 || set_lines(l, e) != 0)
		return -1;
	set_heights(l);
	l->y1 += 22;
	l->y0 -= 56;
	l->time.years = l->look->yearly || ticks_years(l, wide / l->time.n);
	put_heads(l);
	return 0;
}

void
layout_release(struct layout *l)
{
	arena_release(&l->arena);
}
