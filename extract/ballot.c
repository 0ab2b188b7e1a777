/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/ballot.h"

#include <math.h>

struct ballot *
ballot_new(const struct model *m, const struct model_learner *learner, struct arena *a)
{
	struct ballot *b = ARENA_NEW(a, 1, struct ballot);
	if (!b)
		return NULL;
	b->model = m;
	b->learner = learner;
	b->classes = ARENA_NEW(a, m->n_classes, double);
	b->v = learner ? ARENA_NEW(a, BALLOT_FEATURES, struct ballot_feature) : NULL;
	return b->classes && (b->v || !learner) ? b : NULL;
}

void
ballot_open(struct ballot *b, enum model_task t)
{
	b->task = t;
	b->n = b->n_hits = b->n_c = 0;
	for (uint32_t k = 0; k < b->model->n_classes; k++)
		b->classes[k] = 0;
}

int
ballot_add(struct ballot *b, int64_t c0, int64_t c1, int64_t c2, bool right)
{
	if (b->n_c == BALLOT_CANDIDATES)
		return -1;
	b->c[b->n_c] = (struct ballot_candidate){{c0, c1, c2},
	    {model_class(b->model, c0), model_class(b->model, c1),
		model_class(b->model, c2)},
	    right, 0};
	return (int)b->n_c++;
}

static void
add(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value,
    int candidate)
{
	const struct model *m = b->model;
	if (b->n == BALLOT_FEATURES)
		return;
	uint64_t key = model_key(b->task, f, x, y);
	if (b->learner)
		b->v[b->n] = (struct ballot_feature){key, x, y, value, candidate, f};
	b->n++;
	int k = model_find(m, key);
	if (k < 0)
		return;
	b->hits[b->n_hits++] = (struct ballot_hit){(uint32_t)k, candidate, value};
	for (uint32_t i = m->keys[k].from; i < m->keys[k].to; i++) {
		const struct model_weight *w = &m->weights[i];
		if (candidate < 0)
			b->classes[w->cls] += m->values[w->value];
		else
			b->c[candidate].z += m->values[w->value] * value;
	}
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
weigh(struct ballot *b, const struct ballot_hit *x)
{
	const struct model *m = b->model;
	for (uint32_t i = m->keys[x->key].from; i < m->keys[x->key].to; i++) {
		const struct model_weight *w = &m->weights[i];
		double v = m->values[w->value];
		if (x->candidate >= 0) {
			b->c[x->candidate].z += v * x->value;
			continue;
		}
		for (size_t c = 0; c < b->n_c; c++)
			for (size_t k = 0; k < BALLOT_CLASSES; k++)
				if (b->c[c].place[k] == w->cls && w->cls)
					b->c[c].z += v;
	}
}

static size_t
best_of(const struct ballot *b)
{
	size_t best = 0;
	for (size_t c = 1; c < b->n_c; c++)
		if (b->c[c].z > b->c[best].z)
			best = c;
	return best;
}

/* Sums by classes come out a little otherwise than in the order of the features.  Where
 * that could decide, and while learning, they are made in that order: so a ballot does
 * not depend on how it was counted. */
static size_t
count(struct ballot *b)
{
	const double near = 1e-9;
	size_t rivals = 0;
	for (size_t c = 0; c < b->n_c; c++)
		for (size_t k = 0; k < BALLOT_CLASSES; k++)
			if (b->c[c].place[k])
				b->c[c].z += b->classes[b->c[c].place[k]];
	size_t best = best_of(b);
	for (size_t c = 0; c < b->n_c; c++)
		rivals += b->c[c].z > b->c[best].z - near;
	if (rivals < 2 && !b->learner)
		return best;
	for (size_t c = 0; c < b->n_c; c++)
		b->c[c].z = 0;
	for (size_t i = 0; i < b->n_hits; i++)
		weigh(b, &b->hits[i]);
	return best_of(b);
}

size_t
ballot_decide(struct ballot *b, double *p)
{
	size_t top = count(b), best = top, chosen = SIZE_MAX;
	for (size_t c = 0; c < b->n_c; c++)
		if (b->c[c].right && (chosen == SIZE_MAX || b->c[c].z > b->c[chosen].z))
			chosen = c;
	double sum = 0;
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
