/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NIST's 27 certified problems of nonlinear regression (fixtures/nist), from both
 * starts, through the search itself; and five of them that are growth curves with no
 * start given.  Derivatives are exact: by a step along the imaginary axis.
 */
#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/fit/solve.h"

TestSuite(nist, .init = fit_init, .timeout = 120);

typedef double complex C;
enum { MOST_ROWS = 300, MOST_B = 9 };

/* ---- the models, as the certificates have them ---- */

static C
bennett5(const C *b, C x, C z)
{
	(void)z;
	return b[0] * cpow(b[1] + x, -1 / b[2]);
}
static C
boxbod(const C *b, C x, C z)
{
	(void)z;
	return b[0] * (1 - cexp(-b[1] * x));
}
static C
chwirut(const C *b, C x, C z)
{
	(void)z;
	return cexp(-b[0] * x) / (b[1] + b[2] * x);
}
static C
danwood(const C *b, C x, C z)
{
	(void)z;
	return b[0] * cpow(x, b[1]);
}
static C
enso(const C *b, C x, C z)
{
	(void)z;
	C w = 2 * M_PI * x;
	return b[0] + b[1] * ccos(w / 12) + b[2] * csin(w / 12) + b[4] * ccos(w / b[3])
	       + b[5] * csin(w / b[3]) + b[7] * ccos(w / b[6]) + b[8] * csin(w / b[6]);
}
static C
eckerle4(const C *b, C x, C z)
{
	(void)z;
	C u = (x - b[2]) / b[1];
	return b[0] / b[1] * cexp(-0.5 * u * u);
}
static C
gauss(const C *b, C x, C z)
{
	(void)z;
	C u = (x - b[3]) / b[4], v = (x - b[6]) / b[7];
	return b[0] * cexp(-b[1] * x) + b[2] * cexp(-u * u) + b[5] * cexp(-v * v);
}
static C
cubics(const C *b, C x, C z)
{
	(void)z;
	return (b[0] + x * (b[1] + x * (b[2] + x * b[3])))
	       / (1 + x * (b[4] + x * (b[5] + x * b[6])));
}
static C
kirby2(const C *b, C x, C z)
{
	(void)z;
	return (b[0] + x * (b[1] + x * b[2])) / (1 + x * (b[3] + x * b[4]));
}
static C
lanczos(const C *b, C x, C z)
{
	(void)z;
	return b[0] * cexp(-b[1] * x) + b[2] * cexp(-b[3] * x) + b[4] * cexp(-b[5] * x);
}
static C
mgh09(const C *b, C x, C z)
{
	(void)z;
	return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
}
static C
mgh10(const C *b, C x, C z)
{
	(void)z;
	return b[0] * cexp(b[1] / (x + b[2]));
}
static C
mgh17(const C *b, C x, C z)
{
	(void)z;
	return b[0] + b[1] * cexp(-x * b[3]) + b[2] * cexp(-x * b[4]);
}
static C
misra1b(const C *b, C x, C z)
{
	(void)z;
	return b[0] * (1 - cpow(1 + b[1] * x / 2, -2));
}
static C
misra1c(const C *b, C x, C z)
{
	(void)z;
	return b[0] * (1 - cpow(1 + 2 * b[1] * x, -0.5));
}
static C
misra1d(const C *b, C x, C z)
{
	(void)z;
	return b[0] * b[1] * x / (1 + b[1] * x);
}
static C
nelson(const C *b, C x, C z)
{
	return b[0] - b[1] * x * cexp(-b[2] * z);
}
static C
rat42(const C *b, C x, C z)
{
	(void)z;
	return b[0] / (1 + cexp(b[1] - b[2] * x));
}
static C
rat43(const C *b, C x, C z)
{
	(void)z;
	return b[0] / cpow(1 + cexp(b[1] - b[2] * x), 1 / b[3]);
}
static C
roszman1(const C *b, C x, C z)
{
	(void)z;
	return b[0] - b[1] * x - catan(b[2] / (x - b[3])) / M_PI;
}

static const struct problem {
	const char *name;
	C (*f)(const C *b, C x, C z);
} problems[] = {
    {"Bennett5", bennett5},
    {"BoxBOD", boxbod},
    {"Chwirut1", chwirut},
    {"Chwirut2", chwirut},
    {"DanWood", danwood},
    {"ENSO", enso},
    {"Eckerle4", eckerle4},
    {"Gauss1", gauss},
    {"Gauss2", gauss},
    {"Gauss3", gauss},
    {"Hahn1", cubics},
    {"Kirby2", kirby2},
    {"Lanczos1", lanczos},
    {"Lanczos2", lanczos},
    {"Lanczos3", lanczos},
    {"MGH09", mgh09},
    {"MGH10", mgh10},
    {"MGH17", mgh17},
    {"Misra1a", boxbod},
    {"Misra1b", misra1b},
    {"Misra1c", misra1c},
    {"Misra1d", misra1d},
    {"Nelson", nelson},
    {"Rat42", rat42},
    {"Rat43", rat43},
    {"Roszman1", roszman1},
    {"Thurber", cubics},
};
enum { PROBLEMS = sizeof problems / sizeof *problems };

/* ---- a certificate ---- */

struct certificate {
	size_t np, n;
	double start[2][MOST_B], b[MOST_B], se[MOST_B], rss;
	double y[MOST_ROWS], x[MOST_ROWS], z[MOST_ROWS];
};

static void
read_row(struct certificate *c, const char *line, bool nelson_rows)
{
	double v[3];
	int n = sscanf(line, "%lf %lf %lf", &v[0], &v[1], &v[2]);
	if (n < 2)
		return;
	c->y[c->n] = nelson_rows ? log(v[0]) : v[0];
	c->x[c->n] = v[1];
	c->z[c->n++] = n == 3 ? v[2] : 0;
}

static void
read_certificate(const char *name, struct certificate *c)
{
	char path[200], line[300];
	int data = 0;
	snprintf(path, sizeof path, "fixtures/nist/%s.dat", name);
	FILE *f = fopen(path, "r");
	cr_assert(f != NULL, "%s: run the tests in the project's folder", path);
	*c = (struct certificate){.np = 0};
	while (fgets(line, sizeof line, f)) {
		size_t k = c->np;
		double v[4];
		int b;
		data += strncmp(line, "Data:", 5) == 0;
		if (data == 2) /* the second heading is the table's */
			read_row(c, line, strcmp(name, "Nelson") == 0);
		else if (k < MOST_B
			 && sscanf(line, " b%d = %lf %lf %lf %lf", &b, &v[0], &v[1],
				&v[2], &v[3])
				== 5) {
			c->start[0][k] = v[0];
			c->start[1][k] = v[1];
			c->b[k] = v[2];
			c->se[k] = v[3];
			c->np++;
		}
		(void)sscanf(line, "Residual Sum of Squares: %lf", &c->rss);
		(void)sscanf(line, "Sum of Squared Residuals: %lf", &c->rss);
	}
	fclose(f);
}

/* ---- a problem as a model: coordinates are parts of the start ---- */

static const struct problem *problem;
static const struct certificate *certificate;
static double unit[MOST_B];

static double
value(const double *p, struct model_at at, double *grad)
{
	static const double H = 1e-40;
	size_t i = (size_t)at.t;
	C b[MOST_B];
	for (size_t k = 0; k < certificate->np; k++)
		b[k] = p[k] * unit[k];
	double y = creal(problem->f(b, certificate->x[i], certificate->z[i]));
	for (size_t k = 0; grad && k < certificate->np; k++) {
		C old = b[k];
		b[k] += H * I;
		grad[k] = cimag(problem->f(b, certificate->x[i], certificate->z[i])) / H
			  * unit[k];
		b[k] = old;
	}
	return y;
}

static double
digits(double got, double want)
{
	double off = fabs(got - want) / fabs(want);
	return isfinite(off) ? fmin(-log10(fmax(off, 1e-11)), 11) : 0;
}

struct outcome {
	double params, errors;
	bool ok;
};

static struct outcome
run(const struct problem *p, const struct certificate *c, int start)
{
	static struct fit_point points[MOST_ROWS];
	struct model m = {.name = p->name, .np = c->np, .value = value};
	struct solve_place from = {.rss = 0}, at;
	struct err e = {0};
	problem = p;
	certificate = c;
	for (size_t k = 0; k < c->np; k++) {
		m.params[k] =
		    (struct model_param){"b", MODEL_NONE, MODEL_DIRECT, -1e300, 1e300};
		unit[k] = fabs(c->start[start][k]) > 0 ? fabs(c->start[start][k]) : 1;
		from.x[k] = c->start[start][k] / unit[k];
	}
	struct solve_data d = {.model = &m, .points = points, .n = c->n};
	for (size_t i = 0; i < c->n; i++) {
		points[i] = (struct fit_point){
		    .t = (double)i, .low = c->y[i], .high = c->y[i], .sd = 1};
		d.sum2 += c->y[i] * c->y[i];
	}
	cr_assert(solve_run(&d, &from, 1, &at, &e) == 0, "%s", e.text);
	struct outcome out = {.params = 11, .errors = 11, .ok = at.ok && at.full};
	double variance = at.rss / (double)(c->n - c->np);
	for (size_t k = 0; k < c->np; k++) {
		out.params = fmin(out.params, digits(at.x[k] * unit[k], c->b[k]));
		out.errors = fmin(out.errors,
		    digits(sqrt(at.cov[k][k] * variance) * unit[k], c->se[k]));
	}
	return out;
}

Test(nist, all_27_from_both_starts)
{
	static struct certificate c;
	size_t params = 0, errors = 0;
	for (size_t i = 0; i < PROBLEMS; i++) {
		read_certificate(problems[i].name, &c);
		cr_assert(c.np > 0 && c.n > c.np, "%s", problems[i].name);
		for (int start = 0; start < 2; start++) {
			struct outcome o = run(&problems[i], &c, start);
			params += o.params >= 8;
			errors += o.errors >= 8;
			if (getenv("VERBOSE")
			    && (o.params < 8 || o.errors < 8 || !o.ok))
				fprintf(stderr,
				    "%s from start %d: %.1f and %.1f digits%s\n",
				    problems[i].name, start + 1, o.params, o.errors,
				    o.ok ? "" : ", not accepted");
			/* What is accepted is right. */
			cr_expect(!o.ok || o.params >= 6,
			    "%s from start %d: %.1f digits", problems[i].name,
			    start + 1, o.params);
		}
	}
	cr_expect(params == 54, "8 digits of all parameters in %zu of 54", params);
	cr_expect(errors >= 52, "8 digits of all standard errors in %zu of 54", errors);
}

/* Growth curves, with no start given. */
Test(nist, growth_curves_without_a_start)
{
	static const struct {
		const char *name;
		enum fit_model model;
		unsigned held; /* the launch at 0, a shape of 1 */
		double hold[FIT_MAX_PARAMS];
		size_t plain; /* parameter 1 is the certificate's at this place */
	} rows[] = {
	    {"Rat42", FIT_LOGISTIC, 0, {0}, 2},
	    {"Rat43", FIT_RICHARDS, 0, {0}, 2},
	    {"Misra1a", FIT_SATURATION, 4, {0}, 1},
	    {"BoxBOD", FIT_SATURATION, 4, {0}, 1},
	    {"Misra1d", FIT_LOGLOGISTIC, 12, {0, 0, 0, 1}, 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static struct certificate c;
		static struct fit_point p[MOST_ROWS];
		struct fit_setup s = {.model = rows[i].model, .held = rows[i].held};
		struct err e = {0};
		struct fit f;
		memcpy(s.hold, rows[i].hold, sizeof s.hold);
		read_certificate(rows[i].name, &c);
		for (size_t k = 0; k < c.n; k++)
			p[k] = (struct fit_point){
			    .t = c.x[k], .low = c.y[k], .high = c.y[k], .sd = 1};
		cr_assert(fit_points(&s, p, c.n, &f, &e) == 0, "%s: %s", rows[i].name,
		    e.text);
		size_t k = rows[i].plain;
		cr_expect(digits(f.rss, c.rss) >= 8, "%s: sum of squares %.11g",
		    rows[i].name, f.rss);
		cr_expect(digits(f.p[0], c.b[0]) >= 8 && digits(f.p[1], c.b[k]) >= 8,
		    "%s: %.11g %.11g", rows[i].name, f.p[0], f.p[1]);
		cr_expect(
		    digits(f.se[0], c.se[0]) >= 8 && digits(f.se[1], c.se[k]) >= 7,
		    "%s: standard errors %.11g %.11g", rows[i].name, f.se[0], f.se[1]);
	}
}
