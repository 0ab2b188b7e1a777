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
    {"initials with the head",
	"PCG sales rose. PCG is up. Our performance coatings group grew.",
	"PCG; PCG; PCG"},
    {"initials that are said once are not the usual name",
	"Our performance coatings group grew. PCG rose.", "Performance coatings; PCG"},
    {"a number that is a name",
	"The 7190 line runs. Our 7190 production rose. We like the 7190.",
	"7190; 7190; 7190"},
    {"a letter of a family alone", "Model C is good. We sold 900 of the C.",
	"Model C; Model C"},
    {"the first word may be one that qualifies elsewhere",
	"We saw growth in Upper Valley. Lower 48 production fell.",
	"Upper Valley; Lower 48"},
    {"a place and what is there", "United Kingdom pump services revenue was up.",
	"U.K.; Pump services; U.K. pump services; Services"},
    {"not whose it is", "We like Acme's industrial services segment.",
	"Acme; Industrial services"},
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
	"IMG sales rose. IMG is up. Our industrial motors group sales grew.",
	"IMG; IMG; IMG; Industrial motors"},
    {"no mark of who wrote it down", "We saw the [Inaudible] and Elm Park.",
	"Elm Park"},
    {"what goes on is no part of it", "Fragrance momentum was strong.", "Fragrance"},
    {"credits of any kind", "We sold ZEV credits and an emission credit.",
	"Regulatory credits; Regulatory credits"},
    {"capitals spell it out", "FSG sales rose. FSG is up. We like Farm Sales Group.",
	"FSG; FSG; FSG"},
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
