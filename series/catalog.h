/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_CATALOG_H
#define SERIES_CATALOG_H

#include "series/base/arena.h"
#include "series/base/err.h"

/*
 * The metric catalog: what each metric is called, how people speak of it, in which
 * units it can stand.  It comes from an INI file that is compiled in; further files
 * add metrics and cues, or replace the whole (a section [catalog] with the key
 * `replace = yes`).  Keys: docs/catalog.md.
 */
enum catalog_type {
	CATALOG_FLOW,    /* an amount in a period */
	CATALOG_BALANCE, /* an amount at a date */
	CATALOG_RATE,    /* an amount per unit of time */
	CATALOG_RATIO,   /* a percentage of something */
	CATALOG_PRICE,   /* money per thing */
	CATALOG_TYPES
};

/* The time that a value is about when nothing says it. */
enum catalog_period {
	CATALOG_QUARTER,     /* the quarter that the call reports */
	CATALOG_QUARTER_END, /* its last day */
	CATALOG_CALL,        /* the day of the call */
	CATALOG_PERIODS
};

/* What a number has to be to be a level of the metric (a set of bits). */
enum catalog_unit {
	CATALOG_PERCENT = 1,
	CATALOG_MONEY = 2,
	CATALOG_COUNT = 4,      /* vehicles, orders, ... or no noun at all */
	CATALOG_COUNT_RATE = 8, /* vehicles/week */
	CATALOG_MONEY_RATE = 16,
	CATALOG_MONEY_PER = 32, /* USD/vehicle, or plain money */
	CATALOG_ENERGY = 64,    /* GWh, MW, ... */
};

/* A phrase: lower-case words, each exact or (with a trailing '*') a prefix. */
struct catalog_cue {
	struct str *words;
	size_t n_words;
	int strength; /* 3 strong, 2 ordinary (`cue`), 1 `weak` */
};

struct catalog_metric {
	struct str name, title,
	    what; /* "gross_margin", "Gross margin", "gross profit as ..." */
	enum catalog_type type;
	enum catalog_period period;
	bool period_said;    /* else the type decides */
	unsigned units;      /* of enum catalog_unit */
	struct str noun;     /* the default noun of counts: "vehicles" */
	bool less_is_better; /* of costs: below a promise is no miss */
	struct str *aliases;
	size_t n_aliases;
	struct catalog_cue *cues;
	size_t n_cues;
	struct catalog_cue
	    *nots; /* phrases that hold a cue's words and mean something else */
	size_t n_nots;
	struct str
	    source; /* "built in" or the file, of the section's first appearance */
};

struct catalog {
	struct catalog_metric *metrics;
	size_t n;
	struct arena arena;
};

/** The built-in catalog and then the files, in order.  NULL with *e naming file,
 *  line and key.  Free with catalog_free. */
struct catalog *catalog_new(const char *const *files, size_t n, struct err *e);
void catalog_free(struct catalog *c);

/** By name or alias; NULL when there is none. */
const struct catalog_metric *catalog_find(const struct catalog *c, struct str name);

/** The same, but an unknown name is an error that suggests the nearest one. */
const struct catalog_metric *catalog_need(
    const struct catalog *c, const char *name, struct err *e);

/** Is it one of the sections that only take numbers away ("none...")? */
bool catalog_is_none(const struct catalog_metric *m);

const char *catalog_type_name(enum catalog_type t);
const char *catalog_period_name(enum catalog_period p);
/** "percent", "money", ...: the name of one bit. */
const char *catalog_unit_name(enum catalog_unit u);

#endif
