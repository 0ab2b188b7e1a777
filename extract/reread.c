/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/reread.h"

#include <math.h>
#include <stdio.h>

#include "extract/quantity.h"
#include "extract/turns.h"

struct reread_item {
	size_t start, end; /* bytes of the document */
	struct quantity q;
};

/* A document while it is read. */
struct reader {
	struct document d;
	struct lexer_tokens tokens;
	struct reread_item *items;
	size_t n, cap;
};

/* The quantities of one turn, put behind the others. */
static int
read_turn(struct reader *r, const struct turn *turn, struct arena *a, struct err *e)
{
	struct quantity *q;
	size_t n, n_q;
	struct token *t =
	    lexer_piece(&r->tokens, r->d.text, turn->start, turn->end, &n);
	if (quantity_find(t, n, a, &q, &n_q, e) != 0)
		return -1;
	for (size_t i = 0; i < n_q; i++) {
		struct reread_item *grown =
		    arena_grow(a, r->items, r->n, &r->cap, sizeof *grown);
		if (!grown)
			return err_nomem(e);
		r->items = grown;
		struct reread_item *x = &r->items[r->n++];
		x->q = q[i];
		document_map(
		    &r->d, t[q[i].a].start, t[q[i].b - 1].end, &x->start, &x->end);
	}
	return 0;
}

int
reread_init(struct reread *r, struct str name, struct str bytes, struct str company,
    struct arena *a, struct err *e)
{
	struct reader x = {.n = 0};
	struct turns turns;
	*r = (struct reread){.bytes = bytes};
	if (document_init(&x.d, name, bytes, a, e) != 0
	    || lexer_run(x.d.text, x.d.low, 0, x.d.n, a, &x.tokens.t, &x.tokens.n, e)
		   != 0
	    || turns_find(&x.d, company, a, &turns, e) != 0)
		return -1;
	for (size_t i = 0; i < turns.n; i++)
		if (read_turn(&x, &turns.v[i], a, e) != 0)
			return -1;
	r->items = x.items;
	r->n = x.n;
	return 0;
}

/* The first item that ends behind start. */
static size_t
first_behind(const struct reread *r, size_t start)
{
	size_t lo = 0, hi = r->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (r->items[mid].end > start)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/* One end of an interval; both may be open. */
static bool
same_end(double a, double b)
{
	const double rounding = 1e-12;
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	return fabs(a - b) <= rounding * fmax(fabs(a), fabs(b));
}

/* May the scale be that of another value: "from $4 billion to 5"? */
static bool
lacks_scale(const struct quantity *q)
{
	const double most = 1000;
	bool plain = q->type == QUANTITY_NUMBER || q->type == QUANTITY_MONEY
		     || q->type == QUANTITY_COUNT || q->type == QUANTITY_NONE;
	return plain && !q->magnitude && !(fabs(q->low) >= most)
	       && !(fabs(q->high) >= most);
}

static bool
same_value(const struct quantity *q, const struct obs *o)
{
	static const double scales[] = {1, 1e3, 1e6, 1e9};
	size_t n = lacks_scale(q) ? sizeof scales / sizeof *scales : 1;
	for (size_t i = 0; i < n; i++) {
		double low = q->low * scales[i], high = q->high * scales[i];
		if ((same_end(low, o->low) && same_end(high, o->high))
		    || (same_end(-high, o->low) && same_end(-low, o->high)))
			return true;
	}
	return false;
}

/* Currencies and physical units are what is written; things that are counted may go by
 * the metric's own noun, but are no money; growth is in percent whatever it is of. */
static bool
same_unit(const struct quantity *q, const struct obs *o)
{
	struct str rest = o->unit, base = str_cut(&rest, '/');
	bool percent = str_eq(base, STR("percent"));
	if (o->kind == OBS_GROWTH)
		return percent;
	if (!q->unit)
		return true;
	if (q->type == QUANTITY_COUNT)
		return !percent && !unit_is_currency(base);
	return str_eq(base, str_from(q->unit));
}

static void
describe(const struct quantity *q, char found[REREAD_TEXT])
{
	char low[OBS_FIELD_TEXT], high[OBS_FIELD_TEXT];
	const char *unit = q->unit ? q->unit : "";
	obs_number(q->low, low);
	obs_number(q->high, high);
	if (strcmp(low, high) == 0)
		(void)snprintf(found, REREAD_TEXT, "%s %s", low, unit);
	else
		(void)snprintf(found, REREAD_TEXT, "%s..%s %s", low, high, unit);
}

enum reread_verdict
reread_judge(const struct reread *r, const struct obs *o, char found[REREAD_TEXT])
{
	found[0] = '\0';
	if (o->start > o->end || o->end > r->bytes.n)
		return REREAD_OUTSIDE;
	if (!str_eq(o->text, str_sub(r->bytes, o->start, o->end)))
		return REREAD_OTHER_TEXT;
	if (isnan(o->low) && isnan(o->high))
		return REREAD_SAME; /* spoken of without a value */
	enum reread_verdict verdict = REREAD_NO_VALUE;
	for (size_t i = first_behind(r, o->start);
	     i < r->n && r->items[i].start < o->end; i++) {
		const struct quantity *q = &r->items[i].q;
		bool value = same_value(q, o);
		if (value && same_unit(q, o))
			return REREAD_SAME;
		verdict = value ? REREAD_OTHER_UNIT : REREAD_OTHER_VALUE;
		describe(q, found);
	}
	return verdict;
}
