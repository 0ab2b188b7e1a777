/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_SEGMENTS_H
#define SERIES_SEGMENTS_H

#include "series/base/arena.h"
#include "series/base/err.h"
#include "series/period.h"

/*
 * What the companies' segments are, from segments.ini (keys: docs/reference.md): the
 * variants of one name, its parent, the axis on which it cuts the company, when it is
 * valid, when it was defined anew.  Names are found whatever the case of their (ASCII)
 * letters.  A company's own rows go before those of every company ([*]).
 */
enum segments_axis {
	SEGMENTS_NOAXIS,
	SEGMENTS_PRODUCT,
	SEGMENTS_GEOGRAPHY,
	SEGMENTS_CHANNEL,
	SEGMENTS_END_MARKET,
	SEGMENTS_AXES
};
struct segments_row {
	struct str company; /* empty: every company */
	struct str name, parent;
	enum segments_axis axis;
	struct str *aliases;
	size_t n_aliases;
	struct period valid; /* DATE_NONE: open on that side */
	int32_t *recasts;    /* the first day of each new definition */
	size_t n_recasts;
	size_t line;
};
struct segments_name; /* an index of names and aliases */
struct segments {
	struct segments_row *rows; /* in the order of the file */
	size_t n;
	struct segments_name *names;
	size_t n_names;
};

/** Read a file's bytes, in a; `name` is the file's, for messages.  -1 with *e (78)
 *  naming file, line and key: an unknown key or axis, a date that is none, a name or
 *  alias that stands for two segments at one time, a parent that is no segment of the
 *  company or goes in a circle. */
MUST_CHECK int segments_read(struct str bytes, struct str name, struct arena *a,
    struct segments *out, struct err *e);

/** The row that a name stands for on a day (DATE_NONE: whenever); NULL. */
const struct segments_row *segments_find(
    const struct segments *t, struct str company, struct str name, int32_t day);

/** Which of its definitions a segment has on a day, counted from 0 in the order of time: a
 *  new one begins with each recast, with `from` and after `to`.  0 for DATE_NONE. */
size_t segments_definition(
    const struct segments *t, struct str company, struct str segment, int32_t day);

/** Does a word or pattern (series/select) fit another name of a company's segment, which
 *  is named by its own? */
bool segments_alias_fits(
    const struct segments *t, struct str company, struct str segment, const char *word);

const char *segments_axis_name(enum segments_axis x);

#endif
