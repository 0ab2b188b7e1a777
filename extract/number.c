/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Is the word of the list that begins at q, n bytes long and followed by a bar or the
 * list's end, this one?  Its first letter is known to be the same. */
static inline bool
word_at(const char *q, const char *end, const char *p, size_t n)
{
	if ((size_t)(end - q) < n || (q + n != end && q[n] != '|'))
		return false;
	for (size_t k = 1; k < n; k++)
		if (q[k] != p[k])
			return false;
	return true;
}

bool
number_in(struct str low, const char *words, size_t length)
{
	const char *p = low.p, *end = words + length, *w = words;
	size_t n = low.n;
	if (n == 0 || length == 0)
		return false;
	/* A word begins where the list does, or behind a bar: look for the bars and the
	 * first letter behind them sixteen places at a time. */
	if (w[0] == p[0] && word_at(w, end, p, n))
		return true;
#ifdef __SSE2__
	const __m128i bar = _mm_set1_epi8('|'), first = _mm_set1_epi8(p[0]);
	for (; end - w >= 17; w += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)w);
		__m128i y = _mm_loadu_si128((const __m128i *)(const void *)(w + 1));
		unsigned hits = (unsigned)_mm_movemask_epi8(
		    _mm_and_si128(_mm_cmpeq_epi8(x, bar), _mm_cmpeq_epi8(y, first)));
		for (; hits; hits &= hits - 1)
			if (word_at(w + __builtin_ctz(hits) + 1, end, p, n))
				return true;
	}
#endif
	for (; end - w > 1; w++)
		if (w[0] == '|' && w[1] == p[0] && word_at(w + 1, end, p, n))
			return true;
	return false;
}

static bool
is(const struct token *t, size_t n, size_t i, enum words_class cls)
{
	return i < n && t[i].word && t[i].word->cls == cls;
}

static bool
touches(const struct token *t, size_t i)
{
	return t[i].start == t[i - 1].end;
}

static int
significant(const struct token *t)
{
	const double exact = 1e15; /* whole digits that a double keeps */
	int digits = t->decimals;
	long long whole = t->value < exact ? (long long)t->value : 0;
	if (t->decimals == 0)
		while (whole >= 10 && whole % 10 == 0)
			whole /= 10;
	for (; whole > 0; whole /= 10)
		digits++;
	return digits;
}

/* The factor that token j is behind a number: "million", an adjacent "k" or "bn"; 0. */
static double
factor(const struct token *t, size_t n, size_t j)
{
	const struct words_row *w = j < n ? t[j].word : NULL;
	if (!w)
		return 0;
	/* Not the letter of "10-K". */
	if (w->cls == WORDS_LETTER_MAGNITUDE && touches(t, j)
	    && t[j - 1].kind != LEXER_DASH)
		return w->value;
	if (w->cls == WORDS_HUNDRED && w->more == 0)
		return w->value;
	/* "$3 billions" is said as well; "millions of" is no factor here. */
	bool of = w->more != 0 && j + 1 < n && number_word(&t[j + 1], "of");
	return w->cls == WORDS_MAGNITUDE && !of ? w->value : 0;
}

size_t
number_magnitudes(const struct token *t, size_t n, size_t i, struct number *x)
{
	enum { MOST = 3 }; /* "two hundred thousand million" */
	size_t from = i;
	for (int k = 0; k < MOST; k++) {
		size_t j = i;
		if (j < n && t[j].kind == LEXER_DASH && j > 0 && touches(t, j))
			j++; /* "0.5-million" */
		double by = factor(t, n, j);
		if (by == 0)
			break;
		x->low *= by;
		x->high *= by;
		x->magnitude = true;
		i = j + 1;
	}
	return i - from;
}

/* "a" before "hundred", "million": one of them. */
static bool
is_one(const struct token *t, size_t n, size_t i)
{
	return (is(t, n, i + 1, WORDS_HUNDRED) || is(t, n, i + 1, WORDS_MAGNITUDE))
	       && t[i + 1].word->more == 0 && number_among(&t[i], "a|an");
}

/* twenty-five, a hundred [and] five, five hundred twenty, nineteen ; tokens used */
static size_t
spelled(const struct token *t, size_t n, size_t i, double *v)
{
	size_t from = i;
	double part = 0;
	if (is(t, n, i, WORDS_TEN)) {
		part = t[i++].word->value;
		size_t j =
		    i < n && t[i].kind == LEXER_DASH && touches(t, i) ? i + 1 : i;
		if (is(t, n, j, WORDS_DIGIT) && t[j].word->value < 10
		    && t[j].word->value > 0) {
			part += t[j].word->value;
			i = j + 1;
		}
	} else if (is(t, n, i, WORDS_DIGIT)) {
		part = t[i++].word->value;
	} else if (is_one(t, n, i)) {
		part = 1;
		i++;
	} else {
		return 0;
	}
	if (is(t, n, i, WORDS_HUNDRED) && t[i].word->more == 0) {
		part *= 100;
		i++;
		size_t j = i < n && number_word(&t[i], "and") ? i + 1 : i;
		double more;
		if (is(t, n, j, WORDS_TEN) || (is(t, n, j, WORDS_DIGIT) && j > i)) {
			size_t used = spelled(t, n, j, &more);
			if (used && more < 100) {
				part += more;
				i = j + used;
			}
		}
	}
	*v = part;
	return i - from;
}

/* "1/2", "3/4" written with figures: tokens used. */
static size_t
figures(const struct token *t, size_t n, size_t i, double *v)
{
	if (i + 2 >= n || t[i].kind != LEXER_NUMBER || t[i + 2].kind != LEXER_NUMBER
	    || t[i + 1].low.p[0] != '/' || !touches(t, i + 1) || !touches(t, i + 2))
		return 0;
	double over = t[i].value, under = t[i + 2].value;
	if (!(over > 0 && over < under && (under == 2 || under == 3 || under == 4)))
		return 0;
	*v = over / under;
	return 3;
}

bool
number_and_a_half(const struct token *t, size_t n, size_t i)
{
	return i + 2 < n && number_word(&t[i], "and") && number_word(&t[i + 1], "a")
	       && number_word(&t[i + 2], "half")
	       && !(i + 3 < n && number_word(&t[i + 3], "of"));
}

/* "and a half", "1/2", "point five" behind a number. */
static size_t
tail(const struct token *t, size_t n, size_t i, struct number *x)
{
	double part;
	size_t used = i < n && !x->words ? figures(t, n, i, &part) : 0;
	if (number_and_a_half(t, n, i)) {
		part = 0.5;
		used = 3;
	}
	if (used) {
		x->low += part;
		x->high += part;
		return used;
	}
	if (x->words && i + 1 < n && number_word(&t[i], "point")
	    && is(t, n, i + 1, WORDS_DIGIT)) {
		double scale = 0.1;
		size_t j = i + 1;
		for (; is(t, n, j, WORDS_DIGIT) && t[j].word->value < 10; j++) {
			x->low += t[j].word->value * scale;
			scale /= 10;
		}
		x->high = x->low;
		return j - i;
	}
	return 0;
}

/* Magnitudes, and "and a half" of them: "a million and a half". */
static size_t
scaled(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t used = number_magnitudes(t, n, i, x);
	if (used == 0 || x->raw <= 0 || !number_and_a_half(t, n, i + used))
		return used;
	double half = x->low / x->raw / 2;
	x->low += half;
	x->high += half;
	return used + 3;
}

/* some = ["a"] ("few" | "several" | "couple" ["of"]) [hundred | magnitude] */
static size_t
some(const struct token *t, size_t n, size_t i, struct number *x)
{
	static const unsigned measures = 1u << WORDS_HUNDRED | 1u << WORDS_MAGNITUDE
					 | 1u << WORDS_PERCENT | 1u << WORDS_POINT
					 | 1u << WORDS_BASIS | 1u << WORDS_CURRENCY
					 | 1u << WORDS_CENT | 1u << WORDS_PHYSICAL;
	size_t from = i;
	if (i + 1 < n && number_word(&t[i], "a") && is(t, n, i + 1, WORDS_SOME))
		i++;
	if (!is(t, n, i, WORDS_SOME))
		return 0;
	*x = (struct number){.low = t[i].word->value,
	    .high = t[i].word->more,
	    .vague = true,
	    .words = true};
	i++;
	/* "a couple of 100,000" */
	if (i + 1 < n && number_word(&t[i], "of") && t[i + 1].kind == LEXER_NUMBER
	    && (t[i + 1].value == 100 || t[i + 1].value == 1000
		|| t[i + 1].value == 100000)) {
		x->low *= t[i + 1].value;
		x->high *= t[i + 1].value;
		x->magnitude = true;
		return i + 2 - from;
	}
	if (i + 1 < n && number_word(&t[i], "of") && t[i + 1].word
	    && measures & 1u << t[i + 1].word->cls)
		i++;
	return i - from + number_magnitudes(t, n, i, x);
}

/* "of" and what is counted or measured. */
static bool
counts_of(const struct token *t, size_t n, size_t i)
{
	return i + 1 < n && number_word(&t[i], "of")
	       && (is(t, n, i + 1, WORDS_NOUN) || is(t, n, i + 1, WORDS_CURRENCY)
		   || is(t, n, i + 1, WORDS_PHYSICAL));
}

/* tens of thousands, hundreds of millions, [in the] thousands */
static size_t
plural(const struct token *t, size_t n, size_t i, struct number *x)
{
	double scale;
	size_t j = i + 1;
	if (number_word(&t[i], "tens"))
		scale = 10;
	else if ((is(t, n, i, WORDS_HUNDRED) || is(t, n, i, WORDS_MAGNITUDE))
		 && t[i].word->more != 0)
		scale = t[i].word->value;
	else
		return 0;
	if (j + 1 < n && number_word(&t[j], "of") && is(t, n, j + 1, WORDS_MAGNITUDE)) {
		scale *= t[j + 1].word->value;
		j += 2;
	} else if (scale >= 100 && counts_of(t, n, j)) {
		j++; /* "thousands of cars", "millions of dollars" */
	} else if (scale < 100 || !(i >= 1 && number_among(&t[i - 1], "the|in|into"))) {
		return 0;
	}
	*x = (struct number){.low = scale,
	    .high = scale * 10 - 1, /* 1000..9999, 10000..99999 */
	    .vague = true,
	    .words = true,
	    .magnitude = true};
	return j - i;
}

/* half, a third, a quarter, three quarters: tokens used */
static size_t
part_of(const struct token *t, size_t n, size_t i, double *part)
{
	size_t j = i;
	double times = 1;
	if (number_word(&t[i], "a") && i + 1 < n) {
		j++;
	} else if (is(t, n, i, WORDS_DIGIT) && t[i].word->value < 10 && i + 1 < n) {
		times = t[i].word->value;
		j++;
	}
	if (j > i && t[j].kind == LEXER_DASH && j + 1 < n)
		j++; /* "three-quarters of a million" */
	bool article = j > i;
	if (article && times < 4 && number_among(&t[j], "quarter|quarters"))
		*part = times / 4;
	else if (article && number_among(&t[j], "tenth|tenths"))
		*part = times / 10;
	else if (article && number_among(&t[j], "hundredth|hundredths"))
		*part = times / 100;
	else if (times < 4 && is(t, n, j, WORDS_FRACTION))
		*part = times * t[j].word->value;
	else
		return 0;
	return j + 1 - i;
}

/* half a million, a half million, a quarter of a billion, half a percent */
static size_t
fraction(const struct token *t, size_t n, size_t i, struct number *x)
{
	double part;
	size_t j = i + part_of(t, n, i, &part);
	if (j == i)
		return 0;
	if (j < n && number_word(&t[j], "of"))
		j++;
	bool article = j < n && number_among(&t[j], "a|an");
	if (article || (j < n && t[j].kind == LEXER_DASH))
		j++;
	*x = (struct number){.low = part, .high = part, .words = true};
	size_t used = number_magnitudes(t, n, j, x);
	bool unit = article && (is(t, n, j, WORDS_PERCENT) || is(t, n, j, WORDS_POINT));
	return used || unit ? j - i + used : 0;
}

/* low | mid | high | mid to high | low- to mid- : the thirds a..b of a decade */
static size_t
levels(const struct token *t, size_t n, size_t i, int *a, int *b)
{
	if (!is(t, n, i, WORDS_LEVELISH) || t[i].word->value > 3)
		return 0;
	size_t j = i + 1;
	*a = *b = (int)t[i].word->value;
	if (j < n && t[j].kind == LEXER_DASH)
		j++;
	size_t k = j;
	if (k >= n || !number_among(&t[k], "to|and"))
		return j - i;
	k++;
	if (k < n && t[k].kind == LEXER_DASH)
		k++;
	if (is(t, n, k, WORDS_LEVELISH) && t[k].word->value <= 3) {
		*b = (int)t[k].word->value;
		j = k + 1;
		if (j < n && t[j].kind == LEXER_DASH)
			j++;
	}
	return j - i;
}

/* The thirds a..b (1 low, 2 mid, 3 high; 0 all) of what begins at base. */
static void
third(double base, int a, int b, struct number *x)
{
	static const double from[] = {0, 0, 4, 7}, to[] = {9, 3, 6, 9};
	x->low = base + from[a];
	x->high = base + to[b];
}

/* 20s, 20%s; behind a level and a dash 20 as well: "mid-20%" */
static size_t
decade(const struct token *t, size_t n, size_t i, int a, int b, struct number *x)
{
	if (t[i].decimals || t[i].value < 10 || t[i].value > 90
	    || (int)t[i].value % 10 != 0)
		return 0;
	size_t j = i + 1;
	bool percent = j < n && t[j].kind == LEXER_PERCENT;
	j += percent;
	bool s = j < n && touches(t, j) && number_among(&t[j], "s|'s");
	if (!s && !(a && t[i - 1].kind == LEXER_DASH && touches(t, i)))
		return 0;
	x->percent = percent;
	third(t[i].value, a, b, x);
	return j + s - i;
}

/* What stands behind the level: 20s, 20%s, teens, twenties, single digits. */
static size_t
level_base(const struct token *t, size_t n, size_t i, int a, int b, struct number *x)
{
	if (i >= n)
		return 0;
	if (t[i].kind == LEXER_NUMBER)
		return decade(t, n, i, a, b, x);
	if (!is(t, n, i, WORDS_LEVELISH) || t[i].word->value < 4)
		return 0;
	double base = t[i].word->value;
	if (base >= 10) {
		third(base, a, b, x);
		/* Teens begin at thirteen. */
		if (base < 20 && a == 0)
			x->low = 13;
		return 1;
	}
	return 0;
}

/* [level] ("single" | "double" | "triple") ["-"] "digit" ["s"]; level "single" ["s"] */
static size_t
digits(const struct token *t, size_t n, size_t i, int a, int b, struct number *x)
{
	static const char follows[] =
	    "in|for|to|and|or|then|on|at|as|this|next|last|the|"
	    "growth|comp|comps|but|if|type|kind|again|organic";
	bool single = i < n && number_among(&t[i], "single|singles"),
	     twice = i < n && number_among(&t[i], "double|doubles"),
	     thrice = i < n && a == 0 && number_word(&t[i], "triple");
	size_t j = i + 1;
	if (!single && !twice && !thrice)
		return 0;
	size_t bare = j;
	if (j < n && t[j].kind == LEXER_DASH)
		j++;
	bool said = j < n && number_among(&t[j], "digit|digits");
	/* "Up mid-single in the third quarter" */
	bool names = bare < n
		     && (t[bare].kind == LEXER_DASH || is(t, n, bare, WORDS_POINT)
			 || (t[bare].kind == LEXER_WORD && !t[bare].word
			     && !number_among(&t[bare], follows)));
	if (!said && (!a || names))
		return 0;
	if (!said)
		j = bare - 1;
	if (single) {
		third(0, a, b, x);
		if (x->low < 1)
			x->low = 1;
	} else if (thrice) {
		x->low = 100;
		x->high = 999;
	} else {
		third(10, a, b, x);
		if (a == 0)
			x->high = 99;
	}
	return j + 1 - i;
}

/* "an additional point", "another point", "one full point": the number alone */
static size_t
one_more(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t used = number_among(&t[i], "another") ? 1 : 0;
	if (i + 1 < n && number_among(&t[i], "a|an|one")
	    && number_among(&t[i + 1], "additional|full|further|extra"))
		used = 2;
	/* "Another point on margins is that": one that is made. */
	if (!used || !is(t, n, i + used, WORDS_POINT)
	    || (i + used + 1 < n
		&& number_among(&t[i + used + 1],
		    "on|about|is|was|i|we|to|that|regarding|here|worth|would")))
		return 0;
	*x = (struct number){.low = 1, .high = 1, .raw = 1, .words = true};
	return used;
}

static size_t
levelish(const struct token *t, size_t n, size_t i, struct number *x)
{
	int a = 0, b = 0;
	*x = (struct number){.vague = true, .words = true, .level = true};
	size_t used = levels(t, n, i, &a, &b);
	size_t base = level_base(t, n, i + used, a, b, x);
	if (base == 0)
		base = digits(t, n, i + used, a, b, x);
	/* "in the teens" needs its level or its article; "1990s" is a time. */
	if (base && used == 0 && x->low >= 10 && t[i].kind == LEXER_WORD
	    && !number_among(&t[i], "double|triple")
	    && !(i && number_word(&t[i - 1], "the")))
		return 0;
	return base ? used + base : 0;
}

/* 5,000 ; 2 and a half million ; 2 1/2 */
static size_t
digital(const struct token *t, size_t n, size_t i, struct number *x)
{
	double part;
	size_t used = figures(t, n, i, &part);
	*x = (struct number){.digits = significant(&t[i])};
	x->low = x->high = used ? part : t[i].value;
	if (used == 0) {
		used = 1;
		used += tail(t, n, i + used, x);
		/* "30-odd million" */
		if (i + used + 1 < n && t[i + used].kind == LEXER_DASH
		    && t[i + used].start == t[i + used - 1].end
		    && number_among(&t[i + used + 1], "odd|some|ish")) {
			x->vague = true;
			used += 2;
		}
	}
	x->raw = x->low;
	return used + scaled(t, n, i + used, x);
}

/* five ; a million ; twenty-five hundred ; five thousand two hundred: magnitudes that
 * fall */
static size_t
worded(const struct token *t, size_t n, size_t i, struct number *x)
{
	*x = (struct number){.words = true};
	size_t used = spelled(t, n, i, &x->low);
	if (used == 0)
		return 0;
	x->high = x->low;
	used += tail(t, n, i + used, x);
	x->raw = x->low;
	used += scaled(t, n, i + used, x);
	double scale =
	    x->magnitude && x->raw > 0 && x->raw < 1000 ? x->low / x->raw : 1;
	while (scale > 1) {
		struct number more = {.words = true};
		size_t extra =
		    is_one(t, n, i + used) ? 0 : spelled(t, n, i + used, &more.raw);
		if (extra == 0 || more.raw == 0)
			break;
		more.low = more.high = more.raw;
		/* "A billion five" is half a billion more. */
		if (scale >= 1e6 && extra == 1 && more.raw < 10
		    && !is(t, n, i + used + extra, WORDS_HUNDRED)
		    && !is(t, n, i + used + extra, WORDS_MAGNITUDE))
			more.low = more.high = more.raw * scale / 10;
		extra += number_magnitudes(t, n, i + used + extra, &more);
		if (more.high >= scale)
			break;
		x->low += more.low;
		x->high += more.low;
		scale = more.low / more.raw;
		used += extra;
	}
	return used;
}

size_t
number_at(const struct token *t, size_t n, size_t i, struct number *x)
{
	static size_t (*const tries[])(
	    const struct token *, size_t, size_t, struct number *) = {
	    one_more,
	    some,
	    plural,
	    fraction,
	    worded,
	};
	if (!number_begins(&t[i]))
		return 0;
	size_t used = levelish(t, n, i, x);
	if (used)
		return used;
	if (t[i].kind == LEXER_NUMBER)
		return digital(t, n, i, x);
	if (t[i].kind != LEXER_WORD)
		return 0;
	for (size_t k = 0; used == 0 && k < sizeof tries / sizeof *tries; k++)
		used = tries[k](t, n, i, x);
	return used;
}

size_t
number_ordinal(const struct token *t, size_t n, size_t i, double *v)
{
	size_t j = i;
	double by = 1;
	if (t[i].kind == LEXER_NUMBER || is(t, n, i, WORDS_DIGIT)) {
		by = t[i].kind == LEXER_NUMBER ? t[i].value : t[i].word->value;
		j += j + 1 < n && t[j + 1].kind == LEXER_DASH ? 2 : 1;
	}
	if (j >= n || (j + 1 < n && number_word(&t[j + 1], "of")))
		return 0;
	double times = number_word(&t[j], "hundredth")    ? 1e2
		       : number_word(&t[j], "thousandth") ? 1e3
		       : number_word(&t[j], "millionth")  ? 1e6
		       : number_word(&t[j], "billionth")  ? 1e9
							  : 0;
	*v = by * times;
	return times > 0 ? j + 1 - i : 0;
}

double
number_decimal(double v)
{
	char text[32];
	if (isnan(v))
		return v;
	(void)snprintf(text, sizeof text, "%.14g", v);
	double t = strtod(text, NULL);
	return t == 0 ? 0 : t;
}
