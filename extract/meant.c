/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/meant.h"

#include "extract/marks.h"
#include "extract/number.h"
#include "extract/stated.h"

/* "Revenue of $95 million exceeded our expectations", "... was above our guidance": what is
 * held against a promise is none. */
static bool
held_to_promise(const struct job *j)
{
	enum { VERB = 2, FAR = 9 };
	const struct token *t = j->r->t;
	size_t i = j->q->ub, most = i + FAR < j->s->b ? i + FAR : j->s->b;
	bool beats = false, was = false;
	for (; i < j->s->b && i <= j->q->ub + VERB && !beats; i++) {
		beats =
		    number_among(&t[i], "exceeded|beat|surpassed|topped|missed|met")
		    || (was && number_among(&t[i], "above|below|ahead|better|within"));
		was |= number_among(&t[i], "was|were|came|in");
		if (t[i].kind != LEXER_WORD)
			return false;
	}
	for (; beats && i < most && t[i].kind == LEXER_WORD; i++)
		if (number_among(&t[i],
			"guidance|expectations|expectation|outlook|range|"
			"consensus|plan|forecast|estimates|target"))
			return true;
	return false;
}

/* "We hit": no form of the verb says when, but nothing before it makes it a promise. */
static bool
plainly_past(const struct job *j, size_t verb)
{
	return number_among(&j->r->t[verb], "hit|beat")
	       && number_among(&j->r->t[verb - 1],
		   "we|they|it|just|already|actually|finally|also|have|has|'ve")
	       && !job_says(j->r, j->s->a, verb,
		   "when|once|until|unless|if|will|would|should|could|can|may|might|to|"
		   "before|after|as|that|what|where|hopefully|hope|wish|whether|"
		   "expect|think|believe|so|then|next");
}

/* "We were able to reach", "managed to get to", "succeeded in reaching": it was done. */
static bool
brought_about(const struct job *j)
{
	const struct token *t = j->r->t;
	for (size_t i = j->q->ua; i > j->s->a + 1; i--) {
		const struct token *w = &t[i - 1];
		if (w->kind == LEXER_SEMICOLON || w->kind == LEXER_LONG_DASH
		    || w->kind == LEXER_TAIL
		    || number_among(w,
			"will|would|should|could|can|may|might|expect|expects|"
			"plan|target|if|but|once|until|so|next|not|hopefully"))
			return false;
		if (plainly_past(j, i - 1))
			return true;
		bool able = number_among(w, "able")
			    && number_among(&t[i - 2], "was|were|been|also|again");
		if ((able && i < j->q->ua && number_among(&t[i], "to"))
		    || (number_among(w, "managed") && i < j->q->ua
			&& number_among(&t[i], "to"))
		    || (number_among(w, "succeeded") && i < j->q->ua
			&& number_among(&t[i], "in")))
			return !job_says(j->r, i > j->s->a + 4 ? i - 4 : j->s->a, i,
				   "not|never|wasn|weren|haven|hadn|if|would|could|"
				   "might|should|expect|hope|to|whether")
			       && !number_among(&t[j->s->a], "had|were");
	}
	return false;
}

/* "5,000 a week is very achievable" */
static bool
within_reach(const struct job *j)
{
	enum { FAR = 6 };
	const struct token *t = j->r->t;
	size_t i = j->q->ub, most = i + FAR < j->s->b ? i + FAR : j->s->b;
	bool is = false;
	for (; i < most && t[i].kind == LEXER_WORD; i++) {
		if (is
		    && number_among(&t[i],
			"achievable|doable|attainable|realistic|reachable|feasible"))
			return true;
		if (number_among(&t[i], "not|never|hardly|no"))
			return false;
		is |= number_among(&t[i], "is|are|be|looks|seems|very");
	}
	return false;
}

/* "We would have reached 5,000 if", "had we reached 5,000": it was not. */
static bool
unreal(const struct job *j)
{
	static const char who[] = "we|it|they|i|you|the|this|that|our|there";
	const struct token *t = j->r->t;
	if (number_among(&t[j->s->a], "had") && number_among(&t[j->s->a + 1], who))
		return true;
	return job_says_two(j->r, j->ca, j->q->ua, "would|could|might", "have")
	       && job_says_two(j->r, j->s->a, j->s->b, "if", who)
	       && job_says(j->r, j->s->a, j->s->b, "had|hadn");
}

/* "Suppose that", "let's say we", "if you assume", "if we had ..., we would" */
static bool
supposed(const struct job *j)
{
	static const char who[] = "we|you|i|they|it|one|that|the|our|there|somebody";
	const struct token *t = j->r->t;
	for (size_t i = j->s->a; i < j->q->ua; i++) {
		bool begins = i == j->s->a || t[i - 1].kind == LEXER_COMMA
			      || t[i - 1].kind == LEXER_SEMICOLON
			      || number_among(&t[i - 1], "so|and|but|now|just|well");
		if (!begins)
			continue;
		if (number_among(&t[i], "suppose|supposing|imagine")
		    && !number_among(&t[i + 1], "our|my|your|their|how|what"))
			return true;
		if (i + 2 >= j->q->ua)
			return false;
		if (i == j->s->a && number_among(&t[i], "for")
		    && number_among(&t[i + 1], "example|instance")
		    && job_says(j->r, j->q->ub, j->cb, "would"))
			return true;
		size_t say =
		    i + 1
		    + (t[i + 1].kind == LEXER_TAIL || number_among(&t[i + 1], "us"));
		if (number_among(&t[i], "let|let's") && say < j->q->ua
		    && number_among(&t[say], "say|assume|suppose|pretend")
		    && number_among(&t[say + 1], who))
			return true;
		if (!number_among(&t[i], "if") || !number_among(&t[i + 1], who))
			continue;
		size_t verb = i + 2 + number_among(&t[i + 2], "just|simply|were");
		if (number_among(&t[verb], "assume|suppose|imagine"))
			return true;
		/* "If you annualize that, you get to 200,000" */
		if (number_among(&t[verb], "annualize|extrapolate|multiply")
		    && job_says(j->r, verb, j->q->ua, "get|gets|getting")
		    && !job_says(j->r, verb, j->q->ua, "but|while|although|however"))
			return true;
		if (number_among(&t[i + 2], "had|were")
		    && job_says(j->r, j->q->ub, j->s->b, "would|could|might"))
			return true;
	}
	return false;
}

/* What an outsider asks of the company or has worked out: "could you get to 5,000?", "I am
 * getting to 25%", "my model has $2 billion". */
static bool
asked(const struct job *j)
{
	const struct reading *r = j->r;
	size_t a = j->ca, b = j->q->ua;
	if (r->turn->role != OBS_ANALYST
	    || job_says(r, j->s->a, b,
		"guidance|guided|guiding|target|goal|said|mentioned|talked|told|plan|"
		"outlook|your|promised"))
		return false;
	for (size_t i = a; i + 2 < b; i++) {
		const struct token *t = &r->t[i];
		bool could =
		    number_among(t, "could|can|might") && number_among(&t[1], "you|we");
		if (could
		    && number_among(
			&t[2], "get|do|reach|hit|achieve|grow|see|make|exceed"))
			return true;
		if (number_among(t, "is") && number_among(&t[1], "it|that|there|this")
		    && number_among(&t[2],
			"possible|conceivable|realistic|reasonable|fair|plausible"))
			return true;
		if (number_among(t, "should") && number_among(&t[1], "we|i|investors")
		    && number_among(&t[2],
			"be|think|expect|model|assume|use|pencil|look|still|just"))
			return true;
		if (number_among(t, "my")
		    && number_among(&t[1], "model|math|estimate|estimates|numbers"))
			return true;
		if (number_among(t, "i")
		    && (number_among(&t[1], "am|was|get|calculate|estimate|model")
			|| t[1].kind == LEXER_TAIL)
		    && (number_among(&t[1], "calculate|estimate|model")
			|| number_among(&t[2],
			    "getting|modeling|estimating|coming|to|calculating")))
			return true;
	}
	return false;
}

/* "Longer term, we see margins of 15%", "our long-range plan has revenue of $5 billion": what is
 * said of a time to come in the present is promised. */
static bool
far_off(const struct job *j, const struct mood *m)
{
	enum { NEAR = 3 };
	const struct token *t = j->r->t;
	const struct when *w = stated_open(j);
	if (!w || w->b > j->q->ua || m->tense > MOOD_PRESENT
	    || j->r->turn->role != OBS_COMPANY)
		return false;
	if (t[w->b].kind == LEXER_COMMA)
		return w->a <= j->s->a + 1;
	return job_says(j->r, w->b, w->b + NEAR,
	    "target|targets|goal|goals|model|plan|objective|ambition|aspiration");
}

/* "We had hoped for 5,000" */
static bool
had_hoped(const struct job *j)
{
	for (size_t i = j->ca + 1; i < j->q->ua; i++)
		if (number_among(
			&j->r->t[i], "hoped|planned|aimed|wanted|targeted|intended")
		    && number_among(&j->r->t[i - 1], "had|originally|initially|we'd"))
			return i + 1 == j->q->ua
			       || number_among(&j->r->t[i + 1],
				   "for|to|on|that|at|a|an|about|around|roughly|"
				   "approximately|by|more|over");
	return false;
}

bool
meant(const struct job *j, const struct mood *m, enum obs_stance *out)
{
	const struct bind_memory *again = stated_again(j);
	if (again)
		*out = again->stance;
	else if (held_to_promise(j) || brought_about(j))
		*out = OBS_ACTUAL;
	else if (supposed(j) || unreal(j) || asked(j))
		*out = OBS_HYPOTHETICAL;
	else if (within_reach(j) || far_off(j, m) || had_hoped(j))
		*out = OBS_GUIDANCE;
	else
		return false;
	return true;
}
