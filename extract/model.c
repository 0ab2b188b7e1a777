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
	int task, feature;
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
	w->task = t;
	w->feature = f;
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
	struct model_slot *all, *own;
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

/* Put a key into a table; -1 when another there looks like it. */
static int
put(struct model_slot *slots, uint32_t mask, uint64_t key, uint32_t is)
{
	uint32_t at = (uint32_t)key & mask, tag = (uint32_t)(key >> 32);
	while (slots[at].is && slots[at].tag != tag)
		at = (at + 1) & mask;
	if (slots[at].is)
		return -1;
	slots[at] = (struct model_slot){tag, is};
	return 0;
}

/* Put the weights of one key, n lines; own: it may be a candidate's own. */
static int
add_key(struct tables *t, const struct line *v, size_t n, bool own, struct err *e)
{
	struct model *m = &t->m;
	uint32_t from = m->n_weights, is = (uint32_t)n << MODEL_FROM_BITS | from;
	for (size_t i = 0; i < n; i++) {
		int cls = class_place(t, v[i].cls), value = value_place(t, v[i].w);
		if (cls < 0 || value < 0)
			return err_set(e, ERR_CONFIG,
			    "more than %d classes or different weights", MODEL_MOST);
		t->weights[m->n_weights++] =
		    (struct model_weight){(uint16_t)cls, (uint16_t)value};
	}
	int rc = put(t->all, m->all.mask, v->key, is);
	if (own)
		rc |= put(t->own, m->own.mask, v->key,
		    n == 1 ? (uint32_t)MODEL_ONE | t->weights[from].value : is);
	m->n_keys++;
	if (rc != 0 || n >> (30 - MODEL_FROM_BITS))
		return err_set(e, ERR_CONFIG,
		    "feature '%s' of '%s' cannot be told from another",
		    features[v->feature], tasks[v->task]);
	return 0;
}

/* All lines, the keys and the classes among them, and the keys of features that may be a
 * candidate's own: that have weights without a class. */
struct sizes {
	size_t lines, keys, own_keys, classes;
	bool own[MODEL_N_TASKS][MODEL_N_FEATURES];
};

static int
by_class(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* How many classes there are; -1 without memory. */
static int
count_classes(const struct line *v, size_t n, size_t *out)
{
	int64_t *all = calloc(n + 1, sizeof *all);
	if (!all)
		return -1;
	for (size_t i = 0; i < n; i++)
		all[i] = v[i].cls;
	qsort(all, n, sizeof *all, by_class);
	*out = 1;
	for (size_t i = 1; i < n; i++)
		*out += all[i] != all[i - 1];
	free(all);
	return 0;
}

static int
measure(const struct line *v, size_t n, struct sizes *out)
{
	*out = (struct sizes){.lines = n};
	for (size_t i = 0; i < n; i++)
		out->own[v[i].task][v[i].feature] |= v[i].cls == 0;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && v[i].key == v[i - 1].key)
			continue;
		out->keys++;
		out->own_keys += out->own[v[i].task][v[i].feature];
	}
	return count_classes(v, n, &out->classes);
}

static int
fill(struct tables *t, const struct line *v, const struct sizes *z, struct err *e)
{
	t->m.n_classes = 1; /* the candidate itself */
	for (size_t i = 0, k; i < z->lines; i = k) {
		for (k = i + 1; k < z->lines && v[k].key == v[i].key;)
			k++;
		if (add_key(t, &v[i], k - i, z->own[v[i].task][v[i].feature], e) != 0)
			return -1;
	}
	return 0;
}

/* A power of two that leaves a third of it free. */
static uint32_t
places(size_t n)
{
	uint32_t k = 1;
	while (k < n + n / 2 + 1)
		k *= 2;
	return k;
}

static struct tables *
new_tables(const struct sizes *z)
{
	size_t n = z->lines, most = n + 1 < MODEL_MOST ? n + 1 : MODEL_MOST;
	uint32_t keys = places(z->keys), own = 2 * places(z->own_keys),
		 classes = places(z->classes);
	struct tables *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->m.weights = t->weights = calloc(n + 1, sizeof *t->weights);
	t->m.all.slots = t->all = calloc(keys, sizeof *t->all);
	t->m.own.slots = t->own = calloc(own, sizeof *t->own);
	t->m.classes = t->classes = calloc(most, sizeof *t->classes);
	t->m.class_slots = t->class_slots = calloc(classes, sizeof *t->class_slots);
	t->m.values = t->values = calloc(most, sizeof *t->values);
	t->m.all.mask = keys - 1;
	t->m.own.mask = own - 1;
	t->m.class_mask = classes - 1;
	if (t->weights && t->all && t->own && t->classes && t->class_slots && t->values)
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
	if (n >> MODEL_FROM_BITS) {
		(void)err_set(e, ERR_CONFIG, "too many weights: %zu", n);
		free(v);
		return NULL;
	}
	struct sizes z;
	struct tables *t = measure(v, n, &z) == 0 ? new_tables(&z) : NULL;
	if (!t)
		(void)err_nomem(e);
	int rc = t ? fill(t, v, &z, e) : -1;
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
	free(t->all);
	free(t->own);
	free(t->classes);
	free(t->class_slots);
	free(t->values);
	free(t);
}
