/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CHANGE_H
#define EXTRACT_CHANGE_H

#include "extract/reading.h"

/*
 * What the words around a value say of a change: who drives it ("currency",
 * "acquisitions", "price"), what it does ("contributed", "offset"), whether the value is
 * one ("increase of", "up") or is reached by it ("to"), whether something comes or goes
 * ("repaid", "hired").
 */
enum { CHANGE_SETS = 12 };
enum change_place { /* the nearest */
	CHANGE_NOWHERE,
	CHANGE_BEFORE, /* within some words */
	CHANGE_BEHIND,
	CHANGE_AWAY_BEFORE, /* in the clause */
	CHANGE_AWAY_BEHIND,
	CHANGE_PLACES
};
struct change {
	unsigned char at[CHANGE_SETS]; /* enum change_place */
};

/** The words of change around quantity q of r. */
struct change change_find(const struct reading *r, const struct quantity *q);

/** The kinds that language leaves open for a value, a bit for each (1U << OBS_DELTA): "a $7
 *  million headwind", "tariffs reduced EBITDA by $9 million", "up 5%, with 2% from price" are
 *  contributions, "$50 million of EBITDA growth" is no level; all bits where nothing says. */
unsigned change_kinds(const struct reading *r, const struct quantity *q);

/** Of which of the sets a token is the first, from 1; 0 of none. */
unsigned change_set(const struct token *t);

#endif
