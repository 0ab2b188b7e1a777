/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/variant.h"

#include "extract/context.h"
#include "extract/number.h"

/* Phrases that leave no choice where they stand beside one value: words that begin them,
 * what must follow at once, and what they must come to a few words on. */
#define WITHOUT "excluding|exclude|excludes|excluded|without|ex|before|absent"
#define SET_ASIDE "net|adjusting|correcting|aside|apart|strip|stripping|backing|taking"
#define CURRENCIES "currency|currencies|fx|exchange|translation"
#define ITEMS                                                                          \
	"item|items|charge|charges|gain|gains|benefit|benefits|cost|costs|expense|"    \
	"expenses|settlement|settlements|write-off|write-offs|impairment|impairments|" \
	"restructuring|recall|adjustments|nonrecurring|one-time|onetime|severance|"    \
	"amortization|stuff"
#define PARTS                                                                          \
	"lines|programs|regions|markets|areas|plants|factories|stores|products|"       \
	"customers|parts|categories|sites|mines|wells|countries|models|accounts|"      \
	"geographies|shops|sections|zones|processes|facilities|locations|states"
static const struct phrase {
	const char *name, *lead, *on, *head; /* on, head: NULL: nothing need be there */
} phrases[] = {
    {"ex-credits", WITHOUT, NULL, "credits|credit"},
    {"ex-credits", SET_ASIDE, "of|for|from|out", "credits|credit"},
    {"incl-credits", "including|includes|inclusive", NULL, "credits|credit"},
    {"ex-items", WITHOUT, NULL, ITEMS},
    {"ex-items", SET_ASIDE, "of|for|from|out", ITEMS},
    {"ex-items", "ex", "items", NULL},
    {"ex-items", "without|excluding|exclude", "it|that|this|those|them|these", NULL},
    {"ex-items", "strip|stripping|take|taking", "it|that|this|those|them", "out"},
    {"ex-items", "take|taking|leave|leaving", "out", ITEMS},
    {"constant-currency", WITHOUT, NULL, CURRENCIES},
    {"constant-currency", "constant|local", "currency|currencies", NULL},
    {"constant-currency", "currency", "neutral|adjusted", NULL},
    {"organic", WITHOUT, NULL,
	"acquisitions|acquisition|divestitures|divestiture|acquired"},
    {"organic", "organic|organically", NULL, NULL},
    {"comparable", "comparable|comp", "sales|store|stores|growth|revenue|revenues",
	NULL},
    {"comparable", "comparable", NULL, "basis"},
    {"comparable", "comparables|comps", NULL,
	"was|were|are|of|up|down|grew|rose|increased|decreased|declined|fell"},
    {"comparable", "same", "store|stores", NULL},
    {"comparable", "like", "for", "like"},
    {"pro-forma", "pro", "forma", NULL},
    {"net", "net", "debt|orders|order|bookings|reservations|borrowings|cash", NULL},
    {"net", "net", "of", "cancellations"},
    {"gross", "gross", "debt|orders|order|bookings|reservations|borrowings|cash", NULL},
    {"cumulative", "cumulatively", NULL, NULL},
    {"cumulative", "cumulative|lifetime|life-to-date",
	"deliveries|sales|production|orders|output|shipments|volume|total", NULL},
    {"cumulative", "since", NULL,
	"inception|launch|launched|started|founded|introduced|introduction|reveal"},
    {"cumulative", "life", "to", "date"},
    {"cumulative", "ever", "made|built|produced|delivered|sold|shipped", NULL},
    {"cumulative", "to", "date", NULL},
    {"cumulative", "so", "far", NULL},
    {"part", "some|certain|several|few|most|select", NULL, PARTS},
    {"part", "one|half", "of", PARTS},
};

/* Tokens: from the phrase's first words to what it comes to; from it to the value. */
enum { AWAY = 8, FAR = 24 };

/* The end of the phrase at token i; 0: there is none. */
static size_t
phrase_at(const struct reading *r, size_t i, size_t end, size_t row)
{
	const struct phrase *p = &phrases[row];
	bool part = strcmp(p->name, "part") == 0;
	size_t k = i + 1, last = i - (i > 0 && r->t[i - 1].kind == LEXER_DASH);
	k += k < end && r->t[k].kind == LEXER_DASH;
	k += k < end && number_among(&r->t[i], "net|gross")
	     && number_is(&r->t[k], "new");
	/* "Year to date", "quarter-to-date"; "so far this year" has its time. */
	if (last > 0 && number_among(&r->t[i], "to")
	    && number_among(&r->t[last - 1], "year|quarter|month|week|season"))
		return 0;
	if (p->on) {
		if (k >= end
		    || !(lexicon_set(r->t[k].known, LEXICON_SETS(phrases, on)) >> row
			 & 1))
			return 0;
		k++;
	}
	for (size_t n = 0; p->head; k++, n++) {
		if (n == AWAY || k >= end)
			return 0;
		/* "Acquisition-related costs" are no acquisitions. */
		if (lexicon_set(r->t[k].known, LEXICON_SETS(phrases, head)) >> row & 1
		    && !(k + 1 < end && r->t[k + 1].kind == LEXER_DASH))
			return k + 1;
		if (r->t[k].kind == LEXER_COMMA || r->t[k].kind == LEXER_STOP
		    || number_among(&r->t[k], "was|were|is|are|would|grew|rose|"
					      "increased|declined|decreased|fell")
		    || (part
			&& number_among(&r->t[k], "in|into|at|to|for|on|with|that")))
			return 0;
	}
	return k;
}

/* Is the phrase [i, k) said of the job's value?  It is where it stands in the words that
 * name its metric, or where no other stands between and it is not that of the value
 * before it, or part of what is said of the next. */
enum saying { OPEN, OF_THIS, OF_THE_NEXT };
static enum saying
of_this(const struct job *j, size_t i, size_t k)
{
	const struct reading *r = j->r;
	size_t before = j->s->a, from, to;
	bool next = false, before_it = k <= j->q->ua;
	if (i + 2 >= j->b->cue_a && i < j->b->cue_b && k <= j->b->cue_b
	    && j->b->cue_a >= j->s->a)
		return OF_THIS;
	if (!before_it && i < j->q->b)
		return OPEN;
	for (size_t n = j->s->q; n < j->s->q_end; n++) {
		const struct quantity *o = &r->q[n];
		if (o == j->q || o->type == QUANTITY_NONE
		    || o->type == QUANTITY_DURATION || (o->from && j->q->to)
		    || (o->to && j->q->from))
			continue;
		if (before_it ? o->a >= k && o->b <= j->q->a
			      : o->a >= j->q->b && o->b <= i)
			return !before_it && i <= o->ub + 1 ? OF_THE_NEXT : OPEN;
		if (o->b <= i && o->b > before)
			before = o->b;
		next |= o->a >= k;
	}
	from = before_it ? before : j->q->ub;
	to = i;
	bool joined = false, comma = false, other = false;
	for (size_t n = from; n < to; n++) {
		joined |= number_among(&r->t[n], "and|or|but|while|whereas")
			  || r->t[n].kind == LEXER_SEMICOLON;
		other |= number_among(&r->t[n],
		    "driven|led|due|as|reflecting|because|thanks|versus|compared|"
		    "against|including|from|which");
		comma |= r->t[n].kind == LEXER_COMMA;
	}
	if (before_it)
		return before == j->s->a || joined ? OF_THIS : OPEN;
	if (joined && next)
		return OF_THE_NEXT;
	return !joined && !other && !(comma && next) ? OF_THIS : OPEN;
}

/* The phrases that leave no choice about the value, a bit for each: those that are said
 * of it, and those that are said of the next one only. */
struct stated {
	uint64_t of_this, of_the_next;
};
static struct stated
stated(const struct job *j)
{
	const struct reading *r = j->r;
	struct stated all = {0, 0};
	if (j->o->kind == OBS_CONTRIBUTION)
		return all;
	bool counted = j->o->kind == OBS_LEVEL && j->m->type == CATALOG_FLOW
		       && j->q->type != QUANTITY_MONEY;
	size_t a = j->q->ua > j->s->a + FAR + AWAY ? j->q->ua - FAR - AWAY : j->s->a,
	       b = j->q->b + FAR < j->s->b ? j->q->b + FAR : j->s->b;
	for (size_t i = a; i < b; i++) {
		uint64_t rows = lexicon_set(r->t[i].known, LEXICON_SETS(phrases, lead));
		for (size_t row = 0; rows >> row; row++) {
			if (!(rows >> row & 1))
				continue;
			size_t k = phrase_at(r, i, j->s->b, row);
			if (!k
			    || (!counted
				&& strcmp(phrases[row].name, "cumulative") == 0)
			    /* "Net cash provided by" is a flow's name. */
			    || (number_is(&r->t[k - 1], "cash")
				&& j->m->type != CATALOG_BALANCE))
				continue;
			enum saying whose = of_this(j, i, k);
			all.of_this |= (uint64_t)(whose == OF_THIS) << row;
			all.of_the_next |= (uint64_t)(whose == OF_THE_NEXT) << row;
		}
	}
	return all;
}

static bool
says_variant(uint64_t rows, const char *name)
{
	for (size_t row = 0; rows >> row; row++)
		if (rows >> row & 1 && strcmp(phrases[row].name, name) == 0)
			return true;
	return false;
}

/* What a number may include, exclude or hold constant, by the words that say so; the rows
 * of one name stand together. */
static const struct variant {
	const char *name, *words, *second; /* second: a word right behind, or NULL */
} variants[] = {
    {"ex-credits", "excluding|without|ex|exclude|excludes|non|include|including",
	"regulatory|credits|credit|zev"},
    {"incl-credits", "including|includes|with|include|inclusive",
	"regulatory|credits|credit"},
    {"ex-items",
	"excluding|exclude|excludes|excluded|without|adjusting|before|ex|items|out|"
	"absent|aside",
	NULL},
    {"constant-currency", "constant|local|neutral", "currency|currencies"},
    {"constant-currency", "currency", "neutral|adjusted"},
    {"constant-currency", "constant", "exchange|fx|rates|dollar|dollars|basis|euro"},
    {"constant-currency", "excluding|exclude|excludes|ex|without",
	"currency|currencies|fx|exchange|foreign"},
    {"organic", "organic|organically", NULL},
    {"comparable", "comparable|comparables|comp|comps|like-for-like|same-store|same",
	NULL},
    {"pro-forma", "pro", "forma"},
    {"pro-forma", "proforma|combined", NULL},
    {"net", "net", NULL},
    {"gross", "gross", NULL},
    {"cumulative",
	"cumulative|cumulatively|total|date|since|far|inception|ever|lifetime", NULL},
};

enum { VARIANTS = sizeof variants / sizeof *variants };

/* A word of variants, and the rows that it speaks for, one bit for each. */
struct variant_word {
	size_t at;
	uint64_t rows;
};
enum { BACK = 300, LONGEST = 800 }; /* tokens; no sentence has so many */
enum { SENTENCES = 3 };             /* before the value's that may speak of it */
enum { PASSED = 5 };                /* between the words of one that has two */
struct variant_words {
	struct variant_word v[BACK + LONGEST];
	size_t n;
};

/* Where to look for the words of a value's variants. */
static size_t
first_word(const struct job *j)
{
	size_t here = j->r->s_of[j->q->a],
	       from = j->r->s[here > SENTENCES ? here - SENTENCES : 0].a;
	return j->s->a >= BACK && j->s->a - BACK + 1 > from ? j->s->a - BACK + 1 : from;
}

/* "Gross margin", "net sales": it is a part of a name. */
static bool
names_a_metric(const struct reading *r, size_t i)
{
	return number_among(&r->t[i], "gross|net") && i + 1 < r->n
	       && number_among(&r->t[i + 1],
		   "margin|margins|profit|profits|income|loss|losses|sales|revenue|"
		   "revenues|earnings|interest");
}

/* Those of the sentence, and of what stands before it. */
static void
find_variant_words(const struct job *j, struct variant_words *out)
{
	const struct reading *r = j->r;
	uint64_t alone = 0;
	for (size_t k = 0; k < VARIANTS; k++)
		alone |= (uint64_t)!variants[k].second << k;
	out->n = 0;
	for (size_t i = first_word(j); i < j->s->b && out->n < BACK + LONGEST; i++) {
		uint64_t rows =
		    lexicon_set(r->t[i].known, LEXICON_SETS(variants, words));
		if (!rows || names_a_metric(r, i))
			continue;
		size_t k = i + 1 + (i + 1 < r->n && r->t[i + 1].kind == LEXER_DASH);
		while (
		    k < r->n && k - i < PASSED
		    && number_among(&r->t[k], "the|any|all|our|of|impact|impacts|"
					      "effect|effects|zero|emission|"
					      "considering|from|those|sale|changes|in"))
			k++;
		rows &= alone
			| (k < r->n ? lexicon_set(
			       r->t[k].known, LEXICON_SETS(variants, second))
				    : 0);
		if (rows)
			out->v[out->n++] = (struct variant_word){i, rows};
	}
}

static bool
has_word(struct str list, const char *word)
{
	while (list.n)
		if (str_eq(str_cut(&list, ';'), str_from(word)))
			return true;
	return false;
}

/* Where a variant's words stand, seen from the value. */
enum { NOWHERE = 99 };
struct mention {
	size_t before, behind;          /* tokens to the nearest in the sentence */
	size_t others, others_behind;   /* values between */
	size_t back;                    /* sentences to the last one before */
	const struct token *at;         /* the nearest, before it if there is one */
	const struct bind_memory *last; /* the value before it; NULL */
	bool had;                       /* it was said of that one */
	int alike; /* of the turn's last one of its metric and kind: 0 there is none, 1
		      not said, 2 said */
	size_t alike_back; /* sentences to that one */
	bool mine;         /* it stands among the value's own words */
};

static void
find_in_sentence(const struct job *j, const struct variant_words *words, size_t row,
    struct mention *m)
{
	const struct reading *r = j->r;
	for (size_t w = 0; w < words->n; w++) {
		size_t i = words->v[w].at;
		if (i < j->s->a || !(words->v[w].rows >> row & 1))
			continue;
		if (i < j->q->ua && j->q->ua - i < m->before) {
			m->before = j->q->ua - i;
			m->at = &r->t[i];
		} else if (i >= j->q->b && i < j->q->ub + m->behind) {
			m->behind = i > j->q->ub ? i - j->q->ub : 0;
			m->at = m->before == NOWHERE ? &r->t[i] : m->at;
		}
	}
	for (size_t w = words->n; w-- > 0;)
		if (words->v[w].at < j->s->a && words->v[w].rows >> row & 1) {
			size_t far = r->s_of[j->q->a] - r->s_of[words->v[w].at];
			m->back = far < m->back ? far : m->back;
			break;
		}
}

/* The turn's last value of its metric and kind; NULL. */
static const struct bind_memory *
last_alike(const struct job *j)
{
	const struct bind_state *st = j->x->state;
	for (size_t i = st->n_memory, k = 0;
	     i-- > 0 && k < JOB_REMEMBERED && st->memory[i].turn == st->turn; k++)
		if (st->memory[i].metric == j->b->metric
		    && st->memory[i].kind == j->o->kind)
			return &st->memory[i];
	return NULL;
}

/* What is known before its words are looked for. */
static struct mention
mention_of(const struct job *j, const struct bind_memory *alike, const char *name)
{
	const struct bind_state *st = j->x->state;
	struct mention m = {.before = NOWHERE, .behind = NOWHERE, .back = NOWHERE};
	m.last = st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	m.had = m.last && m.last->turn == st->turn && has_word(m.last->variant, name);
	if (alike) {
		m.alike = 1 + has_word(alike->variant, name);
		m.alike_back = j->r->s_of[j->q->a] - alike->sentence;
	}
	return m;
}

/* Of the variant whose rows are [from, to). */
static void
find_variant(const struct job *j, size_t from, size_t to,
    const struct variant_words *words, struct mention *m)
{
	for (size_t k = from; k < to; k++)
		find_in_sentence(j, words, k, m);
	for (size_t k = j->s->q; k < j->s->q_end; k++) {
		const struct quantity *o = &j->r->q[k];
		if (o == j->q || o->type == QUANTITY_NONE
		    || o->type == QUANTITY_DURATION)
			continue;
		m->others += o->b <= j->q->a && m->before != NOWHERE
			     && j->q->ua - o->a < m->before;
		m->others_behind += o->a >= j->q->b && m->behind != NOWHERE
				    && o->a - j->q->ub < m->behind;
	}
	size_t own_a, own_b;
	job_own_words(j, &own_a, &own_b);
	m->mine = (m->before != NOWHERE && j->q->ua - m->before >= own_a)
		  || (m->behind != NOWHERE && j->q->ub + m->behind < own_b);
}

static void
share_variant(const struct job *j, const struct mention *m, int64_t word)
{
	struct ballot *b = j->x->state->ballot;
	const struct reading *r = j->r;
	bool alike = m->last && m->last->metric == j->b->metric,
	     here = m->last && m->last->turn == j->x->state->turn
		    && m->last->sentence == r->s_of[j->q->a];
	int64_t back = m->back > 4 ? 4 : (int64_t)m->back;
	int before = context_bucket(m->before), behind = context_bucket(m->behind);
	ballot_shared(b, F_bias, 1, word);
	ballot_shared(b, F_distance, before, m->others > 2 ? 2 : (int64_t)m->others);
	ballot_shared(b, F_distance, (int64_t)100 + behind,
	    m->others_behind > 2 ? 2 : (int64_t)m->others_behind);
	ballot_shared(b, F_gap, (int64_t)before * 16 + behind, word);
	ballot_shared(b, F_back, back, word);
	int64_t far = m->alike_back > 3 ? 3 : (int64_t)m->alike_back;
	ballot_shared(b, F_memory, m->had + 2 * alike + 4 * here, word);
	ballot_shared(b, F_memory, 20 + m->alike * 4 + far, 0);
	ballot_shared(b, F_memory, 40 + m->alike, word);
	ballot_shared(b, F_memory, 60 + m->alike * 4 + far, back * 2 + m->mine);
	ballot_shared(b, F_metric, j->name, word);
	ballot_shared(b, F_kind_is, (int64_t)j->o->kind, word);
	ballot_shared(b, F_type, (int64_t)j->m->type * 8 + (int64_t)j->q->type, word);
	ballot_shared(b, F_rules, 0, word);
	ballot_shared(b, F_rules, 10, m->before == NOWHERE && m->behind == NOWHERE);
	ballot_shared(b, F_rules, 20 + m->mine, 0);
	ballot_shared(b, F_rules, 30 + m->mine, word);
	ballot_shared(b, F_back, 10 + back, m->had + 2 * alike + 4 * m->mine);
	ballot_shared(b, F_basis, (int64_t)j->o->basis, word);
	if (m->at) {
		ballot_shared(b, F_cue_last, model_token(m->at), m->mine);
		ballot_shared(b, F_cue, model_token(m->at), m->before == NOWHERE);
	}
	for (size_t i = j->q->ua - (m->before < 6 ? m->before : 0); i < j->q->ua; i++)
		ballot_shared(b, F_between, model_token(&r->t[i]), word);
	for (size_t i = j->q->ub; m->behind < 6 && i < j->q->ub + m->behind; i++)
		ballot_shared(b, F_behind, model_token(&r->t[i]), word);
}

/* One of them: said or not said of this value? */
static bool
choose_variant(struct job *j, const char *name, const struct mention *m)
{
	struct ballot *b = j->x->state->ballot;
	int64_t word = model_word(str_from(name));
	double p;
	if (m->before == NOWHERE && m->behind == NOWHERE && !m->had
	    && m->back > SENTENCES && m->alike < 2)
		return false;
	ballot_open(b, MODEL_variant);
	share_variant(j, m, word);
	for (int k = 0; k < 2; k++)
		(void)ballot_add(b, 1 + k, k ? word : 0, 0,
		    j->gold && has_word(j->gold->variant, name) == (k == 1));
	bool yes = ballot_decide(b, &p) == 1;
	j->p_key *= p;
	return yes;
}

bool
variant_of_part(const struct job *j)
{
	return says_variant(stated(j).of_this, "part");
}

int
variant_choose(struct job *j, struct err *e)
{
	const struct bind_memory *alike = last_alike(j);
	struct str all = {NULL, 0};
	struct variant_words words;
	uint64_t rows = 0;
	struct stated said = stated(j);
	find_variant_words(j, &words);
	for (size_t w = 0; w < words.n; w++)
		rows |= words.v[w].rows;
	for (size_t k = 0, to; k < VARIANTS; k = to) {
		const char *name = variants[k].name;
		uint64_t own = 0;
		for (to = k; to < VARIANTS && strcmp(variants[to].name, name) == 0;
		     to++)
			own |= (uint64_t)1 << to;
		struct mention m = mention_of(j, alike, name);
		bool yes = says_variant(said.of_this, name);
		bool other = says_variant(said.of_the_next, name)
			     || (str_eq(str_from(name), STR("ex-credits"))
				 && says_variant(said.of_this, "incl-credits"));
		/* Most are not spoken of at all. */
		if (!yes && !other && (rows & own || m.had || m.alike == 2)) {
			find_variant(j, k, to, &words, &m);
			yes = choose_variant(j, name, &m);
		}
		if (!yes)
			continue;
		all = arena_printf(
		    j->x->arena, "%.*s%s%s", STR_FMT(all), all.n ? ";" : "", name);
		if (!all.p)
			return err_nomem(e);
	}
	j->o->variant = all;
	return 0;
}
