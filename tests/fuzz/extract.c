/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/extract.h"

#include "series/import.h"
#include "tests/fuzz/fuzz.h"

/* A whole call: what is found stands where it says, and can be stored. */
void
fuzz_extract(struct str in, struct arena *a)
{
	struct err e = {0};
	struct extract_result r;
	struct extract_input x = {.name = STR("d"), .bytes = in, .call = CALLINFO_NONE};
	if (fuzz_said(extract_run(fuzz_extractor(), &x, a, &r, &e), &e) != 0)
		return;
	for (size_t i = 0; i < r.n; i++) {
		const struct obs *o = &r.obs[i];
		FUZZ_HOLDS(o->start < o->end && o->end <= in.n);
		FUZZ_HOLDS(str_eq(o->text, str_sub(in, o->start, o->end)));
		FUZZ_HOLDS(i == 0 || r.obs[i - 1].start <= o->start);
		FUZZ_HOLDS(o->confidence > 0 && o->confidence <= 1);
		FUZZ_HOLDS(import_check(o, &e) == 0);
	}
}
