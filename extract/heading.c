/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/heading.h"

#include "extract/calendar.h"
#include "extract/number.h"

enum { LINES = 5, LONGEST = 25, NAME = 8 };

struct span {
	size_t a, b; /* tokens */
};

/* A word of what a call is called, of a date or of a list of people: no company's. */
static bool
is_no_name(const struct token *t)
{
	return number_among(t, "q1|q2|q3|q4|fiscal|first|second|third|fourth|full|"
			       "earnings|conference|results|"
			       "year|year-end|quarterly|webcast|call|transcript|"
			       "transcripts|event|date|january|"
			       "february|march|april|may|june|july|august|september|"
			       "october|november|december|"
			       "operator|participants|prepared|remarks|presentation|"
			       "question|questions|answer|"
			       "executives|analysts|corporate|contents|page|edited|"
			       "final|investor|investors|"
			       "welcome|good|thank|thanks|financial|reports|announces|"
			       "company|quarter|company:");
}

static bool
is_name_token(const struct token *t)
{
	if (t->kind == LEXER_WORD)
		return (t->capital && !is_no_name(t)) || number_among(t, "of|and|the");
	return t->kind == LEXER_TAIL || (t->kind == LEXER_OTHER && t->low.p[0] == '&')
	       || (t->kind == LEXER_DASH) || t->kind == LEXER_COMMA
	       || (t->kind == LEXER_STOP && t->low.p[0] == '.');
}

/* The name in tokens [a, b) without what only separates; empty when more than a name is
 * there. */
static struct span
name_in(const struct token *t, size_t a, size_t b)
{
	struct span none = {0, 0};
	while (a < b && t[a].kind != LEXER_WORD)
		a++;
	while (b > a && t[b - 1].kind != LEXER_WORD && t[b - 1].kind != LEXER_STOP)
		b--;
	if (a == b || b - a > NAME || !t[a].capital
	    || number_among(&t[a], "of|and|the"))
		return none;
	for (size_t i = a; i < b; i++)
		if (!is_name_token(&t[i]))
			return none;
	return (struct span){a, b};
}

/* The quarter's name in the line, with its year; none: empty. */
static struct span
quarter_in(const struct token *t, size_t n, struct span line)
{
	for (size_t i = line.a; i < line.b; i++) {
		int q;
		size_t used = calendar_quarter_name(t, n, i, &q), b = i + used;
		if (used == 0)
			continue;
		while (b < line.b
		       && (calendar_whole(t, n, b, CALENDAR_LEAST, CALENDAR_MOST)
			   || number_among(&t[b], "of|fiscal|year|fy")
			   || (t[b].kind == LEXER_WORD
			       && str_starts(t[b].low, STR("fy")))))
			b++;
		return (struct span){i, b};
	}
	return (struct span){0, 0};
}

static bool
is_call(const struct token *t, struct span line)
{
	for (size_t i = line.a; i < line.b; i++)
		if (number_among(&t[i], "call|results|earnings|transcript"))
			return true;
	return false;
}

/* The name beside the quarter: "Acme Widgets | Q3 2023 ...", "Q3 2023 Acme Widgets
 * Earnings Call". */
static struct span
beside(const struct token *t, struct span line, struct span quarter)
{
	struct span x = name_in(t, line.a, quarter.a);
	size_t end = quarter.b;
	if (x.b > x.a)
		return x;
	while (end < line.b && !is_no_name(&t[end]) && is_name_token(&t[end]))
		end++;
	return end < line.b && is_no_name(&t[end]) ? name_in(t, quarter.b, end) : x;
}

/* "ACME WIDGETS" as others write it; initials stay. */
static struct str
written(struct str name, struct arena *a)
{
	enum { INITIALS = 4 };
	size_t letters = 0;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] >= 'a' && name.p[i] <= 'z')
			return arena_str(a, name);
		letters += name.p[i] >= 'A' && name.p[i] <= 'Z';
	}
	char *p = letters > INITIALS ? arena_alloc(a, name.n, 1) : NULL;
	if (!p)
		return arena_str(a, name);
	for (size_t i = 0; i < name.n; i++) {
		bool inside = i > 0 && name.p[i - 1] >= 'A' && name.p[i - 1] <= 'Z';
		p[i] = name.p[i];
		if (inside)
			p[i] = str_lower(name.p[i]);
	}
	return (struct str){p, name.n};
}

struct str
heading_company(
    const struct document *d, const struct token *t, size_t n, struct arena *a)
{
	struct span lines[LINES], name = {0, 0};
	size_t n_lines = 0, at = 0, call = SIZE_MAX;
	for (size_t i = 0; i < n && n_lines < LINES; i = at) {
		while (i < n && t[i].kind == LEXER_BREAK)
			i++;
		for (at = i; at < n && t[at].kind != LEXER_BREAK; at++)
			;
		if (at > i && at - i <= LONGEST)
			lines[n_lines++] = (struct span){i, at};
		else if (at > i)
			break; /* somebody speaks */
	}
	for (size_t k = 0; k < n_lines && name.a == name.b; k++) {
		struct span l = lines[k];
		bool told = number_among(&t[l.a], "company|issuer") && l.b > l.a + 2
			    && t[l.a + 1].kind == LEXER_SEMICOLON;
		if (told)
			name = name_in(t, l.a + 2, l.b);
		struct span quarter = quarter_in(t, n, l);
		if (call == SIZE_MAX && quarter.b > quarter.a && is_call(t, l)) {
			call = k;
			if (!told)
				name = beside(t, l, quarter);
		}
	}
	/* A line of its own, above the one that says what it is. */
	for (size_t k = 0; call != SIZE_MAX && k < call && name.a == name.b; k++)
		name = name_in(t, lines[k].a, lines[k].b);
	/* "Third Quarter 2023 Earnings Call", then "Acme Widgets, Inc." */
	if (call < n_lines && call + 1 < n_lines && name.a == name.b) {
		struct span l = name_in(t, lines[call + 1].a, lines[call + 1].b);
		size_t last = l.b > l.a ? l.b - 1 - (t[l.b - 1].kind == LEXER_STOP) : 0;
		if (last > l.a
		    && number_among(&t[last],
			"inc|corp|corporation|ltd|limited|llc|plc|se|ag|nv|sa|co"))
			name = l;
	}
	if (name.a == name.b)
		return (struct str){NULL, 0};
	return written(
	    str_sub((struct str){d->text, d->n}, t[name.a].start, t[name.b - 1].end),
	    a);
}
