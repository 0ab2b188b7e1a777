/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/width.h"

#include <stdint.h>

#include <unistr.h>

/* clang-format off */
static const uint16_t advance[2][95] = { /* of ' ' to '~', in thousandths of the size */
	{ /* regular */
	    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460,
	    276, 357, 625, 464, 605, 636, 642, 608, 624, 571, 616, 624, 276, 280,
	    659, 659, 659, 507, 936, 676, 651, 727, 719, 598, 587, 743, 740, 264,
	    543, 652, 562, 889, 753, 761, 635, 761, 639, 638, 642, 741, 676, 949,
	    642, 665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621, 582,
	    361, 609, 591, 237, 237, 544, 237, 869, 585, 597, 609, 609, 372, 523,
	    364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659,
	},
	{ /* bold */
	    232, 325, 392, 650, 655, 859, 674, 209, 409, 409, 565, 680, 303, 469,
	    298, 390, 688, 489, 630, 659, 678, 645, 660, 595, 661, 660, 298, 303,
	    680, 680, 680, 562, 1031, 748, 661, 752, 727, 613, 585, 761, 746, 281,
	    570, 690, 567, 915, 735, 782, 648, 783, 656, 655, 668, 729, 748, 1036,
	    714, 724, 667, 409, 390, 409, 488, 477, 497, 580, 635, 587, 635, 598,
	    386, 633, 624, 272, 272, 582, 272, 912, 622, 614, 632, 632, 409, 562,
	    388, 622, 586, 850, 574, 586, 572, 409, 374, 409, 680,
	},
};
/* clang-format on */

static double
width_of_char(ucs4_t c, bool bold)
{
	if (c < 0x20 || (c >= 0x300 && c < 0x370) || (c >= 0x200b && c <= 0x200f))
		return 0;
	if (c < 0x7f)
		return advance[bold][c - 0x20] / 1000.0;
	if (c == 0xb7)
		return 0.28;
	if (c == 0x2026)
		return 0.83;
	return (c >= 0x1100 && c < 0x1200) || c >= 0x2e80 ? 1 : 0.62 + 0.02 * bold;
}

static size_t
next_char(struct str s, ucs4_t *c)
{
	int n = u8_mbtoucr(c, (const uint8_t *)s.p, s.n);
	if (n > 0)
		return (size_t)n;
	*c = 0xfffd;
	return 1;
}

double
width_of(struct str s, double points, bool bold)
{
	double em = 0;
	while (s.n) {
		ucs4_t c;
		size_t n = next_char(s, &c);
		em += width_of_char(c, bold);
		s = str_sub(s, n, s.n);
	}
	return em * points * 96 / 72 * 1.01;
}

struct str
width_fit(struct str s, double points, bool bold, double most, struct arena *a)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	if (!s.p || width_of(s, points, bold) <= most)
		return s;
	double left = most - width_of(str_from(ellipsis), points, bold);
	size_t end = 0, word = 0;
	while (end < s.n) {
		ucs4_t c;
		struct str one = str_sub(s, end, s.n);
		one.n = next_char(one, &c);
		left -= width_of(one, points, bold);
		if (left < 0)
			break;
		if (c == ' ')
			word = end;
		end += one.n;
	}
	/* A word's end, unless that would lose more than a quarter. */
	if (word > end - end / 4)
		end = word;
	while (end > 0 && s.p[end - 1] == ' ')
		end--;
	return arena_printf(a, "%.*s%s", (int)end, s.p, ellipsis);
}

/* How much of s fits, to a word's end; all of a first word that does not. */
static size_t
first_line(struct str s, struct width_type type, double most)
{
	size_t end = 0, at = 0;
	while (at < s.n) {
		while (at < s.n && s.p[at] == ' ')
			at++;
		while (at < s.n && s.p[at] != ' ')
			at++;
		if (end > 0
		    && width_of(str_sub(s, 0, at), type.points, type.bold) > most)
			break;
		end = at;
	}
	return end;
}

size_t
width_wrap(struct str s, struct width_type type, double most, struct str *lines,
    size_t n, struct arena *a)
{
	size_t k = 0;
	for (s = str_trim(s); s.n && k < n; k++) {
		size_t end = k + 1 < n ? first_line(s, type, most) : s.n;
		lines[k] =
		    width_fit(str_sub(s, 0, end), type.points, type.bold, most, a);
		if (!lines[k].p)
			return 0;
		s = str_trim(str_sub(s, end, s.n));
	}
	return k;
}

size_t
width_note(struct str s, struct width_type type, double most, struct str lines[2],
    struct arena *a)
{
	const char *comma = s.n ? memrchr(s.p, ',', s.n) : NULL;
	if (comma && width_of(s, type.points, type.bold) > most) {
		size_t at = (size_t)(comma - s.p) + 1;
		lines[0] = str_sub(s, 0, at);
		lines[1] = str_trim(str_sub(s, at, s.n));
		if (width_of(lines[0], type.points, type.bold) <= most
		    && width_of(lines[1], type.points, type.bold) <= most)
			return 2;
	}
	return width_wrap(s, type, most, lines, 2, a);
}
