/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CMD_H
#define SERIES_CMD_H

#include "series/base/err.h"

/*
 * A subcommand: one file that exports one of these; tseries.c holds the table.
 */
struct cmd {
	const char *name, *args; /* "plot", "METRIC" */
	const char *summary;     /* one line, for `tseries --help` */
	/**
	 * argv[0] is the command's name.  0; or -1 with *e set, whose code is the exit
	 * status.  What concerns one of several inputs is reported on stderr at once
	 * (err_print) and the worst of it returned with its text already printed, as
	 * code alone (text empty).
	 */
	int (*run)(int argc, char **argv, struct err *e);
};

#endif
