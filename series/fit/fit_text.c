/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit_text.h"

#include <math.h>
#include <stdlib.h>

static const double YEAR = 365.25;

/* ---- numbers and their units ---- */

static struct str
number(double v, double error, const char *unit, struct arena *a)
{
	char text[OBS_FIELD_TEXT];
	obs_number(fit_round(v, error), text);
	return arena_printf(a, "%s%s", text, unit);
}

/* A parameter's value as people read it: rates per year, times as days. */
static struct str
quantity(
    const struct report *r, enum fit_unit unit, double v, double error, struct arena *a)
{
	switch (unit) {
	case FIT_VALUE:
		return report_value(r, v, error, a);
	case FIT_PER_DAY:
		return number(v * YEAR, error * YEAR, " per year", a);
	case FIT_DAY:
		return report_day(v, a);
	case FIT_VALUE_PER_DAY: {
		struct str value = report_value(r, v * YEAR, error * YEAR, a);
		return arena_printf(a, "%.*s per year", STR_FMT(value));
	}
	case FIT_NUMBER:
		return number(v, error, "", a);
	}
	return STR("");
}

static struct str
standard_error(const struct report *r, enum fit_unit unit, double se, struct arena *a)
{
	if (!isfinite(se))
		return STR("none");
	return unit == FIT_DAY ? number(se, se, " days", a)
			       : quantity(r, unit, se, se, a);
}

/* "6,160 to 7,030 vehicles/week", "at least 6,160 vehicles/week", "no limit". */
static struct str
limits(const struct report *r, enum fit_unit unit, const struct profile *p,
    double error, struct arena *a)
{
	struct str low = quantity(r, unit, p->low, error, a);
	struct str high = quantity(r, unit, p->high, error, a);
	switch (p->verdict) {
	case PROFILE_BOUNDED_BELOW:
		return arena_printf(a, "at least %.*s", STR_FMT(low));
	case PROFILE_BOUNDED_ABOVE:
		return arena_printf(a, "at most %.*s", STR_FMT(high));
	case PROFILE_NOT_DETERMINED:
		return STR("no limit");
	case PROFILE_DETERMINED:
	case PROFILE_HELD:
	case PROFILE_VERDICTS:
		break;
	}
	if (unit == FIT_VALUE)
		return series_text(fit_round(p->low, error), fit_round(p->high, error),
		    r->series->unit, a);
	if (unit == FIT_PER_DAY)
		low = number(p->low * YEAR, error * YEAR, "", a);
	return arena_printf(a, "%.*s to %.*s", STR_FMT(low), STR_FMT(high));
}

/* ---- the fit ---- */

static void
print_param(FILE *f, const struct report *r, size_t k, struct arena *a)
{
	const struct fit *fit = &r->fit;
	const struct profile *with = &r->profiles.prior[k];
	const struct profile *data = &r->profiles.data[k];
	enum fit_unit unit = fit_param_unit(fit->model, k);
	double error = isfinite(fit->se[k]) ? fit->se[k] : 0;
	(void)fprintf(f, "%-9s ", fit_param_name(fit->model, k));
	err_print_safe(f, quantity(r, unit, fit->p[k], error, a));
	if (data->verdict == PROFILE_HELD) {
		bool guided = r->ask.as_guided && k == 0;
		bool begin = strcmp(fit_param_name(fit->model, k), "launch") == 0
			     && !isfinite(r->ask.launch);
		(void)fputs(guided  ? "; the largest value guided\n"
			    : begin ? "; where the first period begins (--launch says "
				      "another)\n"
				    : "; as given\n",
		    f);
		return;
	}
	(void)fputs("; standard error ", f);
	err_print_safe(f, standard_error(r, unit, fit->se[k], a));
	(void)fputs("; 95%: ", f);
	struct str first = limits(r, unit, with, error, a);
	struct str second = limits(r, unit, data, error, a);
	err_print_safe(f, first);
	if (fit->prior && !str_eq(first, second)) {
		(void)fputs(" (without the prior ", f);
		err_print_safe(f, second);
		(void)fputc(')', f);
	}
	(void)fprintf(f, "; %s\n", profile_verdict_text(data->verdict));
}

static void
print_scatter(FILE *f, const struct report *r, struct arena *a)
{
	const struct fit *fit = &r->fit;
	(void)fputs("scatter   ", f);
	err_print_safe(f, report_value(r, fit->sigma, fit->sigma, a));
	(void)fprintf(f, " about the curve (%zu values, %zu degrees of freedom)\n",
	    fit->values, fit->df);
	if (fit->robust)
		(void)fprintf(f,
		    "robust    by Student's t with %d degrees of freedom: what is far "
		    "off "
		    "counts little\n",
		    FIT_TAILS);
	if (r->evidence.targets)
		(void)fprintf(f,
		    "guidance  %zu value%s of periods not achieved, as soft target%s; "
		    "the "
		    "achieved ones govern\n",
		    r->evidence.targets, r->evidence.targets == 1 ? "" : "s",
		    r->evidence.targets == 1 ? "" : "s");
	if (r->ask.cumulative)
		(void)fputs("totals    the curve is what all came to; what a period "
			    "brought is its rise over it\n",
		    f);
}

/* A derived value, of its own kind of unit. */
static struct str
derived_text(const struct report *r, enum derived_kind k, double v, double error,
    struct arena *a)
{
	if (isinf(v))
		return v > 0 ? STR("never") : STR("no limit");
	switch (k) {
	case DERIVED_INFLECTION:
	case DERIVED_REACH:
		return report_day(v, a);
	case DERIVED_DURATION:
		return arena_printf(
		    a, "%.*f years", fabs(v) < 10 * YEAR ? 1 : 0, v / YEAR);
	case DERIVED_NOW:
		return report_value(r, v, error, a);
	case DERIVED_GROWTH:
		return number(100 * v, 100 * error, "% per year", a);
	case DERIVED_SHARE:
		return number(100 * v, 100 * error, "%", a);
	case DERIVED_KINDS:
		break;
	}
	return STR("");
}

static int
print_derived(FILE *f, const struct report *r, const struct draws *d, double reach,
    struct arena *a, struct err *e)
{
	static const char *const words[DERIVED_KINDS] = {
	    [DERIVED_INFLECTION] = "fastest growth",
	    [DERIVED_DURATION] = "from 10% to 90% of the ceiling in",
	    [DERIVED_NOW] = "the curve at the last value",
	    [DERIVED_GROWTH] = "its growth there",
	    [DERIVED_SHARE] = "its share of the ceiling there",
	    [DERIVED_REACH] = "reaches",
	};
	for (int k = 0; k < DERIVED_KINDS; k++) {
		struct derived v;
		if (derived_run(d, (enum derived_kind)k, reach, 0.95, &v, e) != 0)
			return -1;
		if (!isfinite(v.value) && isnan(v.low))
			continue;
		double error = isfinite(v.high - v.low) ? (v.high - v.low) / 4 : 0;
		enum derived_kind kind = (enum derived_kind)k;
		(void)fputs(words[k], f);
		if (kind == DERIVED_REACH) {
			(void)fputc(' ', f);
			err_print_safe(f, report_value(r, reach, 0, a));
		}
		double value = isfinite(v.value) ? v.value : (double)INFINITY;
		(void)fputc(' ', f);
		err_print_safe(f, derived_text(r, kind, value, error, a));
		(void)fputs("; 95%: ", f);
		err_print_safe(f, derived_text(r, kind, v.low, error, a));
		(void)fputs(" to ", f);
		err_print_safe(f, derived_text(r, kind, v.high, error, a));
		(void)fputc('\n', f);
	}
	return 0;
}

/* What became of amounts whose periods shorter ones tell of. */
static void
print_totals(FILE *f, const struct totals *t)
{
	if (t->rests)
		(void)fprintf(f,
		    "of these %zu: what a period brought beside what shorter ones tell "
		    "of it\n",
		    t->rests);
	if (t->covered)
		(void)fprintf(
		    f, "left out: %zu that shorter periods tell all of\n", t->covered);
	if (t->torn)
		(void)fprintf(f,
		    "left out: %zu that shorter periods tell parts of, with no rest in "
		    "one "
		    "piece\n",
		    t->torn);
}

static void
print_points(FILE *f, const struct report *r, struct arena *a)
{
	(void)fputs("\nvalues used (fitted):\n", f);
	for (size_t i = 0; i < r->points.n; i++) {
		const struct series_point *p = r->points.at[i];
		char label[OBS_LABEL];
		double at = fit_at(&r->fit, &r->stated[i]);
		obs_label(p->obs, label);
		(void)fprintf(f, "  %-11s ", label);
		err_print_safe(f, series_text(p->low, p->high, r->series->unit, a));
		(void)fputs(" (", f);
		err_print_safe(f, report_value(r, at, r->fit.sigma, a));
		(void)fputs(")\n", f);
	}
	if (r->bounds || r->ranges)
		(void)fprintf(f,
		    "of these %zu range%s and %zu open bound%s, fitted as such\n",
		    r->ranges, r->ranges == 1 ? "" : "s", r->bounds,
		    r->bounds == 1 ? "" : "s");
	if (r->evidence.shared)
		(void)fprintf(f,
		    "of %zu of these periods contradicting statements: all of them, as "
		    "parts of one value\n",
		    r->evidence.shared);
	print_totals(f, &r->totals);
	if (r->points.other_times)
		(void)fprintf(f, "left out: %zu about another kind of time than %ss\n",
		    r->points.other_times, period_grain_name(r->points.grain));
}

/* The families that were compared, the first first. */
static void
write_rank(FILE *f, const struct rank *r)
{
	(void)fputs("compared by AICc (0 is best):", f);
	for (size_t i = 0; i < r->n; i++)
		(void)fprintf(f, "%s %s %.1f", i ? "," : "",
		    fit_model_name(r->rows[i].model), r->rows[i].delta);
	(void)fputc('\n', f);
	if (r->tied > 1) {
		(void)fputs("not to be told apart by these data:", f);
		for (size_t i = 0; i < r->tied; i++)
			(void)fprintf(
			    f, "%s %s", i ? "," : "", fit_model_name(r->rows[i].model));
		(void)fputc('\n', f);
	}
	if (!fit_model_has_ceiling(r->rows[0].model))
		(void)fprintf(f, "a curve without a ceiling (%s) comes first\n",
		    fit_model_name(r->rows[0].model));
}

int
fit_text_write(FILE *f, const struct report *r, const struct draws *d, double reach,
    struct arena *a, struct err *e)
{
	size_t n = r->points.n;
	err_print_safe(f, series_title(&r->series->key, r->metric, a));
	(void)fputc('\n', f);
	(void)fprintf(
	    f, "%s curve through %zu values, ", fit_model_name(r->fit.model), n);
	err_print_safe(f, report_day(r->t[0], a));
	(void)fputs(" to ", f);
	err_print_safe(f, report_day(r->t[n - 1], a));
	(void)fprintf(f, ": %s\n\n", fit_status_text(r->fit.status));
	for (size_t k = 0; k < r->fit.np; k++)
		print_param(f, r, k, a);
	print_scatter(f, r, a);
	if (r->fit.p[1] < 0 && fit_model_has_ceiling(r->fit.model))
		(void)fputs("it falls: the ceiling is where it falls from\n", f);
	if (print_derived(f, r, d, reach, a, e) != 0)
		return -1;
	if (r->fit.prior)
		(void)fputs("prior     ceiling / largest value about 1.5 (95%: 0.4 to "
			    "5.9), weakly; --no-prior leaves it out\n",
		    f);
	if (r->rank)
		write_rank(f, r->rank);
	print_points(f, r, a);
	return 0;
}

/* ---- forecasts ---- */

void
fit_text_outlook(
    FILE *f, const struct report *r, const struct outlook *o, struct arena *a)
{
	err_print_safe(f, series_title(&r->series->key, r->metric, a));
	(void)fprintf(f, "\nforecast from %zu values: median of ", o->n);
	if (o->f.curves)
		(void)fprintf(f, "%zu S-curve%s%s, ", o->f.curves,
		    o->f.curves == 1 ? "" : "s",
		    r->ask.prior && !isfinite(r->ask.ceiling)
			? " (weak prior on the ceiling)"
			: "");
	(void)fputs("damped Holt, drift and the last value\n", f);
	if (o->total && o->since == DATE_NONE)
		(void)fputs("of what all came to\n", f);
	else if (o->total)
		(void)fprintf(f,
		    "of what all came to since %.*s, for no total was "
		    "stated\n",
		    STR_FMT(report_day(o->since, a)));
	for (size_t i = 0; i < o->f.n; i++) {
		const struct forecast_row *w = &o->f.rows[i];
		double v = w->by[FORECAST_COMBINED], error = (w->high80 - w->low80) / 3;
		(void)fprintf(f, "  %-11.*s ", STR_FMT(o->labels[i]));
		err_print_safe(f, report_value(r, v, error, a));
		(void)fputs("; 80%: ", f);
		err_print_safe(f, series_text(fit_round(w->low80, error),
				      fit_round(w->high80, error), r->series->unit, a));
		(void)fputs("; 95%: ", f);
		err_print_safe(f, series_text(fit_round(w->low95, error),
				      fit_round(w->high95, error), r->series->unit, a));
		(void)fputc('\n', f);
	}
}

void
fit_text_backtest(
    FILE *f, const struct report *r, const struct backtest *b, struct arena *a)
{
	if (b->cuts == 0) {
		(void)fputs("backtest: too few values to hold any back\n", f);
		return;
	}
	if (b->best == FORECAST_HOLT)
		(void)fputs(
		    "damped Holt forecast this series best in the backtest\n", f);
	(void)fprintf(f,
	    "backtest: %zu days on which something was said, %zu forecasts of what "
	    "came\n",
	    b->cuts, b->n);
	for (int k = 0; k < FORECAST_METHODS; k++) {
		if (!isfinite(b->error[k]))
			continue;
		(void)fprintf(f, "  %-12s mean error ",
		    forecast_method_name((enum forecast_method)k));
		err_print_safe(f, report_value(r, b->error[k], b->error[k] / 10, a));
		(void)fputs("; bias ", f);
		err_print_safe(f, report_value(r, b->bias[k], b->error[k] / 10, a));
		(void)fputc('\n', f);
	}
	if (b->n)
		(void)fprintf(f, "  bands of 80%% and 95%% held %.0f%% and %.0f%%\n",
		    100 * b->covered80, 100 * b->covered95);
}

void
fit_text_models(FILE *f)
{
	for (int m = 0; m < FIT_MODELS; m++) {
		enum fit_model model = (enum fit_model)m;
		(void)fprintf(f, "%s\n  %s\n  %s\n  parameters:", fit_model_name(model),
		    fit_model_what(model), fit_model_formula(model));
		static const char *const units[] = {[FIT_VALUE] = "value",
		    [FIT_PER_DAY] = "per year",
		    [FIT_DAY] = "date",
		    [FIT_VALUE_PER_DAY] = "value per year",
		    [FIT_NUMBER] = "number"};
		for (size_t k = 0; k < fit_param_count(model); k++)
			(void)fprintf(f, "%s %s (%s)", k ? "," : "",
			    fit_param_name(model, k), units[fit_param_unit(model, k)]);
		(void)fprintf(f, "; from %zu values\n  %s\n", fit_least_points(model),
		    fit_model_source(model));
	}
}

/* ---- CSV ---- */

static void
print_number(FILE *f, double v, char after)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	(void)fprintf(f, "%s%c", text, after);
}

int
fit_text_curve(FILE *f, const struct report *r, const struct draws *d, struct arena *a,
    struct err *e)
{
	enum { STEPS = 200 };
	double first = floor(r->t[0]), last = ceil(report_end(r));
	double step = fmax(1, ceil((last - first) / STEPS)), v[4];
	int n = (int)((last - first) / step);
	double *at = calloc(d->n, sizeof *at);
	if (!at)
		return err_nomem(e);
	(void)fputs("date,fitted,low80,high80,low95,high95\n", f);
	for (int i = 0; i <= n; i++) {
		double t = first + i * step;
		draws_band(d, t, at);
		draws_interval(at, d->n, 0.80, &v[0], &v[1]);
		draws_interval(at, d->n, 0.95, &v[2], &v[3]);
		(void)fprintf(f, "%.*s,", STR_FMT(report_day(t, a)));
		print_number(f, fit_eval(&r->fit, t, 0.80, NULL), ',');
		for (size_t k = 0; k < 4; k++)
			print_number(f, v[k], k < 3 ? ',' : '\n');
	}
	free(at);
	return 0;
}

void
fit_text_forecast_csv(FILE *f, const struct outlook *o, struct arena *a)
{
	(void)fputs("date,period,forecast,low80,high80,low95,high95", f);
	for (int k = 1; k < FORECAST_METHODS; k++)
		(void)fprintf(f, ",%s", forecast_method_name((enum forecast_method)k));
	(void)fputc('\n', f);
	for (size_t i = 0; i < o->f.n; i++) {
		const struct forecast_row *w = &o->f.rows[i];
		(void)fprintf(f, "%.*s,%.*s,", STR_FMT(report_day(w->t, a)),
		    STR_FMT(o->labels[i]));
		const double v[] = {
		    w->by[FORECAST_COMBINED], w->low80, w->high80, w->low95, w->high95};
		for (size_t k = 0; k < 5; k++)
			print_number(f, v[k], ',');
		for (int k = 1; k < FORECAST_METHODS; k++)
			print_number(
			    f, w->by[k], k + 1 < FORECAST_METHODS ? ',' : '\n');
	}
}
