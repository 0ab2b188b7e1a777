/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/options.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "series/period.h"

enum key {
	KEY_STORE = 0x1000,
	KEY_COMPANY,
	KEY_SEGMENT,
	KEY_STANCE,
	KEY_KIND,
	KEY_BASIS,
	KEY_VARIANT,
	KEY_MEASURE,
	KEY_FROM,
	KEY_TO,
	KEY_AS_OF,
	KEY_BASE,
	KEY_ROLE,
	KEY_SCOPE,
	KEY_SOURCE,
	KEY_MIN_CONFIDENCE,
	KEY_GRAIN,
	KEY_UNIT,
	KEY_FORMAT,
	KEY_CATALOG,
	KEY_VERSION,
	KEY_SEGMENTS,
	KEY_FISCAL,
	KEY_ACTIONS,
	KEY_ADJUSTED,
	KEY_CALENDARIZE
};

/* clang-format off */
/* Those that change how points are shown come first, then those that select: a command
 * that does not show points, or selects nothing, takes the tail. */
enum { SHOWING = 2, SELECTING = 22 };
static const struct argp_option rows[] = {
	{"grain",   KEY_GRAIN,   "WORD", 0, "day, month, quarter, half, year, span or all", 3},
	{"unit",    KEY_UNIT,    "UNIT", 0, "values in UNIT: vehicles/year, USD million, ...", 3},
	{"company", KEY_COMPANY, "NAME", 0, "only this company (* and ? are patterns here and below)", 2},
	{"segment", KEY_SEGMENT, "NAME", 0, "only this segment ('' is the whole company)", 2},
	{"stance",  KEY_STANCE,  "WORD", 0, "actual, guidance or hypothetical", 2},
	{"kind",    KEY_KIND,    "WORD", 0, "level, delta, growth or contribution", 2},
	{"basis",   KEY_BASIS,   "WORD", 0, "gaap or adjusted ('' is what does not say)", 2},
	{"variant", KEY_VARIANT, "WORDS", 0, "ex-credits, organic, ... ('' is none)", 2},
	{"measure", KEY_MEASURE, "WORD", 0, "average, exit, peak or capability, of rates", 2},
	{"from",    KEY_FROM,    "DATE", 0, "periods that end on or after DATE (YYYY-MM-DD, or the first day of YYYY-MM, YYYY-Qn, YYYY-Hn, YYYY)", 3},
	{"to",      KEY_TO,      "DATE", 0, "periods that begin on or before DATE (or its last day)", 3},
	{"as-of",   KEY_AS_OF,   "DATE", 0, "as it was known on DATE: said on or before it", 3},
	{"segments", KEY_SEGMENTS, "FILE", 0, "what the segments are (else segments.ini beside the store)", 3},
	{"fiscal",  KEY_FISCAL,  "FILE", 0, "the companies' own quarters (else fiscal.csv beside the store)", 3},
	{"actions", KEY_ACTIONS, "FILE", 0, "splits of shares (else actions.csv beside the store)", 3},
	{"adjusted", KEY_ADJUSTED, NULL, 0, "amounts per share and numbers of shares as of today's shares", 3},
	{"calendarize", KEY_CALENDARIZE, NULL, 0, "fiscal quarters and years made into the calendar's, by days", 3},
	{"base",    KEY_BASE,    "WORD", 0, "of changes, what they are held against: yoy, qoq, 24m, ...", 2},
	{"role",    KEY_ROLE,    "WORD", 0, "who said it: company, operator, or analyst, who else stays out", 2},
	{"scope",   KEY_SCOPE,   "WORD", 0, "part: what holds for a part only, which else stays out", 2},
	{"source",  KEY_SOURCE,  "NAME", 0, "spoken, filed, ...", 2},
	{"min-confidence", KEY_MIN_CONFIDENCE, "X", 0, "only what is at least as sure as X, 0 to 1", 2},
	{"store",   KEY_STORE,   "FILE", 0, "the store (else $TSERIES_STORE, else tseries.db here)", 1},
	{"format",  KEY_FORMAT,  "NAME", 0, "the form of the output", 4},
	{"output",  'o',         "FILE", 0, "write to FILE ('-' is standard output)", 4},
	{"catalog", KEY_CATALOG, "FILE", 0, "add a metric catalog (may be repeated)", 5},
	{"quiet",   'q',         NULL,   0, "no messages but errors", 6},
	{"help",    'h',         NULL,   0, "print this help", 7},
	{"version", KEY_VERSION, NULL,   0, "print the program's version", 7},
	{NULL, 0, NULL, 0, NULL, 0},
};
/* clang-format on */

struct options
options_default(void)
{
	const char *env = getenv("TSERIES_STORE");
	return (struct options){
	    .store = env && *env ? env : "tseries.db",
	    .from = DATE_NONE,
	    .to = DATE_NONE,
	    .as_of = DATE_NONE,
	    .notes = stderr,
	};
}

/* "2018", "2018-03", "2018-Q1", "2018-H1": the calendar's, as labels have them. */
static bool
read_time(const char *arg, struct period *p)
{
	int32_t first;
	char day[DATE_TEXT];
	int year, month, d, months = 12;
	size_t n = strlen(arg);
	bool part = n == 7 && strchr("QqHh", arg[5]);
	(void)snprintf(day, sizeof day, "%.*s%s", part ? 4 : 7, arg,
	    n == 4 || part ? "-01-01" : "-01");
	if ((n != 4 && n != 7) || !date_parse(str_from(day), &first))
		return false;
	date_to_civil(first, &year, &month, &d);
	if (n == 7 && !part)
		months = 1;
	if (part) {
		months = strchr("Qq", arg[5]) ? 3 : 6;
		if (arg[4] != '-' || arg[6] < '1' || arg[6] > '0' + 12 / months)
			return false;
		month = (arg[6] - '1') * months + 1;
	}
	*p = period_months(year, month, months);
	return true;
}

/* A day, or the first or last one of a time. */
static error_t
set_date(struct options *o, int32_t *to, const char *name, const char *arg)
{
	struct period p;
	if (date_parse(str_from(arg), to))
		return 0;
	if (read_time(arg, &p)) {
		*to = strcmp(name, "from") == 0 ? p.start : p.end;
		return 0;
	}
	(void)err_set(&o->err, ERR_USAGE,
	    "--%s '%s' is not a date (YYYY-MM-DD, or YYYY-MM, YYYY-Qn, YYYY-Hn, YYYY)",
	    name, arg);
	return EINVAL;
}

static error_t
set_confidence(struct options *o, const char *arg)
{
	char *end;
	o->min_confidence = strtod(arg, &end);
	if (*arg && !*end && o->min_confidence >= 0 && o->min_confidence <= 1)
		return 0;
	(void)err_set(&o->err, ERR_USAGE,
	    "--min-confidence '%s' is not a number from 0 to 1", arg);
	return EINVAL;
}

static error_t
add_catalog(struct options *o, const char *arg)
{
	if (o->n_catalogs == OPTIONS_CATALOGS) {
		(void)err_set(&o->err, ERR_USAGE, "more than %d --catalog files",
		    OPTIONS_CATALOGS);
		return EINVAL;
	}
	o->catalogs[o->n_catalogs++] = arg;
	return 0;
}

/* Where the text of an option goes; NULL for those that are more than text. */
static const char **
text_of(struct options *o, int key)
{
	switch (key) {
	case KEY_STORE:
		return &o->store;
	case KEY_COMPANY:
		return &o->company;
	case KEY_SEGMENT:
		return &o->segment;
	case KEY_STANCE:
		return &o->stance;
	case KEY_KIND:
		return &o->kind;
	case KEY_BASIS:
		return &o->basis;
	case KEY_VARIANT:
		return &o->variant;
	case KEY_MEASURE:
		return &o->measure;
	case KEY_BASE:
		return &o->base;
	case KEY_ROLE:
		return &o->role;
	case KEY_SCOPE:
		return &o->scope;
	case KEY_SOURCE:
		return &o->source;
	case KEY_GRAIN:
		return &o->grain;
	case KEY_UNIT:
		return &o->unit;
	case KEY_FORMAT:
		return &o->format;
	case KEY_SEGMENTS:
		return &o->segments;
	case KEY_FISCAL:
		return &o->fiscal;
	case KEY_ACTIONS:
		return &o->actions;
	case 'o':
		return &o->output;
	default:
		return NULL;
	}
}

/* What does not go together: output in the place of the store, and no time at all. */
static error_t
check_together(struct options *o)
{
	struct stat store, to;
	char from[DATE_TEXT], until[DATE_TEXT];
	if (o->output && stat(o->output, &to) == 0 && stat(o->store, &store) == 0
	    && to.st_dev == store.st_dev && to.st_ino == store.st_ino)
		(void)err_set(
		    &o->err, ERR_USAGE, "-o %s: that is the store itself", o->output);
	if (o->from != DATE_NONE && o->to != DATE_NONE && o->from > o->to) {
		date_format(o->from, from);
		date_format(o->to, until);
		(void)err_set(
		    &o->err, ERR_USAGE, "--from %s is after --to %s", from, until);
	}
	return o->err.code ? EINVAL : 0;
}

static error_t
parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	if (!o)
		return ARGP_ERR_UNKNOWN;
	const char **text = text_of(o, key);
	if (text) {
		*text = arg;
		return 0;
	}
	switch (key) {
	case KEY_FROM:
		return set_date(o, &o->from, "from", arg);
	case KEY_TO:
		return set_date(o, &o->to, "to", arg);
	case KEY_AS_OF:
		return set_date(o, &o->as_of, "as-of", arg);
	case KEY_MIN_CONFIDENCE:
		return set_confidence(o, arg);
	case KEY_CATALOG:
		return add_catalog(o, arg);
	case 'q':
		o->quiet = 1;
		return 0;
	case KEY_ADJUSTED:
		o->adjusted = true;
		return 0;
	case KEY_CALENDARIZE:
		o->calendarize = true;
		return 0;
	case ARGP_KEY_END:
		return check_together(o);
	case KEY_VERSION:
		(void)puts("tseries " VERSION);
		return ECANCELED;
	case 'h':
		/* Where errors are silent, argp's help is too. */
		state->flags &= ~(unsigned)ARGP_NO_ERRS;
		argp_state_help(
		    state, stdout, ARGP_HELP_STD_HELP & ~(unsigned)ARGP_HELP_EXIT_OK);
		return ECANCELED;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp options_argp = {rows, parse, NULL, NULL, NULL, NULL, NULL};
const struct argp options_select_argp = {
    rows + SHOWING, parse, NULL, NULL, NULL, NULL, NULL};
const struct argp options_plain_argp = {
    rows + SELECTING, parse, NULL, NULL, NULL, NULL, NULL};

enum { MOST_OPTIONS = 96 };
struct names {
	const char *name[MOST_OPTIONS];
	bool takes[MOST_OPTIONS];
	int key[MOST_OPTIONS];
	size_t n;
};

static void
collect_own(const struct argp_option *o, struct names *all)
{
	for (; o && (o->name || o->key || o->doc); o++)
		if (o->name && all->n < MOST_OPTIONS) {
			all->takes[all->n] = o->arg != NULL;
			all->key[all->n] = o->key;
			all->name[all->n++] = o->name;
		}
}

static void
collect(const struct argp *a, struct names *all)
{
	collect_own(a->options, all);
	for (const struct argp_child *c = a->children; c && c->argp; c++)
		if (c->argp->children == NULL) /* one level is all there is */
			collect_own(c->argp->options, all);
}

/* -o FILE, -oFILE, -q: *skip says whether the next word is its value. */
static int
check_letter(
    const struct names *all, const char *word, bool last, bool *skip, struct err *e)
{
	size_t k = 0;
	while (k < all->n && all->key[k] != word[1])
		k++;
	if (k == all->n && word[1] != '?')
		return err_set(e, ERR_USAGE,
		    "unknown option '-%.1s' (--help lists them)",
		    word[1] >= ' ' && word[1] < 0x7f ? word + 1 : "?");
	*skip = k < all->n && all->takes[k] && word[2] == '\0';
	return *skip && last
		   ? err_set(e, ERR_USAGE, "option '%.2s' needs a value", word)
		   : 0;
}

/* Long options by their whole names only, and a word for those that are none. */
static int
check_names(const struct argp *argp, int argc, char **argv, struct err *e)
{
	struct names all = {.n = 0};
	collect(argp, &all);
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (argv[i][0] == '-' && argv[i][1] && argv[i][1] != '-') {
			bool skip = false;
			if (check_letter(&all, argv[i], i + 1 == argc, &skip, e) != 0)
				return -1;
			i += skip;
			continue;
		}
		if (strncmp(argv[i], "--", 2) != 0)
			continue;
		struct str rest = str_from(argv[i] + 2);
		bool whole = memchr(rest.p, '=', rest.n) == NULL;
		struct str name = str_cut(&rest, '=');
		size_t k = 0;
		while (k < all.n && !str_eq(name, str_from(all.name[k])))
			k++;
		if (k < all.n) {
			if (all.takes[k] && whole && i + 1 == argc)
				return err_set(
				    e, ERR_USAGE, "option '%s' needs a value", argv[i]);
			i += all.takes[k] && whole;
			continue;
		}
		char word[64];
		(void)snprintf(word, sizeof word, "%.*s", STR_FMT(name));
		const char *near = options_nearest(word, all.name, all.n);
		if (near)
			return err_set(e, ERR_USAGE,
			    "unknown option '--%s'; did you mean '--%s'?", word, near);
		return err_set(e, ERR_USAGE,
		    "unknown option '--%s' (tseries %s --help lists them)", word,
		    argv[0]);
	}
	return 0;
}

int
options_parse(
    const struct argp *argp, int argc, char **argv, void *input, struct err *e)
{
	if (check_names(argp, argc, argv, e) != 0)
		return -1;
	/* argp takes the name that its help shows from argv[0]. */
	char name[64], *own = argv[0];
	(void)snprintf(name, sizeof name, "tseries %s", own);
	argv[0] = name;
	error_t rc = argp_parse(
	    argp, argc, argv, ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP, NULL, input);
	argv[0] = own;
	if (rc == ECANCELED)
		return 1;
	if (rc == ENOMEM)
		return err_nomem(e);
	if (rc != 0)
		return err_set(e, ERR_USAGE,
		    "these options or arguments do not fit"
		    " (tseries %s --help shows what does)",
		    own);
	return 0;
}

error_t
options_metric(struct options *o, const char **metric, const char *arg)
{
	if (*metric)
		(void)err_set(&o->err, ERR_USAGE, "one metric at a time: '%s' or '%s'",
		    *metric, arg);
	*metric = arg;
	return o->err.code ? EINVAL : 0;
}

/* Damerau (1964): Levenshtein's, and two letters that stand in the other order are one
 * mistake; words of up to 63 letters. */
static size_t
distance(const char *a, const char *b)
{
	size_t table[3][64], n = strlen(b), m = strlen(a);
	if (n > 63 || m > 63)
		return 64;
	for (size_t j = 0; j <= n; j++)
		table[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t *row = table[i % 3];
		const size_t *up = table[(i + 2) % 3];
		const size_t *before = table[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = up[j - 1] + (a[i - 1] != b[j - 1]);
			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
			    && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
	}
	return table[m % 3][n];
}

const char *
options_nearest(const char *word, const char *const *names, size_t n)
{
	enum { SHORT = 3 };
	size_t letters = strlen(word), limit = letters / 3 > 2 ? letters / 3 : 2;
	const char *best = NULL;
	if (letters <= SHORT)
		limit = 1;
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, names[i]);
		bool half = 2 * d >= letters && word[0] != names[i][0];
		if (d <= limit && d < strlen(names[i]) && !half) {
			best = names[i];
			limit = d ? d - 1 : 0;
		}
	}
	return best;
}
