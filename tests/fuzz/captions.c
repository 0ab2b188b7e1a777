/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/captions.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_captions(struct str in, struct arena *a)
{
	struct err e = {0};
	struct str out, again;
	(void)captions_is(in);
	if (fuzz_said(captions_text(in, FUZZ_MOST, a, &out, &e), &e) != 0)
		return;
	FUZZ_HOLDS(out.n > 0 && out.n <= FUZZ_MOST);
	FUZZ_HOLDS(
	    captions_text(in, FUZZ_MOST, a, &again, &e) == 0 && str_eq(out, again));
}
