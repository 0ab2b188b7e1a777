/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/notes.h"

#include <math.h>

enum { ROW = 28, MOST_ROWS = 4, BESIDE = 7 };
static const double SHARE = 0.4; /* of the canvas, that a text takes at most */

/* Rows from the plot's edge upwards, as many as leave most of the height to the plot. */
static size_t
rows_of(const struct layout *l)
{
	double room = l->high * 0.16 / ROW;
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
	return middle(l, v->row) + ROW / 2.0 - 4;
}

void
notes_put(struct layout *l)
{
	for (size_t i = 0; i < l->n_events; i++) {
		const struct layout_event *v = &l->events[i];
		double x = layout_x(l, v->event->t);
		layout_put(
		    l, (struct layout_text){v->text, v->left ? x - BESIDE : x + BESIDE,
			   middle(l, v->row), STYLE_NOTE, false, STYLE_MUTE,
			   v->left ? "right" : "left"});
	}
}
