/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/lag.h"

#include <math.h>
#include <stdio.h>

struct lag
lag_of(const struct obs *o)
{
	static const double MONTH_DAYS = 365.25 / 12;
	if (o->kind == OBS_LEVEL || !period_known(o->base) || !period_known(o->period))
		return (struct lag){.said = false};
	/* By days, not by dates: fiscal quarters of 13 weeks end anywhere. */
	double days = (double)o->period.end - (double)o->base.end;
	return (struct lag){.said = true,
	    .uneven = period_grain(o->base) != period_grain(o->period),
	    .months = (int)lround(days / MONTH_DAYS)};
}

int
lag_cmp(struct lag a, struct lag b)
{
	int c = a.said - b.said;
	c = c ? c : a.uneven - b.uneven;
	return c ? c : (a.months > b.months) - (a.months < b.months);
}

void
lag_name(struct lag l, char out[LAG_TEXT])
{
	out[0] = '\0';
	if (!l.said)
		return;
	if (!l.uneven && (l.months == 12 || l.months == 3))
		(void)snprintf(out, LAG_TEXT, "%s", l.months == 12 ? "yoy" : "qoq");
	else
		(void)snprintf(
		    out, LAG_TEXT, "%dm%s", l.months, l.uneven ? "-uneven" : "");
}

bool
lag_is_name(const char *word)
{
	struct str s = str_from(word);
	size_t i = s.n && s.p[0] == '-';
	if (s.n == 0 || str_eq_nocase(s, STR("yoy")) || str_eq_nocase(s, STR("qoq")))
		return true;
	size_t digits = i;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	struct str rest = str_sub(s, i, s.n);
	return i > digits
	       && (str_eq_nocase(rest, STR("m"))
		   || str_eq_nocase(rest, STR("m-uneven")));
}
