/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/catalog.h"

#include "extract/cue.h"
#include "series/catalog_id.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_catalog(struct str in, struct arena *a)
{
	struct err e = {0};
	char id[CATALOG_ID_TEXT];
	const char *file = fuzz_file(in);
	struct catalog *c = catalog_new(&file, 1, &e);
	(void)a;
	if (fuzz_said(c ? 0 : -1, &e) != 0)
		return;
	for (size_t i = 0; i < c->n; i++)
		FUZZ_HOLDS(catalog_is_none(&c->metrics[i])
			   == !catalog_find(c, c->metrics[i].name));
	FUZZ_HOLDS(catalog_id(c, id, &e) == 0);
	struct cue_index *x = cue_index_new(c, &e);
	FUZZ_HOLDS(x != NULL);
	cue_index_free(x);
	catalog_free(c);
}
