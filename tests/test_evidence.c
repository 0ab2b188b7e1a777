/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit is made from: outliers, targets, several statements of one period, amounts
 * and totals together. */
#include <criterion/criterion.h>
#include <math.h>

#include "series/fit/draws.h"
#include "series/fit/evidence.h"
#include "series/fit/profile.h"
#include "series/fit/rank.h"

TestSuite(evidence, .init = fit_init, .timeout = 120);

static double
wave(size_t i)
{
	return sin(7.0 * (double)(i * i) + 3.0 * (double)i + 1);
}

static double
logistic(double t)
{
	return 5000 / (1 + exp(-0.006 * (t - 900)));
}

static struct fit_point
value(double t, double y)
{
	return (struct fit_point){.t = t, .low = y, .high = y, .sd = 1};
}

static size_t
curve(struct fit_point *p, size_t n, double last, double noise)
{
	for (size_t i = 0; i < n; i++) {
		double t = last * (double)i / (double)(n - 1);
		p[i] = value(t, logistic(t) + noise * wave(i));
	}
	return n;
}

static struct fit
fitted(struct fit_setup s, const struct fit_point *p, size_t n)
{
	struct fit f;
	struct err e = {0};
	cr_assert(fit_points(&s, p, n, &f, &e) == 0, "%s", e.text);
	return f;
}

/* ---- robust ---- */

Test(evidence, outliers_do_not_move_a_robust_fit)
{
	static const enum fit_model models[] = {
	    FIT_LOGISTIC, FIT_LOGISTIC4, FIT_RICHARDS};
	for (size_t k = 0; k < 3; k++) {
		struct fit_point p[24];
		struct fit_setup s = {.model = models[k]}, robust = s;
		robust.robust = true;
		size_t n = curve(p, 24, 2000, 40);
		struct fit clean = fitted(s, p, n), same = fitted(robust, p, n);
		cr_expect(fabs(same.p[0] / clean.p[0] - 1) < 0.02, "clean: %g, not %g",
		    same.p[0], clean.p[0]);
		p[20].low = p[20].high = 9000;
		p[22].low = p[22].high = 8500;
		p[7].low = p[7].high = 100;
		struct fit plain = fitted(s, p, n), held = fitted(robust, p, n);
		cr_expect(held.status == FIT_CONVERGED && held.robust, "%s",
		    fit_status_text(held.status));
		cr_expect(fabs(held.p[0] / 5000 - 1) < 0.03, "robust: %g", held.p[0]);
		cr_expect(fabs(plain.p[0] / 5000 - 1) > 0.05, "plain: %g", plain.p[0]);
		cr_expect(held.sigma < 100 && plain.sigma > 500, "scatter %g, %g",
		    held.sigma, plain.sigma);
		cr_expect(held.logl > plain.logl + 10, "likelihood: %g, %g", held.logl,
		    plain.logl);
	}
}

Test(evidence, robust_fits_do_all_that_others_do)
{
	struct fit_point p[24];
	struct fit_setup s = {.model = FIT_LOGISTIC, .robust = true, .prior = true};
	struct profiles q;
	struct draws d;
	struct rank r;
	struct err e = {0};
	double none = (double)NAN;
	size_t n = curve(p, 24, 2000, 40);
	p[11].low = p[11].high = 9000;
	p[3].low = 0; /* a range and a bound among them */
	p[3].high = 600;
	p[18].high = none;
	struct fit f = fitted(s, p, n);
	cr_assert(profile_run(&s, p, n, 0.95, &q, &e) == 0, "%s", e.text);
	cr_expect(!q.better && q.data[0].low < 5000 && q.data[0].high > 5000,
	    "%g to %g", q.data[0].low, q.data[0].high);
	cr_expect(q.data[0].high < 5400, "%g", q.data[0].high);
	cr_assert(draws_make(&s, p, &f, (struct draws_ask){100, 1}, &d, &e) == 0);
	cr_expect(d.n == 100);
	draws_free(&d);
	struct rank_ask ask = {.launch = none, .ceiling = none, .robust = true};
	cr_assert(rank_run(&ask, p, n, &r, &e) == 0);
	bool among = false;
	for (size_t i = 0; i < r.tied; i++)
		among |= r.rows[i].model == FIT_LOGISTIC;
	cr_expect(among, "%s is first", fit_model_name(r.rows[0].model));
}

/* ---- targets ---- */

static struct fit_point
target(double t, double y)
{
	return (struct fit_point){
	    .t = t, .low = y, .high = y, .sd = 2, .tailed = true, .soft = true};
}

Test(evidence, targets_pull_and_count_for_nothing_else)
{
	struct fit_point p[16];
	struct fit_setup s = {.model = FIT_LOGISTIC};
	size_t n = curve(p, 12, 850, 30);
	struct fit before = fitted(s, p, n);
	struct profiles open, held;
	struct err e = {0};
	cr_assert(profile_run(&s, p, n, 0.95, &open, &e) == 0);
	p[n] = target(1600, logistic(1600));
	struct fit f = fitted(s, p, n + 1);
	cr_assert(profile_run(&s, p, n + 1, 0.95, &held, &e) == 0);
	cr_expect(f.values == 12 && f.df == 9 && f.n == 13);
	cr_expect(fabs(f.p[0] / 5000 - 1) < 0.05, "%g", f.p[0]);
	cr_expect(fabs(before.p[0] / 5000 - 1) > fabs(f.p[0] / 5000 - 1));
	double was = open.data[0].high - open.data[0].low;
	double is = held.data[0].high - held.data[0].low;
	cr_expect(is < was / 2, "%g, without %g", is, was);
	/* What nobody could achieve has next to no pull. */
	p[n] = target(900, 1e5);
	struct fit g = fitted(s, p, n + 1);
	cr_expect(
	    fabs(fit_eval(&g, 900, 0.5, NULL) / fit_eval(&before, 900, 0.5, NULL) - 1)
		< 0.05,
	    "%g", fit_eval(&g, 900, 0.5, NULL));
	cr_expect(g.sigma < 1.5 * before.sigma, "%g, not %g", g.sigma, before.sigma);
}

/* ---- several statements ---- */

Test(evidence, parts_of_one_measurement)
{
	struct fit_point one[14], two[15];
	struct fit_setup s = {.model = FIT_LOGISTIC};
	size_t n = curve(one, 14, 2000, 40), k = 0;
	for (size_t i = 0; i < n; i++) {
		two[k++] = one[i];
		if (i != 9)
			continue;
		two[k] = two[k - 1];
		two[k - 1].low = two[k - 1].high = one[i].low - 300;
		two[k].low = two[k].high = one[i].low + 300;
		two[k].share = two[k - 1].share = 0.5;
		k++;
	}
	struct fit a = fitted(s, one, n), b = fitted(s, two, k);
	cr_expect(b.values == a.values && b.df == a.df && b.n == a.n + 1);
	for (size_t i = 0; i < 3; i++)
		cr_expect(fabs(b.p[i] / a.p[i] - 1) < 1e-7, "%zu: %.9g, not %.9g", i,
		    b.p[i], a.p[i]);
	/* 300 to either side is scatter, and not two measurements' certainty. */
	cr_expect(fabs(b.rss - a.rss - 300 * 300) < 1e-3, "%g, %g", b.rss, a.rss);
	cr_expect(b.se[0] > a.se[0]);
	struct draws d;
	struct err e = {0};
	cr_assert(draws_make(&s, two, &b, (struct draws_ask){200, 1}, &d, &e) == 0);
	double c[200], low, high;
	for (size_t i = 0; i < d.n; i++)
		c[i] = draws_at(&d, i).p[0];
	draws_interval(c, d.n, 0.95, &low, &high);
	cr_expect(low < b.p[0] && high > b.p[0] && high - low < 6 * b.se[0], "%g to %g",
	    low, high);
	draws_free(&d);
}

static struct obs
said(double low, double high, enum obs_precision precision)
{
	return (struct obs){.low = low,
	    .high = high,
	    .unit = STR("vehicles"),
	    .precision = precision,
	    .text = STR("")};
}

Test(evidence, statements_become_terms)
{
	const double none = (double)NAN;
	static const char label[] = "statements of one quarter";
	const struct {
		const char *label;
		double v[3][2]; /* the best first */
		size_t n, terms;
		double low, high; /* of the first term */
	} rows[] = {
	    {"one", {{5120, 5120}}, 1, 1, 5120, 5120},
	    {"said twice", {{5120, 5120}, {5120, 5120}}, 2, 1, 5120, 5120},
	    {"a bound within a range", {{4800, 5300}, {5000, none}}, 2, 1, 5000, 5300},
	    {"an exact value among bounds", {{5120, 5120}, {5000, none}}, 2, 1, 5120,
		5120},
	    {"contradicting", {{5120, 5120}, {6200, 6200}, {6200, 6200}}, 3, 2, 5120,
		5120},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o[3];
		const struct obs *all[3];
		for (size_t k = 0; k < rows[i].n; k++) {
			o[k] = said(rows[i].v[k][0], rows[i].v[k][1], OBS_EXACT);
			all[k] = &o[k];
		}
		struct series_point p = {.period = period_months(2020, 1, 3),
		    .low = o[0].low,
		    .high = o[0].high,
		    .obs = all[0],
		    .n_statements = rows[i].n,
		    .all = all};
		const struct series_point *at[] = {&p};
		struct points points = {.at = at, .n = 1, .grain = PERIOD_QUARTER};
		struct evidence_ask ask = {
		    .achieved = &points, .unit = STR("vehicles"), .top = 6000};
		struct arena a = {NULL};
		struct evidence v;
		struct err e = {0};
		double sum = 0;
		cr_assert(evidence_take(&ask, &a, &v, &e) == 0);
		cr_expect(v.n == rows[i].terms, "%s, %s: %zu terms", label,
		    rows[i].label, v.n);
		cr_expect(v.at[0].low == rows[i].low && v.at[0].high == rows[i].high,
		    "%s: %g to %g", rows[i].label, v.at[0].low, v.at[0].high);
		for (size_t k = 0; k < v.n; k++)
			sum += v.at[k].share;
		cr_expect(v.n == 1 ? sum == 0 : fabs(sum - 1) < 1e-12, "%s: %g",
		    rows[i].label, sum);
		cr_expect(v.shared == (v.n > 1));
		arena_release(&a);
	}
}

/* ---- amounts and totals ---- */

static size_t
amounts(struct fit_point *p, size_t n, double noise)
{
	for (size_t i = 0; i < n; i++) {
		double t = 45 + 90 * (double)i;
		double y = logistic(t + 45) - logistic(t - 45) + noise * wave(i);
		p[i] = value(t, y);
		p[i].span = 90;
	}
	return n;
}

Test(evidence, amounts_and_totals_are_one_curve)
{
	static const enum fit_model models[] = {FIT_LOGISTIC, FIT_BASS, FIT_LOGISTIC4};
	struct fit_point p[24];
	size_t n = amounts(p, 16, 0);
	for (size_t k = 0; k < 3; k++) {
		struct fit_setup s = {.model = models[k]};
		/* Bass's origin is what amounts say nothing of without its launch. */
		if (models[k] == FIT_BASS) {
			s.held = 1 << 3;
			s.hold[3] = -400;
		}
		struct fit f = fitted(s, p, n);
		double last = p[n - 1].t + 45;
		double want = logistic(last) - logistic(0);
		struct fit_point all = {.t = last / 2, .span = last};
		cr_expect(fabs(fit_at(&f, &all) / want - 1) < 0.02, "%s: %g, not %g",
		    fit_model_name(models[k]), fit_at(&f, &all), want);
		if (models[k] == FIT_LOGISTIC)
			cr_expect(
			    fabs(f.p[0] / 5000 - 1) < 1e-6 && fabs(f.p[2] - 900) < 1e-3,
			    "%g at %g", f.p[0], f.p[2]);
	}
}

Test(evidence, a_total_says_more_than_amounts_alone)
{
	struct fit_point p[24];
	struct fit_setup s = {.model = FIT_LOGISTIC};
	struct profiles without, with;
	struct err e = {0};
	size_t n = amounts(p, 11, 25);
	cr_assert(profile_run(&s, p, n, 0.95, &without, &e) == 0, "%s", e.text);
	p[n] = value(500, logistic(500)); /* by when a year of amounts had come */
	cr_assert(profile_run(&s, p, n + 1, 0.95, &with, &e) == 0, "%s", e.text);
	struct fit f = fitted(s, p, n + 1);
	cr_expect(fabs(f.p[0] / 5000 - 1) < 0.1, "%g", f.p[0]);
	cr_expect(with.data[0].low < 5000 && with.data[0].high > 5000, "%g to %g",
	    with.data[0].low, with.data[0].high);
	cr_expect(with.data[0].high - with.data[0].low
		      < without.data[0].high - without.data[0].low,
	    "%g to %g, without %g to %g", with.data[0].low, with.data[0].high,
	    without.data[0].low, without.data[0].high);
	struct rank r;
	struct rank_ask ask = {.launch = (double)NAN, .ceiling = (double)NAN};
	cr_assert(rank_run(&ask, p, n, &r, &e) == 0, "%s", e.text);
	cr_expect(fit_model_has_ceiling(r.rows[0].model), "%s",
	    fit_model_name(r.rows[0].model));
	bool line = false;
	for (size_t i = 0; i < r.n; i++)
		line |= r.rows[i].model == FIT_LINEAR;
	cr_expect(line, "the line takes part");
}
