/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/hash.h"

#include <nettle/sha2.h>

void
hash_sha256(struct str bytes, char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;
	sha256_init(&ctx);
	sha256_update(&ctx, bytes.n, (const uint8_t *)(bytes.n ? bytes.p : ""));
	sha256_digest(&ctx, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[64] = '\0';
}
