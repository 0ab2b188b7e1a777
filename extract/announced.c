/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/announced.h"

#include "extract/basing.h"
#include "extract/number.h"

/* Does what token i begins hold for all that follows? */
static bool
announces(const struct reading *r, const struct sentence *s, size_t i)
{
	enum { FAR = 4 };
	if (number_among(&r->t[i], "all"))
		return i + 1 < s->b
		       && number_among(&r->t[i + 1], "comparisons|comparatives");
	if (!number_among(&r->t[i], "unless"))
		return false;
	for (size_t k = i + 1; k < s->b && k - i <= FAR; k++)
		if (number_among(&r->t[k],
			"otherwise|stated|noted|indicated|specified|mentioned"))
			return true;
	return false;
}

static bool
compares(const struct reading *r, const struct sentence *s)
{
	for (size_t i = s->a; i < s->b; i++)
		if (number_among(&r->t[i],
			"comparison|comparisons|compare|compared|comparing|"
			"comparatives|versus|relative|against|change|changes|growth"))
			return true;
	return false;
}

/* What the sentence compares with. */
static enum basing_lies
base_of(
    const struct reading *r, const struct sentence *s, const struct when_clock *clock)
{
	enum basing_lies lies = BASING_NONE;
	if (!compares(r, s))
		return lies;
	for (size_t k = s->w; k < s->w_end; k++) {
		const struct when *w = &r->w[k];
		if (w->base && (w->shift_year || w->shift_quarter))
			lies = w->shift_year ? BASING_YEAR : BASING_QUARTER;
		else if (period_known(w->period) && period_known(clock->reported)
			 && w->period.end < clock->reported.end)
			lies = basing_lies(&clock->fiscal, w->period, clock->reported);
	}
	return lies;
}

enum basing_lies
announced_base(const struct reading *all, size_t n, const struct when_clock *clock)
{
	if (clock->fiscal.quarter == 0)
		return BASING_NONE;
	for (size_t t = 0; t < n; t++) {
		const struct reading *r = &all[t];
		for (size_t i = 0; i < r->n; i++) {
			const struct sentence *s = &r->s[r->s_of[i]];
			enum basing_lies lies =
			    announces(r, s, i) ? base_of(r, s, clock) : BASING_NONE;
			if (lies != BASING_NONE)
				return lies;
		}
	}
	return BASING_NONE;
}
