/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/published.h"

#include "extract/document.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_published(struct str in, struct arena *a)
{
	struct err e = {0};
	struct published_call *calls;
	size_t n;
	(void)published_is(in);
	if (fuzz_said(published_read(in, FUZZ_MOST, a, &calls, &n, &e), &e) != 0)
		return;
	FUZZ_HOLDS(n > 0);
	for (size_t i = 0; i < n; i++)
		FUZZ_HOLDS(
		    calls[i].text.n <= FUZZ_MOST && document_is_utf8(calls[i].text));
}
