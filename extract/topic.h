/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TOPIC_H
#define EXTRACT_TOPIC_H

#include "extract/job.h"

/*
 * Which part of the business is being spoken of where a value stands, told by the
 * sentences before its own: "Turning to footwear.", "In Europe, ...", "Our parts business
 * had a good year.", or by who handed over: "Ann will discuss personal lines."
 */
enum topic_kind {
	TOPIC_NONE,
	TOPIC_LED,        /* a sentence began with it */
	TOPIC_INTRODUCED, /* a sentence turned to it */
	TOPIC_HANDED,     /* the turn before ended with it */
	TOPIC_KINDS
};
struct topic {
	enum topic_kind kind;
	const struct segment *g; /* NULL: none */
	const struct reading *r; /* where g stands */
	size_t back;             /* sentences */
	bool whole;              /* the whole company was named since */
};

/** The topic of the job's value.  Looks some ten sentences back. */
struct topic topic_of(const struct job *j);

/** The part of the business that the value's sentence begins with ("In footwear, sales
 *  were ..."), or that a sentence before it in its paragraph announced and did no more
 *  ("Turning to footwear."), unless something else was announced since; NULL. */
const struct segment *topic_announced(const struct job *j);

/** What "the segment" of the value's sentence is, told by the sentences before it; empty where
 *  the sentence says no such thing or names a part itself. */
struct str topic_referred(const struct job *j);

/** What a sentence before the value's says something of and gives no figures ("Coatings had a
 *  record quarter. Revenue grew 8%."), where nothing else was named since; NULL. */
const struct segment *topic_continued(const struct job *j);

/** The mention names a part of this company, as far as the call shows. */
bool topic_good(const struct segment *g);

#endif
