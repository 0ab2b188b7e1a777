/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles that say something, and charts in characters. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plot/headline.h"
#include "plot/terminal.h"

TestSuite(headline, .timeout = 60);

enum { MOST = 12 };

/* Each letter a value: m met its guidance, s fell short, others had none; '|' before one
 * is a gap; digits are the values, in the other string. */
static size_t
points_of(const char *guided, const char *values, struct chart_point *p)
{
	size_t n = 0;
	bool gap = false;
	for (; *guided; guided++) {
		if (*guided == '|') {
			gap = true;
			continue;
		}
		p[n] = (struct chart_point){.t = 18000 + 91 * (double)n,
		    .y = values[n] - '0',
		    .gap = gap,
		    .guided = *guided == 'm'   ? CHART_MET
			      : *guided == 's' ? CHART_SHORT
					       : CHART_UNGUIDED};
		gap = false;
		n++;
	}
	return n;
}

Test(headline, rules)
{
	static const struct {
		const char *guided, *values, *text; /* NULL: none */
		bool costs;
	} rows[] = {
	    {"mmm", "121",
		"came in within or above guidance for three straight quarters", 0},
	    {"mm", "12", NULL, 0},
	    {"smmmm", "51212",
		"came in within or above guidance for four straight quarters", 0},
	    {"mm|mm", "1212", NULL, 0},
	    {"m|mmm", "1212",
		"came in within or above guidance for three straight quarters", 0},
	    {"mmm-", "1212", NULL, 0},
	    {"mmm", "121", NULL, 1},
	    {"sss", "321", "fell short of guidance for three straight quarters", 0},
	    {"-----", "12345", "rose for four straight quarters", 0},
	    {"----", "1234", NULL, 0},
	    {"---|--", "12345", NULL, 0},
	    {"-----", "54321", "fell for four straight quarters", 0},
	    {"-----", "12344", NULL, 0},
	    {"--------", "12131415", "hit a high over the eight quarters drawn", 0},
	    {"--------", "98989891", "hit a low over the eight quarters drawn", 0},
	    {"--------", "15131415", NULL, 0},
	    {"", "", NULL, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct chart_point p[MOST];
		struct err e = {0};
		struct headline out;
		struct chart c = {.points = p,
		    .n_points = points_of(rows[i].guided, rows[i].values, p),
		    .ceiling = (double)NAN};
		struct catalog_metric m = {.less_is_better = rows[i].costs};
		struct headline_of of = {
		    &c, &m, STR("Margin"), PERIOD_QUARTER, STR("")};
		char want[160] = "";
		if (rows[i].text)
			snprintf(want, sizeof want, "Margin %s", rows[i].text);
		cr_assert(headline_make(&of, &a, &out, &e) == 0);
		cr_expect(str_eq(out.text, str_from(want)), "row %zu: '%.*s'", i,
		    STR_FMT(out.text));
		cr_expect((out.definition.n > 0) == (out.text.n > 0), "row %zu", i);
		arena_release(&a);
	}
}

Test(headline, levelling_off)
{
	struct arena a = {NULL};
	struct chart_point p[MOST];
	struct chart_curve v = {.y = 1};
	struct err e = {0};
	struct headline out;
	struct catalog_metric m = {.less_is_better = false};
	struct chart c = {.points = p,
	    .n_points = points_of("--------", "12346788", p),
	    .curve = &v,
	    .n_curve = 1,
	    .ceiling = 8.5};
	struct headline_of of = {&c, &m, STR("Rate"), PERIOD_UNKNOWN, STR("8.5/week")};
	cr_assert(headline_make(&of, &a, &out, &e) == 0);
	cr_expect(str_eq(out.text, STR("Rate levelled off near 8.5/week")), "%.*s",
	    STR_FMT(out.text));
	c.ceiling = 9;
	cr_assert(headline_make(&of, &a, &out, &e) == 0);
	cr_expect(out.text.n == 0, "%.*s", STR_FMT(out.text));
	arena_release(&a);
}

static char *
drawn(const struct chart *c, size_t columns, bool colour)
{
	char *p = NULL;
	size_t n = 0;
	struct err e = {0};
	FILE *f = open_memstream(&p, &n);
	cr_assert(terminal_write(c, columns, colour, f, &e) == 0, "%s", e.text);
	fclose(f);
	return p;
}

/* Columns of the widest line; letters of two and three bytes are one. */
static size_t
widest(const char *text)
{
	size_t most = 0, n = 0;
	for (; *text; text++) {
		if (*text == '\n')
			n = 0;
		else if (((unsigned char)*text & 0xc0) != 0x80)
			n++;
		most = n > most ? n : most;
	}
	return most;
}

Test(headline, terminal)
{
	static const size_t columns[] = {0, 40, 80, 160, 5000};
	struct chart_point p[MOST];
	struct chart_guide g = {18000 + 91 * 3, 45, 2, 4, NULL, NULL};
	struct chart c = {
	    .title = STR("A title \x1b[31m of \xe2\x80\xae hostile words"),
	    .footer = {STR("A footer that goes on and on, so that it has to be wrapped "
			   "on a screen that is not so wide as it is"),
		STR("")},
	    .unit = STR("percent"),
	    .points = p,
	    .n_points = points_of("m-|-m", "1234", p),
	    .guides = &g,
	    .n_guides = 1,
	    .curve_label = {STR("Logistic fit"), STR("80% and 95% bands")},
	    .events = &(struct chart_event){18000.0,
		STR("A note of what happened on that day and of why it mattered so "
		    "much, so that it is wider than any screen that charts are drawn "
		    "on, even that of somebody who has two of them one beside the "
		    "other"),
		0},
	    .n_events = 1,
	    .ceiling = (double)NAN};
	p[1].hollow = true;
	p[2].mark = CHART_FILED;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		char *text = drawn(&c, columns[i], false);
		size_t room = columns[i] < 40    ? 40
			      : columns[i] > 160 ? 160
						 : columns[i];
		cr_expect(
		    widest(text) <= room, "%zu of %zu:\n%s", widest(text), room, text);
		cr_expect(!strchr(text, '\x1b') && strstr(text, "\\x1b[31m")
			      && strstr(text, "\\u202e"),
		    "%s", text);
		cr_expect(strstr(text, "\xe2\x97\x8f") && strstr(text, "\xe2\x97\x8b")
			      && strstr(text, "\xe2\x96\xa0")
			      && strstr(text, "\xe2\x94\x83"),
		    "disc, circle, square and bar:\n%s", text);
		cr_expect(strstr(text, "2019") && strstr(text, "4%"), "%s", text);
		cr_expect(
		    strstr(text, "Logistic fit\n") != NULL, "no bands:\n%s", text);
		free(text);
	}
	char *text = drawn(&c, 80, true);
	cr_expect(strstr(text, "\x1b[34m\xe2\x97\x8f\x1b[0m") != NULL, "%s", text);
	free(text);
}

Test(headline, no_colour)
{
	FILE *f = fopen("/dev/null", "w");
	cr_assert(f != NULL);
	cr_expect(!terminal_has_colour(f), "no terminal");
	fclose(f);
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0)
		cr_skip_test("no pseudo terminal here");
	f = fopen(ptsname(fd), "w");
	cr_assert(f != NULL);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	cr_expect(terminal_has_colour(f));
	setenv("NO_COLOR", "", 1);
	cr_expect(terminal_has_colour(f));
	setenv("NO_COLOR", "1", 1);
	cr_expect(!terminal_has_colour(f));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	cr_expect(!terminal_has_colour(f));
	fclose(f);
	close(fd);
}
