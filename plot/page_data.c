/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/page_data.h"

#include <stdlib.h>

#include "plot/compose.h"
#include "series/base/out.h"
#include "series/conflict.h"
#include "series/json.h"
#include "series/rows.h"

/* ---- numbers ---- */

static void
note(struct page_data *d, const struct obs *o)
{
	uint32_t *at = o ? &d->number[o - d->s->load.obs] : NULL;
	if (!at || *at)
		return;
	d->statements[d->n_statements] = o;
	*at = (uint32_t)++d->n_statements;
}

static void
note_point(struct page_data *d, const struct series_point *p)
{
	note(d, p->obs);
	for (size_t i = 0; p->all && i < p->n_statements; i++)
		note(d, p->all[i]);
	note(d, p->base);
}

static void
note_promises(struct page_data *d, const struct subject *s)
{
	for (size_t i = 0; i < s->n_promises; i++) {
		const struct track_promise *p = s->promises[i];
		for (size_t k = 0; k < p->n; k++)
			note(d, p->steps[k].obs);
		note(d, p->actual);
	}
}

int
page_data_make(
    const struct subjects *s, struct arena *a, struct page_data *out, struct err *e)
{
	struct page_data d = {.s = s,
	    .a = a,
	    .first = arena_alloc(a, s->n, sizeof *d.first),
	    .number = ARENA_NEW(a, s->load.n, uint32_t),
	    .statements = ARENA_NEW(a, s->load.n, const struct obs *)};
	size_t n = 0;
	if (!d.first || !d.number || !d.statements)
		return err_nomem(e);
	for (size_t i = 0; i < s->n; i++) {
		for (size_t t = 0; t < OBS_STANCES; t++) {
			const struct series *at = s->all[i].series[t];
			d.first[i][t] = n;
			n += at ? at->n : 0;
			for (size_t k = 0; at && k < at->n; k++)
				note_point(&d, &at->points[k]);
		}
		note_promises(&d, &s->all[i]);
	}
	*out = d;
	return 0;
}

size_t
page_data_point(const struct page_data *d, size_t subject, const struct series_point *p)
{
	enum obs_stance t = p->obs->stance;
	return d->first[subject][t]
	       + (size_t)(p - d->s->all[subject].series[t]->points);
}

size_t
page_data_statement(const struct page_data *d, const struct obs *o)
{
	return d->number[o - d->s->load.obs] - 1;
}

/* ---- JSON ---- */

/* Those of an observation's columns that are shown; then what is worked out. */
static const char *const columns[] = {"doc", "start", "end", "stance", "role",
    "speaker", "line", "section", "source", "precision", "confidence", "rule", "text",
    "quote"};
enum { SHOWN = sizeof columns / sizeof *columns };
static const char more[] = ",\"value\",\"period\",\"said\",\"note\"],\n";

static int
text(FILE *f, const char *before, struct str s, struct err *e)
{
	(void)fputs(before, f);
	return json_write_str(f, s, e);
}

static int
cell(FILE *f, const struct obs *o, const struct obs_column *c, struct err *e)
{
	char buf[OBS_FIELD_TEXT];
	struct str s = obs_get(o, c, buf);
	if (c->type != OBS_T_UINT && c->type != OBS_T_NUM)
		return json_write_str(f, s, e);
	if (s.n)
		(void)fwrite(s.p, 1, s.n, f);
	else
		(void)fputs("null", f);
	return 0;
}

static int
write_statement(const struct page_data *d, const struct obs *o, FILE *f, struct err *e)
{
	for (size_t i = 0; i < SHOWN; i++) {
		(void)fputc(i ? ',' : '[', f);
		if (cell(f, o, obs_column(str_from(columns[i])), e) != 0)
			return -1;
	}
	struct str said = STR(""),
		   value = o->event ? str_from(obs_event_name(o->event))
				    : series_text(o->low, o->high, o->unit, d->a);
	struct str period = compose_period(o, o->period, d->a);
	if (o->as_of != DATE_NONE)
		said = compose_day(o->as_of, d->a);
	if (said.n && o->as_of_estimated)
		said = arena_printf(d->a, "about %.*s (estimated)", STR_FMT(said));
	if (text(f, ",", value, e) != 0 || text(f, ",", period, e) != 0
	    || text(f, ",", said, e) != 0 || text(f, ",", rows_note(o, d->a), e) != 0)
		return -1;
	(void)fputc(']', f);
	return 0;
}

/* What a derived level is made of. */
static struct str
derived(const struct page_data *d, const struct series_point *p)
{
	const struct obs *b = p->base;
	if (!b)
		return STR("");
	struct str v = series_text(b->low, b->high, b->unit, d->a),
		   when = compose_period(b, b->period, d->a);
	return arena_printf(d->a,
	    "Nobody stated it: it follows from this change, held against %.*s in %.*s.",
	    STR_FMT(v), STR_FMT(when));
}

static void
write_numbers(const struct page_data *d, const struct series_point *p, FILE *f)
{
	const struct obs *const one[] = {p->obs}, *const *all = one;
	size_t n = 1;
	if (p->all && !p->base) {
		all = p->all;
		n = p->n_statements;
	}
	(void)fputs(",\"statements\":[", f);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(f, "%s%zu", i ? "," : "", page_data_statement(d, all[i]));
	if (p->base)
		(void)fprintf(f, ",%zu", page_data_statement(d, p->base));
	(void)fputs("],\"against\":[", f);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(
		    f, "%s%d", i ? "," : "", i > 0 && conflict_between(all[0], all[i]));
	(void)fputs("]", f);
}

static int
write_point(const struct page_data *d, size_t subject, const struct series *s,
    const struct series_point *p, FILE *f, struct err *e)
{
	(void)fprintf(f, "{\"subject\":%zu", subject);
	if (text(f, ",\"title\":", d->s->all[subject].title, e) != 0
	    || text(f, ",\"value\":", series_text(p->low, p->high, s->unit, d->a), e)
		   != 0
	    || text(f, ",\"period\":", compose_period(p->obs, p->period, d->a), e) != 0
	    || text(f, ",\"derived\":", derived(d, p), e) != 0)
		return -1;
	(void)fprintf(f, ",\"stance\":\"%s\"", obs_stance_name(s->key.stance));
	write_numbers(d, p, f);
	(void)fputc('}', f);
	return 0;
}

static int
write_all(const struct page_data *d, FILE *f, struct err *e)
{
	for (size_t i = 0; i < SHOWN; i++)
		(void)fprintf(f, "%s\"%s\"", i ? "," : "{\"columns\":[", columns[i]);
	(void)fprintf(f, "%s\"statements\":[", more);
	for (size_t i = 0; i < d->n_statements; i++) {
		(void)fputs(i ? ",\n" : "\n", f);
		if (write_statement(d, d->statements[i], f, e) != 0)
			return -1;
	}
	(void)fputs("],\n\"points\":[", f);
	const char *between = "\n";
	for (size_t i = 0; i < d->s->n; i++)
		for (size_t t = 0; t < OBS_STANCES; t++) {
			const struct series *s = d->s->all[i].series[t];
			for (size_t k = 0; s && k < s->n; k++) {
				(void)fputs(between, f);
				between = ",\n";
				if (write_point(d, i, s, &s->points[k], f, e) != 0)
					return -1;
			}
		}
	(void)fputs("]}", f);
	return 0;
}

/* These bytes stand in JSON in nothing but strings. */
static void
write_escaped(struct str s, FILE *f)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool line = c == 0xe2 && i + 2 < s.n
			    && (unsigned char)s.p[i + 1] == 0x80
			    && ((unsigned char)s.p[i + 2] & 0xfe) == 0xa8;
		if (line)
			(void)fprintf(f, "\\u202%c", s.p[i += 2] == '\xa8' ? '8' : '9');
		else if (c == '<' || c == '>' || c == '&')
			(void)fprintf(f, "\\u%04x", c);
		else
			(void)fputc(c, f);
	}
}

int
page_data_write(const struct page_data *d, FILE *f, struct err *e)
{
	char *p = NULL;
	size_t n = 0;
	FILE *json = out_memory_open(&p, &n);
	if (!json)
		return err_nomem(e);
	int rc = write_all(d, json, e);
	if (out_memory_close(json) != 0)
		rc = err_nomem(e);
	if (rc == 0)
		write_escaped((struct str){p, n}, f);
	free(p);
	return rc;
}
