/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/conflict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "series/unit.h"

/* ---- what was said of a value ---- */

/* The first number in figures, without its commas; its value, or NaN. */
static double
numeral(struct str text, char digits[OBS_FIELD_TEXT])
{
	size_t i = 0, n = 0;
	while (i < text.n && !(text.p[i] >= '0' && text.p[i] <= '9'))
		i++;
	for (; i < text.n && n + 1 < OBS_FIELD_TEXT; i++) {
		bool digit = text.p[i] >= '0' && text.p[i] <= '9';
		bool inside =
		    i + 1 < text.n && text.p[i + 1] >= '0' && text.p[i + 1] <= '9';
		if (!digit && !(inside && (text.p[i] == ',' || text.p[i] == '.')))
			break;
		if (text.p[i] != ',')
			digits[n++] = text.p[i];
	}
	digits[n] = '\0';
	return n ? strtod(digits, NULL) : (double)NAN;
}

/* The step of the last digit that a number in figures says.  Of a whole number whose
 * zeros may be no more than its size, keep says how many digits are said for sure, from
 * how many digits on. */
static double
step_of(const char *digits, size_t keep, size_t from)
{
	const char *point = strchr(digits, '.');
	if (point)
		return pow(10, -(double)strlen(point + 1));
	size_t n = strlen(digits), zeros = 0;
	while (n >= from && zeros + keep < n && digits[n - 1 - zeros] == '0')
		zeros++;
	return pow(10, (double)zeros);
}

static bool
is_power_of_ten(double f)
{
	double k = log10(f);
	return isfinite(k) && fabs(k - round(k)) < 1e-9;
}

double
conflict_reach(const struct obs *o, double v)
{
	enum { IN_FULL = 100000 };
	char digits[OBS_FIELD_TEXT] = "";
	double size = fabs(v);
	if (!isfinite(v))
		return 0;
	/* Of a single value its own words tell ("$3.4 billion" is 3.4 times a power of
	 * ten), of all else the number. */
	double m = o->low == o->high ? numeral(o->text, digits) : (double)NAN;
	double scale = m > 0 ? size / m : 0;
	if (!(m > 0) || !is_power_of_ten(scale)) {
		obs_number(size, digits);
		scale = strchr(digits, 'e') ? 0 : 1;
	}
	/* Nobody rounds what is filed in full: 2700000000 is no "$2.7 billion". */
	bool full = scale == 1 && size >= IN_FULL && size == floor(size);
	if (full && o->source.n && !str_eq(o->source, STR("spoken")))
		return 0;
	double exact = scale * step_of(digits, 2, 4) / 2;
	double round = scale * step_of(digits, 1, 2) / 2;
	if (o->note && o->note->rounding > 0)
		exact = o->note->rounding;
	if (o->vague || o->precision == OBS_VAGUE)
		return fmax(exact, size / 10);
	if (o->precision == OBS_HEDGED)
		return fmax(fmax(exact, size / 20), fmin(round, size / 10));
	return exact;
}

/* ---- two statements ---- */

/* What one says, in the unit of the other; an open side is infinite. */
struct claim {
	double low, high, reach;
	bool loose; /* open or vague */
};

static struct claim
claim_of(const struct obs *o, double factor)
{
	struct claim c = {
	    .low = isnan(o->low) ? -(double)INFINITY : o->low * factor,
	    .high = isnan(o->high) ? (double)INFINITY : o->high * factor,
	    .loose = isnan(o->low) || isnan(o->high) || o->vague,
	};
	c.reach = factor * fmax(conflict_reach(o, o->low), conflict_reach(o, o->high));
	return c;
}

static bool
agree(const struct claim *a, const struct claim *b)
{
	double reach = fmax(a->reach, b->reach);
	/* Half a step is a decimal that binary has no place for. */
	for (size_t i = 0; i < 2; i++) {
		double low = i ? b->low : a->low, high = i ? b->high : a->high;
		if (isfinite(low))
			reach = fmax(reach, reach + 1e-9 * fabs(low));
		if (isfinite(high))
			reach = fmax(reach, reach + 1e-9 * fabs(high));
	}
	if (a->loose || b->loose)
		return a->low <= b->high + reach && b->low <= a->high + reach;
	return (a->low >= b->low - reach && a->high <= b->high + reach)
	       || (b->low >= a->low - reach && b->high <= a->high + reach);
}

/* One that was said on another day in another's place, as it should be. */
static bool
is_revision(const struct obs *a, const struct obs *b)
{
	if (a->as_of == b->as_of)
		return false;
	if (a->stance == OBS_GUIDANCE)
		return true;
	return a->source.n && !str_eq(a->source, STR("spoken"))
	       && str_eq(a->source, b->source);
}

static bool
claims_nothing(const struct obs *o)
{
	return o->stance == OBS_HYPOTHETICAL || o->kind == OBS_CONTRIBUTION
	       || (isnan(o->low) && isnan(o->high));
}

/* Two claims in one unit, and the statements that make them. */
static bool
differ(const struct obs *a, struct claim x, const struct obs *b, struct claim y)
{
	struct str noun;
	if (claims_nothing(a) || claims_nothing(b))
		return false;
	if (!str_eq(a->unit, b->unit)
	    && unit_split(a->unit, &noun) != unit_split(b->unit, &noun)) {
		/* "$99 a month, $3.33 a day": nobody counts in 365.25 days. */
		double v = isfinite(x.low) ? x.low : x.high;
		x.reach = fmax(x.reach, isfinite(v) ? fabs(v) / 30 : 0);
	}
	return !agree(&x, &y);
}

static bool
contradict(const struct obs *a, struct claim x, const struct obs *b, struct claim y)
{
	return !is_revision(a, b) && differ(a, x, b, y);
}

bool
conflict_between(const struct obs *a, const struct obs *b)
{
	double factor;
	return unit_factor(b->unit, a->unit, &factor)
	       && contradict(a, claim_of(a, 1), b, claim_of(b, factor));
}

size_t
conflict_rivals(const struct series_point *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_statements && p->all; i++)
		n += p->all[i] != p->obs && conflict_between(p->obs, p->all[i]);
	return n;
}

/* Whether what o says is another value than p's, as far as its unit converts. */
static bool
says_otherwise(const struct series_point *p, const struct obs *o)
{
	double f;
	return unit_factor(o->unit, p->obs->unit, &f)
	       && differ(p->obs, claim_of(p->obs, 1), o, claim_of(o, f));
}

/* Whether o was corrected: it says another value on an earlier day, and nobody had said
 * by then what stands now. */
static bool
is_corrected(const struct series_point *p, const struct obs *o)
{
	if (o->stance != OBS_ACTUAL || o->as_of == DATE_NONE
	    || o->as_of >= p->obs->as_of || !says_otherwise(p, o))
		return false;
	for (size_t i = 0; i < p->n_statements; i++) {
		const struct obs *x = p->all[i];
		if ((x->as_of == DATE_NONE || x->as_of <= o->as_of)
		    && !says_otherwise(p, x))
			return false;
	}
	return true;
}

const struct obs *
conflict_before(const struct series_point *p)
{
	const struct obs *before = NULL;
	for (size_t i = 0; i < p->n_statements && p->all; i++)
		if ((!before || p->all[i]->as_of > before->as_of)
		    && is_corrected(p, p->all[i]))
			before = p->all[i];
	return before;
}

size_t
conflict_unsettled(const struct series_point *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_statements && p->all; i++)
		n += p->all[i] != p->obs && conflict_between(p->obs, p->all[i])
		     && !is_corrected(p, p->all[i]);
	return n;
}

bool
conflict_in(const struct series_point *p)
{
	bool found = false;
	if (!p->all)
		return false;
	struct claim *c = calloc(p->n_statements, sizeof *c);
	for (size_t i = 0; i < p->n_statements && c; i++) {
		double f = 1;
		(void)unit_factor(p->all[i]->unit, p->all[0]->unit, &f);
		c[i] = claim_of(p->all[i], f);
	}
	bool alike = c != NULL;
	for (size_t i = 1; i < p->n_statements && alike; i++)
		alike = c[i].low == c[0].low && c[i].high == c[0].high;
	for (size_t i = 0; i < p->n_statements && !found && !alike; i++)
		for (size_t k = i + 1; k < p->n_statements && !found; k++)
			found = c ? contradict(p->all[i], c[i], p->all[k], c[k])
				  : conflict_between(p->all[i], p->all[k]);
	free(c);
	return found;
}
