/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/track_words.h"

#include <math.h>
#include <stdlib.h>

static struct str
some_days(int32_t n, struct arena *a)
{
	return arena_printf(a, "%d day%s", abs(n), abs(n) == 1 ? "" : "s");
}

struct str
track_words_move(
    const struct track_promise *p, const struct track_step *s, struct arena *a)
{
	const char *name = track_move_name(s->move);
	bool by_days = s->move == TRACK_DELAYED || s->move == TRACK_ADVANCED;
	if (!by_days && (isnan(s->shift) || s->shift == 0))
		return str_from(name);
	double size = fabs(s->shift);
	struct str much =
	    by_days ? some_days(s->days, a)
	    : str_eq(p->unit, STR("percent"))
		? arena_printf(a, "%.4g point%s", size, size == 1 ? "" : "s")
		: series_text(size, size, p->unit, a);
	bool plain = by_days || s->move == TRACK_RAISED || s->move == TRACK_CUT;
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
	struct str by = some_days(p->late_first, a);
	if (p->outcome == TRACK_LATE && p->late_first == p->late_last)
		return arena_printf(a, "came late by %.*s", STR_FMT(by));
	if (p->outcome == TRACK_LATE)
		return arena_printf(a, "came late by %.*s (%d %s the last target)",
		    STR_FMT(by), abs(p->late_last),
		    p->late_last < 0 ? "before" : "behind");
	if (p->outcome == TRACK_UNCLEAR && p->milestone)
		return arena_printf(a, "came at most %.*s late", STR_FMT(by));
	if (p->outcome == TRACK_EARLY)
		return arena_printf(a, "came early by %.*s", STR_FMT(by));
	return (struct str){NULL, 0};
}

void
track_words_number(double v, int digits, char out[TRACK_WORDS_NUMBER])
{
	if (fabs(v) >= pow(10, digits) - 0.5)
		(void)snprintf(out, TRACK_WORDS_NUMBER, "%+.0f", v);
	else
		(void)snprintf(out, TRACK_WORDS_NUMBER, "%+.*g", digits, v);
}

/* "came above, +0.7 points". */
static struct str
position(const struct track_promise *p, struct arena *a)
{
	const char *name = track_outcome_name(p->outcome);
	bool points = isnan(p->position_percent);
	double v = points ? p->position : p->position_percent;
	const char *unit = !points                            ? "%"
			   : !str_eq(p->unit, STR("percent")) ? ""
			   : fabs(v) == 1                     ? " point"
							      : " points";
	if (v == 0)
		return arena_printf(a, "came %s, at the middle", name);
	char much[TRACK_WORDS_NUMBER];
	track_words_number(v, 3, much);
	return arena_printf(a, "came %s, %s%s", name, much, unit);
}

struct str
track_words_others(const struct track_promise *p, struct arena *a)
{
	struct str text = STR("");
	for (size_t i = 0; i < p->n_others && text.p; i++) {
		struct series_key k = series_key_of(p->others[i]);
		k.source = STR(""); /* --source is that of promises */
		struct str one = series_options(&k, a);
		text = one.p ? arena_printf(a, "%.*s%s%.*s", STR_FMT(text),
			   text.n ? "; " : "", STR_FMT(one))
			     : one;
	}
	return text;
}

/* What came, and where it lies. */
static struct str
outcome(const struct track_promise *p, struct arena *a)
{
	const char *name = track_outcome_name(p->outcome);
	struct str text = milestone(p, a);
	if (text.p)
		return text;
	if (p->outcome == TRACK_NO_ACTUAL && p->n_others
	    && (p->n_others > 1 || p->others[0] != p->filed)) {
		struct str others = track_words_others(p, a);
		return others.p ? arena_printf(a, "%s; %s: %.*s", name,
			   p->n_others > 1 ? "others" : "another", STR_FMT(others))
				: others;
	}
	if (!p->actual || isnan(p->position))
		return arena_printf(a, "%s%s",
		    p->actual && p->outcome != TRACK_NOT_REACHED ? "came " : "", name);
	return position(p, a);
}

struct str
track_words_outcome(const struct track_promise *p, struct arena *a)
{
	struct str text = outcome(p, a);
	if (text.p && p->filed && p->filed == p->actual
	    && p->filed->basis != p->key.basis)
		return arena_printf(a, "%.*s, as filed (%s)", STR_FMT(text),
		    p->filed->basis ? obs_basis_name(p->filed->basis)
				    : "no basis said");
	if (!text.p || !p->filed || p->filed == p->actual
	    || p->filed_outcome == p->outcome)
		return text;
	struct str filed = series_text(p->filed_low, p->filed_high, p->unit, a);
	return arena_printf(a, "%.*s; filed %.*s: %s", STR_FMT(text), STR_FMT(filed),
	    track_outcome_name(p->filed_outcome));
}
