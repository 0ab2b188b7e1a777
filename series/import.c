/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/import.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "series/base/hash.h"
#include "series/base/lookup.h"
#include "series/companyfacts.h"
#include "series/csv.h"
#include "series/json.h"
#include "series/mapped.h"
#include "series/options.h"

/* ---- columns ---- */

/* What a file may say of a document beside what its observations say. */
enum extra { EXTRA_SHA256, EXTRA_TICKER, EXTRA_START, EXTRA_END, EXTRAS };
static const char *const extras[EXTRAS] = {
    [EXTRA_SHA256] = "doc_sha256",
    [EXTRA_TICKER] = "ticker",
    [EXTRA_START] = "quarter_start",
    [EXTRA_END] = "quarter_end",
};

/* A column of the file: of observations, or one of the extras, or neither. */
struct column {
	const struct obs_column *obs;
	enum extra extra; /* EXTRAS: none */
};

/* One row on its way into the set. */
struct row {
	struct obs obs;
	struct store_call call; /* its extras */
	size_t line;
};

/* The file while it is read. */
struct reading {
	const struct import_input *in;
	struct arena *a;
	struct import_set *set;
	size_t cap, cap_calls;
	struct column *columns; /* of CSV, once its header is read */
	struct lookup docs;     /* a document's place in set->calls */
	struct lookup texts;    /* texts that come again and again */
	size_t last;            /* the document of the row before */
};

static int
find_column(const struct reading *r, struct str name, struct column *c, struct err *e)
{
	*c = (struct column){obs_column(name), EXTRAS};
	for (unsigned k = 0; k < EXTRAS && !c->obs; k++)
		if (str_eq(name, str_from(extras[k])))
			c->extra = (enum extra)k;
	if (c->obs || c->extra != EXTRAS || r->in->ignore_columns)
		return 0;
	const char *names[OBS_COLUMNS + EXTRAS];
	char word[64];
	for (size_t i = 0; i < OBS_COLUMNS; i++)
		names[i] = obs_columns[i].name;
	memcpy(names + OBS_COLUMNS, extras, sizeof extras);
	(void)snprintf(word, sizeof word, "%.*s", STR_FMT(str_sub(name, 0, 60)));
	const char *near = options_nearest(word, names, OBS_COLUMNS + EXTRAS);
	return err_set(e, ERR_DATA,
	    "no column of observations is called '%s'%s%s%s (--ignore-columns passes "
	    "over it)",
	    word, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int
set_date(int32_t *to, const char *name, struct str text, struct err *e)
{
	*to = DATE_NONE;
	if (text.n == 0 || date_parse(text, to))
		return 0;
	return err_set(e, ERR_DATA, "%s '%.*s' is not a date (YYYY-MM-DD)", name,
	    STR_FMT(str_sub(text, 0, 60)));
}

static int
set_sha256(struct str *to, struct str text, struct err *e)
{
	*to = text;
	bool good = text.n == 0 || text.n == 64;
	for (size_t i = 0; i < text.n && good; i++)
		good = (text.p[i] >= '0' && text.p[i] <= '9')
		       || (text.p[i] >= 'a' && text.p[i] <= 'f');
	return good ? 0
		    : err_set(e, ERR_DATA,
			"doc_sha256 '%.*s' is not 64 digits of 0-9 and a-f",
			STR_FMT(str_sub(text, 0, 70)));
}

static int
set_extra(struct store_call *c, enum extra k, struct str text, struct err *e)
{
	switch (k) {
	case EXTRA_SHA256:
		return set_sha256(&c->sha256, text, e);
	case EXTRA_TICKER:
		c->ticker = text;
		return 0;
	case EXTRA_START:
		return set_date(&c->quarter.start, extras[k], text, e);
	case EXTRA_END:
		return set_date(&c->quarter.end, extras[k], text, e);
	case EXTRAS:
		break;
	}
	return 0;
}

static struct row
empty_row(size_t line)
{
	const double none = (double)NAN;
	return (struct row){
	    .obs = {.low = none,
		.high = none,
		.confidence = none,
		.period = PERIOD_NONE,
		.base = PERIOD_NONE,
		.as_of = DATE_NONE},
	    .call = {.quarter = PERIOD_NONE},
	    .line = line,
	};
}

/* ---- what must hold ---- */

int
import_check(const struct obs *o, struct err *e)
{
	static const struct {
		const char *later, *earlier;
		size_t a, b;
	} days[] = {
	    {"period_end", "period_start", offsetof(struct obs, period.end),
		offsetof(struct obs, period.start)},
	    {"base_end", "base_start", offsetof(struct obs, base.end),
		offsetof(struct obs, base.start)},
	};
	if (o->doc.n == 0)
		return err_set(e, ERR_DATA, "doc is empty");
	/* Guidance as a whole may be reaffirmed or withdrawn. */
	if (o->metric.n == 0 && o->event == OBS_NOEVENT)
		return err_set(e, ERR_DATA, "metric is empty");
	if (o->end > INT64_MAX || o->line > INT64_MAX)
		return err_set(e, ERR_DATA, "%s is beyond 2^63",
		    o->line > INT64_MAX ? "line" : "end");
	if (o->start > o->end)
		return err_set(e, ERR_DATA, "end is before start");
	if (o->low > o->high)
		return err_set(e, ERR_DATA, "low is above high");
	if (o->confidence < 0 || o->confidence > 1)
		return err_set(e, ERR_DATA, "confidence is not between 0 and 1");
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		int32_t a, b;
		memcpy(&a, (const char *)o + days[i].a, sizeof a);
		memcpy(&b, (const char *)o + days[i].b, sizeof b);
		if (a != DATE_NONE && b != DATE_NONE && a < b)
			return err_set(e, ERR_DATA, "%s is before %s", days[i].later,
			    days[i].earlier);
	}
	return 0;
}

/* ---- into the set ---- */

/* The set's own copy of a text, one for all that are equal. */
static int
share(struct reading *r, struct str *text, struct err *e)
{
	bool added;
	if (text->n == 0)
		return 0;
	struct lookup_entry *x = lookup_add(&r->texts, *text, &added);
	if (x && added) { /* the lookup goes before the set does */
		struct str copy = arena_str(r->a, *text);
		if (!copy.p)
			return err_nomem(e);
		x->text = copy;
	}
	if (!x)
		return err_nomem(e);
	*text = x->text;
	return 0;
}

static int
own(struct reading *r, struct row *row, struct err *e)
{
	struct obs *o = &row->obs;
	struct str *shared[] = {&o->metric, &o->segment, &o->unit, &o->variant,
	    &o->source, &o->speaker, &o->rule};
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
		if (share(r, shared[i], e) != 0)
			return -1;
	if (o->text.n && !(o->text = arena_str(r->a, o->text)).p)
		return err_nomem(e);
	if (o->quote.n && !(o->quote = arena_str(r->a, o->quote)).p)
		return err_nomem(e);
	return 0;
}

static int
new_call(
    struct reading *r, const struct row *row, struct lookup_entry *x, struct err *e)
{
	struct import_set *set = r->set;
	struct store_call *calls =
	    arena_grow(r->a, set->calls, set->n_calls, &r->cap_calls, sizeof *calls);
	if (!calls)
		return err_nomem(e);
	set->calls = calls;
	struct store_call c = row->call;
	c.doc = row->obs.doc;
	c.company = row->obs.company;
	c.fiscal_period = row->obs.fiscal_period;
	c.as_of = row->obs.as_of;
	c.as_of_estimated = row->obs.as_of_estimated;
	struct str *texts[] = {
	    &c.doc, &c.company, &c.fiscal_period, &c.ticker, &c.sha256};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i]->n && !(*texts[i] = arena_str(r->a, *texts[i])).p)
			return err_nomem(e);
	x->number = (int64_t)set->n_calls;
	calls[set->n_calls++] = c;
	return 0;
}

/* All rows of a document say the same of it. */
static int
agree(const struct store_call *c, const struct row *row, struct err *e)
{
	const struct obs *o = &row->obs;
	const struct store_call *d = &row->call;
	const struct {
		const char *name;
		bool same;
	} parts[] = {
	    {"company", str_eq(c->company, o->company)},
	    {"as_of", c->as_of == o->as_of},
	    {"as_of_estimated", c->as_of_estimated == o->as_of_estimated},
	    {"fiscal_period", str_eq(c->fiscal_period, o->fiscal_period)},
	    {"doc_sha256", str_eq(c->sha256, d->sha256)},
	    {"ticker", str_eq(c->ticker, d->ticker)},
	    {"quarter_start", c->quarter.start == d->quarter.start},
	    {"quarter_end", c->quarter.end == d->quarter.end},
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!parts[i].same)
			return err_set(e, ERR_DATA,
			    "%s is not the one of the rows of %.100s before",
			    parts[i].name, c->doc.p);
	return 0;
}

static int
find_call(struct reading *r, struct row *row, struct err *e)
{
	struct import_set *set = r->set;
	if (set->n_calls == 0 || !str_eq(set->calls[r->last].doc, row->obs.doc)) {
		bool added;
		struct lookup_entry *x = lookup_add(&r->docs, row->obs.doc, &added);
		if (!x)
			return err_nomem(e);
		if (added && new_call(r, row, x, e) != 0)
			return -1;
		r->last = (size_t)x->number;
	}
	const struct store_call *c = &set->calls[r->last];
	if (agree(c, row, e) != 0)
		return -1;
	row->obs.doc = c->doc;
	row->obs.company = c->company;
	row->obs.fiscal_period = c->fiscal_period;
	return 0;
}

static int
add(struct reading *r, struct row *row, struct err *e)
{
	struct import_set *set = r->set;
	if (import_check(&row->obs, e) != 0 || find_call(r, row, e) != 0
	    || own(r, row, e) != 0)
		return err_at(e, r->in->name, row->line);
	struct obs *obs = arena_grow(r->a, set->obs, set->n, &r->cap, sizeof *obs);
	if (!obs)
		return err_nomem(e);
	set->obs = obs;
	set->obs[set->n++] = row->obs;
	return 0;
}

enum { LEAST_ROW = 64 }; /* bytes; fewer are rare, blank lines cost nothing */

/* Room for as many observations as the file has lines, so that growing copies none. */
static int
begin(struct reading *r, struct err *e)
{
	size_t lines = 1;
	for (struct str rest = r->in->bytes; rest.n; lines++)
		(void)str_cut(&rest, '\n');
	size_t most = r->in->bytes.n / LEAST_ROW + 1;
	r->cap = lines < most ? lines : most;
	*r->set = (struct import_set){.obs = ARENA_NEW(r->a, r->cap, struct obs)};
	return r->set->obs ? 0 : err_nomem(e);
}

static void
end(struct reading *r)
{
	lookup_release(&r->docs);
	lookup_release(&r->texts);
}

/* ---- CSV ---- */

static int
header(struct reading *r, const struct csv_row *row, struct err *e)
{
	enum { MOST = 4096 };
	static const char *const needed[] = {"doc", "metric"};
	if (row->n > MOST) {
		(void)err_set(e, ERR_DATA, "%zu columns; more than %d are not read",
		    row->n, MOST);
		return err_at(e, r->in->name, row->line);
	}
	r->columns = ARENA_NEW(r->a, row->n, struct column);
	if (!r->columns)
		return err_nomem(e);
	for (size_t i = 0; i < row->n; i++) {
		if (find_column(r, row->fields[i], &r->columns[i], e) != 0)
			return err_at(e, r->in->name, row->line);
		for (size_t k = 0; k < i; k++)
			if (str_eq(row->fields[i], row->fields[k])) {
				(void)err_set(e, ERR_DATA,
				    "the column %.60s stands there twice",
				    row->fields[i].p);
				return err_at(e, r->in->name, row->line);
			}
	}
	for (size_t k = 0; k < sizeof needed / sizeof *needed; k++) {
		size_t i = 0;
		while (i < row->n && !str_eq(row->fields[i], str_from(needed[k])))
			i++;
		if (i == row->n) {
			(void)err_set(e, ERR_DATA,
			    "these are no observations: the column %s is missing",
			    needed[k]);
			return err_at(e, r->in->name, row->line);
		}
	}
	return 0;
}

static int
take_csv(void *data, const struct csv_row *csv, struct err *e)
{
	struct reading *r = data;
	struct row row = empty_row(csv->line);
	if (!r->columns)
		return header(r, csv, e);
	for (size_t i = 0; i < csv->n; i++) {
		const struct column *c = &r->columns[i];
		int rc = 0;
		if (c->obs && csv->fields[i].n)
			rc = obs_set(&row.obs, c->obs, csv->fields[i], e);
		else if (c->extra != EXTRAS)
			rc = set_extra(&row.call, c->extra, csv->fields[i], e);
		if (rc != 0)
			return err_at(e, r->in->name, csv->line);
	}
	return add(r, &row, e);
}

static bool
is_csv(struct str bytes)
{
	struct str line = str_cut(&bytes, '\n');
	return memchr(line.n ? line.p : "", ',', line.n) != NULL;
}

static int
read_csv(const struct import_input *in, struct arena *a, struct import_set *set,
    struct err *e)
{
	struct reading r = {.in = in, .a = a, .set = set};
	struct err own_error = {.code = ERR_NONE};
	int rc = begin(&r, e);
	if (rc == 0 && csv_each(in->bytes, take_csv, &r, &own_error) != 0) {
		if (own_error.file[0] == '\0')
			(void)err_at(&own_error, in->name, own_error.line);
		if (e && e->code == ERR_NONE)
			*e = own_error;
		rc = -1;
	}
	end(&r);
	return rc;
}

/* ---- lines of JSON ---- */

/* A member's value as CSV has it; buf for numbers. */
static int
json_as_text(const struct json_value *v, struct str name, char buf[OBS_FIELD_TEXT],
    struct str *text, struct err *e)
{
	*text = STR("");
	switch (json_kind(v)) {
	case JSON_KIND_NULL:
		return 0;
	case JSON_KIND_BOOL:
		*text = json_bool(v) ? STR("1") : STR("0");
		return 0;
	case JSON_KIND_NUMBER:
		obs_number(json_number(v), buf);
		*text = str_from(buf);
		return 0;
	case JSON_KIND_STRING:
		*text = json_text(v);
		return 0;
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT:
	case JSON_KINDS:
		break;
	}
	return err_set(e, ERR_DATA, "%.*s is no text, number or truth value",
	    STR_FMT(str_sub(name, 0, 60)));
}

static int
take_json(struct reading *r, const struct json_value *v, size_t line, struct err *e)
{
	struct row row = empty_row(line);
	void *step = NULL;
	struct str name, text;
	const struct json_value *member;
	char buf[OBS_FIELD_TEXT];
	if (json_kind(v) != JSON_KIND_OBJECT)
		return err_set(e, ERR_DATA, "not an object of one observation");
	while (json_next(v, &step, &name, &member)) {
		struct column c;
		if (find_column(r, name, &c, e) != 0)
			return -1;
		if (!c.obs && c.extra == EXTRAS)
			continue;
		if (json_as_text(member, name, buf, &text, e) != 0)
			return -1;
		int rc = c.obs ? obs_set(&row.obs, c.obs, text, e)
			       : set_extra(&row.call, c.extra, text, e);
		if (rc != 0)
			return -1;
	}
	return add(r, &row, e);
}

static bool
is_json(struct str bytes)
{
	bytes = str_trim(bytes);
	return bytes.n && bytes.p[0] == '{';
}

static int
read_json(const struct import_input *in, struct arena *a, struct import_set *set,
    struct err *e)
{
	struct reading r = {.in = in, .a = a, .set = set};
	struct json_value *v = NULL;
	size_t at = 0, seen = 0, line = 1;
	int rc = begin(&r, e), more = 0;
	while (rc == 0 && (more = json_read(in->bytes, &at, &v, e)) > 0) {
		/* Its line: the one that its first byte is on; `at` is behind it. */
		while (seen < at && str_isspace(in->bytes.p[seen]))
			line += in->bytes.p[seen++] == '\n';
		rc = take_json(&r, v, line, e);
		for (; seen < at; seen++)
			line += rc == 0 && in->bytes.p[seen] == '\n';
		json_free(v);
		if (rc != 0)
			(void)err_at(e, in->name, line);
	}
	if (more < 0)
		rc = err_at(e, in->name, e ? e->line : 0);
	end(&r);
	return rc;
}

/* ---- formats ---- */

int
import_is_text(struct str bytes, struct str name, struct err *e)
{
	int rc = str_trim(bytes).n == 0 ? err_set(e, ERR_DATA, "the file is empty")
					: csv_is_text(bytes, e);
	return rc == 0 ? 0 : err_at(e, name, e ? e->line : 0);
}

static int
read_facts(const struct import_input *in, struct arena *a, struct import_set *set,
    struct err *e)
{
	static const struct companyfacts_options none = {.company = {NULL, 0}};
	return companyfacts_read(
	    in->bytes, in->name, in->facts ? in->facts : &none, a, set, e);
}

static bool
is_mapped(struct str bytes)
{
	(void)bytes;
	return false; /* a map says so */
}

static int
read_mapped(const struct import_input *in, struct arena *a, struct import_set *set,
    struct err *e)
{
	if (!in->map)
		return err_set(e, ERR_USAGE,
		    "--format mapped needs a map: --map FILE, or --column and "
		    "--constant");
	return mapped_read(in->bytes, in->name, in->map, a, set, e);
}

/* Facts are JSON too, and so come first. */
static const struct import_format formats[] = {
    {"companyfacts", companyfacts_is, read_facts},
    {"ndjson", is_json, read_json},
    {"csv", is_csv, read_csv},
    {"mapped", is_mapped, read_mapped},
};
enum { FORMATS = sizeof formats / sizeof *formats };

const struct import_format *
import_format(const char *name, const struct import_input *in, struct err *e)
{
	if (!name && in->map)
		name = "mapped";
	const char *names[FORMATS];
	char list[128] = "";
	for (size_t i = 0; i < FORMATS; i++) {
		size_t n = strlen(list);
		names[i] = formats[i].name;
		(void)snprintf(
		    list + n, sizeof list - n, "%s%s", i ? ", " : "", formats[i].name);
		if (name ? strcmp(name, formats[i].name) == 0
			 : formats[i].is(in->bytes))
			return &formats[i];
	}
	if (!name) {
		(void)err_set(e, ERR_DATA,
		    "nothing that can be imported: neither observations (CSV or lines "
		    "of JSON, as extract and export write them) nor company facts; a "
		    "CSV "
		    "of other columns needs --map or --column");
		return NULL;
	}
	const char *near = options_nearest(name, names, FORMATS);
	(void)err_set(e, ERR_USAGE, "--format '%.40s' is none of %s%s%s%s", name, list,
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return NULL;
}

int
import_read(struct str bytes, struct str name, struct arena *a, struct import_set *set,
    struct err *e)
{
	const struct import_input in = {.bytes = bytes, .name = name};
	if (import_is_text(bytes, name, e) != 0)
		return -1;
	const struct import_format *f = import_format(NULL, &in, e);
	if (!f)
		return err_at(e, name, 0);
	return f->read(&in, a, set, e);
}

/* ---- into the store ---- */

/* Rows in one transaction: enough that an index page is written once for many of
 * them, few enough that another writer waits for seconds only. */
enum { BATCH = 250000, PAUSE_NS = 120000000 };

/* The set by document: order[] has the places of its observations, those of call c
 * from first[c] to first[c + 1]. */
struct grouped {
	size_t *first, *order, most;
};

/* Where each document of the set is. */
static int
number_docs(const struct import_set *set, struct lookup *docs, struct err *e)
{
	for (size_t c = 0; c < set->n_calls; c++) {
		bool added;
		struct lookup_entry *x = lookup_add(docs, set->calls[c].doc, &added);
		if (!x)
			return err_nomem(e);
		if (!added)
			return err_set(e, ERR_INTERNAL, "the document %.*s came twice",
			    STR_FMT(set->calls[c].doc));
		x->number = (int64_t)c;
	}
	return 0;
}

/* The document of each observation. */
static int
find_docs(const struct import_set *set, struct lookup *docs, size_t *of, struct err *e)
{
	for (size_t i = 0; i < set->n; i++) {
		bool added = false;
		struct str doc = set->obs[i].doc;
		if (i && str_eq(doc, set->obs[i - 1].doc)) {
			of[i] = of[i - 1];
			continue;
		}
		const struct lookup_entry *x = lookup_add(docs, doc, &added);
		if (!x)
			return err_nomem(e);
		if (added)
			return err_set(
			    e, ERR_INTERNAL, "no document %.*s was read", STR_FMT(doc));
		of[i] = (size_t)x->number;
	}
	return 0;
}

/* A counting sort. */
static int
group(const struct import_set *set, struct arena *a, struct grouped *g, struct err *e)
{
	struct lookup docs = {.slots = NULL};
	size_t *of = ARENA_NEW(a, set->n, size_t);
	size_t *first = ARENA_NEW(a, set->n_calls + 2, size_t);
	size_t *order = ARENA_NEW(a, set->n, size_t);
	if (!of || !first || !order) {
		(void)err_nomem(e);
		return -1;
	}
	int rc = number_docs(set, &docs, e);
	if (rc == 0)
		rc = find_docs(set, &docs, of, e);
	lookup_release(&docs);
	if (rc != 0)
		return -1;
	*g = (struct grouped){first, order, 0};
	for (size_t i = 0; i < set->n; i++)
		first[of[i] + 2]++;
	for (size_t c = 0; c < set->n_calls; c++) {
		if (first[c + 2] > g->most)
			g->most = first[c + 2];
		first[c + 2] += first[c + 1];
	}
	/* first[c + 1] is where the next of call c goes; at the end, where they end. */
	for (size_t i = 0; i < set->n; i++)
		order[first[of[i] + 1]++] = i;
	return 0;
}

int
import_hash(const struct obs *const *rows, size_t n, char hex[65], struct err *e)
{
	unsigned char *bytes = calloc(n + 1, 8);
	if (!bytes)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		uint64_t sum = (uint64_t)obs_checksum(rows[i]);
		for (size_t k = 0; k < 8; k++)
			bytes[8 * i + k] = (unsigned char)(sum >> 8 * k);
	}
	hash_sha256((struct str){(const char *)bytes, 8 * n}, hex);
	free(bytes);
	return 0;
}

/* A set on its way into a store. */
struct storing {
	struct store *s;
	const struct import_set *set;
	struct grouped by;
	struct store_call *calls;  /* with their hashes */
	struct obs *rows;          /* of one call */
	const struct obs **in_set; /* the same, where they are */
	struct import_result *result;
};

/* The observations of call c, in j->in_set. */
static size_t
find(struct storing *j, size_t c)
{
	size_t n = 0;
	for (size_t i = j->by.first[c]; i < j->by.first[c + 1]; i++)
		j->in_set[n++] = &j->set->obs[j->by.order[i]];
	return n;
}

/* And in j->rows. */
static size_t
gather(struct storing *j, size_t c)
{
	size_t n = find(j, c);
	for (size_t i = 0; i < n; i++)
		j->rows[i] = *j->in_set[i];
	return n;
}

static int
prepare(struct storing *j, const char *program, struct arena *a, struct err *e)
{
	const struct import_set *set = j->set;
	if (group(set, a, &j->by, e) != 0)
		return -1;
	j->calls = ARENA_NEW(a, set->n_calls, struct store_call);
	j->rows = ARENA_NEW(a, j->by.most, struct obs);
	j->in_set = ARENA_NEW(a, j->by.most, const struct obs *);
	char(*hex)[65] = arena_alloc(a, set->n_calls, sizeof *hex);
	if (!j->calls || !j->rows || !j->in_set || !hex)
		return err_nomem(e);
	for (size_t c = 0; c < set->n_calls; c++) {
		j->calls[c] = set->calls[c];
		j->calls[c].program = str_from(program);
		if (j->calls[c].sha256.n == 0) {
			if (import_hash(j->in_set, find(j, c), hex[c], e) != 0)
				return -1;
			j->calls[c].sha256 = str_from(hex[c]);
		}
		if (store_would_refuse(j->s, &j->calls[c], e) != 0)
			return -1;
	}
	return 0;
}

/* Calls from *c on, in one transaction; *c is then the first that is left. */
static int
put_batch(struct storing *j, size_t *c, struct err *e)
{
	struct import_result r = {0, 0, 0};
	size_t at = *c;
	if (store_begin(j->s, e) != 0)
		return -1;
	for (; at < j->set->n_calls && r.observations < BATCH; at++) {
		bool changed;
		size_t n = gather(j, at);
		if (store_put(j->s, &j->calls[at], j->rows, n, &changed, e) != 0) {
			store_rollback(j->s);
			return -1;
		}
		r.calls++;
		r.changed += changed;
		r.observations += n;
	}
	if (store_commit(j->s, e) != 0)
		return -1;
	*c = at;
	j->result->calls += r.calls;
	j->result->changed += r.changed;
	j->result->observations += r.observations;
	return 0;
}

int
import_store(struct store *s, const struct import_set *set, const char *program,
    struct import_result *result, struct err *e)
{
	/* SQLite asks ten times a second for a lock that it waits for. */
	static const struct timespec pause = {0, PAUSE_NS};
	struct arena a = {NULL};
	struct storing j = {.s = s, .set = set, .result = result};
	*result = (struct import_result){0, 0, 0};
	int rc = prepare(&j, program, &a, e);
	for (size_t c = 0; rc == 0 && c < set->n_calls;) {
		if (c)
			(void)nanosleep(&pause, NULL);
		rc = put_batch(&j, &c, e);
	}
	arena_release(&a);
	return rc;
}
