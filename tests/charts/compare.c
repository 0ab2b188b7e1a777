/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare KEPT FOUND: 0 when an eye would not tell the two PNGs apart; else 1, and how much
 * they differ, and where. */
#include <stdlib.h>

#include "series/file.h"
#include "tests/charts/difference.h"

int
main(int argc, char **argv)
{
	enum { MOST = 64 << 20 };
	struct arena a = {NULL};
	struct str kept, found;
	struct difference d;
	struct err e = {.code = ERR_NONE};
	if (argc != 3) {
		(void)fputs("usage: compare KEPT.png FOUND.png\n", stderr);
		return ERR_USAGE;
	}
	if (file_read(argv[1], MOST, &a, &kept, &e) != 0
	    || file_read(argv[2], MOST, &a, &found, &e) != 0
	    || difference_of(kept, found, &d, &e) != 0) {
		err_print(stderr, &e);
		arena_release(&a);
		return (int)e.code;
	}
	arena_release(&a);
	if (!difference_is_seen(&d))
		return 0;
	(void)printf("%s: %zu of %zu squares differ, most at %u,%u by %.0f\n", argv[2],
	    d.seen, d.squares, d.x, d.y, d.most);
	return 1;
}
