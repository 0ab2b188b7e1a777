/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every labelled sentence of fixtures/sentences is a test: the marked value has to be
 * found with all that its label says, or, where it is none, not at all. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/extract.h"
#include "series/csv.h"
#include "series/file.h"
#include "tests/score/score.h"
#include "tests/sentences/sentences.h"

#define FOLDER "fixtures/sentences/"

struct sheet {
	FILE *f;
	char *text;
	size_t n;
};

static void
sheet_open(struct sheet *s)
{
	s->f = open_memstream(&s->text, &s->n);
	cr_assert(s->f);
	csv_write_header(s->f);
}

static void
sheet_close(struct sheet *s, struct arena *a, struct score_list *out)
{
	struct err e = {0};
	fclose(s->f);
	struct str all = arena_str(a, (struct str){s->text, s->n});
	cr_assert_eq(score_parse(all, false, a, out, &e), 0, "%s", e.text);
	free(s->text);
}

/* Names, one in a line, of the rows that are known not to be found right. */
static bool
is_known(struct str list, struct str name)
{
	while (list.n)
		if (str_eq(str_trim(str_cut(&list, '\n')), name))
			return true;
	return false;
}

static bool
is_right(
    const struct sentence_row *r, const struct extract_result *found, struct arena *a)
{
	struct sheet gold, obs;
	struct score_list want, have;
	struct score_match m;
	struct err e = {0};
	size_t on = 0;
	sheet_open(&gold);
	sheet_open(&obs);
	if (!r->none)
		csv_write_obs(gold.f, &r->gold);
	for (size_t i = 0; i < found->n; i++)
		if (found->obs[i].start < r->end && r->start < found->obs[i].end) {
			csv_write_obs(obs.f, &found->obs[i]);
			on++;
		}
	sheet_close(&gold, a, &want);
	sheet_close(&obs, a, &have);
	if (r->none)
		return on == 0;
	cr_assert_eq(
	    score_match(&want, &have, &(struct score_spans){NULL, 0}, a, &m, &e), 0);
	return m.n_pairs == 1 && score_is_key(&m.pairs[0]) && m.extra.n == 0;
}

Test(sentences, each_is_read_as_labelled)
{
	struct err e = {0};
	struct arena a = {NULL};
	struct sentence_row *rows;
	size_t n, right = 0, known_n = 0;
	struct str known;
	cr_assert_eq(
	    sentences_read(FOLDER "sentences.csv", &a, &rows, &n, &e), 0, "%s", e.text);
	cr_assert_eq(
	    file_read(FOLDER "known.txt", 1 << 20, &a, &known, &e), 0, "%s", e.text);
	struct catalog *c = catalog_new(NULL, 0, &e);
	struct extract *x = extract_new(c, &e);
	cr_assert(x, "%s", e.text);
	cr_assert_geq(n, 200);
	for (size_t i = 0; i < n; i++) {
		struct arena one = {NULL};
		struct extract_result found;
		struct extract_input in = {.name = rows[i].name,
		    .bytes = rows[i].doc,
		    .call = sentences_call()};
		cr_assert_eq(extract_run(x, &in, &one, &found, &e), 0, "%s", e.text);
		bool good = is_right(&rows[i], &found, &one);
		bool expected = !is_known(known, rows[i].name);
		right += good;
		known_n += !expected;
		cr_expect(good || !expected, "%.*s (%.*s) is not read as labelled",
		    STR_FMT(rows[i].name), STR_FMT(rows[i].phenomenon));
		cr_expect(!good || expected,
		    "%.*s is read right now: take it out of " FOLDER "known.txt",
		    STR_FMT(rows[i].name));
		arena_release(&one);
	}
	printf("sentences: %zu of %zu read as labelled, %zu known not to be\n", right,
	    n, known_n);
	extract_free(x);
	catalog_free(c);
	arena_release(&a);
}
