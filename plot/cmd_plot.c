/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plot/compose.h"
#include "series/base/out.h"
#include "series/cmd.h"

enum { KEY_FIT = 0x4000, KEY_FORCE, KEY_TITLE };

struct settings {
	struct options common;
	const char *metric, *title;
	bool fit, force, automatic;
	enum fit_model model;
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
	if (format) {
		char name[32];
		(void)snprintf(name, sizeof name, ".%s", format);
		if (!gnuplot_form_of(name, &s->form))
			return err_set(e, ERR_USAGE,
			    "--format '%s' is not among png, svg, pdf", format);
	} else if (output && !to_stdout && !gnuplot_form_of(output, &s->form)) {
		return err_set(e, ERR_USAGE,
		    "-o '%s' does not end in .png, .svg or .pdf (--format says it "
		    "otherwise)",
		    output);
	}
	if (to_stdout && isatty(STDOUT_FILENO))
		return err_set(e, ERR_USAGE,
		    "a picture is not for the terminal: send it to a file or a pipe");
	return 0;
}

/* METRIC.png here, unless -o says where. */
static int
set_path(struct settings *s, struct str metric, struct arena *a, struct err *e)
{
	const char *output = s->common.output;
	if (output && strcmp(output, "-") == 0)
		return 0;
	struct str path = output ? arena_str(a, str_from(output))
				 : arena_printf(a, "%.*s.%s", STR_FMT(metric),
				     gnuplot_form_name(s->form));
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

static int
draw(struct settings *s, struct pick *p, struct err *e)
{
	struct compose c = {.pick = p, .title = s->title};
	struct report r;
	struct chart chart;
	struct str bytes;
	if (set_path(s, p->metric->name, &p->arena, e) != 0)
		return -1;
	if (s->fit && fit(s, p, &c, &r, e) != 0)
		return -1;
	if (compose_chart(&c, &p->arena, &chart, e) != 0
	    || chart_draw(&chart, s->form, &p->arena, &bytes, e) != 0
	    || out_write_file(s->path, bytes, e) != 0)
		return -1;
	if (s->path && !s->common.quiet)
		(void)printf("%s: %zu actual value%s, %zu guided\n", s->path,
		    chart.n_points, chart.n_points == 1 ? "" : "s", chart.n_guides);
	return 0;
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
	if (set_form(&s, e) != 0)
		return -1;
	if (!s.metric)
		return err_set(e, ERR_USAGE,
		    "plot what? Name a metric (tseries metrics lists them)");
	rc = pick_open(&p, &s.common, s.metric, e);
	if (rc == 0)
		rc = draw(&s, &p, e);
	pick_close(&p);
	return rc;
}

const struct cmd cmd_plot = {
    "plot", "METRIC", "draw a metric over time, with its guidance", run};
