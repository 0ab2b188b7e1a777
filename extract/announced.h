/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_ANNOUNCED_H
#define EXTRACT_ANNOUNCED_H

#include "extract/bind.h"

/*
 * What a call says once for all that follows: "Unless otherwise stated, comparisons are
 * with the first quarter of 2023."
 *
 *	announced = sentence with "unless" ... ("otherwise" | "stated" | "noted" | ...)
 *	          | sentence with "all" "comparisons"
 */

/** How what the call's changes are compared with lies to the reported quarter, where it
 *  is announced; else BASING_NONE.  Reads all turns once. */
enum basing_lies announced_base(
    const struct reading *all, size_t n, const struct when_clock *clock);

#endif
