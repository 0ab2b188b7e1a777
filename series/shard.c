/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/shard.h"

#include <stdlib.h>

#include "series/base/hash.h"
#include "series/base/lookup.h"
#include "series/base/out.h"
#include "series/json.h"

enum { MOST_SHARDS = 1000000, HEX = 64 };

static const struct str head_begins = STR_INIT("{\"shard\":\"");
static const struct str end_begins = STR_INIT("{\"end\":\"");
/* How a trailer ends: the hash is of all that stands before. */
static const struct str hash_begins = STR_INIT(",\"sha256\":\"");
static const struct str hash_ends = STR_INIT("\"}\n");

/* A number without a sign; false when it is none. */
static bool
number(struct str text, size_t *out)
{
	size_t v = 0;
	if (text.n == 0 || text.n > 7)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v = 10 * v + (size_t)(text.p[i] - '0');
	}
	*out = v;
	return true;
}

bool
shard_parse(struct str text, struct shard_id *out)
{
	struct str i = str_cut(&text, '/');
	return number(i, &out->i) && number(text, &out->n) && out->i < out->n
	       && out->n <= MOST_SHARDS;
}

bool
shard_has(struct shard_id id, struct str name)
{
	char hex[HEX + 1];
	hash_sha256(name, hex);
	hex[16] = '\0';
	return strtoull(hex, NULL, 16) % id.n == id.i;
}

/* ----- writing ----------------------------------------------------------------------- */

struct shard_writer {
	FILE *f;
	struct hash *hash;
	struct shard_id id;
	size_t rows, calls, refused;
	FILE *calls_f, *refused_f; /* lists in memory, of the trailer */
	char *calls_p, *refused_p;
	size_t calls_n, refused_n;
};

/* Write it, and hash it. */
static void
put(struct shard_writer *w, struct str bytes)
{
	hash_add(w->hash, bytes);
	if (bytes.n)
		(void)fwrite(bytes.p, 1, bytes.n, w->f);
}

/* ,"name":text; null where it is empty. */
static int
put_text(FILE *f, const char *name, struct str text, struct err *e)
{
	(void)fprintf(f, ",\"%s\":", name);
	if (text.n)
		return json_write_str(f, text, e);
	(void)fputs("null", f);
	return 0;
}

static int
put_date(FILE *f, const char *name, int32_t day, struct err *e)
{
	char text[DATE_TEXT] = "";
	if (day != DATE_NONE)
		date_format(day, text);
	return put_text(f, name, str_from(text), e);
}

static int
put_head(struct shard_writer *w, const struct shard_maker *m, struct err *e)
{
	char *p = NULL;
	size_t n = 0;
	FILE *f = out_memory_open(&p, &n);
	if (!f)
		return err_nomem(e);
	(void)fprintf(f, "%.*s%zu/%zu\"", STR_FMT(head_begins), w->id.i, w->id.n);
	int rc = put_text(f, "program", m->program, e) != 0
			 || put_text(f, "catalog", m->catalog, e) != 0
			 || put_text(f, "weights", m->weights, e) != 0
		     ? -1
		     : 0;
	(void)fputs("}\n", f);
	if (out_memory_close(f) != 0)
		rc = err_nomem(e);
	if (rc == 0)
		put(w, (struct str){p, n});
	free(p);
	return rc;
}

struct shard_writer *
shard_begin(FILE *f, struct shard_id id, const struct shard_maker *m, struct err *e)
{
	struct shard_writer *w = calloc(1, sizeof *w);
	if (!w) {
		(void)err_nomem(e);
		return NULL;
	}
	w->f = f;
	w->id = id;
	w->hash = hash_new();
	w->calls_f = out_memory_open(&w->calls_p, &w->calls_n);
	w->refused_f = out_memory_open(&w->refused_p, &w->refused_n);
	if (!w->hash || !w->calls_f || !w->refused_f)
		(void)err_nomem(e);
	else if (put_head(w, m, e) == 0)
		return w;
	shard_free(w);
	return NULL;
}

void
shard_free(struct shard_writer *w)
{
	if (!w)
		return;
	if (w->calls_f)
		(void)fclose(w->calls_f);
	if (w->refused_f)
		(void)fclose(w->refused_f);
	free(w->calls_p);
	free(w->refused_p);
	hash_free(w->hash);
	free(w);
}

int
shard_put(struct shard_writer *w, const struct store_call *c, struct str rows,
    size_t n_rows, struct err *e)
{
	FILE *f = w->calls_f;
	put(w, rows);
	w->rows += n_rows;
	(void)fputs(w->calls++ ? ",{\"doc\":" : "{\"doc\":", f);
	if (json_write_str(f, c->doc, e) != 0
	    || put_text(f, "sha256", c->sha256, e) != 0
	    || put_text(f, "company", c->company, e) != 0
	    || put_text(f, "ticker", c->ticker, e) != 0
	    || put_text(f, "fiscal_period", c->fiscal_period, e) != 0
	    || put_date(f, "as_of", c->as_of, e) != 0)
		return -1;
	(void)fprintf(
	    f, ",\"as_of_estimated\":%s", c->as_of_estimated ? "true" : "false");
	if (put_date(f, "quarter_start", c->quarter.start, e) != 0
	    || put_date(f, "quarter_end", c->quarter.end, e) != 0)
		return -1;
	(void)fputs("}", f);
	return ferror(f) ? err_nomem(e) : 0;
}

int
shard_refuse(struct shard_writer *w, struct str doc, const char *why, struct err *e)
{
	FILE *f = w->refused_f;
	(void)fputs(w->refused++ ? ",{\"doc\":" : "{\"doc\":", f);
	if (json_write_str(f, doc, e) != 0 || put_text(f, "why", str_from(why), e) != 0)
		return -1;
	(void)fputs("}", f);
	return ferror(f) ? err_nomem(e) : 0;
}

int
shard_end(struct shard_writer *w, struct err *e)
{
	char text[128], hex[HEX + 1];
	if (fflush(w->calls_f) != 0 || fflush(w->refused_f) != 0 || ferror(w->calls_f)
	    || ferror(w->refused_f))
		return err_nomem(e);
	(void)snprintf(text, sizeof text, "%.*s%zu/%zu\",\"rows\":%zu,\"documents\":[",
	    STR_FMT(end_begins), w->id.i, w->id.n, w->rows);
	put(w, str_from(text));
	put(w, (struct str){w->calls_p, w->calls_n});
	put(w, STR("],\"refused\":["));
	put(w, (struct str){w->refused_p, w->refused_n});
	put(w, STR("]"));
	hash_hex(w->hash, hex);
	(void)fprintf(
	    w->f, "%.*s%s%.*s", STR_FMT(hash_begins), hex, STR_FMT(hash_ends));
	return 0;
}

/* ----- reading ----------------------------------------------------------------------- */

bool
shard_is(struct str bytes)
{
	return str_starts(bytes, head_begins);
}

/* The parts of one shard's bytes: head and trailer are lines with their ends. */
struct parts {
	struct str all, head, rows, end;
	size_t lines; /* of rows */
};

/* What stands from byte at on, to its trailer; without one, end is empty and all goes
 * to where another shard begins, or to the end. */
static struct parts
part(struct str bytes, size_t at)
{
	struct str rest = str_sub(bytes, at, bytes.n);
	struct parts p = {.all = rest};
	for (size_t i = 0; rest.p && i < rest.n;) {
		const char *stop = memchr(rest.p + i, '\n', rest.n - i);
		size_t to = stop ? (size_t)(stop - rest.p) + 1 : rest.n;
		struct str line = str_sub(rest, i, to);
		if (i && shard_is(line)) {
			p.all.n = i;
			return p;
		}
		if (i && str_starts(line, end_begins)) {
			p.rows = str_sub(rest, p.head.n, i);
			p.end = line;
			p.all.n = to;
			return p;
		}
		if (i == 0)
			p.head = line;
		else
			p.lines++;
		i = to;
	}
	return p;
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
	void *step = NULL;
	struct str key;
	const struct json_value *m;
	while (json_next(v, &step, &key, &m))
		if (str_eq(key, str_from(name)))
			return m;
	return NULL;
}

/* A text of an object, in a; empty where there is none. */
static int
take_text(const struct json_value *v, const char *name, struct arena *a,
    struct str *out, struct err *e)
{
	struct str text = json_text(member(v, name));
	*out = text.n ? arena_str(a, text) : (struct str){NULL, 0};
	return text.n && !out->p ? err_nomem(e) : 0;
}

static int
take_date(const struct json_value *v, const char *name, int32_t *out, struct err *e)
{
	struct str text = json_text(member(v, name));
	*out = DATE_NONE;
	return text.n == 0 || date_parse(text, out)
		   ? 0
		   : err_set(e, ERR_DATA, "its trailer has a %s that is no date", name);
}

static int
take_call(
    const struct json_value *v, struct arena *a, struct store_call *c, struct err *e)
{
	*c = (struct store_call){.quarter = PERIOD_NONE};
	if (take_text(v, "doc", a, &c->doc, e) != 0
	    || take_text(v, "sha256", a, &c->sha256, e) != 0
	    || take_text(v, "company", a, &c->company, e) != 0
	    || take_text(v, "ticker", a, &c->ticker, e) != 0
	    || take_text(v, "fiscal_period", a, &c->fiscal_period, e) != 0
	    || take_date(v, "as_of", &c->as_of, e) != 0
	    || take_date(v, "quarter_start", &c->quarter.start, e) != 0
	    || take_date(v, "quarter_end", &c->quarter.end, e) != 0)
		return -1;
	c->as_of_estimated = json_bool(member(v, "as_of_estimated"));
	return c->doc.n && c->sha256.n == HEX
		   ? 0
		   : err_set(
		       e, ERR_DATA, "its trailer has a document without name or hash");
}

/* The trailer's documents are the set's: each once, and no row is of another. */
static int
take_calls(
    const struct json_value *end, struct arena *a, struct shard *s, struct err *e)
{
	const struct json_value *list = member(end, "documents");
	struct import_set *set = &s->set;
	struct lookup docs = {.slots = NULL};
	size_t n = json_count(list), known = 0;
	struct store_call *calls = ARENA_NEW(a, n + 1, struct store_call);
	int rc = calls ? 0 : err_nomem(e);
	for (size_t i = 0; i < n && rc == 0; i++) {
		bool added = false;
		rc = take_call(json_at(list, i), a, &calls[i], e);
		calls[i].catalog = s->maker.catalog;
		calls[i].model = s->maker.weights;
		if (rc == 0 && !lookup_add(&docs, calls[i].doc, &added))
			rc = err_nomem(e);
		else if (rc == 0 && !added)
			rc = err_set(e, ERR_DATA, "its trailer has %.100s twice",
			    calls[i].doc.p);
	}
	for (size_t i = 0; i < set->n_calls && rc == 0; i++) {
		bool added = false;
		if (!lookup_add(&docs, set->calls[i].doc, &added))
			rc = err_nomem(e);
		known += !added;
	}
	if (rc == 0 && known != set->n_calls)
		rc = err_set(e, ERR_DATA, "rows are of documents not in its trailer");
	lookup_release(&docs);
	set->calls = calls;
	set->n_calls = n;
	return rc;
}

/* One JSON value that is a whole line. */
static int
read_line(struct str line, struct json_value **v, struct err *e)
{
	size_t at = 0;
	int rc = json_read(line, &at, v, e);
	if (rc > 0)
		return 0;
	return rc == 0 ? err_set(e, ERR_DATA, "an empty line") : -1;
}

/* The hash at the trailer's end is that of what stands before it. */
static int
prove(const struct parts *p, struct arena *a, struct shard *s, struct err *e)
{
	size_t tail = hash_begins.n + HEX + hash_ends.n;
	struct str end = p->end;
	char hex[HEX + 1];
	if (end.n < tail || !str_starts(str_sub(end, end.n - tail, end.n), hash_begins)
	    || !str_eq(str_sub(end, end.n - hash_ends.n, end.n), hash_ends))
		return err_set(e, ERR_DATA, "is cut off in its trailer");
	hash_sha256(str_sub(p->all, 0, p->all.n - tail), hex);
	s->sha256 = arena_str(a, str_from(hex));
	if (!s->sha256.p)
		return err_nomem(e);
	return str_eq(s->sha256,
		   str_sub(end, end.n - tail + hash_begins.n, end.n - hash_ends.n))
		   ? 0
		   : err_set(e, ERR_DATA,
		       "is not what was written: its bytes do not have the hash of "
		       "its trailer");
}

static int
read_head(struct str line, struct arena *a, struct shard *s, struct err *e)
{
	struct json_value *v = NULL;
	if (read_line(line, &v, e) != 0)
		return -1;
	int rc = shard_parse(json_text(member(v, "shard")), &s->id)
		     ? 0
		     : err_set(e, ERR_DATA, "begins as a shard, but has no number I/N");
	if (rc == 0)
		rc = take_text(v, "program", a, &s->maker.program, e) != 0
			     || take_text(v, "catalog", a, &s->maker.catalog, e) != 0
			     || take_text(v, "weights", a, &s->maker.weights, e) != 0
			 ? -1
			 : 0;
	json_free(v);
	return rc;
}

static int
read_end(const struct parts *p, struct arena *a, struct shard *s, struct err *e)
{
	struct json_value *v = NULL;
	struct shard_id id = {0, 0};
	if (read_line(p->end, &v, e) != 0)
		return -1;
	int rc = 0;
	if (!shard_parse(json_text(member(v, "end")), &id) || id.i != s->id.i
	    || id.n != s->id.n)
		rc = err_set(e, ERR_DATA, "has the trailer of another shard");
	else if (json_number(member(v, "rows")) != (double)s->set.n
		 || s->set.n != p->lines)
		rc = err_set(e, ERR_DATA, "has other rows than its trailer counts");
	else
		rc = take_calls(v, a, s, e);
	s->refused = json_count(member(v, "refused"));
	json_free(v);
	return rc;
}

static int
read_parts(const struct parts *p, struct arena *a, struct shard *s, struct err *e)
{
	if (read_head(p->head, a, s, e) != 0)
		return -1;
	if (p->end.n == 0)
		return err_set(e, ERR_DATA, "is cut off: it has no trailer");
	if (prove(p, a, s, e) != 0)
		return -1;
	/* No line is no format either. */
	if (p->rows.n && import_read(p->rows, STR("its rows"), a, &s->set, e) != 0)
		return -1;
	return read_end(p, a, s, e);
}

int
shard_next(
    struct str bytes, size_t *at, struct arena *a, struct shard *out, struct err *e)
{
	struct err own = {.code = ERR_NONE};
	*out = (struct shard){.set = {.calls = NULL}};
	if (*at >= bytes.n)
		return 0;
	struct parts p = part(bytes, *at);
	*at += p.all.n;
	if (!shard_is(p.all))
		return err_set(e, ERR_DATA, "has lines behind a shard's trailer");
	if (read_parts(&p, a, out, &own) == 0)
		return 1;
	return out->id.n ? err_set(
		   e, own.code, "shard %zu/%zu %s", out->id.i, out->id.n, own.text)
			 : err_set(e, own.code, "a shard is cut off in its head");
}

/* ----- counting ---------------------------------------------------------------------- */

static bool
same_maker(const struct shard_maker *a, const struct shard_maker *b)
{
	return str_eq(a->program, b->program) && str_eq(a->catalog, b->catalog)
	       && str_eq(a->weights, b->weights);
}

int
shard_note(struct shard_count *c, const struct shard *s, struct err *e)
{
	const struct shard_maker *m = &s->maker, *want = &c->maker;
	if (!same_maker(m, want))
		return err_set(e, ERR_DATA,
		    "shard %zu/%zu was read by %.*s (catalog %.*s, weights %.*s), this "
		    "is "
		    "%.*s (catalog %.*s, weights %.*s): extract it again, or import "
		    "with "
		    "what read it",
		    s->id.i, s->id.n, STR_FMT(str_sub(m->program, 0, 40)),
		    STR_FMT(str_sub(m->catalog, 0, 16)),
		    STR_FMT(str_sub(m->weights, 0, 16)), STR_FMT(want->program),
		    STR_FMT(want->catalog), STR_FMT(want->weights));
	if (c->n && c->n != s->id.n)
		return err_set(e, ERR_DATA,
		    "shard %zu/%zu is of another splitting than those before, of %zu",
		    s->id.i, s->id.n, c->n);
	if (c->n == 0) {
		c->sha256 = calloc(s->id.n, sizeof *c->sha256);
		if (!c->sha256)
			return err_nomem(e);
		c->n = s->id.n;
	}
	char *known = c->sha256[s->id.i];
	if (*known && !str_eq(str_from(known), s->sha256))
		return err_set(e, ERR_DATA,
		    "shard %zu/%zu came twice and is not the same: remove the wrong "
		    "one",
		    s->id.i, s->id.n);
	if (*known)
		return 0;
	memcpy(known, s->sha256.p, HEX);
	return 1;
}

size_t
shard_missing(const struct shard_count *c, size_t i)
{
	while (i < c->n && c->sha256[i][0])
		i++;
	return i;
}

void
shard_count_release(struct shard_count *c)
{
	free(c->sha256);
	c->sha256 = NULL;
	c->n = 0;
}
