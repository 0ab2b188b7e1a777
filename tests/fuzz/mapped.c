/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/mapped.h"

#include "tests/fuzz/fuzz.h"

/* A map, a line of "===", and the file. */
void
fuzz_mapped(struct str in, struct arena *a)
{
	struct err e = {0};
	struct ini_entry *map;
	size_t n;
	struct import_set set;
	struct period p;
	const char *cut = in.n ? memmem(in.p, in.n, "===\n", 4) : NULL;
	struct str top = str_sub(in, 0, cut ? (size_t)(cut - in.p) : in.n);
	struct str file = str_sub(in, top.n + 4, in.n);
	if (mapped_period(top, 9, 'm', &p))
		FUZZ_HOLDS(period_known(p) && p.start <= p.end);
	if (fuzz_said(ini_file_read(top, STR("m.ini"), a, &map, &n, &e), &e) != 0)
		return;
	const struct mapped_options o = {
	    .map = map, .n_map = n, .map_name = STR("m.ini")};
	if (fuzz_said(mapped_read(file, STR("f.csv"), &o, a, &set, &e), &e) == 0)
		fuzz_set(&set);
}
