/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good forecasts are, on series whose ends are held back:
 *
 *	forecasts FOLDER        the figures: relative MAE against drift, coverage
 *	forecasts --table FOLDER    the rows of series/fit/forecast.c's table
 *
 * FOLDER has manifest.csv (file,group,n,unit,ceiling,...) and the files (t,y).  Groups
 * whose name ends in _control are no S-curves.  Each group's bands come from the errors
 * of the other groups.
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
	double horizon, log; /* log(actual / forecast) of the combined one */
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
		if (y > 0 && v > 0 && !o->control && w->n_errors < MOST_ERRORS)
			w->errors[w->n_errors++] = (struct error){s, cut,
			    (rows[i].t - o->t[seen - 1]) / (o->t[seen - 1] - o->t[0]),
			    log(y / v)};
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

/* The quantiles of the errors within a bucket, of all groups but one; each series
 * counts as much as it has errors. */
static void
quantiles(const struct work *w, const char *but, size_t bucket, double q[4])
{
	static const double at[4] = {0.025, 0.10, 0.90, 0.975};
	static double v[MOST_ERRORS];
	size_t n = 0;
	for (size_t i = 0; i < w->n_errors; i++) {
		const struct error *x = &w->errors[i];
		bool in = x->horizon > edges[bucket] && x->horizon <= edges[bucket + 1];
		if (in && (!but || strcmp(but, w->series[x->series].group) != 0))
			v[n++] = x->log;
	}
	qsort(v, n, sizeof *v, compare);
	for (size_t k = 0; k < 4; k++) {
		double place = at[k] * (double)(n > 0 ? n - 1 : 0);
		size_t i = (size_t)place;
		q[k] = n == 0 ? (double)NAN
			      : v[i]
				    + (place - (double)i)
					  * (v[i + 1 < n ? i + 1 : i] - v[i]);
	}
}

static void
print_table(const struct work *w)
{
	double most[4] = {0};
	for (size_t b = 0; b < ROWS; b++) {
		double q[4], middle = 0;
		size_t n = 0;
		quantiles(w, NULL, b, q);
		/* Errors do not shrink with the horizon. */
		for (size_t k = 0; k < 4; k++)
			most[k] = k < 2 ? fmin(most[k], q[k]) : fmax(most[k], q[k]);
		for (size_t i = 0; i < w->n_errors; i++)
			if (w->errors[i].horizon > edges[b]
			    && w->errors[i].horizon <= edges[b + 1]) {
				middle += w->errors[i].horizon;
				n++;
			}
		(void)printf("\t{%.3f, {%.3f, %.3f, %.3f, %.3f}}, /* %zu errors */\n",
		    middle / (double)n, most[0], most[1], most[2], most[3], n);
	}
}

static void
print_coverage(const struct work *w, size_t cut)
{
	size_t n = 0, in80 = 0, in95 = 0, table80 = 0, table95 = 0;
	for (size_t i = 0; i < w->n_errors; i++) {
		const struct error *x = &w->errors[i];
		double q[4];
		size_t b = 0;
		if (x->cut != cut)
			continue;
		while (b + 1 < ROWS && x->horizon > edges[b + 1])
			b++;
		quantiles(w, w->series[x->series].group, b, q);
		n++;
		in80 += x->log >= q[1] && x->log <= q[2];
		in95 += x->log >= q[0] && x->log <= q[3];
		for (size_t k = 0; k < 4; k++)
			q[k] = forecast_table(k, x->horizon);
		table80 += x->log >= q[1] && x->log <= q[2];
		table95 += x->log >= q[0] && x->log <= q[3];
	}
	(void)printf("  bands of 80%% and 95%% hold %.0f%% and %.0f%% (of the other "
		     "groups' errors); with the shipped table %.0f%% and %.0f%%\n",
	    100.0 * (double)in80 / (double)n, 100.0 * (double)in95 / (double)n,
	    100.0 * (double)table80 / (double)n, 100.0 * (double)table95 / (double)n);
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
			if (!control)
				print_coverage(w, cut);
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
