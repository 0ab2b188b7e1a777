/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/extract.h"

#include <math.h>
#include <stdlib.h>

#include "extract/announced.h"
#include "extract/basing.h"
#include "extract/event.h"
#include "extract/number.h"
#include "extract/resolve.h"
#include "extract/tally.h"

extern const struct model
    weights_builtin; /* extract/catalogs/weights.txt, by the Makefile */

struct extract {
	const struct catalog *catalog;
	const struct model *model;
	struct model *own; /* when other weights than the built-in ones are given */
	struct cue_index *cues;
	const struct lexicon *words;
	struct arena arena; /* of the words */
	struct bind_words names;
	int rate, revenue;
};

/* One document while it is read. */
struct run {
	const struct extract *x;
	struct document d;
	struct lexer_tokens tokens;
	struct turns turns;
	struct reading *readings;
	struct segment_book *book;
	struct when_clock clock;
	const struct callinfo *call;
	const struct extract_lesson *lesson;
	bool *found; /* of each gold observation: a quantity is there */
	struct obs *lessons;
	struct bind_state state;
	struct arena *a;
	struct obs *obs;
	struct resolve_context values;
	size_t n, cap;
	size_t line, line_at; /* the line of the last offset asked for */
};

static int
index_of(const struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->metrics[i].name, str_from(name)))
			return (int)i;
	return -1;
}

struct extract *
extract_new(const struct catalog *c, struct err *e)
{
	struct extract *x = calloc(1, sizeof *x);
	if (!x) {
		(void)err_nomem(e);
		return NULL;
	}
	x->catalog = c;
	x->revenue = index_of(c, "revenue");
	x->rate = index_of(c, "production_rate");
	x->model = &weights_builtin;
	x->cues = cue_index_new(c, e);
	x->words = x->cues ? lexicon_new(&x->arena) : NULL;
	if (x->cues && !x->words)
		(void)err_nomem(e);
	if (x->words && bind_words_init(&x->names, c, &x->arena) != 0) {
		x->words = NULL;
		(void)err_nomem(e);
	}
	if (!x->words) {
		extract_free(x);
		return NULL;
	}
	return x;
}

struct extract *
extract_new_with(const struct catalog *c, struct str weights, struct err *e)
{
	struct extract *x = extract_new(c, e);
	if (!x)
		return NULL;
	x->model = x->own = model_new(STR("weights"), weights, e);
	if (!x->own) {
		extract_free(x);
		return NULL;
	}
	return x;
}

void
extract_free(struct extract *x)
{
	if (!x)
		return;
	cue_index_free(x->cues);
	model_free(x->own);
	arena_release(&x->arena);
	free(x);
}

/* Which turn the i-th answers: the last before it of another side that asked. */
static int
question_of(const struct run *r, size_t i)
{
	const struct turn *t = &r->turns.v[i];
	if (t->role != OBS_COMPANY)
		return -1;
	for (size_t back = 1; back <= 4 && back <= i; back++) {
		const struct turn *q = &r->turns.v[i - back];
		if (q->role == OBS_OPERATOR)
			return -1;
		if (q->role == OBS_ANALYST && q->end - q->start > 40)
			return (int)(i - back);
	}
	return -1;
}

static int
read_turns(struct run *r, struct err *e)
{
	r->readings = ARENA_NEW(r->a, r->turns.n + 1, struct reading);
	r->book = ARENA_NEW(r->a, 1, struct segment_book);
	if (!r->readings || !r->book)
		return err_nomem(e);
	for (size_t i = 0; i < r->turns.n; i++) {
		struct reading *rd = &r->readings[i];
		rd->turn = &r->turns.v[i];
		rd->question = question_of(r, i);
		rd->t = lexer_piece(
		    &r->tokens, r->d.text, rd->turn->start, rd->turn->end, &rd->n);
		const struct segment_text x = {r->d.text, rd->t, rd->n};
		segment_learn(r->book, &x, r->call->company);
	}
	segment_settle(r->book);
	const struct reading_context x = {r->d.text, r->x->cues, r->book, &r->clock};
	for (size_t i = 0; i < r->turns.n; i++)
		if (reading_run(&r->readings[i], &x, r->a, e) != 0)
			return -1;
	return tally_run(r->readings, r->turns.n, r->call->company, r->a, e);
}

/* What was said may be repeated, and gone on with. */
static int
remember(struct run *r, const struct obs *o, const struct quantity *q, size_t sentence,
    const struct binding *b, struct err *e)
{
	struct bind_state *st = &r->state;
	struct bind_memory *grown =
	    arena_grow(r->a, st->memory, st->n_memory, &st->cap_memory, sizeof *grown);
	if (!grown)
		return err_nomem(e);
	struct str noun;
	st->memory = grown;
	st->memory[st->n_memory++] = (struct bind_memory){.low = o->low,
	    .high = o->high,
	    .metric = b->metric,
	    .kind = o->kind,
	    .vague = o->vague,
	    .recalled = b->recalled != NULL,
	    .per = unit_split(o->unit, &noun),
	    .unit = q->unit,
	    .noun = noun,
	    .segment = o->segment,
	    .segment_hash = segment_hash(o->segment),
	    .stance = o->stance,
	    .period = o->period,
	    .base = o->base,
	    .lies = basing_lies(&r->clock.fiscal, o->base, o->period),
	    .basis = o->basis,
	    .measure = o->measure,
	    .scope = o->scope,
	    .variant = o->variant,
	    .token = q->ub,
	    .turn = st->turn,
	    .sentence = sentence};
	st->said[b->metric]++;
	if (o->kind == OBS_LEVEL)
		st->sizes[b->metric] = (struct bind_size){
		    isnan(o->high) ? fabs(o->low) : fabs(o->high), st->turn};
	st->topic = (struct bind_topic){b->metric, st->turn, sentence, o->kind,
	    isnan(o->high) ? fabs(o->low) : fabs(o->high)};
	return 0;
}

/* The line of an offset; offsets mostly grow. */
static size_t
line_of(struct run *r, size_t offset)
{
	if (offset < r->line_at || r->line == 0) {
		r->line = document_line(&r->d, offset);
	} else {
		const char *p = r->d.raw.p + r->line_at, *end = r->d.raw.p + offset;
		while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
			r->line++;
			p++;
		}
	}
	r->line_at = offset;
	return r->line;
}

/* Where it stands and whose words it is. */
static void
set_place(struct run *r, const struct reading *rd, size_t a, size_t b, struct obs *o)
{
	size_t start, end, from, to;
	const struct sentence *s = &rd->s[rd->s_of[a]];
	document_map(&r->d, rd->t[a].start, rd->t[b - 1].end, &start, &end);
	size_t last = s->b;
	while (last > s->a + 1 && rd->t[last - 1].kind == LEXER_BREAK)
		last--;
	from = rd->t[s->a].start;
	to = rd->t[last - 1].end;
	o->doc = r->d.name;
	o->start = start;
	o->end = end;
	o->line = line_of(r, start);
	o->text = str_sub(r->d.raw, start, end);
	o->quote = (struct str){r->d.text + from, to - from};
	o->company = r->call->company;
	o->as_of = r->call->as_of;
	o->as_of_estimated = r->call->as_of_estimated;
	o->fiscal_period = r->call->fiscal_period;
	o->source = STR("spoken");
	o->section = rd->turn->section;
	o->speaker = rd->turn->speaker;
}

static bool
has_noun(struct str nouns, const char *noun)
{
	while (nouns.n)
		if (str_eq(str_cut(&nouns, ' '), str_from(noun)))
			return true;
	return false;
}

/* The unit that most quantities of a type have in this call: its currency, the noun
 * that it counts. */
static const char *
main_unit(const struct run *r, enum quantity_type type, struct str among,
    const char *otherwise)
{
	enum { MOST = 24 };
	struct {
		const char *unit;
		size_t n;
	} seen[MOST] = {{otherwise, 0}};
	size_t n = 1, best = 0;
	for (size_t i = 0; i < r->turns.n; i++)
		for (size_t k = 0; k < r->readings[i].n_q; k++) {
			const struct quantity *q = &r->readings[i].q[k];
			/* "500,000 deliveries" says that they are counted, not what they are. */
			if (q->type != type || !q->unit
			    || strcmp(q->unit, "deliveries") == 0
			    || (among.n && !has_noun(among, q->unit)))
				continue;
			size_t c = 0;
			while (c < n && strcmp(seen[c].unit, q->unit) != 0)
				c++;
			if (c == n && n < MOST)
				seen[n++].unit = q->unit;
			if (c < n && ++seen[c].n > seen[best].n)
				best = c;
		}
	return seen[best].unit;
}

/* Whether cars, trucks and the like are named at all: a unit is not one by itself. */
static bool
has_vehicles(const struct run *r)
{
	for (size_t i = 0; i < r->turns.n; i++)
		for (size_t k = 0; k < r->readings[i].n; k++) {
			const struct token *t = &r->readings[i].t[k];
			if (t->word && t->word->cls == WORDS_NOUN
			    && strcmp(t->word->text, "vehicles") == 0
			    && !number_among(t, "unit|units"))
				return true;
		}
	return false;
}

/* Which products the call speaks of most. */
static void
count_products(struct run *r)
{
	enum { MOST = 64, KEEP = 8 };
	struct resolve_product v[MOST];
	size_t n = 0;
	for (size_t i = 0; i < r->turns.n; i++)
		for (size_t k = 0; k < r->readings[i].n_g; k++) {
			const struct segment *g = &r->readings[i].g[k];
			size_t c = 0;
			if (g->type > SEGMENT_LEARNED)
				continue;
			while (c < n && !str_eq(v[c].name, g->name))
				c++;
			if (c == MOST)
				continue;
			if (c == n)
				v[n++] = (struct resolve_product){g->name, g->hash, 0};
			v[c].n++;
		}
	struct resolve_context *out = &r->values;
	while (out->n_products < KEEP) {
		size_t best = 0;
		for (size_t c = 1; c < n; c++)
			if (v[c].n > v[best].n)
				best = c;
		if (n == 0 || v[best].n == 0)
			break;
		out->products[out->n_products++] = v[best];
		v[best].n = 0;
	}
}

static struct obs *
add(struct run *r, struct err *e)
{
	struct obs *grown = arena_grow(r->a, r->obs, r->n, &r->cap, sizeof *grown);
	if (!grown) {
		(void)err_nomem(e);
		return NULL;
	}
	r->obs = grown;
	struct obs *o = &r->obs[r->n];
	*o = (struct obs){
	    .period = PERIOD_NONE, .base = PERIOD_NONE, .as_of = DATE_NONE};
	return o;
}

/* The found span lies on the labelled one, and is not much longer. */
static bool
lies_on(const struct obs *o, size_t start, size_t end)
{
	return start < o->end && o->start < end
	       && end - start <= 2 * (o->end - o->start) + 30;
}

/* While learning: what the labels say of a quantity. */
static void
look_up(struct run *r, const struct reading *rd, const struct quantity *q)
{
	const struct extract_lesson *l = r->lesson;
	struct bind_state *st = &r->state;
	size_t start, end;
	if (!l)
		return;
	document_map(&r->d, rd->t[q->a].start, rd->t[q->b - 1].end, &start, &end);
	st->n_gold = 0;
	st->unlabelled = false;
	for (size_t i = 0; i < l->n_gold; i++)
		if (lies_on(&l->gold[i], start, end)) {
			r->lessons[st->n_gold++] = l->gold[i];
			r->found[i] = true;
		}
	for (size_t i = 0; i < l->n_skip; i++)
		st->unlabelled |= lies_on(&l->skip[i], start, end);
}

/* Room for all values that are read. */
static int
make_room(struct run *r, struct err *e)
{
	size_t n = 0;
	for (size_t i = 0; i < r->turns.n; i++)
		n += r->readings[i].n_q;
	r->state.seen = ARENA_NEW(r->a, n + 1, struct bind_seen);
	return r->state.seen ? 0 : err_nomem(e);
}

static int
bind_turn(struct run *r, size_t i, struct err *e)
{
	const struct reading *rd = &r->readings[i];
	struct bind_state *st = &r->state;
	st->turn = r->values.turn = i;
	for (size_t k = 0; k < rd->n_q; k++) {
		const struct quantity *q = &rd->q[k];
		look_up(r, rd, q);
		struct binding b = bind_quantity(st, r->readings, k);
		if (q->type != QUANTITY_NONE && q->type != QUANTITY_DURATION) {
			st->before.turn = i;
			st->before.q = k;
			st->before.metric = b.metric;
			bind_remember(st, q, rd->s_of[q->a], &b);
		}
		struct obs *o = b.metric < 0 ? NULL : add(r, e);
		if (b.metric < 0)
			continue;
		if (!o)
			return -1;
		if (resolve_run(&r->values, k, &b, o, e) != 0)
			return -1;
		set_place(r, rd, q->a, q->b, o);
		o->rule = str_from(bind_rule_name(b.rule));
		/* What is taken may be right. */
		o->confidence = fmax(1, round(1000 * o->confidence)) / 1000;
		if (remember(r, o, q, rd->s_of[q->a], &b, e) != 0)
			return -1;
		r->n++;
	}
	return 0;
}

/* Whether the promise that an event speaks of is there in numbers, in its sentence. */
static bool
is_counted(const struct run *r, const struct obs *event)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct obs *o = &r->obs[i];
		if (o->stance == OBS_GUIDANCE && o->quote.p == event->quote.p
		    && (event->metric.n == 0 || str_eq(o->metric, event->metric)))
			return true;
	}
	return false;
}

/* One row of a call for each event, metric and time. */
static bool
is_told(const struct obs *told, size_t n, const struct obs *event)
{
	for (size_t i = 0; i < n; i++)
		if (told[i].event == event->event && told[i].act == event->act
		    && str_eq(told[i].metric, event->metric)
		    && told[i].period.start == event->period.start
		    && told[i].period.end == event->period.end)
			return true;
	return false;
}

static struct obs
event_row(struct run *r, const struct reading *rd, const struct event *ev)
{
	struct obs o = {.stance = OBS_GUIDANCE,
	    .role = OBS_COMPANY,
	    .low = (double)NAN,
	    .high = (double)NAN,
	    .period = ev->period,
	    .base = PERIOD_NONE,
	    .act = ev->act,
	    .event = ev->event,
	    .confidence = ev->confidence,
	    .rule = STR("event")};
	if (ev->metric >= 0)
		o.metric = r->x->catalog->metrics[ev->metric].name;
	set_place(r, rd, ev->a, ev->b, &o);
	return o;
}

/* The values with the n events between them, where they stand. */
static int
merge(struct run *r, const struct obs *events, size_t n, struct err *e)
{
	struct obs *all = ARENA_NEW(r->a, r->n + n, struct obs);
	size_t k = 0, m = 0;
	if (!all)
		return err_nomem(e);
	for (size_t i = 0; i < r->n; i++) {
		while (k < n && events[k].start < r->obs[i].start)
			all[m++] = events[k++];
		all[m++] = r->obs[i];
	}
	while (k < n)
		all[m++] = events[k++];
	r->obs = all;
	r->n = m;
	return 0;
}

/* Guidance that is spoken of without a value. */
static int
find_events(struct run *r, struct err *e)
{
	const struct event_context x = {r->readings, r->x->catalog, &r->clock};
	struct obs *told = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < r->turns.n; i++) {
		struct event *v;
		size_t n_v;
		if (event_find(&x, i, r->a, &v, &n_v, e) != 0)
			return -1;
		for (size_t k = 0; k < n_v; k++) {
			struct obs o = event_row(r, &r->readings[i], &v[k]);
			if (is_told(told, n, &o)
			    || (o.event == OBS_REAFFIRMED && is_counted(r, &o)))
				continue;
			struct obs *grown = arena_grow(r->a, told, n, &cap, sizeof o);
			if (!grown)
				return err_nomem(e);
			told = grown;
			told[n++] = o;
		}
	}
	return n ? merge(r, told, n, e) : 0;
}

/* The ballot, and who looks on. */
static int
learn(struct run *r, const struct extract_lesson *l, struct err *e)
{
	r->state.ballot = ballot_new(r->x->model, l ? &l->learner : NULL, r->a);
	if (!r->state.ballot)
		return err_nomem(e);
	if (!l)
		return 0;
	r->lesson = l;
	r->found = ARENA_NEW(r->a, l->n_gold + 1, bool);
	r->lessons = ARENA_NEW(r->a, l->n_gold + 1, struct obs);
	r->state.gold = r->lessons;
	if (!r->found || !r->lessons)
		return err_nomem(e);
	for (size_t i = 0; i < r->turns.n; i++)
		for (size_t k = 0; k < r->readings[i].n; k++)
			l->learner.word(l->learner.data,
			    model_token(&r->readings[i].t[k]), r->readings[i].t[k].low);
	return 0;
}

/* What is the same for all values of the call. */
static void
know_values(struct run *r)
{
	const struct catalog *c = r->x->catalog;
	/* What it sells is what it counts of the things that can be delivered. */
	int sold = index_of(c, "deliveries");
	r->values = (struct resolve_context){.catalog = c,
	    .clock = &r->clock,
	    .times = resolve_times_of(&r->clock),
	    .text = r->d.text,
	    .all = r->readings,
	    .n_turns = r->turns.n,
	    .state = &r->state,
	    .announced = announced_base(r->readings, r->turns.n, &r->clock),
	    .currency = main_unit(r, QUANTITY_MONEY, STR(""), "USD"),
	    .noun = main_unit(r, QUANTITY_COUNT,
		sold >= 0 ? c->metrics[sold].noun : STR(""), "vehicles"),
	    .vehicles = has_vehicles(r),
	    .arena = r->a};
	count_products(r);
}

int
extract_run(const struct extract *x, struct extract_input *in, struct arena *a,
    struct extract_result *out, struct err *e)
{
	struct run r = {.x = x, .a = a, .call = &in->call};
	if (document_init(&r.d, in->name, in->bytes, a, e) != 0
	    || lexer_read(x->words, r.d.text, r.d.low, 0, r.d.n, a, &r.tokens.t,
		   &r.tokens.n, e)
		   != 0)
		return -1;
	callinfo_complete(&in->call, &r.d, r.tokens.t, r.tokens.n, a);
	r.clock = (struct when_clock){
	    in->call.as_of, callinfo_fiscal(&in->call), in->call.quarter};
	r.state = (struct bind_state){.catalog = x->catalog,
	    .words = &x->names,
	    .revenue = x->revenue,
	    .rate = x->rate,
	    .topic = {.metric = -1},
	    .before = {SIZE_MAX, 0, -1},
	    .said = ARENA_NEW(a, x->catalog->n, size_t),
	    .sizes = ARENA_NEW(a, x->catalog->n, struct bind_size)};
	if (!r.state.said || !r.state.sizes)
		return err_nomem(e);
	if (turns_find(&r.d, in->call.company, a, &r.turns, e) != 0
	    || read_turns(&r, e) != 0)
		return -1;
	know_values(&r);
	if (make_room(&r, e) != 0 || learn(&r, in->lesson, e) != 0)
		return -1;
	for (size_t i = 0; i < r.turns.n; i++)
		if (bind_turn(&r, i, e) != 0)
			return -1;
	for (size_t i = 0; r.lesson && i < r.lesson->n_gold; i++)
		if (!r.found[i])
			r.lesson->lost(r.lesson->learner.data, &r.lesson->gold[i]);
	if (!r.lesson && find_events(&r, e) != 0)
		return -1;
	*out = (struct extract_result){r.obs, r.n, r.d.bad_utf8};
	return 0;
}
