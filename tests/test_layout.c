/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of charts: never over one another, over a mark or cut, whatever is drawn. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "plot/chart.h"
#include "plot/notes.h"
#include "plot/panels.h"
#include "plot/ticks.h"
#include "series/date.h"

TestSuite(layout, .timeout = 240);

/* ---- generated charts ---- */

enum { MOST = 300, LINES = CHART_MORE + 1, EVENTS = 14 };
enum shape { RISING, FLAT, NEGATIVE, CROSSING, TENFOLD, GAPS, NOISE, SHAPES };
static const char *const shapes[SHAPES] = {
    "rising", "flat", "negative", "crossing", "tenfold", "gaps", "noise"};

struct made {
	struct chart c, panels[CHART_PANELS];
	struct chart_point p[LINES][MOST];
	struct chart_guide g[MOST];
	struct chart_line more[CHART_MORE];
	struct chart_event ev[EVENTS];
};

/* The same numbers on every machine. */
static double
dice(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 16 & 0x7fff) / 32768.0;
}

static double
value(enum shape s, size_t line, size_t i, size_t n, unsigned *state)
{
	double x = (double)i / (double)(n > 1 ? n - 1 : 1), k = (double)line;
	switch (s) {
	case RISING:
		return 10 + 5 * k + 30 * x;
	case FLAT:
		return 20;
	case NEGATIVE:
		return -5 - 3 * k - 20 * x;
	case CROSSING:
		return (k - 3) * (x - 0.5) * 20;
	case TENFOLD:
		return (x > 0.5 ? 1000 : 100) + k;
	case GAPS:
		return 50 + 10 * sin(9 * x + k);
	case NOISE:
		return 100 * dice(state);
	case SHAPES:
		break;
	}
	return 0;
}

static const char long_name[] =
    "Automotive, energy generation and storage, services and other revenue "
    "excluding regulatory credits (adjusted, constant currency)";

/* n points for each of `lines` series, by quarter. */
static void
make(struct made *m, enum shape s, size_t lines, size_t n, bool long_names)
{
	unsigned state = 7;
	struct str name = str_from(long_name);
	*m = (struct made){
	    .c = {.title = long_names ? name : STR("Acme \xc2\xb7 a metric"),
		.subtitle = STR("Percent: actual values by quarter"),
		.footer = {STR("Source"), STR("Other series")},
		.unit = s == TENFOLD ? STR("USD") : STR("percent"),
		.zero = s != FLAT,
		.points = m->p[0],
		.n_points = n,
		.points_label = {long_names ? name : STR("Actual"),
		    STR("18.7%, Q4 2024")},
		.more = m->more,
		.n_more = lines - 1,
		.ceiling = (double)NAN}};
	for (size_t k = 0; k < lines; k++)
		for (size_t i = 0; i < n; i++)
			m->p[k][i] =
			    (struct chart_point){.t = 10000 + 91.31 * (double)i,
				.y = value(s, k, i, n, &state),
				.gap = s == GAPS && i % 5 == 4,
				.rivals = i % 7 == 3};
	for (size_t k = 1; k < lines; k++)
		m->more[k - 1] = (struct chart_line){.points = m->p[k],
		    .n = k == 2 && n > 4 ? n / 2 : n, /* one ends early */
		    .label = {long_names ? name : STR("Another"), STR("20%, Q4 2024")}};
}

static void
make_guides(struct made *m, size_t n)
{
	m->c.guides = m->g;
	m->c.n_guides = n;
	m->c.guides_label =
	    (struct chart_label){STR("Guided range"), STR("17% to 19%")};
	for (size_t i = 0; i < n; i++) {
		double y = m->p[0][i].y, wide = fabs(y) * 0.1 + 1;
		m->g[i] = (struct chart_guide){.t = m->p[0][i].t,
		    .half = 45,
		    .low = y - wide,
		    .high = i % 3 ? y + wide : (double)NAN};
	}
}

static void
make_events(struct made *m, size_t n, double apart)
{
	static const char *const texts[] = {"Opens", "A new chief executive",
	    "A very long note of what happened on that day and why it mattered so much "
	    "to everybody who was there"};
	m->c.events = m->ev;
	m->c.n_events = n;
	for (size_t i = 0; i < n; i++)
		m->ev[i] = (struct chart_event){
		    .t = 10020 + apart * (double)i, .text = str_from(texts[i % 3])};
}

/* ---- what a reader would see ---- */

static struct place_rect
rect_of(const struct layout *l, const struct layout_text *t)
{
	double w = layout_wide(l, t->s, t->points, t->bold), h = t->points * 1.1;
	double x = strcmp(t->align, "center") == 0  ? t->x - w / 2
		   : strcmp(t->align, "right") == 0 ? t->x - w
						    : t->x;
	return (struct place_rect){x, t->y - h / 2, x + w, t->y + h / 2};
}

static bool
overlap(struct place_rect a, struct place_rect b)
{
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

static size_t
tick_texts(const struct layout *l, struct layout_text *out)
{
	static char names[2][64][AXIS_TEXT];
	size_t n = 0;
	for (size_t i = 0; i < l->n_ticks; i++) {
		struct str line = str_from(l->ticks[i].label);
		line = str_cut(&line, '\n');
		if (line.n)
			out[n++] = (struct layout_text){line,
			    layout_x(l, l->ticks[i].t), l->y0 - 24, l->tick_points,
			    false, STYLE_MUTE, "center"};
	}
	for (int right = 0; right < 1 + l->c->two; right++) {
		const struct axis *a = right ? &l->second : &l->axis;
		bool named = l->panel ? l->panel->values : l->c->n_panels == 0;
		for (size_t k = 0; named && k < axis_ticks(a); k += l->tick_every) {
			axis_label(a, axis_tick(a, k), names[right][k]);
			out[n++] = (struct layout_text){str_from(names[right][k]),
			    right ? l->x1 + 12 : l->x0 - 12,
			    right ? layout_y2(l, axis_tick(a, k))
				  : layout_y(l, axis_tick(a, k)),
			    l->value_points, false, STYLE_MUTE,
			    right ? "left" : "right"};
		}
	}
	return n;
}

/* Both axes' labels, too.  Everything that is written stays on the canvas, in its panel, and apart. */
static void
expect_apart(const struct layout *l, const char *label)
{
	static struct layout_text ticks[2000];
	size_t n_ticks = tick_texts(l, ticks);
	for (size_t i = 0; i < l->n_texts + n_ticks; i++) {
		const struct layout_text *t =
		    i < l->n_texts ? &l->texts[i] : &ticks[i - l->n_texts];
		struct place_rect a = rect_of(l, t);
		cr_expect(a.x0 >= 0 && a.x1 <= l->wide && a.y0 >= 0 && a.y1 <= l->high,
		    "%s: '%.*s' is cut: %g..%g, %g..%g", label, STR_FMT(t->s), a.x0,
		    a.x1, a.y0, a.y1);
		for (size_t k = 0; k < i; k++) {
			const struct layout_text *u =
			    k < l->n_texts ? &l->texts[k] : &ticks[k - l->n_texts];
			cr_expect(not(overlap(a, rect_of(l, u))),
			    "%s: '%.*s' over '%.*s'", label, STR_FMT(t->s),
			    STR_FMT(u->s));
		}
	}
	cr_expect(l->y1 - l->y0 >= 0.2 * l->high || l->panel, "%s: the plot is %g high",
	    label, l->y1 - l->y0);
	cr_expect(l->x1 - l->x0 >= 0.3 * l->wide || l->panel, "%s: the plot is %g wide",
	    label, l->x1 - l->x0);
}

/* How far a place is from a text. */
static double
away(struct place_rect a, double x, double y)
{
	return hypot(
	    fmax(fmax(a.x0 - x, x - a.x1), 0), fmax(fmax(a.y0 - y, y - a.y1), 0));
}

/* No label lies on a mark of any series, nor on the ring about one. */
static void
expect_off_marks(const struct layout *l, const char *label)
{
	const struct chart *c = l->c;
	for (size_t i = 0; i < l->n_texts; i++) {
		struct place_rect a = rect_of(l, &l->texts[i]);
		for (size_t k = 0; k <= c->n_more; k++) {
			const struct chart_point *p =
			    k ? c->more[k - 1].points : c->points;
			size_t n = k ? c->more[k - 1].n : c->n_points;
			for (size_t j = 0; j < n; j++) {
				double x = layout_x(l, p[j].t),
				       y = k == 1 && c->two ? layout_y2(l, p[j].y)
							    : layout_y(l, p[j].y);
				cr_expect(
				    away(a, x, y) > (p[j].rivals ? 15 * l->dot : 0),
				    "%s: '%.*s' on point %zu of line %zu", label,
				    STR_FMT(l->texts[i].s), j, k);
			}
		}
	}
}

/* No event's line goes through a text. */
static void
expect_events(const struct layout *l, const char *label)
{
	for (size_t i = 0; i < l->n_events; i++) {
		double x = layout_x(l, l->events[i].event->t);
		struct place_rect line = {
		    x - 1, l->y0, x + 1, notes_top(l, &l->events[i])};
		for (size_t k = 0; k < l->n_texts; k++)
			cr_expect(not(overlap(line, rect_of(l, &l->texts[k]))),
			    "%s: the line of '%.*s' through '%.*s'", label,
			    STR_FMT(l->events[i].text), STR_FMT(l->texts[k].s));
	}
}

static void
expect_tidy(const struct chart *c, const char *label)
{
	struct layout *l = calloc(1, sizeof *l);
	struct err e = {.code = ERR_NONE};
	l->c = c;
	cr_assert(layout_make(l, &e) == 0, "%s: %s", label, e.text);
	expect_apart(l, label);
	expect_off_marks(l, label);
	expect_events(l, label);
	layout_release(l);
	free(l);
}

static const struct {
	int wide, high;
} sizes[] = {
    {1600, 900}, {861, 676}, {1200, 675}, {480, 480}, {2400, 600}, {600, 1400}};
enum { SIZES = sizeof sizes / sizeof *sizes };
static const size_t lengths[] = {1, 2, 3, 8, 21, 60, 300};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

/* One to eight series, three to three hundred points, every shape and size. */
Test(layout, labels_of_lines)
{
	static struct made m;
	char label[120];
	for (int s = 0; s < SHAPES; s++)
		for (size_t lines = 1; lines <= LINES; lines++)
			for (size_t k = 0; k < LENGTHS; k++)
				for (size_t z = 0; z < SIZES; z++) {
					make(&m, (enum shape)s, lines, lengths[k],
					    (lines + k + z) % 3 == 0);
					m.c.wide = sizes[z].wide;
					m.c.high = sizes[z].high;
					m.c.short_quarters = lines % 2 == 0;
					snprintf(label, sizeof label,
					    "%s, %zu lines, %zu points, %dx%d",
					    shapes[s], lines, lengths[k], m.c.wide,
					    m.c.high);
					expect_tidy(&m.c, label);
				}
}

Test(layout, labels_beside_guidance)
{
	static struct made m;
	char label[120];
	for (int s = 0; s < SHAPES; s++)
		for (size_t k = 0; k < LENGTHS; k++)
			for (size_t z = 0; z < SIZES; z++) {
				make(&m, (enum shape)s, 1, lengths[k], k % 2);
				make_guides(&m, lengths[k]);
				for (size_t j = 0; j < CHART_ASIDES; j++)
					m.c.asides[j] =
					    (struct chart_line){.points = m.p[0],
						.n = (lengths[k] + j) / (j + 1),
						.label = {STR("Hypothetical"),
						    STR("20%, Q4 2024")}};
				m.c.wide = sizes[z].wide;
				m.c.high = sizes[z].high;
				snprintf(label, sizeof label, "%s, %zu points, %dx%d",
				    shapes[s], lengths[k], m.c.wide, m.c.high);
				expect_tidy(&m.c, label);
			}
}

Test(layout, two_axes)
{
	static struct made m;
	char label[120];
	for (int s = 0; s < SHAPES; s++)
		for (size_t k = 0; k < LENGTHS; k++)
			for (size_t z = 0; z < SIZES; z++) {
				make(&m, (enum shape)s, 2, lengths[k], k % 2);
				m.c.two = true;
				m.c.unit2 = STR("USD");
				m.c.zero2 = z % 2;
				for (size_t i = 0; i < lengths[k]; i++)
					m.p[1][i].y *= 1e9;
				m.c.wide = sizes[z].wide;
				m.c.high = sizes[z].high;
				snprintf(label, sizeof label, "%s, %zu points, %dx%d",
				    shapes[s], lengths[k], m.c.wide, m.c.high);
				expect_tidy(&m.c, label);
				struct layout l = {.c = &m.c};
				struct err e = {.code = ERR_NONE};
				cr_assert(layout_make(&l, &e) == 0);
				cr_expect(
				    eq(sz, axis_ticks(&l.axis), axis_ticks(&l.second)));
				layout_release(&l);
			}
}

Test(layout, events)
{
	static struct made m;
	static const double apart[] = {0, 1, 9, 40, 130, 400};
	char label[120];
	for (size_t k = 0; k < sizeof apart / sizeof *apart; k++)
		for (size_t n = 1; n <= EVENTS; n++)
			for (size_t z = 0; z < SIZES; z++) {
				make(&m, NOISE, 1 + n % 3, 24, false);
				make_guides(&m, n % 2 ? 24 : 0);
				make_events(&m, n, apart[k]);
				m.c.wide = sizes[z].wide;
				m.c.high = sizes[z].high;
				snprintf(label, sizeof label,
				    "%zu events %g days apart, %dx%d", n, apart[k],
				    m.c.wide, m.c.high);
				expect_tidy(&m.c, label);
			}
}

/* As many as fit are drawn, and the others counted. */
Test(layout, events_without_room)
{
	static struct made m;
	static const struct {
		size_t n;
		double apart;
		size_t drawn;
		const char *says;
	} rows[] = {
	    {1, 0, 1, "Source"},
	    {3, 700, 3, "Source"},
	    {2, 9000, 1, "1 event not drawn. Source"},
	    {12, 0, 4, "8 events not drawn. Source"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		make(&m, RISING, 1, 40, false);
		make_events(&m, rows[i].n, rows[i].apart);
		struct layout l = {.c = &m.c};
		struct err e = {.code = ERR_NONE};
		cr_assert(layout_make(&l, &e) == 0);
		cr_expect(eq(sz, l.n_events, rows[i].drawn), "row %zu", i);
		cr_expect(str_eq(l.footer[0], str_from(rows[i].says)), "row %zu: %.*s",
		    i, STR_FMT(l.footer[0]));
		layout_release(&l);
	}
}

/* ---- a curve ---- */

enum { CURVE = 61 };

static void
make_curve(struct made *m, struct chart_curve *v, double top)
{
	struct chart *c = &m->c;
	double first = c->points[0].t, last = c->points[c->n_points - 1].t;
	for (size_t i = 0; i < CURVE; i++) {
		double t = first + (last + 300 - first) * (double)i / (CURVE - 1);
		double y = top / (1 + exp(-0.12 * ((double)i - 30)));
		v[i] = (struct chart_curve){t, y, y * 0.95, y * 1.05, y * 0.9, y * 1.1};
	}
	c->curve = v;
	c->n_curve = CURVE;
	c->curve_label =
	    (struct chart_label){STR("Logistic fit"), STR("80% and 95% bands")};
	c->last = last;
	c->last_text = STR("last actual, 15 Nov 2022");
	c->ceiling = top * 1.02;
	c->ceiling_text = STR("fitted ceiling 6,000 (95%: 5,800 to 6,200)");
	c->turn = v[30].t;
	c->turn_y = v[30].y;
	c->turn_text = STR("fastest growth, May 2019");
}

/* In the picture, or in the foot: one of them, and each once. */
static void
expect_somewhere(const struct layout *l, struct str text, const char *label)
{
	char foot[LAYOUT_FOOTERS * 200] = "";
	size_t n = 0, used = 0;
	for (size_t i = 0; i < l->n_texts; i++)
		n += str_eq(l->texts[i].s, text);
	for (size_t i = 0; i < l->n_footer; i++)
		used += (size_t)snprintf(
		    foot + used, sizeof foot - used, "%.*s ", STR_FMT(l->footer[i]));
	struct str tail = str_sub(text, 1, text.n); /* the first may be a capital */
	n += memmem(foot, used, tail.p, tail.n) != NULL;
	cr_expect(n == 1, "%s: '%.*s' is there %zu times", label, STR_FMT(text), n);
}

/* However many events there are, wherever the ceiling is. */
Test(layout, what_is_said_of_a_curve)
{
	static struct made m;
	static struct chart_curve v[CURVE];
	static const double tops[] = {30, 60, 400};
	char label[120];
	for (size_t n = 0; n <= EVENTS; n += 2)
		for (size_t k = 0; k < sizeof tops / sizeof *tops; k++)
			for (size_t z = 0; z < SIZES; z++) {
				make(&m, RISING, 1, 21, false);
				make_curve(&m, v, tops[k]);
				make_events(&m, n, 130);
				if (k == 2)
					m.c.ceiling = 1e6; /* above the axis */
				m.c.wide = sizes[z].wide;
				m.c.high = sizes[z].high;
				snprintf(label, sizeof label,
				    "%zu events, to %g, %dx%d", n, tops[k], m.c.wide,
				    m.c.high);
				expect_tidy(&m.c, label);
				struct layout *l = calloc(1, sizeof *l);
				struct err e = {.code = ERR_NONE};
				l->c = &m.c;
				cr_assert(layout_make(l, &e) == 0, "%s", e.text);
				/* A low canvas has two lines for all of it. */
				if (m.c.high >= STYLE_LOW) {
					expect_somewhere(l, m.c.ceiling_text, label);
					expect_somewhere(l, m.c.turn_text, label);
					expect_somewhere(l, m.c.last_text, label);
				}
				layout_release(l);
				free(l);
			}
}

/* What is said of the marks is cut before the sources are. */
Test(layout, sources_are_not_cut)
{
	static struct made m;
	static char notes[1200];
	for (size_t i = 0; i + 8 < sizeof notes; i += 8)
		memcpy(notes + i, "a mark. ", 8);
	for (size_t z = 0; z < SIZES; z++) {
		make(&m, RISING, 1, 21, false);
		m.c.wide = sizes[z].wide;
		m.c.high = sizes[z].high;
		m.c.footer[0] = str_trim(str_from(notes));
		m.c.sources = STR("5 statements in 2 calls, of 30 Jan 2020.");
		expect_tidy(&m.c, "a long foot");
		struct layout l = {.c = &m.c};
		struct err e = {.code = ERR_NONE};
		cr_assert(layout_make(&l, &e) == 0);
		bool whole = false;
		for (size_t i = 0; i < l.n_footer; i++)
			whole |= str_eq(l.footer[i], m.c.sources);
		cr_expect(whole, "%dx%d", m.c.wide, m.c.high);
		layout_release(&l);
	}
}

/* Labels of lines that end together stand in the order of the lines. */
Test(layout, labels_in_order)
{
	static struct made m;
	for (size_t lines = 3; lines <= LINES; lines++)
		for (size_t z = 0; z < SIZES; z++) {
			make(&m, RISING, lines, 3, false);
			for (size_t k = 0; k < lines; k++)
				for (size_t i = 0; i < 3; i++)
					m.p[k][i].y = 20 + 0.1 * (double)(k + i);
			m.c.wide = sizes[z].wide;
			m.c.high = sizes[z].high;
			struct layout l = {.c = &m.c};
			struct err e = {.code = ERR_NONE};
			cr_assert(layout_make(&l, &e) == 0);
			double below = l.tags[LAYOUT_POINTS].y;
			for (size_t k = 1; k < lines; k++) {
				const struct layout_tag *t =
				    &l.tags[LAYOUT_GROUPS + k - 1];
				cr_expect(t->y > below && t->x > l.x1,
				    "%zu of %zu lines, %dx%d", k, lines, m.c.wide,
				    m.c.high);
				below = t->y;
			}
			layout_release(&l);
		}
}

/* ---- small multiples ---- */

static void
make_panels(struct made *m, size_t n, bool free)
{
	make(m, RISING, 1, 16, false);
	make_events(m, n, 100);
	m->c = (struct chart){.title = STR("Acme \xc2\xb7 a metric by segment"),
	    .subtitle = STR("Percent: actual values by quarter"),
	    .footer = {STR("Source"), STR("Not drawn: another.")},
	    .unit = STR("percent"),
	    .zero = true,
	    .panels = m->panels,
	    .n_panels = n,
	    .free = free,
	    .ceiling = (double)NAN};
	for (size_t k = 0; k < n; k++)
		m->panels[k] = (struct chart){
		    .title = k % 4 == 3 ? str_from(long_name) : STR("A segment"),
		    .unit = STR("percent"),
		    .zero = true,
		    .points = m->p[0],
		    .n_points = 1 + k,
		    .points_label = {STR("Actual"), STR("18.7%, Q4 2024")},
		    .ceiling = (double)NAN};
}

Test(layout, panels)
{
	static struct made m;
	char label[120];
	for (int free = 0; free < 2; free++)
		for (size_t n = 1; n <= CHART_PANELS; n++)
			for (size_t z = 0; z < SIZES; z++) {
				size_t most = panels_most(sizes[z].wide, sizes[z].high);
				struct layout heads = {.c = &m.c};
				struct err e = {.code = ERR_NONE};
				make_panels(&m, n < most ? n : most, free);
				if (z % 2) { /* their numbers and the foot */
					m.c.events = m.ev;
					m.c.n_events = n;
				}
				m.c.wide = sizes[z].wide;
				m.c.high = sizes[z].high;
				snprintf(label, sizeof label,
				    "%zu of %zu panels, %dx%d", n, most, m.c.wide,
				    m.c.high);
				cr_assert(layout_heads(&heads, &e) == 0, "%s", e.text);
				cr_expect(
				    z % 2 == 0 || heads.n_events > 0, "%s", label);
				expect_apart(&heads, label);
				struct place_rect seen[CHART_PANELS];
				for (size_t k = 0; k < m.c.n_panels; k++) {
					struct layout_panel at = panels_at(&heads, k);
					struct layout l = {
					    .c = &m.panels[k], .panel = &at};
					cr_assert(layout_make(&l, &e) == 0);
					expect_apart(&l, label);
					cr_expect(
					    l.y1 - l.y0 >= 50 && l.x1 - l.x0 >= 150,
					    "%s: a panel of %gx%g", label, l.x1 - l.x0,
					    l.y1 - l.y0);
					cr_expect(
					    l.time.start == heads.time.start
						&& (free
						    || l.axis.max == heads.axis.max),
					    "%s: scales", label);
					seen[k] = (struct place_rect){l.x0,
					    l.y0 - (at.times ? 30 : 14), l.x1,
					    l.y1 + STYLE_PANEL_HEAD - 2
						+ (at.n_events ? NOTES_NUMBERS : 0)};
					for (size_t j = 0; j < k; j++)
						cr_expect(
						    not(overlap(seen[j], seen[k])),
						    "%s: %zu over %zu", label, j, k);
					for (size_t j = 0; j < heads.n_texts; j++)
						cr_expect(not(overlap(seen[k],
							      rect_of(&heads,
								  &heads.texts[j]))),
						    "%s: %zu over '%.*s'", label, k,
						    STR_FMT(heads.texts[j].s));
					layout_release(&l);
				}
				layout_release(&heads);
			}
}

/* Each kind is drawn by gnuplot, whole. */
Test(layout, are_drawn)
{
	static struct made m;
	struct arena mem = {NULL};
	struct str bytes;
	struct err e = {.code = ERR_NONE};
	for (int form = 0; form < GNUPLOT_FORMS; form++) {
		make(&m, CROSSING, 8, 30, false);
		make_events(&m, 6, 200);
		cr_expect(
		    chart_draw(&m.c, (enum gnuplot_form)form, &mem, &bytes, &e) == 0,
		    "%s", e.text);
		make(&m, RISING, 2, 30, false);
		m.c.two = true;
		m.c.unit2 = STR("USD");
		cr_expect(
		    chart_draw(&m.c, (enum gnuplot_form)form, &mem, &bytes, &e) == 0,
		    "%s", e.text);
		make_panels(&m, 12, true);
		cr_expect(
		    chart_draw(&m.c, (enum gnuplot_form)form, &mem, &bytes, &e) == 0,
		    "%s", e.text);
	}
	arena_release(&mem);
}
