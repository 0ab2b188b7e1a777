/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/pdf.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "series/base/child.h"

bool
pdf_is(struct str bytes)
{
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_sub(bytes, 3, bytes.n);
	return str_starts(str_trim(bytes), STR("%PDF-"));
}

/* ----- running heads ---------------------------------------------------------------- */

/* So many lines of a page are its top, and its bottom. */
enum { EDGE = 3, EDGES = 2 * EDGE, PAGES_LEAST = 3 };

/* A line at the edge of a page. */
struct edge {
	struct str line;
	size_t page;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The next character that counts: blanks do not, and a number is as good as another. */
static int
next_mark(struct str *s)
{
	while (s->n && str_isspace(s->p[0]))
		*s = str_sub(*s, 1, s->n);
	if (s->n == 0)
		return -1;
	int c = (unsigned char)s->p[0];
	bool number = is_digit(s->p[0]);
	do
		*s = str_sub(*s, 1, s->n);
	while (number && s->n && is_digit(s->p[0]));
	return number ? '0' : c;
}

static int
by_look(struct str a, struct str b)
{
	int x, y;
	do {
		x = next_mark(&a);
		y = next_mark(&b);
	} while (x == y && x >= 0);
	return x - y;
}

static int
by_look_and_page(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	int c = by_look(x->line, y->line);
	return c ? c : (x->page > y->page) - (x->page < y->page);
}

static int
find_look(const void *key, const void *item)
{
	return by_look(*(const struct str *)key, *(const struct str *)item);
}

/* The lines at the edges of one page that are not blank: at most EDGES. */
static size_t
edges_of(struct str page, struct edge *v, size_t at)
{
	struct str lines[EDGES];
	size_t n = 0;
	while (page.n) {
		struct str line = str_trim(str_cut(&page, '\n'));
		if (line.n == 0)
			continue;
		if (n == EDGES)
			memmove(&lines[EDGE], &lines[EDGE + 1],
			    (size_t)(EDGE - 1) * sizeof *lines);
		else
			n++;
		lines[n - 1] = line;
	}
	for (size_t i = 0; i < n; i++)
		v[i] = (struct edge){lines[i], at};
	return n;
}

/* The looks that stand on enough of the pages, sorted; in place of the edges. */
static size_t
heads_of(struct edge *v, size_t n, size_t pages, struct str *heads)
{
	size_t found = 0, on = 0;
	qsort(v, n, sizeof *v, by_look_and_page);
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && by_look(v[i].line, v[i - 1].line) == 0;
		on = !same ? 1 : on + (v[i].page != v[i - 1].page);
		bool last = i + 1 == n || by_look(v[i].line, v[i + 1].line) != 0;
		if (last && on >= PAGES_LEAST && on * 2 > pages)
			heads[found++] = v[i].line;
	}
	return found;
}

/* Is line i (of those that are not blank, of n) at an edge? */
static bool
at_edge(size_t i, size_t n)
{
	return i < EDGE || i + EDGE >= n;
}

/* One page without its heads; bytes written. */
static size_t
copy_page(struct str page, const struct str *heads, size_t n_heads, char *to)
{
	size_t lines = 0, i = 0, n = 0;
	for (struct str rest = page; rest.n;)
		lines += str_trim(str_cut(&rest, '\n')).n > 0;
	while (page.n) {
		const char *from = page.p;
		struct str line = str_trim(str_cut(&page, '\n'));
		size_t size = (size_t)(page.p - from);
		bool blank = line.n == 0;
		if (!blank && at_edge(i++, lines) && n_heads
		    && bsearch(&line, heads, n_heads, sizeof *heads, find_look))
			continue;
		memcpy(to + n, from, size);
		n += size;
	}
	return n;
}

int
pdf_without_heads(struct str pages, struct arena *a, struct str *out, struct err *e)
{
	size_t n_pages = 0, n_edges = 0, n = 0;
	for (struct str rest = pages; rest.n; n_pages++)
		(void)str_cut(&rest, '\f');
	struct edge *edges = ARENA_NEW(a, n_pages * EDGES + 1, struct edge);
	struct str *heads = ARENA_NEW(a, n_pages * EDGES + 1, struct str);
	char *text = arena_alloc(a, pages.n + 1, 1);
	if (!edges || !heads || !text)
		return err_nomem(e);
	size_t at = 0;
	for (struct str rest = pages; rest.n; at++)
		n_edges += edges_of(str_cut(&rest, '\f'), edges + n_edges, at);
	size_t n_heads = heads_of(edges, n_edges, n_pages, heads);
	for (struct str rest = pages; rest.n;) {
		struct str page = str_cut(&rest, '\f');
		n += copy_page(page, heads, n_heads, text + n);
		if (page.p + page.n < pages.p + pages.n)
			text[n++] = '\f';
	}
	*out = (struct str){text, n};
	return 0;
}

/* ----- pdftotext -------------------------------------------------------------------- */

static int
judge(const struct child_result *r, size_t most, struct err *e)
{
	int status = r->status;
	if (r->end == CHILD_MISSING)
		return err_set(e, ERR_UNAVAILABLE,
		    "a PDF is read by pdftotext, which is missing; install the package "
		    "poppler-utils");
	if (r->end == CHILD_LATE)
		return err_set(e, ERR_UNAVAILABLE,
		    "pdftotext did not finish within %d seconds and was stopped",
		    PDF_SECONDS);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		return err_set(e, ERR_DATA,
		    "its text is larger than %zu MB (--max-document sets the limit)",
		    most >> 20);
	if (WIFSIGNALED(status))
		return err_set(e, ERR_UNAVAILABLE, "pdftotext was ended by signal %d",
		    WTERMSIG(status));
	if (WEXITSTATUS(status) == 0)
		return 0;
	if (strstr(r->said, "ncorrect password") || WEXITSTATUS(status) == 3)
		return err_set(e, ERR_DATA,
		    "the PDF is encrypted; give one that opens without a password");
	struct str said = str_from(r->said);
	said = str_cut(&said, '\n');
	return err_set(e, ERR_DATA, "pdftotext cannot read this PDF: %.*s",
	    STR_FMT(str_sub(said, 0, 200)));
}

static bool
is_blank(struct str s)
{
	return str_trim(s).n == 0;
}

int
pdf_text(struct str bytes, size_t most, struct arena *a, struct str *out, struct err *e)
{
	char name[] = "pdftotext", enc[] = "-enc", utf8[] = "UTF-8", eol[] = "-eol",
	     unix_eol[] = "unix", in[] = "-", to[] = "-";
	char *argv[] = {name, enc, utf8, eol, unix_eol, in, to, NULL};
	const struct child_limits limits = {
	    .seconds = PDF_SECONDS, .output = most, .memory = (size_t)2 << 30};
	struct child_result r;
	if (child_run(argv, bytes, &limits, a, &r, e) != 0 || judge(&r, most, e) != 0)
		return -1;
	struct str pages = {r.output, r.n};
	if (is_blank(pages))
		return err_set(e, ERR_DATA,
		    "the PDF holds no text (pictures of pages?); give one with text");
	return pdf_without_heads(pages, a, out, e);
}
