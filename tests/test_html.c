/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/html.h"

/* clang-format off */
Test(html, told_by_content)
{
	static const struct { const char *in; bool is; } rows[] = {
		{"<!DOCTYPE html><p>", true}, {"\xef\xbb\xbf \n<HTML lang=en>", true}, {"<!-- a --> <!-- b -->\n<body>", true},
		{"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">", true}, {"<div class=a>", true}, {"<p>", true},
		{"<h1>Acme</h1>", true}, {"<br/>", false}, {"<b>Ann</b>", false}, {"<pink>", false}, {"<", false}, {"", false}, {"<!-- a", false},
		{"Ann Lee: <p>", false}, {"< 5% of it", false}, {"<unknown> said", false}, {"<p", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(html_is(str_from(rows[i].in)), rows[i].is, "%s", rows[i].in);
}

Test(html, text)
{
	static const struct { const char *label; struct str in; const char *want; } rows[] = {
		{"paragraphs", STR_INIT("<p>One\n two. </p>\n<p>Three.</p>"), "One two.\n\nThree.\n"},
		{"inline marks", STR_INIT("<p><strong>Ann Lee</strong> -- <em>CFO</em></p><p>18<b>.7</b>%</p>"), "Ann Lee -- CFO\n\n18.7%\n"},
		{"line breaks", STR_INIT("<p>A<br>B<br/><br/><br>C</p>"), "A\nB\n\nC\n"},
		{"blocks in blocks", STR_INIT("<div><div>A</div><div> <div>B</div></div></div><div>C</div>"), "A\nB\nC\n"},
		{"headings", STR_INIT("<p>0</p><h2>Questions and Answers:</h2>A"), "0\n\nQuestions and Answers:\n\nA\n"},
		{"lists", STR_INIT("<p>Who<ul><li>Ann<li>Bob</ul>End"), "Who\n\nAnn\nBob\n\nEnd\n"},
		{"tables", STR_INIT("<table><tr><th>Item<th>Q2<tr><td>Cash<td><td>1,234</table>"), "Item | Q2\nCash | 1,234\n"},
		{"a table that is a layout", STR_INIT("<table><tr><td><p>A</p><p>B</p></td><td><p>C</p></td></tr></table>"), "A\n\nB\n\nC\n"},
		{"preformatted", STR_INIT("<pre>Ann:  a\nBob: b\n\n\nc</pre>"), "Ann:  a\nBob: b\n\nc\n"},
		{"scripts and styles", STR_INIT("<p>A<script>if (1 < 2 && \"</p>\") x = '<p>99%</p>';</script><style>p{}</style>B</p>"), "AB\n"},
		{"navigation", STR_INIT("<body><header>H</header><nav><p>N</p></nav><div role=Navigation>N</div><main><header>A</header><p>B</p>"
		    "<footer>C</footer></main><aside>D</aside><footer>E</footer>"), "A\n\nB\n\nC\n"},
		{"what is hidden", STR_INIT("<p>A<span hidden>B</span><span style='color:red; Display : None'>C</span><i aria-hidden=true>D</i>E</p>"), "AE\n"},
		{"entities", STR_INIT("<p>R&amp;D &lt;5% &#36;5 &euro;6 caf&eacute; &#x2014; &nosuch; AT&T</p>"),
		    "R&D <5% $5 \xe2\x82\xac" "6 caf\xc3\xa9 \xe2\x80\x94 &nosuch; AT&T\n"},
		{"markup as text stays text", STR_INIT("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"), "<script>alert(1)</script>\n"},
		{"a title where no heading is", STR_INIT("<title>Acme\n Q2  call</title><p>A</p>"), "Acme Q2 call\n\nA\n"},
		{"a heading instead", STR_INIT("<title>Acme Q2 call | A site</title><h1>Acme Q2 call</h1><p>A</p>"), "Acme Q2 call\n\nA\n"},
		{"an empty heading", STR_INIT("<title>T</title><h1> </h1><p>A</p>"), "T\n\nA\n"},
		{"Windows-1252", STR_INIT("<p>It\x92s \x80" "5 caf\xe9</p>"), "It\xe2\x80\x99s \xe2\x82\xac" "5 caf\xc3\xa9\n"},
		{"Windows-1252 by another name", STR_INIT("<meta charset=\"ISO-8859-1\"><p>It\x92s \x81.</p>"), "It\xe2\x80\x99s \xc2\x81.\n"},
		{"UTF-8 whatever it is called", STR_INIT("<meta charset=windows-1251><p>caf\xc3\xa9</p>"), "caf\xc3\xa9\n"},
		{"NULs are blanks", STR_INIT("<p>A\0B</p><p>C</p>"), "A B\n\nC\n"},
		{"no external entity", STR_INIT("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><p>A &x; B</p>"), NULL},
		{"comments", STR_INIT("<p>A<!-- <p>B</p> -->C<![CDATA[D]]></p>"), NULL},
		{"unclosed, wrongly nested", STR_INIT("<p><b>A<i>B</b>C</i><p>D</div></p></td>E"), NULL},
		{"behind the end", STR_INIT("<html><body><p>A</p></body></html><p>B</p>"), "A\n\nB\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out;
		struct err e;
		err_clear(&e);
		cr_assert_eq(html_text(rows[i].in, 1 << 20, &a, &out, &e), 0, "%s: %s", rows[i].label, e.text);
		if (rows[i].want)
			cr_expect(str_eq(out, str_from(rows[i].want)), "%s: got\n%.*s", rows[i].label, STR_FMT(out));
		cr_expect(!memmem(out.p, out.n, "root:", 5), "%s", rows[i].label);
		arena_release(&a);
	}
}

Test(html, refused)
{
	static const struct { const char *label; struct str in; const char *says; } rows[] = {
		{"only scripts", STR_INIT("<html><body><script>render()</script></body></html>"), "without text"},
		{"a title alone", STR_INIT("<title>Acme</title>"), "without text"},
		{"another character set", STR_INIT("<meta charset='shift_jis'><p>\x83\x7d</p>"), "'shift_jis'; make it UTF-8 (iconv -f shift_jis"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out;
		struct err e;
		err_clear(&e);
		cr_expect_eq(html_text(rows[i].in, 1 << 20, &a, &out, &e), -1, "%s", rows[i].label);
		cr_expect_eq(e.code, ERR_DATA, "%s", rows[i].label);
		cr_expect(strstr(e.text, rows[i].says), "%s: %s", rows[i].label, e.text);
		arena_release(&a);
	}
}
/* clang-format on */

/* n times a piece, then the end. */
static struct str
many(const char *piece, size_t n, const char *end, struct arena *a)
{
	size_t one = strlen(piece), last = strlen(end);
	char *p = arena_alloc(a, one * n + last + 1, 1);
	cr_assert(p);
	for (size_t i = 0; i < n; i++)
		memcpy(p + i * one, piece, one);
	memcpy(p + n * one, end, last);
	return (struct str){p, n * one + last};
}

Test(html, deep_and_long)
{
	static const struct {
		const char *piece, *end, *says; /* NULL: read */
		size_t n;
	} rows[] = {
	    {"<div>", "A", "deeper than 512", 1000000},
	    {"<b>", "A", "deeper than 512", 100000},
	    {"<div>", "<p>A</p>", NULL, 500},
	    {"<p>A</p>", "<p>Z</p>", NULL, 1000000},
	    {"</b></p></x>", "<p>Z</p>", NULL, 1000000},
	    {"a", "<p>Z</p>", NULL, 20000000},
	    {"&amp;", "<p>Z</p>", NULL, 2000000},
	    {"<!---->", "<p>Z</p>", NULL, 1000000},
	    {"<p a=b c=d hidden>", "A", "without text", 100000},
	    {"<", "<p>Z</p>", NULL, 1000000},
	    {"<script>", "<p>Z</p>", "without text", 100000},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct str out = {NULL, 0},
			   in = many(rows[i].piece, rows[i].n, rows[i].end, &a);
		struct err e;
		err_clear(&e);
		int rc = html_text(in, (size_t)64 << 20, &a, &out, &e);
		cr_expect_eq(
		    rc, rows[i].says ? -1 : 0, "%s: %d %s", rows[i].piece, rc, e.text);
		if (rows[i].says)
			cr_expect(strstr(e.text, rows[i].says), "%s: %s", rows[i].piece,
			    e.text);
		else if (rc == 0)
			cr_expect(out.n >= 2 && strchr("AZ", out.p[out.n - 2]),
			    "%s: the end is missing", rows[i].piece);
		arena_release(&a);
	}
}

/* Attributes of many names in one tag: left out. */
Test(html, many_attributes)
{
	enum { ATTRIBUTES = 80000 };
	struct arena a = {NULL};
	char *p = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&p, &n);
	cr_assert(f);
	fputs("<p ", f);
	for (int i = 0; i < ATTRIBUTES; i++)
		fprintf(f, "a%d=1 ", i);
	fputs(">A</p><script>B</script><svg>C</svg><q hidden>D</q><p>E</p>", f);
	fclose(f);
	struct str out;
	struct err e;
	err_clear(&e);
	cr_assert_eq(
	    html_text((struct str){p, n}, 1 << 20, &a, &out, &e), 0, "%s", e.text);
	cr_expect(str_eq(out, STR("A\n\nE\n")), "%.*s", STR_FMT(out));
	free(p);
	arena_release(&a);
}

Test(html, larger_than_allowed)
{
	struct arena a = {NULL};
	struct str out, in = many("word ", 300000, "", &a);
	struct err e;
	err_clear(&e);
	cr_expect_eq(html_text(in, 1 << 20, &a, &out, &e), -1);
	cr_expect_eq(e.code, ERR_DATA);
	cr_expect(strstr(e.text, "larger than 1 MB"), "%s", e.text);
	arena_release(&a);
}
