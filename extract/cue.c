/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/cue.h"

#include <stdlib.h>

/* One phrase; those with the same first letter hang together. */
struct entry {
	const struct catalog_cue *cue;
	int metric;
	bool hides; /* a `not` phrase */
	int next;   /* index of the next with this first letter; -1 */
};

struct cue_index {
	struct entry *entries;
	size_t n;
	int first[256];
};

static void
add(struct cue_index *x, const struct catalog_cue *cue, int metric, bool hides)
{
	unsigned char c = (unsigned char)cue->words[0].p[0];
	x->entries[x->n] = (struct entry){cue, metric, hides, x->first[c]};
	x->first[c] = (int)x->n++;
}

struct cue_index *
cue_index_new(const struct catalog *c, struct err *e)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		n += c->metrics[i].n_cues + c->metrics[i].n_nots;
	struct cue_index *x = calloc(1, sizeof *x);
	struct entry *entries = calloc(n ? n : 1, sizeof *entries);
	if (!x || !entries) {
		free(x);
		free(entries);
		(void)err_nomem(e);
		return NULL;
	}
	x->entries = entries;
	for (size_t i = 0; i < 256; i++)
		x->first[i] = -1;
	for (size_t i = 0; i < c->n; i++) {
		for (size_t k = 0; k < c->metrics[i].n_cues; k++)
			add(x, &c->metrics[i].cues[k], (int)i, false);
		for (size_t k = 0; k < c->metrics[i].n_nots; k++)
			add(x, &c->metrics[i].nots[k], (int)i, true);
	}
	return x;
}

void
cue_index_free(struct cue_index *x)
{
	if (!x)
		return;
	free(x->entries);
	free(x);
}

static bool
word_fits(struct str pattern, const struct token *t)
{
	if (t->kind == LEXER_PERCENT)
		return str_eq(pattern, STR("%"));
	if (t->kind != LEXER_WORD)
		return false;
	if (pattern.n && pattern.p[pattern.n - 1] == '*')
		return str_starts(t->low, str_sub(pattern, 0, pattern.n - 1));
	return str_eq(pattern, t->low);
}

/* Tokens that the phrase takes at i, dashes and commas between its words allowed; 0. */
static size_t
fits(const struct catalog_cue *c, const struct token *t, size_t n, size_t i)
{
	size_t j = i;
	for (size_t w = 0; w < c->n_words; w++) {
		if (w > 0 && j < n && (t[j].kind == LEXER_DASH
		    || (t[j].kind == LEXER_COMMA && c->n_words > 2)))
			j++;
		if (j >= n || !word_fits(c->words[w], &t[j]))
			return 0;
		j++;
	}
	return j - i;
}

/* The best phrase of each metric at i; a longer `not` hides the metric. */
static int
at(const struct cue_index *x, const struct token *t, size_t n, size_t i, struct cue *found,
    int most)
{
	int k = 0;
	for (int at_ = x->first[(unsigned char)t[i].low.p[0]]; at_ >= 0; at_ = x->entries[at_].next) {
		const struct entry *en = &x->entries[at_];
		size_t used = fits(en->cue, t, n, i);
		if (used == 0)
			continue;
		int m = 0;
		while (m < k && found[m].metric != en->metric)
			m++;
		if (m == most)
			continue;
		if (m == k) {
			found[k++] = (struct cue){i, i, en->metric, 0};
		}
		size_t had = found[m].b - found[m].a;
		bool longer = used > had || (used == had && en->hides);
		if (longer) {
			found[m].b = i + used;
			found[m].strength = en->hides ? 0 : en->cue->strength;
		} else if (used == had && en->cue->strength > found[m].strength && found[m].strength) {
			found[m].strength = en->cue->strength;
		}
	}
	return k;
}

int
cue_find(const struct cue_index *x, const struct token *t, size_t n, struct arena *a,
    struct cue **out, size_t *n_out, struct err *e)
{
	enum { MOST = 16 };
	size_t cap = 0, m = 0;
	struct cue *v = NULL;
	for (size_t i = 0; i < n; i++) {
		struct cue found[MOST];
		if (t[i].kind != LEXER_WORD && t[i].kind != LEXER_PERCENT)
			continue;
		int k = at(x, t, n, i, found, MOST);
		size_t longest = 0;
		for (int c = 0; c < k; c++)
			if (found[c].strength && found[c].b > longest)
				longest = found[c].b;
		for (int c = 0; c < k; c++) {
			/* A shorter phrase of another metric gives way: "cash" in "cash flow". */
			if (found[c].strength && found[c].b < longest)
				found[c].strength = 0;
			bool inside = false;
			for (size_t p = m; p-- > 0 && v[p].a + 8 > i;)
				inside |= v[p].b >= found[c].b && (v[p].metric != found[c].metric || v[p].strength >= found[c].strength
				    || v[p].strength == 0);
			if (inside)
				continue;
			struct cue *grown = arena_grow(a, v, m, &cap, sizeof *v);
			if (!grown)
				return err_nomem(e);
			v = grown;
			v[m++] = found[c];
		}
	}
	/* What only hides has done its work. */
	size_t kept = 0;
	for (size_t i = 0; i < m; i++)
		if (v[i].strength)
			v[kept++] = v[i];
	*out = v;
	*n_out = kept;
	return 0;
}
