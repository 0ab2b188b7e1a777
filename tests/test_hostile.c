/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of tests/hostile/strings.txt through every place where text comes into a chart or
 * the report: nothing runs, no script or page has more in it than text, and what is drawn is
 * what was written. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unistr.h>

#include "plot/svg.h"
#include "series/cmd.h"
#include "series/fit/fit.h"
#include "series/json.h"
#include "series/store.h"

extern const struct cmd cmd_plot, cmd_report;

enum { MOST = 512, LEAST = 200, SLICES = 8, NAME = 200 };

struct corpus {
	char *file;
	char *texts[MOST]; /* terminated, and with NULs inside where they say so */
	size_t sizes[MOST], n;
};

static struct corpus corpus;
static char old[512], dir[40], mark[64];

/* ---- the corpus ---- */

static char *
contents(const char *path, size_t *n)
{
	char *p = NULL;
	FILE *f = fopen(path, "rb"), *to = open_memstream(&p, n);
	cr_assert(f && to, "%s", path);
	for (int c; (c = fgetc(f)) != EOF;)
		fputc(c, to);
	fclose(f);
	fclose(to);
	return p;
}

static const char *decode(const char *p, const char *end, FILE *to);

/* \{N:TEXT}: p is behind the brace. */
static const char *
repeat(const char *p, const char *end, FILE *to)
{
	char *text;
	long n = strtol(p, &text, 10);
	const char *close = memrchr(text, '}', (size_t)(end - text));
	cr_assert(*text == ':' && close);
	while (n-- > 0)
		decode(text + 1, close, to);
	return close + 1;
}

static const char *
decode(const char *p, const char *end, FILE *to)
{
	static const char names[] = "nrtvfb0\\", values[] = "\n\r\t\v\f\b\0\\";
	while (p < end) {
		const char *at;
		unsigned hex;
		if (end - p >= 4 && memcmp(p, "MARK", 4) == 0) {
			fputs(mark, to);
			p += 4;
		} else if (*p != '\\' || p + 1 == end) {
			fputc(*p++, to);
		} else if (p[1] == '{') {
			p = repeat(p + 2, end, to);
		} else if (p[1] == 'x' && sscanf(p + 2, "%2x", &hex) == 1) {
			fputc((int)hex, to);
			p += 4;
		} else if ((at = strchr(names, p[1])) && p[1]) {
			fputc(values[at - names], to);
			p += 2;
		} else {
			fputc(*p++, to);
		}
	}
	return p;
}

static void
read_corpus(void)
{
	size_t size;
	corpus.file = contents("tests/hostile/strings.txt", &size);
	struct str rest = {corpus.file, size};
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		if (str_starts(line, STR("## ")))
			continue;
		cr_assert(corpus.n < MOST);
		FILE *to =
		    open_memstream(&corpus.texts[corpus.n], &corpus.sizes[corpus.n]);
		decode(line.p, line.p + line.n, to);
		fclose(to);
		corpus.n++;
	}
	cr_assert(corpus.n >= LEAST, "%zu texts", corpus.n);
}

static struct str
text_of(size_t i)
{
	i %= corpus.n;
	return (struct str){corpus.texts[i], corpus.sizes[i]};
}

static void
enter(void)
{
	fit_init();
	strcpy(dir, "/tmp/test-hostile.XXXXXX");
	cr_assert(mkdtemp(dir) != NULL && getcwd(old, sizeof old) != NULL);
	snprintf(mark, sizeof mark, "%s/ran", dir);
	read_corpus();
	unsetenv("TSERIES_STORE");
	cr_assert(chdir(dir) == 0 && mkdir("in", 0700) == 0 && chdir("in") == 0);
}

static void
leave(void)
{
	char command[80];
	cr_assert(chdir(old) == 0);
	snprintf(command, sizeof command, "rm -r '%s'", dir);
	cr_expect(system(command) == 0);
	for (size_t i = 0; i < corpus.n; i++)
		free(corpus.texts[i]);
	free(corpus.file);
}

TestSuite(hostile, .init = enter, .fini = leave, .timeout = 600);

/* ---- what a reader is to see ---- */

/* The text with blanks for control characters and U+FFFD for bytes that are no UTF-8,
 * runs of blanks being one, and U+FFFD for a NUL. */
static char *
as_seen(struct str s)
{
	char *p = NULL;
	size_t n = 0;
	bool blank = false, begun = false;
	FILE *to = open_memstream(&p, &n);
	while (s.n) {
		ucs4_t c;
		int k = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		if (k > 0 && c > 0
		    && (c <= 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028
			|| c == 0x2029)) {
			blank = true;
		} else {
			if (blank && begun)
				fputc(' ', to);
			blank = false;
			begun = true;
			if (k > 0 && c > 0)
				fwrite(s.p, 1, (size_t)k, to);
			else
				fputs("\xef\xbf\xbd", to);
		}
		s = str_sub(s, k > 0 ? (size_t)k : 1, s.n);
	}
	fclose(to);
	return p;
}

/* Markup to text: what stands between tags of that name, one blank between two. */
static char *
texts_in(const char *svg)
{
	static const struct {
		const char *as;
		char c;
	} entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'},
	    {"&#39;", '\''}, {"&apos;", '\''}};
	char *p = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&p, &n);
	for (const char *at = svg; (at = strstr(at, "<text"));) {
		at = strchr(at, '>') + 1;
		const char *end = strstr(at, "</text>");
		cr_assert(end != NULL);
		while (at < end) {
			size_t k = 0;
			while (k < sizeof entities / sizeof *entities
			       && strncmp(at, entities[k].as, strlen(entities[k].as)))
				k++;
			if (k < sizeof entities / sizeof *entities) {
				fputc(entities[k].c, to);
				at += strlen(entities[k].as);
			} else {
				cr_expect(*at != '<' && *at != '&', "%.20s", at);
				fputc(*at++, to);
			}
		}
		fputc(' ', to);
	}
	fclose(to);
	char *seen = as_seen((struct str){p, n});
	free(p);
	return seen;
}

static void
nothing_ran(size_t i, const char *what)
{
	cr_expect(access(mark, F_OK) != 0, "%s %zu ran: %s", what, i, text_of(i).p);
}

/* ---- the places ---- */

enum place {
	COMPANY,
	SEGMENT,
	VARIANT,
	UNIT,
	TITLE_OF_METRIC, /* in a catalog of the user's */
	SPOKEN_BY,
	SAID,
	IN_DOCUMENT,
	EXHIBIT,
	SOURCE,
	TITLE,
	EVENT,
	STORE_PATH,
	PICTURE_PATH,
	PLACES
};

/* What is in a place of the i-th chart: each text is once in each. */
static struct str
in_place(size_t i, enum place p)
{
	return text_of(i + 29 * (size_t)p);
}

/* As much of a text as a place can hold. */
static char *
fitted(struct str s, size_t most, const char *not_these, const char *before)
{
	char *p = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&p, &n);
	fputs(before, to);
	for (size_t i = 0; i < s.n && i < most; i++)
		fputc(strchr(not_these, s.p[i]) ? '_' : s.p[i], to);
	fclose(to);
	return p;
}

static void
write_catalog(const char *title)
{
	FILE *f = fopen("own.ini", "w");
	fprintf(f,
	    "[hostile_rate]\ntitle = %s\ntype = rate\nunits = count-rate\ncue = "
	    "hostile rate\n",
	    title);
	fclose(f);
}

/* A file holds NULs, too. */
static struct str
event_of(size_t i)
{
	return str_sub(in_place(i, EVENT), 0, 90);
}

static void
write_events(struct str text)
{
	FILE *f = fopen("events.csv", "w");
	fputs("date,text\n2018-05-15,\"E", f);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			fputc('"', f);
		fputc(text.p[i], f);
	}
	fputs("\"\n", f);
	fclose(f);
}

static void
write_store(const char *path, size_t i, const char *unit, const char *variant)
{
	struct err e = {0};
	bool changed;
	struct obs o[3];
	char hex[65], *p = NULL;
	size_t n = 0;
	FILE *doc = open_memstream(&p, &n);
	fprintf(doc, "%zu ", i);
	fwrite(in_place(i, IN_DOCUMENT).p, 1, in_place(i, IN_DOCUMENT).n, doc);
	fclose(doc);
	snprintf(hex, sizeof hex, "%064zu", i);
	const struct store_call call = {.doc = {p, n},
	    .sha256 = str_from(hex),
	    .company = in_place(i, COMPANY),
	    .as_of = 18000,
	    .quarter = PERIOD_NONE};
	for (size_t k = 0; k < 3; k++)
		o[k] = (struct obs){.doc = call.doc,
		    .start = 10 * k,
		    .end = 10 * k + 5,
		    .metric = STR("hostile_rate"),
		    .segment = in_place(i, SEGMENT),
		    .variant = str_from(variant),
		    .role = OBS_COMPANY,
		    .low = 10 + (double)k,
		    .high = 10 + (double)k,
		    .unit = str_from(unit),
		    .period = period_months(2018, 1 + 3 * (int)k, 3),
		    .company = call.company,
		    .as_of = call.as_of,
		    .base = PERIOD_NONE,
		    .source = STR("spoken"),
		    .speaker = in_place(i, SPOKEN_BY),
		    .line = k + 1,
		    .confidence = 1,
		    .rule = in_place(i, SAID),
		    .text = in_place(i, SAID),
		    .quote = in_place(i, SAID)};
	struct store *s = store_open(path, STORE_WRITE, &e);
	cr_assert(s != NULL, "%zu: %s", i, e.text);
	cr_assert(store_put(s, &call, o, 3, &changed, &e) == 0, "%zu: %s", i, e.text);
	store_close(s);
	free(p);
}

static int
command(const struct cmd *c, const char *const *words, struct err *e)
{
	char *argv[40];
	int argc = 0;
	for (; words[argc]; argc++)
		argv[argc] = strdup(words[argc]);
	argv[argc] = NULL;
	err_clear(e);
	int rc = c->run(argc, argv, e);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return rc;
}

/* A chart with a text in each place, as it is written into its own folder. */
struct site {
	char *store, *picture, *unit, *variant, *metric, *exhibit, *source, *title;
};

static void
site_make(struct site *s, size_t i)
{
	s->store = fitted(in_place(i, STORE_PATH), NAME, "/", "./s");
	s->picture = fitted(in_place(i, PICTURE_PATH), NAME, "/", "./p");
	s->unit = fitted(in_place(i, UNIT), 200, "/;", "Q");
	s->variant = fitted(in_place(i, VARIANT), 200, ";", "V");
	s->metric = fitted(in_place(i, TITLE_OF_METRIC), 90, "\n\r;", "ZZ");
	s->exhibit = fitted(in_place(i, EXHIBIT), SIZE_MAX, "", "X");
	s->source = fitted(in_place(i, SOURCE), 300, "", "S");
	s->title = fitted(in_place(i, TITLE), SIZE_MAX, "", "T");
	write_catalog(s->metric);
	write_events(event_of(i));
	write_store(s->store, i, s->unit, s->variant);
}

static void
site_free(struct site *s)
{
	(void)unlink(s->store);
	free(s->store);
	free(s->picture);
	free(s->unit);
	free(s->variant);
	free(s->metric);
	free(s->exhibit);
	free(s->source);
	free(s->title);
}

static void
site_plot(const struct site *s, size_t i, bool titled, const char *form, const char *to)
{
	struct err e;
	const char *words[24] = {"plot", "hostile_rate", "--quiet", "--catalog",
	    "own.ini", "--store", s->store, "--exhibit", s->exhibit, "--source",
	    s->source, "--size", "7900x1200", form, "-o", to};
	size_t n = 16;
	if (titled) {
		words[n++] = "--title";
		words[n++] = s->title;
	}
	words[n++] = "--events";
	words[n++] = "events.csv";
	cr_expect(command(&cmd_plot, words, &e) == 0, "%zu: %s", i, e.text);
}

/* ---- charts ---- */

/* What is to be found, unless it is so long that it was cut: then its beginning. */
static void
expect_drawn(const char *drawn, struct str text, size_t i, const char *where)
{
	enum { SURE = 60 };
	char *want = as_seen(text);
	size_t n = strlen(want);
	if (n > SURE) {
		n = SURE;
		while (n && ((unsigned char)want[n] & 0xc0) == 0x80)
			n--;
		while (n && want[n - 1] == ' ')
			n--;
		want[n] = '\0';
	}
	cr_expect(strstr(drawn, want) != NULL, "%zu, %s: no '%s' in '%.2000s'", i,
	    where, want, drawn);
	free(want);
}

/* By gnuplot, as SVG, whose texts are read back. */
static void
check_chart(const struct site *s, size_t i, bool titled)
{
	size_t n;
	site_plot(s, i, titled, "--format=svg", "a.svg");
	char *svg = contents("a.svg", &n), *drawn = texts_in(svg);
	expect_drawn(drawn, str_from(s->exhibit), i, "exhibit");
	expect_drawn(drawn, str_from(s->source), i, "source");
	expect_drawn(drawn, str_from(s->unit), i, "unit");
	expect_drawn(drawn, event_of(i), i, "event");
	bool room = strlen(s->exhibit) + in_place(i, COMPANY).n < 700;
	if (titled && room) {
		expect_drawn(drawn, str_from(s->title), i, "title");
	} else if (room) {
		expect_drawn(drawn, in_place(i, COMPANY), i, "company");
		expect_drawn(drawn, str_from(s->metric), i, "metric");
		if (in_place(i, SEGMENT).n < 700)
			expect_drawn(drawn, in_place(i, SEGMENT), i, "segment");
	}
	nothing_ran(i, "chart");
	free(drawn);
	free(svg);
}

/* Outside of the block of texts a script has nothing that they could bring. */
static void
expect_inert(const char *script, size_t i)
{
	struct str rest = str_from(script), end = STR("");
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		for (size_t k = 0; k < line.n; k++)
			cr_expect((unsigned char)line.p[k] >= 0x20 && line.p[k] != 0x7f,
			    "%zu: %.*s", i, STR_FMT(line));
		if (str_starts(line, STR("$T << ")))
			end = str_sub(line, 6, line.n);
		else if (end.n && str_eq(line, end))
			end = STR("");
		else if (end.n)
			cr_expect(line.p[0] == '|', "%zu: %.*s", i, STR_FMT(line));
		else
			for (size_t k = 0; k < line.n; k++)
				cr_expect(strchr("`@!<>|&;~", line.p[k]) == NULL
					      || line.p[0] == '#'
					      || str_starts(line, STR("$D")),
				    "%zu: %.*s", i, STR_FMT(line));
		cr_expect(end.n || memmem(line.p, line.n, mark, strlen(mark)) == NULL,
		    "%zu: %.*s", i, STR_FMT(line));
	}
}

static void
check_script(const struct site *s, size_t i, bool titled)
{
	size_t n;
	site_plot(s, i, titled, "--emit-script", s->picture);
	char *script = contents(s->picture, &n);
	cr_expect(strlen(script) == n, "%zu: a NUL", i);
	expect_inert(script, i);
	nothing_ran(i, "script");
	free(script);
	(void)unlink(s->picture);
}

/* A terminal is not steered. */
static void
check_terminal(const struct site *s, size_t i, bool titled)
{
	size_t n;
	site_plot(s, i, titled, "--terminal", "a.txt");
	char *text = contents("a.txt", &n);
	for (size_t k = 0; k < n; k++) {
		unsigned char c = (unsigned char)text[k];
		cr_expect((c >= 0x20 || c == '\n') && c != 0x7f, "%zu: %02x", i, c);
	}
	cr_expect(u8_check((const uint8_t *)text, n) == NULL, "%zu", i);
	cr_expect(strstr(text, "\xe2\x80\xae") == NULL
		      && strstr(text, "\xe2\x81\xa6") == NULL,
	    "%zu: turns the line around", i);
	nothing_ran(i, "terminal");
	free(text);
}

/* ---- the report ---- */

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strcasestr(p, what)); p++)
		n++;
	return n;
}

static size_t
column_of(const struct json_value *columns, const char *name)
{
	size_t k = 0;
	while (k < json_count(columns)
	       && !str_eq(json_text(json_at(columns, k)), str_from(name)))
		k++;
	cr_assert(k < json_count(columns), "no column %s", name);
	return k;
}

/* As JSON has it: U+FFFD for bytes that are no UTF-8, all else as it is. */
static bool
same_text(struct str json, struct str s)
{
	while (s.n) {
		ucs4_t c;
		int k = u8_mbtoucr(&c, (const uint8_t *)s.p, s.n);
		struct str want =
		    k > 0 ? str_sub(s, 0, (size_t)k) : STR("\xef\xbf\xbd");
		if (!str_starts(json, want))
			return false;
		json = str_sub(json, want.n, json.n);
		s = str_sub(s, k > 0 ? (size_t)k : 1, s.n);
	}
	return json.n == 0;
}

/* The sentences in the page's data are the texts. */
static void
expect_data(const char *html)
{
	static const char begin[] = "<script type=\"application/json\" id=\"data\">";
	const char *at = strstr(html, begin);
	struct err e = {0};
	struct json_value *v = NULL;
	const struct json_value *columns = NULL, *rows = NULL, *member;
	struct str key;
	void *step = NULL;
	size_t from = 0;
	cr_assert(at != NULL);
	at += sizeof begin - 1;
	struct str data = {at, (size_t)(strstr(at, "</script>") - at)};
	cr_assert(json_read(data, &from, &v, &e) == 1, "%s", e.text);
	while (json_next(v, &step, &key, &member)) {
		columns = str_eq(key, STR("columns")) ? member : columns;
		rows = str_eq(key, STR("statements")) ? member : rows;
	}
	size_t doc = column_of(columns, "doc"), quote = column_of(columns, "quote");
	cr_expect(json_count(rows) == 3 * corpus.n, "%zu", json_count(rows));
	for (size_t k = 0; k < json_count(rows); k++) {
		const struct json_value *row = json_at(rows, k);
		size_t i = strtoul(json_text(json_at(row, doc)).p, NULL, 10);
		cr_expect(same_text(json_text(json_at(row, quote)), in_place(i, SAID)),
		    "%zu: %.*s", i, STR_FMT(json_text(json_at(row, quote))));
	}
	json_free(v);
}

/* No element more than the page has by itself. */
static void
expect_page(const char *html, size_t i)
{
	static const struct {
		const char *what;
		size_t n;
	} rows[] = {{"<script", 2}, {"</script", 2}, {"<style", 1}, {"<meta", 5},
	    {"<img", 0}, {"<iframe", 0}, {"<base", 0}, {"<link", 0}, {"<b>", 0},
	    {"<svg/", 0}, {"<svg onload", 0}, {"<!--", 0}, {"<![", 0}, {"<a href=x", 0},
	    {"<a href=\"j", 0}, {"<text>x", 0}, {"<%", 0}, {"<!ENTITY", 0}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
		cr_expect(count(html, rows[k].what) == rows[k].n, "%zu: %zu of %s", i,
		    count(html, rows[k].what), rows[k].what);
}

/* As page and SVG have it; none of it is markup. */
static char *
escaped(struct str s)
{
	char *p = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&p, &n);
	svg_text(to, s);
	fclose(to);
	cr_expect(strpbrk(p, "<>\"'") == NULL, "%s", p);
	return p;
}

/* All of them in one store. */
Test(hostile, stay_text_in_the_report)
{
	struct err e;
	size_t n;
	const char *words[] = {"report", "--quiet", "--catalog", "own.ini", "--store",
	    "all.db", "-o", "r.html", NULL};
	write_catalog("ZZ <b>\"rate\"</b> & `touch` {{data}}");
	for (size_t i = 0; i < corpus.n; i++) {
		char *unit = fitted(in_place(i, UNIT), 200, "/;", "Q");
		char *variant = fitted(in_place(i, VARIANT), 200, ";", "V");
		write_store("all.db", i, unit, variant);
		free(unit);
		free(variant);
	}
	cr_assert(command(&cmd_report, words, &e) == 0, "%s", e.text);
	char *html = contents("r.html", &n);
	cr_expect(strlen(html) == n, "a NUL");
	cr_expect(u8_check((const uint8_t *)html, n) == NULL);
	expect_page(html, 0);
	expect_data(html);
	for (size_t i = 0; i < corpus.n; i++) {
		char *quote = escaped(in_place(i, SAID));
		cr_expect(strstr(html, quote) != NULL, "%zu: no %s", i, quote);
		free(quote);
	}
	nothing_ran(0, "report");
	free(html);
}

static void
check_page(const struct site *s, size_t i)
{
	struct err e;
	size_t n;
	const char *words[] = {"report", "--quiet", "--catalog", "own.ini", "--store",
	    s->store, "--title", s->title, "-o", s->picture, NULL};
	cr_assert(command(&cmd_report, words, &e) == 0, "%zu: %s", i, e.text);
	char *html = contents(s->picture, &n), *title = escaped(str_from(s->title));
	const char *at = strstr(html, "<title>");
	cr_expect(at && strncmp(at + 7, title, strlen(title)) == 0
		      && strncmp(at + 7 + strlen(title), "</title>", 8) == 0,
	    "%zu: %.80s", i, at);
	expect_page(html, i);
	nothing_ran(i, "report");
	free(title);
	free(html);
	(void)unlink(s->picture);
}

/* ---- each text in each place ---- */

ParameterizedTestParameters(hostile, in_every_place)
{
	static int slices[SLICES] = {0, 1, 2, 3, 4, 5, 6, 7};
	return cr_make_param_array(int, slices, SLICES);
}

ParameterizedTest(int *slice, hostile, in_every_place)
{
	for (size_t i = (size_t)*slice; i < corpus.n; i += SLICES) {
		struct site s;
		bool titled = i / SLICES % 2;
		site_make(&s, i);
		check_script(&s, i, !titled);
		check_terminal(&s, i, titled);
		check_chart(&s, i, titled);
		check_page(&s, i);
		site_free(&s);
	}
}
