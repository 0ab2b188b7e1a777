/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_HASH_H
#define SERIES_BASE_HASH_H

#include "series/base/str.h"

/** SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hex digits and a NUL. */
void hash_sha256(struct str bytes, char hex[65]);

/** The same of bytes that come piece by piece.  NULL when memory is out; hash_hex says
 *  the hash of what was added since it was made, and forgets it. */
struct hash;
struct hash *hash_new(void);
void hash_add(struct hash *h, struct str bytes);
void hash_hex(struct hash *h, char hex[65]);
void hash_free(struct hash *h);

#endif
