/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/callinfo.h"

#include "extract/calendar.h"
#include "extract/heading.h"
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
	if (csv_is_text(bytes, e) != 0 || csv_read(bytes, a, &rows, &n, e) != 0)
		return err_at(e, file, e ? e->line : 0);
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

static struct str
text_of(const struct document *d, const struct token *from, const struct token *last)
{
	return (struct str){d->text + from->start, last->end - from->start};
}

/* "(TSLA)" at the end of a line of the head: capitals. */
static bool
ends_in_ticker(const struct document *d, const struct token *t, size_t n, size_t i)
{
	enum { HEAD = 400, LONGEST = 5 };
	const struct token *w = &t[i + 1];
	if (i + 3 >= n || t[i].start > HEAD || w->kind != LEXER_WORD
	    || t[i + 2].kind != LEXER_CLOSE || t[i + 3].kind != LEXER_BREAK
	    || w->end - w->start > LONGEST)
		return false;
	for (size_t k = w->start; k < w->end; k++)
		if (d->text[k] < 'A' || d->text[k] > 'Z')
			return false;
	return true;
}

/* The words before "(NASDAQ: TSLA)" on its line, or "(TSLA)" at its end, and the ticker. */
static struct str
listed_company(
    const struct document *d, const struct token *t, size_t n, struct str *ticker)
{
	enum { FAR = 5 };
	for (size_t i = 1; i + 2 < n; i++) {
		bool alone = t[i].kind == LEXER_OPEN && ends_in_ticker(d, t, n, i);
		if (t[i].kind != LEXER_OPEN
		    || (!alone && !number_among(&t[i + 1], "nasdaq|nyse|tsx|lse|amex")))
			continue;
		size_t from = i, k = i + (alone ? 1 : 2);
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

/* A word that stands behind a company's name, in what a call is called. */
static bool
is_call_word(const struct token *t)
{
	return number_among(t,
	    "q1|q2|q3|q4|fiscal|first|second|third|fourth|full|earnings|conference|"
	    "results"
	    "|year|year-end|quarterly|webcast|call|investor|financial|reports");
}

/* "Sturm, Ruger" of "Sturm, Ruger Earnings conference call": the words behind a comma
 * are the name's when the call's follow. */
static bool
leads_to_call(const struct token *t, size_t n, size_t j)
{
	size_t from = j;
	while (j < n && j < from + 3 && t[j].capital && !is_call_word(&t[j]))
		j++;
	return j > from && j < n && is_call_word(&t[j]);
}

/* May token j go on a company's name that began at from? */
static bool
goes_on(const struct token *t, size_t n, size_t from, size_t j)
{
	if (t[j].kind == LEXER_WORD && t[j].capital)
		return !number_among(&t[j],
		    "q1|q2|q3|q4|fiscal|first|second|third|fourth"
		    "|full|earnings|conference|results|year|quarterly|webcast|call");
	if (t[j].kind == LEXER_DASH || number_among(&t[j], "of|and|plc"))
		return true;
	/* "Lowe's Companies", "M/I Homes", "Phillips 66" */
	if (t[j].kind == LEXER_TAIL
	    || (t[j].kind == LEXER_OTHER && t[j].low.p[0] == '/'))
		return j > from && j + 1 < n && t[j + 1].capital
		       && goes_on(t, n, from, j + 1);
	if (calendar_whole(t, n, j, 1, CALENDAR_LEAST - 1))
		return j > from && t[j - 1].capital;
	if (t[j].kind == LEXER_COMMA)
		return j + 1 < n
		       && (number_among(&t[j + 1],
			       "inc|llc|corp|ltd|plc|lp|l.p|l.p.|n.v|"
			       "n.v.|s.a|s.a.|se|ag|nv|sa")
			   || leads_to_call(t, n, j + 1));
	/* "Guess?" */
	if (t[j].kind == LEXER_STOP && t[j].low.p[0] != '.')
		return j > from && t[j].start == t[j - 1].end && j + 1 < n
		       && is_call_word(&t[j + 1]);
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
	static const char *const forms[] = {" & Co.", " & Co", " and Company",
	    " & Company", " Inc.", " Inc", " Incorporated", " Corporation", " Corp.",
	    " Corp", " LLC", " L.P.", " LP", " Ltd.", " Ltd", " Limited", " plc",
	    " Plc", " PLC", " Company", " Co.", " SE", " AG", " AB", " ASA", " A/S",
	    " Oyj", " GmbH", " KGaA", " S.A.", " SA", " N.V.", " NV", " SpA", " S.p.A.",
	    ","};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str f = str_from(forms[i]);
		if (name.n > f.n && str_eq(str_sub(name, name.n - f.n, name.n), f))
			return without_form(str_sub(name, 0, name.n - f.n));
	}
	return name;
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

/* Is somebody made welcome a few words before i? */
static bool
greets(const struct token *t, size_t i)
{
	enum { FAR = 14 };
	for (size_t k = 0; k <= FAR && k <= i; k++)
		if (number_among(&t[i - k], "welcome|welcomed|joining|joined|standing"))
			return true;
	return false;
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
			 && number_among(&t[i + 1], "to|the") && greets(t, i)))
			continue;
		size_t from = i + 2;
		while (from < n
		       && (number_among(&t[from], "the|to|today|'s|our|first|second|"
						  "third|fourth|quarter|q1|q2|q3|q4"
						  "|fiscal|full|year|and|end")
			   || calendar_whole(t, n, from, CALENDAR_LEAST, CALENDAR_MOST)
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

/* The words before the quarter in a first line such as "Acme (ACM) Q3 2020 earnings
 * call", and the ticker. */
static struct str
titled_company(
    const struct document *d, const struct token *t, size_t n, struct str *ticker)
{
	enum { LONGEST = 25 };
	size_t end = 0, i = 0, calls = 0, j = 0;
	int q;
	while (end < n && end <= LONGEST && t[end].kind != LEXER_BREAK)
		calls += number_among(&t[end++], "call|results|earnings|transcript");
	if (end > LONGEST || calls == 0)
		return (struct str){NULL, 0};
	while (i < end && !calendar_quarter_name(t, n, i, &q))
		i++;
	while (j < i && goes_on(t, n, 0, j))
		j++;
	if (i == end || j == 0 || !t[0].capital
	    || (j < i && t[j].kind != LEXER_OPEN && t[j].kind != LEXER_TAIL))
		return (struct str){NULL, 0};
	if (j + 2 < i && t[j].kind == LEXER_OPEN && t[j + 1].kind == LEXER_WORD
	    && t[j + 2].kind == LEXER_CLOSE)
		*ticker = text_of(d, &t[j + 1], &t[j + 1]);
	while (j > 1 && t[j - 1].kind == LEXER_DASH) /* "Acme - Q3 2020" */
		j--;
	return text_of(d, &t[0], &t[j - 1]);
}

/* Is the title before i one that somebody had: "the former chief executive of"? */
static bool
was_held(const struct token *t, size_t i)
{
	enum { FAR = 4 };
	for (size_t k = 1; k <= FAR && k <= i; k++)
		if (number_among(
			&t[i - k], "former|formerly|ex|previous|previously|was|been"))
			return true;
	return false;
}

/* "executive chairman of Acme Widgets.", "your interest in Acme Widgets." */
static struct str
led_company(const struct document *d, const struct token *t, size_t n)
{
	for (size_t i = 1; i + 2 < n; i++) {
		if (!(number_among(&t[i], "of|in|at")
			&& number_among(&t[i - 1],
			    "chairman|president|ceo|cfo|officer|interest|relations"))
		    || !t[i + 1].capital || was_held(t, i - 1))
			continue;
		size_t j = i + 1;
		while (j < n && goes_on(t, n, i + 1, j))
			j++;
		if (j < n && j > i + 1
		    && (t[j].kind == LEXER_STOP || t[j].kind == LEXER_COMMA
			|| t[j].kind == LEXER_BREAK))
			return text_of(d, &t[i + 1], &t[j - 1]);
	}
	return (struct str){NULL, 0};
}

/* The text's beginning, and how far into it its calendar is looked for. */
enum { DATE_LINE = 400, OPENING = 3000, HEAD = 6000, READ_MOST = 1 << 20 };

struct head {
	const struct document *d;
	const struct token *t;
	size_t n; /* of the head */
	size_t all;
	int year, quarter; /* of the label; 0 */
	bool fiscal;       /* beside it */
};

/* Does the sentence before i speak of its own day: "our views as of"? */
static bool
stands_as_of(const struct token *t, size_t i)
{
	enum { FAR = 40 };
	if (i < 2 || !number_among(&t[i - 1], "of") || !number_among(&t[i - 2], "as"))
		return false;
	for (size_t k = 3; k <= FAR && k <= i && t[i - k].kind != LEXER_STOP; k++)
		if (number_among(&t[i - k], "statements|view|views|information"))
			return true;
	return false;
}

/* The day of the call stands above the first words, or is said: "recorded today,
 * February 14, 2020", "forward-looking statements ... as of November 2, 2021".  Where
 * other is known, the first such day that is no neighbour of it. */
static int32_t
day_of(const struct head *h, int32_t other)
{
	enum { FAR = 4, NEAR = 7 };
	for (size_t i = 0; i < h->n && h->t[i].start < OPENING; i++) {
		int32_t date = calendar_date(h->t, h->n, i);
		bool told = date != DATE_NONE && stands_as_of(h->t, i), ends = false;
		for (size_t k = 1; date != DATE_NONE && k <= FAR && k <= i; k++) {
			told |= number_among(&h->t[i - k], "recorded|today|held");
			ends |= number_among(&h->t[i - k], "ended|ending|since");
		}
		if (other != DATE_NONE && date >= other - NEAR && date <= other + NEAR)
			continue;
		if (date != DATE_NONE && !ends && (told || h->t[i].start < DATE_LINE))
			return date;
	}
	return DATE_NONE;
}

/* The quarter that the call is said to be about, its year where that is said, too. */
static void
read_label(struct head *h)
{
	int y, q;
	for (size_t i = 0; i < h->n && h->t[i].start < OPENING && h->year == 0; i++) {
		bool dated = calendar_quarter(h->t, h->n, i, &y, &q);
		if (!dated && !calendar_quarter_name(h->t, h->n, i, &q))
			continue;
		if (!about_the_call(h->t, h->n, i) || (!dated && h->quarter))
			continue;
		h->year = dated ? y : 0;
		h->quarter = q;
		for (size_t k = i > 4 ? i - 4 : 0; k < i + 5 && k < h->n; k++)
			h->fiscal |= number_among(&h->t[k], "fiscal");
	}
}

static void
read_company(struct callinfo *c, const struct head *h, struct arena *a)
{
	size_t opening = 0;
	while (opening < h->n && h->t[opening].start < OPENING)
		opening++;
	struct str ticker = {NULL, 0},
		   company = listed_company(h->d, h->t, h->n, &ticker);
	if (company.n == 0)
		company = titled_company(h->d, h->t, h->n, &ticker);
	if (company.n == 0)
		company = heading_company(h->d, h->t, h->n, a);
	if (company.n == 0)
		company = welcomed_company(h->d, h->t, h->n);
	if (company.n == 0)
		company = led_company(h->d, h->t, opening);
	/* A copy: the text's own is changed when sentences are joined. */
	c->company = arena_str(a, without_form(company));
	if (c->ticker.n == 0)
		c->ticker = arena_str(a, ticker);
}

/* The quarter's dates, and its label where that was not known. */
static void
read_quarter(struct callinfo *c, const struct head *h, bool given, struct arena *a)
{
	struct calendar_known known = {.as_of = DATE_NONE,
	    .header = c->as_of,
	    .year = h->year,
	    .quarter = h->quarter,
	    .fiscal = h->fiscal,
	    .year_end_month = c->year_end_month};
	bool labelled =
	    fiscal_parse_label(c->fiscal_period, &known.year, &known.quarter);
	/* A header's date may be mistyped: alone it moves no label's months. */
	if (given || known.fiscal || known.year == 0)
		known.as_of = c->as_of;
	struct calendar_found found = calendar_find(h->t, h->all, &known);
	if (found.quarter == 0)
		return;
	c->quarter = found.quarter_dates;
	c->fiscal_said = found.fiscal_said && c->year_end_month == 0;
	if (!labelled)
		c->fiscal_period =
		    arena_printf(a, "%04d-Q%d", found.year, found.quarter);
}

/* The quarter that ended before the call. */
static void
quarter_before(struct callinfo *c, struct arena *a)
{
	int y, q, m, d, end = c->year_end_month ? c->year_end_month : 12;
	date_to_civil(c->as_of, &y, &m, &d);
	struct fiscal f = {y, 1, calendar_dates(y, 1, end), end, FISCAL_STEPS};
	fiscal_locate(&f, c->as_of, &y, &q);
	c->quarter = fiscal_quarter(&f, y, q - 1);
	fiscal_locate(&f, c->quarter.end, &y, &q);
	c->fiscal_period = arena_printf(a, "%04d-Q%d", y, q);
}

enum { MOST_AFTER = 150, MOST_BEFORE = 14 };

static bool
fits(const struct callinfo *c, int32_t day)
{
	return day >= c->quarter.end && day <= c->quarter.end + MOST_AFTER;
}

/* How many of n tokens lie in the first bytes of the text. */
static size_t
tokens_in(const struct token *t, size_t n, size_t bytes)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (t[mid].end <= bytes)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
read_text(struct callinfo *c, const struct document *d, const struct token *t, size_t n,
    struct arena *a)
{
	struct head h = {.d = d,
	    .t = t,
	    .n = tokens_in(t, n, HEAD),
	    .all = tokens_in(t, n, READ_MOST)};
	bool given = c->as_of != DATE_NONE;
	if (c->company.n == 0)
		read_company(c, &h, a);
	if (!given)
		c->as_of = day_of(&h, DATE_NONE);
	read_label(&h);
	if (!period_known(c->quarter))
		read_quarter(c, &h, given, a);
	/* A mistyped year in a header would move every period; another day there may be
	 * the right one. */
	if (given || c->as_of == DATE_NONE || !period_known(c->quarter) || h.fiscal
	    || fits(c, c->as_of))
		return;
	int32_t other = day_of(&h, c->as_of);
	bool right = other != DATE_NONE && fits(c, other);
	if (!right)
		c->doubtful = c->as_of;
	c->as_of = right ? other : DATE_NONE;
}

bool
callinfo_is_odd(const struct callinfo *c)
{
	return c->as_of != DATE_NONE && !c->as_of_estimated && period_known(c->quarter)
	       && (c->as_of < c->quarter.end - MOST_BEFORE
		   || c->as_of > c->quarter.end + MOST_AFTER);
}

/* Another day than the call's at the text's head. */
static void
find_rival(
    struct callinfo *c, const struct document *d, const struct token *t, size_t n)
{
	const struct head h = {.d = d, .t = t, .n = tokens_in(t, n, OPENING)};
	c->rival = day_of(&h, c->as_of);
}

void
callinfo_complete(struct callinfo *c, const struct document *d, const struct token *t,
    size_t n, struct arena *a)
{
	enum { DAYS_AFTER = 30 };
	if (c->company.n == 0 || c->as_of == DATE_NONE || !period_known(c->quarter))
		read_text(c, d, t, n, a);
	if (c->as_of != DATE_NONE)
		find_rival(c, d, t, n);
	if (c->as_of == DATE_NONE && period_known(c->quarter)) {
		c->as_of = c->quarter.end + DAYS_AFTER;
		c->as_of_estimated = true;
	}
	if (!period_known(c->quarter) && c->as_of != DATE_NONE)
		quarter_before(c, a);
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
