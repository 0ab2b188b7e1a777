/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/base/hash.h"
#include "series/json.h"
#include "series/shard.h"

static const struct shard_maker maker = {
    STR_INIT("tseries 9.9"), STR_INIT("cccc"), STR_INIT("wwww")};

static const struct row {
	const char *text;
	bool good;
	size_t i, n;
} ids[] = {
    {"0/1", true, 0, 1},
    {"7/8", true, 7, 8},
    {"999999/1000000", true, 999999, 1000000},
    {"8/8", false, 0, 0},
    {"0/0", false, 0, 0},
    {"0/1000001", false, 0, 0},
    {"-1/8", false, 0, 0},
    {"1", false, 0, 0},
    {"1/", false, 0, 0},
    {"/8", false, 0, 0},
    {"1/8 ", false, 0, 0},
    {"1/8/9", false, 0, 0},
    {"", false, 0, 0},
};

Test(shard, its_number)
{
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct shard_id id = {0, 0};
		cr_expect_eq(shard_parse(str_from(ids[i].text), &id), ids[i].good, "%s",
		    ids[i].text);
		if (ids[i].good)
			cr_expect(
			    id.i == ids[i].i && id.n == ids[i].n, "%s", ids[i].text);
	}
}

/* Every name is in one shard, the one that sha256sum tells. */
Test(shard, a_name_is_in_one)
{
	size_t in = 0, fullest = 0;
	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;
		for (int k = 0; k < 4000; k++) {
			char name[32];
			(void)snprintf(name, sizeof name, "call-%d.txt", k);
			n += shard_has((struct shard_id){i, 8}, str_from(name));
		}
		in += n;
		fullest = n > fullest ? n : fullest;
	}
	cr_expect_eq(in, 4000, "each once: %zu", in);
	cr_expect_lt(fullest, 600, "about 500 in each: %zu", fullest);
	/* printf %s calls/a.txt | sha256sum begins with 5009815185c2f31e, which is 6 modulo 8. */
	cr_expect(shard_has((struct shard_id){6, 8}, STR("calls/a.txt")));
}

/* A shard of two documents, one without a row, and one that is refused. */
static struct str
written(struct shard_id id, const struct shard_maker *m, const char *metric)
{
	char *p = NULL, *rows = NULL;
	size_t n = 0, rows_n = 0;
	struct err e = {.code = ERR_NONE};
	FILE *f = open_memstream(&p, &n), *r = open_memstream(&rows, &rows_n);
	char sha[65];
	hash_sha256(STR("one"), sha);
	struct store_call c = {.doc = STR("one.txt"),
	    .sha256 = str_from(sha),
	    .company = STR("Acme \"Motors\""),
	    .ticker = STR("ACME"),
	    .as_of = 17000,
	    .quarter = {16800, 16890}};
	struct obs o = {.doc = c.doc,
	    .start = 3,
	    .end = 5,
	    .metric = str_from(metric),
	    .low = 0.1,
	    .high = 0.1,
	    .company = c.company,
	    .as_of = c.as_of,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE,
	    .confidence = (double)NAN};
	cr_assert_eq(json_write_obs(r, &o, c.sha256, &e), 0);
	cr_assert_eq(fclose(r), 0);
	struct shard_writer *w = shard_begin(f, id, m, &e);
	cr_assert_not_null(w);
	cr_assert_eq(shard_put(w, &c, (struct str){rows, rows_n}, 1, &e), 0);
	c.doc = STR("silent.txt");
	c.company = STR("");
	c.as_of = DATE_NONE;
	cr_assert_eq(shard_put(w, &c, STR(""), 0, &e), 0);
	cr_assert_eq(shard_refuse(w, STR("bad.txt"), "is binary", &e), 0);
	cr_assert_eq(shard_end(w, &e), 0);
	shard_free(w);
	cr_assert_eq(fclose(f), 0);
	free(rows);
	return (struct str){p, n};
}

Test(shard, comes_back)
{
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE};
	struct shard s;
	struct str b = written((struct shard_id){2, 5}, &maker, "capex");
	size_t at = 0;
	cr_assert(shard_is(b));
	cr_assert_eq(shard_next(b, &at, &a, &s, &e), 1, "%s", e.text);
	cr_expect(s.id.i == 2 && s.id.n == 5 && s.refused == 1);
	cr_expect(str_eq(s.maker.weights, STR("wwww")));
	cr_assert(s.set.n == 1 && s.set.n_calls == 2);
	cr_expect(str_eq(s.set.calls[0].company, STR("Acme \"Motors\"")));
	cr_expect(str_eq(s.set.calls[0].ticker, STR("ACME")));
	cr_expect(s.set.calls[0].quarter.end == 16890);
	cr_expect(str_eq(s.set.calls[1].doc, STR("silent.txt")));
	cr_expect(s.set.calls[1].as_of == DATE_NONE);
	cr_expect(str_eq(s.set.obs[0].metric, STR("capex")));
	cr_expect_eq(shard_next(b, &at, &a, &s, &e), 0);
	free((char *)b.p);
	arena_release(&a);
}

/* Whatever is cut off, and whatever byte is changed, is seen. */
Test(shard, is_whole_or_refused)
{
	struct str b = written((struct shard_id){0, 1}, &maker, "capex");
	struct arena a = {NULL};
	struct shard s;
	for (size_t n = 1; n < b.n; n++) {
		struct err e = {.code = ERR_NONE};
		size_t at = 0;
		cr_expect_eq(
		    shard_next(str_sub(b, 0, n), &at, &a, &s, &e), -1, "cut at %zu", n);
		cr_expect(e.code == ERR_DATA && at == n, "cut at %zu: %s", n, e.text);
		arena_clear(&a);
	}
	char *copy = malloc(b.n);
	cr_assert_not_null(copy);
	for (size_t i = 0; i < b.n; i++) {
		struct err e = {.code = ERR_NONE};
		size_t at = 0;
		memcpy(copy, b.p, b.n);
		copy[i] ^= 1;
		cr_expect_eq(shard_next((struct str){copy, b.n}, &at, &a, &s, &e), -1,
		    "byte %zu", i);
		arena_clear(&a);
	}
	free(copy);
	free((char *)b.p);
	arena_release(&a);
}

/* A shard that was begun twice in one file: the cut one is refused, the whole one taken. */
Test(shard, the_one_behind_a_cut_one)
{
	struct str b = written((struct shard_id){0, 1}, &maker, "capex");
	struct arena a = {NULL};
	struct err e = {.code = ERR_NONE}, fine = {.code = ERR_NONE};
	struct shard s;
	const char *nl = memchr(b.p, '\n', b.n);
	size_t head = (size_t)(nl - b.p) + 1, at = 0;
	char *both = malloc(head + b.n);
	cr_assert_not_null(both);
	memcpy(both, b.p, head);
	memcpy(both + head, b.p, b.n);
	struct str text = {both, head + b.n};
	cr_expect_eq(shard_next(text, &at, &a, &s, &e), -1);
	cr_expect(strstr(e.text, "shard 0/1 is cut off") != NULL, "%s", e.text);
	cr_expect_eq(shard_next(text, &at, &a, &s, &fine), 1, "%s", fine.text);
	cr_expect_eq(shard_next(text, &at, &a, &s, &fine), 0);
	free(both);
	free((char *)b.p);
	arena_release(&a);
}

static const struct note {
	const char *label;
	struct shard_id id;
	const char *weights, *metric;
	int rc;
	const char *says;
} notes[] = {
    {"new", {1, 3}, "wwww", "capex", 1, ""},
    {"the same again", {1, 3}, "wwww", "capex", 0, ""},
    {"another of its number", {1, 3}, "wwww", "cash", -1, "shard 1/3 came twice"},
    {"of another splitting", {1, 4}, "wwww", "capex", -1, "shard 1/4 is of another"},
    {"of other weights", {2, 3}, "vvvv", "capex", -1, "weights vvvv"},
    {"the last", {2, 3}, "wwww", "capex", 1, ""},
};

Test(shard, are_counted)
{
	struct shard_count c = {.maker = maker};
	struct arena a = {NULL};
	cr_expect_eq(shard_missing(&c, 0), 0);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		const struct note *x = &notes[i];
		struct shard_maker m = maker;
		struct err e = {.code = ERR_NONE};
		struct shard s;
		size_t at = 0;
		m.weights = str_from(x->weights);
		struct str b = written(x->id, &m, x->metric);
		cr_assert_eq(shard_next(b, &at, &a, &s, &e), 1, "%s", x->label);
		cr_expect_eq(shard_note(&c, &s, &e), x->rc, "%s", x->label);
		cr_expect(strstr(e.text, x->says) != NULL, "%s: %s", x->label, e.text);
		free((char *)b.p);
	}
	cr_expect_eq(shard_missing(&c, 0), 0);
	cr_expect_eq(shard_missing(&c, 1), 3, "the others have come");
	shard_count_release(&c);
	arena_release(&a);
}
