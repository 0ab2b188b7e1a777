/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/reading.h"

#include "extract/marks.h"
#include "extract/number.h"

/* "Mr. Smith", "No. 1", "vs. 2016": a stop that ends nothing. */
static bool
abbreviation(const struct token *t, size_t i)
{
	static const char shorts[] =
	    "mr|mrs|ms|dr|inc|corp|co|ltd|no|vs|st|jr|sr|approx|etc"
	    "|sept|dec|jan|feb|oct|nov|aug";
	bool dot = i > 0 && t[i].end - t[i].start == 1 && t[i].start == t[i - 1].end;
	if (!dot || t[i - 1].kind != LEXER_WORD)
		return false;
	/* An initial, "John D. Smith", but not "the Model C. Then". */
	bool initial = t[i - 1].low.n == 1 && t[i - 1].capital && i > 1
		       && t[i - 2].capital
		       && !number_among(&t[i - 2], "model|models|series|class");
	return initial || number_among(&t[i - 1], shorts);
}

static int
add_sentence(struct reading *r, size_t from, size_t to, size_t *cap, struct arena *a,
    struct err *e)
{
	struct sentence *grown = arena_more(a, r->s, r->n_s, cap, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	r->s = grown;
	struct sentence *s = &r->s[r->n_s++];
	*s = (struct sentence){.a = from, .b = to};
	/* While the tokens are near. */
	for (size_t i = from; i < to; i++) {
		const struct token *t = &r->t[i];
		s->bases |= reading_basis(t);
		s->guides |= t->known->told[LEXICON_EVENT];
		s->asks |= t->kind == LEXER_STOP && t->low.n && t->low.p[0] == '?';
	}
	return 0;
}

/* Speech without stops is cut, so that nothing grows with the square of its length. */
enum { LONGEST = 400 };

static int
cut_sentences(struct reading *r, struct arena *a, struct err *e)
{
	size_t from = 0, cap = 0;
	r->s_of = ARENA_NEW(a, r->n + 1, size_t);
	r->s = arena_grow(a, NULL, 0, &cap, sizeof *r->s);
	if (!r->s_of || !r->s)
		return err_nomem(e);
	for (size_t i = 0; i < r->n; i++) {
		r->s_of[i] = r->n_s;
		bool stop = (r->t[i].kind == LEXER_STOP && !abbreviation(r->t, i))
			    || r->t[i].kind == LEXER_BREAK || i - from >= LONGEST;
		if (!stop)
			continue;
		if (i + 1 < r->n && r->t[i + 1].kind == LEXER_BREAK)
			continue; /* the break belongs to the sentence that it ends */
		if (add_sentence(r, from, i + 1, &cap, a, e) != 0)
			return -1;
		from = i + 1;
	}
	if (from < r->n && add_sentence(r, from, r->n, &cap, a, e) != 0)
		return -1;
	arena_trim(a, r->s, r->n_s, cap, sizeof *r->s);
	return 0;
}

/* The tense that decides which "Q4" is meant: of the words before it in its clause,
 * else of the sentence. */
static unsigned char *
tenses(const struct reading *r, struct arena *a)
{
	unsigned char *tense = arena_alloc(a, r->n + 1, 1);
	if (!tense)
		return NULL;
	for (size_t k = 0; k < r->n_s; k++) {
		unsigned all = marks_over(r->marks, r->s[k].a, r->s[k].b);
		unsigned seen = 0;
		for (size_t i = r->s[k].a; i < r->s[k].b; i++) {
			if (r->marks[i] & MARKS_CLAUSE)
				seen = 0;
			/* "next" and "last" say what they mean themselves. */
			if (r->marks[i] && !number_among(&r->t[i], "next|last"))
				seen |= r->marks[i];
			unsigned use = seen & (MARKS_FUTURE | MARKS_PAST) ? seen : all;
			tense[i] = use & MARKS_FUTURE ? WHEN_FUTURE
				   : use & MARKS_PAST ? WHEN_PAST
						      : WHEN_ANY;
		}
	}
	return tense;
}

/* What begins in which sentence. */
static void
index_sentences(struct reading *r)
{
	size_t q = 0, w = 0, c = 0, g = 0;
	for (size_t i = 0; i < r->n_s; i++) {
		struct sentence *s = &r->s[i];
		s->q = q;
		s->w = w;
		s->c = c;
		s->g = g;
		while (q < r->n_q && r->q[q].a < s->b)
			q++;
		while (w < r->n_w && r->w[w].a < s->b)
			w++;
		while (c < r->n_c && r->c[c].a < s->b)
			c++;
		while (g < r->n_g && r->g[g].a < s->b)
			g++;
		s->q_end = q;
		s->w_end = w;
		s->c_end = c;
		s->g_end = g;
	}
}

/* The numbers of a time ("16 June 2003", "fiscal '26") count nothing. */
static void
drop_timed(struct reading *r)
{
	size_t kept = 0, w = 0;
	for (size_t k = 0; k < r->n_q; k++) {
		while (w < r->n_w && r->w[w].b <= r->q[k].a)
			w++;
		const struct when *in =
		    w < r->n_w && r->w[w].a <= r->q[k].a && r->q[k].b <= r->w[w].b
			? &r->w[w]
			: NULL;
		bool timed = in && (in->day || r->q[k].type != QUANTITY_DURATION);
		if (!timed)
			r->q[kept++] = r->q[k];
	}
	r->n_q = kept;
}

/* Since when a record stands is no time that a value is about, nor what it is held
 * against. */
static void
drop_records(struct reading *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->n_w; i++)
		if (!r->w[i].record)
			r->w[kept++] = r->w[i];
	r->n_w = kept;
}

int
reading_run(
    struct reading *r, const struct reading_context *x, struct arena *a, struct err *e)
{
	r->marks = marks_find(r->t, r->n, a);
	if (!r->marks)
		return err_nomem(e);
	if (cut_sentences(r, a, e) != 0)
		return -1;
	unsigned char *tense = tenses(r, a);
	if (!tense)
		return err_nomem(e);
	const struct segment_text text = {x->text, r->t, r->n};
	struct segments named = {NULL, 0};
	if (quantity_find(r->t, r->n, a, &r->q, &r->n_q, e) != 0
	    || when_find(r->t, r->n, tense, x->clock, a, &r->w, &r->n_w, e) != 0
	    || (x->cues && cue_find(x->cues, r->t, r->n, a, &r->c, &r->n_c, e) != 0)
	    || (x->book && segment_find(x->book, &text, a, &named, e) != 0))
		return -1;
	r->g = named.v;
	r->n_g = named.n;
	drop_timed(r);
	drop_records(r);
	index_sentences(r);
	return 0;
}

enum obs_basis
reading_basis_at(const struct reading *r, size_t i)
{
	if (!reading_basis(&r->t[i]))
		return OBS_NOBASIS;
	if (!number_among(&r->t[i], "gaap"))
		return OBS_ADJUSTED;
	bool non = (i > 0 && number_among(&r->t[i - 1], "non"))
		   || (i > 1 && r->t[i - 1].kind == LEXER_DASH
		       && number_among(&r->t[i - 2], "non"));
	return non ? OBS_ADJUSTED : OBS_GAAP;
}
