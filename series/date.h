/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERIES_DATE_H
#define SERIES_DATE_H

#include <stdint.h>

#include "series/base/str.h"

/*
 * Civil dates as days since 1970-01-01 in the proleptic Gregorian calendar
 * (algorithms: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013; back:
 * C. Neri, L. Schneider, "Euclidean affine functions and their application to calendar
 * algorithms", 2023).
 */
#define DATE_NONE INT32_MIN
enum { DATE_TEXT = 11 }; /* "2017-12-31" and a NUL */

int32_t date_from_civil(int year, int month, int day);
void date_to_civil(int32_t date, int *year, int *month, int *day);

/** The days of a month (1..12). */
int date_days_in_month(int year, int month);

/** n months on, the day cut to the month's last (31 Jan + 1 month = 28 Feb). */
int32_t date_add_months(int32_t date, int n);

/** Read "YYYY-MM-DD"; false, *out untouched, when s is not a real date. */
bool date_parse(struct str s, int32_t *out);

/** Write "YYYY-MM-DD", or "" for DATE_NONE. */
void date_format(int32_t date, char out[DATE_TEXT]);

#endif
