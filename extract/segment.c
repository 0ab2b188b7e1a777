/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/segment.h"

#include "extract/number.h"

/* clang-format off */
static const struct line {
	const char *words, *name;
	enum segment_type type;
} lines[] = { /* longest first where one begins another; a capital asks for one */
	{"energy storage", "Energy storage", SEGMENT_LINE},
	{"stationary storage", "Energy storage", SEGMENT_LINE},
	{"storage business", "Energy storage", SEGMENT_LINE},
	{"Storage", "Energy storage", SEGMENT_LINE},
	{"Services", "Services", SEGMENT_LINE},
	{"Service", "Services", SEGMENT_LINE},
	{"Automotives", "Automotive", SEGMENT_LINE},
	{"energy business", "Energy", SEGMENT_LINE},
	{"automotive", "Automotive", SEGMENT_LINE},
	{"auto business", "Automotive", SEGMENT_LINE},
	{"auto gross", "Automotive", SEGMENT_LINE},
	{"solar", "Solar", SEGMENT_LINE},
	{"regulatory credits", "Regulatory credits", SEGMENT_LINE},
	{"regulatory credit", "Regulatory credits", SEGMENT_LINE},
	{"zev credits", "Regulatory credits", SEGMENT_LINE},
	{"zev credit", "Regulatory credits", SEGMENT_LINE},
	{"emission credits", "Regulatory credits", SEGMENT_LINE},
	{"emission credit", "Regulatory credits", SEGMENT_LINE},
	{"services and other", "Services", SEGMENT_LINE},
	{"battery business", "Energy storage", SEGMENT_LINE},
	{"services business", "Services", SEGMENT_LINE},
	{"services revenue", "Services", SEGMENT_LINE},
	{"services gross", "Services", SEGMENT_LINE},
	{"services margin", "Services", SEGMENT_LINE},
	{"outdoor apparel", "Outdoor apparel", SEGMENT_LINE},
	{"footwear", "Footwear", SEGMENT_LINE},
	{"apparel", "Apparel", SEGMENT_LINE},
	{"accessories", "Accessories", SEGMENT_LINE},
	{"wholesale", "Wholesale", SEGMENT_LINE},
	{"direct to consumer", "Direct-to-consumer", SEGMENT_LINE},
	{"dtc", "DTC", SEGMENT_LINE},
	{"e commerce", "E-commerce", SEGMENT_LINE},
	{"ecommerce", "E-commerce", SEGMENT_LINE},
	{"licensing", "Licensing", SEGMENT_LINE},
	{"storage", "Energy storage", SEGMENT_LINE},
	{"battery pack", "Battery", SEGMENT_LINE},
	{"battery", "Battery", SEGMENT_LINE},
	{"batteries", "Battery", SEGMENT_LINE},
	{"refining", "Refining", SEGMENT_LINE},
	{"midstream", "Midstream", SEGMENT_LINE},
	{"chemicals", "Chemicals", SEGMENT_LINE},
	{"battery cell", "Battery", SEGMENT_LINE},
	{"north american", "North America", SEGMENT_PLACE},
	{"north america", "North America", SEGMENT_PLACE},
	{"latin america", "Latin America", SEGMENT_PLACE},
	{"asia pacific", "Asia Pacific", SEGMENT_PLACE},
	{"emea", "EMEA", SEGMENT_PLACE},
	{"apac", "APAC", SEGMENT_PLACE},
	{"international", "International", SEGMENT_PLACE},
	{"europe", "Europe", SEGMENT_PLACE},
	{"european", "Europe", SEGMENT_PLACE},
	{"china", "China", SEGMENT_PLACE},
	{"americas", "Americas", SEGMENT_PLACE},
	{"emerging markets", "Emerging markets", SEGMENT_PLACE},
	{"rest of the world", "Rest of the World", SEGMENT_PLACE},
	{"rest of world", "Rest of the World", SEGMENT_PLACE},
	{"Outside the u.s.", "Outside the U.S.", SEGMENT_PLACE},
	{"middle east", "Middle East", SEGMENT_PLACE},
	{"asia", "Asia", SEGMENT_PLACE},
	{"africa", "Africa", SEGMENT_PLACE},
	{"south america", "South America", SEGMENT_PLACE},
	{"u.s.", "U.S.", SEGMENT_PLACE},
	{"united states", "U.S.", SEGMENT_PLACE},
	{"canada", "Canada", SEGMENT_PLACE},
	{"canadian", "Canada", SEGMENT_PLACE},
	{"mexico", "Mexico", SEGMENT_PLACE},
	{"brazil", "Brazil", SEGMENT_PLACE},
	{"india", "India", SEGMENT_PLACE},
	{"japan", "Japan", SEGMENT_PLACE},
	{"korea", "Korea", SEGMENT_PLACE},
	{"south korea", "South Korea", SEGMENT_PLACE},
	{"germany", "Germany", SEGMENT_PLACE},
	{"german", "Germany", SEGMENT_PLACE},
	{"france", "France", SEGMENT_PLACE},
	{"italy", "Italy", SEGMENT_PLACE},
	{"spain", "Spain", SEGMENT_PLACE},
	{"norway", "Norway", SEGMENT_PLACE},
	{"united kingdom", "U.K.", SEGMENT_PLACE},
	{"u.k.", "U.K.", SEGMENT_PLACE},
	{"uk", "U.K.", SEGMENT_PLACE},
	{"australia", "Australia", SEGMENT_PLACE},
	{"chinese", "China", SEGMENT_PLACE},
};
/* Words that make the name before them a segment's. */
static const char heads[] = "segment|segments|division|business|businesses|brand|banner|revenue|revenues"
	"|sales|margin|margins|gross|operating|net|organic|production|volumes|backlog|deliveries|orders|franchise"
	"|group|operations|category|channel|deployments";
/* What a subject may end with that is no part of its name. */
static const char tails[] = "segment|segments|division|business|businesses|brand|banner|revenue|revenues|sales|margin|margins"
	"|gross|operating|net|organic|production|volumes|volume|backlog|deliveries|orders|franchise|region|regions|application"
	"|applications|market|markets|products|operations|shipments|demand|performance|side|group|category|channel"
	"|deployments|deployment";
/* Capitalised words that name no segment. */
static const char stop[] = "gaap|non|adjusted|total|net|gross|operating|ebitda|eps|sg&a|capex|opex|r&d"
	"|us|u.s.|ir|ceo|cfo|coo|cto|i|we|our|the|in|and|on|for|as|at|covid|board|street|year|quarter|q1|q2"
	"|q3|q4|sec|q&a|company|first|second|third|fourth|full|fiscal|this|that|these|those|these|it|so|but|if"
	"|our|their|your|total|consolidated|comparable|same|store|organic|reported|core|free|capital|cash"
	"|annual|average|model|models|strong|new|higher|lower|overall|turning|looking|moving|now|with|while"
	"|a|an|to|of|by|from|its|his|her|my|when|what|how|you|they|he|she|is|was|are|were|will|would|can"
	"|could|do|does|did|have|has|had|not|no|yes|yeah|okay|ok|well|and|or|mr|ms|dr|q|fx|ltm|ytd|h1|h2|ev"
	"|evs|usd|eur|rmb|gwh|mwh|kwh|mw|ai|it|esg|m&a|roi|ebit|roe|roic|npv|kpi|kpis|gm|oem|oems|gigafactory|products|comp|comps|constant|currency|cogs|cagr|yoy|p&l|thanks|thank|hi|hey|hello|sorry|please|congrats|congratulations|within|across|among|during|since|after|before|between|beyond|despite|excluding|including|following|given|through|throughout|versus|until|unlike|without|regarding|because|although|though|where|whereas|once|also|additionally|finally|lastly|importantly|furthermore|moreover|however|meanwhile|similarly|sequentially|specifically|then|again|both|each|every|starting|beginning|imagine|suppose|assume|assuming|asp|asps|arr|nrr|gmv|dau|maus|mau|cac|ltv|nps|aov|arpu|monday|tuesday|wednesday|thursday|friday|slide|slides";
/* Lower-case words that name no segment: what qualifies any figure, what is said of all. */
static const char plain[] = "constant|currency|comp|comps|transaction|transactions|ticket|traffic|with|from|that|this|these|those|their|other|some|more|most|less|many|much|such|very|into|over"
	"|than|then|when|where|which|while|were|will|would|have|been|being|also|both|each|only|just|about|around|like|well"
	"|because|during|after|before|since|through|under|between|within|without|versus|record|solid|robust|healthy|continued"
	"|additional|incremental|overall|entire|whole|combined|consolidated|reported|underlying|excluding|including|lower|higher"
	"|increased|decreased|improved|improving|growing|declining|sequential|quarterly|monthly|daily|weekly|annual|annualized"
	"|current|prior|previous|last|next|future|recent|early|late|great|good|better|best|worse|large|larger|small|smaller"
	"|significant|meaningful|modest|slight|slightly|really|actually|still|back|driving|drive|drove|generated|generate|deliver"
	"|delivered|driven|across|core|global|worldwide|domestic|base|long|term|short|near|high|flat|double|single|digit|mid"
	"|percent|percentage|basis|points|point|level|levels|target|guidance|outlook|expected|expect|actual|full|half|time|full-year"
	"|grow|grew|growth|increase|decline|your|its|what|certain|various|several|different|same-store|top-line|bottom-line"
	"|cost|costs|price|prices|pricing|volume|mix|profit|income|cash|flow|debt|equity|share|shares|earnings|expense|expenses"
	"|unit|units|products|customer|customers|market|markets|every|almost|nearly|roughly|approximately|least|want|think"
	"|does|make|made|take|took|seen|sees|show|shows|shown|year-over-year|quarter-over-quarter|pre-tax|after-tax|gross";
/* What a sentence says of its subject: "Virtual card was up". */
static const char verbs[] = "ran|averaged|earned|made|sold|shipped|held|added|hit|ended|finished|exceeded|accelerated|was|were|is|grew|increased|declined|decreased|rose|fell|up|down|had|delivered|generated|posted"
	"|reported|saw|contributed|came|improved|dropped|continued|totaled|performed|represented|accounted|will|should";
/* clang-format on */

static struct str
written(const char *text, const struct token *t, size_t a, size_t b)
{
	return (struct str){text + t[a].start, t[b - 1].end - t[a].start};
}

/* "C", and the plural "Cs". */
static bool
letter(const struct token *t)
{
	bool one = t->low.n == 1 || (t->low.n == 2 && t->low.p[1] == 's');
	return t->kind == LEXER_WORD && one && t->capital && t->low.p[0] != 'i'
	       && t->low.p[0] != 'a';
}

static bool
digit(const struct token *t)
{
	return t->kind == LEXER_NUMBER && t->value < 10 && t->decimals == 0
	       && t->end - t->start == 1;
}

/* The family's word: "Model", with a capital inside a sentence. */
static bool
family(const struct token *t)
{
	return t->kind == LEXER_WORD && t->capital && number_among(t, "model|models");
}

static bool
stopped(const struct token *t)
{
	return number_among(t, stop);
}

/* A capitalised word that may be of a name. */
static bool
named(const struct token *t)
{
	/* "EBITDAX" is a metric of some industry. */
	return t->kind == LEXER_WORD && t->capital && !t->word && t->low.n >= 2
	       && !str_starts(t->low, STR("ebitda"));
}

/* What is counted, as a word of a name: "Systems" of "Power Systems". */
static bool
thing(const struct token *w)
{
	return w->kind == LEXER_WORD && w->capital && w->word
	       && w->word->cls == WORDS_NOUN
	       && !number_among(w, "deliveries|delivery|order|orders|reservation|"
				   "reservations|headcount|share|shares|people|"
				   "staff|employees|customer|customers");
}

/* "Technical Products", "Power Systems": a name's later word, that alone is none. */
static bool
inner(const struct token *t, size_t i)
{
	if (i == 0
	    || !(thing(&t[i]) || (number_among(&t[i], "products") && named(&t[i]))))
		return false;
	return (named(&t[i - 1]) && !stopped(&t[i - 1])) || thing(&t[i - 1]);
}

/* "Home & Garden", "Truck Components": its first word. */
static bool
outer(const struct token *t, size_t n, size_t i)
{
	size_t k = i + 1;
	k += k < n && t[k].kind == LEXER_OTHER && t[k].low.p[0] == '&';
	return thing(&t[i]) && k < n && !number_among(&t[k], heads)
	       && (thing(&t[k]) || (named(&t[k]) && !stopped(&t[k])));
}

/* "R&D Solutions" ends at i, "Tools & Storage" too: the tokens of the name before i. */
static size_t
name_before(const struct token *t, size_t i)
{
	enum { WORDS = 5 };
	size_t k = i;
	while (k > 0 && i - k < WORDS) {
		const struct token *w = &t[k - 1];
		bool name = inner(t, k - 1) || outer(t, i, k - 1)
			    || (named(w) && (!stopped(w) || number_among(w, "r&d")));
		bool joint = number_among(w, "and|of")
			     || (w->kind == LEXER_OTHER && w->low.p[0] == '&');
		if (!name && !(joint && k < i && k > 1 && named(&t[k - 2])))
			break;
		k--;
	}
	if (k < i && !named(&t[k]) && !outer(t, i, k))
		k++;
	return i - k;
}

/* Lower-case words that a head follows: "advanced sensors revenue". */
static size_t
modifiers_before(const struct token *t, size_t i)
{
	enum { WORDS = 3 };
	size_t k = i;
	while (k > 0 && i - k < WORDS && t[k - 1].kind == LEXER_WORD && !t[k - 1].word
	       && t[k - 1].low.n >= 4
	       && (nominal_word(&t[k - 1]) || nominal_head(&t[k - 1]))
	       && !number_among(&t[k - 1], stop) && !number_among(&t[k - 1], plain)
	       && !number_among(&t[k - 1], heads))
		k--;
	return i - k;
}

/* "ADAS": said once before "revenues", it is a segment's name. */
static bool
is_acronym(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n >= 3;
}

/* Where names that begin so hang together, whatever their case. */
static unsigned
place_of(const char *p)
{
	unsigned a = (unsigned char)str_lower(p[0]), b = (unsigned char)str_lower(p[1]);
	return (a * 31 + b) % SEGMENT_PLACES;
}

bool
segment_is_place(struct str name)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i].type == SEGMENT_PLACE
		    && str_eq(str_from(lines[i].name), name))
			return true;
	return false;
}

/* From now on the name is known. */
static void
know(struct segment_book *book, size_t i)
{
	short *first = &book->first[place_of(book->v[i].name.p)];
	book->next[i] = *first;
	*first = (short)(i + 1);
}

static void
note(struct segment_book *book, struct str name, size_t words, bool capital)
{
	for (size_t i = 0; i < book->n; i++)
		if (str_eq_nocase(book->v[i].name, name)) {
			size_t least = is_acronym(book->v[i].name) ? 1 : 2;
			if (++book->v[i].count == least)
				know(book, i);
			return;
		}
	if (book->n == SEGMENT_NAMES)
		return;
	book->v[book->n].name = name;
	book->v[book->n].words = words;
	book->v[book->n].count = 1;
	book->v[book->n].capital = capital;
	if (is_acronym(name))
		know(book, book->n);
	book->n++;
}

/* It may stand for a name; by itself it is none yet. */
static void
note_acronym(struct segment_book *book, struct str name)
{
	size_t i = 0;
	while (i < book->n && !str_eq(book->v[i].name, name))
		i++;
	if (i == SEGMENT_NAMES)
		return;
	if (i == book->n) {
		book->v[i].name = name;
		book->v[i].words = 1;
		book->v[i].capital = true;
		book->n++;
	}
	book->v[i].said++;
}

/* What is made or made of what is numbered: "the 787 program". */
static const char made[] = "cell|cells|program|line|lines|production|ramp|jet|jets|"
			   "aircraft|platform|series|pack"
			   "|packs|team|family|factory|model|models|deliveries";

/* "4680", "787": no amount, no year. */
static bool
numbering(const struct token *t, size_t i)
{
	return t[i].kind == LEXER_NUMBER && t[i].decimals == 0 && !t[i].grouped
	       && t[i].value >= 100 && t[i].value < 10000
	       && !(t[i].value >= 1900 && t[i].value < 2100)
	       && !(i > 0 && t[i - 1].kind == LEXER_CURRENCY);
}

static void
note_number(struct segment_book *book, unsigned number)
{
	size_t i = 0;
	while (i < book->n_numbers && book->numbers[i].number != number)
		i++;
	if (i == SEGMENT_NUMBERS)
		return;
	book->numbers[i].number = number;
	book->numbers[i].count++;
	book->n_numbers += i == book->n_numbers;
}

/* "Foil Technology Products" begins like "FTP", "performance coatings group" like "PCG". */
static bool
initials(struct str name, const struct token *next, struct str acronym)
{
	size_t n = 0;
	for (struct str rest = name; rest.n;) {
		struct str w = str_cut(&rest, ' ');
		if (w.n == 0 || str_eq(w, STR("and")) || str_eq(w, STR("of"))
		    || w.p[0] == '&')
			continue;
		if (n == acronym.n || str_lower(w.p[0]) != str_lower(acronym.p[n]))
			return false;
		n++;
	}
	if (n + 1 == acronym.n && next
	    && number_among(
		next, "group|segment|division|products|services|solutions|systems"))
		n += str_lower(acronym.p[n]) == next->low.p[0];
	return n == acronym.n && n >= 3;
}

static uint32_t
letter_of(char low)
{
	return 1u << ((unsigned char)low & 31);
}

/* The acronym whose words begin at i; how many tokens they take in *used. */
static int
expansion_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    size_t *used)
{
	const struct token *t = x->t;
	if (!(book->initials & letter_of(t[i].low.p[0])))
		return 0;
	for (int e = book->acronyms; e; e = book->v[e - 1].other) {
		struct str acronym = book->v[e - 1].name;
		size_t k = i, n = 0;
		for (; k < x->n && n < acronym.n; k++) {
			bool joint =
			    n > 0
			    && (number_among(&t[k], "and|of")
				|| (t[k].kind == LEXER_OTHER && t[k].low.p[0] == '&'));
			if (joint)
				continue;
			if (t[k].kind != LEXER_WORD
			    || t[k].low.p[0] != str_lower(acronym.p[n])
			    || !(nominal_word(&t[k]) || t[k].capital
				 || number_among(&t[k],
				     "group|segment|division|products|services|"
				     "solutions|systems|business")))
				break;
			n++;
		}
		if (n == acronym.n) {
			*used = k - i;
			return e;
		}
	}
	return 0;
}

/* The acronym of the book that stands for a name; its number + 1, 0 for none. */
static int
acronym_of(const struct segment_book *book, struct str name, const struct token *next)
{
	for (int e = name.n >= 2 && !is_acronym(name) ? book->acronyms : 0; e;
	     e = book->v[e - 1].other)
		if (initials(name, next, book->v[e - 1].name))
			return e;
	return 0;
}

static bool
plural_of(struct str one, struct str many)
{
	return many.n == one.n + 1 && str_lower(many.p[one.n]) == 's'
	       && str_eq_nocase(one, str_sub(many, 0, one.n));
}

void
segment_settle(struct segment_book *book)
{
	for (size_t i = 0; i < book->n; i++)
		if (is_acronym(book->v[i].name) && book->v[i].said > 1) {
			book->v[i].other = book->acronyms;
			book->initials |= letter_of(str_lower(book->v[i].name.p[0]));
			book->acronyms = (short)(i + 1);
		}
	for (size_t i = 0; i < book->n; i++) {
		struct str name = book->v[i].name;
		book->v[i].usual = (short)acronym_of(book, name, NULL);
		for (size_t k = 0; k < book->n && !book->v[i].usual; k++) {
			size_t said = book->v[k].count, own = book->v[i].count;
			if ((plural_of(name, book->v[k].name) && said >= own)
			    || (plural_of(book->v[k].name, name) && said > own))
				book->v[i].usual = (short)(k + 1);
		}
	}
}

void
segment_learn(
    struct segment_book *book, const struct segment_text *x, struct str company)
{
	const struct token *t = x->t;
	const char *text = x->text;
	size_t n = x->n;
	struct str rest = company, first = str_cut(&rest, ' ');
	for (size_t i = 0; i < n; i++) {
		if (family(&t[i]) && i + 1 < n && letter(&t[i + 1])) {
			book->letters[t[i + 1].low.p[0] - 'a'] = true;
			if (book->family.n == 0)
				book->family = (struct str){text + t[i].start, 5};
		} else if (family(&t[i]) && i + 1 < n && digit(&t[i + 1])) {
			if (book->family.n == 0)
				book->family = (struct str){text + t[i].start, 5};
		}
		if (t[i].kind == LEXER_WORD && t[i].capital && t[i].low.n < 6
		    && is_acronym(written(text, t, i, i + 1)) && !stopped(&t[i]))
			note_acronym(book, written(text, t, i, i + 1));
		if (i + 1 < n && numbering(t, i) && number_among(&t[i + 1], made))
			note_number(book, (unsigned)t[i].value);
		if (i == 0 || !number_among(&t[i], heads))
			continue;
		/* "R&D Solutions fourth quarter revenue": the name stands before the time. */
		size_t head = i;
		while (head > 1 && !t[head - 1].capital
		       && number_among(&t[head - 1],
			   "first|second|third|fourth|quarter|full|year|annual|total"))
			head--;
		size_t words = name_before(t, head);
		/* A sentence's first word has its capital from there, unless all are. */
		if (words
		    && (head == words || t[head - words - 1].kind == LEXER_STOP
			|| t[head - words - 1].kind == LEXER_BREAK)) {
			const struct token *w = &t[head - words];
			bool all = w->end - w->start > 1 && text[w->start + 1] >= 'A'
				   && text[w->start + 1] <= 'Z';
			words -= !all && words == 1;
		}
		if (words == 0) {
			words = modifiers_before(t, head);
			if (words && !t[head - words].capital
			    && !nominal_bare(t, head - words, head))
				note(book, written(text, t, head - words, head), words,
				    false);
			continue;
		}
		struct str name = written(text, t, head - words, head);
		if (first.n && name.n >= first.n
		    && str_eq_nocase(str_sub(name, 0, first.n), first))
			continue;
		note(book, name, words, true);
	}
}

/* "Of the C", "1,000 Cs": the letter of a family without its word. */
static bool
alone(const struct token *t, size_t n, size_t i)
{
	bool many = t[i].low.n == 2;
	bool after = i + 1 < n && t[i + 1].start == t[i].end
		     && t[i + 1].kind != LEXER_STOP && t[i + 1].kind != LEXER_COMMA;
	return i > 0 && !after
	       && ((many && t[i - 1].kind == LEXER_NUMBER)
		   || (!many && number_among(&t[i - 1], "the|of|for|on|than|new")));
}

/* Model C | Model L and U | Model L and Model U | L and U | the C : tokens, name. */
static size_t
product_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct arena *a, struct str *name)
{
	const struct token *t = x->t;
	const char *text = x->text;
	size_t n = x->n;
	size_t j = i;
	bool named = family(&t[j]);
	if (named)
		j++;
	if (j >= n || !(letter(&t[j]) || digit(&t[j])))
		return 0;
	if (!named && !(letter(&t[j]) && book->letters[t[j].low.p[0] - 'a']))
		return 0;
	struct str one = str_sub(written(text, t, j, j + 1), 0, 1);
	size_t k = j + 1;
	/* the second of a pair */
	bool joined =
	    k < n
	    && (number_among(&t[k], "and|or")
		|| (t[k].kind == LEXER_OTHER && strchr("&/+", t[k].low.p[0])));
	if (joined) {
		size_t m = k + 1;
		if (m < n && number_among(&t[m], "the"))
			m++;
		bool again = m < n && family(&t[m]);
		if (again)
			m++;
		bool fits = m < n
			    && ((letter(&t[m]) && book->letters[t[m].low.p[0] - 'a'])
				|| (digit(&t[m]) && again));
		bool counts = m + 1 < n && t[m + 1].start == t[m].end
			      && t[m + 1].kind == LEXER_NUMBER;
		if (fits && !counts) {
			struct str two = str_sub(written(text, t, m, m + 1), 0, 1);
			bool order = str_cmp(one, two) < 0;
			*name = arena_printf(a, "%.*s %.*s+%.*s", STR_FMT(book->family),
			    STR_FMT(order ? one : two), STR_FMT(order ? two : one));
			return m + 1 - i;
		}
	}
	if (!named && !alone(t, n, j))
		return 0;
	*name = arena_printf(a, "%.*s %.*s", STR_FMT(book->family), STR_FMT(one));
	return j + 1 - i;
}

/* The common lines by their first words. */
static lexicon_list *
table(void)
{
	return LEXICON_FIRST(lines);
}

/* What is known of a word: the first line that it begins, and whether a noun phrase may
 * have it, and begin with it, written small and with a capital. */
enum { LINE = 0xffff, IN_PHRASE = 16, BEGINS_PHRASE = 18 };

static uint32_t
tell(const struct lexicon_entry *w)
{
	uint32_t told = (uint32_t)lexicon_row(w, table());
	struct token t = lexer_of(w);
	for (unsigned capital = 0; capital < 2; capital++) {
		t.capital = capital;
		told |= (uint32_t)nominal_word(&t) << (IN_PHRASE + capital)
			| (uint32_t)nominal_begins(&t) << (BEGINS_PHRASE + capital);
	}
	return told;
}
LEXICON_TELL(LEXICON_SEGMENT, tell);

static size_t
first_line(const struct token *t)
{
	return t->known->told[LEXICON_SEGMENT] & LINE;
}

/* May a noun phrase begin at i?  Most words are told off here. */
static bool
may_begin_phrase(const struct token *t, size_t i)
{
	bool begins =
	    t[i].known->told[LEXICON_SEGMENT] >> (BEGINS_PHRASE + t[i].capital) & 1;
	if (t[i].kind != LEXER_WORD || (t[i].known->id && !begins))
		return false;
	if (i == 0 || t[i - 1].kind != LEXER_WORD || nominal_does(t, i - 1))
		return true;
	return !(t[i - 1].known->told[LEXICON_SEGMENT] >> (IN_PHRASE + t[i - 1].capital)
		 & 1);
}

static size_t
line_at(const struct token *t, size_t n, size_t i, const struct line **found)
{
	for (size_t k = first_line(&t[i]); k;
	     k = lexicon_next(t[i].known, table(), k)) {
		const struct line *l = &lines[k - 1];
		bool capital = l->words[0] >= 'A' && l->words[0] <= 'Z';
		if (capital && !t[i].capital)
			continue;
		struct str rest = str_from(l->words);
		size_t j = i;
		while (rest.n) {
			struct str w = str_cut(&rest, ' ');
			if (j > i && j < n && t[j].kind == LEXER_DASH)
				j++;
			if (j >= n || t[j].kind != LEXER_WORD
			    || !str_eq_nocase(t[j].low, w))
				break;
			j++;
			if (rest.n == 0) {
				*found = l;
				return j - i;
			}
		}
	}
	return 0;
}

/* The longest name of the book that begins at i. */
static size_t
learned_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct segment *s)
{
	size_t best = 0;
	for (int e = book->first[place_of(x->text + x->t[i].start)]; e;
	     e = book->next[e - 1]) {
		int k = e - 1;
		size_t b = i + book->v[k].words;
		if (b > x->n || book->v[k].words <= best
		    || book->v[k].capital != x->t[i].capital)
			continue;
		if (str_eq_nocase(written(x->text, x->t, i, b), book->v[k].name)) {
			int usual = book->v[k].usual;
			if (!usual && b < x->n)
				usual = acronym_of(book, book->v[k].name, &x->t[b]);
			usual = usual ? usual - 1 : k;
			s->name = book->v[usual].name;
			s->count = (unsigned)book->v[usual].count;
			best = book->v[k].words;
		}
	}
	return best;
}

static bool
begins(const struct token *t, size_t i)
{
	return i == 0 || t[i - 1].kind == LEXER_STOP || t[i - 1].kind == LEXER_BREAK;
}

/* "Core Commercial", "Lower 48": a name's first word, that qualifies elsewhere. */
static bool
leading(const struct segment_text *x, size_t i)
{
	const struct token *t = x->t;
	if (i + 1 >= x->n || t[i].kind != LEXER_WORD || !t[i].capital
	    || !number_among(&t[i], "core|new|lower|upper|mid|full|greater|high|low"))
		return false;
	size_t k = i + 1 + (t[i + 1].kind == LEXER_DASH && i + 2 < x->n);
	return named(&t[k]) ? !stopped(&t[k])
			    : t[k].kind == LEXER_NUMBER && k + 1 < x->n
				  && number_among(&t[k + 1], heads);
}

/* Capitalised words that are no sentence's mere beginning. */
static size_t
name_at(const struct segment_text *x, size_t i, struct segment *s)
{
	enum { WORDS = 5 };
	const struct token *t = x->t;
	bool led = leading(x, i);
	size_t j = i + led + (led && t[i + 1].kind == LEXER_DASH);
	bool first = outer(t, x->n, i);
	if (!led && !first && (!named(&t[i]) || stopped(&t[i])))
		return 0;
	/* "Sales of Weighing": no beginning of a name. */
	if (number_among(&t[i], heads) && i + 1 < x->n && number_among(&t[i + 1], "of"))
		return 0;
	while (j < x->n && j - i < WORDS
	       && ((named(&t[j]) && !stopped(&t[j])) || (j == i && first)
		   || (j > i && inner(t, j)))) {
		j++;
		bool joined = j + 1 < x->n && t[j].kind == LEXER_OTHER
			      && t[j].low.p[0] == '&' && named(&t[j + 1]);
		j += joined;
		/* "Rest of the World" */
		size_t k = j;
		if (j > i && k + 1 < x->n && number_among(&t[k], "of")) {
			k += number_among(&t[k + 1], "the") ? 2 : 1;
			j = k < x->n && named(&t[k]) && !stopped(&t[k]) ? k : j;
		}
	}
	/* "Atlas-2", "F-150" */
	bool tied = j > i && j + 1 < x->n && t[j].kind == LEXER_DASH
		    && t[j].start == t[j - 1].end && t[j + 1].kind == LEXER_NUMBER
		    && t[j + 1].start == t[j].end && t[j + 1].decimals == 0
		    && t[j + 1].value < 1000
		    && !number_among(&t[j - 1],
			"fy|cy|phase|covid|scope|tier|step|stage|sub|top|pre|"
			"post|non|mid|plus|minus|approximately");
	if (tied) {
		s->name = written(x->text, t, i, j + 2);
		return j + 2 - i;
	}
	/* "Gen 3" */
	bool numbered =
	    j > i && j + 1 < x->n && t[j].kind == LEXER_NUMBER && t[j].value < 100
	    && t[j].decimals == 0 && !t[j + 1].word
	    && (t[j + 1].kind == LEXER_STOP || t[j + 1].kind == LEXER_COMMA
		|| number_among(&t[j + 1], heads) || number_among(&t[j + 1], verbs));
	j += numbered || (led && j == i + 1);
	if (j == i || (begins(t, i) && j - i == 1))
		return 0;
	s->name = written(x->text, t, i, j);
	return j - i;
}

static bool
adverb(struct str w)
{
	return w.n > 4 && str_eq(str_sub(w, w.n - 2, w.n), STR("ly"));
}

/* "Virtual card was up": the words from a sentence's beginning to its verb. */
static size_t
subject_at(const struct segment_text *x, size_t i, struct segment *s)
{
	enum { WORDS = 5 };
	const struct token *t = x->t;
	size_t from = i, j;
	if (!begins(t, i) && t[i - 1].kind != LEXER_COMMA)
		return 0;
	while (from < x->n && from < i + 2
	       && number_among(&t[from], "our|the|and|in|for|within|total|so|but"))
		from++;
	j = from;
	while (
	    j < x->n && j - from < WORDS && !number_among(&t[j], verbs)
	    && (t[j].kind == LEXER_DASH || t[j].kind == LEXER_OTHER
		|| (t[j].kind == LEXER_WORD && !t[j].word && !number_among(&t[j], plain)
		    && (!number_among(&t[j], stop) || number_among(&t[j], "and|r&d")))))
		j++;
	if (j >= x->n || j == from
	    || !(number_among(&t[j], verbs) || t[j].kind == LEXER_COMMA))
		return 0;
	size_t end = from + 1;
	while (end < j
	       && !(number_among(&t[end], heads) && number_among(&t[end + 1], "and")))
		end++;
	while (end > from
	       && (number_among(&t[end - 1], tails) || nominal_head(&t[end - 1])))
		end--;
	if (end == from || number_among(&t[from], "and|there|here|what|where|both")
	    || t[from].kind != LEXER_WORD || t[end - 1].kind != LEXER_WORD
	    || (end == from + 1 && adverb(t[from].low)))
		return 0;
	s->a = from;
	s->name = written(x->text, t, from, end);
	return end - i;
}

/* With a capital, as the others are written. */
static struct str
capitalised(struct str name, struct arena *a)
{
	if (!name.p || name.n == 0 || name.p[0] < 'a' || name.p[0] > 'z')
		return name;
	char *copy = arena_alloc(a, name.n, 1);
	if (!copy)
		return (struct str){NULL, 0};
	memcpy(copy, name.p, name.n);
	copy[0] = (char)(copy[0] - 'a' + 'A');
	return (struct str){copy, name.n};
}

/* A number that goes for a name: "4680". */
static size_t
digits_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct segment *s)
{
	for (size_t k = 0; k < book->n_numbers; k++)
		if (book->numbers[k].count > 1 && numbering(x->t, i)
		    && book->numbers[k].number == (unsigned)x->t[i].value) {
			s->name = written(x->text, x->t, i, i + 1);
			s->type = SEGMENT_LEARNED;
			s->count = book->numbers[k].count;
			return 1;
		}
	return 0;
}

/* May one begin at i?  Most words are told off here. */
static bool
may_begin(const struct segment_book *book, const struct segment_text *x, size_t i)
{
	const struct token *t = x->t;
	return t[i].kind == LEXER_WORD
	       && (t[i].capital || first_line(&t[i]) || begins(t, i)
		   || t[i - 1].kind == LEXER_COMMA
		   || book->first[place_of(t[i].low.p)]);
}

/* "[Inaudible]": said by who wrote it down. */
static bool
marked(const struct segment_text *x, size_t i)
{
	const struct token *t = &x->t[i];
	return t->start > 0 && x->text[t->start - 1] == '[' && x->text[t->end] == ']';
}

/* The segment that begins at i; the tokens it takes, 0 for none. */
static size_t
one_at(const struct segment_book *book, const struct segment_text *x, size_t i,
    struct arena *a, struct segment *s)
{
	const struct line *l = NULL;
	int acronym;
	size_t used;
	if (x->t[i].kind == LEXER_NUMBER)
		return digits_at(book, x, i, s);
	if (book->acronyms && x->t[i].kind == LEXER_WORD
	    && (acronym = expansion_at(book, x, i, &used)) != 0) {
		s->name = book->v[acronym - 1].name;
		s->type = SEGMENT_LEARNED;
		s->count = (unsigned)book->v[acronym - 1].count;
		return used;
	}
	if (!may_begin(book, x, i) || marked(x, i))
		return 0;
	used = product_at(book, x, i, a, &s->name);
	s->type = SEGMENT_PRODUCT;
	if (used == 0 && (used = line_at(x->t, x->n, i, &l)) != 0) {
		s->type = l->type;
		s->name = str_from(l->name);
	}
	/* "Service Center": a longer name begins with one of the table's. */
	if (used == 0 || (l && l->type == SEGMENT_LINE)) {
		struct segment longer = *s;
		size_t more = learned_at(book, x, i, &longer);
		longer.type = SEGMENT_LEARNED;
		if (more <= used && x->t[i].capital) {
			more = name_at(x, i, &longer);
			longer.type = SEGMENT_NAME;
		}
		if (more > used) {
			used = more;
			*s = longer;
		}
	}
	if (used == 0) {
		used = subject_at(x, i, s);
		s->type = SEGMENT_SUBJECT;
	}
	return used;
}

/* "U.S. Federal Services": the place and what it is the place of are a name together,
 * and the latter has one of its own. */
static struct segment
joined(const struct segment_book *book, const struct segment_text *x,
    struct segment place, struct arena *a)
{
	struct segment of = {.a = place.b};
	size_t used = place.b < x->n ? learned_at(book, x, place.b, &of) : 0;
	if (used == 0)
		return place;
	of.type = SEGMENT_LEARNED;
	of.name = arena_printf(
	    a, "%.*s %.*s", STR_FMT(place.name), STR_FMT(capitalised(of.name, a)));
	of.a = place.a;
	of.b = place.b + used;
	return of;
}

/* Words whose place lets them be a name, unless they are no more than what is found. */
static bool
phrase_at(const struct segment_text *x, size_t i, const struct segment *found,
    struct segment *out)
{
	struct nominal p;
	/* What goes by its initials may also be called by its name. */
	bool renamed =
	    found && found->type >= SEGMENT_LEARNED
	    && !str_eq_nocase(found->name, written(x->text, x->t, found->a, found->b));
	if (!nominal_at(x->t, x->n, i, &p)
	    || (found && (renamed ? p.b < found->b : p.b <= found->b)))
		return false;
	*out = (struct segment){.a = p.a,
	    .b = p.b,
	    .type = SEGMENT_PHRASE,
	    .before = p.before,
	    .after = p.after};
	out->name = written(x->text, x->t, p.a, p.b);
	return true;
}

/* "United States mechanical construction": what is of the place may be named alone. */
static bool
phrase_of_place(
    const struct segment_text *x, const struct segment *place, struct segment *out)
{
	struct nominal p;
	if (!nominal_behind(x->t, x->n, place->b, &p))
		return false;
	*out = (struct segment){.a = p.a,
	    .b = p.b,
	    .type = SEGMENT_PHRASE,
	    .before = place->before,
	    .after = p.after};
	out->name = written(x->text, x->t, p.a, p.b);
	return true;
}

struct finder {
	const struct segment_book *book;
	const struct segment_text *x;
	struct arena *a;
	struct segments *out;
	size_t cap;
};

static int
add(struct finder *f, struct segment s, struct err *e)
{
	/* Said in lower case, it is written like the others. */
	s.name = capitalised(s.name, f->a);
	struct segment *grown =
	    arena_grow(f->a, f->out->v, f->out->n, &f->cap, sizeof *grown);
	if (!grown || !s.name.p)
		return err_nomem(e);
	f->out->v = grown;
	f->out->v[f->out->n++] = s;
	return 0;
}

/* What is named at i; the tokens it takes in *used. */
static int
find_at(struct finder *f, size_t i, size_t *used, struct err *e)
{
	const struct segment_text *x = f->x;
	struct segment s = {.a = i}, phrase, place;
	*used = one_at(f->book, x, i, f->a, &s);
	/* "Thanks, everyone", "In fact, ..." */
	if (*used && s.type >= SEGMENT_LEARNED
	    && ((s.type == SEGMENT_SUBJECT && s.a + 1 == i + *used
		    && !nominal_word(&x->t[s.a]))
		|| nominal_bare(x->t, s.a, i + *used))) {
		*used = 0;
		s.a = i;
	}
	s.b = i + *used;
	if (*used && (s.type == SEGMENT_NAME || s.type == SEGMENT_SUBJECT)) {
		int usual = acronym_of(f->book, s.name, s.b < x->n ? &x->t[s.b] : NULL);
		if (usual)
			s.name = f->book->v[usual - 1].name;
	}
	place = s;
	if (*used && s.type == SEGMENT_PLACE)
		s = joined(f->book, x, s, f->a);
	if (*used) {
		struct nominal around = nominal_around(x->t, x->n, s.a, s.b);
		s.before = around.before;
		s.after = around.after;
		if (add(f, s, e) != 0)
			return -1;
	}
	if (*used && s.type == SEGMENT_PLACE && phrase_of_place(x, &s, &phrase)
	    && add(f, phrase, e) != 0)
		return -1;
	if (!may_begin_phrase(x->t, s.a) || x->t[i].kind != LEXER_WORD
	    || !phrase_at(x, s.a, *used ? &s : NULL, &phrase))
		return 0;
	/* "United Kingdom building services": the place by its usual name. */
	if (*used && place.type == SEGMENT_PLACE && phrase.b > place.b)
		phrase.name = arena_printf(f->a, "%.*s %.*s", STR_FMT(place.name),
		    STR_FMT(written(x->text, x->t, place.b, phrase.b)));
	return add(f, phrase, e);
}

int
segment_find(const struct segment_book *book, const struct segment_text *x,
    struct arena *a, struct segments *out, struct err *e)
{
	struct finder f = {book, x, a, out, 0};
	*out = (struct segments){NULL, 0};
	for (size_t i = 0; i < x->n;) {
		size_t used;
		if (find_at(&f, i, &used, e) != 0)
			return -1;
		i += used ? used
			  : 1; /* behind a place: what was joined is found again */
	}
	arena_trim(a, out->v, out->n, f.cap, sizeof *out->v);
	return 0;
}

/* A name as it is compared: without blanks, in lower case, with one sign for "and". */
struct bare {
	const char *p, *end;
	bool begins; /* a word, here */
};
enum { BARE_MOST = 80 }; /* bytes of it that count */

static struct bare
bare_of(struct str s)
{
	const char *p = s.n ? s.p : "";
	return (struct bare){p, p + s.n, true};
}

/* Its next byte; 0 at the end. */
static unsigned char
next_of(struct bare *b)
{
	for (; b->p < b->end && *b->p == ' '; b->p++)
		b->begins = true;
	if (b->p == b->end)
		return 0;
	char c = str_lower(*b->p);
	if (b->begins && c == 'a' && b->end - b->p >= 3 && str_lower(b->p[1]) == 'n'
	    && str_lower(b->p[2]) == 'd' && (b->end - b->p == 3 || b->p[3] == ' ')) {
		b->p += 3;
		return '+';
	}
	b->begins = false;
	b->p++;
	return (unsigned char)(c == '&' ? '+' : c);
}

bool
segment_same_words(struct str a, struct str b)
{
	if (str_eq(a, b))
		return true;
	struct bare x = bare_of(a), y = bare_of(b);
	for (size_t n = 0; n < BARE_MOST; n++) {
		unsigned char c = next_of(&x);
		if (c != next_of(&y))
			return false;
		if (c == 0)
			return true;
	}
	return true;
}

uint32_t
segment_hash(struct str name)
{
	uint32_t hash = LEXICON_HASH;
	struct bare b = bare_of(name);
	for (size_t n = 0; n < BARE_MOST; n++) {
		unsigned char c = next_of(&b);
		if (c == 0)
			break;
		hash = lexicon_hash_on(hash, c);
	}
	return hash;
}
