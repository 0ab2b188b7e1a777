/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "extract/cue.h"

enum { CASH, FLOW, GROSS, OPERATING, DELIVERIES, OPEX, NONE, METRICS };

/* clang-format off */
static const struct {
	int metric;
	int strength; /* 0: a `not` phrase */
	const char *phrase;
} phrases[] = {
	{CASH, 2, "cash"}, {CASH, 2, "cash balance*"}, {CASH, 0, "cash flow"}, {CASH, 0, "cash burn"},
	{FLOW, 2, "free cash flow"}, {FLOW, 2, "cash flow"}, {FLOW, 1, "flow"},
	{GROSS, 2, "gross margin*"}, {GROSS, 1, "margin*"}, {GROSS, 0, "operating margin*"},
	{OPERATING, 2, "operating margin*"},
	{DELIVERIES, 1, "deliver*"}, {DELIVERIES, 2, "deliveries"},
	{OPEX, 2, "selling general and administrative"}, {OPEX, 2, "sg&a"},
	{NONE, 2, "sg&a"}, {NONE, 2, "margin*"}, {NONE, 2, "cash tax*"},
};
/* clang-format on */

struct made {
	struct arena a;
	struct catalog c;
	struct cue_index *x;
};

static void
make(struct made *m)
{
	struct err e;
	err_clear(&e);
	*m = (struct made){.a = {NULL}};
	m->c.n = METRICS;
	m->c.metrics = ARENA_NEW(&m->a, METRICS, struct catalog_metric);
	m->c.metrics[NONE].name = STR("none");
	enum { N = sizeof phrases / sizeof *phrases, WORDS = 8 };
	for (size_t i = 0; i < METRICS; i++) {
		m->c.metrics[i].cues = ARENA_NEW(&m->a, N, struct catalog_cue);
		m->c.metrics[i].nots = ARENA_NEW(&m->a, N, struct catalog_cue);
	}
	for (size_t i = 0; i < N; i++) {
		struct catalog_metric *to = &m->c.metrics[phrases[i].metric];
		struct catalog_cue *cue = phrases[i].strength ? &to->cues[to->n_cues++]
							      : &to->nots[to->n_nots++];
		struct str rest = str_from(phrases[i].phrase);
		cue->words = ARENA_NEW(&m->a, WORDS, struct str);
		cue->strength = phrases[i].strength;
		while (rest.n)
			cue->words[cue->n_words++] = str_cut(&rest, ' ');
	}
	m->x = cue_index_new(&m->c, &e);
	cr_assert_not_null(m->x);
}

static size_t
find(struct made *m, const char *text, struct cue **v)
{
	struct err e;
	struct token *t;
	size_t n, n_cues;
	err_clear(&e);
	struct str s = arena_str(&m->a, str_from(text));
	char *low = arena_alloc(&m->a, s.n + 1, 1);
	for (size_t i = 0; i < s.n; i++)
		low[i] = str_lower(s.p[i]);
	cr_assert_eq(lexer_run(s.p, low, 0, s.n, &m->a, &t, &n, &e), 0);
	cr_assert_eq(cue_find(m->x, t, n, &m->a, v, &n_cues, &e), 0);
	return n_cues;
}

/* clang-format off */
Test(cue, longest_phrase_wins)
{
	static const struct row {
		const char *label, *text;
		size_t n;
		struct cue want[2];
	} rows[] = {
		{"nothing", "we ship products", 0, {{0}}},
		{"one word", "our cash is", 1, {{1, 2, CASH, 2}}},
		{"in capitals", "Cash is", 1, {{0, 1, CASH, 2}}},
		{"inside a word", "cashier", 0, {{0}}},
		{"the longer of one metric", "our cash balance is", 1, {{1, 3, CASH, 2}}},
		{"any ending", "our cash balances are", 1, {{1, 3, CASH, 2}}},
		{"no ending without a star", "cashes", 0, {{0}}},
		{"the longer of another metric", "free cash flow", 1, {{0, 3, FLOW, 2}}},
		{"a `not` phrase hides", "cash flow", 1, {{0, 2, FLOW, 2}}},
		{"a `not` phrase alone", "cash burn", 0, {{0}}},
		{"not elsewhere", "cash burn and cash", 1, {{3, 4, CASH, 2}}},
		{"weak inside strong", "gross margin", 1, {{0, 2, GROSS, 2}}},
		{"weak, and none", "margin of", 2, {{0, 1, NONE, 2}, {0, 1, GROSS, 1}}},
		{"none, and longer", "cash taxes", 1, {{0, 2, NONE, 2}}},
		{"a dash between", "gross-margin", 1, {{0, 3, GROSS, 2}}},
		{"its words apart", "gross profit flow", 1, {{2, 3, FLOW, 1}}},
		{"hidden inside another", "operating margins", 1, {{0, 2, OPERATING, 2}}},
		{"the stronger of two as long", "deliveries", 1, {{0, 1, DELIVERIES, 2}}},
		{"a prefix only", "delivered", 1, {{0, 1, DELIVERIES, 1}}},
		{"commas in a long phrase", "selling, general and administrative costs", 1,
		    {{0, 5, OPEX, 2}}},
		{"none gives way: an ampersand", "SG&A", 1, {{0, 1, OPEX, 2}}},
		{"two in a row", "cash and flow", 2, {{0, 1, CASH, 2}, {2, 3, FLOW, 1}}},
		{"a stop between", "cash. flow", 2, {{0, 1, CASH, 2}, {2, 3, FLOW, 1}}},
		{"cut off at the end", "selling, general and", 0, {{0}}},
	};
	struct made m;
	make(&m);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct cue *v;
		size_t n = find(&m, r->text, &v);
		cr_expect_eq(n, r->n, "%s: %zu found", r->label, n);
		for (size_t k = 0; k < n && n == r->n; k++)
			cr_expect(v[k].a == r->want[k].a && v[k].b == r->want[k].b
			    && v[k].metric == r->want[k].metric
			    && v[k].strength == r->want[k].strength,
			    "%s: metric %d at %zu..%zu, strength %d", r->label, v[k].metric,
			    v[k].a, v[k].b, v[k].strength);
	}
	cue_index_free(m.x);
	arena_release(&m.a);
}
/* clang-format on */

Test(cue, built_in_phrases)
{
	static const struct {
		const char *text, *metric;
	} rows[] = {
	    {"gross margin was 25%", "gross_margin"},
	    {"capital expenditures were", "capex"},
	    {"our run rate", "production_rate"},
	    {"cash and cash equivalents", "cash"},
	};
	struct err e;
	err_clear(&e);
	struct catalog *c = catalog_new(NULL, 0, &e);
	cr_assert_not_null(c, "%s", e.text);
	struct made m = {.a = {NULL}, .x = cue_index_new(c, &e)};
	cr_assert_not_null(m.x);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cue *v;
		size_t n = find(&m, rows[i].text, &v);
		cr_assert_gt(n, 0u, "%s", rows[i].text);
		cr_expect(
		    str_eq(c->metrics[v[0].metric].name, str_from(rows[i].metric)),
		    "%s", rows[i].text);
	}
	cue_index_free(m.x);
	arena_release(&m.a);
	catalog_free(c);
}

Test(cue, linear, .timeout = 60)
{
	static const char *const texts[] = {"cash ", "cash-", "free cash ", "selling, ",
	    "margin ", "c ", "operating ", "selling general and "};
	enum { SIZE = 1000000 };
	char *text = malloc(SIZE + 1);
	cr_assert_not_null(text);
	text[SIZE] = '\0';
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct made m;
		struct cue *v;
		make(&m);
		for (size_t k = 0, n = strlen(texts[i]); k < SIZE; k++)
			text[k] = texts[i][k % n];
		(void)find(&m, text, &v);
		cue_index_free(m.x);
		arena_release(&m.a);
	}
	free(text);
	cue_index_free(NULL);
}
