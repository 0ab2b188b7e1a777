/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/calendars.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "series/csv.h"
#include "series/fiscal.h"

static_assert(CALENDARS_LABEL == 2 * DATE_TEXT + 2, "period_label writes there too");

enum column { COMPANY, LABEL, START, END, WEEKS, COLUMNS };
static const char *const names[COLUMNS] = {
    [COMPANY] = "company",
    [LABEL] = "label",
    [START] = "start",
    [END] = "end",
    [WEEKS] = "weeks",
};

/* ---- reading ---- */

/* Weeks, where they are given, are those between the two days. */
static int
check_weeks(struct str weeks, struct period p, struct err *e)
{
	int days = p.end - p.start + 1, n = 0;
	for (size_t i = 0; i < weeks.n; i++) {
		if (weeks.p[i] < '0' || weeks.p[i] > '9' || n > 99)
			return err_set(e, ERR_DATA, "weeks '%.*s' is no whole number",
			    STR_FMT(weeks));
		n = 10 * n + weeks.p[i] - '0';
	}
	if (weeks.n && days != 7 * n)
		return err_set(e, ERR_DATA,
		    "weeks is %d, but from start to end there are %d days, not %d "
		    "(of quarters of months leave weeks empty)",
		    n, days, 7 * n);
	return 0;
}

static int
check_length(const struct calendars_row *r, struct err *e)
{
	enum { LONGEST = 378 };
	int days = r->period.end - r->period.start + 1;
	if (days < 1)
		return err_set(e, ERR_DATA, "end is before start");
	/* Days are found as near as that: a shorter row would be lost in its neighbours. */
	if (days <= CALENDARS_NEAR)
		return err_set(e, ERR_DATA,
		    "from start to end there %s %d day%s; a period has more than %d",
		    days == 1 ? "is" : "are", days, days == 1 ? "" : "s",
		    CALENDARS_NEAR);
	if (r->quarter && period_grain(r->period) != PERIOD_QUARTER)
		return err_set(e, ERR_DATA,
		    "label '%.*s' is a quarter's, but from start to end there are %d "
		    "days (12 to 14 weeks make a quarter; name a transition period "
		    "otherwise)",
		    STR_FMT(r->label), days);
	if (days > LONGEST)
		return err_set(e, ERR_DATA,
		    "from start to end there are %d days; a "
		    "period has at most %d",
		    days, LONGEST);
	return 0;
}

static int
read_row(const struct csv_row *row, const size_t at[COLUMNS], struct calendars_row *r,
    struct err *e)
{
	struct str v[COLUMNS];
	for (size_t k = 0; k < COLUMNS; k++)
		v[k] = at[k] == SIZE_MAX ? STR("") : str_trim(row->fields[at[k]]);
	*r = (struct calendars_row){
	    .company = v[COMPANY], .label = v[LABEL], .line = row->line};
	if (r->company.n == 0)
		return err_set(e, ERR_DATA, "company is empty");
	if (r->label.n == 0 || r->label.n >= CALENDARS_LABEL)
		return err_set(e, ERR_DATA,
		    "label '%.*s' is empty or longer than %d bytes", STR_FMT(r->label),
		    CALENDARS_LABEL - 1);
	if (!date_parse(v[START], &r->period.start))
		return err_set(e, ERR_DATA, "start '%.*s' is not a date (YYYY-MM-DD)",
		    STR_FMT(v[START]));
	if (!date_parse(v[END], &r->period.end))
		return err_set(e, ERR_DATA, "end '%.*s' is not a date (YYYY-MM-DD)",
		    STR_FMT(v[END]));
	if (!fiscal_parse_label(r->label, &r->year, &r->quarter))
		r->year = r->quarter = 0;
	return check_length(r, e) != 0 ? -1 : check_weeks(v[WEEKS], r->period, e);
}

static int
by_company_and_time(const void *x, const void *y)
{
	const struct calendars_row *a = x, *b = y;
	int c = str_cmp_nocase(a->company, b->company);
	c = c ? c
	      : (a->period.start > b->period.start)
		    - (a->period.start < b->period.start);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

/* Two neighbours of one company: the days follow, and so do the labels. */
static int
check_neighbours(
    const struct calendars_row *a, const struct calendars_row *b, struct err *e)
{
	int days = b->period.start - a->period.end - 1;
	if (days < 0)
		return err_set(e, ERR_DATA,
		    "start: overlaps '%.*s' of line %zu by %d day%s", STR_FMT(a->label),
		    a->line, -days, days == -1 ? "" : "s");
	if (days > 0)
		return err_set(e, ERR_DATA,
		    "start: %d day%s missing after '%.*s' of line %zu", days,
		    days == 1 ? " is" : "s are", STR_FMT(a->label), a->line);
	if (a->quarter && b->quarter
	    && b->year * 4 + b->quarter != a->year * 4 + a->quarter + 1)
		return err_set(e, ERR_DATA,
		    "label '%.*s' does not follow '%.*s' of line %zu",
		    STR_FMT(b->label), STR_FMT(a->label), a->line);
	return 0;
}

static int
check_all(const struct calendars *t, struct str name, struct err *e)
{
	for (size_t i = 1; i < t->n; i++) {
		const struct calendars_row *b = &t->rows[i];
		if (str_eq_nocase(b[-1].company, b->company)
		    && check_neighbours(b - 1, b, e) != 0)
			return err_at(e, name, b->line);
		for (size_t k = i;
		     k-- > 0 && str_eq_nocase(t->rows[k].company, b->company);)
			if (str_eq_nocase(t->rows[k].label, b->label)) {
				(void)err_set(e, ERR_DATA,
				    "label '%.*s' stands at line %zu already",
				    STR_FMT(b->label), t->rows[k].line);
				return err_at(e, name, b->line);
			}
	}
	return 0;
}

int
calendars_read(struct str bytes, struct str name, struct arena *a,
    struct calendars *out, struct err *e)
{
	struct csv_row *rows;
	size_t n, at[COLUMNS] = {0};
	*out = (struct calendars){NULL, 0};
	if (csv_is_text(bytes, e) != 0 || csv_read(bytes, a, &rows, &n, e) != 0)
		return err_at(e, name, e->line);
	if (n == 0)
		return err_set(e, ERR_DATA, "the file is empty"), err_at(e, name, 1);
	if (csv_columns(&rows[0], names, COLUMNS, WEEKS, at, e) != 0)
		return err_at(e, name, e->line);
	out->rows = ARENA_NEW(a, n, struct calendars_row);
	if (!out->rows)
		return err_nomem(e);
	for (size_t i = 1; i < n; i++)
		if (read_row(&rows[i], at, &out->rows[out->n++], e) != 0)
			return err_at(e, name, rows[i].line);
	qsort(out->rows, out->n, sizeof *out->rows, by_company_and_time);
	return check_all(out, name, e);
}

/* ---- looking up ---- */

/* The first row of a company, or with after behind its last. */
static size_t
bound(const struct calendars *t, struct str company, bool after)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (str_cmp_nocase(t->rows[mid].company, company) < (int)after)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The company's rows: [*from, *to).  All rows where the first and the last are. */
static bool
rows_of(const struct calendars *t, struct str company, size_t *from, size_t *to)
{
	*from = 0;
	*to = t->n;
	if (t->n && str_eq_nocase(t->rows[0].company, company)
	    && str_eq_nocase(t->rows[t->n - 1].company, company))
		return true;
	*from = bound(t, company, false);
	*to = *from < t->n && str_eq_nocase(t->rows[*from].company, company)
		  ? bound(t, company, true)
		  : *from;
	return *to > *from;
}

struct calendars
calendars_of(const struct calendars *t, struct str company)
{
	size_t from, to;
	bool any = rows_of(t, company, &from, &to);
	return (struct calendars){any ? t->rows + from : NULL, to - from};
}

bool
calendars_know(const struct calendars *t, struct str company)
{
	size_t from, to;
	return rows_of(t, company, &from, &to);
}

static bool
near(int32_t a, int32_t b, int days)
{
	return abs(a - b) <= days;
}

/* Of rows [from, to), which are in order, the first that ends on a day or later. */
static size_t
ending(const struct calendars *t, size_t from, size_t to, int32_t day)
{
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (t->rows[mid].period.end < day)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* The rows *i to *j that p is made of. */
static bool
match(const struct calendars *t, struct str company, struct period p, size_t *i,
    size_t *j)
{
	size_t from, to;
	if (!period_known(p) || p.start == DATE_NONE || p.start == p.end
	    || !rows_of(t, company, &from, &to))
		return false;
	/* A month is the calendar's, unless it is just a transition period. */
	int days = period_grain(p) == PERIOD_MONTH ? 0 : CALENDARS_NEAR;
	*i = ending(t, from, to, p.start - days);
	if (*i < to && !near(t->rows[*i].period.start, p.start, days))
		++*i;
	if (*i >= to || !near(t->rows[*i].period.start, p.start, days))
		return false;
	*j = ending(t, *i, to, p.end - days);
	return *j < to && near(t->rows[*j].period.end, p.end, days);
}

static void
write_label(int year, int quarter, int n, char out[CALENDARS_LABEL])
{
	if (n == 4)
		(void)snprintf(out, CALENDARS_LABEL, "%04d", year);
	else if (n == 2)
		(void)snprintf(out, CALENDARS_LABEL, "%04d-H%d", year, quarter / 2 + 1);
	else
		(void)snprintf(out, CALENDARS_LABEL, "%04d-Q%d", year, quarter);
}

/* Do n quarters from this one have a name together? */
static bool
has_name(int quarter, int n)
{
	return n == 1 || (n == 2 && quarter % 2 == 1) || (n == 4 && quarter == 1);
}

/* A row, or those of a half-year or a year. */
static bool
is_named(const struct calendars_row *a, const struct calendars_row *b)
{
	int n = (int)(b - a) + 1;
	return n == 1
	       || (a->quarter && b->quarter
		   && b->year * 4 + b->quarter - a->year * 4 - a->quarter + 1 == n
		   && has_name(a->quarter, n));
}

struct period
calendars_snap(const struct calendars *t, struct str company, struct period p)
{
	size_t i, j;
	if (!match(t, company, p, &i, &j) || !is_named(&t->rows[i], &t->rows[j]))
		return p;
	return (struct period){t->rows[i].period.start, t->rows[j].period.end};
}

static bool
label_of_rows(const struct calendars *t, struct str company, struct period p,
    char out[CALENDARS_LABEL])
{
	size_t i, j;
	if (!match(t, company, p, &i, &j) || !is_named(&t->rows[i], &t->rows[j]))
		return false;
	if (i == j)
		(void)snprintf(out, CALENDARS_LABEL, "%.*s", STR_FMT(t->rows[i].label));
	else
		write_label(t->rows[i].year, t->rows[i].quarter, (int)(j - i) + 1, out);
	return true;
}

/* Counted on from the nearest quarter, where p reaches out of the rows. */
static bool
label_beyond(const struct calendars *t, struct str company, struct period p,
    char out[CALENDARS_LABEL])
{
	static const int quarters[PERIOD_GRAINS] = {
	    [PERIOD_QUARTER] = 1, [PERIOD_HALF] = 2, [PERIOD_YEAR] = 4};
	size_t from, to;
	struct fiscal f;
	int n = quarters[period_grain(p)], y, q;
	if (n == 0 || !rows_of(t, company, &from, &to))
		return false;
	bool after = p.end > t->rows[to - 1].period.end;
	if (!after && p.start >= t->rows[from].period.start)
		return false;
	while (from < to && t->rows[after ? to - 1 : from].quarter == 0) {
		from += !after;
		to -= after;
	}
	if (from == to)
		return false;
	const struct calendars_row *r = &t->rows[after ? to - 1 : from];
	if (!fiscal_set(&f, r->label, r->period))
		return false;
	fiscal_locate(&f, p.start + CALENDARS_NEAR, &y, &q);
	struct period whole = fiscal_quarters(&f, y, q, n);
	if (!near(whole.start, p.start, CALENDARS_NEAR)
	    || !near(whole.end, p.end, CALENDARS_NEAR) || !has_name(q, n))
		return false;
	write_label(y, q, n, out);
	return true;
}

void
calendars_label(const struct calendars *t, struct str company, struct period p,
    char out[CALENDARS_LABEL])
{
	enum period_grain g = period_grain(p);
	char start[DATE_TEXT], end[DATE_TEXT];
	period_label(p, out);
	if (!calendars_know(t, company) || label_of_rows(t, company, p, out)
	    || g == PERIOD_DAY || g == PERIOD_MONTH || g == PERIOD_UNKNOWN
	    || label_beyond(t, company, p, out))
		return;
	date_format(p.start, start);
	date_format(p.end, end);
	(void)snprintf(out, CALENDARS_LABEL, "%s..%s", start, end);
}

const struct calendars_row *
calendars_match(const struct calendars *t, struct str company, struct period p)
{
	size_t i, j;
	return match(t, company, p, &i, &j) && i == j ? &t->rows[i] : NULL;
}

const struct calendars_row *
calendars_quarter(const struct calendars *t, struct str company, struct str label)
{
	size_t from, to;
	int y, q;
	if (!fiscal_parse_label(label, &y, &q) || !rows_of(t, company, &from, &to))
		return NULL;
	for (; from < to; from++)
		if (t->rows[from].year == y && t->rows[from].quarter == q)
			return &t->rows[from];
	return NULL;
}

const struct calendars_row *
calendars_before(const struct calendars *t, struct str company, int32_t day)
{
	size_t from, to;
	const struct calendars_row *best = NULL;
	if (!rows_of(t, company, &from, &to))
		return NULL;
	for (; from < to && t->rows[from].period.end < day; from++)
		if (t->rows[from].quarter)
			best = &t->rows[from];
	return best;
}
