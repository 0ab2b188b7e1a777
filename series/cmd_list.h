/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CMD_LIST_H
#define SERIES_CMD_LIST_H

#include "series/base/err.h"

/** tseries list, as the run of a struct cmd (series/cmd.h).  It names the calls that would
 *  now be read otherwise; what extraction adds to the catalog there, which this room does
 *  not know, is model: an id of its weights. */
int cmd_list_run(int argc, char **argv, struct str model, struct err *e);

#endif
