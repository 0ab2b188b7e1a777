/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/fit/fit_json.h"
#include "series/fit/pick.h"

enum { KEY_MODEL = 0x3000, KEY_FORCE };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

struct settings {
	struct options common;
	const char *metric;
	enum format format;
	bool force;
};

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	enum fit_model model;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_FORCE:
		s->force = true;
		return 0;
	case KEY_MODEL:
		if (fit_model_find(arg, &model))
			return 0;
		(void)err_set(&s->common.err, ERR_USAGE,
		    "--model '%s' is not among: logistic", arg);
		return EINVAL;
	case ARGP_KEY_ARG:
		return options_metric(&s->common, &s->metric, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
set_format(struct settings *s, struct err *e)
{
	static const char *const names[] = {
	    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv"};
	const char *want = s->common.format;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!want || strcmp(want, names[i]) == 0) {
			s->format = (enum format)i;
			return 0;
		}
	return err_set(
	    e, ERR_USAGE, "--format '%s' is not among text, json, csv", want);
}

/* ---- for people ---- */

/* "10,350 vehicles/week", "183 vehicles/week", "9,970 to 10,720 vehicles/week". */
struct line {
	const char *name;
	struct str value, error, interval, more;
};

static void
print_line(FILE *f, const struct line *l)
{
	(void)fprintf(f, "%-9s ", l->name);
	err_print_safe(f, l->value);
	(void)fputs("; standard error ", f);
	err_print_safe(f, l->error);
	(void)fputs("; 95%: ", f);
	err_print_safe(f, l->interval);
	err_print_safe(f, l->more);
	(void)fputc('\n', f);
}

static struct str
number(double v, double error, const char *unit, struct arena *a)
{
	char text[OBS_FIELD_TEXT];
	obs_number(fit_round(v, error), text);
	return arena_printf(a, "%s%s", text, unit);
}

/* "2.09 to 2.31 per year" */
static struct str
span(double low, double high, double error, const char *unit, struct arena *a)
{
	struct str from = number(low, error, "", a), to = number(high, error, unit, a);
	return arena_printf(a, "%.*s to %.*s", STR_FMT(from), STR_FMT(to));
}

static void
print_params(FILE *f, const struct report *r, struct arena *a)
{
	static const double YEAR = 365.25;
	const struct fit *fit = &r->fit;
	double low[3], high[3];
	const double *se = fit->se;
	for (size_t k = 0; k < 3; k++)
		fit_interval(fit, k, 0.95, &low[k], &high[k]);
	bool falls = fit->p[1] < 0;
	print_line(f, &(struct line){"ceiling", report_value(r, fit->p[0], se[0], a),
			  report_value(r, se[0], se[0], a),
			  series_text(fit_round(low[0], se[0]),
			      fit_round(high[0], se[0]), r->series->unit, a),
			  falls ? STR("; it falls from there") : STR("")});
	double years = report_years(r), e = se[1] * YEAR;
	print_line(f,
	    &(struct line){"rate", number(fit->p[1] * YEAR, e, " per year", a),
		number(e, e, "", a), span(low[1] * YEAR, high[1] * YEAR, e, "", a),
		arena_printf(a, "; from %s of the ceiling in %.*f years",
		    falls ? "90% to 10%" : "10% to 90%", years < 10 ? 1 : 0, years)});
	struct str first = report_day(low[2], a), last = report_day(high[2], a);
	print_line(
	    f, &(struct line){"midpoint", report_day(fit->p[2], a),
		   number(se[2], se[2], " days", a),
		   arena_printf(a, "%.*s to %.*s", STR_FMT(first), STR_FMT(last)),
		   STR("")});
	(void)fputs("scatter   ", f);
	err_print_safe(f, report_value(r, fit->sigma, fit->sigma, a));
	(void)fprintf(f, " about the curve (%zu values, %zu degrees of freedom)\n",
	    fit->n, fit->n - fit->np);
}

static void
print_points(FILE *f, const struct report *r, struct arena *a)
{
	(void)fputs("\nvalues used (fitted):\n", f);
	for (size_t i = 0; i < r->points.n; i++) {
		const struct series_point *p = r->points.at[i];
		char label[OBS_LABEL];
		double at = fit_eval(&r->fit, r->t[i], 0.95, NULL);
		obs_label(p->obs, label);
		(void)fprintf(f, "  %-11s ", label);
		err_print_safe(f, series_text(p->low, p->high, r->series->unit, a));
		(void)fputs(" (", f);
		err_print_safe(f, report_value(r, at, r->fit.sigma, a));
		(void)fputs(")\n", f);
	}
	if (r->bounds)
		(void)fprintf(f, "left out: %zu that only bound%s the value\n",
		    r->bounds, r->bounds == 1 ? "s" : "");
	if (r->points.other_times)
		(void)fprintf(f, "left out: %zu about another kind of time than %ss\n",
		    r->points.other_times, period_grain_name(r->points.grain));
}

static void
print_text(FILE *f, const struct report *r, struct arena *a)
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
	print_params(f, r, a);
	print_points(f, r, a);
}

/* ---- for machines ---- */

static void
print_number(FILE *f, double v, char after)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	(void)fprintf(f, "%s%c", text, after);
}

static void
print_csv(FILE *f, const struct report *r, struct arena *a)
{
	enum { STEPS = 200 };
	double first = floor(r->t[0]), last = ceil(report_end(r));
	double step = fmax(1, ceil((last - first) / STEPS));
	int n = (int)((last - first) / step);
	(void)fputs("date,fitted,low80,high80,low95,high95\n", f);
	for (int i = 0; i <= n; i++) {
		double t = first + i * step, half80, half95;
		double y = fit_eval(&r->fit, t, 0.80, &half80);
		(void)fit_eval(&r->fit, t, 0.95, &half95);
		(void)fprintf(f, "%.*s,", STR_FMT(report_day(t, a)));
		print_number(f, y, ',');
		print_number(f, y - half80, ',');
		print_number(f, y + half80, ',');
		print_number(f, y - half95, ',');
		print_number(f, y + half95, '\n');
	}
}

/* A fit that did not converge is no output but JSON's, which says so. */
static int
write_report(
    const struct settings *s, const struct report *r, struct arena *a, struct err *e)
{
	struct out out;
	char reason[REPORT_TEXT];
	report_reason(r, reason);
	if (s->format == FORMAT_JSON || !reason[0]) {
		if (out_open(&out, s->common.output, e) != 0)
			return -1;
		int rc = 0;
		if (s->format == FORMAT_JSON)
			rc = fit_json_write(out.f, r, e);
		else if (s->format == FORMAT_CSV)
			print_csv(out.f, r, a);
		else
			print_text(out.f, r, a);
		if (rc != 0) {
			out_abort(&out);
			return -1;
		}
		if (out_commit(&out, e) != 0)
			return -1;
	}
	if (!reason[0])
		return 0;
	return err_set(e, ERR_EMPTY, "no %s curve of %.*s through %zu values: %s",
	    fit_model_name(r->fit.model), STR_FMT(r->metric->name), r->points.n,
	    reason);
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_option own[] = {
	    {"model", KEY_MODEL, "NAME", 0, "the curve: logistic", 0},
	    {"force", KEY_FORCE, NULL, 0, "fit a ratio or a balance too", 0},
	    {NULL, 0, NULL, 0, NULL, 0},
	};
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Fit a growth curve to the achieved values of a metric.\v"
	    "--format is text, json or csv (the curve with its bands).\n\n"
	    "  tseries fit rate --segment 'Model C'\n"
	    "  tseries fit deliveries --format csv -o curve.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	struct pick p;
	struct report r;
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (set_format(&s, e) != 0)
		return -1;
	if (!s.metric)
		return err_set(e, ERR_USAGE,
		    "fit what? Name a metric (tseries metrics lists them)");
	rc = pick_open(&p, &s.common, s.metric, e);
	if (rc == 0)
		rc = pick_unbroken(&p, e);
	if (rc == 0)
		rc = report_make(p.choice.actual, p.metric, s.force, &p.arena, &r, e);
	if (rc == 0)
		rc = write_report(&s, &r, &p.arena, e);
	pick_close(&p);
	return rc;
}

const struct cmd cmd_fit = {
    "fit", "METRIC", "growth curves: parameters, intervals, bands", run};
