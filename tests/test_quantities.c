/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "extract/quantities.h"

static struct callinfo
a_call(void)
{
	struct callinfo c = CALLINFO_NONE;
	cr_assert(date_parse(STR("2017-08-02"), &c.as_of));
	c.fiscal_period = STR("2017-Q2");
	return c;
}

/* "count 17000..19000 vehicles": type, interval, unit; open sides are left empty. */
static void
describe(FILE *f, const struct quantities_item *x)
{
	char low[DATE_TEXT], high[DATE_TEXT];
	(void)fprintf(f, "%s ", quantities_type_name(x->type));
	if (x->type == QUANTITIES_DATE || x->type == QUANTITIES_PERIOD) {
		date_format(x->period.start, low);
		date_format(x->period.end, high);
		(void)fprintf(f, "%s..%s", low, high);
		cr_expect(str_eq(x->unit, STR("date")));
		return;
	}
	if (!isnan(x->low))
		(void)fprintf(f, "%.15g", x->low);
	if (isnan(x->low) || isnan(x->high) || x->low != x->high)
		(void)fputs("..", f);
	if (!isnan(x->high) && x->high != x->low)
		(void)fprintf(f, "%.15g", x->high);
	if (x->unit.n)
		(void)fprintf(f, " %.*s", STR_FMT(x->unit));
}

/* In order, apart, and their text is the file's. */
static void
check_spans(const struct quantities *q, struct str bytes, const char *label)
{
	size_t end = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct quantities_item *x = &q->v[i];
		cr_assert(x->start >= end && x->end > x->start && x->end <= bytes.n,
		    "%s: item %zu at %zu..%zu", label, i, x->start, x->end);
		cr_assert(
		    str_eq(x->text, str_sub(bytes, x->start, x->end)), "%s", label);
		end = x->end;
	}
}

static void
find(struct str bytes, struct callinfo call, struct arena *a, struct quantities *q)
{
	struct err e;
	err_clear(&e);
	cr_assert_eq(quantities_find(NULL, bytes, &call, a, q, &e), 0, "%s", e.text);
}

struct row {
	const char *label, *text, *want;
};

static void
check(struct callinfo call, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena a = {NULL};
		struct quantities q;
		char got[1024] = "";
		struct str bytes = str_from(rows[i].text);
		find(bytes, call, &a, &q);
		check_spans(&q, bytes, rows[i].label);
		FILE *f = fmemopen(got, sizeof got, "w");
		cr_assert_not_null(f);
		for (size_t k = 0; k < q.n; k++) {
			(void)fputs(k ? "; " : "", f);
			describe(f, &q.v[k]);
		}
		(void)fclose(f);
		cr_expect_str_eq(got, rows[i].want,
		    "%s: \"%s\": got \"%s\", want \"%s\"", rows[i].label, rows[i].text,
		    got, rows[i].want);
		arena_release(&a);
	}
}
#define CHECK(rows) check(a_call(), rows, sizeof(rows) / sizeof *(rows))

/* clang-format off */
Test(quantities, numbers)
{
	static const struct row rows[] = {
		{"figures", "it is 42", "number 42"},
		{"groups", "it is 1,234,567.5", "number 1234567.5"},
		{"no groups, no year", "there are 5000", "number 5000"},
		{"a year is a time", "since 2015", "period 2015-01-01..2015-12-31"},
		{"spelled out", "five thousand two hundred and six", "number 5206"},
		{"hundreds over ten", "twenty-five hundred trucks", "count 2500 vehicles"},
		{"mixed words", "two and a half million pairs", "count 2500000 pairs"},
		{"mixed figures", "2 1/2 million users", "count 2500000 users"},
		{"one character", "5\xc2\xbd million", "number 5500000"},
		{"half a million", "half a million cars", "count 500000 vehicles"},
		{"a quarter of a billion", "a quarter of a billion dollars", "money 250000000 USD"},
		{"three-quarters of a million", "three-quarters of a million", "number 750000"},
		{"two thirds", "two thirds of sales", "number 0.66666666666667"},
		{"one-third", "one-third of it", "number 0.33333333333333"},
		{"a quarter of something", "a quarter of the fleet", "number 0.25"},
		{"half the stores", "half the stores", "number 0.5"},
		{"three fourths in figures", "3/4 of sales", "number 0.75"},
		{"nothing to count", "one of them, no one, this one", ""},
		{"vague", "a few hundred; several", "number 200..500; number 3..9"},
		{"tens of thousands", "tens of thousands", "number 10000..99999"},
		{"low to mid-20s", "low to mid-20s", "number 20..26"},
		{"high single digits", "high single digits", "number 7..9"},
		{"decades in percent", "mid-teens percent", "percent 14..16 percent"},
		{"thousand follows", "5 to 10 thousand", "number 5000..10000"},
		{"thousand follows, of cars", "five to ten thousand cars", "count 5000..10000 vehicles"},
		{"no letters", "Model 3, COVID-19, our 10-K, page 4, 3D, 5:30 p.m.", ""},
		{"a telephone", "call (877) 344-7529 extension 7865", ""},
	};
	CHECK(rows);
}

Test(quantities, ordinals)
{
	static const struct row rows[] = {
		{"a word", "the third plant", "ordinal 3"},
		{"figures", "our 2nd store", "ordinal 2"},
		{"two words", "the twenty-first century", "ordinal 21"},
		{"larger", "its 1,000th store, the twentieth", "ordinal 1000; ordinal 20"},
		{"with a magnitude", "our 7-millionth car, a 2.5 millionth rider", "ordinal 7000000; ordinal 2500000"},
		{"alone", "the hundredth time", "ordinal 100"},
		{"a quarter is a time", "in the third quarter of 2017", "period 2017-07-01..2017-09-30"},
		{"a half is a time", "the second half", "period 2017-07-01..2017-12-31"},
		{"a third is a fraction", "a third of it", "number 0.33333333333333"},
		{"seconds are times", "per second, every second, 5 seconds", "number 5"},
		{"a date", "on June 30th", "date 2017-06-30..2017-06-30"},
	};
	CHECK(rows);
}

Test(quantities, bounds)
{
	static const struct row rows[] = {
		{"north of", "north of 20%", "percent 20.. percent"},
		{"at least", "at least 3 stores", "count 3.. stores"},
		{"up to", "up to $500 million", "money ..500000000 USD"},
		{"or more", "$3 billion or more", "money 3000000000.. USD"},
		{"below", "below 5%", "percent ..5 percent"},
		{"a plus", "50,000+ vehicles", "count 50000.. vehicles"},
		{"a sum", "1+1", "number 1; number 1"},
		{"between", "between 840,000 and one million cars", "count 840000..1000000 vehicles"},
		{"give or take", "20,000 cars, give or take 500", "count 19500..20500 vehicles"},
		{"give or take percent", "20,000 cars, give or take 10%", "count 18000..22000 vehicles"},
		{"give or take nothing said", "20,000 cars, give or take", "count 20000 vehicles"},
		{"plus or minus", "44%, plus or minus 50 basis points", "percent 43.5..44.5 percent"},
		{"plus/minus", "5% plus/minus 1%", "percent 4..6 percent"},
		{"+/-", "44% +/- 1%", "percent 43..45 percent"},
		{"\xc2\xb1", "30% \xc2\xb1" "2 points", "percent 28..32 percent"},
		{"plus or minus alone", "plus or minus 2%", "percent -2..2 percent"},
		{"plus or minus of millions", "$20 million plus or minus 2", "money 18000000..22000000 USD"},
		{"gone by", "the past 12 weeks, the past few", "duration 12 weeks; number 2..5"},
	};
	CHECK(rows);
}

Test(quantities, percent_and_multiples)
{
	static const struct row rows[] = {
		{"percent", "25%, 25 percent, 25 per cent, 25 per-cent",
		    "percent 25 percent; percent 25 percent; percent 25 percent; percent 25 percent"},
		{"a couple hundred basis points", "a couple hundred basis points", "percent 2 percent"},
		{"minus 1000%", "minus 1000%", "percent -1000 percent"},
		{"brackets of accountants", "a margin of (2.5%), (2.5)%, a loss of $(12) million or ($0.45) a share",
		    "percent -2.5 percent; percent -2.5 percent; money -12000000 USD; money -0.45 USD"},
		{"asides in brackets", "$3 million ($2 million a year ago), a rise (3%)",
		    "money 3000000 USD; money 2000000 USD; percent 3 percent"},
		{"tenths", "a tenth of a percent, three tenths of a point", "percent 0.1 percent; percent 0.3 percent"},
		{"half a percent", "half a percent", "percent 0.5 percent"},
		{"a remark", "one point is that; one point of margin", "percent 1 percent"},
		{"a small multiple", "0.001x", "multiple 0.001 times"},
		{"2x", "up 2x", "multiple 2 times"},
		{"a range of x", "2x to 3x", "multiple 2..3 times"},
		{"tripled", "sales tripled", "multiple 3 times"},
		{"more than doubled", "more than doubled", "multiple 2.. times"},
		{"half as much", "half as much", "multiple 0.5 times"},
		{"fold", "a 3-fold rise", "multiple 3 times"},
		{"times", "three times as many", "multiple 3 times"},
		{"double-digit", "double-digit growth", "number 10..99"},
	};
	CHECK(rows);
}

Test(quantities, money)
{
	static const struct row rows[] = {
		{"dollars", "$5, US$6, C$7, A$8",
		    "money 5 USD; money 6 USD; money 7 CAD; money 8 AUD"},
		{"euros", "EUR 9, 10 euros, \xe2\x82\xac" "11", "money 9 EUR; money 10 EUR; money 11 EUR"},
		{"pounds", "\xc2\xa3" "12 million, 13 pounds sterling, 2 million pounds of revenue",
		    "money 12000000 GBP; money 13 GBP; money 2000000 GBP"},
		{"no factor of a thousand is lost", "RMB 281.3 million, RMB281.3 million, 281.3 million yuan",
		    "money 281300000 CNY; money 281300000 CNY; money 281300000 CNY"},
		{"yen and francs", "17 yen, \xc2\xa5" "5 billion, CHF 18", "money 17 JPY; money 5000000000 JPY; money 18 CHF"},
		{"rupees", "INR 19, 20 rupees, \xe2\x82\xb9" "2 lakh, Rs. 500 crore, Rs 7",
		    "money 19 INR; money 20 INR; money 200000 INR; money 5000000000 INR; money 7 INR"},
		{"lakh crore", "3 lakh crore rupees", "money 3000000000000 INR"},
		{"a code before a sign", "CAD $5 million", "money 5000000 CAD"},
		{"on the dollar", "$0.80 on the dollar", "money 0.8 USD"},
		{"cents", "35 cents", "money 0.35 USD"},
		{"the quarter is no coin", "a quarter more, last quarter", "period 2017-04-01..2017-06-30"},
		{"per kWh", "$190/kWh", "money 190 USD/kWh"},
		{"per thing", "$35,000 per vehicle", "money 35000 USD/vehicle"},
		{"per pound", "$3.50 per pound, 40 cents a pound", "money 3.5 USD/lb; money 0.4 USD/lb"},
		{"per square foot", "$30 per square foot", "money 30 USD/square foot"},
		{"an ounce", "$1,800 an ounce", "money 1800 USD/ounce"},
		{"per boe", "$60/boe", "money 60 USD/boe"},
		{"per quarter", "$100 million a quarter", "rate 100000000 USD/quarter"},
		{"a slip", "$100,000, sorry, 100,000 vehicles", "count 100000 vehicles"},
	};
	CHECK(rows);
}

Test(quantities, measures)
{
	static const struct row rows[] = {
		{"energy", "5 GWh, 6 MWh, 7 kWh, 11 gigawatt hours, 3.5 MMBtu",
		    "measure 5 GWh; measure 6 MWh; measure 7 kWh; measure 11 GWh; measure 3.5 MMBtu"},
		{"power", "8 MW, 9 GW, 10 kW", "measure 8 MW; measure 9 GW; measure 10 kW"},
		{"oil", "150,000 boe/d, 160,000 boe per day, 2,000 barrels a day, 30 bbl, 5,000 boepd",
		    "rate 150000 boe/day; rate 160000 boe/day; rate 2000 barrels/day; measure 30 barrels; rate 5000 boe/day"},
		{"oil equivalent", "3 million barrels of oil equivalent", "measure 3000000 boe"},
		{"of what", "2 million barrels of oil per day", "rate 2000000 barrels/day"},
		{"gas", "50 MMcf per day, 2 Bcf/d, 3 billion cubic feet",
		    "rate 50 MMcf/day; rate 2 Bcf/day; measure 3000000000 cf"},
		{"mass", "1 million ounces, 5 tonnes, 6 tons, 7 metric tons, 8 kg",
		    "measure 1000000 ounces; measure 5 tonnes; measure 6 tons; measure 7 tonnes; measure 8 kg"},
		{"pounds of copper", "200 million pounds of copper", "measure 200000000 lb"},
		{"pounds behind copper", "copper sales were 300 million pounds", "measure 300000000 lb"},
		{"area", "100,000 square feet, 20,000 sq ft, 30,000 sq. ft., 40 acres",
		    "measure 100000 square feet; measure 20000 square feet; measure 30000 square feet; measure 40 acres"},
		{"length", "50 miles, 60 kilometers", "measure 50 miles; measure 60 kilometers"},
		{"volume", "70 gallons, 80 liters", "measure 70 gallons; measure 80 liters"},
		{"and, in, re-cent are no units", "5 and 6 in 7 re-cent 8 recent", "number 5; number 6; number 7; number 8"},
	};
	CHECK(rows);
}

Test(quantities, counts_and_rates)
{
	static const struct row rows[] = {
		{"a count", "5,000 Model 3 vehicles", "count 5000 vehicles"},
		{"units of anything", "5,000 units, 5,000 units a month", "count 5000 units; rate 5000 units/month"},
		{"a rate", "5,000 cars a week", "rate 5000 vehicles/week"},
		{"a rate of nothing named", "5,000 a week", "rate 5000 /week"},
		{"a rate said before", "a weekly rate of 5,000 cars", "rate 5000 vehicles/week"},
		{"a range is one", "17,000 to 19,000 cars", "count 17000..19000 vehicles"},
		{"a range without groups", "17000 to 19000 vehicles", "count 17000..19000 vehicles"},
		{"a range with a dash", "17,000-19,000", "number 17000..19000"},
		{"a change is two", "from 5% to 10%", "percent 5 percent; percent 10 percent"},
		{"a list in time", "1,000 a week in July, 2,000 in August and 4,000 in September",
		    "rate 1000 /week; period 2017-07-01..2017-07-31; rate 2000 /week; "
		    "period 2017-08-01..2017-08-31; rate 4000 /week; period 2017-09-01..2017-09-30"},
		{"a list of millions", "$1.2 billion in 2017, 1.5 in 2018 and 1.8 in 2019",
		    "money 1200000000 USD; period 2017-01-01..2017-12-31; money 1500000000 USD; "
		    "period 2018-01-01..2018-12-31; money 1800000000 USD; period 2019-01-01..2019-12-31"},
		{"a list whose last says it", "5, 10 and 15 percent",
		    "percent 5 percent; percent 10 percent; percent 15 percent"},
		{"a list whose last multiplies", "1, 2 and 3 million cars",
		    "count 1000000 vehicles; count 2000000 vehicles; count 3000000 vehicles"},
		{"two things", "we have 3, and $5 million", "number 3; money 5000000 USD"},
	};
	CHECK(rows);
}

Test(quantities, times)
{
	static const struct row rows[] = {
		{"a day", "on August 2, 2017", "date 2017-08-02..2017-08-02"},
		{"day, month, year", "we met 16 June 2003", "date 2003-06-16..2003-06-16"},
		{"a name before the number", "we built Model 3 June 2018", "period 2018-06-01..2018-06-30"},
		{"dashes", "16-Jun-2003", "date 2003-06-16..2003-06-16"},
		{"the day of a week", "Thursday, April 19, 2018", "date 2018-04-19..2018-04-19"},
		{"two of them", "Thursday, April 19, 2018, Friday, 20 April 2018",
		    "date 2018-04-19..2018-04-19; date 2018-04-20..2018-04-20"},
		{"a month's end and a count", "in June. 30 vehicles", "period 2017-06-01..2017-06-30; count 30 vehicles"},
		{"no day", "Thursday's 5 cars", "count 5 vehicles"},
		{"figures", "2017-12-31 and 12/31/2017", "date 2017-12-31..2017-12-31; date 2017-12-31..2017-12-31"},
		{"nobody can tell", "3/4/2017", "date .."},
		{"a quarter", "Q3 2018", "period 2018-07-01..2018-09-30"},
		{"the end", "by the end of 2017", "date 2017-12-31..2017-12-31"},
		{"a short year", "in '18", "period 2018-01-01..2018-12-31"},
		{"a short year's quarter", "in Q4 '18", "period 2018-10-01..2018-12-31"},
		{"the rest of a year", "for the rest of the year", "period 2017-07-01..2017-12-31"},
		{"relative", "next month", "period 2017-09-01..2017-09-30"},
		{"a distance", "in three months", "date 2017-11-02..2017-11-02"},
		{"a span to come", "over the next two years", "period 2017-08-02..2019-08-02"},
		{"a span gone by", "over the last 12 months", "period 2016-08-02..2017-08-02"},
		{"what is compared with", "compared to last year", "period 2016-01-01..2016-12-31"},
		{"no time", "currently, over time, year over year", ""},
		{"a duration", "three to five years, two quarters, 6 weeks, 10 days",
		    "duration 3..5 years; duration 2 quarters; duration 6 weeks; duration 10 days"},
		{"15-year to 20-year", "a 15-year to 20-year life", "duration 15..20 years"},
		{"a couple of years", "a couple of years", "duration 2 years"},
		{"half a year", "half a year", "duration 0.5 years"},
		{"a list of years", "three, five and seven years", "duration 3 years; duration 5 years; duration 7 years"},
	};
	CHECK(rows);
}

/* Without the text's day what is absolute is kept. */
Test(quantities, no_date)
{
	static const struct row rows[] = {
		{"a day of no year", "it came on Thursday, 16 June", "date .."},
		{"absolute", "by the end of 2018", "date 2018-12-31..2018-12-31"},
		{"relative", "next month", "period .."},
		{"a distance is a duration", "in three months", "duration 3 months"},
	};
	check(CALLINFO_NONE, rows, sizeof rows / sizeof *rows);
	struct arena a = {NULL};
	struct quantities q;
	find(STR("next month we make 5; on 3/4/2017, on 16 June"), CALLINFO_NONE, &a, &q);
	cr_expect_eq(q.unresolved, 2u);
	arena_release(&a);
}

Test(quantities, spans)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"we make about 5,000 cars a week now", "5,000 cars a week"},
		{"it is north of 20% of sales", "north of 20%"},
		{"20,000 cars, give or take 10%, by then", "20,000 cars, give or take 10%"},
		{"about $2 to $2.5 billion.", "$2 to $2.5 billion"},
		{"we make 5,000 cars a\nweek", "5,000 cars"},
		{"a long line of words that was wrapped somewhere behind 5,000 cars a\nweek", "5,000 cars a\nweek"},
		{"for &#36;5&nbsp;million", "&#36;5&nbsp;million"},
		{"\xe2\x82\xac" "5 million", "\xe2\x82\xac" "5 million"},
		{"caf\xe9 5%", "5%"},
		{"on Thursday, April 19, 2018 there", "Thursday, April 19, 2018"},
		{"Thursday, 19 April 2018.", "Thursday, 19 April 2018"},
		{"on Thu. 19 Apr 2018, we met", "Thu. 19 Apr 2018"},
		{"Thursday the 19th of April, 2018, we met", "Thursday the 19th of April, 2018"},
		{"on April 19, 2018 (Thursday) we met", "April 19, 2018 (Thursday)"},
		{"on April 19, 2018, Thursday, we met", "April 19, 2018, Thursday"},
		{"met on Thursday, 2018-04-19, there", "Thursday, 2018-04-19"},
		{"met Tuesday 4/19/2018 there", "Tuesday 4/19/2018"},
		{"June the 16th, 2003 it was", "June the 16th, 2003"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct quantities q;
		find(str_from(rows[i].text), a_call(), &a, &q);
		cr_expect(q.n > 0, "%s: nothing found", rows[i].text);
		if (q.n)
			cr_expect(str_eq(q.v[0].text, str_from(rows[i].want)), "%s: \"%.*s\"",
			    rows[i].text, STR_FMT(q.v[0].text));
		arena_release(&a);
	}
}

/* One line of four million bytes, and worse ones of one: what is not linear does not
 * end. */
Test(quantities, one_long_line, .timeout = 600)
{
	static const char *const texts[] = {
		"we sold 5,000 cars a week in July, 2,000 in August and 20% more by the end of 2018, ",
		"5, ", "5 and ", "1 pounds ", "plus or minus 1 ", "1 give or take ", "half of ", "last year ",
		"compared to last year ", "first ", "twenty-", "5 of a ", "$1 of a b ", "copper ", "1/2",
	};
	enum { SIZE = 4000000 };
	char *text = malloc(SIZE);
	cr_assert_not_null(text);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena a = {NULL};
		struct quantities q;
		size_t size = i ? SIZE / 4 : SIZE;
		for (size_t k = 0, n = strlen(texts[i]); k < size; k++)
			text[k] = texts[i][k % n];
		find((struct str){text, size}, a_call(), &a, &q);
		check_spans(&q, (struct str){text, size}, texts[i]);
		arena_release(&a);
	}
	free(text);
}

/* Whatever the bytes: spans are in order, apart, inside. */
Test(quantities, any_bytes, .timeout = 60)
{
	static const char *const pieces[] = {
		"5", ",", "000", " ", "$", "%", " to ", "-", ".", "/", "Q3 ", "2018", "\n", "million ", "half ",
		"a ", "of ", "third ", "st ", "year ", "\xc2\xbd", "\xe2\x82\xac", "\xff", "&#36;", "plus ", "minus ",
		"over ", "the ", "next ", "two ", "twenty", "June ", "pounds ", "per ", "and ", "(", ")", "x ", "'s ",
	};
	char text[512];
	srand(11);
	for (int round = 0; round < 3000; round++) {
		size_t n = 0;
		text[n++] = '1'; /* an empty document is refused */
		for (int k = 0; k < 60; k++) {
			const char *s = pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, s, strlen(s));
			n += strlen(s);
		}
		struct arena a = {NULL};
		struct quantities q;
		find((struct str){text, n}, round % 2 ? a_call() : CALLINFO_NONE, &a, &q);
		check_spans(&q, (struct str){text, n}, "any bytes");
		arena_release(&a);
	}
}
/* clang-format on */

Test(quantities, empty_is_refused)
{
	struct arena a = {NULL};
	struct quantities q;
	struct callinfo c = CALLINFO_NONE;
	struct err e;
	err_clear(&e);
	cr_expect_eq(quantities_find(NULL, STR("  \n"), &c, &a, &q, &e), -1);
	cr_expect_eq((int)e.code, (int)ERR_DATA);
	arena_release(&a);
}
