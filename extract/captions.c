/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/captions.h"

static const struct str mark = STR_INIT("\xef\xbb\xbf"), begin = STR_INIT("WEBVTT");

static struct str
without_mark(struct str s)
{
	return s.p && str_starts(s, mark) ? str_sub(s, mark.n, s.n) : s;
}

/* The next line, without the blanks around it; false when there is none. */
static bool
take_line(struct str *rest, struct str *line)
{
	if (rest->n == 0)
		return false;
	size_t n = 0;
	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	size_t behind = n < rest->n ? n + 1 : n;
	if (behind < rest->n && rest->p[n] == '\r' && rest->p[behind] == '\n')
		behind++;
	*line = str_trim(str_sub(*rest, 0, n));
	*rest = str_sub(*rest, behind, rest->n);
	return true;
}

/* How many bytes of "01:02:03.450" or "02:03,450" s begins with; 0. */
static size_t
time_at(struct str s)
{
	size_t i = 0, digits = 0, colons = 0;
	bool point = false;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9') {
			digits++;
			continue;
		}
		if (digits == 0 || point || (c != ':' && c != '.' && c != ','))
			break;
		colons += c == ':';
		point = c != ':';
		digits = 0;
	}
	return colons >= 1 && colons <= 2 && point && digits ? i : 0;
}

/* "00:01.000 --> 00:04.000 align:start" */
static bool
is_timing(struct str line)
{
	static const struct str arrow = STR_INIT("-->");
	struct str s = str_trim(str_sub(line, time_at(line), line.n));
	if (s.n == line.n || !str_starts(s, arrow))
		return false;
	return time_at(str_trim(str_sub(s, arrow.n, s.n))) > 0;
}

static bool
is_number(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] < '0' || line.p[i] > '9')
			return false;
	return line.n > 0;
}

bool
captions_is(struct str bytes)
{
	struct str s = without_mark(bytes), line = STR("");
	if (str_starts(s, begin))
		return s.n == begin.n || str_isspace(s.p[begin.n]);
	while (line.n == 0)
		if (!take_line(&s, &line))
			return false;
	if (is_number(line) && !take_line(&s, &line))
		return false;
	return is_timing(line);
}

enum { NAMES = 512, OFTEN = 3 }; /* so often a name before a colon is no heading */

struct captions {
	char *p; /* the text */
	size_t n;
	size_t last;        /* where its last line begins */
	struct str speaker; /* who speaks in it, in the bytes */
	struct {
		struct str name;
		size_t said;
	} names[NAMES];
	size_t n_names;
};

static void
put(struct captions *c, struct str s)
{
	if (s.n)
		memcpy(c->p + c->n, s.p, s.n);
	c->n += s.n;
}

static void
note_name(struct captions *c, struct str name, size_t times)
{
	size_t i = 0;
	while (i < c->n_names && !str_eq(c->names[i].name, name))
		i++;
	if (i == NAMES)
		return;
	c->names[i].name = name;
	c->names[i].said += times;
	c->n_names += i == c->n_names;
}

/* Who speaks from here on: a paragraph, for a name only if it is another one. */
static void
speak(struct captions *c, struct str name)
{
	if (name.n && str_eq(name, c->speaker))
		return;
	while (c->n && c->p[c->n - 1] == ' ')
		c->n--;
	if (c->n)
		put(c, STR("\n\n"));
	put(c, name);
	put(c, name.n ? STR(": ") : STR(""));
	c->last = c->n;
	c->speaker = name;
}

/* "Ann Lee: ...", "ANN LEE (CFO): ...": the name, empty when no name stands before a
 * colon. */
static struct str
name_before(struct str s)
{
	enum { LONGEST = 60, WORDS = 8 };
	size_t i = 0, words = 0;
	for (bool first = true; i < s.n && i < LONGEST && s.p[i] != ':'; i++) {
		unsigned char b = (unsigned char)s.p[i];
		if (first && ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9')))
			return STR("");
		words += first;
		first = str_isspace(s.p[i]);
	}
	bool told = i > 0 && i < s.n && s.p[i] == ':' && words <= WORDS
		    && (i + 1 == s.n || str_isspace(s.p[i + 1]));
	return told ? str_sub(s, 0, i) : STR("");
}

/* A mark of a cue, "<v Ann Lee>", "</c>", "<00:01.000>": its bytes, 0 when s is none. */
static size_t
mark_at(struct str s, struct str *voice)
{
	enum { LONGEST = 200 };
	const char *end = memchr(s.p, '>', s.n < LONGEST ? s.n : LONGEST);
	if (!end || end == s.p + 1)
		return 0;
	struct str in = str_sub(s, 1, (size_t)(end - s.p));
	char c = in.p[0];
	if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '/')
		return 0;
	if (c == 'v' && in.n > 1 && (in.p[1] == '.' || str_isspace(in.p[1]))) {
		size_t k = 1;
		while (k < in.n && !str_isspace(in.p[k]))
			k++;
		*voice = str_trim(str_sub(in, k, in.n));
	}
	return in.n + 2;
}

/* Takes off the marks that a line begins with; the voice that they name, or nothing. */
static struct str
voice_before(struct str *line)
{
	struct str voice = STR("");
	for (size_t n;
	     line->n && line->p[0] == '<' && (n = mark_at(*line, &voice)) > 0;)
		*line = str_trim(str_sub(*line, n, line->n));
	return voice;
}

/* A line of words: who says it, then it without marks, unless it was just said. */
static void
put_words(struct captions *c, struct str line)
{
	static const struct str chevrons = STR_INIT(">>"), dash = STR_INIT("- ");
	bool another = str_starts(line, chevrons);
	while (str_starts(line, chevrons) || str_starts(line, dash))
		line = str_trim(str_sub(line, 2, line.n));
	struct str name = voice_before(&line);
	bool voiced = name.n > 0;
	if (!voiced)
		name = name_before(line);
	if (name.n && !voiced)
		line = str_trim(str_sub(line, name.n + 1, line.n));
	const char *angle = name.n && !voiced ? memchr(name.p, '<', name.n) : NULL;
	if (angle) /* "Ann Lee</b>: ..." */
		name = str_trim(str_sub(name, 0, (size_t)(angle - name.p)));
	if (name.n)
		note_name(c, name, voiced ? OFTEN : 1);
	if (name.n || another)
		speak(c, name);
	struct str before = {c->p + c->last, c->n - c->last};
	size_t from = c->n;
	for (size_t i = 0, n; i < line.n; i += n) {
		struct str voice = STR("");
		n = line.p[i] == '<' ? mark_at(str_sub(line, i, line.n), &voice) : 0;
		if (voice.n && !str_eq(voice, c->speaker)) {
			note_name(c, voice, OFTEN);
			speak(c, voice);
			from = c->n;
		}
		if (n == 0)
			c->p[c->n++] = line.p[i + n++];
	}
	struct str words = str_trim((struct str){c->p + from, c->n - from});
	if (words.n == 0 || str_eq(words, str_trim(before))) {
		c->n = from;
		return;
	}
	c->n = (size_t)(words.p + words.n - c->p);
	c->last = from;
	put(c, STR(" "));
}

/* "NOTE ...", "STYLE", "REGION": a block that is no cue. */
static bool
is_aside(struct str line)
{
	static const struct str words[] = {
	    STR_INIT("NOTE"), STR_INIT("STYLE"), STR_INIT("REGION")};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_starts(line, words[i])
		    && (line.n == words[i].n || str_isspace(line.p[words[i].n])))
			return true;
	return false;
}

/* "WEBVTT - Acme, third quarter": the title is the text's first line; what follows up
 * to an empty line is none. */
static void
put_head(struct captions *c, struct str *rest)
{
	struct str line;
	if (!take_line(rest, &line))
		return;
	line = str_trim(str_sub(line, begin.n, line.n));
	while (line.n && (line.p[0] == '-' || line.p[0] == ':'))
		line = str_trim(str_sub(line, 1, line.n));
	put(c, line);
	/* Some have no empty line before the first cue. */
	for (struct str at = *rest;
	     take_line(&at, &line) && line.n && !is_timing(line);)
		*rest = at;
	if (c->n)
		put(c, STR("\n\n"));
	c->last = c->n;
}

/* Who speaks, as the list behind a call has it. */
static void
put_names(struct captions *c)
{
	bool any = false;
	for (size_t i = 0; i < c->n_names; i++) {
		if (c->names[i].said < OFTEN)
			continue;
		if (!any)
			put(c, STR("\nCall participants:\n\n"));
		put(c, c->names[i].name);
		put(c, STR("\n"));
		any = true;
	}
}

int
captions_text(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e)
{
	/* A line gets at most a line break more, and a name stands in the list once. */
	enum { GROWS = 3, LIST = 32 };
	struct str rest = without_mark(bytes), line;
	struct captions c = {.speaker = STR("")};
	bool aside = false, block = true; /* before a block's first line */
	c.p = arena_room(a, rest.n + LIST, GROWS);
	if (!c.p)
		return err_nomem(e);
	if (str_starts(rest, begin))
		put_head(&c, &rest);
	size_t head = c.n;
	for (; take_line(&rest, &line); block = line.n == 0) {
		if (block)
			aside = is_aside(line);
		if (line.n == 0 || aside || is_timing(line))
			continue;
		struct str behind = rest, next;
		bool identifier = block && take_line(&behind, &next) && is_timing(next);
		if (!identifier)
			put_words(&c, line);
	}
	if (c.n == head)
		return err_set(e, ERR_DATA, "captions without words");
	if (c.p[c.n - 1] == ' ')
		c.n--;
	put(&c, STR("\n"));
	put_names(&c);
	*out = (struct str){c.p, c.n};
	if (c.n > most)
		return err_set(e, ERR_DATA,
		    "its text is larger than %zu MB (--max-document sets the limit)",
		    most >> 20);
	return 0;
}
