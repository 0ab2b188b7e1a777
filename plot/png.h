/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_PNG_H
#define PLOT_PNG_H

#include <stdint.h>

#include "series/base/err.h"

/*
 * Is this a whole PNG (ISO/IEC 15948)?  gnuplot exits with success when the disk is
 * full or the script held a NUL, so what it wrote is looked at before it is used.
 */

/** 0 when bytes are a PNG of that size: the signature, IHDR first, every chunk's
 *  CRC-32 right, data in an IDAT, IEND last and nothing after it; -1 with *e (74)
 *  saying what is wrong where.  Pixels are not unpacked. */
MUST_CHECK int png_check(
    struct str bytes, uint32_t width, uint32_t height, struct err *e);

#endif
