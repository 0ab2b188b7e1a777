/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/report.h"

#include <math.h>

/* Leave out what only bounds the value: taken for the value itself it would draw the
 * ceiling down. */
static int
use_points(struct report *r, struct arena *a, struct err *e)
{
	struct points *p = &r->points;
	size_t n = 0;
	if (points_take(r->series, r->metric->type, PERIOD_UNKNOWN, a, p, e) != 0)
		return -1;
	r->t = ARENA_NEW(a, p->n, double);
	r->y = ARENA_NEW(a, p->n, double);
	if (!r->t || !r->y)
		return err_nomem(e);
	for (size_t i = 0; i < p->n; i++) {
		if (points_open(p->at[i])) {
			r->bounds++;
			continue;
		}
		r->t[n] = points_time(p->at[i]);
		r->y[n] = series_value(p->at[i]);
		p->at[n++] = p->at[i];
	}
	p->n = n;
	return 0;
}

int
report_make(const struct series *s, const struct catalog_metric *m, bool force,
    struct arena *a, struct report *out, struct err *e)
{
	struct report r = {.series = s, .metric = m};
	if (!force && (m->type == CATALOG_RATIO || m->type == CATALOG_BALANCE))
		return err_set(e, ERR_USAGE,
		    "%.*s is a %s, which does not grow along an S-curve (--force fits "
		    "one "
		    "all the same)",
		    STR_FMT(m->name), catalog_type_name(m->type));
	if (!s)
		return err_set(e, ERR_EMPTY,
		    "no achieved value of %.*s: a curve is not fitted to guidance",
		    STR_FMT(m->name));
	if (use_points(&r, a, e) != 0
	    || fit_run(FIT_LOGISTIC, r.t, r.y, r.points.n, &r.fit, e) != 0)
		return -1;
	*out = r;
	return 0;
}

void
report_reason(const struct report *r, char out[REPORT_TEXT])
{
	const struct fit *f = &r->fit;
	out[0] = '\0';
	if (f->status != FIT_CONVERGED)
		(void)snprintf(out, REPORT_TEXT, "%s",
		    f->doubt ? fit_doubt_text(f->doubt) : fit_status_text(f->status));
}

double
report_years(const struct report *r)
{
	return log(81) / fabs(r->fit.p[1]) / 365.25;
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
