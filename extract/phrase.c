/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/phrase.h"

#include "extract/marks.h"
#include "extract/number.h"

enum small {
	SMALL_NONE, /* a word of content */
	SMALL_LINK, /* articles, hedges, auxiliaries: passed over */
	SMALL_OF,
	SMALL_PREPOSITION,
	SMALL_AND,
	SMALL_PRONOUN,
	SMALL_VERB
};

/* clang-format off */
static const struct small_row {
	const char *word;
	enum small is;
} rows[] = {
	{"'d", SMALL_VERB}, {"'ll", SMALL_VERB}, {"'m", SMALL_VERB}, {"'re", SMALL_VERB}, {"'s", SMALL_LINK},
	{"'ve", SMALL_VERB}, {"a", SMALL_LINK}, {"about", SMALL_LINK}, {"achieve", SMALL_VERB},
	{"achieved", SMALL_VERB}, {"actually", SMALL_LINK}, {"added", SMALL_VERB}, {"again", SMALL_LINK},
	{"all", SMALL_LINK}, {"almost", SMALL_LINK}, {"also", SMALL_LINK}, {"an", SMALL_LINK}, {"and", SMALL_AND},
	{"anticipate", SMALL_VERB}, {"approached", SMALL_VERB}, {"approximately", SMALL_LINK}, {"are", SMALL_VERB},
	{"around", SMALL_LINK}, {"as", SMALL_PREPOSITION}, {"at", SMALL_PREPOSITION}, {"average", SMALL_LINK},
	{"averaged", SMALL_VERB}, {"averaging", SMALL_VERB}, {"basically", SMALL_LINK}, {"be", SMALL_VERB},
	{"been", SMALL_VERB}, {"being", SMALL_VERB}, {"below", SMALL_PREPOSITION}, {"between", SMALL_PREPOSITION},
	{"but", SMALL_AND}, {"by", SMALL_PREPOSITION}, {"call", SMALL_LINK}, {"came", SMALL_VERB}, {"can", SMALL_VERB},
	{"climbed", SMALL_VERB}, {"come", SMALL_VERB}, {"comes", SMALL_VERB}, {"compared", SMALL_PREPOSITION},
	{"contracted", SMALL_VERB}, {"could", SMALL_VERB}, {"decline", SMALL_LINK}, {"declined", SMALL_VERB},
	{"declining", SMALL_VERB}, {"decrease", SMALL_LINK}, {"decreased", SMALL_VERB}, {"decreasing", SMALL_VERB},
	{"delivered", SMALL_VERB}, {"delivering", SMALL_VERB}, {"did", SMALL_VERB}, {"do", SMALL_VERB},
	{"does", SMALL_VERB}, {"down", SMALL_LINK}, {"dropped", SMALL_VERB}, {"during", SMALL_PREPOSITION},
	{"each", SMALL_LINK}, {"end", SMALL_VERB}, {"ended", SMALL_VERB}, {"exceed", SMALL_VERB},
	{"exceeded", SMALL_VERB}, {"exceeding", SMALL_VERB}, {"excluding", SMALL_PREPOSITION}, {"expand", SMALL_VERB},
	{"expanded", SMALL_VERB}, {"expect", SMALL_VERB}, {"expected", SMALL_VERB}, {"expecting", SMALL_VERB},
	{"expects", SMALL_VERB}, {"fell", SMALL_VERB}, {"finished", SMALL_VERB}, {"for", SMALL_PREPOSITION},
	{"forecast", SMALL_VERB}, {"from", SMALL_PREPOSITION}, {"generate", SMALL_VERB}, {"generated", SMALL_VERB},
	{"get", SMALL_VERB}, {"go", SMALL_VERB}, {"going", SMALL_VERB}, {"got", SMALL_VERB}, {"grew", SMALL_VERB},
	{"grow", SMALL_VERB}, {"growing", SMALL_VERB}, {"grown", SMALL_VERB}, {"growth", SMALL_LINK},
	{"guiding", SMALL_VERB}, {"had", SMALL_VERB}, {"has", SMALL_VERB}, {"have", SMALL_VERB}, {"having", SMALL_VERB},
	{"he", SMALL_PRONOUN}, {"here", SMALL_LINK}, {"high", SMALL_LINK}, {"higher", SMALL_LINK}, {"hit", SMALL_VERB},
	{"i", SMALL_PRONOUN}, {"improved", SMALL_VERB}, {"improvement", SMALL_LINK}, {"in", SMALL_PREPOSITION},
	{"including", SMALL_PREPOSITION}, {"increase", SMALL_LINK}, {"increased", SMALL_VERB},
	{"increases", SMALL_VERB}, {"increasing", SMALL_VERB}, {"into", SMALL_PREPOSITION}, {"is", SMALL_VERB},
	{"it", SMALL_PRONOUN}, {"its", SMALL_LINK}, {"jumped", SMALL_VERB}, {"just", SMALL_LINK}, {"kind", SMALL_LINK},
	{"landed", SMALL_VERB}, {"last", SMALL_LINK}, {"least", SMALL_LINK}, {"less", SMALL_LINK}, {"like", SMALL_LINK},
	{"little", SMALL_LINK}, {"low", SMALL_LINK}, {"lower", SMALL_LINK}, {"made", SMALL_VERB}, {"make", SMALL_VERB},
	{"may", SMALL_VERB}, {"maybe", SMALL_LINK}, {"might", SMALL_VERB}, {"more", SMALL_LINK}, {"most", SMALL_LINK},
	{"my", SMALL_LINK}, {"near", SMALL_LINK}, {"nearly", SMALL_LINK}, {"new", SMALL_LINK}, {"next", SMALL_LINK},
	{"not", SMALL_LINK}, {"now", SMALL_LINK}, {"of", SMALL_OF}, {"on", SMALL_PREPOSITION}, {"only", SMALL_LINK},
	{"or", SMALL_AND}, {"our", SMALL_LINK}, {"over", SMALL_LINK}, {"per", SMALL_PREPOSITION}, {"posted", SMALL_VERB},
	{"probably", SMALL_LINK}, {"produced", SMALL_VERB}, {"project", SMALL_VERB}, {"range", SMALL_LINK},
	{"ranged", SMALL_VERB}, {"ranging", SMALL_VERB}, {"reach", SMALL_VERB}, {"reached", SMALL_VERB},
	{"really", SMALL_LINK}, {"record", SMALL_LINK}, {"recorded", SMALL_VERB}, {"reduced", SMALL_VERB},
	{"reduction", SMALL_LINK}, {"reflecting", SMALL_VERB}, {"reflects", SMALL_VERB}, {"remain", SMALL_VERB},
	{"remained", SMALL_VERB}, {"reported", SMALL_VERB}, {"represent", SMALL_VERB}, {"represented", SMALL_VERB},
	{"representing", SMALL_VERB}, {"represents", SMALL_VERB}, {"respectively", SMALL_LINK}, {"resulted", SMALL_VERB},
	{"resulting", SMALL_VERB}, {"right", SMALL_LINK}, {"rose", SMALL_VERB}, {"roughly", SMALL_LINK}, {"saw", SMALL_VERB},
	{"see", SMALL_VERB}, {"seeing", SMALL_VERB}, {"seen", SMALL_VERB}, {"she", SMALL_PRONOUN}, {"should", SMALL_VERB},
	{"since", SMALL_PREPOSITION}, {"slightly", SMALL_LINK}, {"so", SMALL_LINK}, {"sold", SMALL_VERB},
	{"some", SMALL_LINK}, {"somewhere", SMALL_LINK}, {"spent", SMALL_VERB}, {"still", SMALL_LINK},
	{"stood", SMALL_VERB}, {"strong", SMALL_LINK}, {"than", SMALL_PREPOSITION}, {"that", SMALL_PRONOUN},
	{"the", SMALL_LINK}, {"their", SMALL_LINK}, {"then", SMALL_LINK}, {"these", SMALL_LINK}, {"they", SMALL_PRONOUN},
	{"this", SMALL_PRONOUN}, {"those", SMALL_LINK}, {"through", SMALL_PREPOSITION}, {"to", SMALL_PREPOSITION},
	{"total", SMALL_LINK}, {"totaled", SMALL_VERB}, {"totaling", SMALL_VERB}, {"totalled", SMALL_VERB},
	{"toward", SMALL_PREPOSITION}, {"towards", SMALL_PREPOSITION}, {"under", SMALL_LINK}, {"up", SMALL_LINK},
	{"us", SMALL_PRONOUN}, {"versus", SMALL_PREPOSITION}, {"very", SMALL_LINK}, {"was", SMALL_VERB},
	{"we", SMALL_PRONOUN}, {"well", SMALL_LINK}, {"went", SMALL_VERB}, {"were", SMALL_VERB},
	{"which", SMALL_PRONOUN}, {"who", SMALL_PRONOUN}, {"will", SMALL_VERB}, {"with", SMALL_PREPOSITION},
	{"within", SMALL_PREPOSITION}, {"without", SMALL_PREPOSITION}, {"would", SMALL_VERB}, {"you", SMALL_PRONOUN},
	{"your", SMALL_LINK},
};
/* clang-format on */
static enum small
small_of(const struct token *t)
{
	if (t->kind != LEXER_WORD && t->kind != LEXER_TAIL)
		return SMALL_LINK;
	size_t row = lexicon_row(t->known, LEXICON_FIRST(rows));
	return row ? rows[row - 1].is : SMALL_NONE;
}

/* The other end of a value or a time that covers token i; i itself when none does. */
static size_t
jump(const struct reading *r, const struct sentence *s, size_t i, bool back)
{
	for (size_t k = s->q; k < s->q_end; k++)
		if (r->q[k].a <= i && i < r->q[k].b)
			return back ? r->q[k].a : r->q[k].b - 1;
	for (size_t k = s->w; k < s->w_end; k++)
		if (r->w[k].a <= i && i < r->w[k].b)
			return back ? r->w[k].a : r->w[k].b - 1;
	return i;
}

/* A value or a time covers it. */
static bool
covered(const struct reading *r, const struct sentence *s, size_t i)
{
	for (size_t k = s->q; k < s->q_end; k++)
		if (r->q[k].a <= i && i < r->q[k].b)
			return true;
	for (size_t k = s->w; k < s->w_end; k++)
		if (r->w[k].a <= i && i < r->w[k].b)
			return true;
	return false;
}

static bool
content(const struct reading *r, const struct sentence *s, size_t i)
{
	return small_of(&r->t[i]) == SMALL_NONE && !covered(r, s, i);
}

/* What the words passed on the way to a phrase say. */
static void
pass(struct phrase *p, const struct reading *r, size_t i, bool back)
{
	static const enum phrase_link links[] = {[SMALL_OF] = PHRASE_OF,
	    [SMALL_PREPOSITION] = PHRASE_PREPOSITION,
	    [SMALL_AND] = PHRASE_JOINED,
	    [SMALL_VERB] = PHRASE_BARE};
	enum small is = small_of(&r->t[i]);
	p->verb |= is == SMALL_VERB;
	p->clause |= (r->marks[i] & MARKS_CLAUSE) != 0;
	if (!back && (is == SMALL_OF || is == SMALL_PREPOSITION || is == SMALL_AND))
		p->link = links[is];
}

/* The word before a phrase tells how it hangs on what stands before it. */
static enum phrase_link
link_before(const struct reading *r, const struct sentence *s, size_t a)
{
	while (a > s->a && small_of(&r->t[a - 1]) == SMALL_LINK
	       && r->t[a - 1].kind == LEXER_WORD && !covered(r, s, a - 1))
		a--;
	enum small is = a > s->a ? small_of(&r->t[a - 1]) : SMALL_LINK;
	return is == SMALL_OF            ? PHRASE_OF
	       : is == SMALL_PREPOSITION ? PHRASE_PREPOSITION
	       : is == SMALL_AND         ? PHRASE_JOINED
					 : PHRASE_BARE;
}

/* What is put in between a phrase and its verb, "revenue, including hedging losses, rose",
 * "income before restructuring and other items was": where it begins; the verb at i when
 * nothing is. */
static size_t
insert_before(const struct reading *r, const struct sentence *s, size_t i)
{
	enum { FAR = 16 };
	bool closed = i > s->a && r->t[i - 1].kind == LEXER_COMMA;
	size_t commas = 0;
	for (size_t k = i - closed; k-- > s->a + 1 && i - k <= FAR;) {
		bool comma = r->t[k - 1].kind == LEXER_COMMA;
		if (r->t[k].kind == LEXER_COMMA)
			commas++;
		else if (number_among(&r->t[k],
			     "including|excluding|before|inclusive|exclusive"))
			return comma ? commas == 0 && k > s->a + 1 ? k - 1 : i
			       : content(r, s, k - 1) && !closed ? k
								 : i;
		else if (small_of(&r->t[k]) == SMALL_VERB || covered(r, s, k)
			 || r->marks[k] & MARKS_CLAUSE)
			break;
	}
	return i;
}

static size_t
walk_back(const struct reading *r, const struct sentence *s, size_t from,
    struct phrase v[PHRASE_BEFORE])
{
	enum { FAR = 40, WORDS = 5 };
	size_t n = 0;
	struct phrase p = {.a = 0};
	size_t least = from > s->a + FAR ? from - FAR : s->a;
	for (size_t i = from; i > least && n < PHRASE_BEFORE;) {
		i--;
		if (covered(r, s, i)) {
			size_t to = jump(r, s, i, true);
			i = to > least ? to : least;
			continue;
		}
		if (small_of(&r->t[i]) == SMALL_PRONOUN) {
			p.a = i, p.b = i + 1, p.pronoun = true;
		} else if (content(r, s, i)) {
			p.b = i + 1;
			while (i > least && p.b - i < WORDS && content(r, s, i - 1))
				i--;
			p.a = i;
		} else {
			pass(&p, r, i, true);
			if (small_of(&r->t[i]) == SMALL_VERB)
				i = insert_before(r, s, i);
			continue;
		}
		p.link = link_before(r, s, p.a);
		v[n++] = p;
		p = (struct phrase){.a = 0};
	}
	return n;
}

static size_t
walk_on(const struct reading *r, const struct sentence *s, size_t from,
    struct phrase v[PHRASE_AFTER])
{
	enum { FAR = 14, WORDS = 5 };
	size_t n = 0;
	struct phrase p = {.a = 0};
	size_t most = from + FAR < s->b ? from + FAR : s->b;
	for (size_t i = from; i < most && n < PHRASE_AFTER; i++) {
		if (covered(r, s, i)) {
			i = jump(r, s, i, false);
			continue;
		}
		if (small_of(&r->t[i]) == SMALL_PRONOUN) {
			p.a = i, p.b = i + 1, p.pronoun = true;
		} else if (content(r, s, i)) {
			p.a = i;
			while (
			    i + 1 < most && i + 1 - p.a < WORDS && content(r, s, i + 1))
				i++;
			p.b = i + 1;
		} else {
			pass(&p, r, i, false);
			continue;
		}
		v[n++] = p;
		p = (struct phrase){.a = 0};
	}
	return n;
}

struct phrases
phrase_find(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	struct phrases p = {.n_before = 0};
	p.n_before = walk_back(r, s, q->ua, p.before);
	p.n_after = walk_on(r, s, q->ub, p.after);
	return p;
}
