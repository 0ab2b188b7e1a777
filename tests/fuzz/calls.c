/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/callinfo.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_calls(struct str in, struct arena *a)
{
	struct err e = {0};
	struct callinfo_table t;
	if (fuzz_said(callinfo_read_table(STR("calls.csv"), in, a, &t, &e), &e) != 0)
		return;
	for (size_t i = 0; i < t.n; i++) {
		struct callinfo c = t.rows[i].call;
		FUZZ_HOLDS(t.rows[i].doc.n > 0);
		FUZZ_HOLDS(callinfo_lookup(&t, t.rows[i].doc) != NULL);
		FUZZ_HOLDS(!period_known(c.quarter) || c.quarter.start == DATE_NONE
			   || c.quarter.start <= c.quarter.end);
		(void)callinfo_is_odd(&c);
		(void)callinfo_fiscal(&c);
	}
}
