/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Learn the weights of extract/catalogs/weights.txt from labelled calls.
 *
 *	train [-l LAMBDA] [-r ROUNDS] [-d CALLS] [-t LEAST] [-k FOLDS] [-f] [-o WEIGHTS]
 *	      [-x CSV] [-w FOLD] [-u FOLD] [-T TASK] SET...
 *
 * A SET is LABELS.csv,CALLS.csv,IGNORE.csv,FOLDER (IGNORE.csv may be empty), or a file
 * of labelled sentences; behind "@TASK+TASK:" it is learnt from for these tasks alone,
 * behind "2*" it counts twice.
 * -l is the prior, and in -r rounds it is learnt how much it weighs on each kind of
 * feature; a feature is used when at least -d calls have it, a weight written when it is
 * at least -t.  With -x every call is also extracted with weights that were learnt
 * without it (in -k folds), and what comes is written there; -w also writes the weights of
 * each fold, to FOLD0.txt, FOLD1.txt and so on, and -u takes them from there and learns
 * nothing: what a change of the rules does on calls that no weight knows.  -f learns a second time,
 * from the program's own choices before the one to be learnt.  -T learns one task only,
 * prints how often its choices are right in calls that were left out, and writes nothing:
 * to try features.
 */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/extract.h"
#include "extract/published.h"
#include "series/csv.h"
#include "series/file.h"
#include "series/fit/logit.h"
#include "tests/sentences/sentences.h"

enum { MOST = 64 << 20, MOST_DOCS = 4096 };

/* Of the calls: all of them, or every other fold. */
enum part { PART_ALL, PART_EVEN, PART_ODD, PARTS };

struct doc {
	struct extract_input in;
	struct extract_lesson lesson;
	int fold, set;
	bool sentence;
	unsigned char times; /* it counts */
	unsigned tasks;      /* bits: those that are learnt from it */
};

struct options {
	double lambda;
	int folds, rounds;
	uint32_t docs;
	const char *out, *left, *folds_to, *folds_from;
};

struct feature {
	enum model_task task;
	enum model_feature f;
	int64_t a, b, cls;
	uint32_t docs, last_doc;
};

struct word {
	int64_t code;
	struct str text;
};

struct train {
	struct arena arena;
	struct doc docs[MOST_DOCS];
	size_t n_docs, doc;
	struct feature *features;
	size_t n_features, cap_features;
	uint32_t *slots;
	size_t mask;
	double
	    *penalty[PARTS], /* how much the prior weighs on each, by who taught it */
	    least;
	bool honest; /* what is left out has no part in its own prior */
	bool free;
	int only;           /* the task that is learnt alone; MODEL_N_TASKS: all are */
	bool frozen;        /* what has been seen is all there is */
	struct word *words; /* open table */
	size_t n_words, word_mask;
	struct logit_term *terms;
	size_t n_terms, cap_terms;
	size_t *candidates, n_candidates, cap_candidates;
	unsigned char *right,
	    *answer; /* answer: the first of the ballot that is the same */
	size_t *choices, n_choices, cap_choices;
	uint32_t *choice_doc;
	unsigned char *choice_task;
	size_t lost;
	size_t seen[MODEL_N_TASKS],
	    without[MODEL_N_TASKS]; /* ballots; no right candidate */
};

static void
die(const struct err *e)
{
	err_print(stderr, e);
	exit(e->code ? (int)e->code : 70);
}

static void *
have(void *p)
{
	if (!p) {
		fputs("train: out of memory\n", stderr);
		exit(71);
	}
	return p;
}

static void *
more(void *p, size_t n, size_t *cap, size_t size)
{
	if (n + 2 < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 1024;
	return have(realloc(p, *cap * size));
}

static uint64_t
hash_feature(const struct feature *f)
{
	uint64_t h = (uint64_t)f->task << 8 | (uint64_t)f->f;
	const int64_t v[] = {f->a, f->b, f->cls};
	for (int i = 0; i < 3; i++)
		h = (h ^ (uint64_t)v[i]) * 0x9e3779b97f4a7c15ULL ^ h >> 29;
	return h ^ h >> 31;
}

static bool
same(const struct feature *a, const struct feature *b)
{
	return a->task == b->task && a->f == b->f && a->a == b->a && a->b == b->b
	       && a->cls == b->cls;
}

static void
rehash(struct train *t)
{
	size_t size = t->mask ? (t->mask + 1) * 2 : 1 << 16;
	free(t->slots);
	t->slots = have(calloc(size, sizeof *t->slots));
	t->mask = size - 1;
	for (size_t i = 0; i < t->n_features; i++) {
		size_t at = hash_feature(&t->features[i]) & t->mask;
		while (t->slots[at])
			at = (at + 1) & t->mask;
		t->slots[at] = (uint32_t)i + 1;
	}
}

static uint32_t
feature_of(struct train *t, const struct feature *f)
{
	if (t->n_features * 2 >= t->mask)
		rehash(t);
	size_t at = hash_feature(f) & t->mask;
	while (t->slots[at] && !same(&t->features[t->slots[at] - 1], f))
		at = (at + 1) & t->mask;
	if (!t->slots[at] && t->frozen)
		return UINT32_MAX;
	if (!t->slots[at]) {
		t->features =
		    more(t->features, t->n_features, &t->cap_features, sizeof *f);
		t->features[t->n_features] = *f;
		t->features[t->n_features].last_doc = UINT32_MAX;
		t->slots[at] = (uint32_t)++t->n_features;
	}
	struct feature *found = &t->features[t->slots[at] - 1];
	if (found->last_doc != t->doc) {
		found->last_doc = (uint32_t)t->doc;
		found->docs++;
	}
	return t->slots[at] - 1;
}

static void
term(struct train *t, const struct ballot *b, const struct ballot_feature *x,
    int64_t cls)
{
	const struct feature f = {b->task, x->f, x->a, x->b, cls, 0, 0};
	uint32_t at = feature_of(t, &f);
	if (at == UINT32_MAX)
		return;
	t->terms = more(t->terms, t->n_terms, &t->cap_terms, sizeof *t->terms);
	t->terms[t->n_terms++] = (struct logit_term){at, (float)x->value};
}

static void
see(void *data, const struct ballot *b)
{
	struct train *t = data;
	bool any = false, all = true;
	for (size_t c = 0; c < b->n_c; c++) {
		any |= b->c[c].right;
		all &= b->c[c].right;
	}
	if ((t->only != MODEL_N_TASKS && t->only != (int)b->task)
	    || !(t->docs[t->doc].tasks >> b->task & 1))
		return;
	t->seen[b->task]++;
	t->without[b->task] += !any;
	if (!any || all)
		return;
	t->choices = more(t->choices, t->n_choices, &t->cap_choices, sizeof(size_t));
	t->choice_doc = have(realloc(t->choice_doc, t->cap_choices * sizeof(uint32_t)));
	t->choice_task = have(realloc(t->choice_task, t->cap_choices));
	t->choice_doc[t->n_choices] = (uint32_t)t->doc;
	t->choice_task[t->n_choices] = (unsigned char)b->task;
	t->choices[t->n_choices++] = t->n_candidates;
	for (size_t c = 0; c < b->n_c; c++) {
		t->candidates = more(
		    t->candidates, t->n_candidates, &t->cap_candidates, sizeof(size_t));
		t->right = have(realloc(t->right, t->cap_candidates));
		t->answer = have(realloc(t->answer, t->cap_candidates));
		t->right[t->n_candidates] = b->c[c].right;
		t->answer[t->n_candidates] = (unsigned char)b->c[c].answer;
		t->candidates[t->n_candidates++] = t->n_terms;
		for (size_t i = 0; i < b->n; i++) {
			const struct ballot_feature *x = &b->v[i];
			if (x->candidate == (int)c)
				term(t, b, x, 0);
			for (int k = 0; x->candidate < 0 && k < BALLOT_CLASSES; k++)
				if (b->c[c].cls[k])
					term(t, b, x, b->c[c].cls[k]);
		}
		t->candidates[t->n_candidates] = t->n_terms;
	}
	t->choices[t->n_choices] = t->n_candidates;
}

static struct word *
word_at(struct train *t, int64_t code)
{
	size_t at = (uint64_t)code * 0x9e3779b97f4a7c15ULL >> 40 & t->word_mask;
	while (t->words[at].code && t->words[at].code != code)
		at = (at + 1) & t->word_mask;
	return &t->words[at];
}

static void
on_word(void *data, int64_t code, struct str word)
{
	struct train *t = data;
	struct word *w = word_at(t, code);
	if (w->code || code == model_word(STR("#")) || t->n_words * 2 > t->word_mask)
		return;
	w->code = code;
	w->text = arena_str(&t->arena, word);
	t->n_words++;
}

static void
on_lost(void *data, const struct obs *gold)
{
	(void)gold;
	((struct train *)data)->lost++;
}

/* ----- reading ------------------------------------------------------------------- */

static size_t
read_rows(struct train *t, const char *file, struct obs **out)
{
	struct err e = {0};
	struct str bytes;
	struct csv_row *rows;
	size_t n;
	if (file_read(file, MOST, &t->arena, &bytes, &e) != 0
	    || csv_read(bytes, &t->arena, &rows, &n, &e) != 0)
		die(&e);
	*out = ARENA_NEW(&t->arena, n, struct obs);
	for (size_t i = 1; i < n; i++) {
		struct obs *o = &(*out)[i - 1];
		*o = (struct obs){.low = NAN,
		    .high = NAN,
		    .period = PERIOD_NONE,
		    .base = PERIOD_NONE};
		for (size_t k = 0; k < rows[i].n; k++) {
			const struct obs_column *c = obs_column(rows[0].fields[k]);
			if (c && obs_set(o, c, rows[i].fields[k], &e) != 0)
				die(&e);
		}
	}
	return n - 1;
}

static struct obs *
rows_of(struct train *t, const struct obs *v, size_t n, struct str doc, size_t *out)
{
	struct obs *kept = ARENA_NEW(&t->arena, n + 1, struct obs);
	*out = 0;
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].doc, doc))
			kept[(*out)++] = v[i];
	return kept;
}

/* Sentences that are calls of their own (fixtures/sentences). */
static void
read_sentences(struct train *t, const char *file)
{
	struct err e = {0};
	struct sentence_row *rows;
	size_t n;
	if (sentences_read(file, &t->arena, &rows, &n, &e) != 0)
		die(&e);
	for (size_t i = 0; i < n && t->n_docs < MOST_DOCS; i++) {
		struct doc *d = &t->docs[t->n_docs++];
		d->in.name = rows[i].name;
		d->sentence = true;
		d->in.bytes = rows[i].doc;
		d->in.call = sentences_call();
		d->lesson.gold = &rows[i].gold;
		d->lesson.n_gold = !rows[i].none;
		/* Only the marked value is labelled. */
		struct obs *skip = ARENA_NEW(&t->arena, 2, struct obs);
		skip[0].start = 0;
		skip[0].end = rows[i].start;
		skip[1].start = rows[i].end;
		skip[1].end = rows[i].doc.n;
		d->lesson.skip = skip;
		d->lesson.n_skip = 2;
		d->lesson.learner = (struct model_learner){t, false, see, on_word};
		d->lesson.lost = on_lost;
	}
}

/* A transcript: as it is, or decoded where it was published as JSON. */
static void
read_call(struct train *t, const char *path, struct str *text)
{
	struct err e = {0};
	struct published_call *calls;
	size_t n;
	if (file_read(path, MOST, &t->arena, text, &e) != 0)
		die(&e);
	if (!published_is(*text))
		return;
	if (published_read(*text, MOST, &t->arena, &calls, &n, &e) != 0)
		die(&e);
	*text = calls[0].text;
}

static int
task_of(struct str name)
{
	int k = 0;
	while (k < MODEL_N_TASKS
	       && !str_eq(str_from(model_task_name((enum model_task)k)), name))
		k++;
	return k;
}

static void
read_calls(struct train *t, const char *arg)
{
	struct err e = {0};
	struct str rest = str_from(arg), parts[4] = {{NULL, 0}};
	for (int i = 0; i < 4; i++)
		parts[i] = arena_str(&t->arena, str_cut(&rest, ','));
	struct obs *gold, *skip = NULL;
	size_t n = read_rows(t, parts[0].p, &gold), n_skip = 0;
	if (parts[2].n)
		n_skip = read_rows(t, parts[2].p, &skip);
	struct str bytes;
	struct callinfo_table calls;
	if (file_read(parts[1].p, MOST, &t->arena, &bytes, &e) != 0
	    || callinfo_read_table(parts[1], bytes, &t->arena, &calls, &e) != 0)
		die(&e);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < t->n_docs && !str_eq(t->docs[k].in.name, gold[i].doc))
			k++;
		if (k < t->n_docs || k == MOST_DOCS)
			continue;
		struct doc *d = &t->docs[t->n_docs++];
		const struct callinfo *call = callinfo_lookup(&calls, gold[i].doc);
		d->in.name = gold[i].doc;
		d->in.call = call ? *call : CALLINFO_NONE;
		struct str path = arena_printf(
		    &t->arena, "%.*s/%.*s", STR_FMT(parts[3]), STR_FMT(gold[i].doc));
		read_call(t, path.p, &d->in.bytes);
		d->lesson.gold = rows_of(t, gold, n, d->in.name, &d->lesson.n_gold);
		d->lesson.skip =
		    rows_of(t, skip, n_skip, d->in.name, &d->lesson.n_skip);
		d->lesson.learner = (struct model_learner){t, false, see, on_word};
		d->lesson.lost = on_lost;
	}
}

/* Set number n; of a task that there is none of, false. */
static bool
read_set(struct train *t, const char *arg, int n)
{
	size_t from = t->n_docs;
	unsigned char times = 1;
	unsigned tasks = UINT_MAX;
	const char *set = arg, *colon = *arg == '@' ? strchr(arg, ':') : NULL;
	if (colon) {
		struct str names = {arg + 1, (size_t)(colon - arg) - 1};
		set = colon + 1;
		for (tasks = 0; names.n;) {
			int k = task_of(str_cut(&names, '+'));
			if (k == MODEL_N_TASKS)
				return false;
			tasks |= 1U << k;
		}
	}
	if (isdigit((unsigned char)*set) && set[1] == '*') {
		times = (unsigned char)(*set - '0');
		set += 2;
	}
	if (strchr(set, ','))
		read_calls(t, set);
	else
		read_sentences(t, set);
	for (size_t i = from; i < t->n_docs; i++) {
		t->docs[i].times = times;
		t->docs[i].tasks = tasks;
		t->docs[i].set = n;
		t->docs[i].fold = (int)(i - from);
	}
	return true;
}

/* ----- learning ------------------------------------------------------------------ */

/* Leave out what too few calls have, and number the rest anew. */
static void
select_features(struct train *t, uint32_t docs)
{
	uint32_t *to = have(ARENA_NEW(&t->arena, t->n_features + 1, uint32_t));
	size_t n = 0;
	for (size_t i = 0; i < t->n_features; i++) {
		to[i] = UINT32_MAX;
		if (t->features[i].docs >= docs) {
			to[i] = (uint32_t)n;
			t->features[n++] = t->features[i];
		}
	}
	size_t k = 0, c = 0;
	for (size_t i = 0; i < t->n_terms; i++) {
		for (; c < t->n_candidates && t->candidates[c] == i; c++)
			t->candidates[c] = k;
		if (to[t->terms[i].feature] == UINT32_MAX)
			continue;
		t->terms[k] = t->terms[i];
		t->terms[k++].feature = to[t->terms[i].feature];
	}
	for (; t->candidates && c <= t->n_candidates; c++)
		t->candidates[c] = k;
	t->n_terms = k;
	t->n_features = n;
	for (int part = 0; part < PARTS; part++) {
		t->penalty[part] = have(ARENA_NEW(&t->arena, n + 1, double));
		for (size_t i = 0; i < n; i++)
			t->penalty[part][i] = 1;
	}
	t->mask = t->mask / 2; /* rehash doubles it */
	rehash(t);
	t->frozen = true;
}

static void
print_argument(FILE *f, struct train *t, int64_t a)
{
	const struct word *w = a > INT32_MAX ? word_at(t, a) : NULL;
	if (a == model_word(STR("#")))
		fputs("'# ", f);
	else if (w && w->code)
		fprintf(f, "'%.*s ", STR_FMT(w->text));
	else
		fprintf(f, "%lld ", (long long)a);
}

static void
print_weights(FILE *f, struct train *t, const double *w)
{
	for (size_t i = 0; i < t->n_features; i++) {
		const struct feature *x = &t->features[i];
		if (fabs(w[i]) < t->least)
			continue;
		fprintf(
		    f, "%s %s ", model_task_name(x->task), model_feature_name(x->f));
		print_argument(f, t, x->a);
		print_argument(f, t, x->b);
		print_argument(f, t, x->cls);
		fprintf(f, "%.2f\n", w[i]);
	}
}

static struct logit_data
data_of(const struct train *t, enum part prior, double lambda)
{
	return (struct logit_data){t->terms, t->candidates, t->right, t->choices,
	    t->n_choices, t->n_features, lambda, t->penalty[prior]};
}

static void
fit(struct train *t, enum part prior, const unsigned char *use, double lambda,
    int steps, double *w)
{
	struct err e = {0};
	double f;
	const struct logit_data d = data_of(t, prior, lambda);
	if (logit_fit(&d, use, steps, w, &f, &e) != 0)
		die(&e);
}

static double
sum_of(const struct train *t, const double *w, size_t candidate)
{
	double z = 0;
	for (size_t k = t->candidates[candidate]; k < t->candidates[candidate + 1]; k++)
		z += w[t->terms[k].feature] * (double)t->terms[k].value;
	return z;
}

/* The first candidate of the answer that the model takes, as in ballot_decide. */
static size_t
answer_of(const struct train *t, const double *w, size_t choice)
{
	double sums[BALLOT_CANDIDATES] = {0}, z[BALLOT_CANDIDATES], most = -HUGE_VAL;
	size_t from = t->choices[choice], n = t->choices[choice + 1] - from, best = 0;
	for (size_t c = 0; c < n; c++) {
		z[c] = sum_of(t, w, from + c);
		most = fmax(most, z[c]);
	}
	for (size_t c = 0; c < n; c++)
		sums[t->answer[from + c]] += exp(z[c] - most);
	for (size_t c = 0; c < n; c++)
		if (sums[c] > sums[best])
			best = c;
	return from + best;
}

/* How often the answer taken is right, of the choices with use[i] == which. */
static void
accuracy(const struct train *t, const unsigned char *use, unsigned char which,
    const double *w, size_t n[MODEL_N_TASKS][2])
{
	for (size_t i = 0; i < t->n_choices; i++) {
		if (use[i] != which)
			continue;
		n[t->choice_task[i]][0] += t->right[answer_of(t, w, i)];
		n[t->choice_task[i]][1]++;
	}
}

static struct extract *
extractor_with(const struct catalog *c, struct str weights)
{
	struct err e = {0};
	struct extract *x = extract_new_with(c, weights, &e);
	if (!x)
		die(&e);
	return x;
}

/* An extractor with these weights; its text is the caller's to free. */
static struct extract *
extractor_of(struct train *t, const struct catalog *c, const double *w, char **text)
{
	size_t size = 0;
	FILE *f = open_memstream(text, &size);
	if (!f)
		exit(71);
	print_weights(f, t, w);
	if (fclose(f) != 0)
		exit(71);
	return extractor_with(c, (struct str){*text, size});
}

static FILE *
open_to_write(const char *to)
{
	FILE *f = fopen(to, "w");
	if (!f) {
		perror(to);
		exit(73);
	}
	return f;
}

static void
close_written(FILE *f, const char *to)
{
	if (fclose(f) != 0) {
		perror(to);
		exit(74);
	}
}

/* The file of a fold's weights. */
static const char *
fold_file(struct train *t, const char *prefix, int fold)
{
	size_t n = strlen(prefix) + sizeof "-2147483648.txt";
	char *name = have(ARENA_NEW(&t->arena, n, char));
	(void)snprintf(name, n, "%s%d.txt", prefix, fold);
	return name;
}

static void
extract_fold(struct train *t, struct extract *x, int fold, FILE *to)
{
	struct err e = {0};
	for (size_t i = 0; i < t->n_docs; i++) {
		struct arena a = {NULL};
		struct extract_result r;
		struct extract_input in = t->docs[i].in;
		if (t->docs[i].fold != fold)
			continue;
		if (extract_run(x, &in, &a, &r, &e) != 0)
			die(&e);
		for (size_t k = 0; k < r.n; k++)
			csv_write_obs(to, &r.obs[k]);
		arena_release(&a);
	}
}

/* What is found in every call with weights that do not know it: w's, or those of files. */
static void
extract_left_out(
    struct train *t, const struct catalog *c, const struct options *o, const double *w)
{
	FILE *f = open_to_write(o->left);
	csv_write_header(f);
	for (int fold = 0; fold < o->folds; fold++) {
		struct err e = {0};
		char *made = NULL;
		struct str text;
		struct extract *x;
		if (w) {
			x = extractor_of(t, c, w + (size_t)fold * t->n_features, &made);
		} else {
			if (file_read(fold_file(t, o->folds_from, fold), MOST,
				&t->arena, &text, &e)
			    != 0)
				die(&e);
			x = extractor_with(c, text);
		}
		extract_fold(t, x, fold, f);
		extract_free(x);
		free(made);
	}
	close_written(f, o->left);
}

static void
write_folds(struct train *t, const struct options *o, const double *w)
{
	for (int fold = 0; fold < o->folds; fold++) {
		const char *name = fold_file(t, o->folds_to, fold);
		FILE *f = open_to_write(name);
		print_weights(f, t, w + (size_t)fold * t->n_features);
		close_written(f, name);
	}
}

static bool
in_part(enum part part, int fold)
{
	return part == PART_ALL || (part == PART_ODD) == (fold & 1);
}

/* How often a choice counts in learning from a part without a fold (-1: with all). */
static unsigned char
times_of(const struct train *t, size_t choice, enum part part, int fold)
{
	const struct doc *d = &t->docs[t->choice_doc[choice]];
	return d->fold == fold || !in_part(part, d->fold) ? 0 : d->times;
}

/* Who taught the prior with which the weights are learnt that a fold is read with. */
static enum part
prior_of(const struct train *t, enum part part, int fold)
{
	if (part != PART_ALL || !t->honest)
		return part;
	return fold & 1 ? PART_EVEN : PART_ODD;
}

/* Weights for each fold, n_features each, all 0. */
static double *
fold_weights(const struct train *t, int folds)
{
	size_t size = (size_t)folds * t->n_features * sizeof(double);
	double *all =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED)
		exit(71);
	return all;
}

/* Learn those of each fold of a part without its calls, from what they are, two at a time. */
static void
fit_folds(
    struct train *t, enum part part, int folds, double lambda, int steps, double *all)
{
	for (int child = 0; child < 2; child++) {
		if (fork() != 0)
			continue;
		unsigned char *use =
		    have(ARENA_NEW(&t->arena, t->n_choices + 1, unsigned char));
		for (int fold = 0, k = 0; fold < folds; fold++) {
			if (!in_part(part, fold) || (k++ & 1) != child)
				continue;
			for (size_t i = 0; i < t->n_choices; i++)
				use[i] = times_of(t, i, part, fold);
			fit(t, prior_of(t, part, fold), use, lambda, steps,
			    all + (size_t)fold * t->n_features);
		}
		_exit(0);
	}
	for (int child = 0, status; child < 2; child++)
		if (wait(&status) < 0 || status != 0)
			exit(70);
}

/* ----- the prior ----------------------------------------------------------------- */

/*
 * How much the prior weighs on a feature depends on its kind, and is learnt: what the features
 * of a kind add up to in calls that the weights do not know is one number for each
 * candidate, and a logit over these numbers says by how much they are to be believed
 * there (stacking: L. Breiman, Stacked regressions, 1996).  Kinds that are believed less
 * get a stronger prior (as in automatic relevance determination: D. MacKay, 1994).  Calls
 * that are left out are read with the prior that the other half of the folds taught.
 *
 * A kind: the choice, the feature's name, how many words it has, whether it speaks for a
 * class, and how many calls have it.
 */
enum {
	FEW_CALLS = 8,
	SOME_CALLS = 24,
	KINDS = MODEL_N_TASKS * MODEL_N_FEATURES * 3 * 2 * 3,
	STACKED = KINDS + MODEL_N_TASKS /* and all of a choice */
};
static const double least_believed = 0.15, most_believed = 1.5, stronger = 1.5,
		    least_prior = 0.3, most_prior = 60, stack_lambda = 5,
		    whole_penalty = 0.001;

static size_t
kind_of(const struct feature *x)
{
	size_t kind = (size_t)x->task * MODEL_N_FEATURES + (size_t)x->f;
	kind = kind * 3 + (x->a > INT32_MAX) + (x->b > INT32_MAX);
	kind = kind * 2 + (x->cls != 0);
	return kind * 3 + (x->docs >= FEW_CALLS) + (x->docs >= SOME_CALLS);
}

struct stack {
	struct logit_term *terms;
	size_t n, cap, *candidates;
	double sums[STACKED];
};

static void
stack_term(struct stack *s, size_t kind, double z)
{
	s->terms = more(s->terms, s->n, &s->cap, sizeof *s->terms);
	s->terms[s->n++] = (struct logit_term){(uint32_t)kind, (float)z};
}

/* What the features of each kind add up to in a candidate, and all of them. */
static void
stack_candidate(
    const struct train *t, const double *w, size_t c, size_t task, struct stack *s)
{
	size_t from = s->n;
	double all = 0;
	for (size_t k = t->candidates[c]; k < t->candidates[c + 1]; k++) {
		double z = w[t->terms[k].feature] * (double)t->terms[k].value;
		size_t kind = kind_of(&t->features[t->terms[k].feature]);
		if (z == 0)
			continue;
		if (s->sums[kind] == 0)
			stack_term(s, kind, 0);
		s->sums[kind] += z;
		all += z;
	}
	for (size_t k = from; k < s->n; k++) {
		s->terms[k].value = (float)s->sums[s->terms[k].feature];
		s->sums[s->terms[k].feature] = 0;
	}
	stack_term(s, KINDS + task, all);
}

/* How far each kind is to be believed: believed[STACKED], from the weights of a part's folds. */
static void
believe(const struct train *t, enum part part, const double *w, double *believed)
{
	struct err e = {0};
	double f;
	struct arena a = {NULL};
	struct stack *s = have(ARENA_NEW(&a, 1, struct stack));
	double *penalty = have(ARENA_NEW(&a, STACKED, double));
	unsigned char *use = have(ARENA_NEW(&a, t->n_choices + 1, unsigned char));
	s->candidates = have(ARENA_NEW(&a, t->n_candidates + 1, size_t));
	for (size_t i = 0; i < t->n_choices; i++) {
		const struct doc *d = &t->docs[t->choice_doc[i]];
		use[i] = !d->sentence && in_part(part, d->fold);
		for (size_t c = t->choices[i]; c < t->choices[i + 1]; c++) {
			stack_candidate(t, w + (size_t)d->fold * t->n_features, c,
			    t->choice_task[i], s);
			s->candidates[c + 1] = s->n;
		}
	}
	for (size_t i = 0; i < STACKED; i++) {
		penalty[i] = i < KINDS ? 1 : whole_penalty;
		believed[i] = i >= KINDS;
	}
	const struct logit_data d = {s->terms, s->candidates, t->right, t->choices,
	    t->n_choices, STACKED, stack_lambda, penalty};
	if (logit_fit(&d, use, 150, believed, &f, &e) != 0)
		die(&e);
	free(s->terms);
	arena_release(&a);
}

static void
learn_prior(struct train *t, enum part part, const double *w)
{
	double *believed = have(ARENA_NEW(&t->arena, STACKED, double)),
	       *penalty = t->penalty[part];
	believe(t, part, w, believed);
	for (size_t i = 0; i < t->n_features; i++) {
		const struct feature *x = &t->features[i];
		double b = believed[KINDS + x->task] + believed[kind_of(x)];
		b = fmin(fmax(b, least_believed), most_believed);
		penalty[i] =
		    fmin(fmax(penalty[i] * pow(b, -stronger), least_prior), most_prior);
	}
}

static void
learn_priors(struct train *t, const struct options *o, double *w)
{
	bool left_out = o->left || t->only != MODEL_N_TASKS;
	for (int part = 0; part < PARTS; part++) {
		if (part == PART_ALL ? !o->out : !left_out)
			continue;
		/* From 0: not from what the prior of another part led to. */
		memset(w, 0, (size_t)o->folds * t->n_features * sizeof *w);
		for (int round = 0; round < o->rounds; round++) {
			fit_folds(t, (enum part)part, o->folds, o->lambda, 60, w);
			learn_prior(t, (enum part)part, w);
		}
	}
	t->honest = left_out;
}

/* The same of one task, by set. */
static void
print_sets(const struct train *t, const double *w)
{
	enum { SETS = 16 };
	size_t n[SETS][2] = {{0}};
	for (size_t i = 0; i < t->n_choices; i++) {
		const struct doc *d = &t->docs[t->choice_doc[i]];
		const double *own = w + (size_t)d->fold * t->n_features;
		if (d->set >= SETS)
			continue;
		n[d->set][0] += t->right[answer_of(t, own, i)];
		n[d->set][1]++;
	}
	for (int s = 0; s < SETS; s++)
		if (n[s][1])
			printf("set %-6d %7zu  %8.3f\n", s + 1, n[s][1],
			    (double)n[s][0] / (double)n[s][1]);
}

static void
print_accuracy(struct train *t, int folds, const double *w)
{
	size_t n[2][MODEL_N_TASKS][2] = {{{0}}};
	unsigned char *use =
	    have(ARENA_NEW(&t->arena, t->n_choices + 1, unsigned char));
	for (int fold = 0; fold < folds; fold++) {
		for (size_t i = 0; i < t->n_choices; i++)
			use[i] = t->docs[t->choice_doc[i]].fold != fold;
		accuracy(t, use, 0, w + (size_t)fold * t->n_features, n[0]);
		accuracy(t, use, 1, w + (size_t)fold * t->n_features, n[1]);
	}
	puts("task       choices  left out  learnt from");
	for (int k = 0; k < MODEL_N_TASKS; k++)
		if (n[0][k][1])
			printf("%-10s %7zu  %8.3f  %11.3f\n",
			    model_task_name((enum model_task)k), n[0][k][1],
			    (double)n[0][k][0] / (double)n[0][k][1],
			    (double)n[1][k][0] / (double)n[1][k][1]);
	if (t->only != MODEL_N_TASKS)
		print_sets(t, w);
}

/* Read every call once more, each with weights that do not know it, and go on from
 * their own choices: what is then said before is as it will be in use. */
static void
read_freely(struct train *t, const struct catalog *c, int folds, const double *w)
{
	struct err e = {0};
	for (int fold = 0; fold < folds; fold++) {
		char *text = NULL;
		struct extract *x =
		    extractor_of(t, c, w + (size_t)fold * t->n_features, &text);
		for (size_t i = 0; i < t->n_docs; i++) {
			struct arena a = {NULL};
			struct extract_result r;
			struct extract_input in = t->docs[i].in;
			struct extract_lesson lesson = t->docs[i].lesson;
			if (t->docs[i].fold != fold)
				continue;
			lesson.learner.free = true;
			in.lesson = &lesson;
			t->doc = i;
			if (extract_run(x, &in, &a, &r, &e) != 0)
				die(&e);
			arena_release(&a);
		}
		extract_free(x);
		free(text);
	}
}

/* Every call once, with its labels beside. */
static void
read_all(struct train *t, struct catalog *c)
{
	struct err e = {0};
	size_t gold = 0;
	struct extract *x = extract_new(c, &e);
	if (!x)
		die(&e);
	for (size_t i = 0; i < c->n; i++)
		on_word(t, model_word(c->metrics[i].name), c->metrics[i].name);
	for (size_t i = 0; i < t->n_docs; i++) {
		struct arena a = {NULL};
		struct extract_result r;
		struct extract_input in = t->docs[i].in;
		in.lesson = &t->docs[i].lesson;
		t->doc = i;
		gold += t->docs[i].lesson.n_gold;
		if (extract_run(x, &in, &a, &r, &e) != 0)
			die(&e);
		arena_release(&a);
	}
	extract_free(x);
	printf("%zu calls, %zu observations (%zu where no quantity is found), %zu "
	       "choices\n",
	    t->n_docs, gold, t->lost, t->n_choices);
	for (int k = 0; k < MODEL_N_TASKS; k++)
		if (t->without[k])
			printf("%-10s %7zu, no right candidate for %.3f\n",
			    model_task_name((enum model_task)k), t->seen[k],
			    (double)t->without[k] / (double)t->seen[k]);
}

static void
write_weights(struct train *t, double lambda, const char *to)
{
	double *w = have(ARENA_NEW(&t->arena, t->n_features + 1, double));
	unsigned char *use =
	    have(ARENA_NEW(&t->arena, t->n_choices + 1, unsigned char));
	FILE *f = open_to_write(to);
	for (size_t i = 0; i < t->n_choices; i++)
		use[i] = times_of(t, i, PART_ALL, -1);
	fit(t, PART_ALL, use, lambda, 200, w);
	fputs("; Learnt by make train: task feature a b class weight (docs/model.md)\n",
	    f);
	print_weights(f, t, w);
	close_written(f, to);
}

static bool
read_option(struct train *t, struct options *o, int opt, const char *arg)
{
	switch (opt) {
	case 'l':
		o->lambda = strtod(arg, NULL);
		return true;
	case 'd':
		o->docs = (uint32_t)strtoul(arg, NULL, 10);
		return true;
	case 'k':
		o->folds = (int)strtol(arg, NULL, 10);
		return o->folds >= 2;
	case 'r':
		o->rounds = (int)strtol(arg, NULL, 10);
		return o->rounds >= 0;
	case 't':
		t->least = strtod(arg, NULL);
		return true;
	case 'f':
		t->free = true;
		return true;
	case 'T':
		t->only = task_of(str_from(arg));
		return t->only != MODEL_N_TASKS;
	case 'o':
		o->out = arg;
		return true;
	case 'x':
		o->left = arg;
		return true;
	case 'w':
		o->folds_to = arg;
		return true;
	case 'u':
		o->folds_from = arg;
		return true;
	default:
		return false;
	}
}

static int
learn(struct train *t, struct catalog *c, const struct options *o)
{
	read_all(t, c);
	if (t->n_choices == 0) {
		fputs("train: nothing to learn from\n", stderr);
		return 65;
	}
	size_t all = t->n_features;
	select_features(t, o->docs);
	printf("%zu of %zu features are in at least %u calls\n", t->n_features, all,
	    o->docs);
	double *w = fold_weights(t, o->folds);
	learn_priors(t, o, w);
	if (t->free) {
		fit_folds(t, PART_ALL, o->folds, o->lambda, 60, w);
		read_freely(t, c, o->folds, w);
	}
	bool alone = t->only != MODEL_N_TASKS;
	if (o->left || alone) {
		fit_folds(t, PART_ALL, o->folds, o->lambda, 120, w);
		print_accuracy(t, o->folds, w);
	}
	if (o->left && !alone)
		extract_left_out(t, c, o, w);
	if (o->left && o->folds_to && !alone)
		write_folds(t, o, w);
	if (o->out && !alone)
		write_weights(t, o->lambda, o->out);
	return 0;
}

int
main(int argc, char **argv)
{
	static struct train t = {
	    .least = 0.015, .only = MODEL_N_TASKS, .word_mask = (1 << 18) - 1};
	struct err e = {0};
	struct options o = {.lambda = 5, .folds = 8, .rounds = 3, .docs = 4};
	int opt, rc = 0;
	while ((opt = getopt(argc, argv, "l:d:k:r:o:x:w:u:ft:T:")) != -1)
		if (!read_option(&t, &o, opt, optarg))
			return 64;
	t.words = have(calloc(t.word_mask + 1, sizeof *t.words));
	struct catalog *c = t.words ? catalog_new(NULL, 0, &e) : NULL;
	if (!c)
		return 71;
	for (int i = optind; i < argc; i++)
		if (!read_set(&t, argv[i], i - optind))
			return 64;
	for (size_t i = 0; i < t.n_docs; i++)
		t.docs[i].fold %= o.folds;
	if (!o.folds_from)
		rc = learn(&t, c, &o);
	else if (o.left)
		extract_left_out(&t, c, &o, NULL);
	catalog_free(c);
	return rc;
}
