/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/model.h"

#include <assert.h>
#include <math.h>

/* ---- without an end ---- */

static double
linear_value(const double *p, struct model_at at, double *grad)
{
	if (grad) {
		grad[0] = 1;
		grad[1] = at.t - at.last;
	}
	return p[0] + p[1] * (at.t - at.last);
}

static double
linear_inverse(const double *p, double y, double last)
{
	return last + (y - p[0]) / p[1];
}

static double
exponential_value(const double *p, struct model_at at, double *grad)
{
	double g = exp(p[1] * (at.t - at.last));
	if (grad) {
		grad[0] = g;
		grad[1] = p[0] * g * (at.t - at.last);
	}
	return p[0] * g;
}

static double
exponential_inverse(const double *p, double y, double last)
{
	return last + log(y / p[0]) / p[1];
}

/* level, exponent, launch */
static double
power_value(const double *p, struct model_at at, double *grad)
{
	double since = at.t - p[2], whole = at.last - p[2], of = since / whole;
	if (!(since > 0) || !(whole > 0)) {
		if (grad)
			grad[0] = grad[1] = grad[2] = 0;
		return p[1] < 0 ? (double)NAN : 0;
	}
	double g = pow(of, p[1]);
	if (grad) {
		grad[0] = g;
		grad[1] = p[0] * g * log(of);
		grad[2] = p[0] * g * p[1] * (1 / whole - 1 / since);
	}
	return p[0] * g;
}

static double
power_inverse(const double *p, double y, double last)
{
	return p[2] + (last - p[2]) * pow(y / p[0], 1 / p[1]);
}

/* ---- from a launch to a ceiling ---- */

/* ceiling, rate, launch */
static double
saturation_value(const double *p, struct model_at at, double *grad)
{
	double u = p[1] * (at.t - p[2]);
	double left = u > 0 ? exp(-u) : 1;
	if (grad) {
		grad[0] = u > 0 ? -expm1(-u) : 0;
		grad[1] = u > 0 ? p[0] * left * (at.t - p[2]) : 0;
		grad[2] = u > 0 ? -p[0] * left * p[1] : 0;
	}
	return u > 0 ? -p[0] * expm1(-u) : 0;
}

static double
saturation_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] - log1p(-y / p[0]) / p[1];
}

/* ceiling, rate, launch, shape */
static double
weibull_value(const double *p, struct model_at at, double *grad)
{
	double u = p[1] * (at.t - p[2]);
	if (!(u > 0)) {
		if (grad)
			grad[0] = grad[1] = grad[2] = grad[3] = 0;
		return 0;
	}
	double v = pow(u, p[3]), slope = v > 700 ? 0 : p[0] * exp(-v) * v;
	if (grad) {
		grad[0] = -expm1(-v);
		grad[1] = slope * p[3] / p[1];
		grad[2] = -slope * p[3] * p[1] / u;
		grad[3] = slope * log(u);
	}
	return -p[0] * expm1(-v);
}

static double
weibull_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] + pow(-log1p(-y / p[0]), 1 / p[3]) / p[1];
}

static double
loglogistic_value(const double *p, struct model_at at, double *grad)
{
	double u = p[1] * (at.t - p[2]);
	if (!(u > 0)) {
		if (grad)
			grad[0] = grad[1] = grad[2] = grad[3] = 0;
		return 0;
	}
	double g = 1 / (1 + exp(-p[3] * log(u))), slope = p[0] * g * (1 - g);
	if (grad) {
		grad[0] = g;
		grad[1] = slope * p[3] / p[1];
		grad[2] = -slope * p[3] * p[1] / u;
		grad[3] = slope * log(u);
	}
	return p[0] * g;
}

static double
loglogistic_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] + pow(y / (p[0] - y), 1 / p[3]) / p[1];
}

/* Of ceiling 1: the share that has adopted, its derivatives by p, q and the launch. */
static double
bass_share(const double *p, double t, double grad[3])
{
	double since = t - p[3], r = p[1] + p[2], ratio = p[2] / p[1];
	grad[0] = grad[1] = grad[2] = 0;
	if (!(since > 0))
		return 0;
	double e = exp(-r * since), below = 1 + ratio * e, above = -expm1(-r * since);
	/* dF/de at a fixed ratio, and dF/dratio at a fixed e. */
	double by_e = -(1 + ratio) / (below * below);
	double by_ratio = -above * e / (below * below);
	grad[0] = -by_e * since * e - by_ratio * ratio / p[1];
	grad[1] = -by_e * since * e + by_ratio / p[1];
	grad[2] = by_e * r * e;
	return above / below;
}

/* ceiling, innovation, imitation, launch */
static double
bass_value(const double *p, struct model_at at, double *grad)
{
	double g[3], share = bass_share(p, at.t, g);
	if (grad) {
		grad[0] = share;
		for (size_t k = 0; k < 3; k++)
			grad[k + 1] = p[0] * g[k];
	}
	return p[0] * share;
}

static double
bass_inverse(const double *p, double y, double last)
{
	(void)last;
	double e = (1 - y / p[0]) / (1 + p[2] / p[1] * y / p[0]);
	return p[3] - log(e) / (p[1] + p[2]);
}

/* The same of what one period brings. */
static double
bass_flow_value(const double *p, struct model_at at, double *grad)
{
	double a[3], b[3], half = at.width / 2;
	double before = bass_share(p, at.t - half, a);
	double after = bass_share(p, at.t + half, b);
	if (grad) {
		grad[0] = after - before;
		for (size_t k = 0; k < 3; k++)
			grad[k + 1] = p[0] * (b[k] - a[k]);
	}
	return p[0] * (after - before);
}

/* ---- along an S ---- */

static double
logistic_value(const double *p, struct model_at at, double *grad)
{
	double g = 1 / (1 + exp(-p[1] * (at.t - p[2])));
	if (grad) {
		double slope = g * (1 - g);
		grad[0] = g;
		grad[1] = slope == 0 ? 0 : p[0] * slope * (at.t - p[2]);
		grad[2] = slope == 0 ? 0 : -p[0] * slope * p[1];
	}
	return p[0] * g;
}

static double
logistic_shape(const double *p, double u)
{
	(void)p;
	return 1 / (1 + u);
}

static double
logistic_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] + log(y / (p[0] - y)) / p[1];
}

/* ceiling, rate, midpoint, floor */
static double
logistic4_value(const double *p, struct model_at at, double *grad)
{
	double whole[FIT_MAX_PARAMS] = {p[0] - p[3], p[1], p[2]};
	double y = p[3] + logistic_value(whole, at, grad);
	if (grad)
		grad[3] = 1 - grad[0];
	return y;
}

static double
logistic4_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] + log((y - p[3]) / (p[0] - y)) / p[1];
}

static double
gompertz_value(const double *p, struct model_at at, double *grad)
{
	double u = exp(-p[1] * (at.t - p[2])), g = exp(-u);
	if (grad) {
		double slope = u > 700 ? 0 : p[0] * g * u;
		grad[0] = g;
		grad[1] = slope == 0 ? 0 : slope * (at.t - p[2]);
		grad[2] = slope == 0 ? 0 : -slope * p[1];
	}
	return p[0] * g;
}

static double
gompertz_shape(const double *p, double u)
{
	(void)p;
	return exp(-u);
}

static double
gompertz_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] - log(-log(y / p[0])) / p[1];
}

/* ceiling, rate, midpoint, asymmetry */
static double
richards_value(const double *p, struct model_at at, double *grad)
{
	double nu = p[3], arg = -p[1] * (at.t - p[2]);
	double u = exp(fmin(arg, 690 - log(nu))), by = log1p(nu * u) / nu;
	double g = exp(-by);
	if (grad) {
		double slope = p[0] * g * u / (1 + nu * u);
		grad[0] = g;
		grad[1] = slope == 0 ? 0 : slope * (at.t - p[2]);
		grad[2] = slope == 0 ? 0 : -slope * p[1];
		grad[3] = slope == 0 ? 0 : p[0] * g * by / nu - slope / nu;
	}
	return p[0] * g;
}

static double
richards_shape(const double *p, double u)
{
	return exp(-log1p(p[3] * u) / p[3]);
}

static double
richards_inverse(const double *p, double y, double last)
{
	(void)last;
	return p[2] - log(expm1(-p[3] * log(y / p[0])) / p[3]) / p[1];
}

/* ---- in phases: ceiling, rate, midpoint; then of each further phase its share of the
 * ceiling, its rate and midpoint ---- */

static double
phases_value(const double *p, struct model_at at, double *grad, size_t phases)
{
	double first = 1, y = 0, first_share[3], one[3];
	for (size_t k = 1; k < phases; k++)
		first -= p[3 * k];
	if (!(first > 0))
		y = (double)NAN;
	double g1 = logistic_value((double[]){1, p[1], p[2]}, at, first_share);
	y += first * g1;
	for (size_t k = 1; k < phases; k++) {
		double g =
		    logistic_value((double[]){1, p[3 * k + 1], p[3 * k + 2]}, at, one);
		y += p[3 * k] * g;
		if (!grad)
			continue;
		grad[3 * k] = p[0] * (g - g1);
		grad[3 * k + 1] = p[0] * p[3 * k] * one[1];
		grad[3 * k + 2] = p[0] * p[3 * k] * one[2];
	}
	if (grad) {
		grad[0] = y;
		grad[1] = p[0] * first * first_share[1];
		grad[2] = p[0] * first * first_share[2];
	}
	return p[0] * y;
}

static double
phases2_value(const double *p, struct model_at at, double *grad)
{
	return phases_value(p, at, grad, 2);
}

static double
phases3_value(const double *p, struct model_at at, double *grad)
{
	return phases_value(p, at, grad, 3);
}

/* clang-format off */
/* The ends of the search, in x: a ceiling of a millionth to a million times the largest
 * value, a rate of 1/500 to 10,000 per time seen, times within fifty times of it. */
#define CEILING  {"ceiling",  MODEL_Y,     MODEL_LOG,    -14, 14}
#define RATE(n)  {n,          MODEL_PER_T, MODEL_LOG,    -6.2, 9.2}
#define TIME(n)  {n,          MODEL_T,     MODEL_DIRECT, -50, 50}
#define LAUNCH   {"launch",   MODEL_T,     MODEL_BEFORE, -9.2, 3.9}
#define SHARE(n) {n,          MODEL_NONE,  MODEL_DIRECT, 0.01, 0.99}
#define LEVEL(scale, lo, hi) {"level", MODEL_Y, scale, lo, hi}
#define SHAPE(n, lo, hi) {n,  MODEL_NONE,  MODEL_LOG,    lo, hi}
#define RATES    {1, -0.36, 0.69, 9}  /* 0.7 to 174 */
#define TIMES    {2, -0.5, 0.25, 13}  /* to 2.5 */
#define LAUNCHES(k) {k, -4.6, 1.5, 5} /* 0.01 to 4 before the first point */
#define ALL (MODEL_LIMIT_CONSTANT | MODEL_LIMIT_EXPONENTIAL | MODEL_LIMIT_LINE)
#define NEVER 1e3

static const struct model models[] = {
	[FIT_LOGISTIC] = {
		.name = "logistic",
		.what = "symmetric S from zero to a ceiling",
		.formula = "ceiling / (1 + exp(-rate*(t - midpoint)))",
		.source = "Verhulst 1838; Fisher and Pry 1971",
		.np = 3, .phases = 1,
		.params = {CEILING, RATE("rate"), TIME("midpoint")},
		.value = logistic_value, .shape = logistic_shape, .inverse = logistic_inverse,
		.linear = {0}, .n_linear = 1, .axes = {RATES, TIMES}, .n_axes = 2,
		.limits = ALL, .ceiling = true, .mirrors = true,
	},
	[FIT_LOGISTIC4] = {
		.name = "logistic4",
		.what = "symmetric S from a floor to a ceiling",
		.formula = "floor + (ceiling - floor) / (1 + exp(-rate*(t - midpoint)))",
		.source = "Ratkowsky 1983",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("rate"), TIME("midpoint"),
		           {"floor", MODEL_Y, MODEL_DIRECT, -NEVER, NEVER}},
		.value = logistic4_value, .inverse = logistic4_inverse,
		.linear = {0, 3}, .n_linear = 2, .axes = {RATES, TIMES}, .n_axes = 2, .offset = 4,
		.limits = ALL, .ceiling = true, .mirrors = true,
	},
	[FIT_GOMPERTZ] = {
		.name = "gompertz",
		.what = "S that is steepest early, at 37% of its ceiling",
		.formula = "ceiling * exp(-exp(-rate*(t - midpoint)))",
		.source = "Gompertz 1825; Franses 1994",
		.np = 3, .phases = 1,
		.params = {CEILING, RATE("rate"), TIME("midpoint")},
		.value = gompertz_value, .shape = gompertz_shape, .inverse = gompertz_inverse,
		.linear = {0}, .n_linear = 1, .axes = {RATES, TIMES}, .n_axes = 2,
		.limits = ALL, .ceiling = true, .mirrors = true,
	},
	[FIT_RICHARDS] = {
		.name = "richards",
		.what = "S whose steepest place is anywhere; asymmetry 1 is logistic, 0 gompertz",
		.formula = "ceiling * (1 + asymmetry*exp(-rate*(t - midpoint)))^(-1/asymmetry)",
		.source = "Richards 1959; Ratkowsky 1983",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("rate"), TIME("midpoint"), SHAPE("asymmetry", -7, 5)},
		.value = richards_value, .shape = richards_shape, .inverse = richards_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {RATES, {2, -0.5, 0.25, 9}, {3, -3, 1.5, 5}}, .n_axes = 3,
		.kin = {{FIT_LOGISTIC, 0}, {FIT_GOMPERTZ, -5}}, .n_kin = 2, .asymmetry = 3,
		.limits = ALL, .ceiling = true, .mirrors = true,
	},
	[FIT_SATURATION] = {
		.name = "saturation",
		.what = "fastest at the launch, then ever slower towards a ceiling",
		.formula = "ceiling * (1 - exp(-rate*(t - launch)))",
		.source = "von Bertalanffy 1938; Ford 1933 and Walford 1946",
		.np = 3, .phases = 1,
		.params = {CEILING, RATE("rate"), LAUNCH},
		.value = saturation_value, .inverse = saturation_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -2, 0.7, 9}, LAUNCHES(2)}, .n_axes = 2,
		.limits = MODEL_LIMIT_CONSTANT | MODEL_LIMIT_LINE, .ceiling = true,
	},
	[FIT_WEIBULL] = {
		.name = "weibull",
		.what = "from a launch to a ceiling, of any shape from saturation to a late S",
		.formula = "ceiling * (1 - exp(-(rate*(t - launch))^shape))",
		.source = "Weibull 1951; Sharif and Islam 1980",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("rate"), LAUNCH, SHAPE("shape", -2.3, 3.4)},
		.value = weibull_value, .inverse = weibull_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -2, 0.7, 7}, LAUNCHES(2), {3, -0.5, 0.6, 5}}, .n_axes = 3,
		.kin = {{FIT_SATURATION, 0}}, .n_kin = 1,
		.limits = ALL, .ceiling = true,
	},
	[FIT_LOGLOGISTIC] = {
		.name = "log-logistic",
		.what = "from a launch to a ceiling that is approached slowly (Hill)",
		.formula = "ceiling / (1 + (rate*(t - launch))^(-shape))",
		.source = "Hill 1910; Tanner 1978",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("rate"), LAUNCH, SHAPE("shape", -2.3, 3.4)},
		.value = loglogistic_value, .inverse = loglogistic_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -2, 0.7, 7}, LAUNCHES(2), {3, -0.5, 0.6, 5}}, .n_axes = 3,
		.limits = ALL, .ceiling = true,
	},
	[FIT_BASS] = {
		.name = "bass",
		.what = "adopters since a launch, by themselves and by the example of others",
		.formula = "ceiling * (1 - exp(-(innovation+imitation)*(t - launch)))"
		           " / (1 + imitation/innovation*exp(-(innovation+imitation)*(t - launch)))",
		.source = "Bass 1969",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("innovation"), RATE("imitation"), LAUNCH},
		.value = bass_value, .inverse = bass_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -6, 1.2, 6}, {2, -1, 0.8, 8}, LAUNCHES(3)}, .n_axes = 3,
		.limits = ALL, .ceiling = true,
	},
	[FIT_BASS_FLOW] = {
		.name = "bass-flow",
		.what = "adopters per period: what bass adds in it; launched at the first unless --launch says when",
		.formula = "bass(t + period/2) - bass(t - period/2)",
		.source = "Srinivasan and Mason 1986",
		.np = 4, .phases = 1,
		.params = {CEILING, RATE("innovation"), RATE("imitation"), LAUNCH},
		.value = bass_flow_value,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -6, 1.2, 6}, {2, -1, 0.8, 8}, LAUNCHES(3)}, .n_axes = 3,
		.limits = MODEL_LIMIT_CONSTANT, .ceiling = true, .flow = true,
	},
	[FIT_LOGISTICS2] = {
		.name = "logistics2",
		.what = "two S-curves one after the other; the ceiling is both's together",
		.formula = "ceiling * ((1-share2)*S1 + share2*S2), Si = 1/(1 + exp(-rate_i*(t - midpoint_i)))",
		.source = "Meyer 1994",
		.np = 6, .phases = 2,
		.params = {CEILING, RATE("rate"), TIME("midpoint"),
		           SHARE("share2"), RATE("rate2"), TIME("midpoint2")},
		.value = phases2_value, .limits = ALL, .ceiling = true,
	},
	[FIT_LOGISTICS3] = {
		.name = "logistics3",
		.what = "three S-curves one after the other; the ceiling is all theirs together",
		.formula = "ceiling * ((1-share2-share3)*S1 + share2*S2 + share3*S3)",
		.source = "Meyer 1994; Meyer, Yung and Ausubel 1999",
		.np = 9, .phases = 3,
		.params = {CEILING, RATE("rate"), TIME("midpoint"),
		           SHARE("share2"), RATE("rate2"), TIME("midpoint2"),
		           SHARE("share3"), RATE("rate3"), TIME("midpoint3")},
		.value = phases3_value, .limits = ALL, .ceiling = true,
	},
	[FIT_POWER] = {
		.name = "power",
		.what = "a power of the time since a launch, without a ceiling",
		.formula = "level * ((t - launch)/(last - launch))^exponent",
		.source = "Wright 1936",
		.np = 3, .phases = 1,
		.params = {LEVEL(MODEL_LOG, -14, 14), {"exponent", MODEL_NONE, MODEL_DIRECT, -20, 20}, LAUNCH},
		.value = power_value, .inverse = power_inverse,
		.linear = {0}, .n_linear = 1,
		.axes = {{1, -1.8, 0.4, 14}, LAUNCHES(2)}, .n_axes = 2,
		.limits = MODEL_LIMIT_CONSTANT,
	},
	[FIT_EXPONENTIAL] = {
		.name = "exponential",
		.what = "the same percentage in every year (a null model)",
		.formula = "level * exp(rate*(t - last))",
		.source = "Malthus 1798",
		.np = 2, .phases = 1,
		.params = {LEVEL(MODEL_LOG, -14, 14), {"rate", MODEL_PER_T, MODEL_DIRECT, -200, 200}},
		.value = exponential_value, .inverse = exponential_inverse,
		.linear = {0}, .n_linear = 1, .axes = {{1, -25, 1.3, 40}}, .n_axes = 1,
		.limits = MODEL_LIMIT_CONSTANT,
	},
	[FIT_LINEAR] = {
		.name = "linear",
		.what = "the same amount in every year (a null model)",
		.formula = "level + slope*(t - last)",
		.source = "Legendre 1805",
		.np = 2, .phases = 1,
		.params = {LEVEL(MODEL_DIRECT, -NEVER, NEVER),
		           {"slope", MODEL_Y_PER_T, MODEL_DIRECT, -NEVER, NEVER}},
		.value = linear_value, .inverse = linear_inverse,
		.linear = {0, 1}, .n_linear = 2, .offset = 1,
		.limits = MODEL_LIMIT_CONSTANT,
	},
};
/* clang-format on */
static_assert(sizeof models / sizeof *models == FIT_MODELS, "a row each");

const struct model *
model_get(enum fit_model m)
{
	return &models[m];
}

double
model_of(const struct model *m, const double *p, struct model_at at, double span,
    double *grad)
{
	if (!(span > 0))
		return m->value(p, at, grad);
	double before[FIT_MAX_PARAMS] = {0}, t = at.t;
	at.t = t - span / 2;
	double from = m->value(p, at, grad ? before : NULL);
	at.t = t + span / 2;
	double to = m->value(p, at, grad);
	for (size_t k = 0; grad && k < m->np; k++)
		grad[k] -= before[k];
	return to - from;
}

void
model_natural(const struct model *m, const double *x, double *p)
{
	for (size_t k = 0; k < m->np; k++)
		switch (m->params[k].scale) {
		case MODEL_DIRECT:
			p[k] = x[k];
			break;
		case MODEL_LOG:
			p[k] = exp(x[k]);
			break;
		case MODEL_BEFORE:
			p[k] = -exp(x[k]);
			break;
		}
}

double
model_slope(const struct model *m, size_t k, double p)
{
	return m->params[k].scale == MODEL_DIRECT ? 1 : p;
}

double
model_coordinate(const struct model *m, size_t k, double p)
{
	switch (m->params[k].scale) {
	case MODEL_DIRECT:
		return p;
	case MODEL_LOG:
		return p > 0 ? log(p) : (double)NAN;
	case MODEL_BEFORE:
		return p < 0 ? log(-p) : (double)NAN;
	}
	return (double)NAN;
}
