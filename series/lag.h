/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_LAG_H
#define SERIES_LAG_H

#include "series/obs.h"

/*
 * How far back the base of a change lies: what tells growth on the year before from
 * growth on the quarter before or on 2019.  Levels have none; where a change does not
 * say what it is held against, that is a value of its own.
 */
struct lag {
	bool said;
	bool uneven; /* the base is another kind of time: a quarter against a year */
	int months;  /* from the end of the base to the end of the period */
};

/** That of an observation; all zero where nothing is said or it is a level. */
struct lag lag_of(const struct obs *o);

/** Order: <0, 0, >0. */
int lag_cmp(struct lag a, struct lag b);

/** "yoy" (12 months), "qoq" (3), "24m", "12m-uneven"; "" where nothing is said. */
enum { LAG_TEXT = 32 };
void lag_name(struct lag l, char out[LAG_TEXT]);
/** Whether a word is such a name, whatever the case of its letters. */
bool lag_is_name(const char *word);

#endif
