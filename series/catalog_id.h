/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CATALOG_ID_H
#define SERIES_CATALOG_ID_H

#include "series/catalog.h"

enum { CATALOG_ID_TEXT = 17 };

/** Sixteen hex digits that tell a catalog from others: of all that its metrics say,
 *  whatever files said it.  Kept with what was read with it.  -1 with *e when memory is
 *  out. */
MUST_CHECK int catalog_id(
    const struct catalog *c, char out[CATALOG_ID_TEXT], struct err *e);

#endif
