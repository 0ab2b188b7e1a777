/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/png.h"

enum { SIGNATURE = 8, HEAD = 8, CRC = 4, IHDR = 13 };

/* CRC-32 of ISO 3309, four bits at a time. */
static uint32_t
crc32_of(const char *p, size_t n)
{
	static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8,
	    0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
	    0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278,
	    0xbdbdf21c};
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < n; i++) {
		crc ^= (unsigned char)p[i];
		crc = table[crc & 15] ^ crc >> 4;
		crc = table[crc & 15] ^ crc >> 4;
	}
	return ~crc;
}

static uint32_t
big_endian(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int
bad(struct err *e, const char *what, size_t at)
{
	return err_set(e, ERR_IO, "broken PNG: %s at byte %zu", what, at);
}

/* The chunk at the beginning of rest; its name and data. */
static int
next_chunk(
    struct str *rest, size_t at, struct str *name, struct str *data, struct err *e)
{
	if (rest->n < HEAD + CRC)
		return bad(e, "it ends within a chunk", at);
	uint32_t n = big_endian(rest->p);
	if (n > rest->n - HEAD - CRC)
		return bad(e, "it ends within a chunk", at);
	*name = (struct str){rest->p + 4, 4};
	*data = (struct str){rest->p + HEAD, n};
	/* The checksum covers the name and the data. */
	if (crc32_of(rest->p + 4, (size_t)n + 4) != big_endian(data->p + n))
		return bad(e, "a chunk's checksum is wrong", at);
	*rest = str_sub(*rest, HEAD + n + CRC, rest->n);
	return 0;
}

static int
check_header(
    struct str name, struct str data, uint32_t width, uint32_t height, struct err *e)
{
	if (!str_eq(name, STR("IHDR")) || data.n != IHDR)
		return bad(e, "no header", SIGNATURE);
	uint32_t w = big_endian(data.p), h = big_endian(data.p + 4);
	if (w != width || h != height)
		return err_set(e, ERR_IO,
		    "broken PNG: %lux%lu pixels instead of %lux%lu", (unsigned long)w,
		    (unsigned long)h, (unsigned long)width, (unsigned long)height);
	return 0;
}

int
png_check(struct str bytes, uint32_t width, uint32_t height, struct err *e)
{
	struct str rest, name = STR(""), data = STR("");
	size_t pixels = 0;
	if (bytes.n == 0)
		return err_set(e, ERR_IO, "broken PNG: it is empty");
	if (bytes.n < SIGNATURE || memcmp(bytes.p, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0)
		return bad(e, "no signature", 0);
	rest = (struct str){bytes.p + SIGNATURE, bytes.n - SIGNATURE};
	if (next_chunk(&rest, SIGNATURE, &name, &data, e) != 0
	    || check_header(name, data, width, height, e) != 0)
		return -1;
	while (!str_eq(name, STR("IEND"))) {
		size_t at = bytes.n - rest.n;
		if (next_chunk(&rest, at, &name, &data, e) != 0)
			return -1;
		if (str_eq(name, STR("IHDR")))
			return bad(e, "a second header", at);
		if (str_eq(name, STR("IDAT")))
			pixels += data.n;
	}
	if (data.n != 0)
		return bad(e, "data in the end mark", bytes.n - rest.n);
	if (pixels == 0)
		return bad(e, "no pixels before the end", bytes.n - rest.n);
	if (rest.n)
		return bad(e, "something after the end", bytes.n - rest.n);
	return 0;
}
