/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

/* Rows that were read are read again from what is written of them. */
void
fuzz_csv(struct str in, struct arena *a)
{
	struct err e = {0};
	struct csv_row *rows, *again;
	size_t n, m, size = 0;
	char *text = NULL;
	(void)fuzz_said(csv_read_any(in, a, &rows, &n, &e), &e);
	err_clear(&e);
	if (fuzz_said(csv_read(in, a, &rows, &n, &e), &e) != 0)
		return;
	FILE *f = open_memstream(&text, &size);
	FUZZ_HOLDS(f != NULL);
	(void)fputs(
	    "\xef\xbb\xbf", f); /* else one that a field begins with is taken for it */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rows[i].n; k++)
			csv_write_field(f, rows[i].fields[k], k + 1 == rows[i].n);
	FUZZ_HOLDS(fclose(f) == 0);
	FUZZ_HOLDS(csv_read((struct str){text, size}, a, &again, &m, &e) == 0);
	FUZZ_HOLDS(m == n || (n > 0 && rows[0].n == 1)); /* an empty line is none */
	for (size_t i = 0; i < n && m == n; i++)
		for (size_t k = 0; k < rows[i].n; k++)
			FUZZ_HOLDS(str_eq(rows[i].fields[k], again[i].fields[k]));
	free(text);
}
