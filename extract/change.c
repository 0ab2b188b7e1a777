/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/change.h"

#include "extract/lexicon.h"
#include "extract/marks.h"
#include "extract/number.h"

enum { NEAR_BEFORE = 4, NEAR_BEHIND = 4, FAR = 14 };

/* In the order of their numbers. */
static const struct change_row {
	const char *words;
} change_words[] = {
    {"currency|currencies|translation|exchange|fx|forex|dollar"},
    {"acquisition|acquisitions|acquired|divestiture|divestitures|disposals|"
     "dispositions|inclusion|merger"},
    {"price|prices|pricing|mix|volume|volumes|rate|rates|surcharge|surcharges|demand|"
     "traffic"},
    {"inflation|costs|freight|labor|wages|wage|material|materials|tariff|tariffs|"
     "commodity|commodities|energy|fuel|logistics|transportation|weather|timing|tax|"
     "interest"},
    {"headwind|headwinds|tailwind|tailwinds|impact|impacts|effect|effects|benefit|"
     "benefits|pressure|pressures|drag|disruption|disruptions|lift|hit|contribution|"
     "contributions|upside|downside"},
    {"contributed|contributing|contribute|adding|adds|added|add|offset|offsets|"
     "offsetting|drove|drive|driving|benefited|impacted|impacting|hurt|helped|weighed|"
     "affected|accounted|attributable|due|because|driven|led|related|associated"},
    {"savings|productivity|efficiencies|synergies|leverage|absorption|utilization|"
     "accretion|dilution|accretive|dilutive|incremental"},
    {"increase|increases|decrease|decreases|decline|declines|improvement|improvements|"
     "reduction|reductions|expansion|growth|drop|rise|gain|gains|compression|"
     "acceleration|change"},
    {"up|down|increased|decreased|declined|improved|grew|grow|growing|rose|fell|"
     "dropped|"
     "expanded|contracted|reduced|lower|higher|better|worse|by|above|below|less|more|"
     "over|under|ahead|increasing|decreasing|declining"},
    {"to|at|was|were|is|are|be|reached|totaled|came|versus|compared|from|of|reported|"
     "approximately|than"},
    {"first|second|third|fourth|prior|last|previous|ago|sequentially|sequential|annual|"
     "annually|basis|each"},
    {"repaid|repay|repayment|repayments|paid|paying|pay|retire|retired|redeem|"
     "redeemed|issued|issuance|offering|raised|raise|borrowing|drew|"
     "hire|"
     "hired|hiring|eliminated|eliminate|added|adding|refinanced|maturing|mature|"
     "matures|"
     "cut|cuts"},
};
_Static_assert(
    sizeof change_words / sizeof *change_words == CHANGE_SETS, "a place each");

static void
note(struct change *c, uint64_t sets, enum change_place where)
{
	for (size_t k = 0; sets; k++, sets >>= 1)
		if (sets & 1 && !c->at[k])
			c->at[k] = (unsigned char)where;
}

static uint64_t
sets_of(const struct token *t)
{
	return lexicon_set(t->known, LEXICON_SETS(change_words, words));
}

unsigned
change_set(const struct token *t)
{
	uint64_t sets = sets_of(t);
	unsigned k = 0;
	while (sets && !(sets >> k & 1))
		k++;
	return sets ? k + 1 : 0;
}

struct change
change_find(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	struct change c = {{0}};
	size_t least = q->ua > s->a + FAR ? q->ua - FAR : s->a;
	size_t most = q->ub + FAR < s->b ? q->ub + FAR : s->b;
	/* The near ones first: they count. */
	for (size_t i = q->ua; i-- > least && q->ua - i <= NEAR_BEFORE;)
		note(&c, sets_of(&r->t[i]), CHANGE_BEFORE);
	for (size_t i = q->ub; i < most && i < q->ub + NEAR_BEHIND; i++)
		note(&c, sets_of(&r->t[i]), CHANGE_BEHIND);
	for (size_t i = q->ua; i-- > least;) {
		note(&c, sets_of(&r->t[i]), CHANGE_AWAY_BEFORE);
		if (r->marks[i] & MARKS_CLAUSE)
			break;
	}
	for (size_t i = q->ub; i < most && !(r->marks[i] & MARKS_CLAUSE); i++)
		note(&c, sets_of(&r->t[i]), CHANGE_AWAY_BEHIND);
	return c;
}

/* "A $7 million unfavorable impact", "$7 million of headwinds". */
static bool
effect_behind(const struct reading *r, const struct quantity *q)
{
	static const char always[] = "headwind|headwinds|tailwind|tailwinds|drag",
			  with[] = "benefit|benefits|impact|impacts|effect|pressure",
			  links[] = "from|of|to|on|related|in|due|associated|as",
			  kinds[] = "negative|positive|unfavorable|favorable|adverse|"
				    "net|currency|fx|fx-related|total|incremental|"
				    "additional";
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ub;
	bool of = i < s->b && number_among(&r->t[i], "of");
	for (i += of; i < s->b && number_among(&r->t[i], kinds); i++)
		;
	if (i >= s->b)
		return false;
	/* "$410 million hit a record": a verb. */
	if (number_among(&r->t[i], "hit"))
		return q->a > s->a
		       && number_among(
			   &r->t[q->a - 1], "a|an|another|about|roughly|approximately");
	if (number_among(&r->t[i], always))
		return true;
	return number_among(&r->t[i], with)
	       && (i + 1 >= s->b || r->t[i + 1].kind != LEXER_WORD
		   || number_among(&r->t[i + 1], links));
}

static bool
is_be(const struct token *t)
{
	return number_among(t, "was|were|is|are|be|been|being");
}

/* "Tariffs reduced EBITDA by $9 million": not the company. */
static bool
effect_by(const struct reading *r, const struct quantity *q)
{
	enum { BACK = 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ua;
	while (
	    i > s->a
	    && number_among(&r->t[i - 1], "about|approximately|roughly|nearly|around|"
					  "over|another|an|additional|some"))
		i--;
	if (i < s->a + 4 || !number_among(&r->t[i - 1], "by"))
		return false;
	for (size_t k = i - 1; k-- > s->a + 1 && i - k < BACK;) {
		const struct token *t = &r->t[k], *who = &r->t[k - 1];
		if (t->kind != LEXER_WORD || number_among(t, "was|were|is|are|be|and"))
			return false;
		if (number_among(t,
			"reduced|hurt|lowered|helped|boosted|depressed|impacted|"
			"benefited|cut|decreased"))
			return k + 2 < i && who->kind == LEXER_WORD
			       && !is_be(&r->t[k > s->a + 1 ? k - 2 : k]) && !is_be(who)
			       && !number_among(who,
				   "we|they|it|i|which|and|that|who|to|has|have|"
				   "had|company|management|team|also|further|not|"
				   "will|would|this|or|but|you");
	}
	return false;
}

/* "Grew 14%", "a 14% increase", "was up 14%" */
static bool
is_change(const struct reading *r, const struct quantity *q)
{
	enum { NEAR = 4, BEHIND = 3, WAYS = 1 << 7 | 1 << 8 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	uint64_t sets = 0;
	for (size_t i = q->ua; i-- > s->a && q->ua - i <= NEAR;)
		sets |= sets_of(&r->t[i]);
	for (size_t i = q->ub; i < s->b && i < q->ub + BEHIND; i++)
		sets |= sets_of(&r->t[i]);
	return sets & WAYS;
}

/* "Revenue grew 14%, with pricing up 2%", "..., with 2% from price": behind the change of all. */
static bool
driver_part(const struct reading *r, const struct quantity *q)
{
	static const char drivers[] =
	    "volume|volumes|price|pricing|mix|currency|currencies|fx|"
	    "exchange|acquisitions|acquisition|m&a|surcharges";
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ub, first = s->q;
	if (q->type != QUANTITY_PERCENT)
		return false;
	while (first < s->q_end && r->q[first].type != QUANTITY_PERCENT)
		first++;
	/* "Gross margin was 23%, with pricing up 2%": of no change. */
	if (first >= s->q_end || r->q[first].a >= q->a || !is_change(r, &r->q[first]))
		return false;
	if (q->ua > s->a + 1
	    && number_among(&r->t[q->ua - 1], "up|down|contributing|adding|contributed")
	    && number_among(&r->t[q->ua - 2], drivers))
		return true;
	if (i + 1 >= s->b || !number_among(&r->t[i], "from|of"))
		return false;
	i += 1 + number_among(&r->t[i + 1], "foreign|favorable|higher|better|net|our");
	return i < s->b && number_among(&r->t[i], drivers)
	       && (i + 1 >= s->b || r->t[i + 1].kind != LEXER_WORD
		   || !number_among(&r->t[i + 1], "growth|neutral|adjusted"));
}

/* "$50 million of EBITDA growth", "EBITDA growth was $50 million". */
static bool
grown(const struct reading *r, const struct quantity *q)
{
	enum { WORDS = 4 };
	static const char changes[] = "growth|improvement|expansion",
			  ends[] = "and|or|for|from|in|to|on|with|which|as|at|due|"
				   "representing|represents|reflecting|implying|driven|"
				   "versus|compared|capital|investment|investments|"
				   "spending|capex|projects",
			  things[] = "capital|capex|projects|investments|spending|"
				     "initiatives|investment|opportunities|target";
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ub;
	i += i < s->b && number_among(&r->t[i], "of|in");
	for (size_t n = 0; n < WORDS && i < s->b && r->t[i].kind == LEXER_WORD;
	     n++, i++) {
		if (number_among(&r->t[i], ends))
			break;
		if (number_among(&r->t[i], changes))
			return i + 1 >= s->b
			       || (r->t[i + 1].kind != LEXER_DASH
				   && !number_among(&r->t[i + 1], things));
	}
	return q->ua >= s->a + 2 && number_among(&r->t[q->ua - 1], "was|of|is|be")
	       && number_among(&r->t[q->ua - 2], changes);
}

/* "$50 million of incremental EBITDA", "incremental EBITDA of $50 million". */
static bool
incremental(const struct reading *r, const struct quantity *q)
{
	enum { WORDS = 4 };
	const struct sentence *s = &r->s[r->s_of[q->a]];
	size_t i = q->ub, k = q->ua;
	i += i < s->b && number_among(&r->t[i], "of|in");
	if (i < s->b && number_among(&r->t[i], "incremental"))
		return true;
	if (k < s->a + 2 || !number_among(&r->t[k - 1], "was|of|is|be"))
		return false;
	for (size_t n = 0; n < WORDS && --k > s->a; n++) {
		if (number_among(&r->t[k - 1], "incremental|additional"))
			return true;
		if (r->t[k - 1].kind != LEXER_WORD
		    || number_among(&r->t[k - 1], "and|for|from|in|to|on|of"))
			return false;
	}
	return false;
}

unsigned
change_kinds(const struct reading *r, const struct quantity *q)
{
	if (effect_behind(r, q) || effect_by(r, q) || driver_part(r, q))
		return 1U << OBS_CONTRIBUTION;
	if (q->type != QUANTITY_MONEY)
		return ~0U;
	return grown(r, q)         ? 1U << OBS_DELTA
	       : incremental(r, q) ? 1U << OBS_CONTRIBUTION | 1U << OBS_DELTA
				   : ~0U;
}
