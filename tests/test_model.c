/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices: weights read from text, ballots weighed by them, and how they are learnt. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "extract/ballot.h"
#include "series/file.h"
#include "series/fit/logit.h"

static const char text[] = "; a comment\n"
			   "stance verb 0 'will 2 1.5\n"
			   "stance verb 0 'was 1 0.5\n"
			   "stance bias 0 0 1 0.25\n"
			   "stance rules 1 0 0 2\n";

static struct model *
read_model(const char *t)
{
	struct err e = {0};
	struct model *m = model_new(STR("w"), str_from(t), &e);
	cr_assert(m, "%s", e.text);
	return m;
}

Test(model, candidates_of_one_answer_count_together)
{
	struct model *m = read_model(text);
	struct arena a = {NULL};
	struct ballot *b = ballot_new(m, NULL, &a);
	double p;
	cr_assert(b);
	ballot_open(b, MODEL_stance);
	(void)ballot_add(b, 1, 0, 0, false); /* exp(0.2) against two of exp(0) */
	ballot_own(b, F_rules, 1, 0, 0.1);
	(void)ballot_add(b, 2, 0, 0, false);
	(void)ballot_add(b, 2, 0, 0, false);
	cr_expect_eq(ballot_decide(b, &p), 0);
	ballot_open(b, MODEL_stance);
	(void)ballot_add(b, 1, 0, 0, false);
	ballot_own(b, F_rules, 1, 0, 0.1);
	(void)ballot_add(b, 2, 0, 0, false);
	(void)ballot_add(b, 2, 0, 0, false);
	ballot_same(b, 1);
	cr_expect_eq(ballot_decide(b, &p), 1);
	cr_expect_float_eq(p, 2 / (2 + exp(0.2)), 1e-12);
	cr_expect_float_eq(ballot_probability(b, 2), 1 / (2 + exp(0.2)), 1e-12);
	arena_release(&a);
	model_free(m);
}

Test(model, weighs_by_class_and_by_candidate)
{
	struct model *m = read_model(text);
	struct arena a = {NULL};
	struct ballot *b = ballot_new(m, NULL, &a);
	double p;
	cr_assert(b);
	ballot_open(b, MODEL_stance);
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(b, F_verb, 0, model_word(STR("will")));
	cr_assert_eq(ballot_add(b, 1, 0, 0, false), 0);
	cr_assert_eq(ballot_add(b, 2, 0, 0, false), 1);
	cr_assert_eq(ballot_decide(b, &p), 1);
	/* 1.5 against 0.25 */
	cr_assert_float_eq(p, 1 / (1 + exp(-1.25)), 1e-12);
	cr_assert_float_eq(ballot_probability(b, 0) + p, 1, 1e-12);
	/* A candidate's own feature, twice as strong as said. */
	ballot_open(b, MODEL_stance);
	(void)ballot_add(b, 1, 0, 0, false);
	ballot_own(b, F_rules, 1, 0, 0.5);
	(void)ballot_add(b, 2, 0, 0, false);
	cr_assert_eq(ballot_decide(b, &p), 0);
	cr_assert_float_eq(p, 1 / (1 + exp(-1.0)), 1e-12);
	/* The same features of another task weigh nothing. */
	ballot_open(b, MODEL_act);
	ballot_shared(b, F_verb, 0, model_word(STR("will")));
	(void)ballot_add(b, 1, 0, 0, false);
	(void)ballot_add(b, 2, 0, 0, false);
	cr_assert_eq(ballot_decide(b, &p), 0);
	cr_assert_float_eq(p, 0.5, 1e-12);
	arena_release(&a);
	model_free(m);
}

static size_t seen;

static void
see(void *data, const struct ballot *b)
{
	*(size_t *)data += b->n_c;
}

static void
word(void *data, int64_t code, struct str w)
{
	(void)data, (void)code, (void)w;
}

Test(model, who_learns_goes_on_from_the_right_candidate)
{
	struct model *m = read_model(text);
	struct model_learner l = {&seen, false, see, word};
	struct arena a = {NULL};
	struct ballot *b = ballot_new(m, &l, &a);
	double p;
	cr_assert(b);
	for (int is_free = 0; is_free < 2; is_free++) {
		l.free = is_free;
		ballot_open(b, MODEL_stance);
		ballot_shared(b, F_verb, 0, model_word(STR("will")));
		(void)ballot_add(b, 1, 0, 0, true);
		(void)ballot_add(b, 2, 0, 0, false);
		cr_assert_eq(ballot_decide(b, &p), is_free ? 1 : 0);
	}
	cr_assert_eq(seen, 4);
	arena_release(&a);
	model_free(m);
}

Test(model, what_has_no_room_is_left_out)
{
	struct model *m = read_model("");
	struct arena a = {NULL};
	struct ballot *b = ballot_new(m, NULL, &a);
	double p;
	cr_assert(b);
	ballot_open(b, MODEL_bind);
	for (int i = 0; i < BALLOT_CANDIDATES; i++)
		cr_assert_eq(ballot_add(b, 1, 0, 0, false), i);
	cr_assert_eq(ballot_add(b, 1, 0, 0, false), -1);
	for (int i = 0; i < 2 * BALLOT_FEATURES; i++)
		ballot_shared(b, F_bias, i, 0);
	cr_assert_eq(b->n, BALLOT_FEATURES);
	cr_assert_eq(ballot_decide(b, &p), 0);
	cr_assert_float_eq(p, 1.0 / BALLOT_CANDIDATES, 1e-12);
	arena_release(&a);
	model_free(m);
}

/* What the sums by classes leave within a hair of each other is summed anew, feature
 * after feature, as it is while learning. */
Test(model, a_near_tie_is_counted_in_order)
{
	struct model *m = read_model("kind verb 0 0 1 0.1\nkind verb 1 0 2 0.2\n"
				     "kind verb 2 0 1 0.3\nkind verb 3 0 3 0.6\n");
	struct arena a = {NULL};
	struct ballot *b = ballot_new(m, NULL, &a);
	double p, in_order = 0.1 + 0.2;
	in_order += 0.3;
	cr_assert(b);
	ballot_open(b, MODEL_kind);
	for (int i = 0; i < 4; i++)
		ballot_shared(b, F_verb, i, 0);
	(void)ballot_add(b, 3, 0, 0, false);
	(void)ballot_add(b, 1, 2, 0, false);
	cr_expect_eq(ballot_decide(b, &p), 1, "0.1 + 0.2 + 0.3 is more than 0.6");
	cr_expect_eq(b->c[0].z, 0.6);
	cr_expect_eq(b->c[1].z, in_order);
	arena_release(&a);
	model_free(m);
}

static bool
same_slot(const struct model_slot *a, const struct model_slot *b)
{
	return a->tag == b->tag && a->is == b->is;
}

/* The weights that are built in are those of the file. */
Test(model, the_built_in_weights_are_those_of_the_text)
{
	extern const struct model weights_builtin;
	const struct model *x = &weights_builtin;
	struct arena a = {NULL};
	struct err e = {0};
	struct str bytes;
	cr_assert_eq(
	    file_read("extract/catalogs/weights.txt", 64 << 20, &a, &bytes, &e), 0);
	struct model *m = model_new(STR("weights"), bytes, &e);
	cr_assert(m, "%s", e.text);
	cr_assert_eq(m->n_keys, x->n_keys);
	cr_assert_eq(m->n_weights, x->n_weights);
	cr_assert_gt(m->n_keys, 1000);
	cr_assert_eq(m->all.mask, x->all.mask);
	cr_assert_eq(m->own.mask, x->own.mask);
	for (uint32_t i = 0; i <= m->all.mask; i++)
		cr_assert(same_slot(&m->all.slots[i], &x->all.slots[i]));
	for (uint32_t i = 0; i <= m->own.mask; i++)
		cr_assert(same_slot(&m->own.slots[i], &x->own.slots[i]));
	for (uint32_t i = 0; i < m->n_weights; i++) {
		const struct model_weight *one = &m->weights[i], *two = &x->weights[i];
		cr_assert_eq(m->classes[one->cls], x->classes[two->cls]);
		cr_assert_eq(m->values[one->value], x->values[two->value]);
	}
	arena_release(&a);
	model_free(m);
}

Test(model, a_broken_line_is_named)
{
	static const struct row {
		const char *text;
		size_t line;
	} rows[] = {
	    {"stance verb 0 0 1 x\n", 1},
	    {"\n; fine\nstance verb 0 0 1\n", 3},
	    {"nothing verb 0 0 1 1\n", 1},
	    {"stance nothing 0 0 1 1\n", 1},
	    {"stance verb zero 0 1 1\n", 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		struct model *m = model_new(STR("w.txt"), str_from(rows[i].text), &e);
		cr_expect_null(m, "%s", rows[i].text);
		cr_expect_eq(e.code, ERR_CONFIG);
		cr_expect_eq(e.line, rows[i].line, "%s", rows[i].text);
		model_free(m);
	}
}

/* Three candidates with one feature each: the weights that make 60%, 30% and 10% of the
 * choices likely differ by the logarithms of these. */
Test(model, logit_finds_the_frequencies)
{
	enum { CHOICES = 1000, EACH = 3 };
	struct logit_term terms[CHOICES * EACH];
	size_t candidates[CHOICES * EACH + 1], choices[CHOICES + 1];
	unsigned char right[CHOICES * EACH] = {0};
	struct err e = {0};
	double w[EACH] = {0}, f;
	for (size_t i = 0; i < CHOICES; i++) {
		choices[i] = i * EACH;
		for (size_t c = 0; c < EACH; c++) {
			candidates[i * EACH + c] = i * EACH + c;
			terms[i * EACH + c] = (struct logit_term){(uint32_t)c, 1};
		}
		right[i * EACH + (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)] = 1;
	}
	candidates[CHOICES * EACH] = CHOICES * EACH;
	choices[CHOICES] = CHOICES * EACH;
	const struct logit_data d = {
	    terms, candidates, right, choices, CHOICES, EACH, 1e-6, NULL};
	cr_assert_eq(logit_fit(&d, NULL, 500, w, &f, &e), 0);
	cr_expect_float_eq(w[0] - w[1], log(2), 1e-3, "%g", w[0] - w[1]);
	cr_expect_float_eq(w[1] - w[2], log(3), 1e-3, "%g", w[1] - w[2]);
	double entropy = -CHOICES * (0.6 * log(0.6) + 0.3 * log(0.3) + 0.1 * log(0.1));
	cr_expect_float_eq(f, entropy, 1e-2, "%g, not %g", f, entropy);
	/* A strong prior holds them together, a penalty on one feature that one alone. */
	struct logit_data tight = d;
	tight.lambda = 1e6;
	double none[EACH] = {0};
	cr_assert_eq(logit_fit(&tight, NULL, 500, none, &f, &e), 0);
	for (size_t c = 0; c < EACH; c++)
		cr_expect_lt(fabs(none[c]), 1e-2);
	/* Choices that are not used do not count. */
	unsigned char use[CHOICES];
	for (size_t i = 0; i < CHOICES; i++)
		use[i] = i % 10 >= 6;
	double rest[EACH] = {0};
	cr_assert_eq(logit_fit(&d, use, 500, rest, &f, &e), 0);
	cr_expect_float_eq(rest[1] - rest[2], log(3), 1e-2);
	/* Others count twice. */
	for (size_t i = 0; i < CHOICES; i++)
		use[i] = i % 10 >= 6 && i % 10 < 9 ? 2 : 1;
	cr_assert_eq(logit_fit(&d, use, 500, rest, &f, &e), 0);
	cr_expect_float_eq(rest[1] - rest[2], log(6), 1e-2);
}
