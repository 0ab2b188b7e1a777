/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "extract/extract.h"
#include "extract/lexicon.h"
#include "series/import.h"

_Noreturn void
fuzz_broken(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

int
fuzz_said(int rc, const struct err *e)
{
	FUZZ_HOLDS(rc == 0 || (rc == -1 && e->code != ERR_NONE && e->text[0]));
	FUZZ_HOLDS(e->code != ERR_INTERNAL);
	return rc;
}

/* ---- files ---- */

static char folder[200], path[sizeof folder + 5];

static void
leave(void)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char name[sizeof path + 10];
		(void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
		(void)unlink(name);
	}
	(void)rmdir(folder);
}

const char *
fuzz_file(struct str bytes)
{
	if (!path[0]) {
		const char *where = getenv("TMPDIR");
		(void)snprintf(folder, sizeof folder, "%.150s/tseries-fuzz.XXXXXX",
		    where ? where : "/tmp");
		FUZZ_HOLDS(mkdtemp(folder) != NULL && atexit(leave) == 0);
		(void)snprintf(path, sizeof path, "%s/file", folder);
	}
	FILE *f = fopen(path, "wb");
	FUZZ_HOLDS(f != NULL);
	FUZZ_HOLDS(bytes.n == 0 || fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
	FUZZ_HOLDS(fclose(f) == 0);
	return path;
}

/* ---- what is read ---- */

void
fuzz_within(struct str part, struct str whole)
{
	FUZZ_HOLDS(
	    part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

void
fuzz_set(const struct import_set *set)
{
	struct err e = {0};
	for (size_t i = 0; i < set->n; i++) {
		bool known = false;
		FUZZ_HOLDS(import_check(&set->obs[i], &e) == 0);
		for (size_t k = 0; k < set->n_calls && !known; k++)
			known = str_eq(set->calls[k].doc, set->obs[i].doc);
		FUZZ_HOLDS(known);
	}
	for (size_t i = 0; i < set->n_calls && i < 100; i++)
		for (size_t k = 0; k < i; k++)
			FUZZ_HOLDS(!str_eq(set->calls[i].doc, set->calls[k].doc));
}

const struct lexicon *
fuzz_lexicon(void)
{
	static struct arena a;
	static const struct lexicon *x;
	if (!x)
		x = lexicon_new(&a);
	FUZZ_HOLDS(x != NULL);
	return x;
}

const struct extract *
fuzz_extractor(void)
{
	static struct catalog *c;
	static struct extract *x;
	struct err e = {0};
	if (!x) {
		c = catalog_new(NULL, 0, &e);
		x = c ? extract_new(c, &e) : NULL;
		FUZZ_HOLDS(x != NULL);
	}
	return x;
}
