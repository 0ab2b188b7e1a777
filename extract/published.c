/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/published.h"

#include <stdio.h>
#include <stdlib.h>

#include "series/base/out.h"
#include "series/json.h"

enum key {
	KEY_SPEAKER,
	KEY_TITLE_OF, /* what a speaker is */
	KEY_WORDS,
	KEY_WHOLE, /* the call as one string */
	KEY_PEOPLE,
	KEY_QUESTIONS, /* an array of speeches that is the question session */
	KEY_PARTS,     /* arrays of objects that hold arrays of speeches */
	KEY_COMPANY,
	KEY_OWNER, /* of several calls: "name" may be anything's */
	KEY_TICKER,
	KEY_DATE,
	KEY_QUARTER,
	KEY_YEAR,
	KEY_PERIOD,
	KEY_ABOUT, /* an object that says what the call is */
	KEY_HEADLINE,
	KEY_DOC,
	KEYS
};
/* Names of members, in lower case and without blanks, "_" and "-".  The first that an
 * object has counts. */
/* clang-format off */
static const char *const names[KEYS][6] = {
	[KEY_SPEAKER] = {"speaker", "speakername", "name"},
	[KEY_TITLE_OF] = {"title", "role", "position", "affiliation"},
	[KEY_WORDS] = {"speech", "text", "content", "paragraphs", "words"},
	[KEY_WHOLE] = {"transcript", "content", "text", "body"},
	[KEY_PEOPLE] = {"participants", "callparticipants", "people"},
	[KEY_QUESTIONS] = {"qanda", "qa", "questionsandanswers", "questionandanswer", "questions"},
	[KEY_PARTS] = {"sections", "parts"},
	[KEY_COMPANY] = {"company", "companyname", "name"},
	[KEY_OWNER] = {"company", "companyname"},
	[KEY_TICKER] = {"ticker", "symbol"},
	[KEY_DATE] = {"date", "calldate", "datetime", "eventdate"},
	[KEY_QUARTER] = {"quarter", "fiscalquarter"},
	[KEY_YEAR] = {"year", "fiscalyear"},
	[KEY_PERIOD] = {"fiscalperiod", "period", "q"},
	[KEY_ABOUT] = {"metadata", "meta", "info", "header"},
	[KEY_HEADLINE] = {"title", "headline", "event"},
	[KEY_DOC] = {"doc"},
};
/* clang-format on */

/* Names of keys are no longer than this. */
enum { NAME_MOST = 32, DEEPEST = 4 };

static bool
is_named(struct str key, enum key k)
{
	char plain[NAME_MOST];
	size_t n = 0;
	for (size_t i = 0; i < key.n; i++) {
		char c = str_lower(key.p[i]);
		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (n + 1 == sizeof plain)
			return false;
		plain[n++] = c;
	}
	for (size_t i = 0; i < sizeof names[k] / sizeof *names[k] && names[k][i]; i++)
		if (str_eq((struct str){plain, n}, str_from(names[k][i])))
			return true;
	return false;
}

/* The first member of that name; NULL. */
static const struct json_value *
member(const struct json_value *v, enum key k)
{
	void *step = NULL;
	struct str key;
	const struct json_value *m;
	while (json_next(v, &step, &key, &m))
		if (is_named(key, k))
			return m;
	return NULL;
}

/* A string, or the name of an object: "Ann Lee", {"name": "Ann Lee"}. */
static struct str
string_of(const struct json_value *v)
{
	if (json_kind(v) == JSON_KIND_OBJECT)
		v = member(v, KEY_SPEAKER);
	return str_trim(json_text(v));
}

static bool
is_words(const struct json_value *v)
{
	enum json_kind k = json_kind(v);
	return k == JSON_KIND_STRING || k == JSON_KIND_ARRAY;
}

static bool
is_speech(const struct json_value *v)
{
	const struct json_value *who = member(v, KEY_SPEAKER);
	enum json_kind k = json_kind(who);
	return who
	       && (k == JSON_KIND_STRING || k == JSON_KIND_OBJECT
		   || k == JSON_KIND_NULL)
	       && is_words(member(v, KEY_WORDS));
}

/* An array of speeches: its first element is one. */
static bool
is_speeches(const struct json_value *v)
{
	return json_count(v) > 0 && is_speech(json_at(v, 0));
}

static bool
holds_speeches(const struct json_value *v, int depth)
{
	void *step = NULL;
	struct str key;
	const struct json_value *m;
	while (depth < DEEPEST && json_next(v, &step, &key, &m)) {
		if (is_speeches(m) || holds_speeches(m, depth + 1))
			return true;
		for (size_t i = 0; is_named(key, KEY_PARTS) && i < json_count(m); i++)
			if (holds_speeches(json_at(m, i), depth + 1))
				return true;
	}
	return false;
}

/* Is its text one string?  A label of a few words is no call. */
static bool
is_whole(const struct json_value *v)
{
	enum { SHORTEST = 80 };
	const struct json_value *m = member(v, KEY_WHOLE);
	if (json_kind(m) == JSON_KIND_ARRAY)
		return json_text(json_at(m, 0)).n > 0;
	return str_trim(json_text(m)).n >= SHORTEST;
}

/* ----- the text --------------------------------------------------------------------- */

/* A call has fewer speakers; who comes later is not listed. */
enum { LISTED_MOST = 512 };

/* Text that is being made; the stream stops writing when memory is out. */
struct maker {
	FILE *f;
	struct arena *a;
	bool failed;
	struct str listed[LISTED_MOST]; /* who is in the list at the end, borrowed */
	size_t n_listed;
};

/* Text on one line: line breaks, NULs and runs of blanks are one blank. */
static void
put_line(struct maker *k, struct str s)
{
	bool blank = false, first = true;
	for (size_t i = 0; s.p && i < s.n; i++) {
		if (str_isspace(s.p[i]) || s.p[i] == '\0') {
			blank = true;
			continue;
		}
		if (blank && !first)
			(void)fputc(' ', k->f);
		(void)fputc(s.p[i], k->f);
		blank = first = false;
	}
	(void)fputc('\n', k->f);
}

/* The text as it is but for NULs, which are blanks. */
static void
put_text(struct maker *k, struct str s)
{
	s = str_trim(s);
	while (s.n) {
		const char *nul = memchr(s.p, '\0', s.n);
		size_t n = nul ? (size_t)(nul - s.p) : s.n;
		(void)fwrite(s.p, 1, n, k->f);
		if (nul)
			(void)fputc(' ', k->f);
		s = str_sub(s, n + 1, s.n);
	}
	(void)fputc('\n', k->f);
}

/* A string, or the strings of an array (each may be an object with words). */
static void
put_words(struct maker *k, const struct json_value *v, int depth)
{
	if (json_kind(v) == JSON_KIND_STRING && str_trim(json_text(v)).n)
		put_text(k, json_text(v));
	if (json_kind(v) == JSON_KIND_OBJECT && depth < DEEPEST)
		put_words(k, member(v, KEY_WORDS), depth + 1);
	for (size_t i = 0; depth < DEEPEST && i < json_count(v); i++)
		put_words(k, json_at(v, i), depth + 1);
}

/* Note a name of the list; false when it is there, or the list is full. */
static bool
note(struct maker *k, struct str name)
{
	for (size_t i = 0; i < k->n_listed; i++)
		if (str_eq_nocase(k->listed[i], name))
			return false;
	if (k->n_listed == LISTED_MOST)
		return false;
	k->listed[k->n_listed++] = name;
	return true;
}

/* Who speaks, without the colon that some write behind the name. */
static struct str
speaker_of(const struct json_value *v)
{
	struct str name = string_of(member(v, KEY_SPEAKER));
	while (name.n && (name.p[name.n - 1] == ':' || str_isspace(name.p[name.n - 1])))
		name.n--;
	return name;
}

static struct str
title_of(const struct json_value *v)
{
	const struct json_value *who = member(v, KEY_SPEAKER);
	struct str title = string_of(member(v, KEY_TITLE_OF));
	if (title.n == 0 && json_kind(who) == JSON_KIND_OBJECT)
		title = string_of(member(who, KEY_TITLE_OF));
	return title;
}

static void
put_speech(struct maker *k, const struct json_value *v)
{
	struct str name = speaker_of(v), title = title_of(v);
	if (json_kind(v) != JSON_KIND_OBJECT || !is_words(member(v, KEY_WORDS)))
		return;
	if (name.n == 0)
		name = STR("Unknown Speaker");
	(void)fputc('\n', k->f);
	if (title.n && !str_eq_nocase(title, name))
		name =
		    arena_printf(k->a, "%.*s -- %.*s", STR_FMT(name), STR_FMT(title));
	k->failed |= name.p == NULL;
	put_line(k, name);
	put_words(k, member(v, KEY_WORDS), 0);
}

/* Do something with all arrays of speeches of a call, in their order. */
static void
each_speeches(struct maker *k, const struct json_value *v, struct str heading,
    int depth,
    void (*act)(struct maker *, const struct json_value *, struct str heading))
{
	if (is_speeches(v)) {
		act(k, v, heading);
		return;
	}
	void *step = NULL;
	struct str key;
	const struct json_value *m;
	while (depth < DEEPEST && json_next(v, &step, &key, &m)) {
		each_speeches(k, m, key, depth + 1, act);
		for (size_t i = 0; is_named(key, KEY_PARTS) && i < json_count(m); i++)
			each_speeches(k, json_at(m, i),
			    string_of(member(json_at(m, i), KEY_HEADLINE)), depth + 1,
			    act);
	}
}

static void
put_speeches(struct maker *k, const struct json_value *v, struct str heading)
{
	bool questions = is_named(heading, KEY_QUESTIONS);
	(void)fputs(
	    questions ? "\nQuestions and Answers:\n" : "\nPrepared Remarks:\n", k->f);
	for (size_t i = 0; i < json_count(v); i++)
		put_speech(k, json_at(v, i));
}

/* One line of the list: "Ann Lee -- Chief Executive Officer". */
static void
put_person(struct maker *k, struct str name, struct str title)
{
	/* The operator's name would end the list; "Duration: 60 minutes" is none. */
	if (name.n == 0 || memchr(name.p, ':', name.n)
	    || str_eq_nocase(name, STR("operator")) || !note(k, name))
		return;
	if (k->n_listed == 1)
		(void)fputs("\nCall participants:\n\n", k->f);
	if (title.n)
		name =
		    arena_printf(k->a, "%.*s -- %.*s", STR_FMT(name), STR_FMT(title));
	k->failed |= name.p == NULL;
	put_line(k, name);
}

/* "Ann Lee--Chief Executive Officer", or an object with name and title. */
static void
put_participant(struct maker *k, const struct json_value *v)
{
	struct str s = string_of(v), title = {NULL, 0};
	if (json_kind(v) == JSON_KIND_OBJECT)
		title = string_of(member(v, KEY_TITLE_OF));
	const char *dashes = s.n ? memmem(s.p, s.n, "--", 2) : NULL;
	if (title.n == 0 && dashes) {
		title = str_trim(str_sub(s, (size_t)(dashes - s.p) + 2, s.n));
		s = str_trim(str_sub(s, 0, (size_t)(dashes - s.p)));
	}
	put_person(k, s, title);
}

static void
put_speakers(struct maker *k, const struct json_value *v, struct str heading)
{
	(void)heading;
	for (size_t i = 0; i < json_count(v); i++)
		put_person(k, speaker_of(json_at(v, i)), title_of(json_at(v, i)));
}

/* ----- what the call is ------------------------------------------------------------- */

/* A copy without control bytes. */
static struct str
label(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1, 1);
	for (size_t i = 0; p && i < s.n; i++) {
		p[i] = s.p[i];
		if ((unsigned char)p[i] < 0x20)
			p[i] = ' ';
	}
	return (struct str){p, p ? s.n : 0};
}

/* "2020-10-21", "2020-10-21 18:00:05", "2020-10-21T18:00:05Z" */
static bool
read_day(struct str s, int32_t *out)
{
	return date_parse(str_sub(s, 0, STR("2020-10-21").n), out);
}

/* Seconds or milliseconds since 1970 as a day of UTC, from 1990 to 2100. */
static bool
read_stamp(const struct json_value *v, int32_t *out)
{
	const double day = 86400, milli = 1000;
	const double least = 7305 * day, most = 47482 * day;
	double t = json_number(v);
	if (t >= least * milli)
		t /= milli;
	if (t < least || t >= most)
		return false;
	*out = (int32_t)(t / day);
	return true;
}

/* "ACM" of "NASDAQ: ACM". */
static struct str
symbol_of(struct str s)
{
	const char *colon = s.n ? memrchr(s.p, ':', s.n) : NULL;
	return colon ? str_trim(str_sub(s, (size_t)(colon - s.p) + 1, s.n)) : s;
}

/* A member of a call, else of the object that says what it is. */
static const struct json_value *
said(const struct json_value *v, enum key k)
{
	const struct json_value *m = member(v, k);
	return m ? m : member(member(v, KEY_ABOUT), k);
}

/* "Q3 2020", "Q3 FY2020", "Q3-2020": the other way round than labels are. */
static bool
read_turned(struct str s, int *year, int *quarter)
{
	char label[16];
	int n = 0;
	if (s.n < 6 || s.n > 10 || str_lower(s.p[0]) != 'q')
		return false;
	struct str rest = str_sub(s, 2, s.n);
	while (rest.n > 4 && (rest.p[0] < '0' || rest.p[0] > '9'))
		rest = str_sub(rest, 1, rest.n);
	n = snprintf(label, sizeof label, "%.*s-Q%c", STR_FMT(rest), s.p[1]);
	return n > 0 && fiscal_parse_label(str_from(label), year, quarter);
}

/* A year or a quarter: 3, "3", "Q3"; 0 when it is none. */
static int
small_number(const struct json_value *v)
{
	struct str s = str_trim(json_text(v));
	double d = json_number(v);
	if (json_kind(v) == JSON_KIND_NUMBER)
		return d >= 1 && d <= 9999 ? (int)d : 0;
	if (s.n > 1 && str_lower(s.p[0]) == 'q')
		s = str_sub(s, 1, s.n);
	int n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i == 4)
			return 0;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

static void
read_quarter(struct callinfo *c, const struct json_value *v, struct arena *a)
{
	static const enum key labels[] = {KEY_PERIOD, KEY_QUARTER};
	int year = small_number(said(v, KEY_YEAR)),
	    quarter = small_number(said(v, KEY_QUARTER)), y, q;
	if (quarter == 0)
		quarter = small_number(said(v, KEY_PERIOD));
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		struct str label = str_trim(json_text(said(v, labels[i])));
		if (!fiscal_parse_label(label, &y, &q) && !read_turned(label, &y, &q))
			continue;
		year = y;
		quarter = q;
		break;
	}
	if (year >= 1900 && quarter >= 1 && quarter <= 4)
		c->fiscal_period = arena_printf(a, "%04d-Q%d", year, quarter);
}

/* What is around a call says whose it is, where it does not say so itself. */
static int
read_owner(struct callinfo *c, const struct json_value *v, const struct callinfo *outer,
    struct arena *a)
{
	const struct json_value *company = said(v, KEY_COMPANY);
	struct str name = string_of(company),
		   ticker = symbol_of(string_of(said(v, KEY_TICKER)));
	if (ticker.n == 0)
		ticker = symbol_of(string_of(member(company, KEY_TICKER)));
	c->ticker = ticker.n ? label(a, ticker) : outer->ticker;
	c->company = name.n             ? label(a, name)
		     : ticker.n         ? c->ticker
		     : outer->company.n ? outer->company
					: outer->ticker;
	return (name.n && !c->company.p) || (ticker.n && !c->ticker.p) ? -1 : 0;
}

/* What the members say; a headline and a date in words are left to the text's rules. */
static int
read_call(struct maker *k, struct published_call *out, const struct json_value *v,
    const struct callinfo *outer)
{
	struct str headline = string_of(said(v, KEY_HEADLINE)),
		   date = string_of(said(v, KEY_DATE));
	out->call = CALLINFO_NONE;
	struct str doc = json_text(member(v, KEY_DOC));
	out->name = doc.n ? arena_str(k->a, doc) : doc;
	if ((doc.n && !out->name.p) || read_owner(&out->call, v, outer, k->a) != 0)
		return -1;
	read_quarter(&out->call, v, k->a);
	if (headline.n)
		put_line(k, headline);
	if (date.n && !read_day(date, &out->call.as_of))
		put_line(k, date);
	else if (date.n == 0)
		(void)read_stamp(said(v, KEY_DATE), &out->call.as_of);
	return 0;
}

/* ----- the calls of a file ---------------------------------------------------------- */

struct finder {
	struct arena *a;
	size_t most;
	struct published_call *v;
	size_t n, cap;
};

static void
put_call(struct maker *k, const struct json_value *v)
{
	if (json_kind(v) == JSON_KIND_ARRAY || holds_speeches(v, 0))
		each_speeches(k, v, (struct str){NULL, 0}, 0, put_speeches);
	else
		put_words(k, member(v, KEY_WHOLE), 0);
	const struct json_value *people = member(v, KEY_PEOPLE);
	for (size_t i = 0; i < json_count(people); i++)
		put_participant(k, json_at(people, i));
	each_speeches(k, v, (struct str){NULL, 0}, 0, put_speakers);
}

static int
decode(struct finder *f, const struct json_value *v, const struct callinfo *outer,
    struct err *e)
{
	char *bytes = NULL;
	size_t n = 0;
	struct published_call *grown =
	    arena_grow(f->a, f->v, f->n, &f->cap, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	f->v = grown;
	struct published_call *call = &f->v[f->n];
	struct maker k = {.f = out_memory_open(&bytes, &n), .a = f->a};
	if (!k.f)
		return err_nomem(e);
	k.failed = read_call(&k, call, v, outer) != 0;
	put_call(&k, v);
	k.failed |= out_memory_close(k.f) != 0;
	int rc = 0;
	if (k.failed)
		rc = err_nomem(e);
	else if (n > f->most)
		rc = err_set(e, ERR_DATA,
		    "call %zu is larger than %zu MB (--max-document sets the limit)",
		    f->n + 1, f->most >> 20);
	call->text =
	    rc == 0 ? arena_str(f->a, (struct str){bytes, n}) : (struct str){NULL, 0};
	free(bytes);
	f->n++;
	return rc == 0 && !call->text.p ? err_nomem(e) : rc;
}

static int
find(struct finder *f, const struct json_value *v, const struct callinfo *outer,
    struct err *e)
{
	enum json_kind kind = json_kind(v);
	if (kind == JSON_KIND_ARRAY ? is_speeches(v)
				    : holds_speeches(v, 0) || is_whole(v))
		return decode(f, v, outer, e);
	for (size_t i = 0; i < json_count(v); i++)
		if (find(f, json_at(v, i), outer, e) != 0)
			return -1;
	struct callinfo own = *outer;
	if ((said(v, KEY_OWNER) || said(v, KEY_TICKER))
	    && read_owner(&own, v, outer, f->a) != 0)
		return err_nomem(e);
	void *step = NULL;
	struct str key;
	const struct json_value *m;
	while (json_next(v, &step, &key, &m))
		if (find(f, m, &own, e) != 0)
			return -1;
	return 0;
}

static struct str
without_mark(struct str s)
{
	return str_starts(s, STR("\xef\xbb\xbf")) ? str_sub(s, 3, s.n) : s;
}

bool
published_is(struct str bytes)
{
	struct str s = without_mark(bytes);
	while (s.n && str_isspace(s.p[0]))
		s = str_sub(s, 1, s.n);
	if (s.n == 0 || s.p[0] != '[')
		return s.n && s.p[0] == '{';
	size_t i = 1;
	while (i < s.n && str_isspace(s.p[i]))
		i++;
	return i < s.n && s.p[i] && strchr("{[\"]", s.p[i]);
}

int
published_read(struct str bytes, size_t most, struct arena *a,
    struct published_call **out, size_t *n, struct err *e)
{
	const struct callinfo nobody = CALLINFO_NONE;
	struct finder f = {.a = a, .most = most};
	struct str text = without_mark(bytes);
	struct json_value *v;
	size_t at = 0;
	int rc;
	*out = NULL;
	*n = 0;
	while ((rc = json_read(text, &at, &v, e)) > 0) {
		rc = find(&f, v, &nobody, e);
		json_free(v);
		if (rc != 0)
			return -1;
	}
	if (rc != 0)
		return -1;
	if (f.n == 0)
		return err_set(e, ERR_DATA,
		    "JSON without a call: no array of objects with speaker and speech");
	*out = f.v;
	*n = f.n;
	return 0;
}
