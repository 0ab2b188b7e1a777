/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Score found observations against labelled ones, as gold/score.py does and in its
 * words; with --calibration also how often a row of some confidence is right.
 *
 *	accuracy GOLD.csv FOUND.csv [--ignore SPANS.csv] [--metrics a,b] [--per-metric]
 *	    [--show] [--calibration] [--min NAME=VALUE ...]
 *
 * Exits with 0; with 1 where a figure is below its --min, there is no such figure, or
 * none of --metrics is labelled; with 64 on usage, 65 on bad rows or missing columns,
 * 66 when a file is not there.
 */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>

#include "series/file.h"
#include "tests/score/score.h"

enum { MOST = 256 << 20, MOST_BARS = 64, MOST_GROUPS = 2 };

struct bar {
	const char *text;
	struct str group, name; /* group: empty for the first one printed */
	double least;
};
struct settings {
	const char *gold, *found, *ignore, *metrics;
	bool per_metric, show, calibration;
	struct bar bars[MOST_BARS];
	size_t n_bars;
};

struct group {
	struct str name;
	struct str *metrics;
	size_t n;
	struct score_figures figures;
};
struct run {
	const struct settings *set;
	struct arena arena;
	struct score_list gold, found;
	struct score_spans ignore;
	struct str *metrics; /* that are labelled */
	size_t n_metrics;
	struct group groups[MOST_GROUPS];
	size_t n_groups;
};

/* ----- printing ------------------------------------------------------------------ */

static void
print_figures(const char *indent, struct str name, const struct score_figures *f)
{
	const struct score_rates *d = &f->detect, *s = &f->strict;
	(void)printf("%s%-*.*s gold %4zu found %4zu  detect P %.3f R %.3f F1 %.3f  "
		     "strict P %.3f R %.3f F1 %.3f  key F1 %.3f\n%22s",
	    indent, 22 - (int)strlen(indent), STR_FMT(name), f->gold, f->found,
	    d->precision, d->recall, d->f1, s->precision, s->recall, s->f1, f->key.f1,
	    "");
	for (int k = 0; k < SCORE_ATTRS; k++)
		(void)printf(
		    " %s %.3f", score_attr_name((enum score_attr)k), f->share[k]);
	(void)puts("");
}

static void
print_row(const char *mark, const struct score_row *r, const char *end)
{
	(void)printf("%s %.*s:%lld-%lld ", mark, STR_FMT(r->doc), (long long)r->start,
	    (long long)r->end);
	for (int c = SCORE_C_METRIC; c <= SCORE_C_BASE_END; c++)
		(void)printf(
		    "%s%.*s", c == SCORE_C_METRIC ? "" : "|", STR_FMT(r->text[c]));
	(void)puts(end);
}

static void
print_errors(const struct score_match *m)
{
	for (size_t i = 0; i < m->missed.n; i++)
		print_row("  -", m->missed.row[i], "");
	for (size_t i = 0; i < m->extra.n; i++)
		print_row("  +", m->extra.row[i], "");
	for (size_t i = 0; i < m->n_pairs; i++) {
		const struct score_pair *p = &m->pairs[i];
		const char *before = "  ~ ";
		for (int k = 0; k < SCORE_ATTRS; k++) {
			if (p->agree[k] != SCORE_DIFFERS)
				continue;
			(void)printf(
			    "%s%s", before, score_attr_name((enum score_attr)k));
			before = ",";
		}
		if (*before != ',')
			continue;
		(void)puts(" ");
		print_row("      gold ", p->gold, " ");
		print_row("      found", p->found, "");
	}
}

static void
print_bin(const char *name, const struct score_bin *b)
{
	(void)printf("  %-10s %6zu %6zu", name, b->n, b->right);
	if (b->n)
		(void)printf(" %6.1f%%", 100 * (double)b->right / (double)b->n);
	(void)puts("");
}

static void
print_calibration(const struct score_match *m)
{
	struct score_calibration c = score_calibrate(m);
	(void)puts("confidence   counted  right   share");
	for (int k = 0; k < SCORE_BINS; k++) {
		char name[16];
		(void)snprintf(
		    name, sizeof name, "%.1f-%.1f", k / 10.0, (k + 1) / 10.0);
		print_bin(name, &c.bin[k]);
	}
	if (c.without.n)
		print_bin("none", &c.without);
	const struct score_bin *b = &c.bin[8];
	double share = b->n ? (double)b->right / (double)b->n : (double)NAN;
	if (b->n == 0)
		(void)puts("0.8-0.9 holds no rows");
	else
		(void)printf("0.8-0.9 %s between 75%% and 95%%: %.1f%%\n",
		    share >= 0.75 && share <= 0.95 ? "lies" : "does not lie",
		    100 * share);
}

/* ----- scoring ------------------------------------------------------------------- */

static int
match_metrics(struct run *r, const struct str *metrics, size_t n,
    struct score_match *out, struct err *e)
{
	struct score_list gold, found;
	if (score_of_metrics(&r->gold, metrics, n, &r->arena, &gold, e) != 0
	    || score_of_metrics(&r->found, metrics, n, &r->arena, &found, e) != 0)
		return -1;
	return score_match(&gold, &found, &r->ignore, &r->arena, out, e);
}

static int
score_groups(struct run *r, struct err *e)
{
	struct score_match m = {.n_pairs = 0};
	for (size_t i = 0; i < r->n_groups; i++) {
		struct group *g = &r->groups[i];
		if (match_metrics(r, g->metrics, g->n, &m, e) != 0)
			return -1;
		g->figures = score_count(&m);
		print_figures("", g->name, &g->figures);
		if (r->set->show && i + 1 == r->n_groups)
			print_errors(&m);
	}
	for (size_t i = 0; r->set->per_metric && i < r->n_metrics; i++) {
		struct score_match one;
		if (match_metrics(r, &r->metrics[i], 1, &one, e) != 0)
			return -1;
		struct score_figures f = score_count(&one);
		print_figures("  ", r->metrics[i], &f);
	}
	if (r->set->calibration)
		print_calibration(&m);
	return 0;
}

static int
check_bars(const struct run *r, struct err *e)
{
	bool low[MOST_BARS] = {false}, any = false;
	for (size_t i = 0; i < r->set->n_bars; i++) {
		const struct bar *b = &r->set->bars[i];
		const struct group *g = &r->groups[0];
		while (b->group.n && g < r->groups + r->n_groups
		       && !str_eq(b->group, g->name))
			g++;
		double v;
		if (g == r->groups + r->n_groups
		    || !score_figure(&g->figures, b->name, &v))
			return err_set(e, ERR_EMPTY, "--min: no figure %s", b->text);
		low[i] = !(v >= b->least);
		any |= low[i];
	}
	for (size_t i = 0; i < r->set->n_bars; i++)
		if (low[i])
			(void)printf("below %s\n", r->set->bars[i].text);
	/* What there is to say has been said. */
	if (any)
		e->code = ERR_EMPTY;
	return any ? -1 : 0;
}

/* ----- beginning ----------------------------------------------------------------- */

static int
read_list(struct run *r, const char *path, bool calibrated, struct score_list *out,
    struct err *e)
{
	struct str bytes;
	if (file_read(path, MOST, &r->arena, &bytes, e) != 0
	    || score_parse(bytes, calibrated, &r->arena, out, e) != 0)
		return err_at(e, str_from(path), e->line);
	return 0;
}

static int
read_all(struct run *r, struct err *e)
{
	const struct settings *s = r->set;
	struct str bytes;
	struct score_list all;
	if (read_list(r, s->gold, false, &r->gold, e) != 0
	    || read_list(r, s->found, s->calibration, &all, e) != 0)
		return -1;
	if (s->ignore
	    && (file_read(s->ignore, MOST, &r->arena, &bytes, e) != 0
		|| score_parse_spans(bytes, &r->arena, &r->ignore, e) != 0))
		return err_at(e, str_from(s->ignore), e->line);
	if (score_of_docs(&all, &r->gold, &r->arena, &r->found, e) != 0)
		return -1;
	return score_metrics(&r->gold, &r->arena, &r->metrics, &r->n_metrics, e);
}

static int
ask_metrics(struct run *r, struct err *e)
{
	struct str rest = str_from(r->set->metrics);
	struct group *g = &r->groups[r->n_groups++];
	*g = (struct group){.name = STR("asked"),
	    .metrics = ARENA_NEW(&r->arena, rest.n + 1, struct str)};
	if (!g->metrics)
		return err_nomem(e);
	bool any = false;
	while (rest.n) {
		struct str name = str_cut(&rest, ',');
		g->metrics[g->n++] = name;
		for (size_t i = 0; i < r->n_metrics; i++)
			any |= str_eq(name, r->metrics[i]);
	}
	if (!any)
		return err_set(e, ERR_EMPTY, "--metrics: none of these is labelled");
	return 0;
}

static int
run(const struct settings *s, struct err *e)
{
	struct str core[] = {
	    STR("production_rate"), STR("gross_margin"), STR("capex"), STR("cash")};
	struct run r = {.set = s};
	int rc = read_all(&r, e);
	if (rc == 0 && s->metrics) {
		rc = ask_metrics(&r, e);
	} else if (rc == 0) {
		r.groups[r.n_groups++] = (struct group){.name = STR("core"),
		    .metrics = core,
		    .n = sizeof core / sizeof *core};
		r.groups[r.n_groups++] = (struct group){
		    .name = STR("all"), .metrics = r.metrics, .n = r.n_metrics};
	}
	if (rc == 0)
		rc = score_groups(&r, e);
	if (rc == 0)
		rc = check_bars(&r, e);
	arena_release(&r.arena);
	return rc;
}

/* NAME=VALUE or GROUP.NAME=VALUE. */
static int
add_bar(struct settings *s, const char *arg, struct err *e)
{
	struct str rest = str_from(arg), name = str_cut(&rest, '=');
	char *end = NULL;
	double least = rest.n ? strtod(rest.p, &end) : 0;
	if (!end || *end)
		return err_set(e, ERR_USAGE, "--min '%s' is not NAME=VALUE", arg);
	if (s->n_bars == MOST_BARS)
		return err_set(e, ERR_USAGE, "more than %d --min", MOST_BARS);
	struct bar b = {.text = arg, .group = STR(""), .name = name, .least = least};
	if (memchr(name.p, '.', name.n))
		b.group = str_cut(&b.name, '.');
	s->bars[s->n_bars++] = b;
	return 0;
}

static int
parse(int argc, char **argv, struct settings *s, struct err *e)
{
	static const struct option options[] = {
	    {"ignore", required_argument, NULL, 'i'},
	    {"metrics", required_argument, NULL, 'm'},
	    {"per-metric", no_argument, NULL, 'p'},
	    {"show", no_argument, NULL, 's'},
	    {"calibration", no_argument, NULL, 'c'},
	    {"min", required_argument, NULL, 'b'},
	    {NULL, 0, NULL, 0},
	};
	int k;
	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (k == 'i')
			s->ignore = optarg;
		else if (k == 'm')
			s->metrics = *optarg ? optarg : NULL;
		else if (k == 'b' && add_bar(s, optarg, e) != 0)
			return -1;
		else if (k == '?')
			break;
		s->per_metric |= k == 'p';
		s->show |= k == 's';
		s->calibration |= k == 'c';
	}
	if (k != -1 || argc - optind != 2)
		return err_set(e, ERR_USAGE,
		    "usage: accuracy GOLD.csv FOUND.csv [--ignore SPANS.csv] "
		    "[--metrics a,b] [--per-metric] [--show] [--calibration] "
		    "[--min NAME=VALUE ...]");
	s->gold = argv[optind];
	s->found = argv[optind + 1];
	return 0;
}

int
main(int argc, char **argv)
{
	struct err e = {.code = ERR_NONE};
	struct settings s = {.gold = NULL};
	int rc = parse(argc, argv, &s, &e);
	if (rc == 0)
		rc = run(&s, &e);
	if (fflush(stdout) != 0 || ferror(stdout))
		rc = err_errno(&e, ERR_IO, "cannot write standard output");
	if (e.text[0])
		err_print(stderr, &e);
	return rc == 0 ? 0 : (int)e.code;
}
