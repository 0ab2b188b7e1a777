/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/withdrawn.h"

#include <stdlib.h>

#include "series/filed.h"

bool
withdrawn_covers(const struct obs *event, struct str segment, struct period period)
{
	if (event->as_of > period.end
	    || (event->segment.n && !str_eq(event->segment, segment)))
		return false;
	struct period named = event->period;
	return !period_known(named) || period_near(period, named)
	       || (period.start >= named.start && period.end <= named.end);
}

static bool
is_own(const struct obs *o)
{
	return (o->role == OBS_COMPANY || o->role == OBS_NOROLE) && filed_is_spoken(o);
}

static struct str
company_of(const struct obs *o)
{
	return o->company.n ? o->company : o->doc;
}

static int
by_company_and_day(const void *a, const void *b)
{
	const struct obs *x = a, *y = b;
	int c = str_cmp(company_of(x), company_of(y));
	c = c ? c : (x->as_of > y->as_of) - (x->as_of < y->as_of);
	return c ? c : obs_cmp_place(x, y);
}

/* The first of the events that is of the company of o, and later than it. */
static size_t
first_behind(const struct obs *events, size_t n, const struct obs *o)
{
	size_t from = 0, to = n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int c = str_cmp(company_of(&events[mid]), company_of(o));
		if (c < 0 || (c == 0 && events[mid].as_of <= o->as_of))
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static bool
withdraws(const struct obs *event, const struct obs *o)
{
	return event->event == OBS_WITHDRAWN && event->act != OBS_RECALL
	       && is_own(event)
	       && (event->metric.n == 0 || str_eq(event->metric, o->metric))
	       && withdrawn_covers(event, o->segment, o->period);
}

void
withdrawn_mark(struct obs *obs, size_t n, struct obs *events, size_t n_events)
{
	if (n_events == 0)
		return;
	qsort(events, n_events, sizeof *events, by_company_and_day);
	for (size_t i = 0; i < n; i++) {
		struct obs *o = &obs[i];
		if (o->stance != OBS_GUIDANCE || o->event != OBS_NOEVENT || !is_own(o)
		    || o->as_of == DATE_NONE || !period_known(o->period))
			continue;
		for (size_t k = first_behind(events, n_events, o);
		     k < n_events && events[k].as_of <= o->period.end
		     && str_eq(company_of(&events[k]), company_of(o)) && !o->withdrawn;
		     k++)
			if (withdraws(&events[k], o))
				o->withdrawn = &events[k];
	}
}
