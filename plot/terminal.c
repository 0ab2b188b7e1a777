/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <uniwidth.h>

#include "plot/layout.h"
#include "series/date.h"

/* Pixels of a layout to a column and a row. */
enum { ACROSS = 16, DOWN = 32, CELL = 8 };

struct screen {
	const struct layout *l;
	const struct chart *all; /* whose events are drawn */
	FILE *f;
	bool colour, last;    /* last: of panels */
	size_t columns, left; /* of the plot; of the labels beside it */
	char (*cells)[CELL];  /* by row; "" is a blank */
	unsigned char *inks;  /* an enum style_ink each */
};

/* ---- places ---- */

static size_t
column_of(const struct screen *s, double t)
{
	const struct layout *l = s->l;
	double at = (t - l->time.start) / (l->time.end - l->time.start);
	at = fmin(fmax(at, 0), 1) * (double)(s->columns - 1);
	return (size_t)lround(at);
}

static size_t
row_of(const struct screen *s, double v)
{
	double at = 1 - axis_share(&s->l->axis, layout_clamp(s->l, v));
	return (size_t)lround(at * (TERMINAL_ROWS - 1));
}

static void
set(struct screen *s, size_t row, size_t column, const char *mark, enum style_ink ink)
{
	size_t at = row * s->columns + column;
	(void)snprintf(s->cells[at], CELL, "%s", mark);
	s->inks[at] = (unsigned char)ink;
}

/* ---- marks ---- */

/* Dots from one place to another, a dot for each column. */
static void
trace(struct screen *s, const double from[2], const double to[2], enum style_ink ink)
{
	size_t a = column_of(s, from[0]), b = column_of(s, to[0]);
	for (size_t k = a; k <= b; k++) {
		double share = b > a ? (double)(k - a) / (double)(b - a) : 0;
		set(s, row_of(s, from[1] + share * (to[1] - from[1])), k, "\xc2\xb7",
		    ink);
	}
}

static void
join(struct screen *s, const struct chart_line *line, enum style_ink ink)
{
	for (size_t i = 1; i < line->n; i++) {
		const struct chart_point *p = &line->points[i];
		if (!p->gap)
			trace(s, (double[]){p[-1].t, p[-1].y}, (double[]){p->t, p->y},
			    ink);
	}
}

static void
draw_lines(struct screen *s)
{
	const struct chart *c = s->l->c;
	for (size_t i = 1; i < c->n_curve; i++)
		trace(s, (double[]){c->curve[i - 1].t, c->curve[i - 1].y},
		    (double[]){c->curve[i].t, c->curve[i].y}, STYLE_BLUE);
	const struct chart_line own = {.points = c->points, .n = c->n_points};
	if (c->n_curve == 0)
		join(s, &own, STYLE_BLUE);
	for (size_t k = 0; k < c->n_more; k++)
		join(s, &c->more[k], layout_ink(k + 1));
}

#define RINGED_GUIDE "\xe2\x97\x88"

/* A range stands as a bar, a bound as an arrow. */
static const char *
mark_of(const struct chart_guide *g)
{
	return layout_is_range(g)   ? "\xe2\x94\x83"
	       : !layout_is_open(g) ? "\xe2\x97\x87"
	       : isnan(g->high)     ? "\xe2\x86\x91"
				    : "\xe2\x86\x93";
}

static void
draw_guides(struct screen *s)
{
	const struct chart *c = s->l->c;
	for (size_t i = 0; i < c->n_guides; i++) {
		const struct chart_guide *g = &c->guides[i];
		double low = layout_middle(g), high = low;
		if (layout_is_range(g)) {
			low = g->low;
			high = g->high;
		}
		for (size_t r = row_of(s, high); r <= row_of(s, low); r++)
			set(s, r, column_of(s, g->t), mark_of(g), STYLE_VERM);
		if (g->rivals)
			set(s, row_of(s, layout_middle(g)), column_of(s, g->t),
			    RINGED_GUIDE, STYLE_VERM);
	}
}

/* The marks of several lines; of what stands beside them; of what was before. */
static const char digits[CHART_MORE + 1][2] = {"1", "2", "3", "4", "5", "6", "7", "8"};
static const char *const asides[CHART_ASIDES] = {
    "\xe2\x96\xa1", "\xc3\x97", "\xe2\x96\xbd"};
#define BEFORE "+"
#define RINGED "\xe2\x97\x89"
#define RINGED_HOLLOW "\xe2\x97\x8e"
#define BOTH "\xe2\x96\xa3" /* said and filed */

static void
draw_before(struct screen *s, const struct chart_line *line)
{
	for (size_t i = 0; i < line->n; i++) {
		const struct chart_point *p = &line->points[i];
		if (p->changed)
			set(s, row_of(s, p->was), column_of(s, p->t), BEFORE,
			    STYLE_MUTE);
	}
}

static void
draw_points(struct screen *s)
{
	static const char *const marks[CHART_MARKS] = {
	    "\xe2\x97\x8f", "\xe2\x96\xa0", "\xe2\x96\xb2"};
	const struct chart *c = s->l->c;
	const struct chart_line own = {.points = c->points, .n = c->n_points};
	draw_before(s, &own);
	draw_before(s, &c->asides[CHART_FILINGS]);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		for (size_t i = 0; i < c->asides[k].n; i++) {
			const struct chart_point *p = &c->asides[k].points[i];
			set(s, row_of(s, p->y), column_of(s, p->t), asides[k],
			    layout_aside_ink((enum chart_aside)k));
		}
	for (size_t i = 0; i < c->n_points; i++) {
		const struct chart_point *p = &c->points[i];
		size_t row = row_of(s, p->y), column = column_of(s, p->t);
		bool both =
		    strcmp(s->cells[row * s->columns + column], asides[CHART_FILINGS])
		    == 0;
		bool ring = p->rivals && (p->hollow || p->mark == CHART_SPOKEN);
		set(s, row, column,
		    c->n_more           ? digits[0]
		    : ring && p->hollow ? RINGED_HOLLOW
		    : p->hollow         ? "\xe2\x97\x8b"
		    : both              ? BOTH
		    : ring              ? RINGED
					: marks[p->mark],
		    STYLE_BLUE);
	}
	for (size_t k = 0; k < c->n_more; k++)
		for (size_t i = 0; i < c->more[k].n; i++) {
			const struct chart_point *p = &c->more[k].points[i];
			set(s, row_of(s, p->y), column_of(s, p->t), digits[k + 1],
			    layout_ink(k + 1));
		}
}

/* ---- events ---- */

/* What stands for an event; the k-th beyond them has no sign. */
static const char signs[] = "123456789abcdefghijklmnopqrstuvwxyz";
#define EVENT "\xe2\x94\x8a"

/* Whether the k-th event has a sign and is of the time that is shown. */
static bool
is_shown(const struct layout *l, const struct chart *all, size_t k)
{
	double t = all->events[k].t;
	return k < sizeof signs - 1 && t >= l->time.start && t < l->time.end;
}

static void
draw_events(struct screen *s)
{
	for (size_t k = 0; k < s->all->n_events; k++)
		for (size_t row = 0; row < TERMINAL_ROWS && is_shown(s->l, s->all, k);
		     row++)
			set(s, row, column_of(s, s->all->events[k].t), EVENT,
			    STYLE_MUTE);
}

/* ---- lines of the screen ---- */

/* As the house's colours, of the eight that each terminal has. */
static void
paint(const struct screen *s, enum style_ink ink)
{
	if (s->colour)
		(void)fputs(ink == STYLE_BLUE   ? "\x1b[34m"
			    : ink == STYLE_VERM ? "\x1b[33m"
			    : ink == STYLE_INK  ? "\x1b[1m"
			    : ink == STYLE_MUTE ? "\x1b[2m"
						: "\x1b[0m",
		    s->f);
}

static int
columns_of(struct str s)
{
	return u8_width((const uint8_t *)s.p, s.n, "UTF-8");
}

static void
write_plot(const struct screen *s)
{
	const struct axis *a = &s->l->axis;
	for (size_t row = 0; row < TERMINAL_ROWS; row++) {
		char label[AXIS_TEXT] = "";
		for (size_t k = 0; k < axis_ticks(a); k++)
			if (row_of(s, axis_tick(a, k)) == row)
				axis_label(a, axis_tick(a, k), label);
		int blanks = (int)s->left - columns_of(str_from(label));
		paint(s, STYLE_MUTE);
		(void)fprintf(s->f, "%*s%s %s", blanks > 0 ? blanks : 0, "", label,
		    label[0] ? "\xe2\x94\xa4" : "\xe2\x94\x82");
		paint(s, STYLE_PAPER);
		size_t end = s->columns;
		while (end > 0 && !s->cells[row * s->columns + end - 1][0])
			end--;
		for (size_t k = 0; k < end; k++) {
			size_t at = row * s->columns + k;
			if (s->cells[at][0])
				paint(s, (enum style_ink)s->inks[at]);
			(void)fputs(s->cells[at][0] ? s->cells[at] : " ", s->f);
			if (s->cells[at][0])
				paint(s, STYLE_PAPER);
		}
		(void)fputc('\n', s->f);
	}
}

/* The signs of events above their lines, or as near as there is room. */
static void
write_signs(const struct screen *s)
{
	char text[TERMINAL_MOST + 1];
	size_t end = 0;
	memset(text, ' ', sizeof text);
	for (size_t k = 0; k < s->all->n_events; k++) {
		size_t at = column_of(s, s->all->events[k].t);
		while (at < s->columns && text[at] != ' ')
			at++;
		if (!is_shown(s->l, s->all, k) || at == s->columns)
			continue;
		text[at] = signs[k];
		end = at + 1 > end ? at + 1 : end;
	}
	if (end == 0)
		return;
	paint(s, STYLE_MUTE);
	(void)fprintf(s->f, "%*s%.*s", (int)s->left + 2, "", (int)end, text);
	paint(s, STYLE_PAPER);
	(void)fputc('\n', s->f);
}

/* The axis, and below it the line-th lines of its labels. */
static void
write_labels(const struct screen *s, size_t line)
{
	const struct layout *l = s->l;
	char text[TERMINAL_MOST + 1];
	memset(text, ' ', sizeof text);
	for (size_t i = 0; i < l->n_ticks; i++) {
		struct str rest = str_from(l->ticks[i].label), part = {NULL, 0};
		for (size_t k = 0; k <= line; k++)
			part = str_cut(&rest, '\n');
		size_t at = column_of(s, l->ticks[i].t);
		at = at > part.n / 2 ? at - part.n / 2 : 0;
		if (part.n && at + part.n <= s->columns)
			memcpy(text + at, part.p, part.n);
	}
	size_t end = s->columns;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end == 0)
		return;
	paint(s, STYLE_MUTE);
	(void)fprintf(s->f, "%*s%.*s", (int)s->left + 2, "", (int)end, text);
	paint(s, STYLE_PAPER);
	(void)fputc('\n', s->f);
}

static void
write_axis(const struct screen *s)
{
	const struct layout *l = s->l;
	bool ticks[TERMINAL_MOST] = {false};
	for (size_t i = 0; i < l->n_ticks; i++)
		ticks[column_of(s, l->ticks[i].t)] |= l->ticks[i].level == 1;
	paint(s, STYLE_MUTE);
	(void)fprintf(s->f, "%*s\xe2\x94\x94", (int)s->left + 1, "");
	for (size_t k = 0; k < s->columns; k++)
		(void)fputs(ticks[k] ? "\xe2\x94\xac" : "\xe2\x94\x80", s->f);
	paint(s, STYLE_PAPER);
	(void)fputc('\n', s->f);
	write_labels(s, 0);
	write_labels(s, 1);
}

/* Words in lines of so many columns. */
static void
write_text(const struct screen *s, struct str text, enum style_ink ink)
{
	size_t most = s->columns + s->left + 2, used = 0;
	paint(s, ink);
	for (text = str_trim(text); text.n; text = str_trim(text)) {
		struct str word = str_cut(&text, ' ');
		int wide = columns_of(word);
		size_t n = wide > 0 ? (size_t)wide : 0;
		if (used > 0)
			(void)fputc(used + 1 + n > most ? '\n' : ' ', s->f);
		used = used > 0 && used + 1 + n <= most ? used + 1 + n : n;
		err_print_safe(s->f, word);
	}
	paint(s, STYLE_PAPER);
	if (used)
		(void)fputc('\n', s->f);
}

/* "● Actual 14.5%, Q2 2019". */
static void
write_label(const struct screen *s, const struct chart_label *label, const char *mark,
    enum style_ink ink)
{
	if (label->name.n == 0)
		return;
	paint(s, ink);
	(void)fprintf(s->f, "%s ", mark);
	err_print_safe(s->f, label->name);
	paint(s, STYLE_PAPER);
	if (label->note.n)
		(void)fputs("  ", s->f);
	err_print_safe(s->f, label->note);
	(void)fputc('\n', s->f);
}

static bool
has_mark(const struct screen *s, const char *mark)
{
	for (size_t i = 0; i < TERMINAL_ROWS * s->columns; i++)
		if (strcmp(s->cells[i], mark) == 0)
			return true;
	return false;
}

/* "1: Opens, 3 Feb 2020", a line each; l has the time that is shown. */
static void
write_events(const struct screen *s, const struct layout *l)
{
	struct arena a = {NULL};
	size_t shown = 0;
	for (size_t k = 0; k < s->all->n_events; k++) {
		const struct chart_event *v = &s->all->events[k];
		int y, m, d;
		if (!is_shown(l, s->all, k))
			continue;
		shown++;
		date_to_civil((int32_t)v->t, &y, &m, &d);
		struct str day = lang_day(s->all->lang, y, m, d, &a);
		write_text(s,
		    arena_printf(
			&a, "%c: %.*s, %.*s", signs[k], STR_FMT(v->text), STR_FMT(day)),
		    STYLE_MUTE);
	}
	if (shown < s->all->n_events)
		(void)fprintf(s->f, "%zu event%s not drawn.\n",
		    s->all->n_events - shown, s->all->n_events - shown == 1 ? "" : "s");
	arena_release(&a);
}

static void
write_heads(const struct screen *s)
{
	write_text(s, s->l->c->title, STYLE_INK);
	write_text(s, s->l->c->subtitle, STYLE_MUTE);
	if (!s->l->panel)
		(void)fputc('\n', s->f);
}

static void
write_feet(const struct screen *s)
{
	write_text(s, s->l->c->footer[0], STYLE_MUTE);
	write_text(s, s->l->c->sources, STYLE_MUTE);
	write_text(s, s->l->c->footer[1], STYLE_MUTE);
}

static void
write_screen(const struct screen *s)
{
	const struct chart *c = s->l->c;
	write_heads(s);
	write_signs(s);
	write_plot(s);
	write_axis(s);
	(void)fputc('\n', s->f);
	write_label(
	    s, &c->points_label, c->n_more ? digits[0] : "\xe2\x97\x8f", STYLE_BLUE);
	for (size_t k = 0; k < c->n_more; k++)
		write_label(s, &c->more[k].label, digits[k + 1], layout_ink(k + 1));
	if (c->n_guides)
		write_label(s, &c->guides_label, mark_of(&c->guides[c->n_guides - 1]),
		    STYLE_VERM);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		write_label(s, &c->asides[k].label, asides[k],
		    layout_aside_ink((enum chart_aside)k));
	if (has_mark(s, BOTH))
		write_label(s, &(struct chart_label){STR("Said and filed"), STR("")},
		    BOTH, STYLE_BLUE);
	if (has_mark(s, BEFORE))
		write_label(s,
		    &(struct chart_label){STR("Before it was corrected"), STR("")},
		    BEFORE, STYLE_MUTE);
	/* Without its note: the bands are not drawn. */
	write_label(s, &(struct chart_label){c->curve_label.name, STR("")}, "\xc2\xb7",
	    STYLE_BLUE);
	write_text(s, c->ceiling_text, STYLE_BLUE);
	write_text(s, c->turn_text, STYLE_BLUE);
	if (s->l->panel)
		(void)fputc('\n', s->f);
	if (!s->l->panel || s->last)
		write_events(s, s->l);
	write_feet(s);
}

static int
draw(struct screen *s, struct err *e)
{
	const struct axis *a = &s->l->axis;
	size_t whole = s->columns;
	for (size_t k = 0; k < axis_ticks(a); k++) {
		char label[AXIS_TEXT];
		axis_label(a, axis_tick(a, k), label);
		int wide = columns_of(str_from(label));
		if (wide > (int)s->left)
			s->left = (size_t)wide;
	}
	s->columns = whole > s->left + 12 ? whole - s->left - 2 : 10;
	s->cells = calloc(TERMINAL_ROWS * s->columns, sizeof *s->cells);
	s->inks = calloc(TERMINAL_ROWS * s->columns, 1);
	if (s->cells && s->inks) {
		draw_events(s);
		draw_lines(s);
		draw_guides(s);
		draw_points(s);
		write_screen(s);
	}
	int rc = s->cells && s->inks ? 0 : err_nomem(e);
	free(s->cells);
	free(s->inks);
	return rc;
}

/* A chart, or a panel of all. */
static int
write_one(
    struct screen to, const struct chart *c, const struct chart *all, struct err *e)
{
	struct chart plain = *c;
	struct layout *l = calloc(1, sizeof *l);
	if (!l)
		return err_nomem(e);
	plain.bare = true;
	plain.n_events = 0; /* they are drawn otherwise */
	plain.wide = (int)to.columns * ACROSS;
	plain.high = (TERMINAL_ROWS + 4) * DOWN;
	const struct layout_panel panel = {
	    .all = all, .plot = {0, 0, plain.wide, plain.high}, true, true};
	l->c = &plain;
	l->panel = all ? &panel : NULL;
	int rc = layout_make(l, e);
	to.l = l;
	to.all = all ? all : c;
	if (rc == 0)
		rc = draw(&to, e);
	layout_release(l);
	free(l);
	return rc;
}

int
terminal_write(
    const struct chart *c, size_t columns, bool colour, FILE *f, struct err *e)
{
	columns = columns < TERMINAL_LEAST  ? TERMINAL_LEAST
		  : columns > TERMINAL_MOST ? TERMINAL_MOST
					    : columns;
	const struct layout heads = {.c = c};
	struct screen s = {.l = &heads, .f = f, .colour = colour, .columns = columns};
	if (c->n_panels == 0)
		return write_one(s, c, NULL, e);
	write_heads(&s);
	for (size_t k = 0; k < c->n_panels; k++) {
		s.last = k + 1 == c->n_panels;
		if (write_one(s, &c->panels[k], c, e) != 0)
			return -1;
	}
	write_feet(&s);
	return 0;
}

bool
terminal_has_colour(FILE *f)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	return isatty(fileno(f)) && (!no || !*no) && term && strcmp(term, "dumb") != 0;
}
