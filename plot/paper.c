/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/paper.h"

#include <math.h>
#include <stdlib.h>

/* "4x3in": both numbers, and the pixels of the unit behind them; false for others. */
static bool
read_size(const char *text, double *wide, double *high, double *unit)
{
	static const struct {
		const char *name;
		double inches; /* 0: pixels */
	} units[] = {{"in", 1}, {"cm", 1 / 2.54}, {"mm", 1 / 25.4}, {"px", 0}, {"", 0}};
	char *end;
	*wide = strtod(text, &end);
	if (end == text || *end != 'x')
		return false;
	text = end + 1;
	*high = strtod(text, &end);
	if (end == text)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(end, units[i].name) == 0) {
			*unit = units[i].inches;
			return true;
		}
	return false;
}

int
paper_of(const char *size, double dpi, struct paper *out, struct err *e)
{
	static const struct {
		const char *name;
		double wide, high;
	} names[] = {
	    {"page", 1600.0 / PAPER_DPI, 900.0 / PAPER_DPI}, {"column", 3.5, 2.75}};
	double wide = names[0].wide, high = names[0].high, unit = 1;
	bool known = !size;
	for (size_t i = 0; size && i < sizeof names / sizeof *names; i++)
		if (strcmp(size, names[i].name) == 0) {
			wide = names[i].wide;
			high = names[i].high;
			known = true;
		}
	if (!known && !read_size(size, &wide, &high, &unit))
		return err_set(e, ERR_USAGE,
		    "--size '%.40s' is not page, column, or a width and a height like "
		    "4x3in, 120x80mm or 1200x675",
		    size);
	if (dpi != 0 && !(dpi >= 30 && dpi <= 2400))
		return err_set(e, ERR_USAGE, "--dpi is from 30 to 2400");
	double pixels =
	    unit > 0 ? unit * PAPER_DPI : 1; /* written so; NaN is no size */
	if (!(wide * pixels >= PAPER_LEAST && wide * pixels <= PAPER_MOST
		&& high * pixels >= PAPER_LEAST && high * pixels <= PAPER_MOST))
		return err_set(e, ERR_USAGE,
		    "--size %.40s cannot be drawn: each side is from %d to %d pixels, "
		    "%d to the inch",
		    size, PAPER_LEAST, PAPER_MOST, PAPER_DPI);
	out->wide = (int)lround(wide * pixels);
	out->high = (int)lround(high * pixels);
	out->scale = unit > 0 && dpi > 0 ? dpi / PAPER_DPI : 1;
	return 0;
}
