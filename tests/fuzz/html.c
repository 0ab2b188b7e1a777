/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/html.h"

#include "extract/document.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_html(struct str in, struct arena *a)
{
	struct err e = {0};
	struct str out, again;
	(void)html_is(in);
	if (fuzz_said(html_text(in, FUZZ_MOST, a, &out, &e), &e) != 0)
		return;
	FUZZ_HOLDS(out.n > 0 && out.n <= FUZZ_MOST && document_is_utf8(out));
	FUZZ_HOLDS(html_text(in, FUZZ_MOST, a, &again, &e) == 0 && str_eq(out, again));
}
