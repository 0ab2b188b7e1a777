/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/input.h"

#include "extract/pdf.h"
#include "tests/fuzz/fuzz.h"

/* Whatever is read, told by its content; a PDF is another program's matter. */
void
fuzz_input(struct str in, struct arena *a)
{
	const struct input_file f = {.path = STR("d"), .doc = STR("d")};
	struct err e = {0};
	struct input out;
	if (memmem(in.p, in.n, "%PDF", 4) || (in.n > 1 && in.p[0] == '\x1f'))
		return;
	if (fuzz_said(input_decode(&f, in, FUZZ_MOST, a, &out, &e), &e) != 0)
		return;
	FUZZ_HOLDS(out.n > 0);
	for (size_t i = 0; i < out.n; i++)
		FUZZ_HOLDS(out.v[i].doc.n > 0 && out.v[i].bytes.n <= FUZZ_MOST);
}
