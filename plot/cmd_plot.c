/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plot/events.h"
#include "plot/panels.h"
#include "plot/paper.h"
#include "plot/several.h"
#include "plot/terminal.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/file.h"
#include "series/filed.h"
#include "series/table.h"

enum {
	KEY_FIT = 0x4000,
	KEY_FORCE,
	KEY_ROBUST,
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
	KEY_LOG,
	KEY_FACET,
	KEY_FREE,
	KEY_TWO,
	KEY_EVENTS,
	KEY_QUARTERS,
	KEY_LANG,
	KEY_STYLE,
	KEY_DERIVE,
	KEY_ANALYSTS,
	KEY_HYPOTHETICAL
};

/* How it is drawn, whatever is drawn. */
struct look {
	struct paper paper;
	enum style_theme theme;
	struct style style;
	const struct lang *lang;
	bool short_quarters;
	struct chart_event *events;
	size_t n_events;
};

struct settings {
	struct options common;
	const char *metrics[CHART_MORE + 1], *title;
	size_t n_metrics;
	const char *size, *dpi, *theme, *source, *exhibit;
	const char *facet, *events, *quarters, *lang, *style;
	bool fit, force, robust, automatic, script, terminal, headline, vintages, log;
	bool free, two, analysts;
	enum pick_by by;
	enum fit_model model;
	struct look look;
	enum gnuplot_form form;
	char *path; /* where to; NULL: standard output */
};

/* Where the text of an option goes; NULL for those that have none. */
static const char **
text_of(struct settings *s, int key)
{
	const struct {
		int key;
		const char **to;
	} rows[] = {{KEY_TITLE, &s->title}, {KEY_SIZE, &s->size}, {KEY_DPI, &s->dpi},
	    {KEY_THEME, &s->theme}, {KEY_SOURCE, &s->source},
	    {KEY_EXHIBIT, &s->exhibit}, {KEY_FACET, &s->facet},
	    {KEY_EVENTS, &s->events}, {KEY_QUARTERS, &s->quarters},
	    {KEY_LANG, &s->lang}, {KEY_STYLE, &s->style}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].key == key)
			return rows[i].to;
	return NULL;
}

/* What an option without text switches on; NULL for others. */
static bool *
switch_of(struct settings *s, int key)
{
	const struct {
		int key;
		bool *to;
	} rows[] = {{KEY_SCRIPT, &s->script}, {KEY_HEADLINE, &s->headline},
	    {KEY_VINTAGES, &s->vintages}, {KEY_LOG, &s->log},
	    {KEY_TERMINAL, &s->terminal}, {KEY_FORCE, &s->force},
	    {KEY_ROBUST, &s->robust}, {KEY_FREE, &s->free}, {KEY_TWO, &s->two},
	    {KEY_ANALYSTS, &s->analysts}, {KEY_DERIVE, &s->common.derive},
	    {KEY_HYPOTHETICAL, &s->common.hypothetical}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].key == key)
			return rows[i].to;
	return NULL;
}

static error_t
set_fit(struct settings *s, const char *arg)
{
	s->fit = true;
	s->automatic = strcmp(arg, "auto") == 0;
	if (s->automatic || fit_model_find(arg, &s->model))
		return 0;
	(void)err_set(&s->common.err, ERR_USAGE,
	    "--fit '%s' is no curve, such as logistic (tseries fit --list-models)",
	    arg);
	return EINVAL;
}

static error_t
add_metric(struct settings *s, const char *arg)
{
	if (s->n_metrics > CHART_MORE) {
		(void)err_set(&s->common.err, ERR_USAGE,
		    "'%.80s' is one metric too many: a chart has at most %d", arg,
		    CHART_MORE + 1);
		return EINVAL;
	}
	s->metrics[s->n_metrics++] = arg;
	return 0;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	const char **text = text_of(s, key);
	bool *on = switch_of(s, key);
	if (text) {
		*text = arg;
		return 0;
	}
	if (on) {
		*on = true;
		return 0;
	}
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_FIT:
		return set_fit(s, arg);
	case ARGP_KEY_ARG:
		return add_metric(s, arg);
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
	if (s->terminal && (format || s->script || s->two))
		return err_set(e, ERR_USAGE,
		    "--terminal draws in characters: --format, --emit-script and "
		    "--two-axes do not fit");
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

/* A file named by an option. */
static int
slurp(const char *path, struct arena *a, struct str *bytes, struct err *e)
{
	enum { MOST = 4 << 20 };
	return file_read(path, MOST, a, bytes, e) == 0 ? 0
						       : err_at(e, str_from(path), 0);
}

/* The style, the events and the language. */
static int
set_files(struct settings *s, struct arena *a, struct err *e)
{
	struct look *l = &s->look;
	struct str bytes;
	style_default(l->theme, &l->style);
	if (s->style
	    && (slurp(s->style, a, &bytes, e) != 0
		|| style_read(bytes, str_from(s->style), l->theme, &l->style, e) != 0))
		return -1;
	if (s->events
	    && (slurp(s->events, a, &bytes, e) != 0
		|| events_read(
		       bytes, str_from(s->events), a, &l->events, &l->n_events, e)
		       != 0))
		return -1;
	l->lang = s->lang ? lang_find(s->lang) : NULL;
	if (s->lang && !l->lang)
		return err_set(e, ERR_USAGE, "--lang '%.40s' is not among %s", s->lang,
		    lang_names);
	return 0;
}

/* "1Q20" or "Q1 2020". */
static int
set_quarters(struct settings *s, struct err *e)
{
	const char *word = s->quarters;
	s->look.short_quarters = word && strcmp(word, "1Q20") == 0;
	if (!word || s->look.short_quarters || strcmp(word, "Q1 2020") == 0)
		return 0;
	return err_set(e, ERR_USAGE,
	    "--quarter-labels '%.40s' is neither 1Q20 nor 'Q1 2020'", word);
}

/* What is asked for at once, and is of one series only. */
static int
check_together(struct settings *s, struct err *e)
{
	const char *many = s->facet           ? "--facet"
			   : s->n_metrics > 1 ? "several metrics"
					      : NULL;
	const struct {
		bool on;
		const char *name;
	} single[] = {{s->fit, "--fit"}, {s->headline, "--headline"},
	    {!s->facet && s->vintages, "--vintages"},
	    {!s->facet && s->analysts, "--analysts"},
	    {!s->facet && s->common.hypothetical, "--hypothetical"}};
	for (size_t i = 0; many && i < sizeof single / sizeof *single; i++)
		if (single[i].on)
			return err_set(e, ERR_USAGE, "%s does not fit with %s",
			    single[i].name, many);
	if (s->facet && s->n_metrics > 1)
		return err_set(e, ERR_USAGE, "--facet draws one metric");
	if (s->free && !s->facet)
		return err_set(e, ERR_USAGE, "--free-scales is for --facet");
	if (s->two && (s->n_metrics != 2 || s->log))
		return err_set(e, ERR_USAGE,
		    "--two-axes is for two metrics, and no logarithmic axis");
	if (!s->facet || strcmp(s->facet, "segment") == 0)
		return 0;
	s->by = PICK_COMPANY;
	return strcmp(s->facet, "company") == 0
		   ? 0
		   : err_set(e, ERR_USAGE,
		       "--facet '%.40s' is neither segment nor company", s->facet);
}

static int
set_look(struct settings *s, struct err *e)
{
	char *end = NULL;
	double dpi = s->dpi ? strtod(s->dpi, &end) : 0;
	if (s->dpi && (!end || end == s->dpi || *end || !(dpi > 0)))
		return err_set(
		    e, ERR_USAGE, "--dpi '%.40s' is no number of dots", s->dpi);
	if (s->theme && !style_theme_find(s->theme, &s->look.theme))
		return err_set(e, ERR_USAGE,
		    "--theme '%.40s' is neither light nor dark", s->theme);
	if (check_together(s, e) != 0 || set_quarters(s, e) != 0)
		return -1;
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
	ask.robust = s->robust;
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

static struct compose
compose_of(const struct settings *s)
{
	return (struct compose){.title = s->title,
	    .headline = s->headline,
	    .vintages = s->vintages,
	    .source = s->source,
	    .exhibit = s->exhibit,
	    .analysts = s->analysts,
	    .hypothetical = s->common.hypothetical,
	    .lang = s->look.lang,
	    .short_quarters = s->look.short_quarters};
}

/* The values of all kinds beside those of a chart and its panels. */
static size_t
count_aside(const struct chart *c, enum chart_aside k)
{
	size_t n = c->asides[k].n;
	for (size_t i = 0; i < c->n_panels; i++)
		n += c->panels[i].asides[k].n;
	return n;
}

/* What is of other sources; of filed values only where none is drawn. */
static int
tell_sources(
    const struct settings *s, struct pick *p, const struct chart *c, struct err *e)
{
	const struct obs *behind = p->load.obs + p->load.n;
	struct obs *told = ARENA_NEW(&p->arena, p->n_behind, struct obs);
	size_t n = 0;
	if (!told)
		return err_nomem(e);
	for (size_t i = 0; i < p->n_behind; i++)
		if (!str_eq(behind[i].source, STR("filed"))
		    || count_aside(c, CHART_FILINGS) == 0)
			told[n++] = behind[i];
	if (s->common.notes && !s->common.quiet)
		filed_tell_sources(told, n, s->common.notes);
	return 0;
}

/* How many values there are of each kind. */
static void
tell(const struct settings *s, const struct chart *c)
{
	size_t actual = c->n_points, guided = c->n_guides;
	for (size_t k = 0; k < c->n_more; k++)
		actual += c->more[k].n;
	for (size_t k = 0; k < c->n_panels; k++) {
		actual += c->panels[k].n_points;
		guided += c->panels[k].n_guides;
	}
	static const char *const names[CHART_ASIDES] = {
	    "filed", "of analysts", "hypothetical"};
	(void)printf("%s: %zu actual value%s, %zu guided", s->path, actual,
	    actual == 1 ? "" : "s", guided);
	for (size_t k = 0; k < CHART_ASIDES; k++)
		if (count_aside(c, (enum chart_aside)k))
			(void)printf(
			    ", %zu %s", count_aside(c, (enum chart_aside)k), names[k]);
	if (c->n_panels)
		(void)printf(
		    " in %zu panel%s", c->n_panels, c->n_panels == 1 ? "" : "s");
	(void)putchar('\n');
}

static int
finish(struct settings *s, struct chart *chart, struct str name, struct arena *a,
    struct err *e)
{
	const struct look *l = &s->look;
	chart->wide = l->paper.wide;
	chart->high = l->paper.high;
	chart->scale = l->paper.scale;
	chart->theme = l->theme;
	chart->style = &l->style;
	chart->log = s->log;
	chart->events = l->events;
	chart->n_events = l->n_events;
	if (set_path(s, name, a, e) != 0 || put(s, chart, a, e) != 0)
		return -1;
	if (s->path && !s->common.quiet)
		tell(s, chart);
	return 0;
}

/* "filed", "consens*": no text for a foot. */
static bool
names_source(const char *text)
{
	return text[strcspn(text, " ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

/* What --source says is whose values are drawn, where there are such ("filed",
 * "consensus"), and is then part of the title; else it is a text for the foot. */
static int
open_source(struct settings *s, int (*open)(struct settings *, void *, struct err *),
    void (*close)(struct settings *, void *), void *what, struct err *e)
{
	s->common.source = s->source;
	int rc = open(s, what, e);
	if (!s->source)
		return rc;
	if (rc == 0) {
		s->source = NULL;
		return 0;
	}
	if (e->code != ERR_EMPTY)
		return -1;
	err_clear(e);
	close(s, what);
	s->common.source = NULL;
	rc = open(s, what, e);
	if (rc == 0 && names_source(s->source))
		return err_set(e, ERR_EMPTY,
		    "no values to draw of --source %s (a text for the foot has a "
		    "blank "
		    "or a capital letter: --source 'Company filings')",
		    s->source);
	return rc;
}

static int
open_one(struct settings *s, void *what, struct err *e)
{
	return pick_open(what, &s->common, s->metrics[0], e);
}

static void
close_one(struct settings *s, void *what)
{
	(void)s;
	pick_close(what);
}

/* A pick for each metric, all of which are closed by close_lines. */
static int
open_lines(struct settings *s, void *what, struct err *e)
{
	struct pick *p = what;
	for (size_t i = 0; i < s->n_metrics; i++)
		p[i] = (struct pick){.catalog = NULL};
	for (size_t i = 0; i < s->n_metrics; i++)
		if (pick_open(&p[i], &s->common, s->metrics[i], e) != 0)
			return -1;
	return 0;
}

static void
close_lines(struct settings *s, void *what)
{
	struct pick *p = what;
	for (size_t n = s->n_metrics; n > 0; n--)
		pick_close(&p[n - 1]);
}

static int
open_panels(struct settings *s, void *what, struct err *e)
{
	return pick_apart(what, &s->common, s->metrics[0], s->by, e);
}

static void
close_panels(struct settings *s, void *what)
{
	(void)s;
	pick_parts_close(what);
}

static int
draw(struct settings *s, struct pick *p, struct err *e)
{
	struct compose c = compose_of(s);
	struct report r;
	struct chart chart;
	c.pick = p;
	if (s->fit && fit(s, p, &c, &r, e) != 0)
		return -1;
	if (compose_chart(&c, &p->arena, &chart, e) != 0
	    || tell_sources(s, p, &chart, e) != 0)
		return -1;
	if (chart.n_withdrawn && compose_count(&chart) == 0)
		return err_set(e, ERR_EMPTY,
		    "there is nothing to draw: the guidance was withdrawn (--vintages "
		    "draws until when)");
	return finish(s, &chart, p->metric->name, &p->arena, e);
}

/* ---- what is drawn ---- */

static int
plot_one(struct settings *s, struct err *e)
{
	struct pick p;
	s->common.beside = true;
	int rc = open_source(s, open_one, close_one, &p, e);
	if (rc == 0)
		rc = draw(s, &p, e);
	pick_close(&p);
	return rc;
}

static int
plot_lines(struct settings *s, struct arena *a, struct err *e)
{
	struct pick p[CHART_MORE + 1];
	struct chart chart;
	struct str name = STR("");
	size_t n = s->n_metrics;
	int rc = open_source(s, open_lines, close_lines, p, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		name = arena_printf(a, "%.*s%s%.*s", STR_FMT(name), i ? "-" : "",
		    STR_FMT(p[i].metric->name));
	struct compose c = compose_of(s);
	if (rc == 0)
		rc = several_lines(
		    &c, &(struct several_picks){p, n, s->two}, a, &chart, e);
	if (rc == 0)
		rc = finish(s, &chart, name, a, e);
	close_lines(s, p);
	return rc;
}

static int
plot_panels(struct settings *s, struct arena *a, struct err *e)
{
	struct pick_parts p;
	struct several_grid g = {.parts = &p,
	    .by = s->by,
	    .free = s->free,
	    .most = panels_most(s->look.paper.wide, s->look.paper.high)};
	struct chart chart;
	s->common.beside = true;
	int rc = open_source(s, open_panels, close_panels, &p, e);
	struct compose c = compose_of(s);
	if (rc == 0)
		rc = several_panels(&c, &g, a, &chart, e);
	if (rc == 0)
		rc = tell_sources(s, &p.whole, &chart, e);
	if (rc == 0)
		rc = finish(s, &chart, p.whole.metric->name, a, e);
	pick_parts_close(&p);
	return rc;
}

static int
plot(struct settings *s, struct err *e)
{
	struct arena mem = {NULL};
	int rc = set_files(s, &mem, e);
	if (rc == 0)
		rc = s->facet           ? plot_panels(s, &mem, e)
		     : s->n_metrics > 1 ? plot_lines(s, &mem, e)
					: plot_one(s, e);
	arena_release(&mem);
	return rc;
}

static const struct argp_option own[] = {
    {"fit", KEY_FIT, "MODEL", 0,
	"add a growth curve with its bands: logistic, gompertz, auto, ...", 0},
    {"force", KEY_FORCE, NULL, 0, "fit a ratio or a balance too", 0},
    {"robust", KEY_ROBUST, NULL, 0,
	"the curve's scatter is Student's t: values far off count little", 0},
    {"title", KEY_TITLE, "TEXT", 0, "instead of the company's and the metric's names",
	0},
    {"log", KEY_LOG, NULL, 0, "a logarithmic axis of values", 0},
    {"vintages", KEY_VINTAGES, NULL, 0,
	"also how each target moved from call to call: a line in steps", 0},
    {"headline", KEY_HEADLINE, NULL, 0,
	"a title that says what the values do, where they do something", 0},
    {"exhibit", KEY_EXHIBIT, "TEXT", 0, "before the title: 'Exhibit 3'", 0},
    {"source", KEY_SOURCE, "TEXT", 0,
	"whose data it is: filed, consensus, ...; a text of several words or with a "
	"capital letter that names no source is for the foot",
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
    {"facet", KEY_FACET, "WORD", 0,
	"small multiples: a panel for each segment, or each company", 0},
    {"free-scales", KEY_FREE, NULL, 0,
	"with --facet: to each panel its own axis of values", 0},
    {"two-axes", KEY_TWO, NULL, 0,
	"of two metrics, give the second the axis at the right", 0},
    {"analysts", KEY_ANALYSTS, NULL, 0, "also what analysts say, apart", 0},
    {"hypothetical", KEY_HYPOTHETICAL, NULL, 0,
	"also what is only supposed (\"if we got to ...\"), apart", 0},
    {"derive", KEY_DERIVE, NULL, 0,
	"levels from growth and deltas too, where their base is stated", 0},
    {"events", KEY_EVENTS, "FILE", 0,
	"notes of days, above the plot: CSV with the columns date and text", 0},
    {"quarter-labels", KEY_QUARTERS, "FORM", 0, "1Q20, or 'Q1 2020'", 0},
    {"lang", KEY_LANG, "LANG", 0,
	"numbers and days as in en, de, fr, es, it, nl, pt or sv", 0},
    {"style", KEY_STYLE, "FILE", 0, "colours, font and widths from an INI file", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "METRIC...",
	    "Draw a metric over time, with what was guided: METRIC.png here.\v"
	    "-o FILE.png, .svg or .pdf names the file; '-o -' writes to standard "
	    "output.\n\n"
	    "  tseries plot margin\n"
	    "  tseries plot rate --segment 'Model C' --fit logistic -o ramp.svg\n"
	    "  tseries plot gross_margin operating_margin\n"
	    "  tseries plot deliveries --facet segment",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	if (s.common.stance && strcmp(s.common.stance, "hypothetical") == 0)
		s.common.hypothetical = true;
	if (set_form(&s, e) != 0 || set_look(&s, e) != 0)
		return -1;
	if (s.n_metrics == 0)
		return err_set(e, ERR_USAGE,
		    "plot what? Name a metric (tseries metrics lists them)");
	return plot(&s, e);
}

const struct cmd cmd_plot = {
    "plot", "METRIC...", "draw a metric over time, with its guidance", run};
