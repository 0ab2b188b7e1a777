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

/* Weights in order of key, and an open table of where each key begins. */
struct model {
	struct model_weight *v;
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
	const struct model_weight *a = x, *b = y;
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
read_line(struct str line, struct model_weight *w)
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

const struct model_weight *
model_find(const struct model *m, uint64_t key, const struct model_weight **end)
{
	for (size_t at = key & m->mask; m->slots[at]; at = (at + 1) & m->mask) {
		const struct model_weight *w = &m->v[m->slots[at] - 1];
		if (w->key != key)
			continue;
		*end = w;
		while (*end < m->v + m->n && (*end)->key == key)
			++*end;
		return w;
	}
	return NULL;
}
