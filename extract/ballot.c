/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/ballot.h"

#include <math.h>
#include <string.h>

struct ballot *
ballot_new(const struct model *m, const struct model_learner *learner, struct arena *a)
{
	/* Large, and each choice writes what it reads. */
	struct ballot *b = arena_room(a, 1, sizeof *b);
	if (!b)
		return NULL;
	ballot_open(b, MODEL_bind);
	b->of = NULL;
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
	b->n = b->n_c = b->n_halves = b->n_shared = b->n_own = b->n_asked = 0;
	b->n_repeated = 0;
}

/* Add a key's weights, each times a value, to z. */
static __attribute__((noinline)) double
add_own(const struct model *m, uint32_t is, double value, double z)
{
	const struct model_weight *w = model_weights(m, is);
	for (uint32_t k = 0; k < model_count(is); k++)
		z += m->values[w[k].value] * value;
	return z;
}

static inline double
add_hit(const struct model *m, uint32_t is, double value, double z)
{
	if (is & MODEL_ONE)
		return z + m->values[is & ~(uint32_t)MODEL_ONE] * value;
	return add_own(m, is, value, z);
}

/* Own features are looked up many at a time, so that the reads overlap. */
static void
look_up(struct ballot *b)
{
	const struct model *m = b->model;
	size_t hits = b->n_own;
	double z = b->c[b->n_c - 1].z;
	for (size_t i = 0; i < b->n_asked; i++) {
		uint32_t is = model_find(&m->own, b->asked[i].key);
		if (!is)
			continue;
		b->own[hits++] = (struct ballot_hit){is, b->asked[i].value};
		z = add_hit(m, is, b->asked[i].value, z);
	}
	b->n_own = hits;
	b->n_asked = 0;
	b->c[b->n_c - 1].z = z;
}

static inline void
settle(struct ballot *b)
{
	if (b->n_asked && b->n_c)
		look_up(b);
}

int
ballot_add(struct ballot *b, int64_t c0, int64_t c1, int64_t c2, bool right)
{
	const struct model *m = b->model;
	if (b->n_c == BALLOT_CANDIDATES)
		return -1;
	settle(b);
	b->c[b->n_c] = (struct ballot_candidate){{c0, c1, c2},
	    {c0 ? model_class(m, c0) : 0, c1 ? model_class(m, c1) : 0,
		c2 ? model_class(m, c2) : 0},
	    (uint16_t)b->n_c, right, b->n_own, 0, 0};
	return (int)b->n_c++;
}

void
ballot_same(struct ballot *b, size_t candidate)
{
	b->c[b->n_c - 1].answer = b->c[candidate].answer;
}

void
ballot_note(struct ballot *b, enum model_feature f, int64_t x, int64_t y, double value,
    int candidate)
{
	b->v[b->n - 1] = (struct ballot_feature){
	    model_key(b->task, f, x, y), x, y, value, candidate, f};
}

bool
ballot_repeat(struct ballot *b, const void *thing)
{
	if (b->of != thing || b->n != 0)
		return false;
	b->n = b->n_repeated = b->n_kept;
	return true;
}

/* Who learns wants to see each feature: nothing is kept for it. */
void
ballot_remember(struct ballot *b, const void *thing)
{
	if (b->learner)
		return;
	memcpy(b->kept, b->halves, b->n_halves * sizeof *b->halves);
	b->n_kept = b->n_repeated = b->n_halves;
	b->n_halves = 0;
	b->of = thing;
}

bool
ballot_again(struct ballot *b, struct ballot_group *g, uint64_t sign)
{
	struct ballot_candidate *c = &b->c[b->n_c - 1];
	size_t k = 0;
	settle(b);
	while (k < g->n && g->v[k].sign != sign)
		k++;
	/* Where the signs are too many, the last one's place is used again. */
	struct ballot_part *p = &g->v[k < BALLOT_SIGNS ? k : BALLOT_SIGNS - 1];
	if (k == g->n || b->n + (p->to - p->from) > BALLOT_FEATURES) {
		*p = (struct ballot_part){sign, b->n, b->n, b->n_own, b->n_own};
		g->last = p;
		return false;
	}
	for (size_t i = p->from; b->learner && i < p->to; i++) {
		b->v[b->n + (i - p->from)] = b->v[i];
		b->v[b->n + (i - p->from)].candidate = (int)b->n_c - 1;
	}
	b->n += p->to - p->from;
	for (size_t i = p->own_from; i < p->own_to; i++) {
		b->own[b->n_own++] = b->own[i];
		c->z = add_hit(b->model, b->own[i].is, b->own[i].value, c->z);
	}
	return true;
}

void
ballot_keep(struct ballot *b, struct ballot_group *g)
{
	settle(b);
	g->last->to = b->n;
	g->last->own_to = b->n_own;
	if (g->n < BALLOT_SIGNS && g->last == &g->v[g->n])
		g->n++;
}

/* Which of the shared features have weights for the task. */
static void
look_up_shared(struct ballot *b, const uint64_t *halves, size_t n)
{
	const struct model *m = b->model;
	for (size_t i = 0; i < n; i++) {
		uint32_t is = model_find(&m->all, model_whole(b->task, halves[i]));
		if (!is)
			continue;
		__builtin_prefetch(model_weights(m, is));
		b->shared[b->n_shared++] = is;
	}
}

/* What the shared features add: each weight once, however many candidates have its
 * class. */
static void
weigh(struct ballot *b)
{
	const struct model *m = b->model;
	look_up_shared(b, b->kept, b->n_repeated);
	look_up_shared(b, b->halves, b->n_halves);
	for (size_t k = 0; k < m->n_classes; k++)
		b->classes[k] = 0;
	for (size_t i = 0; i < b->n_shared; i++) {
		uint32_t n = model_count(b->shared[i]);
		const struct model_weight *w = model_weights(m, b->shared[i]);
		for (uint32_t k = 0; k < n; k++)
			b->classes[w[k].cls] += m->values[w[k].value];
	}
	for (size_t c = 0; c < b->n_c; c++)
		for (size_t k = 0; k < BALLOT_CLASSES; k++)
			if (b->c[c].place[k])
				b->c[c].z += b->classes[b->c[c].place[k]];
}

/* The sum of one candidate, feature after feature: the shared ones, then its own. */
static double
sum_in_order(const struct ballot *b, size_t c)
{
	const struct model *m = b->model;
	const struct ballot_candidate *x = &b->c[c];
	size_t end = c + 1 < b->n_c ? b->c[c + 1].own : b->n_own;
	double z = 0;
	for (size_t i = 0; i < b->n_shared; i++) {
		const struct model_weight *w = model_weights(m, b->shared[i]);
		for (uint32_t k = 0; k < model_count(b->shared[i]); k++)
			for (size_t p = 0; w[k].cls && p < BALLOT_CLASSES; p++)
				if (x->place[p] == w[k].cls)
					z += m->values[w[k].value];
	}
	for (size_t i = x->own; i < end; i++)
		z = add_hit(m, b->own[i].is, b->own[i].value, z);
	return z;
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

/* Sums by classes come out a little otherwise than feature after feature.  Where that
 * could decide, and while learning, they are made that way: so a choice does not depend
 * on how it was counted. */
static size_t
count(struct ballot *b)
{
	const double near = 1e-9;
	size_t rivals = 0;
	settle(b);
	weigh(b);
	size_t best = best_of(b);
	for (size_t c = 0; c < b->n_c; c++)
		rivals += b->c[c].z > b->c[best].z - near;
	if (rivals < 2 && !b->learner)
		return best;
	for (size_t c = 0; c < b->n_c; c++)
		b->c[c].z = sum_in_order(b, c);
	return best_of(b);
}

/* The best candidate of the most probable answer. */
static size_t
best_answer(const struct ballot *b, size_t top)
{
	double sums[BALLOT_CANDIDATES];
	size_t best = top;
	for (size_t c = 0; c < b->n_c; c++)
		sums[c] = 0;
	for (size_t c = 0; c < b->n_c; c++)
		sums[b->c[c].answer] += b->c[c].e;
	for (size_t c = 0; c < b->n_c; c++) {
		double more = sums[b->c[c].answer] - sums[b->c[best].answer];
		if (more > 0
		    || (b->c[c].answer == b->c[best].answer
			&& b->c[c].z > b->c[best].z))
			best = c;
	}
	return best;
}

size_t
ballot_decide(struct ballot *b, double *p)
{
	size_t top = count(b), chosen = SIZE_MAX;
	b->sum = 0;
	for (size_t c = 0; c < b->n_c; c++) {
		if (b->c[c].right && (chosen == SIZE_MAX || b->c[c].z > b->c[chosen].z))
			chosen = c;
		b->c[c].e = exp(b->c[c].z - b->c[top].z);
		b->sum += b->c[c].e;
	}
	size_t best = best_answer(b, top);
	if (b->learner) {
		b->learner->see(b->learner->data, b);
		if (chosen != SIZE_MAX && !b->learner->free)
			best = chosen;
	}
	*p = 0;
	for (size_t c = 0; c < b->n_c; c++)
		if (b->c[c].answer == b->c[best].answer)
			*p += ballot_probability(b, c);
	return best;
}

double
ballot_probability(const struct ballot *b, size_t candidate)
{
	return b->c[candidate].e / b->sum;
}
