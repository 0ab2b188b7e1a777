/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/document.h"

#include <stdint.h>
#include <unistr.h>

/* What the windows-1252 bytes 0x80..0x9f mean; 0 where the code page has a hole. */
/* clang-format off */
static const uint16_t cp1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};
static const struct {
	const char *name;
	uint32_t rune;
} entities[] = {
	{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
	{"nbsp", 0xa0}, {"cent", 0xa2}, {"pound", 0xa3}, {"yen", 0xa5}, {"euro", 0x20ac},
	{"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
	{"ldquo", 0x201c}, {"rdquo", 0x201d}, {"hellip", 0x2026}, {"minus", 0x2212},
	{"frac12", 0xbd}, {"frac14", 0xbc}, {"frac34", 0xbe}, {"eacute", 0xe9}, {"trade", 0x2122},
	{"reg", 0xae}, {"copy", 0xa9}, {"bull", 0x2022}, {"times", 0xd7}, {"plusmn", 0xb1},
};
/* Tags that end a line. */
static const char *const block_tags[] = {
	"p", "br", "div", "li", "tr", "td", "ul", "ol", "table", "section", "article", "title",
	"h1", "h2", "h3", "h4", "h5", "h6", "hr",
};
/* Typography to ASCII; everything else is kept as it is. */
static const struct {
	uint32_t rune;
	const char *text;
} plain[] = {
	{0xa0, " "}, {0xad, ""}, {0x2018, "'"}, {0x2019, "'"}, {0x201a, "'"}, {0x201b, "'"},
	{0x2032, "'"}, {0x201c, "\""}, {0x201d, "\""}, {0x201e, "\""}, {0x2010, "-"}, {0x2011, "-"},
	{0x2012, "-"}, {0x2013, "-"}, {0x2014, "--"}, {0x2015, "--"}, {0x2212, "-"},
	{0x2026, "..."}, {0x2022, " "}, {0x200b, ""}, {0x200e, ""}, {0x200f, ""}, {0x202f, " "},
	{0x2028, "\n"}, {0x2029, "\n"}, {0xfeff, ""}, {0xfffd, " "}, {0xbd, " 1/2"}, {0xbc, " 1/4"},
	{0xbe, " 3/4"}, {0xff05, "%"}, {0xff04, "$"}, {0xff0c, ","},
};
/* clang-format on */

struct cleaner {
	struct document *d;
	struct arena *a;
	size_t cap_text, cap_runs;
	bool failed;
};

static void
note_run(struct cleaner *c, size_t raw, size_t raw_n)
{
	struct document *d = c->d;
	if (raw_n == 0 && d->n_runs) {
		const struct document_run *last = &d->runs[d->n_runs - 1];
		if (last->raw_n == 0 && raw - last->raw == d->n - last->at)
			return; /* goes on one to one */
	}
	struct document_run *grown =
	    arena_grow(c->a, d->runs, d->n_runs, &c->cap_runs, sizeof *grown);
	if (!grown) {
		c->failed = true;
		return;
	}
	d->runs = grown;
	d->runs[d->n_runs++] = (struct document_run){d->n, raw, raw_n};
}

/* n clean bytes for raw_n file bytes; raw_n 0 when they are the same. */
static void
emit(struct cleaner *c, const char *bytes, size_t n, size_t raw, size_t raw_n)
{
	if (n == 0)
		return;
	note_run(c, raw, raw_n);
	if (c->failed || c->d->n + n > c->cap_text) {
		c->failed = true;
		return;
	}
	memcpy(c->d->text + c->d->n, bytes, n);
	c->d->n += n;
}

/* One code point at s, its length in *n; one byte as Windows-1252 when it is none. */
static uint32_t
rune_at(struct str s, size_t *n, bool *valid)
{
	ucs4_t u = 0;
	int len = u8_mbtouc((ucs4_t *)&u, (const uint8_t *)s.p, s.n);
	*valid = !(u == 0xfffd && (len != 3 || (unsigned char)s.p[0] != 0xef));
	*n = *valid && len > 0 ? (size_t)len : 1;
	if (*valid)
		return u;
	unsigned char b = (unsigned char)s.p[0];
	return b >= 0x80 && b < 0xa0 && cp1252[b - 0x80] ? cp1252[b - 0x80] : b;
}

/* How many bytes of ASCII s begins with, as far as that is quickly seen. */
static size_t
ascii(struct str s)
{
	uint64_t eight;
	size_t i = 0;
	for (; i + sizeof eight <= s.n; i += sizeof eight) {
		memcpy(&eight, s.p + i, sizeof eight);
		if (eight & 0x8080808080808080U)
			break;
	}
	return i;
}

/* Offset + 1 of the first byte that is no UTF-8; 0 when all is. */
static size_t
first_bad(struct str raw)
{
	for (size_t i = 0, from; i < raw.n;) {
		i += ascii(str_sub(raw, i, raw.n));
		while (i < raw.n && (unsigned char)raw.p[i] < 0x80)
			i++;
		/* What is no ASCII is good or not by itself. */
		for (from = i; i < raw.n && (unsigned char)raw.p[i] >= 0x80;)
			i++;
		const uint8_t *bad =
		    i > from ? u8_check((const uint8_t *)raw.p + from, i - from) : NULL;
		if (bad)
			return (size_t)(bad - (const uint8_t *)raw.p) + 1;
	}
	return 0;
}

bool
document_is_utf8(struct str raw)
{
	return first_bad(raw) == 0;
}

char *
document_utf8(struct str raw, struct arena *a, size_t *n)
{
	enum { LONGEST = 4 }; /* of a rune, in bytes */
	bool good = document_is_utf8(raw);
	char *p = arena_alloc(a, raw.n + 1, good ? 1 : LONGEST);
	*n = 0;
	if (good && p && raw.n)
		memcpy(p, raw.p, *n = raw.n);
	for (size_t i = 0, used; p && !good && raw.p && i < raw.n; i += used) {
		bool valid;
		uint32_t u = rune_at(str_sub(raw, i, raw.n), &used, &valid);
		int len = u8_uctomb((uint8_t *)p + *n, (ucs4_t)u, LONGEST);
		*n += len > 0 ? (size_t)len : 0;
	}
	return p;
}

/* The byte that a code point was read from, were it read as Windows-1252; -1. */
static int
byte_of(uint32_t u)
{
	if (u >= 0x80 && u <= 0xff)
		return (int)u;
	for (int k = 0; k < 32; k++)
		if (cp1252[k] == u && u)
			return 0x80 + k;
	return -1;
}

/* What doubly encoded text may come to mean: letters, punctuation, currency. */
static bool
plausible(uint32_t u)
{
	return (u >= 0xa0 && u <= 0x17f) || (u >= 0x2010 && u <= 0x2044)
	       || (u >= 0x20a0 && u <= 0x20bf) || u == 0x2122 || u == 0x2212
	       || u == 0xfeff;
}

/* How many bytes a UTF-8 sequence has that begins with b; 0 when none begins so. */
static size_t
sequence(int b)
{
	return b >= 0xf5 ? 0 : b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 0;
}

/* UTF-8 read as Windows-1252 and written as UTF-8 again: the code point that was
 * meant, and in *n the bytes of all its pieces; 0 when s does not begin so. */
static uint32_t
mojibake(struct str s, size_t *n)
{
	uint8_t bytes[4];
	size_t used = 0, want = 1, k = 0;
	for (; k < want && used < s.n && (unsigned char)s.p[used] >= 0x80; k++) {
		size_t len;
		bool valid;
		int b = byte_of(rune_at(str_sub(s, used, s.n), &len, &valid));
		if (b < 0 || !valid)
			break;
		if (k == 0)
			want = sequence(b);
		bytes[k] = (uint8_t)b;
		used += len;
	}
	*n = used;
	/* 9d is no character of Windows-1252: some drop what was a closing quote's. */
	if (k == 2 && want == 3 && bytes[0] == 0xe2 && bytes[1] == 0x80)
		return 0x201d;
	if (k == 0 || k != want)
		return 0;
	ucs4_t u = 0;
	int got = u8_mbtoucr(&u, bytes, want);
	return got == (int)want && plausible(u) ? u : 0;
}

static void
emit_rune(struct cleaner *c, uint32_t u, size_t raw, size_t raw_n, bool copied)
{
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (plain[i].rune == u) {
			emit(c, plain[i].text, strlen(plain[i].text), raw, raw_n);
			return;
		}
	uint8_t out[6];
	int len = u8_uctomb(out, (ucs4_t)u, sizeof out);
	if (u < 0x20 || (u >= 0x7f && u < 0xa0) || len <= 0)
		emit(c, " ", 1, raw, raw_n);
	else
		emit(c, (const char *)out, (size_t)len, raw, copied ? 0 : raw_n);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z');
}

/* "12" or "x1f" of a numeric entity; false when it is none. */
static bool
numeric(struct str digits, uint32_t *rune)
{
	bool hex = digits.n > 1 && str_lower(digits.p[0]) == 'x';
	uint32_t u = 0, base = hex ? 16 : 10;
	for (size_t k = hex; k < digits.n; k++) {
		char ch = str_lower(digits.p[k]);
		if (!(ch >= '0' && ch <= '9') && !(hex && ch >= 'a' && ch <= 'f'))
			return false;
		u = u * base + (uint32_t)(ch <= '9' ? ch - '0' : ch - 'a' + 10);
		if (u > 0x10ffff)
			return false;
	}
	*rune = u >= 0x80 && u < 0xa0 && cp1252[u - 0x80] ? cp1252[u - 0x80] : u;
	return digits.n > hex;
}

/* &name; &#12; &#x1f; : bytes used, 0 when it is none. */
static size_t
entity(struct str s, uint32_t *rune)
{
	size_t i = 1;
	while (i < s.n && i < 12 && (is_alnum(s.p[i]) || s.p[i] == '#'))
		i++;
	if (i >= s.n || s.p[i] != ';' || i < 3)
		return 0;
	struct str name = str_sub(s, 1, i);
	if (name.p[0] == '#')
		return numeric(str_sub(name, 1, name.n), rune) ? i + 1 : 0;
	for (size_t k = 0; k < sizeof entities / sizeof *entities; k++)
		if (str_eq(name, str_from(entities[k].name))) {
			*rune = entities[k].rune;
			return i + 1;
		}
	return 0;
}

/* <tag ...>: bytes used, 0 when it is none; *block for those that end a line. */
static size_t
tag(struct str s, bool *block)
{
	size_t i = 1, from;
	if (i < s.n && s.p[i] == '/')
		i++;
	from = i;
	while (i < s.n && is_alnum(s.p[i]))
		i++;
	struct str name = str_sub(s, from, i);
	if (name.n == 0 || name.n > 10 || (name.p[0] >= '0' && name.p[0] <= '9'))
		return 0;
	const char *end = memchr(s.p + i, '>', s.n - i < 2000 ? s.n - i : 2000);
	if (!end || !(s.p[i] == '>' || s.p[i] == '/' || str_isspace(s.p[i])))
		return 0;
	/* "<Q - Ann Lee>: ...", "<Operator>: ...": who speaks. */
	size_t behind = (size_t)(end - s.p) + 1;
	bool speaks = from == 1 && name.p[0] >= 'A' && name.p[0] <= 'Z' && behind < s.n
		      && s.p[behind] == ':';
	if (speaks)
		return 0;
	*block = false;
	for (size_t k = 0; k < sizeof block_tags / sizeof *block_tags; k++)
		*block |= str_eq_nocase(name, str_from(block_tags[k]));
	return behind;
}

/* "(6:02)", "(1:06:02)": bytes used, 0 when it is none. */
static size_t
time_mark(struct str s)
{
	size_t i = 1, digits = 0, colons = 0;
	for (; i < s.n && i < 12; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			digits++;
		} else if (s.p[i] == ':' && digits) {
			colons++;
			digits = 0;
		} else {
			break;
		}
	}
	return i < s.n && s.p[i] == ')' && colons >= 1 && digits == 2 ? i + 1 : 0;
}

/* A byte that may mean more than itself; the bytes used. */
static size_t
special(struct cleaner *c, struct str s, size_t raw)
{
	uint32_t u = 0;
	size_t n = 0;
	bool block = false;
	switch (s.p[0]) {
	case '\\':
		/* Markdown's escapes: the backslash goes. */
		if (s.n > 1 && strchr("$*_#~[]()+-.!&<>|\\`", s.p[1]) && s.p[1])
			return 1;
		break;
	case '&':
		n = entity(s, &u);
		if (n)
			emit_rune(c, u, raw, n, false);
		break;
	case '<':
		n = tag(s, &block);
		if (n && block)
			emit(c, "\n", 1, raw, n);
		break;
	case '(':
		n = time_mark(s);
		break;
	case '\r':
		if (s.n > 1 && s.p[1] == '\n')
			return 1;
		emit(c, "\n", 1, raw, 1);
		return 1;
	case '\f':
		emit(c, "\n", 1, raw, 1);
		return 1;
	default:
		if ((unsigned char)s.p[0] < 0x80) { /* control */
			emit(c, " ", 1, raw, 1);
			return 1;
		}
		u = mojibake(s, &n);
		if (u) {
			emit_rune(c, u, raw, n, false);
			return n;
		}
		bool valid;
		u = rune_at(s, &n, &valid);
		emit_rune(c, u, raw, n, valid);
		return n;
	}
	if (n)
		return n;
	emit(c, s.p, 1, raw, 0);
	return 1;
}

/* Not 0 for a byte that may mean more than itself.  Without a branch. */
static unsigned char
is_special(unsigned char b)
{
	return (b < 0x20 && b != '\n') | (b >= 0x7f) | (b == '\\') | (b == '&')
	       | (b == '<') | (b == '(');
}

/* How many bytes s begins with that do not, most of them looked at many at a time. */
static size_t
ordinary(struct str s)
{
	enum { BLOCK = 32 };
	size_t i = 0;
	for (unsigned char special = 0; i + BLOCK <= s.n; i += BLOCK) {
		for (size_t k = 0; k < BLOCK; k++)
			special |= is_special((unsigned char)s.p[i + k]);
		if (special)
			break;
	}
	while (i < s.n && !is_special((unsigned char)s.p[i]))
		i++;
	return i;
}

/* NUL bytes, or so many control bytes that no encoding explains them. */
static bool
is_binary(struct str raw)
{
	size_t odd = 0, n = raw.n < 65536 ? raw.n : 65536;
	if (memchr(raw.p, '\0', n))
		return true;
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)raw.p[i];
		bool space = b == ' ' || (unsigned char)(b - '\t') < 5;
		odd += (b < 0x20 && !space) | (b == 0x7f);
	}
	return odd * 20 > n;
}

/* Without a branch, so that the compiler takes many bytes at a time. */
static void
lower(char *restrict to, const char *restrict from, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		unsigned char c = (unsigned char)from[k];
		to[k] = (char)(c | ((unsigned char)(c - 'A') < 26 ? 0x20 : 0));
	}
}

int
document_init(
    struct document *d, struct str name, struct str raw, struct arena *a, struct err *e)
{
	*d = (struct document){.name = name, .raw = raw};
	if (str_trim(raw).n == 0)
		return err_set(e, ERR_DATA, "the document is empty");
	if (is_binary(raw))
		return err_set(e, ERR_DATA,
		    "binary data, not a transcript; give text, HTML, JSON or PDF");
	/* In UTF-8 no rune grows to more than twice its bytes; a byte of Windows-1252
	 * becomes up to four. */
	struct cleaner c = {.d = d, .a = a, .cap_text = raw.n * 4 + 16};
	d->bad_utf8 = first_bad(raw);
	if (d->bad_utf8 == 0)
		c.cap_text = raw.n * 2 + 16;
	d->text = arena_room(a, c.cap_text + 1, 1);
	if (!d->text)
		return err_nomem(e);
	size_t i = 0;
	while (i < raw.n && !c.failed) {
		size_t j = i + ordinary(str_sub(raw, i, raw.n));
		emit(&c, raw.p + i, j - i, i, 0);
		i = j;
		if (i < raw.n)
			i += special(&c, str_sub(raw, i, raw.n), i);
	}
	d->low = c.failed ? NULL : arena_room(a, d->n + 1, 1);
	if (!d->low)
		return err_nomem(e);
	d->text[d->n] = d->low[d->n] = '\0';
	lower(d->low, d->text, d->n);
	return 0;
}

/* The run that holds a clean byte. */
static const struct document_run *
run_of(const struct document *d, size_t at)
{
	size_t lo = 0, hi = d->n_runs;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (d->runs[mid].at <= at)
			lo = mid;
		else
			hi = mid;
	}
	return &d->runs[lo];
}

void
document_map(
    const struct document *d, size_t from, size_t to, size_t *start, size_t *end)
{
	const struct document_run *a = run_of(d, from), *b = run_of(d, to - 1);
	*start = a->raw_n ? a->raw : a->raw + (from - a->at);
	*end = b->raw_n ? b->raw + b->raw_n : b->raw + (to - b->at);
}

size_t
document_line(const struct document *d, size_t offset)
{
	size_t line = 1;
	const char *p = d->raw.p, *end = d->raw.p + offset;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		line++;
		p++;
	}
	return line;
}
