/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/cover.h"

#include <assert.h>
#include <stdlib.h>

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

/* A run of cells or calls of one company. */
struct part {
	const struct store_sum_cell *cells;
	size_t n;
};

/* One company while its covers are made: its quarters are numbered, years times four,
 * from first to last; metrics are sorted. */
struct company {
	struct part calls, cells;
	int first, last;
	struct str *metrics;
	size_t n_metrics;
	bool *called; /* by quarter: there is a call */
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

/* The cells of one company at the head of all, which then begins behind them. */
static struct part
cut(struct part *all, struct str company)
{
	struct part p = {all->cells, 0};
	while (p.n < all->n && str_eq(all->cells[p.n].company, company))
		p.n++;
	all->cells += p.n;
	all->n -= p.n;
	return p;
}

static int
by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The company's quarters and metrics; false when none of its calls says its quarter. */
static bool
measure(struct company *c, struct arena *a, size_t *unplaced, struct err *e)
{
	int number, n = 0;
	for (size_t i = 0; i < c->calls.n; i++) {
		if (!quarter_of(c->calls.cells[i].fiscal_period, &number)) {
			*unplaced += c->calls.cells[i].n;
			continue;
		}
		if (n == 0 || number < c->first)
			c->first = number;
		if (n == 0 || number > c->last)
			c->last = number;
		n++;
	}
	if (n == 0)
		return false;
	c->called = ARENA_NEW(a, (size_t)(c->last - c->first) + 1, bool);
	c->metrics = ARENA_NEW(a, c->cells.n, struct str);
	if (!c->called || !c->metrics) {
		(void)err_nomem(e);
		return false;
	}
	for (size_t i = 0; i < c->calls.n; i++)
		if (quarter_of(c->calls.cells[i].fiscal_period, &number))
			c->called[number - c->first] = true;
	for (size_t i = 0; i < c->cells.n; i++)
		c->metrics[i] = c->cells.cells[i].metric;
	qsort(c->metrics, c->cells.n, sizeof *c->metrics, by_text);
	for (size_t i = 0; i < c->cells.n; i++)
		if (c->n_metrics == 0
		    || !str_eq(c->metrics[c->n_metrics - 1], c->metrics[i]))
			c->metrics[c->n_metrics++] = c->metrics[i];
	return true;
}

static int
fill(const struct company *c, struct cover *covers, struct arena *a, struct err *e)
{
	size_t quarters = (size_t)(c->last - c->first) + 1;
	for (size_t m = 0; m < c->n_metrics; m++) {
		struct cover *x = &covers[m];
		*x = (struct cover){c->calls.cells[0].company, c->metrics[m],
		    ARENA_NEW(a, quarters, struct cover_cell), quarters};
		if (!x->cells)
			return err_nomem(e);
		for (size_t k = 0; k < quarters; k++) {
			int number = c->first + (int)k;
			x->cells[k].quarter =
			    arena_printf(a, "%04d-Q%d", number / 4, number % 4 + 1);
			x->cells[k].state =
			    c->called[k] ? COVER_NOT_SAID : COVER_NO_CALL;
			if (!x->cells[k].quarter.p)
				return err_nomem(e);
		}
	}
	for (size_t i = 0; i < c->cells.n; i++) {
		const struct store_sum_cell *cell = &c->cells.cells[i];
		int number;
		if (!quarter_of(cell->fiscal_period, &number))
			continue;
		const struct str *at = bsearch(&cell->metric, c->metrics, c->n_metrics,
		    sizeof *c->metrics, by_text);
		struct cover_cell *to =
		    &covers[at - c->metrics].cells[number - c->first];
		to->n += cell->n;
		to->sure += cell->sure;
		if (cell->clashes || to->state == COVER_CONFLICTING)
			to->state = COVER_CONFLICTING;
		else
			to->state = to->sure ? COVER_SAID : COVER_UNSURE;
	}
	return 0;
}

int
cover_build(struct store *s, const struct store_query *q, double least_confidence,
    struct arena *a, struct cover_table *out, struct err *e)
{
	struct store_sum_table cells, calls;
	*out = (struct cover_table){NULL, 0, 0};
	if (store_sum_calls(s, q, a, &calls, e) != 0
	    || store_sum_cells(s, q, least_confidence, a, &cells, e) != 0)
		return -1;
	struct part all_calls = {calls.cells, calls.n},
		    all_cells = {cells.cells, cells.n};
	/* No company has more metrics than cells. */
	out->covers = ARENA_NEW(a, cells.n, struct cover);
	if (!out->covers)
		return err_nomem(e);
	while (all_calls.n) {
		struct str name = all_calls.cells[0].company;
		struct err own = {.code = ERR_NONE};
		struct company c = {
		    .calls = cut(&all_calls, name), .cells = cut(&all_cells, name)};
		if (measure(&c, a, &out->unplaced, &own)) {
			if (fill(&c, out->covers + out->n, a, e) != 0)
				return -1;
			out->n += c.n_metrics;
		} else if (own.code) {
			return err_nomem(e);
		}
	}
	return 0;
}
