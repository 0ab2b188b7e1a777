/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CMD_IMPORT_H
#define SERIES_CMD_IMPORT_H

#include "series/base/err.h"

/** tseries import, as the run of a struct cmd (series/cmd.h).  Shards that extraction made
 *  must have been read as this program would read them now; what extraction adds to the
 *  catalog there, which this room does not know, is model: an id of its weights. */
int cmd_import_run(int argc, char **argv, struct str model, struct err *e);

#endif
