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
	static const char always[] = "headwind|headwinds|tailwind|tailwinds|drag|hit",
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
	if (number_among(&r->t[i], always))
		return true;
	return number_among(&r->t[i], with)
	       && (i + 1 >= s->b || r->t[i + 1].kind != LEXER_WORD
		   || number_among(&r->t[i + 1], links));
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
			       && !number_among(who,
				   "we|they|it|i|which|and|that|who|to|has|have|"
				   "had|company|management|team|also|further|not|"
				   "will|would|this|or|but|you");
	}
	return false;
}

bool
change_effect(const struct reading *r, const struct quantity *q)
{
	return effect_behind(r, q) || effect_by(r, q);
}
