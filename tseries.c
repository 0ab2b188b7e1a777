/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main(): finds the command and calls it. */
#include <signal.h>
#include <stdio.h>

#include "extract/weights_id.h"
#include "series/cmd.h"
#include "series/cmd_import.h"
#include "series/cmd_list.h"
#include "series/fit/fit.h"
#include "series/json.h"
#include "series/options.h"

extern const struct cmd cmd_extract, cmd_quantities, cmd_metrics, cmd_series, cmd_fit,
    cmd_plot, cmd_track, cmd_segments, cmd_verify, cmd_store, cmd_restated, cmd_export,
    cmd_report, cmd_curve;

/* What list needs to know of extraction, its room does not. */
static int
list(int argc, char **argv, struct err *e)
{
	return cmd_list_run(argc, argv, str_from(weights_id), e);
}
static const struct cmd cmd_list = {"list", "", "the series in the store", list};

/* And what import does. */
static int
import(int argc, char **argv, struct err *e)
{
	return cmd_import_run(argc, argv, str_from(weights_id), e);
}
static const struct cmd cmd_import = {
    "import", "FILE...", "add observations from files", import};

static const struct cmd *const commands[] = {
    &cmd_extract,
    &cmd_quantities,
    &cmd_verify,
    &cmd_metrics,
    &cmd_list,
    &cmd_series,
    &cmd_track,
    &cmd_fit,
    &cmd_curve,
    &cmd_plot,
    &cmd_report,
    &cmd_segments,
    &cmd_import,
    &cmd_store,
    &cmd_restated,
    &cmd_export,
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void
print_help(FILE *to)
{
	(void)fputs("usage: tseries COMMAND [OPTION...] [ARGUMENT...]\n\n"
		    "Reads earnings-call transcripts, keeps the quantities stated in "
		    "them as typed\n"
		    "time series, fits growth curves to them and draws charts.\n\n",
	    to);
	for (size_t i = 0; i < COMMANDS; i++)
		(void)fprintf(to, "  tseries %-10s %-9s %s\n", commands[i]->name,
		    commands[i]->args, commands[i]->summary);
	(void)fputs("\n"
		    "  tseries extract calls/       read every transcript of a folder\n"
		    "  tseries plot margin          draw gross_margin.png here\n\n"
		    "tseries COMMAND --help tells a command's options.\n",
	    to);
}

static const struct cmd *
find(const char *name, struct err *e)
{
	const char *names[COMMANDS];
	for (size_t i = 0; i < COMMANDS; i++) {
		names[i] = commands[i]->name;
		if (strcmp(name, names[i]) == 0)
			return commands[i];
	}
	const char *near = options_nearest(name, names, COMMANDS);
	if (near)
		(void)err_set(e, ERR_USAGE,
		    "unknown command '%.80s'; did you mean '%s'?", name, near);
	else
		(void)err_set(e, ERR_USAGE,
		    "unknown command '%.80s' (tseries --help lists them)", name);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct err e;
	err_clear(&e);
	fit_init();
	json_init();
	/* Under ulimit -f writing fails, as on a full disk, and is told as such. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		print_help(stderr);
		return ERR_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0
	    || (strcmp(argv[1], "help") == 0 && argc == 2)) {
		print_help(stdout);
	} else if (strcmp(argv[1], "help") == 0) {
		char help[] = "--help", *words[] = {argv[2], help, NULL};
		const struct cmd *c = find(argv[2], &e);
		if (c)
			(void)c->run(2, words, &e);
	} else if (strcmp(argv[1], "--version") == 0) {
		(void)puts("tseries " VERSION);
	} else {
		const struct cmd *c = find(argv[1], &e);
		if (c)
			(void)c->run(argc - 1, argv + 1, &e);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		(void)err_errno(&e, ERR_IO, "cannot write standard output");
	if (e.text[0])
		err_print(stderr, &e);
	return (int)e.code;
}
