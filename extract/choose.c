/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/choose.h"

#include <math.h>

#include "extract/context.h"
#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/meant.h"
#include "extract/mood.h"
#include "extract/number.h"
#include "extract/parallel.h"
#include "extract/stated.h"
#include "extract/timing.h"
#include "extract/variant.h"

/* What the value is, and what the rules know of its time and verb. */
static void
share_value(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	ballot_shared(b, F_metric, j->name, 0);
	ballot_shared(b, F_type, (int64_t)j->m->type, (int64_t)j->o->kind);
	ballot_shared(b, F_when, 0, timing_relation(j, j->w));
	unsigned verb = 0, verbs = MARKS_FUTURE | MARKS_PAST | MARKS_PRESENT
				   | MARKS_WOULD | MARKS_HYPO;
	for (size_t i = j->q->ua; i-- > j->ca && !verb;)
		verb = j->r->marks[i] & verbs;
	ballot_shared(b, F_when, 100 + timing_relation(j, j->w), (int64_t)verb);
	ballot_shared(b, F_metric, j->name, (int64_t)verb);
}

void
choose_open(struct job *j, enum model_task t)
{
	ballot_open(j->x->state->ballot, t);
	context_share(j->x->state->ballot, j->r, j->q);
	share_value(j);
}

void
choose_open_bare(struct job *j, enum model_task t)
{
	struct ballot *b = j->x->state->ballot;
	ballot_open(b, t);
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(
	    b, F_place, (int64_t)j->r->turn->section, (int64_t)j->r->turn->role);
	share_value(j);
}

/* How near the last value is: 0 its sentence, ... 3 its turn, 4 the turn before, 5. */
static int64_t
nearness(const struct job *j, const struct bind_memory *last)
{
	size_t turns = j->x->state->turn - last->turn,
	       back = j->r->s_of[j->q->a] - last->sentence;
	return turns > 1 ? 5 : turns == 1 ? 4 : back > 2 ? 3 : (int64_t)back;
}

/* What was said last, and how near: its stance goes on. */
static void
share_last(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	size_t here = j->r->s_of[j->q->a];
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	if (last)
		ballot_shared(b, F_stance_is,
		    (int64_t)last->stance * 8 + nearness(j, last),
		    last->metric == j->b->metric);
	for (size_t i = last ? st->n_memory : 0, tries = 0; i-- > 0 && tries < 200;
	     tries++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].low == j->o->low
		    && st->memory[i].high == j->o->high) {
			ballot_shared(b, F_agrees, 1 + (int64_t)st->memory[i].stance,
			    st->memory[i].turn == st->turn);
			break;
		}
	size_t n[OBS_STANCES] = {0}, all = 0;
	for (size_t i = last ? st->n_memory : 0, k = 0; i-- > 0 && k < 60; k++)
		if (st->memory[i].metric == j->b->metric) {
			n[st->memory[i].stance]++;
			all++;
		}
	for (int k = 0; k < OBS_STANCES && all; k++)
		ballot_shared(
		    b, F_share, k, n[k] == 0 ? 0 : 1 + (int64_t)(n[k] * 3 / all));
	/* The sentences before: "turning to guidance", "in the quarter". */
	for (size_t back = 1; back <= 2 && back <= here; back++) {
		const struct sentence *s = &j->r->s[here - back];
		unsigned m = marks_over(j->r->marks, s->a, s->b);
		for (int k = 0; k < 15; k++)
			if (m >> k & 1)
				ballot_shared(b, F_prior, (int64_t)back, k);
	}
	if (j->r->question >= 0 && here <= 3) {
		const struct reading *q = &j->x->all[j->r->question];
		unsigned m =
		    marks_over(q->marks, q->s[q->n_s > 3 ? q->n_s - 3 : 0].a, q->n);
		for (int k = 0; k < 15; k++)
			if (m >> k & 1)
				ballot_shared(b, F_question, 0, k);
	}
}

/* How the last value was meant, and the metric's last one, beside this one's own tense and
 * time: what has neither goes on as what was said before. */
static void
share_course(const struct job *j, int64_t tense, int64_t when)
{
	enum { FAR = 60 };
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	if (!m)
		return;
	int64_t near = nearness(j, m), stance = (int64_t)m->stance;
	ballot_shared(b, F_stance_is, 100 + stance * 8 + near, tense);
	ballot_shared(b, F_stance_is, 200 + stance * 8 + near, when);
	if (near == 0 && m->token < j->q->ua) {
		unsigned said = marks_over(j->r->marks, m->token, j->q->ua);
		bool verb = said
			    & (MARKS_PAST | MARKS_PRESENT | MARKS_FUTURE | MARKS_WOULD
				| MARKS_HYPO),
		     clause = said & MARKS_CLAUSE;
		ballot_shared(b, F_stance_is,
		    300 + stance * 4 + (int64_t)verb * 2 + clause,
		    m->metric == j->b->metric);
	}
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < FAR; k++) {
		m = &st->memory[i];
		if (m->metric != j->b->metric)
			continue;
		size_t turns = st->turn - m->turn;
		int64_t far = turns == 0  ? 0
			      : turns < 3 ? 1
					  : 2,
			was = (int64_t)m->stance * 4 + far;
		ballot_shared(b, F_memory, was, tense);
		ballot_shared(b, F_memory, 20 + was, m->kind == j->o->kind);
		ballot_shared(b, F_memory, 40 + was, when);
		break;
	}
}

/* Of a value without a time of its own: how the time lies that was said last before its
 * sentence. */
static void
share_topic(const struct job *j, int64_t tense)
{
	enum { BACK = 6 };
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	size_t here = j->r->s_of[j->q->a];
	int64_t lies = 0;
	if (j->w || !st->n_memory)
		return;
	for (size_t i = j->s->w; i-- > 0 && !lies;) {
		const struct when *w = &j->r->w[i];
		if (here - j->r->s_of[w->a] > BACK)
			break;
		if (!w->base && !w->now && period_known(w->period))
			lies = 1 + timing_relation(j, w);
	}
	ballot_shared(b, F_when, 500 + lies, tense);
	ballot_shared(
	    b, F_when, 600 + lies, (int64_t)st->memory[st->n_memory - 1].stance);
}

/* Who has said the same value of the metric before, and how it was meant. */
static void
share_who(const struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	int64_t by[2] = {0, 0}, role = j->r->turn->role;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < JOB_REMEMBERED; k++) {
		const struct bind_memory *m = &st->memory[i];
		bool analyst = j->x->all[m->turn].turn->role == OBS_ANALYST;
		if (m->metric == j->b->metric && m->low == j->o->low && !by[analyst])
			by[analyst] = 1 + (int64_t)m->stance;
	}
	ballot_shared(b, F_share, 10 + by[0], role);
	ballot_shared(b, F_share, 20 + by[1], role);
}

/* Words that say which way a value goes; where they stand is what counts. */
static const struct sign_row {
	const char *words;
} sign_words[] = {
    {"down|decline|declines|declined|declining|decrease|decreases|decreased|decreasing|"
     "drop|drops|dropped|dropping|fall|falls|fell|falling|fallen|reduce|reduces|"
     "reduced|"
     "reducing|reduction|reductions|lower|lowered|lowering|cut|cuts|cutting|fewer|less|"
     "shrink|contraction|contracted|contracting|slowdown|weaker|weakness|softer|"
     "off|below|decelerate|deceleration|compressed|compression|erosion|deterioration|"
     "dip|"
     "dipped|slip|narrower|took|out"},
    {"up|increase|increases|increased|increasing|grow|grows|grew|grown|growing|growth|"
     "rise|"
     "rose|rising|risen|higher|raise|raised|raising|expand|expanded|expanding|"
     "expansion|more|additional|incremental|extra|gain|gains|gained|above|jump|jumped|"
     "accelerate|accelerated|acceleration|stronger|climb|lift|lifted"},
    {"improve|improves|improved|improving|improvement|improvements|better|savings|"
     "saved|"
     "efficiencies|efficiency"},
    {"headwind|headwinds|adverse|negative|negatively|unfavorable|hit|"
     "pressure|pressures|pressured|drag|hurt|dilution|dilutive|dilute|charge|charges|"
     "impairment|cost|costs|expense|expenses|deferral|deferred|delay|delays|delayed|"
     "shortage|shortages|disruption|disruptions|loss|losses|lost|closures|penalty|"
     "offset|"
     "missed|miss|unable|inflation"},
    {"tailwind|tailwinds|favorable|favorably|positive|positively|benefit|benefits|"
     "benefited|"
     "benefiting|contribute|contributed|contribution|add|adds|added|adding|"
     "accretive|accretion|help|helped|helps|recovery|realization|leverage"},
    {"repay|repaid|repaying|repayment|repayments|retire|retired|retiring|"
     "retirement|redeem|redeemed|repurchase|repurchased|paid|pay|paying|"
     "extinguish|extinguished|matured|maturity|maturities|exchange|exchanged|"
     "conversion|"
     "conversions|prepay|delever|deleveraging"},
    {"issue|issued|issuance|borrowing|borrowings|draw|drew|drawn|"
     "offering|priced|raised|closed|new|proceeds|hire|hired|hiring|hires"},
    {"burn|burned|burning|used|use|uses|consumed|consume|outflow|outflows|negative|"
     "deficit|"
     "spent|spend|laid|layoff|layoffs|eliminated|furlough|furloughed"},
    {"partially|mostly|despite|although|however|but|while"},
    {"impact|impacts|impacted|effect|effects|affected|worth|attributable|due|related|"
     "from|"
     "currency|exchange|fx"},
};

static void
share_sign_words(const struct job *j)
{
	enum { NEAR = 4, FAR = 14, ROWS = sizeof sign_words / sizeof *sign_words };
	struct ballot *b = j->x->state->ballot;
	const struct reading *r = j->r;
	uint64_t at[5] = {0};
	int64_t nearest[2] = {0, 0}, kind = (int64_t)j->o->kind;
	int64_t metric = model_word(j->m->name);
	for (size_t i = j->q->ua; i-- > j->s->a && j->q->ua - i <= FAR;) {
		uint64_t is =
		    lexicon_set(r->t[i].known, LEXICON_SETS(sign_words, words));
		at[j->q->ua - i <= NEAR ? 0 : 1] |= is;
		if (is && !nearest[0])
			nearest[0] = 1 + __builtin_ctzll(is);
	}
	for (size_t i = j->q->ub; i < j->s->b && i - j->q->ub < FAR; i++) {
		uint64_t is =
		    lexicon_set(r->t[i].known, LEXICON_SETS(sign_words, words));
		at[i - j->q->ub < NEAR ? 2 : 3] |= is;
		if (is && !nearest[1])
			nearest[1] = 1 + __builtin_ctzll(is);
	}
	ballot_shared(b, F_cue_last, nearest[0] * 16 + nearest[1], kind);
	ballot_shared(b, F_cue_last, 300 + nearest[0], metric);
	ballot_shared(b, F_cue_last, 400 + nearest[1], metric);
	for (int k = 0; k < ROWS; k++)
		for (int w = 0; w < 4; w++)
			if (at[w] >> k & 1) {
				ballot_shared(b, F_cue, k * 8 + w, kind);
				ballot_shared(b, F_cue, 100 + k * 2 + w / 2, metric);
			}
}

/* "Headcount fell by 300", "we cut the price by $2,000": what language fixes.  Of a loss,
 * less is more. */
static bool
falls_by(const struct job *j)
{
	enum { FAR = 8 };
	const struct token *t = j->r->t;
	size_t i = j->q->ua;
	bool by = false;
	if ((j->o->kind != OBS_DELTA && j->o->kind != OBS_GROWTH)
	    || job_says(j->r, j->s->a, j->s->b, "loss|losses|burn|deficit|outflow"))
		return false;
	while (i > j->s->a
	       && number_among(&t[i - 1],
		   "by|about|around|roughly|approximately|nearly|almost|over|another|a|"
		   "further|just|slightly|sequentially"))
		by |= number_among(&t[--i], "by");
	if (i > j->s->a
	    && number_among(&t[i - 1],
		"fell|falls|fallen|falling|declined|declines|declining|dropped|drops|"
		"dropping|decreased|decreases|decreasing|shrank|contracted|slipped"))
		return true;
	for (size_t k = i; by && k > j->s->a && i - k < FAR; k--)
		if (lexicon_set(t[k - 1].known, LEXICON_SETS(sign_words, words)))
			return number_among(&t[k - 1],
			    "cut|cutting|reduce|reduced|reducing|lower|lowered|"
			    "lowering");
	return false;
}

/* "A 70 basis point benefit from freight", "was a 2 point headwind": the noun right behind a
 * contribution, or the verb before it, says which way it goes.  1 up, -1 down, 0 nothing
 * does; what was there the year before goes the other way now. */
static int
names_way(const struct job *j)
{
	enum { NEAR = 2, FAR = 6 };
	const struct token *t = j->r->t;
	size_t from = j->q->ua > j->s->a + FAR ? j->q->ua - FAR : j->s->a;
	bool costs = job_is(j, "opex") || job_is(j, "capex") || job_is(j, "unit_cost")
		     || job_is(j, "debt") || job_is(j, "headcount");
	if (j->o->kind != OBS_CONTRIBUTION || costs
	    || job_says(j->r, from, j->q->ua,
		"lap|laps|lapped|lapping|cycle|cycling|cycled|absence|without|offset|"
		"offsets|offsetting|excluding|prior|last|despite|not|no|lost|loss"))
		return 0;
	for (size_t i = j->q->ub; i < j->s->b && i <= j->q->ub + NEAR; i++) {
		if (number_among(&t[i], "benefit|tailwind|lift|boost|uplift"))
			return 1;
		if (number_among(&t[i], "headwind|drag|hit"))
			return -1;
		if (t[i].kind != LEXER_WORD && t[i].kind != LEXER_DASH)
			return 0;
	}
	return j->q->ua > j->s->a && !number_among(&t[j->q->ub], "less|lower|fewer")
	       && number_among(&t[j->q->ua - 1],
		   "contributing|contributed|contributes|adding|added");
}

/* "A 4% list price increase": the noun of change that the value belongs to says its way. */
static int
noun_way(const struct job *j)
{
	enum { WORDS = 3 };
	static const char ends[] =
	    "of|in|to|and|or|on|from|than|is|was|by|for|with|as|at|growth|lower|higher|"
	    "less|fewer|despite|versus|vs|against|following|after|before|over|due|"
	    "driven|compared|reflecting|including|excluding|offset|while|but|because|"
	    "the|a|an|our|this";
	const struct token *t = j->r->t;
	if (j->o->kind != OBS_GROWTH && j->o->kind != OBS_DELTA)
		return 0;
	for (size_t i = j->q->ub; i < j->s->b && i < j->q->ub + WORDS; i++) {
		if (number_among(&t[i], "increase|increases|improvement|rise|uplift"))
			return 1;
		if (number_among(&t[i], "decrease|decreases|decline|declines|reduction|"
					"reductions|cut|cuts|drop"))
			return -1;
		if (t[i].kind != LEXER_WORD || number_among(&t[i], ends))
			return 0;
	}
	return 0;
}

bool
choose_sign(struct job *j, bool ruled)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	const struct obs *g = j->gold;
	size_t near[2] = {99, 99}, behind[2] = {99, 99};
	double p;
	/* A level is negative only where it can be one. */
	if (j->o->kind == OBS_LEVEL && j->m->type != CATALOG_RATIO
	    && !(j->m->type == CATALOG_FLOW && j->m->units & CATALOG_MONEY))
		return ruled;
	if (j->o->kind == OBS_LEVEL && !ruled
	    && !(marks_over(j->r->marks, j->s->a, j->s->b)
		 & (MARKS_DOWN | MARKS_ADVERSE)))
		return false;
	int way = names_way(j), noun = way ? 0 : noun_way(j);
	if (noun)
		return noun < 0;
	if (way || falls_by(j))
		return way <= 0;
	for (size_t i = j->q->ua; i-- > j->s->a;)
		for (int k = 0; k < 2; k++)
			if (j->r->marks[i] & (k ? MARKS_DOWN | MARKS_ADVERSE : MARKS_UP)
			    && near[k] == 99)
				near[k] = j->q->ua - i;
	for (size_t i = j->q->ub; i < j->s->b; i++)
		for (int k = 0; k < 2; k++)
			if (j->r->marks[i] & (k ? MARKS_DOWN | MARKS_ADVERSE : MARKS_UP)
			    && behind[k] == 99)
				behind[k] = i - j->q->ub;
	choose_open_bare(j, MODEL_sign);
	share_sign_words(j);
	ballot_shared(b, F_rules, 0, ruled);
	ballot_shared(b, F_rules, 1 + ruled, j->name);
	ballot_shared(b, F_nearest, context_bucket(near[0]), context_bucket(near[1]));
	ballot_shared(
	    b, F_nearest, 100 + context_bucket(behind[0]), context_bucket(behind[1]));
	ballot_shared(b, F_kind_is, (int64_t)j->o->kind, j->name);
	if (last && last->turn == st->turn)
		ballot_shared(b, F_memory,
		    (last->high < 0) + 2 * (last->metric == j->b->metric)
			+ 4 * (last->kind == j->o->kind),
		    j->r->s_of[j->q->a] == last->sentence
			? context_bucket(j->q->ua - last->token)
			: 99);
	for (int k = 0; k < 2; k++) {
		bool negative = g && (isnan(g->high) ? g->low < 0 : g->high <= 0);
		bool zero = g && g->low == 0 && g->high == 0;
		(void)ballot_add(b, 1 + k, 0, 0, g && !zero && negative == (k == 1));
	}
	bool negative = ballot_decide(b, &p) == 1;
	j->p *= p;
	return negative;
}

static void
choose_act(struct job *j, enum obs_act ruled)
{
	struct ballot *b = j->x->state->ballot;
	double p;
	choose_open(j, MODEL_act);
	share_last(j);
	ballot_shared(b, F_rules, 0, (int64_t)ruled);
	for (int a = OBS_ISSUE; a < OBS_ACTS; a++)
		(void)ballot_add(
		    b, a, 0, 0, j->gold && j->gold->act == (enum obs_act)a);
	j->o->act = (enum obs_act)(OBS_ISSUE + (int)ballot_decide(b, &p));
	j->p_key *= p;
}

/* "20% to 22% this year, down from 24%": is it what a guidance of the same sentence is held
 * against, and no other time's? */
static bool
superseded(const struct job *j)
{
	enum { NEAR = 8 };
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	int32_t now = j->x->clock->as_of;
	if (!last || last->turn != st->turn || last->sentence != j->r->s_of[j->q->a]
	    || last->token > j->q->a || last->metric != j->b->metric
	    || last->kind != j->o->kind || last->stance != OBS_GUIDANCE)
		return false;
	bool other = j->w && period_known(j->w->period) && j->w->period.end > now
		     && !period_same(j->w->period, last->period);
	if (other || j->o->kind == OBS_CONTRIBUTION)
		return false;
	for (size_t i = j->q->ua; i-- > last->token && j->q->ua - i <= NEAR;) {
		if (j->r->t[i].kind == LEXER_COMMA || number_among(&j->r->t[i], "and"))
			return false;
		if (number_among(&j->r->t[i], "from|versus|vs|compared|against"))
			return true;
	}
	return false;
}

/* "We raised our target from $500 million to $550 million": the second is new. */
static bool
raised_to(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	const struct bind_memory *m =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	return m && m->turn == st->turn && m->sentence == j->r->s_of[j->q->a]
	       && m->metric == j->b->metric && m->stance == OBS_GUIDANCE
	       && job_says(j->r, j->s->a, j->q->ua,
		   "raise|raising|raised|lower|lowering|lowered|increase|increasing|"
		   "increased|cut|cutting|reduce|reducing|reduced|revise|revising|"
		   "revised|"
		   "update|updating|updated|narrow|narrowing|narrowed|tighten|"
		   "tightening|"
		   "tightened|widen|widening|widened|move|moving|moved");
}

/* "We are lowering our outlook for the year to $5.40, compared to $5.10 previously" */
static bool
moved_to(const struct job *j)
{
	const struct token *t = j->r->t;
	return j->r->turn->role == OBS_COMPANY && j->q->ua > j->s->a
	       && number_among(&t[j->q->ua - 1], "to")
	       && job_says_two(j->r, j->s->a, j->q->ua, "are|am|'re|'m|now",
		   "raising|lowering|increasing|cutting|reducing|revising|updating|"
		   "narrowing|tightening|adjusting|moving|bringing");
}

/* What kind of promise it is, if it is one; act is what the rules take. */
static void
settle_act(struct job *j, enum obs_act act)
{
	if (j->o->stance != OBS_GUIDANCE)
		j->o->act = OBS_NOACT;
	else if (superseded(j) || stated_held(j))
		j->o->act = OBS_RECALL;
	else if ((j->q->to && j->r->turn->role == OBS_COMPANY && raised_to(j))
		 || moved_to(j))
		j->o->act = OBS_ISSUE;
	else
		choose_act(j, act);
}

void
choose_promise(struct job *j)
{
	j->o->stance = OBS_GUIDANCE;
	settle_act(j, OBS_ISSUE);
}

void
choose_stance(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	enum obs_stance ruled = j->o->stance;
	enum obs_act act = j->o->act;
	double p;
	struct mood m = mood_of(j->r, j->q);
	if (meant(j, &m, &j->o->stance)) { /* language leaves nothing open */
		j->p_stance = 1;
		settle_act(j, act);
		return;
	}
	int64_t when = timing_relation(j, j->w), held = dating_compared(j);
	ballot_open(b, MODEL_stance);
	context_share_close(b, j->r, j->q);
	share_value(j);
	mood_share(b, &m, j->r->turn->role);
	ballot_shared(b, F_when, 300 + when, (int64_t)m.tense);
	ballot_shared(b, F_agrees, 10 + held, (int64_t)m.tense);
	ballot_shared(b, F_agrees, 20 + held, when);
	share_who(j);
	share_last(j);
	share_course(j, (int64_t)m.tense, when);
	share_topic(j, (int64_t)m.tense);
	ballot_shared(b, F_rules, 0, (int64_t)ruled);
	ballot_shared(b, F_rules, 1 + (int64_t)ruled, when);
	ballot_shared(b, F_rules, 10 + (int64_t)ruled, (int64_t)j->r->turn->role);
	for (int s = 0; s < OBS_STANCES; s++)
		(void)ballot_add(
		    b, 1 + s, 0, 0, j->gold && j->gold->stance == (enum obs_stance)s);
	j->o->stance = (enum obs_stance)ballot_decide(b, &p);
	j->p *= p;
	j->p_stance = p;
	settle_act(j, act);
}

/* Words that say which measure a rate is; where they stand is what counts. */
static const struct measure_row {
	const char *words;
} measure_words[] = {
    {"capability|capable|capacity|capacities|nameplate|installed|designed|sized|meant|"
     "rated|potential|capabilities"},
    {"can|could|support|supports|handle|able|enough|max|maximum"},
    {"line|lines|plant|plants|factory|factories|supply|equipment|tooling|shop|shops|"
     "machine|machines"},
    {"peak|peaked|burst|best|record|highest|hour|hours"},
    {"average|averaged|averaging|averages|annual|annually|throughout|during"},
    {"rate|run|running|currently|now|today|already|right|present"},
    {"exit|exiting|exited|end|reach|reached|reaching|achieve|achieved|hit|hitting|get|"
     "getting|got|by|until|when|once"},
    {"ramp|ramping|increase|increasing|grow|target|goal|aim|plan|build|built|expand|"
     "expanding|install"},
    {"produced|made|produce|producing|make|making|volumes|totaled|was|were"},
};

/* Where each kind of word stands: near before the value, in its clause, behind it. */
static void
share_measure(const struct job *j)
{
	enum { NEAR = 5, FAR = 16, BEHIND = 8 };
	struct ballot *b = j->x->state->ballot;
	const struct reading *r = j->r;
	size_t least = j->q->ua > j->s->a + FAR ? j->q->ua - FAR : j->s->a;
	size_t most = j->q->ub + BEHIND < j->s->b ? j->q->ub + BEHIND : j->s->b;
	uint64_t near = 0, far = 0, behind = 0, sentence = 0;
	for (size_t i = j->s->a; i < j->s->b; i++) {
		uint64_t is =
		    lexicon_set(r->t[i].known, LEXICON_SETS(measure_words, words));
		sentence |= is;
		if (i < j->q->ua && j->q->ua - i <= NEAR)
			near |= is;
		else if (i < j->q->ua && i >= least)
			far |= is;
		else if (i >= j->q->ub && i < most)
			behind |= is;
	}
	for (int k = 0; k < (int)(sizeof measure_words / sizeof *measure_words); k++) {
		int where = (int)(near >> k & 1)       ? 1
			    : (int)(behind >> k & 1)   ? 2
			    : (int)(far >> k & 1)      ? 3
			    : (int)(sentence >> k & 1) ? 4
						       : 0;
		ballot_shared(b, F_cue, k, where);
		ballot_shared(b, F_head, 100 + k, where > 0);
	}
}

/* The measure that the same value had when it was said last; 0. */
static int64_t
said_measure(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < 200; k++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].low == j->o->low)
			return (int64_t)st->memory[i].measure;
	return 0;
}

void
choose_measure(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	enum obs_measure ruled = j->o->measure, last = OBS_NOMEASURE;
	int64_t far = 9;
	double p;
	if (ruled == OBS_NOMEASURE)
		return;
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < 30 && !last; k++) {
		last = st->memory[i].measure;
		far = st->memory[i].turn != st->turn
			  ? 2
			  : j->r->s_of[j->q->a] - st->memory[i].sentence > 1;
	}
	/* 0 no time, 1 a day, 2 longer */
	int64_t point = !period_known(j->o->period)              ? 0
			: j->o->period.start == j->o->period.end ? 1
								 : 2;
	struct str noun;
	int64_t per = (int64_t)unit_split(j->o->unit, &noun);
	ballot_open(b, MODEL_measure);
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(b, F_rules, 0, (int64_t)ruled);
	ballot_shared(b, F_stance_is, (int64_t)j->o->stance, per);
	ballot_shared(b, F_grain, (int64_t)period_grain(j->o->period), per);
	ballot_shared(b, F_grain, 100 + point * 16 + per, (int64_t)j->o->stance);
	ballot_shared(b, F_same, said_measure(j), point);
	ballot_shared(b, F_metric, j->name, (int64_t)j->o->kind);
	ballot_shared(b, F_memory, (int64_t)last, last ? far : 9);
	ballot_shared(b, F_memory, 100 + (int64_t)last, (int64_t)ruled);
	ballot_shared(b, F_when, 200 + point, (int64_t)j->o->stance);
	ballot_shared(b, F_when, 210 + point, (int64_t)ruled);
	ballot_shared(b, F_when, 220 + point, per);
	ballot_shared(
	    b, F_place, (int64_t)j->r->turn->section, (int64_t)j->r->turn->role);
	share_measure(j);
	for (size_t k = 1; k <= 3; k++) {
		ballot_shared(b, F_before, (int64_t)k,
		    j->q->ua >= j->s->a + k ? model_token(&j->r->t[j->q->ua - k]) : 0);
		ballot_shared(b, F_after, (int64_t)k,
		    j->q->ub + k - 1 < j->s->b ? model_token(&j->r->t[j->q->ub + k - 1])
					       : 0);
	}
	for (int m = OBS_AVERAGE; m < OBS_MEASURES; m++)
		(void)ballot_add(
		    b, m, 0, 0, j->gold && j->gold->measure == (enum obs_measure)m);
	j->o->measure = (enum obs_measure)(OBS_AVERAGE + (int)ballot_decide(b, &p));
	j->p_key *= p;
}

/* Words that say that a value holds for a part of what it is about. */
static const struct scope_row {
	const char *words;
} scope_words[] = {
    {"some|certain|part|parts|portion|portions|half|several|most|many|few|bulk"},
    {"one|first|second|third|each|another|single|individual|two|three|four"},
    {"line|lines|shop|shops|cell|cells|zone|zones|booth|station|module|modules|machine|"
     "robots|equipment|body|bodies|packs"},
    {"plant|plants|factory|factories|facility|facilities|building|site|sites|refinery|"
     "mill|complex|gigafactory|tent|phase|yard"},
    {"project|projects|program|programs|contract|contracts|deal|deals|well|wells|"
     "acquisition|acquisitions|store|stores|property|properties|account|accounts|notes|"
     "note|mortgage|loan|term|tranche|positions|roles"},
    {"region|regions|market|markets|country|countries|state|states|city|cities|area|"
     "areas|there|here|over"},
    {"version|variant|trim|range|base|starting|entry|options|model"},
    {"growth|maintenance|sustaining|discretionary|expansion|tooling|funded|unfunded|"
     "investment|spent|spend"},
    {"which|of|portion|includes|including|remaining|rest"},
    {"total|overall|whole|entire|all|combined|company|consolidated|across|altogether"},
};

static void
share_scope_words(const struct job *j)
{
	enum { NEAR = 5, BEHIND = 6, ROWS = sizeof scope_words / sizeof *scope_words };
	struct ballot *b = j->x->state->ballot;
	const struct reading *r = j->r;
	uint64_t near = 0, behind = 0, sentence = 0, before = 0;
	size_t back = r->s_of[j->q->a];
	for (size_t i = j->s->a; i < j->s->b; i++) {
		uint64_t is =
		    lexicon_set(r->t[i].known, LEXICON_SETS(scope_words, words));
		sentence |= is;
		near |= i < j->q->ua && j->q->ua - i <= NEAR ? is : 0;
		behind |= i >= j->q->ub && i - j->q->ub < BEHIND ? is : 0;
	}
	for (size_t i = back > 0 ? r->s[back - 1].a : j->s->a; i < j->s->a; i++)
		before |= lexicon_set(r->t[i].known, LEXICON_SETS(scope_words, words));
	for (int k = 0; k < ROWS; k++) {
		int where = (near >> k & 1)       ? 1
			    : (behind >> k & 1)   ? 2
			    : (sentence >> k & 1) ? 3
			    : (before >> k & 1)   ? 4
						  : 0;
		ballot_shared(b, F_cue, k, where);
		ballot_shared(b, F_head, k * 8 + where, (int64_t)j->m->type);
		if (where == 1 || where == 2)
			ballot_shared(b, F_cue_last, k, j->name);
	}
}

/* A place or a name that is not the segment's, beside the value: "3,000 a week there, in
 * Oslo". */
static int64_t
other_name(const struct job *j)
{
	int64_t best = 0;
	for (size_t i = j->s->g; i < j->s->g_end; i++) {
		const struct segment *g = &j->r->g[i];
		bool near = g->a >= j->q->ub ? g->a - j->q->ub <= 6
					     : g->b <= j->q->ua && j->q->ua - g->b <= 8;
		if (!near || g->person || g->type == SEGMENT_PRODUCT
		    || segment_same(g->name, j->o->segment))
			continue;
		int64_t is = g->before != NOMINAL_PREPOSITION ? 1
			     : g->type == SEGMENT_PHRASE      ? 2
			     : g->type == SEGMENT_PLACE       ? 3
							      : 4;
		best = is > best ? is : best;
	}
	return best;
}

void
choose_scope(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	enum obs_scope ruled = j->o->scope;
	int64_t had = 9;
	double p;
	if (last && st->turn - last->turn <= 2) {
		bool alike = last->metric == j->b->metric,
		     near = last->turn == st->turn
			    && j->r->s_of[j->q->a] - last->sentence <= 1;
		had = (int64_t)last->scope + (alike ? 2 : 0) + (near ? 4 : 0);
	}
	int64_t other = other_name(j), part = j->o->segment.n > 0;
	ballot_open(b, MODEL_scope);
	ballot_shared(b, F_bias, 0, 0);
	ballot_shared(b, F_rules, 0, (int64_t)ruled);
	ballot_shared(b, F_metric, j->name, (int64_t)j->o->kind);
	ballot_shared(b, F_memory, had, 0);
	ballot_shared(b, F_memory, had, part);
	ballot_shared(b, F_named, other, part);
	ballot_shared(b, F_named, 10 + other, (int64_t)j->m->type);
	ballot_shared(b, F_place, (int64_t)j->r->turn->section, part);
	ballot_shared(b, F_type, (int64_t)j->m->type, (int64_t)j->o->measure);
	ballot_shared(b, F_stance_is, (int64_t)j->o->stance, (int64_t)j->m->type);
	share_scope_words(j);
	for (int k = 0; k < 2; k++)
		(void)ballot_add(b, 1 + k, 0, 0,
		    j->gold && (j->gold->scope == OBS_PART) == (k == 1));
	bool part_only = ballot_decide(b, &p) == 1;
	if (variant_of_part(j))
		part_only = true;
	else
		j->p_key *= p;
	j->o->scope = part_only ? OBS_PART : OBS_WHOLE;
}

/* What the bases are that are named around the value, and how far away. */
struct bases {
	enum obs_basis before, behind, turn;
	size_t far, ahead, back;
};

static struct bases
find_bases(const struct job *j)
{
	enum { FAR = 600 };
	const struct reading *r = j->r;
	struct bases x = {.before = OBS_NOBASIS};
	for (size_t i = j->q->ua; j->s->bases && i-- > j->s->a && !x.before;) {
		x.before = reading_basis_at(r, i);
		x.far = j->q->ua - i;
	}
	size_t to = job_behind(j);
	for (size_t i = j->q->ub; j->s->bases && i < to && !x.behind; i++) {
		x.behind = reading_basis_at(r, i);
		x.ahead = i - j->q->ub;
	}
	for (const struct sentence *s = j->s;
	     s-- > r->s && !x.turn && j->s->a - s->b < FAR;)
		for (size_t i = s->b;
		     s->bases && i-- > s->a && !x.turn && j->s->a - i <= FAR;) {
			x.turn = reading_basis_at(r, i);
			x.back = j->s->a - i;
		}
	return x;
}

/* "Revenue and adjusted EBITDA were $410 million and $70 million": of a row of metrics,
 * what is said of a later one is not said of this. */
static bool
first_of_bases(const struct job *j)
{
	const struct cue *c = parallel_cue(j->r, (size_t)(j->q - j->r->q));
	for (size_t i = j->s->a; c && i < c->b; i++)
		if (reading_basis_at(j->r, i))
			return false;
	return c;
}

void
choose_basis(struct job *j)
{
	struct ballot *b = j->x->state->ballot;
	const struct bind_state *st = j->x->state;
	enum obs_basis ruled = j->o->basis, had = OBS_NOBASIS;
	const struct bases x = find_bases(j);
	enum obs_basis row = parallel_basis(j->r, (size_t)(j->q - j->r->q));
	double p;
	if (row || first_of_bases(j)) {
		j->o->basis = row;
		return;
	}
	for (size_t i = st->n_memory;
	     i-- > 0 && !had && st->memory[i].turn == st->turn;)
		if (st->memory[i].metric == j->b->metric)
			had = st->memory[i].basis;
	choose_open(j, MODEL_basis);
	ballot_shared(b, F_rules, 0, (int64_t)ruled);
	ballot_shared(b, F_rules, 1 + (int64_t)ruled, j->name);
	ballot_shared(
	    b, F_nearest, (int64_t)x.before, x.before ? context_bucket(x.far) : 99);
	ballot_shared(b, F_nearest, 10 + (int64_t)x.behind,
	    x.behind ? context_bucket(x.ahead) : 99);
	ballot_shared(
	    b, F_nearest, 20 + (int64_t)x.turn, x.turn ? (int64_t)x.back / 60 : 99);
	ballot_shared(b, F_memory, (int64_t)had, (int64_t)x.before);
	ballot_shared(b, F_memory, 10 + (int64_t)had, j->name);
	ballot_shared(b, F_turn, (int64_t)x.turn, j->name);
	for (int k = 0; k < OBS_BASES; k++)
		(void)ballot_add(
		    b, 1 + k, 0, 0, j->gold && j->gold->basis == (enum obs_basis)k);
	j->o->basis = (enum obs_basis)ballot_decide(b, &p);
	j->p_key *= p;
}
