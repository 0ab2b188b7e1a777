/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/actions.h"

#include <stdlib.h>

#include "series/csv.h"
#include "series/unit.h"

enum column { COMPANY, DATE, ACTION, RATIO, COLUMNS };
static const char *const names[COLUMNS] = {
    [COMPANY] = "company",
    [DATE] = "date",
    [ACTION] = "action",
    [RATIO] = "ratio",
};

static const struct {
	const char *name;
	bool more; /* shares afterwards */
} kinds[] = {{"split", true}, {"reverse split", false}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* "5" of "5:1", "1.5" of "1.5:1": a number above 0, at most a million. */
static bool
part(struct str s, double *out)
{
	enum { MOST = 12 };
	char text[MOST + 1], *end;
	s = str_trim(s);
	if (s.n == 0 || s.n > MOST)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtod(text, &end);
	return *end == '\0' && *out > 0 && *out <= 1e6;
}

/* "5:1" is 5 new shares for an old one. */
static int
read_ratio(struct str s, size_t kind, double *factor, struct err *e)
{
	double fresh, old;
	struct str rest = s, first = str_cut(&rest, ':');
	if (!part(first, &fresh) || !part(rest, &old))
		return err_set(e, ERR_DATA,
		    "ratio '%.*s' is not like 5:1 (new shares : old ones)", STR_FMT(s));
	*factor = fresh / old;
	if (fresh == old || (fresh > old) != kinds[kind].more)
		return err_set(e, ERR_DATA,
		    "ratio '%.*s' (new shares : old ones) does not fit a %s",
		    STR_FMT(s), kinds[kind].name);
	return 0;
}

static int
read_row(const struct csv_row *row, const size_t at[COLUMNS], struct actions_row *r,
    struct err *e)
{
	struct str v[COLUMNS];
	for (size_t k = 0; k < COLUMNS; k++)
		v[k] = str_trim(row->fields[at[k]]);
	*r = (struct actions_row){
	    .company = v[COMPANY], .ratio = v[RATIO], .line = row->line};
	if (r->company.n == 0)
		return err_set(e, ERR_DATA, "company is empty");
	if (!date_parse(v[DATE], &r->date))
		return err_set(e, ERR_DATA, "date '%.*s' is not a date (YYYY-MM-DD)",
		    STR_FMT(v[DATE]));
	size_t k = 0;
	while (k < KINDS && !str_eq_nocase(v[ACTION], str_from(kinds[k].name)))
		k++;
	if (k == KINDS)
		return err_set(e, ERR_DATA,
		    "action '%.*s' is neither 'split' nor 'reverse split'",
		    STR_FMT(v[ACTION]));
	return read_ratio(v[RATIO], k, &r->factor, e);
}

static int
by_company_and_date(const void *x, const void *y)
{
	const struct actions_row *a = x, *b = y;
	int c = str_cmp_nocase(a->company, b->company);
	c = c ? c : (a->date > b->date) - (a->date < b->date);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

int
actions_read(struct str bytes, struct str name, struct arena *a, struct actions *out,
    struct err *e)
{
	struct csv_row *rows;
	size_t n, at[COLUMNS] = {0};
	*out = (struct actions){NULL, 0};
	if (csv_is_text(bytes, e) != 0 || csv_read(bytes, a, &rows, &n, e) != 0)
		return err_at(e, name, e->line);
	if (n == 0)
		return err_set(e, ERR_DATA, "the file is empty"), err_at(e, name, 1);
	if (csv_columns(&rows[0], names, COLUMNS, COLUMNS, at, e) != 0)
		return err_at(e, name, e->line);
	out->rows = ARENA_NEW(a, n, struct actions_row);
	if (!out->rows)
		return err_nomem(e);
	for (size_t i = 1; i < n; i++)
		if (read_row(&rows[i], at, &out->rows[out->n++], e) != 0)
			return err_at(e, name, rows[i].line);
	qsort(out->rows, out->n, sizeof *out->rows, by_company_and_date);
	for (size_t i = 1; i < out->n; i++) {
		const struct actions_row *x = &out->rows[i - 1], *y = &out->rows[i];
		if (x->date != y->date || !str_eq_nocase(x->company, y->company))
			continue;
		(void)err_set(e, ERR_DATA,
		    "date: line %zu has this company's split of "
		    "the same day",
		    x->line);
		return err_at(e, name, y->line);
	}
	return 0;
}

double
actions_factor(const struct actions *t, struct str company, int32_t said, int32_t now)
{
	double f = 1;
	for (size_t i = 0; i < t->n; i++) {
		const struct actions_row *r = &t->rows[i];
		if (said < r->date && (now == DATE_NONE || r->date <= now)
		    && str_eq_nocase(r->company, company))
			f *= r->factor;
	}
	return f;
}

static bool
ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

enum actions_what
actions_what(struct str metric, struct str unit)
{
	struct str per = unit, first = str_cut(&per, '/');
	if (str_eq(per, STR("share")) || str_eq(per, STR("shares")))
		return ACTIONS_PER_SHARE;
	struct str magnitude = first, code = str_cut(&magnitude, ' ');
	if (per.n == 0 && unit_is_currency(code)
	    && (str_eq(metric, STR("eps")) || ends(metric, STR("_per_share"))))
		return ACTIONS_PER_SHARE;
	if (per.n == 0 && (str_eq(code, STR("shares")) || str_eq(code, STR("share"))))
		return ACTIONS_SHARES;
	return ACTIONS_NEITHER;
}
