/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That tests/charts/difference.c lets through what an eye does not see, and nothing else. */
#include "tests/charts/difference.h"

#include <criterion/criterion.h>
#include <png.h>
#include <stdlib.h>

enum { WIDE = 400, HIGH = 240 };

/* A disc of radius 9 on a line, black on white, the disc's middle at x, noise added. */
static struct str
picture(double x, int noise, int red, char **own)
{
	unsigned char *rgb = malloc(3 * WIDE * HIGH);
	png_image head = {.version = PNG_IMAGE_VERSION,
	    .width = WIDE,
	    .height = HIGH,
	    .format = PNG_FORMAT_RGB};
	png_alloc_size_t n = 0;
	for (int i = 0; i < WIDE * HIGH; i++) {
		double dx = i % WIDE - x, dy = i / WIDE - 120.0;
		bool disc = dx * dx + dy * dy < 81, line = dy * dy < 2;
		int v = disc || line ? 0 : 255,
		    shake = noise ? i * 7919 % (2 * noise + 1) : 0;
		v = v ? v - shake : shake;
		rgb[3 * i] = (unsigned char)(disc && red ? red : v);
		rgb[3 * i + 1] = rgb[3 * i + 2] = (unsigned char)v;
	}
	cr_assert(png_image_write_to_memory(&head, NULL, &n, 0, rgb, 0, NULL));
	*own = malloc(n);
	cr_assert(png_image_write_to_memory(&head, *own, &n, 0, rgb, 0, NULL));
	free(rgb);
	return (struct str){*own, n};
}

Test(difference, what_is_seen)
{
	static const struct {
		const char *label;
		double x;
		int noise, red;
		bool seen;
	} rows[] = {
	    {"the same", 100, 0, 0, false},
	    {"noise", 100, 4, 0, false},
	    {"a mark that was moved by half of its size", 109, 0, 0, true},
	    {"by a third", 106, 0, 0, true},
	    {"one of another colour", 100, 0, 200, true},
	};
	char *own, *other;
	struct str kept = picture(100, 0, 0, &own);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct difference d;
		struct err e = {0};
		struct str found =
		    picture(rows[i].x, rows[i].noise, rows[i].red, &other);
		cr_assert(difference_of(kept, found, &d, &e) == 0, "%s", e.text);
		cr_expect(difference_is_seen(&d) == rows[i].seen, "%s: %zu of %zu, %g",
		    rows[i].label, d.seen, d.squares, d.most);
		cr_expect(d.squares == WIDE * HIGH / 16);
		free(other);
	}
	struct difference d;
	struct err e = {0};
	cr_expect(difference_of(kept, str_sub(kept, 0, kept.n / 2), &d, &e) == -1
		  && e.code == ERR_DATA);
	err_clear(&e);
	cr_expect(
	    difference_of(STR("GIF89a"), kept, &d, &e) == -1 && e.code == ERR_DATA);
	free(own);
}
