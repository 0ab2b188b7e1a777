/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plot/compose.h"
#include "plot/paper.h"
#include "plot/terminal.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/table.h"

enum {
	KEY_FIT = 0x4000,
	KEY_FORCE,
	KEY_TITLE,
	KEY_SIZE,
	KEY_DPI,
	KEY_THEME,
	KEY_SOURCE,
	KEY_EXHIBIT,
	KEY_SCRIPT,
	KEY_TERMINAL,
	KEY_HEADLINE,
	KEY_VINTAGES,
	KEY_LOG
};

/* How it is drawn, whatever is drawn. */
struct look {
	struct paper paper;
	enum style_theme theme;
};

struct settings {
	struct options common;
	const char *metric, *title;
	const char *size, *dpi, *theme, *source, *exhibit;
	bool fit, force, automatic, script, terminal, headline, vintages, log;
	enum fit_model model;
	struct look look;
	enum gnuplot_form form;
	char *path; /* where to; NULL: standard output */
};

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_TITLE:
		s->title = arg;
		return 0;
	case KEY_SIZE:
		s->size = arg;
		return 0;
	case KEY_DPI:
		s->dpi = arg;
		return 0;
	case KEY_THEME:
		s->theme = arg;
		return 0;
	case KEY_SOURCE:
		s->source = arg;
		return 0;
	case KEY_EXHIBIT:
		s->exhibit = arg;
		return 0;
	case KEY_SCRIPT:
		s->script = true;
		return 0;
	case KEY_HEADLINE:
		s->headline = true;
		return 0;
	case KEY_VINTAGES:
		s->vintages = true;
		return 0;
	case KEY_LOG:
		s->log = true;
		return 0;
	case KEY_TERMINAL:
		s->terminal = true;
		return 0;
	case KEY_FORCE:
		s->force = true;
		return 0;
	case KEY_FIT:
		s->fit = true;
		s->automatic = strcmp(arg, "auto") == 0;
		if (s->automatic || fit_model_find(arg, &s->model))
			return 0;
		(void)err_set(&s->common.err, ERR_USAGE,
		    "--fit '%s' is no curve, such as logistic (tseries fit "
		    "--list-models)",
		    arg);
		return EINVAL;
	case ARGP_KEY_ARG:
		return options_metric(&s->common, &s->metric, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The form by --format, else by the file's ending, else PNG. */
static int
set_form(struct settings *s, struct err *e)
{
	const char *format = s->common.format, *output = s->common.output;
	bool to_stdout = output && strcmp(output, "-") == 0;
	if (s->terminal && (format || s->script))
		return err_set(e, ERR_USAGE,
		    "--terminal draws in characters: --format and --emit-script do not "
		    "fit");
	if (s->terminal)
		return 0;
	if (format) {
		char name[32];
		(void)snprintf(name, sizeof name, ".%s", format);
		if (!gnuplot_form_of(name, &s->form))
			return err_set(e, ERR_USAGE,
			    "--format '%s' is not among png, svg, pdf", format);
	} else if (output && !to_stdout && !s->script
		   && !gnuplot_form_of(output, &s->form)) {
		return err_set(e, ERR_USAGE,
		    "-o '%s' does not end in .png, .svg or .pdf (--format says it "
		    "otherwise)",
		    output);
	}
	if (to_stdout && !s->script && isatty(STDOUT_FILENO))
		return err_set(e, ERR_USAGE,
		    "a picture is not for the terminal: send it to a file or a pipe");
	return 0;
}

static int
set_look(struct settings *s, struct err *e)
{
	char *end = NULL;
	double dpi = s->dpi ? strtod(s->dpi, &end) : 0;
	if (s->dpi && (end == s->dpi || *end || !(dpi > 0)))
		return err_set(
		    e, ERR_USAGE, "--dpi '%.40s' is no number of dots", s->dpi);
	if (s->theme && !style_theme_find(s->theme, &s->look.theme))
		return err_set(e, ERR_USAGE,
		    "--theme '%.40s' is neither light nor dark", s->theme);
	return paper_of(s->size, dpi, &s->look.paper, e);
}

/* METRIC.png here, unless -o says where. */
static int
set_path(struct settings *s, struct str metric, struct arena *a, struct err *e)
{
	const char *output = s->common.output;
	if (output ? strcmp(output, "-") == 0 : s->terminal)
		return 0;
	struct str path = output ? arena_str(a, str_from(output))
				 : arena_printf(a, "%.*s.%s", STR_FMT(metric),
				     s->script ? "gp" : gnuplot_form_name(s->form));
	if (!path.p)
		return err_nomem(e);
	s->path = arena_alloc(a, path.n + 1, 1);
	if (!s->path)
		return err_nomem(e);
	memcpy(s->path, path.p, path.n);
	return 0;
}

/* A curve that was asked for and is none is a note, not a failure: what was said is
 * drawn all the same. */
static int
fit(const struct settings *s, struct pick *p, struct compose *c, struct report *r,
    struct err *e)
{
	struct err why;
	char reason[REPORT_TEXT];
	struct report_ask ask = REPORT_ASK;
	ask.model = s->model;
	ask.automatic = s->automatic;
	ask.force = s->force;
	err_clear(&why);
	if (pick_unbroken(p, &why) == 0
	    && report_make(p->choice.actual, p->metric, &ask, &p->arena, r, &why)
		   == 0) {
		report_reason(r, reason);
		if (!reason[0]) {
			c->fit = r;
			return 0;
		}
		(void)err_set(&why, ERR_EMPTY, "%s", reason);
	}
	if (why.code != ERR_EMPTY && why.code != ERR_USAGE) {
		*e = why;
		return -1;
	}
	struct str note = arena_str(&p->arena, str_from(why.text));
	if (!note.p)
		return err_nomem(e);
	c->no_fit = note.p;
	if (!s->common.quiet) {
		(void)fputs("tseries: no S-curve drawn: ", stderr);
		err_print_safe(stderr, note);
		(void)fputc('\n', stderr);
	}
	return 0;
}

/* The script that draws it, with its data: one file. */
static int
put_script(const struct settings *s, const struct chart *c, struct err *e)
{
	struct out out;
	if (out_open(&out, s->path, e) != 0)
		return -1;
	(void)fprintf(out.f,
	    "# By tseries %s, for gnuplot 5.4; change what you like, then:\n"
	    "#   gnuplot THIS_FILE > CHART.%s\n",
	    VERSION, gnuplot_form_name(s->form));
	if (chart_script(c, s->form, out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

/* In characters, to the screen unless -o says where. */
static int
put_terminal(const struct settings *s, const struct chart *c, struct err *e)
{
	enum { ELSEWHERE = 100 };
	struct out out;
	if (out_open(&out, s->path, e) != 0)
		return -1;
	bool screen = isatty(fileno(out.f));
	if (terminal_write(c, screen ? table_width(out.f) : ELSEWHERE,
		terminal_has_colour(out.f), out.f, e)
	    != 0) {
		out_abort(&out);
		return -1;
	}
	return out_commit(&out, e);
}

static int
put(const struct settings *s, const struct chart *c, struct arena *a, struct err *e)
{
	struct str bytes;
	if (s->terminal)
		return put_terminal(s, c, e);
	if (s->script)
		return put_script(s, c, e);
	return chart_draw(c, s->form, a, &bytes, e) != 0
		       || out_write_file(s->path, bytes, e) != 0
		   ? -1
		   : 0;
}

static int
draw(struct settings *s, struct pick *p, struct err *e)
{
	struct compose c = {.pick = p,
	    .title = s->title,
	    .headline = s->headline,
	    .vintages = s->vintages,
	    .source = s->source,
	    .exhibit = s->exhibit};
	struct report r;
	struct chart chart;
	if (set_path(s, p->metric->name, &p->arena, e) != 0)
		return -1;
	if (s->fit && fit(s, p, &c, &r, e) != 0)
		return -1;
	if (compose_chart(&c, &p->arena, &chart, e) != 0)
		return -1;
	chart.wide = s->look.paper.wide;
	chart.high = s->look.paper.high;
	chart.scale = s->look.paper.scale;
	chart.theme = s->look.theme;
	chart.log = s->log;
	if (put(s, &chart, &p->arena, e) != 0)
		return -1;
	if (s->path && !s->common.quiet)
		(void)printf("%s: %zu actual value%s, %zu guided\n", s->path,
		    chart.n_points, chart.n_points == 1 ? "" : "s", chart.n_guides);
	return 0;
}

/* What --source says is whose values are drawn, where there are such ("filed",
 * "consensus"), and is then part of the title; else it is a text for the foot. */
static int
open_source(struct settings *s, struct pick *p, struct err *e)
{
	s->common.source = s->source;
	int rc = pick_open(p, &s->common, s->metric, e);
	if (!s->source)
		return rc;
	if (rc == 0) {
		s->source = NULL;
		return 0;
	}
	if (e->code != ERR_EMPTY)
		return -1;
	pick_close(p);
	err_clear(e);
	s->common.source = NULL;
	return pick_open(p, &s->common, s->metric, e);
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_option own[] = {
	    {"fit", KEY_FIT, "MODEL", 0,
		"add a growth curve with its bands: logistic, gompertz, auto, ...", 0},
	    {"force", KEY_FORCE, NULL, 0, "fit a ratio or a balance too", 0},
	    {"title", KEY_TITLE, "TEXT", 0,
		"instead of the company's and the metric's names", 0},
	    {"log", KEY_LOG, NULL, 0, "a logarithmic axis of values", 0},
	    {"vintages", KEY_VINTAGES, NULL, 0,
		"also how each target moved from call to call: a line in steps", 0},
	    {"headline", KEY_HEADLINE, NULL, 0,
		"a title that says what the values do, where they do something", 0},
	    {"exhibit", KEY_EXHIBIT, "TEXT", 0, "before the title: 'Exhibit 3'", 0},
	    {"source", KEY_SOURCE, "TEXT", 0,
		"whose data it is: filed, consensus, ...; any other text is for the "
		"foot",
		0},
	    {"size", KEY_SIZE, "SIZE", 0,
		"page (6.5 inches wide; the default), column (3.5), 4x3in, 120x80mm, "
		"or "
		"pixels: 1200x675",
		0},
	    {"dpi", KEY_DPI, "N", 0, "pixels of a PNG to the inch: 246", 0},
	    {"theme", KEY_THEME, "WORD", 0, "light or dark", 0},
	    {"terminal", KEY_TERMINAL, NULL, 0,
		"draw in characters, here; in colour unless NO_COLOR is set", 0},
	    {"emit-script", KEY_SCRIPT, NULL, 0,
		"write the gnuplot script with its data instead: METRIC.gp", 0},
	    {NULL, 0, NULL, 0, NULL, 0},
	};
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC",
	    "Draw a metric over time, with what was guided: METRIC.png here.\v"
	    "-o FILE.png, .svg or .pdf names the file; '-o -' writes to standard "
	    "output.\n\n"
	    "  tseries plot margin\n"
	    "  tseries plot rate --segment 'Model C' --fit logistic -o ramp.svg",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	struct pick p;
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (set_form(&s, e) != 0 || set_look(&s, e) != 0)
		return -1;
	if (!s.metric)
		return err_set(e, ERR_USAGE,
		    "plot what? Name a metric (tseries metrics lists them)");
	rc = open_source(&s, &p, e);
	if (rc == 0)
		rc = draw(&s, &p, e);
	pick_close(&p);
	return rc;
}

const struct cmd cmd_plot = {
    "plot", "METRIC", "draw a metric over time, with its guidance", run};
