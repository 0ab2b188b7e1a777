/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/document.h"
#include "plot/gnuplot.h"
#include "plot/svg.h"
#include "tests/fuzz/fuzz.h"

/* Hostile texts among our own: in a script of gnuplot's each stays one line, marked, in
 * its block; in a page none opens a tag or leaves its quotes; on a terminal nothing moves. */
static struct str
written(void (*write)(FILE *f, struct str in), struct str in)
{
	size_t size = 0;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);
	FUZZ_HOLDS(f != NULL);
	write(f, in);
	FUZZ_HOLDS(fclose(f) == 0);
	return (struct str){text, size};
}

static void
script(FILE *f, struct str in)
{
	struct err e = {0};
	struct str texts[3] = {
	    str_sub(in, 0, in.n / 2), in, str_sub(in, in.n / 2, in.n)};
	FUZZ_HOLDS(gnuplot_texts(f, texts, 3, &e) == 0);
}

void
fuzz_quoting(struct str in, struct arena *a)
{
	struct str s = written(script, in), rest = s, page = written(svg_text, in);
	struct str line = written(err_print_safe, in);
	(void)a;
	struct str end = str_cut(&rest, '\n');
	FUZZ_HOLDS(str_starts(end, STR("$T << TSERIES_END_")));
	end = str_sub(end, 6, end.n);
	for (int i = 0; i < 3; i++)
		FUZZ_HOLDS(str_starts(str_cut(&rest, '\n'), STR("|")));
	FUZZ_HOLDS(str_eq(str_cut(&rest, '\n'), end));
	FUZZ_HOLDS(str_starts(rest, STR("t(i)=")) && document_is_utf8(s));
	FUZZ_HOLDS(!memchr(s.p, 0, s.n) && !memchr(s.p, 27, s.n));
	FUZZ_HOLDS(document_is_utf8(page));
	for (size_t i = 0; i < page.n; i++)
		FUZZ_HOLDS(!strchr("<>\"'", page.p[i])
			   && ((unsigned char)page.p[i] >= ' ' || page.p[i] == '\n'
			       || page.p[i] == '\t'));
	for (size_t i = 0; i < line.n; i++)
		FUZZ_HOLDS((unsigned char)line.p[i] >= ' ' && line.p[i] != 127);
	free((void *)(uintptr_t)s.p);
	free((void *)(uintptr_t)page.p);
	free((void *)(uintptr_t)line.p);
}
