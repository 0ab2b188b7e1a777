/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/mood.h"

#include <assert.h>

#include "extract/marks.h"
#include "extract/number.h"

/* clang-format off */
/* Verbs by what is done: enum mood_verb_class, from MOOD_BE on. */
static const struct verb_row {
	const char *words;
} verbs[] = {
	{"is|are|was|were|be|been|being|am|'s|'re|'m|isn|aren|wasn|weren"}, /* be */
	{"have|has|had|having|'ve|haven|hasn|hadn"}, /* have */
	{"do|does|did|done|doing|don|doesn|didn"}, /* do */
	{"will|'ll|shall|won|gonna"}, /* will */
	{"would|'d|wouldn"}, /* would */
	{"could|couldn|might"}, /* could */
	{"can|may|cannot"}, /* can */
	{"should|must|ought|shouldn"}, /* should */
	{"expect|expects|expected|expecting|anticipate|anticipated|anticipating|forecast|forecasts|"
	 "forecasted|forecasting|project|projects|projected|projecting|predict|predicts|predicted|"
	 "predicting|envision|envisions|envisioning|foresee|foresees|foreseen|foreseeing|guide|guided|"
	 "guiding|await|awaits|awaited"}, /* expect */
	{"plan|plans|planned|planning|intend|intends|intended|aim|aims|aimed|aiming|target|targets|"
	 "targeted|targeting|want|wants|wanted|wanting|hope|hoping|seek|seeks|seeking|try|tries|tried|"
	 "trying|strive|strives|strove|striven|striving|aspire|aspires|aspired|aspiring|wish|wishes|"
	 "wished|wishing|attempt|attempted|attempting|commit|commits|committed|committing|pledge|"
	 "pledges|pledged|pledging|promise|promised|promising|propose|proposes|proposed|prepare|"
	 "prepares|prepared|preparing|like|likes|liking|love|loves|loved|loving|prefer|preferred|"
	 "desire|desires|desired|desiring|budget|budgets|budgeted|budgeting|schedule|schedules|"
	 "scheduled|look|looks|looked|looking|push|pushes|pushed|pushing|work|works|worked|working|"
	 "drive|drives|drove|driven|driving|set|sets|setting|endeavor|endeavors|endeavored|"
	 "endeavoring"}, /* aim */
	{"reach|reaches|reached|reaching|achieve|achieved|achieving|hit|hits|hitting|attain|attains|"
	 "attained|meet|meets|met|meeting|exceed|exceeds|exceeded|exceeding|surpass|surpasses|"
	 "surpassed|surpassing|accomplish|accomplishes|accomplished|accomplishing|get|gets|got|gotten|"
	 "getting|arrive|arrives|arrived|arriving|approach|approaches|approached|approaching|pass|"
	 "passed|passing|cross|crosses|crossed|crossing|complete|completes|completed|completing|"
	 "finish|finishes|finished|finishing|secure|secures|secured|securing|realize|realized|"
	 "realizing|fulfill|fulfills|fulfilled|fulfilling|deliver|delivers|delivered|delivering|"
	 "succeed|succeeds|succeeding|manage|manages|managed|managing|beat|beats|beaten|beating|top|"
	 "topped|topping|land|lands|landed|landing"}, /* reach */
	{"enable|enables|enabled|enabling|allow|allows|allowed|allowing|support|supports|supported|"
	 "supporting|design|designs|designed|designing|handle|handles|handled|handling|accommodate|"
	 "accommodates|accommodating|permit|permits|permitted|permitting|size|sizes|sized|sizing|"
	 "equip|equips|equipped|equipping|rate|rates|rated|rating|afford|affords|affording|sustain|"
	 "sustains|sustained|sustaining|fit|fits|fitted|fitting|suit|suits|suited|suiting|install|"
	 "installs|installed|installing"}, /* enable */
	{"say|says|said|saying|tell|tells|told|telling|mention|mentioned|mentioning|talk|talks|talked|"
	 "talking|speak|speaks|spoke|spoken|speaking|state|states|stated|stating|comment|comments|"
	 "commented|commenting|discuss|discusses|discussed|discussing|note|notes|noted|noting|"
	 "announce|announces|announced|announcing|communicate|communicated|communicating|indicate|"
	 "indicates|indicated|indicating|highlight|highlights|highlighted|highlighting|point|points|"
	 "pointed|pointing|describe|described|describing|articulate|articulates|articulated|reiterate|"
	 "reiterates|reiterated|reiterating|disclose|discloses|disclosed|disclosing|publish|publishes|"
	 "published|publishing|share|shares|shared|sharing|reference|references|referenced|"
	 "referencing|outline|outlines|outlined|issue|issues|issued|give|gives|gave|given|giving|"
	 "provide|provides|provided|providing|call|calls|called|calling|quote|quotes|quoted|quoting|"
	 "repeat|repeats|repeated|repeating|confirm|confirms|confirmed|clarify|clarifies|clarifying|"
	 "signal|signals|signaled|float|floating|tout|touts|touted|touting"}, /* say */
	{"think|thinks|thought|thinking|believe|believes|believed|believing|feel|feels|felt|feeling|"
	 "consider|considers|considered|considering|view|views|viewed|viewing|regard|regards|regarded|"
	 "regarding|reckon|reckons|reckoning|doubt|doubted|doubting|figure|figures|figured|figuring|"
	 "assess|assesses|assessing|judge|judged|argue|argues|argued|contends|contended|contending|"
	 "bet|know|knows|knew|known|knowing|understand|understands|understood|understanding|recall|"
	 "recalled|recalling|remember|remembers|remembering|forget|forgot|forgotten|forgetting|sense|"
	 "senses|sensed|sensing"}, /* think */
	{"calculate|calculates|calculated|calculating|compute|computes|computed|computing|estimate|"
	 "estimates|estimated|estimating|imputes|imputed|imputing|infer|infers|inferred|derive|"
	 "derives|deriving|deduce|deduces|deduced|deducing|imply|implies|implied|implying|suggest|"
	 "suggests|suggested|suggesting|model|models|modeled|modeling|extrapolate|extrapolates|"
	 "extrapolated|extrapolating|annualizes|annualized|annualizing|multiplies|multiplied|"
	 "multiplying|divide|divides|divided|equate|equates|equated|equating|translate|translates|"
	 "translated|translating|mean|means|meant|meaning|triangulate|triangulates|triangulated|"
	 "triangulating|interpret|interprets|interpreted|interpreting|read|reading|gather|gathers|"
	 "gathering|conclude|concludes|concluded|assess|assesses|assessing|interpolate|interpolates|"
	 "interpolated|interpolating"}, /* compute */
	{"suppose|supposes|supposed|supposing|assume|assumes|assumed|assuming|imagine|imagines|"
	 "imagining|pretend|pretends|pretended|pretending|presume|presumes|presumed|guess|guesses|"
	 "guessed|guessing|speculate|speculates|speculated|speculating|hypothesize|hypothesizes|"
	 "hypothesized|hypothesizing|wonder|wonders|wondered|wondering|posit|posits|posited|positing|"
	 "simulates|simulated|simulating"}, /* suppose */
	{"report|reports|reported|reporting|record|records|recorded|recording|post|posts|posted|"
	 "posting|registers|registered|registering|book|books|booked|booking|recognize|recognizes|"
	 "recognized|recognizing|log|logged|logging|count|counts|counted|counting|show|shows|showed|"
	 "shown|showing|see|sees|saw|seen|seeing|notice|notices|noticed|noticing|observe|observed|"
	 "observing|witness|witnesses|witnessed|witnessing|experience|experiences|experienced|"
	 "experiencing|realise|realises|realised|realising|track|tracks|tracked|tracking|measure|"
	 "measures|measured|measuring|average|averages|averaged|averaging|total|totals|totaled|"
	 "totaling|come|comes|came|coming|end|ends|ended|ending|close|closes|closed|closing|stand|"
	 "stands|stood|standing|amount|amounts|amounted|earn|earns|earned|earning|generate|generates|"
	 "generated|generating"}, /* report */
	{"make|makes|made|making|produce|produces|produced|producing|build|builds|built|building|"
	 "manufacture|manufactured|manufacturing|assemble|assembles|ship|ships|shipped|shipping|sell|"
	 "sells|sold|selling|construct|constructs|constructed|constructing|fabricates|fabricated|"
	 "fabricating|supply|supplies|supplying|offer|offers|"
	 "offered|offering|launch|launches|launched|launching|introduce|introduces|introduced|"
	 "introducing|open|opens|opened|opening|start|starts|started|starting|begin|begins|began|"
	 "begun|beginning|roll|rolls|rolled|rolling|run|runs|ran|running|operate|operates|operated|"
	 "operating|use|uses|used|using|put|puts|putting|bring|brings|brought|bringing|take|takes|"
	 "took|taken|taking|place|places|placed|placing|order|orders|ordered|ordering|buy|buys|bought|"
	 "buying|receive|receives|received|receiving"}, /* make */
	{"spend|spends|spent|spending|invest|invests|invested|investing|pay|pays|paid|paying|cost|"
	 "costs|charge|charges|charged|charging|fund|funds|funded|funding|finance|finances|financed|"
	 "financing|borrows|borrowing|repay|repays|repaid|repaying|raise|raises|raised|raising|redeem|"
	 "redeems|redeemed|redeeming|repurchase|repurchases|repurchased|repurchasing|retire|retires|"
	 "retired|retiring|draw|draws|drew|drawn|drawing|burn|burns|burned|burning|consume|consumed|"
	 "consuming|hire|hires|hired|hiring|employ|employed|employing|lay|laid|laying|allocate|"
	 "allocates|allocated|allocating|deploy|deploys|deployed|deploying|devotes|devoting"}, /* spend */
	{"grow|grows|grew|grown|growing|increase|increases|increased|increasing|rise|rose|risen|"
	 "rising|climb|climbs|jump|jumps|jumped|jumping|expand|expands|expanded|expanding|improve|"
	 "improves|improved|improving|gain|gains|gained|gaining|double|doubles|doubled|doubling|"
	 "triple|triples|tripled|accelerate|accelerates|accelerated|accelerating|ramp|ramps|ramped|"
	 "ramping|scale|scales|scaled|scaling|decline|declines|declined|declining|decrease|decreases|"
	 "decreased|decreasing|drop|drops|dropped|dropping|fall|falls|fell|fallen|falling|reduce|"
	 "reduces|reduced|reducing|lower|lowers|lowered|lowering|shrink|shrinks|shrank|shrunk|"
	 "contract|contracts|contracted|contracting|cut|cuts|cutting|slip|slips|slipping|dip|dips|"
	 "dipped|slow|slowed|slowing|decelerate|decelerates|decelerated|lose|loses|lost|losing|save|"
	 "saves|saved|saving|narrow|narrows|widen|widening|move|moves|moved|moving|go|goes|went|gone|"
	 "going|change|changes|changed|changing|shift|shifts|shifted|shifting|swing|swings|swinging|"
	 "lift|lifts|lifted|lifting|boost|boosts|boosted|boosting|add|adds|added|adding|step|steps|"
	 "stepped|stepping|trend|trends|trending|bounce|bounces|bouncing|recover|recovers|recovered|"
	 "recovering"}, /* change */
	{"remain|remains|remained|remaining|stay|stays|stayed|staying|keep|keeps|kept|keeping|"
	 "maintain|maintained|maintaining|hold|holds|held|holding|continue|continues|continued|"
	 "continuing|persist|persists|last|lasts|lasting|sit|sits|sitting|hover|hovers|hovering|"
	 "retain|retains|retaining|preserve|preserves|preserved|preserving|reserve|reserves|reserved|"
	 "reserving|own|owned|owning|contain|contains|contained|include|includes|included|including|"
	 "represent|represents|represented|representing|account|accounts|accounted|accounting|"
	 "comprise|comprises|comprised|constitute|constitutes|constituted|constituting|carry|carries|"
	 "carried|carrying"}, /* hold */
	{"need|needs|needed|needing|require|requires|required|requiring|depend|depends|depended|"
	 "depending|demand|demands|demanding|justify|justifies|justified|justifying|warrant|warrants|"
	 "warranted|deserve|deserves|deserved|deserving|necessitate|necessitates|necessitated"}, /* need */
	{"miss|missed|missing|lag|lagged|lagging|trail|trailed|trailing|delay|delays|delayed|delaying|"
	 "postpones|postponed|postponing|defer|defers|deferred|suspends|suspended|withdraws|"
	 "withdrawing|cancel|cancels|canceled|canceling|fail|fails|failed|revise|revises|revised|"
	 "revising|update|updates|updated|updating|correct|corrected|correcting|halt|halts|halted|"
	 "halting|pause|pauses|paused|pausing|stop|stops|stopped|stopping|abandon|abandons|abandoned|"
	 "abandoning|scrap|scraps|scrapping"}, /* miss */
	{"compare|compares|compared|comparing|match|matches|matched|matching|relate|relates|related|"
	 "relating|differ|differs|differed|contrast|contrasts|contrasted|contrasting|outperform|"
	 "outperforms|outperformed|outperforming|underperforms|outpace|outpaces|outpaced|outpacing|"
	 "equal|equals|equaled|equaling"}, /* compare */
	{"ask|asked|asking|answer|answers|answered|answering|explain|explains|explained|explaining|"
	 "help|helps|helped|helping|remind|reminds|reminding|elaborate|elaborates|elaborated|"
	 "elaborating|address|addresses|addressed|addressing"}, /* ask */
};

/* Other words by what they say of a value: bits of MOOD_KINDS. */
static const struct kind_row {
	const char *words;
} kinds[] = {
	{"guidance|outlook|target|targets|goal|goals|plan|plans|forecast|forecasts|budget|budgets|"
	 "expectation|expectations|projection|projections|ambition|ambitions|objective|objectives|"
	 "aspiration|aspirations|commitment|commitments|roadmap|milestone|milestones|schedule|guide|"
	 "aim"}, /* guided */
	{"consensus|street|analyst|analysts|investors|media|rumors|reports"}, /* street */
	{"prior|previous|previously|earlier|original|originally|initial|initially|old|older|former|"
	 "formerly|past|once|before|back"}, /* prior */
	{"next|upcoming|soon|eventually|ultimately|tomorrow|future|forward|later|ahead|remaining|"
	 "coming|gradually|someday|further"}, /* later */
	{"last|ago|yesterday|recently|recent|historically|historical|thus|history"}, /* over */
	{"now|currently|today|already|presently|present|still|yet"}, /* now */
	{"probably|likely|possibly|perhaps|maybe|presumably|hopefully|potentially|should|might|may"}, /* likely */
	{"if|unless|assuming|whether|provided|suppose|supposing|imagine|absent|otherwise|depending"}, /* if */
	{"when|once|until|till|by|before|whenever|after"}, /* when */
	{"math|calculation|calculations|implied|implies|implying|implicit|implicitly|assumption|"
	 "assumptions|scenario|scenarios|case|example|hypothetically|theoretical|theoretically|"
	 "ballpark|arithmetic|sensitivity|illustrative|estimate|estimates|model|estimation|guess|"
	 "speculation"}, /* math */
	{"able|capable|capability|possible|potential|capacity|opportunity|reach|sight|path|way|track|"
	 "pace|chance|shot|position|confident|comfortable|confidence|ready|journey|trajectory|"
	 "potentially|course"}, /* way */
	{"instead|rather|versus|compared|relative|short|shy|miss|missed|behind|delayed|lower|higher|"
	 "below|above|less|more|better|than"}, /* miss */
	{"what|how|why|where|who|which|does|do|did|can|could|would|is|are"}, /* ask */
	{"right|fair|correct|reasonable|realistic|true|accurate|appropriate|sensible|possible|okay"}, /* fair */
	{"long|term|run|horizon|steady|state|mature|maturity|eventual|lifetime|decade|years"}, /* long */
	{"least|minimum|maximum|max|floor|cap|ceiling|most|midpoint|end|range|between"}, /* least */
	{"we|our|us|ourselves|company"}, /* we */
	{"you|your"}, /* you */
	{"i|my|me"}, /* i */
	{"they|their|them|people|others|somebody|everyone|anyone"}, /* they */
};
/* clang-format on */
static_assert(sizeof verbs / sizeof *verbs == MOOD_VERBS - 1, "a row for each class");
static_assert(sizeof kinds / sizeof *kinds == MOOD_KINDS, "a bit for each row");
/* Those that are asked for by name: outsiders, "what", and who speaks or is spoken to;
 * the last two are no rows, but kinds of subjects. */
enum {
	KIND_STREET = 1,
	KIND_ASK = 12,
	KIND_WE = 16,
	KIND_YOU,
	KIND_I,
	KIND_THEY,
	WHO_IT,
	WHO_STREET
};

static const char irregular_past[] =
    "got|met|said|told|spoke|gave|thought|felt|knew|understood|forgot|meant|showed|saw|"
    "came|stood|made|built|sold|began|ran|brought|took|bought|spent|paid|laid|grew|"
    "rose|"
    "fell|shrank|lost|went|kept|held|strove|drove|drew|repaid|undertook|left|found|"
    "became|broke|chose|did";
static const char participles[] =
    "gotten|beaten|spoken|given|known|forgotten|shown|seen|begun|taken|grown|risen|"
    "fallen|shrunk|gone|foreseen|striven|driven|drawn|forecasted|fitted|undertaken|"
    "broken|done";
static const char unchanged[] = "hit|beat|read|put|cost|cut|set|bet|forecast|fit|let";
static const char determiners[] = "the|a|an|this|these|those|our|your|its|their|each|"
				  "any|some|of|in|for|with|no|my|on|"
				  "at|from|per|same|full|new|more|total|original|prior|"
				  "previous|current|initial|overall|"
				  "strong|annual|quarterly|old|his|her|as|than";
static const char adverbs[] =
    "not|'t|n't|also|already|just|now|still|even|only|always|ever|never|kind|sort|of|"
    "quite|"
    "well|really|been|about|all|both|then|maybe|perhaps|hopefully|currently|again";
static const char subjects[] =
    "i|we|you|it|they|he|she|that|there|which|who|this|these";

/* What is told of a word: its class of verbs, its form, its kinds, and more. */
enum form { BASE, THIRD, PAST, PARTICIPLE, ING, SAME };
enum {
	CLASS = 31,
	FORM_FROM = 5,
	FORM = 7,
	KINDS_FROM = 8,
	DETERMINER = 1 << 28,
	ADVERB = 1 << 29,
	SUBJECT = 1 << 30
};

static bool
ends(const struct lexicon_entry *w, const char *tail)
{
	size_t n = strlen(tail);
	return w->n > n && memcmp(w->word + w->n - n, tail, n) == 0;
}

static enum form
form_of(const struct lexicon_entry *w)
{
	if (lexicon_has(w, LEXICON_LIST(participles))
	    || lexicon_has(w, LEXICON_LIST("been|done")))
		return PARTICIPLE;
	if (lexicon_has(w, LEXICON_LIST(irregular_past))
	    || lexicon_has(w, LEXICON_LIST("was|were|had|did|wasn|weren|didn|hadn")))
		return PAST;
	if (lexicon_has(w, LEXICON_LIST(unchanged)))
		return SAME;
	if (ends(w, "ing") && !lexicon_has(w, LEXICON_LIST("bring")))
		return ING;
	if (ends(w, "ed") && !lexicon_has(w, LEXICON_LIST("need|exceed|succeed")))
		return PAST;
	return ends(w, "s")
		       && !lexicon_has(
			   w, LEXICON_LIST("pass|cross|guess|discuss|address|assess|"
					   "surpass|miss|process|focus"))
		   ? THIRD
		   : BASE;
}

static uint32_t
tell(const struct lexicon_entry *w)
{
	uint64_t verb = lexicon_set(w, LEXICON_SETS(verbs, words)),
		 kind = lexicon_set(w, LEXICON_SETS(kinds, words));
	uint32_t told = (uint32_t)kind << KINDS_FROM;
	if (verb)
		told |= ((uint32_t)__builtin_ctzll(verb) + 1)
			| (uint32_t)form_of(w) << FORM_FROM;
	if (lexicon_has(w, LEXICON_LIST(determiners)))
		told |= DETERMINER;
	if (lexicon_has(w, LEXICON_LIST(adverbs)))
		told |= ADVERB;
	if (lexicon_has(w, LEXICON_LIST(subjects)))
		told |= SUBJECT;
	return told;
}
LEXICON_TELL(LEXICON_MOOD, tell);

static uint32_t
told_at(const struct reading *r, size_t i)
{
	return r->t[i].kind == LEXER_WORD || r->t[i].kind == LEXER_TAIL
		   ? r->t[i].known->told[LEXICON_MOOD]
		   : 0;
}

static enum mood_verb_class
class_at(const struct reading *r, size_t i)
{
	return (enum mood_verb_class)(told_at(r, i) & CLASS);
}

static enum form
form_at(const struct reading *r, size_t i)
{
	return (enum form)(told_at(r, i) >> FORM_FROM & FORM);
}

/* ----- one verb ---------------------------------------------------------------------- */

static bool
is_adverb(const struct reading *r, size_t i)
{
	struct str low = r->t[i].low;
	return told_at(r, i) & ADVERB
	       || (r->t[i].kind == LEXER_WORD && low.n > 4 && low.p[low.n - 1] == 'y'
		   && low.p[low.n - 2] == 'l');
}

static bool
is_auxiliary(const struct reading *r, size_t i)
{
	enum mood_verb_class c = class_at(r, i);
	return c >= MOOD_BE && c <= MOOD_SHOULD_VERB;
}

/* The auxiliary (or "to") that token i hangs on: "will probably be", "do you expect";
 * SIZE_MAX. */
static size_t
helper(const struct reading *r, size_t from, size_t i, bool *negated)
{
	size_t k = i;
	for (int skipped = 0; k > from && skipped < 4; skipped++) {
		k--;
		if (is_auxiliary(r, k) || number_among(&r->t[k], "to"))
			return k;
		*negated |= number_among(&r->t[k], "not|'t|n't|never");
		if (is_adverb(r, k))
			continue;
		/* "do you expect": turned round. */
		if (told_at(r, k) & SUBJECT && k > from && is_auxiliary(r, k - 1)
		    && (k < from + 2 || !(told_at(r, k - 2) & SUBJECT)))
			return k - 1;
		break;
	}
	return SIZE_MAX;
}

static enum mood_tense tense_at(
    const struct reading *r, size_t from, size_t i, struct mood_verb *v);

/* "To reach": of what will, of what used to, or of what another verb says. */
static enum mood_tense
tense_of_to(const struct reading *r, size_t from, size_t to, struct mood_verb *v)
{
	v->a = to;
	if (to > from && number_among(&r->t[to - 1], "going")) {
		size_t be = helper(r, from, to - 1, &v->negated);
		v->a = be == SIZE_MAX ? to - 1 : be;
		return be != SIZE_MAX && form_at(r, be) == PAST ? MOOD_WOULD
								: MOOD_FUTURE;
	}
	if (to > from && number_among(&r->t[to - 1], "used"))
		return MOOD_PAST;
	if (to > from && class_at(r, to - 1) == MOOD_HAVE) {
		v->a = to - 1;
		return MOOD_SHOULD;
	}
	return MOOD_TO;
}

/* The tense that an auxiliary gives to the verb behind it. */
static enum mood_tense
tense_by(const struct reading *r, size_t from, size_t aux, struct mood_verb *v)
{
	static const enum mood_tense of[] = {[MOOD_WILL_VERB] = MOOD_FUTURE,
	    [MOOD_WOULD_VERB] = MOOD_WOULD,
	    [MOOD_COULD_VERB] = MOOD_COULD,
	    [MOOD_CAN_VERB] = MOOD_CAN,
	    [MOOD_SHOULD_VERB] = MOOD_SHOULD};
	enum mood_verb_class c = class_at(r, aux);
	if (number_among(&r->t[aux], "to"))
		return tense_of_to(r, from, aux, v);
	v->a = aux;
	if (c >= MOOD_WILL_VERB)
		return of[c];
	if (c == MOOD_DO)
		return form_at(r, aux) == PAST ? MOOD_PAST : MOOD_PRESENT;
	enum mood_tense t = tense_at(r, from, aux, v);
	if (c == MOOD_HAVE)
		return t == MOOD_PAST      ? MOOD_BEFORE
		       : t == MOOD_PRESENT ? MOOD_PERFECT
					   : t;
	return t;
}

/* Of a verb that stands without help. */
static enum mood_tense
tense_alone(const struct reading *r, size_t from, size_t i)
{
	enum mood_verb_class c = class_at(r, i);
	bool noun = i > from && told_at(r, i - 1) & DETERMINER && c > MOOD_SHOULD_VERB;
	bool subject = i > from && told_at(r, i - 1) & SUBJECT;
	if (noun && !subject && form_at(r, i) != ING)
		return MOOD_NONE;
	switch (form_at(r, i)) {
	case PAST:
		return MOOD_PAST;
	case PARTICIPLE:
	case ING:
		return MOOD_GERUND;
	case THIRD:
		return MOOD_PRESENT;
	case SAME:
		return subject ? MOOD_EITHER : MOOD_NONE;
	case BASE:
		break;
	}
	if (number_among(&r->t[i], "is|are|am|'s|'re|'m|isn|aren|'ve|have|do|don"))
		return MOOD_PRESENT;
	return subject ? MOOD_PRESENT : MOOD_BARE;
}

/* The tense of the verb at i; v->a is moved to its first word, v->negated set. */
static enum mood_tense
tense_at(const struct reading *r, size_t from, size_t i, struct mood_verb *v)
{
	enum mood_verb_class c = class_at(r, i), aux_class;
	static const enum mood_tense modal[] = {
	    MOOD_FUTURE, MOOD_WOULD, MOOD_COULD, MOOD_CAN, MOOD_SHOULD};
	bool negated = false;
	if (c >= MOOD_WILL_VERB && c <= MOOD_SHOULD_VERB)
		return modal[c - MOOD_WILL_VERB];
	/* "The company's": no verb. */
	if (number_among(&r->t[i], "'s")
	    && !(i > from
		 && told_at(r, i - 1) & (SUBJECT | 1U << (KINDS_FROM + KIND_ASK))))
		return MOOD_NONE;
	size_t aux = helper(r, from, i, &negated);
	if (aux == SIZE_MAX)
		return tense_alone(r, from, i);
	aux_class = class_at(r, aux);
	enum form form = form_at(r, i);
	bool finite = form == THIRD || number_among(&r->t[i], "is|are|am|was|were|had");
	bool noun = aux_class == MOOD_BE && (form == BASE || form == SAME)
		    && !number_among(&r->t[i], "be|put|set|cut");
	if (finite || (noun && c > MOOD_SHOULD_VERB))
		return tense_alone(r, from, i);
	v->negated |= negated;
	return tense_by(r, from, aux, v);
}

/* Who does it: the nearest word before it that can be its subject. */
static int
subject_of(const struct reading *r, size_t from, size_t a)
{
	for (size_t i = a, k = 0; i-- > from && k < 8; k++) {
		uint32_t told = told_at(r, i), kind = told >> KINDS_FROM;
		for (int w = KIND_WE; w <= KIND_THEY; w++)
			if (kind >> w & 1)
				return w;
		if (kind >> KIND_STREET & 1)
			return WHO_STREET;
		if (told & SUBJECT)
			return WHO_IT;
		if (told & CLASS)
			return 1;
	}
	return 0;
}

/* ----- all of them ------------------------------------------------------------------- */

/* The verbs before the value, the nearest first. */
static void
find_chain(const struct reading *r, const struct sentence *s, size_t to, struct mood *m)
{
	bool apart = false;
	for (size_t i = to; i-- > s->a && m->n < MOOD_CHAIN;) {
		apart |= (r->marks[i] & MARKS_CLAUSE) != 0;
		if (!class_at(r, i))
			continue;
		struct mood_verb v = {.verb = class_at(r, i), .a = i, .b = i + 1};
		v.tense = tense_at(r, s->a, i, &v);
		if (v.tense == MOOD_NONE)
			continue;
		v.who = subject_of(r, s->a, v.a);
		v.apart = apart;
		m->v[m->n++] = v;
		i = v.a;
	}
	for (size_t k = 0; k < m->n; k++)
		if (m->v[k].tense <= MOOD_SHOULD || m->v[k].tense == MOOD_EITHER) {
			m->tense = m->v[k].tense;
			m->verb = m->v[k].verb;
			m->who = m->v[k].who;
			break;
		}
}

/* The first verb behind it, with all that helps it. */
static void
find_behind(
    const struct reading *r, const struct sentence *s, size_t from, struct mood *m)
{
	size_t to = from + 12 < s->b ? from + 12 : s->b;
	for (size_t i = from; i < to; i++) {
		if (!class_at(r, i))
			continue;
		struct mood_verb v = {.a = i, .b = i + 1};
		while (v.b < to && is_auxiliary(r, v.b - 1)
		       && (is_adverb(r, v.b) || class_at(r, v.b)))
			v.b++;
		while (v.b > i + 1 && !class_at(r, v.b - 1))
			v.b--;
		v.verb = class_at(r, v.b - 1);
		v.tense = tense_at(r, i, v.b - 1, &v);
		if (v.tense == MOOD_NONE)
			continue;
		for (size_t k = from; k < i; k++)
			v.apart |=
			    (r->marks[k] & MARKS_CLAUSE) || r->t[k].kind == LEXER_COMMA;
		m->behind = v;
		return;
	}
}

static void
find_kinds(const struct reading *r, const struct sentence *s, const struct quantity *q,
    struct mood *m)
{
	enum { NEAR = 4 };
	bool clause = true;
	for (size_t i = q->ua; i-- > s->a;) {
		uint32_t kind = (told_at(r, i) & (DETERMINER - 1)) >> KINDS_FROM;
		int at = q->ua - i <= NEAR ? MOOD_AT_NEAR
			 : clause          ? MOOD_AT_CLAUSE
					   : MOOD_AT_BEFORE;
		for (; kind; kind &= kind - 1)
			m->at[__builtin_ctz(kind)] |= (unsigned char)at;
		clause &= !(r->marks[i] & MARKS_CLAUSE);
	}
	for (size_t i = q->ub; i < s->b; i++) {
		uint32_t kind = (told_at(r, i) & (DETERMINER - 1)) >> KINDS_FROM;
		int at = i - q->ub < NEAR ? MOOD_AT_NEXT : MOOD_AT_BEHIND;
		for (; kind; kind &= kind - 1)
			m->at[__builtin_ctz(kind)] |= (unsigned char)at;
	}
}

struct mood
mood_of(const struct reading *r, const struct quantity *q)
{
	const struct sentence *s = &r->s[r->s_of[q->a]];
	struct mood m = {.n = 0};
	find_chain(r, s, q->ua, &m);
	find_behind(r, s, q->ub, &m);
	find_kinds(r, s, q, &m);
	return m;
}

/* "We had guided to", "that we discussed": what was said or meant before. */
static bool
was_meant(const struct mood_verb *v)
{
	bool past = v->tense == MOOD_PAST || v->tense == MOOD_PERFECT
		    || v->tense == MOOD_BEFORE;
	return past
	       && (v->verb == MOOD_EXPECT || v->verb == MOOD_AIM || v->verb == MOOD_SAY
		   || v->verb == MOOD_THINK || v->verb == MOOD_COMPUTE);
}

void
mood_share(struct ballot *b, const struct mood *m, enum obs_role role)
{
	int64_t finite = m->tense, verb = m->verb, meant = 0;
	for (size_t k = 0; k < m->n; k++)
		meant |= was_meant(&m->v[k]) ? (m->v[k].apart ? 2 : 1) : 0;
	meant |= was_meant(&m->behind) ? 4 : 0;
	ballot_shared(b, F_said, meant, (int64_t)role);
	ballot_shared(b, F_said, 10 + meant, finite);
	ballot_shared(b, F_mood, finite, (int64_t)role);
	ballot_shared(b, F_mood, 20 + finite, verb);
	ballot_shared(b, F_mood, 40 + finite, (int64_t)m->who * 8 + (int64_t)role);
	ballot_shared(b, F_mood, 60, verb * 8 + (int64_t)role);
	for (size_t k = 0; k < m->n; k++) {
		const struct mood_verb *v = &m->v[k];
		int64_t where = k == 0 ? 0 : v->apart ? 2 : 1;
		ballot_shared(
		    b, F_chain, where * 20 + (int64_t)v->tense, (int64_t)v->verb);
		ballot_shared(b, F_chain, 100 + where, (int64_t)v->verb);
		ballot_shared(b, F_chain, 110 + (int64_t)v->tense, (int64_t)v->apart);
		if (v->negated)
			ballot_shared(
			    b, F_chain, 140 + (int64_t)v->tense, (int64_t)v->verb);
		if (k == 0)
			ballot_shared(b, F_chain, 200 + (int64_t)v->tense,
			    (int64_t)finite * 32 + verb);
	}
	ballot_shared(
	    b, F_mood, 100 + (int64_t)m->behind.tense, m->n == 0 || m->v[0].apart);
	ballot_shared(
	    b, F_mood, 120 + (int64_t)m->behind.tense, (int64_t)m->behind.verb);
	for (int k = 0; k < MOOD_KINDS; k++)
		for (int at = 0; at < 5; at++)
			if (m->at[k] >> at & 1)
				ballot_shared(b, F_kind_words, k * 8 + at, 0);
	for (int k = 0; k < MOOD_KINDS; k++)
		if (m->at[k])
			ballot_shared(b, F_kind_words, 200 + k, (int64_t)role);
}
