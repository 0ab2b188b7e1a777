/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/png.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_png(struct str in, struct arena *a)
{
	struct err e = {0};
	(void)a;
	(void)fuzz_said(png_check(in, 1, 1, &e), &e);
}
