/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_OPTIONS_H
#define SERIES_OPTIONS_H

#include <argp.h>

#include "series/base/err.h"
#include "series/date.h"

/*
 * The options that every command takes, as an argp child:
 *
 *	struct options o = options_default();
 *	...in the parser, case ARGP_KEY_INIT: state->child_inputs[0] = &o;
 *	static const struct argp_child children[] = {{&options_argp, 0, 0, 0}, {0}};
 *
 * Texts point into argv or the environment.  NULL: not given.
 */
enum { OPTIONS_CATALOGS = 16 };
struct options {
	const char *store; /* --store, $TSERIES_STORE, "tseries.db" */
	const char *company, *segment, *stance, *kind, *basis, *variant, *measure;
	const char *base, *role, *scope, *source, *grain, *unit;
	double min_confidence;   /* 0: all */
	int32_t from, to, as_of; /* DATE_NONE: not given */
	const char *format, *output;
	const char *catalogs[OPTIONS_CATALOGS];
	size_t n_catalogs;
	int quiet;
	const char *segments, *fiscal, *actions; /* reference tables (refs.h) */
	bool adjusted, calendarize;
	bool derive;       /* by commands that have --derive: levels that follow, too */
	bool hypothetical; /* by those that have --hypothetical: values of it, too */
	bool beside;    /* the caller shows what is of other sources, or tells of it */
	FILE *notes;    /* where load_obs says what it changed: stderr; NULL: nowhere */
	struct err err; /* the first bad option */
};

extern const struct argp options_argp;
/** The same without those of how points are shown (--grain, --unit). */
extern const struct argp options_select_argp;
/** Without those that select, too (--company ... --as-of). */
extern const struct argp options_plain_argp;

struct options options_default(void);

/**
 * argp_parse with what tseries wants of it: long options are never abbreviated
 * guesses, usage errors become *e (status 64), --help prints and returns 1.
 * 0: go on; 1: done, all is printed; -1: *e is set.
 */
int options_parse(
    const struct argp *argp, int argc, char **argv, void *input, struct err *e);

/** Take the one METRIC argument of a command into *metric.  EINVAL, with o->err set,
 *  for a second one. */
error_t options_metric(struct options *o, const char **metric, const char *arg);

/** Damerau's nearest of n names to a word that is none of them; NULL when all
 *  are far: by more than a third of the word's letters and 2 of them (of words up to 3
 *  letters 1), or by half of the letters where the first is another one. */
const char *options_nearest(const char *word, const char *const *names, size_t n);

#endif
