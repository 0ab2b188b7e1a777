/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/lexicon.h"

extern lexicon_list lexicon_end[] __asm__("__stop_lexicon_lists")
    __attribute__((visibility("hidden")));

/* While it is made. */
struct maker {
	struct lexicon *x;
	struct arena *a;
	size_t n_lists, n_entries;
	struct lexicon_entry **entries; /* by id */
	bool failed;
};

static const char *
phrase_of(const struct lexicon_list *l, size_t row)
{
	const char *p;
	memcpy(&p, (const char *)l->rows + row * l->size, sizeof p);
	return p;
}

static struct str
edge_of(const struct lexicon_list *l, size_t row)
{
	struct str rest = str_from(phrase_of(l, row)), word = str_cut(&rest, ' ');
	while (l->last && rest.n)
		word = str_cut(&rest, ' ');
	return word;
}

static size_t
count_words(const struct lexicon_list *l)
{
	size_t n = l->rows ? l->n : 1;
	for (const char *p = l->words; p && *p; p++)
		n += *p == '|';
	return n;
}

/* The entry of a word in any case, which is added when it is new; NULL without memory. */
static struct lexicon_entry *
entry_of(struct maker *m, struct str word)
{
	struct lexicon *x = m->x;
	char low[64];
	struct str key = {low, word.n < sizeof low ? word.n : sizeof low};
	for (size_t i = 0; i < key.n; i++)
		low[i] = str_lower(word.p[i]);
	uint32_t hash = lexicon_hash(key);
	size_t at = hash & x->mask;
	while (x->slots[at]
	       && (x->slots[at]->hash != hash || !str_eq(x->slots[at]->word, key)))
		at = (at + 1) & x->mask;
	if (x->slots[at])
		return m->entries[x->slots[at]->id];
	struct lexicon_entry *w =
	    arena_alloc(m->a, 1, sizeof *w + (m->n_lists + 63) / 64 * sizeof w->in[0]);
	if (!w)
		return NULL;
	w->word = arena_str(m->a, key);
	w->row = words_find(key);
	w->of = x;
	w->hash = hash;
	w->id = (uint32_t)m->n_entries;
	x->slots[at] = w;
	return m->entries[m->n_entries++] = w;
}

static void
put(struct maker *m, struct str word, size_t list)
{
	struct lexicon_entry *w = entry_of(m, word);
	if (w && w->word.p)
		w->in[list / 64] |= (uint64_t)1 << list % 64;
	else
		m->failed = true;
}

static void
add_list(struct maker *m, size_t list)
{
	const struct lexicon_list *l = lexicon_lists[list];
	struct str rest = str_from(l->words);
	while (rest.n)
		put(m, str_cut(&rest, '|'), list);
	for (size_t i = 0; l->rows && i < l->n; i++)
		for (rest = edge_of(l, i); rest.n;)
			put(m, l->sets ? str_cut(&rest, '|') : str_cut(&rest, ' '),
			    list);
}

static void
index_sets(struct maker *m, size_t list)
{
	const struct lexicon_list *l = lexicon_lists[list];
	struct lexicon_rows *rows = &m->x->rows[list];
	rows->sets = ARENA_NEW(m->a, m->n_entries, uint64_t);
	m->failed |= !rows->sets;
	for (size_t i = 0; i < l->n && i < 64 && !m->failed; i++)
		for (struct str rest = edge_of(l, i); rest.n;)
			rows->sets[entry_of(m, str_cut(&rest, '|'))->id] |= (uint64_t)1
									    << i;
}

/* A table's rows by their words; the last first, so that each stands before them. */
static void
index_rows(struct maker *m, size_t list)
{
	const struct lexicon_list *l = lexicon_lists[list];
	struct lexicon_rows *rows = &m->x->rows[list];
	if (!l->rows)
		return;
	if (l->sets) {
		index_sets(m, list);
		return;
	}
	rows->first = ARENA_NEW(m->a, m->n_entries, uint16_t);
	rows->next = ARENA_NEW(m->a, l->n, uint16_t);
	m->failed |= !rows->first || !rows->next;
	for (size_t i = m->failed ? 0 : l->n; i-- > 0;) {
		size_t id = entry_of(m, edge_of(l, i))->id;
		rows->next[i] = rows->first[id];
		rows->first[id] = (uint16_t)(i + 1);
	}
}

const struct lexicon *
lexicon_new(struct arena *a)
{
	size_t n_words = 0, most = 0, size = 16;
	const struct words_row *words = words_all(&n_words);
	struct maker m = {.a = a,
	    .n_lists = (size_t)(lexicon_end - lexicon_lists),
	    .x = ARENA_NEW(a, 1, struct lexicon)};
	most = n_words + 1;
	for (size_t i = 0; i < m.n_lists; i++)
		most += count_words(lexicon_lists[i]);
	while (size < 2 * most)
		size *= 2;
	m.entries = ARENA_NEW(a, most, struct lexicon_entry *);
	if (!m.x || !m.entries)
		return NULL;
	m.x->mask = size - 1;
	m.x->slots = ARENA_NEW(a, size, const struct lexicon_entry *);
	m.x->rows = ARENA_NEW(a, m.n_lists, struct lexicon_rows);
	if (!m.x->slots || !m.x->rows)
		return NULL;
	m.x->unknown = entry_of(&m, STR("\n")); /* no token's word */
	for (size_t i = 0; i < n_words; i++)
		m.failed |= !entry_of(&m, str_from(words[i].word));
	for (size_t i = 0; i < m.n_lists; i++)
		add_list(&m, i);
	for (size_t i = 0; i < m.n_lists && !m.failed; i++)
		index_rows(&m, i);
	m.x->n_words = m.n_entries;
	return m.x->unknown && !m.failed ? m.x : NULL;
}
