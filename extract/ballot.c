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
	b->n = b->n_found = b->n_c = 0;
	b->number++;
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

/* The number of a feature among those of this ballot. */
static uint32_t
number_of(struct ballot *b, enum model_feature f, int64_t x, int64_t y)
{
	uint64_t of = b->number << 16 | (uint64_t)f;
	uint64_t h = ((uint64_t)x * 0x9e3779b97f4a7c15ULL ^ (uint64_t)y) + of * 8;
	h *= 0xff51afd7ed558ccdULL;
	struct ballot_memo *o = &b->memo[h >> (64 - BALLOT_MEMO_BITS)];
	if (o->x == x && o->y == y && o->of == of)
		return o->feature;
	uint64_t key = model_key(b->task, f, x, y);
	__builtin_prefetch(model_place(b->model, key));
	b->found[b->n_found].key = key;
	*o = (struct ballot_memo){x, y, of, (uint32_t)b->n_found++};
	return o->feature;
}

static void
add(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value,
    int candidate)
{
	if (b->n == BALLOT_FEATURES)
		return;
	if (b->learner)
		b->v[b->n] = (struct ballot_feature){
		    model_key(b->task, f, x, y), x, y, value, candidate, f};
	b->uses[b->n++] = (struct ballot_use){number_of(b, f, x, y), candidate, value};
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

/* What the features' weights add to the candidates, one feature after the other. */
static void
weigh_in_order(struct ballot *b)
{
	const struct model *m = b->model;
	for (size_t i = 0; i < b->n; i++) {
		const struct ballot_use *u = &b->uses[i];
		const struct model_key *x = b->found[u->feature].weights;
		for (uint32_t k = 0; x && k < x->n; k++) {
			const struct model_weight *w = &m->weights[x->from + k];
			double v = m->values[w->value];
			if (u->candidate >= 0)
				b->c[u->candidate].z += v * u->value;
			for (size_t c = 0; u->candidate < 0 && w->cls && c < b->n_c;
			     c++)
				for (size_t p = 0; p < BALLOT_CLASSES; p++)
					if (b->c[c].place[p] == w->cls)
						b->c[c].z += v;
		}
	}
}

/* Look the features up. */
static void
find(struct ballot *b)
{
	const struct model *m = b->model;
	for (size_t i = 0; i < b->n_found; i++) {
		struct ballot_feature_found *o = &b->found[i];
		o->weights = model_find(m, o->key);
		if (o->weights)
			__builtin_prefetch(&m->weights[o->weights->from]);
	}
	for (size_t i = 0; i < b->n_found; i++) {
		struct ballot_feature_found *o = &b->found[i];
		const struct model_key *x = o->weights;
		o->sum = x ? m->values[x->value] : 0;
		for (uint32_t k = 1; x && k < x->n; k++)
			o->sum += m->values[m->weights[x->from + k].value];
	}
}

/* The same by classes: each weight is added once, however many candidates have its
 * class. */
static void
weigh(struct ballot *b)
{
	const struct model *m = b->model;
	for (size_t i = 0; i < b->n; i++) {
		const struct ballot_use *u = &b->uses[i];
		const struct ballot_feature_found *o = &b->found[u->feature];
		if (u->candidate >= 0) {
			b->c[u->candidate].z += o->sum * u->value;
			continue;
		}
		for (uint32_t k = 0; o->weights && k < o->weights->n; k++) {
			const struct model_weight *w =
			    &m->weights[o->weights->from + k];
			b->classes[w->cls] += m->values[w->value];
		}
	}
	for (size_t c = 0; c < b->n_c; c++)
		for (size_t k = 0; k < BALLOT_CLASSES; k++)
			if (b->c[c].place[k])
				b->c[c].z += b->classes[b->c[c].place[k]];
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
	find(b);
	weigh(b);
	size_t best = best_of(b);
	for (size_t c = 0; c < b->n_c; c++)
		rivals += b->c[c].z > b->c[best].z - near;
	if (rivals < 2 && !b->learner)
		return best;
	for (size_t c = 0; c < b->n_c; c++)
		b->c[c].z = 0;
	weigh_in_order(b);
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
