/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_LEXICON_H
#define EXTRACT_LEXICON_H

#include <stdint.h>

#include "extract/words.h"
#include "series/base/arena.h"

/*
 * Every word that the program asks for, looked up once for each token.  The rules ask
 * "is it one of these: a|b|c?" where they stand, many times for each token; each such
 * list has a number, each word one bit for every list that it is in, and a token knows
 * its word: an answer is a bit, however long the list.
 *
 * The lists stay where they are asked for.  LEXICON_LIST puts the address of each into
 * one section of the program, which the linker makes an array: a list's number is its
 * place there.
 */
struct lexicon_list {
	const char *words; /* "a|b|c"; or NULL: */
	/* the phrase of the first of n rows of size bytes: the list is of the phrases'
	 * first words, or last ones.  Where these are several ("we|i"), rows are sets. */
	const void *rows;
	size_t size, n;
	bool last, sets;
};
typedef const struct lexicon_list *const lexicon_list;

enum { LEXICON_LONGEST = 31 }; /* bytes of a word */
struct lexicon;

/* Who goes through all tokens, and knows of most at once, by their word, that nothing
 * begins there: what it knows is worked out once for each word, a number of its own.  In this
 * order: who is told later may ask what was told before. */
enum lexicon_reader {
	LEXICON_WHEN,
	LEXICON_MARKS,
	LEXICON_QUANTITY,
	LEXICON_NOMINAL,
	LEXICON_SEGMENT, /* asks LEXICON_NOMINAL */
	LEXICON_EVENT,
	LEXICON_CALENDAR,
	LEXICON_MOOD,
	LEXICON_READERS
};

struct lexicon_entry {
	const struct words_row *row; /* of the grammar's words; NULL */
	uint32_t id;
	uint32_t told[LEXICON_READERS]; /* 0 for no word */
	uint8_t n;
	char word[LEXICON_LONGEST];
	const struct lexicon *of;
	uint64_t in[]; /* a bit for each list */
};
typedef struct lexicon_teller {
	enum lexicon_reader reader;
	uint32_t (*tell)(const struct lexicon_entry *w);
} const *const lexicon_teller;

/* The rows of a table that begin (or end) with each word, in the table's order: their
 * numbers + 1, 0 when there is none; or a bit for each row. */
struct lexicon_rows {
	uint16_t *first; /* by the word's id */
	uint16_t *next;  /* by the row's number */
	uint64_t *sets;  /* by the word's id */
};

struct lexicon_slot {
	uint32_t hash;
	uint32_t id; /* 0: free, or of no word */
};
struct lexicon {
	struct lexicon_slot *slots; /* mask + 1 of them, half in use at most */
	char *entries;              /* one after the other, each so many bytes: */
	size_t stride;
	struct lexicon_rows *rows; /* by the list's number */
	size_t mask, n;            /* entries; the first is of no word */
};

/** The lexicon of all lists that the program holds, in a; NULL when memory is out.
 *  About 0.2 ms.  Read only: threads may share it. */
const struct lexicon *lexicon_new(struct arena *a);

/** A word's hash (FNV-1a), begun and taken on by a byte. */
#define LEXICON_HASH 2166136261U
static inline uint32_t
lexicon_hash_on(uint32_t h, unsigned c)
{
	return (h ^ c) * 16777619U;
}
static inline uint32_t
lexicon_hash(struct str low)
{
	uint32_t h = LEXICON_HASH;
	for (size_t i = 0; i < low.n; i++)
		h = lexicon_hash_on(h, (unsigned char)low.p[i]);
	return h;
}

/** memcmp for a word's few bytes, where both may be read from their first to their last. */
static inline bool
lexicon_same(const char *a, const char *b, size_t n)
{
	uint64_t x, y, z, w;
	uint32_t k, l, o, q;
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8) {
		memcpy(&x, a, 8), memcpy(&y, b, 8);
		memcpy(&z, a + n - 8, 8), memcpy(&w, b + n - 8, 8);
		return ((x ^ y) | (z ^ w)) == 0;
	}
	if (n >= 4) {
		memcpy(&k, a, 4), memcpy(&l, b, 4);
		memcpy(&o, a + n - 4, 4), memcpy(&q, b + n - 4, 4);
		return ((k ^ l) | (o ^ q)) == 0;
	}
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static inline const struct lexicon_entry *
lexicon_entry(const struct lexicon *x, size_t id)
{
	return (
	    const struct lexicon_entry *)(const void *)(x->entries + id * x->stride);
}

/** The first entry that a hash leads to, that of no word where there is none, and whether
 *  it is the word's: where it is another's, lexicon_find has to look. */
static inline const struct lexicon_entry *
lexicon_guess(const struct lexicon *x, uint32_t hash)
{
	return lexicon_entry(x, x->slots[hash & x->mask].id);
}
static inline bool
lexicon_is(const struct lexicon_entry *w, struct str low)
{
	return w->n == low.n && lexicon_same(w->word, low.p, low.n);
}

/** The entry of a lower-case word; that of no word, in no list, when it is not known. */
static inline const struct lexicon_entry *
lexicon_find(const struct lexicon *x, struct str low, uint32_t hash)
{
	for (size_t at = hash & x->mask; x->slots[at].id; at = (at + 1) & x->mask) {
		if (x->slots[at].hash != hash)
			continue;
		const struct lexicon_entry *w = lexicon_entry(x, x->slots[at].id);
		if (lexicon_is(w, low))
			return w;
	}
	return lexicon_entry(x, 0);
}

extern lexicon_list lexicon_lists[] __asm__("__start_lexicon_lists")
    __attribute__((visibility("hidden")));

/** A list as lexicon_has takes it: a literal, or an array of characters. */
#define LEXICON_LIST(list) LEXICON_SITE({.words = (list)})
/** The first (or last) words of the phrases that a table's rows begin with. */
#define LEXICON_FIRST(table)                                                           \
	LEXICON_SITE({.rows = (table),                                                 \
	    .size = sizeof *(table),                                                   \
	    .n = sizeof(table) / sizeof *(table)})
/** For lexicon_set: of a table of at most 64 rows, whose member is a list ("a|b") or
 *  begins with one. */
#define LEXICON_SETS(table, member)                                                    \
	LEXICON_SITE({.rows = &(table)[0].member,                                      \
	    .size = sizeof *(table),                                                   \
	    .n = sizeof(table) / sizeof *(table),                                      \
	    .sets = true})
#define LEXICON_LAST(table)                                                            \
	LEXICON_SITE({.rows = (table),                                                 \
	    .size = sizeof *(table),                                                   \
	    .n = sizeof(table) / sizeof *(table),                                      \
	    .last = true})
#define LEXICON_SITE(...)                                                              \
	__extension__({                                                                \
		static const struct lexicon_list lexicon_one = __VA_ARGS__;            \
		static lexicon_list lexicon_here                                       \
		    __attribute__((section("lexicon_lists"), used)) = &lexicon_one;    \
		&lexicon_here;                                                         \
	})

/** Who tells what a reader knows of a word. */
#define LEXICON_TELL(who, function)                                                    \
	static const struct lexicon_teller function##_one = {(who), (function)};       \
	static lexicon_teller function##_here                                          \
	    __attribute__((section("lexicon_tellers"), used)) = &function##_one

/** The same as LEXICON_LIST with a name, for tables. */
#define LEXICON_NAMED(name, list)                                                      \
	static const struct lexicon_list name##_one = {.words = (list)};               \
	static lexicon_list name __attribute__((section("lexicon_lists"), used)) =     \
	    &name##_one

/** Is the word in the list? */
static inline bool
lexicon_has(const struct lexicon_entry *w, lexicon_list *list)
{
	size_t i = (size_t)(list - lexicon_lists);
	return w->in[i / 64] >> i % 64 & 1;
}

/** The rows of a table whose phrases begin (or end) with the word, one by one: a row's
 *  number + 1, 0 at the end. */
static inline size_t
lexicon_row(const struct lexicon_entry *w, lexicon_list *table)
{
	if (!lexicon_has(w, table))
		return 0;
	return w->of->rows[table - lexicon_lists].first[w->id];
}
static inline size_t
lexicon_next(const struct lexicon_entry *w, lexicon_list *table, size_t row)
{
	return w->of->rows[table - lexicon_lists].next[row - 1];
}

/** A bit for each row whose list has the word. */
static inline uint64_t
lexicon_set(const struct lexicon_entry *w, lexicon_list *table)
{
	return w->of->rows[table - lexicon_lists].sets[w->id];
}

#endif
