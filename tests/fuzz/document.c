/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/document.h"

#include "extract/callinfo.h"
#include "extract/lexer.h"
#include "extract/turns.h"
#include "tests/fuzz/fuzz.h"

/* Clean text, its way back to the bytes, and who speaks. */
void
fuzz_document(struct str in, struct arena *a)
{
	struct err e = {0};
	struct document d;
	struct turns t;
	size_t last = 0, start, end;
	if (fuzz_said(document_init(&d, STR("d"), in, a, &e), &e) != 0)
		return;
	FUZZ_HOLDS(document_is_utf8((struct str){d.text, d.n}) && d.text[d.n] == 0);
	FUZZ_HOLDS((d.bad_utf8 == 0) == document_is_utf8(in));
	for (size_t i = 0; i < d.n; last = start, i++) {
		document_map(&d, i, i + 1, &start, &end);
		FUZZ_HOLDS(last <= start && start < end && end <= in.n);
		FUZZ_HOLDS(str_lower(d.text[i]) == d.low[i]);
	}
	FUZZ_HOLDS(document_line(&d, last) >= 1 && document_line(&d, last) <= in.n + 1);
	struct token *tokens;
	size_t n = 0;
	FUZZ_HOLDS(
	    lexer_read(fuzz_lexicon(), d.text, d.low, 0, d.n, a, &tokens, &n, &e) == 0);
	struct callinfo c = CALLINFO_NONE;
	callinfo_complete(&c, &d, tokens, n, a);
	FUZZ_HOLDS(fuzz_said(turns_find(&d, c.company, a, &t, &e), &e) == 0);
	for (size_t i = 0; i < t.n; i++)
		FUZZ_HOLDS(t.v[i].start <= t.v[i].end && t.v[i].end <= d.n
			   && (i == 0 || t.v[i - 1].end <= t.v[i].start));
}
