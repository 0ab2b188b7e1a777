/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/score/score.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <unicase.h>

#include "series/csv.h"

/* ----- reading ------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool need;
} columns[] = {
    [SCORE_C_DOC] = {"doc", true},
    [SCORE_C_START] = {"start", true},
    [SCORE_C_END] = {"end", true},
    [SCORE_C_METRIC] = {"metric", true},
    [SCORE_C_KIND] = {"kind", true},
    [SCORE_C_SEGMENT] = {"segment", true},
    [SCORE_C_STANCE] = {"stance", true},
    [SCORE_C_ROLE] = {"role", true},
    [SCORE_C_LOW] = {"low", true},
    [SCORE_C_HIGH] = {"high", true},
    [SCORE_C_UNIT] = {"unit", true},
    [SCORE_C_PERIOD_START] = {"period_start", true},
    [SCORE_C_PERIOD_END] = {"period_end", true},
    [SCORE_C_BASIS] = {"basis", false},
    [SCORE_C_VARIANT] = {"variant", false},
    [SCORE_C_MEASURE] = {"measure", false},
    [SCORE_C_SCOPE] = {"scope", false},
    [SCORE_C_ACT] = {"act", false},
    [SCORE_C_BASE_START] = {"base_start", false},
    [SCORE_C_BASE_END] = {"base_end", false},
    [SCORE_C_VAGUE] = {"vague", false},
    [SCORE_C_CONFIDENCE] = {"confidence", false},
};
static_assert(sizeof columns / sizeof *columns == SCORE_COLUMNS, "a row each");

/* Where columns stand in a file. */
enum { ABSENT = -1 };
struct reader {
	struct arena *a;
	bool calibrated;
	bool spans; /* doc, start and end are all there is */
	bool nomem; /* seen on the way; asked once at the end of a row */
	int at[SCORE_COLUMNS];
};

static bool
is_needed(const struct reader *r, enum score_column c)
{
	if (r->spans)
		return c <= SCORE_C_END;
	return columns[c].need || (c == SCORE_C_CONFIDENCE && r->calibrated);
}

/* Of two columns with one name the last counts. */
static int
find_columns(struct reader *r, const struct csv_row *header, struct err *e)
{
	char lack[256] = "";
	size_t n = 0;
	for (int c = 0; c < SCORE_COLUMNS; c++) {
		r->at[c] = ABSENT;
		for (size_t i = 0; header && i < header->n; i++)
			if (str_eq(header->fields[i], str_from(columns[c].name)))
				r->at[c] = (int)i;
		if (r->at[c] != ABSENT || !is_needed(r, (enum score_column)c))
			continue;
		int more = snprintf(
		    lack + n, sizeof lack - n, "%s%s", n ? ", " : "", columns[c].name);
		n += more > 0 ? (size_t)more : 0;
	}
	return n ? err_set(e, ERR_DATA, "no column %s", lack) : 0;
}

static struct str
keep(struct reader *r, struct str s)
{
	r->nomem |= s.p == NULL;
	return s;
}

/* All of Unicode, as Python's lower(); broken UTF-8 stays as it is. */
static struct str
lower(struct reader *r, struct str s)
{
	if (s.n == 0)
		return STR("");
	size_t n = 0;
	uint8_t *p = u8_tolower((const uint8_t *)s.p, s.n, NULL, NULL, NULL, &n);
	struct str low = p ? (struct str){(const char *)p, n} : s;
	low = keep(r, arena_str(r->a, low));
	free(p);
	return low;
}

static struct str
replace(struct reader *r, struct str s, struct str what, struct str by)
{
	size_t n = 0;
	char *to = arena_alloc(r->a, s.n + 1, by.n > what.n ? by.n : 1);
	r->nomem |= to == NULL;
	for (size_t i = 0; to && s.p && i < s.n;) {
		if (str_starts(str_sub(s, i, s.n), what)) {
			memcpy(to + n, by.p, by.n);
			n += by.n;
			i += what.n;
		} else {
			to[n++] = s.p[i++];
		}
	}
	return (struct str){to, to ? n : 0};
}

/* A segment in one spelling: "Model S and Model X" is "models+x". */
static struct str
canon_segment(struct reader *r, struct str s)
{
	static const struct {
		struct str from, to;
	} same[] = {
	    {STR_INIT("company"), STR_INIT("")},
	    {STR_INIT("total"), STR_INIT("")},
	    {STR_INIT("models+modelx"), STR_INIT("models+x")},
	    {STR_INIT("s+x"), STR_INIT("models+x")},
	};
	s = replace(r, lower(r, s), STR(" and "), STR("+"));
	s = replace(r, s, STR("&"), STR("+"));
	s = replace(r, s, STR(" "), STR(""));
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (str_eq(s, same[i].from))
			return same[i].to;
	return s;
}

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* "Organic; ex-fx" as a set: "ex-fx;organic". */
static struct str
canon_words(struct reader *r, struct str s)
{
	s = replace(r, lower(r, s), STR("non-gaap"), STR("adjusted"));
	struct str *word = ARENA_NEW(r->a, s.n + 1, struct str);
	char *to = arena_alloc(r->a, s.n + 1, 1);
	size_t n = 0, at = 0;
	r->nomem |= !word || !to;
	if (!word || !to)
		return STR("");
	while (s.n) {
		word[n] = str_trim(str_cut(&s, ';'));
		n += word[n].n != 0;
	}
	qsort(word, n, sizeof *word, by_bytes);
	for (size_t i = 0; i < n; i++) {
		if (i && str_eq(word[i], word[i - 1]))
			continue;
		if (at)
			to[at++] = ';';
		memcpy(to + at, word[i].p, word[i].n);
		at += word[i].n;
	}
	return (struct str){to, at};
}

static struct str
canon_noun(struct str s)
{
	static const struct {
		struct str from, to;
	} same[] = {
	    {STR_INIT("vehicle"), STR_INIT("vehicles")},
	    {STR_INIT("cars"), STR_INIT("vehicles")},
	    {STR_INIT("car"), STR_INIT("vehicles")},
	    {STR_INIT("units"), STR_INIT("vehicles")},
	    {STR_INIT("unit"), STR_INIT("vehicles")},
	    {STR_INIT("%"), STR_INIT("percent")},
	    {STR_INIT("pct"), STR_INIT("percent")},
	    {STR_INIT("$"), STR_INIT("USD")},
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (str_eq(s, same[i].from))
			return same[i].to;
	return s;
}

/* Rates per year, so that 100,000/year equals 1,916.5/week. */
static void
canon_unit(struct score_row *row)
{
	static const struct {
		struct str per;
		double k;
	} pers[] = {
	    {STR_INIT("/day"), 365.25},
	    {STR_INIT("/week"), 365.25 / 7},
	    {STR_INIT("/month"), 12},
	    {STR_INIT("/quarter"), 4},
	    {STR_INIT("/year"), 1},
	};
	row->unit = canon_noun(row->text[SCORE_C_UNIT]);
	for (size_t i = 0; i < sizeof pers / sizeof *pers; i++) {
		size_t n = pers[i].per.n;
		if (row->unit.n <= n
		    || !str_eq(
			str_sub(row->unit, row->unit.n - n, row->unit.n), pers[i].per))
			continue;
		row->unit = canon_noun(str_sub(row->unit, 0, row->unit.n - n));
		row->rate = true;
		row->low *= pers[i].k;
		row->high *= pers[i].k;
		return;
	}
}

/* The offsets, numbers and dates, by the observation's own columns. */
static int
set_typed(const struct reader *r, struct score_row *row, struct err *e)
{
	struct obs o = {.low = (double)NAN,
	    .high = (double)NAN,
	    .confidence = (double)NAN,
	    .period = PERIOD_NONE,
	    .base = PERIOD_NONE};
	for (int k = 0; k < SCORE_COLUMNS; k++) {
		const struct obs_column *c = obs_column(str_from(columns[k].name));
		bool typed = c
			     && (c->type == OBS_T_UINT || c->type == OBS_T_NUM
				 || c->type == OBS_T_DATE);
		if (!typed || r->at[k] == ABSENT
		    || (k == SCORE_C_CONFIDENCE && !r->calibrated))
			continue;
		if (c->type == OBS_T_UINT && row->text[k].n == 0)
			return err_set(e, ERR_DATA, "no %s", c->name);
		if (obs_set(&o, c, row->text[k], e) != 0)
			return -1;
	}
	/* Far from where sums of them would overflow. */
	if (o.start > INT64_MAX / 8 || o.end > INT64_MAX / 8)
		return err_set(e, ERR_DATA, "an offset is too large");
	if (o.confidence < 0 || o.confidence > 1)
		return err_set(e, ERR_DATA, "confidence is not from 0 to 1");
	row->start = (int64_t)o.start;
	row->end = (int64_t)o.end;
	row->low = o.low;
	row->high = o.high;
	row->period_start = o.period.start;
	row->period_end = o.period.end;
	row->base_end = o.base.end;
	row->confidence = o.confidence;
	return 0;
}

static int
set_row(
    struct reader *r, const struct csv_row *csv, struct score_row *row, struct err *e)
{
	for (int k = 0; k < SCORE_COLUMNS; k++)
		row->text[k] =
		    r->at[k] == ABSENT ? STR("") : str_trim(csv->fields[r->at[k]]);
	if (set_typed(r, row, e) != 0) {
		if (e && e->line == 0)
			e->line = csv->line;
		return -1;
	}
	row->doc = row->text[SCORE_C_DOC];
	for (size_t i = row->doc.n; i > 0; i--)
		if (row->doc.p[i - 1] == '/') {
			row->doc = str_sub(row->doc, i, row->doc.n);
			break;
		}
	canon_unit(row);
	row->vague = str_eq(row->text[SCORE_C_VAGUE], STR("1"));
	row->segment = canon_segment(r, row->text[SCORE_C_SEGMENT]);
	for (int w = 0; w < SCORE_WORDS; w++)
		row->words[w] = canon_words(r, row->text[SCORE_C_BASIS + w]);
	return r->nomem ? err_nomem(e) : 0;
}

int
score_parse(struct str bytes, bool calibrated, struct arena *a, struct score_list *out,
    struct err *e)
{
	struct reader r = {.a = a, .calibrated = calibrated};
	struct csv_row *csv = NULL;
	size_t n = 0;
	if (csv_read(bytes, a, &csv, &n, e) != 0 || find_columns(&r, csv, e) != 0)
		return -1;
	struct score_row *rows = ARENA_NEW(a, n, struct score_row);
	out->row = ARENA_NEW(a, n, const struct score_row *);
	if (!rows || !out->row)
		return err_nomem(e);
	out->n = n - 1;
	for (size_t i = 0; i < out->n; i++) {
		out->row[i] = &rows[i];
		if (set_row(&r, &csv[i + 1], &rows[i], e) != 0)
			return -1;
	}
	return 0;
}

int
score_parse_spans(
    struct str bytes, struct arena *a, struct score_spans *out, struct err *e)
{
	struct reader r = {.a = a, .spans = true};
	struct csv_row *csv = NULL;
	size_t n = 0;
	if (csv_read(bytes, a, &csv, &n, e) != 0 || find_columns(&r, csv, e) != 0)
		return -1;
	for (int k = SCORE_C_END + 1; k < SCORE_COLUMNS; k++)
		r.at[k] = ABSENT;
	out->span = ARENA_NEW(a, n, struct score_span);
	if (!out->span)
		return err_nomem(e);
	out->n = n - 1;
	for (size_t i = 0; i < out->n; i++) {
		struct score_row row = {.start = 0};
		if (set_row(&r, &csv[i + 1], &row, e) != 0)
			return -1;
		/* score.py takes the name as it stands, folders and all. */
		out->span[i] = (struct score_span){
		    csv[i + 1].fields[r.at[SCORE_C_DOC]], row.start, row.end};
	}
	return 0;
}

/* ----- choosing ------------------------------------------------------------------ */

static bool
is_among(struct str s, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, list[i]))
			return true;
	return false;
}

/* The rows with one of these names: the document's, or else the metric's. */
static int
choose(const struct score_list *all, bool doc, const struct str *names, size_t n,
    struct arena *a, struct score_list *out)
{
	out->n = 0;
	out->row = ARENA_NEW(a, all->n + 1, const struct score_row *);
	for (size_t i = 0; out->row && i < all->n; i++) {
		const struct score_row *r = all->row[i];
		if (is_among(doc ? r->doc : r->text[SCORE_C_METRIC], names, n))
			out->row[out->n++] = r;
	}
	return out->row ? 0 : -1;
}

/* The names in the rows, sorted, each once; NULL when memory is out. */
static struct str *
names_of(const struct score_list *all, bool doc, struct arena *a, size_t *n)
{
	struct str *names = ARENA_NEW(a, all->n + 1, struct str);
	*n = 0;
	if (!names)
		return NULL;
	for (size_t i = 0; i < all->n; i++)
		names[i] = doc ? all->row[i]->doc : all->row[i]->text[SCORE_C_METRIC];
	qsort(names, all->n, sizeof *names, by_bytes);
	for (size_t i = 0; i < all->n; i++)
		if (*n == 0 || !str_eq(names[i], names[*n - 1]))
			names[(*n)++] = names[i];
	return names;
}

int
score_of_docs(const struct score_list *all, const struct score_list *gold,
    struct arena *a, struct score_list *out, struct err *e)
{
	size_t n;
	const struct str *docs = names_of(gold, true, a, &n);
	return docs && choose(all, true, docs, n, a, out) == 0 ? 0 : err_nomem(e);
}

int
score_of_metrics(const struct score_list *all, const struct str *metrics, size_t n,
    struct arena *a, struct score_list *out, struct err *e)
{
	return choose(all, false, metrics, n, a, out) == 0 ? 0 : err_nomem(e);
}

int
score_metrics(const struct score_list *all, struct arena *a, struct str **metrics,
    size_t *n, struct err *e)
{
	*metrics = names_of(all, false, a, n);
	return *metrics ? 0 : err_nomem(e);
}

/* ----- agreement ----------------------------------------------------------------- */

static bool
is_close(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	return fabs(a - b) <= 0.005 * fmax(fmax(fabs(a), fabs(b)), 1e-12);
}

static bool
same_value(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	(void)c;
	/* An ordinary reading of something vague: overlaps, and is not much wider. */
	if (g->vague && !isnan(g->low) && !isnan(g->high))
		return !isnan(o->low) && !isnan(o->high) && o->low <= g->high
		       && g->low <= o->high
		       && o->high - o->low
			      <= 3 * (g->high - g->low) + 0.05 * fabs(g->high);
	return is_close(g->low, o->low) && is_close(g->high, o->high);
}

static bool
same_unit(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	(void)c;
	return g->rate == o->rate && str_eq(g->unit, o->unit);
}

static bool
same_text(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	return str_eq(g->text[c], o->text[c]);
}

static bool
same_segment(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	(void)c;
	return str_eq(g->segment, o->segment);
}

static bool
same_period(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	(void)c;
	/* By the days of the gold period, how far off the end and the length may be. */
	static const struct {
		int32_t below, length;
	} ends[] = {{8, 10}, {100, 16}, {200, 31}, {INT32_MAX, 46}},
	  lengths[] = {{8, 7}, {45, 12}, {100, 20}, {200, 31}, {INT32_MAX, 46}};
	if (g->period_end == DATE_NONE || o->period_end == DATE_NONE)
		return g->period_end == o->period_end;
	int32_t length =
	    g->period_start == DATE_NONE ? 0 : g->period_end - g->period_start;
	int32_t found =
	    o->period_start == DATE_NONE ? 0 : o->period_end - o->period_start;
	size_t i = 0, k = 0;
	while (length >= ends[i].below)
		i++;
	while (length >= lengths[k].below)
		k++;
	return abs(g->period_end - o->period_end) <= ends[i].length
	       && abs(length - found) <= lengths[k].length;
}

static bool
same_words(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	return str_eq(g->words[c - SCORE_C_BASIS], o->words[c - SCORE_C_BASIS]);
}

static bool
no_words(const struct score_row *r, enum score_column c)
{
	return r->words[c - SCORE_C_BASIS].n == 0;
}

static bool
same_base(const struct score_row *g, const struct score_row *o, enum score_column c)
{
	(void)c;
	return g->base_end != DATE_NONE && o->base_end != DATE_NONE
	       && abs(g->base_end - o->base_end) <= 46;
}

static bool
no_base(const struct score_row *r, enum score_column c)
{
	(void)c;
	return r->base_end == DATE_NONE;
}

static const struct {
	const char *name;
	bool (*same)(
	    const struct score_row *g, const struct score_row *o, enum score_column c);
	/* Of what is usually empty: says this row nothing? */
	bool (*silent)(const struct score_row *r, enum score_column c);
	enum score_column column;
	bool strict, key;
} attrs[] = {
    /* clang-format off */
    [SCORE_VALUE]   = {"value",   same_value,   NULL,     SCORE_C_LOW,        true,  true},
    [SCORE_UNIT]    = {"unit",    same_unit,    NULL,     SCORE_C_UNIT,       true,  true},
    [SCORE_STANCE]  = {"stance",  same_text,    NULL,     SCORE_C_STANCE,     true,  true},
    [SCORE_ROLE]    = {"role",    same_text,    NULL,     SCORE_C_ROLE,       false, false},
    [SCORE_SEGMENT] = {"segment", same_segment, NULL,     SCORE_C_SEGMENT,    true,  true},
    [SCORE_PERIOD]  = {"period",  same_period,  NULL,     SCORE_C_PERIOD_END, true,  true},
    [SCORE_BASIS]   = {"basis",   same_words,   no_words, SCORE_C_BASIS,      false, true},
    [SCORE_VARIANT] = {"variant", same_words,   no_words, SCORE_C_VARIANT,    false, true},
    [SCORE_MEASURE] = {"measure", same_words,   no_words, SCORE_C_MEASURE,    false, true},
    [SCORE_SCOPE]   = {"scope",   same_words,   no_words, SCORE_C_SCOPE,      false, true},
    [SCORE_ACT]     = {"act",     same_words,   no_words, SCORE_C_ACT,        false, true},
    [SCORE_BASE]    = {"base",    same_base,    no_base,  SCORE_C_BASE_END,   false, false},
    /* clang-format on */
};
static_assert(sizeof attrs / sizeof *attrs == SCORE_ATTRS, "a row each");

const char *
score_attr_name(enum score_attr a)
{
	return attrs[a].name;
}

enum score_verdict
score_agree(
    enum score_attr attr, const struct score_row *gold, const struct score_row *found)
{
	enum score_column c = attrs[attr].column;
	if (attrs[attr].silent && attrs[attr].silent(gold, c)
	    && attrs[attr].silent(found, c))
		return SCORE_SILENT;
	return attrs[attr].same(gold, found, c) ? SCORE_AGREES : SCORE_DIFFERS;
}

bool
score_is_strict(const struct score_pair *p)
{
	for (int k = 0; k < SCORE_ATTRS; k++)
		if (attrs[k].strict && p->agree[k] == SCORE_DIFFERS)
			return false;
	return true;
}

bool
score_is_key(const struct score_pair *p)
{
	for (int k = 0; k < SCORE_ATTRS; k++)
		if (attrs[k].key && p->agree[k] == SCORE_DIFFERS)
			return false;
	return true;
}

/* ----- pairing ------------------------------------------------------------------- */

/* Does the found row lie on these bytes: overlap them, and is not much longer? */
static bool
is_on(const struct score_row *o, int64_t start, int64_t end)
{
	return o->start < end && start < o->end
	       && o->end - o->start <= 2 * (end - start) + 30;
}

static struct str
kind_of(const struct score_row *r)
{
	return r->text[SCORE_C_KIND].n ? r->text[SCORE_C_KIND] : STR("level");
}

struct candidate {
	int worth;
	int64_t apart; /* of their starts */
	size_t g, o;   /* their places in the lists */
	struct score_pair pair;
};

static int
better_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->worth != b->worth)
		return a->worth > b->worth ? -1 : 1;
	if (a->apart != b->apart)
		return a->apart < b->apart ? -1 : 1;
	if (a->g != b->g)
		return a->g < b->g ? -1 : 1;
	return (a->o > b->o) - (a->o < b->o);
}

static struct candidate
candidate_of(const struct score_row *g, const struct score_row *o)
{
	struct candidate c = {.apart = llabs(g->start - o->start), .pair = {g, o, {0}}};
	for (int k = 0; k < SCORE_ATTRS; k++) {
		c.pair.agree[k] = score_agree((enum score_attr)k, g, o);
		c.worth += c.pair.agree[k] != SCORE_DIFFERS;
	}
	c.worth += 10 * score_is_strict(&c.pair);
	return c;
}

static struct candidate *
candidates(const struct score_list *gold, const struct score_list *found,
    struct arena *a, size_t *n)
{
	size_t cap = 0;
	struct candidate *c = arena_grow(a, NULL, 0, &cap, sizeof *c);
	*n = 0;
	for (size_t i = 0; i < gold->n; i++)
		for (size_t k = 0; c && k < found->n; k++) {
			const struct score_row *g = gold->row[i], *o = found->row[k];
			if (!is_on(o, g->start, g->end) || !str_eq(g->doc, o->doc)
			    || !str_eq(g->text[SCORE_C_METRIC], o->text[SCORE_C_METRIC])
			    || !str_eq(kind_of(g), kind_of(o)))
				continue;
			c = arena_grow(a, c, *n, &cap, sizeof *c);
			if (!c)
				break;
			c[*n] = candidate_of(g, o);
			c[*n].g = i;
			c[(*n)++].o = k;
		}
	if (c)
		qsort(c, *n, sizeof *c, better_first);
	return c;
}

/* Take the first free span that o lies on; equal spans are one. */
static bool
take_span(const struct score_row *o, const struct score_spans *s, bool *taken)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct score_span *at = &s->span[i];
		if (taken[i] || !str_eq(at->doc, o->doc)
		    || !is_on(o, at->start, at->end))
			continue;
		for (size_t k = 0; k < s->n; k++)
			taken[k] |= s->span[k].start == at->start
				    && s->span[k].end == at->end
				    && str_eq(s->span[k].doc, at->doc);
		return true;
	}
	return false;
}

int
score_match(const struct score_list *gold, const struct score_list *found,
    const struct score_spans *ignore, struct arena *a, struct score_match *out,
    struct err *e)
{
	size_t n;
	struct candidate *c = candidates(gold, found, a, &n);
	bool *seen_gold = ARENA_NEW(a, gold->n + 1, bool);
	bool *seen_found = ARENA_NEW(a, found->n + 1, bool);
	bool *taken = ARENA_NEW(a, ignore->n + 1, bool);
	*out =
	    (struct score_match){.pairs = ARENA_NEW(a, gold->n + 1, struct score_pair),
		.missed.row = ARENA_NEW(a, gold->n + 1, const struct score_row *),
		.extra.row = ARENA_NEW(a, found->n + 1, const struct score_row *)};
	if (!c || !seen_gold || !seen_found || !taken || !out->pairs || !out->missed.row
	    || !out->extra.row)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		if (seen_gold[c[i].g] || seen_found[c[i].o])
			continue;
		seen_gold[c[i].g] = seen_found[c[i].o] = true;
		out->pairs[out->n_pairs++] = c[i].pair;
	}
	for (size_t i = 0; i < gold->n; i++)
		if (!seen_gold[i])
			out->missed.row[out->missed.n++] = gold->row[i];
	for (size_t i = 0; i < found->n; i++)
		if (!seen_found[i] && !take_span(found->row[i], ignore, taken))
			out->extra.row[out->extra.n++] = found->row[i];
	return 0;
}

/* ----- figures ------------------------------------------------------------------- */

static struct score_rates
rates(size_t right, size_t found, size_t gold)
{
	double p = found ? (double)right / (double)found : 0;
	double r = gold ? (double)right / (double)gold : 0;
	return (struct score_rates){p, r, p + r > 0 ? 2 * p * r / (p + r) : 0};
}

struct score_figures
score_count(const struct score_match *m)
{
	struct score_figures f = {
	    .gold = m->n_pairs + m->missed.n, .found = m->n_pairs + m->extra.n};
	size_t strict = 0, key = 0;
	for (size_t i = 0; i < m->n_pairs; i++) {
		strict += score_is_strict(&m->pairs[i]);
		key += score_is_key(&m->pairs[i]);
	}
	f.detect = rates(m->n_pairs, f.found, f.gold);
	f.strict = rates(strict, f.found, f.gold);
	f.key = rates(key, f.found, f.gold);
	for (int k = 0; k < SCORE_ATTRS; k++) {
		size_t said = 0, same = 0;
		for (size_t i = 0; i < m->n_pairs; i++) {
			said += m->pairs[i].agree[k] != SCORE_SILENT;
			same += m->pairs[i].agree[k] == SCORE_AGREES;
		}
		f.share[k] = said ? (double)same / (double)said : (double)NAN;
	}
	return f;
}

bool
score_figure(const struct score_figures *f, struct str name, double *out)
{
	const struct {
		struct str name;
		double value;
	} totals[] = {
	    {STR("detect_f1"), f->detect.f1},
	    {STR("strict_f1"), f->strict.f1},
	    {STR("key_f1"), f->key.f1},
	};
	for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
		if (str_eq(name, totals[i].name)) {
			*out = totals[i].value;
			return true;
		}
	for (int k = 0; k < SCORE_ATTRS; k++)
		if (str_eq(name, str_from(attrs[k].name))) {
			*out = f->share[k];
			return true;
		}
	return false;
}

static struct score_bin *
bin_of(struct score_calibration *c, double confidence)
{
	if (isnan(confidence))
		return &c->without;
	/* Compared, not multiplied: 0.3 is the double 3 / 10.0. */
	int k = SCORE_BINS - 1;
	while (k > 0 && confidence < k / 10.0)
		k--;
	return &c->bin[k];
}

struct score_calibration
score_calibrate(const struct score_match *m)
{
	struct score_calibration c = {.without = {0, 0}};
	for (size_t i = 0; i < m->n_pairs; i++) {
		struct score_bin *b = bin_of(&c, m->pairs[i].found->confidence);
		b->n++;
		b->right += score_is_key(&m->pairs[i]);
	}
	for (size_t i = 0; i < m->extra.n; i++)
		bin_of(&c, m->extra.row[i]->confidence)->n++;
	return c;
}
