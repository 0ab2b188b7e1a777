/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_MOOD_H
#define EXTRACT_MOOD_H

#include "extract/ballot.h"
#include "extract/reading.h"

/*
 * How a clause means its value: the verbs that the value hangs on, each with its tense,
 * what kind of doing it is (to expect, to aim, to reach, to compute, ...) and who does it,
 * from the nearest to the one that governs all.  In "we were able to get to 5,000" the
 * nearest verb has no tense; the one that it hangs on is past.
 */
enum mood_tense {
	MOOD_NONE, /* no verb: "the plan", "estimated", "running costs" */
	MOOD_PRESENT,
	MOOD_PAST,
	MOOD_PERFECT,
	MOOD_BEFORE, /* had planned */
	MOOD_FUTURE,
	MOOD_WOULD,
	MOOD_COULD,
	MOOD_CAN,
	MOOD_SHOULD,
	MOOD_TO,     /* to reach */
	MOOD_GERUND, /* reaching; reached, of a participle */
	MOOD_BARE,   /* reach */
	MOOD_EITHER, /* hit: present or past */
	MOOD_TENSES
};
enum mood_verb_class {
	MOOD_NO_VERB,
	MOOD_BE,
	MOOD_HAVE,
	MOOD_DO,
	MOOD_WILL_VERB,
	MOOD_WOULD_VERB,
	MOOD_COULD_VERB,
	MOOD_CAN_VERB,
	MOOD_SHOULD_VERB,
	MOOD_EXPECT,
	MOOD_AIM,
	MOOD_REACH,
	MOOD_ENABLE,
	MOOD_SAY,
	MOOD_THINK,
	MOOD_COMPUTE,
	MOOD_SUPPOSE,
	MOOD_REPORT,
	MOOD_MAKE,
	MOOD_SPEND,
	MOOD_CHANGE,
	MOOD_HOLD,
	MOOD_NEED,
	MOOD_MISS,
	MOOD_COMPARE,
	MOOD_ASK,
	MOOD_VERBS
};
enum { MOOD_CHAIN = 4, MOOD_KINDS = 20 };

struct mood_verb {
	enum mood_tense tense;
	enum mood_verb_class verb;
	int who; /* the kind of its subject; 0: not told */
	bool negated;
	bool apart;  /* a clause begins between it and the value */
	size_t a, b; /* tokens */
};

struct mood {
	struct mood_verb v[MOOD_CHAIN]; /* the nearest before the value first */
	size_t n;
	struct mood_verb behind;   /* the first behind it: "5,000 were built" */
	enum mood_tense tense;     /* of the first that has one */
	enum mood_verb_class verb; /* that one's */
	int who;
	/* Of each kind of words where one stands: MOOD_AT_*, bits. */
	unsigned char at[MOOD_KINDS];
};
enum {
	MOOD_AT_NEAR = 1,   /* at most 4 tokens before */
	MOOD_AT_CLAUSE = 2, /* before, in its clause */
	MOOD_AT_BEFORE = 4, /* before, in its sentence */
	MOOD_AT_NEXT = 8,   /* at most 4 tokens behind */
	MOOD_AT_BEHIND = 16
};

/** The mood of quantity q in reading r. */
struct mood mood_of(const struct reading *r, const struct quantity *q);

/** Put it on the ballot. */
void mood_share(struct ballot *b, const struct mood *m, enum obs_role role);

#endif
