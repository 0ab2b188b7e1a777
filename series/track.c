/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/track.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "series/filed.h"
#include "series/select.h"
#include "series/unit.h"
#include "series/withdrawn.h"

/* clang-format off */
static const char *const move_names[] = {
	[TRACK_ISSUED] = "issued", [TRACK_REAFFIRMED] = "reaffirmed", [TRACK_RAISED] = "raised",
	[TRACK_CUT] = "cut", [TRACK_NARROWED] = "narrowed", [TRACK_WIDENED] = "widened",
	[TRACK_DELAYED] = "delayed", [TRACK_ADVANCED] = "advanced",
	[TRACK_WITHDRAWN] = "withdrawn", [TRACK_REISSUED] = "issued again",
};
static const char *const outcome_names[] = {
	[TRACK_OPEN] = "open", [TRACK_ABOVE] = "above", [TRACK_WITHIN] = "within",
	[TRACK_ROUNDING] = "within rounding", [TRACK_BELOW] = "below", [TRACK_UNCLEAR] = "unclear",
	[TRACK_EARLY] = "early", [TRACK_IN_TIME] = "in time", [TRACK_LATE] = "late",
	[TRACK_NOT_REACHED] = "not reached", [TRACK_ENDED] = "withdrawn",
	[TRACK_NO_ACTUAL] = "no actual found",
};
/* clang-format on */
static_assert(sizeof move_names / sizeof *move_names == TRACK_MOVES, "a name each");
static_assert(
    sizeof outcome_names / sizeof *outcome_names == TRACK_OUTCOMES, "a name each");

const char *
track_move_name(enum track_move m)
{
	return move_names[m];
}

const char *
track_outcome_name(enum track_outcome o)
{
	return outcome_names[o];
}

/* ---- what is compared ---- */

/* A statement on its way into a promise, in the unit of its family. */
struct entry {
	const struct obs *o;
	double low, high;
	double factor; /* from its own unit */
	bool taken;    /* it has found its family */
	size_t n;      /* statements that it stands for */
};

/* A company, and the last day that anything of it is known of. */
struct reach {
	struct str company;
	int32_t last;
};

/* All that one run shares. */
struct run {
	const struct track_query *q;
	struct arena *a;
	struct track *out;
	struct reach *reach;
	size_t n_reach;
	const struct entry *own; /* all of the company at hand */
	size_t n_own;
	size_t cap_promises, cap_undated, cap_events;
};

/* Statements of one key whose units convert: promises first said first, actuals. */
struct family {
	struct run *r;
	struct series_key key;
	bool part;
	struct str unit;
	struct entry *said;
	size_t n_said;
	struct entry *came;
	size_t n_came;
	struct entry *call; /* room for one call's statements */
	size_t first;       /* of the run's promises: the first of this family */
	int32_t horizon;
};

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static bool
same_bound(double a, double b)
{
	return isnan(a) || isnan(b) ? isnan(a) && isnan(b) : near(a, b);
}

/* The one value that stands for an interval. */
static double
middle(double low, double high)
{
	return series_value(&(struct series_point){.low = low, .high = high});
}

static bool
inside(struct period a, struct period b)
{
	return a.start >= b.start && a.end <= b.end;
}

/* What has to be reached: "5,000", "over 5,000" and "at least 5,000" are one. */
static bool
same_goal(double low, double high, double other_low, double other_high)
{
	return near(isnan(low) ? high : low, isnan(other_low) ? other_high : other_low)
	       && near(isnan(high) ? low : high,
		   isnan(other_high) ? other_low : other_high);
}

/* An amount in a period is not reached by that of another, but what is counted since the
 * beginning is; a balance is that of its day. */
static bool
is_milestone(const struct run *r, const struct obs *o)
{
	static const bool reached_by_any[CATALOG_TYPES] = {
	    [CATALOG_RATE] = true, [CATALOG_RATIO] = true, [CATALOG_PRICE] = true};
	bool of_a_moment = o->measure == OBS_EXIT || o->measure == OBS_PEAK
			   || o->measure == OBS_CAPABILITY;
	bool lasting =
	    reached_by_any[r->q->metric->type] || str_eq(o->variant, STR("cumulative"));
	return o->kind == OBS_LEVEL
	       && (of_a_moment || (lasting && period_grain(o->period) == PERIOD_DAY));
}

/* Half of the last digit as it was written, in the family's unit: 0.05 of "18.7%", 50
 * million of "$2.1 billion"; of amounts not more than a fortieth, since "$2 billion"
 * does not mean 1.5.  0 when no digits were written, and of a range: its ends are meant. */
static double
rounding(const struct entry *x)
{
	enum { MOST = 40 };
	struct str t = x->o->text;
	double v = 0, place = 1;
	size_t i = 0;
	while (i < t.n && (t.p[i] < '0' || t.p[i] > '9'))
		i++;
	for (bool decimals = false; i < t.n; i++) {
		bool digit = t.p[i] >= '0' && t.p[i] <= '9';
		bool inner = i + 1 < t.n && t.p[i + 1] >= '0' && t.p[i + 1] <= '9';
		if (digit && decimals)
			v += (t.p[i] - '0') * (place /= 10);
		else if (digit)
			v = 10 * v + (t.p[i] - '0');
		else if (t.p[i] == '.' && inner && !decimals)
			decimals = true;
		else if (t.p[i] != ',' || !inner)
			break;
	}
	double size = fabs(isnan(x->low) ? x->high : x->low);
	double own = fabs(isnan(x->o->low) ? x->o->high : x->o->low);
	bool made = x->o->note && x->o->note->rounding > 0 && own > 0;
	if ((!made && !(v > 0)) || x->o->vague || x->low < x->high)
		return 0;
	/* What was put together is rounded as its parts are, in its own unit. */
	double half = made ? x->o->note->rounding * size / own : size / v * place / 2;
	if (!str_eq(x->o->unit, STR("percent")) && half > size / MOST)
		half = size / MOST;
	return half;
}

/* ---- which observations ---- */

/* Does the company itself say it?  Of a table that names nobody, who else than the
 * company; of a source that is asked for, that. */
static bool
is_own(const struct track_query *q, const struct obs *o)
{
	const char *source = q->filter.source;
	if (o->role != OBS_COMPANY && o->role != OBS_NOROLE)
		return false;
	if (source)
		return select_match(source, o->source.n ? o->source : STR("spoken"));
	return o->role == OBS_COMPANY || filed_is_spoken(o);
}

static bool
is_issued(const struct track_query *q, const struct obs *o)
{
	return (o->act == OBS_ISSUE || o->act == OBS_NOACT) && is_own(q, o);
}

static bool
is_promise(const struct track_query *q, const struct obs *o)
{
	return o->stance == OBS_GUIDANCE && is_issued(q, o);
}

static bool
is_actual(const struct obs *o)
{
	return o->stance == OBS_ACTUAL
	       && (o->role == OBS_COMPANY || o->role == OBS_NOROLE)
	       && period_known(o->period);
}

/* What came is what was said or filed; what a forecaster took for it only where he is
 * asked for. */
static bool
has_come(const struct track_query *q, const struct obs *o)
{
	const char *source = q->filter.source;
	return is_actual(o)
	       && (filed_is_spoken(o) || str_eq(o->source, STR("filed"))
		   || (source && select_match(source, o->source)));
}

static bool
is_wanted(const struct track_query *q, const struct obs *o)
{
	struct series_filter f = q->filter;
	f.stance = f.source = NULL;
	return str_eq(o->metric, q->metric->name) && o->event == OBS_NOEVENT
	       && !(isnan(o->low) && isnan(o->high))
	       && (q->part || o->scope == OBS_WHOLE) && series_passes(&f, o);
}

static struct str
company_of(const struct obs *o)
{
	return o->company.n ? o->company : o->doc;
}

static int
by_company(const void *a, const void *b)
{
	const struct reach *x = a, *y = b;
	return str_cmp(x->company, y->company);
}

/* The day up to which a statement shows that all is told: a call's own; of a filing the
 * one behind what it is about, for it may file an old value again. */
static int32_t
reaches(const struct obs *o)
{
	int32_t end = o->period.end;
	bool earlier = period_known(o->period) && end < o->as_of;
	return !filed_is_spoken(o) && earlier ? end + 1 : o->as_of;
}

/* How far the calls (and filings) of each company reach; forecasts of others do not. */
static int
find_reach(struct run *r, struct err *e)
{
	const struct track_query *q = r->q;
	struct reach *v = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < q->n; i++) {
		struct reach x = {company_of(&q->obs[i]), reaches(&q->obs[i])};
		if (!filed_is_spoken(&q->obs[i]) && q->obs[i].stance != OBS_ACTUAL)
			continue;
		/* Observations come call by call. */
		if (n && str_eq(v[n - 1].company, x.company) && v[n - 1].last == x.last)
			continue;
		struct reach *grown = arena_grow(r->a, v, n, &cap, sizeof *v);
		if (!grown)
			return err_nomem(e);
		v = grown;
		v[n++] = x;
	}
	if (n)
		qsort(v, n, sizeof *v, by_company);
	for (size_t i = 0; i < n; i++) {
		if (r->n_reach == 0 || !str_eq(v[r->n_reach - 1].company, v[i].company))
			v[r->n_reach++] = v[i];
		else if (v[i].last > v[r->n_reach - 1].last)
			v[r->n_reach - 1].last = v[i].last;
	}
	r->reach = v;
	return 0;
}

static int32_t
last_call(const struct run *r, struct str company)
{
	const struct reach want = {company, 0};
	const struct reach *x =
	    r->n_reach ? bsearch(&want, r->reach, r->n_reach, sizeof want, by_company)
		       : NULL;
	return x ? x->last : DATE_NONE;
}

static int
cmp_date(int32_t a, int32_t b)
{
	return (a > b) - (a < b);
}

/* By key, then in the order of the calls; within one by place. */
static int
by_subject_and_call(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	struct series_key kx = series_key_of(x->o), ky = series_key_of(y->o);
	int c = series_cmp_subject(&kx, &ky);
	c = c ? c : (x->o->scope > y->o->scope) - (x->o->scope < y->o->scope);
	c = c ? c : cmp_date(x->o->as_of, y->o->as_of);
	return c ? c : obs_cmp_place(x->o, y->o);
}

static bool
same_subject(const struct entry *a, const struct entry *b)
{
	struct series_key ka = series_key_of(a->o), kb = series_key_of(b->o);
	return series_cmp_subject(&ka, &kb) == 0 && a->o->scope == b->o->scope;
}

static bool
same_call(const struct obs *a, const struct obs *b)
{
	return a->as_of == b->as_of && str_eq(a->doc, b->doc);
}

/* ---- steps ---- */

static struct track_step *
last_step(const struct track_promise *p)
{
	return &p->steps[p->n - 1];
}

static int
add_step(struct run *r, struct track_promise *p, struct track_step s, struct err *e)
{
	struct track_step *grown =
	    arena_grow(r->a, p->steps, p->n, &p->cap, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	p->steps = grown;
	p->steps[p->n++] = s;
	return 0;
}

static int
add_promise(struct family *f, struct track_step s, bool milestone, struct err *e)
{
	struct run *r = f->r;
	struct track_promise *grown = arena_grow(
	    r->a, r->out->promises, r->out->n, &r->cap_promises, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	r->out->promises = grown;
	struct track_promise *p = &grown[r->out->n++];
	*p = (struct track_promise){.key = f->key,
	    .part = f->part,
	    .unit = f->unit,
	    .milestone = milestone,
	    .actual_low = (double)NAN,
	    .actual_high = (double)NAN,
	    .actual_day = DATE_NONE,
	    .position = (double)NAN,
	    .position_percent = (double)NAN};
	p->key.stance = OBS_GUIDANCE;
	return add_step(r, p, s, e);
}

/* Whether a promise's last value is said again. */
static bool
same_value(const struct track_promise *p, double low, double high)
{
	const struct track_step *s = last_step(p);
	if (p->milestone)
		return same_goal(s->low, s->high, low, high);
	return same_bound(s->low, low) && same_bound(s->high, high);
}

/* How a value moved within one target. */
static enum track_move
compare(const struct track_promise *p, double low, double high)
{
	const struct track_step *was = last_step(p);
	if (same_value(p, low, high))
		return TRACK_REAFFIRMED;
	double from = isnan(low) ? -HUGE_VAL : low, to = isnan(high) ? HUGE_VAL : high;
	double was_from = isnan(was->low) ? -HUGE_VAL : was->low;
	double was_to = isnan(was->high) ? HUGE_VAL : was->high;
	/* Both open on one side, or a milestone: more is more. */
	bool shifts = p->milestone || (!isfinite(from) && !isfinite(was_from))
		      || (!isfinite(to) && !isfinite(was_to));
	if (!shifts && from >= was_from && to <= was_to)
		return TRACK_NARROWED;
	if (!shifts && from <= was_from && to >= was_to)
		return TRACK_WIDENED;
	return middle(low, high) > middle(was->low, was->high) ? TRACK_RAISED
							       : TRACK_CUT;
}

/* The day on which a value came: its own, no later than that on which it was said. */
static int32_t
day_of(const struct obs *o)
{
	bool later = o->as_of != DATE_NONE && o->period.end > o->as_of;
	return later ? o->as_of : o->period.end;
}

/* Whether less is the aim: what is promised lies below what was known then; when
 * nothing was, as the words or the metric say. */
static bool
goes_down(const struct family *f, const struct track_promise *p)
{
	const struct track_step *s = &p->steps[0];
	const struct entry *before = NULL;
	if (isnan(s->low))
		return true;
	if (isnan(s->high))
		return false;
	for (size_t i = 0; i < f->n_came; i++)
		if (f->came[i].o->as_of <= s->obs->as_of
		    && (!before || day_of(f->came[i].o) >= day_of(before->o)))
			before = &f->came[i];
	if (before)
		return middle(before->low, before->high) > middle(s->low, s->high);
	return f->r->q->metric->less_is_better;
}

/* The first value on or behind the day of the promise that is as good as it. */
static const struct entry *
reached(const struct family *f, const struct track_promise *p)
{
	const struct track_step *s = last_step(p);
	const struct entry *best = NULL;
	bool down = goes_down(f, p);
	struct entry promised = {.o = p->steps[0].obs, .low = s->low, .high = s->high};
	double goal = isnan(s->low) || (down && !isnan(s->high)) ? s->high : s->low;
	for (size_t i = 0; i < f->n_came; i++) {
		const struct entry *x = &f->came[i];
		double slack = fmax(rounding(x), rounding(&promised));
		double v = down ? (isnan(x->high) ? HUGE_VAL : x->high)
				: (isnan(x->low) ? -HUGE_VAL : x->low);
		bool good = down ? v <= goal + slack : v >= goal - slack;
		if (!good || day_of(x->o) < p->steps[0].obs->as_of)
			continue;
		if (!best || day_of(x->o) < day_of(best->o)
		    || (day_of(x->o) == day_of(best->o)
			&& series_cmp_rank(x->o, best->o) < 0))
			best = x;
	}
	return best;
}

/* ---- from call to call ---- */

/* How a statement may go on with a promise: the surest first. */
enum grade {
	SAME,    /* the same value for the same time */
	MOVED,   /* a milestone for another day */
	REVISED, /* another value for the same time */
	NEW,
	GRADES
};

static bool
goes_on(const struct family *f, const struct track_promise *p, const struct entry *x,
    enum grade grade)
{
	const struct track_step *s = last_step(p);
	bool period = period_near(s->period, x->o->period);
	/* One call speaks once of each. */
	if (s->obs->event == OBS_NOEVENT && same_call(s->obs, x->o))
		return false;
	if (grade == REVISED || !same_value(p, x->low, x->high))
		return grade == REVISED && period;
	if (grade == SAME || !p->milestone || !is_milestone(f->r, x->o))
		return grade == SAME && period;
	const struct entry *done = reached(f, p);
	return !done || day_of(done->o) >= x->o->as_of;
}

/* The family's promise that a statement goes on with; NULL. */
static struct track_promise *
continued(const struct family *f, const struct entry *x, enum grade grade)
{
	for (size_t i = f->r->out->n; grade != NEW && i-- > f->first;)
		if (goes_on(f, &f->r->out->promises[i], x, grade))
			return &f->r->out->promises[i];
	return NULL;
}

static int
take_statement(struct family *f, const struct entry *x, struct track_promise *p,
    enum grade grade, struct err *e)
{
	struct track_step s = {.move = TRACK_ISSUED,
	    .obs = x->o,
	    .low = x->low,
	    .high = x->high,
	    .period = x->o->period,
	    .shift = (double)NAN,
	    .n = x->n};
	if (!p)
		return add_promise(f, s, is_milestone(f->r, x->o), e);
	const struct track_step *was = last_step(p);
	s.shift = middle(s.low, s.high) - middle(was->low, was->high);
	s.move = compare(p, s.low, s.high);
	if (grade == MOVED && s.period.end != was->period.end) {
		s.days = s.period.end - was->period.end;
		s.move = s.days < 0 ? TRACK_ADVANCED : TRACK_DELAYED;
	}
	if (was->move == TRACK_WITHDRAWN)
		s.move = TRACK_REISSUED;
	return add_step(f->r, p, s, e);
}

/* Whether an event without a value speaks of a promise. */
static bool
covers(const struct family *f, const struct obs *event, const struct track_promise *p)
{
	const struct track_step *s = last_step(p);
	if (event->as_of <= s->obs->as_of || s->move == TRACK_WITHDRAWN
	    || !withdrawn_covers(event, p->key.segment, s->period))
		return false;
	const struct entry *done = p->milestone ? reached(f, p) : NULL;
	return !done || day_of(done->o) > event->as_of;
}

static int
take_event(struct family *f, const struct obs *event, struct err *e)
{
	if (event->event != OBS_WITHDRAWN && event->event != OBS_REAFFIRMED)
		return 0;
	for (size_t i = f->first; i < f->r->out->n; i++) {
		struct track_promise *p = &f->r->out->promises[i];
		if (!covers(f, event, p))
			continue;
		struct track_step s = *last_step(p);
		s.move =
		    event->event == OBS_WITHDRAWN ? TRACK_WITHDRAWN : TRACK_REAFFIRMED;
		s.obs = event;
		s.shift = 0;
		s.days = 0;
		s.n = 1;
		if (add_step(f->r, p, s, e) != 0)
			return -1;
	}
	return 0;
}

/* Whether a statement is no promise any more: its day was over, or what came in its
 * period had been said. */
static bool
is_history(const struct family *f, const struct entry *x)
{
	if (is_milestone(f->r, x->o))
		return x->o->period.end < x->o->as_of;
	for (size_t i = 0; i < f->n_came; i++)
		if (period_near(f->came[i].o->period, x->o->period)
		    && f->came[i].o->as_of <= x->o->as_of
		    && f->came[i].o->as_of > x->o->period.end)
			return true;
	return false;
}

/* Of two statements of one call, does y stand for x too?  One stands for each period,
 * and of a milestone for each goal: the nearest time that it is said for ("in 2018, and
 * by the end of March"), else the better statement. */
static bool
stands_for(const struct run *r, const struct entry *y, const struct entry *x)
{
	bool period = period_near(y->o->period, x->o->period);
	if (!period
	    && (!is_milestone(r, x->o) || !is_milestone(r, y->o)
		|| !same_goal(x->low, x->high, y->low, y->high)))
		return false;
	bool finer = inside(y->o->period, x->o->period);
	if (!period && finer != inside(x->o->period, y->o->period))
		return finer;
	int c = series_cmp_rank(y->o, x->o);
	return c < 0 || (c == 0 && y < x);
}

/* Of a call's statements [from, to) those that stand for a target each, into f->call. */
static size_t
choose(const struct family *f, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		struct entry *x = &f->said[i];
		bool other = false;
		if (!period_known(x->o->period) || is_history(f, x))
			continue;
		x->n = 0;
		for (size_t k = from; k < to; k++) {
			const struct entry *y = &f->said[k];
			if (!period_known(y->o->period))
				continue;
			x->n += period_near(y->o->period, x->o->period);
			other |= k != i && stands_for(f->r, y, x);
		}
		x->taken = false;
		if (!other)
			f->call[n++] = *x;
	}
	return n;
}

static int
take_call(struct family *f, size_t from, size_t to, struct err *e)
{
	size_t n = choose(f, from, to);
	for (enum grade grade = SAME; grade < GRADES; grade++)
		for (size_t i = 0; i < n; i++) {
			struct entry *x = &f->call[i];
			struct track_promise *p =
			    x->taken ? NULL : continued(f, x, grade);
			if (x->taken || (!p && grade != NEW))
				continue;
			if (take_statement(f, x, p, grade, e) != 0)
				return -1;
			x->taken = true;
		}
	return 0;
}

/* All calls of a family, and the events of its company between them. */
static int
follow(struct family *f, struct err *e)
{
	const struct track *t = f->r->out;
	size_t i = 0, k = 0;
	while (i < f->n_said || k < t->n_events) {
		if (k < t->n_events
		    && !str_eq(company_of(t->events[k]), f->key.company)) {
			k++;
			continue;
		}
		/* What a call says in numbers counts before its other words. */
		if (k < t->n_events
		    && (i == f->n_said || t->events[k]->as_of < f->said[i].o->as_of)) {
			if (take_event(f, t->events[k++], e) != 0)
				return -1;
			continue;
		}
		size_t j = i + 1;
		while (j < f->n_said && same_call(f->said[i].o, f->said[j].o))
			j++;
		if (take_call(f, i, j, e) != 0)
			return -1;
		i = j;
	}
	return 0;
}

/* ---- what came ---- */

/* How many statements give its value for its period. */
static size_t
says_so(const struct family *f, const struct entry *x)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_came; i++)
		n += period_near(f->came[i].o->period, x->o->period)
		     && same_bound(f->came[i].low, x->low)
		     && same_bound(f->came[i].high, x->high);
	return n;
}

/* The actual of the last target's period: the first print or the latest; of several of
 * one day, what is said most often, then the better statement. */
static const struct entry *
actual_of(const struct family *f, struct period period)
{
	const struct entry *best = NULL;
	bool latest = f->r->q->latest;
	for (size_t i = 0; i < f->n_came; i++) {
		const struct entry *x = &f->came[i];
		if (!period_near(x->o->period, period)
		    || x->o->as_of < x->o->period.end)
			continue;
		int c = best ? cmp_date(x->o->as_of, best->o->as_of) : 0;
		if (best && c == 0)
			c = (int)says_so(f, best) - (int)says_so(f, x);
		else if (latest)
			c = -c;
		if (!best || c < 0 || (c == 0 && series_cmp_rank(x->o, best->o) < 0))
			best = x;
	}
	return best;
}

static enum track_outcome
judge(const struct track_step *s, const struct entry *x, double slack)
{
	double v = middle(x->low, x->high);
	double low = isnan(s->low) ? -HUGE_VAL : s->low;
	double high = isnan(s->high) ? HUGE_VAL : s->high;
	if (isnan(x->high)) /* "over v" */
		return v >= high || near(v, high)    ? TRACK_ABOVE
		       : v >= low && !isfinite(high) ? TRACK_WITHIN
						     : TRACK_UNCLEAR;
	if (isnan(x->low))
		return v <= low || near(v, low)      ? TRACK_BELOW
		       : v <= high && !isfinite(low) ? TRACK_WITHIN
						     : TRACK_UNCLEAR;
	if ((v >= low || near(v, low)) && (v <= high || near(v, high)))
		return TRACK_WITHIN;
	slack *= 1 + 1e-9;
	if (v < low)
		return v >= low - slack ? TRACK_ROUNDING : TRACK_BELOW;
	return v <= high + slack ? TRACK_ROUNDING : TRACK_ABOVE;
}

static void
set_actual(struct track_promise *p, const struct entry *x)
{
	p->actual = x->o;
	p->actual_low = x->low;
	p->actual_high = x->high;
}

/* Whatever the source: an option names that of promises. */
static bool
same_other(const struct obs *a, const struct obs *b)
{
	struct series_key x = series_key_of(a), y = series_key_of(b);
	x.source = y.source = STR("");
	return series_cmp_key(&x, &y) == 0;
}

/* One more actual under another key: the best of each, the better first. */
static void
add_other(struct track_promise *p, const struct obs *o)
{
	size_t at = 0, gone;
	for (; at < p->n_others && series_cmp_rank(p->others[at], o) <= 0; at++)
		if (same_other(p->others[at], o))
			return;
	for (gone = at; gone < p->n_others && !same_other(p->others[gone], o);)
		gone++;
	if (gone == p->n_others && gone < TRACK_OTHERS)
		p->n_others++;
	if (gone == TRACK_OTHERS)
		gone--; /* the last one falls out */
	if (at == TRACK_OTHERS)
		return;
	memmove(&p->others[at + 1], &p->others[at],
	    (gone - at) * sizeof(const struct obs *));
	p->others[at] = o;
}

/* Under the promise's own key, and in a unit that does not convert. */
static bool
is_its_own(const struct track_promise *p, const struct obs *o)
{
	struct series_key k = series_key_of(o);
	return series_cmp_subject(&k, &p->key) == 0;
}

/* Actuals of the same period under another basis, variant or measure: named, never
 * taken. */
static void
find_others(const struct run *r, struct track_promise *p)
{
	struct period period = last_step(p)->period;
	for (size_t i = 0; i < r->n_own; i++) {
		const struct obs *o = r->own[i].o;
		if (o->kind != p->key.kind || !is_actual(o) || o->scope != OBS_WHOLE
		    || !str_eq(o->segment, p->key.segment)
		    || !period_near(o->period, period) || o->as_of < o->period.end
		    || is_its_own(p, o))
			continue;
		add_other(p, o);
	}
}

/* The last words with a value. */
static const struct obs *
said_last(const struct track_promise *p)
{
	size_t i = p->n - 1;
	while (p->steps[i].obs->event != OBS_NOEVENT && i > 0)
		i--;
	return p->steps[i].obs;
}

/* What was filed for the period of a promise that is not about adjusted figures. */
static void
find_filed(const struct family *f, struct track_promise *p)
{
	const struct run *r = f->r;
	const struct track_step *s = last_step(p);
	struct entry best = {.o = NULL};
	if (p->key.kind != OBS_LEVEL || p->key.basis == OBS_ADJUSTED || p->part)
		return;
	for (size_t i = 0; i < r->n_own; i++) {
		const struct obs *o = r->own[i].o;
		double factor;
		if (!str_eq(o->source, STR("filed")) || o->basis == OBS_ADJUSTED
		    || o->kind != OBS_LEVEL || !is_actual(o)
		    || !str_eq(o->segment, p->key.segment)
		    || !str_eq(o->variant, p->key.variant)
		    || o->measure != p->key.measure
		    || !period_near(o->period, s->period)
		    || !unit_factor(o->unit, p->unit, &factor))
			continue;
		int c = best.o ? cmp_date(o->as_of, best.o->as_of) : 0;
		if (!best.o || (r->q->latest ? c > 0 : c < 0))
			best = (struct entry){
			    .o = o, .low = o->low * factor, .high = o->high * factor};
	}
	if (!best.o)
		return;
	struct entry promised = {.o = said_last(p), .low = s->low, .high = s->high};
	p->filed = best.o;
	p->filed_low = best.low;
	p->filed_high = best.high;
	p->filed_outcome = judge(s, &best, rounding(&promised));
}

/* Does the company also speak of adjusted values of this?  Then a promise whose basis is
 * not said may be of these. */
static bool
speaks_adjusted(const struct run *r, const struct track_promise *p)
{
	for (size_t i = 0; i < r->n_own; i++) {
		const struct obs *o = r->own[i].o;
		if (o->basis == OBS_ADJUSTED && o->kind == p->key.kind
		    && str_eq(o->segment, p->key.segment))
			return true;
	}
	return false;
}

/* What was filed settles a promise that says no basis, or the filing's, where nothing of
 * its own key came. */
static bool
filed_settles(const struct run *r, const struct track_promise *p)
{
	if (!p->filed)
		return false;
	return p->key.basis == OBS_NOBASIS ? !speaks_adjusted(r, p)
					   : p->filed->basis != OBS_ADJUSTED;
}

static void
judge_value(const struct family *f, struct track_promise *p)
{
	const struct track_step *s = last_step(p);
	const struct entry *x = actual_of(f, s->period);
	find_filed(f, p);
	const struct entry filed = {
	    .o = p->filed, .low = p->filed_low, .high = p->filed_high};
	if (!x && filed_settles(f->r, p))
		x = &filed;
	if (!x) {
		p->outcome = f->horizon <= s->period.end ? TRACK_OPEN : TRACK_NO_ACTUAL;
		if (p->outcome == TRACK_NO_ACTUAL)
			find_others(f->r, p);
		return;
	}
	struct entry promised = {.o = said_last(p), .low = s->low, .high = s->high};
	set_actual(p, x);
	p->outcome = judge(s, x, fmax(rounding(x), rounding(&promised)));
	if (isnan(s->low) || isnan(s->high) || isnan(x->low) || isnan(x->high))
		return;
	double mid = middle(s->low, s->high);
	p->position = middle(x->low, x->high) - mid;
	if (!str_eq(p->unit, STR("percent")) && mid != 0)
		p->position_percent = 100 * p->position / fabs(mid);
}

/* Whether what came behind the first target's end had not come before: it has a day or
 * a month of its own, or a value in between fell short. */
static bool
is_late(const struct family *f, const struct track_promise *p, const struct entry *x)
{
	int32_t end = p->steps[0].period.end, day = day_of(x->o);
	enum period_grain g = period_grain(x->o->period);
	if (day != x->o->as_of && (g == PERIOD_DAY || g == PERIOD_MONTH))
		return true;
	for (size_t i = 0; i < f->n_came; i++)
		if (day_of(f->came[i].o) >= end && day_of(f->came[i].o) < day)
			return true; /* x is the first that is good enough */
	return false;
}

/* How far behind a milestone's day the calls tell of it: value after value, and none
 * more than SILENCE days behind the one before.  What comes later settles nothing. */
static int32_t
told_until(const struct family *f, int32_t day)
{
	enum { SILENCE = 400 }; /* a year, and the weeks until it is spoken of */
	int32_t last;
	do {
		last = day;
		for (size_t i = 0; i < f->n_came; i++) {
			int32_t next = day_of(f->came[i].o);
			if (next > day && next - last <= SILENCE)
				day = next;
		}
	} while (day != last);
	return day;
}

static void
judge_milestone(const struct family *f, struct track_promise *p)
{
	struct period first = p->steps[0].period, last = last_step(p)->period;
	const struct entry *x = reached(f, p);
	int32_t told = told_until(f, last.end);
	if (x && day_of(x->o) > told)
		x = NULL;
	if (x) {
		int32_t day = day_of(x->o);
		set_actual(p, x);
		p->actual_day = day;
		p->late_first = day - first.end;
		p->late_last = day - last.end;
		p->outcome = day < first.start  ? TRACK_EARLY
			     : day <= first.end ? TRACK_IN_TIME
			     : is_late(f, p, x) ? TRACK_LATE
						: TRACK_UNCLEAR;
		return;
	}
	if (f->horizon <= last.end) {
		p->outcome = TRACK_OPEN;
		return;
	}
	p->outcome = TRACK_NO_ACTUAL;
	for (size_t i = 0; i < f->n_came; i++)
		if (day_of(f->came[i].o) >= last.end && day_of(f->came[i].o) <= told
		    && (!x || day_of(f->came[i].o) >= day_of(x->o)))
			x = &f->came[i];
	if (x) {
		set_actual(p, x);
		p->actual_day = day_of(x->o);
		p->outcome = TRACK_NOT_REACHED;
	}
}

static int
by_target(const void *a, const void *b)
{
	const struct track_promise *x = a, *y = b;
	const struct track_step *sx = last_step(x), *sy = last_step(y);
	int c = cmp_date(sx->period.end, sy->period.end);
	c = c ? c : cmp_date(sx->period.start, sy->period.start);
	c = c ? c : cmp_date(x->steps[0].obs->as_of, y->steps[0].obs->as_of);
	return c ? c : obs_cmp_place(x->steps[0].obs, y->steps[0].obs);
}

static bool
meets(const struct track_query *q, const struct track_promise *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct period t = p->steps[i].period;
		if ((q->from == DATE_NONE || t.end >= q->from)
		    && (q->to == DATE_NONE || t.start <= q->to))
			return true;
	}
	return false;
}

/* ---- undated targets ---- */

static int
add_undated(struct family *f, const struct entry *x, struct err *e)
{
	struct run *r = f->r;
	struct track *t = r->out;
	for (size_t i = t->n_undated; i-- > 0;) {
		struct track_undated *u = &t->undated[i];
		if (series_cmp_subject(&u->key, &f->key) != 0 || u->part != f->part
		    || !str_eq(u->unit, f->unit))
			break;
		if (!same_bound(u->low, x->low) || !same_bound(u->high, x->high))
			continue;
		u->last = x->o;
		u->n++;
		return 0;
	}
	struct track_undated *grown =
	    arena_grow(r->a, t->undated, t->n_undated, &r->cap_undated, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	t->undated = grown;
	t->undated[t->n_undated++] = (struct track_undated){
	    f->key, f->part, f->unit, x->low, x->high, x->o, x->o, 1};
	return 0;
}

/* ---- families ---- */

static int
do_family(struct family *f, struct err *e)
{
	struct run *r = f->r;
	const struct track_query *q = r->q;
	bool dated = q->from != DATE_NONE || q->to != DATE_NONE;
	f->first = r->out->n;
	f->horizon = last_call(r, f->key.company);
	if (follow(f, e) != 0)
		return -1;
	for (size_t i = 0; i < f->n_said && !dated; i++)
		if (!period_known(f->said[i].o->period)
		    && add_undated(f, &f->said[i], e) != 0)
			return -1;
	size_t kept = f->first;
	for (size_t i = f->first; i < r->out->n; i++) {
		struct track_promise *p = &r->out->promises[i];
		if (!meets(q, p))
			continue;
		if (last_step(p)->move == TRACK_WITHDRAWN)
			p->outcome = TRACK_ENDED;
		else if (p->milestone)
			judge_milestone(f, p);
		else
			judge_value(f, p);
		r->out->promises[kept++] = *p;
	}
	r->out->n = kept;
	if (kept > f->first)
		qsort(r->out->promises + f->first, kept - f->first,
		    sizeof *r->out->promises, by_target);
	return 0;
}

/* The unit that most promises of a family speak of. */
static struct str
main_unit(const struct track_query *q, const struct entry *x, size_t n, size_t first)
{
	enum { UNITS = 16 };
	struct {
		struct str unit;
		size_t n;
	} seen[UNITS] = {{x[first].o->unit, 0}};
	size_t n_seen = 1, best = 0;
	double factor;
	for (size_t i = first; i < n; i++) {
		struct str unit = x[i].o->unit;
		size_t k = 0;
		if (x[i].taken || !is_promise(q, x[i].o)
		    || !unit_factor(unit, seen[0].unit, &factor))
			continue;
		while (k < n_seen && !str_eq(seen[k].unit, unit))
			k++;
		if (k == n_seen && n_seen < UNITS)
			seen[n_seen++].unit = unit;
		if (k < n_seen && ++seen[k].n > seen[best].n)
			best = k;
	}
	return seen[best].unit;
}

/* The family of the first promise of x[0..n) that has none yet. */
static void
gather(struct family *f, struct entry *x, size_t n, size_t first)
{
	const struct track_query *q = f->r->q;
	f->unit = main_unit(q, x, n, first);
	f->n_said = f->n_came = 0;
	for (size_t i = 0; i < n; i++) {
		double factor;
		bool promise = is_promise(q, x[i].o);
		if (x[i].taken || !unit_factor(x[i].o->unit, f->unit, &factor))
			continue;
		x[i].taken = true;
		x[i].factor = factor;
		x[i].low = x[i].o->low * factor;
		x[i].high = x[i].o->high * factor;
		(promise ? f->said : f->came)[promise ? f->n_said++ : f->n_came++] =
		    x[i];
	}
}

/* The statements x[0..n) of one key, in the order of the calls. */
static int
do_subject(struct run *r, struct entry *x, size_t n, struct err *e)
{
	struct family f = {.r = r,
	    .key = series_key_of(x[0].o),
	    .part = x[0].o->scope == OBS_PART,
	    .said = ARENA_NEW(r->a, n, struct entry),
	    .came = ARENA_NEW(r->a, n, struct entry),
	    .call = ARENA_NEW(r->a, n, struct entry)};
	const struct track_query *q = r->q;
	f.key.source = STR(""); /* what came may have been said or filed */
	if (!f.said || !f.came || !f.call)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		if (x[i].taken || !is_promise(q, x[i].o))
			continue;
		gather(&f, x, n, i);
		if (do_family(&f, e) != 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---- */

static bool
event_wanted(const struct track_query *q, const struct obs *o)
{
	if (o->event == OBS_NOEVENT || !is_issued(q, o))
		return false;
	if (o->metric.n && !str_eq(o->metric, q->metric->name))
		return false;
	const struct series_filter f = {
	    .segment = q->filter.segment, .aliases = q->filter.aliases};
	if (o->segment.n && !series_passes(&f, o))
		return false;
	return !period_known(o->period)
	       || ((q->from == DATE_NONE || o->period.end >= q->from)
		   && (q->to == DATE_NONE || o->period.start <= q->to));
}

static int
find_events(struct run *r, struct err *e)
{
	struct track *t = r->out;
	for (size_t i = 0; i < r->q->n; i++) {
		if (!event_wanted(r->q, &r->q->obs[i]))
			continue;
		const struct obs **grown = arena_grow(
		    r->a, t->events, t->n_events, &r->cap_events, sizeof *grown);
		if (!grown)
			return err_nomem(e);
		t->events = grown;
		t->events[t->n_events++] = &r->q->obs[i];
	}
	return 0;
}

/* What a promise counts as: a cost that came out below it is no miss. */
static size_t *
counted_as(struct track_summary *s, const struct track_promise *p, bool less)
{
	switch (p->outcome) {
	case TRACK_OPEN:
		return &s->open;
	case TRACK_ABOVE:
		return less ? &s->missed : &s->kept;
	case TRACK_BELOW:
		return less ? &s->kept : &s->missed;
	case TRACK_WITHIN:
	case TRACK_ROUNDING:
	case TRACK_EARLY:
	case TRACK_IN_TIME:
		return &s->kept;
	case TRACK_NOT_REACHED:
		return &s->missed;
	case TRACK_LATE:
		return &s->late;
	case TRACK_ENDED:
		return &s->withdrawn;
	case TRACK_UNCLEAR:
		return &s->unclear;
	case TRACK_NO_ACTUAL:
	case TRACK_OUTCOMES:
		break;
	}
	return &s->no_actual;
}

static void
add_mean(double *mean, size_t *n, double v)
{
	if (isnan(v))
		return;
	*mean = *n ? *mean + (v - *mean) / (double)(*n + 1) : v;
	++*n;
}

/* Promises are in order of company. */
static int
summarize(struct run *r, struct err *e)
{
	struct track *t = r->out;
	t->summaries = ARENA_NEW(r->a, t->n, struct track_summary);
	if (!t->summaries)
		return err_nomem(e);
	for (size_t i = 0; i < t->n; i++) {
		const struct track_promise *p = &t->promises[i];
		if (i == 0 || !str_eq(p->key.company, p[-1].key.company))
			t->summaries[t->n_summaries++] =
			    (struct track_summary){.company = p->key.company,
				.mean_points = (double)NAN,
				.mean_percent = (double)NAN};
		struct track_summary *s = &t->summaries[t->n_summaries - 1];
		s->n++;
		++*counted_as(s, p, r->q->metric->less_is_better);
		if (str_eq(p->unit, STR("percent")))
			add_mean(&s->mean_points, &s->n_points, p->position);
		add_mean(&s->mean_percent, &s->n_percent, p->position_percent);
	}
	return 0;
}

static bool
same_company(const struct entry *a, const struct entry *b)
{
	return str_eq(company_of(a->o), company_of(b->o));
}

static void
set_own(struct run *r, const struct entry *x, size_t n)
{
	r->own = x;
	r->n_own = 1;
	while (r->n_own < n && same_company(&x[r->n_own], &x[0]))
		r->n_own++;
}

int
track_run(
    const struct track_query *q, struct arena *a, struct track *out, struct err *e)
{
	struct run r = {.q = q, .a = a, .out = out};
	size_t n = 0;
	*out = (struct track){.n = 0};
	struct entry *x = ARENA_NEW(a, q->n, struct entry);
	if (!x)
		return err_nomem(e);
	for (size_t i = 0; i < q->n; i++)
		if (is_wanted(q, &q->obs[i])
		    && (is_promise(q, &q->obs[i]) || has_come(q, &q->obs[i])))
			x[n++].o = &q->obs[i];
	if (n)
		qsort(x, n, sizeof *x, by_subject_and_call);
	if (find_reach(&r, e) != 0 || find_events(&r, e) != 0)
		return -1;
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && same_subject(&x[i], &x[j]);)
			j++;
		if (i == 0 || !same_company(&x[i], &x[i - 1]))
			set_own(&r, x + i, n - i);
		if (do_subject(&r, x + i, j - i, e) != 0)
			return -1;
	}
	return summarize(&r, e);
}
