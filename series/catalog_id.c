/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/catalog_id.h"

#include <stdio.h>
#include <stdlib.h>

#include "series/base/hash.h"
#include "series/base/out.h"

/* As %zu, and what follows it; there are thousands. */
static void
put_size(FILE *f, size_t n, char behind)
{
	char digits[24];
	size_t k = sizeof digits;
	digits[--k] = behind;
	do
		digits[--k] = (char)('0' + n % 10);
	while (n /= 10);
	(void)fwrite(digits + k, 1, sizeof digits - k, f);
}

static void
put_text(FILE *f, struct str s)
{
	put_size(f, s.n, ':');
	if (s.n)
		(void)fwrite(s.p, 1, s.n, f);
}

static void
put_cues(FILE *f, const struct catalog_cue *cues, size_t n)
{
	put_size(f, n, '[');
	for (size_t i = 0; i < n; i++) {
		put_size(f, (size_t)cues[i].strength, ',');
		put_size(f, cues[i].n_words, ';');
		for (size_t k = 0; k < cues[i].n_words; k++)
			put_text(f, cues[i].words[k]);
	}
}

static void
put_metric(FILE *f, const struct catalog_metric *m)
{
	put_text(f, m->name);
	put_text(f, m->title);
	put_text(f, m->noun);
	(void)fprintf(f, "%s,%s,%d,%u,%zu", catalog_type_name(m->type),
	    catalog_period_name(m->period), m->period_said, m->units, m->n_aliases);
	for (size_t i = 0; i < m->n_aliases; i++)
		put_text(f, m->aliases[i]);
	put_cues(f, m->cues, m->n_cues);
	put_cues(f, m->nots, m->n_nots);
}

int
catalog_id(const struct catalog *c, char out[CATALOG_ID_TEXT], struct err *e)
{
	char *text = NULL, hex[65];
	size_t size = 0;
	FILE *f = out_memory_open(&text, &size);
	if (!f)
		return err_nomem(e);
	for (size_t i = 0; i < c->n; i++)
		put_metric(f, &c->metrics[i]);
	if (out_memory_close(f) != 0) {
		free(text);
		return err_nomem(e);
	}
	hash_sha256((struct str){text, size}, hex);
	free(text);
	memcpy(out, hex, CATALOG_ID_TEXT - 1);
	out[CATALOG_ID_TEXT - 1] = '\0';
	return 0;
}
