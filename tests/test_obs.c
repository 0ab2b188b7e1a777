/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "series/obs.h"

Test(obs, numbers_have_the_shortest_digits)
{
	static const struct {
		double v;
		const char *want;
	} rows[] = {
	    {0, "0"},
	    {18.7, "18.7"},
	    {0.1, "0.1"},
	    {0.1 + 0.2, "0.30000000000000004"},
	    {-1400000000, "-1400000000"},
	    {2500000000.5, "2500000000.5"},
	    {1e16, "10000000000000000"},
	    {1e-6, "0.000001"},
	    {1e-7, "1e-07"},
	    {1e17, "1e+17"},
	    {123456789012345678.0, "1.2345678901234568e+17"},
	    {5e-324, "4.94065645841247e-324"},
	    {1.0 / 3, "0.3333333333333333"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[OBS_FIELD_TEXT];
		obs_number(rows[i].v, text);
		cr_expect_str_eq(text, rows[i].want);
		cr_expect_eq(strtod(text, NULL), rows[i].v, "%s", text);
	}
	char text[OBS_FIELD_TEXT] = "x";
	obs_number((double)NAN, text);
	cr_expect_str_eq(text, "");
}

/* Random doubles read back as themselves, and no shorter digits would do. */
Test(obs, random_numbers_come_back)
{
	uint64_t seed = 20170802;
	for (int i = 0; i < 100000; i++) {
		char text[OBS_FIELD_TEXT], shorter[64];
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		double v =
		    (double)(int64_t)(seed >> 11) * pow(10, (int)(seed % 25) - 18);
		if (i % 2)
			v = -v;
		obs_number(v, text);
		cr_expect_eq(strtod(text, NULL), v, "%s is not %.17g", text, v);
		int digits = 0;
		for (const char *p = text; *p && *p != 'e'; p++)
			digits += *p >= '0' && *p <= '9';
		if (fabs(v) < 1 || digits > 17 || strchr(text, '.') == NULL)
			continue; /* leading or trailing zeros are not digits to save */
		(void)snprintf(shorter, sizeof shorter, "%.*g", digits - 1, v);
		cr_expect_neq(
		    strtod(shorter, NULL), v, "%s would do for %s", shorter, text);
	}
}

Test(obs, every_column_comes_back)
{
	struct obs o = {.doc = STR("call.txt"),
	    .start = 10,
	    .end = 20,
	    .metric = STR("production_rate"),
	    .kind = OBS_CONTRIBUTION,
	    .segment = STR("Model C"),
	    .stance = OBS_HYPOTHETICAL,
	    .role = OBS_ANALYST,
	    .low = 5000,
	    .high = 6000.5,
	    .unit = STR("vehicles/week"),
	    .period = period_day(17531),
	    .vague = true,
	    .basis = OBS_ADJUSTED,
	    .variant = STR("net"),
	    .measure = OBS_CAPABILITY,
	    .scope = OBS_PART,
	    .act = OBS_RECALL,
	    .base = period_months(2016, 1, 12),
	    .company = STR("Calder Motors"),
	    .as_of = 17500,
	    .as_of_estimated = true,
	    .fiscal_period = STR("2017-Q2"),
	    .source = STR("spoken"),
	    .section = OBS_QA,
	    .speaker = STR("A. Person"),
	    .line = 7,
	    .precision = OBS_VAGUE,
	    .confidence = 0.85,
	    .rule = STR("cue"),
	    .text = STR("5,000"),
	    .quote = STR("We made 5,000."),
	    .event = OBS_DECLINED};
	struct obs back;
	struct err e = {0};
	memset(&back, 0, sizeof back);
	for (size_t i = 0; i < OBS_COLUMNS; i++) {
		const struct obs_column *c = &obs_columns[i];
		char buf[OBS_FIELD_TEXT], buf2[OBS_FIELD_TEXT];
		struct str text = obs_get(&o, c, buf);
		cr_expect_neq(text.n, 0, "%s is empty", c->name);
		cr_expect_eq(obs_column(str_from(c->name)), c, "%s", c->name);
		cr_expect_eq(obs_set(&back, c, text, &e), 0, "%s: %s", c->name, e.text);
		cr_expect(
		    str_eq(obs_get(&back, c, buf2), text), "%s: %s", c->name, buf2);
		/* and the empty text is the column's nothing */
		cr_expect_eq(obs_set(&back, c, STR(""), &e), 0, "%s empty", c->name);
	}
	cr_expect_null(obs_column(STR("")));
	cr_expect_null(obs_column(STR("Doc")));
	cr_expect(isnan(back.low) && back.as_of == DATE_NONE && back.kind == OBS_LEVEL);
}

Test(obs, bad_text_is_refused)
{
	static const struct {
		const char *column, *text, *word;
	} rows[] = {
	    {"low", "5,000", "a number"},
	    {"low", "5 ", "a number"},
	    {"high", "inf", "a number"},
	    {"high", "nan", "a number"},
	    {"confidence", "1e999", "a number"},
	    {"start", "-1", "a whole number"},
	    {"start", "1.5", "a whole number"},
	    {"line", "99999999999999999999", "a whole number"},
	    {"kind", "Level", "one of level, delta, growth, contribution"},
	    {"stance", "past", "one of actual, guidance, hypothetical"},
	    {"as_of", "2017-02-30", "a date"},
	    {"period_end", "2017", "a date"},
	    {"vague", "yes", "1, 0 or empty"},
	    {"vague", "2", "1, 0 or empty"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct obs o = {.start = 0};
		struct err e = {0};
		const struct obs_column *c = obs_column(str_from(rows[i].column));
		cr_assert_not_null(c);
		cr_expect_eq(obs_set(&o, c, str_from(rows[i].text), &e), -1, "%s=%s",
		    rows[i].column, rows[i].text);
		cr_expect(e.code == ERR_DATA && strstr(e.text, rows[i].column)
			      && strstr(e.text, rows[i].word),
		    "%s=%s: %s", rows[i].column, rows[i].text, e.text);
	}
}

Test(obs, places_are_ordered)
{
	struct obs a = {.doc = STR("a"), .start = 5, .end = 9, .metric = STR("capex")};
	struct obs b = a;
	cr_expect_eq(obs_cmp_place(&a, &b), 0);
	b.kind = OBS_GROWTH;
	cr_expect_lt(obs_cmp_place(&a, &b), 0);
	b.metric = STR("cash");
	cr_expect_lt(obs_cmp_place(&a, &b), 0);
	b.end = 8;
	cr_expect_gt(obs_cmp_place(&a, &b), 0);
	b.start = 6;
	cr_expect_lt(obs_cmp_place(&a, &b), 0);
	b.doc = STR("A");
	cr_expect_gt(obs_cmp_place(&a, &b), 0);
}

/* Numbers that take the short way and those that do not read back as themselves, and
 * no shorter digits do. */
Test(obs, digits)
{
	static const double numbers[] = {0, 1, 18.7, 0.1, 0.3, 1e15, 1e16,
	    999999999999999, 123456.789, 0.000001, 1e-7, 0.1 + 0.2, 1.0 / 3, 2.5e-300,
	    1e300, 5e14 + 0.5};
	unsigned seed = 7;
	for (int i = 0; i < 20000; i++) {
		double v = i < 32 ? numbers[i / 2] * (i % 2 ? -1 : 1)
				  : (rand_r(&seed) - RAND_MAX / 2) / pow(10, i % 9);
		char out[OBS_FIELD_TEXT], less[64];
		obs_number(v, out);
		cr_expect_eq(strtod(out, NULL), v, "%s", out);
		const char *point = strchr(out, '.');
		if (!point || strchr(out, 'e'))
			continue;
		int decimals = (int)strlen(point + 1);
		(void)snprintf(less, sizeof less, "%.*f", decimals - 1, v);
		cr_expect_neq(strtod(less, NULL), v, "%s is enough for %s", less, out);
	}
}
