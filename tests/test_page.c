/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report's page, its texts and its data; the sizes of pictures. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plot/page.h"
#include "plot/page_data.h"
#include "plot/paper.h"
#include "plot/svg.h"
#include "plot/width.h"
#include "series/base/hash.h"
#include "series/fit/fit.h"
#include "series/json.h"
#include "series/options.h"
#include "series/store.h"

TestSuite(page, .init = fit_init, .timeout = 120);

extern const char page_css[], page_js[];

/* ---- texts ---- */

Test(page, texts_are_escaped)
{
	static const struct {
		struct str in;
		const char *out;
	} rows[] = {
	    {STR_INIT("plain \xc3\xa9\xe2\x82\xac"), "plain \xc3\xa9\xe2\x82\xac"},
	    {STR_INIT("<a b=\"c\" d='e'>&amp;"),
		"&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;"},
	    {STR_INIT("\x01\x1b[31m\x7f\xc2\x9b"),
		"\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd"},
	    {STR_INIT("a\tb\nc"), "a\tb\nc"},
	    {STR_INIT("\xff\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	    {STR_INIT("\xe2\x80\xae"), "\xe2\x80\xae"},
	    {STR_INIT("a\0b"), "a\xef\xbf\xbd"
			       "b"},
	    {STR_INIT(""), ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *p = NULL;
		size_t n = 0;
		FILE *f = open_memstream(&p, &n);
		svg_text(f, rows[i].in);
		fclose(f);
		cr_expect(strcmp(p, rows[i].out) == 0, "row %zu: %s", i, p);
		free(p);
	}
}

/* ---- the page ---- */

static void
store(const char *path, const struct obs *obs, size_t n)
{
	struct err e = {0};
	bool changed;
	const struct store_call call = {.doc = obs->doc,
	    .sha256 =
		STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
	    .company = obs->company,
	    .as_of = 18000,
	    .quarter = PERIOD_NONE};
	struct store *s = store_open(path, STORE_WRITE, &e);
	cr_assert(s != NULL, "%s", e.text);
	cr_assert(store_put(s, &call, obs, n, &changed, &e) == 0, "%s", e.text);
	store_close(s);
}

static struct obs
value(size_t k, double v, enum obs_stance stance)
{
	int32_t start = date_from_civil(2015 + (int)k / 4, (int)k % 4 * 3 + 1, 1);
	return (struct obs){.doc = STR("call.txt"),
	    .start = k * 100 + (size_t)stance * 10,
	    .end = k * 100 + (size_t)stance * 10 + 5,
	    .metric = STR("gross_margin"),
	    .stance = stance,
	    .act = stance == OBS_GUIDANCE ? OBS_ISSUE : OBS_NOACT,
	    .role = OBS_COMPANY,
	    .low = v,
	    .high = v,
	    .unit = STR("percent"),
	    .period = {start, start + 89},
	    .company = STR("A</script><b>&B"),
	    .as_of = 18000,
	    .base = PERIOD_NONE,
	    .source = STR("spoken"),
	    .line = 7,
	    .precision = OBS_EXACT,
	    .confidence = 0.5,
	    .rule = STR("test"),
	    .text = STR("5%"),
	    .quote = STR("</script>\xe2\x80\xa8 & 5%")};
}

/* The page of these observations, in a. */
static struct str
page_of(const struct obs *obs, size_t n, struct arena *a)
{
	char path[] = "/tmp/test-page.XXXXXX", *p = NULL;
	size_t size = 0;
	struct err e = {0};
	struct subjects all;
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	close(fd);
	unlink(path);
	store(path, obs, n);
	struct options o = options_default();
	o.store = path;
	o.quiet = true;
	struct catalog *c = catalog_new(NULL, 0, &e);
	cr_assert(c && subject_all(&o, c, a, &all, &e) == 0, "%s", e.text);
	struct page page = {.subjects = &all};
	FILE *f = open_memstream(&p, &size);
	cr_assert(page_write(&page, a, f, &e) == 0, "%s", e.text);
	fclose(f);
	struct str text = arena_str(a, (struct str){p, size});
	free(p);
	catalog_free(c);
	unlink(path);
	return text;
}

static size_t
times(struct str text, const char *word)
{
	size_t n = 0, len = strlen(word);
	const char *at;
	while ((at = memmem(text.p, text.n, word, len))) {
		n++;
		text = str_sub(text, (size_t)(at - text.p) + len, text.n);
	}
	return n;
}

static struct str
between(struct str text, const char *from, const char *to)
{
	const char *at = memmem(text.p, text.n, from, strlen(from));
	cr_assert(at != NULL, "%s", from);
	text = str_sub(text, (size_t)(at - text.p) + strlen(from), text.n);
	const char *end = memmem(text.p, text.n, to, strlen(to));
	cr_assert(end != NULL, "%s", to);
	return str_sub(text, 0, (size_t)(end - text.p));
}

enum { N = 6 };
static void
sample(struct obs obs[2 * N])
{
	for (size_t k = 0; k < N; k++) {
		obs[2 * k] = value(k, 20 + (double)k, OBS_ACTUAL);
		obs[2 * k + 1] = value(k, 21, OBS_GUIDANCE);
	}
}

Test(page, marks_rows_and_scripts)
{
	struct arena a = {NULL};
	struct obs obs[2 * N];
	sample(obs);
	struct str page = page_of(obs, 2 * N, &a);
	/* each value: in both charts and in the table; the latest in the overview */
	cr_expect(times(page, " data-p=\"") == 3 * 2 * N + 1, "%zu",
	    times(page, " data-p=\""));
	cr_expect(times(page, "<svg class=\"large\"") == 1);
	cr_expect(times(page, "</script>") == 2, "the data's and the script's");
	cr_expect(times(page, "<b>") == 0 && times(page, "{{") == 0);
	cr_expect(times(page, "http:") == 0 && times(page, "https:") == 0);
	cr_expect(times(page, " style=") == 0, "the policy would refuse it");
	arena_release(&a);
}

Test(page, data_is_json_and_whole)
{
	struct arena a = {NULL};
	struct obs obs[2 * N];
	struct err e = {0};
	struct json_value *v = NULL;
	size_t at = 0, n = 0;
	sample(obs);
	struct str data = between(page_of(obs, 2 * N, &a), "id=\"data\">", "</script>");
	cr_expect(times(data, "<") == 0 && times(data, "\xe2\x80\xa8") == 0);
	cr_assert(json_read(data, &at, &v, &e) == 1, "%s", e.text);
	void *step = NULL;
	struct str key;
	const struct json_value *member;
	while (json_next(v, &step, &key, &member)) {
		if (str_eq(key, STR("columns")))
			continue;
		n++;
		cr_expect(json_count(member) == 2 * N, "%.*s: %zu", STR_FMT(key),
		    json_count(member));
		if (str_eq(key, STR("statements")))
			cr_expect(str_eq(json_text(json_at(json_at(member, 0), 13)),
			    STR("</script>\xe2\x80\xa8 & 5%")));
	}
	cr_expect(n == 2);
	json_free(v);
	arena_release(&a);
}

/* The policy's hash is that of the script as it stands in the page. */
Test(page, policy_allows_its_own_script)
{
	struct arena a = {NULL};
	struct obs obs[2 * N];
	char hex[65], again[65] = "";
	sample(obs);
	struct str page = page_of(obs, 2 * N, &a);
	struct str script = between(page, "<script>", "</script>");
	struct str hash = between(page, "script-src 'sha256-", "'");
	cr_expect(str_eq(script, str_from(page_js)));
	cr_expect(str_eq(between(page, "<style>", "</style>"), str_from(page_css)));
	hash_sha256(script, hex);
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (size_t i = 0; i < hash.n && hash.p[i] != '=' && n < 64; i++) {
		bits = bits << 6 | (unsigned)(strchr(digits, hash.p[i]) - digits);
		have += 6;
		for (; have >= 4 && n < 64; have -= 4)
			again[n++] = "0123456789abcdef"[bits >> (have - 4) & 15];
	}
	cr_expect(hash.n == 44 && strcmp(hex, again) == 0, "%s %s", hex, again);
	arena_release(&a);
}

Test(page, one_value_is_a_row)
{
	struct arena a = {NULL};
	struct obs one = value(0, 5, OBS_ACTUAL);
	struct str page = page_of(&one, 1, &a);
	cr_expect(times(page, "<article") == 0);
	cr_expect(times(page, " data-p=\"0\"") == 1 && times(page, "id=\"p0\"") == 1);
	cr_expect(times(page, "1 of them makes 1 value of 1 series. Choose") == 1);
	arena_release(&a);
}

/* ---- sizes ---- */

Test(page, sizes)
{
	static const struct {
		const char *size;
		double dpi;
		int wide, high; /* 0: refused */
		double scale;
	} rows[] = {
	    {NULL, 0, 1600, 900, 1},
	    {"page", 0, 1600, 900, 1},
	    {"page", 123, 1600, 900, 0.5},
	    {"column", 0, 861, 677, 1}, /* 676.5, away from zero */
	    {"4x3in", 492, 984, 738, 2},
	    {"101.6x76.2mm", 0, 984, 738, 1},
	    {"10.16x7.62cm", 0, 984, 738, 1},
	    {"1200x675", 600, 1200, 675, 1},
	    {"1200x675px", 0, 1200, 675, 1},
	    {"1200", 0, 0, 0, 0},
	    {"1200x", 0, 0, 0, 0},
	    {"x3in", 0, 0, 0, 0},
	    {"4x3feet", 0, 0, 0, 0},
	    {"nanxnanin", 0, 0, 0, 0},
	    {"infxinfin", 0, 0, 0, 0},
	    {"1x1in", 0, 0, 0, 0},
	    {"-4x-3in", 0, 0, 0, 0},
	    {"page", 29, 0, 0, 0},
	    {"page", 1e9, 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		struct paper p;
		int rc = paper_of(rows[i].size, rows[i].dpi, &p, &e);
		if (rows[i].wide == 0) {
			cr_expect(rc == -1 && e.code == ERR_USAGE, "row %zu", i);
			continue;
		}
		cr_expect(rc == 0 && p.wide == rows[i].wide && p.high == rows[i].high
			      && p.scale == rows[i].scale,
		    "row %zu: %d x %d, %g", i, p.wide, p.high, p.scale);
	}
}

Test(page, lines)
{
	struct arena a = {NULL};
	struct str lines[3];
	const struct width_type type = {15, false};
	struct str text = STR("one two three four five six seven eight nine ten");
	cr_expect(width_wrap(text, type, 1e6, lines, 3, &a) == 1);
	cr_expect(str_eq(lines[0], text));
	cr_expect(width_wrap(STR(""), type, 100, lines, 3, &a) == 0);
	cr_assert(width_wrap(text, type, 150, lines, 3, &a) == 3);
	for (size_t i = 0; i < 3; i++)
		cr_expect(width_of(lines[i], 15, false) <= 150, "line %zu: %.*s", i,
		    STR_FMT(lines[i]));
	cr_expect(str_starts(lines[0], STR("one two"))
		  && memmem(lines[2].p, lines[2].n, "\xe2\x80\xa6", 3));
	cr_expect(width_wrap(STR("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwww ww"), type, 100,
		      lines, 3, &a)
		  == 2);
	cr_expect(width_of(lines[0], 15, false) <= 100);
	arena_release(&a);
}
