/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/topic.h"

static bool
strong(const struct segment *g)
{
	if (g->person || g->before == NOMINAL_ASIDE)
		return false;
	return topic_good(g) || g->headed > 0 || g->after <= NOMINAL_BUSINESS
	       || (g->type != SEGMENT_PHRASE && g->seen > 2);
}

bool
topic_good(const struct segment *g)
{
	return g->type <= SEGMENT_LEARNED || g->headed >= 2;
}

/* How the sentence makes the mention its topic. */
static enum topic_kind
kind_of(const struct reading *r, const struct segment *g)
{
	enum { NEAR = 4 };
	static const char turns[] = "turn|turning|move|moving|shift|shifting|switch|"
				    "switching|discuss|discussing|"
				    "review|cover|start|starting|begin|beginning|"
				    "regarding|next|now|look|looking|"
				    "talk|update|highlight|highlights";
	const struct sentence *s = &r->s[r->s_of[g->a]];
	if (job_says(r, s->a, g->a, turns))
		return TOPIC_INTRODUCED;
	bool lead = g->before == NOMINAL_BEGIN || g->before == NOMINAL_OWN
		    || g->before == NOMINAL_PREPOSITION;
	return lead && g->a - s->a <= NEAR ? TOPIC_LED : TOPIC_NONE;
}

/* The last strong mention of the two last sentences. */
static struct topic
handed(const struct reading *r)
{
	struct topic none = {.kind = TOPIC_NONE};
	for (size_t i = r->n_g; i-- > 0;) {
		const struct segment *g = &r->g[i];
		size_t back = r->n_s - r->s_of[g->a];
		if (back > 2)
			break;
		if (strong(g))
			return (struct topic){TOPIC_HANDED, g, r, back, false};
	}
	return none;
}

struct topic
topic_of(const struct job *j)
{
	enum { BACK = 10, FIRST = 6 };
	static const char words[] = "company|consolidated|companywide|company-wide|"
				    "enterprise|overall|corporate";
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	struct topic t = {.kind = TOPIC_NONE};
	for (size_t i = j->s->g; i-- > 0 && t.kind == TOPIC_NONE;) {
		const struct segment *g = &r->g[i];
		size_t back = here - r->s_of[g->a];
		if (back > BACK)
			break;
		enum topic_kind kind = strong(g) ? kind_of(r, g) : TOPIC_NONE;
		if (kind != TOPIC_NONE)
			t = (struct topic){kind, g, r, back, false};
	}
	if (t.kind != TOPIC_NONE)
		t.whole = job_says(r, r->s[here - t.back + 1].a, j->s->b, words);
	else if (here < FIRST && j->r->question >= 0)
		t = handed(&j->x->all[j->r->question]);
	else if (here < FIRST && j->x->turn > 0)
		t = handed(&j->x->all[j->x->turn - 1]);
	return t;
}
