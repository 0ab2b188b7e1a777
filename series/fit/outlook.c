/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/outlook.h"

#include <math.h>
#include <stdlib.h>

#include "series/vintage.h"

enum { LEAST = 4, MOST_ROWS = 400, MOST_CUTS = 40 };

int
outlook_horizon(const char *text, int *months, struct err *e)
{
	static const struct {
		char letter;
		int months;
	} units[] = {{'m', 1}, {'q', 3}, {'h', 6}, {'y', 12}};
	char *end;
	long n = strtol(text, &end, 10);
	if (end != text && n > 0 && n <= MOST_ROWS && end[0] && !end[1])
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (units[i].letter == str_lower(*end)) {
				*months = (int)n * units[i].months;
				return 0;
			}
	return err_set(e, ERR_USAGE,
	    "--horizon '%s' is not a number of quarters, months or years (8q, 18m, 2y)",
	    text);
}

static struct forecast_ask
ask_of(const struct report *r)
{
	const struct report_ask *a = &r->ask;
	return (struct forecast_ask){a->ceiling, a->launch, a->prior,
	    r->metric->type == CATALOG_RATIO || r->metric->type == CATALOG_BALANCE};
}

/* The kind of time that the points are about, in months; 0: none that repeats. */
static int
step_months(const struct points *p)
{
	static const int months[PERIOD_GRAINS] = {
	    [PERIOD_MONTH] = 1,
	    [PERIOD_QUARTER] = 3,
	    [PERIOD_HALF] = 6,
	    [PERIOD_YEAR] = 12,
	};
	return months[p->grain];
}

/* What is forecast: values at times, and what comes behind them. */
struct line {
	const struct fit_point *at;
	size_t n;
	int months;         /* between them; 0: nothing that repeats */
	struct period last; /* the last one's */
	bool ends;          /* times are the ends of periods, else their middles */
};

/* The i-th period behind the last point's: its time and its name. */
static void
set_row(const struct line *l, size_t i, struct arena *a, double *t, struct str *label)
{
	int year, month, day, months = l->months;
	char text[2 * DATE_TEXT + 2];
	int32_t next = l->last.end + 1;
	date_to_civil(next, &year, &month, &day);
	if (months == 0 || day != 1) {
		int m = months ? months : 3;
		double step = m * 365.25 / 12;
		*t = l->at[l->n - 1].t + step * (double)(i + 1);
		*label = report_day(*t, a);
		return;
	}
	struct period p = period_months(year, month + months * (int)i, months);
	*t = l->ends ? p.end : ((double)p.start + (double)p.end) / 2;
	period_label(p, text);
	*label = arena_str(a, str_from(text));
}

static int
take_line(const struct report *r, struct arena *a, struct outlook *out, struct line *l,
    struct err *e)
{
	const struct points *p = &r->points;
	struct totals_line t;
	*l = (struct line){.at = r->stated, .n = p->n, .months = step_months(p)};
	if (p->n)
		l->last = p->at[p->n - 1]->period;
	out->since = DATE_NONE;
	if (!r->ask.cumulative)
		return 0;
	if (totals_add_up(p, r->stated, a, &t, e) != 0)
		return -1;
	*l = (struct line){.at = t.at,
	    .n = t.n,
	    .months = t.months,
	    .last = {.start = t.end, .end = t.end},
	    .ends = true};
	out->total = true;
	out->since = t.since;
	return 0;
}

/* What was reached stays: where no amount is below zero, no total is below the last. */
static void
keep_reached(const struct report *r, const struct line *l, struct forecast *f)
{
	for (size_t i = 0; i < r->points.n; i++)
		if (r->y[i] < 0)
			return;
	for (size_t i = 0; i < f->n; i++) {
		struct forecast_row *row = &f->rows[i];
		double *const ends[] = {
		    &row->low80, &row->low95, &row->high80, &row->high95};
		double least = l->at[l->n - 1].low;
		for (size_t k = 0; k < FORECAST_METHODS; k++)
			if (row->by[k] < least)
				row->by[k] = least;
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			if (*ends[k] < least)
				*ends[k] = least;
	}
}

int
outlook_make(const struct report *r, int months, int32_t until, struct arena *a,
    struct outlook *out, struct err *e)
{
	struct line l;
	*out = (struct outlook){.labels = NULL};
	if (take_line(r, a, out, &l, e) != 0)
		return -1;
	int step = l.months ? l.months : 3;
	size_t most = (size_t)((months + step - 1) / step);
	if (until != DATE_NONE || most > MOST_ROWS)
		most = MOST_ROWS;
	out->f.rows = ARENA_NEW(a, most, struct forecast_row);
	out->labels = ARENA_NEW(a, most, struct str);
	if (!out->f.rows || !out->labels)
		return err_nomem(e);
	for (size_t i = 0; i < most && l.n; i++) {
		set_row(&l, i, a, &out->f.rows[i].t, &out->labels[i]);
		if (until != DATE_NONE && out->f.rows[i].t > until)
			break;
		out->f.n++;
	}
	if (out->f.n == 0 && l.n)
		return err_set(e, ERR_USAGE,
		    "--until lies before the first period behind the last value");
	struct forecast_ask ask = ask_of(r);
	out->n = l.n;
	if (forecast_run(&ask, l.at, l.n, &out->f, e) != 0)
		return -1;
	if (out->total)
		keep_reached(r, &l, &out->f);
	return 0;
}

/* ---- backtest ---- */

/* What had been said by a day: of each period its vintage of then. */
static size_t
known_by(const struct series *vintages, int32_t day, const struct report *r,
    struct fit_point *p)
{
	size_t n = 0;
	for (size_t i = 0; i < r->points.n; i++) {
		const struct series_point *at = NULL;
		for (size_t k = 0; k < vintages->n; k++) {
			const struct series_point *v = &vintages->points[k];
			if (v->obs->as_of <= day
			    && series_cmp_period(v->period, r->points.at[i]->period)
				   == 0)
				at = v;
		}
		if (at && isfinite(series_value(at)))
			p[n++] = (struct fit_point){.t = points_time(at),
			    .low = at->low,
			    .high = at->high,
			    .sd = r->stated[i].sd};
	}
	return n;
}

struct tally {
	struct backtest *b;
	size_t n[FORECAST_METHODS], in80, in95;
};

static void
count_row(struct tally *t, const struct forecast_row *f, double actual)
{
	for (size_t k = 0; k < FORECAST_METHODS; k++) {
		if (!isfinite(f->by[k]))
			continue;
		t->b->error[k] += fabs(f->by[k] - actual);
		t->b->bias[k] += f->by[k] - actual;
		t->n[k]++;
	}
	t->in80 += actual >= f->low80 && actual <= f->high80;
	t->in95 += actual >= f->low95 && actual <= f->high95;
	t->b->n++;
}

/* Forecast from what was known on a day, and count. */
static int
cut(const struct report *r, const struct series *vintages, int32_t day,
    struct forecast_row *rows, struct tally *t, struct err *e)
{
	struct err why = {.code = ERR_NONE};
	size_t n_rows = 0, from = r->points.n;
	struct fit_point *p = calloc(r->points.n + 1, sizeof *p);
	if (!p)
		return err_nomem(e);
	size_t n = known_by(vintages, day, r, p);
	for (size_t i = 0; n > 0 && i < r->points.n; i++)
		if (r->t[i] > p[n - 1].t) {
			from = i < from ? i : from;
			rows[n_rows++].t = r->t[i];
		}
	struct forecast_ask ask = ask_of(r);
	int rc = 0;
	if (n >= LEAST && n_rows > 0) {
		rc =
		    forecast_run(&ask, p, n, &(struct forecast){rows, n_rows, 0}, &why);
		for (size_t i = 0; rc == 0 && i < n_rows; i++)
			if (!points_open(r->points.at[from + i]))
				count_row(t, &rows[i], r->y[from + i]);
		t->b->cuts += rc == 0;
	}
	free(p);
	if (rc != 0 && why.code != ERR_EMPTY) {
		*e = why;
		return -1;
	}
	return 0;
}

static void
close_tally(struct tally *t)
{
	struct backtest *b = t->b;
	for (size_t k = 0; k < FORECAST_METHODS; k++) {
		b->error[k] = t->n[k] ? b->error[k] / (double)t->n[k] : (double)NAN;
		b->bias[k] = t->n[k] ? b->bias[k] / (double)t->n[k] : (double)NAN;
	}
	b->covered80 = (double)t->in80 / (double)b->n;
	b->covered95 = (double)t->in95 / (double)b->n;
	b->best = FORECAST_COMBINED;
	for (size_t k = 0; k <= FORECAST_HOLT; k++)
		if (b->error[k] < b->error[b->best])
			b->best = (enum forecast_method)k;
}

int
outlook_backtest(
    const struct report *r, struct arena *a, struct backtest *out, struct err *e)
{
	struct series vintages;
	int32_t *days = NULL;
	size_t n = 0;
	*out = (struct backtest){.cuts = 0};
	struct tally t = {.b = out};
	struct forecast_row *rows = ARENA_NEW(a, r->points.n, struct forecast_row);
	if (!rows)
		return err_nomem(e);
	if (vintage_build(r->series, a, &vintages, e) != 0
	    || vintage_days(&vintages, a, &days, &n, e) != 0)
		return -1;
	size_t first = n > MOST_CUTS ? n - MOST_CUTS : 0;
	for (size_t i = first; i < n; i++)
		if (cut(r, &vintages, days[i], rows, &t, e) != 0)
			return -1;
	close_tally(&t);
	return 0;
}
