/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/compose.h"

#include <math.h>
#include <stdlib.h>

#include "plot/asides.h"
#include "plot/axis.h"
#include "plot/headline.h"
#include "plot/style.h"
#include "plot/width.h"
#include "series/conflict.h"
#include "series/filed.h"
#include "series/fiscal.h"
#include "series/fit/derived.h"
#include "series/unit.h"
#include "series/view.h"
#include "series/vintage.h"

/* What the texts are made of, beside the chart itself. */
struct work {
	const struct compose *c;
	struct chart *chart;
	struct arena *a;
	struct points actual, guided; /* those drawn */
	struct points aimed;          /* guided, and what was withdrawn since */
	struct str unit;
	size_t
	    too_vague; /* guided points not drawn: "double-digit" would fill the chart */
	bool ranges, singles, open;
	struct filed_table filed; /* held against what was said */
	size_t held;              /* values of which something was filed */
	struct asides_rest rest;
	struct str definition; /* of the headline; empty: none */
	bool broken;           /* the segment is another one after some point */
};

/* ---- words ---- */

/* "Q4 2024", "2024", "Aug 2017", "30 Jun 2018", else as the label is: "2020-T". */
static struct str
period_words(
    const struct compose *c, struct period p, const char *label, struct arena *a)
{
	char quarter[LANG_QUARTER];
	int y, m, d;
	switch (period_grain(p)) {
	case PERIOD_DAY:
		date_to_civil(p.end, &y, &m, &d);
		return lang_day(c->lang, y, m, d, a);
	case PERIOD_MONTH:
		date_to_civil(p.start + (p.end - p.start) / 2, &y, &m, &d);
		return lang_day(c->lang, y, m, 0, a);
	case PERIOD_QUARTER:
	case PERIOD_HALF:
		if (strlen(label) != 7 || label[4] != '-')
			break;
		if (label[5] != 'Q')
			return arena_printf(a, "%s %.4s", label + 5, label);
		lang_quarter(c->lang, label[6] - '0', quarter);
		return c->short_quarters ? arena_printf(
			   a, "%c%c%.2s", label[6], quarter[0], label + 2)
					 : arena_printf(a, "%s %.4s", quarter, label);
	case PERIOD_UNKNOWN:
	case PERIOD_YEAR:
	case PERIOD_SPAN:
	case PERIOD_GRAINS:
		break;
	}
	return arena_printf(a, "%s", label);
}

static struct str
day_words(const struct compose *c, double t, struct arena *a)
{
	return period_words(c, period_day((int32_t)floor(t)), "", a);
}

/* What the subtitle says of the unit is not said again: of "vehicles/week" nothing is
 * left, of "USD/vehicle" the money. */
static struct str
short_unit(struct str unit)
{
	struct str rest = unit, first = str_cut(&rest, '/');
	return unit_is_currency(first) || str_eq(unit, STR("percent")) ? first
								       : STR("");
}

/* Rates that were brought to another unit have more digits than were said. */
static double
tidy(double v, struct str unit)
{
	bool rate = unit.n && memchr(unit.p, '/', unit.n) != NULL;
	return rate && v != round(v) ? fit_round(v, v / 100) : v;
}

/* As the axis has it: a value below zero has a minus, not a hyphen. */
static struct str
minus(struct str value, struct arena *a)
{
	struct str out = STR("");
	while (value.n) {
		bool more = memchr(value.p, '-', value.n) != NULL;
		struct str part = str_cut(&value, '-');
		bool begins = part.n == 0 || part.p[part.n - 1] == ' ';
		out = arena_printf(a, "%.*s%.*s%s", STR_FMT(out), STR_FMT(part),
		    !more    ? ""
		    : begins ? "\xe2\x88\x92"
			     : "-");
	}
	return out;
}

static struct str
point_period(
    const struct compose *c, const struct obs *o, struct period p, struct arena *a)
{
	char label[OBS_LABEL];
	if (p.start == o->period.start && p.end == o->period.end)
		obs_label(o, label);
	else
		period_label(p, label);
	return period_words(c, p, label, a);
}

struct str
compose_period(const struct obs *o, struct period p, struct arena *a)
{
	return point_period(&(struct compose){.lang = NULL}, o, p, a);
}

struct str
compose_day(int32_t day, struct arena *a)
{
	return day_words(&(struct compose){.lang = NULL}, day, a);
}

static struct str
point_words(const struct compose *c, const struct series_point *p, struct str unit,
    struct arena *a)
{
	struct str value =
	    series_text(tidy(p->low, unit), tidy(p->high, unit), short_unit(unit), a);
	value = lang_value(c->lang, minus(value, a), a);
	struct str when = point_period(c, p->obs, p->period, a);
	return arena_printf(a, "%.*s, %.*s", STR_FMT(value), STR_FMT(when));
}

/* A part of a sentence, with what goes before it unless it is the first. */
static void
add(struct str *text, struct arena *a, const char *between, struct str part)
{
	*text = arena_printf(
	    a, "%.*s%s%.*s", STR_FMT(*text), text->n ? between : "", STR_FMT(part));
}

static const char *
grain_words(enum period_grain g, bool fiscal)
{
	switch (g) {
	case PERIOD_MONTH:
		return " by month";
	case PERIOD_QUARTER:
		return fiscal ? " by fiscal quarter" : " by quarter";
	case PERIOD_HALF:
		return " by half-year";
	case PERIOD_YEAR:
		return " by year";
	case PERIOD_UNKNOWN:
	case PERIOD_DAY:
	case PERIOD_SPAN:
	case PERIOD_GRAINS:
		break;
	}
	return "";
}

/* What kinds of marks charts have. */
struct kinds {
	bool actual, ranges, singles, open, hollow, steps, ended, curve, changed;
	bool others; /* what is to come is another source's word, not the company's */
	bool asides[CHART_ASIDES];
	bool marks[CHART_MARKS];
	struct str source; /* of the squares */
};

static struct kinds
kinds_of(const struct chart *charts, size_t n)
{
	struct kinds k = {.actual = false};
	for (size_t i = 0; i < n; i++) {
		const struct chart *c = &charts[i];
		k.actual |= c->n_points > 0;
		k.steps |= c->n_steps > 0;
		for (size_t j = 0; j < c->n_steps; j++)
			k.ended |= c->steps[j].ended;
		k.curve |= c->n_curve > 0;
		for (size_t j = 0; j < CHART_ASIDES; j++)
			k.asides[j] |= c->asides[j].n > 0;
		if (k.source.n == 0)
			k.source = c->source;
		for (size_t j = 0; j < c->n_points; j++) {
			k.hollow |= c->points[j].hollow;
			k.changed |= c->points[j].changed;
			k.marks[c->points[j].mark] = true;
		}
		for (size_t j = 0; j < c->asides[CHART_FILINGS].n; j++)
			k.changed |= c->asides[CHART_FILINGS].points[j].changed;
		for (size_t j = 0; j < c->n_guides; j++) {
			const struct chart_guide *g = &c->guides[j];
			k.ranges |= g->low < g->high;
			k.singles |= g->low == g->high;
			k.open |= isnan(g->low) != isnan(g->high);
			k.others |= !series_is_own(g->from->obs->source);
		}
	}
	return k;
}

size_t
compose_count(const struct chart *c)
{
	size_t n = c->n_points + c->n_guides;
	for (size_t i = 0; i < CHART_ASIDES; i++)
		n += c->asides[i].n;
	return n;
}

enum period_grain
compose_grain(const struct chart *c)
{
	if (c->n_points == 0)
		return PERIOD_UNKNOWN;
	enum period_grain g = period_grain(c->points[0].from->period);
	for (size_t i = 1; i < c->n_points; i++)
		if (period_grain(c->points[i].from->period) != g)
			return PERIOD_UNKNOWN;
	return g;
}

/* "box: range, diamond: one value": of the kinds that there are. */
static struct str
guidance_words(const struct kinds *k, struct arena *a)
{
	struct str kinds = STR("");
	if (k->ranges)
		add(&kinds, a, ", ", STR("box: range"));
	if (k->singles)
		add(&kinds, a, ", ", STR("diamond: one value"));
	if (k->open)
		add(&kinds, a, ", ", STR("arrow: open bound"));
	return arena_printf(
	    a, "%s (%.*s)", k->others ? "expected values" : "guidance", STR_FMT(kinds));
}

static int
capital(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

int
compose_ahead(const struct chart *charts, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (charts[i].ahead != charts[0].ahead)
			return 0;
	return n ? charts[0].ahead : 0;
}

/* The unit, what is drawn, and how. */
struct str
compose_subtitle(
    const struct chart *charts, size_t n, struct str whole, struct arena *a)
{
	struct str text = STR(""), per = whole, unit = str_cut(&per, '/');
	struct kinds k = kinds_of(charts, n);
	enum period_grain grain = n ? compose_grain(&charts[0]) : PERIOD_UNKNOWN;
	for (size_t i = 1; i < n; i++)
		if (charts[i].n_points && compose_grain(&charts[i]) != grain)
			grain = PERIOD_UNKNOWN;
	if (k.actual)
		text = arena_printf(a, "actual values%s",
		    grain_words(grain, compose_ahead(charts, n) != 0));
	if (k.ranges || k.singles || k.open)
		add(&text, a, " and ", guidance_words(&k, a));
	if (k.steps)
		add(&text, a, ", ",
		    k.ended ? STR("thin line: as it was guided, call by call; ring at "
				  "its end: withdrawn")
			    : STR("thin line: as it was guided, call by call"));
	const struct {
		bool on;
		const char *between;
		struct str words;
	} rows[] = {
	    {k.asides[CHART_ANALYSTS], ", ", STR("circle: what analysts say")},
	    {k.asides[CHART_HYPOTHETICAL], ", ", STR("open triangle: hypothetical")},
	    {k.curve, ", ", STR("S-curve")},
	    {k.hollow, NULL, STR("hollow: below the guided range")},
	    {k.asides[CHART_FILINGS] && k.curve, NULL, STR("frame: filed")},
	    {k.asides[CHART_FILINGS] && !k.curve, NULL,
		STR("thick line: said, thin line and frames: filed")},
	    {k.marks[CHART_FILED], NULL,
		arena_printf(a, "square: %.*s", STR_FMT(k.source))},
	    {k.marks[CHART_DERIVED], NULL, STR("triangle: derived")},
	    {k.changed, NULL, STR("cross: before correction")},
	};
	bool key = false;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!rows[i].on)
			continue;
		add(&text, a,
		    rows[i].between ? rows[i].between
		    : key           ? ", "
				    : "; ",
		    rows[i].words);
		key |= !rows[i].between;
	}
	if (unit.n == 0)
		return text;
	bool noun = true; /* "vehicles", unlike "kWh" */
	for (size_t i = 0; i < unit.n; i++)
		noun &= unit.p[i] == str_lower(unit.p[i]);
	return arena_printf(a, "%c%.*s%s%.*s: %.*s",
	    noun ? capital(unit.p[0]) : unit.p[0], (int)unit.n - 1, unit.p + 1,
	    per.n ? " per " : "", STR_FMT(per), STR_FMT(text));
}

/* ---- the footer ---- */

/* Is an observation behind the series drawn, whether it won its point or not? */
static bool
is_behind(const struct pick *p, const struct obs *o)
{
	const struct series_choice *c = &p->choice;
	return !series_left_out_of(&p->filter, o) && series_passes(&p->filter, o)
	       && ((c->actual && series_holds(&c->actual->key, o))
		   || (c->guidance && series_holds(&c->guidance->key, o))
		   || (c->hypothetical && series_holds(&c->hypothetical->key, o)));
}

/* What is behind several picks, each statement and each call once. */
struct behind {
	size_t statements, docs, analysts, hypothetical;
	bool calls, filings, others; /* what the documents are */
	int32_t latest;
};

/* Whether it would be behind the pick but for who said it, or how. */
static bool
is_withheld(const struct pick *p, const struct obs *o, bool analysts)
{
	const struct series *s = pick_shown(p);
	struct series_key k = series_key_of(o);
	struct series_filter f = p->filter;
	if (analysts ? o->role != OBS_ANALYST || f.role
		     : o->stance != OBS_HYPOTHETICAL || f.stance)
		return false;
	if (analysts) /* what they suppose is drawn with neither option */
		f.role = "*";
	return !series_left_out_of(&f, o) && series_passes(&f, o)
	       && series_cmp_subject(&s->key, &k) == 0
	       && str_eq(s->key.source, k.source)
	       && (!analysts || o->stance != OBS_HYPOTHETICAL);
}

static int
cmp_doc(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static int
count_behind(const struct pick *const *picks, size_t n, enum period_grain grain,
    struct arena *a, struct behind *out)
{
	size_t most = 0, docs = 0;
	*out = (struct behind){.latest = DATE_NONE};
	for (size_t k = 0; k < n; k++)
		most += picks[k]->load.n;
	struct str *doc = ARENA_NEW(a, most, struct str);
	if (!doc)
		return -1;
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < picks[k]->load.n; i++) {
			const struct obs *o = &picks[k]->load.obs[i];
			if (grain != PERIOD_UNKNOWN && period_grain(o->period) != grain)
				continue;
			out->analysts += is_withheld(picks[k], o, true);
			out->hypothetical += is_withheld(picks[k], o, false);
			if (!is_behind(picks[k], o))
				continue;
			doc[docs++] = o->doc;
			out->calls |= filed_is_spoken(o);
			out->filings |= str_eq(o->source, STR("filed"));
			out->others |=
			    !filed_is_spoken(o) && !str_eq(o->source, STR("filed"));
			if (o->as_of != DATE_NONE && o->as_of > out->latest)
				out->latest = o->as_of;
		}
	out->statements = docs;
	if (docs)
		qsort(doc, docs, sizeof *doc, cmp_doc);
	for (size_t i = 0; i < docs; i++)
		out->docs += i == 0 || !str_eq(doc[i - 1], doc[i]);
	return 0;
}

/* "2,332 statements" */
static struct str
count_words(const struct compose *c, size_t n, const char *what, struct arena *a)
{
	struct str text = series_text((double)n, (double)n, STR(""), a);
	text = lang_value(c->lang, text, a);
	return arena_printf(a, "%.*s %s%s", STR_FMT(text), what, n == 1 ? "" : "s");
}

static struct str
sources(const struct compose *c, const struct behind *b, struct arena *a)
{
	struct str n = count_words(c, b->statements, "statement", a),
		   docs = count_words(c, b->docs,
		       b->calls + b->filings + b->others > 1 ? "document"
		       : b->calls                            ? "call"
		       : b->filings                          ? "filing"
							     : "document",
		       a);
	struct str text = arena_printf(a, "%.*s in %.*s", STR_FMT(n), STR_FMT(docs));
	if (b->latest != DATE_NONE) {
		struct str day = day_words(c, b->latest, a);
		text = arena_printf(a, "%.*s, %s %.*s", STR_FMT(text),
		    b->docs == 1 ? "of" : "the latest of", STR_FMT(day));
	}
	return c->bare
		   ? arena_printf(a, "%.*s.", STR_FMT(text))
		   : arena_printf(a, "%.*s. tseries\xc2\xa0%s", STR_FMT(text), VERSION);
}

/* "2 analysts' values not drawn (--analysts)." */
static void
add_withheld(
    struct str *text, size_t n, const char *whose, const char *option, struct arena *a)
{
	if (n)
		add(text, a, " ",
		    arena_printf(a, "%zu %s value%s not drawn%s.", n, whose,
			n == 1 ? "" : "s", option));
}

int
compose_foot(const struct compose *c, const struct compose_drawn *d, struct chart *to,
    struct arena *a, struct err *e)
{
	struct str *text = &to->footer[0], source = STR("");
	struct behind b;
	size_t drawn[CHART_ASIDES] = {0};
	if (count_behind(d->picks, d->n, c->grain, a, &b) != 0)
		return err_nomem(e);
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < CHART_ASIDES; k++)
			drawn[k] += d->charts[i].asides[k].n;
	if (drawn[CHART_ANALYSTS] == 0)
		add_withheld(text, b.analysts,
		    b.analysts == 1 ? "analyst's" : "analysts'",
		    c->bare ? "" : " (--analysts)", a);
	if (drawn[CHART_HYPOTHETICAL] == 0)
		add_withheld(text, b.hypothetical, "hypothetical",
		    c->bare ? "" : " (--hypothetical)", a);
	if (c->source)
		source = arena_printf(a, "Source: %s.", c->source);
	add(&source, a, " ", sources(c, &b, a));
	to->sources = source;
	return text->p && source.p ? 0 : err_nomem(e);
}

/* "Logistic fit" */
static struct str
curve_words(const struct report *r, struct arena *a)
{
	const char *name = fit_model_name(r->fit.model);
	int first = name[0] >= 'a' && name[0] <= 'z' ? name[0] - 'a' + 'A' : name[0];
	return arena_printf(a, "%c%s fit", first, name + 1);
}

/* "Ringed: 2 values that other statements contradict. 1 withdrawn target not drawn." */
struct str
compose_marks(const struct chart *charts, size_t n, struct arena *a)
{
	struct str text = STR("");
	size_t rivals = 0, changed = 0, gone = 0;
	bool filed = false;
	for (size_t k = 0; k < n; k++) {
		gone += charts[k].n_withdrawn;
		const struct chart_line lines[] = {
		    {.points = charts[k].points, .n = charts[k].n_points},
		    charts[k].asides[CHART_FILINGS]};
		filed |= lines[1].n > 0;
		for (size_t i = 0; i < charts[k].n_guides; i++)
			rivals += charts[k].guides[i].rivals;
		for (size_t j = 0; j < 2; j++)
			for (size_t i = 0; i < lines[j].n; i++) {
				rivals += j == 0 && lines[j].points[i].rivals;
				changed += lines[j].points[i].changed;
			}
	}
	if (rivals)
		add(&text, a, " ",
		    arena_printf(a,
			"Ringed: %zu value%s that other statements%s contradict.",
			rivals, rivals == 1 ? "" : "s", filed ? " or filings" : ""));
	if (changed)
		add(&text, a, " ",
		    arena_printf(a,
			"Corrected: %zu value%s that an earlier call or filing had "
			"otherwise.",
			changed, changed == 1 ? "" : "s"));
	if (gone)
		add(&text, a, " ",
		    arena_printf(a, "%zu withdrawn target%s not drawn%s.", gone,
			gone == 1 ? "" : "s",
			n > 1 || charts[0].bare ? "" : " (--vintages)"));
	return text;
}

/* How many values were both said and filed, where both are drawn. */
static struct str
held_words(const struct work *w)
{
	size_t filed = w->chart->asides[CHART_FILINGS].n;
	if (filed == 0)
		return STR("");
	return arena_printf(w->a, "%zu filed value%s, %zu of them said, too.", filed,
	    filed == 1 ? "" : "s", w->held);
}

static struct str
first_line(const struct work *w)
{
	struct str text = STR("");
	size_t out = w->actual.other_times + w->guided.other_times + w->rest.times;
	if (w->c->fit)
		text = arena_printf(w->a, "%.*s to %zu values.",
		    STR_FMT(curve_words(w->c->fit, w->a)), w->c->fit->points.n);
	if (w->c->no_fit)
		text = arena_printf(w->a, "No S-curve: %s.", w->c->no_fit);
	if (out)
		add(&text, w->a, " ",
		    arena_printf(w->a,
			"%zu value%s about other lengths of time not drawn.", out,
			out == 1 ? "" : "s"));
	if (w->too_vague)
		add(&text, w->a, " ",
		    arena_printf(w->a, "%zu vague range%s not drawn.", w->too_vague,
			w->too_vague == 1 ? "" : "s"));
	if (w->rest.units)
		add(&text, w->a, " ",
		    arena_printf(w->a, "%zu value%s in another unit not drawn.",
			w->rest.units, w->rest.units == 1 ? "" : "s"));
	struct str marks = compose_marks(w->chart, 1, w->a), held = held_words(w);
	if (marks.n)
		add(&text, w->a, " ", marks);
	if (held.n)
		add(&text, w->a, " ", held);
	const char *changed = refs_foot(&w->c->pick->load.done);
	if (*changed)
		add(&text, w->a, " ", str_from(changed));
	if (w->definition.n)
		add(&text, w->a, " ", w->definition);
	if (w->broken)
		add(&text, w->a, " ", STR("Gap: the segment was defined anew."));
	return text;
}

static bool
same_options(const struct series_key *a, const struct series_key *b)
{
	return a->kind == b->kind && str_eq(a->segment, b->segment)
	       && a->basis == b->basis && str_eq(a->variant, b->variant)
	       && a->measure == b->measure;
}

/* Is there an option that shows it?  Not where only its unit tells it from what is
 * shown; guidance is found with the actual series of its key. */
static bool
is_named(const struct series_choice *c, size_t i)
{
	const struct series_key *k = &c->others[i]->key;
	const struct series *shown = c->actual ? c->actual : c->guidance;
	shown = shown ? shown : c->hypothetical;
	if (k->stance == OBS_HYPOTHETICAL || same_options(k, &shown->key))
		return false;
	for (size_t j = 0; j < c->n_others && k->stance == OBS_GUIDANCE; j++)
		if (c->others[j]->key.stance == OBS_ACTUAL
		    && same_options(k, &c->others[j]->key))
			return false;
	return true;
}

/* The longest of the others that has not been named; n_others when there is none. */
static size_t
next_longest(const struct series_choice *c, const bool *named)
{
	size_t best = c->n_others;
	for (size_t i = 0; i < c->n_others; i++)
		if (!named[i] && is_named(c, i)
		    && (best == c->n_others || c->others[i]->n > c->others[best]->n))
			best = i;
	return best;
}

/* "Also: --segment 'Model C'; --basis adjusted; and 5 more", as much as one line holds. */
static struct str
others(const struct work *w)
{
	const struct series_choice *c = &w->c->pick->choice;
	bool *named = arena_alloc(w->a, c->n_others, sizeof *named);
	struct str text = STR("");
	size_t more = 0;
	for (size_t i; named && (i = next_longest(c, named)) < c->n_others;) {
		struct str one = series_options(&c->others[i]->key, w->a),
			   longer = text;
		named[i] = true;
		add(&longer, w->a, "; ", one);
		if (more == 0
		    && width_of(longer, STYLE_FOOTER, false) < STYLE_WIDE - 400)
			text = longer;
		else
			more++;
	}
	if (text.n == 0)
		return STR("");
	if (more)
		text = arena_printf(
		    w->a, "%.*s; and %zu more (tseries list)", STR_FMT(text), more);
	return arena_printf(w->a, "Other series: %.*s", STR_FMT(text));
}

/* ---- the marks ---- */

/* What was guided for the same period; NULL when nothing was. */
static const struct series_point *
guided_for(const struct points *guided, struct period p)
{
	for (size_t i = 0; i < guided->n; i++)
		if (period_near(guided->at[i]->period, p))
			return guided->at[i];
	return NULL;
}

static bool
below(const struct series_point *p, const struct series_point *guided)
{
	return guided && isfinite(guided->low) && guided->low != guided->high
	       && series_value(p) < guided->low;
}

static enum chart_guided
held_against(const struct series_point *p, const struct series_point *guided)
{
	return !guided || !isfinite(guided->low) ? CHART_UNGUIDED
	       : series_value(p) >= guided->low  ? CHART_MET
						 : CHART_SHORT;
}

static int
set_points(struct work *w, struct err *e)
{
	size_t n = w->actual.n;
	struct chart_point *p = ARENA_NEW(w->a, n, struct chart_point);
	if (!p)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		const struct series_point *at = w->actual.at[i];
		const struct series_point *guided = guided_for(&w->guided, at->period);
		enum filed_verdict filed = filed_match(&w->filed, at->obs).verdict;
		p[i] = asides_point(w->actual.at, i, w->unit);
		p[i].hollow = below(at, guided);
		p[i].guided = held_against(at, guided);
		p[i].rivals |= filed == FILED_CONTRADICTS;
		w->held += filed != FILED_NOTHING;
		w->broken |= i > 0 && obs_is_break(w->actual.at[i - 1]->obs, at->obs);
	}
	w->chart->points = p;
	w->chart->n_points = n;
	if (n)
		w->chart->points_label = (struct chart_label){
		    w->chart->asides[CHART_FILINGS].n ? STR("Said") : STR("Actual"),
		    point_words(w->c, w->actual.at[n - 1], w->unit, w->a)};
	return 0;
}

/* By how many quarters the company's own are ahead of those that hold their middles; 0
 * where they differ or are not named. */
static int
quarters_ahead(const struct points *p)
{
	bool any = false;
	int ahead = 0, year, quarter, y, m, d;
	for (size_t i = 0; i < p->n; i++) {
		const struct obs *o = p->at[i]->obs;
		if (period_grain(p->at[i]->period) != PERIOD_QUARTER || !o->note
		    || !fiscal_parse_label(o->note->label, &year, &quarter))
			continue;
		date_to_civil((int32_t)floor(points_time(p->at[i])), &y, &m, &d);
		int own = year * 4 + quarter - (y * 4 + (m - 1) / 3 + 1);
		if (any && own != ahead)
			return 0;
		any = true;
		ahead = own;
	}
	return ahead;
}

static int
set_guides(struct work *w, struct err *e)
{
	size_t n = w->guided.n;
	struct chart_guide *g = ARENA_NEW(w->a, n, struct chart_guide);
	if (!g)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		const struct series_point *at = w->guided.at[i];
		double half = (at->period.end - at->period.start + 1) / 2.0;
		g[i] = (struct chart_guide){.t = points_time(at),
		    .half = half,
		    .low = at->low,
		    .high = at->high,
		    .rivals = conflict_unsettled(at) > 0,
		    .from = at};
		w->open |= points_open(at);
		w->ranges |= at->low < at->high;
		w->singles |= at->low == at->high;
	}
	w->chart->guides = g;
	w->chart->n_guides = n;
	bool only_ranges = w->ranges && !w->singles && !w->open;
	bool own = n == 0 || series_is_own(w->guided.at[0]->obs->source);
	if (n)
		w->chart->guides_label =
		    (struct chart_label){!own          ? STR("Expected")
					 : only_ranges ? STR("Guided range")
						       : STR("Guidance"),
			point_words(w->c, w->guided.at[n - 1], w->unit, w->a)};
	return 0;
}

/* What stands beside them: filed values always, the others where they are asked for. */
static int
set_asides(struct work *w, struct err *e)
{
	const struct compose *c = w->c;
	const struct pick *p = c->pick;
	const struct asides_ask ask = {p, w->unit, w->actual.grain};
	const struct {
		bool on;
		struct str name;
	} rows[CHART_ASIDES] = {
	    [CHART_FILINGS] = {!c->plain && w->actual.n > 0, STR("Filed")},
	    [CHART_ANALYSTS] = {c->analysts, STR("Analysts")},
	    [CHART_HYPOTHETICAL] = {c->hypothetical, STR("Hypothetical")},
	};
	for (size_t k = 0; k < CHART_ASIDES; k++) {
		struct chart_line *to = &w->chart->asides[k];
		if (!rows[k].on)
			continue;
		if (asides_take(&ask, (enum chart_aside)k, w->a, to, &w->rest, e) != 0)
			return -1;
		if (to->n)
			to->label = (struct chart_label){rows[k].name,
			    point_words(c, to->points[to->n - 1].from, w->unit, w->a)};
	}
	if (w->chart->asides[CHART_FILINGS].n == 0)
		return 0;
	return filed_collect(p->load.obs + p->load.n, p->n_behind, w->a, &w->filed, e);
}

/* Where the line to a target has its corners: at each day on which it was said anew. */
static void
add_steps(struct work *w, const struct series_point *target, const struct series *v,
    struct chart_step *steps)
{
	size_t *n = &w->chart->n_steps;
	double y = (double)NAN, last = (double)NAN, t = points_time(target);
	for (size_t i = 0; i < v->n; i++) {
		const struct series_point *p = &v->points[i];
		double value = series_value(p), day = p->obs->as_of;
		bool ended = p->obs->event == OBS_WITHDRAWN;
		if (series_cmp_period(p->period, target->period) != 0
		    || !(ended || isfinite(value)))
			continue;
		if (!isnan(y))
			steps[(*n)++] =
			    (struct chart_step){.t = day, .y = y, .ended = ended};
		if (!ended)
			steps[(*n)++] = (struct chart_step){
			    .t = day, .y = value, .first = isnan(y), .said = true};
		y = value;
		last = day;
	}
	if (!isnan(y) && last < t)
		steps[(*n)++] = (struct chart_step){.t = t, .y = y};
}

static int
set_steps(struct work *w, struct err *e)
{
	const struct series *guidance = w->c->pick->choice.guidance;
	struct series v;
	if (!w->c->vintages || !guidance)
		return 0;
	if (vintage_build(guidance, w->a, &v, e) != 0)
		return -1;
	struct chart_step *steps =
	    ARENA_NEW(w->a, 2 * v.n + w->aimed.n, struct chart_step);
	if (!steps)
		return err_nomem(e);
	for (size_t i = 0; i < w->aimed.n; i++)
		add_steps(w, w->aimed.at[i], &v, steps);
	w->chart->steps = steps;
	return 0;
}

/* The level that the curve tends to, where it is one of the values'. */
static void
set_ceiling(struct work *w)
{
	const struct report *r = w->c->fit;
	struct chart *c = w->chart;
	enum fit_model m = r->fit.model;
	if (!fit_model_has_ceiling(m) || fit_model_is_flow(m))
		return;
	double error = r->fit.se[0] > 0 ? r->fit.se[0] : 0;
	double low = fit_round(r->profiles.prior[0].low, error);
	double high = fit_round(r->profiles.prior[0].high, error);
	c->ceiling = r->fit.p[0];
	struct str unit = short_unit(r->series->unit);
	double level = fit_round(c->ceiling, error);
	const struct lang *lang = w->c->lang;
	struct str text = lang_value(lang, series_text(level, level, unit, w->a), w->a);
	struct str band = lang_value(lang, series_text(low, high, unit, w->a), w->a);
	c->ceiling_text = arena_printf(
	    w->a, "fitted ceiling %.*s (95%%: %.*s)", STR_FMT(text), STR_FMT(band));
}

/* Where the curve grows fastest, if that is in the picture. */
static void
set_turn(struct work *w)
{
	struct chart *c = w->chart;
	double t = derived_of(&w->c->fit->fit, DERIVED_INFLECTION, 0);
	if (!(t >= c->curve[0].t && t <= c->curve[c->n_curve - 1].t))
		return;
	int y, m, d;
	date_to_civil((int32_t)floor(t), &y, &m, &d);
	struct str month = lang_day(w->c->lang, y, m, 0, w->a);
	c->turn = t;
	c->turn_y = fit_eval(&w->c->fit->fit, t, 0.80, NULL);
	c->turn_text = arena_printf(w->a, "fastest growth, %.*s", STR_FMT(month));
}

/* The edges of the bands: of the same draws as those of fit. */
static int
set_bands(struct work *w, struct chart_curve *v, size_t n, struct err *e)
{
	const struct report *r = w->c->fit;
	struct draws d;
	if (draws_make(&r->setup, r->evidence.at, &r->fit, DRAWS_ASK, &d, e) != 0)
		return -1;
	double *at = ARENA_NEW(w->a, d.n, double);
	for (size_t i = 0; at && i < n; i++) {
		draws_band(&d, v[i].t, at);
		draws_interval(at, d.n, 0.80, &v[i].low80, &v[i].high80);
		draws_interval(at, d.n, 0.95, &v[i].low95, &v[i].high95);
	}
	draws_free(&d);
	return at ? 0 : err_nomem(e);
}

/* The curve over all that is shown, and the level that it tends to. */
static int
set_curve(struct work *w, struct err *e)
{
	enum { STEPS = 240 };
	const struct report *r = w->c->fit;
	struct chart *c = w->chart;
	double last = report_end(r);
	struct chart_curve *v = ARENA_NEW(w->a, STEPS + 1, struct chart_curve);
	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < c->n_guides; i++) /* as far as their marks reach */
		last = fmax(last,
		    c->guides[i].t + fmax(12, c->guides[i].half * STYLE_BOX_SHARE));
	struct axis_time t = axis_time_of(c->points[0].t - 12, last);
	for (int i = 0; i <= STEPS; i++) {
		v[i].t = t.start + (double)(t.end - 1 - t.start) * i / STEPS;
		v[i].y = fit_eval(&r->fit, v[i].t, 0.80, NULL);
	}
	if (set_bands(w, v, STEPS + 1, e) != 0)
		return -1;
	c->curve = v;
	c->n_curve = STEPS + 1;
	c->curve_label =
	    (struct chart_label){curve_words(r, w->a), STR("80% and 95% bands")};
	c->last = r->t[r->points.n - 1];
	const struct series_point *p = r->points.at[r->points.n - 1];
	struct str when = point_period(w->c, p->obs, p->period, w->a);
	c->last_text = arena_printf(w->a, "last actual, %.*s", STR_FMT(when));
	set_ceiling(w);
	set_turn(w);
	return 0;
}

/* ---- all of it ---- */

/* "Double-digit" is 10 to 99: words so wide say nothing in a picture. */
static void
drop_vague(struct work *w)
{
	enum { WIDE = 3 };
	size_t kept = 0;
	for (size_t i = 0; i < w->guided.n; i++) {
		const struct series_point *p = w->guided.at[i];
		if (p->obs->vague && p->low > 0 && p->high > WIDE * p->low)
			w->too_vague++;
		else
			w->guided.at[kept++] = p;
	}
	w->guided.n = kept;
}

/* What was withdrawn is no target any more. */
static int
drop_withdrawn(struct work *w, struct err *e)
{
	w->aimed = w->guided;
	w->guided.at = ARENA_NEW(w->a, w->aimed.n, const struct series_point *);
	w->guided.n = 0;
	if (!w->guided.at)
		return err_nomem(e);
	for (size_t i = 0; i < w->aimed.n; i++)
		if (!w->aimed.at[i]->obs->withdrawn)
			w->guided.at[w->guided.n++] = w->aimed.at[i];
	return 0;
}

static int
take_points(struct work *w, struct err *e)
{
	const struct pick *p = w->c->pick;
	const struct series_choice *c = &p->choice;
	enum period_grain grain = w->c->grain;
	if (c->actual
	    && points_take(c->actual, p->metric->type, grain, w->a, &w->actual, e) != 0)
		return -1;
	if (!c->guidance || w->c->plain)
		return 0;
	/* A year's amount is not drawn beside quarters'; a year's ratio is. */
	if (w->actual.n && p->metric->type == CATALOG_FLOW)
		grain = w->actual.grain;
	enum catalog_type type =
	    p->metric->type == CATALOG_FLOW ? CATALOG_FLOW : CATALOG_RATE;
	return points_take(c->guidance, type, grain, w->a, &w->guided, e);
}

struct str
compose_subject(
    const struct series_key *key, const struct catalog_metric *m, struct arena *a)
{
	struct series_key k = *key;
	k.company = STR("");
	k.stance = OBS_ACTUAL;
	struct str rest = series_title(&k, m, a), name = rest;
	const char *dot = rest.n ? memmem(rest.p, rest.n, " \xc2\xb7 ", 4) : NULL;
	if (dot)
		name = str_sub(rest, 0, (size_t)(dot - rest.p));
	rest = str_sub(rest, name.n + 4, rest.n);
	struct str more = STR("");
	while (rest.n) { /* a dot is two bytes between blanks */
		dot = memmem(rest.p, rest.n, " \xc2\xb7 ", 4);
		struct str part =
		    str_sub(rest, 0, dot ? (size_t)(dot - rest.p) : rest.n);
		add(&more, a, ", ", part);
		rest = str_sub(rest, part.n + 4, rest.n);
	}
	if (name.n == 0)
		return name;
	return arena_printf(a, "%c%.*s%s%.*s%s", capital(name.p[0]), (int)name.n - 1,
	    name.p + 1, more.n ? " (" : "", STR_FMT(more), more.n ? ")" : "");
}

/* The title, and with a headline what it means; what was the title is then said below. */
static int
set_title(struct work *w, const struct series_key *key, struct err *e)
{
	const struct compose *c = w->c;
	struct chart *out = w->chart;
	struct headline h = {STR(""), STR("")};
	out->title = series_title(key, c->pick->metric, w->a);
	if (c->headline && !c->title) {
		struct headline_of of = {.chart = out,
		    .metric = c->pick->metric,
		    .subject = compose_subject(key, c->pick->metric, w->a),
		    .grain = w->actual.grain,
		    .level = c->fit ? lang_value(c->lang,
				 report_value(
				     c->fit, c->fit->fit.p[0], c->fit->fit.se[0], w->a),
				 w->a)
				    : STR("")};
		if (headline_make(&of, w->a, &h, e) != 0)
			return -1;
	}
	if (h.text.n) {
		out->subtitle = arena_printf(
		    w->a, "%.*s. %.*s", STR_FMT(out->title), STR_FMT(out->subtitle));
		out->title = h.text;
		w->definition = h.definition;
	}
	if (c->title)
		out->title = str_from(c->title);
	if (c->exhibit)
		out->title =
		    arena_printf(w->a, "%s: %.*s", c->exhibit, STR_FMT(out->title));
	return 0;
}

int
compose_chart(
    const struct compose *c, struct arena *a, struct chart *out, struct err *e)
{
	const struct pick *p = c->pick;
	const struct series *s = pick_shown(p);
	*out = (struct chart){.ceiling = (double)NAN,
	    .bare = c->bare,
	    .lang = c->lang,
	    .short_quarters = c->short_quarters};
	struct work w = {.c = c, .chart = out, .a = a, .unit = s->unit};
	if (take_points(&w, e) != 0)
		return -1;
	drop_vague(&w);
	if (drop_withdrawn(&w, e) != 0 || set_asides(&w, e) != 0
	    || set_points(&w, e) != 0 || set_guides(&w, e) != 0 || set_steps(&w, e) != 0
	    || (c->fit && set_curve(&w, e) != 0))
		return -1;
	out->n_withdrawn = out->n_steps ? 0 : w.aimed.n - w.guided.n;
	out->unit = s->unit;
	out->source = p->choice.actual ? p->choice.actual->key.source : STR("");
	out->yearly = (w.actual.n ? w.actual.grain : w.guided.grain) == PERIOD_YEAR;
	out->zero = p->metric->type != CATALOG_RATIO || s->key.kind != OBS_LEVEL;
	out->ahead = quarters_ahead(w.actual.n ? &w.actual : &w.guided);
	out->subtitle = compose_subtitle(out, 1, s->unit, a);
	if (set_title(&w, &s->key, e) != 0)
		return -1;
	out->footer[0] = first_line(&w);
	out->footer[1] = others(&w);
	if (!out->title.p || !out->subtitle.p || !out->footer[1].p)
		return err_nomem(e);
	return compose_foot(c, &(struct compose_drawn){&p, out, 1}, out, a, e);
}
