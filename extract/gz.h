/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_GZ_H
#define EXTRACT_GZ_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * gzip (RFC 1952), unpacked.  The only module that knows zlib.
 */

/** Do the bytes begin as a gzip member does? */
bool gz_is(struct str bytes);

/**
 * What all members hold, one behind the other, in a; zeros behind the last are padding.
 * -1 with *e: more than most bytes (65; never more than that is unpacked), cut off,
 * damaged, other bytes behind the last member (65), no memory.
 */
MUST_CHECK int gz_unpack(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e);

#endif
