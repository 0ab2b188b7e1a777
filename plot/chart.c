/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/chart.h"

#include <math.h>
#include <stdlib.h>

#include "plot/layout.h"
#include "plot/notes.h"
#include "plot/panels.h"
#include "plot/style.h"
#include "series/base/out.h"

/* Whatever the locale. */
static void
number(FILE *f, double v)
{
	char text[40];
	(void)snprintf(text, sizeof text, "%.12g", v);
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	(void)fputs(text, f);
}

static void
row(FILE *f, size_t n, const double *v)
{
	for (size_t i = 0; i < n; i++) {
		number(f, v[i]);
		(void)fputc(i + 1 < n ? ' ' : '\n', f);
	}
}

static const char *
colour(const struct layout *l, enum style_ink i)
{
	return l->style.colours[i];
}

/* Of a text: what can be read on the paper. */
static const char *
text_colour(const struct layout *l, enum style_ink i, char out[STYLE_COLOUR])
{
	style_text(&l->style, i, out);
	return out;
}

/* The texts of a layout, the first of which is t(from + 1). */
static void
write_texts(const struct layout *l, size_t from, FILE *f)
{
	char ink[STYLE_COLOUR];
	for (size_t i = 0; i < l->n_texts; i++) {
		const struct layout_text *t = &l->texts[i];
		(void)fprintf(
		    f, "set label %zu t(%zu) at screen ", from + i + 1, from + i + 1);
		number(f, t->x / l->wide);
		(void)fputs(",", f);
		number(f, t->y / l->high);
		(void)fprintf(f,
		    " %s font \"%s%s,%d\" textcolor rgb \"%s\" noenhanced front\n",
		    t->align, l->style.font, t->bold ? ":Bold" : "", (int)t->points,
		    text_colour(l, t->ink, ink));
	}
}

static void
write_margin(FILE *f, const char *name, double at)
{
	(void)fprintf(f, "set %s at screen ", name);
	number(f, at);
	(void)fputc('\n', f);
}

static void
write_tick(FILE *f, const char *axis, const char *label, double at, int level)
{
	(void)fprintf(f, "set %stics add (\"%s\" ", axis, label);
	number(f, at);
	(void)fprintf(f, " %d)\n", level);
}

static void
write_time_axis(const struct layout *l, FILE *f)
{
	(void)fprintf(f,
	    "set tics scale 0,1.1,0.5\n"
	    "set xtics out nomirror offset 0,0.15 font \"%s,%d\" textcolor rgb \"%s\"\n"
	    "set xtics ()\n",
	    l->style.font, l->tick_points, colour(l, STYLE_MUTE));
	for (size_t i = 0; i < l->n_ticks; i++) {
		const struct layout_tick *k = &l->ticks[i];
		char label[2 * sizeof k->label];
		const char *line = strchr(k->label, '\n');
		(void)snprintf(label, sizeof label, "%.*s%s%s",
		    (int)strcspn(k->label, "\n"), k->label, line ? "\\n" : "",
		    line ? line + 1 : "");
		write_tick(f, "x", label, k->t, k->level);
	}
}

static void
write_value_axis(
    const struct layout *l, const char *name, const struct axis *a, FILE *f)
{
	bool right = a == &l->second, named = !l->panel || l->panel->values;
	char hue[STYLE_COLOUR];
	enum style_ink ink = right       ? layout_ink(1)
			     : l->c->two ? layout_ink(0)
					 : STYLE_MUTE;
	(void)fprintf(f,
	    "set %stics nomirror offset %s,0 font \"%s,%d\" textcolor rgb \"%s\"\n"
	    "set %stics ()\n",
	    name, right ? "-0.3" : "0.3", l->style.font, l->value_points,
	    text_colour(l, ink, hue), name);
	for (size_t k = 0; k < axis_ticks(a); k += l->tick_every) {
		char label[AXIS_TEXT], twice[2 * AXIS_TEXT];
		size_t n = 0;
		double v = axis_tick(a, k);
		axis_label(a, v, label);
		for (const char *p = label; named && *p; p++) {
			twice[n++] = *p;
			if (*p == '%') /* a tick's label is a format */
				twice[n++] = '%';
		}
		twice[n] = '\0';
		write_tick(f, name, twice, v, 0);
	}
}

static void
write_frame(const struct layout *l, FILE *f)
{
	(void)fprintf(f,
	    "set border 1 back linewidth 1.6 linecolor rgb \"%s\"\n"
	    "set grid noxtics ytics linetype 1 linewidth 1.2 linecolor rgb \"%s\"\n"
	    "unset key\n"
	    "set style fill noborder\n",
	    colour(l, STYLE_FRAME), colour(l, STYLE_RULE));
	write_margin(f, "lmargin", l->x0 / l->wide);
	write_margin(f, "rmargin", l->x1 / l->wide);
	write_margin(f, "bmargin", l->y0 / l->high);
	write_margin(f, "tmargin", l->y1 / l->high);
	if (l->axis.log)
		(void)fputs("set logscale y\n", f);
	(void)fprintf(f, "set xrange [%d:%d]\nset yrange [", (int)l->time.start,
	    (int)l->time.end);
	/* Rounding must not put the first tick below a logarithmic axis. */
	number(f, l->axis.log ? l->axis.min * (1 - 1e-6) : l->axis.min);
	(void)fputs(":", f);
	number(f, l->axis.max);
	(void)fputs("]\n", f);
	write_time_axis(l, f);
	write_value_axis(l, "y", &l->axis, f);
	if (!l->c->two)
		return;
	(void)fputs("set y2range [", f);
	number(f, l->second.min);
	(void)fputs(":", f);
	number(f, l->second.max);
	(void)fputs("]\n", f);
	write_value_axis(l, "y2", &l->second, f);
}

static void
write_line(FILE *f, struct place_rect r, const char *style, const char *hue)
{
	(void)fputs("set arrow from ", f);
	number(f, r.x0);
	(void)fputs(",", f);
	number(f, r.y0);
	(void)fputs(" to ", f);
	number(f, r.x1);
	(void)fputs(",", f);
	number(f, r.y1);
	(void)fprintf(f, " nohead %s linecolor rgb \"%s\" back\n", style, hue);
}

/* From the axis of time up to its text, above the plot. */
static void
write_events(const struct layout *l, FILE *f)
{
	for (size_t i = 0; i < l->n_events; i++) {
		const struct layout_event *v = &l->events[i];
		(void)fputs("set arrow from first ", f);
		number(f, v->event->t);
		(void)fputs(", graph 0 to first ", f);
		number(f, v->event->t);
		(void)fputs(", screen ", f);
		number(f, notes_top(l, v) / l->high);
		(void)fprintf(f,
		    " nohead linewidth 1.5 dashtype (2,3) linecolor rgb \"%s\" back\n",
		    colour(l, STYLE_FRAME));
	}
}

static void
write_lines(const struct layout *l, FILE *f)
{
	const struct chart *c = l->c;
	const struct axis *a = &l->axis;
	if (a->min < 0 && a->max >= 0)
		write_line(f, (struct place_rect){l->time.start, 0, l->time.end, 0},
		    "linewidth 1.6", colour(l, STYLE_FRAME));
	write_events(l, f);
	if (c->n_curve == 0)
		return;
	write_line(f, (struct place_rect){c->last, a->min, c->last, a->max},
	    "linewidth 1.5 dashtype (6,5)", colour(l, STYLE_FRAME));
	if (c->ceiling >= a->min && c->ceiling <= a->max)
		write_line(f,
		    (struct place_rect){l->time.start, c->ceiling, c->last, c->ceiling},
		    "linewidth 1.8 dashtype (6,5)", colour(l, STYLE_PALE));
	if (c->turn_text.n)
		write_line(f, (struct place_rect){c->turn, a->min, c->turn, c->turn_y},
		    "linewidth 1.8 dashtype (6,5)", colour(l, STYLE_PALE));
}

/* The data, each kind of mark in a block of its own; which of them there are. */
enum block {
	RANGES,
	SINGLES,
	FLOORS,
	CEILINGS,
	JOINED,
	RIVALS,
	SPOKEN,
	FILED,
	DERIVED,
	HOLLOW,
	STEPS,
	SAID,
	BAND,
	DRAWN,
	AHEAD,
	BLOCKS,
	FILINGS = BLOCKS, /* these only where there are some */
	ANALYSTS,
	HYPOTHETICAL,
	CHANGED,
	ENDED,
	RINGED,
	ALL_BLOCKS
};

/* What is drawn in one go: a chart's own marks, or a further line of it. */
struct ink {
	const struct layout *l;
	const struct chart_line *line; /* the points */
	size_t first;                  /* number of its first block */
	enum style_ink colour;         /* of the line */
	bool more;                     /* a further line: nothing but them */
	bool second;                   /* on the axis at the right */
};

/* How far an arrow from a value reaches, in values: one that leaves the plot would lose its
 * head. */
static double
arrow(const struct layout *l, double v, bool up)
{
	double y = layout_y(l, v) + (up ? STYLE_ARROW : -STYLE_ARROW);
	return layout_value(l, fmax(l->y0, fmin(l->y1, y))) - v;
}

static size_t
write_guides(const struct layout *l, FILE *f, enum block b)
{
	const struct chart *c = l->c;
	double day = (double)(l->time.end - l->time.start) / (l->x1 - l->x0);
	size_t n = 0;
	for (size_t i = 0; i < c->n_guides; i++) {
		const struct chart_guide *g = &c->guides[i];
		bool floor_only = layout_is_open(g) && isnan(g->high);
		bool wanted = b == RANGES    ? layout_is_range(g)
			      : b == SINGLES ? !layout_is_range(g) && !layout_is_open(g)
			      : b == FLOORS  ? floor_only
					     : layout_is_open(g) && !floor_only;
		if (!wanted || isnan(layout_middle(g)))
			continue;
		double half = layout_guide_half(l, g) * day;
		double lo = layout_is_open(g) ? layout_middle(g) : g->low;
		double hi = layout_is_open(g) ? arrow(l, lo, floor_only) : g->high;
		row(f, 4, (double[]){g->t, lo, hi, half});
		n++;
	}
	return n;
}

/* The middles of guidance that other statements contradict. */
static size_t
write_ringed(const struct layout *l, FILE *f)
{
	size_t n = 0;
	for (size_t i = 0; i < l->c->n_guides; i++) {
		const struct chart_guide *g = &l->c->guides[i];
		double y = layout_middle(g);
		if (g->rivals && !isnan(y)) {
			row(f, 2, (double[]){g->t, y});
			n++;
		}
	}
	return n;
}

static bool
is_in(const struct chart_point *p, enum block b)
{
	return b == JOINED || b >= BLOCKS ? true
	       : b == RIVALS              ? p->rivals
	       : b == HOLLOW              ? p->hollow
	       : b == SPOKEN              ? p->mark == CHART_SPOKEN
	       : b == FILED               ? p->mark == CHART_FILED
					  : p->mark == CHART_DERIVED;
}

static size_t
write_points(const struct chart_line *line, FILE *f, enum block b)
{
	size_t n = 0;
	for (size_t i = 0; i < line->n; i++) {
		const struct chart_point *p = &line->points[i];
		if (!is_in(p, b))
			continue;
		if ((b == JOINED || b == FILINGS) && p->gap && i > 0)
			(void)fputc('\n', f); /* breaks the line */
		row(f, 2, (double[]){p->t, p->y});
		n++;
	}
	return n;
}

static size_t
write_steps(const struct layout *l, FILE *f, enum block b)
{
	size_t n = 0;
	for (size_t i = 0; i < l->c->n_steps; i++) {
		const struct chart_step *p = &l->c->steps[i];
		if ((b == SAID && !p->said) || (b == ENDED && !p->ended))
			continue;
		if (b == STEPS && p->first && i > 0)
			(void)fputc('\n', f);
		row(f, 2, (double[]){p->t, p->y});
		n++;
	}
	return n;
}

static size_t
write_curve(const struct layout *l, FILE *f, enum block b)
{
	const struct chart *c = l->c;
	size_t n = 0;
	for (size_t i = 0; i < c->n_curve; i++) {
		const struct chart_curve *p = &c->curve[i];
		double y = layout_clamp(l, p->y);
		bool after = i > 0 && c->curve[i - 1].t >= c->last;
		bool ahead = i + 1 < c->n_curve && c->curve[i + 1].t <= c->last;
		if ((b == DRAWN && after) || (b == AHEAD && ahead))
			continue;
		row(f, 6,
		    (double[]){p->t, y, layout_clamp(l, p->low95),
			layout_clamp(l, p->high95), layout_clamp(l, p->low80),
			layout_clamp(l, p->high80)});
		n++;
	}
	return n;
}

/* What values were before, and what they are. */
static size_t
write_changed(const struct chart_line *line, FILE *f)
{
	size_t n = 0;
	for (size_t i = 0; i < line->n; i++) {
		const struct chart_point *p = &line->points[i];
		if (p->changed) {
			row(f, 3, (double[]){p->t, p->was, p->y});
			n++;
		}
	}
	return n;
}

static size_t
write_block(const struct ink *k, FILE *f, enum block b)
{
	const struct layout *l = k->l;
	const struct chart_line *asides = l->c->asides;
	switch (b) {
	case RANGES:
	case SINGLES:
	case FLOORS:
	case CEILINGS:
		return write_guides(l, f, b);
	case RINGED:
		return write_ringed(l, f);
	case JOINED:
	case RIVALS:
	case SPOKEN:
	case FILED:
	case DERIVED:
	case HOLLOW:
		return write_points(k->line, f, b);
	case STEPS:
	case SAID:
	case ENDED:
		return write_steps(l, f, b);
	case BAND:
	case DRAWN:
	case AHEAD:
		return write_curve(l, f, b);
	case FILINGS:
	case ANALYSTS:
	case HYPOTHETICAL:
		return write_points(&asides[b - FILINGS], f, b);
	case CHANGED:
		return write_changed(k->line, f)
		       + (k->more ? 0 : write_changed(&asides[CHART_FILINGS], f));
	case ALL_BLOCKS:
		break;
	}
	return 0;
}

/* How each block is drawn, the lowest layer first.  %d: the block. */
struct layer {
	enum block block;
	bool beside_curve,
	    alone; /* only when there is a curve; only when there is none */
	const char *plot;
	enum { ANY, CROWDED, ROOMY } when; /* how near marks are */
};

/* @B and so on are colours: of the line (blue), vermilion, ink, green, purple, grey, paper. */
/* clang-format off */
#define ARROWS "with vectors head filled size screen 0.007,22 linewidth 3 linecolor @V"
static const struct layer layers[] = {
	{BAND, 0, 0, "using 1:3:4 with filledcurves fillcolor @B fillstyle transparent solid 0.10 noborder", ANY},
	{BAND, 0, 0, "using 1:5:6 with filledcurves fillcolor @B fillstyle transparent solid 0.16 noborder", ANY},
	{RANGES, 0, 0, "using 1:2:($1-$4):($1+$4):2:3 with boxxyerror fillcolor @V fillstyle transparent solid 0.24 noborder", ANY},
	{RANGES, 0, 0, "using ($1-$4):(($2+$3)/2):(2*$4):(0) with vectors nohead linewidth 3 linecolor @V", ANY},
	{FLOORS, 0, 0, "using ($1-$4):2:(2*$4):(0) with vectors nohead linewidth 3 linecolor @V", ANY},
	{FLOORS, 0, 0, "using 1:2:(0):3 " ARROWS, ANY},
	{CEILINGS, 0, 0, "using ($1-$4):2:(2*$4):(0) with vectors nohead linewidth 3 linecolor @V", ANY},
	{CEILINGS, 0, 0, "using 1:2:(0):3 " ARROWS, ANY},
	{STEPS, 0, 0, "using 1:2 with lines linewidth 2 linecolor @V", ANY},
	{SAID, 0, 0, "using 1:2 with points pointtype 7 pointsize 0.8*dot linecolor @V", ANY},
	{ENDED, 0, 0, "using 1:2 with points pointtype 7 pointsize 1.3*dot linecolor @P", ANY},
	{ENDED, 0, 0, "using 1:2 with points pointtype 6 pointsize 1.3*dot linewidth 2 linecolor @V", ANY},
	{DRAWN, 0, 0, "using 1:2 with lines linewidth 4 linecolor @B", ANY},
	{AHEAD, 0, 0, "using 1:2 with lines linewidth 4 dashtype (4,2.5) linecolor @B", ANY},
	{FILINGS, 0, 1, "using 1:2 with lines linewidth 1.5 linecolor @G", ROOMY},
	{JOINED, 0, 1, "using 1:2 with lines linewidth 3.5 linecolor @B", ANY},
	{FILINGS, 0, 1, "using 1:2 with lines linewidth 1.5 linecolor @G", CROWDED},
	{CHANGED, 0, 0, "using 1:2:(0):($3-$2) with vectors nohead linewidth 1.5 dashtype (2,3) linecolor @M", ANY},
	{SINGLES, 0, 0, "using 1:2 with points pointtype 13 pointsize 2.6*dot linecolor @P", ANY},
	{SINGLES, 0, 0, "using 1:2 with points pointtype 12 pointsize 2.4*dot linewidth 3 linecolor @V", ANY},
	{RIVALS, 0, 0, "using 1:2 with points pointtype 6 pointsize 3.3*dot linewidth 2.5 linecolor @V", ANY},
	{RINGED, 0, 0, "using 1:2 with points pointtype 6 pointsize 4.2*dot linewidth 2.5 linecolor @V", ANY},
	{SPOKEN, 0, 0, "using 1:2 with points pointtype 7 pointsize 2.4*dot linecolor @P", ANY},
	{FILED, 0, 0, "using 1:2 with points pointtype 5 pointsize 2.3*dot linecolor @P", ANY},
	{DERIVED, 0, 0, "using 1:2 with points pointtype 9 pointsize 2.9*dot linecolor @P", ANY},
	{SPOKEN, 0, 1, "using 1:2 with points pointtype 7 pointsize 1.7*dot linecolor @B", ANY},
	{FILED, 0, 1, "using 1:2 with points pointtype 5 pointsize 1.6*dot linecolor @B", ANY},
	{DERIVED, 0, 1, "using 1:2 with points pointtype 9 pointsize 2.0*dot linecolor @B", ANY},
	{SPOKEN, 1, 0, "using 1:2 with points pointtype 7 pointsize 1.7*dot linecolor @I", ANY},
	{FILED, 1, 0, "using 1:2 with points pointtype 5 pointsize 1.6*dot linecolor @I", ANY},
	{DERIVED, 1, 0, "using 1:2 with points pointtype 9 pointsize 2.0*dot linecolor @I", ANY},
	{HOLLOW, 0, 0, "using 1:2 with points pointtype 7 pointsize 1.0*dot linecolor @P", ANY},
	{CHANGED, 0, 0, "using 1:2 with points pointtype 2 pointsize 1.9*dot linewidth 6 linecolor @P", ANY},
	{CHANGED, 0, 0, "using 1:2 with points pointtype 2 pointsize 1.6*dot linewidth 2.5 linecolor @M", ANY},
	{FILINGS, 0, 0, "using 1:2 with points pointtype 4 pointsize 2.3*dot linewidth 2.5 linecolor @G", ROOMY},
	{FILINGS, 0, 0, "using 1:2 with points pointtype 5 pointsize 0.9*dot linecolor @G", CROWDED},
	{ANALYSTS, 0, 0, "using 1:2 with points pointtype 6 pointsize 1.7*dot linewidth 2.5 linecolor @A", ANY},
	{HYPOTHETICAL, 0, 0, "using 1:2 with points pointtype 10 pointsize 2.0*dot linewidth 2.5 linecolor @M", ANY},
};
/* clang-format on */

/* The number at plot times a factor; where it ends. */
static const char *
write_times(const char *plot, double factor, FILE *f)
{
	char *end;
	double v = strtod(plot, &end);
	if (factor != 1)
		number(f, v * factor);
	else
		(void)fwrite(plot, 1, (size_t)(end - plot), f);
	return end;
}

static void
write_layer(const struct ink *k, const char *plot, FILE *f)
{
	static const char line[] = "linewidth ", mark[] = "pointsize ";
	const struct layout *l = k->l;
	while (*plot) {
		if (strncmp(plot, line, sizeof line - 1) == 0) {
			(void)fputs(line, f);
			plot = write_times(plot + sizeof line - 1, l->style.lines, f);
		} else if (strncmp(plot, mark, sizeof mark - 1) == 0) {
			(void)fputs(mark, f);
			plot = write_times(
			    plot + sizeof mark - 1, l->style.marks * l->dot, f);
		} else if (*plot == '@') {
			(void)fprintf(f, "rgb \"%s\"",
			    colour(l, plot[1] == 'B'   ? k->colour
				      : plot[1] == 'V' ? STYLE_VERM
				      : plot[1] == 'I' ? STYLE_INK
				      : plot[1] == 'A' ? STYLE_PURPLE
				      : plot[1] == 'G' ? STYLE_GREEN
				      : plot[1] == 'M' ? STYLE_MUTE
						       : STYLE_PAPER));
			plot += 2;
		} else {
			(void)fputc(*plot++, f);
		}
	}
}

/* Whether a block belongs to it at all. */
static bool
has_block(const struct ink *k, enum block b)
{
	const struct chart *c = k->l->c;
	const struct chart_line *line = k->line;
	if (b == CHANGED) {
		bool any = false;
		for (size_t i = 0; i < line->n; i++)
			any |= line->points[i].changed;
		line = &c->asides[CHART_FILINGS];
		for (size_t i = 0; !k->more && i < line->n; i++)
			any |= line->points[i].changed;
		return any;
	}
	if (b == ENDED) {
		bool any = false;
		for (size_t i = 0; i < c->n_steps && !k->more; i++)
			any |= c->steps[i].ended;
		return any;
	}
	if (b == RINGED) {
		bool any = false;
		for (size_t i = 0; i < c->n_guides && !k->more; i++)
			any |= c->guides[i].rivals;
		return any;
	}
	if (k->more)
		return b >= JOINED && b <= HOLLOW;
	return b < BLOCKS || c->asides[b - FILINGS].n > 0;
}

static void
write_data(const struct ink *k, size_t n[ALL_BLOCKS], FILE *f)
{
	for (int b = 0; b < ALL_BLOCKS; b++) {
		n[b] = 0;
		if (!has_block(k, (enum block)b))
			continue;
		(void)fprintf(f, "$D%zu << END_OF_NUMBERS\n", k->first + (size_t)b);
		n[b] = write_block(k, f, (enum block)b);
		(void)fputs("END_OF_NUMBERS\n", f);
	}
}

/* Its layers; `between` is what goes before the next one. */
static void
write_layers(
    const struct ink *k, const size_t n[ALL_BLOCKS], const char **between, FILE *f)
{
	bool curve = k->l->c->n_curve > 0, crowded = k->l->dot < 0.5;
	for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
		const struct layer *y = &layers[i];
		if (n[y->block] == 0 || (y->beside_curve && !curve)
		    || (y->alone && curve)
		    || y->when == (crowded ? ROOMY : CROWDED)
		    /* Marks so near would cut a line with the paper around them. */
		    || (crowded && strstr(y->plot, "@P") && y->block != HOLLOW))
			continue;
		(void)fprintf(f, "%s$D%zu ", *between, k->first + (size_t)y->block);
		write_layer(k, y->plot, f);
		if (k->second)
			(void)fputs(" axes x1y2", f);
		*between = ", \\\n ";
	}
}

/* Everything of a chart that stands on its axes; its blocks are numbered from first. */
static void
write_plot(const struct layout *l, size_t first, FILE *f)
{
	const struct chart *c = l->c;
	const struct chart_line own = {.points = c->points, .n = c->n_points};
	struct ink k[CHART_MORE + 1];
	size_t n[CHART_MORE + 1][ALL_BLOCKS];
	const char *between = "plot ";
	for (size_t i = 0; i <= c->n_more; i++) {
		k[i] = (struct ink){.l = l,
		    .line = i ? &c->more[i - 1] : &own,
		    .more = i > 0,
		    .colour = layout_ink(i),
		    .second = c->two && i == 1,
		    .first = first + i * ALL_BLOCKS};
		write_data(&k[i], n[i], f);
	}
	for (size_t i = 0; i <= c->n_more; i++)
		write_layers(&k[i], n[i], &between, f);
	(void)fputc('\n', f);
}

/* ---- the script ---- */

/* A chart's layouts: its own, and those of its panels. */
struct sheet {
	struct layout own, panels[CHART_PANELS];
	struct layout_panel at[CHART_PANELS];
};

static int
lay_out(struct sheet *s, const struct chart *c, struct err *e)
{
	s->own.c = c;
	if (c->n_panels == 0)
		return layout_make(&s->own, e);
	if (layout_heads(&s->own, e) != 0)
		return -1;
	for (size_t k = 0; k < c->n_panels; k++) {
		s->at[k] = panels_at(&s->own, k);
		s->panels[k].c = &c->panels[k];
		s->panels[k].panel = &s->at[k];
		if (layout_make(&s->panels[k], e) != 0)
			return -1;
	}
	return 0;
}

static int
write_all_texts(const struct sheet *s, FILE *f, struct err *e)
{
	size_t n = 0, n_panels = s->own.c->n_panels;
	struct str *all = calloc((1 + n_panels) * LAYOUT_TEXTS, sizeof *all);
	if (!all)
		return err_nomem(e);
	for (size_t k = 0; k <= n_panels; k++) {
		const struct layout *l = k ? &s->panels[k - 1] : &s->own;
		for (size_t i = 0; i < l->n_texts; i++)
			all[n++] = l->texts[i].s;
	}
	int rc = gnuplot_texts(f, all, n, e);
	free(all);
	return rc;
}

static void
write_chart(const struct layout *l, FILE *f)
{
	write_frame(l, f);
	write_lines(l, f);
	write_texts(l, 0, f);
	write_plot(l, 0, f);
}

/* One after the other; the heads' labels stand beside the first panel's. */
static void
write_panels(const struct sheet *s, FILE *f)
{
	size_t from = s->own.n_texts;
	(void)fputs("set multiplot\n", f);
	write_texts(&s->own, 0, f);
	for (size_t k = 0; k < s->own.c->n_panels; k++) {
		const struct layout *l = &s->panels[k];
		write_frame(l, f);
		write_lines(l, f);
		write_texts(l, from, f);
		write_plot(l, k * ALL_BLOCKS, f);
		(void)fputs("unset label\nunset arrow\n", f);
		from += l->n_texts;
	}
	(void)fputs("unset multiplot\n", f);
}

static int
write_script(
    const struct sheet *s, const struct gnuplot_page *page, FILE *f, struct err *e)
{
	gnuplot_begin(f, page);
	if (write_all_texts(s, f, e) != 0)
		return -1;
	if (s->own.c->n_panels)
		write_panels(s, f);
	else
		write_chart(&s->own, f);
	return 0;
}

enum { FONT = STYLE_FONT_NAME + 8 };
static struct gnuplot_page
page_of(const struct chart *c, enum gnuplot_form form, char font[FONT])
{
	const char *family = c->style ? c->style->font : STYLE_FONT;
	(void)snprintf(font, FONT, "%s,%d", family, STYLE_TICK);
	return (struct gnuplot_page){.form = form,
	    .wide = c->wide,
	    .high = c->high,
	    .scale = c->scale,
	    .font = font,
	    .paper = c->style ? c->style->colours[STYLE_PAPER]
			      : style_colour(c->theme, STYLE_PAPER)};
}

int
chart_script(const struct chart *c, enum gnuplot_form form, FILE *f, struct err *e)
{
	char font[FONT];
	struct gnuplot_page page = page_of(c, form, font);
	struct sheet *s = calloc(1, sizeof *s);
	if (!s)
		return err_nomem(e);
	int rc = lay_out(s, c, e);
	if (rc == 0)
		rc = write_script(s, &page, f, e);
	layout_release(&s->own);
	for (size_t k = 0; k < c->n_panels; k++)
		layout_release(&s->panels[k]);
	free(s);
	return rc;
}

int
chart_draw(const struct chart *c, enum gnuplot_form form, struct arena *a,
    struct str *bytes, struct err *e)
{
	char *p = NULL;
	size_t n = 0;
	char font[FONT];
	struct gnuplot_page page = page_of(c, form, font);
	FILE *f = out_memory_open(&p, &n);
	if (!f)
		return err_nomem(e);
	int rc = chart_script(c, form, f, e);
	if (out_memory_close(f) != 0)
		rc = err_nomem(e);
	if (rc == 0)
		rc = gnuplot_run(
		    (struct str){p, n}, &page, GNUPLOT_SECONDS, a, bytes, e);
	free(p);
	return rc;
}
