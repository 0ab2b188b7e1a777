/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/tally.h"

struct row {
	struct str name;
	unsigned seen, headed;
};

struct tally {
	struct row *rows;
	size_t mask;
	struct str speakers[64];
	size_t n_speakers;
};

static struct row *
row_of(struct tally *t, struct str name)
{
	size_t at = segment_hash(name) & t->mask;
	while (t->rows[at].name.n && !segment_same(t->rows[at].name, name))
		at = (at + 1) & t->mask;
	return &t->rows[at];
}

static void
count(struct tally *t, const struct segment *g)
{
	struct row *row = row_of(t, g->name);
	if (row->name.n == 0)
		row->name = g->name;
	row->seen++;
	row->headed += g->after == NOMINAL_METRIC || g->after == NOMINAL_BUSINESS;
}

static void
note_speaker(struct tally *t, struct str name)
{
	size_t most = sizeof t->speakers / sizeof *t->speakers;
	if (name.n == 0 || t->n_speakers == most)
		return;
	for (size_t i = 0; i < t->n_speakers; i++)
		if (str_eq(t->speakers[i], name))
			return;
	t->speakers[t->n_speakers++] = name;
}

static bool
is_of(struct str name, struct str word)
{
	while (name.n)
		if (str_eq_nocase(str_cut(&name, ' '), word))
			return true;
	return false;
}

/* All words of it are a speaker's. */
static bool
is_speaker(const struct tally *t, struct str name)
{
	for (size_t i = 0; i < t->n_speakers; i++) {
		struct str rest = name;
		bool all = true;
		while (all && rest.n)
			all = is_of(t->speakers[i], str_cut(&rest, ' '));
		if (all)
			return true;
	}
	return false;
}

/* "Instrument sales" are those of instruments, where the call names them so. */
static struct str
usual(struct tally *t, const struct segment *g)
{
	char many[80];
	struct str name = g->name;
	if (g->type != SEGMENT_PHRASE || g->after > NOMINAL_BUSINESS || name.n < 4
	    || name.n + 1 >= sizeof many || name.p[name.n - 1] == 's')
		return name;
	memcpy(many, name.p, name.n);
	many[name.n] = 's';
	struct str other = row_of(t, (struct str){many, name.n + 1})->name;
	return other.n ? other : name;
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
			count(&t, &all[i].g[k]);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n_g; k++) {
			struct segment *g = &all[i].g[k];
			g->name = usual(&t, g);
			const struct row *row = row_of(&t, g->name);
			g->seen = row->seen;
			g->headed = row->headed;
			g->person = g->type >= SEGMENT_NAME && row->headed == 0
				    && is_speaker(&t, g->name);
		}
	return 0;
}
