/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every seed of the fuzzers, and every input that ever broke one, through its entry. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdlib.h>

#include "series/file.h"
#include "tests/fuzz/fuzz.h"

static const struct entry {
	const char *name;
	void (*run)(struct str in, struct arena *a);
} entries[] = {
#define ROW(name) {#name, fuzz_##name},
    FUZZ_ENTRIES(ROW)
#undef ROW
};
enum { ENTRIES = sizeof entries / sizeof *entries };

/* A copy of exactly that size, so that a sanitizer sees one byte too many. */
static void
feed(const struct entry *entry, const char *path)
{
	struct arena a = {0};
	struct err e = {0};
	struct str bytes;
	cr_assert_eq(
	    file_read(path, FUZZ_MOST, &a, &bytes, &e), 0, "%s: %s", path, e.text);
	char *copy = malloc(bytes.n ? bytes.n : 1);
	cr_assert_not_null(copy);
	memcpy(copy, bytes.p, bytes.n);
	arena_release(&a);
	entry->run((struct str){copy, bytes.n}, &a);
	free(copy);
	arena_release(&a);
}

/* The files of a folder whose names begin so; how many. */
static size_t
feed_all(const struct entry *entry, const char *folder, const char *prefix)
{
	size_t n = 0;
	char path[600];
	DIR *d = opendir(folder);
	cr_assert_not_null(d, "%s", folder);
	for (const struct dirent *f; (f = readdir(d)) != NULL;) {
		if (f->d_name[0] == '.'
		    || strncmp(f->d_name, prefix, strlen(prefix)) != 0)
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
		feed(entry, path);
		n++;
	}
	(void)closedir(d);
	return n;
}

ParameterizedTestParameters(fuzz, seeds_and_crashes)
{
	static int rows[ENTRIES];
	for (int i = 0; i < ENTRIES; i++)
		rows[i] = i;
	return cr_make_param_array(int, rows, ENTRIES);
}

/* The label in a message that aborts is the entry's own: it names its file and line. */
ParameterizedTest(int *row, fuzz, seeds_and_crashes, .timeout = 60)
{
	const struct entry *entry = &entries[*row];
	char folder[100], prefix[50];
	struct arena a = {0};
	(void)snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", entry->name);
	(void)snprintf(prefix, sizeof prefix, "%s-", entry->name);
	entry->run((struct str){"", 0}, &a);
	arena_release(&a);
	cr_expect_gt(feed_all(entry, folder, ""), 0, "%s has no seed", entry->name);
	(void)feed_all(entry, "tests/fuzz/crashes", prefix);
}
