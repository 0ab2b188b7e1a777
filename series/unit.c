/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/unit.h"

#include <assert.h>
#include <stdio.h>

#define YEAR_DAYS 365.25

static const struct {
	const char *name;
	double in_a_year;
} pers[] = {
    [UNIT_NOT_A_RATE] = {"", 0},
    [UNIT_DAY] = {"day", YEAR_DAYS},
    [UNIT_WEEK] = {"week", YEAR_DAYS / 7},
    [UNIT_MONTH] = {"month", 12},
    [UNIT_QUARTER] = {"quarter", 4},
    [UNIT_YEAR] = {"year", 1},
};
static_assert(sizeof pers / sizeof *pers == UNIT_PERS, "a row each");

static const struct {
	struct str word;
	double factor;
} magnitudes[] = {
    {STR_INIT(" thousand"), 1e3},
    {STR_INIT(" million"), 1e6},
    {STR_INIT(" billion"), 1e9},
    {STR_INIT(" trillion"), 1e12},
};

/* Units of one dimension and base convert; what is not here is its own base.  People who
 * say tons mean short or metric ones, and ounces of gold are troy: such words have a
 * dimension but no factor to others.  Factors: NIST SP 811 (2008), appendix B; Btu (IT). */
/* clang-format off */
static const struct {
	struct str name, base;
	double factor;
	enum unit_dim dim;
} physical[] = {
	{STR_INIT("bps"), STR_INIT("percent"), 0.01, UNIT_NO_DIM},
	{STR_INIT("Wh"), STR_INIT("Wh"), 1, UNIT_ENERGY},
	{STR_INIT("kWh"), STR_INIT("Wh"), 1e3, UNIT_ENERGY},
	{STR_INIT("MWh"), STR_INIT("Wh"), 1e6, UNIT_ENERGY},
	{STR_INIT("GWh"), STR_INIT("Wh"), 1e9, UNIT_ENERGY},
	{STR_INIT("TWh"), STR_INIT("Wh"), 1e12, UNIT_ENERGY},
	{STR_INIT("Btu"), STR_INIT("Wh"), 1055.05585262 / 3600, UNIT_ENERGY},
	{STR_INIT("MMBtu"), STR_INIT("Wh"), 1055.05585262e6 / 3600, UNIT_ENERGY},
	/* Energy by convention, of oil and of gas; no factor that all agree on. */
	{STR_INIT("boe"), STR_INIT("boe"), 1, UNIT_ENERGY},
	{STR_INIT("Mboe"), STR_INIT("boe"), 1e3, UNIT_ENERGY},
	{STR_INIT("MMboe"), STR_INIT("boe"), 1e6, UNIT_ENERGY},
	{STR_INIT("Mcfe"), STR_INIT("Mcfe"), 1, UNIT_ENERGY},
	{STR_INIT("MMcfe"), STR_INIT("Mcfe"), 1e3, UNIT_ENERGY},
	{STR_INIT("Bcfe"), STR_INIT("Mcfe"), 1e6, UNIT_ENERGY},
	{STR_INIT("Tcfe"), STR_INIT("Mcfe"), 1e9, UNIT_ENERGY},
	{STR_INIT("W"), STR_INIT("W"), 1, UNIT_POWER},
	{STR_INIT("kW"), STR_INIT("W"), 1e3, UNIT_POWER},
	{STR_INIT("MW"), STR_INIT("W"), 1e6, UNIT_POWER},
	{STR_INIT("GW"), STR_INIT("W"), 1e9, UNIT_POWER},
	{STR_INIT("TW"), STR_INIT("W"), 1e12, UNIT_POWER},
	{STR_INIT("grams"), STR_INIT("kg"), 1e-3, UNIT_MASS},
	{STR_INIT("kg"), STR_INIT("kg"), 1, UNIT_MASS},
	{STR_INIT("tonnes"), STR_INIT("kg"), 1e3, UNIT_MASS},
	{STR_INIT("lb"), STR_INIT("kg"), 0.45359237, UNIT_MASS},
	{STR_INIT("short tons"), STR_INIT("kg"), 907.18474, UNIT_MASS},
	{STR_INIT("long tons"), STR_INIT("kg"), 1016.0469088, UNIT_MASS},
	{STR_INIT("troy ounces"), STR_INIT("kg"), 0.0311034768, UNIT_MASS},
	{STR_INIT("tons"), STR_INIT("tons"), 1, UNIT_MASS},
	{STR_INIT("ounces"), STR_INIT("ounces"), 1, UNIT_MASS},
	{STR_INIT("liters"), STR_INIT("liters"), 1, UNIT_VOLUME},
	{STR_INIT("gallons"), STR_INIT("liters"), 3.785411784, UNIT_VOLUME},
	{STR_INIT("barrels"), STR_INIT("liters"), 158.987294928, UNIT_VOLUME},
	{STR_INIT("Mbbl"), STR_INIT("liters"), 158987.294928, UNIT_VOLUME},
	{STR_INIT("MMbbl"), STR_INIT("liters"), 158987294.928, UNIT_VOLUME},
	{STR_INIT("cubic meters"), STR_INIT("liters"), 1e3, UNIT_VOLUME},
	{STR_INIT("cf"), STR_INIT("liters"), 28.316846592, UNIT_VOLUME},
	{STR_INIT("Mcf"), STR_INIT("liters"), 28.316846592e3, UNIT_VOLUME},
	{STR_INIT("MMcf"), STR_INIT("liters"), 28.316846592e6, UNIT_VOLUME},
	{STR_INIT("Bcf"), STR_INIT("liters"), 28.316846592e9, UNIT_VOLUME},
	{STR_INIT("Tcf"), STR_INIT("liters"), 28.316846592e12, UNIT_VOLUME},
	{STR_INIT("feet"), STR_INIT("kilometers"), 0.3048e-3, UNIT_LENGTH},
	{STR_INIT("miles"), STR_INIT("kilometers"), 1.609344, UNIT_LENGTH},
	{STR_INIT("kilometers"), STR_INIT("kilometers"), 1, UNIT_LENGTH},
	{STR_INIT("square feet"), STR_INIT("square meters"), 0.09290304, UNIT_AREA},
	{STR_INIT("square meters"), STR_INIT("square meters"), 1, UNIT_AREA},
	{STR_INIT("square kilometers"), STR_INIT("square meters"), 1e6, UNIT_AREA},
	{STR_INIT("square miles"), STR_INIT("square meters"), 2589988.110336, UNIT_AREA},
	{STR_INIT("acres"), STR_INIT("square meters"), 4046.8564224, UNIT_AREA},
	{STR_INIT("hectares"), STR_INIT("square meters"), 1e4, UNIT_AREA},
};
/* clang-format on */

/* ISO 4217:2015 with amendments to 2023, less funds, metals and test codes.  The
 * sign is given where people write one that no other code here shares. */
/* clang-format off */
static const struct {
	char code[4];
	const char *sign;
} currencies[] = {
	{"AED", NULL},  {"AFN", NULL},  {"ALL", NULL},  {"AMD", NULL},  {"ANG", NULL},
	{"AOA", NULL},  {"ARS", NULL},  {"AUD", "A$"},  {"AWG", NULL},  {"AZN", NULL},
	{"BAM", NULL},  {"BBD", NULL},  {"BDT", NULL},  {"BGN", NULL},  {"BHD", NULL},
	{"BIF", NULL},  {"BMD", NULL},  {"BND", NULL},  {"BOB", NULL},  {"BRL", "R$"},
	{"BSD", NULL},  {"BTN", NULL},  {"BWP", NULL},  {"BYN", NULL},  {"BZD", NULL},
	{"CAD", "C$"},  {"CDF", NULL},  {"CHF", NULL},  {"CLP", NULL},  {"CNY", "CN¥"},
	{"COP", NULL},  {"CRC", NULL},  {"CUP", NULL},  {"CVE", NULL},  {"CZK", NULL},
	{"DJF", NULL},  {"DKK", NULL},  {"DOP", NULL},  {"DZD", NULL},  {"EGP", NULL},
	{"ERN", NULL},  {"ETB", NULL},  {"EUR", "€"},   {"FJD", NULL},  {"FKP", NULL},
	{"GBP", "£"},   {"GEL", NULL},  {"GHS", NULL},  {"GIP", NULL},  {"GMD", NULL},
	{"GNF", NULL},  {"GTQ", NULL},  {"GYD", NULL},  {"HKD", "HK$"}, {"HNL", NULL},
	{"HTG", NULL},  {"HUF", NULL},  {"IDR", NULL},  {"ILS", "₪"},   {"INR", "₹"},
	{"IQD", NULL},  {"IRR", NULL},  {"ISK", NULL},  {"JMD", NULL},  {"JOD", NULL},
	{"JPY", "¥"},   {"KES", NULL},  {"KGS", NULL},  {"KHR", NULL},  {"KMF", NULL},
	{"KPW", NULL},  {"KRW", "₩"},   {"KWD", NULL},  {"KYD", NULL},  {"KZT", NULL},
	{"LAK", NULL},  {"LBP", NULL},  {"LKR", NULL},  {"LRD", NULL},  {"LSL", NULL},
	{"LYD", NULL},  {"MAD", NULL},  {"MDL", NULL},  {"MGA", NULL},  {"MKD", NULL},
	{"MMK", NULL},  {"MNT", NULL},  {"MOP", NULL},  {"MRU", NULL},  {"MUR", NULL},
	{"MVR", NULL},  {"MWK", NULL},  {"MXN", "MX$"}, {"MYR", NULL},  {"MZN", NULL},
	{"NAD", NULL},  {"NGN", NULL},  {"NIO", NULL},  {"NOK", NULL},  {"NPR", NULL},
	{"NZD", "NZ$"}, {"OMR", NULL},  {"PAB", NULL},  {"PEN", NULL},  {"PGK", NULL},
	{"PHP", "₱"},   {"PKR", NULL},  {"PLN", NULL},  {"PYG", NULL},  {"QAR", NULL},
	{"RON", NULL},  {"RSD", NULL},  {"RUB", "₽"},   {"RWF", NULL},  {"SAR", NULL},
	{"SBD", NULL},  {"SCR", NULL},  {"SDG", NULL},  {"SEK", NULL},  {"SGD", "S$"},
	{"SHP", NULL},  {"SLE", NULL},  {"SOS", NULL},  {"SRD", NULL},  {"SSP", NULL},
	{"STN", NULL},  {"SVC", NULL},  {"SYP", NULL},  {"SZL", NULL},  {"THB", "฿"},
	{"TJS", NULL},  {"TMT", NULL},  {"TND", NULL},  {"TOP", NULL},  {"TRY", "₺"},
	{"TTD", NULL},  {"TWD", "NT$"}, {"TZS", NULL},  {"UAH", "₴"},   {"UGX", NULL},
	{"USD", "$"},   {"UYU", NULL},  {"UZS", NULL},  {"VES", NULL},  {"VND", "₫"},
	{"VUV", NULL},  {"WST", NULL},  {"XAF", NULL},  {"XCD", NULL},  {"XOF", NULL},
	{"XPF", NULL},  {"YER", NULL},  {"ZAR", NULL},  {"ZMW", NULL},  {"ZWL", NULL},
};
/* clang-format on */
enum { CURRENCIES = sizeof currencies / sizeof *currencies };

/* Everything before the last c; n, when it is not there. */
static size_t
last(struct str s, char c)
{
	const char *at = s.n ? memrchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : s.n;
}

enum unit_per
unit_split(struct str unit, struct str *noun)
{
	size_t at = last(unit, '/');
	struct str per = str_sub(unit, at + 1, unit.n);
	*noun = unit;
	if (at == unit.n)
		return UNIT_NOT_A_RATE;
	for (unsigned k = UNIT_DAY; k < UNIT_PERS; k++)
		if (str_eq(per, str_from(pers[k].name))) {
			*noun = str_sub(unit, 0, at);
			return (enum unit_per)k;
		}
	return UNIT_NOT_A_RATE;
}

const char *
unit_per_name(enum unit_per p)
{
	return pers[p].name;
}

/* How many of these are in a year of 365.25 days. */
static double
per_year(enum unit_per p)
{
	return pers[p].in_a_year;
}

enum { PHYSICAL = sizeof physical / sizeof *physical };

/* The row of a unit, also of its singular ("tonne" of "USD/tonne"); PHYSICAL: none. */
static size_t
physical_row(struct str unit)
{
	size_t i = 0;
	for (; i < PHYSICAL; i++) {
		struct str name = physical[i].name;
		bool plural = name.n > 3 && name.p[name.n - 1] == 's';
		if (str_eq(unit, name)
		    || (plural && str_eq(unit, str_sub(name, 0, name.n - 1))))
			break;
	}
	return i;
}

enum unit_dim
unit_dim(struct str unit)
{
	size_t i = physical_row(unit);
	return i < PHYSICAL ? physical[i].dim : UNIT_NO_DIM;
}

/* How many of its base a simple unit is: "USD million" is 1e6 of "USD". */
static double
base_of(struct str unit, struct str *base)
{
	double f = 1;
	*base = unit;
	for (size_t i = 0; i < sizeof magnitudes / sizeof *magnitudes; i++) {
		struct str word = magnitudes[i].word;
		if (unit.n > word.n
		    && str_eq(str_sub(unit, unit.n - word.n, unit.n), word)) {
			*base = str_sub(unit, 0, unit.n - word.n);
			f = magnitudes[i].factor;
			break;
		}
	}
	size_t i = physical_row(*base);
	if (i == PHYSICAL)
		return f;
	*base = physical[i].base;
	return f * physical[i].factor;
}

bool
unit_factor(struct str from, struct str to, double *factor)
{
	if (str_eq(from, to)) {
		*factor = 1;
		return true;
	}
	enum unit_per p = unit_split(from, &from), q = unit_split(to, &to);
	if ((p == UNIT_NOT_A_RATE) != (q == UNIT_NOT_A_RATE))
		return false;
	double f = p == q ? 1 : per_year(p) / per_year(q);
	/* What is left may be per thing: "USD/kWh". */
	struct str thing_from = from, thing_to = to, base_from, base_to;
	from = str_cut(&thing_from, '/');
	to = str_cut(&thing_to, '/');
	double a = base_of(from, &base_from), b = base_of(to, &base_to);
	if (!str_eq(base_from, base_to))
		return false;
	if (a != b)
		f *= a / b;
	a = base_of(thing_from, &base_from);
	b = base_of(thing_to, &base_to);
	if (!str_eq(base_from, base_to))
		return false;
	if (a != b)
		f *= b / a;
	*factor = f;
	return true;
}

struct str
unit_family(struct str unit, struct arena *a)
{
	struct str base, per;
	bool rate = unit_split(unit, &unit) != UNIT_NOT_A_RATE;
	struct str thing = unit, what = str_cut(&thing, '/');
	(void)base_of(what, &base);
	(void)base_of(thing, &per);
	return arena_printf(a, "%d/%.*s/%.*s", rate, STR_FMT(base), STR_FMT(per));
}

static size_t
currency(struct str unit)
{
	size_t i = unit.n == 3 ? 0 : CURRENCIES;
	while (i < CURRENCIES && memcmp(unit.p, currencies[i].code, 3) != 0)
		i++;
	return i;
}

bool
unit_is_currency(struct str unit)
{
	return currency(unit) < CURRENCIES;
}

const char *
unit_currency_sign(struct str unit)
{
	size_t i = currency(unit);
	return i < CURRENCIES ? currencies[i].sign : NULL;
}

void
unit_describe(struct str unit, char out[UNIT_WORDS])
{
	static const char *const dims[] = {
	    [UNIT_NO_DIM] = "",
	    [UNIT_ENERGY] = "energy",
	    [UNIT_POWER] = "power",
	    [UNIT_MASS] = "mass",
	    [UNIT_VOLUME] = "volume",
	    [UNIT_LENGTH] = "length",
	    [UNIT_AREA] = "area",
	};
	static_assert(sizeof dims / sizeof *dims == UNIT_DIMS, "a word each");
	struct str noun, base;
	bool rate = unit_split(unit, &noun) != UNIT_NOT_A_RATE;
	struct str thing = noun, what = str_cut(&thing, '/');
	enum unit_dim dim = unit_dim(what);
	const char *per = rate ? " per time" : "";
	(void)base_of(what, &base);
	int n;
	if (str_eq(base, STR("percent")))
		n = snprintf(out, UNIT_WORDS, "a percentage");
	else if (unit_is_currency(base))
		n = snprintf(out, UNIT_WORDS, "money (%.*s)", STR_FMT(base));
	else if (dim != UNIT_NO_DIM)
		n = snprintf(out, UNIT_WORDS, "%s in %.*s", dims[dim], STR_FMT(base));
	else if (base.n == 0)
		n = snprintf(out, UNIT_WORDS, "a plain number");
	else
		n = snprintf(
		    out, UNIT_WORDS, "a count of %.*s", STR_FMT(str_sub(base, 0, 40)));
	if (thing.n)
		n += snprintf(out + n, (size_t)(UNIT_WORDS - n), " per %.*s",
		    STR_FMT(str_sub(thing, 0, 30)));
	(void)snprintf(out + n, (size_t)(UNIT_WORDS - n), "%s", per);
}
