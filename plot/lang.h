/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLOT_LANG_H
#define PLOT_LANG_H

#include "series/base/arena.h"

/*
 * How numbers, days and quarters are written, by Unicode's CLDR (abbreviated months, the
 * currency's sign left where it stands).  Words stay English.  NULL is English.
 */
struct lang;

/** "de"; NULL for a language that is not in the table.  The names, "en, de, ...". */
const struct lang *lang_find(const char *name);
extern const char lang_names[];

/** A number with its unit as English has it, "$1,234.5 billion" or "18.7%", in the
 *  language; nothing but points and commas between digits and the percent sign changes.
 *  In out, cut to its size, terminated. */
void lang_number(const struct lang *l, struct str value, char *out, size_t size);
/** The same in a; .p is NULL when memory is out. */
struct str lang_value(const struct lang *l, struct str value, struct arena *a);

/** "30 Jun 2018", "30. Juni 2018"; "Jun 2018" for day 0; in a. */
struct str lang_day(
    const struct lang *l, int year, int month, int day, struct arena *a);

/** "Q1", "T1". */
enum { LANG_QUARTER = 8 };
void lang_quarter(const struct lang *l, int quarter, char out[LANG_QUARTER]);

#endif
