/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/lexicon.h"

extern lexicon_list lexicon_end[] __asm__("__stop_lexicon_lists")
    __attribute__((visibility("hidden")));

extern lexicon_teller lexicon_tellers[] __asm__("__start_lexicon_tellers")
    __attribute__((visibility("hidden")));
extern lexicon_teller lexicon_tellers_end[] __asm__("__stop_lexicon_tellers")
    __attribute__((visibility("hidden")));

/* While it is made. */
struct maker {
	struct lexicon *x;
	struct arena *a;
	size_t n_lists, cap;
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

static struct lexicon_entry *
entry(const struct lexicon *x, size_t id)
{
	return (struct lexicon_entry *)(void *)(x->entries + id * x->stride);
}

/* Room for twice the slots. */
static void
widen(struct maker *m)
{
	struct lexicon *x = m->x;
	size_t size = x->mask ? 2 * (x->mask + 1) : 1024;
	struct lexicon_slot *old = x->slots,
			    *slots = ARENA_NEW(m->a, size, struct lexicon_slot);
	m->failed |= !slots;
	for (size_t i = 0; slots && old && i <= x->mask; i++) {
		size_t at = old[i].hash & (size - 1);
		while (slots[at].id)
			at = (at + 1) & (size - 1);
		if (old[i].id)
			slots[at] = old[i];
	}
	x->slots = slots;
	x->mask = size - 1;
}

/* A new entry: zeroed. */
static struct lexicon_entry *
new_entry(struct maker *m)
{
	struct lexicon *x = m->x;
	char *grown = arena_grow(m->a, x->entries, x->n, &m->cap, x->stride);
	if (2 * x->n >= x->mask)
		widen(m);
	m->failed |= !grown;
	if (m->failed)
		return NULL;
	x->entries = grown;
	struct lexicon_entry *w = entry(x, x->n);
	w->of = x;
	w->id = (uint32_t)x->n++;
	return w;
}

/* The entry of a word in any case, which is added when it is new; NULL without memory,
 * or for a word that is longer than any that is looked for. */
static struct lexicon_entry *
entry_of(struct maker *m, struct str word)
{
	char low[LEXICON_LONGEST];
	struct str key = {low, word.n};
	if (m->failed || word.n > sizeof low) {
		m->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < key.n; i++)
		low[i] = str_lower(word.p[i]);
	uint32_t hash = lexicon_hash(key);
	const struct lexicon_entry *found = lexicon_find(m->x, key, hash);
	struct lexicon_entry *w = found->id ? entry(m->x, found->id) : new_entry(m);
	if (!w || found->id)
		return w;
	w->row = words_find(key);
	w->n = (uint8_t)key.n;
	memcpy(w->word, key.p, key.n);
	size_t at = hash & m->x->mask;
	while (m->x->slots[at].id)
		at = (at + 1) & m->x->mask;
	m->x->slots[at] = (struct lexicon_slot){hash, w->id};
	return w;
}

static void
put(struct maker *m, struct str word, size_t list)
{
	struct lexicon_entry *w = entry_of(m, word);
	if (w)
		w->in[list / 64] |= (uint64_t)1 << list % 64;
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
	rows->sets = ARENA_NEW(m->a, m->x->n, uint64_t);
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
	rows->first = ARENA_NEW(m->a, m->x->n, uint16_t);
	rows->next = ARENA_NEW(m->a, l->n, uint16_t);
	m->failed |= !rows->first || !rows->next;
	for (size_t i = m->failed ? 0 : l->n; i-- > 0;) {
		size_t id = entry_of(m, edge_of(l, i))->id;
		rows->next[i] = rows->first[id];
		rows->first[id] = (uint16_t)(i + 1);
	}
}

/* What a reader knows of each word. */
static void
tell_all(const struct lexicon *x, enum lexicon_reader r)
{
	for (lexicon_teller *k = lexicon_tellers; k < lexicon_tellers_end; k++)
		for (size_t id = 1; id < x->n && (*k)->reader == r; id++)
			entry(x, id)->told[r] = (*k)->tell(entry(x, id));
}

const struct lexicon *
lexicon_new(struct arena *a)
{
	size_t n_words = 0;
	const struct words_row *words = words_all(&n_words);
	struct maker m = {.a = a,
	    .n_lists = (size_t)(lexicon_end - lexicon_lists),
	    .x = ARENA_NEW(a, 1, struct lexicon)};
	if (!m.x)
		return NULL;
	m.x->stride =
	    sizeof(struct lexicon_entry) + (m.n_lists + 63) / 64 * sizeof(uint64_t);
	m.x->rows = ARENA_NEW(a, m.n_lists, struct lexicon_rows);
	m.failed = !m.x->rows || !new_entry(&m);
	for (size_t i = 0; i < n_words; i++)
		(void)entry_of(&m, str_from(words[i].word));
	for (size_t i = 0; i < m.n_lists && !m.failed; i++)
		add_list(&m, i);
	for (size_t i = 0; i < m.n_lists && !m.failed; i++)
		index_rows(&m, i);
	if (m.failed)
		return NULL;
	for (enum lexicon_reader r = 0; r < LEXICON_READERS; r++)
		tell_all(m.x, r);
	return m.x;
}
