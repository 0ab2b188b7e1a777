/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/select.h"

#include <fnmatch.h>

enum { SIZE = 1024 };

bool
select_is_pattern(const char *word)
{
	return strpbrk(word, "*?") != NULL;
}

/* For fnmatch, [ and \ are more than letters; here they are letters. */
static bool
escape(const char *word, char out[SIZE])
{
	size_t n = 0;
	for (; *word && n + 3 < SIZE; word++) {
		if (*word == '[' || *word == '\\')
			out[n++] = '\\';
		/* Stars in a row are one, and many take long. */
		if (*word != '*' || n == 0 || out[n - 1] != '*')
			out[n++] = *word;
	}
	out[n] = '\0';
	return *word == '\0';
}

bool
select_match(const char *word, struct str text)
{
	char pattern[SIZE], copy[SIZE];
	if (!select_is_pattern(word))
		return str_eq_nocase(str_from(word), text);
	if (!escape(word, pattern))
		return false;
	struct str head = str_sub(text, 0, SIZE - 1);
	if (head.n && head.p)
		memcpy(copy, head.p, head.n);
	copy[head.n] = '\0';
	return fnmatch(pattern, copy, FNM_CASEFOLD) == 0;
}
