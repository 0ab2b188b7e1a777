/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/filed.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/series.h"
#include "series/unit.h"

enum { NEAR = 7 }; /* days: a calendar of 13 weeks drifts by as much */

const char *
filed_verdict_name(enum filed_verdict v)
{
	static const char *const names[] = {[FILED_NOTHING] = "",
	    [FILED_AGREES] = "agrees",
	    [FILED_CONTRADICTS] = "contradicts"};
	static_assert(sizeof names / sizeof *names == FILED_VERDICTS, "a name each");
	return names[v];
}

bool
filed_is_spoken(const struct obs *o)
{
	return o->source.n == 0 || str_eq(o->source, STR("spoken"));
}

static struct str
source_of(const struct obs *o)
{
	return filed_is_spoken(o) ? STR("spoken") : o->source;
}

/* Without .p where nothing passes. */
static struct str
choose_source(const struct obs *obs, size_t n, const struct series_filter *f)
{
	struct str best = {NULL, 0};
	for (size_t i = 0; i < n; i++) {
		const struct obs *o = &obs[i];
		if (!series_passes(f, o))
			continue;
		if (filed_is_spoken(o))
			return STR("spoken");
		bool filed = str_eq(o->source, STR("filed"));
		if (!best.p || filed
		    || (!str_eq(best, STR("filed")) && str_cmp(o->source, best) < 0))
			best = o->source;
	}
	return best;
}

int
filed_line(struct obs *obs, size_t n, const struct series_filter *f, struct arena *a,
    size_t *n_line, struct err *e)
{
	struct obs *others = ARENA_NEW(a, n, struct obs);
	struct str source = choose_source(obs, n, f);
	size_t line = 0, rest = 0;
	if (!others)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (!source.p || str_eq(source_of(&obs[i]), source))
			obs[line++] = obs[i];
		else
			others[rest++] = obs[i];
	if (rest)
		memcpy(obs + line, others, rest * sizeof *obs);
	*n_line = line;
	return 0;
}

void
filed_tell_sources(const struct obs *others, size_t n, FILE *to)
{
	enum { MOST_NAMED = 6 };
	struct {
		struct str source;
		size_t n;
	} seen[MOST_NAMED] = {{STR(""), 0}};
	size_t n_seen = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		struct str source = source_of(&others[i]);
		while (k < n_seen && !str_eq(seen[k].source, source))
			k++;
		if (k == n_seen && n_seen < MOST_NAMED)
			seen[n_seen++].source = source;
		if (k < n_seen)
			seen[k].n++;
	}
	for (size_t k = 0; k < n_seen; k++) {
		(void)fprintf(to, "%s%zu value%s with --source ",
		    k ? ", " : "tseries: of other sources: ", seen[k].n,
		    seen[k].n == 1 ? "" : "s");
		err_print_safe(to, seen[k].source);
	}
	if (n_seen)
		(void)fputc('\n', to);
}

/* ---- order, for looking up ---- */

static int
cmp_nocase(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	for (size_t i = 0; i < n; i++) {
		int c =
		    (unsigned char)str_lower(a.p[i]) - (unsigned char)str_lower(b.p[i]);
		if (c)
			return c;
	}
	return (a.n > b.n) - (a.n < b.n);
}

/* By what is measured, whatever the time. */
static int
cmp_subject(const struct obs *a, const struct obs *b)
{
	int c = str_cmp(a->metric, b->metric);
	c = c ? c : cmp_nocase(a->company, b->company);
	c = c ? c : cmp_nocase(a->segment, b->segment);
	c = c ? c : str_cmp(a->variant, b->variant);
	return c ? c : (a->measure > b->measure) - (a->measure < b->measure);
}

static int
by_subject_and_time(const void *a, const void *b)
{
	const struct obs *x = *(const struct obs *const *)a,
			 *y = *(const struct obs *const *)b;
	int c = cmp_subject(x, y);
	c = c ? c : (x->period.end > y->period.end) - (x->period.end < y->period.end);
	c = c ? c : (x->as_of > y->as_of) - (x->as_of < y->as_of);
	return c ? c : obs_cmp_place(x, y);
}

static bool
can_be_held(const struct obs *o)
{
	return o->stance == OBS_ACTUAL && o->kind == OBS_LEVEL && o->scope == OBS_WHOLE
	       && o->basis != OBS_ADJUSTED && period_known(o->period)
	       && !(isnan(o->low) && isnan(o->high));
}

int
filed_collect(const struct obs *obs, size_t n, struct arena *a, struct filed_table *out,
    struct err *e)
{
	*out = (struct filed_table){ARENA_NEW(a, n, const struct obs *), 0};
	if (!out->rows)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		if (str_eq(obs[i].source, STR("filed")) && can_be_held(&obs[i]))
			out->rows[out->n++] = &obs[i];
	if (out->n)
		qsort(
		    out->rows, out->n, sizeof(const struct obs *), by_subject_and_time);
	return 0;
}

/* The first filed figure of o's subject that ends on a day or later. */
static size_t
first_from(const struct filed_table *t, const struct obs *o, int32_t day)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = cmp_subject(t->rows[mid], o);
		if (c < 0 || (c == 0 && t->rows[mid]->period.end < day))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* ---- the digits that were said ---- */

/* A number as it stands in a text: its value and the unit of its last digit. */
struct numeral {
	double value, unit;
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The next numeral of *text, which is then behind it: "5,000" "18.9". */
static bool
next_numeral(struct str *text, struct numeral *out)
{
	char plain[64];
	size_t n = 0, whole = 0, zeros = 0, i = 0;
	bool point = false;
	struct str s = *text;
	while (i < s.n && !digit(s.p[i]))
		i++;
	if (i == s.n)
		return false;
	for (; i < s.n && n + 1 < sizeof plain; i++) {
		char c = s.p[i];
		bool more = i + 1 < s.n && digit(s.p[i + 1]);
		if (c == ',' && more && !point)
			continue;
		if (c == '.' && more && !point)
			point = true;
		else if (!digit(c))
			break;
		zeros = c == '0' ? zeros + 1 : 0;
		whole += !point;
		plain[n++] = c;
	}
	plain[n] = '\0';
	*text = str_sub(s, i, s.n);
	out->value = strtod(plain, NULL);
	if (point)
		out->unit = pow(10, -(double)(n - whole - 1));
	else
		out->unit =
		    pow(10, (double)(zeros + 2 > n ? (n > 2 ? n - 2 : 0) : zeros));
	return true;
}

/* Said in words: what the value itself shows, as far as two digits. */
static double
unit_of_value(double v)
{
	double unit = 1;
	v = fabs(v);
	if (v == 0)
		return 0;
	while (v >= 100 * unit && fmod(v, 10 * unit) == 0)
		unit *= 10;
	while (unit > 1e-6 && fabs(v / unit - round(v / unit)) > 1e-9)
		unit /= 10;
	return unit;
}

/* The unit of the last digit of v, which the k-th numeral of the text tells. */
static double
unit_said(struct str text, double v, bool last)
{
	struct numeral x, found = {0, 0};
	while (next_numeral(&text, &x)) {
		found = x;
		if (!last)
			break;
	}
	if (found.value == 0 || v == 0)
		return unit_of_value(v);
	return found.unit * fabs(v) / found.value; /* "billion" and the like */
}

double
filed_rounding(const struct obs *o)
{
	if (o->note && o->note->rounding > 0)
		return o->note->rounding;
	double low = isnan(o->low) ? 0 : unit_said(o->text, o->low, false);
	double high = isnan(o->high) ? 0 : unit_said(o->text, o->high, true);
	if (o->low == o->high)
		return low / 2;
	return fmax(low, high) / 2;
}

/* ---- the comparison ---- */

static bool
near_days(int32_t a, int32_t b)
{
	return a - b <= NEAR && b - a <= NEAR;
}

/* Whether a figure that ends when o does is of the same time: a balance has no more. */
static bool
same_time(const struct obs *filed, const struct obs *o)
{
	return period_grain(filed->period) == PERIOD_DAY
	       || near_days(filed->period.start, o->period.start);
}

static double
value_of(const struct obs *filed)
{
	return isnan(filed->low) ? filed->high : filed->low;
}

static bool
agrees(const struct obs *filed, const struct obs *o)
{
	double f;
	if (!unit_factor(filed->unit, o->unit, &f))
		return false;
	double v = f * value_of(filed), wide = filed_rounding(o);
	if (o->vague || o->precision == OBS_HEDGED || o->precision == OBS_VAGUE)
		wide *= 2;
	wide += 1e-9 * fabs(v);
	/* What is open on a side has no bound there: NaN compares false. */
	return !(v < o->low - wide) && !(v > o->high + wide);
}

struct filed_match
filed_match(const struct filed_table *t, const struct obs *o)
{
	struct filed_match m = {FILED_NOTHING, NULL};
	if (!filed_is_spoken(o) || !can_be_held(o))
		return m;
	for (size_t i = first_from(t, o, o->period.end - NEAR); i < t->n; i++) {
		const struct obs *x = t->rows[i];
		double f;
		if (cmp_subject(x, o) != 0 || x->period.end > o->period.end + NEAR)
			break;
		if (!same_time(x, o) || !unit_factor(x->unit, o->unit, &f))
			continue;
		m.filed = x;
		m.verdict = agrees(x, o) ? FILED_AGREES : FILED_CONTRADICTS;
		if (m.verdict == FILED_AGREES)
			break;
	}
	return m;
}

int
filed_tell(const struct filed_table *t, const struct obs *o, struct str unit,
    struct arena *a, struct filed_cells *out, struct err *e)
{
	struct filed_match m = filed_match(t, o);
	char digits[OBS_FIELD_TEXT];
	double f;
	*out = (struct filed_cells){STR(""), STR(""), STR("")};
	if (!m.filed || !unit_factor(m.filed->unit, unit, &f))
		return 0;
	double v = f * value_of(m.filed);
	const char *verdict = filed_verdict_name(m.verdict);
	struct str value = series_text(v, v, unit, a);
	obs_number(v, digits);
	out->verdict = str_from(verdict);
	out->value = arena_str(a, str_from(digits));
	out->text = arena_printf(a, "%s %.*s", verdict, STR_FMT(value));
	return out->value.p && out->text.p ? 0 : err_nomem(e);
}
