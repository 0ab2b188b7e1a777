/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_BARRED_H
#define EXTRACT_BARRED_H

#include "extract/phrase.h"
#include "extract/reading.h"
#include "series/catalog.h"

/** Does language forbid that quantity q of r is a value of the metric: "31% of revenue" is
 *  no growth, "$85 million on acquisitions" no capital expenditure, "delivered 13,972" no
 *  production?  Metrics of a user's catalog are never barred. */
bool barred(const struct catalog *c, const struct catalog_metric *m,
    const struct reading *r, const struct quantity *q, const struct phrases *p);

#endif
