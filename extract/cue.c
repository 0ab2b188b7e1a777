/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/cue.h"

#include <stdlib.h>

/* One phrase; those whose first words have one place hang together, the last first. */
struct entry {
	const struct catalog_cue *cue;
	uint32_t hash;   /* of its first word */
	uint32_t second; /* of its second; 0: there is none, or it is a prefix */
	int metric;
	bool hides; /* a `not` phrase */
	bool exact; /* its first word is no prefix */
	int next;   /* index of the next at this place; -1 */
};

/* A phrase's place is made from the hashes of its first two words, or of its only one; that
 * of "rate*", which stands for several words, from its first letters, four at most. */
enum { PLACES = 4096, MAY = 32768, LETTERS = 32, HEAD = 4 };
struct cue_index {
	struct entry *entries;
	size_t n;
	uint64_t may[MAY / 64]; /* a bit for each such hash, cut */
	uint32_t
	    begin[LETTERS]; /* of "rate*": a bit for each two letters, or one and any */
	int first[PLACES];
	uint32_t percent; /* the hash of "%" */
	bool *none;       /* of each metric: it is none (catalog_is_none) */
};

static bool
is_prefix(struct str word)
{
	return word.n && word.p[word.n - 1] == '*';
}

static unsigned
letter_of(char c)
{
	return (unsigned char)c % LETTERS;
}

/* The place of words that begin with n letters of this hash. */
static uint32_t
head_of(uint32_t hash, size_t n)
{
	return hash * 0x85ebca6bU + (uint32_t)n;
}

/* The hash of two words; the second 0 when there is none. */
static uint32_t
both_of(uint32_t first, uint32_t second)
{
	return first ^ second * 0x9e3779b1U;
}

static void
add(struct cue_index *x, const struct catalog_cue *cue, int metric, bool hides)
{
	struct str word = cue->words[0];
	bool prefix = is_prefix(word);
	uint32_t hash = lexicon_hash(word),
		 second = cue->n_words > 1 && !is_prefix(cue->words[1])
			      ? lexicon_hash(cue->words[1])
			      : 0,
		 place = both_of(hash, second);
	if (prefix) {
		size_t letters = word.n - 1 < HEAD ? word.n - 1 : HEAD;
		place = head_of(lexicon_hash(str_sub(word, 0, letters)), letters);
	}
	int *first = &x->first[place % PLACES];
	x->entries[x->n] =
	    (struct entry){cue, hash, second, metric, hides, !prefix, *first};
	*first = (int)x->n++;
	x->may[place % MAY / 64] |= (uint64_t)1 << place % 64;
	if (prefix)
		x->begin[letter_of(word.p[0])] |=
		    word.n > 2 ? (uint32_t)1 << letter_of(word.p[1]) : UINT32_MAX;
}

struct cue_index *
cue_index_new(const struct catalog *c, struct err *e)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++)
		n += c->metrics[i].n_cues + c->metrics[i].n_nots;
	struct cue_index *x = calloc(1, sizeof *x);
	struct entry *entries = calloc(n ? n : 1, sizeof *entries);
	bool *none = calloc(c->n ? c->n : 1, sizeof *none);
	if (!x || !entries || !none) {
		free(x);
		free(entries);
		free(none);
		(void)err_nomem(e);
		return NULL;
	}
	x->entries = entries;
	x->none = none;
	x->percent = lexicon_hash(STR("%"));
	for (size_t i = 0; i < PLACES; i++)
		x->first[i] = -1;
	for (size_t i = 0; i < c->n; i++) {
		x->none[i] = catalog_is_none(&c->metrics[i]);
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
	free(x->none);
	free(x);
}

static bool
word_fits(struct str pattern, const struct token *t)
{
	if (t->kind == LEXER_PERCENT)
		return str_eq(pattern, STR("%"));
	if (t->kind != LEXER_WORD)
		return false;
	if (is_prefix(pattern))
		return str_starts(t->low, str_sub(pattern, 0, pattern.n - 1));
	return str_eq(pattern, t->low);
}

/* Tokens that the phrase takes at i, dashes and commas between its words allowed; 0. */
static size_t
fits(const struct catalog_cue *c, const struct token *t, size_t n, size_t i)
{
	size_t j = i;
	for (size_t w = 0; w < c->n_words; w++) {
		if (w > 0 && j < n
		    && (t[j].kind == LEXER_DASH
			|| (t[j].kind == LEXER_COMMA && c->n_words > 2)))
			j++;
		if (j >= n || !word_fits(c->words[w], &t[j]))
			return 0;
		j++;
	}
	return j - i;
}

/* A phrase of used tokens at i for the metric of found[0..k): the longest counts, of
 * two as long the one that hides, then the stronger. */
static void
weigh(struct cue *c, const struct entry *en, size_t used)
{
	size_t had = c->b - c->a;
	if (used > had || (used == had && en->hides)) {
		c->b = c->a + used;
		c->strength = en->hides ? 0 : en->cue->strength;
	} else if (used == had && c->strength && en->cue->strength > c->strength) {
		c->strength = en->cue->strength;
	}
}

static uint32_t
hash_of(const struct cue_index *x, const struct token *t)
{
	return t->kind == LEXER_PERCENT ? x->percent : t->hash;
}

/* Does the second word stand behind token i?  Told by its hash: fits looks again. */
static bool
goes_on(const struct cue_index *x, const struct entry *en, const struct token *t,
    size_t n, size_t i)
{
	size_t j = i + 1;
	if (j < n
	    && (t[j].kind == LEXER_DASH
		|| (t[j].kind == LEXER_COMMA && en->cue->n_words > 2)))
		j++;
	return j < n && hash_of(x, &t[j]) == en->second;
}

/* The chains of phrases that may begin with a token. */
enum { CHAINS = 2 + HEAD };
struct chains {
	int v[CHAINS];
	int n;
};

static void
take(const struct cue_index *x, uint32_t place, struct chains *c)
{
	if (!(x->may[place % MAY / 64] >> place % 64 & 1))
		return;
	int first = x->first[place % PLACES], k = 0;
	if (first < 0)
		return;
	while (k < c->n && c->v[k] != first)
		k++;
	c->v[k] = first;
	c->n += k == c->n;
}

/* Those of token i; most have none. */
static void
chains_of(const struct cue_index *x, const struct token *t, size_t n, size_t i,
    struct chains *c)
{
	struct str low = t[i].low;
	uint32_t one = hash_of(x, &t[i]);
	size_t j = i + 1;
	if (j < n && (t[j].kind == LEXER_DASH || t[j].kind == LEXER_COMMA))
		j++;
	c->n = 0;
	take(x, one, c);
	if (j < n && hash_of(x, &t[j]))
		take(x, both_of(one, hash_of(x, &t[j])), c);
	if (!(x->begin[letter_of(low.p[0])] >> (low.n > 1 ? letter_of(low.p[1]) : 0)
		& 1))
		return;
	uint32_t hash = LEXICON_HASH;
	for (size_t k = 1; k <= HEAD && k <= low.n; k++) {
		hash = lexicon_hash_on(hash, (unsigned char)low.p[k - 1]);
		take(x, head_of(hash, k), c);
	}
}

/* A shorter phrase of another metric gives way: "cash" in "cash flow"; of two as long,
 * what is no metric to one. */
static void
give_way(const struct cue_index *x, struct cue *found, int k)
{
	size_t longest = 0;
	bool named = false;
	for (int c = 0; c < k; c++)
		if (found[c].strength && found[c].b > longest)
			longest = found[c].b;
	for (int c = 0; c < k; c++)
		named |= found[c].strength == 2 && found[c].b == longest
			 && !x->none[found[c].metric];
	for (int c = 0; c < k; c++)
		if (found[c].b < longest || (named && x->none[found[c].metric]))
			found[c].strength = 0;
}

/* The best phrase of each metric at i; a longer `not` hides the metric. */
static int
at(const struct cue_index *x, const struct token *t, size_t n, size_t i,
    struct cue *found, int most)
{
	int k = 0;
	struct chains chains;
	chains_of(x, t, n, i, &chains);
	/* In the order of their numbers, the last first. */
	while (chains.n) {
		int c = 0;
		for (int o = 1; o < chains.n; o++)
			c = chains.v[o] > chains.v[c] ? o : c;
		const struct entry *en = &x->entries[chains.v[c]];
		chains.v[c] = en->next;
		if (en->next < 0)
			chains.v[c] = chains.v[--chains.n];
		if ((en->exact && en->hash != hash_of(x, &t[i]))
		    || (en->second && !goes_on(x, en, t, n, i)))
			continue;
		size_t used = fits(en->cue, t, n, i);
		if (used == 0)
			continue;
		int m = 0;
		while (m < k && found[m].metric != en->metric)
			m++;
		if (m == most)
			continue;
		if (m == k)
			found[k++] = (struct cue){i, i, en->metric, 0};
		weigh(&found[m], en, used);
	}
	give_way(x, found, k);
	return k;
}

/* Does c stand inside one of the m cues before it, of another metric, or one that
 * hides, or is as strong? */
static bool
inside(const struct cue *v, size_t m, const struct cue *c)
{
	enum { FAR = 16 }; /* eight words and what may stand between them */
	for (size_t p = m; p-- > 0 && v[p].a + FAR > c->a;)
		if (v[p].a < c->a && v[p].b >= c->b
		    && (v[p].metric != c->metric || v[p].strength >= c->strength
			|| v[p].strength == 0))
			return true;
	return false;
}

/* Leave out what only hides: it has done its work. */
static size_t
keep(struct cue *v, size_t m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m; i++)
		if (v[i].strength)
			v[kept++] = v[i];
	return kept;
}

int
cue_find(const struct cue_index *x, /* NOLINT(readability-function-size) */
    const struct token *t, size_t n, struct arena *a, struct cue **out, size_t *n_out,
    struct err *e)
{
	enum { MOST = 16 };
	size_t cap = 0, m = 0;
	struct cue *v = NULL;
	for (size_t i = 0; i < n; i++) {
		struct cue found[MOST];
		if (t[i].kind != LEXER_WORD && t[i].kind != LEXER_PERCENT)
			continue;
		int k = at(x, t, n, i, found, MOST);
		for (int c = 0; c < k; c++) {
			if (inside(v, m, &found[c]))
				continue;
			struct cue *grown = arena_grow(a, v, m, &cap, sizeof *v);
			if (!grown)
				return err_nomem(e);
			v = grown;
			v[m++] = found[c];
		}
	}
	*out = v;
	*n_out = keep(v, m);
	arena_trim(a, v, *n_out, cap, sizeof *v);
	return 0;
}
