/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/companyfacts.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_companyfacts(struct str in, struct arena *a)
{
	const struct companyfacts_options o = {.company = STR("")};
	struct err e = {0};
	struct import_set set;
	(void)companyfacts_is(in);
	if (fuzz_said(companyfacts_read(in, STR("f.json"), &o, a, &set, &e), &e) == 0)
		fuzz_set(&set);
}
