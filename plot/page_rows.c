/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/page_rows.h"

#include <math.h>

#include "plot/compose.h"
#include "plot/svg.h"
#include "series/conflict.h"
#include "series/track_words.h"

static void
put(struct page_rows *w, const char *html)
{
	(void)fputs(html, w->f);
}

static void
put_text(struct page_rows *w, struct str s)
{
	svg_text(w->f, s);
}

static struct str
made(struct page_rows *w, struct str s)
{
	if (!s.p) {
		(void)err_nomem(w->e);
		w->failed = true;
	}
	return s.p ? s : STR("");
}

static void
count(struct page_rows *w, size_t n, const char *what)
{
	(void)fprintf(w->f, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

static struct str
value_text(struct page_rows *w, const struct series *s, const struct series_point *p)
{
	return made(w, series_text(p->low, p->high, s->unit, w->a));
}

static struct str
period_text(struct page_rows *w, const struct series_point *p)
{
	return made(w, compose_period(p->obs, p->period, w->a));
}

static struct str
day_text(struct page_rows *w, const struct obs *o)
{
	if (o->as_of == DATE_NONE)
		return STR("");
	return made(w, compose_day(o->as_of, w->a));
}

static const char *
stance_class(enum obs_stance t)
{
	static const char *const names[OBS_STANCES] = {"a", "g", "h"};
	return names[t];
}

/* ---- what rows and articles have in common ---- */

/* What the filter looks at. */
static void
about(struct page_rows *w, const struct subject *s)
{
	put(w, " data-company=\"");
	svg_text(w->f, subject_field(s, SUBJECT_COMPANY));
	put(w, "\" data-metric=\"");
	svg_text(w->f, subject_field(s, SUBJECT_METRIC));
	put(w, "\" data-segment=\"");
	svg_text(w->f, subject_field(s, SUBJECT_SEGMENT));
	put(w, "\" data-title=\"");
	svg_text(w->f, s->title);
	put(w, "\" data-stances=\"");
	for (size_t t = 0; t < OBS_STANCES; t++)
		if (s->series[t])
			(void)fprintf(w->f, "%s ", obs_stance_name((enum obs_stance)t));
	put(w, "\"");
}

/* A value that opens what it comes from. */
static void
value_link(struct page_rows *w, const struct series *s, const struct series_point *p)
{
	size_t n = page_data_point(&w->data, w->at, p);
	(void)fprintf(w->f, "<a href=\"#p%zu\" data-p=\"%zu\">", n, n);
	put_text(w, value_text(w, s, p));
	put(w, "</a>");
	if (p->obs->withdrawn)
		put(w, " <span class=\"was\">withdrawn</span>");
	if (conflict_unsettled(p))
		put(w, " <span class=\"against\" title=\"other statements contradict "
		       "it\">\xe2\x89\xa0</span>");
	else if (!p->base && conflict_before(p))
		put(w,
		    " <span class=\"was\" title=\"corrected: an earlier call or filing "
		    "had it otherwise\">\xc3\x97</span>");
}

static double
middle(const struct series_point *p)
{
	return ((double)p->period.start + (double)p->period.end) / 2;
}

/* ---- the line in the overview ---- */

enum { STRIP_WIDE = 200, STRIP_HIGH = 32, STRIP_EDGE = 5 };

static double
strip_x(const struct page_rows *w, const struct series_point *p)
{
	double t = (middle(p) - w->first) / fmax(1, w->last - w->first);
	return STRIP_EDGE + fmin(fmax(t, 0), 1) * (STRIP_WIDE - 2 * STRIP_EDGE);
}

static double
strip_y(const struct series_point *p, double lo, double hi)
{
	double at = hi > lo ? (series_value(p) - lo) / (hi - lo) : 0.5;
	return STRIP_HIGH - STRIP_EDGE - at * (STRIP_HIGH - 2 * STRIP_EDGE);
}

static void
strip_marks(struct page_rows *w, const struct series *s, double lo, double hi)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct series_point *p = &s->points[i];
		if (isfinite(series_value(p)))
			(void)fprintf(w->f,
			    "<circle class=\"%s %s\" cx=\"%d\" cy=\"%d\" r=\"%s\"/>",
			    stance_class(s->key.stance),
			    s->key.stance == OBS_ACTUAL     ? "f-blue"
			    : s->key.stance == OBS_GUIDANCE ? "f-verm"
							    : "f-mute",
			    (int)lround(strip_x(w, p)), (int)lround(strip_y(p, lo, hi)),
			    s->key.stance == OBS_ACTUAL ? "2.4" : "2");
	}
}

static void
strip(struct page_rows *w, const struct subject *s)
{
	double lo = (double)INFINITY, hi = -(double)INFINITY;
	for (size_t t = 0; t < OBS_STANCES; t++)
		for (size_t i = 0; s->series[t] && i < s->series[t]->n; i++) {
			double v = series_value(&s->series[t]->points[i]);
			if (isfinite(v)) {
				lo = fmin(lo, v);
				hi = fmax(hi, v);
			}
		}
	(void)fprintf(w->f,
	    "<td class=\"strip\"><svg class=\"strip\" viewBox=\"0 0 %d %d\" "
	    "aria-hidden=\"true\"><path class=\"s-rule\" d=\"M0 %d.5H%d\"/>",
	    STRIP_WIDE, STRIP_HIGH, STRIP_HIGH - 1, STRIP_WIDE);
	for (size_t t = OBS_STANCES; t-- > 0;)
		if (s->series[t])
			strip_marks(w, s->series[t], lo, hi);
	put(w, "</svg></td>");
}

static void
strip_head(struct page_rows *w)
{
	int from, to, m, d;
	date_to_civil((int32_t)w->first, &from, &m, &d);
	date_to_civil((int32_t)w->last, &to, &m, &d);
	(void)fprintf(
	    w->f, "<th class=\"strip\" data-fixed=\"\">%d to %d</th>", from, to);
}

/* ---- the overview ---- */

void
page_rows_overview_head(struct page_rows *w)
{
	put(w, "<th>Series</th>");
	if (w->companies > 1)
		put(w, "<th class=\"spare\">Company</th>");
	put(w, "<th class=\"n spare\">Actual</th><th class=\"n spare\">Guidance</th>"
	       "<th data-number=\"\">Latest actual</th><th>For</th>");
	strip_head(w);
}

static void
numbers(struct page_rows *w, const struct series *s)
{
	(void)fprintf(w->f, "<td class=\"n spare\">%zu</td>", s ? s->n : 0);
}

static void
latest(struct page_rows *w, const struct series *s)
{
	if (!s) {
		put(w, "<td data-s=\"-1e300\">\xe2\x80\x93</td><td data-s=\"0\"></td>");
		return;
	}
	const struct series_point *p = &s->points[s->n - 1];
	char day[DATE_TEXT];
	date_format(p->period.end, day);
	(void)fprintf(w->f, "<td class=\"v\" data-s=\"%.6g\">", series_value(p));
	value_link(w, s, p);
	(void)fprintf(w->f, "</td><td class=\"when\" data-s=\"%s\">", day);
	put_text(w, period_text(w, p));
	put(w, "</td>");
}

static void
company_cell(struct page_rows *w, const struct subject *s)
{
	if (w->companies < 2)
		return;
	put(w, "<td class=\"spare\"><bdi>");
	svg_text(w->f, s->any->key.company);
	put(w, "</bdi></td>");
}

void
page_rows_overview(struct page_rows *w)
{
	for (w->at = 0; w->at < w->s->n; w->at++) {
		const struct subject *s = &w->s->all[w->at];
		if (s->n < 2)
			continue;
		(void)fprintf(w->f, "<tr data-to=\"s%zu\"", w->at);
		about(w, s);
		(void)fprintf(
		    w->f, "><th scope=\"row\"><a href=\"#s%zu\"><bdi>", w->at);
		svg_text(w->f, s->title);
		put(w, "</bdi></a></th>");
		company_cell(w, s);
		numbers(w, s->series[OBS_ACTUAL]);
		numbers(w, s->series[OBS_GUIDANCE]);
		latest(w, s->series[OBS_ACTUAL]);
		strip(w, s);
		put(w, "</tr>\n");
	}
}

/* ---- values ---- */

/* A row of a table of values from the day that it was said on. */
static void
statement_cells(struct page_rows *w, const struct obs *o)
{
	char day[DATE_TEXT];
	date_format(o->as_of, day);
	(void)fprintf(w->f, "<td class=\"v\" data-s=\"%s\">", day);
	put_text(w, day_text(w, o));
	put(w, "</td><td><bdi>");
	svg_text(w->f, o->speaker);
	put(w, "</bdi></td><td><bdi>");
	svg_text(w->f, o->doc);
	(void)fprintf(
	    w->f, ":%llu</bdi></td><td class=\"n\">", (unsigned long long)o->line);
	if (isfinite(o->confidence)) /* what says none is sure */
		(void)fprintf(w->f, "%.0f%%", 100 * o->confidence);
	put(w, "</td>");
	put(w, "<td class=\"q\" dir=\"auto\">");
	svg_text(w->f, o->quote);
	put(w, "</td></tr>\n");
}

static void
value_row(struct page_rows *w, const struct series *s, const struct series_point *p)
{
	char day[DATE_TEXT];
	enum obs_stance t = s->key.stance;
	date_format(p->period.end, day);
	(void)fprintf(w->f,
	    "<tr class=\"%s\" id=\"p%zu\"><td class=\"v\" data-s=\"%s\">",
	    stance_class(t), page_data_point(&w->data, w->at, p), day);
	put_text(w, period_text(w, p));
	(void)fprintf(w->f, "</td><td>%s</td><td class=\"v\" data-s=\"%.9g\">",
	    obs_stance_name(t), series_value(p));
	value_link(w, s, p);
	put(w, "</td>");
	statement_cells(w, p->obs);
}

static const char value_heads[] =
    "<th>Period</th><th>Stance</th><th data-number=\"\">Value</th><th>Said on</th>"
    "<th>Speaker</th><th>Call and line</th><th "
    "class=\"n\">Confidence</th><th>Quote</th>";

static void
values(struct page_rows *w, const struct subject *s)
{
	const char *between = "";
	put(w, "<details><summary>Values <small>");
	for (size_t t = 0; t < OBS_STANCES; t++)
		if (s->series[t]) {
			(void)fprintf(w->f, "%s%zu %s", between, s->series[t]->n,
			    obs_stance_name((enum obs_stance)t));
			between = ", ";
		}
	put(w, "</small></summary><div class=\"wide-table\"><table class=\"sortable "
	       "points\"><thead><tr>");
	put(w, value_heads);
	put(w, "</tr></thead><tbody>\n");
	for (size_t t = 0; t < OBS_STANCES; t++)
		for (size_t i = 0; s->series[t] && i < s->series[t]->n; i++)
			value_row(w, s->series[t], &s->series[t]->points[i]);
	put(w, "</tbody></table></div></details>\n");
}

/* ---- promises ---- */

static void
statement_link(struct page_rows *w, const struct obs *o, struct str s)
{
	(void)fprintf(
	    w->f, "<a href=\"#\" data-w=\"%zu\">", page_data_statement(&w->data, o));
	put_text(w, s);
	put(w, "</a>");
}

static void
promise(struct page_rows *w, const struct track_promise *p)
{
	const struct track_step *end = &p->steps[p->n - 1];
	put(w, "<tr><td class=\"v\">");
	put_text(w, made(w, compose_period(end->obs, end->period, w->a)));
	put(w, "</td><td><ol class=\"steps\">");
	for (size_t i = 0; i < p->n; i++) {
		const struct track_step *s = &p->steps[i];
		struct str v = made(w, series_text(s->low, s->high, p->unit, w->a));
		put(w, "<li>");
		put_text(w, day_text(w, s->obs));
		put(w, ": ");
		statement_link(w, s->obs, v);
		put(w, " ");
		put_text(w, made(w, track_words_move(p, s, w->a)));
		put(w, "</li>");
	}
	put(w, "</ol></td><td class=\"v\">");
	if (p->actual)
		statement_link(w, p->actual,
		    made(w, series_text(p->actual_low, p->actual_high, p->unit, w->a)));
	put(w, "</td><td>");
	put_text(w, made(w, track_words_outcome(p, w->a)));
	put(w, "</td></tr>\n");
}

static void
promises(struct page_rows *w, const struct subject *s)
{
	size_t n[TRACK_OUTCOMES] = {0};
	if (s->n_promises == 0)
		return;
	for (size_t i = 0; i < s->n_promises; i++)
		n[s->promises[i]->outcome]++;
	put(w, "<details class=\"track\"><summary>Guidance and what came <small>");
	count(w, s->n_promises, "target");
	for (size_t i = 0; i < TRACK_OUTCOMES; i++)
		if (n[i])
			(void)fprintf(w->f, ", %zu %s", n[i],
			    track_outcome_name((enum track_outcome)i));
	put(w,
	    "</small></summary><div class=\"wide-table\"><table><thead><tr><th>For</th>"
	    "<th>Guided</th><th>Came</th><th>Outcome</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < s->n_promises; i++)
		promise(w, s->promises[i]);
	put(w, "</tbody></table></div></details>\n");
}

/* ---- charts ---- */

static void
open_mark(void *with, const struct series_point *p, FILE *f)
{
	struct page_rows *w = with;
	const struct series *s = w->s->all[w->at].series[p->obs->stance];
	size_t n = page_data_point(&w->data, w->at, p);
	(void)fprintf(f, "<a href=\"#p%zu\" data-p=\"%zu\"><title>", n, n);
	put_text(w, value_text(w, s, p));
	(void)fprintf(f, ", %s, ", obs_stance_name(p->obs->stance));
	put_text(w, period_text(w, p));
	put(w, "</title>");
}

static void
charts(struct page_rows *w, const struct subject *s)
{
	static const struct {
		const char *class;
		int wide, high;
	} sizes[] = {{"large", 1500, 560}, {"narrow", 680, 500}};
	for (size_t i = 0; i < 2; i++) {
		struct chart c = s->chart;
		c.wide = sizes[i].wide;
		c.high = sizes[i].high;
		struct svg v = {.chart = &c,
		    .class = sizes[i].class,
		    .label = s->title,
		    .open = open_mark,
		    .with = w};
		w->failed |= svg_write(&v, w->f, w->e) != 0;
	}
}

static void
notes(struct page_rows *w, const struct subject *s)
{
	put(w, "<figcaption>");
	put_text(w, s->chart.footer[0]);
	put(w, s->chart.footer[0].n ? " " : "");
	put_text(w, s->chart.sources);
	if (s->ceiling.n) {
		put(w, " S-curve: ");
		put_text(w, s->ceiling);
		put(w, "; shaded 80% and 95% prediction bands.");
	} else if (s->no_fit.n) {
		put(w, " No S-curve is drawn: ");
		put_text(w, s->no_fit);
		put(w, ".");
	}
	put(w, "</figcaption>");
}

static void
article(struct page_rows *w, const struct subject *s)
{
	(void)fprintf(w->f, "<article class=\"subject\" id=\"s%zu\"", w->at);
	about(w, s);
	put(w, ">\n<header><p class=\"eyebrow\"><bdi>");
	svg_text(w->f, s->any->key.company);
	put(w, "</bdi></p><h2><bdi>");
	svg_text(w->f, s->title);
	put(w, "</bdi></h2>");
	if (s->drawn) {
		put(w, "<p class=\"sub\">");
		put_text(w, s->chart.subtitle);
		put(w, "</p>");
	}
	put(w, "</header>\n");
	if (s->drawn) {
		put(w, "<figure>");
		charts(w, s);
		notes(w, s);
		put(w, "</figure>\n");
	}
	promises(w, s);
	values(w, s);
	put(w, "</article>\n");
}

void
page_rows_articles(struct page_rows *w)
{
	for (w->at = 0; w->at < w->s->n; w->at++)
		if (w->s->all[w->at].n > 1)
			article(w, &w->s->all[w->at]);
}

/* ---- what was said once ---- */

void
page_rows_once_head(struct page_rows *w)
{
	put(w, "<th>Series</th>");
	if (w->companies > 1)
		put(w, "<th class=\"spare\">Company</th>");
	put(w, value_heads);
}

void
page_rows_once(struct page_rows *w)
{
	for (w->at = 0; w->at < w->s->n; w->at++) {
		const struct subject *s = &w->s->all[w->at];
		const struct series_point *p = &s->any->points[0];
		char day[DATE_TEXT];
		if (s->n > 1)
			continue;
		(void)fprintf(w->f, "<tr class=\"%s\" id=\"p%zu\"",
		    stance_class(p->obs->stance), page_data_point(&w->data, w->at, p));
		about(w, s);
		put(w, "><th scope=\"row\"><bdi>");
		svg_text(w->f, s->title);
		put(w, "</bdi></th>");
		company_cell(w, s);
		date_format(p->period.end, day);
		(void)fprintf(w->f, "<td class=\"v\" data-s=\"%s\">", day);
		put_text(w, period_text(w, p));
		(void)fprintf(w->f, "</td><td>%s</td><td class=\"v\" data-s=\"%.9g\">",
		    obs_stance_name(p->obs->stance), series_value(p));
		value_link(w, s->any, p);
		put(w, "</td>");
		statement_cells(w, p->obs);
	}
}
