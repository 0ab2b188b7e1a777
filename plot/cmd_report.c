/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries report: every series of a store on one page. */
#include "plot/page.h"
#include "series/base/out.h"
#include "series/cmd.h"
#include "series/options.h"

enum { KEY_TITLE = 0x5000 };

struct settings {
	struct options common;
	const char *title;
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
	case ARGP_KEY_ARG:
		(void)err_set(&s->common.err, ERR_USAGE,
		    "'%.80s' is too much: report takes no arguments (-o FILE names the "
		    "page)",
		    arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
write_page(
    const struct settings *s, const struct catalog *c, struct arena *a, struct err *e)
{
	const struct options *o = &s->common;
	const char *path = o->output ? o->output : "report.html";
	struct subjects all;
	struct out out;
	if (o->format && strcmp(o->format, "html") != 0)
		return err_set(e, ERR_USAGE,
		    "--format '%.40s' is not html, which is what a report is",
		    o->format);
	if (subject_all(o, c, a, &all, e) != 0 || out_open(&out, path, e) != 0)
		return -1;
	struct page p = {&all, s->title};
	if (page_write(&p, a, out.f, e) != 0) {
		out_abort(&out);
		return -1;
	}
	if (out_commit(&out, e) != 0)
		return -1;
	if (strcmp(path, "-") != 0 && !o->quiet)
		(void)printf("%s: %zu series, %zu value%s\n", path, all.n, all.n_points,
		    all.n_points == 1 ? "" : "s");
	return 0;
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_option own[] = {
	    {"title", KEY_TITLE, "TEXT", 0, "instead of the companies' names", 0},
	    {NULL, 0, NULL, 0, NULL, 0}};
	static const struct argp_child children[] = {
	    {&options_select_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "",
	    "Write every series of the store to one page, report.html: its chart, its "
	    "table, what was guided and what came, and a growth curve where there is "
	    "one; each value opens the sentence that it comes from.\v"
	    "The page needs no network and no other file.\n\n"
	    "  tseries report\n"
	    "  tseries report --company Acme --from 2019-01-01 -o acme.html",
	    children, NULL, NULL};
	struct settings s = {.common = options_default()};
	struct arena a = {NULL};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	struct catalog *c = catalog_new(s.common.catalogs, s.common.n_catalogs, e);
	rc = c ? write_page(&s, c, &a, e) : -1;
	catalog_free(c);
	arena_release(&a);
	return rc;
}

const struct cmd cmd_report = {
    "report", "", "every series on one page, with the sentences behind it", run};
