/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/fit.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

TestSuite(fit, .init = fit_init);

enum { MOST = 40 };

static double
logistic(double k, double r, double m, double t)
{
	return k / (1 + exp(-r * (t - m)));
}

/* A wave of the given size that looks like scatter and is the same every time. */
static double
scatter(size_t i, double size)
{
	return size * sin(7.0 * (double)i * (double)i + 3.0 * (double)i + 1);
}

/*
 * NIST StRD, Rat42 (public domain): pasture yield against growing time, Ratkowsky
 * (1983).  y = b1 / (1 + exp(b2 - b3*x)), so ceiling b1, rate b3, midpoint b2/b3.
 */
static const double rat42_t[] = {9, 14, 21, 28, 42, 57, 63, 70, 79};
static const double rat42_y[] = {
    8.930, 10.800, 18.590, 22.330, 39.350, 56.110, 61.730, 64.620, 67.080};

Test(fit, rat42_as_certified)
{
	struct fit f;
	struct err e = {0};
	cr_assert(eq(int, fit_run(FIT_LOGISTIC, rat42_t, rat42_y, 9, &f, &e), 0));
	cr_assert(eq(int, (int)f.status, FIT_CONVERGED));
	double b1 = f.p[0], b2 = f.p[1] * f.p[2], b3 = f.p[1];
	/* b2 = rate * midpoint, by the delta method. */
	double v2 = f.p[2] * f.p[2] * f.cov[1][1] + f.p[1] * f.p[1] * f.cov[2][2]
		    + 2 * f.p[1] * f.p[2] * f.cov[1][2];
	const struct {
		const char *label;
		double got, want;
	} rows[] = {
	    {"b1", b1, 7.2462237576E+01},
	    {"b2", b2, 2.6180768402E+00},
	    {"b3", b3, 6.7359200066E-02},
	    {"se of b1", f.se[0], 1.7340283401E+00},
	    {"se of b2", sqrt(v2), 8.8295217536E-02},
	    {"se of b3", f.se[1], 3.4465663377E-03},
	    {"rss", f.rss, 8.0565229338E+00},
	    {"residual sd", f.sigma, 1.1587725499E+00},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect(fabs(rows[i].got / rows[i].want - 1) < 5e-10,
		    "%s: %.12g, not %.12g", rows[i].label, rows[i].got, rows[i].want);
}

/* What NIST certifies must not depend on the units or on where time begins. */
Test(fit, rat42_in_other_units)
{
	static const struct {
		const char *label;
		double origin, span, size;
	} rows[] = {
	    {"days of today", 18000, 1, 1},
	    {"tiny values", 0, 1, 1e-90},
	    {"huge values", 0, 1, 1e90},
	    {"tiny times", 0, 1e-60, 1},
	    {"huge times", 0, 1e60, 1},
	    {"dollars, decades", 18000, 365.25, 1e9},
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		double t[9], y[9];
		for (size_t i = 0; i < 9; i++) {
			t[i] = rows[r].origin + rat42_t[i] * rows[r].span;
			y[i] = rat42_y[i] * rows[r].size;
		}
		struct fit f;
		struct err e = {0};
		int rc = fit_run(FIT_LOGISTIC, t, y, 9, &f, &e);
		cr_assert(rc == 0 && f.status == FIT_CONVERGED, "%s: %s", rows[r].label,
		    e.text);
		cr_expect(fabs(f.p[0] / rows[r].size / 7.2462237576E+01 - 1) < 1e-8,
		    "%s: ceiling", rows[r].label);
		cr_expect(fabs(f.p[1] * rows[r].span / 6.7359200066E-02 - 1) < 1e-8,
		    "%s: rate", rows[r].label);
		cr_expect(fabs(f.se[0] / rows[r].size / 1.7340283401E+00 - 1) < 1e-7,
		    "%s: its se", rows[r].label);
	}
}

Test(fit, exact_curves_come_back)
{
	static const struct {
		const char *label;
		double k, r, m;
		size_t n;
	} rows[] = {
	    {"whole curve", 5000, 0.004, 18910, 20},
	    {"until half way", 5000, 0.003, 19800, 20},
	    {"only the first twentieth", 5000, 0.002, 21400, 20},
	    {"only the last fifth", 5000, 0.004, 17600, 20},
	    {"four points", 12, 0.01, 18130, 4},
	    {"steep", 1e10, 0.05, 18500, 12},
	    {"falling", 5000, -0.004, 18910, 20},
	    {"falling, its first part", 0.3, -0.003, 19700, 20},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double t[MOST], y[MOST];
		for (size_t k = 0; k < rows[i].n; k++) {
			t[k] = 18000 + 91.3 * (double)k;
			y[k] = logistic(rows[i].k, rows[i].r, rows[i].m, t[k]);
		}
		struct fit f;
		struct err e = {0};
		int rc = fit_run(FIT_LOGISTIC, t, y, rows[i].n, &f, &e);
		cr_assert(rc == 0, "%s: %s", rows[i].label, e.text);
		cr_expect(f.status == FIT_CONVERGED, "%s: %s, %s", rows[i].label,
		    fit_status_text(f.status), fit_doubt_text(f.doubt));
		cr_expect(fabs(f.p[0] / rows[i].k - 1) < 1e-8, "%s: ceiling %.12g",
		    rows[i].label, f.p[0]);
		cr_expect(fabs(f.p[1] / rows[i].r - 1) < 1e-8, "%s: rate %.12g",
		    rows[i].label, f.p[1]);
		cr_expect(fabs(f.p[2] / rows[i].m - 1) < 1e-8, "%s: midpoint %.12g",
		    rows[i].label, f.p[2]);
	}
}

/* The band's width holds the derivatives that the search uses: against differences. */
Test(fit, derivatives_against_differences)
{
	for (int falls = 0; falls < 2; falls++) {
		double t[MOST], y[MOST];
		for (size_t i = 0; i < 20; i++) {
			t[i] = 18000 + 91 * (double)i;
			y[i] = logistic(5000, falls ? -0.004 : 0.004, 18900, t[i])
			       + scatter(i, 60);
		}
		struct fit f;
		struct err e = {0};
		cr_assert(fit_run(FIT_LOGISTIC, t, y, 20, &f, &e) == 0);
		cr_assert(f.status == FIT_CONVERGED);
		for (double at = 17500; at < 20500; at += 250) {
			double g[FIT_MAX_PARAMS], half, v = f.sigma * f.sigma;
			for (size_t k = 0; k < f.np; k++) {
				struct fit up = f, down = f;
				double h = fabs(f.p[k]) * 1e-6;
				up.p[k] += h;
				down.p[k] -= h;
				g[k] = (fit_eval(&up, at, 0.95, NULL)
					   - fit_eval(&down, at, 0.95, NULL))
				       / (2 * h);
			}
			for (size_t i = 0; i < f.np; i++)
				for (size_t k = 0; k < f.np; k++)
					v += g[i] * f.cov[i][k] * g[k];
			(void)fit_eval(&f, at, 0.95, &half);
			double want = fit_t_quantile(&f, 0.95) * sqrt(v);
			cr_expect(fabs(half / want - 1) < 1e-7,
			    "at %g: %.10g, not %.10g", at, half, want);
		}
	}
}

/* At the minimum no parameter may be moved to a smaller sum of squares. */
Test(fit, it_is_a_minimum)
{
	double t[MOST], y[MOST];
	for (size_t i = 0; i < MOST; i++) {
		t[i] = 17000 + 45 * (double)i;
		y[i] = logistic(300, 0.005, 17800, t[i]) + scatter(i, 25);
	}
	struct fit f;
	struct err e = {0};
	cr_assert(fit_run(FIT_LOGISTIC, t, y, MOST, &f, &e) == 0);
	cr_assert(f.status == FIT_CONVERGED);
	for (size_t k = 0; k < f.np; k++)
		for (int way = -1; way <= 1; way += 2) {
			struct fit g = f;
			double rss = 0;
			g.p[k] += way * 1e-3 * f.se[k];
			for (size_t i = 0; i < MOST; i++) {
				double r = fit_eval(&g, t[i], 0.95, NULL) - y[i];
				rss += r * r;
			}
			cr_expect(rss > f.rss, "%s", fit_param_name(FIT_LOGISTIC, k));
		}
}

/* Shapes that no S-curve may be reported for. */
static double
shape_constant(double i)
{
	return 7 + 0 * i;
}
static double
shape_line(double i)
{
	return 7 + i;
}
static double
shape_line_down(double i)
{
	return 70 - i;
}
static double
shape_exponential(double i)
{
	return 3 * exp(0.15 * i);
}
static double
shape_decay(double i)
{
	return 3 * exp(-0.15 * i);
}
static double
shape_step(double i)
{
	return i > 9;
}
static double
shape_noise(double i)
{
	return 5 + scatter((size_t)i, 2);
}
static double
shape_noisy_exponential(double i)
{
	return 3 * exp(0.15 * i) * (1 + scatter((size_t)i, 0.05));
}
static double
shape_spike(double i)
{
	return i == 5 ? 1e90 : 1e-90;
}
static double
shape_mostly_zero(double i)
{
	return i == 19 ? 1 : 0;
}
static double
shape_mixed_signs(double i)
{
	return ((int)i % 2 ? 1 : -1) * (1 + i);
}

Test(fit, what_is_no_s_curve_is_not_one)
{
	static const struct {
		const char *label;
		double (*y)(double);
		enum fit_doubt doubt; /* FIT_NO_DOUBT: any */
	} rows[] = {
	    {"constant", shape_constant, FIT_AS_CONSTANT},
	    {"line", shape_line, FIT_AS_LINE},
	    {"falling line", shape_line_down, FIT_NO_DOUBT},
	    {"exponential", shape_exponential, FIT_AS_EXPONENTIAL},
	    {"decay", shape_decay, FIT_AS_EXPONENTIAL},
	    {"step", shape_step, FIT_SINGULAR},
	    {"noise", shape_noise, FIT_AS_CONSTANT},
	    {"noisy exponential", shape_noisy_exponential, FIT_AS_EXPONENTIAL},
	    {"spike", shape_spike, FIT_NO_DOUBT},
	    {"one above zero", shape_mostly_zero, FIT_NO_DOUBT},
	    {"both signs", shape_mixed_signs, FIT_NO_DOUBT},
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		double t[20], y[20];
		for (size_t i = 0; i < 20; i++) {
			t[i] = 18000 + 91 * (double)i;
			y[i] = rows[r].y((double)i);
		}
		struct fit f;
		struct err e = {0};
		int rc = fit_run(FIT_LOGISTIC, t, y, 20, &f, &e);
		cr_assert(rc == 0, "%s: %s", rows[r].label, e.text);
		cr_expect(f.status != FIT_CONVERGED, "%s: K %g rate %g", rows[r].label,
		    f.p[0], f.p[1]);
		if (rows[r].doubt != FIT_NO_DOUBT)
			cr_expect(
			    f.status == FIT_UNDETERMINED && f.doubt == rows[r].doubt,
			    "%s: %s, %s", rows[r].label, fit_status_text(f.status),
			    fit_doubt_text(f.doubt));
	}
}

/* Too few for an S-curve, and enough to see that they grow. */
Test(fit, few_values_that_grow_are_no_constant)
{
	static const struct {
		const char *label;
		double y[5];
		enum fit_doubt doubt;
	} rows[] = {
	    {"growing by half", {100, 118, 121, 145, 149}, FIT_AS_LINE},
	    {"up and down", {100, 109, 97, 112, 99}, FIT_AS_CONSTANT},
	};
	static const double t[5] = {18000, 18091, 18182, 18273, 18364};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct fit f;
		struct err e = {0};
		cr_assert_eq(fit_run(FIT_LOGISTIC, t, rows[r].y, 5, &f, &e), 0,
		    "%s: %s", rows[r].label, e.text);
		cr_expect(f.status == FIT_UNDETERMINED && f.doubt == rows[r].doubt,
		    "%s: %s, %s", rows[r].label, fit_status_text(f.status),
		    fit_doubt_text(f.doubt));
	}
}

/* Nearly normal numbers, the same in every run. */
static double
normal(unsigned long long *seed)
{
	double u = -6; /* a sum of twelve uniforms */
	for (int k = 0; k < 12; k++) {
		*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
		u += (double)(*seed >> 11) / 9007199254740992.0;
	}
	return u;
}

/* Early, scattered ramps fix no ceiling: the test at the 5% level must nearly always
 * say so. */
Test(fit, early_ramps_are_undetermined)
{
	size_t undetermined = 0;
	unsigned long long seed = 7;
	for (int run = 0; run < 300; run++) {
		double t[12], y[12];
		for (size_t i = 0; i < 12; i++) {
			t[i] = 18000 + 91 * (double)i;
			y[i] = logistic(5000, 0.004, 20200, t[i]) + normal(&seed);
		}
		struct fit f;
		struct err e = {0};
		cr_assert(fit_run(FIT_LOGISTIC, t, y, 12, &f, &e) == 0);
		undetermined += f.status == FIT_UNDETERMINED;
	}
	cr_expect(undetermined >= 270, "only %zu of 300", undetermined);
}

Test(fit, what_cannot_be_fitted_is_refused)
{
	static const double t[] = {1, 2, 3, 4, 5, 6}, same[] = {2, 2, 2, 2, 2, 2};
	static const double few[] = {1, 1, 2, 2, 3, 3}, y[] = {1, 2, 5, 8, 9, 10};
	static const double minus[] = {-1, -2, -5, -8, -9, 0};
	static const double nan_y[] = {1, 2, (double)NAN, 8, 9, 10};
	static const double inf_t[] = {1, 2, 3, 4, 5, (double)INFINITY};
	static const double tiny[] = {1e-300, 2e-300, 5e-300, 8e-300, 9e-300, 1e-299};
	static const double huge[] = {1e300, 2e300, 5e300, 8e300, 9e300, 1e301};
	static const double wide[] = {-1e308, 0, 1e300, 1e305, 1e307, 1e308};
	static const struct {
		const char *label;
		const double *t, *y;
		size_t n;
		const char *says;
	} rows[] = {
	    {"no point", t, y, 0, "at least 4"},
	    {"one point", t, y, 1, "1 point:"},
	    {"three points", t, y, 3, "3 points:"},
	    {"one time", same, y, 6, "1 time:"},
	    {"three times", few, y, 6, "3 times:"},
	    {"below zero", t, minus, 6, "above zero"},
	    {"NaN", t, nan_y, 6, "finite value"},
	    {"infinite time", inf_t, y, 6, "finite time"},
	    {"1e-300", t, tiny, 6, "1e-100"},
	    {"1e300", t, huge, 6, "1e100"},
	    {"times to 1e308", wide, y, 6, "1e100"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fit f = {.n = 77};
		struct err e = {0};
		int rc = fit_run(FIT_LOGISTIC, rows[i].t, rows[i].y, rows[i].n, &f, &e);
		cr_expect(
		    rc == -1 && e.code == ERR_EMPTY, "%s: %d", rows[i].label, e.code);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].label,
		    e.text);
		cr_expect(f.n == 77, "%s: touched the result", rows[i].label);
	}
}

/* Any powers of ten: no crash, no NaN that calls itself a success. */
Test(fit, any_scale_ends_honestly)
{
	for (int a = -300; a <= 300; a += 50)
		for (int b = -300; b <= 300; b += 50) {
			double t[8], y[8];
			for (size_t i = 0; i < 8; i++) {
				t[i] = pow(10, a) * (double)i;
				y[i] = pow(10, b) * rat42_y[i];
			}
			struct fit f;
			struct err e = {0};
			if (fit_run(FIT_LOGISTIC, t, y, 8, &f, &e) != 0) {
				cr_expect(e.code == ERR_EMPTY, "1e%d, 1e%d", a, b);
				continue;
			}
			if (f.status != FIT_CONVERGED)
				continue;
			for (size_t k = 0; k < f.np; k++)
				cr_expect(isfinite(f.p[k]) && isfinite(f.se[k]),
				    "1e%d, 1e%d", a, b);
			cr_expect(isfinite(f.rss), "1e%d, 1e%d", a, b);
		}
}

/* Of 400 simulated curves, a 95% interval must hold the next point about that often. */
Test(fit, bands_cover)
{
	size_t inside = 0, all = 0;
	unsigned long long seed = 42;
	for (int run = 0; run < 400; run++) {
		double t[21], y[21];
		for (size_t i = 0; i < 21; i++) {
			t[i] = 18000 + 91 * (double)i;
			y[i] = logistic(100, 0.005, 18700, t[i]) + 3 * normal(&seed);
		}
		struct fit f;
		struct err e = {0};
		cr_assert(fit_run(FIT_LOGISTIC, t, y, 20, &f, &e) == 0);
		if (f.status != FIT_CONVERGED)
			continue;
		double half, at = fit_eval(&f, t[20], 0.95, &half);
		inside += fabs(y[20] - at) <= half;
		all++;
	}
	cr_expect(all > 380, "%zu converged", all);
	double share = (double)inside / (double)all;
	cr_expect(share > 0.92 && share < 0.98, "%.3f", share);
}

Test(fit, names)
{
	enum fit_model m = FIT_MODELS;
	cr_expect(fit_model_find("logistic", &m) && m == FIT_LOGISTIC);
	cr_expect(not(fit_model_find("logistics", &m)));
	cr_expect(eq(str, (char *)(uintptr_t)fit_model_name(FIT_LOGISTIC), "logistic"));
	static const char *const names[] = {"ceiling", "rate", "midpoint"};
	for (size_t k = 0; k < 3; k++)
		cr_expect(strcmp(fit_param_name(FIT_LOGISTIC, k), names[k]) == 0, "%s",
		    names[k]);
	for (int s = 0; s < FIT_STATUSES; s++)
		cr_expect(
		    fit_status_text((enum fit_status)s)[0] != '\0', "status %d", s);
}
