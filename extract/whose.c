/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/whose.h"

#include "extract/marks.h"
#include "extract/number.h"
#include "series/unit.h"

/* What changes is their subject. */
static const char changes[] =
    "grew|grow|grows|growing|grown|rose|rise|rises|rising|increased|increase|increases|"
    "increasing|declined|decline|declines|declining|decreased|decrease|decreases|"
    "decreasing|fell|fall|falls|falling|dropped|drop|gained|gain|jumped|climbed|climb|"
    "surged|slipped|contracted|expanded|advanced|accelerated|improved|soared|comped|up|"
    "down|growth";
/* Those of them that have it: "8% growth". */
static const char nouns[] = "growth|increase|decline|decrease|gain|drop|improvement";

/* One word that says how something is and names nothing: "fantastic growth", "operated
 * output", "we are modeling". */
static bool
adjective(const struct token *t)
{
	static const char *const ends[] = {
	    "ful", "ous", "able", "ible", "astic", "ific", "est"};
	struct str w = t->low;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str e = str_from(ends[i]);
		if (w.n > e.n + 1 && str_eq(str_sub(w, w.n - e.n, w.n), e))
			return true;
	}
	return nominal_participle(t);
}

bool
whose_names(const struct reading *r, const struct segment *g)
{
	static const char whole[] =
	    "worldwide|global|globally|nationwide|industry|"
	    "companywide|calendar|cer|posting|reporting|system|"
	    "network|board|portfolio|model|models|mills|plants|vehicle|vehicles|"
	    "car|cars|unit|units|homes";
	const struct sentence *s = &r->s[r->s_of[g->a]];
	bool known = g->type <= SEGMENT_LEARNED;
	bool one = g->b == g->a + 1;
	/* "The remainder of the year", "calendar year", "to compound growth" */
	if (g->person || g->before == NOMINAL_ASIDE || nominal_bare(r->t, g->a, g->b)
	    || (one && number_among(&r->t[g->a], whole))
	    || (!known
		&& (one ? adjective(&r->t[g->a]) : nominal_participle(&r->t[g->b - 1])))
	    || (!known && g->a > s->a && number_among(&r->t[g->a - 1], "to"))
	    || (g->b < s->b
		&& (number_among(&r->t[g->b], "of")
		    || (r->t[g->b].word && r->t[g->b].word->cls == WORDS_TIME))))
		return false;
	for (size_t i = s->c; g->type > SEGMENT_PLACE && i < s->c_end; i++)
		if (r->c[i].a < g->b && g->a < r->c[i].b)
			return false;
	return true;
}

/* The longest such mention that ends before token b. */
static const struct segment *
ends_at(const struct reading *r, const struct sentence *s, size_t b)
{
	const struct segment *best = NULL;
	for (size_t i = s->g; i < s->g_end; i++) {
		const struct segment *g = &r->g[i];
		/* "guiding automotive margin" */
		bool does = g->type >= SEGMENT_NAME && g->b > g->a + 1
			    && nominal_participle(&r->t[g->a]);
		if (g->b == b && !does && whose_names(r, g)
		    && (!best || g->a < best->a))
			best = g;
	}
	return best;
}

/* The longest mention that begins at token a. */
static const struct segment *
begins_at(const struct reading *r, const struct sentence *s, size_t a)
{
	const struct segment *best = NULL;
	for (size_t k = s->g; k < s->g_end; k++) {
		const struct segment *g = &r->g[k];
		if (g->a == a && whose_names(r, g) && (!best || g->b > best->b))
			best = g;
	}
	return best;
}

/* Nothing that its words may belong to stands before it. */
static bool
leads(const struct reading *r, const struct sentence *s, const struct segment *g)
{
	size_t a = g->a;
	while (a > s->a && number_among(&r->t[a - 1], "our|the|its|and|in|both"))
		a--;
	if (a == s->a)
		return true;
	const struct token *t = &r->t[a - 1];
	return !nominal_word(t)
	       && (a < g->a || (!nominal_head(t) && t->kind != LEXER_DASH));
}

/* What the sentence begins with. */
static const struct segment *
opening(const struct reading *r, const struct sentence *s)
{
	size_t a = s->a;
	while (a < s->b && number_among(&r->t[a], "our|the|and|but|now"))
		a++;
	return begins_at(r, s, a);
}

/* What the clause that ends before token k is of: "lighting had a good quarter | , up". */
static const struct segment *
subject(const struct reading *r, const struct sentence *s, size_t k)
{
	static const char own[] = "we|they|it|i|you|which|that|our";
	const struct segment *g = opening(r, s);
	if (!g || g->after != NOMINAL_VERB || g->b > k)
		return NULL;
	for (size_t i = s->g; i < s->g_end && r->g[i].b <= k; i++)
		if (r->g[i].a >= g->b && r->g[i].type < SEGMENT_PHRASE)
			return NULL;
	for (const struct cue *c = &r->c[s->c]; c < &r->c[s->c_end]; c++)
		if (c->a >= g->b && c->b <= k
		    && !job_says(r, c->a, c->a + 1, "delivered|produced"))
			return NULL;
	for (size_t i = s->q; i < s->q_end; i++)
		if (r->q[i].a >= g->b && r->q[i].b <= k
		    && r->q[i].type >= QUANTITY_PERCENT)
			return NULL;
	return job_says(r, g->b, k, own) ? NULL : g;
}

/* "8% growth | in lighting", "growth of 8% | in lighting" */
static const struct segment *
within(const struct reading *r, const struct sentence *s, size_t i)
{
	if (i >= s->b || !number_among(&r->t[i], "in|for|at|across|from"))
		return NULL;
	for (i++; i < s->b && number_among(&r->t[i], "our|the|both"); i++)
		;
	return begins_at(r, s, i);
}

/* ----- growth ------------------------------------------------------------------------ */

/* The token behind which the predicate of change before the value begins: "lighting | was up
 * about"; i for none. */
static size_t
predicate(const struct reading *r, const struct sentence *s, size_t i)
{
	enum { HEDGES = 5 };
	static const char hedges[] =
	    "about|approximately|nearly|almost|over|roughly|around|by|a|an|of|more|"
	    "than|"
	    "just|only|some|at|least|strong|solid|robust|another|high|low|very|"
	    "organically|sequentially|to|in|the";
	static const char aux[] =
	    "was|were|is|are|be|been|has|have|had|will|would|should|also|actually|"
	    "continued|continues|both|again|each|to|really|could|may|can|still|now|'s|"
	    "another|saw|posted|reported|delivered|showed|achieved|recorded|a|an|"
	    "strong|"
	    "solid|double";
	size_t k = i;
	while (k > s->a && i - k < HEDGES && number_among(&r->t[k - 1], hedges))
		k--;
	if (k == s->a || !number_among(&r->t[k - 1], changes))
		return i;
	for (k--; k > s->a && number_among(&r->t[k - 1], aux); k--)
		;
	return k;
}

/* What the members of a list are joined with. */
static bool
joint(const struct token *t)
{
	return t->kind == LEXER_COMMA || t->kind == LEXER_SEMICOLON
	       || number_among(t, "and|while|with");
}

/* "The following: coatings at $40 million; adhesives at": what is told by name. */
static const struct segment *
told_by_name(const struct job *j)
{
	const struct reading *r = j->r;
	size_t k = j->q->ua;
	if (k < j->s->a + 3 || !number_among(&r->t[k - 1], "at"))
		return NULL;
	const struct segment *g = ends_at(r, j->s, k - 1);
	size_t a = g ? g->a : j->s->a;
	a -= a > j->s->a && number_among(&r->t[a - 1], "the|our");
	if (a == j->s->a || j->b->cue_b > a)
		return NULL;
	return joint(&r->t[a - 1]) || r->t[a - 1].low.p[0] == ':' ? g : NULL;
}

/* "Footwear was up 8%, | apparel 3%", "in footwear $40 million, | in apparel $30 million":
 * a name and a value go on with what was said. */
static const struct segment *
goes_on(const struct job *j)
{
	const struct reading *r = j->r;
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	const struct segment *g = ends_at(r, j->s, j->q->ua);
	if (!g || !last || last->turn != st->turn || last->sentence != r->s_of[j->q->a]
	    || last->metric != j->b->metric || last->kind != j->o->kind
	    || last->segment.n == 0 || last->token >= g->a)
		return NULL;
	size_t a = g->a;
	a -= number_among(&r->t[a - 1], "the|our");
	if (number_among(&r->t[a - 1], "in|for|at"))
		return joint(&r->t[a - 2]) ? g : NULL;
	return g->before == NOMINAL_JOIN && leads(r, j->s, g) ? g : NULL;
}

/* "Lighting delivered | 8% growth" */
static const struct segment *
brought(const struct job *j)
{
	static const char verbs[] =
	    "delivered|posted|achieved|saw|generated|reported|recorded|had|showed|a|"
	    "another|strong|solid|about|nearly|over|also";
	size_t k = j->q->ua;
	while (k > j->s->a && number_among(&j->r->t[k - 1], verbs))
		k--;
	return k < j->q->ua ? ends_at(j->r, j->s, k) : NULL;
}

/* What the predicate that begins at token k is of. */
static const struct segment *
changed(const struct reading *r, const struct sentence *s, size_t k)
{
	bool comma = r->t[k - 1].kind == LEXER_COMMA;
	const struct segment *g = ends_at(r, s, k);
	/* "Our business in Europe grew" is the business. */
	if (g && g->before == NOMINAL_PREPOSITION)
		return NULL;
	if (!g && number_among(&r->t[k - 1], "which") && k > s->a + 1)
		g = ends_at(r, s, k - 2);
	if (!g && comma)
		g = ends_at(r, s, k - 1);
	if (g)
		return leads(r, s, g) ? g : NULL;
	return comma || number_among(&r->t[k - 1], "with") ? subject(r, s, k - 1)
							   : NULL;
}

static const struct segment *
grown(const struct job *j)
{
	const struct reading *r = j->r;
	const struct sentence *s = j->s;
	size_t k = predicate(r, s, j->q->ua), behind = j->q->ub;
	bool noun = behind < s->b && number_among(&r->t[behind], nouns);
	const struct segment *g = NULL;
	/* "Sales grew 8% in lighting and 5% in paper" */
	bool from = behind < s->b && number_among(&r->t[behind], "from|across");
	if (!from || (k < j->q->ua && job_says(r, k, j->q->ua, nouns)))
		g = within(r, s, behind);
	if (!g && noun)
		g = within(r, s, behind + 1);
	if (g)
		return g;
	if (k == j->q->ua)
		return noun ? brought(j) : NULL;
	return k > s->a ? changed(r, s, k) : NULL;
}

/* ----- what has a metric --------------------------------------------------------------- */

/* "Lighting revenue was", "$41 million of lighting revenue"; behind the metric's words, too:
 * "revenue in lighting was". */
static const struct segment *
beside(const struct job *j, bool behind)
{
	enum { NEAR = 4 };
	static const char links[] =
	    "of|in|from|a|the|our|total|net|additional|incremental|annual";
	const struct reading *r = j->r;
	const struct sentence *s = j->s;
	size_t a = j->b->cue_a, b = j->b->cue_b;
	/* "Our mills shipped": who did it. */
	if (a == b || a < s->a || b > s->b
	    || number_among(&r->t[a], "shipped|delivered|sold|produced|made|built|"
				      "manufactured|deliver|sell|ship|produce"))
		return NULL;
	for (size_t i = b; i < j->q->ua; i++)
		if (r->marks[i] & MARKS_CLAUSE || number_among(&r->t[i], "which|where"))
			return NULL;
	size_t from = a > s->a + NEAR ? a - NEAR : s->a;
	if (a < j->q->ua
	    && job_says(r, from, a, "excludes|excluding|exclude|includes|including"))
		return NULL;
	const struct segment *g = ends_at(r, s, a), *o = NULL;
	for (size_t i = j->q->ub; i < (g ? g->a : a); i++)
		if (!number_among(&r->t[i], links))
			return NULL;
	if (g
	    && (!leads(r, s, g)
		|| (g->before == NOMINAL_ELSE && g->type >= SEGMENT_SUBJECT)))
		g = NULL;
	if (behind && b < s->b
	    && number_among(&r->t[b], "in|for|of|from|at|within|across")) {
		for (b++; b < s->b && number_among(&r->t[b], "our|the"); b++)
			;
		o = begins_at(r, s, b);
	}
	if (!g == !o)
		return NULL;
	g = g ? g : o;
	/* "Revenue in paper, rail and wind was $41 million, ..." */
	for (size_t i = s->g; i < s->g_end; i++)
		if (r->g[i].a >= g->b && r->g[i].a >= a && r->g[i].b <= j->q->ua
		    && whose_names(r, &r->g[i]))
			return NULL;
	return g;
}

/* "Lighting was a bright spot, with revenue of", "lighting revenue was $12 million and its
 * margin was": the sentence's subject, where nothing else is named before the value. */
static const struct segment *
about_subject(const struct job *j)
{
	const struct reading *r = j->r;
	size_t a = j->b->cue_a, b = j->b->cue_b;
	if (a == b || a < j->s->a || b > j->s->b)
		return NULL;
	const struct token *before = a > j->s->a ? &r->t[a - 1] : NULL;
	if (before && number_among(before, "where") && a > j->s->a + 2)
		return ends_at(r, j->s, a - 2);
	if (before && number_among(before, "its|their"))
		return opening(r, j->s);
	if (before && number_among(before, "with"))
		return subject(r, j->s, a - 1);
	/* "Lighting delivered $12 million of revenue", "had revenue of $12 million" */
	bool behind = a > j->q->ua;
	size_t value = behind ? j->q->ua : a;
	bool made = (behind ? a - j->q->ub <= 2 : j->q->ua - b <= 3)
		    && job_says(r, j->s->a, value,
			"generated|contributed|delivered|produced|had|posted|reported|"
			"achieved");
	return made ? subject(r, j->s, value) : NULL;
}

/* Of what is counted a place is no part: "5,000 in Europe". */
static bool
counted_in(const struct job *j, const struct segment *g)
{
	return g->type == SEGMENT_PLACE && j->q->type != QUANTITY_MONEY
	       && j->q->type != QUANTITY_PERCENT;
}

/* Is it told of parts of a business by their names?  Where cars are made, what they cost
 * and what a person is told of is a place more often. */
static bool
sold(const struct job *j)
{
	static const char *const names[] = {"revenue", "gross_margin",
	    "operating_margin", "ebitda", "orders", "reservations"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (job_is(j, names[i]))
			return true;
	return false;
}

static bool
made(const struct job *j)
{
	return job_is(j, "deliveries") || job_is(j, "production")
	       || job_is(j, "production_rate") || job_is(j, "opex")
	       || (job_is(j, "price") && j->o->kind != OBS_LEVEL);
}

const struct segment *
whose(const struct job *j)
{
	const struct segment *g = NULL;
	struct str noun;
	(void)unit_split(j->o->unit, &noun);
	bool measured = made(j) && unit_dim(noun) != UNIT_NO_DIM;
	if (j->o->kind == OBS_CONTRIBUTION)
		return NULL;
	if (j->o->kind == OBS_GROWTH && (sold(j) || made(j)))
		g = grown(j);
	if (!g && (sold(j) || made(j)))
		g = beside(j, sold(j) || measured);
	if (!g && j->o->kind == OBS_LEVEL && (sold(j) || measured))
		g = within(j->r, j->s, j->q->ub);
	if (!g && (sold(j) || made(j)))
		g = told_by_name(j);
	if (!g && (sold(j) || made(j)))
		g = goes_on(j);
	if (!g && sold(j))
		g = about_subject(j);
	return g && !counted_in(j, g) ? g : NULL;
}
