/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/segments.h"

#include "tests/fuzz/fuzz.h"

void
fuzz_segments(struct str in, struct arena *a)
{
	struct err e = {0};
	struct segments t;
	if (fuzz_said(segments_read(in, STR("segments.ini"), a, &t, &e), &e) != 0)
		return;
	for (size_t i = 0; i < t.n && i < 100; i++) {
		const struct segments_row *r = &t.rows[i];
		FUZZ_HOLDS(r->name.n > 0 && r->axis < SEGMENTS_AXES);
		FUZZ_HOLDS(segments_find(&t, r->company, r->name, DATE_NONE) != NULL);
		FUZZ_HOLDS(segments_definition(&t, r->company, r->name, INT32_MAX)
			   <= t.n + 2 * in.n);
	}
}
