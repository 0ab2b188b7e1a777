/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TALLY_H
#define EXTRACT_TALLY_H

#include "extract/reading.h"

/** Count how often a call names each of its segments, and how often as one ("X revenue",
 *  "our X business"), and which names are those of its speakers, of somebody ("as X
 *  said"), of what changes are held against ("5% to X") or of the company: written into
 *  the readings' segments.  A name whose words are cut short becomes the full one, where
 *  the call has that.  Linear. */
MUST_CHECK int tally_run(
    struct reading *all, size_t n, struct str company, struct arena *a, struct err *e);

#endif
