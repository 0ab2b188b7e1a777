/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/gnuplot.h"

#include <assert.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <unistr.h>

#include "plot/png.h"
#include "series/base/child.h"
#include "series/base/hash.h"
#include "series/base/out.h"

/* Sizes in each form's own unit to a pixel of the page; what makes lines, and points, as
 * large as the PNG's. */
/* clang-format off */
static const struct form {
	const char *name, *terminal, *unit;
	double size, font, line, point;
	const char *dot;
} forms[] = {
	[GNUPLOT_PNG] = {"png", "pngcairo", "",   1,         1,   1,    1,   "1"},
	[GNUPLOT_SVG] = {"svg", "svg",      "",   0.75,      1,   0.75, 1,   "0.34"},
	[GNUPLOT_PDF] = {"pdf", "pdfcairo", "in", 1 / 120.0, 0.6, 1.2,  0.6, "1"},
};
/* clang-format on */
static_assert(sizeof forms / sizeof *forms == GNUPLOT_FORMS, "a row each");

const char *
gnuplot_form_name(enum gnuplot_form f)
{
	return forms[f].name;
}

bool
gnuplot_form_of(const char *path, enum gnuplot_form *f)
{
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < GNUPLOT_FORMS; i++)
		if (str_eq_nocase(str_from(dot + 1), str_from(forms[i].name))) {
			*f = (enum gnuplot_form)i;
			return true;
		}
	return false;
}

/* ---- the script ---- */

/* Pixels of the page; of a PNG those that it has. */
static int
pixels(const struct gnuplot_page *p, bool across)
{
	double n = p->wide ? (across ? p->wide : p->high)
			   : (across ? GNUPLOT_WIDTH : GNUPLOT_HEIGHT);
	bool scaled = p->form == GNUPLOT_PNG && p->scale > 0;
	return (int)lround(scaled ? n * p->scale : n);
}

/* Whatever the locale. */
static void
number(FILE *script, const char *before, double v)
{
	char text[40];
	(void)snprintf(text, sizeof text, "%.5g", v);
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	(void)fprintf(script, "%s%s", before, text);
}

void
gnuplot_begin(FILE *script, const struct gnuplot_page *page)
{
	const struct form *f = &forms[page->form];
	double scale = page->form == GNUPLOT_PNG && page->scale > 0 ? page->scale : 1;
	(void)fprintf(script, "set encoding utf8\nset terminal %s", f->terminal);
	number(script, " size ", pixels(page, true) * f->size);
	(void)fputs(f->unit, script);
	number(script, ",", pixels(page, false) * f->size);
	(void)fprintf(script, "%s font \"%s\"", f->unit, page->font);
	if (page->form != GNUPLOT_SVG) { /* which has no such, and needs none */
		number(script, " fontscale ", f->font * scale);
		number(script, " pointscale ", f->point * scale);
	}
	number(script, " linewidth ", f->line * scale);
	(void)fprintf(script, " butt background \"%s\" noenhanced\ndot=%s\n",
	    page->paper ? page->paper : "#ffffff", f->dot);
}

/* One line of a data block. */
static void
write_text(FILE *script, struct str s)
{
	(void)fputc('|', script);
	while (s.n) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		if (n <= 0 || c == 0)
			(void)fputs("\xef\xbf\xbd", script);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028
			 || c == 0x2029)
			(void)fputc(' ', script);
		else
			(void)fwrite(s.p, 1, (size_t)n, script);
		s = str_sub(s, n > 0 ? (size_t)n : 1, s.n);
	}
	(void)fputc('\n', script);
}

int
gnuplot_texts(FILE *script, const struct str *texts, size_t n, struct err *e)
{
	/* No text can hold the hash of itself. */
	char *all = NULL, hex[65];
	size_t size = 0;
	FILE *f = out_memory_open(&all, &size);
	if (!f)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		write_text(f, texts[i]);
	if (out_memory_close(f) != 0) {
		free(all);
		return err_nomem(e);
	}
	hash_sha256((struct str){all, size}, hex);
	(void)fprintf(script, "$T << TSERIES_END_%s\n", hex);
	(void)fwrite(all, 1, size, script);
	(void)fprintf(script,
	    "TSERIES_END_%s\n"
	    "t(i)=substr($T[i],2,strlen($T[i]))\n",
	    hex);
	free(all);
	return 0;
}

/* ---- what came of it ---- */

/* The first line that tells of an error: "line 3: undefined variable: x". */
static struct str
first_error(const char *said)
{
	struct str rest = str_from(said), first = STR("");
	while (rest.n) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		char copy[256];
		(void)snprintf(copy, sizeof copy, "%.*s", STR_FMT(line));
		const char *at = strstr(copy, "line ");
		const char *colon = at ? strstr(at, ": ") : NULL;
		if (colon && !strstr(copy, "warning"))
			return str_sub(line, (size_t)(colon + 2 - copy), line.n);
		if (first.n == 0 && line.n && !strstr(copy, "Fontconfig")
		    && !strstr(copy, "gnuplot>"))
			first = line;
	}
	return first;
}

static int
judge(const struct child_result *r, int seconds, struct err *e)
{
	int status = r->status;
	struct str why = first_error(r->said);
	if (r->end == CHILD_MISSING)
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot is not installed: install gnuplot-nox (scripts/setup "
		    "does)");
	if (r->end == CHILD_LATE)
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot did not finish within %d seconds and was stopped",
		    seconds);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		return err_set(e, ERR_UNAVAILABLE, "gnuplot wrote more than %d MB",
		    CHILD_MOST >> 20);
	if (WIFSIGNALED(status))
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot was ended by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) != 0 && why.n)
		return err_set(
		    e, ERR_UNAVAILABLE, "gnuplot failed: %.*s", STR_FMT(why));
	if (WEXITSTATUS(status) != 0)
		return err_set(e, ERR_UNAVAILABLE,
		    "gnuplot failed with status %d and no message",
		    WEXITSTATUS(status));
	if (r->n == 0)
		return err_set(e, ERR_IO, "gnuplot wrote an empty picture");
	return 0;
}

static bool
ends_with(struct str s, struct str end)
{
	s = str_trim(s);
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

static int
check(struct str bytes, const struct gnuplot_page *p, struct err *e)
{
	switch (p->form) {
	case GNUPLOT_PNG:
		return png_check(
		    bytes, (uint32_t)pixels(p, true), (uint32_t)pixels(p, false), e);
	case GNUPLOT_SVG:
		if (str_starts(bytes, STR("<?xml")) && ends_with(bytes, STR("</svg>")))
			return 0;
		break;
	case GNUPLOT_PDF:
		if (str_starts(bytes, STR("%PDF-")) && ends_with(bytes, STR("%%EOF")))
			return 0;
		break;
	case GNUPLOT_FORMS:
		break;
	}
	return err_set(e, ERR_IO, "broken %s: gnuplot did not write all of it",
	    forms[p->form].name);
}

/* Same input, same bytes: a PDF holds the time at which it was made. */
static void
forget_date(char *p, size_t n)
{
	static const char mark[] = "/CreationDate (D:", date[] = "19700101000000";
	char *at = memmem(p, n, mark, sizeof mark - 1);
	if (at && (size_t)(p + n - at) > sizeof mark + sizeof date)
		memcpy(at + sizeof mark - 1, date, sizeof date - 1);
}

/* A text's "&#60;" comes out of gnuplot as it went in, and would be read as "<". */
static void
write_svg_text(FILE *f, struct str line)
{
	static const char open[] = "&#";
	const char *at;
	while (line.n && (at = memmem(line.p, line.n, open, sizeof open - 1))) {
		size_t n = (size_t)(at - line.p) + 1;
		(void)fprintf(f, "%.*samp;", (int)n, line.p);
		line = str_sub(line, n, line.n);
	}
	(void)fprintf(f, "%.*s\n", STR_FMT(line));
}

/* The marks that gnuplot defines have hair lines in SVG, and diamonds that are half as large
 * again as others. */
static bool
write_svg_mark(FILE *f, struct str line)
{
	static const char mark[] = " id='gpPt", diamond[] = " id='gpPt11'",
			  width[] = "stroke-width='";
	if (!str_starts(line, STR("\t<"))
	    || !memmem(line.p, line.n, mark, sizeof mark - 1))
		return false;
	if (memmem(line.p, line.n, diamond, sizeof diamond - 1)) {
		(void)fputs("\t<path id='gpPt11' stroke-width='0.34' "
			    "stroke='currentColor' d='M0,-1.05 L1.05,0 L0,1.05 "
			    "L-1.05,0 z'/>\n",
		    f);
		return true;
	}
	const char *at = memmem(line.p, line.n, width, sizeof width - 1);
	if (!at)
		return false;
	size_t from = (size_t)(at - line.p) + sizeof width - 1, to = from;
	while (to < line.n && line.p[to] != '\'')
		to++;
	(void)fprintf(
	    f, "%.*s0.34%.*s\n", (int)from, line.p, (int)(line.n - to), line.p + to);
	return true;
}

/* SVG knows no "Inter:Bold", and not every reader has Inter.  Only lines that begin a
 * group are touched: a text, whose '<' are escaped, stands on others. */
static void
write_svg_line(FILE *f, struct str line)
{
	static const char group[] = "<g transform=", mark[] = "font-family=\"",
			  bold[] = ":Bold";
	const char *end = NULL, *stop = line.p + line.n;
	if (line.n && memmem(line.p, line.n, group, sizeof group - 1))
		end = memmem(line.p, line.n, mark, sizeof mark - 1);
	if (end)
		end = memchr(
		    end + sizeof mark - 1, '"', (size_t)(stop - end) - sizeof mark + 1);
	if (!end) {
		if (!write_svg_mark(f, line))
			write_svg_text(f, line);
		return;
	}
	size_t n = (size_t)(end - line.p), tail = sizeof bold - 1;
	bool is_bold = n > tail && memcmp(end - tail, bold, tail) == 0;
	(void)fprintf(f, "%.*s, Arial, sans-serif%s%.*s\n",
	    (int)(is_bold ? n - tail : n), line.p,
	    is_bold ? "\" font-weight=\"bold" : "", (int)(stop - end), end);
}

static int
name_fonts(struct str *svg, struct arena *a, struct err *e)
{
	char *p = NULL;
	size_t n = 0;
	struct str rest = *svg;
	FILE *f = out_memory_open(&p, &n);
	if (!f)
		return err_nomem(e);
	while (rest.n)
		write_svg_line(f, str_cut(&rest, '\n'));
	int rc = out_memory_close(f);
	if (rc == 0)
		*svg = arena_str(a, (struct str){p, n});
	free(p);
	return rc == 0 && svg->p ? 0 : err_nomem(e);
}

int
gnuplot_run(struct str script, const struct gnuplot_page *page, int seconds,
    struct arena *a, struct str *bytes, struct err *e)
{
	/* -d: no start-up files; -: the script is on standard input. */
	char name[] = "gnuplot", no_files[] = "-d", input[] = "-";
	char *const argv[] = {name, no_files, input, NULL};
	const struct child_limits limits = {.seconds = seconds, .output = CHILD_MOST};
	struct child_result r;
	if (child_run(argv, script, &limits, a, &r, e) != 0
	    || judge(&r, seconds, e) != 0)
		return -1;
	struct str got = {r.output, r.n};
	if (check(got, page, e) != 0)
		return -1;
	if (page->form == GNUPLOT_PDF)
		forget_date(r.output, r.n);
	if (page->form == GNUPLOT_SVG && name_fonts(&got, a, e) != 0)
		return -1;
	*bytes = got;
	return 0;
}
