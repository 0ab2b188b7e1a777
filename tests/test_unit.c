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
		if (same)
			cr_expect_float_eq(f * g, 1, 1e-12, "%s to %s and back",
			    rows[i].from, rows[i].to);
	}
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
