/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/charts/difference.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>

struct picture {
	png_image head;
	unsigned char *rgb;
};

static int
unpack(struct str bytes, struct picture *p, struct err *e)
{
	*p = (struct picture){.head = {.version = PNG_IMAGE_VERSION}};
	if (!png_image_begin_read_from_memory(&p->head, bytes.p, bytes.n))
		return err_set(e, ERR_DATA, "no PNG: %s", p->head.message);
	p->head.format = PNG_FORMAT_RGB;
	p->rgb = malloc(PNG_IMAGE_SIZE(p->head));
	if (!p->rgb) {
		png_image_free(&p->head);
		return err_nomem(e);
	}
	if (!png_image_finish_read(&p->head, NULL, p->rgb, 0, NULL))
		return err_set(e, ERR_DATA, "no whole PNG: %s", p->head.message);
	return 0;
}

static double
linear(unsigned char v)
{
	double x = v / 255.0;
	return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

/* The mean light of a square, red, green and blue. */
static void
mean(const struct picture *p, const double table[256], unsigned x, unsigned y,
    double rgb[3])
{
	unsigned n = 0;
	rgb[0] = rgb[1] = rgb[2] = 0;
	for (unsigned j = y; j < y + DIFFERENCE_SIDE && j < p->head.height; j++)
		for (unsigned i = x; i < x + DIFFERENCE_SIDE && i < p->head.width;
		     i++, n++)
			for (size_t k = 0; k < 3; k++)
				rgb[k] +=
				    table[p->rgb[3 * ((size_t)j * p->head.width + i)
						 + k]];
	for (size_t k = 0; k < 3; k++)
		rgb[k] /= n;
}

/* From linear sRGB to L*a*b* under D65. */
static void
to_lab(const double rgb[3], double lab[3])
{
	static const double matrix[3][3] = {{0.4124564, 0.3575761, 0.1804375},
	    {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}};
	static const double white[3] = {0.95047, 1, 1.08883};
	double f[3];
	for (size_t i = 0; i < 3; i++) {
		double v = 0;
		for (size_t k = 0; k < 3; k++)
			v += matrix[i][k] * rgb[k];
		v /= white[i];
		f[i] = v > 216.0 / 24389 ? cbrt(v) : (24389.0 / 27 * v + 16) / 116;
	}
	lab[0] = 116 * f[1] - 16;
	lab[1] = 500 * (f[0] - f[1]);
	lab[2] = 200 * (f[1] - f[2]);
}

static double
apart(const struct picture *a, const struct picture *b, const double table[256],
    unsigned x, unsigned y)
{
	double light[3], one[3], other[3], sum = 0;
	mean(a, table, x, y, light);
	to_lab(light, one);
	mean(b, table, x, y, light);
	to_lab(light, other);
	for (size_t k = 0; k < 3; k++)
		sum += (one[k] - other[k]) * (one[k] - other[k]);
	return sqrt(sum);
}

static void
look(const struct picture *a, const struct picture *b, struct difference *out)
{
	double table[256];
	for (int v = 0; v < 256; v++)
		table[v] = linear((unsigned char)v);
	*out = (struct difference){.seen = 0};
	for (unsigned y = 0; y < a->head.height; y += DIFFERENCE_SIDE)
		for (unsigned x = 0; x < a->head.width; x += DIFFERENCE_SIDE) {
			double d = apart(a, b, table, x, y);
			out->squares++;
			out->seen += d > DIFFERENCE_SEEN;
			if (d > out->most) {
				out->most = d;
				out->x = x;
				out->y = y;
			}
		}
}

int
difference_of(struct str a, struct str b, struct difference *out, struct err *e)
{
	struct picture p = {.rgb = NULL}, q = {.rgb = NULL};
	int rc = unpack(a, &p, e);
	if (rc == 0)
		rc = unpack(b, &q, e);
	if (rc == 0 && (p.head.width != q.head.width || p.head.height != q.head.height))
		rc = err_set(e, ERR_EMPTY, "%ux%u pixels instead of %ux%u",
		    (unsigned)q.head.width, (unsigned)q.head.height,
		    (unsigned)p.head.width, (unsigned)p.head.height);
	if (rc == 0)
		look(&p, &q, out);
	free(p.rgb);
	free(q.rgb);
	return rc;
}

bool
difference_is_seen(const struct difference *d)
{
	return (double)d->seen * 1e6 > DIFFERENCE_MOST * (double)d->squares;
}
