/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/mapped.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/base/lookup.h"
#include "series/catalog.h"
#include "series/csv.h"
#include "series/fiscal.h"
#include "series/options.h"
#include "series/unit.h"

/* ---- the time that a text names ---- */

enum { MOST_TOKENS = 6 };

/* A text as the letters of its parts: Y a year of four digits, n one or two digits, D
 * eight, M a month's name, q h f the words Q H FY. */
struct shape {
	char letters[MOST_TOKENS + 1];
	int value[MOST_TOKENS];
};

/* What a shape means: which of its parts is the year, the part of it, the day. */
static const struct {
	const char *letters;
	enum period_grain grain;
	signed char year, part, day;
} shapes[] = {
    {"Yqn", PERIOD_QUARTER, 0, 2, -1},
    {"qnY", PERIOD_QUARTER, 2, 1, -1},
    {"nqY", PERIOD_QUARTER, 2, 0, -1},
    {"nqn", PERIOD_QUARTER, 2, 0, -1},
    {"qnn", PERIOD_QUARTER, 2, 1, -1},
    {"fYqn", PERIOD_QUARTER, 1, 3, -1},
    {"fnqn", PERIOD_QUARTER, 1, 3, -1},
    {"qnfY", PERIOD_QUARTER, 3, 1, -1},
    {"qnfn", PERIOD_QUARTER, 3, 1, -1},
    {"nqfY", PERIOD_QUARTER, 3, 0, -1},
    {"Yhn", PERIOD_HALF, 0, 2, -1},
    {"hnY", PERIOD_HALF, 2, 1, -1},
    {"nhY", PERIOD_HALF, 2, 0, -1},
    {"nhn", PERIOD_HALF, 2, 0, -1},
    {"fYhn", PERIOD_HALF, 1, 3, -1},
    {"Y", PERIOD_YEAR, 0, -1, -1},
    {"fY", PERIOD_YEAR, 1, -1, -1},
    {"fn", PERIOD_YEAR, 1, -1, -1},
    {"Yf", PERIOD_YEAR, 0, -1, -1},
    {"Yn", PERIOD_MONTH, 0, 1, -1},
    {"MY", PERIOD_MONTH, 1, 0, -1},
    {"YM", PERIOD_MONTH, 0, 1, -1},
    {"Ynn", PERIOD_DAY, 0, 1, 2},
    {"MnY", PERIOD_DAY, 2, 0, 1},
    {"nMY", PERIOD_DAY, 2, 1, 0},
};

static bool
letter(char c)
{
	return str_lower(c) >= 'a' && str_lower(c) <= 'z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A word's letter and, of a month, its number; 0 when it is no such word. */
static char
word_letter(struct str w, int *value)
{
	static const char *const months[] = {"january", "february", "march", "april",
	    "may", "june", "july", "august", "september", "october", "november",
	    "december"};
	static const struct {
		const char *word;
		char letter;
	} words[] = {{"q", 'q'}, {"h", 'h'}, {"fy", 'f'}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(w, str_from(words[i].word)))
			return words[i].letter;
	for (int i = 0; i < 12 && w.n >= 3; i++) {
		struct str m = str_sub(str_from(months[i]), 0, w.n);
		if (str_eq_nocase(w, m)) {
			*value = i + 1;
			return 'M';
		}
	}
	return 0;
}

static bool
shape_of(struct str s, struct shape *out)
{
	static const char of_digits[] = {0, 'n', 'n', 0, 'Y', 0, 0, 0, 'D'};
	size_t n = 0, i = 0;
	while (i < s.n) {
		size_t from = i;
		if (n == MOST_TOKENS)
			return false;
		out->value[n] = 0;
		if (digit(s.p[i])) {
			for (; i < s.n && digit(s.p[i]) && i - from < 8; i++)
				out->value[n] = out->value[n] * 10 + (s.p[i] - '0');
			out->letters[n] = of_digits[i - from];
		} else if (letter(s.p[i])) {
			while (i < s.n && letter(s.p[i]))
				i++;
			out->letters[n] =
			    word_letter(str_sub(s, from, i), &out->value[n]);
		} else if (s.p[i] && strchr(" -/.,'", s.p[i])) {
			i++;
			continue;
		}
		if (i == from || out->letters[n] == 0)
			return false;
		n++;
	}
	out->letters[n] = '\0';
	return n > 0;
}

static bool
set_period(
    enum period_grain g, const int ymd[3], const struct fiscal *f, struct period *out)
{
	int y = ymd[0], part = ymd[1], day = ymd[2];
	y += y < 70 ? 2000 : y < 100 ? 1900 : 0;
	if (y < 1900 || y > 2200)
		return false;
	bool month = part >= 1 && part <= 12;
	if (g == PERIOD_YEAR)
		*out = fiscal_year(f, y);
	else if (g == PERIOD_QUARTER && part >= 1 && part <= 4)
		*out = fiscal_quarter(f, y, part);
	else if (g == PERIOD_HALF && part >= 1 && part <= 2)
		*out = fiscal_quarters(f, y, 2 * part - 1, 2);
	else if (g == PERIOD_MONTH && month)
		*out = period_months(y, part, 1);
	else if (g == PERIOD_DAY && month && day >= 1
		 && day <= date_days_in_month(y, part))
		*out = period_day(date_from_civil(y, part, day));
	else
		return false;
	return true;
}

bool
mapped_period(struct str text, int year_end, char order, struct period *out)
{
	/* The year 2000 ends in that month. */
	int first = year_end % 12 + 1;
	struct fiscal f = {2000, 1,
	    period_months(year_end == 12 ? 2000 : 1999, first, 3), year_end,
	    FISCAL_STEPS};
	struct shape s = {.letters = ""};
	if (!shape_of(str_trim(text), &s))
		return false;
	const int *v = s.value;
	if (strcmp(s.letters, "nnY") == 0 && order)
		return set_period(PERIOD_DAY,
		    (int[]){
			v[2], order == 'm' ? v[0] : v[1], order == 'm' ? v[1] : v[0]},
		    &f, out);
	if (strcmp(s.letters, "D") == 0)
		return set_period(PERIOD_DAY,
		    (int[]){v[0] / 10000, v[0] / 100 % 100, v[0] % 100}, &f, out);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (strcmp(shapes[i].letters, s.letters) == 0)
			return set_period(shapes[i].grain,
			    (int[]){v[shapes[i].year],
				shapes[i].part < 0 ? 0 : v[shapes[i].part],
				shapes[i].day < 0 ? 0 : v[shapes[i].day]},
			    &f, out);
	return false;
}

/* ---- fields ---- */

/* Those of a map that are no column of observations come after these. */
enum { VALUE = OBS_COLUMNS, PERIOD, TICKER, SCALE, YEAR_END, DATES, DECIMAL, FIELDS };
static const char *const own_fields[FIELDS - OBS_COLUMNS] = {
    "value", "period", "ticker", "scale", "fiscal_year_end", "dates", "decimal"};

#define NO_COLUMN SIZE_MAX

/* The text of a field in a row, and the column that it is from. */
struct given {
	struct str text;
	size_t column; /* NO_COLUMN: the map says it */
	size_t line;   /* of the map */
	bool said;
};

/* An entry of the map, its names looked up. */
enum role { CONSTANT, COLUMN, WORD, VALUE_COLUMN, ROLES };
struct rule {
	enum role role;
	size_t field;  /* that it sets or whose words it translates */
	size_t column; /* of COLUMN and VALUE_COLUMN */
	const struct ini_entry *entry;
};

enum { CALL_FIELDS = 3 };
struct reading {
	struct str name;
	const struct mapped_options *o;
	struct arena *a;
	struct rule *rules;
	size_t n_rules;
	size_t *wide; /* the columns of [value COLUMN], each once */
	size_t n_wide;
	const struct csv_row *header, *row;
	bool by_row[FIELDS];             /* a column sets it */
	size_t call_fields[CALL_FIELDS]; /* as_of, company, fiscal_period */
	struct lookup docs;              /* to the number of their call */
	struct import_set out;
	size_t cap_calls, cap_obs;
	size_t *count; /* of each call: its observations */
	size_t cap_count;
	struct err *e;
};

static const char *
field_name(size_t f)
{
	return f < OBS_COLUMNS ? obs_columns[f].name : own_fields[f - OBS_COLUMNS];
}

static int
bad_map(struct reading *r, const struct ini_entry *x, const char *why)
{
	(void)err_set(r->e, ERR_CONFIG, "[%.*s] %.*s: %s", STR_FMT(x->section),
	    STR_FMT(x->key), why);
	return err_at(r->e, r->o->map_name, x->line);
}

static int
find_field(struct reading *r, struct str name, const struct ini_entry *x, size_t *f)
{
	const char *names[FIELDS];
	for (*f = 0; *f < FIELDS; ++*f) {
		names[*f] = field_name(*f);
		if (!str_eq(name, str_from(names[*f])))
			continue;
		static const char *const ours[] = {"start", "end", "line"};
		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			if (strcmp(names[*f], ours[i]) == 0)
				return bad_map(
				    r, x, "tells where a value stands; leave it out");
		return 0;
	}
	char word[48], why[160];
	(void)snprintf(word, sizeof word, "%.*s", STR_FMT(name));
	const char *near = word[0] && word[1] && word[2] && word[3]
			       ? options_nearest(word, names, FIELDS)
			       : NULL;
	(void)snprintf(why, sizeof why, "'%s' is no field%s%s%s", word,
	    near ? "; did you mean '" : " (docs/formats.md has them: metric, value, ",
	    near ? near : "period, as_of, unit, ...", near ? "'?" : ")");
	return bad_map(r, x, why);
}

static int
find_column(struct reading *r, struct str name, const struct ini_entry *x, size_t *c)
{
	for (*c = 0; *c < r->header->n; ++*c)
		if (str_eq(str_trim(r->header->fields[*c]), name))
			return 0;
	char why[400];
	size_t n = (size_t)snprintf(why, sizeof why,
	    "%.*s has no column '%.60s'; it has", r->name.n > 80 ? 80 : (int)r->name.n,
	    r->name.n ? r->name.p : "", name.p);
	for (size_t i = 0; i < r->header->n && n + 70 < sizeof why; i++) {
		struct str h = str_sub(r->header->fields[i], 0, 40);
		n += (size_t)snprintf(
		    why + n, sizeof why - n, "%s '%.*s'", i ? "," : "", STR_FMT(h));
	}
	return bad_map(r, x, why);
}

static int
add_wide(struct reading *r, size_t column)
{
	for (size_t i = 0; i < r->n_wide; i++)
		if (r->wide[i] == column)
			return 0;
	r->wide[r->n_wide++] = column;
	return 0;
}

/* [words FIELD] and [value COLUMN] have their name behind a blank. */
static int
set_rule(struct reading *r, const struct ini_entry *x, struct rule *to)
{
	struct str name = x->section, kind = str_cut(&name, ' ');
	name = str_trim(name);
	*to = (struct rule){.entry = x, .column = NO_COLUMN};
	if (str_eq(x->section, STR("constants"))) {
		to->role = CONSTANT;
		return find_field(r, x->key, x, &to->field);
	}
	if (str_eq(x->section, STR("columns"))) {
		to->role = COLUMN;
		if (find_field(r, x->key, x, &to->field) != 0)
			return -1;
		r->by_row[to->field] = true;
		return find_column(r, x->value, x, &to->column);
	}
	if (str_eq(kind, STR("words")) && name.n) {
		to->role = WORD;
		return find_field(r, name, x, &to->field);
	}
	if (str_eq(kind, STR("value")) && name.n) {
		to->role = VALUE_COLUMN;
		if (find_field(r, x->key, x, &to->field) != 0
		    || find_column(r, name, x, &to->column) != 0)
			return -1;
		r->by_row[to->field] = true;
		return add_wide(r, to->column);
	}
	return bad_map(r, x,
	    "no such section; a map has [constants], [columns], [words FIELD] and "
	    "[value COLUMN]");
}

static int
read_map(struct reading *r)
{
	size_t n = r->o->n_map;
	r->rules = ARENA_NEW(r->a, n, struct rule);
	r->wide = ARENA_NEW(r->a, n, size_t);
	if (!r->rules || !r->wide)
		return err_nomem(r->e);
	for (; r->n_rules < n; r->n_rules++)
		if (set_rule(r, &r->o->map[r->n_rules], &r->rules[r->n_rules]) != 0)
			return -1;
	return 0;
}

int
mapped_option(
    const char *section, const char *arg, struct ini_entry *out, struct err *e)
{
	struct str value = str_from(arg), key = str_cut(&value, '=');
	if (!strchr(arg, '=') || key.n == 0)
		return err_set(
		    e, ERR_USAGE, "'%.80s' is not FIELD=TEXT, as in date=Date", arg);
	*out = (struct ini_entry){str_from(section), str_trim(key), str_trim(value), 0};
	return 0;
}

/* ---- one row ---- */

/* What is wrong with a field: its line and column, or the map's line. */
static int
bad_cell(struct reading *r, const struct given *g, size_t field, const char *why)
{
	struct str text = str_sub(g->text, 0, 60);
	if (g->column == NO_COLUMN) {
		(void)err_set(r->e, ERR_CONFIG, "%s '%.*s' %s", field_name(field),
		    STR_FMT(text), why);
		return err_at(r->e, r->o->map_name, g->line);
	}
	struct str column = str_sub(r->header->fields[g->column], 0, 60);
	(void)err_set(r->e, ERR_DATA, "column '%.*s': '%.*s' %s", STR_FMT(column),
	    STR_FMT(text), why);
	return err_at(r->e, r->name, r->row->line);
}

/* "cash | basis = gaap": the first part is the text; the others set further fields. */
static int
translate(struct reading *r, const struct rule *w, size_t column, struct given *g)
{
	struct str rest = w->entry->value;
	g[w->field].text = str_trim(str_cut(&rest, '|'));
	while (rest.n) {
		struct str text = str_cut(&rest, '|'), key = str_cut(&text, '=');
		size_t f;
		if (find_field(r, str_trim(key), w->entry, &f) != 0)
			return -1;
		g[f] = (struct given){str_trim(text), column, w->entry->line, true};
	}
	return 0;
}

/* The fields of a row, of the values of column `wide` unless that is none.  *skip: a
 * word of it says that it is to be left out. */
static int
gather(struct reading *r, size_t wide, struct given g[FIELDS], bool *skip)
{
	memset(g, 0, FIELDS * sizeof *g);
	*skip = false;
	for (int pass = 0; pass < 2; pass++) /* columns win over what the map says */
		for (size_t i = 0; i < r->n_rules; i++) {
			const struct rule *x = &r->rules[i];
			bool constant =
			    x->role == CONSTANT
			    || (x->role == VALUE_COLUMN && x->column == wide);
			struct given *to = &g[x->field];
			if (pass == 0 && constant)
				*to = (struct given){
				    x->entry->value, NO_COLUMN, x->entry->line, true};
			if (pass == 1 && x->role == COLUMN)
				*to =
				    (struct given){str_trim(r->row->fields[x->column]),
					x->column, x->entry->line, true};
		}
	if (wide != NO_COLUMN)
		g[VALUE] =
		    (struct given){str_trim(r->row->fields[wide]), wide, 0, true};
	for (size_t i = 0; i < r->n_rules; i++) {
		const struct rule *w = &r->rules[i];
		const struct given *of = &g[w->field];
		if (w->role != WORD || of->column == NO_COLUMN || !of->said
		    || !str_eq(of->text, w->entry->key))
			continue;
		*skip = *skip || str_eq(w->entry->value, STR("-"));
		if (translate(r, w, of->column, g) != 0)
			return -1;
	}
	return 0;
}

/* ---- numbers ---- */

static bool
no_value(struct str s)
{
	static const char *const words[] = {"", "-", ".", "na", "n/a", "nan", "null"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(s, str_from(words[i])))
			return true;
	return false;
}

/* Whether the group mark at p[i] has just three digits behind it. */
static bool
is_group(struct str s, size_t i)
{
	size_t k = i + 1;
	while (k < s.n && digit(s.p[k]))
		k++;
	return i > 0 && k == i + 4;
}

/* The mantissa as strtod wants it, without the marks of thousands; how much of s it
 * takes; 0 when there are no digits. */
static size_t
mantissa(struct str s, bool comma, char *to, size_t size)
{
	size_t n = 0, i = 0, digits = 0;
	bool point = false;
	for (; i < s.n && n + 1 < size; i++) {
		char c = s.p[i];
		if (digit(c))
			digits++;
		else if (!point && c == (comma ? '.' : ',') && is_group(s, i))
			continue;
		else if (!point && c == (comma ? ',' : '.'))
			point = true;
		else
			break;
		to[n] = '.';
		if (digit(c))
			to[n] = c;
		n++;
	}
	to[n] = '\0';
	return digits ? i : 0;
}

/* A number as people put it in tables: "$1,234.5", "(5)" for -5, "12%", "1.5e9"; its
 * mantissa, sign and exponent of ten.  False when it is none. */
static bool
parse_number(struct str s, bool comma, char *to, size_t size, int *exponent)
{
	bool negative = false;
	if (s.n && s.p[s.n - 1] == '%')
		s = str_trim(str_sub(s, 0, s.n - 1));
	if (s.n > 1 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
		negative = true;
		s = str_trim(str_sub(s, 1, s.n - 1));
	} else if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
		negative = s.p[0] == '-';
		s = str_sub(s, 1, s.n);
	}
	if (s.n && s.p[0] == '$')
		s = str_sub(s, 1, s.n);
	to[0] = '-';
	size_t taken = mantissa(s, comma, to + negative, size - 1);
	*exponent = 0;
	s = str_sub(s, taken, s.n);
	if (taken == 0 || s.n == 0)
		return taken != 0;
	char text[8];
	if (str_lower(s.p[0]) != 'e' || s.n < 2 || s.n >= sizeof text)
		return false;
	(void)snprintf(text, sizeof text, "%.*s", (int)s.n - 1, s.p + 1);
	char *end;
	*exponent = (int)strtol(text, &end, 10);
	return *end == '\0' && !str_isspace(text[0]);
}

/* What a scale multiplies by: a power of ten, as its exponent. */
static bool
exponent_of(struct str scale, int *out)
{
	static const struct {
		const char *word;
		int exponent;
	} rows[] = {{"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12},
	    {"1", 0}, {"100", 2}, {"1000", 3}, {"1000000", 6}, {"1000000000", 9}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_eq_nocase(scale, str_from(rows[i].word))) {
			*out = rows[i].exponent;
			return true;
		}
	return false;
}

/* "USD million" is USD, a million times; also "%" is percent. */
static struct str
split_unit(struct str unit, int *exponent)
{
	struct str head = unit;
	*exponent = 0;
	if (str_eq(unit, STR("%")))
		return STR("percent");
	while (head.n && head.p[head.n - 1] != ' ')
		head.n--;
	if (head.n && exponent_of(str_sub(unit, head.n, unit.n), exponent))
		return str_trim(head);
	return unit;
}

static int
set_number(
    struct reading *r, const struct given g[FIELDS], size_t f, int exponent, double *v)
{
	char text[96], shifted[112];
	int own;
	bool comma = str_eq(g[DECIMAL].text, STR("comma"));
	*v = (double)NAN;
	if (no_value(g[f].text))
		return 0;
	if (!parse_number(g[f].text, comma, text, sizeof text, &own))
		return bad_cell(r, &g[f], f, "is not a number");
	/* By its exponent, so that 3.367 billion is what these digits say. */
	(void)snprintf(shifted, sizeof shifted, "%se%d", text, own + exponent);
	*v = strtod(shifted, NULL);
	return isfinite(*v) ? 0 : bad_cell(r, &g[f], f, "is too large");
}

/* ---- a row's observation ---- */

static size_t
field_of(const char *name)
{
	const struct obs_column *c = obs_column(str_from(name));
	return c ? (size_t)(c - obs_columns) : FIELDS;
}

static int
set_values(struct reading *r, const struct given g[FIELDS], struct obs *o)
{
	int of_unit, scale = 0;
	size_t low = field_of("low"), high = field_of("high"), unit = field_of("unit");
	o->unit = split_unit(g[unit].text, &of_unit);
	if (g[SCALE].said && g[SCALE].text.n && !exponent_of(g[SCALE].text, &scale))
		return bad_cell(r, &g[SCALE], SCALE,
		    "is not among thousand, million, billion, trillion, 100");
	int exponent = of_unit + scale;
	if (g[VALUE].said) {
		o->text = g[VALUE].text;
		if (set_number(r, g, VALUE, exponent, &o->low) != 0)
			return -1;
		o->high = o->low;
		return 0;
	}
	if (set_number(r, g, low, exponent, &o->low) != 0
	    || set_number(r, g, high, exponent, &o->high) != 0)
		return -1;
	if (o->low > o->high)
		return bad_cell(r, &g[low], low, "is above 'high'");
	return 0;
}

static int
set_times(struct reading *r, const struct given g[FIELDS], struct obs *o)
{
	int year_end = 12;
	char order = '\0';
	if (g[DATES].text.n)
		order = g[DATES].text.p[0];
	if (g[DATES].said && !str_eq(g[DATES].text, STR("mdy"))
	    && !str_eq(g[DATES].text, STR("dmy")))
		return bad_cell(r, &g[DATES], DATES, "is not mdy or dmy");
	if (g[YEAR_END].said) {
		struct str s = g[YEAR_END].text;
		year_end = 0;
		for (size_t i = 0; i < s.n && i < 2 && digit(s.p[i]); i++)
			year_end = year_end * 10 + (s.p[i] - '0');
		if (s.n > 2 || year_end < 1 || year_end > 12)
			return bad_cell(
			    r, &g[YEAR_END], YEAR_END, "is not a month (1 to 12)");
	}
	if (g[PERIOD].said && g[PERIOD].text.n
	    && !mapped_period(g[PERIOD].text, year_end, order, &o->period))
		return bad_cell(r, &g[PERIOD], PERIOD,
		    "is not a time (2019-Q3, FY2019, Sep 2019, 2019-09-30; "
		    "9/30/2019 with dates = mdy, 30.9.2019 with dates = dmy)");
	static const struct {
		const char *name;
		size_t at;
	} dates[] = {{"as_of", offsetof(struct obs, as_of)},
	    {"period_start", offsetof(struct obs, period.start)},
	    {"period_end", offsetof(struct obs, period.end)},
	    {"base_start", offsetof(struct obs, base.start)},
	    {"base_end", offsetof(struct obs, base.end)}};
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		size_t f = field_of(dates[i].name);
		struct period p;
		if (!g[f].said || g[f].text.n == 0)
			continue;
		if (!mapped_period(g[f].text, 12, order, &p)
		    || period_grain(p) != PERIOD_DAY)
			return bad_cell(r, &g[f], f, "is not a day (2019-09-30)");
		*(int32_t *)(void *)((char *)o + dates[i].at) = p.end;
	}
	if (o->period.start == DATE_NONE)
		o->period.start = o->period.end;
	if (o->period.end < o->period.start)
		return bad_cell(r, &g[field_of("period_end")], field_of("period_end"),
		    "lies before period_start");
	return 0;
}

/* The columns that are said as they are. */
static int
set_others(struct reading *r, const struct given g[FIELDS], struct obs *o)
{
	static const char *const done[] = {"low", "high", "unit", "as_of",
	    "period_start", "period_end", "base_start", "base_end"};
	for (size_t f = 0; f < OBS_COLUMNS; f++) {
		size_t k = 0;
		while (k < sizeof done / sizeof *done
		       && strcmp(done[k], obs_columns[f].name) != 0)
			k++;
		struct err why = {.code = ERR_NONE};
		if (!g[f].said || k < sizeof done / sizeof *done)
			continue;
		if (obs_set(o, &obs_columns[f], g[f].text, &why) != 0) {
			const char *is = strstr(why.text, "' is ");
			return bad_cell(r, &g[f], f, is ? is + 2 : "does not fit");
		}
	}
	return 0;
}

/* Whether a level of the metric can have the unit: money and percentages are told from
 * each other and from all else. */
static bool
stands_in(const struct catalog_metric *m, struct str unit)
{
	enum { MONEY = CATALOG_MONEY | CATALOG_MONEY_RATE | CATALOG_MONEY_PER };
	struct str head = unit, first = str_cut(&head, '/');
	if (str_eq(unit, STR("percent")))
		return m->units & CATALOG_PERCENT;
	if (unit_is_currency(first))
		return m->units & MONEY;
	return m->units & ~(unsigned)(MONEY | CATALOG_PERCENT);
}

static int
set_metric(struct reading *r, const struct given g[FIELDS], struct obs *o)
{
	size_t f = field_of("metric");
	if (o->metric.n == 0) {
		(void)err_set(r->e, ERR_CONFIG,
		    "the map does not say the metric: [columns] metric = COLUMN, or "
		    "[constants] metric = NAME");
		return err_at(r->e, r->o->map_name, 0);
	}
	if (!r->o->catalog)
		return 0;
	const struct catalog_metric *m = catalog_find(r->o->catalog, o->metric);
	if (!m)
		return bad_cell(r, &g[f], f,
		    "is no metric (tseries metrics lists them; [words metric] "
		    "translates)");
	o->metric = m->name;
	if (o->kind == OBS_LEVEL && o->unit.n && !stands_in(m, o->unit)) {
		char why[160];
		(void)snprintf(why, sizeof why, "is no unit of %.60s (%s)", m->name.p,
		    "tseries metrics lists what is");
		return bad_cell(r, &g[field_of("unit")], field_of("unit"), why);
	}
	if (m->type == CATALOG_BALANCE)
		o->period.start = o->period.end;
	return 0;
}

/* ---- documents ---- */

/* A document's name: what the file is called, or the map calls it, and what of the call
 * differs by row; or what its column says. */
static struct str
document(struct reading *r, const struct obs *o, struct arena *a)
{
	char day[DATE_TEXT];
	struct str doc = o->doc.n ? o->doc : r->name;
	if (r->by_row[field_of("doc")])
		return doc;
	date_format(o->as_of, day);
	const struct str parts[] = {str_from(day), o->company, o->fiscal_period};
	for (size_t i = 0; i < CALL_FIELDS; i++)
		if (r->by_row[r->call_fields[i]] && parts[i].n)
			doc = arena_printf(
			    a, "%.*s#%.*s", STR_FMT(doc), STR_FMT(parts[i]));
	return doc;
}

static int
new_call(struct reading *r, struct store_call c)
{
	struct store_call *calls = arena_grow(
	    r->a, r->out.calls, r->out.n_calls, &r->cap_calls, sizeof *calls);
	size_t *count =
	    arena_grow(r->a, r->count, r->out.n_calls, &r->cap_count, sizeof *count);
	c.doc = arena_str(r->a, c.doc);
	if (!calls || !count || !c.doc.p)
		return err_nomem(r->e);
	r->out.calls = calls;
	r->count = count;
	count[r->out.n_calls] = 0;
	calls[r->out.n_calls++] = c;
	return 0;
}

/* A document is of one company and day. */
static int
same_call(struct reading *r, const struct store_call *x, const struct store_call *y)
{
	if (str_eq(x->company, y->company) && x->as_of == y->as_of
	    && str_eq(x->fiscal_period, y->fiscal_period))
		return 0;
	(void)err_set(r->e, ERR_DATA,
	    "document '%.*s' has another company, as_of or fiscal_period in an earlier "
	    "row; without a column for doc each has a document of its own",
	    STR_FMT(y->doc));
	return err_at(r->e, r->name, r->row->line);
}

/* The call of an observation, made when it is new. */
static int
call_of(struct reading *r, const struct obs *o, struct str ticker, size_t *at)
{
	struct arena scratch = {NULL};
	bool added = false;
	struct store_call c = {.doc = document(r, o, &scratch),
	    .company = o->company,
	    .ticker = ticker,
	    .fiscal_period = o->fiscal_period,
	    .as_of = o->as_of,
	    .as_of_estimated = o->as_of_estimated,
	    .quarter = PERIOD_NONE};
	struct lookup_entry *x = c.doc.p ? lookup_add(&r->docs, c.doc, &added) : NULL;
	int rc = -1;
	*at = r->out.n_calls;
	if (!x) {
		(void)err_nomem(r->e);
	} else if (added) {
		x->number = (int64_t)*at;
		rc = new_call(r, c);
	} else {
		*at = (size_t)x->number;
		rc = same_call(r, &r->out.calls[*at], &c);
	}
	arena_release(&scratch);
	return rc;
}

static int
add(struct reading *r, struct obs *o, struct str ticker)
{
	size_t at;
	if (o->company.n == 0) {
		(void)err_set(r->e, ERR_CONFIG,
		    "the map does not say the company: [constants] company = NAME, or "
		    "[columns] company = COLUMN");
		return err_at(r->e, r->o->map_name, 0);
	}
	if (call_of(r, o, ticker, &at) != 0)
		return -1;
	struct obs *obs =
	    arena_grow(r->a, r->out.obs, r->out.n, &r->cap_obs, sizeof *obs);
	if (!obs)
		return err_nomem(r->e);
	o->doc = r->out.calls[at].doc;
	o->start = o->end = r->count[at]++;
	o->line = r->row->line;
	r->out.obs = obs;
	obs[r->out.n++] = *o;
	return 0;
}

static int
read_value(struct reading *r, size_t wide)
{
	struct given g[FIELDS];
	struct obs o = {.low = (double)NAN,
	    .high = (double)NAN,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE,
	    .as_of = DATE_NONE,
	    .source = STR("own"),
	    .precision = OBS_EXACT,
	    .confidence = 1,
	    .rule = STR("mapped")};
	bool skip;
	if (gather(r, wide, g, &skip) != 0)
		return -1;
	if (skip || (g[VALUE].said && no_value(g[VALUE].text)))
		return 0;
	if (set_others(r, g, &o) != 0 || set_values(r, g, &o) != 0
	    || set_times(r, g, &o) != 0 || set_metric(r, g, &o) != 0)
		return -1;
	if (isnan(o.low) && isnan(o.high) && o.event == OBS_NOEVENT)
		return 0;
	return add(r, &o, g[TICKER].text);
}

static int
read_rows(struct reading *r, const struct csv_row *rows, size_t n)
{
	r->header = &rows[0];
	if (read_map(r) != 0)
		return -1;
	for (size_t i = 1; i < n; i++) {
		r->row = &rows[i];
		if (r->n_wide == 0 && read_value(r, NO_COLUMN) != 0)
			return -1;
		for (size_t k = 0; k < r->n_wide; k++)
			if (read_value(r, r->wide[k]) != 0)
				return -1;
	}
	return 0;
}

int
mapped_read(struct str bytes, struct str name, const struct mapped_options *o,
    struct arena *a, struct import_set *out, struct err *e)
{
	struct reading r = {.name = name,
	    .o = o,
	    .a = a,
	    .e = e,
	    .call_fields = {
		field_of("as_of"), field_of("company"), field_of("fiscal_period")}};
	struct csv_row *rows;
	size_t n;
	if (csv_read_any(bytes, a, &rows, &n, e) != 0)
		return err_at(e, name, e->line);
	if (n == 0) {
		(void)err_set(
		    e, ERR_DATA, "no rows: a header with the columns' names is wanted");
		return err_at(e, name, 0);
	}
	int rc = read_rows(&r, rows, n);
	lookup_release(&r.docs);
	if (rc == 0)
		*out = r.out;
	return rc;
}
