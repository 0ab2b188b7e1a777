/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/event.h"

#include <assert.h>

#include "extract/marks.h"
#include "extract/number.h"

/*
 * A pattern is words parted by blanks, each of them one of several ("we|i").  Signs:
 *	*  up to four adverbs
 *	G  a noun phrase of guidance: "our outlook for the year"; E also "our expectations"
 *	V  guide as a verb
 *	F  one of figures: "a specific number"
 *	C  nothing, or what guidance is for: "for the year"
 */
enum tense { NOW, DONE, HISTORY };

/* clang-format off */
#define BE    "are|'re|re|am|'m|m"
#define HAVE  "have|'ve|ve"
#define NOT   "not|'t|n't"
#define GIVE  "give|provide|issue|offer|share|disclose|publish|release"
#define GIVEN "given|provided|issued|offered|shared|disclosed|published"
#define GIVING "giving|providing|issuing|offering|sharing|disclosing|publishing"
static const struct row {
	enum obs_event event;
	enum tense tense; /* DONE: in the past, which may be this very call's */
	double confidence;
	const char *pattern;
} rows[] = {
	{OBS_REAFFIRMED, NOW, 0.9, "we|i * reaffirm|reiterate|affirm|reconfirm|maintain E"},
	{OBS_REAFFIRMED, NOW, 0.9, "we|i " BE " * reaffirming|reiterating|affirming|reconfirming|maintaining E"},
	{OBS_REAFFIRMED, NOW, 0.9, "we|i " HAVE " * reaffirmed|reiterated|affirmed|reconfirmed|maintained E"},
	{OBS_REAFFIRMED, NOW, 0.8, "we|i|us * want|like|able|pleased|continue to * reaffirm|reiterate|affirm|reconfirm|maintain E"},
	{OBS_REAFFIRMED, NOW, 0.8, "us to * reaffirm|reiterate|maintain E"},
	{OBS_REAFFIRMED, NOW, 0.8, "we|i * keep|leave|kept|left G C unchanged|intact"},
	{OBS_REAFFIRMED, NOW, 0.8, "we|i " HAVE " * kept|left G C unchanged|intact"},
	{OBS_REAFFIRMED, NOW, 0.8, "we|i " BE " * keeping|leaving G C unchanged|intact"},
	{OBS_REAFFIRMED, NOW, 0.8, "G C remains|remain|is|are * unchanged|intact"},
	{OBS_REAFFIRMED, NOW, 0.7, "we|i * stand|stick by|with|to G"},
	{OBS_REAFFIRMED, NOW, 0.7, "we|i " BE " * standing|sticking by|with|to G"},
	{OBS_REAFFIRMED, NOW, 0.7, "on track to * meet|deliver|achieve G"},

	{OBS_WITHDRAWN, NOW, 0.9, "we|i * withdraw|suspend|rescind G"},
	{OBS_WITHDRAWN, NOW, 0.9, "we|i " BE " * withdrawing|suspending|rescinding|pulling|pausing G"},
	{OBS_WITHDRAWN, NOW, 0.9, "we|i " HAVE " * withdrawn|suspended|rescinded|pulled|paused G"},
	{OBS_WITHDRAWN, NOW, 0.9, "we|i * continue|decided|elected|chose|choosing|need|had to * withdraw|suspend|rescind|pull G"},
	{OBS_WITHDRAWN, NOW, 0.8, "we|i " HAVE " * decided|elected|chosen|determined|made to * withdraw|suspend|rescind|pull G"},
	{OBS_WITHDRAWN, NOW, 0.8, "our decision to * withdraw|suspend|rescind|pull G"},
	{OBS_WITHDRAWN, NOW, 0.8, "G C is|are|remains|remain * withdrawn|suspended|rescinded"},
	{OBS_WITHDRAWN, DONE, 0.8, "we|company * withdrew|suspended|rescinded|pulled G"},
	{OBS_WITHDRAWN, DONE, 0.8, "G C was|were|has|have * withdrawn|suspended|rescinded"},
	{OBS_WITHDRAWN, HISTORY, 0.8, "G that|which we * withdrew|suspended|rescinded"},
	{OBS_WITHDRAWN, HISTORY, 0.8, "G that|which we had * withdrawn|suspended|rescinded"},

	{OBS_DECLINED, NOW, 0.9, "we|i " BE "|aren * " NOT " * " GIVING "|updating G"},
	{OBS_DECLINED, NOW, 0.9, "we|i " BE "|aren * " NOT " * going to * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i " BE "|aren * " NOT " * going to be * " GIVING " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i " BE "|aren * " NOT " * trying|ready|prepared|able|planning|looking to * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i * do|don|does|doesn * " NOT " * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i * do|don * " NOT " * want|plan|intend|like to * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i will|won|'ll * " NOT " * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i will|won|'ll * " NOT " * be * " GIVING " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i cannot * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.9, "we|i can|could|couldn * " NOT " * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.8, "we|i " HAVE "|haven * " NOT " * " GIVEN "|put G"},
	{OBS_DECLINED, DONE, 0.7, "we|i * did|didn * " NOT " * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.8, "we|i|'d * prefer|rather * " NOT " * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.8, "we|i|'d * prefer|like * " NOT " to * " GIVE " G"},
	{OBS_DECLINED, NOW, 0.8, "we|i " BE " * " GIVING " no G"},
	{OBS_DECLINED, NOW, 0.8, "we|i * do|don * " NOT " * V"},
	{OBS_DECLINED, NOW, 0.8, "we|i " BE "|aren * " NOT " * V"},
	{OBS_DECLINED, NOW, 0.7, "we|i " BE "|aren * " NOT " * " GIVING " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i " BE "|aren * " NOT " * going|ready|prepared|able to * " GIVE " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i * do|don * " NOT " * " GIVE " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i * do|don * " NOT " * want|plan|intend|like to * " GIVE " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i will|won|'ll * " NOT " * " GIVE " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i|'d * prefer|rather * " NOT " * " GIVE " F"},
	{OBS_DECLINED, NOW, 0.7, "we|i|'d * prefer|like * " NOT " to * " GIVE " F"},
};

static const char adverbs[] =
	"also|still|currently|now|today|again|actually|specifically|really|just|simply|obviously|clearly|"
	"certainly|therefore|thus|hereby|formally|publicly|fully|essentially|officially|kind|sort|of|once|"
	"generally|typically|normally|either|necessarily|quite|temporarily|pleased|happy|already|yet|been|"
	"probably|today|too|in|a|position|decided|further";
static const char nouns[] = "guidance|outlook|outlooks|forecast|forecasts|projections|guide";
/* Nouns of other things too: only "our expectations". */
static const char own_nouns[] = "expectations|targets|target|estimates";
static const char fillers[] =
	"our|the|any|a|an|this|that|all|these|previously|previous|prior|issued|provided|communicated|original|"
	"initial|existing|current|full|year|years|fiscal|annual|quarterly|quarter|formal|specific|explicit|"
	"detailed|financial|company|overall|total|official|quantitative|further|additional|more|much|long|"
	"term|near|range|ranges|exact|precise|explicit|forward|looking|earnings|out|and|or|updated|new|its|stated";
static const char figures[] = "number|numbers|figure|figures";
static const char figure_fillers[] =
	"that|a|an|the|any|those|these|specific|exact|precise|hard|actual|particular|out|more|such|you|real|firm";
/* clang-format on */
enum { ROWS = sizeof rows / sizeof *rows, FAR = 10 };
static_assert(ROWS <= 64, "rows are found as the bits of a word");

/* A sentence while it is searched. */
struct search {
	const struct reading *r;
	const struct reading *question; /* NULL */
	const struct catalog *catalog;
	const struct when_clock *clock;
	const struct sentence *s;
	/* Of the phrase at hand: the tokens from which its guidance is told, and behind
	 * its noun; is a figure rather than guidance. */
	size_t from, noun;
	bool figure;
};

/* The cue of a metric that token i belongs to, the strongest; NULL. */
static const struct cue *
cue_at(const struct search *x, size_t i)
{
	const struct cue *best = NULL;
	for (size_t k = x->s->c; k < x->s->c_end; k++) {
		const struct cue *c = &x->r->c[k];
		if (c->a <= i && i < c->b && (!best || c->strength > best->strength))
			best = c;
	}
	return best;
}

static const struct when *
when_at(const struct search *x, size_t i)
{
	for (size_t k = x->s->w; k < x->s->w_end; k++)
		if (x->r->w[k].a <= i && i < x->r->w[k].b)
			return &x->r->w[k];
	return NULL;
}

/* Tokens behind a noun phrase of guidance at i; 0: there is none. */
static size_t
guidance_at(struct search *x, size_t i, bool others)
{
	bool own = false;
	for (size_t j = i; j < x->s->b && j < i + FAR; j++) {
		const struct token *t = &x->r->t[j];
		if (number_among(t, nouns) || (own && number_among(t, own_nouns))) {
			x->from = i;
			x->noun = j + 1;
			x->figure = false;
			while (
			    x->noun < x->s->b
			    && number_among(&x->r->t[x->noun], "range|ranges|numbers"))
				x->noun++;
			return x->noun;
		}
		own |= others && number_among(t, "our");
		if (!number_among(t, fillers) && t->kind != LEXER_DASH
		    && t->kind != LEXER_COMMA && !when_at(x, j) && !cue_at(x, j))
			return 0;
	}
	return 0;
}

static size_t
figure_at(struct search *x, size_t i)
{
	for (size_t j = i; j < x->s->b && j < i + 6; j++) {
		if (number_among(&x->r->t[j], figures)) {
			x->from = i;
			x->noun = j + 1;
			x->figure = true;
			return j + 1;
		}
		if (!number_among(&x->r->t[j], figure_fillers))
			return 0;
	}
	return 0;
}

static size_t
verb_at(struct search *x, size_t i)
{
	if (i >= x->s->b || !number_among(&x->r->t[i], "guide|guiding"))
		return 0;
	x->from = i;
	x->noun = i + 1;
	x->figure = false;
	return i + 1;
}

static size_t fits(struct search *x, struct str pattern, size_t i);

/* A sign that may take several lengths: the first that lets the rest fit. */
static size_t
fits_many(struct search *x, lexicon_list *among, size_t most, struct str rest, size_t i)
{
	for (size_t n = 0; n <= most && i + n <= x->s->b; n++) {
		size_t end = fits(x, rest, i + n);
		if (end)
			return end;
		if (i + n == x->s->b)
			break;
		const struct token *t = &x->r->t[i + n];
		if (among ? !lexicon_has(t->known, among)
			  : t->kind == LEXER_STOP || t->kind == LEXER_SEMICOLON
				|| (n == 0 && !number_among(t, "for|on|of|in")))
			break;
	}
	return 0;
}

/* Tokens behind a phrase that fits the pattern at i; 0. */
static size_t
fits(struct search *x, struct str pattern, size_t i)
{
	struct str want = str_cut(&pattern, ' ');
	size_t end = 0;
	if (want.n == 0)
		return i;
	if (want.n == 1 && want.p[0] == '*')
		return fits_many(x, LEXICON_LIST(adverbs), 4, pattern, i);
	if (want.n == 1 && want.p[0] == 'C')
		return fits_many(x, NULL, 8, pattern, i);
	if (want.n == 1 && (want.p[0] == 'G' || want.p[0] == 'E'))
		end = guidance_at(x, i, want.p[0] == 'E');
	else if (want.n == 1 && want.p[0] == 'F')
		end = figure_at(x, i);
	else if (want.n == 1 && want.p[0] == 'V')
		end = verb_at(x, i);
	else if (i < x->s->b
		 && (x->r->t[i].kind == LEXER_WORD || x->r->t[i].kind == LEXER_TAIL)
		 && number_in(x->r->t[i].low, want.p, want.n))
		end = i + 1;
	return end ? fits(x, pattern, end) : 0;
}

/* ---- what it is about ---- */

/* "Run rate", "exit rate": of anything, where no number says of what. */
static bool
is_any_rate(const struct reading *r, const struct cue *c)
{
	for (size_t i = c->a; i < c->b; i++)
		if (r->t[i].kind == LEXER_WORD
		    && !number_among(&r->t[i], "run|exit|line|rate|rates"))
			return false;
	return true;
}

/* The one metric that the question asks about; -1. */
static int
asked(const struct search *x)
{
	const struct reading *q = x->question;
	int one = -1;
	for (size_t k = 0; q && k < q->n_c; k++) {
		const struct cue *c = &q->c[k];
		if (c->strength < 2 || is_any_rate(q, c)
		    || catalog_is_none(&x->catalog->metrics[c->metric]))
			continue;
		if (one >= 0 && one != c->metric)
			return -1;
		one = c->metric;
	}
	return one;
}

/* Take a token's metric or time into ev; false when it is neither. */
static bool
take(const struct search *x, size_t i, struct event *ev)
{
	const struct cue *c = cue_at(x, i);
	const struct when *w = when_at(x, i);
	if (w && !w->base && !w->now && period_known(w->period))
		ev->period = w->period;
	if (c)
		ev->metric = c->metric;
	return w || c;
}

/* What is said behind the noun: "for the year", "on gross margin".  False when it is
 * neither a metric nor a time, so that nobody knows what this is guidance for. */
static bool
take_complement(const struct search *x, struct event *ev)
{
	size_t i = x->noun;
	bool known = false, asks = false;
	if (i >= x->s->b
	    || !number_among(
		&x->r->t[i], "for|on|of|about|around|regarding|in|to|there"))
		return true;
	for (size_t n = 0; i < x->s->b && n < 8; i++, n++) {
		const struct token *t = &x->r->t[i];
		if (t->kind != LEXER_WORD && t->kind != LEXER_NUMBER
		    && t->kind != LEXER_TAIL && t->kind != LEXER_DASH)
			break;
		if (n && x->r->marks[i] & MARKS_CLAUSE)
			break;
		known |=
		    take(x, i, ev) || number_among(t, "company|business|year|quarter");
		asks |= number_among(t, "that|this|it|there|those|these");
	}
	if (!known && asks) {
		ev->metric = asked(x);
		known = ev->metric >= 0;
	}
	return known;
}

/* A time in the sentence that is over: "we suspended our guidance last March". */
static bool
in_the_past(const struct search *x)
{
	for (size_t k = x->s->w; k < x->s->w_end; k++) {
		const struct when *w = &x->r->w[k];
		bool over = period_known(w->period) && x->clock->as_of != DATE_NONE
			    && w->period.end < x->clock->as_of - 14
			    && (w->a < x->from || w->a >= x->noun);
		if (over && !w->base)
			return true;
	}
	return marks_over(x->r->marks, x->s->a, x->s->b) & MARKS_RECALL;
}

/* Whether the words before the phrase in its clause take it back. */
static bool
supposed(const struct search *x, size_t a)
{
	for (size_t i = a; i-- > x->s->a && i + 6 > a;) {
		if (x->r->t[i].kind != LEXER_WORD && x->r->t[i].kind != LEXER_TAIL)
			return false;
		if (number_among(&x->r->t[i], "if|when|until|unless|once|before|why|"
					      "whether|would|had|not|'t"))
			return true;
	}
	return false;
}

/* Fill ev for the phrase of a row; false when it does not say enough. */
static bool
resolve(struct search *x, const struct row *row, struct event *ev)
{
	ev->event = row->event;
	ev->metric = -1;
	ev->period = PERIOD_NONE;
	ev->confidence = row->confidence;
	ev->act = OBS_ISSUE;
	for (size_t i = x->from; i < x->noun; i++)
		(void)take(x, i, ev);
	if (!take_complement(x, ev))
		return false;
	if (row->tense == HISTORY || (row->tense == DONE && in_the_past(x)))
		ev->act = OBS_RECALL;
	/* "We have not given guidance for 2022" is about all of it. */
	bool open = row->event == OBS_DECLINED && !period_known(ev->period);
	if (ev->metric < 0 && (x->figure || open))
		ev->metric = asked(x);
	if (x->figure && ev->metric < 0)
		return false;
	return ev->metric < 0 || !catalog_is_none(&x->catalog->metrics[ev->metric]);
}

/* ---- search ---- */

static uint32_t
is_noun(const struct lexicon_entry *w)
{
	return lexicon_has(w, LEXICON_LIST(nouns))
	       || lexicon_has(w, LEXICON_LIST(own_nouns))
	       || lexicon_has(w, LEXICON_LIST(figures));
}
LEXICON_TELL(LEXICON_EVENT, is_noun);

/* The phrase of a row at token i, into ev. */
static bool
find_at(struct search *x, size_t i, struct event *ev)
{
	uint64_t left = lexicon_set(x->r->t[i].known, LEXICON_SETS(rows, pattern));
	bool noun = guidance_at(x, i, false) != 0;
	for (size_t k = 0; noun && k < ROWS; k++)
		if (rows[k].pattern[0] == 'G')
			left |= (uint64_t)1 << k;
	for (; left; left &= left - 1) {
		size_t k = (size_t)__builtin_ctzll(left);
		size_t end = fits(x, str_from(rows[k].pattern), i);
		if (end == 0 || supposed(x, i))
			continue;
		*ev = (struct event){.a = i, .b = end};
		if (resolve(x, &rows[k], ev))
			return true;
	}
	return false;
}

int
event_find(const struct event_context *c, size_t turn, struct arena *a,
    struct event **out, size_t *n, struct err *e)
{
	const struct reading *r = &c->all[turn];
	struct search x = {.r = r, .catalog = c->catalog, .clock = c->clock};
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	if (r->turn->role != OBS_COMPANY)
		return 0;
	if (r->question >= 0)
		x.question = &c->all[r->question];
	for (size_t k = 0; k < r->n_s; k++) {
		x.s = &r->s[k];
		/* Most sentences speak of no guidance at all. */
		if (!x.s->guides || x.s->asks)
			continue;
		for (size_t i = x.s->a; i < x.s->b; i++) {
			struct event ev;
			if (!find_at(&x, i, &ev))
				continue;
			struct event *grown = arena_grow(a, *out, *n, &cap, sizeof ev);
			if (!grown)
				return err_nomem(e);
			*out = grown;
			(*out)[(*n)++] = ev;
			i = ev.b - 1;
		}
	}
	return 0;
}
