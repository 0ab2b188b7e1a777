/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_HASH_H
#define SERIES_BASE_HASH_H

#include "series/base/str.h"

/** SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hex digits and a NUL. */
void hash_sha256(struct str bytes, char hex[65]);

#endif
