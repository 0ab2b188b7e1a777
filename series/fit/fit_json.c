/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit_json.h"

#include <assert.h>
#include <math.h>

#include "series/json.h"

static const double YEAR = 365.25; /* days */

static const char *const statuses[] = {
    [FIT_CONVERGED] = "converged",
    [FIT_STALLED] = "stalled",
    [FIT_OUT_OF_STEPS] = "out of steps",
    [FIT_UNDETERMINED] = "undetermined",
};
static_assert(sizeof statuses / sizeof *statuses == FIT_STATUSES, "a name each");

/* "key": "text", */
static int
write_text(FILE *f, const char *key, struct str text, struct err *e)
{
	(void)fprintf(f, "\"%s\": ", key);
	if (json_write_str(f, text, e) != 0)
		return -1;
	(void)fputs(", ", f);
	return 0;
}

/* "key": 1.5, or null where nothing was found. */
static void
write_value(FILE *f, const char *key, double v, const char *after)
{
	(void)fprintf(f, "\"%s\": ", key);
	json_write_number(f, v);
	(void)fputs(after, f);
}

static int
write_key(FILE *f, const struct report *r, struct err *e)
{
	const struct series_key *k = &r->series->key;
	const struct {
		const char *name;
		struct str text;
	} rows[] = {
	    {"company", k->company},
	    {"metric", k->metric},
	    {"kind", str_from(obs_kind_name(k->kind))},
	    {"segment", k->segment},
	    {"basis", str_from(obs_basis_name(k->basis))},
	    {"variant", k->variant},
	    {"measure", str_from(obs_measure_name(k->measure))},
	    {"unit", r->series->unit},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (write_text(f, rows[i].name, rows[i].text, e) != 0)
			return -1;
	return 0;
}

/* value, se, low and high of parameter k, each times by. */
static void
write_param(FILE *f, const char *key, const struct report *r, size_t k, double by)
{
	double low, high;
	bool shown = r->fit.status == FIT_CONVERGED;
	double none = (double)NAN;
	fit_interval(&r->fit, k, 0.95, &low, &high);
	(void)fprintf(f, "\"%s\": {", key);
	write_value(f, "value", shown ? r->fit.p[k] * by : none, ", ");
	write_value(f, "se", shown ? r->fit.se[k] * by : none, ", ");
	write_value(f, "low", shown ? low * by : none, ", ");
	write_value(f, "high", shown ? high * by : none, "");
}

static int
write_fit(FILE *f, const struct report *r, struct err *e)
{
	const struct fit *fit = &r->fit;
	bool shown = fit->status == FIT_CONVERGED;
	double none = (double)NAN;
	write_param(f, "ceiling", r, 0, 1);
	(void)fputs("}, ", f);
	write_param(f, "rate_per_year", r, 1, YEAR);
	(void)fputs("}, ", f);
	write_param(f, "midpoint", r, 2, 1);
	(void)fputs(", \"date\": ", f);
	if (shown) {
		struct arena a = {NULL};
		int rc = json_write_str(f, report_day(fit->p[2], &a), e);
		arena_release(&a);
		if (rc != 0)
			return -1;
	} else {
		(void)fputs("null", f);
	}
	(void)fputs("}, ", f);
	write_value(f, "years_10_to_90", shown ? report_years(r) : none, ", ");
	write_value(f, "sigma", shown ? fit->sigma : none, ", ");
	write_value(f, "rss", shown ? fit->rss : none, ", ");
	(void)fprintf(f, "\"degrees_of_freedom\": %zu, ", fit->n - fit->np);
	return 0;
}

static void
write_points(FILE *f, const struct report *r)
{
	(void)fputs("\"points\": [", f);
	for (size_t i = 0; i < r->points.n; i++) {
		const struct series_point *p = r->points.at[i];
		char start[DATE_TEXT], end[DATE_TEXT];
		double fitted = fit_eval(&r->fit, r->t[i], 0.95, NULL);
		date_format(p->period.start, start);
		date_format(p->period.end, end);
		(void)fprintf(f, "%s{\"start\": \"%s\", \"end\": \"%s\", ",
		    i ? ", " : "", start, end);
		write_value(f, "value", r->y[i], ", ");
		write_value(f, "fitted",
		    r->fit.status == FIT_CONVERGED ? fitted : (double)NAN, "}");
	}
	(void)fputs("]", f);
}

int
fit_json_write(FILE *f, const struct report *r, struct err *e)
{
	char reason[REPORT_TEXT];
	bool shown = r->fit.status == FIT_CONVERGED;
	report_reason(r, reason);
	(void)fputs("{\"version\": 1, ", f);
	if (write_key(f, r, e) != 0
	    || write_text(f, "model", str_from(fit_model_name(r->fit.model)), e) != 0
	    || write_text(f, "status", str_from(statuses[r->fit.status]), e) != 0)
		return -1;
	if (shown)
		(void)fputs("\"reason\": null, ", f);
	else if (write_text(f, "reason", str_from(reason), e) != 0)
		return -1;
	(void)fprintf(f,
	    "\"n\": %zu, \"bounds_left_out\": %zu, \"other_times_left_out\": %zu, ",
	    r->points.n, r->bounds, r->points.other_times);
	if (write_fit(f, r, e) != 0)
		return -1;
	write_points(f, r);
	(void)fputs("}\n", f);
	return 0;
}
