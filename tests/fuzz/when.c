/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/when.h"

#include "extract/document.h"
#include "tests/fuzz/fuzz.h"

/* A byte for the clock, one for tense, and a text. */
void
fuzz_when(struct str in, struct arena *a)
{
	struct err e = {0};
	struct document d;
	struct token *t;
	struct when *w;
	size_t n, n_w;
	if (in.n < 3 || document_init(&d, STR("d"), str_sub(in, 2, in.n), a, &e) != 0)
		return;
	const int32_t day = 17000 + 31 * (signed char)in.p[0];
	struct when_clock clock = {
	    .as_of = in.p[0] ? day : DATE_NONE, .reported = PERIOD_NONE};
	if (in.p[1] & 4) {
		clock.fiscal = fiscal_calendar_year(day - 60);
		clock.reported = clock.fiscal.anchor;
	}
	FUZZ_HOLDS(
	    lexer_read(fuzz_lexicon(), d.text, d.low, 0, d.n, a, &t, &n, &e) == 0);
	unsigned char *tense = arena_alloc(a, n + 1, 1);
	FUZZ_HOLDS(tense != NULL);
	for (size_t i = 0; i < n; i++)
		tense[i] = (unsigned char)((unsigned char)in.p[1] >> i % 3) % 3;
	FUZZ_HOLDS(when_find(t, n, tense, &clock, a, &w, &n_w, &e) == 0);
	for (size_t i = 0; i < n_w; i++) {
		FUZZ_HOLDS(w[i].a < w[i].b && w[i].b <= n);
		FUZZ_HOLDS(i == 0 || w[i - 1].b <= w[i].a);
		FUZZ_HOLDS(!period_known(w[i].period)
			   || (w[i].period.start != DATE_NONE
			       && w[i].period.start <= w[i].period.end));
	}
}
