/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/companyfacts.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/csv.h"
#include "series/json.h"
#include "series/unit.h"

extern const char companyfacts_builtin[]; /* extract/catalogs/concepts.csv */

enum { NEAR = 3 }; /* days by which filings may date one period differently */

/* ---- the table of concepts ---- */

enum kind { FLOW, BALANCE, PER_SHARE, RATIO, KINDS };
static const char *const kind_names[] = {"flow", "balance", "per-share", "ratio"};
static_assert(sizeof kind_names / sizeof *kind_names == KINDS, "a name each");

enum field { CONCEPT, METRIC, KIND, UNIT, SIGN, VARIANT, OF, FIELDS };
static const char *const field_names[] = {
    "concept", "metric", "kind", "unit", "sign", "variant", "of"};
static_assert(sizeof field_names / sizeof *field_names == FIELDS, "a name each");

struct concept {
	struct str name, metric; /* "us-gaap:Revenues"; an empty metric: not wanted */
	enum kind kind;
	struct str unit; /* "money", or what its observations carry */
	double sign;
	struct str variant;
	struct str of; /* of a ratio: the metric that it is divided by */
};

/* ---- what is read ---- */

struct fact {
	size_t concept, line; /* the rows of the tables below */
	struct period period; /* of a balance: its day */
	double v;             /* as in the file */
	struct str accn, form, fp;
	int fy;
	int32_t filed;
	size_t order; /* in the file */
};

/* The latest that is known of a period. */
struct known {
	struct period period;
	double v;    /* with its sign */
	double last; /* of a ratio: the share that was told last; NaN: none */
	const struct fact *fact;
	const struct fact
	    *seen; /* the same again, or fact: in the last filing that has it */
	struct str text;
	bool derived;
	int32_t less; /* of the derived: when what was taken from it was filed last */
	bool moved;   /* from another concept than the value before it */
};

/* One figure through time: a metric in a unit and variant. */
struct line {
	const struct concept *about;
	struct str unit;
	struct known *known;
	size_t n, cap;
};

struct reading {
	struct str name;
	const struct companyfacts_options *o;
	struct arena *a;
	struct concept *concepts;
	size_t n_concepts, cap_concepts;
	struct line *lines;
	size_t n_lines, cap_lines;
	struct fact *facts;
	size_t n_facts, cap_facts;
	struct str company;
	struct import_set out;
	size_t cap_calls, cap_obs;
	struct err *e;
};

/* ---- reading the table ---- */

static int
bad_row(struct reading *r, struct str file, size_t line, const char *why)
{
	(void)err_set(r->e, ERR_CONFIG, "%s", why);
	return err_at(r->e, file, line);
}

static int
set_concept(
    struct reading *r, struct str file, const struct csv_row *row, struct concept *c)
{
	const struct str *f = row->fields;
	size_t k = 0;
	while (k < KINDS && !str_eq(f[KIND], str_from(kind_names[k])))
		k++;
	if (!memchr(f[CONCEPT].n ? f[CONCEPT].p : "", ':', f[CONCEPT].n))
		return bad_row(r, file, row->line,
		    "concept: want taxonomy:name, as us-gaap:Revenues");
	*c = (struct concept){.name = f[CONCEPT], .metric = f[METRIC]};
	if (f[METRIC].n == 0)
		return 0;
	if (k == KINDS)
		return bad_row(r, file, row->line,
		    "kind: not among flow, balance, per-share, ratio");
	if (!str_eq(f[SIGN], STR("1")) && !str_eq(f[SIGN], STR("-1")))
		return bad_row(r, file, row->line, "sign: not 1 or -1");
	if (f[UNIT].n == 0)
		return bad_row(r, file, row->line,
		    "unit: want money, or the unit of its observations");
	if ((k == RATIO) != (f[OF].n > 0))
		return bad_row(r, file, row->line,
		    "of: a ratio, and only that, has the metric it is divided by");
	c->kind = (enum kind)k;
	c->unit = f[UNIT];
	c->sign = f[SIGN].n == 1 ? 1 : -1;
	c->variant = f[VARIANT];
	c->of = f[OF];
	return 0;
}

static const struct concept *
find_concept(const struct reading *r, struct str name)
{
	for (size_t i = 0; i < r->n_concepts; i++)
		if (str_eq(r->concepts[i].name, name))
			return &r->concepts[i];
	return NULL;
}

/* Add the rows of a table; those of an earlier one stand. */
static int
read_table(struct reading *r, struct str bytes, struct str file)
{
	struct csv_row *rows;
	size_t n;
	if (csv_read(bytes, r->a, &rows, &n, r->e) != 0)
		return err_at(r->e, file, r->e->line);
	for (size_t k = 0; k < FIELDS; k++)
		if (n == 0 || rows[0].n != FIELDS
		    || !str_eq(rows[0].fields[k], str_from(field_names[k])))
			return bad_row(r, file, 1,
			    "the header is not "
			    "concept,metric,kind,unit,sign,variant,of");
	for (size_t i = 1; i < n; i++) {
		struct concept c, *grown = arena_grow(r->a, r->concepts, r->n_concepts,
				      &r->cap_concepts, sizeof *grown);
		if (!grown)
			return err_nomem(r->e);
		r->concepts = grown;
		if (set_concept(r, file, &rows[i], &c) != 0)
			return -1;
		if (!find_concept(r, c.name))
			r->concepts[r->n_concepts++] = c;
	}
	return 0;
}

/* ---- reading the facts ---- */

static const struct json_value *
member(const struct json_value *v, const char *name)
{
	struct str key;
	const struct json_value *x, *found = NULL;
	for (void *step = NULL; json_next(v, &step, &key, &x);)
		if (str_eq(key, str_from(name)))
			found = x;
	return found;
}

static int
not_so(struct reading *r, struct str concept, size_t i, const char *why)
{
	(void)err_set(r->e, ERR_DATA, "%.*s, fact %zu: %s", STR_FMT(concept), i, why);
	return err_at(r->e, r->name, 0);
}

/* A text that outlives the JSON; *ok is false when memory is out. */
static struct str
keep(struct reading *r, const struct json_value *v, bool *ok)
{
	struct str s = arena_str(r->a, json_text(v));
	*ok = *ok && s.p;
	return s;
}

/* The unit of observations whose facts stand under `key` ("USD", "USD/shares", "pure"):
 * empty when the table does not want them. */
static struct str
unit_of(const struct concept *c, struct str key)
{
	struct str per = key, money = str_cut(&per, '/');
	bool per_share = str_eq(per, STR("shares"));
	if (c->kind == RATIO || str_eq(c->unit, STR("money"))) {
		bool fits = unit_is_currency(money)
			    && (c->kind == PER_SHARE ? per_share : per.n == 0);
		return fits ? money : STR("");
	}
	return str_eq(key, STR("pure")) || str_eq(key, c->unit) ? c->unit : STR("");
}

static bool
same_line(const struct line *l, const struct concept *c, struct str unit)
{
	return l->about->kind == c->kind && str_eq(l->about->metric, c->metric)
	       && str_eq(l->about->variant, c->variant) && str_eq(l->about->of, c->of)
	       && str_eq(l->unit, unit);
}

/* The line of a concept in a unit, made when it is new. */
static int
line_of(struct reading *r, const struct concept *c, struct str unit, size_t *at)
{
	for (*at = 0; *at < r->n_lines; ++*at)
		if (same_line(&r->lines[*at], c, unit))
			return 0;
	struct line *grown =
	    arena_grow(r->a, r->lines, r->n_lines, &r->cap_lines, sizeof *grown);
	struct str copy = arena_str(r->a, unit);
	if (!grown || !copy.p)
		return err_nomem(r->e);
	r->lines = grown;
	r->lines[r->n_lines++] = (struct line){.about = c, .unit = copy};
	return 0;
}

/* Whether a period is one that its kind of figure can have. */
static bool
fits(enum kind k, struct period p)
{
	enum period_grain g = period_grain(p);
	if (k == BALANCE)
		return true;
	if (k == PER_SHARE)
		return g == PERIOD_QUARTER || g == PERIOD_YEAR;
	return g == PERIOD_QUARTER || g == PERIOD_HALF || g == PERIOD_YEAR
	       || (g == PERIOD_SPAN && p.end - p.start < 300
		   && p.end - p.start > 250); /* nine months */
}

static int
take_fact(struct reading *r, const struct concept *c, size_t line, size_t i,
    const struct json_value *v)
{
	bool ok = true;
	double fy = json_number(member(v, "fy"));
	struct fact f = {.concept = (size_t)(c - r->concepts),
	    .line = line,
	    .v = json_number(member(v, "val")),
	    .fy = fy > 0 && fy < 10000 ? (int)fy : 0,
	    .order = r->n_facts};
	f.accn = keep(r, member(v, "accn"), &ok);
	f.form = keep(r, member(v, "form"), &ok);
	f.fp = keep(r, member(v, "fp"), &ok);
	struct fact *grown =
	    arena_grow(r->a, r->facts, r->n_facts, &r->cap_facts, sizeof *grown);
	if (!ok || !grown)
		return err_nomem(r->e);
	r->facts = grown;
	if (f.accn.n == 0)
		return not_so(r, c->name, i, "no 'accn'");
	if (json_kind(member(v, "val")) != JSON_KIND_NUMBER)
		return not_so(r, c->name, i, "'val' is no number");
	if (!date_parse(json_text(member(v, "filed")), &f.filed))
		return not_so(r, c->name, i, "'filed' is no date");
	if (!date_parse(json_text(member(v, "end")), &f.period.end))
		return not_so(r, c->name, i, "'end' is no date");
	f.period.start = f.period.end;
	const struct json_value *start = member(v, "start");
	if (c->kind != BALANCE && !date_parse(json_text(start), &f.period.start))
		return not_so(r, c->name, i, "'start' is no date");
	if (f.period.start > f.period.end)
		return not_so(r, c->name, i, "'start' lies behind 'end'");
	if (fits(c->kind, f.period))
		r->facts[r->n_facts++] = f;
	return 0;
}

static int
take_units(struct reading *r, const struct concept *c, const struct json_value *units)
{
	struct str key;
	const struct json_value *list;
	if (json_kind(units) != JSON_KIND_OBJECT)
		return not_so(r, c->name, 0, "no 'units'");
	for (void *step = NULL; json_next(units, &step, &key, &list);) {
		struct str unit = unit_of(c, key);
		size_t line;
		if (unit.n == 0)
			continue;
		if (line_of(r, c, unit, &line) != 0)
			return -1;
		for (size_t i = 0; i < json_count(list); i++)
			if (take_fact(r, c, line, i + 1, json_at(list, i)) != 0)
				return -1;
	}
	return 0;
}

static int
take_taxonomy(struct reading *r, struct str taxonomy, const struct json_value *all)
{
	struct str key;
	const struct json_value *v;
	for (void *step = NULL; json_next(all, &step, &key, &v);) {
		struct str name =
		    arena_printf(r->a, "%.*s:%.*s", STR_FMT(taxonomy), STR_FMT(key));
		if (!name.p)
			return err_nomem(r->e);
		const struct concept *c = find_concept(r, name);
		if (c && c->metric.n && take_units(r, c, member(v, "units")) != 0)
			return -1;
	}
	return 0;
}

static int
take_all(struct reading *r, const struct json_value *root)
{
	const struct json_value *facts = member(root, "facts"), *v;
	struct str key;
	bool ok = true;
	if (json_kind(facts) != JSON_KIND_OBJECT) {
		(void)err_set(r->e, ERR_DATA,
		    "no company facts: a JSON object with 'entityName' and 'facts' is "
		    "wanted");
		return err_at(r->e, r->name, 0);
	}
	r->company =
	    r->o->company.n ? r->o->company : keep(r, member(root, "entityName"), &ok);
	if (!ok)
		return err_nomem(r->e);
	for (void *step = NULL; json_next(facts, &step, &key, &v);)
		if (take_taxonomy(r, key, v) != 0)
			return -1;
	return 0;
}

/* ---- order: by filing, then line, period, and which of several values counts ---- */

/* How often ten divides it: of two values in one filing, the finer one counts. */
static int
zeros(double v)
{
	int n = 0;
	while (n < 12 && v != 0 && fmod(v, 10) == 0) {
		v /= 10;
		n++;
	}
	return n;
}

static int
cmp_int(long long a, long long b)
{
	return (a > b) - (a < b);
}

static int
by_accn(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;
	int c = str_cmp(x->accn, y->accn);
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

static int
by_filing(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;
	int c = cmp_int(x->filed, y->filed);
	c = c ? c : str_cmp(x->accn, y->accn);
	c = c ? c : (x->line > y->line) - (x->line < y->line);
	c = c ? c : cmp_int(x->period.end, y->period.end);
	c = c ? c : cmp_int(y->period.start, x->period.start); /* the shorter first */
	c = c ? c : (x->concept > y->concept) - (x->concept < y->concept);
	c = c ? c : cmp_int(zeros(x->v), zeros(y->v));
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* ---- what is known ---- */

static bool
near_dates(int32_t a, int32_t b)
{
	return a - b <= NEAR && b - a <= NEAR;
}

static struct known *
find_known(const struct line *l, struct period p)
{
	for (size_t i = 0; i < l->n; i++)
		if (near_dates(l->known[i].period.start, p.start)
		    && near_dates(l->known[i].period.end, p.end))
			return &l->known[i];
	return NULL;
}

/* Equal, or one of them the other in thousands or millions (worked-out ones may be one
 * of these off, since their parts were rounded). */
static bool
repeats(const struct known *k, double v, bool derived)
{
	static const double grains[] = {1e3, 1e6};
	if (k->v == v)
		return true;
	for (size_t i = 0; i < sizeof grains / sizeof *grains; i++) {
		double g = grains[i];
		bool one = (fmod(k->v, g) == 0) != (fmod(v, g) == 0);
		if (one && fabs(v) >= 100 * g
		    && fabs(k->v - v) <= (derived || k->derived ? g : g / 2))
			return true;
	}
	return false;
}

/* Learn a value.  *at: its place among what is known of the line; *news: it tells
 * something new. */
static int
learn(struct reading *r, struct line *l, const struct known *k, size_t *at, bool *news)
{
	struct known *old = find_known(l, k->period);
	*at = old ? (size_t)(old - l->known) : l->n;
	*news = false;
	if (old) {
		bool same = repeats(old, k->v, k->derived);
		if (same && !k->derived)
			old->derived = false;
		if (same) {
			old->seen = k->fact;
			old->less = k->less;
		}
		if (same || (k->derived && !old->derived))
			return 0;
		struct period p = old->period;
		double last = old->last;
		bool moved = old->fact->concept != k->fact->concept;
		*old = *k;
		old->period = p;
		old->last = last;
		old->moved = moved;
		*news = true;
		return 0;
	}
	struct known *grown = arena_grow(r->a, l->known, l->n, &l->cap, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	l->known = grown;
	l->known[l->n++] = *k;
	*news = true;
	return 0;
}

/* What stands for the time from p.start to a quarter before p.end: filed as one amount,
 * else the quarters one after the other.  *n: of how many amounts. */
static bool
amount_before(const struct line *l, struct period p, struct known *out, size_t *n)
{
	int32_t at = p.start;
	*out = (struct known){.less = DATE_NONE};
	for (size_t i = 0; i < l->n; i++) {
		const struct known *k = &l->known[i];
		struct period left = {k->period.end + 1, p.end};
		if (near_dates(k->period.start, p.start) && k->period.end < p.end
		    && period_grain(left) == PERIOD_QUARTER) {
			*out = *k;
			out->less = k->seen->filed;
			*n = 1;
			return true;
		}
	}
	for (*n = 0; *n < 3;) {
		const struct known *next = NULL;
		for (size_t i = 0; i < l->n && !next; i++)
			if (near_dates(l->known[i].period.start, at)
			    && period_grain(l->known[i].period) == PERIOD_QUARTER)
				next = &l->known[i];
		if (!next || next->period.end >= p.end)
			return false;
		out->v += next->v;
		if (out->less == DATE_NONE || next->seen->filed > out->less)
			out->less = next->seen->filed;
		out->period = (struct period){p.start, next->period.end};
		at = next->period.end + 1;
		++*n;
		if (period_grain((struct period){at, p.end}) == PERIOD_QUARTER)
			return true;
	}
	return false;
}

/* ---- documents and observations ---- */

static struct str
number(struct arena *a, double v)
{
	char text[OBS_FIELD_TEXT];
	obs_number(v, text);
	return arena_str(a, str_from(text));
}

/* Where `of` is given, f and of are of one filing. */
static struct str
quote(struct reading *r, const struct fact *f, const struct fact *of)
{
	const struct concept *c = r->concepts;
	return arena_printf(r->a, "%.*s%s%.*s, %.*s, %.*s", STR_FMT(c[f->concept].name),
	    of ? " / " : "", of ? (int)c[of->concept].name.n : 0,
	    of ? c[of->concept].name.p : "", STR_FMT(f->form), STR_FMT(f->accn));
}

/* An observation of the filing at hand, which is the last call. */
static int
tell(struct reading *r, const struct line *l, const struct known *k,
    const struct fact *of, const char *rule)
{
	struct obs *grown =
	    arena_grow(r->a, r->out.obs, r->out.n, &r->cap_obs, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	r->out.obs = grown;
	const struct store_call *call = &r->out.calls[r->out.n_calls - 1];
	size_t place = 0;
	while (place < r->out.n && str_eq(grown[r->out.n - 1 - place].doc, call->doc))
		place++;
	struct obs o = {.doc = call->doc,
	    .start = place,
	    .end = place,
	    .metric = l->about->metric,
	    .role = OBS_COMPANY,
	    .low = k->v,
	    .high = k->v,
	    .unit = l->about->kind == RATIO ? l->about->unit : l->unit,
	    .period = k->period,
	    .basis = OBS_GAAP,
	    .variant = l->about->variant,
	    .base = PERIOD_NONE,
	    .company = call->company,
	    .as_of = call->as_of,
	    .fiscal_period = call->fiscal_period,
	    .source = STR("filed"),
	    .precision = OBS_EXACT,
	    .confidence = 1,
	    .rule = str_from(rule),
	    .text = k->text,
	    .quote = quote(r, k->fact, of)};
	if (!o.text.p || !o.quote.p)
		return err_nomem(r->e);
	r->out.obs[r->out.n++] = o;
	return 0;
}

/* "2018-Q2" of 2018 and "Q2"; a year's report is that of its fourth quarter. */
static struct str
fiscal_period(struct reading *r, const struct fact *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool year = str_eq(f[i].fp, STR("FY"));
		bool quarter = f[i].fp.n == 2 && f[i].fp.p[0] == 'Q'
			       && f[i].fp.p[1] >= '1' && f[i].fp.p[1] <= '4';
		if (f[i].fy > 1900 && f[i].fy < 2200 && (year || quarter))
			return arena_printf(
			    r->a, "%04d-Q%c", f[i].fy, year ? '4' : f[i].fp.p[1]);
	}
	return STR("");
}

static int
begin(struct reading *r, const struct fact *f, size_t n)
{
	struct store_call *grown = arena_grow(
	    r->a, r->out.calls, r->out.n_calls, &r->cap_calls, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	r->out.calls = grown;
	struct store_call c = {.doc = f->accn,
	    .company = r->company,
	    .ticker = r->o->ticker,
	    .fiscal_period = fiscal_period(r, f, n),
	    .as_of = f->filed,
	    .quarter = PERIOD_NONE};
	if (!c.fiscal_period.p)
		return err_nomem(r->e);
	r->out.calls[r->out.n_calls++] = c;
	return 0;
}

/* The quarter that it reports; a filing that tells nothing new is no document. */
static void
finish(struct reading *r, size_t from, const struct fact *f, size_t n)
{
	struct store_call *c = &r->out.calls[r->out.n_calls - 1];
	int32_t last = f->period.end;
	if (r->out.n == from)
		r->out.n_calls--;
	for (size_t i = 0; i < n; i++)
		last = f[i].period.end > last ? f[i].period.end : last;
	for (size_t i = from; i < r->out.n; i++) {
		struct period p = r->out.obs[i].period;
		if (p.end == last && period_grain(p) == PERIOD_QUARTER)
			c->quarter = p;
	}
}

/* ---- one filing ---- */

/* What a filing says: a line and a place among what is known of it. */
struct said {
	size_t line, at;
	bool news;
};

static int
note(struct reading *r, struct said **list, size_t *n, size_t *cap, struct said x)
{
	struct said *grown = arena_grow(r->a, *list, *n, cap, sizeof *grown);
	if (!grown)
		return err_nomem(r->e);
	*list = grown;
	grown[(*n)++] = x;
	return 0;
}

/* Learn all that a filing says itself; the first of several values of a period. */
static int
learn_all(struct reading *r, const struct fact *f, size_t n, struct said **list,
    size_t *n_list)
{
	size_t cap = 0;
	for (size_t i = 0; i < n; i++) {
		if (i && f[i].line == f[i - 1].line
		    && f[i].period.end == f[i - 1].period.end
		    && f[i].period.start == f[i - 1].period.start)
			continue;
		struct line *l = &r->lines[f[i].line];
		struct said x = {.line = f[i].line};
		struct known k = {.period = f[i].period,
		    .v = f[i].v * r->concepts[f[i].concept].sign,
		    .last = (double)NAN,
		    .fact = &f[i],
		    .seen = &f[i],
		    .text = number(r->a, f[i].v)};
		if (!k.text.p)
			return err_nomem(r->e);
		if (learn(r, l, &k, &x.at, &x.news) != 0
		    || note(r, list, n_list, &cap, x) != 0)
			return -1;
	}
	return 0;
}

/* An amount from the beginning of the year, new or repeated: its last quarter, learnt,
 * and told where it is news. */
static int
derive(struct reading *r, struct line *l, size_t at, bool is_news)
{
	struct known whole = l->known[at], before;
	size_t n;
	bool year = period_grain(whole.period) == PERIOD_YEAR;
	if (!amount_before(l, whole.period, &before, &n))
		return year || !is_news || l->about->kind == RATIO
			   ? 0
			   : tell(r, l, &whole, NULL, "filed");
	struct str x = number(r->a, whole.v), y = number(r->a, before.v);
	struct known k = {
	    .period = {before.period.end + 1, whole.period.end},
	    .v = whole.v - before.v,
	    .last = (double)NAN,
	    .fact = whole.seen,
	    .seen = whole.seen,
	    .text = arena_printf(r->a, "%.*s - %.*s", STR_FMT(x), STR_FMT(y)),
	    .derived = true,
	    .less = before.less,
	};
	if (!x.p || !y.p || !k.text.p)
		return err_nomem(r->e);
	if (learn(r, l, &k, &at, &is_news) != 0)
		return -1;
	if (!is_news || l->about->kind == RATIO)
		return 0;
	return tell(
	    r, l, &l->known[at], NULL, n == 1 ? "derived:ytd" : "derived:quarters");
}

static int
tell_news(struct reading *r, const struct said *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct line *l = &r->lines[list[i].line];
		enum period_grain g = period_grain(l->known[list[i].at].period);
		bool cumulative = (l->about->kind == FLOW || l->about->kind == RATIO)
				  && g != PERIOD_QUARTER;
		bool whole = !cumulative || g == PERIOD_YEAR;
		const struct known *k = &l->known[list[i].at];
		if (list[i].news && whole && l->about->kind != RATIO
		    && tell(r, l, k, NULL, k->moved ? "filed:other-concept" : "filed")
			   != 0)
			return -1;
		if (cumulative && derive(r, l, list[i].at, list[i].news) != 0)
			return -1;
	}
	return 0;
}

static bool
one_filing(const struct fact *a, const struct fact *b)
{
	return str_eq(a->accn, b->accn);
}

/* The shares that changed with the filing f, of quarters and years.  Both parts stand in
 * it, and what was taken from both was filed together: one restated and one as it was
 * before make a share that nobody had. */
static int
tell_ratio(
    struct reading *r, struct line *l, const struct line *of, const struct fact *f)
{
	for (size_t i = 0; i < l->n; i++) {
		struct known *k = &l->known[i];
		enum period_grain g = period_grain(k->period);
		const struct known *d = find_known(of, k->period);
		if ((g != PERIOD_QUARTER && g != PERIOD_YEAR) || !d || d->v <= 0
		    || !one_filing(k->seen, f) || !one_filing(d->seen, f)
		    || (k->derived && d->derived && k->less != d->less))
			continue;
		struct known share = *k;
		share.v = 100 * k->v / d->v;
		share.fact = k->seen;
		/* Parts in millions move a share by less than this: no news. */
		if (fabs(share.v - k->last) <= 0.005)
			continue;
		struct str x = number(r->a, k->v), y = number(r->a, d->v);
		share.text = arena_printf(r->a, "%.*s / %.*s", STR_FMT(x), STR_FMT(y));
		if (!x.p || !y.p || !share.text.p)
			return err_nomem(r->e);
		k->last = share.v;
		if (tell(r, l, &share, d->seen, "derived:ratio") != 0)
			return -1;
	}
	return 0;
}

static int
tell_ratios(struct reading *r, const struct fact *f)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		struct line *l = &r->lines[i];
		for (size_t k = 0; l->about->kind == RATIO && k < r->n_lines; k++) {
			const struct line *of = &r->lines[k];
			if (of->about->kind == FLOW && of->about->variant.n == 0
			    && str_eq(of->about->metric, l->about->of)
			    && str_eq(of->unit, l->unit)
			    && tell_ratio(r, l, of, f) != 0)
				return -1;
		}
	}
	return 0;
}

static int
read_filing(struct reading *r, const struct fact *f, size_t n)
{
	struct said *list = NULL;
	size_t n_list = 0, from = r->out.n;
	if (begin(r, f, n) != 0 || learn_all(r, f, n, &list, &n_list) != 0
	    || tell_news(r, list, n_list) != 0 || tell_ratios(r, f) != 0)
		return -1;
	finish(r, from, f, n);
	return 0;
}

/* The facts by filing, each of which was filed on one day. */
static int
sort_facts(struct reading *r)
{
	char day[2][DATE_TEXT];
	if (r->n_facts == 0)
		return 0;
	qsort(r->facts, r->n_facts, sizeof *r->facts, by_accn);
	for (size_t i = 1; i < r->n_facts; i++) {
		const struct fact *x = &r->facts[i - 1], *y = x + 1;
		if (x->filed == y->filed || !str_eq(x->accn, y->accn))
			continue;
		date_format(x->filed, day[0]);
		date_format(y->filed, day[1]);
		(void)err_set(r->e, ERR_DATA, "filing %.*s: 'filed' is both %s and %s",
		    STR_FMT(x->accn), day[0], day[1]);
		return err_at(r->e, r->name, 0);
	}
	qsort(r->facts, r->n_facts, sizeof *r->facts, by_filing);
	return 0;
}

int
companyfacts_read(struct str bytes, struct str name,
    const struct companyfacts_options *o, struct arena *a, struct import_set *out,
    struct err *e)
{
	struct reading r = {.name = name, .o = o, .a = a, .e = e};
	struct json_value *root = NULL;
	size_t at = 0;
	if (o->concepts.n && read_table(&r, o->concepts, o->concepts_name) != 0)
		return -1;
	if (read_table(&r, str_from(companyfacts_builtin), STR("built in")) != 0)
		return -1;
	int rc = json_read(bytes, &at, &root, e);
	if (rc < 0)
		return err_at(e, name, e->line);
	rc = take_all(&r, root);
	json_free(root);
	if (rc != 0 || sort_facts(&r) != 0)
		return -1;
	for (size_t i = 0, k; i < r.n_facts; i = k) {
		for (k = i + 1;
		     k < r.n_facts && str_eq(r.facts[k].accn, r.facts[i].accn);)
			k++;
		if (read_filing(&r, r.facts + i, k - i) != 0)
			return -1;
	}
	*out = r.out;
	return 0;
}

bool
companyfacts_is(struct str bytes)
{
	enum { HEAD = 512 };
	struct str head = str_sub(str_trim(bytes), 0, HEAD),
		   name = STR("\"entityName\"");
	return str_starts(head, STR("{")) && memmem(head.p, head.n, name.p, name.n);
}
