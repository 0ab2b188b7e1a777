/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/import.h"

#include "tests/fuzz/fuzz.h"

/* Observations as this program writes them: CSV, or lines of JSON. */
void
fuzz_import(struct str in, struct arena *a)
{
	struct err e = {0};
	struct import_set set;
	const struct import_input whole = {.bytes = in, .name = STR("f")};
	const struct import_format *f = import_format(NULL, &whole, &e);
	(void)fuzz_said(f ? 0 : -1, &e);
	err_clear(&e);
	if (fuzz_said(import_read(in, STR("f"), a, &set, &e), &e) == 0)
		fuzz_set(&set);
}
