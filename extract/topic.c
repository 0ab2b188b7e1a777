/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/topic.h"

#include "extract/number.h"

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

/* ----- announced ------------------------------------------------------------------ */

/* What is announced at the beginning of a sentence. */
struct announced {
	bool turns;              /* something is */
	const struct segment *g; /* it is a part of the business; NULL */
};

/* The longest mention that begins at i and ends as what is announced does: "our Cloud
 * segment." */
static const struct segment *
object_at(const struct reading *r, const struct sentence *s, size_t i)
{
	static const char heads[] =
	    "segment|segments|division|business|businesses|unit|"
	    "group|region|operations|side|brand|category|"
	    "platform|franchise|market";
	const struct segment *best = NULL;
	size_t end;
	for (size_t k = s->g; k < s->g_end; k++) {
		const struct segment *g = &r->g[k];
		if (g->a == i && !g->person && (!best || g->b > best->b))
			best = g;
	}
	if (!best)
		return NULL;
	for (end = best->b; end < s->b && number_among(&r->t[end], heads); end++)
		;
	bool names = best->type <= SEGMENT_NAME || end > best->b
		     || (best->type == SEGMENT_SUBJECT && i > s->a && r->t[i].capital);
	while (end < s->b && number_among(&r->t[end], "results|performance"))
		end++;
	bool stops = end == s->b || r->t[end].kind == LEXER_STOP
		     || r->t[end].kind == LEXER_COMMA || r->t[end].kind == LEXER_BREAK
		     || r->t[end].kind == LEXER_SEMICOLON
		     || number_among(&r->t[end], "for|on|where");
	return stops && names ? best : NULL;
}

/* "Now, let me turn to our footwear segment.", "Next is Europe." */
static struct announced
announced_by(const struct reading *r, const struct sentence *s)
{
	static const char fill[] =
	    "now|and|so|next|then|first|second|third|finally|lastly|"
	    "okay|let|me|us|i|we|i'd|you|will|would|like|want|'s|"
	    "'ll|'d|just|briefly|also|on|over|results|gears";
	static const char turns[] = "turn|turning|move|moving|shift|shifting|switch|"
				    "switching|start|starting|begin|beginning|look|"
				    "looking|next|first|regarding";
	static const char links[] = "to|with|at|into|is|for|the|our";
	struct announced x = {false, NULL};
	bool linked = false;
	size_t i = s->a;
	for (; i < s->b; i++) {
		const struct token *t = &r->t[i];
		bool turn = number_among(t, turns), link = number_among(t, links);
		if (!turn && !link && t->kind != LEXER_COMMA && !number_among(t, fill))
			break;
		x.turns |= turn
			   || (i + 1 < s->b && number_among(t, "on")
			       && number_among(&r->t[i + 1], "to"));
		linked |=
		    link || t->kind == LEXER_COMMA || number_among(t, "regarding");
	}
	x.turns = x.turns && linked && i < s->b;
	if (x.turns)
		x.g = object_at(r, s, i);
	/* "Finally, Europe.": there is nothing else. */
	if (!x.turns && i > s->a && i < s->b && (x.g = object_at(r, s, i)) != NULL) {
		size_t end = x.g->b;
		while (
		    end < s->b && number_among(&r->t[end], "segment|business|division"))
			end++;
		x.turns = end == s->b || r->t[end].kind == LEXER_STOP;
		if (!x.turns)
			x.g = NULL;
	}
	/* "Turning to the segments, starting with footwear." */
	for (i++; x.turns && !x.g && i + 1 < s->b; i++)
		if (number_among(&r->t[i], "starting|beginning|start|begin")
		    && number_among(&r->t[i + 1], "with")) {
			i += 2;
			i += i < s->b && number_among(&r->t[i], "our|the");
			x.g = i < s->b ? object_at(r, s, i) : NULL;
		}
	return x;
}

/* "In footwear, sales were": what frames the sentence. */
static const struct segment *
framed_by(const struct reading *r, const struct sentence *s)
{
	size_t i = s->a;
	while (i < s->b && number_among(&r->t[i], "and|but|now|also|finally|lastly"))
		i++;
	if (i == s->b || !number_among(&r->t[i], "in|for|at|within|across"))
		return NULL;
	i++;
	while (i < s->b && number_among(&r->t[i], "our|the"))
		i++;
	const struct segment *g = i < s->b ? object_at(r, s, i) : NULL;
	for (size_t k = g ? g->b : s->b; k < s->b && k < g->b + 3; k++)
		if (r->t[k].kind == LEXER_COMMA)
			return g;
	return NULL;
}

/* What sentences begin with that is no part of a business, capital or not. */
static const char ordinary[] =
    "weather|traffic|christmas|easter|thanksgiving|holiday|holidays|summer|winter|"
    "spring|leadership|management|utilization|productivity|efficiency|efficiencies|"
    "execution|demand|supply|pricing|price|prices|volume|volumes|mix|inflation|"
    "deflation|currency|freight|labor|labour|wages|logistics|inventory|inventories|"
    "backlog|orders|bookings|competition|competitors|customers|customer|consumers|"
    "consumer|employees|people|safety|quality|innovation|sustainability|momentum|"
    "performance|profitability|liquidity|cash|debt|capital|leverage|shrink|ticket|"
    "basket|comps|attrition|turnover|retention|engagement|occupancy|throughput|"
    "yield|yields|uptime|downtime|capacity|availability|seasonality|timing|covid|"
    "pandemic|tariffs|feedback|adoption|interest|churn|win|wins|visibility|growth|"
    "margins|margin|sales|revenue|earnings|results|everything|nothing|everyone|"
    "sentiment|confidence|activity|conditions|trends|costs|expenses|spending|"
    "penetration|conversion|footfall|foot|working|free|operating|gross|net";

/* What a sentence begins with, and says something of: "Coatings had a record quarter",
 * "demand in Coatings was strong"; the longest, NULL. */
static const struct segment *
subject_of(const struct reading *r, const struct sentence *s)
{
	const struct segment *best = NULL;
	size_t i = s->a;
	while (i < s->b
	       && number_among(&r->t[i], "and|but|our|the|now|also|finally|lastly"))
		i++;
	if (i + 1 < s->b && number_among(&r->t[i + 1], "in|for|from|at")
	    && number_among(&r->t[i],
		"demand|growth|sales|revenue|revenues|volumes|orders|results|"
		"performance|margin|margins|activity"))
		i += 2;
	while (i < s->b && number_among(&r->t[i], "our|the"))
		i++;
	for (size_t k = s->g; k < s->g_end; k++) {
		const struct segment *g = &r->g[k];
		bool names = g->type <= SEGMENT_NAME || g->headed > 0
			     || g->after <= NOMINAL_BUSINESS || i > s->a
			     || (g->after == NOMINAL_VERB && r->t[g->a].capital
				 && !number_among(&r->t[g->b - 1], ordinary));
		if (g->a == i && !g->person && names && !nominal_bare(r->t, g->a, g->b)
		    && (!best || g->b > best->b))
			best = g;
	}
	return best;
}

/* Does the sentence give figures? */
static bool
counts(const struct reading *r, const struct sentence *s)
{
	for (size_t i = s->q; i < s->q_end; i++)
		if (r->q[i].type == QUANTITY_MONEY || r->q[i].type == QUANTITY_PERCENT
		    || r->q[i].type == QUANTITY_COUNT)
			return true;
	return false;
}

const struct segment *
topic_announced(const struct job *j)
{
	enum { BACK = 12 };
	static const char whole[] = "company|consolidated|companywide|company-wide|"
				    "enterprise|overall|corporate";
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	const struct segment *g = framed_by(r, j->s);
	if (g && g->b <= j->q->ua)
		return g;
	if (job_says(r, j->s->a, j->s->b, whole))
		return NULL;
	/* "Turning to Security. Total revenue was": all of it; further on, all of ours. */
	bool total = job_says(r, j->s->a, j->s->b, "total");
	const struct segment *moved = NULL;
	for (size_t back = 0; back <= here && back < BACK; back++) {
		const struct sentence *s = &r->s[here - back];
		struct announced x = announced_by(r, s);
		if (x.turns && moved && x.g && moved->hash != x.g->hash)
			return NULL;
		if (x.turns)
			return x.g && x.g->b <= j->q->ua && !(total && back > 1) ? x.g
										 : NULL;
		/* "The other two are doing fine." */
		const struct segment *o =
		    back > 0 && !counts(r, s) ? subject_of(r, s) : NULL;
		moved = o ? o : moved;
		/* Another paragraph, unless the announcement is one by itself. */
		bool first = s->a > 0 && r->t[s->a - 1].kind == LEXER_BREAK;
		if (first && back < here && announced_by(r, s - 1).turns == false)
			return NULL;
	}
	return NULL;
}

/* ----- referred to --------------------------------------------------------------- */

/* "The segment's margin", "segment revenue grew", "this business". */
static bool
refers(const struct job *j)
{
	const struct reading *r = j->r;
	const struct sentence *s = j->s;
	bool says = false;
	for (size_t i = s->a; i < s->b; i++) {
		const struct token *t = &r->t[i];
		if (number_among(t,
			"total|consolidated|company|companywide|overall|each|"
			"both|respectively|segments|divisions"))
			return false;
		bool segment = number_among(t, "segment|division"),
		     business =
			 number_among(t, "business|region|brand|channel|category");
		bool first = i == s->a && i + 1 < s->b && number_among(t, "segment")
			     && r->t[i + 1].kind == LEXER_WORD;
		if (first
		    || (i > s->a && segment
			&& number_among(&r->t[i - 1], "the|this|that"))
		    || (i > s->a && business
			&& number_among(&r->t[i - 1], "this|that")))
			says = true;
	}
	for (size_t i = s->g; says && i < s->g_end; i++) {
		const struct segment *g = &r->g[i];
		if (!g->person
		    && (topic_good(g) || g->type <= SEGMENT_NAME
			|| g->after <= NOMINAL_METRIC))
			says = false;
	}
	return says;
}

/* The segment of the last value of a sentence; empty. */
static struct str
told_of(const struct job *j, size_t sentence)
{
	const struct bind_state *st = j->x->state;
	for (size_t i = st->n_memory; i-- > 0;) {
		const struct bind_memory *m = &st->memory[i];
		if (m->turn != st->turn || m->sentence < sentence)
			break;
		if (m->sentence == sentence)
			return m->segment;
	}
	return STR("");
}

struct str
topic_referred(const struct job *j)
{
	enum { BACK = 10 };
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	struct str none = STR("");
	if (!refers(j))
		return none;
	for (size_t back = 1; back <= here && back < BACK; back++) {
		const struct sentence *s = &r->s[here - back];
		struct announced x = announced_by(r, s);
		const struct segment *g = x.turns ? x.g : framed_by(r, s);
		if (x.turns && !g)
			return none;
		if (!g)
			g = subject_of(r, s);
		struct str told = g ? g->name : told_of(j, here - back);
		if (told.n)
			return told;
		if (job_says(r, s->a, s->b, "total|consolidated|company|companywide"))
			return none;
	}
	return none;
}

/* ----- gone on with -------------------------------------------------------------- */

/* "... delivered a strong quarter", "... performed well": what parts of a business do. */
static bool
performs(const struct reading *r, const struct sentence *s, size_t i)
{
	enum { FAR = 8 };
	size_t most = i + FAR < s->b ? i + FAR : s->b;
	i +=
	    i < s->b
	    && number_among(&r->t[i], "also|again|segment|business|division|group|has");
	if (i >= s->b)
		return false;
	if (number_among(&r->t[i], "performed|outperformed|executed"))
		return true;
	return number_among(&r->t[i],
		   "delivered|had|posted|turned|reported|achieved|saw|"
		   "continued|produced|generated|enjoyed|was|is|were")
	       && job_says(r, i, most,
		   "quarter|year|performance|results|record|standout|highlight|"
		   "momentum|spot|"
		   "outperformer|softer|softness|demand|strong|weak|solid|soft|healthy|"
		   "robust|good|better|excellent");
}

/* Does it name a part of the business? */
static bool
names_part(const struct reading *r, const struct sentence *s)
{
	for (size_t i = s->g; i < s->g_end; i++)
		if (!r->g[i].person
		    && (topic_good(&r->g[i]) || r->g[i].type <= SEGMENT_NAME
			|| r->g[i].after <= NOMINAL_BUSINESS))
			return true;
	return false;
}

const struct segment *
topic_continued(const struct job *j)
{
	enum { BACK = 5 };
	static const char whole[] = "company|consolidated|companywide|enterprise|"
				    "overall|corporate|total|we|our|"
				    "combined|i|you";
	const struct reading *r = j->r;
	size_t here = r->s_of[j->q->a];
	if (names_part(r, j->s) || job_says(r, j->s->a, j->q->ua, whole))
		return NULL;
	for (size_t back = 1; back <= here && back < BACK; back++) {
		const struct sentence *s = &r->s[here - back];
		if (s[1].a > 0 && r->t[s[1].a - 1].kind == LEXER_BREAK)
			return NULL;
		const struct segment *g = subject_of(r, s);
		if (g && performs(r, s, g->b))
			return counts(r, s) ? NULL : g;
		if (names_part(r, s) || job_says(r, s->a, s->b, whole))
			return NULL;
	}
	return NULL;
}
