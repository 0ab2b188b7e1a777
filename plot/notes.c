/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/notes.h"

#include <math.h>

#include "series/date.h"

enum { ROW = 28, MOST_ROWS = 4, BESIDE = 7 };
static const double SHARE = 0.4; /* of the canvas, that a text takes at most */

/* Rows from the plot's edge upwards, as many as leave most of the height to the plot. */
static size_t
rows_of(const struct layout *l)
{
	double room = l->high * 0.16 / ROW;
	if (l->c->n_curve && l->high < STYLE_LOW)
		return 1;
	return room < 1 ? 1 : room > MOST_ROWS ? MOST_ROWS : (size_t)room;
}

/* The text and the line as rectangles, rows being 1 high, from the axis (-1) upwards. */
static void
rects_of(const struct layout *l, const struct layout_event *v, struct place_rect *text,
    struct place_rect *line)
{
	double x = layout_x(l, v->event->t),
	       w = layout_wide(l, v->text, STYLE_NOTE, false);
	double row = (double)v->row;
	*line = (struct place_rect){x - 2, -1, x + 2, row + 1};
	*text = v->left ? (struct place_rect){x - BESIDE - w, row, x - BESIDE, row + 1}
			: (struct place_rect){x + BESIDE, row, x + BESIDE + w, row + 1};
}

/* What stands there already: a text covers neither, a line no text. */
struct taken {
	struct place texts, lines;
};

/* The lowest row in which it covers nothing, its text to the right of the line where any
 * row has room there. */
static bool
find_room(const struct layout *l, const struct taken *taken, struct layout_event *v)
{
	struct place_rect text, line;
	for (int side = 0; side < 2; side++)
		for (v->row = 0; v->row < rows_of(l); v->row++) {
			v->left = side == 1;
			rects_of(l, v, &text, &line);
			if (place_is_free(&taken->texts, text)
			    && place_is_free(&taken->texts, line)
			    && place_is_free(&taken->lines, text))
				return true;
		}
	return false;
}

int
notes_choose(struct layout *l, struct err *e)
{
	const struct chart *c = l->c;
	struct arena mem = {NULL};
	struct place p = {
	    .bounds = {l->x0 - 3, -2, l->wide - STYLE_EDGE, MOST_ROWS + 1},
	    .arena = &mem};
	struct taken taken = {p, p};
	bool nomem = false;
	l->n_events = l->event_rows = 0;
	/* From the last: the lines of earlier ones pass on the left of its text. */
	for (size_t i = c->n_events; i-- > 0 && l->n_events < CHART_EVENTS;) {
		const struct chart_event *at = &c->events[i];
		struct layout_event v = {.event = at};
		struct place_rect text, line;
		if (!(at->t >= l->time.start && at->t < l->time.end))
			continue;
		v.text = layout_fit(l, at->text, (struct width_type){STYLE_NOTE, false},
		    SHARE * l->wide);
		nomem |= !v.text.p;
		if (nomem || !find_room(l, &taken, &v))
			continue;
		rects_of(l, &v, &text, &line);
		place_take(&taken.texts, text);
		place_take(&taken.lines, line);
		l->events[l->n_events++] = v;
		if (v.row + 1 > l->event_rows)
			l->event_rows = v.row + 1;
	}
	nomem |= taken.texts.nomem || taken.lines.nomem;
	arena_release(&mem);
	return nomem ? err_nomem(e) : 0;
}

/* "1: Opens, 3 Feb 2020" */
static struct str
one_word(struct layout *l, const struct layout_event *v)
{
	int y, m, d;
	date_to_civil((int32_t)v->event->t, &y, &m, &d);
	struct str day = lang_day(l->c->lang, y, m, d, &l->arena);
	return arena_printf(&l->arena, "%.*s:\xc2\xa0%.*s, %.*s", STR_FMT(v->text),
	    STR_FMT(v->event->text), STR_FMT(day));
}

/* What the numbers stand for, of as many as stay within the lines. */
static int
name_numbers(struct layout *l, size_t lines)
{
	const struct width_type type = {STYLE_FOOTER, false};
	double most = (l->wide - 2.0 * STYLE_EDGE) / l->style.letters;
	struct str text = STR("");
	size_t kept = 0;
	for (; kept < l->n_events; kept++) {
		struct str drawn[LAYOUT_FOOTERS], one = one_word(l, &l->events[kept]);
		struct str longer = arena_printf(&l->arena, "%.*s%s%.*s", STR_FMT(text),
		    text.n ? "; " : "", STR_FMT(one));
		if (!one.p || !longer.p)
			return -1;
		/* One line more than there may be: nothing was cut to fit. */
		if (width_wrap(longer, type, most, drawn, lines + 1, &l->arena) > lines)
			break;
		text = longer;
	}
	l->n_events = kept;
	l->event_words = text;
	return 0;
}

int
notes_number(struct layout *l, double panel_wide, size_t lines, struct err *e)
{
	enum { APART = 4 };
	const struct chart *c = l->c;
	double span = l->time.end - l->time.start, taken = -(double)INFINITY;
	l->n_events = 0;
	for (size_t i = 0; i < c->n_events && l->n_events < CHART_EVENTS; i++) {
		const struct chart_event *at = &c->events[i];
		if (!(at->t >= l->time.start && at->t < l->time.end))
			continue;
		struct str text = arena_printf(&l->arena, "%zu", l->n_events + 1);
		double x = (at->t - l->time.start) / span * panel_wide;
		double half = layout_wide(l, text, STYLE_NUMBER, false) / 2;
		if (!text.p)
			return err_nomem(e);
		if (x - half < taken)
			continue;
		taken = x + half + APART;
		l->events[l->n_events++] =
		    (struct layout_event){.event = at, .text = text};
	}
	return name_numbers(l, lines) == 0 ? 0 : err_nomem(e);
}

double
notes_height(const struct layout *l)
{
	return (double)l->event_rows * ROW;
}

/* The middle of a row; a time may be marked below. */
static double
middle(const struct layout *l, size_t row)
{
	double base = l->c->n_curve ? STYLE_TOP_CURVE - STYLE_TOP + 6 : 2;
	return l->y1 + base + ((double)row + 0.5) * ROW;
}

double
notes_top(const struct layout *l, const struct layout_event *v)
{
	if (l->panel)
		return l->y1 + 3;
	return middle(l, v->row) + ROW / 2.0 - 4;
}

void
notes_put(struct layout *l)
{
	for (size_t i = 0; i < l->n_events; i++) {
		const struct layout_event *v = &l->events[i];
		double x = layout_x(l, v->event->t);
		if (l->panel) {
			layout_put(l, (struct layout_text){v->text, x,
					  l->y1 + NOTES_NUMBERS / 2.0 + 2, STYLE_NUMBER,
					  false, STYLE_MUTE, "center"});
			continue;
		}
		layout_put(
		    l, (struct layout_text){v->text, v->left ? x - BESIDE : x + BESIDE,
			   middle(l, v->row), STYLE_NOTE, false, STYLE_MUTE,
			   v->left ? "right" : "left"});
	}
}
