/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/tally.h"

#include "extract/number.h"

struct row {
	struct str name;
	uint32_t hash;
	unsigned seen, headed;
	unsigned says;  /* it is somebody: "as Ann said" */
	unsigned aside; /* what something else is held against, or is left out */
	struct str
	    full; /* the name that it shortens: "Temp Control", "Temperature Control" */
	struct row *next; /* the one before with the same last word */
	struct str asked; /* a name of it that was looked for among the speakers' */
	bool person;      /* and is one */
};

/* A word of speakers' names, and a bit for each whose it is. */
struct word {
	struct str word;
	uint64_t whose;
};

enum { SPEAKERS = 64, WORDS = 512 };
struct tally {
	struct row *rows;
	size_t mask;
	struct str speakers[SPEAKERS];
	size_t n_speakers;
	struct word words[WORDS];
	size_t n_words;
};

static struct row *
row_of(struct tally *t, struct str name, uint32_t hash)
{
	size_t at = hash & t->mask;
	while (t->rows[at].name.n
	       && (t->rows[at].hash != hash || !segment_same(t->rows[at].name, name)))
		at = (at + 1) & t->mask;
	return &t->rows[at];
}

static struct row *
row_named(struct tally *t, struct str name)
{
	return row_of(t, name, segment_hash(name));
}

static const char says[] =
    "said|says|mentioned|noted|outlined|discussed|described|indicated|highlighted"
    "|explained|alluded|stated|talked|talks|asked|referenced|pointed|spoke|walked|"
    "shared|thinks";

static void
count(struct tally *t, const struct reading *r, struct segment *g)
{
	g->hash = segment_hash(g->name);
	struct row *row = row_of(t, g->name, g->hash);
	if (row->name.n == 0) {
		row->name = g->name;
		row->hash = g->hash;
	}
	row->seen++;
	row->says += g->b < r->n && number_among(&r->t[g->b], says);
	row->aside += g->before == NOMINAL_ASIDE;
	row->headed += g->after == NOMINAL_METRIC || g->after == NOMINAL_BUSINESS;
}

static void
note_word(struct tally *t, struct str word, uint64_t whose)
{
	size_t i = 0;
	while (i < t->n_words && !str_eq_nocase(t->words[i].word, word))
		i++;
	if (i == WORDS)
		return;
	if (i == t->n_words)
		t->words[t->n_words++] = (struct word){word, 0};
	t->words[i].whose |= whose;
}

static void
note_speaker(struct tally *t, struct str name)
{
	if (name.n == 0 || t->n_speakers == SPEAKERS)
		return;
	for (size_t i = 0; i < t->n_speakers; i++)
		if (str_eq(t->speakers[i], name))
			return;
	uint64_t whose = (uint64_t)1 << t->n_speakers;
	t->speakers[t->n_speakers++] = name;
	while (name.n)
		note_word(t, str_cut(&name, ' '), whose);
}

/* Those who have the word in their names. */
static uint64_t
whose(const struct tally *t, struct str word)
{
	for (size_t i = 0; i < t->n_words; i++)
		if (str_eq_nocase(t->words[i].word, word))
			return t->words[i].whose;
	return 0;
}

/* It is the company itself: "Acme" or "Acme Widgets" of Acme Widgets, Inc. */
static bool
is_company(const struct tally *t, struct str company, struct str name)
{
	struct str first = str_cut(&company, ' '), word = str_cut(&name, ' ');
	if (first.n == 0 || !str_eq_nocase(first, word))
		return false;
	while (name.n)
		if (!(whose(t, str_cut(&name, ' ')) & 1)) /* noted before all others */
			return false;
	return true;
}

/* All words of it are a speaker's. */
static bool
is_speaker(const struct tally *t, struct str name)
{
	uint64_t all = t->n_speakers ? UINT64_MAX : 0;
	while (all && name.n)
		all &= whose(t, str_cut(&name, ' '));
	return all != 0;
}

/* The same for a row's name: most are asked for often. */
static bool
is_person(const struct tally *t, struct row *row, struct str name)
{
	if (!str_eq(row->asked, name)) {
		row->asked = name;
		row->person = is_speaker(t, name);
	}
	return row->person;
}

/* One thing, two names: the short one, where the call says it. */
static const struct twin {
	const char *longer, *shorter;
} twins[] = {{"Asia Pacific", "APAC"}, {"Direct-to-consumer", "DTC"}};

static struct str
twin_of(struct tally *t, struct str name)
{
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		struct str shorter = str_from(twins[i].shorter);
		if (str_eq(name, str_from(twins[i].longer))
		    && row_named(t, shorter)->name.n)
			return shorter;
	}
	return name;
}

/* The row of a name and what is put behind it, or without its last letters. */
static const struct row *
row_with(struct tally *t, struct str name, struct str more)
{
	char other[96];
	if (name.n < 4 || name.n + more.n > sizeof other)
		return row_named(t, (struct str){NULL, 0});
	memcpy(other, name.p, name.n);
	memcpy(other + name.n, more.p, more.n);
	return row_named(t, (struct str){other, name.n + more.n});
}

/* "Instrument sales" are those of instruments, where the call names them so; of one and
 * many it is the form that it has more often. */
static struct str
usual(struct tally *t, const struct reading *r, const struct segment *g)
{
	struct str name = g->name;
	if (g->type == SEGMENT_LINE || g->type == SEGMENT_PLACE)
		return twin_of(t, name);
	if (g->type < SEGMENT_LEARNED || name.n < 4)
		return name;
	bool many = name.p[name.n - 1] == 's', goods;
	const struct row *own = row_of(t, name, g->hash), *other;
	goods = g->b < r->n && number_among(&r->t[g->b], "product|products");
	if (goods && (other = row_with(t, name, STR(" products")))->name.n)
		return other->name;
	if (many) {
		other = row_named(t, str_sub(name, 0, name.n - 1));
		return g->type == SEGMENT_NAME && other->seen > own->seen ? other->name
									  : name;
	}
	other = row_with(t, name, STR("s"));
	bool of = g->after == NOMINAL_METRIC
		  && (!r->t[g->a].capital || other->seen > own->seen);
	return other->name.n && g->type != SEGMENT_NAME && of ? other->name : name;
}

/* "Temp Control" shortens "Temperature Control": a word is cut short, another, the last
 * one, is whole. */
static bool
shortens(struct str name, struct str full)
{
	bool cut = false, whole = false;
	while (name.n && full.n) {
		struct str a = str_cut(&name, ' '), b = str_cut(&full, ' ');
		bool less = a.n >= 3 && a.n + 2 < b.n;
		if (!str_eq_nocase(a, less ? str_sub(b, 0, a.n) : b))
			return false;
		cut |= less;
		whole |= !less && a.n >= 3;
	}
	return cut && whole && name.n == 0 && full.n == 0;
}

static struct str
last_word(struct str name)
{
	size_t a = name.n;
	while (a > 0 && name.p[a - 1] != ' ')
		a--;
	return str_sub(name, a, name.n);
}

/* The names of several words that others shorten, among those with the same last word;
 * of very many some are enough. */
static int
fill(struct tally *t, struct arena *a, struct err *e)
{
	enum { LOOKED_AT = 64 };
	struct row **first = ARENA_NEW(a, t->mask + 1, struct row *);
	if (!first)
		return err_nomem(e);
	for (size_t i = 0; i <= t->mask; i++) {
		struct row *row = &t->rows[i];
		struct str last = last_word(row->name);
		if (last.n == row->name.n)
			continue;
		struct row **chain = &first[segment_hash(last) & t->mask];
		row->next = *chain;
		*chain = row;
		size_t n = 0;
		for (struct row *o = row->next; o && n < LOOKED_AT; o = o->next, n++) {
			if (shortens(row->name, o->name))
				row->full = o->name;
			else if (shortens(o->name, row->name))
				o->full = row->name;
		}
	}
	return 0;
}

/* Write what was counted of it into a segment. */
static void
tell(struct tally *t, struct str company, const struct reading *r, struct segment *g)
{
	g->name = usual(t, r, g);
	g->hash = segment_hash(g->name);
	struct row *row = row_of(t, g->name, g->hash);
	if (row->full.n) {
		g->name = row->full;
		g->hash = segment_hash(g->name);
		row = row_of(t, g->name, g->hash);
	}
	g->seen = row->seen;
	g->headed = row->headed;
	/* The plan, or the year before, by a name of its own: no part either. */
	bool base = row->aside > 1 && 2 * row->aside > row->seen
		    && 4 * row->headed < row->aside;
	g->person = g->type >= SEGMENT_LEARNED
		    && (base || is_company(t, company, g->name)
			|| (g->type >= SEGMENT_NAME && row->headed == 0
			    && (row->says > 0 || is_person(t, row, g->name))));
}

int
tally_run(
    struct reading *all, size_t n, struct str company, struct arena *a, struct err *e)
{
	struct tally t = {.mask = 63};
	size_t mentions = 0;
	for (size_t i = 0; i < n; i++)
		mentions += all[i].n_g;
	while (t.mask < 2 * mentions)
		t.mask = 2 * t.mask + 1;
	t.rows = ARENA_NEW(a, t.mask + 1, struct row);
	if (!t.rows)
		return err_nomem(e);
	note_speaker(&t, company);
	for (size_t i = 0; i < n; i++) {
		note_speaker(&t, all[i].turn->speaker);
		for (size_t k = 0; k < all[i].n_g; k++)
			count(&t, &all[i], &all[i].g[k]);
	}
	if (fill(&t, a, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n_g; k++)
			tell(&t, company, &all[i], &all[i].g[k]);
	return 0;
}
