/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the families: derivatives, inverses, and that each finds itself. */
#include <criterion/criterion.h>
#include <math.h>

#include "series/fit/draws.h"
#include "series/fit/holt.h"
#include "series/fit/model.h"
#include "series/fit/profile.h"
#include "series/fit/rank.h"
#include "series/fit/task.h"
#include "series/fit/term.h"

TestSuite(family, .init = fit_init, .timeout = 300);

/* Nearly normal numbers, the same in every run. */
static double
uniform(unsigned long long *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (double)(*seed >> 11) / 9007199254740992.0;
}
static double
normal(unsigned long long *seed)
{
	double u = uniform(seed), v = uniform(seed);
	return sqrt(-2 * log(u + 1e-300)) * cos(2 * M_PI * v);
}

/* One curve of each family over the days 0 to 2000, first to last. */
static const struct sample {
	enum fit_model model;
	double p[FIT_MAX_PARAMS];
} samples[] = {
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
enum { SAMPLES = sizeof samples / sizeof *samples, POINTS = 41 };

static double
sample_value(const struct sample *s, double t)
{
	return model_get(s->model)->value(s->p, (struct model_at){t, 2000, 50}, NULL);
}

Test(family, every_family_has_a_sample)
{
	for (int m = 0; m < FIT_MODELS; m++) {
		size_t n = 0;
		for (size_t i = 0; i < SAMPLES; i++)
			n += samples[i].model == (enum fit_model)m;
		cr_expect(n == 1, "%s: %zu", fit_model_name((enum fit_model)m), n);
	}
}

/* Analytic derivatives against differences of fourth order. */
Test(family, derivatives)
{
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sample *s = &samples[i];
		const struct model *m = model_get(s->model);
		for (double t = -250; t <= 3000; t += 107) {
			struct model_at at = {t, 2000, 50};
			double grad[FIT_MAX_PARAMS], y = m->value(s->p, at, grad);
			for (size_t k = 0; k < m->np; k++) {
				double h = fabs(s->p[k]) * 1e-3, v[4];
				for (int j = 0; j < 4; j++) {
					static const double by[] = {-2, -1, 1, 2};
					struct sample moved = *s;
					moved.p[k] += by[j] * h;
					v[j] = m->value(moved.p, at, NULL);
				}
				double want =
				    (v[0] - 8 * v[1] + 8 * v[2] - v[3]) / (12 * h);
				double size = fabs(want) + 1e-6 * fabs(y / s->p[k]);
				cr_expect(fabs(grad[k] - want) <= 2e-5 * size + 1e-9,
				    "%s by %s at %g: %.9g, not %.9g", m->name,
				    m->params[k].name, t, grad[k], want);
			}
		}
	}
}

Test(family, inverses)
{
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sample *s = &samples[i];
		struct fit f = {.model = s->model,
		    .np = fit_param_count(s->model),
		    .first = 0,
		    .last = 2000,
		    .width = 50};
		memcpy(f.p, s->p, sizeof f.p);
		if (fit_model_is_flow(s->model)) /* rises and falls */
			continue;
		for (double t = 50; t <= 1900; t += 97) {
			double y = sample_value(s, t), back = fit_when(&f, y);
			cr_expect(fabs(back - t) < 1e-3,
			    "%s: %g is reached at %g, not %g", fit_model_name(s->model),
			    y, back, t);
		}
		if (fit_model_has_ceiling(s->model))
			cr_expect(isnan(fit_when(&f, 1.01 * s->p[0])),
			    "%s: its ceiling", fit_model_name(s->model));
	}
}

static size_t
points_of(
    const struct sample *s, double noise, unsigned long long *seed, struct fit_point *p)
{
	for (size_t i = 0; i < POINTS; i++) {
		double t = 50 * (double)i, y = sample_value(s, t);
		y += noise > 0 ? noise * normal(seed) : 0;
		p[i] = (struct fit_point){.t = t, .low = y, .high = y, .sd = 1};
	}
	return POINTS;
}

/* What one family made, it finds again, whatever the unit. */
Test(family, exact_curves_come_back)
{
	static const double sizes[] = {1, 1e-6, 1e9};
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t k = 0; k < 3; k++) {
			struct fit_point p[POINTS];
			struct fit_setup s = {.model = samples[i].model, .width = 50};
			struct fit f;
			struct err e = {0};
			double sum = 0;
			size_t n = points_of(&samples[i], 0, NULL, p);
			for (size_t j = 0; j < n; j++) {
				p[j].low *= sizes[k];
				p[j].high *= sizes[k];
				sum += p[j].low * p[j].low;
			}
			cr_assert(fit_points(&s, p, n, &f, &e) == 0, "%s",
			    fit_model_name(s.model));
			cr_expect(f.rss < 1e-12 * sum, "%s times %g: %g of %g left",
			    fit_model_name(s.model), sizes[k], f.rss, sum);
			cr_expect(
			    fabs(f.p[0] / (samples[i].p[0] * sizes[k]) - 1) < 1e-4,
			    "%s times %g: %s %g", fit_model_name(s.model), sizes[k],
			    fit_param_name(s.model, 0), f.p[0]);
		}
}

/* With scatter the search may not end higher than the curve that made the points, nor
 * than where a search from that very curve ends. */
Test(family, the_least_sum_is_found)
{
	enum { RUNS = 60 };
	unsigned long long seed = 11;
	for (size_t i = 0; i < SAMPLES; i++) {
		size_t worse = 0, sizes = 0;
		for (int run = 0; run < RUNS; run++) {
			struct fit_point p[POINTS];
			struct fit_setup s = {.model = samples[i].model, .width = 50};
			struct fit f;
			struct err e = {0};
			double truth = 0;
			size_t n = points_of(
			    &samples[i], run % 2 ? 0.2 * 1000 : 0.05 * 1000, &seed, p);
			for (size_t j = 0; j < n; j++) {
				double r = p[j].low - sample_value(&samples[i], p[j].t);
				truth += r * r;
			}
			cr_assert(fit_points(&s, p, n, &f, &e) == 0, "%s", e.text);
			worse += !(f.rss <= truth * (1 + 1e-9));
			sizes += isfinite(f.rss);
		}
		cr_expect(worse == 0 && sizes == RUNS,
		    "%s: %zu of %d end above the truth",
		    fit_model_name(samples[i].model), worse, RUNS);
	}
}

/* A random curve of a family with 6 to 30 points and 5% or 20% noise. */
static size_t
random_points(enum fit_model m, unsigned long long *seed, struct fit_point *p)
{
	size_t n = 6 + (size_t)(25 * uniform(seed));
	double noise = uniform(seed) < 0.5 ? 0.05 : 0.2, top = 0;
	double q[FIT_MAX_PARAMS] = {1, 2 + 10 * uniform(seed), 1.3 * uniform(seed)};
	if (m == FIT_BASS) {
		q[1] = 0.01 + 0.1 * uniform(seed);
		q[2] = 3 + 8 * uniform(seed);
		q[3] = -0.02 - 0.2 * uniform(seed);
	}
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / (double)(n - 1);
		double y = model_get(m)->value(q, (struct model_at){t, 1, 0}, NULL);
		top = fmax(top, fabs(y));
		p[i] = (struct fit_point){.t = 1000 * t, .low = y, .high = y, .sd = 1};
	}
	for (size_t i = 0; i < n; i++)
		p[i].high = p[i].low += noise * top * normal(seed);
	return n;
}

/* The best sum that searches from random places find is no better. */
Test(family, random_starts_find_nothing_better)
{
	static const enum fit_model models[] = {FIT_LOGISTIC, FIT_GOMPERTZ, FIT_BASS};
	enum { RUNS = 40, RANDOM = 12 };
	unsigned long long seed = 2024;
	for (size_t k = 0; k < 3; k++)
		for (int run = 0; run < RUNS; run++) {
			struct fit_point p[40];
			struct fit_setup s = {.model = models[k]};
			struct task t;
			struct err e = {0};
			size_t n = random_points(models[k], &seed, p);
			cr_assert(task_open(&t, &s, p, n, &e) == 0, "%s", e.text);
			const struct model *m = t.data.model;
			for (int i = 0; i < RANDOM; i++) {
				struct solve_place from = {.rss = 0}, at;
				for (size_t j = 0; j < m->np; j++) {
					double lo = fmax(m->params[j].lo, -2);
					double hi = fmin(m->params[j].hi, 4);
					from.x[j] = lo + (hi - lo) * uniform(&seed);
				}
				cr_assert(solve_run(&t.data, &from, 1, &at, &e) == 0);
				cr_expect(!(at.rss < t.best.rss * (1 - 1e-4)),
				    "%s, run %d: %g, not %g", m->name, run, at.rss,
				    t.best.rss);
			}
			task_close(&t);
		}
}

/* ---- terms ---- */

Test(family, terms_slope_and_meet_at_their_ends)
{
	const double none = (double)NAN;
	const struct fit_point rows[] = {
	    {.low = 5, .high = 5, .sd = 1},
	    {.low = 4, .high = 6, .sd = 1},
	    {.low = 4, .high = 6, .sd = 2},
	    {.low = 5, .high = none, .sd = 1},
	    {.low = none, .high = 5, .sd = 1},
	    {.low = 5, .high = 5, .sd = 1, .tailed = true},
	    {.low = 4, .high = 6, .sd = 2, .tailed = true},
	    {.low = 5, .high = none, .sd = 1, .tailed = true},
	    {.low = none, .high = 5, .sd = 1, .tailed = true},
	    {.low = 4, .high = 6, .sd = 1, .share = 0.3},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (double f = -30; f <= 40; f += 0.37) {
			double slope, h = 1e-5;
			double r = term_residual(&rows[i], f, 0.5, &slope);
			double want = (term_residual(&rows[i], f + h, 0.5, NULL)
					  - term_residual(&rows[i], f - h, 0.5, NULL))
				      / (2 * h);
			cr_expect(
			    isfinite(r) && fabs(slope - want) < 1e-4 * (1 + fabs(want)),
			    "row %zu at %g: %g, not %g", i, f, slope, want);
		}
	/* Half the square is what the likelihood loses against its best, times the share;
	 * of a bound that of the nearest value which keeps it. */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct fit_point *p = &rows[i];
		bool open = isnan(p->low) || isnan(p->high);
		double share = p->share > 0 ? p->share : 1;
		struct fit_point q = *p;
		if (open)
			q.low = q.high = isnan(p->high) ? fmax(p->low, 7) : 5;
		double most = term_logl(&q, open ? q.low : 5, 0.5);
		double lost = share * (most - term_logl(&q, 7, 0.5));
		double r = term_residual(p, 7, 0.5, NULL) / 0.5;
		cr_expect(fabs(r * r / 2 - lost) < 1e-9, "row %zu: %g, not %g", i,
		    r * r / 2, lost);
	}
}

/* 35% exact, 30% ranges, 35% "at least": the ceiling is not to be biased. */
Test(family, ranges_and_bounds_leave_the_ceiling_where_it_is)
{
	enum { RUNS = 400, N = 14 };
	unsigned long long seed = 5;
	double logs = 0;
	for (int run = 0; run < RUNS; run++) {
		struct fit_point p[N];
		struct fit_setup s = {.model = FIT_LOGISTIC, .prior = true};
		struct fit f;
		struct err e = {0};
		for (size_t i = 0; i < N; i++) {
			double t = 100 * (double)i, kind = uniform(&seed);
			double y = 20000 / (1 + exp(-0.006 * (t - 500)));
			y = fmax(y + 600 * normal(&seed), 10);
			p[i] = (struct fit_point){.t = t, .low = y, .high = y, .sd = 1};
			if (kind > 0.65) { /* said: more than some round number below */
				p[i].low = y * (0.85 + 0.15 * uniform(&seed));
				p[i].high = (double)NAN;
			} else if (kind > 0.35) {
				double half = 1000,
				       shift = (uniform(&seed) - 0.5) * half;
				p[i].low = y - half + shift;
				p[i].high = y + half + shift;
			}
		}
		cr_assert(fit_points(&s, p, N, &f, &e) == 0, "%s", e.text);
		cr_expect(isfinite(f.p[0]) && isfinite(f.sigma), "run %d", run);
		logs += log(f.p[0] / 20000) / RUNS;
	}
	cr_expect(fabs(logs) < 0.01, "mean of log(K/true): %.4f", logs);
}

/* ---- profiles ---- */

/* What part of the 95% intervals hold the ceiling, and how often there is no limit. */
static void
cover(double seen, size_t n, double *covers, double *open)
{
	enum { RUNS = 300 };
	unsigned long long seed = 77;
	*covers = *open = 0;
	for (int run = 0; run < RUNS; run++) {
		struct fit_point p[40];
		struct fit_setup s = {.model = FIT_LOGISTIC};
		struct profiles r;
		struct err e = {0};
		/* From 3% of the ceiling to the part that is seen. */
		double from = log(0.03 / 0.97), to = log(seen / (1 - seen));
		for (size_t i = 0; i < n; i++) {
			double t = (double)i / (double)(n - 1);
			double y = 100 / (1 + exp(-(from + (to - from) * t)));
			y += 3 * normal(&seed);
			p[i] = (struct fit_point){
			    .t = 1000 * t, .low = y, .high = y, .sd = 1};
		}
		cr_assert(profile_run(&s, p, n, 0.95, &r, &e) == 0, "%s", e.text);
		const struct profile *k = &r.data[0];
		*covers += (k->low <= 100 && k->high >= 100) / (double)RUNS;
		*open += !isfinite(k->high) / (double)RUNS;
		cr_expect(r.prior[0].low <= r.prior[0].high, "run %d", run);
	}
}

Test(family, profiles_cover_and_say_when_there_is_no_limit)
{
	static const struct {
		double seen;
		size_t n;
		double least_open, most_open;
	} rows[] = {
	    {0.3, 8, 0.85, 1},
	    {0.3, 15, 0.85, 1},
	    {0.5, 15, 0.3, 1},
	    {0.9, 15, 0, 0.01},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double covers, open;
		cover(rows[i].seen, rows[i].n, &covers, &open);
		if (getenv("VERBOSE"))
			fprintf(stderr, "%g seen, %zu points: %.3f cover, %.3f open\n",
			    rows[i].seen, rows[i].n, covers, open);
		cr_expect(covers >= 0.925 && covers <= 0.995,
		    "%g seen, %zu points: %.3f", rows[i].seen, rows[i].n, covers);
		cr_expect(open >= rows[i].least_open && open <= rows[i].most_open,
		    "%g seen, %zu points: %.3f without a limit", rows[i].seen,
		    rows[i].n, open);
	}
}

/* ---- ranks, draws, Holt ---- */

Test(family, ranks)
{
	const double none = (double)NAN;
	static const struct {
		const char *label;
		size_t sample;
		double noise;
		enum fit_model first;
		bool flow;
	} rows[] = {
	    {"logistic", 0, 60, FIT_LOGISTIC, false},
	    {"gompertz", 2, 60, FIT_GOMPERTZ, false},
	    {"exponential", 12, 60, FIT_EXPONENTIAL, false},
	    {"line", 13, 200, FIT_LINEAR, false},
	    {"two phases", 9, 30, FIT_LOGISTICS2, false},
	    {"amounts that level off", 0, 60, FIT_LOGISTIC, true},
	    {"amounts that fall again", 8, 60, FIT_BASS_FLOW, true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned long long seed = 3;
		struct fit_point p[POINTS];
		struct rank r;
		struct err e = {0};
		struct rank_ask ask = {
		    .launch = none, .ceiling = none, .width = 50, .flow = rows[i].flow};
		size_t n = points_of(&samples[rows[i].sample], rows[i].noise, &seed, p);
		cr_assert(rank_run(&ask, p, n, &r, &e) == 0, "%s", e.text);
		bool among = false;
		for (size_t k = 0; k < r.tied; k++)
			among |= r.rows[k].model == rows[i].first;
		cr_expect(among, "%s: %s is first of %zu", rows[i].label,
		    fit_model_name(r.rows[0].model), r.n);
		for (size_t k = 1; k < r.n; k++)
			cr_expect(r.rows[k].delta >= r.rows[k - 1].delta, "order");
		bool nulls[2] = {false, false};
		for (size_t k = 0; k < r.n; k++) {
			nulls[0] |= r.rows[k].model == FIT_LINEAR;
			nulls[1] |= r.rows[k].model == FIT_EXPONENTIAL;
		}
		cr_expect(nulls[0] && nulls[1], "%s: nulls", rows[i].label);
	}
}

Test(family, draws_are_seeded_and_cover)
{
	enum { N = 200 };
	unsigned long long seed = 9;
	struct fit_point p[POINTS];
	struct fit_setup s = {.model = FIT_LOGISTIC, .prior = true};
	struct fit f;
	struct draws a, b, c;
	struct err e = {0};
	size_t n = points_of(&samples[0], 100, &seed, p);
	cr_assert(fit_points(&s, p, n, &f, &e) == 0);
	cr_assert(
	    draws_make(&s, p, &f, (struct draws_ask){N, 1}, &a, &e) == 0, "%s", e.text);
	cr_assert(draws_make(&s, p, &f, (struct draws_ask){N, 1}, &b, &e) == 0);
	cr_assert(draws_make(&s, p, &f, (struct draws_ask){N, 2}, &c, &e) == 0);
	cr_expect(a.n == N && memcmp(a.p, b.p, N * a.np * sizeof *a.p) == 0);
	cr_expect(memcmp(a.p, c.p, N * a.np * sizeof *a.p) != 0);
	double k[N], low, high;
	for (size_t i = 0; i < N; i++)
		k[i] = draws_at(&a, i).p[0];
	draws_interval(k, N, 0.95, &low, &high);
	/* The ceiling's interval on the scale of its logarithm. */
	double by = exp(fit_t_quantile(&f, 0.95) * f.se[0] / f.p[0]);
	double ratio = (high - low) / (f.p[0] * by - f.p[0] / by);
	cr_expect(ratio > 0.75 && ratio < 1.6, "%g to %g, %g by the errors", low, high,
	    ratio);
	draws_free(&a);
	draws_free(&b);
	draws_free(&c);
}

/* R 4.2.2, forecast 8.20, holt(y, damped = TRUE): what it printed. */
Test(family, damped_holt_as_in_r)
{
	static const struct {
		double y[24];
		size_t n;
		double alpha, beta, phi, level, trend, mse, next[4];
	} rows[] = {
	    {{17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58,
		 32.58, 33.48, 39.02, 41.39, 41.60},
		15, 0.9998999, 1.973269e-04, 0.9788461, 16.30636, 2.244711, 2.522741,
		{43.19399, 44.75413, 46.28126, 47.77609}},
	    {{112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141,
		 135, 125, 149, 170, 170, 158, 133, 114, 140},
		24, 0.9992959, 9.793878e-04, 0.8000001, 104.7387, 9.670968, 197.5554,
		{140.0184, 140.0477, 140.0711, 140.0899}},
	    {{1, 1.3, 1.9, 2.7, 3.9, 5.6, 7.4, 9.3, 11.2, 12.6, 13.8, 14.5, 15.1, 15.3},
		14, 0.99534379, 0.00692249, 0.98, -0.28448808, 1.28114297, 0.3256113,
		{16.25071, 17.17887, 18.08847, 18.97987}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct holt h = {.alpha = rows[i].alpha,
		    .beta = rows[i].beta,
		    .phi = rows[i].phi,
		    .first_level = rows[i].level,
		    .first_trend = rows[i].trend};
		struct err e = {0};
		holt_run(rows[i].y, rows[i].n, &h);
		cr_expect(fabs(h.sse / (double)rows[i].n / rows[i].mse - 1) < 1e-5,
		    "series %zu: mse %.7g", i, h.sse / (double)rows[i].n);
		for (size_t k = 0; k < 4; k++)
			cr_expect(
			    fabs(holt_forecast(&h, (double)(k + 1)) / rows[i].next[k]
				 - 1)
				< 1e-5,
			    "series %zu, %zu ahead: %.7g", i, k + 1,
			    holt_forecast(&h, (double)(k + 1)));
		cr_assert(holt_fit(rows[i].y, rows[i].n, &h, &e) == 0, "%s", e.text);
		cr_expect(h.sse / (double)rows[i].n <= rows[i].mse * (1 + 1e-6),
		    "series %zu: the search ends at %.7g", i,
		    h.sse / (double)rows[i].n);
		cr_expect(holt_fit(rows[i].y, 3, &h, &e) == -1 && e.code == ERR_EMPTY);
	}
}
