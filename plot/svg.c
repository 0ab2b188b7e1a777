/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/svg.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <unistr.h>

#include "plot/layout.h"
#include "plot/style.h"

/* ---- texts and numbers ---- */

void
svg_text(FILE *f, struct str s)
{
	while (s.n) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		const char *as = n <= 0                                ? "\xef\xbf\xbd"
				 : c == '&'                            ? "&amp;"
				 : c == '<'                            ? "&lt;"
				 : c == '>'                            ? "&gt;"
				 : c == '"'                            ? "&quot;"
				 : c == '\''                           ? "&#39;"
				 : c == '\n' || c == '\t'              ? NULL
				 : c < 0x20 || (c >= 0x7f && c < 0xa0) ? "\xef\xbf\xbd"
								       : NULL;
		if (as)
			(void)fputs(as, f);
		else
			(void)fwrite(s.p, 1, (size_t)n, f);
		s = str_sub(s, n > 0 ? (size_t)n : 1, s.n);
	}
}

/* To a tenth of a pixel, whatever the locale. */
static void
number(FILE *f, const char *before, double v)
{
	long tenths = lround(v * 10);
	(void)fprintf(f, "%s%s%ld", before, tenths < 0 ? "-" : "", labs(tenths) / 10);
	if (tenths % 10)
		(void)fprintf(f, ".%ld", labs(tenths) % 10);
}

struct pen {
	const struct svg *s;
	const struct layout *l;
	FILE *f;
};

/* From the layout's pixels, which go upwards. */
static double
down(const struct pen *p, double y)
{
	return p->l->high - y;
}

static double
at_x(const struct pen *p, double t)
{
	return layout_x(p->l, t);
}

static double
at_y(const struct pen *p, double v)
{
	return down(p, layout_y(p->l, layout_clamp(p->l, v)));
}

static void
line(const struct pen *p, const char *class, struct place_rect r)
{
	(void)fprintf(p->f, "<path class=\"%s\" d=\"", class);
	number(p->f, "M", r.x0);
	number(p->f, " ", r.y0);
	number(p->f, "L", r.x1);
	number(p->f, " ", r.y1);
	(void)fputs("\"/>", p->f);
}

static void
text(const struct pen *p, const struct layout_text *t)
{
	(void)fprintf(p->f, "<text class=\"f-%s%s%s\"", style_name(t->ink),
	    t->bold ? " b" : "", strcmp(t->align, "center") == 0 ? " mid" : "");
	if (strcmp(t->align, "right") == 0)
		(void)fputs(" text-anchor=\"end\"", p->f);
	number(p->f, " x=\"", t->x);
	number(p->f, "\" y=\"", down(p, t->y));
	number(p->f, "\" dy=\".35em\" font-size=\"", t->points * 96 / 72);
	(void)fputs("\">", p->f);
	svg_text(p->f, t->s);
	(void)fputs("</text>", p->f);
}

/* ---- axes ---- */

static void
values_axis(const struct pen *p)
{
	const struct layout *l = p->l;
	for (size_t k = 0; k < axis_ticks(&l->axis); k += l->tick_every) {
		char label[AXIS_TEXT];
		double v = axis_tick(&l->axis, k), y = layout_y(l, v);
		bool zero = v == 0 && l->axis.min < 0;
		axis_label(&l->axis, v, label);
		if (v > l->axis.min)
			line(p, zero ? "s-frame" : "s-rule",
			    (struct place_rect){l->x0, down(p, y), l->x1, down(p, y)});
		text(p, &(struct layout_text){str_from(label), l->x0 - 12, y,
			    STYLE_TICK, false, STYLE_MUTE, "right"});
	}
}

static void
time_axis(const struct pen *p)
{
	enum { LONG = 12, SHORT = 6, FIRST = 24, LINE = 27 };
	const struct layout *l = p->l;
	double y = down(p, l->y0);
	line(p, "s-frame", (struct place_rect){l->x0, y, l->x1, y});
	for (size_t i = 0; i < l->n_ticks; i++) {
		const struct layout_tick *k = &l->ticks[i];
		double x = layout_x(l, k->t), below = l->y0 - FIRST;
		struct str rest = str_from(k->label);
		if (k->level > 0)
			line(p, "s-frame",
			    (struct place_rect){
				x, y, x, y + (k->level == 1 ? LONG : SHORT)});
		while (rest.n) {
			text(p, &(struct layout_text){str_cut(&rest, '\n'), x, below,
				    l->tick_points, false, STYLE_MUTE, "center"});
			below -= LINE;
		}
	}
}

/* ---- the curve ---- */

static void
band(const struct pen *p, const char *class, bool wide)
{
	const struct chart *c = p->l->c;
	size_t n = c->n_curve;
	(void)fprintf(p->f, "<path class=\"%s f-blue\" d=\"", class);
	for (size_t i = 0; i < 2 * n; i++) { /* along the upper edge and back */
		const struct chart_curve *v = &c->curve[i < n ? i : 2 * n - 1 - i];
		double low = wide ? v->low95 : v->low80;
		double high = wide ? v->high95 : v->high80;
		number(p->f, i ? "L" : "M", at_x(p, v->t));
		number(p->f, " ", at_y(p, i < n ? high : low));
	}
	(void)fputs("Z\"/>", p->f);
}

static void
curve(const struct pen *p)
{
	const struct chart *c = p->l->c;
	const struct axis *a = &p->l->axis;
	if (c->n_curve == 0)
		return;
	double x = at_x(p, c->last);
	band(p, "band95", true);
	band(p, "band80", false);
	line(p, "s-frame dash",
	    (struct place_rect){x, at_y(p, a->min), x, at_y(p, a->max)});
	if (c->ceiling >= a->min && c->ceiling <= a->max)
		line(p, "s-pale dash",
		    (struct place_rect){
			p->l->x0, at_y(p, c->ceiling), x, at_y(p, c->ceiling)});
	if (c->turn_text.n)
		line(p, "s-pale dash",
		    (struct place_rect){at_x(p, c->turn), at_y(p, a->min),
			at_x(p, c->turn), at_y(p, c->turn_y)});
	for (int ahead = 0; ahead < 2; ahead++) {
		const char *go = "M";
		(void)fprintf(
		    p->f, "<path class=\"s-blue bold%s\" d=\"", ahead ? " dash" : "");
		for (size_t i = 0; i < c->n_curve; i++) {
			if (ahead ? c->curve[i].t < c->last : c->curve[i].t > c->last)
				continue;
			number(p->f, go, at_x(p, c->curve[i].t));
			number(p->f, " ", at_y(p, c->curve[i].y));
			go = "L";
		}
		(void)fputs(*go == 'M' ? "M0 0\"/>" : "\"/>", p->f);
	}
}

/* ---- marks ---- */

static void
open_mark(const struct pen *p, const struct series_point *from)
{
	if (from && p->s->open)
		p->s->open(p->s->with, from, p->f);
}

static void
close_mark(const struct pen *p, const struct series_point *from)
{
	if (from && p->s->open)
		(void)fputs("</a>", p->f);
}

static void
disc(const struct pen *p, const char *class, double x, double y, double r)
{
	(void)fprintf(p->f, "<circle class=\"%s\"", class);
	number(p->f, " cx=\"", x);
	number(p->f, "\" cy=\"", y);
	number(p->f, "\" r=\"", r);
	(void)fputs("\"/>", p->f);
}

/* A polygon about x, y: its corners in fractions of r. */
static void
polygon(const struct pen *p, const char *class, const signed char (*at)[2], size_t n,
    struct place_rect box)
{
	(void)fprintf(p->f, "<path class=\"%s\" d=\"", class);
	for (size_t i = 0; i < n; i++) {
		number(p->f, i ? "L" : "M", box.x0 + box.x1 * at[i][0] / 10);
		number(p->f, " ", box.y0 + box.y1 * at[i][1] / 10);
	}
	(void)fputs("Z\"/>", p->f);
}

static void
rect(const struct pen *p, const char *class, struct place_rect r)
{
	(void)fprintf(p->f, "<rect class=\"%s\"", class);
	number(p->f, " x=\"", r.x0);
	number(p->f, "\" y=\"", r.y0);
	number(p->f, "\" width=\"", r.x1 - r.x0);
	number(p->f, "\" height=\"", r.y1 - r.y0);
	(void)fputs("\"/>", p->f);
}

static void
guide(const struct pen *p, const struct chart_guide *g)
{
	static const signed char diamond[][2] = {{0, -10}, {10, 0}, {0, 10}, {-10, 0}};
	static const signed char head[][2] = {{-6, 0}, {6, 0}, {0, 10}};
	double x = at_x(p, g->t), y = at_y(p, layout_middle(g));
	double half = layout_guide_half(p->l, g);
	struct place_rect middle = {x - half, y, x + half, y};
	open_mark(p, g->from);
	(void)fputs("<g class=\"m g\">", p->f);
	if (g->rivals)
		disc(p, "s-verm ring", x, y, 19);
	if (layout_is_range(g)) {
		struct place_rect r = {
		    x - half, at_y(p, g->high), x + half, at_y(p, g->low)};
		rect(p, "range f-verm", r);
		line(p, "s-verm bold", middle);
		double more = fmax(0, 16 - (r.y1 - r.y0) / 2);
		rect(p, "hit",
		    (struct place_rect){r.x0 - 4, r.y0 - more, r.x1 + 4, r.y1 + more});
	} else if (layout_is_open(g)) {
		double up = isnan(g->high) ? -1 : 1, tip = y + up * STYLE_ARROW;
		line(p, "s-verm bold", middle);
		line(p, "s-verm bold", (struct place_rect){x, y, x, tip - up * 12});
		polygon(p, "f-verm", head, 3,
		    (struct place_rect){x, tip - up * 14, 14, up * 14});
		rect(p, "hit",
		    (struct place_rect){x - half - 6, fmin(y, tip) - 8, x + half + 6,
			fmax(y, tip) + 8});
	} else {
		polygon(p, "s-verm paper bold", diamond, 4,
		    (struct place_rect){x, y, 11, 11});
		disc(p, "hit", x, y, 24);
	}
	(void)fputs("</g>", p->f);
	close_mark(p, g->from);
}

static void
cross(const struct pen *p, const char *cls, double x, double y, double half)
{
	line(p, cls, (struct place_rect){x - half, y - half, x + half, y + half});
	line(p, cls, (struct place_rect){x - half, y + half, x + half, y - half});
}

/* What a value was before it was corrected, on the mark where the two are near. */
static void
before(const struct pen *p, const struct chart_point *at)
{
	double x = at_x(p, at->t), y = at_y(p, at->was);
	cross(p, "s-paper", x, y, 8.5);
	cross(p, "s-mute", x, y, 7);
}

static void
point(const struct pen *p, const struct chart_point *at)
{
	static const signed char square[][2] = {{-8, -8}, {8, -8}, {8, 8}, {-8, 8}};
	static const signed char triangle[][2] = {{0, -11}, {10, 8}, {-10, 8}};
	const char *ink = p->l->c->n_curve ? "dot f-ink" : "dot f-blue";
	double x = at_x(p, at->t), y = at_y(p, at->y);
	struct place_rect box = {x, y, 9, 9};
	open_mark(p, at->from);
	(void)fputs("<g class=\"m a\">", p->f);
	disc(p, "hit", x, y, 24);
	if (at->changed)
		line(p, "s-mute dash", (struct place_rect){x, at_y(p, at->was), x, y});
	if (at->rivals)
		disc(p, "s-verm ring", x, y, 15);
	switch (at->mark) {
	case CHART_SPOKEN:
		disc(p, ink, x, y, 8.5);
		break;
	case CHART_FILED:
		polygon(p, ink, square, 4, box);
		break;
	case CHART_DERIVED:
		polygon(p, ink, triangle, 3, box);
		break;
	case CHART_MARKS:
		break;
	}
	if (at->hollow)
		disc(p, "f-paper", x, y, 4.5);
	if (at->changed)
		before(p, at);
	(void)fputs("</g>", p->f);
	close_mark(p, at->from);
}

static void
joined(const struct pen *p)
{
	const struct chart *c = p->l->c;
	if (c->n_curve || c->n_points < 2)
		return;
	(void)fputs("<path class=\"s-blue bold a\" d=\"", p->f);
	for (size_t i = 0; i < c->n_points; i++) {
		number(p->f, i == 0 || c->points[i].gap ? "M" : "L",
		    at_x(p, c->points[i].t));
		number(p->f, " ", at_y(p, c->points[i].y));
	}
	(void)fputs("\"/>", p->f);
}

/* In the order of time, so that this is the order of the keyboard too. */
static void
marks(const struct pen *p)
{
	const struct chart *c = p->l->c;
	for (size_t i = 0; i < c->n_guides; i++)
		guide(p, &c->guides[i]);
	for (size_t i = 0; i < c->n_points; i++)
		point(p, &c->points[i]);
}

static void
draw(const struct pen *p)
{
	(void)fprintf(p->f,
	    "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"",
	    p->s->class, (int)p->l->wide, (int)p->l->high);
	svg_text(p->f, p->s->label);
	(void)fputs("\">\n<g aria-hidden=\"true\">", p->f);
	values_axis(p);
	time_axis(p);
	curve(p);
	joined(p);
	for (size_t i = 0; i < p->l->n_texts; i++)
		text(p, &p->l->texts[i]);
	(void)fputs("</g>\n", p->f);
	marks(p);
	(void)fputs("</svg>\n", p->f);
}

int
svg_write(const struct svg *s, FILE *f, struct err *e)
{
	struct layout *l = calloc(1, sizeof *l);
	if (!l)
		return err_nomem(e);
	l->c = s->chart;
	int rc = layout_make(l, e);
	if (rc == 0)
		draw(&(struct pen){s, l, f});
	layout_release(l);
	free(l);
	return rc;
}
