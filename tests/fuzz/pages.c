/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/pdf.h"

#include "tests/fuzz/fuzz.h"

/* What pdftotext wrote, without what stands at each page's head and foot. */
void
fuzz_pages(struct str in, struct arena *a)
{
	struct str out;
	struct err e = {0};
	FUZZ_HOLDS(pdf_without_heads(in, a, &out, &e) == 0);
	FUZZ_HOLDS(out.n <= in.n + 1);
}
