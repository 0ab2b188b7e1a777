/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/quantities.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_quantities(struct str in, struct arena *a)
{
	struct err e = {0};
	struct callinfo call = CALLINFO_NONE;
	struct quantities q;
	if (fuzz_said(quantities_find(fuzz_lexicon(), in, &call, a, &q, &e), &e) != 0)
		return;
	for (size_t i = 0; i < q.n; i++) {
		const struct quantities_item *v = &q.v[i];
		FUZZ_HOLDS(v->start < v->end && v->end <= in.n);
		FUZZ_HOLDS(i == 0 || q.v[i - 1].end <= v->start);
		FUZZ_HOLDS(str_eq(v->text, str_sub(in, v->start, v->end)));
		FUZZ_HOLDS(!(v->low > v->high));
		FUZZ_HOLDS(
		    !period_known(v->period) || v->period.start <= v->period.end);
	}
}
