/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/saved.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_deriv.h>

#include "series/file.h"
#include "series/json.h"

enum { MOST_BYTES = 64 << 20, MOST_DRAWS = 100000, MOST_POINTS = 1000000 };
static const double BIGGEST = 1e300;

/* The last member of that name: as json_read promises, there is one of each. */
static const struct json_value *
member(const struct json_value *object, const char *name)
{
	const struct json_value *v;
	struct str key;
	void *step = NULL;
	while (json_next(object, &step, &key, &v))
		if (str_eq(key, str_from(name)))
			return v;
	return NULL;
}

static int
wrong(struct err *e, const char *key, const char *what)
{
	return err_set(e, ERR_DATA, "no saved fit: \"%s\" %s", key, what);
}

/* ---- numbers ---- */

static int
number(const struct json_value *v, const char *key, double *out, struct err *e)
{
	double x = json_number(v);
	if (json_kind(v) != JSON_KIND_NUMBER)
		return wrong(e, key, v ? "is no number" : "is missing");
	if (!(fabs(x) <= BIGGEST))
		return wrong(e, key, "is beyond 1e300");
	*out = x;
	return 0;
}

/* A number, or null: what is not determined. */
static int
maybe(const struct json_value *v, const char *key, double *out, struct err *e)
{
	if (v && json_kind(v) == JSON_KIND_NULL) {
		*out = (double)INFINITY;
		return 0;
	}
	return number(v, key, out, e);
}

static int
counted(const struct json_value *v, const char *key, size_t *out, struct err *e)
{
	double x = 0;
	if (number(v, key, &x, e) != 0)
		return -1;
	if (!(x >= 0 && x <= MOST_POINTS) || x != floor(x))
		return wrong(e, key, "is no count");
	*out = (size_t)x;
	return 0;
}

static int
text(const struct json_value *root, const char *key, struct arena *a, struct str *out,
    struct err *e)
{
	const struct json_value *v = member(root, key);
	enum json_kind kind = json_kind(v);
	if (kind != JSON_KIND_STRING && kind != JSON_KIND_NULL)
		return wrong(e, key, "is no text");
	*out = arena_str(a, json_text(v));
	return json_text(v).n && !out->p ? err_nomem(e) : 0;
}

/* ---- the parts ---- */

static int
read_version(const struct json_value *root, struct saved *s, struct err *e)
{
	double version = 0;
	if (json_kind(root) != JSON_KIND_OBJECT)
		return err_set(e, ERR_DATA,
		    "no saved fit: not one JSON object, as fit --format json writes");
	if (number(member(root, "version"), "version", &version, e) != 0)
		return -1;
	if (version != 1 && version != 2)
		return err_set(e, ERR_DATA,
		    "a saved fit of version %g; this program reads versions 1 and 2",
		    version);
	s->version = (int)version;
	return 0;
}

/* What the curve and its bands are of.  The first files of version 1 lack both. */
static int
read_kind(const struct json_value *root, struct saved *s, struct err *e)
{
	const struct json_value *loss = member(root, "loss");
	const struct json_value *of_totals = member(root, "cumulative");
	if (s->version == 1 && !loss && !of_totals)
		return 0;
	s->fit.robust = str_eq(json_text(loss), STR("student-t-4"));
	if (!s->fit.robust && !str_eq(json_text(loss), STR("normal")))
		return wrong(e, "loss", "is neither normal nor student-t-4");
	if (json_kind(of_totals) != JSON_KIND_BOOL)
		return wrong(e, "cumulative", "is neither true nor false");
	s->cumulative = json_bool(of_totals);
	if (s->version == 1 || !s->cumulative)
		return 0;
	const struct json_value *t = member(root, "totals");
	struct fit *f = &s->fit;
	if (number(member(t, "amounts_from"), "amounts_from", &f->amounts_from, e) != 0
	    || number(member(t, "amounts_step"), "amounts_step", &f->amounts_step, e)
		   != 0)
		return -1;
	return f->amounts_step < 0 ? wrong(e, "amounts_step", "is below zero") : 0;
}

static int
read_model(const struct json_value *root, struct saved *s, struct err *e)
{
	struct str name = json_text(member(root, "model"));
	for (int m = 0; m < FIT_MODELS; m++)
		if (str_eq(name, str_from(fit_model_name((enum fit_model)m)))) {
			s->fit.model = (enum fit_model)m;
			s->fit.np = fit_param_count(s->fit.model);
			return 0;
		}
	return err_set(e, ERR_DATA,
	    "no saved fit: \"model\" '%.40s' is no curve (tseries fit --list-models)",
	    name.n ? name.p : "");
}

/* Nothing is evaluated that was not shown as a fit. */
static int
read_status(const struct json_value *root, struct err *e)
{
	struct str status = json_text(member(root, "status"));
	struct str reason = json_text(member(root, "reason"));
	if (status.n == 0)
		return wrong(e, "status", "is missing");
	if (str_eq(status, STR("converged")) && reason.n == 0)
		return 0;
	if (reason.n == 0)
		reason = status;
	reason = str_sub(reason, 0, 200);
	return err_set(e, ERR_EMPTY,
	    "the fit did not converge, so there is no curve: "
	    "%.*s",
	    STR_FMT(reason));
}

static int
read_parameters(const struct json_value *root, struct saved *s, struct err *e)
{
	const struct json_value *rows = member(root, "parameters");
	struct fit *f = &s->fit;
	if (json_count(rows) != f->np)
		return err_set(e, ERR_DATA,
		    "no saved fit: a %s curve has %zu \"parameters\", not %zu",
		    fit_model_name(f->model), f->np, json_count(rows));
	for (size_t k = 0; k < f->np; k++) {
		const struct json_value *row = json_at(rows, k);
		const char *name = fit_param_name(f->model, k);
		if (!str_eq(json_text(member(row, "name")), str_from(name)))
			return err_set(e, ERR_DATA,
			    "no saved fit: number %zu of the \"parameters\" is not %s",
			    k + 1, name);
		if (number(member(row, "value"), name, &f->p[k], e) != 0
		    || maybe(member(row, "se"), name, &f->se[k], e) != 0)
			return -1;
		if (str_eq(json_text(member(row, "verdict")), STR("held")))
			f->held |= 1U << k;
	}
	return 0;
}

static int
read_covariance(const struct json_value *root, struct saved *s, struct err *e)
{
	const struct json_value *rows = member(root, "covariance");
	struct fit *f = &s->fit;
	for (size_t i = 0; i < f->np; i++) {
		const struct json_value *row = json_at(rows, i);
		if (json_count(rows) != f->np || json_count(row) != f->np)
			return wrong(e, "covariance",
			    "has not as many rows and "
			    "columns as there are parameters");
		for (size_t k = 0; k < f->np; k++)
			if (maybe(json_at(row, k), "covariance", &f->cov[i][k], e) != 0)
				return -1;
	}
	return 0;
}

static int
read_constants(const struct json_value *root, struct saved *s, struct err *e)
{
	const struct json_value *c = member(root, "constants");
	struct fit *f = &s->fit;
	if (number(member(c, "first"), "first", &f->first, e) != 0
	    || number(member(c, "last"), "last", &f->last, e) != 0
	    || number(member(c, "width"), "width", &f->width, e) != 0)
		return -1;
	if (!(f->last > f->first) || f->width < 0)
		return wrong(e, "constants", "are no times: first, last, width");
	f->prior = json_kind(member(root, "prior")) == JSON_KIND_STRING;
	if (counted(member(root, "n"), "n", &f->n, e) != 0
	    || counted(
		   member(root, "degrees_of_freedom"), "degrees_of_freedom", &f->df, e)
		   != 0
	    || number(member(root, "sigma"), "sigma", &f->sigma, e) != 0
	    || number(member(root, "rss"), "rss", &f->rss, e) != 0
	    || maybe(member(root, "log_likelihood"), "log_likelihood", &f->logl, e) != 0
	    || maybe(member(root, "aicc"), "aicc", &f->aicc, e) != 0)
		return -1;
	return f->sigma < 0 ? wrong(e, "sigma", "is below zero") : 0;
}

static int
read_draw(const struct json_value *row, const struct json_value *scatter, size_t i,
    struct draws *d, struct err *e)
{
	if (json_count(row) != d->np)
		return wrong(e, "draws", "are not rows of all parameters");
	for (size_t k = 0; k < d->np; k++)
		if (number(json_at(row, k), "draws", &d->p[i * d->np + k], e) != 0)
			return -1;
	d->sigma[i] = d->fit.sigma;
	return scatter ? number(json_at(scatter, i), "draw_scatter", &d->sigma[i], e)
		       : 0;
}

/* Files of before there was draw_scatter have the fit's for all. */
static int
read_draws(const struct json_value *root, struct saved *s, struct err *e)
{
	const struct json_value *rows = member(root, "draws");
	const struct json_value *scatter = member(root, "draw_scatter");
	struct draws *d = &s->draws;
	size_t n = json_count(rows);
	*d = (struct draws){.np = s->fit.np, .fit = s->fit};
	if (n > MOST_DRAWS)
		return wrong(e, "draws", "are more than 100,000");
	if (scatter && json_count(scatter) != n)
		return wrong(e, "draw_scatter", "has not one number for each draw");
	d->p = calloc(n * d->np + 1, sizeof *d->p);
	d->sigma = calloc(n + 1, sizeof *d->sigma);
	if (!d->p || !d->sigma)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (read_draw(json_at(rows, i), scatter, i, d, e) != 0)
			return -1;
	d->n = n;
	return 0;
}

static int
read_all(const struct json_value *root, struct saved *s, struct err *e)
{
	if (read_version(root, s, e) != 0 || read_kind(root, s, e) != 0
	    || read_model(root, s, e) != 0 || read_status(root, e) != 0
	    || read_parameters(root, s, e) != 0 || read_covariance(root, s, e) != 0
	    || read_constants(root, s, e) != 0 || read_draws(root, s, e) != 0)
		return -1;
	if (text(root, "company", &s->arena, &s->company, e) != 0
	    || text(root, "metric", &s->arena, &s->metric, e) != 0
	    || text(root, "segment", &s->arena, &s->segment, e) != 0
	    || text(root, "unit", &s->arena, &s->unit, e) != 0)
		return -1;
	double first = saved_value(s, s->fit.first), last = saved_value(s, s->fit.last);
	if (!isfinite(first) || !isfinite(last))
		return wrong(e, "parameters", "make no finite curve");
	return 0;
}

int
saved_read(struct str json, struct saved *out, struct err *e)
{
	struct saved s = {.fit = {.status = FIT_CONVERGED}};
	struct json_value *root = NULL, *more = NULL;
	size_t at = 0;
	*out = (struct saved){.unit = {NULL, 0}};
	int rc = json_read(json, &at, &root, e);
	if (rc == 0)
		rc = err_set(e, ERR_DATA, "no saved fit: the file is empty");
	if (rc == 1)
		rc = read_all(root, &s, e);
	if (rc == 0 && json_read(json, &at, &more, e) != 0)
		rc = err_set(e, ERR_DATA, "no saved fit: more than one JSON object");
	json_free(more);
	json_free(root);
	if (rc != 0) {
		saved_free(&s);
		return -1;
	}
	*out = s;
	return 0;
}

int
saved_load(const char *path, struct saved *out, struct err *e)
{
	struct arena a = {NULL};
	struct str bytes;
	*out = (struct saved){.unit = {NULL, 0}};
	int rc = file_read(path, MOST_BYTES, &a, &bytes, e);
	if (rc == 0)
		rc = saved_read(bytes, out, e);
	arena_release(&a);
	return rc == 0 ? 0 : err_at(e, str_from(path), 0);
}

void
saved_free(struct saved *s)
{
	draws_free(&s->draws);
	arena_release(&s->arena);
	*s = (struct saved){.unit = {NULL, 0}};
}

/* ---- what it says ---- */

double
saved_value(const struct saved *s, double t)
{
	return fit_eval(&s->fit, t, 0.5, NULL);
}

static double
value_at(double t, void *saved)
{
	const struct saved *s = saved;
	return saved_value(s, t);
}

double
saved_amount(const struct saved *s, double from, double to)
{
	return saved_value(s, to) - saved_value(s, from);
}

double
saved_slope(const struct saved *s, double t)
{
	struct saved own = {.fit = s->fit};
	gsl_function f = {value_at, &own};
	double slope, error, step = 1e-3 * (s->fit.last - s->fit.first);
	return gsl_deriv_central(&f, t, step, &slope, &error) == 0 ? slope
								   : (double)NAN;
}

int
saved_band(const struct saved *s, double t, double level, double *low, double *high,
    struct err *e)
{
	if (s->draws.n == 0)
		return err_set(
		    e, ERR_EMPTY, "no draws were saved, so there is no band");
	double *at = calloc(s->draws.n, sizeof *at);
	if (!at)
		return err_nomem(e);
	draws_band(&s->draws, t, at);
	draws_interval(at, s->draws.n, level, low, high);
	free(at);
	return 0;
}
