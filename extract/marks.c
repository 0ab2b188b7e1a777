/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/marks.h"

#include "extract/number.h"

/* clang-format off */
static const struct row {
	const char *words;
	unsigned bits;
} rows[] = {
	{"will", MARKS_FUTURE}, {"'ll", MARKS_FUTURE}, {"won't", MARKS_FUTURE}, {"shall", MARKS_FUTURE},
	{"expect", MARKS_FUTURE}, {"expects", MARKS_FUTURE}, {"expecting", MARKS_FUTURE},
	{"expected to", MARKS_FUTURE}, {"expectation", MARKS_FUTURE | MARKS_GUIDE},
	{"expectations", MARKS_FUTURE | MARKS_GUIDE}, {"anticipate", MARKS_FUTURE},
	{"anticipates", MARKS_FUTURE}, {"anticipating", MARKS_FUTURE}, {"anticipated", MARKS_FUTURE}, {"forecast", MARKS_FUTURE | MARKS_GUIDE},
	{"forecasting", MARKS_FUTURE}, {"guidance", MARKS_FUTURE | MARKS_GUIDE},
	{"guide", MARKS_FUTURE | MARKS_GUIDE}, {"guiding", MARKS_FUTURE | MARKS_GUIDE},
	{"outlook", MARKS_FUTURE | MARKS_GUIDE}, {"target", MARKS_FUTURE | MARKS_GUIDE},
	{"targets", MARKS_FUTURE | MARKS_GUIDE}, {"targeting", MARKS_FUTURE | MARKS_GUIDE}, {"targeted", MARKS_FUTURE | MARKS_GUIDE},
	{"goal", MARKS_FUTURE | MARKS_GUIDE}, {"goals", MARKS_FUTURE | MARKS_GUIDE},
	{"aim", MARKS_FUTURE}, {"aiming", MARKS_FUTURE}, {"aims", MARKS_FUTURE},
	{"plan", MARKS_FUTURE | MARKS_GUIDE}, {"plans", MARKS_FUTURE | MARKS_GUIDE}, {"planning", MARKS_FUTURE},
	{"intend", MARKS_FUTURE}, {"projected", MARKS_FUTURE}, {"projecting", MARKS_FUTURE},
	{"going to", MARKS_FUTURE}, {"gonna", MARKS_FUTURE}, {"about to", MARKS_FUTURE},
	{"on track", MARKS_FUTURE}, {"on pace", MARKS_FUTURE}, {"tracking to", MARKS_FUTURE},
	{"confident", MARKS_FUTURE}, {"should", MARKS_FUTURE}, {"hope", MARKS_FUTURE},
	{"hoping", MARKS_FUTURE}, {"looking to", MARKS_FUTURE}, {"look to", MARKS_FUTURE},
	{"want to", MARKS_FUTURE}, {"trying to", MARKS_FUTURE}, {"next", MARKS_FUTURE},
	{"soon", MARKS_FUTURE}, {"eventually", MARKS_FUTURE}, {"ultimately", MARKS_FUTURE}, {"upcoming", MARKS_FUTURE},
	{"going forward", MARKS_FUTURE}, {"when we get", MARKS_FUTURE}, {"when we reach", MARKS_FUTURE},
	{"once we", MARKS_FUTURE}, {"get to", MARKS_FUTURE}, {"to reach", MARKS_FUTURE},
	{"reach", MARKS_FUTURE}, {"to achieve", MARKS_FUTURE}, {"achieve", MARKS_FUTURE}, {"to hit", MARKS_FUTURE}, {"hitting", MARKS_FUTURE},
	{"getting to", MARKS_FUTURE}, {"get there", MARKS_FUTURE}, {"be able to", MARKS_FUTURE}, {"to get", MARKS_FUTURE}, {"ramp to", MARKS_FUTURE},
	{"to go from", MARKS_FUTURE}, {"way to", MARKS_FUTURE}, {"path to", MARKS_FUTURE}, {"towards", MARKS_FUTURE},
	{"to be", MARKS_FUTURE}, {"likely", MARKS_FUTURE}, {"2h", MARKS_FUTURE}, {"remain on", MARKS_FUTURE},
	{"commit", MARKS_FUTURE}, {"committed to", MARKS_FUTURE}, {"look for", MARKS_FUTURE}, {"looking for", MARKS_FUTURE},

	{"was", MARKS_PAST}, {"were", MARKS_PAST}, {"had", MARKS_PAST}, {"did", MARKS_PAST},
	{"came", MARKS_PAST}, {"went", MARKS_PAST}, {"grew", MARKS_PAST | MARKS_UP | MARKS_DELTA}, {"increased", MARKS_PAST | MARKS_UP | MARKS_DELTA},
	{"decreased", MARKS_PAST | MARKS_DOWN | MARKS_DELTA}, {"rose", MARKS_PAST | MARKS_UP | MARKS_DELTA},
	{"fell", MARKS_PAST | MARKS_DOWN | MARKS_DELTA}, {"dropped", MARKS_PAST | MARKS_DOWN | MARKS_DELTA},
	{"improved", MARKS_PAST | MARKS_UP | MARKS_DELTA}, {"declined", MARKS_PAST | MARKS_DOWN | MARKS_DELTA},
	{"expanded", MARKS_PAST | MARKS_UP | MARKS_DELTA}, {"contracted", MARKS_PAST | MARKS_DOWN | MARKS_DELTA},
	{"ended", MARKS_PAST}, {"reported", MARKS_PAST}, {"achieved", MARKS_PAST}, {"delivered", MARKS_PAST},
	{"produced", MARKS_PAST}, {"generated", MARKS_PAST}, {"spent", MARKS_PAST}, {"reached", MARKS_PAST},
	{"finished", MARKS_PAST}, {"closed", MARKS_PAST}, {"totaled", MARKS_PAST}, {"totalled", MARKS_PAST}, {"saw", MARKS_PAST},
	{"made", MARKS_PAST}, {"got", MARKS_PAST}, {"recorded", MARKS_PAST}, {"landed", MARKS_PAST},
	{"landing", MARKS_PAST}, {"invested", MARKS_PAST}, {"sold", MARKS_PAST}, {"built", MARKS_PAST}, {"raised", MARKS_PAST},
	{"repaid", MARKS_PAST}, {"exceeded", MARKS_PAST}, {"been", MARKS_PAST}, {"get the", MARKS_FUTURE}, {"getting the", MARKS_FUTURE}, {"you hit", MARKS_FUTURE}, {"we hit", MARKS_FUTURE}, {"gets us to", MARKS_FUTURE}, {"take us to", MARKS_FUTURE}, {"taking us to", MARKS_FUTURE}, {"takes us to", MARKS_FUTURE}, {"desired", MARKS_FUTURE}, {"long term", MARKS_FUTURE}, {"comfortable", MARKS_FUTURE},
	{"averaged", MARKS_PAST}, {"resulted", MARKS_PAST}, {"decreasing", MARKS_DOWN | MARKS_DELTA},
	{"burned", MARKS_PAST | MARKS_DOWN}, {"posted", MARKS_PAST}, {"earned", MARKS_PAST}, {"exited", MARKS_PAST}, {"ran", MARKS_PAST},
	{"peaked", MARKS_PAST}, {"last", MARKS_PAST}, {"crossed", MARKS_PAST}, {"added", MARKS_PAST}, {"booked", MARKS_PAST}, {"stood", MARKS_PAST},
	{"hired", MARKS_PAST}, {"shipped", MARKS_PAST}, {"repurchased", MARKS_PAST},

	{"is", MARKS_PRESENT}, {"are", MARKS_PRESENT}, {"'re", MARKS_PRESENT}, {"'m", MARKS_PRESENT}, {"'s", MARKS_PRESENT},
	{"now", MARKS_PRESENT}, {"currently", MARKS_PRESENT}, {"today", MARKS_PRESENT}, {"have", MARKS_PRESENT},
	{"has", MARKS_PRESENT}, {"running", MARKS_PRESENT}, {"already", MARKS_PRESENT}, {"'ve", MARKS_PRESENT},

	{"if", MARKS_HYPO}, {"would", MARKS_WOULD}, {"could", MARKS_WOULD}, {"might", MARKS_WOULD}, {"suppose", MARKS_HYPO},
	{"assume", MARKS_HYPO}, {"assuming", MARKS_HYPO}, {"imagine", MARKS_HYPO}, {"let's say", MARKS_HYPO}, {"let 's say", MARKS_HYPO},
	{"hypothetically", MARKS_HYPO}, {"theoretically", MARKS_HYPO}, {"can be", MARKS_HYPO},
	{"in theory", MARKS_HYPO}, {"'d", MARKS_WOULD}, {"unless", MARKS_HYPO},

	{"previously", MARKS_RECALL}, {"original", MARKS_RECALL}, {"originally", MARKS_RECALL}, {"prior guidance", MARKS_RECALL},
	{"previous guidance", MARKS_RECALL}, {"prior target", MARKS_RECALL}, {"prior range", MARKS_RECALL | MARKS_GUIDE}, {"previous range", MARKS_RECALL | MARKS_GUIDE}, {"previous target", MARKS_RECALL},
	{"prior estimate", MARKS_RECALL}, {"previous estimate", MARKS_RECALL}, {"prior outlook", MARKS_RECALL}, {"previous outlook", MARKS_RECALL},
	{"prior expectation", MARKS_RECALL}, {"previous expectation", MARKS_RECALL}, {"prior forecast", MARKS_RECALL}, {"previous forecast", MARKS_RECALL},
	{"had said", MARKS_RECALL | MARKS_SAID}, {"had guided", MARKS_RECALL | MARKS_SAID}, {"had expected", MARKS_RECALL | MARKS_SAID}, {"we said", MARKS_RECALL | MARKS_SAID},
	{"we guided", MARKS_RECALL | MARKS_SAID}, {"you guided", MARKS_RECALL | MARKS_SAID}, {"you said", MARKS_RECALL | MARKS_SAID}, {"used to", MARKS_RECALL},
	{"within our guidance", MARKS_RECALL}, {"guided", MARKS_RECALL | MARKS_GUIDE | MARKS_SAID}, {"had planned", MARKS_RECALL | MARKS_SAID}, {"'d planned", MARKS_RECALL | MARKS_SAID}, {"'d said", MARKS_RECALL | MARKS_SAID}, {"'d guided", MARKS_RECALL | MARKS_SAID}, {"given you", MARKS_RECALL | MARKS_SAID}, {"had thought", MARKS_RECALL | MARKS_SAID}, {"had told", MARKS_RECALL | MARKS_SAID}, {"had promised", MARKS_RECALL | MARKS_SAID}, {"you told", MARKS_RECALL | MARKS_SAID}, {"were telling", MARKS_RECALL | MARKS_SAID}, {"you to expect", MARKS_RECALL | MARKS_SAID}, {"told you", MARKS_RECALL | MARKS_SAID},
	{"i said", MARKS_RECALL | MARKS_SAID}, {"we told", MARKS_RECALL | MARKS_SAID}, {"we gave", MARKS_RECALL | MARKS_SAID}, {"old target", MARKS_RECALL},

	{"down", MARKS_DOWN | MARKS_DELTA}, {"decline", MARKS_DOWN | MARKS_DELTA}, {"decrease", MARKS_DOWN | MARKS_DELTA}, {"reduction", MARKS_DOWN | MARKS_DELTA},
	{"reduced", MARKS_DOWN | MARKS_DELTA}, {"reduce", MARKS_DOWN | MARKS_DELTA}, {"reduces", MARKS_DOWN | MARKS_DELTA}, {"reducing", MARKS_DOWN | MARKS_DELTA}, {"lower", MARKS_DOWN | MARKS_DELTA}, {"lowered", MARKS_DOWN | MARKS_DELTA},
	{"drop", MARKS_DOWN | MARKS_DELTA}, {"dip", MARKS_DOWN | MARKS_DELTA}, {"cut", MARKS_DOWN | MARKS_DELTA}, {"fewer", MARKS_DOWN | MARKS_DELTA}, {"declines", MARKS_DOWN | MARKS_DELTA},
	{"decreases", MARKS_DOWN | MARKS_DELTA}, {"less", MARKS_DOWN}, {"loss", MARKS_DOWN}, {"losses", MARKS_DOWN}, {"lost", MARKS_DOWN}, {"burn", MARKS_DOWN},
	{"up", MARKS_UP | MARKS_DELTA}, {"increase", MARKS_UP | MARKS_DELTA}, {"increases", MARKS_UP | MARKS_DELTA}, {"increasing", MARKS_UP | MARKS_DELTA},
	{"growth", MARKS_UP | MARKS_DELTA}, {"grow", MARKS_UP | MARKS_DELTA}, {"grows", MARKS_UP | MARKS_DELTA}, {"growing", MARKS_UP | MARKS_DELTA}, {"grown", MARKS_UP | MARKS_DELTA},
	{"improvement", MARKS_UP | MARKS_DELTA}, {"improve", MARKS_UP | MARKS_DELTA}, {"improving", MARKS_UP | MARKS_DELTA}, {"expansion", MARKS_UP | MARKS_DELTA},
	{"rise", MARKS_UP | MARKS_DELTA}, {"gain", MARKS_UP | MARKS_DELTA}, {"higher", MARKS_UP | MARKS_DELTA}, {"better", MARKS_UP}, {"incremental", MARKS_DELTA}, {"additional", MARKS_DELTA},
	{"raise", MARKS_UP | MARKS_DELTA}, {"expand", MARKS_UP | MARKS_DELTA}, {"more", MARKS_UP}, {"extra", MARKS_DELTA}, {"another", MARKS_DELTA},

	{"driven by", MARKS_DRIVER}, {"due to", MARKS_DRIVER}, {"benefit", MARKS_DRIVER}, {"benefits", MARKS_DRIVER}, {"headwind", MARKS_DRIVER | MARKS_ADVERSE},
	{"headwinds", MARKS_DRIVER | MARKS_ADVERSE}, {"tailwind", MARKS_DRIVER}, {"tailwinds", MARKS_DRIVER}, {"impact", MARKS_DRIVER}, {"impacts", MARKS_DRIVER}, {"impacted", MARKS_DRIVER | MARKS_ADVERSE},
	{"effect", MARKS_DRIVER}, {"negative impact", MARKS_DRIVER | MARKS_ADVERSE}, {"negative impacts", MARKS_DRIVER | MARKS_ADVERSE}, {"pressure", MARKS_DRIVER | MARKS_ADVERSE}, {"hurt", MARKS_DRIVER | MARKS_ADVERSE},
	{"contributed", MARKS_DRIVER}, {"contribution", MARKS_DRIVER}, {"cost us", MARKS_DRIVER | MARKS_ADVERSE}, {"drag", MARKS_DRIVER | MARKS_ADVERSE}, {"offset by", MARKS_DRIVER | MARKS_ADVERSE}, {"worth", MARKS_DRIVER},
	{"came from", MARKS_DRIVER}, {"comes from", MARKS_DRIVER}, {"helped", MARKS_DRIVER}, {"took", MARKS_DRIVER | MARKS_ADVERSE}, {"attributable to", MARKS_DRIVER}, {"dilution", MARKS_DRIVER | MARKS_ADVERSE},

	{"not", MARKS_NEGATION}, {"n't", MARKS_NEGATION}, {"don't", MARKS_NEGATION}, {"never", MARKS_NEGATION}, {"no", MARKS_NEGATION},

	{"but", MARKS_CLAUSE}, {"while", MARKS_CLAUSE}, {"which", MARKS_CLAUSE}, {"because", MARKS_CLAUSE}, {"although", MARKS_CLAUSE},
	{"though", MARKS_CLAUSE}, {"whereas", MARKS_CLAUSE}, {"and we", MARKS_CLAUSE}, {"so we", MARKS_CLAUSE}, {"and i", MARKS_CLAUSE},
	{"and that", MARKS_CLAUSE}, {"and then", MARKS_CLAUSE}, {"and it", MARKS_CLAUSE}, {"and our", MARKS_CLAUSE},
	{"and the", MARKS_CLAUSE}, {"where", MARKS_CLAUSE}, {"and you", MARKS_CLAUSE}, {"and in", MARKS_CLAUSE},
	{"with", MARKS_CLAUSE}, {"compared", MARKS_CLAUSE}, {"versus", MARKS_CLAUSE},
};
/* clang-format on */
/* The rows by their first words. */
static lexicon_list *
table(void)
{
	return LEXICON_FIRST(rows);
}

/* The first row that begins with the word: its number + 1. */
static uint32_t
first_row(const struct lexicon_entry *w)
{
	return (uint32_t)lexicon_row(w, table());
}
LEXICON_TELL(LEXICON_MARKS, first_row);

/* Does a row whose first word is token i's go on as it does? */
static bool
fits(const struct token *t, size_t n, size_t i, const char *words)
{
	words += t[i].low.n;
	return *words == '\0' || (lexer_phrase(t, n, i + 1, words + 1) != 0);
}

unsigned *
marks_find(const struct token *t, size_t n, struct arena *a)
{
	unsigned *bits = ARENA_NEW(a, n + 1, unsigned);
	if (!bits)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (t[i].kind == LEXER_SEMICOLON || t[i].kind == LEXER_LONG_DASH)
			bits[i] |= MARKS_CLAUSE;
		size_t row = t[i].known->told[LEXICON_MARKS];
		if (!row && t[i].kind != LEXER_TAIL)
			continue;
		if (i > 0 && t[i].kind == LEXER_TAIL && number_among(&t[i - 1], "let"))
			continue; /* "let's say" is the phrase's */
		/* "if I look at", "if you recall" supposes nothing. */
		if (number_among(&t[i], "if") && i + 2 < n
		    && number_among(&t[i + 1], "i|you|we")
		    && number_among(&t[i + 2], "look|think|recall|remember|understand|"
					       "heard|may|could|can|just|strip|take"))
			continue;
		/* "Had the canal been open, we would have": what did not happen. */
		if (number_among(&t[i], "had|were") && i + 1 < n
		    && (i == 0 || t[i - 1].kind == LEXER_STOP
			|| t[i - 1].kind == LEXER_BREAK)
		    && number_among(
			&t[i + 1], "we|it|the|our|this|that|there|they|you|i")) {
			bits[i] |= MARKS_HYPO;
			continue;
		}
		/* "could you", "would you need": a question, no supposition. */
		if (number_among(&t[i], "could|would|might") && i + 1 < n
		    && number_among(&t[i + 1], "you|we|i"))
			continue;
		for (; row; row = lexicon_next(t[i].known, table(), row))
			if (fits(t, n, i, rows[row - 1].words))
				bits[i] |= rows[row - 1].bits;
		/* "can be sold" is no past. */
		if (i > 0 && number_among(&t[i - 1], "be|being|get|to"))
			bits[i] &= ~(unsigned)MARKS_PAST;
		/* Tails hang on: "isn't", "don't" are a word and "'t". */
		if (t[i].kind == LEXER_TAIL && str_eq(t[i].low, STR("'t")))
			bits[i] |= MARKS_NEGATION;
	}
	return bits;
}

unsigned
marks_over(const unsigned *bits, size_t from, size_t to)
{
	unsigned all = 0;
	for (size_t i = from; i < to; i++)
		all |= bits[i];
	return all;
}
