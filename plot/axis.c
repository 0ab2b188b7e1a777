/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axis.h"

#include <math.h>
#include <stdio.h>

#include "series/date.h"
#include "series/unit.h"

enum { INTERVALS = 5 };

/* The round number nearest above: 1, 2, 2.5 or 5 times a power of ten. */
static double
round_step(double v)
{
	static const double steps[] = {1, 2, 2.5, 5, 10};
	double power = pow(10, floor(log10(v)));
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (v <= steps[i] * power * (1 + 1e-9))
			return steps[i] * power;
	return 10 * power;
}

static void
set_unit(struct axis *a, struct str unit)
{
	static const struct {
		double least, unit;
		const char *money, *count; /* NULL: no such */
	} rows[] = {
	    {1e12, 1e12, " tn", " tn"},
	    {1e9, 1e9, " bn", " bn"},
	    {1e7, 1e6, " m", " m"},
	    {1e6, 1e6, " m", NULL},
	};
	double most = fmax(fabs(a->min), fabs(a->max));
	struct str rest = unit, first = str_cut(&rest, '/');
	bool money = unit_is_currency(first);
	const char *sign = money ? unit_currency_sign(first) : NULL;
	if (sign)
		(void)snprintf(a->before, sizeof a->before, "%s", sign);
	else if (money)
		(void)snprintf(a->before, sizeof a->before, "%.*s ", STR_FMT(first));
	a->unit = 1;
	if (str_eq(unit, STR("percent"))) {
		(void)snprintf(a->after, sizeof a->after, "%%");
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *after = money ? rows[i].money : rows[i].count;
		if (most < rows[i].least || !after)
			continue;
		a->unit = rows[i].unit;
		(void)snprintf(a->after, sizeof a->after, "%s", after);
		break;
	}
}

/* As many decimals as tell the ticks apart. */
static int
decimals_of(double step)
{
	int d = 0;
	while (d < 9 && fabs(step - round(step)) > 1e-6 * step) {
		step *= 10;
		d++;
	}
	return d;
}

/* Begin at 0, or hold it. */
static void
from_zero(struct axis *a, double lo, double hi)
{
	lo = fmin(lo, 0);
	hi = fmax(hi, 0);
	if (!(hi > lo))
		hi = 1;
	a->step = round_step((hi - lo) / INTERVALS);
	a->min = lo < 0 ? floor((lo - 0.04 * (hi - lo)) / a->step) * a->step : 0;
	a->max = hi > 0 ? hi + 0.05 * (hi - lo) : 0;
}

/* Begin at a round value below lo; not below 0 unless lo is. */
static void
padded(struct axis *a, double lo, double hi)
{
	double least = fmax(fabs(hi), fabs(lo)) * 0.1;
	if (!(least > 0))
		least = 1;
	if (hi - lo < least) {
		double middle = (hi + lo) / 2;
		lo = fmin(lo, middle - least / 2);
		hi = fmax(hi, middle + least / 2);
	}
	double pad = 0.07 * (hi - lo);
	a->step = round_step((hi - lo + 2 * pad) / INTERVALS);
	a->min = floor((lo - pad) / a->step) * a->step;
	if (lo >= 0 && a->min < 0)
		a->min = 0;
	a->max = hi + pad;
}

struct axis
axis_of(double lo, double hi, bool zero, struct str unit)
{
	struct axis a = {.unit = 1};
	if (zero)
		from_zero(&a, lo, hi);
	else
		padded(&a, lo, hi);
	/* A last tick that is near is taken in. */
	double up = ceil(a.max / a.step - 1e-9) * a.step;
	if (up - a.max < 0.45 * a.step)
		a.max = up;
	set_unit(&a, unit);
	a.decimals = decimals_of(a.step / a.unit);
	return a;
}

/* ---- a logarithmic one ---- */

/* What stands between 1 and 10 where ticks are so fine. */
enum { FINEST = 2, PARTS = 7 };
static const struct {
	int n;
	double at[PARTS];
} parts[FINEST + 1] = {{1, {1}}, {3, {1, 2, 5}}, {7, {1, 1.5, 2, 3, 4, 5, 7}}};

/* The k-th round value, the 0-th being 1. */
static double
round_value(int k, int fine)
{
	int n = parts[fine].n, part = (k % n + n) % n;
	double power = pow(10, fabs((double)(k - part) / n));
	return k >= part ? parts[fine].at[part] * power : parts[fine].at[part] / power;
}

/* The last of them that is not above v. */
static int
round_below(double v, int fine)
{
	int k = (int)floor(log10(v)) * parts[fine].n;
	while (round_value(k + 1, fine) <= v * (1 + 1e-9))
		k++;
	return k;
}

struct axis
axis_of_log(double lo, double hi, struct str unit)
{
	static const double ROOM = 1.06, NEAR = 1.3;
	enum { MANY = 7 };
	struct axis a = {.unit = 1, .log = true, .fine = FINEST};
	while (a.fine > 0 && round_below(hi, a.fine) - round_below(lo, a.fine) >= MANY)
		a.fine--;
	int last = round_below(hi, a.fine);
	a.min = round_value(round_below(lo, a.fine), a.fine);
	if (lo < a.min * 1.02) /* a mark does not stand on the edge */
		a.min = round_value(round_below(lo, a.fine) - 1, a.fine);
	a.max = hi * ROOM;
	if (round_value(last + 1, a.fine) < hi * NEAR) /* a tick that is near */
		a.max = round_value(last + 1, a.fine);
	set_unit(&a, unit);
	a.name = unit;
	return a;
}

void
axis_level(struct axis *a, struct axis *b)
{
	double n = ceil((a->max - a->min) / a->step - 1e-9);
	double m = ceil((b->max - b->min) / b->step - 1e-9);
	a->max = a->min + fmax(n, m) * a->step;
	b->max = b->min + fmax(n, m) * b->step;
}

double
axis_share(const struct axis *a, double value)
{
	return a->log ? log(value / a->min) / log(a->max / a->min)
		      : (value - a->min) / (a->max - a->min);
}

double
axis_value(const struct axis *a, double share)
{
	return a->log ? a->min * pow(a->max / a->min, share)
		      : a->min + share * (a->max - a->min);
}

size_t
axis_ticks(const struct axis *a)
{
	if (a->log)
		return (size_t)(round_below(a->max, a->fine)
				- round_below(a->min, a->fine))
		       + 1;
	return (size_t)floor((a->max - a->min) / a->step + 1e-6) + 1;
}

double
axis_tick(const struct axis *a, size_t k)
{
	if (a->log)
		return round_value(round_below(a->min, a->fine) + (int)k, a->fine);
	double v = (round(a->min / a->step) + (double)k) * a->step;
	return fabs(v) < a->step * 1e-6 ? 0 : v;
}

static void
label(const struct axis *a, double value, char out[AXIS_TEXT])
{
	char digits[320], english[AXIS_TEXT], *text = a->lang ? english : out;
	double v = fabs(value) / a->unit;
	bool large = !(v < 1e15);
	int decimals = a->log ? decimals_of(v) : a->decimals;
	bool money = a->before[0] != '\0';
	if (money && a->unit == 1 && decimals == 1) /* "$0.50", as it is written */
		decimals = 2;
	if (large)
		(void)snprintf(digits, sizeof digits, "%.3e", v);
	else
		(void)snprintf(
		    digits, sizeof digits, "%.*f", value == 0 ? 0 : decimals, v);
	size_t whole = strcspn(digits, ".,e"), n = 0;
	text[0] = '\0';
	n += (size_t)snprintf(
	    text, AXIS_TEXT, "%s%s", value < 0 ? "\xe2\x88\x92" : "", a->before);
	for (size_t i = 0; digits[i] && n + 2 < AXIS_TEXT; i++) {
		if (!large && i > 0 && i < whole && (whole - i) % 3 == 0)
			text[n++] = ',';
		text[n] = digits[i];
		if (text[n] == ',') /* the locale's point */
			text[n] = '.';
		n++;
	}
	(void)snprintf(
	    text + n, AXIS_TEXT - n, "%s", value == 0 && a->unit != 1 ? "" : a->after);
	if (a->lang)
		lang_number(a->lang, str_from(english), out, AXIS_TEXT);
}

void
axis_label(const struct axis *a, double value, char out[AXIS_TEXT])
{
	struct axis one = *a;
	if (a->log) { /* "$1 m", "$1 bn", rather than "$0.001 bn" */
		one.min = one.max = value;
		one.after[0] = '\0';
		set_unit(&one, a->name);
	}
	label(&one, value, out);
}

/* ---- time ---- */

static int
quarter_of(double day) /* counted from the year 0 */
{
	int y, m, d;
	date_to_civil((int32_t)floor(day), &y, &m, &d);
	return y * 4 + (m - 1) / 3;
}

static int32_t
quarter_start(int q)
{
	return date_from_civil(q / 4, q % 4 * 3 + 1, 1);
}

struct axis_time
axis_time_of(double lo, double hi)
{
	enum { LEAST = 4 };
	int a = quarter_of(lo), b = quarter_of(hi);
	for (bool after = true; b - a + 1 < LEAST; after = !after) {
		b += after;
		a -= !after;
	}
	return (struct axis_time){
	    .start = quarter_start(a),
	    .end = quarter_start(b + 1),
	    .year = a / 4,
	    .quarter = a % 4 + 1,
	    .n = b - a + 1,
	    .years = b - a + 1 > AXIS_MOST_QUARTERS,
	};
}

int32_t
axis_quarter(const struct axis_time *t, int k)
{
	return quarter_start(t->year * 4 + t->quarter - 1 + k);
}
