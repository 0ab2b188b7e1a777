/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit_json.h"

#include <assert.h>
#include <math.h>

#include "series/fit/frame.h"
#include "series/json.h"

static const double YEAR = 365.25; /* days */

static const char *const units[] = {[FIT_VALUE] = "value",
    [FIT_PER_DAY] = "per day",
    [FIT_DAY] = "day",
    [FIT_VALUE_PER_DAY] = "value per day",
    [FIT_NUMBER] = "number"};
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

/* Whether what was fitted may be shown. */
static bool
is_shown(const struct report *r)
{
	char reason[REPORT_TEXT];
	report_reason(r, reason);
	return !reason[0];
}

/* The parameter of that name, FIT_MAX_PARAMS: it has none. */
static size_t
param_named(enum fit_model m, const char *name)
{
	for (size_t k = 0; k < fit_param_count(m); k++)
		if (strcmp(fit_param_name(m, k), name) == 0)
			return k;
	return FIT_MAX_PARAMS;
}

/* value, se, low and high of a parameter, each times by; null of one that there is
 * not. */
static void
write_param(
    FILE *f, const char *key, const struct report *r, const char *name, double by)
{
	size_t k = param_named(r->fit.model, name);
	bool shown = is_shown(r) && k < FIT_MAX_PARAMS;
	double none = (double)NAN;
	const struct profile *p = &r->profiles.prior[shown ? k : 0];
	(void)fprintf(f, "\"%s\": {", key);
	write_value(f, "value", shown ? r->fit.p[k] * by : none, ", ");
	write_value(f, "se", shown ? r->fit.se[k] * by : none, ", ");
	write_value(f, "low", shown ? p->low * by : none, ", ");
	write_value(f, "high", shown ? p->high * by : none, "");
}

static int
write_fit(FILE *f, const struct report *r, struct err *e)
{
	const struct fit *fit = &r->fit;
	size_t mid = param_named(fit->model, "midpoint");
	bool shown = is_shown(r);
	double none = (double)NAN;
	write_param(f, "ceiling", r, "ceiling", 1);
	(void)fputs("}, ", f);
	write_param(f, "rate_per_year", r, "rate", YEAR);
	(void)fputs("}, ", f);
	write_param(f, "midpoint", r, "midpoint", 1);
	(void)fputs(", \"date\": ", f);
	if (shown && mid < FIT_MAX_PARAMS) {
		struct arena a = {NULL};
		int rc = json_write_str(f, report_day(fit->p[mid], &a), e);
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
	(void)fprintf(f, "\"degrees_of_freedom\": %zu, ", fit->df);
	return 0;
}

static int
write_points(FILE *f, const struct report *r, struct err *e)
{
	bool shown = is_shown(r);
	(void)fputs("\"points\": [", f);
	for (size_t i = 0; i < r->points.n; i++) {
		const struct series_point *p = r->points.at[i];
		const struct fit_point *q = &r->stated[i];
		char start[DATE_TEXT], end[DATE_TEXT], as_of[DATE_TEXT];
		double fitted = fit_at(&r->fit, q);
		date_format(p->period.start, start);
		date_format(p->period.end, end);
		date_format(p->obs->as_of, as_of);
		(void)fprintf(f, "%s{\"start\": \"%s\", \"end\": \"%s\", ",
		    i ? ", " : "", start, end);
		write_value(f, "value", r->y[i], ", ");
		write_value(f, "fitted", shown ? fitted : (double)NAN, ", ");
		write_value(f, "low", q->low, ", ");
		write_value(f, "high", q->high, ", ");
		write_value(f, "sd", q->sd, ", ");
		(void)fprintf(f, "\"as_of\": \"%s\", ", as_of);
		if (write_text(f, "doc", p->obs->doc, e) != 0)
			return -1;
		(void)fprintf(f, "\"line\": %llu}", (unsigned long long)p->obs->line);
	}
	(void)fputs("], ", f);
	return 0;
}

/* ---- what was added to version 1 ---- */

static void
write_parameters(FILE *f, const struct report *r)
{
	const struct fit *fit = &r->fit;
	bool shown = is_shown(r);
	double none = (double)NAN;
	(void)fputs("\"parameters\": [", f);
	for (size_t k = 0; k < fit->np; k++) {
		const struct profile *with = &r->profiles.prior[k];
		const struct profile *data = &r->profiles.data[k];
		(void)fprintf(f, "%s{\"name\": \"%s\", \"unit\": \"%s\", ",
		    k ? ", " : "", fit_param_name(fit->model, k),
		    units[fit_param_unit(fit->model, k)]);
		write_value(f, "value", shown ? fit->p[k] : none, ", ");
		write_value(f, "se", shown ? fit->se[k] : none, ", ");
		write_value(f, "low", with->low, ", ");
		write_value(f, "high", with->high, ", ");
		(void)fprintf(
		    f, "\"verdict\": \"%s\", ", profile_verdict_name(data->verdict));
		write_value(f, "low_data", data->low, ", ");
		write_value(f, "high_data", data->high, "}");
	}
	(void)fputs("], \"covariance\": [", f);
	for (size_t i = 0; i < fit->np; i++) {
		(void)fputs(i ? ", [" : "[", f);
		for (size_t k = 0; k < fit->np; k++) {
			(void)fputs(k ? ", " : "", f);
			json_write_number(f, shown ? fit->cov[i][k] : none);
		}
		(void)fputc(']', f);
	}
	(void)fputs("], ", f);
}

static void
write_rank(FILE *f, const struct rank *r)
{
	if (!r) {
		(void)fputs("\"rank\": null, ", f);
		return;
	}
	(void)fputs("\"rank\": [", f);
	for (size_t i = 0; i < FIT_MODELS; i++) {
		const struct rank_row *w = &r->rows[i];
		bool in = w->reason == RANK_COMPARED;
		double none = (double)NAN;
		(void)fprintf(f, "%s{\"model\": \"%s\", ", i ? ", " : "",
		    fit_model_name(w->model));
		write_value(f, "aicc", in ? w->fit.aicc : none, ", ");
		write_value(f, "delta", in ? w->delta : none, ", ");
		write_value(f, "weight", in ? w->weight : none, ", ");
		write_value(f, "ar1", in ? w->ar1 : none, ", ");
		(void)fprintf(f, "\"reason\": \"%s\"}", rank_reason_text(w->reason));
	}
	(void)fputs("], ", f);
}

/* All that entered the fit, point by point: contradicting statements by their shares,
 * targets. */
static int
write_evidence(FILE *f, const struct report *r, struct err *e)
{
	const struct evidence *v = &r->evidence;
	(void)fprintf(f,
	    "\"loss\": \"%s\", \"cumulative\": %s, \"targets\": %zu, "
	    "\"shared\": %zu, \"terms\": [",
	    r->fit.robust ? "student-t-4" : "normal",
	    r->ask.cumulative ? "true" : "false", v->targets, v->shared);
	for (size_t i = 0; i < v->n; i++) {
		const struct fit_point *q = &v->at[i];
		char as_of[DATE_TEXT];
		date_format(v->from[i]->as_of, as_of);
		(void)fputs(i ? ", {" : "{", f);
		write_value(f, "t", q->t, ", ");
		write_value(f, "low", q->low, ", ");
		write_value(f, "high", q->high, ", ");
		write_value(f, "sd", q->sd, ", ");
		write_value(f, "span", q->span, ", ");
		write_value(f, "share", q->share > 0 ? q->share : 1, ", ");
		(void)fprintf(f, "\"target\": %s, \"as_of\": \"%s\", ",
		    q->soft ? "true" : "false", as_of);
		if (write_text(f, "doc", v->from[i]->doc, e) != 0)
			return -1;
		(void)fprintf(
		    f, "\"line\": %llu}", (unsigned long long)v->from[i]->line);
	}
	(void)fputs("], ", f);
	return 0;
}

static int
write_details(FILE *f, const struct report *r, struct err *e)
{
	const struct fit *fit = &r->fit;
	if (write_text(f, "formula", str_from(fit_model_formula(fit->model)), e) != 0
	    || write_text(f, "source", str_from(fit_model_source(fit->model)), e) != 0)
		return -1;
	(void)fputs("\"constants\": {", f);
	write_value(f, "first", fit->first, ", ");
	write_value(f, "last", fit->last, ", ");
	write_value(f, "width", fit->width, "}, ");
	write_parameters(f, r);
	(void)fprintf(f, "\"prior\": %s, ",
	    fit->prior ? "\"log(ceiling / largest value) is normal with mean log 1.5 "
			 "and sd 0.7\""
		       : "null");
	write_value(f, "log_likelihood", fit->logl, ", ");
	write_value(f, "aicc", fit->aicc, ", ");
	(void)fprintf(f,
	    "\"starts_agreeing\": %d, \"steps\": %d, \"ranges\": %zu, "
	    "\"open_bounds\": %zu, ",
	    fit->starts, fit->steps, r->ranges, r->bounds);
	write_rank(f, r->rank);
	return write_evidence(f, r, e);
}

static int
write_derived(FILE *f, const struct fit_json *j, struct err *e)
{
	(void)fputs("\"derived\": {", f);
	for (int k = 0; j->draws && k < DERIVED_KINDS; k++) {
		struct derived v;
		enum derived_kind kind = (enum derived_kind)k;
		if (derived_run(j->draws, kind, j->reach, 0.95, &v, e) != 0)
			return -1;
		(void)fprintf(f, "%s\"%s\": {", k ? ", " : "", derived_name(kind));
		write_value(f, "value", v.value, ", ");
		write_value(f, "low", v.low, ", ");
		write_value(f, "high", v.high, "}");
	}
	(void)fputs("}, ", f);
	return 0;
}

static void
write_draws(FILE *f, const struct draws *d, unsigned long seed)
{
	(void)fprintf(f, "\"seed\": %lu, \"draws\": [", seed);
	for (size_t i = 0; d && i < d->n; i++) {
		(void)fputs(i ? ", [" : "[", f);
		for (size_t k = 0; k < d->np; k++) {
			(void)fputs(k ? ", " : "", f);
			json_write_number(f, d->p[i * d->np + k]);
		}
		(void)fputc(']', f);
	}
	(void)fputs("], ", f);
}

static void
write_bands(FILE *f, const double v[4])
{
	write_value(f, "low80", v[0], ", ");
	write_value(f, "high80", v[1], ", ");
	write_value(f, "low95", v[2], ", ");
	write_value(f, "high95", v[3], "");
}

static int
write_curve(FILE *f, const struct fit_json *j, struct arena *a, struct err *e)
{
	enum { STEPS = 60 };
	const struct draws *d = j->draws;
	(void)fputs("\"curve\": [", f);
	if (d && is_shown(j->report)) {
		double from = j->report->t[0], v[4];
		double step = (report_end(j->report) - from) / STEPS;
		double *at = ARENA_NEW(a, d->n, double);
		if (!at)
			return err_nomem(e);
		for (int i = 0; i <= STEPS; i++) {
			double t = from + step * i;
			draws_band(d, t, at);
			draws_interval(at, d->n, 0.80, &v[0], &v[1]);
			draws_interval(at, d->n, 0.95, &v[2], &v[3]);
			struct str day = report_day(t, a);
			(void)fprintf(
			    f, "%s{\"date\": \"%.*s\", ", i ? ", " : "", STR_FMT(day));
			write_value(
			    f, "fitted", fit_eval(&j->report->fit, t, 0.5, NULL), ", ");
			write_bands(f, v);
			(void)fputc('}', f);
		}
	}
	(void)fputs("], ", f);
	return 0;
}

static int
write_forecast(FILE *f, const struct outlook *o, struct arena *a, struct err *e)
{
	if (!o) {
		(void)fputs("\"forecast\": null, ", f);
		return 0;
	}
	(void)fputs("\"forecast\": [", f);
	for (size_t i = 0; i < o->f.n; i++) {
		const struct forecast_row *w = &o->f.rows[i];
		const double v[] = {w->low80, w->high80, w->low95, w->high95};
		(void)fputs(i ? ", {" : "{", f);
		if (write_text(f, "date", report_day(w->t, a), e) != 0
		    || write_text(f, "period", o->labels[i], e) != 0)
			return -1;
		write_value(f, "forecast", w->by[FORECAST_COMBINED], ", ");
		write_bands(f, v);
		for (int k = 1; k < FORECAST_METHODS; k++) {
			(void)fputs(", ", f);
			write_value(f, forecast_method_name((enum forecast_method)k),
			    w->by[k], "");
		}
		(void)fputc('}', f);
	}
	(void)fputs("], ", f);
	return 0;
}

static void
write_backtest(FILE *f, const struct backtest *b)
{
	if (!b) {
		(void)fputs("\"backtest\": null", f);
		return;
	}
	(void)fprintf(f, "\"backtest\": {\"cuts\": %zu, \"n\": %zu, ", b->cuts, b->n);
	write_value(f, "covered80", b->covered80, ", ");
	write_value(f, "covered95", b->covered95, ", ");
	(void)fprintf(
	    f, "\"best\": \"%s\", \"methods\": {", forecast_method_name(b->best));
	for (int k = 0; k < FORECAST_METHODS; k++) {
		(void)fprintf(f, "%s\"%s\": {", k ? ", " : "",
		    forecast_method_name((enum forecast_method)k));
		write_value(f, "error", b->error[k], ", ");
		write_value(f, "bias", b->bias[k], "}");
	}
	(void)fputs("}}", f);
}

/* ---- what was added after backtest ---- */

/* Where the search for each parameter ends; null: nowhere, it was held. */
static void
write_bounds(FILE *f, const struct report *r)
{
	const struct model *m = model_get(r->fit.model);
	struct err none = {.code = ERR_NONE};
	struct frame fr;
	bool known = frame_measure(&r->setup, r->stated, r->points.n, &fr, &none) == 0;
	(void)fputs(", \"bounds\": [", f);
	fr.falls = m->mirrors && r->fit.p[1] < 0;
	for (size_t k = 0; k < m->np; k++) {
		double x[FIT_MAX_PARAMS] = {0}, p[FIT_MAX_PARAMS], end[2];
		for (size_t side = 0; side < 2; side++) {
			x[k] = side ? m->params[k].hi : m->params[k].lo;
			model_natural(m, x, p);
			end[side] =
			    frame_origin(&fr, m, k) + frame_unit(&fr, m, k) * p[k];
			if (!known || r->fit.held >> k & 1)
				end[side] = (double)NAN;
		}
		(void)fputs(k ? ", [" : "[", f);
		json_write_number(f, fmin(end[0], end[1]));
		(void)fputs(", ", f);
		json_write_number(f, fmax(end[0], end[1]));
		(void)fputc(']', f);
	}
	(void)fputs("], ", f);
}

static void
write_diagnostics(FILE *f, const struct fit_json *j)
{
	const struct report *r = j->report;
	double mean = 0, all = 0, left = 0, most = 0, none = (double)NAN;
	size_t n = r->points.n;
	bool shown = is_shown(r);
	for (size_t i = 0; i < n; i++)
		mean += r->y[i] / (double)n;
	for (size_t i = 0; i < n; i++) {
		double off = r->y[i] - fit_at(&r->fit, &r->stated[i]);
		all += (r->y[i] - mean) * (r->y[i] - mean);
		left += off * off;
		most = fmax(most, fabs(off) / (r->fit.sigma * r->stated[i].sd));
	}
	(void)fputs("\"diagnostics\": {", f);
	write_value(f, "r_squared", shown ? 1 - left / all : none, ", ");
	write_value(f, "largest_deviation", shown ? most : none, ", ");
	write_value(
	    f, "autocorrelation", shown && j->draws ? j->draws->rho : none, "}, ");
}

static void
write_scatters(FILE *f, const struct draws *d)
{
	(void)fputs("\"draw_scatter\": [", f);
	for (size_t i = 0; d && i < d->n; i++) {
		(void)fputs(i ? ", " : "", f);
		json_write_number(f, d->sigma[i]);
	}
	(void)fputc(']', f);
}

/* ---- what version 2 added ---- */

static void
write_priors(FILE *f, const struct fit *fit)
{
	(void)fputs(", \"priors\": [", f);
	for (size_t i = 0; i < fit->n_priors; i++) {
		const struct fit_prior *p = &fit->priors[i];
		(void)fprintf(f,
		    "%s{\"parameter\": \"%s\", \"unit\": \"%s\", \"scale\": \"log\", "
		    "\"distribution\": \"normal\", ",
		    i ? ", " : "", fit_param_name(fit->model, p->param),
		    units[fit_param_unit(fit->model, p->param)]);
		write_value(f, "mean", p->mean, ", ");
		write_value(f, "sd", p->sd, ", ");
		write_value(f, "median", exp(p->mean), ", ");
		(void)fprintf(f, "\"applied\": %s}", fit->prior ? "true" : "false");
	}
	(void)fputc(']', f);
}

static int
write_totals(FILE *f, const struct fit_json *j, struct arena *a, struct err *e)
{
	const struct totals *t = &j->report->totals;
	const struct outlook *o = j->outlook;
	(void)fprintf(f,
	    ", \"totals\": {\"metrics\": %zu, \"rests\": %zu, \"covered\": %zu, "
	    "\"torn\": %zu, ",
	    j->report->ask.n_totals, t->rests, t->covered, t->torn);
	write_value(f, "amounts_from", j->report->fit.amounts_from, ", ");
	write_value(f, "amounts_step", j->report->fit.amounts_step, ", ");
	(void)fputs("\"forecast_of\": ", f);
	(void)fputs(!o ? "null" : o->total ? "\"totals\"" : "\"values\"", f);
	(void)fputs(", \"forecast_since\": ", f);
	if (!o || o->since == DATE_NONE)
		(void)fputs("null", f);
	else if (json_write_str(f, report_day(o->since, a), e) != 0)
		return -1;
	(void)fputc('}', f);
	return 0;
}

static int
write_head(FILE *f, const struct report *r, struct err *e)
{
	char reason[REPORT_TEXT];
	enum fit_status status = r->fit.status;
	report_reason(r, reason);
	/* The profile's verdict is the curve's too. */
	if (reason[0] && status == FIT_CONVERGED)
		status = FIT_UNDETERMINED;
	(void)fputs("{\"version\": 2, ", f);
	if (write_key(f, r, e) != 0
	    || write_text(f, "model", str_from(fit_model_name(r->fit.model)), e) != 0
	    || write_text(f, "status", str_from(statuses[status]), e) != 0)
		return -1;
	if (!reason[0])
		(void)fputs("\"reason\": null, ", f);
	else if (write_text(f, "reason", str_from(reason), e) != 0)
		return -1;
	(void)fprintf(f,
	    "\"n\": %zu, \"bounds_left_out\": 0, \"other_times_left_out\": %zu, ",
	    r->points.n, r->points.other_times);
	return 0;
}

int
fit_json_write(FILE *f, const struct fit_json *j, struct err *e)
{
	const struct report *r = j->report;
	struct arena a = {NULL};
	int rc = -1;
	if (write_head(f, r, e) != 0 || write_fit(f, r, e) != 0
	    || write_points(f, r, e) != 0 || write_details(f, r, e) != 0
	    || write_derived(f, j, e) != 0)
		goto done;
	write_draws(f, j->draws, j->seed);
	if (write_curve(f, j, &a, e) != 0 || write_forecast(f, j->outlook, &a, e) != 0)
		goto done;
	write_backtest(f, j->backtest);
	write_bounds(f, r);
	write_diagnostics(f, j);
	write_scatters(f, j->draws);
	write_priors(f, &r->fit);
	if (write_totals(f, j, &a, e) != 0)
		goto done;
	(void)fputs("}\n", f);
	rc = 0;
done:
	arena_release(&a);
	return rc;
}
