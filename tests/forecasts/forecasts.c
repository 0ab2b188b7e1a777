/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good forecasts are, on series whose ends are held back:
 *
 *	forecasts FOLDER        the figures: relative MAE against drift, coverage
 *	forecasts --table FOLDER    the rows of series/fit/forecast.c's table
 *
 * FOLDER has manifest.csv (file,group,n,unit,ceiling,...) and the files (t,y).  Groups
 * whose name ends in _control are no S-curves.  Each group's bands come from the errors
 * of the other groups; what is no growth counts, too: who forecasts does not know.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "series/base/arena.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/fit/forecast.h"

enum { MOST_SERIES = 400, MOST_POINTS = 2000, MOST_ERRORS = 60000, ROWS = 7 };

struct one {
	char file[200], group[80];
	bool control;
	double ceiling;
	size_t n;
	double *t, *y;
};
struct error {
	size_t series, cut;
	double horizon, stretch;
	double log; /* log(actual / forecast) / stretch of the combined one */
};
static const double cuts[] = {0.5, 0.7};
static const double edges[ROWS + 1] = {0, 0.05, 0.12, 0.25, 0.4, 0.6, 0.85, 9};

struct work {
	struct one series[MOST_SERIES];
	size_t n;
	struct error errors[MOST_ERRORS];
	size_t n_errors;
	double sum[2][2]
		  [FORECAST_METHODS]; /* of log(MAE / MAE of drift): cut, control */
	size_t count[2][2][FORECAST_METHODS];
	size_t bad[2][2][FORECAST_METHODS]; /* MAE above twice drift's */
};

static void
read_series(const char *folder, struct one *s, struct arena *a, struct err *e)
{
	struct csv_row *rows;
	struct str bytes;
	char path[600];
	size_t n;
	(void)snprintf(path, sizeof path, "%s/%s", folder, s->file);
	if (file_read(path, (size_t)1 << 24, a, &bytes, e) != 0
	    || csv_read(bytes, a, &rows, &n, e) != 0)
		return;
	s->t = ARENA_NEW(a, n, double);
	s->y = ARENA_NEW(a, n, double);
	for (size_t i = 1; i < n && s->t && s->y; i++) {
		s->t[s->n] = strtod(rows[i].fields[0].p, NULL);
		s->y[s->n++] = strtod(rows[i].fields[1].p, NULL);
	}
}

static void
read_all(const char *folder, struct work *w, struct arena *a, struct err *e)
{
	struct csv_row *rows;
	struct str bytes;
	char path[600];
	size_t n;
	(void)snprintf(path, sizeof path, "%s/manifest.csv", folder);
	if (file_read(path, (size_t)1 << 24, a, &bytes, e) != 0
	    || csv_read(bytes, a, &rows, &n, e) != 0)
		return;
	for (size_t i = 1; i < n && w->n < MOST_SERIES && !e->code; i++) {
		struct one *s = &w->series[w->n++];
		struct str *f = rows[i].fields;
		(void)snprintf(s->file, sizeof s->file, "%.*s", STR_FMT(f[0]));
		(void)snprintf(s->group, sizeof s->group, "%.*s", STR_FMT(f[1]));
		s->control = strstr(s->group, "_control") != NULL;
		s->ceiling = f[4].n ? strtod(f[4].p, NULL) : (double)NAN;
		read_series(folder, s, a, e);
	}
}

static void
score(struct work *w, size_t s, size_t cut, const struct forecast_row *rows, size_t m)
{
	const struct one *o = &w->series[s];
	size_t seen = o->n - m;
	double mae[FORECAST_METHODS] = {0};
	for (size_t i = 0; i < m; i++) {
		double y = o->y[seen + i], v = rows[i].by[FORECAST_COMBINED];
		for (size_t k = 0; k < FORECAST_METHODS; k++)
			mae[k] += fabs(y - rows[i].by[k]) / (double)m;
		double last = o->t[seen - 1],
		       horizon = (rows[i].t - last) / (last - o->t[0]),
		       stretch = forecast_stretch(v, o->y[seen - 1], horizon);
		if (y > 0 && v > 0 && w->n_errors < MOST_ERRORS)
			w->errors[w->n_errors++] = (struct error){
			    s, cut, horizon, stretch, log(y / v) / stretch};
	}
	for (size_t k = 0; k < FORECAST_METHODS; k++) {
		double rel = mae[k] / mae[FORECAST_DRIFT];
		if (!isfinite(rel) || !(rel > 0))
			continue;
		w->sum[cut][o->control][k] += log(rel);
		w->count[cut][o->control][k]++;
		w->bad[cut][o->control][k] += rel > 2;
	}
}

static void
forecast_one(struct work *w, size_t s, size_t cut, struct err *e)
{
	static struct fit_point p[MOST_POINTS];
	static struct forecast_row rows[MOST_POINTS];
	const struct one *o = &w->series[s];
	size_t seen = (size_t)floor((double)o->n * cuts[cut]);
	if (seen < 4 || o->n > MOST_POINTS)
		return;
	for (size_t i = 0; i < seen; i++)
		p[i] = (struct fit_point){
		    .t = o->t[i], .low = o->y[i], .high = o->y[i], .sd = 1};
	for (size_t i = seen; i < o->n; i++)
		rows[i - seen].t = o->t[i];
	struct forecast_ask ask = {(double)NAN, (double)NAN, true, false};
	if (getenv("KNOWN_CEILINGS"))
		ask.ceiling = o->ceiling;
	struct err why = {.code = ERR_NONE};
	if (forecast_run(&ask, p, seen, &(struct forecast){rows, o->n - seen, 0}, &why)
	    != 0) {
		if (why.code != ERR_EMPTY)
			*e = why;
		return;
	}
	score(w, s, cut, rows, o->n - seen);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Which errors make a table: those of all groups but two (NULL: none), and how wide its
 * 80% and 95% bands are made. */
struct recipe {
	const char *but[2];
	double level[2];
};

static bool
takes_part(const struct work *w, const struct recipe *r, const struct error *x)
{
	for (size_t k = 0; k < 2; k++)
		if (r->but[k] && strcmp(r->but[k], w->series[x->series].group) == 0)
			return false;
	return true;
}

static double
quantile(const double *sorted, size_t n, double at)
{
	double place = at * (double)(n > 0 ? n - 1 : 0);
	size_t i = (size_t)place, next = i + 1 < n ? i + 1 : i;
	return n ? sorted[i] + (place - (double)i) * (sorted[next] - sorted[i])
		 : (double)NAN;
}

/* The quantiles of the errors within a bucket, and the middle of their horizons; how
 * many errors. */
static size_t
quantiles(const struct work *w, const struct recipe *r, size_t bucket,
    struct forecast_errors *row)
{
	static double v[MOST_ERRORS];
	const double out80 = (1 - r->level[0]) / 2, out95 = (1 - r->level[1]) / 2;
	const double at[FORECAST_QUANTILES] = {out95, out80, 1 - out80, 1 - out95};
	double middle = 0;
	size_t n = 0;
	for (size_t i = 0; i < w->n_errors; i++) {
		const struct error *x = &w->errors[i];
		bool in = x->horizon > edges[bucket] && x->horizon <= edges[bucket + 1];
		if (!in || !takes_part(w, r, x))
			continue;
		middle += x->horizon;
		v[n++] = x->log;
	}
	qsort(v, n, sizeof *v, compare);
	row->horizon = middle / (double)n;
	for (size_t k = 0; k < FORECAST_QUANTILES; k++)
		row->q[k] = quantile(v, n, at[k]);
	return n;
}

struct table {
	struct forecast_errors rows[ROWS + 1]; /* the first: the last value itself */
	size_t counts[ROWS + 1];
};

static void
make_table(const struct work *w, const struct recipe *r, struct table *t)
{
	*t = (struct table){.counts = {0}};
	for (size_t b = 1; b <= ROWS; b++) {
		t->counts[b] = quantiles(w, r, b - 1, &t->rows[b]);
		/* Errors do not shrink with the horizon. */
		for (size_t k = 0; k < FORECAST_QUANTILES; k++) {
			double before = t->rows[b - 1].q[k], *q = &t->rows[b].q[k];
			*q = k < 2 ? fmin(*q, before) : fmax(*q, before);
		}
	}
}

/* A band (0: 80%, 1: 95%) at an error's horizon. */
struct band {
	double from, to;
};

static struct band
band_of(const struct table *t, size_t band, const struct error *x)
{
	size_t low = band == 0 ? 1 : 0;
	return (struct band){forecast_error(t->rows, ROWS + 1, low, x->horizon),
	    forecast_error(t->rows, ROWS + 1, 3 - low, x->horizon)};
}

static bool
holds(struct band b, const struct error *x)
{
	return x->log >= b.from && x->log <= b.to;
}

/* The interval score of an error, in logs: the band's width, and what lies outside times
 * 2 / (1 - level) (Gneiting and Raftery 2007). */
static double
interval_score(struct band b, size_t band, const struct error *x)
{
	double outside = fmax(b.from - x->log, 0) + fmax(x->log - b.to, 0);
	return x->stretch * (b.to - b.from + outside * (band ? 40 : 10));
}

/* The share of errors that a recipe's band holds, each group's by a table of the
 * others, of those that take part. */
static double
share_held(const struct work *w, const struct recipe *r, size_t band)
{
	struct recipe one = *r;
	struct table t;
	size_t n = 0, in = 0;
	one.but[1] = "";
	for (size_t i = 0; i < w->n_errors; i++) {
		const struct error *x = &w->errors[i];
		const char *group = w->series[x->series].group;
		if (!takes_part(w, r, x))
			continue;
		if (strcmp(group, one.but[1]) != 0) {
			one.but[1] = group;
			make_table(w, &one, &t);
		}
		n++;
		in += holds(band_of(&t, band, x), x);
	}
	return (double)in / (double)n;
}

/* Kinds of growth differ, and a new kind is not among those known: the levels at which
 * bands made of all but one of the known groups hold 80% and 95% of that one's.  A fifth
 * of what is left outside at most is taken in: the outermost errors are of too few series
 * to say more. */
static void
find_levels(const struct work *w, struct recipe *r)
{
	static const double nominal[] = {0.80, 0.95}, step = 0.0025;
	for (size_t band = 0; band < 2; band++) {
		double most = nominal[band] + (1 - nominal[band]) / 5;
		r->level[band] = nominal[band];
		while (r->level[band] < most - step / 2
		       && share_held(w, r, band) < nominal[band])
			r->level[band] += step;
	}
}

static void
print_table(const struct work *w)
{
	struct recipe r = {{NULL, NULL}, {0, 0}};
	struct table t;
	find_levels(w, &r);
	make_table(w, &r, &t);
	for (size_t b = 0; b <= ROWS; b++) {
		const double *q = t.rows[b].q;
		(void)printf("\t{%.3f, {%.3f, %.3f, %.3f, %.3f}}, /* %zu errors */\n",
		    t.rows[b].horizon, q[0], q[1], q[2], q[3], t.counts[b]);
	}
	(void)printf("quantiles of bands of %.2f%% and %.2f%%\n", 100 * r.level[0],
	    100 * r.level[1]);
}

/* How often the errors of a cut lie within the bands, and what the bands score: of
 * tables that know nothing of their group, levels included, and of the shipped one. */
static void
print_coverage(const struct work *w, size_t cut, bool control)
{
	struct recipe r = {{"", NULL}, {0, 0}};
	struct table t;
	size_t n = 0, in[2][2] = {{0}};
	double score[2] = {0};
	for (size_t i = 0; i < w->n_errors; i++) {
		const struct error *x = &w->errors[i];
		const struct one *s = &w->series[x->series];
		if (x->cut != cut || s->control != control)
			continue;
		if (strcmp(r.but[0], s->group) != 0) {
			r.but[0] = s->group;
			find_levels(w, &r);
			make_table(w, &r, &t);
		}
		n++;
		for (size_t band = 0; band < 2; band++) {
			struct band b = band_of(&t, band, x);
			struct band shipped = {forecast_table(band ? 0 : 1, x->horizon),
			    forecast_table(band ? 3 : 2, x->horizon)};
			in[0][band] += holds(b, x);
			in[1][band] += holds(shipped, x);
			score[band] += interval_score(b, band, x);
		}
	}
	double part = 100 / (double)n;
	(void)printf("  bands of 80%% and 95%% hold %.1f%% and %.1f%% (of the other "
		     "groups' errors; interval scores %.2f and %.2f); with the shipped "
		     "table %.1f%% and %.1f%%\n",
	    part * (double)in[0][0], part * (double)in[0][1], score[0] / (double)n,
	    score[1] / (double)n, part * (double)in[1][0], part * (double)in[1][1]);
}

static void
print_figures(const struct work *w)
{
	for (size_t cut = 0; cut < 2; cut++)
		for (size_t control = 0; control < 2; control++) {
			(void)printf("%.0f%% seen, %s: MAE relative to drift's "
				     "(geometric mean)\n",
			    100 * cuts[cut],
			    control ? "controls that are no S-curves" : "growth");
			for (size_t k = 0; k < FORECAST_METHODS; k++) {
				size_t n = w->count[cut][control][k];
				(void)printf("  %-12s %.3f  (%zu series, %zu worse "
					     "than twice drift)\n",
				    forecast_method_name((enum forecast_method)k),
				    exp(w->sum[cut][control][k] / (double)n), n,
				    w->bad[cut][control][k]);
			}
			print_coverage(w, cut, control);
		}
}

int
main(int argc, char **argv)
{
	static struct work w;
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	bool table = argc == 3 && strcmp(argv[1], "--table") == 0;
	if (argc != 2 && !table) {
		(void)fputs("usage: forecasts [--table] FOLDER\n", stderr);
		return ERR_USAGE;
	}
	fit_init();
	read_all(argv[argc - 1], &w, &a, &e);
	for (size_t cut = 0; cut < 2; cut++)
		for (size_t s = 0; s < w.n && !e.code; s++)
			forecast_one(&w, s, cut, &e);
	if (!e.code && table)
		print_table(&w);
	else if (!e.code)
		print_figures(&w);
	err_print(stderr, &e);
	arena_release(&a);
	return (int)e.code;
}
