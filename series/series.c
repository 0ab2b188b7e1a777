/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/series.h"

#include <math.h>
#include <stdlib.h>

#include "series/filed.h"
#include "series/group.h"
#include "series/options.h"
#include "series/segments.h"
#include "series/select.h"
#include "series/unit.h"

/* ---- which observations enter ---- */

/* One word of a filter and the column that it is held against; a lag has none. */
struct term {
	const struct obs_column *column;
	const char *want;
	const struct segments *aliases; /* of the segment; NULL */
};
enum { TERMS = 10, KEY_TERMS = 7 };

static void
terms_of(const struct series_filter *f, struct term t[TERMS])
{
	const struct term all[TERMS] = {
	    {obs_column(STR("segment")), f->segment, f->aliases},
	    {obs_column(STR("stance")), f->stance, NULL},
	    {obs_column(STR("kind")), f->kind, NULL},
	    {obs_column(STR("basis")), f->basis, NULL},
	    {obs_column(STR("variant")), f->variant, NULL},
	    {obs_column(STR("measure")), f->measure, NULL},
	    {NULL, f->base, NULL},
	    {obs_column(STR("role")), f->role, NULL},
	    {obs_column(STR("scope")), f->scope, NULL},
	    {obs_column(STR("source")), f->source, NULL},
	};
	memcpy(t, all, sizeof all);
}

struct series_filter
series_filter_statements(const struct options *o)
{
	return (struct series_filter){.role = o->role,
	    .scope = o->scope,
	    .source = o->source,
	    .min_confidence = o->min_confidence};
}

struct series_filter
series_filter_of(const struct options *o)
{
	struct series_filter f = series_filter_statements(o);
	f.segment = o->segment;
	f.stance = o->stance;
	f.kind = o->kind;
	f.basis = o->basis;
	f.variant = o->variant;
	f.measure = o->measure;
	f.base = o->base;
	return f;
}

bool
series_filter_has_key(const struct series_filter *f)
{
	struct term t[TERMS];
	terms_of(f, t);
	for (size_t i = 0; i < KEY_TERMS; i++)
		if (t[i].want)
			return true;
	return false;
}

/* A word of an enumeration that no value matches. */
static int
check_word(const struct obs_column *c, const char *want, struct err *e)
{
	char all[128] = "";
	for (size_t k = 0; k < c->n_names; k++) {
		size_t n = strlen(all);
		if (select_match(want, str_from(c->names[k])))
			return 0;
		if (c->names[k][0])
			(void)snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "",
			    c->names[k]);
	}
	const char *near = options_nearest(want, c->names, c->n_names);
	return err_set(e, ERR_USAGE, "--%s '%s' is none of %s%s%s%s", c->name, want,
	    all, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

int
series_check(const struct series_filter *f, struct err *e)
{
	struct term t[TERMS];
	terms_of(f, t);
	for (size_t i = 0; i < TERMS; i++)
		if (t[i].want && t[i].column && t[i].column->type == OBS_T_ENUM
		    && check_word(t[i].column, t[i].want, e) != 0)
			return -1;
	if (f->base && !lag_is_name(f->base) && !select_is_pattern(f->base))
		return err_set(e, ERR_USAGE,
		    "--base '%.40s' is none of yoy, qoq, 24m (any number of months), "
		    "24m-uneven",
		    f->base);
	return 0;
}

/* The first n terms, of an observation or of what a key says. */
static bool
match(const struct obs *o, struct lag lag, const struct term t[TERMS], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char buf[OBS_FIELD_TEXT], base[LAG_TEXT];
		if (!t[i].want)
			continue;
		if (!t[i].column)
			lag_name(lag, base);
		if (!select_match(t[i].want,
			t[i].column ? obs_get(o, t[i].column, buf) : str_from(base))
		    && !(t[i].aliases
			 && segments_alias_fits(
			     t[i].aliases, o->company, o->segment, t[i].want)))
			return false;
	}
	return true;
}

static bool
passes(const struct obs *o, const struct series_filter *f, const struct term t[TERMS])
{
	if (o->confidence < f->min_confidence) /* none is sure: NaN compares false */
		return false;
	return match(o, lag_of(o), t, TERMS);
}

bool
series_passes(const struct series_filter *f, const struct obs *o)
{
	struct term t[TERMS];
	terms_of(f, t);
	return passes(o, f, t);
}

bool
series_selected(const struct series_filter *f, const struct series_key *k)
{
	struct term t[TERMS];
	const struct obs o = {.kind = k->kind,
	    .company = k->company,
	    .segment = k->segment,
	    .stance = k->stance,
	    .basis = k->basis,
	    .variant = k->variant,
	    .measure = k->measure};
	terms_of(f, t);
	return match(&o, k->lag, t, KEY_TERMS);
}

const char *
series_left_out_of(const struct series_filter *f, const struct obs *o)
{
	if (o->event != OBS_NOEVENT)
		return "event";
	if (!period_known(o->period))
		return "no period";
	if (isnan(o->low) && isnan(o->high))
		return "no value";
	if (o->scope == OBS_PART && !f->scope)
		return "part";
	if (o->act == OBS_RECALL)
		return "recall";
	if (o->act == OBS_REPEAT)
		return "repeat";
	if (o->role == OBS_ANALYST && !f->role)
		return "analyst";
	return NULL;
}

const char *
series_left_out(const struct obs *o)
{
	return series_left_out_of(&(struct series_filter){.role = NULL}, o);
}

/* ---- order ---- */

/* An observation on its way into a series. */
struct entry {
	const struct obs *o;
	uint64_t series; /* which: by key, stance and unit */
	double factor;   /* from its own unit to that of the series */
};

static int
cmp_size(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
cmp_num(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

/* A call whose company is not known is a company of its own: nothing says that two
 * of them are one. */
struct series_key
series_key_of(const struct obs *o)
{
	return (struct series_key){.company = o->company.n ? o->company : o->doc,
	    .metric = o->metric,
	    .kind = o->kind,
	    .segment = o->segment,
	    .basis = o->basis,
	    .variant = o->variant,
	    .measure = o->measure,
	    .stance = o->stance,
	    .lag = lag_of(o),
	    .source = filed_is_spoken(o) ? STR("") : o->source};
}

/* By all of the key but the source and the stance. */
int
series_cmp_subject(const struct series_key *a, const struct series_key *b)
{
	int c = str_cmp(a->company, b->company);
	c = c ? c : str_cmp(a->metric, b->metric);
	c = c ? c : cmp_size(a->kind, b->kind);
	c = c ? c : str_cmp(a->segment, b->segment);
	c = c ? c : cmp_size(a->basis, b->basis);
	c = c ? c : str_cmp(a->variant, b->variant);
	c = c ? c : cmp_size(a->measure, b->measure);
	return c ? c : lag_cmp(a->lag, b->lag);
}

int
series_cmp_key(const struct series_key *a, const struct series_key *b)
{
	int c = series_cmp_subject(a, b);
	c = c ? c : str_cmp(a->source, b->source);
	return c ? c : cmp_size(a->stance, b->stance);
}

int
series_cmp_period(struct period a, struct period b)
{
	if (a.end != b.end)
		return a.end < b.end ? -1 : 1;
	return (a.start > b.start) - (a.start < b.start);
}

/* How sure, in fifths, so that the order stays one; what does not say is least so. */
static int
fifths(double confidence)
{
	return confidence > 0 ? (int)(5 * fmin(confidence, 1)) : 0;
}

/* Of two statements of one point, the one that wins comes first. */
int
series_cmp_rank(const struct obs *a, const struct obs *b)
{
	static const unsigned char role[OBS_ROLES] = {
	    [OBS_COMPANY] = 0, [OBS_NOROLE] = 1, [OBS_OPERATOR] = 2, [OBS_ANALYST] = 3};
	static const unsigned char act[OBS_ACTS] = {
	    [OBS_NOACT] = 0, [OBS_ISSUE] = 0, [OBS_REPEAT] = 1, [OBS_RECALL] = 2};
	static const unsigned char precision[OBS_PRECISIONS] = {[OBS_EXACT] = 0,
	    [OBS_NOPRECISION] = 0,
	    [OBS_ROUNDED] = 1,
	    [OBS_HEDGED] = 2,
	    [OBS_VAGUE] = 3};
	int c = cmp_size(role[a->role], role[b->role]);
	c = c ? c : cmp_size(act[a->act], act[b->act]);
	c = c ? c : (a->withdrawn != NULL) - (b->withdrawn != NULL);
	c = c ? c : cmp_size(a->vague, b->vague);
	if (c == 0 && a->as_of != b->as_of)
		c = a->as_of > b->as_of ? -1 : 1;
	c = c ? c : fifths(b->confidence) - fifths(a->confidence);
	c = c ? c : cmp_size(precision[a->precision], precision[b->precision]);
	c = c ? c : obs_cmp_place(b, a);
	c = c ? c : cmp_num(a->low, b->low);
	return c ? c : cmp_num(a->high, b->high);
}

/* Of entries of one series: whether they state one point.  A contribution does not
 * say whose it is, so that another value is another driver's. */
static int
cmp_point(const struct entry *a, const struct entry *b)
{
	int c = series_cmp_period(a->o->period, b->o->period);
	if (c || a->o->kind != OBS_CONTRIBUTION)
		return c;
	c = cmp_num(a->o->low * a->factor, b->o->low * b->factor);
	return c ? c : cmp_num(a->o->high * a->factor, b->o->high * b->factor);
}

static int
by_series_and_rank(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->series != y->series)
		return x->series < y->series ? -1 : 1;
	int c = cmp_point(x, y);
	return c ? c : series_cmp_rank(x->o, y->o);
}

/* ---- points ---- */

static struct series_point
statement(const struct entry *x)
{
	return (struct series_point){.period = x->o->period,
	    .low = x->o->low * x->factor,
	    .high = x->o->high * x->factor,
	    .obs = x->o,
	    .n_statements = 1};
}

/* The point that n statements make, the winner first; all has room for them. */
static struct series_point
reduce(const struct entry *x, size_t n, const struct obs **all)
{
	struct series_point p = statement(&x[0]);
	double least = (double)NAN, most = (double)NAN;
	for (size_t i = 0; i < n; i++) {
		struct series_point s = statement(&x[i]);
		all[i] = x[i].o;
		least = fmin(least, series_value(&s)); /* fmin and fmax pass over NaN */
		most = fmax(most, series_value(&s));
	}
	p.all = all;
	p.n_statements = n;
	p.spread = isnan(least) ? 0 : most - least;
	return p;
}

/* The series that n entries of one key and unit make. */
static int
fill(
    struct series *s, struct str unit, const struct entry *x, size_t n, struct arena *a)
{
	*s = (struct series){
	    series_key_of(x->o), unit, ARENA_NEW(a, n, struct series_point), 0};
	const struct obs **all = ARENA_NEW(a, n, const struct obs *);
	if (!s->points || !all)
		return -1;
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && cmp_point(&x[i], &x[j]) == 0;)
			j++;
		s->points[s->n++] = reduce(x + i, j - i, all + i);
	}
	return 0;
}

/* Number the series of n entries; *g has their units. */
static int
number(struct entry *x, size_t n, struct arena *a, struct group *g, struct err *e)
{
	const struct obs **taken = ARENA_NEW(a, n, const struct obs *);
	if (!taken)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		taken[i] = x[i].o;
	if (group_make(taken, NULL, n, a, g, e) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		x[i].series = group_series(g, i, x[i].o->stance);
		x[i].factor = g->classes[g->class_of[i]].factor;
	}
	return 0;
}

/* The series of n entries, which are sorted. */
static int
make_all(const struct entry *x, size_t n, const struct group *g, struct arena *a,
    struct series **out, size_t *n_out)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += i == 0 || x[i - 1].series != x[i].series;
	*n_out = 0;
	*out = ARENA_NEW(a, count, struct series);
	if (!*out || (n && !g->classes))
		return -1;
	for (size_t i = 0, j; i < n; i = j) {
		size_t class = group_unit_class(x[i].series);
		for (j = i + 1; j < n && x[j].series == x[i].series;)
			j++;
		if (fill(&(*out)[(*n_out)++], g->classes[class].unit, x + i, j - i, a)
		    != 0)
			return -1;
	}
	return 0;
}

int
series_build(const struct obs *obs, size_t n, /* NOLINT(readability-function-size) */
    const struct series_filter *f, struct arena *a, struct series **out, size_t *n_out,
    struct err *e)
{
	struct term t[TERMS];
	struct group g = {.n = 0};
	struct entry *x = ARENA_NEW(a, n, struct entry);
	size_t m = 0;
	if (!x)
		return err_nomem(e);
	terms_of(f, t);
	for (size_t i = 0; i < n; i++)
		if (!series_left_out_of(f, &obs[i]) && passes(&obs[i], f, t))
			x[m++].o = &obs[i];
	if (number(x, m, a, &g, e) != 0)
		return -1;
	qsort(x, m, sizeof *x, by_series_and_rank);
	return make_all(x, m, &g, a, out, n_out) == 0 ? 0 : err_nomem(e);
}

bool
series_holds(const struct series_key *k, const struct obs *o)
{
	struct series_key other = series_key_of(o);
	return series_cmp_key(k, &other) == 0;
}

/* ---- choice ---- */

static bool
same_segment(const struct series *a, const struct series *b)
{
	return str_eq(a->key.segment, b->key.segment);
}

static bool
same_basis_and_variant(const struct series *a, const struct series *b)
{
	return a->key.basis == b->key.basis && str_eq(a->key.variant, b->key.variant);
}

static bool
same_measure(const struct series *a, const struct series *b)
{
	return a->key.measure == b->key.measure;
}

static bool
same_lag(const struct series *a, const struct series *b)
{
	return lag_cmp(a->key.lag, b->key.lag) == 0;
}

static bool
same_unit(const struct series *a, const struct series *b)
{
	return str_eq(a->unit, b->unit);
}

/* The steps of a choice: among what is alike, which has most.  Where actual points
 * count first, guidance only breaks ties. */
static const struct {
	bool (*same)(const struct series *, const struct series *);
	double actual, guidance; /* what a point weighs */
} steps[] = {
    {same_segment, 1, 1},
    {same_basis_and_variant, 1, 1},
    {same_measure, 1e9, 1},
    {same_lag, 1e9, 1},
    {same_unit, 1e9, 1},
};

/* Keep of the pool what is alike the heaviest group; the first of equals. */
static size_t
narrow(const struct series **pool, size_t n, size_t step)
{
	const struct series *best = NULL;
	double most = -1;
	for (size_t i = 0; i < n; i++) {
		double w = 0;
		for (size_t k = 0; k < n; k++)
			if (steps[step].same(pool[i], pool[k]))
				w += (double)pool[k]->n
				     * (pool[k]->key.stance == OBS_ACTUAL
					     ? steps[step].actual
					     : steps[step].guidance);
		if (w > most) {
			most = w;
			best = pool[i];
		}
	}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (steps[step].same(best, pool[i]))
			pool[kept++] = pool[i];
	return kept;
}

static bool
is_total(const struct series *s)
{
	return s->key.segment.n == 0;
}

static bool
is_achievement(const struct series *s)
{
	return s->key.measure != OBS_CAPABILITY;
}

static bool
is_achieved(const struct series *s)
{
	return is_achievement(s) && s->key.stance == OBS_ACTUAL;
}

/* When any of the pool is what `when` asks for, keep only what `keep` does. */
static size_t
prefer(const struct series **pool, size_t n, bool (*when)(const struct series *),
    bool (*keep)(const struct series *))
{
	size_t kept = 0, i = 0;
	while (i < n && !when(pool[i]))
		i++;
	if (i == n)
		return n;
	for (i = 0; i < n; i++)
		if (keep(pool[i]))
			pool[kept++] = pool[i];
	return kept;
}

/* What was said before what was filed, and this before all else, by name. */
static int
cmp_source(struct str a, struct str b)
{
	int x = a.n == 0 ? 0 : str_eq(a, STR("filed")) ? 1 : 2;
	int y = b.n == 0 ? 0 : str_eq(b, STR("filed")) ? 1 : 2;
	return x != y ? x - y : str_cmp(a, b);
}

/* Keep of the pool, which is not empty, what is of its first source. */
static size_t
keep_source(const struct series **pool, size_t n)
{
	struct str first = pool[0]->key.source;
	size_t kept = 0;
	for (size_t i = 1; i < n; i++)
		if (cmp_source(pool[i]->key.source, first) < 0)
			first = pool[i]->key.source;
	for (size_t i = 0; i < n; i++)
		if (str_eq(pool[i]->key.source, first))
			pool[kept++] = pool[i];
	return kept;
}

/* The series of the metric, of one company and its first kind of value: all of them in
 * out->others, in the pool the hypothetical ones, or the others. */
static size_t
make_pool(const struct series *all, size_t n, const struct catalog_metric *m,
    bool hypothetical, const struct series **pool, struct series_choice *out)
{
	const struct series *first = NULL;
	size_t n_pool = 0;
	for (size_t i = 0; i < n; i++) {
		if (m && !str_eq(all[i].key.metric, m->name))
			continue;
		/* The kinds are in order: levels, when there are any, come first. */
		if (!first
		    || (str_eq(all[i].key.company, first->key.company)
			&& all[i].key.kind < first->key.kind))
			first = &all[i];
	}
	for (size_t i = 0; first && i < n; i++) {
		if (!str_eq(all[i].key.metric, first->key.metric)
		    || !str_eq(all[i].key.company, first->key.company)
		    || all[i].key.kind != first->key.kind)
			continue;
		if ((all[i].key.stance == OBS_HYPOTHETICAL) == hypothetical)
			pool[n_pool++] = &all[i];
		out->others[out->n_others++] = &all[i];
	}
	return n_pool;
}

/* Take what is left of the pool; the others stay others. */
static void
take_pool(const struct series *const *pool, size_t n, struct series_choice *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		enum obs_stance stance = pool[i]->key.stance;
		const struct series **to = stance == OBS_ACTUAL ? &out->actual
					   : stance == OBS_GUIDANCE
					       ? &out->guidance
					       : &out->hypothetical;
		*to = pool[i];
	}
	for (size_t i = 0; i < out->n_others; i++)
		if (out->others[i] != out->actual && out->others[i] != out->guidance
		    && out->others[i] != out->hypothetical)
			out->others[kept++] = out->others[i];
	out->n_others = kept;
}

static int
choose(const struct series *all, size_t n, const struct catalog_metric *m,
    bool hypothetical, struct arena *a, struct series_choice *out)
{
	const struct series **pool = ARENA_NEW(a, n, const struct series *);
	const struct series **others = ARENA_NEW(a, n, const struct series *);
	*out = (struct series_choice){.others = others};
	if (!pool || !others)
		return -1;
	size_t n_pool = make_pool(all, n, m, hypothetical, pool, out);
	if (n_pool == 0)
		return 0;
	n_pool = keep_source(pool, n_pool);
	n_pool = prefer(pool, n_pool, is_achieved, is_achievement);
	n_pool = prefer(pool, n_pool, is_total, is_total);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		n_pool = narrow(pool, n_pool, i);
	take_pool(pool, n_pool, out);
	return 0;
}

int
series_choose(const struct series *all, size_t n, const struct catalog_metric *m,
    struct arena *a, struct series_choice *out, struct err *e)
{
	if (choose(all, n, m, false, a, out) != 0)
		return err_nomem(e);
	if (out->actual || out->guidance)
		return 0;
	return err_set(e, ERR_EMPTY, "nothing to show%s%.*s%s", m ? " of " : "",
	    m ? (int)m->name.n : 0, m ? m->name.p : "",
	    out->n_others ? ": all is hypothetical (--stance hypothetical)" : "");
}

int
series_choose_hypothetical(const struct series *all, size_t n,
    const struct catalog_metric *m, struct arena *a, struct series_choice *out,
    struct err *e)
{
	if (choose(all, n, m, true, a, out) != 0)
		return err_nomem(e);
	return out->hypothetical
		   ? 0
		   : err_set(e, ERR_EMPTY, "nothing to show: nothing is hypothetical");
}

/* ---- words ---- */

/* text, and after it " --name word", the word quoted as a shell needs it. */
static struct str
add_option(struct str text, const char *name, struct str word, struct arena *a)
{
	static const char safe[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_-+./,:@%";
	struct str quoted = word;
	size_t i = 0;
	while (i < word.n && word.p[i] && strchr(safe, word.p[i]))
		i++;
	if (i < word.n || word.n == 0) {
		char *p = arena_alloc(a, 4 * word.n + 2, 1);
		size_t n = 0;
		if (!p)
			return text;
		p[n++] = '\'';
		for (i = 0; i < word.n; i++) {
			size_t k = word.p[i] == '\'' ? 4 : 1;
			memcpy(p + n, k == 4 ? "'\\''" : word.p + i, k);
			n += k;
		}
		p[n++] = '\'';
		quoted = (struct str){p, n};
	}
	return arena_printf(a, "%.*s%s--%s %.*s", STR_FMT(text), text.n ? " " : "",
	    name, STR_FMT(quoted));
}

struct str
series_options(const struct series_key *k, struct arena *a)
{
	char lag[LAG_TEXT];
	lag_name(k->lag, lag);
	const struct {
		const char *name;
		struct str word;
		bool said;
	} rows[] = {
	    {"segment", k->segment, k->segment.n > 0},
	    {"kind", str_from(obs_kind_name(k->kind)), k->kind != OBS_LEVEL},
	    {"basis", str_from(obs_basis_name(k->basis)), k->basis != OBS_NOBASIS},
	    {"variant", k->variant, k->variant.n > 0},
	    {"measure", str_from(obs_measure_name(k->measure)),
		k->measure != OBS_NOMEASURE},
	    {"stance", str_from(obs_stance_name(k->stance)), k->stance != OBS_ACTUAL},
	    {"base", str_from(lag), k->lag.said},
	    {"source", k->source, k->source.n > 0},
	};
	struct str text = STR("");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].said)
			text = add_option(text, rows[i].name, rows[i].word, a);
	if (text.n)
		return text;
	/* Nothing is said of it, and that is what tells it from the others. */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].word.n == 0 && strcmp(rows[i].name, "base") != 0
		    && strcmp(rows[i].name, "source") != 0)
			text = add_option(text, rows[i].name, rows[i].word, a);
	return text;
}

static struct str
add_word(struct str text, struct str word, struct arena *a)
{
	if (word.n == 0)
		return text;
	return arena_printf(
	    a, "%.*s%s%.*s", STR_FMT(text), text.n ? " \xc2\xb7 " : "", STR_FMT(word));
}

/* The metric inside a line: "gross margin", but "EBITDA". */
static struct str
inner_name(const struct series_key *k, const struct catalog_metric *m, struct arena *a)
{
	struct str name = arena_str(a, m && m->title.n ? m->title : k->metric);
	if (!name.p)
		return k->metric;
	char *p = arena_alloc(a, name.n + 1, 1);
	if (!p)
		return name;
	for (size_t i = 0; i < name.n; i++) {
		p[i] = name.p[i];
		if (!m && p[i] == '_')
			p[i] = ' ';
	}
	if (name.n > 1 && str_lower(p[1]) == p[1])
		p[0] = str_lower(p[0]);
	return (struct str){p, name.n};
}

bool
series_is_own(struct str source)
{
	return source.n == 0 || str_eq(source, STR("spoken"))
	       || str_eq(source, STR("filed")) || str_starts(source, STR("own"));
}

struct str
series_title(
    const struct series_key *k, const struct catalog_metric *m, struct arena *a)
{
	struct str text = add_word(STR(""), k->company, a), rest = k->variant;
	text = add_word(text, inner_name(k, m, a), a);
	text = add_word(text, k->segment, a);
	char lag[LAG_TEXT];
	lag_name(k->lag, lag);
	if (k->kind != OBS_LEVEL)
		text = add_word(text, str_from(obs_kind_name(k->kind)), a);
	text = add_word(text, arena_str(a, str_from(lag)), a);
	text = add_word(text,
	    k->basis == OBS_GAAP ? STR("GAAP") : str_from(obs_basis_name(k->basis)), a);
	while (rest.n)
		text = add_word(text, str_cut(&rest, ';'), a);
	text = add_word(text, str_from(obs_measure_name(k->measure)), a);
	if (k->stance == OBS_GUIDANCE && !series_is_own(k->source))
		text = add_word(text, STR("expected"), a);
	else if (k->stance != OBS_ACTUAL)
		text = add_word(text, str_from(obs_stance_name(k->stance)), a);
	return add_word(text, k->source, a);
}

double
series_value(const struct series_point *p)
{
	if (isnan(p->low))
		return p->high;
	if (isnan(p->high))
		return p->low;
	return p->low == p->high ? p->low : p->low + (p->high - p->low) / 2;
}

/* ---- a value as text ---- */

enum { VALUE_TEXT = 64, MOST_DIGITS = 6, SHARE_DIGITS = 4 };

/* How values of a unit are dressed. */
struct dress {
	bool scaled;       /* with "million" and the like */
	char before[8];    /* "$" */
	struct str each;   /* "%" or " million", after each number */
	struct str after;  /* " vehicles/week", once */
	const char *space; /* between the number and `after` */
};

static struct dress
dress_of(struct str unit)
{
	struct dress d = {true, "", {NULL, 0}, unit, unit.n ? " " : ""};
	struct str code = str_sub(unit, 0, 3), rest = str_sub(unit, 3, unit.n);
	if (str_eq(unit, STR("percent"))) {
		d.scaled = false;
		d.each = STR("%");
		d.after = STR("");
		d.space = "";
	} else if (unit_is_currency(code) && (rest.n == 0 || strchr("/ ", rest.p[0]))) {
		/* What follows the code: a magnitude, then "/vehicle" or "/week". */
		struct str after = unit, head = str_cut(&after, '/');
		const char *sign = unit_currency_sign(code);
		(void)snprintf(d.before, sizeof d.before, "%.*s%s", sign ? 0 : 3,
		    code.p, sign ? sign : " ");
		d.scaled = head.n == code.n; /* else with the magnitude asked for */
		d.each = str_sub(head, code.n, head.n);
		d.after = after;
		d.space = after.n ? "/" : "";
	}
	return d;
}

/* A number of at most MOST_DIGITS digits, whole numbers with all of theirs, and
 * commas between the thousands.  What was worked out has more than `most`, and is told
 * with so many. */
static void
group(double v, int most, char out[VALUE_TEXT])
{
	char plain[OBS_FIELD_TEXT];
	obs_number(v, plain);
	if (v < 1e15 && v >= 1e-4 && v != floor(v) && strlen(plain) > MOST_DIGITS + 1) {
		int decimals = most - 1 - (int)floor(log10(v));
		if (most == SHARE_DIGITS && decimals < 2)
			decimals = 2;
		(void)snprintf(
		    plain, sizeof plain, "%.*f", decimals > 0 ? decimals : 0, v);
		size_t n = strlen(plain);
		while (decimals > 0 && plain[n - 1] == '0')
			plain[--n] = '\0';
		if (plain[n - 1] == '.')
			plain[n - 1] = '\0';
	}
	size_t whole = strspn(plain, "0123456789"), n = 0;
	bool commas = plain[whole] == '\0' || plain[whole] == '.';
	for (size_t i = 0; plain[i] && n + 2 < VALUE_TEXT; i++) {
		if (commas && i && i < whole && (whole - i) % 3 == 0)
			out[n++] = ',';
		out[n++] = plain[i];
	}
	out[n] = '\0';
}

/* Money of less than a million is told in cents: "2.40". */
static void
cents(char digits[VALUE_TEXT])
{
	const char *point = strchr(digits, '.');
	if (point && strspn(point + 1, "0123456789") == 1 && point[2] == '\0')
		(void)snprintf(digits + strlen(digits), 2, "0");
}

static void
value_text(double v, const struct dress *d, char out[VALUE_TEXT])
{
	static const struct {
		double least;
		const char *word;
	} scales[] = {
	    {1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}, {0, ""}};
	char digits[VALUE_TEXT];
	double size = fabs(v);
	size_t k = d->scaled ? 0 : 3;
	while (size * (1 + 5e-7) < scales[k].least)
		k++;
	bool share = str_eq(d->each, STR("%"));
	group(scales[k].least > 0 ? size / scales[k].least : size,
	    share ? SHARE_DIGITS : MOST_DIGITS, digits);
	if (d->before[0] && scales[k].least == 0 && d->each.n == 0)
		cents(digits);
	(void)snprintf(out, VALUE_TEXT, "%s%s%.36s%s%.*s", v < 0 ? "-" : "", d->before,
	    digits, scales[k].word, STR_FMT(d->each));
}

struct str
series_text(double low, double high, struct str unit, struct arena *a)
{
	char x[VALUE_TEXT], y[VALUE_TEXT];
	struct dress d = dress_of(unit);
	if (isnan(low) && isnan(high))
		return STR("no value");
	if (isnan(low) || isnan(high) || low == high) {
		value_text(isnan(low) ? high : low, &d, x);
		return arena_printf(a, "%s%s%s%.*s",
		    low == high   ? ""
		    : isnan(high) ? "over "
				  : "under ",
		    x, d.space, STR_FMT(d.after));
	}
	value_text(low, &d, x);
	value_text(high, &d, y);
	return arena_printf(a, "%s to %s%s%.*s", x, y, d.space, STR_FMT(d.after));
}
