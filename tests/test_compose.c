/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What plot and report make of observations: every kind of mark, of time and of words. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "series/cmd.h"
#include "series/fit/fit.h"
#include "series/import.h"

extern const struct cmd cmd_plot, cmd_report;

TestSuite(compose, .init = fit_init, .timeout = 120);

/* Columns of what is put into the store; documents are those of a company and a day. */
#define HEADER                                                                         \
	"doc,start,end,company,as_of,metric,stance,act,low,high,unit,period_start,"    \
	"period_end,source,segment,vague,quote,role,confidence\n"
#define Q1 "2019-01-01,2019-03-31"
#define Q2 "2019-04-01,2019-06-30"
#define Q3 "2019-07-01,2019-09-30"
#define SAID(company, day, start, metric, stance, low, high, unit, period, more)       \
	company " " day ".txt," start "," start "9," company "," day "," metric        \
		"," stance "," low "," high "," unit "," period "," more "\n"
#define TRUE_(day, start, v, period)                                                   \
	SAID("Acme", day, start, "gross_margin", "actual,", v, v, "percent", period,   \
	    "spoken,,0,It was.,company,1")
#define GUIDED(day, start, low, high, period)                                          \
	SAID("Acme", day, start, "gross_margin", "guidance,issue", low, high,          \
	    "percent", period, "spoken,,0,We expect it.,company,1")
#define MARGINS                                                                        \
	TRUE_("2019-04-20", "1", "18", Q1)                                             \
	TRUE_("2019-07-20", "1", "20", Q2) TRUE_("2019-10-20", "1", "21.5", Q3)
#define FILED(day, start, v, period)                                                   \
	SAID("Acme", day, start, "gross_margin", "actual,", v, v, "percent", period,   \
	    "filed,,0,Filed.,company,1")
#define CASH(v, period)                                                                \
	SAID("Acme", "2020-02-01", v, "capex", "actual,", v, v, "USD", period,         \
	    "spoken,,0,It was.,company,1")
#define VANS(v, period)                                                                \
	SAID("Acme", "2019-07-20", v, "gross_margin", "actual,", v, v, "percent",      \
	    period, "spoken,Vans,0,It was.,company,1")

static void
fill(const char *text, char dir[40])
{
	struct arena a = {0};
	struct err e = {0};
	struct import_set set;
	struct import_result done;
	strcpy(dir, "/tmp/test-compose.XXXXXX");
	cr_assert(mkdtemp(dir) && chdir(dir) == 0);
	(void)unsetenv("TSERIES_STORE");
	struct str all = arena_printf(&a, "%s%s", HEADER, text);
	cr_assert_eq(
	    import_read(all, STR("x"), &a, &set, &e), 0, "%zu: %s", e.line, e.text);
	struct store *s = store_open("tseries.db", STORE_WRITE, &e);
	cr_assert(s && import_store(s, &set, "test", &done, &e) == 0, "%s", e.text);
	store_close(s);
	arena_release(&a);
}

static void
leave(const char *dir)
{
	char command[80];
	(void)snprintf(command, sizeof command, "rm -r '%s'", dir);
	cr_assert_eq(chdir("/"), 0);
	cr_expect_eq(system(command), 0);
}

/* What a command line, split at blanks, prints; in a. */
static struct str
printed(const struct cmd *c, const char *line, struct arena *a, struct err *e)
{
	char *copy = strdup(line), *argv[32];
	int argc = 0;
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	(void)fflush(stdout);
	int keep = dup(1), out = open("printed", O_RDWR | O_CREAT | O_TRUNC, 0600);
	(void)dup2(out, 1);
	(void)c->run(argc, argv, e);
	(void)fflush(stdout);
	(void)dup2(keep, 1);
	(void)close(keep);
	char *text = arena_alloc(a, 1, 4 << 20);
	ssize_t n = pread(out, text, 4 << 20, 0);
	(void)close(out);
	free(copy);
	return (struct str){text, n > 0 ? (size_t)n : 0};
}

/* The words of says, parted by '|', are in what a command prints of each text. */
struct row {
	const char *label, *text, *line, *says;
};

static void
run(const struct cmd *c, const struct row *row)
{
	struct arena a = {0};
	struct err e = {0};
	char dir[40];
	fill(row->text, dir);
	struct str out = printed(c, row->line, &a, &e), rest = str_from(row->says);
	while (rest.n) {
		struct str word = str_cut(&rest, '|');
		cr_expect(memmem(out.p, out.n, word.p, word.n),
		    "%s: no '%.*s' in %.*s%s", row->label, STR_FMT(word),
		    STR_FMT(str_sub(out, 0, 3000)), e.text);
	}
	leave(dir);
	arena_release(&a);
}

Test(compose, pictures)
{
	static const struct row rows[] = {
	    {"months",
		CASH("10", "2019-01-01,2019-01-31") CASH("12", "2019-02-01,2019-02-28")
		    CASH("15", "2019-03-01,2019-03-31"),
		"plot capex --terminal", "actual values by month|$15, Mar 2019"},
	    {"half-years",
		CASH("10", "2018-01-01,2018-06-30") CASH("12", "2018-07-01,2018-12-31"),
		"plot capex --terminal", "actual values by half-year"},
	    {"years",
		CASH("10", "2017-01-01,2017-12-31") CASH("12", "2018-01-01,2018-12-31"),
		"plot capex --terminal", "actual values by year|$12, 2018"},
	    {"hollow", MARGINS GUIDED("2019-04-20", "30", "22", "23", Q2),
		"plot margin --terminal", "hollow: below the guided range"},
	    {"a range that says nothing",
		MARGINS SAID("Acme", "2019-10-20", "40", "gross_margin",
		    "guidance,issue", "10", "99", "percent", "2019-10-01,2019-12-31",
		    "spoken,,1,Double-digit.,company,1"),
		"plot margin --terminal", "1 vague range not drawn."},
	    {"a headline of a segment",
		VANS("1", "2018-01-01,2018-03-31") VANS("2", "2018-04-01,2018-06-30")
		    VANS("3", "2018-07-01,2018-09-30")
			VANS("4", "2018-10-01,2018-12-31") VANS("5", Q1) VANS("6", Q2),
		"plot margin --terminal --headline",
		"Gross margin (Vans) rose for |straight quarters|Rose: above the "
		"value"},
	    {"no headline", MARGINS, "plot margin --terminal --headline",
		"Acme \xc2\xb7 gross margin\nPercent"},
	    {"targets, call by call",
		GUIDED("2019-01-20", "1", "18", "18", Q3) GUIDED("2019-04-20", "1",
		    "19", "19", Q3) GUIDED("2019-07-20", "1", "20", "20", Q3)
		    TRUE_("2019-10-20", "1", "21", Q3),
		"plot margin --emit-script --vintages -o -", "thin line"},
	    {"contradicting values", MARGINS TRUE_("2019-10-20", "50", "25", Q3),
		"plot margin --terminal",
		"Ringed: 1 value that other statements|\xe2\x97\x89"},
	    {"a bound, in the legend, too",
		MARGINS GUIDED("2019-04-20", "30", "19", "", Q2),
		"plot margin --terminal", "\n\xe2\x86\x91 Guidance  over 19%"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		run(&cmd_plot, &rows[i]);
}

/* What was said and what was filed stand in one chart, and no line leads from one to the
 * other; $D15 are the filed values. */
Test(compose, said_and_filed)
{
	static const struct row rows[] = {
	    {"both of one time",
		MARGINS FILED("2019-05-01", "701", "19", Q1)
		    FILED("2019-08-01", "702", "20", Q2),
		"plot margin --emit-script -o -",
		"thick line: said, thin line and frames: filed|2 filed values, 2 of "
		"them "
		"said, too.|Ringed: 1 value that other statements or filings "
		"contradict.|\n$D15 << END_OF_NUMBERS\n17941.5 19\n18032 20\nEND_OF"},
	    {"a quarter that was only filed",
		TRUE_("2019-04-20", "1", "18", Q1) TRUE_("2019-10-20", "1", "21", Q3)
		    FILED("2019-08-01", "703", "20", Q2),
		"plot margin --emit-script -o -",
		"1 filed value, 0 of them said|$D4 << END_OF_NUMBERS\n17941.5 18\n\n"
		"18123.5 21\n|$D15 << END_OF_NUMBERS\n18032 20\nEND_OF"},
	    {"a filed quarter that is missing",
		MARGINS FILED("2019-05-01", "704", "18", Q1)
		    FILED("2019-11-01", "705", "21.5", Q3),
		"plot margin --emit-script -o -",
		"$D15 << END_OF_NUMBERS\n17941.5 18\n\n18123.5 21.5\nEND_OF"},
	    {"a filing that was changed",
		MARGINS FILED("2019-05-01", "706", "17", Q1)
		    FILED("2019-08-01", "707", "18", Q1),
		"plot margin --terminal",
		"cross: before|Corrected: 1 value that an "
		"earlier|\xe2\x96\xa3 "
		"Said and filed|+ Before it was corrected"},
	    {"a call that was corrected", MARGINS TRUE_("2019-05-20", "50", "16", Q1),
		"plot margin --emit-script "
		"-o -",
		"Corrected: 1 value|17941.5 18 16\n"},
	    {"filed alone, and changed",
		FILED("2019-05-01", "708", "17", Q1) FILED(
		    "2019-08-01", "720", "18", Q1) FILED("2019-08-02", "709", "19", Q2),
		"plot margin --emit-script -o -",
		"gross margin \xc2\xb7 filed|square: filed, cross: before "
		"correction|17941.5 17 18\n"},
	    {"by segment", MARGINS FILED("2019-05-01", "710", "18", Q1),
		"plot margin --facet segment --terminal", "frames: filed|\xe2\x96\xa3"},
	    {"beside a fit of too few", MARGINS FILED("2019-05-01", "711", "18", Q1),
		"plot margin --fit logistic --quiet --terminal", "No S-curve|Filed"},
	    {"other metrics beside it", MARGINS FILED("2019-05-01", "712", "18", Q1),
		"plot margin margin --terminal", "actual values by quarter\n"},
	    {"asked for alone", MARGINS FILED("2019-05-01", "713", "18", Q1),
		"plot margin --source filed --terminal", "\xc2\xb7 filed\nPercent"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		run(&cmd_plot, &rows[i]);
}

/* A text with a NUL is drawn as far as it goes. */
Test(compose, nul_in_a_text)
{
	struct arena a = {0};
	struct err e = {0};
	char dir[40], line[] = "plot margin --terminal --events e.csv";
	static const char bytes[] = "date,text\n2019-05-05,be\0fore\n";
	fill(MARGINS, dir);
	FILE *f = fopen("e.csv", "w");
	cr_assert(f && fwrite(bytes, 1, sizeof bytes - 1, f) == sizeof bytes - 1);
	(void)fclose(f);
	struct str out = printed(&cmd_plot, line, &a, &e);
	static const char want[] = "1: be\xef\xbf\xbd"
				   "fore, 5 May 2019";
	cr_expect(memmem(out.p, out.n, want, sizeof want - 1), "%.*s%s", STR_FMT(out),
	    e.text);
	leave(dir);
	arena_release(&a);
}

Test(compose, pages)
{
	static const struct row rows[] = {
	    {"a range that was kept",
		MARGINS GUIDED("2019-04-20", "30", "19", "21", Q2), "report -o -",
		"Guidance and what came|1 target|range f-verm|19% to 21%"},
	    {"open to one side", MARGINS GUIDED("2019-04-20", "30", "19", "", Q2),
		"report -o -", "over 19%|s-verm bold"},
	    {"open to the other", MARGINS GUIDED("2019-04-20", "30", "", "30", Q2),
		"report -o -", "under 30%|s-verm bold"},
	    {"below what was guided",
		MARGINS GUIDED("2019-04-20", "30", "22", "23", Q2), "report -o -",
		"f-paper|1 target"},
	    {"contradicting values", MARGINS TRUE_("2019-10-20", "50", "25", Q3),
		"report -o -", "class=\"against\"|s-verm ring"},
	    {"two companies",
		MARGINS SAID("Beta", "2019-04-20", "5", "gross_margin", "actual,", "5",
		    "5", "percent", Q1, "spoken,,0,,company,1") SAID("Beta",
		    "2019-07-20", "5", "gross_margin", "actual,", "6", "6", "percent",
		    Q2, "spoken,,0,,company,1") SAID("Beta", "2019-07-20", "50",
		    "capex", "actual,", "6", "6", "USD", Q2, "spoken,,0,,company,1"),
		"report -o -", "Company</th>|<bdi>Beta</bdi>"},
	    {"only guided",
		GUIDED("2019-04-20", "30", "19", "21", Q2)
		    GUIDED("2019-04-20", "50", "20", "22", Q3),
		"report -o -", "2 targets, 2 open|\xe2\x80\x93</td>"},
	    {"a metric of no catalog",
		SAID("Acme", "2019-04-20", "1", "footfall", "actual,", "5", "5",
		    "visits", Q1, "own,,0,,company,1") SAID("Acme", "2019-07-20", "1",
		    "footfall", "actual,", "6", "6", "visits", Q2, "own,,0,,company,1"),
		"report --source own -o -", "footfall"},
	    {"figures that were filed",
		SAID("Acme", "2019-04-20", "1", "gross_margin", "actual,", "5", "5",
		    "percent", Q1, "filed,,0,,company,1")
		    SAID("Acme", "2019-07-20", "1", "gross_margin", "actual,", "6", "6",
			"percent", Q2, "filed,,0,,company,1"),
		"report --source filed -o -", "2 values"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		run(&cmd_report, &rows[i]);
}

/* A ramp in a report: along a curve, along none, and where the segment changes. */
Test(compose, curves_on_a_page)
{
	enum { QUARTERS = 14 };
	for (int kind = 0; kind < 2; kind++) {
		struct arena a = {0};
		struct str text = STR("");
		for (int i = 0; i < QUARTERS; i++) {
			char start[DATE_TEXT], end[DATE_TEXT];
			struct period p = period_months(2017, 1 + 3 * i, 3);
			double t = (p.start + p.end) / 2.0;
			double v = kind ? 3000 - 100.0 * i
					: 5000 / (1 + exp(-0.006 * (t - 17800)))
					      + 60 * sin(5.0 * i);
			date_format(p.start, start);
			date_format(p.end, end);
			text = arena_printf(&a,
			    "%.*sAcme.txt,%d,%d,Acme,2021-01-30,production_rate,actual,"
			    ","
			    "%.0f,%.0f,vehicles/week,%s,%s,spoken,,0,It "
			    "was.,company,1\n",
			    STR_FMT(text), 100 + i * 10, 105 + i * 10, v, v, start,
			    end);
		}
		const struct row row = {kind ? "it falls" : "it grows", text.p,
		    "report -o -",
		    kind ? "No S-curve is drawn: "
			 : "S-curve: |prediction bands|band95 f-blue|"
			   "s-blue bold dash"};
		run(&cmd_report, &row);
		arena_release(&a);
	}
}
