/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/quantity.h"

#include "extract/document.h"
#include "tests/fuzz/fuzz.h"

/* Tokens, and the quantities in them. */
void
fuzz_quantity(struct str in, struct arena *a)
{
	struct err e = {0};
	struct document d;
	struct token *t;
	struct quantity *q;
	size_t n, n_q;
	if (document_init(&d, STR("d"), in, a, &e) != 0)
		return;
	FUZZ_HOLDS(
	    lexer_read(fuzz_lexicon(), d.text, d.low, 0, d.n, a, &t, &n, &e) == 0);
	for (size_t i = 0; i < n; i++)
		FUZZ_HOLDS(t[i].start < t[i].end && t[i].end <= d.n
			   && (i == 0 || t[i - 1].end <= t[i].start)
			   && t[i].kind < LEXER_KINDS);
	FUZZ_HOLDS(quantity_find(t, n, a, &q, &n_q, &e) == 0);
	for (size_t i = 0; i < n_q; i++) {
		FUZZ_HOLDS(q[i].ua <= q[i].a && q[i].a < q[i].b && q[i].b <= q[i].ub);
		FUZZ_HOLDS(
		    q[i].ub <= n && q[i].bound <= q[i].a && q[i].anchor <= q[i].ua);
		FUZZ_HOLDS(!(q[i].low > q[i].high) && q[i].type < QUANTITY_TYPES);
		FUZZ_HOLDS(i == 0 || q[i - 1].b <= q[i].a);
	}
}
