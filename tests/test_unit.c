/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "series/unit.h"

Test(unit, split)
{
	static const struct {
		const char *unit, *noun;
		enum unit_per per;
	} rows[] = {
	    {"vehicles/week", "vehicles", UNIT_WEEK},
	    {"USD/day", "USD", UNIT_DAY},
	    {"boe/month", "boe", UNIT_MONTH},
	    {"orders/quarter", "orders", UNIT_QUARTER},
	    {"GWh/year", "GWh", UNIT_YEAR},
	    {"USD/vehicle", "USD/vehicle", UNIT_NOT_A_RATE},
	    {"USD/vehicle/week", "USD/vehicle", UNIT_WEEK},
	    {"vehicles/weeks", "vehicles/weeks", UNIT_NOT_A_RATE},
	    {"percent", "percent", UNIT_NOT_A_RATE},
	    {"vehicles/", "vehicles/", UNIT_NOT_A_RATE},
	    {"week", "week", UNIT_NOT_A_RATE},
	    {"", "", UNIT_NOT_A_RATE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str noun;
		enum unit_per p = unit_split(str_from(rows[i].unit), &noun);
		cr_expect_eq(p, rows[i].per, "%s: %s", rows[i].unit, unit_per_name(p));
		cr_expect(str_eq(noun, str_from(rows[i].noun)), "%s: %.*s",
		    rows[i].unit, STR_FMT(noun));
	}
}

Test(unit, factor)
{
	static const struct {
		const char *from, *to;
		double factor; /* 0: they do not measure the same */
	} rows[] = {
	    {"percent", "percent", 1},
	    {"", "", 1},
	    {"vehicles/week", "vehicles/year", 365.25 / 7},
	    {"vehicles/day", "vehicles/week", 7},
	    {"vehicles/month", "vehicles/quarter", 3},
	    {"vehicles/year", "vehicles/quarter", 0.25},
	    {"USD", "USD million", 1e-6},
	    {"USD billion", "USD million", 1e3},
	    {"USD million/week", "USD/day", 1e6 / 7},
	    {"USD thousand/vehicle", "USD/vehicle", 1e3},
	    {"USD/kWh", "USD/MWh", 1e3},
	    {"MWh", "GWh", 1e-3},
	    {"GWh/year", "MWh/year", 1e3},
	    {"bps", "percent", 0.01},
	    {"GW", "MW", 1e3},
	    {"MMBtu", "kWh", 293.07107017222},
	    {"MMBtu", "Btu", 1e6},
	    {"MMboe", "boe", 1e6},
	    {"boe/day", "boe/year", 365.25},
	    {"Bcfe", "MMcfe", 1e3},
	    {"Bcf", "MMcf", 1e3},
	    {"MMcf/day", "Bcf/year", 0.36525},
	    {"cf", "cubic meters", 0.028316846592},
	    {"barrels", "gallons", 42},
	    {"MMbbl", "barrels", 1e6},
	    {"gallons", "liters", 3.785411784},
	    {"tonnes", "kg", 1e3},
	    {"tonnes", "lb", 2204.6226218488},
	    {"short tons", "lb", 2000},
	    {"long tons", "lb", 2240},
	    {"kg", "troy ounces", 32.150746568628},
	    {"USD/lb", "USD/tonnes", 2204.6226218488},
	    {"USD/lb", "USD/tonne", 2204.6226218488},
	    {"USD/ounce", "USD/ounces", 1},
	    {"miles", "feet", 5280},
	    {"miles", "kilometers", 1.609344},
	    {"acres", "square feet", 43560},
	    {"square miles", "acres", 640},
	    {"hectares", "acres", 2.4710538146717},
	    {"square kilometers", "hectares", 100},
	    {"tons", "tonnes", 0},
	    {"ounces", "troy ounces", 0},
	    {"boe", "MMBtu", 0},
	    {"cf", "square feet", 0},
	    {"USD", "EUR", 0},
	    {"USD/week", "EUR/week", 0},
	    {"vehicles", "vehicles/week", 0},
	    {"vehicles/week", "orders/week", 0},
	    {"USD/vehicle", "USD", 0},
	    {"USD/vehicle", "USD/kWh", 0},
	    {"MW", "MWh", 0},
	    {"million", "USD million", 0},
	    {"percent", "", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double f = 0, g = 0;
		struct str a = str_from(rows[i].from), b = str_from(rows[i].to);
		bool same = unit_factor(a, b, &f), back = unit_factor(b, a, &g);
		cr_expect_eq(
		    same, rows[i].factor > 0, "%s to %s", rows[i].from, rows[i].to);
		cr_expect_eq(
		    same, back, "%s to %s, and back", rows[i].from, rows[i].to);
		cr_expect_float_eq(f, rows[i].factor, 1e-12 * rows[i].factor,
		    "%s to %s: %.17g", rows[i].from, rows[i].to, f);
		struct arena arena = {NULL};
		cr_expect_eq(str_eq(unit_family(a, &arena), unit_family(b, &arena)),
		    same, "the family of %s and %s", rows[i].from, rows[i].to);
		arena_release(&arena);
		if (same)
			cr_expect_float_eq(f * g, 1, 1e-12, "%s to %s and back",
			    rows[i].from, rows[i].to);
	}
}

Test(unit, dimensions)
{
	static const struct {
		const char *unit;
		enum unit_dim dim;
	} rows[] = {
	    {"GWh", UNIT_ENERGY},
	    {"MMBtu", UNIT_ENERGY},
	    {"boe", UNIT_ENERGY},
	    {"MW", UNIT_POWER},
	    {"tons", UNIT_MASS},
	    {"lb", UNIT_MASS},
	    {"ounces", UNIT_MASS},
	    {"barrels", UNIT_VOLUME},
	    {"Bcf", UNIT_VOLUME},
	    {"gallons", UNIT_VOLUME},
	    {"miles", UNIT_LENGTH},
	    {"feet", UNIT_LENGTH},
	    {"acres", UNIT_AREA},
	    {"square feet", UNIT_AREA},
	    {"bps", UNIT_NO_DIM},
	    {"USD", UNIT_NO_DIM},
	    {"vehicles", UNIT_NO_DIM},
	    {"GWh/year", UNIT_NO_DIM},
	    {"", UNIT_NO_DIM},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(
		    unit_dim(str_from(rows[i].unit)), rows[i].dim, "%s", rows[i].unit);
}

Test(unit, in_words)
{
	static const struct {
		const char *unit, *words;
	} rows[] = {
	    {"USD", "money (USD)"},
	    {"USD million", "money (USD)"},
	    {"USD/week", "money (USD) per time"},
	    {"USD/vehicle", "money (USD) per vehicle"},
	    {"vehicles/week", "a count of vehicles per time"},
	    {"percent", "a percentage"},
	    {"bps", "a percentage"},
	    {"GWh/year", "energy in Wh per time"},
	    {"boe", "energy in boe"},
	    {"thousand tons", "a count of thousand tons"},
	    {"", "a plain number"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char words[UNIT_WORDS];
		unit_describe(str_from(rows[i].unit), words);
		cr_expect_str_eq(words, rows[i].words, "%s", rows[i].unit);
	}
	char words[UNIT_WORDS], longest[400];
	memset(longest, 'x', sizeof longest);
	longest[199] = '/';
	unit_describe((struct str){longest, sizeof longest}, words);
	cr_expect_lt(strlen(words), UNIT_WORDS);
}

Test(unit, currencies)
{
	cr_expect_str_eq(unit_currency_sign(STR("USD")), "$");
	cr_expect_str_eq(unit_currency_sign(STR("EUR")), "\xe2\x82\xac");
	cr_expect_str_eq(unit_currency_sign(STR("CAD")), "C$");
	cr_expect_null(
	    unit_currency_sign(STR("CHF")), "nobody writes a sign for francs");
	cr_expect(unit_is_currency(STR("CHF")));
	cr_expect_not(unit_is_currency(STR("GWh")));
	cr_expect_not(unit_is_currency(STR("USD/week")));
	cr_expect_not(unit_is_currency(STR("US")));
	cr_expect_not(unit_is_currency(STR("usd")));
	cr_expect_not(unit_is_currency(STR("")));
	cr_expect_null(unit_currency_sign(STR("percent")));
}
