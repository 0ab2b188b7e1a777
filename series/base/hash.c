/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/base/hash.h"

#include <nettle/sha2.h>
#include <stdlib.h>

struct hash {
	struct sha256_ctx ctx;
};

struct hash *
hash_new(void)
{
	struct hash *h = malloc(sizeof *h);
	if (h)
		sha256_init(&h->ctx);
	return h;
}

void
hash_add(struct hash *h, struct str bytes)
{
	sha256_update(&h->ctx, bytes.n, (const uint8_t *)(bytes.n ? bytes.p : ""));
}

void
hash_hex(struct hash *h, char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_SIZE];
	sha256_digest(&h->ctx, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[64] = '\0';
}

void
hash_free(struct hash *h)
{
	free(h);
}

void
hash_sha256(struct str bytes, char hex[65])
{
	struct hash h;
	sha256_init(&h.ctx);
	hash_add(&h, bytes);
	hash_hex(&h, hex);
}
