/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/page.h"

#include <math.h>
#include <stdlib.h>

#include "plot/compose.h"
#include "plot/page_rows.h"
#include "plot/svg.h"
#include "series/base/hash.h"
#include "series/filed.h"

extern const char page_html[], page_css[], page_js[];

/* ---- what the page begins with ---- */

static void
title(struct page_rows *w)
{
	const struct subjects *s = w->s;
	size_t n = 0;
	if (w->title) {
		svg_text(w->f, str_from(w->title));
		return;
	}
	for (size_t i = 0; i < s->n && n < 4; i++) {
		struct str name = s->all[i].any->key.company;
		if (i > 0 && str_eq(name, s->all[i - 1].any->key.company))
			continue;
		if (n == 3 && w->companies > 3) {
			(void)fprintf(w->f, " and %zu more", w->companies - 3);
			return;
		}
		(void)fputs(n == 0 ? "" : n + 1 == w->companies ? " and " : ", ", w->f);
		svg_text(w->f, name.n ? name : STR("Stated figures"));
		n++;
	}
}

static void
day(struct page_rows *w, int32_t d)
{
	struct str s = compose_day(d, w->a);
	if (!s.p) {
		w->failed = true;
		(void)err_nomem(w->e);
	}
	svg_text(w->f, s);
}

static void
lead(struct page_rows *w)
{
	const struct load *l = &w->s->load;
	int32_t first = DATE_NONE, last = DATE_NONE;
	size_t calls = 0, others = 0, out = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct obs *o = &l->obs[i];
		bool new = i == 0 || !str_eq(o->doc, o[-1].doc);
		calls += new &&filed_is_spoken(o);
		others += new && !filed_is_spoken(o);
		out += series_left_out(o) != NULL;
		if (o->as_of == DATE_NONE)
			continue;
		first = first == DATE_NONE || o->as_of < first ? o->as_of : first;
		last = last == DATE_NONE || o->as_of > last ? o->as_of : last;
	}
	(void)fprintf(w->f, "%zu statement%s", l->n, l->n == 1 ? "" : "s");
	(void)fprintf(w->f, " in %zu call%s", calls, calls == 1 ? "" : "s");
	if (others)
		(void)fprintf(w->f, " and %zu filing%s or other table%s", others,
		    others == 1 ? "" : "s", others == 1 ? "" : "s");
	if (first != DATE_NONE) {
		(void)fputs(", ", w->f);
		day(w, first);
		(void)fputs(" to ", w->f);
		day(w, last);
	}
	(void)fprintf(w->f, ". %zu of them make%s %zu value%s of %zu series",
	    l->n - out, l->n - out == 1 ? "s" : "", w->s->n_points,
	    w->s->n_points == 1 ? "" : "s", w->s->n);
	if (out)
		(void)fprintf(w->f,
		    "; %zu %s in none (analysts' figures, repeats, parts, and what has "
		    "no value or time)",
		    out, out == 1 ? "stands" : "stand");
	(void)fputs(
	    ". Choose a mark or a value to see the sentence that it comes from.", w->f);
}

static int
cmp_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
choice(struct page_rows *w, enum subject_field k, const char *id, const char *name)
{
	struct str *all = ARENA_NEW(w->a, w->s->n, struct str);
	if (!all) {
		w->failed = true;
		(void)err_nomem(w->e);
		return;
	}
	for (size_t i = 0; i < w->s->n; i++)
		all[i] = subject_field(&w->s->all[i], k);
	qsort(all, w->s->n, sizeof *all, cmp_text);
	(void)fprintf(w->f,
	    "<label>%s <select id=\"%s\" autocomplete=\"off\"><option>All</option>",
	    name, id);
	for (size_t i = 0; i < w->s->n; i++) {
		if (i > 0 && str_eq(all[i], all[i - 1]))
			continue;
		(void)fputs("<option value=\"", w->f);
		svg_text(w->f, all[i]);
		(void)fputs("\">", w->f);
		svg_text(w->f, all[i].n ? all[i] : STR("Whole company"));
		(void)fputs("</option>", w->f);
	}
	(void)fputs("</select></label>\n", w->f);
}

static void
filters(struct page_rows *w)
{
	if (w->companies > 1)
		choice(w, SUBJECT_COMPANY, "company", "Company");
	choice(w, SUBJECT_METRIC, "metric", "Metric");
	choice(w, SUBJECT_SEGMENT, "segment", "Segment");
	(void)fputs("<label>Stance <select id=\"stance\" autocomplete=\"off\">"
		    "<option value=\"stated\">Actual and guidance</option>"
		    "<option value=\"actual\">Actual</option>"
		    "<option value=\"guidance\">Guidance</option>"
		    "<option value=\"hypothetical\">Hypothetical</option>"
		    "<option value=\"all\">All</option></select></label>",
	    w->f);
}

/* ---- what it ends with ---- */

static void
foot(struct page_rows *w)
{
	const char *changed = refs_foot(&w->s->load.done);
	(void)fputs(
	    "Discs are values said on a call, squares those of a filing or another "
	    "table, which are series of their own, triangles derived ones; hollow: "
	    "below the guided range; ringed: contradicted by another "
	    "statement; a cross: what an earlier call or filing had, before it was "
	    "corrected. A missing period is a gap. ",
	    w->f);
	if (*changed)
		(void)fprintf(w->f, "%s ", changed);
	(void)fputs("Made by tseries " VERSION "; this page loads nothing.", w->f);
}

static void
data(struct page_rows *w)
{
	w->failed |= page_data_write(&w->data, w->f, w->e) != 0;
}

static void
version(struct page_rows *w)
{
	(void)fputs(VERSION, w->f);
}

/* Nothing was stated once: the section is not there. */
static void
once_hidden(struct page_rows *w)
{
	for (size_t i = 0; i < w->s->n; i++)
		if (w->s->all[i].n == 1)
			return;
	(void)fputs(" hidden", w->f);
}

/* ---- the template ---- */

/* A source in a script-src or style-src: its SHA-256 in base64. */
static void
put_hash(struct page_rows *w, const char *text)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[65];
	unsigned char b[33] = {0};
	hash_sha256(str_from(text), hex);
	for (size_t i = 0; i < 32; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
		b[i] = (unsigned char)strtoul(pair, NULL, 16);
	}
	for (size_t i = 0; i < 33; i += 3) {
		unsigned v = (unsigned)b[i] << 16 | (unsigned)b[i + 1] << 8 | b[i + 2];
		for (int k = 18; k >= 0; k -= 6)
			if (i < 30 || k > 0)
				(void)fputc(digits[v >> k & 63], w->f);
	}
	(void)fputc('=', w->f);
}

static void
style(struct page_rows *w)
{
	(void)fputs(page_css, w->f);
}

static void
script(struct page_rows *w)
{
	(void)fputs(page_js, w->f);
}

static void
style_hash(struct page_rows *w)
{
	put_hash(w, page_css);
}

static void
script_hash(struct page_rows *w)
{
	put_hash(w, page_js);
}

static const struct slot {
	const char *name;
	void (*put)(struct page_rows *w);
} slots[] = {
    {"title", title},
    {"lead", lead},
    {"filters", filters},
    {"overview-head", page_rows_overview_head},
    {"overview", page_rows_overview},
    {"articles", page_rows_articles},
    {"once-hidden", once_hidden},
    {"once-head", page_rows_once_head},
    {"once", page_rows_once},
    {"foot", foot},
    {"data", data},
    {"version", version},
    {"style", style},
    {"style-hash", style_hash},
    {"script", script},
    {"script-hash", script_hash},
};

static void
fill(struct page_rows *w)
{
	struct str rest = str_from(page_html);
	const char *at;
	while ((at = memmem(rest.p, rest.n, "{{", 2))) {
		(void)fwrite(rest.p, 1, (size_t)(at - rest.p), w->f);
		rest = str_sub(rest, (size_t)(at - rest.p) + 2, rest.n);
		struct str name = str_cut(&rest, '}');
		rest = str_sub(rest, 1, rest.n);
		for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
			if (str_eq(name, str_from(slots[i].name)))
				slots[i].put(w);
	}
	(void)fwrite(rest.p, 1, rest.n, w->f);
}

/* From the first time that a value is about, to two years after the last call: a target
 * beyond stands at the edge. */
static void
set_span(struct page_rows *w)
{
	static const double AHEAD = 730, BEHIND = 1826;
	const struct load *l = &w->s->load;
	double first = (double)INFINITY, last = -(double)INFINITY;
	for (size_t i = 0; i < l->n; i++)
		if (l->obs[i].as_of != DATE_NONE) {
			first = fmin(first, l->obs[i].as_of);
			last = fmax(last, l->obs[i].as_of);
		}
	double lo = last, hi = first;
	for (size_t i = 0; i < w->s->n; i++) {
		const struct series *s = w->s->all[i].any;
		lo = fmin(lo, s->points[0].period.end);
		hi = fmax(hi, s->points[s->n - 1].period.end);
	}
	bool known = last >= first;
	w->first = known ? fmax(lo, first - BEHIND) : lo;
	w->last = known ? fmin(hi, last + AHEAD) : hi;
}

int
page_write(const struct page *p, struct arena *a, FILE *f, struct err *e)
{
	struct page_rows w = {
	    .s = p->subjects, .title = p->title, .a = a, .f = f, .e = e};
	if (page_data_make(w.s, a, &w.data, e) != 0)
		return -1;
	for (size_t i = 0; i < w.s->n; i++)
		w.companies += i == 0
			       || !str_eq(w.s->all[i].any->key.company,
				   w.s->all[i - 1].any->key.company);
	set_span(&w);
	fill(&w);
	return w.failed ? -1 : 0;
}
