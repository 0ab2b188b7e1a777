/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program that feeds the entry called ENTRY. */
#include <stdint.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena a = {NULL};
	ENTRY((struct str){(const char *)bytes, n}, &a);
	arena_release(&a);
	return 0;
}
