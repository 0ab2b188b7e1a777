/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_BASE_STR_H
#define SERIES_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * Text is a borrowed view: n bytes at p, not terminated, owned by somebody else
 * (a document, an arena, a literal).  The empty string is {NULL or any, 0}.
 */
struct str {
	const char *p;
	size_t n;
};

#define MUST_CHECK __attribute__((warn_unused_result))

/** A view of a string literal, as an initialiser and as a value. */
#define STR_INIT(lit)                                                                  \
	{                                                                              \
		"" lit, sizeof(lit) - 1                                                \
	}
#define STR(lit) ((struct str)STR_INIT(lit))
/** The two arguments of a "%.*s". */
#define STR_FMT(s) (int)(s).n, (s).n ? (s).p : ""

static inline struct str
str_from(const char *p)
{
	return (struct str){p, p ? strlen(p) : 0};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || (a.p && b.p && memcmp(a.p, b.p, a.n) == 0));
}

/** Order by bytes, the shorter first: <0, 0, >0. */
static inline int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n && a.p && b.p ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

/** ASCII only, whatever the locale. */
static inline char
str_lower(char c)
{
	int lower = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	return (char)lower;
}

static inline bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n || (a.n && (!a.p || !b.p)))
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (str_lower(a.p[i]) != str_lower(b.p[i]))
			return false;
	return true;
}

/** Order by bytes, whatever the case of ASCII letters, the shorter first: <0, 0, >0. */
static inline int
str_cmp_nocase(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	for (size_t i = 0; i < n; i++) {
		unsigned char x = (unsigned char)str_lower(a.p[i]);
		unsigned char y = (unsigned char)str_lower(b.p[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a.n > b.n) - (a.n < b.n);
}

/** Bytes [from, to) of s; both are cut to its length. */
static inline struct str
str_sub(struct str s, size_t from, size_t to)
{
	if (!s.p)
		return (struct str){NULL, 0};
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p + from, to - from};
}

static inline bool
str_isspace(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline struct str
str_trim(struct str s)
{
	if (!s.p)
		s.n = 0;
	while (s.n && str_isspace(s.p[0]))
		s.p++, s.n--;
	while (s.n && str_isspace(s.p[s.n - 1]))
		s.n--;
	return s;
}

static inline bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

/** Cut the part before the first c off *rest (which loses c too) and return it. */
static inline struct str
str_cut(struct str *rest, char c)
{
	if (!rest->p)
		rest->n = 0;
	const char *at = rest->n ? memchr(rest->p, c, rest->n) : NULL;
	size_t n = at ? (size_t)(at - rest->p) : rest->n;
	struct str head = {rest->p, n};
	*rest = str_sub(*rest, n + 1, rest->n);
	return head;
}

#endif
