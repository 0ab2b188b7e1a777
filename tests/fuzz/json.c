/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

/* A text that was read is read again from what is written of it. */
static void
walk(const struct json_value *v, int deep)
{
	struct err e = {0};
	struct json_value *again = NULL;
	size_t size = 0, at = 0;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);
	FUZZ_HOLDS(f != NULL && json_write_str(f, json_text(v), &e) == 0);
	FUZZ_HOLDS(fclose(f) == 0);
	FUZZ_HOLDS(json_read((struct str){text, size}, &at, &again, &e) == 1);
	FUZZ_HOLDS(str_eq(json_text(again), json_text(v)) && at == size);
	json_free(again);
	free(text);
	for (size_t i = 0; i < json_count(v) && deep < 20 && i < 20; i++)
		walk(json_at(v, i), deep + 1);
	struct str key;
	const struct json_value *member;
	for (void *step = NULL; deep < 20 && json_next(v, &step, &key, &member);)
		walk(member, deep + 1);
}

void
fuzz_json(struct str in, struct arena *a)
{
	struct err e = {0};
	size_t at = 0, before = 0;
	int rc = 0;
	(void)a;
	do {
		struct json_value *v = NULL;
		before = at;
		rc = json_read(in, &at, &v, &e);
		if (rc == 1)
			walk(v, 0);
		json_free(v);
	} while (rc == 1 && at > before);
	FUZZ_HOLDS(rc != 1 && at <= in.n);
	(void)fuzz_said(rc, &e);
}
