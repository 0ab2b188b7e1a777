/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/refs.h"

#include <math.h>
#include <unistd.h>

#include "series/file.h"
#include "series/load.h"
#include "series/options.h"

enum { MOST_BYTES = 64 << 20 };

/* ---- finding and reading ---- */

/* The named file, else the one in the store's folder; empty when there is none. */
static int
find(const char *named, const char *usual, const struct options *o, struct arena *a,
    struct str *path, struct err *e)
{
	const char *slash = strrchr(o->store, '/');
	*path = named ? arena_str(a, str_from(named))
		      : arena_printf(a, "%.*s%s",
			  slash ? (int)(slash - o->store) + 1 : 0, o->store, usual);
	if (!path->p)
		return err_nomem(e);
	if (!named && access(path->p, F_OK) != 0)
		*path = STR("");
	return 0;
}

/* Its bytes; none where there is no file. */
static int
slurp(struct str path, struct arena *a, struct str *bytes, struct err *e)
{
	if (path.n && file_read(path.p, MOST_BYTES, a, bytes, e) != 0)
		return err_at(e, path, 0);
	return 0;
}

int
refs_open(const struct options *o, struct arena *a, struct refs *out, struct err *e)
{
	struct str segments = STR(""), fiscal = STR(""), actions = STR("");
	*out = (struct refs){.segments_file = STR("")};
	if (find(o->segments, "segments.ini", o, a, &out->segments_file, e) != 0
	    || find(o->fiscal, "fiscal.csv", o, a, &out->fiscal_file, e) != 0
	    || find(o->actions, "actions.csv", o, a, &out->actions_file, e) != 0
	    || slurp(out->segments_file, a, &segments, e) != 0
	    || slurp(out->fiscal_file, a, &fiscal, e) != 0
	    || slurp(out->actions_file, a, &actions, e) != 0)
		return -1;
	if (o->adjusted && out->actions_file.n == 0)
		return err_set(e, ERR_USAGE,
		    "--adjusted needs the splits: --actions FILE, or actions.csv "
		    "beside "
		    "%.200s",
		    o->store);
	if ((out->segments_file.n
		&& segments_read(segments, out->segments_file, a, &out->segments, e)
		       != 0)
	    || (out->fiscal_file.n
		&& calendars_read(fiscal, out->fiscal_file, a, &out->calendars, e) != 0)
	    || (out->actions_file.n
		&& actions_read(actions, out->actions_file, a, &out->actions, e) != 0))
		return -1;
	return 0;
}

/* ---- applying ---- */

/* Its periods to the company's own, and the label of the one that it is about. */
static int
own_periods(
    const struct calendars *own, struct obs *o, struct obs_note *note, struct arena *a)
{
	char label[CALENDARS_LABEL];
	if (own->n == 0)
		return 0;
	o->base = calendars_snap(own, o->company, o->base);
	const struct calendars_row *row = calendars_match(own, o->company, o->period);
	if (row) {
		o->period = row->period;
		note->label = row->label;
		return 0;
	}
	o->period = calendars_snap(own, o->company, o->period);
	if (period_grain(o->period) <= PERIOD_DAY)
		return 0;
	calendars_label(own, o->company, o->period, label);
	note->label = arena_str(a, str_from(label));
	return note->label.p ? 0 : -1;
}

/* The segment's own name of what an observation says. */
static struct str
own_segment(const struct refs *r, const struct obs *o)
{
	int32_t day = period_known(o->period) ? o->period.end : o->as_of;
	const struct segments_row *row =
	    segments_find(&r->segments, o->company, o->segment, day);
	return row ? row->name : o->segment;
}

/* Its segment's own name, and which of its definitions; what stood there goes to the
 * note. */
static void
rename_segment(const struct refs *r, struct obs *o, struct obs_note *note)
{
	if (r->segments.n == 0 || o->segment.n == 0)
		return;
	struct str name = own_segment(r, o);
	if (!str_eq(name, o->segment)) {
		note->segment_stated = o->segment;
		o->segment = name;
	}
	note->definition =
	    segments_definition(&r->segments, o->company, o->segment, o->period.end);
}

/* "as stated 4.54: split 5:1". */
static struct str
split_words(const struct refs *r, const struct obs *o, int32_t now, struct arena *a)
{
	char low[OBS_FIELD_TEXT], high[OBS_FIELD_TEXT];
	obs_number(o->low, low);
	obs_number(o->high, high);
	bool range = strcmp(low, high) != 0;
	struct str text = arena_printf(
	    a, "as stated %s%s%s:", low, range ? ".." : "", range ? high : "");
	for (size_t i = 0; i < r->actions.n && text.p; i++) {
		const struct actions_row *x = &r->actions.rows[i];
		if (o->as_of < x->date && (now == DATE_NONE || x->date <= now)
		    && str_eq_nocase(x->company, o->company))
			text = arena_printf(
			    a, "%.*s split %.*s", STR_FMT(text), STR_FMT(x->ratio));
	}
	return text;
}

static int
adjust(const struct refs *r, int32_t now, struct obs *o, struct obs_note *note,
    struct arena *a, struct refs_done *done)
{
	enum actions_what what = actions_what(o->metric, o->unit);
	if (what == ACTIONS_NEITHER)
		return 0;
	/* A growth in percent has another unit and is none of these. */
	double f = actions_factor(&r->actions, o->company, o->as_of, now);
	if (f == 1)
		return 0;
	if (o->as_of == DATE_NONE) {
		done->undated++;
		return 0;
	}
	note->words = split_words(r, o, now, a);
	if (what == ACTIONS_PER_SHARE)
		f = 1 / f;
	o->low *= f;
	o->high *= f;
	done->adjusted++;
	return note->words.p ? 0 : -1;
}

/* What is kept of a note that says something; 0 and *kept NULL of one that does not. */
static int
keep(const struct obs_note *note, const struct obs_note **kept, struct arena *a)
{
	*kept = NULL;
	if (note->segment_stated.n + note->words.n + note->label.n + note->definition
	    == 0)
		return 0;
	struct obs_note *copy = ARENA_NEW(a, 1, struct obs_note);
	if (!copy)
		return -1;
	*copy = *note;
	*kept = copy;
	return 0;
}

int
refs_apply(const struct refs *r, const struct options *o, struct load *l,
    struct arena *a, struct err *e)
{
	struct calendars own = {NULL, 0}; /* of the company at hand */
	l->done = (struct refs_done){0};
	for (size_t i = 0; i < l->n; i++) {
		struct obs *x = &l->obs[i];
		struct obs_note note = {.words = STR("")};
		if (i == 0 || !str_eq(x->company, x[-1].company))
			own = calendars_of(&r->calendars, x->company);
		if (own_periods(&own, x, &note, a) != 0)
			return err_nomem(e);
		rename_segment(r, x, &note);
		if ((o->adjusted && adjust(r, o->as_of, x, &note, a, &l->done) != 0)
		    || keep(&note, &x->note, a) != 0)
			return err_nomem(e);
	}
	return 0;
}

void
refs_place(const struct refs *r, struct obs *o)
{
	if (r->calendars.n) {
		o->base = calendars_snap(&r->calendars, o->company, o->base);
		o->period = calendars_snap(&r->calendars, o->company, o->period);
	}
	if (r->segments.n && o->segment.n)
		o->segment = own_segment(r, o);
}

void
refs_label(
    const struct refs *r, struct str company, struct period p, char out[OBS_LABEL])
{
	const struct calendars_row *row = calendars_match(&r->calendars, company, p);
	if (row)
		(void)snprintf(out, OBS_LABEL, "%.*s", STR_FMT(row->label));
	else
		calendars_label(&r->calendars, company, p, out);
}

/* ---- words ---- */

static void
tell(FILE *to, size_t n, const char *one, const char *many, const char *rest)
{
	if (n)
		(void)fprintf(to, "tseries: %zu %s%s\n", n, n == 1 ? one : many, rest);
}

void
refs_tell(const struct refs_done *d, const struct refs *r, FILE *to)
{
	if (d->adjusted) {
		(void)fprintf(to, "tseries: %zu value%s adjusted for splits by ",
		    d->adjusted, d->adjusted == 1 ? "" : "s");
		err_print_safe(to, r->actions_file);
		(void)fputc('\n', to);
	}
	tell(to, d->undated, "value", "values",
	    " of shares left as stated: the day of saying it is not known");
	tell(to, d->calendarized, "value", "values",
	    " calendarized: fiscal quarters, halves and years weighted by days");
	tell(to, d->moved, "balance", "balances",
	    " taken at the nearest end of a calendar quarter (within 31 days)");
	tell(to, d->far, "balance", "balances",
	    " left out: more than 31 days from a calendar quarter's end, or another is "
	    "nearer");
	tell(to, d->no_amounts, "value", "values",
	    " left out: ratios, rates, prices and changes are not calendarized");
	tell(to, d->no_quarter, "value", "values",
	    " left out: not about a quarter, a half or a year");
	tell(to, d->broken, "calendar period", "calendar periods",
	    " left out: the segment is another one in a part of it");
	tell(to, d->overlapping, "period", "periods",
	    " left out: beginning before the last one has ended (fiscal.csv says a "
	    "company's days)");
	tell(to, d->uncovered, "calendar period", "calendar periods",
	    " left out: not all of the days are covered");
}

const char *
refs_foot(const struct refs_done *d)
{
	bool calendar = d->calendarized || d->moved;
	if (d->adjusted)
		return calendar ? "Adjusted for splits. Calendarized."
				: "Adjusted for splits.";
	return calendar ? "Calendarized." : "";
}
