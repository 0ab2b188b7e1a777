/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/resolve.h"

#include <math.h>

#include "extract/about.h"
#include "extract/choose.h"
#include "extract/dating.h"
#include "extract/marks.h"
#include "extract/nominal.h"
#include "extract/number.h"
#include "extract/per.h"
#include "extract/stance.h"
#include "extract/timing.h"
#include "extract/variant.h"

/* The model is surer than it is right on calls that it does not know.  To this power, the
 * probabilities of make train's left-out calls are near the share that is right. */
static const double SURER = 2.4;

/* "A loss of $45 million, or $0.32 per share": what stands before the "or" too. */
static size_t
or_of(const struct job *j, size_t from)
{
	bool either = j->q->ua > j->s->a && number_among(&j->r->t[j->q->ua - 1], "or");
	if (!either)
		return from;
	return from > j->s->a + 7 ? from - 7 : j->s->a;
}

/* ----- value ------------------------------------------------------------------- */

/* Does a word stand about the value, in the words that name its metric, or, where these
 * are the question's, in what was asked last? */
static bool
names_with(const struct job *j, size_t from, size_t to, lexicon_list *words)
{
	const struct reading *r = j->r;
	if (job_says_list(r, from, to, words)
	    || job_says_list(r, j->b->cue_a, j->b->cue_b, words))
		return true;
	if (j->b->cue_a < j->b->cue_b || r->question < 0)
		return false;
	const struct reading *q = &j->x->all[r->question];
	const struct sentence *asked = q->n_s ? &q->s[q->n_s - 1] : NULL;
	return asked && job_says_list(q, asked->a, asked->b, words);
}

static bool
is_negative(const struct job *j)
{
	const struct reading *r = j->r;
	size_t from = j->q->ua > j->s->a + 7 ? j->q->ua - 7 : j->s->a;
	size_t behind = job_behind(j),
	       to = j->q->ub + 5 < behind ? j->q->ub + 5 : behind;
	for (size_t z = j->q->ub; z < to; z++)
		if (r->t[z].kind == LEXER_COMMA || (r->marks[z] & MARKS_CLAUSE)) {
			to = z;
			break;
		}
	if (j->o->kind == OBS_LEVEL) {
		if (job_is(j, "free_cash_flow") || job_is(j, "operating_cash_flow")
		    || job_is(j, "financing_cash_flow"))
			return names_with(j, from, to,
			    LEXICON_LIST("burn|burned|burning|negative|consumed|outflow"
					 "|outflows|used|use"));
		if (job_is(j, "net_income") || job_is(j, "eps"))
			return names_with(
			    j, or_of(j, from), to, LEXICON_LIST("loss|losses|lost"));
		return job_says(r, from, j->q->ua, "negative")
		       && (j->m->units & CATALOG_PERCENT);
	}
	if (job_is(j, "debt"))
		return job_says(r, j->ca, j->cb,
			   "repay|repaid|repayment|repayments|paydown|paydowns|retire|"
			   "retired|redeem|redeemed"
			   "|extinguishment|extinguished|reduced|reduce|decrease|lower")
		       || job_says_two(
			   r, j->ca, j->cb, "paid|pay|paying", "down|off|back");
	if (job_is(j, "headcount"))
		return job_says(r, j->ca, j->cb,
		    "laid|layoff|layoffs|reduction|reduced|reduce|cut|cuts|fewer|let|"
		    "eliminated|eliminate");
	/* "A decrease of 11%, or 7% in constant currency": one direction. */
	const struct bind_state *st = j->x->state;
	const struct bind_memory *last =
	    st->n_memory ? &st->memory[st->n_memory - 1] : NULL;
	bool either = j->q->ua > 0 && number_among(&r->t[j->q->ua - 1], "or");
	if (either && last && j->b->rule == BIND_LIST && last->kind == j->o->kind)
		return last->high < 0 || (isnan(last->high) && last->low < 0);
	/* The nearest sign wins, what stands before it first. */
	for (size_t i = j->q->ua; i-- > from;) {
		if (r->marks[i] & (MARKS_DOWN | MARKS_ADVERSE)
		    && !number_among(&r->t[i], "less|cut"))
			return true;
		if (r->marks[i] & MARKS_UP)
			return false;
	}
	for (size_t i = j->q->ub; i < to; i++) {
		if (r->marks[i] & (MARKS_DOWN | MARKS_ADVERSE))
			return true;
		if (r->marks[i] & MARKS_UP || r->t[i].kind == LEXER_NUMBER)
			return false;
		if (number_among(&r->t[i], "below"))
			return true;
	}
	return false;
}

/* What is counted when no noun says it: the call's own, if the metric can count it. */
static struct str
own_noun(const struct job *j)
{
	struct str rest = j->m->noun, first = str_cut(&rest, ' '), all = j->m->noun;
	/* Orders are counted in orders; what is in demand or sold in a year, in things. */
	bool things = job_is(j, "orders") && j->q->per != UNIT_DAY
		      && job_says(j->r, j->ca, j->cb, "demand|sales");
	if (str_eq(first, j->m->name) && !things)
		return first;
	while (all.n)
		if (str_eq(str_cut(&all, ' '), str_from(j->x->noun)))
			return str_from(j->x->noun);
	return first;
}

/* The noun right behind the value that no table knows: "three submarines a year". */
static struct str
noun_behind(const struct job *j)
{
	const struct token *t = &j->r->t[j->q->b];
	const struct str none = {NULL, 0};
	/* Where vehicles are spoken of, "bodies" and "Comets" are some. */
	if (j->x->vehicles || job_is(j, "headcount") || j->q->b >= j->s->b
	    || j->q->type != QUANTITY_NUMBER || t->word || !nominal_word(t)
	    || t->low.n < 5 || t->low.p[t->low.n - 1] != 's'
	    || number_among(t, "things|times|others|sales|across|versus|levels|units"))
		return none;
	return (struct str){j->x->text + t->start, t->end - t->start};
}

/* "Units" are vehicles where the call speaks of vehicles. */
static struct str
thing(const struct job *j, struct str noun)
{
	return !j->x->vehicles && str_eq(noun, STR("vehicles")) ? STR("units") : noun;
}

/* What was counted last under the metric, in this exchange. */
static struct str
noun_before(const struct job *j)
{
	enum { FAR = 40, TURNS = 3 };
	const struct bind_state *st = j->x->state;
	struct str own = own_noun(j);
	bool any =
	    str_eq(thing(j, own), STR("units")); /* no table knows what it makes */
	for (size_t i = st->n_memory, k = 0; i-- > 0 && k < FAR; k++) {
		const struct bind_memory *m = &st->memory[i];
		struct str noun = m->unit ? str_from(m->unit) : any ? m->noun : STR("");
		if (st->turn - m->turn > TURNS)
			break;
		if (m->metric == j->b->metric && noun.n && m->kind != OBS_GROWTH
		    && m->kind != OBS_CONTRIBUTION && !str_eq(j->m->name, noun)
		    && !(j->x->vehicles && unit_dim(noun) == UNIT_MASS))
			return noun;
	}
	return own;
}

static struct str
noun_of(const struct job *j)
{
	struct str behind = noun_behind(j);
	return behind.n ? behind : noun_before(j);
}

/* A number's money unit: per thing for prices. */
static int
set_unit(struct job *j, struct err *e)
{
	const struct quantity *q = j->q;
	const char *unit = q->unit;
	bool count =
	    j->m->units & (CATALOG_COUNT | CATALOG_COUNT_RATE | CATALOG_ENERGY);
	unsigned money = CATALOG_MONEY | CATALOG_MONEY_PER;
	if (j->o->kind == OBS_GROWTH || j->m->units == CATALOG_PERCENT)
		unit = "percent";
	struct str base = unit                  ? str_from(unit)
			  : count               ? noun_of(j)
			  : j->m->units & money ? str_from(j->x->currency)
						: str_from("percent");
	enum unit_per per = per_time(j);
	if (j->b->recalled && j->o->kind != OBS_GROWTH && !unit && j->b->recalled->unit)
		base = str_from(j->b->recalled->unit);
	bool people = q->type == QUANTITY_COUNT && !job_is(j, "headcount")
		      && str_eq(base, STR("people"));
	if ((count && q->type == QUANTITY_COUNT && str_eq(base, j->m->name)) || people)
		base = own_noun(j); /* "500,000 deliveries" are vehicles */
	base = thing(j, base);
	j->o->unit = base;
	if (per != UNIT_NOT_A_RATE && j->o->kind != OBS_GROWTH
	    && j->m->units != CATALOG_PERCENT)
		j->o->unit = arena_printf(
		    j->x->arena, "%.*s/%s", STR_FMT(base), unit_per_name(per));
	else if (j->m->type == CATALOG_PRICE && !str_eq(base, STR("percent"))) {
		const char *of = per_thing(j);
		struct str per_noun =
		    of && (j->x->vehicles || strcmp(of, "vehicle") != 0)
			? str_from(of)
			: thing(j, str_from(j->x->noun));
		/* A noun stands in the singular behind the slash; units do not change. */
		if (per_noun.n > 2 && per_noun.p[per_noun.n - 1] == 's')
			per_noun.n--;
		j->o->unit = arena_printf(
		    j->x->arena, "%.*s/%.*s", STR_FMT(base), STR_FMT(per_noun));
	}
	return j->o->unit.p ? 0 : err_nomem(e);
}

/* "Hector robots": what the call says that the products of this name are; NULL where
 * it does not say. */
static const char *
made_as(const struct job *j, struct str name)
{
	uint32_t hash = segment_hash(name);
	for (size_t turn = 0; turn < j->x->n_turns; turn++)
		for (size_t k = 0; k < j->x->all[turn].n_g; k++) {
			const struct reading *r = &j->x->all[turn];
			const struct segment *g = &r->g[k];
			if (g->hash == hash && g->b < r->n && r->t[g->b].word
			    && number_among(&r->t[g->b],
				"robot|robots|aircraft|phone|phones|home|homes|car|"
				"cars|"
				"vehicle|vehicles|truck|trucks|tire|tires"))
				return r->t[g->b].word->text;
		}
	return NULL;
}

/* A unit of a product that the call calls a robot is one: "10,000 units a month". */
static int
set_unit_of_product(struct job *j, struct err *e)
{
	static const char kinds[] = "vehicle|vehicles|unit|units";
	struct str rest = j->o->unit, first = str_cut(&rest, '/');
	bool each = j->m->type == CATALOG_PRICE && rest.n;
	struct str noun = each ? rest : first;
	bool said =
	    j->q->unit && !each && !job_says(j->r, j->q->b, j->q->ub, "unit|units");
	if (!j->o->segment.n || said || !number_in(noun, kinds, sizeof kinds - 1))
		return 0;
	const char *text = made_as(j, j->o->segment);
	struct str is = str_from(text ? text : "");
	if (!is.n)
		return 0;
	is.n -= each && is.p[is.n - 1] == 's';
	j->o->unit =
	    each ? arena_printf(j->x->arena, "%.*s/%.*s", STR_FMT(first), STR_FMT(is))
	    : rest.n
		? arena_printf(j->x->arena, "%.*s/%.*s", STR_FMT(is), STR_FMT(rest))
		: is;
	return j->o->unit.p ? 0 : err_nomem(e);
}

static int
set_value(struct job *j, struct err *e)
{
	const struct quantity *q = j->q;
	j->o->low = number_decimal(q->low * j->b->scale);
	j->o->high = number_decimal(q->high * j->b->scale);
	j->o->vague = q->vague;
	if (!(q->low < 0) && choose_sign(j, is_negative(j))) {
		double low = j->o->low;
		j->o->low = -j->o->high;
		j->o->high = -low;
	}
	j->o->precision = q->vague                                       ? OBS_VAGUE
			  : q->hedged || isnan(q->low) || isnan(q->high) ? OBS_HEDGED
			  : q->digits > 0 && q->digits < 3               ? OBS_ROUNDED
									 : OBS_EXACT;
	return set_unit(j, e);
}

/* ----- clause ---------------------------------------------------------------------- */

static void
set_clause(struct job *j)
{
	j->ca = j->s->a;
	j->cb = j->s->b;
	for (size_t i = j->q->ua; i-- > j->s->a;)
		if (j->r->marks[i] & MARKS_CLAUSE
		    && !number_among(&j->r->t[i], "with|compared|versus")) {
			j->ca = i;
			break;
		}
	for (size_t i = j->q->ub; i < j->s->b; i++)
		if (j->r->marks[i] & MARKS_CLAUSE) {
			j->cb = i;
			break;
		}
}

/* ----- the finer columns ------------------------------------------------------------- */

static void
set_basis(struct job *j)
{
	size_t from, to;
	job_own_words(j, &from, &to);
	if (j->b->cue_b > j->b->cue_a && j->b->cue_a < from && j->b->cue_a >= j->ca)
		from = j->b->cue_a > j->ca + 3 ? j->b->cue_a - 3 : j->ca;
	for (size_t i = from; i < to; i++) {
		const struct token *t = &j->r->t[i];
		if (number_among(t, "gaap")) {
			bool non = (i > 0 && number_among(&j->r->t[i - 1], "non"))
				   || (i > 1 && j->r->t[i - 1].kind == LEXER_DASH
				       && number_among(&j->r->t[i - 2], "non"));
			j->o->basis = non ? OBS_ADJUSTED : OBS_GAAP;
		} else if (number_among(t, "adjusted|underlying")) {
			j->o->basis = OBS_ADJUSTED;
		} else {
			continue;
		}
		if (i > j->q->a)
			break; /* what stands before the value goes first, then the first behind */
	}
}

static void
set_measure(struct job *j)
{
	if (j->m->type != CATALOG_RATE
	    && !(job_is(j, "orders") && j->q->per != UNIT_NOT_A_RATE))
		return;
	const struct reading *r = j->r;
	size_t from = j->q->ua > j->s->a + 12 ? j->q->ua - 12 : j->s->a;
	size_t to = j->q->ub + 6 < j->s->b ? j->q->ub + 6 : j->s->b;
	enum unit_per per = j->b->recalled ? j->b->recalled->per : j->q->per;
	if (job_says(r, from, to,
		"capability|capable|capacity|designed|meant|sized|support|supports|"
		"nameplate|capabilities|installed")
	    || job_says_two(
		r, from, to, "can|could", "do|make|support|handle|build|run|produce"))
		j->o->measure = OBS_CAPABILITY;
	else if (job_says(r, from, to, "peak|peaked|burst|best|record"))
		j->o->measure = OBS_PEAK;
	else if (job_says(r, from, to, "average|averaged|averaging|averages")
		 || (per == UNIT_YEAR && !(j->w && j->w->point)
		     && !job_says(r, from, to, "rate|annualized|run")))
		j->o->measure = OBS_AVERAGE;
	else
		j->o->measure = OBS_EXIT;
}

static void
set_scope(struct job *j)
{
	size_t from = j->q->ua > j->s->a + 14 ? j->q->ua - 14 : j->s->a;
	if (job_says_two(j->r, from, j->cb, "some|certain|one|parts|part|portion",
		"of|parts|regions|markets|areas|lines"))
		if (!job_says_two(j->r, from, j->cb, "one", "thing|more"))
			j->o->scope = job_says(j->r, from, j->cb,
					  "lines|programs|regions|parts|areas|markets|"
					  "line|models|shops|sections|zones")
					  ? OBS_PART
					  : OBS_WHOLE;
}

struct resolve_times
resolve_times_of(const struct when_clock *c)
{
	const struct fiscal *f = &c->fiscal;
	struct resolve_times t = {.year = fiscal_year(f, f->year),
	    .next_year = fiscal_year(f, f->year + 1),
	    .next_quarter = fiscal_shift(f, c->reported, 1),
	    .year_before = fiscal_shift(f, c->reported, -4),
	    .quarter_before = fiscal_shift(f, c->reported, -1)};
	t.year_to_date = (struct period){t.year.start, c->reported.end};
	return t;
}

int
resolve_run(const struct resolve_context *x, size_t k, const struct binding *b,
    struct obs *o, struct err *e)
{
	const struct reading *r = &x->all[x->turn];
	struct job j = {.x = x,
	    .r = r,
	    .q = &r->q[k],
	    .b = b,
	    .m = &x->catalog->metrics[b->metric],
	    .name = x->state->words->metrics[b->metric],
	    .o = o};
	j.s = &r->s[r->s_of[j.q->a]];
	o->metric = j.m->name;
	o->kind = b->kind;
	o->role = r->turn->role;
	set_clause(&j);
	j.p = b->p;
	j.p_key = 1;
	for (size_t i = 0; i < x->state->n_gold; i++)
		if (str_eq(x->state->gold[i].metric, o->metric)
		    && x->state->gold[i].kind == o->kind)
			j.gold = &x->state->gold[i];
	j.w = dating_nearest(&j, false);
	if (set_value(&j, e) != 0)
		return -1;
	stance_set(&j);
	choose_stance(&j);
	about_set(&j);
	about_choose(&j);
	if (set_unit_of_product(&j, e) != 0)
		return -1;
	dating_set(&j);
	timing_choose(&j);
	set_basis(&j);
	choose_basis(&j);
	set_measure(&j);
	choose_measure(&j);
	set_scope(&j);
	choose_scope(&j);
	if (variant_choose(&j, e) != 0)
		return -1;
	o->confidence = pow(j.p * j.p_key, SURER);
	return 0;
}
