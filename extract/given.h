/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_GIVEN_H
#define EXTRACT_GIVEN_H

#include <argp.h>

#include "extract/callinfo.h"

/*
 * What the options of a command that reads documents give: --date, --fiscal-period,
 * --fiscal-year-end, --max-document; as an argp child, like series/options.h.
 */
struct given {
	struct callinfo call; /* no company: that option is the command's own */
	size_t most;          /* bytes of a document */
	struct err *err;      /* takes the first bad option */
};

extern const struct argp given_argp;
/** The same with nothing but --max-document. */
extern const struct argp given_most_argp;

struct given given_default(struct err *err);

#endif
