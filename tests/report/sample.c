/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store for the tests of the report's page:
 *   sample STORE few       one company: actual values, guidance, a hypothetical, a rival
 *   sample STORE filed     what was said and what was filed of one metric, many values
 *   sample STORE hostile   every text an attack
 *   sample STORE many      40 calls, 5,000 observations
 */
#include <math.h>
#include <stdlib.h>

#include "series/store.h"

enum { MOST = 200, QUARTER = 91, BEGIN = 16436 /* 2015-01-01 */ };

struct call {
	struct store_call call;
	struct obs obs[MOST];
	size_t n;
};

static struct period
quarter(int k)
{
	return (struct period){date_from_civil(2015 + k / 4, k % 4 * 3 + 1, 1),
	    date_from_civil(2015 + (k + 1) / 4, (k + 1) % 4 * 3 + 1, 1) - 1};
}

static struct obs *
add(struct call *c, const char *metric, const char *unit, double v, struct period p)
{
	struct obs *o = &c->obs[c->n++];
	*o = (struct obs){.doc = c->call.doc,
	    .start = c->n * 100,
	    .end = c->n * 100 + 5,
	    .metric = str_from(metric),
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = str_from(unit),
	    .period = p,
	    .company = c->call.company,
	    .as_of = c->call.as_of,
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .section = OBS_PREPARED,
	    .speaker = STR("Pat Example"),
	    .line = c->n,
	    .precision = OBS_EXACT,
	    .confidence = 0.75,
	    .rule = STR("sample"),
	    .text = STR("the value"),
	    .quote = STR("This sentence states the value, and nothing else.")};
	return o;
}

static void
guide(struct call *c, const char *metric, const char *unit, double low, double high,
    struct period p)
{
	struct obs *o = add(c, metric, unit, low, p);
	o->high = high;
	o->stance = OBS_GUIDANCE;
	o->act = OBS_ISSUE;
}

static void
begin(struct call *c, const char *doc, const char *company, int32_t day)
{
	char hex[65];
	*c = (struct call){.n = 0};
	(void)snprintf(hex, sizeof hex, "%064d", day);
	c->call = (struct store_call){.doc = str_from(doc),
	    .company = str_from(company),
	    .as_of = day,
	    .quarter = PERIOD_NONE};
}

static void
put(struct store *s, struct call *c)
{
	struct err e = {0};
	bool changed;
	char hex[65];
	(void)snprintf(hex, sizeof hex, "%064d", c->call.as_of);
	c->call.sha256 = str_from(hex);
	if (store_put(s, &c->call, c->obs, c->n, &changed, &e) != 0) {
		err_print(stderr, &e);
		exit(1);
	}
}

/* Margins of twelve quarters, each guided a quarter before; one is contradicted. */
static void
few(struct store *s, struct call *c)
{
	char doc[32];
	for (int k = 0; k < 12; k++) {
		(void)snprintf(doc, sizeof doc, "call%02d.txt", k);
		begin(c, doc, "Acme Corporation", quarter(k).end + 30);
		add(c, "gross_margin", "percent", 20 + k % 5, quarter(k));
		guide(c, "gross_margin", "percent", 20 + k % 3, 22 + k % 3,
		    quarter(k + 1));
		add(c, "revenue", "USD", 1e8 + k * 1e7, quarter(k))->segment =
		    STR("Widgets");
		if (k == 3)
			add(c, "gross_margin", "percent", 9, quarter(k))->confidence =
			    0.3;
		if (k == 5)
			add(c, "gross_margin", "percent", 40, quarter(k + 8))->stance =
			    OBS_HYPOTHETICAL;
		if (k == 7)
			add(c, "capex", "USD", 2e7, quarter(k));
		put(s, c);
	}
}

/* Cash of forty quarters as it was said and as it was filed. */
static void
filed(struct store *s, struct call *c)
{
	char doc[32];
	for (int k = 0; k < 80; k++) {
		(void)snprintf(
		    doc, sizeof doc, "%s%02d.txt", k % 2 ? "filing" : "call", k / 2);
		begin(c, doc, "Acme Corporation", quarter(k / 2).end + 30 + k % 2);
		struct obs *o = add(c, "cash", "USD", 1e9 + k / 2 * 1e7 + k % 2 * 1e5,
		    period_day(quarter(k / 2).end));
		o->source = k % 2 ? STR("filed") : STR("spoken");
		put(s, c);
	}
}

static void
hostile(struct store *s, struct call *c)
{
	static const char *const evil[] = {
	    "<script>window.hacked=1</script>",
	    "</script><script>window.hacked=1</script>",
	    "<img src=x onerror=window.hacked=1>",
	    "\" onmouseover=\"window.hacked=1",
	    "' onfocus='window.hacked=1' autofocus='",
	    "</title></textarea></style></svg><svg onload=window.hacked=1>",
	    "&lt;b&gt; &amp;amp; <!-- --> ]]> {{data}} {{script}}",
	    "right to left \xe2\x80\xae gnirts \xe2\x80\x8f end",
	    "line\xe2\x80\xa8separator\xe2\x80\xa9 and \x01\x1b[31m control",
	    "javascript:window.hacked=1",
	    "not utf-8 \xff\xfe\xc0\xaf end",
	    "__proto__",
	};
	for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
		struct str t = str_from(evil[i]);
		begin(c, evil[i], evil[0], BEGIN + (int32_t)i);
		for (int k = 0; k < 2; k++) {
			struct obs *o = add(
			    c, "gross_margin", "percent", 20 + k, quarter((int)i + k));
			o->company = o->segment = o->variant = o->speaker = t;
			o->text = o->quote = o->rule = t;
			o->source = t;
		}
		add(c, "made up <b>metric</b>", "percent", 1, quarter(1));
		c->call.company = t;
		put(s, c);
	}
}

/* Curves of growth and waves, so that there is something to fit. */
static void
many(struct store *s, struct call *c)
{
	static const char *const metrics[] = {
	    "revenue", "gross_margin", "production_rate", "cash", "capex"};
	static const char *const units[] = {
	    "USD", "percent", "vehicles/week", "USD", "USD"};
	static const char *const segments[] = {"", "North", "South", "East", "West"};
	char doc[32];
	for (int k = 0; k < 40; k++) {
		(void)snprintf(doc, sizeof doc, "call%02d.txt", k);
		begin(c, doc, "Acme Corporation", quarter(k).end + 30);
		for (size_t i = 0; i < 125; i++) {
			size_t m = i % 5, g = i / 5 % 5, r = i / 25;
			double v = (m == 1      ? 20 + 5 * sin(k + (double)g)
				       : m == 2 ? 5000 / (1 + exp((20.0 - k) / 4))
						: 1e8 * (1 + k % 7))
				   * (1 + 0.001 * (double)(i % 3));
			if (r < 2)
				add(c, metrics[m], units[m], v, quarter(k));
			else
				guide(c, metrics[m], units[m], v, v * 1.1,
				    quarter(k + (int)r - 1));
			c->obs[c->n - 1].segment = str_from(segments[g]);
		}
		put(s, c);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*fill)(struct store *s, struct call *c);
	} kinds[] = {
	    {"few", few}, {"filed", filed}, {"hostile", hostile}, {"many", many}};
	struct err e = {0};
	struct call *c = malloc(sizeof *c);
	struct store *s = argc == 3 ? store_open(argv[1], STORE_WRITE, &e) : NULL;
	int rc = 1;
	for (size_t i = 0; c && s && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, argv[2]) == 0) {
			kinds[i].fill(s, c);
			rc = 0;
		}
	if (rc != 0) {
		err_print(stderr, &e);
		(void)fputs("usage: sample STORE few|filed|hostile|many\n", stderr);
	}
	store_close(s);
	free(c);
	return rc;
}
