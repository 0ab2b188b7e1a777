/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/ini.h"

#include <ini.h>

enum { MOST_SECTION = 49 }; /* what libinih keeps of a section's name */

/* One file while it is read. */
struct reading {
	struct str name, rest; /* of the file; its bytes not yet read */
	size_t line;           /* that libinih was given last */
	struct arena *a;
	struct ini_entry *entries;
	size_t n, cap;
	struct err *e;
};

static int
fail(struct reading *r, size_t line, const char *why)
{
	(void)err_set(r->e, ERR_CONFIG, "%s", why);
	return err_at(r->e, r->name, line);
}

/* What libinih would cut off or take for the end without a word. */
static const char *
unfit(struct str line, size_t size)
{
	if (line.n && memchr(line.p, '\0', line.n))
		return "holds a NUL byte";
	if (line.n + 2 > size)
		return "line too long; split it into several of the same key";
	struct str rest = line;
	if (line.n && line.p[0] == '[' && str_cut(&rest, ']').n > MOST_SECTION + 1)
		return "section name longer than 49 bytes";
	return NULL;
}

/* A line for libinih, without the blanks before it, by which it would take an indented
 * `key = value` for more of the value above. */
static char *
next_line(char *to, int size, void *stream)
{
	struct reading *r = stream;
	if (r->rest.n == 0 || r->e->code != ERR_NONE)
		return NULL;
	struct str line = str_trim(str_cut(&r->rest, '\n'));
	r->line++;
	const char *why = unfit(line, (size_t)size);
	if (why) {
		(void)fail(r, r->line, why);
		return NULL;
	}
	if (line.n)
		memcpy(to, line.p, line.n);
	to[line.n] = '\n';
	to[line.n + 1] = '\0';
	return to;
}

/* libinih's way: 1 to go on, 0 at an error. */
static int
on_entry(void *user, const char *section, const char *key, const char *value)
{
	struct reading *r = user;
	struct ini_entry *grown =
	    arena_grow(r->a, r->entries, r->n, &r->cap, sizeof *grown);
	struct str in = r->n && str_eq(r->entries[r->n - 1].section, str_from(section))
			    ? r->entries[r->n - 1].section
			    : arena_str(r->a, str_from(section));
	struct ini_entry x = {in, arena_str(r->a, str_from(key)),
	    arena_str(r->a, str_from(value ? value : "")), r->line};
	if (!grown || !x.section.p || !x.key.p || !x.value.p) {
		(void)err_nomem(r->e);
		return 0;
	}
	r->entries = grown;
	r->entries[r->n++] = x;
	return 1;
}

int
ini_file_read(struct str bytes, struct str name, struct arena *a,
    struct ini_entry **out, size_t *n, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	struct reading r = {.name = name, .rest = bytes, .a = a, .e = &own};
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		r.rest = str_sub(bytes, 3, bytes.n);
	int bad = ini_parse_stream(next_line, &r, on_entry, &r);
	if (own.code == ERR_NONE && bad > 0)
		(void)fail(
		    &r, (size_t)bad, "line: neither 'key = value' nor '[section]'");
	if (own.code == ERR_NONE && bad < 0)
		(void)err_nomem(&own);
	if (own.code != ERR_NONE) {
		if (e && e->code == ERR_NONE)
			*e = own;
		return -1;
	}
	*out = r.entries;
	*n = r.n;
	return 0;
}
