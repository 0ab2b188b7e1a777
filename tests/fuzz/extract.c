/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/extract.h"

#include "series/date.h"
#include "series/import.h"
#include "tests/fuzz/fuzz.h"

/* A whole call, of which this is known: what is found stands where it says, and can be
 * stored. */
static void
read_as(struct callinfo call, struct str in, struct arena *a)
{
	struct err e = {0};
	struct extract_result r;
	struct extract_input x = {.name = STR("d"), .bytes = in, .call = call};
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

/* Where nothing says when a call was, little is dated: both ways. */
void
fuzz_extract(struct str in, struct arena *a)
{
	struct callinfo call = CALLINFO_NONE;
	read_as(call, in, a);
	call.company = STR("Acme");
	call.fiscal_period = STR("2023-Q2");
	call.as_of = date_from_civil(2023, 7, 26);
	read_as(call, in, a);
}
