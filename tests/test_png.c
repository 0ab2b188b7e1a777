/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/png.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

/* One grey pixel: signature, IHDR (1x1, 8 bit grey), IDAT, IEND. */
static const unsigned char pixel[] = {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
    0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
    0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00,
    0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00,
    0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82};
enum { N = sizeof pixel, AT_IDAT = 33, AT_IEND = 55 };

static int
check(const void *p, size_t n, struct err *e)
{
	err_clear(e);
	return png_check((struct str){p, n}, 1, 1, e);
}

Test(png, whole)
{
	struct err e;
	cr_expect(check(pixel, N, &e) == 0, "%s", e.text);
}

Test(png, every_truncation_is_found)
{
	struct err e;
	for (size_t n = 0; n < N; n++) {
		char *copy = malloc(n + 1); /* its own block: reading past it is seen */
		memcpy(copy, pixel, n);
		cr_expect(check(copy, n, &e) == -1 && e.code == ERR_IO, "%zu bytes", n);
		free(copy);
	}
}

Test(png, every_flipped_bit_is_found)
{
	struct err e;
	for (size_t i = 0; i < N * 8; i++) {
		unsigned char copy[N];
		memcpy(copy, pixel, N);
		copy[i / 8] ^= (unsigned char)(1 << i % 8);
		cr_expect(check(copy, N, &e) == -1, "bit %zu", i);
	}
}

Test(png, whole_chunks_in_a_wrong_order)
{
	static const struct {
		const char *label, *says;
		struct {
			size_t from, to;
		} parts[5];
	} rows[] = {
	    {"no pixels", "no pixels", {{0, AT_IDAT}, {AT_IEND, N}}},
	    {"no end", "ends within", {{0, AT_IEND}}},
	    {"no header", "no header", {{0, 8}, {AT_IDAT, N}}},
	    {"two headers", "second header", {{0, AT_IDAT}, {8, N}}},
	    {"twice", "after the end", {{0, N}, {0, N}}},
	    {"a byte more", "after the end", {{0, N}, {0, 1}}},
	    {"only the signature", "ends within", {{0, 8}}},
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		char bytes[2 * N];
		size_t n = 0;
		for (size_t k = 0; k < 5; k++) {
			size_t len = rows[r].parts[k].to - rows[r].parts[k].from;
			memcpy(bytes + n, pixel + rows[r].parts[k].from, len);
			n += len;
		}
		struct err e;
		cr_expect(check(bytes, n, &e) == -1, "%s", rows[r].label);
		cr_expect(strstr(e.text, rows[r].says) != NULL, "%s: %s", rows[r].label,
		    e.text);
	}
}

Test(png, another_size_is_refused)
{
	struct err e;
	err_clear(&e);
	cr_expect(png_check((struct str){(const char *)pixel, N}, 1600, 900, &e) == -1);
	cr_expect(
	    strstr(e.text, "1x1 pixels instead of 1600x900") != NULL, "%s", e.text);
}

Test(png, a_length_that_overflows)
{
	unsigned char copy[N];
	memcpy(copy, pixel, N);
	memset(copy + AT_IDAT, 0xff, 4);
	struct err e;
	cr_expect(check(copy, N, &e) == -1 && strstr(e.text, "ends within") != NULL,
	    "%s", e.text);
}
