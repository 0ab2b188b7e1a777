/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/headline.h"

#include <math.h>

/* "three" ... "nine", then digits. */
static struct str
number_words(size_t n, struct arena *a)
{
	static const char *const words[] = {"zero", "one", "two", "three", "four",
	    "five", "six", "seven", "eight", "nine"};
	return n < sizeof words / sizeof *words ? str_from(words[n])
						: arena_printf(a, "%zu", n);
}

static const char *
times(enum period_grain g)
{
	switch (g) {
	case PERIOD_MONTH:
		return "months";
	case PERIOD_QUARTER:
		return "quarters";
	case PERIOD_HALF:
		return "half-years";
	case PERIOD_YEAR:
		return "years";
	case PERIOD_UNKNOWN:
	case PERIOD_DAY:
	case PERIOD_SPAN:
	case PERIOD_GRAINS:
		break;
	}
	return "values";
}

/* ---- how often in a row, to the last one; a gap ends it ---- */

typedef bool holds(const struct chart_point *before, const struct chart_point *p);

static bool
met(const struct chart_point *before, const struct chart_point *p)
{
	(void)before;
	return p->guided == CHART_MET;
}

static bool
missed(const struct chart_point *before, const struct chart_point *p)
{
	(void)before;
	return p->guided == CHART_SHORT;
}

static bool
rose(const struct chart_point *before, const struct chart_point *p)
{
	return before && p->y > before->y;
}

static bool
fell(const struct chart_point *before, const struct chart_point *p)
{
	return before && p->y < before->y;
}

static size_t
streak(const struct headline_of *h, holds *does)
{
	const struct chart *c = h->chart;
	size_t n = 0;
	for (size_t i = c->n_points; i-- > 0; n++) {
		const struct chart_point *p = &c->points[i];
		bool alone = i == 0 || p->gap;
		if (!does(alone ? NULL : p - 1, p))
			break;
		if (alone)
			return n + 1;
	}
	return n;
}

/* ---- the rules ---- */

static size_t
met_in_a_row(const struct headline_of *h)
{
	return h->metric->less_is_better ? 0 : streak(h, met);
}

static size_t
missed_in_a_row(const struct headline_of *h)
{
	return h->metric->less_is_better ? 0 : streak(h, missed);
}

/* The last value is at nine tenths of the ceiling or more. */
static size_t
levels_off(const struct headline_of *h)
{
	const struct chart *c = h->chart;
	bool near = c->n_curve && h->level.n && c->n_points
		    && c->points[c->n_points - 1].y >= 0.9 * c->ceiling;
	return near ? c->n_points : 0;
}

static size_t
rises(const struct headline_of *h)
{
	return streak(h, rose);
}

static size_t
falls(const struct headline_of *h)
{
	return streak(h, fell);
}

static size_t
extreme(const struct headline_of *h, double sign)
{
	const struct chart *c = h->chart;
	for (size_t i = 0; i + 1 < c->n_points; i++)
		if (!(sign * c->points[c->n_points - 1].y > sign * c->points[i].y))
			return 0;
	return c->n_points;
}

static size_t
highest(const struct headline_of *h)
{
	return extreme(h, 1);
}

static size_t
lowest(const struct headline_of *h)
{
	return extreme(h, -1);
}

/* $N: the count in words, $T: its times, $L: the level. */
static const struct rule {
	size_t (*count)(const struct headline_of *h);
	size_t least;
	const char *text, *definition;
} rules[] = {
    {levels_off, 8, " levelled off near $L",
	"Levelled off: the last value is at least nine tenths of the fitted ceiling."},
    {met_in_a_row, 3, " came in within or above guidance for $N straight $T",
	"Within or above: at least the lower bound last guided for the same time; a "
	"gap "
	"ends the count."},
    {missed_in_a_row, 3, " fell short of guidance for $N straight $T",
	"Short: below the lower bound last guided for the same time; a gap ends the "
	"count."},
    {rises, 4, " rose for $N straight $T",
	"Rose: above the value of the time before; a gap ends the count."},
    {falls, 4, " fell for $N straight $T",
	"Fell: below the value of the time before; a gap ends the count."},
    {highest, 8, " hit a high over the $N $T drawn",
	"A high: the last value is above every other one drawn."},
    {lowest, 8, " hit a low over the $N $T drawn",
	"A low: the last value is below every other one drawn."},
};

static struct str
fill(const struct headline_of *h, const struct rule *r, size_t n, struct arena *a)
{
	struct str out = h->subject, rest = str_from(r->text);
	struct str words = number_words(n, a), time = str_from(times(h->grain));
	while (rest.n) {
		struct str part = str_cut(&rest, '$'), value = STR("");
		if (rest.n)
			value = rest.p[0] == 'N'   ? words
				: rest.p[0] == 'T' ? time
						   : h->level;
		rest = str_sub(rest, 1, rest.n);
		out = arena_printf(
		    a, "%.*s%.*s%.*s", STR_FMT(out), STR_FMT(part), STR_FMT(value));
	}
	return out;
}

int
headline_make(
    const struct headline_of *h, struct arena *a, struct headline *out, struct err *e)
{
	*out = (struct headline){STR(""), STR("")};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		size_t n = rules[i].count(h);
		if (n < rules[i].least)
			continue;
		out->text = fill(h, &rules[i], n, a);
		out->definition = str_from(rules[i].definition);
		return out->text.p ? 0 : err_nomem(e);
	}
	return 0;
}
