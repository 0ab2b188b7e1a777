/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/callinfo.h"

#include "extract/lexer.h"
#include "extract/number.h"
#include "series/csv.h"

enum column {
	DOC,
	COMPANY,
	TICKER,
	CALL_DATE,
	FISCAL_PERIOD,
	QUARTER_START,
	QUARTER_END,
	COLUMNS
};
static const char *const names[COLUMNS] = {
    [DOC] = "doc",
    [COMPANY] = "company",
    [TICKER] = "ticker",
    [CALL_DATE] = "call_date",
    [FISCAL_PERIOD] = "fiscal_period",
    [QUARTER_START] = "quarter_start",
    [QUARTER_END] = "quarter_end",
};

static int
find_columns(const struct csv_row *head, size_t at[COLUMNS], struct err *e)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		at[c] = 0;
		while (at[c] < head->n
		       && !str_eq(str_trim(head->fields[at[c]]), str_from(names[c])))
			at[c]++;
		if (at[c] == head->n)
			return err_set(e, ERR_DATA,
			    "no column '%s'; the header has to name doc,company,ticker,"
			    "call_date,fiscal_period,quarter_start,quarter_end",
			    names[c]);
	}
	return 0;
}

static int
read_date(struct str s, const char *name, int32_t *out, struct err *e)
{
	*out = DATE_NONE;
	if (s.n == 0 || date_parse(s, out))
		return 0;
	return err_set(
	    e, ERR_DATA, "%s '%.*s' is not a date (YYYY-MM-DD)", name, STR_FMT(s));
}

static int
read_row(const struct csv_row *row, const size_t at[COLUMNS], struct str *doc,
    struct callinfo *c, struct err *e)
{
	struct str v[COLUMNS];
	for (size_t k = 0; k < COLUMNS; k++)
		v[k] = str_trim(row->fields[at[k]]);
	*c = CALLINFO_NONE;
	*doc = v[DOC];
	c->company = v[COMPANY];
	c->ticker = v[TICKER];
	c->fiscal_period = v[FISCAL_PERIOD];
	int y, q;
	if (doc->n == 0)
		return err_set(
		    e, ERR_DATA, "the doc is empty; name the transcript's file");
	if (v[FISCAL_PERIOD].n && !fiscal_parse_label(v[FISCAL_PERIOD], &y, &q))
		return err_set(e, ERR_DATA, "fiscal_period '%.*s' is not like 2017-Q2",
		    STR_FMT(v[FISCAL_PERIOD]));
	if (read_date(v[CALL_DATE], names[CALL_DATE], &c->as_of, e) != 0
	    || read_date(v[QUARTER_START], names[QUARTER_START], &c->quarter.start, e)
		   != 0
	    || read_date(v[QUARTER_END], names[QUARTER_END], &c->quarter.end, e) != 0)
		return -1;
	if ((c->quarter.start == DATE_NONE) != (c->quarter.end == DATE_NONE))
		return err_set(
		    e, ERR_DATA, "quarter_start and quarter_end go together");
	if (c->quarter.end < c->quarter.start)
		return err_set(e, ERR_DATA, "quarter_end is before quarter_start");
	if (period_known(c->quarter) && period_grain(c->quarter) != PERIOD_QUARTER)
		return err_set(e, ERR_DATA,
		    "quarter_start and quarter_end are not a quarter apart");
	return 0;
}

int
callinfo_read_table(struct str file, struct str bytes, struct arena *a,
    struct callinfo_table *out, struct err *e)
{
	struct csv_row *rows;
	size_t n, at[COLUMNS] = {0};
	*out = (struct callinfo_table){NULL, 0};
	if (csv_read(bytes, a, &rows, &n, e) != 0)
		return err_at(e, file, 0);
	if (n == 0)
		return err_set(e, ERR_DATA, "the file is empty"), err_at(e, file, 1);
	if (find_columns(&rows[0], at, e) != 0)
		return err_at(e, file, rows[0].line);
	out->rows = arena_alloc(a, n, sizeof *out->rows);
	if (!out->rows)
		return err_nomem(e);
	for (size_t i = 1; i < n; i++) {
		if (read_row(&rows[i], at, &out->rows[out->n].doc,
			&out->rows[out->n].call, e)
		    != 0)
			return err_at(e, file, rows[i].line);
		out->n++;
	}
	return 0;
}

static struct str
last_part(struct str path)
{
	for (size_t i = path.n; i-- > 0;)
		if (path.p[i] == '/')
			return str_sub(path, i + 1, path.n);
	return path;
}

const struct callinfo *
callinfo_lookup(const struct callinfo_table *t, struct str doc)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->rows[i].doc, doc))
			return &t->rows[i].call;
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->rows[i].doc, last_part(doc)))
			return &t->rows[i].call;
	return NULL;
}

/* ----- from the text ---------------------------------------------------------------- */

static bool
is_whole(const struct token *t, size_t n, size_t i, int from, int to)
{
	return i < n && t[i].kind == LEXER_NUMBER && t[i].decimals == 0 && !t[i].grouped
	       && t[i].value >= from && t[i].value <= to;
}

static bool
is_month(const struct token *t, size_t n, size_t i)
{
	return i < n && t[i].word && t[i].word->cls == WORDS_MONTH && t[i].capital;
}

static int32_t
date_of(int y, int m, int d)
{
	return d <= date_days_in_month(y, m) ? date_from_civil(y, m, d) : DATE_NONE;
}

enum { YEAR_LEAST = 1990, YEAR_MOST = 2100 };

/* "August 2, 2017", "2 August 2017", "2017-08-02" */
static int32_t
date_at(const struct token *t, size_t n, size_t i)
{
	size_t j = i + 1;
	if (is_whole(t, n, i, YEAR_LEAST, YEAR_MOST) && i + 4 < n
	    && t[j].kind == LEXER_DASH && is_whole(t, n, i + 2, 1, 12)
	    && t[i + 3].kind == LEXER_DASH && is_whole(t, n, i + 4, 1, 31)
	    && t[i + 4].end == t[i].start + STR("2017-08-02").n)
		return date_of(
		    (int)t[i].value, (int)t[i + 2].value, (int)t[i + 4].value);
	if (is_whole(t, n, i, 1, 31) && is_month(t, n, j)
	    && is_whole(t, n, i + 2, YEAR_LEAST, YEAR_MOST))
		return date_of(
		    (int)t[i + 2].value, (int)t[j].word->value, (int)t[i].value);
	if (!is_month(t, n, i))
		return DATE_NONE;
	if (j < n && t[j].kind == LEXER_STOP)
		j++;
	if (!is_whole(t, n, j, 1, 31))
		return DATE_NONE;
	int day = (int)t[j].value;
	j++;
	if (j < n && number_among(&t[j], "st|nd|rd|th"))
		j++;
	if (j < n && t[j].kind == LEXER_COMMA)
		j++;
	if (!is_whole(t, n, j, YEAR_LEAST, YEAR_MOST))
		return DATE_NONE;
	return date_of((int)t[j].value, (int)t[i].word->value, day);
}

static int
year_near(const struct token *t, size_t n, size_t i)
{
	enum { FAR = 5 };
	for (size_t j = i; j < n && j < i + FAR && t[j].kind != LEXER_STOP; j++)
		if (is_whole(t, n, j, YEAR_LEAST, YEAR_MOST))
			return (int)t[j].value;
	return 0;
}

/* "Q2", "second quarter", "third fiscal quarter": tokens used */
static size_t
quarter_name(const struct token *t, size_t n, size_t i, int *quarter)
{
	static const char *const ordinals[] = {"first", "second", "third", "fourth"};
	if (t[i].kind != LEXER_WORD)
		return 0;
	struct str w = t[i].low;
	if (w.n == 2 && w.p[0] == 'q' && w.p[1] >= '1' && w.p[1] <= '4') {
		*quarter = w.p[1] - '0';
		return 1;
	}
	*quarter = 0;
	for (int k = 0; k < 4; k++)
		if (str_eq(w, str_from(ordinals[k])))
			*quarter = k + 1;
	size_t j = i + 1;
	if (j < n && t[j].kind == LEXER_DASH)
		j++;
	if (j < n && number_among(&t[j], "fiscal"))
		j++;
	return *quarter && j < n && number_among(&t[j], "quarter") ? j + 1 - i : 0;
}

/* "Q2 2017", "second quarter 2017", "2017 second quarter", "fiscal 2021 third quarter" */
static bool
quarter_at(const struct token *t, size_t n, size_t i, int *year, int *quarter)
{
	size_t used = quarter_name(t, n, i, quarter);
	if (used == 0)
		return false;
	*year = year_near(t, n, i + used);
	for (size_t back = 1; *year == 0 && back <= 3 && back <= i; back++)
		if (is_whole(t, n, i - back, YEAR_LEAST, YEAR_MOST))
			*year = (int)t[i - back].value;
	return *year != 0;
}

static struct str
text_of(const struct document *d, const struct token *from, const struct token *last)
{
	return (struct str){d->text + from->start, last->end - from->start};
}

/* The words before "(NASDAQ: TSLA)" on its line, and the ticker. */
static struct str
listed_company(
    const struct document *d, const struct token *t, size_t n, struct str *ticker)
{
	enum { FAR = 5 };
	for (size_t i = 1; i + 2 < n; i++) {
		if (t[i].kind != LEXER_OPEN
		    || !number_among(&t[i + 1], "nasdaq|nyse|tsx|lse|amex"))
			continue;
		size_t from = i, k = i + 2;
		while (from > 0 && t[from - 1].kind != LEXER_BREAK)
			from--;
		while (k < n && k < i + FAR && t[k].kind != LEXER_WORD)
			k++;
		if (k < n && t[k].kind == LEXER_WORD)
			*ticker = text_of(d, &t[k], &t[k]);
		if (from < i)
			return text_of(d, &t[from], &t[i - 1]);
	}
	return (struct str){NULL, 0};
}

/* May token j go on a company's name that began at from? */
static bool
goes_on(const struct token *t, size_t n, size_t from, size_t j)
{
	if (t[j].kind == LEXER_WORD && t[j].capital)
		return !number_among(&t[j],
		    "q1|q2|q3|q4|fiscal|first|second|third|fourth"
		    "|full|earnings|conference|results|year|quarterly|webcast|call");
	if (t[j].kind == LEXER_DASH || number_among(&t[j], "of|and"))
		return true;
	/* "Lowe's Companies", "M/I Homes", "Phillips 66" */
	if (t[j].kind == LEXER_TAIL
	    || (t[j].kind == LEXER_OTHER && t[j].low.p[0] == '/'))
		return j > from && j + 1 < n && t[j + 1].capital
		       && goes_on(t, n, from, j + 1);
	if (is_whole(t, n, j, 1, YEAR_LEAST - 1))
		return j > from && t[j - 1].capital;
	if (t[j].kind == LEXER_COMMA)
		return j + 1 < n && number_among(&t[j + 1], "inc|llc|corp|ltd");
	if (t[j].kind == LEXER_STOP)
		return j > from && t[j].start == t[j - 1].end
		       && (number_among(&t[j - 1], "inc|corp|co|ltd")
			   || (t[j - 1].low.n == 1 && t[j - 1].capital));
	return t[j].kind == LEXER_OTHER && t[j].low.p[0] == '&';
}

/* The name without "Inc.", "Corporation" and what else only says its legal form. */
static struct str
without_form(struct str name)
{
	static const char *const forms[] = {", Inc.", ", Inc", " Inc.", " Inc",
	    " Incorporated", " Corporation", " Corp.", " Corp", ", LLC", " LLC",
	    " Ltd.", " Ltd", " plc", " PLC", " Company", " Co.", ","};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str f = str_from(forms[i]);
		if (name.n > f.n && str_eq(str_sub(name, name.n - f.n, name.n), f))
			return without_form(str_sub(name, 0, name.n - f.n));
	}
	return name;
}

/* The capitalised words after "welcome to the", whatever quarter stands between. */
static struct str
welcomed_company(const struct document *d, const struct token *t, size_t n)
{
	for (size_t i = 0; i + 3 < n; i++) {
		bool call =
		    number_among(&t[i], "call") && number_among(&t[i + 1], "for|of");
		if (!call
		    && !(number_among(&t[i], "welcome|to")
			 && number_among(&t[i + 1], "to|the")))
			continue;
		size_t from = i + 2;
		while (from < n
		       && (number_among(&t[from], "the|to|today|'s|our|first|second|"
						  "third|fourth|quarter|q1|q2|q3|q4"
						  "|fiscal|full|year|and|end")
			   || is_whole(t, n, from, YEAR_LEAST, YEAR_MOST)
			   || (t[from].kind == LEXER_DASH && from > i + 2)))
			from++;
		size_t j = from;
		while (j < n && goes_on(t, n, from, j))
			j++;
		while (j > from
		       && (number_among(&t[j - 1], "of|and")
			   || t[j - 1].kind == LEXER_DASH))
			j--;
		if (j > from && j < n && t[from].capital
		    && t[j - 1].end - t[from].start > 2)
			return text_of(d, &t[from], &t[j - 1]);
	}
	return (struct str){NULL, 0};
}

/* Is the sentence of token i about the call itself: "... earnings conference call"? */
static bool
about_the_call(const struct token *t, size_t n, size_t i)
{
	enum { FAR = 25 };
	static const char words[] =
	    "call|results|earnings|conference|webcast|teleconference|release";
	for (size_t j = i; j > 0 && i - j < FAR && t[j].kind != LEXER_STOP
			   && t[j].kind != LEXER_BREAK;
	     j--)
		if (number_among(&t[j], words))
			return true;
	for (size_t j = i; j < n && j - i < FAR && t[j].kind != LEXER_STOP
			   && t[j].kind != LEXER_BREAK;
	     j++)
		if (number_among(&t[j], words))
			return true;
	return false;
}

struct period
callinfo_quarter(int year, int quarter, int year_end_month)
{
	int months = year * 12 + year_end_month - 12
		     + 3 * (quarter - 1); /* of the first, from 0 */
	return period_months(months / 12, months % 12 + 1, 3);
}

static void
read_head(struct callinfo *c, const struct document *d, struct arena *a)
{
	enum { HEAD = 6000, OPENING = 3000 };
	struct token *t;
	size_t n;
	struct err ignored;
	err_clear(&ignored);
	if (lexer_run(
		d->text, d->low, 0, d->n < HEAD ? d->n : HEAD, a, &t, &n, &ignored)
	    != 0)
		return;
	struct str ticker = {NULL, 0}, company = {NULL, 0};
	if (c->company.n == 0) {
		company = listed_company(d, t, n, &ticker);
		if (company.n == 0)
			company = welcomed_company(d, t, n);
		/* A copy: the text's own is changed when sentences are joined. */
		c->company = arena_str(a, without_form(company));
		if (c->ticker.n == 0)
			c->ticker = arena_str(a, ticker);
	}
	int y = 0, q = 0;
	for (size_t i = 0; i < n && (c->as_of == DATE_NONE || c->fiscal_period.n == 0);
	     i++) {
		/* The date of the call stands in the head, above the first words spoken. */
		if (c->as_of == DATE_NONE && t[i].start < 400)
			c->as_of = date_at(t, n, i);
		if (c->fiscal_period.n == 0 && quarter_at(t, n, i, &y, &q)
		    && t[i].start < OPENING && about_the_call(t, n, i)) {
			c->fiscal_period = arena_printf(a, "%04d-Q%d", y, q);
			for (size_t k = i > 4 ? i - 4 : 0; k < i + 5 && k < n; k++)
				c->fiscal_said |= number_among(&t[k], "fiscal");
		}
	}
}

void
callinfo_complete(struct callinfo *c, const struct document *d, struct arena *a)
{
	enum { DAYS_AFTER = 30, MOST_AFTER = 150 };
	int y, q;
	bool given = c->as_of != DATE_NONE;
	if (c->company.n == 0 || c->as_of == DATE_NONE || c->fiscal_period.n == 0)
		read_head(c, d, a);
	bool labelled = fiscal_parse_label(c->fiscal_period, &y, &q);
	if (labelled && !period_known(c->quarter))
		c->quarter =
		    callinfo_quarter(y, q, c->year_end_month ? c->year_end_month : 12);
	/* A mistyped year in a header would move every period. */
	if (!given && c->as_of != DATE_NONE && period_known(c->quarter)
	    && !c->fiscal_said
	    && (c->as_of < c->quarter.end || c->as_of > c->quarter.end + MOST_AFTER)) {
		c->doubtful = c->as_of;
		c->as_of = DATE_NONE;
	}
	if (c->year_end_month)
		c->fiscal_said = false;
	if (c->as_of == DATE_NONE && period_known(c->quarter)) {
		c->as_of = c->quarter.end + DAYS_AFTER;
		c->as_of_estimated = true;
	}
	if (!period_known(c->quarter) && c->as_of != DATE_NONE) {
		/* The quarter that ended before the call. */
		int end = c->year_end_month ? c->year_end_month : 12, m, d_;
		date_to_civil(c->as_of, &y, &m, &d_);
		struct fiscal f = {y, 1, callinfo_quarter(y, 1, end), end};
		fiscal_locate(&f, c->as_of, &y, &q);
		c->quarter = fiscal_quarter(&f, y, q - 1);
		fiscal_locate(&f, c->quarter.end, &y, &q);
		c->fiscal_period = arena_printf(a, "%04d-Q%d", y, q);
	}
}

struct fiscal
callinfo_fiscal(const struct callinfo *c)
{
	struct fiscal f = {.quarter = 0};
	if (!period_known(c->quarter))
		return f;
	if (!fiscal_set(&f, c->fiscal_period, c->quarter))
		f = fiscal_calendar_year(c->quarter.end);
	return f;
}
