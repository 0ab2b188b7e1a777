/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/number.h"

bool
number_among(const struct token *t, const char *words)
{
	if (t->kind != LEXER_WORD && t->kind != LEXER_TAIL)
		return false;
	const char *p = t->low.p;
	size_t n = t->low.n;
	/* One pass over the list, a word at a time. */
	for (const char *w = words; *w;) {
		size_t k = 0;
		while (k < n && w[k] == p[k])
			k++;
		if (k == n && (w[k] == '|' || w[k] == '\0'))
			return true;
		for (w += k; *w && *w != '|'; w++)
			;
		w += *w == '|';
	}
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
	double v = t->value;
	int digits = t->decimals;
	if (v < 1)
		return digits;
	double whole = v - (double)(long long)v == 0 && t->decimals == 0 ? v : 0;
	while (whole >= 10 && (double)((long long)(whole / 10)) * 10 == whole)
		whole /= 10;
	for (double x = whole > 0 ? whole : v; x >= 1; x /= 10)
		digits++;
	return digits;
}

/* Magnitudes behind a number: "million", "hundred thousand", adjacent "k", "bn". */
static size_t
magnitudes(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t from = i;
	for (;;) {
		size_t j = i;
		if (j < n && t[j].kind == LEXER_DASH && j > 0 && touches(t, j))
			j++; /* "0.5-million" */
		bool letter = is(t, n, j, WORDS_LETTER_MAGNITUDE) && touches(t, j);
		bool word = is(t, n, j, WORDS_MAGNITUDE) && t[j].word->more == 0;
		bool hundred = is(t, n, j, WORDS_HUNDRED) && t[j].word->more == 0;
		/* "$3 billions" is said as well; "millions of" is no factor here. */
		if (is(t, n, j, WORDS_MAGNITUDE) && t[j].word->more != 0
		    && !(j + 1 < n && number_word(&t[j + 1], "of")))
			word = true;
		if (!letter && !word && !hundred)
			break;
		x->low *= t[j].word->value;
		x->high *= t[j].word->value;
		x->magnitude = true;
		i = j + 1;
	}
	return i - from;
}

/* twenty-five, five hundred [and] twenty, nineteen ; tokens used */
static size_t
spelled(const struct token *t, size_t n, size_t i, double *v)
{
	size_t from = i;
	double part = 0;
	if (is(t, n, i, WORDS_TEN)) {
		part = t[i++].word->value;
		size_t j = i < n && t[i].kind == LEXER_DASH && touches(t, i) ? i + 1 : i;
		if (is(t, n, j, WORDS_DIGIT) && t[j].word->value < 10 && t[j].word->value > 0) {
			part += t[j].word->value;
			i = j + 1;
		}
	} else if (is(t, n, i, WORDS_DIGIT)) {
		part = t[i++].word->value;
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

/* "and a half", "point five" behind a number. */
static size_t
tail(const struct token *t, size_t n, size_t i, struct number *x)
{
	if (i + 2 < n && number_word(&t[i], "and") && number_word(&t[i + 1], "a")
	    && number_word(&t[i + 2], "half")) {
		x->low += 0.5;
		x->high += 0.5;
		return 3;
	}
	if (x->words && i + 1 < n && number_word(&t[i], "point") && is(t, n, i + 1, WORDS_DIGIT)) {
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

/* some = ["a"] ("few" | "several" | "couple" ["of"]) (hundred | magnitude) */
static size_t
some(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t from = i;
	if (i + 1 < n && number_word(&t[i], "a") && is(t, n, i + 1, WORDS_SOME))
		i++;
	if (!is(t, n, i, WORDS_SOME))
		return 0;
	*x = (struct number){.low = t[i].word->value, .high = t[i].word->more, .vague = true,
	    .words = true};
	i++;
	if (i < n && number_word(&t[i], "of") && i + 1 < n
	    && (is(t, n, i + 1, WORDS_HUNDRED) || is(t, n, i + 1, WORDS_MAGNITUDE)))
		i++;
	return i - from + magnitudes(t, n, i, x);
}

/* tens of thousands, hundreds of millions, [in the] thousands */
static size_t
plural(const struct token *t, size_t n, size_t i, struct number *x)
{
	double scale = 1, top = 9.999;
	size_t j = i;
	if (number_word(&t[i], "tens"))
		scale = 10;
	else if (is(t, n, i, WORDS_HUNDRED) && t[i].word->more != 0)
		scale = 100;
	else if (is(t, n, i, WORDS_MAGNITUDE) && t[i].word->more != 0)
		scale = t[i].word->value;
	else
		return 0;
	j++;
	if (j + 1 < n && number_word(&t[j], "of") && is(t, n, j + 1, WORDS_MAGNITUDE)) {
		scale *= t[j + 1].word->value;
		j += 2;
	} else if (scale < 100 || !(i >= 1 && number_among(&t[i - 1], "the|in|into"))) {
		return 0;
	}
	*x = (struct number){.low = scale, .high = top * scale, .vague = true, .words = true,
	    .magnitude = true};
	x->high = scale * 10 - 1; /* 1000..9999, 10000..99999 */
	return j - i;
}

/* half a million, a half million, a quarter of a billion, a third of a million */
static size_t
fraction(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t j = i;
	double part;
	if (number_word(&t[j], "a") && j + 1 < n)
		j++;
	if (is(t, n, j, WORDS_FRACTION))
		part = t[j].word->value;
	else if (j > i && number_word(&t[j], "quarter"))
		part = 0.25;
	else
		return 0;
	j++;
	if (j < n && number_word(&t[j], "of"))
		j++;
	if (j < n && (t[j].kind == LEXER_DASH || number_among(&t[j], "a|an")))
		j++;
	*x = (struct number){.low = part, .high = part, .words = true};
	size_t used = magnitudes(t, n, j, x);
	return used ? j - i + used : 0;
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
	if (k < n && number_word(&t[k], "to"))
		k++;
	else if (k < n && number_word(&t[k], "and"))
		k++;
	else
		return j - i;
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

/* What stands behind the level: 20s, 20%s, teens, twenties, single digits. */
static size_t
level_base(const struct token *t, size_t n, size_t i, int a, int b, struct number *x)
{
	if (i >= n)
		return 0;
	if (t[i].kind == LEXER_NUMBER && t[i].decimals == 0 && t[i].value < 100) {
		size_t j = i + 1;
		x->percent = j < n && t[j].kind == LEXER_PERCENT;
		j += x->percent;
		bool s = j < n && touches(t, j) && (number_word(&t[j], "s") || number_word(&t[j], "'s"));
		if (!s)
			return 0;
		third(t[i].value, a, b, x);
		return j + 1 - i;
	}
	if (!is(t, n, i, WORDS_LEVELISH) || t[i].word->value < 4)
		return 0;
	double base = t[i].word->value;
	if (base >= 10) {
		third(base, a, b, x);
		/* Teens begin at thirteen. */
		if (base < 20 && x->low < 13)
			x->low = a ? 10 : 13;
		return 1;
	}
	return 0;
}

/* [level] ("single" | "double") ["-"] "digit" ["s"] */
static size_t
digits(const struct token *t, size_t n, size_t i, int a, int b, struct number *x)
{
	bool single = i < n && number_word(&t[i], "single"), twice = i < n && number_word(&t[i], "double");
	size_t j = i + 1;
	if (!single && !twice)
		return 0;
	if (j < n && t[j].kind == LEXER_DASH)
		j++;
	if (j >= n || !number_among(&t[j], "digit|digits"))
		return 0;
	if (single) {
		third(0, a, b, x);
		if (x->low < 1)
			x->low = 1;
	} else {
		third(10, a, b, x);
		if (a == 0)
			x->high = 99;
	}
	return j + 1 - i;
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
	    && !number_word(&t[i], "double") && !(i && number_word(&t[i - 1], "the")))
		return 0;
	return base ? used + base : 0;
}

size_t
number_at(const struct token *t, size_t n, size_t i, struct number *x)
{
	size_t used = levelish(t, n, i, x);
	if (used)
		return used;
	if (t[i].kind == LEXER_NUMBER) {
		*x = (struct number){.low = t[i].value, .high = t[i].value,
		    .digits = significant(&t[i])};
		used = 1;
		used += tail(t, n, i + used, x);
		x->raw = x->low;
		return used + magnitudes(t, n, i + used, x);
	}
	if (t[i].kind != LEXER_WORD)
		return 0;
	used = some(t, n, i, x);
	if (used == 0)
		used = plural(t, n, i, x);
	if (used == 0)
		used = fraction(t, n, i, x);
	if (used)
		return used;
	*x = (struct number){.words = true};
	bool article = number_among(&t[i], "a|an") && i + 1 < n
	    && (is(t, n, i + 1, WORDS_HUNDRED) || is(t, n, i + 1, WORDS_MAGNITUDE))
	    && t[i + 1].word->more == 0;
	if (article) {
		x->low = x->high = x->raw = 1;
		return 1 + magnitudes(t, n, i + 1, x);
	}
	used = spelled(t, n, i, &x->low);
	if (used == 0)
		return 0;
	x->high = x->low;
	used += tail(t, n, i + used, x);
	x->raw = x->low;
	used += magnitudes(t, n, i + used, x);
	/* "five thousand two hundred", "one million five hundred thousand" */
	struct number more;
	if (x->magnitude && x->raw < 1000 && i + used < n && t[i + used].word
	    && (t[i + used].word->cls == WORDS_DIGIT || t[i + used].word->cls == WORDS_TEN)) {
		size_t extra = number_at(t, n, i + used, &more);
		if (extra && more.words && more.high < x->low / x->raw) {
			x->low += more.low;
			x->high += more.high;
			used += extra;
		}
	}
	return used;
}
