/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/nominal.h"

#include "extract/number.h"

/* clang-format off */
/* What a part of a business has. */
static const char metrics[] = "revenue|revenues|sales|margin|margins|volume|volumes|production|order|orders|backlog"
	"|deliveries|shipments|premium|premiums|expense|expenses|expenditures|growth|comp|comps|price|prices|pricing"
	"|bookings|cost|costs|capacity|capex|unit|units|ebitda|ebit|income|earnings|demand|deployments|headcount|momentum"
	"|performance|profit|profits|awards|rates|reservations|throughput|output|receipts|spend|spending|exposure|gross";
/* What a part of a business is. */
static const char businesses[] = "segment|segments|division|divisions|business|businesses|brand|brands|banner|banners"
	"|franchise|franchises|group|operations|category|categories|channel|channels|region|regions|side|line|lines|market"
	"|markets|portfolio|platform|platforms|application|applications|products|product|program|programs|department"
	"|activities|area|arena|geography|geographies|sector|end";
/* Between a name and these: "performance coatings group's third quarter net sales". */
static const char qualifiers[] = "first|second|third|net|gross|organic|total|average|adjusted|operating|segment|comparable|quarter|year|full"
	"|fiscal|fourth|annual|reported|daily|weekly|capital|record|same|store|core|underlying|renewal|written|pre-tax|product"
	"|unit|sale|selling|business|group|side|'s|new|end";
/* Between what goes before a name and the name. */
static const char articles[] = "our|the|its|their|this|a|an|total|overall|own|owned|existing|record|strong|new|combined|net|organic"
	"|consolidated|remaining|both|within|all|most|some|acquired|legacy|broader|larger|realized";
static const char joints[] = "and|or|while|as|with|but|where|plus|whereas|then";
static const char prepositions[] = "in|for|of|within|on|at|across|under|regarding|to";
static const char causes[] = "from|by|into|through|with|via";
static const char asides[] = "excluding|exclude|excludes|including|include|includes|without|ex|than|versus|unlike|like|besides|compared";
static const char verbs[] = "was|were|is|are|be|will|would|should|could|can|has|have|had|grew|grows|grow|increased|increases|declined|declines"
	"|decreased|rose|fell|up|down|delivered|generated|posted|reported|saw|contributed|came|improved|dropped|continued"
	"|continues|totaled|performed|represented|represents|accounted|accounts|showed|shows|experienced|ran|averaged|earned"
	"|made|sold|shipped|held|added|hit|ended|finished|exceeded|accelerated|achieved|remained|remains|produced|jumped"
	"|climbed|gained|rising|growing|increasing|declining|decreasing|at|provided|expanded|outperformed|doubled|tripled"
	"|drove|led|lost|slipped|surged|each|both|comped|comping|returned|recovered|rebounded|represent|recorded|benefited|goes|does|did";
/* "We expect food to grow". */
static const char expects[] = "expect|expects|anticipate|see|forecast|assume";
static const char becomes[] = "be|grow|increase|decline|decrease|rise|fall|remain|contribute|improve|continue|deliver|generate|represent";
/* Words that no name is made of: small ones, and what qualifies any figure. */
static const char small[] = "a|an|the|and|or|but|nor|so|if|as|than|that|this|these|those|there|here|it|its|they|their|them|he|she|his|her"
	"|we|our|us|you|your|i|my|me|who|which|what|when|where|why|how|while|because|since|although|though|whether|about|above"
	"|across|after|against|along|among|around|at|before|behind|below|between|by|despite|down|during|for|from|in|into|near"
	"|of|off|on|onto|out|over|per|through|throughout|to|toward|towards|under|until|up|upon|with|within|without|versus|via"
	"|not|no|yes|also|only|just|very|too|more|most|less|least|much|many|few|some|any|all|each|every|both|either|neither"
	"|other|others|another|such|same|own|again|still|yet|already|now|then|today|ago|ever|never|always|even|well|really"
	"|quite|rather|almost|nearly|approximately|roughly|actually|basically|obviously|certainly|first|second|third|fourth"
	"|last|next|prior|previous|current|currently|recent|recently|past|future|full|total|overall|entire|whole|combined"
	"|consolidated|reported|underlying|comparable|organic|constant|currency|net|gross|adjusted|operating|core|average"
	"|strong|stronger|strongest|solid|robust|healthy|good|great|better|best|nice|weak|weaker|soft|softer|high|higher"
	"|highest|low|lower|lowest|large|larger|largest|small|smaller|big|bigger|significant|significantly|meaningful|modest"
	"|slight|slightly|record|additional|incremental|continued|continuing|sequential|sequentially|annual|annually"
	"|year-over-year|quarter-over-quarter|excluding|including|excludes|includes|due|driven|offset|partially|primarily"
	"|largely|mainly|mostly|related|based|compared|relative|respectively|increase|increases|decrease|decline|declines"
	"|reduction|improvement|gain|gains|loss|losses|change|changes|impact|benefit|headwind|headwinds|tailwind|range|basis"
	"|point|points|percent|percentage|number|numbers|level|levels|rate|amount|guidance|outlook|forecast|target|targets"
	"|expectation|expectations|result|results|terms|addition|fact|part|half|majority|portion|rest|lot|couple|kind|sort"
	"|way|effect|thing|things|time|times|period|periods|end|beginning|start|mid|late|early|date|let|say|said|think|thought|know"
	"|mean|see|seen|look|looking|like|want|need|expect|expected|expecting|expects|anticipate|anticipated|believe|believed"
	"|plan|planned|plans|continue|make|makes|making|made|take|takes|taking|took|give|given|gives|go|going|gone|get|gets"
	"|getting|got|come|comes|coming|put|keep|keeping|help|helped|helping|turn|turning|move|moving|moved|add|adding|bring"
	"|brought|run|running|use|used to|using|work|working|being|been|be|am|having|doing|done|may|might|must|shall|company"
	"|companies|team|teams|shareholders|shareholder|investors|question|questions|call|slide|page|everyone|morning"
	"|afternoon|thank|thanks|okay|yeah|right|sure|cash|flow|debt|balance|sheet|share|shares|stock|dividend|dividends|tax"
	"|interest|capital|eps|ebitda|ebit|gaap|non-gaap|margin|margins|revenue|revenues|sales|guys|folks|lot|bit|little|fx"
	"|digit|digits|teen|teens|existing|acquired|realized|remaining|legacy|broader|acquisition|acquisitions|pandemic|inflation|comparison|contribution|contributions|top-line|bottom-line|line"
	"|report|deliver|achieve|generate|produce|include|reflect|provide|drive|support|offer|sell|reach|remain"
	"|phonetic|indiscernible|inaudible|indecipherable|hi|hey|hello|maybe|oh|uh|um|summary|particular|example|goal|today"
	"|tomorrow|alone|however|therefore|thus|hence|further|finally|lastly|operator|welcome|nonetheless|positive|negative"
	"|reflecting|excluding|despite|given|technical difficulty|fiscal|written|renewal|retention|inventory|customers"
	"|top|bottom|plus|p&l|nothing|something|anything|everything|everybody|somebody|people|bps|q1|q2|q3|q4|ytd|h1|h2|long-term|short-term"
	"|estimated|projected|implied|imagine|suppose|assume|assuming|diluted|midpoint|similar|deferred|representing|monday|tuesday|wednesday|thursday|friday";
/* Words that name nothing by themselves, nor with others of these: "excess liquidity". */
static const char bare[] = "free|excess|favorable|unfavorable|certain|greater|possible|long|short|term|major|minor|original|actual|final"
	"|normal|initial|multiple|various|different|general|specific|separate|individual|tremendous|substantial"
	"|important|difficult|able|sustainable|confident|comfortable|happy|fair|fast|faster|slow|slower|steady|wide"
	"|wider|vast|huge|key|hard|wrong|correct|clear|clearer|reasonable|enough|extra|excellent|powerful|impressive"
	"|attractive|innovative|challenging|disciplined|elevated|affordable|mature|extreme|primary|adverse|accretive"
	"|ongoing|effective|fixed|variable|cumulative|absolute|external|ordinary|latest|biggest|closer|subsequent"
	"|remarkable|ultimate|unprecedented|temporary|permanent|balanced|favorably|selling|improving|driving|closing"
	"|raising|reducing|achieving|ramping|generating|investing|gaining|lowering|starting|limiting|performing"
	"|stacked|targeted|reduced|taken|paid|laid|impacted|affected|drawn|stated|stepping|exiting|delivering"
	"|executing|managing|balancing|once|back|far|perhaps|together|altogether|anyway|somewhere|whereas|meanwhile"
	"|thereabouts|soon|later|earlier|away|else|beyond|itself|sometime|sometimes|instead|likewise|otherwise"
	"|elsewhere|everywhere|whatever|nobody|focus|track|respect|place|course|mind|history|ability|letter|factor"
	"|moment|conclusion|reminder|reference|regard|relation|perspective|context|case|cases|instance|meantime"
	"|progress|progression|position|path|size|strength|weakness|liquidity|integration|launch|mix|leverage"
	"|pressure|pressures|risk|risks|confidence|impacts|improvements|issues|challenges|execution|magnitude|degree"
	"|combination|absence|spite|acceleration|deceleration|difference|differences|state|trends|trend|trajectory"
	"|uncertainty|reality|processes|potential|actions|efficiencies|bottlenecks|constraints|reliability|quality"
	"|success|recovery|headway|hand|front|scale|stage|step|steps|stretch|strategy|opex|cogs|asp|asps|depreciation"
	"|amortization|payables|receivables|inventories|liabilities|borrowings|borrowing|proceeds|ratio|ratios"
	"|overhead|deferral|accounting|trial|open|sorry|release|base|budget|budgets|minus|foreign|exchange|scope|volatility|visibility"
	"|seasonality|timing|delay|delays|disruption|disruptions|shortage|shortages|shutdown|shutdowns|closure"
	"|closures|slowdown|rebound|competition|competitors|peers|peer|conference|anywhere|midyear";
/* Words for what a part is that may begin its name too: "business insurance". */
static const char first[] = "business|product|brand|group|store|unit";
/* Names of businesses that look like participles. */
static const char doings[] = "lodging|lighting|gaming|banking|clothing|advertising|roofing|trucking|catering|packaging|plumbing|flooring"
	"|licensing|publishing|streaming|mining|shipping|dining|coating|bedding|tubing|housing|staffing|consulting"
	"|engineering|manufacturing|networking|computing|cooling|heating|imaging|sequencing|testing|trading|lending"
	"|leasing|outsourcing|printing|welding|fastening|training|bunkering|drilling|dredging|recycling|refining"
	"|marketing|processing|casting|forging|seating|brewing|vaping|betting|ticketing|touring|hosting|billing";
/* Adjectives that are a name only with what they stand before. */
static const char sides[] = "northern|southern|eastern|western|central|midwestern";
static const char news[] = "new|other|used";
static const char things[] = "business|businesses|products|equipment|vehicles|homes|units";
/* clang-format on */

/* What a word may be here: a bit for each list that has it, and two for whether a name may
 * be made of it, written small and with a capital. */
enum {
	METRIC = 1 << 0,
	BUSINESS = 1 << 1,
	QUALIFIER = 1 << 2,
	ARTICLE = 1 << 3,
	JOINT = 1 << 4,
	PREPOSITION = 1 << 5,
	CAUSE = 1 << 6,
	ASIDE = 1 << 7,
	VERB = 1 << 8,
	SIDE = 1 << 9,
	NEW = 1 << 10,
	THING = 1 << 11,
	MAY_BEGIN = 1 << 12,
	CONTENT = 1 << 13,
	CONTENT_CAPITAL = 1 << 14,
	BARE = 1 << 15
};

static bool
adverb(struct str w)
{
	return w.n > 4 && str_eq(str_sub(w, w.n - 2, w.n), STR("ly"));
}

/* "EBITDAX" and its like. */
static bool
ebitda(struct str w)
{
	return str_starts(w, STR("ebitda"));
}

static uint32_t
tell(const struct lexicon_entry *w)
{
	const struct token t = lexer_of(w);
	bool grammar =
	    w->row && w->row->cls != WORDS_NOUN && w->row->cls != WORDS_PHYSICAL;
	uint32_t is = (number_among(&t, metrics) ? METRIC : 0)
		      | (number_among(&t, businesses) ? BUSINESS : 0)
		      | (number_among(&t, qualifiers) ? QUALIFIER : 0)
		      | (number_among(&t, articles) ? ARTICLE : 0)
		      | (number_among(&t, joints) ? JOINT : 0)
		      | (number_among(&t, prepositions) ? PREPOSITION : 0)
		      | (number_among(&t, causes) ? CAUSE : 0)
		      | (number_among(&t, asides) ? ASIDE : 0)
		      | (number_among(&t, verbs) ? VERB : 0)
		      | (number_among(&t, sides) ? SIDE : 0)
		      | (number_among(&t, news) ? NEW : 0)
		      | (number_among(&t, things) ? THING : 0)
		      | (number_among(&t, bare) ? BARE : 0)
		      | (number_among(&t, first) ? MAY_BEGIN : 0);
	if (!grammar && w->n >= 2 && !(is & (METRIC | BUSINESS | VERB))
	    && !number_among(&t, small) && !ebitda(t.low))
		is |= adverb(t.low) ? CONTENT_CAPITAL : CONTENT | CONTENT_CAPITAL;
	return is;
}
LEXICON_TELL(LEXICON_NOMINAL, tell);

static bool
is(const struct token *t, uint32_t any)
{
	return t->known->told[LEXICON_NOMINAL] & any;
}

static bool
ends(const struct token *t)
{
	return t->kind == LEXER_STOP || t->kind == LEXER_BREAK;
}

/* A word that a name may be made of. */
static bool
content(const struct token *t)
{
	if (t->kind != LEXER_WORD)
		return false;
	if (t->known->id)
		return is(t, t->capital ? CONTENT_CAPITAL : CONTENT);
	return t->low.n >= 2 && (t->capital || !adverb(t->low)) && !ebitda(t->low);
}

bool
nominal_word(const struct token *t)
{
	return content(t);
}

/* "flat-rolled", "Tools & Storage": what may stand between two words of a name. */
static bool
hyphen(const struct token *t, size_t n, size_t i)
{
	/* "men's apparel", but not "Acme's apparel": that is whose it is. */
	bool owner = i > 0 && t[i - 1].capital
		     && !number_among(&t[i - 1], "men|women|kids|children|workers");
	bool sign = t[i].kind == LEXER_DASH
		    || (t[i].kind == LEXER_OTHER
			&& (t[i].low.p[0] == '&' || t[i].low.p[0] == '/'))
		    || (t[i].kind == LEXER_TAIL && !owner && number_among(&t[i], "'s"));
	return sign && i + 1 < n && content(&t[i + 1]);
}

/* "As Ann mentioned", "Europe rebounded": what a name does is no part of it. */
static bool
told(const struct token *name, const struct token *t)
{
	return name->kind == LEXER_WORD && name->capital && !t->capital && t->low.n > 4
	       && str_eq(str_sub(t->low, t->low.n - 2, t->low.n), STR("ed"));
}

/* The end of the words that belong together from i on. */
static size_t
run(const struct token *t, size_t n, size_t i)
{
	enum { WORDS = 5 };
	size_t j = i;
	for (size_t words = 0; j < n && words < WORDS; words++) {
		if (!content(&t[j]) || (j > i && told(&t[j - 1], &t[j])))
			break;
		j++;
		j += j < n && hyphen(t, n, j);
	}
	return j;
}

/* "Down 2% to plan", "compared to plan": what ends before k holds a change against what
 * follows. */
static bool
against(const struct token *t, size_t k)
{
	if (k < 2 || !number_among(&t[k - 1], "to|over|above|below|against|vs|with"))
		return false;
	if (number_among(&t[k - 2], "compared|relative|comparable"))
		return true;
	return !number_among(&t[k - 1], "with")
	       && (t[k - 2].kind == LEXER_PERCENT
		   || number_among(&t[k - 2], "percent|points|digit|digits|teens"));
}

static enum nominal_before
before_of(const struct token *t, size_t a)
{
	bool own = false;
	size_t k = a;
	while (k > 0 && a - k < 5
	       && (is(&t[k - 1], ARTICLE) || t[k - 1].kind == LEXER_DASH)) {
		k--;
		own |= number_among(&t[k], "our|its|their|this");
	}
	bool begins = k == 0 || ends(&t[k - 1]);
	if (!begins && (is(&t[k - 1], ASIDE) || against(t, k)))
		return NOMINAL_ASIDE;
	if (!begins && is(&t[k - 1], CAUSE))
		return NOMINAL_CAUSE;
	if (!begins && is(&t[k - 1], PREPOSITION))
		return NOMINAL_PREPOSITION;
	if (own || (!begins && t[k - 1].kind == LEXER_TAIL))
		return NOMINAL_OWN;
	if (begins)
		return NOMINAL_BEGIN;
	if (t[k - 1].kind == LEXER_COMMA || t[k - 1].kind == LEXER_SEMICOLON
	    || is(&t[k - 1], JOINT) || number_among(&t[k - 1], expects))
		return NOMINAL_JOIN;
	return NOMINAL_ELSE;
}

/* "in the quarter", "for the full year": what may stand between a subject and its verb. */
static size_t
time_at(const struct token *t, size_t n, size_t b)
{
	enum { FAR = 7 };
	if (b >= n || !number_among(&t[b], "in|for|during"))
		return b;
	for (size_t k = b + 1; k < n && k - b < FAR; k++) {
		if (t[k].word
		    && (t[k].word->cls == WORDS_TIME || t[k].word->cls == WORDS_MONTH))
			return k + 1;
		if (!number_among(&t[k], "the|our|this|full|fiscal|last")
		    && !(t[k].word && t[k].word->cls <= WORDS_ORDINAL))
			break;
	}
	return b;
}

/* "of $161 million" */
static bool
amount(const struct token *t, size_t n, size_t i)
{
	return i + 1 < n && number_among(&t[i], "of|at")
	       && (t[i + 1].kind == LEXER_CURRENCY || t[i + 1].kind == LEXER_NUMBER);
}

static enum nominal_after
after_of(const struct token *t, size_t n, size_t b)
{
	enum { QUALIFIERS = 7 };
	if (b >= n || ends(&t[b]) || t[b].kind == LEXER_COMMA
	    || t[b].kind == LEXER_SEMICOLON || t[b].kind == LEXER_LONG_DASH)
		return NOMINAL_STOP;
	if (is(&t[b], BUSINESS))
		return NOMINAL_BUSINESS;
	/* "food to grow", where it is expected */
	if (b + 1 < n && number_among(&t[b], "to") && number_among(&t[b + 1], becomes))
		return NOMINAL_VERB;
	size_t k = b;
	while (k < n && k - b < QUALIFIERS
	       && (is(&t[k], QUALIFIER) || t[k].kind == LEXER_DASH
		   || (t[k].kind == LEXER_NUMBER && t[k].value > 1900
		       && t[k].value < 2100))
	       && !is(&t[k], METRIC))
		k++;
	if (k < n && is(&t[k], METRIC))
		return NOMINAL_METRIC;
	k = time_at(t, n, b);
	if (k < n && (is(&t[k], VERB) || amount(t, n, k)))
		return NOMINAL_VERB;
	return NOMINAL_OTHER;
}

struct nominal
nominal_around(const struct token *t, size_t n, size_t a, size_t b)
{
	return (struct nominal){a, b, before_of(t, a), after_of(t, n, b)};
}

bool
nominal_does(const struct token *t, size_t i)
{
	return i > 0 && !t[i].capital && number_among(&t[i - 1], "i|we|you|they|he|she")
	       && !is(&t[i], METRIC | BUSINESS);
}

/* The name that begins at i: its end; 0 for none. */
static size_t
name_at(const struct token *t, size_t n, size_t i)
{
	bool follows = (i > 0 && content(&t[i - 1]) && !nominal_does(t, i - 1))
		       || (i > 1 && hyphen(t, n, i - 1) && content(&t[i - 2]));
	if (follows || i + 1 >= n || nominal_does(t, i))
		return 0;
	/* "new products", "other revenues" */
	if (is(&t[i], NEW) && is(&t[i + 1], THING))
		return i + 2;
	if (number_among(&t[i], "other") && is(&t[i + 1], METRIC))
		return i + 1;
	bool begins = is(&t[i], MAY_BEGIN) && content(&t[i + 1]);
	if (!begins && !content(&t[i]))
		return 0;
	size_t j = run(t, n, i + begins);
	/* "mortgage and title operations": two that go together. */
	if (j + 1 < n && number_among(&t[j], "and") && content(&t[j + 1])) {
		size_t k = run(t, n, j + 1);
		enum nominal_after after = after_of(t, n, k);
		if (after == NOMINAL_METRIC || after == NOMINAL_BUSINESS
		    || (after == NOMINAL_VERB && before_of(t, i) != NOMINAL_ELSE))
			j = k;
	}
	/* "the northern region" */
	if (is(&t[j - 1], SIDE) && j < n && is(&t[j], BUSINESS))
		j++;
	return j;
}

bool
nominal_bare(const struct token *t, size_t a, size_t b)
{
	/* With a capital that it has not from its sentence's beginning, it is a name. */
	for (size_t i = a; i < b; i++)
		if (t[i].kind != LEXER_DASH
		    && (!is(&t[i], BARE)
			|| (t[i].capital && i > 0 && !ends(&t[i - 1]))))
			return false;
	return true;
}

/* "rebounding significantly": no name, whatever stands before it; "lighting" is one. */
bool
nominal_participle(const struct token *t)
{
	struct str w = t->low;
	if (number_among(t, doings))
		return false;
	bool ing = w.n > 5 && str_eq(str_sub(w, w.n - 3, w.n), STR("ing"));
	bool ed = w.n > 4 && str_eq(str_sub(w, w.n - 2, w.n), STR("ed"));
	return (ing || ed) && !t->capital;
}

bool
nominal_gerund(const struct token *t, size_t n, size_t i)
{
	struct str w = t[i].low;
	return w.n > 5 && str_eq(str_sub(w, w.n - 3, w.n), STR("ing")) && i + 1 < n
	       && number_among(&t[i + 1], "was|were|grew|increased|declined|decreased|"
					  "rose|fell|improved|dropped");
}

bool
nominal_at(const struct token *t, size_t n, size_t i, struct nominal *out)
{
	size_t j = name_at(t, n, i);
	if (j == 0 || nominal_bare(t, i, j))
		return false;
	*out = nominal_around(t, n, i, j);
	if (out->after == NOMINAL_METRIC || out->after == NOMINAL_BUSINESS)
		return true;
	if (j == i + 1 && nominal_participle(&t[i]) && !nominal_gerund(t, n, i))
		return false;
	if (out->after == NOMINAL_VERB)
		return out->before != NOMINAL_ELSE;
	/* "to exceed": a verb, or nothing that the call sells. */
	if (i > 0 && number_among(&t[i - 1], "to"))
		return false;
	return out->before == NOMINAL_PREPOSITION || out->before == NOMINAL_CAUSE
	       || out->before == NOMINAL_OWN || out->before == NOMINAL_JOIN;
}

bool
nominal_head(const struct token *t)
{
	return is(t, METRIC | BUSINESS);
}

bool
nominal_begins(const struct token *t)
{
	return content(t) || is(t, MAY_BEGIN) || is(t, NEW);
}

bool
nominal_behind(const struct token *t, size_t n, size_t i, struct nominal *out)
{
	if (i >= n || !content(&t[i]))
		return false;
	*out = nominal_around(t, n, i, run(t, n, i));
	return out->after == NOMINAL_METRIC || out->after == NOMINAL_BUSINESS;
}
