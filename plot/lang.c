/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/lang.h"

#include <stdio.h>

#define NBSP "\xc2\xa0"       /* a blank that keeps together */
#define NARROW "\xe2\x80\xaf" /* the same, narrow */

struct lang {
	const char *name, *point, *group;
	int least; /* digits before the first group: 2 writes 1234, and 12.345 */
	const char *percent, *quarter;
	const char *after_day, *before_year;
	const char *months[12];
};

/* clang-format off */
static const struct lang langs[] = {
	{"en", ".", ",", 1, "%", "Q", " ", " ",
	    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}},
	{"de", ",", ".", 1, NBSP "%", "Q", ". ", " ",
	    {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}},
	{"fr", ",", NARROW, 1, NARROW "%", "T", " ", " ",
	    {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}},
	{"es", ",", ".", 2, NBSP "%", "T", " ", " ",
	    {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"}},
	{"it", ",", ".", 1, "%", "T", " ", " ",
	    {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}},
	{"nl", ",", ".", 1, "%", "K", " ", " ",
	    {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}},
	{"pt", ",", ".", 1, "%", "T", " de ", " de ",
	    {"jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."}},
	{"sv", ",", NBSP, 1, NBSP "%", "K", " ", " ",
	    {"jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."}},
};
/* clang-format on */
enum { LANGS = sizeof langs / sizeof *langs };
const char lang_names[] = "en, de, fr, es, it, nl, pt, sv";

const struct lang *
lang_find(const char *name)
{
	for (size_t i = 0; i < LANGS; i++)
		if (strcmp(name, langs[i].name) == 0)
			return &langs[i];
	return NULL;
}

static bool
is_digit(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* How many digits the number has in which the comma at i is, before and behind it, up to
 * a point. */
static size_t
whole_digits(struct str s, size_t i)
{
	size_t n = 0;
	while (i > 0 && (is_digit(s, i - 1) || s.p[i - 1] == ','))
		i--;
	for (; i < s.n && (is_digit(s, i) || s.p[i] == ','); i++)
		n += is_digit(s, i);
	return n;
}

/* What stands in the language for the byte at i; NULL: itself. */
static const char *
instead(const struct lang *l, struct str s, size_t i)
{
	bool after = i > 0 && is_digit(s, i - 1), between = after && is_digit(s, i + 1);
	if (s.p[i] == '%' && after)
		return l->percent;
	if (s.p[i] == '.' && between)
		return l->point;
	if (s.p[i] == ',' && between)
		return whole_digits(s, i) < 3 + (size_t)l->least ? "" : l->group;
	return NULL;
}

void
lang_number(const struct lang *l, struct str value, char *out, size_t size)
{
	size_t n = 0;
	if (!l)
		l = &langs[0];
	for (size_t i = 0; i < value.n; i++) {
		const char *other = instead(l, value, i);
		struct str add = other ? str_from(other) : str_sub(value, i, i + 1);
		if (n + add.n >= size)
			break;
		if (add.n)
			memcpy(out + n, add.p, add.n);
		n += add.n;
	}
	out[n] = '\0';
}

struct str
lang_value(const struct lang *l, struct str value, struct arena *a)
{
	enum { LONGEST = 4 }; /* of what stands for one byte */
	if (!l || !value.p)
		return value;
	char *out = arena_alloc(a, value.n * LONGEST + 1, 1);
	if (!out)
		return (struct str){NULL, 0};
	lang_number(l, value, out, value.n * LONGEST + 1);
	return str_from(out);
}

struct str
lang_day(const struct lang *l, int year, int month, int day, struct arena *a)
{
	if (!l)
		l = &langs[0];
	const char *name = l->months[month - 1];
	if (day == 0)
		return arena_printf(a, "%s%s%d", name, l->before_year, year);
	return arena_printf(
	    a, "%d%s%s%s%d", day, l->after_day, name, l->before_year, year);
}

void
lang_quarter(const struct lang *l, int quarter, char out[LANG_QUARTER])
{
	(void)snprintf(
	    out, LANG_QUARTER, "%s%d", l ? l->quarter : langs[0].quarter, quarter);
}
