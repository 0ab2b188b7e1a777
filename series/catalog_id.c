/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/catalog_id.h"

#include <stdio.h>
#include <stdlib.h>

#include "series/base/hash.h"
#include "series/base/out.h"

static void
put_text(FILE *f, struct str s)
{
	(void)fprintf(f, "%zu:%.*s", s.n, STR_FMT(s));
}

static void
put_cues(FILE *f, const struct catalog_cue *cues, size_t n)
{
	(void)fprintf(f, "%zu[", n);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(f, "%d,%zu", cues[i].strength, cues[i].n_words);
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
	FILE *f = open_memstream(&text, &size);
	if (!f)
		return err_nomem(e);
	for (size_t i = 0; i < c->n; i++)
		put_metric(f, &c->metrics[i]);
	if (out_memory_close(f, &text) != 0) {
		free(text);
		return err_nomem(e);
	}
	hash_sha256((struct str){text, size}, hex);
	free(text);
	memcpy(out, hex, CATALOG_ID_TEXT - 1);
	out[CATALOG_ID_TEXT - 1] = '\0';
	return 0;
}
