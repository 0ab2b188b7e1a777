/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "extract/gz.h"

/* printf 'Hello, world. Hello, world.\n' | gzip -n9 */
static const char packed[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xf3\x48\xcd\xc9\xc9\xd7\x51\x28\xcf\x2f"
    "\xca"
    "\x49\xd1\x53\xf0\x40\xe6\x71\x01\x00\x2e\x2d\xba\xdf\x1c\x00\x00\x00";
enum { PACKED = sizeof packed - 1 };
#define TEXT "Hello, world. Hello, world.\n"

static int
unpack(struct str in, size_t most, struct arena *a, struct str *out, struct err *e)
{
	err_clear(e);
	return gz_unpack(in, most, a, out, e);
}

Test(gz, members_and_padding)
{
	struct arena a = {NULL};
	struct err e;
	struct str out;
	char two[2 * PACKED + 512] = "";
	memcpy(two, packed, PACKED);
	memcpy(two + PACKED, packed, PACKED);
	cr_expect(gz_is((struct str){packed, PACKED}));
	cr_expect(!gz_is(STR("\x1f\x8b")) && !gz_is(STR("Hello")));
	cr_assert_eq(unpack((struct str){packed, PACKED}, 1 << 20, &a, &out, &e), 0,
	    "%s", e.text);
	cr_expect(str_eq(out, STR(TEXT)));
	cr_assert_eq(unpack((struct str){two, 2 * PACKED}, 1 << 20, &a, &out, &e), 0);
	cr_expect(str_eq(out, STR(TEXT TEXT)));
	cr_assert_eq(unpack((struct str){two, sizeof two}, 1 << 20, &a, &out, &e), 0);
	cr_expect(str_eq(out, STR(TEXT TEXT)), "zeros behind it are padding");
	arena_release(&a);
}

/* Cut at every byte, and every byte changed: a message, never a text that is not whole. */
Test(gz, cut_and_damaged)
{
	for (size_t n = 0; n < PACKED; n++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		cr_expect_eq(
		    unpack((struct str){packed, n}, 1 << 20, &a, &out, &e), -1);
		cr_expect_eq(e.code, ERR_DATA);
		cr_expect(strstr(e.text, "cut off"), "%zu: %s", n, e.text);
		arena_release(&a);
	}
	for (size_t i = 0; i < PACKED; i++) {
		struct arena a = {NULL};
		struct err e;
		struct str out;
		char bad[PACKED];
		memcpy(bad, packed, PACKED);
		bad[i] = (char)(bad[i] ^ 0x55);
		int rc = unpack((struct str){bad, PACKED}, 1 << 20, &a, &out, &e);
		cr_expect(rc == 0 ? str_eq(out, STR(TEXT)) : e.code == ERR_DATA,
		    "%zu: %d %s", i, rc, e.text);
		arena_release(&a);
	}
}

Test(gz, other_bytes_behind)
{
	struct arena a = {NULL};
	struct err e;
	struct str out;
	char more[PACKED + 1];
	memcpy(more, packed, PACKED);
	more[PACKED] = 'x';
	cr_expect_eq(
	    unpack((struct str){more, sizeof more}, 1 << 20, &a, &out, &e), -1);
	cr_expect(strstr(e.text, "behind the gzip data"), "%s", e.text);
	arena_release(&a);
}

/* The limit is that of what comes out: never more is unpacked. */
Test(gz, ceiling)
{
	struct arena a = {NULL};
	struct err e;
	struct str out;
	size_t n = strlen(TEXT);
	cr_expect_eq(unpack((struct str){packed, PACKED}, n, &a, &out, &e), 0);
	cr_expect_eq(unpack((struct str){packed, PACKED}, n - 1, &a, &out, &e), -1);
	cr_expect_eq(e.code, ERR_DATA);
	cr_expect(strstr(e.text, "--max-document"), "%s", e.text);
	arena_release(&a);
}
