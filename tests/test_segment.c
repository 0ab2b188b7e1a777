/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

#include "extract/segment.h"

/* What is learnt of a text, and which names are then found in it. */
struct row {
	const char *name, *text, *found;
};

static const struct row rows[] = {
    {"initials stand for the name",
	"FTP sales rose. FTP margin was 20%. Foil Technology Products segment sales "
	"grew.",
	"FTP; FTP; FTP"},
    {"initials with the head", "PCG sales rose. Our performance coatings group grew.",
	"PCG; PCG"},
    {"the usual one of singular and plural",
	"Technical Products sales rose. Technical Products margin fell. We saw "
	"Technical "
	"Product sales, and Technical Product margin.",
	"Technical Products; Technical Products; Technical Products; Technical "
	"Products"},
    {"a place is part of the name",
	"We report Federal Services revenue. The U.S. Federal Services segment grew. "
	"Federal Services margin fell.",
	"Federal Services; U.S. Federal Services; Federal Services; Federal Services"},
    {"a number is part of the name", "We think that Gen 3 will be it.", "Gen 3"},
    {"no number of things", "We opened Cedar 3 times.", "Cedar"},
    {"an adverb is no name", "Notably, sales rose.", ""},
    {"of what", "In the Sales of Orchard Grills we saw more.", "Orchard Grills"},
    {"the initials' name may be the usual one",
	"IMG sales rose. Our industrial motors group sales grew.",
	"IMG; IMG; Industrial motors"},
    {"in lower case before what it has", "We saw pump sales rise.", "Pump"},
};

static void
join(const struct segments *v, char *out, size_t size)
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < v->n && n < size; i++)
		n += (size_t)snprintf(
		    out + n, size - n, "%s%.*s", i ? "; " : "", STR_FMT(v->v[i].name));
}

Test(segment, names_and_their_forms)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct err e = {0};
		struct segment_book *book = ARENA_NEW(&a, 1, struct segment_book);
		struct segment_text x;
		struct segments found;
		struct token *t = NULL;
		char low[400] = "", got[400];
		size_t n = strlen(rows[i].text);
		cr_assert(book);
		for (size_t k = 0; k < n; k++)
			low[k] = (char)tolower((unsigned char)rows[i].text[k]);
		cr_assert_eq(lexer_run(rows[i].text, low, 0, n, &a, &t, &x.n, &e), 0);
		x.text = rows[i].text;
		x.t = t;
		segment_learn(book, &x, STR("Somebody"));
		segment_settle(book);
		cr_assert_eq(segment_find(book, &x, &a, &found, &e), 0);
		join(&found, got, sizeof got);
		cr_expect_str_eq(got, rows[i].found, "%s: \"%s\"", rows[i].name, got);
		arena_release(&a);
	}
}
