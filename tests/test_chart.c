/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/chart.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "plot/axis.h"
#include "plot/layout.h"
#include "plot/place.h"
#include "plot/style.h"
#include "plot/width.h"
#include "series/date.h"

static double
day(const char *text)
{
	int32_t d = 0;
	cr_assert(date_parse(str_from(text), &d), "%s", text);
	return d;
}

/* ---- widths ---- */

Test(chart, widths)
{
	/* As measured on a chart drawn with Inter: 1276 and 1364 pixels. */
	double title = width_of(
	    STR("Gross margin has met or beaten guidance for six straight quarters"),
	    30, true);
	double sub = width_of(
	    STR("Example Motors, gross margin by fiscal quarter: reported value "
		"against the range guided one quarter earlier"),
	    20, false);
	cr_expect(fabs(title / 1276 - 1) < 0.03, "%g", title);
	cr_expect(fabs(sub / 1364 - 1) < 0.03, "%g", sub);
	cr_expect(width_of(STR(""), 20, false) == 0);
	cr_expect(width_of(STR("\xff\xfe"), 20, false) > 0);
}

Test(chart, texts_are_shortened_to_fit)
{
	static const struct {
		const char *text;
		double most;
		const char *want; /* NULL: as it is */
	} rows[] = {
	    {"short", 200, NULL},
	    {"one two three four five six", 150, "one two three\xe2\x80\xa6"},
	    {"incomprehensibilities", 100, "incompr\xe2\x80\xa6"},
	    {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 50,
		"\xc3\xa9\xc3\xa9\xe2\x80\xa6"},
	    {"x", 0, "\xe2\x80\xa6"},
	    {"", 0, NULL},
	};
	struct arena mem = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got =
		    width_fit(str_from(rows[i].text), 15, false, rows[i].most, &mem);
		const char *want = rows[i].want ? rows[i].want : rows[i].text;
		cr_expect(str_eq(got, str_from(want)), "%s: %.*s", rows[i].text,
		    STR_FMT(got));
	}
	arena_release(&mem);
}

/* ---- axes ---- */

Test(chart, value_axes)
{
	static const struct {
		double lo, hi;
		bool zero;
		const char *unit, *ticks; /* the labels, joined by ' | ' */
	} rows[] = {
	    {0, 12000, true, "vehicles/week",
		"0 | 2,500 | 5,000 | 7,500 | 10,000 | 12,500"},
	    {17.9, 29.1, false, "percent", "15% | 20% | 25% | 30%"},
	    {18.1, 18.9, false, "percent",
		"17.0% | 17.5% | 18.0% | 18.5% | 19.0% | 19.5%"},
	    {1, 4, false, "percent", "0% | 1% | 2% | 3% | 4%"},
	    {2e9, 9.1e9, true, "USD", "$0 | $2 bn | $4 bn | $6 bn | $8 bn | $10 bn"},
	    {-1.2e9, 0.9e9, true, "USD",
		"\xe2\x88\x92$1.5 bn | \xe2\x88\x92$1.0 bn | \xe2\x88\x92$0.5 bn | $0 "
		"| "
		"$0.5 bn | $1.0 bn"},
	    {-5, -2, true, "USD",
		"\xe2\x88\x92$6 | \xe2\x88\x92$5 | \xe2\x88\x92$4 | "
		"\xe2\x88\x92$3 | \xe2\x88\x92$2 | \xe2\x88\x92$1 | $0"},
	    {0, 1.9, true, "USD/share", "$0 | $0.50 | $1.00 | $1.50 | $2.00"},
	    {0, 3.2e6, true, "CHF", "CHF 0 | CHF 1 m | CHF 2 m | CHF 3 m"},
	    {38000, 42000, true, "USD/vehicle",
		"$0 | $10,000 | $20,000 | $30,000 | $40,000"},
	    {0, 1.8e6, true, "vehicles",
		"0 | 500,000 | 1,000,000 | 1,500,000 | 2,000,000"},
	    {0, 0, true, "vehicles", "0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
	    {7, 7, false, "GWh", "6.6 | 6.8 | 7.0 | 7.2 | 7.4"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct axis a = axis_of(
		    rows[i].lo, rows[i].hi, rows[i].zero, str_from(rows[i].unit));
		char all[512] = "";
		for (size_t k = 0; k < axis_ticks(&a); k++) {
			char one[AXIS_TEXT];
			axis_label(&a, axis_tick(&a, k), one);
			if (k)
				strcat(all, " | ");
			strcat(all, one);
		}
		cr_expect(strcmp(all, rows[i].ticks) == 0, "%g..%g %s: %s", rows[i].lo,
		    rows[i].hi, rows[i].unit, all);
		cr_expect(a.min <= rows[i].lo && a.max >= rows[i].hi, "%g..%g",
		    rows[i].lo, rows[i].hi);
	}
}

/* Whatever the values: a few different ticks, and every value within. */
Test(chart, value_axes_of_any_size)
{
	for (int power = -30; power <= 30; power++)
		for (int k = 1; k < 60; k++)
			for (int zero = 0; zero < 2; zero++) {
				double lo = (k - 20) * pow(10, power),
				       hi = lo + k * pow(10, power - 1);
				struct axis a = axis_of(lo, hi, zero, STR("USD"));
				size_t n = axis_ticks(&a);
				cr_expect(
				    n >= 3 && n <= 9, "%g..%g: %zu ticks", lo, hi, n);
				cr_expect(a.min <= lo && a.max >= hi, "%g..%g", lo, hi);
				for (size_t i = 1; i < n && power > -8 && power < 12;
				     i++) {
					char x[AXIS_TEXT], y[AXIS_TEXT];
					axis_label(&a, axis_tick(&a, i - 1), x);
					axis_label(&a, axis_tick(&a, i), y);
					cr_expect(strcmp(x, y) != 0, "%g..%g: %s twice",
					    lo, hi, x);
				}
			}
}

Test(chart, time_axes)
{
	static const struct {
		const char *lo, *hi, *start, *end;
		int n;
		bool years;
	} rows[] = {
	    {"2020-02-15", "2021-11-15", "2020-01-01", "2022-01-01", 8, false},
	    {"2020-02-15", "2020-02-15", "2019-10-01", "2020-10-01", 4, false},
	    {"2019-12-31", "2020-01-01", "2019-07-01", "2020-07-01", 4, false},
	    {"2020-01-01", "2025-12-31", "2020-01-01", "2026-01-01", 24, false},
	    {"2019-12-31", "2025-12-31", "2019-10-01", "2026-01-01", 25, true},
	    {"1969-05-01", "1970-01-01", "1969-04-01", "1970-04-01", 4, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct axis_time t = axis_time_of(day(rows[i].lo), day(rows[i].hi));
		char start[DATE_TEXT], end[DATE_TEXT];
		date_format(t.start, start);
		date_format(t.end, end);
		cr_expect(
		    strcmp(start, rows[i].start) == 0, "%s: %s", rows[i].lo, start);
		cr_expect(strcmp(end, rows[i].end) == 0, "%s: %s", rows[i].lo, end);
		cr_expect(t.n == rows[i].n && t.years == rows[i].years, "%s: %d",
		    rows[i].lo, t.n);
		cr_expect(
		    axis_quarter(&t, 0) == t.start && axis_quarter(&t, t.n) == t.end);
	}
}

/* ---- places ---- */

Test(chart, labels_beside_a_mark)
{
	struct arena mem = {0};
	struct place p = {.bounds = {0, 0, 400, 400}, .arena = &mem};
	struct place_rect mark = {190, 190, 210, 210}, at;
	size_t n = 0;
	/* Until there is no room: none may lie over another or over the mark. */
	place_take(&p, mark);
	while (place_beside(&p, mark, 60, 30, &at)) {
		cr_assert(place_is_free(&p, at));
		cr_expect(at.x0 >= 0 && at.y0 >= 0 && at.x1 <= 400 && at.y1 <= 400);
		place_take(&p, at);
		n++;
	}
	cr_expect(n >= 5 && n < 24, "%zu", n);
	struct place q = {.bounds = {0, 0, 50, 20}, .arena = &mem};
	cr_expect(not(place_beside(&q, mark, 60, 30, &at)), "too large for its bounds");
	arena_release(&mem);
}

Test(chart, labels_are_put_apart)
{
	static const struct {
		const char *label;
		double y[4], want[4];
		size_t n;
	} rows[] = {
	    {"far apart", {300, 100}, {300, 100}, 2},
	    {"colliding", {200, 195}, {200, 160}, 2},
	    {"all the same", {200, 200, 200}, {200, 160, 120}, 3},
	    {"at the bottom", {20, 21, 22}, {20, 60, 100}, 3},
	    {"over the top", {500, 30}, {380, 30}, 2},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double y[4], h[4] = {40, 40, 40, 40};
		memcpy(y, rows[i].y, sizeof y);
		place_spread(y, h, rows[i].n, 0, 400);
		for (size_t k = 0; k < rows[i].n; k++)
			cr_expect(fabs(y[k] - rows[i].want[k]) < 1e-9, "%s: %zu at %g",
			    rows[i].label, k, y[k]);
	}
}

/* ---- whole charts ---- */

enum { MOST = 64 };
struct sample {
	struct chart c;
	struct chart_point p[MOST];
	struct chart_guide g[MOST];
	struct chart_curve v[MOST];
};

/* A quarterly series with guidance for each quarter and four more. */
static void
sample(struct sample *s, size_t n, const char *unit, double base, double slope)
{
	double first = day("2019-02-15");
	*s = (struct sample){
	    .c = {.title = STR("A company \xc2\xb7 a metric"),
		.subtitle = STR("Reported by quarter"),
		.footer = {STR("source"), STR("others")},
		.unit = str_from(unit),
		.zero = true,
		.points = s->p,
		.n_points = n,
		.points_label = {STR("Reported"), STR("a value, Q4 2024")},
		.guides = s->g,
		.n_guides = n + 4,
		.guides_label = {STR("Guided range"), STR("a range, Q2 2025")},
		.ceiling = (double)NAN}};
	for (size_t i = 0; i < n + 4; i++) {
		double v = base + slope * (double)i, wide = fabs(base) * 0.1;
		s->g[i] = (struct chart_guide){.t = first + 91.3 * (double)i,
		    .half = 45,
		    .low = v - wide,
		    .high = v + wide};
		if (i < n)
			s->p[i] = (struct chart_point){
			    .t = s->g[i].t, .y = v + wide * sin((double)i)};
	}
}

static struct place_rect
text_rect(const struct layout_text *t)
{
	double w = width_of(t->s, t->points, t->bold), h = t->points * 1.1;
	double x = strcmp(t->align, "center") == 0 ? t->x - w / 2 : t->x;
	return (struct place_rect){x, t->y - h / 2, x + w, t->y + h / 2};
}

/* No text is cut by the picture's edge, and none lies over another. */
static void
expect_tidy(const struct layout *l, const char *label)
{
	for (size_t i = 0; i < l->n_texts; i++) {
		struct place_rect a = text_rect(&l->texts[i]);
		cr_expect(
		    a.x0 >= 0 && a.x1 <= STYLE_WIDE && a.y0 >= 0 && a.y1 <= STYLE_HIGH,
		    "%s: '%.*s' at %g..%g, %g..%g", label, STR_FMT(l->texts[i].s), a.x0,
		    a.x1, a.y0, a.y1);
		for (size_t k = 0; k < i; k++) {
			struct place_rect b = text_rect(&l->texts[k]);
			bool apart = a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0
				     || b.y1 <= a.y0;
			cr_expect(apart, "%s: '%.*s' over '%.*s'", label,
			    STR_FMT(l->texts[i].s), STR_FMT(l->texts[k].s));
		}
	}
	cr_expect(l->x0 > 0 && l->x1 > l->x0 + STYLE_WIDE / 2.0 && l->x1 <= STYLE_WIDE,
	    "%s", label);
}

static void
expect_drawn(const struct chart *c, const char *label)
{
	struct layout l = {.c = c};
	struct arena mem = {0};
	struct str bytes;
	struct err e = {0};
	cr_assert(layout_make(&l, &e) == 0, "%s: %s", label, e.text);
	expect_tidy(&l, label);
	layout_release(&l);
	cr_expect(
	    chart_draw(c, GNUPLOT_PNG, &mem, &bytes, &e) == 0, "%s: %s", label, e.text);
	arena_release(&mem);
}

Test(chart, series_of_any_length, .timeout = 120)
{
	static const struct {
		const char *unit;
		double base, slope;
	} rows[] = {
	    {"percent", 20, 0.4},
	    {"USD", 2e9, -1.5e8},
	    {"vehicles/week", 100, 400},
	    {"USD", -3e6, 4e5},
	};
	static const size_t lengths[] = {1, 2, 3, 8, 20, 21, 45};
	static struct sample s;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
			char label[64];
			sample(
			    &s, lengths[k], rows[i].unit, rows[i].base, rows[i].slope);
			s.c.zero = i != 0;
			snprintf(
			    label, sizeof label, "%s, %zu", rows[i].unit, lengths[k]);
			expect_drawn(&s.c, label);
		}
}

Test(chart, every_kind_of_mark)
{
	static struct sample s;
	sample(&s, 12, "percent", 20, 0.5);
	s.c.zero = false;
	s.p[3].hollow = true;
	s.p[6].gap = true;
	s.g[12].high = (double)NAN;
	s.g[13].low = (double)NAN;
	s.g[14].high = s.g[14].low;
	s.g[15].low = s.g[15].high = (double)NAN; /* says nothing: is not drawn */
	expect_drawn(&s.c, "guidance of all kinds");
	s.c.n_points = 0;
	expect_drawn(&s.c, "only guidance");
	s.c.n_points = 12;
	s.c.n_guides = 0;
	expect_drawn(&s.c, "only values");
	s.c.title = s.c.subtitle = s.c.footer[0] = s.c.footer[1] = STR("");
	s.c.points_label = (struct chart_label){STR(""), STR("")};
	expect_drawn(&s.c, "no text at all");
}

Test(chart, a_curve_with_bands)
{
	static struct sample s;
	sample(&s, 16, "vehicles/week", 500, 300);
	s.c.n_guides = 3;
	for (size_t i = 0; i < MOST; i++) {
		double y = 6000 / (1 + exp(-0.1 * ((double)i - 30)));
		double half = 300 + 1e5 * (i > 60);
		s.v[i] = (struct chart_curve){.t = s.p[0].t + 30 * (double)i,
		    .y = y,
		    .low80 = y - 200,
		    .high80 = y + 200,
		    .low95 = y - half,
		    .high95 = y + half};
	}
	s.c.curve = s.v;
	s.c.n_curve = MOST;
	s.c.curve_label =
	    (struct chart_label){STR("Logistic fit"), STR("80% and 95% bands")};
	s.c.last = s.p[15].t;
	s.c.last_text = STR("last actual, 15 Nov 2022");
	s.c.ceiling = 6000;
	s.c.ceiling_text = STR("fitted ceiling 6,000 \xc2\xb1 200 (95%)");
	expect_drawn(&s.c, "curve");
	struct layout l = {.c = &s.c};
	struct err e = {0};
	cr_assert(layout_make(&l, &e) == 0);
	cr_expect(l.axis.max < 12000,
	    "a band that runs away must not dwarf the rest: %g", l.axis.max);
	cr_expect(l.axis.min == 0);
	layout_release(&l);
}

Test(chart, long_texts_are_cut)
{
	static struct sample s;
	char longest[2000];
	memset(longest, 'W', sizeof longest);
	for (size_t i = 7; i < sizeof longest; i += 9)
		longest[i] = ' ';
	struct str text = {longest, sizeof longest};
	sample(&s, 10, "percent", 20, 1);
	s.c.title = s.c.subtitle = s.c.footer[0] = s.c.footer[1] = text;
	s.c.points_label = s.c.guides_label = (struct chart_label){text, text};
	expect_drawn(&s.c, "long texts");
}

Test(chart, the_footer_says_where_the_axis_starts)
{
	static struct sample s;
	static const struct {
		bool zero;
		const char *want;
	} rows[] = {
	    {false, "Axis starts at 15%. source"},
	    {true, "source"},
	};
	for (size_t i = 0; i < 2; i++) {
		sample(&s, 5, "percent", 20, 1);
		s.c.zero = rows[i].zero;
		struct layout l = {.c = &s.c};
		struct err e = {0};
		cr_assert(layout_make(&l, &e) == 0);
		cr_expect(str_eq(l.footer[0], str_from(rows[i].want)), "%.*s",
		    STR_FMT(l.footer[0]));
		layout_release(&l);
	}
}

static char *
script_of(const struct chart *c)
{
	char *p = NULL;
	size_t n = 0;
	struct err e = {0};
	FILE *f = open_memstream(&p, &n);
	cr_assert(chart_script(c, GNUPLOT_PNG, f, &e) == 0, "%s", e.text);
	fclose(f);
	return p;
}

/* How many rows and blank lines block k of a script has. */
static void
count_block(const char *script, int block, size_t *rows, size_t *blanks)
{
	char head[40];
	snprintf(head, sizeof head, "$D%d << END_OF_NUMBERS\n", block);
	const char *at = strstr(script, head);
	cr_assert(at != NULL, "block %d", block);
	struct str rest = str_from(at + strlen(head));
	*rows = *blanks = 0;
	for (;;) {
		struct str line = str_cut(&rest, '\n');
		if (str_eq(line, STR("END_OF_NUMBERS")))
			return;
		*(line.n ? rows : blanks) += 1;
	}
}

Test(chart, marks_in_the_script)
{
	enum {
		RANGES,
		SINGLES,
		FLOORS,
		CEILINGS,
		JOINED,
		RIVALS,
		SPOKEN,
		FILED,
		DERIVED,
		HOLLOW
	};
	static struct sample s;
	sample(&s, 12, "percent", 20, 0.5);
	s.p[3].hollow = s.p[5].hollow = true;
	s.p[6].gap = true;
	s.p[2].mark = s.p[4].mark = CHART_FILED;
	s.p[7].mark = CHART_DERIVED;
	s.p[8].rivals = true;
	s.p[0].gap = true; /* before the first is nothing to break */
	s.g[12].high = (double)NAN;
	s.g[13].low = (double)NAN;
	s.g[14].high = s.g[14].low;
	static const struct {
		int block;
		size_t rows, blanks;
	} rows[] = {
	    {RANGES, 13, 0},
	    {SINGLES, 1, 0},
	    {FLOORS, 1, 0},
	    {CEILINGS, 1, 0},
	    {JOINED, 12, 1},
	    {RIVALS, 1, 0},
	    {SPOKEN, 9, 0},
	    {FILED, 2, 0},
	    {DERIVED, 1, 0},
	    {HOLLOW, 2, 0},
	};
	char *script = script_of(&s.c);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n, blanks;
		count_block(script, rows[i].block, &n, &blanks);
		cr_expect(n == rows[i].rows && blanks == rows[i].blanks,
		    "block %d: %zu, %zu", rows[i].block, n, blanks);
	}
	cr_expect(strstr(script, "\"Q1\\n2020\"") != NULL, "quarters are named");
	cr_expect(strstr(script, "%%") != NULL, "a tick's label is a format");
	free(script);
}

/* Nothing of a text stands anywhere but in the block of texts. */
Test(chart, texts_stay_in_their_block)
{
	static struct sample s;
	sample(&s, 3, "percent", 20, 1);
	struct str evil = STR("`touch /tmp/x`\"; system('x')\n!x");
	s.c.title = s.c.subtitle = s.c.footer[0] = s.c.footer[1] = evil;
	s.c.points_label = s.c.guides_label = (struct chart_label){evil, evil};
	s.c.unit = STR("`x`\"\nsystem('x')");
	char *script = script_of(&s.c);
	struct str rest = str_from(script);
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		bool holds =
		    memmem(line.p, line.n, "system", 6) || memchr(line.p, '`', line.n);
		cr_expect(holds == false || line.p[0] == '|', "%.*s", STR_FMT(line));
	}
	free(script);
	expect_drawn(&s.c, "hostile texts");
}

Test(chart, nothing_to_draw)
{
	struct chart c = {.title = STR("x"), .ceiling = (double)NAN};
	struct err e = {0};
	struct str bytes;
	struct arena mem = {0};
	cr_expect(chart_draw(&c, GNUPLOT_PNG, &mem, &bytes, &e) == -1);
	cr_expect(eq(int, (int)e.code, 1));
	arena_release(&mem);
}

/* ---- a logarithmic axis, and lines to targets ---- */

Test(chart, logarithmic_axis)
{
	static const struct {
		double lo, hi;
		const char *first, *last;
		size_t least;
	} rows[] = {
	    {20, 10000, "10", "10,000", 4},
	    {10, 24.8, "7", "30", 4},
	    {0.5, 3, "0.4", "3", 4},
	    {1, 1e12, "0.1", "1,000,000,000,000", 3},
	    {5, 5, "4", "5", 1},
	    {1e-6, 2e-6, "0.0000007", "0.000002", 2},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct axis a = axis_of_log(rows[i].lo, rows[i].hi, STR("percent"));
		size_t n = axis_ticks(&a);
		char first[AXIS_TEXT], last[AXIS_TEXT], want[AXIS_TEXT];
		cr_assert(n >= rows[i].least && n <= 16, "row %zu: %zu ticks", i, n);
		axis_label(&a, axis_tick(&a, 0), first);
		axis_label(&a, axis_tick(&a, n - 1), last);
		snprintf(want, sizeof want, "%s%%", rows[i].first);
		cr_expect(strcmp(first, want) == 0, "row %zu: from %s", i, first);
		snprintf(want, sizeof want, "%s%%", rows[i].last);
		cr_expect(strcmp(last, want) == 0, "row %zu: to %s", i, last);
		cr_expect(a.min < rows[i].lo && a.max >= rows[i].hi * (1 - 1e-9));
		for (size_t k = 1; k < n; k++)
			cr_expect(axis_tick(&a, k) > axis_tick(&a, k - 1));
		for (double v = rows[i].lo; v <= rows[i].hi; v *= 3)
			cr_expect(
			    fabs(axis_value(&a, axis_share(&a, v)) / v - 1) < 1e-9);
	}
}

Test(chart, logarithmic_chart)
{
	static struct sample s;
	struct err e = {0};
	sample(&s, 12, "USD", 1e6, 1e6);
	s.c.log = true;
	expect_drawn(&s.c, "logarithmic");
	char *script = script_of(&s.c);
	cr_expect(
	    strstr(script, "set logscale y") && strstr(script, "Logarithmic axis."));
	free(script);
	s.p[3].y = 0;
	char *p = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&p, &n);
	cr_expect(chart_script(&s.c, GNUPLOT_PNG, f, &e) == -1 && e.code == ERR_USAGE);
	fclose(f);
	free(p);
}

Test(chart, steps_to_targets)
{
	enum { STEPS = 10, SAID };
	static struct sample s;
	sample(&s, 12, "percent", 20, 0.5);
	const struct chart_step steps[] = {
	    {s.p[0].t, 22, true, true, false},
	    {s.p[1].t, 22, false, false, false},
	    {s.p[1].t, 24, false, true, false},
	    {s.p[4].t, 24, false, false, false},
	    {s.p[2].t, 21, true, true, false},
	    {s.p[5].t, 21, false, false, false},
	};
	s.c.steps = steps;
	s.c.n_steps = sizeof steps / sizeof *steps;
	char *script = script_of(&s.c);
	size_t rows, blanks;
	count_block(script, STEPS, &rows, &blanks);
	cr_expect(rows == 6 && blanks == 1, "%zu, %zu", rows, blanks);
	count_block(script, SAID, &rows, &blanks);
	cr_expect(rows == 3 && blanks == 0, "%zu, %zu", rows, blanks);
	free(script);
	expect_drawn(&s.c, "steps");
}

Test(chart, sizes_and_themes)
{
	static const int sizes[][2] = {
	    {861, 677}, {480, 480}, {3000, 700}, {700, 1600}};
	static struct sample s;
	struct arena mem = {NULL};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct err e = {0};
		sample(&s, 12, "percent", 20, 0.5);
		s.c.wide = sizes[i][0];
		s.c.high = sizes[i][1];
		s.c.theme = i % 2 ? STYLE_DARK : STYLE_LIGHT;
		struct layout l = {.c = &s.c};
		cr_assert(layout_make(&l, &e) == 0);
		cr_expect(
		    l.x0 < l.x1 && l.y0 + 100 < l.y1, "%d x %d", s.c.wide, s.c.high);
		for (size_t k = 0; k < l.n_texts; k++) {
			struct place_rect r = text_rect(&l.texts[k]);
			cr_expect(r.x0 >= 0 && r.x1 <= l.wide + 1 && r.y0 >= 0
				      && r.y1 <= l.high,
			    "%d x %d: %.*s", s.c.wide, s.c.high, STR_FMT(l.texts[k].s));
		}
		layout_release(&l);
		char *script = script_of(&s.c);
		cr_expect(strstr(script, i % 2 ? "#15181d" : "#ffffff") != NULL);
		bool blue = strstr(script, "#0072B2") != NULL;
		cr_expect(blue == (i % 2 == 0));
		free(script);
		struct str bytes;
		for (int form = 0; form < GNUPLOT_FORMS; form++)
			cr_expect(
			    chart_draw(&s.c, (enum gnuplot_form)form, &mem, &bytes, &e)
				== 0,
			    "%d x %d: %s", s.c.wide, s.c.high, e.text);
	}
	arena_release(&mem);
}
