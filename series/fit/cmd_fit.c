/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/cmd.h"
#include "series/fit/fit_json.h"
#include "series/fit/fit_text.h"
#include "series/fit/handover.h"
#include "series/fit/pick.h"
#include "series/unit.h"
#include "series/view.h"

enum {
	KEY_MODEL = 0x3000,
	KEY_FORCE,
	KEY_LIST,
	KEY_NO_PRIOR,
	KEY_CEILING,
	KEY_FLOOR,
	KEY_LAUNCH,
	KEY_REACH,
	KEY_SEED,
	KEY_HORIZON,
	KEY_UNTIL,
	KEY_BACKTEST,
	KEY_SCENARIO,
	KEY_ROBUST,
	KEY_WITH_GUIDANCE,
	KEY_CUMULATIVE,
	KEY_TOTAL,
	KEY_ROWS
};
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_HANDOVER };
enum { SCENARIOS = 12, TOTALS = 8 };

struct scenario {
	struct str name;
	double ceiling;
};

struct settings {
	struct options common;
	const char *metric;
	enum format format;
	struct report_ask ask;
	bool list, guided, targets, backtest, rows;
	double reach;
	unsigned long seed;
	int months; /* of --horizon; 0: none */
	int32_t until;
	struct scenario scenarios[SCENARIOS];
	size_t n_scenarios;
	const char *totals[TOTALS]; /* metrics whose values are totals of this one */
	size_t n_totals;
	struct handover_ask handover; /* of FORMAT_HANDOVER */
};

/* ---- options ---- */

static error_t
usage(struct settings *s, const char *option, const char *arg, const char *wants)
{
	(void)err_set(&s->common.err, ERR_USAGE, "%s '%s' is %s", option, arg, wants);
	return EINVAL;
}

static error_t
take_number(struct settings *s, const char *option, const char *arg, double *out)
{
	char *end;
	double v = strtod(arg, &end);
	if (end == arg || *end || !isfinite(v))
		return usage(s, option, arg, "not a number in the values' unit");
	*out = v;
	return 0;
}

static error_t
take_seed(struct settings *s, const char *arg)
{
	char *end;
	errno = 0;
	s->seed = strtoul(arg, &end, 10);
	bool whole = *arg >= '0' && *arg <= '9' && *end == '\0' && errno == 0;
	return whole ? 0 : usage(s, "--seed", arg, "not a whole number");
}

static error_t
take_day(struct settings *s, const char *option, const char *arg, int32_t *out)
{
	if (!date_parse(str_from(arg), out))
		return usage(s, option, arg, "not a date (YYYY-MM-DD)");
	return 0;
}

static error_t
take_model(struct settings *s, const char *arg)
{
	const char *names[FIT_MODELS + 1] = {"auto"};
	s->ask.automatic = strcmp(arg, "auto") == 0;
	if (s->ask.automatic || fit_model_find(arg, &s->ask.model))
		return 0;
	for (int m = 0; m < FIT_MODELS; m++)
		names[m + 1] = fit_model_name((enum fit_model)m);
	const char *near = options_nearest(arg, names, FIT_MODELS + 1);
	(void)err_set(&s->common.err, ERR_USAGE,
	    "--model '%s' is no curve (--list-models)%s%s%s", arg,
	    near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	return EINVAL;
}

/* bull=10000,base=7000 */
static error_t
take_scenarios(struct settings *s, const char *arg)
{
	struct str rest = str_from(arg);
	while (rest.n) {
		struct str one = str_cut(&rest, ',');
		char value[64];
		struct str name = str_trim(str_cut(&one, '='));
		one = str_trim(one);
		(void)snprintf(value, sizeof value, "%.*s", STR_FMT(one));
		char *end;
		double v = strtod(value, &end);
		if (name.n == 0 || end == value || *end || !(v > 0) || !isfinite(v)
		    || s->n_scenarios == SCENARIOS)
			return usage(s, "--scenario", arg,
			    "not NAME=CEILING,... (bull=10000,base=7000)");
		s->scenarios[s->n_scenarios++] = (struct scenario){name, v};
	}
	return 0;
}

static error_t
take_total(struct settings *s, const char *arg)
{
	if (s->n_totals == TOTALS) {
		(void)err_set(&s->common.err, ERR_USAGE,
		    "--total: more than %d metrics of totals", TOTALS);
		return EINVAL;
	}
	s->totals[s->n_totals++] = arg;
	s->ask.cumulative = true;
	return 0;
}

static error_t
parse_known(struct settings *s, int key, char *arg)
{
	int32_t day;
	switch (key) {
	case KEY_CEILING:
		s->guided = strcmp(arg, "guidance") == 0;
		return s->guided ? 0
				 : take_number(s, "--ceiling", arg, &s->ask.ceiling);
	case KEY_FLOOR:
		return take_number(s, "--floor", arg, &s->ask.floor);
	case KEY_REACH:
		return take_number(s, "--reach", arg, &s->reach);
	case KEY_LAUNCH:
		if (take_day(s, "--launch", arg, &day) != 0)
			return EINVAL;
		s->ask.launch = day;
		return 0;
	case KEY_UNTIL:
		return take_day(s, "--until", arg, &s->until);
	case KEY_SEED:
		return take_seed(s, arg);
	case KEY_SCENARIO:
		return take_scenarios(s, arg);
	case KEY_ROBUST:
		s->ask.robust = true;
		return 0;
	case KEY_WITH_GUIDANCE:
		s->targets = true;
		return 0;
	case KEY_CUMULATIVE:
		s->ask.cumulative = true;
		return 0;
	case KEY_TOTAL:
		return take_total(s, arg);
	case KEY_ROWS:
		s->rows = true;
		return handover_rows_find(arg, &s->handover.rows)
			   ? 0
			   : usage(s, "--rows", arg, "not history, future or all");
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_FORCE:
		s->ask.force = true;
		return 0;
	case KEY_LIST:
		s->list = true;
		return 0;
	case KEY_NO_PRIOR:
		s->ask.prior = false;
		return 0;
	case KEY_BACKTEST:
		s->backtest = true;
		return 0;
	case KEY_HORIZON:
		return outlook_horizon(arg, &s->months, &s->common.err) ? EINVAL : 0;
	case KEY_MODEL:
		return take_model(s, arg);
	case ARGP_KEY_ARG:
		return options_metric(&s->common, &s->metric, arg);
	default:
		return parse_known(s, key, arg);
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
	if (handover_form_find(want, &s->handover.form)) {
		s->format = FORMAT_HANDOVER;
		return 0;
	}
	return err_set(e, ERR_USAGE,
	    "--format '%s' is not among text, json, csv, prophet, nixtla, pandas, r",
	    want);
}

/* Options that would change nothing are told, not passed over. */
static int
check_use(const struct settings *s, struct err *e)
{
	const struct report_ask *a = &s->ask;
	bool launched = a->automatic || s->months || s->until != DATE_NONE
			|| s->format == FORMAT_HANDOVER || s->backtest || s->list;
	for (size_t k = 0; k < fit_param_count(a->model) && !launched; k++)
		launched = strcmp(fit_param_name(a->model, k), "launch") == 0;
	if (isfinite(a->launch) && !launched)
		return err_set(e, ERR_USAGE,
		    "--launch: the %s curve has no launch; --model chooses one that "
		    "has "
		    "(--list-models) or auto, and forecasts (--horizon) know it",
		    fit_model_name(a->model));
	if (s->rows && !s->list && s->format != FORMAT_HANDOVER)
		return err_set(e, ERR_USAGE,
		    "--rows chooses among the rows of --format prophet, nixtla, pandas "
		    "and r");
	return 0;
}

/* ---- what is written ---- */

struct job {
	const struct settings *s;
	struct pick pick;
	struct pick of_totals[TOTALS];
	const struct series *totals[TOTALS + 1];
	struct report report;
	struct draws draws;
	struct outlook outlook;
	struct backtest backtest;
	bool forecast; /* the outlook is asked for */
};

static int
write_text(FILE *f, struct job *j, bool shown, struct err *e)
{
	struct arena *a = &j->pick.arena;
	/* Where Holt is the better one, that comes first. */
	if (j->s->backtest)
		fit_text_backtest(f, &j->report, &j->backtest, a);
	if (j->forecast)
		fit_text_outlook(f, &j->report, &j->outlook, a);
	if (!shown || j->forecast || j->s->backtest)
		return 0;
	return fit_text_write(f, &j->report, &j->draws, j->s->reach, a, e);
}

static int
write_csv(FILE *f, struct job *j, struct err *e)
{
	struct arena *a = &j->pick.arena;
	if (!j->forecast)
		return fit_text_curve(f, &j->report, &j->draws, a, e);
	fit_text_forecast_csv(f, &j->outlook, a);
	return 0;
}

static int
write_json(FILE *f, struct job *j, struct err *e)
{
	struct fit_json out = {.report = &j->report,
	    .draws = j->draws.n ? &j->draws : NULL,
	    .seed = j->s->seed,
	    .reach = j->s->reach,
	    .outlook = j->forecast ? &j->outlook : NULL,
	    .backtest = j->s->backtest ? &j->backtest : NULL};
	return fit_json_write(f, &out, e);
}

static int
write_handover(FILE *f, struct job *j, struct err *e)
{
	struct handover_ask ask = j->s->handover;
	ask.months = j->s->months;
	ask.until = j->s->until;
	return handover_write(f, &j->report, &ask, &j->pick.arena, e);
}

static int
write_job(struct job *j, bool shown, struct err *e)
{
	struct out out;
	int rc;
	if (out_open(&out, j->s->common.output, e) != 0)
		return -1;
	if (j->s->format == FORMAT_JSON)
		rc = write_json(out.f, j, e);
	else if (j->s->format == FORMAT_CSV)
		rc = write_csv(out.f, j, e);
	else if (j->s->format == FORMAT_HANDOVER)
		rc = write_handover(out.f, j, e);
	else
		rc = write_text(out.f, j, shown, e);
	if (rc != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

/* A fit that did not converge is no output but JSON's, which says so; a forecast needs
 * none. */
static int
write_report(struct job *j, struct err *e)
{
	const struct report *r = &j->report;
	char reason[REPORT_TEXT];
	report_reason(r, reason);
	bool without = j->forecast || (j->s->backtest && j->s->format == FORMAT_TEXT);
	if (j->s->format == FORMAT_JSON || !reason[0] || without)
		if (write_job(j, !reason[0], e) != 0)
			return -1;
	if (!reason[0] || (without && j->s->format != FORMAT_JSON))
		return 0;
	return err_set(e, ERR_EMPTY, "no %s curve of %.*s through %zu values: %s",
	    fit_model_name(r->fit.model), STR_FMT(r->metric->name), r->points.n,
	    reason);
}

/* ---- scenarios: the same points under stated ceilings ---- */

static int
scenario_report(struct job *j, const struct report_ask *base, size_t i,
    struct report *r, struct err *e)
{
	struct report_ask ask = *base;
	ask.ceiling = j->s->scenarios[i].ceiling;
	if (report_make(
		j->pick.choice.actual, j->pick.metric, &ask, &j->pick.arena, r, e)
	    != 0)
		return -1;
	if (!fit_model_has_ceiling(r->fit.model))
		return err_set(e, ERR_USAGE,
		    "--scenario: a %s curve has no ceiling (--model names another)",
		    fit_model_name(r->fit.model));
	return 0;
}

static void
scenario_rows(FILE *f, struct job *j, size_t i, const struct report *r)
{
	enum { STEPS = 60 };
	struct arena *a = &j->pick.arena;
	const struct scenario *s = &j->s->scenarios[i];
	double from = floor(r->t[0]), to = ceil(report_end(r));
	if (j->s->until != DATE_NONE)
		to = fmax(from + 1, j->s->until);
	for (int k = 0; k <= STEPS; k++) {
		double t = floor(from + (to - from) * k / STEPS);
		char text[2][OBS_FIELD_TEXT];
		obs_number(fit_eval(&r->fit, t, 0.5, NULL), text[0]);
		obs_number(s->ceiling, text[1]);
		/* A name from the command line: only letters that need no quoting. */
		for (size_t c = 0; c < s->name.n; c++) {
			bool plain = s->name.p[c] != '"' && s->name.p[c] != ','
				     && (unsigned char)s->name.p[c] >= ' ';
			(void)fputc(plain ? s->name.p[c] : '_', f);
		}
		(void)fprintf(
		    f, ",%.*s,%s,%s\n", STR_FMT(report_day(t, a)), text[0], text[1]);
	}
}

static void
scenario_line(FILE *f, struct job *j, size_t i, const struct report *r)
{
	struct arena *a = &j->pick.arena;
	const struct scenario *s = &j->s->scenarios[i];
	double half = fit_when(&r->fit, 0.5 * s->ceiling);
	double most = fit_when(&r->fit, 0.9 * s->ceiling);
	err_print_safe(f, s->name);
	(void)fputs(": ceiling ", f);
	err_print_safe(f, report_value(r, s->ceiling, 0, a));
	(void)fputs("; half of it ", f);
	err_print_safe(f, isnan(half) ? STR("never") : report_day(half, a));
	(void)fputs(", 90% ", f);
	err_print_safe(f, isnan(most) ? STR("never") : report_day(most, a));
	(void)fputs("; scatter ", f);
	err_print_safe(f, report_value(r, r->fit.sigma, r->fit.sigma, a));
	(void)fprintf(f, "; %s\n", fit_status_text(r->fit.status));
}

static int
write_scenarios(struct job *j, const struct report_ask *ask, struct err *e)
{
	struct out out;
	bool csv = j->s->format == FORMAT_CSV;
	if (j->s->format == FORMAT_JSON || j->s->format == FORMAT_HANDOVER)
		return err_set(e, ERR_USAGE,
		    "--scenario writes text and csv (--ceiling gives one in other "
		    "forms)");
	if (out_open(&out, j->s->common.output, e) != 0)
		return -1;
	if (csv)
		(void)fputs("scenario,date,fitted,ceiling\n", out.f);
	for (size_t i = 0; i < j->s->n_scenarios; i++) {
		struct report r;
		if (scenario_report(j, ask, i, &r, e) != 0) {
			out_abort(&out);
			return -1;
		}
		if (csv)
			scenario_rows(out.f, j, i, &r);
		else
			scenario_line(out.f, j, i, &r);
	}
	return out_commit(&out, e);
}

/* ---- all of it ---- */

/* --ceiling guidance: the largest value that was guided. */
static int
guided_ceiling(struct job *j, struct report_ask *ask, struct err *e)
{
	const struct series *g = j->pick.choice.guidance;
	double most = (double)NAN;
	for (size_t i = 0; g && i < g->n; i++)
		if (!g->points[i].obs->withdrawn)
			most = fmax(most, isfinite(g->points[i].high)
					      ? g->points[i].high
					      : series_value(&g->points[i]));
	if (!isfinite(most))
		return err_set(
		    e, ERR_EMPTY, "--ceiling guidance: there is no guidance of it");
	ask->ceiling = most;
	ask->as_guided = true;
	return 0;
}

/* The same key's series of stated totals, in the unit of the amounts. */
static int
find_totals(struct job *j, struct report_ask *ask, struct err *e)
{
	const struct series_choice *c = &j->pick.choice;
	for (size_t i = 0; c->actual && i < c->n_others && !ask->n_totals; i++) {
		const struct series *s = c->others[i];
		struct series *seen = ARENA_NEW(&j->pick.arena, 1, struct series);
		double factor;
		if (!seen)
			return err_nomem(e);
		if (s == c->actual || s->n == 0 || s->key.stance != OBS_ACTUAL
		    || !str_eq(s->key.segment, c->actual->key.segment)
		    || !str_eq(s->key.variant, STR("cumulative"))
		    || !unit_factor(s->unit, c->actual->unit, &factor))
			continue;
		if (view_convert(s, c->actual->unit, &j->pick.arena, seen, e) != 0)
			return -1;
		j->totals[ask->n_totals++] = seen;
	}
	return 0;
}

/* --total METRIC: whatever period its values are about, they are what all came to by its
 * end. */
static int
add_total(struct job *j, size_t i, struct report_ask *ask, struct err *e)
{
	const struct settings *s = j->s;
	struct pick *p = &j->of_totals[i];
	struct arena *a = &j->pick.arena;
	struct str unit = j->pick.choice.actual->unit;
	struct series *seen = ARENA_NEW(a, 1, struct series);
	double factor;
	if (!seen)
		return err_nomem(e);
	if (pick_open(p, &s->common, s->totals[i], e) != 0)
		return -1;
	const struct series *of = p->choice.actual;
	if (!of)
		return err_set(
		    e, ERR_EMPTY, "--total %s: nothing achieved of it", s->totals[i]);
	if (!unit_factor(of->unit, unit, &factor))
		return err_set(e, ERR_USAGE,
		    "--total %s: its unit is %.*s, which is no %.*s", s->totals[i],
		    STR_FMT(of->unit), STR_FMT(unit));
	/* A total of so many vehicles has no period of its own. */
	if (view_convert(of, unit, a, seen, e) != 0)
		return -1;
	struct series_point *at = ARENA_NEW(a, seen->n, struct series_point);
	if (!at)
		return err_nomem(e);
	for (size_t k = 0; k < seen->n; k++) {
		at[k] = seen->points[k];
		at[k].period = period_day(at[k].period.end);
	}
	seen->points = at;
	j->totals[ask->n_totals++] = seen;
	return 0;
}

/* What --cumulative and --with-guidance ask for. */
static int
complete(struct job *j, struct report_ask *ask, struct err *e)
{
	const struct settings *s = j->s;
	if (s->targets)
		ask->guidance = j->pick.choice.guidance;
	if (s->targets && !ask->guidance)
		return err_set(
		    e, ERR_EMPTY, "--with-guidance: there is no guidance of it");
	if (!ask->cumulative)
		return 0;
	if (j->pick.metric->type != CATALOG_FLOW && !ask->force)
		return err_set(e, ERR_USAGE,
		    "--cumulative: %.*s is a %s, of which nothing adds up to a total",
		    STR_FMT(j->pick.metric->name),
		    catalog_type_name(j->pick.metric->type));
	if (s->backtest)
		return err_set(e, ERR_USAGE,
		    "--cumulative fits totals; backtests are of values as they are "
		    "stated");
	ask->totals = j->totals;
	if (find_totals(j, ask, e) != 0)
		return -1;
	for (size_t i = 0; j->pick.choice.actual && i < s->n_totals; i++)
		if (add_total(j, i, ask, e) != 0)
			return -1;
	return 0;
}

static int
look_ahead(struct job *j, struct err *e)
{
	const struct settings *s = j->s;
	j->forecast =
	    s->format != FORMAT_HANDOVER && (s->months || s->until != DATE_NONE);
	if (j->forecast
	    && outlook_make(
		   &j->report, s->months, s->until, &j->pick.arena, &j->outlook, e)
		   != 0)
		return -1;
	if (!s->backtest)
		return 0;
	return outlook_backtest(&j->report, &j->pick.arena, &j->backtest, e);
}

static int
do_job(struct job *j, struct err *e)
{
	const struct settings *s = j->s;
	struct report_ask ask = s->ask;
	struct report *r = &j->report;
	if (s->guided && guided_ceiling(j, &ask, e) != 0)
		return -1;
	if (complete(j, &ask, e) != 0)
		return -1;
	if (s->n_scenarios)
		return write_scenarios(j, &ask, e);
	if (report_make(
		j->pick.choice.actual, j->pick.metric, &ask, &j->pick.arena, r, e)
	    != 0)
		return -1;
	char reason[REPORT_TEXT];
	report_reason(r, reason);
	if ((!reason[0] || s->format == FORMAT_JSON) && isfinite(r->fit.rss)
	    && draws_make(&r->setup, r->evidence.at, &r->fit,
		   (struct draws_ask){DRAWS_ASK.n, s->seed}, &j->draws, e)
		   != 0)
		return -1;
	if (look_ahead(j, e) != 0)
		return -1;
	return write_report(j, e);
}

static int
list_models(const struct settings *s, struct err *e)
{
	struct out out;
	if (out_open(&out, s->common.output, e) != 0)
		return -1;
	fit_text_models(out.f);
	return out_commit(&out, e);
}

/* clang-format off */
static const struct argp_option own[] = {
    {"model", KEY_MODEL, "NAME", 0, "the curve: logistic (else), gompertz, ..., auto", 0},
    {"list-models", KEY_LIST, NULL, 0, "explain the curves", 0},
    {"ceiling", KEY_CEILING, "VALUE", 0, "a known ceiling; 'guidance': the largest value guided", 0},
    {"floor", KEY_FLOOR, "VALUE", 0, "a known level that it begins from (logistic4)", 0},
    {"launch", KEY_LAUNCH, "DATE", 0, "the day it began, of curves that have one", 0},
    {"no-prior", KEY_NO_PRIOR, NULL, 0, "without the weak prior on the ceiling", 0},
    {"robust", KEY_ROBUST, NULL, 0, "scatter by Student's t: values far off count little", 0},
    {"with-guidance", KEY_WITH_GUIDANCE, NULL, 0, "guidance as soft targets of periods not achieved yet", 0},
    {"cumulative", KEY_CUMULATIVE, NULL, 0, "a curve of totals, from amounts and stated totals", 0},
    {"total", KEY_TOTAL, "METRIC", 0, "another metric whose values are totals of this one (again: more); --cumulative", 0},
    {"reach", KEY_REACH, "VALUE", 0, "when will the curve reach it?", 0},
    {"horizon", KEY_HORIZON, "8q", 0, "forecast so far: quarters, months (18m), years (2y)", 0},
    {"until", KEY_UNTIL, "DATE", 0, "forecast until then", 0},
    {"backtest", KEY_BACKTEST, NULL, 0, "what earlier forecasts would have been worth", 0},
    {"scenario", KEY_SCENARIO, "NAME=CEILING,...", 0, "curves for stated ceilings", 0},
    {"rows", KEY_ROWS, "history|future|all", 0, "of --format prophet, nixtla, pandas, r", 0},
    {"seed", KEY_SEED, "N", 0, "of the draws (1)", 0},
    {"force", KEY_FORCE, NULL, 0, "fit what does not grow along such a curve too", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};
/* clang-format on */

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Fit a growth curve to the achieved values of a metric, and forecast it.\v"
	    "--format is text, json (tseries curve evaluates it), csv (the curve with "
	    "its bands, or the forecast), or prophet, nixtla, pandas, r (values and "
	    "curve for other programs, and the steps to come).\n\n"
	    "  tseries fit rate --segment 'Model C'\n"
	    "  tseries fit rate --model auto --horizon 8q --backtest\n"
	    "  tseries fit deliveries --format csv -o curve.csv",
	    children, NULL, NULL};
	struct settings s = {.common = options_default(),
	    .ask = REPORT_ASK,
	    .reach = (double)NAN,
	    .seed = DRAWS_ASK.seed,
	    .until = DATE_NONE};
	struct job j = {.s = &s};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (set_format(&s, e) != 0 || check_use(&s, e) != 0)
		return -1;
	if (s.list)
		return list_models(&s, e);
	if (!s.metric)
		return err_set(e, ERR_USAGE,
		    "fit what? Name a metric (tseries metrics lists them)");
	rc = pick_open(&j.pick, &s.common, s.metric, e);
	if (rc == 0)
		rc = pick_unbroken(&j.pick, e);
	if (rc == 0)
		rc = do_job(&j, e);
	draws_free(&j.draws);
	for (size_t i = 0; i < TOTALS; i++)
		pick_close(&j.of_totals[i]);
	pick_close(&j.pick);
	return rc;
}

const struct cmd cmd_fit = {
    "fit", "METRIC", "growth curves: parameters, intervals, bands", run};
