/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/ballot.h"

#include <math.h>

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
	    model_key(b->task, f, x, y), x, y, value, candidate, f};
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
weigh(struct ballot *b, const struct ballot_feature *x, const struct model_weight *w,
    const struct model_weight *end)
{
	for (; w < end; w++) {
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
	for (size_t i = 0; i < b->n; i++) {
		const struct model_weight *end,
		    *w = model_find(b->model, b->v[i].key, &end);
		if (w)
			weigh(b, &b->v[i], w, end);
	}
	size_t best = 0, chosen = SIZE_MAX;
	for (size_t c = 0; c < b->n_c; c++) {
		if (b->c[c].z > b->c[best].z)
			best = c;
		if (b->c[c].right && (chosen == SIZE_MAX || b->c[c].z > b->c[chosen].z))
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
