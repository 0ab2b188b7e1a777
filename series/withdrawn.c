/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/withdrawn.h"

#include "series/filed.h"
#include "series/series.h"

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

static bool
withdraws(const struct obs *event, const struct obs *o)
{
	return event->event == OBS_WITHDRAWN && event->act != OBS_RECALL
	       && is_own(event) && event->as_of > o->as_of
	       && (event->metric.n == 0 || str_eq(event->metric, o->metric))
	       && str_eq(series_key_of(event).company, series_key_of(o).company)
	       && withdrawn_covers(event, o->segment, o->period);
}

void
withdrawn_mark(struct obs *obs, size_t n, const struct obs *events, size_t n_events)
{
	for (size_t i = 0; i < n; i++) {
		struct obs *o = &obs[i];
		if (o->stance != OBS_GUIDANCE || o->event != OBS_NOEVENT || !is_own(o)
		    || o->as_of == DATE_NONE || !period_known(o->period))
			continue;
		for (size_t k = 0; k < n_events && !o->withdrawn; k++)
			if (withdraws(&events[k], o))
				o->withdrawn = &events[k];
	}
}
