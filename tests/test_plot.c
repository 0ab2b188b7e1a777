/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands fit and plot, from a store to their output. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plot/gnuplot.h"
#include "plot/png.h"
#include "series/cmd.h"
#include "series/fit/fit.h"
#include "series/fit/points.h"
#include "series/fit/report.h"
#include "series/store.h"

extern const struct cmd cmd_fit, cmd_plot;

TestSuite(plot, .init = fit_init, .timeout = 120);

/* ---- a store in a folder of its own ---- */

enum { MOST = 80 };
struct site {
	char old[512], dir[40];
	struct obs obs[MOST];
	size_t n;
};

static void
site_begin(struct site *s)
{
	*s = (struct site){.n = 0};
	strcpy(s->dir, "/tmp/test-plot.XXXXXX");
	cr_assert(mkdtemp(s->dir) != NULL && getcwd(s->old, sizeof s->old) != NULL);
	cr_assert(chdir(s->dir) == 0);
	unsetenv("TSERIES_STORE");
}

static void
site_end(const struct site *s)
{
	char command[80];
	cr_assert(chdir(s->old) == 0);
	snprintf(command, sizeof command, "rm -r '%s'", s->dir);
	cr_expect(system(command) == 0);
}

static struct obs *
add(struct site *s, const char *metric, const char *unit, double low, double high,
    struct period p)
{
	cr_assert(s->n < MOST);
	struct obs *o = &s->obs[s->n++];
	*o = (struct obs){.doc = STR("call.txt"),
	    .start = s->n * 10,
	    .end = s->n * 10 + 5,
	    .metric = str_from(metric),
	    .role = OBS_COMPANY,
	    .low = low,
	    .high = high,
	    .unit = str_from(unit),
	    .period = p,
	    .company = STR("Acme"),
	    .as_of = 18000,
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .line = 1,
	    .precision = OBS_EXACT,
	    .confidence = 1,
	    .rule = STR("test"),
	    .text = STR("x"),
	    .quote = STR("x")};
	return o;
}

static void
guide(struct site *s, const char *metric, const char *unit, double low, double high,
    struct period p)
{
	struct obs *o = add(s, metric, unit, low, high, p);
	o->stance = OBS_GUIDANCE;
	o->act = OBS_ISSUE;
}

static void
site_store(struct site *s)
{
	struct err e = {0};
	bool changed;
	const struct store_call call = {.doc = STR("call.txt"),
	    .sha256 =
		STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
	    .company = STR("Acme"),
	    .as_of = 18000,
	    .quarter = PERIOD_NONE};
	struct store *st = store_open("tseries.db", STORE_WRITE, &e);
	cr_assert(st != NULL, "%s", e.text);
	cr_assert(store_put(st, &call, s->obs, s->n, &changed, &e) == 0, "%s", e.text);
	store_close(st);
}

/* One observation as a call of its own, said on its own day. */
static void
site_call(const struct site *s, struct obs *o)
{
	struct err e = {0};
	bool changed;
	char name[32], sha[65];
	snprintf(name, sizeof name, "call%zu.txt", s->n);
	snprintf(sha, sizeof sha, "%064zu", s->n);
	o->doc = str_from(name);
	const struct store_call call = {.doc = o->doc,
	    .sha256 = str_from(sha),
	    .company = STR("Acme"),
	    .as_of = o->as_of,
	    .quarter = PERIOD_NONE};
	struct store *st = store_open("tseries.db", STORE_WRITE, &e);
	cr_assert(st != NULL, "%s", e.text);
	cr_assert(store_put(st, &call, o, 1, &changed, &e) == 0, "%s", e.text);
	store_close(st);
}

/* Run a command line, split at blanks; what it prints is kept out of the test's. */
static int
command(const struct cmd *c, const char *line, struct err *e)
{
	char copy[512], *argv[32];
	int argc = 0;
	err_clear(e);
	strcpy(copy, line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	fflush(stdout);
	int keep = dup(1), quiet = open("printed", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(quiet, 1);
	int rc = c->run(argc, argv, e);
	fflush(stdout);
	dup2(keep, 1);
	close(keep);
	close(quiet);
	return rc;
}

static char *
contents(const char *path, size_t *size)
{
	FILE *f = fopen(path, "r");
	char *p = calloc(1, 1 << 20);
	cr_assert(f && p, "%s", path);
	size_t n = fread(p, 1, (1 << 20) - 1, f);
	fclose(f);
	if (size)
		*size = n;
	return p;
}

static void
expect_holds(const char *path, const char *const *words)
{
	char *text = contents(path, NULL);
	for (; *words; words++)
		cr_expect(strstr(text, *words) != NULL, "no '%s' in %s", *words, text);
	free(text);
}

static void
add_ramp(struct site *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct period p = period_months(2017, 1 + 3 * (int)i, 3);
		double t = (p.start + p.end) / 2.0;
		add(s, "production_rate", "vehicles/week",
		    5000 / (1 + exp(-0.006 * (t - 17800))) + 60 * sin(5.0 * (double)i),
		    0, p);
		s->obs[s->n - 1].high = s->obs[s->n - 1].low;
	}
}

/* ---- fit ---- */

Test(plot, fit_in_words)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	add_ramp(&s, 14);
	add(&s, "production_rate", "vehicles/week", 4000, (double)NAN,
	    period_day(18600));
	site_store(&s);
	cr_assert(command(&cmd_fit, "fit rate", &e) == 0, "%s", e.text);
	expect_holds(
	    "printed", (const char *[]){"Acme", "logistic curve through 15 values",
			   "ceiling", "vehicles/week", "; 95%: ", " per year",
			   "from 10% to 90% of the ceiling in 2.0 years", "midpoint",
			   "2018-09-", " days", "11 degrees of freedom", "2017-Q1",
			   "of these 0 ranges and 1 open bound", NULL});
	site_end(&s);
}

Test(plot, fit_for_machines)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	add_ramp(&s, 14);
	site_store(&s);
	cr_assert(command(&cmd_fit, "fit rate --format json -o fit.json", &e) == 0,
	    "%s", e.text);
	expect_holds("fit.json",
	    (const char *[]){"{\"version\": 2, \"company\": \"Acme\"",
		"\"status\": \"converged\"", "\"reason\": null", "\"n\": 14",
		"\"ceiling\": {\"value\": 50", "\"rate_per_year\": {",
		"\"date\": \"2018-09-", "\"degrees_of_freedom\": 11",
		"\"points\": [{\"start\": \"2017-01-01\", \"end\": \"2017-03-31\"",
		"\"line\": 1}], \"formula\": \"ceiling / (1 + exp(",
		"\"verdict\": \"determined\"", "\"prior\": \"log(ceiling",
		"\"derived\": {\"inflection\": {\"value\": 178", "\"backtest\": null",
		NULL});
	cr_assert(command(&cmd_fit, "fit rate --format csv -o fit.csv", &e) == 0, "%s",
	    e.text);
	char *csv = contents("fit.csv", NULL);
	struct str rest = str_from(csv);
	cr_expect(
	    str_eq(str_cut(&rest, '\n'), STR("date,fitted,low80,high80,low95,high95")));
	size_t n = 0;
	for (; rest.n; n++) {
		double v[5];
		int y, m, d;
		struct str line = str_cut(&rest, '\n');
		cr_assert(sscanf(line.p, "%d-%d-%d,%lf,%lf,%lf,%lf,%lf", &y, &m, &d,
			      &v[0], &v[1], &v[2], &v[3], &v[4])
			  == 8);
		cr_expect(v[3] < v[1] && v[1] < v[0] && v[0] < v[2] && v[2] < v[4],
		    "%.*s", STR_FMT(line));
	}
	cr_expect(n > 100 && n < 300, "%zu rows", n);
	free(csv);
	site_end(&s);
}

Test(plot, fits_that_are_none)
{
	static struct site s;
	struct err e;
	static const struct {
		const char *line;
		int code;
		const char *says;
	} rows[] = {
	    {"fit production", 1, "3 points: a logistic curve needs at least 4"},
	    {"fit deliveries", 1, "no logistic curve of deliveries through 8 values"},
	    {"fit revenue", 1, "not fitted to guidance"},
	    {"fit margin", 64, "is a ratio"},
	    {"fit cash", 64, "is a balance"},
	    {"fit cash --cumulative", 64, "of which nothing adds up to a total"},
	    {"fit cash --force", 1, "no logistic curve"},
	    {"fit capex", 1, "nothing to show"},
	    {"fit", 64, "fit what?"},
	    {"fit margin cash", 64, "one metric at a time"},
	    {"fit nothing_like_it", 64, "nothing_like_it"},
	    {"fit rate --format xml", 64, "text, json, csv"},
	    {"fit rate --model gomperz", 64, "gompertz"},
	    {"fit rate --store none.db", 66, "none.db"},
	    {"fit rate --company Nobody", 1, "Nobody"},
	};
	site_begin(&s);
	for (int i = 0; i < 8; i++) {
		struct period p = period_months(2017, 1 + 3 * i, 3);
		if (i < 3)
			add(&s, "production", "vehicles", 100 + i, 100 + i, p);
		add(&s, "deliveries", "vehicles", 100 * exp(0.2 * i),
		    100 * exp(0.2 * i), p);
		add(&s, "gross_margin", "percent", 20 + i, 20 + i, p);
		add(&s, "cash", "USD", 1e9 * (i + 1), 1e9 * (i + 1), period_day(p.end));
		guide(&s, "revenue", "USD", 1e9, 2e9, p);
	}
	site_store(&s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(
		    command(&cmd_fit, rows[i].line, &e) == -1, "%s", rows[i].line);
		cr_expect(e.code == (enum err_code)rows[i].code, "%s: %d, %s",
		    rows[i].line, e.code, e.text);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].line,
		    e.text);
	}
	/* Machines are told in their own way too. */
	cr_expect(
	    command(&cmd_fit, "fit deliveries --format json -o no.json", &e) == -1);
	expect_holds("no.json", (const char *[]){"\"status\": \"undetermined\"",
				    "\"reason\": \"an exponential fits as well",
				    "\"ceiling\": {\"value\": null", NULL});
	cr_expect(command(&cmd_fit, "fit deliveries -o no.txt", &e) == -1);
	cr_expect(access("no.txt", F_OK) != 0, "what is no fit is not written");
	site_end(&s);
}

Test(plot, fits_of_other_kinds_and_forecasts)
{
	static struct site s;
	struct err e;
	static const struct {
		const char *line;
		const char *words[6];
	} rows[] = {
	    {"fit rate --model auto", {"compared by AICc (0 is best): logistic 0.0",
					  "exponential", "linear", "determined"}},
	    {"fit rate --model gompertz", {"gompertz curve through 14 values"}},
	    {"fit rate --no-prior", {"logistic curve"}},
	    {"fit rate --ceiling 5000 --reach 4900",
		{"ceiling   5,000 vehicles/week; as given", "reaches 4,900"}},
	    {"fit rate --ceiling guidance",
		{"ceiling   6,000 vehicles/week; the largest value guided"}},
	    {"fit rate --robust",
		{"robust    by Student's t with 4 degrees of freedom"}},
	    {"fit rate --robust --format json", {"\"loss\": \"student-t-4\""}},
	    {"fit rate --with-guidance",
		{"guidance  1 value of periods not achieved, as soft target;"}},
	    {"fit rate --with-guidance --format json",
		{"\"targets\": 1", "\"span\": 0, \"share\": 1, \"target\": true"}},
	    {"fit rate --floor 100", {"logistic4 curve", "floor     100"}},
	    {"fit rate --horizon 1y",
		{"median of 5 S-curves (weak prior", "2020-Q3", "2021-Q2", "; 95%: "}},
	    {"fit rate --horizon 4q --format csv",
		{"date,period,forecast,low80,high80,low95,high95,s-curves,damped-holt,"
		 "drift,naive,log-linear\n2020-08-15,2020-Q3,"}},
	    {"fit rate --until 2021-01-01", {"2020-Q4"}},
	    {"fit rate --backtest",
		{"combined     mean error", "damped-holt", "drift"}},
	    {"fit rate --scenario bull=9000,bear=5200",
		{"bull: ceiling 9,000", "bear: ceiling 5,200"}},
	    {"fit rate --scenario bull=9000 --format csv",
		{"scenario,date,fitted,ceiling\nbull,2017-02-14,"}},
	};
	site_begin(&s);
	for (int i = 0; i < 14; i++) { /* each said in a call when it was over */
		struct period p = period_months(2017 + i / 4, 1 + i % 4 * 3, 3);
		double t = (p.start + p.end) / 2.0;
		double y = 5000 / (1 + exp(-0.006 * (t - 17800))) + 60 * sin(5.0 * i);
		struct obs *o = add(&s, "production_rate", "vehicles/week", y, y, p);
		o->as_of = p.end + 30;
		site_call(&s, o);
	}
	s.n = 0;
	guide(&s, "production_rate", "vehicles/week", 6000, 6000,
	    period_months(2021, 1, 3));
	site_store(&s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(command(&cmd_fit, rows[i].line, &e) == 0, "%s: %s",
		    rows[i].line, e.text);
		expect_holds("printed", rows[i].words);
	}
	site_end(&s);
}

/* Quarters' deliveries, a year's beside them, and what all came to by a day. */
Test(plot, amounts_and_a_stated_total)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	for (int i = 0; i < 12; i++) {
		struct period p = period_months(2017 + i / 4, 1 + i % 4 * 3, 3);
		double y = 0;
		for (int k = 0; k < 2; k++) {
			double t = k ? p.end + 0.5 : p.start - 0.5;
			y += (k ? 1 : -1) * 9000 / (1 + exp(-0.006 * (t - 17700)));
		}
		y += 15 * sin(5.0 * i);
		(void)add(&s, "deliveries", "vehicles", y, y, p);
	}
	(void)add(&s, "deliveries", "vehicles", 3000, 3000, period_months(2018, 1, 12));
	struct obs *o = add(&s, "deliveries", "vehicles", 5200, 5200,
	    (struct period){.start = 17750, .end = 17750});
	o->variant = STR("cumulative");
	site_store(&s);
	cr_assert(
	    command(&cmd_fit, "fit deliveries --cumulative", &e) == 0, "%s", e.text);
	expect_holds(
	    "printed", (const char *const[6]){"logistic curve through 13 values",
			   "totals    the curve is what all came to",
			   "left out: 1 that shorter periods tell all of"});
	cr_expect(
	    command(&cmd_fit, "fit deliveries --cumulative --horizon 1y", &e) == 0,
	    "%s", e.text);
	expect_holds("printed",
	    (const char *const[6]){"of what all came to\n", "2020-Q1", "2020-Q4"});
	cr_expect(command(&cmd_fit, "fit deliveries --cumulative --backtest", &e) != 0
		  && e.code == ERR_USAGE && strstr(e.text, "--cumulative fits totals"));
	site_end(&s);
}

Test(plot, what_grows_along_no_curve)
{
	static struct site s;
	struct err e;
	static const struct {
		const char *line;
		int code; /* 0: forced, whatever comes of it */
		const char *says;
	} rows[] = {
	    {"fit deliveries --measure capability", 64, "not of what was achieved"},
	    {"fit net_income", 64, "below zero"},
	    {"fit revenue", 64, "a growth of revenue"},
	    {"fit revenue --horizon 2q", 64, "a growth of revenue"},
	};
	site_begin(&s);
	for (int i = 0; i < 9; i++) {
		struct period p = period_months(2017, 1 + 3 * i, 3);
		struct obs *o =
		    add(&s, "deliveries", "vehicles", 100 + 10 * i, 100 + 10 * i, p);
		o->measure = OBS_CAPABILITY;
		add(&s, "net_income", "USD", 1e6 * (i - 2), 1e6 * (i - 2), p);
		o = add(&s, "revenue", "percent", 10 + i, 10 + i, p);
		o->kind = OBS_GROWTH;
	}
	site_store(&s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(
		    command(&cmd_fit, rows[i].line, &e) == -1, "%s", rows[i].line);
		cr_expect(e.code == (enum err_code)rows[i].code, "%s: %d, %s",
		    rows[i].line, e.code, e.text);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].line,
		    e.text);
	}
	site_end(&s);
}

/* Early on a ramp: the verdict in words, in JSON and as status. */
Test(plot, a_ceiling_that_is_not_in_sight)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	for (size_t i = 0; i < 9; i++) {
		struct period p = period_months(2017, 1 + 3 * (int)i, 3);
		double t = (p.start + p.end) / 2.0;
		double y =
		    5000 / (1 + exp(-0.004 * (t - 18500))) + 20 * sin(5.0 * (double)i);
		add(&s, "production_rate", "vehicles/week", y, y, p);
	}
	site_store(&s);
	cr_expect(command(&cmd_fit, "fit rate", &e) == -1 && e.code == ERR_EMPTY);
	cr_expect(strstr(e.text, ": at least ") != NULL, "%s", e.text);
	cr_expect(command(&cmd_fit, "fit rate --format json", &e) == -1);
	expect_holds(
	    "printed", (const char *[]){"\"status\": \"undetermined\"",
			   "\"verdict\": \"bounded-below\"", "\"high_data\": null",
			   "\"ceiling\": {\"value\": null", NULL});
	cr_expect(command(&cmd_fit, "fit rate --horizon 4q", &e) == 0, "%s", e.text);
	site_end(&s);
}

/* What the profile leaves of a ceiling is no news where more was reached. */
Test(plot, a_ceiling_is_not_said_to_be_below_the_values)
{
	static const struct series of = {.unit = {"vehicles/week", 13}};
	static const struct series_point reached = {.low = 6850, .high = 6850};
	static const struct series_point *const at[] = {&reached};
	struct report r = {.series = &of};
	char text[REPORT_TEXT];
	r.points.at = (const struct series_point **)at;
	r.points.n = 1;
	r.fit.model = FIT_LOGISTIC;
	r.fit.status = FIT_CONVERGED;
	r.profiles.data[0].verdict = PROFILE_BOUNDED_BELOW;
	r.profiles.data[0].low = 3990;
	report_reason(&r, text);
	cr_expect_str_eq(text, "the ceiling is not determined by these data");
	r.profiles.data[0].low = 7100;
	report_reason(&r, text);
	cr_expect(strstr(text, ": at least 7,100 vehicles/week") != NULL, "%s", text);
}

/* ---- plot ---- */

static void
add_margins(struct site *s)
{
	for (int i = 0; i < 10; i++) {
		struct period p = period_months(2017, 1 + 3 * i, 3);
		double v = 20 + 3 * sin(i);
		if (i != 4)
			add(s, "gross_margin", "percent", v, v, p);
		guide(s, "gross_margin", "percent", 19, 22, p);
	}
	struct obs *o =
	    add(s, "gross_margin", "percent", 30, 30, period_months(2017, 1, 3));
	o->segment = STR("Model C");
}

Test(plot, draws_a_file_of_the_metric)
{
	static struct site s;
	struct err e;
	size_t n;
	site_begin(&s);
	add_margins(&s);
	site_store(&s);
	cr_assert(command(&cmd_plot, "plot margin", &e) == 0, "%s", e.text);
	char *png = contents("gross_margin.png", &n);
	cr_expect(
	    png_check((struct str){png, n}, GNUPLOT_WIDTH, GNUPLOT_HEIGHT, &e) == 0,
	    "%s", e.text);
	free(png);
	expect_holds("printed",
	    (const char *[]){"gross_margin.png: 9 actual values, 10 guided\n", NULL});
	cr_assert(command(&cmd_plot, "plot margin -o - -q", &e) == 0, "%s", e.text);
	png = contents("printed", &n);
	cr_expect(
	    png_check((struct str){png, n}, GNUPLOT_WIDTH, GNUPLOT_HEIGHT, &e) == 0,
	    "%s", e.text);
	free(png);
	site_end(&s);
}

Test(plot, says_what_it_draws)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	add_margins(&s);
	add_ramp(&s, 14);
	site_store(&s);
	cr_assert(command(&cmd_plot, "plot margin -o m.svg", &e) == 0, "%s", e.text);
	expect_holds("m.svg",
	    (const char *[]){"Acme \xc2\xb7 gross margin",
		"Percent: actual values by quarter and guidance (box: range); hollow: "
		"below the guided "
		"range",
		"Guided range", "19% to 22%, Q2 2019", "Actual", "Axis starts at ",
		"19 statements in 1 call, of 14 Apr 2019. tseries\xc2\xa0",
		"Other series: --segment 'Model C'", ">Q1<", "font-weight=\"bold\"",
		NULL});
	cr_assert(command(&cmd_plot, "plot rate --fit logistic -o r.svg", &e) == 0,
	    "%s", e.text);
	expect_holds("r.svg", (const char *[]){"Vehicles per week",
				  "Logistic fit to 14 values.", "fitted ceiling 5,0",
				  "last actual, Q2 2020", "80% and 95% bands", NULL});
	cr_assert(command(&cmd_plot, "plot rate --title T<&> -o t.pdf", &e) == 0, "%s",
	    e.text);
	char *pdf = contents("t.pdf", NULL);
	cr_expect(strncmp(pdf, "%PDF-", 5) == 0);
	free(pdf);
	/* No fit is a note in the chart, not a failure. */
	cr_assert(
	    command(&cmd_plot, "plot margin --fit logistic -q -o n.svg", &e) == 0);
	expect_holds(
	    "n.svg", (const char *[]){"No S-curve: gross_margin is a ratio", NULL});
	site_end(&s);
}

Test(plot, keeps_lengths_of_time_apart)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	for (int i = 0; i < 4; i++)
		add(&s, "capex", "USD", 1e9, 1e9, period_months(2018, 1 + 3 * i, 3));
	add(&s, "capex", "USD", 4e9, 4e9, period_months(2018, 1, 12));
	guide(&s, "capex", "USD", 5e9, 6e9, period_months(2019, 1, 12));
	guide(&s, "capex", "USD", 1e9, 2e9, period_months(2019, 1, 3));
	site_store(&s);
	cr_assert(command(&cmd_plot, "plot capex -o c.svg", &e) == 0, "%s", e.text);
	expect_holds("printed", (const char *[]){"4 actual values, 1 guided", NULL});
	expect_holds("c.svg",
	    (const char *[]){"2 values about other lengths of time not drawn.", NULL});
	site_end(&s);
}

Test(plot, what_cannot_be_drawn)
{
	static struct site s;
	struct err e;
	static const struct {
		const char *line;
		int code;
		const char *says;
	} rows[] = {
	    {"plot", 64, "plot what?"},
	    {"plot margin rate --fit logistic", 64, "--fit does not fit with several"},
	    {"plot margin --two-axes", 64, "for two metrics"},
	    {"plot margin --facet quarter", 64, "neither segment nor company"},
	    {"plot margin rate --facet segment", 64, "draws one metric"},
	    {"plot margin --free-scales", 64, "for --facet"},
	    {"plot margin --lang xx", 64, "not among en, de"},
	    {"plot margin --quarter-labels Q", 64, "neither 1Q20 nor"},
	    {"plot margin --style none.ini", 66, "No such file"},
	    {"plot margin --events none.csv", 66, "No such file"},
	    {"plot margin -o m.jpg", 64, "does not end in .png, .svg or .pdf"},
	    {"plot margin --format gif", 64, "png, svg, pdf"},
	    {"plot margin --fit sigmoid", 64, "logistic"},
	    {"plot capex", 1, "nothing to show"},
	    {"plot margin --source filed", 1, "no values to draw of --source filed"},
	    {"plot margin -o none/m.png", 73, "none/m.png"},
	    {"plot margin --store none.db", 66, "none.db"},
	};
	site_begin(&s);
	add_margins(&s);
	site_store(&s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(
		    command(&cmd_plot, rows[i].line, &e) == -1, "%s", rows[i].line);
		cr_expect(e.code == (enum err_code)rows[i].code, "%s: %d, %s",
		    rows[i].line, e.code, e.text);
		cr_expect(strstr(e.text, rows[i].says) != NULL, "%s: %s", rows[i].line,
		    e.text);
	}
	/* Without gnuplot the old picture stays as it was. */
	cr_assert(command(&cmd_plot, "plot margin", &e) == 0);
	struct stat before, after;
	cr_assert(stat("gross_margin.png", &before) == 0);
	setenv("PATH", s.dir, 1);
	cr_expect(
	    command(&cmd_plot, "plot margin", &e) == -1 && e.code == ERR_UNAVAILABLE);
	setenv("PATH", "/usr/bin:/bin", 1);
	cr_assert(stat("gross_margin.png", &after) == 0);
	cr_expect(before.st_ino == after.st_ino && before.st_size == after.st_size);
	site_end(&s);
}

/* ---- points ---- */

Test(plot, gaps_between_points)
{
	static const struct {
		const char *label;
		struct {
			int year, month, months; /* months 0: the first day */
		} a, b;
		bool gap;
	} rows[] = {
	    {"quarters", {2017, 1, 3}, {2017, 4, 3}, false},
	    {"a quarter missing", {2017, 1, 3}, {2017, 7, 3}, true},
	    {"years", {2017, 1, 12}, {2018, 1, 12}, false},
	    {"a year missing", {2017, 1, 12}, {2019, 1, 12}, true},
	    {"months", {2017, 1, 1}, {2017, 2, 1}, false},
	    {"a month missing", {2017, 1, 1}, {2017, 3, 1}, true},
	    {"days of two quarters", {2017, 1, 0}, {2017, 5, 0}, false},
	    {"days far apart", {2017, 1, 0}, {2017, 6, 0}, true},
	    {"a quarter and a day", {2017, 1, 3}, {2017, 6, 0}, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct series_point p[2];
		for (int k = 0; k < 2; k++) {
			int y = k ? rows[i].b.year : rows[i].a.year;
			int m = k ? rows[i].b.month : rows[i].a.month;
			int n = k ? rows[i].b.months : rows[i].a.months;
			p[k].period = n ? period_months(y, m, n)
					: period_day(date_from_civil(y, m, 1));
		}
		cr_expect(points_gap(&p[0], &p[1]) == rows[i].gap, "%s", rows[i].label);
	}
}

static size_t
count_of(const char *path, const char *what)
{
	char *text = contents(path, NULL);
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	free(text);
	return n;
}

/* A segment that is defined anew: the line has a gap, and no curve goes across. */
Test(plot, segments_defined_anew)
{
	static struct site s;
	struct err e;
	static const char table[] = "[Acme]\nsegment = Model C\nrecast = 2018-07-01\n";
	site_begin(&s);
	add_ramp(&s, 14);
	for (size_t i = 0; i < s.n; i++)
		s.obs[i].segment = STR("Model C");
	site_store(&s);
	FILE *f = fopen("other.ini", "w");
	cr_assert(f && fputs(table, f) >= 0 && fclose(f) == 0);
	static const char *const lines[] = {
	    "plot rate --segments other.ini -o two.svg", "plot rate -o one.svg"};
	for (size_t i = 0; i < 2; i++)
		cr_assert(command(&cmd_plot, lines[i], &e) == 0, "%s", e.text);
	expect_holds("two.svg",
	    (const char *[]){"Model C", "Gap: the segment was defined anew.", NULL});
	cr_expect(count_of("one.svg", "defined anew") == 0);
	/* The pen is lifted once more. */
	cr_expect(count_of("two.svg", " M") == count_of("one.svg", " M") + 1);
	cr_expect(command(&cmd_fit, "fit rate --segments other.ini", &e) == -1);
	cr_expect(e.code == ERR_EMPTY
		      && strstr(e.text, "'Model C' is another one in 2018-Q3 than in "
					"2018-Q2, by other.ini"),
	    "%s", e.text);
	cr_expect(command(&cmd_plot,
		      "plot rate --segments other.ini --fit logistic -o no.svg", &e)
		  == 0);
	expect_holds("no.svg", (const char *[]){"No S-curve: the segment", NULL});
	site_end(&s);
}

/* The foot of a chart says what was done to its values. */
Test(plot, changed_values_are_told)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	for (int i = 0; i < 8; i++)
		add(&s, "eps", "USD", 1 + i, 1 + i,
		    period_months(2017 + (1 + 3 * i) / 12, (1 + 3 * i) % 12 + 1, 3));
	site_store(&s);
	FILE *f = fopen("actions.csv", "w");
	cr_assert(
	    f && fputs("company,date,action,ratio\nacme,2020-01-01,split,4:1\n", f) >= 0
	    && fclose(f) == 0);
	cr_assert(command(&cmd_plot, "plot eps --adjusted -q -o e.svg", &e) == 0, "%s",
	    e.text);
	expect_holds("e.svg", (const char *[]){"Adjusted for splits.", "$2, ", NULL});
	cr_assert(command(&cmd_plot, "plot eps -q --calendarize -o c.svg", &e) == 0,
	    "%s", e.text);
	expect_holds("c.svg", (const char *[]){"Calendarized.", "Q4 2018", NULL});
	site_end(&s);
}

/* The script that is written draws the same picture, as it is. */
Test(plot, script_runs_unaltered)
{
	static const char look[] =
	    "plot rate -q --vintages --log --theme dark --size 4x3in "
	    "--exhibit Exhibit --source Calls -o ";
	static struct site s;
	struct err e;
	size_t n, again;
	char line[200];
	site_begin(&s);
	add_ramp(&s, 16);
	guide(&s, "production_rate", "vehicles/week", 5000, 6000,
	    period_months(2021, 1, 3));
	site_store(&s);
	snprintf(line, sizeof line, "%s a.png", look);
	cr_assert(command(&cmd_plot, line, &e) == 0, "%s", e.text);
	snprintf(line, sizeof line, "%s a.gp --emit-script", look);
	cr_assert(command(&cmd_plot, line, &e) == 0, "%s", e.text);
	expect_holds("a.gp",
	    (const char *[]){"$T << TSERIES_END_", "|Exhibit: Acme", "thin line",
		"set logscale y", "Source: Calls.", "#15181d", NULL});
	cr_assert(system("gnuplot a.gp > b.png") == 0);
	char *a = contents("a.png", &n), *b = contents("b.png", &again);
	cr_expect(n > 1000 && n == again && memcmp(a, b, n) == 0, "%zu, %zu", n, again);
	free(a);
	free(b);
	site_end(&s);
}

/* Two metrics by quarter; of revenue also a year and growth. */
static void
add_several(struct site *s)
{
	for (int i = 0; i < 8; i++) {
		struct period p = period_months(2018, 1 + 3 * i, 3);
		add(s, "gross_margin", "percent", 20 + i, 20 + i, p);
		add(s, "operating_margin", "percent", 5 + i, 5 + i, p);
		if (i < 5)
			add(s, "revenue", "USD", 1e9 + 1e8 * i, 1e9 + 1e8 * i, p);
		add(s, "deliveries", "vehicles", 100 * i, 100 * i, p);
		s->obs[s->n - 1].segment = i % 2 ? STR("Model S") : STR("Model X");
	}
	add(s, "revenue", "USD", 5e9, 5e9, period_months(2018, 1, 12));
	add(s, "revenue", "percent", 50, 50, period_months(2019, 4, 3));
	s->obs[s->n - 1].kind = OBS_GROWTH;
	s->obs[s->n - 1].base = period_months(2018, 4, 3);
	guide(s, "gross_margin", "percent", 25, 27, period_months(2020, 1, 3));
	guide(s, "gross_margin", "percent", 33, 33, period_months(2019, 10, 3));
	s->obs[s->n - 1].role = OBS_ANALYST;
	add(s, "gross_margin", "percent", 40, 40, period_months(2020, 4, 3));
	s->obs[s->n - 1].stance = OBS_HYPOTHETICAL;
	/* What an analyst supposes is drawn with no option, and none is named. */
	add(s, "gross_margin", "percent", 44, 44, period_months(2020, 4, 3));
	s->obs[s->n - 1].stance = OBS_HYPOTHETICAL;
	s->obs[s->n - 1].role = OBS_ANALYST;
}

Test(plot, several_at_once)
{
	static struct site s;
	struct err e;
	static const struct {
		const char *line, *words[6];
	} rows[] = {
	    {"plot gross_margin operating_margin",
		{"|Acme \xc2\xb7 gross margin, operating margin\n",
		    "|Percent: actual values by quarter\n", "|Operating margin\n",
		    "|1 guided value not drawn. ",
		    "with lines linewidth 3.5 linecolor "
		    "rgb \"#D55E00\""}},
	    {"plot gross_margin revenue --two-axes",
		{"|Left: gross margin (percent), right: revenue (USD); actual values",
		    "set y2range [0:", "axes x1y2", "|$1.4 billion, Q1 2019\n"}},
	    {"plot deliveries --facet segment",
		{"|Acme \xc2\xb7 deliveries by segment\n", "set multiplot\n",
		    "|Model S\n", "|Model X\n", "unset multiplot\n"}},
	    {"plot deliveries --facet company",
		{"|Deliveries \xc2\xb7 Model S by company\n", "|Acme\n"}},
	    {"plot gross_margin",
		{"1 analyst's value not drawn (--analysts). 1 hypothetical value not "
		 "drawn (--hypothetical). 9 statements"}},
	    {"plot gross_margin --hypothetical",
		{"open triangle: hypothetical", "|Hypothetical\n", "|40%, Q2 2020\n",
		    "pointtype 10 pointsize 2.0*dot"}},
	    {"plot gross_margin --stance hypothetical",
		{"|Acme \xc2\xb7 gross margin \xc2\xb7 hypothetical\n",
		    "|Percent: open triangle: hypothetical\n", "|40%, Q2 2020\n"}},
	    {"plot gross_margin --analysts",
		{"circle: what analysts say", "|Analysts\n", "|33%, Q4 2019\n",
		    "pointtype 6 pointsize 1.7*dot"}},
	    {"plot revenue --derive", {"triangle: derived", "|$1.65 billion, Q2 2019"}},
	    {"plot gross_margin --quarter-labels 1Q20 --lang fr",
		{"|27\xe2\x80\xaf%, 4T19\n", "(\"1T18\" ", "(\"20\xe2\x80\xaf%%\" "}},
	};
	site_begin(&s);
	add_several(&s);
	site_store(&s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char line[200];
		size_t n, again;
		snprintf(
		    line, sizeof line, "%s -q -o a.gp --emit-script", rows[i].line);
		cr_assert(command(&cmd_plot, line, &e) == 0, "%s: %s", line, e.text);
		expect_holds("a.gp", rows[i].words);
		snprintf(line, sizeof line, "%s -q -o a.png", rows[i].line);
		cr_assert(command(&cmd_plot, line, &e) == 0, "%s: %s", line, e.text);
		cr_assert(system("gnuplot a.gp > b.png") == 0);
		char *a = contents("a.png", &n), *b = contents("b.png", &again);
		cr_expect(n > 1000 && n == again && memcmp(a, b, n) == 0,
		    "%s: %zu, %zu", rows[i].line, n, again);
		free(a);
		free(b);
		snprintf(line, sizeof line, "%s -q --terminal -o a.txt", rows[i].line);
		cr_expect(
		    command(&cmd_plot, line, &e) == (strstr(line, "two-axes") ? -1 : 0),
		    "%s: %s", line, e.text);
	}
	cr_expect(command(&cmd_plot, "plot gross_margin revenue", &e) == -1);
	cr_expect(e.code == ERR_USAGE
		      && strstr(e.text, "gross_margin is in percent, revenue in USD"),
	    "%s", e.text);
	/* Only the year of this metric: nothing that stands beside quarters. */
	cr_expect(command(&cmd_plot, "plot revenue capex --grain quarter", &e) == -1);
	cr_expect(e.code == ERR_EMPTY, "%s", e.text);
	site_end(&s);
}

Test(plot, in_the_terminal)
{
	static struct site s;
	struct err e;
	site_begin(&s);
	add_ramp(&s, 16);
	site_store(&s);
	cr_assert(command(&cmd_plot, "plot rate --terminal", &e) == 0, "%s", e.text);
	expect_holds(
	    "printed", (const char *[]){"Acme", "5,000", "2018", "Actual", NULL});
	cr_assert(command(&cmd_plot, "plot rate --terminal -q -o a.txt", &e) == 0, "%s",
	    e.text);
	expect_holds("a.txt", (const char *[]){"Acme", NULL});
	char *text = contents("a.txt", NULL);
	cr_expect(strchr(text, '\x1b') == NULL, "no colour in a file");
	free(text);
	site_end(&s);
}
