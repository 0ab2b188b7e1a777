/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/tally.h"

#include "extract/number.h"

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

/* It is the company itself: "Acme" or "Acme Widgets" of Acme Widgets, Inc. */
static bool
is_company(struct str company, struct str name)
{
	struct str first = str_cut(&company, ' '), word = str_cut(&name, ' ');
	if (first.n == 0 || !str_eq_nocase(first, word))
		return false;
	while (name.n)
		if (!is_of(company, str_cut(&name, ' ')))
			return false;
	return true;
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
		    && row_of(t, shorter)->name.n)
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
		return row_of(t, (struct str){NULL, 0});
	memcpy(other, name.p, name.n);
	memcpy(other + name.n, more.p, more.n);
	return row_of(t, (struct str){other, name.n + more.n});
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
	const struct row *own = row_of(t, name), *other;
	goods = g->b < r->n && number_among(&r->t[g->b], "product|products");
	if (goods && (other = row_with(t, name, STR(" products")))->name.n)
		return other->name;
	if (many) {
		other = row_of(t, str_sub(name, 0, name.n - 1));
		return g->type == SEGMENT_NAME && other->seen > own->seen ? other->name
									  : name;
	}
	other = row_with(t, name, STR("s"));
	bool of = g->after <= NOMINAL_BUSINESS
		  && (!r->t[g->a].capital || other->seen > own->seen);
	return other->name.n && g->type != SEGMENT_NAME && of ? other->name : name;
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
			g->name = usual(&t, &all[i], g);
			const struct row *row = row_of(&t, g->name);
			g->seen = row->seen;
			g->headed = row->headed;
			g->person = g->type >= SEGMENT_LEARNED
				    && (is_company(company, g->name)
					|| (g->type >= SEGMENT_NAME && row->headed == 0
					    && is_speaker(&t, g->name)));
		}
	return 0;
}
