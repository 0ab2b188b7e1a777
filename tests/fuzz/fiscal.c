/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/calendars.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_fiscal(struct str in, struct arena *a)
{
	struct err e = {0};
	struct calendars t;
	if (fuzz_said(calendars_read(in, STR("fiscal.csv"), a, &t, &e), &e) != 0)
		return;
	for (size_t i = 0; i < t.n; i++) {
		const struct calendars_row *r = &t.rows[i];
		char label[CALENDARS_LABEL];
		FUZZ_HOLDS(r->period.start <= r->period.end);
		FUZZ_HOLDS(calendars_know(&t, r->company));
		FUZZ_HOLDS(calendars_match(&t, r->company, r->period) != NULL);
		calendars_label(&t, r->company, r->period, label);
		calendars_label(&t, r->company,
		    (struct period){r->period.start - 400, r->period.start + 900},
		    label);
		(void)calendars_before(&t, r->company, r->period.end + 1);
	}
}
