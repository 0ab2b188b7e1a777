/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/gz.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_gz(struct str in, struct arena *a)
{
	struct err e = {0};
	struct str out;
	(void)gz_is(in);
	if (fuzz_said(gz_unpack(in, FUZZ_MOST, a, &out, &e), &e) == 0)
		FUZZ_HOLDS(out.n <= FUZZ_MOST && gz_is(in));
}
