/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_OBS_H
#define SERIES_OBS_H

#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/period.h"

/* What reference tables made of an observation when it was read (refs.h). */
struct obs_note {
	struct str segment_stated; /* where its segment is an alias's: the alias */
	struct str
	    words; /* "as stated 4.54: split 5:1"; empty: the value is as stated */
	struct str label;  /* of its period by the company's own calendar; or empty */
	size_t definition; /* of its segment, counted from 0 in the order of time */
	double rounding; /* of a value put together: what its parts were rounded by, in
	                      its unit; 0: its text tells */
};

/*
 * One observation: a value that somebody stated, with what it is about, both of
 * its clocks (as_of: when it was said; period: the time it is about) and the bytes
 * where it stands.  Texts are borrowed from an arena or a document.
 */
/* clang-format off */
enum obs_kind { OBS_LEVEL, OBS_DELTA, OBS_GROWTH, OBS_CONTRIBUTION, OBS_KINDS };
enum obs_stance { OBS_ACTUAL, OBS_GUIDANCE, OBS_HYPOTHETICAL, OBS_STANCES };
enum obs_role { OBS_NOROLE, OBS_COMPANY, OBS_ANALYST, OBS_OPERATOR, OBS_ROLES };
enum obs_basis { OBS_NOBASIS, OBS_GAAP, OBS_ADJUSTED, OBS_BASES };
enum obs_measure { OBS_NOMEASURE, OBS_AVERAGE, OBS_EXIT, OBS_PEAK, OBS_CAPABILITY, OBS_MEASURES };
enum obs_scope { OBS_WHOLE, OBS_PART, OBS_SCOPES };
enum obs_act { OBS_NOACT, OBS_ISSUE, OBS_REPEAT, OBS_RECALL, OBS_ACTS };
enum obs_section { OBS_NOSECTION, OBS_PREPARED, OBS_QA, OBS_SECTIONS };
enum obs_event { OBS_NOEVENT, OBS_REAFFIRMED, OBS_WITHDRAWN, OBS_DECLINED, OBS_EVENTS };
enum obs_precision { OBS_NOPRECISION, OBS_EXACT, OBS_ROUNDED, OBS_HEDGED, OBS_VAGUE, OBS_PRECISIONS };

/* clang-format on */

struct obs {
	struct str doc;
	uint64_t start, end; /* bytes in the document, end exclusive */
	struct str metric;   /* the catalog's name: "gross_margin" */
	enum obs_kind kind;
	struct str segment; /* empty: the whole company */
	enum obs_stance stance;
	enum obs_role role;
	double low,
	    high; /* canonical scale; NaN: open on that side; both NaN: no value */
	struct str unit; /* "USD", "percent", "vehicles/week" */
	struct period period;
	bool vague;
	enum obs_basis basis;
	struct str variant; /* words joined by ';' */
	enum obs_measure measure;
	enum obs_scope scope;
	enum obs_act act;
	struct period base; /* of delta, growth, contribution */
	struct str company;
	int32_t as_of; /* the day it was said; DATE_NONE when unknown */
	bool as_of_estimated;
	struct str fiscal_period; /* the quarter that the call reports: "2017-Q2" */
	struct str source;        /* "spoken", "filed", "consensus", ... */
	enum obs_section section;
	struct str speaker;
	uint64_t line; /* from 1 */
	enum obs_precision precision;
	double confidence;           /* 0..1 */
	struct str rule;             /* what decided */
	struct str text;             /* the value as written */
	struct str quote;            /* its sentence */
	enum obs_event event;        /* of guidance that is spoken of without a value */
	const struct obs_note *note; /* no column; NULL: as it is in the store */
	const struct obs
	    *withdrawn; /* no column; what ended this guidance later; or NULL */
};

/*
 * The columns, in the order of the file format: one table that the CSV, JSON and
 * SQL of observations walk.  A member is found at `offset` in struct obs.
 */
enum obs_type {
	OBS_T_STR,
	OBS_T_UINT,
	OBS_T_NUM,
	OBS_T_DATE,
	OBS_T_BOOL,
	OBS_T_ENUM,
	OBS_TYPES
};
struct obs_column {
	const char *name;
	enum obs_type type;
	size_t offset;
	const char *const *names; /* of OBS_T_ENUM: a name for each value; "" is 0 */
	size_t n_names;
};
enum { OBS_COLUMNS = 35, OBS_FIELD_TEXT = 40 };
extern const struct obs_column obs_columns[OBS_COLUMNS];

/** The names of an enumeration's values ("level", "delta", ...). */
const char *obs_kind_name(enum obs_kind k);
const char *obs_stance_name(enum obs_stance s);
const char *obs_role_name(enum obs_role r);
const char *obs_basis_name(enum obs_basis b);
const char *obs_measure_name(enum obs_measure m);
const char *obs_event_name(enum obs_event v);

/**
 * A column as text, as CSV has it: numbers in the shortest digits that read back
 * as the same double, never in exponents below 1e17; dates ISO; "1"/"0" for vague
 * and "1"/"" for as_of_estimated; NaN and 0 of `line` are "".  Strings are the
 * observation's own, all else is written into buf.
 */
struct str obs_get(
    const struct obs *o, const struct obs_column *c, char buf[OBS_FIELD_TEXT]);

/** Set a column from text; -1 with *e saying what was expected.  A string is
 *  borrowed. */
MUST_CHECK int obs_set(
    struct obs *o, const struct obs_column *c, struct str text, struct err *e);

/** The column of that name, or NULL. */
const struct obs_column *obs_column(struct str name);

/** The label of its period: by the company's own calendar where that is known, else
 *  period_label's.  Terminated. */
enum { OBS_LABEL = 2 * DATE_TEXT + 2 };
void obs_label(const struct obs *o, char out[OBS_LABEL]);

/** Of two values of one series: is the segment another one at b than at a, so that no
 *  line joins them? */
bool obs_is_break(const struct obs *a, const struct obs *b);
#define OBS_BREAK "the segment is another one than before" /* for the note of b */

/** A double in the shortest decimal digits that read back as it; plain notation
 *  between 1e-6 and 1e17.  "" for NaN.  Independent of the locale. */
void obs_number(double v, char out[OBS_FIELD_TEXT]);

/** What all columns add up to; the same for observations that obs_get shows alike.
 *  Columns that were added later add nothing while they are empty, so that checksums
 *  of old observations stay right. */
int64_t obs_checksum(const struct obs *o);

/** Two statements of one value: the same bytes of the same document, metric and
 *  kind.  Order by document, start, end, metric, kind. */
int obs_cmp_place(const struct obs *a, const struct obs *b);

#endif
