/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/cover.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/base/lookup.h"
#include "series/conflict.h"
#include "series/fiscal.h"

static const char *const names[] = {[COVER_SAID] = "said",
    [COVER_CONFLICTING] = "conflicting",
    [COVER_UNSURE] = "low confidence",
    [COVER_NOT_SAID] = "not said",
    [COVER_NO_CALL] = "call missing"};
static_assert(sizeof names / sizeof *names == COVER_STATES, "a name each");

const char *
cover_state_name(enum cover_state s)
{
	return names[s];
}

/* What the calls of a quarter say of a metric. */
struct said {
	int quarter;   /* years times four, and quarters */
	size_t metric; /* of the company's */
	size_t n, sure;
	bool conflicting;
};

/* One company while its quarters come in. */
struct company {
	struct str name;
	bool known;
	struct lookup metrics; /* their numbers from 1 in the order of coming */
	struct str *names;     /* of them */
	size_t *last;          /* of each, its last among said, from 1 */
	size_t n_metrics, cap_metrics, cap_last;
	struct said *said;
	size_t n_said, cap_said;
	int *called; /* the quarters that have calls */
	size_t n_called, cap_called;
};

struct covering {
	struct company at;
	double least;
	const struct refs *refs;
	struct arena *a;
	struct arena own; /* of the company */
	struct cover_table *out;
	size_t cap;
};

static bool
quarter_of(struct str label, int *number)
{
	int year, quarter;
	if (!fiscal_parse_label(label, &year, &quarter))
		return false;
	*number = 4 * year + quarter - 1;
	return true;
}

/* ---- a company's quarters, as covers ---- */

static int
by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* A metric's quarters from the first call to the last, as if nothing were said. */
static int
begin(const struct company *c, struct str metric, int first, size_t quarters,
    struct arena *a, struct cover *x)
{
	*x = (struct cover){arena_str(a, c->name), c->known, arena_str(a, metric),
	    ARENA_NEW(a, quarters, struct cover_cell), quarters};
	if (!x->company.p || !x->metric.p || !x->cells)
		return -1;
	for (size_t k = 0; k < quarters; k++) {
		int number = first + (int)k;
		x->cells[k].quarter =
		    arena_printf(a, "%04d-Q%d", number / 4, number % 4 + 1);
		x->cells[k].state = COVER_NO_CALL;
		if (!x->cells[k].quarter.p)
			return -1;
	}
	for (size_t i = 0; i < c->n_called; i++)
		x->cells[c->called[i] - first].state = COVER_NOT_SAID;
	return 0;
}

static void
add_said(struct cover_cell *to, const struct said *s)
{
	to->n += s->n;
	to->sure += s->sure;
	if (s->conflicting || to->state == COVER_CONFLICTING)
		to->state = COVER_CONFLICTING;
	else
		to->state = to->sure ? COVER_SAID : COVER_UNSURE;
}

/* The company is complete. */
static int
finish(struct covering *j, struct err *e)
{
	struct company *c = &j->at;
	struct cover_table *out = j->out;
	int first = 0, last = 0;
	for (size_t i = 0; i < c->n_called; i++) {
		first = i == 0 || c->called[i] < first ? c->called[i] : first;
		last = i == 0 || c->called[i] > last ? c->called[i] : last;
	}
	struct str *sorted = ARENA_NEW(&j->own, c->n_metrics, struct str);
	if (!sorted)
		return err_nomem(e);
	if (c->n_metrics) {
		memcpy(sorted, c->names, c->n_metrics * sizeof *sorted);
		qsort(sorted, c->n_metrics, sizeof *sorted, by_text);
	}
	size_t before = out->n, quarters = (size_t)(last - first) + 1;
	for (size_t m = 0; m < c->n_metrics; m++) {
		struct cover *more =
		    arena_grow(j->a, out->covers, out->n, &j->cap, sizeof *more);
		if (!more
		    || begin(c, sorted[m], first, quarters, j->a, &more[out->n]) != 0)
			return err_nomem(e);
		out->covers = more;
		out->n++;
	}
	for (size_t i = 0; i < c->n_said; i++) {
		const struct said *s = &c->said[i];
		const struct str *at = bsearch(&c->names[s->metric], sorted,
		    c->n_metrics, sizeof *sorted, by_text);
		struct cover *x = &out->covers[before + (size_t)(at - sorted)];
		add_said(&x->cells[s->quarter - first], s);
	}
	return 0;
}

static void
forget(struct covering *j)
{
	lookup_release(&j->at.metrics);
	arena_release(&j->own);
	j->at = (struct company){.known = false};
}

/* ---- one quarter ---- */

/* The company's number of a metric. */
static int
number_of(struct covering *j, struct str metric, size_t *number, struct err *e)
{
	bool added;
	struct company *c = &j->at;
	struct lookup_entry *x = lookup_add(&c->metrics, metric, &added);
	if (!x)
		return err_nomem(e);
	if (added) {
		struct str *more = arena_grow(
		    &j->own, c->names, c->n_metrics, &c->cap_metrics, sizeof *more);
		size_t *last = arena_grow(
		    &j->own, c->last, c->n_metrics, &c->cap_last, sizeof *last);
		if (!more || !last)
			return err_nomem(e);
		c->names = more;
		c->last = last;
		c->last[c->n_metrics] = 0;
		c->names[c->n_metrics++] = x->text;
		x->number = (int64_t)c->n_metrics;
	}
	*number = (size_t)x->number - 1;
	return 0;
}

/* What is said of a metric in the quarter whose first is at from; added when new. */
static struct said *
said_of(struct covering *j, int quarter, size_t metric, size_t from)
{
	struct company *c = &j->at;
	if (c->last[metric] > from)
		return &c->said[c->last[metric] - 1];
	struct said *more =
	    arena_grow(&j->own, c->said, c->n_said, &c->cap_said, sizeof *more);
	if (!more)
		return NULL;
	c->said = more;
	more[c->n_said] = (struct said){.quarter = quarter, .metric = metric};
	c->last[metric] = c->n_said + 1;
	return &more[c->n_said++];
}

/* Which metrics have a series with a point whose statements contradict each other; those
 * that are not sure are not asked. */
static int
find_conflicts(struct covering *j, const struct store_sum_quarter *q, int quarter,
    size_t from, struct err *e)
{
	const struct series_filter f = {.min_confidence = j->least};
	struct arena a = {NULL};
	struct series *all;
	size_t n = 0, metric = 0;
	int rc = series_build(q->obs, q->n, &f, &a, &all, &n, e);
	for (size_t i = 0; i < n && rc == 0; i++) {
		bool found = false;
		for (size_t k = 0; k < all[i].n && !found; k++)
			found = all[i].points[k].n_statements > 1
				&& conflict_in(&all[i].points[k]);
		if (!found)
			continue;
		rc = number_of(j, all[i].key.metric, &metric, e);
		if (rc != 0)
			break;
		struct said *said = said_of(j, quarter, metric, from);
		if (said)
			said->conflicting = true;
		else
			rc = err_nomem(e);
	}
	arena_release(&a);
	return rc;
}

static int
add_quarter(struct covering *j, struct store_sum_quarter *q, int quarter, struct err *e)
{
	size_t from = j->at.n_said, metric = 0;
	int *more = arena_grow(
	    &j->own, j->at.called, j->at.n_called, &j->at.cap_called, sizeof *more);
	if (!more)
		return err_nomem(e);
	j->at.called = more;
	more[j->at.n_called++] = quarter;
	for (size_t i = 0; i < q->n; i++) {
		struct obs *o = &q->obs[i];
		if (isnan(o->confidence)) /* who gives none is sure */
			o->confidence = 1;
		refs_place(j->refs, o);
		if (number_of(j, o->metric, &metric, e) != 0)
			return -1;
		struct said *s = said_of(j, quarter, metric, from);
		if (!s)
			return err_nomem(e);
		s->n++;
		s->sure += o->confidence >= j->least;
	}
	return find_conflicts(j, q, quarter, from, e);
}

static int
take(void *data, struct store_sum_quarter *q, struct err *e)
{
	int quarter;
	struct covering *j = data;
	if (!j->at.name.p || !str_eq(j->at.name, q->company)) {
		if (finish(j, e) != 0)
			return -1;
		forget(j);
		j->at.name = arena_str(&j->own, q->company);
		j->at.known = q->known;
		if (!j->at.name.p)
			return err_nomem(e);
	}
	if (quarter_of(q->fiscal_period, &quarter))
		return add_quarter(j, q, quarter, e);
	j->out->unplaced += q->n_calls;
	return 0;
}

int
cover_build(struct store *s, const struct cover_query *q, struct arena *a,
    struct cover_table *out, struct err *e)
{
	struct covering j = {
	    .least = q->least_confidence, .refs = q->refs, .a = a, .out = out};
	*out = (struct cover_table){NULL, 0, 0};
	int rc = store_sum_quarters(s, &q->what, take, &j, e);
	if (rc == 0)
		rc = finish(&j, e);
	forget(&j);
	return rc;
}
