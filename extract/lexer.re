/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/lexer.h"

#include <stdlib.h>

/* The value of digits that may hold separators; decimals counted. */
static double
number(const char *p, const char *end, struct token *t)
{
	char digits[64];
	size_t n = 0;
	bool point = false;
	for (; p < end && n + 1 < sizeof digits; p++) {
		if (*p == ',') {
			t->grouped = true;
			continue;
		}
		if (point)
			t->decimals++;
		point |= *p == '.';
		digits[n++] = *p;
	}
	digits[n] = '\0';
	return strtod(digits, NULL);
}

/* The next token at *at; false at the end. */
static bool
next(const char *text, const char *low, size_t *at, size_t to, struct token *t)
{
	const char *YYCURSOR = text + *at, *YYMARKER, *YYCTXMARKER, *tok;
	const char *limit = text + to;
	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;

	// Letters of other scripts; not C2 and E2, which lead signs: pound, yen, euro, trade.
	tail   = [\x80-\xbf];
	other  = [\xc3-\xdf] tail | [\xe0\xe1\xe3-\xef] tail tail | [\xf0-\xf4] tail tail tail;
	letter = [A-Za-z] | other;
	alnum  = [0-9] | letter;
	// Codes that are written close to their number.
	code   = "RMB" | "USD" | "EUR" | "GBP" | "CHF" | "CNY" | "JPY" | "INR" | "HKD" | "AUD"
	       | "CAD" | "SEK" | "NOK" | "DKK" | "KRW" | "TWD" | "SGD" | "BRL" | "MXN" | "ZAR" | "Rs";
	*/
	for (;;) {
		tok = YYCURSOR;
		if (tok >= limit)
			return false;
		enum lexer_kind kind;
		/*!re2c
		"\x00"      { return false; }
		[ \t]+      { continue; }
		"\n"        { kind = LEXER_BREAK; goto found; }
		[0-9]{1,3} ("," [0-9]{3})+ ("." [0-9]+)? { kind = LEXER_NUMBER; goto found; }
		[0-9]* "." [0-9]+ { kind = LEXER_NUMBER; goto found; }
		[0-9]+      { kind = LEXER_NUMBER; goto found; }
		"\xe2\x82" [\xa9\xaa\xac\xb9\xbd] | "\xc2\xa3" | "\xc2\xa5" { kind = LEXER_CURRENCY; goto found; }
		[A-Z]{0,3} "$" { kind = LEXER_CURRENCY; goto found; }
		code / [0-9]+ { kind = LEXER_WORD; goto found; }
		letter alnum* { kind = LEXER_WORD; goto found; }
		[A-Za-z]+ "&" [A-Za-z]+ { kind = LEXER_WORD; goto found; }
		([A-Za-z] "."){2,} { kind = LEXER_WORD; goto found; }
		[A-Za-z]+ "." ("com" | "net" | "org") / [^A-Za-z0-9] { kind = LEXER_WORD; goto found; }
		"'" [a-z]+  { kind = LEXER_TAIL; goto found; }
		"%"         { kind = LEXER_PERCENT; goto found; }
		"..." "."*  { kind = LEXER_DOTS; goto found; }
		"-" "-"+    { kind = LEXER_LONG_DASH; goto found; }
		"-"         { kind = LEXER_DASH; goto found; }
		[.?!]       { kind = LEXER_STOP; goto found; }
		","         { kind = LEXER_COMMA; goto found; }
		[;:]        { kind = LEXER_SEMICOLON; goto found; }
		[([]       { kind = LEXER_OPEN; goto found; }
		[)\]]       { kind = LEXER_CLOSE; goto found; }
		[\xc2] tail | [\xe2] tail tail { kind = LEXER_OTHER; goto found; }
		*           { kind = LEXER_OTHER; goto found; }
		*/
	found:
		*t = (struct token){.start = (uint32_t)(tok - text),
		    .end = (uint32_t)((YYCURSOR < limit ? YYCURSOR : limit) - text),
		    .kind = (uint8_t)kind};
		*at = t->end;
		if (kind == LEXER_NUMBER)
			t->value = number(tok, text + t->end, t);
		else if (kind == LEXER_WORD || kind == LEXER_TAIL)
			t->hash = lexicon_hash(
			    (struct str){low + t->start, t->end - t->start});
		return true;
	}
}

/* The bytes of words, and those that may make something else of letters before them:
 * "Q4", "R&D", "US$", letters of other scripts. */
enum { LETTER = 1, ODD = 2 };
#define TEN(x) x, x, x, x, x, x, x, x, x, x
#define SIXTEEN(x) TEN(x), x, x, x, x, x, x
#define LETTERS TEN(LETTER), TEN(LETTER), LETTER, LETTER, LETTER, LETTER, LETTER, LETTER
static const unsigned char class_of[256] = {
    ['A'] = LETTERS,
    ['a'] = LETTERS,
    ['0'] = TEN(ODD),
    ['&'] = ODD,
    ['$'] = ODD,
    [0x80] = SIXTEEN(ODD), SIXTEEN(ODD), SIXTEEN(ODD), SIXTEEN(ODD),
    SIXTEEN(ODD), SIXTEEN(ODD), SIXTEEN(ODD), SIXTEEN(ODD)};

/* Most tokens are plain words, commas and stops: these are told without the grammar, as
 * it would.  False: it has to say. */
static bool
plain(const char *text, size_t at, size_t to, struct token *t)
{
	const unsigned char *tok = (const unsigned char *)text + at, *p = tok;
	uint32_t hash = LEXICON_HASH;
	enum lexer_kind kind = LEXER_WORD;
	for (; class_of[*p] & LETTER; p++)
		hash = lexicon_hash_on(hash, *p | 0x20);
	if (p == tok) {
		kind = *p == ',' ? LEXER_COMMA : *p == '\n' ? LEXER_BREAK : LEXER_STOP;
		if (kind == LEXER_STOP
		    && (*p != '.' || p[1] == '.' || (p[1] >= '0' && p[1] <= '9')))
			return false;
		p++;
		hash = 0;
	} else if (class_of[*p] & ODD
		   || (*p == '.' && (p == tok + 1 || class_of[p[1]] & LETTER))
		   || p > (const unsigned char *)text + to) {
		return false;
	}
	*t = (struct token){.start = (uint32_t)at,
	    .end = (uint32_t)(at + (size_t)(p - tok)),
	    .kind = (uint8_t)kind,
	    .hash = hash};
	return true;
}

/* Look up the words of n tokens.  One after the other, so that what has to come from far
 * in memory comes for many of them at once. */
static void
look_up(const struct lexicon *x, const char *text, const char *low, struct token *t,
    size_t n)
{
	const struct lexicon_entry *no_word = lexicon_entry(x, 0);
	for (size_t i = 0; i < n; i++) {
		t[i].low = (struct str){low + t[i].start, t[i].end - t[i].start};
		t[i].known = t[i].hash ? lexicon_guess(x, t[i].hash) : no_word;
	}
	for (size_t i = 0; i < n; i++) {
		if (t[i].known->id && !lexicon_is(t[i].known, t[i].low))
			t[i].known = lexicon_find(x, t[i].low, t[i].hash);
		if (t[i].kind == LEXER_WORD) {
			unsigned char first = (unsigned char)text[t[i].start];
			t[i].capital = (unsigned char)(first - 'A') < 26;
			t[i].word = t[i].known->row;
		}
	}
}

int
lexer_read(const struct lexicon *x, const char *text, const char *low, size_t from,
    size_t to, struct arena *a, struct token **out, size_t *n, struct err *e)
{
	enum { TOGETHER = 64, BYTES = 4 }; /* of a token; more have more */
	size_t cap = (to - from) / BYTES + TOGETHER, at = from, k = 0, done = 0;
	struct token *v = NULL;
	*out = NULL;
	*n = 0;
	if (to > UINT32_MAX)
		return err_set(e, ERR_DATA, "a text of more than 4 GB");
	if (!x && !(x = lexicon_new(a)))
		return err_nomem(e);
	v = arena_room(a, cap, sizeof *v);
	if (!v)
		return err_nomem(e);
	for (bool more = true; more;) {
		if (k + LEXER_BEHIND == cap
		    && !(v = arena_more(a, v, cap, &cap, sizeof *v)))
			return err_nomem(e);
		while (at < to && text[at] == ' ')
			at++;
		more = (at < to && plain(text, at, to, &v[k]))
		       || next(text, low, &at, to, &v[k]);
		if (more)
			at = v[k++].end;
		if (k - done == TOGETHER || !more) {
			look_up(x, text, low, v + done, k - done);
			done = k;
		}
	}
	for (size_t i = k; i < k + LEXER_BEHIND; i++)
		v[i] = (struct token){.start = (uint32_t)to,
		    .end = (uint32_t)to,
		    .kind = LEXER_BREAK,
		    .known = lexicon_entry(x, 0),
		    .low = {low + to, 0}};
	arena_trim(a, v, k + LEXER_BEHIND, cap, sizeof *v);
	*out = v;
	*n = k;
	return 0;
}

/* A break or a line that is a blank now is no token; false.  A break may have moved to the
 * end of the token before it. */
static bool
is_left(struct token *t, const char *text, const struct token *before)
{
	bool moved = t->kind == LEXER_BREAK && text[t->start] == ' ' && before
		     && before->kind != LEXER_BREAK && text[before->end] == '\n';
	if (moved) {
		t->start = before->end;
		t->end = t->start + 1;
	}
	return text[t->start] != ' ';
}

struct token *
lexer_piece(
    struct lexer_tokens *x, const char *text, size_t from, size_t to, size_t *n)
{
	while (x->next < x->n && x->t[x->next].start < from)
		x->next++;
	struct token *v = x->t + x->next, *kept = v;
	for (; x->next < x->n && x->t[x->next].start < to; x->next++) {
		struct token *t = &x->t[x->next];
		if (!is_left(t, text, kept > v ? kept - 1 : NULL))
			continue;
		if (kept != t)
			*kept = *t;
		kept++;
	}
	*n = (size_t)(kept - v);
	return v;
}

int
lexer_run(const char *text, const char *low, size_t from, size_t to, struct arena *a,
    struct token **out, size_t *n, struct err *e)
{
	return lexer_read(NULL, text, low, from, to, a, out, n, e);
}
