/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/actions.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_actions(struct str in, struct arena *a)
{
	struct err e = {0};
	struct actions t;
	if (fuzz_said(actions_read(in, STR("actions.csv"), a, &t, &e), &e) != 0)
		return;
	for (size_t i = 0; i < t.n; i++) {
		const struct actions_row *r = &t.rows[i];
		FUZZ_HOLDS(r->factor > 0 && r->factor != 1 && r->date != DATE_NONE);
		FUZZ_HOLDS(actions_factor(&t, r->company, r->date, DATE_NONE) > 0);
	}
}
