/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tseries export: files that other programs read. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "series/base/out.h"
#include "series/base/spare.h"
#include "series/cmd.h"
#include "series/export.h"
#include "series/load.h"
#include "series/options.h"
#include "series/view.h"

enum { KEY_SPREADSHEET = 0x2000, KEY_CAP, KEY_FLOOR };
enum { MOST_NAMED = 4 };

struct settings {
	struct options common;
	char **metrics;
	size_t n_metrics;
	bool spreadsheet;
	double cap, floor;
};

/* The command while it runs. */
struct job {
	const struct settings *set;
	enum export_form form;
	struct series_filter filter;
	const struct catalog_metric **metrics;
	size_t n_metrics;
	size_t withdrawn; /* statements of guidance that stands no longer: left out */
	struct export_data data;
	struct arena arena;
};

/* ---- what to export ---- */

static bool
wanted(const struct job *j, const struct obs *o)
{
	bool named = j->n_metrics == 0;
	for (size_t i = 0; i < j->n_metrics && !named; i++)
		named = str_eq(o->metric, j->metrics[i]->name);
	return named && series_passes(&j->filter, o);
}

static int
read_store(struct job *j, struct err *e)
{
	const struct options *o = &j->set->common;
	struct load l;
	struct str metric = j->n_metrics == 1 ? j->metrics[0]->name : STR("");
	if (load_obs(o, metric, LOAD_ALL, &j->arena, &l, e) != 0)
		return -1;
	j->filter.aliases = &l.refs.segments;
	size_t n = 0;
	const struct obs *from = /* reference tables choose, and change no statement */
	    l.stated && export_traits[j->form].statements ? l.stated : l.obs;
	for (size_t i = 0; i < l.n; i++)
		if (wanted(j, &l.obs[i]))
			l.obs[n++] = from[i];
	j->filter.aliases = NULL; /* they go with l */
	j->data.obs = l.obs;
	j->data.n = n;
	if (n == 0)
		return err_set(e, ERR_EMPTY,
		    "nothing found: no statement fits these "
		    "options");
	struct store *s = store_open(o->store, STORE_READ, e);
	struct store_call *calls = NULL;
	int rc = s ? store_calls(s, &j->arena, &calls, &j->data.n_calls, e) : -1;
	store_close(s);
	j->data.calls = calls;
	return rc;
}

/* The pieces of a grain and in a unit, as they are asked for; those that cannot be are
 * left out, or with all of them the reason told. */
static int
look(struct job *j, struct export_piece *p, struct err *e)
{
	struct view v;
	struct err why;
	size_t n = 0;
	err_clear(&why);
	if (view_of(&j->set->common, &v, e) != 0)
		return -1;
	if (v.grain == PERIOD_UNKNOWN && v.unit.n == 0)
		return 0;
	for (size_t i = 0; i < j->data.n_pieces; i++) {
		struct series *s = ARENA_NEW(&j->arena, 1, struct series);
		if (!s)
			return err_nomem(e);
		if (view_convert(p[i].s, v.unit, &j->arena, s, &why) != 0) {
			if (why.code != ERR_USAGE)
				return err_nomem(e);
			continue;
		}
		if (v.grain != PERIOD_UNKNOWN
		    && view_take(s, v.grain, &j->arena, s, e) != 0)
			return -1;
		p[n] = p[i];
		p[n].s = s;
		n += s->n > 0;
	}
	j->data.n_pieces = n;
	if (n == 0 && why.code)
		*e = why;
	return n ? 0 : err_set(e, ERR_EMPTY, "nothing found: no point of this --grain");
}

/* Which series the form holds that has room for one must be said. */
static int
several(const struct job *j, struct err *e)
{
	char list[400] = "";
	size_t at = 0, n = j->data.n_pieces;
	for (size_t i = 0; i < n && i < MOST_NAMED && at < sizeof list; i++)
		at += (size_t)snprintf(list + at, sizeof list - at, "%s%.80s",
		    i ? "; " : "", j->data.pieces[i].id.p);
	return err_set(e, ERR_USAGE,
	    "--format %s holds one series; %zu fit (--company, --segment, ... choose): "
	    "%s%s",
	    export_traits[j->form].name, n, list, n > MOST_NAMED ? "; ..." : "");
}

/* Of a bare metric of one company the one that series and plot show, too. */
static int
choose_one(struct job *j, const struct export_piece *p, size_t n, struct err *e)
{
	const struct series_filter *f = &j->filter;
	struct series *all = ARENA_NEW(&j->arena, n, struct series);
	struct series_choice c;
	struct err why = {.code = ERR_NONE};
	size_t m = 0;
	if (!all)
		return err_nomem(e);
	if (n == 1)
		return 0;
	bool chosen = series_filter_has_key(f);
	/* What was said goes before what was filed or forecast. */
	struct str source = p[0].source;
	for (size_t i = 0; i < n; i++)
		if (str_eq(p[i].source, STR("spoken")))
			source = p[i].source;
	for (size_t i = 0; i < n; i++) {
		chosen = chosen || !str_eq(p[i].s->key.company, p[0].s->key.company);
		if (str_eq(p[i].source, source))
			all[m++] = *p[i].s;
	}
	if (chosen || j->n_metrics != 1
	    || series_choose(all, m, j->metrics[0], &j->arena, &c, &why) != 0)
		return several(j, e);
	const struct series *best = c.actual ? c.actual : c.guidance;
	for (size_t i = 0; i < n; i++)
		if (p[i].s->points == best->points) {
			j->data.pieces = &p[i];
			j->data.n_pieces = 1;
			break;
		}
	return 0;
}

/* Of what fits, what enters series: analysts and parts only where they are asked for. */
static int
make_pieces(struct job *j, struct export_piece **pieces, struct err *e)
{
	struct export_data *d = &j->data;
	struct obs *own = ARENA_NEW(&j->arena, d->n, struct obs);
	size_t n = 0, fit = d->n;
	if (!own) {
		(void)err_nomem(e);
		return -1;
	}
	for (size_t i = 0; i < d->n; i++) {
		const struct obs *o = &d->obs[i];
		/* Vintages know until when it stood; other series have what stands. */
		bool gone = o->withdrawn && j->form != EXPORT_ALFRED;
		if (series_left_out_of(&j->filter, o))
			continue;
		j->withdrawn += gone;
		if (!gone)
			own[n++] = *o;
	}
	d->obs = own;
	d->n = n;
	if (export_pieces_build(own, n, &j->arena, pieces, &d->n_pieces, e) != 0)
		return -1;
	d->pieces = *pieces;
	if (d->n_pieces)
		return 0;
	if (j->withdrawn)
		return err_set(e, ERR_EMPTY,
		    "nothing found: what fits is guidance that was withdrawn (--format "
		    "alfred has until when, csv what was said)");
	return err_set(e, ERR_EMPTY,
	    "nothing found: %zu statement%s, and none makes a point (--format csv has "
	    "them, series METRIC --all says why)",
	    fit, fit == 1 ? " fits" : "s fit");
}

static int
find(struct job *j, const struct catalog *c, struct err *e)
{
	const struct settings *set = j->set;
	const struct export_trait *t = &export_traits[j->form];
	struct export_piece *pieces;
	j->metrics =
	    ARENA_NEW(&j->arena, set->n_metrics + 1, const struct catalog_metric *);
	if (!j->metrics)
		return err_nomem(e);
	for (; j->n_metrics < set->n_metrics; j->n_metrics++) {
		j->metrics[j->n_metrics] =
		    catalog_need(c, set->metrics[j->n_metrics], e);
		if (!j->metrics[j->n_metrics])
			return -1;
	}
	if (series_check(&j->filter, e) != 0 || read_store(j, e) != 0)
		return -1;
	if (t->statements)
		return 0;
	if (make_pieces(j, &pieces, e) != 0 || look(j, pieces, e) != 0)
		return -1;
	return t->one ? choose_one(j, pieces, j->data.n_pieces, e) : 0;
}

/* ---- where it goes ---- */

static int
write_stream(struct job *j, enum export_form form, const char *path, struct err *e)
{
	struct out out;
	if (out_open(&out, path, e) != 0)
		return -1;
	if (export_write(&j->data, form, out.f, e) == 0)
		return out_commit(&out, e);
	out_abort(&out);
	return -1;
}

/* The CSV beside the package and, when it stands, the package. */
static int
write_package(struct job *j, const char *path, struct err *e)
{
	size_t n = strlen(path), ext = sizeof ".json" - 1;
	struct out out;
	if (n <= ext || strcmp(path + n - ext, ".json") != 0)
		return err_set(e, ERR_USAGE,
		    "-o %s: a package is a .json with a .csv beside it, as in "
		    "-o datapackage.json",
		    path);
	struct str csv = arena_printf(&j->arena, "%.*s.csv", (int)(n - ext), path);
	if (!csv.p)
		return err_nomem(e);
	const char *slash = strrchr(csv.p, '/');
	if (write_stream(j, EXPORT_FRICTIONLESS, csv.p, e) != 0
	    || out_open(&out, path, e) != 0)
		return -1;
	if (export_package(str_from(slash ? slash + 1 : csv.p), out.f, e) == 0)
		return out_commit(&out, e);
	out_abort(&out);
	return -1;
}

/* Not over the store that is read, nor over one that somebody has open: its journal
 * would be taken for the new one's. */
static int
check_free(struct job *j, const char *path, struct err *e)
{
	struct stat from, to;
	struct str wal = arena_printf(&j->arena, "%s-wal", path);
	if (!wal.p)
		return err_nomem(e);
	if (stat(path, &to) != 0)
		return 0;
	if (stat(j->set->common.store, &from) == 0 && from.st_dev == to.st_dev
	    && from.st_ino == to.st_ino)
		return err_set(e, ERR_USAGE, "-o %s: that is the store itself", path);
	if (stat(wal.p, &to) == 0)
		return err_set(e, ERR_BUSY, "-o %s: another program has it open", path);
	return 0;
}

/* A store is made under the temporary name, and gets its own when it is whole. */
static int
write_store(struct job *j, const char *path, struct err *e)
{
	struct spare temp;
	struct stat st;
	if (check_free(j, path, e) != 0)
		return -1;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(
		    e, ERR_CANTCREAT, "cannot write %s: it is a folder", path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(e, ERR_USAGE, "-o %s: a store is a file", path);
	if (spare_make(&temp, path, "write", e) != 0)
		return -1;
	int rc = -1;
	if (unlink(temp.part[0]) != 0) /* SQLite makes it, and brings it to the disk */
		(void)err_errno(e, ERR_CANTCREAT, "cannot write %s", path);
	else
		rc = export_store(&j->data, temp.part[0], e);
	if (rc == 0)
		rc = spare_keep(&temp, true, e);
	spare_drop(&temp);
	return rc;
}

static int
write_out(struct job *j, struct err *e)
{
	const char *path = j->set->common.output;
	if (!export_traits[j->form].file)
		return write_stream(j, j->form, path, e);
	if (!path || strcmp(path, "-") == 0)
		return err_set(e, ERR_USAGE,
		    "--format %s makes a file: name it with -o",
		    export_traits[j->form].name);
	return j->form == EXPORT_SQLITE ? write_store(j, path, e)
					: write_package(j, path, e);
}

static void
tell(const struct job *j)
{
	const struct options *o = &j->set->common;
	if (o->quiet)
		return;
	if (o->output && strcmp(o->output, "-") != 0)
		(void)fprintf(stderr, "tseries: %s: %zu %s\n", o->output, j->data.rows,
		    export_traits[j->form].statements ? "statements" : "rows");
	if (j->withdrawn)
		(void)fprintf(stderr,
		    "tseries: %zu statement%s of withdrawn guidance left out (--format "
		    "alfred has until when, csv what was said)\n",
		    j->withdrawn, j->withdrawn == 1 ? "" : "s");
	if (j->data.left_out && !o->grain)
		(void)fprintf(stderr,
		    "tseries: %zu point%s left out: not of the length that most of "
		    "%s series have (--grain chooses, --format tidy has all)\n",
		    j->data.left_out, j->data.left_out == 1 ? "" : "s",
		    j->data.left_out == 1 ? "its" : "their");
}

/* What was stated is written as it was stated, or not at all. */
static int
check_exact(const struct options *o, enum export_form form, struct err *e)
{
	const char *changes = o->adjusted      ? "adjusted"
			      : o->calendarize ? "calendarize"
			      : o->unit        ? "unit"
			      : o->grain       ? "grain"
					       : NULL;
	if (!changes || !export_traits[form].statements)
		return 0;
	return err_set(e, ERR_USAGE,
	    "--format %s has what was stated, and --%s is about points: tidy and the "
	    "like have these",
	    export_traits[form].name, changes);
}

static int export(const struct settings *set, struct err *e)
{
	const struct options *o = &set->common;
	struct job j = {.set = set, .filter = series_filter_of(o)};
	j.data = (struct export_data){.spreadsheet = set->spreadsheet,
	    .cap = set->cap,
	    .floor = set->floor,
	    .arena = &j.arena};
	if (export_named(o->format, &j.form, e) != 0)
		return -1;
	if (check_exact(o, j.form, e) != 0)
		return -1;
	if (set->spreadsheet && !export_traits[j.form].csv)
		return err_set(e, ERR_USAGE, "--spreadsheet is for CSV, not for %s",
		    export_traits[j.form].name);
	if ((!isnan(set->cap) || !isnan(set->floor)) && j.form != EXPORT_PROPHET)
		return err_set(
		    e, ERR_USAGE, "--cap and --floor are columns of --format prophet");
	if (set->floor >= set->cap)
		return err_set(e, ERR_USAGE, "--floor %g is not below --cap %g",
		    set->floor, set->cap);
	struct catalog *c = catalog_new(o->catalogs, o->n_catalogs, e);
	int rc = c && find(&j, c, e) == 0 ? write_out(&j, e) : -1;
	if (rc == 0)
		tell(&j);
	catalog_free(c);
	arena_release(&j.arena);
	return rc;
}

/* ---- the command line ---- */

static error_t
set_number(struct settings *s, double *to, const char *name, const char *arg)
{
	char *end;
	*to = strtod(arg, &end);
	if (*arg && *end == '\0' && isfinite(*to))
		return 0;
	(void)err_set(
	    &s->common.err, ERR_USAGE, "--%s '%.40s' is not a number", name, arg);
	return EINVAL;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct settings *s = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &s->common;
		return 0;
	case KEY_SPREADSHEET:
		s->spreadsheet = true;
		return 0;
	case KEY_CAP:
		return set_number(s, &s->cap, "cap", arg);
	case KEY_FLOOR:
		return set_number(s, &s->floor, "floor", arg);
	case ARGP_KEY_ARGS:
		s->metrics = state->argv + state->next;
		s->n_metrics = (size_t)(state->argc - state->next);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int
run(int argc, char **argv, struct err *e)
{
	static const struct argp_option own[] = {
	    {"spreadsheet", KEY_SPREADSHEET, NULL, 0,
		"put a ' before text that a spreadsheet would take for a formula", 0},
	    {"cap", KEY_CAP, "NUMBER", 0,
		"prophet: the ceiling, on every row, above every value", 0},
	    {"floor", KEY_FLOOR, "NUMBER", 0,
		"prophet: the floor, on every row, below every value", 0},
	    {NULL, 0, NULL, 0, NULL, 0}};
	static const struct argp_child children[] = {
	    {&options_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
	static const struct argp argp = {own, parse, "[METRIC...]",
	    "Write what the store holds for other programs.\v"
	    "FORMAT: csv, ndjson and json have every statement, exactly, and import "
	    "reads them back; sqlite is a store of its own (-o FILE).  tidy (else), "
	    "pandas, r, nixtla, gluonts, prophet, alfred and frictionless (-o "
	    "FILE.json, "
	    "with a .csv beside it) have the points of series, those of prophet and "
	    "alfred of one.  Gaps stay gaps.\n\n"
	    "  tseries export margin --format prophet --company 'Calder Motors'\n"
	    "  tseries export --format csv -o all.csv\n"
	    "  tseries export capex cash --format nixtla | mlr --icsv --ojson head",
	    children, NULL, NULL};
	struct settings s = {
	    .common = options_default(), .cap = (double)NAN, .floor = (double)NAN};
	int rc = options_parse(&argp, argc, argv, &s, e);
	if (s.common.err.code) {
		*e = s.common.err;
		return -1;
	}
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	return export(&s, e);
}

const struct cmd cmd_export = {
    "export", "[METRIC]", "files that other programs read", run};
