/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/report.h"

#include <math.h>

/* ---- points ---- */

static int
take_evidence(struct report *r, double top, struct arena *a, struct err *e)
{
	struct evidence_ask ask = {.achieved = &r->points,
	    .guidance = r->ask.guidance,
	    .unit = r->series->unit,
	    .cumulative = r->ask.cumulative,
	    .top = top};
	return evidence_take(&ask, a, &r->evidence, e);
}

static int
take_points(struct report *r, struct arena *a, struct err *e)
{
	struct points *p = &r->points;
	double top = 0;
	if (r->ask.cumulative) {
		if (totals_take(
			r->series, r->ask.totals, r->ask.n_totals, a, &r->totals, e)
		    != 0)
			return -1;
		*p = r->totals.points;
	} else if (points_take(r->series, r->metric->type, PERIOD_UNKNOWN, a, p, e)
		   != 0) {
		return -1;
	}
	r->t = ARENA_NEW(a, p->n, double);
	r->y = ARENA_NEW(a, p->n, double);
	r->stated = ARENA_NEW(a, p->n, struct fit_point);
	if (!r->t || !r->y || !r->stated)
		return err_nomem(e);
	for (size_t i = 0; i < p->n; i++)
		top = fmax(top, fabs(series_value(p->at[i])));
	for (size_t i = 0; i < p->n; i++) {
		r->stated[i] = evidence_point(p->at[i], top, r->ask.cumulative);
		r->t[i] = r->stated[i].t;
		r->y[i] = series_value(p->at[i]);
		r->bounds += points_open(p->at[i]);
		r->ranges += r->stated[i].low < r->stated[i].high;
	}
	return take_evidence(r, top, a, e);
}

/* What grows along an S-curve: amounts and rates that were achieved. */
static int
check_kind(const struct report *r, const struct catalog_metric *m, struct err *e)
{
	const struct series *s = r->series;
	if (m->type == CATALOG_RATIO || m->type == CATALOG_BALANCE)
		return err_set(e, ERR_USAGE,
		    "%.*s is a %s, which does not grow along an S-curve (--force fits "
		    "one all the same)",
		    STR_FMT(m->name), catalog_type_name(m->type));
	if (s && s->key.measure == OBS_CAPABILITY)
		return err_set(e, ERR_USAGE,
		    "these are values of what %.*s could be, not of what was achieved "
		    "(--measure chooses others, --force fits them all the same)",
		    STR_FMT(m->name));
	if (s && s->key.kind != OBS_LEVEL)
		return err_set(e, ERR_USAGE,
		    "a %s of %.*s does not grow along an S-curve (--force fits one all "
		    "the same)",
		    obs_kind_name(s->key.kind), STR_FMT(m->name));
	return 0;
}

static int
check_signs(const struct report *r, struct err *e)
{
	for (size_t i = 0; i < r->points.n; i++)
		if (r->y[i] < 0)
			return err_set(e, ERR_USAGE,
			    "%.*s is below zero at times, and no S-curve is (--force "
			    "fits one all the same)",
			    STR_FMT(r->metric->name));
	return 0;
}

/* The points of a series as a fit takes them, in r->points, t, y, stated. */
static int
points_of(const struct series *s, const struct catalog_metric *m,
    const struct report_ask *ask, struct arena *a, struct report *out, struct err *e)
{
	struct report r = {.series = s, .metric = m, .ask = *ask};
	if (!ask->force && check_kind(&r, m, e) != 0)
		return -1;
	if (!s)
		return err_set(e, ERR_EMPTY,
		    "no achieved value of %.*s: a curve is not fitted to guidance",
		    STR_FMT(m->name));
	if (take_points(&r, a, e) != 0 || (!ask->force && check_signs(&r, e) != 0))
		return -1;
	*out = r;
	return 0;
}

/* What is said to be known holds the values: a ceiling at least half of them, and the largest
 * but for a tenth, which is scatter; a launch all. */
static int
check_known(const struct report *r, struct arena *a, struct err *e)
{
	const struct report_ask *ask = &r->ask;
	const struct points *p = &r->points;
	static const double SCATTER = 1.1;
	size_t above = 0;
	double most = 0;
	for (size_t i = 0; i < p->n; i++) {
		above += r->y[i] > ask->ceiling;
		most = fmax(most, r->y[i]);
	}
	if (!ask->force
	    && (ask->ceiling <= 0 || 2 * above > p->n || most > SCATTER * ask->ceiling))
		return err_set(e, ERR_USAGE,
		    "a ceiling of %.*s lies below what was achieved: up to %.*s "
		    "(--force fits one all the same)",
		    STR_FMT(report_value(r, ask->ceiling, 0, a)),
		    STR_FMT(report_value(r, most, 0, a)));
	if (p->n && ask->launch > p->at[0]->period.end)
		return err_set(e, ERR_USAGE,
		    "--launch lies behind the first value: it began before");
	return 0;
}

static int
rank(struct report *r, struct arena *a, struct err *e)
{
	bool flow = r->metric->type == CATALOG_FLOW && r->points.n > 0
		    && r->points.grain != PERIOD_DAY && !r->ask.cumulative;
	struct rank_ask ask = {.launch = r->ask.launch,
	    .ceiling = r->ask.ceiling,
	    .width = r->setup.width,
	    .flow = flow,
	    .robust = r->ask.robust};
	r->rank = ARENA_NEW(a, 1, struct rank);
	if (!r->rank)
		return err_nomem(e);
	if (rank_run(&ask, r->evidence.at, r->evidence.n, r->rank, e) != 0)
		return -1;
	r->setup.model = r->rank->rows[0].model;
	return 0;
}

int
report_make(const struct series *s, const struct catalog_metric *m,
    const struct report_ask *ask, struct arena *a, struct report *out, struct err *e)
{
	struct report r = {.series = s, .metric = m};
	if (points_of(s, m, ask, a, &r, e) != 0 || check_known(&r, a, e) != 0)
		return -1;
	const struct points *p = &r.points;
	r.setup = (struct fit_setup){
	    .model = ask->model, .prior = ask->prior, .robust = ask->robust};
	if (p->n > 0 && period_grain(p->at[0]->period) != PERIOD_DAY)
		r.setup.width = p->at[0]->period.end - p->at[0]->period.start + 1;
	if (ask->automatic && rank(&r, a, e) != 0)
		return -1;
	/* A floor is what the logistic with four parameters has. */
	if (isfinite(ask->floor)) {
		r.setup.model = FIT_LOGISTIC4;
		r.setup.held |= 1U << 3;
		r.setup.hold[3] = ask->floor;
	}
	rank_hold(&r.setup, ask->launch, ask->ceiling);
	const struct evidence *v = &r.evidence;
	if (fit_points(&r.setup, v->at, v->n, &r.fit, e) != 0)
		return -1;
	/* The walks along many phases of what does not grow are long, and say nothing. */
	bool phases =
	    r.setup.model == FIT_LOGISTICS2 || r.setup.model == FIT_LOGISTICS3;
	if (phases && r.fit.doubt == FIT_AS_CONSTANT)
		profile_none(&r.fit, &r.profiles);
	else if (profile_run(&r.setup, v->at, v->n, 0.95, &r.profiles, e) != 0)
		return -1;
	r.fit.amounts_from = v->first;
	r.fit.amounts_step = v->step;
	if (r.profiles.better && r.fit.status == FIT_CONVERGED)
		r.fit.status = FIT_STALLED;
	*out = r;
	return 0;
}

/* Was a value reached that says more? */
static bool
is_reached(const struct report *r, double low)
{
	for (size_t i = 0; i < r->points.n; i++)
		if (series_value(r->points.at[i]) >= low)
			return true;
	return false;
}

/* ": at least 6,100 vehicles/week", where that is known, and more than the values tell. */
static void
at_least(const struct report *r, char *out, size_t size)
{
	const struct profile *p = &r->profiles.data[0];
	struct arena a = {NULL};
	out[0] = '\0';
	if (!fit_model_has_ceiling(r->fit.model) || p->verdict != PROFILE_BOUNDED_BELOW
	    || !isfinite(p->low) || is_reached(r, p->low))
		return;
	struct str low = report_value(r, p->low, p->low / 10, &a);
	(void)snprintf(out, size, ": at least %.*s", STR_FMT(low));
	arena_release(&a);
}

void
report_reason(const struct report *r, char out[REPORT_TEXT])
{
	const struct fit *f = &r->fit;
	char least[REPORT_TEXT / 2];
	enum profile_verdict v = r->profiles.data[0].verdict;
	bool open = v == PROFILE_BOUNDED_BELOW || v == PROFILE_NOT_DETERMINED;
	out[0] = '\0';
	at_least(r, least, sizeof least);
	if (f->status != FIT_CONVERGED)
		(void)snprintf(out, REPORT_TEXT, "%s%s",
		    f->doubt ? fit_doubt_text(f->doubt) : fit_status_text(f->status),
		    f->doubt == FIT_AS_CONSTANT ? "" : least);
	else if (fit_model_has_ceiling(f->model) && open)
		(void)snprintf(out, REPORT_TEXT,
		    "the ceiling is not determined by these data%s", least);
}

double
report_years(const struct report *r)
{
	const struct fit *f = &r->fit;
	if (!fit_model_has_ceiling(f->model) || fit_model_is_flow(f->model))
		return (double)NAN;
	double from = fit_when(f, 0.1 * f->p[0]), to = fit_when(f, 0.9 * f->p[0]);
	return fabs(to - from) / 365.25;
}

struct str
report_value(const struct report *r, double v, double error, struct arena *a)
{
	v = fit_round(v, error);
	return series_text(v, v, r->series->unit, a);
}

struct str
report_day(double t, struct arena *a)
{
	char text[DATE_TEXT] = "";
	if (fabs(t) < 1e7)
		date_format((int32_t)floor(t), text);
	return text[0] ? arena_printf(a, "%s", text) : arena_printf(a, "day %.0f", t);
}

double
report_end(const struct report *r)
{
	static const double LEAST = 182;
	double first = r->t[0], last = r->t[r->points.n - 1];
	return last + fmax(LEAST, (last - first) / 4);
}
