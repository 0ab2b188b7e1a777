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
	int next;   /* index of the next at this place; -1 */
};

/* A phrase's place is made from the hashes of its first two words, or of its only one; that
 * of "rate*", which stands for several words, from its first two letters, of "r*" from the
 * first. */
enum { PLACES = 4096, MAY = 32768, LETTERS = 32, PAIRS = LETTERS * LETTERS };
struct cue_index {
	struct entry *entries;
	size_t n;
	uint64_t may[MAY / 64];  /* a bit for each such hash, cut */
	uint32_t begin[LETTERS]; /* and for each two letters, or one and any */
	int first[PLACES], pairs[PAIRS], letters[LETTERS];
	uint32_t percent; /* the hash of "%" */
};

static bool
is_prefix(struct str word)
{
	return word.n && word.p[word.n - 1] == '*';
}

/* Where phrases hang that begin with the letter, or the two of them. */
static unsigned
letter_of(char c)
{
	return (unsigned char)c % LETTERS;
}
static unsigned
pair_of(const char *p)
{
	return letter_of(p[0]) * LETTERS + letter_of(p[1]);
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
		 both = both_of(hash, second);
	int *place = !prefix      ? &x->first[both % PLACES]
		     : word.n > 2 ? &x->pairs[pair_of(word.p)]
				  : &x->letters[letter_of(word.p[0])];
	x->entries[x->n] = (struct entry){cue, hash, second, metric, hides, *place};
	*place = (int)x->n++;
	if (!prefix)
		x->may[both % MAY / 64] |= (uint64_t)1 << both % 64;
	else
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
	if (!x || !entries) {
		free(x);
		free(entries);
		(void)err_nomem(e);
		return NULL;
	}
	x->entries = entries;
	x->percent = lexicon_hash(STR("%"));
	for (size_t i = 0; i < PLACES; i++)
		x->first[i] = -1;
	for (size_t i = 0; i < PAIRS; i++)
		x->pairs[i] = -1;
	for (size_t i = 0; i < LETTERS; i++)
		x->letters[i] = -1;
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

/* The chains of phrases that may begin with token i; false when there are none, as for
 * most tokens. */
enum { CHAINS = 4 };
static bool
chains_of(const struct cue_index *x, const struct token *t, size_t n, size_t i,
    int chains[CHAINS])
{
	const char *low = t[i].low.p;
	size_t j = i + 1;
	if (j < n && (t[j].kind == LEXER_DASH || t[j].kind == LEXER_COMMA))
		j++;
	uint32_t one = hash_of(x, &t[i]),
		 two = both_of(one, j < n ? hash_of(x, &t[j]) : 0);
	bool ones = x->may[one % MAY / 64] >> one % 64 & 1,
	     twos = (x->may[two % MAY / 64] >> two % 64 & 1) && two != one,
	     prefixes = x->begin[letter_of(low[0])]
			>> letter_of(t[i].low.n > 1 ? low[1] : '\0') & 1;
	if (!(ones | twos | prefixes))
		return false;
	chains[0] = ones ? x->first[one % PLACES] : -1;
	chains[1] = twos ? x->first[two % PLACES] : -1;
	if (chains[1] == chains[0])
		chains[1] = -1;
	chains[2] = prefixes && t[i].low.n > 1 ? x->pairs[pair_of(low)] : -1;
	chains[3] = prefixes ? x->letters[letter_of(low[0])] : -1;
	return true;
}

/* The best phrase of each metric at i; a longer `not` hides the metric. */
static int
at(const struct cue_index *x, const struct token *t, size_t n, size_t i,
    struct cue *found, int most)
{
	int k = 0, chains[CHAINS];
	uint32_t hash = hash_of(x, &t[i]);
	if (!chains_of(x, t, n, i, chains))
		return 0;
	/* In the order of their numbers, the last first. */
	for (;;) {
		int c = 0;
		for (int o = 1; o < CHAINS; o++)
			c = chains[o] > chains[c] ? o : c;
		if (chains[c] < 0)
			break;
		const struct entry *en = &x->entries[chains[c]];
		chains[c] = en->next;
		if ((c < 2 && en->hash != hash)
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
	/* A shorter phrase of another metric gives way: "cash" in "cash flow". */
	size_t longest = 0;
	for (int c = 0; c < k; c++)
		if (found[c].strength && found[c].b > longest)
			longest = found[c].b;
	for (int c = 0; c < k; c++)
		if (found[c].strength && found[c].b < longest)
			found[c].strength = 0;
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
