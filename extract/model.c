/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/model.h"

#include <math.h>
#include <stdlib.h>

#define NAME(x) #x,
static const char *const tasks[] = {MODEL_TASKS(NAME)};
static const char *const features[] = {MODEL_FEATURES(NAME)};

const char *
model_task_name(enum model_task t)
{
	return tasks[t];
}

const char *
model_feature_name(enum model_feature f)
{
	return features[f];
}

/* The weights of one feature, a run of classes: an open table of their first places. */
struct weight {
	uint64_t key;
	int64_t cls;
	double w;
};

struct model {
	struct weight *v; /* in order of key */
	size_t n;
	uint32_t *slots; /* index + 1 into v; 0: free */
	size_t mask;
};

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdULL;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53ULL;
	return x ^ x >> 33;
}

static uint64_t
key_of(enum model_task t, enum model_feature f, int64_t a, int64_t b)
{
	uint64_t h = mix((uint64_t)a + 0x9e3779b97f4a7c15ULL);
	h = mix(h ^ (uint64_t)b);
	return h ^ ((uint64_t)t << 8 | (uint64_t)f) * 0x9e3779b97f4a7c15ULL;
}

int64_t
model_word(struct str low)
{
	uint32_t h = 2166136261U;
	for (size_t i = 0; i < low.n; i++)
		h = (h ^ (unsigned char)low.p[i]) * 16777619U;
	return (int64_t)h | (int64_t)1 << 32;
}

int64_t
model_token(const struct token *t)
{
	if (t->kind == LEXER_NUMBER)
		return model_word(STR("#"));
	if (t->kind == LEXER_BREAK)
		return 0;
	return model_word(t->low);
}

static int
by_key(const void *x, const void *y)
{
	const struct weight *a = x, *b = y;
	return a->key != b->key ? (a->key > b->key) - (a->key < b->key)
				: (a->cls > b->cls) - (a->cls < b->cls);
}

static bool
name_in(struct str s, const char *const *names, size_t n, int *out)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_from(names[i]))) {
			*out = (int)i;
			return true;
		}
	return false;
}

static bool
argument(struct str s, int64_t *out)
{
	char text[24], *end;
	if (s.n > 1 && s.p[0] == '\'') {
		*out = model_word(str_sub(s, 1, s.n));
		return true;
	}
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtoll(text, &end, 10);
	return *end == '\0';
}

static bool
read_line(struct str line, struct weight *w)
{
	int t, f;
	int64_t a, b;
	char text[32], *end;
	struct str rest = line;
	bool fine =
	    name_in(str_cut(&rest, ' '), tasks, sizeof tasks / sizeof *tasks, &t)
	    && name_in(str_cut(&rest, ' '), features,
		sizeof features / sizeof *features, &f)
	    && argument(str_cut(&rest, ' '), &a) && argument(str_cut(&rest, ' '), &b)
	    && argument(str_cut(&rest, ' '), &w->cls) && rest.n > 0
	    && rest.n < sizeof text;
	if (!fine)
		return false;
	memcpy(text, rest.p, rest.n);
	text[rest.n] = '\0';
	w->key = key_of((enum model_task)t, (enum model_feature)f, a, b);
	w->w = strtod(text, &end);
	return *end == '\0';
}

static int
read_weights(struct model *m, struct str name, struct str text, struct err *e)
{
	size_t lines = 1;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	m->v = calloc(lines, sizeof *m->v);
	m->mask = 1;
	while (m->mask < 2 * lines)
		m->mask *= 2;
	m->slots = calloc(m->mask, sizeof *m->slots);
	m->mask--;
	if (!m->v || !m->slots)
		return err_nomem(e);
	for (size_t line = 1; text.n; line++) {
		struct str s = str_cut(&text, '\n');
		if (s.n == 0 || s.p[0] == ';')
			continue;
		if (!read_line(s, &m->v[m->n])) {
			(void)err_set(e, ERR_CONFIG,
			    "not 'task feature a b class weight': make train "
			    "writes this file");
			return err_at(e, name, line);
		}
		m->n++;
	}
	qsort(m->v, m->n, sizeof *m->v, by_key);
	for (size_t i = 0; i < m->n; i++) {
		if (i > 0 && m->v[i].key == m->v[i - 1].key)
			continue;
		size_t at = m->v[i].key & m->mask;
		while (m->slots[at])
			at = (at + 1) & m->mask;
		m->slots[at] = (uint32_t)i + 1;
	}
	return 0;
}

struct model *
model_new(struct str name, struct str text, struct err *e)
{
	struct model *m = calloc(1, sizeof *m);
	if (!m) {
		(void)err_nomem(e);
		return NULL;
	}
	if (read_weights(m, name, text, e) != 0) {
		model_free(m);
		return NULL;
	}
	return m;
}

void
model_free(struct model *m)
{
	if (!m)
		return;
	free(m->v);
	free(m->slots);
	free(m);
}

void
ballot_open(struct ballot *b, enum model_task t)
{
	b->task = t;
	b->n = b->n_c = 0;
}

int
ballot_add(struct ballot *b, int64_t c0, int64_t c1, int64_t c2, bool right)
{
	if (b->n_c == BALLOT_CANDIDATES)
		return -1;
	b->c[b->n_c] = (struct ballot_candidate){{c0, c1, c2}, right, 0};
	return (int)b->n_c++;
}

static void
add(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value,
    int candidate)
{
	if (b->n == BALLOT_FEATURES)
		return;
	b->v[b->n++] = (struct ballot_feature){
	    key_of(b->task, f, x, y), x, y, value, candidate, f};
}

void
ballot_shared(struct ballot *b, enum model_feature f, int64_t x, int64_t y)
{
	add(b, f, x, y, 1, -1);
}

void
ballot_own(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value)
{
	if (b->n_c)
		add(b, f, x, y, value, (int)b->n_c - 1);
}

/* What a feature's weights add to the candidates. */
static void
weigh(struct ballot *b, const struct ballot_feature *x, const struct weight *w,
    const struct weight *end)
{
	for (; w < end && w->key == x->key; w++) {
		if (x->candidate >= 0) {
			b->c[x->candidate].z += w->w * x->value;
			continue;
		}
		for (size_t c = 0; c < b->n_c; c++)
			for (size_t k = 0; k < BALLOT_CLASSES; k++)
				if (b->c[c].cls[k] == w->cls && w->cls)
					b->c[c].z += w->w;
	}
}

size_t
ballot_decide(struct ballot *b, double *p)
{
	const struct model *m = b->model;
	for (size_t i = 0; i < b->n; i++) {
		size_t at = b->v[i].key & m->mask;
		for (; m->slots[at]; at = (at + 1) & m->mask)
			if (m->v[m->slots[at] - 1].key == b->v[i].key) {
				weigh(b, &b->v[i], &m->v[m->slots[at] - 1],
				    m->v + m->n);
				break;
			}
	}
	size_t best = 0, chosen = SIZE_MAX;
	for (size_t c = 0; c < b->n_c; c++) {
		if (b->c[c].z > b->c[best].z)
			best = c;
		if (b->c[c].right
		    && (chosen == SIZE_MAX || b->c[c].z > b->c[chosen].z))
			chosen = c;
	}
	double sum = 0;
	size_t top = best;
	for (size_t c = 0; c < b->n_c; c++)
		sum += exp(b->c[c].z - b->c[best].z);
	if (b->learner) {
		b->learner->see(b->learner->data, b);
		if (chosen != SIZE_MAX && !b->learner->free)
			best = chosen;
	}
	b->most = b->c[top].z;
	b->sum = sum;
	*p = ballot_probability(b, best);
	return best;
}

double
ballot_probability(const struct ballot *b, size_t candidate)
{
	return exp(b->c[candidate].z - b->most) / b->sum;
}
