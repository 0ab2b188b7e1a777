/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a chart may look: styles, languages, events. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "plot/axis.h"
#include "plot/events.h"
#include "plot/lang.h"
#include "plot/style.h"
#include "series/date.h"

/* ---- numbers and days ---- */

Test(look, numbers_by_language)
{
	static const struct {
		const char *lang, *in, *want;
	} rows[] = {
	    {"en", "$1,234.5 billion", "$1,234.5 billion"},
	    {"de", "$1,234.5 billion", "$1.234,5 billion"},
	    {"de", "17.5% to 19%", "17,5\xc2\xa0% to 19\xc2\xa0%"},
	    {"fr", "12,345.6",
		"12\xe2\x80\xaf"
		"345,6"},
	    {"es", "1,234", "1234"},
	    {"es", "12,345,678", "12.345.678"},
	    {"it", "0.5%", "0,5%"},
	    {"sv", "1,000,000 vehicles/week",
		"1\xc2\xa0"
		"000\xc2\xa0"
		"000 vehicles/week"},
	    {"de", "Inc., Ltd. 5, 6", "Inc., Ltd. 5, 6"},
	    {"de", "", ""},
	};
	struct arena mem = {NULL};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got =
		    lang_value(lang_find(rows[i].lang), str_from(rows[i].in), &mem);
		cr_expect(str_eq(got, str_from(rows[i].want)), "%s, %s: %.*s",
		    rows[i].lang, rows[i].in, STR_FMT(got));
	}
	cr_expect(lang_find("xx") == NULL);
	cr_expect(lang_find("") == NULL);
	char few[4];
	lang_number(lang_find("sv"), STR("1,000"), few, sizeof few);
	cr_expect(eq(str, (char *)few, (char *)"1\xc2\xa0"), "whole letters only");
	arena_release(&mem);
}

Test(look, days_by_language)
{
	static const struct {
		const char *lang;
		int month, day;
		const char *want;
	} rows[] = {
	    {"en", 6, 30, "30 Jun 2018"},
	    {"de", 6, 30, "30. Juni 2018"},
	    {"fr", 8, 1, "1 ao\xc3\xbbt 2018"},
	    {"pt", 12, 9, "9 de dez. de 2018"},
	    {"nl", 3, 0, "mrt 2018"},
	    {"en", 1, 0, "Jan 2018"},
	};
	struct arena mem = {NULL};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str got = lang_day(
		    lang_find(rows[i].lang), 2018, rows[i].month, rows[i].day, &mem);
		cr_expect(str_eq(got, str_from(rows[i].want)), "%s: %.*s", rows[i].lang,
		    STR_FMT(got));
	}
	arena_release(&mem);
}

Test(look, axes_by_language_and_size)
{
	struct axis a = axis_of(0, 12000, true, STR("vehicles"));
	char label[AXIS_TEXT];
	a.lang = lang_find("de");
	axis_label(&a, 10000, label);
	cr_expect(eq(str, (char *)label, (char *)"10.000"));
	a = axis_of_log(2e6, 5e9, STR("USD"));
	static const struct {
		double v;
		const char *want;
	} rows[] = {{1e6, "$1 m"}, {1e8, "$100 m"}, {1e9, "$1 bn"}, {1e3, "$1,000"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		axis_label(&a, rows[i].v, label);
		cr_expect(strcmp(label, rows[i].want) == 0, "%g: %s", rows[i].v, label);
	}
}

/* Two axes have ticks at the same heights. */
Test(look, axes_are_level)
{
	for (int k = 1; k < 40; k++) {
		struct axis a = axis_of(0, k, true, STR("percent"));
		struct axis b = axis_of(1e9, 1e9 + 1e8 * k * k, false, STR("USD"));
		axis_level(&a, &b);
		cr_assert(eq(sz, axis_ticks(&a), axis_ticks(&b)), "%d", k);
		cr_expect(a.max >= k && b.max >= 1e9 + 1e8 * k * k, "%d", k);
		for (size_t i = 0; i < axis_ticks(&a); i++) {
			double gap = axis_share(&a, axis_tick(&a, i))
				     - axis_share(&b, axis_tick(&b, i));
			cr_expect(gap < 1e-9 && gap > -1e-9, "%d: %g", k, gap);
		}
	}
}

/* ---- styles ---- */

Test(look, styles)
{
	struct style s;
	struct err e = {.code = ERR_NONE};
	style_default(STYLE_DARK, &s);
	cr_expect(eq(str, s.colours[STYLE_PAPER], (char *)"#15181d"));
	cr_assert(style_read(STR("[colours]\nblue = #010203\nverm: #AABBCC\n"
				 "[light]\npaper = #fffff0\n[dark]\npaper = #000001\n"
				 "[font]\nfamily = DejaVu Sans\nletters = 1.13\n"
				 "[widths]\nlines = 2\nmarks = .5\n"),
		      STR("s.ini"), STYLE_DARK, &s, &e)
		      == 0,
	    "%s", e.text);
	cr_expect(eq(str, s.colours[STYLE_BLUE], (char *)"#010203"));
	cr_expect(eq(str, s.colours[STYLE_VERM], (char *)"#AABBCC"));
	cr_expect(eq(str, s.colours[STYLE_PAPER], (char *)"#000001"));
	cr_expect(eq(str, s.font, (char *)"DejaVu Sans"));
	cr_expect(
	    s.lines == 2 && s.marks == 0.5 && s.letters > 1.12 && s.letters < 1.14);
}

/* A text is read on its paper: a pale ink is darkened, a dark one brightened. */
Test(look, texts_can_be_read)
{
	static const struct {
		enum style_theme theme;
		enum style_ink ink;
		const char *paper, *text; /* NULL: the theme's; as the ink is */
	} rows[] = {
	    {STYLE_LIGHT, STYLE_BLUE, NULL, NULL},
	    {STYLE_LIGHT, STYLE_VERM, NULL, NULL},
	    {STYLE_LIGHT, STYLE_GREEN, NULL, NULL},
	    {STYLE_LIGHT, STYLE_ORANGE, NULL, "#be8608"},
	    {STYLE_LIGHT, STYLE_SKY, NULL, "#4b97c2"},
	    {STYLE_DARK, STYLE_ORANGE, NULL, NULL},
	    {STYLE_DARK, STYLE_SKY, NULL, NULL},
	    {STYLE_LIGHT, STYLE_BLUE, "#000000", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct style s;
		char text[STYLE_COLOUR];
		style_default(rows[i].theme, &s);
		if (rows[i].paper)
			strcpy(s.colours[STYLE_PAPER], rows[i].paper);
		style_text(&s, rows[i].ink, text);
		const char *want = rows[i].text ? rows[i].text : s.colours[rows[i].ink];
		cr_expect(strcmp(text, want) == 0, "row %zu: %s", i, text);
	}
}

/* What is wrong is named by file, line and key, and nothing of it is taken. */
Test(look, wrong_styles)
{
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} rows[] = {
	    {"[colours]\nblue = red\n", 2, "[colours] blue: 'red'"},
	    {"[colours]\nblue = #12345\n", 2, "blue"},
	    {"[colours]\n\nblue = #12345g\n", 3, "blue"},
	    {"[colours]\nblue = #123456\" \n", 2, "blue"},
	    {"[colours]\nblue =\n", 2, "blue"},
	    {"[colours]\nteal = #123456\n", 2, "no colour 'teal'"},
	    {"[dark]\nteal = #123456\n", 2, "teal"},
	    {"[font]\nfamily = Inter\"; system(\"touch x\")\n", 2, "family"},
	    {"[font]\nfamily = `touch x`\n", 2, "family"},
	    {"[font]\nfamily = A,30\n", 2, "family"},
	    {"[font]\nfamily = A\\nB\n", 2, "family"},
	    {"[font]\nfamily = A:Bold\n", 2, "family"},
	    {"[font]\nfamily = @macro\n", 2, "family"},
	    {"[font]\nfamily =\n", 2, "family"},
	    {"[font]\nfamily = aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee\n", 2,
		"family"},
	    {"[font]\nletters = 1e9\n", 2, "letters"},
	    {"[font]\nsize = 3\n", 2, "[font] size is not known"},
	    {"[widths]\nlines = -1\n", 2, "lines"},
	    {"[widths]\nlines = nan\n", 2, "lines"},
	    {"[widths]\nmarks = 99\n", 2, "0.25 to 4"},
	    {"[widths]\nmarks = 1.1.1\n", 2, "marks"},
	    {"blue = #123456\n", 1, "blue is not known"},
	    {"[colours]\nblue\n", 2, "neither"},
	    {"[colours\n", 1, "neither"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct style s;
		struct err e = {.code = ERR_NONE};
		style_default(STYLE_LIGHT, &s);
		cr_expect(style_read(
			      str_from(rows[i].text), STR("s.ini"), STYLE_LIGHT, &s, &e)
			      == -1,
		    "%s", rows[i].text);
		cr_expect(e.code == ERR_CONFIG, "%s: %d", rows[i].text, e.code);
		cr_expect(strcmp(e.file, "s.ini") == 0 && e.line == rows[i].line,
		    "%s: %s:%zu", rows[i].text, e.file, e.line);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].text,
		    e.text);
		cr_expect(
		    eq(str, s.font, (char *)"Inter"), "%s: %s", rows[i].text, s.font);
	}
}

/* ---- events ---- */

Test(look, events)
{
	struct arena mem = {NULL};
	struct err e = {.code = ERR_NONE};
	struct chart_event *v = NULL;
	size_t n = 0;
	cr_assert(events_read(STR("text,source,date\n\"Later, much\",x,2020-02-03\n"
				  " Sooner ,y,2019-12-31\n"),
		      STR("e.csv"), &mem, &v, &n, &e)
		      == 0,
	    "%s", e.text);
	cr_assert(eq(sz, n, 2));
	cr_expect(str_eq(v[0].text, STR("Sooner")) && v[0].t == 18261, "%g", v[0].t);
	cr_expect(str_eq(v[1].text, STR("Later, much")));
	cr_expect(events_read(STR("date,text\n"), STR("e.csv"), &mem, &v, &n, &e) == 0);
	cr_expect(eq(sz, n, 0));
	arena_release(&mem);
}

Test(look, wrong_events)
{
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} rows[] = {
	    {"", 1, "empty"},
	    {"day,text\n2020-01-01,x\n", 1, "date"},
	    {"date,text\n2020-01-01,x\n2020-13-01,y\n", 3, "'2020-13-01'"},
	    {"date,text\n2020-01-01,\n", 2, "text is empty"},
	    {"date,text\n2020-01-01,x,y\n", 2, ""},
	    {"date,text\n2020-01-01,\"x\n", 2, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena mem = {NULL};
		struct err e = {.code = ERR_NONE};
		struct chart_event *v = NULL;
		size_t n = 0;
		cr_expect(
		    events_read(str_from(rows[i].text), STR("e.csv"), &mem, &v, &n, &e)
			== -1,
		    "%s", rows[i].text);
		cr_expect(e.code == ERR_DATA && strcmp(e.file, "e.csv") == 0
			      && e.line == rows[i].line && strstr(e.text, rows[i].says),
		    "%s: %d %s:%zu %s", rows[i].text, e.code, e.file, e.line, e.text);
		arena_release(&mem);
	}
}
