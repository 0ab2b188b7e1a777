/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/date.h"

int32_t
date_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void
date_to_civil(int32_t date, int *year, int *month, int *day)
{
	/* Days and years are counted from 1 March of a year so far back that none is
	 * below 0. */
	enum { CENTURIES_4 = 15000, DAYS_4 = 146097, DAYS_TO_1970 = 719468 };
	uint64_t days =
	    (uint64_t)((int64_t)date + DAYS_TO_1970 + (int64_t)DAYS_4 * CENTURIES_4);
	uint64_t n1 = 4 * days + 3, century = n1 / DAYS_4,
		 n2 = (uint64_t)2939745 * (n1 % DAYS_4 | 3);
	uint32_t of_year = (uint32_t)n2 / 2939745 / 4, n3 = 2141 * of_year + 197913;
	int next = of_year >= 306; /* January and February */
	*year = (int)(100 * (int64_t)century + (int64_t)(n2 >> 32)) - 400 * CENTURIES_4
		+ next;
	*month = (int)(n3 >> 16) - 12 * next;
	*day = (int)((n3 & 0xffff) / 2141) + 1;
}

int
date_days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

int32_t
date_add_months(int32_t date, int n)
{
	int y, m, d;
	date_to_civil(date, &y, &m, &d);
	int months = y * 12 + (m - 1) + n;
	y = months / 12 - (months % 12 < 0);
	m = months - y * 12 + 1;
	int last = date_days_in_month(y, m);
	return date_from_civil(y, m, d < last ? d : last);
}

bool
date_parse(struct str s, int32_t *out)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	int part[3] = {0, 0, 0};
	static const struct {
		size_t from, to;
	} at[3] = {{0, 4}, {5, 7}, {8, 10}};
	for (int k = 0; k < 3; k++)
		for (size_t i = at[k].from; i < at[k].to; i++) {
			if (s.p[i] < '0' || s.p[i] > '9')
				return false;
			part[k] = part[k] * 10 + (s.p[i] - '0');
		}
	if (part[1] < 1 || part[1] > 12 || part[2] < 1
	    || part[2] > date_days_in_month(part[0], part[1]))
		return false;
	*out = date_from_civil(part[0], part[1], part[2]);
	return true;
}

void
date_format(int32_t date, char out[DATE_TEXT])
{
	out[0] = '\0';
	if (date == DATE_NONE)
		return;
	int y, m, d;
	date_to_civil(date, &y, &m, &d);
	if (y < 0 || y > 9999)
		return;
	out[0] = (char)('0' + y / 1000);
	out[1] = (char)('0' + y / 100 % 10);
	out[2] = (char)('0' + y / 10 % 10);
	out[3] = (char)('0' + y % 10);
	out[4] = out[7] = '-';
	out[5] = (char)('0' + m / 10);
	out[6] = (char)('0' + m % 10);
	out[8] = (char)('0' + d / 10);
	out[9] = (char)('0' + d % 10);
	out[10] = '\0';
}
