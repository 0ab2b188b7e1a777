/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>

#include "extract/document.h"

/* What an element does to the text. */
enum act {
	ACT_NONE,  /* its text goes on in the line */
	ACT_DROP,  /* nothing of it is text */
	ACT_FRAME, /* the same, but in an article, where it heads or ends that */
	ACT_LINE,  /* stands on lines of its own */
	ACT_BLOCK, /* and has empty lines about it */
	ACT_BREAK,
	ACT_CELL,
	ACT_ARTICLE, /* ACT_BLOCK, and what it holds is the page's own */
	ACT_HEADING,
	ACT_PRE, /* its blanks and line breaks count */
	ACT_TITLE
};
/* clang-format off */
static const struct {
	const char *name;
	enum act act;
} elements[] = {
	{"script", ACT_DROP}, {"style", ACT_DROP}, {"nav", ACT_DROP}, {"noscript", ACT_DROP},
	{"template", ACT_DROP}, {"iframe", ACT_DROP}, {"object", ACT_DROP}, {"svg", ACT_DROP},
	{"math", ACT_DROP}, {"select", ACT_DROP}, {"button", ACT_DROP}, {"textarea", ACT_DROP},
	{"canvas", ACT_DROP}, {"audio", ACT_DROP}, {"video", ACT_DROP}, {"aside", ACT_DROP},
	{"menu", ACT_DROP}, {"dialog", ACT_DROP}, {"datalist", ACT_DROP}, {"applet", ACT_DROP},
	{"header", ACT_FRAME}, {"footer", ACT_FRAME},
	{"br", ACT_BREAK}, {"td", ACT_CELL}, {"th", ACT_CELL},
	{"div", ACT_LINE}, {"li", ACT_LINE}, {"tr", ACT_LINE}, {"dt", ACT_LINE}, {"dd", ACT_LINE},
	{"center", ACT_LINE}, {"caption", ACT_LINE}, {"figcaption", ACT_LINE}, {"option", ACT_LINE},
	{"address", ACT_LINE}, {"legend", ACT_LINE}, {"form", ACT_LINE}, {"fieldset", ACT_LINE},
	{"body", ACT_LINE}, {"summary", ACT_LINE},
	{"p", ACT_BLOCK}, {"ul", ACT_BLOCK}, {"ol", ACT_BLOCK}, {"dl", ACT_BLOCK}, {"dir", ACT_BLOCK},
	{"table", ACT_BLOCK}, {"blockquote", ACT_BLOCK}, {"section", ACT_BLOCK}, {"hr", ACT_BLOCK},
	{"figure", ACT_BLOCK}, {"details", ACT_BLOCK}, {"article", ACT_ARTICLE}, {"main", ACT_ARTICLE},
	{"h1", ACT_HEADING}, {"h2", ACT_BLOCK}, {"h3", ACT_BLOCK}, {"h4", ACT_BLOCK},
	{"h5", ACT_BLOCK}, {"h6", ACT_BLOCK}, {"pre", ACT_PRE}, {"title", ACT_TITLE},
};
/* What says of any element that nobody is to read it. */
static const struct {
	const char *name, *value; /* value NULL: whatever it is */
} hidden[] = {
	{"hidden", NULL}, {"aria-hidden", "true"}, {"role", "navigation"}, {"role", "banner"},
	{"role", "contentinfo"}, {"role", "search"}, {"role", "menu"}, {"role", "dialog"},
	{"style", "display:none"}, {"style", "visibility:hidden"},
};
/* A piece of a page begins with one of these. */
static const char *const beginnings[] = {
	"!doctype html", "html", "head", "body", "meta", "title", "link", "script", "style", "div",
	"p", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "main", "header", "nav",
	"table", "ul", "ol", "span", "font", "center", "pre", "form",
};
/* Names of character sets that are UTF-8 or, as everywhere on the web, Windows-1252. */
static const char *const charsets[] = {
	"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1",
	"latin-1", "windows-1252", "cp1252", "x-cp1252",
};
/* clang-format on */
#define LENGTH(list) (sizeof(list) / sizeof *(list))

/* ----- is it one ---------------------------------------------------------------------- */

/* s without blanks, a byte-order mark, comments and an XML declaration at its start. */
static struct str
without_preface(struct str s)
{
	static const struct {
		struct str open, close;
	} parts[] = {
	    {STR_INIT("<!--"), STR_INIT("-->")}, {STR_INIT("<?"), STR_INIT(">")}};
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_sub(s, 3, s.n);
	for (size_t i = 0; i < LENGTH(parts);) {
		s = str_trim(s);
		i++;
		if (!str_starts(s, parts[i - 1].open))
			continue;
		const char *end =
		    memmem(s.p, s.n, parts[i - 1].close.p, parts[i - 1].close.n);
		if (!end)
			return s;
		s = str_sub(s, (size_t)(end - s.p) + parts[i - 1].close.n, s.n);
		i = 0;
	}
	return s;
}

bool
html_is(struct str bytes)
{
	struct str s = without_preface(bytes);
	if (s.n < 2 || s.p[0] != '<')
		return false;
	for (size_t i = 0; i < LENGTH(beginnings); i++) {
		struct str name = str_from(beginnings[i]);
		struct str word = str_sub(s, 1, 1 + name.n);
		char next = '\0';
		if (s.n > 1 + name.n)
			next = s.p[1 + name.n];
		if (str_eq_nocase(word, name)
		    && (next == '>' || next == '/' || str_isspace(next)))
			return true;
	}
	return false;
}

/* ----- the text ----------------------------------------------------------------------- */

enum { TITLE_MOST = 300 };
enum end { END_NONE, END_DEEP, END_LARGE, END_NOMEM };

struct maker {
	htmlParserCtxtPtr parser;
	char *p; /* the text, the heap's */
	size_t n, cap, most;
	int depth, dropped; /* elements that are open; those from the dropped one on */
	int articles, pres;
	int titles, headings; /* open ones */
	int breaks;           /* line breaks that wait: 2 are an empty line */
	bool blank, cell;     /* that waits, when the line goes on */
	bool headed;          /* an h1 with words was there */
	char title[TITLE_MOST];
	size_t n_title;
	enum end end;
};

static void
stop(struct maker *k, enum end why)
{
	if (k->end == END_NONE)
		k->end = why;
	xmlStopParser(k->parser);
}

static void
put(struct maker *k, const char *p, size_t n)
{
	if (k->end != END_NONE)
		return;
	if (n > k->most - k->n) {
		stop(k, END_LARGE);
		return;
	}
	if (k->n + n > k->cap) {
		size_t cap = (k->n + n) * 2;
		char *grown = realloc(k->p, cap);
		if (!grown) {
			stop(k, END_NOMEM);
			return;
		}
		k->p = grown;
		k->cap = cap;
	}
	memcpy(k->p + k->n, p, n);
	k->n += n;
}

/* What waits before the next word. */
static void
put_gap(struct maker *k)
{
	if (k->n == 0)
		;
	else if (k->breaks)
		put(k, "\n\n", (size_t)k->breaks);
	else if (k->cell)
		put(k, " | ", 3);
	else if (k->blank)
		put(k, " ", 1);
	k->breaks = 0;
	k->blank = k->cell = false;
}

static void
want_breaks(struct maker *k, int n)
{
	if (k->breaks < n)
		k->breaks = n;
	k->blank = k->cell = false;
}

/* Of a title only the beginning is kept. */
static void
put_title(struct maker *k, struct str s)
{
	for (size_t i = 0; i < s.n && k->n_title + 1 < TITLE_MOST; i++) {
		char c = s.p[i];
		if (str_isspace(c))
			c = ' ';
		if (c == ' ' && (k->n_title == 0 || k->title[k->n_title - 1] == ' '))
			continue;
		k->title[k->n_title++] = c;
	}
}

static void
put_text(struct maker *k, struct str s)
{
	while (s.n) {
		size_t i = 0;
		while (i < s.n && !str_isspace(s.p[i]))
			i++;
		if (i) {
			put_gap(k);
			put(k, s.p, i);
			k->headed |= k->headings > 0;
			s = str_sub(s, i, s.n);
			continue;
		}
		if (k->pres && s.p[0] == '\n')
			k->breaks += k->breaks < 2;
		else if (k->pres && k->breaks == 0 && k->n)
			put(k, " ", 1);
		else
			k->blank = true;
		s = str_sub(s, 1, s.n);
	}
}

static void
characters(void *data, const xmlChar *p, int n)
{
	struct maker *k = data;
	struct str s = {(const char *)p, n > 0 ? (size_t)n : 0};
	if (k->dropped || k->end != END_NONE)
		return;
	if (k->titles)
		put_title(k, s);
	else
		put_text(k, s);
}

static enum act
act_of(const xmlChar *name)
{
	for (size_t i = 0; i < LENGTH(elements); i++)
		if (strcmp((const char *)name, elements[i].name) == 0)
			return elements[i].act;
	return ACT_NONE;
}

/* Does a value hold the word, blanks and case apart? */
static bool
holds(const char *value, const char *word)
{
	char plain[200];
	size_t n = 0;
	for (; *value && n + 1 < sizeof plain; value++)
		if (!str_isspace(*value))
			plain[n++] = str_lower(*value);
	plain[n] = '\0';
	return strstr(plain, word) != NULL;
}

static bool
is_hidden(const xmlChar **attributes)
{
	for (; attributes && attributes[0]; attributes += 2)
		for (size_t i = 0; i < LENGTH(hidden); i++) {
			if (strcmp((const char *)attributes[0], hidden[i].name) != 0)
				continue;
			const char *value = (const char *)attributes[1];
			if (!hidden[i].value
			    || (value && holds(value, hidden[i].value)))
				return true;
		}
	return false;
}

/* An element begins (by 1) or ends (by -1). */
static void
turn(struct maker *k, enum act act, int by)
{
	switch (act) {
	case ACT_NONE:
	case ACT_DROP:
		break;
	case ACT_FRAME:
	case ACT_LINE:
		want_breaks(k, 1);
		break;
	case ACT_BREAK:
		if (by > 0) {
			k->breaks += k->breaks < 2;
			k->blank = k->cell = false;
		}
		break;
	case ACT_CELL:
		if (k->breaks == 0)
			k->cell = true;
		break;
	case ACT_ARTICLE:
		k->articles += by;
		want_breaks(k, 2);
		break;
	case ACT_HEADING:
		k->headings += by;
		want_breaks(k, 2);
		break;
	case ACT_PRE:
		k->pres += by;
		want_breaks(k, 2);
		break;
	case ACT_BLOCK:
		want_breaks(k, 2);
		break;
	case ACT_TITLE:
		k->titles += by;
		break;
	}
}

static void
start(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct maker *k = data;
	if (k->end != END_NONE)
		return;
	if (++k->depth > HTML_DEEPEST) {
		stop(k, END_DEEP);
		return;
	}
	enum act act = act_of(name);
	if (k->dropped || act == ACT_DROP || (act == ACT_FRAME && k->articles == 0)
	    || is_hidden(attributes))
		k->dropped++;
	else
		turn(k, act, 1);
}

static void
end(void *data, const xmlChar *name)
{
	struct maker *k = data;
	if (k->end != END_NONE || k->depth == 0)
		return;
	k->depth--;
	if (k->dropped)
		k->dropped--;
	else
		turn(k, act_of(name), -1);
}

/* ----- the bytes ------------------------------------------------------------------------ */

/* What "charset=" names near the beginning; empty when nothing does. */
static struct str
charset_of(struct str bytes)
{
	enum { NEAR = 2048 };
	struct str key = STR("charset="), s = str_sub(bytes, 0, NEAR);
	for (; s.p && s.n > key.n; s = str_sub(s, 1, s.n)) {
		if (!str_eq_nocase(str_sub(s, 0, key.n), key))
			continue;
		s = str_sub(s, key.n, s.n);
		size_t from = 0, i;
		while (from < s.n && strchr("\"' ", s.p[from]))
			from++;
		for (i = from; i < s.n && s.p[i] && !strchr("\"' />;", s.p[i]);)
			i++;
		return str_sub(s, from, i);
	}
	return (struct str){NULL, 0};
}

/* The bytes as UTF-8 without NULs, which would end the parser's text. */
static int
to_utf8(struct str bytes, struct arena *a, struct str *out, struct err *e)
{
	struct str charset = charset_of(bytes);
	bool known = charset.n == 0;
	if (!document_is_utf8(bytes)) {
		for (size_t i = 0; i < LENGTH(charsets); i++)
			known |= str_eq_nocase(charset, str_from(charsets[i]));
		if (!known)
			return err_set(e, ERR_DATA,
			    "a web page in the character set '%.*s'; make it UTF-8 "
			    "(iconv -f %.*s -t UTF-8)",
			    STR_FMT(str_sub(charset, 0, 40)),
			    STR_FMT(str_sub(charset, 0, 40)));
	}
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_sub(bytes, 3, bytes.n);
	char *p = document_utf8(bytes, a, &out->n);
	out->p = p;
	if (!p)
		return err_nomem(e);
	for (char *nul = p; (nul = memchr(nul, '\0', out->n - (size_t)(nul - p)));)
		*nul = ' ';
	return 0;
}

static int
judge(const struct maker *k, struct err *e)
{
	switch (k->end) {
	case END_NONE:
		break;
	case END_DEEP:
		return err_set(e, ERR_DATA,
		    "a web page with elements nested deeper than %d", HTML_DEEPEST);
	case END_LARGE:
		return err_set(e, ERR_DATA,
		    "its text is larger than %zu MB (--max-document sets the limit)",
		    k->most >> 20);
	case END_NOMEM:
		return err_nomem(e);
	}
	return k->n ? 0
		    : err_set(e, ERR_DATA,
			"a web page without text (is it put there by scripts? Save "
			"the page as it is shown)");
}

/* The parser compares each attribute of a tag with those before it: that only so many
 * names are learnt bounds the work.  A tag or an attribute by a name that is not learnt
 * is left out, so those that matter are learnt first. */
static bool
learn_names(struct maker *k)
{
	enum { NAMES_MOST = 4096 }; /* bytes */
	const xmlChar *p = NULL;
	bool good = true;
	for (size_t i = 0; i < LENGTH(elements); i++) {
		p = xmlDictLookup(
		    k->parser->dict, (const xmlChar *)elements[i].name, -1);
		good &= p != NULL;
	}
	for (size_t i = 0; i < LENGTH(hidden); i++) {
		p = xmlDictLookup(k->parser->dict, (const xmlChar *)hidden[i].name, -1);
		good &= p != NULL;
	}
	(void)xmlDictSetLimit(k->parser->dict, NAMES_MOST);
	return good;
}

/* The title heads the text where nothing else does. */
static int
finish(struct maker *k, struct arena *a, struct str *out, struct err *e)
{
	struct str title = str_trim((struct str){k->title, k->n_title});
	while (!document_is_utf8(title)) /* it was cut within a letter */
		title.n--;
	bool use = title.n && !k->headed;
	if (judge(k, e) != 0)
		return -1;
	size_t n = k->n + 1 + (use ? title.n + 2 : 0), at = 0;
	char *p = arena_alloc(a, n + 1, 1);
	if (!p)
		return err_nomem(e);
	if (use) {
		memcpy(p, title.p, title.n);
		at = title.n;
		p[at++] = '\n';
		p[at++] = '\n';
	}
	memcpy(p + at, k->p, k->n);
	p[n - 1] = '\n';
	*out = (struct str){p, n};
	return 0;
}

int
html_text(
    struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e)
{
	struct str text;
	struct maker k = {.most = most};
	*out = (struct str){NULL, 0};
	if (to_utf8(bytes, a, &text, e) != 0)
		return -1;
	if (text.n >= INT_MAX)
		return err_set(e, ERR_DATA, "a web page of 2 GB or more");
	k.parser = htmlCreateMemoryParserCtxt(text.p, (int)text.n);
	if (!k.parser)
		return err_nomem(e);
	(void)htmlCtxtUseOptions(k.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR
					       | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
					       | HTML_PARSE_IGNORE_ENC);
	(void)xmlSwitchEncoding(k.parser, XML_CHAR_ENCODING_UTF8);
	htmlSAXHandler sax = {.startElement = start,
	    .endElement = end,
	    .characters = characters,
	    .ignorableWhitespace = characters};
	*k.parser->sax = sax;
	k.parser->userData = &k;
	if (learn_names(&k))
		(void)htmlParseDocument(k.parser);
	else
		k.end = END_NOMEM;
	if (k.parser->errNo == XML_ERR_NO_MEMORY)
		k.end = END_NOMEM;
	htmlFreeParserCtxt(k.parser);
	int rc = finish(&k, a, out, e);
	free(k.p);
	return rc;
}
