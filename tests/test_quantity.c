/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "extract/quantity.h"

/* One quantity as text: "17000..19000 vehicles/week", "..50 %", "5 % from", "~" vague,
 * "pt" points, "x" a multiple, "slip".  Durations and labels are left out. */
static void
describe(FILE *f, const struct quantity *q)
{
	if (isnan(q->low))
		(void)fprintf(f, "..%.12g", q->high);
	else if (isnan(q->high))
		(void)fprintf(f, "%.12g..", q->low);
	else if (q->low == q->high)
		(void)fprintf(f, "%.12g", q->low);
	else
		(void)fprintf(f, "%.12g..%.12g", q->low, q->high);
	if (q->type == QUANTITY_MULTIPLE)
		(void)fputs(" x", f);
	else if (q->type == QUANTITY_PERCENT)
		(void)fputs(q->points ? " pt" : " %", f);
	else if (q->unit)
		(void)fprintf(f, " %s", q->unit);
	if (q->per != UNIT_NOT_A_RATE)
		(void)fprintf(f, "/%s", unit_per_name(q->per));
	if (q->per_noun)
		(void)fprintf(f, "/%s", q->per_noun);
	if (q->vague)
		(void)fputs(" ~", f);
	if (q->from)
		(void)fputs(" from", f);
	if (q->to)
		(void)fputs(" to", f);
	if (q->slip)
		(void)fputs(" slip", f);
}

struct found {
	struct arena a;
	struct token *t;
	struct quantity *q;
	size_t n_t, n;
};

static void
find(const char *text, struct found *x)
{
	struct err e;
	err_clear(&e);
	*x = (struct found){.a = {NULL}};
	struct str s = arena_str(&x->a, str_from(text)), low = arena_str(&x->a, s);
	char *p = arena_alloc(&x->a, low.n + 1, 1);
	for (size_t i = 0; i < low.n; i++)
		p[i] = str_lower(low.p[i]);
	cr_assert_eq(lexer_run(s.p, p, 0, s.n, &x->a, &x->t, &x->n_t, &e), 0);
	cr_assert_eq(quantity_find(x->t, x->n_t, &x->a, &x->q, &x->n, &e), 0);
}

static void
all(const struct found *x, char out[512])
{
	FILE *f = fmemopen(out, 512, "w");
	cr_assert_not_null(f);
	const char *sep = "";
	for (size_t i = 0; i < x->n; i++) {
		if (x->q[i].type == QUANTITY_NONE || x->q[i].type == QUANTITY_DURATION)
			continue;
		(void)fputs(sep, f);
		describe(f, &x->q[i]);
		sep = "; ";
	}
	(void)fclose(f);
}

struct row {
	const char *text, *want;
};

static void
check(const char *label, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct found x;
		char got[512] = "";
		find(rows[i].text, &x);
		all(&x, got);
		cr_expect_str_eq(got, rows[i].want,
		    "%s: \"%s\": got \"%s\", want \"%s\"", label, rows[i].text, got,
		    rows[i].want);
		arena_release(&x.a);
	}
}
#define CHECK(label, rows) check(label, rows, sizeof(rows) / sizeof *(rows))

/* clang-format off */
Test(quantity, digits_and_words)
{
	static const struct row rows[] = {
		{"5,000 cars", "5000 vehicles"},
		{"we delivered 25,708 vehicles", "25708 vehicles"},
		{"250 employees", "250 people"},
		{"1,234.5 tons", "1234.5 tons"},
		{"about 2,425 Model 3 vehicles", "2425 vehicles"},
		{"five thousand vehicles", "5000 vehicles"},
		{"two hundred and fifty thousand cars", "250000 vehicles"},
		{"nineteen hundred cars", "1900 vehicles"},
		{"thirty-five hundred cars", "3500 vehicles"},
		{"one hundred and one stores", "101 stores"},
		{"a thousand cars", "1000 vehicles"},
		{"a hundred thousand vehicles", "100000 vehicles"},
		{"a hundred and ten thousand vehicles", "110000 vehicles"},
		{"a thousand two hundred vehicles", "1200 vehicles"},
		{"a million a hundred times", "1000000; 100"},
		{"handed over half a million cars", "500000 vehicles"},
		{"a million vehicles", "1000000 vehicles"},
		{"half a million cars", "500000 vehicles"},
		{"a half million cars", "500000 vehicles"},
		{"three quarters of a million cars", "750000 vehicles"},
		{"a million and a half vehicles", "1500000 vehicles"},
		{"one and a half million vehicles", "1500000 vehicles"},
		{"two point five million vehicles", "2500000 vehicles"},
		{"five thousand two hundred vehicles", "5200 vehicles"},
		{"one million five hundred thousand dollars", "1500000 USD"},
		{"a dozen stores", "12 stores"},
		{"two dozen stores", "24 stores"},
		{"twenty-five percent", "25 %"},
		{"twenty five percent", "25 %"},
		{"0.25 million vehicles", "250000 vehicles"},
		{"0.5-million vehicles", "500000 vehicles"},
		{"5 thousand vehicles", "5000 vehicles"},
		{"10k vehicles", "10000 vehicles"},
		{"400 new retail customers", "400"},
		{"500 net new stores", "500 stores"},
		{"50,000+ vehicles", "50000.. vehicles"},
		{"zero percent", "0 %"},
		{".5%", "0.5 %"},
	};
	CHECK("number", rows);
}

Test(quantity, money)
{
	static const struct row rows[] = {
		{"$100 million", "100000000 USD"},
		{"$2.5 billion", "2500000000 USD"},
		{"$500K", "500000 USD"},
		{"$1.2bn", "1200000000 USD"},
		{"$3mm", "3000000 USD"},
		{"$3.2 billion", "3200000000 USD"},
		{"$1.16", "1.16 USD"},
		{"US$5 million", "5000000 USD"},
		{"USD 3 million", "3000000 USD"},
		{"C$5 million", "5000000 CAD"},
		{"A$7 million", "7000000 AUD"},
		{"R$7 million", "7000000 BRL"},
		{"NT$200 million", "200000000 TWD"},
		{"\xe2\x82\xac" "1.2 billion", "1200000000 EUR"},
		{"\xc2\xa3" "300 million", "300000000 GBP"},
		{"\xc2\xa5" "5 billion", "5000000000 JPY"},
		{"RMB 281.3 million", "281300000 CNY"},
		{"RMB281.3 million", "281300000 CNY"},
		{"281.3 million RMB", "281300000 CNY"},
		{"281.3 million yuan", "281300000 CNY"},
		{"CHF 20 million", "20000000 CHF"},
		{"EUR 5 million", "5000000 EUR"},
		{"5 million euros", "5000000 EUR"},
		{"500 dollars", "500 USD"},
		{"fifty bucks", "50 USD"},
		{"a billion dollars", "1000000000 USD"},
		{"half a billion dollars", "500000000 USD"},
		{"a quarter of a billion dollars", "250000000 USD"},
		{"one and a half billion dollars", "1500000000 USD"},
		{"35 cents", "0.35 USD"},
		{"50 pence", "0.5 GBP"},
		{"20 million Swiss francs", "20000000 CHF"},
		{"20 million Canadian dollars", "20000000 CAD"},
		{"20 billion Korean won", "20000000000 KRW"},
		{"$9 per barrel equivalent", "9 USD/boe"},
		{"20 million Australian dollars", "20000000 AUD"},
		{"20 million Hong Kong dollars", "20000000 HKD"},
		{"20 million US dollars", "20000000 USD"},
		{"20 million U.S. dollars", "20000000 USD"},
		{"20 million Norwegian kroner", "20000000 NOK"},
		{"20 million pounds sterling", "20000000 GBP"},
		{"minus $5 million", "-5000000 USD"},
		{"-$5 million", "-5000000 USD"},
		{"$-5 million", "-5000000 USD"},
		{"negative $5 million", "-5000000 USD"},
		{"$100 million of cash", "100000000 USD"},
		{"the $35,000 Model 3", "35000 USD"},
		{"$35,000 per vehicle", "35000 USD/vehicles"},
		{"$35,000 a car", "35000 USD/vehicles"},
		{"$100 per kilowatt-hour", "100 USD/kWh"},
		{"$190/kWh", "190 USD/kWh"},
		{"$1.05 a watt", "1.05 USD/W"},
		{"$3.50 per pound", "3.5 USD/lb"},
		{"$30 per square foot", "30 USD/square feet"},
		{"Rs. 500 crore", "5000000000 INR"},
		{"CAD $5 million", "5000000 CAD"},
		{"2 million pounds", "2000000 GBP"},
		{"2 million pounds of copper", "2000000 lb"},
		{"$100 million a quarter", "100000000 USD/quarter"},
		{"$1.5 million per day", "1500000 USD/day"},
	};
	CHECK("money", rows);
}

Test(quantity, percent_and_points)
{
	static const struct row rows[] = {
		{"25%", "25 %"},
		{"25.5%", "25.5 %"},
		{"25 percent", "25 %"},
		{"25 per cent", "25 %"},
		{"25 pct", "25 %"},
		{"-2.4%", "-2.4 %"},
		{"negative 3%", "-3 %"},
		{"minus three percent", "-3 %"},
		{"5 percentage points", "5 pt"},
		{"200 basis points", "2 pt"},
		{"200 bps", "2 pt"},
		{"200bps", "2 pt"},
		{"a 150-basis-point improvement", "1.5 pt"},
		{"1,000 basis points", "10 pt"},
		{"50 to 100 basis points", "0.5..1 pt"},
		{"100-200 bps", "1..2 pt"},
		{"fifty basis points", "0.5 pt"},
		{"3 points", "3 pt"},
		{"half a percent", "0.5 %"},
		{"half a percentage point", "0.5 pt"},
		{"a quarter of a percent", "0.25 %"},
		{"one and a half percent", "1.5 %"},
		{"3.5 percentage-point", "3.5 pt"},
		{"minus 50 basis points", "-0.5 pt"},
	};
	CHECK("percent", rows);
}

Test(quantity, ranges)
{
	static const struct row rows[] = {
		{"17,000 to 19,000 vehicles", "17000..19000 vehicles"},
		{"17,000 to 19,000", "17000..19000"},
		{"between 17,000 and 19,000", "17000..19000"},
		{"between about 17,000 and 19,000 cars", "17000..19000 vehicles"},
		{"between 840,000 and one million vehicles", "840000..1000000 vehicles"},
		{"28 to 30%", "28..30 %"},
		{"28% to 30%", "28..30 %"},
		{"28-30%", "28..30 %"},
		{"28%-30%", "28..30 %"},
		{"28 - 30%", "28..30 %"},
		{"28 to 30 percent", "28..30 %"},
		{"28 through 30 percent", "28..30 %"},
		{"$2 billion to $2.5 billion", "2000000000..2500000000 USD"},
		{"$2 to $2.5 billion", "2000000000..2500000000 USD"},
		{"$2 to 2.5 billion", "2000000000..2500000000 USD"},
		{"$2-2.5 billion", "2000000000..2500000000 USD"},
		{"$2.0-$2.5 billion", "2000000000..2500000000 USD"},
		{"2 to 2.5 billion dollars", "2000000000..2500000000 USD"},
		{"between $1.5 and $2 billion", "1500000000..2000000000 USD"},
		{"$950 million to $1.1 billion", "950000000..1100000000 USD"},
		{"$950 to $1.1 billion", "950000000..1100000000 USD"},
		{"$2.50 to $2.60 per share", "2.5..2.6 USD"},
		{"1,600 vehicles to 1,800 vehicles", "1600..1800 vehicles"},
		{"1,600 to 1,800 vehicles per week", "1600..1800 vehicles/week"},
		{"2,000 to 2,500 a week", "2000..2500/week"},
		{"80,000-90,000 vehicles", "80000..90000 vehicles"},
		{"five to six thousand cars", "5000..6000 vehicles"},
		{"10 to 15 thousand cars", "10000..15000 vehicles"},
		{"eighty-five to ninety percent", "85..90 %"},
		{"6,000 or 7,000", "6000..7000"},
		{"five or six percent", "5..6 %"},
		{"anywhere from 5 to 10 percent", "5..10 %"},
		{"ranging from 5% to 10%", "5..10 %"},
		{"in the range of 5% to 7%", "5..7 %"},
		{"a 20% to 25% range", "20..25 %"},
		{"up 20% to 25%", "20..25 %"},
		{"3 to 5 percentage points", "3..5 pt"},
		{"20 to 30 GWh", "20..30 GWh"},
		{"20 to 30 gigawatt-hours", "20..30 GWh"},
		{"10 to 12 times", "10..12"},
		{"10 to 12 times as many", "900..1100 x"},
		{"between 5 and 10 percent", "5..10 %"},
		{"RMB 200 million to RMB 220 million", "200000000..220000000 CNY"},
		{"$250 million to about $300 million", "250000000..300000000 USD"},
		{"-5% to -3%", "-5..-3 %"},
		{"minus 5 to minus 3 percent", "-5..-3 %"},
		{"-2% to 3%", "-2..3 %"},
		{"$10.90 up to $11.10", "10.9..11.1 USD"},
		{"25% or maybe 30%", "25..30 %"},
		{"1,600 vehicles per week to 1,800 vehicles per week", "1600..1800 vehicles/week"},
		{"down 1% to up 1%", "-1..1 %"},
		{"85 to 95 cents", "0.85..0.95 USD"},
		{"between 85 and 95 cents", "0.85..0.95 USD"},
	};
	CHECK("range", rows);
}

Test(quantity, two_values_are_no_range)
{
	static const struct row rows[] = {
		{"from 18.7% to 23.7%", "18.7 % from; 23.7 % to"},
		/* What it goes to stands before: where it comes from is a range. */
		{"tightening to $110 to $115 million from $105 to $115 million", "110000000..115000000 USD; 105000000..115000000 USD"},
		{"up 500 basis points from 18.7% to 23.7%", "5 pt; 18.7 % from; 23.7 % to"},
		{"30% to 31%, down from 31% to 32%", "30..31 %; 31..32 %"},
		{"$2.9 billion to $3 billion for the year, up from the $2.8 billion to $2.9 billion we gave",
		    "2900000000..3000000000 USD; 2800000000..2900000000 USD"},
		{"growth of 10% to 15% and a margin that went from 18% to 20%",
		    "10..15 %; 18 % from; 20 % to"},
		{"from about 1,000 to 5,000 a week", "1000/week from; 5000/week to"},
		{"from 8 to 6 cents", "0.08 USD from; 0.06 USD to"},
		{"from $2 to $3 million", "2000000 USD from; 3000000 USD to"},
		{"from $200 to $1 million", "200 USD from; 1000000 USD to"},
		{"from 5 to 12 basis points", "0.05 pt from; 0.12 pt to"},
		{"increased from $2 billion to $2.5 billion",
		    "2000000000 USD from; 2500000000 USD to"},
		{"30% to 28%", "30 %; 28 %"},
		{"$5 million to 20%", "5000000 USD; 20 %"},
		{"20% and 25%", "20 %; 25 %"},
		{"5,000 or 50,000", "5000; 50000"},
		{"\xe2\x82\xac" "5 million to $7 million", "5000000 EUR; 7000000 USD"},
		{"10% of $500 million", "10 %; 500000000 USD"},
		{"above 20% but below 25%", "20.. %; ..25 %"},
		{"increased by $14 million to $62.3 million", "14000000 USD; 62300000 USD"},
		{"up a further $100 million to $5.2 billion", "100000000 USD; 5200000000 USD"},
		{"7.7% or 8.5% on a constant currency basis", "7.7 %; 8.5 %"},
	};
	CHECK("two", rows);
}

Test(quantity, bounds)
{
	static const struct row rows[] = {
		{"over $1 billion", "1000000000.. USD"},
		{"well over $1 billion", "1000000000.. USD"},
		{"more than 5,000 cars", "5000.. vehicles"},
		{"at least 20%", "20.. %"},
		{"greater than 20%", "20.. %"},
		{"north of 20%", "20.. %"},
		{"in excess of $3 billion", "3000000000.. USD"},
		{"upwards of 5,000 cars", "5000.. vehicles"},
		{"exceeded 100,000 deliveries", "100000.. deliveries"},
		{"a minimum of 5,000 cars", "5000.. vehicles"},
		{"no less than 20%", "20.. %"},
		{"above 25 percent", "25.. %"},
		{"5,000 or more", "5000.."},
		{"20% or better", "20.. %"},
		{"20%+", "20.. %"},
		{"$1 billion plus", "1000000000.. USD"},
		{"$1 billion-plus", "1000000000.. USD"},
		{"$3 billion or higher", "3000000000.. USD"},
		{"under 50%", "..50 %"},
		{"less than $100 million", "..100000000 USD"},
		{"no more than $2 billion", "..2000000000 USD"},
		{"just under $3 billion", "..3000000000 USD"},
		{"south of 10%", "..10 %"},
		{"below 20%", "..20 %"},
		{"fewer than 100 stores", "..100 stores"},
		{"at most 5%", "..5 %"},
		{"a maximum of 5%", "..5 %"},
		{"$2 billion or less", "..2000000000 USD"},
		{"up to $500 million", "..500000000 USD"},
		{"up to 40 stores", "..40 stores"},
		{"as much as $500 million", "..500000000 USD"},
		{"as many as 5,000 cars", "..5000 vehicles"},
		{"ramp up to 5,000 a week", "5000/week"},
		{"production is up to 2,000 a week", "2000/week"},
		{"it won't be below 20%", "20.. %"},
		{"we would not be above $3 billion", "..3000000000 USD"},
		{"roughly 5,000 cars", "5000 vehicles"},
		{"almost $2 billion", "2000000000 USD"},
		{"nearly 30%", "30 %"},
		{"around 20%", "20 %"},
		{"20% or so", "20 %"},
		{"the past few hundred cars", "200..500 vehicles ~"},
		{"5% plus or minus 1%", "4..6 %"},
		{"$1.80 billion, plus or minus $50 million", "1750000000..1850000000 USD"},
		{"flat to down 50 basis points", "-0.5..0 pt"},
		{"from 5% to 6% to 7% to 8%", "5..6 % from; 7..8 % to"},
		{"300 million EUR (280 million)", "300000000 EUR; 280000000"},
		{"5 billion USD (4%)", "5000000000 USD; 4 %"},
		{"or ($0.05 per share)", "0.05 USD"},
		{"of ($0.45)-($0.40)", "-0.45..-0.4 USD"},
		{"between ($0.45) and ($0.40)", "-0.45..-0.4 USD"},
		{"$(12)-$(10) million", "-12000000..-10000000 USD"},
		{"$1 million plus $30,000", "1000000 USD; 30000 USD"},
		{"below the target of 25%", "..25 %"},
		{"just shy of $1 billion", "..1000000000 USD"},
		{"well beyond 5,000 cars", "5000.. vehicles"},
		{"was higher than $22 million", "22000000 USD"},
		{"25% and better", "25.. %"},
	};
	CHECK("bound", rows);
}

Test(quantity, vague_amounts)
{
	static const struct row rows[] = {
		{"several hundred cars", "300..900 vehicles ~"},
		{"several thousand cars", "3000..9000 vehicles ~"},
		{"a few thousand cars", "2000..5000 vehicles ~"},
		{"a few hundred million dollars", "200000000..500000000 USD ~"},
		{"a couple hundred cars", "200 vehicles ~"},
		{"a couple of thousand cars", "2000 vehicles ~"},
		{"a couple of megawatts", "2 MW ~"},
		{"a couple of points", "2 pt ~"},
		{"a couple percent", "2 % ~"},
		{"a few percentage points", "2..5 pt ~"},
		{"in the thousands", "1000..9999 ~"},
		{"thousands of cars", "1000..9999 vehicles ~"},
		{"millions of dollars", "1000000..9999999 USD ~"},
		{"a triple-digit gain", "100..999 ~"},
		{"tens of thousands of cars", "10000..99999 vehicles ~"},
		{"hundreds of thousands of vehicles", "100000..999999 vehicles ~"},
		{"hundreds of millions of dollars", "100000000..999999999 USD ~"},
		{"mid-20s", "24..26 ~"},
		{"low 20s", "20..23 ~"},
		{"high 20s", "27..29 ~"},
		{"upper 20s percent", "27..29 % ~"},
		{"mid-twenties", "24..26 ~"},
		{"mid-teens", "14..16 ~"},
		{"high teens", "17..19 ~"},
		{"low teens", "10..13 ~"},
		{"low to mid-20s", "20..26 ~"},
		{"low- to mid-20s percent", "20..26 % ~"},
		{"mid-to-high teens", "14..19 ~"},
		{"mid- to high-single digits", "4..9 ~"},
		{"high single digits", "7..9 ~"},
		{"high-single-digit percent", "7..9 % ~"},
		{"low single digits", "1..3 ~"},
		{"single digit", "1..9 ~"},
		{"low double-digit growth", "10..13 ~"},
		{"double-digit", "10..99 ~"},
		{"nearly double-digit", "10..99 ~"},
		{"low 20%s to mid-20%s", "20..26 % ~"},
		{"low 20%s", "20..23 % ~"},
		{"mid-20% range", "24..26 % ~"},
		{"low 20s to mid 20s percent", "20..26 % ~"},
	};
	CHECK("vague", rows);
}

Test(quantity, rates)
{
	static const struct row rows[] = {
		{"5,000 a week", "5000/week"},
		{"5,000 per week", "5000/week"},
		{"5,000/week", "5000/week"},
		{"5,000 cars per week", "5000 vehicles/week"},
		{"5,000 Model 3 vehicles per week", "5000 vehicles/week"},
		{"5,000 Model 3s per week", "5000/week"},
		{"35,000 autonomous vehicles a week", "35000 vehicles/week"},
		{"the 4680 cells", ""},
		{"8000 cells", "8000 cells"},
		{"sold three times as many", "200 x"},
		{"two times last year's", "100 x"},
		{"up by a factor of 10", "900 x"},
		{"dropped by a factor of 10", "10"},
		{"700 cars a day", "700 vehicles/day"},
		{"500,000 vehicles per year", "500000 vehicles/year"},
		{"500,000 vehicles a year", "500000 vehicles/year"},
		{"500,000 cars per annum", "500000 vehicles/year"},
		{"20,000 vehicles per month", "20000 vehicles/month"},
		{"25,000 a quarter", "25000/quarter"},
		{"5,000 cars each week", "5000 vehicles/week"},
		{"5,000 cars every week", "5000 vehicles/week"},
		{"5,000 units weekly", "5000 vehicles/week"},
		{"5,000 unit week", "5000 vehicles/week"},
		{"a 5,000-unit week", "5000 vehicles/week"},
		{"a 10,000 unit production week", "10000 vehicles/week"},
		{"a 5,000-per-week rate", "5000/week"},
		{"a 5,000-a-week rate", "5000/week"},
		{"5,000 unit per week", "5000 vehicles/week"},
		{"weekly production rate of 5,000", "5000/week"},
		{"a weekly rate of 5,000 cars", "5000 vehicles/week"},
		{"daily production of 700 cars", "700 vehicles/day"},
		{"annualized rate of 250,000", "250000/year"},
		{"an annual run rate of 500,000 vehicles", "500000 vehicles/year"},
		{"250,000 units on an annualized basis", "250000 vehicles/year"},
		{"250,000 units annually", "250000 vehicles/year"},
		{"35 GWh per year", "35 GWh/year"},
		{"150,000 boe per day", "150000 boe/day"},
		{"2,000 barrels a day", "2000 barrels/day"},
		{"1,500 in a single day", "1500/day"},
		{"our best week gave 5,300 cars", "5300 vehicles/week"},
		{"50,000 widgets per year", "50000/year"},
		{"2,000 orders a day", "2000 orders/day"},
		{"over 5,000 a week", "5000../week"},
		{"2 Bcf/d", "2 Bcf/day"},
		{"2 million barrels of oil per day", "2000000 barrels/day"},
	};
	CHECK("rate", rows);
}

Test(quantity, multiples)
{
	static const struct row rows[] = {
		{"deliveries doubled", "100 x"},
		{"more than doubled", "100.. x"},
		{"tripled", "200 x"},
		{"quadrupled", "300 x"},
		{"twice as many", "100 x"},
		{"half as much", "-50 x"},
		{"three times or four times as many", "200..300 x"},
		{"cut in half", "-50 x"},
		{"fell by half", "-50 x"},
		{"halved", "-50 x"},
		{"a threefold increase", "200 x"},
		{"a 3-fold increase", "200 x"},
		{"2x to 3x", "100..200 x"},
		{"3x", "200 x"},
		{"double-digit", "10..99 ~"},
		{"double down", ""},
		{"we met twice", ""},
	};
	CHECK("multiple", rows);
}

/* What the last of a list says holds for those before it. */
Test(quantity, lists_share_a_unit)
{
	static const struct row rows[] = {
		{"19, 20 and 21%", "19 %; 20 %; 21 %"},
		{"31, 34 and 38 thousand", "31000; 34000; 38000"},
		{"$400, $450 and $500 million", "400000000 USD; 450000000 USD; 500000000 USD"},
		{"1.9, 0.6 and 1.3 billion dollars", "1900000000 USD; 600000000 USD; 1300000000 USD"},
		{"we have 3, and $5 million", "3; 5000000 USD"},
		{"$5, US$6, C$7", "5 USD; 6 USD; 7 CAD"},
		{"17 yen and 5 billion yen", "17 JPY; 5000000000 JPY"},
	};
	CHECK("list", rows);
}

Test(quantity, slips)
{
	static const struct row rows[] = {
		{"$100,000, sorry, 100,000 vehicles", "100000 USD slip; 100000 vehicles"},
		{"$50 million -- $50 billion", "50000000 USD slip; 50000000000 USD"},
		{"20%, I mean, 25%", "20 % slip; 25 %"},
		{"5,000, excuse me, 6,000 cars", "5000 slip; 6000 vehicles"},
		{"18%, correction, 19%", "18 % slip; 19 %"},
		{"18% -- or rather 19%", "18 % slip; 19 %"},
		{"18% rather than 19%", "18 %; 19 %"},
	};
	CHECK("slip", rows);
}

Test(quantity, labels_are_none)
{
	static const struct row rows[] = {
		{"in 2018", ""},
		{"since 2003 we have", ""},
		{"2017 and 2018", ""},
		{"August 2", ""},
		{"August 2, 2017", ""},
		{"on the 30th of June", ""},
		{"at 5:30 p.m. Eastern", ""},
		{"at 9 a.m. Pacific", ""},
		{"12/31/2017", ""},
		{"24/7", ""},
		{"Model 3", ""},
		{"the Model 3 and the Model S", ""},
		{"18-650", ""},
		{"an 18650 format", ""},
		{"page 4", ""},
		{"slide 12", ""},
		{"Q3", ""},
		{"Q3 2018", ""},
		{"3Q18", ""},
		{"1H18", ""},
		{"our 10-K", ""},
		{"Form 10-Q and 8-K", ""},
		{"under ASC 606", ""},
		{"Phase 2", ""},
		{"COVID-19", ""},
		{"at Gigafactory 1", ""},
		{"the 4th plant", ""},
		{"3D printing on 5G", ""},
		{"call 1-800-555-0100", ""},
		{"dial (877) 344-7529", ""},
		{"passcode 8471234", ""},
		{"with Autopilot 2.0", ""},
		{"level 4 autonomy", ""},
		{"version 9", ""},
		{"three months", ""},
		{"a 15-year note", ""},
		{"in 6 to 9 months", ""},
		{"a few weeks", ""},
	};
	CHECK("label", rows);
}

/* The bytes that the observation's span covers, of the first quantity. */
Test(quantity, spans)
{
	static const struct row rows[] = {
		{"capex of $2 billion to $2.5 billion this year", "$2 billion to $2.5 billion"},
		{"about 5,000 cars a week", "5,000"},
		{"roughly 0.25 million vehicles", "0.25 million"},
		{"in the low 20%s to mid-20%s in Q1", "low 20%s to mid-20%s"},
		{"margin was 25%.", "25%"},
		{"margin was 25 percent.", "25 percent"},
		{"by 200 basis points", "200 basis points"},
		{"over RMB 281.3 million.", "RMB 281.3 million"},
		{"a 5,000 unit week", "5,000"},
		{"minus $5 million", "minus $5 million"},
		{"28 to 30%", "28 to 30%"},
		{"20 million Swiss francs", "20 million Swiss francs"},
		{"17,000 to 19,000 Model S vehicles", "17,000 to 19,000"},
		{"hundreds of millions of dollars", "hundreds of millions of dollars"},
		{"twenty-five hundred cars", "twenty-five hundred"},
		{"a couple hundred cars", "a couple hundred"},
		{"35 GWh", "35"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct found x;
		find(rows[i].text, &x);
		cr_expect(x.n > 0, "%s: nothing found", rows[i].text);
		if (x.n) {
			size_t from = x.t[x.q[0].a].start, to = x.t[x.q[0].b - 1].end;
			struct str got = {rows[i].text + from, to - from};
			cr_expect(str_eq(got, str_from(rows[i].want)), "%s: \"%.*s\"",
			    rows[i].text, STR_FMT(got));
		}
		arena_release(&x.a);
	}
}

/* Every text repeated to 400,000 bytes: what is not linear does not end. */
Test(quantity, linear, .timeout = 120)
{
	static const char *const texts[] = {
		"( [ $ 1, to 2 ", "between between ", "the the the ", "five ", "1 to ",
		"one thousand ", "million ", "one million one ", "a hundred ", "from 1 to 2 ",
		"$ ", "- ", "1-", "1.", "5 and a half ", "low ", "low to mid ", "up to ",
		"over ", "twenty ", "point five ", "1 point ", "0,", "9", "$1 million -- ",
		"sorry ", "1% ", "a few ", "tens of ", "per ", "1 unit ", "weekly 1 ", "1 / ",
		"hundred ", "half a ", "a million and a half ", "or so 1 ", "1 or 2 or ",
	};
	enum { SIZE = 400000 };
	char *text = malloc(SIZE + 1);
	cr_assert_not_null(text);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n = strlen(texts[i]);
		for (size_t k = 0; k < SIZE; k++)
			text[k] = texts[i][k % n];
		text[SIZE] = '\0';
		struct found x;
		find(text, &x);
		for (size_t k = 0; k < x.n; k++)
			cr_assert(x.q[k].a < x.q[k].b && x.q[k].b <= x.n_t
			    && (k == 0 || x.q[k].a >= x.q[k - 1].b), "%s", texts[i]);
		arena_release(&x.a);
	}
	free(text);
}
/* clang-format on */
