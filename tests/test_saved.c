/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits that were saved as JSON, and their evaluation. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/fit/fit_json.h"
#include "series/fit/model.h"
#include "series/fit/saved.h"

TestSuite(saved, .init = fit_init, .timeout = 600);

enum { QUARTERS = 40, DRAWS = 60 };

/* One curve of each family over the days 0 to 2000. */
static const struct sample {
	enum fit_model model;
	double p[FIT_MAX_PARAMS];
} samples[FIT_MODELS] = {
    {FIT_LOGISTIC, {5000, 0.005, 900}},
    {FIT_LOGISTIC4, {5000, 0.006, 900, 700}},
    {FIT_GOMPERTZ, {5000, 0.003, 700}},
    {FIT_RICHARDS, {5000, 0.006, 1000, 2.5}},
    {FIT_SATURATION, {5000, 0.001, -100}},
    {FIT_WEIBULL, {5000, 0.001, -150, 2.2}},
    {FIT_LOGLOGISTIC, {5000, 0.0012, -150, 3}},
    {FIT_BASS, {5000, 0.0001, 0.003, -100}},
    {FIT_BASS_FLOW, {50000, 0.0001, 0.003, -25}},
    {FIT_LOGISTICS2, {5000, 0.012, 400, 0.6, 0.01, 1500}},
    {FIT_LOGISTICS3, {5000, 0.02, 250, 0.3, 0.02, 900, 0.4, 0.02, 1600}},
    {FIT_POWER, {5000, 1.7, -100}},
    {FIT_EXPONENTIAL, {5000, 0.001}},
    {FIT_LINEAR, {5000, 2}},
};

/* A fit of that family with its draws, and what was written of it. */
struct written {
	struct arena arena;
	struct catalog *catalog;
	struct obs obs[QUARTERS];
	struct report report;
	struct draws draws;
	char *json;
	size_t n;
};

/* A sum of twelve uniforms: nearly normal, the same in every run. */
static double
normal(unsigned long long *seed)
{
	double u = -6;
	for (int k = 0; k < 12; k++) {
		*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
		u += (double)(*seed >> 11) / 9007199254740992.0;
	}
	return u;
}

static void
observe(const struct sample *s, struct obs *out)
{
	struct period first = period_months(2010, 1, 3);
	unsigned long long seed = 11;
	for (int i = 0; i < QUARTERS; i++) {
		struct period p = period_months(2010, 1 + 3 * i, 3);
		double t = 0.5 * ((double)p.start + p.end - first.start - first.end);
		struct model_at at = {t * 2000 / 3560, 2000, 50};
		double y =
		    model_get(s->model)->value(s->p, at, NULL) + 10 * normal(&seed);
		out[i] = (struct obs){.doc = STR("a \"call\".txt"),
		    .start = (uint64_t)i * 10,
		    .end = (uint64_t)i * 10 + 5,
		    .metric = STR("deliveries"),
		    .role = OBS_COMPANY,
		    .company = STR("Acme Motors"),
		    .low = y,
		    .high = y,
		    .unit = STR("vehicles"),
		    .period = p,
		    .base = PERIOD_NONE,
		    .as_of = p.end + 30,
		    .line = (uint64_t)i + 1,
		    .confidence = 1};
	}
}

static void
write_asked(const struct sample *s, struct report_ask ask, struct written *w)
{
	static const struct series_filter all;
	struct series *series;
	struct err e = {0};
	size_t n;
	*w = (struct written){.json = NULL};
	if (!ask.cumulative)
		ask.model = s->model;
	ask.force = true;
	w->catalog = catalog_new(NULL, 0, &e);
	cr_assert_not_null(w->catalog, "%s", e.text);
	const struct catalog_metric *m = catalog_need(w->catalog, "deliveries", &e);
	cr_assert_not_null(m, "%s", e.text);
	observe(s, w->obs);
	cr_assert_eq(series_build(w->obs, QUARTERS, &all, &w->arena, &series, &n, &e),
	    0, "%s", e.text);
	cr_assert_eq(n, 1);
	cr_assert_eq(report_make(&series[0], m, &ask, &w->arena, &w->report, &e), 0,
	    "%s", e.text);
	cr_assert_eq(draws_make(&w->report.setup, w->report.evidence.at, &w->report.fit,
			 (struct draws_ask){DRAWS, 1}, &w->draws, &e),
	    0, "%s", e.text);
	FILE *f = open_memstream(&w->json, &w->n);
	struct fit_json out = {
	    .report = &w->report, .draws = &w->draws, .seed = 1, .reach = (double)NAN};
	cr_assert_eq(fit_json_write(f, &out, &e), 0, "%s", e.text);
	(void)fclose(f);
}

static void
write_sample(const struct sample *s, struct written *w)
{
	write_asked(s, REPORT_ASK, w);
}

static void
forget(struct written *w)
{
	free(w->json);
	draws_free(&w->draws);
	arena_release(&w->arena);
	catalog_free(w->catalog);
}

static bool
same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* What is read is what was fitted, to the last bit: values, slopes, bands. */
Test(saved, every_family_goes_round)
{
	for (size_t i = 0; i < FIT_MODELS; i++) {
		struct written w;
		struct saved s;
		struct err e = {0};
		write_sample(&samples[i], &w);
		const char *name = fit_model_name(samples[i].model);
		char reason[REPORT_TEXT];
		report_reason(&w.report, reason);
		cr_assert_eq(reason[0], '\0', "%s: %s", name, reason);
		cr_assert_eq(saved_read((struct str){w.json, w.n}, &s, &e), 0, "%s: %s",
		    name, e.text);
		const struct fit *f = &w.report.fit;
		cr_expect_eq(s.fit.model, f->model, "%s", name);
		cr_expect_eq(s.draws.n, w.draws.n, "%s", name);
		cr_expect(str_eq(s.unit, STR("vehicles"))
			      && str_eq(s.company, STR("Acme Motors")),
		    "%s", name);
		for (double t = f->first - 400; t < f->last + 2000; t += 113) {
			double half, was, low, high, v[DRAWS], lo, hi;
			double at = fit_eval(f, t, 0.95, &was);
			cr_expect(same(saved_value(&s, t), at), "%s at %g", name, t);
			(void)fit_eval(&s.fit, t, 0.95, &half);
			cr_expect(same(half, was), "%s at %g: %g, not %g", name, t,
			    half, was);
			draws_band(&w.draws, t, v);
			draws_interval(v, w.draws.n, 0.95, &lo, &hi);
			cr_assert_eq(
			    saved_band(&s, t, 0.95, &low, &high, &e), 0, "%s", e.text);
			cr_expect(same(low, lo) && same(high, hi), "%s at %g: %g to %g",
			    name, t, low, high);
			double slope = (fit_eval(f, t + 0.5, 0.5, NULL)
					- fit_eval(f, t - 0.5, 0.5, NULL));
			double size = fabs(slope) + 1e-3;
			/* Not across a launch, where there is a corner. */
			if (t > f->first)
				cr_expect(
				    fabs(saved_slope(&s, t) - slope) < 1e-3 * size,
				    "%s at %g: slope %g, not %g", name, t,
				    saved_slope(&s, t), slope);
		}
		saved_free(&s);
		forget(&w);
	}
}

/* A curve of totals by Student's t stays one. */
Test(saved, what_the_curve_is_of)
{
	struct report_ask ask = REPORT_ASK;
	struct written w;
	struct saved s;
	struct err e = {0};
	double v[DRAWS], lo, hi, low, high;
	/* Amounts of quarters; the curve is a logistic of their totals. */
	const struct sample flow = {FIT_BASS_FLOW, {50000, 0.0001, 0.003, -25}};
	ask.cumulative = ask.robust = true;
	write_asked(&flow, ask, &w);
	const struct fit *f = &w.report.fit;
	cr_assert_eq(saved_read((struct str){w.json, w.n}, &s, &e), 0, "%s", e.text);
	cr_expect(s.version == 2 && s.cumulative && s.fit.robust && f->robust);
	double t = f->last, year = 365;
	cr_expect_eq(saved_amount(&s, t - year, t),
	    fit_eval(f, t, 0.5, NULL) - fit_eval(f, t - year, 0.5, NULL));
	draws_band(&w.draws, t, v);
	draws_interval(v, w.draws.n, 0.95, &lo, &hi);
	cr_assert_eq(saved_band(&s, t, 0.95, &low, &high, &e), 0, "%s", e.text);
	cr_expect(low == lo && high == hi, "%g to %g, not %g to %g", low, high, lo, hi);
	/* Errors of forty quarters have added up. */
	s.draws.fit.amounts_step = 0;
	cr_assert_eq(saved_band(&s, t, 0.95, &lo, &hi, &e), 0, "%s", e.text);
	cr_expect(high - low > 1.1 * (hi - lo), "%g, %g", high - low, hi - lo);
	saved_free(&s);
	forget(&w);
}

/* One thing of a good file, changed. */
Test(saved, what_is_wrong_is_said)
{
	static const struct row {
		const char *from, *to;
		int code;
		const char *says;
	} rows[] = {
	    {"\"version\": 2", "\"version\": 3", ERR_DATA, "version 3"},
	    {"\"version\": 2", "\"version\": \"1\"", ERR_DATA, "\"version\" is no"},
	    {"\"version\": 2, ", "", ERR_DATA, "\"version\" is missing"},
	    {"\"logistic\"", "\"logistics\"", ERR_DATA, "'logistics' is no curve"},
	    {"\"logistic\"", "\"gompertz4\"", ERR_DATA, "is no curve"},
	    {"\"model\": \"logistic\"", "\"model\": [[[]]]", ERR_DATA, "is no curve"},
	    {"\"model\": \"logistic\"", "\"model\": \"bass\"", ERR_DATA,
		"has 4 \"parameters\", not 3"},
	    {"\"model\": \"logistic\"", "\"model\": \"gompertz\\u0000\"", ERR_DATA,
		"is no curve"},
	    {"\"converged\"", "\"stalled\"", ERR_EMPTY, "did not converge"},
	    {"\"reason\": null", "\"reason\": \"\\u001b[2J no end in sight\"",
		ERR_EMPTY, "no end in sight"},
	    {"\"name\": \"rate\"", "\"name\": \"launch\"", ERR_DATA,
		"number 2 of the \"parameters\" is not rate"},
	    {"\"name\": \"rate\", \"unit\": \"per day\", \"value\": ",
		"\"name\": \"rate\", \"unit\": \"per day\", \"value\": 1e305, \"x\": ",
		ERR_DATA, "\"rate\" is beyond"},
	    {"\"name\": \"rate\", \"unit\": \"per day\", \"value\": ",
		"\"name\": \"rate\", \"unit\": \"per day\", \"value\": null, \"x\": ",
		ERR_DATA, "\"rate\" is no number"},
	    {"\"covariance\": [[", "\"covariance\": [[1, ", ERR_DATA,
		"\"covariance\" has"},
	    {"\"covariance\": [[", "\"covariance\": [[], [", ERR_DATA,
		"\"covariance\" has"},
	    {"\"covariance\"", "\"kovariance\"", ERR_DATA, "\"covariance\" has"},
	    {"\"first\": ", "\"first\": 1e9, \"x\": ", ERR_DATA,
		"\"constants\" are no"},
	    {"\"width\": ", "\"width\": -1, \"x\": ", ERR_DATA, "\"constants\" are no"},
	    {"\"sigma\": ", "\"sigma\": -1, \"x\": ", ERR_DATA, "\"sigma\" is below"},
	    {"\"degrees_of_freedom\": ", "\"degrees_of_freedom\": 1e99, \"x\": ",
		ERR_DATA, "is no count"},
	    {"\"draws\": [", "\"draws\": [[1], ", ERR_DATA, "\"draw_scatter\" has not"},
	    {"\"draws\": [[", "\"draws\": [[1, ", ERR_DATA, "\"draws\" are not rows"},
	    {"\"draws\": [[", "\"draws\": [[[], ", ERR_DATA, "\"draws\" are not rows"},
	    {"\"draw_scatter\": [", "\"draw_scatter\": [0, ", ERR_DATA, "has not one"},
	    {"\"draw_scatter\": [", "\"draw_scatter\": [null, ", ERR_DATA,
		"has not one"},
	    {"\"company\": ", "\"company\": 7, \"x\": ", ERR_DATA,
		"\"company\" is no text"},
	    {"\"loss\": \"normal\"", "\"loss\": \"huber\"", ERR_DATA, "neither normal"},
	    {"\"cumulative\": false", "\"cumulative\": 0", ERR_DATA, "neither true"},
	    {"\"cumulative\": false", "\"cumulative\": true", 0, ""},
	    {"{\"version\"", "[] {\"version\"", ERR_DATA, "not one JSON object"},
	    {"{\"version\"", "{\"version\": 1, \"version\"", 0, ""},
	    {"\"company\": ", "\"unknown\": {\"deep\": [1]}, \"company\": ", 0, ""},
	    {"\"kind\": ", "\"kind\" ", ERR_DATA, "no valid JSON"},
	};
	struct written w;
	write_sample(&samples[0], &w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		char *at = strstr(w.json, r->from), *changed = NULL;
		size_t n = 0;
		cr_assert_not_null(at, "%s", r->from);
		FILE *f = open_memstream(&changed, &n);
		(void)fwrite(w.json, 1, (size_t)(at - w.json), f);
		(void)fputs(r->to, f);
		(void)fputs(at + strlen(r->from), f);
		(void)fclose(f);
		struct saved s;
		struct err e = {0};
		int rc = saved_read((struct str){changed, n}, &s, &e);
		cr_expect_eq(rc, r->code ? -1 : 0, "%s: %s", r->to, e.text);
		cr_expect_eq((int)e.code, r->code, "%s: %s", r->to, e.text);
		cr_expect_not_null(strstr(e.text, r->says), "%s: %s", r->to, e.text);
		cr_expect(rc == 0 || s.draws.p == NULL, "%s: not empty", r->to);
		saved_free(&s);
		free(changed);
	}
	forget(&w);
}

/* Cut anywhere or with any byte another one, it is refused or read, and never worse. */
Test(saved, hostile_bytes)
{
	struct written w;
	write_sample(&samples[0], &w);
	for (size_t n = 0; n < w.n - 1; n += n < 3000 ? 7 : 997) {
		struct saved s;
		struct err e = {0};
		int rc = saved_read((struct str){w.json, n}, &s, &e);
		cr_expect(rc == -1 && e.code == ERR_DATA, "cut at %zu: %d", n, e.code);
		saved_free(&s);
	}
	unsigned long long seed = 5;
	for (int k = 0; k < 2000; k++) {
		struct saved s;
		struct err e = {0};
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		size_t at = (size_t)(seed >> 33) % (k % 2 ? w.n : 3000);
		char was = w.json[at];
		w.json[at] = (char)(seed >> 25);
		if (saved_read((struct str){w.json, w.n}, &s, &e) == 0) {
			double low, high;
			(void)saved_value(&s, 15000);
			(void)saved_slope(&s, 15000);
			cr_expect_eq(saved_band(&s, 15000, 0.8, &low, &high, &e), 0);
		} else {
			cr_expect(
			    e.code == ERR_DATA || e.code == ERR_EMPTY, "%d", e.code);
		}
		saved_free(&s);
		w.json[at] = was;
	}
	forget(&w);
}

Test(saved, files)
{
	char dir[] = "/tmp/test_saved.XXXXXX";
	struct saved s;
	struct err e = {0};
	struct written w;
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	cr_expect_eq(saved_load("none.json", &s, &e), -1);
	cr_expect(e.code == ERR_NOINPUT && strcmp(e.file, "none.json") == 0);
	err_clear(&e);
	write_sample(&samples[0], &w);
	FILE *f = fopen("fit.json", "w");
	(void)fwrite(w.json, 1, w.n, f);
	(void)fclose(f);
	cr_assert_eq(saved_load("fit.json", &s, &e), 0, "%s", e.text);
	cr_expect_eq(s.fit.p[0], w.report.fit.p[0]);
	saved_free(&s);
	f = fopen("cut.json", "w");
	(void)fwrite(w.json, 1, w.n / 2, f);
	(void)fclose(f);
	cr_expect_eq(saved_load("cut.json", &s, &e), -1);
	cr_expect(e.code == ERR_DATA && strcmp(e.file, "cut.json") == 0, "%s", e.file);
	(void)unlink("fit.json");
	(void)unlink("cut.json");
	cr_expect_eq(chdir("/"), 0);
	(void)rmdir(dir);
	forget(&w);
}
