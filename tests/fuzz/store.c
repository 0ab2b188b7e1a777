/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/store.h"

#include <stdio.h>

#include "series/import.h"
#include "series/store_care.h"
#include "series/store_sum.h"
#include "tests/fuzz/fuzz.h"

/* A store with bytes changed: four of the input's say where, and what stands there.  An
 * input that begins as SQLite's files do is the store. */
static struct str
whole(struct arena *a)
{
	static const char text[] =
	    "doc,start,end,metric,low,high,unit,period_start,period_end,company,as_of\n"
	    "a.txt,5,10,gross_margin,18,19,percent,2019-01-01,2019-03-31,Acme,2019-04-"
	    "20\n"
	    "a.txt,25,30,revenue,5,5,USD,2019-01-01,2019-03-31,Acme,2019-04-20\n";
	static char bytes[1 << 20];
	static size_t n;
	struct err e = {0};
	struct import_set set;
	struct import_result done;
	if (n > 0)
		return (struct str){bytes, n};
	const char *path = fuzz_file(STR(""));
	FUZZ_HOLDS(remove(path) == 0);
	struct store *s = store_open(path, STORE_WRITE, &e);
	FUZZ_HOLDS(
	    s != NULL && import_read(str_from(text), STR("a"), a, &set, &e) == 0);
	FUZZ_HOLDS(import_store(s, &set, "fuzz", &done, &e) == 0);
	store_close(s);
	FILE *f = fopen(path, "rb");
	FUZZ_HOLDS(f != NULL);
	n = fread(bytes, 1, sizeof bytes, f);
	FUZZ_HOLDS(fclose(f) == 0 && n > 0 && n < sizeof bytes);
	return (struct str){bytes, n};
}

static void
look(struct store *s, struct arena *a)
{
	struct err e = {0};
	struct obs *obs;
	struct store_call *calls;
	struct str *texts;
	size_t n;
	(void)fuzz_said(store_obs(s,
			    &(struct store_query){
				.from = DATE_NONE, .to = DATE_NONE, .as_of = DATE_NONE},
			    a, &obs, &n, &e),
	    &e);
	err_clear(&e);
	(void)fuzz_said(store_calls(s, a, &calls, &n, &e), &e);
	err_clear(&e);
	(void)fuzz_said(store_companies(s, a, &texts, &n, &e), &e);
	err_clear(&e);
	(void)fuzz_said(store_care_check(s, a, &texts, &n, &e), &e);
}

void
fuzz_store(struct str in, struct arena *a)
{
	struct err e = {0};
	struct str base = whole(a);
	char *bytes = arena_alloc(a, 1, base.n);
	FUZZ_HOLDS(bytes != NULL);
	memcpy(bytes, base.p, base.n);
	for (size_t i = 0; i + 4 <= in.n; i += 4) {
		const unsigned char *p = (const unsigned char *)in.p + i;
		bytes[(size_t)(p[0] << 16 | p[1] << 8 | p[2]) % base.n] = (char)p[3];
	}
	bool is = str_starts(in, STR("SQLite format 3"));
	struct store *s = store_open(
	    fuzz_file(is ? in : (struct str){bytes, base.n}), STORE_READ, &e);
	if (fuzz_said(s ? 0 : -1, &e) == 0)
		look(s, a);
	store_close(s);
}
