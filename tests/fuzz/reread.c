/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/reread.h"

#include "extract/extract.h"
#include "tests/fuzz/fuzz.h"

/* What extraction found is found again: its span and text, whatever the value. */
void
fuzz_reread(struct str in, struct arena *a)
{
	struct err e = {0};
	struct reread again;
	struct extract_result r;
	char found[REREAD_TEXT];
	struct extract_input x = {.name = STR("d"), .bytes = in, .call = CALLINFO_NONE};
	int rc = fuzz_said(reread_init(&again, STR("d"), in, STR(""), a, &e), &e);
	err_clear(&e);
	FUZZ_HOLDS(rc == extract_run(fuzz_extractor(), &x, a, &r, &e));
	for (size_t i = 0; rc == 0 && i < r.n; i++) {
		enum reread_verdict v = reread_judge(&again, &r.obs[i], found);
		FUZZ_HOLDS(v != REREAD_OUTSIDE && v != REREAD_OTHER_TEXT);
		r.obs[i].end += in.n;
		FUZZ_HOLDS(reread_judge(&again, &r.obs[i], found) == REREAD_OUTSIDE);
	}
}
