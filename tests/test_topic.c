/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>

#include "extract/topic.h"

/* Two turns: the topic of where the second one's last sentence stands. */
static const struct row {
	const char *label, *before, *text, *topic; /* topic: "" for none */
	enum topic_kind kind;
	bool whole;
} rows[] = {
    {"a sentence began with it", "",
	"Our pumps business had a good year. Margin was 9%.", "Pumps", TOPIC_LED,
	false},
    {"after a preposition", "", "In our Europe segment, we did well. Revenue rose 9%.",
	"Europe", TOPIC_LED, false},
    {"a sentence turned to it", "",
	"We are glad. I am turning to wholesale. Sales rose 9%.", "Wholesale",
	TOPIC_INTRODUCED, false},
    {"the last one counts", "",
	"Our Europe segment did well. Our Asia segment, too. Revenue rose 9%.", "Asia",
	TOPIC_LED, false},
    {"what is said in passing does not", "",
	"Our Europe segment did well. They like what they see in Asia. Revenue rose "
	"9%.",
	"Europe", TOPIC_LED, false},
    {"nor what is left out", "", "Excluding Europe, we did well. Revenue rose 9%.", "",
	TOPIC_NONE, false},
    {"the whole company since", "",
	"Our Europe segment did well. For the company, revenue rose 9%.", "Europe",
	TOPIC_LED, true},
    {"the turn before handed over", "Ann will tell of wholesale.",
	"Thank you. Sales rose 9%.", "Wholesale", TOPIC_HANDED, false},
    {"nothing", "Thank you.", "We are glad. Sales rose 9%.", "", TOPIC_NONE, false},
};

/* Its sentences, and the first name in each. */
static void
split(struct reading *r, struct arena *a)
{
	r->s = ARENA_NEW(a, r->n + 1, struct sentence);
	r->s_of = ARENA_NEW(a, r->n + 1, size_t);
	for (size_t i = 0; i < r->n; i++) {
		r->s_of[i] = r->n_s;
		r->s[r->n_s].b = i + 1;
		if (r->t[i].kind == LEXER_STOP && i + 1 < r->n)
			r->s[++r->n_s].a = i + 1;
	}
	r->n_s += r->n > 0;
	for (size_t i = r->n_s; i-- > 0;)
		while (r->s[i].g < r->n_g && r->g[r->s[i].g].a < r->s[i].a)
			r->s[i].g++;
}

static bool
read(const char *text, struct arena *a, struct reading *r)
{
	struct err e = {0};
	struct segments found;
	struct segment_text x = {.text = text};
	size_t n = strlen(text);
	char *low = arena_alloc(a, n + 1, 1);
	struct segment_book *book = ARENA_NEW(a, 1, struct segment_book);
	for (size_t i = 0; i <= n; i++)
		low[i] = (char)tolower((unsigned char)text[i]);
	*r = (struct reading){.question = -1};
	if (lexer_run(text, low, 0, n, a, &r->t, &r->n, &e) != 0)
		return false;
	x.t = r->t;
	x.n = r->n;
	segment_learn(book, &x, STR("Somebody"));
	segment_settle(book);
	if (segment_find(book, &x, a, &found, &e) != 0)
		return false;
	r->g = found.v;
	r->n_g = found.n;
	split(r, a);
	return true;
}

Test(topic, of_a_turn)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct reading all[2];
		cr_assert(read(rows[i].before, &a, &all[0]));
		cr_assert(read(rows[i].text, &a, &all[1]));
		const struct resolve_context x = {.all = all, .turn = 1};
		const struct sentence *s = &all[1].s[all[1].n_s - 1];
		const struct quantity q = {.a = s->b - 3, .b = s->b - 1};
		const struct job j = {.x = &x, .r = &all[1], .q = &q, .s = s};
		struct topic t = topic_of(&j);
		cr_expect(str_eq(t.g ? t.g->name : STR(""), str_from(rows[i].topic)),
		    "%s: %.*s", rows[i].label, STR_FMT(t.g ? t.g->name : STR("")));
		cr_expect_eq(
		    t.kind, rows[i].kind, "%s: %d", rows[i].label, (int)t.kind);
		cr_expect_eq(t.whole, rows[i].whole, "%s", rows[i].label);
		arena_release(&a);
	}
}
