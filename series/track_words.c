/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/track_words.h"

#include <math.h>

struct str
track_words_move(
    const struct track_promise *p, const struct track_step *s, struct arena *a)
{
	const char *name = track_move_name(s->move);
	if (s->move == TRACK_DELAYED || s->move == TRACK_ADVANCED)
		return arena_printf(
		    a, "%s by %d days", name, s->days < 0 ? -s->days : s->days);
	if (isnan(s->shift) || s->shift == 0)
		return str_from(name);
	double size = fabs(s->shift);
	struct str much = str_eq(p->unit, STR("percent"))
			      ? arena_printf(a, "%.4g points", size)
			      : series_text(size, size, p->unit, a);
	bool plain = s->move == TRACK_RAISED || s->move == TRACK_CUT;
	if (!much.p)
		return much;
	return arena_printf(a, "%s%s by %.*s", name,
	    plain          ? ""
	    : s->shift < 0 ? ", lower"
			   : ", higher",
	    STR_FMT(much));
}

/* Of milestones that came, or may have; {NULL} for all others. */
static struct str
milestone(const struct track_promise *p, struct arena *a)
{
	if (p->outcome == TRACK_LATE && p->late_first == p->late_last)
		return arena_printf(a, "came late by %d days", p->late_first);
	if (p->outcome == TRACK_LATE)
		return arena_printf(a, "came late by %d days (%d after its last day)",
		    p->late_first, p->late_last);
	if (p->outcome == TRACK_UNCLEAR && p->milestone)
		return arena_printf(a, "came at most %d days late", p->late_first);
	if (p->outcome == TRACK_EARLY)
		return arena_printf(a, "came early by %d days", -p->late_first);
	return (struct str){NULL, 0};
}

struct str
track_words_outcome(const struct track_promise *p, struct arena *a)
{
	const char *name = track_outcome_name(p->outcome);
	struct str text = milestone(p, a);
	if (text.p)
		return text;
	if (p->outcome == TRACK_NO_ACTUAL && p->other) {
		struct series_key k = series_key_of(p->other);
		struct str other = series_options(&k, a);
		return other.p
			   ? arena_printf(a, "%s; another: %.*s", name, STR_FMT(other))
			   : other;
	}
	if (!p->actual || isnan(p->position))
		return arena_printf(a, "%s%s", p->actual ? "came " : "", name);
	/* At most four digits, with their sign. */
	bool points = isnan(p->position_percent);
	return arena_printf(a, "came %s, %+.4g%s", name,
	    points ? p->position : p->position_percent,
	    !points                           ? "%"
	    : str_eq(p->unit, STR("percent")) ? " points"
					      : "");
}
