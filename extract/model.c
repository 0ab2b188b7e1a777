/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/model.h"

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

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdULL;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53ULL;
	return x ^ x >> 33;
}

uint64_t
model_key(enum model_task t, enum model_feature f, int64_t a, int64_t b)
{
	uint64_t h = mix((uint64_t)a + 0x9e3779b97f4a7c15ULL);
	h = mix(h ^ (uint64_t)b);
	return h ^ ((uint64_t)t << 8 | (uint64_t)f) * 0x9e3779b97f4a7c15ULL;
}

int64_t
model_word(struct str low)
{
	return (int64_t)lexicon_hash(low) | (int64_t)1 << 32;
}

int64_t
model_token(const struct token *t)
{
	if (t->kind == LEXER_WORD || t->kind == LEXER_TAIL)
		return (int64_t)t->hash | (int64_t)1 << 32;
	if (t->kind == LEXER_NUMBER)
		return model_word(STR("#"));
	if (t->kind == LEXER_BREAK)
		return 0;
	return model_word(t->low);
}

/* One line of the text. */
struct line {
	uint64_t key;
	int64_t cls;
	double w;
};

static int
by_key(const void *x, const void *y)
{
	const struct line *a = x, *b = y;
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
read_line(struct str line, struct line *w)
{
	int t, f;
	int64_t a, b;
	char text[32], *end;
	struct str rest = line;
	bool fine =
	    name_in(str_cut(&rest, ' '), tasks, sizeof tasks / sizeof *tasks, &t)
	    && name_in(
		str_cut(&rest, ' '), features, sizeof features / sizeof *features, &f)
	    && argument(str_cut(&rest, ' '), &a) && argument(str_cut(&rest, ' '), &b)
	    && argument(str_cut(&rest, ' '), &w->cls) && rest.n > 0
	    && rest.n < sizeof text;
	if (!fine)
		return false;
	memcpy(text, rest.p, rest.n);
	text[rest.n] = '\0';
	w->key = model_key((enum model_task)t, (enum model_feature)f, a, b);
	w->w = strtod(text, &end);
	return *end == '\0';
}

/* All lines in order of their keys. */
static struct line *
read_lines(struct str name, struct str text, size_t *n, struct err *e)
{
	size_t most = 1;
	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '\n';
	struct line *v = calloc(most, sizeof *v);
	if (!v) {
		(void)err_nomem(e);
		return NULL;
	}
	*n = 0;
	for (size_t line = 1; text.n; line++) {
		struct str s = str_cut(&text, '\n');
		if (s.n == 0 || s.p[0] == ';')
			continue;
		if (!read_line(s, &v[*n])) {
			(void)err_set(e, ERR_CONFIG,
			    "not 'task feature a b class weight': make train "
			    "writes this file");
			(void)err_at(e, name, line);
			free(v);
			return NULL;
		}
		++*n;
	}
	qsort(v, *n, sizeof *v, by_key);
	return v;
}

/* A model on the heap: its tables may be written while it is made. */
struct tables {
	struct model m; /* first: what model_new gives is this */
	struct model_weight *weights;
	struct model_key *keys;
	int64_t *classes;
	uint16_t *class_slots;
	double *values;
};

/* The place of a class, which is added when it is new; -1 when there are too many. */
static int
class_place(struct tables *t, int64_t cls)
{
	struct model *m = &t->m;
	uint16_t k = cls ? model_class(m, cls) : 0;
	if (k || !cls)
		return k;
	if (m->n_classes == MODEL_MOST)
		return -1;
	uint32_t at = model_class_slot(m, cls);
	while (t->class_slots[at])
		at = (at + 1) & m->class_mask;
	t->class_slots[at] = (uint16_t)m->n_classes;
	t->classes[m->n_classes] = cls;
	return (int)m->n_classes++;
}

static int
value_place(struct tables *t, double w)
{
	struct model *m = &t->m;
	uint32_t k = 0;
	while (k < m->n_values && t->values[k] != w)
		k++;
	if (k == MODEL_MOST)
		return -1;
	if (k == m->n_values)
		t->values[m->n_values++] = w;
	return (int)k;
}

static struct model_key *
add_key(struct tables *t, uint64_t key)
{
	struct model *m = &t->m;
	uint32_t at = (uint32_t)key & m->mask;
	while (t->keys[at].n)
		at = (at + 1) & m->mask;
	t->keys[at] = (struct model_key){.key = key, .from = m->n_weights};
	m->n_keys++;
	return &t->keys[at];
}

static int
fill(struct tables *t, const struct line *v, size_t n, struct err *e)
{
	struct model *m = &t->m;
	struct model_key *key = NULL;
	m->n_classes = 1; /* the candidate itself */
	for (size_t i = 0; i < n; i++) {
		int cls = class_place(t, v[i].cls), value = value_place(t, v[i].w);
		if (cls < 0 || value < 0 || (key && key->n == UINT16_MAX))
			return err_set(e, ERR_CONFIG,
			    "more than %d classes or different weights", MODEL_MOST);
		if (i == 0 || v[i].key != v[i - 1].key) {
			key = add_key(t, v[i].key);
			key->value = (uint16_t)value;
		}
		t->weights[m->n_weights++] =
		    (struct model_weight){(uint16_t)cls, (uint16_t)value};
		key->n++;
	}
	return 0;
}

static struct tables *
new_tables(size_t n)
{
	size_t mask = 1, most = n + 1 < MODEL_MOST ? n + 1 : MODEL_MOST, classes = 1;
	while (mask < n + n / 2 + 1)
		mask *= 2;
	while (classes < 2 * most)
		classes *= 2;
	struct tables *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->m.weights = t->weights = calloc(n + 1, sizeof *t->weights);
	t->m.keys = t->keys = calloc(mask, sizeof *t->keys);
	t->m.classes = t->classes = calloc(most, sizeof *t->classes);
	t->m.class_slots = t->class_slots = calloc(classes, sizeof *t->class_slots);
	t->m.values = t->values = calloc(most, sizeof *t->values);
	t->m.mask = (uint32_t)(mask - 1);
	t->m.class_mask = (uint32_t)(classes - 1);
	if (t->weights && t->keys && t->classes && t->class_slots && t->values)
		return t;
	model_free(&t->m);
	return NULL;
}

struct model *
model_new(struct str name, struct str text, struct err *e)
{
	size_t n = 0;
	struct line *v = read_lines(name, text, &n, e);
	if (!v)
		return NULL;
	if (n >> 31) {
		(void)err_set(e, ERR_CONFIG, "too many weights: %zu", n);
		free(v);
		return NULL;
	}
	struct tables *t = new_tables(n);
	if (!t)
		(void)err_nomem(e);
	int rc = t ? fill(t, v, n, e) : -1;
	free(v);
	if (t && rc != 0) {
		model_free(&t->m);
		t = NULL;
	}
	return t ? &t->m : NULL;
}

void
model_free(struct model *m)
{
	struct tables *t = (struct tables *)m;
	if (!t)
		return;
	free(t->weights);
	free(t->keys);
	free(t->classes);
	free(t->class_slots);
	free(t->values);
	free(t);
}
