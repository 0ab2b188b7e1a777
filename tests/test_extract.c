/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole calls: that what is found is there, and how it agrees with labels. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "extract/extract.h"
#include "extract/lexer.h"
#include "extract/quantity.h"
#include "series/csv.h"
#include "series/file.h"

enum { MOST = 64 << 20 };

struct corpus {
	struct catalog *catalog;
	struct extract *x;
	struct callinfo_table calls;
	struct arena arena;
};

static void
open_corpus(struct corpus *c, const char *calls)
{
	struct err e = {0};
	struct str bytes;
	*c = (struct corpus){.arena = {NULL}};
	c->catalog = catalog_new(NULL, 0, &e);
	cr_assert(c->catalog, "%s", e.text);
	c->x = extract_new(c->catalog, &e);
	cr_assert(c->x);
	cr_assert_eq(file_read(calls, MOST, &c->arena, &bytes, &e), 0, "%s", e.text);
	cr_assert_eq(
	    callinfo_read_table(str_from(calls), bytes, &c->arena, &c->calls, &e), 0,
	    "%s", e.text);
}

static void
close_corpus(struct corpus *c)
{
	extract_free(c->x);
	catalog_free(c->catalog);
	arena_release(&c->arena);
}

/* One transcript of a folder, read; its bytes in in->bytes. */
static struct extract_result
read_call(
    struct corpus *c, const char *folder, struct str doc, struct extract_input *in)
{
	struct err e = {0};
	struct extract_result r;
	struct str path = arena_printf(&c->arena, "%s/%.*s", folder, STR_FMT(doc));
	const struct callinfo *call = callinfo_lookup(&c->calls, doc);
	*in = (struct extract_input){.name = doc, .call = call ? *call : CALLINFO_NONE};
	cr_assert_eq(file_read(path.p, MOST, &c->arena, &in->bytes, &e), 0, "%s: %s",
	    path.p, e.text);
	cr_assert_eq(
	    extract_run(c->x, in, &c->arena, &r, &e), 0, "%s: %s", path.p, e.text);
	return r;
}

/* The bytes of an observation read again alone: do they hold its value? */
static bool
holds_value(const struct obs *o)
{
	struct arena a = {NULL};
	struct err e = {0};
	struct document d;
	struct token *t;
	struct quantity *q;
	size_t n, n_q;
	/* "the teens", "twice as": some words are values only beside these. */
	struct str alone = arena_printf(&a, "the %.*s as", STR_FMT(o->text));
	if (document_init(&d, o->doc, alone, &a, &e) != 0
	    || lexer_run(d.text, d.low, 0, d.n, &a, &t, &n, &e) != 0
	    || quantity_find(t, n, &a, &q, &n_q, &e) != 0)
		return false;
	bool found = false;
	for (size_t i = 0; i < n_q; i++) {
		double want[2] = {fabs(o->low), fabs(o->high)},
		       have[2] = {fabs(q[i].low), fabs(q[i].high)};
		for (int w = 0; w < 2; w++)
			for (int h = 0; h < 2; h++) {
				for (double scale = 1; scale <= 1e9; scale *= 1000)
					found |= fabs(want[w] - have[h] * scale)
						 <= 1e-9 * fabs(want[w]);
				/* "50 and 80 basis points" */
				found |= str_eq(o->unit, STR("percent"))
					 && fabs(want[w] - have[h] / 100)
						<= 1e-9 * fabs(want[w]);
			}
	}
	arena_release(&a);
	return found;
}

/* Every observation lies where it says, and its bytes read back as its value. */
static void
check_places(const char *folder, size_t least)
{
	struct corpus c;
	char calls[200];
	(void)snprintf(calls, sizeof calls, "%s/calls.csv", folder);
	open_corpus(&c, calls);
	size_t all = 0;
	for (size_t i = 0; i < c.calls.n; i++) {
		struct extract_input in;
		struct extract_result r =
		    read_call(&c, folder, c.calls.rows[i].doc, &in);
		for (size_t k = 0; k < r.n; k++) {
			const struct obs *o = &r.obs[k];
			cr_assert(o->start < o->end && o->end <= in.bytes.n);
			cr_expect(str_eq(o->text, str_sub(in.bytes, o->start, o->end)));
			cr_expect(o->event != OBS_NOEVENT || holds_value(o),
			    "%.*s:%llu '%.*s' is not %g..%g", STR_FMT(o->doc),
			    (unsigned long long)o->start, STR_FMT(o->text), o->low,
			    o->high);
			cr_expect(!(o->low > o->high), "%.*s:%llu", STR_FMT(o->doc),
			    (unsigned long long)o->start);
			cr_expect(o->confidence > 0 && o->confidence < 1);
			cr_expect(o->stance == OBS_GUIDANCE ? o->act != OBS_NOACT
							    : o->act == OBS_NOACT);
			cr_expect(k == 0 || o->start >= r.obs[k - 1].start,
			    "in order of place");
		}
		all += r.n;
	}
	cr_expect_geq(all, least);
	close_corpus(&c);
}

Test(extract, bytes_of_the_fixtures_read_back)
{
	check_places("fixtures/calls", 450);
}

Test(extract, bytes_of_real_calls_read_back)
{
	if (!file_is_folder("../shared/calls"))
		cr_skip_test("the shared calls are not here");
	check_places("../shared/calls", 900);
}

/* ----- against labels --------------------------------------------------------------- */

struct labels {
	struct obs *v;
	size_t n;
};

static struct labels
read_labels(const char *file, struct arena *a)
{
	struct err e = {0};
	struct str bytes;
	struct csv_row *rows;
	size_t n;
	cr_assert_eq(file_read(file, MOST, a, &bytes, &e), 0, "%s", e.text);
	cr_assert_eq(csv_read(bytes, a, &rows, &n, &e), 0, "%s", e.text);
	struct labels l = {ARENA_NEW(a, n, struct obs), 0};
	for (size_t i = 1; i < n; i++, l.n++)
		for (size_t k = 0; k < rows[0].n; k++) {
			const struct obs_column *col = obs_column(rows[0].fields[k]);
			cr_assert(col);
			cr_assert_eq(obs_set(&l.v[l.n], col, rows[i].fields[k], &e), 0,
			    "%s:%zu: %s", file, rows[i].line, e.text);
		}
	return l;
}

static bool
core(const struct obs *o)
{
	static const char *const names[] = {
	    "production_rate", "gross_margin", "capex", "cash"};
	for (size_t i = 0; i < 4; i++)
		if (str_eq(o->metric, str_from(names[i])))
			return true;
	return false;
}

static bool
close_to(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) <= 0.005 * fmax(fabs(a), fabs(b));
}

struct score {
	size_t gold, found, pairs, value, stance;
};

/* Pairs of one metric and kind whose bytes overlap, each label once. */
static void
compare(const struct labels *l, const struct extract_result *r, struct str doc,
    struct score *s)
{
	bool *used = calloc(r->n + 1, 1);
	cr_assert(used);
	for (size_t k = 0; k < r->n; k++)
		s->found += core(&r->obs[k]);
	for (size_t i = 0; i < l->n; i++) {
		const struct obs *g = &l->v[i];
		if (!core(g) || !str_eq(g->doc, doc))
			continue;
		s->gold++;
		for (size_t k = 0; k < r->n; k++) {
			const struct obs *o = &r->obs[k];
			if (used[k] || o->start >= g->end || g->start >= o->end
			    || o->kind != g->kind || !str_eq(o->metric, g->metric))
				continue;
			used[k] = true;
			s->pairs++;
			s->value +=
			    g->vague
			    || (close_to(o->low, g->low) && close_to(o->high, g->high));
			s->stance += o->stance == g->stance;
			break;
		}
	}
	free(used);
}

static struct score
score_of(const char *folder, const char *calls, const char *labels)
{
	struct corpus c;
	struct score s = {0};
	open_corpus(&c, calls);
	struct labels l = read_labels(labels, &c.arena);
	for (size_t i = 0; i < c.calls.n; i++) {
		struct extract_input in;
		size_t k = 0;
		while (k < l.n && !str_eq(l.v[k].doc, c.calls.rows[i].doc))
			k++;
		if (k == l.n)
			continue;
		struct extract_result r =
		    read_call(&c, folder, c.calls.rows[i].doc, &in);
		compare(&l, &r, c.calls.rows[i].doc, &s);
	}
	close_corpus(&c);
	return s;
}

static double
share(size_t a, size_t b)
{
	return b ? (double)a / (double)b : 0;
}

Test(extract, agrees_with_the_labels_of_the_fixtures)
{
	struct score s = score_of("fixtures/calls", "fixtures/calls/calls.csv",
	    "fixtures/calls/expected.csv");
	cr_expect_geq(
	    share(s.pairs, s.found), 0.85, "precision %g", share(s.pairs, s.found));
	cr_expect_geq(
	    share(s.pairs, s.gold), 0.60, "recall %g", share(s.pairs, s.gold));
	cr_expect_geq(
	    share(s.value, s.pairs), 0.93, "value %g", share(s.value, s.pairs));
	cr_expect_geq(
	    share(s.stance, s.pairs), 0.80, "stance %g", share(s.stance, s.pairs));
}

Test(extract, agrees_with_the_labels_of_real_calls)
{
	if (!file_is_folder("../shared/gold"))
		cr_skip_test("the shared labels are not here");
	struct score s = score_of(
	    "../shared/calls", "../shared/calls/calls.csv", "../shared/gold/dev.csv");
	cr_expect_geq(
	    share(s.pairs, s.found), 0.80, "precision %g", share(s.pairs, s.found));
	cr_expect_geq(
	    share(s.pairs, s.gold), 0.80, "recall %g", share(s.pairs, s.gold));
	cr_expect_geq(
	    share(s.value, s.pairs), 0.95, "value %g", share(s.value, s.pairs));
	cr_expect_geq(
	    share(s.stance, s.pairs), 0.80, "stance %g", share(s.stance, s.pairs));
}
