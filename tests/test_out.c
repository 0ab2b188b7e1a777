/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <criterion/criterion.h>

#include "series/base/out.h"
#include "tests/sanitized.h"

Test(out, memory_holds_all_that_is_written)
{
	char *p = NULL, part[777];
	size_t n = 1;
	FILE *f = out_memory_open(&p, &n);
	cr_assert(f);
	cr_expect_str_eq(p, "");
	cr_expect_eq(n, 0);
	for (size_t i = 0; i < 1000; i++) {
		memset(part, (int)('a' + i % 26), sizeof part);
		cr_assert_eq(fwrite(part, 1, sizeof part, f), sizeof part);
	}
	(void)fputc('\0', f);
	(void)fputs("end", f);
	cr_assert_eq(fflush(f), 0);
	cr_expect_eq(n, 1000 * sizeof part + 4);
	cr_assert_eq(out_memory_close(f), 0);
	cr_assert_eq(n, 1000 * sizeof part + 4);
	for (size_t i = 0; i < n - 4; i++)
		cr_assert_eq(p[i], (char)('a' + i / sizeof part % 26));
	cr_expect_str_eq(p + n - 3, "end");
	free(p);
}

#ifndef SANITIZED

/* Whoever writes does not look at each write: the end has to say it. */
Test(out, memory_that_cannot_grow_is_an_error)
{
	enum { MB = 1 << 20 };
	char *p = NULL, *part = calloc(1, MB);
	size_t n = 0;
	FILE *f = out_memory_open(&p, &n);
	const struct rlimit least = {1, 1};
	cr_assert(part && f);
	cr_assert_eq(setrlimit(RLIMIT_AS, &least), 0);
	for (int i = 0; i < 64; i++)
		(void)fwrite_unlocked(part, 1, MB, f);
	(void)fputs("the end", f);
	cr_expect_lt(n, 64 * MB);
	cr_expect_eq(out_memory_close(f), -1);
	free(p);
	free(part);
}
#endif
